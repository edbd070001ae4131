//! The library's own login: an OpenID provider (OpenID Connect Core 1.0) where whoever has a card logs in with its number
//! and a PIN. It stands for the logins that organisations already have, and forgets everything when the city stops.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use axum::extract::{Form, Query, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use protocol::jose::{Algorithm, Jwks, SigningKey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use web::language::{Catalogue, Language, Speech};
use web::rate::{Quota, RateLimiter};

/// What the connector is registered as.
pub(crate) const CLIENT: &str = "city-library-connector";
/// Logins with one card, right or wrong: a PIN of four digits is not guessed so.
const TO_ONE_CARD: Quota = Quota {
    burst: 10,
    per: Duration::from_mins(10),
};
/// Cards that the limit remembers.
const LIMITED_CARDS: usize = 10_000;
/// Codes that are waited for at once; whoever begins more has the oldest of all forgotten.
const MOST_CODES: usize = 1_000;
/// Seconds for which a code and an ID token are good.
const LIFE: u64 = 60;
/// Nothing from elsewhere. Where the form leads to is not limited: its answer leads to the connector and on to an operator.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

static CATALOGUE: Catalogue = Catalogue::new(&[&web::area!("library-login")]);

/// What whoever runs the library has set.
pub(crate) struct Settings {
    /// The issuer, without a slash at its end.
    pub(crate) issuer: String,
    /// The client's secret.
    pub(crate) secret: String,
    /// Where the client has people sent back to.
    pub(crate) redirect_uri: String,
    /// PINs by card number.
    pub(crate) pins: BTreeMap<String, String>,
}

/// Somebody who has logged in and is on the way back.
struct Granted {
    card: String,
    nonce: String,
    challenge: String,
    until: u64,
}

struct Provider {
    settings: Settings,
    key: SigningKey,
    /// By the code, oldest first.
    granted: Mutex<Vec<(String, Granted)>>,
    attempts: RateLimiter,
}

/// What a client asks with (OpenID Connect Core 1.0 §3.1.2.1, RFC 7636 §4.3).
#[derive(Deserialize, Serialize)]
struct Asked {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: String,
    nonce: String,
    code_challenge: String,
    code_challenge_method: String,
    #[serde(default)]
    ui_locales: String,
}

/// What the form sends, with what it was asked for.
#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    card: String,
    #[serde(default)]
    pin: String,
    act: String,
    #[serde(flatten)]
    asked: Asked,
}

#[derive(askama::Template)]
#[template(path = "library_login.html")]
struct Page<'a> {
    speech: Speech,
    asked: &'a Asked,
    wrong: Option<&'static str>,
}

impl Page<'_> {
    fn say<'b>(&'b self, id: &'b str) -> web::language::Message<'b> {
        self.speech.say(id)
    }
}

/// The provider's routes.
pub(crate) fn router(settings: Settings) -> Result<Router> {
    let provider = Arc::new(Provider {
        settings,
        key: SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes))?,
        granted: Mutex::default(),
        attempts: RateLimiter::new(TO_ONE_CARD, LIMITED_CARDS),
    });
    Ok(Router::new()
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/jwks.json", get(keys))
        .route("/login", get(ask).post(log_in))
        .route("/token", post(token))
        .with_state(provider))
}

/// `GET /.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §3)
async fn metadata(State(provider): State<Arc<Provider>>) -> Json<Value> {
    let issuer = &provider.settings.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/login"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks.json"),
        "scopes_supported": ["openid"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "ui_locales_supported": Language::ALL.map(Language::tag),
    }))
}

async fn keys(State(provider): State<Arc<Provider>>) -> Json<Jwks> {
    Json(Jwks::from(provider.key.jwk().clone()))
}

impl Provider {
    /// Whether it is the client that asks, for what it may ask. Nobody is sent anywhere before that.
    fn knows(&self, asked: &Asked) -> bool {
        asked.client_id == CLIENT
            && asked.redirect_uri == self.settings.redirect_uri
            && asked.response_type == "code"
            && asked.code_challenge_method == "S256"
            && asked.scope.split(' ').any(|scope| scope == "openid")
    }

    /// Back to the client with this.
    fn back(&self, asked: &Asked, name: &str, value: &str) -> Response {
        let Ok(mut url) = url::Url::parse(&asked.redirect_uri) else {
            return unknown();
        };
        url.query_pairs_mut()
            .append_pair(name, value)
            .append_pair("state", &asked.state)
            .append_pair("iss", &self.settings.issuer);
        Redirect::to(url.as_str()).into_response()
    }

    /// Whether whoever has this card has this PIN. No answer tells a card that nobody has from a wrong PIN.
    fn is_right(&self, card: &str, pin: &str) -> bool {
        let is_counted = self.attempts.check(card).is_ok();
        is_counted && self.settings.pins.get(card).is_some_and(|own| own == pin)
    }

    fn granted(&self) -> std::sync::MutexGuard<'_, Vec<(String, Granted)>> {
        self.granted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown() -> Response {
    (StatusCode::BAD_REQUEST, "no such client").into_response()
}

fn seconds() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| now.as_secs())
}

/// The page, in a language that was asked for, else in one that the browser likes.
fn page(asked: &Asked, headers: &HeaderMap, wrong: Option<&'static str>) -> Response {
    let mut tags = asked.ui_locales.split(' ');
    let language = tags.find_map(Language::of_tag);
    let language = language.unwrap_or_else(|| Language::of_visitor(None, headers, false));
    let speech = Speech::new(language, &CATALOGUE, jiff::tz::TimeZone::UTC);
    let page = Page {
        speech,
        asked,
        wrong,
    };
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, web::page::render(&page)).into_response()
}

/// `GET /login`: somebody is to log in, whoever did before.
async fn ask(
    State(provider): State<Arc<Provider>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    if provider.knows(&asked) {
        page(&asked, &headers, None)
    } else {
        unknown()
    }
}

/// `POST /login`
async fn log_in(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let asked = sent.asked;
    if !provider.knows(&asked) {
        return unknown();
    }
    if sent.act != "login" {
        return provider.back(&asked, "error", "access_denied");
    }
    let card = sent.card.trim().to_uppercase();
    if !provider.is_right(&card, sent.pin.trim()) {
        return page(&asked, &headers, Some("library-login-wrong"));
    }
    let code = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let granted = Granted {
        card,
        nonce: asked.nonce.clone(),
        challenge: asked.code_challenge.clone(),
        until: seconds() + LIFE,
    };
    let mut all = provider.granted();
    if all.len() >= MOST_CODES {
        all.remove(0);
    }
    all.push((code.clone(), granted));
    drop(all);
    provider.back(&asked, "code", &code)
}

/// `POST /token` (OpenID Connect Core 1.0 §3.1.3): a code counts once.
async fn token(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let refused =
        |status: StatusCode, error: &str| (status, Json(json!({"error": error}))).into_response();
    let settings = &provider.settings;
    let own = STANDARD.encode(format!("{CLIENT}:{}", settings.secret));
    let shown = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes);
    if shown != Some(format!("Basic {own}").as_bytes()) {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let given = |name: &str| form.get(name).map_or("", String::as_str);
    let mut all = provider.granted();
    let at = all.iter().position(|(code, _)| code == given("code"));
    let granted = at.map(|at| all.remove(at).1);
    drop(all);
    let now = seconds();
    let proved = URL_SAFE_NO_PAD.encode(Sha256::digest(given("code_verifier")));
    let is_right = |granted: &Granted| {
        given("grant_type") == "authorization_code"
            && given("redirect_uri") == settings.redirect_uri
            && granted.challenge == proved
            && now < granted.until
    };
    let Some(granted) = granted.filter(is_right) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_grant");
    };
    let claims = json!({
        "iss": settings.issuer, "aud": CLIENT, "sub": granted.card, "nonce": granted.nonce,
        "iat": now, "exp": now + LIFE,
    });
    let Ok(id_token) = provider.key.sign("JWT", &claims) else {
        return refused(StatusCode::INTERNAL_SERVER_ERROR, "server_error");
    };
    // Whoever asks for nothing but `openid` gets nothing with it (§5.3); the member is required all the same.
    let access_token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let answer = json!({
        "access_token": access_token, "token_type": "Bearer", "expires_in": LIFE, "id_token": id_token,
    });
    ([(CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_what_english_says() {
        assert_eq!(CATALOGUE.faults(), Vec::<String>::new());
    }
}
