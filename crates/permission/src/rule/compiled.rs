//! A person's denials made ready to decide with.

use super::{Conditions, Effect, Parties, Party, Rule, UseFacts, Window};
use crate::attributes::AttributeSet;
use crate::dataset::CompiledDataset;
use crate::id::DatasetId;
use crate::terms::{Operations, Processing, Purpose, Purposes};
use crate::time::Timestamp;

/// A person's rules made ready to decide with, over one dataset version. Only those that deny
/// something of it are kept: nothing is ever released because of a rule alone.
#[derive(Debug, Clone)]
pub struct CompiledRules {
    pub(crate) dataset: DatasetId,
    pub(crate) dataset_version: u32,
    denials: Box<[Denial]>,
}

#[derive(Debug, Clone)]
struct Denial {
    purposes: Purposes,
    operations: Operations,
    attributes: AttributeSet,
    valid_until: Timestamp,
    window: Option<Window>,
    /// Uses that meet these are spared; `None` spares none.
    spares: Option<Conditions>,
    parties: Parties,
}

impl CompiledRules {
    /// Makes a person's rules ready for a dataset version.
    pub fn new<'a>(rules: impl IntoIterator<Item = &'a Rule>, dataset: &CompiledDataset) -> Self {
        let denials = rules
            .into_iter()
            .filter(|rule| rule.effect == Effect::Deny)
            .map(|rule| Denial {
                purposes: Purposes::overlapping(&rule.purposes),
                operations: Operations::overlapping(&rule.processing),
                attributes: rule.data.named_in(dataset),
                valid_until: rule.valid_until.unwrap_or(Timestamp::MAX),
                window: rule.conditions.window,
                spares: rule
                    .conditions
                    .has_requirements()
                    .then_some(rule.conditions),
                parties: rule.parties.clone(),
            })
            .filter(|denial| !denial.attributes.is_empty())
            .collect();
        Self {
            dataset: dataset.id().clone(),
            dataset_version: dataset.version(),
            denials,
        }
    }

    /// The attributes that a denial keeps back.
    #[inline]
    pub(crate) fn denied(
        &self,
        party: &Party,
        facts: &UseFacts,
        purpose: Purpose,
        processing: &[Processing],
        now: Timestamp,
    ) -> AttributeSet {
        let asked_purpose = Purposes::only(purpose);
        let asked_operations = Operations::of(processing.iter().copied());
        let mut denied = AttributeSet::EMPTY;
        for denial in &self.denials {
            // A rule without an end has the last instant as its end, and does not end then.
            let live = now < denial.valid_until || denial.valid_until == Timestamp::MAX;
            if live
                && denial.purposes.meets(asked_purpose)
                && denial.operations.meets(asked_operations)
                && !denial.attributes.is_subset(&denied)
                && denial.window.is_none_or(|window| window.is_open(now))
                && denial.parties.mean(party)
                && denial
                    .spares
                    .is_none_or(|conditions| !conditions.are_met_by(facts))
            {
                denied = denied.union(&denial.attributes);
            }
        }
        denied
    }
}
