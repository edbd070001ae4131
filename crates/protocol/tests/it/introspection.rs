//! Introspection (§5.4), identifiers (§5.5) and outcomes (§5.6.1), with peers of 2021 and of today.

use std::collections::BTreeMap;

use protocol::{
    access_item::{self, Outcome},
    client_assertion::ASSERTION_TYPE,
    introspection::{Active, Described, Identifier, Inactive, Permission, Request, Response},
    problem::ProblemName,
};
use serde_json::{Value, json};

fn read(answer: Value) -> Response {
    Response::from_json(answer.to_string().as_bytes()).unwrap()
}

fn written(response: &Response) -> Value {
    serde_json::from_slice(&response.to_json().unwrap()).unwrap()
}

/// The element names of §5.4, with its own example values.
fn answer_2021() -> Value {
    json!({
        "active": true,
        "reason": "",
        "access_item_uuid": "7d2a4cf6-2f24-4b0b-9d53-0d0b9c1b5a01",
        "identifiers": [
            {"id": "220279-161A", "id_type": "ssn", "country": "FIN",
             "verified": "2021-03-01T10:00:00Z"},
        ],
    })
}

#[test]
fn what_an_operator_says_beside_is_kept_and_not_shown() {
    let text = r#"{"id": "1", "id_type": "ssn", "verified": 7, "first_name": "Aino", "id_source": "bank"}"#;
    let one: Identifier = serde_json::from_str(text).unwrap();
    assert_eq!(one.more["first_name"], "Aino");
    assert_eq!(one.verified.as_deref(), Some("7"));
    let again = serde_json::to_value(&one).unwrap();
    assert_eq!(again["id_source"], "bank");
    assert!(!format!("{one:?}").contains("Aino"));
}

fn active() -> Active {
    Active {
        access_item_uuid: "7d2a4cf6-2f24-4b0b-9d53-0d0b9c1b5a01".parse().unwrap(),
        identifiers: vec![Identifier {
            id: "220279-161A".into(),
            id_type: "ssn".into(),
            country: Some("FIN".into()),
            verified: Some("2021-03-01T10:00:00Z".into()),
            assurance: None,
            link_id: None,
            more: serde_json::Map::new(),
        }],
        permission: Some(Permission {
            arrangement_id: "0b3f9a48-4d9c-47d3-9d2e-13f2dbe2a0a7".parse().unwrap(),
            epoch: 1,
            version: 2,
            purpose: "https://w3id.org/dpv#ServiceProvision".parse().unwrap(),
            processing: vec!["https://w3id.org/dpv#Use".parse().unwrap()],
            datasets: BTreeMap::from([(
                "urn:fiducia:dataset:c:loans".parse().unwrap(),
                vec!["title".parse().unwrap(), "dueDate".parse().unwrap()],
            )]),
            obligations: vec![],
            valid_until: Some(1_900_000_000),
        }),
        lease_seconds: Some(30),
    }
}

#[test]
fn mim4_5_4_the_request_contains_the_request_ticket() {
    let request = Request::new("a.b.c".into(), None);
    let body: Value = serde_json::from_slice(&request.to_json().unwrap()).unwrap();
    assert_eq!(body, json!({"request_ticket": "a.b.c"}));
    assert_eq!(
        Request::from_json(br#"{"request_ticket":"a.b.c","vendor":1}"#).unwrap(),
        request
    );
}

/// Else a connector would take the answer for one about the description that it meant.
#[test]
fn a_description_that_cannot_be_read_is_refused_and_not_passed_over() {
    let hash = permission::Sha256Hash::of(b"{}").to_string();
    for dataset in [
        json!({"id": "urn:fiducia:dataset:c:loans"}),
        json!({"id": "urn:fiducia:dataset:c:loans", "sha256": "short"}),
        json!({"sha256": hash}),
        json!("urn:fiducia:dataset:c:loans"),
    ] {
        let body = json!({"request_ticket": "a.b.c", "dataset": dataset}).to_string();
        assert!(Request::from_json(body.as_bytes()).is_err(), "{body}");
    }
    for rest in [
        "dataset_id=urn:fiducia:dataset:c:loans".to_owned(),
        format!("dataset_sha256={hash}"),
        "dataset_id=urn:fiducia:dataset:c:loans&dataset_sha256=short".to_owned(),
    ] {
        let body = format!("token=a.b.c&{rest}");
        assert!(Request::from_form(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn a_request_with_an_assertion_reads_back_as_json_and_as_a_form() {
    let request = Request::new("a.b.c".into(), Some("d.e.f".into()));
    assert_eq!(
        request.client_assertion_type.as_deref(),
        Some(ASSERTION_TYPE)
    );
    assert_eq!(
        Request::from_json(&request.to_json().unwrap()).unwrap(),
        request
    );
    assert_eq!(
        Request::from_form(request.to_form().as_bytes()).unwrap(),
        request
    );
    assert_eq!(
        Request::from_form(b"token=a.b.c&token_type_hint=access_token").unwrap(),
        Request::new("a.b.c".into(), None)
    );
    assert_eq!(
        Request::from_form(b"request_ticket=a.b.c").unwrap(),
        Request::new("a.b.c".into(), None)
    );
    let described = Request {
        dataset: Some(Described {
            id: "urn:fiducia:dataset:c:loans".parse().unwrap(),
            sha256: permission::Sha256Hash::of(b"{}"),
        }),
        subscription: true,
        ..request.clone()
    };
    assert_eq!(
        Request::from_json(&described.to_json().unwrap()).unwrap(),
        described
    );
    assert_eq!(
        Request::from_form(described.to_form().as_bytes()).unwrap(),
        described
    );
    let printed = format!("{request:?}");
    assert!(!printed.contains("a.b.c") && !printed.contains("d.e.f"));
}

#[test]
fn a_request_without_a_ticket_or_with_another_assertion_is_refused() {
    for body in [
        "",
        "{}",
        "[]",
        r#"{"request_ticket":7}"#,
        r#"{"request_ticket":"a","request_ticket":"b"}"#,
        r#"{"request_ticket":"a","client_assertion":"d.e.f"}"#,
        r#"{"request_ticket":"a","client_assertion":"d","client_assertion_type":"saml"}"#,
    ] {
        assert!(Request::from_json(body.as_bytes()).is_err(), "{body}");
    }
    for form in [
        "",
        "token=",
        "token=a&token=b",
        "token=a&client_assertion=d",
    ] {
        assert!(Request::from_form(form.as_bytes()).is_err(), "{form}");
    }
}

#[test]
fn mim4_5_4_the_answer_of_an_operator_of_2021_is_understood() {
    let Response::Active(answer) = read(answer_2021()) else {
        panic!()
    };
    assert_eq!(answer.access_item_uuid, active().access_item_uuid);
    assert_eq!(answer.identifiers, active().identifiers);
    assert_eq!(answer.permission, None);
    assert_eq!(answer.lease_seconds, None);

    assert_eq!(
        read(json!({"active": false, "reason": "permission withdrawn",
            "access_item_uuid": "", "identifiers": []})),
        Response::Inactive(Inactive {
            reason: "permission withdrawn".into(),
            reason_code: None,
        })
    );
    // elements that are empty may be null or left out
    read(json!({"active": false}));
    read(json!({"active": false, "reason": null, "access_item_uuid": null, "identifiers": null}));
    read(
        json!({"active": true, "reason": null, "access_item_uuid": "x", "identifiers": [
        {"id": "1", "id_type": "email", "country": null, "verified": 1_614_592_800}]}),
    );
}

#[test]
fn mim4_5_4_the_answer_has_all_four_elements_in_either_case() {
    let yes = written(&Response::Active(active()));
    let no = written(&Response::Inactive(Inactive {
        reason: "the permission was withdrawn".into(),
        reason_code: Some(ProblemName::PermissionNotActive),
    }));
    for answer in [&yes, &no] {
        for (name, right) in [
            ("active", answer["active"].is_boolean()),
            ("reason", answer["reason"].is_string()),
            ("access_item_uuid", answer["access_item_uuid"].is_string()),
            ("identifiers", answer["identifiers"].is_array()),
        ] {
            assert!(right, "{name} in {answer}");
        }
    }
    assert_eq!(no["access_item_uuid"], "");
    assert_eq!(no["identifiers"], json!([]));
    assert_eq!(no["reason_code"], "permission-not-active");
}

#[test]
fn mim4_5_4_a_connector_of_2021_finds_its_elements_in_our_answer() {
    let answer = written(&Response::Active(active()));
    for (name, value) in answer_2021().as_object().unwrap() {
        assert_eq!(&answer[name], value, "{name}");
    }
}

#[test]
fn an_answer_reads_back() {
    for response in [
        Response::Active(active()),
        Response::Inactive(Inactive {
            reason: "no".into(),
            reason_code: Some(ProblemName::PermissionNotActive),
        }),
    ] {
        let text = response.to_json().unwrap();
        assert_eq!(Response::from_json(&text).unwrap(), response);
    }
}

#[test]
fn an_answer_that_cannot_be_relied_on_is_refused() {
    let with = |name: &str, value: Value| {
        let answer = crate::forge::changed(&answer_2021(), name, value);
        Response::from_json(answer.to_string().as_bytes())
    };
    assert!(with("active", Value::Null).is_err());
    assert!(with("active", json!("true")).is_err());
    assert!(with("active", json!(1)).is_err());
    assert!(
        with("access_item_uuid", Value::Null).is_err(),
        "no outcome could be recorded"
    );
    assert!(with("access_item_uuid", json!("")).is_err());
    assert!(with("access_item_uuid", json!("../admin")).is_err());
    assert!(with("identifiers", json!([{"id": "1"}])).is_err());
    assert!(with("permission", json!({})).is_err());
    assert!(with("lease_seconds", json!(-1)).is_err());
    for text in [
        "",
        "null",
        "[true]",
        "<html>",
        r#"{"active":false,"active":true}"#,
    ] {
        assert!(Response::from_json(text.as_bytes()).is_err(), "{text}");
    }
    let large = format!(r#"{{"active":false,"reason":"{}"}}"#, "x".repeat(64 * 1024));
    assert!(Response::from_json(large.as_bytes()).is_err());
}

#[test]
fn mim4_5_5_an_identifier_is_not_printed() {
    let printed = format!("{:?}", Response::Active(active()));
    assert!(printed.contains("ssn"));
    assert!(!printed.contains("220279"));
}

#[test]
fn mim4_5_6_1_the_outcome_of_a_release_and_of_a_refusal() {
    let released = BTreeMap::from([(
        "urn:fiducia:dataset:c:loans".parse().unwrap(),
        vec!["title".parse().unwrap()],
    )]);
    let outcome = Outcome::released(released, 2, 41);
    let value: Value = serde_json::from_slice(&outcome.to_json().unwrap()).unwrap();
    assert_eq!(
        value,
        json!({"success": true, "status": "completed", "records": 2, "log_index": 41,
            "released": {"urn:fiducia:dataset:c:loans": ["title"]}})
    );
    assert_eq!(
        Outcome::from_json(&outcome.to_json().unwrap()).unwrap(),
        outcome
    );

    let refused = Outcome::refused(ProblemName::SourceTimeout, None);
    let value: Value = serde_json::from_slice(&refused.to_json().unwrap()).unwrap();
    assert_eq!(value["success"], false);
    assert_eq!(value["additional_info"], "source-timeout");
}

#[test]
fn mim4_5_6_1_the_outcome_of_a_connector_of_2021_is_understood() {
    let outcome =
        Outcome::from_json(br#"{"success":true,"status":"completed","additional_info":"ok"}"#)
            .unwrap();
    assert!(outcome.success);
    assert!(outcome.released.is_empty());
    for wrong in [
        r#"{"success":"yes","status":"completed"}"#,
        r#"{"success":true,"status":"half"}"#,
        r#"{"success":true}"#,
    ] {
        assert!(Outcome::from_json(wrong.as_bytes()).is_err(), "{wrong}");
    }
}

#[test]
fn a_batch_line_is_an_outcome_with_its_entry() {
    let line = access_item::BatchLine {
        access_item_uuid: "a1".parse().unwrap(),
        lease_of: None,
        at: None,
        outcome: Outcome {
            additional_info: Some("two\nlines".into()),
            ..Outcome::released(BTreeMap::new(), 0, 3)
        },
    };
    let text = line.to_line().unwrap();
    assert_eq!(text.iter().filter(|byte| **byte == b'\n').count(), 1);
    assert_eq!(text.last(), Some(&b'\n'));
    assert_eq!(access_item::BatchLine::from_line(&text).unwrap(), line);
    let value: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(value["access_item_uuid"], "a1");
    assert_eq!(value["success"], true);
    assert!(value.get("lease_of").is_none() && value.get("at").is_none());

    let leased = access_item::BatchLine {
        lease_of: Some("a0".parse().unwrap()),
        at: Some(1_700_000_000),
        ..line.clone()
    };
    assert_eq!(
        access_item::BatchLine::from_line(&leased.to_line().unwrap()).unwrap(),
        leased
    );

    let answer = access_item::BatchAnswer {
        line: 1,
        status: 200,
        access_item_uuid: Some(line.access_item_uuid),
        problem: None,
    };
    let text = answer.to_line().unwrap();
    assert_eq!(access_item::BatchAnswer::from_line(&text).unwrap(), answer);
}
