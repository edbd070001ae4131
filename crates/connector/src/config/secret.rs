//! Secrets never stand in the configuration itself: it says where they are.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Error, Result};

/// Where a secret is: `{ file = "…" }` or `{ env = "NAME" }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Secret {
    /// In a file; white space around it does not belong to it.
    File(PathBuf),
    /// In an environment variable.
    Env(String),
}

impl Secret {
    /// Reads the secret. Read again at each start, so that changing it takes a restart and no edit.
    ///
    /// # Errors
    /// It is not there, not text, or empty.
    pub fn read(&self) -> Result<Zeroizing<String>> {
        let text = match self {
            Self::File(path) => std::fs::read_to_string(path).map_err(|error| {
                Error::Config(format!(
                    "cannot read the secret in `{}`: {error}",
                    path.display()
                ))
            })?,
            Self::Env(name) => std::env::var(name).map_err(|_| {
                Error::Config(format!("environment variable `{name}` holds no secret"))
            })?,
        };
        let text = Zeroizing::new(text);
        let secret = Zeroizing::new(text.trim().to_owned());
        if secret.is_empty() {
            return Err(Error::Config(format!("the secret in {self} is empty")));
        }
        Ok(secret)
    }

    pub(super) fn relative_to(&mut self, folder: &Path) {
        if let Self::File(path) = self {
            *path = folder.join(&*path);
        }
    }
}

impl std::fmt::Display for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(f, "`{}`", path.display()),
            Self::Env(name) => write!(f, "environment variable `{name}`"),
        }
    }
}
