use crate::engines::on_both;
use storage::operator::notifications::NotificationRow;
use storage::operator::push::{PushDeviceRow, Pushing as _};
use storage::operator::sessions::Session;
use storage::{Database, Error, Unit};

const FAR: i64 = 1_000_000;

fn device(account: &str, id: &str, place: u8) -> PushDeviceRow {
    PushDeviceRow {
        account_id: account.into(),
        id: id.into(),
        endpoint_index: vec![place],
        session_hash: format!("session {id}").into_bytes(),
        cookie_hash: format!("cookie {id}").into_bytes(),
        sealed: b"sealed".to_vec(),
        created_at: i64::from(place),
        used_at: None,
    }
}

fn news(account: &str, id: &str) -> NotificationRow {
    NotificationRow {
        account_id: account.into(),
        id: id.into(),
        kind: "test".into(),
        body: "{}".into(),
        at: 5,
        read_at: None,
        mail_next: None,
        mail_attempts: 0,
    }
}

fn session(account: &str, hash: &[u8], authenticator: &str) -> Session {
    Session {
        id_hash: hash.to_vec(),
        account_id: account.into(),
        created_at: 1,
        expires_at: FAR,
        authenticator: Some(authenticator.into()),
        device: None,
        used_at: None,
        proved_at: None,
    }
}

async fn tell(database: &Database, account: &str, id: &str) {
    let mut unit = Unit::new();
    unit.enqueue_push(account, id, 5).notify(&news(account, id));
    database.commit(unit).await.expect("told");
}

async fn add(database: &Database, row: &PushDeviceRow) {
    let mut unit = Unit::new();
    unit.set_push_device(row);
    database.commit(unit).await.expect("added");
}

async fn due(database: &Database) -> Vec<(String, String)> {
    let rows = database.push_messages_due(FAR, 100).await.expect("rows");
    rows.into_iter()
        .map(|row| (row.device_id, row.notification_id))
        .collect()
}

async fn ids(database: &Database, account: &str) -> Vec<String> {
    let rows = database.push_devices_of(account).await.expect("rows");
    rows.into_iter().map(|row| row.id).collect()
}

fn pair(device: &str, news: &str) -> (String, String) {
    (device.to_owned(), news.to_owned())
}

on_both! {
    async fn news_is_due_to_each_device_of_its_person_once(place: Place) {
        let database = place.open().await;
        for (account, id, number) in [("aino", "phone", 1), ("aino", "tablet", 2), ("olli", "desk", 3)] {
            add(&database, &device(account, id, number)).await;
        }
        tell(&database, "aino", "n1").await;
        assert_eq!(due(&database).await, [pair("phone", "n1"), pair("tablet", "n1")]);
        let rows = database.push_messages_due(FAR, 100).await.expect("rows");
        for row in &rows {
            let mut unit = Unit::new();
            unit.push_done(row);
            database.commit(unit).await.expect("done");
        }
        tell(&database, "aino", "n1").await;
        assert!(due(&database).await.is_empty(), "told already");
        // Told twice at the same time, it is due once.
        tokio::join!(tell(&database, "olli", "n2"), tell(&database, "olli", "n2"));
        assert_eq!(due(&database).await, [pair("desk", "n2")]);
    }

    async fn a_message_is_taken_by_one(place: Place) {
        let database = place.open().await;
        add(&database, &device("aino", "phone", 1)).await;
        tell(&database, "aino", "n1").await;
        let row = database.push_messages_due(5, 1).await.expect("rows").remove(0);
        let take = || {
            let mut unit = Unit::new();
            unit.take_push(&row, 50);
            database.commit(unit)
        };
        take().await.expect("taken");
        assert!(matches!(take().await, Err(Error::Conflict { .. })));
        assert!(database.push_messages_due(49, 1).await.expect("rows").is_empty());
        let again = database.push_messages_due(50, 1).await.expect("rows").remove(0);
        assert_eq!((again.due, again.attempts), (50, 1));
        let mut unit = Unit::new();
        unit.put_off_push("aino", "phone", 70);
        database.commit(unit).await.expect("put off");
        assert!(database.push_messages_due(69, 1).await.expect("rows").is_empty());
        let mut unit = Unit::new();
        unit.drop_push_device("aino", "phone");
        database.commit(unit).await.expect("dropped");
        assert!(due(&database).await.is_empty(), "what was due goes with it");
    }

    async fn a_browser_is_one_device_of_one_person(place: Place) {
        let database = place.open().await;
        add(&database, &device("aino", "phone", 1)).await;
        add(&database, &device("olli", "same place", 1)).await;
        assert!(ids(&database, "aino").await.is_empty());
        let mut same_browser = device("aino", "same browser", 2);
        same_browser.cookie_hash = b"cookie same place".to_vec();
        add(&database, &same_browser).await;
        assert!(ids(&database, "olli").await.is_empty());
        let mut unit = Unit::new();
        unit.push_device_logs_in(b"cookie same place", "aino", b"later");
        database.commit(unit).await.expect("logged in");
        let row = database.push_device("aino", "same browser").await.expect("rows").expect("a row");
        assert_eq!(row.session_hash, b"later");
        let mut unit = Unit::new();
        unit.push_device_logs_in(b"cookie same place", "olli", b"latest");
        database.commit(unit).await.expect("logged in");
        assert!(ids(&database, "aino").await.is_empty());
    }

    async fn devices_end_with_the_sessions_that_are_ended(place: Place) {
        let database = place.open().await;
        for (number, id) in (1..).zip(["phone", "tablet", "desk"]) {
            let row = device("aino", id, number);
            let way = if id == "desk" { "password" } else { "passkey" };
            let mut unit = Unit::new();
            unit.insert_session(&session("aino", &row.session_hash, way));
            database.commit(unit).await.expect("begun");
            add(&database, &row).await;
        }
        let mut unit = Unit::new();
        unit.replace_session(b"session phone", b"another secret");
        unit.insert_session(&session("aino", b"another secret", "passkey"));
        database.commit(unit).await.expect("replaced");
        assert_eq!(ids(&database, "aino").await.len(), 3);
        let mut unit = Unit::new();
        unit.end_sessions_by("aino", "passkey", b"another secret");
        database.commit(unit).await.expect("ended");
        assert_eq!(ids(&database, "aino").await, ["phone", "desk"]);
        let mut unit = Unit::new();
        unit.purge_sessions(FAR + 1);
        database.commit(unit).await.expect("purged");
        assert_eq!(ids(&database, "aino").await.len(), 2, "a session that ends by itself ends no device");
        let mut unit = Unit::new();
        unit.end_other_sessions("aino", b"another secret");
        database.commit(unit).await.expect("ended");
        assert_eq!(ids(&database, "aino").await, ["phone"]);
        let mut unit = Unit::new();
        unit.end_session(b"another secret");
        database.commit(unit).await.expect("ended");
        assert!(ids(&database, "aino").await.is_empty());
    }
}
