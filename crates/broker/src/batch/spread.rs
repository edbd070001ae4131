//! Batches at the sources that have some of the entities (ETSI GS CIM 009 §5.6.7.4 to §5.6.10.4, §5.6.20.4).

use std::collections::{BTreeSet, HashMap, HashSet};

use futures_util::future::join_all;
use http::{Method, StatusCode};
use ngsi_ld::{Entity, Problem, ProblemKind};
use serde_json::{Value, json};

use super::{Item, Operation, Results, check};
use crate::Broker;
use crate::call::Call;
use crate::clock;
use crate::contexts::Named;
use crate::entities::encoded;
use crate::registrations::ask::{self, Body, Failure, Manner, Request, Said, Shape};
use crate::registrations::matching::{self, Mode, Source};
use crate::registrations::split;
use crate::registrations::spread::{Deed, unsupported};

/// Requests under way at once to a source that takes no batches.
const AT_ONCE: usize = 8;

/// Options that say how attributes are written (§6.3.7).
const FORMS: [&str; 3] = ["keyValues", "simplified", "concise"];

/// What a source is sent.
struct Part {
    source: Source,
    entities: Vec<(String, Value, Named)>,
}

/// A batch operation's name in registrations, where it lies, and what stands for it one entity at a time.
struct Names {
    batch: &'static str,
    path: &'static str,
    single: &'static [Deed],
}

impl Operation {
    fn names(self) -> Names {
        let (batch, path, single): (_, _, &[Deed]) = match self {
            Self::Create => ("createBatch", "create", &[Deed::Create]),
            Self::Upsert { update: false } => {
                ("upsertBatch", "upsert", &[Deed::Create, Deed::Replace])
            }
            Self::Upsert { update: true } => {
                ("upsertBatch", "upsert", &[Deed::Create, Deed::Append])
            }
            Self::Update { .. } => ("updateBatch", "update", &[Deed::Append]),
            Self::Merge => ("mergeBatch", "merge", &[Deed::Merge]),
        };
        Names {
            batch,
            path,
            single,
        }
    }
}

const DELETE: Names = Names {
    batch: "deleteBatch",
    path: "delete",
    single: &[Deed::Delete],
};

/// Divides the entities of a batch among sources and this broker, and sends sources theirs. What is left of each item
/// is for this broker.
pub(super) async fn write(
    broker: &Broker,
    call: &Call,
    operation: Operation,
    items: &mut [Item],
) -> Result<Results, Problem> {
    let sources = matching::sources(broker, call).await?;
    let mut results = Results::default();
    if sources.is_empty() {
        return Ok(results);
    }
    let names = operation.names();
    let mut parts: Vec<Part> = Vec::new();
    for item in items {
        let Ok((document, context)) = &item.content else {
            continue;
        };
        // What cannot be is sent to nobody; it is told of below.
        let is_sound = match operation {
            Operation::Create | Operation::Upsert { .. } => {
                Entity::parse_in(call.form(), document, &context.active).is_ok()
            }
            Operation::Update { .. } => check(
                (operation, call.form()),
                document,
                &context.active,
                &clock::now().text,
            )
            .is_ok(),
            Operation::Merge => ngsi_ld::entity::is_uri(&item.id),
        };
        if !is_sound {
            continue;
        }
        let types = types(broker, call, operation, item, document, context).await?;
        let attributes = split::names(document, &context.active);
        let split = split::split(&sources, &item.id, types.as_deref(), &attributes);
        for share in &split.shares {
            let body = share.document(document, &context.active);
            let one = (item.id.clone(), body, context.clone());
            add(&mut parts, &mut results, share.source, one, &names);
        }
        item.is_here = split.is_here();
        let rest = (split.remaining(document, &context.active), context.clone());
        item.content = Ok(rest);
    }
    let sent = send(broker, call, parts, &names).await?;
    Ok(results.and(sent))
}

/// Asks sources to delete entities; gives also the ids that sources alone have, which need not be here.
pub(super) async fn delete(
    broker: &Broker,
    call: &Call,
    ids: &[Value],
) -> Result<(Results, BTreeSet<String>), Problem> {
    let sources = matching::sources(broker, call).await?;
    let (mut results, mut known) = (Results::default(), BTreeSet::new());
    if sources.is_empty() {
        return Ok((results, known));
    }
    let context = broker.contexts.of_link(call).await?;
    let mut parts = Vec::new();
    let ids = ids.iter().filter_map(Value::as_str);
    for id in ids.filter(|id| ngsi_ld::entity::is_uri(id)) {
        let here = broker.find(&call.tenant, id).await?;
        let types = here.map(|stored| stored.entity.types);
        for source in &sources {
            if source.mode == Mode::Auxiliary || source.covers(id, types.as_deref()).is_none() {
                continue;
            }
            if source.is_proxied() {
                known.insert(id.to_owned());
            }
            let one = (id.to_owned(), json!(id), context.clone());
            add(&mut parts, &mut results, source, one, &DELETE);
        }
    }
    let sent = send(broker, call, parts, &DELETE).await?;
    Ok((results.and(sent), known))
}

/// The types (expanded) that the entity of an item is known to have.
async fn types(
    broker: &Broker,
    call: &Call,
    operation: Operation,
    item: &Item,
    document: &Value,
    context: &Named,
) -> Result<Option<Vec<String>>, Problem> {
    let expand = |name: &str| context.active.expand(name);
    let mut types = match document.get("type").or_else(|| document.get("@type")) {
        Some(Value::String(one)) => vec![expand(one)],
        Some(Value::Array(several)) => several
            .iter()
            .filter_map(Value::as_str)
            .map(expand)
            .collect(),
        _ => Vec::new(),
    };
    if operation != Operation::Create
        && let Some(here) = broker.find(&call.tenant, &item.id).await?
    {
        types.extend(here.entity.types);
    }
    Ok(Some(types).filter(|types| !types.is_empty()))
}

/// Gives an entity to a source, if it can be asked.
fn add(
    parts: &mut Vec<Part>,
    results: &mut Results,
    source: &Source,
    entity: (String, Value, Named),
    names: &Names,
) {
    let single = names.single.iter().all(|deed| source.supports(deed.name()));
    if !source.supports(names.batch) && !single {
        if source.is_proxied() {
            let problem = unsupported(names.batch);
            results
                .errors
                .push((entity.0, Some(source.id.clone()), problem));
        }
        return;
    }
    match parts.iter_mut().find(|part| part.source.id == source.id) {
        Some(part) => part.entities.push(entity),
        None => parts.push(Part {
            source: source.clone(),
            entities: vec![entity],
        }),
    }
}

async fn send(
    broker: &Broker,
    call: &Call,
    parts: Vec<Part>,
    names: &Names,
) -> Result<Results, Problem> {
    let parts = matching::limited(parts);
    if !parts.is_empty() && matching::has_been_here(broker, call) {
        return Err(matching::circle());
    }
    let all = join_all(
        parts
            .iter()
            .map(|part| async move { part.send(broker, call, names).await }),
    )
    .await;
    Ok(all.into_iter().fold(Results::default(), Results::and))
}

impl Part {
    async fn send(&self, broker: &Broker, call: &Call, names: &Names) -> Results {
        let Some((_, _, context)) = self.entities.first() else {
            return Results::default();
        };
        let manner = match Manner::of(broker, &call.tenant, &self.source, context).await {
            Ok(manner) => manner,
            Err(failure) => return self.failed(&failure),
        };
        if self.source.supports(names.batch) {
            return self.together(broker, call, &manner, names).await;
        }
        let mut all = Results::default();
        for several in self.entities.chunks(AT_ONCE) {
            let manner = &manner;
            let answers = several
                .iter()
                .map(|entity| async move { self.one(broker, call, manner, names, entity).await });
            for one in join_all(answers).await {
                all = all.and(one);
            }
        }
        all
    }

    /// All in one request.
    async fn together(
        &self,
        broker: &Broker,
        call: &Call,
        manner: &Manner,
        names: &Names,
    ) -> Results {
        let entities = self.entities.iter();
        let body = if names.path == DELETE.path {
            Body::Plain(entities.map(|(_, id, _)| id.clone()).collect())
        } else {
            let entities = entities.map(|(_, entity, context)| (entity.clone(), context.clone()));
            Body::Terms(entities.collect(), Shape::Entities)
        };
        let request = Request {
            method: Method::POST,
            path: format!("/entityOperations/{}", names.path),
            parameters: passed(call),
            body,
        };
        match ask::ask(broker, call, &self.source, manner, request).await {
            Ok(said) => self.read(&said, names),
            Err(failure) => self.failed(&failure),
        }
    }

    /// What a source says became of a batch.
    fn read(&self, said: &Said, names: &Names) -> Results {
        let mut results = Results::default();
        let listed = |value: Option<&Value>| -> Option<HashSet<String>> {
            let ids = value?.as_array()?.iter().filter_map(Value::as_str);
            Some(ids.map(str::to_owned).collect())
        };
        let ids = || self.entities.iter().map(|(id, ..)| id.clone());
        let body = said.body.as_ref();
        match said.status {
            StatusCode::CREATED => match listed(body) {
                Some(created) => {
                    results.changed = ids().filter(|id| !created.contains(id)).collect();
                    results.created = ids().filter(|id| created.contains(id)).collect();
                }
                None => results.created = ids().collect(),
            },
            StatusCode::MULTI_STATUS => {
                let errors: HashMap<&str, StatusCode> = body
                    .and_then(|body| body["errors"].as_array())
                    .into_iter()
                    .flatten()
                    .rev()
                    .filter_map(|error| Some((error["entityId"].as_str()?, ask::status(error)?)))
                    .collect();
                let done = listed(body.map(|body| &body["success"])).unwrap_or_default();
                results.changed = ids().filter(|id| done.contains(id)).collect();
                for id in ids() {
                    let problem = match errors.get(id.as_str()) {
                        Some(status) => Failure::Refused(*status, None).problem(),
                        None if done.contains(&id) => continue,
                        None => Problem::new(
                            ProblemKind::BadGateway,
                            "the context source does not say what became of it",
                        ),
                    };
                    let registration = Some(self.source.id.clone());
                    results.errors.push((id, registration, problem));
                }
            }
            _ if names.batch == "createBatch" => results.created = ids().collect(),
            _ => results.changed = ids().collect(),
        }
        results
    }

    /// One entity, where the source takes no batches: the first deed, or where it is there already the second.
    async fn one(
        &self,
        broker: &Broker,
        call: &Call,
        manner: &Manner,
        names: &Names,
        (id, body, context): &(String, Value, Named),
    ) -> Results {
        let mut results = Results::default();
        let mut failed = None;
        for deed in names.single {
            let entity = format!("/entities/{}", encoded(id));
            let path = match deed {
                Deed::Create => "/entities".to_owned(),
                Deed::Append => format!("{entity}/attrs/"),
                _ => entity,
            };
            let body = match deed {
                Deed::Delete => Body::Empty,
                _ => Body::Terms(vec![(body.clone(), context.clone())], Shape::Entity),
            };
            let understood = |(name, value): (String, String)| {
                if name != "options" {
                    return Some((name, value));
                }
                let options: Vec<&str> = value
                    .split(',')
                    .filter(|option| is_option(option.trim(), *deed))
                    .collect();
                (!options.is_empty()).then(|| (name, options.join(",")))
            };
            let request = Request {
                method: deed.method(),
                path,
                parameters: passed(call).into_iter().filter_map(understood).collect(),
                body,
            };
            match ask::ask(broker, call, &self.source, manner, request).await {
                Ok(said) if said.status == StatusCode::MULTI_STATUS => {
                    failed = Some(Failure::Refused(said.status, None));
                    break;
                }
                Ok(_) if *deed == Deed::Create => results.created.push(id.clone()),
                Ok(_) => results.changed.push(id.clone()),
                Err(Failure::Refused(StatusCode::CONFLICT, kind)) => {
                    failed = Some(Failure::Refused(StatusCode::CONFLICT, kind));
                    continue;
                }
                Err(failure) => {
                    failed = Some(failure);
                    break;
                }
            }
            failed = None;
            break;
        }
        if let Some(failure) = failed.filter(|failure| !failure.is_circle()) {
            let registration = Some(self.source.id.clone());
            results
                .errors
                .push((id.clone(), registration, failure.problem()));
        }
        results
    }

    fn failed(&self, failure: &Failure) -> Results {
        let mut results = Results::default();
        if !failure.is_circle() {
            let errors = self
                .entities
                .iter()
                .map(|(id, ..)| (id.clone(), Some(self.source.id.clone()), failure.problem()));
            results.errors.extend(errors);
        }
        results
    }
}

/// Whether an option of a batch means something where one entity is changed.
fn is_option(option: &str, deed: Deed) -> bool {
    match option {
        "noOverwrite" => deed == Deed::Append,
        other => FORMS.contains(&other),
    }
}

/// The request's parameters for a source: all but how far it goes.
fn passed(call: &Call) -> Vec<(String, String)> {
    call.parameters
        .iter()
        .filter(|(name, _)| name != "local" && name != "via")
        .cloned()
        .collect()
}
