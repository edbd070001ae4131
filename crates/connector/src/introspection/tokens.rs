//! Access tokens for operators that know a connector by one, as the 2021 reference connector shows it: client
//! credentials with the scope `agw` (RFC 6749 §4.4), held until they end, and renewed where the operator refuses one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use protocol::ids::OperatorUuid;
use protocol::token_endpoint::{GRANT_TYPE, SCOPE_2021};
use serde::Deserialize;
use url::Url;
use web::fetch::FetchError;
use zeroize::Zeroizing;

use super::Assertions;
use crate::app::App;

/// A token is renewed this long before it ends, so that none ends on the way.
const RENEW_BEFORE: Duration = Duration::from_secs(30);
/// Life of a token whose server does not say (RFC 6749 §5.1 only recommends `expires_in`).
const ASSUMED_LIFE: Duration = Duration::from_mins(5);
/// No life is longer, whatever a server says.
const LONGEST_LIFE: Duration = Duration::from_hours(24);
/// After a failure nobody asks for a token before this.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// An operator's token for this connector.
pub(crate) struct Token {
    text: Zeroizing<String>,
    /// As it is shown, with its type.
    pub(crate) header: HeaderValue,
    renew_at: Instant,
}

impl Token {
    /// The token itself, which a gateway file may show to a source.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// Why there is no token. Says nothing of what the endpoint said.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum TokenError {
    /// The endpoint could not be asked, or refuses.
    #[error("its token endpoint gives no token: {0}")]
    Fetch(#[from] FetchError),
    /// It is not one that can be shown.
    #[error("its token endpoint gives a token that is no bearer token")]
    Kind,
}

/// The tokens that operators have given.
#[derive(Default)]
pub(crate) struct Tokens {
    logins: Mutex<HashMap<OperatorUuid, Arc<Login>>>,
}

#[derive(Default)]
struct Login {
    token: ArcSwapOption<Token>,
    /// Held by who fetches; the last failure and when it was.
    fetching: tokio::sync::Mutex<Option<(Instant, TokenError)>>,
}

#[derive(Deserialize)]
struct Answer {
    access_token: Zeroizing<String>,
    #[serde(default)]
    token_type: Option<String>,
    #[serde(default)]
    expires_in: Option<u64>,
}

impl Tokens {
    /// The token held, or a new one; none where the operator is shown something else. Only one is fetched at a time.
    ///
    /// # Errors
    /// [`TokenError`].
    pub(crate) async fn token(
        &self,
        app: &App,
        operator: &OperatorUuid,
    ) -> Result<Option<Arc<Token>>, TokenError> {
        let terms = app.trust.terms(operator);
        let client = terms.client_secret.as_ref();
        let Some(url) = client.and_then(|client| client.token_url.as_ref()) else {
            return Ok(None);
        };
        let login = self.login(operator);
        let held = || {
            let token = login.token.load_full()?;
            (app.clock.instant() < token.renew_at).then_some(token)
        };
        if let Some(token) = held() {
            return Ok(Some(token));
        }
        let mut failure = login.fetching.lock().await;
        if let Some(token) = held() {
            return Ok(Some(token));
        }
        if let Some((at, error)) = &*failure
            && app.clock.instant().duration_since(*at) < AFTER_FAILURE
        {
            return Err(error.clone());
        }
        match fetch(app, operator, url).await {
            Ok(token) => {
                let token = Arc::new(token);
                login.token.store(Some(Arc::clone(&token)));
                *failure = None;
                Ok(Some(token))
            }
            Err(error) => {
                *failure = Some((app.clock.instant(), error.clone()));
                Err(error)
            }
        }
    }

    /// Forgets a token that has been refused, as it may have been revoked before its time.
    pub(crate) fn forget(&self, operator: &OperatorUuid, refused: &Arc<Token>) {
        let login = self.login(operator);
        let held = login.token.load();
        if held.as_ref().is_some_and(|held| Arc::ptr_eq(held, refused)) {
            login.token.store(None);
        }
    }

    fn login(&self, operator: &OperatorUuid) -> Arc<Login> {
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(login) = logins.get(operator) {
            return Arc::clone(login);
        }
        Arc::clone(logins.entry(operator.clone()).or_default())
    }
}

async fn fetch(app: &App, operator: &OperatorUuid, url: &Url) -> Result<Token, TokenError> {
    let mut request = app.client.post(url.as_str()).json();
    if let Some(basic) = Assertions::basic(&app.trust, operator) {
        request = request.header(AUTHORIZATION, basic);
    }
    let form = [("grant_type", GRANT_TYPE), ("scope", SCOPE_2021)];
    let answer: Answer = request.form(&form).send().await?.parse()?.body;
    // The 2021 reference connector does not look at the type; an endpoint that says another means another.
    let is_bearer = |kind: &String| kind.eq_ignore_ascii_case("bearer");
    if !answer.token_type.as_ref().is_none_or(is_bearer) {
        return Err(TokenError::Kind);
    }
    let shown = Zeroizing::new(format!("Bearer {}", answer.access_token.as_str()));
    let mut header = HeaderValue::try_from(shown.as_str()).map_err(|_| TokenError::Kind)?;
    header.set_sensitive(true);
    let life = answer.expires_in.map_or(ASSUMED_LIFE, Duration::from_secs);
    let life = life.min(LONGEST_LIFE).saturating_sub(RENEW_BEFORE);
    Ok(Token {
        text: answer.access_token,
        header,
        renew_at: app.clock.instant() + life,
    })
}
