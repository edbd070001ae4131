//! `GET /sources`: the sources of the trust groups, for people.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{OriginalUri, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use http::HeaderMap;
use http::header::SET_COOKIE;
use serde::Deserialize;
use web::body::Form;
use web::language::{Area, COOKIE, COOKIE_SECONDS, Catalogue, Language, Speech};
use web::offers::{Filters, LONGEST_SEARCH, Part, Search, Wanted};
use web::page::{Choice, Shell, local, render};
use web::problem::{Problem, ProblemName};
use web::session::SessionCookie;

use super::api::InGroup;
use super::shelf::{Contents, Found};
use crate::Result;
use crate::app::App;

const PATH: &str = "/sources";
/// What every page leads to at its foot: address and message of the shell.
pub(crate) const FOOTER: &[(&str, &str)] = &[(PATH, "shell-catalogue")];

/// What the page says beside what every search says.
static SOURCES: Area = web::area!("sources");

/// Everything a registry says to people.
pub(crate) static MESSAGES: Catalogue = Catalogue::new(&[
    Catalogue::SHELL,
    Catalogue::TERMS,
    Catalogue::OFFERS,
    &SOURCES,
]);

/// The pages, and the choice of their language.
pub(crate) fn router(base_url: &str) -> Result<Router<App>> {
    let start = get(async || Redirect::temporary(PATH));
    let router = Router::new()
        .route("/", start)
        .route(PATH, get(show))
        .route("/language", post(choose_language));
    Ok(router.layer(web::csrf::layer(base_url)?))
}

#[derive(askama::Template)]
#[template(path = "sources.html")]
struct SourcesPage<'a> {
    shell: Shell<'a>,
    wanted: &'a Wanted,
    filters: Filters,
    /// None where there is only one.
    groups: Vec<Choice>,
    is_narrow: bool,
    is_anything: bool,
    total: usize,
    found: Vec<&'a Found>,
    /// The pages beside this one; may be empty.
    before: String,
    after: String,
    longest: usize,
}

impl SourcesPage<'_> {
    /// Since which day a source does not answer; none where it does.
    fn silent_since(&self, found: &Found) -> Option<String> {
        let since = found.source.silent_since?;
        self.shell.speech.day_of(since)
    }
}

fn address(wanted: &Wanted, group: &str, page: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(wanted.pairs());
    if !group.is_empty() {
        query.append_pair("trust_group", group);
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    format!("{PATH}?{}", query.finish())
}

/// The groups in which something is shared.
fn groups(contents: &Contents, chosen: &str) -> Vec<Choice> {
    let shares = contents.iter().flat_map(|found| &found.source.shares);
    let named: BTreeMap<&str, &str> = shares
        .map(|share| (share.trust_group_uuid.as_str(), share.trust_group.as_str()))
        .collect();
    if named.len() < 2 && chosen.is_empty() {
        return Vec::new();
    }
    let choice = |(uuid, name): (&str, &str)| Choice::new(uuid, name, uuid == chosen);
    let mut choices: Vec<Choice> = named.into_iter().map(choice).collect();
    choices.sort_by_key(|choice| choice.label.to_lowercase());
    choices
}

/// `GET /sources`
async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    OriginalUri(uri): OriginalUri,
    Query(search): Query<Search>,
    Query(group): Query<InGroup>,
    Query(part): Query<Part>,
) -> std::result::Result<Response, Problem> {
    let frame = &app.frame;
    let language = Language::of_visitor(None, &headers, frame.is_https());
    let speech = Speech::new(language, &MESSAGES, frame.brand.zone());
    let contents = app.shelf.contents(&speech).await?;
    let (wanted, group) = (search.wanted()?, group.trust_group);
    let mut found: Vec<&Found> = contents
        .iter()
        .filter(|found| found.source.is_in(&group) && wanted.fits(&found.offer))
        .collect();
    let total = found.len();
    let (page, pages) = part.of(total);
    Part::cut(&mut found, page);
    let [before, after] = Part::beside((page, pages), |other| address(&wanted, &group, other));
    let here = uri.path_and_query().map_or(PATH, |here| here.as_str());
    let offers = contents.iter().map(|found| &found.offer);
    Ok(render(&SourcesPage {
        shell: frame
            .shell_in(speech.say("shell-catalogue"), speech.clone())
            .path(here),
        filters: Filters::of(offers, &wanted, &speech),
        groups: groups(&contents, &group),
        is_narrow: wanted.is_narrow() || !group.is_empty(),
        is_anything: wanted.is_anything() || !group.is_empty(),
        total,
        found,
        before,
        after,
        wanted: &wanted,
        longest: LONGEST_SEARCH,
    }))
}

/// What the form at the foot of every page sends.
#[derive(Debug, Deserialize)]
struct Chosen {
    language: String,
    #[serde(default)]
    next: Option<String>,
}

/// `POST /language`: a visitor chooses another language.
async fn choose_language(
    State(app): State<App>,
    Form(chosen): Form<Chosen>,
) -> std::result::Result<Response, Problem> {
    let language = Language::of_tag(&chosen.language).ok_or_else(|| {
        Problem::new(ProblemName::InvalidRequest).detail(format!(
            "`language`: `{}` is not spoken here",
            chosen.language
        ))
    })?;
    let cookie = SessionCookie::new(COOKIE, app.frame.is_https());
    let cookie = cookie.set_value(language.tag(), COOKIE_SECONDS);
    let to = Redirect::to(local(chosen.next.as_deref()));
    Ok(([(SET_COOKIE, cookie)], to).into_response())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::MESSAGES;

    #[test]
    fn every_language_says_what_english_says() {
        assert_eq!(MESSAGES.faults(), Vec::<String>::new());
    }

    #[test]
    fn every_message_is_used_and_every_one_that_is_said_is_there() {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let web = own.join("../web/templates/offers.html");
        let folders = [own.join("src/sources"), own.join("templates")];
        let folders: Vec<&Path> = folders.iter().map(AsRef::as_ref).collect();
        let text = web::language::check::text_of(&folders).unwrap()
            + &std::fs::read_to_string(web).unwrap();
        assert_eq!(MESSAGES.unused(&["sources"], &text), Vec::<String>::new());
        let areas = ["shell", "offers", "sources"];
        assert_eq!(MESSAGES.missing(&areas, &text), Vec::<String>::new());
    }
}
