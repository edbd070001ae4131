//! `POST /entityOperations/query`: a query whose terms stand in the body (ETSI GS CIM 009 §5.2.23, §6.23).

use ngsi_ld::query::{Condition, GeoQuery, Order};
use ngsi_ld::represent::Projection;
use ngsi_ld::{Context, Entity, Problem};
use serde_json::Value;

use super::ENTITY_MEDIA;
use super::join::Joining;
use super::query::{Page, no_collation};
use super::select::{Conditions, Selector, candidates};
use super::shown::{Showing, check_depth, geometry, with_projection};
use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;

/// Members of a query; others are refused, or a misspelt condition would show everything.
const MEMBERS: [&str; 21] = [
    "type",
    "entities",
    "attrs",
    "pick",
    "omit",
    "q",
    "geoQ",
    "scopeQ",
    "lang",
    "datasetId",
    "geometryProperty",
    "join",
    "joinLevel",
    "orderBy",
    "ordering",
    "expandValues",
    "local",
    "splitEntities",
    "csf",
    "temporalQ",
    "containedBy",
];

fn text<'a>(map: &'a Value, name: &str) -> Result<Option<&'a str>, Problem> {
    match map.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(wrong) => Err(Problem::bad_data(format!(
            "`{name}` is a string, not {wrong}"
        ))),
    }
}

/// An array of strings, or one string, as a parameter has it.
fn joined(map: &Value, name: &str) -> Result<Option<String>, Problem> {
    match map.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Array(items)) if !items.is_empty() && items.iter().all(Value::is_string) => {
            let names: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            Ok(Some(names.join(",")))
        }
        Some(wrong) => Err(Problem::bad_data(format!(
            "`{name}` is an array of strings, not {wrong}"
        ))),
    }
}

/// Entities named by id, pattern and type.
fn named(entity: &Value, context: &Context) -> Result<Selector, Problem> {
    if !entity.is_object() {
        return Err(Problem::bad_data("`entities` is an array of objects"));
    }
    let ids = joined(entity, "id")?;
    if entity.get("type").is_none() {
        return Err(Problem::bad_data("an item of `entities` has a `type`"));
    }
    Selector::parse(
        ids.map(|ids| ids.split(',').map(str::to_owned).collect()),
        text(entity, "idPattern")?,
        text(entity, "type")?,
        context,
    )
}

fn check(body: &Value) -> Result<(), Problem> {
    let map = body
        .as_object()
        .ok_or_else(|| Problem::bad_data("a query is an object"))?;
    if body["type"] != "Query" {
        return Err(Problem::bad_data("the `type` of a query is `Query`"));
    }
    if let Some(name) = map.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(Problem::bad_data(format!("a query has no member `{name}`")));
    }
    if map.contains_key("temporalQ") {
        return Err(Problem::bad_data(
            "`temporalQ` is for queries of the temporal evolution alone",
        ));
    }
    Ok(())
}

/// The order of results: `orderBy`, or `ordering` with what distances are measured from (§5.2.43).
fn order(body: &Value, context: &Context) -> Result<Option<Order>, Problem> {
    let (said, within) = match body.get("ordering") {
        None => (body, &Value::Null),
        Some(ordering) if ordering.is_object() => (ordering, ordering),
        Some(wrong) => {
            return Err(Problem::bad_data(format!(
                "`ordering` is an object, not {wrong}"
            )));
        }
    };
    if let Some(collation) = text(within, "collation")? {
        return Err(no_collation(collation));
    }
    let kind = text(within, "geometry")?.unwrap_or("Point");
    let from = within
        .get("coordinates")
        .map(|coordinates| (kind, coordinates));
    joined(said, "orderBy")?
        .map(|order| Order::parse(&order, from, context))
        .transpose()
}

/// `POST /entityOperations/query` (§5.7.2).
pub(crate) async fn query(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    let media = call.accepted(&ENTITY_MEDIA)?;
    call.know(&[
        "options", "format", "limit", "offset", "count", "local", "via",
    ])?;
    let (body, context) = broker.contexts.content(call).await?;
    check(&body)?;
    broker.need_tenant(&call.tenant).await?;
    let entities: Vec<Selector> = match body.get("entities") {
        None => Vec::new(),
        Some(Value::Array(items)) if !items.is_empty() => items
            .iter()
            .map(|entity| named(entity, &context.active))
            .collect::<Result<_, _>>()?,
        Some(_) => {
            return Err(Problem::bad_data(
                "`entities` is an array with an item or more",
            ));
        }
    };
    let says_something = ["entities", "attrs", "pick", "q", "geoQ", "scopeQ"]
        .iter()
        .any(|name| body.get(name).is_some())
        || call.parameter("local") == Some("true");
    if !says_something {
        return Err(Problem::bad_data(
            "a query says which entities it is about: `entities`, `attrs`, `q` or `geoQ`",
        ));
    }
    let geo = body
        .get("geoQ")
        .map(|geo| GeoQuery::read(geo, &context.active))
        .transpose()?;
    if let Some(filter) = text(&body, "csf")? {
        Condition::parse(filter, &context.active)?;
    }
    let expanding = joined(&body, "expandValues")?.unwrap_or_default();
    let says = Conditions::parse(
        text(&body, "q")?,
        &expanding.split(',').collect::<Vec<_>>(),
        geo,
        text(&body, "scopeQ")?,
        &context.active,
    )?;
    let order = order(&body, &context.active)?;
    let projection = Projection::parse(
        joined(&body, "attrs")?.as_deref(),
        joined(&body, "pick")?.as_deref(),
        joined(&body, "omit")?.as_deref(),
        joined(&body, "datasetId")?.as_deref(),
        &context.active,
    )?;
    let how = with_projection(call, projection, text(&body, "lang")?)?;
    let page = Page::of(call)?;
    let level = body.get("joinLevel").map(Value::to_string);
    let joining = Joining::parse(
        text(&body, "join")?,
        level.as_deref(),
        joined(&body, "containedBy")?.as_deref(),
    )?;
    let depth = how.projection.depth().max(says.depth());
    check_depth(depth, joining.as_ref())?;
    let geometry = geometry(media, text(&body, "geometryProperty")?)?;
    let mut found = candidates(broker, &call.tenant, &entities).await?;
    found.retain(|stored| {
        how.projection.matches(&stored.entity)
            && (entities.is_empty() || entities.iter().any(|one| one.matches(&stored.entity)))
    });
    let all: Vec<&Entity> = found.iter().map(|stored| &stored.entity).collect();
    let linked = says.linked(broker, &call.tenant, &all).await?;
    found.retain(|stored| says.matches(&stored.entity, &linked));
    if let Some(order) = order {
        found.sort_by(|one, other| order.compare(&one.entity, &other.entity));
    }
    let shown: Vec<&Entity> = page
        .of_all(&found)
        .iter()
        .map(|stored| &stored.entity)
        .collect();
    let showing = Showing {
        call,
        media,
        context: &context,
        how,
        joining,
        geometry,
    };
    let answer = showing.several(broker, &shown).await?;
    Ok(page.say(answer, call, media, found.len()))
}
