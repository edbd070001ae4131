//! JSON as a tree that keeps duplicates, and how to write it in odd ways.

use std::fmt;

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
