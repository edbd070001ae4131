//! A folder of gateway files as developers of the 2021 reference connector had it: files that ask a source without asking for a
//! ticket, and two with the same method and path. Its organisation says which of them are run.

use std::path::Path;

use connector::Connector;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::city::City;
use crate::gateways::{prepared, refused, route, ticket_for, write};
use crate::peers::Answer;

const TICKET: &str = "MyDataShare-Request-Ticket";

/// Three requests, the last for XML, and everything that operations do.
fn person() -> Value {
    json!({
        "route": route("/dev/person/<card>", "POST"),
        "requests": [
            {
                "builders": [{"builder": "builders.copy", "from": "route.headers.Mydatashare-Request-Ticket", "to": "requests[0].headers.shown_ticket"}],
                "url": "SOURCE/first?of=a&of=b", "method": "POST",
                "headers": {"word": "w ${route.headers.Word}", "cat": "c ${route.query.cat}"},
                "json": {"card": "${route.dynamic.card}"}
            },
            {"url": "SOURCE/second?count=${requests[0].response.json.count}", "method": "GET", "headers": {"again": "a ${route.headers.Word}"}},
            {
                "builders": [{"builder": "builders.copy", "from": "route.extra.mop_request_ticket.identifiers", "to": "requests[2].json.identifiers"}],
                "url": "SOURCE/xml", "method": "POST",
                "json": {
                    "ssn": "${route.extra.mop_request_ticket.identifiers.ssn.FIN.id}",
                    "record": "${route.extra.mop_request_ticket.claims.mop_processing_record_uuid}"
                },
                "processors": [{"processor": "processors.xml_to_json"}]
            }
        ],
        "response": {
            "status": 200,
            "headers": {"content_type": "application/json"},
            "json": {
                "first": "f ${requests[0].response.json.word}", "kind": "${requests[0].response.headers.Content-Type}",
                "second": "s ${requests[1].response.json.word}", "package": "${environment.CARGO_PKG_NAME}"
            },
            "generators": [
                {"generator": "generators.set", "response.status": 201, "response.json.set": "yes"},
                {"generator": "generators.copy", "from": "requests[0].response.json", "to": "response.json.copied"},
                {"generator": "generators.copy", "note": "only to show it", "from": "route.extra.mop_request_ticket.identifiers.library_card", "to": "response.json.card"},
                {"generator": "generators.delete", "key": "response.json.copied.word"},
                {"generator": "generators.copy", "from": "requests[2].response.json", "to": "response.json.xml"}
            ]
        },
        "after_hooks": [{"after_hook": "after_hooks.patch_mop_access_item"}]
    })
}

/// An older form of the same, which never worked: the plugin has put nothing under that name.
fn older() -> Value {
    let text = person().to_string();
    let older = text.replace(
        "extra.mop_request_ticket.",
        "extra.mop_request_ticket_validation.",
    );
    serde_json::from_str(&older).unwrap()
}

/// What an administrator asks with credentials of their own.
fn records() -> Value {
    let token = "${requests_by_name['grant'].response.json.access_token}";
    json!({
        "constants": {
            "includes": [{"file": "places.json"}],
            "payloads": {"expiring": {"status": ["active", "pending"], "order_by": "expires"}}
        },
        "route": {"path": "/dev/records", "method": "POST"},
        "requests": [
            {"includes": [{"file": "grant.json", "arguments": {
                "idp": "${constants.places[route.json.place].idp}", "basic_token": "${route.json.basic_token}", "scope": "${route.json.scope}"}}]},
            {
                "name": "records",
                "url": "${constants.places[route.json.place].api}/admin/records", "method": "POST",
                "headers": {"Authorization": format!("Bearer {token}"), "Content-Type": "application/json"},
                "builders": [
                    {"builder": "builders.copy", "if": "route.json.predefined", "from": "constants.payloads[route.json.predefined]", "to": "self.json"},
                    {"builder": "builders.copy", "if": "route.json.payload", "from": "route.json.payload", "to": "self.json"}
                ]
            }
        ],
        "response": {
            "status": 200, "headers": {"content_type": "application/json"}, "json": {"token": token},
            "generators": [{"generator": "generators.copy", "from": "requests_by_name['records'].response.json", "to": "self.json.records"}]
        }
    })
}

fn status() -> Value {
    json!({
        "route": {"path": "/dev/status", "method": "GET"},
        "requests": [{"url": "SOURCE/status", "method": "GET"}],
        "response": {"status": 200, "headers": {"content_type": "application/json"}, "json": {"status": "${requests[0].response.json.status}"}}
    })
}

async fn folder(settings: Value) -> City {
    let files = [
        ("gateways/dev/older.json", older()),
        ("gateways/dev/person.json", person()),
        ("gateways/dev/records.json", records()),
        ("gateways/dev/status.json", status()),
    ];
    let mut city = prepared(&files, settings).await;
    let includes = city.config.data.join("includes");
    let source = city.upstream.url.clone();
    let places = json!({"places": {"dev": {"idp": format!("{source}/idp"), "api": format!("{source}/api")}}});
    write(&includes, "places.json", &places);
    let grant = json!({
        "name": "grant", "url": "${arguments.idp}/oxauth/restv1/token", "method": "POST",
        "headers": {"Authorization": "Basic ${arguments.basic_token}", "Content-Type": "application/x-www-form-urlencoded"},
        "data": "grant_type=client_credentials&scope=${arguments.scope}"
    });
    write(&includes, "grant.json", &grant);
    city.config.gateways.as_mut().unwrap().includes = Some(includes);
    city
}

fn open() -> Value {
    json!({"left_out": ["dev/older.json"], "without_ticket": ["dev/records.json", "dev/status.json"]})
}

async fn sent(request: RequestBuilder) -> Value {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    json!([
        status,
        serde_json::from_str::<Value>(&text).unwrap_or(text.into())
    ])
}

#[tokio::test]
async fn mim4_6_a_developers_folder_of_2021_is_run_once_its_organisation_says_so() {
    let mut city = folder(open()).await;
    let json = |value| Answer::Json(value);
    city.upstream
        .answer_at("/first", json(json!({"count": 17, "word": "one"})));
    city.upstream
        .answer_at("/second", json(json!({"word": "two"})));
    let xml = Answer::Raw(
        200,
        "text/xml",
        "<loans><loan>Kalevala</loan></loans>".into(),
    );
    city.upstream.answer_at("/xml", xml);
    city.upstream
        .answer_at("/status", json(json!({"status": "fine"})));
    city.upstream.answer_at(
        "/idp/oxauth/restv1/token",
        json(json!({"access_token": "t0ken"})),
    );
    city.upstream
        .answer_at("/api/admin/records", json(json!([{"uuid": 1}])));
    city.serve().await;
    let url = |path: &str| format!("{}{path}", city.url);

    let person = city
        .client
        .post(url("/dev/person/17?cat=musti"))
        .header("word", "hei");
    let person = person.header(TICKET, ticket_for(&city, "/dev/person"));
    let mut answer = sent(person).await;
    assert_eq!(answer[1]["card"]["id"].take(), "2900-17");
    assert_eq!(
        answer,
        json!([201, {
            "first": "f one", "kind": "application/json", "second": "s two", "package": "connector", "set": "yes",
            "copied": {"count": 17}, "card": {"id": null, "id_type": "library_card"}, "xml": {"loans": {"loan": "Kalevala"}},
        }])
    );
    let asked = city.upstream.asked();
    assert_eq!(asked[0].target, "/first?of=a&of=b");
    assert_eq!(
        (asked[0].header("word"), asked[0].header("cat")),
        ("w hei", "c musti")
    );
    assert!(asked[0].header("shown_ticket").starts_with("ey"));
    assert_eq!(asked[1].target, "/second?count=17");
    let third = asked[2].json();
    assert_eq!(
        (&third["ssn"], &third["identifiers"]["ssn"]["FIN"]["id"]),
        (&json!("220279-161A"), &json!("220279-161A"))
    );
    assert!(third["record"].is_string());

    // The others answer whoever asks, and say nothing of it in the log of releases.
    assert_eq!(
        sent(city.client.get(url("/dev/status"))).await,
        json!([200, {"status": "fine"}])
    );
    let body =
        json!({"place": "dev", "basic_token": "Yg==", "scope": "s&t", "predefined": "expiring"});
    let records = city.client.post(url("/dev/records")).json(&body);
    assert_eq!(
        sent(records).await,
        json!([200, {"token": "t0ken", "records": [{"uuid": 1}]}])
    );
    let asked = city.upstream.asked();
    let [.., grant, last] = asked.as_slice() else {
        panic!()
    };
    assert_eq!(grant.body, "grant_type=client_credentials&scope=s%26t");
    assert_eq!(
        (grant.header("authorization"), last.header("authorization")),
        ("Basic Yg==", "Bearer t0ken")
    );
    assert_eq!(
        last.json(),
        json!({"status": ["active", "pending"], "order_by": "expires"})
    );
    let log = city.log().await;
    assert_eq!(log.len(), 1, "{log:?}");

    // That goes for nothing else.
    let without = city
        .client
        .post(url("/dev/person/17?cat=musti"))
        .header("word", "hei");
    refused(without.send().await.unwrap(), 401, "authorization_error").await;
    let before = city.upstream.asked().len();
    let elsewhere = json!({"place": "http://127.0.0.1:1", "basic_token": "", "scope": ""});
    let elsewhere = city.client.post(url("/dev/records")).json(&elsewhere);
    refused(elsewhere.send().await.unwrap(), 500, "internal_error").await;
    assert_eq!(city.upstream.asked().len(), before);
}

#[tokio::test]
async fn what_is_not_said_is_refused_with_what_to_say() {
    let with = |name: &str, value: Value| {
        let mut settings = open();
        settings[name] = value;
        settings
    };
    let bound = json!({"/dev/status": {"dataset": "patron"}});
    for (settings, said) in [
        (
            with("without_ticket", json!(["dev/records.json"])),
            "gateways/dev/status.json`, line 2, `requests`: it asks the source without asking for a ticket: `route.plugins` \
             lacks `mop_request_ticket_validation`; where everybody may have its answer, say `without_ticket = \
             [\"dev/status.json\"]` in `[connector.gateways]`",
        ),
        (
            with(
                "without_ticket",
                json!(["dev/records.json", "dev/status.json", "dev/person.json"]),
            ),
            "gateways/dev/person.json`, … `route.plugins`: it asks for a ticket, and \
             `connector.gateways.without_ticket` names it",
        ),
        (
            with("without_ticket", json!(["status.json"])),
            "`connector.gateways.without_ticket` names `status.json`, which is not in the folder; did you mean \
             `dev/status.json`?",
        ),
        (
            with("left_out", json!(["dev/odler.json"])),
            "`connector.gateways.left_out` names `dev/odler.json`, which is not in the folder; did you mean `dev/older.json`?",
        ),
        (
            with("left_out", json!([])),
            "`route.extra` has no `mop_request_ticket_validation`",
        ),
        (
            with("datasets", bound),
            "gateways/dev/status.json`, … `route.path`: it asks for no ticket, so there is no permission for the \
             dataset",
        ),
    ] {
        let city = folder(settings).await;
        let error = Connector::start(city.config.clone())
            .await
            .unwrap_err()
            .to_string();
        assert!(
            said.split("…").all(|part| error.contains(part)),
            "{said}\n{error}"
        );
    }
}

#[tokio::test]
async fn of_two_files_with_the_same_method_and_path_one_is_left_out() {
    let said = |name: &str| {
        json!({"route": {"path": "/same/<a>", "method": "GET"},
            "response": {"status": 200, "headers": {}, "json": {"from": name}}})
    };
    let files = |one: &str| {
        [
            ("gateways/one.json", said(one)),
            ("gateways/two.json", said("two")),
        ]
    };
    let city = prepared(&files("one"), json!({})).await;
    let error = Connector::start(city.config.clone())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(
            "two.json`, line 11, `route.path`: `one.json` has `GET /same/<a>` already; name the one that is not to be run in \
             `connector.gateways.left_out`"
        ),
        "{error}"
    );
    for (left, stays) in [("one", "two"), ("two", "one")] {
        let mut city = prepared(&files("one"), json!({"left_out": [format!("{left}.json")]})).await;
        city.serve().await;
        let answer: Value = city.get("/same/x").await.json().await.unwrap();
        assert_eq!(answer, json!({"from": stays}));
    }
    // One that cannot be read at all can be left out too.
    let mut city = prepared(&files("one"), json!({"left_out": ["two.json"]})).await;
    let broken: &Path = &city.config.data.join("gateways/two.json");
    std::fs::write(broken, "{").unwrap();
    city.serve().await;
    assert_eq!(city.get("/same/x").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn check_says_to_whom_a_file_answers() {
    let city = folder(open()).await;
    let said = connector::check(&city.config).await;
    for sentence in [
        "`POST /dev/person/<card>` offers its whole answer, to operators of the 2021 kind, with 3 requests",
        "`POST /dev/records` offers its answer, to whoever asks, with 2 requests",
        "`GET /dev/status` offers its answer, to whoever asks, with 1 requests",
    ] {
        assert!(said.contains(&Ok(sentence.into())), "{said:?}");
    }
}
