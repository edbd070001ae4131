//! News in a sentence, in the reader's language.
use storage::operator::permissions::Permissions as _;
use web::language::Speech;

use super::{Kind, News};
use crate::permissions::requests::GRANTED;
use crate::{Operator, Result};

impl Kind {
    /// The message with its sentence.
    const fn message(self) -> &'static str {
        match self {
            Self::NewRequest => "news-new-request",
            Self::GrantedByRule => "news-granted-by-rule",
            Self::EndsSoon => "news-ends-soon",
            Self::FirstUse => "news-first-use",
            Self::OtherCountry => "news-other-country",
            Self::UnusualRate => "news-unusual-rate",
            Self::AnswerDue => "news-answer-due",
            Self::AnswerOverdue => "news-answer-overdue",
            Self::NewDevice => "news-new-device",
            Self::PasskeyAdded => "news-passkey-added",
            Self::PasswordChanged => "news-password-changed",
            Self::LoginChanged => "news-login-changed",
            Self::AppConnected => "news-app-connected",
            Self::Linked => "news-linked",
            Self::LinkEnds => "news-link-ends",
            Self::LinkEnded => "news-link-ended",
            Self::ChangeAnswered => "news-change-done",
            Self::Test => "news-test",
        }
    }

    /// The message that names it.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::NewRequest => "kind-new-request",
            Self::GrantedByRule => "kind-granted-by-rule",
            Self::EndsSoon => "kind-ends-soon",
            Self::FirstUse => "kind-first-use",
            Self::OtherCountry => "kind-other-country",
            Self::UnusualRate => "kind-unusual-rate",
            Self::AnswerDue => "kind-answer-due",
            Self::AnswerOverdue => "kind-answer-overdue",
            Self::NewDevice => "kind-new-device",
            Self::PasskeyAdded => "kind-passkey-added",
            Self::PasswordChanged => "kind-password-changed",
            Self::LoginChanged => "kind-login-changed",
            Self::AppConnected => "kind-app-connected",
            Self::Linked => "kind-linked",
            Self::LinkEnds => "kind-link-ends",
            Self::LinkEnded => "kind-link-ended",
            Self::ChangeAnswered => "kind-change-answered",
            Self::Test => "kind-test",
        }
    }
}

impl Operator {
    /// What has happened, in a sentence.
    pub(super) async fn words(&self, news: &News, speech: &Speech) -> Result<String> {
        let said = speech.say(news.kind().message());
        Ok(match news {
            News::NewRequest { request, service } => speech
                .say(self.asked(request).await?)
                .with("service", &self.service_called(service, speech).await?)
                .into(),
            News::GrantedByRule { service, .. } => said
                .with("service", &self.service_called(service, speech).await?)
                .into(),
            News::EndsSoon { service, until, .. } => said
                .with("service", &self.service_called(service, speech).await?)
                .with("date", speech.day_of(*until).unwrap_or_default())
                .into(),
            News::FirstUse {
                service, connector, ..
            } => said
                .with("service", &self.service_called(service, speech).await?)
                .with("source", &self.source_called(connector).await?)
                .into(),
            News::OtherCountry {
                service, country, ..
            } => said
                .with("service", &self.service_called(service, speech).await?)
                .with("country", speech.country(country))
                .into(),
            News::UnusualRate {
                service,
                connector,
                times,
                ..
            } => said
                .with("service", &self.service_called(service, speech).await?)
                .with("source", &self.source_called(connector).await?)
                .with("times", u32::try_from(*times).unwrap_or(u32::MAX))
                .into(),
            News::AnswerDue { to, due, .. } | News::AnswerOverdue { to, due, .. } => said
                .with("who", &self.holder_called(to, speech).await?)
                .with("date", speech.day_of(*due).unwrap_or_default())
                .into(),
            News::AppConnected { app, .. } => said
                .with("app", &self.app_called(app, speech).await?)
                .into(),
            News::NotLinked {
                connector, refused, ..
            } => speech
                .say(if *refused {
                    "news-link-refused"
                } else {
                    "news-not-linked"
                })
                .with("source", &self.source_called(connector).await?)
                .into(),
            News::Linked { connector, .. } | News::LinkEnded { connector, .. } => said
                .with("source", &self.source_called(connector).await?)
                .into(),
            News::LinkEnds { connector, until } => said
                .with("source", &self.source_called(connector).await?)
                .with("date", speech.day_of(*until).unwrap_or_default())
                .into(),
            News::ChangeAnswered {
                connector, done, ..
            } => {
                let said = if *done {
                    said
                } else {
                    speech.say("news-change-refused")
                };
                said.with("source", &self.source_called(connector).await?)
                    .into()
            }
            News::NewDevice { .. }
            | News::PasskeyAdded { .. }
            | News::PasswordChanged { .. }
            | News::LoginChanged { .. }
            | News::Test { .. } => said.into(),
        })
    }

    /// The same where only the person reads it, on a page: with a source's own words, which leave in no e-mail.
    pub(super) async fn words_for_person(
        &self,
        account: &str,
        news: &News,
        speech: &Speech,
    ) -> Result<String> {
        if let News::NotLinked {
            connector,
            attempt,
            refused: true,
        } = news
            && let Some(why) = self.why_refused(account, connector, attempt).await?
        {
            let said = speech.say("news-link-refused-why").with("why", &why);
            return Ok(said
                .with("source", &self.source_called(connector).await?)
                .into());
        }
        self.words(news, speech).await
    }

    /// The message about a request, as it stands now.
    async fn asked(&self, request: &str) -> Result<&'static str> {
        let row = self.db.permission_request(request).await?;
        let answer = row.as_ref().and_then(|row| row.answer.as_deref());
        Ok(match answer {
            Some(GRANTED) => "news-request-granted",
            Some(_) => "news-request-declined",
            None if row
                .as_ref()
                .is_some_and(|row| row.expires_at > self.clock.now()) =>
            {
                Kind::NewRequest.message()
            }
            None => "news-request-ended",
        })
    }

    async fn service_called(&self, service: &str, speech: &Speech) -> Result<String> {
        let known = self.known_service(service).await?;
        Ok(known.map_or_else(
            || service.to_owned(),
            |known| known.service.name.get(speech.tag()).to_owned(),
        ))
    }

    /// Whom a letter went to: the organisation behind a service, or a source.
    async fn holder_called(&self, to: &str, speech: &Speech) -> Result<String> {
        match to.split_once(':') {
            Some(("source", connector)) => self.source_called(connector).await,
            Some((_, service)) => match self.known_service(service).await? {
                Some(known) => Ok(known.organisation.name.clone()),
                None => self.service_called(service, speech).await,
            },
            None => Ok(to.to_owned()),
        }
    }

    async fn app_called(&self, app: &str, speech: &Speech) -> Result<String> {
        let known = self.app(app).await?;
        Ok(known.map_or_else(
            || app.to_owned(),
            |known| known.registered.name.get(speech.tag()).to_owned(),
        ))
    }

    async fn source_called(&self, connector: &str) -> Result<String> {
        let sources = self.known_sources().await?;
        let source = sources.get(connector);
        Ok(source.map_or_else(
            || connector.to_owned(),
            |source| source.metadata.name.clone(),
        ))
    }
}
