//! An NGSI-LD broker (ETSI GS CIM 009 v1.8) over the embedded store: the HTTP API, by tenant.
//!
//! Requests are read in [`call`], sent to their resource in [`route`], and answered as [`answer`] has it. Every write
//! of an entity goes through [`store`].
#![forbid(unsafe_code)]

mod answer;
mod auth;
mod batch;
mod call;
mod clock;
mod collection;
mod contexts;
mod discovery;
mod entities;
mod export;
mod identity;
mod index;
mod maps;
mod observe;
mod registrations;
mod route;
mod run;
mod store;
mod subscriptions;
mod temporal;
pub mod view;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use axum::Router;
use axum::body::HttpBody as _;
use axum::extract::{Request, State};
use axum::response::Response;
use http::Method;
use http::header::CONTENT_LENGTH;
use ngsi_ld::{Context, Problem};
use storage::Database;
use storage::broker::BrokerStore;
use uuid::Uuid;
use web::fetch::{FetchConfig, GuardedClient, Limits};

pub use auth::Credentials;
pub use export::Exported;
pub use observe::Observer;
pub use run::{OpenConfig, Running, start};

use answer::PREFERENCE_APPLIED;
use contexts::Contexts;
use registrations::ask::Cooling;
use registrations::behind::Behind;
use subscriptions::notify::{self, Notifications};

/// Bytes of a request's body that are taken: a batch of some ten thousand small entities.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// Where sources notify of what was subscribed to at them.
const NOTIFICATIONS: &str = "/ngsi-ld/v1/notifications/";

/// What can be set about a broker.
#[derive(Clone, Debug)]
pub struct Config {
    /// The URL it is reached under, without a path; for the addresses of hosted contexts.
    pub base_url: String,
    /// What may be fetched: contexts, context sources.
    pub fetch: FetchConfig,
    /// Who may use it; everyone when none is given.
    pub credentials: Vec<Credentials>,
    /// Whether changes of entities are remembered.
    pub history: bool,
    /// Days for which it is remembered what was, after something else took its place.
    pub history_days: u32,
    /// Instances of attributes in one answer at most; more of the same time are not divided.
    pub max_instances: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            base_url: String::new(),
            fetch: FetchConfig::default(),
            credentials: Vec::new(),
            history: true,
            // A year shows what the seasons bring; personal data is kept no longer than that unless somebody says so
            // (GDPR art. 5(1)(e), art. 25(2)).
            history_days: 365,
            max_instances: 1000,
        }
    }
}

/// A broker: what its requests share.
pub struct Broker {
    pub(crate) store: BrokerStore,
    pub(crate) contexts: Contexts,
    pub(crate) notifications: Notifications,
    /// Context sources that are left alone for a while.
    pub(crate) cooling: Cooling,
    /// Held while sources are told of subscriptions, so that none is told twice.
    pub(crate) spreading: tokio::sync::Mutex<()>,
    /// Subscriptions that sources are still to be told of.
    pub(crate) behind: Behind,
    /// Itself, for work that outlives a request.
    pub(crate) me: Weak<Self>,
    pub(crate) config: Config,
    /// Attributes (expanded) by whose texts entities are found, once they are known.
    indexed: tokio::sync::OnceCell<BTreeSet<String>>,
    /// Who hears of changes of entities.
    observer: OnceLock<Box<dyn Observer>>,
    /// What this process calls itself where requests could come round (§6.3.17).
    pub(crate) alias: Uuid,
    pub(crate) started: clock::Now,
}

impl Broker {
    /// The broker's API over a connector's database. Runs within a Tokio runtime.
    ///
    /// # Errors
    /// When the client for remote contexts cannot be made.
    pub fn router(database: Database, config: Config) -> Result<Router, web::Error> {
        Self::new(database, config).map(Self::routed)
    }

    /// The broker over a connector's database; sends what was left to be told. Runs within a Tokio runtime.
    ///
    /// # Errors
    /// When the client for remote contexts cannot be made.
    pub fn new(database: Database, config: Config) -> Result<Arc<Self>, web::Error> {
        let client = GuardedClient::new(&config.fetch)?.with_limits(Limits {
            time: contexts::FETCH_TIME,
            bytes: contexts::FETCH_BYTES,
        });
        let store = BrokerStore::new(database);
        let (notifications, queue) = Notifications::new(client.clone());
        let broker = Arc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            contexts: Contexts::new(Some(store.clone()), client),
            store,
            notifications,
            cooling: Cooling::default(),
            spreading: tokio::sync::Mutex::default(),
            behind: Behind::default(),
            config,
            indexed: tokio::sync::OnceCell::new(),
            observer: OnceLock::new(),
            alias: Uuid::new_v4(),
            started: clock::now(),
        });
        tokio::spawn(notify::run(Arc::downgrade(&broker), queue));
        Ok(broker)
    }

    fn routed(self: Arc<Self>) -> Router {
        Router::new().fallback(handle).with_state(self)
    }

    /// What an `@context` says, or the core context. Addresses in it are fetched, guarded as all others.
    ///
    /// # Errors
    /// It cannot be had, or is none.
    pub async fn context(&self, said: Option<&serde_json::Value>) -> Result<Arc<Context>, Problem> {
        match said {
            None => Ok(Context::core()),
            Some(said) => Ok(self.contexts.resolve("", said).await?.active),
        }
    }

    /// The answer to a request of the process itself, which shows no credentials.
    pub async fn answer(&self, mut request: Request) -> Response {
        // What a connection would say of it (§6.3.4).
        if let Some(length) = request.body().size_hint().exact() {
            request.headers_mut().insert(CONTENT_LENGTH, length.into());
        }
        self.answered(request, false).await
    }

    /// The answer: read, authenticated, routed. The tenant is said back, whatever the answer (§6.3.14).
    async fn answered(&self, request: Request, is_stranger: bool) -> Response {
        let tenant = request.headers().get(&answer::TENANT).cloned();
        let answered = async {
            // Sources show no credentials: the address that they were given is theirs alone.
            if is_stranger && !request.uri().path().starts_with(NOTIFICATIONS) {
                auth::check(&self.config.credentials, request.headers())?;
            }
            let call = call::Call::read(request).await?;
            let answer = route::route(self, &call).await?;
            Ok(
                match call.version().filter(|_| call.method == Method::GET) {
                    None => answer,
                    Some((major, minor)) => {
                        answer.with(PREFERENCE_APPLIED, &format!("ngsi-ld={major}.{minor}"))
                    }
                },
            )
        };
        let mut response = match answered.await {
            Ok(answer) => answer.into_response(),
            Err(problem) => answer::problem(&problem),
        };
        if let Some(tenant) = tenant {
            response.headers_mut().insert(answer::TENANT, tenant);
        }
        response
    }
}

/// What a mutex guards, even when somebody has panicked with it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn handle(State(broker): State<Arc<Broker>>, request: Request) -> Response {
    broker.answered(request, true).await
}
