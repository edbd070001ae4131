//! What is asked of a source, not wider than what it has registered (ETSI GS CIM 009 §4.3.6.1).

use ngsi_ld::Problem;
use ngsi_ld::context::CORE_URL;
use serde_json::{Value, json};

use super::ask::Manner;
use super::attribute_names;
use super::filter::Filter;
use super::forward::Asked;
use super::matching::{Source, registered_types};
use crate::collection::{Collection, Kept, rename};
use crate::contexts::Named;
use crate::entities::select::Selector;

/// What is asked of one source.
pub(super) struct Narrow {
    pub(super) asked: Asked,
    /// Registered attributes (expanded); all where there is none.
    pub(super) names: Vec<String>,
}

impl Narrow {
    /// The attributes that are asked for: those wanted that are registered.
    pub(super) fn attributes(&self, wanted: &[String]) -> Vec<String> {
        match (wanted, self.names.as_slice()) {
            ([], names) => names.to_vec(),
            (wanted, []) => wanted.to_vec(),
            (wanted, names) => wanted
                .iter()
                .filter(|name| names.contains(name))
                .cloned()
                .collect(),
        }
    }
}

/// Narrows what is asked to the matching part of a registration.
pub(super) fn narrow(
    asked: &Asked,
    registration: &Value,
    context: &Named,
    manner: &Manner,
) -> Narrow {
    let (mut names, mut ids, mut patterns, mut types) = (vec![], vec![], vec![], vec![]);
    let (mut all_names, mut all_ids, mut all_types) = (false, false, false);
    for element in registration["information"].as_array().into_iter().flatten() {
        let listed = attribute_names(element);
        all_names |= listed.is_empty();
        names.extend(listed.into_iter().map(str::to_owned));
        let Some(entities) = element.get("entities").and_then(Value::as_array) else {
            (all_ids, all_types) = (true, true);
            continue;
        };
        for entity in entities {
            types.extend(registered_types(entity));
            let word = |name: &str| entity.get(name).and_then(Value::as_str);
            match (word("id"), word("idPattern")) {
                (Some(id), _) => ids.push(id.to_owned()),
                (None, Some(pattern)) => patterns.push(pattern.to_owned()),
                (None, None) => all_ids = true,
            }
        }
    }
    let mut narrow = Narrow {
        asked: asked.clone(),
        names: if all_names { Vec::new() } else { names },
    };
    if narrow.asked.ids.is_empty() && !all_ids {
        match (ids.as_slice(), patterns.as_slice()) {
            ([_, ..], []) => narrow.asked.ids = ids,
            ([], [pattern]) if narrow.asked.pattern.is_none() => {
                narrow.asked.pattern = Some(pattern.clone());
            }
            _ => {}
        }
    } else if patterns.is_empty() && !all_ids {
        narrow.asked.ids.retain(|id| ids.contains(id));
    }
    let compact = |name: &str| manner.context.active.compact(name);
    let asked_types = asked.types.as_deref().filter(|types| *types != "*");
    narrow.asked.types = match asked_types {
        None if all_types => None,
        None => Some(listed(&types, compact)),
        Some(text) if all_types || text.contains([';', '(', '|']) => {
            Some(in_terms(text, &|name| {
                compact(&context.active.expand(name))
            }))
        }
        Some(text) => {
            let wanted = text
                .split(',')
                .map(|name| context.active.expand(name.trim()));
            let both: Vec<String> = wanted
                .filter(|name| types.contains(&name.as_str()))
                .collect();
            let both: Vec<&str> = both.iter().map(String::as_str).collect();
            Some(listed(&both, compact))
        }
    };
    narrow
}

/// Members that a source is told as they are.
const PASSED: [&str; 4] = [
    "notificationTrigger",
    "timeInterval",
    "expiresAt",
    "isActive",
];
/// Conditions, whose names are the client's.
const CONDITIONS: [&str; 3] = ["q", "geoQ", "scopeQ"];

/// A subscription, not wider than what a source has registered (§4.3.6.1), without where it notifies; none when the source has
/// nothing of it.
pub(super) fn subscription(
    kept: &Kept,
    source: &Source,
    context: &Named,
    manner: &Manner,
) -> Result<Option<Value>, Problem> {
    let given = Collection::compacted(kept.document.clone(), context);
    let watched: Vec<String> = kept.document["watchedAttributes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let any = vec![json!({})];
    let asked = given["entities"].as_array().unwrap_or(&any);
    let (mut entities, mut attributes, mut shown) = (Vec::new(), Vec::new(), Vec::new());
    let (mut is_about, mut all_attributes, mut all_shown) = (false, false, false);
    for entity in asked {
        let word = |name: &str| entity.get(name).and_then(Value::as_str).map(str::to_owned);
        let (id, pattern, types) = (word("id"), word("idPattern"), word("type"));
        let ids = id.map(|id| vec![id]);
        let filter = Filter {
            entities: vec![Selector::parse(
                ids.clone(),
                pattern.as_deref(),
                types.as_deref(),
                &context.active,
            )?],
            attributes: watched.clone(),
            ..Filter::default()
        };
        let Some(part) = filter.of(&source.registration, &context.active) else {
            continue;
        };
        is_about = true;
        let asked = Asked {
            ids: ids.unwrap_or_default(),
            types,
            pattern,
        };
        let narrow = narrow(&asked, &part, context, manner);
        let names = narrow.attributes(&watched);
        all_attributes |= names.is_empty();
        all_shown |= narrow.names.is_empty();
        attributes.extend(names);
        shown.extend(narrow.names);
        let Some(types) = narrow.asked.types else {
            continue;
        };
        let mut one = json!({ "type": types });
        if let Some(pattern) = narrow.asked.pattern {
            one["idPattern"] = json!(pattern);
        }
        if narrow.asked.ids.is_empty() {
            entities.push(one.clone());
        }
        for id in narrow.asked.ids {
            one["id"] = json!(id);
            entities.push(one.clone());
        }
    }
    if !is_about {
        return Ok(None);
    }
    let listed = |mut names: Vec<String>| {
        names.sort_unstable();
        names.dedup();
        let names = names.iter();
        names
            .map(|name| manner.context.active.compact(name))
            .collect::<Value>()
    };
    let mut document = json!({
        "type": "Subscription", "jsonldContext": CORE_URL,
        "notification": { "format": "normalized", "sysAttrs": true },
    });
    if !entities.is_empty() {
        document["entities"] = json!(entities);
    }
    if !all_attributes && given.get("timeInterval").is_none() {
        document["watchedAttributes"] = listed(attributes);
    }
    if !all_shown {
        document["notification"]["attributes"] = listed(shown);
    }
    let conditions = CONDITIONS.iter().filter(|_| !manner.is_registered);
    for name in PASSED.iter().chain(conditions) {
        if let Some(value) = given.get(*name) {
            document[*name] = value.clone();
        }
    }
    Ok(Some(document))
}

/// Names, each once, as a parameter lists them.
fn listed(names: &[&str], compact: impl Fn(&str) -> String) -> String {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        let name = compact(name);
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once.join(",")
}

/// A type selection in other terms.
pub(super) fn in_terms(text: &str, name: &dyn Fn(&str) -> String) -> String {
    let mut document = json!({ "entities": [{ "type": text }] });
    rename(&mut document, name);
    document["entities"][0]["type"]
        .as_str()
        .unwrap_or(text)
        .to_owned()
}
