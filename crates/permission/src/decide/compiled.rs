//! A permission made ready to decide on.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Reason, Request};
use crate::attributes::AttributeSet;
use crate::dataset::CompiledDataset;
use crate::id::{ArrangementId, DatasetId, IntendedUseId, ServiceId};
use crate::intended_use::{DataForm, IntendedUse};
use crate::jurisdiction::Jurisdiction;
use crate::permission::{Permission, State};
use crate::rule::{Party, UseFacts, Window};
use crate::terms::{Operations, Purposes};
use crate::time::{Days, Timestamp};

/// What binds whoever receives data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obligation {
    /// Delete it after this many days.
    DeleteAfter(Days),
    /// Keep it within this jurisdiction.
    KeepWithin(Jurisdiction),
    /// Pass it on to nobody.
    NoOnwardRecipients,
    /// Use it at most in this form.
    UseOnly(DataForm),
    /// Make no decision with it without a human.
    NoAutomatedDecisions,
}

/// Why a permission cannot be made ready.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CompileError {
    /// The intended use is not the one, or not the version, that the permission was given on.
    #[error(
        "the permission was given on intended use `{expected}` version {expected_version}, not `{given}` version {given_version}"
    )]
    IntendedUse {
        /// The use it was given on.
        expected: IntendedUseId,
        /// Its version.
        expected_version: u32,
        /// The use that was passed.
        given: IntendedUseId,
        /// Its version.
        given_version: u32,
    },
    /// The party is not the one that answers for the service.
    #[error("intended use `{0}` is another organisation's")]
    Party(IntendedUseId),
}

/// A permission made ready to decide on, over the dataset versions that are offered now.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "answers computed beforehand, each its own"
)]
pub struct CompiledPermission {
    pub(super) arrangement: ArrangementId,
    pub(super) version: u32,
    state: State,
    valid_from: Timestamp,
    valid_until: Timestamp,
    service: ServiceId,
    intended_use: IntendedUseId,
    intended_use_version: u32,
    purposes: Purposes,
    operations: Operations,
    window: Option<Window>,
    meets_conditions: bool,
    pub(super) heeds_denials: bool,
    pub(super) all_or_nothing: bool,
    pub(super) party: Party,
    pub(super) facts: UseFacts,
    pub(super) obligations: Box<[Obligation]>,
    pub(super) grants: Box<[Grant]>,
    /// Whether each dataset of which something is required is among `grants`.
    pub(super) has_every_dataset: bool,
}

/// What is permitted of one dataset, over the table of one version of it.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    pub(super) dataset: DatasetId,
    version: u32,
    pub(super) permitted: AttributeSet,
    /// Described as when the permission was given.
    pub(super) unchanged: AttributeSet,
    required: AttributeSet,
    /// Whether every required path is still described.
    describes_required: bool,
}

impl Grant {
    pub(super) fn requires_nothing(&self) -> bool {
        self.describes_required && self.required.is_empty()
    }

    pub(super) fn has_all_required(&self, released: &AttributeSet) -> bool {
        self.describes_required && self.required.is_subset(released)
    }
}

impl CompiledPermission {
    /// Makes a permission ready. `intended_use` is the version it was given on, `party` who
    /// answers for it, `datasets` what is offered now; of a dataset that is not among them
    /// nothing is released.
    pub fn new(
        permission: &Permission,
        intended_use: &IntendedUse,
        party: &Party,
        datasets: &[&CompiledDataset],
    ) -> Result<Self, CompileError> {
        let (expected, expected_version) =
            (permission.intended_use(), permission.intended_use_version());
        if *expected != intended_use.id || expected_version != intended_use.version {
            return Err(CompileError::IntendedUse {
                expected: expected.clone(),
                expected_version,
                given: intended_use.id.clone(),
                given_version: intended_use.version,
            });
        }
        if party.organisation != intended_use.organisation {
            return Err(CompileError::Party(intended_use.id.clone()));
        }
        let conditions = permission.conditions();
        let facts = UseFacts::of(intended_use);
        let grants: Box<[Grant]> = datasets
            .iter()
            .filter_map(|dataset| grant_on(permission, intended_use, dataset))
            .collect();
        let has = |id: &DatasetId| grants.iter().any(|grant| grant.dataset == *id);
        let mut required = intended_use
            .datasets
            .iter()
            .filter(|(_, d)| !d.required.is_empty());
        Ok(Self {
            arrangement: permission.arrangement().clone(),
            version: permission.version(),
            state: permission.state(),
            valid_from: permission.last_event().at,
            valid_until: permission.valid_until().unwrap_or(Timestamp::MIN),
            service: intended_use.service.clone(),
            intended_use: intended_use.id.clone(),
            intended_use_version: intended_use.version,
            purposes: Purposes::within(&intended_use.purposes),
            operations: Operations::within(&intended_use.processing),
            window: conditions.window,
            meets_conditions: conditions.are_met_by(&facts),
            heeds_denials: permission.basis().heeds_denials(),
            all_or_nothing: intended_use.all_or_nothing,
            party: party.clone(),
            facts,
            obligations: obligations(permission, intended_use),
            has_every_dataset: required.all(|(id, _)| has(id)),
            grants,
        })
    }

    /// The permission's arrangement.
    pub fn arrangement(&self) -> &ArrangementId {
        &self.arrangement
    }

    /// The permission's version.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// When its validity ends.
    pub fn valid_until(&self) -> Timestamp {
        self.valid_until
    }

    /// What binds whoever receives data under it.
    pub fn obligations(&self) -> &[Obligation] {
        &self.obligations
    }

    /// Whether it is released at all, whatever the dataset.
    #[inline]
    pub(super) fn check(&self, request: &Request<'_>, now: Timestamp) -> Result<(), Reason> {
        if let Some(reason) = Reason::of(self.state) {
            return Err(reason);
        }
        if now < self.valid_from {
            return Err(Reason::NotYetValid);
        }
        if now >= self.valid_until {
            return Err(Reason::Expired);
        }
        if self.service != *request.service {
            return Err(Reason::OtherService);
        }
        if self.intended_use_version != request.intended_use_version
            || self.intended_use != *request.intended_use
        {
            return Err(Reason::OtherUse);
        }
        if !self.purposes.contains(request.purpose) {
            return Err(Reason::Purpose);
        }
        let permitted = |operation| self.operations.contains(operation);
        if request.processing.is_empty() || !request.processing.iter().copied().all(permitted) {
            return Err(Reason::Processing);
        }
        Ok(())
    }

    #[inline]
    pub(super) fn grant(&self, dataset: &CompiledDataset) -> Result<&Grant, Reason> {
        let grant = self.grants.iter().find(|grant| grant.dataset == dataset.id);
        let grant = grant.ok_or(Reason::Dataset)?;
        if grant.version == dataset.version {
            Ok(grant)
        } else {
            Err(Reason::DatasetVersion)
        }
    }

    #[inline]
    pub(super) fn conditions_hold(&self, now: Timestamp) -> bool {
        self.meets_conditions && self.window.is_none_or(|window| window.is_open(now))
    }
}

fn grant_on(
    permission: &Permission,
    intended_use: &IntendedUse,
    dataset: &CompiledDataset,
) -> Option<Grant> {
    let chosen = permission.attributes().0.get(dataset.id())?;
    let table = dataset.table();
    let required = intended_use
        .datasets
        .get(dataset.id())
        .map(|wanted| &wanted.required);
    let required = required.map_or(&[][..], Vec::as_slice);
    Some(Grant {
        dataset: dataset.id().clone(),
        version: dataset.version(),
        permitted: table.known(&chosen.attributes),
        unchanged: dataset.unchanged_since(chosen.version),
        required: table.known(required),
        describes_required: table.set(required).is_ok(),
    })
}

fn obligations(permission: &Permission, intended_use: &IntendedUse) -> Box<[Obligation]> {
    let conditions = permission.conditions();
    let longest = conditions
        .longest_retention
        .unwrap_or(intended_use.retention);
    let mut list = vec![Obligation::DeleteAfter(longest.min(intended_use.retention))];
    list.extend(conditions.within.map(Obligation::KeepWithin));
    if conditions.no_onward_recipients {
        list.push(Obligation::NoOnwardRecipients);
    }
    let form = conditions.form.max(intended_use.form);
    if form != DataForm::Identified {
        list.push(Obligation::UseOnly(form));
    }
    if conditions.no_automated_decisions || !intended_use.automated_decisions {
        list.push(Obligation::NoAutomatedDecisions);
    }
    list.into_boxed_slice()
}
