//! From documents to an active context (JSON-LD 1.1 API §5).

use std::cmp::Reverse;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{CORE_CONTEXT, Context, Term, is_core};
use crate::problem::Problem;

/// How deep contexts may nest, and how long a chain of prefixes may be.
const MAX_DEPTH: usize = 16;
/// The most terms an active context holds; the largest published ones have some ten thousand.
const MAX_TERMS: usize = 100_000;

/// The addresses of the remote contexts that a context (the value of `@context`) names; not the core context's.
pub fn references(context: &Value) -> Vec<String> {
    match context {
        Value::String(url) if !is_core(url) => vec![url.clone()],
        Value::Array(parts) => parts.iter().flat_map(shallow).collect(),
        Value::Object(map) => map.get("@import").map(shallow).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// As [`references`], for a member of an array: arrays within arrays are not followed.
fn shallow(context: &Value) -> Vec<String> {
    match context {
        Value::Array(_) => Vec::new(),
        other => references(other),
    }
}

impl Context {
    /// The active context of a document's `@context`, with the core context last. `documents` holds the content of
    /// every remote context by its address: what stands in its `@context` member.
    ///
    /// # Errors
    /// When it is no context, or names one that is not among `documents`.
    pub fn build(context: &Value, documents: &HashMap<String, Value>) -> Result<Self, Problem> {
        let mut built = Self::default();
        built.take(context, documents, 0)?;
        for (name, term) in &CORE_CONTEXT.terms {
            built.terms.insert(name.clone(), term.clone());
        }
        built.vocabulary.clone_from(&CORE_CONTEXT.vocabulary);
        built.finish();
        Ok(built)
    }

    pub(super) fn take(
        &mut self,
        context: &Value,
        documents: &HashMap<String, Value>,
        depth: usize,
    ) -> Result<(), Problem> {
        if depth > MAX_DEPTH {
            return Err(Problem::bad_data("the @context nests too deeply"));
        }
        match context {
            Value::Null => {
                *self = Self::default();
                Ok(())
            }
            Value::String(url) if is_core(url) => Ok(()),
            Value::String(url) => {
                let document = documents.get(url).ok_or_else(|| {
                    Problem::new(
                        crate::ProblemKind::LdContextNotAvailable,
                        format!("the @context `{url}` is not at hand"),
                    )
                })?;
                self.take(document, documents, depth + 1)
            }
            Value::Array(parts) => parts
                .iter()
                .try_for_each(|part| self.take(part, documents, depth + 1)),
            Value::Object(map) => {
                if let Some(import) = map.get("@import") {
                    self.take(import, documents, depth + 1)?;
                }
                self.define_all(map)
            }
            _ => Err(Problem::bad_data(
                "an @context is an address, an object, or an array of those",
            )),
        }
    }

    fn define_all(&mut self, map: &Map<String, Value>) -> Result<(), Problem> {
        match map.get("@vocab") {
            Some(Value::String(vocabulary)) => self.vocabulary = Some(vocabulary.clone()),
            Some(Value::Null) => self.vocabulary = None,
            Some(_) => return Err(Problem::bad_data("`@vocab` of an @context is a string")),
            None => {}
        }
        for name in map.keys().filter(|name| !name.starts_with('@')) {
            if self.terms.len() >= MAX_TERMS {
                return Err(Problem::bad_data("the @context has too many terms"));
            }
            let term = self.define(name, map, 0)?;
            self.terms.insert(name.clone(), term);
        }
        Ok(())
    }

    fn define(
        &self,
        name: &str,
        map: &Map<String, Value>,
        depth: usize,
    ) -> Result<Option<Term>, Problem> {
        let (id, kind, prefix) = match map.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(id)) => (Some(id.as_str()), None, true),
            Some(Value::Object(definition)) => {
                if definition.contains_key("@context") {
                    // §5.5.7: what a name means does not depend on where it stands.
                    return Err(Problem::bad_data(format!(
                        "the @context gives the term `{name}` a context of its own"
                    )));
                }
                let id = match definition.get("@id") {
                    None => None,
                    Some(Value::Null) => return Ok(None),
                    Some(Value::String(id)) => Some(id.as_str()),
                    Some(_) => {
                        return Err(Problem::bad_data(format!(
                            "`@id` of the term `{name}` is not a string"
                        )));
                    }
                };
                let kind = definition
                    .get("@type")
                    .and_then(Value::as_str)
                    .map(|kind| self.in_definition(kind, map, depth))
                    .transpose()?;
                let prefix = definition.get("@prefix") == Some(&Value::Bool(true));
                (id, kind, prefix)
            }
            Some(_) => {
                return Err(Problem::bad_data(format!(
                    "the @context defines `{name}` as neither a string nor an object"
                )));
            }
        };
        // A term that is its own definition would never end.
        let iri = match id {
            Some(id) if id != name => self.in_definition(id, map, depth)?,
            _ => self.with_vocabulary(name, map, depth)?,
        };
        let is_prefix = prefix && iri.ends_with([':', '/', '?', '#', '[', ']', '@']);
        Ok(Some(Term {
            iri,
            kind,
            is_prefix,
        }))
    }

    /// What a name within a definition means: a keyword, a term of the same context, a compact IRI, an IRI.
    fn in_definition(
        &self,
        name: &str,
        map: &Map<String, Value>,
        depth: usize,
    ) -> Result<String, Problem> {
        if depth > MAX_DEPTH {
            return Err(Problem::bad_data(format!(
                "the term `{name}` of the @context is defined in a circle"
            )));
        }
        if name.starts_with('@') {
            return Ok(name.to_owned());
        }
        if map.contains_key(name) {
            return Ok(self
                .define(name, map, depth + 1)?
                .map_or_else(|| name.to_owned(), |term| term.iri));
        }
        if let Some(Some(term)) = self.terms.get(name) {
            return Ok(term.iri.clone());
        }
        self.with_vocabulary(name, map, depth)
    }

    fn with_vocabulary(
        &self,
        name: &str,
        map: &Map<String, Value>,
        depth: usize,
    ) -> Result<String, Problem> {
        if let Some((prefix, rest)) = name.split_once(':') {
            if rest.starts_with("//") || prefix == "_" {
                return Ok(name.to_owned());
            }
            if map.contains_key(prefix) && prefix != name {
                if depth > MAX_DEPTH {
                    return Err(Problem::bad_data(format!(
                        "the prefix `{prefix}` of the @context is defined in a circle"
                    )));
                }
                if let Some(term) = self.define(prefix, map, depth + 1)? {
                    return Ok(term.iri + rest);
                }
            }
            if let Some(Some(term)) = self.terms.get(prefix) {
                return Ok(format!("{}{rest}", term.iri));
            }
            return Ok(
                match CORE_PREFIXES.iter().find(|(core, _)| *core == prefix) {
                    Some((_, iri)) => format!("{iri}{rest}"),
                    None => name.to_owned(),
                },
            );
        }
        let vocabulary = self
            .vocabulary
            .as_deref()
            .unwrap_or(super::DEFAULT_VOCABULARY);
        Ok(format!("{vocabulary}{name}"))
    }

    /// Makes the tables for the way back from IRIs to names.
    pub(super) fn finish(&mut self) {
        self.by_iri.clear();
        self.prefixes.clear();
        for (name, term) in &self.terms {
            let Some(term) = term else { continue };
            // The shortest name wins, then the first (JSON-LD 1.1 API §4.3.2); the map is in the order of names.
            let better = self
                .by_iri
                .get(&term.iri)
                .is_none_or(|other| name.len() < other.len());
            if better {
                self.by_iri.insert(term.iri.clone(), name.clone());
            }
            if term.is_prefix {
                self.prefixes.push((term.iri.clone(), name.clone()));
            }
        }
        self.prefixes.sort_by_key(|(iri, _)| Reverse(iri.len()));
    }
}

/// Prefixes of the core context, which a context before it may use.
const CORE_PREFIXES: [(&str, &str); 2] = [
    ("ngsi-ld", "https://uri.etsi.org/ngsi-ld/"),
    ("geojson", "https://purl.org/geojson/vocab#"),
];
