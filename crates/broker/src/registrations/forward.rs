//! Reading from registered context sources, and joining what they say with what is here (ETSI GS CIM 009 §4.3.6,
//! §5.7.1.4, §5.7.2.4, §6.3.17 to §6.3.19).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::future::join_all;
use http::header::{ACCEPT, LINK, VIA};
use http::{HeaderName, HeaderValue, StatusCode};
use ngsi_ld::{Attribute, Entity, Problem, ProblemKind};
use serde_json::Value;
use web::fetch::{FetchError, GuardedClient, Limits};

use super::filter::Filter;
use super::{REGISTRATIONS, attribute_names, has_expired};
use crate::Broker;
use crate::answer::{TENANT, context_link};
use crate::call::{BASE, Call};
use crate::contexts::Named;
use crate::entities::select::Selector;
use crate::identity;

/// How long a source may take: a client waits for the slowest.
const SOURCE_TIME: Duration = Duration::from_secs(4);
/// Bytes of one source's answer.
const SOURCE_BYTES: usize = 16 * 1024 * 1024;
/// Sources asked for one request.
const MAX_SOURCES: usize = 64;
/// Entities asked of each source.
const SOURCE_ENTITIES: usize = 1000;

/// Groups of operations that have both reading ones, `retrieveEntity` and `queryEntity` (§4.20).
const READING_GROUPS: [&str; 3] = ["federationOps", "retrieveOps", "redirectionOps"];

/// What is asked of sources.
pub(crate) struct Wanted<'a> {
    /// The one entity that is retrieved; none for a query.
    pub(crate) id: Option<&'a str>,
    pub(crate) ids: Vec<String>,
    pub(crate) types: Option<&'a str>,
    pub(crate) pattern: Option<&'a str>,
    /// Expanded.
    pub(crate) attributes: Vec<String>,
}

/// What sources have said.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Whether there was any source to ask.
    pub(crate) asked: bool,
    /// Entities with whether they come from an auxiliary source.
    entities: Vec<(Entity, bool)>,
    /// What is said of sources that have failed.
    pub(crate) warnings: Vec<String>,
}

/// A request to a source.
struct Source<'a> {
    registration: &'a Value,
    url: String,
}

/// Whether the request has been here before (§6.3.18).
pub(crate) fn check_loop(broker: &Broker, call: &Call) -> Result<(), Problem> {
    let alias = identity::alias(broker, &call.tenant);
    let been_here = call
        .headers
        .get_all(VIA)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|via| via.contains(&alias));
    if been_here {
        Err(Problem::new(
            ProblemKind::LoopDetected,
            "the request has been here before",
        ))
    } else {
        Ok(())
    }
}

/// Whether a reading operation is among those registered; all are where none is named.
fn allows(registration: &Value, operation: &str) -> bool {
    let Some(operations) = registration.get("operations").and_then(Value::as_array) else {
        return true;
    };
    operations
        .iter()
        .filter_map(Value::as_str)
        .any(|named| named == operation || READING_GROUPS.contains(&named))
}

/// The names that a registration limits its attributes to, and the ids it limits its entities to.
fn limits(registration: &Value) -> (Vec<&str>, Vec<&str>) {
    let (mut names, mut ids) = (Vec::new(), Vec::new());
    let (mut all_names, mut all_ids) = (false, false);
    for element in registration["information"].as_array().into_iter().flatten() {
        let listed = attribute_names(element);
        all_names |= listed.is_empty();
        names.extend(listed);
        match element.get("entities").and_then(Value::as_array) {
            None => all_ids = true,
            Some(entities) => {
                for entity in entities {
                    match entity.get("id").and_then(Value::as_str) {
                        Some(id) => ids.push(id),
                        None => all_ids = true,
                    }
                }
            }
        }
    }
    if all_names {
        names.clear();
    }
    if all_ids {
        ids.clear();
    }
    (names, ids)
}

/// The types that a registration names, for a source that needs one.
fn types(registration: &Value) -> Vec<&str> {
    registration["information"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|element| element.get("entities")?.as_array())
        .flatten()
        .filter_map(|entity| entity["type"].as_str())
        .collect()
}

impl Wanted<'_> {
    /// The request that a matching registration is sent.
    fn url(&self, registration: &Value, context: &Named) -> String {
        let endpoint = registration["endpoint"]
            .as_str()
            .unwrap_or_default()
            .trim_end_matches('/');
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let (names, ids) = limits(registration);
        let names: Vec<String> = match (self.attributes.as_slice(), names.as_slice()) {
            ([], names) => names.iter().map(|name| (*name).to_owned()).collect(),
            (wanted, []) => wanted.to_vec(),
            (wanted, names) => wanted
                .iter()
                .filter(|name| names.contains(&name.as_str()))
                .cloned()
                .collect(),
        };
        let compact = |name: &str| context.active.compact(name);
        let path = match self.id {
            Some(id) => format!("{endpoint}{BASE}/entities/{}", crate::entities::encoded(id)),
            None => {
                let registered = types(registration);
                if let Some(types) = self.types {
                    query.append_pair("type", types);
                } else if !registered.is_empty() {
                    let named: Vec<String> = registered.into_iter().map(compact).collect();
                    query.append_pair("type", &named.join(","));
                }
                if !self.ids.is_empty() {
                    query.append_pair("id", &self.ids.join(","));
                } else if !ids.is_empty() {
                    query.append_pair("id", &ids.join(","));
                }
                if let Some(pattern) = self.pattern {
                    query.append_pair("idPattern", pattern);
                }
                query.append_pair("limit", &SOURCE_ENTITIES.to_string());
                format!("{endpoint}{BASE}/entities")
            }
        };
        if !names.is_empty() {
            let named: Vec<String> = names.iter().map(|name| compact(name)).collect();
            query.append_pair("attrs", &named.join(","));
        }
        query.append_pair("options", "sysAttrs");
        format!("{path}?{}", query.finish())
    }
}

/// Asks every source that may know something.
pub(crate) async fn gather(
    broker: &Broker,
    call: &Call,
    context: &Named,
    wanted: &Wanted<'_>,
) -> Result<Gathered, Problem> {
    let mut gathered = Gathered::default();
    if call.parameter("local") == Some("true") {
        return Ok(gathered);
    }
    let operation = if wanted.id.is_some() {
        "retrieveEntity"
    } else {
        "queryEntity"
    };
    let ids = wanted
        .id
        .map_or_else(|| wanted.ids.clone(), |id| vec![id.to_owned()]);
    let ids = Some(ids).filter(|ids| !ids.is_empty());
    let filter = Filter {
        entities: Selector::parse(ids, None, wanted.types, &context.active)?,
        attributes: wanted.attributes.clone(),
        ..Filter::default()
    };
    let registrations: Vec<Value> = REGISTRATIONS
        .all(broker, &call.tenant)
        .await?
        .into_iter()
        .filter(|kept| !has_expired(&kept.document) && allows(&kept.document, operation))
        .filter_map(|kept| filter.of(&kept.document, &context.active))
        .take(MAX_SOURCES)
        .collect();
    let sources = registrations.iter().map(|registration| Source {
        registration,
        url: wanted.url(registration, context),
    });
    let answers = join_all(sources.map(|source| async move {
        let answer = ask(broker, call, context, &source).await;
        (source, answer)
    }))
    .await;
    let alias = identity::alias(broker, &call.tenant);
    for (source, answer) in answers {
        gathered.asked = true;
        let auxiliary = source.registration["mode"] == "auxiliary";
        match answer {
            Ok(documents) => {
                for document in documents {
                    match read(&document, context) {
                        Ok(entity) => gathered.entities.push((entity, auxiliary)),
                        Err(problem) => gathered
                            .warnings
                            .push(format!("199 {alias} \"{}\"", quoted(&problem.detail))),
                    }
                }
            }
            Err(error) => {
                tracing::info!(%error, "a context source was not reached");
                let endpoint = source.registration["endpoint"].as_str().unwrap_or_default();
                gathered.warnings.push(format!(
                    "199 {alias} \"{} has not answered as it should\"",
                    quoted(endpoint)
                ));
            }
        }
    }
    Ok(gathered)
}

/// Text that may stand within quotes in a header.
fn quoted(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '"' | '\\' => '\'',
            c if c.is_ascii() && !c.is_ascii_control() => c,
            _ => '?',
        })
        .collect()
}

async fn ask(
    broker: &Broker,
    call: &Call,
    context: &Named,
    source: &Source<'_>,
) -> Result<Vec<Value>, FetchError> {
    let client: GuardedClient = broker.notifications.client().with_limits(Limits {
        time: SOURCE_TIME,
        bytes: SOURCE_BYTES,
    });
    let mut headers: Vec<(HeaderName, String)> = vec![
        (ACCEPT, "application/json".to_owned()),
        (LINK, context_link(&context.document)),
    ];
    let mut via: Vec<String> = call
        .headers
        .get_all(VIA)
        .iter()
        .filter_map(|value| value.to_str().ok().map(str::to_owned))
        .collect();
    via.push(format!("1.1 {}", identity::alias(broker, &call.tenant)));
    headers.push((VIA, via.join(", ")));
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
        // §5.2.22: what the client sent is passed on.
        let value = if value == "urn:ngsi-ld:request" {
            call.headers
                .get(&name)
                .and_then(|value| value.to_str().ok())
        } else {
            Some(value)
        };
        headers.extend(value.map(|value| (name, value.to_owned())));
    }
    let mut request = client.get(&source.url);
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            request = request.header(name, value);
        }
    }
    match request.send().await {
        Ok(fetched) if fetched.body.is_empty() => Ok(Vec::new()),
        Ok(fetched) => match fetched.parse::<Value>()?.body {
            Value::Array(documents) => Ok(documents),
            document => Ok(vec![document]),
        },
        // A source that does not have the entity has answered.
        Err(FetchError::Status { status, .. }) if status == StatusCode::NOT_FOUND => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// A source's entity, with the times it says.
fn read(document: &Value, context: &Named) -> Result<Entity, Problem> {
    let time = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let mut entity = Entity::parse(document, &context.active)?;
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
    Ok(entity)
}

impl Gathered {
    /// The entities that sources have said something of.
    pub(crate) fn ids(&self) -> BTreeSet<&str> {
        self.entities
            .iter()
            .map(|(entity, _)| entity.id.as_str())
            .collect()
    }

    /// Joins what sources have said with what is here, by id; in the order in which they first appear.
    pub(crate) fn joined(self, here: Vec<Entity>) -> Vec<Entity> {
        let mut order: Vec<String> = Vec::new();
        let mut all: BTreeMap<String, Entity> = BTreeMap::new();
        let (auxiliary, main): (Vec<_>, Vec<_>) = self
            .entities
            .into_iter()
            .partition(|(_, auxiliary)| *auxiliary);
        let theirs = main.into_iter().chain(auxiliary);
        for (entity, auxiliary) in here.into_iter().map(|entity| (entity, false)).chain(theirs) {
            match all.get_mut(&entity.id) {
                Some(known) => merge(known, entity, auxiliary),
                None => {
                    order.push(entity.id.clone());
                    all.insert(entity.id.clone(), entity);
                }
            }
        }
        order.iter().filter_map(|id| all.remove(id)).collect()
    }
}

/// Takes what another says of the same entity: for each instance the more recent one wins (§4.5.5); an auxiliary
/// source only adds.
fn merge(known: &mut Entity, other: Entity, auxiliary: bool) {
    for name in other.types {
        if !known.types.contains(&name) {
            known.types.push(name);
        }
    }
    for (name, instances) in other.attributes {
        let ours = known.attributes.entry(name).or_default();
        for instance in instances {
            match ours
                .iter_mut()
                .find(|one| one.dataset_id == instance.dataset_id)
            {
                None => ours.push(instance),
                Some(one) if !auxiliary && is_newer(&instance, one) => *one = instance,
                Some(_) => {}
            }
        }
    }
}

fn is_newer(one: &Attribute, other: &Attribute) -> bool {
    let time = |text: &str| ngsi_ld::entity::micros(text);
    let observed = |one: &Attribute| one.observed_at.as_deref().and_then(time);
    match (observed(one), observed(other)) {
        (Some(one), Some(other)) => one > other,
        _ => time(&one.modified_at) > time(&other.modified_at),
    }
}
