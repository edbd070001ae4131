use crate::{
    access_token::AccessTokenError, client_assertion::ClientAssertionError, dpop::ProofError,
    events::EventError, form::FormError, ids::IdError, jose::JoseError, json::JsonError,
    key_ring::KeyRingError, metadata::MetadataError, problem::ProblemName, ticket::TicketError,
    trust_list::TrustListError, url::UrlError,
};

/// Whatever can be wrong with what was said on the wire, for callers that need no more than the
/// message and the [`ProblemName`]. Where a caller decides by cause, the functions of the modules
/// return the inner type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An access token is no good.
    #[error(transparent)]
    AccessToken(#[from] AccessTokenError),
    /// A client assertion is no good.
    #[error(transparent)]
    ClientAssertion(#[from] ClientAssertionError),
    /// A proof of possession is no good.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// A security event token is no good.
    #[error(transparent)]
    Event(#[from] EventError),
    /// A form body is malformed.
    #[error(transparent)]
    Form(#[from] FormError),
    /// An identifier is malformed.
    #[error(transparent)]
    Id(#[from] IdError),
    /// A key or a signed object is no good.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// A JSON text is malformed.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A key ring refuses a step.
    #[error(transparent)]
    KeyRing(#[from] KeyRingError),
    /// A metadata document is no good.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// A request ticket is no good.
    #[error(transparent)]
    Ticket(#[from] TicketError),
    /// A trust list is no good.
    #[error(transparent)]
    TrustList(#[from] TrustListError),
    /// An address is malformed.
    #[error(transparent)]
    Url(#[from] UrlError),
}

impl Error {
    /// The problem type under which a party answers with this error.
    pub fn problem(&self) -> ProblemName {
        match self {
            Self::AccessToken(_) => ProblemName::LoginRequired,
            Self::ClientAssertion(_) => ProblemName::InvalidClient,
            Self::Proof(error) => error.problem(),
            Self::Ticket(error) => error.problem(),
            Self::TrustList(error) => error.problem(),
            Self::Metadata(_) => ProblemName::OperatorBadAnswer,
            Self::Json(JsonError::TooLarge { .. }) => ProblemName::TooLarge,
            Self::Event(_)
            | Self::Form(_)
            | Self::Id(_)
            | Self::Jose(_)
            | Self::Json(_)
            | Self::Url(_) => ProblemName::InvalidRequest,
            Self::KeyRing(_) => ProblemName::Conflict,
        }
    }
}
