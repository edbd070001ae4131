//! The connector as a context source of a city's brokers (ETSI GS CIM 009 §4.3, §5.9): registered while it runs, renewed,
//! and withdrawn when it stops. What is registered are types and names of attributes; nothing of it is about a person.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderValue, Method, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::config::BrokerConfig;
use crate::ngsi_ld::{registration, registration_id};
use crate::sources::{Call, Http, SourceError, TENANT};
use crate::{Error, Result};

/// What the last one may take, while somebody waits for the connector to stop.
const LAST_PATIENCE: Duration = Duration::from_secs(2);
/// What is waited after a failure, at the most.
const RETRY: Duration = Duration::from_secs(30);
/// Renewals that may fail before a registration ends by itself.
const LIVES: i64 = 3;

/// Why a broker does not know the connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    #[error("the broker cannot be reached")]
    Down,
    #[error("the broker took too long")]
    Slow,
    #[error("the broker refuses the connector's login")]
    Login,
    #[error("the broker answered with status {0}")]
    Status(u16),
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Slow => Self::Slow,
            SourceError::RefusesConnector => Self::Login,
            _ => Self::Down,
        }
    }
}

/// One broker, and how the connector stands with it.
pub(crate) struct Broker {
    config: BrokerConfig,
    http: Http,
    tenant: Option<HeaderValue>,
    state: Mutex<Standing>,
}

/// How the connector stands with a broker.
#[derive(Clone, Copy, Default)]
pub(crate) struct Standing {
    /// When it last said that it knows the connector, in microseconds since the epoch.
    pub(crate) registered_at: Option<i64>,
    /// Why the last registration did not succeed.
    pub(crate) failure: Option<Failure>,
}

impl Broker {
    /// A broker as it is configured, over this way.
    ///
    /// # Errors
    /// [`Error::Config`] for what in it cannot work.
    pub(crate) fn new(config: &BrokerConfig, http: Http) -> Result<Self> {
        let wrong =
            |what: &str| Error::Config(format!("`connector.broker` `{}`: {what}", config.url));
        if config.every_seconds == 0 {
            return Err(wrong("`every_seconds` must be at least 1"));
        }
        let tenant = config.tenant.as_deref().map(HeaderValue::from_str);
        Ok(Self {
            http,
            tenant: tenant
                .transpose()
                .map_err(|_| wrong("`tenant` cannot stand in a header"))?,
            config: config.clone(),
            state: Mutex::default(),
        })
    }

    /// Its address.
    pub(crate) fn url(&self) -> &str {
        self.config.url.as_str()
    }

    /// How the connector stands with it.
    pub(crate) fn standing(&self) -> Standing {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How it stands, for the organisation.
    pub(crate) fn status(&self) -> Value {
        let state = self.standing();
        json!({
            "url": self.config.url,
            "registered_at": state.registered_at,
            "failure": state.failure.map(|failure| failure.to_string()),
        })
    }

    /// Registers, or renews what is registered.
    async fn renew(&self, app: &App, id: &str) -> std::result::Result<(), Failure> {
        let lives = LIVES * i64::from(self.config.every_seconds);
        let expires_at = jiff::Timestamp::from_second(app.clock.seconds() + lives);
        let expires_at = expires_at.map_err(|_| Failure::Down)?;
        let mut registration = registration(app);
        registration["expiresAt"] = expires_at.to_string().into();
        let path = format!("csourceRegistrations/{id}");
        match self.send(Method::PATCH, &path, Some(&registration)).await? {
            StatusCode::NOT_FOUND => {
                registration["id"] = id.into();
                let path = "csourceRegistrations";
                let status = self.send(Method::POST, path, Some(&registration)).await?;
                succeeded(status)
            }
            status => succeeded(status),
        }
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> std::result::Result<StatusCode, Failure> {
        let target = format!("{}/ngsi-ld/v1/{path}", self.http.base_path());
        let json = HeaderValue::from_static("application/json");
        let call = Call {
            method,
            headers: self
                .tenant
                .iter()
                .map(|one| (TENANT, one.clone()))
                .collect(),
            is_change: true,
            body: body.map(|body| (json, body.to_string().into())),
            ..Call::get(target, "application/json")
        };
        Ok(self.http.status(&call).await?)
    }

    fn note(&self, outcome: std::result::Result<(), Failure>, now: i64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = state.failure;
        let url = self.config.url.as_str();
        match outcome {
            Ok(()) => {
                if state.registered_at.is_none() || before.is_some() {
                    tracing::info!(broker = url, "the broker knows this connector");
                }
                state.registered_at = Some(now);
                state.failure = None;
            }
            Err(failure) => {
                if before != Some(failure) {
                    tracing::warn!(broker = url, %failure, "this connector is not registered at the broker");
                }
                state.failure = Some(failure);
            }
        }
        let known = u8::from(state.failure.is_none());
        metrics::gauge!("connector_broker_registered", "broker" => url.to_owned())
            .set(f64::from(known));
    }
}

fn succeeded(status: StatusCode) -> std::result::Result<(), Failure> {
    match status {
        status if status.is_success() => Ok(()),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(Failure::Login),
        status => Err(Failure::Status(status.as_u16())),
    }
}

/// Keeps the connector registered at each broker until `stop`, then withdraws it.
pub(crate) fn spawn(app: &Arc<App>, stop: &CancellationToken) -> Vec<JoinHandle<()>> {
    let keep = |at: usize| {
        let (app, stop) = (Arc::clone(app), stop.clone());
        tokio::spawn(async move {
            let broker = &app.brokers[at];
            let id = registration_id(&app);
            let every = Duration::from_secs(broker.config.every_seconds.into());
            while !stop.is_cancelled() {
                let Some(outcome) = stop.run_until_cancelled(broker.renew(&app, &id)).await else {
                    break;
                };
                broker.note(outcome, app.clock.micros());
                let pause = if outcome.is_ok() {
                    every
                } else {
                    RETRY.min(every)
                };
                let _ = stop.run_until_cancelled(tokio::time::sleep(pause)).await;
            }
            let path = format!("csourceRegistrations/{id}");
            let withdrawn = broker.send(Method::DELETE, &path, None);
            if !matches!(
                tokio::time::timeout(LAST_PATIENCE, withdrawn).await,
                Ok(Ok(_))
            ) {
                tracing::warn!(
                    broker = broker.config.url.as_str(),
                    "the registration could not be withdrawn; it ends by itself"
                );
            }
        })
    };
    (0..app.brokers.len()).map(keep).collect()
}
