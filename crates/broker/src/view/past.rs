//! Requests about the past of entities that somebody else has at hand: what a permission releases of a source's history
//! (ETSI GS CIM 009 §5.7.3, §5.7.4, §6.18, §6.19, §6.24).

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use ngsi_ld::query::{TemporalQuery, TimeProperty, TimeRelation};
use ngsi_ld::{Evolution, Problem};

use super::{MAX_LIMIT, Seen, Viewer, is_about, known, needs};
use crate::call::Call;
use crate::clock;
use crate::entities::query::{Page, Width, sorted};
use crate::entities::{check_id, posted};
use crate::route;
use crate::temporal::asked::{self, Asked, What};
use crate::temporal::past::Past;

/// Instances in an answer at most, unless they are aggregated: as many as the open broker gives. An answer of which more
/// was cut off says so (§6.3.10).
const MAX_INSTANCES: usize = 1000;

/// After all times, in microseconds since the epoch: the end of the year 9998.
const END: i64 = 253_370_764_800_000_000;

/// A request about the past that was read.
pub struct AskedPast {
    call: Call,
    asked: Asked,
}

/// What of the past a request looks at: nothing outside of it changes the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// Instances that have this time; any where it is none.
    pub property: Option<TimeProperty>,
    /// Instances of this time alone.
    pub query: Option<TemporalQuery>,
    /// As many of the last of each attribute, by the property.
    pub last: Option<usize>,
    /// Whether types and names of attributes count that had no instance in that time.
    pub names: bool,
}

impl Viewer {
    /// As [`Viewer::read`], of the past. `segments` are those of the path below `temporal`.
    pub(super) async fn read_past(
        &self,
        call: Call,
        segments: &[&str],
    ) -> Result<AskedPast, Problem> {
        let asked = match (&call.method, segments) {
            (&Method::GET, ["entities", id]) => {
                check_id(id)?;
                known(&call, &asked::parameters())?;
                let context = self.contexts.of_link(&call).await?;
                Asked::retrieval(&call, context, id)?
            }
            (&Method::GET, ["entities"]) => {
                known(&call, &asked::parameters())?;
                let context = self.contexts.of_link(&call).await?;
                let page = Page::up_to(&call, MAX_LIMIT)?;
                Asked::query(&call, context, page, Width::Ids)?
            }
            (&Method::POST, ["entityOperations", "query"]) => {
                let posted = posted::read_elsewhere(&self.contexts, &call, true).await?;
                let page = Page::up_to(&call, MAX_LIMIT)?;
                return Ok(AskedPast {
                    asked: Asked::posted(&call, posted, page)?,
                    call,
                });
            }
            (_, ["entities"] | ["entities", _]) => return Err(route::not_allowed("GET")),
            (_, ["entityOperations", "query"]) => return Err(route::not_allowed("POST")),
            _ => return Err(route::nothing(&call)),
        };
        Ok(AskedPast {
            call: sorted(&call),
            asked,
        })
    }
}

impl Window {
    /// The time by which instances are found; where any do, the one that all of them have.
    fn time(&self) -> TemporalQuery {
        let property = self.property.unwrap_or(TimeProperty::ModifiedAt);
        let all = TemporalQuery {
            relation: TimeRelation::Before,
            at: END,
            end: None,
            property,
        };
        self.query.clone().unwrap_or(all)
    }

    /// The parameters that ask a broker for it (§4.11, §5.7.4).
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let time = self.time();
        let relation = match time.relation {
            TimeRelation::Before => "before",
            TimeRelation::After => "after",
            TimeRelation::Between => "between",
        };
        let mut all = vec![
            ("timerel", relation.to_owned()),
            ("timeAt", clock::text(time.at)),
            ("timeproperty", time.property.name().to_owned()),
        ];
        all.extend(time.end.map(|end| ("endTimeAt", clock::text(end))));
        all.extend(self.last.map(|last| ("lastN", last.to_string())));
        all
    }

    /// What is left of it from a time on, in microseconds since the epoch: an answer was cut there (§6.3.10). None where
    /// that is not known.
    #[must_use]
    pub fn since(&self, time: i64) -> Option<Self> {
        let whole = self.time();
        let end = match whole.relation {
            TimeRelation::Before => whole.at,
            TimeRelation::After => END,
            TimeRelation::Between => whole.end?,
        };
        let goes_on = self.last.is_none() && time < end && whole.holds(time);
        goes_on.then(|| Self {
            query: Some(TemporalQuery {
                relation: TimeRelation::Between,
                at: time,
                end: Some(end),
                property: whole.property,
            }),
            ..self.clone()
        })
    }
}

impl AskedPast {
    /// Whether it can be about entities of this type, a name of the core context or an IRI.
    pub fn is_about(&self, entity_type: &str) -> bool {
        match &self.asked.what {
            What::One(_) => true,
            What::Several { selection, .. } => is_about(selection, entity_type),
        }
    }

    /// The attributes (expanded) that entities must have had to be seen; none where it asks for no particular ones.
    pub fn needs(&self) -> BTreeSet<String> {
        let selection = match &self.asked.what {
            What::One(_) => None,
            What::Several { selection, .. } => Some(selection.as_ref()),
        };
        needs(&self.asked.how.projection, selection)
    }

    /// What of the past it looks at.
    pub fn window(&self) -> Window {
        let Asked {
            times, how, what, ..
        } = &self.asked;
        let says = match what {
            What::One(_) => None,
            What::Several { selection, .. } => Some(&selection.says),
        };
        // A scope that was set before is valid within the time; and few brokers find what was deleted.
        if says.is_some_and(|says| says.scope.is_some())
            || times.property == TimeProperty::DeletedAt
        {
            return Window::default();
        }
        let property = times.is_strict.then_some(times.property);
        // The last ones are told once it is known which fit.
        let is_last = property.is_some()
            && how.projection.datasets.is_none()
            && says.is_none_or(|says| says.condition.is_none() && says.geo.is_none());
        Window {
            property,
            query: times.query.clone(),
            last: times.last.filter(|_| is_last),
            names: matches!(what, What::One(_)),
        }
    }

    /// What it sees of these evolutions, and of nothing else.
    ///
    /// # Errors
    /// [`Problem`] when the one it is about is not among them, or it asks too much.
    pub async fn of(self, evolutions: &[Evolution]) -> Result<Seen, Problem> {
        let past = Past::AtHand(evolutions);
        let found = self
            .asked
            .find(past, &self.call, MAX_INSTANCES, false, |_| true);
        let found = found.await?;
        let mut records = BTreeMap::new();
        for name in found.types {
            *records.entry(name).or_default() += 1;
        }
        Ok(Seen {
            map: None,
            response: found.answer.into_bytes(),
            records,
            is_followed: false,
        })
    }
}
