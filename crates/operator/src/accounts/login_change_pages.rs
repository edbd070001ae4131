//! Another e-mail address to log in with, as pages and over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use web::body::{Form, Json};
use web::page::{Shell, render};
use web::problem::Problem;

use super::identities_api::renewed as session_renewed;
use super::identities_pages::{back, renewed, wrong};
use super::session::Visit;
use crate::pages::{Reader, Site, Visitor};
use crate::{Error, Operator};

/// An e-mail address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLogin {
    /// The address to log in with.
    login: String,
}

/// `POST /identities/login`: asks for another address.
pub(crate) async fn ask(
    State(site): State<Site>,
    visitor: Visitor,
    Form(form): Form<NewLogin>,
) -> Result<Response, Problem> {
    let asked = site
        .operator
        .ask_login_change(&visitor.visit(), &form.login)
        .await;
    match asked {
        Ok(()) => Ok(back(&site, "login-asked", None)),
        Err(Error::Invalid { .. }) => Ok(back(&site, "wrong-login", None)),
        Err(error) => wrong(&site, error),
    }
}

/// `POST /identities/login/cancel`
pub(crate) async fn cancel(
    State(site): State<Site>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    site.operator
        .cancel_login_change(&visitor.person.id)
        .await?;
    Ok(back(&site, "login-cancelled", None))
}

#[derive(askama::Template)]
#[template(path = "login_confirm.html")]
struct ConfirmPage<'a> {
    shell: Shell<'a>,
    secret: &'a str,
    login: &'a str,
}

/// `GET /identities/login/{secret}`: asks first, for programs that look for harmful links follow every one.
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let login = site
        .operator
        .confirming_login(&visitor.visit(), &secret)
        .await?;
    Ok(render(&ConfirmPage {
        shell: site.shell(
            visitor.speech.say("login-confirm-title"),
            &visitor,
            "/identities",
        ),
        secret: &secret,
        login: &login,
    }))
}

/// `POST /identities/login/{secret}`
pub(crate) async fn confirm(
    State(site): State<Site>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let done = site.operator.confirm_login(&visitor.visit(), &secret).await;
    renewed(&site, "login", done)
}

#[derive(askama::Template)]
#[template(path = "login_undo.html")]
struct UndoPage<'a> {
    shell: Shell<'a>,
    secret: &'a str,
    done: bool,
}

fn undo_page(site: &Site, reader: &Reader, secret: &str, done: bool) -> Response {
    render(&UndoPage {
        shell: site.outer_shell(reader.speech.say("login-undo-title"), reader),
        secret,
        done,
    })
}

/// `GET /login-undo/{secret}`: without a session, for who was shut out has none. It asks first.
pub(crate) async fn ask_undo(
    State(site): State<Site>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    site.operator.login_change_to_undo(&secret).await?;
    Ok(undo_page(&site, &reader, &secret, false))
}

/// `POST /login-undo/{secret}`
pub(crate) async fn undo(
    State(site): State<Site>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    site.operator.undo_login_change(&secret).await?;
    Ok(undo_page(&site, &reader, &secret, true))
}

/// Ask to log in with another e-mail address. A link in an e-mail to it leads on, for a day. The answer is the same
/// whether or not somebody else has the address.
#[utoipa::path(put, path = "/api/v1/me/identities/login", tag = "person", security(("session" = [])),
    request_body = NewLogin,
    responses((status = 202), (status = 400, description = "It is no e-mail address, or the present one"),
        (status = 403, description = "problem `confirmation-required`"),
        (status = 409, description = "No e-mails are sent here, or what the session was confirmed with is too new"),
        (status = 429, description = "problem `rate-limited`")))]
pub(crate) async fn ask_by_api(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
    Json(new): Json<NewLogin>,
) -> Result<StatusCode, Problem> {
    operator.ask_login_change(&visit, &new.login).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Keep the present e-mail address: what waits to be confirmed is forgotten.
#[utoipa::path(delete, path = "/api/v1/me/identities/login", tag = "person", security(("session" = [])),
    responses((status = 204)))]
pub(crate) async fn cancel_by_api(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
) -> Result<StatusCode, Problem> {
    operator.cancel_login_change(&visit.person.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an e-mail to the new address says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoginConfirmation {
    /// The last part of the link's address.
    secret: String,
}

/// Confirm the new e-mail address. It is the login from now on; every other session ends, and the old address is told how
/// to undo it within seven days.
#[utoipa::path(post, path = "/api/v1/me/identities/login/confirmation", tag = "person",
    security(("session" = [])), request_body = LoginConfirmation,
    responses((status = 200, body = super::identities_api::Renewed),
        (status = 404, description = "The link is too old, used, or another person's"),
        (status = 409, description = "Somebody else has the address by now")))]
pub(crate) async fn confirm_by_api(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
    Json(confirmation): Json<LoginConfirmation>,
) -> Result<Response, Problem> {
    let session = operator.confirm_login(&visit, &confirmation.secret).await?;
    Ok(session_renewed(&operator, &visit, &session))
}
