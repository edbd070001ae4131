//! One step in the life of a permission.

use serde::{Deserialize, Serialize};

use crate::canonical::{CanonicalError, Sha256Hash, canonical_sha256};
use crate::id::{ArrangementId, MandateId, OrganisationId, RuleId};
use crate::intended_use::{Choice, LegalBasis, NoticeRef};
use crate::permission::State;
use crate::rule::Conditions;
use crate::time::Timestamp;

/// One version of a permission. Never rewritten: each carries the hash of the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The permission's version from this event on, from 1 without a gap.
    pub version: u32,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub by: By,
    /// The state from now on.
    pub state: State,
    /// The legal basis of the use.
    pub basis: LegalBasis,
    /// What is permitted from now on; empty before the first grant.
    #[serde(default)]
    pub attributes: Choice,
    /// When validity ends; missing before the first grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// Under which conditions, beside what the intended use says.
    #[serde(default, skip_serializing_if = "Conditions::is_empty")]
    pub conditions: Conditions,
    /// What was shown; of an act that shows nothing new, what was shown before.
    pub notice: NoticeRef,
    /// In what way it was done.
    pub means: Means,
    /// Why, where a reason must be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The hash of the event before; of the first, that of its arrangement id.
    pub previous_hash: Sha256Hash,
}

/// Who acted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The person.
    Person,
    /// Someone who acts for the person.
    MandateHolder(MandateId),
    /// A standing rule of the person.
    Rule(RuleId),
    /// The service's organisation, or the source's.
    Organisation(OrganisationId),
    /// A supervisory authority or a court, by name.
    Authority(String),
    /// Nobody: its time had come.
    Time,
}

impl By {
    /// Whether this is the person, or someone who acts for the person.
    pub fn is_the_person(&self) -> bool {
        matches!(self, Self::Person | Self::MandateHolder(_))
    }
}

impl std::fmt::Display for By {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person => f.write_str("the person"),
            Self::MandateHolder(mandate) => write!(f, "the holder of mandate `{mandate}`"),
            Self::Rule(rule) => write!(f, "rule `{rule}`"),
            Self::Organisation(organisation) => write!(f, "organisation `{organisation}`"),
            Self::Authority(name) => write!(f, "authority `{name}`"),
            Self::Time => f.write_str("time"),
        }
    }
}

/// In what way an act was done.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Means {
    /// On the operator's pages.
    Page,
    /// Over the operator's API, by the person's own session.
    Api,
    /// Over the operator's API, in an app that the person lets decide for them.
    App {
        /// The app's client id.
        id: String,
        /// What it was called then.
        name: String,
    },
    /// At a service desk.
    Desk,
    /// On paper.
    Paper,
    /// On the phone.
    Phone,
    /// By itself, as a rule or time does.
    Automatic,
}

/// Who does something, when and in what way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: By,
    /// In what way.
    pub means: Means,
}

impl Event {
    /// The hash that the next event carries.
    pub fn hash(&self) -> Result<Sha256Hash, CanonicalError> {
        canonical_sha256(self)
    }
}

/// What the first event carries in place of a hash before it, so that the chain belongs to its
/// arrangement.
pub(super) fn root_hash(arrangement: &ArrangementId) -> Result<Sha256Hash, CanonicalError> {
    #[derive(Serialize)]
    struct Root<'a> {
        arrangement: &'a ArrangementId,
    }
    canonical_sha256(&Root { arrangement })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_before_apps_had_names_reads_and_hashes_as_it_was() {
        for (text, means) in [("\"api\"", Means::Api), ("\"page\"", Means::Page)] {
            assert_eq!(serde_json::from_str::<Means>(text).unwrap(), means);
            assert_eq!(serde_json::to_string(&means).unwrap(), text);
        }
        let text = r#"{"app":{"id":"wallet","name":"My Wallet"}}"#;
        let (id, name) = ("wallet".to_owned(), "My Wallet".to_owned());
        let app = Means::App { id, name };
        assert_eq!(serde_json::from_str::<Means>(text).unwrap(), app);
        assert_eq!(serde_json::to_string(&app).unwrap(), text);
    }
}
