//! Receipts: what a person keeps is checked without the operator.
use evidence::Verifiers;
use evidence::receipt::ReceiptFile;
use serde_json::{Value, json};

use crate::city::City;

/// What anyone can check with: the operator's public keys, and the key of its log from its metadata.
async fn verifiers(city: &City) -> Verifiers {
    let metadata: Value = city
        .get("/.well-known/mydataoperator-config")
        .await
        .json()
        .await
        .unwrap();
    let jwks = city.get("/jwks.json").await.bytes().await.unwrap();
    let mut verifiers =
        Verifiers::parse(metadata["log"]["verifier_key"].as_str().unwrap()).unwrap();
    verifiers.trust_receipt_keys(&jwks).unwrap();
    verifiers
}

#[tokio::test]
async fn every_version_has_a_receipt_that_is_verified_offline() {
    let city = City::new().await;
    let (_, arrangement) = city.permit(&["birthDate"]).await;
    city.person
        .post(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/withdraw"),
            &json!({}),
        )
        .await;
    let verifiers = verifiers(&city).await;
    for (version, status) in [
        (1, "ConsentRequested"),
        (2, "ConsentGiven"),
        (3, "ConsentWithdrawn"),
    ] {
        let receipt = city
            .person
            .get(
                &city,
                &format!("/api/v1/me/permissions/{arrangement}/receipts/{version}"),
            )
            .await;
        let file = ReceiptFile::parse(receipt.to_string().as_bytes()).unwrap();
        let verified = file.verify(&verifiers).unwrap();
        assert_eq!(verified.consent.version, version);
        assert_eq!(
            verified.consent.arrangement,
            format!("urn:uuid:{arrangement}")
        );
        let parts = verified.consent.processes[0].with_parts();
        let last: Vec<_> = parts.filter_map(|part| part.status.last()).collect();
        assert!(!last.is_empty());
        assert!(
            last.iter()
                .any(|one| one.types[0].ends_with(status) && one.version == version),
            "{last:?}"
        );
        assert_eq!(
            verified.consent.notices[0].text,
            "We look at your library card to give you a grant."
        );
    }
    let missing = city.call(
        reqwest::Method::GET,
        &format!("/api/v1/me/permissions/{arrangement}/receipts/4"),
    );
    assert_eq!(
        missing
            .bearer_auth(&city.person.token)
            .send()
            .await
            .unwrap()
            .status(),
        404
    );
    city.end().await;
}

#[tokio::test]
async fn a_receipt_that_was_changed_does_not_verify() {
    let city = City::new().await;
    let (_, arrangement) = city.permit(&[]).await;
    let receipt = city
        .person
        .get(
            &city,
            &format!("/api/v1/me/permissions/{arrangement}/receipts/2"),
        )
        .await;
    let verifiers = verifiers(&city).await;
    let mut changed = receipt.clone();
    changed["record"] = json!(
        receipt["record"]
            .as_str()
            .unwrap()
            .replace("granted", "declined")
    );
    let file = ReceiptFile::parse(changed.to_string().as_bytes()).unwrap();
    assert!(file.verify(&verifiers).is_err());
    let other = City::new().await;
    let file = ReceiptFile::parse(receipt.to_string().as_bytes()).unwrap();
    assert!(
        file.verify(&self::verifiers(&other).await).is_err(),
        "of another operator"
    );
    city.end().await;
    other.end().await;
}
