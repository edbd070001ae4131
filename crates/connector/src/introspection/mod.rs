//! Asking the operator whether a ticket is still good (MIM4 §5.4).

mod assertions;
mod credential;
mod tokens;

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use protocol::client_assertion::ASSERTION_TYPE;
use protocol::ids::DatasetId;
use protocol::introspection::Response;
use protocol::problem::ProblemName;

pub(crate) use self::assertions::Assertions;
pub(crate) use self::credential::{Credential, CredentialError};
pub(crate) use self::tokens::Tokens;
use crate::pool::{Exchange, SendError};
use crate::trust::Operator;
use crate::worker::Worker;

/// Most bytes of an introspection's answer (protocol.md: 64 KiB).
const LARGEST_ANSWER: u64 = 64 * 1024;

/// Why an operator gave no answer that can be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntrospectionError {
    /// It cannot be connected to.
    #[error("the operator cannot be reached: {0}")]
    Unreachable(String),
    /// Its address may not be connected to.
    #[error("the operator's address is refused")]
    Address,
    /// It took too long.
    #[error("the operator did not answer in time")]
    Timeout,
    /// What it answered cannot be used.
    #[error("the operator's answer cannot be used: {0}")]
    Answer(String),
    /// The connector has nothing to show it.
    #[error(transparent)]
    Credential(#[from] CredentialError),
}

impl IntrospectionError {
    /// The problem type of the refusal.
    pub(crate) fn problem(&self) -> ProblemName {
        match self {
            Self::Unreachable(_) => ProblemName::OperatorUnreachable,
            Self::Address => ProblemName::OperatorAddressRefused,
            Self::Timeout => ProblemName::OperatorTimeout,
            Self::Answer(_) => ProblemName::OperatorBadAnswer,
            Self::Credential(error) => error.problem(),
        }
    }
}

/// What a ticket is shown for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// A request.
    Request,
    /// A notification of the subscription that it made.
    Notification,
}

/// What the operator is asked: about a ticket, and what it permits of a dataset.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    /// The ticket as it was shown.
    pub(crate) ticket: &'a str,
    /// Which dataset, and the hash of the description by which the answer is carried out.
    pub(crate) dataset: (&'a DatasetId, &'a str),
    /// What for.
    pub(crate) about: About,
}

/// Shows the operator a ticket; its answer within the time limit.
pub(crate) async fn introspect(
    worker: &Worker,
    operator: &Operator,
    question: Question<'_>,
) -> Result<Response, IntrospectionError> {
    let limit = Duration::from_millis(worker.app.config.limits.introspection_ms);
    match tokio::time::timeout(limit, ask(worker, operator, question)).await {
        Ok(answer) => answer,
        Err(_) => Err(IntrospectionError::Timeout),
    }
}

async fn ask(
    worker: &Worker,
    operator: &Operator,
    question: Question<'_>,
) -> Result<Response, IntrospectionError> {
    let app = &worker.app;
    let shown = Credential::now(app, operator).await?;
    let mut exchange = send(worker, operator, question, &shown).await?;
    if exchange.head.status == StatusCode::UNAUTHORIZED
        && let Some(other) = shown.instead(app, operator).await?
    {
        exchange = send(worker, operator, question, &other).await?;
    }
    let status = exchange.head.status;
    if status != StatusCode::OK {
        return Err(IntrospectionError::Answer(format!(
            "it answered with status {}",
            status.as_u16()
        )));
    }
    let body = exchange
        .whole(LARGEST_ANSWER)
        .await
        .map_err(|error| IntrospectionError::Answer(error.to_string()))?;
    Response::from_json(&body).map_err(|error| IntrospectionError::Answer(error.to_string()))
}

async fn send(
    worker: &Worker,
    operator: &Operator,
    question: Question<'_>,
    shown: &Credential,
) -> Result<Exchange, IntrospectionError> {
    let assertion = match shown {
        Credential::Assertion(text) => Some(&**text),
        Credential::Token(_) | Credential::Basic(_) => None,
    };
    let mut request = Request::new(Full::new(body(question, assertion, operator.is_profile)));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = operator.introspection_target.clone();
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, HeaderValue::from_static("fiducia-connector"));
    if assertion.is_none() {
        headers.insert(AUTHORIZATION, shown.header()?);
    }
    let pool = worker
        .pools
        .of(&operator.introspection)
        .ok_or(IntrospectionError::Address)?;
    pool.send(request).await.map_err(|error| match error {
        SendError::Address => IntrospectionError::Address,
        other => IntrospectionError::Unreachable(other.to_string()),
    })
}

/// The request's body (MIM4 §5.4, RFC 7521 §4.2). A ticket or assertion that was parsed as a token holds nothing that
/// JSON would escape; neither do the name of a dataset and a hash.
fn body(question: Question<'_>, assertion: Option<&str>, is_profile: bool) -> Bytes {
    let Question {
        ticket,
        dataset,
        about,
    } = question;
    let mut body = String::with_capacity(ticket.len() + assertion.map_or(0, str::len) + 400);
    body.push_str(r#"{"request_ticket":""#);
    body.push_str(ticket);
    if let Some(assertion) = assertion {
        body.push_str(r#"","client_assertion_type":""#);
        body.push_str(ASSERTION_TYPE);
        body.push_str(r#"","client_assertion":""#);
        body.push_str(assertion);
    }
    body.push('"');
    if is_profile {
        let (id, sha256) = dataset;
        body.push_str(r#","dataset":{"id":""#);
        body.push_str(id.as_str());
        body.push_str(r#"","sha256":""#);
        body.push_str(sha256);
        body.push_str(r#""}"#);
    }
    if about == About::Notification {
        body.push_str(r#","subscription":true"#);
    }
    body.push('}');
    body.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_what_the_protocol_reads() {
        let abouts = [About::Request, About::Notification];
        let all = abouts
            .into_iter()
            .flat_map(|about| [(None, about), (Some("c.d.e"), about)]);
        let dataset = DatasetId::parse("urn:fiducia:dataset:c:loans").unwrap();
        let hash = permission::Sha256Hash::of(b"{}");
        let sha256 = &hash.to_string();
        for (assertion, about) in all {
            let question = Question {
                ticket: "a-_.b.c",
                dataset: (&dataset, sha256),
                about,
            };
            let text = body(question, assertion, true);
            let read = protocol::introspection::Request::from_json(&text).unwrap();
            assert_eq!(read.request_ticket, "a-_.b.c");
            assert_eq!(read.client_assertion.as_deref(), assertion);
            assert_eq!(read.subscription, about == About::Notification);
            let described = read.dataset.unwrap();
            assert_eq!((described.id, described.sha256), (dataset.clone(), hash));
            let text = body(question, assertion, false);
            let read = protocol::introspection::Request::from_json(&text).unwrap();
            assert_eq!(
                read.dataset, None,
                "operators of 2021 are told the ticket alone"
            );
        }
    }
}
