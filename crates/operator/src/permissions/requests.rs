//! Services ask: permission requests, alone and in batches.
use std::sync::Arc;

use permission::rule::{Outcome, Proposal, evaluate};
use permission::{CompiledDataset, IntendedUse, Rule, Timestamp};
use protocol::ids::{LegId, PermissionRequestId};
use protocol::permission_request::{
    PermissionRequest, PermissionRequestState, Person, RequestStatus,
};
use protocol::url::Endpoint;
use storage::Unit;
use storage::operator::intended_uses::IntendedUses as _;
use storage::operator::permissions::{PermissionRequestRow, Permissions as _};
use web::problem::{Problem, ProblemName};

use crate::accounts::locale_or_english;
use crate::accounts::profile::normal_login;
use crate::clock::{DAY, SECOND};
use crate::known::KnownService;
use crate::notifications::News;
use crate::{Error, Operator, Result};

/// A request that was answered with yes.
pub(crate) const GRANTED: &str = "granted";
/// A request that was answered with no.
pub(crate) const DECLINED: &str = "declined";

impl Operator {
    /// Takes a service's request. Whether the person is known here is not shown by the answer.
    ///
    /// # Errors
    /// The problems `intended-use-unknown` and `return-url-not-registered`.
    pub(crate) async fn ask(
        &self,
        known: &KnownService,
        request: PermissionRequest,
    ) -> Result<PermissionRequestState> {
        let service = known.service.client_id.as_str();
        let newest = self
            .db
            .newest_intended_use(request.intended_use.as_str())
            .await?;
        let newest = newest
            .filter(|row| row.service_id == service)
            .ok_or_else(|| {
                Problem::new(ProblemName::IntendedUseUnknown).detail(format!(
                    "`{}` is no intended use of this service",
                    request.intended_use
                ))
            })?;
        if let Some(url) = &request.return_url
            && !(url.allowed(self.transport()) && known.service.may_return_to(url))
        {
            let detail = format!("`{url}` is not among the addresses registered for this service");
            return Err(Problem::new(ProblemName::ReturnUrlNotRegistered)
                .detail(detail)
                .into());
        }
        let now = self.clock.now();
        let (account_id, login_index) = self.asked_person(service, &request.person).await?;
        let row = PermissionRequestRow {
            id: crate::random::uuid(),
            service_id: service.to_owned(),
            intended_use_id: newest.id,
            intended_use_version: newest.version,
            account_id,
            login_index,
            arrangement_id: None,
            answer: None,
            return_url: request.return_url.map(|url| url.as_str().to_owned()),
            locale: locale_or_english(request.locale.as_deref().unwrap_or("en")),
            version: 1,
            created_at: now,
            expires_at: now + i64::from(self.config.limits.request_days) * DAY,
            answered_at: None,
        };
        let mut unit = Unit::new();
        unit.insert_permission_request(&row);
        if let Some(account) = &row.account_id {
            let news = News::NewRequest {
                request: row.id.clone(),
                service: row.service_id.clone(),
            };
            self.notify(&mut unit, account, &news)?;
        }
        self.db.commit(unit).await?;
        if let Some(account) = &row.account_id {
            self.live.tell(account);
        }
        metrics::counter!("operator_permission_requests_total").increment(1);
        if row.account_id.is_some() {
            self.meet_with_rules(&row, known).await?;
        }
        self.request_state(&row, None)
    }

    /// The account a request is meant for, or the keyed hash of a login that is nobody's yet.
    async fn asked_person(
        &self,
        service: &str,
        person: &Person,
    ) -> Result<(Option<String>, Option<Vec<u8>>)> {
        match person {
            Person::None => Ok((None, None)),
            Person::LoginHint(login) => match normal_login(login) {
                Ok(login) => {
                    let index = self.login_index(&login).await?;
                    let account = self.account_of_login(&login).await?;
                    Ok((account.map(|account| account.id), Some(index)))
                }
                // Something nobody can log in with: a request nobody will see, answered like any other.
                Err(_) => Ok((None, Some(crate::random::salt().to_vec()))),
            },
            Person::PairwiseId(leg) => {
                let row = self.db.permission_by_leg(leg.as_str()).await?;
                let account = row
                    .filter(|row| row.service_id == service)
                    .map(|row| row.account_id);
                let nobody = account.is_none().then(|| crate::random::salt().to_vec());
                Ok((account, nobody))
            }
        }
    }

    /// Answers a request that a standing rule of its person answers. A failure leaves it to the person.
    async fn meet_with_rules(
        &self,
        row: &PermissionRequestRow,
        known: &KnownService,
    ) -> Result<()> {
        let Some(account) = &row.account_id else {
            return Ok(());
        };
        let rules = self.rules_of(account).await?;
        if rules.is_empty() {
            return Ok(());
        }
        let intended_use = self
            .known_use(&row.intended_use_id, row.intended_use_version)
            .await?;
        let outcome = self.outcome_of(&rules, &intended_use, known).await?;
        let answered = match outcome {
            Outcome::Ask => return Ok(()),
            Outcome::Declined(rule) => self.decline_by_rule(row, &intended_use, &rule).await,
            Outcome::GrantedByRule(id) => match rules.iter().find(|rule| rule.id == id) {
                Some(rule) => self.grant_by_rule(row, &intended_use, rule).await,
                None => Ok(()),
            },
        };
        match answered {
            // The person already has this permission in another state: their own decision comes first.
            Err(Error::Conflict(_) | Error::Storage(storage::Error::Conflict { .. })) => Ok(()),
            other => other,
        }
    }

    /// What rules make of a use.
    pub(crate) async fn outcome_of(
        &self,
        rules: &[Rule],
        intended_use: &IntendedUse,
        known: &KnownService,
    ) -> Result<Outcome> {
        let sources = self.known_sources().await?;
        let party = self.party(known)?;
        let datasets: Vec<&CompiledDataset> = intended_use
            .datasets
            .keys()
            .filter_map(|id| sources.dataset(id).map(|(_, offered)| &offered.compiled))
            .collect();
        let proposal = Proposal {
            intended_use,
            party: &party,
            datasets: &datasets,
        };
        Ok(evaluate(rules, &proposal, Timestamp(self.clock.now())))
    }

    /// What became of a service's own request.
    ///
    /// # Errors
    /// [`Error::Unknown`] for another service's request too.
    pub(crate) async fn request_status(
        &self,
        known: &KnownService,
        id: &str,
    ) -> Result<PermissionRequestState> {
        let row = self.db.permission_request(id).await?;
        let row = row.filter(|row| row.service_id == known.service.client_id);
        let row = row.ok_or_else(|| Error::unknown("permission request", id))?;
        let leg = match &row.arrangement_id {
            Some(arrangement) if row.answer.is_some() => self
                .db
                .permission(arrangement)
                .await?
                .map(|row| row.service_leg),
            _ => None,
        };
        self.request_state(&row, leg)
    }

    fn request_state(
        &self,
        row: &PermissionRequestRow,
        leg: Option<String>,
    ) -> Result<PermissionRequestState> {
        let wrong = |error: &dyn std::fmt::Display| Error::stored("permission request", error);
        let status = match row.answer.as_deref() {
            Some(GRANTED) => RequestStatus::Granted,
            Some(_) => RequestStatus::Declined,
            None if row.expires_at <= self.clock.now() => RequestStatus::Expired,
            None => RequestStatus::Pending,
        };
        let leg = leg.filter(|_| status == RequestStatus::Granted);
        Ok(PermissionRequestState {
            url: Endpoint::parse(
                &self.address(&format!("requests/{}", row.id)),
                self.transport(),
            )
            .map_err(|error| wrong(&error))?,
            id: PermissionRequestId::parse(&row.id).map_err(|error| wrong(&error))?,
            status,
            permission: leg
                .map(|leg| LegId::parse(&leg))
                .transpose()
                .map_err(|error| wrong(&error))?,
            expires_at: Some(row.expires_at / SECOND),
        })
    }

    /// Requests that wait for a person, newest first.
    pub(crate) async fn waiting_requests(
        &self,
        account: &str,
        limit: u32,
    ) -> Result<Vec<PermissionRequestRow>> {
        Ok(self
            .db
            .waiting_requests(account, self.clock.now(), limit)
            .await?)
    }

    /// A request that this person may answer, with the intended use it is about. One that was meant for
    /// nobody in particular becomes theirs when they answer it.
    ///
    /// # Errors
    /// [`Error::Unknown`] when it is not theirs.
    pub(crate) async fn own_request(
        &self,
        account: &str,
        id: &str,
    ) -> Result<(PermissionRequestRow, Arc<IntendedUse>)> {
        let row = self.db.permission_request(id).await?;
        let row = row.filter(|row| match (&row.account_id, &row.login_index) {
            (Some(owner), _) => owner == account,
            (None, Some(_)) => false,
            (None, None) => true,
        });
        let row = row.ok_or_else(|| Error::unknown("request", id))?;
        let intended_use = self
            .known_use(&row.intended_use_id, row.intended_use_version)
            .await?;
        Ok((row, intended_use))
    }
}
