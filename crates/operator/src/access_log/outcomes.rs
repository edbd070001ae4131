//! Connectors report what came of an introspection (MIM4 §5.6.1).
use protocol::access_item::{Outcome, Status};
use serde_json::json;
use storage::Unit;
use storage::operator::access_items::AccessItems as _;

use crate::journal::{self, About, Kind};
use crate::sources::known::Source;
use crate::{Error, Operator, Result};

impl Operator {
    /// Completes an access item. Reporting again changes nothing and is no error.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an item that is not there or another connector's.
    pub(crate) async fn complete(
        &self,
        source: &Source,
        item: &str,
        outcome: &Outcome,
    ) -> Result<()> {
        let unknown = || Error::unknown("access item", item);
        let found = self.db.access_item(item).await?;
        let found = found
            .filter(|found| found.connector_uuid == source.uuid.as_str())
            .ok_or_else(unknown)?;
        if found.completed_at.is_some() {
            return Ok(());
        }
        let Status::Completed = outcome.status;
        let now = self.clock.now();
        let text =
            serde_json::to_string(outcome).map_err(|error| Error::Internal(error.to_string()))?;
        let mut unit = Unit::new();
        unit.complete_access_item(item, source.uuid.as_str(), outcome.success, text, now);
        let about = About {
            party: Some(source.uuid.as_str()),
            subject: Some(&found.account_id),
        };
        let record = json!({"access_item": item, "at": now, "outcome": outcome});
        unit.log(journal::entry(Kind::Outcome, now, about, &record)?);
        match self.db.commit(unit).await {
            Ok(_) => {
                let outcome = if outcome.success {
                    "released"
                } else {
                    "failed"
                };
                metrics::counter!("operator_outcomes_total", "outcome" => outcome).increment(1);
                Ok(())
            }
            // Reported at the same time over another connection.
            Err(storage::Error::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
