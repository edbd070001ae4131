//! The login page.
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use secrecy::SecretString;
use serde::Deserialize;
use web::body::Form;
use web::language::Language;
use web::page::{Shell, render};
use web::problem::{Problem, ProblemName};
use web::session::SessionCookie;

use super::oidc::Callback;
use super::session::NewSession;
use crate::Error;
use crate::clock::SECOND;
use crate::pages::language::remember;
use crate::pages::{Reader, Site, local};

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
    Form(form): Form<LoginForm>,
) -> Response {
    let next = local(form.next.as_deref());
    let password = SecretString::from(form.password);
    match site
        .operator
        .log_in(&form.login, &password, client.address)
        .await
    {
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
    let operator = &site.operator;
    let seconds = (session.expires_at - operator.clock.now()) / SECOND;
    let cookie = operator
        .cookie
        .set(&session.token, u64::try_from(seconds).unwrap_or_default());
    let mut response = ([(SET_COOKIE, cookie)], Redirect::to(next)).into_response();
    if let Some(language) = Language::of_tag(&session.locale) {
        // For pages that do not look for the person, such as that of an address where nothing is.
        let spoken = remember(site, language);
        response.headers_mut().append(SET_COOKIE, spoken);
    }
    response
}

/// `POST /logout`
pub(crate) async fn log_out(
    State(site): State<Site>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = site.operator.cookie.token(&headers) {
        site.operator.end_session(&token).await?;
    }
    Ok((
        [(SET_COOKIE, site.operator.cookie.clear())],
        Redirect::to("/login"),
    )
        .into_response())
}

fn flow_cookie(site: &Site) -> SessionCookie {
    SessionCookie::new("login", site.frame.is_https())
}

/// `GET /login/oidc/{provider}`
pub(crate) async fn begin_oidc(
    State(site): State<Site>,
    Path(provider): Path<String>,
    Query(query): Query<Next>,
) -> Result<Response, Problem> {
    let (url, state) = site
        .operator
        .begin_oidc(&provider, local(query.next.as_deref()))
        .await?;
    let cookie = flow_cookie(&site).set_value(&state, FLOW_COOKIE_SECONDS);
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&url)).into_response())
}

/// `GET /login/oidc/{provider}/callback`
pub(crate) async fn finish_oidc(
    State(site): State<Site>,
    Path(provider): Path<String>,
    Query(callback): Query<Callback>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let cookie = flow_cookie(&site);
    let bound = cookie.value(&headers).map(str::to_owned);
    let (session, next) = site
        .operator
        .finish_oidc(&provider, callback, bound.as_deref())
        .await?;
    let mut response = entered(&site, &session, local(Some(&next)));
    response.headers_mut().append(SET_COOKIE, cookie.clear());
    Ok(response)
}
