//! A person corrects and erases their own data: who may, what of it, and how each kind of source is told.

use std::time::Duration;

use connector::config::UpstreamConfig;
use protocol::jose::SigningKey;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::api::{Api, Reply};
use crate::city::{City, ROUTE, eventually, read};
use crate::own_data::{browser_key, own_ticket, preflight, vouch};
use crate::peers::{Answer, patron};
use crate::sql::Library;

const PATCH_HEADERS: [(&str, &str); 2] = [
    ("access-control-request-method", "PATCH"),
    (
        "access-control-request-headers",
        "authorization,content-type,dpop",
    ),
];

/// Lets people look and change; `email` and `address` are theirs to correct, `loans` stay by law.
pub(crate) fn open(city: &mut City) {
    let dataset = &mut city.config.datasets[0];
    (dataset.self_access, dataset.self_change) = (true, true);
    let by_law =
        json!({"justification": "justifications:LegalObligation", "law": "Library Act 3 §"});
    for attribute in &mut dataset.attributes {
        match attribute.path.as_str() {
            "email" | "address" | "address.street" => attribute.rectify = read(json!("by-person")),
            "loans" => attribute.erase = read(json!({"no": by_law})),
            _ => {}
        }
    }
    city.operator.publish("profile", json!("fiducia-1"));
}

async fn serve(city: &mut City) {
    city.serve().await;
    vouch(city).await;
}

async fn ask(
    city: &City,
    method: Method,
    ticket: &str,
    key: &SigningKey,
    body: Option<Value>,
) -> Response {
    let address = format!("{}{ROUTE}", city.url);
    let proof = city.proof(key, method.as_str(), &address, ticket);
    let mut request = city
        .client
        .request(method, &address)
        .header("authorization", format!("DPoP {ticket}"))
        .header("dpop", proof)
        .header("origin", &city.operator.url);
    if let Some(body) = body {
        request = request
            .header("content-type", "application/merge-patch+json")
            .body(body.to_string());
    }
    request.send().await.unwrap()
}

pub(crate) async fn change(city: &City, method: Method, body: Option<Value>) -> Response {
    let key = browser_key();
    let ticket = own_ticket(city, &key);
    ask(city, method, &ticket, &key, body).await
}

async fn correct(city: &City, patch: Value) -> Response {
    change(city, Method::PATCH, Some(patch)).await
}

/// A library whose API takes changes.
async fn library(
    answer: impl Fn(&crate::peers::Received, usize) -> Reply + Send + Sync + 'static,
    changing: Value,
) -> (Api, City) {
    let api = Api::start(answer).await;
    let mut city = api
        .library(json!({"path": "/patrons/{library_card}"}))
        .await;
    city.config.routes[0].change = Some(read(changing));
    open(&mut city);
    (api, city)
}

fn done(received: &crate::peers::Received, _: usize) -> Reply {
    if received.method == http::Method::GET {
        patron().into()
    } else {
        Answer::Raw(204, "text/plain", String::new()).into()
    }
}

fn by_patch() -> Value {
    json!({
        "update": [{"path": "/patrons/{library_card}", "names": {"email": "contact.mail"}}],
        "erase": [
            {"attributes": ["email"], "path": "/patrons/{library_card}/mail"},
            {"path": "/patrons/{library_card}", "method": "PATCH"},
        ],
    })
}

#[tokio::test]
async fn a_person_corrects_and_erases_by_requests_that_the_source_declares() {
    let (api, mut city) = library(done, by_patch()).await;
    serve(&mut city).await;
    let patch =
        json!({"email": "aino@home.example", "address": {"street": "Polku 2"}, "name": null});
    let response = correct(&city, patch).await;
    assert_eq!(response.status(), 204, "{}", response.text().await.unwrap());
    assert_eq!(
        response.headers()["access-control-allow-origin"],
        city.operator.url.as_str()
    );
    let asked = api.asked();
    let [update, erase] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert_eq!(
        (update.method.as_str(), update.target.as_str()),
        ("PATCH", "/patrons/2900-17")
    );
    assert_eq!(
        update.header("content-type"),
        "application/merge-patch+json"
    );
    assert_eq!(
        update.json(),
        json!({"contact": {"mail": "aino@home.example"}, "address": {"street": "Polku 2"}})
    );
    assert_eq!(
        (erase.method.as_str(), erase.json()),
        ("PATCH", json!({"name": null}))
    );

    let log = city.log().await;
    assert_eq!(
        (&log[0]["kind"], &log[1]["kind"]),
        (&json!("change"), &json!("change-begun"))
    );
    let record = &log[0]["record"];
    assert_eq!(record["changed"], json!(["address", "email"]));
    assert_eq!(record["erased"], json!(["name"]));
    assert_eq!(
        (&record["self_access"], record.get("released")),
        (&json!(true), None)
    );
    assert!(
        !log[0].to_string().contains("aino@home"),
        "names, never values"
    );
    let outcome = city.outcome(0).await;
    assert_eq!(
        (&outcome["success"], outcome.get("released")),
        (&json!(true), None)
    );
    assert_eq!(
        outcome["additional_info"],
        "corrected: address, email; erased: name"
    );
    let dataset = record["dataset"].as_str().unwrap();
    assert_eq!(
        (&outcome["corrected"], &outcome["erased"]),
        (
            &json!({dataset: ["address", "email"]}),
            &json!({dataset: ["name"]})
        )
    );
}

#[tokio::test]
async fn values_stay_values_in_every_place_of_a_change() {
    let hostile = "x\",\"admin\":true,\"y\":\"../%2f&a=b\r\nX-Evil: 1\u{202e}";
    let changing = json!({"update": [{
        "attributes": ["email"], "method": "PUT", "path": "/of/{/id}/mail/{.email}", "query": {"v": "{.email}"},
        "json": {"mail": "{.email}", "said": "new: {.email}", "address": "{.address}", "card": "{library_card}"},
    }]});
    let (api, mut city) = library(done, changing).await;
    serve(&mut city).await;
    let response = correct(&city, json!({"email": hostile})).await;
    assert_eq!(response.status(), 204, "{}", response.text().await.unwrap());
    let asked = api.asked();
    let [read, put] = asked.as_slice() else {
        panic!("{asked:?}")
    };
    assert_eq!(read.method.as_str(), "GET");
    assert_eq!(put.method.as_str(), "PUT");
    let (path, query) = put.target.split_once('?').unwrap();
    let segments: Vec<&str> = path.split('/').collect();
    assert_eq!((segments.len(), segments[2]), (5, "patron-4711"));
    assert_eq!(crate::hostile::decoded(segments[4]), hostile);
    assert_eq!(
        crate::hostile::decoded(query.strip_prefix("v=").unwrap()),
        hostile
    );
    assert_eq!(
        put.json(),
        json!({"mail": hostile, "said": format!("new: {hostile}"), "card": "2900-17"})
    );
    // A path has no place for these.
    for value in [json!({"a": 1}), json!([1]), json!(".."), json!("")] {
        let before = api.asked().len();
        let response = correct(&city, json!({"email": value})).await;
        assert!(response.status().is_client_error(), "{value}");
        assert!(
            api.asked()[before..]
                .iter()
                .all(|one| one.method == http::Method::GET),
            "{value}"
        );
    }
}

#[tokio::test]
async fn everything_is_erased_where_all_of_it_may_be() {
    let erase_all = json!({"erase_all": [
        {"path": "/patrons/{library_card}/loans"}, {"path": "/patrons/{library_card}"},
    ]});
    let (api, mut city) = library(done, erase_all).await;
    serve(&mut city).await;
    let response = change(&city, Method::DELETE, None).await;
    let record = city.refused(response, 403, "change-not-offered").await;
    assert_eq!(
        record["detail"],
        "`loans` cannot be erased by this way (Library Act 3 §)"
    );
    assert!(api.asked().is_empty());
    let dataset = &mut city.config.datasets[0];
    for attribute in &mut dataset.attributes {
        attribute.erase = read(json!("yes"));
    }
    dataset.version = 2;
    city.restart().await;
    vouch(&city).await;
    let response = change(&city, Method::DELETE, None).await;
    assert_eq!(response.status(), 204);
    let asked = api.asked();
    assert!(
        asked
            .iter()
            .all(|one| one.method == http::Method::DELETE && one.body.is_empty())
    );
    assert_eq!(
        api.targets(),
        ["/patrons/2900-17/loans", "/patrons/2900-17"]
    );
    assert_eq!(
        city.log().await[0]["record"]["erased"],
        json!(["address", "email", "loans", "name"])
    );
}

#[tokio::test]
async fn what_is_not_the_persons_to_change_is_not_changed() {
    let (api, mut city) = library(done, by_patch()).await;
    city.config.datasets[0].not_for_person = vec!["address".parse().unwrap()];
    serve(&mut city).await;
    for (patch, status, problem) in [
        (json!({"name": "Eino"}), 403, "change-not-offered"),
        (json!({"loans": null}), 403, "change-not-offered"),
        (
            json!({"email": "a@b", "loans": null}),
            403,
            "change-not-offered",
        ),
        (json!({"address": {"street": "x"}}), 400, "invalid-request"),
        (json!({"fines": 0}), 400, "invalid-request"),
        (
            json!({"id": "urn:x", "email": "a@b"}),
            400,
            "invalid-request",
        ),
        (json!({}), 400, "invalid-request"),
        (json!([{"email": "a@b"}]), 400, "invalid-request"),
    ] {
        let response = correct(&city, patch.clone()).await;
        city.refused(response, status, problem).await;
    }
    let key = browser_key();
    let ticket = own_ticket(&city, &key);
    let address = format!("{}{ROUTE}", city.url);
    for (media, body) in [
        (
            "application/merge-patch+json",
            "{\"email\":\"a\",\"email\":\"b\"}",
        ),
        ("application/merge-patch+json", "{\"email\":"),
        ("text/plain", "{\"email\":\"a\"}"),
    ] {
        let request = city.client.patch(&address);
        let response = request
            .header("authorization", format!("DPoP {ticket}"))
            .header("dpop", city.proof(&key, "PATCH", &address, &ticket))
            .header("content-type", media)
            .body(body)
            .send()
            .await
            .unwrap();
        assert!(response.status().is_client_error(), "{media} {body}");
    }
    assert!(api.asked().is_empty(), "the source was not even asked");
}

#[tokio::test]
async fn only_a_ticket_of_the_persons_own_changes() {
    let (api, mut city) = library(done, by_patch()).await;
    serve(&mut city).await;
    let key = browser_key();
    let patch = json!({"email": "a@b"});
    // A service's, with a permission for everything.
    let bound = city.bound_ticket(&key);
    let response = ask(&city, Method::PATCH, &bound, &key, Some(patch.clone())).await;
    city.refused_at_sight(response, 403, "change-not-offered")
        .await;
    let response = city.client.patch(format!("{}{ROUTE}", city.url));
    let response = response
        .header("MIM4-Request-Ticket", city.ticket())
        .send()
        .await
        .unwrap();
    city.refused_at_sight(response, 403, "change-not-offered")
        .await;
    // None, a proof for looking, another page.
    let ticket = own_ticket(&city, &key);
    let address = format!("{}{ROUTE}", city.url);
    let show = |proof: String, origin: String| {
        let request = city.client.patch(&address);
        request
            .header("authorization", format!("DPoP {ticket}"))
            .header("dpop", proof)
            .header("origin", origin)
            .header("content-type", "application/merge-patch+json")
            .body(patch.to_string())
            .send()
    };
    let operator = city.operator.url.clone();
    let for_looking = city.proof(&key, "GET", &address, &ticket);
    let response = show(for_looking, operator).await.unwrap();
    city.refused_at_sight(response, 401, "proof-invalid").await;
    let proof = city.proof(&key, "PATCH", &address, &ticket);
    let response = show(proof, "https://evil.example".into()).await.unwrap();
    city.refused_at_sight(response, 403, "origin-refused").await;
    assert!(api.asked().is_empty());
}

#[tokio::test]
async fn pages_of_operators_may_change_where_people_may() {
    let (_api, mut city) = library(done, by_patch()).await;
    serve(&mut city).await;
    let response = preflight(&city, ROUTE, &city.operator.url, &PATCH_HEADERS).await;
    assert_eq!(response.status(), 204);
    assert_eq!(
        response.headers()["access-control-allow-methods"],
        "GET, PATCH, DELETE"
    );
    assert_eq!(
        response.headers()["access-control-allow-headers"],
        "authorization, dpop, content-type"
    );
    let response = preflight(&city, ROUTE, "https://evil.example", &PATCH_HEADERS).await;
    assert_eq!(response.status(), 403);
    let metadata = city.metadata().await;
    assert!(metadata["capabilities"].to_string().contains("self-change"));
}

#[tokio::test]
async fn the_metadata_says_what_people_change_and_no_more() {
    let changes = async |city: &City| {
        let metadata = city.metadata().await;
        metadata["self_access"][0]["changes"].clone()
    };
    // `name` is not shown, `loans` stay by law, and so not everything goes.
    let (_api, mut city) = library(done, by_patch()).await;
    city.config.datasets[0].not_for_person = vec!["name".parse().unwrap()];
    serve(&mut city).await;
    let changes_here = changes(&city).await;
    assert_eq!(
        changes_here,
        json!({"correct": ["address", "email"], "erase": ["address", "email"]})
    );
    // What the source has no way for is not offered, though the description would let it be.
    let only_mail = json!({
        "update": [{"attributes": ["email"], "path": "/patrons/{library_card}"}],
        "erase_all": [{"path": "/patrons/{library_card}"}],
    });
    let (_api, mut city) = library(done, only_mail).await;
    for attribute in &mut city.config.datasets[0].attributes {
        attribute.erase = read(json!("yes"));
    }
    serve(&mut city).await;
    assert_eq!(
        changes(&city).await,
        json!({"correct": ["email"], "erase_all": true})
    );
    // Where the source has no way at all, its staff have.
    let mut city = City::start().await;
    city.stop().await;
    open(&mut city);
    serve(&mut city).await;
    let by_staff = json!({
        "correct": ["address", "email"], "erase": ["address", "email", "name"], "by_staff": true,
        "asked_at": format!("{}/own-changes/patron", city.url),
    });
    assert_eq!(changes(&city).await, by_staff);
    let asked = change(&city, Method::PATCH, Some(json!({"email": "a@b.example"}))).await;
    assert_eq!(asked.status(), 202);
    let filed: Value = asked.json().await.unwrap();
    assert!(
        filed["task"].is_string() && filed["until"].is_string(),
        "{filed}"
    );
    // Without `self_change`, nothing.
    let api = Api::start(done).await;
    let mut city = api
        .library(json!({"path": "/patrons/{library_card}"}))
        .await;
    city.config.datasets[0].self_access = true;
    city.operator.publish("profile", json!("fiducia-1"));
    serve(&mut city).await;
    assert_eq!(changes(&city).await, Value::Null);
}

#[tokio::test]
async fn where_it_is_off_nothing_is_changed() {
    for (self_access, has_way) in [(true, false), (false, false)] {
        let api = Api::start(done).await;
        let mut city = api
            .library(json!({"path": "/patrons/{library_card}"}))
            .await;
        city.config.datasets[0].self_access = self_access;
        city.config.datasets[0].self_change = has_way;
        city.operator.publish("profile", json!("fiducia-1"));
        serve(&mut city).await;
        for method in [Method::PATCH, Method::DELETE] {
            let response = change(&city, method, Some(json!({"email": "a@b"}))).await;
            assert_eq!(response.status(), 405);
            assert_eq!(response.headers()["allow"], "GET");
        }
        assert!(api.asked().is_empty());
    }
}

#[tokio::test]
async fn a_source_that_does_not_make_the_change_is_said_in_words_of_ours() {
    let raw = |status, text: &str| Answer::Raw(status, "application/json", text.to_owned());
    for (answer, status, problem, uncertain) in [
        (
            raw(409, "{\"why\":\"Aino owes 3 euros\"}"),
            409,
            "change-refused",
            false,
        ),
        (raw(422, "Aino"), 409, "change-refused", false),
        (raw(404, "Aino"), 403, "person-unknown-at-source", false),
        (raw(500, "Aino"), 502, "source-error", true),
        (raw(401, "Aino"), 502, "source-error", true),
        (
            Answer::Redirect("/elsewhere".into()),
            502,
            "source-error",
            true,
        ),
        (Answer::Never, 504, "source-timeout", true),
    ] {
        let (api, mut city) = library(move |_, _| answer.clone().into(), by_patch()).await;
        serve(&mut city).await;
        let response = correct(&city, json!({"email": "new@example.org"})).await;
        assert_eq!(response.status(), status);
        let text = response.text().await.unwrap();
        assert!(text.contains(problem), "{text}");
        assert!(
            !text.contains("Aino") && !text.contains("new@example"),
            "{text}"
        );
        assert_eq!(text.contains("may have been made"), uncertain, "{text}");
        assert_eq!(text.contains("\"uncertain\":true"), uncertain, "{text}");
        assert_eq!(api.asked().len(), 1, "a change is not repeated");
        let log = city.log().await;
        assert_eq!(
            (&log[0]["kind"], &log[1]["kind"]),
            (&json!("refusal"), &json!("change-begun"))
        );
        assert_eq!(city.outcome(0).await["success"], false);
    }
}

/// A library that takes its time for changes, of which one was begun by a person who then went away.
async fn begun_and_left(answer: Answer, answer_ms: u64) -> City {
    let answer = move |received: &crate::peers::Received, _: usize| {
        if received.method == http::Method::GET {
            patron().into()
        } else {
            answer.clone().into()
        }
    };
    let (api, mut city) = library(answer, by_patch()).await;
    let UpstreamConfig::Rest(rest) = &mut city.config.upstream else {
        panic!("the upstream is `rest`")
    };
    rest.answer_ms = answer_ms;
    serve(&mut city).await;
    tokio::select! {
        response = correct(&city, json!({"email": "new@example.org"})) => panic!("{response:?}"),
        () = eventually("a change", || (!api.asked().is_empty()).then_some(())) => {}
    }
    city
}

#[tokio::test]
async fn a_change_is_finished_and_logged_when_the_person_goes_away_meanwhile() {
    let city = begun_and_left(Answer::Late(Duration::from_millis(300)), 5_000).await;
    assert_eq!(city.outcome(0).await["success"], true);
    let log = city.log().await;
    assert_eq!(
        (&log[0]["kind"], &log[1]["kind"]),
        (&json!("change"), &json!("change-begun"))
    );
}

#[tokio::test]
async fn a_change_during_which_the_connector_stopped_is_ended_at_the_next_start() {
    let mut city = begun_and_left(Answer::Never, 1_000).await;
    assert_eq!(city.log().await[0]["kind"], "change-begun");
    let before = city.begin_as_after_a_crash().await;
    let log = city.log().await;
    assert_eq!(
        (&log[0]["kind"], &log[1]["kind"]),
        (&json!("refusal"), &json!("change-begun"))
    );
    let record = &log[0]["record"];
    assert_eq!(record["refused"], "shutting-down");
    assert_eq!(record["changed"], json!(["email"]));
    assert_eq!(record["request"], log[1]["record"]["request"]);
    let detail = record["detail"].as_str().unwrap();
    assert!(detail.contains("may have been made"), "{detail}");
    assert_eq!(city.outcome(0).await["success"], false);
    city.restart().await;
    assert_eq!(city.log().await.len(), log.len(), "it is ended once");
    before.shutdown().await;
}

#[tokio::test]
async fn changes_that_cannot_work_are_refused_at_the_start() {
    let api = Api::start(done).await;
    for (changing, word) in [
        (json!({"update": [{"path": "/all"}]}), "names no identifier"),
        (
            json!({"update": [{"path": "/mail/{.email}"}]}),
            "names no identifier",
        ),
        (json!({"update": [{"path": "/{ssn}"}]}), "identifier_types"),
        (
            json!({"update": [{"path": "/{library_card}", "method": "DELETE"}]}),
            "method",
        ),
        (
            json!({"update": [{"path": "/{library_card}", "attributes": ["fines"]}]}),
            "fines",
        ),
        (
            json!({"erase": [{"path": "/{library_card}/{.email}"}]}),
            "email",
        ),
        (
            json!({"erase_all": [{"path": "/all"}]}),
            "names no identifier",
        ),
    ] {
        let mut city = api.library(json!({"path": "/{library_card}"})).await;
        city.config.routes[0].change = Some(read(changing.clone()));
        open(&mut city);
        let error = connector::Connector::start(city.config.clone()).await.err();
        let text = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(text.contains(word), "{changing}: {text}");
    }
    let mut city = api.library(json!({"path": "/{library_card}"})).await;
    city.config.routes[0].change = Some(read(by_patch()));
    let error = connector::Connector::start(city.config.clone())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("self_change"));
}

fn statements() -> Value {
    json!({
        "update": {
            "email": "UPDATE patrons SET email = $value WHERE card = $library_card",
            "address.street": "UPDATE patrons SET street = $value WHERE card = $identifier",
        },
        "erase": {"email": "UPDATE patrons SET email = NULL WHERE card = $library_card"},
        "erase_all": [
            "DELETE FROM loans WHERE patron IN (SELECT id FROM patrons WHERE card = $library_card)",
            "DELETE FROM patrons WHERE card = $library_card",
        ],
    })
}

#[tokio::test]
async fn a_database_is_changed_by_the_statements_of_its_owner() {
    for mut library in Library::both().await {
        library.city.config.routes[0].statements = Some(read(statements()));
        open(&mut library.city);
        let checked = connector::check(&library.city.config).await;
        assert!(
            checked
                .iter()
                .any(|one| matches!(one, Ok(text) if text.contains("correct `email`"))),
            "{checked:?}"
        );
        serve(&mut library.city).await;
        let city = &library.city;
        let hostile = "'; DROP TABLE patrons; -- ä\"\\%";
        let response = correct(
            city,
            json!({"email": hostile, "address": {"street": "Polku 2"}}),
        )
        .await;
        assert_eq!(response.status(), 204, "{}", response.text().await.unwrap());
        let seen = change(city, Method::GET, None)
            .await
            .json::<Value>()
            .await
            .unwrap();
        assert_eq!(
            (&seen["email"], &seen["address"]["street"]),
            (&json!(hostile), &json!("Polku 2"))
        );
        assert_eq!(
            library.emails().await,
            [Some(hostile.to_owned()), None],
            "nobody else's"
        );

        let response = correct(city, json!({"email": null})).await;
        assert_eq!(response.status(), 204);
        assert_eq!(library.emails().await, [None, None]);
        // No statement erases a street; and what comes with it stays as it is.
        let response = correct(city, json!({"email": "a@b", "address": {"street": null}})).await;
        city.refused(response, 403, "change-not-offered").await;
        assert_eq!(library.emails().await, [None, None]);
        let response = correct(city, json!({"email": "a\u{0}b"})).await;
        city.refused(response, 409, "change-refused").await;

        let response = change(city, Method::DELETE, None).await;
        assert_eq!(response.status(), 204);
        assert_eq!(library.emails().await, [None], "somebody else is left");
        let response = change(city, Method::DELETE, None).await;
        city.refused(response, 403, "person-unknown-at-source")
            .await;
    }
}

#[tokio::test]
async fn a_statement_that_fails_changes_nothing_of_the_rest() {
    for mut library in Library::both().await {
        let mut statements = statements();
        statements["update"]["address.street"] =
            json!("UPDATE patrons SET id = 2, street = $value WHERE card = $library_card");
        library.city.config.routes[0].statements = Some(read(statements));
        open(&mut library.city);
        serve(&mut library.city).await;
        let before = library.emails().await;
        let patch = json!({"email": "a@b", "address": {"street": "x"}});
        let response = correct(&library.city, patch).await;
        library.city.refused(response, 409, "change-refused").await;
        assert_eq!(library.emails().await, before);
    }
}

#[tokio::test]
async fn statements_that_cannot_work_are_refused() {
    for (statements, word) in [
        (
            json!({"update": {"email": "UPDATE patrons SET email = $value"}}),
            "names no identifier",
        ),
        (
            json!({"update": {"email": "UPDATE patrons SET email = 'x' WHERE card = $library_card"}}),
            "$value",
        ),
        (
            json!({"erase": {"email": "UPDATE patrons SET email = $value WHERE card = $library_card"}}),
            "$value",
        ),
        (
            json!({"erase": {"fines": "DELETE FROM x WHERE card = $library_card"}}),
            "not an attribute",
        ),
        (
            json!({"erase_all": ["SELECT * FROM patrons WHERE card = $library_card"]}),
            "begins with",
        ),
        (
            json!({"erase_all": ["DELETE FROM loans; DELETE FROM patrons"]}),
            "one statement",
        ),
        (
            json!({"erase_all": ["DELETE FROM patrons WHERE card = $ssn"]}),
            "identifier_types",
        ),
    ] {
        let mut library = Library::sqlite().await;
        library.city.config.routes[0].statements = Some(read(statements.clone()));
        open(&mut library.city);
        let error = connector::Connector::start(library.city.config.clone())
            .await
            .err();
        let text = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(text.contains(word), "{statements}: {text}");
    }
    let mut library = Library::sqlite().await;
    let wrong = json!({"erase_all": ["DELETE FROM nowhere WHERE card = $library_card"]});
    library.city.config.routes[0].statements = Some(read(wrong));
    open(&mut library.city);
    let checked = connector::check(&library.city.config).await;
    assert!(
        checked
            .iter()
            .any(|one| matches!(one, Err(text) if text.contains("nowhere"))),
        "{checked:?}"
    );
}

#[tokio::test]
async fn the_embedded_store_changes_by_itself() {
    let mut city = City::prepare_store().await;
    open(&mut city);
    for attribute in &mut city.config.datasets[0].attributes {
        attribute.erase = read(json!("yes"));
    }
    serve(&mut city).await;
    let entity = json!({"id": "card-1", "name": "Aino", "email": "x@y", "address": {"street": "Katu 1", "city": "Espoo"}});
    city.keep(&[entity]).await;
    let patch = json!({"email": "new@y", "address": {"street": "Polku 2"}, "name": null});
    let response = correct(&city, patch).await;
    assert_eq!(response.status(), 204, "{}", response.text().await.unwrap());
    let seen = change(&city, Method::GET, None)
        .await
        .json::<Value>()
        .await
        .unwrap();
    let expected = json!([{"email": "new@y", "address": {"street": "Polku 2", "city": "Espoo"}}]);
    assert_eq!(seen, expected);
    let response = change(&city, Method::DELETE, None).await;
    assert_eq!(response.status(), 204);
    let response = change(&city, Method::DELETE, None).await;
    city.refused(response, 403, "person-unknown-at-source")
        .await;
    city.keep(&[
        json!({"id": "a", "email": "1"}),
        json!({"id": "b", "email": "2"}),
    ])
    .await;
    let response = correct(&city, json!({"email": "3"})).await;
    city.refused(response, 403, "change-not-offered").await;
    let response = correct(&city, json!({"email": null})).await;
    assert_eq!(response.status(), 204, "an attribute is erased of all");
}
