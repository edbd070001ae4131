//! What the connector's log says of links: who asked, which way, what came of it. Never who it was, nor what they gave.

use serde::Serialize;
use storage::log::LogEntry;
use web::problem::Problem;

use super::attempt::{Held, broken};
use crate::app::App;
use crate::releases::{LogKind, entry};

/// Members are in the order of their names, so that its JSON is canonical as it is written (RFC 8785).
#[derive(Serialize)]
struct Record<'a> {
    act: &'a str,
    at: i64,
    link_id: &'a str,
    operator: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    request: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    way: &'a str,
}

/// What has happened to a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A person was sent here.
    Begun,
    /// A code was asked for, whether one was sent or not.
    CodeAsked,
    /// A code for the desk was shown.
    SentToDesk,
    /// Staff have confirmed who it is.
    Confirmed,
    /// Staff have refused to confirm who it is.
    Refused,
    /// There will be no link.
    Failed,
    /// The operator has the identifier.
    Linked,
    /// The person has ended the link.
    EndedByPerson,
    /// The source has ended the link.
    EndedBySource,
    /// What lay in a person's own place is erased, long after its link.
    Emptied,
}

impl Act {
    /// All there are.
    pub(crate) const ALL: [Self; 10] = [
        Self::Begun,
        Self::CodeAsked,
        Self::SentToDesk,
        Self::Confirmed,
        Self::Refused,
        Self::Failed,
        Self::Linked,
        Self::EndedByPerson,
        Self::EndedBySource,
        Self::Emptied,
    ];

    /// The act that the log calls so.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.name() == name)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::CodeAsked => "code-asked",
            Self::SentToDesk => "sent-to-desk",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Linked => "linked",
            Self::EndedByPerson => "ended-by-person",
            Self::EndedBySource => "ended-by-source",
            Self::Emptied => "emptied",
        }
    }
}

/// The entry of what happened to an attempt.
pub(super) fn of_attempt(app: &App, held: &Held, act: Act) -> Result<LogEntry, Problem> {
    let row = &held.row;
    written(
        &Record {
            act: act.name(),
            at: app.clock.micros(),
            link_id: &row.link_id,
            operator: &row.operator,
            request: &row.request,
            way: &row.way,
        },
        &row.operator,
    )
}

/// The entry of what happened to a link.
pub(crate) fn of_link(
    app: &App,
    operator: &str,
    link_id: &str,
    act: Act,
) -> Result<LogEntry, Problem> {
    written(
        &Record {
            act: act.name(),
            at: app.clock.micros(),
            link_id,
            operator,
            request: "",
            way: "",
        },
        operator,
    )
}

fn written(record: &Record<'_>, operator: &str) -> Result<LogEntry, Problem> {
    let text = serde_json::to_string(record).map_err(|error| broken(&error))?;
    metrics::counter!("connector_links_total", "act" => record.act.to_owned()).increment(1);
    entry(
        record.at,
        LogKind::Link,
        Some(operator.to_owned()),
        None,
        text,
    )
    .map_err(|error| broken(&error))
}
