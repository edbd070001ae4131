use crate::engines::on_both;
use storage::keys::{KeyState, Keys as _, NewKey};
use storage::vault::{DataKeys as _, MasterKey, Vault};
use storage::{Database, Error, Schema, Unit, params};

on_both! {
    async fn a_field_is_read_back_only_as_what_it_is(place: Place) {
        let database = place.open().await;
        let sealed = database.seal("anna", "accounts.name", b"Anna").await.expect("sealed");
        let other = database.seal("anna", "accounts.name", b"Anna").await.expect("sealed");
        assert_ne!(sealed, other, "equal values look different");
        let name = database.unseal("anna", "accounts.name", &sealed).await.expect("opened");
        assert_eq!(name.as_slice(), b"Anna");
        database.seal("berta", "accounts.name", b"Berta").await.expect("sealed");
        for (subject, field) in [("berta", "accounts.name"), ("anna", "accounts.email")] {
            let answer = database.unseal(subject, field, &sealed).await;
            assert!(matches!(answer, Err(Error::Unseal { .. })), "{subject} {field}");
        }
        for place in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[place] ^= 1;
            assert!(database.unseal("anna", "accounts.name", &damaged).await.is_err(), "byte {place}");
        }
        for length in 0..sealed.len() {
            assert!(database.unseal("anna", "accounts.name", &sealed[..length]).await.is_err());
        }
    }

    async fn a_destroyed_key_makes_every_field_unreadable_for_every_process(place: Place) {
        let (one, two) = (place.open().await, place.open().await);
        let sealed = one.seal("anna", "accounts.name", b"Anna").await.expect("sealed");
        let kept = one.seal("berta", "accounts.name", b"Berta").await.expect("sealed");
        two.unseal("anna", "accounts.name", &sealed).await.expect("opened");
        let mut unit = Unit::new();
        unit.destroy_data_key("anna");
        one.commit(unit).await.expect("destroyed");
        for database in [&one, &two] {
            let answer = database.unseal("anna", "accounts.name", &sealed).await;
            assert!(matches!(answer, Err(Error::NoDataKey)));
            database.unseal("berta", "accounts.name", &kept).await.expect("opened");
        }
        // A new key for the same subject opens nothing old.
        one.seal("anna", "accounts.name", b"Anna").await.expect("sealed");
        let answer = one.unseal("anna", "accounts.name", &sealed).await;
        assert!(matches!(answer, Err(Error::Unseal { .. })));
    }

    async fn a_field_and_its_key_come_in_one_statement(place: Place) {
        let database = place.open().await;
        let mut unit = Unit::new();
        let key = unit.new_data_key(&place.vault, "anna").expect("a key");
        unit.set("anna", &hex(&key.seal("settings.value", b"Anna").expect("sealed")), 1);
        database.commit(unit).await.expect("committed");
        const READ: &str = "SELECT s.value, k.sealed FROM settings s
            LEFT JOIN data_keys k ON k.subject = s.key WHERE s.key = $1";
        let read = || async {
            let (value, sealed): (String, Option<Vec<u8>>) =
                database.fetch_one(READ, params!["anna"]).await.expect("a row");
            place.vault.unseal("anna", sealed.as_deref(), "settings.value", &unhex(&value))
        };
        assert_eq!(read().await.expect("opened").as_slice(), b"Anna");
        let mut unit = Unit::new();
        unit.destroy_data_key("anna");
        database.commit(unit).await.expect("destroyed");
        assert!(matches!(read().await, Err(Error::NoDataKey)));
    }

    async fn many_that_need_a_new_subjects_key_share_one(place: Place) {
        let databases = [place.open().await, place.open().await];
        let tasks: Vec<_> = (0..20usize).map(|number| {
            let database = databases[number % 2].clone();
            tokio::spawn(async move { database.seal("anna", "f", b"value").await.expect("sealed") })
        }).collect();
        for task in tasks {
            let sealed = task.await.expect("no panic");
            databases[0].unseal("anna", "f", &sealed).await.expect("opened");
        }
    }

    async fn a_new_master_key_takes_over_and_the_old_one_can_go(place: Place) {
        let database = place.open().await;
        let sealed = database.seal("anna", "f", b"value").await.expect("sealed");
        for number in 0..600 {
            database.seal(&format!("person{number}"), "f", b"v").await.expect("sealed");
        }
        let index = database.blind_index("email", "anna@example").await.expect("index");
        let key = NewKey { kid: "a", purpose: "jose", algorithm: "EdDSA", state: KeyState::Active,
            public_jwk: "{}", private: b"private" };
        database.add_signing_key(&key, 1).await.expect("added");
        database.close().await;

        let new = MasterKey::generate();
        let vault = Vault::with_previous(&new, &[place.master()]);
        let database = Database::open(&place.url, Schema::Operator, Some(vault)).await.expect("opened");
        assert_eq!(database.rewrap().await.expect("rewrapped"), 601 + 2);
        assert_eq!(database.rewrap().await.expect("rewrapped"), 0);
        database.close().await;

        let database = Database::open(&place.url, Schema::Operator, Some(Vault::new(&new)))
            .await.expect("opened");
        assert_eq!(database.unseal("anna", "f", &sealed).await.expect("opened").as_slice(), b"value");
        assert_eq!(database.blind_index("email", "anna@example").await.expect("index"), index);
        assert_eq!(database.signing_keys("jose").await.expect("keys").len(), 1);
        let database = place.open().await;
        assert!(matches!(database.unseal("anna", "f", &sealed).await, Err(Error::Unseal { .. })));
    }

    async fn equal_values_have_equal_blind_indices_within_a_domain(place: Place) {
        let (one, two) = (place.open().await, place.open().await);
        let index = one.blind_index("email", "anna@example").await.expect("index");
        assert_eq!(two.blind_index("email", "anna@example").await.expect("index"), index);
        assert_ne!(one.blind_index("email", "berta@example").await.expect("index"), index);
        assert_ne!(one.blind_index("emai", "lanna@example").await.expect("index"), index);
    }
}

#[test]
fn a_master_key_is_read_from_a_file_in_either_form() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("master.key");
    let key = MasterKey::generate();
    let text = key.to_hex();
    let vault = Vault::new(&key);
    let sealed = vault.seal_secret("x", b"secret").expect("sealed");
    let bytes: Vec<u8> = unhex(&text);
    for content in [format!("{}\n", text.as_str()).into_bytes(), bytes] {
        std::fs::write(&file, content).expect("written");
        let again = Vault::new(&MasterKey::from_file(&file).expect("read"));
        assert_eq!(
            again
                .unseal_secret("x", &sealed)
                .expect("opened")
                .as_slice(),
            b"secret"
        );
    }
    for content in ["", "short", &"g".repeat(64), &"ä".repeat(32)] {
        std::fs::write(&file, content).expect("written");
        assert!(
            matches!(MasterKey::from_file(&file), Err(Error::MasterKey { .. })),
            "{content}"
        );
    }
    assert!(matches!(
        MasterKey::from_file(directory.path()),
        Err(Error::MasterKey { .. })
    ));
    assert!(matches!(
        MasterKey::from_env("FIDUCIA_TEST_NOT_SET"),
        Err(Error::MasterKey { .. })
    ));
}

#[test]
fn what_must_not_be_printed_is_not() {
    let key = MasterKey::from_bytes([0x41; 32]);
    let vault = Vault::new(&key);
    let printed = format!("{key:?} {vault:?}");
    assert!(
        !printed.contains("41") && !printed.contains("AA") && !printed.contains("65"),
        "{printed}"
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| {
            u8::from_str_radix(std::str::from_utf8(pair).expect("digits"), 16).expect("hex")
        })
        .collect()
}
