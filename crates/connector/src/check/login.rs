//! Whether a source lets the connector in: a secure connection, the connector's login, and one request that reads nothing.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use rustls::ClientConfig;
use serde::Deserialize;
use url::Url;

use super::Finding;
use super::wrong;
use crate::clock::Clock;
use crate::config::{AuthConfig, OpenIdWay, RestConfig, SolidConfig};
use crate::links;
use crate::pool::{Exchange, Pool, SendError};
use crate::sources::{Auth, NoToken, solid, tls};
use crate::start::pool;
use web::fetch::GuardedClient;
use web::oidc::OidcError;

/// Bytes of a refusal in which its code is sought.
const REFUSAL: u64 = 64 * 1024;

/// What a header says of the connector.
type Shown = (HeaderName, HeaderValue);

/// Logs in at a source that speaks HTTP, and asks for the head of what is at its base URL. What cannot be read of the
/// configuration is said elsewhere.
pub(super) async fn of_http(rest: &RestConfig, usual: &Arc<ClientConfig>) -> Vec<Finding> {
    let Ok(tls) = tls(usual, rest.tls.as_ref()) else {
        return Vec::new();
    };
    let Ok(auth) = Auth::new(&rest.auth, |url| pool(url, &tls), &Clock::system()) else {
        return Vec::new();
    };
    let limit = Duration::from_millis(rest.answer_ms);
    let mut findings = Vec::new();
    let shown = match &auth {
        Auth::None => None,
        Auth::Header(name, value) => Some((name.clone(), value.clone())),
        Auth::Token(credentials) => {
            let url = credentials.token_url();
            let (finding, token) = token(url, limit, credentials.fetch()).await;
            findings.push(finding);
            let Some(token) = token else {
                return findings;
            };
            Some((AUTHORIZATION, token.header.clone()))
        }
    };
    if let Ok(pool) = pool(&rest.base_url, &tls) {
        let is_known = shown.is_some();
        let answer = head(&pool, &rest.base_url, shown, limit).await;
        findings.extend(answered(rest, is_known, answer));
    }
    findings
}

/// Makes a secure connection to each Solid server, and logs in where the connector has a login.
pub(super) async fn of_solid(solid: &SolidConfig, usual: &Arc<ClientConfig>) -> Vec<Finding> {
    let Ok(tls) = tls(usual, solid.tls.as_ref()) else {
        return Vec::new();
    };
    let limit = Duration::from_millis(solid.answer_ms);
    let mut findings = Vec::new();
    for url in solid.servers.iter().filter(|url| is_secure(url)) {
        if let Ok(pool) = pool(url, &tls) {
            let answer = head(&pool, url, None, limit).await;
            findings.push(match answer {
                Ok(_) => Ok(secure(url)),
                Err(error) => Err(format!(
                    "`{url}`: {}",
                    wrong::unanswered(error.as_ref(), url, false)
                )),
            });
        }
    }
    if let Some(auth) = &solid.auth
        && let Ok(pool) = pool(&auth.token_url, &tls)
        && let Ok(credentials) = solid::Credentials::new(auth, pool, &Clock::system())
    {
        let (finding, _) = token(&auth.token_url, limit, credentials.fetch()).await;
        findings.push(finding);
    }
    findings
}

/// Whether the source's OpenID provider knows the connector, which people log in at it for.
pub(super) async fn of_openid(client: &GuardedClient, way: &OpenIdWay, base_url: &str) -> Finding {
    let issuer = &way.issuer;
    let known = match links::Provider::open(way, base_url) {
        Ok(provider) => provider.knows(client).await,
        Err(error) => return Err(error.to_string()),
    };
    match known {
        Ok(true) => Ok(format!("`{issuer}` knows the connector's client")),
        Ok(false) => Ok(format!(
            "`{issuer}` answers; whether it knows the connector's client, only somebody's login says"
        )),
        Err(OidcError::Refused(reason) | OidcError::Peer(reason)) => {
            Err(format!("`{issuer}`: {reason}"))
        }
    }
}

/// A token that the connector gets, and what is said of it.
async fn token<T>(
    url: &Url,
    limit: Duration,
    fetching: impl Future<Output = Result<T, NoToken>>,
) -> (Finding, Option<T>) {
    let said = match tokio::time::timeout(limit, fetching).await {
        Ok(Ok(token)) => {
            let said = format!("`{url}` gives the connector a token");
            return (Ok(said), Some(token));
        }
        Err(_) => "it took too long".to_owned(),
        Ok(Err(NoToken::Unanswered(error))) => wrong::unanswered(Some(&error), url, false),
        Ok(Err(NoToken::Refused(answer))) => refused(*answer).await,
        Ok(Err(NoToken::OtherType(wanted))) => {
            format!("it gives a token of another type than `{wanted}`")
        }
        Ok(Err(NoToken::Other(error))) => format!("it gives no token: {error}"),
    };
    let said = format!("the connector gets no token from `{url}`: {said}");
    (Err(said), None)
}

/// Why a token endpoint refuses, by its code (RFC 6749 §5.2). Of its own words nothing is repeated.
async fn refused(mut answer: Exchange) -> String {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    let status = answer.head.status;
    let body = answer.whole(REFUSAL).await.unwrap_or_default();
    let code = serde_json::from_slice::<Refusal>(&body).ok();
    let code = code.as_ref().map(|refusal| refusal.error.as_str());
    let why = match code {
        Some("invalid_client") => "the client id or its secret is wrong",
        Some("unauthorized_client") => "the client may not log in this way",
        Some("unsupported_grant_type") => "it gives nobody a token for client credentials",
        Some("invalid_scope") => "the scope is none that the client may have",
        _ if status == StatusCode::UNAUTHORIZED => "the client id or its secret is wrong",
        _ if status == StatusCode::NOT_FOUND => "no token endpoint is there",
        _ => "it refuses",
    };
    match code {
        Some(code @ ("invalid_client" | "unauthorized_client" | "invalid_scope")) => {
            format!("{why} (status {}, `{code}`)", status.as_u16())
        }
        _ => format!("{why} (status {})", status.as_u16()),
    }
}

/// Asks for the head of what is at a URL.
async fn head(
    pool: &Arc<Pool>,
    url: &Url,
    shown: Option<Shown>,
    limit: Duration,
) -> Result<StatusCode, Option<SendError>> {
    let mut request = Request::new(Full::new(Bytes::new()));
    *request.method_mut() = Method::HEAD;
    // The path of a URL that could be read can be sent.
    *request.uri_mut() = url.path().parse().unwrap_or_default();
    let agent = HeaderValue::from_static("fiducia-connector");
    request.headers_mut().insert(USER_AGENT, agent);
    request.headers_mut().extend(shown);
    match tokio::time::timeout(limit, pool.send(request)).await {
        Ok(Ok(answer)) => Ok(answer.head.status),
        Ok(Err(error)) => Err(Some(error)),
        Err(_) => Err(None),
    }
}

/// What the answer to a request with the connector's login says, where it says anything.
fn answered(
    rest: &RestConfig,
    is_known: bool,
    answer: Result<StatusCode, Option<SendError>>,
) -> Vec<Finding> {
    let url = &rest.base_url;
    let has_certificate = rest
        .tls
        .as_ref()
        .is_some_and(|tls| tls.certificate.is_some());
    let status = match answer {
        Ok(status) => status,
        // Nothing is there, which is said already.
        Err(Some(SendError::Connect(_) | SendError::Address)) => return Vec::new(),
        Err(error) => {
            let said = wrong::unanswered(error.as_ref(), url, has_certificate);
            return vec![Err(format!("the source `{url}`: {said}"))];
        }
    };
    let mut findings = Vec::new();
    if is_secure(url) {
        findings.push(Ok(secure(url)));
    }
    let what = match rest.auth {
        AuthConfig::ClientCredentials { .. } => "token",
        _ => "secret",
    };
    if !is_known {
        return findings;
    }
    findings.push(match status {
        StatusCode::UNAUTHORIZED => Err(format!(
            "the source `{url}` does not take the connector's {what} (status 401)"
        )),
        _ if status.is_success() => Ok(format!("the source answers the connector's {what}")),
        _ => Ok(format!(
            "the source answers with status {} at its base URL; whether it takes the connector's {what} at the routes, \
             `--person` says",
            status.as_u16()
        )),
    });
    findings
}

fn is_secure(url: &Url) -> bool {
    url.scheme() == "https"
}

fn secure(url: &Url) -> String {
    format!("a secure connection to `{url}` can be made")
}
