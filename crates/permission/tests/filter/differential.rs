//! The filter agrees with the naive one, and with `serde_json` on what JSON is.

use permission::filter::FilterError;
use proptest::prelude::*;

use crate::made_up;
use crate::naive::{self, Naive, sorted};
use crate::tree::Tree;

const PLAIN_PATHS: [&str; 12] = [
    "name",
    "address",
    "address.postalCode",
    "address.value.en",
    "email",
    "location",
    "value.value",
    "type",
    "id",
    "properties.name",
    "__proto__",
    "nämë",
];

const NGSI_PATHS: [&str; 14] = [
    "name",
    "address",
    "address.postalCode",
    "address.name",
    "address.value",
    "address.type",
    "email.en",
    "location",
    "location.value.name",
    "unitCode",
    "properties.name",
    "geometry",
    "id",
    "nämë",
];

fn paths(from: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(from, 0..=from.len().min(6))
}

/// Writes the tree with escapes and white space as the bytes say.
pub(crate) fn oddly(tree: &Tree, mut bytes: Vec<u8>) -> Vec<u8> {
    let mut at = 0;
    bytes.push(255);
    let mut odd = || {
        at = (at + 1) % bytes.len();
        bytes[at]
    };
    let mut out = Vec::new();
    tree.write(&mut odd, &mut out);
    out
}

/// As it is after having been written and read, numbers included.
fn settled(tree: &Tree) -> Tree {
    sorted(Tree::parse(&tree.plainly()).unwrap())
}

fn parsed(out: &[u8]) -> Tree {
    sorted(
        Tree::parse(out)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(out))),
    )
}

proptest! {
    #![proptest_config(crate::cases())]

    #[test]
    fn a_plain_body_comes_out_as_the_naive_filter_has_it(
        tree in made_up::tree(),
        paths in paths(&PLAIN_PATHS),
        odd in prop::collection::vec(any::<u8>(), 1..200),
    ) {
        let body = oddly(&tree, odd);
        let filter = crate::plain(&paths);
        for (filter, naive) in [
            (filter.with_pseudonyms(crate::pseudonyms()), naive::plain_with_pseudonyms(&tree, &paths)),
            (filter, naive::plain(&tree, &paths)),
        ] {
            let mut out = Vec::new();
            let result = filter.apply(&body, &mut out);
            match naive {
                Naive::Released(expected) => {
                    prop_assert!(result.is_ok(), "{:?}", result);
                    prop_assert_eq!(parsed(&out), settled(&expected));
                }
                Naive::Refused => {
                    let expected = matches!(
                        result,
                        Err(FilterError::NotAnEntity | FilterError::Duplicate { .. })
                    );
                    prop_assert!(expected, "{:?}", result);
                    prop_assert!(out.is_empty());
                }
            }
        }
    }

    #[test]
    fn an_ngsi_ld_body_comes_out_as_the_naive_filter_has_it(
        tree in made_up::document(),
        paths in paths(&NGSI_PATHS),
        odd in prop::collection::vec(any::<u8>(), 1..200),
    ) {
        let body = oddly(&tree, odd);
        let mut out = Vec::new();
        let result = crate::ngsi_ld(&paths).apply(&body, &mut out);
        match (naive::ngsi_ld(&tree, &paths), result) {
            (Naive::Released(expected), Ok(_)) => {
                prop_assert_eq!(parsed(&out), settled(&expected));
            }
            // It may turn out too late that an object is, or isn't, GeoJSON.
            (Naive::Released(_), Err(_)) if naive::guesses(&tree) => prop_assert!(out.is_empty()),
            (_, Err(FilterError::Mixed { .. })) => prop_assert!(out.is_empty()),
            (Naive::Refused, Err(_)) => prop_assert!(out.is_empty()),
            (naive, result) => prop_assert!(false, "{:?} {:?}", naive, result),
        }
    }

    #[test]
    fn damaged_bodies_are_accepted_exactly_where_serde_json_accepts_them(
        tree in made_up::tree_without_duplicates(),
        odd in prop::collection::vec(any::<u8>(), 1..200),
        damage in prop::collection::vec((any::<prop::sample::Index>(), damage()), 0..3),
        paths in paths(&["name", "address.postalCode", "value"]),
    ) {
        let mut body = oddly(&Tree::Object(vec![("x".to_owned(), tree)]), odd);
        for (at, bytes) in damage {
            let at = at.index(body.len());
            let end = (at + 1).min(body.len());
            body.splice(at..end, bytes);
        }
        let mut out = Vec::new();
        let result = crate::plain(&paths).apply(&body, &mut out);
        match (Tree::parse(&body), result) {
            (Ok(tree), Ok(_)) => match naive::plain(&tree, &paths) {
                Naive::Released(expected) => prop_assert_eq!(parsed(&out), sorted(expected)),
                Naive::Refused => prop_assert!(false, "released"),
            },
            (Ok(tree), Err(FilterError::Duplicate { .. } | FilterError::NotAnEntity)) => {
                prop_assert_eq!(naive::plain(&tree, &paths), Naive::Refused);
            }
            (Err(error), Ok(_)) => {
                // serde_json reads numbers into binary64, and ends there.
                prop_assert!(error.to_string().starts_with("number out of range"), "{}", error);
            }
            (Err(_), Err(_)) => prop_assert!(out.is_empty()),
            (Ok(_), Err(error)) => prop_assert!(false, "{}", error),
        }
    }
}

fn damage() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        prop::collection::vec(any::<u8>(), 1..3),
        prop::sample::select(vec![
            "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "e", "-", ".", "\\ud800", "\\u00", " ",
            "null", "\u{e4}"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}
