//! Which resource a request is for (ETSI GS CIM 009 §6.2).

use http::header::ALLOW;
use http::{Method, StatusCode};
use ngsi_ld::{Problem, ProblemKind};

use crate::Broker;
use crate::answer::Answer;
use crate::batch::{self, Operation};
use crate::call::{BASE, Call};
use crate::collection::{Collection, DOCUMENT_MEDIA};
use crate::discovery::What;
use crate::entities::{self, changes, query};
use crate::maps;
use crate::registrations;
use crate::registrations::subscriptions::{self as sources, SOURCE_SUBSCRIPTIONS};
use crate::subscriptions::{SUBSCRIPTIONS, passed};
use crate::temporal;
use crate::{contexts, discovery, identity, subscriptions};

/// The methods of a resource that a request's is not among.
pub(crate) fn not_allowed(allowed: &str) -> Problem {
    Problem::new(ProblemKind::MethodNotAllowed, allowed)
}

/// Refuses all methods but one.
fn only(call: &Call, method: &Method) -> Result<(), Problem> {
    if call.method == *method {
        Ok(())
    } else {
        Err(not_allowed(method.as_str()))
    }
}

/// Sends a request to its resource.
pub(crate) async fn route(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["entities", rest @ ..] => entities(broker, call, rest).await,
        ["temporal", rest @ ..] => temporal(broker, call, rest).await,
        ["entityOperations", operation] => operations(broker, call, operation).await,
        ["types" | "attributes", ..] => {
            only(call, &Method::GET)?;
            match segments.as_slice() {
                ["types"] => discovery::say(broker, call, What::Types).await,
                ["types", name] => discovery::say(broker, call, What::Type(name)).await,
                ["attributes"] => discovery::say(broker, call, What::Attributes).await,
                ["attributes", name] => discovery::say(broker, call, What::Attribute(name)).await,
                _ => Err(nothing(call)),
            }
        }
        ["jsonldContexts"] => match call.method {
            Method::GET => contexts::api::list(broker, call).await,
            Method::POST => contexts::api::add(broker, call).await,
            _ => Err(not_allowed("GET, POST")),
        },
        ["jsonldContexts", id] => match call.method {
            Method::GET => contexts::api::serve(broker, call, id).await,
            Method::DELETE => contexts::api::delete(broker, call, id).await,
            _ => Err(not_allowed("GET, DELETE")),
        },
        ["csourceRegistrations", rest @ ..] => registrations(broker, call, rest).await,
        ["csourceSubscriptions", rest @ ..] => source_subscriptions(broker, call, rest).await,
        ["entityMaps", rest @ ..] => entity_maps(broker, call, rest).await,
        ["notifications", key] => passed::receive(broker, call, key).await,
        ["subscriptions", rest @ ..] => subscriptions(broker, call, rest).await,
        ["info", "sourceIdentity"] => {
            only(call, &Method::GET)?;
            identity::retrieve(broker, call)
        }
        _ => Err(nothing(call)),
    }
}

pub(crate) fn nothing(call: &Call) -> Problem {
    Problem::not_found(format!(
        "there is nothing at `{}`; the API lies below `{BASE}`",
        call.path
    ))
}

async fn entities(broker: &Broker, call: &Call, rest: &[&str]) -> Result<Answer, Problem> {
    match rest {
        [] => match call.method {
            Method::GET => query::query(broker, call).await,
            Method::POST => entities::create(broker, call).await,
            Method::DELETE => query::purge(broker, call).await,
            // A path that goes on lacks its id.
            _ if call.path.ends_with('/') => Err(Problem::bad_data("the path has no entity id")),
            _ => Err(not_allowed("GET, POST, DELETE")),
        },
        [id] => {
            entities::check_id(id)?;
            match call.method {
                Method::GET => entities::retrieve(broker, call, id).await,
                Method::PUT => changes::replace(broker, call, id).await,
                Method::PATCH => changes::merge(broker, call, id).await,
                Method::DELETE => entities::delete(broker, call, id).await,
                _ => Err(not_allowed("GET, PUT, PATCH, DELETE")),
            }
        }
        [id, "attrs"] => {
            entities::check_id(id)?;
            match call.method {
                Method::POST => changes::append(broker, call, id).await,
                Method::PATCH => changes::update(broker, call, id).await,
                _ => Err(not_allowed("POST, PATCH")),
            }
        }
        [id, "attrs", name] => {
            entities::check_id(id)?;
            match call.method {
                Method::PATCH => changes::partial_update(broker, call, id, name).await,
                Method::PUT => changes::replace_attribute(broker, call, id, name).await,
                Method::DELETE => changes::delete_attribute(broker, call, id, name).await,
                _ => Err(not_allowed("PATCH, PUT, DELETE")),
            }
        }
        _ => Err(nothing(call)),
    }
}

async fn temporal(broker: &Broker, call: &Call, rest: &[&str]) -> Result<Answer, Problem> {
    if let ["entities", id, ..] = rest {
        entities::check_id(id)?;
    }
    match rest {
        ["entities"] => match call.method {
            Method::GET => temporal::query::query(broker, call).await,
            Method::POST => temporal::changes::create(broker, call).await,
            _ => Err(not_allowed("GET, POST")),
        },
        ["entities", id] => match call.method {
            Method::GET => temporal::query::retrieve(broker, call, id).await,
            Method::DELETE => temporal::changes::delete(broker, call, id).await,
            _ => Err(not_allowed("GET, DELETE")),
        },
        ["entities", id, "attrs"] => {
            only(call, &Method::POST)?;
            temporal::changes::append(broker, call, id).await
        }
        ["entities", id, "attrs", name] => {
            only(call, &Method::DELETE)?;
            temporal::changes::delete_attribute(broker, call, id, name).await
        }
        ["entities", id, "attrs", name, instance] => {
            entities::check_id(instance)?;
            match call.method {
                Method::PATCH => {
                    temporal::changes::update_instance(broker, call, id, name, instance).await
                }
                Method::DELETE => {
                    temporal::changes::delete_instance(broker, call, id, name, instance).await
                }
                _ => Err(not_allowed("PATCH, DELETE")),
            }
        }
        ["entityOperations", "query"] => {
            only(call, &Method::POST)?;
            temporal::query::posted(broker, call).await
        }
        _ => Err(nothing(call)),
    }
}

async fn operations(broker: &Broker, call: &Call, operation: &str) -> Result<Answer, Problem> {
    let operation = match operation {
        "create" => Operation::Create,
        "upsert" => Operation::Upsert {
            update: call.option("update"),
        },
        "update" => Operation::Update {
            no_overwrite: call.option("noOverwrite"),
        },
        "merge" => Operation::Merge,
        "query" => {
            only(call, &Method::POST)?;
            return entities::posted::query(broker, call).await;
        }
        "delete" => {
            only(call, &Method::POST)?;
            return batch::delete(broker, call).await;
        }
        _ => return Err(nothing(call)),
    };
    only(call, &Method::POST)?;
    batch::write(broker, call, operation).await
}

async fn entity_maps(broker: &Broker, call: &Call, rest: &[&str]) -> Result<Answer, Problem> {
    match rest {
        [] if call.method == Method::GET || call.method == Method::POST => {
            maps::api::create(broker, call).await
        }
        [] => Err(not_allowed("GET, POST")),
        [id] => {
            entities::check_id(id)?;
            match call.method {
                Method::GET => maps::api::retrieve(broker, call, id).await,
                Method::PATCH => maps::api::update(broker, call, id).await,
                Method::DELETE => maps::api::delete(broker, call, id).await,
                _ => Err(not_allowed("GET, PATCH, DELETE")),
            }
        }
        _ => Err(nothing(call)),
    }
}

async fn subscriptions(broker: &Broker, call: &Call, rest: &[&str]) -> Result<Answer, Problem> {
    match rest {
        [] if call.method == Method::POST => subscriptions::create(broker, call).await,
        [] => kept_subscriptions(broker, call, SUBSCRIPTIONS, None).await,
        [id] => kept_subscriptions(broker, call, SUBSCRIPTIONS, Some(id)).await,
        _ => Err(nothing(call)),
    }
}

async fn source_subscriptions(
    broker: &Broker,
    call: &Call,
    rest: &[&str],
) -> Result<Answer, Problem> {
    match rest {
        [] if call.method == Method::POST => sources::create(broker, call).await,
        [] => kept_subscriptions(broker, call, SOURCE_SUBSCRIPTIONS, None).await,
        // Some clients put the whole `Location` of a subscription in the place of its id.
        [id] | [.., "csourceSubscriptions", id] => {
            kept_subscriptions(broker, call, SOURCE_SUBSCRIPTIONS, Some(id)).await
        }
        _ => Err(nothing(call)),
    }
}

/// What can be done with the subscriptions of a collection that are there, or with one of them.
async fn kept_subscriptions(
    broker: &Broker,
    call: &Call,
    collection: Collection,
    id: Option<&str>,
) -> Result<Answer, Problem> {
    let Some(id) = id else {
        return match call.method {
            Method::GET => subscriptions::list(broker, call, collection).await,
            _ => Err(not_allowed("GET, POST")),
        };
    };
    let id = checked(call, id)?;
    match call.method {
        Method::GET => subscriptions::retrieve(broker, call, collection, id).await,
        Method::PATCH => subscriptions::update(broker, call, collection, id).await,
        Method::DELETE => subscriptions::delete(broker, call, collection, id).await,
        _ => Err(not_allowed("GET, PATCH, DELETE")),
    }
}

async fn registrations(broker: &Broker, call: &Call, rest: &[&str]) -> Result<Answer, Problem> {
    match rest {
        [] => match call.method {
            Method::GET => registrations::query(broker, call).await,
            Method::POST => registrations::create(broker, call).await,
            // A path that goes on lacks its id: nothing but the status (§6.3.4).
            _ if call.path.ends_with('/') => {
                let status = StatusCode::METHOD_NOT_ALLOWED;
                Ok(Answer::empty(status).with(ALLOW, "GET, POST"))
            }
            _ => Err(not_allowed("GET, POST")),
        },
        [id] => {
            let id = checked(call, id)?;
            match call.method {
                Method::GET => registrations::retrieve(broker, call, id).await,
                Method::PATCH => registrations::update(broker, call, id).await,
                Method::DELETE => registrations::delete(broker, call, id).await,
                _ => Err(not_allowed("GET, PATCH, DELETE")),
            }
        }
        _ => Err(nothing(call)),
    }
}

/// An id of a collection; a body's media type and what is accepted are looked at first (§6.3.4).
fn checked<'a>(call: &Call, id: &'a str) -> Result<&'a str, Problem> {
    if call.method == Method::PATCH {
        call.content()?;
    } else if call.method == Method::GET {
        call.accepted(&DOCUMENT_MEDIA)?;
    }
    entities::check_id(id)?;
    Ok(id)
}
