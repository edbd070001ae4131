//! Taking everything along and closing the account over the JSON API. Closed to apps.
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use permission::Means;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;
use web::body::Json;
use web::problem::Problem;

use super::close::{Closed, Leaving};
use crate::accounts::Person;
use crate::{Error, Operator};

/// How many lines the document has, but for a dozen: for a progress bar.
pub(crate) const LINES: HeaderName = HeaderName::from_static("fiducia-export-lines");

/// The document as a download, written while it is read.
pub(crate) async fn download(
    operator: &Arc<Operator>,
    person: Person,
) -> Result<Response, Problem> {
    let lines = operator.export_lines(&person.id).await?;
    let pieces = operator.export(person);
    let pieces = futures_util::stream::unfold(pieces, |mut pieces| async move {
        pieces.recv().await.map(|piece| (piece, pieces))
    });
    let attachment = HeaderValue::from_static("attachment; filename=\"my-data.json\"");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CONTENT_DISPOSITION, attachment),
        (LINES, HeaderValue::from(lines)),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// Everything this operator has of you, as one document: account, identifiers, apps, feeds, rules, permissions with
/// history and receipts, access log, log records, and the keys to check them with.
#[utoipa::path(get, path = "/api/v1/me/export", tag = "person", security(("session" = [])),
    responses((status = 200, description = "a JSON document, `format` first; whole when it ends with `}`. Each entry has a \
        line of its own; `Fiducia-Export-Lines` says how many lines there are, but for a dozen")))]
pub(crate) async fn export(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<Response, Problem> {
    download(&operator, person).await
}

/// What closing the account would do now, and what must be shown for it.
#[utoipa::path(get, path = "/api/v1/me/close", tag = "person", security(("session" = [])),
    responses((status = 200, body = Leaving)))]
pub(crate) async fn leaving(
    State(operator): State<Arc<Operator>>,
    person: Person,
) -> Result<Json<Leaving>, Problem> {
    Ok(Json(operator.leaving(&person).await?))
}

/// The wish to close an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    /// The password; for accounts without one, the login must be fresh instead.
    #[serde(default)]
    password: Option<String>,
    /// That this cannot be undone is understood.
    understood: bool,
}

/// Close the account for good: every permission is withdrawn, everything about you is erased, your login is free
/// again. It cannot be undone. Logs keep hashes alone.
#[utoipa::path(post, path = "/api/v1/me/close", tag = "person", request_body = Closing, security(("session" = [])),
    responses((status = 200, body = Closed), (status = 400),
        (status = 401, description = "problem `login-failed`"), (status = 429)))]
pub(crate) async fn close(
    State(operator): State<Arc<Operator>>,
    person: Person,
    headers: HeaderMap,
    Json(closing): Json<Closing>,
) -> Result<Json<Closed>, Problem> {
    let password = closing.password.map(SecretString::from);
    if !closing.understood {
        return Err(Error::invalid(
            "understood",
            "say `true`: closing an account cannot be undone",
        )
        .into());
    }
    operator
        .prove_again(&headers, &person.id, password.as_ref())
        .await?;
    Ok(Json(operator.close_account(&person.id, &Means::Api).await?))
}
