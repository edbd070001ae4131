//! `solid`: people's own pods on Solid servers (Solid Protocol 0.11), each document asked for by itself.

mod change;
mod credentials;
mod document;
pub(crate) mod graph;
mod home;
mod patch;
mod reading;
mod resources;
pub(crate) mod terms;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::{ACCEPT, CONTENT_TYPE, IF_MATCH, USER_AGENT};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use url::Url;

pub(crate) use self::credentials::Credentials;
use self::graph::Node;
use self::home::Home;
use self::reading::Reading;
pub(crate) use self::resources::Resources;
use super::{Change, Findings, Source, SourceAnswer, SourceError, Unchanged, Wanted};
use crate::clock::Clock;
use crate::config::{Shape, SolidConfig};
use crate::pool::{Exchange, Pool};
use crate::routes::Ask;
use crate::{Error, Result};

/// One worker's way to the servers.
pub(crate) struct Solid {
    home: Home,
    servers: Vec<Url>,
    pools: HashMap<String, Arc<Pool>>,
    credentials: Option<Credentials>,
    answer: Duration,
    whole: Duration,
    largest: u64,
    most: usize,
    findings: Arc<Findings>,
    clock: Clock,
}

impl Solid {
    /// A way to the servers of `config`, over pools that `pool` makes.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub(crate) fn new(
        config: &SolidConfig,
        pool: impl Fn(&Url) -> Result<Arc<Pool>>,
        findings: &Arc<Findings>,
        clock: &Clock,
    ) -> Result<Self> {
        let mut pools = HashMap::new();
        let mut servers = Vec::new();
        for server in &config.servers {
            let mut server = server.clone();
            if !server.path().ends_with('/') {
                let path = format!("{}/", server.path());
                server.set_path(&path);
            }
            pools.insert(origin(&server), pool(&server)?);
            servers.push(server);
        }
        let credentials = match &config.auth {
            None => None,
            Some(auth) => Some(Credentials::new(auth, pool(&auth.token_url)?, clock)?),
        };
        Ok(Self {
            home: Home::new(config).map_err(Error::Config)?,
            servers,
            pools,
            credentials,
            answer: Duration::from_millis(config.answer_ms),
            whole: Duration::from_millis(config.whole_ms),
            largest: config.largest_document,
            most: config.most_documents,
            findings: Arc::clone(findings),
            clock: clock.clone(),
        })
    }

    async fn answer(
        &self,
        wanted: Wanted<'_>,
        resources: &Resources,
    ) -> Result<Bytes, SourceError> {
        let dataset = &wanted.route.dataset;
        let needed = resources.needed(wanted.route.read(), wanted.attributes);
        let reading = Reading::of(self);
        let pod = self.home.find(&reading, wanted.identifiers).await?;
        let places = reading.places(&pod, &needed, wanted.identifiers).await?;
        let documents = reading.documents(&places).await?;
        let is_looked_at = self.findings.is_due(wanted.route, self.clock.micros());
        let mut whole = Node::Members(BTreeMap::new());
        let mut is_found = false;
        for (one, places) in needed.iter().zip(&places) {
            let mut entities = Vec::new();
            for document in places.iter().filter_map(|place| documents.get(place)) {
                let taken = document.take(one)?;
                if is_looked_at {
                    for name in taken.unknown {
                        self.findings
                            .add(&wanted.route.path, &one.resource.full(&name));
                    }
                }
                entities.extend(taken.entities);
            }
            is_found |= !entities.is_empty();
            match &one.resource.below {
                Some(below) if !places.is_empty() => {
                    let elements = entities.into_iter().map(document::object);
                    let elements = elements.collect::<Result<_, _>>()?;
                    whole.put(below, Node::Elements(elements))?;
                }
                Some(_) => {}
                // Several would be several people's, or one of them the wrong one.
                None if entities.len() > 1 => return Err(SourceError::Malformed),
                None => {
                    for (path, value) in entities.into_iter().flatten() {
                        whole.put(&path, value)?;
                    }
                }
            }
        }
        if !is_found {
            return Err(SourceError::NotFound);
        }
        let entity_type = match wanted.route.read_shape() {
            Shape::Plain => None,
            Shape::NgsiLd => Some(dataset.description.entity_type.as_str()),
        };
        whole.written(entity_type)
    }
}

impl Source for Solid {
    fn read<'a>(&'a self, wanted: Wanted<'a>) -> BoxFuture<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            // Start-up refuses a route of a `solid` upstream without resources.
            let Ask::Resources(resources) = &wanted.route.ask else {
                return Err(SourceError::Failed);
            };
            let read = tokio::time::timeout(self.whole, self.answer(wanted, resources)).await;
            Ok(SourceAnswer::Whole(read.unwrap_or(Err(SourceError::Slow))?))
        })
    }

    fn change<'a>(&'a self, change: Change<'a>) -> BoxFuture<'a, Result<(), Unchanged>> {
        Box::pin(async move {
            let Ask::Resources(resources) = &change.route.ask else {
                return Err(SourceError::Failed.into());
            };
            let amended = tokio::time::timeout(self.whole, self.amend(change, resources)).await;
            Ok(amended.unwrap_or(Err(SourceError::Slow))?)
        })
    }
}

/// What a server is asked.
struct Message<'a> {
    method: &'a Method,
    url: &'a Url,
    accept: HeaderValue,
    /// Only while the document is this version (RFC 9110 §13.1.1).
    version: Option<HeaderValue>,
    body: Option<(HeaderValue, Bytes)>,
}

impl<'a> Message<'a> {
    fn new(method: &'a Method, url: &'a Url, accept: HeaderValue) -> Self {
        Self {
            method,
            url,
            accept,
            version: None,
            body: None,
        }
    }
}

impl Solid {
    /// A request, with the connector's login; with a new token where the one held is not taken.
    async fn send(&self, message: &Message<'_>) -> Result<Exchange, SourceError> {
        let Some(credentials) = &self.credentials else {
            return self.send_once(message, []).await;
        };
        for is_last in [false, false, true] {
            let token = credentials.token().await?;
            let shown = credentials.headers(&token, message.method, message.url)?;
            let exchange = self.send_once(message, shown).await?;
            let headers = &exchange.head.headers;
            if exchange.head.status != StatusCode::UNAUTHORIZED {
                credentials.note(message.url, headers);
                return Ok(exchange);
            }
            if is_last {
                return Ok(exchange);
            }
            credentials.refused(&token, message.url, headers);
        }
        Err(SourceError::RefusesConnector)
    }

    async fn send_once(
        &self,
        message: &Message<'_>,
        shown: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    ) -> Result<Exchange, SourceError> {
        let url = message.url;
        let pool = self.pools.get(&origin(url)).ok_or(SourceError::Elsewhere)?;
        let (media, body) = message.body.clone().unzip();
        let mut request = Request::new(Full::new(body.unwrap_or_default()));
        *request.method_mut() = message.method.clone();
        let path = url.path().parse();
        *request.uri_mut() = path.map_err(|_| SourceError::UnusableIdentifier)?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, message.accept.clone());
        headers.insert(USER_AGENT, HeaderValue::from_static("fiducia-connector"));
        headers.extend(media.map(|media| (CONTENT_TYPE, media)));
        headers.extend(message.version.clone().map(|one| (IF_MATCH, one)));
        headers.extend(shown);
        pool.send(request).await.map_err(|error| {
            tracing::debug!(%error, "the server gave no answer");
            SourceError::Down
        })
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
