//! Keys and signed objects: JWK (RFC 7517), JWS (RFC 7515), thumbprints (RFC 7638), Ed25519 (RFC 8037).
//!
//! Ed25519 is verified with `ed25519-dalek`, whose decoded keys and batches make the hot path
//! short, and signed with `aws-lc-rs`, which signs three times as fast; ES256 and RS256 are
//! `aws-lc-rs` throughout.

mod algorithm;
mod batch;
mod compact;
mod jwk;
mod signing;
mod verifying;

pub use algorithm::{Algorithm, Algorithms};
pub use batch::verify_batch;
pub use compact::{Expected, LONGEST_TOKEN, Prepared, TypRule, Unverified, Verified};
pub(crate) use compact::{ReadHeader, base64url, base64url_decode};
pub use jwk::{Jwk, Jwks, KeyId, PublicKey, Thumbprint};
pub use signing::{Random, SigningKey};
pub use verifying::{KeySet, VerifyingKey};

/// Header `typ` values that this profile sets (RFC 8725 §3.11).
pub mod typ {
    /// A request ticket (§5.3).
    pub const REQUEST_TICKET: &str = "mim4-request-ticket+jwt";
    /// A ticket with which a person reads their own data (profile).
    pub const SELF_ACCESS_TICKET: &str = "mim4-self-access-ticket+jwt";
    /// A trust list (§5.1.3).
    pub const TRUST_LIST: &str = "mim4-trust-list+json";
    /// An access token of the operator's token endpoint (RFC 9068 §2.1).
    pub const ACCESS_TOKEN: &str = "at+jwt";
    /// A proof of possession (RFC 9449 §4.2).
    pub const DPOP: &str = "dpop+jwt";
    /// A security event token (RFC 8417 §2.3).
    pub const SECURITY_EVENT: &str = "secevent+jwt";
    /// A client assertion (RFC 7523).
    pub const CLIENT_ASSERTION: &str = "client-authentication+jwt";
    /// An operator asks a connector to link a person (profile).
    pub const LINK_REQUEST: &str = "fiducia-link-request+jwt";
    /// An operator asks what came of it (profile).
    pub const LINK_REDEMPTION: &str = "fiducia-link-redemption+jwt";
    /// A connector says what came of it (profile).
    pub const LINK_RESULT: &str = "fiducia-link-result+jwt";
    /// What general JWT libraries set; says nothing about the kind of token.
    pub const JWT: &str = "JWT";
}

/// Why a key or a signed object is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoseError {
    /// Nothing there.
    #[error("the token is empty")]
    Empty,
    /// Longer than [`LONGEST_TOKEN`].
    #[error("the token is longer than {LONGEST_TOKEN} bytes")]
    TooLarge,
    /// Not a compact JWS: wrong parts, not base64url, not JSON, repeated members.
    #[error("malformed token: {0}")]
    Malformed(String),
    /// The header names an algorithm that is unknown, not allowed here, or not the key's.
    #[error("algorithm `{0}` is not accepted")]
    Algorithm(String),
    /// The header demands an extension (`crit`) that is not understood (RFC 7515 §4.1.11).
    #[error("the token demands the unknown extension `{0}`")]
    Critical(String),
    /// The header's `typ` is another kind of token, or missing where it must be there.
    #[error("the token is of type `{0}`")]
    Type(String),
    /// No key with this `kid` is known, or none that fits when the header names none. The caller
    /// may fetch the signer's keys once more and try again.
    #[error("key `{}` is unknown", .kid.as_deref().unwrap_or("(none named)"))]
    UnknownKey {
        /// The header's `kid`.
        kid: Option<String>,
    },
    /// The signature does not verify.
    #[error("the signature does not verify")]
    BadSignature,
    /// A key that is malformed, weak, or of a kind that is not supported.
    #[error("unusable key: {0}")]
    Key(String),
    /// The claims are not those of this kind of token.
    #[error("malformed claims: {0}")]
    Claims(String),
    /// The library refused to sign or to make a key.
    #[error("signing failed")]
    Signing,
}
