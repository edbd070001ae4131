//! Access tokens of an operator's token endpoint, as JWTs (RFC 9068): what a service shows the
//! operator's own API.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ClientId, TokenId},
    jose::{self, Algorithms, Expected, JoseError, KeySet, SigningKey, TypRule, typ},
    ticket::Confirmation,
    time::{is_over, is_yet_to_come},
    url::BaseUrl,
};

/// Life of an access token, in seconds: a lost one is soon worthless, and asking again is cheap.
pub const LIFETIME: i64 = 300;

/// Why an access token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessTokenError {
    /// Not an access token, or its signature does not verify.
    #[error("invalid access token: {0}")]
    Invalid(#[from] JoseError),
    /// `iss` or `aud` is another operator.
    #[error("the access token is for another operator")]
    Audience,
    /// `exp` has passed.
    #[error("the access token has expired")]
    Expired,
    /// `iat` lies in the future.
    #[error("the access token is not valid yet")]
    NotYetValid,
}

/// An access token's claims (RFC 9068 §2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// The operator that issued it.
    pub iss: BaseUrl,
    /// The operator whose API it opens: the same.
    pub aud: BaseUrl,
    /// The client where no person is involved (RFC 9068 §2.2); else what a person let the client do, which says
    /// nothing about who the person is.
    pub sub: ClientId,
    /// The client.
    pub client_id: ClientId,
    /// When it ends, in unix seconds.
    pub exp: i64,
    /// When it was issued, in unix seconds.
    pub iat: i64,
    /// Unique among the operator's tokens.
    pub jti: TokenId,
    /// What it allows; space-separated (RFC 6749 §3.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The client's key; with it, every request needs a proof of possession.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
}

impl AccessToken {
    /// Signs the token.
    pub fn sign(&self, key: &SigningKey) -> Result<String, JoseError> {
        key.sign(typ::ACCESS_TOKEN, self)
    }

    /// The scope includes `name`.
    pub fn allows(&self, name: &str) -> bool {
        let scope = self.scope.as_deref().unwrap_or_default();
        scope.split(' ').any(|part| part == name)
    }
}

/// Verifies an access token of the operator at `operator` (RFC 9068 §4). A `typ` other than
/// `at+jwt`, or none, is refused.
pub fn verify(
    token: &str,
    operator: &BaseUrl,
    keys: &KeySet,
    now: i64,
) -> Result<AccessToken, AccessTokenError> {
    let claims = read(token, operator, keys, now)?;
    if claims.sub == claims.client_id {
        Ok(claims)
    } else {
        Err(AccessTokenError::Audience)
    }
}

/// As [`verify`], for a token by which an app acts for a person: `sub` is what the person let the app do, `cnf` the
/// app's key, without which none is given.
pub fn verify_of_app(
    token: &str,
    operator: &BaseUrl,
    keys: &KeySet,
    now: i64,
) -> Result<AccessToken, AccessTokenError> {
    let claims = read(token, operator, keys, now)?;
    if claims.sub != claims.client_id && claims.cnf.is_some() {
        Ok(claims)
    } else {
        Err(AccessTokenError::Audience)
    }
}

fn read(
    token: &str,
    operator: &BaseUrl,
    keys: &KeySet,
    now: i64,
) -> Result<AccessToken, AccessTokenError> {
    let header = Expected {
        typ: TypRule::Required(&[typ::ACCESS_TOKEN]),
        algorithms: Algorithms::STANDARD,
    };
    let claims: AccessToken = jose::Unverified::parse(token)?.verify(&header, keys)?;
    if claims.iss != *operator || claims.aud != *operator {
        return Err(AccessTokenError::Audience);
    }
    if is_over(claims.exp, now) {
        return Err(AccessTokenError::Expired);
    }
    if is_yet_to_come(claims.iat, now) {
        return Err(AccessTokenError::NotYetValid);
    }
    Ok(claims)
}
