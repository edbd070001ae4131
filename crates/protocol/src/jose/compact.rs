use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Algorithm, Algorithms, JoseError, Jwk, KeySet, VerifyingKey};
use crate::json::{self, JsonError, Limits, Shown};

/// Longest compact token, in bytes. Ours are under 1 KiB; twice what common servers allow for a
/// whole header line would reach nobody anyway.
pub const LONGEST_TOKEN: usize = 8 * 1024;

/// base64url without padding (RFC 7515 §2).
pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Strict: no padding, no other characters, no stray bits in the last one.
pub(crate) fn base64url_decode(text: impl AsRef<[u8]>) -> Result<Vec<u8>, JoseError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| JoseError::Malformed("not base64url without padding".into()))
}

/// What a header's `typ` must be (RFC 8725 §3.11). `application/` in front and case do not matter
/// (RFC 7515 §4.1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypRule<'a> {
    /// One of these, and there.
    Required(&'a [&'a str]),
    /// One of these when there: peers that know only the 2021 text may set none, or `JWT`.
    WhenPresent(&'a [&'a str]),
}

/// What RFC 7515 §4.1.9 lets one leave out of a `typ`.
const PREFIX: &str = "application/";

impl TypRule<'_> {
    pub(crate) fn admits(self, typ: Option<&str>) -> bool {
        let (Self::Required(accepted) | Self::WhenPresent(accepted)) = self;
        let Some(typ) = typ else {
            return matches!(self, Self::WhenPresent(_));
        };
        let bare = match typ.get(..PREFIX.len()) {
            Some(prefix) if prefix.eq_ignore_ascii_case(PREFIX) => &typ[PREFIX.len()..],
            _ => typ,
        };
        accepted.iter().any(|name| name.eq_ignore_ascii_case(bare))
    }
}

/// What the verifier expects of a token's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected<'a> {
    /// Rule for `typ`.
    pub typ: TypRule<'a>,
    /// Algorithms accepted from this signer.
    pub algorithms: Algorithms,
}

/// A protected header as it is read (RFC 7515 §4.1). `jku`, `x5u`, `x5c` are never followed.
#[derive(Deserialize)]
pub(crate) struct ReadHeader {
    pub(crate) alg: Option<String>,
    #[serde(default)]
    pub(crate) typ: Option<String>,
    #[serde(default)]
    pub(crate) kid: Option<String>,
    #[serde(default)]
    pub(crate) crit: Option<serde_json::Value>,
    /// Kept as it is: only a proof of possession has its key here, and there it must be good.
    #[serde(default)]
    pub(crate) jwk: Option<serde_json::Value>,
}

impl ReadHeader {
    /// The header's algorithm, when it is one that may be used here. `none` is not.
    pub(crate) fn algorithm(&self, accepted: Algorithms) -> Result<Algorithm, JoseError> {
        let name = self.alg.as_deref().unwrap_or_default();
        Algorithm::from_name(name)
            .filter(|algorithm| accepted.contains(*algorithm))
            .ok_or_else(|| JoseError::Algorithm(Shown(name).to_string()))
    }

    /// No extension is understood, so every `crit` is refused, an empty or malformed one as well
    /// (RFC 7515 §4.1.11).
    pub(crate) fn refuse_critical(&self) -> Result<(), JoseError> {
        match &self.crit {
            None => Ok(()),
            Some(names) => Err(JoseError::Critical(Shown(&names.to_string()).to_string())),
        }
    }
}

/// A compact JWS taken apart; nothing in it is believed yet.
pub struct Unverified<'a> {
    token: &'a str,
    header: ReadHeader,
    payload: Vec<u8>,
    signing_input: &'a [u8],
    signature: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Takes a token apart: three parts, strict base64url, a strict JSON object as header, no
    /// `crit`. The payload's JSON is checked too, since a repeated member hides what was signed.
    pub fn parse(token: &'a str) -> Result<Self, JoseError> {
        if token.is_empty() {
            return Err(JoseError::Empty);
        }
        if token.len() > LONGEST_TOKEN {
            return Err(JoseError::TooLarge);
        }
        let malformed = |why: &str| JoseError::Malformed(why.to_owned());
        let (signing_input, signature) = token
            .rsplit_once('.')
            .ok_or_else(|| malformed("a token has three parts"))?;
        let (header, payload) = signing_input
            .split_once('.')
            .filter(|(_, payload)| !payload.contains('.'))
            .ok_or_else(|| malformed("a token has three parts"))?;
        let header: ReadHeader = json::from_slice(&base64url_decode(header)?, Limits::TOKEN)
            .map_err(|error| JoseError::Malformed(format!("header: {error}")))?;
        header.refuse_critical()?;
        let payload = base64url_decode(payload)?;
        json::check_object(&payload, Limits::TOKEN)
            .map_err(|error| JoseError::Malformed(format!("payload: {error}")))?;
        Ok(Self {
            token,
            header,
            payload,
            signing_input: signing_input.as_bytes(),
            signature: base64url_decode(signature)?,
        })
    }

    /// The header's `kid`, unverified.
    pub fn kid(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// The header's `alg`, unverified.
    pub fn alg(&self) -> Option<&str> {
        self.header.alg.as_deref()
    }

    /// The header says that it is this kind of token; unverified.
    pub(crate) fn is_typ(&self, typ: &str) -> bool {
        TypRule::Required(&[typ]).admits(self.header.typ.as_deref())
    }

    /// The claim `iss`, unverified: good for nothing but choosing whose keys to verify with.
    pub fn issuer(&self) -> Option<String> {
        /// The one claim that is read before the signature is verified.
        #[derive(Deserialize)]
        struct Peek {
            iss: String,
        }
        self.peek::<Peek>().ok().map(|peek| peek.iss)
    }

    /// Claims that are not verified yet.
    pub(crate) fn peek<T: DeserializeOwned>(&self) -> Result<T, JoseError> {
        read_claims(&self.payload)
    }

    /// The token as it came.
    pub fn as_str(&self) -> &'a str {
        self.token
    }

    /// Checks `typ` and `alg` and finds the key: everything but the signature.
    pub fn prepare(self, expected: &Expected<'_>, keys: &KeySet) -> Result<Prepared, JoseError> {
        let algorithm = self.check_header(expected)?;
        let kid = self.header.kid.as_deref();
        match keys.find(kid, algorithm) {
            Some(key) => Ok(self.with_key(key.clone())),
            // the name is known, but its key is of another algorithm
            None if kid.is_some_and(|kid| keys.has_kid(kid)) => {
                Err(JoseError::Algorithm(algorithm.to_string()))
            }
            None => Err(JoseError::UnknownKey {
                kid: kid.map(|kid| Shown(kid).to_string()),
            }),
        }
    }

    /// As [`Self::prepare`], with the key in the token's own header (RFC 9449 §4.2). `known` saves
    /// decoding it again when it is the same.
    pub(crate) fn prepare_with_own_key(
        self,
        expected: &Expected<'_>,
        known: Option<&VerifyingKey>,
    ) -> Result<Prepared, JoseError> {
        let algorithm = self.check_header(expected)?;
        let jwk = self
            .header
            .jwk
            .as_ref()
            .ok_or_else(|| JoseError::Key("the header holds no `jwk`".into()))?;
        let mut jwk = Jwk::deserialize(jwk).map_err(|error| JoseError::Key(error.to_string()))?;
        jwk.kid = None;
        if jwk.algorithm() != algorithm {
            return Err(JoseError::Algorithm(algorithm.to_string()));
        }
        let key = match known {
            Some(known) if known.jwk().key == jwk.key => known.clone(),
            _ => VerifyingKey::new(jwk)?,
        };
        Ok(self.with_key(key))
    }

    fn check_header(&self, expected: &Expected<'_>) -> Result<Algorithm, JoseError> {
        let typ = self.header.typ.as_deref();
        if !expected.typ.admits(typ) {
            return Err(JoseError::Type(Shown(typ.unwrap_or("(none)")).to_string()));
        }
        self.header.algorithm(expected.algorithms)
    }

    fn with_key(self, key: VerifyingKey) -> Prepared {
        Prepared {
            signing_input: self.signing_input.into(),
            signature: self.signature,
            payload: self.payload,
            key,
        }
    }

    /// Verifies the signature under a key of `keys` and reads the claims.
    pub fn verify<T: DeserializeOwned>(
        self,
        expected: &Expected<'_>,
        keys: &KeySet,
    ) -> Result<T, JoseError> {
        self.prepare(expected, keys)?.verify()?.claims()
    }
}

/// A token whose header was checked and whose key was found; only the signature is open. Owned, so
/// that it can wait for others to be verified with it ([`super::verify_batch`]).
pub struct Prepared {
    pub(super) signing_input: Box<[u8]>,
    pub(super) signature: Vec<u8>,
    pub(super) key: VerifyingKey,
    payload: Vec<u8>,
}

impl Prepared {
    /// The key that the signature must be of.
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// Verifies the signature on its own.
    pub fn verify(self) -> Result<Verified, JoseError> {
        self.verify_one()?;
        Ok(self.into_verified())
    }

    pub(super) fn verify_one(&self) -> Result<(), JoseError> {
        self.key.verify(&self.signing_input, &self.signature)
    }

    /// Only for whoever has seen the signature verify.
    pub(super) fn into_verified(self) -> Verified {
        Verified {
            payload: self.payload,
            key: self.key,
        }
    }

    /// Claims that are not verified yet.
    pub(crate) fn peek<T: DeserializeOwned>(&self) -> Result<T, JoseError> {
        read_claims(&self.payload)
    }
}

/// A payload whose signature verified.
pub struct Verified {
    payload: Vec<u8>,
    key: VerifyingKey,
}

impl Verified {
    /// Reads the claims.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, JoseError> {
        read_claims(&self.payload)
    }

    /// The key that signed.
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }
}

/// The payload was checked when it was taken apart.
fn read_claims<T: DeserializeOwned>(payload: &[u8]) -> Result<T, JoseError> {
    serde_json::from_slice(payload)
        .map_err(JsonError::from)
        .map_err(|error| JoseError::Claims(error.to_string()))
}
