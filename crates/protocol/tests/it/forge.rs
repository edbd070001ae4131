//! Makes tokens of any kind, good and bad, without the crate's own signing of tokens: from the
//! RFCs' text alone.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use protocol::jose::{Algorithm, KeySet, SigningKey};
use serde_json::{Value, json};

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const OPERATOR: &str = "f240fcf4-d0bb-4b3a-8779-e7099e68d104";
pub(crate) const OTHER_OPERATOR: &str = "dd56957e-bf80-4dbd-ac5d-e0f4c7d5187e";
pub(crate) const GROUP: &str = "07193772-f433-43d4-83bf-b34fcc6ac8e1";
pub(crate) const CONNECTOR: &str = "https://connector.example/library";

pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_secret(Algorithm::EdDsa, &[seed; 32], None).unwrap()
}

pub(crate) fn p256_key(seed: u8) -> SigningKey {
    SigningKey::from_secret(Algorithm::Es256, &[seed; 32], None).unwrap()
}

pub(crate) fn keys(key: &SigningKey) -> KeySet {
    KeySet::from(key.verifying_key().clone())
}

/// The public members without `kid`, `alg` and `use`.
pub(crate) fn bare_key(key: &SigningKey) -> Value {
    let mut jwk = serde_json::to_value(key.jwk()).unwrap();
    for name in ["kid", "alg", "use"] {
        jwk.as_object_mut().unwrap().remove(name);
    }
    jwk
}

/// A compact JWS of any header and payload text.
pub(crate) fn token(header: &str, payload: &str, key: &SigningKey) -> String {
    let input = format!("{}.{}", base64url(header), base64url(payload));
    let signature = key.sign_bytes(input.as_bytes()).unwrap();
    format!("{input}.{}", base64url(signature))
}

/// The header of a peer that knows only the 2021 text.
pub(crate) fn header_2021(key: &SigningKey) -> String {
    json!({"alg": key.algorithm().as_str(), "kid": key.kid()}).to_string()
}

/// The claims of §5.3, and no others.
pub(crate) fn ticket_2021() -> Value {
    json!({
        "iss": OPERATOR,
        "sub": "2464491-9",
        "aud": CONNECTOR,
        "exp": NOW + 300,
        "iat": NOW,
        "jti": "d6c1a1d0-1a0f-4c39-a5b5-6c5c5b0c2f11",
        "mop_processing_record_uuid": "9b2c0f2e-3d5b-4e8a-9f53-0b8b1f2a7c66",
    })
}

/// The same object with one member changed; `null` takes it out.
pub(crate) fn changed(object: &Value, name: &str, value: Value) -> Value {
    let mut object = object.clone();
    let members = object.as_object_mut().unwrap();
    if value.is_null() {
        members.remove(name);
    } else {
        members.insert(name.to_owned(), value);
    }
    object
}
