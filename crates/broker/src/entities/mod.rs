//! Entities, one at a time (ETSI GS CIM 009 §6.4 and §6.5).

pub(crate) mod changes;
pub(crate) mod earlier;
pub(crate) mod join;
pub(crate) mod known;
pub(crate) mod posted;
pub(crate) mod query;
pub(crate) mod select;
pub(crate) mod shown;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ngsi_ld::query::TypeSelection;
use ngsi_ld::{Context, Entity, Problem, ProblemKind};
use serde_json::Value;

use crate::Broker;
use crate::answer::Answer;
use crate::call::{BASE, Call, Media};
use crate::clock;
use crate::maps::{EntityMap, HERE, Use};
use crate::registrations::forward::{self, Wanted};
use crate::registrations::spread::{Deed, Plan, Says, Write};
use crate::store::{Change, no_entity};

use join::Joining;
pub(crate) use shown::parameter_list;
use shown::{Showing, check_depth, geometry, representation};

/// Media types entities are given out as.
pub(crate) const ENTITY_MEDIA: [Media; 3] = [Media::Json, Media::JsonLd, Media::GeoJson];

/// An id must be a URI (§4.6.1, §6.5.2).
pub(crate) fn check_id(id: &str) -> Result<(), Problem> {
    if ngsi_ld::entity::is_uri(id) {
        Ok(())
    } else {
        Err(Problem::bad_data(format!("`{id}` is not a URI")))
    }
}

/// Whether the entity is of the types that the request is limited to (`type`, §4.17, §6.5.3).
pub(crate) fn of_type(
    types: Option<&str>,
    context: &Context,
    entity: &Entity,
) -> Result<(), Problem> {
    let Some(types) = types else {
        return Ok(());
    };
    if TypeSelection::parse(types, context)?.matches(&entity.types) {
        Ok(())
    } else {
        Err(Problem::not_found(format!("the entity is not a `{types}`")))
    }
}

/// Where an entity lies.
pub(crate) fn location(id: &str) -> String {
    format!("{BASE}/entities/{}", encoded(id))
}

/// An id as a part of a path (RFC 3986 §3.3).
pub(crate) fn encoded(id: &str) -> String {
    let mut path = String::new();
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || "-._~:@!$&'()*+,;=".contains(c) {
            path.push(c);
        } else {
            path.extend(url::form_urlencoded::byte_serialize(
                c.to_string().as_bytes(),
            ));
        }
    }
    path
}

/// Text as a part of a query (RFC 3986 §3.4): what need not be encoded is not.
fn in_query(text: &str) -> String {
    let mut query = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || "-._~:@!$'()*,;/?=".contains(c) {
            query.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                write!(query, "%{byte:02X}").ok();
            }
        }
    }
    query
}

/// Where another page of a query lies.
fn location_of_page(call: &Call, limit: usize, offset: usize) -> String {
    let mut parameters: Vec<(&str, String)> = call
        .parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    for (name, value) in [("limit", limit), ("offset", offset)] {
        match parameters.iter_mut().find(|(other, _)| *other == name) {
            Some((_, old)) => *old = value.to_string(),
            None => parameters.push((name, value.to_string())),
        }
    }
    let query: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", in_query(name), in_query(value)))
        .collect();
    format!("{}?{}", call.path.trim_end_matches('/'), query.join("&"))
}

/// `POST /entities` (§5.6.1).
pub(crate) async fn create(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&["local", "via", "options", "format"])?;
    let (document, context) = broker.contexts.content(call).await?;
    let parse = |document: &Value| Entity::parse_in(call.form(), document, &context.active);
    let id = parse(&document)?.id;
    broker.make_tenant(&call.tenant).await?;
    let write = Write {
        deed: Deed::Create,
        id: &id,
        says: Says::Entity(&document),
    };
    let plan = Plan::of(broker, call, &context, write).await?;
    let sent = plan.send(broker, call, &context, write).await;
    let here = if plan.is_here() {
        let mut entity = parse(plan.rest(&document))?;
        entity.stamp_new(&clock::now().text);
        Some(broker.create(&call.tenant, &entity).await)
    } else {
        None
    };
    Plan::of_entity(&id, sent, here, Answer::created(&location(&id)))
}

/// What `GET /entities/{id}` understands.
pub(crate) const ONE_PARAMETERS: [&str; 17] = [
    "attrs",
    "pick",
    "omit",
    "lang",
    "options",
    "format",
    "geometryProperty",
    "datasetId",
    "join",
    "joinLevel",
    "containedBy",
    "local",
    "via",
    "type",
    "entityMap",
    "entityMapLifetime",
    "splitEntities",
];

/// `GET /entities/{id}` (§5.7.1).
pub(crate) async fn retrieve(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    let media = call.accepted(&ENTITY_MEDIA)?;
    call.know(&ONE_PARAMETERS)?;
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    let how = representation(call, &context.active)?;
    let joining = Joining::of(call)?;
    check_depth(how.projection.depth(), joining.as_ref())?;
    let geometry = geometry(media, call.parameter("geometryProperty"))?;
    let map = Use::of(broker, call).await?;
    let wanted = Wanted {
        attributes: how.projection.attrs.iter().flatten().cloned().collect(),
        only: map.known.as_ref().map(EntityMap::registrations),
        ..Wanted::one(id, call.parameter("type"))
    };
    let is_listed = map
        .known
        .as_ref()
        .is_none_or(|known| known.entities.contains_key(id));
    if !is_listed {
        return Err(no_entity(id));
    }
    let here = broker.find(&call.tenant, id).await?;
    let mut gathered = forward::gather(broker, call, &context, &wanted).await?;
    let warnings = std::mem::take(&mut gathered.warnings);
    let mut origins: Vec<String> = gathered
        .origins()
        .remove(id)
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect();
    if here.is_some() {
        origins.push(HERE.to_owned());
    }
    let failure = gathered.failure.take();
    let found = gathered
        .joined(here.map(|stored| stored.entity).into_iter().collect())
        .into_iter()
        .find(|entity| entity.id == id);
    let Some(entity) = found else {
        let problem = failure.unwrap_or_else(|| no_entity(id));
        return Ok(Answer::of_problem(&problem).warned(&warnings));
    };
    of_type(call.parameter("type"), &context.active, &entity)?;
    if !how.projection.matches(&entity) {
        return Err(Problem::not_found(format!(
            "the entity `{id}` has none of the attributes"
        )));
    }
    let showing = Showing {
        call,
        media,
        context: &context,
        how,
        joining,
        geometry,
    };
    let answer = showing.one(&broker.known(&call.tenant), &entity).await?;
    let listed = || BTreeMap::from([(id.to_owned(), origins)]);
    let (answer, _) = map.say(broker, call, answer, listed).await?;
    Ok(answer.warned(&warnings))
}

/// `DELETE /entities/{id}` (§5.6.6).
pub(crate) async fn delete(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["local", "via", "type"])?;
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    let write = Write {
        deed: Deed::Delete,
        id,
        says: Says::Nothing,
    };
    let plan = Plan::of(broker, call, &context, write).await?;
    let sent = plan.send(broker, call, &context, write).await;
    let active = &context.active;
    let deleted = broker
        .write(&call.tenant, || async move {
            let before = broker.need(&call.tenant, id).await?;
            of_type(call.parameter("type"), active, &before.entity)?;
            let change = Change {
                before: Some(before),
                after: None,
            };
            Ok((vec![change], ()))
        })
        .await;
    let here = match deleted {
        Err(problem) if problem.kind == ProblemKind::ResourceNotFound && plan.may_be_missing() => {
            None
        }
        here => Some(here),
    };
    Plan::of_entity(id, sent, here, Answer::no_content())
}
