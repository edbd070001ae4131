//! Why nothing is released.

use std::fmt;

use http::HeaderValue;
use http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use protocol::problem::ProblemName;
use web::problem::Problem;

/// What a ticket may be signed with and shown by (RFC 9449 §7.1).
const CHALLENGE: HeaderValue = HeaderValue::from_static("DPoP algs=\"EdDSA ES256\"");

/// When to ask again for what a source could not give: by then a queue is shorter, and a source that was left alone is
/// tried again.
const SOURCE_RETRY_SECONDS: HeaderValue = HeaderValue::from_static("5");

/// A refusal: its problem type, and what may be said about it. Nothing about the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The problem's type.
    pub(crate) name: ProblemName,
    /// What was wrong this time.
    pub(crate) detail: Option<String>,
    /// The operator's reason, passed on (MIM4 §5.4).
    pub(crate) reason: Option<String>,
}

impl From<ProblemName> for Refusal {
    fn from(name: ProblemName) -> Self {
        Self {
            name,
            detail: None,
            reason: None,
        }
    }
}

impl Refusal {
    /// A refusal that says what was wrong.
    pub(crate) fn new(name: ProblemName, detail: impl fmt::Display) -> Self {
        Self {
            name,
            detail: Some(detail.to_string()),
            reason: None,
        }
    }

    /// The problem the service is answered with.
    pub(crate) fn problem(self) -> Problem {
        let mut problem = Problem::new(self.name);
        if let Some(detail) = self.detail {
            problem = problem.detail(detail);
        }
        if let Some(reason) = self.reason {
            problem = problem.member("reason", reason);
        }
        if self.name == ProblemName::RateLimited {
            problem = problem.header(RETRY_AFTER, crate::self_access::LOOKS.per.as_secs().into());
        }
        if matches!(
            self.name,
            ProblemName::SourceBusy | ProblemName::SourceUnreachable
        ) {
            problem = problem.header(RETRY_AFTER, SOURCE_RETRY_SECONDS);
        }
        if self.name.status() == 401 {
            problem = problem.header(WWW_AUTHENTICATE, CHALLENGE);
        }
        problem
    }
}
