//! What a person wants to be told of, and how.
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::operator::notifications::{ChoicesRow, NotificationRow, Notifications as _};
use storage::vault::DataKeys as _;
use utoipa::ToSchema;

use super::{Kind, News};
use crate::{Error, Operator, Result};

/// The domain of the secrets in e-mails.
const UNSUBSCRIBE: &str = "notification unsubscribe";

/// A way to be told.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Channel {
    /// On the page.
    Page,
    /// By e-mail.
    Email,
    /// On the person's devices.
    Push,
}

impl Channel {
    /// All of them, in the order shown.
    pub(crate) const ALL: [Self; 3] = [Self::Page, Self::Email, Self::Push];

    /// Its name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Email => "email",
            Self::Push => "push",
        }
    }
}

/// When e-mails come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Pace {
    /// As soon as there is something.
    #[default]
    AtOnce,
    /// Once a day, all together.
    Daily,
    /// Not at all, but for what cannot be switched off.
    Never,
}

impl Pace {
    pub(crate) const ALL: [Self; 3] = [Self::AtOnce, Self::Daily, Self::Never];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "at-once",
            Self::Daily => "daily",
            Self::Never => "never",
        }
    }

    /// The message that names it.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::AtOnce => "pace-at-once",
            Self::Daily => "pace-daily",
            Self::Never => "pace-never",
        }
    }
}

/// One kind of news that does not come one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Off {
    /// The kind.
    pub(crate) kind: Kind,
    /// The way.
    pub(crate) channel: Channel,
}

/// What a person wants to be told of, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Choices {
    /// When e-mails come.
    pub(crate) mail: Pace,
    /// What is switched off; everything else is on.
    pub(crate) off: BTreeSet<Off>,
}

impl Choices {
    /// Whether news of a kind comes this way. What is mandatory always does.
    pub(crate) fn wants(&self, kind: Kind, channel: Channel) -> bool {
        if kind.is_mandatory() || kind == Kind::Test {
            return true;
        }
        let is_silent = channel == Channel::Email && self.mail == Pace::Never;
        !is_silent && !self.off.contains(&Off { kind, channel })
    }

    /// Whether news that is kept as `row` must still be sent this way: what was read on the page need not, but for what is
    /// mandatory.
    pub(super) fn still_want(&self, news: &News, row: &NotificationRow, channel: Channel) -> bool {
        let is_read = row.read_at.is_some() && !news.kind().is_mandatory();
        !is_read && self.wants(news.kind(), channel)
    }

    /// As [`Choices::wants`], by the name of the kind. What this version does not know is shown nowhere.
    pub(super) fn shows(&self, kind: &str, channel: Channel) -> bool {
        let known = Kind::ALL.into_iter().chain([Kind::Test]);
        known
            .into_iter()
            .find(|known| known.name() == kind)
            .is_some_and(|kind| self.wants(kind, channel))
    }

    fn check(&self) -> Result<()> {
        match self.off.iter().find(|off| off.kind.is_mandatory()) {
            Some(off) => Err(Error::invalid(
                "off",
                format!("`{}` cannot be switched off", off.kind.name()),
            )),
            None => Ok(()),
        }
    }
}

impl Operator {
    /// The ways there are here.
    pub(crate) fn ways(&self) -> Vec<Channel> {
        let is_there = |way: &Channel| match way {
            Channel::Page => true,
            Channel::Email => self.mailer.is_some(),
            Channel::Push => self.push.is_some(),
        };
        Channel::ALL.into_iter().filter(is_there).collect()
    }

    /// What a person wants to be told of.
    pub(crate) async fn choices_of(&self, account: &str) -> Result<Choices> {
        match self.db.notification_choices(account).await? {
            None => Ok(Choices::default()),
            Some(row) => read(&row),
        }
    }

    /// A person says what they want to be told of.
    ///
    /// # Errors
    /// [`Error::Invalid`] where something is switched off that cannot be.
    pub(crate) async fn choose_news(&self, account: &str, choices: &Choices) -> Result<()> {
        choices.check()?;
        let (_, hash) = self.unsubscribe_secret(account).await?;
        let mut unit = Unit::new();
        unit.choose_notifications(&ChoicesRow {
            account_id: account.to_owned(),
            body: serde_json::to_string(choices)
                .map_err(|error| Error::stored("choices", error))?,
            unsubscribe: hash,
        });
        self.db.commit(unit).await?;
        self.live.tell(account);
        Ok(())
    }

    /// The secret in the links of a person's e-mails, by which no more of them come, and what is kept of it. It is made
    /// from the account under this operator's key, and says nothing of it.
    pub(crate) async fn unsubscribe_secret(&self, account: &str) -> Result<(String, Vec<u8>)> {
        use base64::Engine as _;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let secret = self.db.blind_index(UNSUBSCRIBE, account).await?;
        let secret = URL_SAFE_NO_PAD.encode(secret);
        let hash = crate::random::hash_of_secret(&secret);
        Ok((secret, hash))
    }
}

fn read(row: &ChoicesRow) -> Result<Choices> {
    serde_json::from_str(&row.body).map_err(|error| Error::stored("choices", error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_on_until_it_is_switched_off() {
        let mut choices = Choices::default();
        assert!(choices.wants(Kind::FirstUse, Channel::Email));
        choices.off.insert(Off {
            kind: Kind::FirstUse,
            channel: Channel::Email,
        });
        assert!(!choices.wants(Kind::FirstUse, Channel::Email));
        assert!(choices.wants(Kind::FirstUse, Channel::Page));
        choices.mail = Pace::Never;
        assert!(!choices.wants(Kind::EndsSoon, Channel::Email));
        assert!(choices.wants(Kind::EndsSoon, Channel::Page));
    }

    #[test]
    fn who_gets_in_cannot_be_hidden() {
        let off = Off {
            kind: Kind::NewDevice,
            channel: Channel::Email,
        };
        let choices = Choices {
            mail: Pace::Never,
            off: [off].into(),
        };
        assert!(choices.check().is_err());
        assert!(choices.wants(Kind::NewDevice, Channel::Email));
    }
}
