//! The pages on which a person closes their account: what it does, then the proof, then the end.
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;
use permission::Means;
use secrecy::SecretString;
use serde::Deserialize;
use web::body::Form;
use web::page::{Shell, render};
use web::problem::{Problem, ProblemName};

use super::close::{Closed, Leaving, Proof};
use crate::Error;
use crate::pages::{Reader, Site, Visitor};

/// Their path.
const PATH: &str = "/operator/close";

#[derive(askama::Template)]
#[template(path = "close.html")]
struct ClosePage<'a> {
    shell: Shell<'a>,
    leaving: Leaving,
    by_password: bool,
    /// Messages about what is wrong; empty for nothing.
    wrong_proof: &'a str,
    wrong_understood: &'a str,
}

impl ClosePage<'_> {
    /// A message, or nothing.
    fn said(&self, message: &str) -> String {
        if message.is_empty() {
            return String::new();
        }
        self.shell.say(message).into()
    }
}

#[derive(askama::Template)]
#[template(path = "closed.html")]
struct ClosedPage<'a> {
    shell: Shell<'a>,
    closed: Closed,
}

/// What was wrong with the form.
#[derive(Clone, Copy)]
enum Wrong {
    Nothing,
    Understood,
    Proof,
    Often,
}

async fn page(site: &Site, visitor: &Visitor, wrong: Wrong) -> Result<Response, Problem> {
    let leaving = site.operator.leaving(&visitor.person).await?;
    let by_password = leaving.proof == Proof::Password;
    let (wrong_proof, wrong_understood) = match wrong {
        Wrong::Nothing => ("", ""),
        Wrong::Understood => ("", "closing-wrong-understood"),
        Wrong::Proof if by_password => ("closing-wrong-password", ""),
        Wrong::Proof => ("closing-wrong-fresh", ""),
        Wrong::Often => ("login-often", ""),
    };
    Ok(render(&ClosePage {
        shell: site.shell(visitor.speech.say("closing-title"), visitor, ""),
        by_password,
        leaving,
        wrong_proof,
        wrong_understood,
    }))
}

/// `GET /operator/close`
pub(crate) async fn ask(State(site): State<Site>, visitor: Visitor) -> Result<Response, Problem> {
    page(&site, &visitor, Wrong::Nothing).await
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct CloseForm {
    #[serde(default)]
    password: Option<String>,
    #[serde(default)]
    understood: Option<String>,
}

/// `POST /operator/close`
pub(crate) async fn close(
    State(site): State<Site>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<CloseForm>,
) -> Result<Response, Problem> {
    let operator = &site.operator;
    let visitor = visitor.at(PATH.to_owned());
    if form.understood.is_none() {
        return page(&site, &visitor, Wrong::Understood).await;
    }
    let password = form.password.map(SecretString::from);
    let account = &visitor.person.id;
    match operator
        .prove_again(&headers, account, password.as_ref())
        .await
    {
        Ok(()) => {}
        Err(Error::Problem(problem)) if problem.name() == ProblemName::LoginFailed => {
            return page(&site, &visitor, Wrong::Proof).await;
        }
        Err(Error::Problem(problem)) if problem.name() == ProblemName::RateLimited => {
            return page(&site, &visitor, Wrong::Often).await;
        }
        Err(error) => return Err(error.into()),
    }
    let closed = operator.close_account(account, &Means::Page).await?;
    let reader = Reader {
        speech: visitor.speech,
        path: "/login".to_owned(),
    };
    let title = reader.speech.say("closed-title");
    let shell = site.outer_shell(title, &reader);
    let mut response = render(&ClosedPage { shell, closed }).into_response();
    response
        .headers_mut()
        .append(SET_COOKIE, operator.cookie.clear());
    Ok(response)
}
