//! Security event tokens (RFC 8417): every kind of event, and every refusal.

use protocol::{
    events::{
        DeliveryError, Event, EventError, EventToken, Expectations, MemberStatusChanged,
        OperatorChanged, PermissionChanged, PermissionState, PermissionWithdrawn, RightsRequest,
        Unverified,
    },
    ids::Issuer,
    trust_list::MemberStatus,
};
use serde_json::{Value, json};

use crate::forge::{CONNECTOR, GROUP, NOW, OPERATOR, OTHER_OPERATOR, changed, key, keys, token};

fn check(text: &str) -> Result<EventToken, EventError> {
    let issuer = Issuer::parse(OPERATOR).unwrap();
    Unverified::parse(text)?.verify(&Expectations {
        issuer: &issuer,
        keys: &keys(&key(1)),
        audience: &CONNECTOR.parse().unwrap(),
        now: NOW,
    })
}

fn event_token(events: Vec<Event>) -> EventToken {
    EventToken {
        iss: Issuer::parse(OPERATOR).unwrap(),
        aud: CONNECTOR.parse().unwrap(),
        iat: NOW,
        jti: "e1".parse().unwrap(),
        events,
    }
}

fn every_kind() -> Vec<Event> {
    let arrangement_id = "0b3f9a48-4d9c-47d3-9d2e-13f2dbe2a0a7".parse().unwrap();
    vec![
        Event::PermissionChanged(PermissionChanged {
            arrangement_id,
            epoch: 4,
            state: PermissionState::Suspended,
            at: NOW,
        }),
        Event::PermissionWithdrawn(PermissionWithdrawn {
            arrangement_id: "a1".parse().unwrap(),
            epoch: 5,
            at: NOW,
            erase_received: true,
        }),
        Event::OperatorChanged(OperatorChanged {
            arrangement_id: "a1".parse().unwrap(),
            epoch: 6,
            from: OPERATOR.parse().unwrap(),
            to: OTHER_OPERATOR.parse().unwrap(),
            to_base_url: "https://other.example".parse().unwrap(),
            at: NOW,
        }),
        Event::RightsRequest(RightsRequest {
            rights_request_id: "r1".parse().unwrap(),
            arrangement_id: "a1".parse().unwrap(),
            right: "eu-gdpr:A17".parse().unwrap(),
            at: NOW,
            due: NOW + 30 * 86_400,
        }),
        Event::MemberStatusChanged(MemberStatusChanged {
            trust_group_uuid: GROUP.parse().unwrap(),
            operator_uuid: OPERATOR.parse().unwrap(),
            status: MemberStatus::Suspended,
            sequence: 77,
            at: NOW,
        }),
    ]
}

#[test]
fn every_kind_of_event_arrives_as_it_was_sent() {
    for event in every_kind() {
        assert!(event.uri().starts_with("urn:fiducia:event:"));
        let sent = event_token(vec![event]);
        let text = sent.sign(&key(1)).unwrap();
        let issuer = Unverified::parse(&text).unwrap().issuer().unwrap();
        assert_eq!(issuer.as_str(), OPERATOR);
        assert_eq!(check(&text).unwrap(), sent);
    }
}

#[test]
fn events_of_an_arrangement_carry_its_epoch() {
    let epochs: Vec<Option<u64>> = every_kind()
        .iter()
        .map(|event| event.arrangement().map(|(_, epoch)| epoch))
        .collect();
    assert_eq!(epochs, [Some(4), Some(5), Some(6), None, None]);
}

fn claims() -> Value {
    json!({
        "iss": OPERATOR, "aud": CONNECTOR, "iat": NOW, "jti": "e1",
        "events": {"urn:fiducia:event:permission-changed":
            {"arrangement_id": "a1", "epoch": 2, "state": "withdrawn", "at": NOW}},
    })
}

fn with(name: &str, value: Value) -> Result<EventToken, EventError> {
    let header = json!({"typ": "secevent+jwt", "alg": "EdDSA", "kid": key(1).kid()});
    check(&token(
        &header.to_string(),
        &changed(&claims(), name, value).to_string(),
        &key(1),
    ))
}

#[test]
fn an_unknown_kind_of_event_is_told_apart_and_does_no_harm() {
    let events = json!({"urn:other:event": {"a": 1}});
    let token = with("events", events).unwrap();
    assert_eq!(token.events, [Event::Other("urn:other:event".into())]);
}

#[test]
fn every_wrong_event_is_refused_with_its_code() {
    let code = |result: Result<EventToken, EventError>| result.unwrap_err().code();
    assert_eq!(code(with("iss", json!(OTHER_OPERATOR))), "invalid_issuer");
    assert_eq!(
        code(with("aud", json!("https://other.example"))),
        "invalid_audience"
    );
    assert_eq!(code(with("iat", json!(NOW + 61))), "invalid_request");
    assert!(
        with("iat", json!(NOW - 30 * 86_400)).is_ok(),
        "delivery may take its time"
    );
    for name in ["iss", "aud", "iat", "jti", "events"] {
        assert_eq!(code(with(name, Value::Null)), "invalid_request", "{name}");
    }
    for events in [
        json!({}),
        json!([]),
        json!({"urn:fiducia:event:permission-changed": {}}),
        json!({"urn:fiducia:event:permission-changed": []}),
        json!({"urn:fiducia:event:permission-changed":
            {"arrangement_id": "a1", "epoch": -1, "state": "withdrawn", "at": NOW}}),
        json!({"urn:fiducia:event:permission-changed":
            {"arrangement_id": "a1", "epoch": 1, "state": "gone", "at": NOW}}),
    ] {
        assert_eq!(
            code(with("events", events.clone())),
            "invalid_request",
            "{events}"
        );
    }
    let header = json!({"typ": "secevent+jwt", "alg": "EdDSA", "kid": key(1).kid()}).to_string();
    let stolen = token(&header, &claims().to_string(), &key(2));
    assert_eq!(code(check(&stolen)), "authentication_failed");
    let unknown = json!({"typ": "secevent+jwt", "alg": "EdDSA", "kid": "k"}).to_string();
    assert_eq!(
        code(check(&token(&unknown, &claims().to_string(), &key(1)))),
        "invalid_key"
    );
    for typ in [json!("JWT"), json!("mim4-request-ticket+jwt"), Value::Null] {
        let header = changed(&json!({"alg": "EdDSA", "kid": key(1).kid()}), "typ", typ);
        assert!(check(&token(&header.to_string(), &claims().to_string(), &key(1))).is_err());
    }
    let error = DeliveryError::from(&EventError::Audience);
    assert_eq!(error.err, "invalid_audience");
}

#[test]
fn a_token_without_events_or_with_two_of_a_kind_is_never_sent() {
    assert!(event_token(vec![]).sign(&key(1)).is_err());
    let twice = vec![every_kind()[0].clone(), every_kind()[0].clone()];
    assert!(event_token(twice).sign(&key(1)).is_err());
    assert!(event_token(every_kind()).sign(&key(1)).is_ok());
}
