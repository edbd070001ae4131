//! Files that only their owner may read.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};

/// Writes a new file readable by its owner alone; refuses to replace one.
pub(crate) fn write_secret(path: &Path, content: &[u8]) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options
        .open(path)
        .with_context(|| format!("cannot create `{}`", path.display()))?;
    file.write_all(content)?;
    file.sync_all()?;
    Ok(())
}
