//! The order of results (ETSI GS CIM 009 §4.23).

use std::cmp::Ordering;

use super::compare::{Scalar, order};
use super::condition::Path;
use crate::context::Context;
use crate::entity::Entity;
use crate::problem::Problem;

/// Members that results can be in the order of: each costs a comparison per pair.
const MAX_KEYS: usize = 16;

/// In what order entities come.
#[derive(Debug, Clone)]
pub struct Order(Vec<(Path, bool)>);

impl Order {
    /// From `orderBy`: paths divided by commas, each with `;asc` or `;desc` if wanted.
    ///
    /// # Errors
    /// [`Problem`] when it cannot be read.
    pub fn parse(text: &str, context: &Context) -> Result<Self, Problem> {
        let keys: Vec<&str> = text.split(',').collect();
        if keys.len() > MAX_KEYS {
            return Err(Problem::bad_data(format!(
                "`orderBy` has at most {MAX_KEYS} members"
            )));
        }
        keys.into_iter()
            .map(|key| {
                let (path, way) = key.trim().split_once(';').unwrap_or((key.trim(), "asc"));
                let descending = match way {
                    "asc" => false,
                    "desc" => true,
                    other => {
                        return Err(Problem::bad_data(format!(
                            "`orderBy` is `asc` or `desc`, not `{other}`"
                        )));
                    }
                };
                Ok((Path::parse(path, context)?, descending))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Which of two comes first; entities without the member come last.
    pub fn compare(&self, one: &Entity, other: &Entity) -> Ordering {
        for (path, descending) in &self.0 {
            let first = |entity: &Entity| path.values(entity).into_iter().next();
            let ordering = match (first(one), first(other)) {
                (Some(one), Some(other)) => {
                    let (one, other) = (Scalar::of(&one), Scalar::of(&other));
                    let ordering = one
                        .zip(other)
                        .and_then(|(one, other)| order(&one, &other))
                        .unwrap_or(Ordering::Equal);
                    if *descending {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
        let order = Order::parse("speed;desc,id;desc", &context).unwrap();
        entities.sort_by(|one, other| order.compare(one, other));
        let ids: Vec<&str> = entities.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["urn:x:c", "urn:x:d", "urn:x:a", "urn:x:b"]);
        for wrong in ["", "speed;up", "a==b", "a,,b"] {
            assert!(Order::parse(wrong, &context).is_err(), "{wrong}");
        }
    }
}
