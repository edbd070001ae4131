//! What only the operator stores, one module per thing. Migrations: `migrations/operator/`.
use crate::catalogue::{Module, module};
use crate::migrations::{Migration, migration};

pub mod access_days;
pub mod access_items;
pub mod accounts;
pub mod apps;
pub mod authenticators;
pub mod closing;
pub mod drafts;
pub mod feedback;
pub mod feeds;
pub mod held;
pub mod holdings;
pub mod identifiers;
pub mod intended_uses;
pub mod introspection;
pub mod leases;
pub mod letters;
pub mod links;
pub mod login_changes;
pub mod notifications;
pub mod organisations;
pub mod permissions;
pub mod push;
pub mod release_days;
pub mod rights_letters;
pub mod rules;
pub mod self_access;
pub mod services;
pub mod sessions;
pub mod sources;
pub mod webhook_queue;
pub mod webhooks;

/// Every module below, for the test that prepares all statements on both engines.
pub(crate) const MODULES: &[Module] = &[
    module!(accounts: ACCOUNTS),
    module!(authenticators: PASSKEYS, AUTHENTICATORS, AUTHENTICATOR_USES),
    module!(sessions: SESSIONS, LOGIN_FLOWS),
    module!(identifiers: IDENTIFIERS),
    module!(organisations: ORGANISATIONS),
    module!(services: SERVICES),
    module!(intended_uses: INTENDED_USES),
    module!(sources: CONNECTORS, DATASETS),
    module!(permissions: PERMISSION_REQUESTS, PERMISSIONS, PERMISSION_EVENTS),
    module!(rules: RULES),
    module!(access_items: ACCESS_ITEMS),
    module!(access_days: ACCESS_DAYS, ACCESS_MONTHS),
    module!(leases: LEASES, FOLLOWERS),
    module!(introspection:),
    module!(apps: APPS, APP_REQUESTS, APP_GRANTS, APP_TOKENS),
    module!(feeds: FEEDS),
    module!(closing:),
    module!(holdings:),
    module!(self_access: SELF_ACCESSES),
    module!(feedback: FEEDBACK),
    module!(notifications: NOTIFICATIONS, NOTIFICATION_CHOICES, ACCESS_WATCH),
    module!(push: PUSH_DEVICES, PUSH_MESSAGES),
    module!(login_changes: LOGIN_CHANGES),
    module!(letters: LETTERS),
    module!(links: LINKS, LINK_ATTEMPTS),
    module!(rights_letters: RIGHTS_LETTERS),
    module!(webhooks: WEBHOOKS),
    module!(webhook_queue:),
    module!(drafts: INTENDED_USE_DRAFTS),
    module!(release_days: RELEASE_DAYS),
    module!(held:),
];

/// The migrations of the operator, in order: `migration!("operator", "0001_name"),`. Applied once each;
/// never changed after a release.
pub(crate) const MIGRATIONS: &[Migration] = &[
    migration!("operator", "0001_parties"),
    migration!("operator", "0002_permissions"),
    migration!("operator", "0003_self_access"),
    migration!("operator", "0004_authenticators"),
    migration!("operator", "0005_apps_and_feeds"),
    migration!("operator", "0006_access_days"),
    migration!("operator", "0007_feedback"),
    migration!("operator", "0008_notifications"),
    migration!("operator", "0009_notifications_by_age"),
    migration!("operator", "0010_web_push"),
    migration!("operator", "0011_login_changes"),
    migration!("operator", "0012_rights_letters"),
    migration!("operator", "0013_service_desk"),
    migration!("operator", "0014_links"),
    migration!("operator", "0015_links_by_id"),
    migration!("operator", "0016_link_refusals"),
    migration!("operator", "0017_followers"),
];
