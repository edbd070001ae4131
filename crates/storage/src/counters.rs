//! Plain counters, read by whoever publishes metrics.
use std::sync::atomic::{AtomicU64, Ordering};

/// What the writer has done since the database was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Units committed.
    pub units: u64,
    /// Transactions committed: each of one or more units.
    pub groups: u64,
    /// The most units one transaction has held.
    pub largest_group: u64,
    /// Units refused because a guard did not hold.
    pub conflicts: u64,
    /// Units that failed in another way.
    pub failures: u64,
    /// Transactions tried again after a serialization failure or a busy database.
    pub retries: u64,
    /// Transactions run again unit by unit, because one of theirs spoiled the fast way.
    pub separations: u64,
    /// Times the connection to the database was lost and made anew.
    pub reconnects: u64,
    /// Log entries appended.
    pub log_entries: u64,
    /// Time spent in transactions, in microseconds.
    pub busy_micros: u64,
    /// Units waiting now.
    pub waiting: u64,
}

macro_rules! live {
    ($($field:ident),*) => {
        #[derive(Debug, Default)]
        pub(crate) struct LiveCounters { $(pub(crate) $field: AtomicU64),* }
        impl LiveCounters {
            pub(crate) fn snapshot(&self, waiting: u64) -> Counters {
                Counters { $($field: self.$field.load(Ordering::Relaxed),)* waiting }
            }
        }
    };
}
live!(
    units,
    groups,
    largest_group,
    conflicts,
    failures,
    retries,
    separations,
    reconnects,
    log_entries,
    busy_micros
);

pub(crate) fn add(counter: &AtomicU64, amount: u64) {
    counter.fetch_add(amount, Ordering::Relaxed);
}
