//! What only the registry stores, one module per thing. Migrations: `migrations/registry/`.
use crate::catalogue::{Module, module};
use crate::migrations::{Migration, migration};

pub mod groups;
pub mod members;
pub mod sources;

/// Every module below, for the test that prepares all statements on both engines.
pub(crate) const MODULES: &[Module] = &[
    module!(groups: GROUPS),
    module!(members: MEMBERS),
    module!(sources: LISTS, SHARES, SOURCES),
];

/// The migrations of the registry, in order: `migration!("registry", "0001_name"),`. Applied once each;
/// never changed after a release.
pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!("registry", "0001_trust_groups"),
    migration!("registry", "0002_sources"),
];
