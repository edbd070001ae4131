//! A person's devices over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use web::body::Json;
use web::problem::Problem;
use web::session::SessionToken;

use super::devices::{PushDevice, Subscription};
use crate::Operator;
use crate::accounts::Person;
use crate::accounts::device::Device;
use crate::accounts::session::Visit;

/// How long a browser is known again, in seconds: 400 days, the most that browsers keep a cookie. It is given anew
/// whenever the browser is added.
pub(crate) const COOKIE_SECONDS: u64 = 400 * 86_400;

/// A person's devices.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PushDevices {
    /// Oldest first.
    devices: Vec<PushDevice>,
    /// The public key that browsers subscribe for (`applicationServerKey`, RFC 8292 §4), in base64url; absent where this
    /// operator sends no notifications to devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

/// Your devices that show notifications, and the key to add another with.
#[utoipa::path(get, path = "/api/v1/me/notifications/devices", tag = "person", security(("session" = [])),
    responses((status = 200, body = PushDevices)))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<Json<PushDevices>, Problem> {
    let key = operator.push.as_ref();
    Ok(Json(PushDevices {
        devices: operator.push_devices_of(&person.id).await?,
        key: key.map(|sender| sender.public_key().to_owned()),
    }))
}

/// Add the browser that asks: it shows notifications from now on, until it logs out, its session is ended or it is
/// removed. A browser belongs to one person, whoever added it before.
#[utoipa::path(post, path = "/api/v1/me/notifications/devices", tag = "person", request_body = Subscription,
    security(("session" = [])),
    responses((status = 201, body = PushDevice), (status = 400), (status = 409), (status = 429)))]
pub(crate) async fn add(
    State(operator): State<Arc<Operator>>,
    headers: HeaderMap,
    visit: Visit,
    Json(subscription): Json<Subscription>,
) -> Result<Response, Problem> {
    let browser = operator
        .device_cookie
        .token(&headers)
        .unwrap_or_else(|| SessionToken::generate(&mut rand::rng()));
    let device = Device::of(&headers);
    let added = operator
        .add_push_device(&visit, subscription, &browser, device)
        .await?;
    let mut response = (StatusCode::CREATED, Json(added)).into_response();
    if visit.by_cookie {
        let cookie = operator.device_cookie.set(&browser, COOKIE_SECONDS);
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Remove a device: it shows no more notifications.
#[utoipa::path(delete, path = "/api/v1/me/notifications/devices/{id}", tag = "person", security(("session" = [])),
    params(("id" = String, Path, description = "The device")),
    responses((status = 204), (status = 404)))]
pub(crate) async fn remove(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.remove_push_device(&person.id, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
