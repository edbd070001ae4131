//! The page on which a person lets an app in, or keeps it out. It works without JavaScript.
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use http::{HeaderValue, StatusCode};
use web::frame::CONTENT_POLICY;
use web::page::{Shell, render};
use web::problem::Problem;

use super::authorize::{PATH, Pending, Wrong};
use super::{Scope, redirect};
use crate::Error;
use crate::pages::{Site, Visitor};

#[derive(askama::Template)]
#[template(path = "consent.html")]
struct ConsentPage<'a> {
    shell: Shell<'a>,
    action: String,
    name: &'a str,
    publisher: &'a str,
    website: Option<&'a str>,
    /// Messages about what it could see.
    sees: Vec<&'static str>,
    /// Messages about what it could do.
    does: Vec<&'static str>,
    /// Where the person goes afterwards, as they recognise it.
    goes_to: &'a str,
}

impl Scope {
    /// The message that says it in plain words.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::PermissionsRead => "app-sees-permissions",
            Self::ActivityRead => "app-sees-activity",
            Self::PermissionsWrite => "app-does-permissions",
        }
    }

    /// Whether it lets an app do something, not only see.
    pub(crate) const fn acts(self) -> bool {
        matches!(self, Self::PermissionsWrite)
    }
}

fn page(site: &Site, visitor: &Visitor, pending: &Pending, query: &str) -> Response {
    let registered = &pending.app.registered;
    let of = |acts: bool| {
        let asked = pending.asked.scopes.0.iter();
        let asked = asked.filter(move |scope| scope.acts() == acts);
        asked.map(|scope| scope.message()).collect::<Vec<_>>()
    };
    let name = registered.name.get(visitor.speech.tag());
    let source = redirect::source(&pending.asked.redirect_uri);
    let title = visitor.speech.say("app-title").with("app", name);
    let mut response = render(&ConsentPage {
        shell: site.shell(title, visitor, ""),
        action: format!("{PATH}?{query}"),
        name,
        publisher: &registered.publisher,
        website: registered.website.as_deref(),
        sees: of(false),
        does: of(true),
        goes_to: &source,
    });
    // The answer to this form leads to the app; to no other place.
    let policy = CONTENT_POLICY.replace(
        "form-action 'self'",
        &format!("form-action 'self' {source}"),
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// To an app's address, which need not be one that a browser's own URL type knows.
fn see_other(address: &str) -> Response {
    match HeaderValue::try_from(address) {
        Ok(address) => (StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response(),
        Err(_) => Error::Internal("an app's address is no header".to_owned()).into_response(),
    }
}

fn refused(site: &Site, wrong: Wrong) -> Response {
    match wrong {
        Wrong::Here(error) => error.into_response(),
        Wrong::There {
            redirect_uri,
            state,
            error,
            description,
        } => {
            let answer = [("error", error), ("error_description", &description)];
            see_other(
                &site
                    .operator
                    .answer_address(&redirect_uri, state.as_deref(), &answer),
            )
        }
    }
}

/// `GET /oauth/authorize`
pub(crate) async fn ask(
    State(site): State<Site>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Response {
    let query = query.unwrap_or_default();
    match site.operator.pending(query.as_bytes()).await {
        Ok(pending) => page(&site, &visitor, &pending, &query),
        Err(wrong) => refused(&site, wrong),
    }
}

/// `POST /oauth/authorize`: the request is read again, from the same address.
pub(crate) async fn decide(
    State(site): State<Site>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
    body: Bytes,
) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    let pending = match site.operator.pending(query.as_bytes()).await {
        Ok(pending) => pending,
        Err(wrong) => return Ok(refused(&site, wrong)),
    };
    let decision = url::form_urlencoded::parse(&body)
        .find(|(name, _)| name == "decision")
        .map(|(_, value)| value.into_owned());
    let address = match decision.as_deref() {
        Some("allow") => site.operator.let_in(&visitor.person.id, &pending).await?,
        Some("refuse") => site.operator.keep_out(&pending).await?,
        other => {
            let text = format!(
                "`{}` is neither `allow` nor `refuse`",
                other.unwrap_or_default()
            );
            return Err(Error::invalid("decision", text).into());
        }
    };
    Ok(see_other(&address))
}
