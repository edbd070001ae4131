//! `ngsi-ld`: any context broker (ETSI GS CIM 009), asked for one person's entities.

mod entities;
mod past;

use std::collections::BTreeSet;
use std::sync::Arc;

use broker::Broker;
use broker::view::Window;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::LINK;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use permission::AttributeSet;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use url::Url;

pub(crate) use self::entities::Entities;
use self::entities::{Person, holds};
use super::change::{Change, Unchanged, Wish};
use super::entity;
use super::http::{Call, Http, is_json};
use super::template::Identifiers;
use super::{Evolution, Source, SourceAnswer, SourceError, Wanted};
use crate::config::{NgsiLdConfig, PushDown};
use crate::percent::{add_pair, begin_pair, encode_component};
use crate::routes::{Ask, Route};
use crate::{Error, Result};

/// Below the base URL (§6.2).
const ENTITIES: &str = "/ngsi-ld/v1/entities";
/// What they were (§6.18).
const EVOLUTIONS: &str = "/ngsi-ld/v1/temporal/entities";
/// Where its subscriptions are (§6.10).
const SUBSCRIPTIONS: &str = "/ngsi-ld/v1/subscriptions";
/// Which tenant of the broker is asked (§6.3.14).
pub(crate) const TENANT: HeaderName = HeaderName::from_static("ngsild-tenant");
/// What is asked for: contexts go in a header, and answers have none of their own.
const ACCEPT: &str = "application/json";
/// A link to the context by which names are read (§6.3.5).
const CONTEXT_RELATION: &str =
    "rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"";

/// What a `Link` header says where names are to be read by this context (§6.3.5).
pub(crate) fn context_link(context: &Url) -> String {
    format!("<{context}>; {CONTEXT_RELATION}")
}

/// One worker's way to the broker.
pub(crate) struct NgsiLd {
    http: Http,
    headers: Vec<(HeaderName, HeaderValue)>,
    push_down: PushDown,
    page: u32,
    most_pages: u32,
    /// Whether what is corrected or erased goes from what the broker remembers as well.
    forgets: bool,
}

/// What every entity has (§4.5.1).
#[derive(Deserialize)]
struct HasId {
    id: String,
}

impl NgsiLd {
    /// A way to this broker.
    ///
    /// # Errors
    /// [`Error::Config`]: the tenant or the context cannot stand in a header.
    pub(crate) fn new(config: &NgsiLdConfig, http: Http) -> Result<Self> {
        let header = |name: &str, text: String| {
            HeaderValue::try_from(text)
                .map_err(|_| Error::Config(format!("`connector.upstream.{name}` cannot be sent")))
        };
        let mut headers = Vec::new();
        if let Some(tenant) = &config.tenant {
            headers.push((TENANT, header("tenant", tenant.clone())?));
        }
        if let Some(context) = &config.context {
            headers.push((LINK, header("context", context_link(context))?));
        }
        if config.page == 0 || config.most_pages == 0 {
            return Err(Error::Config(
                "`connector.upstream.page` and `most_pages` must be at least 1".into(),
            ));
        }
        Ok(Self {
            http,
            headers,
            push_down: config.push_down,
            page: config.page,
            most_pages: config.most_pages,
            forgets: false,
        })
    }

    /// A way to the connector's own broker: what people correct or erase there is not told as what was.
    ///
    /// # Errors
    /// As [`NgsiLd::new`].
    pub(crate) fn here(config: &NgsiLdConfig, broker: Arc<Broker>) -> Result<Self> {
        let here = Self::new(config, Http::here(&config.broker, broker))?;
        Ok(Self {
            forgets: true,
            ..here
        })
    }

    /// The person's entities with these attributes, page after page; one JSON text each.
    async fn entities(
        &self,
        entities: &Entities,
        identifiers: &Identifiers,
        attributes: &[&str],
    ) -> std::result::Result<Vec<Box<RawValue>>, SourceError> {
        let mut first = format!("{}{ENTITIES}", self.http.base_path());
        add_pair(&mut first, "type", &entities.entity_type);
        entities.narrow(&mut first, identifiers)?;
        let proof = entities.proof(identifiers);
        self.ask_for(&mut first, attributes, proof.map(|(name, _)| name));
        add_pair(&mut first, "limit", &self.page.to_string());
        let mut room = self.http.largest_whole;
        let mut found: Vec<Box<RawValue>> = Vec::new();
        for number in 0..self.most_pages {
            let mut target = first.clone();
            if number > 0 {
                add_pair(&mut target, "offset", &found.len().to_string());
            }
            let mut call = Call::get(target, ACCEPT);
            call.headers.clone_from(&self.headers);
            let answer = self.http.document(&call, is_json, room).await;
            // A tenant or an address that is not there says nothing of the person.
            let (_, body) = answer.map_err(|error| match error {
                SourceError::NotFound => SourceError::Status(404),
                other => other,
            })?;
            room = room.saturating_sub(body.len() as u64);
            let page: Vec<Box<RawValue>> =
                serde_json::from_slice(&body).map_err(|_| SourceError::Malformed)?;
            let length = page.len();
            found.extend(page);
            if length < self.page as usize {
                for entity in &found {
                    if let Some((name, id)) = proof
                        && !holds(entity, name, id)
                    {
                        // A broker that did not understand the query gives others' entities.
                        return Err(SourceError::Malformed);
                    }
                }
                return Ok(found);
            }
        }
        // Half of an answer would look like all of it.
        Err(SourceError::TooLarge)
    }

    /// Asks for these attributes alone, and the one that shows whose entity it is.
    fn ask_for(&self, target: &mut String, attributes: &[&str], proof: Option<&str>) {
        let parameter = match self.push_down {
            PushDown::Attrs => "attrs",
            PushDown::Pick => "pick",
            PushDown::None => return,
        };
        let mut names: Vec<&str> = attributes.to_vec();
        if let Some(name) = proof.filter(|name| !names.contains(name)) {
            names.push(name);
        }
        if self.push_down == PushDown::Pick {
            names.splice(0..0, ["id", "type"]);
        }
        if names.is_empty() {
            return;
        }
        begin_pair(target, parameter);
        for (index, name) in names.iter().enumerate() {
            if index > 0 {
                target.push(',');
            }
            encode_component(target, name);
        }
    }

    /// The person's entities as a subscription has them (§5.2.12, §5.2.33), with the attributes that are watched.
    async fn watch(
        &self,
        wanted: &Wanted<'_>,
        mut asked: Value,
    ) -> std::result::Result<(), SourceError> {
        let Ask::Entities(entities) = &wanted.route.ask else {
            return Err(SourceError::Failed);
        };
        let mut watched = json!({"type": entities.entity_type});
        match entities.person(wanted.identifiers)? {
            Person::Id(id) => watched["id"] = id.into(),
            Person::Query(q) => asked["q"] = q.into(),
        }
        let names = outermost(wanted.route, wanted.attributes);
        asked["entities"] = json!([watched]);
        asked["watchedAttributes"] = json!(names);
        // What it says of them is not looked at.
        asked["notification"]["attributes"] = json!(names);
        let target = format!("{}{SUBSCRIPTIONS}", self.http.base_path());
        let call = self.call(Method::POST, target, Some(asked));
        self.http.change(&[call]).await
    }

    /// Where a subscription is (§6.11).
    fn subscription(&self, id: &str) -> String {
        let mut target = format!("{}{SUBSCRIPTIONS}/", self.http.base_path());
        encode_component(&mut target, id);
        target
    }

    /// A request that changes something.
    fn call(&self, method: Method, target: String, body: Option<Value>) -> Call {
        Call {
            method,
            target,
            headers: self.headers.clone(),
            accept: ACCEPT,
            is_change: true,
            body: body.map(|body| {
                let json = HeaderValue::from_static("application/json");
                (json, Bytes::from(body.to_string()))
            }),
        }
    }

    async fn amend(
        &self,
        entities: &Entities,
        change: &Change<'_>,
    ) -> std::result::Result<(), SourceError> {
        let wish = change.wish;
        if !change.route.has_way(wish) {
            return Err(SourceError::Unchangeable);
        }
        let mut outermost: Vec<&str> = wish.paths().map(outermost_of).collect();
        outermost.dedup();
        if entities.proof(change.identifiers).is_none() {
            // An entity that has none of them yet is there all the same.
            outermost.clear();
        }
        let found = self
            .entities(entities, change.identifiers, &outermost)
            .await?;
        if found.is_empty() {
            return Err(SourceError::NotFound);
        }
        // Which of several entities a value is for, nothing says.
        if found.len() > 1 && !wish.set.is_empty() {
            return Err(SourceError::Unchangeable);
        }
        let mut calls = Vec::new();
        for entity in &found {
            calls.extend(self.calls(entity, change)?);
        }
        if self.forgets && !wish.is_all {
            // Before the change: what is written then is what has been from now on.
            self.forget(&found, wish).await?;
        }
        self.http.change(&calls).await?;
        if self.forgets && wish.is_all {
            self.forget(&found, wish).await?;
        }
        Ok(())
    }

    /// Takes away what the broker remembers of what a wish is about (§6.20, §6.22).
    async fn forget(
        &self,
        entities: &[Box<RawValue>],
        wish: &Wish,
    ) -> std::result::Result<(), SourceError> {
        for entity in entities {
            let HasId { id } =
                serde_json::from_str(entity.get()).map_err(|_| SourceError::Malformed)?;
            let mut address = format!("{}{EVOLUTIONS}/", self.http.base_path());
            encode_component(&mut address, &id);
            let names: BTreeSet<&str> = wish.paths().map(outermost_of).collect();
            let targets = if wish.is_all {
                vec![address]
            } else {
                let of_name = |name: &str| {
                    let mut target = format!("{address}/attrs/");
                    encode_component(&mut target, name);
                    add_pair(&mut target, "deleteAll", "true");
                    target
                };
                names.into_iter().map(of_name).collect()
            };
            for target in targets {
                let call = self.call(Method::DELETE, target, None);
                let status = self.http.status(&call).await?;
                // Of what came before it remembered there is nothing.
                if !status.is_success() && status != StatusCode::NOT_FOUND {
                    return Err(SourceError::Failed);
                }
            }
        }
        Ok(())
    }

    /// The requests that make a wish true in one entity (§6.5.3, §6.6.3.1, §6.7.3).
    fn calls(
        &self,
        entity: &RawValue,
        change: &Change<'_>,
    ) -> std::result::Result<Vec<Call>, SourceError> {
        let malformed = |_| SourceError::Malformed;
        let HasId { id } = serde_json::from_str(entity.get()).map_err(malformed)?;
        let mut address = format!("{}{ENTITIES}/", self.http.base_path());
        encode_component(&mut address, &id);
        let call = |method, target, body| self.call(method, target, body);
        if change.wish.is_all {
            return Ok(vec![call(Method::DELETE, address, None)]);
        }
        let mut members: Map<String, Value> =
            serde_json::from_str(entity.get()).map_err(malformed)?;
        let touched = entity::amend(&mut members, change.wish, true)?;
        let (mut calls, mut values) = (Vec::new(), Map::new());
        for name in touched {
            if let Some(value) = members.remove(&name) {
                values.insert(name, value);
            } else {
                let mut target = format!("{address}/attrs/");
                encode_component(&mut target, &name);
                calls.push(call(Method::DELETE, target, None));
            }
        }
        if !values.is_empty() {
            let target = format!("{address}/attrs");
            calls.insert(0, call(Method::POST, target, Some(Value::Object(values))));
        }
        Ok(calls)
    }
}

/// The attribute that a path begins with.
pub(crate) fn outermost_of(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

/// The outermost attributes of a set.
fn outermost<'t>(route: &'t Route, attributes: &'t AttributeSet) -> Vec<&'t str> {
    let paths = route.read().paths_of(attributes);
    let mut names: Vec<&str> = paths.map(|path| outermost_of(path.as_str())).collect();
    names.dedup();
    names
}

impl Source for NgsiLd {
    fn read<'a>(
        &'a self,
        wanted: Wanted<'a>,
    ) -> BoxFuture<'a, std::result::Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            // Start-up refuses a route of a broker without `entities`.
            let Ask::Entities(entities) = &wanted.route.ask else {
                return Err(SourceError::Failed);
            };
            let names = outermost(wanted.route, wanted.attributes);
            let reading = self.entities(entities, wanted.identifiers, &names);
            let found = tokio::time::timeout(self.http.whole, reading).await;
            let found = found.map_err(|_| SourceError::Slow)??;
            let json = serde_json::to_vec(&found).map_err(|_| SourceError::Malformed)?;
            Ok(SourceAnswer::Whole(json.into()))
        })
    }

    fn past<'a>(
        &'a self,
        wanted: Wanted<'a>,
        window: &'a Window,
    ) -> BoxFuture<'a, std::result::Result<Vec<Evolution>, SourceError>> {
        Box::pin(async move {
            let reading = tokio::time::timeout(self.http.whole, self.evolutions(&wanted, window));
            reading.await.map_err(|_| SourceError::Slow)?
        })
    }

    fn change<'a>(
        &'a self,
        change: Change<'a>,
    ) -> BoxFuture<'a, std::result::Result<(), Unchanged>> {
        Box::pin(async move {
            let Ask::Entities(entities) = &change.route.ask else {
                return Err(SourceError::Failed.into());
            };
            let amending = tokio::time::timeout(self.http.whole, self.amend(entities, &change));
            Ok(amending.await.map_err(|_| SourceError::Slow)??)
        })
    }

    fn subscribe<'a>(
        &'a self,
        wanted: Wanted<'a>,
        asked: Value,
    ) -> BoxFuture<'a, std::result::Result<(), SourceError>> {
        Box::pin(async move {
            let asking = tokio::time::timeout(self.http.whole, self.watch(&wanted, asked));
            asking.await.map_err(|_| SourceError::Slow)?
        })
    }

    fn has_subscription<'a>(
        &'a self,
        id: &'a str,
    ) -> BoxFuture<'a, std::result::Result<(), SourceError>> {
        Box::pin(async move {
            let mut call = Call::get(self.subscription(id), ACCEPT);
            call.headers.clone_from(&self.headers);
            let largest = self.http.largest_whole;
            self.http.document(&call, is_json, largest).await.map(drop)
        })
    }

    fn unsubscribe<'a>(
        &'a self,
        id: &'a str,
    ) -> BoxFuture<'a, std::result::Result<(), SourceError>> {
        Box::pin(async move {
            let target = self.subscription(id);
            let call = self.call(Method::DELETE, target, None);
            let asking = tokio::time::timeout(
                self.http.whole,
                self.http.change(std::slice::from_ref(&call)),
            );
            asking.await.map_err(|_| SourceError::Slow)?
        })
    }
}
