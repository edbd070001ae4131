//! Filling the embedded store, and saving what is in it: the organisation's own API.

pub(crate) mod erasure;
mod former;

use std::sync::Arc;

use axum::extract::{Query, State};
use http::StatusCode;
use protocol::problem::ProblemName;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use storage::Unit;
use storage::connector::entities::{Entities as _, NewEntity};
use storage::connector::former::FormerEntities as _;
use storage::log::LogEntry;
use utoipa::{IntoParams, ToSchema};
use web::Json;
use web::problem::Problem;
use web::staff::Act;

pub(crate) use former::forget as forget_former;

use crate::app::App;
use crate::config::{Shape, UpstreamConfig};
use crate::enforcement::grant::Filters;
use crate::ngsi_ld;
use crate::open::OpenStore;
use crate::routes::{Ask, Offer, Offered};
use crate::sources::Entities;
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
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    /// How the person is found; of types that the dataset knows.
    identifiers: Vec<GivenIdentifier>,
    /// The dataset, by its short name.
    dataset: String,
    /// Each with an `id`.
    #[schema(value_type = Vec<Object>)]
    entities: Vec<Box<RawValue>>,
}

#[derive(Deserialize, ToSchema)]
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

/// Whose entities are meant, by identifiers that the dataset knows people by.
fn whose<'a>(
    dataset: &Offered,
    given: &'a [GivenIdentifier],
) -> Result<Vec<(&'a str, &'a str)>, Problem> {
    if given.is_empty() {
        return Err(invalid(
            "`identifiers` is empty: the person could not be found again".into(),
        ));
    }
    let known = &dataset.description.identifier_types;
    if let Some(other) = given.iter().find(|one| !known.contains(&one.id_type)) {
        return Err(invalid(format!(
            "`{}` is not among the dataset's `identifier_types`",
            other.id_type
        )));
    }
    let pairs = given
        .iter()
        .map(|one| (one.id_type.as_str(), one.id.as_str()));
    Ok(pairs.collect())
}

/// Refuses an entity that no route could read again, such as one whose `@context` gives names other meanings, or, where
/// services ask for NGSI-LD, one with two instances of the same `datasetId`.
fn check_readable(
    offer: &Offer,
    dataset: &Offered,
    filters: &mut Filters,
    id: &str,
    json: &str,
) -> Result<(), Problem> {
    let routes = offer.routes.iter();
    for route in routes.filter(|route| route.dataset.slug == dataset.slug) {
        let unreadable = |error: &dyn std::fmt::Display| {
            invalid(format!(
                "the entity `{id}` could not be read again: {error}"
            ))
        };
        let released = filters.of_kept(route, json.as_bytes());
        let released = released.map_err(|error| unreadable(&error))?;
        if route.shape == Shape::NgsiLd && route.mapping.is_none() {
            let read = serde_json::from_slice(&released);
            let mut released: Value = read.map_err(|error| unreadable(&error))?;
            if let Some(members) = released.as_object_mut() {
                // What need not be told.
                let entity_type = dataset.description.entity_type.as_str();
                members.entry("type").or_insert_with(|| entity_type.into());
            }
            ngsi_ld::entity(released).map_err(|problem| unreadable(&problem.detail))?;
        }
    }
    Ok(())
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
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// The dataset, by its short name.
    dataset: String,
    /// After the page before: its `next`.
    #[serde(default)]
    after: String,
}

/// A page of everybody's entities of a dataset.
#[derive(Serialize, ToSchema)]
pub(crate) struct Page {
    #[schema(value_type = Vec<Object>)]
    entities: Vec<Box<RawValue>>,
    /// How many there are in all, on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    /// Where the next page begins; none after the last.
    next: Option<String>,
}

/// Everybody's entities of a dataset as they are kept, page by page.
#[utoipa::path(get, path = "/api/v1/entities", tag = "source", params(Wanted), security(("admin" = [])),
    responses((status = 200, body = Page), (status = 400, description = "there is no such dataset"),
    (status = 409, description = "nothing is kept here, or people keep it for themselves")))]
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
    if let Some((open, _)) = lies_open(&app, &offer, dataset) {
        return saved_open(&app, open, dataset, &wanted.after).await;
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
    say_saved(&app, dataset, found.len()).await?;
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

/// Logs that a page is given, before anything of it is. Each page, for any can be asked for first.
async fn say_saved(app: &App, dataset: &Offered, length: usize) -> Result<(), Problem> {
    let object = format!("{}: {length}", dataset.slug);
    log(app, done(app, SAVED, &object)?).await
}

async fn log(app: &App, entry: LogEntry) -> Result<(), Problem> {
    let mut unit = Unit::new();
    unit.log(entry);
    app.database.commit(unit).await?;
    app.log.wake();
    Ok(())
}

/// Where a dataset's entities lie open to the back office: the store, and how a person's are found there.
fn lies_open<'a>(
    app: &'a App,
    offer: &'a Offer,
    dataset: &Offered,
) -> Option<(&'a OpenStore, &'a Entities)> {
    let mut routes = offer.routes.iter();
    let entities = routes.find_map(|route| match &route.ask {
        Ask::Entities(entities) if route.dataset.slug == dataset.slug => Some(entities),
        _ => None,
    })?;
    Some((app.open.as_ref()?, entities))
}

/// As [`list`], of what lies open to the back office.
async fn saved_open(
    app: &App,
    open: &OpenStore,
    dataset: &Offered,
    after: &str,
) -> Result<Json<Page>, Problem> {
    let failed = |problem: ::ngsi_ld::Problem| {
        tracing::error!(%problem, "the open store failed");
        Problem::new(ProblemName::Internal)
    };
    let (made, id) = after.split_once(' ').unwrap_or_default();
    let made = made.parse().unwrap_or(i64::MIN);
    let found = open.page(dataset, (made, id), PAGE).await.map_err(failed)?;
    say_saved(app, dataset, found.entities.len()).await?;
    let entities = found.entities.iter().map(serde_json::value::to_raw_value);
    Ok(Json(Page {
        entities: entities
            .collect::<Result<_, _>>()
            .map_err(|_| Problem::new(ProblemName::Internal))?,
        total: match after {
            "" => Some(open.count(dataset).await.map_err(failed)?),
            _ => None,
        },
        next: found.last.map(|(made, id)| format!("{made} {id}")),
    }))
}

/// How entities are given.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct How {
    /// Whether they are checked alone, and nothing is kept or logged.
    #[serde(default)]
    dry_run: bool,
}

/// Keeps a person's entities, sealed; one with the same id is replaced.
#[utoipa::path(put, path = "/api/v1/entities", tag = "source", params(How), request_body = Given, security(("admin" = [])),
    responses((status = 204, description = "they are kept; with `dry_run`, they could be"),
    (status = 400, description = "what is wrong with one of them, the dataset or the identifiers"),
    (status = 409, description = "nothing is kept here")))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Query(how): Query<How>,
    Json(given): Json<Given>,
) -> Result<StatusCode, Problem> {
    let offer = app.offer();
    let dataset = kept(&app, &offer, &given.dataset)?;
    let identifiers = whose(dataset, &given.identifiers)?;
    if let Some((open, wanted)) = lies_open(&app, &offer, dataset) {
        let entities = given.entities.iter();
        let entities = entities.map(|entity| serde_json::from_str(entity.get()));
        let entities: Vec<_> = entities
            .collect::<Result<_, _>>()
            .map_err(|error| invalid(format!("an entity: {error}")))?;
        let object = format!("{}: {}", dataset.slug, entities.len());
        let checked = open.checked(dataset, wanted, &identifiers, entities);
        let checked = checked.await.map_err(invalid)?;
        if !how.dry_run {
            log(&app, done(&app, KEPT, &object)?).await?;
            open.put(&checked).await.map_err(invalid)?;
        }
        return Ok(StatusCode::NO_CONTENT);
    }
    let mut ids = Vec::with_capacity(given.entities.len());
    let mut filters = Filters::default();
    for entity in &given.entities {
        let HasId { id } = serde_json::from_str(entity.get())
            .map_err(|error| invalid(format!("an entity: {error}")))?;
        check_readable(&offer, dataset, &mut filters, &id, entity.get())?;
        ids.push(id);
    }
    if how.dry_run {
        return Ok(StatusCode::NO_CONTENT);
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
    subscriptions::changed(&app, &dataset.slug, &identifiers, subscriptions::UNFINISHED).await;
    let mut unit = Unit::new();
    let object = format!("{}: {}", dataset.slug, entities.len());
    unit.log(done(&app, KEPT, &object)?);
    let now = app.clock.micros();
    if dataset.history {
        app.database
            .keep_former(&mut unit, &identifiers, &dataset.slug, &ids, now)
            .await?;
    }
    let put = app
        .database
        .put_entities(unit, &identifiers, &entities, now)
        .await;
    // Also where it is not known whether they are kept.
    app.source_changed();
    put?;
    app.log.wake();
    subscriptions::changed(&app, &dataset.slug, &identifiers, 0).await;
    Ok(StatusCode::NO_CONTENT)
}
