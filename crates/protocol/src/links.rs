//! Links (profile): a person's account at an operator and a source come to know each other, once.
//!
//! The operator asks the connector for a place to send the person's browser to; there the person shows the source who
//! they are, in a way that the source accepts, and comes back with a code. The operator, in the session that began it,
//! redeems the code at the connector and gets the identifier by which the source finds the person. Nothing that the
//! person shows the source passes through the operator, and nothing of the person stands in an address.
//!
//! All three messages are signed, short-lived and good once.

use std::fmt;

use permission::Assurance;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    ids::{ConnectorUuid, IdError, LegId, OperatorUuid, TokenId},
    jose::{self, Algorithms, Expected, JoseError, KeySet, SigningKey, TypRule, typ},
    json::{self, JsonError, Limits},
    time::{is_over, is_yet_to_come},
    url::{Audience, Endpoint},
};

/// Life of each of the signed messages, in seconds: it goes straight from server to server.
pub const LIFETIME: i64 = 60;

/// Longest code with which a person comes back, in bytes.
pub const LONGEST_CODE: usize = 128;

/// Longest reason of a refusal at the desk, in characters: what staff write in a note.
pub const LONGEST_REASON: usize = 1_000;

/// A way in which a source lets itself be linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// No act of its own: an identifier that an identity in the person's keychain vouches for is enough.
    Attribute,
    /// A login at the source's own OpenID provider.
    OpenId,
    /// A code that the source sends to the contact it has on file.
    Code,
    /// Answers that the source compares with what it has on file.
    Form,
    /// A visit: staff of the source confirm it.
    Desk,
    /// A new place at the source, of the person's own. Nothing of anybody is there yet, so nothing is to be shown.
    New,
}

impl Way {
    /// Every way, in the order in which people are offered them.
    pub const ALL: [Self; 6] = [
        Self::Attribute,
        Self::OpenId,
        Self::Code,
        Self::Form,
        Self::Desk,
        Self::New,
    ];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attribute => "attribute",
            Self::OpenId => "openid",
            Self::Code => "code",
            Self::Form => "form",
            Self::Desk => "desk",
            Self::New => "new",
        }
    }

    /// The way of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

/// A way that a source accepts, as its connector's metadata says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The way.
    pub way: Way,
    /// How surely a person is known who came this way; of [`Way::Attribute`], how surely they must be known.
    pub assurance: Assurance,
    /// The type of the identifier that the link gives. Absent of [`Way::Attribute`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier_type: Option<String>,
    /// For how many days a link made this way is good. Absent of [`Way::Attribute`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// What the operator asks: a place where the person can show the source who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRequest {
    /// The operator.
    pub iss: OperatorUuid,
    /// The connector, by its base URL.
    pub aud: Audience,
    /// When it was signed, in unix seconds.
    pub iat: i64,
    /// When it ends, in unix seconds.
    pub exp: i64,
    /// The attempt, which the redemption names.
    pub jti: TokenId,
    /// The person, as operator and connector know them in matters of links and nobody else: random, and the same for
    /// every attempt.
    pub link_id: LegId,
    /// The way that the person chose.
    pub way: Way,
    /// Where the person's browser comes back to, at the operator's own origin.
    pub return_url: Endpoint,
    /// The person's language (BCP 47).
    pub locale: String,
}

/// What the operator shows when the person has come back, and when it asks again about one that waits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRedemption {
    /// The operator.
    pub iss: OperatorUuid,
    /// The connector, by its base URL.
    pub aud: Audience,
    /// When it was signed, in unix seconds.
    pub iat: i64,
    /// When it ends, in unix seconds.
    pub exp: i64,
    /// Unique among the operator's.
    pub jti: TokenId,
    /// The `jti` of the link request.
    pub request: TokenId,
    /// What the person came back with. Only the first redemption has one; without it an attempt is answered only that
    /// was redeemed before and waited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl fmt::Debug for LinkRedemption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkRedemption")
            .field("iss", &self.iss)
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

/// What came of an attempt, as the connector signs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkResult {
    /// The connector.
    pub iss: ConnectorUuid,
    /// The operator, by its base URL.
    pub aud: Audience,
    /// When it was signed, in unix seconds.
    pub iat: i64,
    /// When it ends, in unix seconds.
    pub exp: i64,
    /// Unique among the connector's.
    pub jti: TokenId,
    /// The `jti` of the link request.
    pub request: TokenId,
    /// The person, as in the link request.
    pub link_id: LegId,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Outcome {
    /// The source knows who it is.
    Linked(Linked),
    /// Staff of the source have not confirmed it yet; ask again without a code.
    Waiting {
        /// Until when they can, in unix seconds.
        until: i64,
        /// The code that the person shows there.
        desk_code: String,
    },
    /// No link: no match, several, refused at the desk, or the person gave up. Which of these, only the source knows, but
    /// for what its staff want the person to read.
    Failed {
        /// Why staff at the desk refused, in the source's own words: plain text of at most [`LONGEST_REASON`] characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

/// By what the source finds the person. Personal data: `Debug` shows the type alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// The identifier's value.
    pub id: String,
    /// What it is.
    pub id_type: String,
    /// The issuing country (ISO 3166-1 alpha-3), of national identifiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How surely it is the person's.
    pub assurance: Assurance,
    /// When the link ends by itself, in unix seconds.
    pub valid_until: i64,
}

impl fmt::Debug for Linked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linked")
            .field("id_type", &self.id_type)
            .finish_non_exhaustive()
    }
}

/// Body of both requests: one signed message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The message, a compact JWS.
    pub token: String,
}

impl Signed {
    /// Reads a body.
    pub fn from_json(body: &[u8]) -> Result<Self, JsonError> {
        json::from_slice(body, Limits::DOCUMENT)
    }
}

impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signed(…)")
    }
}

/// The answer to a link request. The address is a secret, and not printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Where to send the person's browser, once.
    pub url: Endpoint,
    /// For how many seconds.
    pub expires_in: i64,
}

impl Place {
    /// Reads an answer.
    pub fn from_json(body: &[u8]) -> Result<Self, JsonError> {
        json::from_slice(body, Limits::DOCUMENT)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// Why a message is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Not such a message, or its signature does not verify.
    #[error("{0}")]
    Invalid(#[from] JoseError),
    /// `iss` is not the party whose keys these are.
    #[error("the message is by another party")]
    Issuer,
    /// `aud` is not this party.
    #[error("the message is for another party")]
    Audience,
    /// Not of this time, or it lives longer than [`LIFETIME`].
    #[error("the message is not of this time")]
    Time,
    /// It leads elsewhere, or a member is longer than it may be.
    #[error("{0}")]
    Malformed(&'static str),
}

/// What every message has.
trait Message {
    type Issuer: PartialEq;
    fn head(&self) -> (&Self::Issuer, &Audience, i64, i64);
}

macro_rules! message {
    ($type:ident, $issuer:ident) => {
        impl Message for $type {
            type Issuer = $issuer;
            fn head(&self) -> (&$issuer, &Audience, i64, i64) {
                (&self.iss, &self.aud, self.iat, self.exp)
            }
        }
    };
}
message!(LinkRequest, OperatorUuid);
message!(LinkRedemption, OperatorUuid);
message!(LinkResult, ConnectorUuid);

impl LinkRequest {
    /// Signs it.
    pub fn sign(&self, key: &SigningKey) -> Result<String, JoseError> {
        key.sign(typ::LINK_REQUEST, self)
    }
}

impl LinkRedemption {
    /// Signs it.
    pub fn sign(&self, key: &SigningKey) -> Result<String, JoseError> {
        key.sign(typ::LINK_REDEMPTION, self)
    }
}

impl LinkResult {
    /// Signs it.
    pub fn sign(&self, key: &SigningKey) -> Result<String, JoseError> {
        key.sign(typ::LINK_RESULT, self)
    }
}

/// What a receiver expects of a message, all of it from its own configuration and what it knows of the sender.
#[derive(Debug, Clone, Copy)]
pub struct Expectations<'a, I> {
    /// The party whose keys these are.
    pub issuer: &'a I,
    /// Its keys.
    pub keys: &'a KeySet,
    /// This party.
    pub audience: &'a Audience,
    /// Now, in unix seconds.
    pub now: i64,
}

/// A message taken apart, nothing of it believed: to find the keys of whoever sent it.
pub struct Unverified<'a>(jose::Unverified<'a>);

impl<'a> Unverified<'a> {
    /// Takes a message apart.
    pub fn parse(token: &'a str) -> Result<Self, LinkError> {
        Ok(Self(jose::Unverified::parse(token)?))
    }

    /// The operator that it claims to be from.
    pub fn operator(&self) -> Result<OperatorUuid, LinkError> {
        /// The claim by which keys are chosen.
        #[derive(Deserialize)]
        struct Peek {
            iss: String,
        }
        let Peek { iss } = self.0.peek()?;
        OperatorUuid::parse(&iss).map_err(|_: IdError| LinkError::Issuer)
    }

    /// Verifies a link request of the operator at `origin`: people are sent back to its own pages and nowhere else.
    pub fn request(
        self,
        expected: &Expectations<'_, OperatorUuid>,
        origin: &str,
    ) -> Result<LinkRequest, LinkError> {
        let request: LinkRequest = verify(self.0, typ::LINK_REQUEST, expected)?;
        let rest = request.return_url.as_str().strip_prefix(origin);
        if !rest.is_some_and(|rest| rest.starts_with('/')) {
            return Err(LinkError::Malformed(
                "`return_url` is not at the operator's own origin",
            ));
        }
        if request.return_url.as_str().contains('?') {
            return Err(LinkError::Malformed("`return_url` has a query"));
        }
        if request.locale.len() > 35 {
            return Err(LinkError::Malformed("`locale` is no language tag"));
        }
        Ok(request)
    }

    /// Verifies a redemption.
    pub fn redemption(
        self,
        expected: &Expectations<'_, OperatorUuid>,
    ) -> Result<LinkRedemption, LinkError> {
        let redemption: LinkRedemption = verify(self.0, typ::LINK_REDEMPTION, expected)?;
        if redemption
            .code
            .as_ref()
            .is_some_and(|code| code.len() > LONGEST_CODE)
        {
            return Err(LinkError::Malformed("`code` is too long"));
        }
        Ok(redemption)
    }

    /// Verifies a result. The receiver compares attempt and person with what it asked for. A reason comes out as plain
    /// text that is no longer than it may be: it is no reason to lose the result.
    pub fn result(
        self,
        expected: &Expectations<'_, ConnectorUuid>,
    ) -> Result<LinkResult, LinkError> {
        let mut result: LinkResult = verify(self.0, typ::LINK_RESULT, expected)?;
        if let Outcome::Failed { reason } = &mut result.outcome {
            *reason = reason.take().and_then(|reason| plain(&reason));
        }
        Ok(result)
    }
}

/// Text without control characters but the ends of lines, and not longer than [`LONGEST_REASON`]; none where nothing is left.
fn plain(text: &str) -> Option<String> {
    let written = text.chars().map(|c| match c {
        '\n' => c,
        c if c.is_control() => ' ',
        c => c,
    });
    let plain: String = written.take(LONGEST_REASON).collect();
    let plain = plain.trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

fn verify<M: Message + DeserializeOwned>(
    token: jose::Unverified<'_>,
    kind: &'static str,
    expected: &Expectations<'_, M::Issuer>,
) -> Result<M, LinkError> {
    let header = Expected {
        typ: TypRule::Required(&[kind]),
        algorithms: Algorithms::STANDARD,
    };
    let message: M = token.verify(&header, expected.keys)?;
    let (iss, aud, iat, exp) = message.head();
    if iss != expected.issuer {
        return Err(LinkError::Issuer);
    }
    if aud != expected.audience {
        return Err(LinkError::Audience);
    }
    let lives = exp.saturating_sub(iat);
    if lives <= 0
        || lives > LIFETIME
        || is_over(exp, expected.now)
        || is_yet_to_come(iat, expected.now)
    {
        return Err(LinkError::Time);
    }
    Ok(message)
}
