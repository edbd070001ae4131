//! Whether a ticket is accepted: everything before the operator is asked.

use std::sync::Arc;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use protocol::dpop::{self, Htu};
use protocol::jose::Algorithms;
use protocol::problem::ProblemName;
use protocol::ticket::{Expectations, LONGEST_LIFETIME, Ticket, TicketError, Unverified};
use protocol::time::CLOCK_LEEWAY;
use storage::replay::Replay as _;

use super::replay::{Fingerprint, Refused};
use super::{Accepted, Refusal};
use crate::app::App;
use crate::releases::Record;
use crate::routes::Route;
use crate::trust::{Distrust, Operator};

/// Under which tickets that were used once are remembered.
pub(super) const SCOPE: &str = "ticket";

/// The headers in which services of the 2021 kind show a ticket.
const LEGACY: [&str; 2] = ["mim4-request-ticket", "mydatashare-request-ticket"];

/// The ticket as it was shown: exactly once, in one of three ways.
fn shown(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut found = None;
    let legacy = LEGACY
        .iter()
        .flat_map(|name| headers.get_all(*name))
        .map(|value| (value, false));
    for (value, is_authorization) in headers
        .get_all(AUTHORIZATION)
        .iter()
        .map(|value| (value, true))
        .chain(legacy)
    {
        let text = value
            .to_str()
            .map_err(|_| Refusal::from(ProblemName::TicketMalformed))?;
        let ticket = if is_authorization {
            let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
            if !scheme.eq_ignore_ascii_case("dpop") {
                continue;
            }
            rest.trim()
        } else {
            text.trim()
        };
        if found.replace(ticket).is_some() {
            return Err(Refusal::new(
                ProblemName::TicketMalformed,
                "the request shows more than one ticket",
            ));
        }
    }
    found.ok_or_else(|| ProblemName::TicketMissing.into())
}

impl From<TicketError> for Refusal {
    fn from(error: TicketError) -> Self {
        Self::new(error.problem(), error)
    }
}

fn distrusted(distrust: Distrust) -> Refusal {
    match distrust {
        Distrust::Unknown => ProblemName::TicketUnknownIssuer.into(),
        Distrust::NotActive(_) => ProblemName::TicketMemberSuspended.into(),
        Distrust::NoList(name) => name.into(),
    }
}

/// Checks the ticket a request shows.
pub(super) async fn accept(
    app: &App,
    route: &Route,
    headers: &HeaderMap,
    record: &mut Record,
) -> Result<Accepted, Refusal> {
    let text = shown(headers)?;
    let issuer = Unverified::parse(text)?.issuer()?;
    let trusted = app.trust.standing(&issuer).await.map_err(distrusted)?;
    record.operator = Some(issuer.to_string());
    let resolved = app.operators.resolve(&issuer, &trusted.base_url).await;
    let mut operator = resolved
        .map_err(|error| Refusal::new(error.problem(), "the operator's metadata cannot be used"))?;
    let ticket = match verify(app, route, text, &operator) {
        Err(TicketError::UnknownKey { .. }) => {
            // Its keys may have rotated since they were fetched; asked for once, and not often.
            let refetched = app.operators.refetch_for_kid(&operator).await;
            operator = refetched.map_err(|error| {
                Refusal::new(error.problem(), "the operator's keys cannot be fetched")
            })?;
            verify(app, route, text, &operator)?
        }
        outcome => outcome?,
    };
    let once = match &ticket.cnf {
        Some(confirmation) => {
            prove(app, route, headers, text, &confirmation.jkt)?;
            None
        }
        None if app.trust.terms(&issuer).reuse_tickets => None,
        None => {
            let fingerprint = Fingerprint::new(issuer.as_str(), ticket.jti.as_str());
            let until = ticket.exp.saturating_add(CLOCK_LEEWAY);
            remember(app, fingerprint, until, ProblemName::TicketReplayed)?;
            if ticket.iat.saturating_sub(CLOCK_LEEWAY) <= app.started {
                used_before_start(app, fingerprint, until).await?;
                None
            } else {
                Some((fingerprint, until))
            }
        }
    };
    Ok(Accepted {
        ticket,
        text: text.to_owned(),
        operator,
        trusted,
        once,
    })
}

fn verify(
    app: &App,
    route: &Route,
    text: &str,
    operator: &Arc<Operator>,
) -> Result<Ticket, TicketError> {
    let algorithms = if app.trust.terms(&operator.uuid).rs256 {
        Algorithms::WITH_RS256
    } else {
        Algorithms::STANDARD
    };
    let audiences = [app.base_url.clone().into(), route.audience.clone()];
    let expected = Expectations {
        issuer: &operator.uuid,
        keys: &operator.keys,
        audiences: &audiences,
        now: app.clock.seconds(),
        algorithms,
        longest_lifetime: LONGEST_LIFETIME,
    };
    Unverified::parse(text)?.verify(&expected)
}

/// The proof of possession that a bound ticket needs (RFC 9449 §7).
fn prove(
    app: &App,
    route: &Route,
    headers: &HeaderMap,
    ticket: &str,
    key: &protocol::jose::Thumbprint,
) -> Result<(), Refusal> {
    let mut proofs = headers.get_all("dpop").iter();
    let proof = proofs
        .next()
        .ok_or_else(|| Refusal::from(ProblemName::ProofMissing))?;
    if proofs.next().is_some() {
        return Err(Refusal::new(
            ProblemName::ProofInvalid,
            "the request shows more than one proof",
        ));
    }
    let proof = proof
        .to_str()
        .map_err(|_| Refusal::from(ProblemName::ProofInvalid))?;
    // The address is the configured one, never what the request's `Host` says.
    let address = Htu::of_request(&app.base_url, &route.path)
        .map_err(|_| Refusal::from(ProblemName::Internal))?;
    let now = app.clock.seconds();
    let expected = dpop::Expectations {
        method: route.method.as_str(),
        address: &address,
        token: Some(ticket),
        bound_to: Some(key),
        nonce: None,
        now,
        known_key: None,
    };
    let proof = dpop::verify(proof, &expected)
        .map_err(|error| Refusal::new(ProblemName::ProofInvalid, error))?;
    let fingerprint = Fingerprint::new(&key.to_string(), proof.jti.as_str());
    remember(
        app,
        fingerprint,
        proof.forget_after(),
        ProblemName::ProofReplayed,
    )
}

/// A ticket older than this process may have been used with the one before, which only the database knows. Asked before
/// anybody else is, at the price of one more write for a ticket's life after a start.
async fn used_before_start(app: &App, ticket: Fingerprint, until: i64) -> Result<(), Refusal> {
    let until = until.saturating_mul(1_000_000);
    match app
        .database
        .first_seen(SCOPE, &ticket.to_text(), until)
        .await
    {
        Ok(true) => Ok(()),
        Ok(false) => Err(ProblemName::TicketReplayed.into()),
        Err(error) => {
            tracing::error!(%error, "used tickets cannot be looked up, so nothing is released");
            Err(ProblemName::LogUnavailable.into())
        }
    }
}

fn remember(
    app: &App,
    token: Fingerprint,
    until: i64,
    replayed: ProblemName,
) -> Result<(), Refusal> {
    match app.replay.first(token, until, app.clock.seconds()) {
        Ok(()) => Ok(()),
        Err(Refused::Replayed) => Err(replayed.into()),
        Err(Refused::Full) => Err(Refusal::new(
            ProblemName::Unavailable,
            "too many requests are remembered at the moment",
        )),
    }
}
