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
    assert_eq!(peer.get(&path).await.body, context);
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
    assert_eq!(listed, json!([url]));
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
    assert_eq!(peer.get("jsonldContexts").await.body, json!([]));
}

#[tokio::test]
async fn contexts_that_cannot_be_are_refused() {
    let peer = Peer::start().await;
    for (body, name) in [
        (json!({"no": "context"}), "InvalidRequest"),
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
