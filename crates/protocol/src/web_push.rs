//! Web push: a message to a person's browser by way of the push service of the browser's maker, which learns that
//! something comes and when, and cannot read it.
//!
//! Encryption is that of RFC 8291 in the content coding `aes128gcm` (RFC 8188), one record; who sends is shown as in
//! RFC 8292 (VAPID). What goes with the request is RFC 8030.

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    hkdf::{HKDF_SHA256, KeyType, Salt},
};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::jose::{
    Algorithm, JoseError, Jwk, PublicKey, Random, SigningKey, VerifyingKey, base64url,
    base64url_decode, typ,
};

/// The content coding of every message (RFC 8188 §2).
pub const CONTENT_ENCODING: &str = "aes128gcm";

/// The longest body that every push service takes, in bytes (RFC 8030 §7.2, RFC 8291 §4).
const LONGEST_BODY: usize = 4096;
/// An uncompressed point of P-256 (RFC 8291 §2.1).
const POINT: usize = 65;
/// What stands before the record: salt, record size, length of the key's name, the sender's key (RFC 8188 §2.1).
const HEADER: usize = 16 + 4 + 1 + POINT;
/// The tag of AES-GCM.
const TAG: usize = 16;
/// The longest plaintext, in bytes; one byte marks where padding begins.
pub const LONGEST_MESSAGE: usize = LONGEST_BODY - HEADER - TAG - 1;
/// The record size that is announced: the one record is shorter (RFC 8291 §4).
const RECORD_SIZE: u32 = 4096;
/// Marks the end of the last record's content (RFC 8188 §2).
const LAST_RECORD: u8 = 2;
/// The longest time from now to the end of a token that shows who sends, in seconds (RFC 8292 §2).
pub const LONGEST_TOKEN_LIFE: i64 = 24 * 3600;

/// Why a message cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// `p256dh` is not the base64url of an uncompressed point of P-256.
    #[error("`p256dh` is not a public key of P-256")]
    PublicKey,
    /// `auth` is not the base64url of 16 bytes.
    #[error("`auth` is not a secret of 16 bytes")]
    Secret,
    /// More than [`LONGEST_MESSAGE`] bytes.
    #[error("the message is longer than {LONGEST_MESSAGE} bytes")]
    TooLong,
    /// The library refuses a key or an operation.
    #[error("the message cannot be encrypted")]
    Encryption,
    /// The token cannot be signed, or not with this key.
    #[error(transparent)]
    Jose(#[from] JoseError),
}

/// What a browser gives to encrypt to it with (RFC 8291 §2). Whoever has it and the endpoint can write to the browser,
/// so it does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct SubscriptionKeys {
    public: [u8; POINT],
    auth: Zeroizing<[u8; 16]>,
}

impl std::fmt::Debug for SubscriptionKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SubscriptionKeys(…)")
    }
}

impl SubscriptionKeys {
    /// Reads `p256dh` and `auth` of a subscription (W3C Push API §8), both base64url without padding.
    ///
    /// # Errors
    /// [`PushError::PublicKey`] also for a point that is not on the curve; [`PushError::Secret`].
    pub fn parse(p256dh: &str, auth: &str) -> Result<Self, PushError> {
        let public = base64url_decode(p256dh).map_err(|_| PushError::PublicKey)?;
        let public: [u8; POINT] = public.try_into().map_err(|_| PushError::PublicKey)?;
        let [4, coordinates @ ..] = &public else {
            return Err(PushError::PublicKey);
        };
        let (x, y) = coordinates.split_at(32);
        let (Ok(x), Ok(y)) = (x.try_into(), y.try_into()) else {
            return Err(PushError::PublicKey);
        };
        let key = PublicKey::P256 { x, y };
        VerifyingKey::new(Jwk { kid: None, key }).map_err(|_| PushError::PublicKey)?;
        let auth = Zeroizing::new(base64url_decode(auth).map_err(|_| PushError::Secret)?);
        let auth = <[u8; 16]>::try_from(auth.as_slice()).map_err(|_| PushError::Secret)?;
        Ok(Self {
            public,
            auth: Zeroizing::new(auth),
        })
    }
}

/// What is drawn for one message, and never again for another: the salt (RFC 8188 §2.1), and the sender's private key for
/// this message, a scalar of P-256 (RFC 8291 §3.1).
pub struct Fresh {
    salt: [u8; 16],
    secret: Zeroizing<[u8; 32]>,
}

impl Fresh {
    /// Draws both.
    pub fn draw(random: Random<'_>) -> Self {
        let mut fresh = Self {
            salt: [0; 16],
            secret: Zeroizing::new([0; 32]),
        };
        random(&mut fresh.salt);
        random(&mut *fresh.secret);
        fresh
    }
}

/// Encrypts a message to a browser. `padded_to` bytes at the least are encrypted, so that the length of the body says
/// nothing of what is told.
///
/// # Errors
/// [`PushError::TooLong`]; [`PushError::Encryption`] also where what was drawn is no scalar of P-256, once in 2³²: draw again.
pub fn encrypt(
    to: &SubscriptionKeys,
    fresh: &Fresh,
    message: &[u8],
    padded_to: usize,
) -> Result<Vec<u8>, PushError> {
    let length = message.len().max(padded_to);
    if length > LONGEST_MESSAGE {
        return Err(PushError::TooLong);
    }
    let failed = |_| PushError::Encryption;
    let own = PrivateKey::from_private_key(&ECDH_P256, &*fresh.secret)
        .map_err(|_| PushError::Encryption)?;
    let own_public = own.compute_public_key().map_err(failed)?;
    let own_public = own_public.as_ref();

    // RFC 8291 §3.3 and §3.4: the shared secret, the browser's secret and both public keys give what content keys
    // are made from.
    let info = [b"WebPush: info\0", &to.public[..], own_public].concat();
    let peer = UnparsedPublicKey::new(&ECDH_P256, &to.public);
    let material = agree(&own, peer, PushError::Encryption, |shared| {
        expand::<32>(&*to.auth, shared, &info)
    })?;

    // RFC 8188 §2.2 and §2.3: key and nonce of the content, the nonce for the record with number 0.
    let key = expand::<16>(&fresh.salt, &*material, b"Content-Encoding: aes128gcm\0")?;
    let nonce = expand::<12>(&fresh.salt, &*material, b"Content-Encoding: nonce\0")?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &*key).map_err(failed)?);

    let mut record = Vec::with_capacity(length + 1 + TAG);
    record.extend_from_slice(message);
    record.push(LAST_RECORD);
    record.resize(length + 1, 0);
    let nonce = Nonce::assume_unique_for_key(*nonce);
    key.seal_in_place_append_tag(nonce, Aad::empty(), &mut record)
        .map_err(failed)?;

    let mut body = Vec::with_capacity(HEADER + record.len());
    body.extend_from_slice(&fresh.salt);
    body.extend_from_slice(&RECORD_SIZE.to_be_bytes());
    body.extend(u8::try_from(own_public.len()));
    body.extend_from_slice(own_public);
    body.extend_from_slice(&record);
    Ok(body)
}

/// As many bytes as are wanted from HKDF (RFC 5869).
struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(
    salt: &[u8],
    secret: &[u8],
    info: &[u8],
) -> Result<Zeroizing<[u8; N]>, PushError> {
    let mut out = Zeroizing::new([0; N]);
    Salt::new(HKDF_SHA256, salt)
        .extract(secret)
        .expand(&[info], Bytes(N))
        .and_then(|filled| filled.fill(&mut *out))
        .map_err(|_| PushError::Encryption)?;
    Ok(out)
}

/// The claims by which a sender shows who it is (RFC 8292 §2).
#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a str>,
}

/// The value of `Authorization` for a push service (RFC 8292 §3). `audience` is the origin of the endpoint, `subject` a
/// `mailto:` or `https:` address at which whoever runs the push service reaches the sender, `until` in unix seconds, at
/// most [`LONGEST_TOKEN_LIFE`] ahead.
///
/// # Errors
/// [`JoseError::Algorithm`] for a key that is not `ES256`; [`JoseError::Signing`].
pub fn authorization(
    key: &SigningKey,
    audience: &str,
    subject: Option<&str>,
    until: i64,
) -> Result<String, PushError> {
    let public = application_server_key(key)?;
    let claims = Claims {
        aud: audience,
        exp: until,
        sub: subject,
    };
    let token = key.sign_unnamed(typ::JWT, &claims)?;
    Ok(format!("vapid t={token}, k={public}"))
}

/// The public key as a browser wants it for a subscription (`applicationServerKey`, W3C Push API §3.3): base64url of
/// the uncompressed point.
///
/// # Errors
/// [`JoseError::Algorithm`] for a key that is not `ES256`.
pub fn application_server_key(key: &SigningKey) -> Result<String, PushError> {
    let PublicKey::P256 { x, y } = &key.jwk().key else {
        let found = key.algorithm().as_str().to_owned();
        return Err(JoseError::Algorithm(found).into());
    };
    debug_assert_eq!(key.algorithm(), Algorithm::Es256);
    Ok(base64url([&[4], &x[..], &y[..]].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8291 §5 and appendix A.
    const UA_PUBLIC: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const AS_PRIVATE: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    const SALT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
    const PLAINTEXT: &[u8] = b"When I grow up, I want to be a watermelon";
    const BODY: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml\
        mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT\
        pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    fn fresh() -> Fresh {
        Fresh {
            salt: base64url_decode(SALT).unwrap().try_into().unwrap(),
            secret: Zeroizing::new(base64url_decode(AS_PRIVATE).unwrap().try_into().unwrap()),
        }
    }

    fn to() -> SubscriptionKeys {
        SubscriptionKeys::parse(UA_PUBLIC, AUTH).unwrap()
    }

    #[test]
    fn the_example_of_rfc_8291_comes_out_byte_for_byte() {
        let body = encrypt(&to(), &fresh(), PLAINTEXT, 0).unwrap();
        assert_eq!(base64url(body), BODY);
    }

    #[test]
    fn padding_hides_how_long_a_message_is() {
        let body = |message: &[u8]| encrypt(&to(), &fresh(), message, 512).unwrap();
        assert_eq!(body(b"").len(), body(PLAINTEXT).len());
        assert_eq!(body(PLAINTEXT).len(), HEADER + 512 + 1 + TAG);
        let longest = encrypt(&to(), &fresh(), &[b'a'; LONGEST_MESSAGE], 0).unwrap();
        assert_eq!(longest.len(), LONGEST_BODY);
        let too_long = encrypt(&to(), &fresh(), &[b'a'; LONGEST_MESSAGE + 1], 0);
        assert_eq!(too_long, Err(PushError::TooLong));
    }

    #[test]
    fn keys_that_are_none_are_refused() {
        let off_the_curve = base64url([[4].as_slice(), &[7; 64]].concat());
        let compressed = base64url([2; 33]);
        for public in [
            "",
            "AAAA",
            UA_PUBLIC.trim_end_matches('4'),
            &off_the_curve,
            &compressed,
        ] {
            let refused = SubscriptionKeys::parse(public, AUTH).unwrap_err();
            assert_eq!(refused, PushError::PublicKey, "{public}");
        }
        for auth in ["", "AAAA", "BTBZMqHH6r4Tts7J_aSIgg=="] {
            let refused = SubscriptionKeys::parse(UA_PUBLIC, auth).unwrap_err();
            assert_eq!(refused, PushError::Secret, "{auth}");
        }
        assert!(!format!("{:?}", to()).contains(AUTH));
    }

    #[test]
    fn the_sender_shows_who_it_is_to_one_push_service_only() {
        let key = SigningKey::from_secret(Algorithm::Es256, &[7; 32], None).unwrap();
        let until = 1_453_523_768;
        let value = authorization(
            &key,
            "https://push.example.net",
            Some("mailto:push@example.com"),
            until,
        );
        let value = value.unwrap();
        let (token, public) = value
            .strip_prefix("vapid t=")
            .and_then(|rest| rest.split_once(", k="))
            .unwrap();
        assert_eq!(public, application_server_key(&key).unwrap());
        assert_eq!(base64url_decode(public).unwrap().len(), POINT);
        let parts: Vec<&str> = token.split('.').collect();
        let json = |part: &str| -> serde_json::Value {
            serde_json::from_slice(&base64url_decode(part).unwrap()).unwrap()
        };
        assert_eq!(
            json(parts[0]),
            serde_json::json!({"typ": "JWT", "alg": "ES256"})
        );
        let claims = serde_json::json!({
            "aud": "https://push.example.net", "exp": until, "sub": "mailto:push@example.com",
        });
        assert_eq!(json(parts[1]), claims);
        assert_eq!(base64url_decode(parts[2]).unwrap().len(), 64);
    }

    #[test]
    fn a_key_of_another_kind_shows_nothing() {
        let key = SigningKey::from_secret(Algorithm::EdDsa, &[7; 32], None).unwrap();
        assert!(application_server_key(&key).is_err());
        assert!(authorization(&key, "https://push.example.net", None, 0).is_err());
    }
}
