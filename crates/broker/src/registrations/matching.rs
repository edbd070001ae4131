//! Which registrations an operation is about, and which part of it each is for (ETSI GS CIM 009 §4.3.6, §5.12).

use std::collections::BTreeSet;

use http::header::VIA;
use ngsi_ld::query::pattern;
use ngsi_ld::{Problem, ProblemKind};
use serde_json::Value;

use super::operations::supports;
use super::{REGISTRATIONS, attribute_names, has_expired};
use crate::Broker;
use crate::call::Call;
use crate::identity;

/// Sources asked for one request.
const MAX_SOURCES: usize = 64;

/// How a source and this broker share entities (§4.3.6.2, §4.3.6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Both have them.
    Inclusive,
    /// The source alone has these attributes of these entities.
    Exclusive,
    /// Sources have them, this broker does not.
    Redirect,
    /// The source adds what is not known here, and is only read from.
    Auxiliary,
}

/// A registered source.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The registration's id.
    pub(crate) id: String,
    pub(crate) mode: Mode,
    /// The registration, its names expanded.
    pub(crate) registration: Value,
}

/// What of an entity a registration is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Coverage {
    /// All attributes.
    All,
    /// These (expanded).
    Names(BTreeSet<String>),
}

impl Coverage {
    pub(crate) fn has(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Names(names) => names.contains(name),
        }
    }
}

impl Source {
    pub(super) fn new(id: String, registration: Value) -> Self {
        let mode = match registration["mode"].as_str() {
            Some("exclusive") => Mode::Exclusive,
            Some("redirect") => Mode::Redirect,
            Some("auxiliary") => Mode::Auxiliary,
            _ => Mode::Inclusive,
        };
        Self {
            id,
            mode,
            registration,
        }
    }

    /// Whether what it registers is elsewhere alone.
    pub(crate) fn is_proxied(&self) -> bool {
        matches!(self.mode, Mode::Exclusive | Mode::Redirect)
    }

    pub(crate) fn supports(&self, operation: &str) -> bool {
        supports(&self.registration, operation)
    }

    /// What it registers of an entity; the types (expanded) decide where they are known.
    pub(crate) fn covers(&self, id: &str, types: Option<&[String]>) -> Option<Coverage> {
        covers(&self.registration, id, types)
    }
}

/// As [`Source::covers`], of a registration.
pub(super) fn covers(registration: &Value, id: &str, types: Option<&[String]>) -> Option<Coverage> {
    let is_exclusive = registration["mode"] == "exclusive";
    let mut names = BTreeSet::new();
    let mut is_covered = false;
    for element in registration["information"].as_array().into_iter().flatten() {
        let is_about = match element.get("entities").and_then(Value::as_array) {
            None => !is_exclusive,
            // What an exclusive registration does not name by its id is not the source's alone (§4.3.6.3).
            Some(entities) => entities
                .iter()
                .filter(|entity| !is_exclusive || entity.get("id").is_some())
                .any(|entity| is_about(entity, id, types)),
        };
        let listed = attribute_names(element);
        if !is_about || (is_exclusive && listed.is_empty()) {
            continue;
        }
        if listed.is_empty() {
            return Some(Coverage::All);
        }
        is_covered = true;
        names.extend(listed.into_iter().map(str::to_owned));
    }
    is_covered.then_some(Coverage::Names(names))
}

fn is_about(entity: &Value, id: &str, types: Option<&[String]>) -> bool {
    let is_id = match (
        entity.get("id").and_then(Value::as_str),
        entity.get("idPattern").and_then(Value::as_str),
    ) {
        (Some(registered), _) => registered == id,
        (None, Some(text)) => pattern(text).is_ok_and(|pattern| pattern.is_match(id)),
        (None, None) => true,
    };
    is_id
        && types.is_none_or(|types| {
            registered_types(entity)
                .iter()
                .any(|registered| types.iter().any(|name| name == registered))
        })
}

/// The types (expanded) of registered entities.
pub(super) fn registered_types(entity: &Value) -> Vec<&str> {
    match &entity["type"] {
        Value::String(one) => vec![one.as_str()],
        several => several
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect(),
    }
}

/// What sources a request has gone through, as its `Via` headers tell (RFC 9110 §7.6.3).
pub(crate) fn path_of(call: &Call) -> Vec<&str> {
    call.headers
        .get_all(VIA)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(|hop| hop.split_whitespace().nth(1))
        .collect()
}

/// Whether the request has been here before (§6.3.18).
pub(crate) fn has_been_here(broker: &Broker, call: &Call) -> bool {
    let alias = identity::alias(broker, &call.tenant);
    path_of(call).contains(&alias.as_str())
}

/// A request that would go round again (§6.3.17).
pub(crate) fn circle() -> Problem {
    Problem::new(
        ProblemKind::LoopDetected,
        "the request has been here before",
    )
}

/// The sources that a request may be passed on to: none when it is about this broker alone; without those it has come
/// through.
pub(crate) async fn sources(broker: &Broker, call: &Call) -> Result<Vec<Source>, Problem> {
    if call.parameter("local") == Some("true") {
        return Ok(Vec::new());
    }
    let path = path_of(call);
    let is_passed = |registration: &Value| {
        registration["contextSourceAlias"]
            .as_str()
            .is_some_and(|alias| path.contains(&alias))
    };
    Ok(REGISTRATIONS
        .all(broker, &call.tenant)
        .await?
        .into_iter()
        .filter(|kept| !has_expired(&kept.document) && !is_passed(&kept.document))
        .map(|kept| Source::new(kept.id, kept.document))
        .collect())
}

/// Not more sources than one request is sent to.
pub(crate) fn limited<T>(mut sources: Vec<T>) -> Vec<T> {
    if sources.len() > MAX_SOURCES {
        tracing::warn!(
            sources = sources.len(),
            "a request matches more registrations than it is sent to"
        );
        sources.truncate(MAX_SOURCES);
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_registration_covers_what_it_names() {
        let registration = json!({"information": [
            {"entities": [{"id": "urn:x:1", "type": "Car"}], "propertyNames": ["speed"]},
            {"entities": [{"idPattern": "^urn:y:", "type": ["Car", "Bus"]}], "relationshipNames": ["owner"]},
            {"entities": [{"type": "Ship"}]},
        ]});
        let source = Source::new("urn:x:r".into(), registration);
        let names = |list: &[&str]| {
            Some(Coverage::Names(
                list.iter().map(|name| (*name).to_owned()).collect(),
            ))
        };
        let types = |name: &str| [name.to_owned()];
        assert_eq!(
            source.covers("urn:x:1", Some(&types("Car"))),
            names(&["speed"])
        );
        assert_eq!(
            source.covers("urn:y:1", Some(&types("Bus"))),
            names(&["owner"])
        );
        assert_eq!(source.covers("urn:x:1", Some(&types("Bus"))), None);
        assert_eq!(
            source.covers("urn:z:1", Some(&types("Ship"))),
            Some(Coverage::All)
        );
        assert_eq!(source.covers("urn:x:1", None), Some(Coverage::All));
    }
}
