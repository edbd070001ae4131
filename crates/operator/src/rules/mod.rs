//! Standing rules: in which circumstances which data is free to use, or never to be used (capability 6).
pub(crate) mod api;
mod draft;
mod effects;
mod hours;
mod options;
pub(crate) mod pages;
mod words;

use std::sync::Arc;

use permission::permission::TransitionError;
use permission::rule::Ending;
use permission::{
    Act, By, CompiledDataset, IntendedUse, Known, KnownPermission, KnownUse, Means, Party, Preview,
    Rule, RuleId, Timestamp,
};
use serde::Serialize;
use storage::Unit;
use storage::operator::intended_uses::IntendedUses as _;
use storage::operator::permissions::Permissions as _;
use storage::operator::rules::Rules as _;

use crate::journal::{self, About, Kind};
use crate::known::KnownService;
use crate::permissions::{Change, Held};
use crate::{Error, Operator, Result};

/// Standing rules of one person: people write a handful.
const MOST_RULES: usize = 100;
/// Intended uses that a preview looks at.
const MOST_USES: u32 = 1_000;
/// A person's permissions that a rule looks at.
const MOST_PERMISSIONS: u32 = 1_000;

/// What saving a rule did.
#[derive(Debug, Clone, Serialize)]
pub struct Saved {
    /// The rule's id.
    pub id: String,
    /// Arrangements that ended: a rule had granted them, and this rule denies them.
    pub ended: Vec<String>,
    /// Arrangements granted by hand that the rule would deny: nothing it denies is released under them any
    /// more; whether they end is the person's decision.
    pub asks_about: Vec<String>,
}

/// An intended use, its service, and who answers for it.
struct UseHere {
    intended_use: Arc<IntendedUse>,
    service: Arc<KnownService>,
    party: Party,
}

impl UseHere {
    fn new(
        operator: &Operator,
        intended_use: Arc<IntendedUse>,
        service: Arc<KnownService>,
    ) -> Result<Self> {
        Ok(Self {
            party: operator.party(&service)?,
            intended_use,
            service,
        })
    }

    fn known(&self) -> KnownUse<'_> {
        KnownUse {
            intended_use: &self.intended_use,
            party: &self.party,
        }
    }
}

impl Operator {
    /// The rules of a person, oldest first.
    pub(crate) async fn rules_of(&self, account: &str) -> Result<Vec<Rule>> {
        let rows = self.db.rules(account).await?;
        rows.iter()
            .map(|row| {
                serde_json::from_str(&row.body).map_err(|error| Error::stored("rule", error))
            })
            .collect()
    }

    /// A rule that the person has ended.
    pub(crate) async fn ended_rule(&self, account: &str, id: &str) -> Result<Option<Rule>> {
        let row = self.db.rule(account, id).await?;
        let ended = row.filter(|row| row.ended_at.is_some());
        ended
            .map(|row| serde_json::from_str(&row.body))
            .transpose()
            .map_err(|error| Error::stored("rule", error))
    }

    /// Whether this request of the person's waits for an answer.
    pub(crate) async fn waits(&self, account: &str, request: &str) -> bool {
        let found = self.own_request(account, request).await;
        found.is_ok_and(|(row, _)| row.answer.is_none() && row.expires_at > self.clock.now())
    }

    /// The newest version of every intended use here, with who answers for it: what rules can be about.
    async fn uses_here(&self) -> Result<Vec<UseHere>> {
        let mut uses = Vec::new();
        for row in self.db.intended_uses("", MOST_USES).await? {
            if let Some(service) = self.known_service(&row.service_id).await? {
                let intended_use = self.known_use(&row.id, row.version).await?;
                uses.push(UseHere::new(self, intended_use, service)?);
            }
        }
        Ok(uses)
    }

    /// The person's permissions, with the uses they were given on.
    async fn permissions_here(&self, account: &str) -> Result<Vec<(Held, UseHere)>> {
        let rows = self
            .db
            .permissions_of(account, (i64::MAX, ""), MOST_PERMISSIONS)
            .await?;
        let mut held = Vec::new();
        for row in rows {
            if let Some(service) = self.known_service(&row.service_id).await? {
                let one = Held::read(row)?;
                let intended_use = self.use_of(&one.permission).await?;
                held.push((one, UseHere::new(self, intended_use, service)?));
            }
        }
        Ok(held)
    }

    /// What a rule would do to everything known today.
    pub(crate) async fn preview_rule(&self, account: &str, rule: &Rule) -> Result<Preview> {
        let uses = self.uses_here().await?;
        let held = self.permissions_here(account).await?;
        self.preview_among(account, rule, &uses, &held).await
    }

    /// What a rule would do to these uses and permissions: now, or when its window opens next.
    async fn preview_among(
        &self,
        account: &str,
        rule: &Rule,
        uses: &[UseHere],
        held: &[(Held, UseHere)],
    ) -> Result<Preview> {
        rule.validate()
            .map_err(|error| Error::invalid("rule", error.to_string()))?;
        let rules = self.rules_of(account).await?;
        let sources = self.known_sources().await?;
        let datasets: Vec<&CompiledDataset> = sources
            .all()
            .flat_map(|source| &source.datasets)
            .map(|offered| &offered.compiled)
            .collect();
        let uses: Vec<KnownUse<'_>> = uses.iter().map(UseHere::known).collect();
        let permissions: Vec<KnownPermission<'_>> = held
            .iter()
            .map(|(one, of)| KnownPermission {
                permission: &one.permission,
                known_use: of.known(),
            })
            .collect();
        let known = Known {
            uses: &uses,
            permissions: &permissions,
            datasets: &datasets,
            rules: &rules,
        };
        let now = Timestamp(self.clock.now());
        let window = rule.conditions.window;
        let at = window.map_or(now, |window| window.next_open(now));
        Ok(permission::preview(rule, &known, at))
    }

    /// Saves a rule. A denial ends, in the same unit, what rules had granted and it denies.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Conflict`] when there are too many rules or something changed meanwhile.
    pub(crate) async fn save_rule(&self, account: &str, mut rule: Rule) -> Result<Saved> {
        let id = crate::random::uuid();
        rule.id = RuleId::new(&id).map_err(|error| Error::Internal(error.to_string()))?;
        if self.db.rules(account).await?.len() >= MOST_RULES {
            return Err(Error::Conflict(format!(
                "a person has at most {MOST_RULES} rules"
            )));
        }
        let Preview {
            ends, asks_about, ..
        } = self.preview_rule(account, &rule).await?;
        let now = self.clock.now();
        let mut unit = Unit::new();
        let body =
            serde_json::to_string(&rule).map_err(|error| Error::Internal(error.to_string()))?;
        unit.insert_rule(account, &id, body, now);
        let about = About {
            subject: Some(account),
            party: None,
        };
        let record = serde_json::json!({"act": "made", "rule": rule});
        unit.log(journal::entry(Kind::Rule, now, about, &record)?);
        // Denials hold for the next request; answers that connectors may reuse end too.
        unit.raise_epochs(account);
        unit.enqueue_for_leases_of(account, crate::leases::KIND, now);
        let mut ended = Vec::new();
        for arrangement in ends {
            let held = self.held(account, arrangement.as_str()).await?;
            let at = now.max(held.permission.last_event().at.micros());
            let act = Act {
                at: Timestamp(at),
                by: By::Rule(rule.id.clone()),
                means: Means::Automatic,
            };
            let mut change = Change::of_raised(held);
            change.push(|permission| -> Result<_, TransitionError> { permission.withdraw(act) })?;
            ended.push(change.write(&mut unit)?);
        }
        self.db.commit(unit).await?;
        self.outbox.notify_one();
        self.wait_until_all_in_force(&ended).await?;
        Ok(Saved {
            id,
            ended: ended
                .iter()
                .map(|held| held.row.arrangement_id.clone())
                .collect(),
            asks_about: asks_about.iter().map(ToString::to_string).collect(),
        })
    }

    /// What denies a permission that was given by hand, if a rule does.
    pub(crate) fn denied_by<'r>(
        rules: &'r [Rule],
        known: &KnownPermission<'_>,
        datasets: &[&CompiledDataset],
        now: i64,
    ) -> Option<&'r Rule> {
        rules
            .iter()
            .find(|rule| rule.effect_on(known, datasets, Timestamp(now)) == Some(Ending::AsksAbout))
    }

    /// The person ends a rule.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub(crate) async fn end_rule(&self, account: &str, id: &str) -> Result<()> {
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.end_rule(account, id, now);
        unit.raise_epochs(account);
        unit.enqueue_for_leases_of(account, crate::leases::KIND, now);
        let about = About {
            subject: Some(account),
            party: None,
        };
        let record = serde_json::json!({"act": "ended", "rule": id});
        unit.log(journal::entry(Kind::Rule, now, about, &record)?);
        self.commit_known(unit, "rule", id).await
    }
}
