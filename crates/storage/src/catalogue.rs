//! Every statement and table of every module, so that a test can prepare them all on both engines.
use crate::unit::Table;

/// Whose database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Schema {
    /// An operator's.
    Operator,
    /// A connector's.
    Connector,
    /// A registry's.
    Registry,
}

impl Schema {
    /// `operator`, `connector` or `registry`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Connector => "connector",
            Self::Registry => "registry",
        }
    }
}

/// What one module sends to the database.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Module {
    /// The module's name.
    pub(crate) name: &'static str,
    /// Its statements with their names, as [`statements!`] collects them.
    pub(crate) statements: &'static [(&'static str, &'static str)],
    /// The tables it inserts into.
    pub(crate) tables: &'static [&'static Table],
}

/// Declares a module's statements as constants, and `STATEMENTS` listing them.
///
/// ```text
/// statements! {
///     /// One setting by its key.
///     GET = "SELECT value FROM settings WHERE key = $1";
/// }
/// ```
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$meta])* pub(crate) const $name: &str = $sql;)*
        /// Every statement of this module, for the test that prepares them on both engines.
        pub(crate) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use statements;

/// The module's entry in the catalogue: its `STATEMENTS` and the tables named.
///
/// `module!(settings: SETTINGS)` in a list of modules.
macro_rules! module {
    ($module:ident: $($table:ident),* $(,)?) => {
        $crate::catalogue::Module {
            name: stringify!($module),
            statements: $module::STATEMENTS,
            tables: &[$(&$module::$table),*],
        }
    };
}
pub(crate) use module;

use crate::{keys, log, outbox, replay, settings, staff, vault};

/// The modules every party has.
const COMMON: &[Module] = &[
    module!(settings: SETTINGS),
    module!(vault: DATA_KEYS),
    module!(log: LOG_RECORDS),
    module!(outbox: OUTBOX),
    module!(replay: SEEN),
    module!(keys: SIGNING_KEYS),
    module!(staff: STAFF_MEMBERS, STAFF_INVITATIONS, STAFF_SESSIONS),
];

/// Every module of a schema.
pub(crate) fn modules(schema: Schema) -> impl Iterator<Item = &'static Module> {
    let own = match schema {
        Schema::Operator => crate::operator::MODULES,
        Schema::Connector => crate::connector::MODULES,
        Schema::Registry => crate::registry::MODULES,
    };
    // The broker's tables lie in a connector's database.
    let broker: &[Module] = match schema {
        Schema::Connector => crate::broker::MODULES,
        Schema::Operator | Schema::Registry => &[],
    };
    COMMON.iter().chain(own).chain(broker)
}
