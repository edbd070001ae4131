//! JSON made up at random, of names that matter to the filter.

use proptest::prelude::*;

use crate::tree::Tree;

/// Names that matter to the filter, and some that don't.
pub(crate) const NAMES: [&str; 28] = [
    "name",
    "address",
    "postalCode",
    "street",
    "email",
    "location",
    "geometry",
    "properties",
    "features",
    "value",
    "languageMap",
    "json",
    "valueList",
    "type",
    "id",
    "@id",
    "@type",
    "@context",
    "en",
    "unitCode",
    "schema:name",
    "https://schema.org/name",
    "__proto__",
    "ngsi-ld:hasValue",
    "ngsi-ld:default-context/postalCode",
    "https://uri.etsi.org/ngsi-ld/default-context/geometry",
    "ngsi-ld:location",
    "nämë",
];

pub(crate) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        20 => prop::sample::select(&NAMES[..]).prop_map(str::to_owned),
        1 => "[a-zäß😀\"\\\\]{0,12}",
    ]
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => prop::sample::select(vec![
            "Property", "GeoProperty", "Relationship", "LanguageProperty", "JsonProperty", "Person",
            "Feature", "FeatureCollection", "urn:person:1", "urn:person:2",
            "https://city.example/context.jsonld",
        ]).prop_map(str::to_owned),
        2 => "[ -~]{0,20}",
        1 => "[a-zäß€😀\u{0}\n\"\\\\]{0,30}",
    ]
}

pub(crate) fn scalar() -> impl Strategy<Value = Tree> {
    prop_oneof![
        1 => Just(Tree::Null),
        1 => any::<bool>().prop_map(Tree::Bool),
        2 => any::<i32>().prop_map(|n| Tree::Number(n.to_string())),
        1 => "-?(0|[1-9][0-9]{0,6})\\.[0-9]{1,6}([eE][+-]?[0-9]{1,2})?".prop_map(Tree::Number),
        6 => text().prop_map(Tree::Text),
    ]
}

/// Any JSON, made of names that matter.
pub(crate) fn tree() -> impl Strategy<Value = Tree> {
    scalar().prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Tree::Array),
            3 => prop::collection::vec((name(), inner), 0..7).prop_map(Tree::Object),
        ]
    })
}

/// Any JSON whose names stand once in each object.
pub(crate) fn tree_without_duplicates() -> impl Strategy<Value = Tree> {
    tree().prop_map(without_duplicates)
}

fn without_duplicates(tree: Tree) -> Tree {
    match tree {
        Tree::Array(items) => Tree::Array(items.into_iter().map(without_duplicates).collect()),
        Tree::Object(members) => {
            let mut kept: Vec<(String, Tree)> = Vec::new();
            for (name, value) in members {
                if kept.iter().all(|(known, _)| *known != name) {
                    kept.push((name, without_duplicates(value)));
                }
            }
            Tree::Object(kept)
        }
        scalar => scalar,
    }
}

fn attribute() -> impl Strategy<Value = Tree> {
    let kind = prop::sample::select(vec![
        "Property",
        "GeoProperty",
        "Relationship",
        "LanguageProperty",
    ]);
    let holder = prop::sample::select(vec!["value", "languageMap", "json", "valueList", "object"]);
    let wrapped = (
        kind,
        holder,
        tree_without_duplicates(),
        tree_without_duplicates(),
        any::<bool>(),
    )
        .prop_map(|(kind, holder, value, more, first)| {
            let mut members = vec![(holder.to_owned(), value), ("postalCode".to_owned(), more)];
            let kind = ("type".to_owned(), Tree::Text(kind.to_owned()));
            if first {
                members.insert(0, kind);
            } else {
                members.push(kind);
            }
            Tree::Object(members)
        })
        .boxed();
    prop_oneof![
        3 => wrapped.clone(),
        1 => prop::collection::vec(wrapped, 0..3).prop_map(Tree::Array),
        2 => tree_without_duplicates(),
    ]
}

/// Something like an NGSI-LD entity.
pub(crate) fn entity() -> impl Strategy<Value = Tree> {
    let names = prop::sample::subsequence(
        vec![
            "name",
            "address",
            "email",
            "location",
            "unitCode",
            "schema:name",
            "nickname",
        ],
        0..6,
    );
    let head = (
        any::<bool>(),
        any::<bool>(),
        prop::option::of(Just("https://city.example/context.jsonld")),
    );
    (names, prop::collection::vec(attribute(), 6), head).prop_map(
        |(names, values, (late_id, late_type, context))| {
            let mut members: Vec<(String, Tree)> =
                names.into_iter().map(str::to_owned).zip(values).collect();
            let mut add = |late: bool, name: &str, text: &str| {
                let member = (name.to_owned(), Tree::Text(text.to_owned()));
                if late {
                    members.push(member);
                } else {
                    members.insert(0, member);
                }
            };
            if let Some(context) = context {
                add(true, "@context", context);
            }
            add(late_type, "type", "Person");
            add(late_id, "id", "urn:person:1");
            Tree::Object(members)
        },
    )
}

/// Entities, Features, collections and arrays of them.
pub(crate) fn document() -> impl Strategy<Value = Tree> {
    let feature = (entity(), attribute(), any::<bool>())
        .prop_map(|(entity, geometry, late)| {
            let mut members = vec![
                ("id".to_owned(), Tree::Text("urn:person:1".to_owned())),
                ("geometry".to_owned(), geometry),
                (
                    "properties".to_owned(),
                    match entity {
                        Tree::Object(members) => Tree::Object(
                            members
                                .into_iter()
                                .filter(|(name, _)| name != "id")
                                .collect(),
                        ),
                        other => other,
                    },
                ),
            ];
            let at = if late { 3 } else { 0 };
            members.insert(at, ("type".to_owned(), Tree::Text("Feature".to_owned())));
            Tree::Object(members)
        })
        .boxed();
    let collection = prop::collection::vec(feature.clone(), 0..4).prop_map(|features| {
        Tree::Object(vec![
            (
                "type".to_owned(),
                Tree::Text("FeatureCollection".to_owned()),
            ),
            ("numberMatched".to_owned(), Tree::Number("7".to_owned())),
            ("features".to_owned(), Tree::Array(features)),
        ])
    });
    prop_oneof![
        4 => entity(),
        3 => prop::collection::vec(entity(), 0..4).prop_map(Tree::Array),
        2 => feature,
        2 => collection,
        3 => tree_without_duplicates(),
        1 => tree(),
    ]
}
