//! The publisher: follows on, never forks.

use std::sync::Arc;

use evidence::{
    Checkpoint, DirectoryStore, Entry, Error, Hash, MemoryStore, Publisher, Resource, TileStore,
    Verifiers, tiles::TileReader, verify::verify_log,
};

use crate::logs::{NOW, ORIGIN, entries, entry, key, log, open, signer, verifier, verifiers};

#[test]
fn a_new_log_begins_with_a_signed_checkpoint_of_nothing() {
    let store = Arc::new(MemoryStore::new());
    open(store.clone());
    let report = verify_log(&store, &verifiers()).unwrap();
    assert_eq!(report.size, 0);
    assert_eq!(report.root, Hash::EMPTY_ROOT.to_string());
}

#[test]
fn the_log_is_the_same_however_its_entries_were_batched() {
    let whole = log(1_000).latest().checkpoint().clone();
    for batch in [1, 7, 255, 256, 257, 999] {
        let publisher = open(Arc::new(MemoryStore::new()));
        for from in (0..1_000).step_by(batch) {
            let to = (from + u64::try_from(batch).unwrap()).min(1_000);
            let signed = publisher.publish(&entries(from..to), NOW).unwrap();
            assert_eq!(signed.checkpoint().size, to);
        }
        assert_eq!(
            *publisher.latest().checkpoint(),
            whole,
            "batches of {batch}"
        );
        assert_eq!(
            verify_log(&**publisher.store(), &verifiers()).unwrap().size,
            1_000
        );
    }
}

#[test]
fn every_entry_is_read_back() {
    let log = log(600);
    let reader = TileReader::new(&**log.store(), 600);
    for index in 0..600 {
        assert_eq!(reader.entry(index).unwrap(), entry(index).data);
    }
    assert!(matches!(
        reader.entry(600),
        Err(Error::OutOfRange {
            index: 600,
            size: 600
        })
    ));
}

#[test]
fn a_log_in_a_directory_goes_on_after_reopening() {
    let directory = tempfile::tempdir().unwrap();
    for (from, to) in [(0, 3), (3, 256), (256, 256), (256, 700)] {
        let store = Arc::new(DirectoryStore::open(directory.path()).unwrap());
        let publisher = open(store);
        assert_eq!(publisher.size(), from);
        publisher.publish(&entries(from..to), NOW).unwrap();
    }
    let store = DirectoryStore::read_only(directory.path());
    let report = verify_log(&store, &verifiers()).unwrap();
    assert_eq!(report.root, log(700).latest().checkpoint().root.to_string());
    assert!(
        !directory.path().join("tile/0/000.p").exists(),
        "partial tiles have given way"
    );
    assert!(directory.path().join("tile/entries/002.p/188").exists());
}

#[test]
fn publishing_again_what_is_published_changes_nothing() {
    let log = log(300);
    let before = log.latest();
    let after = log.publish(&entries(100..300), NOW + 5).unwrap();
    assert_eq!(after, before, "not even signed again");
    let after = log.publish(&[], NOW + 5).unwrap();
    assert_eq!(after, before);
    let after = log.publish(&entries(290..310), NOW + 5).unwrap();
    assert_eq!(after.checkpoint().size, 310);
    assert_eq!(
        *after.checkpoint(),
        *crate::logs::log(310).latest().checkpoint()
    );
}

#[test]
fn a_gap_is_refused_and_nothing_happens() {
    let log = log(10);
    let before = log.latest();
    assert!(matches!(
        log.publish(&entries(11..12), NOW),
        Err(Error::Gap {
            given: 11,
            size: 10
        })
    ));
    let skipping = [entry(10), entry(12)];
    assert!(matches!(
        log.publish(&skipping, NOW),
        Err(Error::Gap {
            given: 12,
            size: 11
        })
    ));
    let repeating = [entry(10), entry(10)];
    assert!(matches!(
        log.publish(&repeating, NOW),
        Err(Error::Gap {
            given: 10,
            size: 11
        })
    ));
    assert_eq!(log.latest(), before);
    assert_eq!(
        log.publish(&[entry(10)], NOW).unwrap().checkpoint().size,
        11
    );
}

#[test]
fn an_entry_that_became_another_is_refused() {
    let log = log(10);
    let other = Entry {
        index: 4,
        data: b"rewritten".to_vec(),
    };
    assert!(matches!(
        log.publish(&[other], NOW),
        Err(Error::WouldFork { size: 10, .. })
    ));
}

#[test]
fn an_entry_too_long_for_a_bundle_is_refused() {
    let log = log(1);
    let long = Entry {
        index: 1,
        data: vec![0; 65_536],
    };
    assert!(matches!(
        log.publish(&[long], NOW),
        Err(Error::TooLarge { limit: 65_535, .. })
    ));
    let longest = Entry {
        index: 1,
        data: vec![0; 65_535],
    };
    assert_eq!(log.publish(&[longest], NOW).unwrap().checkpoint().size, 2);
}

#[test]
fn tiles_without_their_checkpoint_are_not_begun_anew() {
    let store = Arc::new(MemoryStore::new());
    store
        .write(&[(Resource::Entries { index: 0, width: 1 }, vec![0, 0])])
        .unwrap();
    let opened = Publisher::open(signer(), &[], store, NOW);
    assert!(matches!(opened, Err(Error::Missing { path }) if path == "checkpoint"));
}

#[test]
fn a_checkpoint_of_another_log_or_another_key_is_not_gone_on_from() {
    let store = log(5).store().clone();
    let other_name = Publisher::open(key("rennes.example/log", 1), &[], store.clone(), NOW);
    assert!(matches!(other_name, Err(Error::WouldFork { .. })));
    let other_key = Publisher::open(key(ORIGIN, 2), &[], store, NOW);
    assert!(matches!(other_key, Err(Error::NotSignedByKnownKey { .. })));
}

#[test]
fn a_log_changes_its_key_and_keeps_its_history() {
    let store = log(5).store().clone();
    let new_key = key(ORIGIN, 2);
    let publisher = Publisher::open(new_key.clone(), &[verifier()], store.clone(), NOW).unwrap();
    let mut believe_new = Verifiers::new();
    believe_new.trust_log(ORIGIN, new_key.verifier());
    assert_eq!(verify_log(&store, &believe_new).unwrap().size, 5);
    publisher.publish(&entries(5..9), NOW).unwrap();
    assert_eq!(verify_log(&store, &believe_new).unwrap().size, 9);
    assert!(
        verify_log(&store, &verifiers()).is_err(),
        "the old key signs no more"
    );
}

#[test]
fn a_log_restored_from_a_backup_signs_nothing_until_it_has_caught_up() {
    let later = log(20).latest().checkpoint().clone();
    let restored = log(10);
    restored.signed_before(&later).unwrap();
    let mut signed = restored.latest();
    for (from, to) in [(10, 12), (12, 19)] {
        signed = restored.publish(&entries(from..to), NOW).unwrap();
        assert_eq!(signed.checkpoint().size, 10, "{from}..{to} is not signed");
    }
    assert_eq!(restored.size(), 19);
    drop(signed);
    let signed = restored.publish(&entries(19..25), NOW).unwrap();
    assert_eq!(signed.checkpoint().size, 25);
}

#[test]
fn a_log_restored_from_a_backup_may_not_take_another_course() {
    let later = log(20).latest().checkpoint().clone();
    let restored = log(10);
    restored.signed_before(&later).unwrap();
    let mut other = entries(10..25);
    other[3].data = b"another course".to_vec();
    assert!(matches!(
        restored.publish(&other, NOW),
        Err(Error::WouldFork { size: 20, .. })
    ));
    assert_eq!(restored.latest().checkpoint().size, 10);
}

#[test]
fn a_checkpoint_signed_before_must_be_part_of_the_log() {
    let grown = log(500);
    grown.signed_before(log(300).latest().checkpoint()).unwrap();
    grown.signed_before(grown.latest().checkpoint()).unwrap();
    let forked = Checkpoint::new(ORIGIN, 300, Hash::of(b"fork"));
    assert!(matches!(
        grown.signed_before(&forked),
        Err(Error::WouldFork { size: 300, .. })
    ));
    let foreign = Checkpoint::new("rennes.example/log", 0, Hash::EMPTY_ROOT);
    assert!(matches!(
        grown.signed_before(&foreign),
        Err(Error::WouldFork { .. })
    ));
}

#[test]
fn cosignatures_are_kept_with_the_checkpoint_they_are_for() {
    let log = log(5);
    let witness = key("witness.example", 7);
    let first = log.latest();
    let cosignature = first.cosign(&witness, NOW + 1);
    let signed = log
        .add_cosignatures(first.checkpoint(), [cosignature.clone()])
        .unwrap();
    let mut strict = verifiers();
    strict.trust_witness(witness.verifier());
    strict.require_witnesses(1);
    assert_eq!(signed.verify(&strict).unwrap().witnesses[0].time, NOW + 1);
    assert_eq!(open(log.store().clone()).latest(), signed, "stored");

    let next = log.publish(&entries(5..6), NOW).unwrap();
    assert!(next.verify(&strict).is_err());
    let late = log
        .add_cosignatures(first.checkpoint(), [cosignature])
        .unwrap();
    assert_eq!(late, next, "too late, the log has gone on");
}
