//! A service's intended uses over the JSON API: what is published, and drafts of what will be.
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use web::body::Json;
use web::problem::Problem;

use super::{Draft, DraftCheck, Publication};
use crate::Operator;
use crate::clock::rfc3339;
use crate::oauth::caller::Caller;
use crate::organisations::Actor;
use crate::permissions::UseView;

/// One version of an intended use.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Version {
    /// Published when (RFC 3339).
    published_at: String,
    /// The description.
    #[schema(value_type = Object)]
    description: Value,
}

/// A service's intended uses and drafts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uses {
    /// The newest version of each intended use.
    #[schema(value_type = Vec<Object>)]
    intended_uses: Vec<Value>,
    /// What is worked on.
    drafts: Vec<Draft>,
}

/// A draft as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Drafted {
    /// The revision that it was made from; absent for a new draft.
    #[serde(default)]
    revision: Option<i64>,
    /// The description as far as it goes; `id`, `version`, `service` and `organisation` are given by the operator.
    #[schema(value_type = Object)]
    description: Value,
}

/// Which revision is meant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revision {
    /// The one that was looked at.
    revision: i64,
}

/// The language of a preview.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Language {
    /// BCP 47; English when absent.
    language: Option<String>,
}

/// The service's intended uses, and drafts of them.
#[utoipa::path(get, path = "/api/v1/intended-uses", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = Uses)))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
) -> Result<Json<Uses>, Problem> {
    let intended_uses = operator.newest_uses_of(caller.id()).await?;
    Ok(Json(Uses {
        intended_uses: intended_uses.iter().map(|one| json!(one)).collect(),
        drafts: operator.drafts(caller.id()).await?,
    }))
}

/// Every version of an intended use, newest first.
#[utoipa::path(get, path = "/api/v1/intended-uses/{id}", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = [Version]), (status = 404)))]
pub(crate) async fn versions(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Vec<Version>>, Problem> {
    let versions = operator.versions_of_use(caller.id(), &id).await?;
    let version = |(intended_use, at)| Version {
        published_at: rfc3339(at),
        description: json!(intended_use),
    };
    Ok(Json(versions.into_iter().map(version).collect()))
}

/// The draft of an intended use.
#[utoipa::path(get, path = "/api/v1/intended-uses/{id}/draft", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = Draft), (status = 404)))]
pub(crate) async fn draft(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Draft>, Problem> {
    Ok(Json(operator.draft(caller.id(), &id).await?))
}

/// Keep a draft, complete or not.
#[utoipa::path(put, path = "/api/v1/intended-uses/{id}/draft", tag = "service", request_body = Drafted,
    security(("dpop" = [])),
    responses((status = 200, body = Draft), (status = 409, description = "it was changed meanwhile, or waits to be approved")))]
pub(crate) async fn save(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(drafted): Json<Drafted>,
) -> Result<Json<Draft>, Problem> {
    let Drafted {
        revision,
        description,
    } = drafted;
    let saved = operator.save_draft(caller.id(), &id, description, revision, Actor::Service);
    Ok(Json(saved.await?))
}

/// Throw a draft away.
#[utoipa::path(delete, path = "/api/v1/intended-uses/{id}/draft", tag = "service", security(("dpop" = [])),
    responses((status = 204), (status = 404)))]
pub(crate) async fn remove(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.remove_draft(caller.id(), &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a draft could be published as it is.
#[utoipa::path(get, path = "/api/v1/intended-uses/{id}/draft/check", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = DraftCheck), (status = 404)))]
pub(crate) async fn check(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<DraftCheck>, Problem> {
    Ok(Json(operator.check_draft(caller.id(), &id).await?))
}

/// What a person would read of a draft, as the API shows it of a request.
#[utoipa::path(get, path = "/api/v1/intended-uses/{id}/draft/preview", tag = "service", params(Language),
    security(("dpop" = [])),
    responses((status = 200, body = UseView), (status = 400, description = "it is not complete enough to be read"), (status = 404)))]
pub(crate) async fn preview(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(query): Query<Language>,
) -> Result<Json<UseView>, Problem> {
    let language = query.language.as_deref().unwrap_or("en");
    Ok(Json(
        operator.preview_draft(caller.id(), &id, language).await?,
    ))
}

/// Publish a draft as it was looked at. Where the operator approves what services publish, it waits for that.
#[utoipa::path(post, path = "/api/v1/intended-uses/{id}/draft/publish", tag = "service", request_body = Revision,
    security(("dpop" = [])),
    responses((status = 200, body = Publication), (status = 400, description = "what is wrong with it"),
        (status = 409, description = "it was changed meanwhile, waits already, or says nothing new")))]
pub(crate) async fn publish(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
    Json(revision): Json<Revision>,
) -> Result<Json<Publication>, Problem> {
    let published = operator.publish_draft(caller.id(), &id, revision.revision, Actor::Service);
    Ok(Json(published.await?))
}

/// Take a draft back that waits to be approved.
#[utoipa::path(post, path = "/api/v1/intended-uses/{id}/draft/recall", tag = "service", security(("dpop" = [])),
    responses((status = 200, body = Draft), (status = 409, description = "it does not wait")))]
pub(crate) async fn recall(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Draft>, Problem> {
    let recalled = operator.recall_draft(caller.id(), &id, Actor::Service);
    Ok(Json(recalled.await?))
}
