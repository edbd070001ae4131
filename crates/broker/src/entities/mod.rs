//! Entities, one at a time (ETSI GS CIM 009 §6.4 and §6.5).

pub(crate) mod changes;
pub(crate) mod join;
pub(crate) mod posted;
pub(crate) mod query;
pub(crate) mod select;
mod shown;

use ngsi_ld::{Entity, Problem};

use crate::Broker;
use crate::answer::Answer;
use crate::call::{BASE, Call, Media};
use crate::clock;
use crate::registrations::forward::{self, Wanted};
use crate::store::no_entity;

use join::Joining;
pub(crate) use shown::parameter_list;
use shown::{Showing, representation};

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

/// Where another page of a query lies.
fn location_of_page(call: &Call, limit: usize, offset: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &call.parameters {
        if name != "limit" && name != "offset" {
            query.append_pair(name, value);
        }
    }
    query.append_pair("limit", &limit.to_string());
    query.append_pair("offset", &offset.to_string());
    format!("{}?{}", call.path.trim_end_matches('/'), query.finish())
}

/// `POST /entities` (§5.6.1).
pub(crate) async fn create(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&["local", "via", "options", "format"])?;
    let (document, context) = broker.contexts.content(call).await?;
    let mut entity = if call.is_simplified() {
        Entity::parse_simplified(&document, &context.active)?
    } else {
        Entity::parse(&document, &context.active)?
    };
    broker.make_tenant(&call.tenant).await?;
    entity.stamp_new(&clock::now().text);
    broker.create(&call.tenant, &entity).await?;
    Ok(Answer::created(&location(&entity.id)))
}

/// `GET /entities/{id}` (§5.7.1).
pub(crate) async fn retrieve(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    let media = call.accepted(&ENTITY_MEDIA)?;
    call.know(&[
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
        "splitEntities",
    ])?;
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    let how = representation(call, &context.active)?;
    let joining = Joining::parse(call.parameter("join"), call.parameter("joinLevel"))?;
    let wanted = Wanted {
        id: Some(id),
        ids: Vec::new(),
        types: None,
        pattern: None,
        attributes: how.projection.attrs.iter().flatten().cloned().collect(),
    };
    let here = broker.find(&call.tenant, id).await?;
    let mut gathered = forward::gather(broker, call, &context, &wanted).await?;
    let warnings = std::mem::take(&mut gathered.warnings);
    let entity = gathered
        .joined(here.map(|stored| stored.entity).into_iter().collect())
        .into_iter()
        .find(|entity| entity.id == id)
        .ok_or_else(|| no_entity(id))?;
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
        geometry: call.parameter("geometryProperty").map(str::to_owned),
    };
    Ok(showing.one(broker, &entity).await?.warned(&warnings))
}

/// `DELETE /entities/{id}` (§5.6.6).
pub(crate) async fn delete(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["local", "via", "type"])?;
    broker.need_tenant(&call.tenant).await?;
    broker.delete(&call.tenant, id).await?;
    Ok(Answer::no_content())
}
