//! Random values other parties see.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A version 4 UUID: for everything another party sees.
pub(crate) fn uuid() -> String {
    uuid::Builder::from_random_bytes(rand::random())
        .into_uuid()
        .hyphenated()
        .to_string()
}

/// 256 bits as text that is safe in URLs: session ids, states, secrets.
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// The salt of a log entry's commitment.
pub(crate) fn salt() -> [u8; 32] {
    rand::random()
}
