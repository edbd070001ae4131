//! Metadata of operators (§5.7, §5.9) and connectors (§5.8), and what services and operators say to
//! each other.

use protocol::{
    jose::JoseError,
    metadata::{
        ATTRIBUTE_FILTER, ConnectorMetadata, ConnectorReference, Contact, LEASE, LogDescription,
        MetadataError, OperatorMetadata, OwnChanges, PROFILE, Place, SelfAccessRoute,
        SharedConnectors,
    },
    permission_request::{
        BatchAnswer, PermissionRequest, PermissionRequestState, Person, RequestStatus,
    },
    problem::ProblemName,
    request_ticket,
    url::{BaseUrl, Transport},
};
use serde_json::{Value, json};

use crate::forge::{CONNECTOR, GROUP, OPERATOR, OTHER_OPERATOR, bare_key, changed, key, p256_key};

/// The attributes of §5.7's table, and no others.
fn operator_2021() -> Value {
    let mut operator_key = bare_key(&p256_key(1));
    operator_key["kid"] = json!("2021-1");
    json!({
        "operator_uuid": "5e00c14239024fe1b8175713ae1f77cb",
        "operator_key": operator_key,
        "name": "Acme",
        "vendor": "Acme Software",
        "operator_base_url": "operator.acme.com/",
        "introspection_url": "introspect",
        "api_guide": "https://acme.com/openapi",
    })
}

fn operator(document: &Value) -> Result<OperatorMetadata, MetadataError> {
    OperatorMetadata::from_json(document.to_string().as_bytes())
}

#[test]
fn mim4_5_7_the_metadata_of_an_operator_of_2021_is_understood() {
    let metadata = operator(&operator_2021()).unwrap();
    assert_eq!(
        metadata.operator_uuid.as_str(),
        "5e00c142-3902-4fe1-b817-5713ae1f77cb"
    );
    assert_eq!(
        metadata.operator_base_url.as_str(),
        "https://operator.acme.com"
    );
    assert_eq!(
        metadata.introspection_endpoint().unwrap().as_str(),
        "https://operator.acme.com/introspect"
    );
    assert_eq!(
        metadata.operator_key.kid.as_ref().unwrap().as_str(),
        "2021-1"
    );
    assert!(metadata.shared_connectors.is_empty());
    assert_eq!(metadata.jwks_uri, None);
}

#[test]
fn mim4_5_7_the_key_must_have_a_kid() {
    let document = changed(&operator_2021(), "operator_key", bare_key(&key(1)));
    assert_eq!(operator(&document).unwrap_err(), MetadataError::NoKid);
}

#[test]
fn mim4_5_7_a_relative_introspection_url_is_appended_to_the_base_url() {
    let at = |base: &str, url: &str| {
        let document = changed(&operator_2021(), "operator_base_url", json!(base));
        let document = changed(&document, "introspection_url", json!(url));
        operator(&document)
            .and_then(|metadata| metadata.introspection_endpoint())
            .map(|endpoint| endpoint.as_str().to_owned())
    };
    assert_eq!(
        at("https://o.example/mim4", "/api/v1/introspection").unwrap(),
        "https://o.example/mim4/api/v1/introspection"
    );
    assert_eq!(
        at("o.example/mim4/", "i").unwrap(),
        "https://o.example/mim4/i"
    );
    assert_eq!(
        at("o.example", "https://i.o.example/i").unwrap(),
        "https://i.o.example/i"
    );
    assert!(at("o.example", "http://i.o.example/i").is_err());
    assert!(at("o.example", "ftp://i.o.example/i").is_err());
    assert!(at("o.example/mim4", "../../etc").is_err());
    assert!(at("o.example", "a\tb").is_err());
}

#[test]
fn mim4_5_7_metadata_without_what_is_needed_is_refused() {
    for name in [
        "operator_uuid",
        "operator_key",
        "operator_base_url",
        "introspection_url",
    ] {
        assert!(
            operator(&changed(&operator_2021(), name, Value::Null)).is_err(),
            "{name}"
        );
        assert!(
            operator(&changed(&operator_2021(), name, json!(7))).is_err(),
            "{name}"
        );
    }
    let mut private = bare_key(&key(1));
    private["kid"] = json!("k");
    private["d"] = json!("AAAA");
    assert!(operator(&changed(&operator_2021(), "operator_key", private)).is_err());
    let large = changed(&operator_2021(), "filler", json!("x".repeat(64 * 1024)));
    assert!(operator(&large).is_err());
}

#[test]
fn mim4_5_7_metadata_of_another_operator_than_the_trust_list_names_is_refused() {
    let metadata = operator(&operator_2021()).unwrap();
    assert!(metadata.clone().expect(&metadata.operator_uuid).is_ok());
    assert!(matches!(
        metadata.expect(&OTHER_OPERATOR.parse().unwrap()),
        Err(MetadataError::OtherParty { .. })
    ));
}

#[test]
fn mim4_5_9_shared_connectors_are_read_as_an_array_and_as_the_single_object_of_the_example() {
    let single = json!({
        "trust_group_uuid": GROUP,
        "connectors": [
            {"connector_base_url": "connector1.example.com"},
            {"connector_base_url": "connector2.example.com"},
            {"connector_base_url": "connector3.example.com"},
        ],
    });
    for shared in [single.clone(), json!([single])] {
        let document = changed(&operator_2021(), "shared_connectors", shared);
        let metadata = operator(&document).unwrap();
        let connectors: Vec<&str> = metadata.connectors().map(BaseUrl::as_str).collect();
        assert_eq!(
            connectors,
            [
                "https://connector1.example.com",
                "https://connector2.example.com",
                "https://connector3.example.com",
            ]
        );
        assert_eq!(
            metadata.shared_connectors[0].trust_group_uuid.as_str(),
            GROUP
        );
    }
}

#[test]
fn mim4_5_9_one_bad_entry_does_not_take_the_others_down() {
    let shared = json!([
        {"trust_group_uuid": "nonsense", "connectors": []},
        {"trust_group_uuid": GROUP, "connectors": [
            {"connector_base_url": "ftp://x"}, {}, 7, {"connector_base_url": "c.example"}]},
    ]);
    let document = changed(&operator_2021(), "shared_connectors", shared);
    let restricted = json!([{"own": "shape"}, {"connector_base_url": "r.example"}]);
    let document = changed(&document, "restricted_connectors", restricted);
    let metadata = operator(&document).unwrap();
    let connectors: Vec<&str> = metadata.connectors().map(BaseUrl::as_str).collect();
    assert_eq!(connectors, ["https://c.example", "https://r.example"]);
}

fn our_operator() -> OperatorMetadata {
    let base: BaseUrl = "https://operator.example".parse().unwrap();
    OperatorMetadata {
        operator_uuid: OPERATOR.parse().unwrap(),
        operator_key: key(1).jwk().clone(),
        name: "Helsinki".into(),
        vendor: "Fiducia".into(),
        introspection_url: base.join("/api/v1/introspection").unwrap().to_string(),
        api_guide: "https://operator.example/api".into(),
        shared_connectors: vec![SharedConnectors {
            trust_group_uuid: GROUP.parse().unwrap(),
            connectors: vec![ConnectorReference {
                connector_base_url: CONNECTOR.parse().unwrap(),
            }],
        }],
        restricted_connectors: vec![],
        jwks_uri: Some(base.join("jwks.json").unwrap()),
        token_endpoint: Some(base.join("oauth/token").unwrap()),
        request_ticket_endpoint: Some(base.join("api/v1/request-tickets").unwrap()),
        access_item_endpoint: Some(base.join("api/v1/access-items").unwrap()),
        events_endpoint: Some(base.join("events").unwrap()),
        log: Some(LogDescription {
            origin: "operator.example/log".into(),
            verifier_key: "operator.example/log+00000000+AAAA".into(),
        }),
        profile: Some(PROFILE.into()),
        operator_base_url: base,
    }
}

#[test]
fn mim4_5_7_our_metadata_has_every_attribute_of_the_table_in_its_kind() {
    let text = our_operator().to_json().unwrap();
    let document: Value = serde_json::from_slice(&text).unwrap();
    for name in [
        "operator_uuid",
        "name",
        "vendor",
        "operator_base_url",
        "introspection_url",
        "api_guide",
    ] {
        assert!(document[name].is_string(), "{name}");
    }
    assert!(document["operator_key"]["kid"].is_string());
    assert_eq!(document["operator_key"]["use"], "sig");
    assert_eq!(document["operator_key"].get("d"), None);
    assert!(document["shared_connectors"].is_array());
    assert!(document["restricted_connectors"].is_array());
    assert_eq!(
        document["shared_connectors"][0],
        json!({"trust_group_uuid": GROUP, "connectors": [{"connector_base_url": CONNECTOR}]})
    );
    assert_eq!(OperatorMetadata::from_json(&text).unwrap(), our_operator());
}

#[test]
fn plain_http_in_metadata_is_for_development() {
    let document = changed(
        &operator_2021(),
        "operator_base_url",
        json!("http://127.0.0.1:8080"),
    );
    let metadata = operator(&document).unwrap();
    let endpoint = metadata.introspection_endpoint().unwrap();
    assert!(endpoint.allowed(Transport::Development));
    assert!(!endpoint.allowed(Transport::Https));
    assert!(!metadata.operator_base_url.allowed(Transport::Https));
    let document = changed(
        &operator_2021(),
        "operator_base_url",
        json!("http://10.0.0.1"),
    );
    assert!(operator(&document).is_err());
}

/// The attributes of §5.8's table, and no others.
fn connector_2021() -> Value {
    json!({
        "connector_uuid": "0d3c2a4f5f7d4d5f8a4f6a0d3c2a4f5f",
        "name": "Library",
        "description": "The city library's loans",
        "api_guide": "https://library.example/openapi",
        "connector_base_url": "connector.example/library",
    })
}

#[test]
fn mim4_5_8_the_metadata_of_a_connector_of_2021_is_understood_with_and_without_key() {
    let read = |document: &Value| ConnectorMetadata::from_json(document.to_string().as_bytes());
    let metadata = read(&connector_2021()).unwrap();
    assert_eq!(metadata.connector_base_url.as_str(), CONNECTOR);
    assert_eq!(metadata.connector_key, None);
    assert!(!metadata.can(ATTRIBUTE_FILTER));

    let mut connector_key = bare_key(&key(1));
    let without_kid = changed(&connector_2021(), "connector_key", connector_key.clone());
    assert_eq!(read(&without_kid).unwrap_err(), MetadataError::NoKid);
    connector_key["kid"] = json!("c1");
    let with_key = changed(&connector_2021(), "connector_key", connector_key);
    assert!(read(&with_key).unwrap().connector_key.is_some());

    for name in ["connector_uuid", "connector_base_url"] {
        assert!(
            read(&changed(&connector_2021(), name, Value::Null)).is_err(),
            "{name}"
        );
    }
    let metadata = read(&connector_2021()).unwrap();
    assert!(metadata.clone().expect(&metadata.connector_uuid).is_ok());
    assert!(metadata.expect(&OPERATOR.parse().unwrap()).is_err());
}

#[test]
fn mim4_5_8_our_metadata_has_every_attribute_of_the_table_in_its_kind() {
    let base: BaseUrl = CONNECTOR.parse().unwrap();
    let metadata = ConnectorMetadata {
        connector_uuid: "0d3c2a4f-5f7d-4d5f-8a4f-6a0d3c2a4f5f".parse().unwrap(),
        connector_key: Some(key(1).jwk().clone()),
        name: "Library".into(),
        description: "Loans".into(),
        api_guide: "https://connector.example/api".into(),
        jwks_uri: Some(base.join("jwks.json").unwrap()),
        capabilities: vec![ATTRIBUTE_FILTER.parse().unwrap(), LEASE.parse().unwrap()],
        datasets_url: Some(base.join("datasets").unwrap()),
        events_endpoint: Some(base.join("events").unwrap()),
        trust_groups: vec![GROUP.parse().unwrap()],
        log: None,
        contact: Some(Contact {
            email: Some("library@city.example".into()),
            data_protection_officer: Some("dpo@city.example".into()),
            ..Contact::default()
        }),
        place: Some(Place {
            name: "Helsinki".into(),
            country: Some("FI".into()),
            uri: None,
        }),
        self_access: vec![SelfAccessRoute {
            dataset: "urn:fiducia:dataset:0d3c2a4f-5f7d-4d5f-8a4f-6a0d3c2a4f5f:loans"
                .parse()
                .unwrap(),
            url: base.join("loans").unwrap(),
            changes: Some(OwnChanges {
                correct: vec!["email".parse().unwrap()],
                erase: Vec::new(),
                erase_all: true,
                add: true,
                by_staff: true,
                asked_at: Some(base.join("own-changes/loans").unwrap()),
            }),
            past: true,
        }],
        links_endpoint: None,
        links: Vec::new(),
        connector_base_url: base,
    };
    let text = metadata.to_json().unwrap();
    let document: Value = serde_json::from_slice(&text).unwrap();
    for name in [
        "connector_uuid",
        "name",
        "description",
        "api_guide",
        "connector_base_url",
    ] {
        assert!(document[name].is_string(), "{name}");
    }
    assert!(document["connector_key"]["kid"].is_string());
    let again = ConnectorMetadata::from_json(&text).unwrap();
    assert!(again.can(ATTRIBUTE_FILTER) && !again.can("rights"));
    assert_eq!(again, metadata);
}

#[test]
fn a_contact_that_cannot_be_understood_is_none_and_spoils_nothing() {
    let base: BaseUrl = CONNECTOR.parse().unwrap();
    let document = |contact: Value| {
        let document = json!({"connector_uuid": "0d3c2a4f-5f7d-4d5f-8a4f-6a0d3c2a4f5f", "connector_base_url": base,
            "contact": contact});
        ConnectorMetadata::from_json(document.to_string().as_bytes()).unwrap()
    };
    let known = document(json!({"email": "a@b.example", "fax": "1"}));
    assert_eq!(known.contact.unwrap().email.as_deref(), Some("a@b.example"));
    for wrong in [json!("call us"), json!({"email": 5}), Value::Null] {
        assert_eq!(document(wrong).contact, None);
    }
}

#[test]
fn a_permission_request_names_a_person_in_one_way_or_not_at_all() {
    let read = |person: Value| {
        let request = json!({"intended_use": "hobby-grant", "person": person,
            "return_url": "https://service.example/back", "locale": "fi"});
        PermissionRequest::from_json(request.to_string().as_bytes())
    };
    assert_eq!(read(json!({})).unwrap().person, Person::None);
    assert_eq!(read(Value::Null).unwrap().person, Person::None);
    let hinted = read(json!({"login_hint": "aino@example.org"})).unwrap();
    assert_eq!(hinted.person, Person::LoginHint("aino@example.org".into()));
    assert!(!format!("{hinted:?}").contains("aino"));
    assert_eq!(
        read(json!({"pairwise_id": "l1"})).unwrap().person,
        Person::PairwiseId("l1".parse().unwrap())
    );
    for wrong in [
        json!({"login_hint": "a", "pairwise_id": "b"}),
        json!({"login_hint": ""}),
        json!({"login_hint": "x".repeat(321)}),
        json!({"pairwise_id": "a b"}),
        json!("aino"),
    ] {
        assert!(read(wrong.clone()).is_err(), "{wrong}");
    }
    let line = hinted.to_line().unwrap();
    assert_eq!(PermissionRequest::from_line(&line).unwrap(), hinted);
    assert!(PermissionRequest::from_line(b"").is_err());
    let minimal = PermissionRequest::from_json(br#"{"intended_use":"u"}"#).unwrap();
    assert_eq!(minimal.person, Person::None);
}

#[test]
fn each_line_of_a_batch_is_answered_on_its_own() {
    let state = PermissionRequestState {
        id: "r1".parse().unwrap(),
        url: "https://operator.example/requests/r1".parse().unwrap(),
        status: RequestStatus::Pending,
        permission: None,
        expires_at: Some(1_800_000_000),
    };
    let created = BatchAnswer::created(1, state);
    assert_eq!(created.status, 201);
    let base: BaseUrl = "https://operator.example".parse().unwrap();
    let refused = BatchAnswer::refused(2, ProblemName::InvalidRequest.details(&base));
    assert_eq!(refused.status, 400);
    for answer in [created, refused] {
        let line = answer.to_line().unwrap();
        assert_eq!(BatchAnswer::from_line(&line).unwrap(), answer);
    }
}

#[test]
fn a_ticket_is_asked_for_by_leg_and_audience() {
    let request = request_ticket::Request::from_json(
        json!({"permission": "l1", "audience": "connector.example/library/"})
            .to_string()
            .as_bytes(),
    )
    .unwrap();
    assert_eq!(request.audience.as_str(), CONNECTOR);
    let answer = request_ticket::Response {
        request_ticket: "secret.ticket.here".into(),
        expires_in: 300,
    };
    assert!(!format!("{answer:?}").contains("secret"));
    let text = serde_json::to_vec(&answer).unwrap();
    assert_eq!(request_ticket::Response::from_json(&text).unwrap(), answer);
}

#[test]
fn errors_are_told_in_lower_case_without_a_full_stop() {
    for error in [
        MetadataError::NoKid.to_string(),
        JoseError::BadSignature.to_string(),
        operator(&json!({})).unwrap_err().to_string(),
    ] {
        assert!(error.starts_with(char::is_lowercase), "{error}");
        assert!(!error.ends_with('.'), "{error}");
    }
}
