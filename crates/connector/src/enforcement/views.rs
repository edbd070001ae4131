//! What a page was taken from, kept for the pages that follow it, so that the source is not read and its answer not
//! filtered again for each.
//!
//! Every page is a request of its own all the same: its ticket is checked, the operator asked (or a lease used), and it is
//! logged. What is kept serves it only where it may see exactly that: the same permission as it stands, attributes,
//! identifiers and version of the offer. A change that goes through the connector drops everything that is kept, an
//! operator's word what it is about. It is in memory alone, for seconds, and wiped when it is dropped.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use ngsi_ld::Entity;
use protocol::ids::{ArrangementId, OperatorUuid};
use zeroize::Zeroize as _;

use super::Kept;
use super::grant::Grant;
use crate::clock::Clock;
use crate::leases::LeaseKey;
use crate::ngsi_ld::plain::{self, Head};
use crate::sources::SourceError;

/// For so long from when the source was asked: a program asks for the next page at once, a person need not.
pub(crate) const KEPT_FOR: Duration = Duration::from_secs(5);
/// Bytes of one permission's views: more than ten thousand entities are.
const MOST_OF_PERMISSION: usize = 16 * 1024 * 1024;
/// Bytes of all views.
const MOST: usize = 64 * 1024 * 1024;
/// What a view takes beside its body and heads, about.
const OVERHEAD: usize = 1024;

/// One dataset's permitted view of a person.
pub(crate) struct View {
    body: Vec<u8>,
    /// Whether it was ever kept, and is wiped therefore.
    is_kept: AtomicBool,
    /// Where its entities are, once that was asked.
    heads: OnceLock<Vec<Head>>,
    /// What is said of its conversion.
    pub(crate) converted: Option<(http::HeaderName, http::HeaderValue)>,
    /// What the log says of it.
    pub(crate) detail: Option<String>,
}

impl View {
    /// Of what was kept of a source's answer.
    pub(crate) fn of(kept: Kept) -> Self {
        Self {
            converted: kept.deviations.as_ref().map(super::conversion::said),
            body: kept.body,
            is_kept: AtomicBool::new(false),
            heads: OnceLock::new(),
            detail: kept.detail,
        }
    }

    /// Its entities' ids and types, and where each is.
    ///
    /// # Errors
    /// [`SourceError::Malformed`].
    pub(crate) fn heads(&self) -> Result<&[Head], SourceError> {
        if let Some(heads) = self.heads.get() {
            return Ok(heads);
        }
        let heads = plain::heads(&self.body)?;
        Ok(self.heads.get_or_init(|| heads))
    }

    /// The text of one of them.
    pub(crate) fn text(&self, head: &Head) -> &str {
        // INVARIANT: a head's place was that of a text in this body.
        std::str::from_utf8(&self.body[head.at.clone()]).unwrap_or_default()
    }

    /// Its entities, read whole.
    ///
    /// # Errors
    /// [`SourceError::Malformed`].
    pub(crate) fn entities(&self) -> Result<Vec<Entity>, SourceError> {
        crate::ngsi_ld::entities(&self.body)
    }

    /// Bytes it takes, about, with its heads.
    fn size(&self) -> Result<usize, SourceError> {
        let heads = self.heads()?.iter().map(Head::size).sum::<usize>();
        Ok(OVERHEAD + self.body.capacity() + heads)
    }
}

impl Drop for View {
    fn drop(&mut self) {
        if *self.is_kept.get_mut() {
            self.body.zeroize();
        }
    }
}

/// The views that are kept.
pub(crate) struct Views {
    held: Mutex<Held>,
    most_of_permission: usize,
    most: usize,
    clock: Clock,
}

#[derive(Default)]
struct Held {
    views: HashMap<LeaseKey, Entry>,
    /// In the order in which they were kept, dropped ones too.
    queue: VecDeque<(Instant, LeaseKey)>,
    /// Of all of them.
    bytes: usize,
    /// How often something was dropped because it may have changed.
    changes: u64,
}

struct Entry {
    /// What may see it.
    grant: Arc<Grant>,
    view: Arc<View>,
    until: Instant,
    bytes: usize,
}

/// When a source was asked for what may be kept.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    at: Instant,
    changes: u64,
}

impl Views {
    /// Keeps none yet.
    pub(crate) fn new(clock: &Clock) -> Self {
        Self::bounded(clock, MOST_OF_PERMISSION, MOST)
    }

    fn bounded(clock: &Clock, most_of_permission: usize, most: usize) -> Self {
        Self {
            held: Mutex::default(),
            most_of_permission,
            most,
            clock: clock.clone(),
        }
    }

    /// Now: to be taken before the source is asked.
    pub(crate) fn mark(&self) -> Mark {
        Mark {
            at: self.clock.instant(),
            changes: self.held().changes,
        }
    }

    /// What is kept for this, if the grant may see it.
    pub(crate) fn get(&self, place: &LeaseKey, grant: &Grant) -> Option<Arc<View>> {
        let now = self.clock.instant();
        let held = self.held();
        let entry = held.views.get(place)?;
        let is_good = now < entry.until && entry.grant.sees_as(grant);
        is_good.then(|| Arc::clone(&entry.view))
    }

    /// Keeps a view that the source was asked for at `mark`, unless something has changed since, one of later is kept or
    /// there is no room; gives whether it is kept.
    pub(crate) fn keep(
        &self,
        place: &LeaseKey,
        grant: &Arc<Grant>,
        view: &Arc<View>,
        mark: Mark,
    ) -> bool {
        let Ok(bytes) = view.size() else { return false };
        let until = mark.at + KEPT_FOR;
        let now = self.clock.instant();
        let mut gone = Vec::new();
        let mut held = self.held();
        held.sweep(now, &mut gone);
        if held.views.get(place).is_some_and(|one| one.until > until) {
            return false;
        }
        gone.extend(held.take(place));
        let is_of_permission =
            |key: &LeaseKey| key.operator == place.operator && key.permission == place.permission;
        let others = held.views.iter().filter(|(key, _)| is_of_permission(key));
        let of_permission = bytes + others.map(|(_, entry)| entry.bytes).sum::<usize>();
        if held.changes != mark.changes
            || now >= until
            || of_permission > self.most_of_permission
            || bytes > self.most
        {
            return false;
        }
        while held.bytes + bytes > self.most {
            if !held.drop_oldest(&mut gone) {
                break;
            }
        }
        view.is_kept.store(true, Ordering::Relaxed);
        held.bytes += bytes;
        held.queue.push_back((until, place.clone()));
        let (grant, view) = (Arc::clone(grant), Arc::clone(view));
        let entry = Entry {
            grant,
            view,
            until,
            bytes,
        };
        held.views.insert(place.clone(), entry);
        // What is gone is wiped after others may go on.
        drop(held);
        true
    }

    /// Drops what is kept for this: its last page was seen.
    pub(crate) fn forget(&self, place: &LeaseKey) {
        let gone = self.held().take(place);
        drop(gone);
    }

    /// Drops what time has ended.
    pub(crate) fn sweep(&self) {
        let mut gone = Vec::new();
        self.held().sweep(self.clock.instant(), &mut gone);
    }

    /// Drops everything: something has changed at the source. What is being read meanwhile is not kept.
    pub(crate) fn clear(&self) {
        let gone = {
            let mut held = self.held();
            held.changes += 1;
            held.queue.clear();
            held.bytes = 0;
            std::mem::take(&mut held.views)
        };
        drop(gone);
    }

    /// Drops what is kept under an arrangement that has changed.
    pub(crate) fn end(&self, operator: &OperatorUuid, arrangement: &ArrangementId) {
        self.end_where(|key, entry| {
            let permission = entry.grant.permission.as_ref();
            key.operator == *operator
                && permission.is_none_or(|permission| permission.arrangement == *arrangement)
        });
    }

    /// Drops what is kept under an operator that is no longer trusted, or whose word has changed.
    pub(crate) fn end_all_of(&self, operator: &OperatorUuid) {
        self.end_where(|key, _| key.operator == *operator);
    }

    fn end_where(&self, is_over: impl Fn(&LeaseKey, &Entry) -> bool) {
        let mut held = self.held();
        held.changes += 1;
        let over = held.views.iter().filter(|(key, entry)| is_over(key, entry));
        let over: Vec<LeaseKey> = over.map(|(key, _)| key.clone()).collect();
        let gone: Vec<_> = over.iter().filter_map(|key| held.take(key)).collect();
        drop(held);
        drop(gone);
    }

    /// Bytes that are kept.
    pub(crate) fn bytes(&self) -> usize {
        self.held().bytes
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn take(&mut self, place: &LeaseKey) -> Option<Entry> {
        let entry = self.views.remove(place)?;
        self.bytes -= entry.bytes;
        Some(entry)
    }

    fn sweep(&mut self, now: Instant, gone: &mut Vec<Entry>) {
        while self.queue.front().is_some_and(|(until, _)| *until <= now) {
            self.drop_oldest(gone);
        }
    }

    /// Takes the oldest away, which may be dropped already; gives whether there was one.
    fn drop_oldest(&mut self, gone: &mut Vec<Entry>) -> bool {
        let Some((until, place)) = self.queue.pop_front() else {
            return false;
        };
        if self
            .views
            .get(&place)
            .is_some_and(|entry| entry.until == until)
        {
            gone.extend(self.take(&place));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use protocol::ids::{LegId, OrganisationId};

    use super::*;
    use crate::enforcement::grant::tests::grant;

    const OPERATOR: &str = "5e00c142-3902-4fe1-b817-5713ae1f77cb";

    fn operator() -> OperatorUuid {
        OperatorUuid::parse(OPERATOR).unwrap()
    }

    fn place(permission: &str, route: usize) -> LeaseKey {
        LeaseKey {
            operator: operator(),
            permission: LegId::parse(permission).unwrap(),
            service: OrganisationId::parse("service").unwrap(),
            route,
        }
    }

    /// A view of one entity, of about this many bytes.
    fn view(bytes: usize) -> Arc<View> {
        let name = "x".repeat(bytes);
        let body = format!(r#"[{{"id":"urn:x:1","type":"T","name":"{name}"}}]"#);
        let kept = Kept {
            body: body.into_boxed_str().into_boxed_bytes().into_vec(),
            records: 1,
            deviations: None,
            detail: None,
        };
        Arc::new(View::of(kept))
    }

    struct Kit {
        clock: Clock,
        views: Views,
        grant: Arc<Grant>,
    }

    impl Kit {
        fn new() -> Self {
            let clock = Clock::system();
            Self {
                views: Views::bounded(&clock, 30_000, 50_000),
                grant: Arc::new(grant("arrangement", 1)),
                clock,
            }
        }

        fn keep(&self, place: &LeaseKey, bytes: usize) -> bool {
            let mark = self.views.mark();
            self.views.keep(place, &self.grant, &view(bytes), mark)
        }

        fn has(&self, place: &LeaseKey) -> bool {
            self.views.get(place, &self.grant).is_some()
        }
    }

    #[test]
    fn a_view_serves_what_may_see_exactly_it_for_seconds() {
        let kit = Kit::new();
        let here = place("leg", 1);
        assert!(kit.keep(&here, 100));
        assert!(kit.has(&here) && !kit.has(&place("leg", 2)) && !kit.has(&place("other", 1)));
        for other in [grant("arrangement", 2), grant("another", 1)] {
            assert!(kit.views.get(&here, &other).is_none());
        }
        kit.clock.advance(KEPT_FOR);
        assert!(!kit.has(&here));
        kit.views.sweep();
        assert_eq!(kit.views.bytes(), 0);
    }

    #[test]
    fn what_was_read_later_stays() {
        let kit = Kit::new();
        let here = place("leg", 1);
        let before = kit.views.mark();
        kit.clock.advance(Duration::from_secs(1));
        let later = view(100);
        let mark = kit.views.mark();
        assert!(kit.views.keep(&here, &kit.grant, &later, mark));
        assert!(!kit.views.keep(&here, &kit.grant, &view(100), before));
        let kept = kit.views.get(&here, &kit.grant).unwrap();
        assert!(Arc::ptr_eq(&kept, &later));
    }

    #[test]
    fn a_change_drops_what_is_kept_and_what_is_being_read() {
        let kit = Kit::new();
        let here = place("leg", 1);
        let other = ArrangementId::parse("another").unwrap();
        let arrangement = ArrangementId::parse("arrangement").unwrap();
        let changes: [(&dyn Fn(), bool); 4] = [
            (&|| kit.views.clear(), true),
            (&|| kit.views.end(&operator(), &arrangement), true),
            (&|| kit.views.end(&operator(), &other), false),
            (&|| kit.views.end_all_of(&operator()), true),
        ];
        for (change, drops) in changes {
            assert!(kit.keep(&here, 100));
            let reading = kit.views.mark();
            change();
            assert_eq!(kit.has(&here), !drops);
            let kept = kit.views.keep(&here, &kit.grant, &view(100), reading);
            assert!(!kept, "it was read before the change");
        }
        assert_eq!(kit.views.bytes(), 0);
    }

    #[test]
    fn memory_is_bounded_for_one_permission_and_for_all() {
        let kit = Kit::new();
        assert!(!kit.keep(&place("leg", 1), 40_000), "too much for one");
        assert!(kit.keep(&place("leg", 1), 20_000));
        assert!(
            !kit.keep(&place("leg", 2), 20_000),
            "too much with the other"
        );
        assert!(
            kit.keep(&place("leg", 1), 15_000),
            "in the place of the other"
        );
        for leg in ["a", "b", "c", "d", "e"] {
            assert!(kit.keep(&place(leg, 1), 20_000));
            assert!(kit.views.bytes() <= 50_000);
        }
        assert!(
            kit.has(&place("e", 1)) && !kit.has(&place("a", 1)),
            "the oldest goes"
        );
        kit.views.forget(&place("e", 1));
        kit.views.forget(&place("d", 1));
        assert_eq!(kit.views.bytes(), 0);
    }
}
