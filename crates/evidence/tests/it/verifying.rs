//! `fiducia verify`: what is recognised, what is said.

use std::{fs, sync::Arc};

use evidence::{
    DirectoryStore, Error, LogProof, Verifiers,
    verify::{Kind, verify_extends, verify_file, verify_log, verify_path},
};

use crate::logs::{NOW, ORIGIN, entries, key, log, open, verifiers};

#[test]
fn a_checkpoint_is_recognised_and_explained() {
    let report = verify_file(log(3).latest().to_string().as_bytes(), &verifiers()).unwrap();
    assert_eq!(
        (report.kind, report.origin.as_str(), report.size),
        (Kind::Checkpoint, ORIGIN, 3)
    );
    assert_eq!(
        report.to_string(),
        "A genuine checkpoint of a log\n  ✓ the log helsinki.example/log signed that it had 3 entries, at 2026-09-21T14:13:20Z by its own clock\n"
    );
}

#[test]
fn a_proof_is_recognised_and_says_what_is_in_the_log() {
    let report = verify_file(
        log(3).prove(1).unwrap().to_string().as_bytes(),
        &verifiers(),
    )
    .unwrap();
    assert_eq!((report.kind, report.index), (Kind::Proof, Some(1)));
    assert!(
        report
            .to_string()
            .contains("entry 1 of this log is entry 1;"),
        "{report}"
    );
}

#[test]
fn a_proof_without_the_entry_says_what_is_missing() {
    let proof = LogProof {
        extra: None,
        ..log(3).prove(1).unwrap()
    };
    let refused = verify_file(proof.to_string().as_bytes(), &verifiers()).unwrap_err();
    assert!(
        refused.to_string().contains("does not carry the entry"),
        "{refused}"
    );
}

#[test]
fn witnesses_are_named_with_their_time() {
    let log = log(3);
    let witness = key("rennes.example/witness", 9);
    let cosignature = log.latest().cosign(&witness, NOW + 60);
    let signed = log
        .add_cosignatures(log.latest().checkpoint(), [cosignature])
        .unwrap();
    let mut verifiers = verifiers();
    verifiers.trust_witness(witness.verifier());
    let report = verify_file(signed.to_string().as_bytes(), &verifiers).unwrap();
    assert_eq!(
        report.checked[1],
        "the witness rennes.example/witness saw the log like this at 2026-09-21T14:14:20Z"
    );
}

#[test]
fn without_its_key_nothing_is_believed_and_the_signer_is_named() {
    let checkpoint = log(3).latest().to_string();
    let refused = verify_file(checkpoint.as_bytes(), &Verifiers::new()).unwrap_err();
    assert!(
        refused.to_string().contains("`helsinki.example/log`"),
        "{refused}"
    );
}

#[test]
fn anything_else_is_refused() {
    for other in [
        "",
        "hello",
        "{}",
        "[]",
        "{\"format\":\"fiducia-receipt\"}",
        "c2sp.org/tlog-proof@v1",
    ] {
        let refused = verify_file(other.as_bytes(), &verifiers());
        assert!(matches!(refused, Err(Error::Malformed { .. })), "{other}");
    }
    assert!(verify_file(&[0xff; 100], &verifiers()).is_err());
}

fn log_in_directory(size: u64) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let publisher = open(Arc::new(DirectoryStore::open(directory.path()).unwrap()));
    publisher.publish(&entries(0..size), NOW).unwrap();
    directory
}

#[test]
fn a_directory_is_verified_as_a_whole_log() {
    let directory = log_in_directory(700);
    let report = verify_path(directory.path(), &verifiers()).unwrap();
    assert_eq!((report.kind, report.size), (Kind::Log, 700));
    assert!(
        report.to_string().contains("all 700 entries were read"),
        "{report}"
    );
    let checkpoint = verify_path(&directory.path().join("checkpoint"), &verifiers()).unwrap();
    assert_eq!(checkpoint.kind, Kind::Checkpoint);
}

#[test]
fn one_changed_bit_in_any_file_of_a_log_is_found() {
    let directory = log_in_directory(700);
    for file in [
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/188",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/188",
    ] {
        let path = directory.path().join(file);
        let whole = fs::read(&path).unwrap();
        for place in [0, 1, whole.len() / 2, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[place] ^= 0x10;
            fs::write(&path, changed).unwrap();
            let refused = verify_path(directory.path(), &verifiers());
            assert!(
                matches!(refused, Err(Error::LogDisagrees { .. })),
                "{file} at {place}: {refused:?}"
            );
        }
        fs::write(&path, &whole).unwrap();
        let moved = directory.path().join("elsewhere");
        fs::rename(&path, &moved).unwrap();
        let missing = verify_path(directory.path(), &verifiers());
        assert!(matches!(missing, Err(Error::Missing { path }) if path == file));
        fs::rename(&moved, &path).unwrap();
    }
    verify_path(directory.path(), &verifiers()).unwrap();
}

#[test]
fn a_log_must_still_begin_as_it_did_when_a_receipt_was_made() {
    let now = log(700);
    for size in [0, 1, 255, 256, 699, 700] {
        let then = log(size).latest();
        let report = verify_extends(&**now.store(), &then, &verifiers()).unwrap();
        assert!(
            report
                .to_string()
                .contains("are the same as when it signed"),
            "{report}"
        );
    }
    let other = open(Arc::new(evidence::MemoryStore::new()));
    let mut altered = entries(0..300);
    altered[100].data = b"altered".to_vec();
    other.publish(&altered, NOW).unwrap();
    let refused = verify_extends(&**now.store(), &other.latest(), &verifiers());
    assert!(matches!(refused, Err(Error::ConsistencyFails)));
}

#[test]
fn a_log_of_several_levels_is_recomputed() {
    let log = log(65_536 + 300);
    assert_eq!(
        verify_log(&**log.store(), &verifiers()).unwrap().size,
        65_836
    );
}
