//! `POST /entityOperations/query`: a query whose terms stand in the body (ETSI GS CIM 009 §5.2.23, §6.23).

use ngsi_ld::query::{GeoQuery, Order};
use ngsi_ld::represent::Projection;
use ngsi_ld::{Context, Entity, Problem, ProblemKind};
use serde_json::Value;

use super::ENTITY_MEDIA;
use super::join::Joining;
use super::query::Page;
use super::select::{Conditions, Selector, candidates};
use super::shown::{Showing, with_projection};
use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;

/// Members of a query; others are refused, or a misspelt condition would show everything.
const MEMBERS: [&str; 19] = [
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
    "local",
    "splitEntities",
    "csf",
    "temporalQ",
    "containedBy",
];
/// Those that are known and not evaluated.
const UNSUPPORTED: [&str; 3] = ["csf", "temporalQ", "containedBy"];

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
    if let Some(name) = UNSUPPORTED.iter().find(|name| map.contains_key(**name)) {
        return Err(Problem::new(
            ProblemKind::OperationNotSupported,
            format!("`{name}` is not supported"),
        ));
    }
    Ok(())
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
    let says = Conditions::parse(
        text(&body, "q")?,
        geo,
        text(&body, "scopeQ")?,
        &context.active,
    )?;
    let order = joined(&body, "orderBy")?
        .map(|order| Order::parse(&order, &context.active))
        .transpose()?;
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
    let joining = Joining::parse(text(&body, "join")?, level.as_deref())?;
    let mut found = candidates(broker, &call.tenant, &entities).await?;
    found.retain(|stored| {
        how.projection.matches(&stored.entity)
            && says.matches(&stored.entity)
            && (entities.is_empty() || entities.iter().any(|one| one.matches(&stored.entity)))
    });
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
        geometry: text(&body, "geometryProperty")?.map(str::to_owned),
    };
    let answer = showing.several(broker, &shown).await?;
    Ok(page.say(answer, call, found.len()))
}
