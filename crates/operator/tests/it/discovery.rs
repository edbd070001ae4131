//! Connectors that another operator of a trust group shares are used without registering anywhere.
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use operator::{Config, Operator};
use protocol::jose::{Jwks, SigningKey};
use protocol::trust_list;
use serde_json::{Value, json};
use storage::operator::sources::Sources as _;

use crate::city::{Connector, GROUP, Person, Service, http, key, now, serve};

/// A registry that signs a list of its members, and another operator that shares a connector.
struct Group {
    url: String,
    key: Mutex<SigningKey>,
    /// Lists handed out so far.
    lists: std::sync::atomic::AtomicUsize,
    members: Mutex<Value>,
    other: Mutex<Value>,
}

async fn group(connector: &Connector) -> Arc<Group> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let uuid = uuid::Uuid::new_v4().to_string();
    let member = json!({"operatorDescription": {"operator_uuid": uuid, "name": "Rennes", "operator_base_url": format!("{url}/rennes")}});
    let other = json!({
        "operator_uuid": uuid, "operator_key": key().jwk(), "name": "Rennes", "vendor": "x",
        "operator_base_url": format!("{url}/rennes"), "introspection_url": "/introspect",
        // The single object of §5.9's own example.
        "shared_connectors": {"trust_group_uuid": GROUP, "connectors": [{"connector_base_url": connector.url}]},
    });
    let group = Arc::new(Group {
        url,
        key: Mutex::new(key()),
        lists: 0.into(),
        members: Mutex::new(json!([member])),
        other: Mutex::new(other),
    });
    let router = Router::new()
        .route(
            "/jwks.json",
            get(|State(g): State<Arc<Group>>| async move {
                axum::Json(Jwks::from(g.key.lock().unwrap().jwk().clone()))
            }),
        )
        .route(
            "/trustlist-api/groups",
            get(|State(g): State<Arc<Group>>| async move {
                let members = g.members.lock().unwrap().clone();
                let key = g.key.lock().unwrap().clone();
                let list = json!({
                    "trust_group": {"trust_group_uuid": GROUP, "members": members},
                    "sequence": 7, "iat": now(), "exp": now() + 600,
                });
                g.lists.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                trust_list::sign(&serde_json::from_value(list).unwrap(), &[&key]).unwrap()
            }),
        )
        .route(
            "/rennes/.well-known/mydataoperator-config",
            get(|State(g): State<Arc<Group>>| async move {
                axum::Json(g.other.lock().unwrap().clone())
            }),
        )
        .with_state(Arc::clone(&group));
    tokio::spawn(serve(listener, router));
    group
}

async fn start(group: &Group, folder: &tempfile::TempDir) -> operator::Running {
    start_looking_every(1, group, folder).await
}

async fn start_looking_every(
    seconds: u32,
    group: &Group,
    folder: &tempfile::TempDir,
) -> operator::Running {
    let mut config = Config::development("Helsinki", folder.path());
    config.trust_groups = vec![operator::TrustGroup {
        uuid: GROUP.parse().unwrap(),
        registry: group.url.clone(),
        keys_file: None,
        lease_seconds: 0,
    }];
    config.limits.source_refresh_seconds = seconds;
    Operator::start(config).await.unwrap()
}

/// The connector's row, once the operator has met it.
async fn met(operator: &operator::Running, connector: &Connector) -> String {
    loop {
        let row = operator
            .operator()
            .database()
            .connector(&connector.uuid)
            .await
            .unwrap();
        if let Some(row) = row {
            return row.sharing;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn mim4_5_9_a_connector_shared_by_another_operator_needs_no_registration_here() {
    let connector = Connector::start(&["attribute-filter"]).await;
    let group = group(&connector).await;
    let folder = tempfile::tempdir().unwrap();
    let running = start(&group, &folder).await;
    assert_eq!(met(&running, &connector).await, "foreign");
    let operator = running.operator();
    let organisation = operator
        .add_organisation(serde_json::from_value(json!({"name": "Hobby"})).unwrap())
        .await
        .unwrap();
    let service = Service::register(&running, &organisation, "hobby").await;
    let (intended_use, _) = operator
        .add_intended_use(connector.intended_use("hobby"))
        .await
        .unwrap();
    let person = Person::make(&running, crate::city::LOGIN).await;
    let city = crate::city::City {
        operator: running,
        clock: operator::clock::Clock::default(),
        client: http(),
        connector,
        service,
        intended_use,
        person,
        folder,
    };
    let (leg, _) = city.permit(&[]).await;
    let answer = city.introspect(&city.ticket(&leg).await).await;
    assert_eq!(answer["active"], true, "{answer}");
    // It is the other operator's to list.
    let metadata: Value = city
        .get("/.well-known/mydataoperator-config")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(metadata["shared_connectors"], json!([]));
    city.end().await;
}

#[tokio::test]
async fn what_was_found_about_a_connector_goes_with_it() {
    let connector = Connector::start(&["attribute-filter"]).await;
    connector.shared.datasets.lock().unwrap()[0]["identifier_types"] = json!("library_card");
    let group = group(&connector).await;
    let folder = tempfile::tempdir().unwrap();
    let running = start(&group, &folder).await;
    let found = async |count: usize| loop {
        let findings = running.operator().connector_findings().await.unwrap();
        if findings.len() == count {
            return findings;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!(found(1).await[0].base_url, connector.url);
    group.other.lock().unwrap()["shared_connectors"] = json!([]);
    found(0).await;
    running.shutdown();
    running.joined().await.unwrap();
}

#[tokio::test]
async fn an_administrator_has_the_operator_look_at_once() {
    let (first, second) = (Connector::start(&[]).await, Connector::start(&[]).await);
    let group = group(&first).await;
    let folder = tempfile::tempdir().unwrap();
    // By itself it does not look again while the test runs.
    let running = start_looking_every(3_600, &group, &folder).await;
    met(&running, &first).await;
    group.other.lock().unwrap()["shared_connectors"] = json!([
        {"trust_group_uuid": GROUP, "connectors": [{"connector_base_url": second.url}]},
    ]);
    let token = std::fs::read_to_string(folder.path().join("admin.token")).unwrap();
    let discover = http()
        .post(format!(
            "{}/api/v1/admin/connectors/discover",
            running.url()
        ))
        .bearer_auth(token);
    assert_eq!(discover.send().await.unwrap().status(), 204);
    let database = running.operator().database();
    let row = database.connector(&second.uuid).await.unwrap().unwrap();
    assert_eq!(row.sharing, "foreign");
    running.shutdown();
    running.joined().await.unwrap();
}

#[tokio::test]
async fn a_connector_shared_in_another_group_is_not_met() {
    let (ours, theirs) = (Connector::start(&[]).await, Connector::start(&[]).await);
    let group = group(&ours).await;
    let other_group = uuid::Uuid::new_v4().to_string();
    // Theirs comes first: once ours is met, theirs has been looked at.
    group.other.lock().unwrap()["shared_connectors"] = json!([
        {"trust_group_uuid": other_group, "connectors": [{"connector_base_url": theirs.url}]},
        {"trust_group_uuid": GROUP, "connectors": [{"connector_base_url": ours.url}]},
    ]);
    let folder = tempfile::tempdir().unwrap();
    let running = start(&group, &folder).await;
    assert_eq!(met(&running, &ours).await, "foreign");
    let theirs = running
        .operator()
        .database()
        .connector(&theirs.uuid)
        .await
        .unwrap();
    assert!(theirs.is_none());
    running.shutdown();
    running.joined().await.unwrap();
}

#[tokio::test]
async fn a_registrys_word_that_a_member_changed_makes_the_operator_look_again() {
    let (ours, later) = (Connector::start(&[]).await, Connector::start(&[]).await);
    let group = group(&ours).await;
    let folder = tempfile::tempdir().unwrap();
    let running = start_looking_every(3600, &group, &folder).await;
    met(&running, &ours).await;
    group.other.lock().unwrap()["shared_connectors"] =
        json!([{"trust_group_uuid": GROUP, "connectors": [{"connector_base_url": later.url}]}]);
    let tell = async |key: SigningKey| {
        let event = protocol::events::EventToken {
            iss: group.url.parse().unwrap(),
            aud: running.operator().base_url().clone().into(),
            iat: now(),
            jti: uuid::Uuid::new_v4().to_string().parse().unwrap(),
            events: vec![protocol::events::Event::MemberStatusChanged(
                serde_json::from_value(json!({
                    "trust_group_uuid": GROUP, "operator_uuid": uuid::Uuid::new_v4(),
                    "status": "active", "sequence": 7, "at": now(),
                }))
                .unwrap(),
            )],
        };
        let post = http().post(format!("{}/events", running.url().trim_end_matches('/')));
        let post = post.header("content-type", protocol::events::MEDIA_TYPE);
        post.body(event.sign(&key).unwrap()).send().await.unwrap()
    };
    assert_eq!(tell(key()).await.status(), 400, "not the registry's key");
    let registry = group.key.lock().unwrap().clone();
    assert_eq!(tell(registry).await.status(), 202);
    assert_eq!(met(&running, &later).await, "foreign");
    running.shutdown();
    running.joined().await.unwrap();
}

#[tokio::test]
async fn a_list_signed_by_another_key_than_the_registrys_is_refused() {
    let (ours, later) = (Connector::start(&[]).await, Connector::start(&[]).await);
    let group = group(&ours).await;
    let folder = tempfile::tempdir().unwrap();
    let running = start(&group, &folder).await;
    met(&running, &ours).await;
    let right = group.key.lock().unwrap().clone();
    let handed = async || {
        let groups = running.operator().trust_groups().await.unwrap();
        serde_json::to_value(&groups[0].keys).unwrap()
    };
    let known = handed().await;

    // Somebody in the registry's place, with a key of their own that they publish too.
    *group.key.lock().unwrap() = key();
    group.other.lock().unwrap()["shared_connectors"] =
        json!([{"trust_group_uuid": GROUP, "connectors": [{"connector_base_url": later.url}]}]);
    let lists = || group.lists.load(std::sync::atomic::Ordering::SeqCst);
    let before = lists();
    while lists() < before + 3 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let database = running.operator().database();
    assert!(database.connector(&later.uuid).await.unwrap().is_none());
    assert_eq!(handed().await, known, "the first keys stay");

    *group.key.lock().unwrap() = right;
    assert_eq!(met(&running, &later).await, "foreign");
    running.shutdown();
    running.joined().await.unwrap();
}

#[tokio::test]
async fn mim4_5_3_2_1_the_operator_hands_registry_address_and_key_to_its_shared_connectors() {
    let connector = Connector::start(&[]).await;
    let group = group(&connector).await;
    let folder = tempfile::tempdir().unwrap();
    let running = start(&group, &folder).await;
    let url = format!(
        "{}/api/v1/admin/trust-groups",
        running.url().trim_end_matches('/')
    );
    assert_eq!(http().get(&url).send().await.unwrap().status(), 401);
    let token = std::fs::read_to_string(folder.path().join("admin.token")).unwrap();
    let ask = || http().get(&url).bearer_auth(token.trim()).send();
    let handed: Value = ask().await.unwrap().json().await.unwrap();
    assert_eq!(
        handed,
        json!([{"uuid": GROUP, "registry": group.url, "keys": {"keys": [group.key.lock().unwrap().jwk()]}}])
    );
    running.shutdown();
    running.joined().await.unwrap();
}

#[tokio::test]
async fn without_the_registry_no_key_is_handed_on() {
    let folder = tempfile::tempdir().unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let dead = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut config = Config::development("Helsinki", folder.path());
    config.trust_groups = vec![operator::TrustGroup {
        uuid: GROUP.parse().unwrap(),
        registry: dead,
        keys_file: None,
        lease_seconds: 0,
    }];
    let running = Operator::start(config).await.unwrap();
    let error = running.operator().trust_groups().await.unwrap_err();
    assert!(matches!(error, operator::Error::Peer { .. }), "{error}");
    running.shutdown();
    running.joined().await.unwrap();
}
