//! The page “Operator”: who runs it, which apps are in, feeds, everything to take along, and the way out.
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use web::body::Form;
use web::page::{Fact, Shell, asset_url, render};
use web::problem::Problem;

use super::{Site, Visitor};
use crate::apps::api::OwnApp;
use crate::feeds::{Feed, FeedKind};
use crate::leaving::api::download;

/// A title and what explains it.
type Done = (&'static str, &'static str);

/// Its path.
const PATH: &str = "/operator";

#[derive(askama::Template)]
#[template(path = "operator.html")]
struct OperatorPage<'a> {
    shell: Shell<'a>,
    /// The sources that know the person, each with how to reach whoever answers for its data.
    sources: Vec<(String, Vec<String>)>,
    facts: Vec<Fact>,
    rulebook: Option<&'a str>,
    /// The messages about what was done just now.
    done: Option<Done>,
    apps: Vec<OwnApp>,
    feeds: Vec<Feed>,
    /// The address of a feed that was just made; empty for none.
    made: &'a str,
    /// Shows how far a download has come.
    script: String,
}

/// What that script says, by the names it knows.
const WORDS: &[(&str, &str)] = &[
    ("busy", "export-busy"),
    ("done", "export-done"),
    ("stopped", "export-stopped"),
    ("broken", "export-broken"),
    ("login", "own-login"),
];

impl FeedKind {
    /// The message that names it.
    fn message(self) -> &'static str {
        match self {
            Self::Calendar => "feed-calendar",
            Self::Activity => "feed-activity",
        }
    }
}

fn facts(site: &Site, visitor: &Visitor) -> Vec<Fact> {
    let (operator, speech) = (&site.operator, &visitor.speech);
    let config = &operator.config;
    let fact = |message, text: String| Fact::new(speech.say(message), text);
    let mut facts = vec![
        fact("operator-name", config.name.clone()),
        fact("operator-city", config.brand.city.clone()),
    ];
    if let Some(contact) = &config.provider.email {
        facts.push(fact("operator-contact", contact.clone()));
    }
    if !config.trust_groups.is_empty() {
        let groups = config.trust_groups.iter();
        let groups = groups.map(|group| (group.registry.clone(), group.uuid.to_string()));
        facts.push(Fact::explained(speech.say("operator-groups"), groups));
    }
    facts.push(fact("operator-number", operator.uuid.to_string()));
    facts.push(fact(
        "operator-log-key",
        operator.log.verifier().to_string(),
    ));
    facts.push(fact("operator-keys", operator.address("jwks.json")));
    facts
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    done: Option<Done>,
    made: &str,
) -> Result<Response, Problem> {
    let (operator, person) = (&site.operator, &visitor.person);
    let rulebook = operator.config.provider.rulebook.as_ref();
    let sources = operator.own_sources(&person.id, &visitor.speech).await?;
    let sources = sources.into_iter().filter_map(|source| {
        let lines = source.contact?.lines(&visitor.speech);
        let lines = lines
            .into_iter()
            .map(|(what, text)| format!("{what}: {text}"));
        Some((source.name, lines.collect()))
    });
    Ok(render(&OperatorPage {
        sources: sources.collect(),
        shell: site.shell(visitor.speech.say("operator-title"), visitor, PATH),
        facts: facts(site, visitor),
        rulebook: rulebook.and_then(|rulebook| rulebook.url.as_deref()),
        done,
        apps: operator.apps_of(&person.id, visitor.speech.tag()).await?,
        feeds: operator.feeds_of(&person.id).await?,
        made,
        script: asset_url("export.js"),
    }))
}

/// What was done before the page came.
#[derive(Debug, Deserialize)]
pub(crate) struct Before {
    done: Option<String>,
}

/// `GET /operator`
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Before>,
) -> Result<Response, Problem> {
    let done = match query.done.as_deref() {
        Some("app") => Some(("apps-ended", "apps-ended.text")),
        Some("feed") => Some(("feed-ended", "feed-ended.text")),
        _ => None,
    };
    page(&site, &visitor, done, "").await
}

/// `POST /operator/apps/{client_id}/end`
pub(crate) async fn end_app(
    State(site): State<Site>,
    visitor: Visitor,
    Path(client_id): Path<String>,
) -> Result<Response, Problem> {
    site.operator
        .end_app(&visitor.person.id, &client_id)
        .await?;
    Ok(Redirect::to("/operator?done=app").into_response())
}

/// What the buttons that make a feed send.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    kind: FeedKind,
}

/// `POST /operator/feeds`: the address is shown on the page that comes of it, and never again.
pub(crate) async fn make_feed(
    State(site): State<Site>,
    visitor: Visitor,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Problem> {
    let made = site
        .operator
        .make_feed(&visitor.person.id, wanted.kind)
        .await?;
    let visitor = visitor.at(PATH.to_owned());
    let done = Some(("feed-made", "feed-made.text"));
    page(&site, &visitor, done, &made.url).await
}

/// `POST /operator/feeds/{id}/end`
pub(crate) async fn end_feed(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    site.operator.end_feed(&visitor.person.id, &id).await?;
    Ok(Redirect::to("/operator?done=feed").into_response())
}

/// `GET /operator/export`
pub(crate) async fn export(
    State(site): State<Site>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    download(&site.operator, visitor.person).await
}
