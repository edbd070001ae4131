//! Feeds: what ends when, for a calendar, and what happened, for a feed reader. Such programs cannot log in, so the
//! address is the secret; it says who asks and what for, never a value, and the person ends it whenever they like.
pub(crate) mod api;
mod atom;
mod calendar;
pub(crate) mod read;
mod words;

use std::time::Duration;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::Unit;
use storage::operator::feeds::{FeedRow, Feeds as _};
use utoipa::ToSchema;
use web::rate::Quota;

use crate::clock::rfc3339;
use crate::random::hash_of_secret;
use crate::{Error, Operator, Result};

/// Feeds of one person: one for each program they read with.
const MOST_FEEDS: usize = 20;
/// How often one feed is read: a person looks at once on several devices, and programs look every few minutes.
pub(crate) const READS: Quota = Quota {
    burst: 20,
    per: Duration::from_secs(30),
};

/// What a feed tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FeedKind {
    /// What ends when (iCalendar, RFC 5545).
    Calendar,
    /// What happened (Atom, RFC 4287).
    Activity,
}

impl FeedKind {
    /// Its name in the database and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Activity => "activity",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Calendar => "calendar.ics",
            Self::Activity => "activity.atom",
        }
    }

    fn of(name: &str) -> Result<Self> {
        match name {
            "calendar" => Ok(Self::Calendar),
            "activity" => Ok(Self::Activity),
            other => Err(Error::stored("feed", other)),
        }
    }
}

/// A feed, as its person sees it. Its address was shown when it was made, and is kept nowhere.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Feed {
    /// Its id.
    pub id: String,
    /// What it tells.
    pub kind: FeedKind,
    /// Made when (RFC 3339).
    pub created_at: String,
}

/// A feed that was just made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewFeed {
    /// Its id.
    pub id: String,
    /// Its address, shown this once. Whoever has it can read the feed.
    pub url: String,
}

impl Operator {
    /// A person's feeds, oldest first.
    pub(crate) async fn feeds_of(&self, account: &str) -> Result<Vec<Feed>> {
        let rows = self.db.feeds_of(account).await?;
        let feeds = rows.into_iter().map(|row| {
            Ok(Feed {
                id: row.id,
                kind: FeedKind::of(&row.kind)?,
                created_at: rfc3339(row.created_at),
            })
        });
        feeds.collect()
    }

    /// Makes a feed.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the person has too many.
    pub(crate) async fn make_feed(&self, account: &str, kind: FeedKind) -> Result<NewFeed> {
        if self.db.feeds_of(account).await?.len() >= MOST_FEEDS {
            return Err(Error::Conflict(format!(
                "a person has at most {MOST_FEEDS} feeds: end one first"
            )));
        }
        let (id, secret) = (crate::random::uuid(), crate::random::token());
        let mut unit = Unit::new();
        unit.insert_feed(&FeedRow {
            account_id: account.to_owned(),
            id: id.clone(),
            secret_hash: hash_of_secret(&secret),
            kind: kind.name().to_owned(),
            created_at: self.clock.now(),
        });
        let record = json!({"act": "feed made", "what": kind.name()});
        self.note_of_account(&mut unit, account, None, &record)?;
        self.db.commit(unit).await?;
        let url = self.address(&format!("feeds/{secret}/{}", kind.file()));
        Ok(NewFeed { id, url })
    }

    /// Ends a feed: its address leads nowhere from now on.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub(crate) async fn end_feed(&self, account: &str, id: &str) -> Result<()> {
        let mut unit = Unit::new();
        unit.end_feed(account, id);
        let record = json!({"act": "feed ended", "what": id});
        self.note_of_account(&mut unit, account, None, &record)?;
        self.commit_known(unit, "feed", id).await
    }

    /// The feed at an address, if it is one, as its text.
    pub(crate) async fn read_feed(&self, secret: &str, file: &str) -> Result<String> {
        // Said in the same words, whatever is wrong: an address is right or it is not.
        let unknown = || Error::unknown("feed", file);
        let secret_hash = hash_of_secret(secret);
        let row = self.db.feed(&secret_hash).await?.ok_or_else(unknown)?;
        let kind = FeedKind::of(&row.kind)?;
        if kind.file() != file {
            return Err(unknown());
        }
        self.feed_reads.check(secret_hash)?;
        match kind {
            FeedKind::Calendar => self.calendar(&row).await,
            FeedKind::Activity => self.activity_feed(&row).await,
        }
    }
}

/// An id of an entry that is the same whenever the feed is read, and in no other feed.
fn entry_id(feed: &str, what: &str) -> String {
    crate::random::uuid_of(&format!("feed {feed} {what}"))
}

/// The status that a reader gets who has this version already.
const NOT_MODIFIED: StatusCode = StatusCode::NOT_MODIFIED;
