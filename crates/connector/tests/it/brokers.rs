//! The connector as a context source of a city's broker: a real one.

use broker::{Credentials, OpenConfig};
use protocol::jose::{Algorithm, SigningKey};
use serde_json::{Value, json};
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};
use tempfile::TempDir;

use crate::api::Api;
use crate::city::{City, read};
use crate::peers::dead_address;
use crate::staff::Member;

/// A broker with a database of its own.
struct Broker {
    url: String,
    client: reqwest::Client,
    running: broker::Running,
    _folder: TempDir,
}

impl Broker {
    async fn start(listen: &str, credentials: Vec<Credentials>) -> Self {
        web::install_crypto_provider();
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("broker.db").display().to_string();
        let vault = Vault::new(&MasterKey::generate());
        let database = Database::open(&file, Schema::Connector, Some(vault));
        let config = OpenConfig {
            listen: listen.to_owned(),
            credentials,
            ..OpenConfig::default()
        };
        let running = broker::start(database.await.unwrap(), config)
            .await
            .unwrap();
        Self {
            url: running.url.trim_end_matches('/').to_owned(),
            client: reqwest::Client::new(),
            running,
            _folder: folder,
        }
    }

    async fn registrations(&self, type_name: &str) -> Vec<Value> {
        let url = format!(
            "{}/ngsi-ld/v1/csourceRegistrations?type={type_name}",
            self.url
        );
        let request = self.client.get(url).header("NGSILD-Tenant", "city");
        let answer = request.send().await.unwrap();
        if answer.status() == 404 {
            return Vec::new();
        }
        answer.json().await.unwrap()
    }

    async fn until(&self, what: &str, is_so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        for _ in 0..300 {
            let found = self.registrations("Patron").await;
            if is_so(&found) {
                return found;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("never: {what}");
    }
}

async fn city(broker: &str) -> City {
    let mut city = City::prepare().await;
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.config.brokers = vec![read(
        json!({"url": broker, "tenant": "city", "every_seconds": 1}),
    )];
    city
}

async fn with_tenant(broker: &Broker) {
    // A tenant is there once something was made in it.
    let request = broker
        .client
        .post(format!("{}/ngsi-ld/v1/entities", broker.url));
    let made = request
        .header("NGSILD-Tenant", "city")
        .json(&json!({"id": "urn:a:b", "type": "Bench"}))
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), 201);
}

#[tokio::test]
async fn it_is_registered_by_type_renewed_and_withdrawn_when_it_stops() {
    let broker = Broker::start("127.0.0.1:0", Vec::new()).await;
    with_tenant(&broker).await;
    let mut city = city(&broker.url).await;
    city.serve().await;
    let found = broker
        .until("a registration", |found| found.len() == 1)
        .await;
    let registered = &found[0];
    assert_eq!(registered["endpoint"], city.url.as_str(), "{registered}");
    assert_eq!(registered["operations"], json!(["retrieveOps"]));
    assert_eq!(
        registered["information"][0]["entities"],
        json!([{"type": "Patron"}])
    );
    assert_eq!(
        registered["information"][0]["propertyNames"],
        json!(["address", "email", "loans", "name"])
    );
    assert!(
        !registered.to_string().contains("2900-17"),
        "nothing of it is about a person"
    );
    let status = city.admin("/api/v1/upstream").await;
    assert!(
        status["brokers"][0]["registered_at"].as_i64() > Some(0),
        "{status}"
    );

    // Its staff see it, too.
    let auditor = Member::come(&city, &["auditor"]).await;
    let home = auditor.page("/staff").await;
    for shown in [broker.url.as_str(), "Registered", "Last confirmed: "] {
        assert!(home.contains(shown), "{shown}: {home}");
    }

    let ends = registered["expiresAt"].clone();
    broker
        .until("a renewal", |found| {
            found.len() == 1 && found[0]["expiresAt"] != ends
        })
        .await;
    city.stop().await;
    assert_eq!(broker.registrations("Patron").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_broker_that_was_emptied_knows_it_again() {
    let broker = Broker::start("127.0.0.1:0", Vec::new()).await;
    with_tenant(&broker).await;
    let mut city = city(&broker.url).await;
    city.serve().await;
    let found = broker
        .until("a registration", |found| found.len() == 1)
        .await;
    let url = format!(
        "{}/ngsi-ld/v1/csourceRegistrations/{}",
        broker.url,
        found[0]["id"].as_str().unwrap()
    );
    let request = broker.client.delete(url).header("NGSILD-Tenant", "city");
    assert_eq!(request.send().await.unwrap().status(), 204);
    broker
        .until("a new registration", |found| found.len() == 1)
        .await;
    city.stop().await;
    broker.running.shutdown().await;
}

#[tokio::test]
async fn a_broker_that_refuses_or_is_dead_takes_nothing_from_the_city() {
    let strict = Broker::start(
        "127.0.0.1:0",
        vec![Credentials::Bearer("of somebody else".into())],
    )
    .await;
    let dead = format!("http://{}", dead_address().await);
    for (url, said, shown) in [
        (
            strict.url.clone(),
            "the broker refuses the connector's login",
            "Välittäjä ei hyväksy liittimen kirjautumista.",
        ),
        (
            dead,
            "the broker cannot be reached",
            "Välittäjään ei saatu yhteyttä.",
        ),
    ] {
        let mut city = city(&url).await;
        city.serve().await;
        for turn in 0.. {
            let status = city.admin("/api/v1/upstream").await;
            if status["brokers"][0]["failure"] == said {
                break;
            }
            assert!(turn < 200, "{status}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let auditor = Member::come(&city, &["auditor"]).await;
        let home = auditor.page_in("fi", "/staff").await;
        assert!(
            home.contains("Ei rekisteröity") && home.contains(shown),
            "{home}"
        );
        city.stop().await;
    }
}

#[tokio::test]
async fn a_broker_is_shown_a_token_and_a_new_one_where_it_takes_that_no_longer() {
    let broker = Broker::start("127.0.0.1:0", vec![Credentials::Bearer("t0ken".into())]).await;
    let made = broker
        .client
        .post(format!("{}/ngsi-ld/v1/entities", broker.url))
        .header("NGSILD-Tenant", "city")
        .bearer_auth("t0ken")
        .json(&json!({"id": "urn:a:b", "type": "Bench"}));
    assert_eq!(made.send().await.unwrap().status(), 201);
    let mut city = city(&broker.url).await;
    let secret = TempDir::new().unwrap();
    let file = secret.path().join("secret");
    std::fs::write(&file, "s3cret").unwrap();
    // The token endpoint gives one that the broker takes only the second time.
    let given = Api::start(|_, number| {
        let token = if number == 0 { "revoked" } else { "t0ken" };
        json!({"access_token": token, "token_type": "Bearer", "expires_in": 3600}).into()
    })
    .await;
    city.config.brokers[0].auth = read(json!({
        "kind": "client-credentials", "token_url": format!("{}/oauth/token", given.url),
        "client_id": "connector", "client_secret": {"file": file},
    }));
    city.serve().await;
    for turn in 0.. {
        let status = city.admin("/api/v1/upstream").await;
        if status["brokers"][0]["registered_at"].as_i64() > Some(0) {
            break;
        }
        assert!(turn < 200, "{status}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(given.targets(), ["/oauth/token", "/oauth/token"]);
    assert_eq!(
        given.asked()[1].header("authorization"),
        "Basic Y29ubmVjdG9yOnMzY3JldA=="
    );
    city.stop().await;
}

#[tokio::test]
async fn without_entities_there_is_nothing_to_register() {
    let mut city = city("http://127.0.0.1:9/").await;
    city.config.routes[0].shape = connector::config::Shape::Plain;
    let started = connector::Connector::start_with(city.config.clone(), city.clock.clone()).await;
    let error = started.err().unwrap().to_string();
    assert!(error.contains("nothing to register"), "{error}");
    let checked = connector::check(&city.config).await;
    assert!(
        checked.contains(&Err(error)),
        "the check says the same: {checked:?}"
    );
}

/// A city that has registered at the broker and may release the person's name.
async fn city_with_a_name(broker: &Broker) -> City {
    with_tenant(broker).await;
    let mut city = city(&broker.url).await;
    city.upstream.answer(crate::peers::Answer::Json(json!({
        "id": "urn:x:4711", "type": "Patron", "name": {"type": "Property", "value": "Aino Virtanen"},
        "email": {"type": "Property", "value": "aino@example.org"},
    })));
    city.serve().await;
    broker
        .until("a registration", |found| found.len() == 1)
        .await;
    let dataset = crate::release::dataset_id(&city).await;
    city.operator
        .answer(crate::release::permitting(&dataset, &["name"]));
    city
}

/// What the broker answers at `path` below its API, where a service shows it these headers.
async fn ask(broker: &Broker, path: &str, headers: &[(&str, String)]) -> Value {
    let mut request = broker
        .client
        .get(format!("{}/ngsi-ld/v1/{path}", broker.url))
        .header("NGSILD-Tenant", "city");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    request.send().await.unwrap().json().await.unwrap()
}

fn is_the_name_alone(found: &Value) -> bool {
    found["name"]["value"] == "Aino Virtanen"
        && found.get("email").is_none()
        && found["id"] != "urn:x:4711"
}

#[tokio::test]
async fn a_service_gets_what_is_permitted_through_the_broker_and_nothing_without_a_ticket() {
    let broker = Broker::start("127.0.0.1:0", Vec::new()).await;
    let mut city = city_with_a_name(&broker).await;
    assert_eq!(
        ask(&broker, "entities?type=Patron", &[]).await,
        json!([]),
        "without a ticket"
    );
    let mut claims = city.claims();
    claims["aud"] = json!(city.url);
    let ticket = city.operator.sign(&claims);
    let found = ask(
        &broker,
        "entities?type=Patron",
        &[("MIM4-Request-Ticket", ticket)],
    )
    .await;
    assert!(is_the_name_alone(&found[0]), "{found}");
    city.stop().await;
}

#[tokio::test]
async fn a_bound_ticket_goes_through_the_broker_with_a_proof_for_the_connector() {
    let broker = Broker::start("127.0.0.1:0", Vec::new()).await;
    let mut city = city_with_a_name(&broker).await;
    let key = SigningKey::generate(Algorithm::Es256, &mut |bytes| rand::fill(bytes)).unwrap();
    let mut claims = city.claims();
    claims["aud"] = json!(city.url);
    claims["cnf"] = json!({"jkt": key.thumbprint().to_string()});
    let ticket = city.operator.sign(&claims);
    let listed = format!("{}/ngsi-ld/v1/entities", city.url);
    let shown = |scheme: &str, proof: Option<String>| {
        let ticket = match scheme {
            "Authorization" => ("Authorization", format!("DPoP {ticket}")),
            _ => ("MIM4-Request-Ticket", ticket.clone()),
        };
        let proof = proof.map(|proof| ("DPoP", proof));
        [Some(ticket), proof]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
    };
    for scheme in ["Authorization", "MIM4-Request-Ticket"] {
        let proof = city.proof(&key, "GET", &listed, &ticket);
        let with_proof = shown(scheme, Some(proof));
        let found = ask(&broker, "entities?type=Patron", &with_proof).await;
        assert!(is_the_name_alone(&found[0]), "{scheme}: {found}");
        let again = ask(&broker, "entities?type=Patron", &with_proof).await;
        assert_eq!(again, json!([]), "{scheme}: a proof is good once");
        let without = ask(&broker, "entities?type=Patron", &shown(scheme, None)).await;
        assert_eq!(without, json!([]), "{scheme}: without a proof");
        let for_the_broker = format!("{}/ngsi-ld/v1/entities", broker.url);
        let proof = city.proof(&key, "GET", &for_the_broker, &ticket);
        let found = ask(&broker, "entities?type=Patron", &shown(scheme, Some(proof))).await;
        assert_eq!(found, json!([]), "{scheme}: a proof for the broker");

        // One entity, by the id that the service knows it by.
        let proof = city.proof(&key, "GET", &listed, &ticket);
        let found = ask(&broker, "entities?type=Patron", &shown(scheme, Some(proof))).await;
        let id = found[0]["id"].as_str().unwrap();
        let one = format!("{listed}/{id}");
        let proof = city.proof(&key, "GET", &one, &ticket);
        let path = format!("entities/{id}");
        let found = ask(&broker, &path, &shown(scheme, Some(proof))).await;
        assert!(is_the_name_alone(&found), "{scheme}: {found}");
    }
    city.stop().await;
}
