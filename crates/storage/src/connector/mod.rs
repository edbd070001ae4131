//! What only the connector stores, one module per thing. Migrations: `migrations/connector/`.
use crate::catalogue::Module;
use crate::migrations::Migration;

/// Every module below, for the test that prepares all statements on both engines.
pub(crate) const MODULES: &[Module] = &[];

/// The migrations of the connector, in order: `migration!("connector", "0001_name"),`. Applied once each;
/// never changed after a release.
pub(crate) const MIGRATIONS: &[Migration] = &[];
