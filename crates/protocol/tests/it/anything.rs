//! Anything at all as input: nothing panics, and nothing that was touched is accepted.

use std::sync::LazyLock;

use proptest::prelude::*;
use protocol::{
    access_item, access_token, client_assertion, dpop, events,
    form::Form,
    ids::{AccessItemId, DatasetId, OperatorUuid, TokenId},
    introspection,
    jose::{Algorithms, Jwk, Jwks, KeyId, SigningKey, Thumbprint},
    json::{self, Limits},
    metadata::{ConnectorMetadata, OperatorMetadata},
    permission_request::PermissionRequest,
    problem::ProblemDetails,
    request_ticket,
    ticket::{self, Ticket},
    token_endpoint, trust_list,
    url::{Audience, BaseUrl, Endpoint, Transport},
};
use serde_json::{Value, json};

use crate::forge::{CONNECTOR, GROUP, NOW, OPERATOR, key, keys, p256_key, ticket_2021};

/// Signed by either algorithm, so that mutations meet both.
static TICKETS: LazyLock<Vec<(SigningKey, String)>> = LazyLock::new(|| {
    let claims: Ticket = serde_json::from_value(ticket_2021()).unwrap();
    [key(1), p256_key(1)]
        .into_iter()
        .map(|key| {
            let token = claims.sign(&key).unwrap();
            (key, token)
        })
        .collect()
});

static PROOFS: LazyLock<Vec<(SigningKey, String)>> = LazyLock::new(|| {
    let request = dpop::Request {
        method: "GET",
        address: CONNECTOR,
        token: Some("a.b.c"),
        nonce: None,
    };
    [key(1), p256_key(1)]
        .into_iter()
        .map(|key| {
            let jti = TokenId::parse("p1").unwrap();
            let proof = dpop::sign(&key, &request, jti, NOW).unwrap();
            (key, proof)
        })
        .collect()
});

static TRUST_LIST: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let list = json!({
        "trust_group": {"trust_group_uuid": GROUP, "members": [
            {"operatorDescription": {"operator_uuid": OPERATOR, "name": "A",
                "operator_base_url": "operator.example"}}]},
        "sequence": 3, "iat": NOW, "exp": NOW + 600,
    });
    let list = serde_json::from_value(list).unwrap();
    trust_list::sign(&list, &[&key(1)]).unwrap()
});

fn ticket_is_good(ticket: &str, by: &SigningKey) -> bool {
    let audience: Audience = CONNECTOR.parse().unwrap();
    let expected = ticket::Expectations {
        issuer: &OPERATOR.parse().unwrap(),
        keys: &keys(by),
        audiences: &[audience],
        now: NOW,
        algorithms: Algorithms::STANDARD,
        longest_lifetime: ticket::LONGEST_LIFETIME,
    };
    ticket::verify(ticket, &expected).is_ok()
}

fn proof_is_good(proof: &str, by: &SigningKey) -> bool {
    let address = dpop::Htu::parse(CONNECTOR).unwrap();
    let expected = dpop::Expectations {
        method: "GET",
        address: &address,
        token: Some("a.b.c"),
        bound_to: Some(by.thumbprint()),
        nonce: None,
        now: NOW,
        known_key: None,
    };
    dpop::verify(proof, &expected).is_ok()
}

fn trust_list_is_good(text: &[u8]) -> bool {
    let expected = trust_list::Expectations {
        keys: &keys(&key(1)),
        last_sequence: Some(3),
        algorithms: Algorithms::WITH_RS256,
        now: NOW,
    };
    trust_list::verify(text, &expected).is_ok()
}

/// What can happen to a text on its way.
#[derive(Debug, Clone)]
enum Mutation {
    Replace(prop::sample::Index, u8),
    Insert(prop::sample::Index, u8),
    Remove(prop::sample::Index),
    Truncate(prop::sample::Index),
    Swap(prop::sample::Index, prop::sample::Index),
    Repeat(prop::sample::Index, prop::sample::Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let index = any::<prop::sample::Index>;
    // mostly characters that a token may hold, so that mutations get past the first check
    let byte = || {
        prop_oneof![
            4 => prop::sample::select(
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=".to_vec()
            ),
            1 => 0_u8..128,
        ]
    };
    prop_oneof![
        (index(), byte()).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        (index(), byte()).prop_map(|(at, byte)| Mutation::Insert(at, byte)),
        index().prop_map(Mutation::Remove),
        index().prop_map(Mutation::Truncate),
        (index(), index()).prop_map(|(one, other)| Mutation::Swap(one, other)),
        (index(), index()).prop_map(|(from, to)| Mutation::Repeat(from, to)),
    ]
}

fn mutated(text: &[u8], mutations: &[Mutation]) -> Vec<u8> {
    let mut text = text.to_vec();
    for mutation in mutations {
        if text.is_empty() {
            break;
        }
        let length = text.len();
        match mutation {
            Mutation::Replace(at, byte) => text[at.index(length)] = *byte,
            Mutation::Insert(at, byte) => text.insert(at.index(length), *byte),
            Mutation::Remove(at) => drop(text.remove(at.index(length))),
            Mutation::Truncate(at) => text.truncate(at.index(length)),
            Mutation::Swap(one, other) => text.swap(one.index(length), other.index(length)),
            Mutation::Repeat(from, to) => {
                let (from, to) = (from.index(length), to.index(length));
                let piece = text[from.min(to)..from.max(to)].to_vec();
                text.extend(piece);
            }
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_mutated_ticket_is_refused(
        which in 0_usize..2,
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let (key, ticket) = &TICKETS[which];
        let text = mutated(ticket.as_bytes(), &mutations);
        let text = String::from_utf8(text).unwrap();
        prop_assume!(text != *ticket);
        prop_assert!(!ticket_is_good(&text, key), "{}", text);
    }

    #[test]
    fn any_mutated_proof_is_refused(
        which in 0_usize..2,
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let (key, proof) = &PROOFS[which];
        let text = mutated(proof.as_bytes(), &mutations);
        let text = String::from_utf8(text).unwrap();
        prop_assume!(text != *proof);
        prop_assert!(!proof_is_good(&text, key), "{}", text);
    }

    #[test]
    fn any_mutated_trust_list_says_the_same_or_is_refused(
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let text = mutated(&TRUST_LIST, &mutations);
        if trust_list_is_good(&text) {
            // spaces and unknown members of the outer object are not signed; what is signed stays
            let original: Value = serde_json::from_slice(&TRUST_LIST).unwrap();
            let now: Value = serde_json::from_slice(&text).unwrap();
            for name in ["payload", "protected", "signature"] {
                prop_assert_eq!(&now[name], &original[name]);
            }
        }
    }

    #[test]
    fn a_ticket_with_any_signature_of_the_right_length_is_refused(
        which in 0_usize..2,
        signature in prop::collection::vec(any::<u8>(), 64),
    ) {
        let (key, ticket) = &TICKETS[which];
        let (signed, _) = ticket.rsplit_once('.').unwrap();
        let text = format!("{signed}.{}", crate::forge::base64url(signature));
        prop_assert!(!ticket_is_good(&text, key));
    }

    #[test]
    fn no_parser_panics_on_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        feed(&bytes);
    }

    #[test]
    fn no_parser_panics_on_text(text in "\\PC{0,200}") {
        feed(text.as_bytes());
    }

    #[test]
    fn no_parser_panics_on_json(value in json_value()) {
        feed(value.to_string().as_bytes());
    }

    #[test]
    fn no_parser_panics_on_signed_json(header in json_value(), claims in json_value()) {
        let token = crate::forge::token(&header.to_string(), &claims.to_string(), &key(1));
        feed(token.as_bytes());
    }

    #[test]
    fn the_strict_walk_accepts_no_more_than_serde(bytes in json_like()) {
        let strict = json::check(&bytes, Limits::TOKEN).is_ok();
        let serde = serde_json::from_slice::<Value>(&bytes);
        if strict {
            prop_assert!(serde.is_ok());
        }
        // and no less, but for repeated members and depth
        if let Ok(value) = serde
            && depth(&value) <= usize::from(Limits::TOKEN.depth)
            && members(&value) == bytes.iter().filter(|byte| **byte == b':').count()
        {
            prop_assert!(strict, "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn addresses_have_one_normal_form(text in address_like()) {
        if let Ok(base) = BaseUrl::parse(&text, Transport::Development) {
            let again = BaseUrl::parse(base.as_str(), Transport::Development).unwrap();
            prop_assert_eq!(&again, &base);
            prop_assert!(!base.as_str().ends_with('/'));
            prop_assert!(Audience::from(base.clone()).is_within(&base));
            prop_assert!(base.as_str().starts_with(base.origin()));
        }
        if let Ok(endpoint) = Endpoint::parse(&text, Transport::Https) {
            prop_assert!(endpoint.as_str().starts_with("https://"));
        }
        if let Ok(htu) = dpop::Htu::parse(&text) {
            prop_assert_eq!(dpop::Htu::parse(htu.as_str()).unwrap(), htu);
        }
        let base: BaseUrl = "https://a.example/op".parse().unwrap();
        if let Ok(endpoint) = base.join(&text) {
            prop_assert!(endpoint.as_str().starts_with("https://a.example/op/"));
        }
    }

    #[test]
    fn ids_have_one_form(text in "\\PC{0,140}") {
        if let Ok(id) = AccessItemId::parse(&text) {
            prop_assert_eq!(id.as_str(), &text);
        }
        if let Ok(id) = OperatorUuid::parse(&text) {
            prop_assert_eq!(OperatorUuid::parse(id.as_str()).unwrap(), id);
        }
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(items) => 1 + items.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn members(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(members).sum(),
        Value::Object(items) => items.len() + items.values().map(members).sum::<usize>(),
        _ => 0,
    }
}

/// Values with the names that our documents use, so that they get far into the parsers.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![
            OPERATOR,
            CONNECTOR,
            GROUP,
            "EdDSA",
            "ES256",
            "none",
            "JWT",
            "dpop+jwt",
            "OKP",
            "EC",
            "Ed25519",
            "P-256",
            "",
            "operator.example",
            "completed",
            "active",
        ])
        .prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        prop::sample::select(vec![
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "jti",
            "mop_processing_record_uuid",
            "cnf",
            "alg",
            "kid",
            "typ",
            "crit",
            "jwk",
            "kty",
            "crv",
            "x",
            "y",
            "keys",
            "events",
            "active",
            "identifiers",
            "access_item_uuid",
            "permission",
            "trust_group",
            "members",
            "payload",
            "protected",
            "signature",
            "signatures",
            "operator_uuid",
            "operator_key",
            "operator_base_url",
            "introspection_url",
            "shared_connectors",
            "htm",
            "htu",
            "ath",
        ])
        .prop_map(String::from),
        "[a-z]{1,6}",
    ];
    leaf.prop_recursive(4, 40, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(name.clone(), inner, 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// JSON, sometimes damaged.
fn json_like() -> impl Strategy<Value = Vec<u8>> {
    (json_value(), prop::collection::vec(mutation(), 0..3))
        .prop_map(|(value, mutations)| mutated(value.to_string().as_bytes(), &mutations))
}

fn address_like() -> impl Strategy<Value = String> {
    prop_oneof![
        "(https|http|HTTPS|ftp)?(://|:|//)?[a-zA-Z0-9.@:%\\[\\]-]{0,20}(/[a-zA-Z0-9%./;~-]{0,20}){0,3}(\\?[a-z=&]{0,8})?(#[a-z]{0,4})?",
        "\\PC{0,60}",
    ]
}

/// Every parser there is.
fn feed(bytes: &[u8]) {
    let _ = json::check(bytes, Limits::DOCUMENT);
    let _ = Form::parse(bytes);
    let _ = Jwk::from_json(bytes);
    let _ = Jwks::from_json(bytes);
    let _ = SigningKey::from_private_jwk(bytes);
    let _ = OperatorMetadata::from_json(bytes);
    let _ = ConnectorMetadata::from_json(bytes);
    let _ = introspection::Request::from_json(bytes);
    let _ = introspection::Request::from_form(bytes);
    let _ = introspection::Response::from_json(bytes);
    let _ = access_item::Outcome::from_json(bytes);
    let _ = access_item::BatchLine::from_line(bytes);
    let _ = access_item::BatchAnswer::from_line(bytes);
    let _ = PermissionRequest::from_json(bytes);
    let _ = PermissionRequest::from_line(bytes);
    let _ = protocol::permission_request::BatchAnswer::from_line(bytes);
    let _ = request_ticket::Request::from_json(bytes);
    let _ = request_ticket::Response::from_json(bytes);
    let _ = token_endpoint::Request::from_form(bytes);
    let _ = token_endpoint::Response::from_json(bytes);
    let _ = ProblemDetails::from_json(bytes);
    assert!(!trust_list_is_good(bytes));

    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let _ = KeyId::parse(text);
    let _ = Thumbprint::parse(text);
    let _ = DatasetId::parse(text);
    if let Ok(ticket) = ticket::Unverified::parse(text) {
        let _ = (ticket.issuer(), ticket.kid());
    }
    let _ = ticket_is_good(text, &key(1));
    assert!(!proof_is_good(text, &key(2)));
    let operator: BaseUrl = "https://operator.example".parse().unwrap();
    let _ = access_token::verify(text, &operator, &keys(&key(1)), NOW);
    if let Ok(assertion) = client_assertion::Unverified::parse(text) {
        let _ = assertion.client();
        let _ = assertion.verify(&client_assertion::Expectations {
            audiences: &[CONNECTOR],
            keys: &keys(&key(1)),
            algorithms: Algorithms::STANDARD,
            client: None,
            now: NOW,
        });
    }
    if let Ok(event) = events::Unverified::parse(text) {
        let issuer = event.issuer();
        if let Ok(issuer) = issuer {
            let _ = event.verify(&events::Expectations {
                issuer: &issuer,
                keys: &keys(&key(1)),
                audience: &CONNECTOR.parse().unwrap(),
                now: NOW,
            });
        }
    }
}
