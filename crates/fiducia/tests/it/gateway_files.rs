//! Gateway files in the folders in which the reference connector of 2021 has them (MIM4 2021 Part 2 §6), run unchanged:
//! the connector as a process of its own, known to its operator by a token as in 2021, between a service that shows its
//! ticket in the header of 2021 and a source that wants a token too.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::city::{City, Person, Process, fiducia, free_ports, refusal, serve};
use crate::party::{Api, attribute, client, runtime_of_peers, send};

const UUID: &str = "3f0c2b64-91c5-4d5e-8a0b-6a2b7d6f1e55";
const CARD: &str = "LIB-2037/ä";

/// The library's own system: an identity provider, JSON and XML.
fn library() -> Router {
    let patron = |headers: HeaderMap, body: Bytes| async move {
        let header = |name| {
            headers
                .get(name)
                .map_or("", |value| value.to_str().unwrap())
        };
        let asked: Value = serde_json::from_slice(&body).unwrap();
        let knows = header("authorization") == "Bearer library-token"
            // A token of the operator's, which the connector shows for itself.
            && header("x-agw").split('.').count() == 3
            && asked == json!({"card": CARD, "language": "fi", "fields": ["name", "branch"]});
        answered(
            knows,
            Json(json!({"rows": [{"name": "Aino", "branch": "Oodi", "note": "of staff"}]})),
        )
    };
    let token = |headers: HeaderMap, body: String| async move {
        let knows = headers["authorization"] == "Basic bGlicmFyeTpzZWNyZXQ="
            && body == "grant_type=client_credentials&scope=loans";
        answered(knows, Json(json!({"access_token": "library-token"})))
    };
    let loans = |uri: axum::http::Uri| async move {
        let xml = "<loans><loan><title>Kalevala</title><due>2026-12-01</due></loan></loans>";
        let knows = uri.query() == Some("of=LIB-2037%2F%C3%A4&branch=Oodi");
        answered(knows, ([("content-type", "text/xml")], xml))
    };
    Router::new()
        .route("/oxauth/restv1/token", post(token))
        .route("/patrons/search", post(patron))
        .route("/loans", get(loans))
}

fn answered(knows: bool, answer: impl axum::response::IntoResponse) -> Response {
    if knows {
        answer.into_response()
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

/// Writes the files as a city has them that ran the reference connector.
fn write_files(city: &City, library: &str, url: &str) {
    let write = |name: &str, value: &Value| {
        let path = city.data().join("agw").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, serde_json::to_string_pretty(value).unwrap()).unwrap();
    };
    write(
        "gateways/includes/environments.json",
        &json!({"environments": {"test": {"idp": library, "api": library}}}),
    );
    write(
        "gateways/includes/client_credentials_grant.json",
        &json!({
            "name": "client_credentials_grant",
            "url": "${arguments.idp}/oxauth/restv1/token", "method": "POST",
            "headers": {"Authorization": "Basic ${arguments.basic_token}", "Content-Type": "application/x-www-form-urlencoded"},
            "data": "grant_type=client_credentials&scope=${arguments.scope}",
        }),
    );
    let environment = "constants.environments['test']";
    let patron = json!({
        "name": "patron",
        "url": format!("${{{environment}.api}}/patrons/search"), "method": "POST",
        "headers": {
            "Authorization": "Bearer ${requests_by_name['client_credentials_grant'].response.json.access_token}",
            "X-Agw": "${route.extra.mop_request_ticket.agw_token}",
        },
        "json": {"card": "${route.extra.mop_request_ticket.identifiers.library_card.id}", "language": "${route.headers.Accept-Language}"},
        "builders": [{"builder": "builders.copy", "from": "constants.fields", "to": "self.json.fields"}],
    });
    let token = json!({"includes": [{"file": "client_credentials_grant.json", "arguments": {
        "idp": format!("${{{environment}.idp}}"), "basic_token": "${constants.basic_token}", "scope": "loans"}}]});
    let constants = json!({
        "includes": [{"file": "environments.json"}], "basic_token": "bGlicmFyeTpzZWNyZXQ=", "fields": ["name", "branch"],
    });
    let hooks = json!([{"after_hook": "after_hooks.patch_mop_access_item"}]);
    write(
        "gateways/dev/patron.json",
        &json!({
            "constants": constants,
            "route": {"path": "/agw/patron/<year:int>", "method": "POST",
                      "plugins": [{"plugin": "plugins.mop_request_ticket_validation"}]},
            "requests": [token, patron],
            "response": {
                "status": 200, "headers": {"content_type": "application/json"}, "json": {},
                "generators": [{"generator": "generators.copy", "from": "requests[1].response.json.rows", "to": "self.json.found"}],
            },
            "after_hooks": hooks,
        }),
    );
    let loans = json!({
        "url": format!("${{{environment}.api}}/loans?of=${{route.extra.mop_request_ticket.identifiers.library_card.id}}&branch=${{requests_by_name['patron'].response.json.rows[0].branch}}"),
        "method": "GET", "processors": [{"processor": "processors.xml_to_json"}],
    });
    write(
        "gateways/dev/loans/loans.json",
        &json!({
            "constants": constants,
            // The plugin's own parameter: the ticket is for the connector as a whole.
            "route": {"path": "/agw/loans", "method": "GET",
                      "plugins": [{"plugin": "plugins.mop_request_ticket_validation", "aud": url}]},
            "requests": [token, patron, loans],
            "response": {
                "status": 200, "headers": {"content_type": "application/json"}, "json": {"found": {}},
                "generators": [
                    {"generator": "generators.set", "self.json.found.note": "for ${route.query.reader}"},
                    {"generator": "generators.copy", "from": "requests[2].response.json.loans.loan", "to": "self.json.found.loans"}],
            },
            "after_hooks": hooks,
        }),
    );
    write(
        "gateways/dev/status.json",
        &json!({
            "route": {"path": "/status", "method": "GET",
                      "plugins": [{"plugin": "plugins.cors", "origin_pattern": "https://[a-z]+\\.example"}]},
            "response": {"status": 200, "headers": {"content_type": "application/json"}, "json": {"status": "OK"}},
        }),
    );
}

/// The connector's configuration: its operator, by its UUID, knows it by a token.
fn config(city: &City, url: &str, operator_uuid: &str) -> String {
    let operator = city.named("operators", "Helsinki")["url"].as_str().unwrap();
    let mut config = format!(
        r#"
[connector]
name = "Library of 2021"
uuid = "{UUID}"
data = "agw/data"
listen = "{}"
base_url = "{url}"
development = true

[[connector.operator]]
operator_uuid = "{operator_uuid}"
operator_base_url = "{operator}"
client_secret = {{ id = "{UUID}", secret = {{ file = "agw/secret" }}, token_url = "{operator}/oauth/token" }}

[connector.upstream]
kind = "store"

[connector.gateways]
folder = "agw/gateways/dev"
includes = "agw/gateways/includes"

[connector.gateways.datasets]
"/agw/patron/<year:int>" = {{ dataset = "patron", pointer = "/found" }}
"/agw/loans" = {{ dataset = "patron", pointer = "/found" }}

[[connector.dataset]]
id = "patron"
source = "library-2021"
entity_type = "LibraryPatron"
title = {{ en = "Library patron" }}
identifier_types = ["library_card"]
"#,
        url.trim_start_matches("http://"),
    );
    for (path, category) in [
        ("name", "Name"),
        ("branch", "Preference"),
        ("loans.title", "ServiceConsumptionBehaviour"),
    ] {
        config += &attribute(path, category);
    }
    config
}

/// A service of the 2021 kind, which has a secret and no key; the secret.
fn add_service(city: &City) -> String {
    let operator = city.operator("operator-helsinki");
    for id in ["library-2021", "reading-club"] {
        operator.run(&["organisation", "add", id, "--id", id]);
    }
    let added = operator.run(&[
        "service",
        "add",
        "Reading club",
        "--organisation",
        "reading-club",
        "--client-id",
        "reading-club",
    ]);
    let wanted = json!({
        "id": "reading-tips", "version": 1, "service": "reading-club", "title": {"en": "Reading tips"},
        "purposes": ["https://w3id.org/dpv#RequestedServiceProvision"],
        "processing": ["https://w3id.org/dpv#Consult"],
        "legal_basis": "https://w3id.org/dpv/legal/eu/gdpr#A6-1-a",
        "datasets": {format!("urn:fiducia:dataset:{UUID}:patron"): {
            "version": 1, "required": ["name", "loans.title"], "optional": ["branch"],
        }},
        "recipients": [], "retention": 30, "storage_locations": ["FI"], "third_countries": [],
        "automated_decisions": false, "longest_duration": 180,
        "consequences_of_refusal": {"en": "No tips."}, "all_or_nothing": false, "notice": {"en": "For tips."},
    });
    let wanted = city.write("reading-tips.json", &wanted.to_string());
    operator.run(&["intended-use", "add", wanted.to_str().unwrap()]);
    added["client_secret"].as_str().unwrap().to_owned()
}

fn add_person(city: &City) -> Person {
    let operator = city.operator("operator-helsinki");
    let password = city.write("reader.password", "a long password");
    let password_file = password.to_str().unwrap();
    let login = "reader@example.org";
    let made = operator.run(&["person", "add", login, "--password-file", password_file]);
    let account = made["id"].as_str().unwrap();
    let card = city.write("card", CARD);
    let card = card.to_str().unwrap();
    operator.run(&[
        "person",
        "identifier",
        account,
        "library_card",
        "--value-file",
        card,
    ]);
    let session = city.folder.path().join("reader.session");
    Person::log_in(city.text("/operators/0/url"), login, &password, session)
}

/// The service's calls, with the token that its secret gets.
struct Club {
    operator: String,
    token: String,
}

impl Club {
    async fn log_in(operator: &str, secret: &str) -> Self {
        let request = client().post(format!("{operator}/oauth/token"));
        let request = request.basic_auth("reading-club", Some(secret));
        let answer = send(request.form(&[("grant_type", "client_credentials")])).await;
        Self {
            operator: operator.to_owned(),
            token: answer.unwrap()["access_token"].as_str().unwrap().to_owned(),
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let request = client().post(format!("{}/api/v1/{path}", self.operator));
        send(request.bearer_auth(&self.token).json(body))
            .await
            .unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        let request = client().get(format!("{}/api/v1/{path}", self.operator));
        send(request.bearer_auth(&self.token)).await.unwrap()
    }

    async fn ticket(&self, permission: &Value, audience: &str) -> String {
        let body = json!({"permission": permission, "audience": audience});
        let ticket = self.post("request-tickets", &body).await;
        ticket["request_ticket"].as_str().unwrap().to_owned()
    }
}

/// A connector that runs the files, at an operator that has registered it with a secret.
async fn start_connector(city: &City, url: &str) -> Process {
    let operator = city.text("/operators/0/url").to_owned();
    let metadata = client().get(format!("{operator}/.well-known/mydataoperator-config"));
    let metadata = send(metadata).await.unwrap();
    let file = city.data().join("agw.toml");
    let text = config(city, url, metadata["operator_uuid"].as_str().unwrap());
    std::fs::write(&file, text).unwrap();
    // The operator reads what the connector says of itself before it gives it a secret.
    std::fs::write(city.data().join("agw/secret"), "none yet").unwrap();
    let first = serve(&file);
    let admin = Api::admin(city, "operator-helsinki", &operator);
    let new = json!({"base_url": url, "auth_method": "client_secret_basic"});
    let added = admin.post("api/v1/admin/connectors", &new).await.unwrap();
    drop(first);
    let secret = added["client_secret"].as_str().unwrap();
    std::fs::write(city.data().join("agw/secret"), secret).unwrap();
    serve(&file)
}

#[test]
fn mim4_6_files_in_the_folders_of_the_reference_connector_are_run_unchanged() {
    let city = City::start();
    let runtime = runtime_of_peers();
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
        .unwrap();
    let source = format!("http://{}", listener.local_addr().unwrap());
    runtime.spawn(async { axum::serve(listener, library()).await });
    let url = format!("http://127.0.0.1:{}", free_ports());
    write_files(&city, &source, &url);
    let _connector = runtime.block_on(start_connector(&city, &url));
    let secret = add_service(&city);
    let person = add_person(&city);

    let operator = city.text("/operators/0/url").to_owned();
    let club = runtime.block_on(Club::log_in(&operator, &secret));
    let wish =
        json!({"intended_use": "reading-tips", "person": {"login_hint": "reader@example.org"}});
    let request = runtime.block_on(club.post("permission-requests", &wish));
    let request = request["id"].as_str().unwrap();
    person.run(&["grant", request]);
    let granted = runtime.block_on(club.get(&format!("permission-requests/{request}")));
    let permission = &granted["permission"];

    runtime.block_on(async {
        let ticket = club.ticket(permission, &format!("{url}/agw/patron")).await;
        let patron = client().post(format!("{url}/agw/patron/2026"));
        let patron = patron.header("MyDataShare-Request-Ticket", ticket);
        let patron = send(patron.header("Accept-Language", "fi")).await.unwrap();
        assert_eq!(
            patron,
            json!([{"name": "Aino"}]),
            "not the branch, which was not permitted"
        );

        let ticket = club.ticket(permission, &url).await;
        let loans = client().get(format!("{url}/agw/loans?reader=1"));
        let loans = loans.header("MyDataShare-Request-Ticket", ticket);
        let loans = send(loans.header("Accept-Language", "fi")).await.unwrap();
        assert_eq!(
            loans,
            json!({"loans": {"title": "Kalevala"}}),
            "not when it is due, nor the note"
        );

        let status = client().get(format!("{url}/status"));
        let status = status
            .header("origin", "https://city.example")
            .send()
            .await
            .unwrap();
        assert_eq!(
            status.headers()["access-control-allow-origin"],
            "https://city.example"
        );
        assert_eq!(
            status.json::<Value>().await.unwrap(),
            json!({"status": "OK"})
        );

        let without = client()
            .get(format!("{url}/agw/loans"))
            .send()
            .await
            .unwrap();
        assert_eq!(without.status(), 401);
        let body: Value = without.json().await.unwrap();
        assert_eq!(body["error"], "authorization_error", "{body}");
        assert!(
            body["request_id"].is_string() && body["description"].is_string(),
            "{body}"
        );
    });
    // What came of it stands in the person's log: the connector has told it under its token.
    let entry = person.newest_complete_entry();
    assert_eq!(entry["status"], "released", "{entry}");

    what_the_check_says(&city);
}

/// What is tried with a person, and where a name is misspelt.
fn what_the_check_says(city: &City) {
    let config = city.data().join("agw.toml");
    let config = config.to_str().unwrap();
    let checked = fiducia(&[
        "connector",
        "check",
        config,
        "--person",
        "library_card=LIB-2037",
    ]);
    let printed = String::from_utf8_lossy(&checked.stdout).into_owned();
    let words = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "`POST /agw/patron/<year:int>` is not tried, as it may change something",
        "`GET /agw/loans` is not tried, as it reads headers, query or body",
        "`GET /status` has the person",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let tried = fiducia(&[
        "connector",
        "try",
        config,
        "--person",
        &format!("library_card={CARD}"),
        "--route",
        "GET /agw/loans?reader=1",
        "--header",
        "Accept-Language=fi",
        "--show",
    ]);
    let printed = String::from_utf8_lossy(&tried.stdout);
    assert!(
        tried.status.success() && printed.contains("Kalevala"),
        "{tried:?}"
    );

    let file = city.data().join("agw/gateways/dev/loans/loans.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(
        &file,
        text.replacen("generators.copy", "generators.coppy", 1),
    )
    .unwrap();
    let line = 1 + text
        .split("generators.copy")
        .next()
        .unwrap()
        .matches('\n')
        .count();
    let checked = fiducia(&["connector", "check", config]);
    let printed = String::from_utf8_lossy(&checked.stdout).into_owned() + &refusal(&checked);
    let words = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = format!(
        "loans.json`, line {line}, `response.generators[1].generator`: there is no generator `coppy`; did you mean `copy`?"
    );
    assert!(words.contains(&expected), "{words}");
}
