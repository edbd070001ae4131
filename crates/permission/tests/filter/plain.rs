//! Plain JSON.

use permission::AttributeTable;
use permission::filter::{Filter, FilterError, Options};

use crate::{gives, plain};

#[test]
fn only_permitted_attributes_are_copied() {
    let filter = plain(&["name", "email"]);
    gives(
        &filter,
        r#"{"id":7,"name":"Aino","ssn":"131052-308T","email":"a@example.org","x":[1,{"name":2}]}"#,
        r#"{"name":"Aino","email":"a@example.org"}"#,
    );
}

#[test]
fn a_permitted_value_is_copied_byte_for_byte() {
    let filter = plain(&["a"]);
    gives(
        &filter,
        "{ \"a\" : { \"x\" : [ 1.50e+3 , \"\\u00e4ä\" ] , \"x\" : null } , \"b\" : 1 }",
        "{\"a\":{ \"x\" : [ 1.50e+3 , \"\\u00e4ä\" ] , \"x\" : null }}",
    );
}

#[test]
fn naming_a_parent_permits_all_below() {
    let filter = plain(&["address", "address.street"]);
    gives(
        &filter,
        r#"{"address":{"street":"S","city":{"name":"H"}}}"#,
        r#"{"address":{"street":"S","city":{"name":"H"}}}"#,
    );
}

#[test]
fn naming_a_part_permits_that_part_only() {
    let filter = plain(&["address.city.name", "address.street"]);
    gives(
        &filter,
        r#"{"address":{"street":"S","no":5,"city":{"name":"H","code":"x"}},"street":"other"}"#,
        r#"{"address":{"street":"S","city":{"name":"H"}}}"#,
    );
}

#[test]
fn arrays_on_the_way_are_looked_into() {
    let filter = plain(&["loans.title"]);
    gives(
        &filter,
        r#"{"loans":[{"title":"A","due":1},{"due":2},[{"title":"B"}],"C",7,null]}"#,
        r#"{"loans":[{"title":"A"},[{"title":"B"}]]}"#,
    );
}

#[test]
fn a_container_without_anything_permitted_leaves_no_trace() {
    let filter = plain(&["a.b.c", "d"]);
    for body in [
        r#"{"a":{"b":{}}}"#,
        r#"{"a":{"b":5}}"#,
        r#"{"a":[]}"#,
        r#"{"a":[{"b":[]},{"b":{"x":1}}]}"#,
        r#"{"a":"text"}"#,
        r#"{"a":null}"#,
        "{}",
        " { } ",
    ] {
        gives(&filter, body, "{}");
    }
}

#[test]
fn an_array_of_records_keeps_those_with_something_permitted() {
    let filter = plain(&["name"]);
    gives(
        &filter,
        r#"[{"name":1},{"x":2},{"name":3,"x":4},"name",[{"name":5}],[]]"#,
        r#"[{"name":1},{"name":3},[{"name":5}]]"#,
    );
    gives(&filter, "[]", "[]");
    gives(&filter, r#"[{"x":1}]"#, "[]");
}

#[test]
fn the_outermost_id_is_replaced_where_it_is_permitted() {
    let filter = plain(&["id", "loan"]).with_pseudonyms(crate::pseudonyms());
    gives(
        &filter,
        r#"[{"id":17,"loan":{"id":2}},{"i\u0064":"x","loan":"x"},{"id":"\u0078"},{"id":"17"},[{"id":-1.50e3}]]"#,
        r#"[{"id":"«17»","loan":{"id":2}},{"id":"«x»","loan":"x"},{"id":"«x»"},{"id":"«17»"},[{"id":"«-1.50e3»"}]]"#,
    );
    // What is neither a text nor a number tells nothing apart.
    gives(
        &filter,
        r#"[{"id":{"no":1},"loan":1},{"id":null},{"id":["x"]},{"id":true},{"loan":2}]"#,
        r#"[{"id":"urn:uuid:leg","loan":1},{"id":"urn:uuid:leg"},{"id":"urn:uuid:leg"},{"id":"urn:uuid:leg"},{"loan":2}]"#,
    );
    let longest = "x".repeat(1534);
    let body = format!(r#"{{"id":"{longest}"}}"#);
    gives(&filter, &body, &format!(r#"{{"id":"«{longest}»"}}"#));
    crate::refuses(&filter, &format!(r#"{{"id":"xx{longest}"}}"#), |error| {
        matches!(error, FilterError::Member { name: "id", .. })
    });
    let filter = plain(&["loan"]).with_pseudonyms(crate::pseudonyms());
    gives(&filter, r#"{"id":1,"loan":2}"#, r#"{"loan":2}"#);
    // A part of it is a value like others.
    let filter = plain(&["id.no"]).with_pseudonyms(crate::pseudonyms());
    gives(&filter, r#"{"id":{"no":1}}"#, r#"{"id":{"no":1}}"#);
}

#[test]
fn without_others_in_their_place_own_ids_stay() {
    let body = r#"{"id":1,"name":"A"}"#;
    gives(&plain(&["id", "name"]), body, body);
}

#[test]
fn many_attributes_and_long_names_are_found() {
    let names: Vec<String> = (0..300)
        .map(|n| {
            format!(
                "https://example.org/quite-a-long-name/{n}/{}",
                "x".repeat(n % 40)
            )
        })
        .map(|name| name.replace('.', "-"))
        .collect();
    let filter = Filter::compile(&names, Options::plain()).unwrap();
    let members = |suffix: &str| {
        let members: Vec<String> = (names.iter().enumerate())
            .map(|(n, name)| format!("\"{name}{suffix}\":{n}"))
            .collect();
        members.join(",")
    };
    let body = format!("{{{},{}}}", members(""), members("y"));
    gives(&filter, &body, &format!("{{{}}}", members("")));
    let twice = format!("{{{},\"{}\":0}}", members(""), names[299]);
    crate::refuses(&filter, &twice, |error| {
        matches!(error, FilterError::Duplicate { .. })
    });
}

#[test]
fn the_report_names_what_was_released() {
    let filter = plain(&["name", "address.street", "email", "address.street.no"]);
    let mut out = Vec::new();
    let report = filter
        .apply(
            br#"[{"name":1,"x":1},{"address":{"street":{"no":1}}},{"address":{"no":1}}]"#,
            &mut out,
        )
        .unwrap();
    assert_eq!(report.records, 2);
    assert_eq!(report.attributes_seen.iter().collect::<Vec<_>>(), [0, 1]);

    let paths = ["a", "b", "c", "d"].map(|path| path.parse().unwrap());
    let table = AttributeTable::new(paths).unwrap();
    let set = table.set(["b", "d"]).unwrap();
    let filter = Filter::for_set(&table, &set, Options::plain()).unwrap();
    out.clear();
    let report = filter.apply(br#"{"a":1,"d":2}"#, &mut out).unwrap();
    assert_eq!(out, br#"{"d":2}"#);
    assert_eq!(report.attributes_seen, table.set(["d"]).unwrap());
}

#[test]
fn a_filter_that_permits_nothing_releases_nothing() {
    let filter = plain(&[]);
    gives(&filter, r#"{"a":{"b":1},"":2}"#, "{}");
    gives(&filter, r#"[{"a":1}]"#, "[]");
}

#[test]
fn output_is_appended() {
    let mut out = b"before".to_vec();
    let filter = plain(&["a"]);
    filter.apply(br#"{"a":1}"#, &mut out).unwrap();
    assert_eq!(out, br#"before{"a":1}"#);
    filter.apply(br#"{"a":1"#, &mut out).unwrap_err();
    assert_eq!(out, br#"before{"a":1}"#);
}
