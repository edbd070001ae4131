//! Which registrations, and which parts of them, a client asks for (ETSI GS CIM 009 §5.10.2, §5.12).

use ngsi_ld::entity::micros;
use ngsi_ld::query::{
    Condition, GeoQuery, Linked, ScopeQuery, TemporalQuery, TimeProperty, TimeRelation, pattern,
};
use ngsi_ld::{Context, Entity, Problem};
use regex::Regex;
use serde_json::{Value, json};

use super::attribute_names;
use crate::call::Call;
use crate::entities::parameter_list;
use crate::entities::select::Selector;

/// What registrations are asked for by.
#[derive(Debug, Default)]
pub(super) struct Filter {
    /// Any of these; whatever they are where there is none.
    pub(super) entities: Vec<Selector>,
    /// Expanded.
    pub(super) attributes: Vec<String>,
    pub(super) condition: Option<Condition>,
    pub(super) geo: Option<(String, GeoQuery)>,
    pub(super) scope: Option<ScopeQuery>,
    pub(super) temporal: Option<TemporalQuery>,
}

/// Members of a registration that conditions are not about (§5.2.9): the others are properties of the source.
const OWN: [&str; 13] = [
    "id",
    "type",
    "information",
    "expiresAt",
    "contextSourceInfo",
    "management",
    "location",
    "observationSpace",
    "operationSpace",
    "observationInterval",
    "managementInterval",
    "scope",
    "datasetId",
];

impl Filter {
    /// From a request's parameters.
    pub(super) fn parse(call: &Call, context: &Context) -> Result<Self, Problem> {
        let wanted = [
            "id",
            "type",
            "idPattern",
            "attrs",
            "q",
            "csf",
            "georel",
            "timerel",
            "scopeQ",
        ];
        if wanted.iter().all(|name| call.parameter(name).is_none()) {
            return Err(Problem::bad_data(
                "a query says which registrations it is about: `type`, `attrs`, `id`, `q`, a place or a time",
            ));
        }
        let ids = parameter_list(call, "id");
        let named = call
            .parameter("geoproperty")
            .filter(|name| !name.is_empty());
        let place = named.unwrap_or("location");
        let geo = GeoQuery::parse(
            call.parameter("georel"),
            call.parameter("geometry"),
            call.parameter("coordinates"),
            None,
            context,
        )?;
        Ok(Self {
            entities: vec![Selector::parse(
                ids.map(|ids| ids.into_iter().map(str::to_owned).collect()),
                call.parameter("idPattern"),
                call.parameter("type"),
                context,
            )?],
            attributes: parameter_list(call, "attrs")
                .into_iter()
                .flatten()
                .map(|name| context.expand(name))
                .collect(),
            condition: call
                .parameter("csf")
                .or(call.parameter("q"))
                .map(|q| Condition::parse(q, context))
                .transpose()?,
            geo: geo.map(|geo| (place.to_owned(), geo)),
            scope: call
                .parameter("scopeQ")
                .map(ScopeQuery::parse)
                .transpose()?,
            temporal: TemporalQuery::parse(
                call.parameter("timerel"),
                call.parameter("timeAt"),
                call.parameter("endTimeAt"),
                call.parameter("timeproperty"),
            )?,
        })
    }

    /// A registration with only the information that is asked for; none when nothing is.
    pub(super) fn of(&self, document: &Value, own: &Context) -> Option<Value> {
        if !self.place(document) || !self.time(document) || !self.says(document, own) {
            return None;
        }
        let mut shown = document.clone();
        let information = shown.get_mut("information")?.as_array_mut()?;
        information.retain(|element| self.element(element));
        (!information.is_empty()).then_some(shown)
    }

    fn element(&self, element: &Value) -> bool {
        let names = attribute_names(element);
        let attributes = self.attributes.is_empty()
            || names.is_empty()
            || self
                .attributes
                .iter()
                .any(|wanted| names.contains(&wanted.as_str()));
        let entities = match element.get("entities").and_then(Value::as_array) {
            None => true,
            Some(entities) => entities.iter().any(|entity| self.entity(entity)),
        };
        attributes && entities
    }

    fn entity(&self, entity: &Value) -> bool {
        let types: Vec<String> = match &entity["type"] {
            Value::String(one) => vec![one.clone()],
            several => several
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        };
        let registered = entity.get("id").and_then(Value::as_str);
        let registered_pattern = entity
            .get("idPattern")
            .and_then(Value::as_str)
            .and_then(|text| pattern(text).ok());
        let is_meant = |selector: &Selector| {
            is_meant(selector, registered, registered_pattern.as_ref(), &types)
        };
        self.entities.is_empty() || self.entities.iter().any(is_meant)
    }

    fn place(&self, document: &Value) -> bool {
        self.geo.as_ref().is_none_or(|(name, query)| {
            document
                .get(name)
                .map(|place| place.get("value").unwrap_or(place))
                .is_some_and(|place| query.holds(place))
        })
    }

    fn time(&self, document: &Value) -> bool {
        let Some(query) = &self.temporal else {
            return true;
        };
        let name = match query.property {
            TimeProperty::ObservedAt => "observationInterval",
            _ => "managementInterval",
        };
        let Some(interval) = document.get(name) else {
            return false;
        };
        let time = |member: &str| {
            interval
                .get(member)
                .and_then(Value::as_str)
                .and_then(micros)
        };
        let (start, end) = (
            time("startAt").unwrap_or(i64::MIN),
            time("endAt").unwrap_or(i64::MAX),
        );
        match query.relation {
            TimeRelation::Before => start < query.at,
            TimeRelation::After => end > query.at,
            TimeRelation::Between => start < query.end.unwrap_or(i64::MAX) && end >= query.at,
        }
    }

    /// Whether the source's own properties and scopes are what is asked for.
    fn says(&self, document: &Value, own: &Context) -> bool {
        if self.condition.is_none() && self.scope.is_none() {
            return true;
        }
        let mut entity = json!({ "id": document["id"], "type": document["type"] });
        if let Some(scope) = document.get("scope") {
            entity["scope"] = scope.clone();
        }
        for (name, value) in document.as_object().into_iter().flatten() {
            if !OWN.contains(&name.as_str()) {
                entity[name] = value.clone();
            }
        }
        let Ok(entity) = Entity::parse(&entity, own) else {
            return false;
        };
        self.condition
            .as_ref()
            .is_none_or(|condition| condition.matches(&entity, &Linked::new()))
            && self
                .scope
                .as_ref()
                .is_none_or(|scope| scope.matches(&entity.scope))
    }
}

/// Whether entities that are registered with this id or pattern of ids, and these types, can be those that are meant.
fn is_meant(
    selector: &Selector,
    registered: Option<&str>,
    registered_pattern: Option<&Regex>,
    types: &[String],
) -> bool {
    let ids = selector.ids.as_ref().is_none_or(|ids| {
        ids.iter().any(|id| match (registered, registered_pattern) {
            (Some(registered), _) => registered == id,
            (None, Some(pattern)) => pattern.is_match(id),
            (None, None) => true,
        })
    });
    let patterns = match (&selector.pattern, registered) {
        (Some(pattern), Some(id)) => pattern.is_match(id),
        // Whether two patterns have ids in common cannot be said; they may (§5.12).
        _ => true,
    };
    ids && patterns
        && selector
            .types
            .as_ref()
            .is_none_or(|wanted| wanted.matches(types))
}
