//! NGSI-LD in all its forms.

use permission::filter::{Context, Filter, FilterError, NO_ID, Options};

use crate::{gives, ngsi_ld, refuses};

#[test]
fn a_permitted_attribute_is_kept_whole_and_the_entity_keeps_its_frame() {
    gives(
        &ngsi_ld(&["name", "height"]),
        r#"{"id":"urn:person:1","type":"Person","@context":"https://city.example/context.jsonld",
            "name":{"type":"Property","value":"Aino","observedAt":"2026-01-01T00:00:00Z"},
            "height":{"type":"Property","value":170,"unitCode":"CMT","accuracy":{"type":"Property","value":1}},
            "ssn":{"type":"Property","value":"131052-308T"},"scope":"/x","createdAt":"2026-01-01"}"#,
        concat!(
            r#"{"id":"«urn:person:1»","type":"Person","@context":"https://city.example/context.jsonld","#,
            r#""name":{"type":"Property","value":"Aino","observedAt":"2026-01-01T00:00:00Z"},"#,
            r#""height":{"type":"Property","value":170,"unitCode":"CMT","accuracy":{"type":"Property","value":1}}}"#
        ),
    );
}

#[test]
fn a_part_of_a_normalised_attribute_is_found_in_its_value() {
    let filter = ngsi_ld(&["address.postalCode"]);
    for (body, expected) in [
        (
            r#"{"id":"u:1","type":"P","address":{"type":"Property","value":{"postalCode":"00100","street":"S"},"observedAt":"x","unitCode":"y"}}"#,
            r#"{"id":"«u:1»","type":"P","address":{"type":"Property","value":{"postalCode":"00100"}}}"#,
        ),
        (
            r#"{"address":{"value":{"street":"S","postalCode":"00100"},"type":"Property"},"type":"P","id":"u:1"}"#,
            r#"{"address":{"value":{"postalCode":"00100"},"type":"Property"},"type":"P","id":"«u:1»"}"#,
        ),
        // concise
        (
            r#"{"id":"u:1","type":"P","address":{"value":{"postalCode":"00100","street":"S"},"observedAt":"x"}}"#,
            r#"{"id":"«u:1»","type":"P","address":{"value":{"postalCode":"00100"}}}"#,
        ),
        // simplified
        (
            r#"{"id":"u:1","type":"P","address":{"type":"PostalAddress","postalCode":"00100","street":"S"}}"#,
            r#"{"id":"«u:1»","type":"P","address":{"postalCode":"00100"}}"#,
        ),
        // nothing there
        (
            r#"{"id":"u:1","type":"P","address":{"type":"Property","value":"Street 5, 00100"}}"#,
            r#"{"id":"«u:1»","type":"P"}"#,
        ),
        (
            r#"{"id":"u:1","type":"P","address":{"type":"Property","value":{"street":"S"}}}"#,
            r#"{"id":"«u:1»","type":"P"}"#,
        ),
    ] {
        gives(&filter, body, expected);
    }
}

#[test]
fn a_language_and_a_json_property_are_looked_into() {
    gives(
        &ngsi_ld(&["street.fi", "credential.issuer"]),
        r#"{"id":"u:1","type":"P","street":{"type":"LanguageProperty","languageMap":{"fi":"Katu","sv":"Gata"}},
            "credential":{"type":"JsonProperty","json":{"@context":["https://www.w3.org/ns/credentials/v2"],"issuer":"did:x","secret":1}}}"#,
        concat!(
            r#"{"id":"«u:1»","type":"P","#,
            r#""street":{"type":"LanguageProperty","languageMap":{"fi":"Katu"}},"#,
            r#""credential":{"type":"JsonProperty","json":{"issuer":"did:x"}}}"#
        ),
    );
}

#[test]
fn instances_of_one_attribute_are_filtered_one_by_one() {
    gives(
        &ngsi_ld(&["address.postalCode", "name"]),
        r#"{"id":"u:1","type":"P",
            "name":[{"type":"Property","value":"A","datasetId":"u:d:1"},{"type":"Property","value":"B"}],
            "address":[{"type":"Property","datasetId":"u:d:1","value":{"postalCode":"1","x":1}},
                       {"type":"Property","datasetId":"u:d:2","value":{"x":1}},
                       {"type":"Property","value":[{"postalCode":"3"},{"x":2}]}]}"#,
        concat!(
            r#"{"id":"«u:1»","type":"P","#,
            r#""name":[{"type":"Property","value":"A","datasetId":"u:d:1"},{"type":"Property","value":"B"}],"#,
            r#""address":[{"type":"Property","value":{"postalCode":"1"}},{"type":"Property","value":[{"postalCode":"3"}]}]}"#
        ),
    );
    gives(
        &ngsi_ld(&["address.postalCode", "address.datasetId"]),
        r#"{"address":[{"type":"Property","datasetId":"u:d:1","value":{"postalCode":"1"}}]}"#,
        r#"{"address":[{"type":"Property","datasetId":"u:d:1","value":{"postalCode":"1"}}]}"#,
    );
}

#[test]
fn a_sub_attribute_is_released_only_if_named() {
    let body = r#"{"id":"u:1","type":"P","height":{"type":"Property","value":170,"accuracy":{"type":"Property","value":1,"by":{"type":"Relationship","object":"u:2"}},"unitCode":"CMT"}}"#;
    gives(
        &ngsi_ld(&["height.accuracy"]),
        body,
        r#"{"id":"«u:1»","type":"P","height":{"type":"Property","accuracy":{"type":"Property","value":1,"by":{"type":"Relationship","object":"u:2"}}}}"#,
    );
    gives(
        &ngsi_ld(&["height.accuracy.by"]),
        body,
        r#"{"id":"«u:1»","type":"P","height":{"type":"Property","accuracy":{"type":"Property","by":{"type":"Relationship","object":"u:2"}}}}"#,
    );
    gives(
        &ngsi_ld(&["height.value.x"]),
        body,
        r#"{"id":"«u:1»","type":"P"}"#,
    );
}

#[test]
fn a_part_named_value_does_not_release_the_whole_value() {
    let filter = ngsi_ld(&["price.value"]);
    gives(
        &filter,
        r#"{"price":{"type":"Property","value":{"value":3,"currency":"EUR"}}}"#,
        r#"{"price":{"type":"Property","value":{"value":3}}}"#,
    );
    gives(&filter, r#"{"price":{"value":3,"currency":"EUR"}}"#, "{}");
}

#[test]
fn an_entitys_own_id_is_replaced_wherever_it_stands_as_a_string() {
    let filter = ngsi_ld(&["owner", "name"]);
    let expected_first = r#"{"id":"«urn:person:1»","type":"Loan","owner":{"type":"Relationship","object":["«urn:person:1»","urn:person:12","«urn:person:1»"],"of":{"«urn:person:1»":1}}}"#;
    gives(
        &filter,
        r#"{"id":"urn:person:1","type":"Loan","owner":{"type":"Relationship","object":["urn:person:1","urn:person:12","urn\u003aperson:1"],"of":{"urn:person:1":1}}}"#,
        expected_first,
    );
    // The same if the id comes last.
    gives(
        &filter,
        r#"{"owner":{"type":"Relationship","object":["urn:person:1","urn:person:12","urn\u003aperson:1"],"of":{"urn:person:1":1}},"type":"Loan","\u0069d":"urn:person:\u0031"}"#,
        r#"{"owner":{"type":"Relationship","object":["«urn:person:1»","urn:person:12","«urn:person:1»"],"of":{"«urn:person:1»":1}},"type":"Loan","id":"«urn:person:1»"}"#,
    );
    // Names and types are not ids, whatever an entity calls itself.
    for (body, expected) in [
        (
            r#"{"type":"Feature","id":"Feature"}"#,
            r#"{"type":"Feature","id":"«Feature»"}"#,
        ),
        (
            r#"{"type":"Loan","owner":{"type":"Relationship","object":"owner"},"name":["owner","Loan"],"id":"owner"}"#,
            r#"{"type":"Loan","owner":{"type":"Relationship","object":"«owner»"},"name":["«owner»","Loan"],"id":"«owner»"}"#,
        ),
        (
            r#"{"id":"Loan","type":"Loan","name":"Loan"}"#,
            r#"{"id":"«Loan»","type":"Loan","name":"«Loan»"}"#,
        ),
    ] {
        gives(&filter, body, expected);
    }
    // An id that needs escapes itself.
    gives(
        &filter,
        r#"{"@id":"urn:\"1\"","name":["urn:\"1\"","urn:\u00221\"","urn:1"]}"#,
        r#"{"id":"«urn:"1"»","name":["«urn:"1"»","«urn:"1"»","urn:1"]}"#,
    );
    // Every entity of an array has its own.
    gives(
        &filter,
        r#"[{"id":"u:1","type":"P","name":["u:1","u:2"]},{"name":["u:1","u:2"],"id":"u:2"},{"name":["u:1","u:2"]}]"#,
        r#"[{"id":"«u:1»","type":"P","name":["«u:1»","u:2"]},{"name":["u:1","«u:2»"],"id":"«u:2»"},{"name":["u:1","u:2"]}]"#,
    );
}

#[test]
fn an_own_id_is_the_same_however_it_is_written() {
    let filter = ngsi_ld(&["name"]);
    for written in [r"urn:A", r"urn:\u0041", r"\u0075rn\u003a\u0041"] {
        let body = format!(r#"{{"id":"{written}","type":"P"}}"#);
        gives(&filter, &body, r#"{"id":"«urn:A»","type":"P"}"#);
    }
    for other in ["urn:a", "urn:AA", "urn:B", " urn:A"] {
        let body = format!(r#"{{"id":"{other}","type":"P"}}"#);
        let expected = crate::shown(r#"{"id":"«urn:A»","type":"P"}"#);
        assert_ne!(crate::apply(&filter, &body), Ok(expected), "{other}");
    }
}

#[test]
fn an_entity_that_its_source_has_no_id_for_bears_the_legs() {
    let filter = ngsi_ld(&["name"]);
    let body = format!(r#"[{{"id":"{NO_ID}","type":"P","name":1}},{{"type":"P","id":"u:1"}}]"#);
    let expected = r#"[{"id":"urn:uuid:leg","type":"P","name":1},{"type":"P","id":"«u:1»"}]"#;
    gives(&filter, &body, expected);
}

#[test]
fn own_ids_stay_where_nothing_stands_for_them() {
    let options = Options {
        pseudonyms: None,
        ..Options::ngsi_ld(Context::default(), crate::pseudonyms())
    };
    let filter = Filter::compile(["name"], options).unwrap();
    gives(
        &filter,
        r#"{"id":"u:\u0031","type":["A","B"],"name":"u:1"}"#,
        r#"{"id":"u:\u0031","type":["A","B"],"name":"u:1"}"#,
    );
}

#[test]
fn a_feature_keeps_its_geometry_only_with_the_attribute_it_mirrors() {
    let body = r#"{"id":"urn:person:1","type":"Feature","bbox":[1,2,3,4],
        "geometry":{"type":"Point","coordinates":[1,2]},
        "properties":{"type":"Person","name":{"type":"Property","value":"Aino"},
            "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}},
        "name":"foreign member"}"#;
    gives(
        &ngsi_ld(&["name"]),
        body,
        r#"{"id":"«urn:person:1»","type":"Feature","geometry":null,"properties":{"type":"Person","name":{"type":"Property","value":"Aino"}}}"#,
    );
    gives(
        &ngsi_ld(&["location"]),
        body,
        r#"{"id":"«urn:person:1»","type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"type":"Person","location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}}}"#,
    );
    gives(
        &ngsi_ld(&["location.coordinates"]),
        body,
        r#"{"id":"«urn:person:1»","type":"Feature","geometry":null,"properties":{"type":"Person","location":{"type":"GeoProperty","value":{"coordinates":[1,2]}}}}"#,
    );
    let options = Options {
        geometry_property: "home".to_owned(),
        ..Options::ngsi_ld(Context::default(), crate::pseudonyms())
    };
    gives(
        &Filter::compile(["location"], options).unwrap(),
        body,
        r#"{"id":"«urn:person:1»","type":"Feature","geometry":null,"properties":{"type":"Person","location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}}}"#,
    );
}

#[test]
fn a_feature_may_name_its_type_last() {
    gives(
        &ngsi_ld(&["name"]),
        r#"{"geometry":null,"properties":{"name":"A","x":1},"type":"Featur\u0065"}"#,
        r#"{"geometry":null,"properties":{"name":"A"},"type":"Featur\u0065"}"#,
    );
    gives(
        &ngsi_ld(&["name"]),
        r#"{"type":"Feature","properties":null,"geometry":{"secret":1}}"#,
        r#"{"type":"Feature","properties":null,"geometry":null}"#,
    );
}

#[test]
fn a_collection_is_filtered_feature_by_feature() {
    let filter = ngsi_ld(&["name"]);
    let mut out = Vec::new();
    let report = filter
        .apply(
            br#"{"type":"FeatureCollection","bbox":[1],"numberMatched":2,"@context":"https://city.example/context.jsonld","features":[
                {"id":"u:1","type":"Feature","properties":{"name":"u:1","x":1}},
                {"id":"u:2","type":"Feature","properties":{"name":"u:1"},"@context":"https://city.example/context.jsonld"},
                "x"],"name":"foreign"}"#,
            &mut out,
        )
        .unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        crate::shown(concat!(
            r#"{"type":"FeatureCollection","@context":"https://city.example/context.jsonld","features":["#,
            r#"{"id":"«u:1»","type":"Feature","properties":{"name":"«u:1»"}},"#,
            r#"{"id":"«u:2»","type":"Feature","properties":{"name":"u:1"},"@context":"https://city.example/context.jsonld"}]}"#
        ))
    );
    assert_eq!(report.records, 2);
    gives(
        &filter,
        r#"{"features":[{"properties":{"name":1},"type":"Feature"}],"type":"FeatureCollection","@context":"https://city.example/context.jsonld"}"#,
        r#"{"features":[{"properties":{"name":1},"type":"Feature"}],"type":"FeatureCollection","@context":"https://city.example/context.jsonld"}"#,
    );
}

#[test]
fn attributes_called_like_geojson_members_are_attributes() {
    gives(
        &ngsi_ld(&["properties.a", "geometry"]),
        r#"{"properties":{"type":"Property","value":{"a":1,"b":2}},"geometry":{"x":1},"type":"Person"}"#,
        r#"{"properties":{"type":"Property","value":{"a":1}},"geometry":{"x":1},"type":"Person"}"#,
    );
    gives(
        &ngsi_ld(&["name"]),
        r#"{"type":"Person","properties":{"name":1},"features":[{"properties":{"name":1}}],"geometry":{"name":1}}"#,
        r#"{"type":"Person"}"#,
    );
}

#[test]
fn an_object_that_is_both_entity_and_feature_is_refused() {
    let mixed = |error: &FilterError| matches!(error, FilterError::Mixed { .. });
    let filter = ngsi_ld(&["name"]);
    refuses(
        &filter,
        r#"{"name":1,"type":"Feature","properties":{}}"#,
        mixed,
    );
    refuses(
        &filter,
        r#"{"properties":{"name":1},"type":"Person"}"#,
        mixed,
    );
    refuses(&filter, r#"{"properties":{"name":1}}"#, mixed);
    refuses(
        &filter,
        r#"{"features":[{"type":"Feature","properties":{"name":1}}],"type":"P"}"#,
        mixed,
    );
    refuses(
        &filter,
        r#"{"type":"FeatureCollection","features":[{"type":"Person","name":1}]}"#,
        mixed,
    );
}

#[test]
fn the_smart_data_models_examples_pass() {
    let location = r#"{"coordinates":[-4.75,41.64],"type":"Point"}"#;
    let context = r#"["https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld","https://raw.githubusercontent.com/smart-data-models/dataModel.User/master/context.jsonld"]"#;
    let declared = Context {
        references: vec![
            "https://raw.githubusercontent.com/smart-data-models/dataModel.User/master/context.jsonld".into(),
            "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld".into(),
        ],
        ..Context::default()
    };
    let filter = Filter::compile(
        ["location"],
        Options::ngsi_ld(declared, crate::pseudonyms()),
    )
    .unwrap();
    gives(
        &filter,
        &format!(
            r#"{{"id":"urn:ngsi-ld:UserContext:UserContext1","type":"UserContext","location":{location},"refActivity":"urn:ngsi-ld:Activity:UserActivity1","@context":{context}}}"#
        ),
        &format!(
            r#"{{"id":"«urn:ngsi-ld:UserContext:UserContext1»","type":"UserContext","location":{location},"@context":["https://raw.githubusercontent.com/smart-data-models/dataModel.User/master/context.jsonld","https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld"]}}"#
        ),
    );
}

#[test]
fn a_context_may_say_anything_of_names_below_an_attribute_that_is_permitted_whole() {
    let body = br#"{"@context": {"ngsi-ld:default-context/postalCode": null}, "type": "Person"}"#;
    let apply = |paths: &[&str]| crate::ngsi_ld(paths).apply(body, &mut Vec::new());
    apply(&["address", "address.postalCode"]).unwrap();
    apply(&["address.postalCode"]).unwrap_err();
}
