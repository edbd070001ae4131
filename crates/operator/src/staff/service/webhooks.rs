//! The webhooks of a service: where it is told what happens, what was sent and what came of it.
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::service_event::Kind;
use serde::Deserialize;
use web::page::{Shell, render};
use web::problem::{Problem, ProblemName};
use web::staff::{May, Visitor};

use super::super::Site;
use super::{Desk, Fields};
use crate::Error;
use crate::intended_uses::form::Entered as _;
use crate::pages::choice::Choice;
use crate::permissions::api::key;
use crate::permissions::pages::older;
use crate::webhooks::{DeliveryView, NewWebhook, Webhook, WebhookDelivery, WebhookState};

/// Deliveries of one page.
const PAGE: u32 = 30;

#[derive(askama::Template)]
#[template(path = "staff/service/webhooks.html")]
struct WebhooksPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    webhooks: Vec<Webhook>,
    /// What was entered and could not be done; empty at first.
    url: String,
    events: Vec<Choice>,
    may_change: bool,
    error: &'static str,
}

/// In what tone and words a webhook's state is shown.
fn state_of(webhook: &Webhook) -> (&'static str, &'static str) {
    match webhook.state {
        WebhookState::Active if webhook.failing.is_some() => ("warning", "webhook-state-failing"),
        WebhookState::Active => ("good", "webhook-state-active"),
        WebhookState::Off => ("neutral", "webhook-state-off"),
        WebhookState::Stopped => ("bad", "webhook-state-stopped"),
    }
}

/// In what tone and words it is shown what became of an event.
fn outcome_of(state: &str) -> (&'static str, &'static str) {
    match state {
        "delivered" => ("good", "delivery-delivered"),
        "given-up" => ("bad", "delivery-given-up"),
        _ => ("warning", "delivery-waiting"),
    }
}

/// The message that names a kind of event.
fn kind_message(kind: &str) -> &'static str {
    match Kind::parse(kind) {
        Some(Kind::PermissionGranted) => "event-permission-granted",
        Some(Kind::PermissionAmended) => "event-permission-amended",
        Some(Kind::PermissionSuspended) => "event-permission-suspended",
        Some(Kind::PermissionResumed) => "event-permission-resumed",
        Some(Kind::PermissionWithdrawn) => "event-permission-withdrawn",
        Some(Kind::PermissionExpired) => "event-permission-expired",
        Some(Kind::PermissionEnded) => "event-permission-ended",
        Some(Kind::RequestAnswered) => "event-request-answered",
        Some(Kind::IntendedUseDecided) => "event-intended-use-decided",
        Some(Kind::Test) | None => "event-test",
    }
}

fn events(chosen: &[Kind], visitor: &Visitor) -> Vec<Choice> {
    let all = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Test);
    all.map(|kind| {
        let label = visitor.speech.say(kind_message(kind.name()));
        Choice::new(
            kind.name(),
            label,
            chosen.is_empty() || chosen.contains(&kind),
        )
    })
    .collect()
}

fn entered(fields: &Fields) -> NewWebhook {
    let events = fields.all("event").iter();
    NewWebhook {
        url: fields.text("url").to_owned(),
        events: events.filter_map(|name| Kind::parse(name)).collect(),
        active: fields.text("active") != "0",
    }
}

impl Site {
    async fn webhooks_page(
        &self,
        visitor: &Visitor,
        desk: Desk,
        entered: Option<&NewWebhook>,
        error: &'static str,
    ) -> Result<Response, Problem> {
        let chosen = entered.map_or(&[][..], |new| &new.events);
        Ok(render(&WebhooksPage {
            shell: self.staff.shell(
                visitor.speech.say("service-page-webhooks"),
                visitor,
                "/staff",
            ),
            webhooks: self.operator.webhooks(&desk.id).await?,
            url: entered.map_or_else(String::new, |new| new.url.clone()),
            events: events(chosen, visitor),
            may_change: visitor.may(May::Publish),
            desk,
            error,
        }))
    }
}

/// `GET /staff/services/{service}/webhooks`
pub(super) async fn list(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Look, "/webhooks").await?;
    site.webhooks_page(&visitor, desk, None, "").await
}

/// `POST /staff/services/{service}/webhooks`
pub(super) async fn add(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (_, desk) = site
        .own(&visitor, &service, May::Publish, "/webhooks")
        .await?;
    let new = entered(&Fields::read(&body));
    let actor = site.actor(&visitor);
    match site.operator.add_webhook(&desk.id, &new, actor).await {
        Ok(added) => {
            let page = desk.path(&format!("/webhooks/{}", added.id));
            Ok(Redirect::to(&page).into_response())
        }
        Err(error @ (Error::Invalid { .. } | Error::Conflict(_))) => {
            let message = match error {
                Error::Conflict(_) => "webhook-many",
                _ => "webhook-url-wrong",
            };
            let visitor = visitor.at(desk.path("/webhooks"));
            site.webhooks_page(&visitor, desk, Some(&new), message)
                .await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(askama::Template)]
#[template(path = "staff/service/webhook.html")]
struct WebhookPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    webhook: Webhook,
    events: Vec<Choice>,
    deliveries: Vec<WebhookDelivery>,
    newest: String,
    older: String,
    may_change: bool,
    error: &'static str,
}

/// Which page of the deliveries.
#[derive(Debug, Deserialize)]
pub(super) struct Before {
    before: Option<String>,
}

impl Site {
    async fn webhook_page(
        &self,
        visitor: &Visitor,
        desk: Desk,
        id: &str,
        before: Option<&str>,
        error: &'static str,
    ) -> Result<Response, Problem> {
        let webhook = self.operator.webhook(&desk.id, id).await?;
        let (at, event) = key(before)?;
        let page = self
            .operator
            .webhook_deliveries(&desk.id, id, (at, &event), PAGE)
            .await?;
        let path = desk.path(&format!("/webhooks/{id}"));
        Ok(render(&WebhookPage {
            shell: self
                .staff
                .shell(visitor.speech.say("webhook-title"), visitor, "/staff"),
            events: events(&webhook.events, visitor),
            webhook,
            deliveries: page.deliveries,
            newest: before.map_or_else(String::new, |_| path.clone()),
            older: older(&path, page.next),
            may_change: visitor.may(May::Publish),
            desk,
            error,
        }))
    }
}

/// `GET /staff/services/{service}/webhooks/{id}`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id)): Path<(String, String)>,
    Query(query): Query<Before>,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Look, "/webhooks").await?;
    let before = query.before.as_deref();
    site.webhook_page(&visitor, desk, &id, before, "").await
}

/// `POST /staff/services/{service}/webhooks/{id}`
pub(super) async fn change(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (_, desk) = site
        .own(&visitor, &service, May::Publish, "/webhooks")
        .await?;
    let mut new = entered(&Fields::read(&body));
    // A box that is not ticked is not sent.
    new.active = Fields::read(&body).text("active") == "1";
    let actor = site.actor(&visitor);
    let page = desk.path(&format!("/webhooks/{id}"));
    match site
        .operator
        .change_webhook(&desk.id, &id, &new, actor)
        .await
    {
        Ok(_) => Ok(Redirect::to(&page).into_response()),
        Err(Error::Invalid { .. }) => {
            let visitor = visitor.at(page);
            site.webhook_page(&visitor, desk, &id, None, "webhook-url-wrong")
                .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /staff/services/{service}/webhooks/{id}/{act}`: test it, start it again, or remove it.
pub(super) async fn act(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id, act)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let (_, desk) = site
        .own(&visitor, &service, May::Publish, "/webhooks")
        .await?;
    match act.as_str() {
        "test" => {
            let event = site.operator.test_webhook(&desk.id, &id).await?;
            let page = desk.path(&format!("/webhooks/{id}/events/{event}"));
            Ok(Redirect::to(&page).into_response())
        }
        "resume" => {
            let actor = site.actor(&visitor);
            let page = desk.path(&format!("/webhooks/{id}"));
            match site.operator.resume_webhook(&desk.id, &id, actor).await {
                // Somebody was faster: it is as they left it.
                Ok(()) | Err(Error::Conflict(_)) => Ok(Redirect::to(&page).into_response()),
                Err(error) => Err(error.into()),
            }
        }
        "remove" => {
            let actor = site.actor(&visitor);
            site.operator.remove_webhook(&desk.id, &id, actor).await?;
            Ok(Redirect::to(&desk.path("/webhooks")).into_response())
        }
        _ => Err(Problem::new(ProblemName::NotFound)),
    }
}

#[derive(askama::Template)]
#[template(path = "staff/service/delivery.html")]
struct DeliveryPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    webhook: Webhook,
    one: DeliveryView,
    about: String,
    may_change: bool,
}

/// `GET /staff/services/{service}/webhooks/{id}/events/{event}`
pub(super) async fn delivery(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id, event)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Look, "/webhooks").await?;
    let webhook = site.operator.webhook(&desk.id, &id).await?;
    let one = site
        .operator
        .webhook_delivery(&desk.id, &id, &event)
        .await?;
    let about = serde_json::to_string_pretty(&one.delivery.about)
        .map_err(|error| Error::Internal(error.to_string()))?;
    let title = visitor.speech.say(kind_message(&one.delivery.kind));
    Ok(render(&DeliveryPage {
        shell: site.staff.shell(title, &visitor, "/staff"),
        may_change: visitor.may(May::Publish) && webhook.state == WebhookState::Active,
        webhook,
        one,
        about,
        desk,
    }))
}

/// `POST /staff/services/{service}/webhooks/{id}/events/{event}`: sends it once more.
pub(super) async fn send(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id, event)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let (_, desk) = site
        .own(&visitor, &service, May::Publish, "/webhooks")
        .await?;
    site.operator.send_again(&desk.id, &id, &event).await?;
    let page = desk.path(&format!("/webhooks/{id}/events/{event}"));
    Ok(Redirect::to(&page).into_response())
}
