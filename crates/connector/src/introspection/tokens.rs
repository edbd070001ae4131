//! Access tokens for operators that know a connector by one, as the 2021 reference connector shows it: client
//! credentials with the scope `agw` (RFC 6749 §4.4), held until they end, and renewed where the operator refuses one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::header::AUTHORIZATION;
use protocol::ids::OperatorUuid;
use protocol::token_endpoint::{GRANT_TYPE, SCOPE_2021};
use url::Url;
use web::fetch::FetchError;

use super::Assertions;
use crate::access_token::{AccessToken, HeldToken, TokenAnswer};
use crate::app::App;

/// After a failure nobody asks for a token before this.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

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
    held: HeldToken,
    /// The last failure and when it was.
    failed: Mutex<Option<(Instant, TokenError)>>,
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
    ) -> Result<Option<Arc<AccessToken>>, TokenError> {
        let client = app.trust.terms(operator).client_secret.as_ref();
        let Some(url) = client.and_then(|client| client.token_url.as_ref()) else {
            return Ok(None);
        };
        let login = self.login(operator);
        let fetch = async || login.fetch(app, operator, url).await;
        let token = login.held.get(&app.clock, fetch);
        token.await.map(Some)
    }

    /// Forgets a token that has been refused, as it may have been revoked before its time.
    pub(crate) fn forget(&self, operator: &OperatorUuid, refused: &Arc<AccessToken>) {
        self.login(operator).held.forget(refused);
    }

    fn login(&self, operator: &OperatorUuid) -> Arc<Login> {
        let mut logins = self.logins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(login) = logins.get(operator) {
            return Arc::clone(login);
        }
        Arc::clone(logins.entry(operator.clone()).or_default())
    }
}

impl Login {
    /// A new token, unless there was none a moment ago.
    async fn fetch(
        &self,
        app: &App,
        operator: &OperatorUuid,
        url: &Url,
    ) -> Result<AccessToken, TokenError> {
        let failed = || self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, error)) = &*failed()
            && app.clock.instant().duration_since(*at) < AFTER_FAILURE
        {
            return Err(error.clone());
        }
        let fetched = fetch(app, operator, url).await;
        let error = fetched.as_ref().err().cloned();
        *failed() = error.map(|error| (app.clock.instant(), error));
        fetched
    }
}

async fn fetch(app: &App, operator: &OperatorUuid, url: &Url) -> Result<AccessToken, TokenError> {
    let mut request = app.client.post(url.as_str()).json();
    if let Some(basic) = Assertions::basic(&app.trust, operator) {
        request = request.header(AUTHORIZATION, basic);
    }
    let form = [("grant_type", GRANT_TYPE), ("scope", SCOPE_2021)];
    let answer: TokenAnswer = request.form(&form).send().await?.parse()?.body;
    // The 2021 reference connector does not look at the type; an endpoint that says another means another.
    let is_bearer = |kind: &String| kind.eq_ignore_ascii_case("bearer");
    if !answer.token_type.as_ref().is_none_or(is_bearer) {
        return Err(TokenError::Kind);
    }
    let token = answer.shown_as("Bearer", &app.clock);
    token.ok_or(TokenError::Kind)
}
