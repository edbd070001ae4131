//! Copies of a bucket's objects in the data directory, from which people's records are read as from files in a folder.
//! A copy is there whole or not at all, and is served for as long as the store was seen to have it, and a while longer
//! when the store cannot be looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use web::CancellationToken;

use super::bucket::{Bucket, Listed};
use super::trouble::Trouble;
use crate::clock::Clock;
use crate::config::{BucketConfig, Config};
use crate::sources::SourceError;
use crate::{Error, Result};

/// The folder below the data directory; nothing else is in it.
const FOLDER: &str = "bucket-copies";
/// What is known of the copies in it.
const KNOWN: &str = "copies.json";
const MICROS: i64 = 1_000_000;

/// Where the copy of an object is. Another store, bucket or key has another, so that none is taken for another.
pub(crate) fn place(data: &Path, bucket: &BucketConfig, name: &str) -> PathBuf {
    let whose = format!("{}\n{}\n{}", bucket.endpoint, bucket.name, bucket.key(name));
    let digest = Sha256::digest(whose.as_bytes());
    let file = uuid::Builder::from_bytes(*digest.first_chunk().unwrap_or(&[0; 16])).into_uuid();
    data.join(FOLDER).join(file.simple().to_string())
}

/// The copies of a bucket's objects, as all workers see them together.
pub(crate) struct Copies {
    bucket: Bucket,
    data: PathBuf,
    /// The objects that routes read, without the prefix.
    names: BTreeSet<String>,
    state: Mutex<State>,
    /// Somebody waits for what is not there.
    wanted: Notify,
    /// A look has ended.
    looked: watch::Sender<()>,
    clock: Clock,
}

/// What a look into the bucket has found.
#[derive(Default)]
pub(crate) struct Found {
    /// Whether any copy is another than before.
    pub(crate) is_changed: bool,
    /// The objects that are there no longer, and neither are their copies.
    pub(crate) gone: Vec<String>,
}

#[derive(Default)]
struct State {
    copies: BTreeMap<String, Copy>,
    /// What kept single objects from being copied at the last look.
    troubles: BTreeMap<String, Trouble>,
    /// What kept the bucket from being looked at, and since when.
    trouble: Option<(i64, Trouble)>,
    /// When the bucket was last looked at; 0 when it never was.
    looked_at: i64,
    is_looking: bool,
}

/// What is known of a copy; times in microseconds since the epoch.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Copy {
    etag: String,
    bytes: u64,
    copied_at: i64,
    /// When the bucket was last seen to have just this.
    seen_at: i64,
}

impl Copies {
    /// The copies that a configuration needs; none where it reads from no bucket, and what there was is deleted.
    ///
    /// # Errors
    /// [`Error::Config`], [`Error::File`].
    pub(crate) fn open(
        config: &Config,
        tls: &Arc<rustls::ClientConfig>,
        clock: &Clock,
    ) -> Result<Option<Arc<Self>>> {
        let folder = config.data.join(FOLDER);
        let failed = |source| Error::File {
            path: folder.display().to_string(),
            source,
        };
        let Some(bucket) = config.upstream.bucket() else {
            return match std::fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
                _ => Ok(None),
            };
        };
        let files = config.routes.iter().filter_map(|route| route.file.as_ref());
        let names: BTreeSet<String> = files.map(|file| file.name.clone()).collect();
        let mut private = std::fs::DirBuilder::new();
        private.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
        private.create(&folder).map_err(failed)?;
        let known = std::fs::read(folder.join(KNOWN)).unwrap_or_default();
        let mut known: BTreeMap<String, Copy> = serde_json::from_slice(&known).unwrap_or_default();
        known.retain(|name, copy| {
            let file = std::fs::metadata(place(&config.data, bucket, name));
            names.contains(name) && file.is_ok_and(|file| file.len() == copy.bytes)
        });
        let kept: BTreeSet<PathBuf> = known
            .keys()
            .map(|name| place(&config.data, bucket, name))
            .collect();
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if !kept.contains(&path) && path.file_name() != Some(KNOWN.as_ref()) {
                std::fs::remove_file(&path).map_err(failed)?;
            }
        }
        Ok(Some(Arc::new(Self {
            bucket: Bucket::new(bucket, tls, clock)?,
            data: config.data.clone(),
            names,
            state: Mutex::new(State {
                looked_at: known
                    .values()
                    .map(|copy| copy.seen_at)
                    .max()
                    .unwrap_or_default(),
                copies: known,
                ..State::default()
            }),
            wanted: Notify::new(),
            looked: watch::Sender::new(()),
            clock: clock.clone(),
        })))
    }

    /// Looks into the bucket now and then, and when somebody waits for what is not there, until `stop`; says when copies
    /// are other than before.
    pub(crate) fn keep_current(
        self: &Arc<Self>,
        stop: CancellationToken,
        changed: impl Fn(&Found) + Send + Sync + 'static,
    ) -> JoinHandle<()> {
        let copies = Arc::clone(self);
        let pause = Duration::from_secs(copies.bucket.config.look_seconds);
        tokio::spawn(async move {
            let looking = async {
                loop {
                    changed(&copies.look().await);
                    // Somebody waits, or it is time.
                    let _ = tokio::time::timeout(pause, copies.wanted.notified()).await;
                }
            };
            stop.run_until_cancelled(looking).await;
        })
    }

    /// Has the bucket looked into at once, or as soon as a look under way has ended.
    pub(crate) fn look_soon(&self) {
        self.wanted.notify_one();
    }

    /// Whether a copy can be read, after a look if it is not there.
    ///
    /// # Errors
    /// [`SourceError`]: why not.
    pub(crate) async fn ready(&self, name: &str) -> std::result::Result<(), SourceError> {
        let mut looked = {
            let state = self.state();
            if self.is_good(&state, name) {
                return Ok(());
            }
            let looked = self.looked.subscribe();
            if !state.is_looking {
                self.wanted.notify_one();
            }
            looked
        };
        looked.changed().await.map_err(|_| SourceError::Failed)?;
        let state = self.state();
        if self.is_good(&state, name) {
            return Ok(());
        }
        let trouble = state.trouble.as_ref().map(|(_, trouble)| trouble);
        let trouble = trouble.or_else(|| state.troubles.get(name));
        Err(trouble.map_or(SourceError::Down, Trouble::source_error))
    }

    fn is_good(&self, state: &State, name: &str) -> bool {
        let away = i64::try_from(self.bucket.config.away_seconds).unwrap_or(i64::MAX);
        let oldest = self
            .clock
            .micros()
            .saturating_sub(away.saturating_mul(MICROS));
        state
            .copies
            .get(name)
            .is_some_and(|copy| copy.seen_at >= oldest)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks into the bucket, and makes the copies what its objects are.
    pub(crate) async fn look(&self) -> Found {
        self.state().is_looking = true;
        let listed = self.listed().await;
        let now = self.clock.micros();
        let mut found = Found::default();
        match listed {
            Err(trouble) => {
                let mut state = self.state();
                let before = state.trouble.take();
                if before.as_ref().map(|(_, trouble)| trouble) != Some(&trouble) {
                    tracing::warn!(bucket = %self.bucket.config, %trouble, "the bucket cannot be looked at");
                }
                state.trouble = Some((before.map_or(now, |(since, _)| since), trouble));
            }
            Ok(listed) => {
                for name in &self.names {
                    let outcome = self.follow(name, listed.get(name), now).await;
                    let trouble = match outcome {
                        Ok(is_other) => {
                            found.is_changed |= is_other;
                            None
                        }
                        Err(trouble) => {
                            if trouble == Trouble::Gone {
                                found.gone.push(name.clone());
                            }
                            Some(trouble)
                        }
                    };
                    self.note(name, trouble);
                }
                let mut state = self.state();
                if state.trouble.take().is_some() {
                    tracing::info!(bucket = %self.bucket.config, "the bucket can be looked at again");
                }
                state.looked_at = now;
            }
        }
        self.write_down().await;
        self.measure();
        let mut state = self.state();
        let word = match &state.trouble {
            None if state.troubles.is_empty() => "good",
            _ => "trouble",
        };
        metrics::counter!("connector_bucket_looks_total", "outcome" => word).increment(1);
        state.is_looking = false;
        self.looked.send_replace(());
        found
    }

    /// Keeps what an object's trouble is, and logs it when it is a new one.
    fn note(&self, name: &str, trouble: Option<Trouble>) {
        let mut state = self.state();
        let Some(trouble) = trouble else {
            state.troubles.remove(name);
            return;
        };
        if state.troubles.get(name) != Some(&trouble) {
            tracing::warn!(bucket = %self.bucket.config, object = name, %trouble, "an object cannot be copied");
        }
        state.troubles.insert(name.to_owned(), trouble);
    }

    /// The objects that are wanted, as the bucket has them.
    async fn listed(&self) -> std::result::Result<BTreeMap<String, Listed>, Trouble> {
        let mut found = BTreeMap::new();
        let take = |name: &str, listed| {
            if self.names.contains(name) {
                found.insert(name.to_owned(), listed);
            }
            if found.len() == self.names.len() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        self.bucket.list(take).await?;
        Ok(found)
    }

    /// Makes a copy what its object is now; whether it is another than before.
    async fn follow(
        &self,
        name: &str,
        listed: Option<&Listed>,
        now: i64,
    ) -> std::result::Result<bool, Trouble> {
        let place = place(&self.data, &self.bucket.config, name);
        let Some(listed) = listed else {
            // Whoever deletes an object wants nobody to be served from it.
            self.forget(name).await;
            return match tokio::fs::remove_file(&place).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    Err(Trouble::Disk(error.kind()))
                }
                _ => Err(Trouble::Gone),
            };
        };
        if let Some(copy) = self.state().copies.get_mut(name)
            && copy.etag == listed.etag
            && copy.bytes == listed.bytes
        {
            copy.seen_at = now;
            return Ok(false);
        }
        if listed.bytes > self.bucket.config.largest_object {
            return Err(Trouble::TooLarge(listed.bytes));
        }
        let part = place.with_extension(format!("{}.part", uuid::Uuid::new_v4().simple()));
        let copied = self.copy(name, listed, &part).await;
        if copied.is_err() {
            let _ = tokio::fs::remove_file(&part).await;
        }
        copied?;
        // What is known of the copy before must not be taken for what is known of this one, whenever the process ends.
        self.forget(name).await;
        tokio::fs::rename(&part, &place)
            .await
            .map_err(|error| Trouble::Disk(error.kind()))?;
        let copy = Copy {
            etag: listed.etag.clone(),
            bytes: listed.bytes,
            copied_at: self.clock.micros(),
            seen_at: now,
        };
        self.state().copies.insert(name.to_owned(), copy);
        tracing::info!(bucket = %self.bucket.config, object = name, bytes = listed.bytes, "an object was copied");
        Ok(true)
    }

    /// Fetches an object into a file that nobody else can read.
    async fn copy(
        &self,
        name: &str,
        listed: &Listed,
        part: &Path,
    ) -> std::result::Result<(), Trouble> {
        let disk = |error: io::Error| Trouble::Disk(error.kind());
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = tokio::fs::OpenOptions::from(options).open(part).await;
        let mut file = file.map_err(disk)?;
        self.bucket.fetch(name, listed, &mut file).await?;
        file.flush().await.map_err(disk)?;
        file.sync_all().await.map_err(disk)
    }

    async fn forget(&self, name: &str) {
        let was_known = self.state().copies.remove(name).is_some();
        if was_known {
            self.write_down().await;
        }
    }

    /// Writes down what is known of the copies. Where that cannot be, they are made anew at the next start.
    async fn write_down(&self) {
        let known = serde_json::to_vec(&self.state().copies).unwrap_or_default();
        let file = self.data.join(FOLDER).join(KNOWN);
        let new = file.with_extension("new");
        let written = async {
            tokio::fs::write(&new, known).await?;
            tokio::fs::rename(&new, &file).await
        };
        if let Err(error) = written.await {
            tracing::warn!(%error, "what is known of a bucket's copies cannot be written down");
        }
    }

    /// How the bucket is, for the organisation. Times are in microseconds since the epoch.
    pub(crate) fn status(&self) -> Value {
        let state = self.state();
        let objects = self.names.iter().map(|name| {
            let copy = state.copies.get(name);
            json!({
                "name": name,
                "is_served": self.is_good(&state, name),
                "bytes": copy.map(|copy| copy.bytes),
                "copied_at": copy.map(|copy| copy.copied_at),
                "seen_at": copy.map(|copy| copy.seen_at),
                "trouble": state.troubles.get(name).map(ToString::to_string),
            })
        });
        json!({
            "place": self.bucket.config.to_string(),
            "looked_at": (state.looked_at > 0).then_some(state.looked_at),
            "trouble": state.trouble.as_ref().map(|(since, trouble)| json!({
                "since": since, "detail": trouble.to_string(),
            })),
            "objects": objects.collect::<Vec<_>>(),
        })
    }

    /// How the bucket is, as metrics.
    pub(crate) fn measure(&self) {
        let state = self.state();
        let served = self.names.iter().filter(|name| self.is_good(&state, name));
        let count = |value: usize| f64::from(u32::try_from(value).unwrap_or(u32::MAX));
        metrics::gauge!("connector_bucket_objects").set(count(self.names.len()));
        metrics::gauge!("connector_bucket_objects_served").set(count(served.count()));
        let looked = Duration::from_micros(u64::try_from(state.looked_at).unwrap_or_default());
        metrics::gauge!("connector_bucket_looked_seconds").set(looked.as_secs_f64());
    }

    /// What is wrong after a look, as sentences: with the bucket, or with single objects.
    pub(crate) fn troubles(&self) -> Vec<String> {
        let (state, place) = (self.state(), &self.bucket.config);
        if let Some((_, trouble)) = &state.trouble {
            return vec![format!("`{place}` cannot be looked at: {trouble}")];
        }
        let troubles = state.troubles.iter();
        troubles
            .map(|(name, trouble)| format!("`{place}{name}` cannot be copied: {trouble}"))
            .collect()
    }

    /// Whether the copy of an object is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.state().copies.contains_key(name)
    }
}
