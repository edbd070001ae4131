//! What time does to links: they are told of before they end, they end, and those that wait are asked about.
use serde_json::json;
use storage::Unit;
use storage::operator::links::{After, Links as _};
use storage::settings::Settings as _;

use super::{ENDED, REFUSAL_KEPT, no_longer_waiting};
use crate::clock::DAY;
use crate::notifications::News;
use crate::{Operator, Result};

/// How long before its end a person is told of a link.
const AHEAD: i64 = 14 * DAY;
/// The setting that says up to which end people were told.
const TOLD_UNTIL: &str = "operator.link-ends-told-until";
/// Rows looked at in one go.
const AT_ONCE: u32 = 200;

impl Operator {
    /// Does what time has done to links.
    pub(crate) async fn sweep_links(&self) -> Result<()> {
        self.end_links_that_are_over().await?;
        self.tell_of_link_ends().await?;
        let mut unit = Unit::new();
        unit.forget_link_refusals(self.clock.now() - REFUSAL_KEPT);
        self.db.commit(unit).await?;
        self.look_at_desks().await
    }

    /// Ends links whose time has come. Nobody waits for this: what they gave has not been used since.
    async fn end_links_that_are_over(&self) -> Result<()> {
        let now = self.clock.now();
        loop {
            let after = After {
                end: i64::MIN,
                account: "",
                connector: "",
            };
            let over = self.db.links_ending(now, after, AT_ONCE).await?;
            let is_last = over.len() < AT_ONCE as usize;
            let mut any = false;
            for mut row in over {
                let (account, connector) = (row.account_id.clone(), row.connector_uuid.clone());
                ENDED.clone_into(&mut row.state);
                let mut unit = Unit::new();
                self.forget_identifier(&mut unit, &account, &connector)
                    .await?;
                unit.change_link(&row, now);
                let record = json!({"act": "link over"});
                self.note_of_account(&mut unit, &account, Some(&connector), &record)?;
                any |= self.commit_first(unit).await?;
                self.live.tell(&account);
            }
            if is_last || !any {
                return Ok(());
            }
        }
    }

    /// Tells of every link that has come to end within [`AHEAD`] since the last look.
    async fn tell_of_link_ends(&self) -> Result<()> {
        let now = self.clock.now();
        let until = now + AHEAD;
        let told = self.db.setting(TOLD_UNTIL).await?;
        let told = told.and_then(|setting| setting.value.parse().ok());
        let mut after = (told.unwrap_or(now), String::new(), String::new());
        loop {
            let page = After {
                end: after.0,
                account: &after.1,
                connector: &after.2,
            };
            let ending = self.db.links_ending(until, page, AT_ONCE).await?;
            let is_last = ending.len() < AT_ONCE as usize;
            if let Some(last) = ending.last() {
                let (account, connector) = (last.account_id.clone(), last.connector_uuid.clone());
                after = (last.valid_until, account, connector);
            }
            let mut unit = Unit::new();
            let mut accounts = Vec::with_capacity(ending.len());
            for row in ending {
                let news = News::LinkEnds {
                    connector: row.connector_uuid,
                    until: row.valid_until,
                };
                self.notify(&mut unit, &row.account_id, &news)?;
                accounts.push(row.account_id);
            }
            if is_last {
                unit.set(TOLD_UNTIL, &until.to_string(), now);
            }
            self.db.commit(unit).await?;
            for account in accounts {
                self.live.tell(&account);
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// Asks sources about those who wait at their desks.
    async fn look_at_desks(&self) -> Result<()> {
        let now = self.clock.now();
        let mut after = (String::new(), String::new());
        loop {
            let waiting = self.db.links_waiting((&after.0, &after.1), AT_ONCE).await?;
            let is_last = waiting.len() < AT_ONCE as usize;
            if let Some(last) = waiting.last() {
                after = (last.account_id.clone(), last.connector_uuid.clone());
            }
            for mut row in waiting {
                if row.waiting_until <= now {
                    let attempt = row.waiting.clone();
                    no_longer_waiting(&mut row);
                    let mut unit = Unit::new();
                    unit.change_link(&row, now);
                    self.tell_of_no_link(&mut unit, &row, &attempt, false)?;
                    if self.commit_first(unit).await? {
                        self.live.tell(&row.account_id);
                    }
                    continue;
                }
                let connector = row.connector_uuid.clone();
                if let Err(error) = self.look_at(row).await {
                    // The next look asks again.
                    tracing::debug!(connector, %error, "a source was not asked about who waits at its desk");
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }
}
