//! Events between parties: security event tokens (RFC 8417), pushed over HTTP (RFC 8935).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    ids::{
        ArrangementId, Issuer, LegId, OperatorUuid, RightsRequestId, TermIri, TokenId,
        TrustGroupUuid,
    },
    jose::{self, Algorithms, Expected, JoseError, KeySet, SigningKey, TypRule, typ},
    time::is_yet_to_come,
    trust_list::MemberStatus,
    url::{Audience, BaseUrl},
};

/// Media type of a pushed event (RFC 8935 §2).
pub const MEDIA_TYPE: &str = "application/secevent+jwt";

/// Most events in one token: several are about one occurrence (RFC 8417 §2), ours are alone.
const MOST_EVENTS: usize = 16;

/// Why an event token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    /// Not an event token, or its signature does not verify.
    #[error("invalid event: {0}")]
    Invalid(#[from] JoseError),
    /// `iss` is not the party whose keys these are.
    #[error("the event is by `{0}`")]
    Issuer(Issuer),
    /// `aud` is not this party.
    #[error("the event is for another party")]
    Audience,
    /// `iat` lies in the future. Old events are read: delivery may have taken its time.
    #[error("the event lies in the future")]
    NotYetValid,
    /// No event inside, too many, or one of ours with members missing or of a wrong kind.
    #[error("malformed event: {0}")]
    Malformed(String),
}

impl EventError {
    /// The error code of RFC 8935 §2.4 with which the receiver answers.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid(JoseError::UnknownKey { .. } | JoseError::Key(_)) => "invalid_key",
            Self::Invalid(JoseError::BadSignature | JoseError::Algorithm(_)) => {
                "authentication_failed"
            }
            Self::Issuer(_) => "invalid_issuer",
            Self::Audience => "invalid_audience",
            Self::Invalid(_) | Self::NotYetValid | Self::Malformed(_) => "invalid_request",
        }
    }
}

/// The answer to an event that was not taken (RFC 8935 §2.3), with status 400.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryError {
    /// Code: [`EventError::code`].
    pub err: String,
    /// For people.
    pub description: String,
}

impl From<&EventError> for DeliveryError {
    fn from(error: &EventError) -> Self {
        Self {
            err: error.code().to_owned(),
            description: error.to_string(),
        }
    }
}

/// What a permission has become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PermissionState {
    /// In force, amended or resumed.
    Granted,
    /// Suspended by the person.
    Suspended,
    /// Withdrawn by the person.
    Withdrawn,
    /// Ended by itself.
    Expired,
}

/// A permission was amended, suspended, resumed, renewed or has expired: whatever was issued or
/// cached under a lower epoch ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionChanged {
    /// The arrangement, as the receiver knows it.
    pub arrangement_id: ArrangementId,
    /// The epoch from now on.
    pub epoch: u64,
    /// What it has become.
    pub state: PermissionState,
    /// Since when, in unix seconds.
    pub at: i64,
}

/// A permission was withdrawn (GDPR art. 7(3)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionWithdrawn {
    /// The arrangement, as the receiver knows it.
    pub arrangement_id: ArrangementId,
    /// The epoch from now on.
    pub epoch: u64,
    /// Since when, in unix seconds.
    pub at: i64,
    /// Withdrawal stops future processing; what was received so far must go too when this is set.
    #[serde(default)]
    pub erase_received: bool,
}

/// The person has moved to another operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorChanged {
    /// The arrangement, as the receiver knows it.
    pub arrangement_id: ArrangementId,
    /// The epoch in which the new operator decides.
    pub epoch: u64,
    /// The operator until now.
    pub from: OperatorUuid,
    /// The operator from now on.
    pub to: OperatorUuid,
    /// Where the new operator is.
    pub to_base_url: BaseUrl,
    /// Since when, in unix seconds.
    pub at: i64,
}

/// A person uses a right (GDPR art. 15-22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsRequest {
    /// The request.
    pub rights_request_id: RightsRequestId,
    /// The arrangement it is about, as the receiver knows it.
    pub arrangement_id: ArrangementId,
    /// The right's IRI (DPV).
    pub right: TermIri,
    /// When it was made, in unix seconds.
    pub at: i64,
    /// When the answer is due, in unix seconds (GDPR art. 12(3)).
    pub due: i64,
}

/// A member of a trust group has another standing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberStatusChanged {
    /// The group.
    pub trust_group_uuid: TrustGroupUuid,
    /// The member.
    pub operator_uuid: OperatorUuid,
    /// Its standing from now on.
    pub status: MemberStatus,
    /// The trust list's sequence from which on it is in force.
    pub sequence: u64,
    /// Since when, in unix seconds.
    pub at: i64,
}

/// A link (`links`) was ended, by the person at the operator or by the source: what it gave is used no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkEnded {
    /// The person, as operator and connector know them in matters of links.
    pub link_id: LegId,
    /// Since when, in unix seconds.
    pub at: i64,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// `urn:fiducia:event:permission-changed`.
    PermissionChanged(PermissionChanged),
    /// `urn:fiducia:event:permission-withdrawn`.
    PermissionWithdrawn(PermissionWithdrawn),
    /// `urn:fiducia:event:operator-changed`.
    OperatorChanged(OperatorChanged),
    /// `urn:fiducia:event:rights-request`.
    RightsRequest(RightsRequest),
    /// `urn:fiducia:event:member-status-changed`.
    MemberStatusChanged(MemberStatusChanged),
    /// `urn:fiducia:event:link-ended`.
    LinkEnded(LinkEnded),
    /// A type that is not known here: acknowledged and otherwise ignored, so that a newer peer
    /// does not deliver it for ever.
    Other(String),
}

const PERMISSION_CHANGED: &str = "urn:fiducia:event:permission-changed";
const PERMISSION_WITHDRAWN: &str = "urn:fiducia:event:permission-withdrawn";
const OPERATOR_CHANGED: &str = "urn:fiducia:event:operator-changed";
const RIGHTS_REQUEST: &str = "urn:fiducia:event:rights-request";
const LINK_ENDED: &str = "urn:fiducia:event:link-ended";
const MEMBER_STATUS_CHANGED: &str = "urn:fiducia:event:member-status-changed";

impl Event {
    /// The event's type.
    pub fn uri(&self) -> &str {
        match self {
            Self::PermissionChanged(_) => PERMISSION_CHANGED,
            Self::PermissionWithdrawn(_) => PERMISSION_WITHDRAWN,
            Self::OperatorChanged(_) => OPERATOR_CHANGED,
            Self::RightsRequest(_) => RIGHTS_REQUEST,
            Self::MemberStatusChanged(_) => MEMBER_STATUS_CHANGED,
            Self::LinkEnded(_) => LINK_ENDED,
            Self::Other(uri) => uri,
        }
    }

    /// The arrangement and epoch by which receivers keep events in order; none for events about
    /// something else.
    pub fn arrangement(&self) -> Option<(&ArrangementId, u64)> {
        match self {
            Self::PermissionChanged(event) => Some((&event.arrangement_id, event.epoch)),
            Self::PermissionWithdrawn(event) => Some((&event.arrangement_id, event.epoch)),
            Self::OperatorChanged(event) => Some((&event.arrangement_id, event.epoch)),
            Self::RightsRequest(_)
            | Self::MemberStatusChanged(_)
            | Self::LinkEnded(_)
            | Self::Other(_) => None,
        }
    }

    fn payload(&self) -> Result<Value, serde_json::Error> {
        match self {
            Self::PermissionChanged(event) => serde_json::to_value(event),
            Self::PermissionWithdrawn(event) => serde_json::to_value(event),
            Self::OperatorChanged(event) => serde_json::to_value(event),
            Self::RightsRequest(event) => serde_json::to_value(event),
            Self::MemberStatusChanged(event) => serde_json::to_value(event),
            Self::LinkEnded(event) => serde_json::to_value(event),
            Self::Other(_) => Ok(Value::Object(Map::new())),
        }
    }

    fn read(uri: String, payload: Value) -> Result<Self, serde_json::Error> {
        Ok(match uri.as_str() {
            PERMISSION_CHANGED => Self::PermissionChanged(serde_json::from_value(payload)?),
            PERMISSION_WITHDRAWN => Self::PermissionWithdrawn(serde_json::from_value(payload)?),
            OPERATOR_CHANGED => Self::OperatorChanged(serde_json::from_value(payload)?),
            RIGHTS_REQUEST => Self::RightsRequest(serde_json::from_value(payload)?),
            MEMBER_STATUS_CHANGED => Self::MemberStatusChanged(serde_json::from_value(payload)?),
            LINK_ENDED => Self::LinkEnded(serde_json::from_value(payload)?),
            _ => Self::Other(uri),
        })
    }
}

/// A security event token's claims (RFC 8417 §2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventToken {
    /// Who says so.
    pub iss: Issuer,
    /// To whom.
    pub aud: Audience,
    /// When it was issued, in unix seconds.
    pub iat: i64,
    /// Unique among the issuer's; receivers take each once.
    pub jti: TokenId,
    /// What happened.
    pub events: Vec<Event>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: Issuer,
    aud: Audience,
    iat: i64,
    jti: TokenId,
    events: Map<String, Value>,
}

impl EventToken {
    /// Signs the token.
    pub fn sign(&self, key: &SigningKey) -> Result<String, JoseError> {
        let mut events = Map::new();
        for event in &self.events {
            let payload = event
                .payload()
                .map_err(|error| JoseError::Claims(error.to_string()))?;
            events.insert(event.uri().to_owned(), payload);
        }
        if events.is_empty() || events.len() != self.events.len() {
            return Err(JoseError::Claims(
                "a token holds at least one event, and each type once".into(),
            ));
        }
        key.sign(
            typ::SECURITY_EVENT,
            &Claims {
                iss: self.iss.clone(),
                aud: self.aud.clone(),
                iat: self.iat,
                jti: self.jti.clone(),
                events,
            },
        )
    }
}

/// What a receiver expects of an event token.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a> {
    /// The party whose keys these are.
    pub issuer: &'a Issuer,
    /// Its keys.
    pub keys: &'a KeySet,
    /// This party, from configuration.
    pub audience: &'a Audience,
    /// Now, in unix seconds.
    pub now: i64,
}

/// An event token taken apart, nothing of it believed: to find the issuer's keys.
pub struct Unverified<'a>(jose::Unverified<'a>);

impl<'a> Unverified<'a> {
    /// Takes a token apart.
    pub fn parse(token: &'a str) -> Result<Self, EventError> {
        Ok(Self(jose::Unverified::parse(token)?))
    }

    /// The party the token claims to be from.
    pub fn issuer(&self) -> Result<Issuer, EventError> {
        /// The claim by which keys are chosen.
        #[derive(Deserialize)]
        struct Peek {
            iss: Issuer,
        }
        Ok(self.0.peek::<Peek>()?.iss)
    }

    /// Verifies signature and claims. The receiver takes each `jti` once, and of an arrangement's
    /// events none with a lower epoch than it has seen.
    pub fn verify(self, expected: &Expectations<'_>) -> Result<EventToken, EventError> {
        let header = Expected {
            typ: TypRule::Required(&[typ::SECURITY_EVENT]),
            algorithms: Algorithms::STANDARD,
        };
        let claims: Claims = self.0.verify(&header, expected.keys)?;
        if claims.iss != *expected.issuer {
            return Err(EventError::Issuer(claims.iss));
        }
        if claims.aud != *expected.audience {
            return Err(EventError::Audience);
        }
        if is_yet_to_come(claims.iat, expected.now) {
            return Err(EventError::NotYetValid);
        }
        if claims.events.is_empty() || claims.events.len() > MOST_EVENTS {
            return Err(EventError::Malformed("no event, or too many".into()));
        }
        let events = claims
            .events
            .into_iter()
            .map(|(uri, payload)| Event::read(uri, payload))
            .collect::<Result<_, _>>()
            .map_err(|error| EventError::Malformed(error.to_string()))?;
        Ok(EventToken {
            iss: claims.iss,
            aud: claims.aud,
            iat: claims.iat,
            jti: claims.jti,
            events,
        })
    }
}
