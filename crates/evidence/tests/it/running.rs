//! Publishing as entries come, in simulated time.

use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use evidence::{Entry, Error, MemoryStore, Pace, Publisher, publisher::run, verify::verify_log};
use tokio::{
    sync::{Notify, oneshot},
    task::JoinHandle,
    time::Instant,
};

use crate::logs::{NOW, entry, open, verifiers};

/// A database with a log table, and a publisher that follows it.
struct Running {
    publisher: Arc<Publisher>,
    table: Arc<Mutex<Vec<Entry>>>,
    wake: Arc<Notify>,
    failures: Arc<AtomicUsize>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), Error>>,
}

impl Running {
    fn start() -> Self {
        let publisher = Arc::new(open(Arc::new(MemoryStore::new())));
        let table: Arc<Mutex<Vec<Entry>>> = Arc::default();
        let failures: Arc<AtomicUsize> = Arc::default();
        let wake = Arc::new(Notify::new());
        let (stop, stopped) = oneshot::channel();
        let fetch = {
            let (table, failures) = (table.clone(), failures.clone());
            move |from: u64, limit: usize| {
                let fail = failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                    left.checked_sub(1)
                });
                let table = table.lock().unwrap();
                let rest = table
                    .iter()
                    .filter(|entry| entry.index >= from)
                    .take(limit)
                    .cloned()
                    .collect();
                std::future::ready(match fail {
                    Ok(_) => Err(io::Error::other("database away")),
                    Err(_) => Ok(rest),
                })
            }
        };
        let seconds = AtomicU64::new(NOW);
        let clock = move || seconds.fetch_add(1, Ordering::SeqCst);
        let shutdown = async { drop(stopped.await) };
        let task = tokio::spawn(run(
            publisher.clone(),
            fetch,
            wake.clone(),
            clock,
            Pace::default(),
            shutdown,
        ));
        Self {
            publisher,
            table,
            wake,
            failures,
            stop,
            task,
        }
    }

    fn insert(&self, count: u64) {
        let mut table = self.table.lock().unwrap();
        let next = table.len() as u64;
        table.extend((next..next + count).map(entry));
    }

    async fn stop(self) -> Result<Arc<Publisher>, Error> {
        self.stop.send(()).unwrap();
        self.task.await.unwrap()?;
        Ok(self.publisher)
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_entry_wakes_the_publisher() {
    let log = Running::start();
    tokio::time::advance(Duration::from_millis(700)).await;
    log.insert(1);
    let inserted = Instant::now();
    log.wake.notify_one();
    let covering = log.publisher.covered(0).await.unwrap();
    assert_eq!(covering.checkpoint().size, 1);
    assert!(
        inserted.elapsed() < Duration::from_millis(100),
        "{:?}",
        inserted.elapsed()
    );
    log.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn under_load_there_is_a_checkpoint_every_second_and_not_for_every_entry() {
    let log = Running::start();
    let mut watch = log.publisher.watch();
    let begun = Instant::now();
    let mut checkpoints = 0;
    while begun.elapsed() < Duration::from_secs(20) {
        let before = Instant::now();
        log.insert(1);
        log.wake.notify_one();
        // Entries keep coming, every 10 ms.
        loop {
            tokio::select! {
                changed = watch.changed() => { changed.unwrap(); break; }
                () = tokio::time::sleep(Duration::from_millis(10)) => {
                    log.insert(1);
                    log.wake.notify_one();
                }
            }
        }
        assert!(
            before.elapsed() <= Duration::from_secs(1),
            "{:?}",
            before.elapsed()
        );
        checkpoints += 1;
    }
    assert!(
        (20..=42).contains(&checkpoints),
        "{checkpoints} checkpoints in 20 s"
    );
    log.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn entries_of_another_process_are_found_without_waking() {
    let log = Running::start();
    log.insert(3);
    let begun = Instant::now();
    log.publisher.covered(2).await.unwrap();
    assert!(begun.elapsed() <= Duration::from_millis(1_500));
    log.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_long_backlog_is_published_in_batches_without_waiting() {
    let log = Running::start();
    log.insert(20_000);
    log.wake.notify_one();
    let begun = Instant::now();
    let covering = log.publisher.covered(19_999).await.unwrap();
    assert_eq!(covering.checkpoint().size, 20_000);
    assert!(begun.elapsed() <= Duration::from_secs(1));
    let publisher = log.stop().await.unwrap();
    assert_eq!(
        verify_log(&**publisher.store(), &verifiers()).unwrap().size,
        20_000
    );
}

#[tokio::test(start_paused = true)]
async fn a_database_that_is_away_for_a_while_delays_and_loses_nothing() {
    let log = Running::start();
    log.failures.store(4, Ordering::SeqCst);
    log.insert(10);
    log.wake.notify_one();
    let covering = log.publisher.covered(9).await.unwrap();
    assert_eq!(covering.checkpoint().size, 10);
    assert_eq!(log.failures.load(Ordering::SeqCst), 0);
    log.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn shutting_down_publishes_what_is_left() {
    let log = Running::start();
    log.insert(5);
    let publisher = log.stop().await.unwrap();
    assert_eq!(publisher.latest().checkpoint().size, 5);
}

#[tokio::test(start_paused = true)]
async fn a_database_that_lost_entries_stops_the_publisher() {
    let log = Running::start();
    log.insert(5);
    log.wake.notify_one();
    log.publisher.covered(4).await.unwrap();
    log.table.lock().unwrap().push(entry(7));
    log.wake.notify_one();
    let ended = log.task.await.unwrap();
    assert!(matches!(ended, Err(Error::Gap { given: 7, size: 5 })));
    assert_eq!(log.publisher.latest().checkpoint().size, 5);
}
