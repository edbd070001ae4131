//! Context source registrations, and subscriptions to them.

use serde_json::{Value, json};

use crate::peer::Peer;
use crate::receiver::Receiver;

fn registration(id: &str) -> Value {
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

#[tokio::test]
async fn subscribers_are_told_of_registrations() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    peer.send("POST", "csourceRegistrations", &registration("urn:x:r"))
        .await;
    let subscription = json!({
        "id": "urn:x:s", "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": receiver.url, "accept": "application/json"}},
    });
    let made = peer
        .send("POST", "csourceSubscriptions", &subscription)
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let told = receiver.next().await.body;
    assert_eq!(told["type"], "ContextSourceNotification");
    assert_eq!(told["triggerReason"], "newlyMatching");
    let information = told["data"][0]["information"].as_array().unwrap();
    assert_eq!(information.len(), 1);
    assert_eq!(information[0]["entities"][0]["type"], json!(["Car"]));
    let path = "csourceRegistrations/urn:x:r";
    let patch = json!({"endpoint": "http://127.0.0.1:10"});
    peer.send("PATCH", path, &patch).await;
    assert_eq!(receiver.next().await.body["triggerReason"], "updated");
    peer.delete(path).await;
    assert_eq!(
        receiver.next().await.body["triggerReason"],
        "noLongerMatching"
    );
    let read = peer.get("csourceSubscriptions/urn:x:s").await.body;
    assert_eq!(read["notification"]["status"], "ok");
    assert_eq!(read["status"], "active");
    assert_eq!(peer.get("csourceSubscriptions").await.status, 200);
    // A changed subscription is told of all that matches.
    peer.send("POST", "csourceRegistrations", &registration("urn:x:r"))
        .await;
    assert_eq!(receiver.next().await.body["triggerReason"], "newlyMatching");
    let path = "csourceSubscriptions/urn:x:s";
    let patch = json!({"entities": [{"type": "Parking"}]});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    let told = receiver.next().await.body;
    assert_eq!(told["triggerReason"], "newlyMatching");
    assert_eq!(
        told["data"][0]["information"][0]["propertyNames"],
        json!(["spots"])
    );
    let patch = json!({"isActive": false});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    assert_eq!(peer.get(path).await.body["isActive"], false);
    assert_eq!(peer.delete(path).await.status, 204);
    peer.get(path).await.is_problem(404, "ResourceNotFound");
}

#[tokio::test]
async fn a_subscription_of_entities_and_one_to_registrations_may_have_the_same_id() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    peer.send("POST", "csourceRegistrations", &registration("urn:x:r"))
        .await;
    let subscription = json!({
        "id": "urn:x:s", "type": "Subscription", "entities": [{"type": "Car"}],
        "notification": {"endpoint": {"uri": receiver.url, "accept": "application/json"}},
    });
    for collection in ["subscriptions", "csourceSubscriptions"] {
        let made = peer.send("POST", collection, &subscription).await;
        assert_eq!(made.status, 201, "{}", made.body);
    }
    let told = receiver.next().await.body;
    assert_eq!(told["type"], "ContextSourceNotification");
    let sent = async |collection: &str| {
        let read = peer.get(&format!("{collection}/urn:x:s")).await.body;
        read["notification"]["timesSent"].clone()
    };
    assert_eq!(sent("csourceSubscriptions").await, 1);
    assert_eq!(sent("subscriptions").await, Value::Null);
    let car = json!({"id": "urn:x:1", "type": "Car", "speed": 50});
    assert_eq!(
        peer.send("POST", "entities?local=true", &car).await.status,
        201
    );
    assert_eq!(receiver.next().await.body["type"], "Notification");
    let path = "csourceSubscriptions/urn:x:s";
    assert_eq!(peer.delete(path).await.status, 204);
    assert_eq!(sent("subscriptions").await, 1);
}

#[tokio::test]
async fn subscriptions_to_registrations_ask_about_times_places_and_scopes() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    let mut registered = registration("urn:x:r");
    registered["managementInterval"] = json!({"startAt": "2026-01-01T00:00:00Z"});
    registered["location"] = json!({"type": "Point", "coordinates": [19.26, 48.73]});
    registered["scope"] = json!("/Zvolen");
    let made = peer.send("POST", "csourceRegistrations", &registered).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let near = |metres: u32, from: [f64; 2]| json!({"geoQ": {"georel": format!("near;maxDistance=={metres}"), "geometry": "Point", "coordinates": from}});
    let time = |relation: &str, property: &str| json!({"temporalQ": {"timerel": relation, "timeAt": "2026-06-01T00:00:00Z", "timeproperty": property}});
    let asked = [
        (near(9000, [19.3, 48.7]), true),
        (near(9000, [17.1, 48.1]), false),
        (time("after", "modifiedAt"), true),
        (time("after", "observedAt"), false),
        (json!({"scopeQ": "/Zvolen/#"}), true),
        (json!({"scopeQ": "/Poprad"}), false),
    ];
    for (number, (mut subscription, is_told)) in asked.into_iter().enumerate() {
        subscription["id"] = json!(format!("urn:x:s{number}"));
        subscription["type"] = json!("Subscription");
        subscription["entities"] = json!([{"type": "Car"}]);
        subscription["notification"] = json!({"endpoint": {"uri": receiver.url}});
        let made = peer
            .send("POST", "csourceSubscriptions", &subscription)
            .await;
        assert_eq!(made.status, 201, "{}", made.body);
        if is_told {
            let told = receiver.next().await.body;
            assert_eq!(told["subscriptionId"], subscription["id"]);
        }
    }
    let wrong = json!({
        "type": "Subscription", "entities": [{"type": "Car"}], "csf": "=",
        "notification": {"endpoint": {"uri": receiver.url}},
    });
    peer.send("POST", "csourceSubscriptions", &wrong)
        .await
        .is_problem(400, "BadRequestData");
    let path = "csourceSubscriptions/urn:x:s0";
    let (was, wrong) = (peer.get(path).await.body, time("during", "observedAt"));
    peer.send("PATCH", path, &wrong)
        .await
        .is_problem(400, "BadRequestData");
    assert_eq!(peer.get(path).await.body["temporalQ"], was["temporalQ"]);
}

#[tokio::test]
async fn a_changed_subscription_to_registrations_begins_anew_and_one_with_an_interval_repeats() {
    let (peer, receiver) = (Peer::start().await, Receiver::start().await);
    for id in ["urn:x:r", "urn:x:q"] {
        peer.send("POST", "csourceRegistrations", &registration(id))
            .await;
    }
    let subscription = json!({
        "id": "urn:x:s", "type": "Subscription", "entities": [{"type": "Unknown"}],
        "notification": {"endpoint": {"uri": receiver.url}},
    });
    peer.send("POST", "csourceSubscriptions", &subscription)
        .await;
    let path = "csourceSubscriptions/urn:x:s";
    let patch = json!({"entities": [{"type": "Car"}]});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    let told = receiver.next().await.body;
    assert_eq!(told["triggerReason"], "newlyMatching");
    assert_eq!(told["data"].as_array().unwrap().len(), 2);
    let patch = json!({"timeInterval": 1});
    assert_eq!(peer.send("PATCH", path, &patch).await.status, 204);
    for _ in 0..2 {
        let told = receiver.next().await.body;
        assert_eq!(told["data"].as_array().unwrap().len(), 2);
    }
}
