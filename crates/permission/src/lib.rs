//! What a person allowed: datasets, intended uses, permissions, standing rules, deciding and
//! filtering.
//!
//! Pure functions over plain values: no I/O, no clock, no randomness. What time it is comes in as
//! a [`Timestamp`].
#![forbid(unsafe_code)]

pub mod attributes;
pub mod canonical;
pub mod dataset;
pub mod decide;
pub mod error;
pub mod filter;
pub mod id;
pub mod intended_use;
pub mod jurisdiction;
pub mod permission;
pub mod rule;
pub mod terms;
pub mod texts;
pub mod time;

pub use attributes::{AttributePath, AttributeSet, AttributeTable, covers};
pub use canonical::{Sha256Hash, canonical_json, canonical_sha256};
pub use dataset::{Asked, Assurance, Attribute, CompiledDataset, Dataset, Holds, Sensitivity};
pub use decide::{
    CompiledPermission, Decision, Live, Obligation, Part, Reason, Request, decide, decide_all,
};
pub use error::Error;
pub use id::{
    ArrangementId, DatasetId, IntendedUseId, MandateId, OrganisationId, RuleId, ServiceId,
    TrustGroupId,
};
pub use intended_use::{Choice, Chosen, DatasetUse, IntendedUse, LegalBasis, NoticeRef};
pub use jurisdiction::Jurisdiction;
pub use permission::{Act, By, Event, Means, Permission, State, Terms, as_of};
pub use rule::{
    CompiledRules, Conditions, Effect, Known, KnownPermission, KnownUse, Outcome, Parties, Party,
    PartyPattern, Preview, Proposal, Rule, evaluate, preview,
};
pub use terms::{Basis, Category, Justification, OrganisationKind, Processing, Purpose};
pub use texts::Texts;
pub use time::{Days, Timestamp};
