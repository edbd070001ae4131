//! Finding entities by what they say without looking at all of them: by the texts of attributes that the broker was told
//! of. For whoever finds people by a card's number among hundreds of thousands.

use std::collections::BTreeSet;

use ngsi_ld::query::Condition;
use ngsi_ld::{Entity, Problem};
use serde_json::Value;
use storage::broker::index::IndexedValue;

use crate::Broker;
use crate::clock;
use crate::store::{Stored, failed};

/// Entities put in the index at once.
const AT_ONCE: usize = 500;

impl Broker {
    /// Has entities found by the texts of these attributes (expanded) alone, from now on. What is there is looked through
    /// once when other attributes were named before; nothing may be written meanwhile.
    ///
    /// # Errors
    /// A failure of the database.
    pub async fn index(&self, attributes: &BTreeSet<String>) -> Result<(), Problem> {
        let before = self.store.indexed().await;
        if before.map_err(|error| failed(&error))? != *attributes {
            self.fill_index(attributes).await?;
        }
        // Who has read it already has read the same.
        let _ = self.indexed.set(attributes.clone());
        Ok(())
    }

    async fn fill_index(&self, attributes: &BTreeSet<String>) -> Result<(), Problem> {
        let now = clock::now().micros;
        let emptied = self.store.forget_index(now).await;
        emptied.map_err(|error| failed(&error))?;
        let mut tenants = self.store.tenants().await.map_err(|error| failed(&error))?;
        tenants.push(String::new());
        for tenant in tenants {
            let mut entities = Vec::with_capacity(AT_ONCE);
            for stored in self.all(&tenant, None).await? {
                let values = self.values_of(attributes, &stored.entity).await?;
                entities.push((stored.entity.id, values));
            }
            for some in entities.chunks(AT_ONCE) {
                let put = self.store.put_in_index(&tenant, some).await;
                put.map_err(|error| failed(&error))?;
            }
        }
        let said = self.store.set_indexed(attributes, now).await;
        said.map_err(|error| failed(&error))
    }

    /// The attributes by whose texts entities are found.
    async fn indexed(&self) -> Result<&BTreeSet<String>, Problem> {
        let known = self.indexed.get_or_try_init(|| self.store.indexed());
        known.await.map_err(|error| failed(&error))
    }

    /// What an entity is found by.
    pub(crate) async fn indexed_values(
        &self,
        entity: &Entity,
    ) -> Result<Vec<IndexedValue>, Problem> {
        self.values_of(self.indexed().await?, entity).await
    }

    async fn values_of(
        &self,
        attributes: &BTreeSet<String>,
        entity: &Entity,
    ) -> Result<Vec<IndexedValue>, Problem> {
        let mut values = Vec::new();
        for attribute in attributes {
            for text in texts(entity, attribute) {
                values.push(self.value(attribute, text).await?);
            }
        }
        Ok(values)
    }

    async fn value(&self, attribute: &str, text: &str) -> Result<IndexedValue, Problem> {
        let digest = self.store.digest(attribute, text).await;
        Ok(IndexedValue {
            attribute: attribute.to_owned(),
            digest: digest.map_err(|error| failed(&error))?,
        })
    }

    /// Entities among which are all that fulfil the condition, the oldest first; none where the index does not tell.
    pub(crate) async fn by_value(
        &self,
        tenant: &str,
        condition: &Condition,
    ) -> Result<Option<Vec<Stored>>, Problem> {
        let indexed = self.indexed().await?;
        let mut pinned = condition.pinned().into_iter();
        let Some((attribute, text)) = pinned.find(|(iri, _)| indexed.contains(*iri)) else {
            return Ok(None);
        };
        let value = self.value(attribute, text).await?;
        self.of_value(tenant, &value).await.map(Some)
    }
}

/// The texts of an attribute, wherever in its values they stand.
fn texts<'a>(entity: &'a Entity, attribute: &str) -> BTreeSet<&'a str> {
    let mut texts = BTreeSet::new();
    let instances = entity.attributes.get(attribute).into_iter().flatten();
    let mut rest: Vec<&Value> = instances.map(|instance| &instance.value).collect();
    while let Some(value) = rest.pop() {
        match value {
            Value::String(text) => drop(texts.insert(text.as_str())),
            Value::Array(items) => rest.extend(items),
            Value::Object(members) => rest.extend(members.values()),
            _ => {}
        }
    }
    texts
}
