//! Context source registrations.

use serde_json::{Value, json};

use crate::peer::Peer;

pub(crate) fn registration(id: &str) -> Value {
    json!({
        "id": id, "type": "ContextSourceRegistration",
        "information": [
            {"entities": [{"id": "urn:x:1", "type": "Car"}], "propertyNames": ["speed"]},
            {"entities": [{"idPattern": ".*downtown$", "type": "Parking"}], "propertyNames": ["spots"]},
        ],
        "endpoint": "http://127.0.0.1:9/", "provider": "City",
        "location": {"type": "Point", "coordinates": [10, 43]},
        "observationInterval": {"startAt": "2020-01-01T00:00:00Z", "endAt": "2020-06-01T00:00:00Z"},
    })
}

#[tokio::test]
async fn a_registration_is_made_read_changed_and_deleted() {
    let peer = Peer::start().await;
    let sent = registration("urn:x:r");
    let made = peer.send("POST", "csourceRegistrations", &sent).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(
        made.header("location"),
        "/ngsi-ld/v1/csourceRegistrations/urn:x:r"
    );
    peer.send("POST", "csourceRegistrations", &sent)
        .await
        .is_problem(409, "AlreadyExists");
    let path = "csourceRegistrations/urn:x:r";
    assert_eq!(peer.get(path).await.body, sent);
    let patch = json!({"expiresAt": "2999-01-01T00:00:00Z"});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    assert_eq!(
        peer.get(path).await.body["expiresAt"],
        "2999-01-01T00:00:00Z"
    );
    let unnamed = peer.send("PATCH", "csourceRegistrations/", &patch).await;
    assert_eq!((unnamed.status, &unnamed.body), (405, &Value::Null));
    assert_eq!(unnamed.header("allow"), "GET, POST");
    for wrong in [
        json!({"endpoint": null}),
        json!({"information": []}),
        json!({"type": "Other"}),
        json!({"id": "urn:x:other"}),
        json!({"expiresAt": "2001-01-01T00:00:00Z"}),
    ] {
        peer.send("PATCH", path, &wrong)
            .await
            .is_problem(400, "BadRequestData");
    }
    assert_eq!(peer.delete(path).await.status, 204);
    peer.get(path).await.is_problem(404, "ResourceNotFound");
    peer.delete(path).await.is_problem(404, "ResourceNotFound");
    peer.get("csourceRegistrations/wrong")
        .await
        .is_problem(400, "BadRequestData");
}

#[tokio::test]
async fn registrations_that_cannot_be_are_refused() {
    let peer = Peer::start().await;
    for (member, value) in [
        ("type", json!("Registration")),
        ("id", json!("wrong")),
        ("information", json!([{}])),
        ("information", json!([{"entities": [{"id": "urn:x:1"}]}])),
        (
            "information",
            json!([{"entities": [{"type": "Car", "id": "1"}]}]),
        ),
        ("information", json!([{"propertyNames": []}])),
        ("endpoint", json!("somewhere")),
        ("mode", json!("maybe")),
        ("operations", json!("all")),
        ("expiresAt", json!("2001-01-01T00:00:00Z")),
        ("location", json!("here")),
        (
            "observationInterval",
            json!({"endAt": "2020-01-01T00:00:00Z"}),
        ),
    ] {
        let mut wrong = registration("urn:x:r");
        wrong[member] = value;
        peer.send("POST", "csourceRegistrations", &wrong)
            .await
            .is_problem(400, "BadRequestData");
    }
    for (member, value) in [
        ("contextSourceInfo", json!([{"key": "X-Key", "value": 1}])),
        ("contextSourceInfo", json!([{"key": "X-Key"}])),
        (
            "contextSourceInfo",
            json!([{"key": "contentType", "value": "text/xml"}]),
        ),
        (
            "contextSourceInfo",
            json!([{"key": "jsonldContext", "value": "here"}]),
        ),
        (
            "contextSourceInfo",
            json!([{"key": "ngsildConformance", "value": "new"}]),
        ),
        ("management", json!("yes")),
        ("management", json!({"cacheDuration": "bogus"})),
        ("management", json!({"cooldown": 0})),
        ("management", json!({"timeout": -5})),
        ("management", json!({"localOnly": "yes"})),
        ("localOnly", json!("yes")),
    ] {
        let mut wrong = registration("urn:x:r");
        wrong[member] = value;
        peer.send("POST", "csourceRegistrations", &wrong)
            .await
            .is_problem(400, "BadRequestData");
    }
    let good =
        json!({"cacheDuration": "PT5M", "cooldown": 500, "timeout": 3000, "localOnly": true});
    let mut managed = registration("urn:x:m");
    managed["management"] = good;
    let made = peer.send("POST", "csourceRegistrations", &managed).await;
    assert_eq!(made.status, 201, "{}", made.body);
}

#[tokio::test]
async fn modes_are_kept_apart() {
    let peer = Peer::start().await;
    let make = async |id: &str, mode: &str, element: Value| {
        let sent = json!({
            "id": id, "type": "ContextSourceRegistration", "mode": mode, "information": [element],
            "endpoint": "http://127.0.0.1:9",
        });
        peer.send("POST", "csourceRegistrations", &sent).await
    };
    let speed = json!({"entities": [{"id": "urn:x:1", "type": "Car"}], "propertyNames": ["speed"]});
    for wrong in [
        json!({"entities": [{"id": "urn:x:1", "type": "Car"}]}),
        json!({"entities": [{"type": "Car"}], "propertyNames": ["speed"]}),
        json!({"entities": [{"idPattern": ".*", "type": "Car"}], "propertyNames": ["speed"]}),
        json!({"propertyNames": ["speed"]}),
    ] {
        make("urn:x:r", "exclusive", wrong)
            .await
            .is_problem(400, "BadRequestData");
    }
    let writes = json!({
        "id": "urn:x:a", "type": "ContextSourceRegistration", "mode": "auxiliary",
        "operations": ["updateEntity"], "information": [speed], "endpoint": "http://127.0.0.1:9",
    });
    peer.send("POST", "csourceRegistrations", &writes)
        .await
        .is_problem(400, "BadRequestData");
    assert_eq!(
        make("urn:x:r", "exclusive", speed.clone()).await.status,
        201
    );
    for mode in ["exclusive", "redirect"] {
        make("urn:x:s", mode, speed.clone())
            .await
            .is_problem(409, "Conflict");
    }
    assert_eq!(
        make("urn:x:s", "inclusive", speed.clone()).await.status,
        201
    );
    let other = json!({"entities": [{"id": "urn:x:2", "type": "Car"}]});
    assert_eq!(make("urn:x:t", "redirect", other.clone()).await.status, 201);
    assert_eq!(make("urn:x:u", "redirect", other).await.status, 201);
    let car = json!({"id": "urn:x:3", "type": "Car", "speed": 1});
    assert_eq!(peer.send("POST", "entities", &car).await.status, 201);
    let entity = json!({"entities": [{"id": "urn:x:3", "type": "Car"}]});
    let names = |name: &str| json!({"entities": [{"id": "urn:x:3", "type": "Car"}], "propertyNames": [name]});
    make("urn:x:v", "redirect", entity)
        .await
        .is_problem(409, "Conflict");
    make("urn:x:v", "exclusive", names("speed"))
        .await
        .is_problem(409, "Conflict");
    assert_eq!(
        make("urn:x:v", "exclusive", names("brand")).await.status,
        201
    );
}

#[tokio::test]
async fn registrations_are_found_by_what_they_register() {
    let peer = Peer::start().await;
    let sent = registration("urn:x:r");
    peer.send("POST", "csourceRegistrations", &sent).await;
    let square = "[[[9,42],[11,42],[11,44],[9,44]]]";
    for (query, is_found) in [
        ("type=Car".to_owned(), true),
        ("type=Parking".to_owned(), true),
        ("type=Car,Parking".to_owned(), true),
        ("attrs=spots".to_owned(), true),
        ("id=urn:x:1".to_owned(), true),
        ("id=urn:x:downtown".to_owned(), true),
        ("type=Bus".to_owned(), false),
        ("q=provider==%22City%22".to_owned(), true),
        ("csf=provider==%22Land%22".to_owned(), false),
        (
            format!("type=Car&georel=within&geometry=Polygon&coordinates={square}"),
            true,
        ),
        (
            format!("type=Car&georel=within&geometry=Polygon&coordinates={square}&geoproperty="),
            true,
        ),
        (
            "type=Car&timerel=after&timeAt=2020-07-01T00:00:00Z".to_owned(),
            false,
        ),
        (
            "type=Car&timerel=before&timeAt=2020-07-01T00:00:00Z".to_owned(),
            true,
        ),
    ] {
        let found = peer.get(&format!("csourceRegistrations?{query}")).await;
        assert_eq!(found.status, 200, "{query}: {}", found.body);
        // A registration is told of whole.
        let whole = |found: &Value| found["information"] == sent["information"];
        let found = found.body.as_array().unwrap();
        assert_eq!(found.len(), usize::from(is_found), "{query}");
        assert!(found.iter().all(whole), "{query}");
    }
    peer.send("POST", "csourceRegistrations", &registration("urn:x:s"))
        .await;
    let first = peer.get("csourceRegistrations?type=Car&limit=1").await;
    let links: Vec<&str> = first
        .headers
        .get_all("link")
        .iter()
        .map(|link| link.to_str().unwrap())
        .collect();
    let next = "</ngsi-ld/v1/csourceRegistrations?type=Car&limit=1&offset=1>;rel=\"next\";type=\"application/ld+json\"";
    assert!(links.contains(&next), "{links:?}");
    for wrong in [
        "",
        "?id=wrong",
        "?q=(provider",
        "?georel=within",
        "?timerel=before",
    ] {
        peer.get(&format!("csourceRegistrations{wrong}"))
            .await
            .is_problem(400, "BadRequestData");
    }
}
