//! Which entities are meant: by id, pattern and type, and by what they say. Queries, subscriptions and registrations
//! ask the same way (ETSI GS CIM 009 §5.2.33, §5.7.2, §5.8.6).

use std::collections::BTreeSet;

use ngsi_ld::query::{Condition, GeoQuery, Linked, ScopeQuery, TypeSelection, pattern};
use ngsi_ld::{Context, Entity, Problem, ProblemKind};
use regex::Regex;

use super::check_id;
use super::join::MAX_LINKED;
use super::known::Known;
use crate::Broker;
use crate::store::Stored;

/// Entities by id, pattern of ids, and type (§5.2.33); what is none asks for nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selector {
    pub(crate) ids: Option<Vec<String>>,
    pub(crate) pattern: Option<Regex>,
    pub(crate) types: Option<TypeSelection>,
}

impl Selector {
    /// From what a client says; the type `*` asks for nothing.
    pub(crate) fn parse(
        ids: Option<Vec<String>>,
        id_pattern: Option<&str>,
        types: Option<&str>,
        context: &Context,
    ) -> Result<Self, Problem> {
        ids.iter().flatten().try_for_each(|id| check_id(id))?;
        let pattern = id_pattern.map(pattern).transpose()?;
        Ok(Self {
            // Ids go before patterns (§5.2.33).
            pattern: pattern.filter(|_| ids.is_none()),
            ids,
            types: types
                .filter(|types| *types != "*")
                .map(|types| TypeSelection::parse(types, context))
                .transpose()?,
        })
    }

    pub(crate) fn matches(&self, entity: &Entity) -> bool {
        self.ids.as_ref().is_none_or(|ids| ids.contains(&entity.id))
            && self
                .pattern
                .as_ref()
                .is_none_or(|pattern| pattern.is_match(&entity.id))
            && self
                .types
                .as_ref()
                .is_none_or(|types| types.matches(&entity.types))
    }

    /// Entities among which are all that match: those with the ids, in their order, or with one of the types, the
    /// oldest first.
    pub(crate) async fn candidates(
        &self,
        broker: &Broker,
        tenant: &str,
    ) -> Result<Vec<Stored>, Problem> {
        let mut found: Vec<Stored> = Vec::new();
        match (&self.ids, &self.types) {
            (Some(ids), _) => {
                for id in ids {
                    if !found.iter().any(|one| one.entity.id == *id) {
                        found.extend(broker.find(tenant, id).await?);
                    }
                }
            }
            (None, Some(types)) => {
                for name in types.names() {
                    found.extend(broker.all(tenant, Some(name)).await?);
                }
                oldest_first(&mut found);
            }
            (None, None) => found = broker.all(tenant, None).await?,
        }
        Ok(found)
    }
}

/// Entities among which are all that one of the selectors matches, each once, the oldest first; all when there is no
/// selector.
pub(crate) async fn candidates(
    broker: &Broker,
    tenant: &str,
    selectors: &[Selector],
) -> Result<Vec<Stored>, Problem> {
    let needs_all = |one: &Selector| one.ids.is_none() && one.types.is_none();
    if selectors.is_empty() || selectors.iter().any(needs_all) {
        return broker.all(tenant, None).await;
    }
    let mut found = Vec::new();
    for selector in selectors {
        found.extend(selector.candidates(broker, tenant).await?);
    }
    oldest_first(&mut found);
    Ok(found)
}

/// Puts entities into the order of their making, each once.
pub(crate) fn oldest_first(found: &mut Vec<Stored>) {
    found.sort_by(|one, other| {
        (one.created_at, &one.entity.id).cmp(&(other.created_at, &other.entity.id))
    });
    found.dedup_by(|one, other| one.entity.id == other.entity.id);
}

/// What entities must say.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    pub(crate) condition: Option<Condition>,
    pub(crate) geo: Option<GeoQuery>,
    pub(crate) scope: Option<ScopeQuery>,
}

impl Conditions {
    pub(crate) fn parse(
        condition: Option<&str>,
        expanding: &[&str],
        geo: Option<GeoQuery>,
        scope: Option<&str>,
        context: &Context,
    ) -> Result<Self, Problem> {
        Ok(Self {
            condition: condition
                .map(|text| Condition::parse_expanding(text, context, expanding))
                .transpose()?,
            geo,
            scope: scope.map(ScopeQuery::parse).transpose()?,
        })
    }

    /// How many links the condition follows.
    pub(crate) fn depth(&self) -> usize {
        self.condition.as_ref().map_or(0, Condition::depth)
    }

    /// What the condition asks of entities that these link to: those entities, as far as they are here.
    pub(crate) async fn linked(
        &self,
        known: &impl Known,
        entities: &[&Entity],
    ) -> Result<Linked, Problem> {
        let mut linked = Linked::new();
        let Some(condition) = &self.condition else {
            return Ok(linked);
        };
        let mut absent = BTreeSet::new();
        for _ in 0..condition.depth() {
            let missing: BTreeSet<String> = entities
                .iter()
                .flat_map(|entity| condition.missing(entity, &linked))
                .filter(|id| !absent.contains(id))
                .collect();
            for id in missing {
                if linked.len() >= MAX_LINKED {
                    return Err(Problem::new(
                        ProblemKind::TooComplexQuery,
                        format!("the condition is about more than {MAX_LINKED} linked entities"),
                    ));
                }
                match known.entity(&id).await? {
                    Some(entity) => drop(linked.insert(id, entity)),
                    None => drop(absent.insert(id)),
                }
            }
        }
        Ok(linked)
    }

    pub(crate) fn matches(&self, entity: &Entity, linked: &Linked) -> bool {
        self.scope
            .as_ref()
            .is_none_or(|scope| scope.matches(&entity.scope))
            && self
                .condition
                .as_ref()
                .is_none_or(|condition| condition.matches(entity, linked))
            && self.geo.as_ref().is_none_or(|geo| geo.matches(entity))
    }
}
