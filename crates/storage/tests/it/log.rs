use crate::engines::on_both;
use crate::tables::entry;
use storage::log::{Log as _, LogCount, LogCursor, LogEntry};
use storage::{Database, Unit};

async fn append(database: &Database, entries: Vec<LogEntry>) {
    let mut unit = Unit::new();
    for entry in entries {
        unit.log(entry);
    }
    database.commit(unit).await.expect("committed");
}

fn about(log: &str, at: i64, party: &str, subject: &str) -> LogEntry {
    LogEntry {
        party: Some(party.into()),
        subject: Some(subject.into()),
        ..entry(log, at)
    }
}

on_both! {
    async fn entries_come_back_by_index(place: Place) {
        let database = place.open().await;
        assert_eq!(database.log_size("access").await.expect("size"), 0);
        append(&database, (0..5).map(|at| entry("access", at)).collect()).await;
        append(&database, vec![entry("other", 9)]).await;
        let range = database.log_range("access", 1, 4).await.expect("range");
        assert_eq!(range.iter().map(|record| (record.index, record.at)).collect::<Vec<_>>(),
            [(1, 1), (2, 2), (3, 3)]);
        let one = database.log_record("access", 4).await.expect("read").expect("there");
        assert_eq!((one.kind.as_str(), one.leaf.as_slice()), ("test", [5; 32].as_slice()));
        assert_eq!((one.salt, one.record), (Some(vec![1, 2, 3]), Some("{\"at\":4}".to_owned())));
        assert_eq!(database.log_record("access", 5).await.expect("read"), None);
        let heads = database.log_heads().await.expect("heads");
        let heads: Vec<_> = heads.iter().map(|head| (head.log.as_str(), head.size)).collect();
        assert_eq!(heads, [("access", 5), ("other", 1)]);
    }

    async fn a_party_and_a_person_see_their_own_newest_first_page_by_page(place: Place) {
        let database = place.open().await;
        let mut entries = Vec::new();
        for at in 0..40 {
            // Times repeat, so that a page ends within one.
            let party = if at % 4 == 3 { "transport" } else { "library" };
            entries.push(about(if at % 2 == 0 { "a" } else { "b" }, at / 5, party, "anna"));
            entries.push(about("a", at / 5, party, "berta"));
        }
        append(&database, entries).await;
        let mut cursor = LogCursor::newest();
        let mut seen = Vec::new();
        loop {
            let page = database.log_by_subject("anna", 2, &cursor, 7).await.expect("page");
            let Some(last) = page.last() else { break };
            cursor = LogCursor::after(last);
            assert!(page.len() <= 7);
            seen.extend(page);
        }
        assert!(seen.iter().all(|record| record.subject.as_deref() == Some("anna")));
        assert_eq!(seen.len(), 30, "times 2 to 7, five each");
        let key = |record: &storage::log::LogRecord| (record.at, record.log.clone(), record.index);
        assert!(seen.windows(2).all(|pair| key(&pair[0]) > key(&pair[1])));
        let page = database.log_by_party("transport", 0, &LogCursor::newest(), 100).await.expect("page");
        assert_eq!(page.len(), 20);
        let none = database.log_by_party("unknown", 0, &LogCursor::newest(), 100).await.expect("page");
        assert!(none.is_empty());
    }

    async fn erasing_leaves_the_leaf(place: Place) {
        let database = place.open().await;
        append(&database, vec![about("a", 1, "library", "anna"), about("a", 2, "library", "berta"),
            about("b", 3, "library", "anna"), about("a", 4, "library", "berta")]).await;
        let before = database.log_leaves("a", 0, 9).await.expect("leaves");
        let mut unit = Unit::new();
        unit.erase_log_subject("anna");
        unit.erase_log_record("a", 1);
        database.commit(unit).await.expect("erased");
        let after = database.log_range("a", 0, 9).await.expect("range");
        assert!(after[..2].iter().all(|record| record.salt.is_none() && record.record.is_none()));
        assert!(after[2].salt.is_some() && after[2].record.is_some());
        assert_eq!(after[0].subject, None);
        assert_eq!(database.log_leaves("a", 0, 9).await.expect("leaves"), before);
        let annas = database.log_by_subject("anna", 0, &LogCursor::newest(), 9).await.expect("page");
        assert!(annas.is_empty());
    }

    async fn entries_are_counted_per_party_and_kind(place: Place) {
        let database = place.open().await;
        let mut entries: Vec<_> = (0..9).map(|at| about("a", at, "library", "anna")).collect();
        entries.push(LogEntry { kind: "refusal".into(), ..about("a", 3, "library", "anna") });
        entries.push(about("a", 3, "transport", "anna"));
        entries.push(about("b", 3, "transport", "anna"));
        entries.push(entry("a", 3));
        append(&database, entries).await;
        let counts = database.log_counts("a", 2, 5).await.expect("counts");
        let count = |party: &str, kind: &str, entries| LogCount {
            party: party.into(), kind: kind.into(), entries };
        assert_eq!(counts, [count("library", "refusal", 1), count("library", "test", 3),
            count("transport", "test", 1)]);
    }
}
