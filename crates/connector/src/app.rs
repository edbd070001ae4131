//! What every request of a running connector has at hand.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request};
use http_body_util::Full;
use protocol::client_assertion;
use protocol::ids::{ClientId, ConnectorUuid, OperatorUuid, TokenId};
use protocol::introspection::Response;
use protocol::jose::JoseError;
use protocol::problem::ProblemName;
use protocol::url::BaseUrl;
use serde_json::json;
use storage::Database;
use web::fetch::GuardedClient;
use web::keys::Keys;
use web::log::PartyLog;

use crate::clock::Clock;
use crate::config::Config;
use crate::enforcement::replay::Replay;
use crate::pool::{Dial, Origin, Pool, Resolve, SendError};
use crate::routes::Offer;
use crate::sources::Source;
use crate::trust::{Operator, Operators, Trust};

/// Most bytes of an introspection's answer (protocol.md: 64 KiB).
const LARGEST_ANSWER: u64 = 64 * 1024;
/// Most operators whose connections are kept.
const MOST_POOLS: usize = 1_000;

/// The state behind the routes.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) uuid: ConnectorUuid,
    pub(crate) base_url: BaseUrl,
    pub(crate) database: Database,
    pub(crate) keys: Arc<Keys>,
    pub(crate) log: Arc<PartyLog>,
    pub(crate) client: GuardedClient,
    pub(crate) clock: Clock,
    pub(crate) trust: Trust,
    pub(crate) operators: Arc<Operators>,
    pub(crate) replay: Replay,
    /// When this process started, in unix seconds: what was used before, only the database remembers.
    pub(crate) started: i64,
    pub(crate) offer: Offer,
    pub(crate) source: Box<dyn Source>,
    pub(crate) pools: Pools,
    pub(crate) outbox: Arc<tokio::sync::Notify>,
    pub(crate) refusals: web::rate::RateLimiter,
}

/// Why an operator gave no answer that can be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntrospectionError {
    /// It cannot be connected to.
    #[error("the operator cannot be reached: {0}")]
    Unreachable(String),
    /// Its address may not be connected to.
    #[error("the operator's address is refused")]
    Address,
    /// It took too long.
    #[error("the operator did not answer in time")]
    Timeout,
    /// What it answered cannot be used.
    #[error("the operator's answer cannot be used: {0}")]
    Answer(String),
    /// The connector cannot sign.
    #[error("the request cannot be signed: {0}")]
    Signing(#[from] JoseError),
}

impl IntrospectionError {
    /// The problem type of the refusal.
    pub(crate) const fn problem(&self) -> ProblemName {
        match self {
            Self::Unreachable(_) => ProblemName::OperatorUnreachable,
            Self::Address => ProblemName::OperatorAddressRefused,
            Self::Timeout => ProblemName::OperatorTimeout,
            Self::Answer(_) | Self::Signing(_) => ProblemName::OperatorBadAnswer,
        }
    }
}

impl App {
    /// How the connector proves to an operator who it is: its own key, or the secret it was registered with.
    pub(crate) fn authorization(
        &self,
        operator: &OperatorUuid,
        audience: &str,
    ) -> Result<HeaderValue, JoseError> {
        let text = match &self.trust.terms(operator).client_secret {
            Some(client) => {
                let encoded = |text: &str| {
                    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
                };
                let pair = format!(
                    "{}:{}",
                    encoded(&client.id),
                    encoded(client.secret.as_str())
                );
                format!("Basic {}", STANDARD.encode(pair))
            }
            None => format!("Bearer {}", self.assertion(audience)?),
        };
        let mut value = HeaderValue::try_from(text).map_err(|_| JoseError::Signing)?;
        value.set_sensitive(true);
        Ok(value)
    }

    fn assertion(&self, audience: &str) -> Result<String, JoseError> {
        let jti = uuid::Builder::from_random_bytes(rand::random())
            .into_uuid()
            .hyphenated()
            .to_string();
        let jti = TokenId::parse(&jti).map_err(|_| JoseError::Signing)?;
        client_assertion::sign(
            &self.keys.signer(),
            &ClientId::from(&self.uuid),
            audience,
            &jti,
            self.clock.seconds(),
        )
    }

    /// Asks the operator whether the ticket is still good (MIM4 §5.4).
    pub(crate) async fn introspect(
        &self,
        operator: &Operator,
        ticket: &str,
    ) -> Result<Response, IntrospectionError> {
        let limit = Duration::from_millis(self.config.limits.introspection_ms);
        match tokio::time::timeout(limit, self.ask(operator, ticket)).await {
            Ok(answer) => answer,
            Err(_) => Err(IntrospectionError::Timeout),
        }
    }

    async fn ask(&self, operator: &Operator, ticket: &str) -> Result<Response, IntrospectionError> {
        let audience = &operator.introspection_text;
        let has_secret = self.trust.terms(&operator.uuid).client_secret.is_some();
        let body = if has_secret {
            json!({"request_ticket": ticket})
        } else {
            json!({
                "request_ticket": ticket,
                "client_assertion_type": client_assertion::ASSERTION_TYPE,
                "client_assertion": self.assertion(audience)?,
            })
        };
        let target = match operator.introspection.query() {
            Some(query) => format!("{}?{query}", operator.introspection.path()),
            None => operator.introspection.path().to_owned(),
        };
        let mut request = Request::new(Full::new(Bytes::from(body.to_string())));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = target.parse().map_err(|_| IntrospectionError::Address)?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static("fiducia-connector"));
        if has_secret {
            headers.insert(AUTHORIZATION, self.authorization(&operator.uuid, audience)?);
        }
        let pool = self
            .pools
            .of(&operator.introspection)
            .ok_or(IntrospectionError::Address)?;
        let mut exchange = pool.send(request).await.map_err(|error| match error {
            SendError::Address => IntrospectionError::Address,
            other => IntrospectionError::Unreachable(other.to_string()),
        })?;
        let status = exchange.head.status;
        if status != http::StatusCode::OK {
            return Err(IntrospectionError::Answer(format!(
                "it answered with status {status}"
            )));
        }
        let body = exchange
            .whole(LARGEST_ANSWER)
            .await
            .map_err(|error| IntrospectionError::Answer(error.to_string()))?;
        Response::from_json(&body).map_err(|error| IntrospectionError::Answer(error.to_string()))
    }
}

/// Connections to operators, kept open.
pub(crate) struct Pools {
    client: GuardedClient,
    pools: std::sync::Mutex<std::collections::HashMap<Origin, Arc<Pool>>>,
}

impl Pools {
    pub(crate) fn new(client: &GuardedClient) -> Self {
        Self {
            client: client.clone(),
            pools: std::sync::Mutex::default(),
        }
    }

    fn of(&self, url: &url::Url) -> Option<Arc<Pool>> {
        let origin = Origin::of(url).ok()?;
        let mut pools = self
            .pools
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
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
    fn resolve<'a>(
        &'a self,
        _: &'a Origin,
    ) -> BoxFuture<'a, Result<Vec<std::net::SocketAddr>, SendError>> {
        Box::pin(async move {
            self.client
                .addresses(&self.url)
                .await
                .map_err(|_| SendError::Address)
        })
    }
}

/// Addresses of the source: its own network's names, private ones included.
pub(crate) struct OwnNetwork;

impl Resolve for OwnNetwork {
    fn resolve<'a>(
        &'a self,
        origin: &'a Origin,
    ) -> BoxFuture<'a, Result<Vec<std::net::SocketAddr>, SendError>> {
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
