//! HTTP APIs in all the ways they answer: several requests, pages, XML and CSV, and what stays in its place in each.

use std::time::{Duration, Instant};

use connector::config::UpstreamConfig;
use serde_json::{Value, json};

use crate::api::{Api, Reply, fails_in_words_of_ours, is_at};
use crate::city::{City, read};
use crate::hostile::{HOSTILE, decoded};
use crate::peers::{Answer, active, patron};
use crate::release::{dataset_id, permitting};

fn rest(city: &mut City) -> &mut connector::config::RestConfig {
    let UpstreamConfig::Rest(rest) = &mut city.config.upstream else {
        panic!("the upstream is `rest`")
    };
    rest
}

/// A library that finds a patron by the card, and answers the rest by a number of its own.
fn two_steps() -> Value {
    json!({
        "path": "/patrons", "query": {"card": "{library_card}"}, "pointer": "/items/0",
        "then": [{"path": "/patrons/{/id}/loans", "query": {"of": "{/id}"}, "pointer": "/rows", "into": "loans"}],
    })
}

fn without(mut patron: Value, names: &[&str]) -> Value {
    for name in names {
        patron.as_object_mut().unwrap().remove(*name);
    }
    patron
}

async fn library(loans: Answer) -> (Api, City) {
    let api = Api::start(move |received, _| {
        if is_at(received, "/patrons") {
            json!({"items": [without(patron(), &["loans"])]}).into()
        } else {
            loans.clone().into()
        }
    })
    .await;
    let city = api.library(two_steps()).await;
    (api, city)
}

/// Each way to be let in, with its secret in a file and in the environment.
#[tokio::test]
async fn the_source_is_shown_what_its_description_says_and_nothing_else() {
    const FROM_ENVIRONMENT: &str = "CARGO_MANIFEST_DIR";
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("secret");
    std::fs::write(&file, "s3cret: of the library\n").unwrap();
    let environment = std::env::var(FROM_ENVIRONMENT).unwrap();
    let pair = |secret: &str| {
        use base64::Engine as _;
        let pair = format!("connector:{secret}");
        format!(
            "Basic {}",
            base64::engine::general_purpose::STANDARD.encode(pair)
        )
    };
    for (secret, value) in [
        (json!({"file": file}), "s3cret: of the library"),
        (json!({"env": FROM_ENVIRONMENT}), environment.as_str()),
    ] {
        for (auth, name, shown) in [
            (json!({"kind": "none"}), "authorization", None),
            (
                json!({"kind": "basic", "user": "connector", "password": secret}),
                "authorization",
                Some(pair(value)),
            ),
            (
                json!({"kind": "bearer", "token": secret}),
                "authorization",
                Some(format!("Bearer {value}")),
            ),
            (
                json!({"kind": "header", "name": "X-Api-Key", "value": secret}),
                "x-api-key",
                Some(value.to_owned()),
            ),
        ] {
            let api = Api::start(|_, _| json!({"items": [patron()]}).into()).await;
            let request = json!({"path": "/patrons", "query": {"card": "{library_card}"}, "pointer": "/items/0"});
            let mut city = api.library(request).await;
            rest(&mut city).auth = read(auth.clone());
            city.serve().await;
            assert_eq!(city.released().await["name"], "Aino Virtanen", "{auth}");
            let asked = api.asked();
            let of = |name: &str| {
                asked[0]
                    .headers
                    .get(name)
                    .map(|one| one.to_str().unwrap().to_owned())
            };
            assert_eq!(of(name), shown, "{auth}");
            for other in ["authorization", "x-api-key"]
                .iter()
                .filter(|one| **one != name)
            {
                assert_eq!(of(other), None, "{auth}");
            }
        }
    }
}

#[tokio::test]
async fn a_later_request_uses_what_an_earlier_one_brought() {
    let loans = json!({"rows": [{"title": "Kalevala", "due": "2026-12-01"}]});
    let (api, mut city) = library(Answer::Json(loans)).await;
    city.serve().await;
    assert_eq!(city.released().await, without(patron(), &["id", "fines"]));
    assert_eq!(
        api.targets(),
        [
            "/patrons?card=2900-17",
            "/patrons/patron-4711/loans?of=patron-4711"
        ]
    );
}

#[tokio::test]
async fn a_request_that_brings_nothing_permitted_is_not_made() {
    let (api, mut city) = library(Answer::Json(json!({"rows": [{"title": "Kalevala"}]}))).await;
    city.serve().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    assert_eq!(city.released().await, json!({"name": "Aino Virtanen"}));
    assert_eq!(api.asked().len(), 1, "loans are not even read");
    city.operator.answer(permitting(&dataset, &["loans"]));
    assert_eq!(
        city.released().await,
        json!({"loans": [{"title": "Kalevala"}]})
    );
}

#[tokio::test]
async fn what_the_source_has_nothing_of_is_left_out() {
    for nothing in [
        Answer::Raw(404, "text/plain", "no loans of Aino".to_owned()),
        Answer::Json(json!({"items": []})),
    ] {
        let (_api, mut city) = library(nothing).await;
        city.serve().await;
        assert_eq!(
            city.released().await,
            without(patron(), &["id", "fines", "loans"])
        );
    }
}

#[tokio::test]
async fn a_request_can_take_the_place_of_the_one_that_led_to_it() {
    let api = Api::start(|received, _| {
        if is_at(received, "/search") {
            json!([{"id": 4711}]).into()
        } else {
            patron().into()
        }
    })
    .await;
    let search = json!({
        "method": "POST", "path": "/search", "json": {"where": {"card": "{library_card}", "exact": true}},
        "then": [{"path": "/patrons/{/0/id}"}],
    });
    let mut city = api.library(search).await;
    city.serve().await;
    for hostile in HOSTILE {
        city.operator.answer(Answer::Json(active(hostile)));
        assert_eq!(city.released().await["name"], "Aino Virtanen");
        let asked = api.asked();
        let [search, found] = &asked[asked.len() - 2..] else {
            panic!("two requests")
        };
        assert_eq!(search.method, http::Method::POST);
        assert_eq!(search.header("content-type"), "application/json");
        assert_eq!(
            search.json(),
            json!({"where": {"card": hostile, "exact": true}})
        );
        assert_eq!(found.target, "/patrons/4711");
    }
}

#[tokio::test]
async fn nobody_found_is_nobody_known() {
    let api = Api::start(|_, _| json!([]).into()).await;
    let search = json!({"path": "/search/{library_card}", "then": [{"path": "/patrons/{/0/id}"}]});
    let mut city = api.library(search).await;
    city.serve().await;
    let response = city.ask().await;
    city.refused(response, 403, "person-unknown-at-source")
        .await;
    assert_eq!(api.asked().len(), 1);
}

#[tokio::test]
async fn what_an_earlier_request_brought_stays_in_its_place() {
    for hostile in HOSTILE {
        let api = Api::start(move |received, _| {
            if is_at(received, "/patrons") {
                json!({"items": [{"id": hostile, "name": "Aino"}]}).into()
            } else {
                json!({"rows": []}).into()
            }
        })
        .await;
        let mut city = api.library(two_steps()).await;
        city.serve().await;
        city.released().await;
        let target = &api.targets()[1];
        let (path, query) = target.split_once('?').unwrap();
        let segments: Vec<&str> = path.split('/').collect();
        assert_eq!((segments.len(), segments[3]), (4, "loans"), "{target}");
        assert_eq!(decoded(segments[2]), hostile);
        assert_eq!(decoded(query.strip_prefix("of=").unwrap()), hostile);
        assert!(!query.contains(['&', '#']), "{target}");
    }
}

#[tokio::test]
async fn a_value_that_would_lead_elsewhere_leads_nowhere() {
    for hostile in [
        json!(".."),
        json!("."),
        json!(""),
        json!({"a": 1}),
        json!([1]),
    ] {
        let api = Api::start(move |_, _| json!({"items": [{"id": hostile}]}).into()).await;
        let mut city = api.library(two_steps()).await;
        city.serve().await;
        let response = city.ask().await;
        assert!(!response.status().is_success());
        assert_eq!(api.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_later_request_fails_as_the_first_does() {
    let raw = |status, kind, text: &str| Answer::Raw(status, kind, text.to_owned());
    let own = vec![
        (raw(500, "text/plain", "Aino Virtanen"), 502, "source-error"),
        (raw(401, "text/plain", "Aino Virtanen"), 502, "source-error"),
        (
            raw(200, "application/json", "{\"rows\":[\"Aino\""),
            502,
            "source-bad-answer",
        ),
        (
            Answer::CutOff("{\"rows\":[]}".to_owned()),
            502,
            "source-bad-answer",
        ),
    ];
    for api in fails_in_words_of_ours(own, library).await {
        assert_eq!(api.asked().len(), 2);
    }
}

#[tokio::test]
async fn a_member_that_both_requests_bring_releases_nothing() {
    let api = Api::start(|received, _| {
        if is_at(received, "/patrons") {
            json!({"items": [patron()]}).into()
        } else {
            json!({"rows": []}).into()
        }
    })
    .await;
    let mut city = api.library(two_steps()).await;
    city.serve().await;
    let response = city.ask().await;
    city.refused(response, 502, "source-bad-answer").await;
}

/// Pages of two loans each, of five; each kind of paging finds its way.
fn page(received: &crate::peers::Received) -> Reply {
    let query = received
        .target
        .split_once('?')
        .map_or("", |(_, query)| query);
    let value = |name: &str| {
        let found = query
            .split('&')
            .find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        found.map(|text| text.parse::<usize>().unwrap())
    };
    let from = value("from")
        .or_else(|| value("after"))
        .or_else(|| value("page").map(|page| (page - 1) * 2))
        .unwrap_or_default();
    let rows: Vec<Value> = (from..5).take(2).map(|n| json!({"title": n})).collect();
    let more = from + 2 < 5;
    let body = json!({
        "rows": rows,
        "next": more.then(|| format!("?card=2900-17&from={}", from + 2)),
        "cursor": more.then_some(from + 2),
    });
    if more {
        let link = format!("</x>; rel=\"prev\", <?from={}>; rel=\"next\"", from + 2);
        Reply::Linked(Answer::Json(body), link)
    } else {
        body.into()
    }
}

#[tokio::test]
async fn pages_are_put_together() {
    for (paging, asked) in [
        (json!({"kind": "link"}), 3),
        (json!({"kind": "next", "pointer": "/next"}), 3),
        (
            json!({"kind": "cursor", "pointer": "/cursor", "parameter": "after"}),
            3,
        ),
        (json!({"kind": "page"}), 4),
        (json!({"kind": "page", "size": 2}), 3),
        (json!({"kind": "offset", "size": 2, "parameter": "from"}), 3),
    ] {
        let api = Api::start(|received, _| page(received)).await;
        let request = json!({
            "path": "/patrons", "query": {"card": "{library_card}"}, "pointer": "/me",
            "then": [{"path": "/loans/{library_card}", "pointer": "/rows", "paging": paging, "into": "loans"}],
        });
        let mut city = api.library(request).await;
        // The patron's own entity has no pages.
        city.config.routes[0].request.as_mut().unwrap().pointer = String::new();
        city.serve().await;
        let titles: Vec<Value> = (0..5).map(|n| json!({"title": n})).collect();
        assert_eq!(city.released().await, json!({"loans": titles}), "{paging}");
        assert_eq!(api.asked().len(), 1 + asked, "{paging} {:?}", api.targets());
    }
}

#[tokio::test]
async fn a_page_elsewhere_is_not_fetched() {
    let other = Api::start(|_, _| json!({"rows": [{"title": "Secret"}]}).into()).await;
    for elsewhere in [
        format!("{}/loans", other.url),
        format!("//{}/loans", other.url.trim_start_matches("http://")),
        "/patrons".to_owned(),
        "../admin".to_owned(),
        "file:///etc/passwd".to_owned(),
        "https://user:password@example.org/loans".to_owned(),
    ] {
        for kind in ["link", "next"] {
            let link = elsewhere.clone();
            let api = Api::start(move |_, _| {
                let body = json!({"rows": [{"name": "Aino"}], "next": link});
                Reply::Linked(Answer::Json(body), format!("<{link}>; rel=next"))
            })
            .await;
            let paging = if kind == "link" {
                json!({"kind": kind})
            } else {
                json!({"kind": kind, "pointer": "/next"})
            };
            let request =
                json!({"path": "/loans/{library_card}", "pointer": "/rows", "paging": paging});
            let mut city = api.library(request).await;
            city.serve().await;
            let response = city.ask().await;
            city.refused(response, 502, "source-error").await;
            assert_eq!(api.asked().len(), 1, "{elsewhere}");
        }
    }
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn pages_without_end_are_refused_and_bounded() {
    let filler = "x".repeat(30_000);
    let api = Api::start(move |_, number| {
        json!({"rows": [{"name": filler}], "next": format!("?n={number}")}).into()
    })
    .await;
    for (most_pages, asked) in [(3, 3), (1_000, 4)] {
        let paging = json!({"kind": "next", "pointer": "/next", "most_pages": most_pages});
        let request =
            json!({"path": "/loans/{library_card}", "pointer": "/rows", "paging": paging});
        let mut city = api.library(request).await;
        city.serve().await;
        let before = api.asked().len();
        let response = city.ask().await;
        city.refused(response, 502, "source-too-large").await;
        assert_eq!(
            api.asked().len() - before,
            asked,
            "as many as 100,000 bytes allow"
        );
    }
}

#[tokio::test]
async fn xml_is_read_as_gateway_files_have_it() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ns:patron xmlns:ns=\"urn:x\" id=\"4711\"><name>Aino &amp; Virtanen</name>\
        <loans><title>Kalevala</title></loans><loans><title>Manillaköysi</title></loans><fines>3</fines></ns:patron>";
    let api = Api::start(move |_, _| {
        Answer::Raw(200, "application/xml; charset=UTF-8", text.to_owned()).into()
    })
    .await;
    let request = json!({"path": "/{library_card}", "format": "xml", "pointer": "/ns:patron"});
    let mut city = api.library(request).await;
    city.serve().await;
    let released = city.released().await;
    assert_eq!(
        released,
        json!({"name": "Aino & Virtanen", "loans": [{"title": "Kalevala"}, {"title": "Manillaköysi"}]})
    );
    assert!(
        api.asked()[0]
            .header("accept")
            .starts_with("application/xml")
    );
}

#[tokio::test]
async fn csv_is_read_by_its_columns() {
    let text = "card;full_name;email;loans\r\n2900-17;\"Virtanen; Aino\";;\"[{\"\"title\"\": \"\"Kalevala\"\"}]\"\r\n";
    let api = Api::start(move |_, _| Answer::Raw(200, "text/csv", text.to_owned()).into()).await;
    let request = json!({
        "path": "/{library_card}", "format": "csv",
        "csv": {"separator": ";", "single": true, "columns": {"name": "full_name"}, "json": ["loans"]},
    });
    let mut city = api.library(request).await;
    city.serve().await;
    let expected = json!({"name": "Virtanen; Aino", "loans": [{"title": "Kalevala"}]});
    assert_eq!(city.released().await, expected);
    let status = city.admin("/api/v1/upstream").await;
    assert_eq!(status["findings"][0]["name"], "card", "{status}");
}

#[tokio::test]
async fn what_is_not_the_document_asked_for_releases_nothing() {
    let entity = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><name>&x;</name></a>";
    let deep = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
    for (format, kind, text) in [
        ("xml", "application/json", "{\"name\":\"Aino\"}"),
        (
            "xml",
            "text/xml; charset=utf-16",
            "<a><name>Aino</name></a>",
        ),
        (
            "xml",
            "text/xml",
            "<?xml version=\"1.0\" encoding=\"utf-16\"?><a><name>Aino</name></a>",
        ),
        ("xml", "text/xml", "<a><name>Aino</a>"),
        ("xml", "text/xml", "<html>"),
        ("xml", "text/xml", entity),
        ("xml", "text/xml", deep.as_str()),
        ("csv", "text/html", "name\nAino\n"),
        ("csv", "text/csv", "name,name\nAino,Aino\n"),
        ("csv", "text/csv", "name\n\"Aino\n"),
        ("json", "text/csv", "name\nAino\n"),
    ] {
        let text = text.to_owned();
        let api = Api::start(move |_, _| Answer::Raw(200, kind, text.clone()).into()).await;
        let mut city = api
            .library(json!({"path": "/{library_card}", "format": format}))
            .await;
        city.serve().await;
        let response = city.ask().await;
        city.refused(response, 502, "source-bad-answer").await;
    }
    for format in ["xml", "csv"] {
        for announced in [true, false] {
            let api = Api::start(move |_, _| {
                Answer::Long {
                    bytes: 200_000_000,
                    announced,
                }
                .into()
            })
            .await;
            let mut city = api
                .library(json!({"path": "/{library_card}", "format": format}))
                .await;
            city.serve().await;
            let response = city.ask().await;
            // Its media type is seen first.
            city.refused(response, 502, "source-bad-answer").await;
        }
    }
}

#[tokio::test]
async fn the_source_is_asked_for_permitted_fields_alone() {
    let api = Api::start(|received, _| {
        if is_at(received, "/patrons/2900-17") {
            json!({"id": 1, "name": "Aino", "address": {"street": "Katu 1"}}).into()
        } else {
            json!([{"title": "Kalevala"}]).into()
        }
    })
    .await;
    let request = json!({
        "path": "/patrons/{library_card}", "query": {"v": "2"},
        "fields": {"names": {"name": "full name&", "loans": "never"}, "always": ["id"]},
        "then": [{"path": "/loans/{/id}", "fields": {"parameter": "only"}, "into": "loans"}],
    });
    let mut city = api.library(request).await;
    city.config.datasets[0].attributes = ["name", "email", "address.street", "address.city", "loans.title", "loans.due"]
        .iter()
        .map(|path| read(json!({"path": path, "category": "https://w3id.org/dpv/pd#Name", "title": {"en": path}})))
        .collect();
    city.serve().await;
    let dataset = dataset_id(&city).await;
    for (permitted, targets) in [
        (
            vec!["name", "address.street"],
            vec!["/patrons/2900-17?v=2&fields=id,address,full%20name%26"],
        ),
        (
            vec!["loans.title"],
            vec!["/patrons/2900-17?v=2&fields=id", "/loans/1?only=title"],
        ),
        (
            vec!["email", "loans.title", "loans.due"],
            vec![
                "/patrons/2900-17?v=2&fields=id,email",
                "/loans/1?only=due,title",
            ],
        ),
    ] {
        let before = api.asked().len();
        city.operator.answer(permitting(&dataset, &permitted));
        city.released().await;
        assert_eq!(api.targets()[before..], targets);
    }
}

#[tokio::test]
async fn a_read_is_repeated_while_the_source_cannot_at_the_moment() {
    for status in [429, 502, 503, 504] {
        let api = Api::start(move |_, number| {
            if number < 2 {
                Answer::Raw(status, "text/plain", "Aino".to_owned()).into()
            } else {
                patron().into()
            }
        })
        .await;
        let mut city = api.library(json!({"path": "/{library_card}"})).await;
        (rest(&mut city).retries, rest(&mut city).retry_ms) = (2, 20);
        city.serve().await;
        city.released().await;
        assert_eq!(api.asked().len(), 3);
    }
}

#[tokio::test]
async fn what_is_no_read_or_no_passing_failure_is_not_repeated() {
    for (request, status, problem) in [
        (json!({"path": "/{library_card}"}), 500, "source-error"),
        (
            json!({"path": "/{library_card}"}),
            404,
            "person-unknown-at-source",
        ),
        (
            json!({"path": "/s", "method": "POST", "json": {"card": "{library_card}"}}),
            503,
            "source-error",
        ),
    ] {
        let api =
            Api::start(move |_, _| Answer::Raw(status, "text/plain", String::new()).into()).await;
        let mut city = api.library(request).await;
        (rest(&mut city).retries, rest(&mut city).retry_ms) = (3, 1);
        city.serve().await;
        let response = city.ask().await;
        let answered = if status == 404 { 403 } else { 502 };
        city.refused(response, answered, problem).await;
        assert_eq!(api.asked().len(), 1);
    }
}

#[tokio::test]
async fn repetitions_end_with_the_time_for_an_answer() {
    let api = Api::start(|_, _| Answer::Raw(503, "text/plain", String::new()).into()).await;
    let mut city = api.library(json!({"path": "/{library_card}"})).await;
    (rest(&mut city).retries, rest(&mut city).retry_ms) = (1_000, 100);
    city.serve().await;
    let begun = Instant::now();
    let response = city.ask().await;
    // The time may end within the last attempt, too.
    let problem = match response.status().as_u16() {
        504 => (504, "source-timeout"),
        _ => (502, "source-error"),
    };
    city.refused(response, problem.0, problem.1).await;
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
    assert!(
        (2..=5).contains(&api.asked().len()),
        "{}",
        api.asked().len()
    );
    let status = city.admin("/api/v1/upstream").await;
    assert_eq!(status["failures_in_a_row"], 1, "one failure of one request");
}

#[tokio::test]
async fn what_cannot_work_is_refused_at_the_start() {
    let api = Api::start(|_, _| json!({}).into()).await;
    let then = |request: Value| json!({"path": "/{library_card}", "then": [request]});
    for (request, word) in [
        (json!({"path": "/x"}), "names no identifier"),
        (
            json!({"path": "/x", "method": "POST", "json": {"a": "b"}}),
            "names no identifier",
        ),
        (json!({"path": "/{/id}"}), "before there is an answer"),
        (json!({"path": "/{ssn}"}), "identifier_types"),
        (json!({"path": "/{.email}"}), "new value"),
        (
            json!({"path": "/x", "method": "POST", "json": {"a": "{ssn}"}}),
            "identifier_types",
        ),
        (json!({"path": "/{library_card}", "json": {}}), "POST"),
        (
            json!({"path": "/{library_card}", "method": "DELETE"}),
            "GET",
        ),
        (json!({"path": "/{library_card}", "into": "loans"}), "then"),
        (
            json!({"path": "/{library_card}", "pointer": "x"}),
            "JSON pointer",
        ),
        (json!({"path": "/{library_card}", "csv": {}}), "csv"),
        (
            json!({"path": "/{library_card}", "format": "csv", "csv": {"separator": "\""}}),
            "separator",
        ),
        (
            json!({"path": "/{library_card}", "paging": {"kind": "offset", "size": 0}}),
            "size",
        ),
        (
            json!({"path": "/{library_card}", "paging": {"kind": "link", "most_pages": 0}}),
            "most_pages",
        ),
        (
            then(json!({"path": "/all", "into": "loans"})),
            "names no identifier",
        ),
        (
            then(json!({"path": "/{/id}", "into": "fines"})),
            "outermost attribute",
        ),
        (
            then(json!({"path": "/{/id}", "into": "loans.title"})),
            "outermost attribute",
        ),
        (then(then(json!({"path": "/{/id}"}))), "first request only"),
    ] {
        let city = api.library(request.clone()).await;
        let refused = connector::check(&city.config).await;
        let found = refused.iter().filter_map(|finding| finding.as_ref().err());
        let said: Vec<&String> = found.collect();
        assert!(
            said.iter().any(|text| text.contains(word)),
            "{request}: {said:?}"
        );
        let started = connector::Connector::start(city.config.clone()).await;
        assert!(started.is_err(), "{request}");
    }
}
