//! What a registration must say (ETSI GS CIM 009 §5.2.9, §5.2.10, §4.3.6).

use ngsi_ld::entity::{date_time, is_geometry, is_uri};
use ngsi_ld::query::pattern;
use ngsi_ld::{Problem, ProblemKind};
use serde_json::Value;

use super::{NAME_LISTS, attribute_names};
use crate::collection::Kept;

const MODES: [&str; 4] = ["inclusive", "exclusive", "redirect", "auxiliary"];

fn bad(detail: impl Into<String>) -> Problem {
    Problem::bad_data(detail)
}

/// Checks a registration whose names are expanded.
pub(super) fn registration(document: &Value) -> Result<(), Problem> {
    let information = document
        .get("information")
        .and_then(Value::as_array)
        .filter(|items| !items.is_empty())
        .ok_or_else(|| bad("a registration has `information`, an array with an item or more"))?;
    information.iter().try_for_each(element)?;
    let endpoint = document
        .get("endpoint")
        .and_then(Value::as_str)
        .ok_or_else(|| bad("a registration has an `endpoint`"))?;
    let is_http = url::Url::parse(endpoint)
        .is_ok_and(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
    if !is_http {
        return Err(bad(format!(
            "the `endpoint` is an `http` or `https` address, not `{endpoint}`"
        )));
    }
    if let Some(mode) = document.get("mode")
        && !mode.as_str().is_some_and(|mode| MODES.contains(&mode))
    {
        return Err(bad(format!("there is no mode {mode}")));
    }
    if let Some(operations) = document.get("operations")
        && !strings(operations)
    {
        return Err(bad("`operations` is an array of names"));
    }
    for name in ["location", "observationSpace", "operationSpace"] {
        if let Some(geometry) = document.get(name) {
            let value = geometry.get("value").unwrap_or(geometry);
            if !is_geometry(value) {
                return Err(bad(format!("`{name}` is a GeoJSON geometry")));
            }
        }
    }
    for name in ["observationInterval", "managementInterval"] {
        if let Some(interval) = document.get(name) {
            let time = |member: &str| {
                interval
                    .get(member)
                    .map(|at| at.as_str().is_some_and(date_time))
            };
            if time("startAt") != Some(true) || time("endAt") == Some(false) {
                return Err(bad(format!("`{name}` has `startAt` and may have `endAt`")));
            }
        }
    }
    Ok(())
}

fn strings(value: &Value) -> bool {
    value
        .as_array()
        .is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_string))
}

fn element(element: &Value) -> Result<(), Problem> {
    for name in NAME_LISTS {
        if let Some(list) = element.get(name)
            && !strings(list)
        {
            return Err(bad(format!("`{name}` is an array of names")));
        }
    }
    let Some(entities) = element.get("entities") else {
        return if NAME_LISTS.iter().any(|name| element.get(name).is_some()) {
            Ok(())
        } else {
            Err(bad("`information` names `entities` or attributes"))
        };
    };
    let entities = entities
        .as_array()
        .filter(|items| !items.is_empty())
        .ok_or_else(|| bad("`entities` is an array with an item or more"))?;
    for entity in entities {
        let has_type = entity
            .get("type")
            .is_some_and(|types| types.is_string() || strings(types));
        if !has_type {
            return Err(bad("registered entities have a `type`"));
        }
        if let Some(id) = entity.get("id")
            && !id.as_str().is_some_and(is_uri)
        {
            return Err(bad(format!("the id {id} is not a URI")));
        }
        match entity.get("idPattern") {
            None => {}
            Some(Value::String(text)) => drop(pattern(text)?),
            Some(wrong) => return Err(bad(format!("{wrong} is not a pattern"))),
        }
    }
    Ok(())
}

/// Ids and attributes that a registration claims for itself alone.
fn claims(document: &Value) -> Vec<(&str, Vec<&str>)> {
    let mut claims = Vec::new();
    for element in document["information"].as_array().into_iter().flatten() {
        let names = attribute_names(element);
        for entity in element["entities"].as_array().into_iter().flatten() {
            if let Some(id) = entity.get("id").and_then(Value::as_str) {
                claims.push((id, names.clone()));
            }
        }
    }
    claims
}

/// What one registration claims exclusively no other may claim as well (§4.3.6.3).
pub(super) fn conflicts(new: &Kept, others: &[Kept]) -> Result<(), Problem> {
    let is_exclusive = |kept: &Kept| kept.document["mode"] == "exclusive";
    if !is_exclusive(new) {
        return Ok(());
    }
    let overlap = |one: &[&str], other: &[&str]| {
        one.is_empty() || other.is_empty() || one.iter().any(|name| other.contains(name))
    };
    for other in others {
        if other.id == new.id || !is_exclusive(other) || super::has_expired(&other.document) {
            continue;
        }
        for (id, names) in claims(&new.document) {
            if claims(&other.document)
                .iter()
                .any(|(theirs, others)| *theirs == id && overlap(&names, others))
            {
                return Err(Problem::new(
                    ProblemKind::Conflict,
                    format!("`{}` is registered exclusively for `{id}`", other.id),
                ));
            }
        }
    }
    Ok(())
}
