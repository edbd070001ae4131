//! `join`: the entities that others link to, from where the others are (ETSI GS CIM 009 §4.5.23, §5.7.1, §5.7.2).

use std::collections::BTreeMap;
use std::sync::Arc;

use ngsi_ld::represent::{Join, Projection, targets};
use ngsi_ld::{Entity, Problem};

use super::check_id;
use super::known::Known;
use crate::call::Call;

/// How deep entities are joined at most: each level may be many times larger than the one before.
const MAX_LEVEL: usize = 10;
/// Entities brought in by links at most.
pub(super) const MAX_LINKED: usize = 5000;

/// How linked entities are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Within the entity that links to them.
    Inline,
    /// Beside it, in one array.
    Flat,
}

/// How links are followed.
#[derive(Debug, Clone)]
pub(crate) struct Joining {
    pub(crate) shape: Shape,
    pub(crate) level: usize,
    /// Entities that the client has come by already: they are not brought again (`containedBy`).
    pub(crate) contained_by: Vec<String>,
}

impl Joining {
    /// From a request's parameters.
    pub(crate) fn of(call: &Call) -> Result<Option<Self>, Problem> {
        Self::parse(
            call.parameter("join"),
            call.parameter("joinLevel"),
            call.parameter("containedBy"),
        )
    }

    /// From `join`, `joinLevel` and `containedBy`.
    pub(crate) fn parse(
        join: Option<&str>,
        level: Option<&str>,
        contained_by: Option<&str>,
    ) -> Result<Option<Self>, Problem> {
        let level = match level {
            None => 1,
            Some(text) => text
                .parse()
                .ok()
                .filter(|level| (1..=MAX_LEVEL).contains(level))
                .ok_or_else(|| {
                    Problem::bad_data(format!(
                        "`joinLevel` is from 1 to {MAX_LEVEL}, not `{text}`"
                    ))
                })?,
        };
        let shape = match join {
            None | Some("@none") => return Ok(None),
            Some("inline") => Shape::Inline,
            Some("flat") => Shape::Flat,
            Some(other) => {
                return Err(Problem::bad_data(format!(
                    "`join` is `inline`, `flat` or `@none`, not `{other}`"
                )));
            }
        };
        let contained_by: Vec<String> = contained_by
            .into_iter()
            .flat_map(|ids| ids.split(','))
            .map(|id| id.trim().to_owned())
            .collect();
        contained_by.iter().try_for_each(|id| check_id(id))?;
        Ok(Some(Self {
            shape,
            level,
            contained_by,
        }))
    }
}

/// One entity that is shown, with what is shown of it.
pub(crate) struct Shown {
    pub(crate) entity: Entity,
    pub(crate) projection: Projection,
}

/// The entities that these link to, level by level, each once, with what is to be shown of it.
pub(crate) async fn follow(
    known: &impl Known,
    roots: &[&Entity],
    projection: &Projection,
    joining: &Joining,
) -> Result<Vec<Shown>, Problem> {
    let mut found: Vec<Shown> = Vec::new();
    let mut wanted: Vec<(String, Projection)> = roots
        .iter()
        .flat_map(|root| links(root, projection))
        .collect();
    for _ in 0..joining.level {
        let mut next = Vec::new();
        for (id, projection) in wanted {
            let is_there = joining.contained_by.contains(&id)
                || roots.iter().any(|root| root.id == id)
                || found.iter().any(|shown| shown.entity.id == id);
            if is_there {
                continue;
            }
            if found.len() >= MAX_LINKED {
                return Err(Problem::new(
                    ngsi_ld::ProblemKind::TooComplexQuery,
                    format!("more than {MAX_LINKED} entities are linked to"),
                ));
            }
            if let Some(entity) = known.entity(&id).await? {
                next.extend(links(&entity, &projection));
                found.push(Shown { entity, projection });
            }
        }
        wanted = next;
    }
    Ok(found)
}

/// What an entity's shown relationships link to.
fn links(entity: &Entity, projection: &Projection) -> Vec<(String, Projection)> {
    let mut links = Vec::new();
    for (iri, instances) in &entity.attributes {
        for instance in projection.instances(iri, instances) {
            for id in targets(instance) {
                links.push((id.to_owned(), projection.of_linked(iri)));
            }
        }
    }
    links
}

/// Linked entities as a representation takes them.
pub(crate) fn inline(found: Vec<Shown>, roots: &[&Entity], joining: &Joining) -> Join {
    let mut entities: BTreeMap<String, Entity> = roots
        .iter()
        .map(|root| (root.id.clone(), (*root).clone()))
        .collect();
    entities.extend(
        found
            .into_iter()
            .map(|shown| (shown.entity.id.clone(), shown.entity)),
    );
    Join {
        entities: Arc::new(entities),
        level: joining.level,
        within: joining.contained_by.clone(),
    }
}
