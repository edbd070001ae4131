//! Request tickets (MIM4 §5.3): what a service shows a connector.
pub(crate) mod api;

use permission::{State, Timestamp};
use protocol::ids::{ArrangementId, LegId, OrganisationId, TokenId};
use protocol::jose::Thumbprint;
use protocol::metadata::ATTRIBUTE_FILTER;
use protocol::request_ticket::{Request, Response};
use protocol::ticket::{Confirmation, Ticket};
use storage::operator::permissions::Permissions as _;
use web::problem::{Problem, ProblemName};

use crate::clock::SECOND;
use crate::known::KnownService;
use crate::oauth::caller::Caller;
use crate::permissions::Held;
use crate::sources::known::Source;
use crate::{Error, Operator, Result};

impl Operator {
    /// Gives a service a ticket for a connector's route.
    ///
    /// # Errors
    /// The problems `permission-not-active`, `audience-not-covered`, `attribute-filter-missing`.
    pub(crate) async fn ticket(&self, caller: &Caller, request: &Request) -> Result<Response> {
        let ticket = self.ticket_for(&caller.known, caller.jkt, request).await?;
        metrics::counter!("operator_tickets_total").increment(1);
        Ok(Response {
            expires_in: ticket.exp - ticket.iat,
            request_ticket: ticket.sign(&self.keys.signer())?,
        })
    }

    /// What the ticket of a service would say, unsigned: nobody can use it.
    ///
    /// # Errors
    /// As [`Operator::ticket`].
    pub(crate) async fn ticket_for(
        &self,
        known: &KnownService,
        jkt: Option<Thumbprint>,
        request: &Request,
    ) -> Result<Ticket> {
        let row = self
            .db
            .permission_by_leg(request.permission.as_str())
            .await?;
        // Another service's permission is as little in force for this one as one that is not there.
        let row = row
            .filter(|row| row.service_id == known.service.client_id)
            .ok_or(ProblemName::PermissionNotActive)?;
        let held = Held::read(row)?;
        let now = self.clock.now();
        let state = held.permission.state_at(Timestamp(now));
        if state != State::Granted {
            return Err(Problem::new(ProblemName::PermissionNotActive)
                .member("state", state.name())
                .into());
        }
        let sources = self.known_sources().await?;
        let source = sources
            .of_audience(&request.audience)
            .ok_or(ProblemName::AudienceNotCovered)?;
        check_covered(&held, source)?;
        let wrong = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
        let leg = self
            .leg(&held.row.arrangement_id, source.uuid.as_str())
            .await?;
        let seconds = now / SECOND;
        let end = held
            .permission
            .valid_until()
            .map_or(i64::MAX, Timestamp::seconds);
        let exp = (seconds + i64::from(self.config.ticket_seconds)).min(end);
        Ok(Ticket {
            iss: self.uuid.clone(),
            sub: OrganisationId::parse(&known.organisation.id).map_err(|error| wrong(&error))?,
            aud: request.audience.clone(),
            exp,
            iat: seconds,
            jti: TokenId::parse(&crate::random::uuid()).map_err(|error| wrong(&error))?,
            mop_processing_record_uuid: LegId::parse(&held.row.service_leg)
                .map_err(|error| wrong(&error))?,
            cnf: jkt.map(|jkt| Confirmation { jkt }),
            arrangement_id: Some(ArrangementId::parse(&leg).map_err(|error| wrong(&error))?),
            contract_token: None,
            epoch: u64::try_from(held.row.epoch).ok(),
            self_access: false,
        })
    }
}

/// The permission must cover data of this connector; all of what a dataset describes, when the connector
/// cannot keep attributes back.
fn check_covered(held: &Held, source: &Source) -> Result<()> {
    let mut covered = held
        .permission
        .attributes()
        .0
        .iter()
        .filter_map(|(id, chosen)| source.offered(id).map(|offered| (offered, chosen)))
        .peekable();
    if covered.peek().is_none() {
        return Err(ProblemName::AudienceNotCovered.into());
    }
    if source.metadata.can(ATTRIBUTE_FILTER) {
        return Ok(());
    }
    for (offered, chosen) in covered {
        let permitted = offered.compiled.table().known(&chosen.attributes);
        if permitted != *offered.compiled.all() {
            let detail = format!(
                "`{}` is permitted in part, and `{}` releases all of it",
                offered.dataset.id, source.metadata.name
            );
            return Err(Problem::new(ProblemName::AttributeFilterMissing)
                .detail(detail)
                .into());
        }
    }
    Ok(())
}
