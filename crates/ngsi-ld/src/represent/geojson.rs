//! GeoJSON (RFC 7946; ETSI GS CIM 009 §4.5.16 and §4.5.17).

use serde_json::{Map, Value, json};

use super::{Representation, entity as as_json};
use crate::context::Context;
use crate::entity::{Entity, Kind};

/// An entity as a feature whose geometry is that of a geo-property (expanded), by default `location`; null when it has
/// none.
pub fn feature(
    entity: &Entity,
    context: &Context,
    how: &Representation,
    geometry_property: Option<&str>,
) -> Value {
    let location = context.expand("location");
    let wanted = geometry_property.unwrap_or(&location);
    let instances = entity
        .attributes
        .get(wanted)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let geometry = how
        .projection
        .datasets
        .as_ref()
        .map_or_else(
            || {
                instances
                    .iter()
                    .find(|one| one.dataset_id.is_none())
                    .or(instances.first())
            },
            |_| how.projection.instances(wanted, instances).next(),
        )
        .filter(|one| one.kind == Kind::GeoProperty)
        .map_or(Value::Null, |one| one.value.clone());
    let Value::Object(mut properties) = as_json(entity, context, how) else {
        return Value::Null;
    };
    properties.remove("id");
    let mut out = Map::new();
    out.insert("id".into(), json!(entity.id));
    out.insert("type".into(), json!("Feature"));
    out.insert("geometry".into(), geometry);
    out.insert("properties".into(), Value::Object(properties));
    Value::Object(out)
}

/// Features as a collection.
pub fn feature_collection(features: &[Value]) -> Value {
    json!({ "type": "FeatureCollection", "features": features })
}
