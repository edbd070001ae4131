//! `q`: conditions on attributes (ETSI GS CIM 009 §4.9).

use std::cmp::Ordering;

use regex::Regex;
use serde_json::{Value, json};

use super::compare::{Scalar, Wanted, order};
use super::logic::{self, Logic, Reader};
use super::pattern;
use crate::context::Context;
use crate::entity::{Attribute, Entity, Kind};
use crate::problem::{Problem, ProblemKind};

/// Members of one path: each level is a walk of its own.
const MAX_PATH: usize = 32;

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
}

/// Characters that end an attribute's name.
const NAME_ENDS: &str = "=!<>~;|()[]{}, \"";

impl Condition {
    /// Reads it and expands its names.
    ///
    /// # Errors
    /// [`Problem`] when it cannot be read.
    pub fn parse(text: &str, context: &Context) -> Result<Self, Problem> {
        logic::parse(text, &["|"], &mut |reader| term(reader, context)).map(Self)
    }

    /// Whether an entity fulfils it.
    pub fn matches(&self, entity: &Entity) -> bool {
        self.0.holds(&|term| term.holds(entity))
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
}

fn term(reader: &mut Reader<'_>, context: &Context) -> Result<Term, Problem> {
    let path = Path::read(reader, context)?;
    let operators = ["!~=", "~=", "==", "!=", ">=", "<=", ">", "<"];
    let Some(operator) = operators.into_iter().find(|operator| reader.take(operator)) else {
        return Ok(Term {
            path,
            test: Test::Exists,
        });
    };
    let test = match operator {
        "==" => Test::Equal(wanted(reader, context, &path)?),
        "!=" => Test::Unequal(wanted(reader, context, &path)?),
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
fn wanted(reader: &mut Reader<'_>, context: &Context, path: &Path) -> Result<Vec<Wanted>, Problem> {
    let mut all = Vec::new();
    loop {
        let first = scalar(reader)?;
        if reader.take("..") {
            all.push(Wanted::Range(first, scalar(reader)?));
        } else {
            // A vocabulary's terms are kept expanded; a word of the query may be one of them (§4.9).
            if let (Scalar::Text(text, _), true) = (&first, path.members.is_empty())
                && !text.contains(char::is_whitespace)
                && !text.is_empty()
            {
                all.push(Wanted::One(Scalar::Text(
                    format!("{VOCABULARY}{}", context.expand(text)),
                    None,
                )));
            }
            all.push(Wanted::One(first));
        }
        if !reader.take(",") {
            return Ok(all);
        }
    }
}

/// Marks terms of a vocabulary, so that strings of other attributes never equal them.
const VOCABULARY: char = '\u{0}';

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
        let path = Self::read(&mut reader, context)?;
        if reader.rest().is_empty() {
            Ok(path)
        } else {
            Err(Problem::bad_data(format!("`{text}` is not a path")))
        }
    }

    fn read(reader: &mut Reader<'_>, context: &Context) -> Result<Self, Problem> {
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
        if reader.peek() == Some('{') {
            return Err(Problem::new(
                ProblemKind::OperationNotSupported,
                "conditions on linked entities are not supported",
            ));
        }
        Ok(Self { names, members })
    }

    /// Every value that stands there.
    pub(super) fn values(&self, entity: &Entity) -> Vec<Value> {
        let Some(((name, iri), below)) = self.names.split_first() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        match entity.attributes.get(iri) {
            Some(instances) => {
                for instance in instances {
                    self.descend(instance, below, &mut found);
                }
            }
            None if below.is_empty() => found.extend(own(entity, name)),
            None => {}
        }
        found
    }

    fn descend(&self, instance: &Attribute, below: &[(String, String)], found: &mut Vec<Value>) {
        let Some(((name, iri), rest)) = below.split_first() else {
            self.value(instance, found);
            return;
        };
        if let Some(instances) = instance.attributes.get(iri) {
            for inner in instances {
                self.descend(inner, rest, found);
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
        let value = match (&instance.value, instance.kind) {
            (Value::String(iri), Kind::VocabProperty) => json!(format!("{VOCABULARY}{iri}")),
            (Value::Array(iris), Kind::VocabProperty) => iris
                .iter()
                .filter_map(Value::as_str)
                .map(|iri| json!(format!("{VOCABULARY}{iri}")))
                .collect(),
            (value, _) => value.clone(),
        };
        inner(&value, &self.members, found);
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
    fn holds(&self, entity: &Entity) -> bool {
        let values = self.path.values(entity);
        match &self.test {
            Test::Exists => !values.is_empty(),
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
        value
            .as_str()
            .is_some_and(|text| pattern.is_match(text.trim_start_matches(VOCABULARY)))
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
            ("state==running", true),
            ("state==\"running\"", true),
            ("state!=running", false),
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
            assert_eq!(condition.matches(&car), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        let context = Context::core();
        for wrong in [
            "", ";", "a==", "==5", "a==\"x", "(a==1", "a==1)", "a~=(", "a[b", "a[]==1", "a..b",
            "a==1;;b", "a b", "a=1", "r{x==1}",
        ] {
            assert!(Condition::parse(wrong, &context).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn nothing_breaks_the_parser(text in "[a-c.=!<>~;|()\\[\\]{},\"\\\\ 0-9:/é-]{0,40}") {
            if let Ok(condition) = Condition::parse(&text, &Context::core()) {
                condition.matches(&car());
            }
        }
    }
}
