//! Geo-queries (ETSI GS CIM 009 §4.10).

use serde_json::{Value, json};

use super::shape::Shape;
use crate::context::Context;
use crate::entity::{Entity, Kind, is_geometry};
use crate::problem::Problem;

/// Positions of one query's geometry: each is compared with each of every entity's.
const MAX_COORDINATE_BYTES: usize = 64 * 1024;

/// How an entity's geometry stands to the query's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Relation {
    /// At most this many metres away.
    NearerThan(f64),
    /// At least this many metres away.
    FartherThan(f64),
    /// In it.
    Within,
    /// Around it.
    Contains,
    /// Sharing something with it.
    Intersects,
    /// The same.
    Equals,
    /// Sharing nothing with it.
    Disjoint,
    /// Sharing some of it, of the same dimension.
    Overlaps,
}

/// A geo-query.
#[derive(Debug, Clone)]
pub struct GeoQuery {
    relation: Relation,
    shape: Shape,
    /// The attribute it is about, expanded.
    property: String,
}

impl GeoQuery {
    /// From the parameters of a request; none when none of them is given. `coordinates` is JSON.
    ///
    /// # Errors
    /// [`Problem`] when they do not go together.
    pub fn parse(
        relation: Option<&str>,
        geometry: Option<&str>,
        coordinates: Option<&str>,
        property: Option<&str>,
        context: &Context,
    ) -> Result<Option<Self>, Problem> {
        let (relation, geometry, coordinates) = match (relation, geometry, coordinates) {
            (None, None, None) => return Ok(None),
            (Some(relation), Some(geometry), Some(coordinates)) => {
                (relation, geometry, coordinates)
            }
            _ => {
                return Err(Problem::bad_data(
                    "a geo-query has `georel`, `geometry` and `coordinates`",
                ));
            }
        };
        if coordinates.len() > MAX_COORDINATE_BYTES {
            return Err(Problem::bad_data(format!(
                "`coordinates` has at most {MAX_COORDINATE_BYTES} bytes"
            )));
        }
        let coordinates: Value = serde_json::from_str(coordinates)
            .map_err(|_| Problem::bad_data(format!("`{coordinates}` are not coordinates")))?;
        // Clients send the parameter without a name where they mean none.
        let property = property.filter(|name| !name.is_empty());
        Self::of(relation, geometry, &coordinates, property, context).map(Some)
    }

    /// From a document's `geoQ` (§5.2.13).
    ///
    /// # Errors
    /// [`Problem`] when its members do not go together.
    pub fn read(document: &Value, context: &Context) -> Result<Self, Problem> {
        let text = |name: &str| match document.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.as_str())),
            Some(wrong) => Err(Problem::bad_data(format!(
                "`{name}` is a string, not {wrong}"
            ))),
        };
        let (Some(relation), Some(geometry), Some(coordinates)) = (
            text("georel")?,
            text("geometry")?,
            document.get("coordinates"),
        ) else {
            return Err(Problem::bad_data(
                "`geoQ` has `georel`, `geometry` and `coordinates`",
            ));
        };
        Self::of(
            relation,
            geometry,
            coordinates,
            text("geoproperty")?,
            context,
        )
    }

    fn of(
        relation: &str,
        geometry: &str,
        coordinates: &Value,
        property: Option<&str>,
        context: &Context,
    ) -> Result<Self, Problem> {
        // Coordinates may be given as a string that holds them (§5.2.13).
        let parsed = coordinates
            .as_str()
            .and_then(|text| serde_json::from_str(text).ok());
        let coordinates = &closed(geometry, parsed.as_ref().unwrap_or(coordinates));
        let shape = Some(())
            .filter(|()| is_geometry(&json!({"type": geometry, "coordinates": coordinates})))
            .and_then(|()| Shape::of(geometry, coordinates))
            .ok_or_else(|| {
                Problem::bad_data(format!("`{coordinates}` are not those of a `{geometry}`"))
            })?;
        Ok(Self {
            relation: Relation::parse(relation)?,
            shape,
            property: context.expand(property.unwrap_or("location")),
        })
    }

    /// Whether one of an entity's geometries stands so.
    pub fn matches(&self, entity: &Entity) -> bool {
        entity
            .attributes
            .get(&self.property)
            .into_iter()
            .flatten()
            .filter(|instance| instance.kind == Kind::GeoProperty)
            .any(|instance| self.holds(&instance.value))
    }

    /// Whether a GeoJSON geometry stands so.
    pub fn holds(&self, geometry: &Value) -> bool {
        let shape = geometry
            .get("type")
            .and_then(Value::as_str)
            .zip(geometry.get("coordinates"))
            .and_then(|(kind, coordinates)| Shape::of(kind, coordinates));
        let Some(shape) = shape else { return false };
        match self.relation {
            Relation::NearerThan(metres) => shape.distance(&self.shape) <= metres,
            Relation::FartherThan(metres) => shape.distance(&self.shape) >= metres,
            Relation::Within => shape.within(&self.shape),
            Relation::Contains => self.shape.within(&shape),
            Relation::Intersects => shape.intersects(&self.shape),
            Relation::Equals => shape.within(&self.shape) && self.shape.within(&shape),
            Relation::Disjoint => !shape.intersects(&self.shape),
            Relation::Overlaps => shape.overlaps(&self.shape),
        }
    }
}

/// Coordinates whose rings are closed, and within the polygon that they make: clients leave out the last position, or the
/// brackets around a polygon's only ring, and neither is ever in doubt.
fn closed(geometry: &str, coordinates: &Value) -> Value {
    let mut closed = coordinates.clone();
    if geometry == "Polygon" && closed[0][0].is_number() {
        closed = json!([closed]);
    }
    let close = |polygon: &mut Value| {
        for ring in polygon.as_array_mut().into_iter().flatten() {
            if let Some(positions) = ring.as_array_mut()
                && positions.len() >= 3
                && positions.first() != positions.last()
            {
                positions.extend(positions.first().cloned());
            }
        }
    };
    match geometry {
        "Polygon" => close(&mut closed),
        "MultiPolygon" => closed.as_array_mut().into_iter().flatten().for_each(close),
        _ => {}
    }
    closed
}

impl Relation {
    fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::bad_data(format!("there is no relation `{text}`"));
        Ok(match text {
            "within" => Self::Within,
            "contains" => Self::Contains,
            "intersects" => Self::Intersects,
            "equals" => Self::Equals,
            "disjoint" => Self::Disjoint,
            "overlaps" => Self::Overlaps,
            _ => {
                let distance = text.strip_prefix("near;").ok_or_else(wrong)?;
                let (name, metres) = distance.split_once("==").ok_or_else(wrong)?;
                let metres: f64 = metres
                    .parse()
                    .ok()
                    .filter(|metres: &f64| metres.is_finite() && *metres > 0.0)
                    .ok_or_else(wrong)?;
                match name {
                    "maxDistance" => Self::NearerThan(metres),
                    "minDistance" => Self::FartherThan(metres),
                    _ => return Err(wrong()),
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(relation: &str, query: &(&str, Value), target: &(&str, Value)) -> bool {
        GeoQuery::of(relation, query.0, &query.1, None, &Context::core())
            .unwrap()
            .holds(&json!({"type": target.0, "coordinates": target.1}))
    }

    fn square(from: f64, to: f64) -> (&'static str, Value) {
        (
            "Polygon",
            json!([[[from, from], [to, from], [to, to], [from, to], [from, from]]]),
        )
    }

    fn point(x: f64, y: f64) -> (&'static str, Value) {
        ("Point", json!([x, y]))
    }

    #[test]
    fn areas_stand_to_one_another() {
        let with_hole = (
            "Polygon",
            json!([
                [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]],
                [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]
            ]),
        );
        for (relation, query, target, expected) in [
            ("within", square(0.0, 10.0), square(2.0, 3.0), true),
            ("within", square(0.0, 10.0), square(8.0, 12.0), false),
            ("within", with_hole.clone(), square(3.0, 7.0), false),
            ("within", with_hole.clone(), square(1.0, 2.0), true),
            ("within", with_hole.clone(), point(5.0, 5.0), false),
            ("contains", square(2.0, 3.0), square(0.0, 10.0), true),
            ("contains", point(5.0, 5.0), with_hole.clone(), false),
            ("intersects", square(0.0, 2.0), square(1.0, 3.0), true),
            ("intersects", square(0.0, 2.0), square(3.0, 4.0), false),
            ("disjoint", square(0.0, 2.0), square(3.0, 4.0), true),
            ("overlaps", square(0.0, 2.0), square(1.0, 3.0), true),
            ("overlaps", square(0.0, 2.0), square(2.0, 3.0), false),
            ("overlaps", square(0.0, 9.0), square(2.0, 3.0), false),
            ("equals", square(0.0, 2.0), square(0.0, 2.0), true),
            ("equals", point(1.0, 1.0), point(1.0, 1.0), true),
            ("equals", square(0.0, 2.0), square(0.0, 3.0), false),
            (
                "intersects",
                ("LineString", json!([[0, 0], [2, 2]])),
                ("LineString", json!([[0, 2], [2, 0]])),
                true,
            ),
            (
                "contains",
                ("Polygon", json!([[[1, 1], [1, 1], [2, 1], [2, 2], [1, 1]]])),
                square(0.0, 5.0),
                true,
            ),
        ] {
            assert_eq!(
                holds(relation, &query, &target),
                expected,
                "{relation} {query:?} {target:?}"
            );
        }
    }

    #[test]
    fn distances_are_in_metres() {
        // A degree of longitude at 60° north is about 55.6 km.
        let near =
            |metres: &str, target| holds(&format!("near;{metres}"), &point(25.0, 60.0), &target);
        assert!(near("maxDistance==56000", point(26.0, 60.0)));
        assert!(!near("maxDistance==55000", point(26.0, 60.0)));
        assert!(near("minDistance==55000", point(26.0, 60.0)));
        let line = ("LineString", json!([[24.0, 60.01], [26.0, 60.01]]));
        assert!(near("maxDistance==1200", line.clone()));
        assert!(!near("maxDistance==1000", line));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let context = Context::core();
        for relation in [
            "near",
            "near;maxDistance==0",
            "near;maxDistance==-1",
            "near;maxDistance==inf",
            "near;maxDistance==1e400",
            "near;maxDistance==1;minDistance==2",
            "touches",
        ] {
            assert!(
                GeoQuery::of(relation, "Point", &json!([1, 2]), None, &context).is_err(),
                "{relation}"
            );
        }
        let parse = |geometry, coordinates| {
            GeoQuery::parse(Some("within"), geometry, coordinates, None, &context)
        };
        assert!(parse(Some("Point"), None).is_err());
        assert!(parse(Some("Point"), Some("[1")).is_err());
        assert!(parse(Some("Polygon"), Some("[[[0,0],[1,1]]]")).is_err());
        assert!(parse(Some("Circle"), Some("[0,0]")).is_err());
        // A polygon's only ring, open, without the brackets around it; and a parameter that names nothing.
        let ring = parse(Some("Polygon"), Some("[[0,0],[4,0],[4,4]]")).unwrap();
        let whole = parse(Some("Polygon"), Some("[[[0,0],[4,0],[4,4],[0,0]]]")).unwrap();
        let described = |query: &Option<GeoQuery>| format!("{query:?}");
        assert_eq!(described(&ring), described(&whole));
        let unnamed = GeoQuery::parse(
            Some("within"),
            Some("Polygon"),
            Some("[[0,0],[4,0],[4,4]]"),
            Some(""),
            &context,
        );
        assert_eq!(described(&unnamed.unwrap()), described(&whole));
    }
}
