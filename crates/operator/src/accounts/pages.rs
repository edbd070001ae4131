//! The login page.
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use secrecy::SecretString;
use serde::Deserialize;
use web::body::Form;
use web::language::Language;
use web::oidc::Callback;
use web::page::{Shell, asset_url, render};
use web::problem::{Problem, ProblemName};
use web::session::SessionCookie;

use super::oidc::Outcome;
use super::session::{Caller, NewSession};
use crate::clock::SECOND;
use crate::pages::language::remember;
use crate::pages::{Reader, Site, local};
use crate::{Error, Operator};

/// How long the cookie lives that ties a login at a provider to the browser, in seconds.
pub(crate) const FLOW_COOKIE_SECONDS: u64 = 600;

#[derive(askama::Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    shell: Shell<'a>,
    next: &'a str,
    login: &'a str,
    /// The message that says why nobody is logged in; empty at first.
    error: &'static str,
    /// Name and title of each provider.
    providers: Vec<(&'a str, &'a str)>,
    /// The script for passkeys, where there can be any.
    script: Option<String>,
}

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

fn page(site: &Site, reader: &Reader, next: &str, login: &str, error: &'static str) -> Response {
    let providers = site
        .operator
        .config
        .oidc
        .iter()
        .map(|one| (one.id.as_str(), one.title.as_str()));
    render(&LoginPage {
        shell: site.outer_shell(reader.speech.say("login-title"), reader),
        next,
        login,
        error,
        providers: providers.collect(),
        script: site
            .operator
            .relying_party
            .is_some()
            .then(|| asset_url("passkey.js")),
    })
}

/// `GET /login`
pub(crate) async fn show(
    State(site): State<Site>,
    reader: Reader,
    Query(query): Query<Next>,
    headers: HeaderMap,
) -> Response {
    let next = local(query.next.as_deref());
    match site.operator.person_of_session(&headers).await {
        Ok(Some(_)) => Redirect::to(next).into_response(),
        _ => page(&site, &reader, next, "", ""),
    }
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct LoginForm {
    login: String,
    password: String,
    #[serde(default)]
    next: Option<String>,
}

/// `POST /login`
pub(crate) async fn log_in(
    State(site): State<Site>,
    reader: Reader,
    axum::extract::Extension(client): axum::extract::Extension<web::server::Client>,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Response {
    let next = local(form.next.as_deref());
    let password = SecretString::from(form.password);
    let from = Caller::of(&site.operator, &headers, client.address);
    match site.operator.log_in(&form.login, &password, from).await {
        Ok(session) => entered(&site, &session, next),
        Err(Error::Problem(problem)) if problem.name() == ProblemName::LoginFailed => {
            let mut response = page(&site, &reader, next, &form.login, "login-failed");
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            response
        }
        Err(Error::Problem(problem)) if problem.name() == ProblemName::RateLimited => {
            let mut response = page(&site, &reader, next, &form.login, "login-often");
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            response
        }
        Err(error) => error.into_response(),
    }
}

fn entered(site: &Site, session: &NewSession, next: &str) -> Response {
    let cookie = session_cookie(&site.operator, session);
    let mut response = ([(SET_COOKIE, cookie)], Redirect::to(next)).into_response();
    if let Some(language) = Language::of_tag(&session.locale) {
        // For pages that do not look for the person, such as that of an address where nothing is.
        let spoken = remember(site, language);
        response.headers_mut().append(SET_COOKIE, spoken);
    }
    response
}

/// The cookie that carries a session.
pub(crate) fn session_cookie(operator: &Operator, session: &NewSession) -> http::HeaderValue {
    let seconds = (session.expires_at - operator.clock.now()) / SECOND;
    let seconds = u64::try_from(seconds).unwrap_or_default();
    operator.cookie.set(&session.token, seconds)
}

/// `POST /logout`
pub(crate) async fn log_out(
    State(site): State<Site>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = site.operator.cookie.token(&headers) {
        site.operator.end_session(&token).await?;
    }
    let mut response = (
        [(SET_COOKIE, site.operator.cookie.clear())],
        Redirect::to("/login"),
    )
        .into_response();
    if site.operator.device_cookie.value(&headers).is_some() {
        // The device went with the session.
        let forgotten = site.operator.device_cookie.clear();
        response.headers_mut().append(SET_COOKIE, forgotten);
    }
    Ok(response)
}

fn flow_cookie(site: &Site) -> SessionCookie {
    SessionCookie::new("login", site.frame.is_https())
}

/// `GET /login/oidc/{provider}`
pub(crate) async fn begin_oidc(
    State(site): State<Site>,
    Path(provider): Path<String>,
    Query(query): Query<Next>,
    reader: Reader,
) -> Result<Response, Problem> {
    let (next, language) = (local(query.next.as_deref()), reader.speech.tag());
    let (url, state) = site
        .operator
        .begin_oidc(&provider, (next, language), None)
        .await?;
    let cookie = flow_cookie(&site).set_value(&state, FLOW_COOKIE_SECONDS);
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&url)).into_response())
}

/// `GET /identities/links/{provider}`: a link, for a form may lead to no other site (`form-action`); followed only
/// from a page of this operator.
pub(crate) async fn begin_link(
    State(site): State<Site>,
    Path(provider): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let from = headers.get("sec-fetch-site");
    if from.is_none_or(|from| from != "same-origin") {
        return Err(
            Problem::new(ProblemName::Csrf).detail("follow the link on the page Identities")
        );
    }
    let Some(visit) = site.operator.visit(&headers).await? else {
        return Ok(Redirect::to("/login?next=/identities").into_response());
    };
    let speech = site.speech_of(Some(&visit.person.locale), &headers);
    let (url, state) = site
        .operator
        .begin_link(&provider, &visit, ("/identities", speech.tag()))
        .await?;
    let cookie = flow_cookie(&site).set_value(&state, FLOW_COOKIE_SECONDS);
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&url)).into_response())
}

/// `GET /login/oidc/{provider}/callback`
pub(crate) async fn finish_oidc(
    State(site): State<Site>,
    Path(provider): Path<String>,
    Query(callback): Query<Callback>,
    axum::extract::Extension(client): axum::extract::Extension<web::server::Client>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let cookie = flow_cookie(&site);
    let bound = cookie.value(&headers).map(str::to_owned);
    let visit = site.operator.visit(&headers).await?;
    let from = Caller::of(&site.operator, &headers, client.address);
    let (outcome, next) = site
        .operator
        .finish_oidc(
            &provider,
            callback,
            bound.as_deref(),
            (visit.as_ref(), from),
        )
        .await?;
    let next = local(Some(&next));
    let mut response = match outcome {
        Outcome::Entered(session) => entered(&site, &session, next),
        Outcome::Linked => Redirect::to(next).into_response(),
    };
    response.headers_mut().append(SET_COOKIE, cookie.clear());
    Ok(response)
}
