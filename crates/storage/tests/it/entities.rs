use crate::engines::on_both;
use storage::Unit;
use storage::connector::entities::{AmendedEntity, Entities as _, NewEntity};
use storage::connector::former::FormerEntities as _;
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

/// Keeps an entity that says a number, and what it said before.
async fn keep_again(database: &Database, dataset: &str, id: &str, number: i64) {
    let json = format!("{{\"a\":{number}}}");
    let entity = NewEntity {
        dataset,
        id,
        json: json.as_bytes(),
    };
    let mut unit = storage::Unit::new();
    let ids = [id.to_owned()];
    let kept = database.keep_former(&mut unit, &[("other", "x"), CARD], dataset, &ids, number);
    kept.await.expect("added");
    let kept = database
        .put_entities(unit, &[CARD], &[entity], number)
        .await;
    kept.expect("kept");
}

/// What entities of a dataset were: their ids, numbers and times.
async fn former(database: &Database, dataset: &str) -> Vec<(String, String, i64)> {
    let found = database.entity_versions(CARD.0, CARD.1, dataset, 100).await;
    let found = found.expect("found");
    let found = found.chunk_by(|one, next| one.id == next.id);
    found
        .flat_map(|versions| versions.split_last().expect("one that is").1)
        .map(|one| {
            let text = String::from_utf8(one.json.to_vec()).expect("text");
            (one.id.clone(), text, one.changed_at)
        })
        .collect()
}

on_both! {
    async fn what_an_entity_was_is_kept_and_erased_with_it(place: Place) {
        let database = place.open_as(Schema::Connector).await;
        let was = |id: &str, number: i64| (id.to_owned(), format!("{{\"a\":{number}}}"), number);
        assert_eq!(former(&database, "patron").await, [], "nobody is known");
        for (dataset, id, number) in [("patron", "b", 1), ("patron", "a", 2), ("patron", "b", 3), ("patron", "b", 4), ("loans", "c", 5), ("loans", "c", 6)] {
            keep_again(&database, dataset, id, number).await;
        }
        assert_eq!(former(&database, "patron").await, [was("b", 1), was("b", 3)]);
        assert_eq!(contents(&database, "patron").await, [("{\"a\":2}".to_owned(), 2), ("{\"a\":4}".to_owned(), 4)]);
        keep_again(&database, "patron", "a", 7).await;
        // What the person corrects was never so.
        let amended = [AmendedEntity { id: "b", before: 4, json: b"{}" }];
        database.amend_entities(CARD.0, CARD.1, "patron", &amended, 8).await.expect("amended");
        assert_eq!(former(&database, "patron").await, [was("a", 2)]);
        assert!(database.erase_entities(Unit::new(), CARD.0, CARD.1, "patron", Some("a")).await.expect("erased"));
        assert_eq!(former(&database, "patron").await, []);
        keep_again(&database, "patron", "b", 20).await;
        assert_eq!(former(&database, "patron").await.len(), 1);
        assert!(database.erase_entities(Unit::new(), CARD.0, CARD.1, "patron", None).await.expect("erased"));
        assert_eq!(former(&database, "patron").await, []);
        assert_eq!(former(&database, "loans").await, [was("c", 5)]);
        assert!(database.forget_person(CARD.0, CARD.1).await.expect("forgotten"));
        keep(&database, "loans", "c").await;
        assert_eq!(former(&database, "loans").await, [], "under a new key");
    }

    async fn what_an_entity_was_is_forgotten_when_its_time_is_over(place: Place) {
        let database = place.open_as(Schema::Connector).await;
        let was = |id: &str, number: i64| (id.to_owned(), format!("{{\"a\":{number}}}"), number);
        for (dataset, id, number) in [("patron", "a", 1), ("patron", "b", 2), ("patron", "a", 3), ("patron", "a", 5), ("patron", "a", 7), ("loans", "a", 8), ("loans", "a", 9)] {
            keep_again(&database, dataset, id, number).await;
        }
        let over = async |until| database.over_entities(until, 10).await.expect("found");
        // A version is over when the next one has come, not when it came itself.
        assert_eq!(over(1).await, []);
        let [entity] = <[_; 1]>::try_from(over(6).await).expect("one entity");
        let forget = async |until, limit, since: &'static str| {
            let mut seen = Vec::new();
            let forgotten = database.forget_over(&entity, until, limit, |versions| {
                seen = versions.iter().map(|one| (one.changed_at, one.since.as_ref().map(|text| text.to_vec()))).collect();
                since.into()
            });
            (forgotten.await.expect("forgotten"), seen)
        };
        assert_eq!(forget(2, 9, "never").await, (0, vec![]));
        assert_eq!(forget(6, 1, "first").await, (1, vec![(1, None), (3, None)]));
        assert_eq!(former(&database, "patron").await, [was("a", 3), was("a", 5)]);
        assert_eq!(forget(6, 9, "second").await, (1, vec![(3, Some(b"first".to_vec())), (5, None)]));
        assert_eq!(former(&database, "patron").await, [was("a", 5)]);
        assert_eq!(over(6).await, []);
        assert_eq!(forget(7, 9, "third").await, (1, vec![(5, Some(b"second".to_vec())), (7, None)]));
        // What is now stays, whatever its age, and says since when it is so; other entities and datasets have their own time.
        assert_eq!(forget(99, 9, "never").await, (0, vec![]));
        assert_eq!(contents(&database, "patron").await, [("{\"a\":7}".to_owned(), 7), ("{\"a\":2}".to_owned(), 2)]);
        let now = database.entities(CARD.0, CARD.1, "patron", "", 9).await.expect("found");
        assert_eq!(now[0].since.as_deref().map(Vec::as_slice), Some(&b"third"[..]));
        assert_eq!(now[1].since, None);
        assert_eq!(former(&database, "loans").await, [was("a", 8)]);
        assert_eq!(over(9).await.len(), 1);
        // It goes along when that is past as well, and a new version knows nothing of it.
        keep_again(&database, "patron", "a", 9).await;
        let before = database.entity_versions(CARD.0, CARD.1, "patron", 9).await.expect("found");
        assert_eq!(before[0].since.as_deref().map(Vec::as_slice), Some(&b"third"[..]));
        let now = database.entities(CARD.0, CARD.1, "patron", "", 9).await.expect("found");
        assert_eq!(now[0].since, None);
        // What is erased meanwhile is not made again.
        database.erase_entities(Unit::new(), CARD.0, CARD.1, "patron", Some("a")).await.expect("erased");
        assert_eq!(forget(99, 9, "never").await, (0, vec![]));
    }

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
        let erase = |dataset| database.erase_entities(Unit::new(), CARD.0, CARD.1, dataset, None);
        keep(&database, "patron", "b").await;
        let erase_one = |id| database.erase_entities(Unit::new(), CARD.0, CARD.1, "patron", Some(id));
        assert!(erase_one("b").await.expect("erased"));
        assert!(!erase_one("b").await.expect("it is gone"));
        assert!(!erase_one("c").await.expect("it was never there"));
        assert_eq!(contents(&database, "patron").await.len(), 1);
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
