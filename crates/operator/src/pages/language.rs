//! `POST /language`: a visitor chooses another language.
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use web::body::Form;
use web::language::{COOKIE, COOKIE_SECONDS, Language};
use web::problem::Problem;
use web::session::SessionCookie;

use super::{Site, local};
use crate::Error;

/// What the form at the foot of every page sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Chosen {
    language: String,
    #[serde(default)]
    next: Option<String>,
}

/// `POST /language`
pub(crate) async fn choose(
    State(site): State<Site>,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Problem> {
    let language = Language::of_tag(&chosen.language).ok_or_else(|| {
        Error::invalid(
            "language",
            format!("`{}` is not spoken here", chosen.language),
        )
    })?;
    if let Some(person) = site.operator.person_of_session(&headers).await? {
        site.operator.speak(&person.id, language).await?;
    }
    let to = Redirect::to(local(chosen.next.as_deref()));
    Ok(([(SET_COOKIE, remember(&site, language))], to).into_response())
}

/// The cookie by which pages speak a language before anybody has logged in, and after they have logged out.
pub(crate) fn remember(site: &Site, language: Language) -> HeaderValue {
    SessionCookie::new(COOKIE, site.frame.is_https()).set_value(language.tag(), COOKIE_SECONDS)
}
