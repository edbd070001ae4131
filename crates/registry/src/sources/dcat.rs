//! What the sources of the trust groups offer, as data portals read it: one DCAT-AP 3 catalogue that holds those of all
//! sources, or of those of one group, so that a portal harvests one address ([`web::dcat`]).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use protocol::trust_list;
use web::dcat::{Gathered, PATH, Source as Described, Written};
use web::language::{Language, Speech};
use web::problem::{Problem, ProblemName};

use super::Source;
use super::pages::MESSAGES;
use crate::app::App;

/// How long a catalogue is kept by others: what is gone is to be gone soon there, too.
const KEPT: &str = "public, max-age=300";

/// `GET /catalogue`: the sources of all groups.
pub(crate) async fn all(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let name = app.frame.brand.name.clone();
    answer(&app, &headers, "", &name).await
}

/// `GET /catalogue/{group}`: the sources of one.
pub(crate) async fn of_group(
    State(app): State<App>,
    Path(group): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let group = crate::groups::find(&app.database, &group).await?;
    answer(&app, &headers, &group.trust_group_uuid, &group.name).await
}

async fn answer(
    app: &App,
    headers: &HeaderMap,
    group: &str,
    name: &str,
) -> Result<Response, Problem> {
    let written = app
        .shelf
        .catalogue(group, |sources| write(app, sources, group, name))
        .await?;
    let written = written.ok_or_else(|| {
        tracing::error!("the catalogue of the sources cannot be written");
        Problem::new(ProblemName::Internal)
    })?;
    Ok(written.answer(headers, KEPT))
}

fn write(app: &App, sources: &[Arc<Source>], group: &str, name: &str) -> Option<Written> {
    let url = app.frame.base_url.as_str();
    let address = match group {
        "" => format!("{url}{PATH}"),
        group => format!("{url}{PATH}/{group}"),
    };
    let list = format!("{url}{}", trust_list::PATH);
    let catalogues = sources
        .iter()
        .filter(|source| source.is_in(group))
        .filter_map(|source| catalogue(source, &list));
    let description = Language::ALL.map(|language| {
        let speech = Speech::new(language, &MESSAGES, app.frame.brand.zone());
        (language.tag(), speech.say("sources-intro").into())
    });
    let gathered = Gathered {
        url: &address,
        name,
        description: description.into(),
        publisher: &format!("{url}#registry"),
        publisher_name: &app.frame.brand.name,
        catalogues: catalogues.collect(),
    };
    Written::of(gathered.catalogue())
}

/// A source's catalogue; none where it cannot be written: what one source says must not cost the others theirs.
fn catalogue(source: &Arc<Source>, list: &str) -> Option<serde_json::Value> {
    let metadata = &source.metadata;
    let described = Described {
        base_url: metadata.connector_base_url.as_str(),
        name: &metadata.name,
        description: &metadata.description,
        contact: metadata.contact.as_ref(),
        place: metadata.place.as_ref(),
        api_guide: &metadata.api_guide,
        trust_lists: vec![list.to_owned()],
        datasets: source.datasets.iter().collect(),
    };
    let catalogue = described.catalogue();
    if Written::of(catalogue.clone()).is_none() {
        tracing::warn!(connector = %metadata.connector_base_url, "what a source offers cannot be written as a catalogue");
        return None;
    }
    Some(catalogue)
}
