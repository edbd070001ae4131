//! What is read of a pod for one request: which documents, each asked for once, and never more than may be.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures_util::future::try_join_all;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderValue, Method};
use oxrdf::NamedNode;
use url::Url;

use super::document::Document;
use super::graph::{Format, Graph};
use super::home::{Pod, filled, is_below, plain};
use super::resources::{At, Needed, Whose};
use super::terms::{CONTAINS, FOR_CLASS, INSTANCE, INSTANCES, REGISTRATION, TYPE_INDEXES};
use super::{Message, Solid};
use crate::pool::Exchange;
use crate::sources::SourceError;
use crate::sources::template::Identifiers;

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

/// A document that is asked for: where, and whether as plain JSON.
pub(super) type Asked = (Url, bool);

/// What is read for one request.
pub(super) struct Reading<'s> {
    solid: &'s Solid,
    /// Requests that may still be made.
    left: AtomicUsize,
}

impl<'s> Reading<'s> {
    /// Nothing is asked yet.
    pub(super) fn of(solid: &'s Solid) -> Self {
        Self {
            solid,
            left: AtomicUsize::new(solid.most),
        }
    }

    /// Whether an address lies on a server that may be asked.
    pub(super) fn is_served(&self, url: &Url) -> bool {
        let mut servers = self.solid.servers.iter();
        servers.any(|server| is_below(url, server))
    }

    /// The addresses of the documents that are needed, resource by resource.
    pub(super) async fn places(
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
    pub(super) async fn documents(
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
    pub(super) async fn get(&self, url: &Url) -> Result<Option<Document>, SourceError> {
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
        let version = headers.get(ETAG).cloned();
        Ok(Some(Document {
            url,
            format,
            body,
            version,
        }))
    }

    pub(super) async fn request(
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
        let exchange = self.exchange(&Message::new(method, url, accept)).await?;
        match exchange.head.status.as_u16() {
            200 => {}
            404 | 410 => return Ok(None),
            other => return Err(self.refusal(other)),
        }
        let headers = exchange.head.headers.clone();
        let encoding = headers.get(CONTENT_ENCODING);
        if encoding.is_some_and(|encoding| encoding != "identity") {
            return Err(SourceError::OtherKind);
        }
        let mut exchange = exchange;
        let body = exchange.whole(self.solid.largest).await?;
        Ok(Some((headers, body)))
    }

    /// Changes a document.
    ///
    /// # Errors
    /// [`SourceError`]; of those that [`SourceError::is_uncertain`] says nothing about, nothing was changed.
    pub(super) async fn change(&self, message: &Message<'_>) -> Result<(), SourceError> {
        let exchange = self.exchange(message).await?;
        match exchange.status_alone().await.as_u16() {
            200..=299 => Ok(()),
            404 | 410 => Err(SourceError::NotFound),
            400 | 409 | 412 | 422 => Err(SourceError::RefusesChange),
            405 | 415 | 501 => Err(SourceError::Unchangeable),
            other => Err(self.refusal(other)),
        }
    }

    fn refusal(&self, status: u16) -> SourceError {
        match status {
            403 => SourceError::NotShared,
            401 if self.solid.credentials.is_none() => SourceError::NotShared,
            401 => SourceError::RefusesConnector,
            300..=399 => SourceError::Redirect,
            other => SourceError::Status(other),
        }
    }

    async fn exchange(&self, message: &Message<'_>) -> Result<Exchange, SourceError> {
        if !self.is_served(message.url) {
            return Err(SourceError::Elsewhere);
        }
        if self.left.fetch_sub(1, Ordering::Relaxed) == 0 {
            self.left.store(0, Ordering::Relaxed);
            return Err(SourceError::TooLarge);
        }
        let answered = tokio::time::timeout(self.solid.answer, self.solid.send(message)).await;
        answered.unwrap_or(Err(SourceError::Slow))
    }
}
