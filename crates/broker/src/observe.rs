//! Telling somebody else in the process that entities change.

use futures_util::future::BoxFuture;
use ngsi_ld::Entity;

use crate::Broker;
use crate::store::Change;

/// Hears of every change of entities.
pub trait Observer: Send + Sync {
    /// These entities of a tenant are about to change, or have (`is_made`): what they were and what they are. What is
    /// announced may fail, or come to no end when the process ends.
    fn hear<'a>(
        &'a self,
        tenant: &'a str,
        entities: &'a [&'a Entity],
        is_made: bool,
    ) -> BoxFuture<'a, ()>;
}

impl Broker {
    /// Tells this observer of every change from now on. There is one at most; the first stays.
    pub fn observe(&self, observer: Box<dyn Observer>) {
        let _ = self.observer.set(observer);
    }

    /// Tells the observer of changes.
    pub(crate) async fn observed(&self, tenant: &str, changes: &[Change], is_made: bool) {
        let Some(observer) = self.observer.get() else {
            return;
        };
        let mut entities: Vec<&Entity> = Vec::with_capacity(2 * changes.len());
        for change in changes {
            entities.extend(change.before.as_ref().map(|stored| &stored.entity));
            entities.extend(&change.after);
        }
        observer.hear(tenant, &entities, is_made).await;
    }
}
