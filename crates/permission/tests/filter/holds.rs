//! Of a permitted attribute comes out what is as its description says, and nothing else.

use permission::filter::{Filter, Options, Report};
use permission::{AttributePath, AttributeSet, AttributeTable, Holds};
use proptest::prelude::*;

use crate::differential::oddly;
use crate::naive::{self, Naive, sorted};
use crate::tree::Tree;
use crate::{made_up, shown, streaming};

fn described(attributes: &[(&str, Holds)], options: Options) -> Filter {
    let path = |(path, holds): &(&str, Holds)| (AttributePath::new(*path).unwrap(), *holds);
    let table = AttributeTable::described(attributes.iter().map(path)).unwrap();
    Filter::for_set(&table, &table.all(), options).unwrap()
}

fn plain(attributes: &[(&str, Holds)]) -> Filter {
    described(attributes, Options::plain())
}

fn ngsi_ld(attributes: &[(&str, Holds)]) -> Filter {
    described(
        attributes,
        Options::ngsi_ld(crate::context(), crate::pseudonyms()),
    )
}

/// The paths of a report's set.
fn paths<'a>(attributes: &[(&'a str, Holds)], set: &AttributeSet) -> Vec<&'a str> {
    set.iter().map(|index| attributes[index].0).collect()
}

#[track_caller]
fn gives(filter: &Filter, body: &str, expected: &str) -> Report {
    let mut out = Vec::new();
    let report = filter.apply(body.as_bytes(), &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), shown(expected), "{body}");
    report
}

/// What comes out of `value` alone in a plain body and as an attribute in the forms of NGSI-LD; `-` for nothing.
#[track_caller]
fn releases(holds: Holds, value: &str, of_plain: &str, of_attribute: &str) {
    let attributes = [("a", holds)];
    for (filter, expected) in [
        (plain(&attributes), of_plain),
        (ngsi_ld(&attributes), of_attribute),
    ] {
        let body = format!(r#"{{"a":{value},"z":1}}"#);
        let whole = match expected {
            "-" => "{}".to_owned(),
            part => format!(r#"{{"a":{part}}}"#),
        };
        let report = gives(&filter, &body, &whole);
        assert_eq!(
            report.attributes_seen.contains(0),
            expected != "-",
            "{body}"
        );
        assert_eq!(
            report.not_as_described.contains(0),
            expected != value,
            "{body}"
        );
    }
}

#[test]
fn single_values_and_lists_of_them() {
    for scalar in [r#""t""#, "-1.5e3", "true", "false", "null"] {
        let list = format!("[{scalar},{scalar}]");
        for value in [scalar, &list] {
            let kind = match scalar.as_bytes()[0] {
                b'"' => Holds::Text,
                b't' | b'f' => Holds::Boolean,
                b'n' => Holds::Single,
                _ => Holds::Number,
            };
            for holds in Holds::ALL {
                let fits =
                    [Holds::Single, Holds::Object, kind].contains(&holds) || scalar == "null";
                let expected = if fits { value } else { "-" };
                releases(holds, value, expected, expected);
            }
        }
    }
}

#[test]
fn objects_only_where_they_are_described() {
    let object = r#"{"street":"Main","ssn":"010170-1234"}"#;
    for holds in [Holds::Single, Holds::Text, Holds::Number, Holds::Boolean] {
        releases(holds, object, "-", "-");
        releases(holds, "{}", "-", "-");
    }
    releases(Holds::Object, object, object, object);
    releases(Holds::Object, "{}", "{}", "{}");
    // Of a list that gains objects the rest stays.
    releases(
        Holds::Single,
        r#"["x",{"ssn":1},["y",{}]]"#,
        r#"["x",["y"]]"#,
        r#"["x",["y"]]"#,
    );
}

#[test]
fn places_are_values() {
    let point = r#"{"type":"Point","coordinates":[24.94,60.17]}"#;
    releases(Holds::Single, point, point, point);
    releases(Holds::Text, point, "-", "-");
    let several =
        r#"{"geometries":[{"type":"Point","coordinates":[1,2]}],"type":"GeometryCollection"}"#;
    releases(Holds::Single, several, several, several);
    for nearly in [
        r#"{"type":"Point","coordinates":[24.94,60.17],"floor":"3rd"}"#,
        r#"{"type":"Point","coordinates":["Main Street"]}"#,
        r#"{"type":"Dot","coordinates":[1,2]}"#,
        r#"{"coordinates":[1,2]}"#,
        r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":{"x":"y"}}]}"#,
        r#"{"type":"GeometryCollection","geometries":[1]}"#,
    ] {
        releases(Holds::Single, nearly, "-", "-");
    }
}

#[test]
fn attributes_of_ngsi_ld_with_what_the_standard_gives_them() {
    for whole in [
        r#"{"type":"Property","value":"x"}"#,
        r#"{"type":"Property","value":["x",1],"unitCode":"CEL","observedAt":"2026-01-01T00:00:00Z","datasetId":"urn:d:1"}"#,
        r#"{"value":"x"}"#,
        r#"{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}"#,
        r#"{"type":"Relationship","object":"urn:x:1","objectType":"X"}"#,
        r#"{"type":"Relationship","object":["urn:x:1","urn:x:2"]}"#,
        r#"{"type":"LanguageProperty","languageMap":{"en":"x","fi":["y","z"]}}"#,
        r#"{"type":"VocabProperty","vocab":"x"}"#,
        r#"{"type":"ListProperty","valueList":[1,[2]]}"#,
        r#"{"type":"ListRelationship","objectList":[{"object":"urn:x:1"}]}"#,
        r#"{"type":"JsonProperty","json":[1,2]}"#,
        r#"[{"type":"Property","value":1},{"type":"Property","value":2,"datasetId":"urn:d:1"}]"#,
        r#"{"type":"Property","value":1,"previousValue":0}"#,
        r#"{"type":"Property","value":"urn:ngsi-ld:null"}"#,
    ] {
        let report = attribute(whole, whole);
        assert!(report.not_as_described.is_empty(), "{whole}");
    }
}

/// What comes out of an attribute that holds a single value.
#[track_caller]
fn attribute(value: &str, expected: &str) -> Report {
    let body = |part: &str| format!(r#"{{"id":"«u:1»","a":{part},"type":"T","z":1}}"#);
    let expected = match expected {
        "-" => r#"{"id":"«u:1»","type":"T"}"#.to_owned(),
        part => body(part).replace(r#","z":1"#, ""),
    };
    let sent = body(value).replace(['«', '»'], "");
    gives(&ngsi_ld(&[("a", Holds::Single)]), &sent, &expected)
}

#[test]
fn what_an_attribute_gains_is_left_out() {
    for (value, expected) in [
        // Sub-attributes, in the forms in which they come, and with a name in an odd way.
        (
            r#"{"type":"Property","value":1,"ssn":{"type":"Property","value":"010170"}}"#,
            r#"{"type":"Property","value":1}"#,
        ),
        (r#"{"value":1,"ssn":"010170"}"#, r#"{"value":1}"#),
        (
            r#"{"ssn":"010170", "v\u0061lue": 1 }"#,
            r#"{"v\u0061lue":1}"#,
        ),
        (
            r#"[{"value":1,"ssn":{"value":2}},{"value":2}]"#,
            r#"[{"value":1},{"value":2}]"#,
        ),
        // Values that become objects, in the whole or in part.
        (
            r#"{"type":"Property","value":{"city":"Oulu","ssn":"010170"}}"#,
            "-",
        ),
        (r#"{"type":"Property","value":{}}"#, "-"),
        (
            r#"{"type":"Property","value":["x",{"ssn":1}]}"#,
            r#"{"type":"Property","value":["x"]}"#,
        ),
        (r#"{"type":"Property","value":[{"ssn":1}]}"#, "-"),
        (r#"{"type":"JsonProperty","json":{"ssn":1}}"#, "-"),
        (r#"{"type":"Relationship","object":{"id":"urn:x"}}"#, "-"),
        (
            r#"{"type":"LanguageProperty","languageMap":{"en":{"ssn":1}}}"#,
            "-",
        ),
        (
            r#"{"type":"LanguageProperty","languageMap":{"en":"x","fi":{"ssn":1}}}"#,
            r#"{"type":"LanguageProperty","languageMap":{"en":"x"}}"#,
        ),
        (
            r#"{"type":"Property","value":1,"unitCode":{"ssn":1}}"#,
            r#"{"type":"Property","value":1}"#,
        ),
        (
            r#"{"type":"ListRelationship","objectList":[{"object":"urn:x:1","ssn":1}]}"#,
            r#"{"type":"ListRelationship","objectList":[{"object":"urn:x:1"}]}"#,
        ),
        // A value beside another one that does not fit says nothing of which of them is meant.
        (r#"{"value":1,"json":{"ssn":1}}"#, "-"),
        (r#"{"value":1,"value":{"ssn":1}}"#, "-"),
        // An object without a value is none of NGSI-LD's attributes.
        (r#"{"type":"Property"}"#, "-"),
        (r#"{"city":"Oulu"}"#, "-"),
        (r#"{"previousValue":1}"#, "-"),
    ] {
        let report = attribute(value, expected);
        assert!(report.not_as_described.contains(0), "{value}");
        assert_eq!(report.attributes_seen.contains(0), expected != "-");
    }
}

#[test]
fn kinds_of_values_of_ngsi_ld() {
    for (holds, fits) in [
        (Holds::Text, [true, false, false, true]),
        (Holds::Number, [false, true, false, false]),
        (Holds::Boolean, [false, false, true, false]),
        (Holds::Single, [true; 4]),
    ] {
        let values = [
            r#"{"type":"Property","value":"x"}"#,
            r#"{"type":"Property","value":1}"#,
            r#"{"type":"Property","value":true}"#,
            r#"{"type":"LanguageProperty","languageMap":{"en":"x"}}"#,
        ];
        for (value, fits) in values.into_iter().zip(fits) {
            let body = format!(r#"{{"a":{value}}}"#);
            let expected = if fits { body.as_str() } else { "{}" };
            gives(&ngsi_ld(&[("a", holds)]), &body, expected);
        }
    }
}

#[test]
fn what_is_taken_back_leaves_no_trace_in_what_it_stood_in() {
    let filter = plain(&[
        ("a.b", Holds::Single),
        ("a.c", Holds::Text),
        ("d", Holds::Single),
    ]);
    for (body, expected) in [
        (r#"{"a":{"b":{}},"d":1}"#, r#"{"d":1}"#),
        (
            r#"{"a":{"b":{"x":1},"c":"y"},"d":1}"#,
            r#"{"a":{"c":"y"},"d":1}"#,
        ),
        (
            r#"{"a":{"c":"y","b":{"x":1}},"d":1}"#,
            r#"{"a":{"c":"y"},"d":1}"#,
        ),
        (
            r#"{"d":1,"a":[{"b":{}},{"b":2},{"b":[{}]},{"c":"z"}]}"#,
            r#"{"d":1,"a":[{"b":2},{"c":"z"}]}"#,
        ),
        (r#"[{"d":{}},{"d":2},{"a":{"b":{}}}]"#, r#"[{"d":2}]"#),
        (r#"{"d":{"d":[]},"a":{"b":[]}}"#, r#"{"a":{"b":[]}}"#),
    ] {
        gives(&filter, body, expected);
    }
}

#[test]
fn the_report_tells_which_are_not_as_described() {
    let attributes = [
        ("a", Holds::Text),
        ("b", Holds::Single),
        ("c", Holds::Number),
    ];
    let report = gives(
        &plain(&attributes),
        r#"[{"a":1,"b":2,"c":3},{"a":"x","b":[{}],"d":4}]"#,
        r#"[{"b":2,"c":3},{"a":"x"}]"#,
    );
    assert_eq!(paths(&attributes, &report.not_as_described), ["a", "b"]);
    assert_eq!(paths(&attributes, &report.attributes_seen), ["a", "b", "c"]);
}

#[test]
fn a_list_or_an_object_is_kept_back_until_it_is_known_to_fit() {
    let filter = plain(&[("a", Holds::Single), ("b", Holds::Single)]);
    let (mut stream, mut out) = (filter.stream(), Vec::new());
    stream.push(br#"{"b":1,"a":["x","#, &mut out).unwrap();
    assert_eq!(out, br#"{"b":1"#);
    stream.push(br#""y",{"ssn":1}"#, &mut out).unwrap();
    assert_eq!(out, br#"{"b":1"#);
    stream.push(b"]", &mut out).unwrap();
    assert_eq!(out, br#"{"b":1,"a":["x","y"]"#);
    stream.push(b"}", &mut out).unwrap();
    let report = stream.finish(&mut out).unwrap();
    assert!(report.not_as_described.contains(0) && !report.not_as_described.contains(1));

    let held = Options {
        max_held_bytes: 1000,
        ..Options::plain()
    };
    let filter = described(&[("a", Holds::Single)], held);
    let long = format!(r#"{{"a":[{}1]}}"#, "1,".repeat(5000));
    let mut stream = filter.stream();
    let pushed = long
        .as_bytes()
        .chunks(100)
        .try_for_each(|chunk| stream.push(chunk, &mut out));
    assert_eq!(
        pushed,
        Err(permission::filter::FilterError::Held { limit: 1000 })
    );
}

/// What of a plain value is as described.
fn value(tree: &Tree, holds: Holds) -> Option<Tree> {
    let is_single = holds == Holds::Single;
    let fits = match tree {
        Tree::Null => true,
        Tree::Bool(_) => is_single || holds == Holds::Boolean,
        Tree::Number(_) => is_single || holds == Holds::Number,
        Tree::Text(_) => is_single || holds == Holds::Text,
        Tree::Object(_) => is_single && is_place(tree),
        Tree::Array(items) => {
            let kept: Vec<_> = items.iter().filter_map(|item| value(item, holds)).collect();
            return (items.is_empty() || !kept.is_empty()).then_some(Tree::Array(kept));
        }
    };
    (holds == Holds::Object || fits).then(|| tree.clone())
}

fn is_place(tree: &Tree) -> bool {
    fn numbers(tree: &Tree) -> bool {
        match tree {
            Tree::Array(items) => items.iter().all(numbers),
            tree => matches!(tree, Tree::Number(_)),
        }
    }
    let Tree::Object(members) = tree else {
        return false;
    };
    let kinds = [
        "Point",
        "LineString",
        "Polygon",
        "MultiPoint",
        "MultiLineString",
        "MultiPolygon",
        "GeometryCollection",
    ];
    let fits = |(name, value): &(String, Tree)| match (name.as_str(), value) {
        ("type", Tree::Text(kind)) => kinds.contains(&kind.as_str()),
        ("coordinates" | "bbox", value) => numbers(value),
        ("geometries", Tree::Array(items)) => items.iter().all(is_place),
        _ => false,
    };
    tree.member("type").is_some() && members.iter().all(fits)
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn as_the_naive_filter_has_it_in_plain_bodies(
        trees in prop::collection::vec(made_up::tree_without_duplicates(), 1..4),
        holds in prop::sample::select(Holds::ALL.to_vec()),
        odd in prop::collection::vec(any::<u8>(), 1..200),
    ) {
        let record = |tree: &Tree| Tree::Object(vec![
            ("a".to_owned(), tree.clone()),
            ("z".to_owned(), Tree::Null),
            ("b".to_owned(), Tree::Object(vec![("c".to_owned(), tree.clone())])),
        ]);
        let body = oddly(&Tree::Array(trees.iter().map(record).collect()), odd);
        let filter = plain(&[("a", holds), ("b.c", Holds::Object)]);
        let mut out = Vec::new();
        let report = filter.apply(&body, &mut out).unwrap();
        let mut left_out = false;
        let expected = trees.iter().map(|tree| {
            let kept = match holds {
                Holds::Object => Some(tree.clone()),
                holds => value(tree, holds),
            };
            left_out |= kept.as_ref() != Some(tree);
            let mut members: Vec<_> = kept.map(|kept| ("a".to_owned(), kept)).into_iter().collect();
            members.push(("b".to_owned(), Tree::Object(vec![("c".to_owned(), tree.clone())])));
            Tree::Object(members)
        });
        let expected = Tree::Array(expected.collect());
        prop_assert_eq!(sorted(Tree::parse(&out).unwrap()), sorted(Tree::parse(&expected.plainly()).unwrap()));
        prop_assert_eq!(report.not_as_described.contains(0), left_out);
        prop_assert!(!report.not_as_described.contains(1));
    }

    /// Whatever a source sends, nothing comes out that would not come out if anything were described.
    #[test]
    fn strictness_takes_away_alone(
        tree in made_up::document(),
        holds in prop::collection::vec(prop::sample::select(Holds::ALL.to_vec()), 5),
        odd in prop::collection::vec(any::<u8>(), 1..200),
        lengths in prop::collection::vec(1usize..40, 1..10),
    ) {
        let names = ["name", "address.postalCode", "email", "location", "geometry"];
        let attributes: Vec<_> = names.into_iter().zip(holds).collect();
        let body = oddly(&tree, odd);
        for (filter, naive) in [
            (plain(&attributes), naive::plain(&tree, &names)),
            (ngsi_ld(&attributes), naive::ngsi_ld(&tree, &names)),
        ] {
            let strict = streaming::whole(&filter, &body);
            prop_assert_eq!(streaming::stream(&filter, streaming::cut(&body, &lengths)), strict.clone());
            let Ok((report, out)) = strict else { continue };
            let kept = Tree::parse(&out).unwrap();
            if let Naive::Released(all) = naive {
                let all = Tree::parse(&all.plainly()).unwrap();
                prop_assert!(is_within(&kept, &all), "{:?}\n{:?}", kept, all);
                if report.not_as_described.is_empty() {
                    prop_assert_eq!(sorted(kept), sorted(all));
                }
            }
        }
    }
}

/// Whether one is the other with some members and elements taken out.
fn is_within(kept: &Tree, all: &Tree) -> bool {
    match (kept, all) {
        (Tree::Array(kept), Tree::Array(all)) => {
            let mut all = all.iter();
            kept.iter().all(|item| all.any(|one| is_within(item, one)))
        }
        (Tree::Object(kept), Tree::Object(all)) => kept.iter().all(|(name, value)| {
            all.iter()
                .any(|(known, one)| known == name && is_within(value, one))
        }),
        (kept, all) => kept == all,
    }
}
