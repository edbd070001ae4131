//! Registries that share a database share the work of reading sources.
use crate::engines::on_both;
use storage::registry::groups::GroupRow;
use storage::registry::members::MemberRow;
use storage::registry::sources::Sources as _;
use storage::{Database, Schema, Unit};

const NOW: i64 = 1_000_000;

async fn join(database: &Database, status: &str) {
    let mut unit = Unit::new();
    unit.insert_group(&GroupRow {
        id: "g".to_owned(),
        name: "Cities".to_owned(),
        rulebook: None,
        sequence: 1,
        created_at: NOW,
        changed_at: NOW,
    });
    unit.insert_member(&MemberRow {
        group_id: "g".to_owned(),
        operator_uuid: "o".to_owned(),
        name: "Helsinki".to_owned(),
        base_url: "https://o.example".to_owned(),
        jwks_uri: "https://o.example/jwks.json".to_owned(),
        roles: "[]".to_owned(),
        status: status.to_owned(),
        reason: None,
        version: 1,
        created_at: NOW,
        changed_at: NOW,
    });
    database.commit(unit).await.expect("a member");
}

async fn share(database: &Database, urls: &[&str]) {
    let mut unit = Unit::new();
    unit.source_list_read("g", "o", urls, NOW);
    database.commit(unit).await.expect("shared");
}

on_both! {
    async fn a_list_and_a_source_are_read_by_one_of_those_who_want_to(place: Place) {
        let [one, other] = [place.open_as(Schema::Registry).await, place.open_as(Schema::Registry).await];
        join(&one, "active").await;
        let (first, second) = tokio::join!(
            one.claim_source_list("g", "o", NOW, 0),
            other.claim_source_list("g", "o", NOW, 0)
        );
        assert_ne!(first.expect("tried"), second.expect("tried"));
        share(&one, &["https://c.example"]).await;
        let (first, second) = tokio::join!(
            one.claim_source("https://c.example", NOW, 0),
            other.claim_source("https://c.example", NOW, 0)
        );
        assert_ne!(first.expect("tried"), second.expect("tried"));
        // Later it is due again.
        assert!(!other.claim_source("https://c.example", NOW + 9, NOW - 1).await.expect("tried"));
        assert!(other.claim_source("https://c.example", NOW + 9, NOW).await.expect("tried"));
    }

    async fn what_nobody_shares_any_more_is_forgotten(place: Place) {
        let database = place.open_as(Schema::Registry).await;
        join(&database, "active").await;
        database.claim_source_list("g", "o", NOW, 0).await.expect("tried");
        share(&database, &["https://c.example", "https://d.example"]).await;
        let mut unit = Unit::new();
        unit.source_read("https://c.example", "c", "{}", "[]", NOW).source_failed("https://d.example", "it is away", NOW);
        unit.source_failed("https://d.example", "it is gone", NOW + 5);
        database.commit(unit).await.expect("read");
        let rows = database.sources().await.expect("rows");
        assert_eq!(rows[0].connector_uuid.as_deref(), Some("c"));
        assert_eq!((rows[1].failing_since, rows[1].reason.as_deref()), (Some(NOW), Some("it is gone")));

        share(&database, &["https://d.example"]).await;
        let forget = async || {
            let mut unit = Unit::new();
            unit.forget_unshared();
            database.commit(unit).await.expect("forgotten").rows
        };
        assert_eq!(forget().await, [0, 0, 1]);
        assert_eq!(database.source_shares().await.expect("shares").len(), 1);

        let mut member = {
            use storage::registry::members::Members as _;
            database.member("g", "o").await.expect("a row").expect("a member")
        };
        "suspended".clone_into(&mut member.status);
        let mut unit = Unit::new();
        unit.update_member(&member);
        database.commit(unit).await.expect("suspended");
        assert_eq!(database.source_shares().await.expect("shares"), []);
        assert_eq!(forget().await, [1, 1, 1]);
        assert_eq!(database.sources().await.expect("rows"), []);
    }
}
