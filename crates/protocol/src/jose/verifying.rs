use std::{fmt, sync::Arc};

use aws_lc_rs::{
    rsa,
    signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256},
};

use super::{Algorithm, JoseError, Jwk, Jwks, KeyId, PublicKey, Thumbprint};

/// A public key, decoded once and checked, so that the hot path only verifies. Cheap to clone.
#[derive(Clone)]
pub struct VerifyingKey(Arc<Decoded>);

struct Decoded {
    jwk: Jwk,
    thumbprint: Thumbprint,
    key: Key,
}

pub(super) enum Key {
    Ed25519(ed25519_dalek::VerifyingKey),
    Es256(ParsedPublicKey),
    Rs256(ParsedPublicKey),
}

impl VerifyingKey {
    /// Decodes a key: its point must lie on the curve and not be of small order.
    pub fn new(jwk: Jwk) -> Result<Self, JoseError> {
        let unusable = |why: &str| JoseError::Key(why.to_owned());
        let key = match &jwk.key {
            PublicKey::Ed25519 { x } => {
                let key = ed25519_dalek::VerifyingKey::from_bytes(x)
                    .map_err(|_| unusable("`x` is not a point of Ed25519"))?;
                if key.is_weak() {
                    return Err(unusable("`x` is a point of small order"));
                }
                Key::Ed25519(key)
            }
            PublicKey::P256 { x, y } => {
                let mut point = [4; 65];
                point[1..33].copy_from_slice(x);
                point[33..].copy_from_slice(y);
                let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                    .map_err(|_| unusable("`x`, `y` is not a point of P-256"))?;
                Key::Es256(key)
            }
            PublicKey::Rsa { n, e } => {
                let components = rsa::PublicKeyComponents { n, e };
                let key = components
                    .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
                    .map_err(|_| unusable("`n`, `e` is not an RSA key"))?;
                Key::Rs256(key)
            }
        };
        let thumbprint = jwk.thumbprint();
        Ok(Self(Arc::new(Decoded {
            jwk,
            thumbprint,
            key,
        })))
    }

    /// The key as it is published.
    pub fn jwk(&self) -> &Jwk {
        &self.0.jwk
    }

    /// The key's name.
    pub fn kid(&self) -> Option<&KeyId> {
        self.0.jwk.kid.as_ref()
    }

    /// The one algorithm this key verifies.
    pub fn algorithm(&self) -> Algorithm {
        self.0.jwk.algorithm()
    }

    /// The key's thumbprint, computed once.
    pub fn thumbprint(&self) -> &Thumbprint {
        &self.0.thumbprint
    }

    pub(super) fn key(&self) -> &Key {
        &self.0.key
    }

    /// Verifies a raw signature: 64 bytes for `EdDSA` and `ES256` (RFC 7518 §3.4), the modulus'
    /// length for `RS256`.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), JoseError> {
        let verified = match &self.0.key {
            Key::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .and_then(|signature| key.verify_strict(message, &signature))
                .is_ok(),
            Key::Es256(key) | Key::Rs256(key) => key.verify_sig(message, signature).is_ok(),
        };
        verified.then_some(()).ok_or(JoseError::BadSignature)
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "VerifyingKey({} {})",
            self.algorithm(),
            self.thumbprint()
        )
    }
}

impl PartialEq for VerifyingKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.jwk == other.0.jwk
    }
}

impl Eq for VerifyingKey {}

/// The keys of one party, decoded. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeySet(Arc<[VerifyingKey]>);

impl KeySet {
    /// Decodes a published set; keys that cannot be decoded are left out, as if they were not there.
    pub fn new(jwks: &Jwks) -> Self {
        jwks.keys
            .iter()
            .filter_map(|jwk| VerifyingKey::new(jwk.clone()).ok())
            .collect()
    }

    /// The keys.
    pub fn keys(&self) -> &[VerifyingKey] {
        &self.0
    }

    /// No key at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key of that name and algorithm. A token that names no key (2021 peers) means the only
    /// key of its algorithm, and none when there are several.
    pub fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<&VerifyingKey> {
        let mut fitting = self
            .0
            .iter()
            .filter(|key| key.algorithm() == algorithm)
            .filter(|key| kid.is_none() || key.kid().map(KeyId::as_str) == kid);
        let first = fitting.next()?;
        if kid.is_none() && fitting.next().is_some() {
            return None;
        }
        Some(first)
    }

    /// A key of that name, whatever its algorithm.
    pub(super) fn has_kid(&self, kid: &str) -> bool {
        self.0
            .iter()
            .any(|key| key.kid().map(KeyId::as_str) == Some(kid))
    }
}

impl FromIterator<VerifyingKey> for KeySet {
    fn from_iter<I: IntoIterator<Item = VerifyingKey>>(keys: I) -> Self {
        Self(keys.into_iter().collect())
    }
}

impl From<VerifyingKey> for KeySet {
    fn from(key: VerifyingKey) -> Self {
        Self([key].into())
    }
}
