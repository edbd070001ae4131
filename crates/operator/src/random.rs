//! Random values other parties see, and ids that stand for a text.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// A version 4 UUID: for everything another party sees.
pub(crate) fn uuid() -> String {
    uuid::Builder::from_random_bytes(rand::random())
        .into_uuid()
        .hyphenated()
        .to_string()
}

/// A UUID (version 8) that is always the same for the same text, and says nothing of it.
pub(crate) fn uuid_of(text: &str) -> String {
    let hash = Sha256::digest(text);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .hyphenated()
        .to_string()
}

/// What is kept of a secret that was made here: 256 random bits need nothing slower.
pub(crate) fn hash_of_secret(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// 256 bits as text that is safe in URLs: session ids, states, secrets.
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// The salt of a log entry's commitment.
pub(crate) fn salt() -> [u8; 32] {
    rand::random()
}
