//! The parties around a connector, as minimal as the 2021 text allows: written from its Part 2, section 5, alone.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt as _;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use protocol::events::{Event, EventToken, PermissionWithdrawn};
use protocol::jose::{Algorithm, SigningKey};
use protocol::url::BaseUrl;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;

/// A new key, with its thumbprint as `kid`.
pub(crate) fn new_key() -> SigningKey {
    SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes)).unwrap()
}

pub(crate) fn new_uuid() -> String {
    uuid::Builder::from_random_bytes(rand::random())
        .into_uuid()
        .hyphenated()
        .to_string()
}

pub(crate) fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A compact JWS with exactly this header.
pub(crate) fn signed(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let input = format!(
        "{}.{}",
        encoded(header.to_string()),
        encoded(claims.to_string())
    );
    let signature = key.sign_bytes(input.as_bytes()).unwrap();
    format!("{input}.{}", encoded(signature))
}

/// An address on which nothing listens.
pub(crate) async fn dead_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

/// A server that ends with its owner.
pub(crate) struct Server {
    pub(crate) url: String,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(router: Router) -> Self {
        Self::start_at("127.0.0.1:0".parse().unwrap(), router).await
    }

    pub(crate) async fn start_at(address: SocketAddr, router: Router) -> Self {
        Self::start_on(TcpListener::bind(address).await.unwrap(), router)
    }

    fn start_on(listener: TcpListener, router: Router) -> Self {
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, task }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a peer answers.
#[derive(Clone)]
pub(crate) enum Answer {
    Json(Value),
    /// Status, media type and body.
    Raw(u16, &'static str, String),
    /// To another address.
    Redirect(String),
    /// Takes the request and says nothing.
    Never,
    /// Vouches for the usual person, after a while.
    Late(Duration),
    /// Begins an answer and says nothing more.
    Stalls,
    /// An array of this many bytes, its length announced or not.
    Long {
        bytes: usize,
        announced: bool,
    },
    /// Announces more than it sends before it closes the connection.
    CutOff(String),
}

impl Answer {
    pub(crate) async fn respond(self) -> Response {
        match self {
            Self::Json(value) => axum::Json(value).into_response(),
            Self::Raw(status, media, body) => (
                StatusCode::from_u16(status).unwrap(),
                [(CONTENT_TYPE, media)],
                body,
            )
                .into_response(),
            Self::Redirect(to) => (StatusCode::FOUND, [(LOCATION, to)]).into_response(),
            Self::Never => std::future::pending().await,
            Self::Late(after) => {
                tokio::time::sleep(after).await;
                axum::Json(active("2900-17")).into_response()
            }
            Self::Stalls => {
                let begun = futures_util::stream::once(async {
                    Ok::<_, std::io::Error>(Bytes::from_static(b"{\"name\":\"Aino"))
                });
                json_body(Body::from_stream(
                    begun.chain(futures_util::stream::pending()),
                ))
            }
            Self::Long { bytes, announced } => long(bytes, announced),
            Self::CutOff(body) => {
                let length = body.len() + 100;
                // What stands between the two lets the first be sent.
                let first = futures_util::stream::once(async { Ok(Bytes::from(body)) });
                let end = futures_util::stream::once(async {
                    tokio::task::yield_now().await;
                    Err(std::io::Error::other("the peer stumbles"))
                });
                let mut response = json_body(Body::from_stream(first.chain(end)));
                response
                    .headers_mut()
                    .insert(CONTENT_LENGTH, HeaderValue::from(length));
                response
            }
        }
    }
}

fn json_body(body: Body) -> Response {
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

/// `[0,0,…,0]`, as long as asked for and not longer held in memory than it takes to send.
fn long(bytes: usize, announced: bool) -> Response {
    const PIECE: usize = 64 * 1024;
    let pieces = bytes / PIECE;
    let stream = futures_util::stream::iter((0..pieces).map(move |index| {
        let mut piece = b"{}, ".repeat(PIECE / 4);
        if index == 0 {
            piece[..4].copy_from_slice(b"[{},");
        }
        if index + 1 == pieces {
            piece[PIECE - 4..].copy_from_slice(b"{} ]");
        }
        Ok::<_, std::io::Error>(Bytes::from(piece))
    }));
    let mut response = json_body(Body::from_stream(stream));
    if announced {
        response
            .headers_mut()
            .insert(CONTENT_LENGTH, HeaderValue::from(pieces * PIECE));
    }
    response
}

/// A request that a peer received.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: http::Method,
    /// Path and query as they were on the wire.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) async fn take(request: Request) -> Self {
        let (parts, body) = request.into_parts();
        Self {
            method: parts.method,
            target: parts.uri.path_and_query().unwrap().to_string(),
            headers: parts.headers,
            body: axum::body::to_bytes(body, usize::MAX).await.unwrap(),
        }
    }
}

/// An operator: its metadata with the members of §5.7 and no others, its introspection with those of §5.4.
pub(crate) struct Operator {
    pub(crate) uuid: String,
    pub(crate) url: String,
    pub(crate) key: SigningKey,
    state: Arc<Mutex<OperatorState>>,
    server: Option<Server>,
    address: SocketAddr,
    access_items: Option<TcpSocket>,
    access_items_server: Option<Server>,
}

struct OperatorState {
    metadata: Answer,
    cache_control: Option<&'static str>,
    metadata_fetched: usize,
    answer: Answer,
    asked: Vec<Received>,
    outcome_status: u16,
    outcomes: Vec<Received>,
    tokens: Vec<Received>,
    token_answer: Option<Answer>,
    /// The first token that is good; whether one is asked for at all.
    good_token: Option<usize>,
}

impl OperatorState {
    /// Whether a request shows the token that is asked for.
    fn knows(&self, received: &Received) -> bool {
        let Some(first) = self.good_token else {
            return true;
        };
        let shown = received.header("authorization");
        let number = shown
            .strip_prefix("Bearer agw-")
            .and_then(|text| text.parse().ok());
        number.is_some_and(|number: usize| number >= first)
    }
}

type Shared<T> = Arc<Mutex<T>>;

impl Operator {
    pub(crate) async fn start() -> Self {
        let address = dead_address().await;
        let url = format!("http://{address}");
        let (uuid, key) = (new_uuid(), new_key());
        let metadata = json!({
            "operator_uuid": uuid, "operator_key": key.jwk(), "name": "Example1", "vendor": "Somebody",
            "operator_base_url": url, "introspection_url": "/introspection", "api_guide": format!("{url}/guide"),
        });
        let state = Arc::new(Mutex::new(OperatorState {
            metadata: Answer::Json(metadata),
            cache_control: None,
            metadata_fetched: 0,
            answer: Answer::Json(active("2900-17")),
            asked: Vec::new(),
            outcome_status: 200,
            outcomes: Vec::new(),
            tokens: Vec::new(),
            token_answer: None,
            good_token: None,
        }));
        let mut operator = Self {
            uuid,
            url,
            key,
            state,
            server: None,
            address,
            access_items: None,
            access_items_server: None,
        };
        operator.serve().await;
        operator
    }

    /// Serves (again) where it always is.
    pub(crate) async fn serve(&mut self) {
        let router = Router::new()
            .route(
                "/.well-known/mydataoperator-config",
                get(Self::metadata_endpoint),
            )
            .route("/introspection", post(Self::introspection_endpoint))
            .route("/moved/introspection", post(Self::introspection_endpoint))
            .route("/access-items/{id}", patch(Self::outcome_endpoint))
            .route("/idp/token", post(Self::token_endpoint))
            .with_state(Arc::clone(&self.state));
        self.server = Some(Server::start_at(self.address, router).await);
    }

    /// An address for its access items where it does not serve yet.
    pub(crate) fn move_access_items(&mut self) -> String {
        // Bound, so that nobody else takes it, and heard by nobody.
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = socket.local_addr().unwrap();
        self.access_items = Some(socket);
        format!("http://{address}/access-items")
    }

    /// Serves access items where they were moved to.
    pub(crate) fn serve_access_items(&mut self) {
        let router = Router::new()
            .route("/access-items/{id}", patch(Self::outcome_endpoint))
            .with_state(Arc::clone(&self.state));
        let listener = self.access_items.take().unwrap().listen(64).unwrap();
        self.access_items_server = Some(Server::start_on(listener, router));
    }

    /// Serves no longer.
    pub(crate) fn stop(&mut self) {
        self.server = None;
    }

    async fn metadata_endpoint(State(state): State<Shared<OperatorState>>) -> Response {
        let (answer, cache_control) = {
            let mut state = state.lock().unwrap();
            state.metadata_fetched += 1;
            (state.metadata.clone(), state.cache_control)
        };
        let mut response = answer.respond().await;
        if let Some(text) = cache_control {
            response
                .headers_mut()
                .insert(CACHE_CONTROL, HeaderValue::from_static(text));
        }
        response
    }

    async fn introspection_endpoint(
        State(state): State<Shared<OperatorState>>,
        request: Request,
    ) -> Response {
        let received = Received::take(request).await;
        let answer = {
            let mut state = state.lock().unwrap();
            let known = state.knows(&received);
            state.asked.push(received);
            if known {
                state.answer.clone()
            } else {
                Answer::Raw(401, "text/plain", "who?".into())
            }
        };
        answer.respond().await
    }

    async fn token_endpoint(
        State(state): State<Shared<OperatorState>>,
        request: Request,
    ) -> Response {
        let received = Received::take(request).await;
        let answer = {
            let mut state = state.lock().unwrap();
            state.tokens.push(received);
            let token = format!("agw-{}", state.tokens.len());
            let usual = json!({"access_token": token, "token_type": "bearer", "expires_in": 300});
            state.token_answer.clone().unwrap_or(Answer::Json(usual))
        };
        answer.respond().await
    }

    async fn outcome_endpoint(
        State(state): State<Shared<OperatorState>>,
        Path(_): Path<String>,
        request: Request,
    ) -> StatusCode {
        let received = Received::take(request).await;
        let mut state = state.lock().unwrap();
        let known = state.knows(&received);
        state.outcomes.push(received);
        if !known {
            return StatusCode::UNAUTHORIZED;
        }
        StatusCode::from_u16(state.outcome_status).unwrap()
    }

    /// Changes what its metadata says.
    pub(crate) fn publish(&self, member: &str, value: Value) {
        let mut state = self.state.lock().unwrap();
        let Answer::Json(metadata) = &mut state.metadata else {
            panic!("the metadata is no document any longer")
        };
        metadata[member] = value;
    }

    /// Says how long its metadata may be kept.
    pub(crate) fn cache_for(&self, cache_control: &'static str) {
        self.state.lock().unwrap().cache_control = Some(cache_control);
    }

    pub(crate) fn answer_metadata(&self, answer: Answer) {
        self.state.lock().unwrap().metadata = answer;
    }

    pub(crate) fn answer(&self, answer: Answer) {
        self.state.lock().unwrap().answer = answer;
    }

    pub(crate) fn answer_outcomes(&self, status: u16) {
        self.state.lock().unwrap().outcome_status = status;
    }

    /// Takes requests of connectors with a token alone, and none of those it gave before.
    pub(crate) fn demand_tokens(&self) {
        let mut state = self.state.lock().unwrap();
        state.good_token = Some(state.tokens.len() + 1);
    }

    /// Takes no token at all.
    pub(crate) fn refuse_tokens(&self) {
        self.state.lock().unwrap().good_token = Some(usize::MAX);
    }

    /// What the identity provider answers; tokens when absent.
    pub(crate) fn answer_tokens(&self, answer: Option<Answer>) {
        self.state.lock().unwrap().token_answer = answer;
    }

    /// The tokens it was asked for.
    pub(crate) fn tokens_asked(&self) -> Vec<Received> {
        self.state.lock().unwrap().tokens.clone()
    }

    /// The introspections it was asked for.
    pub(crate) fn asked(&self) -> Vec<Received> {
        self.state.lock().unwrap().asked.clone()
    }

    pub(crate) fn outcomes(&self) -> Vec<Received> {
        self.state.lock().unwrap().outcomes.clone()
    }

    pub(crate) fn metadata_fetched(&self) -> usize {
        self.state.lock().unwrap().metadata_fetched
    }

    /// What it tells a connector of a permission that was withdrawn (RFC 8417).
    pub(crate) fn withdrawal(&self, connector: &str, arrangement: &str) -> String {
        let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
        let withdrawn = PermissionWithdrawn {
            arrangement_id: arrangement.parse().unwrap(),
            epoch: 2,
            at: now,
            erase_received: false,
        };
        self.event(connector, Event::PermissionWithdrawn(withdrawn))
    }

    /// What it tells a connector of something that has happened.
    pub(crate) fn event(&self, connector: &str, event: Event) -> String {
        let token = EventToken {
            iss: self.uuid.parse().unwrap(),
            aud: connector.parse::<BaseUrl>().unwrap().into(),
            iat: i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap(),
            jti: new_uuid().parse().unwrap(),
            events: vec![event],
        };
        token.sign(&self.key).unwrap()
    }

    /// Signs a ticket as the 2021 text has it: `alg` and `kid`, no `typ`.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({"alg": "EdDSA", "kid": self.key.kid().as_str()});
        signed(&self.key, &header, claims)
    }
}

/// The answer of §5.4 that lets the connector proceed.
pub(crate) fn active(card: &str) -> Value {
    json!({
        "active": true, "reason": "", "access_item_uuid": new_uuid(),
        "identifiers": [
            {"id": "220279-161A", "id_type": "ssn", "country": "FIN", "verified": "2020-12-24T12:00:00Z"},
            {"id": card, "id_type": "library_card"},
        ],
    })
}

/// The answer of §5.4 that does not.
pub(crate) fn inactive(reason: &str) -> Value {
    json!({"active": false, "reason": reason, "access_item_uuid": "", "identifiers": []})
}

/// A registry: the trust list of §5.1.2 and §5.1.3.
pub(crate) struct Registry {
    pub(crate) url: String,
    pub(crate) key: SigningKey,
    pub(crate) group: String,
    state: Arc<Mutex<RegistryState>>,
    _server: Server,
}

struct RegistryState {
    list: Answer,
    fetched: usize,
}

impl Registry {
    pub(crate) async fn start() -> Self {
        let state = Arc::new(Mutex::new(RegistryState {
            list: Answer::Raw(503, "text/plain", String::new()),
            fetched: 0,
        }));
        let router = Router::new()
            .route("/trustlist-api/groups", get(Self::groups_endpoint))
            .with_state(Arc::clone(&state));
        let server = Server::start(router).await;
        Self {
            url: server.url.clone(),
            key: new_key(),
            group: new_uuid(),
            state,
            _server: server,
        }
    }

    async fn groups_endpoint(State(state): State<Shared<RegistryState>>) -> Response {
        let answer = {
            let mut state = state.lock().unwrap();
            state.fetched += 1;
            state.list.clone()
        };
        answer.respond().await
    }

    /// The payload exactly as §5.1.3 has it.
    pub(crate) fn payload(&self, members: &[&Operator]) -> Value {
        let members: Vec<Value> = members
            .iter()
            .map(|operator| {
                json!({"operatorDescription": {
                    "operator_uuid": operator.uuid, "name": "Example1", "operator_base_url": operator.url,
                }})
            })
            .collect();
        json!({"trust_group": {"trust_group_uuid": self.group, "members": members}})
    }

    /// Serves a payload, signed by a key: a flattened JWS (RFC 7515 §7.2.2).
    pub(crate) fn serve_signed_by(&self, key: &SigningKey, payload: &Value) {
        let header = json!({"alg": "EdDSA", "kid": key.kid().as_str()});
        let compact = signed(key, &header, payload);
        let parts: Vec<&str> = compact.split('.').collect();
        self.answer(Answer::Json(
            json!({"protected": parts[0], "payload": parts[1], "signature": parts[2]}),
        ));
    }

    pub(crate) fn serve(&self, payload: &Value) {
        self.serve_signed_by(&self.key, payload);
    }

    pub(crate) fn answer(&self, answer: Answer) {
        self.state.lock().unwrap().list = answer;
    }

    pub(crate) fn fetched(&self) -> usize {
        self.state.lock().unwrap().fetched
    }
}

/// The system of the source: a REST API that knows nothing of permissions.
pub(crate) struct Upstream {
    pub(crate) url: String,
    state: Arc<Mutex<UpstreamState>>,
    _server: Server,
}

struct UpstreamState {
    answer: Answer,
    /// Answers at single paths.
    at: Vec<(&'static str, Answer)>,
    /// What `Authorization` must say.
    demands: Option<&'static str>,
    asked: Vec<Received>,
    tokens: Vec<Received>,
    token_answer: Answer,
}

impl Upstream {
    pub(crate) async fn start() -> Self {
        let state = Arc::new(Mutex::new(UpstreamState {
            answer: Answer::Json(patron()),
            at: Vec::new(),
            demands: None,
            asked: Vec::new(),
            tokens: Vec::new(),
            token_answer: Answer::Json(
                json!({"access_token": "t0ken", "token_type": "Bearer", "expires_in": 3600}),
            ),
        }));
        let router = Router::new()
            .route("/oauth/token", post(Self::token_endpoint))
            .fallback(Self::endpoint)
            .with_state(Arc::clone(&state));
        let server = Server::start(router).await;
        Self {
            url: server.url.clone(),
            state,
            _server: server,
        }
    }

    async fn token_endpoint(
        State(state): State<Shared<UpstreamState>>,
        request: Request,
    ) -> Response {
        let received = Received::take(request).await;
        let answer = {
            let mut state = state.lock().unwrap();
            state.tokens.push(received);
            state.token_answer.clone()
        };
        answer.respond().await
    }

    async fn endpoint(State(state): State<Shared<UpstreamState>>, request: Request) -> Response {
        let received = Received::take(request).await;
        let answer = {
            let mut state = state.lock().unwrap();
            let refused = state
                .demands
                .is_some_and(|demanded| received.header("authorization") != demanded);
            let path = received
                .target
                .split('?')
                .next()
                .unwrap_or_default()
                .to_owned();
            state.asked.push(received);
            if refused {
                return StatusCode::UNAUTHORIZED.into_response();
            }
            let found = state.at.iter().find(|(at, _)| *at == path);
            found.map_or_else(|| state.answer.clone(), |(_, answer)| answer.clone())
        };
        answer.respond().await
    }

    pub(crate) fn answer(&self, answer: Answer) {
        self.state.lock().unwrap().answer = answer;
    }

    /// Answers otherwise at one path.
    pub(crate) fn answer_at(&self, path: &'static str, answer: Answer) {
        self.state.lock().unwrap().at.push((path, answer));
    }

    /// As [`Upstream::answer_at`], in place of what it answered there.
    pub(crate) fn answer_at_now(&self, path: &'static str, answer: Answer) {
        let mut state = self.state.lock().unwrap();
        state.at.retain(|(at, _)| *at != path);
        state.at.push((path, answer));
    }

    pub(crate) fn demand(&self, authorization: &'static str) {
        self.state.lock().unwrap().demands = Some(authorization);
    }

    /// What its token endpoint answers.
    pub(crate) fn answer_tokens(&self, answer: Answer) {
        self.state.lock().unwrap().token_answer = answer;
    }

    pub(crate) fn asked(&self) -> Vec<Received> {
        self.state.lock().unwrap().asked.clone()
    }

    pub(crate) fn tokens_asked(&self) -> Vec<Received> {
        self.state.lock().unwrap().tokens.clone()
    }
}

/// What the source holds of one person.
pub(crate) fn patron() -> Value {
    json!({
        "id": "patron-4711", "name": "Aino Virtanen", "email": "aino@example.org",
        "address": {"street": "Katu 1", "city": "Helsinki"},
        "loans": [{"title": "Kalevala", "due": "2026-12-01"}],
        "fines": 320,
    })
}

/// What of it no refusal may show.
pub(crate) const PERSONAL: [&str; 8] = [
    "patron-4711",
    "Aino",
    "aino@",
    "Katu",
    "Helsinki",
    "Kalevala",
    "2900-17",
    "220279-161A",
];
