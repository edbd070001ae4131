//! `[connector.upstream.bucket]`: an object store that speaks the API of Amazon S3, as the place of `files`.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use url::Url;

use super::rest::{SourceTlsConfig, default_answer_ms, default_pause_ms, default_retries};
use super::{AuthConfig, RestConfig, Secret};
use crate::{Error, Result};

/// `[connector.upstream.bucket]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketConfig {
    /// The bucket's name.
    pub name: String,
    /// What stands before the files' names in the objects' keys, such as `library/`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    /// Where the store is. May be a private address: it is the source's own.
    pub endpoint: Url,
    /// The region that requests are signed for.
    #[serde(default = "default_region")]
    pub region: String,
    /// Where the bucket's name stands in addresses.
    #[serde(default)]
    pub style: BucketStyle,
    /// The access key's id and its secret; without them everybody's requests are made, which are not signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key: Option<Secret>,
    /// The access key's secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_key: Option<Secret>,
    /// The token of a key that is good for a while. It is read again at each look, as the key and its secret are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_token: Option<Secret>,
    /// How a secure connection is made, as for `rest`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<SourceTlsConfig>,
    /// Seconds between two looks at what is in the bucket.
    #[serde(default = "default_look_seconds")]
    pub look_seconds: u64,
    /// Seconds for which what was there is still served when the store cannot be looked at.
    #[serde(default = "default_away_seconds")]
    pub away_seconds: u64,
    /// Bytes of one object; each is kept in the data directory.
    #[serde(default = "default_largest_object")]
    pub largest_object: u64,
    /// How often a request is repeated, as for `rest`.
    #[serde(default = "default_retries")]
    pub retries: u32,
    /// Milliseconds until the store must have begun to answer.
    #[serde(default = "default_answer_ms")]
    pub answer_ms: u64,
    /// Milliseconds between two pieces of an object.
    #[serde(default = "default_pause_ms")]
    pub pause_ms: u64,
    /// Milliseconds until a page of the bucket's list, or an object, must have come.
    #[serde(default = "default_whole_ms")]
    pub whole_ms: u64,
}

/// Where a bucket's name stands in addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BucketStyle {
    /// Before the key: `https://s3.example.org/bucket/key`. Every store understands it.
    #[default]
    Path,
    /// In the host: `https://bucket.s3.example.org/key`.
    VirtualHost,
}

impl BucketConfig {
    /// A bucket at its store, all else as usual.
    pub fn new(name: &str, prefix: &str, endpoint: Url) -> Self {
        Self {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            endpoint,
            region: default_region(),
            style: BucketStyle::default(),
            access_key: None,
            secret_key: None,
            session_token: None,
            tls: None,
            look_seconds: default_look_seconds(),
            away_seconds: default_away_seconds(),
            largest_object: default_largest_object(),
            retries: default_retries(),
            answer_ms: default_answer_ms(),
            pause_ms: default_pause_ms(),
            whole_ms: default_whole_ms(),
        }
    }

    pub(super) fn relative_to(&mut self, folder: &Path) {
        for secret in [
            &mut self.access_key,
            &mut self.secret_key,
            &mut self.session_token,
        ]
        .into_iter()
        .flatten()
        {
            secret.relative_to(folder);
        }
        if let Some(tls) = &mut self.tls {
            tls.relative_to(folder);
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        let refuse = |key: &str, why: &str| {
            Err(Error::Config(format!(
                "`connector.upstream.bucket.{key}` {why}"
            )))
        };
        if self.name.is_empty() || self.name.contains('/') {
            return refuse("name", "is no name of a bucket");
        }
        let is_step = |part: &str| matches!(part, "." | "..");
        if self.prefix.starts_with('/') || self.prefix.split('/').any(is_step) {
            return refuse(
                "prefix",
                "is no beginning of a key that an address can hold",
            );
        }
        if self.access_key.is_some() != self.secret_key.is_some() {
            return refuse("access_key", "and `secret_key` come together");
        }
        if self.session_token.is_some() && self.access_key.is_none() {
            return refuse("session_token", "needs `access_key` and `secret_key`");
        }
        for (key, value) in [
            ("look_seconds", self.look_seconds),
            ("largest_object", self.largest_object),
            ("answer_ms", self.answer_ms),
            ("pause_ms", self.pause_ms),
            ("whole_ms", self.whole_ms),
        ] {
            if value == 0 {
                return refuse(key, "must be at least 1");
            }
        }
        Ok(())
    }

    /// How it is reached, below this address.
    pub(crate) fn http(&self, base_url: Url) -> RestConfig {
        RestConfig {
            tls: self.tls.clone(),
            retries: self.retries,
            answer_ms: self.answer_ms,
            pause_ms: self.pause_ms,
            whole_ms: self.whole_ms,
            ..RestConfig::at(base_url, AuthConfig::None)
        }
    }

    /// An object's key, by the name of the file that it is.
    pub(crate) fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// As people write it: `s3://bucket/prefix`.
impl fmt::Display for BucketConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.name, self.prefix)
    }
}

/// The first there was; stores that have no regions take it.
fn default_region() -> String {
    "us-east-1".to_owned()
}

/// What an export's readers hardly notice, and a store neither.
fn default_look_seconds() -> u64 {
    60
}

/// A day: a night's trouble is slept through, and whoever was taken out of an export is not shown for longer.
fn default_away_seconds() -> u64 {
    86_400
}

/// 4 GiB: two million records, the most of an index, of 2 kB.
fn default_largest_object() -> u64 {
    4 * 1024 * 1024 * 1024
}

/// The largest object at 10 Mbit/s.
fn default_whole_ms() -> u64 {
    3_600_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_reached_with_a_whole_key_or_none() {
        let bucket = |text: &str| -> std::result::Result<String, String> {
            let whole = format!("endpoint = \"https://s3.example.org\"\n{text}");
            let bucket: BucketConfig = toml::from_str(&whole).map_err(|error| error.to_string())?;
            bucket.check().map_err(|error| error.to_string())?;
            Ok(bucket.to_string())
        };
        let whole = "name = \"a\"\nprefix = \"b/\"\naccess_key = { env = \"A\" }\nsecret_key = { env = \"B\" }";
        assert_eq!(bucket(whole).as_deref(), Ok("s3://a/b/"));
        assert_eq!(bucket("name = \"a\"").as_deref(), Ok("s3://a/"));
        for (wrong, word) in [
            ("name = \"a/b\"", "name"),
            ("name = \"a\"\nprefix = \"/b\"", "prefix"),
            ("name = \"a\"\nprefix = \"../b/\"", "prefix"),
            ("name = \"a\"\naccess_key = { env = \"A\" }", "secret_key"),
            (
                "name = \"a\"\nsession_token = { env = \"A\" }",
                "access_key",
            ),
            ("name = \"a\"\nlook_seconds = 0", "look_seconds"),
            ("name = \"a\"\nstyle = \"other\"", "style"),
        ] {
            assert!(bucket(wrong).unwrap_err().contains(word), "{wrong}");
        }
    }
}
