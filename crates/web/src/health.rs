//! Whether the party lives (`/healthz`), can work (`/readyz`), and how it fares (`/metrics`).

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::future::{BoxFuture, join_all};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde_json::{Map, Value, json};

use crate::Error;

/// A check that has not answered by then counts as failed: probes are asked every few seconds.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// How often histograms are folded, so that they do not grow between scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

/// Upper bounds of latency histograms, seconds: fine where the aims lie (1-15 ms), coarse above.
const LATENCY_BUCKETS: &[f64] = &[
    0.0005, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0,
];

type Check = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// The checks of one party.
#[derive(Default)]
pub struct Health {
    checks: Vec<(&'static str, Check)>,
}

impl Health {
    /// No checks: always ready.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a condition of being ready. The message of a failed one is shown at `/readyz`.
    #[must_use]
    pub fn check<F, R>(mut self, name: &'static str, check: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), String>> + Send + 'static,
    {
        self.checks
            .push((name, Arc::new(move || Box::pin(check()))));
        self
    }

    /// `/healthz`, `/readyz` and `/metrics`.
    pub fn router(self) -> Result<Router, Error> {
        let metrics = recorder()?;
        let checks: Arc<[_]> = self.checks.into();
        Ok(Router::new()
            .route(
                "/healthz",
                get(|| async { axum::Json(json!({ "status": "ok" })) }),
            )
            .route("/readyz", get(ready).with_state(checks))
            .route("/metrics", get(scrape).with_state(metrics)))
    }
}

async fn ready(State(checks): State<Arc<[(&'static str, Check)]>>) -> Response {
    let outcomes = join_all(checks.iter().map(|(name, check)| {
        let running = check();
        async move {
            let outcome = tokio::time::timeout(CHECK_TIMEOUT, running).await;
            (
                *name,
                outcome.unwrap_or_else(|_| Err("no answer in time".into())),
            )
        }
    }))
    .await;
    let ready = outcomes.iter().all(|(_, outcome)| outcome.is_ok());
    let checks: Map<String, Value> = outcomes
        .into_iter()
        .map(|(name, outcome)| {
            (
                name.to_owned(),
                Value::from(outcome.err().unwrap_or_else(|| "ok".into())),
            )
        })
        .collect();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let word = if ready { "ready" } else { "not ready" };
    (
        status,
        axum::Json(json!({ "status": word, "checks": checks })),
    )
        .into_response()
}

async fn scrape(State(handle): State<PrometheusHandle>) -> Response {
    let text = handle.render();
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
        .into_response()
}

/// Installs the metrics recorder of this process at the first call; later calls return the same. The parties of one
/// process share it and label their metrics with `party`.
pub fn recorder() -> Result<PrometheusHandle, Error> {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _installing = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = RECORDER.get() {
        return Ok(handle.clone());
    }
    let failed = |error: metrics_exporter_prometheus::BuildError| Error::Metrics(error.to_string());
    let handle = PrometheusBuilder::new()
        .set_buckets(LATENCY_BUCKETS)
        .map_err(failed)?
        .install_recorder()
        .map_err(failed)?;
    let upkeep = handle.clone();
    // A thread, not a task: the recorder outlives any one runtime.
    let thread = std::thread::Builder::new()
        .name("metrics".into())
        .spawn(move || {
            loop {
                std::thread::sleep(UPKEEP);
                upkeep.run_upkeep();
            }
        });
    if let Err(error) = thread {
        return Err(Error::Metrics(error.to_string()));
    }
    Ok(RECORDER.get_or_init(|| handle).clone())
}
