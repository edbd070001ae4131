//! How clients show who they are: assertions (RFC 7523), the token endpoint (RFC 6749), access
//! tokens (RFC 9068).

use protocol::{
    Error,
    access_token::{self, AccessToken, AccessTokenError},
    client_assertion::{
        self, ASSERTION_TYPE, Authenticated, ClientAssertionError, Expectations, LONGEST_LIFETIME,
        Unverified,
    },
    ids::{ClientId, ConnectorUuid, TokenId},
    jose::{Algorithms, JoseError},
    ticket::Confirmation,
    token_endpoint::{self, Credentials, ErrorCode, ErrorResponse, Request, TokenType},
};
use serde_json::{Value, json};

use crate::forge::{NOW, changed, header_2021, key, keys, token};

const CLIENT: &str = "9f6b1c1e-3f44-4d60-8c43-5b8f2b4d6a10";
const ENDPOINT: &str = "https://operator.example/oauth/token";
const ISSUER: &str = "https://operator.example";

fn check(assertion: &str) -> Result<Authenticated, ClientAssertionError> {
    Unverified::parse(assertion)?.verify(&Expectations {
        audiences: &[ISSUER, ENDPOINT],
        keys: &keys(&key(1)),
        algorithms: Algorithms::STANDARD,
        client: None,
        now: NOW,
    })
}

fn claims() -> Value {
    json!({"iss": CLIENT, "sub": CLIENT, "aud": ENDPOINT, "exp": NOW + 60, "jti": "a1"})
}

fn with(name: &str, value: Value) -> Result<Authenticated, ClientAssertionError> {
    let key = key(1);
    check(&token(
        &header_2021(&key),
        &changed(&claims(), name, value).to_string(),
        &key,
    ))
}

#[test]
fn a_connector_authenticates_with_its_published_key() {
    let connector: ConnectorUuid = CLIENT.parse().unwrap();
    let client = ClientId::from(&connector);
    let jti = TokenId::parse("a1").unwrap();
    let assertion = client_assertion::sign(&key(1), &client, ENDPOINT, &jti, NOW).unwrap();
    assert_eq!(
        Unverified::parse(&assertion).unwrap().client().unwrap(),
        client
    );
    let authenticated = check(&assertion).unwrap();
    assert_eq!(authenticated.client, client);
    assert_eq!(authenticated.jti, jti);
    assert_eq!(authenticated.exp, NOW + client_assertion::LIFETIME);
}

#[test]
fn assertions_of_other_clients_libraries_are_read() {
    assert!(with("aud", json!(ISSUER)).is_ok());
    assert!(with("aud", json!([ISSUER])).is_ok());
    assert!(with("aud", json!(["https://x.example", ENDPOINT])).is_ok());
    assert!(with("iat", json!(NOW)).is_ok());
    assert!(with("nbf", json!(NOW)).is_ok());
}

#[test]
fn every_wrong_assertion_is_refused() {
    use ClientAssertionError as E;
    assert_eq!(
        with("aud", json!("https://other.example")),
        Err(E::Audience)
    );
    assert_eq!(with("aud", json!([])), Err(E::Audience));
    assert_eq!(with("sub", json!("other")), Err(E::Client));
    assert_eq!(with("exp", json!(NOW - 60)), Err(E::Expired));
    assert_eq!(with("iat", json!(NOW + 61)), Err(E::NotYetValid));
    assert_eq!(with("nbf", json!(NOW + 61)), Err(E::NotYetValid));
    assert_eq!(
        with("exp", json!(NOW + LONGEST_LIFETIME + 61)),
        Err(E::LivesTooLong)
    );
    for name in ["iss", "sub", "aud", "exp", "jti"] {
        assert!(
            matches!(with(name, Value::Null), Err(E::Invalid(_))),
            "{name}"
        );
    }
    let by_other = token(&header_2021(&key(1)), &claims().to_string(), &key(2));
    assert_eq!(check(&by_other), Err(E::Invalid(JoseError::BadSignature)));
    let ticket = json!({"alg": "EdDSA", "kid": key(1).kid(), "typ": "mim4-request-ticket+jwt"});
    let ticket = token(&ticket.to_string(), &claims().to_string(), &key(1));
    assert!(matches!(
        check(&ticket),
        Err(E::Invalid(JoseError::Type(_)))
    ));

    let assertion = token(&header_2021(&key(1)), &claims().to_string(), &key(1));
    let expected = Expectations {
        audiences: &[ENDPOINT],
        keys: &keys(&key(1)),
        algorithms: Algorithms::STANDARD,
        client: Some(&"another".parse().unwrap()),
        now: NOW,
    };
    assert_eq!(
        Unverified::parse(&assertion).unwrap().verify(&expected),
        Err(E::Client)
    );
}

#[test]
fn a_token_request_reads_back() {
    for credentials in [Credentials::Assertion("a.b.c".into()), Credentials::Header] {
        let request = Request {
            credentials,
            client_id: Some("hobby grant".parse().unwrap()),
            scope: Some("agw".into()),
        };
        assert_eq!(
            Request::from_form(request.to_form().as_bytes()).unwrap(),
            request
        );
        assert!(!format!("{request:?}").contains("a.b.c"));
    }
}

#[test]
fn a_wrong_token_request_gets_the_code_of_rfc_6749() {
    let code = |form: &str| {
        let error: Error = Request::from_form(form.as_bytes()).unwrap_err();
        ErrorResponse::from(&error).error
    };
    assert_eq!(code(""), ErrorCode::InvalidRequest);
    assert_eq!(code("grant_type=password"), ErrorCode::UnsupportedGrantType);
    assert_eq!(
        code("grant_type=client_credentials&scope=a&scope=b"),
        ErrorCode::InvalidRequest
    );
    assert_eq!(
        code("grant_type=client_credentials&client_assertion=a.b.c"),
        ErrorCode::InvalidRequest
    );
    assert_eq!(
        code("grant_type=client_credentials&client_assertion=a&client_assertion_type=saml"),
        ErrorCode::InvalidRequest
    );
    let bad = Error::from(ClientAssertionError::Expired);
    let answer = ErrorResponse::from(&bad);
    assert_eq!(answer.error, ErrorCode::InvalidClient);
    assert_eq!(answer.error.status(), 401);
    assert_eq!(
        serde_json::to_value(answer.error).unwrap(),
        "invalid_client"
    );
    assert_eq!(
        ASSERTION_TYPE,
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );
}

#[test]
fn a_token_answer_keeps_its_token_to_itself() {
    let answer = token_endpoint::Response {
        access_token: "secret.token.here".into(),
        token_type: TokenType::DPoP,
        expires_in: 300,
        scope: None,
        refresh_token: None,
    };
    let text = serde_json::to_vec(&answer).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&text).unwrap()["token_type"],
        "DPoP"
    );
    assert_eq!(token_endpoint::Response::from_json(&text).unwrap(), answer);
    assert!(!format!("{answer:?}").contains("secret"));
}

fn access_token() -> AccessToken {
    AccessToken {
        iss: ISSUER.parse().unwrap(),
        aud: ISSUER.parse().unwrap(),
        sub: CLIENT.parse().unwrap(),
        client_id: CLIENT.parse().unwrap(),
        exp: NOW + access_token::LIFETIME,
        iat: NOW,
        jti: "t1".parse().unwrap(),
        scope: Some("permissions tickets".into()),
        cnf: Some(Confirmation {
            jkt: *key(9).thumbprint(),
        }),
    }
}

#[test]
fn an_access_token_opens_the_api_of_its_operator_alone() {
    let operator = ISSUER.parse().unwrap();
    let check = |token: &AccessToken, now| {
        access_token::verify(
            &token.sign(&key(1)).unwrap(),
            &operator,
            &keys(&key(1)),
            now,
        )
    };
    let good = access_token();
    let verified = check(&good, NOW).unwrap();
    assert_eq!(verified, good);
    assert!(verified.allows("tickets"));
    assert!(!verified.allows("ticket"));
    assert_eq!(check(&good, NOW + 360), Err(AccessTokenError::Expired));
    assert_eq!(check(&good, NOW - 61), Err(AccessTokenError::NotYetValid));
    for change in [
        |token: &mut AccessToken| token.iss = "https://other.example".parse().unwrap(),
        |token: &mut AccessToken| token.aud = "https://other.example".parse().unwrap(),
        |token: &mut AccessToken| token.sub = "other".parse().unwrap(),
    ] {
        let mut other = access_token();
        change(&mut other);
        assert_eq!(check(&other, NOW), Err(AccessTokenError::Audience));
    }
}

#[test]
fn a_ticket_is_no_access_token_even_of_the_same_operator() {
    let operator = ISSUER.parse().unwrap();
    let claims = serde_json::to_string(&access_token()).unwrap();
    for typ in [json!("mim4-request-ticket+jwt"), json!("JWT"), Value::Null] {
        let header = changed(&json!({"alg": "EdDSA", "kid": key(1).kid()}), "typ", typ);
        let token = token(&header.to_string(), &claims, &key(1));
        assert!(matches!(
            access_token::verify(&token, &operator, &keys(&key(1)), NOW),
            Err(AccessTokenError::Invalid(JoseError::Type(_)))
        ));
    }
}
