//! What a connector keeps of a permission while it may reuse the operator's answer.

use crate::attributes::AttributeSet;
use crate::dataset::Assurance;
use crate::terms::{Operations, Processing, Purpose};
use crate::time::Timestamp;

/// An operator's answer in at most 64 bytes: what was released of one dataset version for one
/// purpose, until when. It answers exactly the request it was given for, or a lesser one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    released: AttributeSet,
    operations: Operations,
    valid_until: Timestamp,
    permission_version: u32,
    purpose: Purpose,
    assurance: Assurance,
}

impl Live {
    /// Keeps an answer: the attributes released for a purpose and operations to a person known
    /// with this assurance, good before `valid_until` (the permission's end or the lease's,
    /// whichever comes first).
    pub fn new(
        released: AttributeSet,
        purpose: Purpose,
        processing: &[Processing],
        assurance: Assurance,
        valid_until: Timestamp,
        permission_version: u32,
    ) -> Self {
        Self {
            released,
            operations: Operations::of(processing.iter().copied()),
            valid_until,
            permission_version,
            purpose,
            assurance,
        }
    }

    /// The version of the permission that was answered on.
    pub fn permission_version(&self) -> u32 {
        self.permission_version
    }

    /// When the answer ends.
    pub fn valid_until(&self) -> Timestamp {
        self.valid_until
    }

    /// What is released of `asked` (`None` for all) to a request for the very same purpose, the
    /// same operations or fewer and no less assurance; nothing otherwise.
    pub fn released(
        &self,
        purpose: Purpose,
        processing: &[Processing],
        asked: Option<&AttributeSet>,
        assurance: Assurance,
        now: Timestamp,
    ) -> AttributeSet {
        // Not for a narrower purpose: a denial may meet it that did not meet this one.
        let good = now < self.valid_until
            && purpose == self.purpose
            && assurance >= self.assurance
            && !processing.is_empty()
            && processing
                .iter()
                .all(|operation| self.operations.contains(*operation));
        match asked {
            _ if !good => AttributeSet::EMPTY,
            Some(asked) => self.released.intersection(asked),
            None => self.released.clone(),
        }
    }
}
