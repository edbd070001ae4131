//! What a request asks of evolutions: their times, and how they are shown (ETSI GS CIM 009 §4.11, §5.2.21, §6.3.12).

use ngsi_ld::Problem;
use ngsi_ld::query::{Condition, TemporalQuery, TimeProperty, TimeRelation};
use ngsi_ld::represent::{Aggregation, EvolutionFormat, EvolutionRepresentation, Representation};
use serde_json::Value;
use storage::broker::history::{By, Span};

use crate::call::{Call, Media};
use crate::collection::DOCUMENT_MEDIA;
use crate::contexts::Named;
use crate::entities::posted::Posted;
use crate::entities::query::{
    PARAMETERS as ENTITY_PARAMETERS, Page, Selection, Width, check_width, wanted,
};
use crate::entities::shown::representation;
use crate::registrations::forward::Wanted;

/// What reading evolutions understands beside what reading entities does.
const PARAMETERS: [&str; 7] = [
    "timerel",
    "timeAt",
    "endTimeAt",
    "timeproperty",
    "lastN",
    "aggrMethods",
    "aggrPeriodDuration",
];

/// Evolutions as they are wanted.
pub(crate) struct Asked {
    pub(crate) media: Media,
    pub(crate) context: Named,
    pub(crate) what: What,
    pub(crate) times: Times,
    pub(super) span: Span,
    pub(crate) how: EvolutionRepresentation,
    /// What sources are asked, and of which time.
    pub(super) wanted: Wanted,
    pub(super) said: Vec<(String, String)>,
    /// Nothing is known beyond this time (microseconds since the epoch): a source's answer was cut there.
    pub(super) until: Option<i64>,
}

/// Parameters that say which time is meant.
const TIMES: [&str; 5] = ["timerel", "timeAt", "endTimeAt", "timeproperty", "lastN"];

fn times_of(said: &dyn Fn(&str) -> Option<String>) -> Vec<(String, String)> {
    let one = |name: &str| Some((name.to_owned(), said(name)?));
    TIMES.into_iter().filter_map(one).collect()
}

/// Which evolutions.
pub(crate) enum What {
    /// That of this id.
    One(String),
    /// Those that a query finds.
    Several {
        selection: Box<Selection>,
        page: Page,
    },
}

/// The parameters that reading evolutions understands.
pub(crate) fn parameters() -> Vec<&'static str> {
    [&ENTITY_PARAMETERS[..], &PARAMETERS[..]].concat()
}

/// Refuses what looks at linked entities: there are none over time (§5.7.3.4, §5.7.4.4).
fn check_depth(depth: usize) -> Result<(), Problem> {
    if depth == 0 {
        return Ok(());
    }
    Err(Problem::bad_data(
        "a temporal evolution is not joined with those of linked entities",
    ))
}

/// Evolutions come in the order of their ids; no other is offered (§5.7.4.4).
fn check_order(order: Option<&str>) -> Result<(), Problem> {
    match order {
        None | Some("id") => Ok(()),
        Some(other) => Err(Problem::bad_data(format!(
            "temporal evolutions are ordered by `id`, not by `{other}`"
        ))),
    }
}

impl Asked {
    /// The one of this id (§5.7.3).
    pub(crate) fn retrieval(call: &Call, context: Named, id: &str) -> Result<Self, Problem> {
        let media = call.accepted(&DOCUMENT_MEDIA)?;
        call.know(&parameters())?;
        let said = |name: &str| call.parameter(name).map(str::to_owned);
        let times = Times::parse(&said)?;
        let how = shown(call, representation(call, &context.active)?, &times, &said)?;
        check_depth(how.projection.depth())?;
        Ok(Self {
            media,
            context,
            what: What::One(id.to_owned()),
            span: times.span(),
            times,
            wanted: Wanted {
                attributes: how.projection.attrs.iter().flatten().cloned().collect(),
                ..Wanted::one(id, None)
            },
            said: times_of(&said),
            until: None,
            how,
        })
    }

    /// A page of those that parameters ask for (§5.7.4).
    pub(crate) fn query(
        call: &Call,
        context: Named,
        page: Page,
        width: Width,
    ) -> Result<Self, Problem> {
        call.know(&parameters())?;
        let said = |name: &str| call.parameter(name).map(str::to_owned);
        let times = Times::parse(&said)?;
        let how = representation(call, &context.active)?;
        if let Some(filter) = call.parameter("csf") {
            Condition::parse(filter, &context.active)?;
        }
        check_order(call.parameter("orderBy"))?;
        let selection = Selection::parse(call, &context.active)?;
        check_width(call, &selection, &context.active, width)?;
        let asked = (wanted(call, &selection, &how)?, times_of(&said));
        let how = shown(call, how, &times, &said)?;
        Self::several(call, context, (times, how), asked, (selection, page))
    }

    /// A page of those that a body asks for (§5.7.4, §6.24).
    pub(crate) fn posted(call: &Call, posted: Posted, page: Page) -> Result<Self, Problem> {
        let body = &posted.body;
        let said = |name: &str| {
            let within = ["aggrParams", "temporalQ"].map(|member| body.get(member)?.get(name));
            match within.into_iter().flatten().next()? {
                Value::String(text) => Some(text.clone()),
                Value::Array(items) => {
                    let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                    Some(items.join(","))
                }
                other => Some(other.to_string()),
            }
        };
        let times = Times::parse(&said)?;
        let how = shown(call, posted.how, &times, &said)?;
        check_order(body.get("orderBy").and_then(Value::as_str))?;
        let asked = (posted.wanted, times_of(&said));
        let what = (posted.selection, page);
        Self::several(call, posted.context, (times, how), asked, what)
    }

    fn several(
        call: &Call,
        context: Named,
        (times, how): (Times, EvolutionRepresentation),
        (wanted, said): (Wanted, Vec<(String, String)>),
        (selection, page): (Selection, Page),
    ) -> Result<Self, Problem> {
        let media = call.accepted(&DOCUMENT_MEDIA)?;
        if times.query.is_none() {
            return Err(Problem::bad_data(
                "a query of temporal evolutions says which time: `timerel` and `timeAt`",
            ));
        }
        check_depth(selection.says.depth().max(how.projection.depth()))?;
        Ok(Self {
            media,
            context,
            what: What::Several {
                selection: Box::new(selection),
                page,
            },
            span: times.span(),
            times,
            how,
            wanted,
            said,
            until: None,
        })
    }
}

/// Which times are meant.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    pub(crate) query: Option<TemporalQuery>,
    pub(crate) property: TimeProperty,
    /// Whether instances without this time are left out.
    pub(crate) is_strict: bool,
    /// How many of the last instances of each attribute.
    pub(crate) last: Option<usize>,
}

impl Times {
    /// From parameters or members by their names.
    fn parse(said: &dyn Fn(&str) -> Option<String>) -> Result<Self, Problem> {
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
    fn span(&self) -> Span {
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
                TimeRelation::After => query.at..=i64::MAX,
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
fn shown(
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
