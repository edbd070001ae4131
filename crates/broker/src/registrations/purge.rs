//! Purging entities at the sources that have them (ETSI GS CIM 009 §5.6.21).

use futures_util::future::join_all;
use http::{Method, StatusCode};
use ngsi_ld::{Problem, ProblemKind};
use serde_json::{Value, json};

use super::ask::{self, Body, Failure, Manner, Request};
use super::filter::Filter;
use super::forward::Asked;
use super::matching::{self, Mode, Source};
use super::narrow::{Narrow, narrow};
use super::spread::unsupported;
use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;
use crate::contexts::Named;
use crate::entities::parameter_list;
use crate::entities::select::Selector;

/// The operation's name in registrations.
const PURGE: &str = "purgeEntity";
/// Parameters that are narrowed to what is registered; the others are passed on as they are.
const NARROWED: [&str; 7] = ["type", "id", "idPattern", "keep", "drop", "local", "via"];
/// Parameters with names of attributes, which are the client's.
const NAMING: [&str; 4] = ["q", "attrs", "geoproperty", "pick"];

/// Attributes (expanded) that a purge is limited to; whole entities are purged where there are none.
#[derive(Clone, Copy)]
pub(crate) struct Limits<'a> {
    pub(crate) keep: Option<&'a [String]>,
    pub(crate) drop: Option<&'a [String]>,
}

/// Asks every source that has some of the entities to purge them; gives the registrations of those that have not,
/// and why.
pub(crate) async fn send(
    broker: &Broker,
    call: &Call,
    context: &Named,
    entities: &[Selector],
    limits: Limits<'_>,
) -> Result<Vec<(String, Problem)>, Problem> {
    let mut parts = Vec::new();
    let mut failed = Vec::new();
    for source in matching::sources(broker, call).await? {
        if source.mode == Mode::Auxiliary {
            continue;
        }
        let matching = entities.iter().find_map(|selector| {
            let filter = Filter {
                entities: vec![selector.clone()],
                ..Filter::default()
            };
            filter.of(&source.registration, &context.active)
        });
        let Some(registration) = matching else {
            continue;
        };
        if source.supports(PURGE) {
            parts.push((source, registration));
        } else if source.is_proxied() {
            failed.push((source.id, unsupported(PURGE)));
        }
    }
    let parts = matching::limited(parts);
    if !parts.is_empty() && matching::has_been_here(broker, call) {
        return Err(matching::circle());
    }
    let answers = join_all(parts.iter().map(|(source, registration)| async move {
        let answer = one(broker, call, context, source, registration, limits).await;
        (source, answer)
    }))
    .await;
    for (source, answer) in answers {
        match answer {
            Ok(()) => {}
            Err(Refusal::Failure(failure)) if failure.is_circle() || failure.is_missing() => {}
            Err(Refusal::Failure(failure)) => failed.push((source.id.clone(), failure.problem())),
            Err(Refusal::Unsayable) => failed.push((
                source.id.clone(),
                Problem::new(
                    ProblemKind::Conflict,
                    "what is to be purged cannot be said in the source's own context",
                ),
            )),
        }
    }
    Ok(failed)
}

/// Why a source has purged nothing.
enum Refusal {
    Failure(Failure),
    /// It wants another context, and conditions cannot be put into it: it would purge more.
    Unsayable,
}

async fn one(
    broker: &Broker,
    call: &Call,
    context: &Named,
    source: &Source,
    registration: &Value,
    limits: Limits<'_>,
) -> Result<(), Refusal> {
    let manner = Manner::of(broker, &call.tenant, source, context)
        .await
        .map_err(Refusal::Failure)?;
    if manner.is_registered && NAMING.iter().any(|name| call.parameter(name).is_some()) {
        return Err(Refusal::Unsayable);
    }
    let word = |name: &str| call.parameter(name).map(str::to_owned);
    let ids = parameter_list(call, "id").unwrap_or_default();
    let asked = Asked {
        ids: ids.into_iter().map(str::to_owned).collect(),
        types: word("type"),
        pattern: word("idPattern"),
    };
    let narrow = narrow(&asked, registration, context, &manner);
    let Some(parameters) = parameters(call, &narrow, &manner, limits) else {
        return Ok(());
    };
    let request = Request {
        method: Method::DELETE,
        path: "/entities".into(),
        parameters,
        body: Body::Empty,
    };
    let said = ask::ask(broker, call, source, &manner, request)
        .await
        .map_err(Refusal::Failure)?;
    if said.status == StatusCode::MULTI_STATUS {
        return Err(Refusal::Failure(Failure::Unreadable));
    }
    Ok(())
}

/// What one source is to purge; nothing when none of the attributes is registered.
fn parameters(
    call: &Call,
    narrow: &Narrow,
    manner: &Manner,
    Limits { keep, drop }: Limits<'_>,
) -> Option<Vec<(String, String)>> {
    let mut parameters = Vec::new();
    let mut add = |name: &str, value: String| parameters.push((name.to_owned(), value));
    if let Some(types) = &narrow.asked.types {
        add("type", types.clone());
    }
    if !narrow.asked.ids.is_empty() {
        add("id", narrow.asked.ids.join(","));
    }
    if let Some(pattern) = &narrow.asked.pattern {
        add("idPattern", pattern.clone());
    }
    let compact = |names: Vec<&String>| -> String {
        let names: Vec<String> = names
            .into_iter()
            .map(|name| manner.context.active.compact(name))
            .collect();
        names.join(",")
    };
    let registered = &narrow.names;
    match (keep, drop, registered.as_slice()) {
        (None, None, []) => {}
        (Some(keep), _, []) => add("keep", compact(keep.iter().collect())),
        (None, Some(drop), []) => add("drop", compact(drop.iter().collect())),
        (keep, drop, registered) => {
            let gone: Vec<&String> = registered
                .iter()
                .filter(|name| keep.is_none_or(|keep| !keep.contains(name)))
                .filter(|name| drop.is_none_or(|drop| drop.contains(name)))
                .collect();
            if gone.is_empty() {
                return None;
            }
            add("drop", compact(gone));
        }
    }
    let others = call
        .parameters
        .iter()
        .filter(|(name, _)| !NARROWED.contains(&name.as_str()));
    parameters.extend(others.cloned());
    Some(parameters)
}

/// The answer to a purge (§6.4.3.3).
pub(crate) fn answer(failed: &[(String, Problem)]) -> Answer {
    if failed.is_empty() {
        return Answer::no_content();
    }
    let errors: Vec<Value> = failed
        .iter()
        .map(|(registration, problem)| {
            json!({ "entityId": registration, "error": problem.document(), "registrationId": registration })
        })
        .collect();
    Answer::json(
        StatusCode::MULTI_STATUS,
        json!({ "success": [], "errors": errors }),
    )
}
