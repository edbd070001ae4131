//! E-mails to one address that are no news: to one that is to become somebody's login, and to one that was. Their words
//! are made when they are sent, in the language of the account.
use std::time::Duration;

use askama::Template as _;
use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::operator::accounts::Accounts as _;
use storage::operator::letters::{LetterRow, Letters as _};
use storage::vault::DataKeys as _;
use web::language::Speech;

use super::mailing::{MOST_ATTEMPTS, counted, wait};
use crate::{Error, Operator, Result};
use web::email::{Mail, Mailer};

/// The name of the sealed field that holds a letter.
const FIELD: &str = "letters.letter";
/// How long somebody who closes their account waits for the server that takes the e-mail about it.
const FAREWELL: Duration = Duration::from_secs(5);
/// Letters sent in one go.
const AT_ONCE: u32 = 50;

/// What a letter says. It holds secrets and addresses, and so has no `Debug`.
#[derive(Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "kebab-case")]
pub(crate) enum Letter {
    /// Somebody wants to log in with this address.
    ConfirmLogin {
        to: String,
        /// What the link says.
        secret: String,
    },
    /// Somebody wants to log in with this address, and somebody does so already.
    LoginTaken { to: String },
    /// This address leads into the account no more.
    LoginChanged {
        to: String,
        /// What the link says by which it is undone.
        secret: String,
        /// Until when that works, in microseconds since the epoch.
        until: i64,
    },
    /// The account is closed. It is sent at once: nothing of the person is kept to try it again with.
    Closed { to: String },
}

#[derive(askama::Template)]
#[template(path = "letter.html")]
struct Html<'a> {
    language: &'a str,
    text: &'a str,
    link: Option<(&'a str, &'a str)>,
    from: &'a str,
}

impl Operator {
    /// Puts a letter among those to send, in the unit of its cause.
    pub(crate) async fn write_letter(
        &self,
        unit: &mut Unit,
        account: &str,
        letter: &Letter,
    ) -> Result<()> {
        let body = serde_json::to_vec(letter).map_err(|error| Error::stored("letter", error))?;
        unit.insert_letter(&LetterRow {
            account_id: account.to_owned(),
            id: crate::random::uuid(),
            sealed: self.db.seal(account, FIELD, &body).await?,
            mail_next: self.clock.now(),
            mail_attempts: 0,
        });
        Ok(())
    }

    /// Sends the letters that are due. Gives how many were taken over.
    pub(super) async fn mail_letters(&self, mailer: &Mailer) -> Result<u64> {
        let mut sent = 0;
        let now = self.clock.now();
        for row in self.db.letters_due(now, AT_ONCE).await? {
            let mut unit = Unit::new();
            // Taken: another process leaves it alone, and if this one ends it is tried again.
            unit.letter_again(&row, now + wait(row.mail_attempts));
            if !self.commit_first(unit).await? {
                continue;
            }
            let outcome = match self.letter_written(&row).await? {
                Some(mail) => Some(mailer.send(&mail).await),
                None => None,
            };
            let is_last = row.mail_attempts + 1 >= MOST_ATTEMPTS;
            if is_last || !matches!(outcome, Some(Err(_))) {
                let mut unit = Unit::new();
                unit.letter_ended(&row);
                self.db.commit(unit).await?;
            }
            sent += outcome.map_or(0, |outcome| counted(&outcome, is_last));
        }
        Ok(sent)
    }

    /// The e-mail of a letter; none where the account is gone.
    async fn letter_written(&self, row: &LetterRow) -> Result<Option<Mail>> {
        let account = self.db.account(&row.account_id).await?;
        let Some(account) = account.filter(|one| one.state == crate::accounts::ACTIVE) else {
            return Ok(None);
        };
        let letter = self.db.unseal(&account.id, FIELD, &row.sealed).await?;
        let letter: Letter =
            serde_json::from_slice(&letter).map_err(|error| Error::stored("letter", error))?;
        let speech = self.speech(&account.locale);
        self.letter_in_words(&row.id, letter, &speech).map(Some)
    }

    /// The e-mail that says that an account is closed, made while it is known whom it is for; none where no e-mails are
    /// sent or there is no address.
    pub(crate) async fn farewell(&self, account: &str) -> Result<Option<Mail>> {
        let account = self.db.account(account).await?;
        let Some(account) = account.filter(|_| self.mailer.is_some()) else {
            return Ok(None);
        };
        let speech = self.speech(&account.locale);
        let Some(to) = self.person(account).await?.profile.login else {
            return Ok(None);
        };
        let id = crate::random::uuid();
        self.letter_in_words(&id, Letter::Closed { to }, &speech)
            .map(Some)
    }

    /// Sends it, once and within [`FAREWELL`].
    pub(crate) async fn say_farewell(&self, mail: Option<Mail>) {
        let (Some(mailer), Some(mail)) = (&self.mailer, mail) else {
            return;
        };
        let sent = tokio::time::timeout(FAREWELL, mailer.send(&mail)).await;
        let name = if matches!(sent, Ok(Ok(()))) {
            "sent"
        } else {
            "given-up"
        };
        metrics::counter!("operator_emails_total", "outcome" => name).increment(1);
    }

    fn letter_in_words(&self, id: &str, letter: Letter, speech: &Speech) -> Result<Mail> {
        let brand = &self.config.brand;
        let from = format!("{}, {}", brand.name, brand.city);
        let (to, subject, text, link) = match letter {
            Letter::ConfirmLogin { to, secret } => (
                to,
                speech.say("login-mail-confirm"),
                speech.say("login-mail-confirm.text"),
                Some((
                    speech.say("login-mail-confirm.link"),
                    self.address(&format!("identities/login/{secret}")),
                )),
            ),
            Letter::LoginTaken { to } => (
                to,
                speech.say("login-mail-confirm"),
                speech.say("login-mail-taken"),
                None,
            ),
            Letter::LoginChanged { to, secret, until } => (
                to,
                speech.say("login-mail-changed"),
                speech
                    .say("login-mail-changed.text")
                    .with("date", speech.day_of(until).unwrap_or_default()),
                Some((
                    speech.say("login-mail-changed.link"),
                    self.address(&format!("login-undo/{secret}")),
                )),
            ),
            Letter::Closed { to } => (
                to,
                speech.say("closed-mail"),
                speech.say("closed-mail.text"),
                None,
            ),
        };
        let text: String = text.with("operator", &from).into();
        let link = link.map(|(words, url)| (String::from(words), url));
        let link = link.as_ref();
        let link = link.map(|(words, url)| (words.as_str(), url.as_str()));
        self.mail_in_words(id, to, (subject.into(), text), link, speech)
    }

    /// An e-mail with a subject, a text and a link with its words.
    pub(crate) fn mail_in_words(
        &self,
        id: &str,
        to: String,
        (subject, text): (String, String),
        link: Option<(&str, &str)>,
        speech: &Speech,
    ) -> Result<Mail> {
        let brand = &self.config.brand;
        let from = format!("{}, {}", brand.name, brand.city);
        let plain = match &link {
            Some((words, url)) => format!("{text}\n\n{words}: {url}\n\n--\n{from}\n"),
            None => format!("{text}\n\n--\n{from}\n"),
        };
        let html = Html {
            language: speech.tag(),
            text: &text,
            link,
            from: &from,
        };
        let html = html.render();
        Ok(Mail {
            id: self.message_id(id),
            to,
            language: speech.tag().to_owned(),
            subject: format!("{subject} – {from}"),
            text: plain,
            html: html.map_err(|error| Error::Internal(error.to_string()))?,
            unsubscribe: None,
        })
    }
}
