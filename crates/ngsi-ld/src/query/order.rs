//! The order of results (ETSI GS CIM 009 §4.23).

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::collation::Collation;
use super::compare::{Scalar, order};
use super::condition::Path;
use super::shape::Shape;
use crate::context::Context;
use crate::entity::{Entity, is_geometry};
use crate::problem::Problem;

/// Members that results can be in the order of: each costs a comparison per pair.
const MAX_KEYS: usize = 16;

/// In what order entities come.
#[derive(Debug, Clone)]
pub struct Order {
    keys: Vec<Key>,
    /// What distances are measured from.
    from: Option<Shape>,
    /// How text is ordered; by its code points where nothing is said.
    collation: Option<Collation>,
}

#[derive(Debug, Clone)]
struct Key {
    path: Path,
    by: By,
    descending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum By {
    Value,
    Distance,
}

impl Order {
    /// From `orderBy`: paths divided by commas, each with `;asc`, `;desc`, `;dist-asc` or `;dist-desc` if wanted, and
    /// from the geometry that distances are measured from (its type and coordinates).
    ///
    /// # Errors
    /// [`Problem`] when it cannot be read, or lacks what distances are measured from.
    pub fn parse(
        text: &str,
        from: Option<(&str, &Value)>,
        context: &Context,
    ) -> Result<Self, Problem> {
        let keys: Vec<&str> = text.split(',').collect();
        if keys.len() > MAX_KEYS {
            return Err(Problem::bad_data(format!(
                "`orderBy` has at most {MAX_KEYS} members"
            )));
        }
        let keys: Vec<Key> = keys
            .into_iter()
            .map(|key| Key::parse(key.trim(), context))
            .collect::<Result<_, _>>()?;
        let from = from
            .map(|(kind, coordinates)| {
                Some(())
                    .filter(|()| is_geometry(&json!({"type": kind, "coordinates": coordinates})))
                    .and_then(|()| Shape::of(kind, coordinates))
                    .ok_or_else(|| {
                        Problem::bad_data(format!("`{coordinates}` are not those of a `{kind}`"))
                    })
            })
            .transpose()?;
        if from.is_none() && keys.iter().any(|key| key.by == By::Distance) {
            return Err(Problem::bad_data(
                "an order by distance says what it is measured from",
            ));
        }
        Ok(Self {
            keys,
            from,
            collation: None,
        })
    }

    /// With text in the order of a language (`collation`: a language tag, as `sv` or `de-u-co-phonebk`).
    ///
    /// # Errors
    /// [`Problem`] when it is no language tag.
    pub fn collated(self, name: &str) -> Result<Self, Problem> {
        Ok(Self {
            collation: Some(Collation::parse(name)?),
            ..self
        })
    }

    /// Which of two comes first; entities without the member come last.
    pub fn compare(&self, one: &Entity, other: &Entity) -> Ordering {
        for key in &self.keys {
            let rank = |entity: &Entity| key.rank(entity, self.from.as_ref());
            let ordering = match (rank(one), rank(other)) {
                (Some(one), Some(other)) => {
                    let ordering = one.compare(&other, self.collation.as_ref());
                    if key.descending {
                        ordering.reverse()
                    } else {
                        ordering
                    }
                }
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            };
            if ordering != Ordering::Equal {
                return ordering;
            }
        }
        Ordering::Equal
    }
}

impl Key {
    fn parse(text: &str, context: &Context) -> Result<Self, Problem> {
        let (path, way) = text.split_once(';').unwrap_or((text, "asc"));
        let (by, descending) = match way {
            "asc" => (By::Value, false),
            "desc" => (By::Value, true),
            "dist-asc" => (By::Distance, false),
            "dist-desc" => (By::Distance, true),
            other => {
                return Err(Problem::bad_data(format!(
                    "`orderBy` is `asc`, `desc`, `dist-asc` or `dist-desc`, not `{other}`"
                )));
            }
        };
        Ok(Self {
            path: Path::parse(path, context)?,
            by,
            descending,
        })
    }

    fn rank(&self, entity: &Entity, from: Option<&Shape>) -> Option<Rank> {
        let value = self.path.values(entity).into_iter().next()?;
        match self.by {
            By::Value => Some(Rank::Value(Scalar::of(&value))),
            By::Distance => {
                let kind = value.get("type")?.as_str()?;
                let shape = Shape::of(kind, value.get("coordinates")?)?;
                Some(Rank::Distance(shape.distance(from?)))
            }
        }
    }
}

/// Where an entity stands.
enum Rank {
    /// None for arrays and objects.
    Value(Option<Scalar>),
    Distance(f64),
}

impl Rank {
    fn compare(&self, other: &Self, collation: Option<&Collation>) -> Ordering {
        match (self, other) {
            (Self::Distance(one), Self::Distance(other)) => one.total_cmp(other),
            (
                Self::Value(Some(Scalar::Text(one, at))),
                Self::Value(Some(Scalar::Text(other, other_at))),
            ) if at.is_none() || other_at.is_none() => {
                collation.map_or_else(|| one.cmp(other), |by| by.compare(one, other))
            }
            (Self::Value(Some(one)), Self::Value(Some(other))) => {
                order(one, other).unwrap_or_else(|| kind(Some(one)).cmp(&kind(Some(other))))
            }
            (Self::Value(one), Self::Value(other)) => kind(one.as_ref()).cmp(&kind(other.as_ref())),
            _ => Ordering::Equal,
        }
    }
}

/// Values of different kinds come kind by kind (§4.23.2).
fn kind(value: Option<&Scalar>) -> u8 {
    match value {
        Some(Scalar::Number(_)) => 0,
        Some(Scalar::Text(..)) => 1,
        None => 2,
        Some(Scalar::Bool(_)) => 3,
        Some(Scalar::Null) => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(text: &str, from: Option<(&str, &Value)>, members: &[Value]) -> Vec<usize> {
        let context = Context::core();
        let entities: Vec<Entity> = members
            .iter()
            .map(|members| {
                let mut document = json!({"id": "urn:x:1", "type": "T"});
                document
                    .as_object_mut()
                    .unwrap()
                    .extend(members.as_object().unwrap().clone());
                Entity::parse(&document, &context).unwrap()
            })
            .collect();
        let order = Order::parse(text, from, &context).unwrap();
        let mut indices: Vec<usize> = (0..entities.len()).collect();
        indices.sort_by(|one, other| order.compare(&entities[*one], &entities[*other]));
        indices
    }

    #[test]
    fn kinds_of_values_and_members_of_values_have_an_order() {
        let mixed = [
            json!({}),
            json!({"a": "x"}),
            json!({"a": true}),
            json!({"a": 7}),
            json!({"a": 3}),
        ];
        assert_eq!(sorted("a", None, &mixed), [4, 3, 1, 2, 0]);
        let nested = [
            json!({"a": {"value": {"b": "x"}}}),
            json!({"a": {"value": {"b": "y"}}}),
        ];
        assert_eq!(sorted("a[b];desc", None, &nested), [1, 0]);
    }

    #[test]
    fn entities_come_by_their_distance() {
        let at = |x: f64| json!({"location": {"type": "Point", "coordinates": [x, 60.0]}});
        let places = [at(24.0), at(10.0), json!({}), at(20.0)];
        let here = json!([21.0, 60.0]);
        let from = Some(("Point", &here));
        assert_eq!(sorted("location;dist-asc", from, &places), [3, 0, 1, 2]);
        assert_eq!(sorted("location;dist-desc", from, &places), [1, 0, 3, 2]);
        let context = Context::core();
        assert!(Order::parse("location;dist-asc", None, &context).is_err());
        assert!(Order::parse("a", Some(("Point", &json!("1,2"))), &context).is_err());
    }

    #[test]
    fn entities_come_in_the_order_asked_for() {
        let context = Context::core();
        let mut entities: Vec<Entity> =
            [("a", Some(2)), ("b", None), ("c", Some(10)), ("d", Some(2))]
                .into_iter()
                .map(|(id, speed)| {
                    let mut document = json!({"id": format!("urn:x:{id}"), "type": "T"});
                    if let Some(speed) = speed {
                        document["speed"] = json!({"type": "Property", "value": speed});
                    }
                    Entity::parse(&document, &context).unwrap()
                })
                .collect();
        let order = Order::parse("speed;desc,id;desc", None, &context).unwrap();
        entities.sort_by(|one, other| order.compare(one, other));
        let ids: Vec<&str> = entities.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["urn:x:c", "urn:x:d", "urn:x:a", "urn:x:b"]);
        for wrong in ["", "speed;up", "a==b", "a,,b"] {
            assert!(Order::parse(wrong, None, &context).is_err(), "{wrong}");
        }
    }
}
