use super::{
    Member, MemberStatus, TrustGroup, TrustList, TrustListError, VALID_FOR_2021, signed::open,
};
use crate::{
    ids::{OperatorUuid, TrustGroupUuid},
    jose::{Algorithms, Jwks, KeySet},
    json::{self, Limits},
    time::is_yet_to_come,
};

/// What a connector holds a fetched list against.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    /// The registry's keys: configured (§5.3.2.1), or those of the last list.
    pub keys: &'a KeySet,
    /// Highest sequence seen from this registry.
    pub last_sequence: Option<u64>,
    /// Algorithms accepted of this registry.
    pub algorithms: Algorithms,
    /// Now, in unix seconds.
    pub now: i64,
}

/// A list whose signature verified and which was current when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedTrustList {
    list: TrustList,
    valid_until: i64,
    registry_keys: Option<Jwks>,
}

/// How an operator stands in a trust list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// A member in good standing, of this group.
    Active(&'a TrustGroup, &'a Member),
    /// A member, but not in good standing.
    NotActive(MemberStatus),
    /// Not in the list.
    Unknown,
}

/// Verifies a trust list as it was fetched. Expiry has no leeway: a list is valid ten times as long
/// as it takes to be signed anew, and after that nothing may be released.
pub fn verify(
    text: &[u8],
    expected: &Expectations<'_>,
) -> Result<VerifiedTrustList, TrustListError> {
    let (payload, _) = open(text, expected.keys, expected.algorithms)?;
    let list: TrustList = json::from_slice(&payload, Limits::TRUST_LIST)?;
    if let Some(seen) = expected.last_sequence
        && list.sequence.is_none_or(|sequence| sequence < seen)
    {
        return Err(TrustListError::RolledBack {
            seen,
            found: list.sequence,
        });
    }
    if list
        .iat
        .is_some_and(|iat| is_yet_to_come(iat, expected.now))
    {
        return Err(TrustListError::NotYetValid);
    }
    let valid_until = list
        .exp
        .unwrap_or_else(|| expected.now.saturating_add(VALID_FOR_2021));
    if valid_until <= expected.now {
        return Err(TrustListError::Expired);
    }
    // a payload whose keys cannot be used must not lock the registry out
    let registry_keys = list
        .registry_keys
        .clone()
        .filter(|keys| !KeySet::new(keys).is_empty());
    Ok(VerifiedTrustList {
        list,
        valid_until,
        registry_keys,
    })
}

impl VerifiedTrustList {
    /// The list.
    pub fn list(&self) -> &TrustList {
        &self.list
    }

    /// Its sequence, to be remembered.
    pub fn sequence(&self) -> Option<u64> {
        self.list.sequence
    }

    /// When it ends, in unix seconds.
    pub fn valid_until(&self) -> i64 {
        self.valid_until
    }

    /// It may still be relied on. Without a current list nothing is released.
    pub fn is_current(&self, now: i64) -> bool {
        now < self.valid_until
    }

    /// The registry's keys from now on, to be remembered instead of those before; none when the
    /// list says nothing about them.
    pub fn registry_keys(&self) -> Option<&Jwks> {
        self.registry_keys.as_ref()
    }

    /// How `operator` stands in any of the list's groups.
    pub fn standing(&self, operator: &OperatorUuid) -> Standing<'_> {
        self.standing_among(operator, |_| true)
    }

    /// How `operator` stands in the groups that the source accepts; active in one is enough.
    pub fn standing_in(&self, operator: &OperatorUuid, groups: &[TrustGroupUuid]) -> Standing<'_> {
        self.standing_among(operator, |group| groups.contains(group))
    }

    fn standing_among(
        &self,
        operator: &OperatorUuid,
        accepted: impl Fn(&TrustGroupUuid) -> bool,
    ) -> Standing<'_> {
        let mut standing = Standing::Unknown;
        for group in self.list.groups() {
            if !accepted(&group.trust_group_uuid) {
                continue;
            }
            // INVARIANT: within one group every entry must be active: a list that contradicts
            // itself does not make a member
            let entries = group
                .members
                .iter()
                .filter(|member| member.operator.operator_uuid == *operator);
            let mut active = None;
            let mut other = None;
            for member in entries {
                match member.status {
                    MemberStatus::Active => active = Some(member),
                    status => other = Some(status),
                }
            }
            match (active, other) {
                (_, Some(status)) => standing = Standing::NotActive(status),
                (Some(member), None) => return Standing::Active(group, member),
                (None, None) => {}
            }
        }
        standing
    }
}
