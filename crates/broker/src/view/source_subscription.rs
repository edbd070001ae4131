//! Subscriptions to the registration of what is offered (ETSI GS CIM 009 §5.11): whether and of what they are told.

use ngsi_ld::Problem;
use serde_json::Value;

use super::subscription::{Content, Notification, Subscription};
use crate::clock;
use crate::contexts::Named;
use crate::registrations::REGISTRATIONS;
use crate::registrations::subscriptions::{check, in_notification, told};
use crate::subscriptions::deliver::{Message, body};

/// A registration, with the names of the core context, as subscriptions are told of it.
///
/// # Errors
/// [`Problem`] when it is none.
pub fn registered(registration: Value) -> Result<Value, Problem> {
    Ok(REGISTRATIONS.read(registration, &Named::core())?.document)
}

impl Content {
    /// It has been told of the registration as it is; of none, that it is there no more.
    pub fn saw_registration(&mut self, registered: Option<&Value>) {
        self.registration = registered.cloned();
    }
}

impl Subscription {
    /// Refuses what cannot be asked of registrations.
    pub(super) fn check_registrations(&self) -> Result<(), Problem> {
        check(&self.content.document, &self.watch.context.active)
    }

    /// What it is told of the registration as it is now; of none, where it is there no more. None where there is nothing
    /// to tell.
    ///
    /// # Errors
    /// [`Problem`] when what it asks cannot be read.
    pub fn of_registration(
        &mut self,
        registered: Option<&Value>,
    ) -> Result<Option<Notification>, Problem> {
        let before = self.content.registration.as_ref();
        // At intervals it is told what there is, whatever it was told before.
        let before = before.filter(|_| self.interval().is_none());
        let asked = &self.content.document;
        let Some((reason, data)) = told(asked, before, registered, &self.watch.context.active)?
        else {
            return Ok(None);
        };
        // What of it is not asked for may have changed.
        let same = told(asked, None, before, &self.watch.context.active)?;
        if reason == "updated" && same.is_some_and(|(_, old)| old == data) {
            return Ok(None);
        }
        let at = clock::now().text;
        self.content.counters.begin(&at);
        let message = Message::Sources {
            reason: reason.into(),
            data: vec![in_notification(data, &self.watch.context)],
        };
        Ok(Some(Notification {
            body: body(&self.watch, &at, message),
            records: 1,
        }))
    }
}
