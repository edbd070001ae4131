//! The trust list as a connector reads it.

use protocol::events::{self, Event};
use protocol::ids::Issuer;
use protocol::jose::{Algorithms, Jwks, KeySet};
use protocol::trust_list::{
    Expectations, MemberStatus, Standing, TrustListError, VerifiedTrustList, verify,
};
use protocol::url::Transport;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::peer::{Operator, Peer};

async fn keys(registry: &Peer) -> KeySet {
    let body = registry.get("/jwks.json").await.bytes().await.unwrap();
    KeySet::new(&Jwks::from_json(&body).unwrap())
}

async fn body(registry: &Peer) -> Vec<u8> {
    let response = registry.get("/trustlist-api/groups").await;
    assert_eq!(response.status(), StatusCode::OK);
    response.bytes().await.unwrap().to_vec()
}

fn read(
    body: &[u8],
    keys: &KeySet,
    last_sequence: Option<u64>,
) -> Result<VerifiedTrustList, TrustListError> {
    verify(
        body,
        &Expectations {
            keys,
            last_sequence,
            algorithms: Algorithms::default(),
            now: web::time::now_seconds(),
        },
    )
}

async fn list(registry: &Peer) -> VerifiedTrustList {
    read(&body(registry).await, &keys(registry).await, None).unwrap()
}

#[tokio::test]
async fn mim4_4_2_4_the_registry_lists_the_operators_of_a_group() {
    let registry = Peer::start().await;
    let (_, operator) = registry.group_with_member().await;
    let list = list(&registry).await;
    assert!(matches!(
        list.standing(&operator.uuid.parse().unwrap()),
        Standing::Active(..)
    ));
    let stranger = uuid::Uuid::new_v4().hyphenated().to_string();
    assert!(matches!(
        list.standing(&stranger.parse().unwrap()),
        Standing::Unknown
    ));
}

#[tokio::test]
async fn mim4_4_2_4_the_list_publishes_the_link_to_each_operators_key() {
    let registry = Peer::start().await;
    let (group, operator) = registry.group_with_member().await;
    let members: serde_json::Value = registry
        .get(&format!("/api/v1/groups/{group}/members"))
        .await
        .json()
        .await
        .unwrap();
    let link = members["members"][0]["jwks_uri"].as_str().unwrap();
    assert!(link.starts_with(&operator.url), "{link}");
    let metadata: serde_json::Value = reqwest::get(link).await.unwrap().json().await.unwrap();
    assert_eq!(metadata["operator_key"]["kid"], "k1");
}

#[tokio::test]
async fn mim4_4_2_4_connectors_read_the_list_without_asking_anybody() {
    let registry = Peer::start().await;
    registry.group_with_member().await;
    assert_eq!(
        registry.get("/trustlist-api/groups").await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn mim4_5_1_a_change_is_in_the_list_before_it_is_acknowledged() {
    let registry = Peer::start().await;
    let (group, operator) = registry.group_with_member().await;
    let uuid = operator.uuid.parse().unwrap();
    for (act, status) in [
        ("suspend", MemberStatus::Suspended),
        ("activate", MemberStatus::Active),
        ("revoke", MemberStatus::Revoked),
    ] {
        registry
            .admin(
                &format!("groups/{group}/members/{}", operator.uuid),
                json!({"act": act}),
            )
            .await;
        let list = list(&registry).await;
        let member = &list.list().trust_group.members[0];
        assert_eq!(
            (&member.operator.operator_uuid, member.status),
            (&uuid, status)
        );
        assert_eq!(
            matches!(list.standing(&uuid), Standing::Active(..)),
            status == MemberStatus::Active
        );
    }
}

#[tokio::test]
async fn mim4_5_1_1_each_operator_is_described_by_identifier_and_base_url() {
    let registry = Peer::start().await;
    let (_, operator) = registry.group_with_member().await;
    let list = list(&registry).await;
    let described = &list.list().trust_group.members[0].operator;
    assert_eq!(described.operator_uuid.as_str(), operator.uuid);
    assert_eq!(
        described.operator_base_url.as_str().trim_end_matches('/'),
        operator.url
    );
    assert_eq!(described.name, "Helsinki");
}

#[tokio::test]
async fn mim4_5_1_2_everybody_else_can_only_read() {
    let registry = Peer::start().await;
    registry.group_with_member().await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let response = registry
            .send(method.clone(), "/trustlist-api/groups", &json!({}), true)
            .await;
        assert_eq!(
            response.status(),
            StatusCode::METHOD_NOT_ALLOWED,
            "{method}"
        );
    }
    let response = registry
        .send(
            Method::POST,
            "/api/v1/admin/groups",
            &json!({"name": "Mine"}),
            false,
        )
        .await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn mim4_5_1_2_the_list_is_at_trustlist_api_groups() {
    let registry = Peer::start().await;
    assert_eq!(
        registry.get("/trustlist-api/groups").await.status(),
        StatusCode::NOT_FOUND,
        "no group yet"
    );
    registry.group_with_member().await;
    let response = registry.get("/trustlist-api/groups").await;
    assert!(
        response.headers()["cache-control"]
            .to_str()
            .unwrap()
            .contains("max-age=")
    );
}

#[tokio::test]
async fn mim4_5_1_3_a_group_gets_a_version_4_uuid() {
    let registry = Peer::start().await;
    let (group, _) = registry.group_with_member().await;
    assert_eq!(uuid::Uuid::parse_str(&group).unwrap().get_version_num(), 4);
    assert_eq!(
        list(&registry)
            .await
            .list()
            .trust_group
            .trust_group_uuid
            .as_str(),
        group
    );
}

#[tokio::test]
async fn mim4_5_1_3_the_group_is_a_jws_in_json_serialisation_under_the_registrys_key() {
    let registry = Peer::start().await;
    registry.group_with_member().await;
    let body = body(&registry).await;
    let jws: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert!(
        jws["payload"].is_string() && jws["signature"].is_string(),
        "flattened: {jws}"
    );
    let stranger = Peer::start().await;
    assert!(
        read(&body, &keys(&stranger).await, None).is_err(),
        "another registry's key verifies nothing"
    );
}

#[tokio::test]
async fn the_sequence_grows_with_each_change_and_survives_a_restart() {
    let registry = Peer::start().await;
    let (group, operator) = registry.group_with_member().await;
    let before = list(&registry).await.sequence().unwrap();
    registry
        .admin(
            &format!("groups/{group}/members/{}", operator.uuid),
            json!({"act": "suspend"}),
        )
        .await;
    let after = list(&registry).await.sequence().unwrap();
    assert!(after > before, "{before} {after}");
    let registry = registry.restart().await;
    assert_eq!(list(&registry).await.sequence().unwrap(), after);
}

#[tokio::test]
async fn a_new_signing_key_is_announced_before_it_signs() {
    let registry = Peer::start().await;
    registry.group_with_member().await;
    let old = keys(&registry).await;
    let announced = registry.admin("keys/rotate", json!({})).await;
    let list = read(&body(&registry).await, &old, None).unwrap();
    let published = serde_json::to_string(list.registry_keys().unwrap()).unwrap();
    assert!(
        published.contains(announced["kid"].as_str().unwrap()),
        "{published}"
    );
}

#[tokio::test]
async fn who_is_a_member_cannot_join_again() {
    let registry = Peer::start().await;
    let (group, operator) = registry.group_with_member().await;
    let (status, problem) = registry
        .refused(
            &format!("groups/{group}/members"),
            json!({"operator_base_url": operator.url}),
        )
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("member already"),
        "{problem}"
    );
}

#[tokio::test]
async fn whoever_was_put_out_stays_out() {
    let registry = Peer::start().await;
    let (group, operator) = registry.group_with_member().await;
    let path = format!("groups/{group}/members/{}", operator.uuid);
    registry
        .admin(
            &path,
            json!({"act": "revoke", "reason": "left the rulebook"}),
        )
        .await;
    let (status, problem) = registry.refused(&path, json!({"act": "activate"})).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(
        problem["detail"],
        "cannot activate a member that is revoked"
    );
}

#[tokio::test]
async fn an_operator_that_is_somebody_else_is_refused() {
    let registry = Peer::start().await;
    let (group, _) = registry.group_with_member().await;
    let gone = Operator::start("Gone").await;
    let url = gone.url.clone();
    drop(gone);
    let (status, problem) = registry
        .refused(
            &format!("groups/{group}/members"),
            json!({"operator_base_url": url}),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_GATEWAY, "{problem}");
    let (status, _) = registry
        .refused(
            &format!("groups/{group}/members"),
            json!({"operator_base_url": "http://10.0.0.1"}),
        )
        .await;
    assert!(
        status == StatusCode::BAD_REQUEST || status == StatusCode::BAD_GATEWAY,
        "{status}"
    );
}

#[tokio::test]
async fn what_happened_stands_in_the_public_log() {
    let registry = Peer::start().await;
    let (group, operator) = registry.group_with_member().await;
    registry
        .admin(
            &format!("groups/{group}/members/{}", operator.uuid),
            json!({"act": "suspend"}),
        )
        .await;
    let proof = registry.get("/log/proof/3").await;
    assert_eq!(
        proof.status(),
        StatusCode::OK,
        "group created, member applied, active, suspended"
    );
    let checkpoint = registry.get("/log/checkpoint").await.text().await.unwrap();
    assert_eq!(checkpoint.lines().nth(1), Some("4"), "{checkpoint}");
    let entries = registry
        .get("/log/tile/entries/000.p/4")
        .await
        .bytes()
        .await
        .unwrap();
    let text = String::from_utf8_lossy(&entries);
    assert!(
        text.contains("member-suspended") && text.contains(&operator.uuid),
        "{text}"
    );
}

#[tokio::test]
async fn members_are_told_at_once_when_one_of_them_is_suspended() {
    let registry = Peer::start().await;
    // The first member takes no events: nothing waits for it.
    let (group, _silent) = registry.group_with_member().await;
    let mut listening = Operator::start_listening("Rennes").await;
    let member = json!({"operator_base_url": listening.url, "activate": true});
    registry
        .admin(&format!("groups/{group}/members"), member)
        .await;
    let suspended = Operator::start("Lyon").await;
    let member = json!({"operator_base_url": suspended.url, "activate": true});
    registry
        .admin(&format!("groups/{group}/members"), member)
        .await;
    let act = json!({"act": "suspend", "reason": "an audit"});
    let path = format!("groups/{group}/members/{}", suspended.uuid);
    registry.admin(&path, act).await;

    let mut standings = Vec::new();
    for _ in 0..3 {
        let token = listening.told.recv().await.unwrap();
        let audience = protocol::url::BaseUrl::parse(&listening.url, Transport::Development);
        let expected = events::Expectations {
            issuer: &Issuer::parse(&registry.url).unwrap(),
            keys: &keys(&registry).await,
            audience: &audience.unwrap().into(),
            now: web::time::now_seconds(),
        };
        let token = events::Unverified::parse(&token).unwrap().verify(&expected);
        let Event::MemberStatusChanged(event) = &token.unwrap().events[0] else {
            panic!("another event");
        };
        assert_eq!(event.trust_group_uuid.as_str(), group);
        let about = event.operator_uuid.as_str().to_owned();
        standings.push((event.sequence, about, event.status));
    }
    standings.sort_by_key(|(sequence, ..)| *sequence);
    let of = |operator: &Operator| operator.uuid.clone();
    let told: Vec<_> = standings
        .iter()
        .map(|(_, about, status)| (about.clone(), *status))
        .collect();
    let expected = [
        (of(&listening), MemberStatus::Active),
        (of(&suspended), MemberStatus::Active),
        (of(&suspended), MemberStatus::Suspended),
    ];
    assert_eq!(told, expected);
    assert_eq!(Some(standings[2].0), list(&registry).await.sequence());
}
