//! A note that is read is written back byte for byte, and verifying it never panics.
#![no_main]

use evidence::{Algorithm, SignerKey, VerifierKey, note::Note};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(key) = VerifierKey::parse(text)
    {
        assert_eq!(VerifierKey::parse(&key.to_string()).unwrap(), key);
    }
    let Ok(note) = Note::parse(bytes) else { return };
    assert_eq!(note.to_string().as_bytes(), bytes);
    let key = SignerKey::from_seed("example.com", Algorithm::Ed25519, &[1; 32]).unwrap();
    let timed = key.with_algorithm(Algorithm::Cosignature);
    // Only who has the key makes notes that verify, and the fuzzer doesn't know it.
    assert!(note.verify([key.verifier(), timed.verifier()]).is_err());
});
