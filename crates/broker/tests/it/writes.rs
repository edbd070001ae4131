//! Changes at context sources: what each is sent, and what clients are told.

use serde_json::{Value, json};

use crate::peer::{Answered, Peer, answered};
use crate::source::Source;

/// Registers a source for one car, with what `more` says; gives the registration's id.
pub(crate) async fn registered(at: &Peer, source: &Source, more: &Value) -> String {
    let mut registration = json!({
        "type": "ContextSourceRegistration", "endpoint": format!("{}/b", source.url),
        "information": [{"entities": [{"id": "urn:x:1", "type": "Car"}]}],
        "operations": ["redirectionOps"],
    });
    for (name, value) in more.as_object().unwrap() {
        if value.is_null() {
            registration.as_object_mut().unwrap().remove(name);
        } else {
            registration[name] = value.clone();
        }
    }
    let made = at.send("POST", "csourceRegistrations", &registration).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let location = made.header("location");
    location.rsplit_once('/').unwrap().1.to_owned()
}

/// What is registered: a car's speed alone.
fn speed(mode: &str) -> Value {
    json!({"mode": mode, "information": [
        {"entities": [{"id": "urn:x:1", "type": "Car"}], "propertyNames": ["speed"]},
    ]})
}

fn car() -> Value {
    json!({"id": "urn:x:1", "type": "Car", "speed": 5, "brand": "Fiat"})
}

const CREATE: &str = "POST /b/ngsi-ld/v1/entities";

fn statuses(answered: &Answered) -> Vec<u64> {
    assert_eq!(answered.status, 207, "{}", answered.body);
    let errors = answered.body["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| {
            assert_eq!(error["entityId"], "urn:x:1");
            error["error"]["status"].as_u64().unwrap()
        })
        .collect()
}

async fn here(peer: &Peer) -> Answered {
    peer.get("entities/urn:x:1?local=true&options=keyValues")
        .await
}

#[tokio::test]
async fn an_inclusive_source_makes_the_same_entity() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    let registration = registered(&peer, &source, &json!({})).await;
    source.will(201, "");
    let made = peer.send("POST", "entities", &car()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.header("location"), "/ngsi-ld/v1/entities/urn:x:1");
    let asked = source.once();
    assert_eq!(asked.line(), CREATE);
    assert_eq!(asked.body, car());
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert!(
        asked
            .header("link")
            .unwrap()
            .contains("ngsi-ld-core-context")
    );
    let alias = peer.get("info/sourceIdentity").await.body["contextSourceAlias"].clone();
    let via = format!("1.1 {}", alias.as_str().unwrap());
    assert_eq!(asked.header("via"), Some(via.as_str()));
    assert_eq!(asked.header("ngsild-tenant"), None);

    source.will(201, "");
    let made = peer.send("POST", "entities", &car()).await;
    assert_eq!(statuses(&made), [409]);
    assert_eq!(made.body["success"], json!(["urn:x:1"]));
    assert_eq!(made.body["errors"][0].get("registrationId"), None);
    source.will(
        409,
        r#"{"type": "https://uri.etsi.org/ngsi-ld/errors/AlreadyExists"}"#,
    );
    let made = peer.send("POST", "entities", &car()).await;
    assert_eq!(statuses(&made), [409, 409]);
    assert_eq!(made.body["success"], json!([]));
    assert_eq!(
        made.body["errors"][1]["registrationId"],
        registration.as_str()
    );
    let kind = &made.body["errors"][1]["error"]["type"];
    assert!(kind.as_str().unwrap().ends_with("/AlreadyExists"));
    peer.delete("entities/urn:x:1?local=true").await;
    source.asked();
    source.will(409, "");
    let made = peer.send("POST", "entities", &car()).await;
    assert_eq!(statuses(&made), [409]);
    assert_eq!(here(&peer).await.status, 200);
    source.asked();

    let wrong = json!({"id": "wrong", "type": "Car"});
    peer.send("POST", "entities", &wrong)
        .await
        .is_problem(400, "BadRequestData");
    peer.delete("entities/urn:x:1?local=true").await;
    let made = peer.send("POST", "entities?local=true", &car()).await;
    assert_eq!(made.status, 201);
    assert_eq!(source.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn an_exclusive_source_alone_has_its_attributes() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    registered(&peer, &source, &speed("exclusive")).await;
    source.will(201, "");
    assert_eq!(peer.send("POST", "entities", &car()).await.status, 201);
    assert_eq!(
        source.once().body,
        json!({"id": "urn:x:1", "type": "Car", "speed": 5})
    );
    let without = json!({"id": "urn:x:1", "type": "Car", "brand": "Fiat"});
    assert_eq!(here(&peer).await.body, without);

    let path = "/b/ngsi-ld/v1/entities/urn:x:1";
    for (method, target, body, line, sent) in [
        (
            "PATCH",
            "",
            json!({"speed": 6, "brand": "Alfa"}),
            format!("PATCH {path}"),
            json!({"speed": 6}),
        ),
        (
            "PUT",
            "",
            json!({"type": "Car", "speed": 7, "brand": "Seat"}),
            format!("PUT {path}"),
            json!({"type": "Car", "speed": 7}),
        ),
        (
            "POST",
            "/attrs?options=noOverwrite",
            json!({"speed": 8, "new": 1}),
            format!("POST {path}/attrs/?options=noOverwrite"),
            json!({"speed": 8}),
        ),
        (
            "PATCH",
            "/attrs",
            json!({"speed": 9}),
            format!("PATCH {path}/attrs/"),
            json!({"speed": 9}),
        ),
        (
            "PATCH",
            "/attrs/speed",
            json!({"value": 10}),
            format!("PATCH {path}/attrs/speed"),
            json!({"value": 10}),
        ),
        (
            "PUT",
            "/attrs/speed",
            json!({"value": 11}),
            format!("PUT {path}/attrs/speed"),
            json!({"value": 11}),
        ),
        (
            "DELETE",
            "/attrs/speed?deleteAll=true",
            json!(null),
            format!("DELETE {path}/attrs/speed?deleteAll=true"),
            json!(null),
        ),
    ] {
        source.will(204, "");
        let target = format!("entities/urn:x:1{target}");
        let changed = match method {
            "DELETE" => peer.delete(&target).await,
            _ => peer.send(method, &target, &body).await,
        };
        assert_eq!(changed.status, 204, "{line}: {}", changed.body);
        let asked = source.once();
        assert_eq!(asked.line(), line);
        assert_eq!(asked.body, sent, "{line}");
    }
    let last = json!({"id": "urn:x:1", "type": "Car", "brand": "Seat", "new": 1});
    assert_eq!(here(&peer).await.body, last);
    source.will(204, "");
    assert_eq!(peer.delete("entities/urn:x:1").await.status, 204);
    assert_eq!(source.once().line(), format!("DELETE {path}"));
    assert_eq!(here(&peer).await.status, 404);
}

#[tokio::test]
async fn redirect_sources_have_entities_in_the_place_of_this_broker() {
    let (peer, one, two) = (
        Peer::start().await,
        Source::start().await,
        Source::start().await,
    );
    registered(&peer, &one, &json!({"mode": "redirect"})).await;
    registered(&peer, &two, &json!({"mode": "redirect"})).await;
    for (method, target, body, success) in [
        ("POST", "entities", car(), 201),
        ("PUT", "entities/urn:x:1", car(), 204),
        ("PATCH", "entities/urn:x:1", json!({"speed": 1}), 204),
        ("POST", "entities/urn:x:1/attrs", json!({"speed": 1}), 204),
        (
            "PATCH",
            "entities/urn:x:1/attrs/speed",
            json!({"value": 1}),
            204,
        ),
        ("DELETE", "entities/urn:x:1/attrs/speed", json!(null), 204),
        ("DELETE", "entities/urn:x:1", json!(null), 204),
    ] {
        one.will(success, "");
        two.will(success, "");
        let changed = match method {
            "DELETE" => peer.delete(target).await,
            _ => peer.send(method, target, &body).await,
        };
        assert_eq!(
            changed.status, success,
            "{method} {target}: {}",
            changed.body
        );
        assert_eq!(one.once().body, body);
        assert_eq!(two.once().body, body);
        assert_eq!(here(&peer).await.status, 404);
    }
    one.will(204, "");
    two.will(404, "");
    let deleted = peer.delete("entities/urn:x:1").await;
    assert_eq!(statuses(&deleted), [404]);
}

#[tokio::test]
async fn what_a_source_does_not_take_part_in_is_not_sent() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    let mut exclusive = speed("exclusive");
    exclusive["operations"] = json!(["queryEntity"]);
    let registration = registered(&peer, &source, &exclusive).await;
    let only = json!({"id": "urn:x:1", "type": "Car", "speed": 5});
    peer.send("POST", "entities", &only)
        .await
        .is_problem(409, "Conflict");
    let made = peer.send("POST", "entities", &car()).await;
    assert_eq!(statuses(&made), [409]);
    assert_eq!(made.body["success"], json!(["urn:x:1"]));
    let deleted = peer.delete("entities/urn:x:1").await;
    assert_eq!(statuses(&deleted), [409]);
    assert_eq!(here(&peer).await.status, 404);
    let path = format!("csourceRegistrations/{registration}");
    assert_eq!(peer.delete(&path).await.status, 204);
    for more in [
        json!({"operations": null}),
        json!({"operations": ["retrieveOps"]}),
        json!({"mode": "auxiliary", "operations": ["retrieveOps"]}),
    ] {
        let registration = registered(&peer, &source, &more).await;
        assert_eq!(peer.send("POST", "entities", &car()).await.status, 201);
        let append = json!({"new": 1});
        let target = "entities/urn:x:1/attrs";
        assert_eq!(peer.send("POST", target, &append).await.status, 204);
        assert_eq!(peer.delete("entities/urn:x:1").await.status, 204);
        peer.delete(&format!("csourceRegistrations/{registration}"))
            .await;
    }
    assert_eq!(source.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn attributes_that_are_changed_in_part_are_told_of() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    let registration = registered(&peer, &source, &json!({})).await;
    // Here there is no such entity.
    source.will(204, "");
    let target = "entities/urn:x:1/attrs";
    let changed = peer.send("PATCH", target, &json!({"speed": 1})).await;
    assert_eq!(changed.status, 207, "{}", changed.body);
    let speed = "https://uri.etsi.org/ngsi-ld/default-context/speed";
    assert_eq!(changed.body["updated"], json!([speed]));
    assert_eq!(changed.body["notUpdated"][0]["attributeName"], speed);
    source.will(201, "");
    peer.send("POST", "entities", &car()).await;
    source.will(404, "");
    let changed = peer.send("PATCH", target, &json!({"speed": 1})).await;
    assert_eq!(changed.status, 207);
    let failed = &changed.body["notUpdated"][0];
    assert_eq!(failed["registrationId"], registration.as_str());
    assert!(failed["reason"].is_string());
    source.will(
        207,
        r#"{"updated": ["brand"], "notUpdated": [{"attributeName": "speed", "reason": "secret"}]}"#,
    );
    let both = json!({"speed": 1, "brand": "Seat"});
    let changed = peer.send("POST", target, &both).await;
    assert_eq!(changed.status, 207);
    assert_eq!(changed.body["updated"].as_array().unwrap().len(), 2);
    assert_eq!(changed.body["notUpdated"].as_array().unwrap().len(), 1);
    assert!(!changed.body.to_string().contains("secret"));
    source.will(207, "");
    let changed = peer.send("POST", target, &both).await;
    assert_eq!(changed.body["notUpdated"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn sources_that_fail_are_told_of() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    let mut redirect = speed("redirect");
    redirect["management"] = json!({"timeout": 200, "cooldown": 60_000});
    registered(&peer, &source, &redirect).await;
    let only = json!({"id": "urn:x:1", "type": "Car", "speed": 5});
    source.will(403, "secret");
    let made = peer.send("POST", "entities", &only).await;
    made.is_problem(502, "BadGateway");
    assert!(!made.body.to_string().contains("secret"));
    source.will_wait(std::time::Duration::from_secs(5));
    peer.send("POST", "entities", &only)
        .await
        .is_problem(504, "GatewayTimeout");
    source.asked();
    // It is left alone for a while.
    let made = peer.send("POST", "entities", &car()).await;
    assert_eq!(statuses(&made), [504]);
    peer.get("entities/urn:x:1?attrs=speed").await;
    assert_eq!(source.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn a_source_is_told_in_its_own_manner() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    let context =
        json!({"@context": {"tempo": "https://uri.etsi.org/ngsi-ld/default-context/speed"}});
    let hosted = peer.send("POST", "jsonldContexts", &context).await;
    assert_eq!(hosted.status, 201, "{}", hosted.body);
    let base = peer.url.strip_suffix("/ngsi-ld/v1").unwrap();
    let address = format!("{base}{}", hosted.header("location"));
    let mut exclusive = speed("exclusive");
    exclusive["tenant"] = json!("city");
    exclusive["localOnly"] = json!(true);
    exclusive["contextSourceInfo"] = json!([
        {"key": "Authorization", "value": "Bearer token"}, {"key": "user", "value": "urn:ngsi-ld:request"},
        {"key": "NGSILD-Tenant", "value": "evil"}, {"key": "Via", "value": "1.1 evil"},
        {"key": "jsonldContext", "value": address}, {"key": "accept", "value": "application/ld+json"},
    ]);
    let registration = registered(&peer, &source, &exclusive).await;
    source.will(201, "");
    let request = peer.request("POST", "entities").header("user", "ada");
    let body = car().to_string();
    let request = request
        .header("content-type", "application/json")
        .body(body);
    assert_eq!(request.send().await.unwrap().status(), 201);
    let asked = source.once();
    assert_eq!(asked.line(), format!("{CREATE}?local=true"));
    assert_eq!(
        asked.body,
        json!({"id": "urn:x:1", "type": "Car", "tempo": 5})
    );
    assert_eq!(asked.header("authorization"), Some("Bearer token"));
    assert_eq!(asked.header("user"), Some("ada"));
    assert_eq!(asked.header("ngsild-tenant"), Some("city"));
    assert!(!asked.header("via").unwrap().contains("evil"));
    assert_eq!(asked.header("accept"), Some("application/ld+json"));
    assert!(asked.header("link").unwrap().contains(&address));

    let body = json!({"id": "urn:x:1", "type": "Car", "tempo": 6});
    source.will(200, &body.to_string());
    let read = peer.get("entities/urn:x:1?options=keyValues").await;
    assert_eq!(read.body["speed"], 6);
    assert!(source.once().target.contains("attrs=tempo"));

    let path = format!("csourceRegistrations/{registration}");
    let inside =
        json!({"contextSourceInfo": [{"key": "contentType", "value": "application/ld+json"}]});
    assert_eq!(peer.send("PATCH", &path, &inside).await.status, 204);
    source.will(204, "");
    let target = "entities/urn:x:1/attrs";
    peer.send("PATCH", target, &json!({"speed": 7})).await;
    let asked = source.once();
    assert_eq!(asked.header("content-type"), Some("application/ld+json"));
    assert!(asked.body["@context"].is_string());
    assert_eq!(asked.header("link"), None);
    assert_eq!(asked.header("user"), None);

    // What the source does not know yet it is told as it can know it (§4.3.6.6, §4.3.6.8).
    let earlier = json!({"contextSourceInfo": [{"key": "ngsildConformance", "value": "1.6"}]});
    assert_eq!(peer.send("PATCH", &path, &earlier).await.status, 204);
    source.will(204, "");
    let newer =
        json!({"speed": {"type": "ListProperty", "valueList": [7, 8], "valueType": "Integer"}});
    peer.send("PATCH", target, &newer).await;
    let asked = source.once();
    assert_eq!(
        asked.body,
        json!({"speed": {"type": "Property", "value": [7, 8]}})
    );
    assert_eq!(asked.header("ngsildconformance"), None);

    // A value that stands alone has no inside for a context.
    source.will(204, "");
    let target = "entities/urn:x:1/attrs/speed?options=keyValues";
    peer.send("PATCH", target, &json!(8)).await;
    let asked = source.once();
    assert!(asked.target.ends_with("speed?options=keyValues&local=true"));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(asked.body, json!(8));
    assert!(asked.header("link").is_some());
}

#[tokio::test]
async fn purges_reach_what_is_registered_and_no_more() {
    let (peer, one, two, three) = (
        Peer::start().await,
        Source::start().await,
        Source::start().await,
        Source::start().await,
    );
    let all = json!({"information": [{"entities": [{"type": "Car"}]}]});
    registered(&peer, &one, &all).await;
    registered(&peer, &two, &speed("exclusive")).await;
    registered(
        &peer,
        &three,
        &json!({"information": [{"entities": [{"type": "Bus"}]}]}),
    )
    .await;
    let other = json!({"id": "urn:x:2", "type": "Car", "speed": 5});
    assert_eq!(
        peer.send("POST", "entities?local=true", &other)
            .await
            .status,
        201
    );
    one.will(204, "");
    two.will(204, "");
    assert_eq!(peer.delete("entities?type=Car").await.status, 204);
    assert_eq!(one.once().line(), "DELETE /b/ngsi-ld/v1/entities?type=Car");
    assert_eq!(
        two.once().line(),
        "DELETE /b/ngsi-ld/v1/entities?type=Car&id=urn:x:1&drop=speed"
    );
    assert_eq!(three.lines(), Vec::<String>::new());
    assert_eq!(peer.get("entities/urn:x:2?local=true").await.status, 404);
    one.will(204, "");
    two.will(500, "");
    let purged = peer
        .delete("entities?type=Car,Bike&q=speed%3E20&keep=brand")
        .await;
    assert_eq!(purged.status, 207);
    assert_eq!(
        one.once().line(),
        "DELETE /b/ngsi-ld/v1/entities?type=Car&keep=brand&q=speed%3E20"
    );
    assert_eq!(purged.body["errors"].as_array().unwrap().len(), 1);
    one.will(204, "");
    assert_eq!(
        peer.delete("entities?type=Car&keep=speed").await.status,
        204
    );
    two.asked();
    assert_eq!(
        peer.delete("entities?type=Car&local=true").await.status,
        204
    );
    assert_eq!(two.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn what_came_with_its_context_inside_goes_on_so() {
    let (peer, source) = (Peer::start().await, Source::start().await);
    let operations = json!(["createEntity", "createBatch"]);
    let mut registration = json!({
        "mode": "redirect", "operations": operations,
        "information": [{"entities": [{"type": "https://example.org/Car"}]}],
    });
    let id = registered(&peer, &source, &registration).await;
    let context = format!("{}/context", source.url);
    let terms = json!({"@context": {"Car": "https://example.org/Car"}}).to_string();
    let car =
        |id: &str| json!({"id": id, "type": "Car", "speed": {"value": 1}, "@context": [context]});
    let sent = |path: &str, body: &Value| {
        let request = peer.request("POST", path);
        let request = request.header("content-type", "application/ld+json");
        let request = request.body(body.to_string());
        async move { answered(request.send().await.unwrap()).await }
    };
    source.will(200, &terms).will(201, "");
    assert_eq!(sent("entities", &car("urn:x:1")).await.status, 201);
    let both = json!([car("urn:x:2"), car("urn:x:3")]);
    source.will(201, "");
    assert_eq!(sent("entityOperations/create", &both).await.status, 201);
    let asked = source.asked();
    assert_eq!(asked[1].body, car("urn:x:1"));
    assert_eq!(asked[2].body, both);
    for asked in &asked[1..] {
        assert_eq!(asked.header("content-type"), Some("application/ld+json"));
        assert_eq!(asked.header("link"), None);
    }

    // A source that says what it takes gets that.
    registration["contextSourceInfo"] =
        json!([{"key": "contentType", "value": "application/json"}]);
    let path = format!("csourceRegistrations/{id}");
    assert_eq!(peer.send("PATCH", &path, &registration).await.status, 204);
    source.will(201, "");
    assert_eq!(sent("entities", &car("urn:x:4")).await.status, 201);
    let asked = source.once();
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert!(asked.header("link").unwrap().contains(&context));
}
