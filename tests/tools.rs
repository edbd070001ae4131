//! What `make install-test-tools` installs with npm, for tests of several crates.

use std::io::Write as _;
use std::path::PathBuf;

/// The folder of this name beside this file, if what it is for, at `path` below it, is installed. Otherwise the test is
/// passed by, which only the continuous integration does not let happen.
pub(crate) fn folder(name: &str, path: &str, called: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/{name}"));
    if folder.join(path).exists() {
        return Some(folder);
    }
    let said = format!("{called} is not there (`make install-test-tools` installs it)");
    assert!(std::env::var("CI").is_err(), "{said}");
    // Straight to standard error, for the harness hides what a test that ends well prints.
    writeln!(std::io::stderr().lock(), "SKIPPED: {said}").unwrap();
    None
}
