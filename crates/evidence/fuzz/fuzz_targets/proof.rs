//! A proof file that is read is written back byte for byte, and proves nothing without its key.
#![no_main]

use evidence::{Hash, LogProof, Verifiers, merkle};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(proof) = LogProof::parse(bytes) else {
        return;
    };
    assert_eq!(proof.to_string().as_bytes(), bytes);
    assert!(proof.verify(b"entry", &Verifiers::new()).is_err());
    let head = proof.checkpoint.checkpoint();
    let leaf = Hash::of_leaf(b"entry");
    let _ = merkle::verify_inclusion(&leaf, proof.index, head.size, &proof.path, &head.root);
    let _ = merkle::verify_consistency(proof.index, &leaf, head.size, &head.root, &proof.path);
});
