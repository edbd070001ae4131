//! Requests to context sources: what each is told, how, and what comes back (ETSI GS CIM 009 §4.3.6.4 to §4.3.6.6,
//! §5.2.34, §6.3.5, §6.3.17 to §6.3.18).

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use http::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HOST, LINK, TRANSFER_ENCODING, VIA,
};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use ngsi_ld::{Problem, ProblemKind};
use serde_json::{Value, json};
use web::fetch::{FetchError, GuardedClient, Limits};

use super::matching::Source;
use super::terms;
use crate::answer::{TENANT, context_link, with_context};
use crate::call::{BASE, Call, Media, Version};
use crate::contexts::Named;
use crate::entities::earlier;
use crate::{Broker, clock, identity, lock};

/// How long a source may take unless its registration says otherwise: a client waits for the slowest.
const SOURCE_TIME: Duration = Duration::from_secs(4);
/// The longest that a registration may let its source take.
const MAX_SOURCE_TIME: Duration = Duration::from_secs(30);
/// Bytes of one source's answer.
const SOURCE_BYTES: usize = 16 * 1024 * 1024;
/// Sources that are remembered to have failed.
const MAX_COOLING: usize = 4096;

/// Keys of `contextSourceInfo` that say how a source is told, and are not passed on (§4.3.6.6).
const MANNERS: [&str; 4] = [
    "contentType",
    "jsonldContext",
    "accept",
    "ngsildConformance",
];
/// Headers that a registration cannot set: the tenant, and what belongs to the connection (§4.3.6.5).
const KEPT: [HeaderName; 8] = [
    VIA,
    HOST,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    TRANSFER_ENCODING,
    http::header::CONNECTION,
    http::header::UPGRADE,
    LINK,
];

/// Kinds of problems that a source's answer is told as.
const TOLD: [ProblemKind; 7] = [
    ProblemKind::BadRequestData,
    ProblemKind::InvalidRequest,
    ProblemKind::AlreadyExists,
    ProblemKind::Conflict,
    ProblemKind::ResourceNotFound,
    ProblemKind::OperationNotSupported,
    ProblemKind::LoopDetected,
];

/// Sources that have failed and are left alone for a while (`cooldown`, §5.2.34), until when.
#[derive(Default)]
pub(crate) struct Cooling(Mutex<HashMap<(String, String), i64>>);

impl Cooling {
    fn rests(&self, tenant: &str, source: &Source) -> bool {
        let key = (tenant.to_owned(), source.id.clone());
        lock(&self.0)
            .get(&key)
            .is_some_and(|until| clock::now().micros < *until)
    }

    fn failed(&self, tenant: &str, source: &Source) {
        let Some(millis) = management(source, "cooldown") else {
            return;
        };
        let micros = i64::try_from(millis.as_micros()).unwrap_or(i64::MAX);
        let now = clock::now().micros;
        let mut all = lock(&self.0);
        if all.len() >= MAX_COOLING {
            all.retain(|_, until| *until > now);
        }
        let key = (tenant.to_owned(), source.id.clone());
        all.insert(key, now.saturating_add(micros));
    }
}

/// A time in milliseconds of a registration's `management`.
fn management(source: &Source, name: &str) -> Option<Duration> {
    source
        .registration
        .get("management")?
        .get(name)?
        .as_f64()
        .and_then(|millis| Duration::try_from_secs_f64(millis / 1000.0).ok())
}

/// Why a source has not done what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It has not answered: it cannot be reached, or is too slow, or is left alone for a while.
    Silent,
    /// Its answer cannot be read.
    Unreadable,
    /// It has refused, with this status and for this kind of reason.
    Refused(StatusCode, Option<ProblemKind>),
}

impl Failure {
    fn of(error: &FetchError) -> Self {
        match error {
            FetchError::Status { status, body, .. } => {
                let name = serde_json::from_slice::<Value>(body).ok();
                let name = name.as_ref().and_then(|body| body["type"].as_str());
                let kind = name
                    .and_then(|name| name.rsplit('/').next())
                    .and_then(|name| TOLD.into_iter().find(|kind| kind.name() == name));
                Self::Refused(*status, kind)
            }
            FetchError::TooLarge { .. }
            | FetchError::BadJson { .. }
            | FetchError::WrongMedia { .. } => Self::Unreadable,
            _ => Self::Silent,
        }
    }

    /// Whether the source has nothing to do with what was asked.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Refused(status, _) if *status == StatusCode::NOT_FOUND)
    }

    /// Whether the source has been asked the same already, through others.
    pub(crate) fn is_circle(&self) -> bool {
        matches!(self, Self::Refused(status, _) if *status == StatusCode::LOOP_DETECTED)
    }

    /// What a client is told. The source's own words are not passed on.
    pub(crate) fn problem(&self) -> Problem {
        let (kind, detail) = match self {
            Self::Silent => (
                ProblemKind::GatewayTimeout,
                "the context source has not answered".to_owned(),
            ),
            Self::Unreadable => (
                ProblemKind::BadGateway,
                "the context source's answer cannot be read".to_owned(),
            ),
            Self::Refused(status, kind) => {
                let fits = kind.filter(|kind| kind.status() == status.as_u16());
                let kind = fits.unwrap_or(match status.as_u16() {
                    400 => ProblemKind::BadRequestData,
                    404 => ProblemKind::ResourceNotFound,
                    409 => ProblemKind::Conflict,
                    422 => ProblemKind::OperationNotSupported,
                    508 => ProblemKind::LoopDetected,
                    _ => ProblemKind::BadGateway,
                });
                (
                    kind,
                    format!("the context source has answered {}", status.as_u16()),
                )
            }
        };
        Problem::new(kind, detail)
    }

    /// What a reader is told beside what was found (table 6.3.17-1).
    pub(super) fn warning(&self, alias: &str, source: &Source) -> String {
        let (code, what) = match self {
            Self::Silent => (199, "has not answered"),
            Self::Unreadable => (111, "has answered what cannot be read"),
            Self::Refused(..) => (299, "has refused"),
        };
        let endpoint = source.registration["endpoint"].as_str().unwrap_or_default();
        format!("{code} {alias} \"{} {what}\"", quoted(endpoint))
    }
}

/// Text that may stand within quotes in a header.
pub(super) fn quoted(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' | '\\' => '\'',
            c if c.is_ascii() && !c.is_ascii_control() => c,
            _ => '?',
        })
        .collect()
}

/// A value that a registration gives for a source.
fn info<'a>(source: &'a Source, key: &str) -> Option<&'a str> {
    source.registration["contextSourceInfo"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|pair| pair["key"] == key)
        .and_then(|pair| pair["value"].as_str())
}

/// How one source is told things.
pub(crate) struct Manner {
    /// The context its requests are in.
    pub(crate) context: Named,
    /// Whether that is the registration's, not the client's.
    pub(crate) is_registered: bool,
    /// Whether its bodies have the context inside; nothing where the registration leaves that to the client.
    has_inside: Option<bool>,
    /// The version of the specification that it knows; this broker's where the registration says none.
    version: Option<Version>,
}

impl Manner {
    pub(crate) async fn of(
        broker: &Broker,
        tenant: &str,
        source: &Source,
        context: &Named,
    ) -> Result<Self, Failure> {
        let registered = info(source, "jsonldContext");
        let context = match registered {
            None => context.clone(),
            Some(url) => broker
                .contexts
                .resolve(tenant, &json!(url))
                .await
                .map_err(|_| Failure::Unreadable)?,
        };
        Ok(Self {
            context,
            is_registered: registered.is_some(),
            has_inside: info(source, "contentType").map(|media| media == Media::JsonLd.name()),
            version: info(source, "ngsildConformance").and_then(earlier::version),
        })
    }

    /// Whether a body has its context inside: as the registration says, else as the client's has it.
    fn is_inside(&self, call: &Call) -> bool {
        self.has_inside
            .unwrap_or_else(|| call.content_type() == Media::JsonLd.name())
    }
}

/// A body to be sent.
pub(crate) enum Body {
    /// None.
    Empty,
    /// What has no context: ids.
    Plain(Value),
    /// Entities, or what is said of them, with the context each came in; one, or an array.
    Terms(Vec<(Value, Named)>, Shape),
}

/// Of what form a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Entity,
    Entities,
    Attribute,
    Query,
}

/// A request to be sent.
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Below the source's API.
    pub(crate) path: String,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) body: Body,
}

/// What a source has said.
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    /// Nothing where the body is empty or no JSON.
    pub(crate) body: Option<Value>,
    /// Whether there was a body that is no JSON.
    pub(crate) is_unreadable: bool,
    /// Of what range the answer is, where it is cut.
    pub(crate) range: Option<String>,
}

/// The status that a source says of one of the errors in its answer (§5.2.17).
pub(crate) fn status(error: &Value) -> Option<StatusCode> {
    let status = error["error"]["status"].as_u64()?;
    StatusCode::from_u16(u16::try_from(status).ok()?).ok()
}

/// A source's address for this request.
fn address(source: &Source, request: &Request) -> String {
    let endpoint = source.registration["endpoint"]
        .as_str()
        .unwrap_or_default()
        .trim_end_matches('/');
    let endpoint = endpoint.strip_suffix(BASE).unwrap_or(endpoint);
    let mut parameters = request.parameters.clone();
    let is_local = source.registration["localOnly"] == true
        || source.registration["management"]["localOnly"] == true;
    if is_local {
        parameters.push(("local".into(), "true".into()));
    }
    let query: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{endpoint}{BASE}{}{mark}{}", request.path, query.join("&"))
}

/// A digit (RFC 3986 §2.1).
fn hex(four_bits: u8) -> char {
    char::from_digit(u32::from(four_bits), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}

/// A parameter's value; what may stand in a query stays readable (RFC 3986 §3.4).
fn escaped(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/@,;=*!$'()?".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
    text
}

/// A body as it is written: its media type, its bytes, and what its `Link` names.
fn written(
    body: Body,
    manner: &Manner,
    is_inside: bool,
) -> (Option<(&'static str, Value)>, Option<Value>) {
    let link = |context: &Named| Some(json!(context_link(&context.document)));
    match body {
        Body::Empty => (None, link(&manner.context)),
        Body::Plain(value) => (Some((Media::Json.name(), value)), None),
        Body::Terms(mut items, shape) => {
            if let (Some(version), false) = (manner.version, shape == Shape::Query) {
                for (item, _) in &mut items {
                    earlier::amend(item, version);
                }
            }
            let is_one = shape != Shape::Entities;
            let together = |mut items: Vec<Value>| match (is_one, items.pop()) {
                (true, Some(item)) => item,
                (_, item) => {
                    items.extend(item);
                    Value::Array(items)
                }
            };
            if manner.is_registered {
                let to = &manner.context.active;
                let items = items
                    .into_iter()
                    .map(|(item, from)| terms::renamed(item, shape, &from.active, to))
                    .collect();
                let body = (Media::Json.name(), together(items));
                return (Some(body), link(&manner.context));
            }
            let shared = items.first().map(|(_, context)| context.clone());
            let shared = shared.filter(|first| {
                terms::has_address(&first.document)
                    && items.iter().all(|(_, one)| one.document == first.document)
            });
            match shared {
                // A value that stands alone has no inside.
                Some(context)
                    if !is_inside
                        || shape == Shape::Attribute
                            && !items.iter().all(|(item, _)| item.is_object()) =>
                {
                    let items = items.into_iter().map(|(item, _)| item).collect();
                    (Some((Media::Json.name(), together(items))), link(&context))
                }
                _ => {
                    let items = items
                        .into_iter()
                        .map(|(item, context)| with_context(item, &context.document))
                        .collect();
                    (Some((Media::JsonLd.name(), together(items))), None)
                }
            }
        }
    }
}

fn headers(broker: &Broker, call: &Call, source: &Source) -> Vec<(HeaderName, String)> {
    let mut via: Vec<String> = call
        .headers
        .get_all(VIA)
        .iter()
        .filter_map(|value| value.to_str().ok().map(str::to_owned))
        .collect();
    via.push(format!("1.1 {}", identity::alias(broker, &call.tenant)));
    let accept = info(source, "accept").unwrap_or(Media::Json.name());
    let mut headers = vec![(VIA, via.join(", ")), (ACCEPT, accept.to_owned())];
    if let Some(tenant) = source.registration.get("tenant").and_then(Value::as_str) {
        headers.push((TENANT, tenant.to_owned()));
    }
    for pair in source.registration["contextSourceInfo"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let (Some(key), Some(value)) = (pair["key"].as_str(), pair["value"].as_str()) else {
            continue;
        };
        let Ok(name) = HeaderName::try_from(key) else {
            continue;
        };
        if MANNERS.contains(&key) || KEPT.contains(&name) || name == TENANT {
            continue;
        }
        // §4.3.6.5: what the client sent is passed on.
        let value = if value == "urn:ngsi-ld:request" {
            call.headers
                .get(&name)
                .and_then(|value| value.to_str().ok())
        } else {
            Some(value)
        };
        headers.extend(value.map(|value| (name, value.to_owned())));
    }
    headers
}

/// Sends a request to a source.
pub(crate) async fn ask(
    broker: &Broker,
    call: &Call,
    source: &Source,
    manner: &Manner,
    request: Request,
) -> Result<Said, Failure> {
    if broker.cooling.rests(&call.tenant, source) {
        return Err(Failure::Silent);
    }
    let time = management(source, "timeout").map_or(SOURCE_TIME, |time| time.min(MAX_SOURCE_TIME));
    let client: GuardedClient = broker.notifications.client().with_limits(Limits {
        time,
        bytes: SOURCE_BYTES,
    });
    let url = address(source, &request);
    let mut fetch = client.request(request.method, &url);
    let (body, link) = written(request.body, manner, manner.is_inside(call));
    let mut headers = headers(broker, call, source);
    if let Some(Value::String(link)) = link {
        headers.push((LINK, link));
    }
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            fetch = fetch.header(name, value);
        }
    }
    if let Some((media, body)) = body {
        fetch = fetch.body(media, body.to_string());
    }
    match fetch.send().await {
        Ok(fetched) => {
            let body = serde_json::from_slice(&fetched.body).ok();
            let range = fetched.headers.get(CONTENT_RANGE);
            let range = range.and_then(|range| range.to_str().ok());
            Ok(Said {
                range: range.map(str::to_owned),
                status: fetched.status,
                is_unreadable: body.is_none() && !fetched.body.is_empty(),
                body,
            })
        }
        Err(error) => {
            let failure = Failure::of(&error);
            if failure == Failure::Silent {
                tracing::info!(%error, registration = source.id, "a context source was not reached");
                broker.cooling.failed(&call.tenant, source);
            }
            Err(failure)
        }
    }
}
