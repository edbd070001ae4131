//! The party's tamper-evident log: published from the database as tiles and checkpoints, served under `/log/`.
//!
//! Of several processes on one database and directory one publishes; the others serve the same files and take over
//! when it goes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use evidence::publisher::{Entry, Pace, run};
use evidence::{
    Algorithm, DirectoryStore, LogProof, Publisher, Resource, SignedCheckpoint, SignerKey,
    TileStore, VerifierKey,
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use rand::Rng;
use storage::Database;
use storage::keys::{KeyState, Keys as _, NewKey};
use storage::log::Log as _;
use storage::settings::Settings as _;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use crate::Error;
use crate::problem::{Problem, ProblemName};
use crate::time::{now_micros, now_seconds};

/// The purpose under which the database keeps the keys that sign checkpoints.
const PURPOSE: &str = "log";

/// How often a process that may not publish tries to, and how long one that failed waits.
const TAKE_OVER: Duration = Duration::from_secs(3);

/// How often the latest checkpoint is written to the database, to know it again after a restored backup.
const REMEMBER: Duration = Duration::from_secs(10);

/// How long a proof may wait for the checkpoint that covers its entry: two of the longest intervals between them.
const COVERED_WITHIN: Duration = Duration::from_secs(3);

/// How often a process that does not publish looks for a new checkpoint while a proof waits.
const LOOK: Duration = Duration::from_millis(100);

/// Full tiles never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A checkpoint is good for as long as it takes to make the next.
const BRIEFLY: &str = "public, max-age=1";

/// What the log's entries are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogContent {
    /// The salted commitment of each record: logs of operators and connectors.
    Commitments,
    /// The records themselves, as stored: the public log of a registry.
    Records,
}

/// Which log, and where its files lie.
#[derive(Clone, Debug)]
pub struct LogSettings {
    /// The log's name in the database.
    pub name: String,
    /// The log's name to the world: the party's base URL without scheme, `/log` at its end.
    pub origin: String,
    /// Where tiles and checkpoint are written: a directory of this log alone.
    pub directory: PathBuf,
    /// What the entries are.
    pub content: LogContent,
}

impl LogSettings {
    /// Settings with the origin made from the party's base URL.
    pub fn new(
        name: &str,
        base_url: &str,
        directory: impl Into<PathBuf>,
        content: LogContent,
    ) -> Self {
        let origin = base_url
            .split_once("://")
            .map_or(base_url, |(_, rest)| rest)
            .trim_end_matches('/');
        Self {
            name: name.into(),
            origin: format!("{origin}/log"),
            directory: directory.into(),
            content,
        }
    }
}

/// One log of a party.
pub struct PartyLog {
    database: Database,
    settings: LogSettings,
    files: Arc<DirectoryStore>,
    keys: LogKeys,
    wake: Arc<Notify>,
}

struct LogKeys {
    seed: Zeroizing<[u8; 32]>,
    verifier: VerifierKey,
    former: Vec<VerifierKey>,
}

impl PartyLog {
    /// Reads the log's key, making one at the first start. Publishing begins with [`PartyLog::spawn`].
    pub async fn open(database: Database, settings: LogSettings) -> Result<Arc<Self>, Error> {
        if database.signing_keys(PURPOSE).await?.is_empty() {
            make_key(&database).await?;
        }
        let keys = read_keys(&database, &settings.origin).await?;
        let files = Arc::new(DirectoryStore::read_only(&settings.directory));
        let log = Self {
            database,
            settings,
            files,
            keys,
            wake: Arc::new(Notify::new()),
        };
        log.refuse_older_database().await?;
        Ok(Arc::new(log))
    }

    /// Entries are durable in the database before they are published, so a log with more of them belongs to a later
    /// database. Going on would give other entries the numbers of those that were published.
    async fn refuse_older_database(&self) -> Result<(), Error> {
        let Some(published) = self.checkpoint().await? else {
            return Ok(());
        };
        let published = published.checkpoint().size;
        let kept = self.database.log_size(&self.settings.name).await?;
        if u64::try_from(kept).is_ok_and(|kept| kept >= published) {
            return Ok(());
        }
        Err(Error::Config(format!(
            "the log in `{}` has {published} entries, but the database only {kept}: it is older than its log, as after \
             restoring an old copy. Take a newer copy, or move the folder away to have the log made again from the \
             database; whoever kept a checkpoint will then see that entries are missing",
            self.settings.directory.display()
        )))
    }

    /// The log's name in the database.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// The log's name to the world.
    pub fn origin(&self) -> &str {
        &self.settings.origin
    }

    /// The key to verify checkpoints with, in the form of C2SP `signed-note`.
    pub fn verifier(&self) -> &VerifierKey {
        &self.keys.verifier
    }

    /// Says that there are new entries. Not needed for them to be published, only for it to happen at once.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Publishes until `stop`, then what is left. Ends with an error only when going on would harm the log.
    pub fn spawn(self: &Arc<Self>, stop: CancellationToken) -> JoinHandle<Result<(), Error>> {
        let log = Arc::clone(self);
        tokio::spawn(async move { log.publish(stop).await })
    }

    async fn publish(&self, stop: CancellationToken) -> Result<(), Error> {
        let publisher = loop {
            match self.open_publisher().await {
                Ok(publisher) => break publisher,
                Err(Error::Evidence(evidence::Error::InUse { .. })) => {}
                Err(Error::Evidence(error)) if error.is_transient() => {
                    tracing::warn!(origin = self.origin(), %error, "the log cannot be opened yet");
                }
                Err(error) => return Err(error),
            }
            if stop
                .run_until_cancelled(tokio::time::sleep(TAKE_OVER))
                .await
                .is_none()
            {
                return Ok(());
            }
        };
        let ended = CancellationToken::new();
        let remembering = tokio::spawn(remember(
            self.database.clone(),
            self.memory_key(),
            Arc::clone(&publisher),
            ended.clone(),
        ));
        let fetch = |from: u64, limit: usize| {
            fetch(self.database.clone(), self.settings.clone(), from, limit)
        };
        let clock = || u64::try_from(now_seconds()).unwrap_or_default();
        let wake = Arc::clone(&self.wake);
        let outcome = run(
            Arc::clone(&publisher),
            fetch,
            wake,
            clock,
            Pace::default(),
            stop.cancelled(),
        )
        .await;
        ended.cancel();
        // It ends by itself and only fails by panicking, which has been reported then.
        let _ = remembering.await;
        Ok(outcome?)
    }

    async fn open_publisher(&self) -> Result<Arc<Publisher>, Error> {
        let directory = self.settings.directory.clone();
        let signer =
            SignerKey::from_seed(&self.settings.origin, Algorithm::Ed25519, &self.keys.seed)?;
        let former = self.keys.former.clone();
        let now = u64::try_from(now_seconds()).unwrap_or_default();
        let opened = tokio::task::spawn_blocking(move || {
            let store = Arc::new(DirectoryStore::open(directory)?);
            Publisher::open(signer, &former, store, now)
        });
        let publisher = opened.await.map_err(|_| evidence::Error::TaskEnded)??;
        if let Some(before) = self.database.setting(&self.memory_key()).await? {
            let before = SignedCheckpoint::parse(before.value.as_bytes())?;
            publisher.signed_before(before.checkpoint())?;
        }
        Ok(Arc::new(publisher))
    }

    fn memory_key(&self) -> String {
        format!("log.{}.checkpoint", self.settings.name)
    }

    /// The latest checkpoint, or `None` before the first.
    pub async fn checkpoint(&self) -> Result<Option<SignedCheckpoint>, Error> {
        let Some(bytes) = self.read(Resource::Checkpoint).await? else {
            return Ok(None);
        };
        Ok(Some(SignedCheckpoint::parse(&bytes)?))
    }

    /// When the latest checkpoint was kept in the database, in microseconds since the epoch: within seconds of its
    /// publication.
    pub async fn published_at(&self) -> Result<Option<i64>, Error> {
        let kept = self.database.setting(&self.memory_key()).await?;
        Ok(kept.map(|kept| kept.changed_at))
    }

    /// Proves that the entry is in the log, waiting up to 3 s for a checkpoint that covers it; `None` if there is no
    /// such entry or none does.
    pub async fn prove(&self, index: u64) -> Result<Option<LogProof>, Error> {
        let size = self.database.log_size(&self.settings.name).await?;
        if u64::try_from(size).is_ok_and(|size| index >= size) {
            return Ok(None);
        }
        self.wake();
        let covered = async {
            loop {
                match self.checkpoint().await? {
                    Some(checkpoint) if checkpoint.checkpoint().size > index => {
                        return Ok::<_, Error>(checkpoint);
                    }
                    _ => tokio::time::sleep(LOOK).await,
                }
            }
        };
        let Ok(checkpoint) = tokio::time::timeout(COVERED_WITHIN, covered).await else {
            return Ok(None);
        };
        let checkpoint = checkpoint?;
        let files = Arc::clone(&self.files);
        let made = tokio::task::spawn_blocking(move || LogProof::make(&*files, index, &checkpoint));
        Ok(Some(made.await.map_err(|_| evidence::Error::TaskEnded)??))
    }

    async fn read(&self, resource: Resource) -> Result<Option<Vec<u8>>, Error> {
        let files = Arc::clone(&self.files);
        let read = tokio::task::spawn_blocking(move || files.read(resource));
        Ok(read.await.map_err(|_| evidence::Error::TaskEnded)??)
    }

    /// `/log/checkpoint`, `/log/tile/…` (C2SP `tlog-tiles`), `/log/proof/{index}` (`tlog-proof`), and
    /// `/log/verifier-keys`: the keys to verify them with (C2SP `signed-note`), one a line, the one that signs first.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/log/checkpoint", get(checkpoint))
            .route("/log/tile/{*path}", get(tile))
            .route("/log/proof/{index}", get(proof))
            .route("/log/verifier-keys", get(verifier_keys))
            .with_state(Arc::clone(self))
    }
}

async fn checkpoint(State(log): State<Arc<PartyLog>>) -> Response {
    serve(&log, Resource::Checkpoint, BRIEFLY).await
}

async fn verifier_keys(State(log): State<Arc<PartyLog>>) -> String {
    let keys = std::iter::once(&log.keys.verifier).chain(&log.keys.former);
    let mut lines = String::new();
    for key in keys {
        lines.push_str(&key.to_string());
        lines.push('\n');
    }
    lines
}

async fn tile(State(log): State<Arc<PartyLog>>, Path(path): Path<String>) -> Response {
    match Resource::parse(&format!("tile/{path}")) {
        Some(resource) => serve(&log, resource, FOR_EVER).await,
        None => Problem::new(ProblemName::NotFound).into_response(),
    }
}

async fn serve(log: &PartyLog, resource: Resource, cache: &'static str) -> Response {
    match log.read(resource).await {
        Ok(Some(bytes)) => (
            [
                (CONTENT_TYPE, resource.media_type()),
                (CACHE_CONTROL, cache),
            ],
            bytes,
        )
            .into_response(),
        Ok(None) => Problem::new(ProblemName::NotFound).into_response(),
        Err(error) => {
            tracing::error!(origin = log.origin(), %resource, %error, "a file of the log cannot be read");
            Problem::new(ProblemName::LogUnavailable).into_response()
        }
    }
}

async fn proof(State(log): State<Arc<PartyLog>>, Path(index): Path<u64>) -> Response {
    match log.prove(index).await {
        Ok(Some(proof)) => (
            [(CONTENT_TYPE, "text/plain; charset=utf-8")],
            proof.to_string(),
        )
            .into_response(),
        Ok(None) => Problem::new(ProblemName::NotFound)
            .detail(format!("the log has no entry `{index}`"))
            .into_response(),
        Err(error) => {
            tracing::error!(origin = log.origin(), index, %error, "a proof cannot be made");
            Problem::new(ProblemName::LogUnavailable).into_response()
        }
    }
}

/// Entries from the database: durable, in order, without gaps.
async fn fetch(
    database: Database,
    settings: LogSettings,
    from: u64,
    limit: usize,
) -> Result<Vec<Entry>, Error> {
    let number = |value: i64| u64::try_from(value).unwrap_or_default();
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let to = from.saturating_add(i64::try_from(limit).unwrap_or(i64::MAX));
    match settings.content {
        LogContent::Commitments => {
            let leaves = database.log_leaves(&settings.name, from, to).await?;
            Ok(leaves
                .into_iter()
                .map(|leaf| Entry {
                    index: number(leaf.index),
                    data: leaf.leaf,
                })
                .collect())
        }
        LogContent::Records => {
            let records = database.log_range(&settings.name, from, to).await?;
            let entry = |record: storage::log::LogRecord| {
                let data = record.record.unwrap_or_default().into_bytes();
                Entry {
                    index: number(record.index),
                    data,
                }
            };
            Ok(records.into_iter().map(entry).collect())
        }
    }
}

/// Keeps the latest checkpoint in the database too: if the files are lost or restored from an older backup, nothing
/// is signed that contradicts it.
async fn remember(
    database: Database,
    key: String,
    publisher: Arc<Publisher>,
    ended: CancellationToken,
) {
    let mut latest = publisher.watch();
    loop {
        let goes_on = ended
            .run_until_cancelled(tokio::time::sleep(REMEMBER))
            .await
            .is_some();
        if latest.has_changed().unwrap_or(false) {
            let text = latest.borrow_and_update().to_string();
            if let Err(error) = database.set(&key, &text, now_micros()).await {
                tracing::warn!(%error, "the latest checkpoint cannot be kept in the database");
                latest.mark_changed();
            }
        }
        if !goes_on {
            return;
        }
    }
}

async fn make_key(database: &Database) -> Result<(), Error> {
    let mut seed = Zeroizing::new([0; 32]);
    rand::rng().fill_bytes(&mut *seed);
    let failed = |error: protocol::jose::JoseError| Error::Key(error.to_string());
    let key =
        protocol::jose::SigningKey::from_secret(protocol::jose::Algorithm::EdDsa, &seed, None)
            .map_err(failed)?;
    let public = serde_json::to_string(key.jwk()).map_err(|error| Error::Key(error.to_string()))?;
    let new = NewKey {
        kid: key.kid().as_str(),
        purpose: PURPOSE,
        algorithm: key.algorithm().as_str(),
        state: KeyState::Active,
        public_jwk: &public,
        private: &*seed,
    };
    Ok(database.add_signing_key(&new, now_micros()).await?)
}

/// The active key signs; checkpoints of the others still count.
async fn read_keys(database: &Database, origin: &str) -> Result<LogKeys, Error> {
    let mut current = None;
    let mut former = Vec::new();
    for key in database.signing_keys(PURPOSE).await? {
        let seed: [u8; 32] = key
            .private
            .as_slice()
            .try_into()
            .map_err(|_| Error::Key(format!("`{}` is no key of a log", key.kid)))?;
        let seed = Zeroizing::new(seed);
        let signer = SignerKey::from_seed(origin, Algorithm::Ed25519, &seed)?;
        if key.state == KeyState::Active {
            current = Some((seed, signer.verifier().clone()));
        } else {
            former.push(signer.verifier().clone());
        }
    }
    let (seed, verifier) = current.ok_or_else(|| Error::Key("the log has no active key".into()))?;
    Ok(LogKeys {
        seed,
        verifier,
        former,
    })
}
