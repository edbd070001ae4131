//! The sources of the trust groups, for programs.

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use http::header::CACHE_CONTROL;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storage::registry::sources::Sources as _;
use web::body::Json;
use web::language::{Language, Speech};
use web::offers::{Described, Search, Slice};
use web::problem::Problem;
use web::time::rfc3339;

use super::Share;
use super::pages::MESSAGES;
use super::shelf::Found;
use crate::app::App;
use crate::{Error, Result};

pub(crate) const PATH: &str = "/api/v1/sources";
/// What is known here changes within a minute or so.
const KEPT: &str = "public, max-age=60";

/// In which trust group; in any, where that is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct InGroup {
    /// Its UUID.
    pub(crate) trust_group: String,
}

/// What is found.
#[derive(Serialize)]
struct Answer<'a> {
    /// How many there are in all.
    total: usize,
    /// Those of this page, by the source's name.
    datasets: Vec<Entry<'a>>,
}

/// A dataset with where it is, and who shares it.
#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    described: &'a Described,
    shared: &'a [Share],
    /// When the source described itself last (RFC 3339).
    read_at: String,
    /// Since when it does so no longer, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_reached_since: Option<String>,
}

impl<'a> From<&'a Found> for Entry<'a> {
    fn from(found: &'a Found) -> Self {
        let source = &found.source;
        Self {
            described: &found.offer.described,
            shared: &source.shares,
            read_at: rfc3339(source.read_at),
            not_reached_since: source.silent_since.map(rfc3339),
        }
    }
}

/// What the sources of the trust groups offer: searched by words, group, kind of data, type, attribute, place and language.
pub(crate) async fn find(
    State(app): State<App>,
    Query(search): Query<Search>,
    Query(group): Query<InGroup>,
    Query(slice): Query<Slice>,
) -> std::result::Result<Response, Problem> {
    let wanted = search.wanted()?;
    // Words are looked for in the language that is asked for, else in English.
    let language = Language::of_tag(&wanted.language).unwrap_or(Language::English);
    let speech = Speech::new(language, &MESSAGES, app.frame.brand.zone());
    let contents = app.shelf.contents(&speech).await?;
    let found: Vec<&Found> = contents
        .iter()
        .filter(|found| found.source.is_in(&group.trust_group) && wanted.fits(&found.offer))
        .collect();
    let answer = Answer {
        total: found.len(),
        datasets: slice.of(found).map(Entry::from).collect(),
    };
    Ok(([(CACHE_CONTROL, KEPT)], Json(answer)).into_response())
}

/// Every connector that active members share, and every member's list: when each was read, and why it could not be.
pub(crate) async fn all(State(app): State<App>) -> std::result::Result<Json<Value>, Problem> {
    Ok(Json(readings(&app).await?))
}

/// Has all of them read again; the answer comes before.
pub(crate) async fn refresh(State(app): State<App>) -> http::StatusCode {
    app.harvest.refresh();
    http::StatusCode::ACCEPTED
}

async fn readings(app: &App) -> Result<Value> {
    let database = &app.database;
    let mut shares = super::shares(database).await?;
    let mut sources = Vec::new();
    for row in database.sources().await? {
        let Some(shared) = shares.remove(&row.base_url) else {
            continue;
        };
        let metadata: Value = row
            .metadata
            .as_deref()
            .map_or(Ok(Value::Null), serde_json::from_str)
            .map_err(|error| Error::Invalid(error.to_string()))?;
        sources.push(json!({
            "connector_base_url": row.base_url, "connector_uuid": row.connector_uuid, "source": metadata["name"],
            "shared": shared, "read_at": row.read_at.map(rfc3339), "not_reached_since": row.failing_since.map(rfc3339),
            "reason": row.reason,
        }));
    }
    let lists = database.source_lists().await?.into_iter().map(|row| {
        json!({
            "trust_group_uuid": row.group_id, "operator_uuid": row.operator_uuid, "read_at": row.read_at.map(rfc3339),
            "not_reached_since": row.failing_since.map(rfc3339), "reason": row.reason,
        })
    });
    Ok(json!({"sources": sources, "operators": lists.collect::<Vec<_>>()}))
}

/// The OpenAPI of this module's paths.
pub(crate) fn paths() -> Value {
    let mut parameters = Search::parameters();
    parameters.push(json!({"name": "trust_group", "in": "query", "description": "The UUID of the trust group in which it is shared.",
        "schema": {"type": "string", "format": "uuid"}}));
    parameters.extend(Slice::parameters());
    let share = json!({"type": "object", "properties": {
        "trust_group_uuid": {"type": "string"}, "trust_group": {"type": "string"},
        "operator_uuid": {"type": "string"}, "operator": {"type": "string"}}});
    let entry = json!({"type": "object", "properties": {
        "source": {"type": "string"}, "connector_uuid": {"type": "string"}, "connector_base_url": {"type": "string"},
        "place": {"type": "object"}, "dataset": {"type": "object"}, "shared": {"type": "array", "items": share},
        "read_at": {"type": "string", "format": "date-time"}, "not_reached_since": {"type": "string", "format": "date-time"}}});
    let found = json!({"type": "object", "properties": {
        "total": {"type": "integer"}, "datasets": {"type": "array", "items": entry}}});
    json!({
        PATH: {"get": {"summary": "What the sources of the trust groups offer, and which operators share each through which group",
            "parameters": parameters, "responses": {
                "200": {"description": "Those found, by the source's name.", "content": {"application/json": {"schema": found}}},
                "400": {"description": "problem `invalid-request`"}}}},
        "/catalogue": {"get": {"summary": "The same for data portals: a DCAT-AP 3 catalogue of the sources' catalogues (JSON-LD or Turtle, by `Accept`)",
            "responses": {"200": {"description": "The catalogue."}}}},
        "/catalogue/{group}": {"get": {"summary": "The catalogue of one trust group",
            "parameters": [{"name": "group", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}],
            "responses": {"200": {"description": "The catalogue."}, "404": {"description": "There is no such group."}}}},
        "/api/v1/admin/sources": {"get": {"summary": "Every shared connector: when it was read, and why it could not be",
            "security": [{"admin": []}], "responses": {
                "200": {"description": "`sources`, and `operators` with the lists of what they share."}}}},
        "/api/v1/admin/sources/refresh": {"post": {"summary": "Read now what members share, and what the sources say of themselves",
            "security": [{"admin": []}], "responses": {"202": {"description": "It is being read."}}}},
    })
}
