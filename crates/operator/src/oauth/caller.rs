//! The service that a request comes from: an access token of this operator, bound to a key or not.
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use protocol::access_token;
use protocol::dpop::Htu;
use protocol::jose::Thumbprint;
use web::problem::{Problem, ProblemName};

use crate::Operator;
use crate::known::KnownService;
use crate::organisations::ServiceState;

/// A service that has shown who it is.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) known: Arc<KnownService>,
    /// The key its token is bound to.
    pub(crate) jkt: Option<Thumbprint>,
}

/// The token of an `Authorization` header, and whether it comes as `DPoP`.
fn shown(headers: &HeaderMap) -> Option<(&str, bool)> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("dpop") {
        return Some((token.trim(), true));
    }
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| (token.trim(), false))
}

fn unauthenticated(detail: impl Into<String>) -> Problem {
    Problem::new(ProblemName::LoginRequired)
        .detail(detail)
        .header(
            WWW_AUTHENTICATE,
            HeaderValue::from_static("DPoP algs=\"EdDSA ES256\""),
        )
}

impl Operator {
    async fn caller(&self, parts: &Parts) -> Result<Caller, Problem> {
        let (token, is_dpop) = shown(&parts.headers).ok_or_else(|| {
            unauthenticated("send an access token of this operator's token endpoint")
        })?;
        let now = self.clock.seconds();
        let claims = access_token::verify(token, &self.base_url, &self.keys.key_set(), now)
            .map_err(|error| unauthenticated(error.to_string()))?;
        let jkt = claims.cnf.as_ref().map(|cnf| cnf.jkt);
        match (&jkt, is_dpop) {
            (Some(jkt), true) => self.check_proof(parts, token, jkt).await?,
            (Some(_), false) => return Err(Problem::new(ProblemName::ProofMissing)),
            (None, false) => {}
            (None, true) => {
                return Err(
                    Problem::new(ProblemName::ProofInvalid).detail("the token is bound to no key")
                );
            }
        }
        if claims.scope.is_some() {
            return Err(
                Problem::new(ProblemName::Forbidden).detail("this token is not a service's")
            );
        }
        let known = self
            .known_service(claims.client_id.as_str())
            .await
            .map_err(Problem::from)?;
        let known = known.filter(|known| known.service.state == ServiceState::Active);
        let known = known.ok_or_else(|| unauthenticated("the service is not active here"))?;
        Ok(Caller { known, jkt })
    }

    /// Whether a request proves that its sender holds the key that its token is bound to.
    pub(crate) async fn check_proof(
        &self,
        parts: &Parts,
        token: &str,
        jkt: &Thumbprint,
    ) -> Result<(), Problem> {
        // The configured base, and the path alone of the request.
        let address = Htu::of_request(&self.base_url, parts.uri.path())
            .map_err(|error| Problem::new(ProblemName::InvalidRequest).detail(error.to_string()))?;
        let method = parts.method.as_str();
        self.take_proof(&parts.headers, method, &address, Some((token, jkt)))
            .await?;
        Ok(())
    }
}

impl FromRequestParts<Arc<Operator>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        operator: &Arc<Operator>,
    ) -> Result<Self, Problem> {
        operator.caller(parts).await
    }
}

impl Caller {
    /// The service's client id.
    pub(crate) fn id(&self) -> &str {
        &self.known.service.client_id
    }
}
