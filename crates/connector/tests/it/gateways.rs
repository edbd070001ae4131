//! Gateway files of the 2021 reference connector (MIM4 2021 Part 2 §6), run as they are.

use std::path::Path;

use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use crate::city::{City, eventually, read, released};
use crate::peers::{Answer, PERSONAL, active, inactive};

const TICKET: &str = "Mydatashare-Request-Ticket";

pub(crate) fn write(folder: &Path, name: &str, value: &Value) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, serde_json::to_string_pretty(value).unwrap()).unwrap();
}

/// A city whose connector runs these files.
pub(crate) async fn with_files(files: &[(&str, Value)], settings: Value) -> City {
    let mut city = prepared(files, settings).await;
    city.serve().await;
    city
}

pub(crate) async fn prepared(files: &[(&str, Value)], mut settings: Value) -> City {
    let mut city = City::prepare().await;
    let folder = city.config.data.join("gateways");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, value) in files {
        let text = value.to_string().replace("SOURCE", &city.upstream.url);
        write(
            &city.config.data,
            name,
            &serde_json::from_str(&text).unwrap(),
        );
    }
    settings["folder"] = json!(folder);
    city.config.gateways = Some(read(settings));
    city
}

/// A ticket for the route whose path begins so.
pub(crate) fn ticket_for(city: &City, path: &str) -> String {
    let mut claims = city.claims();
    claims["aud"] = json!(format!("{}{path}", city.url));
    city.operator.sign(&claims)
}

async fn ask(city: &City, method: &str, path: &str, ticket: &str, body: Option<Value>) -> Response {
    let method = method.parse().unwrap();
    let mut request = city.client.request(method, format!("{}{path}", city.url));
    request = request
        .header(TICKET, ticket)
        .header("Accept-Language", "fi");
    if let Some(body) = body {
        request = request.json(&body);
    }
    request.send().await.unwrap()
}

/// Asks with a good ticket.
pub(crate) async fn asked(city: &City, method: &str, path: &str) -> Response {
    ask(city, method, path, &ticket_for(city, path), None).await
}

/// The shape of an error in 2021, and nothing of the person in it.
pub(crate) async fn refused(response: Response, status: u16, error: &str) -> Value {
    let found = response.status().as_u16();
    let media = response.headers()["content-type"].clone();
    let text = response.text().await.unwrap();
    assert_eq!(
        (found, media.to_str().unwrap()),
        (status, "application/json"),
        "{text}"
    );
    for personal in PERSONAL {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(body["error"], error, "{body}");
    assert!(!body["description"].as_str().unwrap().is_empty());
    assert!(!body["request_id"].as_str().unwrap().is_empty());
    assert_eq!(body.as_object().unwrap().len(), 3);
    body
}

pub(crate) fn route(path: &str, method: &str) -> Value {
    json!({"path": path, "method": method, "plugins": [{"plugin": "plugins.mop_request_ticket_validation"}]})
}

/// Three requests that build on each other, as the specification's example has them, and XML.
fn chain() -> Value {
    json!({
        "constants": {"includes": [{"file": "environments.json"}], "greeting": "hei"},
        "route": route("/foo/simple/<baz>", "POST"),
        "requests": [
            {
                "includes": [{"file": "token.json", "arguments": {
                    "idp": "${constants.environments[route.json.environment].idp}", "scope": "${route.json.scope}"}}]
            },
            {
                "name": "persons",
                "url": "SOURCE/persons?language=${route.headers.Accept-Language}&of=${route.query.year[0]}",
                "method": "POST",
                "headers": {"Authorization": "Bearer ${requests_by_name['token'].response.json.access_token}", "api_key": "k3y"},
                "json": {"ssn": "${route.extra.mop_request_ticket.identifiers.ssn.FIN.id}", "baz": "${route.dynamic.baz}",
                         "again": "${route.baz}"},
                "builders": [
                    {"builder": "builders.copy", "if": "route.json.fields", "from": "route.json.fields", "to": "self.json.fields"},
                    {"builder": "copy", "if": "route.json.nothing", "from": "route.json.nothing", "to": "self.json.nothing"},
                    {"builder": "set", "headers.greeting": "${constants.greeting}"},
                    {"builder": "delete", "key": "requests[1].json.again"}
                ]
            },
            {
                "url": "SOURCE/loans/${requests_by_name['persons'].response.json.number}",
                "method": "GET",
                "processors": [{"processor": "processors.xml_to_json"}]
            }
        ],
        "response": {
            "status": 200,
            "headers": {"content_type": "application/json", "x_count": "${requests[1].response.json.number}"},
            "json": {"who": "person ${requests[1].response.json.number}", "allow": "${requests[1].response.headers.Content-Type}"},
            "generators": [
                {"generator": "generators.set", "response.status": 201, "response.json.set": "yes"},
                {"generator": "generators.copy", "from": "requests[2].response.json.loans.loan", "to": "self.json.loans"},
                {"generator": "generators.delete", "key": "response.json.loans[0]"}
            ]
        },
        "after_hooks": [{"after_hook": "after_hooks.patch_mop_access_item"}]
    })
}

async fn with_chain() -> City {
    let files = [
        ("gateways/deep/chain.json", chain()),
        (
            "includes/environments.json",
            json!({"environments": {"beta": {"idp": "SOURCE/idp"}}, "greeting": "overridden"}),
        ),
        (
            "includes/token.json",
            json!({
                "name": "token", "url": "${arguments.idp}/token", "method": "POST",
                "headers": {"Content-Type": "application/x-www-form-urlencoded"},
                "data": "grant_type=client_credentials&scope=${arguments.scope}"
            }),
        ),
    ];
    let mut city = prepared(&files, json!({})).await;
    let includes = city.config.data.join("includes");
    city.config.gateways.as_mut().unwrap().includes = Some(includes);
    city.upstream
        .answer_at("/idp/token", Answer::Json(json!({"access_token": "t0ken"})));
    city.upstream
        .answer_at("/persons", Answer::Json(json!({"number": 17})));
    city.upstream.answer_at(
        "/loans/17",
        Answer::Raw(
            200,
            "application/xml",
            "<loans><loan>Kalevala</loan><loan>Peer &amp; Gynt</loan></loans>".into(),
        ),
    );
    city.serve().await;
    city
}

#[tokio::test]
async fn mim4_6_a_gateway_file_of_the_reference_connector_is_run_as_it_is() {
    let city = with_chain().await;
    let ticket = ticket_for(&city, "/foo/simple");
    let body = json!({"environment": "beta", "scope": "a&b=c", "fields": ["name"]});
    let response = ask(
        &city,
        "POST",
        "/foo/simple/x%2Fy?year=2026&year=2025",
        &ticket,
        Some(body),
    )
    .await;
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(response.headers()["x-count"], "17");
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        body,
        json!({"who": "person 17", "allow": "application/json", "set": "yes", "loans": ["Peer & Gynt"]})
    );
    let asked = city.upstream.asked();
    assert_eq!(asked.len(), 3);
    assert_eq!(
        asked[0].body,
        "grant_type=client_credentials&scope=a%26b%3Dc"
    );
    assert_eq!(asked[1].target, "/persons?language=fi&of=2026");
    assert_eq!(asked[1].header("authorization"), "Bearer t0ken");
    assert_eq!(asked[1].header("greeting"), "hei");
    assert_eq!(asked[1].header("api_key"), "k3y");
    assert_eq!(asked[1].header("api-key"), "");
    assert_eq!(
        asked[1].json(),
        json!({"ssn": "220279-161A", "baz": "x/y", "fields": ["name"]})
    );
    assert_eq!(asked[2].target, "/loans/17");
    // It is in the log, and the operator is told.
    let log = city.log().await;
    assert_eq!(log[0]["kind"], "release");
    assert_eq!(log[0]["record"]["route"], "/foo/simple/<baz>");
    assert_eq!(log[0]["record"]["status"], 201);
    assert_eq!(log[0]["record"]["released"], json!(["answer"]));
    let outcome = city.outcome(0).await;
    assert_eq!(outcome["success"], true);
    assert_eq!(outcome["status"], "completed");
}

#[tokio::test]
async fn mim4_6_refusals_have_the_words_of_2021() {
    let city = with_chain().await;
    let path = "/foo/simple/1?year=1";
    let body = || Some(json!({"environment": "beta", "scope": "s"}));
    let response = city
        .client
        .post(format!("{}{path}", city.url))
        .send()
        .await
        .unwrap();
    refused(response, 401, "authorization_error").await;
    refused(
        ask(&city, "POST", path, "no ticket", body()).await,
        400,
        "bad_request",
    )
    .await;
    let elsewhere = ticket_for(&city, "/foo/other");
    refused(
        ask(&city, "POST", path, &elsewhere, body()).await,
        403,
        "forbidden",
    )
    .await;
    let used = ticket_for(&city, "/foo/simple");
    assert_eq!(ask(&city, "POST", path, &used, body()).await.status(), 201);
    refused(
        ask(&city, "POST", path, &used, body()).await,
        400,
        "bad_request",
    )
    .await;
    city.operator.answer(Answer::Json(inactive("withdrawn")));
    let ticket = ticket_for(&city, "/foo/simple");
    let answer = refused(
        ask(&city, "POST", path, &ticket, body()).await,
        400,
        "bad_request",
    )
    .await;
    assert_eq!(
        answer["description"],
        "Request ticket is not active or valid. Reason: 'withdrawn'"
    );
    let log = city.log().await;
    assert_eq!(
        (&log[0]["kind"], &log[0]["record"]["status"]),
        (&json!("refusal"), &json!(400))
    );
    city.operator.answer(Answer::Json(active("2900-17")));
    // What the file names is not there: an environment it does not know.
    let ticket = ticket_for(&city, "/foo/simple");
    let unknown = Some(json!({"environment": "other", "scope": "s"}));
    refused(
        ask(&city, "POST", path, &ticket, unknown).await,
        500,
        "internal_error",
    )
    .await;
    let ticket = ticket_for(&city, "/foo/simple");
    refused(
        ask(&city, "PUT", path, &ticket, None).await,
        405,
        "method_not_allowed",
    )
    .await;
    let asked = city.upstream.asked().len();
    let response = city
        .client
        .post(format!("{}{path}", city.url))
        .header(TICKET, ticket)
        .header("content-type", "application/json")
        .body("{")
        .send()
        .await
        .unwrap();
    refused(response, 400, "bad_request").await;
    assert_eq!(city.upstream.asked().len(), asked);
}

#[tokio::test]
async fn a_source_that_fails_is_an_internal_error_that_says_nothing() {
    let settings = json!({"answer_ms": 300, "whole_ms": 600, "largest_answer": 10_000});
    let city = with_files(&[("gateways/loans.json", loans())], settings).await;
    for answer in [
        Answer::Never,
        Answer::Stalls,
        Answer::Redirect("http://127.0.0.1:1/".into()),
        Answer::Raw(200, "application/json", "{\"loans\": \"Aino".into()),
        Answer::Raw(500, "text/plain", "Aino is broken".into()),
        Answer::Long {
            bytes: 100_000,
            announced: true,
        },
        Answer::Long {
            bytes: 100_000,
            announced: false,
        },
        Answer::CutOff("{\"loans\": 1}".into()),
    ] {
        city.upstream.answer(answer);
        let ticket = ticket_for(&city, "/agw/loans");
        refused(
            ask(&city, "GET", "/agw/loans", &ticket, None).await,
            500,
            "internal_error",
        )
        .await;
        assert_eq!(city.log().await[0]["kind"], "refusal");
    }
    city.upstream.answer(Answer::Json(json!({"loans": 3})));
    let ticket = ticket_for(&city, "/agw/loans");
    assert_eq!(
        released(ask(&city, "GET", "/agw/loans", &ticket, None).await).await,
        json!({"loans": "3"})
    );
}

/// A file that makes one request for the person's loans.
fn loans() -> Value {
    json!({
        "route": route("/agw/loans", "GET"),
        "requests": [{"url": "SOURCE/loans?card=${route.extra.mop_request_ticket.identifiers.library_card.id}", "method": "GET"}],
        "response": {"status": 200, "headers": {}, "json": {"loans": "${requests[0].response.json.loans}"}}
    })
}

#[tokio::test]
async fn a_source_that_a_file_asks_is_left_alone_as_any_other() {
    let mut city = prepared(&[("gateways/loans.json", loans())], json!({})).await;
    city.config.upstream_limits.failures = 3;
    city.config.upstream_limits.pause_ms = 400;
    city.serve().await;
    let ask = || async {
        let ticket = ticket_for(&city, "/agw/loans");
        ask(&city, "GET", "/agw/loans", &ticket, None).await
    };
    // The answer is one that the file could make something of.
    let failing = Answer::Raw(503, "application/json", "{\"loans\": 0}".into());
    city.upstream.answer(failing);
    for _ in 0..3 {
        assert_eq!(ask().await.status(), 200);
    }
    refused(ask().await, 500, "internal_error").await;
    assert_eq!(city.upstream.asked().len(), 3, "it is left alone");
    let status = city.admin("/api/v1/upstream").await;
    let origin = &status["gateways"][0];
    assert_eq!(origin["origin"], city.upstream.url, "{status}");
    assert_eq!(origin["breaker"], "open", "{status}");
    assert_eq!(status["breaker"], "closed", "the other source is another");

    tokio::time::sleep(std::time::Duration::from_millis(450)).await;
    city.upstream.answer(Answer::Json(json!({"loans": 3})));
    assert_eq!(released(ask().await).await, json!({"loans": "3"}));
    let status = city.admin("/api/v1/upstream").await;
    assert_eq!(status["gateways"][0]["breaker"], "closed", "{status}");
}

#[tokio::test]
async fn beyond_a_bounded_queue_a_file_asks_nothing() {
    let settings = json!({"answer_ms": 2_000});
    let mut city = prepared(&[("gateways/loans.json", loans())], settings).await;
    city.config.upstream_limits.requests = 1;
    city.config.upstream_limits.waiting = 0;
    city.serve().await;
    city.upstream.answer(Answer::Never);
    let (client, url) = (city.client.clone(), format!("{}/agw/loans", city.url));
    let first = client
        .get(&url)
        .header(TICKET, ticket_for(&city, "/agw/loans"));
    let first = tokio::spawn(first.send());
    eventually("the first request", || {
        (city.upstream.asked().len() == 1).then_some(())
    })
    .await;
    let ticket = ticket_for(&city, "/agw/loans");
    refused(
        ask(&city, "GET", "/agw/loans", &ticket, None).await,
        500,
        "internal_error",
    )
    .await;
    assert_eq!(city.log().await[0]["record"]["refused"], "source-busy");
    assert_eq!(city.upstream.asked().len(), 1);
    assert_eq!(first.await.unwrap().unwrap().status(), 500);
    assert_eq!(city.log().await[0]["record"]["refused"], "source-timeout");
}

#[tokio::test]
async fn with_a_dataset_only_permitted_attributes_are_released() {
    let file = json!({
        "route": route("/patron", "GET"),
        "requests": [{"url": "SOURCE/patrons/${route.extra.mop_request_ticket.identifiers.library_card.id}", "method": "GET"}],
        "response": {"status": 200, "headers": {"x-name": "Aino"}, "json": {"rows": []},
            "generators": [
                {"generator": "copy", "from": "requests[0].response.json", "to": "self.json.row"},
                {"generator": "set", "self.json.secret": "Aino"}]}
    });
    let settings = json!({
        "datasets": {"/patron": {"dataset": "patron", "pointer": "/row"}},
        "attributes_for_2021_operators": ["name"],
    });
    let city = with_files(&[("gateways/patron.json", file)], settings).await;
    let response = ask(&city, "GET", "/patron", &ticket_for(&city, "/patron"), None).await;
    assert!(
        !response.headers().contains_key("x-name"),
        "a header cannot be filtered"
    );
    assert_eq!(released(response).await, json!({"name": "Aino Virtanen"}));
    assert_eq!(city.log().await[0]["record"]["released"], json!(["name"]));
    // What is not as described stays away, and both the log and the staff are told.
    let changed = json!({"name": {"first": "Aino", "ssn": "010170"}});
    city.upstream.answer(Answer::Json(changed));
    let response = ask(&city, "GET", "/patron", &ticket_for(&city, "/patron"), None).await;
    assert_eq!(released(response).await, json!({}));
    let log = city.log().await;
    assert_eq!(log[0]["record"]["detail"], "not as described: name");
    let status = city.admin("/api/v1/upstream").await;
    let findings = status["findings"].as_array().unwrap();
    let is_it = |one: &Value| one["kind"] == "other-type" && one["name"] == "name";
    assert!(findings.iter().any(is_it), "{status}");
}

#[tokio::test]
async fn identifiers_stay_in_their_place() {
    let file = json!({
        "route": route("/by/<who>", "GET"),
        "requests": [
            {"url": "SOURCE/p/${route.extra.mop_request_ticket.identifiers.library_card.id}/loans?q=${route.dynamic.who}",
             "method": "GET", "headers": {"x-who": "${route.extra.mop_request_ticket.identifiers.ssn.FIN.id}"}}],
        "response": {"status": 200, "headers": {}, "text": "done"}
    });
    let city = with_files(&[("gateways/by.json", file)], json!({})).await;
    for hostile in [
        "../../admin",
        "a?b#c",
        "%2e%2e",
        "a\r\nx: y",
        "'; --",
        "日本",
        "\u{202e}",
    ] {
        city.operator.answer(Answer::Json(active(hostile)));
        let ticket = ticket_for(&city, "/by");
        let response = ask(&city, "GET", "/by/x%26y%3Dz", &ticket, None).await;
        assert_eq!(response.status(), 200, "{hostile}");
        assert_eq!(
            response.headers()["content-type"],
            "text/plain; charset=utf-8"
        );
        let asked = city.upstream.asked().pop().unwrap();
        let encoded: String = url_encoded(hostile);
        assert_eq!(asked.target, format!("/p/{encoded}/loans?q=x%26y%3Dz"));
    }
    let before = city.upstream.asked().len();
    for unusable in ["..", ".", ""] {
        city.operator.answer(Answer::Json(active(unusable)));
        let response = ask(&city, "GET", "/by/x", &ticket_for(&city, "/by"), None).await;
        refused(response, 400, "bad_request").await;
    }
    let mut other = active("1");
    other["identifiers"][0]["id"] = json!("a\r\nx-evil: 1");
    city.operator.answer(Answer::Json(other));
    refused(
        ask(&city, "GET", "/by/x", &ticket_for(&city, "/by"), None).await,
        400,
        "bad_request",
    )
    .await;
    assert_eq!(city.upstream.asked().len(), before, "nothing was sent");
}

fn url_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            write!(out, "%{byte:02X}").unwrap();
        }
    }
    out
}

#[tokio::test]
async fn pages_of_allowed_origins_may_read() {
    let file = json!({
        "route": {"path": "/status", "method": "GET", "plugins": [{"plugin": "plugins.cors"}]},
        "response": {"status": 200, "headers": {}, "json": {"status": "${constants.word} ${environment.CARGO_PKG_NAME}"}},
        "constants": {"word": "OK"}
    });
    let settings = json!({"cors_origin_pattern": "https://[a-z]+\\.example"});
    let city = with_files(&[("gateways/status.json", file)], settings).await;
    let from = |origin: &'static str, method: reqwest::Method| {
        let request = city.client.request(method, format!("{}/status", city.url));
        request.header("origin", origin).send()
    };
    let response = from("https://city.example", reqwest::Method::GET)
        .await
        .unwrap();
    assert_eq!(
        response.headers()["access-control-allow-origin"],
        "https://city.example"
    );
    assert_eq!(
        response.json::<Value>().await.unwrap(),
        json!({"status": "OK connector"})
    );
    let preflight = from("https://city.example", reqwest::Method::OPTIONS)
        .await
        .unwrap();
    assert_eq!(preflight.status(), 204);
    assert!(
        preflight
            .headers()
            .contains_key("access-control-allow-methods")
    );
    let response = from("https://city.example.evil", reqwest::Method::GET)
        .await
        .unwrap();
    assert!(
        !response
            .headers()
            .contains_key("access-control-allow-origin")
    );
}

#[tokio::test]
async fn a_file_that_takes_any_path_takes_none_of_the_connectors_own() {
    let file = json!({
        "route": {"path": "/<all:path>", "method": "GET"},
        "response": {"status": 200, "headers": {}, "json": {"from": "the file"}}
    });
    let city = with_files(&[("gateways/all.json", file)], json!({})).await;
    let ask = |path: &str| city.client.get(format!("{}{path}", city.url)).send();
    let own = [
        "/healthz",
        "/jwks.json",
        "/.well-known/connector-config",
        "/datasets",
        "/problems",
    ];
    for path in own {
        let text = ask(path).await.unwrap().text().await.unwrap();
        assert!(!text.contains("the file"), "{path}: {text}");
    }
    let other: Value = ask("/anything/else").await.unwrap().json().await.unwrap();
    assert_eq!(other, json!({"from": "the file"}));
}

#[tokio::test]
async fn files_that_cannot_work_are_refused_at_the_start() {
    let good = || json!({"route": route("/a", "GET"), "requests": [], "response": {"status": 200, "json": {"a": 1}}});
    let with = |pointer: &str, value: Value| {
        let mut file = good();
        *file.pointer_mut(pointer).unwrap() = value;
        file
    };
    let request = |request: Value| with("/requests", json!([request]));
    for (file, said) in [
        (with("/route/path", json!("/api/v1/x")), "connector's own"),
        (with("/route/path", json!("/x<y")), "a place is `<name>`"),
        (with("/route/method", json!("TRACE")), "TRACE"),
        (
            with("/route/plugins", json!([{"plugin": "other"}])),
            "no plugin `other`",
        ),
        (
            with("/route/plugins", json!([{"plugin": "cors"}])),
            "cors_origin_pattern",
        ),
        (request(json!({"method": "GET"})), "no `url`"),
        (
            request(json!({"url": "http://a/${b..c}", "method": "GET"})),
            "b..c",
        ),
        (
            request(json!({"url": "http://a/", "method": "GET", "procesors": []})),
            "procesors",
        ),
        (
            request(
                json!({"url": "http://a/", "method": "GET", "builders": [{"builder": "copy", "from": "route.json.url", "to": "self.url"}]}),
            ),
            "`url`",
        ),
        (
            request(json!({"includes": [{"file": "none.json"}]})),
            "none.json",
        ),
        (
            {
                let mut open = request(json!({"url": "http://a/", "method": "GET"}));
                open["route"]["plugins"] = json!([]);
                open
            },
            "mop_request_ticket_validation",
        ),
    ] {
        let mut city = prepared(&[("gateways/a.json", file)], json!({})).await;
        city.config.listen = "127.0.0.1:0".into();
        let error = connector::Connector::start(city.config.clone())
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(said) && error.contains("a.json"),
            "{said}: {error}"
        );
    }
    let taken = [("gateways/a.json", with("/route/path", json!("/loans")))];
    let city = prepared(&taken, json!({})).await;
    let error = connector::Connector::start(city.config.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("`/loans` has the path of a gateway file"),
        "{error}"
    );
    let twice = [("gateways/a.json", good()), ("gateways/b.json", good())];
    let city = prepared(&twice, json!({})).await;
    let error = connector::Connector::start(city.config.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("`a.json` has `GET /a` already"), "{error}");
}
