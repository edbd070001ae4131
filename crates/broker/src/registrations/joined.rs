//! What sources have said of entities, joined with what is here (ETSI GS CIM 009 §4.3.6.2, §4.3.6.3, §4.5.5).

use std::collections::{BTreeMap, BTreeSet};

use ngsi_ld::{Attribute, Entity, Problem};

use super::matching::{Coverage, Mode, Source};

/// What sources have said.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Whether there was any source to ask.
    pub(crate) asked: bool,
    /// Entities with whether they come from an auxiliary source, and from which registration.
    pub(super) entities: Vec<(Entity, bool, String)>,
    /// Sources that alone have some attributes.
    pub(super) exclusive: Vec<Source>,
    /// What is said of sources that have failed.
    pub(crate) warnings: Vec<String>,
    /// Why the one source that could know something has not said it (table 6.3.17-2).
    pub(crate) failure: Option<Problem>,
}

impl Gathered {
    /// Takes what a source has said, as far as it is registered for it (§4.3.6.1).
    pub(super) fn take(&mut self, source: &Source, mut entity: Entity) {
        match source.covers(&entity.id, Some(&entity.types)) {
            None => return,
            Some(Coverage::All) => {}
            Some(Coverage::Names(names)) => {
                entity.attributes.retain(|name, _| names.contains(name));
            }
        }
        let is_auxiliary = source.mode == Mode::Auxiliary;
        self.entities
            .push((entity, is_auxiliary, source.id.clone()));
    }

    /// The entities that sources have said something of.
    pub(crate) fn ids(&self) -> BTreeSet<&str> {
        self.entities
            .iter()
            .map(|(entity, ..)| entity.id.as_str())
            .collect()
    }

    /// Which registrations know which entity.
    pub(crate) fn origins(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut origins: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (entity, _, registration) in &self.entities {
            origins
                .entry(entity.id.as_str())
                .or_default()
                .insert(registration.as_str());
        }
        origins
    }

    /// Leaves out what a source alone may say.
    fn without_claimed(&self, entity: &mut Entity) {
        for source in &self.exclusive {
            if let Some(Coverage::Names(names)) = source.covers(&entity.id, Some(&entity.types)) {
                entity.attributes.retain(|name, _| !names.contains(name));
            }
        }
    }

    /// Joins what sources have said with what is here, by id; in the order in which they first appear.
    pub(crate) fn joined(mut self, mut here: Vec<Entity>) -> Vec<Entity> {
        for entity in &mut here {
            self.without_claimed(entity);
        }
        let mut order: Vec<String> = Vec::new();
        let mut all: BTreeMap<String, Entity> = BTreeMap::new();
        let (auxiliary, main): (Vec<_>, Vec<_>) = std::mem::take(&mut self.entities)
            .into_iter()
            .map(|(entity, auxiliary, _)| (entity, auxiliary))
            .partition(|(_, auxiliary)| *auxiliary);
        let theirs = main.into_iter().chain(auxiliary);
        for (entity, auxiliary) in here.into_iter().map(|entity| (entity, false)).chain(theirs) {
            match all.get_mut(&entity.id) {
                Some(known) => merge(known, entity, auxiliary),
                None => {
                    order.push(entity.id.clone());
                    all.insert(entity.id.clone(), entity);
                }
            }
        }
        order.iter().filter_map(|id| all.remove(id)).collect()
    }
}

/// Takes what another says of the same entity: for each instance the more recent one wins (§4.5.5); an auxiliary
/// source only adds.
pub(crate) fn merge(known: &mut Entity, other: Entity, auxiliary: bool) {
    for name in other.types {
        if !known.types.contains(&name) {
            known.types.push(name);
        }
    }
    for (name, instances) in other.attributes {
        let ours = known.attributes.entry(name).or_default();
        for instance in instances {
            match ours
                .iter_mut()
                .find(|one| one.dataset_id == instance.dataset_id)
            {
                None => ours.push(instance),
                Some(one) if !auxiliary && is_newer(&instance, one) => *one = instance,
                Some(_) => {}
            }
        }
    }
}

fn is_newer(one: &Attribute, other: &Attribute) -> bool {
    let time = |text: &str| ngsi_ld::entity::micros(text);
    let observed = |one: &Attribute| one.observed_at.as_deref().and_then(time);
    match (observed(one), observed(other)) {
        (Some(one), Some(other)) => one > other,
        _ => time(&one.modified_at) > time(&other.modified_at),
    }
}
