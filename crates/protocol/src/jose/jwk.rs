use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest, Sha256};

use super::{Algorithm, JoseError, base64url, base64url_decode};
use crate::json::{self, Limits, Shown};

/// Longest `kid`, in bytes: a URL fits, a flood does not.
const LONGEST_KID: usize = 256;

/// RSA moduli that are accepted, in bytes: 2048 to 4096 bits. Smaller ones are broken or nearly,
/// larger ones make verifying a way to exhaust us.
const RSA_MODULUS: std::ops::RangeInclusive<usize> = 256..=512;

/// Keys that are read from one set; a party publishes three while it rotates.
const MOST_KEYS: usize = 32;

/// A key's name within its party's keys (RFC 7517 §4.5).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct KeyId(Box<str>);

impl KeyId {
    /// Reads a `kid`: 1 to 256 printable characters.
    pub fn parse(text: &str) -> Result<Self, JoseError> {
        if text.is_empty() || text.len() > LONGEST_KID || text.chars().any(char::is_control) {
            return Err(JoseError::Key(format!("`{}` is no key id", Shown(text))));
        }
        Ok(Self(text.into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({})", self.0)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

/// A key's SHA-256 thumbprint in base64url (RFC 7638): `cnf.jkt` of a token (RFC 9449 §6.1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thumbprint([u8; 32]);

impl Thumbprint {
    /// Reads the 43 characters of base64url.
    pub fn parse(text: &str) -> Result<Self, JoseError> {
        let bytes = base64url_decode(text).ok();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| JoseError::Key(format!("`{}` is no thumbprint", Shown(text))))
    }

    /// The hash itself.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url(self.0))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({self})")
    }
}

impl Serialize for Thumbprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Thumbprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

/// The public part of a key, by kind.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// `{"kty": "OKP", "crv": "Ed25519", "x"}` (RFC 8037 §2).
    Ed25519 {
        /// The encoded point.
        x: [u8; 32],
    },
    /// `{"kty": "EC", "crv": "P-256", "x", "y"}` (RFC 7518 §6.2).
    P256 {
        /// First coordinate, big-endian.
        x: [u8; 32],
        /// Second coordinate, big-endian.
        y: [u8; 32],
    },
    /// `{"kty": "RSA", "n", "e"}` (RFC 7518 §6.3).
    Rsa {
        /// Modulus, big-endian, without leading zeros.
        n: Box<[u8]>,
        /// Exponent, big-endian, without leading zeros.
        e: Box<[u8]>,
    },
}

impl PublicKey {
    /// The one algorithm this key is used with.
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519 { .. } => Algorithm::EdDsa,
            Self::P256 { .. } => Algorithm::Es256,
            Self::Rsa { .. } => Algorithm::Rs256,
        }
    }
}

/// A public signature key (RFC 7517). Reading refuses private members: whoever publishes `d` has
/// lost that key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Jwk {
    /// The key's name; MIM4 demands it in metadata (§5.7, §5.8).
    pub kid: Option<KeyId>,
    /// The key.
    pub key: PublicKey,
}

impl Jwk {
    /// Reads a JWK from JSON text.
    pub fn from_json(text: &[u8]) -> Result<Self, JoseError> {
        json::from_slice(text, Limits::TOKEN).map_err(|error| JoseError::Key(error.to_string()))
    }

    /// The algorithm this key is used with.
    pub const fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }

    /// The SHA-256 thumbprint (RFC 7638 §3): of the required members alone, in their order.
    pub fn thumbprint(&self) -> Thumbprint {
        let canonical = match &self.key {
            PublicKey::Ed25519 { x } => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url(x))
            }
            PublicKey::P256 { x, y } => format!(
                r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#,
                base64url(x),
                base64url(y)
            ),
            PublicKey::Rsa { n, e } => format!(
                r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#,
                base64url(e),
                base64url(n)
            ),
        };
        Thumbprint(Sha256::digest(canonical).into())
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwk")
            .field("alg", &self.algorithm())
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// A JWK as it is written; values are borrowed or owned text.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct JwkMembers {
    pub(super) kty: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) crv: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) x: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) y: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) n: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) e: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) kid: Option<KeyId>,
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub(super) usage: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key_ops: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) alg: Option<String>,
    /// Private and symmetric parts (RFC 7518 §6.2.2, §6.3.2, §6.4): looked at to be refused.
    #[serde(default, skip_serializing)]
    d: Option<serde::de::IgnoredAny>,
    #[serde(default, skip_serializing)]
    p: Option<serde::de::IgnoredAny>,
    #[serde(default, skip_serializing)]
    q: Option<serde::de::IgnoredAny>,
    #[serde(default, skip_serializing)]
    k: Option<serde::de::IgnoredAny>,
}

impl JwkMembers {
    pub(super) fn into_jwk(self) -> Result<Jwk, JoseError> {
        if self.d.is_some() || self.p.is_some() || self.q.is_some() || self.k.is_some() {
            return Err(unusable("it holds private members"));
        }
        self.into_public()
    }

    /// The public part, whatever else is there.
    pub(super) fn into_public(self) -> Result<Jwk, JoseError> {
        if self.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return Err(unusable("its `use` is not `sig`"));
        }
        if self
            .key_ops
            .is_some_and(|ops| !ops.iter().any(|op| op == "verify" || op == "sign"))
        {
            return Err(unusable("its `key_ops` do not include `verify`"));
        }
        let key = match (self.kty.as_str(), self.crv.as_deref()) {
            ("OKP", Some("Ed25519")) => PublicKey::Ed25519 {
                x: coordinate("x", self.x.as_deref())?,
            },
            ("EC", Some("P-256")) => PublicKey::P256 {
                x: coordinate("x", self.x.as_deref())?,
                y: coordinate("y", self.y.as_deref())?,
            },
            ("RSA", _) => PublicKey::Rsa {
                n: integer("n", self.n.as_deref(), RSA_MODULUS)?,
                e: integer("e", self.e.as_deref(), 1..=4)?,
            },
            (kty, crv) => {
                return Err(JoseError::Key(format!(
                    "kind `{}` `{}` is not supported",
                    Shown(kty),
                    Shown(crv.unwrap_or_default())
                )));
            }
        };
        if let Some(alg) = self.alg
            && Algorithm::from_name(&alg) != Some(key.algorithm())
        {
            return Err(JoseError::Algorithm(Shown(&alg).to_string()));
        }
        Ok(Jwk { kid: self.kid, key })
    }
}

fn unusable(why: &str) -> JoseError {
    JoseError::Key(why.to_owned())
}

pub(super) fn coordinate(name: &str, text: Option<&str>) -> Result<[u8; 32], JoseError> {
    text.and_then(|text| base64url_decode(text).ok())
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| JoseError::Key(format!("`{name}` must be 32 bytes in base64url")))
}

fn integer(
    name: &str,
    text: Option<&str>,
    length: std::ops::RangeInclusive<usize>,
) -> Result<Box<[u8]>, JoseError> {
    text.and_then(|text| base64url_decode(text).ok())
        .filter(|bytes| length.contains(&bytes.len()) && bytes[0] != 0)
        .map(Vec::into_boxed_slice)
        .ok_or_else(|| JoseError::Key(format!("`{name}` is not an integer of an accepted size")))
}

impl From<&Jwk> for JwkMembers {
    fn from(jwk: &Jwk) -> Self {
        let mut members = Self {
            kid: jwk.kid.clone(),
            ..Self::default()
        };
        match &jwk.key {
            PublicKey::Ed25519 { x } => {
                members.kty = "OKP".into();
                members.crv = Some("Ed25519".into());
                members.x = Some(base64url(x));
            }
            PublicKey::P256 { x, y } => {
                members.kty = "EC".into();
                members.crv = Some("P-256".into());
                members.x = Some(base64url(x));
                members.y = Some(base64url(y));
            }
            PublicKey::Rsa { n, e } => {
                members.kty = "RSA".into();
                members.n = Some(base64url(n));
                members.e = Some(base64url(e));
            }
        }
        members
    }
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = JwkMembers::from(self);
        if self.kid.is_some() {
            // a published key; the bare key of a proof's header stays short
            members.usage = Some("sig".into());
            members.alg = Some(self.algorithm().as_str().into());
        }
        members.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        JwkMembers::deserialize(deserializer)?
            .into_jwk()
            .map_err(D::Error::custom)
    }
}

/// A published set of keys (RFC 7517 §5). Keys of kinds that are not supported are left out on
/// reading, as the RFC asks, so that a peer may publish an encryption key beside.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Jwks {
    /// The keys.
    #[serde(deserialize_with = "supported_keys")]
    pub keys: Vec<Jwk>,
}

impl Jwks {
    /// Reads a set from JSON text.
    pub fn from_json(text: &[u8]) -> Result<Self, JoseError> {
        json::from_slice(text, Limits::DOCUMENT).map_err(|error| JoseError::Key(error.to_string()))
    }
}

impl From<Jwk> for Jwks {
    fn from(key: Jwk) -> Self {
        Self { keys: vec![key] }
    }
}

fn supported_keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Jwk>, D::Error> {
    let entries = Vec::<serde_json::Value>::deserialize(deserializer)?;
    if entries.len() > MOST_KEYS {
        return Err(D::Error::custom(format_args!(
            "more than {MOST_KEYS} keys in one set"
        )));
    }
    Ok(entries
        .into_iter()
        .filter_map(|entry| serde_json::from_value(entry).ok())
        .collect())
}
