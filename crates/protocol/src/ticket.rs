//! The request ticket (§5.3): what a service shows a connector.
//!
//! Claims are those of §5.3, with members added by this profile. A ticket of the 2021 text alone,
//! without them and without `typ`, is read as well.
//!
//! A self-access ticket (profile) is its sibling: the person's own browser shows it, to read the person's own
//! data. Its `typ` and its claim `self_access` must both say so, so that neither kind is ever taken for the other.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    ids::{ArrangementId, IdError, LegId, OperatorUuid, OrganisationId, TokenId},
    jose::{
        self, Algorithms, Expected, JoseError, KeySet, Prepared, SigningKey, Thumbprint, TypRule,
        typ,
    },
    problem::ProblemName,
    time::{is_over, is_yet_to_come, numeric_date, optional_numeric_date},
    url::Audience,
};

/// Life of a ticket we issue, in seconds: long enough for one sitting of requests, short enough
/// that a leaked one is soon worthless.
pub const LIFETIME: i64 = 300;

/// Life of a self-access ticket, in seconds: it is asked for and shown by the same page at once, and a
/// session that ends must not be outlived by more than this.
pub const SELF_ACCESS_LIFETIME: i64 = 60;

/// Life of another operator's ticket that is still accepted unless configured otherwise, in
/// seconds. A replay cache remembers a ticket until it ends, so there must be a bound; the 2021
/// text names none, and an hour is what OAuth servers give.
pub const LONGEST_LIFETIME: i64 = 3600;

/// Longest `contract_token`, in bytes: leaves the rest of a ticket its place within 8 KiB.
pub const LONGEST_CONTRACT_TOKEN: usize = 4096;

/// The key that a token is bound to (RFC 7800 §3.1, RFC 9449 §6.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Thumbprint of the key that must sign the proof.
    pub jkt: Thumbprint,
}

/// A request ticket's claims (§5.3). No personal data, no national identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The operator that issued it.
    pub iss: OperatorUuid,
    /// The organisation that owns the data using service.
    pub sub: OrganisationId,
    /// The connector endpoint it is for; one string.
    pub aud: Audience,
    /// When it ends, in unix seconds.
    #[serde(deserialize_with = "numeric_date")]
    pub exp: i64,
    /// When it was issued, in unix seconds.
    #[serde(deserialize_with = "numeric_date")]
    pub iat: i64,
    /// Unique among the issuer's tickets.
    pub jti: TokenId,
    /// The permission's leg id between operator and service.
    pub mop_processing_record_uuid: LegId,
    /// Added: the service's key; with it, every request needs a proof of possession.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cnf: Option<Confirmation>,
    /// Added: the arrangement, as the connector knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrangement_id: Option<ArrangementId>,
    /// §5.3.3: proof of a data sharing agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_token: Option<String>,
    /// Added: the arrangement's epoch; the ticket ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
    /// Added: the person looks at their own data; no service has a part in it. Such a ticket is always bound to a
    /// key, and `mop_processing_record_uuid` is good for it alone.
    #[serde(default, skip_serializing_if = "is_false")]
    pub self_access: bool,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

impl Ticket {
    /// Signs the ticket.
    pub fn sign(&self, key: &SigningKey) -> Result<String, JoseError> {
        let typ = if self.self_access {
            typ::SELF_ACCESS_TICKET
        } else {
            typ::REQUEST_TICKET
        };
        key.sign(typ, self)
    }
}

/// Why a ticket is refused. The connector adds what only it can know: issuer's standing, replay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// The request shows none.
    #[error("the request shows no ticket")]
    Missing,
    /// Longer than a token may be.
    #[error("the ticket is longer than {} bytes", jose::LONGEST_TOKEN)]
    TooLarge,
    /// Not a ticket: garbage, repeated members, claims missing or of a wrong kind, another `typ`.
    #[error("malformed ticket: {0}")]
    Malformed(String),
    /// `none`, an algorithm that is not allowed for this operator, or not the key's.
    #[error("algorithm `{0}` is not accepted")]
    Algorithm(String),
    /// The operator publishes no such key, even after fetching its keys again.
    #[error("key `{}` is not one of the operator's", .kid.as_deref().unwrap_or("(none named)"))]
    UnknownKey {
        /// The header's `kid`.
        kid: Option<String>,
    },
    /// The signature does not verify under the operator's key.
    #[error("the signature does not verify")]
    BadSignature,
    /// The issuer is in no current trust list and no contract (§5.3.2).
    #[error("operator `{0}` is in no trust group accepted here")]
    UnknownIssuer(String),
    /// The issuer is a member, but not an active one.
    #[error("operator `{0}` is not an active member")]
    MemberNotActive(OperatorUuid),
    /// `exp` has passed.
    #[error("the ticket has expired")]
    Expired,
    /// `iat` or `nbf` lies in the future.
    #[error("the ticket is not valid yet")]
    NotYetValid,
    /// Lives longer than is accepted here.
    #[error("the ticket lives longer than {longest} seconds")]
    LivesTooLong {
        /// The limit, in seconds.
        longest: i64,
    },
    /// `aud` is not this connector's configured address.
    #[error("the ticket is for `{0}`")]
    WrongAudience(Audience),
    /// A ticket that is good for one request was used before.
    #[error("the ticket was used before")]
    Replayed,
}

impl TicketError {
    /// The problem type of the refusal.
    pub const fn problem(&self) -> ProblemName {
        match self {
            Self::Missing => ProblemName::TicketMissing,
            Self::TooLarge => ProblemName::TicketTooLarge,
            Self::Malformed(_) => ProblemName::TicketMalformed,
            Self::Algorithm(_) => ProblemName::TicketAlgorithm,
            Self::UnknownKey { .. } => ProblemName::TicketUnknownKey,
            Self::BadSignature => ProblemName::TicketBadSignature,
            Self::UnknownIssuer(_) => ProblemName::TicketUnknownIssuer,
            Self::MemberNotActive(_) => ProblemName::TicketMemberSuspended,
            Self::Expired => ProblemName::TicketExpired,
            Self::NotYetValid => ProblemName::TicketNotYetValid,
            Self::LivesTooLong { .. } => ProblemName::TicketLivesTooLong,
            Self::WrongAudience(_) => ProblemName::TicketWrongAudience,
            Self::Replayed => ProblemName::TicketReplayed,
        }
    }
}

impl From<JoseError> for TicketError {
    fn from(error: JoseError) -> Self {
        match error {
            JoseError::Empty => Self::Missing,
            JoseError::TooLarge => Self::TooLarge,
            JoseError::Algorithm(name) => Self::Algorithm(name),
            JoseError::UnknownKey { kid } => Self::UnknownKey { kid },
            JoseError::BadSignature => Self::BadSignature,
            error => Self::Malformed(error.to_string()),
        }
    }
}

/// What a connector expects of a ticket; all of it from its own configuration and the trust list.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    /// The operator whose keys these are; `iss` must be it.
    pub issuer: &'a OperatorUuid,
    /// The operator's current keys.
    pub keys: &'a KeySet,
    /// Accepted audiences: the configured base URL, and it with the route's static part.
    pub audiences: &'a [Audience],
    /// Now, in unix seconds.
    pub now: i64,
    /// Algorithms accepted of this operator.
    pub algorithms: Algorithms,
    /// Longest life accepted, in seconds; [`LONGEST_LIFETIME`] unless configured.
    pub longest_lifetime: i64,
}

/// A ticket taken apart, nothing of it believed: to find out whose keys to verify it with.
pub struct Unverified<'a>(jose::Unverified<'a>);

/// The claim by which keys are chosen.
#[derive(Deserialize)]
struct Peek {
    iss: String,
}

impl<'a> Unverified<'a> {
    /// Takes a ticket apart.
    pub fn parse(ticket: &'a str) -> Result<Self, TicketError> {
        Ok(Self(jose::Unverified::parse(ticket)?))
    }

    /// The operator the ticket claims to be from. An `iss` that is no UUID is an unknown issuer.
    pub fn issuer(&self) -> Result<OperatorUuid, TicketError> {
        let Peek { iss } = self.0.peek()?;
        OperatorUuid::parse(&iss)
            .map_err(|_: IdError| TicketError::UnknownIssuer(crate::json::Shown(&iss).to_string()))
    }

    /// Every claim as it stands in the ticket, those that nothing here knows too: gateway files of the 2021 reference connector
    /// name them (Part 2 §6). Nothing else reads them, and they are an operator's word only where [`Self::verify`] said so.
    pub fn all_claims(&self) -> Result<Map<String, Value>, TicketError> {
        Ok(self.0.peek()?)
    }

    /// The key the ticket claims to be signed with.
    pub fn kid(&self) -> Option<&str> {
        self.0.kid()
    }

    /// Checks everything but the signature: header, key, then claims. `UnknownKey` comes before
    /// any claim is looked at, so that the caller may fetch the operator's keys once more.
    pub fn prepare(self, expected: &Expectations<'_>) -> Result<PreparedTicket, TicketError> {
        let header = Expected {
            typ: TypRule::WhenPresent(&[typ::REQUEST_TICKET, typ::SELF_ACCESS_TICKET, typ::JWT]),
            algorithms: expected.algorithms,
        };
        let kind = Kind {
            is_self_access: self.0.is_typ(typ::SELF_ACCESS_TICKET),
        };
        Ok(PreparedTicket(
            self.0.prepare(&header, expected.keys)?,
            kind,
        ))
    }

    /// Verifies signature and claims.
    pub fn verify(self, expected: &Expectations<'_>) -> Result<Ticket, TicketError> {
        self.prepare(expected)?.verify(expected)
    }
}

/// A ticket whose key was found; signature and claims are open.
pub struct PreparedTicket(Prepared, Kind);

/// What the header's `typ` says of a ticket.
#[derive(Debug, Clone, Copy)]
struct Kind {
    is_self_access: bool,
}

impl Kind {
    /// The claims must be of the kind that the header names: a ticket of one kind is never taken for the other.
    fn check(self, ticket: &Ticket) -> Result<(), TicketError> {
        let wrong = |what: &str| Err(TicketError::Malformed(what.into()));
        match (self.is_self_access, ticket.self_access) {
            (true, false) => wrong("its `typ` is that of self-access, and its claims are not"),
            (false, true) => wrong("`self_access` needs a `typ` of its own"),
            (true, true) if ticket.cnf.is_none() => wrong("self-access needs `cnf`"),
            (true, true) | (false, false) => Ok(()),
        }
    }
}

impl PreparedTicket {
    /// Verifies the signature, then the claims: what is said about a ticket's claims in an error is
    /// said about an operator's word only.
    pub fn verify(self, expected: &Expectations<'_>) -> Result<Ticket, TicketError> {
        check_claims(&self.0.verify()?, self.1, expected)
    }

    /// Verifies several together ([`jose::verify_batch`]), each against its own expectations;
    /// answers in order.
    pub fn verify_batch(
        tickets: Vec<(Self, Expectations<'_>)>,
    ) -> Vec<Result<Ticket, TicketError>> {
        let (prepared, expected): (Vec<_>, Vec<_>) = tickets
            .into_iter()
            .map(|(ticket, expected)| (ticket.0, (ticket.1, expected)))
            .unzip();
        jose::verify_batch(prepared)
            .into_iter()
            .zip(expected)
            .map(|(verified, (kind, expected))| check_claims(&verified?, kind, &expected))
            .collect()
    }
}

/// `nbf` is no claim of §5.3; whoever sets it means it (RFC 7519 §4.1.5).
#[derive(Deserialize)]
struct NotBefore {
    #[serde(default, deserialize_with = "optional_numeric_date")]
    nbf: Option<i64>,
}

fn check_claims(
    verified: &jose::Verified,
    kind: Kind,
    expected: &Expectations<'_>,
) -> Result<Ticket, TicketError> {
    let ticket: Ticket = verified.claims()?;
    let NotBefore { nbf } = verified.claims()?;
    kind.check(&ticket)?;
    if ticket.iss != *expected.issuer {
        return Err(TicketError::UnknownIssuer(ticket.iss.to_string()));
    }
    if !expected.audiences.contains(&ticket.aud) {
        return Err(TicketError::WrongAudience(ticket.aud));
    }
    if ticket.exp <= ticket.iat {
        return Err(TicketError::Malformed("it ends before it starts".into()));
    }
    if is_over(ticket.exp, expected.now) {
        return Err(TicketError::Expired);
    }
    if is_yet_to_come(ticket.iat, expected.now)
        || nbf.is_some_and(|nbf| is_yet_to_come(nbf, expected.now))
    {
        return Err(TicketError::NotYetValid);
    }
    if ticket.exp.saturating_sub(ticket.iat) > expected.longest_lifetime {
        return Err(TicketError::LivesTooLong {
            longest: expected.longest_lifetime,
        });
    }
    if let Some(token) = &ticket.contract_token
        && token.len() > LONGEST_CONTRACT_TOKEN
    {
        return Err(TicketError::Malformed(
            "its contract_token is too long".into(),
        ));
    }
    Ok(ticket)
}

/// Verifies a ticket whose issuer is known already.
pub fn verify(ticket: &str, expected: &Expectations<'_>) -> Result<Ticket, TicketError> {
    Unverified::parse(ticket)?.verify(expected)
}
