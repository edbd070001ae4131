//! A receipt file that is read says the same when written and read again; none verifies without keys.
#![no_main]

use evidence::{ReceiptFile, Verifiers, verify_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let verifiers = Verifiers::new();
    assert!(verify_file(bytes, &verifiers).is_err());
    let mut keys = Verifiers::new();
    let _ = keys.trust_receipt_keys(bytes);
    let Ok(file) = ReceiptFile::parse(bytes) else {
        return;
    };
    let json = file.to_json().unwrap();
    assert_eq!(ReceiptFile::parse(json.as_bytes()).unwrap(), file);
    // What would happen if the signature were right and its payload the fuzzer's.
    let _ = file.verify_with(&verifiers, |jws| Ok(jws.as_bytes().to_vec()));
});
