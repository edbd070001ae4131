//! A person's feeds over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, State};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::body::Json;
use web::problem::Problem;

use super::{Feed, FeedKind, NewFeed};
use crate::Operator;
use crate::accounts::Person;

/// A person's feeds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Feeds {
    feeds: Vec<Feed>,
}

/// A feed to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    kind: FeedKind,
}

/// Your feeds, oldest first.
#[utoipa::path(get, path = "/api/v1/me/feeds", tag = "person", security(("session" = [])),
    responses((status = 200, body = Feeds)))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<Json<Feeds>, Problem> {
    let feeds = operator.feeds_of(&person.id).await?;
    Ok(Json(Feeds { feeds }))
}

/// Make a feed. Its address is shown this once.
#[utoipa::path(post, path = "/api/v1/me/feeds", tag = "person", request_body = Wanted, security(("session" = [])),
    responses((status = 201, body = NewFeed), (status = 409)))]
pub(crate) async fn make(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Json(wanted): Json<Wanted>,
) -> Result<(StatusCode, Json<NewFeed>), Problem> {
    let feed = operator.make_feed(&person.id, wanted.kind).await?;
    Ok((StatusCode::CREATED, Json(feed)))
}

/// End a feed: its address leads nowhere from now on.
#[utoipa::path(delete, path = "/api/v1/me/feeds/{id}", tag = "person", security(("session" = [])),
    responses((status = 204), (status = 404)))]
pub(crate) async fn end(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.end_feed(&person.id, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
