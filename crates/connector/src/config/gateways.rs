//! Gateway files of the 2021 reference connector (MIM4 2021 Part 2 §6).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::rest::default_answer_ms;
use super::{Covered, SourceTlsConfig};

/// `[connector.gateways]`: files that are run as they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewaysConfig {
    /// The folder with the files; those in folders below it are run too.
    pub folder: PathBuf,
    /// The folder with what they include.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub includes: Option<PathBuf>,
    /// Files that are not run, by their names within the folder (`dev/old.json`): one of two with the same method and path, of
    /// which the 2021 connector ran the one that its folder happened to list last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// Files that ask a source without asking for a ticket, by their names within the folder. Whoever calls them gets what
    /// they answer, and nothing of it is in the log: the 2021 connector ran such files unasked, here each has to be named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_ticket: Vec<String>,
    /// Which origins' pages may read, for files with the `cors` plugin: a regular expression for the whole origin.
    /// `AGW_CORS_ORIGIN_PATTERN` of the environment when absent, as in 2021.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cors_origin_pattern: Option<String>,
    /// Datasets by the files' paths, as these have them. An answer with a dataset is filtered by its attributes; one
    /// without is released as a whole, and only to operators of the 2021 kind, whose permission is for the route.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub datasets: BTreeMap<String, GatewayDataset>,
    /// What the permission of a 2021 operator covers at these files' routes; see [`Covered`].
    #[serde(default, skip_serializing_if = "Covered::is_all")]
    pub attributes_for_2021_operators: Covered,
    /// How secure connections to what the files ask are made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<Box<SourceTlsConfig>>,
    /// Milliseconds until each request of a file must have begun to be answered.
    #[serde(default = "default_answer_ms")]
    pub answer_ms: u64,
    /// Milliseconds for all requests of a file together.
    #[serde(default = "default_whole_ms")]
    pub whole_ms: u64,
    /// Largest answer to one request, bytes.
    #[serde(default = "default_largest_answer")]
    pub largest_answer: u64,
}

impl GatewaysConfig {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        self.folder = folder.join(&self.folder);
        if let Some(includes) = &mut self.includes {
            *includes = folder.join(&*includes);
        }
        if let Some(tls) = &mut self.tls {
            tls.relative_to(folder);
        }
    }
}

/// What a file's answer holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayDataset {
    /// The dataset's short name.
    pub dataset: String,
    /// Where in the answer the entity or the array of entities is (RFC 6901); the whole answer when empty.
    #[serde(default)]
    pub pointer: String,
}

/// A chain of several requests that people wait for.
fn default_whole_ms() -> u64 {
    30_000
}

/// 8 MiB: it is taken apart in memory.
fn default_largest_answer() -> u64 {
    8 * 1024 * 1024
}
