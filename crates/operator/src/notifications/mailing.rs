//! E-mails about news: which are due, what they say, and trying again. What is due stands in the database until a server
//! has taken it over or it is given up, so that nothing is lost while a server is down or this process is.
use std::fmt::Write as _;

use askama::Template as _;
use storage::Unit;
use storage::operator::accounts::Accounts as _;
use storage::operator::notifications::{NotificationRow, Notifications as _};
use web::language::Speech;

use super::choices::Pace;
use super::{Channel, Choices, News};
use crate::{Operator, Result, clock};
use web::email::{Mail, Mailer, NotSent};

/// Accounts mailed in one go.
const ACCOUNTS: u32 = 50;
/// News in one e-mail, at the most: nobody reads more, and the page has the rest.
const MOST_IN_ONE: u32 = 50;
/// What is waited after the first failure, in seconds; twice as long after each further one.
const FIRST_WAIT: i64 = 60;
/// What is waited at the most, in seconds: six hours.
const LONGEST_WAIT: i64 = 6 * 3600;
/// How often one is tried: for four days in all (RFC 5321 §4.5.4.1: at least four to five).
pub(super) const MOST_ATTEMPTS: i64 = 25;
/// The hour, in the city's time, when those who want one e-mail a day get it.
const DAILY_HOUR: i8 = 7;

/// When an e-mail is tried again that has failed this often, in microseconds from now.
pub(super) fn wait(attempts: i64) -> i64 {
    clock::wait(FIRST_WAIT, LONGEST_WAIT, attempts)
}

/// Counts what became of an e-mail, which is given up where it was tried for the last time. Gives how many were sent.
pub(super) fn counted(outcome: &Result<(), NotSent>, is_last: bool) -> u64 {
    let name = match outcome {
        Ok(()) => "sent",
        Err(error) => {
            // Neither the address nor what it said.
            tracing::warn!(%error, is_given_up = is_last, "an e-mail was not taken over");
            if is_last { "given-up" } else { "failed" }
        }
    };
    metrics::counter!("operator_emails_total", "outcome" => name).increment(1);
    u64::from(outcome.is_ok())
}

/// When the daily e-mail comes that tells of what was at `at`.
fn daily(at: i64, zone: jiff::tz::TimeZone) -> i64 {
    let Ok(from) = jiff::Timestamp::from_microsecond(at) else {
        return at;
    };
    let from = from.to_zoned(zone);
    let same_day = from.hour() < DAILY_HOUR;
    let day = if same_day {
        Ok(from.date())
    } else {
        from.date().tomorrow()
    };
    day.and_then(|day| {
        day.at(DAILY_HOUR, 0, 0, 0)
            .to_zoned(from.time_zone().clone())
    })
    .map_or(at, |due| due.timestamp().as_microsecond())
}

#[derive(askama::Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    language: &'a str,
    lines: &'a [(String, String)],
    look: String,
    why: String,
    stop: Option<(String, &'a str)>,
}

impl Operator {
    /// Sends the e-mails that are due. Gives how many were taken over.
    ///
    /// # Errors
    /// [`crate::Error::Storage`]. A server that is down is none: they are tried again.
    pub async fn mail(&self) -> Result<u64> {
        let Some(mailer) = &self.mailer else {
            return Ok(0);
        };
        let mut sent = 0;
        for account in self.db.accounts_to_mail(self.clock.now(), ACCOUNTS).await? {
            sent += self.mail_account(mailer, &account).await?;
        }
        Ok(sent + self.mail_letters(mailer).await?)
    }

    async fn mail_account(&self, mailer: &Mailer, account: &str) -> Result<u64> {
        let now = self.clock.now();
        let rows = self
            .db
            .notifications_to_mail(account, now, MOST_IN_ONE)
            .await?;
        let choices = self.choices_of(account).await?;
        let person = self.db.account(account).await?;
        let person = person.filter(|person| person.state == crate::accounts::ACTIVE);
        let person = match person {
            Some(person) => Some(self.person(person).await?),
            None => None,
        };
        let to = person.as_ref().and_then(|one| one.profile.login.clone());
        let (mut now_due, mut unit) = (Vec::new(), Unit::new());
        for row in rows {
            let news = News::read(&row)?;
            if to.is_none() || !choices.still_want(&news, &row, Channel::Email) {
                unit.mail_ended(&row);
                continue;
            }
            let due = if choices.mail == Pace::Daily && !news.kind().is_mandatory() {
                daily(row.at, self.config.brand.zone())
            } else {
                row.at
            };
            if due > now {
                unit.mail_again(&row, due, row.mail_attempts);
            } else {
                // Taken: another process leaves it alone, and if this one ends it is tried again.
                unit.mail_again(&row, now + wait(row.mail_attempts), row.mail_attempts + 1);
                now_due.push((row, news));
            }
        }
        if !self.commit_first(unit).await? {
            return Ok(0);
        }
        let (Some(to), Some(person)) = (to, person) else {
            return Ok(0);
        };
        let speech = self.speech(&person.locale);
        let (always, chosen): (Vec<_>, Vec<_>) = now_due
            .into_iter()
            .partition(|(_, news)| news.kind().is_mandatory());
        let mut sent = 0;
        for (group, is_chosen) in [(always, false), (chosen, true)] {
            if group.is_empty() {
                continue;
            }
            let mail = self
                .written(account, &to, &group, is_chosen, &speech)
                .await?;
            sent += self.try_to_send(mailer, &mail, &group).await?;
        }
        Ok(sent)
    }

    /// Sends one, and keeps what became of it.
    async fn try_to_send(
        &self,
        mailer: &Mailer,
        mail: &Mail,
        about: &[(NotificationRow, News)],
    ) -> Result<u64> {
        let outcome = mailer.send(mail).await;
        let (mut unit, mut is_last) = (Unit::new(), false);
        for (row, _) in about {
            let last = row.mail_attempts + 1 >= MOST_ATTEMPTS;
            is_last |= last;
            if outcome.is_ok() || last {
                unit.mail_ended(row);
            }
        }
        self.db.commit(unit).await?;
        Ok(counted(&outcome, is_last))
    }

    async fn written(
        &self,
        account: &str,
        to: &str,
        about: &[(NotificationRow, News)],
        is_chosen: bool,
        speech: &Speech,
    ) -> Result<Mail> {
        let mut lines = Vec::with_capacity(about.len());
        for (_, news) in about {
            let text = self.words(news, speech).await?;
            lines.push((text, self.address(&news.path())));
        }
        let brand = &self.config.brand;
        let from = format!("{}, {}", brand.name, brand.city);
        let what = match about {
            [(_, news)] => speech.say(news.kind().label()).to_string(),
            several => speech
                .say("mail-several")
                .with("count", several.len())
                .into(),
        };
        let why: String = speech
            .say(if is_chosen {
                "mail-why"
            } else {
                "mail-why-always"
            })
            .with("operator", &from)
            .with("url", self.address("settings#notifications"))
            .into();
        let unsubscribe = if is_chosen {
            Some(self.unsubscribe_address(account).await?)
        } else {
            None
        };
        let stop: String = speech.say("mail-stop").into();
        let look: String = speech.say("news-look").into();
        let said = lines
            .iter()
            .map(|(said, address)| format!("{said}\n{look}: {address}\n\n"));
        let mut text: String = said.collect();
        write!(text, "--\n{why}\n").unwrap_or_default();
        if let Some(url) = &unsubscribe {
            writeln!(text, "{stop}: {url}").unwrap_or_default();
        }
        let html = Html {
            language: speech.tag(),
            lines: &lines,
            look,
            why,
            stop: unsubscribe.as_deref().map(|url| (stop, url)),
        };
        let ids: Vec<&str> = about.iter().map(|(row, _)| row.id.as_str()).collect();
        Ok(Mail {
            id: self.message_id(&crate::random::uuid_of(&ids.join(" "))),
            to: to.to_owned(),
            language: speech.tag().to_owned(),
            subject: format!("{what} – {from}"),
            text,
            html: html
                .render()
                .map_err(|error| crate::Error::Internal(error.to_string()))?,
            unsubscribe,
        })
    }

    /// The id of a message: the same for the same message sent again (RFC 5322 §3.6.4).
    pub(super) fn message_id(&self, name: &str) -> String {
        let host = self
            .base_url
            .as_str()
            .split('/')
            .nth(2)
            .unwrap_or("localhost");
        let host = host.split(':').next().unwrap_or("localhost");
        format!("{name}@{host}")
    }

    /// Where a person asks for no more of these e-mails, without logging in.
    async fn unsubscribe_address(&self, account: &str) -> Result<String> {
        let (secret, _) = self.unsubscribe_secret(account).await?;
        if self.db.notification_choices(account).await?.is_none() {
            // The secret is found by its hash, which stands beside what they have chosen.
            self.choose_news(account, &Choices::default()).await?;
        }
        Ok(self.address(&format!("unsubscribe/{secret}")))
    }

    /// No more e-mails to whoever was sent this secret, but for those that are mandatory.
    ///
    /// # Errors
    /// [`crate::Error::DeadLink`].
    pub(crate) async fn unsubscribe(&self, secret: &str) -> Result<()> {
        let row = self.unsubscribing(secret).await?;
        let mut choices = self.choices_of(&row).await?;
        choices.mail = Pace::Never;
        self.choose_news(&row, &choices).await
    }

    /// The account that was sent this secret.
    pub(crate) async fn unsubscribing(&self, secret: &str) -> Result<String> {
        let hash = crate::random::hash_of_secret(secret);
        let row = self.db.notification_choices_by_secret(&hash).await?;
        row.map(|row| row.account_id).ok_or(crate::Error::DeadLink)
    }

    /// Sends the person a test, on all ways.
    ///
    /// # Errors
    /// The problem `rate-limited`.
    pub(crate) async fn test_news(&self, account: &str) -> Result<()> {
        self.login_limit.check(("test notification", account))?;
        let mut unit = Unit::new();
        let at = self.clock.now();
        self.notify(&mut unit, account, &News::Test { at })?;
        self.db.commit(unit).await?;
        self.live.tell(account);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SECOND;

    #[test]
    fn waits_double_up_to_six_hours_and_last_four_days() {
        assert_eq!(wait(0), 60 * SECOND);
        assert_eq!(wait(3), 480 * SECOND);
        assert_eq!(wait(30), LONGEST_WAIT * SECOND);
        let all: i64 = (0..MOST_ATTEMPTS).map(wait).sum();
        assert!((4 * 86_400..5 * 86_400).contains(&(all / SECOND)), "{all}");
    }

    #[test]
    fn the_daily_e_mail_comes_in_the_morning_of_the_city() {
        let zone = jiff::tz::TimeZone::get("Europe/Helsinki").unwrap();
        let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        // Seven o'clock in Helsinki is five in UTC in winter and four in summer.
        let due = daily(at("2026-11-26T21:00:00Z"), zone.clone());
        assert_eq!(due, at("2026-11-27T05:00:00Z"));
        let due = daily(at("2026-07-01T03:00:00Z"), zone);
        assert_eq!(due, at("2026-07-01T04:00:00Z"));
    }
}
