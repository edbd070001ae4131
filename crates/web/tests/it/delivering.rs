use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use storage::outbox::{Delivery, NewEvent, Outbox as _};
use storage::{Database, Unit};
use tokio::sync::{Notify, mpsc};
use web::CancellationToken;
use web::delivery::{Courier, DeliveryError, Pace};
use web::time::now_micros;

use crate::support::{database, soon};

fn event(order: &str, sequence: i64, destination: &str) -> NewEvent {
    NewEvent {
        id: format!("{order}-{sequence}"),
        order_key: order.into(),
        sequence,
        destination: destination.into(),
        kind: "permission-changed".into(),
        payload: "{}".into(),
    }
}

async fn enqueue(database: &Database, events: impl IntoIterator<Item = NewEvent>, at: i64) {
    let mut unit = Unit::new();
    for event in events {
        unit.enqueue(&event, at);
    }
    database.commit(unit).await.unwrap();
}

fn quick() -> Pace {
    Pace {
        look: Duration::from_millis(50),
        ..Pace::default()
    }
}

/// Never looks by itself within a test.
fn sleepy() -> Pace {
    Pace {
        look: Duration::from_hours(1),
        ..Pace::default()
    }
}

async fn until_empty(database: &Database) {
    soon(async {
        while database.pending().await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn events_of_one_order_come_one_after_the_other_failures_included() {
    let (database, _files) = database().await;
    enqueue(
        &database,
        (1..=4).map(|sequence| event("a", sequence, "connector")),
        now_micros(),
    )
    .await;
    let (sender, mut seen) = mpsc::unbounded_channel();
    let stop = CancellationToken::new();
    let handler = move |delivery: Delivery| {
        let sender = sender.clone();
        async move {
            sender.send((delivery.sequence, delivery.attempts)).unwrap();
            if delivery.sequence == 2 && delivery.attempts == 1 {
                Err(DeliveryError::later("busy"))
            } else {
                Ok(())
            }
        }
    };
    let begun = Instant::now();
    let courier = Courier::spawn(database.clone(), "order", quick(), handler, stop.clone());
    let mut order = Vec::new();
    for _ in 0..5 {
        order.push(soon(seen.recv()).await.unwrap());
    }
    assert_eq!(order, [(1, 1), (2, 1), (2, 2), (3, 1), (4, 1)]);
    // The first wait is a second, less up to a fifth by chance.
    assert!(
        begun.elapsed() >= Duration::from_millis(800),
        "{:?}",
        begun.elapsed()
    );
    until_empty(&database).await;
    stop.cancel();
    soon(courier.ended()).await;
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_holds_up_no_other() {
    let (database, _files) = database().await;
    enqueue(
        &database,
        [
            event("a", 1, "stuck"),
            event("b", 1, "well"),
            event("c", 1, "well"),
        ],
        now_micros(),
    )
    .await;
    let (sender, mut seen) = mpsc::unbounded_channel();
    let stop = CancellationToken::new();
    let handler = move |delivery: Delivery| {
        let sender = sender.clone();
        async move {
            if delivery.destination == "stuck" {
                std::future::pending::<()>().await;
            }
            sender.send(delivery.id).unwrap();
            Ok(())
        }
    };
    let _courier = Courier::spawn(database.clone(), "stuck", quick(), handler, stop.clone());
    let mut delivered = [
        soon(seen.recv()).await.unwrap(),
        soon(seen.recv()).await.unwrap(),
    ];
    delivered.sort();
    assert_eq!(delivered, ["b-1", "c-1"]);
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_has_failed_and_is_made_again() {
    let (database, _files) = database().await;
    enqueue(&database, [event("a", 1, "slow")], now_micros()).await;
    let stop = CancellationToken::new();
    let (sender, mut seen) = mpsc::unbounded_channel();
    let handler = move |delivery: Delivery| {
        let sender = sender.clone();
        async move {
            if delivery.attempts == 1 {
                std::future::pending::<()>().await;
            }
            sender.send(delivery.attempts).unwrap();
            Ok(())
        }
    };
    let pace = Pace {
        attempt: Duration::from_millis(100),
        ..quick()
    };
    let _courier = Courier::spawn(database.clone(), "slow", pace, handler, stop);
    assert_eq!(soon(seen.recv()).await, Some(2));
    until_empty(&database).await;
}

#[tokio::test]
async fn a_handler_that_panics_has_failed_and_is_called_again() {
    let (database, _files) = database().await;
    enqueue(
        &database,
        [event("a", 1, "x"), event("b", 1, "x")],
        now_micros(),
    )
    .await;
    let handler = |delivery: Delivery| async move {
        assert!(delivery.attempts > 1, "the first attempt panics");
        Ok(())
    };
    let _courier = Courier::spawn(
        database.clone(),
        "panic",
        quick(),
        handler,
        CancellationToken::new(),
    );
    until_empty(&database).await;
}

#[tokio::test]
async fn what_can_never_succeed_is_given_up_and_the_next_goes_on() {
    let (database, _files) = database().await;
    enqueue(
        &database,
        [event("a", 1, "x"), event("a", 2, "x")],
        now_micros(),
    )
    .await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let handler = move |delivery: Delivery| {
        noted.lock().unwrap().push(delivery.sequence);
        async move {
            if delivery.sequence == 1 {
                Err(DeliveryError::never("no such receiver"))
            } else {
                Ok(())
            }
        }
    };
    let _courier = Courier::spawn(
        database.clone(),
        "never",
        quick(),
        handler,
        CancellationToken::new(),
    );
    until_empty(&database).await;
    assert_eq!(*seen.lock().unwrap(), [1, 2]);
}

#[tokio::test]
async fn what_is_enqueued_is_delivered_at_once_when_woken() {
    let (database, _files) = database().await;
    let (sender, mut seen) = mpsc::unbounded_channel();
    let handler = move |delivery: Delivery| {
        let sender = sender.clone();
        async move {
            sender.send(delivery.id).unwrap();
            Ok(())
        }
    };
    let courier = Courier::spawn(
        database.clone(),
        "wake",
        sleepy(),
        handler,
        CancellationToken::new(),
    );
    for sequence in 1..=3 {
        enqueue(&database, [event("a", sequence, "x")], now_micros()).await;
        courier.wake();
        assert_eq!(soon(seen.recv()).await.unwrap(), format!("a-{sequence}"));
        until_empty(&database).await;
    }
}

#[tokio::test]
async fn stopping_waits_for_the_attempt_under_way_and_leaves_the_rest() {
    let (database, _files) = database().await;
    enqueue(
        &database,
        [event("a", 1, "x"), event("a", 2, "x")],
        now_micros(),
    )
    .await;
    let (begun, released) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (beginning, releasing) = (Arc::clone(&begun), Arc::clone(&released));
    let handler = move |_: Delivery| {
        let (begun, released) = (Arc::clone(&beginning), Arc::clone(&releasing));
        async move {
            begun.notify_one();
            released.notified().await;
            Ok(())
        }
    };
    let stop = CancellationToken::new();
    let courier = Courier::spawn(database.clone(), "stop", quick(), handler, stop.clone());
    soon(begun.notified()).await;
    stop.cancel();
    released.notify_one();
    soon(courier.ended()).await;
    assert_eq!(database.pending().await.unwrap(), 1);
}

#[tokio::test]
async fn a_batch_comes_whole_and_each_of_it_has_its_own_outcome() {
    let (database, _files) = database().await;
    enqueue(
        &database,
        (0..100).map(|order| event(&format!("o{order:03}"), 1, "operator")),
        now_micros(),
    )
    .await;
    let sizes = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&sizes);
    let handler = move |destination: String, deliveries: Vec<Delivery>| {
        assert_eq!(destination, "operator");
        noted.lock().unwrap().push(deliveries.len());
        async move {
            let outcome = |delivery: &Delivery| match (delivery.id.as_str(), delivery.attempts) {
                ("o007-1", 1) => Err(DeliveryError::later("not this one")),
                _ => Ok(()),
            };
            deliveries.iter().map(outcome).collect()
        }
    };
    let _courier = Courier::spawn_batched(
        database.clone(),
        "batch",
        quick(),
        handler,
        CancellationToken::new(),
    );
    until_empty(&database).await;
    assert_eq!(*sizes.lock().unwrap(), [64, 36, 1]);
}

#[tokio::test]
async fn an_event_that_waits_for_over_a_minute_raises_the_alarm() {
    let metrics = web::health::recorder().unwrap();
    let (database, _files) = database().await;
    let shown = |value: &str| {
        metrics
            .render()
            .contains(&format!("fiducia_outbox_alarm{{party=\"alarm\"}} {value}"))
    };
    enqueue(&database, [event("a", 1, "x")], now_micros() - 61_000_000).await;
    let open = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let opened = Arc::clone(&open);
    let handler = move |_: Delivery| {
        let open = opened.load(std::sync::atomic::Ordering::Relaxed);
        async move {
            if open {
                Ok(())
            } else {
                Err(DeliveryError::later("closed"))
            }
        }
    };
    let _courier = Courier::spawn(
        database.clone(),
        "alarm",
        quick(),
        handler,
        CancellationToken::new(),
    );
    soon(async {
        while !shown("1") {
            tokio::task::yield_now().await;
        }
    })
    .await;
    open.store(true, std::sync::atomic::Ordering::Relaxed);
    soon(async {
        while !shown("0") {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(database.pending().await.unwrap(), 0);
}

#[tokio::test]
async fn two_processes_on_one_database_deliver_each_event_once() {
    let (database, _files) = database().await;
    enqueue(
        &database,
        (0..200).map(|order| event(&format!("o{order:03}"), 1, "x")),
        now_micros(),
    )
    .await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let pace = Pace {
        batch: 5,
        ..quick()
    };
    let couriers: Vec<_> = (0..2)
        .map(|_| {
            let noted = Arc::clone(&seen);
            let handler = move |delivery: Delivery| {
                noted.lock().unwrap().push(delivery.id);
                async { Ok(()) }
            };
            Courier::spawn(
                database.clone(),
                "two",
                pace,
                handler,
                CancellationToken::new(),
            )
        })
        .collect();
    until_empty(&database).await;
    let mut seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 200);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 200);
    drop(couriers);
}
