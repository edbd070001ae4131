//! The messages against what uses them.
use std::collections::BTreeSet;
use std::path::Path;

use vocabulary::{Kind, Term};
use web::language::Language;

use super::CATALOGUE;
use crate::permissions::view::prefix;

/// Where messages of pages are.
const AREAS: [&str; 9] = [
    "shell",
    "person",
    "home",
    "identities",
    "channels",
    "own",
    "rights",
    "public",
    "notifications",
];

#[test]
fn every_language_says_what_english_says() {
    assert_eq!(CATALOGUE.faults(), Vec::<String>::new());
}

/// All that could name a message: templates and sources of this crate and of `web`.
fn read(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, text);
        } else {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_message_is_used() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut text = String::new();
    for folder in [
        "operator/src",
        "operator/templates",
        "web/src",
        "web/templates",
    ] {
        read(&crates.join(folder), &mut text);
    }
    let all = AREAS.map(|area| CATALOGUE.messages_of(area));
    let unused: Vec<&String> = all
        .iter()
        .flatten()
        .filter(|id| !text.contains(&format!("\"{id}\"")))
        .collect();
    assert_eq!(unused, Vec::<&String>::new());
}

/// The ids that are said by name.
fn said(text: &str) -> BTreeSet<&str> {
    let calls = text.split("say(\"").skip(1);
    calls
        .filter_map(|call| call.split_once("\")").map(|(id, _)| id))
        .filter(|id| {
            !id.is_empty()
                && id
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
        })
        .collect()
}

#[test]
fn every_message_that_is_said_is_there() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut text = String::new();
    for folder in ["operator/src", "operator/templates"] {
        read(&crates.join(folder), &mut text);
    }
    let known: BTreeSet<String> = AREAS
        .into_iter()
        .flat_map(|area| CATALOGUE.messages_of(area))
        .collect();
    let said = said(&text);
    assert!(said.len() > 300, "{}", said.len());
    let missing: Vec<&str> = said.into_iter().filter(|id| !known.contains(*id)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn every_plain_name_is_that_of_a_term() {
    let known: BTreeSet<String> = Kind::ALL
        .into_iter()
        .flat_map(Kind::terms)
        .flat_map(|term| {
            let id = format!("{}-{}", prefix(term.kind()), term.name());
            [format!("{id}.hint"), id]
        })
        .collect();
    let unknown: Vec<String> = CATALOGUE
        .messages_of("terms")
        .into_iter()
        .filter(|id| !known.contains(id))
        .collect();
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn every_term_of_the_demo_has_a_plain_name_and_an_explanation() {
    let mut text = String::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    read(&crates.join("fiducia/demo"), &mut text);
    let iris = text
        .split('"')
        .filter(|part| part.starts_with("https://w3id.org/dpv"));
    let speech = web::language::Speech::new(Language::Finnish, &CATALOGUE, jiff::tz::TimeZone::UTC);
    let mut seen = 0;
    for iri in iris {
        let term = Term::by_iri(iri).unwrap();
        let id = format!("{}-{}", prefix(term.kind()), term.name());
        assert!(speech.known(&id).is_some(), "{iri} has no name");
        assert!(
            speech.known(&format!("{id}.hint")).is_some(),
            "{iri} has no explanation"
        );
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
}
