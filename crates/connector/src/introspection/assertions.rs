//! How the connector proves to operators who it is: under its published key (RFC 7523), or with the secret it was
//! registered with.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use protocol::client_assertion;
use protocol::ids::{ClientId, OperatorUuid, TokenId};
use protocol::jose::{JoseError, KeyId};

use crate::app::App;
use crate::trust::{Operator, Trust};

/// An assertion is shown again for this long: half its life, so that none ends on the way. Only to operators of this
/// profile, which take one more than once on the routes for connectors; to others each is shown once.
const REUSED_FOR: i64 = client_assertion::LIFETIME / 2;
/// Assertions kept at the same time: one an operator and a second for its rotation.
const MOST_KEPT: usize = 10_000;

/// Assertions made lately, by their audience.
#[derive(Default)]
pub(crate) struct Assertions {
    kept: Mutex<HashMap<Arc<str>, Kept>>,
}

struct Kept {
    text: Arc<str>,
    made: i64,
    kid: KeyId,
}

impl Assertions {
    /// `client_secret_basic` (RFC 6749 §2.3.1), where the connector was registered for it.
    pub(crate) fn basic(trust: &Trust, operator: &OperatorUuid) -> Option<HeaderValue> {
        let client = trust.terms(operator).client_secret.as_ref()?;
        let encoded =
            |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!(
            "{}:{}",
            encoded(&client.id),
            encoded(client.secret.as_str())
        );
        let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair))).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// An assertion for an operator.
    pub(crate) fn bearer(&self, app: &App, operator: &Operator) -> Result<Arc<str>, JoseError> {
        let (now, signer) = (app.clock.seconds(), app.keys.signer());
        let audience = &operator.audience;
        if operator.is_profile {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let good = |kept: &&Kept| {
                (0..REUSED_FOR).contains(&(now - kept.made)) && kept.kid == *signer.kid()
            };
            if let Some(kept) = kept.get(audience).filter(good) {
                return Ok(Arc::clone(&kept.text));
            }
        }
        let jti = uuid::Builder::from_random_bytes(rand::random())
            .into_uuid()
            .hyphenated()
            .to_string();
        let jti = TokenId::parse(&jti).map_err(|_| JoseError::Signing)?;
        let text: Arc<str> =
            client_assertion::sign(&signer, &ClientId::from(&app.uuid), audience, &jti, now)?
                .into();
        if operator.is_profile {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= MOST_KEPT {
                kept.clear();
            }
            let made = Kept {
                text: Arc::clone(&text),
                made: now,
                kid: signer.kid().clone(),
            };
            kept.insert(Arc::clone(audience), made);
        }
        Ok(text)
    }
}
