//! Where the entities are found that others link to.

use ngsi_ld::{Entity, Problem};

use crate::Broker;

/// What has entities by their ids.
pub(crate) trait Known: Sync {
    /// The entity of this id, if it is there.
    fn entity(&self, id: &str) -> impl Future<Output = Result<Option<Entity>, Problem>> + Send;
}

/// A tenant's entities in the store.
#[derive(Clone, Copy)]
pub(crate) struct Kept<'a> {
    pub(crate) broker: &'a Broker,
    pub(crate) tenant: &'a str,
}

impl Broker {
    /// The entities of a tenant.
    pub(crate) fn known<'a>(&'a self, tenant: &'a str) -> Kept<'a> {
        Kept {
            broker: self,
            tenant,
        }
    }
}

impl Known for Kept<'_> {
    async fn entity(&self, id: &str) -> Result<Option<Entity>, Problem> {
        let found = self.broker.find(self.tenant, id).await?;
        Ok(found.map(|stored| stored.entity))
    }
}

impl Known for [Entity] {
    async fn entity(&self, id: &str) -> Result<Option<Entity>, Problem> {
        Ok(self.iter().find(|entity| entity.id == id).cloned())
    }
}

impl Known for Vec<Entity> {
    async fn entity(&self, id: &str) -> Result<Option<Entity>, Problem> {
        self.as_slice().entity(id).await
    }
}
