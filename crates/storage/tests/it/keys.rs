use crate::engines::on_both;
use storage::keys::{KeyState, Keys as _, NewKey, ReplacedKey, SigningKey};
use storage::{Database, Error, Schema};

fn key(kid: &str, state: KeyState) -> NewKey<'_> {
    NewKey {
        kid,
        purpose: "jose",
        algorithm: "EdDSA",
        state,
        public_jwk: "{}",
        private: b"private",
    }
}

async fn states(database: &Database) -> Vec<(String, KeyState)> {
    let keys: Vec<SigningKey> = database.signing_keys("jose").await.expect("keys");
    keys.into_iter().map(|key| (key.kid, key.state)).collect()
}

fn state(kid: &str, state: KeyState) -> (String, KeyState) {
    (kid.to_owned(), state)
}

on_both! {
    async fn keys_go_from_next_to_active_to_retiring_to_former(place: Place) {
        let database = place.open().await;
        database.add_signing_key(&key("a", KeyState::Active), 1).await.expect("added");
        database.add_signing_key(&key("b", KeyState::Next), 2).await.expect("added");
        assert_eq!(states(&database).await, [state("a", KeyState::Active), state("b", KeyState::Next)]);
        database.activate_signing_key("jose", "b", 3).await.expect("activated");
        assert_eq!(states(&database).await,
            [state("a", KeyState::Retiring), state("b", KeyState::Active)]);
        let replaced = [ReplacedKey { public_jwk: "{}".into(), created_at: 1, replaced_at: 3 }];
        assert_eq!(database.replaced_keys("jose").await.expect("keys"), replaced);
        database.end_signing_key("a").await.expect("ended");
        assert_eq!(database.replaced_keys("jose").await.expect("keys"), replaced, "for good");
        let sealed: (Vec<u8>,) = database
            .fetch_one("SELECT sealed FROM signing_keys WHERE kid = 'a'", vec![]).await.expect("a row");
        assert!(sealed.0.is_empty(), "the private part is gone");
        assert_eq!(states(&database).await, [state("b", KeyState::Active)]);
        let keys = database.signing_keys("jose").await.expect("keys");
        assert_eq!((keys[0].private.as_slice(), keys[0].created_at, keys[0].changed_at),
            (b"private".as_slice(), 2, 3));
        assert!(database.signing_keys("log").await.expect("keys").is_empty());
    }

    async fn a_wrong_move_changes_nothing(place: Place) {
        let database = place.open().await;
        database.add_signing_key(&key("a", KeyState::Active), 1).await.expect("added");
        for kid in ["a", "unknown"] {
            let answer = database.activate_signing_key("jose", kid, 2).await;
            assert!(matches!(answer, Err(Error::Conflict { .. })), "{kid}: {answer:?}");
            let answer = database.end_signing_key(kid).await;
            assert!(matches!(answer, Err(Error::Conflict { .. })), "{kid}: {answer:?}");
        }
        let answer = database.add_signing_key(&key("a", KeyState::Next), 3).await;
        assert!(matches!(answer, Err(Error::Conflict { .. })), "{answer:?}");
        assert_eq!(states(&database).await, [state("a", KeyState::Active)]);
    }

    async fn of_two_processes_that_rotate_one_does(place: Place) {
        let (one, two) = (place.open().await, place.open().await);
        one.add_signing_key(&key("a", KeyState::Active), 1).await.expect("added");
        one.add_signing_key(&key("b", KeyState::Next), 2).await.expect("added");
        let (first, second) = tokio::join!(
            one.activate_signing_key("jose", "b", 3),
            two.activate_signing_key("jose", "b", 3)
        );
        assert_eq!([first, second].iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!(states(&two).await, [state("a", KeyState::Retiring), state("b", KeyState::Active)]);
    }

    async fn private_keys_are_not_in_the_database_as_they_are(place: Place) {
        let database = place.open().await;
        database.add_signing_key(&key("a", KeyState::Active), 1).await.expect("added");
        let sealed: (Vec<u8>,) =
            database.fetch_one("SELECT sealed FROM signing_keys", vec![]).await.expect("a row");
        assert!(!sealed.0.windows(7).any(|window| window == b"private"));
        let other = Database::open(&place.url, Schema::Operator, None).await.expect("opened");
        assert!(matches!(other.signing_keys("jose").await, Err(Error::NoVault)));
    }
}
