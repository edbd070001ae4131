//! Ways to get at what isn't permitted, and that none works.

use permission::filter::{Context, Filter, FilterError, Options};

use crate::{gives, ngsi_ld, plain, refuses};

fn duplicate(error: &FilterError) -> bool {
    matches!(error, FilterError::Duplicate { .. })
}

fn context(error: &FilterError) -> bool {
    matches!(error, FilterError::Context { .. })
}

#[test]
fn escapes_in_names_change_nothing() {
    let filter = plain(&["name", "nämë😀", "a\\u0062"]);
    gives(&filter, r#"{"n\u0061me":1,"s\u0073n":2}"#, r#"{"name":1}"#);
    gives(
        &filter,
        r#"{"\u006e\u0061\u006d\u0065":1}"#,
        r#"{"name":1}"#,
    );
    gives(
        &filter,
        r#"{"n\u00E4m\u00eb\ud83d\ude00":1}"#,
        r#"{"nämë😀":1}"#,
    );
    // A name that contains a backslash is another than the one it would be an escape for.
    gives(&filter, r#"{"ab":1,"a\\u0062":2}"#, r#"{"a\\u0062":2}"#);
    gives(
        &filter,
        r#"{"name\u0000":1,"\u0000name":2,"name ":3,"Name":4,"":5}"#,
        "{}",
    );
}

#[test]
fn look_alikes_are_other_names() {
    let filter = plain(&["nämë"]);
    // The same to the eye, but decomposed; and with a Cyrillic letter.
    gives(
        &filter,
        "{\"na\u{308}me\u{308}\":1,\"n\u{e4}m\u{451}\":2}",
        "{}",
    );
}

#[test]
fn dots_in_names_are_no_paths() {
    let filter = plain(&["address.street"]);
    gives(
        &filter,
        r#"{"address.street":1,"address":{"street.":2,".street":3}}"#,
        "{}",
    );
}

#[test]
fn prototype_names_open_nothing() {
    let filter = plain(&["name"]);
    gives(
        &filter,
        r#"{"__proto__":{"name":1},"constructor":{"prototype":{"name":2}},"name":3}"#,
        r#"{"name":3}"#,
    );
}

#[test]
fn a_name_that_stands_twice_refuses_the_body() {
    let filter = plain(&["name", "address.street"]);
    refuses(&filter, r#"{"name":1,"name":2}"#, duplicate);
    refuses(&filter, r#"{"name":1,"x":0,"n\u0061me":2}"#, duplicate);
    refuses(
        &filter,
        r#"{"address":1,"address":{"street":2}}"#,
        duplicate,
    );
    refuses(&filter, r#"{"address":{"street":1,"street":2}}"#, duplicate);
    refuses(
        &filter,
        r#"{"address":[{"street":1},{"street":2,"street":3}]}"#,
        duplicate,
    );
    // What isn't permitted may stand as often as it likes.
    gives(
        &filter,
        r#"{"x":1,"x":{"name":2},"name":3}"#,
        r#"{"name":3}"#,
    );
    // One in each object is no duplicate.
    gives(
        &filter,
        r#"{"address":[{"street":1},{"street":2}]}"#,
        r#"{"address":[{"street":1},{"street":2}]}"#,
    );
}

#[test]
fn the_message_names_the_duplicate_as_permitted() {
    let error = crate::apply(&plain(&["a\"b"]), r#"{"a\u0022b":1,"a\"b":2}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`a\"b` stands twice in one object, at byte 14"
    );
}

#[test]
fn an_ngsi_ld_name_that_stands_twice_under_another_guise_refuses_the_body() {
    let filter = ngsi_ld(&["name", "address.postalCode"]);
    for body in [
        r#"{"name":1,"schema:name":2}"#,
        r#"{"schema:name":1,"https://schema.org/name":2}"#,
        r#"{"id":"u:1","id":"u:2"}"#,
        r#"{"id":"u:1","@id":"u:2"}"#,
        r#"{"type":"P","@type":"Q"}"#,
        r#"{"@context":"https://city.example/context.jsonld","\u0040context":{"name":"https://x.example/ssn"}}"#,
        r#"{"address":{"value":{"postalCode":1},"value":{"postalCode":2}}}"#,
        r#"{"address":{"type":"Property","type":"Property"}}"#,
        r#"{"id":"u:1","type":"Feature","properties":{"id":"u:2"}}"#,
        r#"{"type":"Feature","properties":{},"properties":{}}"#,
        r#"{"type":"FeatureCollection","features":[],"features":[]}"#,
    ] {
        refuses(&filter, body, duplicate);
    }
}

#[test]
fn an_alias_of_a_permitted_name_is_that_name() {
    let filter = ngsi_ld(&["name"]);
    for name in [
        "name",
        "schema:name",
        "https://schema.org/name",
        r"schem\u0061:name",
    ] {
        gives(&filter, &format!(r#"{{"{name}":1}}"#), r#"{"name":1}"#);
    }
    for name in [
        "schema:nam",
        "http://schema.org/name",
        "https:name",
        "x:name",
        "@name",
    ] {
        gives(&filter, &format!(r#"{{"{name}":1}}"#), "{}");
    }
}

#[test]
fn an_alias_of_the_value_is_the_value() {
    let filter = ngsi_ld(&["price.value", "price.currency"]);
    for holder in [
        "value",
        "ngsi-ld:hasValue",
        "https://uri.etsi.org/ngsi-ld/hasValue",
    ] {
        gives(
            &filter,
            &format!(r#"{{"price":{{"@type":"Property","{holder}":{{"value":3,"secret":1}}}}}}"#),
            r#"{"price":{"type":"Property","value":{"value":3}}}"#,
        );
    }
    refuses(
        &filter,
        r#"{"price":{"value":{"value":1},"ngsi-ld:hasValue":{"value":2}}}"#,
        duplicate,
    );
    refuses(
        &ngsi_ld(&["geometry"]),
        r#"{"geometry":1,"ngsi-ld:default-context/geometry":2}"#,
        duplicate,
    );
}

#[test]
fn a_name_is_permitted_as_what_it_means() {
    // `label` is permitted, and is the same as `title2`; `nimi` means something else.
    let declared = Context {
        terms: [
            ("label", "https://x.example/label"),
            ("title2", "https://x.example/label"),
            ("nimi", "https://x.example/nimi"),
        ]
        .map(|(t, i)| (t.to_owned(), i.to_owned()))
        .into(),
        ..Context::default()
    };
    let filter =
        Filter::compile(["label"], Options::ngsi_ld(declared, crate::pseudonyms())).unwrap();
    gives(&filter, r#"{"title2":1,"nimi":2}"#, r#"{"label":1}"#);
}

#[test]
fn an_inline_context_that_redefines_a_permitted_name_refuses_the_body() {
    let filter = ngsi_ld(&["name", "address.postalCode", "email"]);
    for inline in [
        r#"{"name":"https://x.example/ssn"}"#,
        r#"{"n\u0061me":{"@id":"https://x.example/ssn"}}"#,
        r#"["https://city.example/context.jsonld",{"email":"https://x.example/ssn"}]"#,
        r#"{"postalCode":"https://x.example/ssn"}"#,
        r#"{"schema":"https://x.example/"}"#,
        r#"{"value":"https://x.example/other"}"#,
        r#"{"id":"https://x.example/id","uid":"@id"}"#,
        r#"{"@vocab":"https://x.example/"}"#,
        r#"{"P":{"@id":"https://x.example/P","@context":{"name":"https://x.example/ssn"}}}"#,
        "null",
    ] {
        for body in [
            format!(r#"{{"@context":{inline},"id":"u:1","type":"P","name":"A"}}"#),
            format!(r#"{{"id":"u:1","type":"P","name":"A","@context":{inline}}}"#),
            format!(r#"[{{"id":"u:0"}},{{"id":"u:1","type":"P","name":"A","@context":{inline}}}]"#),
            format!(r#"{{"type":"Feature","properties":{{"name":"A","@context":{inline}}}}}"#),
            format!(
                r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"name":"A"}}}}],"@context":{inline}}}"#
            ),
        ] {
            refuses(&filter, &body, context);
        }
    }
}

#[test]
fn a_foreign_context_refuses_the_body() {
    refuses(
        &ngsi_ld(&["name"]),
        r#"{"id":"u:1","type":"P","name":"A","@context":["https://x.example/c.jsonld"]}"#,
        |error| matches!(error, FilterError::ForeignContext { .. }),
    );
}

#[test]
fn an_inline_context_is_never_copied_and_its_own_aliases_open_nothing() {
    gives(
        &ngsi_ld(&["name"]),
        r#"{"id":"u:1","type":"P","nimi":"A","uid":"u:1","name":"B","@context":[{"nimi":"https://schema.org/name","uid":"@id","secret":"told"},"https://city.example/context.jsonld"]}"#,
        r#"{"id":"«u:1»","type":"P","name":"B","@context":"https://city.example/context.jsonld"}"#,
    );
}

#[test]
fn a_context_within_an_attribute_refuses_the_body_unless_all_of_it_is_permitted() {
    for body in [
        r#"{"address":{"@context":{"postalCode":"https://x.example/ssn"},"postalCode":1}}"#,
        r#"{"address":{"type":"Property","value":{"@context":{"postalCode":"https://x.example/ssn"},"postalCode":1}}}"#,
        r#"{"address":{"type":"Property","value":{"postalCode":1,"@context":null}}}"#,
    ] {
        refuses(&ngsi_ld(&["address.postalCode"]), body, context);
        gives(&ngsi_ld(&["address"]), body, body);
        gives(&ngsi_ld(&["name"]), body, "{}");
    }
}

#[test]
fn data_in_the_place_of_an_entitys_own_members_is_not_copied() {
    let member = |error: &FilterError| matches!(error, FilterError::Member { .. });
    let filter = ngsi_ld(&["name"]);
    for body in [
        r#"{"id":{"ssn":1}}"#,
        r#"{"id":null}"#,
        r#"{"type":{"ssn":1}}"#,
        r#"{"type":["P",{"ssn":1}]}"#,
        r#"{"type":["P",["ssn"]]}"#,
        r#"{"type":7}"#,
        r#"{"type":"FeatureCollection","features":{"ssn":1}}"#,
    ] {
        refuses(&filter, body, member);
    }
    let long = "x".repeat(5000);
    refuses(&filter, &format!(r#"{{"id":"{long}"}}"#), member);
    refuses(&filter, &format!(r#"{{"type":"{long}"}}"#), member);
    refuses(
        &filter,
        &format!(r#"{{"@context":"{}"}}"#, long.repeat(14)),
        member,
    );
    // An attribute's `type` that is data.
    gives(
        &ngsi_ld(&["address.postalCode"]),
        r#"{"address":{"type":"131052-308T","postalCode":1}}"#,
        r#"{"address":{"postalCode":1}}"#,
    );
    gives(
        &ngsi_ld(&["address.postalCode"]),
        r#"{"address":{"type":{"postalCode":2},"postalCode":1}}"#,
        r#"{"address":{"postalCode":1}}"#,
    );
}

#[test]
fn values_do_not_pass_as_structure() {
    let filter = plain(&["name"]);
    gives(
        &filter,
        r#"{"x":"\",\"name\":\"no","y":"}","z":["{\"name\":1}"],"w":"\\"}"#,
        "{}",
    );
}
