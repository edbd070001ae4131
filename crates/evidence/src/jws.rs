//! Just enough of JWS (RFC 7515) to check receipts offline: compact form, Ed25519, keys given as a
//! JWK set. Receipts are signed elsewhere.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::VerifyingKey;
use serde::Deserialize;

use crate::{Error, Result};

/// A key that receipts may be signed with.
#[derive(Clone, Debug)]
pub(crate) struct PublicKey {
    pub(crate) kid: Option<String>,
    key: VerifyingKey,
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
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
    b64: Option<serde_json::Value>,
}

/// Reads the Ed25519 signing keys of a JWK set, or a single JWK (RFC 7517, RFC 8037 §2).
pub(crate) fn read_key_set(json: &[u8]) -> Result<Vec<PublicKey>> {
    let bad = |reason| Error::malformed("jwk set", reason);
    let keys = match serde_json::from_slice::<KeySet>(json) {
        Ok(set) => set.keys,
        Err(_) => {
            vec![serde_json::from_slice(json).map_err(|_| bad("neither a jwk set nor a jwk"))?]
        }
    };
    let ed25519 = keys.into_iter().filter(|key| {
        let for_signing = key
            .purpose
            .as_deref()
            .is_none_or(|purpose| purpose == "sig");
        key.kty == "OKP" && key.crv.as_deref() == Some("Ed25519") && for_signing
    });
    ed25519
        .map(|jwk| {
            let bytes = jwk.x.and_then(|x| URL_SAFE_NO_PAD.decode(x).ok());
            let bytes: [u8; 32] = bytes
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or_else(|| bad("an ed25519 key is not 32 bytes long"))?;
            let key = VerifyingKey::from_bytes(&bytes)
                .map_err(|_| bad("an ed25519 key is no point of the curve"))?;
            Ok(PublicKey { kid: jwk.kid, key })
        })
        .collect()
}

/// Checks a compact JWS and gives its payload.
///
/// # Errors
/// [`Error::Malformed`]; [`Error::NotSignedByKnownKey`] when no key has its `kid`;
/// [`Error::BadSignature`].
pub(crate) fn verify(jws: &str, keys: &[PublicKey]) -> Result<Vec<u8>> {
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
    // RFC 8037 §3.1 and, for the newer name, RFC 9864 §2.2. Nothing else, `none` least of all.
    if header.alg != "EdDSA" && header.alg != "Ed25519" {
        return Err(bad("the algorithm is not ed25519"));
    }
    if header.crit.is_some() || header.b64.is_some() {
        return Err(bad("the header asks for an extension"));
    }
    let signature: [u8; 64] = decode(signature)?
        .try_into()
        .map_err(|_| bad("not as long as an ed25519 signature"))?;
    let signature = ed25519_dalek::Signature::from_bytes(&signature);
    let candidates = keys
        .iter()
        .filter(|key| header.kid.is_none() || key.kid == header.kid);
    let name = header
        .kid
        .clone()
        .unwrap_or_else(|| "a key without id".to_owned());
    let mut found = false;
    for candidate in candidates {
        found = true;
        if candidate.key.verify_strict(signed, &signature).is_ok() {
            return decode(payload);
        }
    }
    if found {
        return Err(Error::BadSignature { name });
    }
    Err(Error::NotSignedByKnownKey {
        signed_by: vec![name],
    })
}
