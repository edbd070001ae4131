//! Where the data stays: one module per kind of upstream, behind one trait.

mod addition;
mod auth;
mod body;
mod change;
mod client_credentials;
mod columns;
mod entity;
pub(crate) mod files;
pub(crate) mod findings;
mod helsinki;
mod http;
mod ngsi_ld;
pub(crate) mod pointer;
mod rest;
pub(crate) mod rows;
pub(crate) mod solid;
pub(crate) mod sql;
mod statements;
mod store;
pub(crate) mod template;
mod tls;
mod upstream;
mod versions;

use std::time::Duration;

use broker::view::Window;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use permission::AttributeSet;
use protocol::problem::ProblemName;
use serde_json::{Map, Value};
use tokio::time::Instant;

pub(crate) use self::addition::{
    AdditionError, LARGEST as LARGEST_ADDITION, read as read_additions,
};
pub(crate) use self::auth::Auth;
pub(crate) use self::change::{Change, Reason, Unchanged, Wish, WishError, said};
pub(crate) use self::client_credentials::NoToken;
pub(crate) use self::files::Files;
pub(crate) use self::files::copies::Copies;
pub(crate) use self::findings::Findings;
pub(crate) use self::helsinki::{Helsinki, Tree};
pub(crate) use self::http::{Call, Http, media_type};
pub(crate) use self::ngsi_ld::{Entities, NgsiLd, TENANT, context_link, outermost_of};
pub(crate) use self::rest::{Changes, Requests, Rest};
pub(crate) use self::solid::Solid;
pub(crate) use self::sql::Sql;
pub(crate) use self::statements::Statements;
pub(crate) use self::store::Store;
use self::template::{FillError, Identifiers};
pub(crate) use self::tls::tls;
use self::upstream::Reading;
pub(crate) use self::upstream::{Limited, Upstream};
pub(crate) use self::versions::since;
use crate::pool::{Exchange, ReadError};
use crate::routes::Route;

/// What is read of a source.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// What is shown.
    pub(crate) route: &'a Route,
    /// Of whom.
    pub(crate) identifiers: &'a Identifiers,
    /// What of it is permitted, among what [`Route::read`] names. A kind that can ask for less than all asks for these
    /// alone; the filter keeps them in any case.
    pub(crate) attributes: &'a AttributeSet,
}

/// A kind of upstream, as one worker sees it.
pub(crate) trait Source: Send + Sync {
    /// Reads what the route shows of one person.
    fn read<'a>(&'a self, wanted: Wanted<'a>) -> BoxFuture<'a, Result<SourceAnswer, SourceError>>;

    /// Reads what the route's entities of one person were: each with instances of its attributes (ETSI GS CIM 009 §4.5.6),
    /// as far as the window looks back, or farther. A kind that keeps no history says so.
    fn past<'a>(
        &'a self,
        _: Wanted<'a>,
        _: &'a Window,
    ) -> BoxFuture<'a, Result<Vec<Evolution>, SourceError>> {
        Box::pin(std::future::ready(Err(SourceError::NoHistory)))
    }

    /// Changes what the source has of one person, as that person asks. A kind that cannot, or a route that has no way,
    /// changes nothing.
    fn change<'a>(&'a self, _: Change<'a>) -> BoxFuture<'a, Result<(), Unchanged>> {
        Box::pin(std::future::ready(Err(SourceError::Unchangeable.into())))
    }

    /// Subscribes at the source to what is wanted of one person (ETSI GS CIM 009 §5.8.1); `asked` says all but the
    /// entities and attributes. Only a broker takes it.
    fn subscribe<'a>(
        &'a self,
        _: Wanted<'a>,
        _asked: Value,
    ) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(std::future::ready(Err(SourceError::Failed)))
    }

    /// Whether the source still has what [`Source::subscribe`] has made; [`SourceError::NotFound`] where it has not.
    fn has_subscription<'a>(&'a self, _id: &'a str) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(std::future::ready(Err(SourceError::Failed)))
    }

    /// Ends what [`Source::subscribe`] has made.
    fn unsubscribe<'a>(&'a self, _id: &'a str) -> BoxFuture<'a, Result<(), SourceError>> {
        Box::pin(std::future::ready(Err(SourceError::Failed)))
    }
}

/// What an entity was, as a source sends it.
pub(crate) type Evolution = Map<String, Value>;

/// What a source answers: JSON, not looked at yet.
pub(crate) enum SourceAnswer {
    /// All of it.
    Whole(Bytes),
    /// Too much to hold: it comes in pieces.
    Pieces(Box<Pieces>),
}

/// Why a source gave nothing that can be released. Nothing of what it said is in here: its words may be about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SourceError {
    /// No connection.
    #[error("the source cannot be reached")]
    Down,
    /// Nothing, or nothing more, within the time limit.
    #[error("the source took too long")]
    Slow,
    /// It does not know the person or the path.
    #[error("the source has nothing under the person's identifier")]
    NotFound,
    /// It refuses the connector itself (401, 403).
    #[error("the source refuses the connector")]
    RefusesConnector,
    /// Any other status.
    #[error("the source answered with status {0}")]
    Status(u16),
    /// It sends elsewhere. The connector goes nowhere it was not configured to go.
    #[error("the source answered with a redirect")]
    Redirect,
    /// By its media type or encoding another kind of document than was asked for.
    #[error("the source answered with another kind of document than was asked for")]
    OtherKind,
    /// No such document by its content, cut off, or not of the shape that the route describes.
    #[error("the source's answer is malformed")]
    Malformed,
    /// More than the limit.
    #[error("the source's answer is too large")]
    TooLarge,
    /// The connection ended in the middle.
    #[error("the source's answer broke off")]
    BrokeOff,
    /// The operator gave no identifier that the source understands.
    #[error("the operator gave no identifier that the source understands")]
    NoIdentifier,
    /// The identifier cannot stand in the request.
    #[error("the person's identifier cannot be used with the source")]
    UnusableIdentifier,
    /// As much is asked of it as may be, and enough wait for their turn.
    #[error("too many requests to the source at once")]
    Busy,
    /// It failed again and again, and is not asked for a while.
    #[error("the source failed again and again and is left alone for a while")]
    LeftAlone,
    /// The person's pod does not let the connector read something.
    #[error("the person's pod does not let the connector read this")]
    NotShared,
    /// A pod, or a part of it, is where the connector was not configured to go, or in somebody else's pod.
    #[error("the person's pod leads to where nothing is read")]
    Elsewhere,
    /// It failed, and not in a way that HTTP has a status for.
    #[error("the source failed")]
    Failed,
    /// It has no way to make the change.
    #[error("the source has no way to make this change")]
    Unchangeable,
    /// It says that the change cannot be made: a value that does not fit, or something that stands against it.
    #[error("the source refused the change")]
    RefusesChange,
    /// It does not say what was.
    #[error("the source keeps no history")]
    NoHistory,
    /// The connector's own store failed.
    #[error("the connector's store failed")]
    Store,
}

impl SourceError {
    /// The problem type of the refusal.
    pub(crate) fn problem(self) -> ProblemName {
        match self {
            Self::Down | Self::Store | Self::LeftAlone => ProblemName::SourceUnreachable,
            Self::Busy => ProblemName::SourceBusy,
            Self::Slow => ProblemName::SourceTimeout,
            Self::RefusesConnector | Self::Status(_) | Self::Redirect | Self::Failed => {
                ProblemName::SourceError
            }
            Self::OtherKind | Self::Malformed | Self::BrokeOff => ProblemName::SourceBadAnswer,
            Self::TooLarge => ProblemName::SourceTooLarge,
            Self::NotShared | Self::Elsewhere => ProblemName::PodNotShared,
            // Whoever asks for it is told in the specification's words.
            Self::NoHistory => ProblemName::NotFound,
            Self::Unchangeable => ProblemName::ChangeNotOffered,
            Self::RefusesChange => ProblemName::ChangeRefused,
            Self::NotFound | Self::NoIdentifier | Self::UnusableIdentifier => {
                ProblemName::PersonUnknownAtSource
            }
        }
    }

    /// Whether a change may have been made all the same.
    pub(crate) fn is_uncertain(self) -> bool {
        !matches!(
            self,
            Self::NotFound
                | Self::NoIdentifier
                | Self::UnusableIdentifier
                | Self::Unchangeable
                | Self::NoHistory
                | Self::RefusesChange
                | Self::NotShared
                | Self::Elsewhere
                | Self::Busy
                | Self::LeftAlone
        )
    }

    /// Whether it is no matter of whom it is asked about: it fails, or is not asked now.
    pub(crate) fn is_outage(self) -> bool {
        self.is_failure() || matches!(self, Self::Busy | Self::LeftAlone)
    }

    /// Whether the source itself fails, so that asking it again and again helps nobody.
    fn is_failure(self) -> bool {
        match self {
            Self::Down
            | Self::Slow
            | Self::BrokeOff
            | Self::Store
            | Self::RefusesConnector
            | Self::Failed => true,
            Self::Status(status) => status >= 500 || status == 429,
            _ => false,
        }
    }
}

impl From<FillError> for SourceError {
    fn from(error: FillError) -> Self {
        match error {
            FillError::Missing => Self::NoIdentifier,
            FillError::Unusable => Self::UnusableIdentifier,
            FillError::Absent => Self::NotFound,
            FillError::NoText => Self::Malformed,
            FillError::NotGiven => Self::RefusesChange,
        }
    }
}

impl From<ReadError> for SourceError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Large(_) => Self::TooLarge,
            ReadError::Broken(_) => Self::BrokeOff,
        }
    }
}

/// A large answer on its way in.
pub(crate) struct Pieces {
    exchange: Exchange,
    announced: u64,
    received: u64,
    pause: Duration,
    deadline: Instant,
    reading: Option<Reading>,
}

impl Pieces {
    /// The pieces of an answer whose length the source has announced.
    pub(crate) fn new(
        exchange: Exchange,
        announced: u64,
        pause: Duration,
        deadline: Instant,
    ) -> Self {
        Self {
            exchange,
            announced,
            received: 0,
            pause,
            deadline,
            reading: None,
        }
    }

    /// Keeps the request's place at the upstream until the last piece has come.
    fn hold(&mut self, reading: Reading) {
        self.reading = Some(reading);
    }

    fn tell(&mut self, outcome: Result<(), SourceError>) {
        if let Some(mut reading) = self.reading.take() {
            reading.ended(outcome);
        }
    }

    /// The next piece; `None` when all that was announced has come.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, SourceError>> {
        let piece = self.piece().await;
        match &piece {
            None => self.tell(Ok(())),
            Some(Err(error)) => self.tell(Err(*error)),
            Some(Ok(_)) => {}
        }
        piece
    }

    async fn piece(&mut self) -> Option<Result<Bytes, SourceError>> {
        let limit = self.deadline.min(Instant::now() + self.pause);
        let Ok(chunk) = tokio::time::timeout_at(limit, self.exchange.chunk()).await else {
            return Some(Err(SourceError::Slow));
        };
        match chunk {
            None if self.received == self.announced => None,
            None | Some(Err(_)) => Some(Err(SourceError::BrokeOff)),
            Some(Ok(bytes)) => {
                self.received += bytes.len() as u64;
                Some(Ok(bytes))
            }
        }
    }
}
