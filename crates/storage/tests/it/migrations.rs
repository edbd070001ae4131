use crate::engines::on_both;
use crate::tables::count;
use storage::{Database, Error, Schema, Unit, params, values};

async fn tamper(database: &Database, sql: &'static str) {
    let mut unit = Unit::new();
    unit.execute(sql, values![]);
    database.commit(unit).await.expect("tampered");
    database.close().await;
}

on_both! {
    async fn opening_again_changes_nothing(place: Place) {
        const APPLIED: &str = "SELECT COUNT(*) FROM schema_migrations";
        let database = place.open().await;
        let applied = count(&database, APPLIED).await;
        database.close().await;
        let again = place.open().await;
        assert_eq!(count(&again, APPLIED).await, applied);
        assert!(applied > 1);
    }

    async fn a_database_newer_than_the_binary_is_not_opened(place: Place) {
        let database = place.open().await;
        tamper(&database, "INSERT INTO schema_migrations (migration_set, name, sha256)
            SELECT 'operator', '9999_future', sha256 FROM schema_migrations
            WHERE migration_set = 'common' AND name = '0001_machinery'").await;
        let error = Database::open(&place.url, Schema::Operator, None).await.expect_err("refused");
        assert!(matches!(&error, Error::Newer { migration } if migration == "operator/9999_future"));
        assert!(error.to_string().contains("newer than this binary"), "{error}");
    }

    async fn a_database_made_by_other_migrations_is_not_opened(place: Place) {
        let database = place.open().await;
        tamper(&database, "UPDATE schema_migrations SET sha256 =
            (SELECT sha256 FROM schema_migrations WHERE migration_set = 'schema')
            WHERE name = '0001_machinery'").await;
        let error = Database::open(&place.url, Schema::Operator, None).await.expect_err("refused");
        assert!(matches!(&error, Error::MigrationChanged { migration }
            if migration == "common/0001_machinery"), "{error}");
    }

    async fn the_database_of_another_party_is_not_opened(place: Place) {
        place.open_as(Schema::Connector).await.close().await;
        let error = Database::open(&place.url, Schema::Operator, None).await.expect_err("refused");
        assert_eq!(error.to_string(), "the database belongs to a party of another kind: `connector`, not `operator`");
    }

    async fn an_older_database_is_brought_up_to_date_with_what_it_holds(place: Place) {
        // As if the party's own migrations had come after: their record and tables are taken away.
        let database = place.open_as(Schema::Registry).await;
        let mut unit = Unit::new();
        unit.set("kept", "yes", 1);
        database.commit(unit).await.expect("committed");
        let own: Vec<(String,)> = database.fetch_all(
            "SELECT name FROM schema_migrations WHERE migration_set = 'registry'", params![],
        ).await.expect("names");
        database.close().await;
        let again = place.open_as(Schema::Registry).await;
        let kept: (String,) = again.fetch_one("SELECT value FROM settings WHERE key = 'kept'",
            params![]).await.expect("kept");
        assert_eq!(kept.0, "yes");
        let now = count(&again,
            "SELECT COUNT(*) FROM schema_migrations WHERE migration_set = 'registry'").await;
        assert_eq!(now, own.len() as i64);
    }

    async fn processes_that_start_together_make_one_schema(place: Place) {
        let tasks: Vec<_> = (0..12).map(|_| {
            let (url, vault) = (place.url.clone(), place.vault.clone());
            tokio::spawn(async move { Database::open(&url, Schema::Operator, Some(vault)).await })
        }).collect();
        for task in tasks {
            let database = task.await.expect("no panic").expect("opened");
            database.prepare_all().await.expect("understood");
        }
    }
}
