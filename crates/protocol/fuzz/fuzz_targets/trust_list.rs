//! Any bytes as a trust list: as they are, which nobody signed, and as the payload of a list that
//! the registry did sign.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use protocol::{
    jose::{Algorithm, Algorithms, KeySet, SigningKey},
    trust_list::{Expectations, MemberStatus, Standing, TrustList, sign, verify},
};

const NOW: i64 = 1_800_000_000;
static KEY: LazyLock<SigningKey> = LazyLock::new(|| {
    SigningKey::from_secret(Algorithm::EdDsa, &[7; 32], None).expect("a key")
});
static KEYS: LazyLock<KeySet> = LazyLock::new(|| KEY.verifying_key().clone().into());

fuzz_target!(|data: &[u8]| {
    let expected = Expectations {
        keys: &KEYS,
        last_sequence: Some(3),
        algorithms: Algorithms::WITH_RS256,
        now: NOW,
    };
    assert!(verify(data, &expected).is_err(), "nobody signed this");

    let Ok(list) = serde_json::from_slice::<TrustList>(data) else {
        return;
    };
    let Ok(text) = sign(&list, &[&KEY]) else {
        return;
    };
    if let Ok(verified) = verify(&text, &expected) {
        assert!(verified.sequence().is_some_and(|sequence| sequence >= 3));
        assert!(verified.is_current(NOW));
        for member in verified.list().groups().iter().flat_map(|group| &group.members) {
            if let Standing::Active(_, found) = verified.standing(&member.operator.operator_uuid) {
                assert_eq!(found.status, MemberStatus::Active);
            }
        }
    }
});
