//! Reading evolutions: one, or those that a query finds (ETSI GS CIM 009 §5.7.3, §5.7.4, §6.18, §6.19, §6.24).

use std::collections::BTreeMap;

use http::StatusCode;
use http::header::CONTENT_RANGE;
use ngsi_ld::represent::{self, EvolutionFormat};
use ngsi_ld::{Entity, Evolution, Problem};
use serde_json::Value;

use super::asked::{Asked, What};
use super::past::{Past, Subject};
use super::read::{Periods, Reading, Timed, has_some, in_scope, is_beyond, says};
use super::{SCOPE, no_evolution};
use crate::answer::Answer;
use crate::call::Call;
use crate::entities::posted;
use crate::entities::query::{Page, Selection, Width};
use crate::maps::{ENTITY_MAP, EntityMap, HERE, Use};
use crate::registrations::evolutions::{self, Gathered};
use crate::{Broker, clock};

/// An entity that is shown.
struct Chosen {
    subject: Subject,
    types: Vec<String>,
    /// Only within these periods, and with these scopes.
    scoped: Option<(Periods, Vec<Timed>)>,
}

/// Evolutions with the range of their times, if they had to be cut.
struct Shown {
    evolutions: Vec<Evolution>,
    range: Option<String>,
}

/// What comes of a request.
pub(crate) struct Found {
    pub(crate) answer: Answer,
    /// The ids of all that it found, on this page or another.
    pub(crate) ids: Vec<String>,
    /// The types (expanded) of the entities in the answer, each once per entity.
    pub(crate) types: Vec<String>,
}

/// `GET /temporal/entities/{id}` (§5.7.3).
pub(crate) async fn retrieve(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    let context = broker.contexts.of_link(call).await?;
    let asked = Asked::retrieval(call, context, id)?;
    broker.need_tenant(&call.tenant).await?;
    asked.answer_of(broker, call).await
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
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    let asked = Asked::query(call, context, Page::of(call)?, Width::BesidesIds)?;
    asked.answer_of(broker, call).await
}

/// `POST /temporal/entityOperations/query` (§5.7.4, §6.24).
pub(crate) async fn posted(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    let posted = posted::read(broker, call, true).await?;
    let asked = Asked::posted(call, posted, Page::of(call)?)?;
    asked.answer_of(broker, call).await
}

impl Asked {
    /// The answer out of the store and of what sources have said, with an entity map where one is wanted.
    async fn answer_of(mut self, broker: &Broker, call: &Call) -> Result<Answer, Problem> {
        let map = Use::of(broker, call).await?;
        let known = map.known.as_ref();
        let is_known = |id: &str| known.is_none_or(|known| known.entities.contains_key(id));
        let needs_all =
            call.parameter("entityMap").is_some() || call.headers.contains_key(&ENTITY_MAP);
        let past = Past::Kept {
            broker,
            tenant: &call.tenant,
        };
        self.wanted.only = known.map(EntityMap::registrations);
        let mut gathered =
            evolutions::gather(broker, call, &self.context, &self.wanted, &self.said).await?;
        gathered.all.retain(|id, _| is_known(id));
        self.until = gathered.until;
        let warnings = std::mem::take(&mut gathered.warnings);
        let most = broker.config.max_instances;
        let mut origins: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let found = if gathered.is_silent() {
            self.find(past, call, most, needs_all, is_known).await
        } else {
            let joined = self.joined(past, &gathered, is_known, &mut origins).await?;
            let past = Past::AtHand(&joined);
            self.find(past, call, most, needs_all, is_known).await
        };
        let found = match (found, gathered.failure) {
            (Ok(found), _) => found,
            (Err(_), Some(problem)) | (Err(problem), None) => {
                return Ok(Answer::of_problem(&problem).warned(&warnings));
            }
        };
        let ids = found.ids;
        let listed = || {
            let mut at = |id: &str| origins.remove(id).unwrap_or_else(|| vec![HERE.to_owned()]);
            ids.into_iter()
                .map(|id| (id.clone(), at(&id)))
                .collect::<BTreeMap<_, _>>()
        };
        let (answer, is_new) = map.say(broker, call, found.answer, listed).await?;
        let answer = answer.warned(&warnings);
        Ok(if is_new && matches!(self.what, What::Several { .. }) {
            answer.with_status(StatusCode::CREATED)
        } else {
            answer
        })
    }

    /// What is remembered of entities within the time, with what sources have said of them and of others; `origins` says
    /// where each is.
    async fn joined(
        &self,
        past: Past<'_>,
        gathered: &Gathered,
        is_known: impl Fn(&str) -> bool,
        origins: &mut BTreeMap<String, Vec<String>>,
    ) -> Result<Vec<Evolution>, Problem> {
        let mut subjects: BTreeMap<String, Subject> = BTreeMap::new();
        if let What::Several { selection, .. } = &self.what {
            let chosen = self.choose_all(past, selection, usize::MAX, is_known);
            let chosen = chosen.await?.into_iter();
            subjects.extend(chosen.map(|one| (one.subject.head.id.clone(), one.subject)));
        }
        // What is here of an entity belongs to it, whether or not it is what conditions ask for.
        for id in gathered.all.keys().chain(&self.wanted.id) {
            if !subjects.contains_key(id)
                && let Some(subject) = past.subject(id).await?
            {
                subjects.insert(id.clone(), subject);
            }
        }
        let mut all: BTreeMap<String, Evolution> = BTreeMap::new();
        for (id, subject) in subjects {
            let mut one = past.within(&subject, &self.span).await?;
            let types = one.types.clone();
            one.attributes
                .retain(|name, _| !gathered.is_claimed(&id, &types, name));
            origins.insert(id.clone(), vec![HERE.to_owned()]);
            all.insert(id, one);
        }
        for (id, (said, registrations)) in &gathered.all {
            let at = origins.entry(id.clone()).or_default();
            at.extend(registrations.iter().cloned());
            let new = || Evolution {
                id: id.clone(),
                ..Evolution::default()
            };
            evolutions::join(all.entry(id.clone()).or_insert_with(new), said.clone());
        }
        Ok(all.into_values().collect())
    }

    /// The answer out of a past, of at most `most` instances. Only entities that are `known` count; `needs_all` finds all
    /// of them, whatever the page.
    pub(crate) async fn find(
        &self,
        past: Past<'_>,
        call: &Call,
        most: usize,
        needs_all: bool,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<Found, Problem> {
        match &self.what {
            What::One(id) => {
                let subject = past.subject(id).await?.filter(|_| is_known(id));
                let subject = subject.ok_or_else(|| no_evolution(id))?;
                self.one(past, subject, most).await
            }
            What::Several { selection, page } => {
                let needs_all = needs_all || page.count;
                // One more than the page says that there is another page.
                let enough = page.offset.saturating_add(page.limit).saturating_add(1);
                let enough = if needs_all { usize::MAX } else { enough };
                let chosen = self.choose_all(past, selection, enough, is_known).await?;
                self.page_of(past, call, page, chosen, most).await
            }
        }
    }

    async fn one(&self, past: Past<'_>, subject: Subject, most: usize) -> Result<Found, Problem> {
        let id = subject.head.id.clone();
        let mut entity = Entity::default();
        for name in past.attributes(&subject).await? {
            entity.attributes.entry(name).or_default();
        }
        if !self.how.projection.matches(&entity) {
            return Err(Problem::not_found(format!(
                "`{id}` never had one of the attributes"
            )));
        }
        let types = past.types(&subject).await?;
        let chosen = Chosen {
            types: types.clone(),
            subject,
            scoped: None,
        };
        let shown = self.read(past, vec![chosen], most).await?;
        let context = &self.context;
        let one = shown.evolutions.first();
        let body = one.map(|one| represent::evolution(one, &context.active, &self.how));
        let answer = Answer::document(self.media, &context.document, body.unwrap_or_default());
        Ok(Found {
            answer: ranged(answer, shown.range),
            ids: vec![id],
            types,
        })
    }

    async fn page_of(
        &self,
        past: Past<'_>,
        call: &Call,
        page: &Page,
        mut chosen: Vec<Chosen>,
        most: usize,
    ) -> Result<Found, Problem> {
        let ids = chosen
            .iter()
            .map(|one| one.subject.head.id.clone())
            .collect();
        let total = chosen.len();
        let start = page.offset.min(total);
        let end = start.saturating_add(page.limit).min(total);
        let chosen: Vec<Chosen> = chosen.drain(start..end).collect();
        let types = chosen.iter().flat_map(|one| one.types.clone()).collect();
        let shown = self.read(past, chosen, most).await?;
        let context = &self.context.active;
        let body: Vec<Value> = shown
            .evolutions
            .iter()
            .map(|one| represent::evolution(one, context, &self.how))
            .collect();
        let answer = Answer::document(self.media, &self.context.document, Value::Array(body));
        let answer = page.say(answer, call, self.media, total);
        Ok(Found {
            answer: ranged(answer, shown.range),
            ids,
            types,
        })
    }

    /// The entities that are meant, until there are enough.
    async fn choose_all(
        &self,
        past: Past<'_>,
        selection: &Selection,
        enough: usize,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<Vec<Chosen>, Problem> {
        let mut chosen = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let subjects = past.subjects(selection, after.as_deref()).await?;
            let Some(last) = subjects.last() else {
                return Ok(chosen);
            };
            after = Some(last.head.id.clone());
            for subject in subjects.into_iter().filter(|one| is_known(&one.head.id)) {
                chosen.extend(self.choose(past, selection, subject).await?);
                if chosen.len() >= enough {
                    return Ok(chosen);
                }
            }
        }
    }

    /// An entity, if it is meant and says what it must within the time.
    async fn choose(
        &self,
        past: Past<'_>,
        selection: &Selection,
        subject: Subject,
    ) -> Result<Option<Chosen>, Problem> {
        let entity = Entity {
            id: subject.head.id.clone(),
            types: past.types(&subject).await?,
            ..Entity::default()
        };
        let about = (&subject, &entity);
        let conditions = &selection.says;
        if !selection.is_meant(&entity)
            || !has_some(past, about, &self.span, &self.how.projection).await?
            || !says(past, about, &self.span, conditions).await?
        {
            return Ok(None);
        }
        let scoped = match &conditions.scope {
            None => None,
            Some(query) => {
                let found = in_scope(past, &subject, &self.span, query).await?;
                if found.0.is_empty() {
                    return Ok(None);
                }
                Some(found)
            }
        };
        Ok(Some(Chosen {
            subject,
            types: entity.types,
            scoped,
        }))
    }

    /// The instances of entities, as many as one answer may have: all up to a time that is the same for all of them.
    async fn read(
        &self,
        past: Past<'_>,
        chosen: Vec<Chosen>,
        most: usize,
    ) -> Result<Shown, Problem> {
        let is_aggregated = matches!(self.how.format, EvolutionFormat::Aggregated(_));
        let most = if is_aggregated {
            usize::MAX
        } else {
            most.max(1)
        };
        let mut all: Vec<(usize, Timed)> = Vec::new();
        let mut until = self.until;
        for (index, one) in chosen.iter().enumerate() {
            let reading = Reading {
                span: &self.span,
                projection: &self.how.projection,
                periods: one.scoped.as_ref().map(|(periods, _)| periods),
                last: self.times.last,
                most,
                until,
            };
            let found = reading.of(past, &one.subject).await?;
            all.extend(found.into_iter().map(|timed| (index, timed)));
            if all.len() > most {
                self.sort(&mut all);
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
        if self.until.is_some() {
            self.sort(&mut all);
        }
        let range = until.map(|until| self.range(&all, until));
        let mut evolutions: Vec<Evolution> = Vec::with_capacity(chosen.len());
        for one in chosen {
            let names = match range {
                None => Vec::new(),
                Some(_) => past.attributes(&one.subject).await?,
            };
            let mut evolution = one.subject.head;
            evolution.types = one.types;
            for name in names {
                if self.how.projection.shows(&name) {
                    evolution.attributes.entry(name).or_default();
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

    /// Puts instances in the order of reading.
    fn sort(&self, all: &mut [(usize, Timed)]) {
        all.sort_by(|(_, one), (_, other)| {
            let order = one.time.cmp(&other.time);
            if self.span.is_backward {
                order.reverse()
            } else {
                order
            }
        });
    }

    /// The range of the times in an answer that was cut (§6.3.10).
    fn range(&self, all: &[(usize, Timed)], until: i64) -> String {
        let first = all.first().map_or(until, |(_, one)| one.time);
        let last = all.last().map_or(until, |(_, one)| one.time);
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
