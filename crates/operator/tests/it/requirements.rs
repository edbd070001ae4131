//! What Part 2 requires of an operator and of services, where no other test is named after the section.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::city::{CARD, City, GROUP, LOGIN};

async fn metadata(city: &City) -> Value {
    city.get("/.well-known/mydataoperator-config")
        .await
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn mim4_4_2_2_the_operator_answers_whether_the_connector_may_proceed() {
    let city = City::new().await;
    let (leg, arrangement) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    assert_eq!(city.introspect(&ticket).await["active"], true);
    let withdraw = format!("/api/v1/me/permissions/{arrangement}/withdraw");
    city.person.post(&city, &withdraw, &json!({})).await;
    assert_eq!(city.introspect(&ticket).await["active"], false);
    city.end().await;
}

#[tokio::test]
async fn mim4_4_2_4_the_operator_keeps_the_list_of_connectors_it_shares() {
    let city = City::new().await;
    let shared = metadata(&city).await["shared_connectors"].clone();
    assert_eq!(shared[0]["trust_group_uuid"], GROUP);
    assert_eq!(
        shared[0]["connectors"][0]["connector_base_url"],
        city.connector.url
    );
    city.end().await;
}

#[tokio::test]
async fn mim4_5_1_1_the_operator_identifies_itself_by_a_version_4_uuid_below_its_base_url() {
    let city = City::new().await;
    let metadata = metadata(&city).await;
    let uuid = metadata["operator_uuid"].as_str().unwrap();
    assert_eq!(uuid::Uuid::parse_str(uuid).unwrap().get_version_num(), 4);
    let base = metadata["operator_base_url"].as_str().unwrap();
    let again = format!("{base}/.well-known/mydataoperator-config");
    let again: Value = city
        .client
        .get(again)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(again["operator_uuid"], uuid);
    city.end().await;
}

#[tokio::test]
async fn mim4_5_2_a_ticket_names_the_permission_the_service_was_given() {
    let city = City::new().await;
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    let claims = URL_SAFE_NO_PAD
        .decode(ticket.split('.').nth(1).unwrap())
        .unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["mop_processing_record_uuid"], leg.as_str());
    let stranger = uuid::Uuid::new_v4().to_string();
    let refused = city
        .ask_ticket(&stranger, &format!("{}/loans", city.connector.url))
        .await;
    assert!(refused.status().is_client_error(), "{}", refused.status());
    city.end().await;
}

#[tokio::test]
async fn mim4_5_3_1_the_guide_documents_what_obtaining_a_ticket_takes() {
    let city = City::new().await;
    let guide = metadata(&city).await["api_guide"].clone();
    let guide: Value = city
        .client
        .get(guide.as_str().unwrap())
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let described = guide["paths"]["/api/v1/request-tickets"]["post"].to_string();
    assert!(described.contains("requestBody"), "{described}");
    let whole = guide.to_string();
    for parameter in ["permission", "audience"] {
        assert!(whole.contains(&format!("\"{parameter}\"")), "{parameter}");
    }
    city.end().await;
}

#[tokio::test]
async fn mim4_5_5_the_connector_gets_the_identifiers_it_may_use_and_the_service_needs_none_of_them()
{
    let city = City::new().await;
    // The service knows the person by a login; the source by a card number that the service never learns.
    let asked = city.ask(Some(LOGIN)).await;
    assert!(!asked.to_string().contains(CARD));
    let (leg, _) = city.permit(&[]).await;
    let answer = city.introspect(&city.ticket(&leg).await).await;
    let identifiers = answer["identifiers"].as_array().unwrap();
    assert!(
        identifiers
            .iter()
            .any(|one| one["id"] == CARD && one["id_type"] == "library_card"),
        "{answer}"
    );
    city.end().await;
}
