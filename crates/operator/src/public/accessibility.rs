//! `/accessibility`: the statement of Directive (EU) 2016/2102 art. 7, after the model of Implementing Decision
//! (EU) 2018/1523, and the form to tell of what does not work.
use axum::Extension;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;
use web::body::Form;
use web::language::Speech;
use web::page::{Shell, render};
use web::problem::Problem;
use web::server::Client;

use super::feedback::{Faults, LONGEST_EMAIL, LONGEST_PAGE, LONGEST_TEXT, Written};
use super::provider::Conformance;
use super::{Anyone, Line, contacts, referred};
use crate::pages::Site;

/// Where the page is.
pub(crate) const PATH: &str = "/accessibility";

#[derive(askama::Template)]
#[template(path = "public/accessibility.html")]
struct AccessibilityPage<'a> {
    shell: Shell<'a>,
    provider: &'a str,
    address: &'a str,
    /// The message of how far the pages are accessible.
    status: &'static str,
    /// Language and text of each; not all are written in all languages.
    limits: Vec<(&'a str, &'a str)>,
    assessed_by: &'a str,
    prepared: String,
    reviewed: String,
    contacts: Vec<Line>,
    enforcement: Option<Line>,
    written: Option<&'a Written>,
    faults: Faults,
    sent: bool,
    often: bool,
    longest: [usize; 3],
}

/// Whether something was sent just now.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    sent: Option<String>,
}

/// `GET /accessibility`
pub(crate) async fn show(
    State(site): State<Site>,
    anyone: Anyone,
    Query(query): Query<Sent>,
) -> Response {
    let mut page = page(&site, &anyone);
    page.sent = query.sent.is_some();
    render(&page)
}

fn page<'a>(site: &'a Site, anyone: &'a Anyone) -> AccessibilityPage<'a> {
    let (provider, speech) = (site.provider(), anyone.speech());
    let statement = &provider.accessibility;
    AccessibilityPage {
        shell: site.open_shell(speech.say("shell-accessibility"), anyone),
        provider: site.provider_name(),
        address: site.operator.base_url.as_str(),
        status: match statement.status {
            Conformance::Full => "accessibility-full",
            Conformance::Partial => "accessibility-partial",
            Conformance::None => "accessibility-none",
        },
        limits: statement
            .limits
            .iter()
            .filter_map(|limit| limit.find(speech.tag()))
            .collect(),
        assessed_by: statement.assessed_by.as_deref().unwrap_or_default(),
        prepared: day(speech, statement.prepared.as_deref()),
        reviewed: day(speech, statement.reviewed.as_deref()),
        contacts: contacts(provider),
        enforcement: referred("accessibility-enforcement", statement.enforcement.as_ref()),
        written: None,
        faults: Faults::default(),
        sent: false,
        often: false,
        longest: [LONGEST_TEXT, LONGEST_PAGE, LONGEST_EMAIL],
    }
}

/// A configured day in words; it is the same day in every time zone of Europe.
fn day(speech: &Speech, day: Option<&str>) -> String {
    day.map_or_else(String::new, |day| speech.day(&format!("{day}T12:00:00Z")))
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(crate) struct FeedbackForm {
    text: String,
    #[serde(default)]
    page: String,
    #[serde(default)]
    email: String,
}

/// `POST /accessibility`
pub(crate) async fn send(
    State(site): State<Site>,
    anyone: Anyone,
    Extension(client): Extension<Client>,
    Form(form): Form<FeedbackForm>,
) -> Result<Response, Problem> {
    let anyone = anyone.at(PATH);
    let written = Written {
        text: form.text.trim().to_owned(),
        page: form.page.trim().to_owned(),
        email: form.email.trim().to_owned(),
        language: anyone.speech().tag().to_owned(),
    };
    let mut page = page(&site, &anyone);
    page.written = Some(&written);
    page.faults = written.faults();
    if page.faults != Faults::default() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&page)).into_response());
    }
    let limits = &site.operator.feedback_limits;
    if let Err(wait) = limits
        .by_address
        .check(client.address)
        .and_then(|()| limits.all.check(()))
    {
        page.often = true;
        let headers = wait.headers().clone();
        return Ok((StatusCode::TOO_MANY_REQUESTS, headers, render(&page)).into_response());
    }
    site.operator.keep_feedback(&written).await?;
    // So that loading the page again does not send it again.
    Ok(Redirect::to("/accessibility?sent=yes#feedback").into_response())
}
