//! What a connector holds in memory of answers that are long or never end, by what the system says of its process.

use std::time::Duration;

use connector::config::{Shape, UpstreamConfig};
use protocol::problem::ProblemName;
use serde_json::json;

use crate::city::{City, read};
use crate::process::Process;
use crate::source_faults::kinds::{Doing, KINDS, Kind, MARKER};
use crate::sql::Library;
use crate::wire::{Sent, Wire, answer, head_of};

/// Kilobytes that an answer may take beyond what the process had before.
const MOST: u32 = 4 * 1024;
/// Bytes of an answer that passes through.
const LONG: usize = 20_000_000;

/// Asserts that it has had little more since than `before`.
fn has_had_little_more(process: &Process, before: u32, case: &str) {
    let most = process.most();
    assert!(
        most <= before + MOST,
        "{case}: {before} kB before, then {most} kB"
    );
}

#[tokio::test]
async fn an_answer_of_20_mb_passes_through() {
    let wire = Wire::start().await;
    let mut city = City::prepare().await;
    city.point_upstream_at(&wire.url);
    let UpstreamConfig::Rest(rest) = &mut city.config.upstream else {
        panic!("the upstream is `rest`")
    };
    (rest.whole_answer, rest.largest_answer) = (100_000, 64_000_000);
    (rest.answer_ms, rest.pause_ms, rest.whole_ms) = (30_000, 30_000, 60_000);
    let process = Process::start(&mut city);
    let entry = json!({"email": "x".repeat(1_000), "fines": 3}).to_string();
    let all = |count: usize| format!("[{}]", vec![entry.as_str(); count].join(","));
    let (short, long) = (all(200), all(LONG / entry.len()));
    let sent = |body: &str| Sent::whole(200, "application/json", body);
    let (few, many) = (sent(&short), sent(&long));
    wire.answer(move |_, number| {
        if number == 0 {
            few.clone()
        } else {
            many.clone()
        }
    });
    let response = city.ask().await;
    assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
    response.bytes().await.unwrap();
    let before = process.begin();
    let mut response = city.ask().await;
    assert_eq!(response.status(), 200);
    let mut bytes = 0;
    while let Some(piece) = response.chunk().await.unwrap() {
        bytes += piece.len();
    }
    assert!(bytes > LONG - LONG / 20, "{bytes}");
    has_had_little_more(&process, before, "20 MB");
}

#[tokio::test]
async fn an_answer_without_end_is_refused_before_it_fills_memory() {
    let chunk = |body: &str| format!("{:x}\r\n{body}\r\n", body.len()).into_bytes();
    let filler = MARKER.repeat(100_000);
    for kind in KINDS {
        let wire = Wire::start().await;
        let mut city = kind.prepared(&wire.url, Doing::Read).await;
        let process = Process::start(&mut city);
        kind.vouch(&city, Doing::Read).await;
        wire.answer(move |received, _| kind.answers_well(received));
        assert!(kind.asks(&city, Doing::Read).await.status().is_success());
        let (media, _) = kind.well();
        let chunked = format!("Content-Type: {media}\r\nTransfer-Encoding: chunked\r\n");
        let announced = answer(200, &head_of(media, 2_000_000_000), b"");
        let unsized_head = format!("Content-Type: {media}\r\nConnection: close\r\n");
        let bytes = filler.clone().into_bytes();
        for (head, again) in [
            (answer(200, &chunked, b""), chunk(&filler)),
            (announced, bytes.clone()),
            (answer(200, &unsized_head, b""), bytes),
        ] {
            let endless = Sent::Endless(head, again, Duration::ZERO);
            wire.answer(move |_, _| endless.clone());
            let before = process.begin();
            let response = kind.asks(&city, Doing::Read).await;
            has_had_little_more(&process, before, &format!("{kind:?}"));
            let problem = ProblemName::SourceTooLarge;
            kind.refused(&city, response, problem, &format!("{kind:?}"))
                .await;
        }
    }
}

#[tokio::test]
async fn what_a_source_says_of_a_change_without_end_is_not_held() {
    for (kind, status) in [
        (Kind::Rest, 200),
        (Kind::NgsiLd, 200),
        (Kind::Solid, 205),
        (Kind::Helsinki, 403),
    ] {
        let wire = Wire::start().await;
        let mut city = kind.prepared(&wire.url, Doing::Change).await;
        let process = Process::start(&mut city);
        kind.vouch(&city, Doing::Change).await;
        let head = answer(
            status,
            "Content-Type: application/json\r\nConnection: close\r\n",
            b"",
        );
        let endless = Sent::Endless(head, MARKER.repeat(100_000).into_bytes(), Duration::ZERO);
        wire.answer(move |received, _| {
            if received.method == http::Method::GET {
                kind.answers_well(received)
            } else {
                endless.clone()
            }
        });
        // The first makes the usual room.
        for _ in 0..2 {
            let before = process.begin();
            let response = kind.asks(&city, Doing::Change).await;
            assert_eq!(response.status().is_success(), kind != Kind::Helsinki);
            has_had_little_more(&process, before, &format!("{kind:?}"));
        }
    }
}

#[tokio::test]
async fn a_record_without_end_in_a_file_is_not_held() {
    for (name, format) in [("patrons.csv", "csv"), ("patrons.jsonl", "json-lines")] {
        let folder = tempfile::TempDir::new().unwrap();
        let mut city = City::prepare().await;
        city.config.upstream = read(json!({"kind": "files", "folder": folder.path()}));
        city.config.routes.truncate(1);
        let route = &mut city.config.routes[0];
        (route.request, route.shape) = (None, Shape::Plain);
        route.file = Some(read(
            json!({"name": name, "format": format, "identifiers": {"library_card": "card"}}),
        ));
        let columns = "card,name,email,address,loans\n";
        let small = if format == "csv" {
            format!("{columns}2900-17,Aino,,,\n")
        } else {
            "{\"card\": \"2900-17\", \"name\": \"Aino\"}\n".to_owned()
        };
        std::fs::write(folder.path().join(name), &small).unwrap();
        let process = Process::start(&mut city);
        assert_eq!(city.released().await, json!([{"name": "Aino"}]));
        let long = format!("{small}2900-17,\"{}", "x".repeat(LONG));
        std::fs::write(folder.path().join("next"), long).unwrap();
        std::fs::rename(folder.path().join("next"), folder.path().join(name)).unwrap();
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        let before = process.begin();
        assert_eq!(city.released().await, json!([{"name": "Aino"}]));
        has_had_little_more(&process, before, name);
    }
}

#[tokio::test]
async fn a_value_of_50_mb_stays_in_its_database() {
    for mut library in Library::both().await {
        let one = "UPDATE patrons SET full_name = ";
        let sqlite = format!("{one} printf('%.*c', 50000000, 'x') WHERE id = 1");
        let postgres = format!("{one} repeat('x', 50000000) WHERE id = 1");
        let mut upstream = serde_json::to_value(&library.city.config.upstream).unwrap();
        upstream["limits"] = json!({"statement_ms": 20_000, "largest_answer": 500_000});
        library.city.config.upstream = read(upstream);
        let process = Process::start(&mut library.city);
        assert_eq!(library.city.released().await["email"], "aino@example.org");
        library.say(&sqlite, &postgres).await;
        let before = process.begin();
        library.refused(502, "source-too-large").await;
        has_had_little_more(&process, before, library.url.as_deref().unwrap_or("sqlite"));
        let smaller = "UPDATE patrons SET full_name = 'Aino' WHERE id = 1";
        library.say(smaller, smaller).await;
        assert_eq!(library.city.released().await["name"], "Aino");
    }
}
