//! What a unit promises.
use crate::engines::on_both;
use crate::tables::{
    EVENTS, GIVE, PURSES, Purse, SET, TAKE, assert_gapless, count, create, entry, purse,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use storage::log::Log as _;
use storage::{Database, Error, Unit, params, values};

/// Commits all at once, so that they share transactions; the answers in order.
async fn all_at_once(
    database: &Database,
    units: Vec<Unit>,
) -> Vec<Result<storage::Committed, Error>> {
    let tasks: Vec<_> = units
        .into_iter()
        .map(|unit| {
            let database = database.clone();
            tokio::spawn(async move { database.commit(unit).await })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.expect("no panic"));
    }
    answers
}

fn new_purse(id: &str, coins: i64) -> Unit {
    let mut unit = Unit::new();
    unit.insert(&PURSES, values![id, coins, 1]);
    unit
}

fn is_conflict<T>(answer: &Result<T, Error>) -> bool {
    matches!(answer, Err(Error::Conflict { .. }))
}

on_both! {
    async fn what_is_committed_can_be_read_at_once(place: Place) {
        let database = place.open().await;
        create(&database).await;
        database.commit(new_purse("anna", 3)).await.expect("committed");
        let anna = Purse { id: "anna".into(), coins: 3, version: 1 };
        assert_eq!(purse(&database, "anna").await, Some(anna));
        database.close().await;
        let again = place.open().await;
        assert_eq!(purse(&again, "anna").await.map(|purse| purse.coins), Some(3));
    }

    async fn a_unit_is_written_wholly_or_not_at_all(place: Place) {
        let database = place.open().await;
        create(&database).await;
        let mut unit = new_purse("anna", 1);
        unit.log(entry("purses", 1));
        unit.set("last", "anna", 1);
        unit.execute(SET, values!["nobody", 1, 5]).expect_rows(1);
        let answer = database.commit(unit).await;
        assert!(matches!(answer, Err(Error::Conflict { guard }) if guard == SET), "{answer:?}");
        assert_eq!(purse(&database, "anna").await, None);
        assert_eq!(database.log_size("purses").await.expect("size"), 0);
        assert_eq!(count(&database, "SELECT COUNT(*) FROM settings").await, 0);
    }

    async fn a_failed_guard_takes_out_only_its_own_unit(place: Place) {
        let database = place.open().await;
        create(&database).await;
        for number in 0..100 {
            database.commit(new_purse(&format!("purse{number}"), 0)).await.expect("committed");
        }
        let units = (0..100i64).map(|number| {
            let id = format!("purse{number}");
            let version = if number % 7 == 0 { 9 } else { 1 };
            let mut unit = Unit::new();
            unit.execute(SET, values![&id, version, number]).expect_rows(1);
            unit.insert(&EVENTS, values![&id, 2, "set"]);
            unit.log(entry("purses", number));
            unit
        });
        let answers = all_at_once(&database, units.collect()).await;
        for (number, answer) in answers.iter().enumerate() {
            assert_eq!(is_conflict(answer), number % 7 == 0, "unit {number}: {answer:?}");
        }
        let written = answers.iter().filter(|answer| answer.is_ok()).count() as i64;
        assert_eq!(count(&database, "SELECT COUNT(*) FROM purse_events").await, written);
        assert_eq!(database.log_size("purses").await.expect("size"), written);
        assert_gapless(&database).await;
        assert_eq!(database.counters().conflicts, 100 - written.unsigned_abs());
    }

    async fn a_guard_that_fails_late_takes_back_what_its_unit_wrote(place: Place) {
        let database = place.open().await;
        create(&database).await;
        for id in ["anna", "berta"] {
            database.commit(new_purse(id, 10)).await.expect("committed");
        }
        let units = (0..40).map(|number| {
            let mut unit = Unit::new();
            // The first statement takes effect; the second, for every second unit, does not.
            unit.execute(GIVE, values!["anna"]).expect_rows(1);
            unit.execute(GIVE, values![if number % 2 == 0 { "berta" } else { "nobody" }]).expect_rows(1);
            unit.log(entry("purses", number));
            unit
        });
        let answers = all_at_once(&database, units.collect()).await;
        assert_eq!(answers.iter().filter(|answer| is_conflict(answer)).count(), 20);
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 20);
        for id in ["anna", "berta"] {
            assert_eq!(purse(&database, id).await.map(|purse| purse.coins), Some(30), "{id}");
        }
        assert_eq!(database.log_size("purses").await.expect("size"), 20);
        assert_gapless(&database).await;
    }

    async fn a_second_insert_with_the_same_key_fails_alone(place: Place) {
        let database = place.open().await;
        create(&database).await;
        let units = (0..60).map(|number| new_purse(&format!("purse{}", number / 2), number));
        let answers = all_at_once(&database, units.collect()).await;
        for pair in answers.chunks(2) {
            let duplicates =
                pair.iter().filter(|answer| matches!(answer, Err(Error::Duplicate { .. }))).count();
            assert_eq!((duplicates, pair.iter().filter(|a| a.is_ok()).count()), (1, 1), "{pair:?}");
        }
        assert_eq!(count(&database, "SELECT COUNT(*) FROM purses").await, 30);
    }

    async fn of_many_with_the_same_key_one_is_taken(place: Place) {
        let database = place.open().await;
        create(&database).await;
        let units = (0..64).map(|number| {
            let mut unit = Unit::new();
            unit.insert_or_ignore(&PURSES, values!["one", number, 1]);
            unit.insert_or_ignore(&PURSES, values![format!("own{number}"), number, 1]);
            unit
        });
        let answers = all_at_once(&database, units.collect()).await;
        let taken: Vec<_> = answers.into_iter().map(|answer| answer.expect("written").taken).collect();
        assert_eq!(taken.iter().filter(|taken| taken[0]).count(), 1);
        assert!(taken.iter().all(|taken| taken[1]));
        let winner = taken.iter().position(|taken| taken[0]).map(|number| number as i64);
        assert_eq!(purse(&database, "one").await.map(|purse| purse.coins), winner);
    }

    async fn of_many_that_must_be_first_one_is(place: Place) {
        let database = place.open().await;
        create(&database).await;
        let units = (0..64).map(|number| {
            let mut unit = Unit::new();
            unit.insert(&EVENTS, values![format!("purse{number}"), 1, "made"]);
            unit.insert_once(&PURSES, values!["one", number, 1]);
            unit.log(entry("purses", number));
            unit
        });
        let answers = all_at_once(&database, units.collect()).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!(answers.iter().filter(|answer| is_conflict(answer)).count(), 63);
        assert_eq!(count(&database, "SELECT COUNT(*) FROM purse_events").await, 1);
        assert_eq!(database.log_size("purses").await.expect("size"), 1);
        // And again, when it has long been there.
        let mut unit = Unit::new();
        unit.insert_once(&PURSES, values!["one", 0, 1]);
        let answer = database.commit(unit).await;
        assert!(matches!(answer, Err(Error::Conflict { guard: "purses" })), "{answer:?}");
    }

    async fn a_unit_that_must_be_first_with_two_keys_is_with_both_or_neither(place: Place) {
        let database = place.open().await;
        create(&database).await;
        database.commit(new_purse("taken", 1)).await.expect("committed");
        let units = (0..30).map(|number| {
            let mut unit = Unit::new();
            unit.insert_once(&PURSES, values![format!("first{number}"), 0, 1]);
            let second = if number % 3 == 0 { "taken".to_owned() } else { format!("second{number}") };
            unit.insert_once(&PURSES, values![second, 0, 1]);
            unit
        });
        let answers = all_at_once(&database, units.collect()).await;
        for (number, answer) in answers.iter().enumerate() {
            assert_eq!(is_conflict(answer), number % 3 == 0, "unit {number}: {answer:?}");
        }
        assert_eq!(count(&database, "SELECT COUNT(*) FROM purses").await, 1 + 2 * 20);
    }

    async fn steps_take_effect_in_their_order(place: Place) {
        let database = place.open().await;
        create(&database).await;
        let mut unit = Unit::new();
        unit.insert(&PURSES, values!["anna", 5, 1]);
        unit.execute(SET, values!["anna", 1, 6]).expect_rows(1);
        unit.execute(SET, values!["anna", 2, 7]).expect_rows(1);
        unit.upsert(&PURSES, values!["berta", 1, 1]);
        unit.upsert(&PURSES, values!["berta", 2, 1]);
        unit.insert(&PURSES, values!["carla", 1, 1]);
        unit.delete(&PURSES, values!["carla"]);
        unit.delete(&PURSES, values!["dora"]);
        unit.insert(&PURSES, values!["dora", 4, 1]);
        database.commit(unit).await.expect("committed");
        let coins = |id| { let database = database.clone(); async move {
            purse(&database, id).await.map(|purse| purse.coins)
        }};
        assert_eq!(coins("anna").await, Some(7));
        assert_eq!(coins("berta").await, Some(2));
        assert_eq!(coins("carla").await, None);
        assert_eq!(coins("dora").await, Some(4));
    }

    async fn no_update_is_lost_between_many_writers(place: Place) {
        let database = place.open().await;
        create(&database).await;
        database.commit(new_purse("anna", 0)).await.expect("committed");
        let tasks: Vec<_> = (0..16).map(|_| {
            let database = database.clone();
            tokio::spawn(async move {
                let mut done = 0;
                while done < 20 {
                    let anna = purse(&database, "anna").await.expect("there");
                    let mut unit = Unit::new();
                    unit.execute(SET, values!["anna", anna.version, anna.coins + 1]).expect_rows(1);
                    unit.insert(&EVENTS, values!["anna", anna.version + 1, "raised"]);
                    match database.commit(unit).await {
                        Ok(_) => done += 1,
                        Err(Error::Conflict { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        }).collect();
        for task in tasks {
            task.await.expect("no panic");
        }
        let anna = purse(&database, "anna").await.expect("there");
        assert_eq!((anna.coins, anna.version), (320, 321));
        assert_eq!(count(&database, "SELECT COUNT(*) FROM purse_events").await, 320);
    }

    /// Money moves between purses from two processes at once; units of every shape fail and succeed
    /// side by side. Whatever way the writer takes, nothing is made or lost.
    async fn nothing_is_made_or_lost_between_two_processes(place: Place) {
        const PURSES_THERE: usize = 6;
        let (one, two) = (place.open().await, place.open().await);
        create(&one).await;
        for number in 0..PURSES_THERE {
            one.commit(new_purse(&format!("purse{number}"), 5)).await.expect("committed");
        }
        let moved = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..24usize).map(|task| {
            let database = if task % 2 == 0 { one.clone() } else { two.clone() };
            let moved = Arc::clone(&moved);
            tokio::spawn(async move {
                for round in 0..15usize {
                    let from = format!("purse{}", (task * 5 + round * 3) % PURSES_THERE);
                    let to = format!("purse{}", (task + round * 7 + 1) % PURSES_THERE);
                    let mut unit = Unit::new();
                    unit.once("move", &format!("{task}-{round}"), 9);
                    if round % 4 == 1 {
                        // Fails after it has written something.
                        unit.execute(GIVE, values![&to]).expect_rows(1);
                        unit.execute(TAKE, values!["nobody"]).expect_rows(1);
                    } else if round % 4 == 2 {
                        // A key seen before.
                        unit.once("move", "seen", 9);
                    }
                    unit.execute(TAKE, values![&from]).expect_rows(1);
                    unit.execute(GIVE, values![&to]).expect_rows(1);
                    unit.insert(&EVENTS, values![format!("{task}"), round as i64, "moved"]);
                    unit.log(entry(if round % 2 == 0 { "even" } else { "odd" }, round as i64));
                    match database.commit(unit).await {
                        Ok(committed) => {
                            assert_eq!(committed.log_indices.len(), 1);
                            moved.fetch_add(1, Ordering::Relaxed);
                        }
                        Err(Error::Conflict { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        }).collect();
        for task in tasks {
            task.await.expect("no panic");
        }
        let moved = moved.load(Ordering::Relaxed) as i64;
        assert!(moved > 0);
        let total = "SELECT CAST(SUM(coins) AS BIGINT) FROM purses";
        assert_eq!(count(&two, total).await, 5 * PURSES_THERE as i64);
        assert_eq!(count(&two, "SELECT COUNT(*) FROM purse_events").await, moved);
        assert_eq!(count(&two, "SELECT COUNT(*) FROM seen WHERE token <> 'seen'").await, moved);
        assert_eq!(count(&two, "SELECT COUNT(*) FROM log_records").await, moved);
        let negative = "SELECT COUNT(*) FROM purses WHERE coins < 0";
        assert_eq!(count(&two, negative).await, 0);
        assert_gapless(&two).await;
    }

    async fn log_indices_are_given_in_order_without_gaps_over_two_processes(place: Place) {
        let (one, two) = (place.open().await, place.open().await);
        let tasks: Vec<_> = (0..20i64).map(|task| {
            let database = if task % 2 == 0 { one.clone() } else { two.clone() };
            tokio::spawn(async move {
                let mut last = None;
                for at in 0..10 {
                    let mut unit = Unit::new();
                    unit.log(entry("common", task * 100 + at));
                    unit.log(entry("common", task * 100 + at));
                    let indices = database.commit(unit).await.expect("committed").log_indices;
                    assert_eq!(indices[1], indices[0] + 1);
                    assert!(last < Some(indices[0]), "{last:?} before {indices:?}");
                    last = Some(indices[1]);
                }
            })
        }).collect();
        for task in tasks {
            task.await.expect("no panic");
        }
        assert_eq!(one.log_size("common").await.expect("size"), 400);
        assert_gapless(&two).await;
    }

    async fn more_rows_than_a_statement_holds_go_into_several(place: Place) {
        let database = place.open().await;
        create(&database).await;
        let mut unit = Unit::new();
        for number in 0..20_000 {
            unit.insert(&PURSES, values![format!("purse{number}"), number, 1]);
        }
        database.commit(unit).await.expect("committed");
        assert_eq!(count(&database, "SELECT COUNT(*) FROM purses").await, 20_000);
        let mut unit = Unit::new();
        for number in 0..10_001 {
            unit.delete(&PURSES, values![format!("purse{number}")]);
        }
        database.commit(unit).await.expect("committed");
        assert_eq!(count(&database, "SELECT COUNT(*) FROM purses").await, 9_999);
    }

    async fn a_unit_whose_caller_has_gone_is_written_all_the_same(place: Place) {
        let database = place.open().await;
        create(&database).await;
        let waiting = tokio::spawn({
            let database = database.clone();
            async move { database.commit(new_purse("anna", 1)).await }
        });
        // A unit queued later is committed no earlier.
        while database.counters().units == 1 && !waiting.is_finished() {
            tokio::task::yield_now().await;
            if database.counters().waiting > 0 {
                break;
            }
        }
        waiting.abort();
        database.commit(new_purse("berta", 1)).await.expect("committed");
        let there = purse(&database, "anna").await.is_some();
        // Either it was never queued, or it is there: never half.
        assert!(there || database.counters().units == 2);
    }

    async fn values_come_back_as_they_went(place: Place) {
        let database = place.open().await;
        let mut unit = Unit::new();
        unit.execute(
            "CREATE TABLE odd (id TEXT NOT NULL PRIMARY KEY, number BIGINT, bytes TEXT, words TEXT)",
            values![],
        );
        database.commit(unit).await.expect("table");
        static ODD: storage::Table =
            storage::Table { name: "odd", columns: &["id", "number", "words"], key: &["id"] };
        let words = ["", "ä ö ß 漢字 🙂", "'; DROP TABLE odd; --", "$1 ? %"];
        let mut unit = Unit::new();
        for (number, text) in words.iter().enumerate() {
            unit.insert(&ODD, values![number.to_string(), i64::MIN, *text]);
        }
        // Nulls first and last in a batch: PostgreSQL learns the types from others.
        unit.insert(&ODD, values!["null", None::<i64>, None::<&str>]);
        database.commit(unit).await.expect("committed");
        let rows: Vec<(String, Option<i64>, Option<String>)> = database
            .fetch_all("SELECT id, number, words FROM odd ORDER BY id", params![])
            .await
            .expect("rows");
        assert_eq!(rows.len(), 5);
        for (number, text) in words.iter().enumerate() {
            assert_eq!(rows[number], (number.to_string(), Some(i64::MIN), Some((*text).to_owned())));
        }
        assert_eq!(rows[4], ("null".to_owned(), None, None));
    }

    async fn after_closing_every_call_says_so(place: Place) {
        let database = place.open().await;
        create(&database).await;
        let units = (0..50).map(|number| new_purse(&format!("purse{number}"), 1)).collect();
        let answers = tokio::spawn({
            let database = database.clone();
            async move { all_at_once(&database, units).await }
        });
        let answers = answers.await.expect("no panic");
        assert!(answers.iter().all(Result::is_ok));
        database.close().await;
        let answer = database.commit(new_purse("late", 1)).await;
        assert!(matches!(answer, Err(Error::Closed)), "{answer:?}");
        assert!(matches!(database.ping().await, Err(Error::Closed)));
    }

    async fn a_wrong_statement_fails_its_unit_and_nothing_else(place: Place) {
        let database = place.open().await;
        create(&database).await;
        let units = (0..20).map(|number| {
            let mut unit = new_purse(&format!("purse{number}"), 1);
            if number == 7 {
                unit.execute("UPDATE nowhere SET coins = 1", values![]);
            }
            unit
        });
        let answers = all_at_once(&database, units.collect()).await;
        for (number, answer) in answers.iter().enumerate() {
            assert_eq!(answer.is_err(), number == 7, "unit {number}: {answer:?}");
        }
        assert_eq!(count(&database, "SELECT COUNT(*) FROM purses").await, 19);
    }
}
