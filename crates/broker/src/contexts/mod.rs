//! Contexts: found in requests, fetched, cached and hosted (ETSI GS CIM 009 §5.5.5 to §5.5.8 and §5.13).

pub(crate) mod api;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ngsi_ld::context::{self, CORE_URL, Context};
use ngsi_ld::{Problem, ProblemKind};
use serde_json::{Value, json};
use storage::broker::BrokerStore;
use storage::broker::documents::Document;
use uuid::Uuid;
use web::fetch::GuardedClient;

use crate::call::{Call, Content};
use crate::store::failed;
use crate::{clock, lock};

/// How long a remote context may take: a client waits for it.
pub(crate) const FETCH_TIME: Duration = Duration::from_secs(10);
/// How large a remote context may be; the largest published ones have some hundred kilobytes.
pub(crate) const FETCH_BYTES: usize = 4 * 1024 * 1024;
/// How many remote documents one context may bring in.
const MAX_DOCUMENTS: usize = 64;
/// Remote contexts that are kept.
const MAX_CACHED: usize = 512;
/// Active contexts that are kept ready.
const MAX_READY: usize = 256;

/// A context with the document that names it.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) active: Arc<Context>,
    /// What answers name it by: an address, or an array.
    pub(crate) document: Value,
}

impl Named {
    pub(crate) fn core() -> Self {
        Self {
            active: Context::core(),
            document: json!(CORE_URL),
        }
    }
}

/// The kind of documents that hosted contexts are kept as.
const KIND: &str = "context";
/// The kind of documents that contexts are kept as which clients gave in more than one address.
const IMPLICIT: &str = "implicit-context";

/// A remote context that was fetched.
#[derive(Clone)]
pub(crate) struct Cached {
    /// What stands in its `@context`.
    content: Value,
    created_at: String,
    last_usage: String,
}

/// All contexts of a broker.
pub(crate) struct Contexts {
    /// Where hosted ones are kept; none where nobody can host any.
    store: Option<BrokerStore>,
    client: GuardedClient,
    /// Active contexts by tenant and document.
    ready: Mutex<HashMap<(String, String), Arc<Context>>>,
    remote: Mutex<BTreeMap<String, Cached>>,
    /// Since when the core context is at hand.
    started: String,
}

impl Contexts {
    pub(crate) fn new(store: Option<BrokerStore>, client: GuardedClient) -> Self {
        Self {
            store,
            client,
            ready: Mutex::default(),
            remote: Mutex::default(),
            started: clock::now().text,
        }
    }

    /// A request's body without its `@context`, and the context it is to be read in (§6.3.5).
    pub(crate) async fn content(&self, call: &Call) -> Result<(Value, Named), Problem> {
        self.read(call, call.content()?).await
    }

    /// As [`Contexts::content`], of what is said of one attribute: its value may stand alone where that is how the client
    /// writes attributes (§4.5.1, §4.5.4).
    pub(crate) async fn attribute(&self, call: &Call) -> Result<(Value, Named), Problem> {
        let content = if call.is_simplified() || call.option("concise") {
            call.value()?
        } else {
            call.content()?
        };
        self.read(call, content).await
    }

    async fn read(&self, call: &Call, content: Content) -> Result<(Value, Named), Problem> {
        let mut document = content.document;
        let link = call.link_context()?;
        if !content.inline {
            if document.get("@context").is_some() {
                return Err(Problem::bad_data(
                    "an `application/json` body has no `@context`; it stands in a `Link` header",
                ));
            }
            return Ok((document, self.named(&call.tenant, link).await?));
        }
        if link.is_some() {
            return Err(Problem::bad_data(
                "an `application/ld+json` body has its `@context` inside, not in a `Link` header",
            ));
        }
        let inside = document
            .as_object_mut()
            .and_then(|map| map.remove("@context"))
            .ok_or_else(|| Problem::bad_data("an `application/ld+json` body has an `@context`"))?;
        let named = self.resolve(&call.tenant, &inside).await?;
        Ok((document, named))
    }

    /// The context that a request's `Link` header names, or the core context.
    pub(crate) async fn of_link(&self, call: &Call) -> Result<Named, Problem> {
        let link = call.link_context()?;
        self.named(&call.tenant, link).await
    }

    async fn named(&self, tenant: &str, link: Option<String>) -> Result<Named, Problem> {
        match link {
            None => Ok(Named::core()),
            Some(url) => self.resolve(tenant, &Value::String(url)).await,
        }
    }

    /// The active context of an `@context` value.
    pub(crate) async fn resolve(&self, tenant: &str, value: &Value) -> Result<Named, Problem> {
        let key = (tenant.to_owned(), value.to_string());
        let known = lock(&self.ready).get(&key).cloned();
        if let Some(active) = known {
            self.used(value);
            return Ok(Named {
                active,
                document: value.clone(),
            });
        }
        let documents = self.gather(tenant, value).await?;
        let active = Arc::new(Context::build(value, &documents)?);
        let mut ready = lock(&self.ready);
        if ready.len() >= MAX_READY {
            ready.clear();
        }
        ready.insert(key, Arc::clone(&active));
        Ok(Named {
            active,
            document: value.clone(),
        })
    }

    /// Every document that a context needs, by its address.
    async fn gather(&self, tenant: &str, value: &Value) -> Result<HashMap<String, Value>, Problem> {
        let mut documents = HashMap::new();
        let mut wanted = context::references(value);
        while let Some(url) = wanted.pop() {
            if documents.contains_key(&url) {
                continue;
            }
            if documents.len() >= MAX_DOCUMENTS {
                return Err(Problem::bad_data("the @context brings in too many others"));
            }
            let document = match self.hosted(tenant, &url).await? {
                Some(document) => document,
                None => self.remote(&url).await?,
            };
            wanted.extend(context::references(&document));
            documents.insert(url, document);
        }
        Ok(documents)
    }

    /// A context that is hosted here, by the id at the end of its address.
    async fn hosted(&self, tenant: &str, url: &str) -> Result<Option<Value>, Problem> {
        let Some((_, id)) = url.rsplit_once("/jsonldContexts/") else {
            return Ok(None);
        };
        let found = self.kept(tenant, id).await?;
        Ok(found
            .map(|(_, document)| document)
            .and_then(|document| serde_json::from_slice::<Value>(&document.json).ok())
            .and_then(|mut document| document.as_object_mut()?.remove("@context")))
    }

    /// A context that is kept here, with its kind.
    async fn kept(
        &self,
        tenant: &str,
        id: &str,
    ) -> Result<Option<(&'static str, Document)>, Problem> {
        let Some(store) = &self.store else {
            return Ok(None);
        };
        for kind in [KIND, IMPLICIT] {
            let found = store.document(tenant, kind, id).await;
            if let Some(document) = found.map_err(|error| failed(&error))? {
                return Ok(Some((kind, document)));
            }
        }
        Ok(None)
    }

    /// Keeps a context that has no address of its own, so that it has one; gives its id (§5.5.7). The same context is
    /// kept once.
    pub(crate) async fn keep_implicit(
        store: &BrokerStore,
        tenant: &str,
        context: &Value,
    ) -> Result<String, Problem> {
        let json = json!({ "@context": context }).to_string();
        let all = store.documents(tenant, IMPLICIT).await;
        let all = all.map_err(|error| failed(&error))?;
        if let Some(same) = all.iter().find(|one| *one.json == json.as_bytes()) {
            return Ok(same.id.clone());
        }
        let id = Uuid::new_v4().to_string();
        store
            .put_document(tenant, IMPLICIT, &id, clock::now().micros, json.as_bytes())
            .await
            .map_err(|error| failed(&error))?;
        Ok(id)
    }

    /// A remote context's content, from the cache or from where it lies.
    async fn remote(&self, url: &str) -> Result<Value, Problem> {
        let now = clock::now().text;
        if let Some(cached) = lock(&self.remote).get_mut(url) {
            cached.last_usage = now;
            return Ok(cached.content.clone());
        }
        let content = self.fetch(url).await?;
        let mut remote = lock(&self.remote);
        if remote.len() >= MAX_CACHED {
            let oldest = remote
                .iter()
                .min_by(|one, other| one.1.last_usage.cmp(&other.1.last_usage))
                .map(|(url, _)| url.clone());
            oldest.and_then(|url| remote.remove(&url));
        }
        remote.insert(
            url.to_owned(),
            Cached {
                content: content.clone(),
                created_at: now.clone(),
                last_usage: now,
            },
        );
        Ok(content)
    }

    async fn fetch(&self, url: &str) -> Result<Value, Problem> {
        let missing = |reason: String| {
            Problem::new(
                ProblemKind::LdContextNotAvailable,
                format!("the @context `{url}` is not available: {reason}"),
            )
        };
        let fetched = self
            .client
            .get(url)
            .send()
            .await
            .map_err(|error| missing(error.to_string()))?;
        let mut document: Value = serde_json::from_slice(&fetched.body).map_err(|error| {
            // §5.5.7: it is there, and is none.
            Problem::bad_data(format!("what is at `{url}` is not JSON: {error}"))
        })?;
        document
            .as_object_mut()
            .and_then(|map| map.remove("@context"))
            .ok_or_else(|| Problem::bad_data(format!("what is at `{url}` has no `@context`")))
    }

    /// Notes that a context was used again.
    fn used(&self, value: &Value) {
        let now = clock::now().text;
        let mut remote = lock(&self.remote);
        for url in context::references(value) {
            if let Some(cached) = remote.get_mut(&url) {
                cached.last_usage.clone_from(&now);
            }
        }
    }

    /// All cached contexts by address; the core context is always among them.
    pub(crate) fn cached(&self) -> BTreeMap<String, Cached> {
        let mut all = lock(&self.remote).clone();
        all.insert(CORE_URL.to_owned(), self.core());
        all
    }

    fn core(&self) -> Cached {
        Cached {
            content: context::core_document()["@context"].clone(),
            created_at: self.started.clone(),
            last_usage: self.started.clone(),
        }
    }

    /// One cached context.
    pub(crate) fn cached_one(&self, url: &str) -> Option<Cached> {
        if context::is_core(url) {
            return Some(self.core());
        }
        lock(&self.remote).get(url).cloned()
    }

    /// Fetches a cached context again; it stays as it is when that fails (§5.13.5.4).
    pub(crate) async fn reload(&self, url: &str) -> Result<(), Problem> {
        if context::is_core(url) {
            // It is built in: what is published under an address with a version does not change.
            return Ok(());
        }
        let content = self.fetch(url).await?;
        if let Some(cached) = lock(&self.remote).get_mut(url) {
            cached.content = content;
        }
        self.changed();
        Ok(())
    }

    /// Drops a cached context.
    pub(crate) fn forget(&self, url: &str) {
        lock(&self.remote).remove(url);
        self.changed();
    }

    /// A document has changed: active contexts are built anew.
    pub(crate) fn changed(&self) {
        lock(&self.ready).clear();
    }
}
