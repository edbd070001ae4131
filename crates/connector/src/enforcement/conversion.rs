//! Between source and filter where the source has other fields than its dataset: only what permitted attributes are made
//! of is looked at, and it is converted.

use std::collections::BTreeSet;

use http::{HeaderName, HeaderValue, StatusCode};
use protocol::problem::ProblemName;

use super::grant::{Grant, Selection, no_filter};
use super::{Read, Refusal, keep, source_failed};
use crate::app::App;
use crate::mapping::{Converted, Deviation, Mapping};
use crate::releases::Record;
use crate::routes::Route;
use crate::sources::SourceError;
use crate::worker::Worker;

/// Says whether an answer was converted, and which attributes could not be.
const CONVERSION: HeaderName = HeaderName::from_static("fiducia-conversion");

/// What was found, converted and now and then held against the model; none where the route converts nothing.
pub(super) fn converted(
    app: &App,
    route: &Route,
    selection: &Selection,
    found: &[u8],
) -> Result<Option<Converted>, SourceError> {
    let (Some(mapping), Some(reading)) = (&route.mapping, &selection.reading) else {
        return Ok(None);
    };
    let (read, _) = keep(&reading.filter, found, route)?;
    let entity_type = route.dataset.description.entity_type.as_str();
    let made = mapping.convert(&read, &selection.attributes, (route.shape, entity_type))?;
    for deviation in &made.deviations {
        app.findings.deviates(&route.path, deviation);
    }
    if mapping.has_model() && app.findings.is_sample(route, app.clock.micros()) {
        let is_whole = selection.attributes.len() == route.dataset.table.len();
        for deviation in mapping.deviations(&made, entity_type, is_whole) {
            app.findings.deviates(&route.path, &deviation);
        }
    }
    Ok(Some(made))
}

/// What the service is told of a converted answer.
pub(super) fn said(deviations: &BTreeSet<Deviation>) -> (HeaderName, HeaderValue) {
    let mut said = String::from("on");
    if !deviations.is_empty() {
        let names = deviations.iter().map(|one| one.attribute.as_str());
        let names: Vec<&str> = names.collect();
        said = format!("on; left-out=\"{}\"", names.join(" "));
    }
    let said = HeaderValue::try_from(said);
    let said = said.unwrap_or_else(|_| HeaderValue::from_static("on"));
    (CONVERSION, said)
}

/// What the log says of what could not be converted.
pub(super) fn detail(deviations: &BTreeSet<Deviation>) -> Option<String> {
    let all = deviations
        .iter()
        .map(|one| format!("{} ({})", one.attribute, one.cause));
    let all: Vec<String> = all.collect();
    (!all.is_empty()).then(|| format!("not converted: {}", all.join(", ")))
}

/// What the source sends as it sends it: of its fields those that tell nothing but what the person may see.
pub(super) fn original(
    worker: &Worker,
    route: &Route,
    mapping: &Mapping,
    grant: &Grant,
    found: &[u8],
    record: &mut Record,
) -> Result<Read, Refusal> {
    let fields = mapping.original(&grant.selection.attributes);
    if fields.is_empty() {
        return Err(ProblemName::AttributesNotPermitted.into());
    }
    let filter = worker.filters.borrow_mut().of_fields(route, &fields);
    let filter = filter.map_err(|error| no_filter(route, &error))?;
    let kept = keep(&filter, found, route);
    let (body, report) = kept.map_err(|error| source_failed(error, record))?;
    record.detail = Some("in the source's own form".into());
    Ok(Read::Whole {
        body: body.into(),
        records: report.records,
        media: "application/json",
        headers: vec![(CONVERSION, HeaderValue::from_static("off"))],
        status: StatusCode::OK,
    })
}
