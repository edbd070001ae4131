//! What a subscription watches, read once (ETSI GS CIM 009 §5.2.12 to §5.2.15 and §5.8.6).

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use ngsi_ld::entity::micros;
use ngsi_ld::query::{Condition, GeoQuery, Linked};
use ngsi_ld::represent::{Format, Projection, Representation};
use ngsi_ld::{Context, Entity, Problem};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::Key;
use super::endpoint::Endpoint;
use crate::Broker;
use crate::contexts::Named;
use crate::entities::join::Joining;
use crate::entities::select::{Conditions, Selector};
use crate::store::Change;

/// What triggers notifications unless the subscription says otherwise (§5.2.12).
pub(crate) const DEFAULT_TRIGGERS: [&str; 2] = ["attributeCreated", "attributeUpdated"];
const TRIGGERS: [&str; 6] = [
    "entityCreated",
    "entityUpdated",
    "entityDeleted",
    "attributeCreated",
    "attributeUpdated",
    "attributeDeleted",
];

/// A subscription, ready to be asked.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) key: Key,
    pub(crate) context: Named,
    pub(crate) watched: Vec<Selector>,
    attributes: Option<BTreeSet<String>>,
    triggers: Vec<String>,
    pub(crate) says: Conditions,
    pub(crate) active: bool,
    pub(crate) expires: Option<i64>,
    pub(crate) interval: Option<Duration>,
    pub(crate) throttling: Option<Duration>,
    pub(crate) how: Representation,
    /// How the entities that those told of link to are shown.
    pub(crate) joining: Option<Joining>,
    pub(crate) show_changes: bool,
    pub(crate) endpoint: Endpoint,
}

pub(super) fn bad(detail: impl Into<String>) -> Problem {
    Problem::bad_data(detail)
}

pub(super) fn text<'a>(map: &'a Value, name: &str) -> Result<Option<&'a str>, Problem> {
    match map.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
        Some(wrong) => Err(bad(format!("`{name}` is a string, not {wrong}"))),
    }
}

fn texts(map: &Value, name: &str) -> Result<Option<Vec<String>>, Problem> {
    let wrong = || {
        bad(format!(
            "`{name}` is an array of strings with an item or more"
        ))
    };
    match map.get(name) {
        None => Ok(None),
        Some(Value::Array(items)) if !items.is_empty() => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect::<Result<_, _>>()
            .map(Some),
        Some(_) => Err(wrong()),
    }
}

fn flag(map: &Value, name: &str) -> Result<Option<bool>, Problem> {
    match map.get(name) {
        None => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(wrong) => Err(bad(format!("`{name}` is true or false, not {wrong}"))),
    }
}

/// A number above zero, as a time in this many seconds.
pub(super) fn time(map: &Value, name: &str, unit: f64) -> Result<Option<Duration>, Problem> {
    let Some(value) = map.get(name) else {
        return Ok(None);
    };
    value
        .as_f64()
        .filter(|number| *number > 0.0)
        .and_then(|number| Duration::try_from_secs_f64(number * unit).ok())
        .map(Some)
        .ok_or_else(|| bad(format!("`{name}` is a number above 0, not {value}")))
}

/// Entities that are watched.
fn watched(entity: &Value, context: &Context) -> Result<Selector, Problem> {
    if !entity.is_object() {
        return Err(bad("`entities` is an array of objects"));
    }
    let types = text(entity, "type")?.ok_or_else(|| bad("watched entities have a `type`"))?;
    let id = text(entity, "id")?;
    Selector::parse(
        id.map(|id| vec![id.to_owned()]),
        text(entity, "idPattern")?,
        Some(types),
        context,
    )
}

/// The `entities` of a document, which have items.
fn entities(document: &Value) -> Result<Option<&Vec<Value>>, Problem> {
    match document.get("entities") {
        None => Ok(None),
        Some(Value::Array(items)) if !items.is_empty() => Ok(Some(items)),
        Some(_) => Err(bad("`entities` is an array with an item or more")),
    }
}

/// What `q` says. Some clients escape it as they would in an address; where it can be either, both count.
fn condition<'q>(q: &'q str, context: &Context) -> Cow<'q, str> {
    let unescaped = percent_decode_str(q).decode_utf8();
    let Ok(unescaped) = unescaped.as_deref() else {
        return q.into();
    };
    let can_be = |text| Condition::parse(text, context).is_ok();
    if unescaped == q || !can_be(unescaped) {
        q.into()
    } else if can_be(q) {
        format!("({q})|({unescaped})").into()
    } else {
        unescaped.to_owned().into()
    }
}

/// How a notification shows entities.
fn representation(notification: &Value, document: &Value) -> Result<Representation, Problem> {
    let format = match text(notification, "format")? {
        None | Some("normalized") => Format::Normalised,
        Some("keyValues" | "simplified") => Format::Simplified,
        Some("concise") => Format::Concise,
        Some(other) => return Err(bad(format!("there is no format `{other}`"))),
    };
    let attrs = texts(notification, "attributes")?;
    let pick = texts(notification, "pick")?;
    let omit = texts(notification, "omit")?;
    if attrs.is_some() && (pick.is_some() || omit.is_some()) {
        return Err(bad("`attributes` excludes `pick` and `omit`"));
    }
    let joined = |names: &Option<Vec<String>>| names.as_ref().map(|names| names.join(","));
    let datasets = texts(document, "datasetId")?;
    // Names are expanded already; the core context leaves IRIs as they are.
    let projection = Projection::parse(
        joined(&attrs).as_deref(),
        joined(&pick).as_deref(),
        joined(&omit).as_deref(),
        joined(&datasets).as_deref(),
        &Context::core(),
    )?;
    Ok(Representation {
        format,
        sys_attrs: flag(notification, "sysAttrs")?.unwrap_or(false),
        lang: text(document, "lang")?.map(str::to_owned),
        projection,
        join: None,
    })
}

impl Watch {
    /// Reads a subscription whose names are expanded.
    ///
    /// # Errors
    /// [`Problem`] for what it says that cannot be.
    pub(crate) fn read(
        key: Key,
        document: &Value,
        given: &Named,
        shown: Named,
    ) -> Result<Self, Problem> {
        let context = &given.active;
        let entities = entities(document)?;
        let attributes = texts(document, "watchedAttributes")?;
        if entities.is_none() && attributes.is_none() {
            return Err(bad(
                "a subscription has `entities` or `watchedAttributes`, or both",
            ));
        }
        let interval = time(document, "timeInterval", 1.0)?;
        let throttling = time(document, "throttling", 1.0)?;
        if interval.is_some() && (throttling.is_some() || attributes.is_some()) {
            return Err(bad(
                "`timeInterval` excludes `throttling` and `watchedAttributes`",
            ));
        }
        let triggers = texts(document, "notificationTrigger")?
            .unwrap_or_else(|| DEFAULT_TRIGGERS.map(str::to_owned).to_vec());
        if let Some(wrong) = triggers
            .iter()
            .find(|one| !TRIGGERS.contains(&one.as_str()))
        {
            return Err(bad(format!("there is no trigger `{wrong}`")));
        }
        let expires = text(document, "expiresAt")?
            .map(|at| micros(at).ok_or_else(|| bad(format!("`{at}` is not a date and time"))))
            .transpose()?;
        if let Some(filter) = text(document, "csf")? {
            Condition::parse(filter, context)?;
        }
        let geo = document
            .get("geoQ")
            .map(|geo| GeoQuery::read(geo, context))
            .transpose()?;
        let notification = document
            .get("notification")
            .filter(|notification| notification.is_object())
            .ok_or_else(|| bad("a subscription has a `notification`"))?;
        let how = representation(notification, document)?;
        let level = notification.get("joinLevel").map(Value::to_string);
        let joining = Joining::parse(text(notification, "join")?, level.as_deref(), None)?;
        let show_changes = flag(notification, "showChanges")?.unwrap_or(false);
        if show_changes && how.format == Format::Simplified {
            return Err(bad("`showChanges` excludes the simplified format"));
        }
        Ok(Self {
            key,
            watched: entities
                .into_iter()
                .flatten()
                .map(|entity| watched(entity, context))
                .collect::<Result<_, _>>()?,
            attributes: attributes.map(|names| names.into_iter().collect()),
            triggers,
            says: Conditions::parse(
                text(document, "q")?
                    .map(|q| condition(q, context))
                    .as_deref(),
                &[],
                geo,
                text(document, "scopeQ")?,
                context,
            )?,
            active: flag(document, "isActive")?.unwrap_or(true),
            expires,
            interval,
            throttling,
            how,
            joining,
            show_changes,
            endpoint: Endpoint::read(notification)?,
            context: shown,
        })
    }

    /// Its status (§5.2.12).
    pub(crate) fn status(&self, now: i64) -> &'static str {
        if self.expires.is_some_and(|at| at <= now) {
            "expired"
        } else if self.active {
            "active"
        } else {
            "paused"
        }
    }

    /// Whether it is for an entity as it stands.
    pub(crate) fn selects(&self, entity: &Entity, linked: &Linked) -> bool {
        self.watches(entity) && self.says.matches(entity, linked)
    }

    /// Whether it is for an entity whatever that says.
    pub(crate) fn watches(&self, entity: &Entity) -> bool {
        self.watched.is_empty() || self.watched.iter().any(|watched| watched.matches(entity))
    }

    /// The entities that these link to and that it asks something of.
    pub(crate) async fn linked(
        &self,
        broker: &Broker,
        entities: &[&Entity],
    ) -> Result<Linked, Problem> {
        self.says
            .linked(&broker.known(&self.key.tenant), entities)
            .await
    }

    fn triggered_by(&self, trigger: &str) -> bool {
        self.triggers.iter().any(|one| one == trigger)
    }

    /// Whether deleted attributes are told of.
    pub(crate) fn tells_deleted_attributes(&self) -> bool {
        self.triggered_by("attributeDeleted")
    }

    /// Whether it is told that this attribute went with its entity.
    pub(crate) fn tells_deletion_of(&self, iri: &str) -> bool {
        self.tells_deleted_attributes()
            && self
                .attributes
                .as_ref()
                .is_none_or(|watched| watched.contains(iri))
    }

    /// Whether it is to be told of these attributes (expanded) of an entity that is there: those that are new, and those
    /// that are not what they were; `is_new` where the entity itself is. Whether it selects the entity is asked elsewhere.
    pub(crate) fn is_told(
        &self,
        created: &BTreeSet<String>,
        updated: &BTreeSet<String>,
        is_new: bool,
    ) -> bool {
        let watches = |iri: &String| self.attributes.as_ref().is_none_or(|all| all.contains(iri));
        let (created, updated) = (created.iter().any(watches), updated.iter().any(watches));
        if self.attributes.is_some() && !(created || updated) {
            return false;
        }
        let of_entity = if is_new {
            "entityCreated"
        } else {
            "entityUpdated"
        };
        self.triggered_by(of_entity)
            || created && self.triggered_by("attributeCreated")
            || updated && self.triggered_by("attributeUpdated")
    }

    /// Whether it is told that something is gone.
    pub(crate) fn tells_deletions(&self) -> bool {
        self.tells_deleted_attributes() || self.triggered_by("entityDeleted")
    }

    /// Whether it is to be told of a change.
    pub(crate) fn concerns(&self, change: &Change, linked: &Linked) -> bool {
        let before = change.before.as_ref().map(|stored| &stored.entity);
        let after = change.after.as_ref();
        let Some(subject) = change.subject() else {
            return false;
        };
        if self.interval.is_some() || !self.selects(subject, linked) {
            return false;
        }
        let differs = |iri: &String| {
            before.and_then(|entity| entity.attributes.get(iri))
                != after.and_then(|entity| entity.attributes.get(iri))
        };
        let changed: BTreeSet<&String> = before
            .into_iter()
            .chain(after)
            .flat_map(|entity| entity.attributes.keys())
            .filter(|iri| differs(iri))
            .filter(|iri| {
                self.attributes
                    .as_ref()
                    .is_none_or(|watched| watched.contains(*iri))
            })
            .collect();
        if self.attributes.is_some() && changed.is_empty() {
            return false;
        }
        let of_entity = match (before, after) {
            (None, Some(_)) => "entityCreated",
            (Some(_), None) => "entityDeleted",
            _ => "entityUpdated",
        };
        self.triggered_by(of_entity)
            || changed.iter().any(|iri| {
                // Instances of other datasets come and go like attributes do.
                let count = |entity: Option<&Entity>| {
                    entity
                        .and_then(|entity| entity.attributes.get(*iri))
                        .map_or(0, Vec::len)
                };
                let trigger = match count(before).cmp(&count(after)) {
                    std::cmp::Ordering::Less => "attributeCreated",
                    std::cmp::Ordering::Equal => "attributeUpdated",
                    std::cmp::Ordering::Greater => "attributeDeleted",
                };
                self.triggered_by(trigger)
                    || before.is_some() && after.is_some() && self.triggered_by("entityUpdated")
            })
    }
}

/// All subscriptions of a tenant.
pub(crate) type Watches = Arc<Vec<Arc<Watch>>>;
