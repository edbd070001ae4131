//! What every request of a running connector has at hand.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use broker::view::Viewer;
use futures_util::future::BoxFuture;
use protocol::ids::ConnectorUuid;
use protocol::url::BaseUrl;
use storage::Database;
use tokio_util::task::TaskTracker;
use web::fetch::GuardedClient;
use web::keys::Keys;
use web::log::PartyLog;
use web::rate::RateLimiter;

use crate::clock::Clock;
use crate::config::Config;
use crate::enforcement::pseudonyms::PseudonymKey;
use crate::enforcement::replay::Replay;
use crate::enforcement::views::Views;
use crate::gateways::Origins;
use crate::gdpr_api::GdprApi;
use crate::introspection::{Assertions, Tokens};
use crate::leases::Leases;
use crate::links::Linking;
use crate::metadata::brokers::Broker;
use crate::ngsi_ld::EntityMaps;
use crate::open::OpenStore;
use crate::pool::{Dial, Origin, OriginError, Pool, Resolve, SendError};
use crate::releases::refusals::Unvouched;
use crate::releases::reports::Reports;
use crate::routes::Offer;
use crate::self_access::Looked;
use crate::sources::{Copies, Findings, Upstream};
use crate::subscriptions::Waking;
use crate::trust::{Operators, Trust};

/// Most operators whose connections one worker keeps.
const MOST_POOLS: usize = 1_000;

/// What all workers share.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) uuid: ConnectorUuid,
    pub(crate) base_url: BaseUrl,
    pub(crate) database: Database,
    pub(crate) keys: Arc<Keys>,
    pub(crate) log: Arc<PartyLog>,
    /// By which ids services know entities.
    pub(crate) pseudonyms: PseudonymKey,
    pub(crate) client: GuardedClient,
    pub(crate) clock: Clock,
    /// When this process started, in unix seconds: what was used before, only the database remembers.
    pub(crate) started: i64,
    pub(crate) trust: Trust,
    pub(crate) operators: Arc<Operators>,
    pub(crate) assertions: Assertions,
    pub(crate) tokens: Tokens,
    pub(crate) replay: Replay,
    /// None unless the configuration allows leases.
    pub(crate) leases: Option<Leases>,
    /// What pages are taken from. None where several processes are one connector, for another's changes are not heard here.
    pub(crate) views: Option<Views>,
    /// What is offered now.
    pub(crate) offering: ArcSwap<Offer>,
    /// Held while what is offered changes.
    pub(crate) publishing: tokio::sync::Mutex<()>,
    /// How people and the source come to know each other; none where identifiers of any origin count.
    pub(crate) linking: Option<Linking>,
    /// People's own data by the City of Helsinki's GDPR API; none where that is not offered.
    pub(crate) gdpr_api: Option<Arc<GdprApi>>,
    /// How the source is, and what is asked of it at once.
    pub(crate) upstream: Arc<Upstream>,
    /// How what gateway files ask is.
    pub(crate) origins: Arc<Origins>,
    /// How secure connections to it are made.
    pub(crate) gateway_tls: Arc<rustls::ClientConfig>,
    /// Copies of the bucket's objects; none where no bucket is read.
    pub(crate) copies: Option<Arc<Copies>>,
    /// What reads queries of the NGSI-LD API.
    pub(crate) viewer: Viewer,
    /// Which entities services' queries have found.
    pub(crate) maps: EntityMaps,
    /// Wakes who looks at subscriptions.
    pub(crate) waking: Waking,
    /// The embedded store for the back office, where it is open.
    pub(crate) open: Option<OpenStore>,
    /// Brokers that are told what is offered.
    pub(crate) brokers: Vec<Broker>,
    /// What it sends that is not described.
    pub(crate) findings: Arc<Findings>,
    pub(crate) reports: Reports,
    pub(crate) refusals: Unvouched,
    /// How often one self-access ticket is shown.
    pub(crate) looks: RateLimiter,
    /// Looks that people's pages follow up at once.
    pub(crate) looked: Looked,
    /// Large answers being sent, and changes being made: what is finished whether anybody waits for it or not.
    pub(crate) sending: TaskTracker,
}

impl App {
    /// What is offered now. A request keeps what it began with.
    pub(crate) fn offer(&self) -> Arc<Offer> {
        self.offering.load_full()
    }

    /// Something has changed at the source: nothing that was read before counts any longer.
    pub(crate) fn source_changed(&self) {
        if let Some(views) = &self.views {
            views.clear();
        }
    }

    /// Says how full what is kept in memory is.
    pub(crate) fn measure(&self) {
        let gauge = |name: &'static str, value: usize| {
            metrics::gauge!(name).set(f64::from(u32::try_from(value).unwrap_or(u32::MAX)));
        };
        gauge("connector_remembered_tokens", self.replay.len());
        gauge(
            "connector_leases",
            self.leases.as_ref().map_or(0, Leases::len),
        );
        gauge(
            "connector_kept_view_bytes",
            self.views.as_ref().map_or(0, Views::bytes),
        );
        gauge("connector_answers_being_sent", self.sending.len());
        self.upstream.measure();
        if let Some(copies) = &self.copies {
            copies.measure();
        }
        for upstream in self.origins.all() {
            upstream.measure();
        }
    }
}

/// Connections to operators, kept open.
pub(crate) struct Pools {
    client: GuardedClient,
    pools: Mutex<HashMap<Origin, Arc<Pool>>>,
}

impl Pools {
    /// No connections yet.
    pub(crate) fn new(client: &GuardedClient) -> Self {
        Self {
            client: client.clone(),
            pools: Mutex::default(),
        }
    }

    /// The pool of a URL's origin.
    pub(crate) fn of(&self, url: &url::Url) -> Option<Arc<Pool>> {
        let origin = Origin::of(url).ok()?;
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = pools.get(&origin) {
            return Some(Arc::clone(pool));
        }
        if pools.len() >= MOST_POOLS {
            pools.clear();
        }
        let guard = Guarded {
            client: self.client.clone(),
            url: url.clone(),
        };
        let pool = Pool::new(Dial::new(
            origin.clone(),
            Arc::new(guard),
            self.client.tls(),
        ));
        pools.insert(origin, Arc::clone(&pool));
        Some(pool)
    }
}

/// Addresses of a peer, under the same guard as every fetch.
struct Guarded {
    client: GuardedClient,
    url: url::Url,
}

impl Resolve for Guarded {
    fn resolve<'a>(&'a self, _: &'a Origin) -> BoxFuture<'a, Result<Vec<SocketAddr>, SendError>> {
        Box::pin(async move {
            self.client
                .addresses(&self.url)
                .await
                .map_err(|_| SendError::Address)
        })
    }
}

/// Addresses of the source: its own network's names, private ones included.
struct OwnNetwork;

/// Connections to where a URL of the source's own network is.
///
/// # Errors
/// [`OriginError`].
pub(crate) fn own_pool(
    url: &url::Url,
    tls: &Arc<rustls::ClientConfig>,
) -> Result<Arc<Pool>, OriginError> {
    let dial = Dial::new(Origin::of(url)?, Arc::new(OwnNetwork), Arc::clone(tls));
    Ok(Pool::new(dial))
}

impl Resolve for OwnNetwork {
    fn resolve<'a>(
        &'a self,
        origin: &'a Origin,
    ) -> BoxFuture<'a, Result<Vec<SocketAddr>, SendError>> {
        Box::pin(async move {
            let host = origin
                .host()
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned();
            let found = tokio::net::lookup_host((host, origin.port()))
                .await
                .map_err(SendError::Connect)?;
            Ok(found.collect())
        })
    }
}
