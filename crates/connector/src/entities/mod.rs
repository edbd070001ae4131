//! Filling the embedded store, and saving what is in it: the organisation's own API.

use std::sync::Arc;

use axum::extract::{Query, State};
use http::StatusCode;
use protocol::problem::ProblemName;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use storage::Unit;
use storage::connector::entities::{Entities as _, NewEntity};
use storage::connector::former::FormerEntities as _;
use storage::log::LogEntry;
use web::Json;
use web::problem::Problem;
use web::staff::Act;

use crate::app::App;
use crate::config::UpstreamConfig;
use crate::routes::{Offer, Offered};
use crate::staff::ORGANISATION;
use crate::subscriptions;

/// Entities of one page.
const PAGE: i64 = 200;

/// Entities of a person were kept.
const KEPT: Act = Act("act-entities-kept");
/// A page of everybody's entities of a dataset was given, to be saved.
const SAVED: Act = Act("act-entities-saved");

/// What the log says of what the administration did: with which dataset and how many entities, never whose.
fn done(app: &App, act: Act, object: &str) -> Result<LogEntry, Problem> {
    let log = app.log.name();
    Ok(web::staff::by_administration(
        log,
        app.clock.micros(),
        ORGANISATION,
        act,
        object,
    )?)
}

/// One person's entities of one dataset.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    identifiers: Vec<GivenIdentifier>,
    dataset: String,
    entities: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenIdentifier {
    id_type: String,
    id: String,
}

#[derive(Deserialize)]
struct HasId {
    id: String,
}

fn invalid(detail: String) -> Problem {
    Problem::new(ProblemName::InvalidRequest).detail(detail)
}

/// A dataset that is kept here, by its short name.
fn kept<'a>(app: &App, offer: &'a Offer, slug: &str) -> Result<&'a Offered, Problem> {
    if !matches!(app.config.upstream, UpstreamConfig::Store(_)) {
        return Err(
            Problem::new(ProblemName::Conflict).detail("this connector's upstream is not `store`")
        );
    }
    let mut datasets = offer.datasets.iter();
    let dataset = datasets.find(|dataset| dataset.slug == slug);
    dataset
        .map(Arc::as_ref)
        .ok_or_else(|| invalid(format!("there is no dataset `{slug}`")))
}

/// Which page of a dataset.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    dataset: String,
    /// After the page before: its `next`.
    #[serde(default)]
    after: String,
}

/// A page of everybody's entities of a dataset.
#[derive(Serialize)]
pub(crate) struct Page {
    entities: Vec<Box<RawValue>>,
    /// How many there are in all, on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    /// Where the next page begins; none after the last.
    next: Option<String>,
}

/// `GET /api/v1/entities?dataset=`: everybody's entities of a dataset as they are kept, page by page.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page>, Problem> {
    let offer = app.offer();
    let dataset = kept(&app, &offer, &wanted.dataset)?;
    if dataset.self_add {
        return Err(Problem::new(ProblemName::Conflict)
            .detail("people keep this for themselves: they alone read it, and whom they permit"));
    }
    let (person, id) = wanted.after.split_once(' ').unwrap_or_default();
    let found = app
        .database
        .entities_of_all(&dataset.slug, (person, id), PAGE)
        .await?;
    let next = found
        .get(usize::try_from(PAGE - 1).unwrap_or_default())
        .map(|(person, last)| format!("{person} {}", last.id));
    let entities = found
        .iter()
        .map(|(_, entity)| serde_json::from_slice(&entity.json))
        .collect::<Result<_, _>>()
        .map_err(|_| Problem::new(ProblemName::Internal))?;
    // Before anything of it is given. Each page, for any can be asked for first.
    let mut unit = Unit::new();
    let object = format!("{}: {}", dataset.slug, found.len());
    unit.log(done(&app, SAVED, &object)?);
    app.database.commit(unit).await?;
    app.log.wake();
    let total = match wanted.after.as_str() {
        "" => Some(app.database.count_of_dataset(&dataset.slug).await?),
        _ => None,
    };
    Ok(Json(Page {
        entities,
        total,
        next,
    }))
}

/// `PUT /api/v1/entities`: keeps a person's entities, sealed; one with the same id is replaced.
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Json(given): Json<Given>,
) -> Result<StatusCode, Problem> {
    let offer = app.offer();
    let dataset = kept(&app, &offer, &given.dataset)?;
    if given.identifiers.is_empty() {
        return Err(invalid(
            "`identifiers` is empty: the person could not be found again".into(),
        ));
    }
    let known = &dataset.description.identifier_types;
    if let Some(other) = given
        .identifiers
        .iter()
        .find(|one| !known.contains(&one.id_type))
    {
        return Err(invalid(format!(
            "`{}` is not among the dataset's `identifier_types`",
            other.id_type
        )));
    }
    let mut ids = Vec::with_capacity(given.entities.len());
    for entity in &given.entities {
        let HasId { id } = serde_json::from_str(entity.get())
            .map_err(|error| invalid(format!("an entity: {error}")))?;
        ids.push(id);
    }
    let entities: Vec<NewEntity<'_>> = given
        .entities
        .iter()
        .zip(&ids)
        .map(|(entity, id)| NewEntity {
            dataset: &dataset.slug,
            id,
            json: entity.get().as_bytes(),
        })
        .collect();
    let identifiers: Vec<(&str, &str)> = given
        .identifiers
        .iter()
        .map(|one| (one.id_type.as_str(), one.id.as_str()))
        .collect();
    subscriptions::changed(&app, &dataset.slug, &identifiers, subscriptions::UNFINISHED).await;
    let mut unit = Unit::new();
    let object = format!("{}: {}", dataset.slug, entities.len());
    unit.log(done(&app, KEPT, &object)?);
    if dataset.history {
        app.database
            .keep_former(&mut unit, &identifiers, &dataset.slug, &ids)
            .await?;
    }
    app.database
        .put_entities(unit, &identifiers, &entities, app.clock.micros())
        .await?;
    app.log.wake();
    subscriptions::changed(&app, &dataset.slug, &identifiers, 0).await;
    Ok(StatusCode::NO_CONTENT)
}
