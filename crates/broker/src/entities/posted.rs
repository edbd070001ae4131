//! `POST /entityOperations/query`: a query whose terms stand in the body (ETSI GS CIM 009 §5.2.23, §6.23).

use ngsi_ld::query::{Condition, GeoQuery, Order, ScopeQuery};
use ngsi_ld::represent::{Projection, Representation};
use ngsi_ld::{Context, Entity, Problem};
use serde_json::Value;

use super::ENTITY_MEDIA;
use super::join::Joining;
use super::query::{self, Found, Page, Selection};
use super::select::{Conditions, Selector};
use super::shown::{Showing, check_depth, geometry, with_projection};
use crate::Broker;
use crate::answer::Answer;
use crate::call::{Call, Media};
use crate::contexts::{Contexts, Named};
use crate::maps::{EntityMap, Use};
use crate::registrations::forward::{Asked, Wanted};

/// Members of a query; others are refused, or a misspelt condition would show everything.
const MEMBERS: [&str; 22] = [
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
    "aggrParams",
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

/// As [`named`], in the client's words.
fn asked(entity: &Value) -> Result<Asked, Problem> {
    let ids = joined(entity, "id")?;
    Ok(Asked {
        ids: ids.map_or_else(Vec::new, |ids| ids.split(',').map(str::to_owned).collect()),
        types: text(entity, "type")?.map(str::to_owned),
        pattern: text(entity, "idPattern")?.map(str::to_owned),
    })
}

fn flag(map: &Value, name: &str) -> Result<bool, Problem> {
    match map.get(name) {
        None => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(wrong) => Err(Problem::bad_data(format!(
            "`{name}` is true or false, not {wrong}"
        ))),
    }
}

/// What entities must say, as the parameters of a request have it.
fn conditions(body: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let own = ["q", "scopeQ"].map(|name| (name, body.get(name)));
    let expanding = joined(body, "expandValues").ok().flatten();
    let expanding = expanding.map(|names| ("expandValues".to_owned(), names));
    let geo = ["georel", "geometry", "coordinates", "geoproperty"]
        .map(|name| (name, body.get("geoQ").and_then(|geo| geo.get(name))));
    own.into_iter()
        .chain(geo)
        .filter_map(|(name, value)| Some((name.to_owned(), text(value?))))
        .chain(expanding)
        .collect()
}

fn check(body: &Value, is_temporal: bool) -> Result<(), Problem> {
    let map = body
        .as_object()
        .ok_or_else(|| Problem::bad_data("a query is an object"))?;
    if body["type"] != "Query" {
        return Err(Problem::bad_data("the `type` of a query is `Query`"));
    }
    if let Some(name) = map.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(Problem::bad_data(format!("a query has no member `{name}`")));
    }
    if !is_temporal && (map.contains_key("temporalQ") || map.contains_key("aggrParams")) {
        return Err(Problem::bad_data(
            "`temporalQ` and `aggrParams` are for queries of the temporal evolution alone",
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
    let collation = text(within, "collation")?;
    let kind = text(within, "geometry")?.unwrap_or("Point");
    let from = within
        .get("coordinates")
        .map(|coordinates| (kind, coordinates));
    let Some(order) = joined(said, "orderBy")? else {
        return Ok(None);
    };
    let order = Order::parse(&order, from, context)?;
    match collation {
        None => Ok(Some(order)),
        Some(collation) => order.collated(collation).map(Some),
    }
}

/// A query as it was read.
pub(crate) struct Posted {
    pub(crate) body: Value,
    pub(crate) context: Named,
    pub(crate) selection: Selection,
    pub(crate) wanted: Wanted,
    pub(crate) how: Representation,
}

/// The body with its context. Some clients say `application/ld+json` of a query whose context stands in a `Link`; what
/// it asks is clear all the same.
async fn content(contexts: &Contexts, call: &Call) -> Result<(Value, Named), Problem> {
    let content = call.content()?;
    let has_context = content.document.get("@context").is_some();
    if content.inline && !has_context && call.link_context()?.is_some() {
        return Ok((content.document, contexts.of_link(call).await?));
    }
    contexts.content(call).await
}

/// The parameters beside a query.
const PARAMETERS: [&str; 9] = [
    "options",
    "format",
    "limit",
    "offset",
    "count",
    "local",
    "via",
    "entityMap",
    "entityMapLifetime",
];

/// Reads a query of entities, or of their temporal evolution.
pub(crate) async fn read(
    broker: &Broker,
    call: &Call,
    is_temporal: bool,
) -> Result<Posted, Problem> {
    call.know(&PARAMETERS)?;
    let (body, context) = content(&broker.contexts, call).await?;
    check(&body, is_temporal)?;
    broker.need_tenant(&call.tenant).await?;
    understood(call, body, context)
}

/// As [`read`], of entities that are not in the store.
pub(crate) async fn read_elsewhere(
    contexts: &Contexts,
    call: &Call,
    is_temporal: bool,
) -> Result<Posted, Problem> {
    call.know(&PARAMETERS)?;
    let (body, context) = content(contexts, call).await?;
    check(&body, is_temporal)?;
    understood(call, body, context)
}

fn understood(call: &Call, body: Value, context: Named) -> Result<Posted, Problem> {
    let entities: &[Value] = match body.get("entities") {
        None => &[],
        Some(Value::Array(items)) if !items.is_empty() => items,
        Some(_) => {
            return Err(Problem::bad_data(
                "`entities` is an array with an item or more",
            ));
        }
    };
    let asked = entities.iter().map(asked).collect::<Result<Vec<_>, _>>()?;
    let entities = entities
        .iter()
        .map(|entity| named(entity, &context.active))
        .collect::<Result<Vec<_>, _>>()?;
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
    let selection = Selection {
        entities,
        says,
        order,
    };
    // What is linked to may be elsewhere again.
    let is_split =
        flag(&body, "splitEntities")? || call.option("splitEntities") || selection.says.depth() > 0;
    let scope = text(&body, "scopeQ")?.map(ScopeQuery::parse).transpose()?;
    let wanted = Wanted {
        entities: asked,
        attributes: query::attributes(&selection, &how, is_split),
        conditions: if is_split {
            Vec::new()
        } else {
            conditions(&body)
        },
        condition_members: ["q", "scopeQ", "geoQ", "expandValues"]
            .iter()
            .filter(|_| !is_split)
            .filter_map(|name| Some(((*name).to_owned(), body.get(*name)?.clone())))
            .collect(),
        scope,
        source_filter: text(&body, "csf")?.map(str::to_owned),
        is_ordered: selection.order.is_some(),
        is_local: flag(&body, "local")?,
        ..Wanted::default()
    };
    Ok(Posted {
        body,
        context,
        selection,
        wanted,
        how,
    })
}

/// All entities that a query finds.
pub(crate) async fn find(broker: &Broker, call: &Call) -> Result<Found, Problem> {
    let posted = read(broker, call, false).await?;
    posted.find(broker, call).await
}

impl Posted {
    /// How linked entities are shown; refused where the query looks farther than they are asked for.
    pub(crate) fn joining(&self) -> Result<Option<Joining>, Problem> {
        let level = self.body.get("joinLevel").map(Value::to_string);
        let joining = Joining::parse(
            text(&self.body, "join")?,
            level.as_deref(),
            joined(&self.body, "containedBy")?.as_deref(),
        )?;
        let depth = self.how.projection.depth();
        let depth = depth.max(self.selection.says.depth());
        check_depth(depth, joining.as_ref())?;
        Ok(joining)
    }

    /// The geo-property of GeoJSON.
    pub(crate) fn geometry(&self, media: Media) -> Result<Option<String>, Problem> {
        geometry(media, text(&self.body, "geometryProperty")?)
    }

    async fn find(&self, broker: &Broker, call: &Call) -> Result<Found, Problem> {
        let Self {
            context,
            selection,
            wanted,
            how,
            ..
        } = self;
        query::everywhere(broker, call, context, selection, wanted, how).await
    }
}

/// `POST /entityOperations/query` (§5.7.2).
pub(crate) async fn query(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    let media = call.accepted(&ENTITY_MEDIA)?;
    let mut posted = read(broker, call, false).await?;
    let page = Page::of(call)?;
    let joining = posted.joining()?;
    let geometry = posted.geometry(media)?;
    let map = Use::of(broker, call).await?;
    posted.wanted.only = map.known.as_ref().map(EntityMap::registrations);
    let mut found = posted.find(broker, call).await?;
    if let Some(known) = &map.known {
        found
            .entities
            .retain(|entity| known.entities.contains_key(&entity.id));
    }
    let shown: Vec<&Entity> = page.of_all(&found.entities).iter().collect();
    let showing = Showing {
        call,
        media,
        context: &posted.context,
        how: posted.how,
        joining,
        geometry,
    };
    let answer = showing.several(&broker.known(&call.tenant), &shown).await?;
    let answer = page.say(answer, call, media, found.entities.len());
    let (answer, _) = map.say(broker, call, answer, || found.origins()).await?;
    Ok(answer.warned(&found.warnings))
}
