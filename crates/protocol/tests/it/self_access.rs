//! Self-access tickets: neither kind of ticket is ever taken for the other.

use protocol::{
    jose::{Algorithms, KeySet},
    ticket::{self, Confirmation, Expectations, LONGEST_LIFETIME, Ticket, TicketError},
    url::{Audience, BaseUrl},
};
use serde_json::{Value, json};

use crate::forge::{CONNECTOR, NOW, OPERATOR, changed, key, keys, ticket_2021, token};

fn own_look() -> Ticket {
    Ticket {
        iss: OPERATOR.parse().unwrap(),
        sub: OPERATOR.parse().unwrap(),
        aud: CONNECTOR.parse().unwrap(),
        exp: NOW + ticket::SELF_ACCESS_LIFETIME,
        iat: NOW,
        jti: "d6c1a1d0-1a0f-4c39-a5b5-6c5c5b0c2f11".parse().unwrap(),
        mop_processing_record_uuid: "9b2c0f2e-3d5b-4e8a-9f53-0b8b1f2a7c66".parse().unwrap(),
        cnf: Some(Confirmation {
            jkt: *key(9).thumbprint(),
        }),
        arrangement_id: None,
        contract_token: None,
        epoch: None,
        self_access: true,
    }
}

fn check(text: &str) -> Result<Ticket, TicketError> {
    let base: BaseUrl = CONNECTOR.parse().unwrap();
    let keys: KeySet = keys(&key(1));
    let expected = Expectations {
        issuer: &OPERATOR.parse().unwrap(),
        keys: &keys,
        audiences: &[Audience::from(base)],
        now: NOW,
        algorithms: Algorithms::STANDARD,
        longest_lifetime: LONGEST_LIFETIME,
    };
    let alone = ticket::verify(text, &expected);
    let prepared = ticket::Unverified::parse(text).and_then(|one| one.prepare(&expected));
    if let Ok(prepared) = prepared {
        let together = ticket::PreparedTicket::verify_batch(vec![(prepared, expected)]);
        assert_eq!(together.first(), Some(&alone), "alone as together");
    }
    alone
}

fn signed(typ: Option<&str>, claims: &Value) -> Result<Ticket, TicketError> {
    let mut header = json!({"alg": "EdDSA", "kid": key(1).kid()});
    if let Some(typ) = typ {
        header["typ"] = json!(typ);
    }
    check(&token(&header.to_string(), &claims.to_string(), &key(1)))
}

#[test]
fn what_the_operator_signs_is_accepted_and_says_what_it_is() {
    let text = own_look().sign(&key(1)).unwrap();
    assert_eq!(check(&text).unwrap(), own_look());
    let claims = serde_json::to_value(own_look()).unwrap();
    assert_eq!(claims["self_access"], true);
    assert!(claims.get("arrangement_id").is_none());
}

#[test]
fn a_service_ticket_says_nothing_of_self_access() {
    let ticket = Ticket {
        self_access: false,
        ..own_look()
    };
    let claims = serde_json::to_value(&ticket).unwrap();
    assert!(claims.get("self_access").is_none(), "as in the 2021 text");
    assert_eq!(check(&ticket.sign(&key(1)).unwrap()).unwrap(), ticket);
}

#[test]
fn typ_and_claim_must_agree() {
    let own = serde_json::to_value(own_look()).unwrap();
    let typ = "mim4-self-access-ticket+jwt";
    assert!(signed(Some(typ), &own).is_ok());
    for other in [None, Some("JWT"), Some("mim4-request-ticket+jwt")] {
        let refused = signed(other, &own).unwrap_err();
        assert!(matches!(refused, TicketError::Malformed(_)), "{other:?}");
    }
    for claims in [
        ticket_2021(),
        changed(&ticket_2021(), "self_access", json!(false)),
        changed(&own, "self_access", json!("true")),
        changed(&own, "self_access", json!(1)),
    ] {
        let refused = signed(Some(typ), &claims).unwrap_err();
        assert!(matches!(refused, TicketError::Malformed(_)), "{claims}");
    }
}

#[test]
fn one_that_is_bound_to_no_key_is_refused() {
    let unbound = Ticket {
        cnf: None,
        ..own_look()
    };
    let refused = check(&unbound.sign(&key(1)).unwrap()).unwrap_err();
    assert!(matches!(refused, TicketError::Malformed(_)));
}
