//! `GET /catalogue`
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use web::offers::{Filters, LONGEST_SEARCH, Offer, Part, Search, Wanted};
use web::page::{Shell, render};
use web::problem::Problem;

use crate::pages::Site;
use crate::permissions::view::UseView;
use crate::public::Anyone;

/// Which part of what is found is shown.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Shown {
    /// `uses`, else the sources.
    #[serde(default)]
    show: String,
}

fn address(show: &str, wanted: &Wanted, page: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("show", show).extend_pairs(wanted.pairs());
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    format!("/catalogue?{}", query.finish())
}

#[derive(askama::Template)]
#[template(path = "public/catalogue.html")]
struct CataloguePage<'a> {
    shell: Shell<'a>,
    wanted: &'a Wanted,
    filters: Filters,
    uses_shown: bool,
    found: Vec<&'a Offer>,
    uses: Vec<&'a UseView>,
    /// How many there are of each kind.
    counts: [usize; 2],
    to_offers: String,
    to_uses: String,
    /// The pages beside this one; may be empty.
    before: String,
    after: String,
    longest: usize,
}

/// `GET /catalogue`
pub(crate) async fn show(
    State(site): State<Site>,
    anyone: Anyone,
    Query(search): Query<Search>,
    Query(shown): Query<Shown>,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    let speech = anyone.speech();
    let contents = site.operator.catalogue(speech).await?;
    let wanted = search.wanted()?;
    let mut found = contents.offers(&wanted);
    let mut uses = contents.uses(&wanted);
    let counts = [found.len(), uses.len()];
    let uses_shown = shown.show == "uses";
    let kind = if uses_shown { "uses" } else { "sources" };
    let (page, pages) = part.of(counts[usize::from(uses_shown)]);
    Part::cut(&mut found, page);
    Part::cut(&mut uses, page);
    let [before, after] = Part::beside((page, pages), |other| address(kind, &wanted, other));
    Ok(render(&CataloguePage {
        shell: site.open_shell(speech.say("shell-catalogue"), &anyone),
        filters: Filters::of(&contents.offers, &wanted, speech),
        uses_shown,
        found,
        uses,
        counts,
        to_offers: address("sources", &wanted, 1),
        to_uses: address("uses", &wanted, 1),
        before,
        after,
        wanted: &wanted,
        longest: LONGEST_SEARCH,
    }))
}
