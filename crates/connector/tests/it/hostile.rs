//! Identifiers that somebody has thought up: each keeps its one place in what a source is asked, or is refused.

use std::collections::HashSet;

use http::HeaderName;
use serde_json::json;

use crate::city::City;
use crate::files::Exports;
use crate::own_data::vouch_for;
use crate::peers::{Answer, Received, active};
use crate::source_faults::kinds::{Doing, KINDS, Kind};
use crate::sql::Library;
use crate::wire::{Sent, Wire};

/// Those that every kind of source is asked with. None of them is the identifier of anybody, though some look like it.
pub(crate) const HOSTILE: [&str; 46] = [
    "\"quoted\"",
    "it's",
    "`a`",
    "a/b",
    "/etc/passwd",
    "../../admin",
    "..;/admin",
    "..\\..\\admin",
    "..%2fadmin",
    "%2e%2e",
    "%2F",
    "%252F",
    "%00",
    "%0d%0aX-Evil: 1",
    "%",
    "100%",
    "%zz",
    "a\r\nX-Evil: 1",
    "a\r\n\r\nGET /admin HTTP/1.1",
    "a\nb",
    "a?b=c&d=e",
    "?",
    "a#b",
    "#me",
    "a b+c",
    " 2900-17",
    "2900-17 ",
    "a\\b;c",
    "a\tb",
    "2900-17\u{1}",
    "//elsewhere.example/x",
    "http://elsewhere.example/x",
    "x@elsewhere.example:80",
    "{library_card}",
    "{/id}",
    "$library_card",
    "${route.path}",
    "' OR '1'='1",
    "'; DROP TABLE patrons; --",
    "*",
    "2900-17,2900-18",
    // Seen as `2900-17` or read backwards, and something else: zero-width, right-to-left, full-width, combining.
    "2900-17\u{200b}",
    "\u{feff}2900-17",
    "\u{202e}Ääkköset 日本",
    "２９００-１７",
    "2900-17\u{301}",
];

/// Those and more, that some kinds refuse: nothing, what names a folder, NUL, ten kilobytes.
fn all() -> Vec<String> {
    let more = ["", ".", "..", "2900-17\0", "\0"].map(str::to_owned);
    let long = ["x".repeat(10_000), "../".repeat(3_333), "日".repeat(3_333)];
    let usual = HOSTILE.iter().map(|one| (*one).to_owned());
    usual.chain(more).chain(long).collect()
}

/// What was percent-encoded (RFC 3986 §2.1).
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Where a kind's requests hold the identifier; decoded. Whatever else of them is not as usual fails.
fn place(kind: Kind, asked: &Received) -> String {
    let target = asked.target.as_str();
    let between = |before: &str, after: &str| {
        let rest = target
            .strip_prefix(before)
            .unwrap_or_else(|| panic!("{target}"));
        let inside = rest
            .strip_suffix(after)
            .unwrap_or_else(|| panic!("{target}"));
        assert!(!inside.contains(['/', '?', '#', '&', '=']), "{target}");
        decoded(inside)
    };
    match kind {
        Kind::Rest => between("/patrons/", ""),
        Kind::Helsinki => {
            let trial = "?dry_run=true";
            let is_trial = target.ends_with(trial);
            between("/v1/profiles/", if is_trial { trial } else { "" })
        }
        Kind::Solid => between("/", "/card"),
        Kind::NgsiLd => {
            let (before, rest) = target.split_once("&q=").unwrap();
            assert_eq!(before, "/ngsi-ld/v1/entities?type=Patron");
            let (q, after) = rest.split_once('&').unwrap();
            let names: Vec<&str> = after
                .split('&')
                .map(|pair| pair.split('=').next().unwrap())
                .collect();
            assert_eq!(names, ["attrs", "limit"], "{target}");
            let q = decoded(q);
            let id = q
                .strip_prefix("libraryCard==\"")
                .and_then(|rest| rest.strip_suffix('"'));
            let id = id.unwrap_or_else(|| panic!("{q}"));
            assert!(!id.contains(['"', '\\']), "{q}");
            id.to_owned()
        }
        Kind::Gateway => {
            assert!(["/loans", "/renewal"].contains(&target), "{target}");
            asked.json()["card"].as_str().unwrap().to_owned()
        }
        Kind::Listing | Kind::Object => unreachable!("nobody's identifier goes to a bucket"),
    }
}

async fn identify(kind: Kind, city: &City, doing: Doing, id: &str) {
    if doing == Doing::Change && kind != Kind::Gateway {
        vouch_for(city, id, &["email"]).await;
    } else {
        city.operator.answer(Answer::Json(active(id)));
    }
}

async fn each_keeps_its_place(doing: Doing) {
    let names = |asked: &Received| {
        asked
            .headers
            .keys()
            .cloned()
            .collect::<HashSet<HeaderName>>()
    };
    for kind in KINDS {
        let wire = Wire::start().await;
        let city = kind.serving(&wire.url, doing).await;
        wire.answer(move |received, _| match (doing, received.method.as_str()) {
            (Doing::Change, "PATCH" | "DELETE") => Sent::whole(204, "text/plain", ""),
            _ => kind.answers_well(received),
        });
        kind.asks(&city, doing).await;
        let usual: Vec<_> = wire.asked().iter().map(names).collect();
        let mut refused = Vec::new();
        for hostile in all() {
            wire.forget();
            identify(kind, &city, doing, &hostile).await;
            let response = kind.asks(&city, doing).await;
            let asked = wire.asked();
            let Some(first) = asked.first() else {
                let status = response.status().as_u16();
                let text = response.text().await.unwrap();
                assert!([400, 403].contains(&status), "{kind:?} {hostile:?}: {text}");
                refused.push(hostile);
                continue;
            };
            assert_eq!(place(kind, first), hostile, "{kind:?}");
            for (number, one) in asked.iter().enumerate() {
                let is_of_entity = one.target.starts_with("/ngsi-ld/v1/entities/urn");
                // By the id that the broker gives it.
                if is_of_entity {
                    continue;
                }
                assert_eq!(place(kind, one), hostile, "{kind:?}");
                assert_eq!(names(one), usual[number], "{kind:?} {hostile:?}");
            }
        }
        // What a path, a query language or an address has no place for.
        let most = match kind {
            Kind::Rest | Kind::Helsinki => 3,
            Kind::Gateway | Kind::Listing | Kind::Object => 0,
            Kind::NgsiLd => 14,
            Kind::Solid => 29,
        };
        assert_eq!(refused.len(), most, "{kind:?}: {refused:?}");
        identify(kind, &city, doing, "2900-17").await;
        assert!(
            kind.asks(&city, doing).await.status().is_success(),
            "{kind:?}"
        );
    }
}

#[tokio::test]
async fn each_keeps_its_place_in_what_is_read() {
    each_keeps_its_place(Doing::Read).await;
}

#[tokio::test]
async fn each_keeps_its_place_in_what_is_changed() {
    each_keeps_its_place(Doing::Change).await;
}

/// Asserts that everybody finds their own record: the one whose e-mail address is their number.
async fn each_finds_its_own(city: &City, ids: &[String]) {
    for (number, id) in ids.iter().enumerate() {
        city.operator.answer(Answer::Json(active(id)));
        let data = city.released().await;
        let one = data.get(0).unwrap_or(&data);
        assert_eq!(one["email"], number.to_string(), "{id:?}: {data}");
        assert!(
            data.as_array().is_none_or(|all| all.len() == 1),
            "{id:?}: {data}"
        );
    }
}

fn known(is_one: impl Fn(&str) -> bool) -> Vec<String> {
    all()
        .into_iter()
        .filter(|id| !id.is_empty() && is_one(id))
        .collect()
}

#[tokio::test]
async fn each_finds_its_own_record_in_a_file() {
    let ids = known(|id| id.len() < 1_000);
    let records = ids.iter().enumerate();
    let records =
        records.map(|(number, id)| format!("\"{}\",,{number},,\n", id.replace('"', "\"\"")));
    let content = format!(
        "card,full_name,email,street,fines\n{}",
        records.collect::<String>()
    );
    let mut exports = Exports::csv(&content).await;
    exports.city.serve().await;
    each_finds_its_own(&exports.city, &ids).await;
}

#[tokio::test]
async fn each_finds_its_own_rows_and_changes_no_others() {
    let ids = known(|id| !id.contains('\0'));
    for mut library in Library::both().await {
        for (number, id) in ids.iter().enumerate() {
            let id = id.replace('\'', "''");
            let row = format!(
                "INSERT INTO patrons (id, card, email) VALUES ({}, '{id}', '{number}')",
                number + 10
            );
            library.say(&row, &row).await;
        }
        library.city.serve().await;
        each_finds_its_own(&library.city, &ids).await;
        library.city.stop().await;
        library.serve_changes().await;
        for (number, id) in ids.iter().enumerate() {
            vouch_for(&library.city, id, &["email"]).await;
            assert_eq!(library.correct(id).await.status(), 204, "{id:?}");
            let emails = library.emails().await;
            let place = emails.iter().position(|email| email.as_deref() == Some(id));
            assert_eq!(place, Some(number + 2), "{id:?}: {emails:?}");
        }
        assert_eq!(
            library.emails().await[0].as_deref(),
            Some("aino@example.org")
        );
    }
}

#[tokio::test]
async fn each_finds_its_own_entities_in_the_store() {
    let mut city = City::prepare_store().await;
    city.serve().await;
    let mut ids = Vec::new();
    for id in known(|_| true) {
        let given = json!({
            "dataset": "patron", "identifiers": [{"id_type": "library_card", "id": id}],
            "entities": [{"id": format!("e{}", ids.len()), "email": ids.len().to_string()}],
        });
        let request = city.client.put(format!("{}/api/v1/entities", city.url));
        let request = request.bearer_auth(city.admin_token()).json(&given);
        let status = request.send().await.unwrap().status();
        if status == 204 {
            ids.push(id);
        } else {
            assert_eq!(status, 400, "{id:?}");
        }
    }
    assert!(ids.len() >= HOSTILE.len(), "{}", ids.len());
    each_finds_its_own(&city, &ids).await;
}
