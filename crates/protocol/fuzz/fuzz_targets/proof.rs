//! Any text as a proof of possession. It may be somebody's good proof, but never one by the key
//! that the token is bound to. Addresses have one normal form.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use protocol::{
    dpop::{Expectations, Htu, verify},
    jose::{Algorithm, SigningKey},
};

static KEY: LazyLock<SigningKey> = LazyLock::new(|| {
    SigningKey::from_secret(Algorithm::Es256, &[7; 32], None).expect("a key")
});
static ADDRESS: LazyLock<Htu> =
    LazyLock::new(|| Htu::parse("https://connector.example/loans").expect("an address"));

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let expected = Expectations {
        method: "GET",
        address: &ADDRESS,
        token: Some("a.b.c"),
        bound_to: Some(KEY.thumbprint()),
        nonce: None,
        now: 1_800_000_000,
        known_key: Some(KEY.verifying_key()),
    };
    assert!(verify(text, &expected).is_err(), "nobody signed this");
    let _ = verify(
        text,
        &Expectations {
            bound_to: None,
            ..expected
        },
    );
    if let Ok(address) = Htu::parse(text) {
        assert_eq!(Htu::parse(address.as_str()).as_ref(), Ok(&address));
    }
});
