//! What a person was shown before deciding.

use serde::{Deserialize, Serialize};

use super::IntendedUse;
use crate::canonical::{CanonicalError, Sha256Hash, canonical_sha256};
use crate::id::IntendedUseId;

/// Which notice a person was shown; kept in every event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRef {
    /// The intended use.
    pub id: IntendedUseId,
    /// Its version.
    pub version: u32,
    /// The language it was shown in.
    pub language: String,
    /// Of the whole [`Notice`] as canonical JSON.
    pub sha256: Sha256Hash,
}

/// A notice in one language: the words a person reads, and all that they stand for. Its hash
/// proves later what was shown (GDPR art. 7(1)).
#[derive(Debug, Clone, Serialize)]
pub struct Notice<'a> {
    /// The language the words are in.
    pub language: &'a str,
    /// What the use is called.
    pub title: &'a str,
    /// What the person reads.
    pub text: &'a str,
    /// What happens if the person says no; empty when not told.
    pub consequences_of_refusal: &'a str,
    /// The use itself, in all its languages.
    pub intended_use: &'a IntendedUse,
}

impl IntendedUse {
    /// The notice for a reader of `language`, or of the nearest language there is.
    pub fn notice_in(&self, language: &str) -> Notice<'_> {
        let (language, text) = self.notice.find(language).unwrap_or_default();
        Notice {
            language,
            title: self.title.get(language),
            text,
            consequences_of_refusal: self.consequences_of_refusal.get(language),
            intended_use: self,
        }
    }
}

impl Notice<'_> {
    /// The hash of the notice.
    pub fn sha256(&self) -> Result<Sha256Hash, CanonicalError> {
        canonical_sha256(self)
    }

    /// The reference to keep.
    pub fn reference(&self) -> Result<NoticeRef, CanonicalError> {
        Ok(NoticeRef {
            id: self.intended_use.id.clone(),
            version: self.intended_use.version,
            language: self.language.to_owned(),
            sha256: self.sha256()?,
        })
    }
}
