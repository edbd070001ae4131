//! What only the connector stores, one module per thing. Migrations: `migrations/connector/`.
use crate::catalogue::{Module, module};
use crate::migrations::{Migration, migration};

pub mod entities;
pub mod releases;
pub mod trust;

/// Every module below, for the test that prepares all statements on both engines.
pub(crate) const MODULES: &[Module] = &[
    module!(trust: TRUST_LISTS),
    module!(releases: OPEN_RELEASES, LOG_READERS),
    module!(entities: STORE_IDENTIFIERS, STORE_ENTITIES),
];

/// The migrations of the connector, in order: `migration!("connector", "0001_name"),`. Applied once each;
/// never changed after a release.
pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!("connector", "0001_connector"),
    migration!("connector", "0002_broker"),
    migration!("connector", "0004_history"),
];
