//! The temporal evolution of entities at registered sources (ETSI GS CIM 009 §4.3.6, §5.7.3.4, §5.7.4.4).

use std::collections::{BTreeMap, HashSet};

use futures_util::future::join_all;
use ngsi_ld::entity::{Instance, SCOPE, micros};
use ngsi_ld::{Evolution, Problem};
use serde_json::Value;

use super::ask::{self, Failure, Manner, quoted};
use super::forward::{Part, Wanted, get};
use super::matching::{self, Coverage, Mode, Source};
use crate::Broker;
use crate::call::Call;
use crate::contexts::Named;
use crate::entities::encoded;
use crate::identity;

/// What sources have said.
#[derive(Default)]
pub(crate) struct Gathered {
    /// By entity: what sources have of it, and which registrations that is from.
    pub(crate) all: BTreeMap<String, (Evolution, Vec<String>)>,
    /// What only adds to the other.
    auxiliary: Vec<(Evolution, String)>,
    /// Sources that alone have some attributes.
    exclusive: Vec<Source>,
    /// Until where (microseconds since the epoch) an answer that was cut goes: nothing is known beyond.
    pub(crate) until: Option<i64>,
    /// What is said of sources that have failed.
    pub(crate) warnings: Vec<String>,
    /// Why the one source that could know something has not said it.
    pub(crate) failure: Option<Problem>,
}

impl Gathered {
    /// Whether sources alone may say something of an attribute (expanded) of an entity.
    pub(crate) fn is_claimed(&self, id: &str, types: &[String], name: &str) -> bool {
        self.exclusive.iter().any(|source| {
            matches!(source.covers(id, Some(types)), Some(Coverage::Names(names)) if names.contains(name))
        })
    }

    /// Whether nobody was asked, or nobody has said anything.
    pub(crate) fn is_silent(&self) -> bool {
        self.all.is_empty() && self.exclusive.is_empty()
    }

    /// Takes what a source has said, as far as it is registered for it (§4.3.6.1).
    fn take(&mut self, source: &Source, mut said: Evolution) {
        match source.covers(&said.id, Some(&said.types)) {
            None => return,
            Some(Coverage::All) => {}
            Some(Coverage::Names(names)) => said.attributes.retain(|name, _| names.contains(name)),
        }
        if source.mode == Mode::Auxiliary {
            self.auxiliary.push((said, source.id.clone()));
        } else {
            self.join(said, &source.id);
        }
    }

    fn join(&mut self, said: Evolution, registration: &str) {
        let new = || {
            (
                Evolution {
                    id: said.id.clone(),
                    ..Evolution::default()
                },
                Vec::new(),
            )
        };
        let (known, registrations) = self.all.entry(said.id.clone()).or_insert_with(new);
        registrations.push(registration.to_owned());
        join(known, said);
    }

    /// What auxiliary sources have said of attributes that nobody else has said anything of.
    fn settle(&mut self) {
        for (mut said, registration) in std::mem::take(&mut self.auxiliary) {
            if let Some((known, _)) = self.all.get(&said.id) {
                said.attributes
                    .retain(|name, _| !known.attributes.contains_key(name));
            }
            self.join(said, &registration);
        }
    }
}

/// Adds what another says of the same entity. What both say of the same time is said once.
pub(crate) fn join(known: &mut Evolution, other: Evolution) {
    for name in other.types {
        if !known.types.contains(&name) {
            known.types.push(name);
        }
    }
    let earlier = known.created_at.is_empty()
        || !other.created_at.is_empty() && micros(&other.created_at) < micros(&known.created_at);
    if earlier {
        known.created_at = other.created_at;
    }
    if micros(&other.modified_at) > micros(&known.modified_at) {
        known.modified_at = other.modified_at;
    }
    for (name, instances) in other.attributes {
        let ours = known.attributes.entry(name).or_default();
        let said: HashSet<Saying> = ours.iter().map(Saying::of).collect();
        ours.extend(
            instances
                .into_iter()
                .filter(|instance| !said.contains(&Saying::of(instance))),
        );
    }
}

/// What an instance says, and of which time: two that say the same are one.
#[derive(PartialEq, Eq, Hash)]
struct Saying(Option<String>, Option<i64>, String);

impl Saying {
    fn of(instance: &Instance) -> Self {
        let attribute = &instance.attribute;
        let at = attribute.observed_at.as_deref();
        let at = at.unwrap_or(&attribute.modified_at);
        Self(
            attribute.dataset_id.clone(),
            micros(at),
            attribute.value.to_string(),
        )
    }
}

/// Asks every source that may know something of what was, with the parameters that say of which time.
pub(crate) async fn gather(
    broker: &Broker,
    call: &Call,
    context: &Named,
    wanted: &Wanted,
    times: &[(String, String)],
) -> Result<Gathered, Problem> {
    let mut gathered = Gathered::default();
    let operation = match wanted.id {
        Some(_) => "retrieveTemporal",
        None => "queryTemporal",
    };
    let parts = wanted.parts(broker, call, context, &[operation]).await?;
    if parts.is_empty() {
        return Ok(gathered);
    }
    let alias = identity::alias(broker, &call.tenant);
    if matching::has_been_here(broker, call) {
        if parts.iter().any(|part| part.source.is_proxied()) {
            return Err(matching::circle());
        }
        let warning = format!("199 {alias} \"the request has been here before\"");
        gathered.warnings.push(warning);
        return Ok(gathered);
    }
    let answers = join_all(parts.iter().map(|part| async move {
        let answer = ask_for(broker, call, context, (wanted, times), part).await;
        (part, answer)
    }))
    .await;
    let is_one = answers.len() == 1;
    for (part, answer) in answers {
        if part.source.mode == Mode::Exclusive {
            gathered.exclusive.push(part.source.clone());
        }
        match answer {
            Ok(said) => {
                for (documents, terms, until) in said {
                    gathered.until = match (gathered.until, until) {
                        (None, until) => until,
                        (known, None) => known,
                        (Some(one), Some(other)) if is_backward(times) => Some(one.max(other)),
                        (Some(one), Some(other)) => Some(one.min(other)),
                    };
                    for document in documents {
                        match read(broker, call, document, &terms).await {
                            Ok(evolution) => gathered.take(&part.source, evolution),
                            Err(problem) => gathered
                                .warnings
                                .push(format!("111 {alias} \"{}\"", quoted(&problem.detail))),
                        }
                    }
                }
            }
            Err(failure) if failure.is_missing() => {}
            Err(failure) => {
                gathered
                    .warnings
                    .push(failure.warning(&alias, &part.source));
                if is_one && part.source.is_proxied() {
                    gathered.failure = Some(failure.problem());
                }
            }
        }
    }
    gathered.settle();
    Ok(gathered)
}

/// Whether the last instances are asked for: an answer is cut at the early end then.
fn is_backward(times: &[(String, String)]) -> bool {
    times.iter().any(|(name, _)| name == "lastN")
}

/// What a source answers with, the context that is in, and until where it goes if it was cut.
async fn ask_for(
    broker: &Broker,
    call: &Call,
    context: &Named,
    (wanted, times): (&Wanted, &[(String, String)]),
    part: &Part,
) -> Result<Vec<(Vec<Value>, Named, Option<i64>)>, Failure> {
    let manner = Manner::of(broker, &call.tenant, &part.source, context).await?;
    let mut all = Vec::new();
    for asked in part.narrowed(context, &manner) {
        let (path, mut parameters) = match &wanted.id {
            Some(id) => {
                let mut parameters = Vec::new();
                wanted.attributes(&mut parameters, &asked, &manner);
                (format!("/temporal/entities/{}", encoded(id)), parameters)
            }
            None => (
                "/temporal/entities".to_owned(),
                wanted.parameters(&asked, &manner),
            ),
        };
        parameters.extend(times.iter().cloned());
        parameters.push(("options".into(), "sysAttrs".into()));
        let said = ask::ask(broker, call, &part.source, &manner, get(path, parameters)).await?;
        let until = said.range.as_deref().and_then(end_of);
        let documents = match said.body {
            _ if said.is_unreadable => return Err(Failure::Unreadable),
            None => Vec::new(),
            Some(Value::Array(documents)) => documents,
            Some(document) => vec![document],
        };
        all.push((documents, manner.context.clone(), until));
    }
    Ok(all)
}

/// The end of a range of times: `date-time FROM-UNTIL/SIZE` (§6.3.10).
fn end_of(range: &str) -> Option<i64> {
    let (times, _) = range.strip_prefix("date-time ")?.split_once('/')?;
    let (_, until) = times.split_once("Z-")?;
    micros(until.trim())
}

/// A source's evolution, with the times and ids that it says.
async fn read(
    broker: &Broker,
    call: &Call,
    mut document: Value,
    terms: &Named,
) -> Result<Evolution, Problem> {
    let inside = document
        .as_object_mut()
        .and_then(|map| map.remove("@context"));
    let context = match inside {
        None => terms.clone(),
        Some(inside) => broker.contexts.resolve(&call.tenant, &inside).await?,
    };
    let time = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let mut evolution = Evolution::parse(&document, &context.active)?;
    evolution.created_at = time(&document, "createdAt");
    evolution.modified_at = time(&document, "modifiedAt");
    for (name, value) in document.as_object().into_iter().flatten() {
        let iri = match name.as_str() {
            SCOPE => SCOPE.to_owned(),
            name => context.active.expand(name),
        };
        let Some(instances) = evolution.attributes.get_mut(&iri) else {
            continue;
        };
        let said = match value {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        for (instance, said) in instances.iter_mut().zip(said) {
            instance.id = time(said, "instanceId");
            instance.attribute.created_at = time(said, "createdAt");
            instance.attribute.modified_at = time(said, "modifiedAt");
        }
    }
    Ok(evolution)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_range_is_read() {
        let range = "date-time 2026-01-01T00:00:00Z-2026-01-02T00:00:00.5Z/*";
        assert_eq!(end_of(range), micros("2026-01-02T00:00:00.5Z"));
        assert_eq!(end_of("bytes 0-1/2"), None);
    }
}
