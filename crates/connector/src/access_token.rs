//! Access tokens that are held until they end (RFC 6749 §5.1): fetched by one at a time, renewed before, and forgotten where
//! one is refused.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use http::HeaderValue;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::clock::Clock;

/// A token is renewed this long before it ends, so that none ends on the way.
const RENEW_BEFORE: Duration = Duration::from_secs(30);
/// Life of a token whose server does not say (RFC 6749 §5.1 only recommends `expires_in`).
const ASSUMED_LIFE: Duration = Duration::from_mins(5);
/// No life is longer, whatever a server says.
const LONGEST_LIFE: Duration = Duration::from_hours(24);

/// A token.
pub(crate) struct AccessToken {
    pub(crate) text: Zeroizing<String>,
    /// As it is shown, with its type.
    pub(crate) header: HeaderValue,
    renew_at: Instant,
}

/// What a token endpoint answers.
#[derive(Deserialize)]
pub(crate) struct TokenAnswer {
    access_token: Zeroizing<String>,
    #[serde(default)]
    pub(crate) token_type: Option<String>,
    #[serde(default)]
    expires_in: Option<u64>,
}

impl TokenAnswer {
    /// The token, to be shown as one of this type; none where it cannot stand in a header.
    pub(crate) fn shown_as(self, token_type: &str, clock: &Clock) -> Option<AccessToken> {
        let shown = Zeroizing::new(format!("{token_type} {}", self.access_token.as_str()));
        let mut header = HeaderValue::try_from(shown.as_str()).ok()?;
        header.set_sensitive(true);
        let life = self.expires_in.map_or(ASSUMED_LIFE, Duration::from_secs);
        let life = life.min(LONGEST_LIFE).saturating_sub(RENEW_BEFORE);
        Some(AccessToken {
            text: self.access_token,
            header,
            renew_at: clock.instant() + life,
        })
    }
}

/// One client's token at one endpoint.
#[derive(Default)]
pub(crate) struct HeldToken {
    token: ArcSwapOption<AccessToken>,
    fetching: tokio::sync::Mutex<()>,
}

impl HeldToken {
    /// The token held, or the one that `fetch` brings. Only one is fetched at a time.
    ///
    /// # Errors
    /// What `fetch` says.
    pub(crate) async fn get<E>(
        &self,
        clock: &Clock,
        fetch: impl AsyncFnOnce() -> Result<AccessToken, E>,
    ) -> Result<Arc<AccessToken>, E> {
        let held = || {
            let token = self.token.load_full()?;
            (clock.instant() < token.renew_at).then_some(token)
        };
        if let Some(token) = held() {
            return Ok(token);
        }
        let _one = self.fetching.lock().await;
        if let Some(token) = held() {
            return Ok(token);
        }
        let token = Arc::new(Box::pin(fetch()).await?);
        self.token.store(Some(Arc::clone(&token)));
        Ok(token)
    }

    /// Forgets a token that has been refused, as it may have been revoked before its time.
    pub(crate) fn forget(&self, refused: &Arc<AccessToken>) {
        let held = self.token.load();
        if held.as_ref().is_some_and(|held| Arc::ptr_eq(held, refused)) {
            self.token.store(None);
        }
    }
}
