//! The operator's log: what is written into it, and how (evidence.md). Entries are commitments; the
//! records behind them lie in the database and can be erased with their salt.
use evidence::commitment::{Salt, commit};
use serde::Serialize;
use storage::Unit;
use storage::log::LogEntry;

use crate::{Error, Operator, Result};

/// The name of the operator's log among the logs of its database.
pub(crate) const LOG: &str = "operator";

/// What the entries of the log are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An event of a permission.
    Permission,
    /// An introspection with its answer.
    Introspection,
    /// What a connector reported about an introspection.
    Outcome,
    /// A standing rule was made or ended.
    Rule,
    /// An account was made, changed or closed.
    Account,
    /// An administrative act.
    Administration,
}

impl Kind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Permission => "permission",
            Self::Introspection => "introspection",
            Self::Outcome => "outcome",
            Self::Rule => "rule",
            Self::Account => "account",
            Self::Administration => "administration",
        }
    }
}

/// Who an entry concerns, to look it up by.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About<'a> {
    /// The service, connector or organisation.
    pub(crate) party: Option<&'a str>,
    /// The person's base identifier.
    pub(crate) subject: Option<&'a str>,
}

/// An entry that commits to a record.
pub(crate) fn entry(
    kind: Kind,
    at: i64,
    about: About<'_>,
    record: &impl Serialize,
) -> Result<LogEntry> {
    salted(
        kind,
        at,
        about,
        &crate::random::salt(),
        evidence::canonical_json(record)?,
    )
}

impl Operator {
    /// Notes what was done with an account, by its person or for them, in the unit that does it. `party` is the app or
    /// service that it concerns, if any.
    pub(crate) fn note_of_account(
        &self,
        unit: &mut Unit,
        account: &str,
        party: Option<&str>,
        record: &impl Serialize,
    ) -> Result<()> {
        let about = About {
            party,
            subject: Some(account),
        };
        unit.log(entry(Kind::Account, self.clock.now(), about, record)?);
        Ok(())
    }
}

/// As [`entry`], with a salt of the caller's and a record that is canonical JSON already.
pub(crate) fn salted(
    kind: Kind,
    at: i64,
    about: About<'_>,
    salt: &[u8],
    record: Vec<u8>,
) -> Result<LogEntry> {
    let leaf = commit(&Salt::new(salt)?, &record);
    Ok(LogEntry {
        log: LOG.to_owned(),
        at,
        kind: kind.as_str().to_owned(),
        party: about.party.map(str::to_owned),
        subject: about.subject.map(str::to_owned),
        salt: Some(salt.to_vec()),
        record: Some(
            String::from_utf8(record).map_err(|error| Error::Internal(error.to_string()))?,
        ),
        leaf: leaf.0,
    })
}
