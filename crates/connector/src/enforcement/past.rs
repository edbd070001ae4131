//! What a permission releases of the past, where the source keeps it.

use broker::view::Window;
use http::StatusCode;
use ngsi_ld::entity::{Instance, SCOPE, micros};
use ngsi_ld::{Context, Evolution, Problem, ProblemKind};
use protocol::problem::ProblemName;
use serde_json::{Map, Value, json};

use super::grant::Grant;
use super::query::Failed;
use super::{Read, Refusal, source_failed};
use crate::releases::Record;
use crate::routes::Route;
use crate::sources::{SourceError, Wanted};
use crate::worker::Worker;

/// One dataset's permitted view of the past: read as far back as the window, and filtered.
pub(super) async fn permitted(
    worker: &Worker,
    route: &Route,
    grant: &Grant,
    window: Window,
    record: &mut Record,
) -> Result<Vec<Evolution>, Failed> {
    let wanted = Wanted {
        route,
        identifiers: &grant.identifiers,
        attributes: grant.selection.wanted(),
    };
    // What changed in a part of an attribute is known from all that it was.
    let window = if has_part(route, grant) {
        Window::default()
    } else {
        window
    };
    let found = match worker.source.past(wanted, &window).await {
        Ok(found) => found,
        Err(error @ SourceError::NoHistory) => {
            record.detail = Some(error.to_string());
            return Err(no_history().into());
        }
        Err(error) => return Err(source_failed(error, record).into()),
    };
    let permitted = crate::ngsi_ld::evolutions(&found, &grant.selection.filter);
    permitted.map_err(|error| source_failed(error, record).into())
}

/// What a person's own data was and is, for them to read: of each entity its attributes, each with its values in the order of
/// their times.
pub(super) async fn own(
    worker: &Worker,
    route: &Route,
    grant: &Grant,
    record: &mut Record,
) -> Result<Read, Refusal> {
    if !route.dataset.history {
        return Err(ProblemName::SelfAccessNotOffered.into());
    }
    let found = permitted(worker, route, grant, Window::default(), record).await;
    let found = found.map_err(|failed| match failed {
        Failed::Refused(refusal) => refusal,
        Failed::Query(problem) => Refusal::new(ProblemName::SelfAccessNotOffered, problem),
    })?;
    let entities: Vec<Value> = found.iter().map(values).collect();
    Ok(Read::Whole {
        body: Value::from(entities).to_string().into(),
        records: found.len() as u64,
        media: "application/json",
        headers: Vec::new(),
        status: StatusCode::OK,
    })
}

/// An entity's values over time, by its attributes' names.
fn values(one: &Evolution) -> Value {
    let core = Context::core();
    let mut entity = Map::from_iter([("id".to_owned(), json!(one.id))]);
    for (iri, instances) in &one.attributes {
        if iri != SCOPE {
            let mut all: Vec<(&str, &Instance)> =
                instances.iter().map(|one| (since(one), one)).collect();
            all.sort_by_cached_key(|(since, _)| micros(since));
            let all = all.into_iter().map(|(since, one)| {
                let value = one.deleted_at.is_none().then_some(&one.attribute.value);
                json!({"value": value, "since": since})
            });
            entity.insert(core.compact(iri), all.collect());
        }
    }
    entity.into()
}

/// Since when it was so: since it was observed, or else since it was written.
fn since(one: &Instance) -> &str {
    let attribute = &one.attribute;
    let observed = attribute.observed_at.as_deref();
    let since = one.deleted_at.as_deref().or(observed);
    since.unwrap_or(&attribute.modified_at)
}

/// Whether an attribute is permitted in part.
fn has_part(route: &Route, grant: &Grant) -> bool {
    let table = &route.dataset.table;
    let names: Vec<&str> = table
        .paths_of(&grant.selection.attributes)
        .map(permission::AttributePath::as_str)
        .collect();
    let outer = |name: &&str| name.split('.').next().unwrap_or_default().to_owned();
    names
        .iter()
        .any(|name| !names.contains(&outer(name).as_str()))
}

/// The source keeps no history, whoever asks and of whom.
pub(super) fn no_history() -> Problem {
    Problem::new(
        ProblemKind::OperationNotSupported,
        "this source does not say what was, only what is",
    )
}
