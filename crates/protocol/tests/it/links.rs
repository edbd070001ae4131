//! Messages about links.

use permission::Assurance;
use protocol::ids::{ConnectorUuid, LegId, OperatorUuid, TokenId};
use protocol::jose::typ;
use protocol::links::{
    Expectations, LIFETIME, LONGEST_REASON, LinkError, LinkRequest, LinkResult, Linked, Outcome,
    Unverified, Way,
};
use protocol::url::{Audience, BaseUrl, Endpoint, Transport};

use crate::forge::{key, keys};

const NOW: i64 = 1_795_000_000;

fn operator() -> OperatorUuid {
    OperatorUuid::parse("5e00c142-3902-4fe1-b817-5713ae1f77cb").unwrap()
}

fn connector() -> ConnectorUuid {
    ConnectorUuid::parse("7a1c9f0e-8a74-4a7c-9a55-0d4b8e2f6c10").unwrap()
}

fn audience(url: &str) -> Audience {
    Audience::from(BaseUrl::parse(url, Transport::Https).unwrap())
}

fn request() -> LinkRequest {
    LinkRequest {
        iss: operator(),
        aud: audience("https://library.example"),
        iat: NOW,
        exp: NOW + LIFETIME,
        jti: TokenId::parse("attempt").unwrap(),
        link_id: LegId::parse("leg").unwrap(),
        way: Way::Code,
        return_url: Endpoint::parse("https://mydata.example/links/attempts/1", Transport::Https)
            .unwrap(),
        locale: "fi".into(),
    }
}

#[test]
fn each_message_is_for_one_party_of_its_kind_and_of_now() {
    let key = key(1);
    let (keys, issuer) = (keys(&key), operator());
    let here = audience("https://library.example");
    let verify = |request: &LinkRequest, now: i64| {
        let token = request.sign(&key).unwrap();
        let expected = Expectations {
            issuer: &issuer,
            keys: &keys,
            audience: &here,
            now,
        };
        let unverified = Unverified::parse(&token).unwrap();
        assert_eq!(unverified.operator().ok(), Some(request.iss.clone()));
        unverified.request(&expected, "https://mydata.example")
    };
    assert_eq!(verify(&request(), NOW).unwrap(), request());
    let mut other = request();
    other.aud = audience("https://other.example");
    assert_eq!(verify(&other, NOW), Err(LinkError::Audience));
    let mut other = request();
    other.iss = OperatorUuid::parse("6e00c142-3902-4fe1-b817-5713ae1f77cb").unwrap();
    assert_eq!(verify(&other, NOW), Err(LinkError::Issuer));
    for now in [NOW - 120, NOW + LIFETIME + 60] {
        assert_eq!(verify(&request(), now), Err(LinkError::Time), "{now}");
    }
    let mut long = request();
    long.exp = NOW + LIFETIME + 1;
    assert_eq!(verify(&long, NOW), Err(LinkError::Time));
    for elsewhere in [
        "https://evil.example/links/attempts/1",
        "https://mydata.example.evil.example/1",
        "https://mydata.example/links/attempts/1?code=x",
    ] {
        let mut other = request();
        other.return_url = Endpoint::parse(elsewhere, Transport::Https).unwrap();
        assert!(
            matches!(verify(&other, NOW), Err(LinkError::Malformed(_))),
            "{elsewhere}"
        );
    }
    // A message of one kind is none of another.
    let token = request().sign(&key).unwrap();
    let expected = Expectations {
        issuer: &issuer,
        keys: &keys,
        audience: &here,
        now: NOW,
    };
    let taken = Unverified::parse(&token).unwrap().redemption(&expected);
    assert!(matches!(taken, Err(LinkError::Invalid(_))), "{taken:?}");
}

#[test]
fn a_result_is_signed_by_its_connector_and_does_not_print_whom_it_is_about() {
    let key = key(1);
    let result = LinkResult {
        iss: connector(),
        aud: audience("https://mydata.example"),
        iat: NOW,
        exp: NOW + LIFETIME,
        jti: TokenId::parse("result").unwrap(),
        request: TokenId::parse("attempt").unwrap(),
        link_id: LegId::parse("leg").unwrap(),
        outcome: Outcome::Linked(Linked {
            id: "LIB-2037".into(),
            id_type: "library_card".into(),
            country: None,
            assurance: Assurance::Substantial,
            valid_until: NOW + 1_000,
        }),
    };
    assert!(!format!("{result:?}").contains("LIB-2037"));
    let token = result.sign(&key).unwrap();
    let (keys, issuer) = (keys(&key), connector());
    let expected = Expectations {
        issuer: &issuer,
        keys: &keys,
        audience: &audience("https://mydata.example"),
        now: NOW,
    };
    let read = Unverified::parse(&token).unwrap().result(&expected);
    assert_eq!(read, Ok(result));
}

#[test]
fn a_refusal_at_the_desk_says_why_in_plain_text_of_bounded_length() {
    let key = key(1);
    let (keys, issuer) = (keys(&key), connector());
    let audience = audience("https://mydata.example");
    let read = |outcome: serde_json::Value| {
        let mut claims = serde_json::json!({
            "iss": issuer, "aud": audience, "iat": NOW, "exp": NOW + LIFETIME, "jti": "result", "request": "attempt",
            "link_id": "leg",
        });
        let members = outcome.as_object().unwrap().clone();
        claims.as_object_mut().unwrap().extend(members);
        let token = key.sign(typ::LINK_RESULT, &claims).unwrap();
        let expected = Expectations {
            issuer: &issuer,
            keys: &keys,
            audience: &audience,
            now: NOW,
        };
        let result = Unverified::parse(&token).unwrap().result(&expected);
        match result.unwrap().outcome {
            Outcome::Failed { reason } => reason,
            other => panic!("{other:?}"),
        }
    };
    let failed = |reason: &str| read(serde_json::json!({"state": "failed", "reason": reason}));
    assert_eq!(read(serde_json::json!({"state": "failed"})), None);
    assert_eq!(
        read(serde_json::json!({"state": "failed", "more": 1})),
        None
    );
    assert_eq!(failed(" \n"), None);
    assert_eq!(
        failed("no\u{1b}[31m passport\r\ncome <b>again</b>\n").as_deref(),
        Some("no [31m passport \ncome <b>again</b>")
    );
    let long = failed(&"ä".repeat(LONGEST_REASON + 1)).unwrap();
    assert_eq!(long.chars().count(), LONGEST_REASON);
}
