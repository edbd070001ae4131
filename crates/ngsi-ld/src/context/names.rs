//! Names to IRIs and back (JSON-LD 1.1 API §5.2 and §6.2).

use super::{Context, DEFAULT_VOCABULARY};

impl Context {
    /// The IRI of a name: of an entity type, an attribute or a vocabulary term.
    pub fn expand(&self, name: &str) -> String {
        if name.starts_with('@') {
            return name.to_owned();
        }
        if let Some(Some(term)) = self.terms.get(name) {
            return term.iri.clone();
        }
        if let Some((prefix, rest)) = name.split_once(':') {
            if !rest.starts_with("//")
                && let Some(Some(term)) = self.terms.get(prefix)
            {
                return format!("{}{rest}", term.iri);
            }
            return name.to_owned();
        }
        let vocabulary = self.vocabulary.as_deref().unwrap_or(DEFAULT_VOCABULARY);
        format!("{vocabulary}{name}")
    }

    /// The name of an IRI: a term, what follows the vocabulary, a compact IRI, or the IRI itself.
    pub fn compact(&self, iri: &str) -> String {
        if let Some(name) = self.by_iri.get(iri) {
            return name.clone();
        }
        let vocabulary = self.vocabulary.as_deref().unwrap_or(DEFAULT_VOCABULARY);
        if let Some(rest) = iri.strip_prefix(vocabulary)
            && !rest.is_empty()
            && !rest.contains(':')
            && !self.terms.contains_key(rest)
        {
            return rest.to_owned();
        }
        for (prefix_iri, prefix) in &self.prefixes {
            if let Some(rest) = iri.strip_prefix(prefix_iri.as_str())
                && !rest.is_empty()
                && !rest.starts_with("//")
            {
                let name = format!("{prefix}:{rest}");
                if !self.terms.contains_key(&name) {
                    return name;
                }
            }
        }
        iri.to_owned()
    }

    /// Whether compact IRIs may begin with this name.
    pub fn is_prefix(&self, name: &str) -> bool {
        matches!(self.terms.get(name), Some(Some(term)) if term.is_prefix)
    }

    /// The type that a term's values are coerced to, if its definition says one.
    pub fn coercion(&self, name: &str) -> Option<&str> {
        self.terms.get(name)?.as_ref()?.kind.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::HashMap;

    fn built(context: &serde_json::Value) -> Context {
        Context::build(context, &HashMap::new()).unwrap()
    }

    #[test]
    fn the_core_context_has_an_address_for_each_version() {
        let address = |rest: &str| {
            crate::context::is_core(&format!(
                "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context{rest}"
            ))
        };
        for version in [".jsonld", "-v1.6.jsonld", "-v1.10.jsonld", "-v1.3.1.jsonld"] {
            assert!(address(version), "{version}");
        }
        for other in [
            "-of-nobody.jsonld",
            "-v.jsonld",
            "-v1..jsonld",
            "-v1.8",
            "/../x.jsonld",
        ] {
            assert!(!address(other), "{other}");
        }
    }

    #[test]
    fn names_go_there_and_back() {
        let context = built(&json!([{
            "ex": "https://example.org/", "Vehicle": "ex:Vehicle",
            "speed": {"@id": "ex:speed", "@type": "https://example.org/Number"},
        }, super::super::CORE_URL]));
        for (name, iri) in [
            ("Vehicle", "https://example.org/Vehicle"),
            ("speed", "https://example.org/speed"),
            ("ex:other", "https://example.org/other"),
            ("location", "https://uri.etsi.org/ngsi-ld/location"),
            (
                "brand",
                "https://uri.etsi.org/ngsi-ld/default-context/brand",
            ),
            ("https://elsewhere.org/x", "https://elsewhere.org/x"),
        ] {
            assert_eq!(context.expand(name), iri);
            assert_eq!(context.compact(iri), name);
        }
    }

    #[test]
    fn the_core_context_prevails() {
        let context = built(
            &json!({"location": "https://example.org/where", "@vocab": "https://example.org/"}),
        );
        assert_eq!(
            context.expand("location"),
            "https://uri.etsi.org/ngsi-ld/location"
        );
        assert_eq!(
            Context::core().expand("value"),
            "https://uri.etsi.org/ngsi-ld/hasValue"
        );
    }

    #[test]
    fn circles_end() {
        for circle in [
            json!({"a": "b:x", "b": "a:y"}),
            json!({"a": "b", "b": "a"}),
            json!({"a": "a:b"}),
        ] {
            // Whatever becomes of it, it ends.
            let _ = Context::build(&circle, &HashMap::new());
        }
    }
}
