//! What a request asks of evolutions: their times, and how they are shown (ETSI GS CIM 009 §4.11, §5.2.21, §6.3.12).

use ngsi_ld::Problem;
use ngsi_ld::query::{TemporalQuery, TimeProperty, TimeRelation};
use ngsi_ld::represent::{Aggregation, EvolutionFormat, EvolutionRepresentation, Representation};
use storage::broker::history::{By, Span};

use crate::call::Call;

/// Which times are meant.
#[derive(Debug, Clone)]
pub(super) struct Times {
    pub(super) query: Option<TemporalQuery>,
    pub(super) property: TimeProperty,
    /// Whether instances without this time are left out.
    is_strict: bool,
    /// How many of the last instances of each attribute.
    pub(super) last: Option<usize>,
}

impl Times {
    /// From parameters or members by their names.
    pub(super) fn parse(said: &dyn Fn(&str) -> Option<String>) -> Result<Self, Problem> {
        let property = said("timeproperty");
        let query = TemporalQuery::parse(
            said("timerel").as_deref(),
            said("timeAt").as_deref(),
            said("endTimeAt").as_deref(),
            property.as_deref(),
        )?;
        let last = said("lastN").map(|text| {
            let number = text.parse::<usize>().ok().filter(|number| *number > 0);
            number.ok_or_else(|| {
                Problem::bad_data(format!("`lastN` is a whole number above 0, not `{text}`"))
            })
        });
        Ok(Self {
            is_strict: query.is_some() || property.is_some(),
            property: property
                .as_deref()
                .map(TimeProperty::of)
                .transpose()?
                .unwrap_or_default(),
            query,
            last: last.transpose()?,
        })
    }

    /// What is looked for in the store.
    pub(super) fn span(&self) -> Span {
        let by = match self.property {
            TimeProperty::ObservedAt if self.is_strict => By::Observed,
            TimeProperty::ObservedAt => By::Moment,
            TimeProperty::CreatedAt => By::Created,
            TimeProperty::ModifiedAt => By::Modified,
            TimeProperty::DeletedAt => By::Deleted,
        };
        let range = match &self.query {
            None => i64::MIN..=i64::MAX,
            Some(query) => match query.relation {
                TimeRelation::Before => i64::MIN..=query.at.saturating_sub(1),
                TimeRelation::After => query.at.saturating_add(1)..=i64::MAX,
                TimeRelation::Between => {
                    query.at..=query.end.map_or(i64::MAX, |end| end.saturating_sub(1))
                }
            },
        };
        Span {
            by,
            range,
            is_backward: self.last.is_some(),
        }
    }

    /// Where the answer's range begins, if the request says it (§6.3.10).
    pub(super) fn start(&self) -> Option<i64> {
        let query = self.query.as_ref()?;
        match (query.relation, self.last) {
            (TimeRelation::After | TimeRelation::Between, None)
            | (TimeRelation::Before, Some(_)) => Some(query.at),
            (TimeRelation::Between, Some(_)) => query.end,
            (TimeRelation::Before, None) | (TimeRelation::After, Some(_)) => None,
        }
    }
}

/// How evolutions are shown: as entities would be, and what only evolutions have.
pub(super) fn shown(
    call: &Call,
    how: Representation,
    times: &Times,
    said: &dyn Fn(&str) -> Option<String>,
) -> Result<EvolutionRepresentation, Problem> {
    let methods = said("aggrMethods");
    let is_aggregated = call.option("aggregatedValues") || methods.is_some();
    let is_simple = call.option("temporalValues") || call.is_simplified();
    let format = if is_aggregated {
        let duration = said("aggrPeriodDuration");
        let mut aggregation = Aggregation::parse(methods.as_deref(), duration.as_deref())?;
        if let Some(query) = &times.query {
            match query.relation {
                TimeRelation::Before => aggregation.to = Some(query.at),
                TimeRelation::After => aggregation.from = Some(query.at),
                TimeRelation::Between => {
                    aggregation.from = Some(query.at);
                    aggregation.to = query.end;
                }
            }
        }
        EvolutionFormat::Aggregated(aggregation)
    } else if is_simple {
        EvolutionFormat::Values
    } else if call.option("concise") {
        EvolutionFormat::Concise
    } else {
        EvolutionFormat::Normalised
    };
    Ok(EvolutionRepresentation {
        format,
        sys_attrs: how.sys_attrs,
        lang: how.lang,
        projection: how.projection,
        property: times.property,
    })
}
