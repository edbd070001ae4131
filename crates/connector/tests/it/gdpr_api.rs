//! The rights façade: people see and erase their own data by the City of Helsinki's GDPR API, with tokens of the city's
//! OpenID provider; asked by programs that are not ours, and by a connector of ours as its client.

use std::process::Stdio;

use axum::Router;
use axum::routing::get;
use protocol::jose::SigningKey;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use crate::changes::open;
use crate::city::{City, read};
use crate::hostile::HOSTILE;
use crate::peers::{Answer, Server, new_key, new_uuid, signed};

const CARD: &str = "2900-17";
const AUDIENCE: &str = "https://api.example.org/library";
const SCOPES: &str = "https://api.example.org";

/// The city's OpenID provider.
struct Provider {
    url: String,
    key: SigningKey,
    _server: Server,
}

impl Provider {
    async fn start() -> Self {
        let key = new_key();
        let keys = json!({"keys": [key.jwk()]});
        let address = crate::peers::dead_address().await;
        let url = format!("http://{address}");
        let metadata = json!({
            "issuer": url, "jwks_uri": format!("{url}/jwks"), "token_endpoint": format!("{url}/token"),
            "authorization_endpoint": format!("{url}/authorize"),
        });
        let answer = |value: Value| get(move || async move { axum::Json(value) });
        let router = Router::new()
            .route("/.well-known/openid-configuration", answer(metadata))
            .route("/jwks", answer(keys));
        Self {
            url,
            key,
            _server: Server::start_at(address, router).await,
        }
    }

    fn claims(&self, city: &City, scope: &str) -> Value {
        let now = city.clock.seconds();
        json!({
            "iss": self.url, "sub": CARD, "aud": AUDIENCE, "exp": now + 300, "iat": now - 10, "loa": "substantial",
            SCOPES: [scope], "jti": new_uuid(),
        })
    }

    fn sign(&self, claims: &Value) -> String {
        let header = json!({"alg": "EdDSA", "kid": self.key.kid().as_str(), "typ": "JWT"});
        signed(&self.key, &header, claims)
    }
}

/// A library that keeps its members itself, and answers the city's dashboard.
async fn library(issuer: &str) -> City {
    let mut city = City::prepare().await;
    open(&mut city);
    city.config.upstream = read(json!({"kind": "store"}));
    for route in &mut city.config.routes {
        route.request = None;
        route.pointer = String::new();
    }
    city.config.gdpr_api = Some(read(json!({
        "issuer": issuer, "audience": AUDIENCE, "scopes_in": SCOPES, "identifier": "library_card", "key": "LIBRARY",
    })));
    city
}

/// As [`library`], where everything may be erased.
async fn forgetting_library(issuer: &str) -> City {
    let mut city = library(issuer).await;
    for attribute in &mut city.config.datasets[0].attributes {
        attribute.erase = read(json!("yes"));
    }
    city
}

/// As [`forgetting_library`], where a system that cannot be told of changes keeps the members.
async fn asking_library(issuer: &str) -> City {
    let mut city = forgetting_library(issuer).await;
    city.config.upstream = read(json!({
        "kind": "rest", "base_url": city.upstream.url, "auth": {"kind": "none"}, "retries": 0,
    }));
    city.config.routes.truncate(1);
    city.config.routes[0].request = Some(read(json!({"path": "/patrons/{library_card}"})));
    city
}

async fn keep(city: &City) {
    let member = json!({
        "id": "urn:x:patron:1", "type": "Patron", "name": "Aino Virtanen", "email": "aino@example.org",
        "address": {"street": "Katu 1", "city": "Helsinki"},
        "loans": [{"title": "Kalevala"}, {"title": "Seitsemän veljestä"}], "secret": "not described",
    });
    city.keep(&[member]).await;
}

async fn send(city: &City, method: Method, target: &str, token: &str) -> Response {
    let request = city
        .client
        .request(method, format!("{}/gdpr-api/v1/{target}", city.url));
    request.bearer_auth(token).send().await.unwrap()
}

async fn read_tree(response: Response) -> Value {
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["cache-control"], "no-store");
    response.json().await.unwrap()
}

fn codes(body: &Value) -> Vec<&str> {
    let errors = body["errors"].as_array().unwrap().iter();
    errors.map(|one| one["code"].as_str().unwrap()).collect()
}

/// Every node's key, with its value where it has one, in one line.
fn outline(node: &Value) -> String {
    let key = node["key"].as_str().unwrap();
    match node.get("children").and_then(Value::as_array) {
        Some(children) => {
            let below: Vec<String> = children.iter().map(outline).collect();
            format!("{key}({})", below.join(" "))
        }
        None => format!("{key}={}", node["value"]),
    }
}

#[tokio::test]
async fn people_see_what_the_source_has_of_them_as_a_tree() {
    let provider = Provider::start().await;
    let mut city = library(&provider.url).await;
    city.config.datasets[0].not_for_person = vec!["email".parse().unwrap()];
    city.serve().await;
    keep(&city).await;
    let token = provider.sign(&provider.claims(&city, "gdprquery"));
    for path in ["profiles", "user"] {
        let target = format!("{path}/{CARD}");
        let tree = read_tree(send(&city, Method::GET, &target, &token).await).await;
        assert_eq!(
            outline(&tree),
            "LIBRARY(PATRON(NAME=\"Aino Virtanen\" ADDRESS(CITY=\"Helsinki\" STREET=\"Katu 1\") \
             LOANS(TITLE=\"Kalevala\") LOANS(TITLE=\"Seitsemän veljestä\")))"
        );
        assert!(tree["children"][0]["label"]["en"].is_string(), "{tree}");
    }
    let log = city.log().await;
    let record = &log[0]["record"];
    assert_eq!(
        (&log[0]["kind"], &record["self_access"]),
        (&json!("release"), &json!(true))
    );
    assert_eq!(
        record["introspection"],
        format!("GDPR API: a token of {}", provider.url)
    );
    assert!(record["released"].to_string().contains("loans"), "{record}");
    assert!(
        !record.to_string().contains("Aino") && !record.to_string().contains(CARD),
        "{record}"
    );
}

#[tokio::test]
async fn whoever_is_not_known_has_nothing_there() {
    let provider = Provider::start().await;
    let mut city = library(&provider.url).await;
    city.serve().await;
    let query = provider.sign(&provider.claims(&city, "gdprquery"));
    let delete = provider.sign(&provider.claims(&city, "gdprdelete"));
    let target = format!("profiles/{CARD}");
    assert_eq!(
        send(&city, Method::GET, &target, &query).await.status(),
        204
    );
    assert_eq!(city.log().await[0]["record"].get("released"), None);
    assert_eq!(
        send(&city, Method::DELETE, &target, &delete).await.status(),
        204
    );
    assert_eq!(city.log().await.len(), 2);
}

#[tokio::test]
async fn a_token_is_good_for_its_own_person_time_scope_and_place_alone() {
    let provider = Provider::start().await;
    let stranger = Provider::start().await;
    let mut city = library(&provider.url).await;
    city.serve().await;
    keep(&city).await;
    let now = city.clock.seconds();
    let good = provider.claims(&city, "gdprquery");
    let with = |member: &str, value: Value| {
        let mut claims = good.clone();
        claims[member] = value;
        provider.sign(&claims)
    };
    let forged = {
        let header = json!({"alg": "EdDSA", "kid": provider.key.kid().as_str(), "typ": "JWT"});
        signed(&stranger.key, &header, &good)
    };
    let unsigned = format!(
        "{}.{}.",
        crate::peers::encoded(r#"{"alg":"none"}"#),
        crate::peers::encoded(good.to_string())
    );
    let target = format!("profiles/{CARD}");
    for (what, token, status, code) in [
        (
            "expired",
            with("exp", json!(now - 120)),
            401,
            "token-invalid",
        ),
        (
            "of the future",
            with("iat", json!(now + 600)),
            401,
            "token-invalid",
        ),
        (
            "for another",
            with("aud", json!("https://api.example.org/school")),
            401,
            "token-invalid",
        ),
        (
            "by another",
            with("iss", json!(stranger.url)),
            401,
            "token-invalid",
        ),
        ("by a stranger", stranger.sign(&good), 401, "token-invalid"),
        ("forged", forged, 401, "token-invalid"),
        ("unsigned", unsigned, 401, "token-invalid"),
        ("no token", "x".into(), 401, "token-invalid"),
        (
            "to erase",
            with(SCOPES, json!(["gdprdelete"])),
            403,
            "scope-missing",
        ),
        (
            "a weak login",
            with("loa", json!("low")),
            403,
            "level-too-low",
        ),
        (
            "of no level",
            with("loa", Value::Null),
            403,
            "level-too-low",
        ),
        (
            "another person",
            with("sub", json!("2900-18")),
            403,
            "not-this-person",
        ),
    ] {
        let response = send(&city, Method::GET, &target, &token).await;
        assert_eq!(response.status(), status, "{what}");
        assert_eq!(
            status == 401,
            response.headers().contains_key("www-authenticate")
        );
        let body: Value = response.json().await.unwrap();
        assert_eq!(codes(&body), [code], "{what}");
        assert!(!body.to_string().contains("Aino"), "{body}");
        assert_eq!(city.log().await[0]["kind"], "refusal", "{what}");
    }
    let bare = city.get(&format!("/gdpr-api/v1/{target}")).await;
    assert_eq!(bare.status(), 401);
    let query = provider.sign(&good);
    let response = send(&city, Method::DELETE, &target, &query).await;
    assert_eq!(codes(&response.json().await.unwrap()), ["scope-missing"]);
    assert_eq!(
        send(&city, Method::PUT, &target, &query).await.status(),
        405
    );
    assert_eq!(
        send(&city, Method::GET, &target, &query).await.status(),
        200
    );
}

#[tokio::test]
async fn hostile_names_of_people_find_nobody_else() {
    let provider = Provider::start().await;
    let mut city = library(&provider.url).await;
    city.serve().await;
    keep(&city).await;
    for hostile in HOSTILE {
        let mut claims = provider.claims(&city, "gdprquery");
        claims["sub"] = json!(hostile);
        let token = provider.sign(&claims);
        let encoded: String = url::form_urlencoded::byte_serialize(hostile.as_bytes()).collect();
        let target = format!("profiles/{}", encoded.replace('+', "%20"));
        let response = send(&city, Method::GET, &target, &token).await;
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        assert!(
            [204, 400, 401, 403, 404].contains(&status),
            "{hostile}: {status} {text}"
        );
        assert!(!text.contains("Aino"), "{hostile}: {text}");
    }
}

#[tokio::test]
async fn what_the_law_has_kept_keeps_everything_and_is_said_in_every_language() {
    let provider = Provider::start().await;
    let mut city = library(&provider.url).await;
    city.serve().await;
    keep(&city).await;
    let delete = provider.sign(&provider.claims(&city, "gdprdelete"));
    let query = provider.sign(&provider.claims(&city, "gdprquery"));
    let target = format!("profiles/{CARD}");
    for target in [format!("{target}?dry_run=true"), target.clone()] {
        let response = send(&city, Method::DELETE, &target, &delete).await;
        assert_eq!(response.status(), 403);
        let body: Value = response.json().await.unwrap();
        assert_eq!(codes(&body), ["kept-by-law"]);
        let message = body["errors"][0]["message"].as_object().unwrap();
        assert_eq!(message.len(), 10);
        for text in message.values() {
            assert!(text.as_str().unwrap().contains("Library Act 3 §"), "{text}");
        }
        assert_eq!(
            city.log().await[0]["record"]["refused"],
            "change-not-offered"
        );
    }
    read_tree(send(&city, Method::GET, &target, &query).await).await;
}

#[tokio::test]
async fn what_staff_erase_by_hand_is_a_task_of_theirs_and_said() {
    let provider = Provider::start().await;
    let mut city = asking_library(&provider.url).await;
    city.serve().await;
    let delete = provider.sign(&provider.claims(&city, "gdprdelete"));
    let tasks = async || city.admin("/api/v1/tasks").await.as_array().unwrap().len();
    for (target, filed) in [
        (format!("profiles/{CARD}?dry_run=true"), 0),
        (format!("profiles/{CARD}"), 1),
    ] {
        let response = send(&city, Method::DELETE, &target, &delete).await;
        assert_eq!(response.status(), 403);
        let body: Value = response.json().await.unwrap();
        assert_eq!(codes(&body), ["erased-by-staff"]);
        assert_eq!(tasks().await, filed, "{target}");
    }
}

#[tokio::test]
async fn a_source_that_fails_gives_nothing_and_erases_nothing() {
    let provider = Provider::start().await;
    let mut city = asking_library(&provider.url).await;
    city.serve().await;
    city.upstream
        .answer(Answer::Raw(500, "text/plain", "Aino is broken".into()));
    for (method, scope) in [(Method::GET, "gdprquery"), (Method::DELETE, "gdprdelete")] {
        let token = provider.sign(&provider.claims(&city, scope));
        let response = send(&city, method, &format!("profiles/{CARD}"), &token).await;
        assert_eq!(response.status(), 500);
        let body: Value = response.json().await.unwrap();
        assert_eq!(codes(&body), ["source-error"]);
        assert!(!body.to_string().contains("Aino"), "{body}");
    }
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_said_and_nothing_is_given() {
    let issuer = format!("http://{}", crate::peers::dead_address().await);
    let mut city = library(&issuer).await;
    city.serve().await;
    keep(&city).await;
    let stranger = Provider::start().await;
    let token = stranger.sign(&stranger.claims(&city, "gdprquery"));
    let response = send(&city, Method::GET, &format!("profiles/{CARD}"), &token).await;
    assert_eq!(response.status(), 500);
    let body: Value = response.json().await.unwrap();
    assert_eq!(codes(&body), ["provider-unreachable"]);
    assert!(!body.to_string().contains(&issuer), "{body}");
    let log = city.log().await;
    assert_eq!(log[0]["kind"], "refusal");
    assert_eq!(log[0]["record"]["refused"], "unavailable", "{}", log[0]);
}

#[tokio::test]
async fn the_api_guide_describes_it_where_it_is_offered() {
    let provider = Provider::start().await;
    let mut city = library(&provider.url).await;
    city.serve().await;
    let guide: Value = city.get("/api/openapi.json").await.json().await.unwrap();
    let path = &guide["paths"]["/gdpr-api/v1/profiles/{id}"];
    assert!(path["get"]["responses"]["429"].is_object(), "{guide}");
    assert_eq!(path["delete"]["security"][0]["profile"][0], "gdprdelete");
}

#[tokio::test]
async fn who_asks_too_often_is_told_to_wait() {
    let provider = Provider::start().await;
    let mut city = library(&provider.url).await;
    city.serve().await;
    keep(&city).await;
    let token = provider.sign(&provider.claims(&city, "gdprquery"));
    let target = format!("profiles/{CARD}");
    let mut last = send(&city, Method::GET, &target, &token).await;
    for _ in 0..30 {
        if last.status() != 200 {
            break;
        }
        last = send(&city, Method::GET, &target, &token).await;
    }
    assert_eq!(last.status(), 429);
    let seconds: u64 = last.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    let body: Value = last.json().await.unwrap();
    assert_eq!(codes(&body), ["rate-limited"]);
    assert!(!body.to_string().contains("Aino"), "{body}");
}

#[tokio::test]
async fn a_connector_reads_another_by_this_api() {
    let provider = Provider::start().await;
    let mut library = library(&provider.url).await;
    library.serve().await;
    keep(&library).await;
    let token = provider.sign(&provider.claims(&library, "gdprquery"));
    let mut city = City::prepare().await;
    let folder = TempDir::new().unwrap();
    let secret = folder.path().join("token");
    std::fs::write(&secret, token).unwrap();
    city.config.upstream = read(json!({
        "kind": "helsinki-gdpr", "base_url": format!("{}/gdpr-api", library.url), "retries": 0,
        "auth": {"kind": "bearer", "token": {"file": secret}},
    }));
    city.config.routes.truncate(1);
    city.config.routes[0].request = None;
    let names = json!({"name": "PATRON/NAME", "email": "PATRON/EMAIL", "address": "PATRON/ADDRESS", "loans": "PATRON/LOANS"});
    city.config.routes[0].tree = Some(read(
        json!({"path": "v1/profiles/{library_card}", "names": names}),
    ));
    city.serve().await;
    assert_eq!(
        city.released().await,
        json!({
            "name": "Aino Virtanen", "email": "aino@example.org", "address": {"STREET": "Katu 1", "CITY": "Helsinki"},
            "loans": [{"TITLE": "Kalevala"}, {"TITLE": "Seitsemän veljestä"}],
        })
    );
}

/// Runs the tester as it is, at a port of the test's own, with a key that is made faster than it would make one.
const TESTER: &str = "
import sys
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
pem = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
open('gdpr_api_tester_key.pem', 'wb').write(pem)
site = web.TCPSite
web.TCPSite = lambda runner, port: site(runner, host='127.0.0.1', port=int(sys.argv[1]))
from gdpr_api_tester.main import main
main()
";

/// What the tester says of a connector when it does these things, one answer each.
async fn tested(city: &City, port: u16, issuer_type: &str, acts: &[&str]) -> Vec<String> {
    use tokio::io::AsyncWriteExt as _;
    let folder = TempDir::new().unwrap();
    let python = std::env::var("FIDUCIA_TEST_PYTHON")
        .expect("FIDUCIA_TEST_PYTHON names a Python with tests/requirements.txt");
    let mut tester = Command::new(python)
        .args(["-c", TESTER, &port.to_string()])
        .current_dir(folder.path())
        .envs([
            ("ISSUER", format!("http://127.0.0.1:{port}/")),
            ("ISSUER_TYPE", issuer_type.to_owned()),
            ("GDPR_API_AUDIENCE", AUDIENCE.to_owned()),
            ("GDPR_API_AUTHORIZATION_FIELD", SCOPES.to_owned()),
            ("GDPR_API_QUERY_SCOPE", "library.gdprquery".to_owned()),
            ("GDPR_API_DELETE_SCOPE", "library.gdprdelete".to_owned()),
            (
                "GDPR_API_URL",
                format!("{}/gdpr-api/v1/user/$user_uuid", city.url),
            ),
            ("PROFILE_ID", new_uuid()),
            ("USER_UUID", CARD.to_owned()),
            ("LOA", "substantial".to_owned()),
            ("SID", new_uuid()),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = tester.stdin.take().unwrap();
    let lines = acts.join("\n") + "\nexit\n";
    input.write_all(lines.as_bytes()).await.unwrap();
    let output = tester.wait_with_output().await.unwrap();
    drop(input);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{said} {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answers = said.split("Response status code: ").skip(1);
    answers.map(str::to_owned).collect()
}

#[tokio::test]
async fn the_citys_own_tester_sees_asks_and_erases() {
    for issuer_type in ["tunnistamo", "keycloak"] {
        let port = crate::peers::dead_address().await.port();
        let mut city = forgetting_library(&format!("http://127.0.0.1:{port}")).await;
        let api = city.config.gdpr_api.as_mut().unwrap();
        (api.query_scope, api.delete_scope) =
            ("library.gdprquery".into(), "library.gdprdelete".into());
        if issuer_type == "keycloak" {
            api.scopes_in = None;
        }
        city.serve().await;
        keep(&city).await;
        let acts = [
            "query",
            "delete dryrun",
            "query",
            "delete",
            "query",
            "delete",
        ];
        let answers = tested(&city, port, issuer_type, &acts).await;
        let statuses: Vec<&str> = answers.iter().map(|one| &one[..3]).collect();
        assert_eq!(
            statuses,
            ["200", "204", "200", "204", "204", "204"],
            "{answers:?}"
        );
        assert!(
            answers[0].contains("Success") && answers[0].contains("Aino Virtanen"),
            "{}",
            answers[0]
        );
        assert!(
            answers[4].contains("There is no personal data"),
            "{}",
            answers[4]
        );
        let kinds: Vec<Value> = city
            .log()
            .await
            .iter()
            .map(|one| one["kind"].clone())
            .collect();
        assert!(kinds.contains(&json!("change")), "{kinds:?}");
    }
}

#[tokio::test]
async fn the_citys_own_tester_understands_why_nothing_is_erased() {
    let port = crate::peers::dead_address().await.port();
    let mut city = library(&format!("http://127.0.0.1:{port}")).await;
    let api = city.config.gdpr_api.as_mut().unwrap();
    (api.query_scope, api.delete_scope) = ("library.gdprquery".into(), "library.gdprdelete".into());
    city.serve().await;
    keep(&city).await;
    let answers = tested(
        &city,
        port,
        "tunnistamo",
        &["delete dryrun", "set LOA=low", "query"],
    )
    .await;
    assert!(answers[0].starts_with("403"), "{}", answers[0]);
    assert!(
        answers[0].contains("The errors are in the correct format"),
        "{}",
        answers[0]
    );
    assert!(answers[1].starts_with("403"), "{}", answers[1]);
}

#[tokio::test]
async fn a_facade_that_could_know_nobody_does_not_start() {
    for (member, value, said) in [
        ("identifier", "ssn", "knows them by `identifier`"),
        ("issuer", "city", "no URL"),
        ("audience", " ", "`audience` is empty"),
    ] {
        let mut city = library("http://127.0.0.1:9").await;
        let mut api = serde_json::to_value(city.config.gdpr_api.as_ref().unwrap()).unwrap();
        api[member] = json!(value);
        city.config.gdpr_api = Some(read(api));
        let error = city.config.check().unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[tokio::test]
async fn a_check_of_the_configuration_asks_the_provider() {
    let provider = Provider::start().await;
    let city = library(&provider.url).await;
    let place = format!("{}/.well-known/openid-configuration", provider.url);
    let findings = connector::check(&city.config).await;
    assert!(
        findings.contains(&Ok(format!("`{place}` answers"))),
        "{findings:?}"
    );
    let city = library("http://127.0.0.1:9").await;
    let place = "http://127.0.0.1:9/.well-known/openid-configuration";
    let findings = connector::check(&city.config).await;
    let is_told =
        |finding: &Result<String, String>| matches!(finding, Err(text) if text.contains(place));
    assert!(findings.iter().any(is_told), "{findings:?}");
}
