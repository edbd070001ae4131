//! What a reader remembers of a registry's keys from one list to the next (§5.3.2.1).

use serde::{Deserialize, Serialize};

use crate::jose::{Jwk, Jwks};

/// The keys that the last list announced, and under which configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedKeys {
    /// Thumbprints of the keys configured when it was remembered.
    configured: Vec<String>,
    announced: Jwks,
}

impl RememberedKeys {
    /// What a list announced to a reader that is configured with these keys.
    pub fn new(configured: &Jwks, announced: Jwks) -> Self {
        Self {
            configured: thumbprints(configured),
            announced,
        }
    }

    /// Reads what was remembered. It counts for nothing once other keys have been configured: whoever
    /// runs the reader may start a registry's keys anew, for instance after the registry has lost all
    /// of its own.
    pub fn recall(text: &str, configured: &Jwks) -> Self {
        serde_json::from_str(text)
            .ok()
            .filter(|remembered: &Self| remembered.configured == thumbprints(configured))
            .unwrap_or_default()
    }

    /// The text to remember it by.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The keys that the last list announced.
    pub fn announced(&self) -> &Jwks {
        &self.announced
    }

    /// The keys to verify the next list under: the configured ones, until a list has announced others;
    /// from then on those, and the configured ones only if they are among them. So a key that the
    /// registry has replaced is not accepted for ever.
    pub fn known<'a>(&'a self, configured: &'a Jwks) -> &'a Jwks {
        if self.announced.keys.is_empty() {
            configured
        } else {
            &self.announced
        }
    }
}

fn thumbprints(keys: &Jwks) -> Vec<String> {
    let mut thumbprints: Vec<_> = keys
        .keys
        .iter()
        .map(|key| key.thumbprint().to_string())
        .collect();
    thumbprints.sort();
    thumbprints
}

/// Reads keys that someone is configured with: a JWK set, or a single JWK.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read_keys(text: &[u8]) -> Result<Jwks, String> {
    match Jwks::from_json(text) {
        Ok(keys) => Ok(keys),
        Err(error) => Jwk::from_json(text)
            .map(Jwks::from)
            .map_err(|_| error.to_string()),
    }
}
