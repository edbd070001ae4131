//! Reading from registered context sources (ETSI GS CIM 009 §4.3.6, §5.7.1.4, §5.7.2.4, §6.3.17 to §6.3.19).

use futures_util::future::join_all;
use http::Method;
use ngsi_ld::query::{Condition, ScopeQuery};
use ngsi_ld::{Entity, Problem};
use serde_json::{Value, json};

use super::ask::{self, Body, Failure, Manner, Request, Said, Shape, quoted};
use super::filter::Filter;
pub(crate) use super::joined::Gathered;
use super::matching::{self, Source};
use super::narrow::{Narrow, narrow};
use crate::Broker;
use crate::call::Call;
use crate::contexts::Named;
use crate::entities::encoded;
use crate::entities::select::Selector;
use crate::identity;

/// Entities asked of each source.
const SOURCE_ENTITIES: usize = 1000;

/// Entities that are asked for, in the client's words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) ids: Vec<String>,
    pub(crate) types: Option<String>,
    pub(crate) pattern: Option<String>,
}

/// What is asked of sources.
#[derive(Default)]
pub(crate) struct Wanted {
    /// The one entity that is retrieved; none for a query.
    pub(crate) id: Option<String>,
    /// The entities that are asked for.
    pub(crate) entities: Vec<Asked>,
    /// Expanded.
    pub(crate) attributes: Vec<String>,
    /// What entities must say, as a request and as a body have it; nothing where entities may be split (§5.7.2.4).
    pub(crate) conditions: Vec<(String, String)>,
    pub(crate) condition_members: Vec<(String, Value)>,
    pub(crate) scope: Option<ScopeQuery>,
    /// What sources must say of themselves (`csf`).
    pub(crate) source_filter: Option<String>,
    /// Registrations that alone are asked: an entity map's.
    pub(crate) only: Option<Vec<String>>,
    /// Whether an order is asked for, which several brokers cannot keep (§4.23.1).
    pub(crate) is_ordered: bool,
    /// Whether it is about this broker alone.
    pub(crate) is_local: bool,
}

/// The part of what is wanted that one source can know.
pub(super) struct Part {
    pub(super) source: Source,
    asked: Vec<(Asked, Value)>,
}

impl Wanted {
    /// One entity; of sources of other types nothing where a type is said (§5.7.1.4).
    pub(crate) fn one(id: &str, types: Option<&str>) -> Self {
        Self {
            id: Some(id.to_owned()),
            entities: vec![Asked {
                ids: vec![id.to_owned()],
                types: types.map(str::to_owned),
                pattern: None,
            }],
            ..Self::default()
        }
    }

    /// The sources that may know something, and take part in one of these operations.
    pub(super) async fn parts(
        &self,
        broker: &Broker,
        call: &Call,
        context: &Named,
        operations: &[&str],
    ) -> Result<Vec<Part>, Problem> {
        if self.is_local {
            return Ok(Vec::new());
        }
        let any = [Asked::default()];
        let entities = match self.entities.as_slice() {
            [] => any.as_slice(),
            several => several,
        };
        let mut filters = Vec::new();
        for asked in entities {
            let ids = Some(asked.ids.clone()).filter(|ids| !ids.is_empty());
            let filter = Filter {
                entities: vec![Selector::parse(
                    ids,
                    asked.pattern.as_deref(),
                    asked.types.as_deref(),
                    &context.active,
                )?],
                attributes: self.attributes.clone(),
                condition: self
                    .source_filter
                    .as_deref()
                    .map(|filter| Condition::parse(filter, &context.active))
                    .transpose()?,
                ..Filter::default()
            };
            filters.push((asked, filter));
        }
        let mut parts = Vec::new();
        for source in matching::sources(broker, call).await? {
            let is_asked = operations.iter().any(|name| source.supports(name))
                && self
                    .only
                    .as_ref()
                    .is_none_or(|only| only.contains(&source.id))
                && self.is_in_scope(&source);
            if !is_asked {
                continue;
            }
            let asked: Vec<(Asked, Value)> = filters
                .iter()
                .filter_map(|(asked, filter)| {
                    let part = filter.of(&source.registration, &context.active)?;
                    Some(((*asked).clone(), part))
                })
                .collect();
            if !asked.is_empty() {
                parts.push(Part { source, asked });
            }
        }
        Ok(matching::limited(parts))
    }

    /// A source that names its scopes is asked for no others (§5.2.9).
    fn is_in_scope(&self, source: &Source) -> bool {
        let Some(query) = &self.scope else {
            return true;
        };
        let scopes: Vec<String> = match source.registration.get("scope") {
            None => return true,
            Some(Value::Array(scopes)) => scopes
                .iter()
                .filter_map(|scope| scope.as_str().map(str::to_owned))
                .collect(),
            Some(scope) => scope.as_str().map(str::to_owned).into_iter().collect(),
        };
        query.matches(&scopes)
    }

    /// What a source is sent: one request, or one for each kind of entities.
    fn requests(&self, call: &Call, part: &Part, context: &Named, manner: &Manner) -> Vec<Request> {
        let supports = |name: &str| part.source.supports(name);
        let narrowed = part.narrowed(context, manner);
        if let Some(id) = &self.id
            && supports("retrieveEntity")
        {
            let path = format!("/entities/{}", encoded(id));
            return narrowed
                .map(|asked| {
                    let mut parameters = Vec::new();
                    self.attributes(&mut parameters, &asked, manner);
                    parameters.push(("options".into(), "sysAttrs".into()));
                    get(path.clone(), parameters)
                })
                .collect();
        }
        let is_batch =
            supports("queryBatch") && (call.method == Method::POST || !supports("queryEntity"));
        if is_batch {
            return vec![self.batch(&narrowed.collect::<Vec<_>>(), manner)];
        }
        narrowed
            .map(|asked| {
                let mut parameters = self.parameters(&asked, manner);
                parameters.push(("options".into(), "sysAttrs".into()));
                get("/entities".into(), parameters)
            })
            .collect()
    }

    /// A query as parameters.
    pub(super) fn parameters(&self, asked: &Narrow, manner: &Manner) -> Vec<(String, String)> {
        let mut parameters = Vec::new();
        let mut add = |name: &str, value: String| parameters.push((name.to_owned(), value));
        if let Some(types) = &asked.asked.types {
            add("type", types.clone());
        }
        if !asked.asked.ids.is_empty() {
            add("id", asked.asked.ids.join(","));
        }
        if let Some(pattern) = &asked.asked.pattern {
            add("idPattern", pattern.clone());
        }
        self.attributes(&mut parameters, asked, manner);
        // Names within conditions are the client's.
        if !manner.is_registered {
            parameters.extend(self.conditions.iter().cloned());
        }
        parameters.push(("limit".into(), SOURCE_ENTITIES.to_string()));
        parameters
    }

    pub(super) fn attributes(
        &self,
        parameters: &mut Vec<(String, String)>,
        asked: &Narrow,
        manner: &Manner,
    ) {
        let names = asked.attributes(&self.attributes);
        if !names.is_empty() {
            let names: Vec<String> = names
                .iter()
                .map(|name| manner.context.active.compact(name))
                .collect();
            parameters.push(("attrs".into(), names.join(",")));
        }
    }

    /// A query whose terms stand in the body.
    fn batch(&self, several: &[Narrow], manner: &Manner) -> Request {
        let compact = |name: &String| json!(manner.context.active.compact(name));
        let mut body = json!({ "type": "Query" });
        let mut entities = Vec::new();
        let mut names: Vec<String> = Vec::new();
        let mut is_limited = true;
        for one in several {
            let mut entity = json!({});
            match one.asked.ids.as_slice() {
                [] => {}
                [id] => entity["id"] = json!(id),
                ids => entity["id"] = json!(ids),
            }
            if let Some(pattern) = &one.asked.pattern {
                entity["idPattern"] = json!(pattern);
            }
            if let Some(types) = &one.asked.types {
                entity["type"] = json!(types);
            }
            if entity.as_object().is_some_and(|map| !map.is_empty()) {
                entities.push(entity);
            }
            let listed = one.attributes(&self.attributes);
            is_limited &= !listed.is_empty();
            for name in listed {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        if !entities.is_empty() {
            body["entities"] = json!(entities);
        }
        if is_limited {
            body["attrs"] = names.iter().map(compact).collect();
        }
        if !manner.is_registered {
            for (name, value) in &self.condition_members {
                body[name] = value.clone();
            }
        }
        let parameters = [
            ("limit", SOURCE_ENTITIES.to_string()),
            ("options", "sysAttrs".to_owned()),
        ];
        Request {
            method: Method::POST,
            path: "/entityOperations/query".into(),
            parameters: parameters.map(|(name, value)| (name.into(), value)).into(),
            body: Body::Terms(vec![(body, manner.context.clone())], Shape::Query),
        }
    }
}

pub(super) fn get(path: String, parameters: Vec<(String, String)>) -> Request {
    Request {
        method: Method::GET,
        path,
        parameters,
        body: Body::Empty,
    }
}

/// Asks every source that may know something.
pub(crate) async fn gather(
    broker: &Broker,
    call: &Call,
    context: &Named,
    wanted: &Wanted,
) -> Result<Gathered, Problem> {
    let mut gathered = Gathered::default();
    let operations: &[&str] = match wanted.id {
        // A query for its id gives an entity as well.
        Some(_) => &["retrieveEntity", "queryEntity", "queryBatch"],
        None => &["queryEntity", "queryBatch"],
    };
    let parts = wanted.parts(broker, call, context, operations).await?;
    if parts.is_empty() {
        return Ok(gathered);
    }
    if wanted.is_ordered {
        return Err(Problem::bad_data(
            "`orderBy` is for entities of this broker alone; with `local=true` they are ordered",
        ));
    }
    let alias = identity::alias(broker, &call.tenant);
    if matching::has_been_here(broker, call) {
        if parts.iter().any(|part| part.source.is_proxied()) {
            return Err(matching::circle());
        }
        gathered
            .warnings
            .push(format!("199 {alias} \"the request has been here before\""));
        return Ok(gathered);
    }
    gathered.asked = true;
    let answers = join_all(parts.iter().map(|part| async move {
        let answer = part.ask(broker, call, context, wanted).await;
        (part, answer)
    }))
    .await;
    let is_one = answers.len() == 1;
    for (part, answer) in answers {
        if part.source.mode == matching::Mode::Exclusive {
            gathered.exclusive.push(part.source.clone());
        }
        match answer {
            Ok(documents) => {
                for (document, terms) in documents {
                    match read(broker, call, document, &terms).await {
                        Ok(entity) => gathered.take(&part.source, entity),
                        Err(problem) => gathered
                            .warnings
                            .push(format!("111 {alias} \"{}\"", quoted(&problem.detail))),
                    }
                }
            }
            // A source that does not have the entity has answered.
            Err(failure) if failure.is_missing() => {}
            Err(failure) => {
                gathered
                    .warnings
                    .push(failure.warning(&alias, &part.source));
                if is_one && part.source.is_proxied() {
                    gathered.failure = Some(failure.problem());
                }
            }
        }
    }
    Ok(gathered)
}

impl Part {
    /// What of it is asked, not wider than what the source has registered.
    pub(super) fn narrowed<'a>(
        &'a self,
        context: &'a Named,
        manner: &'a Manner,
    ) -> impl Iterator<Item = Narrow> + 'a {
        let narrowed = |(asked, registration): &'a (Asked, Value)| {
            narrow(asked, registration, context, manner)
        };
        self.asked.iter().map(narrowed)
    }

    /// The documents that a source answers with, and the context they are in.
    async fn ask(
        &self,
        broker: &Broker,
        call: &Call,
        context: &Named,
        wanted: &Wanted,
    ) -> Result<Vec<(Value, Named)>, Failure> {
        let manner = Manner::of(broker, &call.tenant, &self.source, context).await?;
        let mut all = Vec::new();
        for request in wanted.requests(call, self, context, &manner) {
            let said = ask::ask(broker, call, &self.source, &manner, request).await?;
            all.extend(documents(said)?);
        }
        let terms = |document| (document, manner.context.clone());
        Ok(all.into_iter().map(terms).collect())
    }
}

fn documents(said: Said) -> Result<Vec<Value>, Failure> {
    match said.body {
        _ if said.is_unreadable => Err(Failure::Unreadable),
        None => Ok(Vec::new()),
        Some(Value::Array(documents)) => Ok(documents),
        Some(document) => Ok(vec![document]),
    }
}

/// A source's entity, with the times it says.
async fn read(
    broker: &Broker,
    call: &Call,
    mut document: Value,
    terms: &Named,
) -> Result<Entity, Problem> {
    let inside = document
        .as_object_mut()
        .and_then(|map| map.remove("@context"));
    let context = match inside {
        None => terms.clone(),
        Some(inside) => broker.contexts.resolve(&call.tenant, &inside).await?,
    };
    let mut entity = Entity::parse(&document, &context.active)?;
    stamped(&mut entity, &document, &context);
    Ok(entity)
}

/// Takes the times that a source's document says.
pub(crate) fn stamped(entity: &mut Entity, document: &Value, context: &Named) {
    let time = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    entity.created_at = time(document, "createdAt");
    entity.modified_at = time(document, "modifiedAt");
    for (name, value) in document.as_object().into_iter().flatten() {
        let Some(instances) = entity.attributes.get_mut(&context.active.expand(name)) else {
            continue;
        };
        let said = match value {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        for (instance, said) in instances.iter_mut().zip(said) {
            instance.created_at = time(said, "createdAt");
            instance.modified_at = time(said, "modifiedAt");
        }
    }
}
