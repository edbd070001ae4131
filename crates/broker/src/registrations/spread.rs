//! Changes of one entity at the sources that have it (ETSI GS CIM 009 §5.6.1 to §5.6.6, §5.6.17 to §5.6.19).

use std::collections::BTreeSet;

use futures_util::future::join_all;
use http::{Method, StatusCode};
use ngsi_ld::change::Outcome;
use ngsi_ld::{Problem, ProblemKind};
use serde_json::{Value, json};

use super::ask::{self, Body, Failure, Manner, Request, Said, Shape};
use super::matching::{self, Source};
use super::split::{self, Split};
use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;
use crate::contexts::Named;
use crate::entities::encoded;

/// What is done with an entity (§4.20).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Create,
    Replace,
    Merge,
    Delete,
    Append,
    Update,
    UpdateAttribute,
    ReplaceAttribute,
    DeleteAttribute,
}

impl Deed {
    /// The operation's name in registrations.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Create => "createEntity",
            Self::Replace => "replaceEntity",
            Self::Merge => "mergeEntity",
            Self::Delete => "deleteEntity",
            Self::Append => "appendAttrs",
            Self::Update => "updateEntity",
            Self::UpdateAttribute => "updateAttrs",
            Self::ReplaceAttribute => "replaceAttrs",
            Self::DeleteAttribute => "deleteAttrs",
        }
    }

    pub(crate) fn method(self) -> Method {
        match self {
            Self::Create | Self::Append => Method::POST,
            Self::Replace | Self::ReplaceAttribute => Method::PUT,
            Self::Merge | Self::Update | Self::UpdateAttribute => Method::PATCH,
            Self::Delete | Self::DeleteAttribute => Method::DELETE,
        }
    }
}

/// What is said of the entity.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Says<'a> {
    /// A document of it, or of some attributes of it.
    Entity(&'a Value),
    /// One attribute (as the client names it), and what is said of it.
    Attribute(&'a str, Option<&'a Value>),
    Nothing,
}

/// A change of one entity.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Write<'a> {
    pub(crate) deed: Deed,
    pub(crate) id: &'a str,
    pub(crate) says: Says<'a>,
}

/// A request to one source.
struct Part {
    source: Source,
    names: BTreeSet<String>,
    body: Option<Value>,
}

/// Who does what of a change.
#[derive(Default)]
pub(crate) struct Plan {
    parts: Vec<Part>,
    /// Sources that alone could do it, and do not.
    refusing: Vec<(String, BTreeSet<String>)>,
    /// What is left to do here; nothing where sources do it all.
    is_elsewhere: bool,
    /// Whether sources alone have a part of it.
    is_claimed: bool,
    rest: Option<Value>,
    rest_names: BTreeSet<String>,
}

/// What became of one source's part.
pub(crate) struct Sent {
    registration: String,
    names: BTreeSet<String>,
    /// What it has not done: those of its attributes, and why.
    failed: Option<(BTreeSet<String>, Problem)>,
}

/// A source that alone has something cannot be asked to change it (§5.6.1.4).
pub(crate) fn unsupported(operation: &str) -> Problem {
    Problem::new(
        ProblemKind::Conflict,
        format!("the context source that has it does not take part in `{operation}`"),
    )
}

impl Plan {
    /// Finds out who does what.
    ///
    /// # Errors
    /// When the request has been here before and would go round again.
    pub(crate) async fn of(
        broker: &Broker,
        call: &Call,
        context: &Named,
        write: Write<'_>,
    ) -> Result<Self, Problem> {
        let sources = matching::sources(broker, call).await?;
        if sources.is_empty() {
            return Ok(Self::default());
        }
        let types = types(broker, call, context, &write).await?;
        let names = match write.says {
            Says::Entity(document) => split::names(document, &context.active),
            Says::Attribute(name, _) => BTreeSet::from([context.active.expand(name)]),
            Says::Nothing => BTreeSet::new(),
        };
        let types = types.as_deref();
        let mut plan = Self::default();
        if matches!(write.says, Says::Nothing) {
            plan.whole(&sources, &write, types);
        } else {
            let split = split::split(&sources, write.id, types, &names);
            plan.divided(&split, context, &write);
        }
        plan.parts = matching::limited(plan.parts);
        if !plan.parts.is_empty() && matching::has_been_here(broker, call) {
            return Err(matching::circle());
        }
        Ok(plan)
    }

    /// A change of the entity as such: every source that may have it makes it, and so does this broker.
    fn whole(&mut self, sources: &[Source], write: &Write<'_>, types: Option<&[String]>) {
        for source in sources {
            if source.mode == matching::Mode::Auxiliary || source.covers(write.id, types).is_none()
            {
                continue;
            }
            self.is_claimed |= source.is_proxied();
            self.add(source, BTreeSet::new(), None, write.deed);
        }
    }

    fn divided(&mut self, split: &Split<'_>, context: &Named, write: &Write<'_>) {
        for share in &split.shares {
            let body = match write.says {
                Says::Entity(document) => Some(share.document(document, &context.active)),
                Says::Attribute(_, document) => document.cloned(),
                Says::Nothing => None,
            };
            self.add(share.source, share.names.clone(), body, write.deed);
        }
        self.is_claimed = split.is_claimed;
        self.is_elsewhere = !split.is_here();
        self.rest_names.clone_from(&split.rest);
        if let Says::Entity(document) = write.says {
            self.rest = Some(split.remaining(document, &context.active));
        }
    }

    fn add(&mut self, source: &Source, names: BTreeSet<String>, body: Option<Value>, deed: Deed) {
        if source.supports(deed.name()) {
            self.parts.push(Part {
                source: source.clone(),
                names,
                body,
            });
        } else if source.is_proxied() {
            self.refusing.push((source.id.clone(), names));
        }
    }

    /// Whether this broker has something to do.
    pub(crate) fn is_here(&self) -> bool {
        !self.is_elsewhere
    }

    /// Whether it is no failure that the entity is not here: sources have it.
    pub(crate) fn may_be_missing(&self) -> bool {
        self.is_claimed
    }

    /// What is left of the document for this broker.
    pub(crate) fn rest<'a>(&'a self, document: &'a Value) -> &'a Value {
        self.rest.as_ref().unwrap_or(document)
    }

    /// Sends each source its part; none is waited for longer than its time.
    pub(crate) async fn send(
        &self,
        broker: &Broker,
        call: &Call,
        context: &Named,
        write: Write<'_>,
    ) -> Vec<Sent> {
        let refusing = self.refusing.iter().map(|(registration, names)| Sent {
            registration: registration.clone(),
            names: names.clone(),
            failed: Some((names.clone(), unsupported(write.deed.name()))),
        });
        let sent = join_all(self.parts.iter().map(|part| async move {
            match part.send(broker, call, context, write).await {
                Ok(failed) => Some(part.sent(failed)),
                // Whoever has passed it on is told by those it went through.
                Err(failure) if failure.is_circle() => None,
                Err(failure) => Some(part.sent(Some((part.names.clone(), failure.problem())))),
            }
        }))
        .await;
        refusing.chain(sent.into_iter().flatten()).collect()
    }

    /// The answer to a change of an entity as such (§6.4.3, §6.5.3).
    pub(crate) fn of_entity(
        id: &str,
        sent: Vec<Sent>,
        here: Option<Result<(), Problem>>,
        success: Answer,
    ) -> Result<Answer, Problem> {
        let elsewhere = sent.into_iter().map(|sent| {
            let failed = sent.failed.map(|(_, problem)| problem);
            (Some(sent.registration), failed.map_or(Ok(()), Err))
        });
        let mut all: Vec<(Option<String>, Result<(), Problem>)> =
            here.into_iter().map(|here| (None, here)).collect();
        all.extend(elsewhere);
        let is_done = all.iter().any(|(_, outcome)| outcome.is_ok());
        if all.iter().all(|(_, outcome)| outcome.is_ok()) {
            return if is_done {
                Ok(success)
            } else {
                Err(matching::circle())
            };
        }
        if let [(_, Err(problem))] = all.as_slice() {
            return Err(problem.clone());
        }
        let success: Vec<&str> = is_done.then_some(id).into_iter().collect();
        let errors: Vec<Value> = all
            .iter()
            .filter_map(|(registration, outcome)| {
                let problem = outcome.as_ref().err()?;
                Some(entity_error(id, registration.as_deref(), problem))
            })
            .collect();
        Ok(Answer::json(
            StatusCode::MULTI_STATUS,
            json!({ "success": success, "errors": errors }),
        ))
    }

    /// The answer to a change of attributes (§6.6.3, §6.7.3).
    pub(crate) fn of_attributes(
        &self,
        sent: &[Sent],
        here: Option<Result<Outcome, Problem>>,
    ) -> Result<Answer, Problem> {
        match (here, sent) {
            (None, []) => Err(matching::circle()),
            (None, [sent]) if sent.is_failed() => Err(sent.problem()),
            (Some(Err(problem)), []) => Err(problem),
            (here, _) => {
                let mut outcome = Outcome::default();
                match here {
                    None => {}
                    Some(Ok(here)) => outcome = here,
                    Some(Err(problem)) => outcome.not_updated.extend(
                        self.rest_names
                            .iter()
                            .map(|name| (name.clone(), problem.clone())),
                    ),
                }
                let document = outcome.document();
                Ok(update_result(document, sent))
            }
        }
    }
}

/// What became of attributes here, with what became of them elsewhere (§5.2.18).
fn update_result(mut document: Value, sent: &[Sent]) -> Answer {
    for sent in sent {
        let failed = sent.failed.as_ref().map(|(names, _)| names);
        let updated = sent
            .names
            .iter()
            .filter(|name| !failed.is_some_and(|failed| failed.contains(*name)));
        if let Some(list) = document["updated"].as_array_mut() {
            for name in updated {
                if !list.iter().any(|known| known == name) {
                    list.push(json!(name));
                }
            }
        }
        if let (Some(list), Some((names, problem))) =
            (document["notUpdated"].as_array_mut(), &sent.failed)
        {
            list.extend(names.iter().map(|name| {
                json!({
                    "attributeName": name, "reason": problem.detail,
                    "registrationId": sent.registration,
                })
            }));
        }
    }
    let is_whole = document["notUpdated"].as_array().is_none_or(Vec::is_empty);
    if is_whole {
        Answer::no_content()
    } else {
        Answer::json(StatusCode::MULTI_STATUS, document)
    }
}

/// An entity that something went wrong with (§5.2.17).
pub(crate) fn entity_error(id: &str, registration: Option<&str>, problem: &Problem) -> Value {
    let mut error = json!({ "entityId": id, "error": problem.document() });
    if let Some(registration) = registration {
        error["registrationId"] = json!(registration);
    }
    error
}

impl Sent {
    /// Whether nothing of it was done.
    fn is_failed(&self) -> bool {
        self.failed
            .as_ref()
            .is_some_and(|(names, _)| names.len() >= self.names.len())
    }

    fn problem(&self) -> Problem {
        match &self.failed {
            Some((_, problem)) => problem.clone(),
            None => Problem::new(ProblemKind::InternalError, "nothing has failed"),
        }
    }
}

/// The types (expanded) that the entity is known to have: as the request says, or as it has them here.
async fn types(
    broker: &Broker,
    call: &Call,
    context: &Named,
    write: &Write<'_>,
) -> Result<Option<Vec<String>>, Problem> {
    let expand = |name: &str| context.active.expand(name.trim());
    let mut types: Vec<String> = call
        .parameter("type")
        .into_iter()
        .flat_map(|types| types.split([',', ';', '|', '(', ')']))
        .filter(|name| !name.is_empty())
        .map(expand)
        .collect();
    if let Says::Entity(document) = write.says {
        match document.get("type").or_else(|| document.get("@type")) {
            Some(Value::String(one)) => types.push(expand(one)),
            Some(Value::Array(several)) => {
                types.extend(several.iter().filter_map(Value::as_str).map(expand));
            }
            _ => {}
        }
    }
    if write.deed != Deed::Create
        && let Some(here) = broker.find(&call.tenant, write.id).await?
    {
        types.extend(here.entity.types);
    }
    Ok(Some(types).filter(|types| !types.is_empty()))
}

impl Part {
    fn sent(&self, failed: Option<(BTreeSet<String>, Problem)>) -> Sent {
        Sent {
            registration: self.source.id.clone(),
            names: self.names.clone(),
            failed,
        }
    }

    /// Sends the part; gives what of it was not done.
    async fn send(
        &self,
        broker: &Broker,
        call: &Call,
        context: &Named,
        write: Write<'_>,
    ) -> Result<Option<(BTreeSet<String>, Problem)>, Failure> {
        let manner = Manner::of(broker, &call.tenant, &self.source, context).await?;
        let entity = format!("/entities/{}", encoded(write.id));
        let path = match (write.deed, write.says) {
            (Deed::Create, _) => "/entities".to_owned(),
            (Deed::Append | Deed::Update, _) => format!("{entity}/attrs/"),
            (_, Says::Attribute(name, _)) => {
                let name = manner.context.active.compact(&context.active.expand(name));
                format!("{entity}/attrs/{}", encoded(&name))
            }
            _ => entity,
        };
        let shape = match write.says {
            Says::Attribute(..) => Shape::Attribute,
            _ => Shape::Entity,
        };
        let body = match &self.body {
            None => Body::Empty,
            Some(document) => Body::Terms(vec![(document.clone(), context.clone())], shape),
        };
        let said = ask::ask(
            broker,
            call,
            &self.source,
            &manner,
            Request {
                method: write.deed.method(),
                path,
                parameters: parameters(call, context, &manner),
                body,
            },
        )
        .await?;
        Ok(self.not_done(&said, &manner))
    }

    /// What a source that has answered well says it has not done.
    fn not_done(&self, said: &Said, manner: &Manner) -> Option<(BTreeSet<String>, Problem)> {
        if said.status != StatusCode::MULTI_STATUS {
            return None;
        }
        let partly = Problem::new(
            ProblemKind::BadGateway,
            "the context source has done a part of it only",
        );
        let body = said.body.as_ref().unwrap_or(&Value::Null);
        if let Some(errors) = body["errors"].as_array() {
            let status = errors.iter().find_map(ask::status);
            let problem = status.map_or(partly, |status| Failure::Refused(status, None).problem());
            return (!errors.is_empty()).then(|| (self.names.clone(), problem));
        }
        let names = body["notUpdated"].as_array().map(|list| {
            list.iter()
                .filter_map(|one| one["attributeName"].as_str())
                .map(|name| manner.context.active.expand(name))
                .collect::<BTreeSet<String>>()
        });
        Some((names.unwrap_or_else(|| self.names.clone()), partly))
    }
}

/// The request's parameters, for a source: not how far it goes, and types in its terms.
pub(crate) fn parameters(call: &Call, context: &Named, manner: &Manner) -> Vec<(String, String)> {
    call.parameters
        .iter()
        .filter(|(name, _)| name != "local" && name != "via")
        .map(|(name, value)| {
            let value = if name == "type" && manner.is_registered {
                super::narrow::in_terms(value, &|term| {
                    manner.context.active.compact(&context.active.expand(term))
                })
            } else {
                value.clone()
            };
            (name.clone(), value)
        })
        .collect()
}
