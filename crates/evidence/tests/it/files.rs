//! Proof files: read back, and refused when anything is changed.

use evidence::{
    Checkpoint, Error, Hash, LogProof, SignedCheckpoint, note::Note, proof::PROOF_HEADER,
};

use crate::logs::{NOW, entry, log, signer, verifiers};

#[test]
fn a_proof_file_is_read_back_and_verified() {
    for (index, size) in [(0, 1), (1, 2), (299, 300), (256, 300), (17, 70_000)] {
        let proof = log(size).prove(index).unwrap();
        let read = LogProof::parse(proof.to_string().as_bytes()).unwrap();
        assert_eq!(read, proof);
        let verified = read.verify(&entry(index).data, &verifiers()).unwrap();
        assert_eq!(verified.checkpoint.size, size);
        assert_eq!(verified.log_time, Some(NOW));
    }
}

#[test]
fn the_example_of_c2sp_has_the_form_we_write() {
    let file = log(300).prove(7).unwrap().to_string();
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines[0], "c2sp.org/tlog-proof@v1");
    assert!(lines[1].starts_with("extra "));
    assert_eq!(lines[2], "index 7");
    assert_eq!(
        lines[12], "",
        "nine hashes lead from a leaf to the root of 300"
    );
    assert_eq!(lines[13], "helsinki.example/log");
    assert!(file.ends_with('\n'));
}

#[test]
fn a_proof_holds_for_its_entry_only() {
    let proof = log(300).prove(7).unwrap();
    let other = proof.verify(&entry(8).data, &verifiers());
    assert!(matches!(other, Err(Error::InclusionFails)));
}

#[test]
fn entries_beyond_the_checkpoint_are_not_proved() {
    assert!(matches!(
        log(300).prove(300),
        Err(Error::OutOfRange {
            index: 300,
            size: 300
        })
    ));
}

/// A proof with one signature, and no extra data: every bit of it counts.
fn spare(index: u64, size: u64) -> LogProof {
    let mut proof = log(size).prove(index).unwrap();
    let mut note = Note::new(proof.checkpoint.checkpoint().to_string()).unwrap();
    note.sign(&signer(), NOW);
    proof.checkpoint = SignedCheckpoint::parse(note.to_string().as_bytes()).unwrap();
    proof.extra = None;
    proof
}

#[test]
fn every_single_bit_of_a_proof_file_counts() {
    for (index, size) in [(0, 1), (2, 3), (7, 300), (299, 300)] {
        let file = spare(index, size).to_string().into_bytes();
        let holds = |bytes: &[u8]| {
            LogProof::parse(bytes)
                .and_then(|proof| proof.verify(&entry(index).data, &verifiers()))
                .is_ok()
        };
        assert!(holds(&file));
        for bit in 0..file.len() * 8 {
            let mut changed = file.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(!holds(&changed), "bit {bit} of {index} in {size}");
        }
        for length in 0..file.len() {
            assert!(!holds(&file[..length]), "cut to {length}");
        }
    }
}

#[test]
fn with_two_signatures_a_changed_bit_never_makes_another_statement() {
    let proof = log(5).prove(3).unwrap();
    let file = proof.to_string().into_bytes();
    let said = proof.checkpoint.checkpoint().clone();
    for bit in 0..file.len() * 8 {
        let mut changed = file.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let verified = LogProof::parse(&changed).and_then(|read| {
            let verified = read.verify(&entry(3).data, &verifiers())?;
            Ok((read.index, verified.checkpoint))
        });
        if let Ok(verified) = verified {
            assert_eq!(verified, (3, said.clone()), "bit {bit}");
        }
    }
}

#[test]
fn files_that_break_the_format_are_refused() {
    let good = spare(2, 3).to_string();
    assert!(LogProof::parse(good.as_bytes()).is_ok());
    let hash = Hash::of(b"x").to_string();
    for wrong in [
        String::new(),
        good.replace(PROOF_HEADER, "c2sp.org/tlog-proof@v2"),
        good.replace("index 2", "index 02"),
        good.replace("index 2", "index -2"),
        good.replace("index 2", "Index 2"),
        good.replace("index 2\n", ""),
        good.replace("index 2", "index 2\nextra AAAA"),
        good.replace("index 2", "extra\nindex 2"),
        good.replace("index 2", "extra A\nindex 2"),
        good.replace("index 2", "extra AAAA\nextra AAAA\nindex 2"),
        good.replace("index 2", "index 2\nAAAA"),
        good.replace(
            "index 2",
            &format!("index 2{}", format!("\n{hash}").repeat(65)),
        ),
        good.replacen("\n\n", "\n", 1),
        good.replace('\n', "\r\n"),
    ] {
        assert!(LogProof::parse(wrong.as_bytes()).is_err(), "{wrong}");
    }
    let long = good.replace(
        "index 2",
        &format!("extra {}\nindex 2", "AAAA".repeat(30_000)),
    );
    assert!(LogProof::parse(long.as_bytes()).is_err());
    assert!(matches!(
        LogProof::parse(&vec![b'a'; 1 << 20]),
        Err(Error::TooLarge { .. })
    ));
}

#[test]
fn an_index_that_only_fits_a_larger_tree_is_refused() {
    let mut proof = spare(2, 3);
    proof.index = u64::MAX;
    let refused = proof.verify(&entry(2).data, &verifiers());
    assert!(matches!(refused, Err(Error::OutOfRange { .. })));
}

#[test]
fn a_checkpoint_of_the_largest_size_is_handled() {
    let head = Checkpoint::new(crate::logs::ORIGIN, u64::MAX, Hash::of(b"root"));
    let mut proof = spare(2, 3);
    proof.checkpoint = head.sign(&signer(), NOW).unwrap();
    let refused = proof.verify(&entry(2).data, &verifiers());
    assert!(matches!(refused, Err(Error::InclusionFails)));
}
