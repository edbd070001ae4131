//! What goes wrong, in the words of the specification (ETSI GS CIM 009 §5.5.2 and §6.3.2).

use serde_json::{Value, json};

/// Below which the error types have their names.
const TYPES: &str = "https://uri.etsi.org/ngsi-ld/errors/";

/// A kind of error, with its name and its HTTP status (ETSI GS CIM 009 table 6.3.2-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The request is not well-formed JSON or lacks what every request needs.
    InvalidRequest,
    /// The content says something that cannot be.
    BadRequestData,
    /// There is an element with this id already.
    AlreadyExists,
    /// The operation is not supported.
    OperationNotSupported,
    /// There is no such element.
    ResourceNotFound,
    /// Something failed inside.
    InternalError,
    /// The query is too complex to be answered.
    TooComplexQuery,
    /// More results than can be given.
    TooManyResults,
    /// A remote context cannot be had.
    LdContextNotAvailable,
    /// No multi-tenancy here.
    NoMultiTenantSupport,
    /// There is no such tenant.
    NonexistentTenant,
    /// A registration claims the same exclusively.
    Conflict,
    /// The request has come round in a circle.
    LoopDetected,
    /// The media type of the request's body is not one of these.
    UnsupportedMediaType,
    /// Nothing of what the client accepts can be given.
    NotAcceptable,
    /// The method is not one of this resource's.
    MethodNotAllowed,
    /// The body is longer than is taken.
    RequestEntityTooLarge,
    /// A body without its length.
    LengthRequired,
    /// The client has not said who it is.
    Unauthorized,
    /// A context source has answered with what is no answer (table 6.3.17-2).
    BadGateway,
    /// A context source has not answered in time (table 6.3.17-2).
    GatewayTimeout,
}

impl ProblemKind {
    /// The name at the end of the type's URI.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "InvalidRequest",
            Self::BadRequestData => "BadRequestData",
            Self::AlreadyExists => "AlreadyExists",
            Self::OperationNotSupported => "OperationNotSupported",
            Self::ResourceNotFound => "ResourceNotFound",
            Self::InternalError => "InternalError",
            Self::TooComplexQuery => "TooComplexQuery",
            Self::TooManyResults => "TooManyResults",
            Self::LdContextNotAvailable => "LdContextNotAvailable",
            Self::NoMultiTenantSupport => "NoMultiTenantSupport",
            Self::NonexistentTenant => "NonexistentTenant",
            Self::Conflict => "Conflict",
            Self::LoopDetected => "LoopDetected",
            Self::UnsupportedMediaType => "UnsupportedMediaType",
            Self::NotAcceptable => "NotAcceptable",
            Self::MethodNotAllowed => "MethodNotAllowed",
            Self::RequestEntityTooLarge => "RequestEntityTooLarge",
            Self::LengthRequired => "LengthRequired",
            Self::Unauthorized => "Unauthorized",
            Self::BadGateway => "BadGateway",
            Self::GatewayTimeout => "GatewayTimeout",
        }
    }

    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidRequest | Self::BadRequestData => 400,
            Self::Unauthorized => 401,
            Self::TooComplexQuery | Self::TooManyResults => 403,
            Self::ResourceNotFound | Self::NonexistentTenant => 404,
            Self::MethodNotAllowed => 405,
            Self::NotAcceptable => 406,
            Self::AlreadyExists | Self::Conflict => 409,
            Self::LengthRequired => 411,
            Self::RequestEntityTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::OperationNotSupported => 422,
            Self::InternalError => 500,
            Self::NoMultiTenantSupport => 501,
            Self::BadGateway => 502,
            Self::LdContextNotAvailable => 503,
            Self::GatewayTimeout => 504,
            Self::LoopDetected => 508,
        }
    }

    /// A short sentence that is the same for every error of the kind.
    fn title(self) -> &'static str {
        match self {
            Self::InvalidRequest => "the request is not well-formed",
            Self::BadRequestData => "the request's content is not valid",
            Self::AlreadyExists => "it exists already",
            Self::OperationNotSupported => "the operation is not supported",
            Self::ResourceNotFound => "there is no such resource",
            Self::InternalError => "something failed inside",
            Self::TooComplexQuery => "the query is too complex",
            Self::TooManyResults => "too many results",
            Self::LdContextNotAvailable => "a remote @context is not available",
            Self::NoMultiTenantSupport => "there are no tenants here",
            Self::NonexistentTenant => "there is no such tenant",
            Self::Conflict => "it conflicts with a registration",
            Self::LoopDetected => "the request has come round in a circle",
            Self::UnsupportedMediaType => "the media type is not supported",
            Self::NotAcceptable => "no accepted media type can be given",
            Self::MethodNotAllowed => "the method is not allowed here",
            Self::RequestEntityTooLarge => "the body is too long",
            Self::LengthRequired => "the length of the body is needed",
            Self::Unauthorized => "authentication is needed",
            Self::BadGateway => "a context source has not answered as it should",
            Self::GatewayTimeout => "a context source has not answered",
        }
    }
}

/// One error with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", kind.name())]
pub struct Problem {
    /// Its kind.
    pub kind: ProblemKind,
    /// What exactly; the user's own words in backticks.
    pub detail: String,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
        }
    }

    /// Content that cannot be.
    pub fn bad_data(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::BadRequestData, detail)
    }

    /// A request that is not well-formed.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::InvalidRequest, detail)
    }

    /// Nothing there.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(ProblemKind::ResourceNotFound, detail)
    }

    /// The problem document (RFC 9457, ETSI GS CIM 009 §5.5.3).
    pub fn document(&self) -> Value {
        json!({
            "type": format!("{TYPES}{}", self.kind.name()),
            "title": self.kind.title(),
            "detail": self.detail,
            "status": self.kind.status(),
        })
    }
}
