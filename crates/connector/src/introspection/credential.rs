//! What the connector shows an operator of itself.

use std::sync::Arc;

use http::HeaderValue;
use protocol::jose::JoseError;
use protocol::problem::ProblemName;

use super::Assertions;
use super::tokens::TokenError;
use crate::access_token::AccessToken;
use crate::app::App;
use crate::trust::{Operator, fetch_problem};

/// One of three, as the source has agreed with the operator.
pub(crate) enum Credential {
    /// A token that the operator's token endpoint gave: the 2021 reference connector's way.
    Token(Arc<AccessToken>),
    /// `client_secret_basic` (RFC 6749 §2.3.1).
    Basic(HeaderValue),
    /// An assertion under the connector's published key (RFC 7523).
    Assertion(Arc<str>),
}

/// Why nothing can be shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialError {
    /// There is no token.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The connector cannot sign.
    #[error("the request cannot be signed: {0}")]
    Signing(#[from] JoseError),
}

impl CredentialError {
    /// The problem type of a refusal for its sake.
    pub(crate) fn problem(&self) -> ProblemName {
        match self {
            Self::Token(TokenError::Kind) => ProblemName::OperatorBadAnswer,
            Self::Token(TokenError::Fetch(error)) => fetch_problem(error),
            Self::Signing(_) => ProblemName::Internal,
        }
    }
}

impl Credential {
    /// What is shown now.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub(crate) async fn now(app: &App, operator: &Operator) -> Result<Self, CredentialError> {
        if let Some(token) = app.tokens.token(app, &operator.uuid).await? {
            return Ok(Self::Token(token));
        }
        if let Some(basic) = Assertions::basic(&app.trust, &operator.uuid) {
            return Ok(Self::Basic(basic));
        }
        Ok(Self::Assertion(app.assertions.bearer(app, operator)?))
    }

    /// What is shown in place of this, which the operator has refused; none where nothing else is good either.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub(crate) async fn instead(
        &self,
        app: &App,
        operator: &Operator,
    ) -> Result<Option<Self>, CredentialError> {
        let Self::Token(refused) = self else {
            return Ok(None);
        };
        app.tokens.forget(&operator.uuid, refused);
        Self::now(app, operator).await.map(Some)
    }

    /// As `Authorization`.
    ///
    /// # Errors
    /// [`CredentialError`].
    pub(crate) fn header(&self) -> Result<HeaderValue, CredentialError> {
        match self {
            Self::Token(token) => Ok(token.header.clone()),
            Self::Basic(basic) => Ok(basic.clone()),
            Self::Assertion(text) => {
                let header = HeaderValue::try_from(format!("Bearer {text}"));
                let mut header = header.map_err(|_| JoseError::Signing)?;
                header.set_sensitive(true);
                Ok(header)
            }
        }
    }
}
