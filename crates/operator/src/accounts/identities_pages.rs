//! The page on which a person sees and changes how they log in, where they are logged in, and how sources know
//! them. Every form works without a script, and leads back to the page with a word on what came of it.
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use secrecy::SecretString;
use serde::Deserialize;
use web::body::Form;
use web::page::{Shell, asset_url, render};
use web::problem::{Problem, ProblemName};

use super::authenticators::TOO_YOUNG;
use super::identities_view::View;
use super::keychain::Wish;
use super::pages::session_cookie;
use super::session::NewSession;
use crate::pages::{Site, Visitor};
use crate::{Error, Result};

/// The page's path.
const PATH: &str = "/identities";

#[derive(askama::Template)]
#[template(path = "identities.html")]
struct IdentitiesPage<'a> {
    shell: Shell<'a>,
    /// The tone and the message of what came of the form before.
    said: Option<(&'static str, &'static str)>,
    view: View,
    script: Option<String>,
    /// Id and title of each provider.
    providers: Vec<(&'a str, &'a str)>,
}

/// What came of the form before.
#[derive(Debug, Deserialize)]
pub(crate) struct Outcome {
    said: Option<String>,
}

/// The messages that the page's address may name, with their tones.
const SAID: [(&str, &str, &str); 14] = [
    ("confirmed", "good", "done-confirmed"),
    ("removed", "good", "done-removed"),
    ("password", "good", "done-password"),
    ("ended", "good", "done-ended"),
    ("chosen", "good", "done-chosen"),
    ("login-asked", "good", "done-login-asked"),
    ("login-cancelled", "good", "done-login-cancelled"),
    ("login", "good", "done-login"),
    ("wrong-login", "bad", "wrong-login"),
    ("wrong-password", "bad", "wrong-password"),
    ("wrong-short", "bad", "wrong-short"),
    ("wrong-unconfirmed", "bad", "wrong-unconfirmed"),
    ("wrong-young", "bad", "wrong-young"),
    ("wrong-often", "bad", "login-often"),
];

/// `GET /identities`
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(outcome): Query<Outcome>,
) -> Result<Response, Problem> {
    let operator = &site.operator;
    let view = operator
        .identities_view(&visitor.visit(), &visitor.speech)
        .await?;
    let said = outcome.said.as_deref().map(|said| {
        let known = SAID.iter().find(|(name, _, _)| *name == said);
        known.map_or(("bad", "wrong-other"), |(_, tone, message)| {
            (*tone, *message)
        })
    });
    let providers = operator.config.oidc.iter();
    Ok(render(&IdentitiesPage {
        shell: site.shell(visitor.speech.say("identities-title"), &visitor, PATH),
        said,
        view,
        script: operator
            .relying_party
            .is_some()
            .then(|| asset_url("passkey.js")),
        providers: providers
            .map(|one| (one.id.as_str(), one.title.as_str()))
            .collect(),
    }))
}

/// Back to the page, with the session's new secret where it has one.
pub(super) fn back(site: &Site, said: &str, session: Option<&NewSession>) -> Response {
    let to = Redirect::to(&format!("{PATH}?said={said}"));
    match session {
        Some(session) => {
            ([(SET_COOKIE, session_cookie(&site.operator, session))], to).into_response()
        }
        None => to.into_response(),
    }
}

/// Back to the page with what is wrong; what no person can mend is a problem.
pub(super) fn wrong(site: &Site, error: Error) -> Result<Response, Problem> {
    let said = match &error {
        Error::Problem(problem) => match problem.name() {
            ProblemName::LoginFailed => "wrong-password",
            ProblemName::ConfirmationRequired => "wrong-unconfirmed",
            ProblemName::RateLimited => "wrong-often",
            _ => return Err(error.into()),
        },
        Error::Invalid { what, .. } if what == "password" => "wrong-short",
        Error::Conflict(why) if why == TOO_YOUNG => "wrong-young",
        Error::Invalid { .. }
        | Error::Conflict(_)
        | Error::Unknown { .. }
        | Error::DeadLink
        | Error::Storage(storage::Error::Conflict { .. }) => "wrong-other",
        _ => return Err(error.into()),
    };
    Ok(back(site, said, None))
}

pub(super) fn renewed(
    site: &Site,
    said: &str,
    done: Result<NewSession>,
) -> Result<Response, Problem> {
    match done {
        Ok(session) => Ok(back(site, said, Some(&session))),
        Err(error) => wrong(site, error),
    }
}

/// A password that confirms.
#[derive(Deserialize)]
pub(crate) struct Confirmation {
    password: String,
}

/// `POST /identities/confirm`
pub(crate) async fn confirm(
    State(site): State<Site>,
    visitor: Visitor,
    Form(form): Form<Confirmation>,
) -> Result<Response, Problem> {
    let password = SecretString::from(form.password);
    let done = site
        .operator
        .prove_by_password(&visitor.visit(), &password)
        .await;
    renewed(&site, "confirmed", done)
}

/// One of the things on the page.
#[derive(Deserialize)]
pub(crate) struct Which {
    #[serde(default)]
    id: String,
}

/// `POST /identities/remove`
pub(crate) async fn remove(
    State(site): State<Site>,
    visitor: Visitor,
    Form(which): Form<Which>,
) -> Result<Response, Problem> {
    let done = site
        .operator
        .remove_authenticator(&visitor.visit(), &which.id)
        .await;
    renewed(&site, "removed", done)
}

/// Two passwords.
#[derive(Deserialize)]
pub(crate) struct PasswordChange {
    #[serde(default)]
    old: Option<String>,
    new: String,
}

/// `POST /identities/password`
pub(crate) async fn change_password(
    State(site): State<Site>,
    visitor: Visitor,
    Form(form): Form<PasswordChange>,
) -> Result<Response, Problem> {
    let old = form.old.map(SecretString::from);
    let new = SecretString::from(form.new);
    let done = site
        .operator
        .change_password(&visitor.visit(), old.as_ref(), &new)
        .await;
    renewed(&site, "password", done)
}

/// `POST /identities/sessions`: ends one, or without an id all others.
pub(crate) async fn end_session(
    State(site): State<Site>,
    visitor: Visitor,
    Form(which): Form<Which>,
) -> Result<Response, Problem> {
    let (operator, visit) = (&site.operator, visitor.visit());
    let done = if which.id.is_empty() {
        operator.end_other_sessions(&visit).await
    } else {
        operator.end_session_called(&visit, &which.id).await
    };
    match done {
        Ok(()) => Ok(back(&site, "ended", None)),
        Err(error) => wrong(&site, error),
    }
}

/// A choice as the form has it: `target` is `service:` or `source:` with an id.
#[derive(Deserialize)]
pub(crate) struct Choosing {
    target: String,
    id_type: String,
    #[serde(default)]
    identifier: String,
}

/// `POST /identities/choices`
pub(crate) async fn choose(
    State(site): State<Site>,
    visitor: Visitor,
    Form(form): Form<Choosing>,
) -> Result<Response, Problem> {
    let (service, source) = match form.target.split_once(':') {
        Some(("service", id)) => (Some(id.to_owned()), None),
        Some(("source", id)) => (None, Some(id.to_owned())),
        _ => (None, None),
    };
    let wish = Wish {
        service,
        source,
        id_type: form.id_type,
        identifier: Some(form.identifier).filter(|key| !key.is_empty()),
    };
    match site
        .operator
        .choose_identifier(&visitor.person.id, wish)
        .await
    {
        Ok(_) => Ok(back(&site, "chosen", None)),
        Err(error) => wrong(&site, error),
    }
}
