//! The embedded store where it is open to the organisation's back office: a plain NGSI-LD broker on a listener of its own.
//! Routes with `entities` release what lies in it, and those who are subscribed are told when it changes.

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};

use axum::body::Body;
use broker::{Broker, Exported, Observer};
use futures_util::future::BoxFuture;
use http::header::{CONTENT_TYPE, LINK};
use http::{Request, StatusCode};
use ngsi_ld::represent::{self, Representation};
use ngsi_ld::{Context, Entity, Problem};
use serde_json::{Map, Value};
use storage::Database;
use url::Url;
use web::server::Server;

use crate::app::App;
use crate::config::{Config, OpenConfig};
use crate::routes::{Ask, Offered};
use crate::sources::{Entities, NgsiLd, context_link};
use crate::subscriptions::{self, UNFINISHED};
use crate::{Error, Result};

/// Bytes of what the broker says of entities that it did not take.
const ANSWER: usize = 1024 * 1024;

/// The open store.
pub(crate) struct OpenStore {
    broker: Arc<Broker>,
    /// The address of the context by which the connector reads names there.
    url: Option<Url>,
    context: Arc<Context>,
}

/// Hears for a connector what changes in its open store.
struct Listening(Weak<App>);

fn failed(problem: &Problem) -> Error {
    Error::Config(format!("`connector.open`: {problem}"))
}

impl OpenStore {
    /// The open store in this database.
    ///
    /// # Errors
    /// [`Error::Config`]: its context cannot be had. [`Error::Web`].
    pub(crate) async fn new(
        config: &OpenConfig,
        database: Database,
        settings: broker::Config,
    ) -> Result<Self> {
        let broker = Broker::new(database, settings)?;
        let url = config.context.clone();
        let said = url.as_ref().map(|url| Value::from(url.as_str()));
        let context = broker.context(said.as_ref()).await;
        Ok(Self {
            context: context.map_err(|problem| failed(&problem))?,
            broker,
            url,
        })
    }

    /// Answers the back office at this address.
    pub(crate) fn serve(&self, server: Server) -> broker::Running {
        Arc::clone(&self.broker).serve(server)
    }

    /// One worker's way to it.
    ///
    /// # Errors
    /// [`Error::Config`]: the context cannot stand in a header.
    pub(crate) fn upstream(&self, config: &Config) -> Result<NgsiLd> {
        let upstream = OpenConfig::upstream(self.url.clone(), &config.upstream)?;
        NgsiLd::here(&upstream, Arc::clone(&self.broker))
    }

    /// Has entities found by what routes find people by, and has the connector hear of every change.
    ///
    /// # Errors
    /// [`Error::Config`]: a failure of the database.
    pub(crate) async fn listen(&self, app: &Arc<App>) -> Result<()> {
        let offer = app.offer();
        let wanted = offer.routes.iter().filter_map(|route| match &route.ask {
            Ask::Entities(entities) => entities.attribute(),
            _ => None,
        });
        let attributes: BTreeSet<String> = wanted.map(|name| self.context.expand(name)).collect();
        let indexed = self.broker.index(&attributes).await;
        indexed.map_err(|problem| failed(&problem))?;
        self.broker
            .observe(Box::new(Listening(Arc::downgrade(app))));
        Ok(())
    }

    /// Tells those who are subscribed of entities that change.
    async fn heard(&self, app: &App, entities: &[&Entity], is_made: bool) {
        let after = if is_made { 0 } else { UNFINISHED };
        if is_made {
            app.source_changed();
        }
        for route in &app.offer().routes {
            let Ask::Entities(wanted) = &route.ask else {
                continue;
            };
            let known = &route.dataset.description.identifier_types;
            let whose: BTreeSet<_> = entities
                .iter()
                .flat_map(|entity| wanted.whose(entity, &self.context, known))
                .collect();
            let whose: Vec<(&str, &str)> = whose.iter().map(|(kind, id)| (*kind, &**id)).collect();
            if !whose.is_empty() {
                subscriptions::touch(app, &[&route.path], &whose, after).await;
            }
        }
    }

    /// A person's entities as they are kept. The attribute by which they are found, and their type, need not be told. What
    /// has an `@context` is read by it, and kept with the names of the store's own.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(crate) async fn checked(
        &self,
        dataset: &Offered,
        wanted: &Entities,
        identifiers: &[(&str, &str)],
        entities: Vec<Map<String, Value>>,
    ) -> std::result::Result<Value, String> {
        let mut ready = Vec::with_capacity(entities.len());
        for mut entity in entities {
            let id = entity.get("id").and_then(Value::as_str);
            let id = id.unwrap_or_default().to_owned();
            let wrong = |problem: Problem| format!("`{id}`: {}", problem.detail);
            entity
                .entry("type")
                .or_insert_with(|| self.context.expand(&dataset.description.entity_type).into());
            if let Some(said) = entity.remove("@context") {
                let context = self.broker.context(Some(&said)).await.map_err(wrong)?;
                let read = Entity::parse(&entity.into(), &context).map_err(wrong)?;
                let how = Representation::default();
                entity = match represent::entity(&read, &self.context, &how) {
                    Value::Object(entity) => entity,
                    _ => Map::new(),
                };
            }
            wanted.mark(&mut entity, identifiers)?;
            let entity = Value::Object(entity);
            Entity::parse(&entity, &self.context).map_err(wrong)?;
            ready.push(entity);
        }
        Ok(Value::Array(ready))
    }

    /// Keeps a person's entities of a dataset, which were [`checked`](Self::checked), in the place of those with the same
    /// ids.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(crate) async fn put(&self, entities: &Value) -> std::result::Result<(), String> {
        let request = Request::post("/ngsi-ld/v1/entityOperations/upsert?local=true")
            .header(CONTENT_TYPE, "application/json");
        let request = match &self.url {
            Some(url) => request.header(LINK, context_link(url)),
            None => request,
        };
        let request = request.body(Body::from(entities.to_string()));
        let request = request.map_err(|error| error.to_string())?;
        let (head, body) = self.broker.answer(request).await.into_parts();
        if head.status.is_success() && head.status != StatusCode::MULTI_STATUS {
            return Ok(());
        }
        let said = axum::body::to_bytes(body, ANSWER).await;
        let said = said.map_err(|error| error.to_string())?;
        let said: Value = serde_json::from_slice(&said).unwrap_or_default();
        Err(said_of(&said))
    }

    /// A page of everybody's entities of a dataset, after one of the page before.
    ///
    /// # Errors
    /// [`Problem`]: a failure of the database.
    pub(crate) async fn page(
        &self,
        dataset: &Offered,
        after: (i64, &str),
        most: i64,
    ) -> std::result::Result<Exported, Problem> {
        let entity_type = &dataset.description.entity_type;
        self.broker
            .export(entity_type, after, most, &self.context)
            .await
    }

    /// How many entities of a dataset there are.
    ///
    /// # Errors
    /// [`Problem`]: a failure of the database.
    pub(crate) async fn count(&self, dataset: &Offered) -> std::result::Result<i64, Problem> {
        let entity_type = &dataset.description.entity_type;
        self.broker.count(entity_type, &self.context).await
    }
}

/// What the broker says of entities that it did not take: of the first of them, or of all.
fn said_of(answer: &Value) -> String {
    let first = answer.pointer("/errors/0/error").unwrap_or(answer);
    let text = first.get("detail").or_else(|| first.get("title"));
    let text = text.and_then(Value::as_str).unwrap_or("it was not taken");
    match answer.pointer("/errors/0/entityId").and_then(Value::as_str) {
        Some(id) => format!("`{id}`: {text}"),
        None => text.to_owned(),
    }
}

impl Observer for Listening {
    fn hear<'a>(
        &'a self,
        tenant: &'a str,
        entities: &'a [&'a Entity],
        is_made: bool,
    ) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            // Routes read the default tenant.
            if let Some(app) = self.0.upgrade()
                && let Some(open) = &app.open
                && tenant.is_empty()
            {
                open.heard(&app, entities, is_made).await;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_not_taken_is_named() {
        let several = json!({"errors": [{"entityId": "urn:x:1", "error": {"title": "no", "detail": "it has no type"}}]});
        assert_eq!(said_of(&several), "`urn:x:1`: it has no type");
        assert_eq!(said_of(&json!({"title": "bad"})), "bad");
        assert_eq!(said_of(&json!([])), "it was not taken");
    }
}
