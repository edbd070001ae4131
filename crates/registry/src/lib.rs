//! The governance side: trust groups, their members, and the trust list that connectors go by (MIM4 §5.1).
//!
//! One member table; the signed list, the public log and the public API are made from it.
#![forbid(unsafe_code)]

mod app;
mod clock;
pub mod config;
mod error;
pub mod groups;
mod log;
pub mod members;
mod openapi;
mod sources;
pub mod trust_list;

pub use config::Config;
pub use error::{Error, Result};

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post, put};
use protocol::ids::Issuer;
use serde_json::{Value, json};
use storage::vault::Vault;
use storage::{Database, Schema};
use tokio::task::JoinSet;
use web::fetch::{FetchConfig, GuardedClient};
use web::keys::{KeySchedule, Keys, Overlap};
use web::log::{LogContent, LogSettings, PartyLog};
use web::problem::Problem;
use web::{CancellationToken, Frame, Json, Server};

use app::App;
use members::events::Sender;
use sources::Shelf;
use sources::harvest::Harvest;
use trust_list::Signer;

/// A registry that serves.
pub struct Running {
    /// Its base URL.
    pub url: String,
    stop: CancellationToken,
    tasks: JoinSet<()>,
    database: Database,
}

impl Running {
    /// Stops accepting, finishes what is in flight, publishes the log, closes the database.
    pub async fn shutdown(mut self) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
        self.database.close().await;
    }

    /// Waits until the registry has stopped by itself, which it does only when it cannot go on.
    pub async fn ended(&mut self) {
        self.tasks.join_next().await;
    }
}

/// The registry.
pub struct Registry;

impl Registry {
    /// Starts a registry; it is ready when this returns.
    pub async fn start(config: Config) -> Result<Running> {
        config.check()?;
        let folder = |source| Error::Io {
            what: format!("cannot make the folder `{}`", config.data.display()),
            source,
        };
        std::fs::create_dir_all(&config.data).map_err(folder)?;
        let vault = Vault::new(&web::secrets::master_key(
            &config.master_key_path(),
            config.development,
        )?);
        let token = web::secrets::admin_token(&config.admin_token_path(), config.development)?;
        let database =
            Database::open(&config.database_url(), Schema::Registry, Some(vault)).await?;
        let server = Server::bind(config.server()).await?;
        let url = config
            .base_url
            .clone()
            .unwrap_or_else(|| server.url())
            .trim_end_matches('/')
            .to_owned();

        let stop = CancellationToken::new();
        let overlap = Overlap::of_seconds(config.limits.key_overlap_seconds);
        let keys =
            Keys::open_with(database.clone(), config.signature_algorithm.into(), overlap).await?;
        let settings = LogSettings::new(log::LOG, &url, config.log_path(), LogContent::Records);
        let log = PartyLog::open(database.clone(), settings).await?;
        let transport = config.transport();
        let signer = Signer::new(
            database.clone(),
            Arc::clone(&keys),
            transport,
            &config.limits,
        );
        signer.sign().await?;
        let fetching = FetchConfig {
            development: config.development,
            allow_networks: config.allowed_networks.clone(),
            ..FetchConfig::default()
        };
        let client = GuardedClient::new(&fetching)?;
        let sender = Sender {
            issuer: Issuer::parse(&url).map_err(|error| Error::Config(error.to_string()))?,
            keys: Arc::clone(&keys),
            client: client.clone(),
            transport,
        };
        let courier = sender.spawn(database.clone(), stop.clone());
        let frame =
            Frame::new(&url, config.brand(), server.config()).leading_to(sources::pages::FOOTER);
        let limits = &config.limits;
        let harvest = Harvest::new(database.clone(), client.clone(), transport, limits);
        let app = App {
            database: database.clone(),
            keys: Arc::clone(&keys),
            log: Arc::clone(&log),
            signer: Arc::clone(&signer),
            client,
            transport,
            telling: courier.waker(),
            harvest: Arc::clone(&harvest),
            shelf: Shelf::new(database.clone(), limits.source_away_seconds),
            frame: Arc::clone(&frame),
        };
        let router = frame.around(router(&app, token)?);

        let mut tasks = JoinSet::new();
        let schedule = KeySchedule {
            rotate_after: Some(std::time::Duration::from_secs(
                u64::from(config.limits.key_days) * 86_400,
            )),
            ..KeySchedule::default()
        };
        let ended = stop.clone();
        let minding = keys.spawn(schedule, stop.clone());
        let publishing = log.spawn(stop.clone());
        tasks.spawn(async move {
            if let Err(error) = server.serve_router(router, ended).await {
                tracing::error!(%error, "the registry cannot serve any longer");
            }
        });
        tasks.spawn(async move {
            let _ = minding.await;
        });
        tasks.spawn(async move {
            if let Ok(Err(error)) = publishing.await {
                tracing::error!(%error, "the public log cannot be published any longer");
            }
        });
        tasks.spawn(signer.run(stop.clone()));
        tasks.spawn(harvest.run(stop.clone()));
        tasks.spawn(courier.ended());
        Ok(Running {
            url,
            stop,
            tasks,
            database,
        })
    }
}

fn router(app: &App, token: web::admin::AdminToken) -> Result<Router> {
    let frame = &app.frame;
    let database = app.database.clone();
    let health = web::health::Health::new().check("database", move || {
        let database = database.clone();
        async move { database.ping().await.map_err(|error| error.to_string()) }
    });
    let administration = Router::new()
        .route("/groups", post(groups::api::create))
        .route("/groups/{group}/rulebook", put(groups::api::set_rulebook))
        .route("/groups/{group}/members", post(members::api::add))
        .route(
            "/groups/{group}/members/{operator}",
            post(members::api::act),
        )
        .route("/sources", get(sources::api::all))
        .route("/sources/refresh", post(sources::api::refresh))
        .route("/keys/rotate", post(rotate_key))
        .layer(axum::middleware::from_fn_with_state(
            token,
            web::admin::require,
        ));
    let public = Router::new()
        .route("/api/v1/groups", get(groups::api::list))
        .route("/api/v1/groups/{group}/members", get(members::api::list))
        .route("/api/v1/members", get(members::api::public))
        .route(sources::api::PATH, get(sources::api::find))
        .route(web::dcat::PATH, get(sources::dcat::all))
        .route("/catalogue/{group}", get(sources::dcat::of_group))
        .merge(sources::pages::router(&frame.base_url)?)
        .nest("/api/v1/admin", administration)
        .with_state(app.clone());
    let list = Router::new()
        .route(protocol::trust_list::PATH, get(trust_list::get))
        .with_state(Arc::clone(&app.signer));
    Ok(public
        .merge(list)
        .merge(app.keys.router())
        .merge(app.log.router())
        .merge(web::problem::router(frame))
        .merge(web::page::router(frame))
        .merge(web::openapi::router(frame, &openapi::document())?)
        .merge(health.router()?))
}

/// `POST /api/v1/admin/keys/rotate`: announces a new signing key, which signs alone once every connector knows it.
async fn rotate_key(State(app): State<App>) -> std::result::Result<Json<Value>, Problem> {
    let kid = app.keys.rotate().await.map_err(Error::from)?;
    app.changed().await?;
    Ok(Json(json!({"kid": kid.to_string()})))
}
