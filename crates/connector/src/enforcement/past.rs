//! What a permission releases of the past, where the source keeps it.

use broker::view::Window;
use ngsi_ld::{Evolution, Problem, ProblemKind};

use super::grant::Grant;
use super::query::Failed;
use super::source_failed;
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
