//! A person looks at their own data: the browser reads it straight from the connector, with a short-lived ticket of
//! this operator (protocol.md, "Self-access"). No value ever passes through here.
pub(crate) mod api;
mod introspection;
pub(crate) mod pages;
mod policy;
pub(crate) mod preview;
mod view;

use permission::Attribute;
use protocol::ids::{LegId, OrganisationId, TokenId};
use protocol::jose::Thumbprint;
use protocol::metadata::{SELF_ACCESS, SelfAccessRoute};
use protocol::self_access::{Request, Response};
use protocol::ticket::{Confirmation, SELF_ACCESS_LIFETIME, Ticket};
use protocol::time::CLOCK_LEEWAY;
use protocol::url::{Audience, Endpoint};
use storage::Unit;
use storage::operator::self_access::SelfAccess;
use web::problem::ProblemName;

use crate::accounts::Identifier;
use crate::clock::SECOND;
use crate::introspection::decide::assurance;
use crate::sources::known::{Offered, Source};
use crate::{Error, Operator, Result};

/// Who asks for a ticket: the person, their session, and the browser's key.
#[derive(Debug)]
pub(crate) struct Looker<'a> {
    pub(crate) account: &'a str,
    pub(crate) session_hash: &'a [u8],
    pub(crate) jkt: Thumbprint,
}

impl Operator {
    /// Gives a person's browser a ticket to read their own data of one dataset.
    ///
    /// # Errors
    /// [`Error::Unknown`]; the problems `self-access-not-offered`, `person-unknown-at-source`, `rate-limited`.
    pub(crate) async fn self_access(
        &self,
        looker: &Looker<'_>,
        request: &Request,
    ) -> Result<Response> {
        self.self_access_limit.check(looker.account)?;
        let sources = self.known_sources().await?;
        let source = sources
            .get(request.connector.as_str())
            .ok_or_else(|| Error::unknown("source", request.connector.as_str()))?;
        let unknown = || Error::unknown("dataset", request.dataset.as_str());
        let offered = permission::DatasetId::new(request.dataset.as_str())
            .ok()
            .and_then(|id| source.offered(&id))
            .ok_or_else(unknown)?;
        let urls = addresses(source, offered);
        if urls.is_empty() {
            return Err(ProblemName::SelfAccessNotOffered.into());
        }
        let (keychain, _) = self.keychain(looker.account).await?;
        if !is_known(&keychain.known_to(source, self.clock.now()), offered) {
            return Err(ProblemName::PersonUnknownAtSource.into());
        }
        let ticket = self.own_ticket(looker, source)?;
        let mut unit = Unit::new();
        unit.insert_self_access(&SelfAccess {
            leg: ticket.mop_processing_record_uuid.as_str().to_owned(),
            account_id: looker.account.to_owned(),
            session_hash: looker.session_hash.to_vec(),
            connector_uuid: source.uuid.to_string(),
            dataset_id: request.dataset.as_str().to_owned(),
            created_at: ticket.iat * SECOND,
            expires_at: (ticket.exp + CLOCK_LEEWAY) * SECOND,
        });
        self.db.commit(unit).await?;
        metrics::counter!("operator_self_access_tickets_total").increment(1);
        Ok(Response {
            ticket: ticket.sign(&self.keys.signer())?,
            expires_in: ticket.exp - ticket.iat,
            urls,
        })
    }

    /// The ticket's claims. It names the operator where a service's ticket names an organisation, and nothing of the
    /// person: the leg id is new each time, so that a connector's operator cannot tell two looks to be one person's
    /// but by the identifiers it is told anyway.
    fn own_ticket(&self, looker: &Looker<'_>, source: &Source) -> Result<Ticket> {
        let wrong = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
        let now = self.clock.seconds();
        Ok(Ticket {
            iss: self.uuid.clone(),
            sub: OrganisationId::parse(self.uuid.as_str()).map_err(|error| wrong(&error))?,
            aud: Audience::from(source.base_url.clone()),
            exp: now + SELF_ACCESS_LIFETIME,
            iat: now,
            jti: TokenId::parse(&crate::random::uuid()).map_err(|error| wrong(&error))?,
            mop_processing_record_uuid: LegId::parse(&crate::random::uuid())
                .map_err(|error| wrong(&error))?,
            cnf: Some(Confirmation { jkt: looker.jkt }),
            arrangement_id: None,
            contract_token: None,
            epoch: None,
            self_access: true,
        })
    }
}

/// Where a person reads a dataset; nowhere when its connector does not offer that.
fn addresses(source: &Source, offered: &Offered) -> Vec<Endpoint> {
    let routes = own_routes(source, offered).into_iter();
    routes.map(|route| route.url.clone()).collect()
}

/// The same, with what the person changes there. A connector speaks for addresses below its own base URL alone: pages are
/// opened towards them.
fn own_routes<'s>(source: &'s Source, offered: &Offered) -> Vec<&'s SelfAccessRoute> {
    if !source.metadata.can(SELF_ACCESS) {
        return Vec::new();
    }
    let routes = source.metadata.self_access.iter();
    routes
        .filter(|route| route.dataset.as_str() == offered.dataset.id.as_str())
        .filter(|route| source.is_above(&route.url))
        .collect()
}

/// Whether the dataset's source can find the person by one of these.
fn is_known(identifiers: &[Identifier], offered: &Offered) -> bool {
    identifiers
        .iter()
        .any(|one| offered.dataset.identifier_types.contains(&one.id_type))
}

/// What a person can be shown of one dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Showing {
    /// Their browser can read it.
    Offered,
    /// The source knows the person, and does not show its data to them.
    NotOffered,
    /// The source cannot find the person by what is known of them here, or is not here any more.
    Nowhere,
}

impl Showing {
    fn of(source: &Source, offered: &Offered, identifiers: &[Identifier]) -> Self {
        if !is_known(identifiers, offered) {
            Self::Nowhere
        } else if addresses(source, offered).is_empty() {
            Self::NotOffered
        } else {
            Self::Offered
        }
    }
}

/// Whether the person is known surely enough to be shown an attribute, as a service would have to be.
fn is_shown(identifiers: &[Identifier], offered: &Offered, attribute: &Attribute) -> bool {
    attribute.assurance <= assurance(identifiers, offered)
}
