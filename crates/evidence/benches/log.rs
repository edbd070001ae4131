//! Entries a second into a signed log of tiles, each batch synced, and into the journal.
//!
//! `cargo bench -p evidence --bench log` prints medians of several rounds. Files go below the target
//! directory: a temporary directory may lie in memory, where a sync costs nothing.

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use evidence::{
    Algorithm, DirectoryStore, Entry, Hash, Journal, LogProof, MemoryStore, Publisher, SignerKey,
    TileStore, Verifiers, journal::Settings,
};

const ROUNDS: usize = 5;
/// How long the entries of one round are, in entries.
const ENTRIES: u64 = 256 * 64;
const WRITERS: u64 = 128;
const RECORDS_EACH: u64 = 200;
/// A release with its salt, as a connector writes it.
const RECORD_BYTES: usize = 400;

fn main() {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("{cores} cores, medians of {ROUNDS} rounds\n");
    let directory =
        tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a directory to write to");
    for batch in [256, 4096] {
        let files = rate(ENTRIES, |round| {
            let path = directory.path().join(format!("log-{batch}-{round}"));
            publish(
                Arc::new(DirectoryStore::open(path).expect("a new log")),
                batch,
            )
        });
        row(
            &format!("log in files, batches of {batch}, synced"),
            files,
            "entries/s",
        );
        let memory = rate(ENTRIES, |_| publish(Arc::new(MemoryStore::new()), batch));
        row(
            &format!("log in memory, batches of {batch}"),
            memory,
            "entries/s",
        );
    }
    let journal = rate(WRITERS * RECORDS_EACH, |round| {
        journal(&directory.path().join(format!("journal-{round}")))
    });
    row(
        &format!("journal, {WRITERS} writers, synced"),
        journal,
        "records/s",
    );
    let (made, verified) = proofs();
    row("inclusion proofs made, log of 65,536", made, "proofs/s");
    row("proof files read and verified", verified, "files/s");
}

fn signer() -> SignerKey {
    SignerKey::from_seed("bench.example/log", Algorithm::Ed25519, &[1; 32]).expect("a name")
}

fn publish(store: Arc<dyn TileStore>, batch: u64) -> Duration {
    let publisher = Publisher::open(signer(), &[], store, 0).expect("a new log");
    let entries: Vec<Entry> = (0..ENTRIES)
        .map(|index| Entry {
            index,
            data: Hash::of(&index.to_be_bytes()).0.to_vec(),
        })
        .collect();
    let begun = Instant::now();
    for chunk in entries.chunks(usize::try_from(batch).expect("small")) {
        publisher.publish(chunk, 0).expect("published");
    }
    begun.elapsed()
}

fn journal(path: &std::path::Path) -> Duration {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let journal = Journal::open(path, Settings::default(), |_| Ok(())).expect("a new journal");
    let journal = Arc::new(journal);
    let begun = Instant::now();
    runtime.block_on(async {
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let journal = journal.clone();
                tokio::spawn(async move {
                    for _ in 0..RECORDS_EACH {
                        journal
                            .append(vec![7; RECORD_BYTES])
                            .await
                            .expect("durable");
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.await.expect("finished");
        }
    });
    begun.elapsed()
}

fn proofs() -> (f64, f64) {
    const SIZE: u64 = 65_536;
    let publisher =
        Publisher::open(signer(), &[], Arc::new(MemoryStore::new()), 0).expect("a new log");
    let entries: Vec<Entry> = (0..SIZE)
        .map(|index| Entry {
            index,
            data: Hash::of(&index.to_be_bytes()).0.to_vec(),
        })
        .collect();
    publisher.publish(&entries, 0).expect("published");
    let mut verifiers = Verifiers::new();
    verifiers.trust_log("bench.example/log", signer().verifier());
    let places = || (0..2_000_u64).map(|step| step * 31 % SIZE);
    let files: Vec<String> = places()
        .map(|index| publisher.prove(index).expect("covered").to_string())
        .collect();
    let made = rate(2_000, |_| {
        let begun = Instant::now();
        for index in places() {
            black_box(publisher.prove(index).expect("covered"));
        }
        begun.elapsed()
    });
    let verified = rate(2_000, |_| {
        let begun = Instant::now();
        for file in &files {
            let proof = LogProof::parse(file.as_bytes()).expect("a proof");
            let entry = proof.extra.as_ref().expect("an entry");
            black_box(proof.verify(entry, &verifiers).expect("genuine"));
        }
        begun.elapsed()
    });
    (made, verified)
}

/// Median rate over the rounds.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2⁵³")]
fn rate(count: u64, mut round: impl FnMut(usize) -> Duration) -> f64 {
    let mut rates: Vec<f64> = (0..ROUNDS)
        .map(|number| count as f64 / round(number).as_secs_f64())
        .collect();
    rates.sort_by(f64::total_cmp);
    rates[ROUNDS / 2]
}

fn row(what: &str, rate: f64, unit: &str) {
    println!("{what:<45} {rate:>12.0} {unit}");
}
