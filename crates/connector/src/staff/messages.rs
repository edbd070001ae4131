//! The messages against what uses them.
use std::path::Path;

use super::CATALOGUE;

#[test]
fn every_language_says_what_english_says() {
    assert_eq!(CATALOGUE.faults(), Vec::<String>::new());
}

#[test]
fn every_message_is_used_and_every_one_that_is_said_is_there() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [
        own.join("src/entities"),
        own.join("src/gdpr_api"),
        own.join("src/inbox"),
        own.join("src/sources"),
        own.join("src/staff"),
        own.join("src/links"),
        own.join("templates"),
    ];
    let folders: Vec<&Path> = folders.iter().map(AsRef::as_ref).collect();
    let text = web::language::check::text_of(&folders).unwrap();
    assert_eq!(
        CATALOGUE.unused(&["source", "links", "own"], &text),
        Vec::<String>::new()
    );
    let areas = ["source", "links", "own", "staff", "shell"];
    assert_eq!(CATALOGUE.missing(&areas, &text), Vec::<String>::new());
}
