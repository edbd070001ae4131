//! Closing an account: every permission is withdrawn and the connectors are told, the person's key is destroyed,
//! everything about them is erased. All of it in one unit: there is no account that is half closed.
use http::HeaderMap;
use permission::{Means, State};
use secrecy::SecretString;
use serde::Serialize;
use serde_json::json;
use storage::Unit;
use storage::operator::accounts::Accounts as _;
use storage::operator::closing::Closing as _;
use storage::operator::links::Links as _;
use storage::operator::permissions::Permissions as _;
use storage::operator::sessions::Sessions as _;
use utoipa::ToSchema;
use web::problem::ProblemName;

use crate::accounts::{ACTIVE, Person};
use crate::clock::SECOND;
use crate::journal::{self, About, Kind};
use crate::permissions::view::MOST_WAITING;
use crate::permissions::{Change, Held, InForce, by_person};
use crate::{Error, Operator, Result};

/// How often closing is tried again when something else changed a permission meanwhile.
const ATTEMPTS: usize = 5;
/// Permissions read at once.
const PAGE: u32 = 200;
/// For whoever has no password: how long ago they may have logged in, in seconds.
const FRESH_SECONDS: i64 = 600;
/// How long after closing what was being written at that moment is looked for, in microseconds: longer than any
/// request takes.
const SWEPT: i64 = 600 * SECOND;

/// How somebody who closes their account shows once more that it is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Proof {
    /// With their password.
    Password,
    /// By having logged in within ten minutes: they have no password.
    FreshLogin,
}

/// What closing would do now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Leaving {
    /// What must be shown.
    pub proof: Proof,
    /// Permissions in force or paused, which end.
    pub permissions: usize,
    /// Requests that wait, which are declined.
    pub requests: usize,
    /// Apps that are let in, which are shut out.
    pub apps: usize,
    /// Feeds, which lead nowhere afterwards.
    pub feeds: usize,
}

/// An account that is closed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Closed {
    /// Permissions that ended.
    pub permissions: usize,
    /// Where that is in force.
    pub in_force: InForce,
}

impl Operator {
    /// What closing a person's account would do now.
    pub(crate) async fn leaving(&self, person: &Person) -> Result<Leaving> {
        let account = self.db.account(&person.id).await?;
        let account = account.ok_or_else(|| Error::unknown("account", &person.id))?;
        let proof = if account.password.is_some() {
            Proof::Password
        } else {
            Proof::FreshLogin
        };
        let running = self.running(&person.id).await?;
        let requests = self.waiting_requests(&person.id, MOST_WAITING).await?;
        Ok(Leaving {
            proof,
            permissions: running.len(),
            requests: requests.len(),
            apps: self.apps_of(&person.id, &person.locale).await?.len(),
            feeds: self.feeds_of(&person.id).await?.len(),
        })
    }

    /// Whether whoever sends a request is the person, shown once more: a session that was left open must not be
    /// enough to destroy everything.
    ///
    /// # Errors
    /// The problem `login-failed`.
    pub(crate) async fn prove_again(
        &self,
        headers: &HeaderMap,
        account: &str,
        password: Option<&SecretString>,
    ) -> Result<()> {
        let row = self.db.account(account).await?;
        let row = row.ok_or_else(|| Error::unknown("account", account))?;
        match (&row.password, password) {
            (Some(_), Some(password)) => return self.check_password(&row, password).await,
            (None, _) if self.logged_in_lately(headers).await? => return Ok(()),
            _ => {}
        }
        Err(ProblemName::LoginFailed.into())
    }

    async fn logged_in_lately(&self, headers: &HeaderMap) -> Result<bool> {
        let Some(token) = self.session_token(headers) else {
            return Ok(false);
        };
        let session = self.db.session(&token.hash()).await?;
        let since = self.clock.now() - FRESH_SECONDS * SECOND;
        Ok(session.is_some_and(|session| session.created_at >= since))
    }

    /// A person's permissions that are in force or paused.
    async fn running(&self, account: &str) -> Result<Vec<Held>> {
        let mut running = Vec::new();
        let mut before = (i64::MAX, String::new());
        loop {
            let key = (before.0, before.1.as_str());
            let rows = self.db.permissions_of(account, key, PAGE).await?;
            let Some(last) = rows.last() else {
                return Ok(running);
            };
            before = (last.changed_at, last.arrangement_id.clone());
            for row in rows {
                let held = Held::read(row)?;
                if matches!(held.permission.state(), State::Granted | State::Suspended) {
                    running.push(held);
                }
            }
        }
    }

    /// Closes an account for good.
    ///
    /// # Errors
    /// [`Error::Unknown`] when it is closed already.
    pub async fn close_account(&self, account: &str, means: &Means) -> Result<Closed> {
        let farewell = self.farewell(account).await?;
        for attempt in 1.. {
            match self.try_to_close(account, means).await {
                Err(Error::Storage(storage::Error::Conflict { .. })) if attempt < ATTEMPTS => {}
                Err(error) => return Err(error),
                Ok(ended) => {
                    let said = self.say_farewell(farewell);
                    return tokio::join!(self.closed(account, &ended), said).0;
                }
            }
        }
        unreachable!("the loop ends by returning")
    }

    async fn try_to_close(&self, account: &str, means: &Means) -> Result<Vec<Held>> {
        let now = self.clock.now();
        let row = self.db.account(account).await?;
        let row = row
            .filter(|row| row.state == ACTIVE)
            .ok_or_else(|| Error::unknown("account", account))?;
        let mut unit = Unit::new();
        unit.close_account(account, row.version, now);
        unit.raise_epochs(account);
        let mut ended = Vec::new();
        for held in self.running(account).await? {
            let at = now.max(held.permission.last_event().at.micros());
            let act = by_person(at, means);
            let mut change = Change::of_raised(held.clone());
            // What is not the person's to withdraw ends all the same: nothing is known of it any more, and its
            // connectors hear under its raised epoch that they must ask again.
            match change.push(|permission| permission.withdraw(act)) {
                Ok(()) => ended.push(change.write(&mut unit)?),
                Err(Error::Conflict(_)) => {
                    let mut held = held;
                    held.row.epoch += 1;
                    ended.push(held);
                }
                Err(error) => return Err(error),
            }
        }
        unit.enqueue_for_leases_of(account, crate::leases::KIND, now);
        for row in self.db.links_of_account(account).await? {
            if row.state == crate::links::LINKED {
                self.tell_of_end(&mut unit, &row);
            }
        }
        unit.erase_account(account, now);
        let record = json!({"act": "closed"});
        let entry = journal::entry(Kind::Account, now, About::default(), &record)?;
        unit.log(entry);
        self.db.commit(unit).await?;
        metrics::counter!("operator_accounts_closed_total").increment(1);
        Ok(ended)
    }

    /// Waits a bounded time until connectors know, and looks once more for what came in meanwhile.
    async fn closed(&self, account: &str, ended: &[Held]) -> Result<Closed> {
        let in_force = self.wait_until_all_in_force(ended).await?;
        let mut unit = Unit::new();
        unit.erase_account(account, self.clock.now());
        self.db.commit(unit).await?;
        Ok(Closed {
            permissions: ended.len(),
            in_force,
        })
    }

    /// Erases what was being written about a person at the moment in which they closed their account.
    pub(crate) async fn sweep_closed(&self) -> Result<()> {
        let now = self.clock.now();
        for account in self.db.accounts_closed_since(now - SWEPT).await? {
            let mut unit = Unit::new();
            unit.erase_account(&account, now);
            self.db.commit(unit).await?;
        }
        Ok(())
    }
}
