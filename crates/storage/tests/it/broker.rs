//! What an open broker has not done with.

use crate::engines::on_both;
use storage::Schema;
use storage::broker::BrokerStore;
use storage::broker::changes::Changed;
use storage::broker::maps::StoredMap;
use storage::broker::notifications::{Beside, Waiting};

const COLLECTION: &str = "subscriptions";

fn waiting(id: &str, subscription: &str, created_at: i64) -> Waiting {
    Waiting {
        id: id.into(),
        collection: COLLECTION.into(),
        subscription: subscription.into(),
        created_at,
        begun_at: None,
        json: b"[1]".to_vec().into(),
    }
}

fn counters(json: &[u8]) -> Beside<'_> {
    Beside {
        kind: "counters",
        id: "s",
        now: 9,
        json,
    }
}

fn map(id: &str, expires_at: i64, entities: i64) -> StoredMap {
    StoredMap {
        id: id.into(),
        expires_at,
        entities,
        json: id.as_bytes().to_vec().into(),
    }
}

on_both! {
    async fn notifications_wait_until_they_have_been_sent_or_are_withdrawn(place: Place) {
        let store = BrokerStore::new(place.open_as(Schema::Connector).await);
        let (one, two, other) = (waiting("1", "s", 1), waiting("2", "s", 2), waiting("3", "t", 3));
        let all = [("", &one), ("", &two), ("", &other), ("city", &one)];
        store.keep_notifications(&all, &[]).await.expect("kept");
        let ids = async |before| -> Vec<(String, Option<i64>)> {
            let found = store.notifications("", before).await.expect("read");
            assert!(found.iter().all(|one| *one.json == b"[1]"));
            found.into_iter().map(|one| (one.id, one.begun_at)).collect()
        };
        assert_eq!(ids(3).await, [("1".into(), None), ("2".into(), None)]);

        assert!(store.begin_notification("", "1", 7, counters(b"1")).await.expect("begun"));
        assert_eq!(ids(2).await, [("1".into(), Some(7))]);
        assert!(store.end_notification("", "1", counters(b"2")).await.expect("ended"));
        assert!(!store.notification_waits("", "1").await.expect("read"));
        assert!(store.notification_waits("city", "1").await.expect("read"));
        let kept = store.document("", "counters", "s").await.expect("read").expect("there");
        assert_eq!(*kept.json, b"2");

        let subscription = (COLLECTION, "s");
        store.withdraw_notifications("", subscription, "counters").await.expect("withdrawn");
        assert_eq!(ids(9).await, [("3".into(), None)]);
        // What was on its way says nothing of a subscription that is gone.
        assert!(!store.begin_notification("", "2", 8, counters(b"3")).await.expect("not there"));
        assert!(!store.end_notification("", "2", counters(b"3")).await.expect("not there"));
        assert!(store.document("", "counters", "s").await.expect("read").is_none());
    }

    async fn changes_wait_until_what_is_to_be_told_of_them_is_kept(place: Place) {
        let store = BrokerStore::new(place.open_as(Schema::Connector).await);
        let write = async |tenant: &str, id: &str, created_at| {
            let changed = Changed { id, created_at, json: id.as_bytes() };
            store.write(tenant, &[], &[], Some(changed)).await.expect("written");
        };
        write("", "b", 1).await;
        write("", "a", 2).await;
        write("", "c", 3).await;
        write("city", "b", 1).await;
        let ids = async |tenant: &str, before| -> Vec<String> {
            let found = store.changes(tenant, before).await.expect("read");
            assert!(found.iter().all(|one| *one.json == one.id.as_bytes()));
            found.into_iter().map(|one| one.id).collect()
        };
        assert_eq!(ids("", 3).await, ["b", "a"]);
        let told = waiting("1", "s", 4);
        let done = [(String::new(), "b".to_owned()), (String::new(), "c".to_owned())];
        store.keep_notifications(&[("", &told)], &done).await.expect("kept");
        assert_eq!(ids("", 9).await, ["a"]);
        assert_eq!(ids("city", 9).await, ["b"]);
        assert_eq!(store.notifications("", 9).await.expect("read").len(), 1);
    }

    async fn maps_end_and_make_room(place: Place) {
        let store = BrokerStore::new(place.open_as(Schema::Connector).await);
        let put = async |map: &StoredMap| store.put_map("", map, 10, 5).await.expect("kept");
        let is_there = async |id: &str, now| {
            let found = store.map("", id, now).await.expect("read");
            assert!(found.as_ref().is_none_or(|map| *map.json == id.as_bytes()));
            found.is_some()
        };
        put(&map("a", 20, 2)).await;
        put(&map("b", 30, 2)).await;
        assert!(is_there("a", 19).await && !is_there("a", 20).await);
        put(&map("b", 31, 3)).await;
        assert!(is_there("a", 10).await && is_there("b", 30).await);
        put(&map("c", 25, 1)).await;
        assert!(!is_there("a", 10).await, "the first to end has made room");
        assert!(is_there("b", 10).await && is_there("c", 10).await);
        assert!(!store.delete_map("", "b", 31).await.expect("ended"));
        assert!(store.delete_map("", "b", 10).await.expect("deleted"));
        assert!(!is_there("b", 10).await);
    }
}
