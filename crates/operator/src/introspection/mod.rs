//! Permission introspection (MIM4 §5.4): a connector asks whether a ticket is still good.
//!
//! One statement reads everything; what does not change is kept ready in memory; `permission::decide` decides;
//! the access item and the log entry are one unit, committed together with those of other introspections.
//! Nothing is answered that is not durable.
pub(crate) mod api;
pub(crate) mod decide;
mod record;
pub(crate) mod refusal;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::ids::{AccessItemId, ArrangementId, AttributeName, DatasetId, LegId, TermIri};
use protocol::introspection::{
    Active, Identifier, Inactive, LONGEST_SUBSCRIPTION, Permission, Request, Response,
};
use protocol::jose::Algorithms;
use protocol::problem::ProblemName;
use protocol::ticket::{self, Ticket, TicketError};
use protocol::url::Audience;
use storage::Unit;
use storage::operator::access_items::AccessItem;
use storage::operator::introspection::{Introspections as _, Standing};
use storage::operator::leases::Lease;

use self::decide::Granted;
use self::refusal::Refusal;
use crate::clock::SECOND;
use crate::sources::known::Source;
use crate::{Error, Operator, Result, leases};

/// How often an answer is made anew because the permission changed while it was made.
const ATTEMPTS: usize = 3;

/// Why an introspection does not allow the request, for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) code: ProblemName,
    /// What is kept.
    pub(crate) refusal: Refusal,
    /// What the connector is told.
    reason: String,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.problem(),
            refusal,
            reason: refusal.words().to_owned(),
        }
    }
}

impl From<TicketError> for Refused {
    fn from(error: TicketError) -> Self {
        Self {
            code: error.problem(),
            refusal: Refusal::Ticket,
            reason: error.to_string(),
        }
    }
}

impl From<Refused> for Response {
    fn from(refused: Refused) -> Self {
        Self::Inactive(Inactive {
            reason: refused.reason,
            reason_code: Some(refused.code),
        })
    }
}

impl Operator {
    /// Answers a connector about a ticket. A ticket that is no good is answered with `active: false`, as one
    /// whose permission is not in force is (MIM4 §5.4).
    pub(crate) async fn introspect(
        &self,
        source: &Arc<Source>,
        request: &Request,
    ) -> Result<Response> {
        let ticket = match self.verify_ticket(request) {
            Ok(ticket) => ticket,
            Err(error) => {
                metrics::counter!("operator_introspections_total", "outcome" => "bad-ticket")
                    .increment(1);
                return Ok(Refused::from(error).into());
            }
        };
        if ticket.self_access {
            return self.introspect_own(source, &ticket).await;
        }
        let source = &self.described_as(source, request).await?;
        for _ in 0..ATTEMPTS {
            let Some(standing) = self
                .db
                .standing(ticket.mop_processing_record_uuid.as_str())
                .await?
            else {
                // It was issued here, and its permission is gone: erased with its person.
                return Ok(Refused::from(Refusal::PermissionGone).into());
            };
            match self.answer_about(source, &ticket, request, &standing).await {
                // The permission changed between reading and writing: what was read is not answered.
                Err(Error::Storage(storage::Error::Conflict { .. })) => {}
                answer => return answer,
            }
        }
        Err(storage::Error::Busy {
            attempts: u32::try_from(ATTEMPTS).unwrap_or(u32::MAX),
        }
        .into())
    }

    /// The connector as it is known here, after it was fetched again where it describes the dataset that it asks about in
    /// another way: a permission speaks of descriptions, and what is permitted of one may be more or less under another.
    async fn described_as(&self, source: &Arc<Source>, request: &Request) -> Result<Arc<Source>> {
        let is_known = request
            .dataset
            .as_ref()
            .is_none_or(|described| source.is_described_as(described));
        if is_known {
            return Ok(Arc::clone(source));
        }
        match self.fetched_again(source).await {
            Ok(newer) => Ok(newer.unwrap_or_else(|| Arc::clone(source))),
            // The decision says then that the description is not the one that is known.
            Err(Error::Peer { url, reason }) => {
                tracing::warn!(url, reason, "a changed description could not be fetched");
                Ok(Arc::clone(source))
            }
            Err(error) => Err(error),
        }
    }

    /// Checks a ticket of this operator. Whom it is for is checked later, against the connector that asks.
    ///
    /// One that has made a subscription counts as it did while it lasted, for some time; whether anything is released
    /// says the permission alone. A person's own look makes none.
    fn verify_ticket(&self, request: &Request) -> Result<Ticket, TicketError> {
        #[derive(serde::Deserialize)]
        struct Peek {
            aud: Audience,
            iat: i64,
            exp: i64,
            #[serde(default)]
            self_access: bool,
        }
        let text = request.request_ticket.as_str();
        let payload = text
            .split('.')
            .nth(1)
            .and_then(|part| URL_SAFE_NO_PAD.decode(part).ok())
            .unwrap_or_default();
        let unverified = ticket::Unverified::parse(text)?;
        let peek: Peek = serde_json::from_slice(&payload)
            .map_err(|error| TicketError::Malformed(error.to_string()))?;
        let mut now = self.clock.seconds();
        let counts = request.subscription && !peek.self_access;
        if counts && now.saturating_sub(peek.iat) <= LONGEST_SUBSCRIPTION {
            now = now.min(peek.exp.saturating_sub(1));
        }
        let expected = ticket::Expectations {
            issuer: &self.uuid,
            keys: &self.keys.key_set(),
            audiences: &[peek.aud],
            now,
            algorithms: Algorithms::STANDARD,
            longest_lifetime: i64::from(crate::LONGEST_TICKET_SECONDS),
        };
        unverified.verify(&expected)
    }

    async fn answer_about(
        &self,
        source: &Arc<Source>,
        ticket: &Ticket,
        request: &Request,
        standing: &Standing,
    ) -> Result<Response> {
        let now = self.clock.now();
        let described = request.dataset.as_ref();
        let decided = self
            .decide_about(source, ticket, described, standing, now)
            .await?;
        let item = crate::random::uuid();
        let mut unit = Unit::new();
        let lease_seconds = match &decided {
            Ok(granted) => self.lease_seconds(source, granted.valid_until, now),
            Err(_) => 0,
        };
        if lease_seconds > 0 {
            unit.write_lease(&Lease {
                arrangement_id: standing.arrangement_id.clone(),
                connector_uuid: source.uuid.to_string(),
                valid_until: leases::end(now, lease_seconds),
                epoch: standing.epoch,
            });
        }
        if request.subscription && decided.is_ok() && source.metadata.events_endpoint.is_some() {
            let until = ticket.iat.saturating_add(LONGEST_SUBSCRIPTION);
            unit.write_follower(
                &standing.arrangement_id,
                source.uuid.as_str(),
                standing.epoch,
                until.saturating_mul(SECOND),
            );
        }
        let answer = match decided {
            Ok(granted) => Ok(self
                .active(source, standing, granted, &item, lease_seconds)
                .await?),
            Err(refused) => Err(refused),
        };
        unit.insert_access_item(AccessItem {
            id: item.clone(),
            account_id: standing.account_id.clone(),
            at: now,
            arrangement_id: standing.arrangement_id.clone(),
            permission_version: standing.version,
            service_id: standing.service_id.clone(),
            connector_uuid: source.uuid.to_string(),
            active: i64::from(answer.is_ok()),
            reason: answer
                .as_ref()
                .err()
                .map_or_else(String::new, |refused| refused.refusal.code().to_owned()),
            success: None,
            outcome: None,
            completed_at: None,
        });
        unit.log(record::entry(source, standing, &item, &answer, now)?);
        self.db.commit(unit).await?;
        self.live.tell(&standing.account_id);
        let outcome = if answer.is_ok() { "active" } else { "inactive" };
        metrics::counter!("operator_introspections_total", "outcome" => outcome).increment(1);
        Ok(match answer {
            Ok(active) => Response::Active(active),
            Err(refused) => refused.into(),
        })
    }

    async fn active(
        &self,
        source: &Source,
        standing: &Standing,
        granted: Granted,
        item: &str,
        lease_seconds: u32,
    ) -> Result<Active> {
        let wrong = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
        let leg = self
            .leg(&standing.arrangement_id, source.uuid.as_str())
            .await?;
        let iri =
            |term: vocabulary::Term| TermIri::parse(term.iri()).map_err(|error| wrong(&error));
        let mut datasets = std::collections::BTreeMap::new();
        for (id, paths) in granted.released {
            let id = DatasetId::parse(id.as_str()).map_err(|error| wrong(&error))?;
            let paths = paths
                .iter()
                .map(|path| AttributeName::parse(path.as_str()).map_err(|error| wrong(&error)));
            datasets.insert(id, paths.collect::<Result<_>>()?);
        }
        let identifiers = granted
            .identifiers
            .into_iter()
            .map(|identifier| Identifier {
                id: identifier.id,
                id_type: identifier.id_type,
                country: identifier.country,
                verified: Some(crate::clock::rfc3339(identifier.verified_at)),
                assurance: Some(identifier.assurance),
                link_id: identifier.link.and_then(|link| LegId::parse(&link.id).ok()),
                more: serde_json::Map::new(),
            });
        Ok(Active {
            access_item_uuid: AccessItemId::parse(item).map_err(|error| wrong(&error))?,
            identifiers: identifiers.collect(),
            permission: Some(Permission {
                arrangement_id: ArrangementId::parse(&leg).map_err(|error| wrong(&error))?,
                epoch: u64::try_from(standing.epoch).unwrap_or_default(),
                version: u64::try_from(standing.version).unwrap_or_default(),
                purpose: iri(granted.purpose.term())?,
                processing: granted
                    .processing
                    .iter()
                    .map(|one| iri(one.term()))
                    .collect::<Result<_>>()?,
                datasets,
                obligations: granted.obligations,
                valid_until: Some(granted.valid_until / SECOND),
            }),
            lease_seconds: Some(lease_seconds),
        })
    }
}
