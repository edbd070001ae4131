//! Proof of possession (RFC 9449): whoever shows a bound token must sign each request.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    ids::TokenId,
    jose::{
        self, Algorithms, Expected, JoseError, Prepared, SigningKey, Thumbprint, TypRule,
        VerifyingKey, base64url, typ,
    },
    json::Shown,
    problem::ProblemName,
    time::{is_over, is_yet_to_come, numeric_date},
    url::{BaseUrl, Transport, UrlError, absolute},
};

/// How old or how far ahead a proof may be, in seconds (the profile's "`iat` within 60 s"); a replay
/// cache needs to remember a `jti` for twice that.
pub const WINDOW: i64 = crate::time::CLOCK_LEEWAY;

/// Why a proof is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// A token is bound to a key, and the request has no proof.
    #[error("the request has no proof of possession")]
    Missing,
    /// More than one proof (RFC 9449 §4.3 number 1); for the caller, who sees the headers.
    #[error("the request has more than one proof of possession")]
    Several,
    /// Not a proof, or its signature does not verify.
    #[error("invalid proof: {0}")]
    Invalid(JoseError),
    /// `htm` is another method.
    #[error("the proof is for method `{0}`")]
    Method(String),
    /// `htu` is another address.
    #[error("the proof is for `{0}`")]
    Address(String),
    /// `iat` is outside [`WINDOW`].
    #[error("the proof was not made within {WINDOW} seconds")]
    Time,
    /// `ath` is missing or belongs to another token.
    #[error("the proof is for another token")]
    Token,
    /// The proof's key is not the one that the token is bound to.
    #[error("the proof is by another key than the token's")]
    Key,
    /// The nonce that we gave is missing or another (RFC 9449 §8).
    #[error("the proof lacks the nonce that was given")]
    Nonce,
    /// The proof was used before; for the caller, who keeps the replay cache.
    #[error("the proof was used before")]
    Replayed,
}

impl ProofError {
    /// The problem type of the refusal.
    pub const fn problem(&self) -> ProblemName {
        match self {
            Self::Missing => ProblemName::ProofMissing,
            Self::Replayed => ProblemName::ProofReplayed,
            _ => ProblemName::ProofInvalid,
        }
    }
}

impl From<JoseError> for ProofError {
    fn from(error: JoseError) -> Self {
        match error {
            JoseError::Empty => Self::Missing,
            error => Self::Invalid(error),
        }
    }
}

/// An address as `htu` compares it (RFC 9449 §4.3): without query and fragment, after syntax-based
/// and scheme-based normalisation (RFC 3986 §6.2.2, §6.2.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Htu(Box<str>);

impl Htu {
    /// Reads an absolute address: https, or http to loopback.
    pub fn parse(address: &str) -> Result<Self, UrlError> {
        let bare = address.split(['?', '#']).next().unwrap_or_default();
        let url = absolute(bare, Transport::Development, false)?;
        unreserved_decoded(url.as_str())
            .map(|normal| Self(normal.into()))
            .ok_or_else(|| UrlError::Malformed(Shown(address).to_string()))
    }

    /// The address of a request to one of our own routes: the configured base, then the path as the
    /// request has it. Nothing else of the request goes in, `Host` included.
    pub fn of_request(base: &BaseUrl, path: &str) -> Result<Self, UrlError> {
        Self::parse(&format!(
            "{}/{}",
            base.as_str(),
            path.strip_prefix('/').unwrap_or(path)
        ))
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Percent-encoding normalised (RFC 3986 §6.2.2.1, §6.2.2.2): unreserved characters decoded, other
/// escapes in upper case. `None` when a `%` is no escape: decoding around it could make one.
fn unreserved_decoded(text: &str) -> Option<String> {
    let mut normal = String::with_capacity(text.len());
    let mut pieces = text.split('%');
    normal.push_str(pieces.next()?);
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let byte = u8::from_str_radix(digits, 16).ok()?;
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            normal.push(char::from(byte));
        } else {
            normal.push('%');
            normal.push_str(&digits.to_ascii_uppercase());
        }
        normal.push_str(rest);
    }
    Some(normal)
}

/// A proof's claims (RFC 9449 §4.2).
#[derive(Serialize, Deserialize)]
struct Claims {
    jti: TokenId,
    htm: String,
    htu: String,
    #[serde(deserialize_with = "numeric_date")]
    iat: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
}

/// `ath` of a token: its SHA-256 in base64url (RFC 9449 §4.2).
pub fn token_hash(token: &str) -> String {
    base64url(Sha256::digest(token))
}

/// A request that a proof is made for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// Absolute address; query and fragment do not matter.
    pub address: &'a str,
    /// The token shown with the proof, if any.
    pub token: Option<&'a str>,
    /// The nonce the server gave, if any.
    pub nonce: Option<&'a str>,
}

/// Makes a proof for one request.
pub fn sign(
    key: &SigningKey,
    request: &Request<'_>,
    jti: TokenId,
    now: i64,
) -> Result<String, JoseError> {
    let bare = request.address.split(['?', '#']).next();
    let claims = Claims {
        jti,
        htm: request.method.to_owned(),
        htu: bare.unwrap_or_default().to_owned(),
        iat: now,
        ath: request.token.map(token_hash),
        nonce: request.nonce.map(str::to_owned),
    };
    key.sign_with_jwk(typ::DPOP, &claims)
}

/// What a server expects of a proof.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    /// The request's method.
    pub method: &'a str,
    /// The request's address, from configuration.
    pub address: &'a Htu,
    /// The token shown with it; then `ath` must be its hash.
    pub token: Option<&'a str>,
    /// The key that the token is bound to; none where a token is only asked for.
    pub bound_to: Option<&'a Thumbprint>,
    /// The nonce that was given, when one is demanded.
    pub nonce: Option<&'a str>,
    /// Now, in unix seconds.
    pub now: i64,
    /// The key of an earlier proof by the same client, to spare decoding it again.
    pub known_key: Option<&'a VerifyingKey>,
}

/// A proof that was verified. Its `jti` goes into the replay cache until `iat` + 2 × [`WINDOW`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Unique among proofs by this key.
    pub jti: TokenId,
    /// When it was made, in unix seconds.
    pub iat: i64,
    /// The key; its thumbprint is what a token issued on this proof is bound to.
    pub key: VerifyingKey,
}

impl Proof {
    /// When a replay cache may forget this proof, in unix seconds: when it is too old, and as much
    /// again in case our clock is set back.
    pub fn forget_after(&self) -> i64 {
        self.iat.saturating_add(2 * WINDOW)
    }
}

/// A proof of which everything but the signature was checked.
pub struct PreparedProof {
    prepared: Prepared,
    jti: TokenId,
    iat: i64,
}

/// Checks everything but the signature (RFC 9449 §4.3 numbers 2 to 6, 8 to 12).
pub fn prepare(proof: &str, expected: &Expectations<'_>) -> Result<PreparedProof, ProofError> {
    let header = Expected {
        typ: TypRule::Required(&[typ::DPOP]),
        algorithms: Algorithms::STANDARD,
    };
    let prepared =
        jose::Unverified::parse(proof)?.prepare_with_own_key(&header, expected.known_key)?;
    if expected
        .bound_to
        .is_some_and(|bound_to| prepared.key().thumbprint() != bound_to)
    {
        return Err(ProofError::Key);
    }
    let claims: Claims = prepared.peek()?;
    if claims.htm != expected.method {
        return Err(ProofError::Method(Shown(&claims.htm).to_string()));
    }
    if Htu::parse(&claims.htu).ok().as_ref() != Some(expected.address) {
        return Err(ProofError::Address(Shown(&claims.htu).to_string()));
    }
    if is_over(claims.iat, expected.now) || is_yet_to_come(claims.iat, expected.now) {
        return Err(ProofError::Time);
    }
    if let Some(token) = expected.token
        && claims.ath.as_deref() != Some(&token_hash(token))
    {
        return Err(ProofError::Token);
    }
    if expected.nonce.is_some() && claims.nonce.as_deref() != expected.nonce {
        return Err(ProofError::Nonce);
    }
    Ok(PreparedProof {
        prepared,
        jti: claims.jti,
        iat: claims.iat,
    })
}

impl PreparedProof {
    /// The key the proof claims to be by.
    pub fn key(&self) -> &VerifyingKey {
        self.prepared.key()
    }

    /// Verifies the signature.
    pub fn verify(self) -> Result<Proof, ProofError> {
        let verified = self.prepared.verify()?;
        Ok(Proof {
            jti: self.jti,
            iat: self.iat,
            key: verified.key().clone(),
        })
    }

    /// Verifies several together ([`jose::verify_batch`]); answers in order.
    pub fn verify_batch(proofs: Vec<Self>) -> Vec<Result<Proof, ProofError>> {
        let (prepared, claims): (Vec<_>, Vec<_>) = proofs
            .into_iter()
            .map(|proof| (proof.prepared, (proof.jti, proof.iat)))
            .unzip();
        jose::verify_batch(prepared)
            .into_iter()
            .zip(claims)
            .map(|(verified, (jti, iat))| {
                Ok(Proof {
                    jti,
                    iat,
                    key: verified?.key().clone(),
                })
            })
            .collect()
    }
}

/// Verifies a proof. The caller refuses a `jti` it has seen from the same key.
pub fn verify(proof: &str, expected: &Expectations<'_>) -> Result<Proof, ProofError> {
    prepare(proof, expected)?.verify()
}
