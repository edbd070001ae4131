use serde::{Deserialize, Serialize};

use super::{TrustList, TrustListError};
use crate::{
    jose::{
        Algorithms, JoseError, KeySet, SigningKey, TypRule, VerifyingKey, base64url,
        base64url_decode, typ,
    },
    json::{self, Limits},
};

/// Most signatures on one list: a registry has three keys while it rotates.
const MOST_SIGNATURES: usize = 8;

/// A protected header, as it is written.
#[derive(Serialize)]
struct WrittenHeader<'a> {
    typ: &'a str,
    alg: &'a str,
    kid: &'a str,
}

/// JWS JSON serialisation (RFC 7515 §7.2): general with `signatures`, flattened with `signature`.
#[derive(Serialize, Deserialize)]
struct Jws {
    payload: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signatures: Option<Vec<Signature>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    protected: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[allow(clippy::struct_field_names)] // RFC 7515 §7.2.1 names them so
struct Signature {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    protected: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<serde_json::Map<String, serde_json::Value>>,
    signature: String,
}

/// Signs a list (§5.1.3: "JWS JSON Serialisation SHALL be used"): flattened with one key, general
/// with several, as during the overlap of two registry keys.
pub fn sign(list: &TrustList, keys: &[&SigningKey]) -> Result<Vec<u8>, TrustListError> {
    let write = |error: serde_json::Error| TrustListError::Malformed(error.to_string());
    let payload = base64url(serde_json::to_vec(list).map_err(write)?);
    let mut signatures = Vec::with_capacity(keys.len());
    for key in keys {
        let header = WrittenHeader {
            typ: typ::TRUST_LIST,
            alg: key.algorithm().as_str(),
            kid: key.kid().as_str(),
        };
        let protected = base64url(serde_json::to_vec(&header).map_err(write)?);
        let signature = base64url(key.sign_bytes(format!("{protected}.{payload}").as_bytes())?);
        signatures.push(Signature {
            protected: Some(protected),
            header: None,
            signature,
        });
    }
    let jws = match (signatures.pop(), signatures.is_empty()) {
        (None, _) => return Err(JoseError::Signing.into()),
        (Some(only), true) => Jws {
            payload,
            signatures: None,
            protected: only.protected,
            header: None,
            signature: Some(only.signature),
        },
        (Some(last), false) => {
            signatures.push(last);
            Jws {
                payload,
                signatures: Some(signatures),
                protected: None,
                header: None,
                signature: None,
            }
        }
    };
    let text = serde_json::to_vec(&jws).map_err(write)?;
    // INVARIANT: what a registry signs, every connector reads
    if text.len() > Limits::TRUST_LIST.bytes {
        return Err(TrustListError::TooLarge {
            limit: Limits::TRUST_LIST.bytes,
        });
    }
    Ok(text)
}

/// Verifies the signatures and returns the payload and the keys that signed it. Signatures by keys
/// that are not known are passed over; one by a known key that does not verify refuses the list,
/// even beside a good one.
pub(super) fn open(
    text: &[u8],
    keys: &KeySet,
    algorithms: Algorithms,
) -> Result<(Vec<u8>, Vec<VerifyingKey>), TrustListError> {
    let jws: Jws = json::from_slice(text, Limits::TRUST_LIST)?;
    let signatures = match (jws.signatures, jws.signature) {
        (Some(signatures), None) if jws.protected.is_none() && jws.header.is_none() => signatures,
        (None, Some(signature)) => vec![Signature {
            protected: jws.protected,
            header: jws.header,
            signature,
        }],
        _ => {
            return Err(malformed(
                "neither flattened nor general JSON serialisation",
            ));
        }
    };
    if signatures.is_empty() || signatures.len() > MOST_SIGNATURES {
        return Err(malformed("no signature, or too many"));
    }
    let mut signers = Vec::new();
    for one in &signatures {
        let header = read_header(one)?;
        header.refuse_critical()?;
        let typ = TypRule::WhenPresent(&[typ::TRUST_LIST, typ::JWT, "JOSE+JSON", "JOSE"]);
        if !typ.admits(header.typ.as_deref()) {
            return Err(malformed("signed as something else than a trust list"));
        }
        let algorithm = header.algorithm(algorithms)?;
        let Some(key) = keys.find(header.kid.as_deref(), algorithm) else {
            continue;
        };
        let protected = one.protected.as_deref().unwrap_or_default();
        let message = format!("{protected}.{}", jws.payload);
        key.verify(message.as_bytes(), &base64url_decode(&one.signature)?)?;
        signers.push(key.clone());
    }
    if signers.is_empty() {
        return Err(TrustListError::UnknownKey);
    }
    Ok((base64url_decode(&jws.payload)?, signers))
}

/// The union of protected and unprotected header; a name in both is refused (RFC 7515 §7.2.1).
fn read_header(signature: &Signature) -> Result<crate::jose::ReadHeader, TrustListError> {
    let mut members: serde_json::Map<String, serde_json::Value> = match &signature.protected {
        Some(protected) => json::from_slice(&base64url_decode(protected)?, Limits::TOKEN)?,
        None => serde_json::Map::new(),
    };
    for (name, value) in signature.header.iter().flatten() {
        // extensions count only where they are signed
        if name == "crit" || members.insert(name.clone(), value.clone()).is_some() {
            return Err(malformed(
                "a header member is in both headers, or unprotected",
            ));
        }
    }
    serde_json::from_value(members.into())
        .map_err(|error| TrustListError::Malformed(error.to_string()))
}

fn malformed(why: &str) -> TrustListError {
    TrustListError::Malformed(why.to_owned())
}
