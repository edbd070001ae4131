//! The pages by which staff come in and go: login, invitation, logout, language.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use secrecy::SecretString;
use serde::Deserialize;

use super::factor::Enrolment;
use super::members::Member;
use super::session::{Credentials, From, NewSession};
use super::visit::Reader;
use super::{HOME, Staff, StaffError, pages};
use crate::body::Form;
use crate::language::{COOKIE, COOKIE_SECONDS, Language};
use crate::page::{Shell, local, render};
use crate::password::SHORTEST_PASSWORD;
use crate::problem::{Problem, ProblemName};
use crate::server::Client;
use crate::session::SessionCookie;

#[derive(askama::Template)]
#[template(path = "staff/login.html")]
struct LoginPage<'a> {
    shell: Shell<'a>,
    next: &'a str,
    login: &'a str,
    /// The message that says why nobody is logged in; empty at first.
    error: &'static str,
}

#[derive(askama::Template)]
#[template(path = "staff/invitation.html")]
struct InvitationPage<'a> {
    shell: Shell<'a>,
    member: &'a Member,
    enrolment: Enrolment,
    shortest: u32,
    error: &'static str,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: Option<String>,
}

impl Next {
    fn path(&self) -> &str {
        let next = local(self.next.as_deref());
        let own = next == HOME || next.starts_with("/staff/") || next.starts_with("/staff?");
        if own { next } else { HOME }
    }
}

impl From {
    fn of(staff: &Staff, client: &Client, headers: &HeaderMap) -> Self {
        Self {
            address: client.address,
            before: staff.cookie.token(headers),
        }
    }
}

/// The status of a page that says why something was not done.
pub(super) fn status_of(error: &StaffError) -> StatusCode {
    match error {
        StaffError::Refused => StatusCode::UNAUTHORIZED,
        StaffError::Problem(problem) => problem.status(),
        StaffError::WrongPassword | StaffError::WrongCode => StatusCode::FORBIDDEN,
        StaffError::Taken | StaffError::LastAdministrator | StaffError::Changed => {
            StatusCode::CONFLICT
        }
        _ => StatusCode::BAD_REQUEST,
    }
}

fn login_page(
    staff: &Staff,
    reader: &Reader,
    (next, login): (&str, &str),
    error: &'static str,
) -> Response {
    render(&LoginPage {
        shell: staff.outer_shell(reader.speech.say("staff-login"), reader),
        next,
        login,
        error,
    })
}

/// `GET /staff/login`
pub(super) async fn login(
    State(staff): State<Arc<Staff>>,
    reader: Reader,
    Query(next): Query<Next>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = staff.cookie.token(&headers)
        && staff.session(&token).await?.is_some()
    {
        return Ok(Redirect::to(next.path()).into_response());
    }
    Ok(login_page(&staff, &reader, (next.path(), ""), ""))
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct LoginForm {
    login: String,
    password: String,
    code: String,
    #[serde(flatten)]
    next: Next,
}

/// `POST /staff/login`
pub(super) async fn log_in(
    State(staff): State<Arc<Staff>>,
    reader: Reader,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Response {
    let password = SecretString::from(form.password);
    let credentials = Credentials {
        login: &form.login,
        password: &password,
        code: &form.code,
    };
    let from = From::of(&staff, &client, &headers);
    let error = match staff.log_in(credentials, from).await {
        Ok(session) => return entered(&staff, &session, Redirect::to(form.next.path())),
        Err(error) => error,
    };
    let Some(message) = error.message() else {
        return error.into_response();
    };
    let reader = Reader {
        path: "/staff/login".to_owned(),
        ..reader
    };
    let page = login_page(&staff, &reader, (form.next.path(), &form.login), message);
    (status_of(&error), page).into_response()
}

/// A response that begins a session in a browser.
fn entered(staff: &Staff, session: &NewSession, response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    let headers = response.headers_mut();
    let seconds = session.seconds(staff.now());
    headers.append(SET_COOKIE, staff.cookie.set(&session.token, seconds));
    if let Some(language) = Language::of_tag(&session.member.locale) {
        headers.append(SET_COOKIE, remember(staff, language));
    }
    response
}

/// A page that ends with another session than it began with.
pub(super) fn renewed(staff: &Staff, session: &NewSession, to: &str) -> Response {
    entered(staff, session, Redirect::to(to))
}

/// `POST /staff/logout`
pub(super) async fn log_out(
    State(staff): State<Arc<Staff>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = staff.cookie.token(&headers) {
        staff.log_out(&token).await?;
    }
    let forgotten = [(SET_COOKIE, staff.cookie.clear())];
    Ok((forgotten, Redirect::to("/staff/login")).into_response())
}

/// What the form at the foot of every page sends.
#[derive(Deserialize)]
pub(super) struct Chosen {
    language: String,
    #[serde(flatten)]
    next: Next,
}

/// `POST /staff/language`
pub(super) async fn choose_language(
    State(staff): State<Arc<Staff>>,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    let language = Language::of_tag(&chosen.language).ok_or_else(|| {
        Problem::new(ProblemName::InvalidRequest).detail(format!(
            "`language`: `{}` is not spoken here",
            chosen.language
        ))
    })?;
    if let Some(token) = staff.cookie.token(&headers)
        && let Some(member) = staff.session(&token).await?
    {
        staff.speak(&member.id, language).await?;
    }
    let to = Redirect::to(chosen.next.path());
    Ok(([(SET_COOKIE, remember(&staff, language))], to).into_response())
}

fn remember(staff: &Staff, language: Language) -> http::HeaderValue {
    let cookie = SessionCookie::new(COOKIE, staff.host.frame.is_https());
    cookie.set_value(language.tag(), COOKIE_SECONDS)
}

async fn invitation_page(
    staff: &Staff,
    reader: &Reader,
    secret: &str,
    error: &'static str,
) -> Result<Response, StaffError> {
    let (member, enrolment) = staff.invitation(secret).await?;
    Ok(render(&InvitationPage {
        shell: staff.outer_shell(reader.speech.say("staff-invitation"), reader),
        member: &member,
        enrolment,
        shortest: u32::try_from(SHORTEST_PASSWORD).unwrap_or_default(),
        error,
    }))
}

/// `GET /staff/invitations/{secret}`
pub(super) async fn invitation(
    State(staff): State<Arc<Staff>>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    Ok(invitation_page(&staff, &reader, &secret, "").await?)
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Coming {
    password: String,
    code: String,
}

/// `POST /staff/invitations/{secret}`
pub(super) async fn come(
    State(staff): State<Arc<Staff>>,
    reader: Reader,
    Path(secret): Path<String>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    Form(form): Form<Coming>,
) -> Result<Response, Problem> {
    let password = SecretString::from(form.password);
    let from = From::of(&staff, &client, &headers);
    match staff.come(&secret, &password, &form.code, from).await {
        Ok((session, codes)) => {
            // The address of an invitation that was used leads nowhere.
            let reader = Reader {
                path: HOME.to_owned(),
                ..reader
            };
            let page = pages::codes_page(&staff, &reader, &codes);
            Ok(entered(&staff, &session, page))
        }
        Err(error) => {
            let Some(message) = error.message() else {
                return Err(error.into());
            };
            let page = invitation_page(&staff, &reader, &secret, message).await?;
            Ok((status_of(&error), page).into_response())
        }
    }
}
