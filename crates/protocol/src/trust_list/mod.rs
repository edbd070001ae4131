//! The trust list (§5.1): which operators are members of a trust group, signed by its registry.
//!
//! The list of §5.1.3 means its `members` to be valid members; a reader that knows only the 2021
//! text takes each of them so. Therefore only active ones are written there. Those that are known
//! but not active are written, with their status, in the added `members_not_active`.

mod remembered;
mod signed;
mod verify;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    ids::{OperatorUuid, Role, TrustGroupUuid},
    jose::{JoseError, Jwks},
    json::JsonError,
    problem::ProblemName,
    url::BaseUrl,
};

pub use remembered::{RememberedKeys, read_keys};
pub use signed::sign;
pub use verify::{Expectations, Standing, VerifiedTrustList, verify};

/// Where a registry serves its list, below its base URL (§5.1.2).
pub const PATH: &str = "/trustlist-api/groups";

/// How often a registry signs its list anew, in seconds: a suspension is in force everywhere
/// within that.
pub const SIGNED_EVERY: i64 = 60;

/// How long a list is valid, in seconds: ten signings may be missed before connectors refuse.
pub const VALID_FOR: i64 = 600;

/// How long a list of a 2021 registry, which says nothing about it, is held, in seconds: §5.1's
/// note allows 24 hours.
pub const VALID_FOR_2021: i64 = 24 * 3600;

/// Why a trust list is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustListError {
    /// Not a JWS in JSON serialisation, or not a trust list inside.
    #[error("malformed trust list: {0}")]
    Malformed(String),
    /// Longer than a trust list may be.
    #[error("the trust list is longer than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// An algorithm that is not accepted.
    #[error("algorithm `{0}` is not accepted")]
    Algorithm(String),
    /// No signature is by a key of the registry that is known here.
    #[error("the trust list is signed by no known key of the registry")]
    UnknownKey,
    /// A signature by a known key does not verify.
    #[error("the trust list's signature does not verify")]
    BadSignature,
    /// `exp` has passed.
    #[error("the trust list has expired")]
    Expired,
    /// `iat` lies in the future.
    #[error("the trust list is not valid yet")]
    NotYetValid,
    /// An older list than one seen before, or one without a sequence after one with it.
    #[error("the trust list is rolled back: sequence {} after {seen}", shown(*.found))]
    RolledBack {
        /// The highest sequence seen.
        seen: u64,
        /// The sequence of this list, if it has one.
        found: Option<u64>,
    },
}

fn shown(sequence: Option<u64>) -> String {
    sequence.map_or_else(|| "(none)".into(), |sequence| sequence.to_string())
}

impl TrustListError {
    /// The problem type under which a connector refuses when it has no better list.
    pub const fn problem(&self) -> ProblemName {
        match self {
            Self::Expired => ProblemName::TrustListExpired,
            Self::RolledBack { .. } => ProblemName::TrustListRolledBack,
            _ => ProblemName::TrustListUnavailable,
        }
    }
}

impl From<JsonError> for TrustListError {
    fn from(error: JsonError) -> Self {
        match error {
            JsonError::TooLarge { limit } => Self::TooLarge { limit },
            JsonError::Malformed(why) => Self::Malformed(why),
        }
    }
}

impl From<JoseError> for TrustListError {
    fn from(error: JoseError) -> Self {
        match error {
            JoseError::Algorithm(name) => Self::Algorithm(name),
            JoseError::BadSignature => Self::BadSignature,
            JoseError::UnknownKey { .. } => Self::UnknownKey,
            error => Self::Malformed(error.to_string()),
        }
    }
}

/// A member's standing under its rulebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MemberStatus {
    /// Accession is under way.
    Applied,
    /// In good standing. A member without a status (2021 registries) is.
    #[default]
    Active,
    /// May still serve withdrawals and rights requests; no new permissions, no releases.
    Suspended,
    /// Put out.
    Revoked,
    /// Left.
    Surrendered,
}

/// The `operatorDescription` of §5.1.1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorDescription {
    /// The operator's identifier.
    pub operator_uuid: OperatorUuid,
    /// The operator's name.
    #[serde(default)]
    pub name: String,
    /// Where its metadata is.
    pub operator_base_url: BaseUrl,
}

/// A member of a trust group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who it is (§5.1.1).
    #[serde(rename = "operatorDescription")]
    pub operator: OperatorDescription,
    /// Added: its standing.
    #[serde(default)]
    pub status: MemberStatus,
    /// Added: its roles under the rulebook.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
}

/// A trust group (§5.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustGroup {
    /// The group's identifier.
    pub trust_group_uuid: TrustGroupUuid,
    /// Its members, active or not.
    pub members: Vec<Member>,
}

/// A trust group as it is written: active members apart from the others.
#[derive(Serialize)]
struct WrittenGroup<'a> {
    trust_group_uuid: &'a TrustGroupUuid,
    members: Vec<&'a Member>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members_not_active: Vec<&'a Member>,
}

/// A trust group as it is read. One entry that cannot be understood, for example with a status of a
/// later version, is no member; the others stand.
#[derive(Deserialize)]
struct ReadGroup {
    trust_group_uuid: TrustGroupUuid,
    #[serde(deserialize_with = "crate::json::lenient_list")]
    members: Vec<Member>,
    #[serde(default, deserialize_with = "crate::json::lenient_list")]
    members_not_active: Vec<Member>,
}

impl Serialize for TrustGroup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (members, members_not_active) = self
            .members
            .iter()
            .partition(|member| member.status == MemberStatus::Active);
        WrittenGroup {
            trust_group_uuid: &self.trust_group_uuid,
            members,
            members_not_active,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TrustGroup {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let group = ReadGroup::deserialize(deserializer)?;
        let mut members = group.members;
        for member in group.members_not_active {
            if member.status == MemberStatus::Active {
                return Err(D::Error::custom(format_args!(
                    "active member `{}` among those that are not",
                    member.operator.operator_uuid
                )));
            }
            members.push(member);
        }
        Ok(Self {
            trust_group_uuid: group.trust_group_uuid,
            members,
        })
    }
}

/// Added: the rulebook release that the group is under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulebookReference {
    /// The rulebook.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its canonical JSON, in hex.
    pub sha256: String,
}

/// The payload of a trust list (§5.1.3), with the members this profile adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustList {
    /// The group; the first one when there are several.
    pub trust_group: TrustGroup,
    /// Added: all groups, when there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trust_groups: Vec<TrustGroup>,
    /// Added: grows with every signing; a lower one than seen before is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// Added: when it was signed, in unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// Added: when it ends, in unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// Added: the rulebook in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rulebook: Option<RulebookReference>,
    /// Added: the registry's keys from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry_keys: Option<Jwks>,
}

impl TrustList {
    /// A list of `first` and `others`, valid for [`VALID_FOR`] from `now`.
    pub fn new(
        first: TrustGroup,
        others: Vec<TrustGroup>,
        sequence: u64,
        now: i64,
        registry_keys: Jwks,
    ) -> Self {
        let trust_groups = if others.is_empty() {
            Vec::new()
        } else {
            std::iter::once(first.clone()).chain(others).collect()
        };
        Self {
            trust_group: first,
            trust_groups,
            sequence: Some(sequence),
            iat: Some(now),
            exp: Some(now.saturating_add(VALID_FOR)),
            rulebook: None,
            registry_keys: Some(registry_keys),
        }
    }

    /// The groups, each once.
    pub fn groups(&self) -> &[TrustGroup] {
        if self.trust_groups.is_empty() {
            std::slice::from_ref(&self.trust_group)
        } else {
            &self.trust_groups
        }
    }
}
