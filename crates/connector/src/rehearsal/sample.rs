//! One person, read at each route, and what of it would be released to whom.

use permission::AttributePath;
use serde_json::Value;

use super::{Notice, Stage, understood};
use crate::Result;
use crate::config::{Config, Covered, CoveredWord, Shape};
use crate::routes::{Offer, Route};
use crate::sources::SourceError;

/// What a route has of one person.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The route's path.
    pub route: String,
    /// The dataset's short name.
    pub dataset: String,
    /// What was found, or why nothing was: the problem's name and what was wrong.
    pub found: Result<Vec<Seen>, (String, String)>,
    /// Entities.
    pub records: u64,
    /// Of a long answer: on how many of its first entities `found` and `body` are; none where they are on all.
    pub first: Option<u64>,
    /// Milliseconds that the source took.
    pub took_ms: u128,
    /// What the source sends and its description does not know, by name. It is never released.
    pub undescribed: Vec<String>,
    /// What is released and deviates from the data model that the route names: the attribute, and the keyword of the schema
    /// that it breaks.
    pub deviations: Vec<(String, String)>,
    /// What would be released of all that is described, as JSON; of a long answer the first entities.
    pub body: Option<String>,
}

/// One attribute of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its path.
    pub path: String,
    /// What its value is: `text`, `number`, `2 of object`; none where there is none.
    pub kind: Option<String>,
}

/// What those who may ask would get of one attribute, without regard to any person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// The route's path.
    pub route: String,
    /// The attribute's path.
    pub path: String,
    /// Its category, a DPV term.
    pub category: String,
    /// Whether the person sees it in their own data.
    pub person: bool,
    /// Those whose permission, being for the route as in the text of 2021, covers it.
    pub covered: Vec<String>,
}

/// Reads one person at each route. `identifiers` are types and values.
///
/// # Errors
/// The configuration cannot be made ready.
pub async fn sample(config: &Config, identifiers: &[(String, String)]) -> Result<Vec<Sample>> {
    let stage = Stage::of(config).await?;
    let mut samples = Vec::new();
    let mut before = Vec::new();
    for route in &stage.worker.app.offer().routes {
        let table = &route.dataset.table;
        let given = understood(route, identifiers);
        let read = stage.read(route, &given, &table.all()).await;
        let now = stage.found();
        let mut sample = Sample::of(&route.path, &route.dataset.slug);
        sample.noticed(&now, &before);
        match read {
            Err(error) => {
                let said = match error {
                    SourceError::NoIdentifier => said_of(route, identifiers),
                    _ => error.to_string(),
                };
                sample.found = Err((error.problem().as_str().to_owned(), said));
            }
            Ok(kept) => {
                sample.found = Ok(seen(route, &kept.body));
                sample.records = kept.records;
                sample.first = kept.first;
                sample.took_ms = kept.took.as_millis();
                sample.body = String::from_utf8(kept.body).ok();
            }
        }
        samples.push(sample);
        before = now;
    }
    Ok(samples)
}

impl Sample {
    /// Of nothing yet.
    pub(super) fn of(route: &str, dataset: &str) -> Self {
        Self {
            route: route.to_owned(),
            dataset: dataset.to_owned(),
            found: Ok(Vec::new()),
            records: 0,
            first: None,
            took_ms: 0,
            undescribed: Vec::new(),
            deviations: Vec::new(),
            body: None,
        }
    }

    /// What was found now, and not before.
    pub(super) fn noticed(&mut self, now: &[Notice], before: &[Notice]) {
        for notice in now.iter().filter(|one| !before.contains(*one)).cloned() {
            match notice {
                Notice::LeftOut(name) => self.undescribed.push(name),
                Notice::Deviates(attribute, keyword) => self.deviations.push((attribute, keyword)),
            }
        }
    }
}

/// The described attributes in what would be released of a person.
pub(super) fn seen(route: &Route, released: &[u8]) -> Vec<Seen> {
    let value: Value = serde_json::from_slice(released).unwrap_or_default();
    let is_entity = route.shape == Shape::NgsiLd;
    let seen = |path: &AttributePath| Seen {
        path: path.as_str().to_owned(),
        kind: kind(&values(&value, path, is_entity)),
    };
    route.dataset.table.paths().iter().map(seen).collect()
}

/// By which identifiers a route's people are found, when none of the given was one.
fn said_of(route: &Route, given: &[(String, String)]) -> String {
    let list = |names: &mut dyn Iterator<Item = &String>| {
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let known = list(&mut route.dataset.description.identifier_types.iter());
    let given = list(&mut given.iter().map(|(id_type, _)| id_type));
    format!("people are found by {known} here, not by {given}")
}

/// What each described attribute would be released to, as far as the source itself decides; every other operator
/// releases what the person permits, attribute by attribute.
///
/// # Errors
/// The configuration cannot be made ready.
pub fn covers(config: &Config) -> Result<Vec<Cover>> {
    let offer = Offer::of_config(config)?;
    let groups = config.trust_groups.iter();
    let groups = groups.map(|one| (one.registry.to_string(), &one.attributes_for_2021_operators));
    let all = Covered::Word(CoveredWord::All);
    let contracts = config.operators.iter().filter_map(|one| {
        let named = one.operator_base_url.as_ref()?;
        let covered = one.attributes_for_2021_operators.as_ref();
        Some((named.to_string(), covered.unwrap_or(&all)))
    });
    let agreements: Vec<(String, &Covered)> = groups.chain(contracts).collect();
    let mut covers = Vec::new();
    for route in &offer.routes {
        let table = &route.dataset.table;
        for (index, path) in table.paths().iter().enumerate() {
            let described = &route.dataset.description.attributes;
            let described = described.iter().find(|one| one.path == *path);
            let shown = route.dataset.shown_to_person.as_ref();
            let covered = agreements
                .iter()
                .filter(|(_, covered)| route.covered_by(covered).contains(index));
            covers.push(Cover {
                route: route.path.clone(),
                path: path.as_str().to_owned(),
                category: described.map_or_else(String::new, |one| one.category.to_string()),
                person: shown.is_some_and(|shown| shown.contains(index)),
                covered: covered.map(|(name, _)| name.clone()).collect(),
            });
        }
    }
    Ok(covers)
}

/// The values that a path leads to, through arrays.
pub(crate) fn values<'v>(
    value: &'v Value,
    path: &AttributePath,
    is_entity: bool,
) -> Vec<&'v Value> {
    let mut here = vec![value];
    for (depth, name) in path.names().enumerate() {
        here = here
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(elements) => elements.iter().collect(),
                other => vec![other],
            })
            .filter_map(|value| value.get(name))
            .map(|value| {
                let inner = ["value", "languageMap", "object"];
                let inner = inner.iter().find_map(|member| value.get(member));
                inner.filter(|_| is_entity && depth == 0).unwrap_or(value)
            })
            .collect();
    }
    here
}

fn kind(values: &[&Value]) -> Option<String> {
    let one = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    match values {
        [] => None,
        [Value::Array(elements)] => Some(format!("array of {}", elements.len())),
        [value] => Some(one(value).to_owned()),
        [first, ..] => Some(format!("{} of {}", values.len(), one(first))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn kinds_of_values_are_said_and_values_are_not() {
        let sent = json!({"name": "Aino", "loans": [{"days": 1}, {"days": 2}], "tags": ["a"], "none": null});
        let entity = json!({"name": {"type": "Property", "value": {"first": true}}});
        for (sent, path, is_entity, expected) in [
            (&sent, "name", false, Some("text")),
            (&sent, "loans.days", false, Some("2 of number")),
            (&sent, "tags", false, Some("array of 1")),
            (&sent, "none", false, Some("null")),
            (&sent, "other", false, None),
            (&entity, "name.first", true, Some("yes or no")),
        ] {
            let path = AttributePath::new(path).unwrap();
            let found = kind(&values(sent, &path, is_entity));
            assert_eq!(found.as_deref(), expected, "{path}");
        }
    }
}
