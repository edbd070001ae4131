use protocol::jose::Algorithm;
use storage::{Database, Schema};
use web::keys::{KeySchedule, Keys};
use web::{CancellationToken, Error, ServerConfig};

use crate::support::{database, serve_framed, soon};

#[tokio::test]
async fn the_first_start_makes_a_key_and_the_next_finds_it() {
    let (database, _files) = database().await;
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        let keys = Keys::open(database.clone(), algorithm).await.unwrap();
        assert_eq!(
            keys.signer().algorithm(),
            Algorithm::EdDsa,
            "the stored key stays"
        );
        assert_eq!(keys.jwks().keys.len(), 1);
    }
    let one = Keys::open(database.clone(), Algorithm::EdDsa)
        .await
        .unwrap();
    let two = Keys::open(database, Algorithm::EdDsa).await.unwrap();
    assert_eq!(one.signer().kid(), two.signer().kid());
}

#[tokio::test]
async fn an_announced_key_is_published_and_does_not_sign_yet() {
    let (database, _files) = database().await;
    let keys = Keys::open(database, Algorithm::EdDsa).await.unwrap();
    let old = keys.signer().kid().clone();
    let new = keys.rotate().await.unwrap();
    assert_ne!(old, new);
    assert_eq!(keys.signer().kid(), &old);
    let published: Vec<_> = keys
        .jwks()
        .keys
        .into_iter()
        .filter_map(|key| key.kid)
        .collect();
    assert_eq!(published, [old, new]);
    let again = keys.rotate().await;
    assert!(
        matches!(again, Err(Error::Storage(storage::Error::Conflict { .. }))),
        "one rotation at a time"
    );
}

#[tokio::test]
async fn a_lost_key_is_replaced_at_once_and_what_it_signed_still_verifies() {
    let (database, _files) = database().await;
    let keys = Keys::open(database, Algorithm::Es256).await.unwrap();
    let old = keys.signer();
    let new = keys.rotate_at_once().await.unwrap();
    assert_eq!(keys.signer().kid(), &new);
    assert!(
        keys.key_set()
            .find(Some(old.kid().as_str()), Algorithm::Es256)
            .is_some()
    );
    assert_eq!(keys.signers().len(), 2);
}

#[tokio::test]
async fn another_process_takes_up_a_new_key() {
    let (database, _files) = database().await;
    let one = Keys::open(database.clone(), Algorithm::EdDsa)
        .await
        .unwrap();
    let two = Keys::open(database, Algorithm::EdDsa).await.unwrap();
    let stop = CancellationToken::new();
    let schedule = KeySchedule {
        look: std::time::Duration::from_millis(20),
        rotate_after: None,
    };
    let task = two.spawn(schedule, stop.clone());
    let new = one.rotate_at_once().await.unwrap();
    soon(async {
        while two.signer().kid() != &new {
            tokio::task::yield_now().await;
        }
    })
    .await;
    stop.cancel();
    soon(task).await.unwrap();
}

#[tokio::test]
async fn two_processes_that_start_together_end_with_one_signer() {
    let (database, _files) = database().await;
    let (one, two) = tokio::join!(
        Keys::open(database.clone(), Algorithm::EdDsa),
        Keys::open(database, Algorithm::EdDsa)
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    one.refresh().await.unwrap();
    two.refresh().await.unwrap();
    assert_eq!(one.signer().kid(), two.signer().kid());
}

#[tokio::test]
async fn keys_are_published_for_others_to_keep_for_a_while() {
    let (database, _files) = database().await;
    let keys = Keys::open(database, Algorithm::EdDsa).await.unwrap();
    let server = serve_framed(ServerConfig::default(), keys.router()).await;
    let answer = server.get("/jwks.json", "").await;
    assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
    assert_eq!(
        answer.header("content-type"),
        Some("application/jwk-set+json")
    );
    let served = answer.json();
    assert_eq!(served["keys"][0]["kid"], keys.signer().kid().as_str());
    assert!(
        served["keys"][0].get("d").is_none(),
        "the private part is published"
    );

    let old = keys.signer().kid().clone();
    keys.rotate_at_once().await.unwrap();
    let former = server.get("/former-keys.json", "").await.json();
    assert_eq!(former["keys"].as_array().unwrap().len(), 1);
    assert_eq!(former["keys"][0]["kid"], old.as_str());
    assert!(former["keys"][0]["nbf"].as_i64() <= former["keys"][0]["exp"].as_i64());
    assert!(former["keys"][0].get("d").is_none());
}

#[tokio::test]
async fn without_a_vault_there_are_no_keys() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("party.sqlite");
    let database = Database::open(file.to_str().unwrap(), Schema::Operator, None)
        .await
        .unwrap();
    assert!(Keys::open(database, Algorithm::EdDsa).await.is_err());
}
