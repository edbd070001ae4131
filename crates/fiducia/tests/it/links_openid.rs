//! A login at the source's own OpenID provider, a small one written here from OpenID Connect Core.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Form, Query, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::jose::{Algorithm, Jwks, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::city::City;
use crate::links::{Browser, newcomer, serve_library};
use crate::party::runtime_of_peers;

struct Provider {
    url: String,
    key: SigningKey,
    /// The nonce and challenge of the login under way.
    login: Mutex<(String, String)>,
    /// Changes the claims of the next ID token.
    forge: Mutex<Option<fn(&mut Value)>>,
}

async fn authorize(
    State(provider): State<Arc<Provider>>,
    Query(query): Query<HashMap<String, String>>,
) -> Redirect {
    assert_eq!(query["prompt"], "login");
    assert_eq!(
        query["ui_locales"], "en",
        "the provider is told the language"
    );
    *provider.login.lock().unwrap() = (query["nonce"].clone(), query["code_challenge"].clone());
    let (state, url) = (&query["state"], &provider.url);
    Redirect::to(&format!(
        "{}?code=c&state={state}&iss={url}",
        query["redirect_uri"]
    ))
}

async fn token(
    State(provider): State<Arc<Provider>>,
    Form(form): Form<HashMap<String, String>>,
) -> Json<Value> {
    let (nonce, challenge) = provider.login.lock().unwrap().clone();
    let proved = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
    assert_eq!(proved, challenge);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.unwrap().as_secs();
    let mut claims = json!({
        "iss": provider.url, "sub": "someone", "aud": "library", "nonce": nonce, "iat": now, "exp": now + 60,
        "card": "LIB-2222",
    });
    if let Some(forge) = provider.forge.lock().unwrap().take() {
        forge(&mut claims);
    }
    Json(json!({"id_token": provider.key.sign("JWT", &claims).unwrap(), "token_type": "Bearer"}))
}

async fn provider() -> Arc<Provider> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let provider = Arc::new(Provider {
        url: format!("http://{}", listener.local_addr().unwrap()),
        key: SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes)).unwrap(),
        login: Mutex::default(),
        forge: Mutex::default(),
    });
    let metadata = |State(p): State<Arc<Provider>>| async move {
        let url = &p.url;
        Json(json!({
            "issuer": url, "authorization_endpoint": format!("{url}/auth"), "jwks_uri": format!("{url}/jwks"),
            "token_endpoint": format!("{url}/token"), "authorization_response_iss_parameter_supported": true,
        }))
    };
    let router =
        Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route(
                "/jwks",
                get(|State(p): State<Arc<Provider>>| async move {
                    Json(Jwks::from(p.key.jwk().clone()))
                }),
            )
            .route("/auth", get(authorize))
            .route("/token", post(token))
            .with_state(Arc::clone(&provider));
    tokio::spawn(async move { axum::serve(listener, router).await });
    provider
}

#[test]
fn a_login_at_the_sources_own_provider_links_whoever_logs_in() {
    let mut city = City::start();
    let (person, login) = newcomer(&city, "login");
    let library = crate::links::library(&city);
    city.stop();
    let runtime = runtime_of_peers();
    let provider = runtime.block_on(provider());
    let section = format!(
        "[connector.links.openid]\nassurance = \"high\"\nissuer = \"{}\"\nclient_id = \"library\"\nclaim = \"card\"\n\n",
        provider.url
    );
    let file = city.data().join("library.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, after) = text.split_once("[connector.links.openid]").unwrap();
    let (_, after) = after.split_once("\n\n").unwrap();
    std::fs::write(&file, format!("{before}{section}{after}")).unwrap();
    let _parties = serve_library(&city, &library);
    runtime.block_on(async {
        let wrongs: [fn(&mut Value); 5] = [
            |claims| claims["nonce"] = json!("another"),
            |claims| claims["aud"] = json!("another"),
            |claims| claims["iss"] = json!("https://another.example"),
            |claims| claims["exp"] = json!(1_700_000_000),
            |claims| claims["card"] = Value::Null,
        ];
        let mut browser = Browser::new();
        let mut place = browser.begin(&city, &login, "openid").await;
        for forge in wrongs.map(Some).into_iter().chain([None]) {
            let is_right = forge.is_none();
            *provider.forge.lock().unwrap() = forge;
            let away = browser.get(&place).await;
            assert!(
                away.location.starts_with(&provider.url),
                "{}",
                away.location
            );
            let answer = browser.get(&away.location).await.location;
            // In another browser, the answer is worth nothing.
            assert_eq!(Browser::new().get(&answer).await.status, 404);
            let back = browser.get(&answer).await;
            assert_eq!(back.status, 303, "{}", back.text);
            assert_eq!(
                browser.get(&answer).await.status,
                404,
                "an answer counts once"
            );
            let home = browser.get(&back.location).await.location;
            let said = if is_right { "linked" } else { "none" };
            assert!(home.ends_with(&format!("/links?said={said}")), "{home}");
            place = browser.begin_again(&city, "openid").await;
        }
    });
    let links = person.run(&["links", "list"]);
    let found = links["links"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["connector"] == library.as_str());
    let link = &found.unwrap()["link"];
    assert_eq!(
        (&link["id"], &link["assurance"]),
        (&json!("LIB-2222"), &json!("high"))
    );
}
