//! Connectors report what came of an introspection (MIM4 §5.6.1).
use protocol::access_item::{BatchLine, ByStaff, Outcome, Status};
use serde_json::json;
use storage::Unit;
use storage::operator::access_days::Release;
use storage::operator::access_items::{AccessItem, AccessItems as _};

use crate::clock::SECOND;
use crate::journal::{self, About, Kind};
use crate::notifications::News;
use crate::sources::known::Source;
use crate::{Error, Operator, Result};

impl Operator {
    /// Completes an access item. Reporting again changes nothing and is no error, but what the source's staff did of a
    /// change that was passed on to them follows.
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
        let follows = follows(&found, outcome);
        if found.completed_at.is_some() && follows.is_none() {
            return Ok(());
        }
        let Status::Completed = outcome.status;
        let now = self.clock.now();
        let text =
            serde_json::to_string(outcome).map_err(|error| Error::Internal(error.to_string()))?;
        let mut unit = Unit::new();
        match follows {
            None => {
                let connector = source.uuid.as_str();
                unit.complete_access_item(item, connector, outcome.success, text, now);
                if outcome.success {
                    self.count(&mut unit, &found, outcome, found.at);
                }
            }
            Some(answer) => {
                unit.follow_up_access_item(&found, outcome.success, text, now);
                // What they have taken back themselves is no news to them.
                if answer != (ByStaff::Refused { taken_back: true }) {
                    let news = News::ChangeAnswered {
                        item: item.to_owned(),
                        connector: found.connector_uuid.clone(),
                        done: answer == ByStaff::Done,
                    };
                    self.notify(&mut unit, &found.account_id, &news)?;
                }
            }
        }
        let about = About {
            party: Some(source.uuid.as_str()),
            subject: Some(&found.account_id),
        };
        let record = json!({"access_item": item, "at": now, "outcome": outcome});
        unit.log(journal::entry(Kind::Outcome, now, about, &record)?);
        // Else it was reported at the same time over another connection.
        if self.commit_first(unit).await? {
            let outcome = if outcome.success {
                "released"
            } else {
                "failed"
            };
            metrics::counter!("operator_outcomes_total", "outcome" => outcome).increment(1);
            self.live.tell(&found.account_id);
        }
        Ok(())
    }

    /// What one line of a batch reports: what came of an introspection, or an access under a lease.
    ///
    /// # Errors
    /// As [`Operator::complete`].
    pub(crate) async fn report(&self, source: &Source, line: &BatchLine) -> Result<()> {
        let item = line.access_item_uuid.as_str();
        match &line.lease_of {
            Some(lease_of) if self.db.access_item(item).await?.is_none() => {
                self.enter_leased(source, lease_of.as_str(), line).await
            }
            _ => self.complete(source, item, &line.outcome).await,
        }
    }

    /// Enters an access under a lease with what came of it: like the introspection whose answer was used again, under
    /// the id the connector gave it. The time is the connector's, within what is possible.
    async fn enter_leased(&self, source: &Source, lease_of: &str, line: &BatchLine) -> Result<()> {
        let found = self.db.access_item(lease_of).await?;
        let found = found
            .filter(|found| found.connector_uuid == source.uuid.as_str() && found.active == 1)
            .ok_or_else(|| Error::unknown("access item", lease_of))?;
        let now = self.clock.now();
        let at = line.at.map_or(now, |at| at.saturating_mul(SECOND));
        let at = at.min(now).max(found.at);
        let (item, outcome) = (line.access_item_uuid.as_str(), &line.outcome);
        let about = About {
            party: Some(source.uuid.as_str()),
            subject: Some(&found.account_id),
        };
        let record =
            json!({"access_item": item, "at": now, "lease_of": lease_of, "outcome": outcome});
        let mut unit = Unit::new();
        unit.log(journal::entry(Kind::Outcome, now, about, &record)?);
        if outcome.success {
            self.count(&mut unit, &found, outcome, at);
        }
        let account = found.account_id.clone();
        unit.insert_access_item(AccessItem {
            id: item.to_owned(),
            at,
            success: Some(i64::from(outcome.success)),
            outcome: Some(
                serde_json::to_string(outcome)
                    .map_err(|error| Error::Internal(error.to_string()))?,
            ),
            completed_at: Some(now),
            ..found
        });
        match self.db.commit(unit).await {
            Ok(_) => {
                metrics::counter!("operator_outcomes_total", "outcome" => "leased").increment(1);
                self.live.tell(&account);
                Ok(())
            }
            // Reported at the same time over another connection.
            Err(storage::Error::Duplicate { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Counts a release, in the transaction that enters it, and marks it to be looked at.
    fn count(&self, unit: &mut Unit, item: &AccessItem, outcome: &Outcome, at: i64) {
        let release = Release {
            account: &item.account_id,
            arrangement: &item.arrangement_id,
            connector_uuid: &item.connector_uuid,
            service: &item.service_id,
            at,
        };
        unit.count_release(&release).watch_release(&release);
        self.count_for_settlement(unit, item, outcome, at);
    }
}

/// What an outcome says that staff did, where the one before said that they would.
fn follows(item: &AccessItem, outcome: &Outcome) -> Option<ByStaff> {
    let before: Outcome = serde_json::from_str(item.outcome.as_deref()?).ok()?;
    match (before.staff?, outcome.staff?) {
        (ByStaff::Waiting { .. }, answer @ (ByStaff::Done | ByStaff::Refused { .. })) => {
            Some(answer)
        }
        _ => None,
    }
}
