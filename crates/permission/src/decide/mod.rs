//! Which attributes a request is released, and why not the others.

mod all;
mod compiled;
mod decision;
mod live;

pub use all::{Part, decide_all};
pub use compiled::{CompileError, CompiledPermission, Obligation};
pub use decision::{Decision, Reason};
pub use live::Live;

use crate::attributes::AttributeSet;
use crate::dataset::{Assurance, CompiledDataset};
use crate::id::{IntendedUseId, ServiceId};
use crate::rule::CompiledRules;
use crate::terms::{Processing, Purpose};
use crate::time::Timestamp;

use compiled::Grant;

/// What a service asks for of one dataset.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Who asks.
    pub service: &'a ServiceId,
    /// For which intended use.
    pub intended_use: &'a IntendedUseId,
    /// In which version.
    pub intended_use_version: u32,
    /// Why.
    pub purpose: Purpose,
    /// What is to be done with the data; naming nothing gets nothing.
    pub processing: &'a [Processing],
    /// The dataset version the request was made for.
    pub dataset_version: u32,
    /// The attributes asked for, over that version's table; `None` for all.
    pub attributes: Option<&'a AttributeSet>,
    /// How surely the person is known.
    pub assurance: Assurance,
}

/// Which attributes of a dataset are released to a request under a permission.
///
/// An attribute is released if and only if all hold: the permission is granted and `now` is in
/// its validity; service and intended use match; purpose and processing are permitted or
/// narrower; the attribute is permitted, and described as it was when it was; no rule denies it;
/// every condition holds. Everything else is withheld with the first reason that failed.
/// Where the use is all or nothing, one required attribute of this dataset that would be withheld
/// withholds all; [`decide_all`] looks at all datasets of the use.
///
/// Allocates nothing for datasets of up to 128 attributes.
#[inline]
pub fn decide<'p>(
    permission: &'p CompiledPermission,
    dataset: &CompiledDataset,
    rules: &CompiledRules,
    request: &Request<'_>,
    now: Timestamp,
) -> Decision<'p> {
    let asked = asked(dataset, request);
    let (grant, open) = match open(permission, dataset, rules, request, now) {
        Ok(found) => found,
        Err(reason) => return Decision::refused(permission, asked, reason),
    };
    let lacks = permission.all_or_nothing && !grant.has_all_required(&open.released());
    Decision::new(permission, asked, open, lacks)
}

fn asked(dataset: &CompiledDataset, request: &Request<'_>) -> AttributeSet {
    request.attributes.unwrap_or(&dataset.described).clone()
}

/// What stands open in one dataset whatever is asked for, with what closed the rest.
struct Open {
    described: AttributeSet,
    denied: AttributeSet,
    conditions_hold: bool,
    assured: AttributeSet,
    permitted: AttributeSet,
    unchanged: AttributeSet,
}

impl Open {
    fn released(&self) -> AttributeSet {
        if !self.conditions_hold {
            return AttributeSet::EMPTY;
        }
        self.permitted
            .intersection(&self.unchanged)
            .difference(&self.denied)
            .intersection(&self.assured)
    }
}

/// What is released of a dataset if everything is asked for; the reason when nothing can be.
fn open<'p>(
    permission: &'p CompiledPermission,
    dataset: &CompiledDataset,
    rules: &CompiledRules,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<(&'p Grant, Open), Reason> {
    permission.check(request, now)?;
    let grant = permission.grant(dataset)?;
    let right_version = request.dataset_version == dataset.version
        && rules.dataset_version == dataset.version
        && rules.dataset == dataset.id;
    if !right_version {
        return Err(Reason::DatasetVersion);
    }
    let denied = if permission.heeds_denials {
        rules.denied(
            &permission.party,
            &permission.facts,
            request.purpose,
            request.processing,
            now,
        )
    } else {
        AttributeSet::EMPTY
    };
    Ok((
        grant,
        Open {
            described: dataset.described.clone(),
            denied,
            conditions_hold: permission.conditions_hold(now),
            assured: dataset.within[request.assurance as usize].clone(),
            permitted: grant.permitted.clone(),
            unchanged: grant.unchanged.clone(),
        },
    ))
}
