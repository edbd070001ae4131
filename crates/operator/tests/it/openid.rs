//! Logging in at an OpenID provider: a small one written here from OpenID Connect Core.
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use protocol::jose::{Jwks, SigningKey};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::city::{City, Plan, key, now, serve};

/// What the provider does, and how a test makes it do wrong.
struct Provider {
    url: String,
    key: SigningKey,
    /// Codes given out: nonce and challenge.
    codes: Mutex<HashMap<String, (String, String)>>,
    /// Changes the claims of the next ID token.
    forge: Mutex<Option<fn(&mut Value)>>,
}

async fn provider() -> Arc<Provider> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let provider = Arc::new(Provider {
        url,
        key: key(),
        codes: Mutex::default(),
        forge: Mutex::default(),
    });
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(|State(p): State<Arc<Provider>>| async move {
            let url = &p.url;
            axum::Json(json!({
                "issuer": url, "authorization_endpoint": format!("{url}/auth"), "token_endpoint": format!("{url}/token"),
                "jwks_uri": format!("{url}/jwks"), "authorization_response_iss_parameter_supported": true,
            }))
        }))
        .route("/jwks", get(|State(p): State<Arc<Provider>>| async move {
            axum::Json(Jwks::from(p.key.jwk().clone()))
        }))
        .route("/auth", get(authorize))
        .route("/token", post(token))
        .with_state(Arc::clone(&provider));
    tokio::spawn(serve(listener, router));
    provider
}

async fn authorize(
    State(provider): State<Arc<Provider>>,
    Query(query): Query<HashMap<String, String>>,
) -> Redirect {
    assert_eq!(
        (query["response_type"].as_str(), query["client_id"].as_str()),
        ("code", "fiducia")
    );
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(
        query["ui_locales"], "en",
        "the provider is told the language"
    );
    assert!(query["scope"].split(' ').any(|scope| scope == "openid"));
    let code = uuid::Uuid::new_v4().to_string();
    let kept = (query["nonce"].clone(), query["code_challenge"].clone());
    provider.codes.lock().unwrap().insert(code.clone(), kept);
    let (redirect, state) = (&query["redirect_uri"], &query["state"]);
    Redirect::to(&format!(
        "{redirect}?code={code}&state={state}&iss={}",
        provider.url
    ))
}

async fn token(
    State(provider): State<Arc<Provider>>,
    headers: http::HeaderMap,
    axum::Form(form): axum::Form<HashMap<String, String>>,
) -> axum::response::Response {
    let basic = format!("Basic {}", STANDARD.encode("fiducia:provider-secret"));
    let known = headers
        .get("authorization")
        .is_some_and(|value| value == basic.as_str());
    let kept = provider.codes.lock().unwrap().remove(&form["code"]);
    let Some((nonce, challenge)) = kept.filter(|_| known) else {
        return (
            http::StatusCode::BAD_REQUEST,
            axum::Json(json!({"error": "invalid_grant"})),
        )
            .into_response();
    };
    assert_eq!(
        URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"])),
        challenge,
        "PKCE"
    );
    let mut claims = json!({
        "iss": provider.url, "sub": "subject-7", "aud": "fiducia", "exp": now() + 60, "iat": now(), "nonce": nonce,
        "name": "Venla", "national_id": "010190-123A",
    });
    if let Some(forge) = provider.forge.lock().unwrap().take() {
        forge(&mut claims);
    }
    let id_token = provider.key.sign("JWT", &claims).unwrap();
    axum::Json(json!({"access_token": "x", "token_type": "Bearer", "id_token": id_token}))
        .into_response()
}

/// The configuration of a provider has no place for a test's address: it is set here before the start.
static PROVIDER: std::sync::OnceLock<Mutex<String>> = std::sync::OnceLock::new();
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn city_with(provider: &Provider) -> City {
    let _one = ONE_AT_A_TIME.lock().await;
    provider
        .url
        .clone_into(&mut PROVIDER.get_or_init(Mutex::default).lock().unwrap());
    City::with(Plan {
        change: |config| {
            let secret = config.data.join("oidc.secret");
            std::fs::create_dir_all(&config.data).unwrap();
            std::fs::write(&secret, "provider-secret\n").unwrap();
            let provider = json!({
                "id": "city-login", "title": "City login", "issuer": PROVIDER.get().unwrap().lock().unwrap().clone(),
                "client_id": "fiducia", "client_secret_file": secret, "assurance": "high", "country": "FIN",
                "identifiers": {"ssn": "national_id"},
            });
            config.oidc = vec![serde_json::from_value(provider).unwrap()];
        },
        ..Plan::default()
    })
    .await
}

/// Goes to the provider and back, as a browser does; gives the callback's path, and the cookie it was given.
async fn go_and_come_back(city: &City) -> (String, String) {
    let sent = city.get("/login/oidc/city-login?next=/activity").await;
    assert_eq!(sent.status(), 303);
    let cookie = sent.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let provider = sent.headers()["location"].to_str().unwrap().to_owned();
    let back = city.client.get(provider).send().await.unwrap();
    let callback = back.headers()["location"].to_str().unwrap().to_owned();
    let path = callback
        .strip_prefix(city.operator.url())
        .unwrap()
        .to_owned();
    (path, cookie)
}

async fn come_back(city: &City, path: &str, cookie: &str) -> reqwest::Response {
    city.call(Method::GET, path)
        .header("cookie", cookie)
        .send()
        .await
        .unwrap()
}

async fn me(city: &City, entered: &reqwest::Response) -> Value {
    let cookies = entered.headers().get_all("set-cookie").iter();
    let session = cookies
        .map(|cookie| cookie.to_str().unwrap())
        .find(|cookie| cookie.starts_with("session="))
        .unwrap();
    let session = session.split(';').next().unwrap().to_owned();
    city.call(Method::GET, "/api/v1/me")
        .header("cookie", session)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn who_comes_from_a_provider_for_the_first_time_gets_an_account_and_their_identifiers() {
    let provider = provider().await;
    let city = city_with(&provider).await;
    assert!(
        city.get("/login")
            .await
            .text()
            .await
            .unwrap()
            .contains("City login")
    );
    let (path, cookie) = go_and_come_back(&city).await;
    let entered = come_back(&city, &path, &cookie).await;
    assert_eq!(
        (
            entered.status().as_u16(),
            entered.headers()["location"].to_str().unwrap()
        ),
        (303, "/activity")
    );
    let first = me(&city, &entered).await;
    assert_eq!(first["name"], "Venla");
    assert_eq!(
        (
            &first["identifiers"][0]["id"],
            &first["identifiers"][0]["country"]
        ),
        (&json!("010190-123A"), &json!("FIN"))
    );
    let before = city
        .operator
        .operator()
        .accounts("", 100)
        .await
        .unwrap()
        .len();
    let (path, cookie) = go_and_come_back(&city).await;
    assert_eq!(come_back(&city, &path, &cookie).await.status(), 303);
    assert_eq!(
        city.operator
            .operator()
            .accounts("", 100)
            .await
            .unwrap()
            .len(),
        before,
        "the second time it is theirs"
    );
    city.end().await;
}

#[tokio::test]
async fn an_answer_counts_once_and_only_in_the_browser_that_asked() {
    let provider = provider().await;
    let city = city_with(&provider).await;
    let (path, cookie) = go_and_come_back(&city).await;
    assert_eq!(
        come_back(&city, &path, "").await.status(),
        401,
        "another browser"
    );
    let (_, other_cookie) = go_and_come_back(&city).await;
    assert_eq!(
        come_back(&city, &path, &other_cookie).await.status(),
        401,
        "another login"
    );
    assert_eq!(come_back(&city, &path, &cookie).await.status(), 303);
    assert_eq!(
        come_back(&city, &path, &cookie).await.status(),
        401,
        "used before"
    );
    let (path, cookie) = go_and_come_back(&city).await;
    let elsewhere = path.replace(&format!("iss={}", provider.url), "iss=https://evil.example");
    assert_eq!(
        come_back(&city, &elsewhere, &cookie).await.status(),
        401,
        "mixed up with another provider"
    );
    let (path, cookie) = go_and_come_back(&city).await;
    city.clock.advance(700);
    assert_eq!(
        come_back(&city, &path, &cookie).await.status(),
        401,
        "too late"
    );
    assert_eq!(city.get("/login/oidc/unknown").await.status(), 404);
    city.end().await;
}

#[tokio::test]
async fn an_id_token_that_is_not_ours_or_not_of_now_is_refused() {
    let provider = provider().await;
    let city = city_with(&provider).await;
    let forgeries: [(&str, fn(&mut Value)); 6] = [
        ("nonce", |claims| claims["nonce"] = json!("another")),
        ("audience", |claims| claims["aud"] = json!("another")),
        ("authorised party", |claims| {
            claims["aud"] = json!(["fiducia", "another"])
        }),
        ("issuer", |claims| {
            claims["iss"] = json!("https://evil.example")
        }),
        ("expired", |claims| claims["exp"] = json!(now() - 120)),
        ("from the future", |claims| {
            claims["iat"] = json!(now() + 600)
        }),
    ];
    for (what, forge) in forgeries {
        let (path, cookie) = go_and_come_back(&city).await;
        *provider.forge.lock().unwrap() = Some(forge);
        assert_eq!(
            come_back(&city, &path, &cookie).await.status(),
            401,
            "{what}"
        );
    }
    city.end().await;
}

#[tokio::test]
async fn another_identity_is_linked_by_who_proves_both_and_can_be_unlinked() {
    let provider = provider().await;
    let city = city_with(&provider).await;
    let session = format!("session={}", city.person.token);
    let link = async |site: &str| {
        city.call(Method::GET, "/identities/links/city-login")
            .header("cookie", &session)
            .header("sec-fetch-site", site)
            .send()
            .await
            .unwrap()
    };
    assert_eq!(
        link("cross-site").await.status(),
        403,
        "another site's link"
    );
    let sent = link("same-origin").await;
    assert_eq!(sent.status(), 303);
    let to = sent.headers()["location"].to_str().unwrap();
    assert!(to.contains("prompt=login"), "{to}");
    let cookie = sent.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let back = city.client.get(to).send().await.unwrap();
    let back = back.headers()["location"].to_str().unwrap();
    let path = back.strip_prefix(city.operator.url()).unwrap();
    let linked = come_back(&city, path, &format!("{cookie}; {session}")).await;
    assert_eq!(linked.headers()["location"], "/identities");
    let seen = city.person.get(&city, "/api/v1/me/identities").await;
    let openid = seen["authenticators"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["kind"] == "openid")
        .unwrap();
    assert_eq!(
        (&openid["name"], &openid["assurance"]),
        (&json!("City login"), &json!("high"))
    );
    let told = seen["identifiers"].as_array().unwrap();
    let ssn = told.iter().find(|one| one["id_type"] == "ssn").unwrap();
    assert_eq!(ssn["verified_by"], "city-login");

    // It leads in to the same account now.
    let (path, cookie) = go_and_come_back(&city).await;
    let entered = come_back(&city, &path, &cookie).await;
    assert_eq!(me(&city, &entered).await["login"], crate::city::LOGIN);

    let path = format!("/api/v1/me/identities/{}", openid["id"].as_str().unwrap());
    let removed = city
        .call(Method::DELETE, &path)
        .bearer_auth(&city.person.token)
        .send();
    assert_eq!(removed.await.unwrap().status(), 200);
    let (path, cookie) = go_and_come_back(&city).await;
    let entered = come_back(&city, &path, &cookie).await;
    assert!(
        me(&city, &entered).await.get("login").is_none(),
        "an account of its own"
    );
    city.end().await;
}

#[tokio::test]
async fn an_identity_of_another_account_cannot_be_linked_and_a_link_needs_its_session() {
    let provider = provider().await;
    let city = city_with(&provider).await;
    let (path, cookie) = go_and_come_back(&city).await;
    assert_eq!(come_back(&city, &path, &cookie).await.status(), 303);
    let session = format!("session={}", city.person.token);
    let begin = async || {
        let sent = city
            .call(Method::GET, "/identities/links/city-login")
            .header("cookie", &session)
            .header("sec-fetch-site", "same-origin")
            .send()
            .await
            .unwrap();
        assert_eq!(sent.status(), 303);
        let cookie = sent.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let to = sent.headers()["location"].to_str().unwrap();
        let back = city.client.get(to).send().await.unwrap();
        let back = back.headers()["location"].to_str().unwrap();
        (
            back.strip_prefix(city.operator.url()).unwrap().to_owned(),
            cookie,
        )
    };
    let (path, cookie) = begin().await;
    let taken = come_back(&city, &path, &format!("{cookie}; {session}")).await;
    assert_eq!(taken.status(), 409);
    let (path, cookie) = begin().await;
    assert_eq!(
        come_back(&city, &path, &cookie).await.status(),
        401,
        "without the session"
    );
    city.clock.advance(301);
    let late = city
        .call(Method::GET, "/identities/links/city-login")
        .header("cookie", &session)
        .header("sec-fetch-site", "same-origin")
        .send()
        .await
        .unwrap();
    assert_eq!(late.status(), 403);
    city.end().await;
}
