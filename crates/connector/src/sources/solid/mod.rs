//! `solid`: people's own pods on Solid servers (Solid Protocol 0.11), each document asked for by itself.

mod credentials;
mod document;
pub(crate) mod graph;
mod home;
mod resources;
pub(crate) mod terms;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{BoxFuture, try_join_all};
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use oxrdf::NamedNode;
use url::Url;

use self::credentials::Credentials;
use self::document::Document;
use self::graph::{Format, Graph, Node};
use self::home::{Home, Pod, filled, is_below, plain};
pub(crate) use self::resources::Resources;
use self::resources::{At, Needed, Whose};
use self::terms::{CONTAINS, FOR_CLASS, INSTANCE, INSTANCES, REGISTRATION, TYPE_INDEXES};
use super::template::Identifiers;
use super::{Findings, Source, SourceAnswer, SourceError, Wanted};
use crate::clock::Clock;
use crate::config::{Shape, SolidConfig};
use crate::pool::{Exchange, Pool};
use crate::routes::Ask;
use crate::{Error, Result};

/// Documents that are asked for at the same time, for one request.
const AT_ONCE: usize = 8;
/// A document as statements, or, where it is not made of such, as it is.
const FORMATS: HeaderValue = HeaderValue::from_static(
    "text/turtle, application/ld+json;q=0.9, application/json;q=0.8, application/*+json;q=0.7",
);
/// A document as it is.
const JSON: HeaderValue = HeaderValue::from_static(
    "application/json, application/ld+json;q=0.9, application/*+json;q=0.8",
);

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
        let reading = Reading {
            solid: self,
            left: AtomicUsize::new(self.most),
        };
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
}

/// A document that is asked for: where, and whether as plain JSON.
type Asked = (Url, bool);

/// What is read for one request.
struct Reading<'s> {
    solid: &'s Solid,
    /// Requests that may still be made.
    left: AtomicUsize,
}

impl Reading<'_> {
    /// Whether an address lies on a server that may be asked.
    fn is_served(&self, url: &Url) -> bool {
        let mut servers = self.solid.servers.iter();
        servers.any(|server| is_below(url, server))
    }

    /// The addresses of the documents that are needed, resource by resource.
    async fn places(
        &self,
        pod: &Pod,
        needed: &[Needed<'_>],
        identifiers: &Identifiers,
    ) -> Result<Vec<Vec<Asked>>, SourceError> {
        let mut registered = None;
        let mut places = Vec::with_capacity(needed.len());
        for one in needed {
            let is_json = matches!(one.resource.whose, Whose::Document);
            let urls = match &one.resource.at {
                At::Path(template) => {
                    let path = filled(template, identifiers)?;
                    let path = path.trim_start_matches('/');
                    let url = pod.root.join(path).map_err(|_| SourceError::Failed)?;
                    vec![url]
                }
                At::Class(class) => {
                    if registered.is_none() {
                        registered = Some(self.registrations(pod).await?);
                    }
                    let registered = registered.as_ref().ok_or(SourceError::Failed)?;
                    self.instances(pod, registered, class).await?
                }
            };
            if urls.iter().any(|url| !is_below(url, &pod.root)) {
                return Err(SourceError::Elsewhere);
            }
            places.push(urls.into_iter().map(|url| (url, is_json)).collect());
        }
        Ok(places)
    }

    /// The type indexes of a person, as far as they are shown.
    async fn registrations(&self, pod: &Pod) -> Result<Vec<Graph>, SourceError> {
        let Some((me, profile)) = &pod.profile else {
            return Ok(Vec::new());
        };
        let mut indexes = Vec::new();
        let mut is_kept_back = false;
        for link in TYPE_INDEXES.iter().flat_map(|one| profile.links(me, one)) {
            let url = plain(link).filter(|url| is_below(url, &pod.root));
            let url = url.ok_or(SourceError::Elsewhere)?;
            match self.get(&url).await {
                Ok(Some(document)) => indexes.push(document.graph()?),
                Ok(None) => {}
                Err(SourceError::NotShared) => is_kept_back = true,
                Err(error) => return Err(error),
            }
        }
        if indexes.is_empty() && is_kept_back {
            return Err(SourceError::NotShared);
        }
        Ok(indexes)
    }

    /// The documents that type indexes have for a class.
    async fn instances(
        &self,
        pod: &Pod,
        indexes: &[Graph],
        class: &str,
    ) -> Result<Vec<Url>, SourceError> {
        let mut found = Vec::new();
        let mut folders = Vec::new();
        for index in indexes {
            for registration in index.of_class(REGISTRATION) {
                if !index
                    .links(&registration, FOR_CLASS)
                    .any(|one| one == class)
                {
                    continue;
                }
                found.extend(index.links(&registration, INSTANCE).map(plain));
                folders.extend(index.links(&registration, INSTANCES).map(plain));
            }
        }
        for folder in folders {
            let folder = folder.filter(|url| is_below(url, &pod.root));
            let folder = folder.ok_or(SourceError::Elsewhere)?;
            let Some(document) = self.get(&folder).await? else {
                continue;
            };
            let itself = NamedNode::new(folder.as_str()).map_err(|_| SourceError::Failed)?;
            let (itself, listing) = (itself.into(), document.graph()?);
            let contained = listing.links(&itself, CONTAINS).map(plain);
            found.extend(contained.map(|url| url.filter(|url| is_below(url, &folder))));
        }
        let mut urls: Vec<Url> = found
            .into_iter()
            .collect::<Option<_>>()
            .ok_or(SourceError::Elsewhere)?;
        // A folder in it is none of its documents.
        urls.retain(|url| !url.path().ends_with('/'));
        let mut seen = HashSet::new();
        urls.retain(|url| seen.insert(url.clone()));
        Ok(urls)
    }

    /// Every document once; those that are not there are left out.
    async fn documents(
        &self,
        places: &[Vec<Asked>],
    ) -> Result<HashMap<Asked, Document>, SourceError> {
        let all: HashSet<&Asked> = places.iter().flatten().collect();
        let all: Vec<&Asked> = all.into_iter().collect();
        let mut documents = HashMap::new();
        for some in all.chunks(AT_ONCE) {
            let read = some.iter().map(|(url, is_json)| self.read(url, *is_json));
            let read = try_join_all(read).await?;
            let found = some.iter().zip(read);
            documents.extend(found.filter_map(|(place, one)| Some(((*place).clone(), one?))));
        }
        Ok(documents)
    }

    /// A document made of statements; `None` where there is none.
    async fn get(&self, url: &Url) -> Result<Option<Document>, SourceError> {
        self.read(url, false).await
    }

    async fn read(&self, url: &Url, is_json: bool) -> Result<Option<Document>, SourceError> {
        let mut url = url.clone();
        url.set_fragment(None);
        let accept = if is_json { JSON } else { FORMATS };
        let Some((headers, body)) = self.send(&Method::GET, &url, accept).await? else {
            return Ok(None);
        };
        let format = Format::of(headers.get(CONTENT_TYPE)).ok_or(SourceError::OtherKind)?;
        Ok(Some(Document { url, format, body }))
    }

    async fn request(
        &self,
        method: &Method,
        url: &Url,
    ) -> Result<Option<(HeaderMap, Bytes)>, SourceError> {
        self.send(method, url, FORMATS).await
    }

    /// Asks a server for something; `None` where it has nothing there.
    async fn send(
        &self,
        method: &Method,
        url: &Url,
        accept: HeaderValue,
    ) -> Result<Option<(HeaderMap, Bytes)>, SourceError> {
        if !self.is_served(url) {
            return Err(SourceError::Elsewhere);
        }
        if self.left.fetch_sub(1, Ordering::Relaxed) == 0 {
            self.left.store(0, Ordering::Relaxed);
            return Err(SourceError::TooLarge);
        }
        let answered = self.solid.send(method, url, accept);
        let answered = tokio::time::timeout(self.solid.answer, answered).await;
        let mut exchange = answered.unwrap_or(Err(SourceError::Slow))?;
        match exchange.head.status.as_u16() {
            200 => {}
            404 | 410 => return Ok(None),
            403 => return Err(SourceError::NotShared),
            401 if self.solid.credentials.is_none() => return Err(SourceError::NotShared),
            401 => return Err(SourceError::RefusesConnector),
            300..=399 => return Err(SourceError::Redirect),
            other => return Err(SourceError::Status(other)),
        }
        let headers = exchange.head.headers.clone();
        let encoding = headers.get(CONTENT_ENCODING);
        if encoding.is_some_and(|encoding| encoding != "identity") {
            return Err(SourceError::OtherKind);
        }
        let body = exchange.whole(self.solid.largest).await?;
        Ok(Some((headers, body)))
    }
}

impl Solid {
    /// A request, with the connector's login; with a new token where the one held is not taken.
    async fn send(
        &self,
        method: &Method,
        url: &Url,
        accept: HeaderValue,
    ) -> Result<Exchange, SourceError> {
        let Some(credentials) = &self.credentials else {
            return self.send_once(method, url, accept, []).await;
        };
        for is_last in [false, false, true] {
            let token = credentials.token().await?;
            let shown = credentials.headers(&token, method, url)?;
            let exchange = self.send_once(method, url, accept.clone(), shown).await?;
            if exchange.head.status != StatusCode::UNAUTHORIZED {
                credentials.note(url, &exchange.head.headers);
                return Ok(exchange);
            }
            if is_last {
                return Ok(exchange);
            }
            credentials.refused(&token, url, &exchange.head.headers);
        }
        Err(SourceError::RefusesConnector)
    }

    async fn send_once(
        &self,
        method: &Method,
        url: &Url,
        accept: HeaderValue,
        shown: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    ) -> Result<Exchange, SourceError> {
        let pool = self.pools.get(&origin(url)).ok_or(SourceError::Elsewhere)?;
        let mut request = Request::new(Full::new(Bytes::new()));
        *request.method_mut() = method.clone();
        let path = url.path().parse();
        *request.uri_mut() = path.map_err(|_| SourceError::UnusableIdentifier)?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, accept);
        headers.insert(USER_AGENT, HeaderValue::from_static("fiducia-connector"));
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
