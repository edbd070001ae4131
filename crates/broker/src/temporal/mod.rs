//! The temporal evolution of entities: what was, and when (ETSI GS CIM 009 §5.6.11 to §5.6.16, §5.7.3, §5.7.4, §6.18
//! to §6.22 and §6.24). Every change of an entity is remembered with it, unless that is switched off.

pub(crate) mod asked;
pub(crate) mod changes;
pub(crate) mod forget;
pub(crate) mod past;
pub(crate) mod query;
mod read;
pub(crate) mod record;

pub(crate) use ngsi_ld::entity::SCOPE;

use ngsi_ld::Problem;
use storage::broker::history::Head;

use crate::Broker;
use crate::store::failed;

fn no_evolution(id: &str) -> Problem {
    Problem::not_found(format!("there is no temporal evolution of `{id}`"))
}

impl Broker {
    /// An entity's history, which must be there.
    async fn need_history(&self, tenant: &str, id: &str) -> Result<Head, Problem> {
        self.need_tenant(tenant).await?;
        let found = self.store.history(tenant, id).await;
        found
            .map_err(|error| failed(&error))?
            .ok_or_else(|| no_evolution(id))
    }
}
