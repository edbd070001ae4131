//! Any bytes as a key or a set of keys: what is accepted can be written, read and used again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::jose::{Jwk, Jwks, KeySet, SigningKey, VerifyingKey};

fuzz_target!(|data: &[u8]| {
    if let Ok(jwk) = Jwk::from_json(data) {
        let text = serde_json::to_vec(&jwk).expect("a key is JSON");
        let again = Jwk::from_json(&text).expect("what was written reads back");
        assert_eq!(again, jwk);
        assert_eq!(again.thumbprint(), jwk.thumbprint());
        if let Ok(key) = VerifyingKey::new(jwk) {
            assert!(key.verify(b"message", &[1; 64]).is_err());
            assert!(key.verify(b"message", b"").is_err());
        }
    }
    if let Ok(jwks) = Jwks::from_json(data) {
        let _ = KeySet::new(&jwks);
    }
    if let Ok(key) = SigningKey::from_private_jwk(data) {
        let again = SigningKey::from_private_jwk(&key.to_private_jwk());
        assert_eq!(again.expect("what was written reads back").jwk(), key.jwk());
        let signature = key.sign_bytes(b"message").expect("a signature");
        assert_eq!(key.verifying_key().verify(b"message", &signature), Ok(()));
    }
});
