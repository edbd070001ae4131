//! How a request wants entities shown (ETSI GS CIM 009 §6.3.7 to §6.3.12).

use ngsi_ld::represent::{self, Format, Projection, Representation};
use ngsi_ld::{Context, Entity, Problem};
use serde_json::Value;

use crate::answer::{Answer, with_context};
use crate::call::{Call, Media};
use crate::contexts::Named;

/// A parameter that is a list divided by commas.
pub(crate) fn parameter_list<'a>(call: &'a Call, name: &str) -> Option<Vec<&'a str>> {
    call.parameter(name)
        .map(|text| text.split(',').map(str::trim).collect())
}

/// What the parameters say of the representation.
pub(crate) fn representation(call: &Call, context: &Context) -> Result<Representation, Problem> {
    let known = [
        "keyValues",
        "simplified",
        "concise",
        "normalized",
        "sysAttrs",
        "temporalValues",
        "aggregatedValues",
    ];
    if let Some(format) = call.parameter("format")
        && !known.contains(&format)
    {
        return Err(Problem::bad_data(format!("there is no format `{format}`")));
    }
    let format = if call.option("keyValues") || call.option("simplified") {
        Format::Simplified
    } else if call.option("concise") {
        Format::Concise
    } else {
        Format::Normalised
    };
    Ok(Representation {
        format,
        sys_attrs: call.option("sysAttrs"),
        lang: call.parameter("lang").map(str::to_owned),
        projection: Projection::parse(
            call.parameter("attrs"),
            call.parameter("pick"),
            call.parameter("omit"),
            call.parameter("datasetId"),
            context,
        )?,
    })
}

/// The geo-property a GeoJSON answer shows, expanded.
fn geometry_property(call: &Call, context: &Context) -> Option<String> {
    call.parameter("geometryProperty")
        .map(|name| context.expand(name))
}

/// Whether a GeoJSON body carries its context: it does unless `Prefer: body=json` (§6.3.6).
fn prefers_plain(call: &Call) -> bool {
    call.headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.replace(' ', "").contains("body=json"))
}

/// An answer of one entity.
pub(super) fn one(
    call: &Call,
    media: Media,
    context: &Named,
    how: &Representation,
    entity: &Entity,
) -> Answer {
    let body = match media {
        Media::GeoJson => represent::feature(
            entity,
            &context.active,
            how,
            geometry_property(call, &context.active).as_deref(),
        ),
        _ => represent::entity(entity, &context.active, how),
    };
    answer(call, media, context, body)
}

/// An answer of several entities.
pub(crate) fn several(
    call: &Call,
    media: Media,
    context: &Named,
    how: &Representation,
    entities: &[&Entity],
) -> Answer {
    let geometry = geometry_property(call, &context.active);
    let body = match media {
        Media::GeoJson => {
            let features: Vec<Value> = entities
                .iter()
                .map(|entity| represent::feature(entity, &context.active, how, geometry.as_deref()))
                .collect();
            represent::feature_collection(&features)
        }
        _ => entities
            .iter()
            .map(|entity| represent::entity(entity, &context.active, how))
            .collect(),
    };
    answer(call, media, context, body)
}

fn answer(call: &Call, media: Media, context: &Named, body: Value) -> Answer {
    let body = if media == Media::GeoJson && !prefers_plain(call) {
        with_context(body, &context.document)
    } else {
        body
    };
    Answer::document(media, &context.document, body)
}
