//! A request at a gateway file's route, from the service's bytes to the released answer.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body::Body as _;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use protocol::dpop::Htu;
use protocol::ids::OperatorUuid;
use protocol::introspection::Identifier;
use protocol::problem::ProblemName;
use protocol::ticket::Unverified;
use serde_json::{Map, Value, json};
use web::server::RequestId;

use super::run::{self, Answer, Fault};
use super::trace::Trace;
use super::{Gateway, Inbound, error, message};
use crate::enforcement::grant::{Grant, Selection};
use crate::enforcement::ticket::{Accepted, Shown};
use crate::enforcement::{self, Read, Refusal};
use crate::introspection::CredentialError;
use crate::releases::Record;
use crate::self_access::Form;
use crate::sources::SourceError;
use crate::worker::{Body, Worker};

/// Bytes of a service's body: what it asks, never what it stores.
const LARGEST_BODY: usize = 1024 * 1024;
/// For sending them.
const BODY_TIME: Duration = Duration::from_secs(10);

/// Answers a request whose path fits these files.
pub(crate) async fn serve(
    worker: &Rc<Worker>,
    found: Vec<(Arc<Gateway>, Map<String, Value>)>,
    request: Request<Incoming>,
    id: RequestId,
) -> Response<Body> {
    let with = |method: &Method| {
        let has = |(gateway, _): &&(Arc<Gateway>, _)| gateway.definition.method == *method;
        found.iter().find(has).cloned()
    };
    let is_head = *request.method() == Method::HEAD;
    let meant = with(request.method()).or_else(|| with(&Method::GET).filter(|_| is_head));
    let headers = request.headers().clone();
    let Some((gateway, dynamic)) = meant else {
        return other_method(&found, request.method(), &headers, id);
    };
    let mut response = match inbound(request, dynamic).await {
        Ok((parts, inbound)) => answer(worker, &gateway, &parts, &inbound, id).await,
        Err(refusal) => error::respond(&refusal, id),
    };
    if let Some(cors) = &gateway.definition.cors {
        cors.allow(&headers, response.headers_mut());
    }
    if is_head {
        without_body(response)
    } else {
        response
    }
}

/// That the connector runs.
pub(crate) fn health(method: &Method) -> Response<Body> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let body = json!({"status": "OK"}).to_string();
    let response = respond(StatusCode::OK, headers, body.into());
    if *method == Method::HEAD {
        without_body(response)
    } else {
        response
    }
}

/// An answer to `HEAD`: all but the body, with its length (RFC 9110 §9.3.2).
fn without_body(mut response: Response<Body>) -> Response<Body> {
    if let Some(length) = response.body().size_hint().exact() {
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    response.map(|_| Body::whole(Bytes::new()))
}

fn other_method(
    found: &[(Arc<Gateway>, Map<String, Value>)],
    method: &Method,
    headers: &HeaderMap,
    id: RequestId,
) -> Response<Body> {
    let cors = found
        .iter()
        .find_map(|(gateway, _)| gateway.definition.cors.as_ref());
    if let (&Method::OPTIONS, Some(cors)) = (method, cors) {
        let mut response = Response::new(Body::whole(Bytes::new()));
        *response.status_mut() = StatusCode::NO_CONTENT;
        cors.allow(headers, response.headers_mut());
        return response;
    }
    let mut response = error::respond(&ProblemName::MethodNotAllowed.into(), id);
    let mut allowed: Vec<_> = found
        .iter()
        .map(|(gateway, _)| gateway.definition.method.as_str())
        .collect();
    if allowed.contains(&"GET") {
        allowed.push("HEAD");
    }
    if let Ok(allowed) = HeaderValue::try_from(allowed.join(", ")) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

async fn answer(
    worker: &Rc<Worker>,
    gateway: &Gateway,
    parts: &http::request::Parts,
    inbound: &Inbound,
    id: RequestId,
) -> Response<Body> {
    if !gateway.definition.is_protected {
        // It makes no requests, or its organisation says that everybody may have what they bring.
        let answered = run_file(worker, gateway, inbound, &json!({}), &mut Trace::default()).await;
        return match answered.map(whole) {
            Ok((status, headers, body)) => respond(status, headers, body),
            Err(fault) => error::respond(&fault.refusal(), id),
        };
    }
    let Ok(address) = Htu::of_request(&worker.app.base_url, parts.uri.path()) else {
        return error::respond(&ProblemName::InvalidRequest.into(), id);
    };
    let shown = Shown {
        method: &parts.method,
        headers: &parts.headers,
        address: &address,
        audiences: &gateway.route.audiences,
    };
    let request = enforcement::Request {
        route: &gateway.route,
        shown,
        id,
        form: Form::Described,
        gateway: Some((gateway, inbound)),
    };
    enforcement::answer(worker, request).await
}

fn respond(status: StatusCode, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::whole(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

async fn inbound(
    request: Request<Incoming>,
    dynamic: Map<String, Value>,
) -> Result<(http::request::Parts, Inbound), Refusal> {
    let (parts, body) = request.into_parts();
    let whole = tokio::time::timeout(BODY_TIME, Limited::new(body, LARGEST_BODY).collect());
    let body = match whole.await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(_)) | Err(_) => {
            return Err(Refusal::new(
                ProblemName::InvalidRequest,
                "the body is too large, or did not come",
            ));
        }
    };
    let invalid = |what: &str| Refusal::new(ProblemName::InvalidRequest, what);
    let text = String::from_utf8(body.into()).map_err(|_| invalid("the body is not UTF-8"))?;
    let media = message::media(&parts.headers);
    let json = if media.contains("json") && !text.is_empty() {
        serde_json::from_str(&text).map_err(|_| invalid("the body is not JSON"))?
    } else {
        Value::Null
    };
    let data = if media.contains("x-www-form-urlencoded") {
        message::pairs(&text, false)
    } else {
        Value::Null
    };
    let inbound = Inbound {
        headers: message::headers(&parts.headers),
        dynamic,
        query: message::pairs(parts.uri.query().unwrap_or_default(), false),
        text,
        json,
        data,
    };
    Ok((parts, inbound))
}

pub(super) async fn run_file(
    worker: &Worker,
    gateway: &Gateway,
    inbound: &Inbound,
    extra: &Value,
    trace: &mut Trace,
) -> Result<Answer, Fault> {
    let config = worker.app.config.gateways.as_ref();
    let config = config.ok_or(Fault::Source(SourceError::Malformed))?;
    let ran = run::run(
        &gateway.definition,
        &gateway.variables,
        &worker.upstreams,
        config,
        inbound,
        extra,
        trace,
    );
    ran.await.inspect_err(|fault| {
        // It says names of the file, no values.
        tracing::warn!(file = gateway.file, error = %fault, "a gateway file gave no answer");
    })
}

/// The connector's token at the operator, for a file that names it; null where the operator is shown another thing.
pub(super) async fn token(worker: &Worker, operator: &OperatorUuid) -> Result<Value, Refusal> {
    let token = worker.app.tokens.token(&worker.app, operator).await;
    let token = token.map_err(CredentialError::from).map_err(|error| {
        tracing::warn!(%operator, %error, "there is no token for a gateway file");
        Refusal::new(error.problem(), error)
    })?;
    Ok(token.map_or(Value::Null, |token| token.text.as_str().into()))
}

/// Reads the source as the file says, and keeps what is permitted.
pub(crate) async fn read(
    worker: &Worker,
    (gateway, inbound): (&Gateway, &Inbound),
    accepted: &Accepted,
    grant: &Grant,
    record: &mut Record,
) -> Result<Read, Refusal> {
    let mut ticket = json!({
        "access_item_uuid": grant.access_item.as_str(),
        "claims": Unverified::parse(&accepted.text)?.all_claims()?,
        "identifiers": identifiers(&grant.given),
    });
    // A file that does not name it never has it.
    if gateway.definition.named.token {
        ticket["agw_token"] = token(worker, &accepted.ticket.claims.iss).await?;
    }
    let extra = json!({"mop_request_ticket": ticket});
    let outcome = match run_file(worker, gateway, inbound, &extra, &mut Trace::default()).await {
        Ok(answer) if gateway.is_whole => Ok((whole(answer), 1, None)),
        Ok(answer) => filtered(worker, gateway, &grant.selection, answer).map_err(Fault::Source),
        Err(fault) => Err(fault),
    };
    let ((status, headers, body), records, detail) = outcome.map_err(|fault| {
        record.detail = Some(fault.to_string());
        fault.refusal()
    })?;
    record.detail = detail;
    let headers = headers
        .iter()
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Ok(Read::Whole {
        body,
        records,
        media: "application/json",
        headers,
        status,
    })
}

pub(super) type Whole = (StatusCode, HeaderMap, Bytes);

pub(super) fn whole(answer: Answer) -> Whole {
    let (body, media) = match answer.body {
        run::Body::Json(value) => (value.to_string(), "application/json"),
        run::Body::Form(text) => (text, "application/x-www-form-urlencoded"),
        run::Body::Text(text) => (text, "text/plain; charset=utf-8"),
    };
    let mut headers = answer.headers;
    headers
        .entry(CONTENT_TYPE)
        .or_insert(HeaderValue::from_static(media));
    (answer.status, headers, body.into())
}

/// What of the answer is permitted. Only JSON can be looked into, and no header can: a file's own are dropped.
pub(super) fn filtered(
    worker: &Worker,
    gateway: &Gateway,
    selection: &Selection,
    answer: Answer,
) -> Result<(Whole, u64, Option<String>), SourceError> {
    let run::Body::Json(value) = answer.body else {
        return Err(SourceError::OtherKind);
    };
    let text = value.to_string();
    let (app, route) = (&worker.app, &gateway.route);
    let found = enforcement::found(app, route, text.as_bytes())?;
    let kept = enforcement::kept(app, route, selection, found)?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let whole = (answer.status, headers, kept.body.into());
    Ok((whole, kept.records, kept.detail))
}

/// The identifiers as 2021 has them: national ones by country, addresses as a list, others by their type. Of several,
/// the first is meant.
pub(super) fn identifiers(given: &[Identifier]) -> Value {
    let mut found: BTreeMap<&str, Value> = BTreeMap::new();
    for identifier in given {
        let written = json!(identifier);
        let id_type = identifier.id_type.as_str();
        match (id_type, &identifier.country) {
            ("email" | "phone_number", _) => {
                let several = found.entry(id_type).or_insert_with(|| json!([]));
                if let Value::Array(several) = several {
                    several.push(written);
                }
            }
            (_, Some(country)) if id_type != "pairwise" => {
                let countries = found.entry(id_type).or_insert_with(|| json!({}));
                if let Value::Object(countries) = countries {
                    countries.entry(country.clone()).or_insert(written);
                }
            }
            _ => {
                found.entry(id_type).or_insert(written);
            }
        }
    }
    json!(found)
}
