//! A person's standing rules ("permission arrangement", MIM4 capability 6): in which
//! circumstances which data is free to use, or never to be used, by which parties.

mod compiled;
mod conditions;
mod evaluate;
mod odrl;
mod preview;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use compiled::CompiledRules;
pub use conditions::{Conditions, UseFacts, Weekday, Window, WindowError};
pub use evaluate::{Outcome, Proposal, evaluate};
pub use odrl::to_odrl;
pub use preview::{Ending, Known, KnownPermission, KnownUse, Preview, preview};

use crate::attributes::{AttributePath, AttributeSet};
use crate::dataset::CompiledDataset;
use crate::id::{DatasetId, OrganisationId, RuleId, TrustGroupId};
use crate::terms::{Category, OrganisationKind, Processing, Purpose};
use crate::time::Timestamp;

/// One standing rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Which rule.
    pub id: RuleId,
    /// What it does to a use it meets.
    pub effect: Effect,
    /// Whose uses it meets.
    #[serde(default)]
    pub parties: Parties,
    /// For which purposes; none named means for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<Purpose>,
    /// For which operations; none named means for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processing: Vec<Processing>,
    /// Which data.
    #[serde(default, skip_serializing_if = "Data::is_any")]
    pub data: Data,
    /// What a use must meet. An `allow` covers uses that meet all of it; a `deny` or `ask`
    /// without conditions meets every use, with conditions those that fail one.
    #[serde(default, skip_serializing_if = "Conditions::is_empty")]
    pub conditions: Conditions,
    /// When the rule ends; never when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
}

/// What a rule does to a use it meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It is granted without asking.
    Allow,
    /// The person is asked, even where another rule would allow it.
    Ask,
    /// It is declined.
    Deny,
}

/// Whose uses a rule meets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Parties {
    /// Anyone's.
    #[default]
    Anyone,
    /// Those of any of these.
    Only(Vec<PartyPattern>),
}

/// A party, or what makes one be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyPattern {
    /// One organisation.
    Organisation(OrganisationId),
    /// Every organisation of a kind or a narrower one.
    Kind(OrganisationKind),
    /// Every member of a trust group.
    TrustGroup(TrustGroupId),
}

/// What is known of the organisation that answers for a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Which one.
    pub organisation: OrganisationId,
    /// Its kinds.
    pub kinds: Vec<OrganisationKind>,
    /// The trust groups it is a member of.
    pub trust_groups: Vec<TrustGroupId>,
}

/// Which data a rule is about: what any of its parts names, or any data when no part does.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Whole datasets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub datasets: Vec<DatasetId>,
    /// Attributes of datasets; naming a parent names all below it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<DatasetId, Vec<AttributePath>>,
    /// Categories, with all narrower ones, in any dataset.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RuleError {
    /// Meant for some parties, but names none.
    #[error("rule `{0}` names no party: name one or say `anyone`")]
    NoParty(RuleId),
    /// Too many entries in one list.
    #[error(
        "rule `{0}` names more than {MAX_ENTRIES} parties, purposes, operations, datasets or categories"
    )]
    Many(RuleId),
    /// A window that never opens.
    #[error("rule `{id}`: {error}")]
    Window {
        /// Which rule.
        id: RuleId,
        /// What is wrong.
        error: WindowError,
    },
}

/// Most entries of one list of a rule: a person reads and writes it.
const MAX_ENTRIES: usize = 256;

impl Rule {
    /// Checks a rule before it is saved. Terms and ids are checked when they are read.
    pub fn validate(&self) -> Result<(), RuleError> {
        let parties = match &self.parties {
            Parties::Anyone => 0,
            Parties::Only(patterns) if patterns.is_empty() => {
                return Err(RuleError::NoParty(self.id.clone()));
            }
            Parties::Only(patterns) => patterns.len(),
        };
        let attributes: usize = self.data.attributes.values().map(Vec::len).sum();
        let counts = [
            parties,
            self.purposes.len(),
            self.processing.len(),
            self.data.datasets.len(),
            self.data.categories.len(),
            attributes,
        ];
        if counts.into_iter().any(|count| count > MAX_ENTRIES) {
            return Err(RuleError::Many(self.id.clone()));
        }
        let window = self.conditions.window.map_or(Ok(()), Window::validate);
        window.map_err(|error| RuleError::Window {
            id: self.id.clone(),
            error,
        })
    }

    /// Whether the rule has not ended.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.valid_until.is_none_or(|until| now < until)
    }

    /// Whether the rule is in effect: it has not ended and, where it denies or asks within a
    /// window, the window is open. An `allow` passes its window on to what it grants.
    pub(crate) fn is_in_effect(&self, now: Timestamp) -> bool {
        let open = self
            .conditions
            .window
            .is_none_or(|window| window.is_open(now));
        self.is_live(now) && (self.effect == Effect::Allow || open)
    }
}

impl Parties {
    /// Whether this party is meant.
    pub(crate) fn mean(&self, party: &Party) -> bool {
        match self {
            Self::Anyone => true,
            Self::Only(patterns) => patterns.iter().any(|pattern| pattern.means(party)),
        }
    }
}

impl PartyPattern {
    fn means(&self, party: &Party) -> bool {
        match self {
            Self::Organisation(organisation) => *organisation == party.organisation,
            Self::Kind(kind) => party.kinds.iter().any(|of| of.is_a(*kind)),
            Self::TrustGroup(group) => party.trust_groups.contains(group),
        }
    }
}

impl Data {
    /// Whether any data is meant.
    pub fn is_any(&self) -> bool {
        self.datasets.is_empty() && self.attributes.is_empty() && self.categories.is_empty()
    }

    /// The attributes of a dataset that are meant.
    pub fn named_in(&self, dataset: &CompiledDataset) -> AttributeSet {
        if self.is_any() || self.datasets.contains(dataset.id()) {
            return dataset.all().clone();
        }
        let mut named = self
            .attributes
            .get(dataset.id())
            .map_or(AttributeSet::EMPTY, |paths| dataset.table().known(paths));
        for category in &self.categories {
            named = named.union(&dataset.in_category(*category));
        }
        named
    }

    /// The attributes of a dataset that an `allow` over this data covers. What asks for more care
    /// is covered only when it is named itself or by a category that says as much: "any data" or
    /// "this dataset" is no explicit consent to health data (GDPR art. 9(2)(a)).
    pub(crate) fn allowed_in(&self, dataset: &CompiledDataset) -> AttributeSet {
        let mut explicit = self
            .attributes
            .get(dataset.id())
            .map_or(AttributeSet::EMPTY, |paths| dataset.table().known(paths));
        for category in &self.categories {
            let named = dataset.in_category(*category);
            let special = category.term().is_a(vocabulary::Term::SPECIAL_CATEGORY);
            let own = named.iter().filter(|index| {
                dataset.category(*index) == Some(*category)
                    || (special && dataset.special.contains(*index))
            });
            explicit.extend(own);
        }
        let named = self.named_in(dataset);
        named
            .difference(&dataset.sensitive)
            .union(&named.intersection(&explicit))
    }
}
