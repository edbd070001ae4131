//! How a request wants entities shown (ETSI GS CIM 009 §6.3.7 to §6.3.12).

use http::StatusCode;
use ngsi_ld::represent::{self, Format, Projection, Representation};
use ngsi_ld::{Context, Entity, Problem};
use serde_json::Value;

use super::earlier;
use super::join::{Joining, Shape, follow, inline};
use super::known::Known;
use crate::answer::{Answer, with_context};
use crate::call::{Call, Media};
use crate::contexts::Named;

/// A parameter that is a list divided by commas.
pub(crate) fn parameter_list<'a>(call: &'a Call, name: &str) -> Option<Vec<&'a str>> {
    call.parameter(name)
        .map(|text| text.split(',').map(str::trim).collect())
}

/// The words that `options` and `format` of a retrieval or query may say (§6.3.7, §6.3.11, §6.3.13).
const OPTIONS: [&str; 9] = [
    "keyValues",
    "simplified",
    "concise",
    "normalized",
    "sysAttrs",
    "count",
    "temporalValues",
    "aggregatedValues",
    "splitEntities",
];

/// Refuses options that do not exist.
fn check_options(call: &Call) -> Result<(), Problem> {
    let said = [call.parameter("options"), call.parameter("format")];
    match said
        .into_iter()
        .flatten()
        .flat_map(|options| options.split(','))
        .find(|option| !OPTIONS.contains(&option.trim()))
    {
        None => Ok(()),
        Some(wrong) => Err(Problem::invalid(format!("there is no option `{wrong}`"))),
    }
}

/// What the parameters say of the representation.
pub(crate) fn representation(call: &Call, context: &Context) -> Result<Representation, Problem> {
    let projection = Projection::parse(
        call.parameter("attrs"),
        call.parameter("pick"),
        call.parameter("omit"),
        call.parameter("datasetId"),
        context,
    )?;
    with_projection(call, projection, call.parameter("lang"))
}

/// As [`representation`], where a body says what is shown.
pub(crate) fn with_projection(
    call: &Call,
    projection: Projection,
    lang: Option<&str>,
) -> Result<Representation, Problem> {
    check_options(call)?;
    let format = if call.is_simplified() {
        Format::Simplified
    } else if call.option("concise") {
        Format::Concise
    } else {
        Format::Normalised
    };
    Ok(Representation {
        format,
        sys_attrs: call.option("sysAttrs"),
        lang: lang.map(str::to_owned),
        projection,
        join: None,
    })
}

/// Refuses to look farther along links than linked entities are asked for (§5.7.1.4, §5.7.2.4).
pub(crate) fn check_depth(depth: usize, joining: Option<&Joining>) -> Result<(), Problem> {
    let level = joining.map_or(0, |joining| joining.level);
    if depth <= level {
        return Ok(());
    }
    Err(Problem::bad_data(format!(
        "the request looks {depth} links far, and asks for linked entities of {level} levels"
    )))
}

/// The geo-property of GeoJSON, which is said only where GeoJSON is wanted (§5.7.1.4).
pub(crate) fn geometry(media: Media, name: Option<&str>) -> Result<Option<String>, Problem> {
    if name.is_some() && media != Media::GeoJson {
        return Err(Problem::bad_data(
            "`geometryProperty` goes with `Accept: application/geo+json`",
        ));
    }
    Ok(name.map(str::to_owned))
}

/// Whether a GeoJSON body carries its context: it does unless `Prefer: body=json` (§6.3.6).
fn prefers_plain(call: &Call) -> bool {
    call.headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.replace(' ', "").contains("body=json"))
}

/// How entities are shown, and where.
pub(crate) struct Showing<'a> {
    pub(crate) call: &'a Call,
    pub(crate) media: Media,
    pub(crate) context: &'a Named,
    pub(crate) how: Representation,
    pub(crate) joining: Option<Joining>,
    /// The geo-property of GeoJSON, as the client names it.
    pub(crate) geometry: Option<String>,
}

impl Showing<'_> {
    fn json(&self, entity: &Entity, how: &Representation) -> Value {
        let context = &self.context.active;
        if self.media != Media::GeoJson {
            return represent::entity(entity, context, how);
        }
        let geometry = self.geometry.as_deref().map(|name| context.expand(name));
        represent::feature(entity, context, how, geometry.as_deref())
    }

    /// The JSON of entities with those that they link to: within them, or after them.
    async fn with_linked(
        &mut self,
        known: &impl Known,
        entities: &[&Entity],
    ) -> Result<Vec<Value>, Problem> {
        let mut beside = Vec::new();
        if let Some(joining) = &self.joining {
            let found = follow(known, entities, &self.how.projection, joining).await?;
            match joining.shape {
                Shape::Inline => self.how.join = Some(inline(found, entities, joining)),
                Shape::Flat => beside = found,
            }
        }
        let mut shown: Vec<Value> = entities
            .iter()
            .map(|entity| self.json(entity, &self.how))
            .collect();
        for one in beside {
            let how = Representation {
                projection: one.projection,
                ..self.how.clone()
            };
            shown.push(self.json(&one.entity, &how));
        }
        Ok(shown)
    }

    /// An answer of one entity; an array when others that it links to stand beside it.
    pub(crate) async fn one(
        mut self,
        known: &impl Known,
        entity: &Entity,
    ) -> Result<Answer, Problem> {
        let mut shown = self.with_linked(known, &[entity]).await?;
        let is_flat = self
            .joining
            .as_ref()
            .is_some_and(|joining| joining.shape == Shape::Flat);
        let body = match (is_flat && shown.len() > 1, self.media) {
            (false, _) => shown.swap_remove(0),
            (true, Media::GeoJson) => represent::feature_collection(&shown),
            (true, _) => Value::Array(shown),
        };
        Ok(self.answer(body))
    }

    /// An answer of several entities.
    pub(crate) async fn several(
        mut self,
        known: &impl Known,
        entities: &[&Entity],
    ) -> Result<Answer, Problem> {
        let shown = self.with_linked(known, entities).await?;
        let body = match self.media {
            Media::GeoJson => represent::feature_collection(&shown),
            _ => Value::Array(shown),
        };
        Ok(self.answer(body))
    }

    fn answer(&self, mut body: Value) -> Answer {
        let version = self.call.version();
        if self.media != Media::GeoJson
            && version.is_some_and(|version| earlier::amend(&mut body, version))
        {
            // §4.3.6.8: what was asked for is not what there is.
            return Answer::document(self.media, &self.context.document, body)
                .with_status(StatusCode::NON_AUTHORITATIVE_INFORMATION);
        }
        let body = if self.media == Media::GeoJson && !prefers_plain(self.call) {
            with_context(body, &self.context.document)
        } else {
            body
        };
        Answer::document(self.media, &self.context.document, body)
    }
}
