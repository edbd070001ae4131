//! A permission as one value, for storage that keeps it beside its events.

use serde::{Deserialize, Serialize};

use super::Permission;
use super::event::{By, Event};
use crate::canonical::Sha256Hash;
use crate::id::ArrangementId;

/// Everything about a permission but its arrangement. Whoever restores it believes what it says:
/// the proof is in the events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    head: Event,
    hash: Sha256Hash,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    granted_by: Option<By>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspended_by: Option<By>,
    grants: u32,
}

impl Permission {
    /// The permission as one value.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            head: self.head.clone(),
            hash: self.hash,
            granted_by: self.granted_by.clone(),
            suspended_by: self.suspended_by.clone(),
            grants: self.grants,
        }
    }

    /// The permission that was kept as one value.
    pub fn restore(arrangement: ArrangementId, snapshot: Snapshot) -> Self {
        let Snapshot {
            head,
            hash,
            granted_by,
            suspended_by,
            grants,
        } = snapshot;
        Self {
            arrangement,
            head,
            hash,
            granted_by,
            suspended_by,
            grants,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intended_use::LegalBasis;
    use crate::permission::{Act, Means, State};
    use crate::time::Timestamp;
    use crate::{IntendedUse, Terms};

    #[test]
    fn a_permission_comes_back_from_its_snapshot_and_goes_on() {
        let intended_use: IntendedUse = serde_json::from_value(serde_json::json!({
            "id": "use", "service": "service", "organisation": "organisation", "title": {"en": "Title"},
            "purposes": ["dpv:ServiceProvision"], "processing": ["dpv:Use"], "legal_basis": "eu-gdpr:A6-1-a",
            "datasets": {"urn:fiducia:dataset:c:d": {"required": ["name"]}}, "retention": 30,
            "longest_duration": 365, "notice": {"en": "Notice"},
        }))
        .unwrap();
        let arrangement = ArrangementId::new("arrangement").unwrap();
        let act = |at| Act {
            at: Timestamp(at),
            by: By::Person,
            means: Means::Page,
        };
        let first = Permission::request(&arrangement, act(1), &intended_use, "en").unwrap();
        let mut permission = Permission::begin(&arrangement, &first).unwrap();
        let terms = Terms {
            attributes: intended_use.choose([]).unwrap(),
            valid_until: Timestamp(1_000_000),
            conditions: crate::Conditions::default(),
            language: "en".to_owned(),
        };
        permission
            .apply(&permission.grant(act(2), &intended_use, terms).unwrap())
            .unwrap();
        permission
            .apply(&permission.suspend(act(3)).unwrap())
            .unwrap();
        let text = serde_json::to_string(&permission.snapshot()).unwrap();
        let mut restored = Permission::restore(arrangement, serde_json::from_str(&text).unwrap());
        assert_eq!(restored, permission);
        restored.apply(&restored.resume(act(4)).unwrap()).unwrap();
        assert_eq!(
            (restored.state(), restored.basis()),
            (State::Granted, LegalBasis::Consent)
        );
    }
}
