//! `POST /oauth/token`: client credentials (RFC 6749 §4.4), with `private_key_jwt` (RFC 7523) and DPoP
//! (RFC 9449), or with a client secret for peers of the 2021 kind. Apps of persons come with a code or a refresh token.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use protocol::access_token::{AccessToken, LIFETIME};
use protocol::client_assertion::{self, ClientAssertionError};
use protocol::dpop::{Htu, ProofError};
use protocol::form::Form;
use protocol::ids::{ClientId, TokenId};
use protocol::jose::{Algorithms, KeySet};
use protocol::ticket::Confirmation;
use protocol::token_endpoint::{
    Credentials, ErrorCode, ErrorResponse, Request, Response, SCOPE_2021, TokenType,
};
use storage::replay::Replay as _;
use subtle::ConstantTimeEq as _;

use super::proof::Unproved;
use crate::apps::tokens;
use crate::clock::SECOND;
use crate::organisations::{AuthMethod, ServiceState};
use crate::random::hash_of_secret;
use crate::{Error, Operator, Result};

/// The path of the endpoint.
pub(crate) const PATH: &str = "/oauth/token";

/// Why no token is given.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// As OAuth says it.
    OAuth(ErrorResponse),
    /// A fault of ours.
    Fault(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

impl From<storage::Error> for Refusal {
    fn from(error: storage::Error) -> Self {
        Self::Fault(error.into())
    }
}

pub(crate) fn refuse(error: ErrorCode, description: impl Into<String>) -> Refusal {
    Refusal::OAuth(ErrorResponse {
        error,
        error_description: Some(description.into()),
    })
}

fn invalid_client() -> Refusal {
    // Which of the two is wrong, the client or its proof, is not said.
    refuse(
        ErrorCode::InvalidClient,
        "the client is unknown, suspended, or did not prove who it is",
    )
}

impl Operator {
    /// Gives an access token, to a service or to an app.
    pub(crate) async fn token(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Response, Refusal> {
        // Which grant it is, is read once more by whoever answers it.
        if let Ok(mut form) = Form::parse(body)
            && let Some(grant_type @ (tokens::AUTHORIZATION_CODE | tokens::REFRESH_TOKEN)) =
                form.take("grant_type").as_deref()
        {
            return self.app_tokens(headers, grant_type, form).await;
        }
        let request = Request::from_form(body)
            .map_err(|error| Refusal::OAuth(ErrorResponse::from(&error)))?;
        let (client, is_connector) = match &request.credentials {
            Credentials::Assertion(assertion) => (
                self.client_of_assertion(assertion, request.client_id.as_ref())
                    .await?,
                false,
            ),
            Credentials::Header => self.client_of_secret(headers).await?,
        };
        let proof = self.proof_of(headers, PATH).await?;
        let bound = matches!(request.credentials, Credentials::Assertion(_));
        if bound && proof.is_none() {
            return Err(refuse(
                ErrorCode::InvalidDpopProof,
                ProofError::Missing.to_string(),
            ));
        }
        let scope = match request.scope.as_deref() {
            None | Some("") if is_connector => Some(SCOPE_2021.to_owned()),
            None | Some("") => None,
            Some(SCOPE_2021) if is_connector => Some(SCOPE_2021.to_owned()),
            Some(other) => {
                return Err(refuse(
                    ErrorCode::InvalidScope,
                    format!("scope `{other}` is not this client's"),
                ));
            }
        };
        let now = self.clock.seconds();
        let token = AccessToken {
            iss: self.base_url.clone(),
            aud: self.base_url.clone(),
            sub: client.clone(),
            client_id: client,
            exp: now + LIFETIME,
            iat: now,
            jti: TokenId::parse(&crate::random::uuid())
                .map_err(|error| Error::Internal(error.to_string()))?,
            scope: scope.clone(),
            cnf: proof.map(|jkt| Confirmation { jkt }),
        };
        let token_type = if token.cnf.is_some() {
            TokenType::DPoP
        } else {
            TokenType::Bearer
        };
        let access_token = token.sign(&self.keys.signer()).map_err(Error::from)?;
        Ok(Response {
            access_token,
            token_type,
            expires_in: LIFETIME,
            scope,
            refresh_token: None,
        })
    }

    async fn client_of_assertion(
        &self,
        assertion: &str,
        named: Option<&ClientId>,
    ) -> Result<ClientId, Refusal> {
        let unverified =
            client_assertion::Unverified::parse(assertion).map_err(|_| invalid_client())?;
        let client = unverified.client().map_err(|_| invalid_client())?;
        let known = self.known_service(client.as_str()).await?;
        // A client that is not known is verified all the same, against no key.
        let none = KeySet::default();
        let keys = known.as_ref().map_or(&none, |known| &known.keys);
        let endpoint = self.address(PATH);
        let now = self.clock.seconds();
        let expected = client_assertion::Expectations {
            audiences: &[self.base_url.as_str(), &endpoint, self.uuid.as_str()],
            keys,
            algorithms: Algorithms::STANDARD,
            client: named,
            now,
        };
        let authenticated =
            unverified
                .verify(&expected)
                .map_err(|error: ClientAssertionError| {
                    tracing::debug!(%error, "a client assertion is refused");
                    match error {
                        ClientAssertionError::Invalid(_) => invalid_client(),
                        other => refuse(ErrorCode::InvalidClient, other.to_string()),
                    }
                })?;
        let known = known.ok_or_else(invalid_client)?;
        if known.service.state != ServiceState::Active
            || known.service.auth_method != AuthMethod::PrivateKeyJwt
        {
            return Err(invalid_client());
        }
        let until = (authenticated.exp + protocol::time::CLOCK_LEEWAY) * SECOND;
        let scope = format!("assertion:{}", authenticated.client);
        if !self
            .db
            .first_seen(&scope, authenticated.jti.as_str(), until)
            .await?
        {
            return Err(refuse(
                ErrorCode::InvalidClient,
                "the client assertion was used before",
            ));
        }
        Ok(authenticated.client)
    }

    /// The client of an `Authorization: Basic` header, and whether it is a connector.
    async fn client_of_secret(&self, headers: &HeaderMap) -> Result<(ClientId, bool), Refusal> {
        let (id, secret) = basic(headers).ok_or_else(invalid_client)?;
        let given = hash_of_secret(&secret);
        let client = ClientId::parse(&id).map_err(|_| invalid_client())?;
        if let Some(source) = self.known_sources().await?.get(&id) {
            let right = source
                .secret_hash
                .as_deref()
                .is_some_and(|hash| bool::from(hash.ct_eq(&given)));
            return if right {
                Ok((client, true))
            } else {
                Err(invalid_client())
            };
        }
        let known = self.known_service(&id).await?.ok_or_else(invalid_client)?;
        let right = known.service.has_secret(&given, self.clock.now());
        if !right || known.service.state != ServiceState::Active {
            return Err(invalid_client());
        }
        Ok((client, false))
    }

    /// The thumbprint of the key that the request's proof is by, if it has a proof.
    pub(crate) async fn proof_of(
        &self,
        headers: &HeaderMap,
        path: &str,
    ) -> Result<Option<protocol::jose::Thumbprint>, Refusal> {
        if !headers.contains_key("dpop") {
            return Ok(None);
        }
        let address =
            Htu::parse(&self.address(path)).map_err(|error| Error::Internal(error.to_string()))?;
        let invalid = |text: String| refuse(ErrorCode::InvalidDpopProof, text);
        match self.take_proof(headers, "POST", &address, None).await {
            Ok(proof) => Ok(Some(*proof.key.thumbprint())),
            Err(Unproved::Proof(error)) => Err(invalid(error.to_string())),
            Err(Unproved::NotText) => Err(invalid("the proof is not a token".to_owned())),
            Err(Unproved::Failed(error)) => Err(error.into()),
        }
    }
}

/// Client id and secret of an `Authorization: Basic` header, both form-encoded inside (RFC 6749 §2.3.1).
pub(crate) fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |part: &str| {
        let pair = format!("v={part}");
        url::form_urlencoded::parse(pair.as_bytes())
            .next()
            .map(|(_, value)| value.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_secrets_are_form_encoded_inside_basic() {
        let mut headers = HeaderMap::new();
        let value = format!("Basic {}", STANDARD.encode("a%2Fb:s%20e+c"));
        headers.insert(AUTHORIZATION, value.parse().unwrap());
        assert_eq!(
            basic(&headers),
            Some(("a/b".to_owned(), "s e c".to_owned()))
        );
        headers.insert(AUTHORIZATION, "Bearer x".parse().unwrap());
        assert_eq!(basic(&headers), None);
    }
}
