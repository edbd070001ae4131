//! Serving a connector: its routes, and what runs beside them.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::Router;
use axum::routing::{get, post, put};
use protocol::ids::{ConnectorUuid, OperatorUuid};
use protocol::url::{BaseUrl, Transport};
use storage::outbox::Delivery;
use storage::replay::Replay as _;
use storage::settings::Settings as _;
use storage::vault::Vault;
use storage::{Database, Schema};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;
use web::CancellationToken;
use web::delivery::{Courier, DeliveryError, Outcomes, Pace};
use web::fetch::{FetchConfig, GuardedClient};
use web::frame::Frame;
use web::health::Health;
use web::keys::{KeySchedule, Keys, Overlap};
use web::log::{LogContent, LogSettings, PartyLog};
use web::rate::RateLimiter;
use web::server::Server;

use crate::app::{App, own_pool};
use crate::clock::Clock;
use crate::config::{Config, RestConfig, UpstreamConfig};
use crate::enforcement::pseudonyms::PseudonymKey;
use crate::enforcement::replay::Replay;
use crate::enforcement::views::Views;
use crate::gateways::Origins;
use crate::gdpr_api::{self, GdprApi};
use crate::introspection::{Assertions, Tokens};
use crate::leases::Leases;
use crate::links::{self, Linking};
use crate::metadata::brokers::{self, Broker};
use crate::open::OpenStore;
use crate::pool::Pool;
use crate::releases::refusals::Unvouched;
use crate::releases::reports::{self, Reports};
use crate::releases::{LOG, outcomes, streaming};
use crate::routes::Offer;
use crate::sources::{
    Auth, Copies, Files, Findings, Helsinki, Http, Limited, NgsiLd, Rest, Solid, Source, Sql,
    Store, Upstream, sql, tls,
};
use crate::subscriptions::{self, Waking};
use crate::trust::{Operators, Trust};
use crate::{
    Connector, Error, Result, entities, events, metadata, ngsi_ld, offering, self_access, staff,
    worker,
};

/// The setting that keeps the connector's UUID when the configuration does not.
const UUID_SETTING: &str = "connector.uuid";
/// How often used tickets that have ended are forgotten. A ticket lives for an hour at the most, so the table holds
/// little more than an hour's.
const FORGET_EVERY: Duration = Duration::from_mins(10);

/// How often what is kept in memory is measured: as often as it is commonly asked for.
const MEASURE_EVERY: Duration = Duration::from_secs(15);

/// A connector that serves.
pub struct Running {
    /// Its base URL.
    pub url: String,
    app: Arc<App>,
    /// Ends the workers, and what serves them.
    stop: CancellationToken,
    /// Ends what is told from the log, after the last of it was written.
    stop_telling: CancellationToken,
    stop_lists: tokio::sync::watch::Sender<bool>,
    workers: Vec<oneshot::Receiver<()>>,
    telling: Vec<JoinHandle<()>>,
    tasks: Vec<JoinHandle<()>>,
    /// The open store.
    back_office: Option<broker::Running>,
}

impl Running {
    /// Where the store is open to the back office; none where it is not.
    pub fn open_url(&self) -> Option<&str> {
        self.back_office.as_ref().map(|open| open.url.as_str())
    }

    /// Stops accepting, finishes what is in flight, tells operators what is left, publishes the log, closes the database.
    pub async fn shutdown(self) {
        self.stop.cancel();
        let _ = self.stop_lists.send(true);
        if let Some(open) = self.back_office {
            open.shutdown().await;
        }
        for worker in self.workers {
            // A worker that panicked has said so.
            let _ = worker.await;
        }
        self.stop_telling.cancel();
        for task in self.telling.into_iter().chain(self.tasks) {
            let _ = task.await;
        }
        self.app.database.close().await;
    }
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Connector {
    /// Starts a connector: when this returns, it is ready.
    ///
    /// # Errors
    /// [`Error::Config`], [`Error::Web`] when the address cannot be listened on, [`Error::Storage`].
    pub async fn start(config: Config) -> Result<Running> {
        Self::start_with(config, Clock::system()).await
    }

    /// As [`Connector::start`], with a clock of the caller's.
    pub async fn start_with(config: Config, clock: Clock) -> Result<Running> {
        config.check()?;
        let server = Server::bind(config.server()).await?;
        let url = config.base_url.clone().unwrap_or_else(|| server.url());
        let back_office = match &config.open {
            Some(open) => Some(open.broker(&config.upstream)?.bind().await?),
            None => None,
        };
        let app = open(config, &url, clock, back_office.as_ref()).await?;
        if let Some(open) = &app.open {
            open.listen(&app).await?;
        }
        streaming::close_cut_off(&app).await?;
        let router = router(&app, &server)?;
        let (stop, stop_telling) = (CancellationToken::new(), CancellationToken::new());
        let (stop_lists, lists_stop) = tokio::sync::watch::channel(false);
        let mut tasks = app.trust.keep_current(&lists_stop);
        let schedule = KeySchedule {
            rotate_after: Some(Duration::from_secs(
                u64::from(app.config.limits.key_days) * 86_400,
            )),
            ..KeySchedule::default()
        };
        tasks.push(app.keys.spawn(schedule, stop.clone()));
        tasks.push(tokio::spawn(measure(Arc::clone(&app), stop.clone())));
        tasks.push(spawn_forgetting(&app, stop.clone()));
        let publishing = app.log.spawn(stop_telling.clone());
        tasks.push(tokio::spawn(async move {
            if let Ok(Err(error)) = publishing.await {
                tracing::error!(%error, "the log cannot be published any longer");
            }
        }));
        let telling = vec![
            tokio::spawn(reports::run(Arc::clone(&app), stop_telling.clone())),
            spawn_courier(&app, stop_telling.clone()),
        ];
        match &app.copies {
            None => tasks.extend(offering::prepare(&app.offer())),
            Some(copies) => {
                let reading = Arc::clone(&app);
                tasks.push(copies.keep_current(stop.clone(), move |found| {
                    offering::follow(&reading.offer(), found);
                }));
            }
        }
        tasks.push(offering::spawn(&app, stop.clone()));
        let mut workers = Vec::new();
        for _ in 0..app.config.workers() {
            let source = source(&app)?;
            workers.push(worker::spawn(
                &app,
                source,
                server.try_clone()?,
                router.clone(),
                stop.clone(),
            )?);
        }
        if app.offer().has_entities() || subscriptions::are_left(&app).await {
            subscriptions::begin(&app).await;
            let looking = subscriptions::spawn(&app, source(&app)?, stop.clone())?;
            tasks.push(tokio::spawn(async move { drop(looking.await) }));
        }
        tasks.extend(brokers::spawn(&app, &stop));
        let back_office = back_office.zip(app.open.as_ref());
        let back_office = back_office.map(|(server, open)| open.serve(server));
        let url = app.base_url.to_string();
        tracing::info!(url, uuid = %app.uuid, name = app.config.name, workers = workers.len(), "the connector is ready");
        Ok(Running {
            url,
            app,
            stop,
            stop_telling,
            stop_lists,
            workers,
            telling,
            tasks,
            back_office,
        })
    }
}

/// Says now and then how full what is kept in memory is.
async fn measure(app: Arc<App>, stop: CancellationToken) {
    while stop
        .run_until_cancelled(tokio::time::sleep(MEASURE_EVERY))
        .await
        .is_some()
    {
        app.measure();
    }
}

/// What all workers share; with the store open to the back office where that has an address.
pub(crate) async fn open(
    config: Config,
    url: &str,
    clock: Clock,
    back_office: Option<&Server>,
) -> Result<Arc<App>> {
    web::install_crypto_provider();
    let transport = if config.development {
        Transport::Development
    } else {
        Transport::Https
    };
    let base_url = BaseUrl::parse(url, transport)
        .map_err(|error| Error::Config(format!("`connector.base_url`: {error}")))?;
    std::fs::create_dir_all(&config.data).map_err(|source| Error::File {
        path: config.data.display().to_string(),
        source,
    })?;
    let vault = Vault::new(&web::secrets::master_key(
        &config.master_key_path(),
        config.development,
    )?);
    let database = Database::open(&config.database_url(), Schema::Connector, Some(vault)).await?;
    let uuid = connector_uuid(&config, &database, clock.micros()).await?;
    let overlap = Overlap::of_seconds(config.limits.key_overlap_seconds);
    let keys =
        Keys::open_with(database.clone(), config.signature_algorithm.into(), overlap).await?;
    let settings = LogSettings::new(
        LOG,
        base_url.as_str(),
        config.log_path(),
        LogContent::Commitments,
    );
    let log = PartyLog::open(database.clone(), settings).await?;
    let fetching = FetchConfig {
        development: config.development,
        allow_networks: config.allowed_networks.clone(),
        timeout_ms: config.limits.fetch_ms,
        ..FetchConfig::default()
    };
    let client = GuardedClient::new(&fetching)?;
    let trust = Trust::open(&config, &database, &client, &clock).await?;
    let operators = Operators::new(&config, &client, &clock);
    let described = offering::in_effect(&config, &database).await?;
    let offer = offering::made_of(&config, described, &uuid, &base_url)?;
    let open = match (&config.open, back_office) {
        (Some(open), Some(server)) => {
            let settings = open.broker(&config.upstream)?.broker(server);
            Some(OpenStore::new(open, database.clone(), settings).await?)
        }
        _ => None,
    };
    let brokers = brokers_of(&config, &offer, &client.tls(), &clock)?;
    let copies = Copies::open(&config, &client.tls(), &clock)?;
    let linking = Linking::open(&config, base_url.as_str())?;
    let gdpr_api = config.gdpr_api.as_deref().map(GdprApi::new).map(Arc::new);
    let leases = config
        .leases
        .then(|| Leases::new(config.limits.leases, &clock));
    let views = (!config.several_processes).then(|| Views::new(&clock));
    Ok(Arc::new(App {
        views,
        replay: Replay::new(config.limits.remembered_tokens),
        started: clock.seconds(),
        upstream: Upstream::new(config.upstream.kind(), &config.upstream_limits, &clock),
        origins: Arc::new(Origins::new(&config.upstream_limits, &clock)),
        gateway_tls: gateway_tls(&config, &client)?,
        findings: Arc::new(Findings::new(
            offer.routes.len() + offer.gateways.len(),
            &clock,
        )),
        refusals: Unvouched::new(config.limits.logged_refusals_per_second),
        looks: RateLimiter::new(self_access::LOOKS, self_access::LIMITED_TICKETS),
        looked: self_access::Looked::default(),
        reports: Reports::new(),
        assertions: Assertions::default(),
        tokens: Tokens::default(),
        sending: TaskTracker::new(),
        maps: ngsi_ld::EntityMaps::default(),
        waking: Waking::default(),
        viewer: ngsi_ld::viewer(&client, &uuid, &database).await?,
        copies,
        open,
        pseudonyms: PseudonymKey::of(&database).await?,
        brokers,
        config,
        uuid,
        base_url,
        database,
        keys,
        log,
        client,
        clock,
        trust,
        operators,
        leases,
        offering: ArcSwap::from_pointee(offer),
        publishing: tokio::sync::Mutex::default(),
        linking,
        gdpr_api,
    }))
}

/// The brokers of a configuration that know what is offered.
pub(crate) fn brokers_of(
    config: &Config,
    offer: &Offer,
    tls: &Arc<rustls::ClientConfig>,
    clock: &Clock,
) -> Result<Vec<Broker>> {
    if !config.brokers.is_empty() && !offer.has_entities() {
        return Err(Error::Config(
            "`connector.broker`: no route has the shape `ngsi-ld`, so there is nothing to register"
                .into(),
        ));
    }
    let brokers = config.brokers.iter();
    brokers
        .map(|broker| Broker::new(broker, http(&broker.http(), tls, clock)?))
        .collect()
}

/// One worker's way to the source.
pub(crate) fn source(app: &App) -> Result<Box<dyn Source>> {
    let usual = app.client.tls();
    let http = |config: &RestConfig| http(config, &usual, &app.clock);
    let source: Box<dyn Source> = match &app.config.upstream {
        UpstreamConfig::Store(store) => {
            let open = app.open.as_ref().map(|open| open.upstream(&app.config));
            let database = app.database.clone();
            Box::new(Store::new(store, database, open.transpose()?, &app.clock))
        }
        UpstreamConfig::Rest(rest) => Box::new(Rest::new(http(rest)?)),
        UpstreamConfig::Solid(solid) => {
            let tls = tls(&usual, solid.tls.as_ref())?;
            let pool = |url: &url::Url| pool(url, &tls);
            Box::new(Solid::new(solid, pool, &app.findings, &app.clock)?)
        }
        UpstreamConfig::HelsinkiGdpr(config) => {
            let http = http(config)?;
            Box::new(Helsinki::new(http, &app.findings, &app.clock))
        }
        UpstreamConfig::NgsiLd(ngsi_ld) => Box::new(NgsiLd::new(ngsi_ld, http(&ngsi_ld.broker)?)?),
        UpstreamConfig::Files(_) => {
            let copies = app.copies.as_ref();
            Box::new(Files::new(copies, &app.findings, &app.clock))
        }
        UpstreamConfig::Sqlite(_) | UpstreamConfig::Postgres(_) => {
            let database = sql::database(&app.config.upstream, app.offer().access())?;
            Box::new(Sql::new(database, &app.findings, &app.clock))
        }
    };
    Ok(Box::new(Limited::new(source, &app.upstream)))
}

pub(crate) fn pool(url: &url::Url, tls: &Arc<rustls::ClientConfig>) -> Result<Arc<Pool>> {
    own_pool(url, tls).map_err(|error| Error::Config(error.to_string()))
}

/// A way to what speaks HTTP in the source's own network: the source, or a broker of the city's.
fn http(config: &RestConfig, usual: &Arc<rustls::ClientConfig>, clock: &Clock) -> Result<Http> {
    let tls = tls(usual, config.tls.as_ref())?;
    let auth = Auth::new(&config.auth, |url| pool(url, &tls), clock)?;
    Ok(Http::new(config, auth, pool(&config.base_url, &tls)?))
}

/// How secure connections to what gateway files ask are made.
fn gateway_tls(config: &Config, client: &GuardedClient) -> Result<Arc<rustls::ClientConfig>> {
    let gateways = config.gateways.as_ref();
    let said = gateways.and_then(|gateways| gateways.tls.as_deref());
    tls(&client.tls(), said)
}

async fn connector_uuid(config: &Config, database: &Database, now: i64) -> Result<ConnectorUuid> {
    let wanted = match &config.uuid {
        Some(uuid) => uuid.to_string(),
        None => uuid::Builder::from_random_bytes(rand::random())
            .into_uuid()
            .hyphenated()
            .to_string(),
    };
    let stored = database.set_first(UUID_SETTING, &wanted, now).await?;
    if config.uuid.is_some() && stored != wanted {
        // Permissions name its datasets by it: another one would make every one of them unusable.
        return Err(Error::Config(format!(
            "`connector.uuid` is `{wanted}`, but the database is connector `{stored}`'s"
        )));
    }
    ConnectorUuid::parse(&stored)
        .map_err(|error| Error::Config(format!("the stored uuid: {error}")))
}

fn spawn_forgetting(app: &Arc<App>, stop: CancellationToken) -> JoinHandle<()> {
    let app = Arc::clone(app);
    tokio::spawn(async move {
        loop {
            if let Err(error) = app.database.purge_seen(app.clock.micros()).await {
                tracing::warn!(%error, "used tickets that have ended cannot be forgotten");
            }
            if let Err(error) = staff::forget(&app).await {
                tracing::warn!(%error, "sessions of staff that have ended cannot be forgotten");
            }
            stop.run_until_cancelled(entities::forget_former(&app))
                .await;
            if let Err(problem) = links::empty_left(&app).await {
                tracing::warn!(
                    ?problem,
                    "people's own places that were left cannot be emptied"
                );
            }
            let mut unit = storage::Unit::new();
            links::forget(&mut unit, &app.clock);
            if let Err(error) = app.database.commit(unit).await {
                tracing::warn!(%error, "links that are over cannot be forgotten");
            }
            let pause = stop.run_until_cancelled(tokio::time::sleep(FORGET_EVERY));
            if pause.await.is_none() {
                return;
            }
        }
    })
}

/// Delivers what operators did not take at once, and tells them of links that were ended.
fn spawn_courier(app: &Arc<App>, stop: CancellationToken) -> JoinHandle<()> {
    let deliver = {
        let app = Arc::clone(app);
        move |destination, deliveries| deliver(Arc::clone(&app), destination, deliveries)
    };
    let courier = Courier::spawn_batched(
        app.database.clone(),
        "connector",
        Pace::default(),
        deliver,
        stop,
    );
    tokio::spawn(courier.ended())
}

/// What waits for one operator, each as its kind is told.
async fn deliver(app: Arc<App>, destination: String, deliveries: Vec<Delivery>) -> Outcomes {
    let Ok(operator) = OperatorUuid::parse(&destination) else {
        let never = || Err(DeliveryError::never("no operator"));
        return deliveries.iter().map(|_| never()).collect();
    };
    let is_link = |delivery: &&Delivery| delivery.kind == links::ending::KIND;
    let reports = deliveries.iter().filter(|one| !is_link(one)).cloned();
    let reports = outcomes::deliver(&app, &operator, reports.collect()).await;
    let mut reports = reports.into_iter();
    let mut told = Outcomes::with_capacity(deliveries.len());
    for delivery in &deliveries {
        told.push(if is_link(&delivery) {
            links::ending::deliver(&app, &operator, delivery).await
        } else {
            let unanswered = || Err(DeliveryError::later("it was left out"));
            reports.next().unwrap_or_else(unanswered)
        });
    }
    told
}

fn router(app: &Arc<App>, server: &Server) -> Result<Router> {
    let base_url = app.base_url.as_str();
    let frame = Frame::for_party("connector", base_url, app.config.brand(), server.config());
    let token = web::secrets::admin_token(&app.config.admin_token_path(), app.config.development)?;
    let staff = staff::router(app, &frame, &token)?;
    let own = Router::new()
        .route(
            "/api/v1/entities",
            put(entities::put)
                .get(entities::list)
                .delete(entities::erasure::erase),
        )
        .route("/api/v1/admin/keys/rotate", post(rotate_key))
        .merge(links::api::own_router())
        .layer(axum::middleware::from_fn_with_state(
            token,
            web::admin::require,
        ));
    let router = Router::new()
        .route("/.well-known/connector-config", get(metadata::config))
        .route("/datasets", get(metadata::datasets))
        .route("/events", post(events::receive))
        .route(
            "/events/source/{id}/{secret}",
            post(subscriptions::notified),
        )
        .merge(links::router())
        .merge(own)
        .with_state(Arc::clone(app))
        .merge(metadata::catalogue::router(app)?)
        .merge(metadata::entities::router(app));
    let (database, trusting) = (app.database.clone(), Arc::clone(app));
    let health = Health::new()
        .check("database", move || {
            let database = database.clone();
            async move { database.ping().await.map_err(|error| error.to_string()) }
        })
        .check("trust list", move || {
            let checked = trusting.trust.check();
            async move { checked }
        });
    let mut guide = metadata::openapi(
        &app.offer(),
        &app.config.name,
        &app.config.description,
        base_url,
    );
    staff::describe(&mut guide)?;
    if let Some(config) = &app.config.gdpr_api {
        gdpr_api::describe(&mut guide, config);
    }
    let router = router
        .merge(staff)
        .merge(links::pages_router(app, &frame)?)
        .merge(app.keys.router())
        .merge(app.log.router())
        .merge(web::problem::router(&frame))
        .merge(web::page::router(&frame))
        .merge(web::openapi::router(&frame, &guide)?)
        .merge(health.router()?);
    Ok(frame.around(router))
}

/// `POST /api/v1/admin/keys/rotate`.
async fn rotate_key(
    axum::extract::State(app): axum::extract::State<Arc<App>>,
) -> Result<web::Json<serde_json::Value>, web::Problem> {
    Ok(web::Json(serde_json::json!({"kid": rotate(&app).await?})))
}

/// Announces a new signing key, which signs once operators had time to learn it. Gives its id.
///
/// # Errors
/// The problem `conflict` while a rotation is under way.
pub(crate) async fn rotate(app: &App) -> Result<String, web::Problem> {
    let kid = app.keys.rotate().await.map_err(|error| match error {
        web::Error::Storage(error) => web::Problem::from(error),
        error => {
            tracing::error!(%error, "the signing key cannot be rotated");
            web::Problem::new(protocol::problem::ProblemName::Internal)
        }
    })?;
    Ok(kid.to_string())
}
