//! Subscriptions to what somebody may see (ETSI GS CIM 009 §5.8, §6.10, §6.11), and to the registration of what is offered
//! (§5.11, §6.12, §6.13): read, shown, and asked whether and of what they are told. Who keeps them and when they are looked
//! at is the caller's.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, StatusCode};
use ngsi_ld::represent::{self, Representation};
use ngsi_ld::{Context, Entity, Problem, ProblemKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web::fetch::{FetchError, GuardedClient};

use super::digests::{DigestKey, Digests};
use super::{Viewer, Whole};
use crate::answer::Answer;
use crate::call::{Call, Media};
use crate::clock;
use crate::collection::{Collection, DOCUMENT_MEDIA, Kept};
use crate::contexts::Named;
use crate::entities::check_id;
use crate::registrations::subscriptions::SOURCE_SUBSCRIPTIONS;
use crate::route::{not_allowed, nothing};
use crate::subscriptions::deliver::{Message, body, send};
use crate::subscriptions::notify::Counters;
use crate::subscriptions::watch::Watch;
use crate::subscriptions::{self, SUBSCRIPTIONS, check_expiry, without_output};

/// The shortest `timeInterval`: each time something is sent to where the subscriber says, and for data it is asked for,
/// read, logged, and in the person's log.
const SHORTEST_INTERVAL: Duration = Duration::from_mins(1);

/// What a subscription is to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum To {
    /// Entities.
    #[default]
    Entities,
    /// Registrations.
    Registrations,
}

/// A subscription, as its keeper has it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Content {
    /// Its id.
    pub id: String,
    #[serde(default)]
    to: To,
    created_at: i64,
    /// With expanded names.
    pub(super) document: Value,
    /// The context it came with.
    context: Value,
    pub(super) counters: Counters,
    /// The registration that it was told of last, with expanded names.
    #[serde(default)]
    pub(super) registration: Option<Value>,
    /// What was there when it was looked at last: each entity by digests.
    seen: Vec<Digests>,
}

/// What a request wants of subscriptions.
pub enum Wish {
    /// A new one.
    Create(Box<Content>),
    /// One by its id, or all.
    Show(Box<Showing>),
    /// Another than it was.
    Change(Box<Change>),
    /// None any longer.
    Delete(String),
}

/// How subscriptions are shown.
pub struct Showing {
    call: Call,
    media: Media,
    context: Named,
    /// The one that is meant.
    pub id: Option<String>,
}

/// What becomes of a subscription.
pub struct Change {
    /// Which.
    pub id: String,
    patch: Value,
    context: Named,
}

/// A subscription, ready to be asked.
pub struct Subscription {
    /// What is kept of it.
    pub content: Content,
    pub(super) watch: Watch,
    digests: DigestKey,
}

/// A notification that is ready to be sent.
pub struct Notification {
    pub(super) body: Value,
    /// Entities or registrations in it.
    pub records: u64,
}

impl Viewer {
    /// Reads a request about subscriptions.
    ///
    /// # Errors
    /// [`Problem`] of what is wrong with it.
    pub async fn wish(&self, parts: Parts, body: Bytes) -> Result<Wish, Problem> {
        let mut call = self.call(parts)?;
        call.body = body;
        let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
        let (to, id) = match segments.as_slice() {
            [name, id @ ..] if id.len() < 2 => (To::of(name), id.first()),
            _ => (None, None),
        };
        let (to, id) = (
            to.ok_or_else(|| nothing(&call))?,
            id.map(|id| (*id).to_owned()),
        );
        id.iter().try_for_each(|id| check_id(id))?;
        match (call.method.clone(), id) {
            (Method::POST, None) => self.creation(&call, to).await,
            (Method::GET, id) => self.show(call, id).await,
            (Method::PATCH, Some(id)) => {
                call.know(&["local", "via"])?;
                let (mut patch, context) = self.contexts.content(&call).await?;
                without_output(&mut patch);
                Ok(Wish::Change(Box::new(Change { id, patch, context })))
            }
            (Method::DELETE, Some(id)) => {
                call.know(&["local", "via"])?;
                Ok(Wish::Delete(id))
            }
            (_, None) => Err(not_allowed("GET, POST")),
            (_, Some(_)) => Err(not_allowed("GET, PATCH, DELETE")),
        }
    }

    async fn creation(&self, call: &Call, to: To) -> Result<Wish, Problem> {
        call.know(&["local", "via"])?;
        let (mut document, context) = self.contexts.content(call).await?;
        without_output(&mut document);
        let kept = to.collection().read(document, &context)?;
        check_expiry(&kept.document)?;
        let content = Content::of(kept, to);
        self.ready(content.clone()).await?.check()?;
        Ok(Wish::Create(Box::new(content)))
    }

    async fn show(&self, call: Call, id: Option<String>) -> Result<Wish, Problem> {
        let media = call.accepted(&DOCUMENT_MEDIA)?;
        call.know(if id.is_some() {
            &["options", "local", "via"]
        } else {
            &["limit", "offset", "count", "options", "local", "via"]
        })?;
        let context = self.contexts.of_link(&call).await?;
        Ok(Wish::Show(Box::new(Showing {
            call,
            media,
            context,
            id,
        })))
    }

    /// A kept subscription with a change.
    ///
    /// # Errors
    /// [`Problem`] of what the change makes of it that cannot be.
    pub async fn changed(&self, content: &Content, change: &Change) -> Result<Content, Problem> {
        let Change { patch, context, .. } = change;
        let mut kept = content
            .to
            .collection()
            .patched(&content.kept(), patch.clone(), context)?;
        // What `q` and the like name is read in the context they came with.
        if patch.get("q").is_some() || patch.get("entities").is_some() {
            kept.context.clone_from(&context.document);
        }
        if patch.get("expiresAt").is_some() {
            check_expiry(&kept.document)?;
        }
        let content = Content {
            document: kept.document,
            context: kept.context,
            ..content.clone()
        };
        self.ready(content.clone()).await?.check()?;
        Ok(content)
    }

    /// A kept subscription, ready to be asked.
    ///
    /// # Errors
    /// [`Problem`] when its context is not available.
    pub async fn ready(&self, content: Content) -> Result<Subscription, Problem> {
        let (kept, collection) = (content.kept(), content.to.collection());
        let watch = Watch::in_contexts(&self.contexts, "", collection, &kept).await?;
        let digests = self.digests.clone();
        Ok(Subscription {
            content,
            watch,
            digests,
        })
    }
}

impl Showing {
    /// Shows subscriptions, each with when it ends in any case, in microseconds since the epoch.
    ///
    /// # Errors
    /// [`Problem`] when the one that is meant is not among them.
    pub fn of(&self, all: &[(Content, i64)]) -> Result<Whole, Problem> {
        let now = clock::now().micros;
        let shown = |(content, ends_at): &(Content, i64)| {
            let paused = content.document.get("isActive") == Some(&Value::Bool(false));
            let status = match (*ends_at <= now, paused) {
                (true, _) => "expired",
                (false, true) => "paused",
                (false, false) => "active",
            };
            let kept = content.kept();
            let (call, context) = (&self.call, &self.context);
            let collection = content.to.collection();
            let mut shown = subscriptions::document(call, collection, &kept, context, status);
            shown["expiresAt"] = clock::text(*ends_at).into();
            content.counters.show(&mut shown["notification"]);
            shown
        };
        let Some(id) = &self.id else {
            let all: Vec<Value> = all.iter().map(shown).collect();
            let answer = Collection::listed(&self.call, self.media, &self.context, &all)?;
            return Ok(answer.into_bytes());
        };
        let one = all.iter().find(|(content, _)| content.id == *id);
        let one = one.ok_or_else(|| missing(id))?;
        Ok(Answer::document(self.media, &self.context.document, shown(one)).into_bytes())
    }
}

/// There is no such subscription, or none of this client's.
pub fn missing(id: &str) -> Problem {
    Problem::not_found(format!("there is no subscription `{id}`"))
}

/// The answer that a subscription was made.
pub fn created(content: &Content) -> Whole {
    let Content { id, to, .. } = content;
    let location = format!("{}/{}/{id}", crate::call::BASE, to.collection().path);
    Answer::created(&location).into_bytes()
}

/// The answer that it is done.
pub fn done() -> Whole {
    Answer::empty(StatusCode::NO_CONTENT).into_bytes()
}

impl To {
    /// What the subscriptions under a path are to.
    fn of(path: &str) -> Option<Self> {
        let all = [Self::Entities, Self::Registrations];
        all.into_iter().find(|to| to.collection().path == path)
    }

    fn collection(self) -> Collection {
        match self {
            Self::Entities => SUBSCRIPTIONS,
            Self::Registrations => SOURCE_SUBSCRIPTIONS,
        }
    }
}

impl Content {
    fn of(kept: Kept, to: To) -> Self {
        Self {
            id: kept.id,
            to,
            created_at: kept.created_at,
            document: kept.document,
            context: kept.context,
            counters: Counters::default(),
            registration: None,
            seen: Vec::new(),
        }
    }

    fn kept(&self) -> Kept {
        Kept {
            id: self.id.clone(),
            created_at: self.created_at,
            document: self.document.clone(),
            context: self.context.clone(),
        }
    }

    /// A notification has arrived, or has not.
    pub fn ended(&mut self, ok: bool) {
        self.counters.end(clock::now().text, ok);
    }
}

impl Subscription {
    /// Refuses what cannot be told of: what is gone has no permitted view any more.
    fn check(&self) -> Result<(), Problem> {
        if self
            .interval()
            .is_some_and(|every| every < SHORTEST_INTERVAL)
        {
            return Err(Problem::bad_data(format!(
                "`timeInterval` is at least {} seconds here",
                SHORTEST_INTERVAL.as_secs()
            )));
        }
        if self.content.to == To::Registrations {
            return self.check_registrations();
        }
        if self.watch.tells_deletions() || self.watch.show_changes {
            return Err(Problem::new(
                ProblemKind::OperationNotSupported,
                "notifications here tell what is there, and of nothing that was deleted or was before",
            ));
        }
        Ok(())
    }

    /// Whether it can be about entities of this type, a name of the core context or an IRI.
    pub fn is_about(&self, entity_type: &str) -> bool {
        let iri = Context::core().expand(entity_type);
        let watched = &self.watch.watched;
        watched.is_empty()
            || watched.iter().any(|one| {
                let types = one.types.as_ref();
                types.is_none_or(|types| types.names().contains(iri.as_str()))
            })
    }

    /// When it ends by itself, in microseconds since the epoch.
    pub fn expires(&self) -> Option<i64> {
        self.watch.expires
    }

    /// Whether it is told of anything at the moment.
    pub fn is_active(&self) -> bool {
        self.watch.active
    }

    /// Where its notifications go.
    pub fn endpoint(&self) -> &str {
        &self.watch.endpoint.uri
    }

    /// How often it is told, where it is told at intervals and not of changes.
    pub fn interval(&self) -> Option<Duration> {
        self.watch.interval
    }

    /// The least time between two notifications.
    pub fn throttling(&self) -> Option<Duration> {
        self.watch.throttling
    }

    /// What it is told of these entities, which are all that its owner may see: of those that it selects and that are not
    /// as they were. None where there is nothing to tell.
    ///
    /// # Errors
    /// [`Problem`] when it asks too much.
    pub async fn notification(
        &mut self,
        entities: &[Entity],
    ) -> Result<Option<Notification>, Problem> {
        let told = self.told(entities).await?;
        if told.is_empty() {
            return Ok(None);
        }
        let how = &self.watch.how;
        let data: Vec<Value> = told.iter().map(|entity| self.shown(entity, how)).collect();
        let records = data.len() as u64;
        let at = clock::now().text;
        self.content.counters.begin(&at);
        Ok(Some(Notification {
            body: body(&self.watch, &at, Message::Entities(data)),
            records,
        }))
    }

    /// Of which of these it is told.
    async fn told<'e>(&self, entities: &'e [Entity]) -> Result<Vec<&'e Entity>, Problem> {
        let subjects: Vec<&Entity> = entities.iter().collect();
        let known = entities.to_vec();
        let linked = self.watch.says.linked(&known, &subjects).await?;
        let changed = match self.interval() {
            // At intervals it is told what there is, whatever it was told before.
            Some(_) => subjects,
            None => self.changed(entities),
        };
        let changed = changed.into_iter();
        Ok(changed
            .filter(|entity| self.watch.selects(entity, &linked))
            .filter(|entity| self.watch.how.projection.matches(entity))
            .collect())
    }

    /// Whether it would be told of any of these entities, which are all that its owner may see.
    ///
    /// # Errors
    /// [`Problem`] when it asks too much.
    pub async fn is_news(&self, entities: &[Entity]) -> Result<bool, Problem> {
        Ok(!self.told(entities).await?.is_empty())
    }

    /// What is there now has been looked at.
    pub fn saw(&mut self, entities: &[Entity]) {
        let seen = entities.iter();
        self.content.seen = seen.map(|entity| self.digests.of(entity)).collect();
    }

    /// A keyed digest of these entities together.
    pub fn digest(&self, entities: &[Entity]) -> String {
        self.digests.of_all(entities)
    }

    fn shown(&self, entity: &Entity, how: &Representation) -> Value {
        let context = &self.watch.context.active;
        if self.watch.endpoint.accept == Media::GeoJson {
            represent::feature(entity, context, how, None)
        } else {
            represent::entity(entity, context, how)
        }
    }

    /// The entities that are not as they were, as far as it is told of that. Where several bear the same id, those that
    /// changed are compared in their order.
    fn changed<'e>(&self, entities: &'e [Entity]) -> Vec<&'e Entity> {
        let mut before: Vec<&Digests> = self.content.seen.iter().collect();
        let mut now: Vec<(&Entity, Digests)> = Vec::new();
        for entity in entities {
            let digests = self.digests.of(entity);
            match before.iter().position(|one| one.entity == digests.entity) {
                Some(at) => drop(before.remove(at)),
                None => now.push((entity, digests)),
            }
        }
        let told = now.into_iter().filter(|(_, digests)| {
            let (mut created, mut updated) = (BTreeSet::new(), BTreeSet::new());
            let old = before.iter().position(|one| one.id == digests.id);
            let old = old.map(|at| before.remove(at));
            for (iri, digest) in &digests.attributes {
                match old.and_then(|old| old.attributes.get(iri)) {
                    None => drop(created.insert(iri.clone())),
                    Some(other) if other != digest => drop(updated.insert(iri.clone())),
                    Some(_) => {}
                }
            }
            self.watch.is_told(&created, &updated, old.is_none())
        });
        told.map(|(entity, _)| entity).collect()
    }

    /// Sends a notification, once.
    ///
    /// # Errors
    /// [`FetchError`] when the receiver is refused, not there, or does not take it.
    pub async fn send(
        &self,
        client: &GuardedClient,
        notification: Notification,
    ) -> Result<(), FetchError> {
        send(client, &self.watch, &notification.body).await
    }
}
