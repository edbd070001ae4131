//! Documents of a pod: the statements in them, and the values that are taken out.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use bytes::Bytes;
use http::HeaderValue;
use oxrdf::{NamedNode, NamedOrBlankNode, Term};
use permission::filter::NO_ID;
use serde::Serialize;
use serde_json::value::RawValue;
use url::Url;

use super::terms::TYPE;
use crate::sources::SourceError;

/// Statements of one document: more is no description of one person's things.
const MOST_STATEMENTS: usize = 50_000;
/// Values of one property.
const MOST_VALUES: usize = 1_000;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Turtle, and N-Triples, which is some of it.
    Turtle,
    JsonLd,
    Json,
}

impl Format {
    /// What `Content-Type` says.
    pub(crate) fn of(content_type: Option<&HeaderValue>) -> Option<Self> {
        let text = content_type?.to_str().ok()?;
        let essence = text.split(';').next().unwrap_or_default().trim();
        match essence.to_ascii_lowercase().as_str() {
            "text/turtle" | "application/n-triples" => Some(Self::Turtle),
            "application/ld+json" => Some(Self::JsonLd),
            "application/json" => Some(Self::Json),
            other if other.starts_with("application/") && other.ends_with("+json") => {
                Some(Self::Json)
            }
            _ => None,
        }
    }
}

/// The statements of a document, by their subjects.
#[derive(Debug, Default)]
pub(crate) struct Graph(HashMap<NamedOrBlankNode, Subject>);

#[derive(Debug)]
struct Subject {
    /// Its place among the subjects, as the document has them.
    place: usize,
    statements: Vec<(NamedNode, Term)>,
}

impl Graph {
    /// The statements of the document at `address`.
    ///
    /// # Errors
    /// [`SourceError::Malformed`], also where a JSON-LD document names a context elsewhere, which is never fetched;
    /// [`SourceError::TooLarge`].
    pub(crate) fn read(format: Format, address: &Url, text: &[u8]) -> Result<Self, SourceError> {
        let malformed = |_| SourceError::Malformed;
        let mut graph = Self::default();
        let mut count = 0;
        match format {
            Format::Turtle => {
                let parser = oxttl::TurtleParser::new().with_base_iri(address.as_str());
                for triple in parser.map_err(malformed)?.for_slice(text) {
                    let triple = triple.map_err(|_| SourceError::Malformed)?;
                    graph.add(&mut count, triple.subject, triple.predicate, triple.object)?;
                }
            }
            Format::JsonLd => {
                let parser = oxjsonld::JsonLdParser::new().with_base_iri(address.as_str());
                for quad in parser.map_err(malformed)?.for_slice(text) {
                    let quad = quad.map_err(|_| SourceError::Malformed)?;
                    if quad.graph_name.is_default_graph() {
                        graph.add(&mut count, quad.subject, quad.predicate, quad.object)?;
                    }
                }
            }
            Format::Json => return Err(SourceError::OtherKind),
        }
        Ok(graph)
    }

    fn add(
        &mut self,
        count: &mut usize,
        subject: NamedOrBlankNode,
        predicate: NamedNode,
        object: Term,
    ) -> Result<(), SourceError> {
        *count += 1;
        if *count > MOST_STATEMENTS {
            return Err(SourceError::TooLarge);
        }
        let place = self.0.len();
        let subject = self.0.entry(subject).or_insert_with(|| Subject {
            place,
            statements: Vec::new(),
        });
        subject.statements.push((predicate, object));
        Ok(())
    }

    fn statements(&self, subject: &NamedOrBlankNode) -> &[(NamedNode, Term)] {
        self.subject(subject)
            .map_or(&[], |(_, statements)| statements)
    }

    /// A thing as the graph holds it.
    pub(super) fn subject<'g>(
        &'g self,
        name: &NamedOrBlankNode,
    ) -> Option<(&'g NamedOrBlankNode, &'g [(NamedNode, Term)])> {
        let (name, subject) = self.0.get_key_value(name)?;
        Some((name, &subject.statements))
    }

    /// What a value is, where something is said of it.
    pub(super) fn thing<'g>(
        &'g self,
        object: &Term,
    ) -> Option<(&'g NamedOrBlankNode, &'g [(NamedNode, Term)])> {
        self.subject(&thing(object)?)
    }

    /// What is said of a thing.
    pub(super) fn of<'g>(
        &'g self,
        subject: &NamedOrBlankNode,
    ) -> impl Iterator<Item = (&'g NamedOrBlankNode, &'g NamedNode, &'g Term)> {
        let found = self.subject(subject).into_iter();
        found.flat_map(|(name, statements)| {
            let statements = statements.iter();
            statements.map(move |(predicate, object)| (name, predicate, object))
        })
    }

    /// All that is said.
    pub(super) fn all(&self) -> impl Iterator<Item = (&NamedOrBlankNode, &NamedNode, &Term)> {
        self.0.iter().flat_map(|(name, subject)| {
            let statements = subject.statements.iter();
            statements.map(move |(predicate, object)| (name, predicate, object))
        })
    }

    /// Those of a class, in the document's order.
    pub(crate) fn of_class(&self, class: &str) -> Vec<NamedOrBlankNode> {
        let is_of = |subject: &Subject| {
            subject.statements.iter().any(|(predicate, object)| {
                predicate.as_str() == TYPE
                    && matches!(object, Term::NamedNode(named) if named.as_str() == class)
            })
        };
        let mut found: Vec<(usize, &NamedOrBlankNode)> = self
            .0
            .iter()
            .filter(|(_, subject)| is_of(subject))
            .map(|(name, subject)| (subject.place, name))
            .collect();
        found.sort_unstable_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, name)| name.clone()).collect()
    }

    /// Whether anything is said of it.
    pub(crate) fn knows(&self, subject: &NamedOrBlankNode) -> bool {
        self.0.contains_key(subject)
    }

    /// The properties it has.
    pub(crate) fn properties(&self, subject: &NamedOrBlankNode) -> impl Iterator<Item = &str> {
        self.statements(subject)
            .iter()
            .map(|(predicate, _)| predicate.as_str())
    }

    /// What has no name of its own and is the value of a property.
    pub(super) fn nameless_things(
        &self,
        subject: &NamedOrBlankNode,
        property: &str,
    ) -> impl Iterator<Item = NamedOrBlankNode> {
        self.statements(subject)
            .iter()
            .filter(move |(predicate, _)| predicate.as_str() == property)
            .filter_map(|(_, object)| match object {
                Term::BlankNode(blank) => Some(NamedOrBlankNode::from(blank.clone())),
                _ => None,
            })
    }

    /// The properties of what has no name of its own and is the value of a property.
    pub(crate) fn nameless(&self, subject: &NamedOrBlankNode, property: &str) -> BTreeSet<&str> {
        self.nameless_things(subject, property)
            .flat_map(|blank| {
                let statements = self.statements(&blank).iter();
                statements.map(|(predicate, _)| predicate.as_str())
            })
            .collect()
    }

    /// What properties, one after the other, lead to, in the document's order.
    fn objects(
        &self,
        subject: &NamedOrBlankNode,
        path: &[String],
    ) -> Result<Vec<&Term>, SourceError> {
        let mut subjects = vec![subject.clone()];
        let mut objects: Vec<&Term> = Vec::new();
        for property in path {
            objects.clear();
            for subject in &subjects {
                for (predicate, object) in self.statements(subject) {
                    // What is said twice is said once (RDF 1.1 Concepts §3.1).
                    if predicate.as_str() != property || objects.contains(&object) {
                        continue;
                    }
                    if objects.len() == MOST_VALUES {
                        return Err(SourceError::TooLarge);
                    }
                    objects.push(object);
                }
            }
            subjects = objects.iter().filter_map(|term| thing(term)).collect();
        }
        Ok(objects)
    }

    /// The IRIs that a property has.
    pub(crate) fn links<'g>(
        &'g self,
        subject: &NamedOrBlankNode,
        property: &str,
    ) -> impl Iterator<Item = &'g str> {
        self.statements(subject)
            .iter()
            .filter(move |(predicate, _)| predicate.as_str() == property)
            .filter_map(|(_, object)| match object {
                Term::NamedNode(named) => Some(named.as_str()),
                _ => None,
            })
    }

    /// The value that properties, one after the other, lead to; `None` where there is none. Several are an array, and
    /// texts in several languages an object of these.
    ///
    /// # Errors
    /// [`SourceError::TooLarge`].
    pub(super) fn value(
        &self,
        subject: &NamedOrBlankNode,
        path: &[String],
    ) -> Result<Option<Node>, SourceError> {
        let terms = self.objects(subject, path)?;
        if let Some(languages) = languages(&terms) {
            return Ok(Some(Node::Languages(languages)));
        }
        let mut values: Vec<Node> = terms.into_iter().filter_map(node).collect();
        Ok(match values.len() {
            0 | 1 => values.pop(),
            _ => Some(Node::Elements(values)),
        })
    }
}

fn thing(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(named) => Some(named.clone().into()),
        Term::BlankNode(blank) => Some(blank.clone().into()),
        Term::Literal(_) => None,
    }
}

/// Texts by their languages, where there are at least two and each has one.
fn languages(terms: &[&Term]) -> Option<BTreeMap<String, String>> {
    let mut languages = BTreeMap::new();
    for term in terms {
        let Term::Literal(literal) = term else {
            return None;
        };
        let language = literal.language()?.to_owned();
        let text = literal.value().to_owned();
        if languages.insert(language, text).is_some() {
            return None;
        }
    }
    (languages.len() > 1).then_some(languages)
}

/// A value as JSON. A thing without a name is none: what is in it has paths of its own.
fn node(term: &Term) -> Option<Node> {
    match term {
        Term::NamedNode(named) => Node::text(named.as_str()),
        Term::Literal(literal) => {
            let text = literal.value();
            let name = literal.datatype().as_str().strip_prefix(XSD);
            let bare = text.trim();
            match name.unwrap_or_default() {
                "boolean" => match bare {
                    "true" | "1" => Node::json("true"),
                    "false" | "0" => Node::json("false"),
                    _ => Node::text(text),
                },
                "integer" | "decimal" | "double" | "float" | "int" | "long" | "short" | "byte"
                | "nonNegativeInteger" | "positiveInteger" | "unsignedInt" | "unsignedLong"
                | "unsignedShort" | "unsignedByte" | "negativeInteger" | "nonPositiveInteger"
                    if is_number(bare) =>
                {
                    Node::json(bare)
                }
                _ => Node::text(text),
            }
        }
        Term::BlankNode(_) => None,
    }
}

/// Whether JSON writes this number in the same way; others, such as `+1` or `INF`, stay texts.
fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || first == '-')
        && serde_json::from_str::<&RawValue>(text).is_ok()
}

/// A part of the answer.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Node {
    Members(BTreeMap<String, Node>),
    Elements(Vec<Node>),
    Languages(BTreeMap<String, String>),
    Json(Box<RawValue>),
}

impl Node {
    pub(super) fn json(text: &str) -> Option<Self> {
        RawValue::from_string(text.to_owned()).ok().map(Self::Json)
    }

    fn text(text: &str) -> Option<Self> {
        serde_json::value::to_raw_value(text).ok().map(Self::Json)
    }

    fn is_null(&self) -> bool {
        matches!(self, Self::Json(json) if json.get() == "null")
    }

    /// The answer. Of an entity type, it is an NGSI-LD entity whose outermost members are properties; one without a
    /// value is left out (ETSI GS CIM 009 §4.5.4: null is no value).
    ///
    /// # Errors
    /// [`SourceError::Malformed`].
    pub(super) fn written(mut self, entity_type: Option<&str>) -> Result<Bytes, SourceError> {
        if let (Some(entity_type), Self::Members(members)) = (entity_type, &mut self) {
            members.retain(|_, value| !value.is_null());
            for value in members.values_mut() {
                let (kind, name) = match value {
                    Self::Languages(_) => ("LanguageProperty", "languageMap"),
                    _ => ("Property", "value"),
                };
                let whole = std::mem::replace(value, Self::Elements(Vec::new()));
                let property = [
                    (name.to_owned(), Some(whole)),
                    ("type".into(), Self::text(kind)),
                ];
                let property = property
                    .into_iter()
                    .filter_map(|(name, one)| Some((name, one?)));
                *value = Self::Members(property.collect());
            }
            for (name, text) in [("id", NO_ID), ("type", entity_type)] {
                members.extend(Self::text(text).map(|text| (name.to_owned(), text)));
            }
        }
        let json = serde_json::to_vec(&self).map_err(|_| SourceError::Malformed)?;
        Ok(json.into())
    }

    /// Puts a value where a path says.
    ///
    /// # Errors
    /// [`SourceError::Malformed`] where something else is in the way.
    pub(super) fn put(&mut self, path: &str, value: Self) -> Result<(), SourceError> {
        let Self::Members(members) = self else {
            return Err(SourceError::Malformed);
        };
        match path.split_once('.') {
            None => match members.entry(path.to_owned()) {
                Entry::Vacant(place) => {
                    place.insert(value);
                    Ok(())
                }
                Entry::Occupied(_) => Err(SourceError::Malformed),
            },
            Some((name, below)) => members
                .entry(name.to_owned())
                .or_insert_with(|| Self::Members(BTreeMap::new()))
                .put(below, value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const CARD: &str = r#"
        @prefix v: <http://v.example/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <#me> a v:Person ;
            v:name "Aino"@fi, "Aino V."@en ; v:nick "A", "B" ; v:note "hei"@fi ;
            v:age 46 ; v:fee 12.50 ; v:big 123456789012345678901234567890 ; v:odd "+1"^^xsd:integer ;
            v:member true ; v:home <http://h.example/> ; v:born "1979-02-22"^^xsd:date ;
            v:address [ v:street "Katu 1" ], [ v:street "Polku 2" ] .
        <#loan2> a v:Loan ; v:title "Kalevala" .
        <#loan1> a v:Loan ; v:title "Seitsemän veljestä" .
    "#;

    fn graph(format: Format, text: &str) -> Result<Graph, SourceError> {
        let address = Url::parse("https://pods.example/aino/card").unwrap();
        Graph::read(format, &address, text.as_bytes())
    }

    fn me() -> NamedOrBlankNode {
        NamedNode::new("https://pods.example/aino/card#me")
            .unwrap()
            .into()
    }

    fn value(graph: &Graph, path: &[&str]) -> Value {
        let path: Vec<String> = path
            .iter()
            .map(|name| format!("http://v.example/{name}"))
            .collect();
        serde_json::from_str(&serde_json::to_string(&graph.value(&me(), &path).unwrap()).unwrap())
            .unwrap()
    }

    #[test]
    fn values_are_what_json_has_for_them() {
        let graph = graph(Format::Turtle, CARD).unwrap();
        for (path, expected) in [
            (&["name"][..], json!({"fi": "Aino", "en": "Aino V."})),
            (&["nick"], json!(["A", "B"])),
            (&["note"], json!("hei")),
            (&["age"], json!(46)),
            (&["fee"], json!(12.5)),
            (&["odd"], json!("+1")),
            (&["member"], json!(true)),
            (&["home"], json!("http://h.example/")),
            (&["born"], json!("1979-02-22")),
            (&["address", "street"], json!(["Katu 1", "Polku 2"])),
            (&["address"], json!(null)),
            (&["nothing"], json!(null)),
        ] {
            assert_eq!(value(&graph, path), expected, "{path:?}");
        }
        let big = graph
            .value(&me(), &["http://v.example/big".to_owned()])
            .unwrap();
        assert_eq!(
            serde_json::to_string(&big).unwrap(),
            "123456789012345678901234567890"
        );
        let loans = graph.of_class("http://v.example/Loan");
        let names: Vec<String> = loans.iter().map(ToString::to_string).collect();
        assert_eq!(
            names,
            [
                "<https://pods.example/aino/card#loan2>",
                "<https://pods.example/aino/card#loan1>"
            ]
        );
    }

    #[test]
    fn json_ld_says_the_same_and_no_other_graph_and_no_foreign_context_counts() {
        let text = r##"{"@context": {"@vocab": "http://v.example/"}, "@graph": [
            {"@id": "#me", "name": "Aino", "age": 46},
            {"@id": "http://g.example/", "@graph": [{"@id": "#me", "nick": "other"}]}
        ]}"##;
        let graph_of = |text| graph(Format::JsonLd, text);
        let graph = graph_of(text).unwrap();
        assert_eq!(value(&graph, &["name"]), json!("Aino"));
        assert_eq!(value(&graph, &["age"]), json!(46));
        assert_eq!(value(&graph, &["nick"]), json!(null));
        let foreign = r##"{"@context": "https://schema.org/", "@id": "#me", "name": "Aino"}"##;
        assert_eq!(graph_of(foreign).unwrap_err(), SourceError::Malformed);
        assert_eq!(graph_of("{").unwrap_err(), SourceError::Malformed);
    }

    #[test]
    fn what_is_broken_or_too_much_is_refused() {
        assert_eq!(
            graph(Format::Turtle, "<#me> <#a> \"x").unwrap_err(),
            SourceError::Malformed
        );
        let much = "<#me> <#a> 1 .\n".repeat(MOST_STATEMENTS + 1);
        assert_eq!(
            graph(Format::Turtle, &much).unwrap_err(),
            SourceError::TooLarge
        );
    }

    #[test]
    fn two_values_never_share_a_place() {
        let mut node = Node::Members(BTreeMap::new());
        node.put("a.b", Node::json("1").unwrap()).unwrap();
        node.put("a.c", Node::json("2").unwrap()).unwrap();
        assert!(node.put("a.b", Node::json("3").unwrap()).is_err());
        assert!(node.put("a", Node::json("3").unwrap()).is_err());
        assert!(node.put("a.b.c", Node::json("3").unwrap()).is_err());
        assert_eq!(
            serde_json::to_value(&node).unwrap(),
            json!({"a": {"b": 1, "c": 2}})
        );
    }

    #[test]
    fn media_types_are_told_apart() {
        for (text, format) in [
            ("text/turtle; charset=utf-8", Some(Format::Turtle)),
            ("Application/LD+JSON", Some(Format::JsonLd)),
            ("application/json", Some(Format::Json)),
            ("application/geo+json", Some(Format::Json)),
            ("text/html", None),
            ("text/json", None),
        ] {
            let value = HeaderValue::from_static(text);
            assert_eq!(Format::of(Some(&value)), format, "{text}");
        }
        assert_eq!(Format::of(None), None);
    }
}
