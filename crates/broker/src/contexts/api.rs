//! `/jsonldContexts`: contexts hosted here, and those cached (ETSI GS CIM 009 §5.13, §6.29 and §6.30).

use http::StatusCode;
use http::header::CONTENT_TYPE;
use ngsi_ld::{Problem, ProblemKind};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Cached, IMPLICIT, KIND};
use crate::Broker;
use crate::answer::Answer;
use crate::call::{BASE, Call};
use crate::clock;
use crate::collection::DOCUMENT_MEDIA;
use crate::store::failed;

/// The kinds of contexts.
const KINDS: [&str; 3] = ["Hosted", "Cached", "ImplicitlyCreated"];

/// The whole address of a context that is kept here.
pub(crate) fn url(broker: &Broker, id: &str) -> String {
    format!("{}{}", broker.config.base_url, path(id))
}

fn path(id: &str) -> String {
    format!("{BASE}/jsonldContexts/{id}")
}

/// What a kind of documents is called.
fn kind_name(kind: &str) -> &'static str {
    if kind == IMPLICIT {
        "ImplicitlyCreated"
    } else {
        "Hosted"
    }
}

fn kept_details(broker: &Broker, kind: &str, id: &str, created_at: i64) -> Value {
    json!({
        "URL": url(broker, id),
        "localId": id,
        "kind": kind_name(kind),
        "createdAt": clock::text(created_at),
    })
}

fn cached_details(url: &str, cached: &Cached) -> Value {
    json!({
        "URL": url,
        "localId": url,
        "kind": "Cached",
        "createdAt": cached.created_at,
        "lastUsage": cached.last_usage,
    })
}

/// Whether it has the form of a context, before anything that it names is fetched (§5.13.2.4).
fn check_form(context: &Value) -> Result<(), Problem> {
    let is_part = |part: &Value| part.is_string() || part.is_object() || part.is_null();
    let is_context = match context {
        Value::Array(parts) => parts.iter().all(is_part),
        one => is_part(one),
    };
    if is_context {
        Ok(())
    } else {
        Err(Problem::bad_data(
            "an @context is an address, an object, or an array of those",
        ))
    }
}

/// `POST /jsonldContexts` (§5.13.2).
pub(crate) async fn add(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&[])?;
    // §5.13.2.4: whatever lacks a context is no valid request.
    let content = call.content().map_err(|problem| match problem.kind {
        ProblemKind::BadRequestData => Problem::invalid(problem.detail),
        _ => problem,
    })?;
    let context = content
        .document
        .get("@context")
        .ok_or_else(|| Problem::invalid("the body has no `@context`"))?
        .clone();
    check_form(&context)?;
    // Whatever it refers to is fetched now and stays cached.
    broker.contexts.resolve(&call.tenant, &context).await?;
    broker.make_tenant(&call.tenant).await?;
    let id = Uuid::new_v4().to_string();
    let json = json!({ "@context": context }).to_string();
    broker
        .store
        .put_document(
            &call.tenant,
            KIND,
            &id,
            clock::now().micros,
            json.as_bytes(),
        )
        .await
        .map_err(|error| failed(&error))?;
    Ok(Answer::created(&path(&id)))
}

/// `GET /jsonldContexts` (§5.13.3).
pub(crate) async fn list(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&["details", "kind"])?;
    let details = call.flag("details")?;
    let kind = call.parameter("kind");
    if let Some(wrong) = kind.filter(|kind| !KINDS.contains(kind)) {
        return Err(Problem::bad_data(format!(
            "there is no kind `{wrong}` of contexts"
        )));
    }
    let mut all = Vec::new();
    for kept_as in [KIND, IMPLICIT] {
        if kind.is_none_or(|kind| kind == kind_name(kept_as)) {
            let kept = broker.store.documents(&call.tenant, kept_as).await;
            all.extend(
                kept.map_err(|error| failed(&error))?
                    .iter()
                    .map(|one| kept_details(broker, kept_as, &one.id, one.created_at)),
            );
        }
    }
    if kind.is_none_or(|kind| kind == "Cached") {
        all.extend(
            broker
                .contexts
                .cached()
                .iter()
                .map(|(url, cached)| cached_details(url, cached)),
        );
    }
    if !details {
        all = all.iter().map(|one| one["URL"].clone()).collect();
    }
    Ok(Answer::json(StatusCode::OK, Value::Array(all)))
}

/// `GET /jsonldContexts/{id}` (§5.13.4).
pub(crate) async fn serve(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    let media = call.accepted(&DOCUMENT_MEDIA)?;
    call.know(&["details"])?;
    let details = call.flag("details")?;
    let id = local(broker, id);
    if let Some((kind, hosted)) = broker.contexts.kept(&call.tenant, id).await? {
        if details {
            return Ok(Answer::json(
                StatusCode::OK,
                kept_details(broker, kind, id, hosted.created_at),
            ));
        }
        let document: Value = serde_json::from_slice(&hosted.json)
            .map_err(|error| Problem::new(ProblemKind::InternalError, error.to_string()))?;
        return Ok(Answer::json(StatusCode::OK, document).with_instead(CONTENT_TYPE, media.name()));
    }
    match broker.contexts.cached_one(id) {
        Some(cached) if details => Ok(Answer::json(StatusCode::OK, cached_details(id, &cached))),
        Some(_) => Err(Problem::new(
            ProblemKind::OperationNotSupported,
            "a cached context is served by where it came from",
        )),
        None => Err(missing(id)),
    }
}

/// `DELETE /jsonldContexts/{id}` (§5.13.5).
pub(crate) async fn delete(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["reload"])?;
    let reload = call.flag("reload")?;
    let id = local(broker, id);
    if !reload && ngsi_ld::context::is_core(id) {
        return Err(Problem::bad_data("the core context cannot be deleted"));
    }
    if broker.contexts.cached_one(id).is_some() {
        if reload {
            broker.contexts.reload(id).await?;
        } else {
            broker.contexts.forget(id);
        }
        return Ok(Answer::no_content());
    }
    if reload {
        // §5.13.5.4: whatever else it is, it is not cached.
        return Err(Problem::bad_data(
            "only a cached context can be loaded again",
        ));
    }
    let (kind, _) = broker
        .contexts
        .kept(&call.tenant, id)
        .await?
        .ok_or_else(|| missing(id))?;
    broker
        .store
        .delete_document(&call.tenant, kind, id)
        .await
        .map_err(|error| failed(&error))?;
    broker.contexts.changed();
    Ok(Answer::no_content())
}

/// A hosted context may be named by its path or its whole address, under whatever name the broker is reached; a cached
/// one may come from another broker.
fn local<'a>(broker: &Broker, id: &'a str) -> &'a str {
    if broker.contexts.cached_one(id).is_some() {
        return id;
    }
    id.rsplit_once(path("").as_str())
        .map_or(id, |(_, local)| local)
}

fn missing(id: &str) -> Problem {
    Problem::not_found(format!("there is no context `{id}`"))
}
