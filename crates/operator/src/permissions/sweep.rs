//! Writing down what time has done, and forgetting what is over. Nothing waits for this: deciding looks at
//! the time itself.
use permission::Timestamp;
use storage::Unit;
use storage::operator::permissions::Permissions as _;
use storage::replay::Replay as _;

use super::{Change, Held};
use crate::clock::DAY;
use crate::{Error, Operator, Result};

/// Expiries recorded in one go.
const AT_ONCE: u32 = 500;
/// How long a request that was never answered is kept after its end, so that its service can still see it.
pub(crate) const KEEP_UNANSWERED: i64 = 30 * DAY;

impl Operator {
    /// Records every expiry that is due. Gives how many.
    pub async fn record_expiries(&self) -> Result<u64> {
        let mut recorded = 0;
        loop {
            let now = self.clock.now();
            let due = self.db.permissions_due(now, AT_ONCE).await?;
            let is_last = due.len() < AT_ONCE as usize;
            let mut any = false;
            for row in due {
                let held = Held::read(row)?;
                let mut unit = Unit::new();
                let mut change = Change::of(held);
                change.push(|permission| permission.expire(Timestamp(now)))?;
                change.write(&mut unit)?;
                if self.commit_first(unit).await? {
                    recorded += 1;
                    any = true;
                }
            }
            if is_last || !any {
                break;
            }
        }
        if recorded > 0 {
            self.outbox.notify_one();
            self.webhook_wake.notify_one();
        }
        Ok(recorded)
    }

    /// Everything that is done from time to time.
    pub async fn sweep(&self) -> Result<()> {
        self.record_expiries().await?;
        self.watch().await?;
        self.sweep_links().await?;
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.purge_sessions(now);
        unit.purge_staff(now);
        unit.purge_leases(now);
        unit.purge_apps(now);
        unit.purge_self_accesses(now);
        unit.purge_permission_requests(now - KEEP_UNANSWERED);
        Self::forget_feedback(&mut unit, now);
        Self::forget_news(&mut unit, now);
        self.forget_deliveries(&mut unit, now);
        unit.purge_login_changes(now);
        unit.purge_link_attempt_rows(now);
        unit.purge_rights_letters(now - crate::rights::sent::KEPT_REMOVED);
        self.db.commit(unit).await?;
        self.db.purge_seen(now).await.map_err(Error::from)?;
        self.sweep_closed().await
    }
}
