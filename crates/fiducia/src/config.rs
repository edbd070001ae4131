//! Configuration files: read whole or not at all.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

/// What one file says: a section for each party it runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileConfig {
    pub(crate) registry: Option<registry::Config>,
    pub(crate) operator: Option<operator::Config>,
    pub(crate) connector: Option<connector::Config>,
}

impl FileConfig {
    /// Reads a file; what is not understood is refused with its line. Relative paths start at the file's folder.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => bail!(
                "there is no configuration file `{}`; `fiducia config > {}` writes a template",
                path.display(),
                path.display()
            ),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read `{}`", path.display()));
            }
        };
        let config: Self =
            toml::from_str(&text).with_context(|| format!("in `{}`", path.display()))?;
        let folder = std::path::absolute(path)?
            .parent()
            .map(PathBuf::from)
            .unwrap_or_default();
        let config = Self {
            registry: config.registry.map(|one| one.relative_to(&folder)),
            operator: config.operator.map(|one| one.relative_to(&folder)),
            connector: config.connector.map(|one| one.relative_to(&folder)),
        };
        config
            .check()
            .with_context(|| format!("in `{}`", path.display()))?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        if let Some(one) = &self.registry {
            one.check()?;
        }
        if let Some(one) = &self.operator {
            one.check()?;
        }
        if let Some(one) = &self.connector {
            one.check()?;
        }
        if self.registry.is_none() && self.operator.is_none() && self.connector.is_none() {
            bail!(
                "there is no `[registry]`, `[operator]` or `[connector]` section, so nothing would run"
            );
        }
        Ok(())
    }
}
