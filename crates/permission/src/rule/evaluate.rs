//! What standing rules make of a new request.

use serde::Serialize;

use super::{Effect, Party, Rule, UseFacts};
use crate::attributes::{AttributePath, AttributeSet};
use crate::dataset::CompiledDataset;
use crate::id::{DatasetId, RuleId};
use crate::intended_use::{ChoiceError, IntendedUse};
use crate::permission::Terms;
use crate::time::Timestamp;

/// What standing rules make of a new request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// This rule denies a part of it: declined, and the person told.
    Declined(RuleId),
    /// This rule allows all that is required: granted, and the person told.
    GrantedByRule(RuleId),
    /// The person is asked.
    Ask,
}

/// A use that is asked for, with what rules must know of it.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'a> {
    /// What is asked for.
    pub intended_use: &'a IntendedUse,
    /// Who asks.
    pub party: &'a Party,
    /// The datasets it names, in the versions it names. One that is missing is never allowed by
    /// rule, and denied only where a rule names it.
    pub datasets: &'a [&'a CompiledDataset],
}

/// Meets a new request with a person's rules, in this order: any `deny` that matches any part
/// declines it; else, unless an `ask` matches a part, an `allow` that covers all required parts
/// grants it; else the person is asked. Of several rules that do the same, the one with the least
/// id is named; their order is of no account.
///
/// Rules answer for what is the person's to give: on another basis than consent the outcome is
/// always [`Outcome::Ask`], and a denial takes effect when deciding.
pub fn evaluate<'a>(
    rules: impl IntoIterator<Item = &'a Rule>,
    proposal: &Proposal<'_>,
    now: Timestamp,
) -> Outcome {
    let consent = proposal
        .intended_use
        .basis()
        .is_some_and(crate::LegalBasis::is_the_persons);
    if !consent {
        return Outcome::Ask;
    }
    let facts = UseFacts::of(proposal.intended_use);
    let (mut denied, mut asks, mut allowed) = (None, false, None);
    for rule in rules.into_iter().filter(|rule| rule.is_in_effect(now)) {
        let least = |found: Option<&'a RuleId>| Some(found.map_or(&rule.id, |id| id.min(&rule.id)));
        match rule.effect {
            Effect::Deny if rule.meets_a_part(proposal, &facts) => denied = least(denied),
            Effect::Ask if rule.meets_a_part(proposal, &facts) => asks = true,
            Effect::Allow if rule.covers(proposal, &facts) => allowed = least(allowed),
            Effect::Deny | Effect::Ask | Effect::Allow => {}
        }
    }
    match (denied, allowed) {
        (Some(rule), _) => Outcome::Declined(rule.clone()),
        (None, Some(rule)) if !asks => Outcome::GrantedByRule(rule.clone()),
        _ => Outcome::Ask,
    }
}

impl Rule {
    /// Whether the rule, taken as a `deny` or `ask`, matches any part of a proposal.
    fn meets_a_part(&self, proposal: &Proposal<'_>, facts: &UseFacts) -> bool {
        self.meets_use(proposal, facts)
            && proposal.intended_use.datasets.iter().any(|(id, wanted)| {
                let paths = || wanted.required.iter().chain(&wanted.optional);
                match find(proposal, id) {
                    Some(dataset) => {
                        let asked = dataset.table().known(paths());
                        !self.data.named_in(dataset).is_disjoint(&asked)
                    }
                    None => self.names_unseen(id, paths()),
                }
            })
    }

    /// Whether the rule matches the party, purposes, operations and facts of a use.
    pub(super) fn meets_use(&self, proposal: &Proposal<'_>, facts: &UseFacts) -> bool {
        let asked = proposal.intended_use;
        let purposes = self.purposes.is_empty()
            || asked
                .purposes
                .iter()
                .any(|p| self.purposes.iter().any(|own| own.overlaps(*p)));
        let processing = self.processing.is_empty()
            || asked
                .processing
                .iter()
                .any(|p| self.processing.iter().any(|own| own.overlaps(*p)));
        purposes && processing && self.parties.mean(proposal.party) && self.is_failed_by(facts)
    }

    /// Whether a use with these facts is one that the rule, taken as a `deny` or `ask`, is about.
    pub(crate) fn is_failed_by(&self, facts: &UseFacts) -> bool {
        !self.conditions.has_requirements() || !self.conditions.are_met_by(facts)
    }

    /// Whether the rule names something of a dataset whose description is not at hand.
    fn names_unseen<'p>(
        &self,
        dataset: &DatasetId,
        mut asked: impl Iterator<Item = &'p AttributePath>,
    ) -> bool {
        let named = self.data.attributes.get(dataset);
        self.data.is_any()
            || self.data.datasets.contains(dataset)
            || asked.any(|path| {
                let overlaps = |own: &AttributePath| own.covers(path) || path.covers(own);
                named.is_some_and(|paths| paths.iter().any(overlaps))
            })
    }

    /// Whether the rule, taken as an `allow`, covers everything that a proposal requires.
    fn covers(&self, proposal: &Proposal<'_>, facts: &UseFacts) -> bool {
        let asked = proposal.intended_use;
        let purposes = self.purposes.is_empty()
            || asked
                .purposes
                .iter()
                .all(|p| self.purposes.iter().any(|own| p.is_a(*own)));
        let processing = self.processing.is_empty()
            || asked
                .processing
                .iter()
                .all(|p| self.processing.iter().any(|own| p.is_a(*own)));
        purposes
            && processing
            && self.parties.mean(proposal.party)
            && self.conditions.are_met_by(facts)
            && asked
                .datasets
                .values()
                .any(|wanted| !wanted.required.is_empty())
            && asked.datasets.iter().all(|(id, wanted)| {
                find(proposal, id).is_some_and(|dataset| {
                    let required: Result<AttributeSet, _> = dataset.table().set(&wanted.required);
                    required.is_ok_and(|set| set.is_subset(&self.data.allowed_in(dataset)))
                })
            })
    }

    /// What the rule says yes to when it grants a use: all that is required and nothing more, for
    /// as long as both last, under the rule's conditions.
    pub fn terms(
        &self,
        intended_use: &IntendedUse,
        now: Timestamp,
        language: &str,
    ) -> Result<Terms, ChoiceError> {
        let longest = now + intended_use.longest_duration;
        Ok(Terms {
            attributes: intended_use.choose([])?,
            valid_until: self.valid_until.map_or(longest, |until| until.min(longest)),
            conditions: self.conditions,
            language: language.to_owned(),
        })
    }
}

/// The dataset of an id, in the version that the use names.
fn find<'a>(proposal: &Proposal<'a>, id: &DatasetId) -> Option<&'a CompiledDataset> {
    let version = proposal.intended_use.datasets.get(id)?.version;
    let mut datasets = proposal.datasets.iter();
    datasets
        .find(|dataset| dataset.id() == id && dataset.version() == version)
        .copied()
}
