//! Sending a code to the contact that the source has on file.

use std::sync::Arc;

use askama::Template as _;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use serde::Serialize;
use web::email::Mail;
use web::language::Speech;
use zeroize::Zeroizing;

use super::lookup::Record;
use super::{Linking, pages};
use crate::app::App;
use crate::config::SmsConfig;
use crate::{Error, Result};

/// A gateway for short messages.
pub(super) struct Sms {
    url: String,
    token: Option<Zeroizing<String>>,
}

#[derive(Serialize)]
struct ShortMessage<'a> {
    to: &'a str,
    text: &'a str,
}

#[derive(askama::Template)]
#[template(path = "link_mail.html")]
struct Html<'a> {
    language: &'a str,
    text: &'a str,
    code: &'a str,
    from: &'a str,
}

impl Sms {
    pub(super) fn open(config: &SmsConfig) -> Result<Self> {
        url::Url::parse(&config.url)
            .map_err(|error| Error::Config(format!("`connector.sms.url`: {error}")))?;
        let token = match &config.token {
            Some(secret) => Some(secret.read()?),
            None => None,
        };
        Ok(Self {
            url: config.url.clone(),
            token,
        })
    }

    async fn send(&self, app: &App, to: &str, text: &str) -> std::result::Result<(), String> {
        let mut request = app
            .client
            .post(&self.url)
            .json_body(&ShortMessage { to, text })
            .map_err(|error| error.to_string())?;
        if let Some(token) = &self.token {
            let value = HeaderValue::try_from(format!("Bearer {}", token.as_str()));
            let mut value = value.map_err(|_| "its token is no header".to_owned())?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        request
            .send()
            .await
            .map(drop)
            .map_err(|error| error.to_string())
    }
}

/// Where a code goes.
enum Contact {
    Phone(String),
    Email(String),
}

impl Linking {
    fn contact(&self, record: &Record) -> Option<Contact> {
        let code = self.config.code.as_ref()?;
        let phone = code.phone.as_ref().and_then(|path| record.text(path));
        let email = code.email.as_ref().and_then(|path| record.text(path));
        phone
            .filter(|_| self.sms.is_some())
            .map(Contact::Phone)
            .or(email.filter(|_| self.mailer.is_some()).map(Contact::Email))
    }

    /// Sends a code to whom a record is of. False where there is no contact on file, or it gets too many.
    pub(super) async fn send_code(
        &self,
        app: &Arc<App>,
        record: &Record,
        code: &str,
        locale: &str,
        operator: &str,
    ) -> bool {
        let Some(contact) = self.contact(record) else {
            return false;
        };
        let (Contact::Phone(to) | Contact::Email(to)) = &contact;
        if self
            .contacts
            .check_at(to, std::time::Instant::now())
            .is_err()
        {
            return false;
        }
        let speech = pages::speech(locale);
        let text = text(&speech, &app.config.name, operator, code);
        let sent = match (&contact, &self.sms, &self.mailer) {
            (Contact::Phone(to), Some(sms), _) => sms.send(app, to, &text).await,
            (Contact::Email(to), _, Some(mailer)) => match mail(app, &speech, to, &text, code) {
                Ok(mail) => mailer.send(&mail).await.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            },
            _ => return false,
        };
        let outcome = if sent.is_ok() { "sent" } else { "failed" };
        metrics::counter!("connector_link_codes_total", "outcome" => outcome).increment(1);
        if let Err(error) = &sent {
            tracing::warn!(%error, "a code could not be sent");
        }
        sent.is_ok()
    }
}

/// What the message says.
fn text(speech: &Speech, source: &str, operator: &str, code: &str) -> String {
    speech
        .say("link-mail.text")
        .with("source", source)
        .with("operator", operator)
        .with("code", code)
        .into()
}

fn mail(
    app: &App,
    speech: &Speech,
    to: &str,
    text: &str,
    code: &str,
) -> std::result::Result<Mail, askama::Error> {
    let html = Html {
        language: speech.tag(),
        text,
        code,
        from: &app.config.name,
    };
    let host = app.base_url.authority();
    Ok(Mail {
        id: format!("{}@{host}", uuid::Uuid::new_v4()),
        to: to.to_owned(),
        language: speech.tag().to_owned(),
        subject: speech
            .say("link-mail")
            .with("source", &app.config.name)
            .into(),
        text: format!("{text}\n"),
        html: html.render()?,
        unsubscribe: None,
    })
}
