//! A person's news over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::body::Json;
use web::problem::Problem;

use super::{Choices, Notification, Reading};
use crate::Operator;
use crate::accounts::Person;
use crate::apps::caller::{SeesActivity, is_app};
use crate::permissions::api::key;

/// Which page, in which language.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// `next` of the page before.
    before: Option<String>,
    /// A language tag (BCP 47); the person's own when absent.
    language: Option<String>,
}

/// News, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NewsPage {
    notifications: Vec<Notification>,
    /// How many were not read, on all pages.
    unread: i64,
    /// `before` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What you are told of, newest first. An app sees nothing of how you log in.
#[utoipa::path(get, path = "/api/v1/me/notifications", tag = "person", params(Page),
    security(("session" = []), ("app" = [])), responses((status = 200, body = NewsPage)))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    headers: HeaderMap,
    SeesActivity(person): SeesActivity,
    Query(page): Query<Page>,
) -> Result<Json<NewsPage>, Problem> {
    let (at, id) = key(page.before.as_deref())?;
    let reading = if is_app(&headers) {
        Reading::App
    } else {
        Reading::Person
    };
    let speech = operator.speech(page.language.as_deref().unwrap_or(&person.locale));
    let (notifications, next) = operator
        .news_of(&person.id, (at, &id), &speech, reading)
        .await?;
    Ok(Json(NewsPage {
        notifications,
        unread: operator.unread(&person.id).await?,
        next,
    }))
}

/// Mark one as read.
#[utoipa::path(post, path = "/api/v1/me/notifications/{id}/read", tag = "person", security(("session" = [])),
    responses((status = 204), (status = 404)))]
pub(crate) async fn read(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.mark_read(&person.id, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mark all as read.
#[utoipa::path(post, path = "/api/v1/me/notifications/read", tag = "person", security(("session" = [])),
    responses((status = 204)))]
pub(crate) async fn read_all(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<StatusCode, Problem> {
    operator.mark_all_read(&person.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What you want to be told of, and how.
#[utoipa::path(get, path = "/api/v1/me/notifications/choices", tag = "person", security(("session" = [])),
    responses((status = 200, body = Choices)))]
pub(crate) async fn choices(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<Json<Choices>, Problem> {
    Ok(Json(operator.choices_of(&person.id).await?))
}

/// Be told something now, to try whether it reaches you.
#[utoipa::path(post, path = "/api/v1/me/notifications/test", tag = "person", security(("session" = [])),
    responses((status = 204), (status = 429)))]
pub(crate) async fn test(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<StatusCode, Problem> {
    operator.test_news(&person.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Choose what you are told of, and how. Who gets into your account cannot be switched off.
#[utoipa::path(put, path = "/api/v1/me/notifications/choices", tag = "person", request_body = Choices,
    security(("session" = [])), responses((status = 204), (status = 400)))]
pub(crate) async fn choose(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Json(choices): Json<Choices>,
) -> Result<StatusCode, Problem> {
    operator.choose_news(&person.id, &choices).await?;
    Ok(StatusCode::NO_CONTENT)
}
