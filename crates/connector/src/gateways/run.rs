//! What a gateway file says, done: requests one after the other, and the answer made of what they brought.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use serde_json::{Map, Value, json};
use tokio::time::Instant;
use url::Url;

use super::Inbound;
use super::definition::Definition;
use super::environment::Environment;
use super::fill::{self, FillError, Place};
use super::message::{body_of, form, headers, headers_of, is_something, media, pairs};
use super::request::RequestDefinition;
use super::trace::Trace;
use super::upstreams::{Upstreams, Way};
use crate::config::GatewaysConfig;
use crate::encoding::Encoding;
use crate::enforcement::Refusal;
use crate::pool::{Exchange, Pool};
use crate::sources::SourceError;
use crate::sources::media_type;
use crate::xml;

/// An answer as the file makes it.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

/// Its body.
pub(super) enum Body {
    Json(Value),
    Text(String),
    Form(String),
}

/// Why there is no answer. Says names, no values.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Fill(#[from] FillError),
    #[error("{0}")]
    File(&'static str),
}

impl Fault {
    /// As any other source would say it; of what a file lacks, the name is told.
    pub(super) fn refusal(&self) -> Refusal {
        let error = match self {
            Self::Source(error) => return error.problem().into(),
            Self::Fill(FillError::NoIdentifier(_)) => SourceError::NoIdentifier,
            Self::Fill(FillError::Unusable(_)) => SourceError::UnusableIdentifier,
            Self::Fill(FillError::Missing(_)) | Self::File(_) => SourceError::Malformed,
        };
        Refusal::new(error.problem(), self)
    }
}

/// Does what `definition` says for one request of a service. `extra` is what the ticket's check brought.
pub(super) async fn run(
    definition: &Definition,
    variables: &Map<String, Value>,
    upstreams: &Upstreams,
    limits: &GatewaysConfig,
    inbound: &Inbound,
    extra: &Value,
    trace: &mut Trace,
) -> Result<Answer, Fault> {
    let deadline = Instant::now() + Duration::from_millis(limits.whole_ms);
    let mut environment = environment(definition, variables, inbound, extra);
    for (index, request) in definition.requests.iter().enumerate() {
        trace.building(index + 1, request);
        let built = build(request, &environment)?;
        environment.push_request(built);
        for operation in &request.operations {
            let is_done = operation.run(&mut environment)?;
            trace.operated(operation, is_done);
        }
        let built = environment.request(index);
        let built = built.ok_or(Fault::File("a request vanished"))?;
        let request_out = outgoing(built)?;
        trace.asking(built, &request_out.url);
        let begun = Instant::now();
        let mut answered = ask(request_out, upstreams, limits, deadline).await?;
        trace.answered(&answered, begun.elapsed());
        if request.reads_xml {
            let text = answered["text"].as_str().unwrap_or_default();
            answered["json"] = xml::to_json(text).ok_or(SourceError::Malformed)?;
            trace.processed(&answered["json"]);
        }
        trace.done();
        environment.answer_request(index, answered);
    }
    respond(definition, environment, trace)
}

fn environment(
    definition: &Definition,
    variables: &Map<String, Value>,
    inbound: &Inbound,
    extra: &Value,
) -> Environment {
    let root = Map::from_iter([
        ("constants".to_owned(), definition.constants.clone()),
        ("environment".to_owned(), Value::Object(variables.clone())),
        (
            "route".to_owned(),
            json!({
                "path": definition.pattern.text(), "method": definition.method.as_str(),
                "headers": inbound.headers, "dynamic": inbound.dynamic, "query": inbound.query,
                "text": inbound.text, "json": inbound.json, "data": inbound.data, "extra": extra,
            }),
        ),
        ("requests".to_owned(), json!([])),
        ("response".to_owned(), Value::Null),
    ]);
    let names = definition
        .requests
        .iter()
        .enumerate()
        .filter_map(|(index, request)| Some((request.name.clone()?, index)))
        .collect();
    Environment::new(root, names)
}

/// A request with its variables filled, as builders see it.
fn build(request: &RequestDefinition, environment: &Environment) -> Result<Value, Fault> {
    let filled = |text: &Option<String>, place| {
        text.as_deref()
            .map(|text| fill::text(text, place, environment))
            .transpose()
    };
    let all = |mut value: Option<Value>, place| -> Result<Option<Value>, FillError> {
        if let Some(value) = &mut value {
            fill::all(value, place, environment)?;
        }
        Ok(value)
    };
    let headers = all(request.headers.clone().map(Value::Object), Place::Plain)?;
    let media = headers
        .as_ref()
        .and_then(Value::as_object)
        .and_then(|members| {
            let named = |(name, _): &(&String, &Value)| name.eq_ignore_ascii_case("content-type");
            members.iter().find(named)?.1.as_str()
        });
    let media = media.unwrap_or_default().to_ascii_lowercase();
    // A form's members are encoded when it is written.
    let data_place = match &request.data {
        Some(Value::String(_)) => place(&media).unwrap_or(Place::Form),
        _ => Place::Plain,
    };
    let text_place = place(&media).unwrap_or_else(|| {
        match request
            .text
            .as_deref()
            .unwrap_or_default()
            .trim_start()
            .as_bytes()
            .first()
        {
            Some(b'<') => Place::Xml,
            Some(b'{' | b'[') => Place::JsonText,
            _ => Place::Plain,
        }
    });
    Ok(json!({
        "name": request.name, "url": fill::text(&request.url, Place::Url, environment)?, "method": request.method,
        "headers": headers, "json": all(request.json.clone(), Place::Plain)?,
        "data": all(request.data.clone(), data_place)?, "text": filled(&request.text, text_place)?,
        "response": null,
    }))
}

/// How values are written in a body of this media type.
fn place(media: &str) -> Option<Place> {
    if media.contains("x-www-form-urlencoded") {
        Some(Place::Form)
    } else if media.contains("xml") {
        Some(Place::Xml)
    } else if media.contains("json") {
        Some(Place::JsonText)
    } else {
        None
    }
}

/// What goes to the source.
struct Outgoing {
    url: Url,
    request: Request<Full<Bytes>>,
}

fn outgoing(built: &Value) -> Result<Outgoing, Fault> {
    let text = |name: &str| built[name].as_str();
    let url = Url::parse(text("url").unwrap_or_default())
        .map_err(|_| Fault::File("a request's `url` is no address"))?;
    let method = text("method").map(str::to_ascii_uppercase);
    let method = method.and_then(|name| Method::from_bytes(name.as_bytes()).ok());
    let mut headers = headers_of(&built["headers"], str::to_owned)?;
    let (body, media) = body_of(built)?;
    if let Some(media) = media {
        headers
            .entry(CONTENT_TYPE)
            .or_insert(HeaderValue::from_static(media));
    }
    headers
        .entry(http::header::USER_AGENT)
        .or_insert(HeaderValue::from_static("fiducia-connector"));
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method.ok_or(Fault::File("a request's `method` is none"))?;
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    *request.uri_mut() = target
        .parse()
        .map_err(|_| Fault::File("a request's `url` is no address"))?;
    *request.headers_mut() = headers;
    Ok(Outgoing { url, request })
}

/// Asks the source under the limits that hold for every upstream, and waits for its turn no longer than for an answer.
async fn ask(
    outgoing: Outgoing,
    upstreams: &Upstreams,
    limits: &GatewaysConfig,
    deadline: Instant,
) -> Result<Value, SourceError> {
    let Way { pool, upstream } = upstreams.of(&outgoing.url)?;
    let exchange = exchange(&pool, outgoing.request, limits, deadline);
    // Within its turn as well: a source that is late is told of.
    let asking = async {
        let answered = tokio::time::timeout_at(deadline, exchange).await;
        answered.unwrap_or(Err(SourceError::Slow))
    };
    let asked = tokio::time::timeout_at(deadline, upstream.ask(asking)).await;
    let ((status, answer), mut reading) = asked.unwrap_or(Err(SourceError::Slow))?;
    // The file may make something of such an answer, but the source fails.
    let fails = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
    reading.ended(if fails {
        Err(SourceError::Status(status.as_u16()))
    } else {
        Ok(())
    });
    Ok(answer)
}

async fn exchange(
    pool: &Arc<Pool>,
    request: Request<Full<Bytes>>,
    limits: &GatewaysConfig,
    deadline: Instant,
) -> Result<(StatusCode, Value), SourceError> {
    let limit = deadline.min(Instant::now() + Duration::from_millis(limits.answer_ms));
    let sent = tokio::time::timeout_at(limit, pool.send(request)).await;
    let mut exchange = sent.map_err(|_| SourceError::Slow)?.map_err(|error| {
        tracing::debug!(%error, "a request of a gateway file got no answer");
        SourceError::Down
    })?;
    if exchange.head.status.is_redirection() {
        return Err(SourceError::Redirect);
    }
    let body = exchange.whole(limits.largest_answer).await?;
    Ok((exchange.head.status, answered(&exchange, &body)?))
}

/// An answer's text in the encoding that it says, or an XML document for itself (RFC 7303 §3.2); else UTF-8.
fn text<'a>(headers: &HeaderMap, media: &str, body: &'a [u8]) -> Cow<'a, str> {
    let charset = headers.get(CONTENT_TYPE).and_then(media_type);
    let said = charset.and_then(|(_, charset)| Encoding::named(&charset?));
    let is_xml = media.contains("xml");
    let encoding = said.or_else(|| is_xml.then(|| Encoding::of_xml(body))?);
    let decoded = encoding.and_then(|encoding| encoding.decode(body));
    decoded.unwrap_or_else(|| String::from_utf8_lossy(body))
}

fn answered(exchange: &Exchange, body: &[u8]) -> Result<Value, SourceError> {
    let head = &exchange.head;
    let media = media(&head.headers);
    let text = text(&head.headers, &media, body);
    let json = if media.contains("application/json") && !body.is_empty() {
        serde_json::from_slice(body).map_err(|_| SourceError::Malformed)?
    } else {
        Value::Null
    };
    let data = if media.contains("x-www-form-urlencoded") {
        pairs(&text, true)
    } else {
        Value::Null
    };
    Ok(json!({
        "status": head.status.as_u16(), "headers": headers(&head.headers), "text": text, "json": json, "data": data,
    }))
}

fn respond(
    definition: &Definition,
    mut environment: Environment,
    trace: &mut Trace,
) -> Result<Answer, Fault> {
    trace.responding();
    let response = &definition.response;
    let mut built = json!({
        "status": response.status.clone().unwrap_or(json!(200)), "headers": response.headers,
        "json": response.json, "data": response.data, "text": response.text,
    });
    fill::all(&mut built, Place::Plain, &environment)?;
    environment.set_response(built);
    for operation in &response.operations {
        let is_done = operation.run(&mut environment)?;
        trace.operated(operation, is_done);
    }
    let built = environment.into_response();
    let status = match &built["status"] {
        Value::Number(number) => number
            .as_u64()
            .and_then(|status| u16::try_from(status).ok()),
        // With or without what stands behind it: `201 Created`.
        Value::String(text) => text
            .split(' ')
            .next()
            .and_then(|number| number.parse().ok()),
        _ => None,
    };
    let status = status
        .filter(|status| (200..600).contains(status))
        .and_then(|status| StatusCode::from_u16(status).ok())
        .ok_or(Fault::File("the `status` of the response is none"))?;
    let body = if is_something(&built["json"]) {
        Body::Json(built["json"].clone())
    } else if is_something(&built["data"]) {
        Body::Form(form(&built["data"])?)
    } else if let Some(text) = built["text"].as_str().filter(|text| !text.is_empty()) {
        Body::Text(text.to_owned())
    } else {
        return Err(Fault::File("the response has no `json`, `data` or `text`"));
    };
    let (what, json) = match &body {
        Body::Json(value) => ("json", value),
        Body::Form(_) => ("data", &Value::Null),
        Body::Text(_) => ("text", &Value::Null),
    };
    trace.responded(status.as_u16(), &built["headers"], what, json);
    Ok(Answer {
        status,
        // An answer's `content_type` is `Content-Type`, as it was in 2021; a request's goes out as it stands.
        headers: headers_of(&built["headers"], |name| name.replace('_', "-"))?,
        body,
    })
}
