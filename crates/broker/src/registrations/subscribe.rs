//! Subscriptions at the sources that have entities of theirs (ETSI GS CIM 009 §5.8.1.4, §5.8.2.4, §5.8.5.4): each source is told
//! what it is registered for, and notifies this broker, which passes on what the subscription is about. A source that cannot be
//! told is told later.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use http::header::VIA;
use http::{HeaderValue, Method, StatusCode};
use ngsi_ld::Problem;
use ngsi_ld::context::CORE_URL;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::{self, Body, Failure, Manner, Request, Shape};
use super::matching::{self, Mode, Source};
use super::narrow;
use crate::call::{BASE, Call};
use crate::collection::Kept;
use crate::contexts::Named;
use crate::entities::encoded;
use crate::store::failed;
use crate::subscriptions::SUBSCRIPTIONS;
use crate::{Broker, clock};

/// The kind of documents that say where else a subscription is.
const PARTS: &str = "subscription-parts";
/// The kind of documents that say of which subscription an address for notifications is. They are no tenant's, for a source does
/// not know the tenant.
const ADDRESSES: &str = "notification-addresses";
/// How long a source that cannot be reached is asked to end a subscription, in microseconds: by then it has seen for a day that
/// nobody wants its notifications.
const ENDING: i64 = 24 * 60 * 60 * 1_000_000;

/// A subscription at one source.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Part {
    registration: String,
    /// The registration as it was when the source was told.
    source: Value,
    /// The subscription's id there.
    pub(crate) id: String,
    /// What the source was told; nothing while it has not taken it.
    told: Value,
    /// Since when it is to be ended there (microseconds since the epoch), where the source has not done that.
    #[serde(default)]
    ending: Option<i64>,
}

/// Where else a subscription is.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Parts {
    /// The end of the address that sources notify: who knows it may.
    key: String,
    /// Whether it is about this broker alone.
    is_local: bool,
    /// What it has come through.
    via: Vec<String>,
    pub(crate) all: Vec<Part>,
}

/// A subscription as a source is to be told it.
struct Told {
    source: Source,
    manner: Manner,
    document: Value,
}

impl Part {
    /// Whether the subscription is over there, as far as this broker is concerned.
    pub(crate) fn is_ending(&self) -> bool {
        self.ending.is_some()
    }

    pub(crate) fn source(&self) -> Source {
        Source::new(self.registration.clone(), self.source.clone())
    }
}

impl Parts {
    async fn of(broker: &Broker, tenant: &str, id: &str) -> Result<Option<Self>, Problem> {
        let kept = broker.store.document(tenant, PARTS, id).await;
        let kept = kept.map_err(|error| failed(&error))?;
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept.json).ok()))
    }

    /// The tenant and id of the subscription that this address is for, and where else it is.
    pub(crate) async fn at(
        broker: &Broker,
        key: &str,
    ) -> Result<Option<(String, String, Self)>, Problem> {
        let kept = broker.store.document("", ADDRESSES, key).await;
        let kept = kept.map_err(|error| failed(&error))?;
        let Some((tenant, id)) =
            kept.and_then(|kept| serde_json::from_slice::<(String, String)>(&kept.json).ok())
        else {
            return Ok(None);
        };
        let parts = Self::of(broker, &tenant, &id).await?;
        Ok(parts.map(|parts| (tenant, id, parts)))
    }

    /// Keeps it, with its address; what says nothing is not kept.
    async fn keep(&self, broker: &Broker, tenant: &str, id: &str) -> Result<(), Problem> {
        let store = &broker.store;
        let now = clock::now().micros;
        let kept = async {
            if self.all.is_empty() {
                store.delete_document("", ADDRESSES, &self.key).await?;
            } else {
                let of = json!([tenant, id]).to_string();
                store
                    .put_document("", ADDRESSES, &self.key, now, of.as_bytes())
                    .await?;
            }
            if self.all.is_empty() && self.via.is_empty() && !self.is_local {
                return store.delete_document(tenant, PARTS, id).await.map(drop);
            }
            let json = serde_json::to_vec(self).unwrap_or_default();
            store.put_document(tenant, PARTS, id, now, &json).await
        };
        kept.await.map_err(|error| failed(&error))
    }

    /// The request that sources are told with.
    fn call(&self, tenant: &str) -> Call {
        let mut call = Call::own(tenant);
        for hop in &self.via {
            if let Ok(hop) = HeaderValue::from_str(hop) {
                call.headers.append(VIA, hop);
            }
        }
        call
    }
}

/// Refuses a subscription that has been here before: it would be told of everything twice (§6.3.17).
pub(crate) fn check(broker: &Broker, call: &Call) -> Result<(), Problem> {
    if is_local(call) || !matching::has_been_here(broker, call) {
        Ok(())
    } else {
        Err(matching::circle())
    }
}

fn is_local(call: &Call) -> bool {
    call.parameter("local") == Some("true")
}

/// Makes a new subscription at the sources that it is about.
pub(crate) async fn begin(broker: &Broker, call: &Call, id: &str) -> Result<(), Problem> {
    let via = call.headers.get_all(VIA).iter();
    let via = via.filter_map(|hop| hop.to_str().ok().map(str::to_owned));
    let parts = Parts {
        key: Uuid::new_v4().simple().to_string(),
        is_local: is_local(call),
        via: via.collect(),
        all: Vec::new(),
    };
    let _alone = broker.spreading.lock().await;
    let settled = settle(broker, &call.tenant, id, parts).await;
    noted(broker, &call.tenant, id, settled)
}

/// Brings sources to what a subscription is now, or is no longer.
pub(crate) async fn renew(broker: &Broker, tenant: &str, id: &str) -> Result<(), Problem> {
    let _alone = broker.spreading.lock().await;
    let settled = async {
        let parts = Parts::of(broker, tenant, id).await?;
        let parts = parts.unwrap_or_else(|| Parts {
            key: Uuid::new_v4().simple().to_string(),
            ..Parts::default()
        });
        settle(broker, tenant, id, parts).await
    };
    noted(broker, tenant, id, settled.await)
}

async fn renew_each(broker: &Broker, all: impl IntoIterator<Item = (String, String)>) {
    for (tenant, id) in all {
        if let Err(problem) = renew(broker, &tenant, &id).await {
            tracing::warn!(id, %problem, "a subscription was not made at sources");
        }
    }
}

/// Sees to it that sources that are behind are told later.
fn noted(
    broker: &Broker,
    tenant: &str,
    id: &str,
    settled: Result<bool, Problem>,
) -> Result<(), Problem> {
    let is_behind = *settled.as_ref().unwrap_or(&true);
    broker.behind.note(tenant, id, is_behind);
    settled.map(drop)
}

/// Tells sources that could not be told, where it is time.
pub(crate) fn tell_again(broker: &Broker) {
    let due = broker.behind.due();
    let (false, Some(broker)) = (due.is_empty(), broker.me.upgrade()) else {
        return;
    };
    tokio::spawn(async move { renew_each(&broker, due).await });
}

/// Brings sources to what all subscriptions are: registrations have changed, or the broker has started.
pub(crate) fn renew_all(broker: &Broker, tenant: &str) {
    let Some(broker) = broker.me.upgrade() else {
        return;
    };
    let tenant = tenant.to_owned();
    tokio::spawn(async move {
        let Ok(all) = SUBSCRIPTIONS.all(&broker, &tenant).await else {
            return;
        };
        let mut ids: BTreeSet<String> = all.into_iter().map(|kept| kept.id).collect();
        // Those that are gone, but not everywhere.
        if let Ok(parts) = broker.store.documents(&tenant, PARTS).await {
            ids.extend(parts.into_iter().map(|parts| parts.id));
        }
        let all = ids.into_iter().map(|id| (tenant.clone(), id));
        renew_each(&broker, all).await;
    });
}

/// Tells all sources; gives whether one is behind.
async fn settle(
    broker: &Broker,
    tenant: &str,
    id: &str,
    mut parts: Parts,
) -> Result<bool, Problem> {
    let call = parts.call(tenant);
    let (mut wanted, unread) = match SUBSCRIPTIONS.find(broker, tenant, id).await? {
        Some(kept) if !parts.is_local => told(broker, &call, &kept, &parts.key).await?,
        _ => Default::default(),
    };
    let mut is_behind = !unread.is_empty();
    if wanted.is_empty() && parts.all.is_empty() {
        return parts.keep(broker, tenant, id).await.map(|()| is_behind);
    }
    let (mut gone, mut waiting) = (Vec::new(), Vec::new());
    let mut work: Vec<(Part, Told)> = Vec::new();
    for part in std::mem::take(&mut parts.all) {
        if !part.is_ending() && unread.contains(&part.registration) {
            waiting.push(part);
            continue;
        }
        let same = |told: &Told| {
            let place = |name: &str| told.source.registration.get(name) == part.source.get(name);
            !part.is_ending()
                && told.source.id == part.registration
                && place("endpoint")
                && place("tenant")
        };
        match wanted.iter().position(same) {
            Some(index) => work.push((part, wanted.swap_remove(index))),
            None => gone.push(part),
        }
    }
    for told in wanted {
        let part = Part {
            registration: told.source.id.clone(),
            source: told.source.registration.clone(),
            id: format!("urn:ngsi-ld:Subscription:{}", Uuid::new_v4()),
            told: Value::Null,
            ending: None,
        };
        work.push((part, told));
    }
    let now = clock::now().micros;
    for part in &mut gone {
        part.ending.get_or_insert(now);
    }
    // Sources may notify as soon as they are told.
    let told = work.iter().map(|(part, _)| part);
    parts.all = told.chain(&gone).chain(&waiting).cloned().collect();
    parts.keep(broker, tenant, id).await?;
    let ended = join_all(gone.iter().map(|part| end(broker, &call, part))).await;
    let work = work
        .into_iter()
        .map(|(part, told)| tell(broker, &call, part, told));
    let work = join_all(work).await;
    is_behind |= work.iter().any(|(_, is_told)| !is_told);
    let told = work.into_iter().map(|(part, _)| part);
    parts.all = told.chain(waiting).collect();
    for (part, has_ended) in gone.into_iter().zip(ended) {
        if !has_ended && part.ending.is_some_and(|since| now - since < ENDING) {
            is_behind = true;
            parts.all.push(part);
        }
    }
    parts.keep(broker, tenant, id).await?;
    Ok(is_behind)
}

/// Tells a source; gives what it has taken, and whether that is what it was to take.
async fn tell(broker: &Broker, call: &Call, mut part: Part, told: Told) -> (Part, bool) {
    if part.told == told.document {
        return (part, true);
    }
    let mut outcome = Err(Failure::Refused(StatusCode::CONFLICT, None));
    if part.told.is_null() {
        let mut document = told.document.clone();
        document["id"] = json!(part.id);
        outcome = send(broker, call, &told, (Method::POST, String::new(), document)).await;
    }
    // It is there already, as it was told before.
    if matches!(&outcome, Err(Failure::Refused(StatusCode::CONFLICT, _))) {
        let mut patch = told.document.clone();
        for (name, _) in part.told.as_object().into_iter().flatten() {
            if patch.get(name).is_none() {
                patch[name] = Value::Null;
            }
        }
        let path = format!("/{}", encoded(&part.id));
        outcome = send(broker, call, &told, (Method::PATCH, path, patch)).await;
    }
    match outcome {
        Ok(()) => {
            part.told = told.document;
            part.source = told.source.registration;
            (part, true)
        }
        Err(failure) => {
            tracing::info!(
                registration = part.registration,
                ?failure,
                "a source has not taken a subscription"
            );
            (part, false)
        }
    }
}

async fn send(
    broker: &Broker,
    call: &Call,
    told: &Told,
    (method, path, document): (Method, String, Value),
) -> Result<(), Failure> {
    let request = Request {
        method,
        path: format!("/subscriptions{path}"),
        parameters: Vec::new(),
        body: Body::Terms(vec![(document, told.manner.context.clone())], Shape::Query),
    };
    let said = ask::ask(broker, call, &told.source, &told.manner, request).await;
    said.map(drop)
}

/// Deletes a subscription at a source; gives whether it is gone there.
async fn end(broker: &Broker, call: &Call, part: &Part) -> bool {
    let source = part.source();
    let core = Named {
        active: ngsi_ld::Context::core(),
        document: json!(CORE_URL),
    };
    let request = Request {
        method: Method::DELETE,
        path: format!("/subscriptions/{}", encoded(&part.id)),
        parameters: Vec::new(),
        body: Body::Empty,
    };
    let outcome = match Manner::of(broker, &call.tenant, &source, &core).await {
        Ok(manner) => ask::ask(broker, call, &source, &manner, request)
            .await
            .map(drop),
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => true,
        Err(failure) if failure.is_missing() => true,
        Err(failure) => {
            tracing::info!(
                registration = part.registration,
                ?failure,
                "a source has not ended a subscription"
            );
            false
        }
    }
}

/// The sources that a subscription is about, and what each is to be told; and the registrations of those of which that
/// cannot be said now, for their contexts cannot be had.
async fn told(
    broker: &Broker,
    call: &Call,
    kept: &Kept,
    key: &str,
) -> Result<(Vec<Told>, BTreeSet<String>), Problem> {
    let mut unread = BTreeSet::new();
    if kept.document["localOnly"] == true || broker.config.base_url.is_empty() {
        return Ok((Vec::new(), unread));
    }
    let sources = matching::sources(broker, call).await?;
    if sources.is_empty() {
        return Ok((Vec::new(), unread));
    }
    let context = broker.contexts.resolve(&call.tenant, &kept.context).await?;
    let mut all = Vec::new();
    for source in sources {
        if source.mode == Mode::Auxiliary || !source.supports("createSubscription") {
            continue;
        }
        let Ok(manner) = Manner::of(broker, &call.tenant, &source, &context).await else {
            unread.insert(source.id);
            continue;
        };
        let document = narrow::subscription(kept, &source, &context, &manner)?;
        all.extend(document.map(|mut document| {
            let uri = format!("{}{BASE}/notifications/{key}", broker.config.base_url);
            document["notification"]["endpoint"] =
                json!({ "uri": uri, "accept": "application/json" });
            Told {
                source,
                manner,
                document,
            }
        }));
    }
    Ok((matching::limited(all), unread))
}
