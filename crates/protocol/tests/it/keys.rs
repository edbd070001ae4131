//! Keys and signatures: the published vectors, and what is no key.

use protocol::jose::{
    Algorithm, Algorithms, Expected, JoseError, Jwk, Jwks, KeyId, KeySet, SigningKey, TypRule,
    Unverified, VerifyingKey,
};
use serde_json::{Value, json};

use crate::forge::{bare_key, base64url, key};

const ANY: Expected<'static> = Expected {
    typ: TypRule::WhenPresent(&[]),
    algorithms: Algorithms::WITH_RS256,
};

/// RFC 7515 A.3
const ES256_KEY: &str = r#"{"kty":"EC","crv":"P-256",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
const ES256_TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

/// RFC 7515 A.2
const RS256_KEY: &str = r#"{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#;
const RS256_TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

fn only(jwk: &str) -> KeySet {
    KeySet::from(VerifyingKey::new(Jwk::from_json(jwk.as_bytes()).unwrap()).unwrap())
}

#[test]
fn rfc_7515_a_3_the_published_es256_token_verifies_and_its_key_signs() {
    let key = SigningKey::from_private_jwk(ES256_KEY.as_bytes()).unwrap();
    let keys = KeySet::from(key.verifying_key().clone());
    let token = Unverified::parse(ES256_TOKEN).unwrap();
    assert_eq!(token.issuer().as_deref(), Some("joe"));
    let claims: Value = token.verify(&ANY, &keys).unwrap();
    assert_eq!(claims["exp"], 1_300_819_380);

    let ours = key.sign("any", &json!({"iss": "joe"})).unwrap();
    let expected = Expected {
        typ: TypRule::Required(&["any"]),
        ..ANY
    };
    let again: Value = Unverified::parse(&ours)
        .unwrap()
        .verify(&expected, &keys)
        .unwrap();
    assert_eq!(again["iss"], "joe");
}

#[test]
fn rfc_7515_a_2_the_published_rs256_token_verifies_where_rs256_is_allowed_only() {
    let keys = only(RS256_KEY);
    let token = || Unverified::parse(RS256_TOKEN).unwrap();
    let claims: Value = token().verify(&ANY, &keys).unwrap();
    assert_eq!(claims["iss"], "joe");
    let standard = Expected {
        algorithms: Algorithms::STANDARD,
        ..ANY
    };
    assert_eq!(
        token().verify::<Value>(&standard, &keys).unwrap_err(),
        JoseError::Algorithm("RS256".into())
    );
}

#[test]
fn rs256_is_never_emitted() {
    assert!(SigningKey::from_secret(Algorithm::Rs256, &[7; 32], None).is_err());
    assert!(SigningKey::generate(Algorithm::Rs256, &mut |bytes| bytes.fill(7)).is_err());
}

#[test]
fn rfc_7638_3_1_the_published_rsa_key_has_the_published_thumbprint() {
    let jwk = Jwk::from_json(
        br#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#,
    )
    .unwrap();
    assert_eq!(
        jwk.thumbprint().to_string(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    assert_eq!(jwk.kid.unwrap().as_str(), "2011-04-29");
}

#[test]
fn rfc_8037_a_3_the_published_ed25519_key_has_the_published_thumbprint() {
    let jwk = Jwk::from_json(
        br#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    )
    .unwrap();
    assert_eq!(
        jwk.thumbprint().to_string(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

#[test]
fn rfc_8037_a_4_the_published_ed25519_key_makes_the_published_signature() {
    let key = SigningKey::from_private_jwk(
        br#"{"kty":"OKP","crv":"Ed25519",
             "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
             "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    )
    .unwrap();
    let input = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = key.sign_bytes(input).unwrap();
    key.verifying_key().verify(input, &signature).unwrap();
    assert_eq!(
        base64url(signature),
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
}

#[test]
fn a_private_key_survives_being_stored() {
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        let mut counter = 0_u8;
        let key = SigningKey::generate(algorithm, &mut |bytes| {
            counter += 1;
            bytes.fill(counter);
        })
        .unwrap();
        let named =
            SigningKey::from_secret(algorithm, &[1; 32], Some(KeyId::parse("a \"b\"").unwrap()))
                .unwrap();
        assert_eq!(key.thumbprint(), named.thumbprint());
        assert_eq!(key.kid().as_str(), key.thumbprint().to_string());
        for key in [key, named] {
            let again = SigningKey::from_private_jwk(&key.to_private_jwk()).unwrap();
            assert_eq!(again.kid(), key.kid());
            assert_eq!(again.jwk(), key.jwk());
            let signature = again.sign_bytes(b"message").unwrap();
            key.verifying_key().verify(b"message", &signature).unwrap();
        }
    }
}

#[test]
fn a_private_key_is_not_printed() {
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        let key = SigningKey::from_secret(algorithm, &[0x41; 32], None).unwrap();
        let printed = format!("{key:?}");
        assert!(printed.contains("redacted"));
        for secret in [
            base64url([0x41; 32]),
            "65, 65".into(),
            "4141".into(),
            "AAAA".into(),
        ] {
            assert!(!printed.contains(&secret), "{printed}");
        }
    }
}

#[test]
fn randomness_that_was_never_started_makes_no_key() {
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        assert!(SigningKey::generate(algorithm, &mut |bytes| bytes.fill(0)).is_err());
    }
    // beyond the order of P-256
    assert!(SigningKey::generate(Algorithm::Es256, &mut |bytes| bytes.fill(0xff)).is_err());
}

#[test]
fn a_private_jwk_whose_halves_do_not_belong_together_is_refused() {
    let mixed = ES256_KEY.replace("jpsQnnGQ", "jpsQnnGR");
    assert!(matches!(
        SigningKey::from_private_jwk(mixed.as_bytes()),
        Err(JoseError::Key(_))
    ));
    for text in ["", "{}", "[]", r#"{"kty":"OKP","crv":"Ed25519","d":"AA"}"#] {
        assert!(
            SigningKey::from_private_jwk(text.as_bytes()).is_err(),
            "{text}"
        );
    }
}

#[test]
fn a_published_key_with_private_members_is_refused() {
    for member in ["d", "p", "q", "k"] {
        let mut jwk = bare_key(&key(1));
        jwk[member] = json!("AAAA");
        assert!(
            Jwk::from_json(jwk.to_string().as_bytes()).is_err(),
            "{member}"
        );
    }
}

#[test]
fn what_is_no_signature_key_is_refused() {
    let good = bare_key(&key(1));
    let with = |name: &str, value: Value| {
        let mut jwk = good.clone();
        jwk[name] = value;
        Jwk::from_json(jwk.to_string().as_bytes())
    };
    assert!(with("use", json!("sig")).is_ok());
    assert!(with("key_ops", json!(["verify"])).is_ok());
    assert!(with("alg", json!("EdDSA")).is_ok());
    assert!(with("alg", json!("Ed25519")).is_ok());
    for (name, value) in [
        ("use", json!("enc")),
        ("key_ops", json!(["encrypt"])),
        ("alg", json!("ES256")),
        ("alg", json!("none")),
        ("kty", json!("oct")),
        ("crv", json!("X25519")),
        ("x", json!("AAAA")),
        ("x", json!("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")),
        ("kid", json!("")),
        ("kid", json!("x".repeat(257))),
        ("kid", json!(7)),
    ] {
        assert!(with(name, value.clone()).is_err(), "{name}: {value}");
    }
    let short = RS256_KEY
        .replace("ofgWCuLjybRl", "")
        .replace("AQAB\",\"n\":\"", "AQAB\",\"n\":\"AQ");
    assert!(Jwk::from_json(short.as_bytes()).is_err());
}

#[test]
fn points_off_the_curve_and_of_small_order_are_refused() {
    let point = |x: [u8; 32]| {
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(x)});
        VerifyingKey::new(serde_json::from_value(jwk).unwrap())
    };
    let mut identity = [0; 32];
    identity[0] = 1;
    assert!(point(identity).is_err());
    assert!(point([0; 32]).is_err());
    let mut off = [0; 32];
    off[0] = 2;
    assert!(point(off).is_err());

    let jwk =
        json!({"kty": "EC", "crv": "P-256", "x": base64url([1; 32]), "y": base64url([1; 32])});
    assert!(VerifyingKey::new(serde_json::from_value(jwk).unwrap()).is_err());
}

#[test]
fn keys_of_unsupported_kinds_in_a_set_are_passed_over() {
    let set = json!({"keys": [
        {"kty": "OKP", "crv": "X25519", "x": base64url([1; 32])},
        key(1).jwk(),
        {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"},
        {"kty": "oct", "k": "AAAA"},
        "nonsense",
    ], "more": true});
    let jwks = Jwks::from_json(set.to_string().as_bytes()).unwrap();
    assert_eq!(jwks.keys, [key(1).jwk().clone()]);
    let many = json!({"keys": vec![key(1).jwk(); 33]});
    assert!(Jwks::from_json(many.to_string().as_bytes()).is_err());
}

#[test]
fn a_token_without_kid_means_the_only_key_of_its_algorithm() {
    let (first, second) = (key(1), key(2));
    let one = KeySet::from(first.verifying_key().clone());
    let two: KeySet = [&first, &second]
        .into_iter()
        .map(|key| key.verifying_key().clone())
        .collect();
    assert!(one.find(None, Algorithm::EdDsa).is_some());
    assert!(one.find(None, Algorithm::Es256).is_none());
    assert!(two.find(None, Algorithm::EdDsa).is_none());
    assert_eq!(
        two.find(Some(second.kid().as_str()), Algorithm::EdDsa),
        Some(second.verifying_key())
    );
}
