use crate::engines::{Place, on_both};
use crate::tables::{PURSES, count, create};
use storage::backup::restore;
use storage::{Database, Error, Schema, Unit, values};

const COUNT: &str = "SELECT COUNT(*) FROM purses";

async fn add(database: &Database, id: &str) {
    let mut unit = Unit::new();
    unit.insert(&PURSES, values![id, 1, 1]);
    database.commit(unit).await.expect("committed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_while_writing_is_whole_and_comes_back() {
    let place = Place::sqlite();
    let database = place.open().await;
    create(&database).await;
    add(&database, "before").await;
    let writer = tokio::spawn({
        let database = database.clone();
        async move {
            for number in 0..200 {
                add(&database, &format!("during{number}")).await;
            }
        }
    });
    let copy = place.directory().join("copy.db");
    database.backup(&copy).await.expect("a backup");
    writer.await.expect("no panic");
    add(&database, "after").await;
    let all = count(&database, COUNT).await;
    let again = database.backup(&copy).await;
    assert!(
        matches!(again, Err(Error::Backup { .. })),
        "never over another file"
    );
    database.close().await;

    let refused = restore(&copy, &place.url, Schema::Operator, false).await;
    assert!(
        matches!(refused, Err(Error::Backup { .. })),
        "never over a database unasked"
    );
    restore(&copy, &place.url, Schema::Operator, true)
        .await
        .expect("restored");
    let database = place.open().await;
    let restored = count(&database, COUNT).await;
    assert!((1..all).contains(&restored), "{restored} of {all}");
    assert_eq!(
        count(&database, "SELECT COUNT(*) FROM purses WHERE id = 'before'").await,
        1
    );
    add(&database, "goes on").await;
    database.close().await;

    // What was there is kept beside, whole.
    let kept = format!("{}.before-restore", place.url);
    let database = Database::open(&kept, Schema::Operator, None)
        .await
        .expect("kept");
    assert_eq!(count(&database, COUNT).await, all);
}

#[tokio::test]
async fn what_is_no_backup_of_this_party_is_not_restored() {
    let place = Place::sqlite();
    place.open_as(Schema::Connector).await.close().await;
    let to = place.directory().join("new.db").display().to_string();
    let connector = std::path::Path::new(&place.url);
    let answer = restore(connector, &to, Schema::Operator, false).await;
    assert!(
        matches!(answer, Err(Error::WrongSchema { .. })),
        "{answer:?}"
    );

    let garbage = place.directory().join("garbage");
    std::fs::write(&garbage, vec![7; 10_000]).expect("written");
    assert!(
        restore(&garbage, &to, Schema::Operator, false)
            .await
            .is_err()
    );

    let empty = place.directory().join("empty");
    std::fs::write(&empty, b"").expect("written");
    assert!(restore(&empty, &to, Schema::Operator, false).await.is_err());

    // A page in the middle overwritten.
    let mut bytes = std::fs::read(connector).expect("read");
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xa5);
    let damaged = place.directory().join("damaged");
    std::fs::write(&damaged, bytes).expect("written");
    assert!(
        restore(&damaged, &to, Schema::Connector, false)
            .await
            .is_err()
    );

    assert!(
        restore(
            &place.directory().join("none"),
            &to,
            Schema::Operator,
            false
        )
        .await
        .is_err()
    );
    assert!(!std::path::Path::new(&to).exists());
    restore(connector, &to, Schema::Connector, false)
        .await
        .expect("the real one is");
}

on_both! {
    async fn a_backup_of_postgresql_is_left_to_its_tools(place: Place) {
        if !place.is_sqlite() {
            let database = place.open().await;
            let answer = database.backup(std::path::Path::new("/nowhere")).await;
            assert!(matches!(answer, Err(Error::Backup { .. })), "{answer:?}");
            let from = std::path::Path::new("/nowhere");
            let answer = restore(from, &place.url, Schema::Operator, true).await;
            assert!(matches!(answer, Err(Error::Backup { .. })), "{answer:?}");
        }
    }
}
