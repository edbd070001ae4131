//! One operator watching another's log.

use std::sync::Arc;

use evidence::{
    Checkpoint, Hash, MemoryStore,
    proof::consistency_proof,
    witness::{AddCheckpoint, Refusal, parse_cosignatures},
};

use crate::logs::{NOW, ORIGIN, entries, key, log, open, verifiers};

fn request(old: u64, new: u64) -> AddCheckpoint {
    let log = log(new);
    let proof = consistency_proof(&**log.store(), old, new).unwrap();
    AddCheckpoint {
        old_size: old,
        proof,
        checkpoint: (*log.latest()).clone(),
    }
}

fn head(size: u64) -> Checkpoint {
    log(size).latest().checkpoint().clone()
}

#[test]
fn a_growing_log_is_cosigned_step_by_step() {
    let witness = key("rennes.example/witness", 9);
    let mut latest: Option<Checkpoint> = None;
    for (old, new) in [(0, 3), (3, 3), (3, 300), (300, 700)] {
        let request = AddCheckpoint::parse(request(old, new).to_string().as_bytes()).unwrap();
        let accepted = request.consider(latest.as_ref(), &verifiers()).unwrap();
        assert_eq!(accepted.size, new);
        latest = Some(accepted);

        let answer = format!("{}\n", request.checkpoint.cosign(&witness, NOW));
        let mut cosigned = request.checkpoint.clone();
        for cosignature in parse_cosignatures(&answer).unwrap() {
            cosigned.add(cosignature);
        }
        let mut strict = verifiers();
        strict.trust_witness(witness.verifier());
        strict.require_witnesses(1);
        assert_eq!(cosigned.verify(&strict).unwrap().witnesses.len(), 1);
    }
}

#[test]
fn a_witness_says_where_it_stands() {
    let stale = request(0, 5).consider(Some(&head(3)), &verifiers());
    assert_eq!(stale, Err(Refusal::Stale { size: 3 }));
    let forgotten = request(3, 5).consider(None, &verifiers());
    assert_eq!(forgotten, Err(Refusal::Stale { size: 0 }));
    assert_eq!(Refusal::Stale { size: 3 }.status(), 409);
}

#[test]
fn a_fork_is_not_cosigned() {
    let other = open(Arc::new(MemoryStore::new()));
    let mut altered = entries(0..10);
    altered[2].data = b"altered".to_vec();
    other.publish(&altered, NOW).unwrap();
    let proof = consistency_proof(&**other.store(), 5, 10).unwrap();
    let fork = AddCheckpoint {
        old_size: 5,
        proof,
        checkpoint: (*other.latest()).clone(),
    };
    assert_eq!(
        fork.consider(Some(&head(5)), &verifiers()),
        Err(Refusal::Inconsistent)
    );

    let same_size = AddCheckpoint {
        old_size: 10,
        proof: vec![],
        ..fork
    };
    let refused = same_size.consider(Some(&head(10)), &verifiers());
    assert_eq!(refused, Err(Refusal::Stale { size: 10 }));
}

#[test]
fn a_log_that_shrinks_or_is_unknown_or_unsigned_is_not_cosigned() {
    let shrinking = AddCheckpoint {
        old_size: 10,
        proof: vec![],
        ..request(0, 5)
    };
    assert_eq!(
        shrinking.consider(Some(&head(10)), &verifiers()),
        Err(Refusal::Shrinks)
    );

    let stranger = Checkpoint::new("stranger.example/log", 1, Hash::of(b"x"));
    let stranger = stranger.sign(&key("stranger.example/log", 3), NOW).unwrap();
    let request = AddCheckpoint {
        old_size: 0,
        proof: vec![],
        checkpoint: stranger,
    };
    assert_eq!(
        request.consider(None, &verifiers()),
        Err(Refusal::UnknownLog)
    );

    let forged = head(5).sign(&key(ORIGIN, 3), NOW).unwrap();
    let request = AddCheckpoint {
        old_size: 0,
        proof: vec![],
        checkpoint: forged,
    };
    assert_eq!(
        request.consider(None, &verifiers()),
        Err(Refusal::NotSigned)
    );
}

#[test]
fn requests_that_break_the_format_are_refused() {
    let good = request(3, 5).to_string();
    assert!(AddCheckpoint::parse(good.as_bytes()).is_ok());
    let hash = Hash::of(b"x").to_string();
    for wrong in [
        String::new(),
        good.replace("old 3", "old 03"),
        good.replace("old 3", "old"),
        good.replace("old 3", "3"),
        good.replace("old 3", "old 3\nnonsense"),
        good.replace("old 3", &format!("old 3{}", format!("\n{hash}").repeat(64))),
        good.replacen("\n\n", "\n", 1),
    ] {
        assert!(AddCheckpoint::parse(wrong.as_bytes()).is_err(), "{wrong}");
    }
    assert!(parse_cosignatures("").is_err() && parse_cosignatures("nonsense\n").is_err());
}
