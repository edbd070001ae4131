//! The messages against what uses them.
use std::collections::BTreeSet;
use std::path::Path;

use vocabulary::{Kind, Term};
use web::language::Language;

use super::CATALOGUE;
use crate::permissions::view::prefix;

/// Where messages of pages are.
const AREAS: [&str; 14] = [
    "shell",
    "offers",
    "person",
    "home",
    "identities",
    "channels",
    "own",
    "rights",
    "public",
    "notifications",
    "organisation",
    "service",
    "staff",
    "links",
];

#[test]
fn every_language_says_what_english_says() {
    assert_eq!(CATALOGUE.faults(), Vec::<String>::new());
}

fn text_of(folders: &[&str]) -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders: Vec<_> = folders.iter().map(|folder| crates.join(folder)).collect();
    let folders: Vec<&Path> = folders.iter().map(AsRef::as_ref).collect();
    web::language::check::text_of(&folders).unwrap()
}

#[test]
fn every_message_is_used() {
    let text = text_of(&[
        "operator/src",
        "operator/templates",
        "web/src",
        "web/templates",
    ]);
    // Those of staff are `web`'s, which has a test of its own.
    let own: Vec<&str> = AREAS.into_iter().filter(|area| *area != "staff").collect();
    assert_eq!(CATALOGUE.unused(&own, &text), Vec::<String>::new());
}

#[test]
fn every_message_that_is_said_is_there() {
    let text = text_of(&["operator/src", "operator/templates"]);
    assert_eq!(CATALOGUE.missing(&AREAS, &text), Vec::<String>::new());
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
    let text = text_of(&["fiducia/demo"]);
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
