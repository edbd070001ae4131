//! What a registration must say (ETSI GS CIM 009 §5.2.9, §5.2.10, §4.3.6).

use ngsi_ld::entity::{date_time, is_geometry, is_uri};
use ngsi_ld::query::pattern;
use ngsi_ld::{Context, Problem, ProblemKind};
use serde_json::Value;

use super::matching::{Coverage, Mode, Source, covers, registered_types};
use super::operations::only_reads;
use super::{NAME_LISTS, attribute_names};
use crate::Broker;
use crate::call::Media;
use crate::collection::Kept;
use crate::entities::earlier;
use crate::entities::select::{Selector, candidates};

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
    mode(document)?;
    management(document)?;
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

/// Ids, types and attributes (expanded) that an exclusive registration claims for itself alone.
fn claims(document: &Value) -> Vec<(&str, Vec<String>, Vec<&str>)> {
    let mut claims = Vec::new();
    for element in document["information"].as_array().into_iter().flatten() {
        let names = attribute_names(element);
        for entity in element["entities"].as_array().into_iter().flatten() {
            if let Some(id) = entity.get("id").and_then(Value::as_str) {
                let types = registered_types(entity);
                let types = types.into_iter().map(str::to_owned).collect();
                claims.push((id, types, names.clone()));
            }
        }
    }
    claims
}

/// An exclusive registration is about certain attributes of certain entities (§4.3.6.3); an auxiliary one is only read
/// from (§5.9.2.4).
fn mode(document: &Value) -> Result<(), Problem> {
    match document.get("mode").and_then(Value::as_str) {
        Some("exclusive") => {
            let mut elements = document["information"].as_array().into_iter().flatten();
            let names_some = elements.any(|element| {
                let entities = element.get("entities").and_then(Value::as_array);
                let has_id = |entity: &Value| entity.get("id").is_some();
                entities.is_some_and(|entities| entities.iter().all(has_id))
                    && !attribute_names(element).is_empty()
            });
            if names_some {
                Ok(())
            } else {
                Err(bad(
                    "an exclusive registration names entities by their `id`, and attributes of theirs",
                ))
            }
        }
        Some("auxiliary") if !only_reads(document) => Err(bad(
            "the `operations` of an auxiliary registration are `retrieveOps`, `retrieveEntity` and `queryEntity`",
        )),
        _ => Ok(()),
    }
}

/// What a registration says of how its source is told things must be something that can be done (§4.3.6.6).
fn manner(pair: &Value) -> Result<(), Problem> {
    let text = |name: &str| pair[name].as_str().unwrap_or_default();
    let (key, value) = (text("key"), text("value"));
    let can_be = match key {
        "accept" | "contentType" => [Media::Json, Media::JsonLd]
            .map(Media::name)
            .contains(&value),
        "jsonldContext" => is_uri(value),
        "ngsildConformance" => earlier::version(value).is_some(),
        _ => true,
    };
    if can_be {
        Ok(())
    } else {
        Err(bad(format!("the value of `{key}` cannot be `{value}`")))
    }
}

/// How sources are asked (§5.2.22, §5.2.34).
fn management(document: &Value) -> Result<(), Problem> {
    if let Some(info) = document.get("contextSourceInfo") {
        let is_pair = |pair: &Value| pair["key"].is_string() && pair["value"].is_string();
        let is_pairs = info
            .as_array()
            .is_some_and(|pairs| pairs.iter().all(is_pair));
        if !is_pairs {
            return Err(bad(
                "`contextSourceInfo` is an array of objects with a `key` and a `value`, both strings",
            ));
        }
        info.as_array().into_iter().flatten().try_for_each(manner)?;
    }
    if document
        .get("localOnly")
        .is_some_and(|flag| !flag.is_boolean())
    {
        return Err(bad("`localOnly` is true or false"));
    }
    let Some(management) = document.get("management") else {
        return Ok(());
    };
    let map = management
        .as_object()
        .ok_or_else(|| bad("`management` is an object"))?;
    for name in ["cooldown", "timeout"] {
        if let Some(value) = map.get(name)
            && !value.as_f64().is_some_and(|number| number > 0.0)
        {
            return Err(bad(format!("`{name}` is a number above 0, not {value}")));
        }
    }
    if let Some(value) = map.get("localOnly")
        && !value.is_boolean()
    {
        return Err(bad(format!("`localOnly` is true or false, not {value}")));
    }
    if let Some(value) = map.get("cacheDuration")
        && !value.as_str().is_some_and(crate::clock::is_duration)
    {
        return Err(bad(format!("`cacheDuration` is a duration, not {value}")));
    }
    Ok(())
}

/// What one registration claims exclusively no other may claim as well, nor be sent to (§4.3.6.3, §5.9.2.4).
pub(super) fn conflicts(new: &Kept, others: &[Kept]) -> Result<(), Problem> {
    let is = |kept: &Kept, mode: &str| kept.document["mode"] == mode;
    let is_proxied = |kept: &Kept| is(kept, "exclusive") || is(kept, "redirect");
    if !is_proxied(new) {
        return Ok(());
    }
    for other in others {
        let concerns = other.id != new.id
            && is_proxied(other)
            && (is(new, "exclusive") || is(other, "exclusive"))
            && !super::has_expired(&other.document);
        if !concerns {
            continue;
        }
        let (claiming, met) = if is(new, "exclusive") {
            (new, other)
        } else {
            (other, new)
        };
        for (id, types, names) in claims(&claiming.document) {
            let has = covers(&met.document, id, Some(&types))
                .is_some_and(|coverage| names.iter().any(|name| coverage.has(name)));
            if has {
                return Err(Problem::new(
                    ProblemKind::Conflict,
                    format!(
                        "`{}` is registered for `{id}` and some of the attributes",
                        other.id
                    ),
                ));
            }
        }
    }
    Ok(())
}

/// What is elsewhere alone cannot be here as well (§5.9.2.4).
pub(super) async fn entities(broker: &Broker, tenant: &str, new: &Kept) -> Result<(), Problem> {
    let source = Source::new(new.id.clone(), new.document.clone());
    let conflict = |id: &str| {
        Err(Problem::new(
            ProblemKind::Conflict,
            format!("there is an entity `{id}` here that would be elsewhere alone"),
        ))
    };
    match source.mode {
        Mode::Exclusive => {
            for (id, types, names) in claims(&new.document) {
                let Some(here) = broker.find(tenant, id).await? else {
                    continue;
                };
                let is_of_type = here.entity.types.iter().any(|name| types.contains(name));
                let has = |name: &&str| here.entity.attributes.contains_key(*name);
                if is_of_type && names.iter().any(has) {
                    return conflict(id);
                }
            }
        }
        Mode::Redirect => {
            let selectors = selectors(&new.document)?;
            for here in candidates(broker, tenant, &selectors).await? {
                let Some(coverage) = source.covers(&here.entity.id, Some(&here.entity.types))
                else {
                    continue;
                };
                let has = here.entity.attributes.keys().any(|name| coverage.has(name));
                if has || coverage == Coverage::All {
                    return conflict(&here.entity.id);
                }
            }
        }
        Mode::Inclusive | Mode::Auxiliary => {}
    }
    Ok(())
}

/// Selectors of the entities that a registration is about.
fn selectors(document: &Value) -> Result<Vec<Selector>, Problem> {
    let mut selectors = Vec::new();
    for element in document["information"].as_array().into_iter().flatten() {
        let Some(entities) = element.get("entities").and_then(Value::as_array) else {
            return Ok(Vec::new());
        };
        for entity in entities {
            let id = entity.get("id").and_then(Value::as_str);
            let types = registered_types(entity).join(",");
            selectors.push(Selector::parse(
                id.map(|id| vec![id.to_owned()]),
                None,
                Some(&types),
                &Context::core(),
            )?);
        }
    }
    Ok(selectors)
}
