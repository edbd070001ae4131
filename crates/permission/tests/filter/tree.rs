//! JSON as a tree that keeps duplicates, how to write it in odd ways, and how to make it up.

use std::fmt;

use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    pub(crate) fn member(&self, name: &str) -> Option<&Tree> {
        match self {
            Tree::Object(members) => members.iter().find(|(n, _)| n == name).map(|(_, v)| v),
            _ => None,
        }
    }

    /// Writes the tree; `odd` is consulted for escapes and white space.
    pub(crate) fn write(&self, odd: &mut impl FnMut() -> u8, out: &mut Vec<u8>) {
        match odd() {
            0..16 => out.push(b' '),
            16..20 => out.extend_from_slice(b"\r\n\t          "),
            _ => {}
        }
        match self {
            Tree::Null => out.extend_from_slice(b"null"),
            Tree::Bool(value) => out.extend_from_slice(value.to_string().as_bytes()),
            Tree::Number(digits) => out.extend_from_slice(digits.as_bytes()),
            Tree::Text(text) => write_text(text, odd, out),
            Tree::Array(items) => {
                out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    item.write(odd, out);
                }
                out.push(b']');
            }
            Tree::Object(members) => {
                out.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    if odd() < 16 {
                        out.push(b'\n');
                    }
                    write_text(name, odd, out);
                    if odd() < 16 {
                        out.push(b' ');
                    }
                    out.push(b':');
                    value.write(odd, out);
                }
                out.push(b'}');
            }
        }
        if odd() < 8 {
            out.push(b'\t');
        }
    }

    pub(crate) fn plainly(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut || 255, &mut out);
        out
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<Tree, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

fn write_text(text: &str, odd: &mut impl FnMut() -> u8, out: &mut Vec<u8>) {
    let strange = odd() < 40;
    out.push(b'"');
    for character in text.chars() {
        if character < ' ' || "\"\\".contains(character) || strange && odd() < 128 {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            }
        } else {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    out.push(b'"');
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Build;
        impl<'de> Visitor<'de> for Build {
            type Value = Tree;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
                Ok(Tree::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
                Ok(Tree::Number(value.to_string()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
                Ok(Tree::Number(value.to_string()))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
                Ok(Tree::Number(format!("{value:?}")))
            }
            fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
                Ok(Tree::Text(text.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Tree, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = parts.next_element()? {
                    items.push(item);
                }
                Ok(Tree::Array(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Tree, A::Error> {
                let mut object = Vec::new();
                while let Some(member) = members.next_entry()? {
                    object.push(member);
                }
                Ok(Tree::Object(object))
            }
        }
        deserializer.deserialize_any(Build)
    }
}

/// Names that matter to the filter, and some that don't.
pub(crate) const NAMES: [&str; 24] = [
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
                members.insert(0, kind)
            } else {
                members.push(kind)
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
                    members.push(member)
                } else {
                    members.insert(0, member)
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
