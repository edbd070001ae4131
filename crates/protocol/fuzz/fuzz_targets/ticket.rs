//! Any text as a ticket. First as it is, against a key that signed nothing: it must be refused.
//! Then, split at its first NUL, as header and payload under a good signature: what is accepted
//! must say what the connector expects.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use protocol::{
    ids::OperatorUuid,
    jose::{Algorithm, Algorithms, KeySet, SigningKey},
    ticket::{Expectations, LONGEST_LIFETIME, Ticket, TicketError, Unverified, verify},
    url::Audience,
};

const NOW: i64 = 1_800_000_000;
static KEY: LazyLock<SigningKey> = LazyLock::new(|| {
    SigningKey::from_secret(Algorithm::EdDsa, &[7; 32], None).expect("a key")
});
static KEYS: LazyLock<KeySet> = LazyLock::new(|| KEY.verifying_key().clone().into());
static ISSUER: LazyLock<OperatorUuid> =
    LazyLock::new(|| "f240fcf4-d0bb-4b3a-8779-e7099e68d104".parse().expect("a UUID"));
static AUDIENCES: LazyLock<[Audience; 1]> =
    LazyLock::new(|| ["https://connector.example".parse().expect("an address")]);

fn check(ticket: &str) -> Result<Ticket, TicketError> {
    if let Ok(ticket) = Unverified::parse(ticket) {
        let _ = (ticket.issuer(), ticket.kid());
    }
    verify(
        ticket,
        &Expectations {
            issuer: &ISSUER,
            keys: &KEYS,
            audiences: &*AUDIENCES,
            now: NOW,
            algorithms: Algorithms::STANDARD,
            longest_lifetime: LONGEST_LIFETIME,
        },
    )
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    assert!(check(text).is_err(), "nobody signed this");

    if let Some((header, payload)) = text.split_once('\0') {
        let input = format!("{}.{}", base64url(header), base64url(payload));
        let signature = KEY.sign_bytes(input.as_bytes()).expect("a signature");
        if let Ok(ticket) = check(&format!("{input}.{}", base64url(signature))) {
            assert_eq!(ticket.iss, *ISSUER);
            assert!(AUDIENCES.contains(&ticket.aud));
            assert!(ticket.exp > NOW - 61 && ticket.iat < NOW + 61);
        }
    }
});

/// Written out here, so that the target does not check the crate's encoding with itself.
fn base64url(bytes: impl AsRef<[u8]>) -> String {
    const ALPHABET: &[u8; 64] =
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.as_ref().chunks(3) {
        let group = chunk
            .iter()
            .fold(0_u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for position in 0..=chunk.len() {
            let index = group >> (18 - 6 * position) & 63;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}
