//! Which entities are meant: by id, pattern and type, and by what they say. Queries, subscriptions and registrations
//! ask the same way (ETSI GS CIM 009 §5.2.33, §5.7.2, §5.8.6).

use ngsi_ld::query::{Condition, GeoQuery, ScopeQuery, TypeSelection, pattern};
use ngsi_ld::{Context, Entity, Problem};
use regex::Regex;

use super::check_id;
use crate::Broker;
use crate::store::Stored;

/// Entities by id, pattern of ids, and type (§5.2.33); what is none asks for nothing.
#[derive(Debug, Default)]
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
        Ok(Self {
            ids,
            pattern: id_pattern.map(pattern).transpose()?,
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
        geo: Option<GeoQuery>,
        scope: Option<&str>,
        context: &Context,
    ) -> Result<Self, Problem> {
        Ok(Self {
            condition: condition
                .map(|text| Condition::parse(text, context))
                .transpose()?,
            geo,
            scope: scope.map(ScopeQuery::parse).transpose()?,
        })
    }

    pub(crate) fn matches(&self, entity: &Entity) -> bool {
        self.scope
            .as_ref()
            .is_none_or(|scope| scope.matches(&entity.scope))
            && self
                .condition
                .as_ref()
                .is_none_or(|condition| condition.matches(entity))
            && self.geo.as_ref().is_none_or(|geo| geo.matches(entity))
    }
}
