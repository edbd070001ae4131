//! Trust lists (§5.1): ours, those of a registry of 2021, rotation of its keys, and every refusal.

use protocol::{
    ids::OperatorUuid,
    jose::{Algorithms, Jwks, KeySet, SigningKey},
    problem::ProblemName,
    trust_list::{
        self, Expectations, Member, MemberStatus, OperatorDescription, Standing, TrustGroup,
        TrustList, TrustListError, VALID_FOR, VALID_FOR_2021, VerifiedTrustList,
    },
};
use serde_json::{Value, json};

use crate::forge::{GROUP, NOW, OPERATOR, OTHER_OPERATOR, base64url, changed, key, keys, p256_key};

const OTHER_GROUP: &str = "b1c2d3e4-f5a6-4b7c-8d9e-0f1a2b3c4d5e";

fn check_at(
    text: &[u8],
    keys: &KeySet,
    last_sequence: Option<u64>,
    now: i64,
) -> Result<VerifiedTrustList, TrustListError> {
    trust_list::verify(
        text,
        &Expectations {
            keys,
            last_sequence,
            algorithms: Algorithms::STANDARD,
            now,
        },
    )
}

fn check(text: &[u8]) -> Result<VerifiedTrustList, TrustListError> {
    check_at(text, &keys(&key(1)), None, NOW)
}

fn member(uuid: &str, status: MemberStatus) -> Member {
    Member {
        operator: OperatorDescription {
            operator_uuid: uuid.parse().unwrap(),
            name: "Example".into(),
            operator_base_url: "operator.example.com".parse().unwrap(),
        },
        status,
        roles: vec!["operator".parse().unwrap()],
    }
}

fn group(uuid: &str, members: Vec<Member>) -> TrustGroup {
    TrustGroup {
        trust_group_uuid: uuid.parse().unwrap(),
        members,
    }
}

fn list_with(status: MemberStatus) -> TrustList {
    let members = vec![
        member(OPERATOR, MemberStatus::Active),
        member(OTHER_OPERATOR, status),
    ];
    let registry_keys = Jwks::from(key(1).jwk().clone());
    TrustList::new(group(GROUP, members), vec![], 7, NOW, registry_keys)
}

fn operator(uuid: &str) -> OperatorUuid {
    uuid.parse().unwrap()
}

fn decode(text: &str) -> Value {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text)
        .unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// §5.1.3's example payload.
fn payload_2021() -> Value {
    json!({
        "trust_group": {
            "trust_group_uuid": GROUP,
            "members": [
                {"operatorDescription": {"operator_uuid": OPERATOR, "name": "Example1",
                    "operator_base_url": "operator1.example.com"}},
                {"operatorDescription": {"operator_uuid": OTHER_OPERATOR, "name": "Example2",
                    "operator_base_url": "operator2.example.com"}},
            ],
        },
    })
}

/// JWS JSON serialisation by hand.
fn flattened(
    payload: &Value,
    protected: &Value,
    header: Option<Value>,
    key: &SigningKey,
) -> String {
    let payload = base64url(payload.to_string());
    let protected = base64url(protected.to_string());
    let signature = key
        .sign_bytes(format!("{protected}.{payload}").as_bytes())
        .unwrap();
    let mut jws = json!({
        "payload": payload, "protected": protected, "signature": base64url(signature),
    });
    if let Some(header) = header {
        jws["header"] = header;
    }
    jws.to_string()
}

#[test]
fn mim4_5_1_3_a_list_of_a_registry_of_2021_is_accepted_in_either_serialisation() {
    for key in [key(1), p256_key(1)] {
        let alg = key.algorithm().as_str();
        let protected = json!({"alg": alg, "kid": key.kid()});
        let flat = flattened(&payload_2021(), &protected, None, &key);
        let parts: Value = serde_json::from_str(&flat).unwrap();
        let general = json!({
            "payload": parts["payload"],
            "signatures": [{"protected": parts["protected"], "signature": parts["signature"]}],
        })
        .to_string();
        let without_kid = flattened(&payload_2021(), &json!({"alg": alg}), None, &key);
        let kid = json!({"kid": key.kid()});
        let unprotected = flattened(&payload_2021(), &json!({"alg": alg}), Some(kid), &key);
        for text in [flat, general, without_kid, unprotected] {
            let list = check_at(text.as_bytes(), &keys(&key), None, NOW).unwrap();
            for uuid in [OPERATOR, OTHER_OPERATOR] {
                assert!(matches!(
                    list.standing(&operator(uuid)),
                    Standing::Active(..)
                ));
            }
            assert_eq!(list.sequence(), None);
            assert!(list.registry_keys().is_none());
            assert_eq!(list.valid_until(), NOW + VALID_FOR_2021);
            assert!(list.is_current(NOW + VALID_FOR_2021 - 1));
            assert!(!list.is_current(NOW + VALID_FOR_2021));
        }
    }
}

#[test]
fn mim4_5_1_3_our_list_is_a_flattened_jws_over_the_example_shape() {
    let text = trust_list::sign(&list_with(MemberStatus::Active), &[&key(1)]).unwrap();
    let jws: Value = serde_json::from_slice(&text).unwrap();
    let names: Vec<&String> = jws.as_object().unwrap().keys().collect();
    assert_eq!(names, ["payload", "protected", "signature"]);
    assert_eq!(decode(jws["protected"].as_str().unwrap())["alg"], "EdDSA");
    let payload = decode(jws["payload"].as_str().unwrap());
    assert_eq!(payload["trust_group"]["trust_group_uuid"], GROUP);
    let description = &payload["trust_group"]["members"][0]["operatorDescription"];
    assert_eq!(description["operator_uuid"], OPERATOR);
    assert_eq!(description["name"], "Example");
    assert!(description["operator_base_url"].is_string());
    assert_eq!(payload["sequence"], 7);
    assert_eq!(payload["exp"], NOW + VALID_FOR);

    let verified = check(&text).unwrap();
    assert_eq!(*verified.list(), list_with(MemberStatus::Active));
    assert_eq!(verified.sequence(), Some(7));
    assert_eq!(verified.valid_until(), NOW + VALID_FOR);
}

#[test]
fn mim4_5_1_a_reader_of_2021_sees_active_members_only() {
    for status in [
        MemberStatus::Applied,
        MemberStatus::Suspended,
        MemberStatus::Revoked,
        MemberStatus::Surrendered,
    ] {
        let text = trust_list::sign(&list_with(status), &[&key(1)]).unwrap();
        let jws: Value = serde_json::from_slice(&text).unwrap();
        let payload = decode(jws["payload"].as_str().unwrap());
        let members = payload["trust_group"]["members"].as_array().unwrap();
        assert_eq!(members.len(), 1);
        assert_eq!(members[0]["operatorDescription"]["operator_uuid"], OPERATOR);

        let verified = check(&text).unwrap();
        assert!(matches!(
            verified.standing(&operator(OPERATOR)),
            Standing::Active(..)
        ));
        assert_eq!(
            verified.standing(&operator(OTHER_OPERATOR)),
            Standing::NotActive(status)
        );
    }
}

#[test]
fn mim4_5_3_2_1_an_operator_that_is_not_listed_is_unknown() {
    let text = trust_list::sign(&list_with(MemberStatus::Active), &[&key(1)]).unwrap();
    let verified = check(&text).unwrap();
    assert_eq!(
        verified.standing(&operator("5e00c14239024fe1b8175713ae1f77cb")),
        Standing::Unknown
    );
}

#[test]
fn a_status_among_the_members_counts_wherever_it_stands() {
    let mut payload = payload_2021();
    payload["trust_group"]["members"][1]["status"] = json!("suspended");
    let protected = json!({"alg": "EdDSA"});
    let verified = check(flattened(&payload, &protected, None, &key(1)).as_bytes()).unwrap();
    assert_eq!(
        verified.standing(&operator(OTHER_OPERATOR)),
        Standing::NotActive(MemberStatus::Suspended)
    );
    // the same operator twice, once active, once not: not active
    payload["trust_group"]["members"][0]["operatorDescription"]["operator_uuid"] =
        json!(OTHER_OPERATOR);
    let verified = check(flattened(&payload, &protected, None, &key(1)).as_bytes()).unwrap();
    assert_eq!(
        verified.standing(&operator(OTHER_OPERATOR)),
        Standing::NotActive(MemberStatus::Suspended)
    );
    // a status of a later version is no good standing
    payload["trust_group"]["members"] = json!([{
        "operatorDescription": {"operator_uuid": OPERATOR, "operator_base_url": "o.example"},
        "status": "probation",
    }, {
        "operatorDescription": {"operator_uuid": OTHER_OPERATOR, "operator_base_url": "p.example"},
    }]);
    let verified = check(flattened(&payload, &protected, None, &key(1)).as_bytes()).unwrap();
    assert_eq!(verified.standing(&operator(OPERATOR)), Standing::Unknown);
    assert!(matches!(
        verified.standing(&operator(OTHER_OPERATOR)),
        Standing::Active(..)
    ));
    // an active member among those that are not is a contradiction
    payload["trust_group"]["members_not_active"] = json!([{
        "operatorDescription": {"operator_uuid": OPERATOR, "operator_base_url": "o.example"},
    }]);
    assert!(matches!(
        check(flattened(&payload, &protected, None, &key(1)).as_bytes()),
        Err(TrustListError::Malformed(_))
    ));
}

#[test]
fn an_operator_counts_in_the_groups_that_the_source_accepts() {
    let list = TrustList::new(
        group(GROUP, vec![member(OPERATOR, MemberStatus::Suspended)]),
        vec![group(
            OTHER_GROUP,
            vec![member(OPERATOR, MemberStatus::Active)],
        )],
        1,
        NOW,
        Jwks::from(key(1).jwk().clone()),
    );
    let verified = check(&trust_list::sign(&list, &[&key(1)]).unwrap()).unwrap();
    assert_eq!(verified.list().groups().len(), 2);
    let one = [GROUP.parse().unwrap()];
    let other = [OTHER_GROUP.parse().unwrap()];
    let uuid = operator(OPERATOR);
    assert_eq!(
        verified.standing_in(&uuid, &one),
        Standing::NotActive(MemberStatus::Suspended)
    );
    assert!(matches!(
        verified.standing_in(&uuid, &other),
        Standing::Active(..)
    ));
    assert!(matches!(verified.standing(&uuid), Standing::Active(..)));
    assert_eq!(verified.standing_in(&uuid, &[]), Standing::Unknown);
}

#[test]
fn an_expired_list_is_refused_without_leeway() {
    let text = trust_list::sign(&list_with(MemberStatus::Active), &[&key(1)]).unwrap();
    let at = |now| check_at(&text, &keys(&key(1)), None, now);
    assert!(at(NOW + VALID_FOR - 1).is_ok());
    assert_eq!(at(NOW + VALID_FOR), Err(TrustListError::Expired));
    assert_eq!(
        TrustListError::Expired.problem(),
        ProblemName::TrustListExpired
    );
    assert!(at(NOW - 60).is_ok());
    assert_eq!(at(NOW - 61), Err(TrustListError::NotYetValid));
    let held = at(NOW).unwrap();
    assert!(held.is_current(NOW + VALID_FOR - 1));
    assert!(!held.is_current(NOW + VALID_FOR));
}

#[test]
fn a_list_that_goes_back_is_refused() {
    let text = trust_list::sign(&list_with(MemberStatus::Active), &[&key(1)]).unwrap();
    let after = |seen| check_at(&text, &keys(&key(1)), Some(seen), NOW);
    assert!(after(6).is_ok());
    assert!(after(7).is_ok());
    let error = after(8).unwrap_err();
    assert_eq!(
        error,
        TrustListError::RolledBack {
            seen: 8,
            found: Some(7)
        }
    );
    assert_eq!(error.problem(), ProblemName::TrustListRolledBack);

    // nor may a list drop its sequence
    let old = flattened(&payload_2021(), &json!({"alg": "EdDSA"}), None, &key(1));
    assert_eq!(
        check_at(old.as_bytes(), &keys(&key(1)), Some(1), NOW),
        Err(TrustListError::RolledBack {
            seen: 1,
            found: None
        })
    );
}

#[test]
fn a_registrys_key_rotates_without_anybody_refusing() {
    let (old, new) = (key(1), key(2));
    let mut list = list_with(MemberStatus::Active);
    list.registry_keys = Some(Jwks {
        keys: vec![new.jwk().clone(), old.jwk().clone()],
    });
    let overlap = trust_list::sign(&list, &[&new, &old]).unwrap();
    let jws: Value = serde_json::from_slice(&overlap).unwrap();
    assert_eq!(jws["signatures"].as_array().unwrap().len(), 2);
    assert_eq!(jws.get("signature"), None);

    // a connector that knows the old key alone learns the new one
    let verified = check_at(&overlap, &keys(&old), None, NOW).unwrap();
    let learned = KeySet::new(verified.registry_keys().unwrap());
    // one configured with the new key alone reads it too
    assert!(check_at(&overlap, &keys(&new), None, NOW).is_ok());

    list.sequence = Some(8);
    list.registry_keys = Some(Jwks::from(new.jwk().clone()));
    let after = trust_list::sign(&list, &[&new]).unwrap();
    assert!(check_at(&after, &learned, Some(7), NOW).is_ok());
    assert_eq!(
        check_at(&after, &keys(&old), Some(7), NOW),
        Err(TrustListError::UnknownKey)
    );
}

#[test]
fn keys_that_cannot_be_used_are_not_learned() {
    let mut payload = payload_2021();
    payload["registry_keys"] = json!({"keys": [{"kty": "oct", "k": "AAAA"}]});
    let text = flattened(&payload, &json!({"alg": "EdDSA"}), None, &key(1));
    assert!(check(text.as_bytes()).unwrap().registry_keys().is_none());
}

#[test]
fn a_list_by_nobody_known_or_with_a_broken_signature_is_refused() {
    let list = list_with(MemberStatus::Active);
    let foreign = trust_list::sign(&list, &[&key(2)]).unwrap();
    assert_eq!(check(&foreign), Err(TrustListError::UnknownKey));
    assert_eq!(
        check_at(&foreign, &KeySet::default(), None, NOW),
        Err(TrustListError::UnknownKey)
    );

    let protected = json!({"alg": "EdDSA", "kid": key(1).kid()});
    let forged = flattened(&payload_2021(), &protected, None, &key(2));
    assert_eq!(check(forged.as_bytes()), Err(TrustListError::BadSignature));

    // a good signature does not heal a broken one
    let both = trust_list::sign(&list, &[&key(1), &key(2)]).unwrap();
    let mut jws: Value = serde_json::from_slice(&both).unwrap();
    jws["signatures"][1]["signature"] = jws["signatures"][0]["signature"].clone();
    let two: KeySet = [key(1), key(2)]
        .iter()
        .map(|key| key.verifying_key().clone())
        .collect();
    assert_eq!(
        check_at(jws.to_string().as_bytes(), &two, None, NOW),
        Err(TrustListError::BadSignature)
    );

    for alg in ["none", "HS256", "RS256"] {
        let text = flattened(&payload_2021(), &json!({"alg": alg}), None, &key(1));
        assert_eq!(
            check(text.as_bytes()),
            Err(TrustListError::Algorithm(alg.into()))
        );
    }
}

#[test]
fn what_is_not_a_signed_list_is_refused() {
    let good = flattened(&payload_2021(), &json!({"alg": "EdDSA"}), None, &key(1));
    let jws: Value = serde_json::from_str(&good).unwrap();
    let with = |name: &str, value: Value| changed(&jws, name, value).to_string();
    let twice = good.replacen('{', r#"{"payload":"e30","#, 1);
    let compact = format!(
        "{}.{}.{}",
        jws["protected"].as_str().unwrap(),
        jws["payload"].as_str().unwrap(),
        jws["signature"].as_str().unwrap()
    );
    let one = json!({"protected": jws["protected"], "signature": jws["signature"]});
    let signed = |payload: Value| flattened(&payload, &json!({"alg": "EdDSA"}), None, &key(1));
    for text in [
        String::new(),
        "{}".into(),
        "[]".into(),
        payload_2021().to_string(),
        compact,
        twice,
        with("payload", Value::Null),
        with("signature", Value::Null),
        with("signature", json!("====")),
        with("signatures", json!([one])),
        changed(
            &changed(&jws, "signature", Value::Null),
            "signatures",
            json!([one]),
        )
        .to_string(),
        json!({"payload": jws["payload"], "signatures": []}).to_string(),
        json!({"payload": jws["payload"], "signatures": vec![&one; 9]}).to_string(),
        with("header", json!({"alg": "EdDSA"})),
        with("header", json!({"crit": ["x"]})),
        flattened(
            &payload_2021(),
            &json!({"alg": "EdDSA", "crit": ["x"]}),
            None,
            &key(1),
        ),
        flattened(
            &payload_2021(),
            &json!({"alg": "EdDSA", "typ": "at+jwt"}),
            None,
            &key(1),
        ),
        signed(json!({})),
        signed(json!([])),
        signed(json!({"trust_group": {"members": []}})),
        signed(json!({"trust_group": {"trust_group_uuid": "x", "members": []}})),
        signed(json!({"trust_group": {"trust_group_uuid": GROUP}})),
    ] {
        assert!(
            matches!(check(text.as_bytes()), Err(TrustListError::Malformed(_))),
            "{text}: {:?}",
            check(text.as_bytes())
        );
    }
    let large = with("filler", json!("x".repeat(1 << 20)));
    assert!(matches!(
        check(large.as_bytes()),
        Err(TrustListError::TooLarge { .. })
    ));
}

#[test]
fn a_list_of_thousands_of_members_fits() {
    let members = (0..3000_u32)
        .map(|n| {
            let uuid = format!("{n:08x}-0000-4000-8000-000000000000");
            member(&uuid, MemberStatus::Active)
        })
        .collect();
    let registry_keys = Jwks::from(key(1).jwk().clone());
    let list = TrustList::new(group(GROUP, members), vec![], 1, NOW, registry_keys);
    let text = trust_list::sign(&list, &[&key(1)]).unwrap();
    assert_eq!(check(&text).unwrap().list().groups()[0].members.len(), 3000);
}
