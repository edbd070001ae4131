use std::path::Path;
use std::sync::Arc;

use evidence::{LogProof, SignedCheckpoint, Verifiers};
use storage::log::LogEntry;
use storage::settings::Settings as _;
use storage::{Database, Unit};
use tokio::task::JoinHandle;
use web::log::{LogContent, LogSettings, PartyLog};
use web::{CancellationToken, Error, ServerConfig};

use crate::support::{database, serve_framed, soon};

const NAME: &str = "operator";

fn settings(directory: &Path, content: LogContent) -> LogSettings {
    LogSettings::new(
        NAME,
        "https://op.example/",
        directory.join("tiles"),
        content,
    )
}

fn entry(number: u8) -> LogEntry {
    LogEntry {
        log: NAME.into(),
        at: i64::from(number),
        kind: "test".into(),
        party: None,
        subject: None,
        salt: None,
        record: Some(format!("{{\"number\":{number}}}")),
        leaf: [number; 32],
    }
}

async fn append(database: &Database, numbers: std::ops::Range<u8>) {
    for number in numbers {
        let mut unit = Unit::new();
        unit.log(entry(number));
        database.commit(unit).await.unwrap();
    }
}

struct Publishing {
    log: Arc<PartyLog>,
    stop: CancellationToken,
    task: JoinHandle<Result<(), Error>>,
}

async fn publish(database: &Database, directory: &Path, content: LogContent) -> Publishing {
    let log = PartyLog::open(database.clone(), settings(directory, content))
        .await
        .unwrap();
    let stop = CancellationToken::new();
    let task = log.spawn(stop.clone());
    Publishing { log, stop, task }
}

impl Publishing {
    async fn end(self) {
        self.stop.cancel();
        soon(self.task).await.unwrap().unwrap();
    }

    fn verifiers(&self) -> Verifiers {
        let mut verifiers = Verifiers::new();
        verifiers.trust_log(self.log.origin(), self.log.verifier());
        verifiers
    }

    async fn reaches(&self, size: u64) -> SignedCheckpoint {
        soon(async {
            loop {
                self.log.wake();
                match self.log.checkpoint().await.unwrap() {
                    Some(checkpoint) if checkpoint.checkpoint().size >= size => return checkpoint,
                    _ => tokio::task::yield_now().await,
                }
            }
        })
        .await
    }
}

#[tokio::test]
async fn what_is_committed_is_published_and_can_be_proved() {
    let (database, files) = database().await;
    let publishing = publish(&database, files.path(), LogContent::Commitments).await;
    append(&database, 0..5).await;
    let proof = soon(publishing.log.prove(3))
        .await
        .unwrap()
        .expect("a proof");
    proof.verify(&[3; 32], &publishing.verifiers()).unwrap();
    assert!(proof.verify(&[4; 32], &publishing.verifiers()).is_err());
    assert!(soon(publishing.log.prove(99)).await.unwrap().is_none());
    publishing.end().await;
}

#[tokio::test]
async fn a_public_log_holds_the_records_themselves() {
    let (database, files) = database().await;
    let publishing = publish(&database, files.path(), LogContent::Records).await;
    append(&database, 0..2).await;
    let proof = soon(publishing.log.prove(1))
        .await
        .unwrap()
        .expect("a proof");
    proof
        .verify(b"{\"number\":1}", &publishing.verifiers())
        .unwrap();
    publishing.end().await;
}

#[tokio::test]
async fn anybody_can_fetch_checkpoint_tiles_and_proofs() {
    let (database, files) = database().await;
    append(&database, 0..5).await;
    let publishing = publish(&database, files.path(), LogContent::Commitments).await;
    publishing.reaches(5).await;
    let server = serve_framed(ServerConfig::default(), publishing.log.router()).await;

    let answer = server.get("/log/checkpoint", "").await;
    assert_eq!(answer.header("cache-control"), Some("public, max-age=1"));
    let checkpoint = SignedCheckpoint::parse(answer.body.as_bytes()).unwrap();
    checkpoint.verify(&publishing.verifiers()).unwrap();
    assert_eq!(checkpoint.checkpoint().origin, "op.example/log");

    let answer = server.get("/log/tile/0/000.p/5", "").await;
    assert_eq!(
        answer.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    assert_eq!(answer.header("content-length"), Some("160"));

    let answer = server.get("/log/proof/2", "").await;
    LogProof::parse(answer.body.as_bytes())
        .unwrap()
        .verify(&[2; 32], &publishing.verifiers())
        .unwrap();

    for path in [
        "/log/tile/0/001",
        "/log/tile/entries/../../checkpoint",
        "/log/tile/..%2f..%2fparty.sqlite",
        "/log/tile/x",
        "/log/proof/77",
    ] {
        assert_eq!(server.get(path, "").await.status, 404, "{path}");
    }
    assert_eq!(server.get("/log/proof/-1", "").await.status, 400);
    publishing.end().await;
}

#[tokio::test]
async fn a_restart_goes_on_where_it_was_under_the_same_key() {
    let (database, files) = database().await;
    append(&database, 0..3).await;
    let first = publish(&database, files.path(), LogContent::Commitments).await;
    first.reaches(3).await;
    let key = first.log.verifier().to_string();
    first.end().await;
    append(&database, 3..6).await;
    let second = publish(&database, files.path(), LogContent::Commitments).await;
    second.reaches(6).await.verify(&second.verifiers()).unwrap();
    assert_eq!(second.log.verifier().to_string(), key);
    second.end().await;
}

#[tokio::test]
async fn stopping_publishes_what_is_left() {
    let (database, files) = database().await;
    let publishing = publish(&database, files.path(), LogContent::Commitments).await;
    publishing.reaches(0).await;
    append(&database, 0..3).await;
    let log = Arc::clone(&publishing.log);
    publishing.end().await;
    assert_eq!(
        log.checkpoint().await.unwrap().unwrap().checkpoint().size,
        3
    );
}

#[tokio::test]
async fn a_second_process_serves_the_same_log_and_takes_over() {
    let (database, files) = database().await;
    append(&database, 0..2).await;
    let first = publish(&database, files.path(), LogContent::Commitments).await;
    first.reaches(2).await;
    let second = publish(&database, files.path(), LogContent::Commitments).await;
    soon(second.log.prove(1))
        .await
        .unwrap()
        .expect("a proof from the files of the first");
    first.end().await;
    append(&database, 2..4).await;
    second.reaches(4).await;
    second.end().await;
}

#[tokio::test]
async fn a_log_whose_files_are_lost_is_written_again_from_the_database() {
    let (database, files) = database().await;
    append(&database, 0..3).await;
    let first = publish(&database, files.path(), LogContent::Commitments).await;
    let before = first.reaches(3).await;
    first.end().await;
    std::fs::remove_dir_all(files.path().join("tiles")).unwrap();
    let second = publish(&database, files.path(), LogContent::Commitments).await;
    let after = second.reaches(3).await;
    assert_eq!(after.checkpoint(), before.checkpoint());
    second.end().await;
}

#[tokio::test]
async fn a_log_that_would_contradict_what_was_signed_is_not_published() {
    let (database, files) = database().await;
    append(&database, 0..2).await;
    let first = publish(&database, files.path(), LogContent::Commitments).await;
    first.reaches(2).await;
    first.end().await;
    // Another history was signed once: the files are those of an older backup.
    let remembered = database
        .setting("log.operator.checkpoint")
        .await
        .unwrap()
        .expect("remembered")
        .value;
    let mut lines: Vec<&str> = remembered.lines().collect();
    lines[2] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    database
        .set(
            "log.operator.checkpoint",
            &format!("{}\n", lines.join("\n")),
            0,
        )
        .await
        .unwrap();
    let second = publish(&database, files.path(), LogContent::Commitments).await;
    let outcome = soon(second.task).await.unwrap();
    assert!(
        matches!(
            outcome,
            Err(Error::Evidence(evidence::Error::WouldFork { .. }))
        ),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_database_that_is_older_than_its_log_is_refused() {
    let (published, files) = database().await;
    let publishing = publish(&published, files.path(), LogContent::Commitments).await;
    append(&published, 0..5).await;
    publishing.reaches(5).await;
    publishing.end().await;

    let (restored, _other) = database().await;
    append(&restored, 0..3).await;
    let settings = settings(files.path(), LogContent::Commitments);
    let refused = PartyLog::open(restored, settings).await.err();
    let refused = refused.expect("it must not go on").to_string();
    assert!(refused.contains("5 entries"), "{refused}");
    assert!(refused.contains("only 3"), "{refused}");
}
