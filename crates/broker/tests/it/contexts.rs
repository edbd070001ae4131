//! Contexts: hosted, cached, in requests; tenants.

use serde_json::{Value, json};

use crate::peer::{Peer, answered};

#[tokio::test]
async fn a_hosted_context_is_kept_used_and_deleted() {
    let peer = Peer::start().await;
    let context =
        json!({"@context": {"Car": "https://example.org/Car", "ex": "https://example.org/"}});
    let added = peer
        .request("POST", "jsonldContexts")
        .header("content-type", "application/json")
        .body(context.to_string());
    let added = answered(added.send().await.unwrap()).await;
    assert_eq!((added.status, &added.body), (201, &Value::Null));
    let location = added.header("location").to_owned();
    let id = location.rsplit('/').next().unwrap();
    let path = format!("jsonldContexts/{id}");
    for (accept, media) in [
        ("*/*", "application/json"),
        ("application/ld+json", "application/ld+json"),
    ] {
        let served = peer.request("GET", &path).header("accept", accept);
        let served = answered(served.send().await.unwrap()).await;
        assert_eq!(
            (served.header("content-type"), &served.body),
            (media, &context)
        );
    }
    let details = peer.get(&format!("{path}?details=true")).await;
    assert_eq!(
        (&details.body["kind"], &details.body["localId"]),
        (&json!("Hosted"), &json!(id))
    );

    let entity = json!({"id": "urn:x:1", "type": "Car", "ex:speed": 5, "@context": location});
    assert_eq!(peer.send("POST", "entities", &entity).await.status, 201);
    let read = peer.get("entities/urn:x:1").await.body;
    assert_eq!(
        (&read["type"], &read["https://example.org/speed"]["value"]),
        (&json!("https://example.org/Car"), &json!(5))
    );
    let link = format!(
        "<{location}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\""
    );
    let read = peer
        .request("GET", "entities/urn:x:1")
        .header("link", &link);
    let read = answered(read.send().await.unwrap()).await;
    assert_eq!(
        (&read.body["type"], read.header("link")),
        (&json!("Car"), link.as_str())
    );

    assert_eq!(
        peer.get("jsonldContexts?details=true&kind=Hosted")
            .await
            .body[0]["localId"],
        id
    );
    let reload = peer.delete(&format!("{path}?reload=true")).await;
    reload.is_problem(400, "BadRequestData");
    assert_eq!(peer.delete(&path).await.status, 204);
    peer.delete(&path).await.is_problem(404, "ResourceNotFound");
    peer.get(&path).await.is_problem(404, "ResourceNotFound");
    peer.get("jsonldContexts?kind=Strange")
        .await
        .is_problem(400, "BadRequestData");
}

/// The core context's address.
const CORE: &str = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld";

fn in_path(url: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    format!("jsonldContexts/{encoded}")
}

#[tokio::test]
async fn the_core_context_is_there_in_every_version_and_stays() {
    let peer = Peer::start().await;
    for url in [CORE, &CORE.replace("v1.8", "v1.6")] {
        let path = in_path(url);
        let details = peer.get(&format!("{path}?details=true")).await;
        assert_eq!(
            (&details.body["kind"], &details.body["URL"]),
            (&json!("Cached"), &json!(url))
        );
        peer.delete(&path).await.is_problem(400, "BadRequestData");
        let reloaded = peer.delete(&format!("{path}?reload=true")).await;
        assert_eq!(reloaded.status, 204);
    }
    // What lies beside it is not the core context.
    let other = CORE.replace("v1.8", "of-nobody");
    peer.get(&in_path(&other))
        .await
        .is_problem(404, "ResourceNotFound");
    peer.delete(&format!("{}?reload=true", in_path(&other)))
        .await
        .is_problem(400, "BadRequestData");
}

#[tokio::test]
async fn a_context_of_a_subscription_without_an_address_gets_one() {
    let peer = Peer::start().await;
    let context = json!([{"Car": "https://example.org/Car"}, {"Boat": "https://example.org/Boat"}]);
    for id in ["urn:x:s1", "urn:x:s2"] {
        let subscription = json!({"id": id, "type": "Subscription", "entities": [{"type": "Car"}],
            "notification": {"endpoint": {"uri": "http://127.0.0.1:9/"}}, "@context": context});
        let made = peer.send("POST", "subscriptions", &subscription).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
    let url = peer.get("subscriptions/urn:x:s1").await.body["jsonldContext"].clone();
    assert_eq!(
        peer.get("subscriptions/urn:x:s2").await.body["jsonldContext"],
        url
    );
    let listed = peer.get("jsonldContexts?kind=ImplicitlyCreated").await.body;
    assert_eq!(listed, json!([url]));
    assert_eq!(peer.get("jsonldContexts?kind=Hosted").await.body, json!([]));
    // Whatever name the broker is reached under, the context is the same.
    let elsewhere = url.as_str().unwrap().replace("127.0.0.1", "broker.example");
    let served = peer.get(&in_path(&elsewhere)).await;
    assert_eq!(served.body, json!({ "@context": context }));
    let path = in_path(&elsewhere);
    let details = peer.get(&format!("{path}?details=true")).await;
    assert_eq!(details.body["kind"], "ImplicitlyCreated");
    assert_eq!(peer.delete(&path).await.status, 204);
    peer.get(&path).await.is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn what_is_there_and_no_json_is_the_request_s_fault() {
    let peer = Peer::start().await;
    let url = format!("{}/page", crate::receiver::page("<html>").await);
    let entity = json!({"id": "urn:x:1", "type": "Car", "@context": url});
    peer.send("POST", "entities", &entity)
        .await
        .is_problem(400, "BadRequestData");
}

#[tokio::test]
async fn a_remote_context_is_cached_and_loaded_again() {
    let (peer, remote) = (Peer::start().await, Peer::start().await);
    let added = remote
        .request("POST", "jsonldContexts")
        .header("content-type", "application/json")
        .body(json!({"@context": {"Car": "https://example.org/Car"}}).to_string());
    let added = answered(added.send().await.unwrap()).await;
    let url = format!(
        "{}/jsonldContexts/{}",
        remote.url,
        added.header("location").rsplit('/').next().unwrap()
    );
    let entity = json!({"id": "urn:x:1", "type": "Car", "@context": [url]});
    assert_eq!(peer.send("POST", "entities", &entity).await.status, 201);
    assert_eq!(
        peer.get("entities/urn:x:1").await.body["type"],
        "https://example.org/Car"
    );

    let listed = peer.get("jsonldContexts?kind=Cached").await.body;
    assert_eq!(listed, json!([url, CORE]));
    let encoded: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    let path = format!("jsonldContexts/{encoded}");
    assert_eq!(
        peer.get(&format!("{path}?details=true")).await.body["kind"],
        "Cached"
    );
    peer.get(&path)
        .await
        .is_problem(422, "OperationNotSupported");
    assert_eq!(
        peer.delete(&format!("{path}?reload=true")).await.status,
        204
    );
    let id = url.rsplit('/').next().unwrap();
    assert_eq!(
        remote.delete(&format!("jsonldContexts/{id}")).await.status,
        204
    );
    let reload = peer.delete(&format!("{path}?reload=true")).await;
    reload.is_problem(503, "LdContextNotAvailable");
    assert_eq!(peer.get(&format!("{path}?details=true")).await.status, 200);
    assert_eq!(peer.delete(&path).await.status, 204);
    assert_eq!(peer.get("jsonldContexts").await.body, json!([CORE]));
}

#[tokio::test]
async fn contexts_that_cannot_be_are_refused() {
    let peer = Peer::start().await;
    for (body, name) in [
        (json!({"no": "context"}), "InvalidRequest"),
        (json!({}), "InvalidRequest"),
        (json!({"@context": 5}), "BadRequestData"),
        (json!({"@context": [true]}), "BadRequestData"),
        (json!({"@context": {"a": 1}}), "BadRequestData"),
    ] {
        let added = peer
            .request("POST", "jsonldContexts")
            .header("content-type", "application/json")
            .body(body.to_string());
        answered(added.send().await.unwrap())
            .await
            .is_problem(400, name);
    }
    let both = peer
        .request("POST", "entities")
        .header("content-type", "application/ld+json")
        .header(
            "link",
            "<https://example.org/c>; rel=\"http://www.w3.org/ns/json-ld#context\"",
        )
        .body(json!({"id": "urn:x:1", "type": "T", "@context": {}}).to_string());
    answered(both.send().await.unwrap())
        .await
        .is_problem(400, "BadRequestData");
}

#[tokio::test]
async fn tenants_do_not_see_each_other() {
    let peer = Peer::start().await;
    let unknown = peer
        .request("GET", "entities?type=Car")
        .header("NGSILD-Tenant", "a");
    let unknown = answered(unknown.send().await.unwrap()).await;
    unknown.is_problem(404, "NonexistentTenant");
    assert_eq!(unknown.header("ngsild-tenant"), "a");
    let made = peer
        .request("POST", "entities")
        .header("NGSILD-Tenant", "a")
        .header("content-type", "application/json")
        .body(json!({"id": "urn:x:1", "type": "Car"}).to_string());
    assert_eq!(made.send().await.unwrap().status(), 201);
    let found = peer
        .request("GET", "entities/urn:x:1")
        .header("NGSILD-Tenant", "a");
    assert_eq!(found.send().await.unwrap().status(), 200);
    peer.get("entities/urn:x:1")
        .await
        .is_problem(404, "ResourceNotFound");
}
