//! Whether a ticket is accepted: everything before the operator is asked.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use protocol::dpop::{self, Htu};
use protocol::jose::{Algorithms, Thumbprint, VerifyingKey};
use protocol::problem::ProblemName;
use protocol::ticket::{Expectations, LONGEST_LIFETIME, Ticket, TicketError, Unverified};
use protocol::time::CLOCK_LEEWAY;
use protocol::url::Audience;
use storage::replay::Replay as _;

use super::Refusal;
use super::replay::{Fingerprint, Refused};
use crate::app::App;
use crate::releases::Record;
use crate::trust::{Distrust, Operator, Trusted};
use crate::worker::Worker;

/// Under which tickets that were used once are remembered.
const TICKETS: &str = "ticket";
/// Under which proofs of possession are, where memory alone would not do.
const PROOFS: &str = "proof";

/// The headers in which services of the 2021 kind show a ticket.
const LEGACY: [&str; 2] = ["mim4-request-ticket", "mydatashare-request-ticket"];

/// Verified tickets that one worker remembers, in two generations: what is in neither costs a signature again.
const MOST_VERIFIED: usize = 10_000;

/// A request as far as the checks are concerned: nothing of it counts but method and headers.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// Its method.
    pub(crate) method: &'a http::Method,
    /// Its headers.
    pub(crate) headers: &'a HeaderMap,
    /// The address it must be proved for: the configured one, never what the request's `Host` says.
    pub(crate) address: &'a Htu,
    /// The audiences of tickets that are good here.
    pub(crate) audiences: &'a [Audience],
}

/// A ticket that was accepted, and by whom it is.
pub(crate) struct Accepted {
    /// Its claims.
    pub(crate) ticket: Arc<Verified>,
    /// As it was shown.
    pub(crate) text: Box<str>,
    /// Who the source deals with.
    pub(crate) trusted: Arc<Trusted>,
    /// What has to be remembered, durably, together with what it leads to.
    pub(crate) once: Option<Once>,
}

/// A token that may be used once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Once {
    /// What kind of token.
    pub(crate) scope: &'static str,
    /// Which.
    pub(crate) token: Fingerprint,
    /// Until when it could be used again, in unix seconds.
    pub(crate) until: i64,
}

impl Once {
    /// The problem of using it again.
    pub(crate) fn replayed(self) -> ProblemName {
        if self.scope == PROOFS {
            ProblemName::ProofReplayed
        } else {
            ProblemName::TicketReplayed
        }
    }
}

/// A ticket whose signature was verified under the operator's keys.
pub(crate) struct Verified {
    /// Its claims.
    pub(crate) claims: Ticket,
    /// The operator, with the keys that verified it.
    pub(crate) operator: Arc<Operator>,
    /// The key of the proofs shown with it, decoded with the first of them.
    proof_key: std::sync::OnceLock<VerifyingKey>,
}

/// Tickets that one worker has verified, by their text: a ticket may serve many requests, and its signature costs more
/// than all else.
#[derive(Default)]
pub(crate) struct VerifiedTickets {
    current: HashMap<Box<str>, Arc<Verified>>,
    previous: HashMap<Box<str>, Arc<Verified>>,
}

impl VerifiedTickets {
    fn get(&self, text: &str) -> Option<Arc<Verified>> {
        self.current
            .get(text)
            .or_else(|| self.previous.get(text))
            .cloned()
    }

    fn keep(&mut self, text: &str, verified: &Arc<Verified>) {
        if self.current.len() >= MOST_VERIFIED {
            self.previous = std::mem::take(&mut self.current);
        }
        self.current.insert(text.into(), Arc::clone(verified));
    }
}

/// The ticket as it was shown: exactly once, in one of three ways.
fn shown(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut found = None;
    let legacy = LEGACY
        .iter()
        .flat_map(|name| headers.get_all(*name))
        .map(|value| (value, false));
    let authorization = headers
        .get_all(AUTHORIZATION)
        .iter()
        .map(|value| (value, true));
    for (value, is_authorization) in authorization.chain(legacy) {
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

/// Checks the ticket a request shows. What becomes known on the way goes into the record.
pub(crate) async fn accept(
    worker: &Worker,
    shown_with: Shown<'_>,
    record: &mut Record,
) -> Result<Accepted, Refusal> {
    let app = &worker.app;
    let text = shown(shown_with.headers)?;
    let known = worker.verified.borrow().get(text);
    let issuer = match &known {
        Some(verified) => verified.claims.iss.clone(),
        None => Unverified::parse(text)?.issuer()?,
    };
    let trusted = app.trust.standing(&issuer).await.map_err(distrusted)?;
    record.operator = Some(issuer.as_str().to_owned());
    let resolved = app.operators.resolve(&issuer, &trusted.base_url).await;
    let operator = resolved.map_err(|error| {
        tracing::warn!(operator = %issuer, %error, "the operator cannot be resolved");
        Refusal::new(error.problem(), "the operator's metadata cannot be used")
    })?;
    let verified = match known.filter(|verified| verified.operator.keys == operator.keys) {
        Some(verified) => {
            still_good(app, &verified.claims, shown_with.audiences)?;
            // Its metadata may have been renewed since.
            if Arc::ptr_eq(&verified.operator, &operator) {
                verified
            } else {
                Verified::of(verified.claims.clone(), operator)
            }
        }
        None => {
            let (claims, operator) = verify(app, shown_with.audiences, text, operator).await?;
            Verified::of(claims, operator)
        }
    };
    record.service = Some(verified.claims.sub.as_str().to_owned());
    record.self_access = verified.claims.self_access;
    record.ticket = Some(verified.claims.jti.as_str().to_owned());
    record.permission = Some(
        verified
            .claims
            .mop_processing_record_uuid
            .as_str()
            .to_owned(),
    );
    let reusable = verified.claims.cnf.is_some() || app.trust.terms(&issuer).reuse_tickets;
    if reusable {
        worker.verified.borrow_mut().keep(text, &verified);
    }
    let once = match &verified.claims.cnf {
        Some(confirmation) => prove(app, shown_with, text, &confirmation.jkt, &verified).await?,
        None if reusable => None,
        None => {
            let token = Fingerprint::new(issuer.as_str(), verified.claims.jti.as_str());
            let until = verified.claims.exp.saturating_add(CLOCK_LEEWAY);
            let once = Once {
                scope: TICKETS,
                token,
                until,
            };
            remember(app, once)?;
            // A ticket older than this process may have been used with the one before, which only the database knows:
            // asked before anybody else is, at the price of one more write for a ticket's life after a start.
            if verified.claims.iat.saturating_sub(CLOCK_LEEWAY) <= app.started {
                first_in_database(app, once).await?;
                None
            } else {
                Some(once)
            }
        }
    };
    Ok(Accepted {
        ticket: verified,
        text: text.into(),
        trusted,
        once,
    })
}

/// A ticket that was accepted before, when it made a subscription. Whether its operator is still one of those that are
/// trusted is asked anew; whether it still counts says the operator.
pub(crate) async fn accepted_before(
    app: &App,
    text: &str,
    record: &mut Record,
) -> Result<Accepted, Refusal> {
    let payload = text.split('.').nth(1).unwrap_or_default();
    let claims: Option<Ticket> = URL_SAFE_NO_PAD
        .decode(payload)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let claims = claims.ok_or_else(|| Refusal::from(ProblemName::TicketMalformed))?;
    let trusted = app.trust.standing(&claims.iss).await.map_err(distrusted)?;
    let resolved = app.operators.resolve(&claims.iss, &trusted.base_url).await;
    let operator = resolved.map_err(|error| Refusal::new(error.problem(), error))?;
    record.operator = Some(claims.iss.as_str().to_owned());
    record.service = Some(claims.sub.as_str().to_owned());
    record.ticket = Some(claims.jti.as_str().to_owned());
    record.permission = Some(claims.mop_processing_record_uuid.as_str().to_owned());
    Ok(Accepted {
        ticket: Verified::of(claims, operator),
        text: text.into(),
        trusted,
        once: None,
    })
}

impl Verified {
    fn of(claims: Ticket, operator: Arc<Operator>) -> Arc<Self> {
        Arc::new(Self {
            claims,
            operator,
            proof_key: std::sync::OnceLock::new(),
        })
    }
}

/// What can have changed about a ticket since its signature was verified: the time, and which route it is shown at.
fn still_good(app: &App, claims: &Ticket, audiences: &[Audience]) -> Result<(), TicketError> {
    if !audiences.contains(&claims.aud) {
        return Err(TicketError::WrongAudience(claims.aud.clone()));
    }
    if claims.exp.saturating_add(CLOCK_LEEWAY) <= app.clock.seconds() {
        return Err(TicketError::Expired);
    }
    Ok(())
}

async fn verify(
    app: &App,
    audiences: &[Audience],
    text: &str,
    operator: Arc<Operator>,
) -> Result<(Ticket, Arc<Operator>), Refusal> {
    match verify_under(app, audiences, text, &operator) {
        Err(TicketError::UnknownKey { .. }) => {
            // Its keys may have rotated since they were fetched; asked for once, and not often.
            let refetched = app.operators.refetch_for_kid(&operator).await;
            let operator = refetched.map_err(|error| {
                Refusal::new(error.problem(), "the operator's keys cannot be fetched")
            })?;
            Ok((verify_under(app, audiences, text, &operator)?, operator))
        }
        outcome => Ok((outcome?, operator)),
    }
}

fn verify_under(
    app: &App,
    audiences: &[Audience],
    text: &str,
    operator: &Operator,
) -> Result<Ticket, TicketError> {
    let rs256 = app.trust.terms(&operator.uuid).rs256;
    let expected = Expectations {
        issuer: &operator.uuid,
        keys: &operator.keys,
        audiences,
        now: app.clock.seconds(),
        algorithms: if rs256 {
            Algorithms::WITH_RS256
        } else {
            Algorithms::STANDARD
        },
        longest_lifetime: LONGEST_LIFETIME,
    };
    Unverified::parse(text)?.verify(&expected)
}

/// The proof of possession that a bound ticket needs (RFC 9449 §7).
async fn prove(
    app: &App,
    shown: Shown<'_>,
    ticket: &str,
    key: &Thumbprint,
    verified: &Verified,
) -> Result<Option<Once>, Refusal> {
    let mut proofs = shown.headers.get_all("dpop").iter();
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
    let now = app.clock.seconds();
    let expected = dpop::Expectations {
        method: shown.method.as_str(),
        address: shown.address,
        token: Some(ticket),
        bound_to: Some(key),
        nonce: None,
        now,
        known_key: verified.proof_key.get(),
    };
    let proof =
        dpop::verify(proof, &expected).map_err(|error| Refusal::new(error.problem(), error))?;
    let token = Fingerprint::new(&key.to_string(), proof.jti.as_str());
    let once = Once {
        scope: PROOFS,
        token,
        until: proof.forget_after(),
    };
    let made = proof.iat;
    let _ = verified.proof_key.set(proof.key);
    remember(app, once)?;
    // Proofs are remembered in memory alone, so one made before this process started could have been used with the
    // process before. Those are refused; their makers make new ones for every request anyway. Proofs by clocks that run
    // ahead are remembered in the database too, and looked for there in the first minute.
    if made < app.started {
        return Err(Refusal::new(
            ProblemName::ProofInvalid,
            "the proof is older than this connector's start; make a new one",
        ));
    }
    if made.saturating_sub(dpop::WINDOW) <= app.started {
        first_in_database(app, once).await?;
        return Ok(None);
    }
    Ok((made > now || app.config.several_processes).then_some(once))
}

fn remember(app: &App, once: Once) -> Result<(), Refusal> {
    match app
        .replay
        .first(once.token, once.until, app.clock.seconds())
    {
        Ok(()) => Ok(()),
        Err(Refused::Replayed) => Err(once.replayed().into()),
        Err(Refused::Full) => Err(Refusal::new(
            ProblemName::Unavailable,
            "too many requests are remembered at the moment",
        )),
    }
}

async fn first_in_database(app: &App, once: Once) -> Result<(), Refusal> {
    let until = once.until.saturating_mul(1_000_000);
    match app
        .database
        .first_seen(once.scope, &once.token.to_text(), until)
        .await
    {
        Ok(true) => Ok(()),
        Ok(false) => Err(once.replayed().into()),
        Err(error) => {
            tracing::error!(%error, "used tokens cannot be looked up, so nothing is released");
            Err(ProblemName::LogUnavailable.into())
        }
    }
}
