//! Client authentication by a signed assertion (`private_key_jwt`, RFC 7523): services at the token
//! endpoint, connectors at introspection.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ClientId, TokenId},
    jose::{self, Algorithms, Expected, JoseError, KeySet, SigningKey, TypRule, typ},
    time::{is_over, is_yet_to_come, numeric_date, optional_numeric_date},
};

/// `client_assertion_type` (RFC 7523 §2.2).
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Life of an assertion we make, in seconds: one request and its retries.
pub const LIFETIME: i64 = 60;

/// Longest life accepted, in seconds. A replay cache remembers an assertion until it ends; common
/// clients ask for one to five minutes, some for an hour.
pub const LONGEST_LIFETIME: i64 = 3600;

/// Why an assertion is refused. The messages are for logs; the client hears `invalid_client`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientAssertionError {
    /// Not a token, or its signature does not verify.
    #[error("invalid client assertion: {0}")]
    Invalid(#[from] JoseError),
    /// `iss` and `sub` differ, or are another client than was expected.
    #[error("the client assertion is by another client")]
    Client,
    /// `aud` names none of our addresses.
    #[error("the client assertion is for another audience")]
    Audience,
    /// `exp` has passed.
    #[error("the client assertion has expired")]
    Expired,
    /// `iat` or `nbf` lies in the future.
    #[error("the client assertion is not valid yet")]
    NotYetValid,
    /// Ends more than [`LONGEST_LIFETIME`] from now.
    #[error("the client assertion lives longer than {LONGEST_LIFETIME} seconds")]
    LivesTooLong,
}

/// One string or several (RFC 7519 §4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audiences {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
struct ReadClaims {
    iss: ClientId,
    sub: ClientId,
    aud: Audiences,
    #[serde(deserialize_with = "numeric_date")]
    exp: i64,
    #[serde(default, deserialize_with = "optional_numeric_date")]
    iat: Option<i64>,
    #[serde(default, deserialize_with = "optional_numeric_date")]
    nbf: Option<i64>,
    jti: TokenId,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a ClientId,
    sub: &'a ClientId,
    aud: &'a str,
    exp: i64,
    iat: i64,
    jti: &'a TokenId,
}

/// Makes an assertion of `client` for `audience`: the address of the endpoint or of its server.
pub fn sign(
    key: &SigningKey,
    client: &ClientId,
    audience: &str,
    jti: &TokenId,
    now: i64,
) -> Result<String, JoseError> {
    key.sign(
        typ::CLIENT_ASSERTION,
        &Claims {
            iss: client,
            sub: client,
            aud: audience,
            exp: now.saturating_add(LIFETIME),
            iat: now,
            jti,
        },
    )
}

/// A client that has authenticated. Its `jti` goes into the replay cache until `exp` and the leeway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticated {
    /// Who.
    pub client: ClientId,
    /// Unique among the client's assertions.
    pub jti: TokenId,
    /// When it ends, in unix seconds.
    pub exp: i64,
}

/// What a server expects of an assertion.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    /// Our own addresses that an assertion may name: issuer, token endpoint, the endpoint itself.
    pub audiences: &'a [&'a str],
    /// The client's registered or published keys.
    pub keys: &'a KeySet,
    /// Algorithms accepted of this client.
    pub algorithms: Algorithms,
    /// The client that the request names, when it names one.
    pub client: Option<&'a ClientId>,
    /// Now, in unix seconds.
    pub now: i64,
}

/// An assertion taken apart, nothing of it believed: to find the client's keys.
pub struct Unverified<'a>(jose::Unverified<'a>);

impl<'a> Unverified<'a> {
    /// Takes an assertion apart.
    pub fn parse(assertion: &'a str) -> Result<Self, ClientAssertionError> {
        Ok(Self(jose::Unverified::parse(assertion)?))
    }

    /// The client the assertion claims to be by.
    pub fn client(&self) -> Result<ClientId, ClientAssertionError> {
        /// The claim by which keys are chosen.
        #[derive(Deserialize)]
        struct Peek {
            iss: ClientId,
        }
        Ok(self.0.peek::<Peek>()?.iss)
    }

    /// Verifies signature and claims (RFC 7523 §3).
    pub fn verify(
        self,
        expected: &Expectations<'_>,
    ) -> Result<Authenticated, ClientAssertionError> {
        let header = Expected {
            typ: TypRule::WhenPresent(&[typ::CLIENT_ASSERTION, typ::JWT]),
            algorithms: expected.algorithms,
        };
        let claims: ReadClaims = self.0.verify(&header, expected.keys)?;
        let named = expected.client.is_none_or(|client| *client == claims.iss);
        if claims.iss != claims.sub || !named {
            return Err(ClientAssertionError::Client);
        }
        let ours = |audience: &String| expected.audiences.contains(&audience.as_str());
        let for_us = match &claims.aud {
            Audiences::One(audience) => ours(audience),
            Audiences::Several(audiences) => audiences.iter().any(ours),
        };
        if !for_us {
            return Err(ClientAssertionError::Audience);
        }
        if is_over(claims.exp, expected.now) {
            return Err(ClientAssertionError::Expired);
        }
        let starts = [claims.iat, claims.nbf];
        if starts
            .into_iter()
            .flatten()
            .any(|start| is_yet_to_come(start, expected.now))
        {
            return Err(ClientAssertionError::NotYetValid);
        }
        if is_yet_to_come(claims.exp.saturating_sub(LONGEST_LIFETIME), expected.now) {
            return Err(ClientAssertionError::LivesTooLong);
        }
        Ok(Authenticated {
            client: claims.iss,
            jti: claims.jti,
            exp: claims.exp,
        })
    }
}
