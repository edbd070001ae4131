use crate::engines::on_both;
use storage::connector::entities::{AmendedEntity, Entities as _, NewEntity};
use storage::{Database, Error, Schema};

const CARD: (&str, &str) = ("library_card", "2900-17");

async fn keep(database: &Database, dataset: &str, id: &str) {
    let entity = NewEntity {
        dataset,
        id,
        json: b"{\"a\":1}",
    };
    let kept = database
        .put_entities(storage::Unit::new(), &[CARD], &[entity], 10)
        .await;
    kept.expect("kept");
}

async fn contents(database: &Database, dataset: &str) -> Vec<(String, i64)> {
    let found = database.entities(CARD.0, CARD.1, dataset, "", 100).await;
    let text = |json: &[u8]| String::from_utf8(json.to_vec()).expect("text");
    let found = found.expect("found").into_iter();
    found
        .map(|entity| (text(&entity.json), entity.changed_at))
        .collect()
}

on_both! {
    async fn an_entity_is_amended_as_it_was_read_or_not_at_all(place: Place) {
        let database = place.open_as(Schema::Connector).await;
        for id in ["a", "b"] {
            keep(&database, "patron", id).await;
        }
        let amend = |id: &'static str, before| AmendedEntity { id, before, json: b"{\"a\":2}" };
        let both = [amend("a", 10), amend("b", 10)];
        database.amend_entities(CARD.0, CARD.1, "patron", &both, 5).await.expect("amended");
        let amended = ("{\"a\":2}".to_owned(), 11);
        assert_eq!(contents(&database, "patron").await, [amended.clone(), amended.clone()], "later than before");
        // Somebody changed one of them meanwhile.
        let stale = [amend("a", 11), amend("b", 10)];
        let outcome = database.amend_entities(CARD.0, CARD.1, "patron", &stale, 20).await;
        assert!(matches!(outcome, Err(Error::Conflict { .. })), "{outcome:?}");
        assert_eq!(contents(&database, "patron").await, [amended.clone(), amended]);
        let outcome = database.amend_entities(CARD.0, "2900-18", "patron", &stale, 20).await;
        assert!(matches!(outcome, Err(Error::NoDataKey)), "{outcome:?}");
    }

    async fn with_the_last_entity_the_person_is_forgotten(place: Place) {
        let database = place.open_as(Schema::Connector).await;
        keep(&database, "patron", "a").await;
        keep(&database, "loans", "b").await;
        let erase = |dataset| database.erase_entities(CARD.0, CARD.1, dataset, None);
        assert!(erase("patron").await.expect("erased"));
        assert!(!erase("patron").await.expect("nothing is left of it"));
        assert_eq!(contents(&database, "loans").await.len(), 1);
        assert!(erase("loans").await.expect("erased"));
        assert!(!database.forget_person(CARD.0, CARD.1).await.expect("there is nobody"));
        keep(&database, "patron", "a").await;
        assert_eq!(contents(&database, "patron").await.len(), 1, "under a new key");
    }

    async fn all_of_a_dataset_is_read_page_by_page(place: Place) {
        let database = place.open_as(Schema::Connector).await;
        for person in 0..3 {
            for id in ["a", "b"] {
                let json = format!("{{\"of\":\"{person}{id}\"}}");
                let entity = NewEntity { dataset: "patron", id, json: json.as_bytes() };
                let card = person.to_string();
                database.put_entities(storage::Unit::new(), &[(CARD.0, card.as_str())], &[entity], 10).await.expect("kept");
            }
        }
        keep(&database, "loans", "c").await;
        let (mut after, mut all) = ((String::new(), String::new()), Vec::new());
        loop {
            let page = database.entities_of_all("patron", (&after.0, &after.1), 4).await.expect("read");
            let Some((person, last)) = page.last() else { break };
            after = (person.clone(), last.id.clone());
            all.extend(page.iter().map(|(_, one)| String::from_utf8(one.json.to_vec()).expect("text")));
        }
        all.sort();
        let expected = ["0a", "0b", "1a", "1b", "2a", "2b"].map(|of| format!("{{\"of\":\"{of}\"}}"));
        assert_eq!(all, expected);
        assert_eq!(database.count_of_dataset("patron").await.expect("counted"), 6);
    }
}
