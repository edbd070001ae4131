//! Persons decide: grant, decline, amend, suspend, resume, renew, withdraw. Each is one unit of work: the
//! permission over the version it was read at, its events, their entries in the log, and the events that
//! connectors with a live lease must hear of.
use permission::{
    Act, AttributePath, By, Conditions, DatasetId, Days, IntendedUse, Means, Rule, RuleId, State,
    Terms, Timestamp,
};
use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::operator::permissions::{PermissionRequestRow, Permissions as _};
use utoipa::ToSchema;
use web::problem::{Problem, ProblemName};

use super::force::InForce;
use super::requests::{DECLINED, GRANTED};
use super::{Change, Held, by_person};
use crate::webhooks::telling;
use crate::{Error, Operator, Result};

/// How often a decision is tried again when something else changed the permission meanwhile.
const ATTEMPTS: usize = 3;

/// What a person says yes to, beside what is required.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Wish {
    /// Optional attributes, as `path`, or as `dataset#path` where several datasets have one of that path.
    pub optional: Vec<String>,
    /// For how many days; as long as the use allows when absent.
    pub days: Option<u32>,
    /// The language in which the person read the notice (BCP 47).
    pub language: Option<String>,
}

/// What became of a decision.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Decided {
    /// The arrangement.
    pub id: String,
    /// Its state now.
    #[schema(value_type = String)]
    pub state: State,
    /// Its version now.
    pub version: u32,
    /// When it ends (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Where the change is in force.
    pub in_force: InForce,
    /// Where the person goes back to, if they came from a service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
}

/// The optional attributes that are wished for.
fn optional(
    intended_use: &IntendedUse,
    wishes: &[String],
) -> Result<Vec<(DatasetId, AttributePath)>> {
    wishes
        .iter()
        .map(|wish| {
            let (dataset, path) = match wish.rsplit_once('#') {
                Some((dataset, path)) => (Some(dataset), path),
                None => (None, wish.as_str()),
            };
            let mut found = intended_use.datasets.iter().filter(|(id, wanted)| {
                dataset.is_none_or(|dataset| dataset == id.as_str())
                    && wanted
                        .optional
                        .iter()
                        .chain(&wanted.required)
                        .any(|known| known.as_str() == path)
            });
            let unknown = || Error::invalid("optional", format!("`{wish}` is not asked for"));
            let (id, _) = found.next().ok_or_else(unknown)?;
            if found.next().is_some() {
                return Err(Error::invalid(
                    "optional",
                    format!("several datasets have `{path}`: say `dataset#{path}`"),
                ));
            }
            let path = AttributePath::new(path)
                .map_err(|error| Error::invalid("optional", error.to_string()))?;
            Ok((id.clone(), path))
        })
        .collect()
}

/// What a wish makes of an intended use.
fn terms(
    intended_use: &IntendedUse,
    wish: &Wish,
    at: i64,
    language: &str,
    conditions: Conditions,
) -> Result<Terms> {
    let chosen = optional(intended_use, &wish.optional)?;
    let chosen = intended_use.choose(chosen.iter().map(|(dataset, path)| (dataset, path)));
    let days = Days(wish.days.unwrap_or(intended_use.longest_duration.0));
    Ok(Terms {
        attributes: chosen.map_err(|error| Error::invalid("optional", error.to_string()))?,
        valid_until: Timestamp(at) + days,
        conditions,
        language: wish.language.clone().unwrap_or_else(|| language.to_owned()),
    })
}

fn closed(detail: &str) -> Error {
    Problem::new(ProblemName::RequestClosed)
        .detail(detail)
        .into()
}

impl Operator {
    /// The person says yes to a request.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a request that is not theirs, the problem `request-closed`,
    /// [`Error::Invalid`] for a choice that does not fit.
    pub async fn grant(
        &self,
        account: &str,
        request: &str,
        wish: &Wish,
        means: &Means,
    ) -> Result<Decided> {
        let (row, intended_use) = self.open_request(account, request).await?;
        let locale = row.locale.clone();
        let consent = intended_use
            .basis()
            .is_some_and(permission::LegalBasis::is_the_persons);
        let (held, row) = self
            .answer(account, row, &intended_use, GRANTED, |change, at| {
                let act = if consent {
                    by_person(at, means)
                } else {
                    // Not the person's to give: they have read it, and the organisation states the use.
                    let by = By::Organisation(intended_use.organisation.clone());
                    Act {
                        at: Timestamp(at),
                        by,
                        means: means.clone(),
                    }
                };
                let mut wish = wish.clone();
                if !consent {
                    wish = everything(&intended_use, wish.language);
                }
                if change.permission().state_at(Timestamp(at)) == State::Suspended {
                    change.push(|permission| permission.resume(act.clone()))?;
                }
                let stands = change.permission().state_at(Timestamp(at)) == State::Granted;
                let terms = terms(&intended_use, &wish, at, &locale, Conditions::default())?;
                change.push(|permission| {
                    if stands {
                        permission.amend(act, &intended_use, terms)
                    } else {
                        permission.grant(act, &intended_use, terms)
                    }
                })
            })
            .await?;
        metrics::counter!("operator_decisions_total", "decision" => "granted").increment(1);
        self.decided(
            held,
            row.return_url.map(|url| super::view::back(&url, &row.id)),
        )
        .await
    }

    /// The person says no to a request.
    pub async fn decline(&self, account: &str, request: &str, means: &Means) -> Result<Decided> {
        let (row, intended_use) = self.open_request(account, request).await?;
        let (held, row) = self
            .answer(account, row, &intended_use, DECLINED, |change, at| {
                // A no to more leaves what was given before as it is.
                if change.permission().state() != State::Requested {
                    return Ok(());
                }
                change.push(|permission| permission.decline(by_person(at, means)))
            })
            .await?;
        metrics::counter!("operator_decisions_total", "decision" => "declined").increment(1);
        self.decided(
            held,
            row.return_url.map(|url| super::view::back(&url, &row.id)),
        )
        .await
    }

    /// A standing rule of the person says yes to a new request.
    pub(crate) async fn grant_by_rule(
        &self,
        row: &PermissionRequestRow,
        intended_use: &IntendedUse,
        rule: &Rule,
    ) -> Result<()> {
        let Some(account) = row.account_id.clone() else {
            return Ok(());
        };
        let locale = row.locale.clone();
        let answered = self.answer(
            &account,
            row.clone(),
            intended_use,
            GRANTED,
            |change, at| {
                let terms = rule.terms(intended_use, Timestamp(at), &locale);
                let terms = terms.map_err(|error| Error::Conflict(error.to_string()))?;
                let act = Act {
                    at: Timestamp(at),
                    by: By::Rule(rule.id.clone()),
                    means: Means::Automatic,
                };
                change.push(|permission| permission.grant(act, intended_use, terms))
            },
        );
        answered.await?;
        metrics::counter!("operator_decisions_total", "decision" => "granted-by-rule").increment(1);
        Ok(())
    }

    /// A standing rule of the person says no to a new request.
    pub(crate) async fn decline_by_rule(
        &self,
        row: &PermissionRequestRow,
        intended_use: &IntendedUse,
        rule: &RuleId,
    ) -> Result<()> {
        let Some(account) = row.account_id.clone() else {
            return Ok(());
        };
        let answered = self.answer(
            &account,
            row.clone(),
            intended_use,
            DECLINED,
            |change, at| {
                let act = Act {
                    at: Timestamp(at),
                    by: By::Rule(rule.clone()),
                    means: Means::Automatic,
                };
                change.push(|permission| permission.decline(act))
            },
        );
        answered.await?;
        metrics::counter!("operator_decisions_total", "decision" => "declined-by-rule")
            .increment(1);
        Ok(())
    }

    async fn open_request(
        &self,
        account: &str,
        request: &str,
    ) -> Result<(PermissionRequestRow, std::sync::Arc<IntendedUse>)> {
        let (row, intended_use) = self.own_request(account, request).await?;
        if row.answer.is_some() {
            return Err(closed("it was answered already"));
        }
        if row.expires_at <= self.clock.now() {
            return Err(closed("the time for an answer has passed"));
        }
        Ok((row, intended_use))
    }

    /// Writes the answer to a request with what it makes of the arrangement, in one unit.
    async fn answer(
        &self,
        account: &str,
        mut row: PermissionRequestRow,
        intended_use: &IntendedUse,
        answer: &str,
        decide: impl Fn(&mut Change, i64) -> Result<()>,
    ) -> Result<(Held, PermissionRequestRow)> {
        let asked = |at: i64| Act {
            at: Timestamp(at),
            by: By::Organisation(intended_use.organisation.clone()),
            means: Means::Api,
        };
        for attempt in 1.. {
            let mut at = self.clock.now();
            let before = self
                .db
                .permission_of_use(account, &row.intended_use_id)
                .await?;
            let mut change = match before {
                Some(before) => Change::of(Held::read(before)?),
                None => Change::begin(account, intended_use, asked(row.created_at), &row.locale)?,
            };
            at = at.max(change.permission().last_event().at.micros());
            decide(&mut change, at)?;
            let mut unit = Unit::new();
            row.account_id = Some(account.to_owned());
            row.answer = Some(answer.to_owned());
            row.answered_at = Some(at);
            row.arrangement_id = Some(change.permission().arrangement().to_string());
            unit.update_permission_request(&row);
            let rule = change.permission().last_event().by.clone();
            let held = change.write(&mut unit)?;
            telling::of_answer(&mut unit, &row, &held.row, at)?;
            if let (By::Rule(_), GRANTED) = (&rule, answer) {
                let about = (row.id.as_str(), held.row.arrangement_id.as_str());
                self.granted_news(&mut unit, account, about, &row.service_id)?;
            } else {
                self.answered_news(&mut unit, account, &row.id);
            }
            match self.db.commit(unit).await {
                Ok(_) => return Ok((held, row)),
                Err(storage::Error::Conflict { .. } | storage::Error::Duplicate { .. })
                    if attempt < ATTEMPTS =>
                {
                    // Either the request was answered meanwhile, or the arrangement changed.
                    let now = self.db.permission_request(&row.id).await?;
                    match now {
                        Some(now) if now.answer.is_none() => row = now,
                        _ => return Err(closed("it was answered already")),
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        unreachable!("the loop ends by returning")
    }

    /// The person changes which optional attributes a permission covers, or for how long it holds.
    pub async fn amend(
        &self,
        account: &str,
        arrangement: &str,
        wish: &Wish,
        means: &Means,
    ) -> Result<Decided> {
        let held = self
            .change(account, arrangement, |change, intended_use, at| {
                let permission = change.permission();
                // The language of this reading, where the person is shown the notice again.
                let language = permission.notice().language.clone();
                let conditions = *permission.conditions();
                let before = permission.valid_until();
                let mut terms = terms(intended_use, wish, at, &language, conditions)?;
                if wish.days.is_none()
                    && let Some(before) = before
                {
                    terms.valid_until = before;
                }
                change
                    .push(|permission| permission.amend(by_person(at, means), intended_use, terms))
            })
            .await?;
        self.decided(held, None).await
    }

    /// The person extends a permission from now on.
    pub async fn renew(
        &self,
        account: &str,
        arrangement: &str,
        wish: &Wish,
        means: &Means,
    ) -> Result<Decided> {
        let held = self
            .change(account, arrangement, |change, intended_use, at| {
                let permission = change.permission();
                let language = wish
                    .language
                    .clone()
                    .unwrap_or_else(|| permission.notice().language.clone());
                let until =
                    Timestamp(at) + Days(wish.days.unwrap_or(intended_use.longest_duration.0));
                // After its end the same is granted anew, which is the person's own act again.
                if permission.state_at(Timestamp(at)) == State::Expired {
                    let attributes = permission.attributes().clone();
                    let conditions = *permission.conditions();
                    let terms = Terms {
                        attributes,
                        valid_until: until,
                        conditions,
                        language,
                    };
                    return change.push(|permission| {
                        permission.grant(by_person(at, means), intended_use, terms)
                    });
                }
                change.push(|permission| {
                    permission.renew(by_person(at, means), intended_use, until, &language)
                })
            })
            .await?;
        self.decided(held, None).await
    }

    /// The person pauses a permission, or objects where it is not theirs to give (GDPR art. 21(1)).
    pub async fn suspend(
        &self,
        account: &str,
        arrangement: &str,
        means: &Means,
    ) -> Result<Decided> {
        let held = self
            .change(account, arrangement, |change, _, at| {
                change.push(|permission| permission.suspend(by_person(at, means)))
            })
            .await?;
        self.decided(held, None).await
    }

    /// The person lets a paused permission go on.
    pub async fn resume(&self, account: &str, arrangement: &str, means: &Means) -> Result<Decided> {
        let held = self
            .change(account, arrangement, |change, _, at| {
                change.push(|permission| permission.resume(by_person(at, means)))
            })
            .await?;
        self.decided(held, None).await
    }

    /// The person withdraws (GDPR art. 7(3)).
    pub async fn withdraw(
        &self,
        account: &str,
        arrangement: &str,
        means: &Means,
    ) -> Result<Decided> {
        let held = self
            .change(account, arrangement, |change, _, at| {
                change.push(|permission| permission.withdraw(by_person(at, means)))
            })
            .await?;
        metrics::counter!("operator_decisions_total", "decision" => "withdrawn").increment(1);
        self.decided(held, None).await
    }

    /// Changes a person's own permission in one unit; tried again when something else changed it meanwhile.
    pub(crate) async fn change(
        &self,
        account: &str,
        arrangement: &str,
        transition: impl Fn(&mut Change, &IntendedUse, i64) -> Result<()>,
    ) -> Result<Held> {
        for attempt in 1.. {
            let held = self.held(account, arrangement).await?;
            let at = self
                .clock
                .now()
                .max(held.permission.last_event().at.micros());
            let intended_use = self.use_of(&held.permission).await?;
            let mut change = Change::of(held);
            transition(&mut change, &intended_use, at)?;
            let mut unit = Unit::new();
            let held = change.write(&mut unit)?;
            match self.db.commit(unit).await {
                Ok(_) => return Ok(held),
                Err(storage::Error::Conflict { .. }) if attempt < ATTEMPTS => {}
                Err(error) => return Err(error.into()),
            }
        }
        unreachable!("the loop ends by returning")
    }

    /// The version of the intended use a permission was given on.
    pub(crate) async fn use_of(
        &self,
        permission: &permission::Permission,
    ) -> Result<std::sync::Arc<IntendedUse>> {
        self.known_use(
            permission.intended_use().as_str(),
            permission.intended_use_version().into(),
        )
        .await
    }

    async fn decided(&self, held: Held, return_url: Option<String>) -> Result<Decided> {
        let in_force = self.wait_until_in_force(&held).await?;
        Ok(Decided {
            id: held.row.arrangement_id.clone(),
            state: held.permission.state(),
            version: held.permission.version(),
            valid_until: held
                .permission
                .valid_until()
                .map(|at| crate::clock::rfc3339(at.micros())),
            in_force,
            return_url,
        })
    }
}

/// The wish for all that a use asks for.
fn everything(intended_use: &IntendedUse, language: Option<String>) -> Wish {
    let optional = intended_use.datasets.iter().flat_map(|(id, wanted)| {
        wanted
            .optional
            .iter()
            .map(move |path| format!("{id}#{path}"))
    });
    Wish {
        optional: optional.collect(),
        days: None,
        language,
    }
}
