//! Settings and the replay cache.
use crate::engines::on_both;
use storage::replay::{Replay as _, is_replay};
use storage::settings::Settings as _;
use storage::{Database, EngineKind, Error, Schema, Unit};

on_both! {
    async fn a_setting_is_read_as_last_written(place: Place) {
        let database = place.open().await;
        assert_eq!(database.setting("uuid").await.expect("read"), None);
        database.set("uuid", "1", 10).await.expect("written");
        database.set("uuid", "2", 11).await.expect("written");
        let setting = database.setting("uuid").await.expect("read").expect("there");
        assert_eq!((setting.value.as_str(), setting.changed_at), ("2", 11));
    }

    async fn processes_that_start_together_agree_on_a_first_value(place: Place) {
        let mut tasks = Vec::new();
        for number in 0..4 {
            let database = place.open().await;
            tasks.push(tokio::spawn(async move {
                database.set_first("uuid", &number.to_string(), number).await.expect("agreed")
            }));
        }
        let mut values = Vec::new();
        for task in tasks {
            values.push(task.await.expect("no panic"));
        }
        assert!(values.iter().all(|value| *value == values[0]), "{values:?}");
    }

    async fn a_token_id_is_new_once(place: Place) {
        let database = place.open().await;
        assert!(database.first_seen("dpop", "a", 100).await.expect("answer"));
        assert!(!database.first_seen("dpop", "a", 200).await.expect("answer"));
        assert!(database.first_seen("ticket", "a", 100).await.expect("answer"));
        let mut unit = Unit::new();
        unit.once("dpop", "a", 100).set("x", "y", 1);
        let error = database.commit(unit).await.expect_err("a replay");
        assert!(is_replay(&error), "{error}");
        assert_eq!(database.setting("x").await.expect("read"), None);
    }

    async fn of_many_that_show_a_token_id_at_once_one_is_first(place: Place) {
        let databases = [place.open().await, place.open().await];
        let tasks: Vec<_> = (0..40).map(|number| {
            let database = databases[number % 2].clone();
            tokio::spawn(async move { database.first_seen("dpop", "a", 100).await.expect("answer") })
        }).collect();
        let mut firsts = 0;
        for task in tasks {
            firsts += usize::from(task.await.expect("no panic"));
        }
        assert_eq!(firsts, 1);
    }

    async fn expired_token_ids_are_forgotten(place: Place) {
        let database = place.open().await;
        let mut unit = Unit::new();
        for number in 0..5_000i64 {
            unit.once("dpop", &number.to_string(), number);
        }
        database.commit(unit).await.expect("written");
        assert_eq!(database.purge_seen(4_500).await.expect("purged"), 4_500);
        assert_eq!(database.seen_count().await.expect("count"), 500);
        assert!(!database.first_seen("dpop", "4500", 9_999).await.expect("answer"));
        assert!(database.first_seen("dpop", "4499", 9_999).await.expect("answer"));
    }

    async fn a_database_says_what_it_is(place: Place) {
        let database = place.open().await;
        let kind = if place.is_sqlite() { EngineKind::Sqlite } else { EngineKind::Postgres };
        assert_eq!((database.kind(), database.schema()), (kind, Schema::Operator));
        assert_eq!(database.file().is_some(), place.is_sqlite());
        database.ping().await.expect("there");
        // Neither the vault's keys nor the password of the URL.
        assert_eq!(format!("{database:?}"),
            format!("Database {{ kind: {kind:?}, schema: Operator, .. }}"));
    }
}

#[tokio::test]
async fn a_url_of_another_engine_is_refused_without_showing_its_password() {
    for url in [
        "mysql://city:secret@db.example/operator",
        "",
        "sqlite:",
        "redis://x",
    ] {
        let error = Database::open(url, Schema::Operator, None)
            .await
            .expect_err("refused");
        assert!(matches!(error, Error::Url { .. }), "{url}: {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
