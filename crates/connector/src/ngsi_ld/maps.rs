//! Entity maps of services (ETSI GS CIM 009 §4.5.25): which entities a query has found, so that following requests are about
//! the same. A map fixes what is asked, not what may be seen: each request is answered from what is permitted then.
//!
//! They are in memory: after a restart, or at another process, a map is made anew, as one that has ended is (§5.5.14).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use broker::view::EntityMap;
use protocol::ids::{LegId, OperatorUuid, OrganisationId};
use protocol::ticket::Ticket;

/// Entities in all maps of one permission.
const MOST_OF_OWNER: usize = 100_000;
/// Entities in all maps.
const MOST: usize = 1_000_000;

/// For whom a map was made: one service under one permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    operator: OperatorUuid,
    permission: LegId,
    service: OrganisationId,
}

impl Owner {
    /// Whose a map is that this ticket asks for.
    pub(crate) fn of(ticket: &Ticket) -> Self {
        Self {
            operator: ticket.iss.clone(),
            permission: ticket.mop_processing_record_uuid.clone(),
            service: ticket.sub.clone(),
        }
    }
}

/// The maps of all services.
#[derive(Default)]
pub(crate) struct EntityMaps(Mutex<HashMap<String, (Owner, EntityMap)>>);

impl EntityMaps {
    /// Keeps a map, in the place of the one with its id. Those of the same owner that end first make room, then those of all.
    pub(crate) fn keep(&self, owner: &Owner, map: EntityMap, now: i64) {
        let mut maps = self.maps(now);
        // An empty one takes room too.
        let size = |map: &EntityMap| map.ids.len() + 1;
        if size(&map) > MOST_OF_OWNER {
            return;
        }
        maps.insert(map.id.clone(), (owner.clone(), map));
        for (most, whose) in [(MOST_OF_OWNER, Some(owner)), (MOST, None)] {
            let mut held: Vec<(i64, String, usize)> = maps
                .values()
                .filter(|(one, _)| whose.is_none_or(|owner| owner == one))
                .map(|(_, map)| (map.expires_at, map.id.clone(), size(map)))
                .collect();
            let mut sum: usize = held.iter().map(|(_, _, size)| size).sum();
            if sum <= most {
                continue;
            }
            held.sort_unstable();
            for (_, id, size) in held {
                if sum <= most {
                    break;
                }
                maps.remove(&id);
                sum -= size;
            }
        }
    }

    /// A map of this owner's that has not ended.
    pub(crate) fn find(&self, owner: &Owner, id: &str, now: i64) -> Option<EntityMap> {
        let maps = self.maps(now);
        let (one, map) = maps.get(id)?;
        (one == owner).then(|| map.clone())
    }

    /// Ends a map of this owner's, if there is one.
    pub(crate) fn end(&self, owner: &Owner, id: &str, now: i64) {
        let mut maps = self.maps(now);
        if maps.get(id).is_some_and(|(one, _)| one == owner) {
            maps.remove(id);
        }
    }

    /// Those that have not ended.
    fn maps(&self, now: i64) -> MutexGuard<'_, HashMap<String, (Owner, EntityMap)>> {
        let mut maps = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        maps.retain(|_, (_, map)| map.expires_at > now);
        maps
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn owner(service: &str) -> Owner {
        Owner {
            operator: OperatorUuid::parse("3f0d1f0e-6f0c-4b52-9c0a-8a7a1f5f0a11").unwrap(),
            permission: LegId::parse("3f0d1f0e-6f0c-4b52-9c0a-8a7a1f5f0a12").unwrap(),
            service: OrganisationId::parse(service).unwrap(),
        }
    }

    fn map(id: &str, length: usize, expires_at: i64) -> EntityMap {
        EntityMap {
            id: id.into(),
            ids: (0..length)
                .map(|number| format!("urn:x:{number}"))
                .collect(),
            types: BTreeSet::new(),
            expires_at,
        }
    }

    #[test]
    fn maps_are_their_owners_and_end() {
        let (maps, one, other) = (EntityMaps::default(), owner("one"), owner("other"));
        maps.keep(&one, map("a", 2, 10), 0);
        assert_eq!(maps.find(&one, "a", 9).unwrap().ids.len(), 2);
        assert!(maps.find(&other, "a", 9).is_none());
        maps.end(&other, "a", 9);
        assert!(maps.find(&one, "a", 9).is_some());
        assert!(maps.find(&one, "a", 10).is_none());
        maps.keep(&one, map("b", 2, 10), 0);
        maps.end(&one, "b", 0);
        assert!(maps.find(&one, "b", 0).is_none());
    }

    #[test]
    fn maps_that_end_first_make_room_for_others_of_the_same_owner() {
        let (maps, one, other) = (EntityMaps::default(), owner("one"), owner("other"));
        maps.keep(&other, map("theirs", 10, 1), 0);
        maps.keep(&one, map("late", 60_000, 20), 0);
        maps.keep(&one, map("soon", 30_000, 10), 0);
        maps.keep(&one, map("new", 30_000, 30), 0);
        assert!(maps.find(&one, "soon", 0).is_none());
        for (owner, id) in [(&one, "late"), (&one, "new"), (&other, "theirs")] {
            assert!(maps.find(owner, id, 0).is_some(), "{id}");
        }
        maps.keep(&one, map("huge", MOST_OF_OWNER, 40), 0);
        assert!(maps.find(&one, "huge", 0).is_none());
        assert!(maps.find(&one, "late", 0).is_some());
    }
}
