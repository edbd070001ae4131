//! Apps of third parties: let in by a person, bound to a key, ended by whoever may.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::dpop;
use protocol::jose::SigningKey;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::city::{City, LOGIN, key, now, token_id};

const CALLBACK: &str = "http://127.0.0.1/callback";
const VERIFIER: &str = "a-verifier-that-is-long-enough-for-everyone-0";
const EVERYTHING: &str = "permissions:read activity:read permissions:write";

/// An app on somebody's phone.
pub(crate) struct App {
    pub(crate) client_id: String,
    pub(crate) key: SigningKey,
}

pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

impl App {
    pub(crate) async fn register(city: &City) -> Self {
        let new = serde_json::from_value(json!({
            "client_id": "wallet", "name": {"en": "My Wallet"}, "publisher": "Wallets Oy",
            "redirect_uris": [CALLBACK], "scopes": ["permissions:read", "activity:read", "permissions:write"],
        }));
        let client_id = city
            .operator
            .operator()
            .add_app(new.unwrap())
            .await
            .unwrap();
        Self {
            client_id,
            key: key(),
        }
    }

    pub(crate) fn request(&self, scope: &str) -> Vec<(&'static str, String)> {
        vec![
            ("client_id", self.client_id.clone()),
            ("redirect_uri", "http://127.0.0.1:4711/callback".to_owned()),
            ("response_type", "code".to_owned()),
            ("scope", scope.to_owned()),
            ("state", "as it was".to_owned()),
            ("code_challenge", challenge(VERIFIER)),
            ("code_challenge_method", "S256".to_owned()),
        ]
    }

    fn proof(&self, method: &str, address: &str, token: Option<&str>) -> String {
        let request = dpop::Request {
            method,
            address,
            token,
            nonce: None,
        };
        dpop::sign(&self.key, &request, token_id(), now()).unwrap()
    }

    /// What the person's browser is answered with when they decide.
    pub(crate) async fn decided(&self, city: &City, query: &str, decision: &str) -> Response {
        let path = format!("/oauth/authorize?{query}");
        let page = with_session(city, Method::GET, &path).send().await.unwrap();
        assert_eq!(page.status(), 200, "{:?}", page.text().await);
        with_session(city, Method::POST, &path)
            .form(&[("decision", decision)])
            .send()
            .await
            .unwrap()
    }

    /// The code for a scope that the person allows.
    pub(crate) async fn code(&self, city: &City, scope: &str) -> String {
        let answer = self
            .decided(city, &written(&self.request(scope)), "allow")
            .await;
        let answer = address(&answer);
        assert!(
            answer
                .as_str()
                .starts_with("http://127.0.0.1:4711/callback?")
        );
        assert_eq!(parameter(&answer, "state").as_deref(), Some("as it was"));
        assert_eq!(
            parameter(&answer, "iss").as_deref(),
            Some(city.operator.url())
        );
        parameter(&answer, "code").unwrap()
    }

    pub(crate) async fn token(&self, city: &City, form: &[(&str, &str)]) -> (u16, Value) {
        let endpoint = city.url("/oauth/token");
        let answer = city
            .call(Method::POST, "/oauth/token")
            .header("dpop", self.proof("POST", &endpoint, None))
            .form(form)
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    pub(crate) async fn exchange(&self, city: &City, code: &str) -> (u16, Value) {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", self.client_id.as_str()),
            ("code", code),
            ("code_verifier", VERIFIER),
        ];
        self.token(city, &form).await
    }

    async fn refresh(&self, city: &City, refresh_token: &str) -> (u16, Value) {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", self.client_id.as_str()),
            ("refresh_token", refresh_token),
        ];
        self.token(city, &form).await
    }

    /// Access and refresh token for a scope.
    pub(crate) async fn let_in(&self, city: &City, scope: &str) -> (String, String) {
        let (status, answer) = self.exchange(city, &self.code(city, scope).await).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["token_type"], "DPoP");
        assert_eq!(answer["scope"].as_str().map(sorted), Some(sorted(scope)));
        (
            text(&answer, "access_token"),
            text(&answer, "refresh_token"),
        )
    }

    pub(crate) async fn call(
        &self,
        city: &City,
        token: &str,
        method: Method,
        path: &str,
    ) -> Response {
        let address = city.url(path.split('?').next().unwrap());
        let request = city
            .call(method.clone(), path)
            .header("authorization", format!("DPoP {token}"))
            .header("dpop", self.proof(method.as_str(), &address, Some(token)));
        let request = if method == Method::POST {
            request.json(&json!({}))
        } else {
            request
        };
        request.send().await.unwrap()
    }
}

fn sorted(scope: &str) -> Vec<String> {
    let mut names: Vec<String> = scope.split(' ').map(str::to_owned).collect();
    names.sort();
    names
}

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap().to_owned()
}

pub(crate) fn with_session(city: &City, method: Method, path: &str) -> reqwest::RequestBuilder {
    let cookie = format!("session={}", city.person.token);
    city.call(method, path)
        .header("cookie", cookie)
        .header("accept", "text/html")
}

pub(crate) fn written(pairs: &[(&'static str, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn address(answer: &Response) -> url::Url {
    assert_eq!(answer.status(), 303);
    let location = answer.headers()["location"].to_str().unwrap();
    url::Url::parse(location).unwrap()
}

fn parameter(address: &url::Url, name: &str) -> Option<String> {
    address
        .query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn an_app_that_is_let_in_sees_and_does_what_the_person_allowed() {
    let city = City::new().await;
    let app = App::register(&city).await;
    let asked = city.ask(Some(LOGIN)).await;
    let (token, _) = app.let_in(&city, EVERYTHING).await;
    let requests = app
        .call(
            &city,
            &token,
            Method::GET,
            "/api/v1/me/requests?language=en",
        )
        .await;
    let requests: Value = requests.json().await.unwrap();
    assert_eq!(requests["requests"][0]["title"], "A grant for your hobby");
    let path = format!("/api/v1/me/requests/{}/grant", text(&asked, "id"));
    let granted = app.call(&city, &token, Method::POST, &path).await;
    assert_eq!(granted.status(), 200, "{:?}", granted.text().await);
    // The history says which app it was: to machines, on the page, in the receipt and in the export.
    let granted: Value = granted.json().await.unwrap();
    let id = text(&granted, "id");
    let shown = city
        .person
        .get(&city, &format!("/api/v1/me/permissions/{id}"))
        .await;
    let event = &shown["history"][0];
    assert_eq!(
        (&event["means"], &event["by"]),
        (&json!("app"), &json!("the person"))
    );
    assert_eq!(event["app"], json!({"id": "wallet", "name": "My Wallet"}));
    assert_eq!(
        shown["history"][1]["app"],
        Value::Null,
        "the service asked itself"
    );
    let page = with_session(&city, Method::GET, &format!("/permissions/{id}"));
    let page = page.send().await.unwrap().text().await.unwrap();
    assert!(
        page.contains("You, in the app My Wallet") || page.contains("in the app \u{2068}My Wallet"),
        "{page}"
    );
    let export = city
        .person
        .get(&city, "/api/v1/me/export")
        .await
        .to_string();
    assert!(export.contains("My Wallet"), "{export}");
    let log = app
        .call(&city, &token, Method::GET, "/api/v1/me/access-log")
        .await;
    assert_eq!(log.status(), 200);
    let own = city.person.get(&city, "/api/v1/me/apps").await;
    assert_eq!(own["apps"][0]["name"], "My Wallet");
    assert_eq!(own["apps"][0]["devices"], 1);
    city.end().await;
}

#[tokio::test]
async fn every_route_of_the_person_is_closed_to_an_app_without_its_scope() {
    let city = City::new().await;
    let app = App::register(&city).await;
    let (token, _) = app.let_in(&city, "activity:read").await;
    let document: Value = city.get("/api/openapi.json").await.json().await.unwrap();
    let mut open = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        if !path.starts_with("/api/v1/me") {
            continue;
        }
        for method in methods.as_object().unwrap().keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes());
            let Ok(method) = method else { continue };
            let path = path
                .replace("{id}", "x")
                .replace("{version}", "1")
                .replace("{client_id}", "x");
            let answer = app.call(&city, &token, method, &path).await;
            match answer.status().as_u16() {
                401 | 403 => {}
                _ => open.push(path),
            }
        }
    }
    assert_eq!(open, ["/api/v1/me/access-log", "/api/v1/me/notifications"]);
    let refused = app
        .call(&city, &token, Method::GET, "/api/v1/me/permissions")
        .await;
    assert_eq!(refused.status(), 403);
    let says = refused.headers()["www-authenticate"].to_str().unwrap();
    assert!(says.contains("insufficient_scope"), "{says}");
    // With everything it still sees neither who the person is nor can it take all along or close the account.
    let (token, _) = app.let_in(&city, EVERYTHING).await;
    for (method, path) in [
        (Method::GET, "/api/v1/me"),
        (Method::GET, "/api/v1/me/export"),
        (Method::POST, "/api/v1/me/close"),
        (Method::GET, "/api/v1/me/apps"),
        (Method::POST, "/api/v1/me/feeds"),
    ] {
        let answer = app.call(&city, &token, method, path).await;
        assert_eq!(answer.status(), 401, "{path}");
    }
    city.end().await;
}

#[tokio::test]
async fn a_token_is_worth_nothing_without_the_key_it_is_bound_to() {
    let city = City::new().await;
    let mut app = App::register(&city).await;
    let (token, refresh) = app.let_in(&city, EVERYTHING).await;
    let bearer = city
        .call(Method::GET, "/api/v1/me/permissions")
        .bearer_auth(&token)
        .send();
    assert_eq!(bearer.await.unwrap().status(), 401);
    let bare = city
        .call(Method::GET, "/api/v1/me/permissions")
        .header("authorization", format!("DPoP {token}"))
        .send();
    assert_eq!(bare.await.unwrap().status(), 401);
    app.key = key();
    let other = app
        .call(&city, &token, Method::GET, "/api/v1/me/permissions")
        .await;
    assert_eq!(other.status(), 401);
    let (status, answer) = app.refresh(&city, &refresh).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
    // It is no service's either.
    let service = app
        .call(&city, &token, Method::GET, "/api/v1/connectors")
        .await;
    assert_eq!(service.status(), 401);
    city.end().await;
}

#[tokio::test]
async fn a_refresh_token_that_is_shown_twice_ends_everything() {
    let city = City::new().await;
    let app = App::register(&city).await;
    let (_, first) = app.let_in(&city, EVERYTHING).await;
    let (status, answer) = app.refresh(&city, &first).await;
    assert_eq!(status, 200, "{answer}");
    let (token, second) = (
        text(&answer, "access_token"),
        text(&answer, "refresh_token"),
    );
    let path = "/api/v1/me/permissions";
    assert_eq!(
        app.call(&city, &token, Method::GET, path).await.status(),
        200
    );
    let (status, answer) = app.refresh(&city, &first).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
    assert_eq!(app.refresh(&city, &second).await.0, 400);
    assert_eq!(
        app.call(&city, &token, Method::GET, path).await.status(),
        401
    );
    assert_eq!(
        city.person.get(&city, "/api/v1/me/apps").await["apps"],
        json!([])
    );
    city.end().await;
}

#[tokio::test]
async fn a_code_is_good_once_soon_and_for_who_asked() {
    let city = City::new().await;
    let app = App::register(&city).await;
    let code = app.code(&city, EVERYTHING).await;
    let form = |verifier: &'static str, redirect_uri: &'static str| {
        vec![
            ("grant_type", "authorization_code"),
            ("client_id", "wallet"),
            ("code", code.as_str()),
            ("code_verifier", verifier),
            ("redirect_uri", redirect_uri),
        ]
    };
    let right = "http://127.0.0.1:4711/callback";
    let other_verifier = "another-verifier-that-is-long-enough-for-all-0";
    for wrong in [form(other_verifier, right), form(VERIFIER, CALLBACK)] {
        let (status, answer) = app.token(&city, &wrong).await;
        assert_eq!((status, &answer["error"]), (400, &json!("invalid_grant")));
    }
    let (status, answer) = app.token(&city, &form(VERIFIER, right)).await;
    assert_eq!(status, 200, "{answer}");
    let token = text(&answer, "access_token");
    // Shown again, it ends what it led to (RFC 6749 §4.1.2).
    assert_eq!(app.exchange(&city, &code).await.0, 400);
    let ended = app
        .call(&city, &token, Method::GET, "/api/v1/me/permissions")
        .await;
    assert_eq!(ended.status(), 401);
    let late = app.code(&city, EVERYTHING).await;
    city.clock.advance(61);
    let (status, answer) = app.exchange(&city, &late).await;
    assert_ne!(status, 200, "{answer}");
    city.end().await;
}

#[tokio::test]
async fn a_request_that_is_wrong_is_told_to_the_app_only_at_its_own_address() {
    let city = City::new().await;
    let app = App::register(&city).await;
    let right = app.request(EVERYTHING);
    let with = |name: &'static str, value: &str| {
        let mut pairs = right.clone();
        pairs.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            pairs.push((name, value.to_owned()));
        }
        format!("/oauth/authorize?{}", written(&pairs))
    };
    for (name, value) in [
        ("client_id", "another"),
        ("client_id", ""),
        ("redirect_uri", ""),
        ("redirect_uri", "http://127.0.0.1:4711/elsewhere"),
        ("redirect_uri", "https://evil.example/callback"),
    ] {
        let answer = with_session(&city, Method::GET, &with(name, value)).send();
        let answer = answer.await.unwrap();
        assert!(
            answer.status().is_client_error(),
            "{name}={value}: {}",
            answer.status()
        );
    }
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("response_mode", "fragment", "invalid_request"),
        ("scope", "", "invalid_scope"),
        ("scope", "everything", "invalid_scope"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("dpop_jkt", "short", "invalid_request"),
        ("request", "a.b.c", "request_not_supported"),
    ] {
        let answer = with_session(&city, Method::GET, &with(name, value)).send();
        let answer = address(&answer.await.unwrap());
        assert_eq!(
            parameter(&answer, "error").as_deref(),
            Some(error),
            "{name}={value}"
        );
        assert_eq!(
            parameter(&answer, "iss").as_deref(),
            Some(city.operator.url())
        );
        assert_eq!(parameter(&answer, "code"), None);
    }
    let twice = format!("/oauth/authorize?{}&state=again", written(&right));
    let answer = with_session(&city, Method::GET, &twice)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
    let refused = app.decided(&city, &written(&right), "refuse").await;
    assert_eq!(
        parameter(&address(&refused), "error").as_deref(),
        Some("access_denied")
    );
    city.end().await;
}

#[tokio::test]
async fn letting_in_takes_the_persons_own_page() {
    let city = City::new().await;
    let app = App::register(&city).await;
    let path = format!("/oauth/authorize?{}", written(&app.request(EVERYTHING)));
    let nobody = city.get(&path).await;
    assert_eq!(nobody.status(), 303);
    assert!(
        nobody.headers()["location"]
            .to_str()
            .unwrap()
            .starts_with("/login?next=")
    );
    let forged = with_session(&city, Method::POST, &path)
        .header("sec-fetch-site", "cross-site")
        .form(&[("decision", "allow")])
        .send();
    assert_eq!(forged.await.unwrap().status(), 403);
    let page = with_session(&city, Method::GET, &path)
        .send()
        .await
        .unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:4711;"),
        "{policy}"
    );
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    city.end().await;
}

#[tokio::test]
async fn a_pushed_request_is_named_by_its_address_and_decided_on_once() {
    let city = City::new().await;
    let app = App::register(&city).await;
    let push = async |pairs: &[(&'static str, String)]| {
        let answer = city
            .call(Method::POST, "/oauth/par")
            .form(pairs)
            .send()
            .await
            .unwrap();
        (
            answer.status().as_u16(),
            answer.json::<Value>().await.unwrap(),
        )
    };
    let mut wrong = app.request("everything");
    let (status, answer) = push(&wrong).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_scope")));
    wrong[0].1 = "another".to_owned();
    assert_eq!(push(&wrong).await.0, 401);
    let (status, answer) = push(&app.request(EVERYTHING)).await;
    assert_eq!(
        (status, &answer["expires_in"]),
        (201, &json!(600)),
        "{answer}"
    );
    let query = written(&[
        ("client_id", app.client_id.clone()),
        ("request_uri", text(&answer, "request_uri")),
    ]);
    let allowed = app.decided(&city, &query, "allow").await;
    let code = parameter(&address(&allowed), "code").unwrap();
    assert_eq!(app.exchange(&city, &code).await.0, 200);
    let again = with_session(&city, Method::GET, &format!("/oauth/authorize?{query}")).send();
    assert_eq!(again.await.unwrap().status(), 400);
    city.end().await;
}

#[tokio::test]
async fn the_person_the_app_and_the_administrator_each_can_end_it() {
    let city = City::new().await;
    let app = App::register(&city).await;
    let path = "/api/v1/me/permissions";
    // The person.
    let (token, refresh) = app.let_in(&city, EVERYTHING).await;
    let end = city
        .call(Method::DELETE, "/api/v1/me/apps/wallet")
        .bearer_auth(&city.person.token);
    assert_eq!(end.send().await.unwrap().status(), 204);
    assert_eq!(
        app.call(&city, &token, Method::GET, path).await.status(),
        401
    );
    assert_eq!(app.refresh(&city, &refresh).await.0, 400);
    // The app, with either token (RFC 7009).
    for which in [0, 1] {
        let (token, refresh) = app.let_in(&city, EVERYTHING).await;
        let shown = if which == 0 { &token } else { &refresh };
        let revoke = async |client: &str, shown: &str| {
            let form = [("token", shown), ("client_id", client)];
            city.call(Method::POST, "/oauth/revoke")
                .form(&form)
                .send()
                .await
                .unwrap()
                .status()
        };
        assert_eq!(revoke("another", shown).await, 400);
        assert_eq!(
            app.call(&city, &token, Method::GET, path).await.status(),
            200
        );
        assert_eq!(revoke("wallet", shown).await, 200);
        assert_eq!(revoke("wallet", shown).await, 200);
        assert_eq!(revoke("wallet", "no such token").await, 200);
        assert_eq!(
            app.call(&city, &token, Method::GET, path).await.status(),
            401
        );
    }
    // Whoever runs the operator.
    let (token, refresh) = app.let_in(&city, EVERYTHING).await;
    city.operator.operator().remove_app("wallet").await.unwrap();
    assert_eq!(
        app.call(&city, &token, Method::GET, path).await.status(),
        401
    );
    assert_eq!(app.refresh(&city, &refresh).await.0, 401);
    city.end().await;
}

#[tokio::test]
async fn the_metadata_say_what_the_server_does() {
    let city = City::new().await;
    let answer = city.get("/.well-known/oauth-authorization-server").await;
    let metadata: Value = answer.json().await.unwrap();
    assert_eq!(metadata["issuer"], city.operator.url());
    assert_eq!(
        metadata["code_challenge_methods_supported"],
        json!(["S256"])
    );
    assert_eq!(
        metadata["authorization_response_iss_parameter_supported"],
        true
    );
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "pushed_authorization_request_endpoint",
        "revocation_endpoint",
    ] {
        let url = metadata[name].as_str().unwrap();
        let answer = city
            .client
            .request(Method::OPTIONS, url)
            .send()
            .await
            .unwrap();
        assert_ne!(answer.status(), 404, "{name}");
    }
    city.end().await;
}
