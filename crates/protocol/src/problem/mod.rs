//! Refusals: problem details (RFC 9457) and the closed list of names that all parties use.
//!
//! A problem's `type` is `{party's base URL}/problems/{name}`, a page made from this list.

mod table;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    json::{self, JsonError, Limits},
    url::BaseUrl,
};

pub use table::ProblemName;

/// Media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

impl fmt::Display for ProblemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl ProblemName {
    /// The name of that spelling.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == name)
    }

    /// The problem as a party at `base` answers it.
    pub fn details(self, base: &BaseUrl) -> ProblemDetails {
        ProblemDetails {
            problem_type: base.problem(self),
            title: self.title().to_owned(),
            status: self.status(),
            detail: None,
            instance: None,
            reason: None,
        }
    }
}

/// A problem details object (RFC 9457 §3). Nothing about a person appears in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemDetails {
    /// The problem's page.
    #[serde(rename = "type", default = "about_blank")]
    pub problem_type: String,
    /// The same for every problem of this type.
    #[serde(default)]
    pub title: String,
    /// The HTTP status.
    #[serde(default)]
    pub status: u16,
    /// What was wrong this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The request's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Added: the reason that an operator gave (§5.4 `reason`), passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

fn about_blank() -> String {
    "about:blank".to_owned()
}

impl ProblemDetails {
    /// With what was wrong this time.
    #[must_use]
    pub fn with_detail(mut self, detail: impl fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// With the request's id.
    #[must_use]
    pub fn with_instance(mut self, request_id: impl fmt::Display) -> Self {
        self.instance = Some(request_id.to_string());
        self
    }

    /// With the operator's reason.
    #[must_use]
    pub fn with_reason(mut self, reason: impl fmt::Display) -> Self {
        self.reason = Some(reason.to_string());
        self
    }

    /// The name, when the type is one of ours, whoever's page it is.
    pub fn name(&self) -> Option<ProblemName> {
        let (_, name) = self.problem_type.rsplit_once("/problems/")?;
        ProblemName::parse(name)
    }

    /// Reads a problem.
    pub fn from_json(body: &[u8]) -> Result<Self, JsonError> {
        json::from_slice(body, Limits::DOCUMENT)
    }

    /// Writes the problem.
    pub fn to_json(&self) -> Result<Vec<u8>, JsonError> {
        Ok(serde_json::to_vec(self)?)
    }
}

/// The error of the 2021 reference connector, on routes written for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayError {
    /// The problem's name.
    pub error: String,
    /// What was wrong.
    pub description: String,
    /// The request's id.
    pub request_id: String,
}

impl GatewayError {
    /// The same problem in the shape of 2021, and the status it comes with: one of 400, 401, 403,
    /// 404, 409 and 500, since the reference connector knew no others.
    pub fn from_problem(problem: &ProblemDetails, request_id: impl fmt::Display) -> (u16, Self) {
        let status = match problem.status {
            status @ (400 | 401 | 403 | 404 | 409 | 500) => status,
            400..=499 => 400,
            _ => 500,
        };
        let name = problem.name().unwrap_or(ProblemName::Internal);
        let description = match &problem.detail {
            Some(detail) => format!("{}: {detail}", problem.title),
            None => problem.title.clone(),
        };
        let error = Self {
            error: name.as_str().to_owned(),
            description,
            request_id: request_id.to_string(),
        };
        (status, error)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_name_is_unique_and_explained() {
        let mut seen = HashSet::new();
        for name in ProblemName::ALL {
            assert!(seen.insert(name.as_str()), "{name} twice");
            assert_eq!(ProblemName::parse(name.as_str()), Some(*name));
            assert!((400..=599).contains(&name.status()), "{name}");
            assert!(
                name.as_str()
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{name}"
            );
            assert!(!name.title().ends_with('.'), "{name}");
            for text in [name.explanation(), name.remedy()] {
                assert!(text.len() > 40 && text.ends_with('.'), "{name}: {text}");
                assert!(!text.contains("  "), "{name}: {text}");
            }
        }
        assert_eq!(ProblemName::parse("no-such-problem"), None);
    }

    #[test]
    fn a_bad_ticket_is_401_and_one_that_is_good_but_not_permitted_403() {
        for name in ProblemName::ALL {
            let slug = name.as_str();
            if slug.starts_with("ticket-") || slug.starts_with("proof-") {
                assert_eq!(name.status(), 401, "{slug}");
            }
            if slug.starts_with("source-") {
                assert!(matches!(name.status(), 502..=504), "{slug}");
            }
            if slug.starts_with("operator-") {
                assert!(matches!(name.status(), 502 | 504), "{slug}");
            }
        }
        assert_eq!(ProblemName::PermissionNotActive.status(), 403);
        assert_eq!(ProblemName::AttributesNotPermitted.status(), 403);
        assert_eq!(ProblemName::SourceTimeout.status(), 504);
        assert_eq!(ProblemName::OperatorTimeout.status(), 504);
    }

    #[test]
    fn a_problem_reads_back_and_points_to_its_page() {
        let base: BaseUrl = "https://connector.example/c/".parse().unwrap();
        let problem = ProblemName::TicketExpired
            .details(&base)
            .with_detail("the ticket has expired")
            .with_instance("0190-1")
            .with_reason("permission withdrawn");
        let text = problem.to_json().unwrap();
        assert_eq!(ProblemDetails::from_json(&text).unwrap(), problem);
        let value: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(
            value["type"],
            "https://connector.example/c/problems/ticket-expired"
        );
        assert_eq!(value["status"], 401);
        assert_eq!(problem.name(), Some(ProblemName::TicketExpired));
        let foreign =
            ProblemDetails::from_json(br#"{"title":"Out of stock","status":409}"#).unwrap();
        assert_eq!(foreign.problem_type, "about:blank");
        assert_eq!(foreign.name(), None);
    }

    #[test]
    fn the_2021_shape_uses_the_statuses_of_2021_only() {
        let base: BaseUrl = "https://connector.example".parse().unwrap();
        for name in ProblemName::ALL {
            let (status, error) = GatewayError::from_problem(&name.details(&base), "r1");
            assert!(
                matches!(status, 400 | 401 | 403 | 404 | 409 | 500),
                "{name}"
            );
            assert_eq!(error.error, name.as_str());
        }
        let (status, error) =
            GatewayError::from_problem(&ProblemName::SourceTimeout.details(&base), "r1");
        assert_eq!((status, error.request_id.as_str()), (500, "r1"));
    }
}
