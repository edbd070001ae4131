//! Reading evolutions: one, or those that a query finds (ETSI GS CIM 009 §5.7.3, §5.7.4, §6.18, §6.19, §6.24).

use std::collections::BTreeMap;

use http::StatusCode;
use http::header::CONTENT_RANGE;
use ngsi_ld::query::Condition;
use ngsi_ld::represent::{self, EvolutionFormat, EvolutionRepresentation};
use ngsi_ld::{Entity, Evolution, Problem};
use serde_json::Value;
use storage::broker::history::{Head, Span};

use super::asked::{Times, shown};
use super::read::{Periods, Reading, Timed, has_some, in_scope, is_beyond, says};
use super::{SCOPE, no_evolution};
use crate::answer::Answer;
use crate::call::Call;
use crate::collection::DOCUMENT_MEDIA;
use crate::contexts::Named;
use crate::entities::posted;
use crate::entities::query::{PARAMETERS as ENTITY_PARAMETERS, Page, Selection, check_width};
use crate::entities::shown::representation;
use crate::maps::{ENTITY_MAP, HERE, Use};
use crate::store::failed;
use crate::{Broker, clock};

/// Heads read at once.
const PAGE: i64 = 500;

/// What reading evolutions understands beside what reading entities does.
const PARAMETERS: [&str; 7] = [
    "timerel",
    "timeAt",
    "endTimeAt",
    "timeproperty",
    "lastN",
    "aggrMethods",
    "aggrPeriodDuration",
];

/// Evolutions as they are wanted.
struct Asked<'a> {
    context: &'a Named,
    times: Times,
    span: Span,
    how: EvolutionRepresentation,
}

/// An entity that is shown.
struct Chosen {
    head: Head,
    types: Vec<String>,
    /// Only within these periods, and with these scopes.
    scoped: Option<(Periods, Vec<Timed>)>,
}

/// Evolutions with the range of their times, if they had to be cut.
struct Shown {
    evolutions: Vec<Evolution>,
    range: Option<String>,
}

fn know(call: &Call) -> Result<(), Problem> {
    call.know(&[&ENTITY_PARAMETERS[..], &PARAMETERS[..]].concat())
}

/// Refuses what looks at linked entities: there are none over time (§5.7.3.4, §5.7.4.4).
fn check_depth(depth: usize) -> Result<(), Problem> {
    if depth == 0 {
        return Ok(());
    }
    Err(Problem::bad_data(
        "a temporal evolution is not joined with those of linked entities",
    ))
}

/// `GET /temporal/entities/{id}` (§5.7.3).
pub(crate) async fn retrieve(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    let media = call.accepted(&DOCUMENT_MEDIA)?;
    know(call)?;
    let context = broker.contexts.of_link(call).await?;
    let said = |name: &str| call.parameter(name).map(str::to_owned);
    let times = Times::parse(&said)?;
    let how = shown(call, representation(call, &context.active)?, &times, &said)?;
    check_depth(how.projection.depth())?;
    let map = Use::of(broker, call)?;
    let head = broker.need_history(&call.tenant, id).await?;
    if map
        .known
        .as_ref()
        .is_some_and(|known| !known.entities.contains_key(id))
    {
        return Err(no_evolution(id));
    }
    let names = broker.store.history_attributes(&call.tenant, id).await;
    let mut entity = Entity::default();
    for name in names.map_err(|error| failed(&error))? {
        entity.attributes.entry(name).or_default();
    }
    if !how.projection.matches(&entity) {
        return Err(Problem::not_found(format!(
            "`{id}` never had one of the attributes"
        )));
    }
    let types = broker.store.history_types(&call.tenant, id).await;
    let asked = Asked {
        span: times.span(),
        context: &context,
        times,
        how,
    };
    let chosen = Chosen {
        head,
        types: types.map_err(|error| failed(&error))?,
        scoped: None,
    };
    let shown = asked.read(broker, call, vec![chosen]).await?;
    let one = shown.evolutions.first();
    let body = one.map(|one| represent::evolution(one, &context.active, &asked.how));
    let answer = Answer::document(media, &context.document, body.unwrap_or_default());
    let listed = || BTreeMap::from([(id.to_owned(), vec![HERE.to_owned()])]);
    let (answer, _) = map.say(broker, call, answer, listed);
    Ok(ranged(answer, shown.range))
}

/// An answer of which a part was cut off says so (§6.3.10).
fn ranged(answer: Answer, range: Option<String>) -> Answer {
    match range {
        None => answer,
        Some(range) => answer
            .with_status(StatusCode::PARTIAL_CONTENT)
            .with(CONTENT_RANGE, &range),
    }
}

/// `GET /temporal/entities` (§5.7.4).
pub(crate) async fn query(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    know(call)?;
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    let said = |name: &str| call.parameter(name).map(str::to_owned);
    let times = Times::parse(&said)?;
    let how = shown(call, representation(call, &context.active)?, &times, &said)?;
    if let Some(filter) = call.parameter("csf") {
        Condition::parse(filter, &context.active)?;
    }
    check_order(call.parameter("orderBy"))?;
    let selection = Selection::parse(call, &context.active)?;
    check_width(call, &selection, &context.active)?;
    let asked = Asked {
        span: times.span(),
        context: &context,
        times,
        how,
    };
    asked.answer(broker, call, &selection).await
}

/// `POST /temporal/entityOperations/query` (§5.7.4, §6.24).
pub(crate) async fn posted(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    let posted = posted::read(broker, call, true).await?;
    let body = &posted.body;
    let said = |name: &str| {
        let within = ["aggrParams", "temporalQ"].map(|member| body.get(member)?.get(name));
        match within.into_iter().flatten().next()? {
            Value::String(text) => Some(text.clone()),
            Value::Array(items) => {
                let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                Some(items.join(","))
            }
            other => Some(other.to_string()),
        }
    };
    let times = Times::parse(&said)?;
    let how = shown(call, posted.how, &times, &said)?;
    check_order(body.get("orderBy").and_then(Value::as_str))?;
    let asked = Asked {
        span: times.span(),
        context: &posted.context,
        times,
        how,
    };
    asked.answer(broker, call, &posted.selection).await
}

/// Evolutions come in the order of their ids; no other is offered (§5.7.4.4).
fn check_order(order: Option<&str>) -> Result<(), Problem> {
    match order {
        None | Some("id") => Ok(()),
        Some(other) => Err(Problem::bad_data(format!(
            "temporal evolutions are ordered by `id`, not by `{other}`"
        ))),
    }
}

impl Asked<'_> {
    async fn answer(
        self,
        broker: &Broker,
        call: &Call,
        selection: &Selection,
    ) -> Result<Answer, Problem> {
        let media = call.accepted(&DOCUMENT_MEDIA)?;
        if self.times.query.is_none() {
            return Err(Problem::bad_data(
                "a query of temporal evolutions says which time: `timerel` and `timeAt`",
            ));
        }
        check_depth(selection.says.depth().max(self.how.projection.depth()))?;
        let page = Page::of(call)?;
        let map = Use::of(broker, call)?;
        let mut chosen = Vec::new();
        let needs_all = page.count
            || call.parameter("entityMap").is_some()
            || call.headers.contains_key(&ENTITY_MAP);
        // One more than the page says that there is another page.
        let enough = page.offset.saturating_add(page.limit).saturating_add(1);
        let mut after = String::new();
        'pages: loop {
            let heads = self.heads(broker, call, selection, &after).await?;
            let Some(last) = heads.last() else { break };
            after.clone_from(&last.id);
            for head in heads {
                let known = map.known.as_ref();
                if known.is_some_and(|known| !known.entities.contains_key(&head.id)) {
                    continue;
                }
                chosen.extend(self.choose(broker, call, selection, head).await?);
                if !needs_all && chosen.len() >= enough {
                    break 'pages;
                }
            }
        }
        let ids: Vec<String> = chosen.iter().map(|one| one.head.id.clone()).collect();
        let total = chosen.len();
        let start = page.offset.min(total);
        let end = start.saturating_add(page.limit).min(total);
        let shown = self.read(broker, call, chosen.drain(start..end).collect());
        let shown = shown.await?;
        let context = &self.context.active;
        let body: Vec<Value> = shown
            .evolutions
            .iter()
            .map(|one| represent::evolution(one, context, &self.how))
            .collect();
        let answer = Answer::document(media, &self.context.document, Value::Array(body));
        let answer = page.say(answer, call, media, total);
        let (answer, is_new) = map.say(broker, call, answer, || {
            let here = || vec![HERE.to_owned()];
            ids.into_iter().map(|id| (id, here())).collect()
        });
        let answer = ranged(answer, shown.range);
        Ok(if is_new {
            answer.with_status(StatusCode::CREATED)
        } else {
            answer
        })
    }

    /// The next entities that may be meant, by id.
    async fn heads(
        &self,
        broker: &Broker,
        call: &Call,
        selection: &Selection,
        after: &str,
    ) -> Result<Vec<Head>, Problem> {
        let tenant = &call.tenant;
        if let [one] = selection.entities.as_slice() {
            if let Some(ids) = &one.ids {
                let mut ids: Vec<&String> = ids.iter().filter(|id| id.as_str() > after).collect();
                ids.sort_unstable();
                let mut heads: Vec<Head> = Vec::new();
                for id in ids {
                    let found = broker.store.history(tenant, id).await;
                    let found = found.map_err(|error| failed(&error))?;
                    heads.extend(found.filter(|one| heads.last() != Some(one)));
                }
                return Ok(heads);
            }
            let names = one.types.as_ref().map(|types| types.names());
            if let Some(single) = names.filter(|names| names.len() == 1) {
                let name = single.first().copied();
                let found = broker.store.histories(tenant, name, after, PAGE).await;
                return found.map_err(|error| failed(&error));
            }
        }
        let found = broker.store.histories(tenant, None, after, PAGE).await;
        found.map_err(|error| failed(&error))
    }

    /// An entity, if it is meant and says what it must within the time.
    async fn choose(
        &self,
        broker: &Broker,
        call: &Call,
        selection: &Selection,
        head: Head,
    ) -> Result<Option<Chosen>, Problem> {
        let tenant = call.tenant.as_str();
        let types = broker.store.history_types(tenant, &head.id).await;
        let entity = Entity {
            id: head.id.clone(),
            types: types.map_err(|error| failed(&error))?,
            ..Entity::default()
        };
        let subject = (tenant, &entity);
        let conditions = &selection.says;
        if !selection.is_meant(&entity)
            || !has_some(broker, subject, &self.span, &self.how.projection).await?
            || !says(broker, subject, &self.span, conditions).await?
        {
            return Ok(None);
        }
        let scoped = match &conditions.scope {
            None => None,
            Some(query) => {
                let found = in_scope(broker, (tenant, &head.id), &self.span, query).await?;
                if found.0.is_empty() {
                    return Ok(None);
                }
                Some(found)
            }
        };
        Ok(Some(Chosen {
            head,
            types: entity.types,
            scoped,
        }))
    }

    /// The instances of entities, as many as one answer may have: all up to a time that is the same for all of them.
    async fn read(
        &self,
        broker: &Broker,
        call: &Call,
        chosen: Vec<Chosen>,
    ) -> Result<Shown, Problem> {
        let tenant = &call.tenant;
        let is_aggregated = matches!(self.how.format, EvolutionFormat::Aggregated(_));
        let most = if is_aggregated {
            usize::MAX
        } else {
            broker.config.max_instances.max(1)
        };
        let mut all: Vec<(usize, Timed)> = Vec::new();
        let mut until = None;
        for (index, one) in chosen.iter().enumerate() {
            let reading = Reading {
                span: &self.span,
                projection: &self.how.projection,
                periods: one.scoped.as_ref().map(|(periods, _)| periods),
                last: self.times.last,
                most,
                until,
            };
            let found = reading.of(broker, tenant, &one.head.id).await?;
            all.extend(found.into_iter().map(|timed| (index, timed)));
            if all.len() > most {
                all.sort_by(|(_, one), (_, other)| {
                    let order = one.time.cmp(&other.time);
                    if self.span.is_backward {
                        order.reverse()
                    } else {
                        order
                    }
                });
                // Instances of the same time stay together.
                let edge = all.get(most - 1).map(|(_, one)| one.time);
                let before = all.len();
                all.retain(|(_, one)| {
                    edge.is_none_or(|edge| !is_beyond(&self.span, one.time, edge))
                });
                if until.is_some() || all.len() < before {
                    until = edge;
                }
            }
        }
        let range = until.map(|_| self.range(&all));
        let mut evolutions: Vec<Evolution> = Vec::with_capacity(chosen.len());
        for one in chosen {
            let mut evolution = Evolution {
                created_at: clock::text(one.head.created_at),
                modified_at: clock::text(one.head.modified_at),
                deleted_at: one.head.deleted_at.map(clock::text),
                types: one.types,
                id: one.head.id,
                ..Evolution::default()
            };
            if range.is_some() {
                let names = broker.store.history_attributes(tenant, &evolution.id).await;
                for name in names.map_err(|error| failed(&error))? {
                    if self.how.projection.shows(&name) {
                        evolution.attributes.entry(name).or_default();
                    }
                }
            }
            // A scope that was set before the time is valid within it all the same.
            let scopes = one.scoped.into_iter().flat_map(|(_, scopes)| scopes);
            let scopes = scopes.filter(|scope| {
                scope.time < *self.span.range.start() && self.how.projection.shows(SCOPE)
            });
            for scope in scopes {
                let known = evolution.attributes.entry(scope.iri).or_default();
                known.push(scope.instance);
            }
            evolutions.push(evolution);
        }
        if self.span.is_backward {
            // They are shown in the order of time (§4.5.6).
            all.reverse();
        }
        for (index, timed) in all {
            if let Some(evolution) = evolutions.get_mut(index) {
                let known = evolution.attributes.entry(timed.iri).or_default();
                known.push(timed.instance);
            }
        }
        Ok(Shown { evolutions, range })
    }

    /// The range of the times in an answer that was cut (§6.3.10).
    fn range(&self, all: &[(usize, Timed)]) -> String {
        let first = all.first().map(|(_, one)| one.time).unwrap_or_default();
        let last = all.last().map(|(_, one)| one.time).unwrap_or_default();
        let start = self.times.start().unwrap_or(first);
        let size = self.times.last;
        format!(
            "date-time {}-{}/{}",
            clock::text(start),
            clock::text(last),
            size.map_or_else(|| "*".to_owned(), |size| size.to_string())
        )
    }
}
