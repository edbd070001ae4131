//! Context source registrations (ETSI GS CIM 009 §5.9, §5.10, §6.8 and §6.9).

pub(crate) mod ask;
pub(crate) mod behind;
pub(crate) mod evolutions;
mod filter;
pub(crate) mod forward;
pub(crate) mod joined;
pub(crate) mod matching;
mod narrow;
mod operations;
pub(crate) mod purge;
pub(crate) mod split;
pub(crate) mod spread;
pub(crate) mod subscribe;
pub(crate) mod subscriptions;
mod terms;
mod validate;

use ngsi_ld::Problem;
use serde_json::{Value, json};

use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;
use crate::clock;
use crate::collection::{Collection, DOCUMENT_MEDIA, Kept};
use crate::contexts::Named;
use crate::subscriptions::check_expiry;

use filter::Filter;

/// The collection of registrations.
pub(crate) const REGISTRATIONS: Collection = Collection {
    path: "csourceRegistrations",
    document_type: "ContextSourceRegistration",
};

/// What `GET /csourceRegistrations` understands.
const PARAMETERS: [&str; 24] = [
    "id",
    "type",
    "idPattern",
    "attrs",
    "q",
    "csf",
    "georel",
    "geometry",
    "coordinates",
    "geoproperty",
    "geometryProperty",
    "timerel",
    "timeAt",
    "endTimeAt",
    "timeproperty",
    "scopeQ",
    "lang",
    "limit",
    "offset",
    "count",
    "options",
    "format",
    "local",
    "via",
];

/// A registration as it is given out.
fn shown(call: &Call, kept: &Kept, document: Value, context: &Named) -> Value {
    let mut document = Collection::compacted(document, context);
    if call.option("sysAttrs") {
        document["createdAt"] = json!(clock::text(kept.created_at));
        document["modifiedAt"] = document["createdAt"].clone();
    }
    document
}

/// Members that list the attributes of a part of a registration (§5.2.10).
const NAME_LISTS: [&str; 2] = ["propertyNames", "relationshipNames"];

/// The attributes (expanded) that a part of a registration is limited to; none when it is not.
fn attribute_names(element: &Value) -> Vec<&str> {
    NAME_LISTS
        .iter()
        .filter_map(|name| element.get(name)?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// Whether a registration's time has ended.
fn has_expired(document: &Value) -> bool {
    document
        .get("expiresAt")
        .and_then(Value::as_str)
        .and_then(ngsi_ld::entity::micros)
        .is_some_and(|at| at <= clock::now().micros)
}

/// `POST /csourceRegistrations` (§5.9.2).
pub(crate) async fn create(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let (document, context) = broker.contexts.content(call).await?;
    let kept = REGISTRATIONS.read(document, &context)?;
    validate::registration(&kept.document)?;
    check_expiry(&kept.document)?;
    let others = REGISTRATIONS.all(broker, &call.tenant).await?;
    validate::conflicts(&kept, &others)?;
    validate::entities(broker, &call.tenant, &kept).await?;
    let answer = REGISTRATIONS.add(broker, &call.tenant, &kept).await?;
    subscriptions::changed(broker, &call.tenant, None, Some(&kept)).await;
    subscribe::renew_all(broker, &call.tenant);
    Ok(answer)
}

/// `GET /csourceRegistrations/{id}` (§5.10.1).
pub(crate) async fn retrieve(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    let media = call.accepted(&DOCUMENT_MEDIA)?;
    call.know(&["options", "local", "via"])?;
    let context = broker.contexts.of_link(call).await?;
    let kept = REGISTRATIONS.need(broker, &call.tenant, id).await?;
    let body = shown(call, &kept, kept.document.clone(), &context);
    Ok(Answer::document(media, &context.document, body))
}

/// `GET /csourceRegistrations` (§5.10.2). Registrations are told of whole, also where a part of one is what was asked for.
pub(crate) async fn query(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    let media = call.accepted(&DOCUMENT_MEDIA)?;
    call.know(&PARAMETERS)?;
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    let filter = Filter::parse(call, &context.active)?;
    let mut all = Vec::new();
    for kept in REGISTRATIONS.all(broker, &call.tenant).await? {
        if has_expired(&kept.document) {
            continue;
        }
        let own = broker.contexts.resolve(&call.tenant, &kept.context).await?;
        if filter.of(&kept.document, &own.active).is_some() {
            all.push(shown(call, &kept, kept.document.clone(), &context));
        }
    }
    Collection::listed(call, media, &context, &all)
}

/// `PATCH /csourceRegistrations/{id}` (§5.9.3).
pub(crate) async fn update(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let (patch, context) = broker.contexts.content(call).await?;
    let kept = REGISTRATIONS.need(broker, &call.tenant, id).await?;
    let changed = REGISTRATIONS.patched(&kept, patch.clone(), &context)?;
    validate::registration(&changed.document)?;
    if patch.get("expiresAt").is_some() {
        check_expiry(&changed.document)?;
    }
    let others = REGISTRATIONS.all(broker, &call.tenant).await?;
    validate::conflicts(&changed, &others)?;
    validate::entities(broker, &call.tenant, &changed).await?;
    REGISTRATIONS.keep(broker, &call.tenant, &changed).await?;
    subscriptions::changed(broker, &call.tenant, Some(&kept), Some(&changed)).await;
    subscribe::renew_all(broker, &call.tenant);
    Ok(Answer::no_content())
}

/// `DELETE /csourceRegistrations/{id}` (§5.9.4).
pub(crate) async fn delete(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.know(&["local", "via"])?;
    let kept = REGISTRATIONS.delete(broker, &call.tenant, id).await?;
    subscriptions::changed(broker, &call.tenant, Some(&kept), None).await;
    subscribe::renew_all(broker, &call.tenant);
    Ok(Answer::no_content())
}
