//! Using an operator's answer again for as long as the operator grants (protocol.md, "Freshness").
//!
//! A lease is counted from the moment the introspection was sent, on the monotonic clock, less a margin for clocks that
//! run differently; the operator counts from the moment it answered. So the operator's end is never the earlier one.
//! The wall clock can only end a lease earlier: it goes on while a machine sleeps, the monotonic one may not. Leases are
//! in memory alone, so a restarted connector holds none.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use protocol::ids::{ArrangementId, LegId, OperatorUuid, OrganisationId};
use protocol::ticket::Ticket;

use crate::clock::Clock;
use crate::enforcement::grant::Grant;
use crate::routes::Route;

/// How differently two clocks may run during a lease: one part in 500, ten times what a bad crystal does.
const DRIFT_DIVISOR: u32 = 500;
/// Longest lease that is used, whatever is granted: what is remembered about changes must outlive it.
const LONGEST: Duration = Duration::from_hours(1);
/// A change is remembered for this long: longer than an answer can be on its way.
const REMEMBERED: Duration = Duration::from_mins(2);
/// Parts that are locked separately.
const SHARDS: usize = 64;

/// What a lease is for: the same permission, shown by the same service, at the same route.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct LeaseKey {
    /// The operator that granted it.
    pub(crate) operator: OperatorUuid,
    /// The permission, and with it the purpose.
    pub(crate) permission: LegId,
    /// The organisation that asks.
    pub(crate) service: OrganisationId,
    /// The route asked, by its number.
    pub(crate) route: usize,
}

impl LeaseKey {
    /// What a ticket shown at a route is for.
    pub(crate) fn of(ticket: &Ticket, route: &Route) -> Self {
        Self {
            operator: ticket.iss.clone(),
            permission: ticket.mop_processing_record_uuid.clone(),
            service: ticket.sub.clone(),
            route: route.number,
        }
    }
}

type Arrangement = (OperatorUuid, ArrangementId);

struct Lease {
    until: Instant,
    until_micros: i64,
    grant: Arc<Grant>,
}

#[derive(Default)]
struct Shard {
    /// By arrangement, for that is what ends them.
    leases: HashMap<Arrangement, HashMap<LeaseKey, Lease>>,
    /// Which arrangement a key is of.
    arrangements: HashMap<LeaseKey, Arrangement>,
    /// Arrangements that changed lately: when, and from which epoch on.
    changed: HashMap<Arrangement, (Instant, u64)>,
    swept: Option<Instant>,
}

/// All leases of a connector.
pub(crate) struct Leases {
    /// By arrangement.
    shards: Vec<Mutex<Shard>>,
    most_per_shard: usize,
    clock: Clock,
}

impl Leases {
    /// Holds up to about `most` leases.
    pub(crate) fn new(most: usize, clock: &Clock) -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            most_per_shard: most.div_ceil(SHARDS),
            clock: clock.clone(),
        }
    }

    /// The answer leased for this, while it may be used. `epoch` is what the ticket says: one of another epoch than the
    /// lease's is not served by it.
    pub(crate) fn get(
        &self,
        arrangement: &ArrangementId,
        key: &LeaseKey,
        epoch: Option<u64>,
    ) -> Option<Arc<Grant>> {
        let mut shard = self.shard(arrangement);
        let place = shard.arrangements.get(key)?.clone();
        let lease = shard.leases.get(&place)?.get(key)?;
        let ended =
            self.clock.instant() >= lease.until || self.clock.micros() >= lease.until_micros;
        if ended {
            shard.remove(key);
            return None;
        }
        let permission = lease.grant.permission.as_ref()?;
        let same = epoch.is_none_or(|epoch| epoch == permission.epoch);
        (same && place.1 == *arrangement).then(|| Arc::clone(&lease.grant))
    }

    /// Takes a lease of `seconds` on an answer to an introspection that was sent at `sent`, unless the arrangement has
    /// changed since: an answer that was on its way when a change was confirmed must not outlive it.
    pub(crate) fn take(&self, key: LeaseKey, grant: &Arc<Grant>, seconds: u32, sent: Sent) {
        let Some(permission) = &grant.permission else {
            return;
        };
        let granted = Duration::from_secs(seconds.into()).min(LONGEST);
        let length = granted.saturating_sub(granted / DRIFT_DIVISOR);
        let place = (key.operator.clone(), permission.arrangement.clone());
        let mut shard = self.shard(&permission.arrangement);
        if let Some((at, epoch)) = shard.changed.get(&place)
            && (sent.instant <= *at || permission.epoch < *epoch)
        {
            return;
        }
        shard.sweep(&self.clock);
        if shard.arrangements.len() >= self.most_per_shard && !shard.arrangements.contains_key(&key)
        {
            return;
        }
        shard.remove(&key);
        let length_micros = i64::try_from(length.as_micros()).unwrap_or(i64::MAX);
        let lease = Lease {
            until: sent.instant + length,
            until_micros: sent.micros.saturating_add(length_micros),
            grant: Arc::clone(grant),
        };
        shard.arrangements.insert(key.clone(), place.clone());
        shard.leases.entry(place).or_default().insert(key, lease);
    }

    /// Ends every lease of an arrangement: it has changed, and `epoch` counts from now on. When this returns, no request
    /// that starts later uses one, and no answer sent for before makes a new one.
    pub(crate) fn end(&self, operator: &OperatorUuid, arrangement: &ArrangementId, epoch: u64) {
        let place = (operator.clone(), arrangement.clone());
        let mut shard = self.shard(arrangement);
        for key in shard
            .leases
            .remove(&place)
            .into_iter()
            .flatten()
            .map(|(key, _)| key)
        {
            shard.arrangements.remove(&key);
        }
        let now = self.clock.instant();
        let known = shard.changed.get(&place).map_or(0, |(_, epoch)| *epoch);
        shard.changed.insert(place, (now, epoch.max(known)));
        shard.sweep(&self.clock);
    }

    /// Ends every lease of an operator: it is no longer trusted, or its word has changed.
    pub(crate) fn end_all_of(&self, operator: &OperatorUuid) {
        for shard in &self.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            shard.leases.retain(|(of, _), _| of != operator);
            shard
                .arrangements
                .retain(|key, _| key.operator != *operator);
        }
    }

    /// How many are held.
    pub(crate) fn len(&self) -> usize {
        let held = |shard: &Mutex<Shard>| {
            shard
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .arrangements
                .len()
        };
        self.shards.iter().map(held).sum()
    }

    fn shard(&self, arrangement: &ArrangementId) -> std::sync::MutexGuard<'_, Shard> {
        use std::hash::{DefaultHasher, Hash as _, Hasher as _};
        let mut hasher = DefaultHasher::new();
        arrangement.hash(&mut hasher);
        let index = usize::try_from(hasher.finish() % SHARDS as u64).unwrap_or_default();
        self.shards[index]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// When an introspection was sent, on both clocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    instant: Instant,
    micros: i64,
}

impl Sent {
    /// Now: to be taken before anything of the request leaves.
    pub(crate) fn now(clock: &Clock) -> Self {
        Self {
            instant: clock.instant(),
            micros: clock.micros(),
        }
    }
}

impl Shard {
    fn remove(&mut self, key: &LeaseKey) {
        let Some(place) = self.arrangements.remove(key) else {
            return;
        };
        if let Some(leases) = self.leases.get_mut(&place) {
            leases.remove(key);
            if leases.is_empty() {
                self.leases.remove(&place);
            }
        }
    }

    /// Forgets what has ended, now and then.
    fn sweep(&mut self, clock: &Clock) {
        let now = clock.instant();
        if self
            .swept
            .is_some_and(|at| now.saturating_duration_since(at) < REMEMBERED / 4)
        {
            return;
        }
        self.swept = Some(now);
        self.changed
            .retain(|_, (at, _)| now.saturating_duration_since(*at) < REMEMBERED);
        let ended: Vec<LeaseKey> = self
            .leases
            .values()
            .flatten()
            .filter(|(_, lease)| lease.until <= now)
            .map(|(key, _)| key.clone())
            .collect();
        for key in ended {
            self.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enforcement::grant::tests::grant;

    fn key(route: usize) -> LeaseKey {
        LeaseKey {
            operator: OperatorUuid::parse("5e00c142-3902-4fe1-b817-5713ae1f77cb").unwrap(),
            permission: LegId::parse("leg").unwrap(),
            service: OrganisationId::parse("service").unwrap(),
            route,
        }
    }

    fn arrangement() -> ArrangementId {
        ArrangementId::parse("arrangement").unwrap()
    }

    struct Held {
        clock: Clock,
        leases: Leases,
    }

    impl Held {
        fn new() -> Self {
            let clock = Clock::system();
            Self {
                leases: Leases::new(1000, &clock),
                clock,
            }
        }

        fn take(&self, seconds: u32, epoch: u64, sent: Sent) {
            self.leases.take(
                key(1),
                &Arc::new(grant("arrangement", epoch)),
                seconds,
                sent,
            );
        }

        fn is_held(&self) -> bool {
            self.leases.get(&arrangement(), &key(1), Some(1)).is_some()
        }
    }

    #[test]
    fn a_lease_serves_its_own_request_until_it_ends() {
        let held = Held::new();
        held.take(60, 1, Sent::now(&held.clock));
        assert!(held.is_held());
        assert!(held.leases.get(&arrangement(), &key(2), Some(1)).is_none());
        assert!(held.leases.get(&arrangement(), &key(1), Some(2)).is_none());
        held.clock.advance(Duration::from_secs(59));
        assert!(held.is_held());
        held.clock.advance(Duration::from_millis(900));
        assert!(!held.is_held(), "its end comes before the operator's");
        assert_eq!(held.leases.len(), 0);
    }

    #[test]
    fn a_lease_is_counted_from_when_the_question_was_sent() {
        let held = Held::new();
        let sent = Sent::now(&held.clock);
        held.clock.advance(Duration::from_secs(58));
        held.take(60, 1, sent);
        assert!(held.is_held());
        held.clock.advance(Duration::from_secs(2));
        assert!(!held.is_held());
    }

    #[test]
    fn a_change_ends_leases_and_answers_on_their_way() {
        let held = Held::new();
        held.take(60, 1, Sent::now(&held.clock));
        let before = Sent::now(&held.clock);
        held.clock.advance(Duration::from_secs(1));
        held.leases.end(&key(1).operator, &arrangement(), 2);
        assert!(!held.is_held());
        held.take(60, 1, before);
        assert!(
            !held.is_held(),
            "an answer that was on its way makes no lease"
        );
        held.clock.advance(Duration::from_secs(1));
        held.take(60, 1, Sent::now(&held.clock));
        assert!(!held.is_held(), "nor does one of an older epoch");
        held.take(60, 2, Sent::now(&held.clock));
        assert!(held.leases.get(&arrangement(), &key(1), Some(2)).is_some());
    }

    #[test]
    fn events_may_come_in_any_order() {
        let held = Held::new();
        held.leases.end(&key(1).operator, &arrangement(), 5);
        held.leases.end(&key(1).operator, &arrangement(), 3);
        held.clock.advance(Duration::from_secs(1));
        held.take(60, 4, Sent::now(&held.clock));
        assert_eq!(held.leases.len(), 0);
    }

    #[test]
    fn there_are_only_so_many_leases() {
        let clock = Clock::system();
        let leases = Leases::new(SHARDS, &clock);
        let sent = Sent::now(&clock);
        for route in 0..3 {
            leases.take(key(route), &Arc::new(grant("arrangement", 1)), 60, sent);
        }
        assert_eq!(leases.len(), 1);
        leases.end_all_of(&key(0).operator);
        assert_eq!(leases.len(), 0);
    }
}
