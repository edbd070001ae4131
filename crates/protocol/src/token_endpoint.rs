//! The operator's token endpoint: client credentials of services (RFC 6749 §4.4), and the answers that apps of persons
//! get too.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    Error, client_assertion,
    form::{self, Form, FormError},
    ids::ClientId,
    json::{self, JsonError, Limits, Shown},
};

/// The grant of services: no person is there (RFC 6749 §4.4.2).
pub const GRANT_TYPE: &str = "client_credentials";

/// `scope` of a service of the 2021 reference kind.
pub const SCOPE_2021: &str = "agw";

/// How the client says who it is.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// `private_key_jwt` (RFC 7523).
    Assertion(String),
    /// `client_secret_basic`, in the `Authorization` header: only the caller sees it.
    Header,
}

/// A token request's form.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// How the client says who it is.
    pub credentials: Credentials,
    /// The client it names.
    pub client_id: Option<ClientId>,
    /// What it wants, space-separated.
    pub scope: Option<String>,
}

/// Credentials are not printed.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("client_id", &self.client_id)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

impl Request {
    /// Reads a form body.
    pub fn from_form(body: &[u8]) -> Result<Self, Error> {
        let mut form = Form::parse(body)?;
        let unsupported = |name, value: &str| FormError::Unsupported {
            name,
            value: Shown(value).to_string(),
        };
        let grant = form.need("grant_type")?;
        if grant != GRANT_TYPE {
            return Err(unsupported("grant_type", &grant).into());
        }
        let credentials = match form.take("client_assertion") {
            None => Credentials::Header,
            Some(assertion) => {
                let kind = form.need("client_assertion_type")?;
                if kind != client_assertion::ASSERTION_TYPE {
                    return Err(unsupported("client_assertion_type", &kind).into());
                }
                Credentials::Assertion(assertion)
            }
        };
        let client_id = form.take("client_id");
        Ok(Self {
            credentials,
            client_id: client_id.map(|id| ClientId::parse(&id)).transpose()?,
            scope: form.take("scope"),
        })
    }

    /// Writes the form body.
    pub fn to_form(&self) -> String {
        let mut pairs = vec![("grant_type", GRANT_TYPE)];
        if let Credentials::Assertion(assertion) = &self.credentials {
            pairs.push(("client_assertion_type", client_assertion::ASSERTION_TYPE));
            pairs.push(("client_assertion", assertion));
        }
        if let Some(client_id) = &self.client_id {
            pairs.push(("client_id", client_id.as_str()));
        }
        if let Some(scope) = &self.scope {
            pairs.push(("scope", scope));
        }
        form::write(pairs)
    }
}

/// How a token is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenType {
    /// With a proof (RFC 9449 §5).
    DPoP,
    /// Alone: 2021-profile services.
    Bearer,
}

/// A token answer (RFC 6749 §5.1). The token is not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The signed access token.
    pub access_token: String,
    /// How it is shown.
    pub token_type: TokenType,
    /// Its life, in seconds.
    pub expires_in: i64,
    /// What it allows, when other than was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Good for one more answer such as this (RFC 6749 §6); apps of persons get one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

impl Response {
    /// Reads an answer.
    pub fn from_json(body: &[u8]) -> Result<Self, JsonError> {
        json::from_slice(body, Limits::DOCUMENT)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("token_type", &self.token_type)
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// Error codes of RFC 6749 §5.2, RFC 7009 §2.2.1 and RFC 9449 §5, §8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A parameter is missing, repeated or malformed.
    InvalidRequest,
    /// Who the client is could not be shown; status 401.
    InvalidClient,
    /// The client may not use this grant.
    UnauthorizedClient,
    /// Another grant than ours.
    UnsupportedGrantType,
    /// The code or refresh token is unknown, over, used, or another client's.
    InvalidGrant,
    /// A kind of token that cannot be revoked.
    UnsupportedTokenType,
    /// A scope that does not exist or is not the client's.
    InvalidScope,
    /// The proof of possession is no good.
    InvalidDpopProof,
    /// The proof must carry the nonce in the `DPoP-Nonce` header.
    UseDpopNonce,
}

impl ErrorCode {
    /// The HTTP status it comes with.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidClient => 401,
            _ => 400,
        }
    }
}

/// An error answer (RFC 6749 §5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorResponse {
    /// The code.
    pub error: ErrorCode,
    /// For the client's developer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

impl From<&Error> for ErrorResponse {
    fn from(error: &Error) -> Self {
        let code = match error {
            Error::Form(FormError::Unsupported {
                name: "grant_type", ..
            }) => ErrorCode::UnsupportedGrantType,
            Error::ClientAssertion(_) => ErrorCode::InvalidClient,
            Error::Proof(crate::dpop::ProofError::Nonce) => ErrorCode::UseDpopNonce,
            Error::Proof(_) => ErrorCode::InvalidDpopProof,
            _ => ErrorCode::InvalidRequest,
        };
        Self {
            error: code,
            error_description: Some(error.to_string()),
        }
    }
}
