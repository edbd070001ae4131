//! What is remembered of a broker's entities, on both engines.
use storage::Schema;
use storage::broker::BrokerStore;
use storage::broker::entities::Write;
use storage::broker::history::{By, Instances, Memory, NewInstance, SealedInstance, Span};

use crate::engines::on_both;

const ID: &str = "urn:x:River:1";

fn instance(name: &str, at: i64, observed: bool) -> NewInstance {
    NewInstance {
        instance: name.to_owned(),
        attribute: "level".to_owned(),
        dataset: if at % 2 == 0 {
            String::new()
        } else {
            "urn:x:Odd".to_owned()
        },
        observed_at: observed.then_some(at),
        created_at: 100,
        modified_at: at,
        deleted_at: (at == 5).then_some(at),
        json: format!("{{\"at\":{at}}}").into_bytes().into(),
    }
}

fn memory(instances: Vec<NewInstance>, is_deleted: bool) -> Memory {
    Memory {
        id: ID.to_owned(),
        types: vec!["River".to_owned()],
        at: 7,
        is_deleted,
        instances,
    }
}

fn names(rows: &[SealedInstance]) -> Vec<&str> {
    rows.iter().map(|row| row.instance.as_str()).collect()
}

fn span(by: By, range: std::ops::RangeInclusive<i64>, is_backward: bool) -> Span {
    Span {
        by,
        range,
        is_backward,
    }
}

on_both! {
    async fn instances_are_found_by_each_of_their_times(place: Place) {
        let store = BrokerStore::new(place.open_as(Schema::Connector).await);
        let all = (1..=5).map(|at| instance(&format!("urn:i:{at}"), at, at != 3)).collect();
        assert!(store.remember("", &memory(all, false)).await.expect("new"));
        assert!(!store.remember("", &memory(vec![], false)).await.expect("more"));
        let always = i64::MIN..=i64::MAX;
        for (span, expected) in [
            (span(By::Moment, always.clone(), false), &["1", "2", "3", "4", "5"][..]),
            (span(By::Moment, always.clone(), true), &["5", "4", "3", "2", "1"]),
            (span(By::Observed, 2..=4, false), &["2", "4"]),
            (span(By::Observed, 2..=4, true), &["4", "2"]),
            (span(By::Modified, 2..=3, false), &["2", "3"]),
            (span(By::Created, 100..=100, true), &["5", "4", "3", "2", "1"]),
            (span(By::Created, 0..=99, false), &[]),
            (span(By::Deleted, always.clone(), false), &["5"]),
            (span(By::Deleted, always, true), &["5"]),
        ] {
            let mut found = Vec::new();
            loop {
                // A page is a row or two; the next one begins after the last.
                let page = store.instances("", ID, &span, found.last(), 2).await.expect("a page");
                if page.is_empty() {
                    break;
                }
                found.extend(page);
            }
            let expected: Vec<String> = expected.iter().map(|at| format!("urn:i:{at}")).collect();
            assert_eq!(names(&found), expected, "{span:?}");
        }
        assert!(store.instances("other", ID, &span(By::Moment, 0..=9, false), None, 9).await.expect("none").is_empty());
        let one = store.instance("", ID, "level", "urn:i:4").await.expect("a row").expect("an instance");
        assert_eq!(**store.open_instance("", &one).await.expect("JSON"), *b"{\"at\":4}");
    }

    async fn a_change_and_its_memory_are_written_together(place: Place) {
        let store = BrokerStore::new(place.open_as(Schema::Connector).await);
        let types = ["River".to_owned()];
        let create = Write::Create { id: ID, types: &types, values: &[], json: b"{}", created_at: 7 };
        store.write("", &[create], &[memory(vec![instance("urn:i:1", 1, true)], false)], None).await.expect("made");
        // It is there already: neither is written.
        let refused = store.write("", &[create], &[memory(vec![instance("urn:i:2", 2, true)], false)], None).await;
        assert!(refused.is_err());
        let level = store.instances_of("", ID, "level", 9).await.expect("rows");
        assert_eq!(names(&level), ["urn:i:1"]);
        let delete = Write::Delete { id: ID, version: 1 };
        store.write("", &[delete], &[memory(vec![], true)], None).await.expect("deleted");
        let head = store.history("", ID).await.expect("a row").expect("a history");
        assert_eq!((head.created_at, head.deleted_at), (7, Some(7)));
        store.write("", &[create], &[memory(vec![], false)], None).await.expect("made again");
        assert_eq!(store.history("", ID).await.expect("a row").expect("a history").deleted_at, None);
    }

    async fn instances_and_histories_are_forgotten(place: Place) {
        let store = BrokerStore::new(place.open_as(Schema::Connector).await);
        let all = (1..=4).map(|at| instance(&format!("urn:i:{at}"), at, true)).collect();
        store.remember("", &memory(all, false)).await.expect("kept");
        let mut new = instance("urn:i:4", 9, true);
        new.dataset = String::new();
        store.replace_instance("", ID, &new).await.expect("replaced");
        "urn:i:none".clone_into(&mut new.instance);
        assert!(store.replace_instance("", ID, &new).await.is_err());
        let forget = |which| store.forget_instances("", ID, "level", which, 9);
        assert_eq!(forget(Instances::One("urn:i:1")).await.expect("one"), 1);
        assert_eq!(forget(Instances::One("urn:i:1")).await.expect("none"), 0);
        assert_eq!(forget(Instances::Dataset("")).await.expect("two"), 2);
        assert_eq!(store.history_attributes("", ID).await.expect("names"), ["level"]);
        assert_eq!(forget(Instances::All).await.expect("one"), 1);
        assert_eq!(store.histories("", Some("River"), "", 9).await.expect("heads").len(), 1);
        assert!(store.histories("", Some("Lake"), "", 9).await.expect("heads").is_empty());
        assert!(store.histories("", None, ID, 9).await.expect("heads").is_empty());
        assert!(store.forget("", ID).await.expect("forgotten"));
        assert!(!store.forget("", ID).await.expect("not there"));
        assert!(store.history_types("", ID).await.expect("types").is_empty());
    }

    async fn what_gave_way_is_forgotten_when_its_time_is_over(place: Place) {
        let store = BrokerStore::new(place.open_as(Schema::Connector).await);
        // Of two datasets: the default one at 2 and 4, the other at 1, 3 and, saying a deletion, 5.
        let all = (1..=5).map(|at| instance(&format!("urn:i:{at}"), at, true)).collect();
        store.remember("", &memory(all, false)).await.expect("kept");
        store.remember("other", &memory(vec![instance("urn:i:1", 1, true)], false)).await.expect("kept");
        let left = async || {
            let span = span(By::Moment, i64::MIN..=i64::MAX, false);
            let rows = store.instances("", ID, &span, None, 9).await.expect("rows");
            rows.iter().map(|row| row.time).collect::<Vec<_>>()
        };
        let over = async |until| store.over(until, 9).await.expect("found");
        let forget = async |until, limit| store.forget_over("", ID, until, limit).await.expect("forgotten");
        assert_eq!(over(0).await, []);
        assert_eq!(over(2).await.len(), 2, "something may have given way in both");
        assert_eq!(forget(2, 9).await, 0, "3 has not come yet");
        assert_eq!(store.forget_over("other", ID, 2, 9).await.expect("nothing"), 0);
        assert_eq!(over(2).await, [], "which is known from now on");
        assert_eq!(over(3).await, [(String::new(), ID.to_owned())]);
        assert_eq!(forget(4, 1).await, 1);
        assert_eq!(left().await, [2, 3, 4, 5]);
        assert_eq!(over(4).await.len(), 1, "there is more");
        assert_eq!(forget(4, 9).await, 1);
        assert_eq!(left().await, [3, 4, 5], "what an attribute is stays until it is something else");
        // What was deleted goes with what says so.
        assert_eq!(forget(9, 9).await, 2);
        assert_eq!(left().await, [4]);
        assert_eq!(over(i64::MAX).await, []);
        // What is told late of what was before stays from then on, whatever its own time.
        let late = NewInstance { modified_at: 12, ..instance("urn:i:late", 2, true) };
        store.remember("", &memory(vec![late], false)).await.expect("kept");
        assert_eq!(forget(11, 9).await, 0);
        assert_eq!(left().await, [2, 4]);
        assert_eq!(over(11).await, []);
        assert_eq!(over(12).await.len(), 1);
        assert_eq!(forget(12, 9).await, 1);
        assert_eq!(left().await, [4]);
        // An entity that was deleted goes whole.
        let types = ["River".to_owned()];
        let create = Write::Create { id: ID, types: &types, values: &[], json: b"{}", created_at: 7 };
        store.write("", &[create], &[], None).await.expect("made");
        store.write("", &[Write::Delete { id: ID, version: 1 }], &[memory(vec![], true)], None).await.expect("deleted");
        assert_eq!(over(6).await, []);
        assert_eq!(forget(6, 9).await, 0, "it was not deleted yet");
        assert_eq!(over(6).await, []);
        assert_eq!(over(7).await.len(), 1);
        // What is told of it afterwards has its own time.
        store.remember("", &memory(vec![instance("urn:i:8", 8, true)], false)).await.expect("kept");
        assert_eq!(forget(7, 9).await, 1);
        assert_eq!(left().await, [8]);
        assert_eq!(over(7).await, []);
        assert_eq!(over(8).await.len(), 1);
        assert_eq!(forget(8, 9).await, 1);
        assert_eq!(store.history("", ID).await.expect("a row"), None);
        assert!(store.history_types("", ID).await.expect("types").is_empty());
        assert!(store.history("other", ID).await.expect("a row").is_some());
    }
}
