//! Deciding over all datasets of an intended use at once.

use super::{CompiledPermission, Decision, Open, Request, asked, open};
use crate::dataset::CompiledDataset;
use crate::rule::CompiledRules;
use crate::time::Timestamp;

/// One dataset of a use, and what is asked of it.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The dataset as it is offered now.
    pub dataset: &'a CompiledDataset,
    /// The person's rules over it.
    pub rules: &'a CompiledRules,
    /// What is asked of it.
    pub request: Request<'a>,
}

/// Decides on each part as [`decide`](super::decide) does, in their order; where the use is all
/// or nothing, one required attribute of any of its datasets that would be withheld, or whose
/// dataset is not among the parts, withholds everything (MIM4 scenario 2).
pub fn decide_all<'p>(
    permission: &'p CompiledPermission,
    parts: &[Part<'_>],
    now: Timestamp,
) -> Vec<Decision<'p>> {
    let found: Vec<_> = parts
        .iter()
        .map(|part| open(permission, part.dataset, part.rules, &part.request, now))
        .collect();
    let whole = permission.has_every_dataset
        && permission.grants.iter().all(|grant| {
            let mut parts = parts
                .iter()
                .zip(&found)
                .filter(|(part, _)| part.dataset.id == grant.dataset);
            let is_whole = |found: &Result<_, _>| match found {
                Ok((_, open)) => grant.has_all_required(&Open::released(open)),
                Err(_) => false,
            };
            let first = parts.next();
            grant.requires_nothing()
                || first.is_some_and(|(_, found)| is_whole(found))
                    && parts.all(|(_, found)| is_whole(found))
        });
    let lacks = permission.all_or_nothing && !whole;
    parts
        .iter()
        .zip(found)
        .map(|(part, found)| {
            let asked = asked(part.dataset, &part.request);
            match found {
                Ok((_, open)) => Decision::new(permission, asked, open, lacks),
                Err(reason) => Decision::refused(permission, asked, reason),
            }
        })
        .collect()
}
