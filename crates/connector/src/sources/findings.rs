//! What a source sends and its description does not know: never released, and said to those who run the source.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use permission::{AttributeSet, AttributeTable};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::config::Shape;
use crate::mapping::{Deviation, DeviationCause};
use crate::routes::Route;

/// Between two looks at a route's answers, in microseconds: each reads an answer once more.
const LOOK_EVERY: i64 = 60 * 1_000_000;
/// Most findings that are kept: more say no more.
const MOST_FINDINGS: usize = 500;
/// Elements of an array that are looked at: they are alike.
const ELEMENTS: usize = 20;
/// Longest name that is repeated. What is longer, or made of other characters than names are, may be data.
const LONGEST_NAME: usize = 64;
/// Members of an NGSI-LD entity that are no attributes (ETSI GS CIM 009 §4.5.1).
const NGSI_LD_MEMBERS: [&str; 10] = [
    "id",
    "type",
    "@context",
    "scope",
    "@id",
    "@type",
    "createdAt",
    "modifiedAt",
    "deletedAt",
    "expiresAt",
];

/// Something that a source sends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The route's path.
    route: String,
    /// What of the route's is meant.
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A field that the description does not know.
    UnknownField,
    /// An attribute that the source has no longer.
    Gone,
    /// A value of another type than this, which the description says.
    OtherType(&'static str),
    /// The source's broker had a subscription of the connector's no longer.
    LostSubscription,
    /// A value that could not be converted, or that is not as the model says.
    Deviation(DeviationCause),
}

impl Kind {
    fn as_str(&self) -> &'static str {
        match self {
            Self::UnknownField => "unknown-field",
            Self::Gone => "gone-field",
            Self::LostSubscription => "lost-subscription",
            Self::OtherType(_) => "other-type",
            Self::Deviation(_) => "deviation",
        }
    }

    /// What is wrong, in words.
    pub(crate) fn cause(&self) -> Option<String> {
        match self {
            Self::UnknownField | Self::Gone | Self::LostSubscription => None,
            Self::OtherType(holds) => Some(format!("not what is described as `{holds}`")),
            Self::Deviation(cause) => Some(cause.to_string()),
        }
    }
}

/// What was found since the start.
pub(crate) struct Findings {
    looked_at: Vec<AtomicI64>,
    sampled_at: Vec<AtomicI64>,
    columns_at: Vec<AtomicI64>,
    found: Mutex<BTreeMap<Finding, Seen>>,
    clock: Clock,
}

/// When something was found, in microseconds since the epoch.
#[derive(Clone, Copy)]
struct Seen {
    first: i64,
    last: i64,
}

impl Findings {
    /// None yet, for this many routes.
    pub(crate) fn new(routes: usize, clock: &Clock) -> Self {
        let never = || (0..routes).map(|_| AtomicI64::new(i64::MIN)).collect();
        Self {
            looked_at: never(),
            sampled_at: never(),
            columns_at: never(),
            found: Mutex::default(),
            clock: clock.clone(),
        }
    }

    /// Looks now and then at what a source sent for a route. `is_entity` where it is an NGSI-LD entity whatever the
    /// route's shape, as all is that the embedded store keeps.
    pub(crate) fn look(&self, route: &Route, is_entity: bool, sent: &[u8], now: i64) {
        if !self.is_due(route, now) {
            return;
        }
        let Ok(sent) = serde_json::from_slice::<Value>(sent) else {
            return;
        };
        for name in unknown(route.read(), route.read_shape(), is_entity, &sent) {
            self.add(&route.path, &name);
        }
    }

    /// Whether it is time to look at a route again; says so once.
    pub(crate) fn is_due(&self, route: &Route, now: i64) -> bool {
        take(self.looked_at.get(route.place), now)
    }

    /// Whether it is time to look at the columns of a route's query again; says so once. Its answers are looked at beside.
    pub(crate) fn is_due_of_columns(&self, route: &Route, now: i64) -> bool {
        take(self.columns_at.get(route.place), now)
    }

    /// Whether it is time to hold a converted answer of a route against its model again; says so once.
    pub(crate) fn is_sample(&self, route: &Route, now: i64) -> bool {
        take(self.sampled_at.get(route.place), now)
    }

    /// Notes something that the description does not know.
    pub(crate) fn add(&self, route: &str, name: &str) {
        if self.note(route, name, Kind::UnknownField) {
            tracing::warn!(
                route,
                name,
                "the source sends what its description does not know; it is not released"
            );
        }
    }

    /// Notes an attribute that the source has no longer.
    pub(crate) fn gone(&self, route: &str, name: &str) {
        if self.note(route, name, Kind::Gone) {
            tracing::warn!(
                route,
                name,
                "what is described is not at the source any longer; the rest is released"
            );
        }
    }

    /// Notes that the source's broker has a subscription to entities of this type no longer.
    pub(crate) fn lost_subscription(&self, route: &str, entity_type: &str) {
        if self.note(route, entity_type, Kind::LostSubscription) {
            tracing::warn!(
                route,
                "the source's broker has a subscription of the connector's no longer; it is made again"
            );
        }
    }

    /// Notes attributes of a route's dataset of which something was left out, for it is not of the type that the description
    /// says; gives what the log says of them.
    pub(crate) fn not_as_described(
        &self,
        route: &Route,
        left_out: &AttributeSet,
    ) -> Option<String> {
        let table = &route.dataset.table;
        let names = left_out.iter().filter_map(|index| {
            let name = table.path(index)?.as_str();
            let described = table.holds(index).as_str();
            if self.note(&route.path, name, Kind::OtherType(described)) {
                tracing::warn!(
                    route = route.path,
                    name,
                    described,
                    "the source sends something else than its description says; it is not released"
                );
            }
            Some(name)
        });
        let names: Vec<&str> = names.collect();
        (!names.is_empty()).then(|| format!("not as described: {}", names.join(", ")))
    }

    /// Notes a value that could not be converted, or that is not as the model says.
    pub(crate) fn deviates(&self, route: &str, deviation: &Deviation) {
        metrics::counter!("connector_deviations_total", "route" => route.to_owned()).increment(1);
        let attribute: Vec<&str> = deviation
            .attribute
            .split('.')
            .map(|name| if is_name(name) { name } else { "…" })
            .collect();
        let attribute = attribute.join(".");
        let kind = Kind::Deviation(deviation.cause.clone());
        if self.note(route, &attribute, kind) {
            tracing::warn!(
                route,
                attribute,
                cause = %deviation.cause,
                "a value is not as the model says"
            );
        }
    }

    /// Keeps a finding; says whether it is a new one.
    fn note(&self, route: &str, name: &str, kind: Kind) -> bool {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let word = kind.as_str();
        let finding = Finding {
            route: route.to_owned(),
            name: name.to_owned(),
            kind,
        };
        let now = self.clock.micros();
        if let Some(seen) = found.get_mut(&finding) {
            seen.last = now;
            return false;
        }
        if found.len() >= MOST_FINDINGS {
            return false;
        }
        let seen = Seen {
            first: now,
            last: now,
        };
        found.insert(finding, seen);
        metrics::counter!("connector_findings_total", "kind" => word).increment(1);
        true
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Finding> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.keys().cloned().collect()
    }

    /// All of them, for the organisation, with when each was seen first and last.
    pub(crate) fn list(&self) -> Vec<Value> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let written = |(one, seen): (&Finding, &Seen)| {
            let mut finding = json!({
                "kind": one.kind.as_str(), "route": one.route, "name": one.name,
                "first_seen_at": seen.first, "last_seen_at": seen.last,
            });
            if let Some(cause) = one.kind.cause() {
                finding["cause"] = cause.into();
            }
            if let Kind::OtherType(described) = one.kind {
                finding["described"] = described.into();
            }
            finding
        };
        found.iter().map(written).collect()
    }
}

/// Whether enough time has passed since the time that is kept; keeps this one then.
fn take(kept: Option<&AtomicI64>, now: i64) -> bool {
    kept.is_some_and(|kept| {
        let before = kept.load(Ordering::Relaxed);
        now >= before.saturating_add(LOOK_EVERY)
            && kept
                .compare_exchange(before, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    })
}

/// The names in an answer that the description does not know, by their paths.
fn unknown(
    table: &AttributeTable,
    shape: Shape,
    is_entity: bool,
    sent: &Value,
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk(table, shape, sent, "", &mut found);
    if is_entity || shape == Shape::NgsiLd {
        found.retain(|name| !NGSI_LD_MEMBERS.contains(&name.as_str()));
    }
    found
}

fn walk(
    table: &AttributeTable,
    shape: Shape,
    here: &Value,
    above: &str,
    found: &mut BTreeSet<String>,
) {
    match here {
        Value::Array(elements) => {
            for element in elements.iter().take(ELEMENTS) {
                walk(table, shape, element, above, found);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                let is_outermost = above.is_empty();
                let path = if is_outermost {
                    name.clone()
                } else {
                    format!("{above}.{name}")
                };
                let below = table.covered(&path).len();
                if below == 0 {
                    let shown = shown_name(name);
                    found.insert(if is_outermost {
                        shown.to_owned()
                    } else {
                        format!("{above}.{shown}")
                    });
                } else if below > usize::from(table.index_of(&path).is_some()) {
                    for value in held(shape, value) {
                        walk(table, Shape::Plain, value, &path, found);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Where the parts of a value are: in NGSI-LD in the values of its instances, sub-attributes apart (ETSI GS CIM 009 §4.5.2).
fn held(shape: Shape, value: &Value) -> Vec<&Value> {
    if shape == Shape::Plain {
        return vec![value];
    }
    let instances = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    let instances = instances.iter().take(ELEMENTS);
    let value = |one| {
        ["value", "json", "valueList"]
            .iter()
            .find_map(|name| Value::get(one, name))
    };
    instances.map(|one| value(one).unwrap_or(one)).collect()
}

/// A name as it may be repeated.
pub(super) fn shown_name(name: &str) -> &str {
    if is_name(name) { name } else { "…" }
}

fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.bytes().any(|byte| byte.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.:@".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use permission::AttributePath;

    fn table() -> AttributeTable {
        let paths = ["loans.title", "name", "address"];
        AttributeTable::new(paths.map(|path| AttributePath::new(path).unwrap())).unwrap()
    }

    #[test]
    fn what_the_description_does_not_know_is_found_by_its_path() {
        let sent = json!([
            {"name": "Aino", "address": {"street": "Katu 1"}},
            {"loans": [{"title": "Kalevala", "note": "late"}], "fine": 3, "Aino Virtanen": 1},
        ]);
        let found: Vec<String> = unknown(&table(), Shape::Plain, false, &sent)
            .into_iter()
            .collect();
        assert_eq!(
            found,
            ["fine", "loans.note", "…"],
            "names only, and none that may be data"
        );
    }

    #[test]
    fn members_that_every_entity_has_are_no_finding() {
        let sent = json!({"id": "urn:x", "type": "Patron", "name": {"type": "Property", "value": 1}, "born": 2});
        for (shape, is_entity) in [(Shape::NgsiLd, false), (Shape::Plain, true)] {
            let found = unknown(&table(), shape, is_entity, &sent);
            assert_eq!(Vec::from_iter(found), ["born"]);
        }
        let found = unknown(&table(), Shape::Plain, false, &sent);
        assert_eq!(Vec::from_iter(found), ["born", "id", "type"]);
    }
}
