//! The connector that a request comes from: a client assertion under its published key, so that no
//! registration is needed (protocol.md), or a secret or access token for one of the 2021 kind.
use std::sync::Arc;

use http::header::WWW_AUTHENTICATE;
use http::{HeaderMap, HeaderValue};
use protocol::access_token;
use protocol::client_assertion::{self, Expectations};
use protocol::jose::Algorithms;
use protocol::token_endpoint::SCOPE_2021;
use subtle::ConstantTimeEq as _;
use web::problem::{Problem, ProblemName};

use super::token::basic;
use crate::Operator;
use crate::random::hash_of_secret;
use crate::sources::known::Source;

fn refuse(detail: impl Into<String>) -> Problem {
    Problem::new(ProblemName::InvalidClient)
        .detail(detail)
        .header(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"connector\""),
        )
}

impl Operator {
    /// The connector a request comes from. `assertion` is one that came in the body; `endpoint` the address
    /// of the route, which an assertion may name as its audience.
    pub(crate) async fn connector(
        &self,
        headers: &HeaderMap,
        assertion: Option<&str>,
        endpoint: &str,
    ) -> Result<Arc<Source>, Problem> {
        if let Some(assertion) = assertion {
            return self.connector_of_assertion(assertion, endpoint).await;
        }
        if let Some((id, secret)) = basic(headers) {
            return self.connector_of_secret(&id, &secret).await;
        }
        let Some(bearer) = web::session::bearer(headers) else {
            return Err(refuse(
                "send a client assertion, an access token or a client secret",
            ));
        };
        // An access token is one of ours; anything else must be an assertion.
        match access_token::verify(
            bearer,
            &self.base_url,
            &self.keys.key_set(),
            self.clock.seconds(),
        ) {
            Ok(token) if token.allows(SCOPE_2021) => {
                let sources = self.known_sources().await.map_err(Problem::from)?;
                let source = sources.get(token.client_id.as_str()).cloned();
                source.ok_or_else(|| refuse("the connector is not known here any more"))
            }
            Ok(_) => {
                Err(Problem::new(ProblemName::Forbidden).detail("this token is not a connector's"))
            }
            Err(_) => self.connector_of_assertion(bearer, endpoint).await,
        }
    }

    async fn connector_of_assertion(
        &self,
        assertion: &str,
        endpoint: &str,
    ) -> Result<Arc<Source>, Problem> {
        let now = self.clock.seconds();
        let sources = self.known_sources().await.map_err(Problem::from)?;
        if let Some(uuid) = self.assertions.find(assertion, now) {
            return sources
                .get(uuid.as_str())
                .cloned()
                .ok_or_else(|| refuse("the connector is not known here"));
        }
        let parse = || {
            client_assertion::Unverified::parse(assertion)
                .map_err(|error| refuse(error.to_string()))
        };
        let client = parse()?
            .client()
            .map_err(|error| refuse(error.to_string()))?;
        let source = sources.get(client.as_str()).cloned();
        let source = source.ok_or_else(|| refuse("the connector is not known here"))?;
        let token_endpoint = self.address(super::token::PATH);
        let expected = Expectations {
            audiences: &[
                self.base_url.as_str(),
                endpoint,
                &token_endpoint,
                self.uuid.as_str(),
            ],
            keys: &source.keys,
            algorithms: Algorithms::STANDARD,
            client: Some(&client),
            now,
        };
        let authenticated = match parse()?.verify(&expected) {
            Ok(authenticated) => authenticated,
            Err(client_assertion::ClientAssertionError::Invalid(
                protocol::jose::JoseError::UnknownKey { .. },
            )) => {
                // Its keys may have rotated since they were fetched.
                let source = self.with_keys_fetched_again(&source).await?;
                let expected = Expectations {
                    keys: &source.keys,
                    ..expected
                };
                parse()?
                    .verify(&expected)
                    .map_err(|error| refuse(error.to_string()))?
            }
            Err(error) => return Err(refuse(error.to_string())),
        };
        self.assertions
            .remember(assertion, source.uuid.clone(), authenticated.exp);
        Ok(source)
    }

    /// The connector after its keys were fetched once more, not more often than the limiter allows.
    async fn with_keys_fetched_again(&self, source: &Arc<Source>) -> Result<Arc<Source>, Problem> {
        let fetched = self.fetched_again(source).await.map_err(|error| {
            tracing::warn!(connector = %source.uuid, %error, "keys could not be fetched again");
            refuse("the assertion is signed with an unknown key, and the connector's keys cannot be fetched")
        })?;
        fetched.ok_or_else(|| {
            refuse("the assertion is signed with a key this connector does not publish")
        })
    }

    async fn connector_of_secret(&self, id: &str, secret: &str) -> Result<Arc<Source>, Problem> {
        let sources = self.known_sources().await.map_err(Problem::from)?;
        let given = hash_of_secret(secret);
        let right = |source: &&Arc<Source>| {
            source
                .secret_hash
                .as_deref()
                .is_some_and(|hash| bool::from(hash.ct_eq(given.as_slice())))
        };
        sources
            .get(id)
            .filter(right)
            .cloned()
            .ok_or_else(|| refuse("client id or secret is wrong"))
    }
}
