//! What an open NGSI-LD broker keeps, by tenant: entities, their history, documents of other kinds, and
//! what has not been done with: changes and notifications that wait, entity maps. Everything is sealed under
//! its tenant's data key; ids and types stand open, for they are searched.
pub mod changes;
pub mod documents;
pub mod entities;
pub mod history;
pub mod index;
pub mod maps;
pub mod notifications;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::catalogue::{Module, module};
use crate::vault::{DataKey, DataKeys as _};
use crate::{Database, Result};

/// The broker's modules, for the test that prepares all statements on both engines.
pub(crate) const MODULES: &[Module] = &[
    module!(entities: TENANTS, ENTITIES, TYPES),
    module!(documents: DOCUMENTS),
    module!(index: VALUES),
    module!(history: HISTORIES, HISTORY_TYPES, INSTANCES),
    module!(changes: CHANGES),
    module!(notifications: NOTIFICATIONS),
    module!(maps: MAPS),
];

/// The broker's part of a connector's database. Cheap to clone.
#[derive(Clone)]
pub struct BrokerStore {
    database: Database,
    keys: Arc<Mutex<HashMap<String, Arc<DataKey>>>>,
}

impl std::fmt::Debug for BrokerStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BrokerStore").finish_non_exhaustive()
    }
}

/// Whose data key a tenant's is.
fn subject(tenant: &str) -> String {
    format!("broker:{tenant}")
}

impl BrokerStore {
    /// The broker's part of this database. Needs a vault.
    pub fn new(database: Database) -> Self {
        Self {
            database,
            keys: Arc::default(),
        }
    }

    /// The database it lies in.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The tenant's key; opened once, kept while the process lives.
    async fn key(&self, tenant: &str) -> Result<Arc<DataKey>> {
        let known = self
            .keys
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(tenant)
            .cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        let key = Arc::new(self.database.data_key_or_new(&subject(tenant)).await?);
        self.keys
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(tenant.to_owned(), Arc::clone(&key));
        Ok(key)
    }
}
