//! What is asked of a source, not wider than what it has registered (ETSI GS CIM 009 §4.3.6.1).

use serde_json::{Value, json};

use super::ask::Manner;
use super::attribute_names;
use super::forward::Asked;
use super::matching::registered_types;
use crate::collection::rename;
use crate::contexts::Named;

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
