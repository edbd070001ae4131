//! A connector under test between its peers.

use std::time::Duration;

use connector::config::{
    DatasetConfig, OperatorConfig, RouteConfig, TrustGroupConfig, UpstreamConfig,
};
use connector::{Clock, Config, Connector, Running};
use protocol::dpop;
use protocol::ids::TokenId;
use protocol::jose::SigningKey;
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use storage::{Database, Schema};
use tempfile::TempDir;

use crate::peers::{Operator, PERSONAL, Registry, Upstream, new_uuid};

/// The route asked for unless a test says otherwise.
pub(crate) const ROUTE: &str = "/patrons/me";

pub(crate) struct City {
    pub(crate) registry: Registry,
    pub(crate) operator: Operator,
    pub(crate) upstream: Upstream,
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) url: String,
    pub(crate) client: reqwest::Client,
    folder: TempDir,
    running: Option<Running>,
}

pub(crate) fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

impl City {
    /// Peers that stand, and a configuration; the connector does not serve yet.
    pub(crate) async fn prepare() -> Self {
        web::install_crypto_provider();
        let (registry, operator, upstream) = (
            Registry::start().await,
            Operator::start().await,
            Upstream::start().await,
        );
        registry.serve(&registry.payload(&[&operator]));
        let folder = TempDir::new().unwrap();
        let rest = json!({
            "kind": "rest", "base_url": upstream.url, "answer_ms": 500, "pause_ms": 500, "whole_ms": 1000,
            "largest_answer": 4_000_000, "whole_answer": 100_000,
            // Tests count what the source is asked.
            "retries": 0,
        });
        let mut config =
            Config::development("City library", folder.path(), read::<UpstreamConfig>(rest));
        config.limits.introspection_ms = 500;
        config.limits.fetch_ms = 500;
        config.datasets.push(dataset());
        config.routes.push(read::<RouteConfig>(json!({
            "path": ROUTE, "dataset": "patron", "request": {"path": "/patrons/{library_card}"},
        })));
        config.routes.push(read::<RouteConfig>(json!({
            "path": "/loans", "dataset": "patron", "pointer": "/rows",
            "request": {"path": "/v2/loans", "query": {"card": "{library_card}", "shape": "flat"},
                        "headers": {"x-person": "{library_card}"}},
        })));
        config.trust_groups.push(trust_group(&registry));
        let mut city = Self {
            registry,
            operator,
            upstream,
            config,
            clock: Clock::system(),
            url: String::new(),
            client: reqwest::Client::new(),
            folder,
            running: None,
        };
        let agreed = agreement(&city.operator);
        city.config.operators.push(agreed);
        city
    }

    /// As [`City::prepare`], where the connector keeps the entities itself, and has one route.
    pub(crate) async fn prepare_store() -> Self {
        let mut city = Self::prepare().await;
        city.config.upstream = read(json!({"kind": "store"}));
        city.config.routes.truncate(1);
        city.config.routes[0].request = None;
        city
    }

    pub(crate) async fn start() -> Self {
        let mut city = Self::prepare().await;
        city.serve().await;
        city
    }

    pub(crate) async fn serve(&mut self) {
        let running = Connector::start_with(self.config.clone(), self.clock.clone())
            .await
            .unwrap();
        running.url.trim_end_matches('/').clone_into(&mut self.url);
        // A connector that starts again does so where it was.
        let listen = self.url.trim_start_matches("http://");
        listen.clone_into(&mut self.config.listen);
        self.running = Some(running);
    }

    /// The address at which the store is open to the back office.
    pub(crate) fn open_url(&self) -> String {
        let url = self.running.as_ref().and_then(Running::open_url);
        url.unwrap().trim_end_matches('/').to_owned()
    }

    pub(crate) async fn stop(&mut self) {
        // Kept connections would hold the old server up.
        self.client = reqwest::Client::new();
        self.running.take().unwrap().shutdown().await;
    }

    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.serve().await;
    }

    /// Another connector begins with what this one has stored until now, as after a crash. This one goes on meanwhile;
    /// what it does is not seen any longer.
    pub(crate) async fn begin_as_after_a_crash(&mut self) -> Running {
        let folder = TempDir::new().unwrap();
        for name in ["master.key", "admin.token"] {
            std::fs::copy(self.folder.path().join(name), folder.path().join(name)).unwrap();
        }
        let url = self.config.database_url();
        let stored = Database::open(&url, Schema::Connector, None).await.unwrap();
        stored
            .backup(&folder.path().join("connector.db"))
            .await
            .unwrap();
        stored.close().await;
        let before = self.running.take().unwrap();
        folder.path().clone_into(&mut self.config.data);
        "127.0.0.1:0".clone_into(&mut self.config.listen);
        self.folder = folder;
        self.serve().await;
        before
    }

    /// The claims of §5.3 and no others.
    pub(crate) fn claims_of(&self, operator: &Operator) -> Value {
        let now = self.clock.seconds();
        json!({
            "iss": operator.uuid, "sub": "Hobby grants", "aud": format!("{}{ROUTE}", self.url),
            "exp": now + 300, "iat": now, "jti": new_uuid(), "mop_processing_record_uuid": new_uuid(),
        })
    }

    pub(crate) fn claims(&self) -> Value {
        self.claims_of(&self.operator)
    }

    /// A ticket that is good for one request.
    pub(crate) fn ticket(&self) -> String {
        self.operator.sign(&self.claims())
    }

    pub(crate) async fn show_at(&self, path: &str, ticket: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url));
        request
            .header("MIM4-Request-Ticket", ticket)
            .send()
            .await
            .unwrap()
    }

    /// Asks for the person's data with a ticket.
    pub(crate) async fn show(&self, ticket: &str) -> Response {
        self.show_at(ROUTE, ticket).await
    }

    /// Asks with a good ticket.
    pub(crate) async fn ask(&self) -> Response {
        self.show(&self.ticket()).await
    }

    /// What is released on a good ticket.
    pub(crate) async fn released(&self) -> Value {
        released(self.ask().await).await
    }

    /// A ticket bound to the service's key.
    pub(crate) fn bound_ticket(&self, key: &SigningKey) -> String {
        let mut claims = self.claims();
        claims["cnf"] = json!({"jkt": key.thumbprint().to_string()});
        self.operator.sign(&claims)
    }

    pub(crate) fn proof(
        &self,
        key: &SigningKey,
        method: &str,
        address: &str,
        ticket: &str,
    ) -> String {
        let request = dpop::Request {
            method,
            address,
            token: Some(ticket),
            nonce: None,
        };
        let jti = TokenId::parse(&new_uuid()).unwrap();
        dpop::sign(key, &request, jti, self.clock.seconds()).unwrap()
    }

    pub(crate) async fn show_with_proof(&self, ticket: &str, proof: Option<&str>) -> Response {
        let request = self.client.get(format!("{}{ROUTE}", self.url));
        let mut request = request.header("authorization", format!("DPoP {ticket}"));
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        request.send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url));
        request.send().await.unwrap()
    }

    /// What the connector says of itself.
    pub(crate) async fn metadata(&self) -> Value {
        let metadata = self.get("/.well-known/connector-config").await;
        metadata.json().await.unwrap()
    }

    /// What opens the organisation's own API.
    pub(crate) fn admin_token(&self) -> String {
        let token = std::fs::read_to_string(self.folder.path().join("admin.token"));
        token.unwrap().trim().to_owned()
    }

    /// The organisation's own API.
    pub(crate) async fn admin(&self, path: &str) -> Value {
        let request = self.client.get(format!("{}{path}", self.url));
        let response = request
            .bearer_auth(self.admin_token())
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.json().await.unwrap()
    }

    /// As [`City::admin`], with a body to send.
    pub(crate) async fn post_admin(&self, path: &str, body: &Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.url));
        let response = request
            .bearer_auth(self.admin_token())
            .json(body)
            .send()
            .await;
        let response = response.unwrap();
        assert!(response.status().is_success(), "{response:?}");
        response.json().await.unwrap()
    }

    /// Keeps entities of the usual person in the embedded store.
    pub(crate) async fn keep(&self, entities: &[Value]) {
        let request = self.client.put(format!("{}/api/v1/entities", self.url));
        let given = json!({
            "dataset": "patron", "entities": entities,
            "identifiers": [{"id_type": "library_card", "id": "2900-17"}],
        });
        let response = request
            .bearer_auth(self.admin_token())
            .json(&given)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
    }

    /// Makes the connector ask another source.
    pub(crate) fn point_upstream_at(&mut self, url: &str) {
        let UpstreamConfig::Rest(rest) = &mut self.config.upstream else {
            panic!("the upstream is `rest`")
        };
        rest.base_url = url.parse().unwrap();
    }

    /// The outcome that the operator was told as the `index`th.
    pub(crate) async fn outcome(&self, index: usize) -> Value {
        eventually("an outcome", || {
            self.operator.outcomes().get(index).cloned()
        })
        .await
        .json()
    }

    /// What was found of the source, without when.
    pub(crate) async fn findings(&self) -> Vec<Value> {
        let mut status = self.admin("/api/v1/upstream").await;
        let mut all = status["findings"].as_array_mut().unwrap().clone();
        for one in all.iter_mut().filter_map(Value::as_object_mut) {
            one.retain(|name, _| !name.ends_with("_seen_at"));
        }
        all
    }

    /// The connector's log, newest first.
    pub(crate) async fn log(&self) -> Vec<Value> {
        let log = self.admin("/api/v1/log?limit=1000").await;
        log["entries"].as_array().unwrap().clone()
    }

    /// Asserts that nothing was released, that the service was told why, and that the log says it too. Gives the log's
    /// record.
    pub(crate) async fn refused(&self, response: Response, status: u16, problem: &str) -> Value {
        let found = response.status().as_u16();
        let media = response
            .headers()
            .get("content-type")
            .map(|media| media.to_str().unwrap().to_owned());
        let text = response.text().await.unwrap();
        assert_eq!(found, status, "{text}");
        assert_eq!(media.as_deref(), Some("application/problem+json"), "{text}");
        for personal in PERSONAL {
            assert!(
                !text.replace(&self.url, "").contains(personal),
                "{personal} in {text}"
            );
        }
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["type"], format!("{}/problems/{problem}", self.url));
        assert_eq!(document["status"], status);
        let log = self.log().await;
        let newest = log.first().expect("the refusal is in the log");
        assert_eq!(newest["kind"], "refusal", "{newest}");
        assert_eq!(newest["record"]["refused"], problem, "{newest}");
        assert_eq!(
            newest["record"]["request"], document["instance"],
            "the log's entry is about this request"
        );
        assert!(newest["record"].get("released").is_none(), "{newest}");
        newest["record"].clone()
    }

    /// As [`City::refused`], and the source was not even asked.
    pub(crate) async fn refused_unasked(
        &self,
        response: Response,
        status: u16,
        problem: &str,
    ) -> Value {
        let record = self.refused(response, status, problem).await;
        assert!(self.upstream.asked().is_empty(), "the source was asked");
        record
    }

    /// As [`City::refused_unasked`], and the operator was not asked either.
    pub(crate) async fn refused_at_sight(
        &self,
        response: Response,
        status: u16,
        problem: &str,
    ) -> Value {
        let record = self.refused_unasked(response, status, problem).await;
        assert!(self.operator.asked().is_empty(), "the operator was asked");
        record
    }
}

/// The body of an answer that releases data.
pub(crate) async fn released(response: Response) -> Value {
    let status = response.status();
    let text = response.text().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// What the source has agreed with an operator: where its access items are, which §5.7 does not say.
pub(crate) fn agreement(operator: &Operator) -> OperatorConfig {
    read(json!({
        "operator_uuid": operator.uuid, "access_item_url": format!("{}/access-items", operator.url),
    }))
}

pub(crate) fn trust_group(registry: &Registry) -> TrustGroupConfig {
    read(json!({"registry": registry.url, "keys": {"keys": [registry.key.jwk()]}}))
}

fn dataset() -> DatasetConfig {
    let attribute = |path: &str, category: &str| json!({"path": path, "category": format!("https://w3id.org/dpv/pd#{category}"), "title": {"en": path}});
    let object = |path, category| {
        let mut attribute = attribute(path, category);
        attribute["holds"] = json!("object");
        attribute
    };
    read(json!({
        "id": "patron", "source": "city-library", "entity_type": "Patron", "title": {"en": "Library patron"},
        "identifier_types": ["library_card"],
        "attributes": [
            attribute("name", "Name"), attribute("email", "EmailAddress"),
            object("address", "Location"), object("loans", "Purchase"),
        ],
    }))
}

/// Polls until something is there, for what happens after the answer.
pub(crate) async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    const TRIES: u32 = 1_000;
    for _ in 0..TRIES {
        if let Some(found) = look() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what} did not happen within 20 s");
}
