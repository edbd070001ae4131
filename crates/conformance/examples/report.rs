//! Writes `docs/conformance.md`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()?;
    let tests = conformance::TestIndex::of_workspace(&workspace)?;
    std::fs::write(
        workspace.join("docs/conformance.md"),
        conformance::report(&tests),
    )
}
