//! The city the tests live in: an operator and its peers.
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use operator::accounts::{NewAccount, NewIdentifier};
use operator::clock::Clock;
use operator::organisations::{NewService, Organisation};
use operator::sources::NewConnector;
use operator::{Config, Operator, Running};
use protocol::client_assertion;
use protocol::dpop;
use protocol::ids::{ClientId, TokenId};
use protocol::jose::{Algorithm, Jwks, SigningKey};
use reqwest::{Method, RequestBuilder, Response};
use secrecy::SecretString;
use serde_json::{Value, json};

/// What every test begins with: one organisation, one service with one intended use, one connector with two
/// datasets, one person with a library card.
pub(crate) struct City {
    pub(crate) operator: Running,
    pub(crate) clock: Clock,
    pub(crate) client: reqwest::Client,
    pub(crate) connector: Connector,
    pub(crate) service: Service,
    pub(crate) intended_use: String,
    pub(crate) person: Person,
    pub(crate) folder: tempfile::TempDir,
}

/// How a test's city differs from the usual one.
pub(crate) struct Plan {
    pub(crate) capabilities: Vec<&'static str>,
    pub(crate) lease_seconds: u32,
    pub(crate) change: fn(&mut Config),
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            capabilities: vec!["attribute-filter", "lease"],
            lease_seconds: 0,
            change: |_| {},
        }
    }
}

pub(crate) const GROUP: &str = "07193772-f433-43d4-83bf-b34fcc6ac8e1";
pub(crate) const LOGIN: &str = "aino@example.org";
pub(crate) const PASSWORD: &str = "a sentence nobody guesses";
pub(crate) const CARD: &str = "FI-1234-5678";

pub(crate) fn key() -> SigningKey {
    SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes)).unwrap()
}

pub(crate) fn now() -> i64 {
    Clock::default().seconds()
}

pub(crate) fn token_id() -> TokenId {
    TokenId::parse(&uuid::Uuid::new_v4().to_string()).unwrap()
}

pub(crate) fn http() -> reqwest::Client {
    web::install_crypto_provider();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

impl City {
    pub(crate) async fn new() -> Self {
        Self::with(Plan::default()).await
    }

    pub(crate) async fn with(plan: Plan) -> Self {
        let change = plan.change;
        Self::configured(plan, change).await
    }

    /// As [`City::with`], where the change holds something of the test's own.
    pub(crate) async fn configured(plan: Plan, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::default();
        let mut config = Config::development("Helsinki", folder.path().join("operator"));
        config.trust_groups = vec![operator::TrustGroup {
            uuid: GROUP.parse().unwrap(),
            registry: "http://127.0.0.1:1".to_owned(),
            keys_file: None,
            lease_seconds: plan.lease_seconds,
        }];
        change(&mut config);
        let operator = Operator::start_with(config, clock.clone()).await.unwrap();
        let connector = Connector::start(&plan.capabilities).await;
        let admin = operator.operator();
        let organisation = admin
            .add_organisation(
                serde_json::from_value::<Organisation>(json!({"name": "Hobby Grants ry"})).unwrap(),
            )
            .await
            .unwrap();
        let service = Service::register(&operator, &organisation, "hobby").await;
        admin
            .add_connector(NewConnector::new(
                &connector.url,
                vec![GROUP.parse().unwrap()],
            ))
            .await
            .unwrap();
        let (intended_use, _) = admin
            .add_intended_use(connector.intended_use("hobby"))
            .await
            .unwrap();
        let person = Person::make(&operator, LOGIN).await;
        Self {
            client: http(),
            operator,
            clock,
            connector,
            service,
            intended_use,
            person,
            folder,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/{}", self.operator.url(), path.trim_start_matches('/'))
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.call(Method::GET, path).send().await.unwrap()
    }

    /// The service asks this login for its intended use.
    pub(crate) async fn ask(&self, login: Option<&str>) -> Value {
        let person = login.map_or(json!({}), |login| json!({"login_hint": login}));
        let body = json!({
            "intended_use": self.intended_use, "person": person,
            "return_url": "https://hobby.example/done", "locale": "en",
        });
        let answer = self
            .service
            .post(self, "/api/v1/permission-requests", &body)
            .await;
        assert_eq!(answer.status(), 201, "{:?}", answer.text().await);
        answer.json().await.unwrap()
    }

    /// The service asks and the person says yes, with these optional attributes. Gives the service's leg id and
    /// the arrangement.
    pub(crate) async fn permit(&self, optional: &[&str]) -> (String, String) {
        let asked = self.ask(Some(LOGIN)).await;
        let id = asked["id"].as_str().unwrap();
        let decided = self
            .person
            .post(
                self,
                &format!("/api/v1/me/requests/{id}/grant"),
                &json!({"optional": optional}),
            )
            .await;
        assert_eq!(decided.status(), 200, "{:?}", decided.text().await);
        let decided: Value = decided.json().await.unwrap();
        let status = self
            .service
            .get(self, &format!("/api/v1/permission-requests/{id}"))
            .await;
        let status: Value = status.json().await.unwrap();
        assert_eq!(status["status"], "granted");
        (
            status["permission"].as_str().unwrap().to_owned(),
            decided["id"].as_str().unwrap().to_owned(),
        )
    }

    /// A ticket for the connector's route.
    pub(crate) async fn ticket(&self, leg: &str) -> String {
        let audience = format!("{}/loans", self.connector.url);
        let answer = self.ask_ticket(leg, &audience).await;
        assert_eq!(answer.status(), 200, "{:?}", answer.text().await);
        let answer: Value = answer.json().await.unwrap();
        answer["request_ticket"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn ask_ticket(&self, leg: &str, audience: &str) -> Response {
        let body = json!({"permission": leg, "audience": audience});
        self.service
            .post(self, "/api/v1/request-tickets", &body)
            .await
    }

    /// The connector introspects a ticket.
    pub(crate) async fn introspect(&self, ticket: &str) -> Value {
        self.introspect_with(json!({"request_ticket": ticket}))
            .await
    }

    /// As [`City::introspect`], about a dataset that the connector describes so.
    pub(crate) async fn introspect_about(&self, ticket: &str, dataset: &Value) -> Value {
        self.introspect_with(json!({"request_ticket": ticket, "dataset": dataset}))
            .await
    }

    /// As [`City::introspect`], of a ticket that makes a subscription.
    pub(crate) async fn introspect_for_subscription(&self, ticket: &str) -> Value {
        self.introspect_with(json!({"request_ticket": ticket, "subscription": true}))
            .await
    }

    async fn introspect_with(&self, mut body: Value) -> Value {
        body["client_assertion_type"] = client_assertion::ASSERTION_TYPE.into();
        body["client_assertion"] = self.connector.assertion(self.operator.url()).into();
        let answer = self
            .call(Method::POST, "/api/v1/introspection")
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{:?}", answer.text().await);
        answer.json().await.unwrap()
    }

    pub(crate) async fn end(self) {
        self.operator.shutdown();
        self.operator.joined().await.unwrap();
    }
}

/// A connector with its source: it publishes, introspects, reports and takes events.
pub(crate) struct Connector {
    pub(crate) url: String,
    pub(crate) uuid: String,
    pub(crate) key: SigningKey,
    pub(crate) shared: Arc<Shared>,
}

/// What the connector serves and has received.
pub(crate) struct Shared {
    pub(crate) metadata: Mutex<Value>,
    pub(crate) jwks: Mutex<Value>,
    pub(crate) datasets: Mutex<Value>,
    /// How often the datasets were read.
    pub(crate) read: std::sync::atomic::AtomicUsize,
    pub(crate) events: Mutex<Vec<String>>,
    /// Whether events are acknowledged.
    pub(crate) acknowledges: std::sync::atomic::AtomicBool,
    pub(crate) arrived: tokio::sync::Notify,
    /// What it does about links.
    pub(crate) linking: Mutex<crate::links::Linking>,
}

impl Connector {
    pub(crate) async fn start(capabilities: &[&str]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (uuid, key) = (uuid::Uuid::new_v4().to_string(), key());
        let shared = Arc::new(Shared {
            metadata: Mutex::new(json!({
                "connector_uuid": uuid, "connector_key": key.jwk(), "name": "The City Library",
                "description": "Loans", "api_guide": format!("{url}/api"), "connector_base_url": url,
                "jwks_uri": format!("{url}/jwks.json"), "datasets_url": format!("{url}/datasets"),
                "events_endpoint": format!("{url}/events"), "capabilities": capabilities,
                "trust_groups": [GROUP],
            })),
            jwks: Mutex::new(serde_json::to_value(Jwks::from(key.jwk().clone())).unwrap()),
            datasets: Mutex::new(datasets(&uuid)),
            read: 0.into(),
            events: Mutex::default(),
            acknowledges: true.into(),
            arrived: tokio::sync::Notify::new(),
            linking: Mutex::default(),
        });
        let router = Router::new()
            .route(
                "/.well-known/connector-config",
                get(|State(s): State<Arc<Shared>>| async move {
                    axum::Json(s.metadata.lock().unwrap().clone())
                }),
            )
            .route(
                "/jwks.json",
                get(|State(s): State<Arc<Shared>>| async move {
                    axum::Json(s.jwks.lock().unwrap().clone())
                }),
            )
            .route(
                "/datasets",
                get(|State(s): State<Arc<Shared>>| async move {
                    s.read.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    axum::Json(s.datasets.lock().unwrap().clone())
                }),
            )
            .route(
                "/events",
                post(|State(s): State<Arc<Shared>>, body: String| async move {
                    s.events.lock().unwrap().push(body);
                    s.arrived.notify_one();
                    if s.acknowledges.load(std::sync::atomic::Ordering::Relaxed) {
                        202
                    } else {
                        503
                    }
                    .try_into()
                    .map_or(http::StatusCode::OK, |status: http::StatusCode| status)
                }),
            )
            .merge(crate::links::router())
            .with_state(Arc::clone(&shared));
        tokio::spawn(async move { serve(listener, router).await });
        Self {
            url,
            uuid,
            key,
            shared,
        }
    }

    pub(crate) fn dataset(&self, slug: &str) -> String {
        format!("urn:fiducia:dataset:{}:{slug}", self.uuid)
    }

    pub(crate) fn intended_use(&self, service: &str) -> Value {
        json!({
            "id": format!("{service}-use"), "service": service,
            "title": {"en": "A grant for your hobby", "fi": "Harrastustuki"},
            "purposes": ["dpv:ServiceProvision"], "processing": ["dpv:Use"], "legal_basis": "eu-gdpr:A6-1-a",
            "datasets": {
                self.dataset("patron"): {"required": ["name"], "optional": ["address.postalCode", "birthDate"]},
                self.dataset("loans"): {"required": ["count"]},
            },
            "recipients": ["The city's auditor"], "retention": 90, "storage_locations": ["FI"],
            "longest_duration": 365, "consequences_of_refusal": {"en": "You can apply on paper."},
            "notice": {"en": "We look at your library card to give you a grant.", "fi": "Katsomme kirjastokorttiasi."},
        })
    }

    pub(crate) fn assertion(&self, operator: &str) -> String {
        self.assertion_at(operator, now())
    }

    /// As made at another time, in unix seconds.
    pub(crate) fn assertion_at(&self, operator: &str, at: i64) -> String {
        let client = ClientId::parse(&self.uuid).unwrap();
        client_assertion::sign(&self.key, &client, operator, &token_id(), at).unwrap()
    }

    /// The events received so far, once there are at least `count`.
    pub(crate) async fn events(&self, count: usize) -> Vec<String> {
        loop {
            let events = self.shared.events.lock().unwrap().clone();
            if events.len() >= count {
                return events;
            }
            self.shared.arrived.notified().await;
        }
    }
}

pub(crate) fn datasets(uuid: &str) -> Value {
    let attribute = |path: &str, title: &str, category: &str| json!({"path": path, "title": {"en": title}, "category": category});
    json!([
        {
            "id": format!("urn:fiducia:dataset:{uuid}:patron"), "source": "library", "entity_type": "Person",
            "title": {"en": "Your library card"}, "identifier_types": ["library_card", "ssn"],
            "attributes": [
                attribute("name", "Name", "pd:Name"),
                attribute("address.postalCode", "Postal code", "pd:PhysicalAddress"),
                attribute("birthDate", "Date of birth", "pd:BirthDate"),
            ],
        },
        {
            "id": format!("urn:fiducia:dataset:{uuid}:loans"), "source": "library", "entity_type": "Loan",
            "title": {"en": "Your loans"}, "identifier_types": ["library_card"],
            "attributes": [attribute("count", "Number of loans", "pd:ServiceConsumptionBehaviour")],
        },
    ])
}

/// A plain accept loop for the peers of the tests.
pub(crate) async fn serve(listener: tokio::net::TcpListener, router: Router) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        let service = hyper_util::service::TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let stream = hyper_util::rt::TokioIo::new(stream);
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(stream, service)
                .await;
        });
    }
}

/// A data using service with its keys.
pub(crate) struct Service {
    pub(crate) client_id: String,
    pub(crate) key: SigningKey,
    pub(crate) dpop: SigningKey,
}

impl Service {
    pub(crate) async fn register(operator: &Running, organisation: &str, client_id: &str) -> Self {
        let (key, dpop) = (key(), key());
        let new: NewService = serde_json::from_value(json!({
            "client_id": client_id, "organisation": organisation, "name": {"en": "Hobby Grants"},
            "jwks": Jwks::from(key.jwk().clone()), "return_urls": ["https://hobby.example/done"],
        }))
        .unwrap();
        operator.operator().add_service(new).await.unwrap();
        Self {
            client_id: client_id.to_owned(),
            key,
            dpop,
        }
    }

    pub(crate) fn proof(&self, method: &str, address: &str, token: Option<&str>) -> String {
        let request = dpop::Request {
            method,
            address,
            token,
            nonce: None,
        };
        dpop::sign(&self.dpop, &request, token_id(), now()).unwrap()
    }

    pub(crate) fn assertion(&self, audience: &str) -> String {
        let client = ClientId::parse(&self.client_id).unwrap();
        client_assertion::sign(&self.key, &client, audience, &token_id(), now()).unwrap()
    }

    pub(crate) async fn ask_token(&self, city: &City) -> Response {
        let endpoint = city.url("/oauth/token");
        city.call(Method::POST, "/oauth/token")
            .header("dpop", self.proof("POST", &endpoint, None))
            .form(&[
                ("grant_type", "client_credentials"),
                ("client_assertion_type", client_assertion::ASSERTION_TYPE),
                ("client_assertion", &self.assertion(&endpoint)),
            ])
            .send()
            .await
            .unwrap()
    }

    pub(crate) async fn token(&self, city: &City) -> String {
        let answer = self.ask_token(city).await;
        assert_eq!(answer.status(), 200, "{:?}", answer.text().await);
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["token_type"], "DPoP");
        answer["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn send(
        &self,
        city: &City,
        method: Method,
        path: &str,
        change: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Response {
        let token = self.token(city).await;
        let proof = self.proof(method.as_str(), &city.url(path), Some(&token));
        let request = city
            .call(method, path)
            .header("authorization", format!("DPoP {token}"))
            .header("dpop", proof);
        change(request).send().await.unwrap()
    }

    pub(crate) async fn post(&self, city: &City, path: &str, body: &Value) -> Response {
        self.send(city, Method::POST, path, |request| request.json(body))
            .await
    }

    pub(crate) async fn get(&self, city: &City, path: &str) -> Response {
        self.send(city, Method::GET, path, |request| request).await
    }
}

/// A person with a session.
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) token: String,
}

impl Person {
    pub(crate) async fn make(running: &Running, login: &str) -> Self {
        let operator = running.operator();
        let id = operator
            .create_account(NewAccount {
                login: Some(login.to_owned()),
                password: Some(SecretString::from(PASSWORD.to_owned())),
                name: Some("Aino".to_owned()),
                locale: "en".to_owned(),
            })
            .await
            .unwrap();
        for (id_type, value) in [("library_card", CARD), ("passport_number", "XP1234567")] {
            let identifier: NewIdentifier =
                serde_json::from_value(json!({"id": value, "id_type": id_type})).unwrap();
            operator.add_identifier(&id, identifier).await.unwrap();
        }
        let answer = http()
            .post(format!("{}/api/v1/sessions", running.url()))
            .json(&json!({"login": login, "password": PASSWORD}))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 201, "{:?}", answer.text().await);
        let answer: Value = answer.json().await.unwrap();
        Self {
            id,
            token: answer["token"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) async fn post(&self, city: &City, path: &str, body: &Value) -> Response {
        city.call(Method::POST, path)
            .bearer_auth(&self.token)
            .json(body)
            .send()
            .await
            .unwrap()
    }

    pub(crate) async fn get(&self, city: &City, path: &str) -> Value {
        let answer = city
            .call(Method::GET, path)
            .bearer_auth(&self.token)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{path}: {:?}", answer.text().await);
        answer.json().await.unwrap()
    }
}
