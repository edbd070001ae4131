//! What an operator tells a service by itself (its webhook): security event tokens (RFC 8417), pushed over HTTP
//! (RFC 8935), one event each. A person is named by nothing but the permission's leg id, which the service has already.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    ids::{ClientId, IntendedUseId, Issuer, LegId, PermissionRequestId, TokenId},
    jose::{self, Algorithms, Expected, JoseError, KeySet, SigningKey, TypRule, typ},
    permission_request::RequestStatus,
    time::is_yet_to_come,
};

pub use crate::events::{EventError, MEDIA_TYPE};

/// What all event types begin with.
const URN: &str = "urn:fiducia:event:";

/// What can have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A permission is in force, for the first time or anew.
    PermissionGranted,
    /// What a permission covers, or until when, was changed.
    PermissionAmended,
    /// The person paused a permission, or objected.
    PermissionSuspended,
    /// A paused permission goes on.
    PermissionResumed,
    /// The person withdrew (GDPR art. 7(3)).
    PermissionWithdrawn,
    /// A permission ended by time.
    PermissionExpired,
    /// Another party or an authority ended a permission.
    PermissionEnded,
    /// A permission request was answered.
    RequestAnswered,
    /// A version of an intended use was approved, or refused.
    IntendedUseDecided,
    /// Nothing: the service wanted to see one.
    Test,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::PermissionGranted,
        Self::PermissionAmended,
        Self::PermissionSuspended,
        Self::PermissionResumed,
        Self::PermissionWithdrawn,
        Self::PermissionExpired,
        Self::PermissionEnded,
        Self::RequestAnswered,
        Self::IntendedUseDecided,
        Self::Test,
    ];

    /// Its name, such as `permission-granted`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PermissionGranted => "permission-granted",
            Self::PermissionAmended => "permission-amended",
            Self::PermissionSuspended => "permission-suspended",
            Self::PermissionResumed => "permission-resumed",
            Self::PermissionWithdrawn => "permission-withdrawn",
            Self::PermissionExpired => "permission-expired",
            Self::PermissionEnded => "permission-ended",
            Self::RequestAnswered => "request-answered",
            Self::IntendedUseDecided => "intended-use-decided",
            Self::Test => "test",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The event type (RFC 8417 §2.2).
    pub fn uri(self) -> String {
        format!("{URN}{}", self.name())
    }
}

/// What is told of a permission. What it covers now, the service reads at the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionEvent {
    /// The permission, as the service knows it.
    pub permission: LegId,
    /// Which version it has now: of two events the one with the higher version is the later one.
    pub version: u64,
    /// The intended use it is for.
    pub intended_use: IntendedUseId,
    /// When it ends, in unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<i64>,
    /// Since when it is so, in unix seconds.
    pub at: i64,
}

/// What is told of a permission request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestEvent {
    /// The request.
    pub permission_request: PermissionRequestId,
    /// What has become of it.
    pub status: RequestStatus,
    /// Once granted: the permission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<LegId>,
}

/// What is told of an intended use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseEvent {
    /// The intended use.
    pub intended_use: IntendedUseId,
    /// Whether people can be asked with it from now on.
    pub approved: bool,
    /// The new version, once approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
}

/// An event with all that its token says. What has happened lies in `payload`: [`PermissionEvent`], [`RequestEvent`],
/// [`UseEvent`], or nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceEvent {
    /// The operator that says so.
    pub iss: Issuer,
    /// The service it is for.
    pub aud: ClientId,
    /// When the token was made, in unix seconds.
    pub iat: i64,
    /// The event's id: the same however often it is sent. Receivers take each once.
    pub jti: TokenId,
    /// What has happened; `None` when read from an operator that tells of more than is known here.
    pub kind: Option<Kind>,
    /// About what.
    pub payload: Value,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: Issuer,
    aud: ClientId,
    iat: i64,
    jti: TokenId,
    events: Map<String, Value>,
}

impl ServiceEvent {
    /// Signs it.
    ///
    /// # Errors
    /// [`JoseError::Claims`] for an event without a kind.
    pub fn sign(&self, key: &SigningKey) -> Result<String, JoseError> {
        let kind = self
            .kind
            .ok_or_else(|| JoseError::Claims("the event has no kind".into()))?;
        key.sign(
            typ::SECURITY_EVENT,
            &Claims {
                iss: self.iss.clone(),
                aud: self.aud.clone(),
                iat: self.iat,
                jti: self.jti.clone(),
                events: Map::from_iter([(kind.uri(), self.payload.clone())]),
            },
        )
    }

    /// Reads and verifies a token, as a service does that was sent it: `keys` are those that the operator publishes,
    /// `now` is in unix seconds. The service takes each `jti` once.
    ///
    /// # Errors
    /// [`EventError`], to answer with its code and status 400 (RFC 8935 §2.3).
    pub fn verify(
        token: &str,
        issuer: &Issuer,
        keys: &KeySet,
        service: &ClientId,
        now: i64,
    ) -> Result<Self, EventError> {
        let expected = Expected {
            typ: TypRule::Required(&[typ::SECURITY_EVENT]),
            algorithms: Algorithms::STANDARD,
        };
        let claims: Claims = jose::Unverified::parse(token)?.verify(&expected, keys)?;
        if claims.iss != *issuer {
            return Err(EventError::Issuer(claims.iss));
        }
        if claims.aud != *service {
            return Err(EventError::Audience);
        }
        if is_yet_to_come(claims.iat, now) {
            return Err(EventError::NotYetValid);
        }
        let mut events = claims.events.into_iter();
        let (Some((uri, payload)), None) = (events.next(), events.next()) else {
            return Err(EventError::Malformed("one event is in a token".into()));
        };
        Ok(Self {
            iss: claims.iss,
            aud: claims.aud,
            iat: claims.iat,
            jti: claims.jti,
            kind: uri.strip_prefix(URN).and_then(Kind::parse),
            payload,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::jose::{Algorithm, Jwks};

    fn key() -> SigningKey {
        let mut byte = 0;
        SigningKey::generate(Algorithm::EdDsa, &mut |bytes| {
            for one in bytes {
                byte += 1;
                *one = byte;
            }
        })
        .unwrap()
    }

    fn event() -> ServiceEvent {
        ServiceEvent {
            iss: Issuer::parse("f47ac10b-58cc-4372-a567-0e02b2c3d479").unwrap(),
            aud: ClientId::parse("hobby-grants").unwrap(),
            iat: 1_000,
            jti: TokenId::parse("e").unwrap(),
            kind: Some(Kind::PermissionWithdrawn),
            payload: json!({"permission": "p", "version": 3, "at": 999}),
        }
    }

    #[test]
    fn an_event_reads_back_for_whom_it_is_meant_and_nobody_else() {
        let (key, event) = (key(), event());
        let token = event.sign(&key).unwrap();
        let keys = KeySet::new(&Jwks::from(key.jwk().clone()));
        let read = |issuer: &str, service: &str, keys: &KeySet, now| {
            let (issuer, service) = (
                Issuer::parse(issuer).unwrap(),
                ClientId::parse(service).unwrap(),
            );
            ServiceEvent::verify(&token, &issuer, keys, &service, now)
        };
        let iss = event.iss.as_str();
        assert_eq!(read(iss, "hobby-grants", &keys, 1_000).unwrap(), event);
        assert_eq!(
            read(iss, "another", &keys, 1_000),
            Err(EventError::Audience)
        );
        assert!(matches!(
            read("https://another.example", "hobby-grants", &keys, 1_000),
            Err(EventError::Issuer(_))
        ));
        assert_eq!(
            read(iss, "hobby-grants", &keys, 100),
            Err(EventError::NotYetValid)
        );
        assert!(matches!(
            read(iss, "hobby-grants", &KeySet::default(), 1_000),
            Err(EventError::Invalid(_))
        ));
    }

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), json!(kind.name()));
        }
        assert_eq!(Kind::parse("permission"), None);
    }
}
