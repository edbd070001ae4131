//! Statements that go and statements that come, as an N3 Patch (Solid Protocol §5.3.1).

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term};
use serde_json::Value;
use url::Url;

use super::change::Edit;
use super::graph::Graph;
use super::terms::TYPE;
use crate::sources::SourceError;

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Types of numbers without a fraction.
const WHOLE: [&str; 13] = [
    "integer",
    "int",
    "long",
    "short",
    "byte",
    "nonNegativeInteger",
    "positiveInteger",
    "nonPositiveInteger",
    "negativeInteger",
    "unsignedInt",
    "unsignedLong",
    "unsignedShort",
    "unsignedByte",
];
/// Types of numbers that may have one.
const FRACTIONS: [&str; 3] = ["decimal", "double", "float"];

/// A statement.
type Statement<'g> = (&'g NamedOrBlankNode, &'g NamedNode, &'g Term);

/// How one document is to change.
pub(super) struct Patch<'g> {
    address: &'g Url,
    graph: &'g Graph,
    /// Variables for what has no name of its own.
    variables: HashMap<BlankNode, usize>,
    /// What must be so, for the server to know which nameless things are meant.
    conditions: BTreeSet<String>,
    deletes: BTreeSet<String>,
    inserts: BTreeSet<String>,
    gone: HashSet<Statement<'g>>,
    /// Ways to things that are only there for what they hold.
    ways: HashSet<Statement<'g>>,
}

impl<'g> Patch<'g> {
    /// Nothing changes yet in the document at `address`, which says this.
    pub(super) fn new(address: &'g Url, graph: &'g Graph) -> Self {
        Self {
            address,
            graph,
            variables: HashMap::new(),
            conditions: BTreeSet::new(),
            deletes: BTreeSet::new(),
            inserts: BTreeSet::new(),
            gone: HashSet::new(),
            ways: HashSet::new(),
        }
    }

    /// Changes what `properties`, one after the other, lead to from a thing.
    ///
    /// # Errors
    /// [`SourceError::Unchangeable`] where which thing is meant cannot be said; [`SourceError::RefusesChange`] where a
    /// value cannot stand there.
    pub(super) fn edit(
        &mut self,
        thing: &NamedOrBlankNode,
        properties: &[String],
        edit: Edit<'_>,
    ) -> Result<(), SourceError> {
        let graph = self.graph;
        let Some((last, way)) = properties.split_last() else {
            return Ok(());
        };
        let Some((thing, _)) = graph.subject(thing) else {
            return Ok(());
        };
        // What has no name can be found from what has one, and from nowhere else.
        if matches!(thing, NamedOrBlankNode::BlankNode(_)) {
            return Err(SourceError::Unchangeable);
        }
        let mut holders = vec![thing];
        for property in way {
            let mut next = Vec::new();
            for holder in holders {
                for statement in graph.of(holder) {
                    let (_, predicate, object) = statement;
                    if predicate.as_str() == property
                        && let Some((found, _)) = graph.thing(object)
                    {
                        self.ways.insert(statement);
                        next.push((statement, found));
                    }
                }
            }
            for (statement, found) in &next {
                if matches!(found, NamedOrBlankNode::BlankNode(_)) {
                    let condition = self.text(*statement);
                    self.conditions.insert(condition);
                }
            }
            holders = next.into_iter().map(|(_, found)| found).collect();
            holders.dedup();
        }
        match (holders.as_slice(), edit) {
            (_, Edit::Erase) => {
                for holder in holders {
                    self.replace(holder, last, &[]);
                }
                Ok(())
            }
            ([holder], Edit::Set(value)) => {
                let old = graph.of(holder);
                let old = old.filter(|(_, predicate, _)| predicate.as_str() == last);
                let old: Vec<&Term> = old
                    .map(|(_, _, object)| object)
                    .filter(|object| !matches!(object, Term::BlankNode(_)))
                    .collect();
                let new = terms(value, &old)?;
                self.replace(holder, last, &new);
                Ok(())
            }
            ([], Edit::Set(value)) => self.add(thing, properties, value),
            // Which of several it is for, nothing says.
            (_, Edit::Set(_)) => Err(SourceError::Unchangeable),
        }
    }

    /// Puts values in place of those that a property has. Things without a name are none.
    fn replace(&mut self, holder: &'g NamedOrBlankNode, property: &str, new: &[Term]) {
        let mut kept = HashSet::new();
        let statements = self.graph.of(holder);
        for statement in statements.filter(|(_, predicate, _)| predicate.as_str() == property) {
            let (_, _, object) = statement;
            if matches!(object, Term::BlankNode(_)) {
                continue;
            }
            if new.contains(object) {
                kept.insert(object);
                continue;
            }
            let text = self.text(statement);
            if matches!(holder, NamedOrBlankNode::BlankNode(_)) {
                self.conditions.insert(text.clone());
            }
            self.deletes.insert(text);
            self.gone.insert(statement);
        }
        for term in new.iter().filter(|term| !kept.contains(term)) {
            let holder = self.name(holder);
            self.inserts
                .insert(format!("{holder} <{property}> {term} ."));
        }
    }

    /// Adds a value where nothing leads to yet: the things on the way get names within the document, for a patch may
    /// not make nameless ones.
    fn add(
        &mut self,
        thing: &NamedOrBlankNode,
        properties: &[String],
        value: &Value,
    ) -> Result<(), SourceError> {
        let values = terms(value, &[])?;
        let mut holder = thing.clone();
        for property in &properties[..properties.len() - 1] {
            let mut address = self.address.clone();
            let name = uuid::Builder::from_random_bytes(rand::random()).into_uuid();
            address.set_fragment(Some(&format!("it-{}", name.simple())));
            let next = NamedNode::new(address.as_str()).map_err(|_| SourceError::Failed)?;
            self.inserts
                .insert(format!("{holder} <{property}> {next} ."));
            holder = next.into();
        }
        let last = &properties[properties.len() - 1];
        for term in values {
            self.inserts.insert(format!("{holder} <{last}> {term} ."));
        }
        Ok(())
    }

    fn name(&mut self, thing: &NamedOrBlankNode) -> String {
        match thing {
            NamedOrBlankNode::NamedNode(named) => named.to_string(),
            NamedOrBlankNode::BlankNode(blank) => self.variable(blank),
        }
    }

    fn variable(&mut self, blank: &BlankNode) -> String {
        let next = self.variables.len();
        let number = self.variables.entry(blank.clone()).or_insert(next);
        format!("?it{number}")
    }

    fn text(&mut self, (subject, predicate, object): Statement<'g>) -> String {
        let subject = self.name(subject);
        let object = match object {
            Term::BlankNode(blank) => self.variable(blank),
            other => other.to_string(),
        };
        format!("{subject} {predicate} {object} .")
    }

    /// Whether of the document nothing is left but what its things are.
    pub(super) fn leaves_nothing(&self) -> bool {
        self.inserts.is_empty()
            && self.graph.all().all(|statement| {
                self.gone.contains(&statement)
                    || self.ways.contains(&statement)
                    || statement.1.as_str() == TYPE
            })
    }

    /// The patch; `None` where nothing changes.
    pub(super) fn written(self) -> Option<String> {
        if self.deletes.is_empty() && self.inserts.is_empty() {
            return None;
        }
        let mut parts = Vec::new();
        let is_nameless = !self.variables.is_empty();
        for (name, statements) in [
            ("where", self.conditions),
            ("deletes", self.deletes),
            ("inserts", self.inserts),
        ] {
            if statements.is_empty() || (name == "where" && !is_nameless) {
                continue;
            }
            let mut part = format!("  solid:{name} {{\n");
            for statement in statements {
                writeln!(part, "    {statement}").ok()?;
            }
            part.push_str("  }");
            parts.push(part);
        }
        Some(format!(
            "@prefix solid: <http://www.w3.org/ns/solid/terms#>.\n_:patch a solid:InsertDeletePatch;\n{}.\n",
            parts.join(";\n")
        ))
    }
}

/// A value of JSON as values of a property, of the types that those before have.
///
/// # Errors
/// [`SourceError::RefusesChange`] for one that cannot stand there.
fn terms(value: &Value, old: &[&Term]) -> Result<Vec<Term>, SourceError> {
    match value {
        Value::Array(elements) => elements.iter().map(|one| term(one, old)).collect(),
        // Texts by their languages.
        Value::Object(texts) => {
            let texts = texts.iter().map(|(language, text)| {
                let text = text.as_str()?;
                let literal = Literal::new_language_tagged_literal(text, language);
                literal.ok().map(Term::from)
            });
            let texts: Option<Vec<Term>> = texts.collect();
            texts
                .filter(|texts| !texts.is_empty())
                .ok_or(SourceError::RefusesChange)
        }
        one => Ok(vec![term(one, old)?]),
    }
}

fn term(value: &Value, old: &[&Term]) -> Result<Term, SourceError> {
    let before = old.first().and_then(|old| match old {
        Term::Literal(literal) => Some(literal),
        _ => None,
    });
    let short = before.and_then(|literal| literal.datatype().as_str().strip_prefix(XSD));
    let is_number = |name: &str| WHOLE.contains(&name) || FRACTIONS.contains(&name);
    let typed = |text: String, name: &str| {
        let datatype = NamedNode::new_unchecked(format!("{XSD}{name}"));
        Term::from(Literal::new_typed_literal(text, datatype))
    };
    match value {
        Value::Bool(is) => Ok(typed(is.to_string(), "boolean")),
        Value::Number(number) => {
            let text = number.to_string();
            let is_whole = text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-');
            let has_exponent = text.contains(['e', 'E']);
            let name = match short {
                Some(name) if WHOLE.contains(&name) && is_whole => name,
                Some(name) if FRACTIONS.contains(&name) && !(has_exponent && name == "decimal") => {
                    name
                }
                _ if is_whole => "integer",
                _ if has_exponent => "double",
                _ => "decimal",
            };
            Ok(typed(text, name))
        }
        Value::String(text) => {
            let is_link = |old: &&Term| matches!(old, Term::NamedNode(_));
            if !old.is_empty() && old.iter().all(is_link) {
                let named = NamedNode::new(text).map_err(|_| SourceError::RefusesChange)?;
                return Ok(named.into());
            }
            if let Some(language) = before.and_then(Literal::language) {
                let literal = Literal::new_language_tagged_literal(text, language);
                return literal
                    .map(Term::from)
                    .map_err(|_| SourceError::RefusesChange);
            }
            match short {
                Some(name) if name == "boolean" || is_number(name) => {
                    Err(SourceError::RefusesChange)
                }
                // A date stays a date.
                Some(name) => Ok(typed(text.clone(), name)),
                None => Ok(Literal::new_simple_literal(text).into()),
            }
        }
        Value::Null | Value::Array(_) | Value::Object(_) => Err(SourceError::RefusesChange),
    }
}

#[cfg(test)]
mod tests {
    use super::super::graph::Format;
    use super::*;
    use serde_json::json;

    const CARD: &str = r#"
        @prefix v: <http://v.example/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <#me> a v:Person ; v:name "Aino" ; v:note "hei"@fi ; v:age 46 ; v:born "1979-02-22"^^xsd:date ;
            v:home <http://h.example/> ; v:address [ v:street "Katu 1" ; v:city "Helsinki" ] ;
            v:phone [ v:number "1" ], [ v:number "2" ] .
    "#;

    fn patched(property: &[&str], edit: Edit<'_>) -> Result<Option<String>, SourceError> {
        let address = Url::parse("https://pods.example/card").unwrap();
        let graph = Graph::read(Format::Turtle, &address, CARD.as_bytes()).unwrap();
        let mut patch = Patch::new(&address, &graph);
        let properties: Vec<String> = property
            .iter()
            .map(|one| format!("http://v.example/{one}"))
            .collect();
        let me = NamedNode::new("https://pods.example/card#me").unwrap();
        patch.edit(&me.into(), &properties, edit)?;
        Ok(patch.written())
    }

    #[test]
    fn values_keep_the_types_that_they_had() {
        for (property, value, expected) in [
            ("name", json!("Aino \"A\"\n"), r#""Aino \"A\"\n" ."#),
            ("note", json!("moi"), r#""moi"@fi ."#),
            (
                "age",
                json!(47),
                "\"47\"^^<http://www.w3.org/2001/XMLSchema#integer> .",
            ),
            (
                "age",
                json!(47.5),
                "\"47.5\"^^<http://www.w3.org/2001/XMLSchema#decimal> .",
            ),
            (
                "born",
                json!("1979-02-23"),
                "\"1979-02-23\"^^<http://www.w3.org/2001/XMLSchema#date> .",
            ),
            ("home", json!("http://i.example/"), "<http://i.example/> ."),
            (
                "member",
                json!(true),
                "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean> .",
            ),
        ] {
            let text = patched(&[property], Edit::Set(&value)).unwrap().unwrap();
            let inserted = text.split("solid:inserts").nth(1).unwrap();
            assert!(inserted.contains(expected), "{property}: {text}");
            assert!(!text.contains("solid:where"), "{text}");
        }
    }

    #[test]
    fn what_cannot_stand_there_is_refused() {
        for (property, value) in [
            ("age", json!("old")),
            ("home", json!("no address")),
            ("name", json!({"not a language": "x"})),
            ("name", json!([["x"]])),
        ] {
            let refused = patched(&[property], Edit::Set(&value));
            assert_eq!(refused, Err(SourceError::RefusesChange), "{property}");
        }
        let two = patched(&["phone", "number"], Edit::Set(&json!("3")));
        assert_eq!(two, Err(SourceError::Unchangeable));
    }

    #[test]
    fn the_same_value_is_no_change() {
        assert_eq!(patched(&["name"], Edit::Set(&json!("Aino"))), Ok(None));
        assert_eq!(patched(&["nick"], Edit::Erase), Ok(None));
    }

    #[test]
    fn what_has_no_name_is_found_by_what_leads_to_it() {
        let text = patched(&["address", "street"], Edit::Set(&json!("Polku 2")));
        let text = text.unwrap().unwrap();
        for part in [
            "solid:where {\n    <https://pods.example/card#me> <http://v.example/address> ?it0 .\n    ?it0 <http://v.example/street> \"Katu 1\" .",
            "solid:deletes {\n    ?it0 <http://v.example/street> \"Katu 1\" .",
            "solid:inserts {\n    ?it0 <http://v.example/street> \"Polku 2\" .",
        ] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[test]
    fn what_is_added_where_nothing_was_gets_a_name() {
        let text = patched(&["work", "street"], Edit::Set(&json!("Katu 3")));
        let text = text.unwrap().unwrap();
        assert!(
            text.contains("<http://v.example/work> <https://pods.example/card#it-"),
            "{text}"
        );
        assert!(!text.contains("_:b") && !text.contains('?'), "{text}");
    }
}
