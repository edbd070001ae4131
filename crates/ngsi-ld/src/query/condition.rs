//! `q`: conditions on attributes (ETSI GS CIM 009 §4.9).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use regex::Regex;
use serde_json::{Value, json};

use super::compare::{Scalar, Wanted, order};
use super::logic::{self, Logic, Reader};
use super::pattern;
use crate::context::Context;
use crate::entity::{Attribute, Entity, Kind};
use crate::problem::Problem;
use crate::represent::targets;

/// Members of one path: each level is a walk of its own.
const MAX_PATH: usize = 32;
/// Links that one path follows.
const MAX_LINKS: usize = 8;

/// Entities that others link to, by id.
pub type Linked = BTreeMap<String, Entity>;

/// A condition on an entity's attributes.
#[derive(Debug, Clone)]
pub struct Condition(Logic<Term>);

#[derive(Debug, Clone)]
struct Term {
    path: Path,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    Exists,
    Absent,
    Equal(Vec<Wanted>),
    Unequal(Vec<Wanted>),
    Order(fn(Ordering) -> bool, Scalar),
    Pattern(Regex),
    NotPattern(Regex),
}

/// Where a value stands: an attribute, its sub-attributes, and members of the value itself.
#[derive(Debug, Clone)]
pub(super) struct Path {
    /// As written and expanded.
    names: Vec<(String, String)>,
    /// Members of the value, in brackets.
    members: Vec<String>,
    /// What is asked of the entities that it links to, in braces.
    link: Option<Box<Link>>,
}

/// What is asked of linked entities.
#[derive(Debug, Clone)]
struct Link {
    /// Only those of one of these types (expanded), if some are named.
    types: Vec<String>,
    path: Path,
}

/// Whose values are meant: ids of other entities are equal or not, and nothing else.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    All,
    Properties,
}

/// Characters that end an attribute's name.
const NAME_ENDS: &str = "=!<>~;|()[]{}, \"";

impl Condition {
    /// Reads it and expands its names.
    ///
    /// # Errors
    /// [`Problem`] when it cannot be read.
    pub fn parse(text: &str, context: &Context) -> Result<Self, Problem> {
        Self::parse_expanding(text, context, &[])
    }

    /// As [`Condition::parse`]; words compared with these attributes (as written) are terms of a vocabulary, and
    /// expanded (`expandValues`).
    ///
    /// # Errors
    /// [`Problem`] when it cannot be read.
    pub fn parse_expanding(
        text: &str,
        context: &Context,
        expanding: &[&str],
    ) -> Result<Self, Problem> {
        let mut read = |reader: &mut Reader<'_>| term(reader, context, expanding);
        logic::parse(text, &["|"], &mut read).map(Self)
    }

    /// Whether an entity fulfils it, with the entities that it links to at hand.
    pub fn matches(&self, entity: &Entity, linked: &Linked) -> bool {
        self.0.holds(&|term| term.holds(entity, linked))
    }

    /// How many links it follows at most.
    pub fn depth(&self) -> usize {
        let depths = self.0.terms().into_iter().map(|term| term.path.depth());
        depths.max().unwrap_or(0)
    }

    /// The ids of linked entities that it asks something of and that are not at hand.
    pub fn missing(&self, entity: &Entity, linked: &Linked) -> Vec<String> {
        let mut missing = Vec::new();
        for term in self.0.terms() {
            term.path.missing(entity, linked, &mut missing);
        }
        missing
    }

    /// The attributes (expanded) that it is about.
    pub fn attributes(&self) -> Vec<&str> {
        self.0
            .terms()
            .into_iter()
            .filter_map(|term| term.path.names.first())
            .map(|(_, iri)| iri.as_str())
            .collect()
    }

    /// Whether an entity without any attribute fulfils it.
    pub fn needs_nothing(&self) -> bool {
        self.matches(&Entity::default(), &Linked::new())
    }

    /// Attributes (expanded) that must say one text, as a whole or in an array, in every entity that fulfils it.
    pub fn pinned(&self) -> Vec<(&str, &str)> {
        let terms = self.0.needed();
        terms.into_iter().filter_map(Term::pinned).collect()
    }
}

fn term(reader: &mut Reader<'_>, context: &Context, expanding: &[&str]) -> Result<Term, Problem> {
    // What begins with an exclamation mark asks that the attribute is not there.
    if reader.take("!") {
        let path = Path::read(reader, context, 0)?;
        return Ok(Term {
            path,
            test: Test::Absent,
        });
    }
    let path = Path::read(reader, context, 0)?;
    let written = path.names.first().map_or("", |(name, _)| name.as_str());
    let expanding = expanding.contains(&written).then_some(context);
    let operators = ["!~=", "~=", "==", "!=", ">=", "<=", ">", "<"];
    let Some(operator) = operators.into_iter().find(|operator| reader.take(operator)) else {
        return Ok(Term {
            path,
            test: Test::Exists,
        });
    };
    let test = match operator {
        "==" => Test::Equal(wanted(reader, expanding)?),
        "!=" => Test::Unequal(wanted(reader, expanding)?),
        "~=" => Test::Pattern(regex(reader)?),
        "!~=" => Test::NotPattern(regex(reader)?),
        ">=" => Test::Order(Ordering::is_ge, scalar(reader)?),
        "<=" => Test::Order(Ordering::is_le, scalar(reader)?),
        ">" => Test::Order(Ordering::is_gt, scalar(reader)?),
        _ => Test::Order(Ordering::is_lt, scalar(reader)?),
    };
    Ok(Term { path, test })
}

/// Values divided by commas, each one value or a range.
fn wanted(reader: &mut Reader<'_>, expanding: Option<&Context>) -> Result<Vec<Wanted>, Problem> {
    let mut all = Vec::new();
    loop {
        let first = scalar(reader)?;
        if reader.take("..") {
            all.push(Wanted::Range(first, scalar(reader)?));
        } else {
            // A vocabulary's terms are kept expanded (§4.9).
            all.push(Wanted::One(match (first, expanding) {
                (Scalar::Text(word, _), Some(context)) => Scalar::text(&context.expand(&word)),
                (other, _) => other,
            }));
        }
        if !reader.take(",") {
            return Ok(all);
        }
    }
}

fn quoted(reader: &mut Reader<'_>) -> Result<Option<String>, Problem> {
    if !reader.take("\"") {
        return Ok(None);
    }
    let mut text = String::new();
    let mut characters = reader.rest().char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => {
                reader.advance(at + 1);
                return Ok(Some(text));
            }
            '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
            other => text.push(other),
        }
    }
    Err(Problem::bad_data("a quoted string is not closed"))
}

/// One value: a quoted string, a number, true or false, or a word (a date, a URI).
fn scalar(reader: &mut Reader<'_>) -> Result<Scalar, Problem> {
    if let Some(text) = quoted(reader)? {
        return Ok(Scalar::text(&text));
    }
    let rest = reader.rest();
    let stop = rest
        .find([';', '|', '(', ')', ',', '"'])
        .unwrap_or(rest.len());
    let end = rest.find("..").map_or(stop, |range| range.min(stop));
    let word = reader.advance(end).trim();
    match word {
        "" => Err(Problem::bad_data("a comparison lacks its value")),
        "true" => Ok(Scalar::Bool(true)),
        "false" => Ok(Scalar::Bool(false)),
        _ => Ok(word
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map_or_else(|| Scalar::text(word), Scalar::Number)),
    }
}

/// A regular expression, quoted or up to the end of the term.
fn regex(reader: &mut Reader<'_>) -> Result<Regex, Problem> {
    let text = match quoted(reader)? {
        Some(text) => text,
        None => {
            let mut open = 0_usize;
            let mut end = reader.rest().len();
            for (at, c) in reader.rest().char_indices() {
                match c {
                    '(' | '[' => open += 1,
                    ')' | ']' if open > 0 => open -= 1,
                    ')' | ';' | '|' if open == 0 => {
                        end = at;
                        break;
                    }
                    _ => {}
                }
            }
            reader.advance(end).to_owned()
        }
    };
    if text.is_empty() {
        return Err(Problem::bad_data("a comparison lacks its pattern"));
    }
    pattern(&text)
}

impl Path {
    /// A path that is all of the text.
    pub(super) fn parse(text: &str, context: &Context) -> Result<Self, Problem> {
        let mut reader = Reader::new(text);
        let path = Self::read(&mut reader, context, 0)?;
        if reader.rest().is_empty() {
            Ok(path)
        } else {
            Err(Problem::bad_data(format!("`{text}` is not a path")))
        }
    }

    fn read(reader: &mut Reader<'_>, context: &Context, depth: usize) -> Result<Self, Problem> {
        let text = reader.until(|c| NAME_ENDS.contains(c));
        // The dots of an IRI divide nothing.
        let names: Vec<&str> = if text.contains("://") {
            vec![text]
        } else {
            text.split('.').collect()
        };
        if names.iter().any(|name| name.is_empty()) || names.len() > MAX_PATH {
            return Err(Problem::bad_data(format!(
                "`{text}` is not the path of an attribute"
            )));
        }
        let names = names
            .into_iter()
            .map(|name| (name.to_owned(), context.expand(name)))
            .collect();
        let mut members = Vec::new();
        if reader.take("[") {
            let inside = reader.until(|c| c == ']');
            if !reader.take("]") || inside.split('.').any(str::is_empty) {
                return Err(Problem::bad_data(format!(
                    "`{text}[` is not followed by a path and a bracket"
                )));
            }
            members = inside.split('.').map(str::to_owned).collect();
        }
        let link = if members.is_empty() && reader.take("{") {
            Some(Box::new(Link::read(reader, context, depth + 1)?))
        } else {
            None
        };
        Ok(Self {
            names,
            members,
            link,
        })
    }

    fn depth(&self) -> usize {
        self.link.as_ref().map_or(0, |link| link.path.depth() + 1)
    }

    /// Every value that stands there.
    pub(super) fn values(&self, entity: &Entity) -> Vec<Value> {
        self.values_of(Of::All, entity, &Linked::new())
    }

    fn values_of(&self, of: Of, entity: &Entity, linked: &Linked) -> Vec<Value> {
        let mut found = Vec::new();
        if let Some(link) = &self.link {
            for id in self.links(entity) {
                let target = linked.get(&id).filter(|target| link.is_about(target));
                found.extend(
                    target
                        .into_iter()
                        .flat_map(|one| link.path.values_of(of, one, linked)),
                );
            }
            return found;
        }
        let Some(((name, iri), below)) = self.names.split_first() else {
            return found;
        };
        match entity.attributes.get(iri) {
            Some(instances) => {
                for instance in instances {
                    self.descend(instance, below, of, &mut found);
                }
            }
            None if below.is_empty() => found.extend(own(entity, name)),
            None => {}
        }
        found
    }

    /// The ids that stand there.
    fn links(&self, entity: &Entity) -> Vec<String> {
        let mut at: Vec<&Attribute> = Vec::new();
        for (index, (_, iri)) in self.names.iter().enumerate() {
            at = if index == 0 {
                entity.attributes.get(iri).into_iter().flatten().collect()
            } else {
                at.into_iter()
                    .filter_map(|one| one.attributes.get(iri))
                    .flatten()
                    .collect()
            };
        }
        at.into_iter()
            .flat_map(targets)
            .map(str::to_owned)
            .collect()
    }

    fn missing(&self, entity: &Entity, linked: &Linked, missing: &mut Vec<String>) {
        let Some(link) = &self.link else { return };
        for id in self.links(entity) {
            match linked.get(&id) {
                Some(target) if link.is_about(target) => link.path.missing(target, linked, missing),
                Some(_) => {}
                None => missing.push(id),
            }
        }
    }

    fn descend(
        &self,
        instance: &Attribute,
        below: &[(String, String)],
        of: Of,
        found: &mut Vec<Value>,
    ) {
        let is_link = matches!(instance.kind, Kind::Relationship | Kind::ListRelationship);
        let Some(((name, iri), rest)) = below.split_first() else {
            if of == Of::All || !is_link {
                self.value(instance, found);
            }
            return;
        };
        if let Some(instances) = instance.attributes.get(iri) {
            for inner in instances {
                self.descend(inner, rest, of, found);
            }
        } else if rest.is_empty() {
            let text = match name.as_str() {
                "observedAt" => instance.observed_at.as_deref(),
                "unitCode" => instance.unit_code.as_deref(),
                "datasetId" => instance.dataset_id.as_deref(),
                "createdAt" => Some(instance.created_at.as_str()),
                "modifiedAt" => Some(instance.modified_at.as_str()),
                _ => None,
            };
            found.extend(text.map(|text| json!(text)));
        }
    }

    fn value(&self, instance: &Attribute, found: &mut Vec<Value>) {
        if instance.kind == Kind::LanguageProperty {
            let Some(map) = instance.value.as_object() else {
                return;
            };
            let any = self.members.is_empty() || self.members == ["*"];
            found.extend(
                map.iter()
                    .filter(|(tag, _)| any || self.members.contains(tag))
                    .map(|(_, text)| text.clone()),
            );
            return;
        }
        inner(&instance.value, &self.members, found);
    }
}

impl Link {
    /// What stands in braces: a path, after the types that it is about and a colon, if some are named.
    fn read(reader: &mut Reader<'_>, context: &Context, depth: usize) -> Result<Self, Problem> {
        let wrong = || Problem::bad_data("the braces of a linked entity's path are not closed");
        if depth > MAX_LINKS {
            return Err(Problem::bad_data(format!(
                "a path follows at most {MAX_LINKS} links"
            )));
        }
        let mut types = Vec::new();
        let inside = reader.rest().split(['{', '}']).next().unwrap_or_default();
        if let Some((names, path)) = inside.split_once(':')
            && !path.starts_with("//")
            && !context.is_prefix(names)
        {
            types = names
                .split(',')
                .map(|name| context.expand(name.trim()))
                .collect();
            reader.advance(names.len() + 1);
        }
        let path = Path::read(reader, context, depth)?;
        if reader.take("}") {
            Ok(Self { types, path })
        } else {
            Err(wrong())
        }
    }

    fn is_about(&self, entity: &Entity) -> bool {
        self.types.is_empty() || self.types.iter().any(|name| entity.types.contains(name))
    }
}

/// Members of a value; of each item where it is an array.
fn inner(value: &Value, members: &[String], found: &mut Vec<Value>) {
    let Some((member, rest)) = members.split_first() else {
        found.push(value.clone());
        return;
    };
    match value {
        Value::Array(items) => {
            for item in items {
                inner(item, members, found);
            }
        }
        Value::Object(map) => {
            if let Some(value) = map.get(member) {
                inner(value, rest, found);
            }
        }
        _ => {}
    }
}

/// A member of an entity that is no attribute.
fn own(entity: &Entity, name: &str) -> Option<Value> {
    match name {
        "id" => Some(json!(entity.id)),
        "type" => Some(json!(entity.types)),
        "scope" if !entity.scope.is_empty() => Some(json!(entity.scope)),
        "createdAt" if !entity.created_at.is_empty() => Some(json!(entity.created_at)),
        "modifiedAt" if !entity.modified_at.is_empty() => Some(json!(entity.modified_at)),
        "expiresAt" => entity.expires_at.as_ref().map(|at| json!(at)),
        _ => None,
    }
}

impl Term {
    /// The attribute and the text that it must say, where that is all that is asked.
    fn pinned(&self) -> Option<(&str, &str)> {
        let [(_, iri)] = self.path.names.as_slice() else {
            return None;
        };
        let is_plain = self.path.members.is_empty() && self.path.link.is_none();
        match &self.test {
            Test::Equal(wanted) if is_plain => match wanted.as_slice() {
                // A time can be written in several ways.
                [Wanted::One(Scalar::Text(text, None))] => Some((iri, text)),
                _ => None,
            },
            _ => None,
        }
    }

    fn holds(&self, entity: &Entity, linked: &Linked) -> bool {
        let of = match &self.test {
            Test::Exists | Test::Absent | Test::Equal(_) | Test::Unequal(_) => Of::All,
            Test::Order(..) | Test::Pattern(_) | Test::NotPattern(_) => Of::Properties,
        };
        let values = self.path.values_of(of, entity, linked);
        match &self.test {
            Test::Exists => !values.is_empty(),
            Test::Absent => values.is_empty(),
            Test::Equal(wanted) => values
                .iter()
                .any(|value| wanted.iter().any(|one| one.is(value))),
            Test::Unequal(wanted) => {
                !values.is_empty()
                    && !values
                        .iter()
                        .any(|value| wanted.iter().any(|one| one.is(value)))
            }
            Test::Order(holds, than) => values.iter().any(|value| {
                each(value, &|value| {
                    Scalar::of(value)
                        .and_then(|value| order(&value, than))
                        .is_some_and(holds)
                })
            }),
            Test::Pattern(pattern) => values.iter().any(|value| is_match(pattern, value)),
            Test::NotPattern(pattern) => {
                !values.is_empty() && !values.iter().any(|value| is_match(pattern, value))
            }
        }
    }
}

fn each(value: &Value, test: &dyn Fn(&Value) -> bool) -> bool {
    match value {
        Value::Array(items) => items.iter().any(test),
        single => test(single),
    }
}

fn is_match(pattern: &Regex, value: &Value) -> bool {
    each(value, &|value| {
        value.as_str().is_some_and(|text| pattern.is_match(text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn car() -> Entity {
        let document = json!({
            "id": "urn:x:1", "type": "Car",
            "speed": {"type": "Property", "value": 50, "unitCode": "KMH", "observedAt": "2020-01-01T00:00:00Z",
                "accuracy": {"type": "Property", "value": 0.5}},
            "brand": {"type": "Property", "value": "Mercedes Benz"},
            "parked": {"type": "Property", "value": false},
            "colours": {"type": "Property", "value": ["red", "blue"]},
            "address": {"type": "Property", "value": {"city": {"name": "Pisa"}, "number": 5}},
            "owner": {"type": "Relationship", "object": "urn:x:owner:7"},
            "label": {"type": "LanguageProperty", "languageMap": {"en": "car", "fi": "auto"}},
            "state": {"type": "VocabProperty", "vocab": "running"},
            "made": {"type": "Property", "value": "2019-05-01T10:00:00Z"},
        });
        Entity::parse(&document, &Context::core()).unwrap()
    }

    #[test]
    fn conditions_hold_or_not() {
        let (context, car) = (Context::core(), car());
        for (text, expected) in [
            ("speed==50", true),
            ("speed==50.0", true),
            ("speed!=50", false),
            ("speed>=50;speed<51", true),
            ("speed>50|parked==false", true),
            ("(speed>50|parked==true);brand", false),
            ("speed==40..60", true),
            ("speed==1,2,50", true),
            ("speed!=1..10", true),
            ("speed==\"50\"", false),
            ("brand==\"Mercedes Benz\"", true),
            ("brand~=Merc.*z", true),
            ("brand~=(Merc|Opel)", true),
            ("brand!~=\"^Opel\"", true),
            ("missing", false),
            ("!missing", true),
            ("!brand", false),
            ("!missing;speed>40", true),
            ("!parked|!missing.more", true),
            ("missing!=1", false),
            ("colours==red", true),
            ("colours==\"red\",\"green\"", true),
            ("colours!=\"blue\"", false),
            ("address[city.name]==\"Pisa\"", true),
            ("address[number]>4", true),
            ("address[street]", false),
            ("owner==urn:x:owner:7", true),
            ("owner==\"urn:x:owner:7\"", true),
            ("label[fi]==\"auto\"", true),
            ("label[en]==\"auto\"", false),
            ("label[*]==\"auto\"", true),
            ("state==running", false),
            ("state!=running", true),
            ("owner>\"urn:x\"", false),
            ("owner~=\"^urn:x\"", false),
            ("made>2019-01-01T00:00:00Z", true),
            ("made==2019-05-01T12:00:00+02:00", true),
            ("speed.accuracy==0.5", true),
            ("speed.unitCode==\"KMH\"", true),
            ("speed.observedAt>=2020-01-01T00:00:00Z", true),
            (
                "https://uri.etsi.org/ngsi-ld/default-context/speed==50",
                true,
            ),
        ] {
            let condition = Condition::parse(text, &context).unwrap();
            assert_eq!(condition.matches(&car, &Linked::new()), expected, "{text}");
        }
    }

    #[test]
    fn some_conditions_hold_where_nothing_is() {
        for (text, expected) in [
            ("!brand", true),
            ("speed|!brand", true),
            ("speed;!brand", false),
            ("speed!=5", false),
            ("speed", false),
        ] {
            let condition = Condition::parse(text, &Context::core()).unwrap();
            assert_eq!(condition.needs_nothing(), expected, "{text}");
        }
    }

    #[test]
    fn a_vocabulary_s_terms_are_expanded_where_that_is_asked_for() {
        let (context, car) = (Context::core(), car());
        for (text, expanding, expected) in [
            ("state==running", "state", true),
            ("state!=running", "state", false),
            ("state==running", "brand", false),
            (
                "state==\"https://uri.etsi.org/ngsi-ld/default-context/running\"",
                "",
                true,
            ),
        ] {
            let condition = Condition::parse_expanding(text, &context, &[expanding]).unwrap();
            assert_eq!(condition.matches(&car, &Linked::new()), expected, "{text}");
        }
    }

    #[test]
    fn conditions_follow_links() {
        let (context, car) = (Context::core(), car());
        let owner = json!({"id": "urn:x:owner:7", "type": "Person", "name": "Aino", "lives": {"object": "urn:x:town"}});
        let town = json!({"id": "urn:x:town", "type": "Town", "name": {"value": "Turku"}});
        let all: Linked = [owner, town]
            .iter()
            .map(|one| Entity::parse(one, &context).unwrap())
            .map(|one| (one.id.clone(), one))
            .collect();
        for (text, expected, depth) in [
            ("owner{name}==\"Aino\"", true, 1),
            ("owner{name}", true, 1),
            ("owner{Person:name}==\"Aino\"", true, 1),
            ("owner{Town,Person:name}==\"Aino\"", true, 1),
            ("owner{Town:name}==\"Aino\"", false, 1),
            ("owner{lives{name}}==\"Turku\";speed==50", true, 2),
            ("owner{lives{name}}==\"Vaasa\"|speed==1", false, 2),
            ("brand{name}", false, 1),
            ("speed==50", true, 0),
        ] {
            let condition = Condition::parse(text, &context).unwrap();
            assert_eq!(condition.depth(), depth, "{text}");
            let mut linked = Linked::new();
            // What is missing is brought level by level.
            for _ in 0..depth {
                for id in condition.missing(&car, &linked) {
                    linked.extend(
                        all.get_key_value(&id)
                            .map(|(id, one)| (id.clone(), one.clone())),
                    );
                }
            }
            assert_eq!(condition.matches(&car, &linked), expected, "{text}");
        }
        for wrong in [
            "owner{name",
            "owner{}",
            "owner{name==1}",
            "owner{Person:}",
            "a{a{a{a{a{a{a{a{a{a}}}}}}}}}",
        ] {
            assert!(Condition::parse(wrong, &context).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        let context = Context::core();
        for wrong in [
            "", ";", "!", "!a==1", "!!a", "a==", "==5", "a==\"x", "(a==1", "a==1)", "a~=(", "a[b",
            "a[]==1", "a..b", "a==1;;b", "a b", "a=1", "r{x==1}",
        ] {
            assert!(Condition::parse(wrong, &context).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_the_parser(text in "[a-c.=!<>~;|()\\[\\]{},\"\\\\ 0-9:/é-]{0,40}") {
            if let Ok(condition) = Condition::parse(&text, &Context::core()) {
                let car = car();
                condition.missing(&car, &Linked::new());
                condition.matches(&car, &Linked::new());
            }
        }
    }
}
