//! The table in `docs/conformance.md`, made from the requirements and the tests that are really there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{OPEN, REQUIREMENTS};

/// Where a test stands: file path relative to the workspace.
pub type ProvenBy = PathBuf;

/// Every test function of the workspace whose name starts with `mim4_`, with its file.
#[derive(Debug, Default, Clone)]
pub struct TestIndex(BTreeMap<String, ProvenBy>);

impl TestIndex {
    /// Reads the Rust files below `workspace/crates`.
    pub fn of_workspace(workspace: &Path) -> io::Result<Self> {
        let mut index = Self::default();
        index.read_folder(workspace, &workspace.join("crates"))?;
        Ok(index)
    }

    /// The file in which the test `name` stands.
    pub fn file_of(&self, name: &str) -> Option<&Path> {
        self.0.get(name).map(PathBuf::as_path)
    }

    /// All names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    fn read_folder(&mut self, workspace: &Path, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                if path
                    .file_name()
                    .is_some_and(|name| name != "target" && name != "fuzz")
                {
                    self.read_folder(workspace, &path)?;
                }
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                self.read_file(workspace, &path)?;
            }
        }
        Ok(())
    }

    fn read_file(&mut self, workspace: &Path, path: &Path) -> io::Result<()> {
        let text = fs::read_to_string(path)?;
        let mut is_test = false;
        for line in text.lines().map(str::trim_start) {
            if line.starts_with("#[") {
                is_test |= line.contains("test]") || line.contains("test(");
            } else if let Some(name) = function_name(line) {
                if is_test && name.starts_with("mim4_") {
                    let file = path.strip_prefix(workspace).unwrap_or(path);
                    self.0.insert(name.to_owned(), file.to_owned());
                }
                is_test = false;
            }
        }
        Ok(())
    }
}

fn function_name(line: &str) -> Option<&str> {
    let rest = line
        .strip_prefix("async fn ")
        .or_else(|| line.strip_prefix("fn "))?;
    rest.split(['(', '<']).next()
}

/// The page: a line for each requirement with its tests, then what is not proved.
pub fn report(tests: &TestIndex) -> String {
    let proved = REQUIREMENTS
        .iter()
        .filter(|one| !one.tests.is_empty())
        .count();
    let mut page = String::from(
        "# Conformance to the MIM4 Connectivity Specification\n\n\
         Every MUST and SHALL of Part 2, sections 4.2 and 5, of the final draft of 31 May 2021, in our words, \
         and the tests that prove it. Made by `cargo run -p conformance --example report`; a test fails when this page is stale.\n\n",
    );
    let _ = writeln!(
        page,
        "{proved} of {} requirements have a test.\n",
        REQUIREMENTS.len()
    );
    page.push_str("| § | binds | requirement | tests |\n| --- | --- | --- | --- |\n");
    for one in REQUIREMENTS {
        let mut names: Vec<String> = one.tests.iter().map(|name| link(tests, name)).collect();
        if OPEN.contains(&one.id().as_str()) {
            names.push("**open**".to_owned());
        }
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} |",
            one.id(),
            one.party.name(),
            one.text,
            names.join("<br>")
        );
    }
    page.push_str("\n## Further tests named after a section\n");
    let listed = |name: &str| REQUIREMENTS.iter().any(|one| one.tests.contains(&name));
    for name in tests.names().filter(|name| !listed(name)) {
        let _ = writeln!(page, "- {}", link(tests, name));
    }
    page
}

fn link(tests: &TestIndex, name: &str) -> String {
    tests.file_of(name).map_or_else(
        || format!("`{name}` (missing)"),
        |file| format!("[`{name}`](../{})", file.display()),
    )
}
