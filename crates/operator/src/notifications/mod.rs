//! What a person is told without having looked: somebody asks, a rule has said yes, a permission ends soon, data goes an
//! unusual way, somebody gets into the account.
//!
//! News is written in the unit of its cause, as ids and days; the words are made when it is read, in the reader's
//! language. Its id comes from what it is about, so the same news is told once, whoever writes it.
pub(crate) mod api;
pub(crate) mod choices;
pub(crate) mod letters;
mod mailing;
pub(crate) mod mails;
pub(crate) mod pages;
pub mod push;
pub(crate) mod watch;
mod words;

use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::operator::notifications::{NotificationRow, Notifications as _};
use utoipa::ToSchema;
use web::language::Speech;

pub(crate) use self::choices::{Channel, Choices};

use crate::clock::{DAY, rfc3339};
use crate::{Error, Operator, Result};

/// How long news is kept, in days: a year, as long as people look back for.
pub(crate) const KEPT_DAYS: u32 = 366;
/// News of one page.
pub(crate) const PAGE: u32 = 30;

/// What kind of news.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A service asks for a permission.
    NewRequest,
    /// A standing rule has said yes.
    GrantedByRule,
    /// A permission ends in 14 days.
    EndsSoon,
    /// A permission was used for the first time.
    FirstUse,
    /// Data went to a country that none went to before.
    OtherCountry,
    /// A service looks far more often than usual.
    UnusualRate,
    /// The answer to a letter is due in three days.
    AnswerDue,
    /// The answer to a letter is late.
    AnswerOverdue,
    /// Somebody logged in with a device that was not used before.
    NewDevice,
    /// A passkey leads into the account.
    PasskeyAdded,
    /// The password is another.
    PasswordChanged,
    /// The e-mail address to log in with is another.
    LoginChanged,
    /// An app was let in.
    AppConnected,
    /// The person is linked with a source.
    Linked,
    /// A link ends in 14 days.
    LinkEnds,
    /// A source has ended a link, or a link was not confirmed at its desk.
    LinkEnded,
    /// A source's staff have made a change that the person asked for, or refused it.
    ChangeAnswered,
    /// The person tries whether news reaches them.
    Test,
}

impl Kind {
    /// Every kind that a person may choose about or must be told of, in the order shown.
    pub(crate) const ALL: [Self; 17] = [
        Self::NewRequest,
        Self::GrantedByRule,
        Self::EndsSoon,
        Self::FirstUse,
        Self::OtherCountry,
        Self::UnusualRate,
        Self::AnswerDue,
        Self::AnswerOverdue,
        Self::NewDevice,
        Self::PasskeyAdded,
        Self::PasswordChanged,
        Self::LoginChanged,
        Self::AppConnected,
        Self::Linked,
        Self::LinkEnds,
        Self::LinkEnded,
        Self::ChangeAnswered,
    ];

    /// Its name in the database and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewRequest => "new-request",
            Self::GrantedByRule => "granted-by-rule",
            Self::EndsSoon => "ends-soon",
            Self::FirstUse => "first-use",
            Self::OtherCountry => "other-country",
            Self::UnusualRate => "unusual-rate",
            Self::AnswerDue => "answer-due",
            Self::AnswerOverdue => "answer-overdue",
            Self::NewDevice => "new-device",
            Self::PasskeyAdded => "passkey-added",
            Self::PasswordChanged => "password-changed",
            Self::LoginChanged => "login-changed",
            Self::AppConnected => "app-connected",
            Self::Linked => "linked",
            Self::LinkEnds => "link-ends",
            Self::LinkEnded => "link-ended",
            Self::ChangeAnswered => "change-answered",
            Self::Test => "test",
        }
    }

    /// Whether it cannot be switched off: who may get into an account is a matter of its security (GDPR art. 32), and
    /// somebody who got in must not be able to hide it.
    pub const fn is_mandatory(self) -> bool {
        matches!(
            self,
            Self::NewDevice
                | Self::PasskeyAdded
                | Self::PasswordChanged
                | Self::LoginChanged
                | Self::AppConnected
        )
    }
}

/// News with what its words are made of: ids, days and countries, never a person's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum News {
    NewRequest {
        request: String,
        service: String,
    },
    GrantedByRule {
        request: String,
        arrangement: String,
        service: String,
    },
    EndsSoon {
        arrangement: String,
        service: String,
        /// In microseconds since the epoch.
        until: i64,
    },
    FirstUse {
        arrangement: String,
        service: String,
        connector: String,
    },
    OtherCountry {
        arrangement: String,
        service: String,
        /// ISO 3166-1 alpha-2.
        country: String,
    },
    UnusualRate {
        arrangement: String,
        service: String,
        connector: String,
        /// Days since the epoch.
        day: i64,
        /// At least so many times the usual.
        times: i64,
    },
    AnswerDue {
        letter: String,
        /// Whom it went to: `source:` with a connector's UUID, or `service:` with a service's id.
        to: String,
        /// In microseconds since the epoch.
        due: i64,
    },
    AnswerOverdue {
        letter: String,
        to: String,
        due: i64,
    },
    NewDevice {
        /// A keyed hash of its program and system.
        device: String,
        /// Whether it was the account's first.
        #[serde(default)]
        first: bool,
    },
    PasskeyAdded {
        passkey: String,
    },
    PasswordChanged {
        at: i64,
    },
    LoginChanged {
        at: i64,
    },
    AppConnected {
        app: String,
        grant: String,
    },
    Linked {
        connector: String,
        at: i64,
    },
    LinkEnds {
        connector: String,
        /// In microseconds since the epoch.
        until: i64,
    },
    LinkEnded {
        connector: String,
        at: i64,
    },
    NotLinked {
        connector: String,
        attempt: String,
        /// Whether staff have said why; what they said is kept with the link.
        #[serde(default)]
        refused: bool,
    },
    ChangeAnswered {
        /// The access item.
        item: String,
        connector: String,
        /// Whether it was made.
        done: bool,
    },
    Test {
        at: i64,
    },
}

impl News {
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::NewRequest { .. } => Kind::NewRequest,
            Self::GrantedByRule { .. } => Kind::GrantedByRule,
            Self::EndsSoon { .. } => Kind::EndsSoon,
            Self::FirstUse { .. } => Kind::FirstUse,
            Self::OtherCountry { .. } => Kind::OtherCountry,
            Self::UnusualRate { .. } => Kind::UnusualRate,
            Self::AnswerDue { .. } => Kind::AnswerDue,
            Self::AnswerOverdue { .. } => Kind::AnswerOverdue,
            Self::NewDevice { .. } => Kind::NewDevice,
            Self::PasskeyAdded { .. } => Kind::PasskeyAdded,
            Self::PasswordChanged { .. } => Kind::PasswordChanged,
            Self::LoginChanged { .. } => Kind::LoginChanged,
            Self::AppConnected { .. } => Kind::AppConnected,
            Self::Linked { .. } => Kind::Linked,
            Self::LinkEnds { .. } => Kind::LinkEnds,
            Self::LinkEnded { .. } | Self::NotLinked { .. } => Kind::LinkEnded,
            Self::ChangeAnswered { .. } => Kind::ChangeAnswered,
            Self::Test { .. } => Kind::Test,
        }
    }

    /// What makes it the same news when it comes again.
    fn about(&self) -> String {
        match self {
            Self::NewRequest { request, .. } | Self::GrantedByRule { request, .. } => {
                request.clone()
            }
            Self::EndsSoon {
                arrangement, until, ..
            } => format!("{arrangement} {until}"),
            Self::FirstUse { arrangement, .. } => arrangement.clone(),
            Self::OtherCountry { country, .. } => country.clone(),
            Self::UnusualRate {
                arrangement, day, ..
            } => format!("{arrangement} {day}"),
            Self::AnswerDue { letter, due, .. } | Self::AnswerOverdue { letter, due, .. } => {
                format!("{letter} {due}")
            }
            Self::NewDevice { device, .. } => device.clone(),
            Self::PasskeyAdded { passkey } => passkey.clone(),
            Self::PasswordChanged { at } | Self::LoginChanged { at } | Self::Test { at } => {
                at.to_string()
            }
            Self::AppConnected { grant, .. } => grant.clone(),
            Self::Linked { connector, at } | Self::LinkEnded { connector, at } => {
                format!("{connector} {at}")
            }
            Self::NotLinked { attempt, .. } => attempt.clone(),
            Self::LinkEnds { connector, until } => format!("{connector} {until}"),
            Self::ChangeAnswered { item, .. } => item.clone(),
        }
    }

    /// Its id among an account's news.
    pub(crate) fn id(&self, account: &str) -> String {
        id_of(account, self.kind(), &self.about())
    }

    /// The page it is about.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::NewRequest { request, .. } => format!("/requests/{request}"),
            Self::GrantedByRule { arrangement, .. }
            | Self::EndsSoon { arrangement, .. }
            | Self::FirstUse { arrangement, .. }
            | Self::OtherCountry { arrangement, .. }
            | Self::UnusualRate { arrangement, .. } => format!("/permissions/{arrangement}"),
            Self::AnswerDue { .. } | Self::AnswerOverdue { .. } => "/rights#letters".to_owned(),
            Self::NewDevice { .. }
            | Self::PasskeyAdded { .. }
            | Self::PasswordChanged { .. }
            | Self::LoginChanged { .. } => "/identities".to_owned(),
            Self::AppConnected { .. } => "/operator".to_owned(),
            Self::Linked { .. }
            | Self::LinkEnds { .. }
            | Self::LinkEnded { .. }
            | Self::NotLinked { .. } => "/links".to_owned(),
            Self::ChangeAnswered { .. } => "/activity".to_owned(),
            Self::Test { .. } => "/settings".to_owned(),
        }
    }

    fn read(row: &NotificationRow) -> Result<Self> {
        serde_json::from_str(&row.body).map_err(|error| Error::stored("notification", error))
    }
}

fn id_of(account: &str, kind: Kind, about: &str) -> String {
    crate::random::uuid_of(&format!("notification {account} {} {about}", kind.name()))
}

/// Who reads a person's news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// The person, of what they want to see.
    Person,
    /// An app of theirs: how the person gets into their account is no business of it.
    App,
    /// The person, of all there is.
    Export,
}

/// News as its person reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Notification {
    /// Its id.
    pub id: String,
    /// What kind of news.
    pub kind: Kind,
    /// Since when (RFC 3339).
    pub at: String,
    /// Whether it was read.
    pub read: bool,
    /// What has happened, in a sentence.
    pub text: String,
    /// The page it is about.
    pub url: String,
    #[serde(skip)]
    path: String,
}

impl Operator {
    /// Tells a person something, in the unit of its cause, unless they were told already.
    pub(crate) fn notify(&self, unit: &mut Unit, account: &str, news: &News) -> Result<()> {
        self.write_news(unit, account, news, false)
    }

    fn write_news(&self, unit: &mut Unit, account: &str, news: &News, known: bool) -> Result<()> {
        let (now, id) = (self.clock.now(), news.id(account));
        if self.push.is_some() && !known {
            unit.enqueue_push(account, &id, now);
        }
        unit.notify(&NotificationRow {
            account_id: account.to_owned(),
            id,
            kind: news.kind().name().to_owned(),
            body: serde_json::to_string(news)
                .map_err(|error| Error::stored("notification", error))?,
            at: now,
            read_at: known.then_some(now),
            mail_next: (self.mailer.is_some() && !known).then_some(now),
            mail_attempts: 0,
        });
        Ok(())
    }

    /// A request was answered: there is no need to tell of it any more.
    pub(crate) fn answered_news(&self, unit: &mut Unit, account: &str, request: &str) {
        self.read_news(unit, account, Kind::NewRequest, request);
    }

    /// What a person was told of something counts as read.
    pub(crate) fn read_news(&self, unit: &mut Unit, account: &str, kind: Kind, about: &str) {
        unit.read_notification(account, &id_of(account, kind, about), self.clock.now());
    }

    /// A rule has said yes to a request: that is the news, not that it came.
    pub(crate) fn granted_news(
        &self,
        unit: &mut Unit,
        account: &str,
        (request, arrangement): (&str, &str),
        service: &str,
    ) -> Result<()> {
        unit.forget_notification(account, &id_of(account, Kind::NewRequest, request));
        let news = News::GrantedByRule {
            request: request.to_owned(),
            arrangement: arrangement.to_owned(),
            service: service.to_owned(),
        };
        self.notify(unit, account, &news)
    }

    /// How many news a person has not read, of those they want to see.
    pub(crate) async fn unread(&self, account: &str) -> Result<i64> {
        let counts = self.db.unread_notifications(account).await?;
        if counts.is_empty() {
            return Ok(0);
        }
        let choices = self.choices_of(account).await?;
        let shown = counts
            .into_iter()
            .filter(|(kind, _)| choices.shows(kind, Channel::Page));
        Ok(shown.map(|(_, count)| count).sum())
    }

    /// A page of a person's news, newest first, of those that are for this reader; with where the next page begins.
    pub(crate) async fn news_of(
        &self,
        account: &str,
        before: (i64, &str),
        speech: &Speech,
        reading: Reading,
    ) -> Result<(Vec<Notification>, Option<String>)> {
        let choices = self.choices_of(account).await?;
        let rows = self.db.notifications_of(account, before, PAGE).await?;
        let next = match rows.last() {
            Some(last) if rows.len() == PAGE as usize => Some(format!("{}_{}", last.at, last.id)),
            _ => None,
        };
        let mut news = Vec::with_capacity(rows.len());
        for row in rows {
            let read = News::read(&row)?;
            let is_hidden = match reading {
                Reading::Person => !choices.shows(&row.kind, Channel::Page),
                Reading::App => {
                    read.kind().is_mandatory() || !choices.shows(&row.kind, Channel::Page)
                }
                Reading::Export => false,
            };
            // That the account was first used is kept to know the device again, and is no news.
            if is_hidden || matches!(read, News::NewDevice { first: true, .. }) {
                continue;
            }
            let text = match reading {
                Reading::Person | Reading::Export => {
                    self.words_for_person(account, &read, speech).await?
                }
                Reading::App => self.words(&read, speech).await?,
            };
            news.push(Notification {
                text,
                kind: read.kind(),
                at: rfc3339(row.at),
                read: row.read_at.is_some(),
                path: read.path(),
                url: self.address(&read.path()),
                id: row.id,
            });
        }
        Ok((news, next))
    }

    /// The person has read one of their news. Gives the path of the page it is about.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub(crate) async fn mark_read(&self, account: &str, id: &str) -> Result<String> {
        let row = self.db.notification(account, id).await?;
        let row = row.ok_or_else(|| Error::unknown("notification", id))?;
        let mut unit = Unit::new();
        unit.read_notification(account, id, self.clock.now());
        self.db.commit(unit).await?;
        self.live.tell(account);
        Ok(News::read(&row)?.path())
    }

    /// The person has read all their news.
    pub(crate) async fn mark_all_read(&self, account: &str) -> Result<()> {
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.read_notifications(account, now, now);
        self.db.commit(unit).await?;
        self.live.tell(account);
        Ok(())
    }

    /// A person begins a session on a device: news, unless it is their first one or was used before.
    pub(crate) async fn device_news(
        &self,
        unit: &mut Unit,
        account: &str,
        device: &crate::accounts::device::Device,
    ) -> Result<()> {
        use storage::vault::DataKeys as _;
        /// The domain of the keyed hashes.
        const DEVICE_INDEX: &str = "notification device";
        let named = |name: &Option<String>| name.clone().unwrap_or_default();
        let device = format!(
            "{account} {} {}",
            named(&device.program),
            named(&device.system)
        );
        let hash = self.db.blind_index(DEVICE_INDEX, &device).await?;
        let kind = Kind::NewDevice.name();
        let first = !self.db.has_notification(account, kind).await?;
        let news = News::NewDevice {
            device: crate::accounts::sessions::hex(&hash),
            first,
        };
        self.write_news(unit, account, &news, first)
    }

    /// Forgets what is old. Which devices were used stays, else they would be news again.
    pub(crate) fn forget_news(unit: &mut Unit, now: i64) {
        unit.purge_notifications(now - i64::from(KEPT_DAYS) * DAY, Kind::NewDevice.name());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_comes_back_from_the_database_as_it_went() {
        let news = News::EndsSoon {
            arrangement: "a".into(),
            service: "s".into(),
            until: 5,
        };
        let text = serde_json::to_string(&news).unwrap();
        assert!(text.contains("\"kind\":\"ends-soon\""), "{text}");
        assert_eq!(serde_json::from_str::<News>(&text).unwrap(), news);
    }

    #[test]
    fn every_kind_has_the_name_that_is_on_the_wire() {
        for kind in Kind::ALL.into_iter().chain([Kind::Test]) {
            let wire = serde_json::to_string(&kind).unwrap();
            assert_eq!(wire, format!("\"{}\"", kind.name()));
        }
    }

    #[test]
    fn the_same_news_has_the_same_id_and_another_persons_has_another() {
        let ends = |until| News::EndsSoon {
            arrangement: "a".into(),
            service: "s".into(),
            until,
        };
        assert_eq!(ends(5).id("aino"), ends(5).id("aino"));
        assert_ne!(ends(5).id("aino"), ends(6).id("aino"));
        assert_ne!(ends(5).id("aino"), ends(5).id("olli"));
    }
}
