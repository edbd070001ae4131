//! The conformance table is complete and true.

use std::path::{Path, PathBuf};

use conformance::{REQUIREMENTS, TestIndex, report};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

#[test]
fn every_requirement_has_a_test_named_after_its_section() {
    let tests = TestIndex::of_workspace(&workspace()).unwrap();
    for one in REQUIREMENTS {
        assert!(!one.tests.is_empty(), "{} has no test", one.id());
        for name in one.tests {
            assert!(tests.file_of(name).is_some(), "{}: no test is called {name}", one.id());
        }
        assert!(
            one.tests.iter().any(|name| name.starts_with(&one.test_prefix())),
            "{}: none of its tests is named {}…",
            one.id(),
            one.test_prefix()
        );
    }
}

#[test]
fn every_test_named_after_a_section_is_in_the_table() {
    let tests = TestIndex::of_workspace(&workspace()).unwrap();
    for name in tests.names() {
        assert!(
            REQUIREMENTS.iter().any(|one| one.tests.contains(&name)),
            "{name} is in no requirement's list"
        );
    }
}

#[test]
fn the_page_is_current() {
    let tests = TestIndex::of_workspace(&workspace()).unwrap();
    let page = std::fs::read_to_string(workspace().join("docs/conformance.md")).unwrap();
    assert_eq!(page, report(&tests), "run `cargo run -p conformance --example report`");
}
