//! A gateway file tried by whoever runs it: its requests are made, and nothing else of an access is.

use http::Method;
use protocol::ids::OperatorUuid;
use protocol::introspection::Identifier;
use serde_json::{Map, Value, json};

use super::run::Body;
use super::serve::{filtered, identifiers, run_file, token, whole};
use super::trace::{Told, Trace};
use super::{Gateway, Gateways, Inbound, message, pattern};
use crate::enforcement::Refusal;
use crate::enforcement::grant::Selection;
use crate::worker::Worker;

/// What a service would send.
#[derive(Default)]
pub(crate) struct Sent<'a> {
    /// Path and query.
    pub(crate) target: &'a str,
    pub(crate) headers: &'a [(String, String)],
    /// JSON.
    pub(crate) body: Option<&'a Value>,
}

/// Who asks, for whom, as the operator would say.
pub(crate) struct Asked<'a> {
    pub(crate) claims: Map<String, Value>,
    pub(crate) given: &'a [Identifier],
    /// The operator that gives the connector's token.
    pub(crate) operator: Option<&'a OperatorUuid>,
    pub(crate) selection: &'a Selection,
}

/// What came of it.
pub(crate) struct Tried {
    pub(crate) told: Vec<Told>,
    pub(crate) answer: Result<TriedAnswer, Refusal>,
}

/// What a service would get.
pub(crate) struct TriedAnswer {
    pub(crate) body: Vec<u8>,
    pub(crate) records: u64,
    /// Bytes of what the file answers, before it is filtered.
    pub(crate) sent: usize,
}

impl Gateways {
    /// The file for a path, such as `/foo/x?y=1` or `POST /foo/<bar>`, whose places are empty then.
    pub(crate) fn meant(&self, asked: &str) -> Option<std::sync::Arc<Gateway>> {
        let (method, target) = match asked.split_once(' ') {
            Some((method, target)) => (Some(method), target),
            None => (None, asked),
        };
        let is_method = |gateway: &Gateway| {
            method.is_none_or(|method| gateway.definition.method.as_str() == method)
        };
        let path = target.split('?').next().unwrap_or_default();
        let exact = self
            .files
            .iter()
            .find(|gateway| gateway.definition.pattern.text() == target && is_method(gateway));
        let found = || {
            let found = self.find(path).into_iter().map(|(gateway, _)| gateway);
            found.into_iter().find(|gateway| is_method(gateway))
        };
        exact.cloned().or_else(found)
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &std::sync::Arc<Gateway>> {
        self.files.iter()
    }
}

impl Gateway {
    /// Method and path.
    pub(crate) fn called(&self) -> String {
        let definition = &self.definition;
        format!("{} {}", definition.method, definition.pattern.text())
    }

    /// Whether its answer is released as a whole, for want of a dataset.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether a ticket is asked for.
    pub(crate) fn is_protected(&self) -> bool {
        self.definition.is_protected
    }

    /// Whether any of its requests names an identifier of the person.
    pub(crate) fn asks_for_person(&self) -> bool {
        self.definition.asks_for_person
    }

    /// Why it is tried only by its name; none where it can be tried with a person alone.
    pub(crate) fn untried(&self) -> Option<&'static str> {
        let definition = &self.definition;
        if !matches!(definition.method, Method::GET | Method::HEAD) {
            return Some("it may change something");
        }
        if definition.pattern.names().next().is_some() {
            return Some("its path has places that a service fills");
        }
        let reads = "it reads headers, query or body of a service's request";
        definition.named.sent.then_some(reads)
    }

    /// Runs it once.
    pub(crate) async fn tried(&self, worker: &Worker, sent: &Sent<'_>, asked: Asked<'_>) -> Tried {
        let mut trace = Trace::of_trial();
        let answer = self.answer(worker, sent, asked, &mut trace).await;
        let told = trace.told();
        Tried { told, answer }
    }

    async fn answer(
        &self,
        worker: &Worker,
        sent: &Sent<'_>,
        asked: Asked<'_>,
        trace: &mut Trace,
    ) -> Result<TriedAnswer, Refusal> {
        let mut ticket = json!({
            "access_item_uuid": uuid::Uuid::nil().to_string(), "claims": asked.claims,
            "identifiers": identifiers(asked.given),
        });
        if self.definition.named.token
            && let Some(operator) = asked.operator
        {
            ticket["agw_token"] = token(worker, operator).await?;
        }
        let extra = if self.definition.is_protected {
            json!({"mop_request_ticket": ticket})
        } else {
            json!({})
        };
        let inbound = self.inbound(sent);
        let answer = run_file(worker, self, &inbound, &extra, trace).await;
        let answer = answer.map_err(|fault| fault.refusal())?;
        if self.is_whole {
            let (_, _, body) = whole(answer);
            return Ok(TriedAnswer {
                sent: body.len(),
                body: body.into(),
                records: 1,
            });
        }
        let length = match &answer.body {
            Body::Json(value) => value.to_string().len(),
            Body::Text(text) | Body::Form(text) => text.len(),
        };
        let kept = filtered(worker, self, asked.selection, answer);
        let ((_, _, body), records, _) =
            kept.map_err(|error| Refusal::new(error.problem(), error))?;
        Ok(TriedAnswer {
            sent: length,
            body: body.into(),
            records,
        })
    }

    fn inbound(&self, sent: &Sent<'_>) -> Inbound {
        let (path, query) = sent.target.split_once('?').unwrap_or((sent.target, ""));
        let path = pattern::decoded(path);
        let dynamic = path.and_then(|path| self.definition.pattern.matches(&path));
        let headers = sent.headers.iter();
        Inbound {
            headers: headers
                .map(|(name, value)| (name.clone(), value.as_str().into()))
                .collect(),
            dynamic: dynamic.unwrap_or_default(),
            query: message::pairs(query, false),
            text: sent.body.map(Value::to_string).unwrap_or_default(),
            json: sent.body.cloned().unwrap_or_default(),
            data: Value::Null,
        }
    }
}
