//! Links over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, State};
use http::StatusCode;
use protocol::links::Way;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::body::Json;
use web::problem::Problem;

use super::LinkView;
use super::redeem::Came;
use crate::accounts::Person;
use crate::{Error, Operator, Result};

/// A person's links.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnLinks {
    links: Vec<LinkView>,
}

/// A link to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLink {
    /// The connector UUID of the source.
    connector: String,
    /// The way: `openid`, `code`, `form` or `desk`.
    way: String,
}

/// Where the person goes on.
#[derive(Serialize, ToSchema)]
pub(crate) struct GoOn {
    /// A page of the source, for one browser.
    url: String,
    /// For how many seconds.
    expires_in: i64,
}

/// What came of a link.
#[derive(Serialize, ToSchema)]
pub(crate) struct Standing {
    /// `linked`, `waiting` or `none`; why staff refused stands at the link.
    state: &'static str,
}

impl From<Came> for Standing {
    fn from(came: Came) -> Self {
        Self {
            state: match came {
                Came::Linked => "linked",
                Came::Waiting => "waiting",
                Came::Refused | Came::Nothing => "none",
            },
        }
    }
}

/// The sources that the person can be linked with, and how they stand.
#[utoipa::path(get, path = "/api/v1/me/links", tag = "person", security(("session" = [])),
    responses((status = 200, body = OwnLinks)))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<Json<OwnLinks>, Problem> {
    let links = operator.links_of(&person.id).await?;
    Ok(Json(OwnLinks { links }))
}

/// Begin to link the person with a source: it goes on in their browser, and comes back to their own session.
#[utoipa::path(post, path = "/api/v1/me/links", tag = "person", request_body = NewLink, security(("session" = [])),
    responses(
        (status = 201, body = GoOn),
        (status = 400, description = "the source does not accept this way"), (status = 404),
        (status = 429, description = "problem `rate-limited`"),
        (status = 502, description = "the source's connector gave no usable answer"),
    ))]
pub(crate) async fn begin(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Json(new): Json<NewLink>,
) -> Result<(StatusCode, Json<GoOn>), Problem> {
    let way = Way::parse(&new.way)
        .ok_or_else(|| Error::invalid("way", format!("there is no way `{}`", new.way)))?;
    let place = operator
        .begin_linking((&person.id, &person.locale), &new.connector, way)
        .await?;
    let go_on = GoOn {
        url: place.url.to_string(),
        expires_in: place.expires_in,
    };
    Ok((StatusCode::CREATED, Json(go_on)))
}

/// Ask the source whether its staff have confirmed a link that waits at its desk.
#[utoipa::path(post, path = "/api/v1/me/links/{connector}/check", tag = "person", security(("session" = [])),
    params(("connector" = String, Path, description = "the connector UUID of the source")),
    responses((status = 200, body = Standing), (status = 404)))]
pub(crate) async fn check(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Path(connector): Path<String>,
) -> Result<Json<Standing>, Problem> {
    let came = operator.look_at_desk(&person.id, &connector).await?;
    Ok(Json(came.into()))
}

/// End a link, or give up one that waits: at once.
#[utoipa::path(delete, path = "/api/v1/me/links/{connector}", tag = "person", security(("session" = [])),
    params(("connector" = String, Path, description = "the connector UUID of the source")),
    responses((status = 204), (status = 404)))]
pub(crate) async fn end(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Path(connector): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.end_link(&person.id, &connector).await?;
    Ok(StatusCode::NO_CONTENT)
}
