//! What a rule would do to everything known today, before it is saved.

use serde::Serialize;

use super::{Effect, Outcome, Party, Proposal, Rule, UseFacts, evaluate};
use crate::dataset::CompiledDataset;
use crate::id::{ArrangementId, IntendedUseId};
use crate::intended_use::IntendedUse;
use crate::permission::{Permission, State};
use crate::time::Timestamp;

/// Everything known today that a person's rules could act on.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Intended uses that have been or could be asked for.
    pub uses: &'a [KnownUse<'a>],
    /// The person's permissions.
    pub permissions: &'a [KnownPermission<'a>],
    /// The datasets they name.
    pub datasets: &'a [&'a CompiledDataset],
    /// The rules the person has.
    pub rules: &'a [Rule],
}

/// An intended use and who answers for it.
#[derive(Debug, Clone, Copy)]
pub struct KnownUse<'a> {
    /// The use.
    pub intended_use: &'a IntendedUse,
    /// Who answers for it.
    pub party: &'a Party,
}

/// A permission with the use it was given on.
#[derive(Debug, Clone, Copy)]
pub struct KnownPermission<'a> {
    /// The permission.
    pub permission: &'a Permission,
    /// The use, in the version it was given on.
    pub known_use: KnownUse<'a>,
}

/// What a rule would change, against the rules as they are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Preview {
    /// Uses that would be granted without asking, and were not before.
    pub allows: Vec<IntendedUseId>,
    /// Uses that would be declined without asking, and were not before.
    pub declines: Vec<IntendedUseId>,
    /// Uses that the person would be asked about, and was not before.
    pub asks: Vec<IntendedUseId>,
    /// Permissions given by a rule that would end.
    pub ends: Vec<ArrangementId>,
    /// Permissions given by hand that the person would be asked about; until the answer nothing
    /// that the rule denies is released under them.
    pub asks_about: Vec<ArrangementId>,
}

/// What saving `rule`, new or in place of the one with its id, would change.
pub fn preview(rule: &Rule, known: &Known<'_>, now: Timestamp) -> Preview {
    let mut preview = Preview::default();
    let kept = || known.rules.iter().filter(|other| other.id != rule.id);
    for known_use in known.uses {
        let proposal = known_use.proposal(known.datasets);
        let before = evaluate(known.rules, &proposal, now);
        let after = evaluate(kept().chain([rule]), &proposal, now);
        if std::mem::discriminant(&before) == std::mem::discriminant(&after) {
            continue;
        }
        let changed = match after {
            Outcome::GrantedByRule(_) => &mut preview.allows,
            Outcome::Declined(_) => &mut preview.declines,
            Outcome::Ask => &mut preview.asks,
        };
        changed.push(known_use.intended_use.id.clone());
    }
    for known_permission in known.permissions {
        let arrangement = known_permission.permission.arrangement().clone();
        match rule.effect_on(known_permission, known.datasets, now) {
            Some(Ending::Ends) => preview.ends.push(arrangement),
            Some(Ending::AsksAbout) => preview.asks_about.push(arrangement),
            None => {}
        }
    }
    preview
}

impl<'a> KnownUse<'a> {
    /// The use as a request for rules to meet.
    pub fn proposal<'b>(&self, datasets: &'b [&'b CompiledDataset]) -> Proposal<'b>
    where
        'a: 'b,
    {
        Proposal {
            intended_use: self.intended_use,
            party: self.party,
            datasets,
        }
    }
}

/// What a new denial does to a permission that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// A rule gave it, so the denial ends it.
    Ends,
    /// The person gave it by hand, so the person is asked about it.
    AsksAbout,
}

impl Rule {
    /// What this rule, when it is a denial that has just been written, does to a permission that
    /// stands; `None` when nothing.
    pub fn effect_on(
        &self,
        known: &KnownPermission<'_>,
        datasets: &[&CompiledDataset],
        now: Timestamp,
    ) -> Option<Ending> {
        let permission = known.permission;
        let stands = matches!(permission.state_at(now), State::Granted | State::Suspended);
        let proposal = known.known_use.proposal(datasets);
        let facts = UseFacts::of(known.known_use.intended_use);
        let hits = self.effect == Effect::Deny
            && self.is_live(now)
            && permission.basis().heeds_denials()
            && self.meets_use(&proposal, &facts)
            && permission.attributes().0.iter().any(|(id, chosen)| {
                let of_use = |d: &&&CompiledDataset| d.id() == id && d.version() == chosen.version;
                let found = datasets.iter().find(of_use).or_else(|| {
                    // Another version still tells what its attributes are about.
                    datasets.iter().find(|dataset| dataset.id() == id)
                });
                found.map_or(
                    self.data.is_any() || self.data.datasets.contains(id),
                    |dataset| {
                        let given = dataset.table().known(&chosen.attributes);
                        !self.data.named_in(dataset).is_disjoint(&given)
                    },
                )
            });
        if !(stands && hits) {
            return None;
        }
        Some(if permission.granted_by_rule().is_some() {
            Ending::Ends
        } else {
            Ending::AsksAbout
        })
    }
}
