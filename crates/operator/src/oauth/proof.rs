//! The proof of possession that a request carries (RFC 9449 §4.3, §7).
use http::HeaderMap;
use protocol::dpop::{self, Htu, ProofError};
use protocol::jose::Thumbprint;
use storage::replay::Replay as _;
use web::problem::{Problem, ProblemName};

use crate::clock::SECOND;
use crate::{Error, Operator, Result};

/// Why a request proves nothing.
pub(crate) enum Unproved {
    /// The proof is none, or not for this request.
    Proof(ProofError),
    /// The header's value is no text.
    NotText,
    /// It could not be found out.
    Failed(Error),
}

impl From<ProofError> for Unproved {
    fn from(error: ProofError) -> Self {
        Self::Proof(error)
    }
}

impl From<Unproved> for Problem {
    fn from(unproved: Unproved) -> Self {
        match unproved {
            Unproved::Proof(error) => Self::new(error.problem()).detail(error.to_string()),
            Unproved::NotText => Self::new(ProblemName::ProofInvalid),
            Unproved::Failed(error) => error.into(),
        }
    }
}

impl Operator {
    /// The one proof that a request carries, verified and taken: it is good for this once. `token` is the token it must
    /// be for, with the key that the token is bound to; none where a token is only asked for.
    pub(crate) async fn take_proof(
        &self,
        headers: &HeaderMap,
        method: &str,
        address: &Htu,
        token: Option<(&str, &Thumbprint)>,
    ) -> Result<dpop::Proof, Unproved> {
        let mut proofs = headers.get_all("dpop").iter();
        let proof = proofs.next().ok_or(ProofError::Missing)?;
        if proofs.next().is_some() {
            return Err(ProofError::Several.into());
        }
        let expected = dpop::Expectations {
            method,
            address,
            token: token.map(|(token, _)| token),
            bound_to: token.map(|(_, key)| key),
            nonce: None,
            now: self.clock.seconds(),
            known_key: None,
        };
        let proof = dpop::verify(proof.to_str().map_err(|_| Unproved::NotText)?, &expected)?;
        match self.first_proof(&proof).await {
            Ok(true) => Ok(proof),
            Ok(false) => Err(ProofError::Replayed.into()),
            Err(error) => Err(Unproved::Failed(error)),
        }
    }

    /// Whether a proof is shown for the first time. Durable, and for all processes.
    async fn first_proof(&self, proof: &dpop::Proof) -> Result<bool> {
        let scope = format!("dpop:{}", proof.key.thumbprint());
        Ok(self
            .db
            .first_seen(&scope, proof.jti.as_str(), proof.forget_after() * SECOND)
            .await?)
    }
}
