//! The rights façade: people's own data, and its erasure, by the City of Helsinki's GDPR API, for the profile or dashboard
//! that a city already has (open-city-profile, `gdpr-api-openapi.yaml` 1.0.0).
//!
//! Who asks shows a token of the city's OpenID provider. It is good for the data of its `sub` and of nobody else. What the
//! person may look at by their operator's pages, they get here, and what they may erase there, goes here; all of it is in the
//! same log.

mod erasure;
mod token;
mod tree;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode};
use permission::AttributeSet;
use protocol::ids::AccessItemId;
use protocol::problem::ProblemName;
use serde::Serialize;
use serde_json::{Value, json as value};
use web::language::Speech;
use web::oidc::Providers;
use web::server::RequestId;

use self::token::{Act, Shown};
use crate::config::GdprApiConfig;
use crate::enforcement::grant::{Grant, Selection};
use crate::enforcement::query::view;
use crate::enforcement::{
    self, Kept, Refusal, about, begun, log_refusal, log_unvouched, source_failed,
};
use crate::percent::decode;
use crate::releases::{Record, State};
use crate::routes::Route;
use crate::self_access::{LOOKS, is_offered};
use crate::sources::SourceError;
use crate::sources::template::{Identifier, Identifiers};
use crate::worker::{Body, Worker};

/// Where people are, below the base URL: cities name them by profile or by user.
const PATHS: [&str; 2] = ["/gdpr-api/v1/profiles/", "/gdpr-api/v1/user/"];

/// What of it is kept between requests.
pub(crate) struct GdprApi {
    config: GdprApiConfig,
    providers: Providers,
}

/// Why a request is refused, and what whoever asked is told.
struct Refused {
    status: StatusCode,
    errors: Vec<Reason>,
}

/// One reason, in the languages there are.
#[derive(Debug, Clone, Serialize)]
struct Reason {
    code: String,
    message: BTreeMap<String, String>,
}

/// A dataset of which people see their own, by one of its routes.
struct Part {
    route: Arc<Route>,
    grant: Arc<Grant>,
    record: Record,
}

impl GdprApi {
    pub(crate) fn new(config: &GdprApiConfig) -> Self {
        Self {
            config: config.clone(),
            providers: Providers::default(),
        }
    }
}

impl Reason {
    /// In English: what programs are told.
    fn plain(code: &str, text: impl std::fmt::Display) -> Self {
        let message = BTreeMap::from([("en".to_owned(), text.to_string())]);
        Self {
            code: code.to_owned(),
            message,
        }
    }

    /// In every language: what people are told.
    fn said(code: &str, say: impl Fn(&Speech) -> String) -> Self {
        Self {
            code: code.to_owned(),
            message: crate::sources::said(say),
        }
    }
}

impl Refused {
    fn new(status: StatusCode, code: &str, text: impl std::fmt::Display) -> Self {
        Self {
            status,
            errors: vec![Reason::plain(code, text)],
        }
    }
}

impl From<Refusal> for Refused {
    /// A failure: where data cannot be given or erased, this API knows 500 alone; who asks too often is told to wait
    /// (RFC 6585 §4).
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.name {
            ProblemName::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let text = refusal
            .detail
            .unwrap_or_else(|| refusal.name.title().into());
        Self::new(status, refusal.name.as_str(), text)
    }
}

/// Adds this API to the connector's API guide.
pub(crate) fn describe(guide: &mut Value, config: &GdprApiConfig) {
    let id = value!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"},
        "description": "The token's own `sub`."});
    let responses = |good: Value| {
        let text = |text: &str| value!({"description": text});
        let mut all = value!({
            "401": text("The token is no good."),
            "403": text("The token lacks the scope or level, is another person's, or the source says why it keeps the data."),
            "429": text("Asked too often; `Retry-After` says how long to wait."),
            "500": text("The source cannot answer now."),
        });
        all.as_object_mut()
            .into_iter()
            .for_each(|all| all.extend(good.as_object().cloned().unwrap_or_default()));
        all
    };
    guide["components"]["securitySchemes"]["profile"] = value!({"type": "http", "scheme": "bearer",
        "description": format!("A token of {} for {}", config.issuer, config.audience)});
    guide["paths"][format!("{}{{id}}", PATHS[0])] = value!({
        "get": {
            "summary": "All that the source has of a person, as a tree (City of Helsinki, GDPR API 1.0.0)",
            "security": [{"profile": [config.query_scope]}], "parameters": [id],
            "responses": responses(value!({
                "200": {"description": "A node with its key, labels, and value or children."},
                "204": {"description": "The source has nothing of this person."}})),
        },
        "delete": {
            "summary": "Erases everything that the source has of a person",
            "security": [{"profile": [config.delete_scope]}],
            "parameters": [id, {"name": "dry_run", "in": "query", "schema": {"type": "boolean"},
                "description": "Only says whether it would."}],
            "responses": responses(value!({"204": {"description": "Erased, or would be."}})),
        },
    });
}

/// The person that a path of this API names, if it is one.
pub(crate) fn named(path: &str) -> Option<&str> {
    let below = PATHS.iter().find_map(|base| path.strip_prefix(base))?;
    let id = below.strip_suffix('/').unwrap_or(below);
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

/// Answers a request at this API.
pub(crate) async fn answer(
    worker: &Rc<Worker>,
    api: &GdprApi,
    parts: Parts,
    id: RequestId,
) -> Response<Body> {
    let outcome = match act(&parts) {
        Some(act) => served(worker, api, &parts, act, id).await,
        None => Err(Refused::new(
            StatusCode::METHOD_NOT_ALLOWED,
            ProblemName::MethodNotAllowed.as_str(),
            "people are asked for with GET, and erased with DELETE",
        )),
    };
    let (status, body) = match outcome {
        Ok(Some(tree)) => (StatusCode::OK, json(&tree)),
        Ok(None) => (StatusCode::NO_CONTENT, Bytes::new()),
        Err(refused) => (
            refused.status,
            json(&serde_json::json!({"errors": refused.errors})),
        ),
    };
    metrics::counter!("connector_gdpr_api_requests_total", "status" => status.as_str().to_owned())
        .increment(1);
    let mut response = Response::new(Body::whole(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if status != StatusCode::NO_CONTENT {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(RETRY_AFTER, LOOKS.per.as_secs().into());
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(http::header::ALLOW, HeaderValue::from_static("GET, DELETE"));
    }
    response
}

fn json(body: &impl Serialize) -> Bytes {
    serde_json::to_vec(body).unwrap_or_default().into()
}

/// What is asked for.
fn act(parts: &Parts) -> Option<Act> {
    match parts.method {
        Method::GET => Some(Act::Query),
        Method::DELETE => {
            let query = parts.uri.query().unwrap_or_default();
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            let is_dry = pairs.any(|(name, value)| {
                name == "dry_run" && matches!(&*value.to_lowercase(), "true" | "1" | "")
            });
            Some(Act::Delete { is_dry })
        }
        _ => None,
    }
}

async fn served(
    worker: &Rc<Worker>,
    api: &GdprApi,
    parts: &Parts,
    act: Act,
    id: RequestId,
) -> Result<Option<tree::Node>, Refused> {
    let app = &worker.app;
    let mut record = begun(app, id);
    PATHS[0].clone_into(&mut record.route);
    record.self_access = true;
    let shown = match token::check(app, api, &parts.headers, act).await {
        Ok(shown) => shown,
        Err((refusal, refused)) => {
            log_unvouched(worker, None, &mut record, refusal).await;
            return Err(refused);
        }
    };
    shown.note(&api.config, &mut record);
    let asked = named(parts.uri.path()).and_then(decode);
    if asked.as_deref() != Some(shown.subject.as_str()) {
        let refusal = Refusal::new(ProblemName::Forbidden, "the token is not this person's");
        log_unvouched(worker, None, &mut record, refusal).await;
        return Err(Refused::new(
            StatusCode::FORBIDDEN,
            "not-this-person",
            "the token is good for its own subject's data alone",
        ));
    }
    if app
        .looks
        .check((api.config.issuer.as_str(), shown.subject.as_str()))
        .is_err()
    {
        log_unvouched(worker, None, &mut record, ProblemName::RateLimited.into()).await;
        return Err(Refusal::from(ProblemName::RateLimited).into());
    }
    let offered = offered(worker, api, &shown, &record)?;
    match act {
        Act::Query => seen(worker, api, offered).await,
        Act::Delete { is_dry } => erasure::erase(worker, offered, is_dry).await.map(|()| None),
    }
}

/// The datasets of which people see their own and which know them by this API's identifier, each once.
fn offered(
    worker: &Worker,
    api: &GdprApi,
    shown: &Shown,
    record: &Record,
) -> Result<Vec<Part>, Refused> {
    let mut parts: Vec<Part> = Vec::new();
    for route in &worker.app.offer().routes {
        let dataset = &route.dataset;
        let types = &dataset.description.identifier_types;
        let is_there = parts.iter().any(|part| part.route.dataset.id == dataset.id);
        let Some(attributes) = dataset.shown_to_person.as_ref().filter(|_| !is_there) else {
            continue;
        };
        if !is_offered(route) || !types.contains(&api.config.identifier) {
            continue;
        }
        let grant = grant(worker, api, route, shown, attributes)?;
        let mut record = record.clone();
        about(route, &mut record);
        PATHS[0].clone_into(&mut record.route);
        grant.note(route, &mut record);
        parts.push(Part {
            route: Arc::clone(route),
            grant: Arc::new(grant),
            record,
        });
    }
    Ok(parts)
}

/// What the person may have done with a dataset, as an operator's answer would say it.
fn grant(
    worker: &Worker,
    api: &GdprApi,
    route: &Route,
    shown: &Shown,
    attributes: &AttributeSet,
) -> Result<Grant, Refused> {
    let random = || uuid::Builder::from_random_bytes(rand::random()).into_uuid();
    let urn = format!("urn:uuid:{}", random());
    let mut filters = worker.filters.borrow_mut();
    let pseudonyms = worker.app.pseudonyms.pseudonyms(&urn, &route.dataset.id);
    let selection = Selection::of(route, attributes.clone(), Some(pseudonyms), &mut filters)
        .map_err(|error| Refused::from(enforcement::grant::no_filter(route, &error)))?;
    let access_item = AccessItemId::parse(&random().to_string())
        .map_err(|_| Refused::from(Refusal::from(ProblemName::Internal)))?;
    let identifier = Identifier {
        id_type: api.config.identifier.clone(),
        id: shown.subject.clone(),
    };
    Ok(Grant {
        access_item,
        identifier_types: vec![identifier.id_type.clone()],
        identifiers: Identifiers::understood([api.config.identifier.as_str()], [identifier]),
        given: Vec::new(),
        links: Vec::new(),
        selection,
        permission: None,
    })
}

/// Everything that the person may see, as one tree; nothing where the source has nothing of them.
async fn seen(
    worker: &Worker,
    api: &GdprApi,
    mut parts: Vec<Part>,
) -> Result<Option<tree::Node>, Refused> {
    let mut nodes = Vec::new();
    for part in &mut parts {
        match has(worker, part).await {
            Ok(found) => nodes.extend(found),
            Err(refusal) => {
                // Not some of it, as if it were all.
                let refusal = log_refusal(worker, None, &mut part.record, refusal, None);
                return Err(refusal.await.into());
            }
        }
    }
    let status = if nodes.is_empty() {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::OK
    };
    for part in &mut parts {
        (part.record.state, part.record.status) = (State::Released, status.as_u16());
        enforcement::write(worker, None, &mut part.record, None).await?;
    }
    let label = BTreeMap::from([("en".to_owned(), worker.app.config.name.clone())]);
    Ok((!nodes.is_empty()).then(|| tree::Node::of(&api.config.key, label, nodes)))
}

/// What the source has of the person in a dataset.
async fn has(worker: &Worker, part: &mut Part) -> Result<Vec<tree::Node>, Refusal> {
    let Part {
        route,
        grant,
        record,
    } = part;
    let Kept { body, records, .. } =
        view(worker, route, &grant.identifiers, &grant.selection, record).await?;
    let data: Value =
        serde_json::from_slice(&body).map_err(|_| source_failed(SourceError::Malformed, record))?;
    let nodes = tree::of_dataset(route, &grant.selection.attributes, &data);
    record.records = records;
    if nodes.is_empty() {
        record.released.clear();
    }
    Ok(nodes)
}
