//! Who does something for a service.
use std::fmt;

use storage::Unit;
use web::staff::{Act, Member, Staff};

use crate::Result;

/// Who acts, as the log names them.
#[derive(Debug, Clone, Copy)]
pub enum Actor<'a> {
    /// The service itself, over its API.
    Service,
    /// Somebody of its staff.
    Staff {
        /// The staff of this operator's organisations.
        staff: &'a Staff,
        /// Who.
        member: &'a Member,
    },
    /// Whoever runs this operator.
    Administrator,
}

impl Actor<'_> {
    /// Notes in the trail of an organisation's staff what one of them did, in the unit that does it.
    pub(crate) fn note(self, unit: &mut Unit, act: Act, object: &str) -> Result<()> {
        if let Self::Staff { staff, member } = self {
            let by = web::staff::Actor::Member(&member.id);
            staff.note(unit, &member.organisation, by, act, Some(object))?;
        }
        Ok(())
    }
}

impl fmt::Display for Actor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => f.write_str("service"),
            Self::Staff { member, .. } => write!(f, "staff:{}", member.id),
            Self::Administrator => f.write_str("administrator"),
        }
    }
}
