//! A person's standing rules over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, State};
use http::StatusCode;
use permission::{Preview, Rule};
use serde_json::Value;
use web::body::Json;
use web::problem::Problem;

use super::Saved;
use crate::apps::caller::{Decides, SeesPermissions};
use crate::{Error, Operator};

/// A rule as it is sent: its id is made here.
fn read(mut rule: Value) -> Result<Rule, Error> {
    if let Some(members) = rule.as_object_mut() {
        members.insert("id".to_owned(), "new".into());
    }
    serde_json::from_value(rule).map_err(|error| Error::invalid("rule", error.to_string()))
}

/// The person's rules, oldest first.
#[utoipa::path(get, path = "/api/v1/me/rules", tag = "person", security(("session" = []), ("app" = [])),
    responses((status = 200, description = "`{\"rules\": […]}`")))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    SeesPermissions(person): SeesPermissions,
) -> Result<Json<Value>, Problem> {
    let rules = operator.rules_of(&person.id).await?;
    Ok(Json(serde_json::json!({"rules": rules})))
}

/// What a rule would do to everything known today; for one with a `window`, when that opens next.
#[utoipa::path(post, path = "/api/v1/me/rules/preview", tag = "person", request_body = serde_json::Value,
    security(("session" = []), ("app" = [])),
    responses((status = 200, description = "`allows`, `declines`, `asks`, `ends`, `asks_about`")))]
pub(crate) async fn preview(
    State(operator): State<Arc<Operator>>,
    SeesPermissions(person): SeesPermissions,
    Json(rule): Json<Value>,
) -> Result<Json<Preview>, Problem> {
    Ok(Json(operator.preview_rule(&person.id, &read(rule)?).await?))
}

/// Save a rule: `{effect: allow | ask | deny, parties, purposes, processing, data, conditions, valid_until}`. Who is
/// meant is `anyone` or `{only: [{organisation}, {kind}, {trust-group}]}`; a window in `conditions` is
/// `{first_day, last_day, opens, closes, utc_offset}`, the last three in minutes.
#[utoipa::path(post, path = "/api/v1/me/rules", tag = "person", request_body = serde_json::Value,
    security(("session" = []), ("app" = [])),
    responses((status = 201, description = "`id`, `ended`, `asks_about`"), (status = 400)))]
pub(crate) async fn save(
    State(operator): State<Arc<Operator>>,
    Decides { person, .. }: Decides,
    Json(rule): Json<Value>,
) -> Result<(StatusCode, Json<Saved>), Problem> {
    Ok((
        StatusCode::CREATED,
        Json(operator.save_rule(&person.id, read(rule)?).await?),
    ))
}

/// End a rule.
#[utoipa::path(delete, path = "/api/v1/me/rules/{id}", tag = "person", security(("session" = []), ("app" = [])),
    responses((status = 204), (status = 404)))]
pub(crate) async fn end(
    State(operator): State<Arc<Operator>>,
    Decides { person, .. }: Decides,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.end_rule(&person.id, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A rule as ODRL 2.2 with the DPV profile.
#[utoipa::path(get, path = "/api/v1/me/rules/{id}/odrl", tag = "person", security(("session" = []), ("app" = [])),
    responses((status = 200, description = "an ODRL policy as JSON-LD"), (status = 404)))]
pub(crate) async fn odrl(
    State(operator): State<Arc<Operator>>,
    SeesPermissions(person): SeesPermissions,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let rules = operator.rules_of(&person.id).await?;
    let rule = rules
        .iter()
        .find(|rule| rule.id.as_str() == id)
        .ok_or_else(|| Error::unknown("rule", &id))?;
    Ok(Json(permission::rule::to_odrl(rule, None)))
}
