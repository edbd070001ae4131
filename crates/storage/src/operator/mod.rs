//! What only the operator stores, one module per thing. Migrations: `migrations/operator/`.
use crate::catalogue::{Module, module};
use crate::migrations::{Migration, migration};

pub mod access_items;
pub mod accounts;
pub mod feedback;
pub mod identifiers;
pub mod intended_uses;
pub mod introspection;
pub mod leases;
pub mod organisations;
pub mod permissions;
pub mod rules;
pub mod self_access;
pub mod services;
pub mod sessions;
pub mod sources;

/// Every module below, for the test that prepares all statements on both engines.
pub(crate) const MODULES: &[Module] = &[
    module!(accounts: ACCOUNTS, AUTHENTICATORS),
    module!(sessions: SESSIONS, LOGIN_FLOWS),
    module!(identifiers: IDENTIFIERS),
    module!(organisations: ORGANISATIONS),
    module!(services: SERVICES),
    module!(intended_uses: INTENDED_USES),
    module!(sources: CONNECTORS, DATASETS),
    module!(permissions: PERMISSION_REQUESTS, PERMISSIONS, PERMISSION_EVENTS),
    module!(rules: RULES),
    module!(access_items: ACCESS_ITEMS),
    module!(leases: LEASES),
    module!(introspection:),
    module!(self_access: SELF_ACCESSES),
    module!(feedback: FEEDBACK),
];

/// The migrations of the operator, in order: `migration!("operator", "0001_name"),`. Applied once each;
/// never changed after a release.
pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!("operator", "0001_parties"),
    migration!("operator", "0002_permissions"),
    migration!("operator", "0003_self_access"),
    migration!("operator", "0008_feedback"),
];
