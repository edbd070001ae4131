//! The journal: what was acknowledged is there again, whatever happens.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use evidence::{
    Error, Journal,
    journal::{RECORD_LENGTH_MAX, Settings},
};

type Records = Vec<(u64, Vec<u8>)>;

fn open(directory: &Path) -> Result<(Journal, Records), Error> {
    let mut records = Vec::new();
    let journal = Journal::open(directory, Settings::default(), |record| {
        records.push((record.sequence, record.bytes));
        Ok(())
    })?;
    Ok((journal, records))
}

fn record(sequence: u64) -> Vec<u8> {
    format!("record {sequence} ")
        .repeat(usize::try_from(sequence % 5).unwrap())
        .into_bytes()
}

fn expected(count: u64) -> Records {
    (1..=count)
        .map(|sequence| (sequence, record(sequence)))
        .collect()
}

async fn append(journal: &Journal, range: std::ops::RangeInclusive<u64>) {
    for sequence in range {
        assert_eq!(journal.append(record(sequence)).await.unwrap(), sequence);
    }
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "journal")
        })
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn records_are_replayed_in_order_and_numbering_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    for (from, to) in [(1, 10), (11, 11), (12, 40)] {
        let (journal, replayed) = open(directory.path()).unwrap();
        assert_eq!(replayed, expected(from - 1));
        append(&journal, from..=to).await;
    }
    assert_eq!(open(directory.path()).unwrap().1, expected(40));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_share_syncs_and_each_gets_its_own_number() {
    let directory = tempfile::tempdir().unwrap();
    let (journal, _) = open(directory.path()).unwrap();
    let journal = Arc::new(journal);
    let writers: Vec<_> = (0..64_u64)
        .map(|writer| {
            let journal = journal.clone();
            tokio::spawn(async move {
                let mut sequences = Vec::new();
                for _ in 0..20 {
                    let bytes = writer.to_be_bytes().to_vec();
                    sequences.push((journal.append(bytes.clone()).await.unwrap(), bytes));
                }
                sequences
            })
        })
        .collect();
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    drop(Arc::into_inner(journal).unwrap());
    acknowledged.sort();
    assert_eq!(open(directory.path()).unwrap().1, acknowledged);
}

#[tokio::test]
async fn a_tail_torn_at_any_byte_is_cut_and_what_stands_before_it_kept() {
    let directory = tempfile::tempdir().unwrap();
    let (journal, _) = open(directory.path()).unwrap();
    append(&journal, 1..=12).await;
    drop(journal);
    let file = files(directory.path()).remove(0);
    let whole = fs::read(&file).unwrap();
    let mut kept = 0;
    for length in 0..whole.len() {
        for garbage in [&b""[..], &[0; 40], b"garbage from a block never written to"] {
            let torn = tempfile::tempdir().unwrap();
            let path = torn.path().join(file.file_name().unwrap());
            fs::write(&path, [&whole[..length], garbage].concat()).unwrap();
            let (journal, replayed) = open(torn.path()).unwrap();
            let count = replayed.len() as u64;
            assert_eq!(replayed, expected(count), "cut at {length}");
            // Zeros may happen to complete a record that ends in zeros.
            if garbage.is_empty() {
                assert!(count >= kept);
                kept = count;
            }
            if length % 16 == 0 {
                append(&journal, count + 1..=count + 2).await;
                drop(journal);
                assert_eq!(open(torn.path()).unwrap().1, expected(count + 2));
            }
        }
    }
    assert_eq!(kept, 11, "all but the last, which was cut");
}

#[tokio::test]
async fn damage_before_the_tail_is_not_passed_over_in_silence() {
    let directory = tempfile::tempdir().unwrap();
    let (journal, _) = open(directory.path()).unwrap();
    append(&journal, 1..=12).await;
    drop(journal);
    let file = files(directory.path()).remove(0);
    let whole = fs::read(&file).unwrap();
    let last = 24 + record(12).len();
    for place in 0..whole.len() - last {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x40;
        fs::write(&file, damaged).unwrap();
        let opened = open(directory.path()).map(|(_, replayed)| replayed.len());
        assert!(
            matches!(opened, Err(Error::JournalDamaged { .. })),
            "at {place}: {opened:?}"
        );
    }
    fs::write(&file, &whole).unwrap();
    assert_eq!(open(directory.path()).unwrap().1.len(), 12);
}

fn small() -> Settings {
    Settings {
        segment_bytes: 1,
        ..Settings::default()
    }
}

#[tokio::test]
async fn released_files_are_removed_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let journal = Journal::open(directory.path(), small(), |_| Ok(())).unwrap();
    // The least size of a file is that of the longest record: four records in two files.
    for _ in 0..4 {
        journal
            .append(vec![7; RECORD_LENGTH_MAX * 2 / 3])
            .await
            .unwrap();
    }
    assert_eq!(files(directory.path()).len(), 2);
    journal.release(1).await.unwrap();
    assert_eq!(files(directory.path()).len(), 2, "record 2 is still held");
    journal.release(2).await.unwrap();
    assert_eq!(files(directory.path()).len(), 1);
    journal.release(4).await.unwrap();
    let rest = files(directory.path());
    assert_eq!(rest.len(), 1, "a new, empty one");
    assert_eq!(fs::metadata(&rest[0]).unwrap().len(), 0);
    assert_eq!(journal.append(vec![1]).await.unwrap(), 5);
    drop(journal);
    let (journal, replayed) = open(directory.path()).unwrap();
    assert_eq!(replayed, [(5, vec![1])]);
    assert_eq!(journal.append(vec![1]).await.unwrap(), 6);
}

#[tokio::test]
async fn a_missing_file_in_the_middle_is_found() {
    let directory = tempfile::tempdir().unwrap();
    let journal = Journal::open(directory.path(), small(), |_| Ok(())).unwrap();
    for _ in 0..6 {
        journal
            .append(vec![7; RECORD_LENGTH_MAX * 2 / 3])
            .await
            .unwrap();
    }
    drop(journal);
    let all = files(directory.path());
    assert_eq!(all.len(), 3);
    fs::remove_file(&all[1]).unwrap();
    assert!(matches!(
        open(directory.path()),
        Err(Error::JournalDamaged { .. })
    ));
}

#[tokio::test]
async fn a_record_too_long_is_refused_and_the_longest_is_taken() {
    let directory = tempfile::tempdir().unwrap();
    let settings = Settings {
        waiting_bytes: 0,
        ..Settings::default()
    };
    let journal = Journal::open(directory.path(), settings, |_| Ok(())).unwrap();
    let refused = journal.append(vec![0; RECORD_LENGTH_MAX + 1]).await;
    assert!(matches!(refused, Err(Error::TooLarge { .. })));
    assert_eq!(journal.append(vec![0; RECORD_LENGTH_MAX]).await.unwrap(), 1);
    assert_eq!(journal.append(vec![]).await.unwrap(), 2);
}

#[tokio::test]
async fn only_one_process_holds_a_journal() {
    let directory = tempfile::tempdir().unwrap();
    let (journal, _) = open(directory.path()).unwrap();
    assert!(matches!(open(directory.path()), Err(Error::InUse { .. })));
    drop(journal);
    assert!(open(directory.path()).is_ok());
}

#[tokio::test]
async fn a_replay_that_fails_fails_the_opening() {
    let directory = tempfile::tempdir().unwrap();
    let (journal, _) = open(directory.path()).unwrap();
    append(&journal, 1..=3).await;
    drop(journal);
    let failed = Journal::open(directory.path(), Settings::default(), |_| {
        Err(Error::TaskEnded)
    });
    assert!(matches!(failed, Err(Error::TaskEnded)));
}

/// Set in the process that is killed: where its journal lies.
const VICTIM: &str = "EVIDENCE_TEST_JOURNAL";

/// Not a test of its own: the process that [`what_was_acknowledged_survives_kill_9`] kills.
#[tokio::test(flavor = "multi_thread")]
async fn victim() {
    let Some(directory) = env::var_os(VICTIM) else {
        return;
    };
    let (journal, replayed) = open(Path::new(&directory)).unwrap();
    let journal = Arc::new(journal);
    let known = replayed.len();
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..16_u64 {
        let journal = journal.clone();
        writers.spawn(async move {
            loop {
                let sequence = journal.append(writer.to_be_bytes().to_vec()).await.unwrap();
                let line = format!("acknowledged {sequence} after {known}\n");
                std::io::stdout().write_all(line.as_bytes()).unwrap();
            }
        });
    }
    writers.join_all().await;
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let directory = tempfile::tempdir().unwrap();
    let mut highest = 0;
    for round in 1..=12 {
        let mut victim = Command::new(env::current_exe().unwrap())
            .args(["--exact", "journal::victim", "--nocapture"])
            .env(VICTIM, directory.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(victim.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        // Killed after a different number of acknowledgements each time; what it still says counts.
        let mut acknowledged = 0;
        for line in lines {
            let Some(sequence) = line.split("acknowledged ").nth(1) else {
                continue;
            };
            let sequence = sequence.split(' ').next().unwrap();
            highest = highest.max(sequence.parse::<u64>().unwrap_or(0));
            acknowledged += 1;
            if acknowledged == round * 17 {
                victim.kill().unwrap();
            }
        }
        victim.wait().unwrap();
        let (_journal, replayed) = open(directory.path()).unwrap();
        let last = replayed.last().map_or(0, |(sequence, _)| *sequence);
        assert!(
            last >= highest,
            "{highest} was acknowledged, {last} is the last one there"
        );
        assert_eq!(replayed.len() as u64, last, "none is missing between");
    }
    assert!(highest > 12 * 17);
}
