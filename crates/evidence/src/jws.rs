//! Just enough of JWS (RFC 7515) to check receipts offline: compact form, Ed25519 or ES256, keys given
//! as a JWK set. Receipts are signed elsewhere.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::VerifyingKey;
use serde::Deserialize;

use crate::{Error, Result};

/// Clocks of processes that share a key, and of a log beside them, may differ by this many seconds.
const CLOCK_LEEWAY: i64 = 60;

/// A key that receipts may be signed with, and when it signed, in unix seconds.
#[derive(Clone, Debug)]
pub(crate) struct PublicKey {
    kid: Option<String>,
    key: Key,
    not_before: Option<i64>,
    ended: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Ed25519(VerifyingKey),
    /// The point, uncompressed (SEC 1 §2.3.3).
    P256([u8; 65]),
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    nbf: Option<i64>,
    exp: Option<i64>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
    b64: Option<serde_json::Value>,
}

/// Reads the Ed25519 and P-256 signing keys of a JWK set, or a single JWK (RFC 7517, RFC 8037 §2, RFC 7518 §6.2).
pub(crate) fn read_key_set(json: &[u8]) -> Result<Vec<PublicKey>> {
    let keys = match serde_json::from_slice::<KeySet>(json) {
        Ok(set) => set.keys,
        Err(_) => {
            let reason = "neither a jwk set nor a jwk";
            vec![serde_json::from_slice(json).map_err(|_| Error::malformed("jwk set", reason))?]
        }
    };
    let read = keys.into_iter().map(Jwk::read);
    read.filter_map(Result::transpose).collect()
}

impl Jwk {
    /// The key, or `None` when it is of a kind that signs no receipts.
    fn read(self) -> Result<Option<PublicKey>> {
        let bad = |reason| Error::malformed("jwk set", reason);
        if self
            .purpose
            .as_deref()
            .is_some_and(|purpose| purpose != "sig")
        {
            return Ok(None);
        }
        let key = match (self.kty.as_str(), self.crv.as_deref()) {
            ("OKP", Some("Ed25519")) => {
                let bytes = coordinate(self.x.as_deref())
                    .ok_or_else(|| bad("an ed25519 key is not 32 bytes long"))?;
                let key = VerifyingKey::from_bytes(&bytes)
                    .map_err(|_| bad("an ed25519 key is no point of the curve"))?;
                Key::Ed25519(key)
            }
            ("EC", Some("P-256")) => {
                let (x, y) = coordinate(self.x.as_deref())
                    .zip(coordinate(self.y.as_deref()))
                    .ok_or_else(|| bad("a coordinate of a p-256 key is not 32 bytes long"))?;
                let mut point = [4; 65];
                point[1..33].copy_from_slice(&x);
                point[33..].copy_from_slice(&y);
                Key::P256(point)
            }
            _ => return Ok(None),
        };
        Ok(Some(PublicKey {
            kid: self.kid,
            key,
            not_before: self.nbf,
            ended: self.exp,
        }))
    }
}

fn coordinate(text: Option<&str>) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text?).ok()?.try_into().ok()
}

impl PublicKey {
    /// The same key, whatever is said about its time.
    pub(crate) fn is_same_key(&self, other: &Self) -> bool {
        (&self.kid, &self.key) == (&other.kid, &other.key)
    }

    /// Believes it only as long as `other`, the same key, is believed too.
    pub(crate) fn narrow(&mut self, other: &Self) {
        self.not_before = self.not_before.max(other.not_before);
        self.ended = [self.ended, other.ended].into_iter().flatten().min();
    }

    /// Refuses what says that it was signed outside of the key's time.
    ///
    /// The time is the signer's own word. It keeps a former key from signing anything newer. Whoever has stolen one
    /// can still date a receipt back, but not make up its event: that is in the log, whose checkpoint another key signs.
    ///
    /// # Errors
    /// [`Error::KeyNotInForce`].
    pub(crate) fn check_time(&self, made: jiff::Timestamp) -> Result<()> {
        let made_at = made.as_second();
        let early = self
            .not_before
            .is_some_and(|from| made_at < from.saturating_sub(CLOCK_LEEWAY));
        let late = self
            .ended
            .is_some_and(|end| made_at > end.saturating_add(CLOCK_LEEWAY));
        if early || late {
            return Err(Error::KeyNotInForce {
                name: name(self.kid.as_ref()),
                made: made.to_string(),
            });
        }
        Ok(())
    }

    fn verifies(&self, algorithm: &str, message: &[u8], signature: &[u8; 64]) -> bool {
        match (&self.key, algorithm) {
            // RFC 8037 §3.1 and, for the newer name, RFC 9864 §2.2.
            (Key::Ed25519(key), "EdDSA" | "Ed25519") => {
                let signature = ed25519_dalek::Signature::from_bytes(signature);
                key.verify_strict(message, &signature).is_ok()
            }
            (Key::P256(point), "ES256") => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(message, signature)
                .is_ok(),
            _ => false,
        }
    }
}

/// Checks a compact JWS and gives its payload and the key that signed it.
///
/// # Errors
/// [`Error::Malformed`]; [`Error::NotSignedByKnownKey`] when no key has its `kid`;
/// [`Error::BadSignature`].
pub(crate) fn verify<'a>(jws: &str, keys: &'a [PublicKey]) -> Result<(Vec<u8>, &'a PublicKey)> {
    let bad = |reason| Error::malformed("receipt signature", reason);
    let mut parts = jws.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(bad("not a compact jws"));
    };
    let signed = &jws.as_bytes()[..header.len() + 1 + payload.len()];
    let decode = |part| {
        URL_SAFE_NO_PAD
            .decode(part)
            .map_err(|_| bad("not base64url"))
    };
    let header: Header =
        serde_json::from_slice(&decode(header)?).map_err(|_| bad("the header is not read"))?;
    // Nothing else, `none` least of all.
    if !["EdDSA", "Ed25519", "ES256"].contains(&header.alg.as_str()) {
        return Err(bad("the algorithm is neither ed25519 nor es256"));
    }
    if header.crit.is_some() || header.b64.is_some() {
        return Err(bad("the header asks for an extension"));
    }
    let signature: [u8; 64] = decode(signature)?
        .try_into()
        .map_err(|_| bad("not 64 bytes long"))?;
    let candidates = keys
        .iter()
        .filter(|key| header.kid.is_none() || key.kid == header.kid);
    let mut found = false;
    for candidate in candidates {
        found = true;
        if candidate.verifies(&header.alg, signed, &signature) {
            return Ok((decode(payload)?, candidate));
        }
    }
    let name = name(header.kid.as_ref());
    if found {
        return Err(Error::BadSignature { name });
    }
    Err(Error::NotSignedByKnownKey {
        signed_by: vec![name],
    })
}

fn name(kid: Option<&String>) -> String {
    kid.cloned()
        .unwrap_or_else(|| "a key without id".to_owned())
}
