//! The embedded store, where somebody has been at its database.

use reqwest::Method;
use serde_json::json;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use crate::changes::{change, open};
use crate::city::City;
use crate::own_data::vouch_for;

/// Lets a statement loose on the store's database, past the connector.
async fn meddle(city: &City, statement: &'static str) {
    let file = city.config.data.join("connector.db");
    let url = format!("sqlite://{}", file.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let touched = connection.execute(statement).await.unwrap();
    assert!(touched.rows_affected() > 0, "{statement}");
}

#[tokio::test]
async fn what_was_meddled_with_is_neither_released_nor_changed() {
    for statement in [
        "UPDATE store_entities SET sealed = x''",
        "UPDATE store_entities SET sealed = x'5a65627261'",
        "UPDATE store_entities SET sealed = substr(sealed, 1, length(sealed) - 1)",
        "UPDATE store_entities SET sealed = zeroblob(length(sealed))",
        // Of somebody else, in the place of the person's own.
        "UPDATE store_entities SET sealed = (SELECT b.sealed FROM store_entities b WHERE b.subject <> store_entities.subject)",
        "UPDATE store_entities SET subject = (SELECT b.subject FROM store_entities b WHERE b.subject <> store_entities.subject)
         WHERE id = 'two'",
    ] {
        let mut city = City::prepare_store().await;
        open(&mut city);
        city.serve().await;
        vouch_for(&city, "2900-17", &["name", "email", "address"]).await;
        city.keep(&[json!({"id": "one", "name": "Aino", "email": "aino@example.org"})])
            .await;
        let other = json!({
            "dataset": "patron", "identifiers": [{"id_type": "library_card", "id": "2900-18"}],
            "entities": [{"id": "two", "name": "Zebra7731", "email": "zebra@example.org"}],
        });
        let request = city.client.put(format!("{}/api/v1/entities", city.url));
        let request = request.bearer_auth(city.admin_token()).json(&other);
        assert_eq!(request.send().await.unwrap().status(), 204);
        assert_eq!(city.released().await[0]["name"], "Aino");
        meddle(&city, statement).await;
        let response = city.ask().await;
        assert_eq!(response.status(), 502, "{statement}");
        city.refused(response, 502, "source-unreachable").await;
        let patch = json!({"email": null});
        let response = change(&city, Method::PATCH, Some(patch)).await;
        let record = city.refused(response, 502, "source-unreachable").await;
        assert!(!record.to_string().contains("Zebra7731"), "{record}");
    }
}

#[tokio::test]
async fn what_was_meddled_with_in_the_open_store_is_not_released() {
    for statement in [
        "UPDATE broker_entities SET sealed = x''",
        "UPDATE broker_entities SET sealed = zeroblob(length(sealed))",
        "UPDATE broker_entities SET sealed = substr(sealed, 1, length(sealed) - 1)",
        // Of somebody else, in the place of the person's own.
        "UPDATE broker_entities SET sealed = (SELECT b.sealed FROM broker_entities b WHERE b.id <> broker_entities.id)",
        "UPDATE broker_entities SET id = 'urn:x:patron:0' || id",
        // Somebody else's card leads to the person, and theirs to somebody else.
        "UPDATE broker_values SET id = CASE id WHEN 'urn:x:patron:1' THEN 'urn:x:patron:2' ELSE 'urn:x:patron:1' END",
    ] {
        let city = crate::open_store::library().await;
        let patron = |number: u32, card: &str, name: &str| json!({"id": format!("urn:x:patron:{number}"), "type": "Patron", "libraryCard": card, "name": name});
        city.write(patron(1, "2900-17", "Aino")).await;
        city.write(patron(2, "2900-18", "Zebra7731")).await;
        city.permit(&["name"]).await;
        assert_eq!(city.released().await[0]["name"]["value"], "Aino");
        meddle(&city, statement).await;
        // A database that leads nowhere is as one where nobody is.
        let response = city.ask().await;
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(!text.contains("Zebra7731"), "{statement}: {text}");
        assert!(
            status == 502 || status == 404 || text == "[]",
            "{statement}: {status} {text}"
        );
        let log = city.log().await.first().cloned().unwrap_or_default();
        assert!(!log.to_string().contains("Zebra7731"), "{log}");
    }
}
