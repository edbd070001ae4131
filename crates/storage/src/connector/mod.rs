//! What only the connector stores, one module per thing. Migrations: `migrations/connector/`.
use crate::catalogue::{Module, module};
use crate::migrations::{Migration, migration};

pub mod entities;
pub mod former;
pub mod links;
pub mod offer;
pub mod releases;
pub mod subscriptions;
pub mod tasks;
pub mod trust;

/// Every module below, for the test that prepares all statements on both engines.
pub(crate) const MODULES: &[Module] = &[
    module!(trust: TRUST_LISTS),
    module!(releases: OPEN_RELEASES, LOG_READERS),
    module!(subscriptions: SUBSCRIPTIONS, SUBSCRIPTION_PERSONS),
    module!(entities: STORE_IDENTIFIERS, STORE_ENTITIES),
    module!(former:),
    module!(tasks: TASKS, TASK_SUBJECTS),
    module!(offer: DATASET_VERSIONS, DATASET_DRAFTS),
    module!(links: LINK_ATTEMPTS, LINKS),
];

/// The migrations of the connector, in order: `migration!("connector", "0001_name"),`. Applied once each;
/// never changed after a release.
pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!("connector", "0001_connector"),
    migration!("connector", "0002_broker"),
    migration!("connector", "0004_history"),
    migration!("connector", "0005_subscriptions"),
    migration!("connector", "0006_source_pages"),
    migration!("connector", "0007_links"),
    migration!("connector", "0008_former_entities"),
    migration!("connector", "0009_broker_waiting"),
    migration!("connector", "0011_broker_index"),
    migration!("connector", "0012_task_subjects"),
    migration!("connector", "0013_broker_changes"),
    migration!("connector", "0015_history_period"),
];
