//! Between source and filter where the source has other fields than its dataset: only what permitted attributes are made
//! of is looked at, and it is converted.

use http::{HeaderName, HeaderValue, StatusCode};
use permission::AttributeSet;
use protocol::problem::ProblemName;

use super::grant::{Grant, Reading};
use super::ticket::Accepted;
use super::{Read, Refusal, Request, keep, source_failed};
use crate::config::Shape;
use crate::mapping::Mapping;
use crate::releases::Record;
use crate::worker::Worker;

/// Says whether an answer was converted, and which attributes could not be.
const CONVERSION: HeaderName = HeaderName::from_static("fiducia-conversion");

/// An answer on its way through a mapping.
pub(super) struct Converting<'a> {
    pub(super) worker: &'a Worker,
    pub(super) request: &'a Request<'a>,
    pub(super) accepted: &'a Accepted,
    pub(super) grant: &'a Grant,
    pub(super) reading: &'a Reading,
    pub(super) mapping: &'a Mapping,
}

/// What came of it.
pub(super) enum Conversion {
    /// The person wanted the source's own form: it is what is released.
    Off(Read),
    /// The converted answer, which is yet to be filtered, and what is said of it.
    On(Vec<u8>, (HeaderName, HeaderValue)),
}

impl Converting<'_> {
    pub(super) fn run(&self, found: &[u8], record: &mut Record) -> Result<Conversion, Refusal> {
        // A person's own form is theirs; to a service it would say more than the attributes that were permitted.
        if self.request.original && self.accepted.ticket.claims.self_access {
            return self.original(found, record).map(Conversion::Off);
        }
        let (app, route) = (&self.worker.app, self.request.route);
        let mut read = Vec::with_capacity(found.len());
        keep(&self.reading.filter, found, &mut read, route, record)?;
        let entity_type = route.dataset.description.entity_type.as_str();
        let attributes = &self.grant.attributes;
        let convert = |shape| {
            self.mapping
                .convert(&read, attributes, (shape, entity_type))
        };
        let made = convert(route.shape).map_err(|error| source_failed(error, record))?;
        for deviation in &made.deviations {
            app.findings.deviates(&route.path, deviation);
        }
        if app.findings.is_sample(route, app.clock.micros()) {
            let plain = match route.shape {
                Shape::Plain => serde_json::from_slice(&made.body).ok(),
                Shape::NgsiLd => convert(Shape::Plain)
                    .ok()
                    .and_then(|made| serde_json::from_slice(&made.body).ok()),
            };
            let is_whole = attributes.len() == route.dataset.table.len();
            for deviation in plain
                .map(|plain| self.mapping.deviations(&plain, entity_type, is_whole))
                .unwrap_or_default()
            {
                app.findings.deviates(&route.path, &deviation);
            }
        }
        let mut said = String::from("on");
        if !made.deviations.is_empty() {
            let all: Vec<String> = made
                .deviations
                .iter()
                .map(|one| format!("{} ({})", one.attribute, one.cause))
                .collect();
            record.detail = Some(format!("not converted: {}", all.join(", ")));
            let names: Vec<&str> = made
                .deviations
                .iter()
                .map(|one| one.attribute.as_str())
                .collect();
            said.push_str("; left-out=\"");
            said.push_str(&names.join(" "));
            said.push('"');
        }
        let said = HeaderValue::try_from(said);
        let said = said.unwrap_or_else(|_| HeaderValue::from_static("on"));
        Ok(Conversion::On(made.body, (CONVERSION, said)))
    }

    /// What the source sends as it sends it: of its fields those that tell nothing but what the person may see.
    fn original(&self, found: &[u8], record: &mut Record) -> Result<Read, Refusal> {
        let route = self.request.route;
        let fields: AttributeSet = self.mapping.original(&self.grant.attributes);
        if fields.is_empty() {
            return Err(ProblemName::AttributesNotPermitted.into());
        }
        let filter = self
            .worker
            .filters
            .borrow_mut()
            .of_fields(route, &fields)
            .map_err(|error| {
                tracing::error!(%error, route = route.path, "a filter cannot be made");
                Refusal::from(ProblemName::Internal)
            })?;
        let mut body = Vec::with_capacity(found.len());
        let report = keep(&filter, found, &mut body, route, record)?;
        record.detail = Some("in the source's own form".into());
        Ok(Read::Whole {
            body: body.into(),
            records: report.records,
            media: "application/json",
            headers: vec![(CONVERSION, HeaderValue::from_static("off"))],
            status: StatusCode::OK,
        })
    }
}
