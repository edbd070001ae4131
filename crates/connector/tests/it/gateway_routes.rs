//! At which requests a gateway file is run, as the router of the 2021 reference connector says (MIM4 2021 Part 2 §6).

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::city::City;
use crate::gateways::{refused, route, ticket_for, with_files};
use crate::peers::new_key;

const TICKET: &str = "MyDataShare-Request-Ticket";

/// A file that answers with its name and what stands in its path's places.
fn file(name: &str, path: &str, method: &str) -> Value {
    json!({
        "route": route(path, method),
        "requests": [{"url": "SOURCE/loans?of=${route.extra.mop_request_ticket.identifiers.library_card.id}", "method": "GET"}],
        "response": {"status": 200, "headers": {"x_file": name}, "json": {"file": name},
            "generators": [{"generator": "copy", "from": "route.dynamic", "to": "self.json.places"}]},
    })
}

async fn send(city: &City, method: Method, path: &str, audience: &str) -> Response {
    let request = city.client.request(method, format!("{}{path}", city.url));
    let request = request.header(TICKET, ticket_for(city, audience));
    request.send().await.unwrap()
}

#[tokio::test]
async fn mim4_6_paths_are_read_as_the_router_of_2021_reads_them() {
    let paths = [
        ("card", "/shelf/<card:re:[0-9]{4}-[0-9]+>"),
        ("word", "/shelf/<word:re:[a-zåäö]+>"),
        ("any", "/shelf/<any>"),
        ("rest", "/shelf/<rest:path>"),
        ("middle", "/shelf/<all:path>/copies/<copy:int>"),
        ("part", "/shelf/of-<year:int>.<form>"),
        ("old", "/old/:card/:form#json|xml#"),
    ];
    let files =
        paths.map(|(name, path)| (format!("gateways/{name}.json"), file(name, path, "GET")));
    let files: Vec<_> = files
        .iter()
        .map(|(name, file)| (name.as_str(), file.clone()))
        .collect();
    let city = with_files(&files, json!({})).await;
    for (path, audience, expected) in [
        (
            "/shelf/2900-17",
            "/shelf",
            json!(["card", {"card": "2900-17"}]),
        ),
        (
            "/shelf/%C3%A4mne",
            "/shelf",
            json!(["word", {"word": "ämne"}]),
        ),
        ("/shelf/A%2F1", "/shelf", json!(["any", {"any": "A/1"}])),
        (
            "/shelf/2900-17/x",
            "/shelf",
            json!(["rest", {"rest": "2900-17/x"}]),
        ),
        (
            "/shelf/a/b/copies/3",
            "/shelf",
            json!(["middle", {"all": "a/b", "copy": 3}]),
        ),
        (
            "/shelf/of-2026.json",
            "/shelf/of-",
            json!(["part", {"year": 2026, "form": "json"}]),
        ),
        (
            "/old/17/xml",
            "/old",
            json!(["old", {"card": "17", "form": "xml"}]),
        ),
    ] {
        let response = send(&city, Method::GET, path, audience).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(json!([body["file"], body["places"]]), expected, "{path}");
    }
    for path in ["/shelf", "/shelf/", "/old/17/csv", "/old/17"] {
        let response = send(&city, Method::GET, path, "/shelf").await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn mim4_6_head_is_answered_as_get_without_its_body() {
    let files = [
        ("gateways/get.json", file("get", "/agw/<card>", "GET")),
        ("gateways/post.json", file("post", "/form/<card>", "POST")),
    ];
    let city = with_files(&files, json!({})).await;
    let get = send(&city, Method::GET, "/agw/17", "/agw").await;
    let head = send(&city, Method::HEAD, "/agw/17", "/agw").await;
    assert_eq!(
        (get.status(), head.status()),
        (StatusCode::OK, StatusCode::OK)
    );
    for name in ["content-type", "content-length", "x-file", "cache-control"] {
        assert_eq!(head.headers()[name], get.headers()[name], "{name}");
    }
    assert!(!get.bytes().await.unwrap().is_empty());
    assert!(head.bytes().await.unwrap().is_empty());
    // It is a release as any other: asked about, asked for, and in the log.
    assert_eq!(
        (city.operator.asked().len(), city.upstream.asked().len()),
        (2, 2)
    );
    assert_eq!(city.log().await[0]["kind"], "release");

    // A proof of possession is for the method that is used.
    let (key, address) = (new_key(), format!("{}/agw/17", city.url));
    for (method, status) in [("HEAD", 200), ("GET", 400)] {
        let mut claims = city.claims();
        claims["aud"] = json!(format!("{}/agw", city.url));
        claims["cnf"] = json!({"jkt": key.thumbprint().to_string()});
        let ticket = city.operator.sign(&claims);
        let proof = city.proof(&key, method, &address, &ticket);
        let request = city.client.head(&address).header("dpop", proof);
        let request = request.header("authorization", format!("DPoP {ticket}"));
        assert_eq!(request.send().await.unwrap().status(), status, "{method}");
    }

    let without = city.client.head(&address).send().await.unwrap();
    assert_eq!(without.status(), StatusCode::UNAUTHORIZED);
    let other = send(&city, Method::HEAD, "/form/17", "/form").await;
    assert_eq!(other.status(), StatusCode::METHOD_NOT_ALLOWED);
    let other = send(&city, Method::PUT, "/agw/17", "/agw").await;
    assert_eq!(other.headers()["allow"], "GET, HEAD");
    refused(other, 405, "method_not_allowed").await;
}

#[tokio::test]
async fn mim4_6_the_healthcheck_of_2021_is_answered() {
    let all = json!({"route": {"path": "/<all:path>", "method": "GET"},
        "response": {"status": 200, "headers": {}, "json": {"from": "the file"}}});
    let city = with_files(&[("gateways/all.json", all.clone())], json!({})).await;
    let body: Value = city.get("/healthcheck").await.json().await.unwrap();
    assert_eq!(body, json!({"status": "OK"}));
    let head = city.client.head(format!("{}/healthcheck", city.url));
    let head = head.send().await.unwrap();
    assert_eq!(
        (head.status(), &head.headers()["content-length"]),
        (StatusCode::OK, &"15".parse().unwrap())
    );
    let post = city.client.post(format!("{}/healthcheck", city.url));
    assert_eq!(
        post.send().await.unwrap().status(),
        StatusCode::METHOD_NOT_ALLOWED
    );

    // A file that has the very path is meant.
    let mut own = all;
    own["route"]["path"] = json!("/healthcheck");
    let city = with_files(&[("gateways/own.json", own)], json!({})).await;
    let body: Value = city.get("/healthcheck").await.json().await.unwrap();
    assert_eq!(body, json!({"from": "the file"}));

    // Without gateway files nobody asks for it.
    let city = City::start().await;
    assert_eq!(
        city.get("/healthcheck").await.status(),
        StatusCode::NOT_FOUND
    );
}
