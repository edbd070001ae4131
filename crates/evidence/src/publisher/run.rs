//! Publishing as entries come.

use std::{error::Error as StdError, future::Future, pin::pin, sync::Arc, time::Duration};

use tokio::{
    sync::Notify,
    time::{Instant, sleep, sleep_until},
};

use super::{Entry, Publisher};
use crate::{Error, Result};

/// How often and how much is published.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Least time between two checkpoints under load. Half a second, so that with writing there is
    /// one every second; the first after a pause comes at once.
    pub gather: Duration,
    /// How often to look for entries without being woken: other processes may write the same database.
    pub look: Duration,
    /// Most entries fetched and covered by one checkpoint: bounds memory, 4,096 commitments are 140 kB.
    pub batch: usize,
    /// Longest pause between attempts while disk or database fail.
    pub pause_max: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            gather: Duration::from_millis(500),
            look: Duration::from_secs(1),
            batch: 4096,
            pause_max: Duration::from_secs(10),
        }
    }
}

/// Publishes entries until `shutdown`, then what is left, and ends.
///
/// `fetch(from, limit)` gives the entries from index `from` on, at most `limit`, in order, only
/// durable ones. `wake` is notified when there are new ones. `clock` gives Unix seconds. Failures
/// of disk and database are tried again; it ends with an error only when going on would harm the log.
///
/// # Errors
/// Those of [`Publisher::publish`] that aren't transient; at shutdown any.
pub async fn run<Fetch, Fetched, Failure>(
    publisher: Arc<Publisher>,
    mut fetch: Fetch,
    wake: Arc<Notify>,
    clock: impl Fn() -> u64,
    pace: Pace,
    shutdown: impl Future<Output = ()>,
) -> Result<()>
where
    Fetch: FnMut(u64, usize) -> Fetched,
    Fetched: Future<Output = Result<Vec<Entry>, Failure>>,
    Failure: Into<Box<dyn StdError + Send + Sync>>,
{
    let mut shutdown = pin!(shutdown);
    let mut pause = Duration::ZERO;
    let mut next = Instant::now();
    loop {
        let begun = Instant::now();
        match publish_waiting(&publisher, &mut fetch, &clock, pace.batch).await {
            Ok(published) => {
                pause = Duration::ZERO;
                if published {
                    next = begun + pace.gather;
                }
            }
            Err(error) if error.is_transient() => {
                pause = (pause * 2).clamp(pace.gather, pace.pause_max);
                tracing::warn!(origin = publisher.origin(), %error, "log entries not published yet");
            }
            Err(error) => {
                tracing::error!(origin = publisher.origin(), %error, "the log is not published any more");
                return Err(error);
            }
        }
        // Shutting down must not wait for a pause, nor may waking cut it short.
        tokio::select! {
            () = &mut shutdown => break,
            () = async {
                sleep(pause).await;
                tokio::select! {
                    () = wake.notified() => {}
                    () = sleep(pace.look) => {}
                }
                sleep_until(next).await;
            } => {}
        }
    }
    publish_waiting(&publisher, &mut fetch, &clock, pace.batch).await?;
    Ok(())
}

/// Publishes batch after batch until there is nothing more; whether there was anything.
async fn publish_waiting<Fetch, Fetched, Failure>(
    publisher: &Arc<Publisher>,
    fetch: &mut Fetch,
    clock: &impl Fn() -> u64,
    batch: usize,
) -> Result<bool>
where
    Fetch: FnMut(u64, usize) -> Fetched,
    Fetched: Future<Output = Result<Vec<Entry>, Failure>>,
    Failure: Into<Box<dyn StdError + Send + Sync>>,
{
    let mut published = false;
    loop {
        let entries = fetch(publisher.size(), batch)
            .await
            .map_err(|failure| Error::Fetch(failure.into()))?;
        let count = entries.len();
        if count == 0 {
            return Ok(published);
        }
        let (publisher, now) = (publisher.clone(), clock());
        tokio::task::spawn_blocking(move || publisher.publish(&entries, now))
            .await
            .map_err(|_| Error::TaskEnded)??;
        published = true;
        if count < batch {
            return Ok(published);
        }
    }
}
