//! Messages to devices: which are due, what they say, and trying again. What is due stands in the database until the push
//! service has taken it over or nobody needs it any more, so that nothing is lost while a push service is down or this
//! process is.
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt as _;
use http::header::{AUTHORIZATION, CONTENT_ENCODING};
use http::{HeaderName, HeaderValue, StatusCode};
use protocol::web_push::{self, Fresh};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use storage::Unit;
use storage::operator::accounts::Accounts as _;
use storage::operator::notifications::Notifications as _;
use storage::operator::push::{PushDeviceRow, PushMessageRow, Pushing as _};
use web::fetch::{FetchError, Limits};

use super::Sender;
use super::devices::Sealed;
use crate::accounts::ACTIVE;
use crate::clock::{self, SECOND};
use crate::notifications::{Channel, Kind, News};
use crate::{Operator, Result};

/// Messages looked at in one go.
const AT_ONCE: u32 = 500;
/// Devices written to at the same time: most are at a handful of push services, which take many at once.
const DEVICES_AT_ONCE: usize = 16;
/// What one attempt may take and bring. Push services answer within a second, with a line of text at the most.
const LIMITS: Limits = Limits {
    time: Duration::from_secs(10),
    bytes: 16 * 1024,
};
/// What is waited after the first failure, in seconds; twice as long after each further one.
const FIRST_WAIT: i64 = 30;
/// What is waited at the most, in seconds, unless the push service asks for more: three hours.
const LONGEST_WAIT: i64 = 3 * 3600;
/// What a push service may ask to wait, in seconds: a day.
const LONGEST_ASKED: i64 = 24 * 3600;
/// How long news is worth showing on a device, in seconds: three days, then the page is enough. Push services keep a
/// message as long for a device that is off (RFC 8030 §5.2).
const WORTH: i64 = 3 * 24 * 3600;
/// The same for a test: whoever asks for one is looking.
const TEST_WORTH: i64 = 600;
/// How long the token for a push service is good, in seconds; at most a day (RFC 8292 §2).
const TOKEN_LIFE: i64 = 12 * 3600;
/// What is encrypted is at least so long, in bytes: all news looks alike.
const PADDED_TO: usize = 1024;

const TTL: HeaderName = HeaderName::from_static("ttl");
const URGENCY: HeaderName = HeaderName::from_static("urgency");
const TOPIC: HeaderName = HeaderName::from_static("topic");

/// What a device shows. No names and no values: it lies open on a table.
#[derive(Serialize)]
struct Shown<'a> {
    title: &'a str,
    body: &'a str,
    lang: &'a str,
    /// The page it is about: a path of this operator.
    url: &'a str,
    /// Replaces what is shown under the same name.
    tag: &'a str,
}

/// A message that is worth sending.
struct Due {
    news: News,
    /// The notification's id.
    id: String,
    /// Until when, in microseconds since the epoch.
    until: i64,
    device: PushDeviceRow,
    /// The language its person reads.
    locale: String,
}

/// What became of an attempt.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// The push service has taken it over.
    Taken,
    /// The push service knows the device no more (RFC 8030 §7.3).
    Gone,
    /// It will not be taken, however often it is tried.
    Refused,
    /// Not now; so many seconds at the least, if the push service says so (RFC 8030 §8.4).
    Later(i64),
}

/// When a message is tried again that has failed this often, in microseconds from now.
fn wait(attempts: i64) -> i64 {
    clock::wait(FIRST_WAIT, LONGEST_WAIT, attempts)
}

fn outcome(answer: &std::result::Result<(), FetchError>) -> Outcome {
    let Err(error) = answer else {
        return Outcome::Taken;
    };
    let FetchError::Status {
        status,
        retry_after,
        ..
    } = error
    else {
        return if error.is_transient() {
            Outcome::Later(0)
        } else {
            Outcome::Refused
        };
    };
    match *status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Outcome::Gone,
        // Who sends was not believed: with the clock put right it will be.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Outcome::Later(0),
        _ if error.is_transient() => {
            let asked = retry_after.map_or(0, |asked| asked.as_secs());
            Outcome::Later(i64::try_from(asked).unwrap_or(i64::MAX).min(LONGEST_ASKED))
        }
        _ => Outcome::Refused,
    }
}

/// How much a device should be disturbed for it (RFC 8030 §5.3).
fn urgency(kind: Kind) -> &'static str {
    match kind {
        _ if kind.is_mandatory() => "high",
        Kind::Test => "high",
        Kind::EndsSoon => "low",
        _ => "normal",
    }
}

fn worth(kind: Kind) -> i64 {
    if kind == Kind::Test {
        TEST_WORTH
    } else {
        WORTH
    }
}

impl Operator {
    /// Sends the messages to devices that are due. Gives how many were taken over.
    ///
    /// # Errors
    /// [`crate::Error::Storage`]. A push service that is down is none: they are tried again.
    pub async fn push_news(&self) -> Result<u64> {
        let Some(sender) = &self.push else {
            return Ok(0);
        };
        let rows = self.db.push_messages_due(self.clock.now(), AT_ONCE).await?;
        let mut devices: Vec<Vec<PushMessageRow>> = Vec::new();
        for row in rows {
            let of_same = devices.iter_mut().find(|of| {
                of.first().is_some_and(|first| {
                    (&first.account_id, &first.device_id) == (&row.account_id, &row.device_id)
                })
            });
            match of_same {
                Some(of) => of.push(row),
                None => devices.push(vec![row]),
            }
        }
        let mut sending = futures_util::stream::iter(devices)
            .map(|rows| self.push_to_device(sender, rows))
            .buffer_unordered(DEVICES_AT_ONCE);
        let mut taken = 0;
        while let Some(sent) = sending.next().await {
            taken += sent?;
        }
        Ok(taken)
    }

    /// One after the other, until the push service takes none now.
    async fn push_to_device(&self, sender: &Sender, rows: Vec<PushMessageRow>) -> Result<u64> {
        let mut taken = 0;
        for row in rows {
            match self.push_one(sender, &row).await? {
                Some(Outcome::Taken) => taken += 1,
                Some(Outcome::Gone | Outcome::Later(_)) => break,
                Some(Outcome::Refused) | None => {}
            }
        }
        Ok(taken)
    }

    /// Sends one, and keeps what became of it. None where it was not sent.
    async fn push_one(&self, sender: &Sender, row: &PushMessageRow) -> Result<Option<Outcome>> {
        let now = self.clock.now();
        let mut unit = Unit::new();
        // Taken: another process leaves it alone, and if this one ends it is tried again.
        unit.take_push(row, now + wait(row.attempts));
        if !self.commit_first(unit).await? {
            return Ok(None);
        }
        let Some(due) = self.worth_sending(row, now).await? else {
            let mut unit = Unit::new();
            unit.push_done(row);
            self.db.commit(unit).await?;
            return Ok(None);
        };
        let answer = self.sent(sender, &due, now).await?;
        let outcome = outcome(&answer);
        let (account, id) = (row.account_id.as_str(), row.device_id.as_str());
        let mut unit = Unit::new();
        match outcome {
            Outcome::Taken => unit.push_done(row).use_push_device(account, id, now),
            Outcome::Gone => unit.drop_push_device(account, id),
            Outcome::Refused => unit.push_done(row),
            Outcome::Later(asked) => {
                let until = now + wait(row.attempts).max(asked * SECOND);
                unit.put_off_push(account, id, until)
            }
        };
        self.db.commit(unit).await?;
        let name = match outcome {
            Outcome::Taken => "sent",
            Outcome::Gone => "gone",
            Outcome::Refused => "refused",
            Outcome::Later(_) => "failed",
        };
        if let Err(error) = &answer {
            // Neither the address nor what it said.
            tracing::warn!(%error, outcome = name, "a message to a device was not taken over");
        }
        metrics::counter!("operator_push_messages_total", "outcome" => name).increment(1);
        Ok(Some(outcome))
    }

    /// What a message is about and where it goes, unless nobody needs it any more: the person or the device is gone, the
    /// news was read on the page, it is not wanted, or it is old.
    async fn worth_sending(&self, row: &PushMessageRow, now: i64) -> Result<Option<Due>> {
        let account = row.account_id.as_str();
        let person = self.db.account(account).await?;
        let person = person.filter(|person| person.state == ACTIVE);
        let told = self.db.notification(account, &row.notification_id).await?;
        let device = self.db.push_device(account, &row.device_id).await?;
        let (Some(person), Some(told), Some(device)) = (person, told, device) else {
            return Ok(None);
        };
        let news = News::read(&told)?;
        let until = told.at + worth(news.kind()) * SECOND;
        let choices = self.choices_of(account).await?;
        if now >= until || !choices.still_want(&news, &told, Channel::Push) {
            return Ok(None);
        }
        Ok(Some(Due {
            news,
            id: told.id,
            until,
            device,
            locale: person.locale,
        }))
    }

    async fn sent(
        &self,
        sender: &Sender,
        due: &Due,
        now: i64,
    ) -> Result<std::result::Result<(), FetchError>> {
        let speech = self.speech(&due.locale);
        let topic = topic(&due.id);
        let kind = due.news.kind();
        let brand = &self.config.brand;
        let shown = Shown {
            title: &format!("{}, {}", brand.name, brand.city),
            body: &String::from(speech.say(kind.label())),
            lang: speech.tag(),
            url: &due.news.path(),
            tag: &topic,
        };
        let text = serde_json::to_vec(&shown).map_err(super::failed)?;
        let left = (due.until - now) / SECOND;
        let about = [
            (TTL, left.to_string()),
            (URGENCY, urgency(kind).to_owned()),
            (TOPIC, topic),
        ];
        let to = self.opened(&due.device).await?;
        self.send_encrypted(sender, &to, &text, about).await
    }

    async fn send_encrypted(
        &self,
        sender: &Sender,
        to: &Sealed,
        text: &[u8],
        about: [(HeaderName, String); 3],
    ) -> Result<std::result::Result<(), FetchError>> {
        let fresh = Fresh::draw(&mut |bytes| rand::fill(bytes));
        let padded_to = PADDED_TO.max(text.len());
        let body =
            web_push::encrypt(&to.keys()?, &fresh, text, padded_to).map_err(super::failed)?;
        let url = match self.fetch.check(&to.endpoint) {
            Ok(url) => url,
            Err(error) => return Ok(Err(error)),
        };
        let authorization = web_push::authorization(
            &sender.key,
            &url.origin().ascii_serialization(),
            sender.subject.as_deref(),
            self.clock.seconds() + TOKEN_LIFE,
        )
        .map_err(super::failed)?;
        let client = self.fetch.with_limits(LIMITS);
        let coding = HeaderValue::from_static(web_push::CONTENT_ENCODING);
        let mut request = client
            .post(&to.endpoint)
            .header(AUTHORIZATION, header(&authorization)?)
            .header(CONTENT_ENCODING, coding)
            .body("application/octet-stream", body);
        for (name, value) in about {
            request = request.header(name, header(&value)?);
        }
        Ok(request.send().await.map(|_| ()))
    }
}

fn header(text: &str) -> Result<HeaderValue> {
    HeaderValue::try_from(text).map_err(super::failed)
}

/// What makes it the same message for the push service, which then keeps but the last (RFC 8030 §5.4): 32 characters
/// that say nothing.
fn topic(notification: &str) -> String {
    let hash = Sha256::digest(format!("push topic {notification}"));
    URL_SAFE_NO_PAD.encode(&hash[..24])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, retry_after: Option<u64>) -> Result<(), FetchError> {
        Err(FetchError::Status {
            status: StatusCode::from_u16(status).unwrap(),
            retry_after: retry_after.map(Duration::from_secs),
            body: bytes::Bytes::new(),
        })
    }

    #[test]
    fn what_a_push_service_answers_decides_what_becomes_of_the_message() {
        assert_eq!(outcome(&Ok(())), Outcome::Taken);
        for gone in [404, 410] {
            assert_eq!(outcome(&status(gone, None)), Outcome::Gone);
        }
        for refused in [400, 405, 413] {
            assert_eq!(outcome(&status(refused, None)), Outcome::Refused);
        }
        for later in [401, 403, 408, 429, 500, 502, 503] {
            assert_eq!(outcome(&status(later, None)), Outcome::Later(0), "{later}");
        }
        assert_eq!(outcome(&status(429, Some(120))), Outcome::Later(120));
        let for_ever = outcome(&status(503, Some(u64::MAX)));
        assert_eq!(for_ever, Outcome::Later(LONGEST_ASKED));
        let silent: Result<(), _> = Err(FetchError::Timeout);
        assert_eq!(outcome(&silent), Outcome::Later(0));
        let elsewhere: Result<(), _> = Err(FetchError::Redirected { to: None });
        assert_eq!(outcome(&elsewhere), Outcome::Refused);
    }

    #[test]
    fn waits_double_up_to_three_hours() {
        assert_eq!(wait(0), 30 * SECOND);
        assert_eq!(wait(3), 240 * SECOND);
        assert_eq!(wait(40), LONGEST_WAIT * SECOND);
    }

    #[test]
    fn a_topic_is_what_push_services_take() {
        let topic = topic("0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0");
        assert_eq!(topic.len(), 32);
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(topic.chars().all(allowed), "{topic}");
    }
}
