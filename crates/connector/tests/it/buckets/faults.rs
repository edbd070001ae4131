//! Stores that lie, byte for byte. What each fault of a connection or an answer comes to is among those of the other
//! kinds (`source_faults`).

use serde_json::{Value, json};

use super::{csv, prepared, status};
use crate::city::{City, eventually};
use crate::peers::Received;
use crate::process::Process;
use crate::wire::{Sent, Wire, answer};

const CSV: &str = "card,name,email\n2900-17,Aino,aino@example.org\n";

/// A bucket at a store that says what a test wants.
fn bucket(wire: &Wire) -> Value {
    json!({
        "name": "exports", "endpoint": wire.url, "retries": 0, "look_seconds": 3600, "answer_ms": 500,
        "pause_ms": 500, "whole_ms": 2_000, "largest_object": 100_000,
    })
}

/// A page of a list with one object.
pub(crate) fn listing(name: &str, etag: &str, bytes: usize) -> String {
    page(&entry(name, etag, bytes), "")
}

fn entry(name: &str, etag: &str, bytes: usize) -> String {
    format!(
        "<Contents><Key>{name}</Key><ETag>&quot;{etag}&quot;</ETag><Size>{bytes}</Size></Contents>"
    )
}

fn page(entries: &str, rest: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
         <EncodingType>url</EncodingType>{rest}{entries}</ListBucketResult>"
    )
}

fn is_list(received: &Received) -> bool {
    received.target.contains("list-type=2")
}

fn object(etag: &str, body: &str) -> Sent {
    let headers = format!("ETag: \"{etag}\"\r\nContent-Length: {}\r\n", body.len());
    Sent::Bytes(answer(200, &headers, body.as_bytes()))
}

fn xml(status: u16, text: &str) -> Sent {
    Sent::whole(status, "application/xml", text)
}

/// A city whose bucket was looked at once, when nothing came of it.
async fn served(mut city: City) -> City {
    city.config.upstream_limits.failures = 1_000;
    city.serve().await;
    status(&city, |status| !status["trouble"].is_null()).await;
    city
}

async fn usual(wire: &Wire) -> City {
    served(prepared(bucket(wire), csv("a.csv")).await).await
}

#[tokio::test]
async fn what_a_store_says_of_itself_is_told_in_words_of_our_own() {
    let wire = Wire::start().await;
    let city = usual(&wire).await;
    let error = |code: &str| {
        format!(
            "<Error><Code>{code}</Code><Message>Zebra7731</Message><Region>eu-north-1</Region></Error>"
        )
    };
    for (sent, problem, said) in [
        (
            xml(404, &error("NoSuchBucket")),
            "source-error",
            "the store has no bucket of this name",
        ),
        (
            xml(403, &error("AccessDenied")),
            "source-error",
            "the store does not let the access key",
        ),
        (
            xml(400, &error("ExpiredToken")),
            "source-error",
            "the session token is no good",
        ),
        (
            xml(403, &error("RequestTimeTooSkewed")),
            "source-error",
            "minutes apart",
        ),
        (
            xml(301, &error("PermanentRedirect")),
            "source-error",
            "the bucket is in another region, `eu-north-1`",
        ),
        (
            Sent::Bytes(answer(
                301,
                "x-amz-bucket-region: eu-west-3\r\nContent-Length: 0\r\n",
                b"",
            )),
            "source-error",
            "the bucket is in another region, `eu-west-3`",
        ),
        (
            Sent::Bytes(answer(
                301,
                "x-amz-bucket-region: Zebra7731\r\nContent-Length: 0\r\n",
                b"",
            )),
            "source-error",
            "the store answered with a redirect",
        ),
        (
            xml(403, &error("Zebra7731")),
            "source-error",
            "the store does not let the access key",
        ),
        (
            xml(503, &error("SlowDown")),
            "source-error",
            "the store answered with status 503",
        ),
        (
            xml(200, &error("AccessDenied")),
            "source-bad-answer",
            "no list of a bucket",
        ),
        (
            xml(
                200,
                &page(&entry("a.csv", "1", 10).replace("10", "Zebra7731"), ""),
            ),
            "source-bad-answer",
            "no list of a bucket",
        ),
        (
            xml(200, &page("", "<IsTruncated>true</IsTruncated>")),
            "source-bad-answer",
            "no list of a bucket",
        ),
    ] {
        wire.answer(move |_, _| sent.clone());
        let response = city.ask().await;
        city.refused(response, 502, problem).await;
        let status = city.admin("/api/v1/upstream").await["bucket"].take();
        let detail = status["trouble"]["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(said), "{said}: {status}");
        assert!(!status.to_string().contains("Zebra7731"), "{status}");
    }
}

#[tokio::test]
async fn a_list_without_end_is_left() {
    let wire = Wire::start().await;
    let city = usual(&wire).await;
    let more = |token: String| {
        let rest = format!(
            "<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>"
        );
        xml(200, &page(&entry("b.csv", "1", 3), &rest))
    };
    for is_new in [false, true] {
        wire.forget();
        wire.answer(move |_, number| {
            more(if is_new {
                format!("t{number}")
            } else {
                "t".into()
            })
        });
        let response = city.ask().await;
        city.refused(response, 502, "source-too-large").await;
        let asked = wire.asked();
        assert_eq!(asked.len(), if is_new { 200 } else { 2 });
        assert!(
            asked[1].target.contains("continuation-token=t"),
            "{:?}",
            asked[1]
        );
        let status = city.admin("/api/v1/upstream").await["bucket"].take();
        assert!(status.to_string().contains("has no end"), "{status}");
    }
}

#[tokio::test]
async fn an_object_counts_only_as_it_was_listed_and_never_in_part() {
    let wire = Wire::start().await;
    let city = usual(&wire).await;
    let whole = CSV.len();
    let cut = &CSV[..whole - 5];
    let short = format!("ETag: \"1\"\r\nContent-Length: {whole}\r\n");
    for (bytes, sent, problem, said) in [
        (
            whole,
            object("2", CSV),
            "source-bad-answer",
            "was replaced while",
        ),
        (
            whole,
            object("1", cut),
            "source-bad-answer",
            "not as long as",
        ),
        (
            whole,
            object("1", &format!("{CSV}x")),
            "source-bad-answer",
            "not as long as",
        ),
        (
            whole,
            Sent::Ends(answer(200, &short, cut.as_bytes())),
            "source-bad-answer",
            "the store's answer broke off",
        ),
        (
            100_001,
            object("1", CSV),
            "source-too-large",
            "has 100001 bytes",
        ),
        (
            whole,
            xml(403, "<Error><Code>InvalidObjectState</Code></Error>"),
            "source-error",
            "is archived",
        ),
        (
            whole,
            xml(404, "<Error><Code>NoSuchKey</Code></Error>"),
            "source-unreachable",
            "there is no such object",
        ),
    ] {
        wire.answer(move |received, _| {
            if is_list(received) {
                xml(200, &listing("a.csv", "1", bytes))
            } else {
                sent.clone()
            }
        });
        let response = city.ask().await;
        city.refused(response, 502, problem).await;
        let status = city.admin("/api/v1/upstream").await["bucket"].take();
        let detail = status["objects"][0]["trouble"].as_str().unwrap_or_default();
        assert!(detail.contains(said), "{said}: {status}");
        assert!(super::copies(&city).is_empty(), "{said}");
        let left = std::fs::read_dir(city.config.data.join("bucket-copies")).unwrap();
        let mut left = left.map(|entry| entry.unwrap().file_name());
        assert!(left.all(|name| name == "copies.json"), "{said}");
    }
    wire.answer(|received, _| {
        if is_list(received) {
            xml(200, &listing("a.csv", "1", CSV.len()))
        } else {
            object("1", CSV)
        }
    });
    assert_eq!(city.released().await["name"], "Aino");
}

#[tokio::test]
async fn a_copy_stays_in_use_while_the_next_one_cannot_be_had() {
    let wire = Wire::start().await;
    let mut bucket = bucket(&wire);
    bucket["look_seconds"] = json!(1);
    let city = served(prepared(bucket, csv("a.csv")).await).await;
    let sends = |etag: &'static str, sent: Sent| {
        wire.answer(move |received, _| {
            if is_list(received) {
                xml(200, &listing("a.csv", etag, CSV.len()))
            } else {
                sent.clone()
            }
        });
    };
    sends("1", object("1", CSV));
    city.released().await;
    let part = format!("ETag: \"2\"\r\nContent-Length: {}\r\n", CSV.len());
    sends(
        "2",
        Sent::Ends(answer(200, &part, b"card,name,email\n2900-17,Cut")),
    );
    let status = status(&city, |status| !status["objects"][0]["trouble"].is_null()).await;
    assert_eq!(status["objects"][0]["is_served"], true, "{status}");
    assert_eq!(city.released().await["name"], "Aino");
    sends("2", object("2", &CSV.replace("Aino,", "Nina,")));
    super::eventually_released(&city, &json!({"name": "Nina", "email": "aino@example.org"})).await;
}

fn sends_well(wire: &Wire) {
    wire.answer(|received, _| {
        if is_list(received) {
            xml(200, &listing("a.csv", "1", CSV.len()))
        } else {
            object("1", CSV)
        }
    });
}

#[tokio::test]
async fn requests_are_signed_with_what_the_configuration_says_or_not_at_all() {
    let (wire, other) = (Wire::start().await, Wire::start().await);
    let city = usual(&wire).await;
    let secret = |name: &str| {
        let file = city.config.data.join(name);
        std::fs::write(&file, format!("{name}-1")).unwrap();
        json!({"file": file})
    };
    let mut signed = bucket(&other);
    (signed["region"], signed["look_seconds"]) = (json!("eu-north-1"), json!(1));
    for name in ["access_key", "secret_key", "session_token"] {
        signed[name] = secret(name);
    }
    let signing = served(prepared(signed, csv("a.csv")).await).await;
    for (city, wire, is_signed) in [(&city, &wire, false), (&signing, &other, true)] {
        sends_well(wire);
        wire.forget();
        city.released().await;
        let asked = wire.asked();
        assert!(asked.len() >= 2);
        for asked in asked {
            assert!(!asked.headers.contains_key("authorization"));
            for part in [
                "X-Amz-Credential=access_key-1%2F",
                "%2Feu-north-1%2Fs3%2Faws4_request",
                "X-Amz-Security-Token=session_token-1",
                "X-Amz-Signature=",
            ] {
                let target = &asked.target;
                assert_eq!(target.contains(part), is_signed, "{part}: {target}");
            }
            assert!(!asked.target.contains("secret_key-1"));
        }
    }
    // A token is good for a while; the next one is taken up without a start.
    std::fs::write(city.config.data.join("session_token"), "renewed").unwrap();
    eventually("a request with the new token", || {
        let asked = other.asked();
        let is_new = |one: &Received| one.target.contains("X-Amz-Security-Token=renewed&");
        asked.iter().any(is_new).then_some(())
    })
    .await;
}

#[tokio::test]
async fn clocks_that_are_too_far_apart_are_named() {
    let wire = Wire::start().await;
    let city = usual(&wire).await;
    wire.answer(|_, _| {
        let then = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(3);
        let body =
            "<Error><Code>AccessDenied</Code><Message>Request is not yet valid</Message></Error>";
        let headers = format!(
            "Date: {}\r\nContent-Type: application/xml\r\nContent-Length: {}\r\n",
            then.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            body.len()
        );
        Sent::Bytes(answer(403, &headers, body.as_bytes()))
    });
    let response = city.ask().await;
    city.refused(response, 502, "source-error").await;
    let status = city.admin("/api/v1/upstream").await["bucket"].take();
    let said = status["trouble"]["detail"].as_str().unwrap();
    assert!(said.contains("are 180 minutes apart"), "{said}");
}

#[tokio::test]
async fn an_object_of_200_mb_is_copied_without_being_held() {
    const RECORDS: usize = 100_000;
    let wire = Wire::start().await;
    let mut settings = bucket(&wire);
    (settings["largest_object"], settings["whole_ms"]) = (json!(1_000_000_000), json!(60_000));
    let mut city = prepared(settings, csv("a.csv")).await;
    city.config.upstream_limits.failures = 1_000;
    let process = Process::start(&mut city);
    let record = |number: usize| format!("n{number},Aino,{}\n", "x".repeat(2_000));
    let few: String = (0..RECORDS / 100).map(record).collect();
    let many: String = (0..RECORDS).map(record).collect();
    let sends = |etag: &'static str, records: &str| {
        let content = format!("card,name,email\n2900-17,{etag},\n{records}");
        let list = xml(200, &listing("a.csv", etag, content.len()));
        let sent = object(etag, &content);
        wire.answer(move |received, _| {
            if is_list(received) {
                list.clone()
            } else {
                sent.clone()
            }
        });
    };
    sends("First", &few);
    assert_eq!(city.released().await["name"], "First");
    sends("Second", &many);
    let before = process.begin();
    city.post_admin("/api/v1/upstream/look", &json!({})).await;
    super::eventually_released(&city, &json!({"name": "Second"})).await;
    let most = process.most();
    // The index takes 24 bytes a record, and twice as much while it is made.
    let index = u32::try_from(RECORDS * 24 * 3 / 1024).unwrap();
    assert!(
        most < before + index + 12 * 1024,
        "{before} kB before, then {most} kB"
    );
}
