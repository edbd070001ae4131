//! A webhook is given up: nothing more is sent, and the organisation's staff are told by e-mail, each in their language.
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::Unit;
use storage::operator::webhooks::{WebhookRow, Webhooks as _};
use storage::outbox::{Delivery, NewEvent};
use web::delivery::DeliveryError;
use web::email::Mail;
use web::staff::{Member, Role, State};

use super::WebhookState;
use crate::clock::SECOND;
use crate::journal::{self, About};
use crate::{Error, Operator, Result};

/// The outbox's word for the e-mail that says so.
pub(crate) const KIND: &str = "webhook-stopped";
/// How often one e-mail is tried, at growing intervals: about an hour and a half.
const MOST_ATTEMPTS: i64 = 24;

/// To whom about what.
#[derive(Serialize, Deserialize)]
struct Told {
    organisation: String,
    member: String,
    webhook: String,
}

/// Those who can do something about it: who lets people in, and who describes what the service does.
fn is_told(member: &Member) -> bool {
    let roles = &member.roles;
    let is_charged = roles.has(&Role::Administrator) || roles.has(&Role::DataSteward);
    member.state == State::Active && is_charged
}

impl Operator {
    /// Gives a webhook up that has failed for too long: nothing more is sent, and its service's staff are told.
    pub(super) async fn stop_webhook(
        &self,
        row: &WebhookRow,
        gone: bool,
        since: i64,
    ) -> Result<()> {
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.stop_webhook(&row.id, WebhookState::Stopped.name(), now)
            .give_up_deliveries(&row.id, now);
        let about = About {
            party: Some(&row.service_id),
            subject: None,
        };
        let record = json!({
            "act": "webhook stopped", "webhook": row.id, "gone": gone, "failing_since": since / SECOND,
        });
        unit.log(journal::entry(
            journal::Kind::Administration,
            now,
            about,
            &record,
        )?);
        self.tell_staff(&mut unit, row, now).await?;
        // Else another attempt at the same time was first, or its service turned it off.
        if self.commit_first(unit).await? {
            self.outbox.notify_one();
            metrics::counter!("operator_webhooks_stopped_total").increment(1);
            tracing::warn!(
                service = row.service_id,
                webhook = row.id,
                "a webhook has failed for too long and is stopped"
            );
        }
        Ok(())
    }

    /// An e-mail for each of the staff, where e-mails are sent at all.
    async fn tell_staff(&self, unit: &mut Unit, row: &WebhookRow, now: i64) -> Result<()> {
        let Some(known) = self.known_service(&row.service_id).await? else {
            return Ok(());
        };
        if self.mailer.is_none() {
            return Ok(());
        }
        let organisation = known.organisation.id.as_str();
        let members = web::staff::members(&self.db, organisation).await;
        let members = members.map_err(|error| Error::Internal(error.to_string()))?;
        for member in members.into_iter().filter(is_told) {
            let told = Told {
                organisation: organisation.to_owned(),
                member: member.id.clone(),
                webhook: row.id.clone(),
            };
            let event = NewEvent {
                id: crate::random::uuid(),
                order_key: format!("{KIND}:{}:{}", row.id, member.id),
                sequence: now,
                destination: format!("staff:{}", member.id),
                kind: KIND.to_owned(),
                payload: serde_json::to_string(&told)
                    .map_err(|error| Error::Internal(error.to_string()))?,
            };
            unit.enqueue(&event, now);
        }
        Ok(())
    }

    /// Sends one of the e-mails; none to whoever has left, or where the webhook was started again or removed.
    pub(crate) async fn mail_of_stopped_webhook(
        &self,
        delivery: &Delivery,
    ) -> Result<(), DeliveryError> {
        let mail = self.stopped_mail(delivery).await;
        let mail = mail.map_err(|error| DeliveryError::later(error.to_string()))?;
        let (Some(mailer), Some(mail)) = (&self.mailer, mail) else {
            return Ok(());
        };
        let outcome = mailer.send(&mail).await;
        let is_last = delivery.attempts >= MOST_ATTEMPTS;
        let name = match &outcome {
            Ok(()) => "sent",
            Err(_) if is_last => "given-up",
            Err(_) => "failed",
        };
        metrics::counter!("operator_emails_total", "outcome" => name).increment(1);
        outcome.map_err(|error| {
            if is_last {
                DeliveryError::never(error.to_string())
            } else {
                DeliveryError::later(error.to_string())
            }
        })
    }

    async fn stopped_mail(&self, delivery: &Delivery) -> Result<Option<Mail>> {
        let told: Told = serde_json::from_str(&delivery.payload)
            .map_err(|error| Error::stored("outbox", error))?;
        let row = self.db.webhook(&told.webhook).await?;
        let Some(row) = row.filter(|row| row.state == WebhookState::Stopped.name()) else {
            return Ok(None);
        };
        let members = web::staff::members(&self.db, &told.organisation).await;
        let mut members = members
            .map_err(|error| Error::Internal(error.to_string()))?
            .into_iter();
        let member = members.find(|member| member.id == told.member && is_told(member));
        let (Some(member), Some(known)) = (member, self.known_service(&row.service_id).await?)
        else {
            return Ok(None);
        };
        let speech = self.speech(&member.locale);
        let service = known.service.name.get(speech.tag());
        let path =
            crate::staff::service::address(&row.service_id, &format!("/webhooks/{}", row.id));
        let said = |message| speech.say(message).with("service", service).into();
        let words = (said("webhook-mail"), said("webhook-mail.text"));
        let link: String = speech.say("webhook-mail.link").into();
        let page = self.address(path.trim_start_matches('/'));
        let link = Some((link.as_str(), page.as_str()));
        self.mail_in_words(&delivery.id, member.login, words, link, &speech)
            .map(Some)
    }
}
