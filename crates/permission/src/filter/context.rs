//! What names mean: the context a dataset declares, and whether a body's own `@context` agrees.
//!
//! Names are compared as expanded IRIs (JSON-LD 1.1 §5.1, ETSI GS CIM 009 §5.5.7). The IRI of a
//! permitted name is computed once, with every way to write it under the declared context; a body
//! whose own `@context` would change what any of them means is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::FilterError;

/// Where undeclared terms of NGSI-LD live (ETSI GS CIM 009 §5.5.7).
const DEFAULT_VOCABULARY: &str = "https://uri.etsi.org/ngsi-ld/default-context/";

/// Start of the addresses of NGSI-LD's core context, in all its versions.
const CORE_CONTEXT: &str = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context";

/// The core context written when a dataset declares none: the version of ETSI GS CIM 009 v1.8.
const CORE_CONTEXT_NOW: &str = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld";

/// What the core context says of names that attributes bear; no other context can change them
/// (ETSI GS CIM 009 §4.4).
const CORE_TERMS: [(&str, &str); 22] = [
    ("id", "@id"),
    ("type", "@type"),
    ("value", "https://uri.etsi.org/ngsi-ld/hasValue"),
    ("object", "https://uri.etsi.org/ngsi-ld/hasObject"),
    ("languageMap", "https://uri.etsi.org/ngsi-ld/hasLanguageMap"),
    ("vocab", "https://uri.etsi.org/ngsi-ld/hasVocab"),
    ("json", "https://uri.etsi.org/ngsi-ld/hasJSON"),
    ("valueList", "https://uri.etsi.org/ngsi-ld/hasValueList"),
    ("objectList", "https://uri.etsi.org/ngsi-ld/hasObjectList"),
    ("location", "https://uri.etsi.org/ngsi-ld/location"),
    (
        "observationSpace",
        "https://uri.etsi.org/ngsi-ld/observationSpace",
    ),
    (
        "operationSpace",
        "https://uri.etsi.org/ngsi-ld/operationSpace",
    ),
    ("createdAt", "https://uri.etsi.org/ngsi-ld/createdAt"),
    ("modifiedAt", "https://uri.etsi.org/ngsi-ld/modifiedAt"),
    ("deletedAt", "https://uri.etsi.org/ngsi-ld/deletedAt"),
    ("observedAt", "https://uri.etsi.org/ngsi-ld/observedAt"),
    ("unitCode", "https://uri.etsi.org/ngsi-ld/unitCode"),
    ("datasetId", "https://uri.etsi.org/ngsi-ld/datasetId"),
    ("scope", "https://uri.etsi.org/ngsi-ld/scope"),
    ("ngsi-ld", "https://uri.etsi.org/ngsi-ld/"),
    ("title", "https://uri.etsi.org/ngsi-ld/title"),
    ("description", "http://purl.org/dc/terms/description"),
];

/// The `@context` of a dataset, as its source's description declares it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// Addresses of the context documents that the source's bodies may refer to. They are also
    /// what is written in place of a body's `@context`. NGSI-LD's core context needs no mention.
    pub references: Vec<String>,
    /// The terms these documents define: term to IRI, or to a compact IRI with a prefix that is
    /// itself a term here.
    pub terms: BTreeMap<String, String>,
    /// `@vocab`, when the documents set one; otherwise NGSI-LD's default context.
    pub vocabulary: Option<String>,
}

/// A declared context, ready to expand names.
#[derive(Debug)]
pub(super) struct Vocabulary {
    references: Vec<String>,
    terms: BTreeMap<String, String>,
    base: String,
}

impl Vocabulary {
    pub(super) fn compile(declared: &Context) -> Result<Self, FilterError> {
        let mut vocabulary = Self {
            references: declared.references.clone(),
            terms: BTreeMap::new(),
            base: declared
                .vocabulary
                .clone()
                .unwrap_or_else(|| DEFAULT_VOCABULARY.to_owned()),
        };
        for (term, iri) in &declared.terms {
            // Keywords and their aliases (`"id": "@id"`) are the core context's, and fixed.
            if term.starts_with('@') || iri.starts_with('@') || core(term).is_some() {
                continue;
            }
            let iri = resolve(declared, iri)
                .ok_or_else(|| FilterError::DeclaredContext { term: term.clone() })?;
            vocabulary.terms.insert(term.clone(), iri);
        }
        Ok(vocabulary)
    }

    /// The IRI that a name stands for.
    pub(super) fn expand(&self, name: &str) -> String {
        if let Some(iri) = self.term(name) {
            return iri.to_owned();
        }
        match name.split_once(':') {
            _ if name.starts_with('@') => name.to_owned(),
            Some((prefix, rest)) => match self.term(prefix) {
                Some(base) if is_compact(base, rest) => format!("{base}{rest}"),
                _ => name.to_owned(),
            },
            None => format!("{}{name}", self.base),
        }
    }

    fn term(&self, name: &str) -> Option<&str> {
        core(name).or_else(|| self.terms.get(name).map(String::as_str))
    }

    /// Every name that stands for the same IRI as this one: the name itself, other terms, compact
    /// IRIs, the IRI in full.
    pub(super) fn names_of(&self, name: &str) -> Vec<String> {
        let iri = self.expand(name);
        let core = CORE_TERMS.iter().copied();
        let terms = self.terms.iter().map(|(t, i)| (t.as_str(), i.as_str()));
        let mut names: BTreeSet<String> = [name.to_owned(), iri.clone()].into();
        names.extend(iri.strip_prefix(&self.base).map(str::to_owned));
        for (term, base) in terms.chain(core) {
            names.insert(term.to_owned());
            names.extend(iri.strip_prefix(base).map(|rest| format!("{term}:{rest}")));
        }
        names.retain(|candidate| self.expand(candidate) == iri);
        names.into_iter().collect()
    }

    /// What is written in place of a body's `@context`.
    pub(super) fn to_json(&self) -> Vec<u8> {
        let mut parts: Vec<serde_json::Value> =
            self.references.iter().map(|r| r.as_str().into()).collect();
        if parts.is_empty() {
            if !self.terms.is_empty() {
                parts.push(serde_json::json!(self.terms));
            }
            parts.push(CORE_CONTEXT_NOW.into());
        }
        let value = match (parts.len(), parts.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                parts.extend(last);
                parts.into()
            }
        };
        value.to_string().into_bytes()
    }

    /// Checks a body's `@context` (valid JSON) against the declared one. `counts` tells whether a
    /// name decides about anything.
    pub(super) fn check(
        &self,
        context: &[u8],
        counts: &BTreeSet<Vec<u8>>,
    ) -> Result<(), FilterError> {
        let context: Json = serde_json::from_slice(context).map_err(|_| refused("@context"))?;
        match context {
            Json::Array(parts) => parts
                .iter()
                .try_for_each(|part| self.check_part(part, counts)),
            part => self.check_part(&part, counts),
        }
    }

    fn check_part(&self, part: &Json, counts: &BTreeSet<Vec<u8>>) -> Result<(), FilterError> {
        match part {
            Json::Text(reference) => {
                if self.references.contains(reference) || is_core_context(reference) {
                    Ok(())
                } else {
                    Err(FilterError::ForeignContext {
                        reference: reference.clone(),
                    })
                }
            }
            Json::Object(terms) => terms
                .iter()
                .try_for_each(|(term, definition)| self.check_term(term, definition, counts)),
            // `null` would undo the declared context.
            Json::Array(_) | Json::Other => Err(refused("@context")),
        }
    }

    fn check_term(
        &self,
        term: &str,
        definition: &Json,
        counts: &BTreeSet<Vec<u8>>,
    ) -> Result<(), FilterError> {
        let same_iri = |iri: &str| match self.term(term) {
            Some(declared) => declared == iri || declared == self.expand(iri),
            // Not declared, but written in a permitted name: as itself, or as an IRI's scheme.
            None => !term.contains(':') && self.expand(term) == self.expand(iri) && term != iri,
        };
        let agrees = match (term, definition) {
            ("@version" | "@protected", _) => true,
            ("@vocab", Json::Text(base)) => *base == self.base,
            (keyword, _) if keyword.starts_with('@') => false,
            // A context within a context holds for a type or a property, and redefines names there.
            (_, definition) if definition.has_member("@context") => false,
            (term, _) if !counts.contains(term.as_bytes()) && self.term(term).is_none() => true,
            (_, Json::Text(iri)) => same_iri(iri),
            (_, Json::Object(members)) => {
                let known = [
                    "@id",
                    "@type",
                    "@container",
                    "@protected",
                    "@prefix",
                    "@language",
                ];
                let ids: Vec<&Json> = members
                    .iter()
                    .filter(|(name, _)| name == "@id")
                    .map(|(_, id)| id)
                    .collect();
                members
                    .iter()
                    .all(|(name, _)| known.contains(&name.as_str()))
                    && matches!(ids.as_slice(), [Json::Text(iri)] if same_iri(iri))
            }
            _ => false,
        };
        if agrees { Ok(()) } else { Err(refused(term)) }
    }
}

fn core(term: &str) -> Option<&'static str> {
    CORE_TERMS
        .iter()
        .find(|(known, _)| *known == term)
        .map(|(_, iri)| *iri)
}

/// Whether `prefix:rest` is a compact IRI: the prefix's IRI ends as one that others begin with does
/// (JSON-LD 1.1 §4.1.5).
fn is_compact(base: &str, rest: &str) -> bool {
    base.ends_with([':', '/', '?', '#', '[', ']', '@']) && !rest.starts_with("//")
}

fn is_core_context(reference: &str) -> bool {
    reference
        .strip_prefix(CORE_CONTEXT)
        .and_then(|rest| rest.strip_suffix(".jsonld"))
        .is_some_and(|version| {
            version
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"-v.".contains(&byte))
        })
}

fn refused(term: &str) -> FilterError {
    FilterError::Context {
        term: term.to_owned(),
    }
}

/// An IRI in full, through at most as many prefixes as there are terms.
fn resolve(declared: &Context, iri: &str) -> Option<String> {
    let mut iri = iri.to_owned();
    for _ in 0..=declared.terms.len() {
        let (prefix, rest) = iri.split_once(':')?;
        let base = core(prefix).or_else(|| declared.terms.get(prefix).map(String::as_str));
        match base {
            Some(base) if is_compact(base, rest) => iri = format!("{base}{rest}"),
            _ => return Some(iri),
        }
    }
    None
}

/// JSON with its duplicate members, which a context must not hide things behind.
enum Json {
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
    Other,
}

impl Json {
    fn has_member(&self, name: &str) -> bool {
        match self {
            Json::Object(members) => members
                .iter()
                .any(|(member, value)| member == name || value.has_member(name)),
            Json::Array(parts) => parts.iter().any(|part| part.has_member(name)),
            Json::Text(_) | Json::Other => false,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Build;
        impl<'de> Visitor<'de> for Build {
            type Value = Json;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_str<E>(self, text: &str) -> Result<Json, E> {
                Ok(Json::Text(text.to_owned()))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Json, E> {
                Ok(Json::Other)
            }
            fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
                Ok(Json::Other)
            }
            fn visit_u64<E>(self, _: u64) -> Result<Json, E> {
                Ok(Json::Other)
            }
            fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
                Ok(Json::Other)
            }
            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Other)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Json, A::Error> {
                let mut array = Vec::new();
                while let Some(part) = parts.next_element()? {
                    array.push(part);
                }
                Ok(Json::Array(array))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
                let mut object = Vec::new();
                while let Some(member) = members.next_entry()? {
                    object.push(member);
                }
                Ok(Json::Object(object))
            }
        }
        deserializer.deserialize_any(Build)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::compile(&Context {
            references: vec!["https://city.example/context.jsonld".into()],
            terms: [
                ("schema", "https://schema.org/"),
                ("name", "schema:name"),
                ("nimi", "https://schema.org/name"),
                ("id", "@id"),
            ]
            .map(|(t, i)| (t.into(), i.into()))
            .into(),
            vocabulary: None,
        })
        .unwrap()
    }

    fn check(context: &str) -> Result<(), FilterError> {
        let counts = ["name", "nimi", "email", "https", "https://schema.org/name"]
            .map(|name| name.as_bytes().to_vec())
            .into();
        vocabulary().check(context.as_bytes(), &counts)
    }

    #[test]
    fn a_name_is_known_by_every_way_to_write_it() {
        assert_eq!(
            vocabulary().names_of("name"),
            ["https://schema.org/name", "name", "nimi", "schema:name"]
        );
        assert_eq!(
            vocabulary().names_of("location"),
            [
                "https://uri.etsi.org/ngsi-ld/location",
                "location",
                "ngsi-ld:location"
            ]
        );
        assert_eq!(
            vocabulary().names_of("email"),
            [
                "email",
                "https://uri.etsi.org/ngsi-ld/default-context/email",
                "ngsi-ld:default-context/email"
            ]
        );
    }

    #[test]
    fn a_context_that_says_the_same_is_accepted() {
        for context in [
            r#""https://city.example/context.jsonld""#,
            r#"["https://city.example/context.jsonld","https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld"]"#,
            r#"{"name":"https://schema.org/name"}"#,
            r#"{"name":{"@id":"schema:name","@type":"@id"}}"#,
            r#"{"email":"https://uri.etsi.org/ngsi-ld/default-context/email"}"#,
            r#"{"somethingElse":"https://anything.example/","@version":1.1}"#,
            r#"{"id":"@id","type":"@type"}"#,
        ] {
            assert_eq!(check(context), Ok(()), "{context}");
        }
    }

    #[test]
    fn a_context_that_could_change_a_permitted_name_is_refused() {
        for context in [
            r#"{"name":"https://schema.org/taxID"}"#,
            r#"{"name":"https://schema.org/taxID","name":"https://schema.org/name"}"#,
            r#"{"n\u0061me":"https://schema.org/taxID"}"#,
            r#"{"name":null}"#,
            r#"{"name":{"@id":"https://schema.org/name","@reverse":"https://schema.org/x"}}"#,
            r#"{"name":{"@id":"https://schema.org/name","@id":"https://schema.org/taxID"}}"#,
            r#"{"schema":"https://evil.example/"}"#,
            r#"{"email":"https://evil.example/taxID"}"#,
            r#"{"https":"https://evil.example/"}"#,
            r#"{"https://schema.org/name":"https://schema.org/taxID"}"#,
            r#"{"Person":{"@id":"https://x.example/P","@context":{"name":"https://x.example/n"}}}"#,
            r#"{"@vocab":"https://evil.example/"}"#,
            r#"{"@import":"https://evil.example/"}"#,
            r#"{"id":"https://evil.example/id"}"#,
            r#"{"value":"https://evil.example/v"}"#,
            "null",
            "[null]",
            "[[]]",
            "7",
        ] {
            assert!(
                matches!(check(context), Err(FilterError::Context { .. })),
                "{context}"
            );
        }
        for foreign in [
            r#""https://evil.example/context.jsonld""#,
            r#"["https://city.example/context.jsonld","https://evil.example/"]"#,
            r#""https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context/../evil.jsonld""#,
        ] {
            assert!(
                matches!(check(foreign), Err(FilterError::ForeignContext { .. })),
                "{foreign}"
            );
        }
    }

    #[test]
    fn a_declared_context_that_goes_in_a_circle_is_refused() {
        let declared = Context {
            terms: [("a", "b:"), ("b", "a:")]
                .map(|(t, i)| (t.into(), i.into()))
                .into(),
            ..Context::default()
        };
        assert!(matches!(
            Vocabulary::compile(&declared),
            Err(FilterError::DeclaredContext { .. })
        ));
    }
}
