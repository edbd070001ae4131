//! A service's webhooks over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;
use web::body::Json;
use web::problem::Problem;

use super::{DeliveryView, NewWebhook, Webhook, WebhookDeliveries};
use crate::Operator;
use crate::oauth::caller::Caller;
use crate::organisations::Actor;
use crate::permissions::api::key;

/// Deliveries of one page.
pub(crate) const PAGE: u32 = 50;

/// Which page of the deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// `next` of the page before.
    before: Option<String>,
}

/// The service's webhooks, oldest first.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = [Webhook])))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
) -> Result<Json<Vec<Webhook>>, Problem> {
    Ok(Json(operator.webhooks(caller.id()).await?))
}

/// Add a webhook: an address to which events are pushed (RFC 8935), each a signed token (RFC 8417).
///
/// Kinds of events: `permission-granted`, `permission-amended`, `permission-suspended`, `permission-resumed`,
/// `permission-withdrawn`, `permission-expired`, `permission-ended`, `request-answered`, `intended-use-decided`; all, when
/// none is named.
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "service", request_body = NewWebhook, security(("dpop" = [])),
    responses((status = 201, body = Webhook), (status = 400, description = "an address that may not be written to"),
        (status = 409, description = "too many")))]
pub(crate) async fn add(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Json(new): Json<NewWebhook>,
) -> Result<(StatusCode, Json<Webhook>), Problem> {
    let added = operator.add_webhook(caller.id(), &new, Actor::Service);
    Ok((StatusCode::CREATED, Json(added.await?)))
}

/// One webhook.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = Webhook), (status = 404)))]
pub(crate) async fn show(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Webhook>, Problem> {
    Ok(Json(operator.webhook(caller.id(), &id).await?))
}

/// Change a webhook. One that was stopped starts anew.
#[utoipa::path(put, path = "/api/v1/webhooks/{id}", tag = "service", request_body = NewWebhook, security(("dpop" = [])),
    responses((status = 200, body = Webhook), (status = 400), (status = 404)))]
pub(crate) async fn change(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(new): Json<NewWebhook>,
) -> Result<Json<Webhook>, Problem> {
    let changed = operator.change_webhook(caller.id(), &id, &new, Actor::Service);
    Ok(Json(changed.await?))
}

/// Remove a webhook with all that it was told.
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "service", security(("dpop" = [])),
    responses((status = 204), (status = 404)))]
pub(crate) async fn remove(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    operator
        .remove_webhook(caller.id(), &id, Actor::Service)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send an event of the kind `test`.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/test", tag = "service", security(("dpop" = [])),
    responses((status = 202, description = "`event`: its id"), (status = 409, description = "it is not active"),
        (status = 429)))]
pub(crate) async fn test(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let event = operator.test_webhook(caller.id(), &id).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({"event": event}))))
}

/// What a webhook was told, newest first.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/deliveries", tag = "service", params(Page), security(("dpop" = [])),
    responses((status = 200, body = WebhookDeliveries), (status = 404)))]
pub(crate) async fn deliveries(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<WebhookDeliveries>, Problem> {
    let (at, event) = key(page.before.as_deref())?;
    let deliveries = operator.webhook_deliveries(caller.id(), &id, (at, &event), PAGE);
    Ok(Json(deliveries.await?))
}

/// One event for a webhook, with the last attempts to deliver it.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/deliveries/{event}", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = DeliveryView), (status = 404)))]
pub(crate) async fn delivery(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path((id, event)): Path<(String, String)>,
) -> Result<Json<DeliveryView>, Problem> {
    let delivery = operator.webhook_delivery(caller.id(), &id, &event);
    Ok(Json(delivery.await?))
}

/// Send an event once more, at once.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/deliveries/{event}/send", tag = "service", security(("dpop" = [])),
    responses((status = 202), (status = 404), (status = 409, description = "it is not active"), (status = 429)))]
pub(crate) async fn send_again(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path((id, event)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    operator.send_again(caller.id(), &id, &event).await?;
    Ok(StatusCode::ACCEPTED)
}
