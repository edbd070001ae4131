//! Instances of entities within a time, read in pages and cut where there are too many (§6.3.10).

use std::collections::HashMap;

use ngsi_ld::entity::{Instance, SCOPE};
use ngsi_ld::query::{Linked, ScopeQuery};
use ngsi_ld::represent::Projection;
use ngsi_ld::{Entity, Problem, ProblemKind};
use serde_json::Value;
use storage::broker::history::Span;

use super::past::{Past, Row, Subject};
use crate::entities::select::Conditions;

/// Instances of one entity that are looked at for one answer at most.
pub(super) const MAX_INSTANCES: usize = 100_000;

/// An entity of which more is asked than is looked at for one answer.
pub(super) fn too_many() -> Problem {
    Problem::new(
        ProblemKind::TooManyResults,
        format!("an entity has more than {MAX_INSTANCES} instances in this time; ask for less"),
    )
}

/// An instance with the time it was found by.
pub(super) struct Timed {
    pub(super) time: i64,
    pub(super) iri: String,
    pub(super) instance: Instance,
}

/// Periods, each from its beginning until before its end, in microseconds since the epoch.
pub(super) type Periods = Vec<(i64, i64)>;

/// Whether an entity has an instance within a time of what is to be shown.
pub(super) async fn has_some(
    past: Past<'_>,
    (subject, entity): (&Subject, &Entity),
    span: &Span,
    projection: &Projection,
) -> Result<bool, Problem> {
    let mut seen = entity.clone();
    let mut found = false;
    past.visit(subject, span, |row| {
        if row.attribute == SCOPE {
            // A scope is no attribute: where nothing else was, nothing was.
            return true;
        }
        seen.attributes.entry(row.attribute).or_default();
        found = projection.matches(&seen);
        !found
    })
    .await?;
    Ok(found)
}

/// Whether the instances of an entity within a time say what they must (§5.7.4.4).
pub(super) async fn says(
    past: Past<'_>,
    (subject, entity): (&Subject, &Entity),
    span: &Span,
    conditions: &Conditions,
) -> Result<bool, Problem> {
    if conditions.condition.is_none() && conditions.geo.is_none() {
        return Ok(true);
    }
    let read = Reading {
        span,
        projection: &Projection::default(),
        periods: None,
        last: None,
        most: MAX_INSTANCES,
        until: None,
    };
    let mut seen = entity.clone();
    for one in read.of(past, subject).await? {
        let instances = seen.attributes.entry(one.iri).or_default();
        instances.push(one.instance.attribute);
    }
    let nobody = Linked::new();
    let condition = conditions.condition.as_ref();
    Ok(condition.is_none_or(|one| one.matches(&seen, &nobody))
        && conditions.geo.as_ref().is_none_or(|geo| geo.matches(&seen)))
}

/// The scopes of an entity over time that match: each is valid until the next one is set (§4.18).
pub(super) async fn in_scope(
    past: Past<'_>,
    subject: &Subject,
    span: &Span,
    query: &ScopeQuery,
) -> Result<(Periods, Vec<Timed>), Problem> {
    let rows = past.scopes(subject, MAX_INSTANCES).await?;
    let times: Vec<i64> = rows.iter().map(|row| row.time).collect();
    let (mut periods, mut scopes) = (Periods::new(), Vec::new());
    for (index, row) in rows.into_iter().enumerate() {
        let (from, until) = (row.time, times.get(index + 1).copied().unwrap_or(i64::MAX));
        let one = past.open(row).await?;
        let names: Vec<String> = match &one.instance.attribute.value {
            Value::Array(names) => names
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            name => name.as_str().map(str::to_owned).into_iter().collect(),
        };
        let overlaps = from <= *span.range.end() && until > *span.range.start();
        if overlaps && query.matches(&names) {
            periods.push((from, until));
            scopes.push(one);
        }
    }
    Ok((periods, scopes))
}

/// What is read of one entity.
pub(super) struct Reading<'a> {
    pub(super) span: &'a Span,
    pub(super) projection: &'a Projection,
    /// Only within these periods.
    pub(super) periods: Option<&'a Periods>,
    /// Only the last of each attribute.
    pub(super) last: Option<usize>,
    /// When there are more than these, not all need be read: these, those of the same time as the last of them, and one
    /// beyond, which says that there are more.
    pub(super) most: usize,
    /// Nothing beyond this time is wanted.
    pub(super) until: Option<i64>,
}

impl Reading<'_> {
    /// Whether a time comes after another in the order of reading.
    fn is_beyond(&self, time: i64, other: i64) -> bool {
        is_beyond(self.span, time, other)
    }

    pub(super) async fn of(
        &self,
        past: Past<'_>,
        subject: &Subject,
    ) -> Result<Vec<Timed>, Problem> {
        let mut rows: Vec<Row<'_>> = Vec::new();
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut is_full = false;
        past.visit(subject, self.span, |row| {
            let edge = self.most.checked_sub(1).and_then(|edge| rows.get(edge));
            let has_enough = edge
                .zip(rows.last())
                .is_some_and(|(edge, last)| self.is_beyond(last.time, edge.time));
            if has_enough
                || self
                    .until
                    .is_some_and(|until| self.is_beyond(row.time, until))
            {
                return false;
            }
            if rows.len() >= MAX_INSTANCES {
                is_full = true;
                return false;
            }
            let dataset = Some(row.dataset.as_str()).filter(|name| !name.is_empty());
            let datasets = self.projection.datasets.as_ref();
            let wanted = self.projection.shows(&row.attribute)
                && datasets.is_none_or(|all| all.contains(dataset.unwrap_or("@none")))
                && self.periods.is_none_or(|periods| {
                    let within = |(from, to): &(i64, i64)| (*from..*to).contains(&row.time);
                    periods.iter().any(within)
                });
            if wanted {
                let count = counts.entry(row.attribute.clone()).or_default();
                *count += 1;
                if self.last.is_none_or(|last| *count <= last) {
                    rows.push(row);
                }
            }
            true
        })
        .await?;
        if is_full {
            return Err(too_many());
        }
        let mut opened = Vec::with_capacity(rows.len());
        for row in rows {
            opened.push(past.open(row).await?);
        }
        Ok(opened)
    }
}

pub(super) fn is_beyond(span: &Span, time: i64, other: i64) -> bool {
    if span.is_backward {
        time < other
    } else {
        time > other
    }
}
