use std::{fmt, sync::Arc};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    Algorithm, JoseError, Jwk, KeyId, PublicKey, Thumbprint, VerifyingKey, base64url,
    jwk::{JwkMembers, coordinate},
};
use crate::json::{self, Limits};

/// A source of secure randomness that fills the bytes it is given.
pub type Random<'a> = &'a mut dyn FnMut(&mut [u8]);

/// Draws before giving up on finding a P-256 scalar; one in 2³² draws is refused, so a second
/// refusal already means that the randomness is broken.
const MOST_DRAWS: u8 = 4;

/// SEC 1 `ECPrivateKey` on P-256 around the scalar (RFC 5915 §3); the library works out the point.
const SEC1_BEFORE: [u8; 7] = [0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20];
const SEC1_AFTER: [u8; 12] = [
    0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
];

/// A private signature key. Cheap to clone; has no `Display`, and its `Debug` shows the public part.
#[derive(Clone)]
pub struct SigningKey(Arc<Inner>);

struct Inner {
    kid: KeyId,
    secret: Zeroizing<[u8; 32]>,
    pair: Pair,
    public: VerifyingKey,
    /// The public JWK as JSON.
    published: Box<[u8]>,
}

enum Pair {
    Ed25519(Ed25519KeyPair),
    Es256(EcdsaKeyPair),
}

impl SigningKey {
    /// Makes a key from `random`; its `kid` is its thumbprint. `RS256` keys are never made.
    pub fn generate(algorithm: Algorithm, random: Random<'_>) -> Result<Self, JoseError> {
        let mut secret = Zeroizing::new([0; 32]);
        for _ in 0..MOST_DRAWS {
            random(&mut *secret);
            // all zeros is what a source that was never started gives
            if secret.iter().all(|byte| *byte == 0) {
                continue;
            }
            if let Ok(key) = Self::from_secret(algorithm, &secret, None) {
                return Ok(key);
            }
            if algorithm != Algorithm::Es256 {
                break;
            }
        }
        Err(JoseError::Signing)
    }

    /// Makes a key from its 32 secret bytes: the seed of Ed25519 (RFC 8032 §5.1.5) or the scalar of
    /// P-256. Without a `kid` it gets its thumbprint.
    pub fn from_secret(
        algorithm: Algorithm,
        secret: &[u8; 32],
        kid: Option<KeyId>,
    ) -> Result<Self, JoseError> {
        let (pair, key) = match algorithm {
            Algorithm::EdDsa => {
                let pair =
                    Ed25519KeyPair::from_seed_unchecked(secret).map_err(|_| JoseError::Signing)?;
                let x = pair.public_key().as_ref().try_into();
                let x = x.map_err(|_| JoseError::Signing)?;
                (Pair::Ed25519(pair), PublicKey::Ed25519 { x })
            }
            Algorithm::Es256 => {
                let der = Zeroizing::new([&SEC1_BEFORE[..], &secret[..], &SEC1_AFTER[..]].concat());
                let pair =
                    EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, &der)
                        .map_err(|_| JoseError::Key("`d` is not a scalar of P-256".into()))?;
                let key = p256_point(pair.public_key().as_ref()).ok_or(JoseError::Signing)?;
                (Pair::Es256(pair), key)
            }
            Algorithm::Rs256 => return Err(JoseError::Algorithm("RS256".into())),
        };
        let mut jwk = Jwk { kid: None, key };
        let kid = match kid {
            Some(kid) => kid,
            None => KeyId::parse(&jwk.thumbprint().to_string())?,
        };
        jwk.kid = Some(kid.clone());
        Ok(Self(Arc::new(Inner {
            kid,
            secret: Zeroizing::new(*secret),
            pair,
            published: serde_json::to_vec(&jwk).map_err(malformed)?.into(),
            public: VerifyingKey::new(jwk)?,
        })))
    }

    /// Reads a private JWK (RFC 7517 §9.2 shape: public members, `d`, optionally `kid`). The public
    /// members must belong to `d`.
    pub fn from_private_jwk(text: &[u8]) -> Result<Self, JoseError> {
        // checked without keeping anything of it, then read: a JSON tree would leave copies of `d`
        json::check(text, Limits::TOKEN).map_err(malformed)?;
        let private: PrivateMember = serde_json::from_slice(text).map_err(malformed)?;
        let public: JwkMembers = serde_json::from_slice(text).map_err(malformed)?;
        let public = public.into_public()?;
        let mut secret = Zeroizing::new(coordinate("d", Some(&private.d))?);
        let key = Self::from_secret(public.algorithm(), &secret, public.kid)?;
        secret.zeroize();
        if key.jwk().key == public.key {
            Ok(key)
        } else {
            Err(JoseError::Key(
                "its public members do not belong to `d`".into(),
            ))
        }
    }

    /// Writes the private JWK: the public one and `d`. The bytes are wiped when dropped.
    pub fn to_private_jwk(&self) -> Zeroizing<Vec<u8>> {
        /// `,"d":"` and 43 characters and `"}`.
        const LENGTH_OF_D: usize = 51;
        let public = &self.0.published;
        let d = Zeroizing::new(base64url(*self.0.secret));
        // allocated once: growing would leave a copy of `d` behind
        let mut text = Zeroizing::new(Vec::with_capacity(public.len() + LENGTH_OF_D));
        text.extend_from_slice(public.strip_suffix(b"}").unwrap_or(public));
        text.extend_from_slice(br#","d":""#);
        text.extend_from_slice(d.as_bytes());
        text.extend_from_slice(br#""}"#);
        text
    }

    /// The key's name, in the header of everything it signs.
    pub fn kid(&self) -> &KeyId {
        &self.0.kid
    }

    /// `EdDSA` or `ES256`.
    pub fn algorithm(&self) -> Algorithm {
        self.0.public.algorithm()
    }

    /// The public key as it is published.
    pub fn jwk(&self) -> &Jwk {
        self.0.public.jwk()
    }

    /// The public key's thumbprint.
    pub fn thumbprint(&self) -> &Thumbprint {
        self.0.public.thumbprint()
    }

    /// The public key, decoded.
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.0.public
    }

    /// Signs bytes: 64 bytes for either algorithm (RFC 8032 §5.1.6, RFC 7518 §3.4). ECDSA draws its
    /// nonce inside the library.
    pub fn sign_bytes(&self, message: &[u8]) -> Result<Vec<u8>, JoseError> {
        match &self.0.pair {
            Pair::Ed25519(pair) => pair
                .try_sign(message)
                .map(|signature| signature.as_ref().to_vec()),
            Pair::Es256(pair) => pair
                .sign(&SystemRandom::new(), message)
                .map(|signature| signature.as_ref().to_vec()),
        }
        .map_err(|_| JoseError::Signing)
    }

    /// Signs claims as a compact JWS (RFC 7515 §7.1) with header `typ`, `alg` and `kid`.
    pub fn sign<C: Serialize + ?Sized>(&self, typ: &str, claims: &C) -> Result<String, JoseError> {
        self.sign_with(
            &Header {
                typ,
                alg: self.algorithm().as_str(),
                kid: Some(self.kid()),
                jwk: None,
            },
            claims,
        )
    }

    /// Signs claims with the bare public key in the header instead of a `kid` (RFC 9449 §4.2).
    pub(crate) fn sign_with_jwk<C: Serialize + ?Sized>(
        &self,
        typ: &str,
        claims: &C,
    ) -> Result<String, JoseError> {
        let bare = Jwk {
            kid: None,
            key: self.jwk().key.clone(),
        };
        self.sign_with(
            &Header {
                typ,
                alg: self.algorithm().as_str(),
                kid: None,
                jwk: Some(&bare),
            },
            claims,
        )
    }

    /// Signs claims with neither key nor its name in the header: the receiver knows the key already (RFC 8292 §2).
    pub(crate) fn sign_unnamed<C: Serialize + ?Sized>(
        &self,
        typ: &str,
        claims: &C,
    ) -> Result<String, JoseError> {
        self.sign_with(
            &Header {
                typ,
                alg: self.algorithm().as_str(),
                kid: None,
                jwk: None,
            },
            claims,
        )
    }

    fn sign_with<C: Serialize + ?Sized>(
        &self,
        header: &Header<'_>,
        claims: &C,
    ) -> Result<String, JoseError> {
        let json = |error: serde_json::Error| JoseError::Claims(error.to_string());
        let mut token = base64url(serde_json::to_vec(header).map_err(json)?);
        token.push('.');
        token.push_str(&base64url(serde_json::to_vec(claims).map_err(json)?));
        let signature = self.sign_bytes(token.as_bytes())?;
        token.push('.');
        token.push_str(&base64url(signature));
        if token.len() > super::LONGEST_TOKEN {
            return Err(JoseError::TooLarge);
        }
        Ok(token)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("alg", &self.algorithm())
            .field("kid", self.kid())
            .field("secret", &"(redacted)")
            .finish()
    }
}

/// A protected header of ours.
#[derive(Serialize)]
pub(crate) struct Header<'a> {
    pub(crate) typ: &'a str,
    pub(crate) alg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kid: Option<&'a KeyId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) jwk: Option<&'a Jwk>,
}

/// `d` alone, wiped when dropped.
#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
struct PrivateMember {
    d: String,
}

#[allow(clippy::needless_pass_by_value)] // the shape that `map_err` wants
fn malformed(error: impl fmt::Display) -> JoseError {
    JoseError::Key(error.to_string())
}

fn p256_point(uncompressed: &[u8]) -> Option<PublicKey> {
    let coordinates = uncompressed.strip_prefix(&[4])?;
    let (x, y) = coordinates.split_at_checked(32)?;
    Some(PublicKey::P256 {
        x: x.try_into().ok()?,
        y: y.try_into().ok()?,
    })
}
