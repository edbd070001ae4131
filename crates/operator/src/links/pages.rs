//! The page on which a person sees which sources they are linked with, and links themselves with others.
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use protocol::links::Way;
use serde::Deserialize;
use web::body::Form;
use web::page::{Shell, render};
use web::problem::{Problem, ProblemName};

use super::LinkView;
use super::redeem::Came;
use crate::Error;
use crate::accounts::identities_view::{level_message, type_words};
use crate::pages::{Site, Visitor};

/// The page's path.
pub(crate) const PATH: &str = "/links";

/// What came of the form or way before: name, tone, message.
const SAID: [(&str, &str, &str); 8] = [
    ("linked", "good", "links-done"),
    ("waiting", "info", "links-waits"),
    ("refused", "bad", "links-refused-said"),
    ("none", "bad", "links-nothing"),
    ("ended", "good", "links-ended"),
    ("often", "bad", "links-often"),
    ("dead", "bad", "links-dead"),
    ("source", "bad", "links-source"),
];

#[derive(askama::Template)]
#[template(path = "links.html")]
struct LinksPage<'a> {
    shell: Shell<'a>,
    said: Option<(&'static str, &'static str)>,
    links: Vec<LinkView>,
}

#[expect(
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    reason = "the template calls methods, with what it has at hand"
)]
impl LinksPage<'_> {
    fn level(&self, assurance: &permission::Assurance) -> &'static str {
        level_message(*assurance)
    }

    /// The message that names a way.
    fn message(&self, way: &Way) -> &'static str {
        match way {
            Way::Attribute => "links-way-attribute",
            Way::OpenId => "links-way-openid",
            Way::Code => "links-way-code",
            Way::Form => "links-way-form",
            Way::Desk => "links-way-desk",
            Way::New => "links-way-new",
        }
    }

    /// The message that says what a person does there.
    fn explained(&self, way: &Way) -> &'static str {
        match way {
            Way::Attribute => "links-way-attribute.text",
            Way::OpenId => "links-way-openid.text",
            Way::Code => "links-way-code.text",
            Way::Form => "links-way-form.text",
            Way::Desk => "links-way-desk.text",
            Way::New => "links-way-new.text",
        }
    }

    /// Whether it is a store of the person's own: its identifier is made for it, and says nothing to anybody.
    fn is_own(&self, link: &LinkView) -> bool {
        link.ways.iter().any(|offer| offer.way == Way::New)
    }

    fn kind(&self, id_type: &str) -> String {
        type_words(id_type, &self.shell.speech)
    }
}

/// What came of what was done before.
#[derive(Debug, Deserialize)]
pub(crate) struct Outcome {
    said: Option<String>,
}

/// `GET /links`
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(outcome): Query<Outcome>,
) -> Result<Response, Problem> {
    let links = site.operator.links_of(&visitor.person.id).await?;
    let said = outcome.said.as_deref().and_then(|said| {
        let known = SAID.iter().find(|(name, _, _)| *name == said);
        known.map(|(_, tone, message)| (*tone, *message))
    });
    Ok(render(&LinksPage {
        shell: site.shell(visitor.speech.say("links-title"), &visitor, PATH),
        said,
        links,
    }))
}

fn back(said: &str) -> Response {
    Redirect::to(&format!("{PATH}?said={said}")).into_response()
}

/// Back to the page with what is wrong; what no person can mend is a problem.
fn wrong(error: Error) -> Result<Response, Problem> {
    match &error {
        Error::Problem(problem) if problem.name() == ProblemName::RateLimited => Ok(back("often")),
        Error::DeadLink | Error::Unknown { .. } => Ok(back("dead")),
        Error::Peer { url, reason } => {
            tracing::warn!(url, reason, "a source was not to be linked with");
            Ok(back("source"))
        }
        _ => Err(error.into()),
    }
}

/// Whom to be linked with, and how.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    source: String,
    way: String,
}

/// `GET /links/begin`: a link, for a form may lead to no other site (`form-action`); followed only from a page of this
/// operator.
pub(crate) async fn begin(
    State(site): State<Site>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let from = headers.get("sec-fetch-site");
    if from.is_none_or(|from| from != "same-origin") {
        return Err(Problem::new(ProblemName::Csrf).detail("follow the link on the page Links"));
    }
    let way = Way::parse(&wanted.way)
        .ok_or_else(|| Error::invalid("way", format!("there is no way `{}`", wanted.way)))?;
    let person = (visitor.person.id.as_str(), visitor.speech.tag());
    match site
        .operator
        .begin_linking(person, &wanted.source, way)
        .await
    {
        Ok(place) => Ok(Redirect::to(place.url.as_str()).into_response()),
        Err(error) => wrong(error),
    }
}

/// What a person comes back with.
#[derive(Deserialize)]
pub(crate) struct Returned {
    code: Option<String>,
}

/// `GET /links/attempts/{id}`
pub(crate) async fn finish(
    State(site): State<Site>,
    visitor: Visitor,
    Path(attempt): Path<String>,
    Query(returned): Query<Returned>,
) -> Result<Response, Problem> {
    let Some(code) = returned.code else {
        // Nothing new: what waits is on the page.
        return Ok(Redirect::to(PATH).into_response());
    };
    let account = &visitor.person.id;
    match site.operator.finish_linking(account, &attempt, &code).await {
        Ok(came) => Ok(said(came)),
        Err(error) => wrong(error),
    }
}

fn said(came: Came) -> Response {
    back(match came {
        Came::Linked => "linked",
        Came::Waiting => "waiting",
        Came::Refused => "refused",
        Came::Nothing => "none",
    })
}

/// A source.
#[derive(Deserialize)]
pub(crate) struct Which {
    source: String,
}

/// `POST /links/check`
pub(crate) async fn check(
    State(site): State<Site>,
    visitor: Visitor,
    Form(which): Form<Which>,
) -> Result<Response, Problem> {
    let account = &visitor.person.id;
    match site.operator.look_at_desk(account, &which.source).await {
        Ok(came) => Ok(said(came)),
        Err(error) => wrong(error),
    }
}

/// `POST /links/end`
pub(crate) async fn end(
    State(site): State<Site>,
    visitor: Visitor,
    Form(which): Form<Which>,
) -> Result<Response, Problem> {
    let account = &visitor.person.id;
    match site.operator.end_link(account, &which.source).await {
        Ok(()) => Ok(back("ended")),
        Err(error) => wrong(error),
    }
}
