//! Request tickets (§5.3): those of this profile, those of 2021, and every refusal.

use protocol::{
    ids::OperatorUuid,
    jose::{Algorithms, KeySet, LONGEST_TOKEN, SigningKey},
    problem::ProblemName,
    ticket::{
        self, Confirmation, Expectations, LIFETIME, LONGEST_LIFETIME, PreparedTicket, Ticket,
        TicketError, Unverified,
    },
    url::{Audience, BaseUrl},
};
use serde_json::{Value, json};

use crate::forge::{
    CONNECTOR, NOW, OPERATOR, OTHER_OPERATOR, base64url, changed, header_2021, key, keys, p256_key,
    ticket_2021, token,
};

fn full_ticket() -> Ticket {
    Ticket {
        iss: OPERATOR.parse().unwrap(),
        sub: "2464491-9".parse().unwrap(),
        aud: CONNECTOR.parse().unwrap(),
        exp: NOW + LIFETIME,
        iat: NOW,
        jti: "d6c1a1d0-1a0f-4c39-a5b5-6c5c5b0c2f11".parse().unwrap(),
        mop_processing_record_uuid: "9b2c0f2e-3d5b-4e8a-9f53-0b8b1f2a7c66".parse().unwrap(),
        cnf: Some(Confirmation {
            jkt: *key(9).thumbprint(),
        }),
        arrangement_id: Some("0b3f9a48-4d9c-47d3-9d2e-13f2dbe2a0a7".parse().unwrap()),
        contract_token: Some("agreement".into()),
        epoch: Some(3),
        self_access: false,
    }
}

/// What the connector at [`CONNECTOR`] expects of [`OPERATOR`], whose key is `key(1)`.
fn check_at(ticket: &str, now: i64, keys: &KeySet) -> Result<Ticket, TicketError> {
    let base: BaseUrl = CONNECTOR.parse().unwrap();
    let audiences = [
        Audience::from(base.clone()),
        base.audience("loans").unwrap(),
    ];
    ticket::verify(
        ticket,
        &Expectations {
            issuer: &OPERATOR.parse().unwrap(),
            keys,
            audiences: &audiences,
            now,
            algorithms: Algorithms::STANDARD,
            longest_lifetime: LONGEST_LIFETIME,
        },
    )
}

fn check(ticket: &str) -> Result<Ticket, TicketError> {
    check_at(ticket, NOW, &keys(&key(1)))
}

/// A ticket of the 2021 text with one claim changed.
fn with(name: &str, value: Value) -> Result<Ticket, TicketError> {
    let key = key(1);
    check(&token(
        &header_2021(&key),
        &changed(&ticket_2021(), name, value).to_string(),
        &key,
    ))
}

/// A ticket of the 2021 text under another header.
fn under(header: Value) -> Result<Ticket, TicketError> {
    check(&token(
        &header.to_string(),
        &ticket_2021().to_string(),
        &key(1),
    ))
}

#[test]
fn mim4_5_3_a_ticket_is_a_signed_jwt_with_the_claims_of_the_table() {
    let signed = full_ticket().sign(&key(1)).unwrap();
    let parts: Vec<&str> = signed.split('.').collect();
    use base64::Engine;
    let decode = |part: &str| -> Value {
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(part)
            .unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    assert_eq!(
        decode(parts[0]),
        json!({"typ": "mim4-request-ticket+jwt", "alg": "EdDSA", "kid": key(1).kid()})
    );
    let claims = decode(parts[1]);
    assert_eq!(claims["iss"], OPERATOR);
    assert_eq!(claims["sub"], "2464491-9");
    assert_eq!(claims["aud"], CONNECTOR);
    assert_eq!(claims["exp"], NOW + 300);
    assert_eq!(claims["iat"], NOW);
    assert!(claims["jti"].is_string());
    assert!(claims["mop_processing_record_uuid"].is_string());
    assert_eq!(
        claims["cnf"],
        json!({"jkt": key(9).thumbprint().to_string()})
    );
    assert_eq!(check(&signed).unwrap(), full_ticket());
}

#[test]
fn mim4_5_3_a_ticket_with_the_claims_of_2021_alone_is_accepted() {
    for key in [key(1), p256_key(1)] {
        for header in [
            json!({"alg": key.algorithm().as_str(), "kid": key.kid()}),
            json!({"alg": key.algorithm().as_str(), "kid": key.kid(), "typ": "JWT"}),
            json!({"alg": key.algorithm().as_str(), "typ": "jwt"}),
            json!({"alg": key.algorithm().as_str()}),
        ] {
            let ticket = token(&header.to_string(), &ticket_2021().to_string(), &key);
            let ticket = check_at(&ticket, NOW, &keys(&key)).unwrap();
            assert_eq!(ticket.iss.as_str(), OPERATOR);
            assert_eq!(ticket.cnf, None);
            assert_eq!(ticket.arrangement_id, None);
            assert_eq!(ticket.contract_token, None);
            assert_eq!(ticket.epoch, None);
        }
    }
}

#[test]
fn mim4_5_3_private_claims_of_another_vendor_are_ignored() {
    assert!(with("vendor_claim", json!({"a": [1, 2]})).is_ok());
}

#[test]
fn mim4_6_all_claims_of_a_ticket_are_there_for_gateway_files() {
    let claims = changed(&ticket_2021(), "case", json!({"of": [1, {"a": null}]}));
    let signed = token(&header_2021(&key(1)), &claims.to_string(), &key(1));
    let all = Unverified::parse(&signed).unwrap().all_claims().unwrap();
    assert_eq!(Value::Object(all), claims);
    // What is believed is none the wider.
    let ticket = serde_json::to_value(check(&signed).unwrap()).unwrap();
    assert!(ticket.get("case").is_none());
}

#[test]
fn mim4_5_3_every_claim_of_the_table_must_be_there_and_of_its_kind() {
    for name in [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "jti",
        "mop_processing_record_uuid",
    ] {
        let error = with(name, Value::Null).unwrap_err();
        assert!(
            matches!(error, TicketError::Malformed(_)),
            "{name}: {error}"
        );
        for wrong in [json!({}), json!(true), json!([]), json!("")] {
            let error = with(name, wrong.clone()).unwrap_err();
            assert!(
                matches!(error, TicketError::Malformed(_)),
                "{name} = {wrong}: {error}"
            );
        }
    }
    assert!(matches!(
        with("exp", json!("1800000300")),
        Err(TicketError::Malformed(_))
    ));
    assert!(matches!(
        with("exp", json!(u64::MAX)),
        Err(TicketError::Malformed(_))
    ));
}

#[test]
fn mim4_5_3_a_time_with_a_fraction_is_read() {
    let ticket = with("iat", json!(1_800_000_000.75)).unwrap();
    assert_eq!(ticket.iat, NOW);
    assert!(with("exp", json!(1_800_000_300.5)).is_ok());
    assert!(with("nbf", json!(1_800_000_000.5)).is_ok());
    assert!(matches!(
        with("exp", json!(1e300)),
        Err(TicketError::Malformed(_))
    ));
}

#[test]
fn mim4_5_3_3_a_contract_token_is_carried_and_has_a_limit() {
    let at = |length: usize| with("contract_token", json!("x".repeat(length)));
    assert_eq!(at(4096).unwrap().contract_token.unwrap().len(), 4096);
    assert!(matches!(at(4097), Err(TicketError::Malformed(_))));
}

#[test]
fn mim4_5_3_an_issuer_in_the_bare_form_is_the_same_operator() {
    let bare = OPERATOR.replace('-', "");
    let key = key(1);
    let claims = changed(&ticket_2021(), "iss", json!(bare));
    let ticket = token(&header_2021(&key), &claims.to_string(), &key);
    assert_eq!(
        Unverified::parse(&ticket)
            .unwrap()
            .issuer()
            .unwrap()
            .as_str(),
        OPERATOR
    );
    assert!(check(&ticket).is_ok());
}

#[test]
fn mim4_5_3_2_1_an_issuer_that_is_not_the_resolved_operator_is_refused() {
    let error = with("iss", json!(OTHER_OPERATOR)).unwrap_err();
    assert_eq!(error, TicketError::UnknownIssuer(OTHER_OPERATOR.into()));
    assert_eq!(error.problem(), ProblemName::TicketUnknownIssuer);

    let key = key(1);
    let claims = changed(&ticket_2021(), "iss", json!("acme"));
    let ticket = token(&header_2021(&key), &claims.to_string(), &key);
    let error = Unverified::parse(&ticket).unwrap().issuer().unwrap_err();
    assert_eq!(error, TicketError::UnknownIssuer("acme".into()));
}

#[test]
fn mim4_5_3_the_audience_is_the_configured_address_however_it_is_spelled() {
    for good in [
        CONNECTOR,
        "https://connector.example/library/",
        "connector.example/library",
        "HTTPS://CONNECTOR.example:443/library",
        "https://connector.example/library/loans",
    ] {
        assert!(with("aud", json!(good)).is_ok(), "{good}");
    }
    for bad in [
        "https://connector.example",
        "https://connector.example/library/loans/7",
        "https://connector.example/Library",
        "https://connector.example:444/library",
        "https://connector.example.evil.example/library",
        "https://connector.example/library2",
    ] {
        assert!(
            matches!(with("aud", json!(bad)), Err(TicketError::WrongAudience(_))),
            "{bad}"
        );
    }
    for malformed in [
        json!([CONNECTOR]),
        json!([CONNECTOR, "https://other.example"]),
        json!("https://user@connector.example/library"),
        json!("https://connector.example/library?x"),
        json!("http://connector.example/library"),
    ] {
        assert!(
            matches!(
                with("aud", malformed.clone()),
                Err(TicketError::Malformed(_))
            ),
            "{malformed}"
        );
    }
}

#[test]
fn a_ticket_ends_with_exp_and_a_minute_of_leeway() {
    let ticket = full_ticket().sign(&key(1)).unwrap();
    let keys = keys(&key(1));
    assert!(check_at(&ticket, NOW + 300 + 59, &keys).is_ok());
    assert_eq!(
        check_at(&ticket, NOW + 300 + 60, &keys),
        Err(TicketError::Expired)
    );
    assert!(check_at(&ticket, NOW - 60, &keys).is_ok());
    assert_eq!(
        check_at(&ticket, NOW - 61, &keys),
        Err(TicketError::NotYetValid)
    );
    assert_eq!(with("nbf", json!(NOW + 61)), Err(TicketError::NotYetValid));
    assert!(with("nbf", json!(NOW)).is_ok());
    assert!(matches!(
        with("exp", json!(NOW)),
        Err(TicketError::Malformed(_))
    ));
    assert_eq!(
        with("exp", json!(i64::MAX)).unwrap_err(),
        TicketError::LivesTooLong {
            longest: LONGEST_LIFETIME
        }
    );
    assert_eq!(
        with("exp", json!(NOW + LONGEST_LIFETIME + 1))
            .unwrap_err()
            .problem(),
        ProblemName::TicketLivesTooLong
    );
    assert!(with("exp", json!(NOW + LONGEST_LIFETIME)).is_ok());
}

#[test]
fn an_unsigned_ticket_is_refused() {
    let claims = ticket_2021().to_string();
    for alg in [
        "none", "None", "NONE", "", "HS256", "ES384", "PS256", "eddsa",
    ] {
        let header = json!({"alg": alg, "kid": key(1).kid()}).to_string();
        for ticket in [
            format!("{}.{}.", base64url(&header), base64url(&claims)),
            token(&header, &claims, &key(1)),
        ] {
            assert_eq!(
                check(&ticket),
                Err(TicketError::Algorithm(alg.into())),
                "{ticket}"
            );
        }
    }
    assert!(matches!(
        under(json!({"kid": key(1).kid()})),
        Err(TicketError::Algorithm(_))
    ));
}

#[test]
fn the_algorithm_is_the_keys_not_the_tokens() {
    // a header that names the other algorithm under the same kid
    let error = under(json!({"alg": "ES256", "kid": key(1).kid()})).unwrap_err();
    assert_eq!(error, TicketError::Algorithm("ES256".into()));
    assert_eq!(error.problem(), ProblemName::TicketAlgorithm);
    // and the public key as a shared secret, the old trick
    let header = json!({"alg": "HS256", "kid": key(1).kid()});
    assert!(matches!(under(header), Err(TicketError::Algorithm(_))));
}

#[test]
fn a_ticket_under_an_unknown_key_says_so_for_one_refetch() {
    let error = under(json!({"alg": "EdDSA", "kid": "other"})).unwrap_err();
    assert_eq!(
        error,
        TicketError::UnknownKey {
            kid: Some("other".into())
        }
    );
    assert_eq!(error.problem(), ProblemName::TicketUnknownKey);

    // two keys published, none named
    let two: KeySet = [key(1), key(2)]
        .iter()
        .map(|key| key.verifying_key().clone())
        .collect();
    let header = json!({"alg": "EdDSA"}).to_string();
    let ticket = token(&header, &ticket_2021().to_string(), &key(1));
    assert_eq!(
        check_at(&ticket, NOW, &two),
        Err(TicketError::UnknownKey { kid: None })
    );
    assert_eq!(
        check_at(&ticket, NOW, &KeySet::default()),
        Err(TicketError::UnknownKey { kid: None })
    );
}

#[test]
fn a_ticket_signed_by_somebody_else_is_refused_before_its_claims_are_judged() {
    let header = header_2021(&key(1));
    let expired = changed(&ticket_2021(), "exp", json!(NOW - 1000));
    for claims in [ticket_2021(), expired] {
        let ticket = token(&header, &claims.to_string(), &key(2));
        assert_eq!(check(&ticket), Err(TicketError::BadSignature));
    }
}

#[test]
fn keys_in_the_tickets_own_header_are_never_used() {
    let thief = key(2);
    let header = json!({
        "alg": "EdDSA", "kid": key(1).kid(), "jwk": thief.jwk(),
        "jku": "https://evil.example/keys", "x5u": "https://evil.example/cert", "x5c": ["AAAA"],
    });
    let ticket = token(&header.to_string(), &ticket_2021().to_string(), &thief);
    assert_eq!(check(&ticket), Err(TicketError::BadSignature));
    let header = json!({"alg": "EdDSA", "kid": thief.kid(), "jwk": thief.jwk()});
    let ticket = token(&header.to_string(), &ticket_2021().to_string(), &thief);
    assert!(matches!(
        check(&ticket),
        Err(TicketError::UnknownKey { .. })
    ));
}

#[test]
fn extensions_that_are_not_understood_are_refused() {
    for crit in [
        json!(["b64"]),
        json!(["exp"]),
        json!([]),
        json!("b64"),
        json!({}),
    ] {
        let header = json!({
            "alg": "EdDSA", "kid": key(1).kid(), "b64": false, "crit": crit, "exp": 1,
        });
        assert!(
            matches!(under(header), Err(TicketError::Malformed(_))),
            "{crit}"
        );
    }
}

#[test]
fn another_kind_of_token_is_no_ticket() {
    for typ in [
        "at+jwt",
        "dpop+jwt",
        "secevent+jwt",
        "application/at+jwt",
        "",
        "JOSE",
    ] {
        let header = json!({"alg": "EdDSA", "kid": key(1).kid(), "typ": typ});
        assert!(
            matches!(under(header), Err(TicketError::Malformed(_))),
            "{typ}"
        );
    }
    for typ in [
        "mim4-request-ticket+jwt",
        "application/MIM4-Request-Ticket+JWT",
    ] {
        let header = json!({"alg": "EdDSA", "kid": key(1).kid(), "typ": typ});
        assert!(under(header).is_ok(), "{typ}");
    }
}

#[test]
fn repeated_members_are_refused_in_header_and_claims() {
    let key = key(1);
    let kid = key.kid();
    let claims = ticket_2021().to_string();
    let twice = claims.replacen('{', r#"{"aud":"https://evil.example","#, 1);
    let hidden = claims.replacen('{', r#"{"\u0061ud":"https://evil.example","#, 1);
    let nested = claims.replacen('{', r#"{"x":[{"a":1,"a":2}],"#, 1);
    for payload in [twice, hidden, nested] {
        let ticket = token(&header_2021(&key), &payload, &key);
        let error = check(&ticket).unwrap_err();
        assert!(error.to_string().contains("appears twice"), "{error}");
    }
    let header = format!(r#"{{"alg":"none","alg":"EdDSA","kid":"{kid}"}}"#);
    let error = check(&token(&header, &claims, &key)).unwrap_err();
    assert!(error.to_string().contains("appears twice"), "{error}");
}

#[test]
fn a_ticket_is_three_parts_of_strict_base64url() {
    let good = full_ticket().sign(&key(1)).unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        panic!()
    };
    assert_eq!(check(""), Err(TicketError::Missing));
    for bad in [
        ".".to_owned(),
        "..".to_owned(),
        "garbage".to_owned(),
        format!("{header}.{claims}"),
        format!("{header}.{claims}."),
        format!("{header}..{signature}"),
        format!(".{claims}.{signature}"),
        format!("{good}."),
        format!(".{good}"),
        format!("{good}.{signature}"),
        format!("{good}="),
        format!("{good}=="),
        format!("{good} "),
        format!(" {good}"),
        format!("{good}\n"),
        format!("{header}=.{claims}.{signature}"),
        good.replace('-', "+").replace('_', "/"),
        format!("{}.{claims}.{signature}", base64url("[]")),
        format!("{}.{claims}.{signature}", base64url("null")),
        format!("{}.{claims}.{signature}", base64url(b"\xff\xfe")),
    ] {
        assert!(check(&bad).is_err(), "{bad}");
    }
    let key = key(1);
    for payload in ["", "[]", "null", "\"x\"", "{", "{}{}", "not json"] {
        let ticket = token(&header_2021(&key), payload, &key);
        assert!(
            matches!(check(&ticket), Err(TicketError::Malformed(_))),
            "{payload}"
        );
    }
}

#[test]
fn claims_given_as_a_list_are_no_claims() {
    // serde alone would read a list into the struct, claim by claim
    let claims = ticket_2021();
    let list: Vec<Value> = [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "jti",
        "mop_processing_record_uuid",
    ]
    .iter()
    .map(|name| claims[name].clone())
    .collect();
    let key = key(1);
    let ticket = token(&header_2021(&key), &json!(list).to_string(), &key);
    assert!(matches!(check(&ticket), Err(TicketError::Malformed(_))));
}

#[test]
fn a_ticket_over_8_kib_is_refused_and_one_under_it_accepted() {
    let key = key(1);
    let filled = |length: usize| {
        let claims = changed(&ticket_2021(), "filler", json!("x".repeat(length)));
        token(&header_2021(&key), &claims.to_string(), &key)
    };
    let overhead = filled(0).len();
    let fits = filled((LONGEST_TOKEN - overhead) * 3 / 4 - 2);
    assert!(fits.len() <= LONGEST_TOKEN && fits.len() > LONGEST_TOKEN - 8);
    assert!(check(&fits).is_ok());
    let error = check(&filled((LONGEST_TOKEN - overhead) * 3 / 4 + 2)).unwrap_err();
    assert_eq!(error, TicketError::TooLarge);
    assert_eq!(error.problem(), ProblemName::TicketTooLarge);
    assert_eq!(check(&"x".repeat(1 << 20)), Err(TicketError::TooLarge));

    let mut large = full_ticket();
    large.contract_token = Some("x".repeat(LONGEST_TOKEN));
    assert!(large.sign(&key).is_err(), "never emitted either");
}

#[test]
fn every_refusal_has_a_problem_type_of_its_own() {
    let uuid: OperatorUuid = OPERATOR.parse().unwrap();
    let refusals = [
        TicketError::Missing,
        TicketError::TooLarge,
        TicketError::Malformed(String::new()),
        TicketError::Algorithm(String::new()),
        TicketError::UnknownKey { kid: None },
        TicketError::BadSignature,
        TicketError::UnknownIssuer(String::new()),
        TicketError::MemberNotActive(uuid),
        TicketError::Expired,
        TicketError::NotYetValid,
        TicketError::LivesTooLong { longest: 1 },
        TicketError::WrongAudience(CONNECTOR.parse().unwrap()),
        TicketError::Replayed,
    ];
    let mut problems: Vec<ProblemName> = refusals.iter().map(TicketError::problem).collect();
    assert!(problems.iter().all(|problem| problem.status() == 401));
    problems.sort();
    problems.dedup();
    assert_eq!(problems.len(), refusals.len());
}

#[test]
fn a_batch_answers_for_each_ticket_as_if_it_were_alone() {
    let issuer: OperatorUuid = OPERATOR.parse().unwrap();
    let signers: Vec<SigningKey> = vec![key(1), p256_key(2), key(3), key(4)];
    let key_sets: Vec<KeySet> = signers.iter().map(keys).collect();
    let audiences = [Audience::from(CONNECTOR.parse::<BaseUrl>().unwrap())];
    for bad in [None, Some(0), Some(1), Some(5), Some(63)] {
        let tickets: Vec<String> = (0..64)
            .map(|n| {
                let signer = &signers[n % signers.len()];
                // bad: signed by another key under the right name
                let by = if bad == Some(n) {
                    if n % signers.len() == 1 {
                        p256_key(9)
                    } else {
                        key(9)
                    }
                } else {
                    signer.clone()
                };
                let claims = changed(&ticket_2021(), "jti", json!(format!("t{n}")));
                token(&header_2021(signer), &claims.to_string(), &by)
            })
            .collect();
        let prepared = tickets
            .iter()
            .enumerate()
            .map(|(n, ticket)| {
                let expected = Expectations {
                    issuer: &issuer,
                    keys: &key_sets[n % signers.len()],
                    audiences: &audiences,
                    now: NOW,
                    algorithms: Algorithms::STANDARD,
                    longest_lifetime: LONGEST_LIFETIME,
                };
                let ticket = Unverified::parse(ticket).unwrap();
                (ticket.prepare(&expected).unwrap(), expected)
            })
            .collect();
        let verified = PreparedTicket::verify_batch(prepared);
        assert_eq!(verified.len(), 64);
        for (n, result) in verified.into_iter().enumerate() {
            if bad == Some(n) {
                assert_eq!(result, Err(TicketError::BadSignature), "{n}");
            } else {
                assert_eq!(result.unwrap().jti.as_str(), format!("t{n}"));
            }
        }
    }
}
