//! A context broker as the source: ours, on a port of its own, as any other would be.

use broker::Broker;
use http::Method;
use serde_json::{Value, json};
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};
use tempfile::TempDir;

use crate::api::{Api, fails_in_words_of_ours};
use crate::changes::change;
use crate::city::{City, read};
use crate::hostile::{HOSTILE, decoded};
use crate::own_data::vouch;
use crate::peers::{Answer, Server, active};
use crate::release::{dataset_id, permitting};

pub(crate) const TENANT: &str = "library";

/// A broker that keeps patrons.
pub(crate) struct Peer {
    pub(crate) server: Server,
    pub(crate) client: reqwest::Client,
    _folder: TempDir,
}

impl Peer {
    pub(crate) async fn start(entities: &[Value]) -> Self {
        Self::with(broker::Config::default(), entities).await
    }

    /// As [`Peer::start`], set so.
    pub(crate) async fn with(config: broker::Config, entities: &[Value]) -> Self {
        web::install_crypto_provider();
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("broker.db").display().to_string();
        let vault = Vault::new(&MasterKey::generate());
        let database = Database::open(&file, Schema::Connector, Some(vault))
            .await
            .unwrap();
        let server = Server::start(Broker::router(database, config).unwrap()).await;
        let peer = Self {
            server,
            client: reqwest::Client::new(),
            _folder: folder,
        };
        for entity in entities {
            let request = peer
                .client
                .post(format!("{}/ngsi-ld/v1/entities", peer.server.url));
            let request = request.header("ngsild-tenant", TENANT).json(entity);
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 201, "{}", response.text().await.unwrap());
        }
        peer
    }

    /// What it keeps under an id.
    async fn kept(&self, id: &str) -> Option<Value> {
        let request = self
            .client
            .get(format!("{}/ngsi-ld/v1/entities/{id}", self.server.url));
        let response = request
            .header("ngsild-tenant", TENANT)
            .send()
            .await
            .unwrap();
        match response.status().as_u16() {
            200 => Some(response.json().await.unwrap()),
            status => {
                assert_eq!(status, 404);
                None
            }
        }
    }
}

fn property(value: &Value) -> Value {
    json!({"type": "Property", "value": value})
}

fn patron(number: &str, name: &str) -> Value {
    json!({
        "id": format!("urn:ngsi-ld:Patron:{number}"), "type": "Patron",
        "libraryCard": property(&json!(number)), "name": property(&json!(name)),
        "email": property(&json!(format!("{number}@example.org"))),
        "address": property(&json!({"street": "Katu 1", "city": "Espoo"})),
        "fines": property(&json!(3)),
    })
}

pub(crate) async fn library(url: &str, entities: Value, more: Value) -> City {
    let mut city = City::prepare().await;
    let mut upstream = json!({
        "kind": "ngsi-ld", "tenant": TENANT,
        "broker": {"base_url": url, "retries": 0, "answer_ms": 500, "whole_ms": 1000, "whole_answer": 100_000},
    });
    upstream
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    city.config.upstream = read(upstream);
    city.config.routes.truncate(1);
    city.config.routes[0].request = None;
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.config.routes[0].entities = Some(read(entities));
    city
}

fn by_attribute() -> Value {
    json!({"attribute": "libraryCard", "identifier": "library_card"})
}

pub(crate) fn ways() -> [Value; 3] {
    [
        json!({"id": "urn:ngsi-ld:Patron:{library_card}"}),
        by_attribute(),
        json!({"q": "libraryCard==\"{library_card}\""}),
    ]
}

#[tokio::test]
async fn a_person_is_found_by_id_attribute_or_query_and_nobody_else() {
    let peer = Peer::start(&[patron("2900-17", "Aino"), patron("2900-18", "Eino")]).await;
    for way in ways() {
        for push_down in ["attrs", "pick", "none"] {
            let mut city = library(
                &peer.server.url,
                way.clone(),
                json!({"push_down": push_down}),
            )
            .await;
            city.serve().await;
            let dataset = dataset_id(&city).await;
            city.operator
                .answer(permitting(&dataset, &["name", "address"]));
            let released = city.released().await;
            let entity = &released[0];
            assert_eq!(released.as_array().unwrap().len(), 1, "{way} {released}");
            assert_eq!(
                (&entity["type"], &entity["name"]["value"]),
                (&json!("Patron"), &json!("Aino"))
            );
            assert_eq!(entity["address"]["value"]["city"], "Espoo");
            for withheld in ["email", "fines", "libraryCard"] {
                assert!(entity.get(withheld).is_none(), "{released}");
            }
            assert!(
                !released.to_string().contains("2900-17"),
                "the id stands for the service"
            );
            city.operator.answer(Answer::Json(active("2900-99")));
            assert_eq!(city.released().await, json!([]), "{way}");
        }
    }
}

#[tokio::test]
async fn the_broker_is_asked_for_permitted_attributes_under_its_tenant_and_context() {
    let api = Api::start(|_, _| json!([patron("2900-17", "Aino")]).into()).await;
    for (push_down, expected) in [
        ("attrs", "&attrs=address,name,libraryCard"),
        ("pick", "&pick=id,type,address,name,libraryCard"),
        ("none", ""),
    ] {
        let more = json!({"push_down": push_down, "context": "https://example.org/context.jsonld"});
        let mut city = library(&api.url, by_attribute(), more).await;
        city.serve().await;
        let dataset = dataset_id(&city).await;
        city.operator
            .answer(permitting(&dataset, &["name", "address"]));
        city.released().await;
        let asked = api.asked().pop().unwrap();
        let query = "/ngsi-ld/v1/entities?type=Patron&q=libraryCard%3D%3D%222900-17%22";
        assert_eq!(asked.target, format!("{query}{expected}&limit=100"));
        assert_eq!(asked.header("ngsild-tenant"), TENANT);
        assert!(
            asked
                .header("link")
                .starts_with("<https://example.org/context.jsonld>; rel=")
        );
    }
}

#[tokio::test]
async fn identifiers_stay_in_their_place_or_are_refused() {
    let peer = Peer::start(&[patron("2900-18", "Eino")]).await;
    let api = Api::start(|_, _| json!([]).into()).await;
    let more = [
        "\" or name==\"Eino",
        "x\"|libraryCard==\"2900-18",
        "x\");(name",
        "*",
        ".*",
        "2900-18\n",
        "a\\",
        "'",
    ];
    for way in ways() {
        let mut real = library(&peer.server.url, way.clone(), json!({})).await;
        real.serve().await;
        let mut seen = library(&api.url, way.clone(), json!({})).await;
        seen.serve().await;
        for hostile in HOSTILE.iter().chain(&more) {
            for city in [&real, &seen] {
                city.operator.answer(Answer::Json(active(hostile)));
                let response = city.ask().await;
                let text = response.text().await.unwrap();
                assert!(!text.contains("Eino"), "{way} {hostile}: {text}");
            }
            let Some(asked) = api.asked().pop() else {
                continue;
            };
            let (path, query) = asked.target.split_once('?').unwrap();
            assert_eq!(path, "/ngsi-ld/v1/entities");
            let names: Vec<&str> = query
                .split('&')
                .map(|pair| pair.split('=').next().unwrap())
                .collect();
            assert!(
                names == ["type", "q", "attrs", "limit"]
                    || names == ["type", "id", "attrs", "limit"],
                "{query}"
            );
            let value = decoded(query.split('&').nth(1).unwrap().split_once('=').unwrap().1);
            if let Some(quoted) = value.strip_prefix("libraryCard==\"") {
                let inside = quoted.strip_suffix('"').unwrap();
                assert!(!inside.contains(['"', '\\']), "{value}");
            } else {
                let id = value.strip_prefix("urn:ngsi-ld:Patron:").unwrap();
                assert!(
                    id.bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)),
                    "{id}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_broker_that_gives_somebody_elses_entity_releases_nothing() {
    for entity in [
        patron("2900-18", "Eino"),
        json!({"id": "urn:x", "type": "Patron", "name": property(&json!("Eino"))}),
        json!("Eino"),
    ] {
        let api = Api::start(move |_, _| json!([patron("2900-17", "Aino"), entity]).into()).await;
        let mut city = library(&api.url, by_attribute(), json!({})).await;
        city.serve().await;
        let response = city.ask().await;
        city.refused(response, 502, "source-bad-answer").await;
    }
}

#[tokio::test]
async fn pages_are_read_to_their_end_and_no_further_than_may_be() {
    let many: Vec<Value> = (0..25)
        .map(|number| {
            let mut entity = patron("2900-17", "Aino");
            entity["id"] = json!(format!("urn:ngsi-ld:Patron:{number}"));
            entity
        })
        .collect();
    let peer = Peer::start(&many).await;
    let mut city = library(&peer.server.url, by_attribute(), json!({"page": 10})).await;
    city.serve().await;
    assert_eq!(city.released().await.as_array().unwrap().len(), 25);
    let mut city = library(
        &peer.server.url,
        by_attribute(),
        json!({"page": 10, "most_pages": 2}),
    )
    .await;
    city.serve().await;
    let response = city.ask().await;
    city.refused(response, 502, "source-too-large").await;
}

#[tokio::test]
async fn a_broker_that_fails_is_said_in_words_of_ours() {
    let raw = |status, kind, text: &str| Answer::Raw(status, kind, text.to_owned());
    let own = vec![
        (
            raw(400, "application/json", "{\"title\":\"Aino\"}"),
            502,
            "source-error",
        ),
        (
            raw(404, "application/json", "{\"title\":\"no tenant of Aino\"}"),
            502,
            "source-error",
        ),
        (raw(503, "text/plain", "Aino"), 502, "source-error"),
        (
            raw(200, "application/json", "{\"name\":\"Aino\"}"),
            502,
            "source-bad-answer",
        ),
        (
            raw(200, "application/json", "[{\"id\":"),
            502,
            "source-bad-answer",
        ),
        (Answer::CutOff("[]".to_owned()), 502, "source-bad-answer"),
    ];
    fails_in_words_of_ours(own, async |answer| {
        let api = Api::start(move |_, _| answer.clone().into()).await;
        let city = library(&api.url, by_attribute(), json!({})).await;
        (api, city)
    })
    .await;
}

#[tokio::test]
async fn a_person_corrects_and_erases_their_entity_at_the_broker() {
    let peer = Peer::start(&[patron("2900-17", "Aino"), patron("2900-18", "Eino")]).await;
    for way in ways() {
        let id = "urn:ngsi-ld:Patron:2900-17";
        if peer.kept(id).await.is_none() {
            let request = peer
                .client
                .post(format!("{}/ngsi-ld/v1/entities", peer.server.url));
            let request = request
                .header("ngsild-tenant", TENANT)
                .json(&patron("2900-17", "Aino"));
            assert_eq!(request.send().await.unwrap().status(), 201);
        }
        let mut city = library(&peer.server.url, way, json!({})).await;
        let dataset = &mut city.config.datasets[0];
        (dataset.self_access, dataset.self_change) = (true, true);
        for attribute in &mut dataset.attributes {
            attribute.rectify = read(json!("by-person"));
        }
        city.operator.publish("profile", json!("fiducia-1"));
        city.serve().await;
        vouch(&city).await;
        let patch =
            json!({"email": "new\"@y", "address": {"street": "Polku 2"}, "name": null, "loans": 2});
        let response = change(&city, Method::PATCH, Some(patch)).await;
        assert_eq!(response.status(), 204, "{}", response.text().await.unwrap());
        let kept = peer.kept(id).await.unwrap();
        assert_eq!(kept["email"]["value"], "new\"@y", "{kept}");
        assert_eq!(
            kept["address"]["value"],
            json!({"street": "Polku 2", "city": "Espoo"})
        );
        assert_eq!(
            (kept.get("name"), &kept["loans"]["value"]),
            (None, &json!(2))
        );
        assert_eq!(kept["fines"]["value"], 3, "what is not described stays");
        let response = change(&city, Method::DELETE, None).await;
        assert_eq!(response.status(), 204);
        assert_eq!(peer.kept(id).await, None);
        let response = change(&city, Method::DELETE, None).await;
        city.refused(response, 403, "person-unknown-at-source")
            .await;
        let other = peer.kept("urn:ngsi-ld:Patron:2900-18").await;
        assert_eq!(other.unwrap()["name"]["value"], "Eino");
    }
}

#[tokio::test]
async fn what_cannot_work_is_refused_at_the_start() {
    for (entities, word) in [
        (json!({}), "one of"),
        (json!({"id": "urn:x:{library_card}", "q": "a"}), "one of"),
        (json!({"id": "urn:x"}), "names no identifier"),
        (json!({"q": "a==\"{ssn}\""}), "identifier_types"),
        (json!({"attribute": "a,b"}), "no attribute's name"),
        (
            json!({"attribute": "a", "identifier": "ssn"}),
            "identifier_types",
        ),
        (json!({"id": "urn:{/id}"}), "identifiers alone"),
        (json!({"q": "a==\"{.email}\""}), "identifiers alone"),
    ] {
        let city = library("http://127.0.0.1:1", entities.clone(), json!({})).await;
        let findings = connector::check(&city.config).await;
        let is_said =
            |finding: &Result<String, String>| matches!(finding, Err(text) if text.contains(word));
        assert!(findings.iter().any(is_said), "{entities}: {findings:?}");
    }
}
