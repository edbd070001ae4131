//! The conformance table is complete and true.

#![allow(missing_docs, clippy::unwrap_used, clippy::missing_panics_doc)]

use std::path::{Path, PathBuf};

use conformance::{
    OPEN, REQUIREMENTS, SECTIONS_WITHOUT_REQUIREMENTS, TestIndex, report, test_prefix,
};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

#[test]
fn every_requirement_has_a_test_named_after_its_section() {
    let tests = TestIndex::of_workspace(&workspace()).unwrap();
    for one in REQUIREMENTS {
        let is_open = OPEN.contains(&one.id().as_str());
        assert_eq!(
            one.tests.is_empty(),
            is_open,
            "{} has no test, or is said to be open although it has",
            one.id()
        );
        for name in one.tests {
            assert!(
                tests.file_of(name).is_some(),
                "{}: no test is called {name}",
                one.id()
            );
        }
        assert!(
            is_open
                || one
                    .tests
                    .iter()
                    .any(|name| name.starts_with(&one.test_prefix())),
            "{}: none of its tests is named {}…",
            one.id(),
            one.test_prefix()
        );
    }
}

#[test]
fn every_test_named_after_a_section_names_one_that_there_is() {
    let tests = TestIndex::of_workspace(&workspace()).unwrap();
    for name in tests.names() {
        assert!(
            REQUIREMENTS
                .iter()
                .any(|one| name.starts_with(&one.test_prefix()))
                || SECTIONS_WITHOUT_REQUIREMENTS
                    .iter()
                    .any(|section| name.starts_with(&test_prefix(section))),
            "{name} is named after no section of Part 2"
        );
    }
}

#[test]
fn the_page_is_current() {
    let tests = TestIndex::of_workspace(&workspace()).unwrap();
    let page = std::fs::read_to_string(workspace().join("docs/conformance.md")).unwrap();
    assert_eq!(
        page,
        report(&tests),
        "run `cargo run -p conformance --example report`"
    );
}
