use crate::engines::on_both;
use storage::operator::webhook_queue::WebhookQueue;
use storage::operator::webhooks::{AttemptRow, Telling, WebhookRow, Webhooks as _};
use storage::outbox::{Delivery, Outbox as _};
use storage::{Database, Unit};

const SECOND: i64 = 1_000_000;
const LEASE: i64 = 30 * SECOND;

async fn webhook(database: &Database, id: &str, events: &str, state: &str) {
    let mut unit = Unit::new();
    unit.insert_webhook(&WebhookRow {
        id: id.to_owned(),
        service_id: "s".to_owned(),
        url: "https://s.example/hook".to_owned(),
        events: events.to_owned(),
        state: state.to_owned(),
        version: 1,
        created_at: 0,
        changed_at: 0,
    });
    database.commit(unit).await.expect("a webhook");
}

async fn tell(database: &Database, order_key: &str, sequence: i64, kind: &str) {
    let mut unit = Unit::new();
    let telling = Telling {
        service: "s",
        event_id: &format!("{order_key}:{sequence}"),
        order_key,
        sequence,
        kind,
        body: "{}",
    };
    unit.tell_service(&telling, sequence);
    database.commit(unit).await.expect("told");
}

fn ids(deliveries: &[Delivery]) -> Vec<&str> {
    deliveries.iter().map(|one| one.id.as_str()).collect()
}

on_both! {
    async fn only_who_is_active_and_wants_it_is_told(place: Place) {
        let database = place.open().await;
        webhook(&database, "all", " permission-granted permission-ended ", "active").await;
        webhook(&database, "some", " permission-ended ", "active").await;
        webhook(&database, "off", " permission-granted ", "off").await;
        tell(&database, "p", 1, "permission-granted").await;
        tell(&database, "p", 1, "permission-granted").await;
        let queue = WebhookQueue(database.clone());
        assert_eq!(queue.due_destinations(1).await.expect("due"), ["all"]);
        let told = database.webhook_deliveries("all", (i64::MAX, ""), 9).await.expect("list");
        assert_eq!((told.len(), told[0].state.as_str()), (1, "waiting"));
        // A name that is part of another's is not the other.
        tell(&database, "p", 2, "permission-end").await;
        assert_eq!(queue.pending().await.expect("count"), 1);
    }

    async fn events_of_one_permission_wait_for_each_other(place: Place) {
        let database = place.open().await;
        webhook(&database, "w", " e ", "active").await;
        for (order_key, sequence) in [("p", 10), ("p", 9), ("q", 1)] {
            tell(&database, order_key, sequence, "e").await;
        }
        let queue = WebhookQueue(database.clone());
        let first = queue.claim("w", 1, LEASE, 10).await.expect("claimed");
        assert_eq!(ids(&first), ["q:1", "p:9"]);
        assert!(queue.claim("w", 2, LEASE, 10).await.expect("claimed").is_empty());
        let mut unit = Unit::new();
        unit.end_delivery(&first[1], "delivered", 5);
        database.commit(unit).await.expect("ended");
        queue.done(&first[1..]).await.expect("done");
        let second = queue.claim("w", 3, LEASE, 10).await.expect("claimed");
        assert_eq!(ids(&second), ["p:10"]);
        // One that is not taken holds up its own permission alone.
        let due = queue.failed(&second[0], "", 3).await.expect("put off");
        assert!(queue.claim("w", due - 1, LEASE, 10).await.expect("claimed").is_empty());
        assert_eq!(ids(&queue.claim("w", due, LEASE, 10).await.expect("claimed")), ["p:10"]);
        let one = database.webhook_delivery("w", "p:9").await.expect("read").expect("there");
        assert_eq!((one.state.as_str(), one.ended_at, one.due_at), ("delivered", Some(5), None));
    }

    async fn a_webhook_that_fails_is_tried_with_one_event_at_a_time_and_left_alone_between(place: Place) {
        let database = place.open().await;
        webhook(&database, "w", " e ", "active").await;
        for n in 0..5 {
            tell(&database, &format!("p{n}"), 1, "e").await;
        }
        let queue = WebhookQueue(database.clone());
        let all = queue.claim("w", 1, LEASE, 10).await.expect("claimed");
        assert_eq!(all.len(), 5);
        for one in &all {
            // Those that were tried at the same time count once.
            let mut unit = Unit::new();
            unit.webhook_failed("w", 7, (1, 100 * SECOND));
            database.commit(unit).await.expect("noted");
            queue.failed(one, "", 1).await.expect("put off");
        }
        let failing = database.webhook_failing("w").await.expect("read").expect("it fails");
        assert_eq!((failing.since, failing.failures), (7, 1));
        assert!(queue.due_destinations(99 * SECOND).await.expect("due").is_empty());
        assert_eq!(queue.due_destinations(101 * SECOND).await.expect("due"), ["w"]);
        assert_eq!(queue.claim("w", 101 * SECOND, LEASE, 10).await.expect("claimed").len(), 1);
        let mut unit = Unit::new();
        unit.webhook_is_well("w");
        database.commit(unit).await.expect("well");
        assert_eq!(queue.claim("w", 101 * SECOND, LEASE, 10).await.expect("claimed").len(), 4);
    }

    async fn the_last_attempts_are_kept_and_all_go_in_time(place: Place) {
        let database = place.open().await;
        webhook(&database, "w", " e ", "active").await;
        tell(&database, "p", 1, "e").await;
        for number in 1..=25 {
            let mut unit = Unit::new();
            let attempt = AttemptRow { number, at: number, millis: 3, status: Some(500), error: Some("500".to_owned()) };
            unit.note_attempt("w", "p:1", &attempt);
            database.commit(unit).await.expect("noted");
        }
        let kept = database.webhook_attempts("w", "p:1").await.expect("read");
        assert_eq!((kept.len(), kept[0].number, kept[19].number), (20, 25, 6));
        let mut unit = Unit::new();
        unit.give_up_deliveries("w", 50);
        database.commit(unit).await.expect("given up");
        let mut unit = Unit::new();
        unit.purge_webhook_deliveries(51);
        database.commit(unit).await.expect("forgotten");
        assert!(database.webhook_delivery("w", "p:1").await.expect("read").is_none());
        assert!(database.webhook_attempts("w", "p:1").await.expect("read").is_empty());
    }

    async fn what_was_given_up_or_delivered_can_be_sent_again(place: Place) {
        let database = place.open().await;
        webhook(&database, "w", " e ", "active").await;
        tell(&database, "p", 1, "e").await;
        let queue = WebhookQueue(database.clone());
        let mut unit = Unit::new();
        unit.give_up_deliveries("w", 50).webhook_failed("w", 0, (1, 900 * SECOND));
        database.commit(unit).await.expect("given up");
        assert!(queue.due_destinations(99).await.expect("due").is_empty());
        let mut unit = Unit::new();
        unit.deliver_again("w", "p:1");
        database.commit(unit).await.expect("again");
        assert_eq!(queue.due_destinations(99).await.expect("due"), ["w"]);
        let mut unit = Unit::new();
        unit.deliver_again("w", "unknown");
        assert!(database.commit(unit).await.is_err());
    }
}
