use crate::engines::on_both;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use storage::outbox::{Delivery, NewEvent, Outbox as _};
use storage::{Database, Unit};

const SECOND: i64 = 1_000_000;
const LEASE: i64 = 30 * SECOND;

fn event(order_key: &str, sequence: i64, destination: &str) -> NewEvent {
    NewEvent {
        id: format!("{order_key}/{sequence}"),
        order_key: order_key.to_owned(),
        sequence,
        destination: destination.to_owned(),
        kind: "permission-changed".to_owned(),
        payload: format!("{{\"epoch\":{sequence}}}"),
    }
}

async fn enqueue(database: &Database, events: &[NewEvent], now: i64) {
    let mut unit = Unit::new();
    for event in events {
        unit.enqueue(event, now);
    }
    database.commit(unit).await.expect("enqueued");
}

fn ids(deliveries: &[Delivery]) -> Vec<&str> {
    deliveries
        .iter()
        .map(|delivery| delivery.id.as_str())
        .collect()
}

on_both! {
    async fn the_next_of_an_order_waits_for_the_one_before(place: Place) {
        let database = place.open().await;
        enqueue(&database, &[event("x", 2, "d"), event("x", 1, "d"), event("y", 7, "d")], 0).await;
        let first = database.claim("d", 1, LEASE, 10).await.expect("claimed");
        assert_eq!(HashSet::from_iter(ids(&first)), HashSet::from(["x/1", "y/7"]));
        // Nothing more, while the first is under way.
        assert!(database.claim("d", 2, LEASE, 10).await.expect("claimed").is_empty());
        database.done(&first).await.expect("done");
        let second = database.claim("d", 3, LEASE, 10).await.expect("claimed");
        assert_eq!(ids(&second), ["x/2"]);
        assert_eq!((second[0].attempts, second[0].payload.as_str()), (1, "{\"epoch\":2}"));
        database.done(&second).await.expect("done");
        assert_eq!(database.pending().await.expect("count"), 0);
        assert_eq!(database.oldest_unacknowledged().await.expect("time"), None);
    }

    async fn who_dies_with_a_lease_does_not_keep_the_event(place: Place) {
        let database = place.open().await;
        enqueue(&database, &[event("x", 1, "d")], 0).await;
        let lost = database.claim("d", 0, LEASE, 10).await.expect("claimed");
        assert!(database.claim("d", LEASE - 1, LEASE, 10).await.expect("claimed").is_empty());
        let again = database.claim("d", LEASE, LEASE, 10).await.expect("claimed");
        assert_eq!((ids(&again), again[0].attempts), (vec!["x/1"], 2));
        // The first claimant comes back late: it may not put off what another holds.
        database.failed(&lost[0], "late", LEASE + 1).await.expect("no error");
        assert_eq!(database.last_error(&again[0]).await.expect("read"), None);
        // But delivered is delivered, whoever did it.
        database.done(&lost).await.expect("done");
        assert_eq!(database.pending().await.expect("count"), 0);
    }

    async fn failures_are_put_off_longer_each_time_up_to_five_minutes(place: Place) {
        let database = place.open().await;
        enqueue(&database, &[event("x", 1, "d"), event("x", 2, "d")], 0).await;
        let (mut now, mut waits) = (0, Vec::new());
        for _ in 0..14 {
            let claimed = database.claim("d", now, LEASE, 10).await.expect("claimed");
            assert_eq!(ids(&claimed), ["x/1"]);
            let due = database.failed(&claimed[0], "connection refused", now).await.expect("put off");
            assert!(database.claim("d", due - 1, LEASE, 10).await.expect("claimed").is_empty());
            assert_eq!(database.last_error(&claimed[0]).await.expect("read").as_deref(),
                Some("connection refused"));
            waits.push(due - now);
            now = due;
        }
        assert!(waits[0] >= SECOND * 4 / 5 && waits[0] <= SECOND, "{waits:?}");
        assert!(waits[..8].windows(2).all(|pair| pair[1] > pair[0]), "{waits:?}");
        assert!(waits.iter().all(|wait| *wait <= 300 * SECOND), "{waits:?}");
        assert!(waits[13] >= 240 * SECOND, "{waits:?}");
    }

    async fn an_event_enqueued_twice_is_one(place: Place) {
        let database = place.open().await;
        enqueue(&database, &[event("x", 1, "d")], 5).await;
        enqueue(&database, &[event("x", 1, "d"), event("x", 1, "d")], 6).await;
        assert_eq!(database.pending().await.expect("count"), 1);
        assert_eq!(database.oldest_unacknowledged().await.expect("time"), Some(5));
    }

    async fn a_destination_is_served_on_its_own(place: Place) {
        let database = place.open().await;
        assert!(database.due_destinations(9).await.expect("list").is_empty());
        let mut events: Vec<_> = (0..300).map(|n| event(&format!("slow{n}"), 1, "slow")).collect();
        events.push(event("quick", 1, "quick"));
        events.push(event("another", 1, "another"));
        enqueue(&database, &events, 9).await;
        assert!(database.due_destinations(8).await.expect("list").is_empty());
        assert_eq!(database.due_destinations(9).await.expect("list"), ["another", "quick", "slow"]);
        let claimed = database.claim("slow", 10, LEASE, 100).await.expect("claimed");
        assert_eq!(claimed.len(), 100);
        let quick = database.claim("quick", 10, LEASE, 100).await.expect("claimed");
        assert_eq!(ids(&quick), ["quick/1"]);
        assert_eq!(database.due_destinations(11).await.expect("list"), ["another", "slow"]);
        let waiting = database.waiting_events().await.expect("list");
        let waiting: Vec<_> = waiting.iter().map(|w| (w.destination.as_str(), w.events)).collect();
        assert_eq!(waiting, [("another", 1), ("quick", 1), ("slow", 300)]);
    }

    /// Several processes deliver, some of them failing: every event arrives, in order, and two
    /// never hold the same event at the same time.
    async fn many_deliverers_keep_the_order_and_share_the_work(place: Place) {
        let databases = [place.open().await, place.open().await];
        let mut events = Vec::new();
        for order in 0..12 {
            for sequence in 0..6 {
                events.push(event(&format!("o{order}"), sequence, "d"));
            }
        }
        enqueue(&databases[0], &events, 0).await;
        let arrived: Arc<Mutex<HashMap<String, Vec<i64>>>> = Arc::default();
        let held: Arc<Mutex<HashSet<String>>> = Arc::default();
        let tasks: Vec<_> = (0..4usize).map(|worker| {
            let database = databases[worker % 2].clone();
            let (arrived, held) = (Arc::clone(&arrived), Arc::clone(&held));
            tokio::spawn(async move {
                let mut now = 0;
                while database.pending().await.expect("count") > 0 {
                    // Far below the lease, so that leases end only by being given up.
                    now += 1;
                    for delivery in database.claim("d", now, i64::MAX / 4, 3).await.expect("claimed") {
                        assert!(held.lock().expect("held").insert(delivery.id.clone()));
                        arrived.lock().expect("arrived").entry(delivery.order_key.clone())
                            .or_default().push(delivery.sequence);
                        held.lock().expect("held").remove(&delivery.id);
                        if (delivery.sequence + delivery.attempts) % 3 == 0 {
                            let due = database.failed(&delivery, "busy", now).await.expect("put off");
                            now = now.max(due);
                        } else {
                            database.done(&[delivery]).await.expect("done");
                        }
                    }
                }
            })
        }).collect();
        for task in tasks {
            task.await.expect("no panic");
        }
        let arrived = arrived.lock().expect("arrived");
        assert_eq!(arrived.len(), 12);
        for (order, sequences) in arrived.iter() {
            assert!(sequences.is_sorted(), "{order}: {sequences:?}");
            let once: HashSet<_> = sequences.iter().copied().collect();
            assert_eq!(once, (0..6).collect(), "{order}");
        }
    }
}
