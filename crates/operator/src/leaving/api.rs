//! Taking everything along and closing the account over the JSON API. Closed to apps.
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use permission::Means;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;
use web::body::Json;
use web::problem::Problem;

use super::close::{Closed, Leaving};
use crate::accounts::Person;
use crate::{Error, Operator};

/// The document as a download, written while it is read.
pub(crate) fn download(operator: &Arc<Operator>, person: Person) -> Response {
    let pieces = operator.export(person);
    let pieces = futures_util::stream::unfold(pieces, |mut pieces| async move {
        pieces.recv().await.map(|piece| (piece, pieces))
    });
    (
        [
            (CONTENT_TYPE, "application/json"),
            (CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""),
        ],
        Body::from_stream(pieces),
    )
        .into_response()
}

/// Everything this operator has of you, as one document: account, identifiers, apps, feeds, rules, permissions with
/// history and receipts, access log, log records, and the keys to check them with.
#[utoipa::path(get, path = "/api/v1/me/export", tag = "person", security(("session" = [])),
    responses((status = 200, description = "a JSON document, `format` first; whole when it ends with `}`")))]
pub(crate) async fn export(State(operator): State<Arc<Operator>>, person: Person) -> Response {
    download(&operator, person)
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
