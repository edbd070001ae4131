//! Proofs of possession (RFC 9449): the published ones, ours, and every refusal.

use protocol::{
    dpop::{self, Expectations, Htu, Proof, ProofError, Request, WINDOW, token_hash},
    ids::TokenId,
    jose::{JoseError, SigningKey, Thumbprint},
    problem::ProblemName,
};
use serde_json::{Value, json};

use crate::forge::{NOW, bare_key, changed, key, p256_key, token};

const ADDRESS: &str = "https://connector.example/library/loans";
const TICKET: &str = "a.ticket.here";

/// RFC 9449 §4.1
const RFC_PROOF: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

/// RFC 9449 §7.1
const RFC_RESOURCE_PROOF: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
const RFC_TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
/// RFC 9449 §6.1
const RFC_THUMBPRINT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

#[test]
fn rfc_9449_4_1_the_published_proof_verifies() {
    let address = Htu::parse("https://server.example.com/token").unwrap();
    let expected = Expectations {
        method: "POST",
        address: &address,
        token: None,
        bound_to: None,
        nonce: None,
        now: 1_562_262_616,
        known_key: None,
    };
    let proof = dpop::verify(RFC_PROOF, &expected).unwrap();
    assert_eq!(proof.jti.as_str(), "-BwC3ESc6acc2lTc");
    assert_eq!(proof.key.thumbprint().to_string(), RFC_THUMBPRINT);
}

#[test]
fn rfc_9449_7_1_the_published_proof_for_a_resource_verifies_with_its_token() {
    let address = Htu::parse("https://resource.example.org/protectedresource").unwrap();
    let bound_to = Thumbprint::parse(RFC_THUMBPRINT).unwrap();
    let expected = Expectations {
        method: "GET",
        address: &address,
        token: Some(RFC_TOKEN),
        bound_to: Some(&bound_to),
        nonce: None,
        now: 1_562_262_618,
        known_key: None,
    };
    dpop::verify(RFC_RESOURCE_PROOF, &expected).unwrap();
    assert_eq!(
        dpop::verify(
            RFC_RESOURCE_PROOF,
            &Expectations {
                token: Some("other"),
                ..expected
            }
        ),
        Err(ProofError::Token)
    );
}

fn request() -> Request<'static> {
    Request {
        method: "GET",
        address: ADDRESS,
        token: Some(TICKET),
        nonce: None,
    }
}

fn made(key: &SigningKey) -> String {
    dpop::sign(key, &request(), TokenId::parse("p1").unwrap(), NOW).unwrap()
}

fn check_at(proof: &str, now: i64, bound_to: &SigningKey) -> Result<Proof, ProofError> {
    let address = Htu::parse(ADDRESS).unwrap();
    dpop::verify(
        proof,
        &Expectations {
            method: "GET",
            address: &address,
            token: Some(TICKET),
            bound_to: Some(bound_to.thumbprint()),
            nonce: None,
            now,
            known_key: None,
        },
    )
}

fn check(proof: &str) -> Result<Proof, ProofError> {
    check_at(proof, NOW, &key(1))
}

fn claims() -> Value {
    json!({"jti": "p1", "htm": "GET", "htu": ADDRESS, "iat": NOW, "ath": token_hash(TICKET)})
}

fn header(key: &SigningKey) -> Value {
    json!({"typ": "dpop+jwt", "alg": key.algorithm().as_str(), "jwk": bare_key(key)})
}

/// A proof with one claim changed.
fn with(name: &str, value: Value) -> Result<Proof, ProofError> {
    let key = key(1);
    check(&token(
        &header(&key).to_string(),
        &changed(&claims(), name, value).to_string(),
        &key,
    ))
}

/// A proof with one header member changed.
fn under(name: &str, value: Value) -> Result<Proof, ProofError> {
    let key = key(1);
    let header = changed(&header(&key), name, value);
    check(&token(&header.to_string(), &claims().to_string(), &key))
}

#[test]
fn a_proof_made_is_a_proof_verified() {
    for key in [key(1), p256_key(1)] {
        let proof = check_at(&made(&key), NOW, &key).unwrap();
        assert_eq!(proof.jti.as_str(), "p1");
        assert_eq!(proof.iat, NOW);
        assert_eq!(proof.key.thumbprint(), key.thumbprint());
        assert!(proof.forget_after() >= NOW + WINDOW);
    }
}

#[test]
fn a_key_known_before_gives_the_same_answers() {
    let address = Htu::parse(ADDRESS).unwrap();
    for known in [key(1), key(2)] {
        let expected = Expectations {
            method: "GET",
            address: &address,
            token: Some(TICKET),
            bound_to: Some(known.thumbprint()),
            nonce: None,
            now: NOW,
            known_key: Some(known.verifying_key()),
        };
        let answer = dpop::verify(&made(&key(1)), &expected);
        if known.thumbprint() == key(1).thumbprint() {
            assert_eq!(answer.unwrap().key.thumbprint(), known.thumbprint());
        } else {
            assert_eq!(answer, Err(ProofError::Key));
        }
    }
}

#[test]
fn a_proof_is_for_one_method_and_one_address() {
    assert_eq!(
        with("htm", json!("POST")),
        Err(ProofError::Method("POST".into()))
    );
    assert_eq!(
        with("htm", json!("get")),
        Err(ProofError::Method("get".into()))
    );
    for same in [
        "https://connector.example/library/loans",
        "https://connector.example:443/library/loans",
        "HTTPS://Connector.Example/library/loans",
        "https://connector.example/library/./loans",
        "https://connector.example/library/x/../loans",
        "https://connector.example/library/l%6Fans",
        "https://connector.example/library/loans?person=7#top",
    ] {
        assert!(with("htu", json!(same)).is_ok(), "{same}");
    }
    for other in [
        "http://connector.example/library/loans",
        "https://connector.example/library/loans/",
        "https://connector.example/library/Loans",
        "https://connector.example:444/library/loans",
        "https://connector.example.evil/library/loans",
        "https://user@connector.example/library/loans",
        "/library/loans",
        "",
    ] {
        assert!(
            matches!(with("htu", json!(other)), Err(ProofError::Address(_))),
            "{other}"
        );
    }
}

#[test]
fn escapes_of_reserved_characters_are_not_undone() {
    let htu = |address| Htu::parse(address).unwrap();
    assert_eq!(
        htu("https://c.example/a%2fb"),
        htu("https://c.example/a%2Fb")
    );
    assert_ne!(htu("https://c.example/a%2Fb"), htu("https://c.example/a/b"));
    assert_eq!(htu("https://c.example/%7Eme"), htu("https://c.example/~me"));
    // decoding what follows a stray `%` could make an escape of it
    for stray in ["/100%", "/%4", "/%%62f", "/%+f", "/%zz"] {
        assert!(
            Htu::parse(&format!("https://c.example{stray}")).is_err(),
            "{stray}"
        );
    }
    assert_eq!(htu("https://c.example/%e4"), htu("https://c.example/%E4"));
}

#[test]
fn an_address_comes_from_the_configuration_and_the_path() {
    let base = "https://connector.example/library".parse().unwrap();
    assert_eq!(
        Htu::of_request(&base, "/loans").unwrap(),
        Htu::parse(ADDRESS).unwrap()
    );
}

#[test]
fn a_proof_is_good_for_a_minute_either_way() {
    let proof = made(&key(1));
    for (now, good) in [
        (NOW - 61, false),
        (NOW - 60, true),
        (NOW + 59, true),
        (NOW + 60, false),
    ] {
        let answer = check_at(&proof, now, &key(1));
        assert_eq!(answer.is_ok(), good, "{}", now - NOW);
        if !good {
            assert_eq!(answer, Err(ProofError::Time));
        }
    }
    assert_eq!(with("iat", json!(i64::MAX)), Err(ProofError::Time));
    assert_eq!(with("iat", json!(i64::MIN)), Err(ProofError::Time));
}

#[test]
fn a_proof_belongs_to_its_token_and_its_key() {
    assert_eq!(with("ath", Value::Null), Err(ProofError::Token));
    assert_eq!(
        with("ath", json!(token_hash("other"))),
        Err(ProofError::Token)
    );
    assert_eq!(check(&made(&key(2))), Err(ProofError::Key));
    // the right key in the header, another one signing
    let stolen = token(&header(&key(1)).to_string(), &claims().to_string(), &key(2));
    assert_eq!(
        check(&stolen),
        Err(ProofError::Invalid(JoseError::BadSignature))
    );
}

#[test]
fn a_demanded_nonce_must_be_there() {
    let address = Htu::parse(ADDRESS).unwrap();
    let expected = |nonce| Expectations {
        method: "GET",
        address: &address,
        token: Some(TICKET),
        bound_to: None,
        nonce,
        now: NOW,
        known_key: None,
    };
    let with_nonce = Request {
        nonce: Some("n1"),
        ..request()
    };
    let proof = dpop::sign(&key(1), &with_nonce, TokenId::parse("p1").unwrap(), NOW).unwrap();
    assert!(dpop::verify(&proof, &expected(Some("n1"))).is_ok());
    assert!(dpop::verify(&proof, &expected(None)).is_ok());
    assert_eq!(
        dpop::verify(&proof, &expected(Some("n2"))),
        Err(ProofError::Nonce)
    );
    assert_eq!(
        dpop::verify(&made(&key(1)), &expected(Some("n1"))),
        Err(ProofError::Nonce)
    );
}

#[test]
fn a_proof_has_its_type_its_key_and_all_its_claims() {
    for name in ["typ", "jwk", "alg"] {
        assert!(
            matches!(under(name, Value::Null), Err(ProofError::Invalid(_))),
            "{name}"
        );
    }
    for (name, value) in [
        ("typ", json!("JWT")),
        ("typ", json!("mim4-request-ticket+jwt")),
        ("alg", json!("none")),
        ("alg", json!("ES256")),
        ("alg", json!("RS256")),
        ("jwk", json!({})),
        ("jwk", json!("x")),
        ("jwk", json!({"kty": "oct", "k": "AAAA"})),
        ("crit", json!(["x"])),
    ] {
        assert!(
            matches!(under(name, value.clone()), Err(ProofError::Invalid(_))),
            "{name}: {value}"
        );
    }
    // RFC 9449 §4.3 number 7: no private key in the header
    let mut private = bare_key(&key(1));
    private["d"] = json!("AAAA");
    assert!(matches!(under("jwk", private), Err(ProofError::Invalid(_))));
    for name in ["jti", "htm", "htu", "iat"] {
        assert!(
            matches!(with(name, Value::Null), Err(ProofError::Invalid(_))),
            "{name}"
        );
    }
    assert!(matches!(
        with("jti", json!("")),
        Err(ProofError::Invalid(_))
    ));
    assert!(matches!(
        with("jti", json!("x".repeat(513))),
        Err(ProofError::Invalid(_))
    ));
}

#[test]
fn no_proof_and_several_are_told_apart() {
    assert_eq!(check(""), Err(ProofError::Missing));
    assert_eq!(ProofError::Missing.problem(), ProblemName::ProofMissing);
    assert_eq!(ProofError::Replayed.problem(), ProblemName::ProofReplayed);
    let two = format!("{0}, {0}", made(&key(1)));
    assert!(matches!(check(&two), Err(ProofError::Invalid(_))));
    assert_eq!(
        check(&two).unwrap_err().problem(),
        ProblemName::ProofInvalid
    );
}

#[test]
fn a_batch_of_proofs_answers_for_each() {
    let address = Htu::parse(ADDRESS).unwrap();
    let prepared = (0..64_u8)
        .map(|n| {
            let name = key(n + 1);
            let by = if n == 17 { key(200) } else { name.clone() };
            let proof = token(&header(&name).to_string(), &claims().to_string(), &by);
            let expected = Expectations {
                method: "GET",
                address: &address,
                token: Some(TICKET),
                bound_to: Some(name.thumbprint()),
                nonce: None,
                now: NOW,
                known_key: None,
            };
            dpop::prepare(&proof, &expected).unwrap()
        })
        .collect();
    for (n, answer) in dpop::PreparedProof::verify_batch(prepared)
        .into_iter()
        .enumerate()
    {
        assert_eq!(answer.is_ok(), n != 17, "{n}");
    }
}
