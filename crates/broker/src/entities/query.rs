//! Several entities: query and purge (ETSI GS CIM 009 §5.7.2, §5.6.21, §6.4.3).

use std::collections::{BTreeMap, BTreeSet};

use http::StatusCode;
use http::header::LINK;
use ngsi_ld::query::{Condition, GeoQuery, Order, ScopeQuery};
use ngsi_ld::represent::Representation;
use ngsi_ld::{Context, Entity, Problem};
use serde_json::{Value, json};

use super::join::Joining;
use super::known::Known;
use super::select::{Conditions, Selector, candidates, oldest_first};
use super::shown::{Showing, check_depth, geometry, parameter_list, representation};
use super::{ENTITY_MEDIA, location_of_page};
use crate::Broker;
use crate::answer::{Answer, RESULTS_COUNT};
use crate::call::{Call, Media};
use crate::contexts::Named;
use crate::maps::{EntityMap, HERE, Use};
use crate::registrations::forward::{self, Asked, Gathered, Wanted};
use crate::registrations::purge;
use crate::store::{Change, Stored};

/// Entities on a page unless the client says otherwise.
const DEFAULT_LIMIT: usize = 20;
/// Entities on a page at most (§6.3.10 leaves it to the broker).
pub(crate) const MAX_LIMIT: usize = 1000;

/// What `GET /entities` understands.
pub(crate) const PARAMETERS: [&str; 34] = [
    "id",
    "type",
    "idPattern",
    "attrs",
    "pick",
    "omit",
    "q",
    "csf",
    "georel",
    "geometry",
    "coordinates",
    "geoproperty",
    "geometryProperty",
    "lang",
    "limit",
    "offset",
    "count",
    "options",
    "format",
    "local",
    "join",
    "joinLevel",
    "containedBy",
    "datasetId",
    "scopeQ",
    "orderBy",
    "orderFrom",
    "collation",
    "entityMap",
    "entityMapLifetime",
    "splitEntities",
    "expandValues",
    "jsonKeys",
    "via",
];

/// Which entities are wanted, and in which order.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Any of these; all where there is none.
    pub(crate) entities: Vec<Selector>,
    pub(crate) says: Conditions,
    pub(crate) order: Option<Order>,
}

impl Selection {
    /// From a request's parameters.
    pub(crate) fn parse(call: &Call, context: &Context) -> Result<Self, Problem> {
        if call.parameter("type") == Some("*") && call.parameter("local") == Some("false") {
            return Err(Problem::bad_data("`type=*` is about this broker alone"));
        }
        let ids = parameter_list(call, "id");
        let geo = GeoQuery::parse(
            call.parameter("georel"),
            call.parameter("geometry"),
            call.parameter("coordinates"),
            call.parameter("geoproperty"),
            context,
        )?;
        Ok(Self {
            entities: vec![Selector::parse(
                ids.map(|ids| ids.into_iter().map(str::to_owned).collect()),
                call.parameter("idPattern"),
                call.parameter("type"),
                context,
            )?],
            says: Conditions::parse(
                call.parameter("q"),
                &parameter_list(call, "expandValues").unwrap_or_default(),
                geo,
                call.parameter("scopeQ"),
                context,
            )?,
            order: order(call, context)?,
        })
    }

    /// Whether it is one of those that are asked for, whatever it says.
    pub(crate) fn is_meant(&self, entity: &Entity) -> bool {
        self.entities.is_empty() || self.entities.iter().any(|one| one.matches(entity))
    }

    /// Keeps those that match.
    pub(crate) async fn keep<T: Send + Sync>(
        &self,
        known: &impl Known,
        found: &mut Vec<T>,
        entity: impl Fn(&T) -> &Entity + Send + Sync,
    ) -> Result<(), Problem> {
        found.retain(|one| self.is_meant(entity(one)));
        let all: Vec<&Entity> = found.iter().map(&entity).collect();
        let linked = self.says.linked(known, &all).await?;
        found.retain(|one| self.says.matches(entity(one), &linked));
        Ok(())
    }

    /// Entities here among which are all that match.
    async fn candidates(&self, broker: &Broker, tenant: &str) -> Result<Vec<Stored>, Problem> {
        match self.entities.as_slice() {
            // Ids are answered in their order.
            [one] => one.candidates(broker, tenant).await,
            several => candidates(broker, tenant, several).await,
        }
    }

    /// As [`Self::candidates`], where the index tells.
    async fn by_value(
        &self,
        broker: &Broker,
        tenant: &str,
    ) -> Result<Option<Vec<Stored>>, Problem> {
        match &self.says.condition {
            // Ids are answered in their order.
            Some(condition) if self.entities.iter().all(|one| one.ids.is_none()) => {
                broker.by_value(tenant, condition).await
            }
            _ => Ok(None),
        }
    }

    /// The entities that match, the oldest first.
    async fn find(&self, broker: &Broker, tenant: &str) -> Result<Vec<Stored>, Problem> {
        let mut found = match self.by_value(broker, tenant).await? {
            Some(found) => found,
            None => self.candidates(broker, tenant).await?,
        };
        self.keep(&broker.known(tenant), &mut found, |stored| &stored.entity)
            .await?;
        if let Some(order) = &self.order {
            found.sort_by(|one, other| order.compare(&one.entity, &other.entity));
        }
        Ok(found)
    }

    /// The entities here that match, alone or joined with what sources say of them; and others. The oldest first.
    async fn parts(
        &self,
        broker: &Broker,
        tenant: &str,
        gathered: &Gathered,
    ) -> Result<Vec<Stored>, Problem> {
        let mut found = self.candidates(broker, tenant).await?;
        let by_type = |one: &Selector| one.ids.is_none() && one.types.is_some();
        if self.entities.iter().any(by_type) {
            let known: BTreeSet<String> = found
                .iter()
                .map(|stored| stored.entity.id.clone())
                .collect();
            for id in gathered.ids() {
                // It may have the type at a source only.
                if !known.contains(id) {
                    found.extend(broker.find(tenant, id).await?);
                }
            }
        }
        oldest_first(&mut found);
        Ok(found)
    }
}

/// The order of results, and where distances are measured from (§4.23).
fn order(call: &Call, context: &Context) -> Result<Option<Order>, Problem> {
    let Some(order) = call.parameter("orderBy") else {
        return Ok(None);
    };
    let from = call
        .parameter("orderFrom")
        .map(|text| {
            serde_json::from_str::<Value>(text)
                .map_err(|_| Problem::bad_data(format!("`{text}` are not coordinates")))
        })
        .transpose()?;
    let order = Order::parse(order, from.as_ref().map(|at| ("Point", at)), context)?;
    match call.parameter("collation") {
        None => Ok(Some(order)),
        Some(collation) => order.collated(collation).map(Some),
    }
}

/// Where a page begins and how long it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) limit: usize,
    pub(crate) offset: usize,
    pub(crate) count: bool,
}

impl Page {
    /// From `limit`, `offset` and `count` (§6.3.10, §6.3.13).
    pub(crate) fn of(call: &Call) -> Result<Self, Problem> {
        Self::up_to(call, MAX_LIMIT)
    }

    /// As [`Page::of`], of this many at most.
    pub(crate) fn up_to(call: &Call, most: usize) -> Result<Self, Problem> {
        let count = call.flag("count")? || call.option("count");
        let limit = call.number("limit")?;
        if limit == Some(0) && !count {
            return Err(Problem::bad_data(
                "`limit` is 0 only where `count` is asked for",
            ));
        }
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if limit > most {
            return Err(Problem::bad_data(format!("`limit` is at most {most}")));
        }
        Ok(Self {
            limit,
            offset: call.number("offset")?.unwrap_or(0),
            count,
        })
    }

    /// This page of all results.
    pub(crate) fn of_all<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let start = self.offset.min(all.len());
        let end = start.saturating_add(self.limit).min(all.len());
        &all[start..end]
    }

    /// Whether there is more of so many in all than this page and those before it.
    pub(crate) fn is_followed(&self, total: usize) -> bool {
        self.limit > 0 && self.offset.saturating_add(self.limit) < total
    }

    /// Says how many there are and where the other pages are.
    ///
    /// `media` is that of the other pages.
    pub(crate) fn say(
        &self,
        mut answer: Answer,
        call: &Call,
        media: Media,
        total: usize,
    ) -> Answer {
        if self.count {
            answer = answer.with(RESULTS_COUNT, &total.to_string());
        }
        let mut links = Vec::new();
        if self.limit > 0 && self.offset > 0 {
            let before = self.offset.saturating_sub(self.limit);
            links.push(self.link(call, media, before, "prev"));
        }
        if self.is_followed(total) {
            links.push(self.link(call, media, self.offset + self.limit, "next"));
        }
        if !links.is_empty() {
            answer = answer.with(LINK, &links.join(","));
        }
        answer
    }

    fn link(&self, call: &Call, media: Media, offset: usize, relation: &str) -> String {
        let url = location_of_page(call, self.limit, offset);
        format!("<{url}>;rel=\"{relation}\";type=\"{}\"", media.name())
    }
}

/// Refuses what cannot be evaluated.
fn check_supported(call: &Call, context: &Context) -> Result<(), Problem> {
    if let Some(filter) = call.parameter("csf") {
        Condition::parse(filter, context)?;
    }
    Ok(())
}

/// Members that every entity has: who asks for them alone asks for everything.
const SYSTEM: [&str; 3] = ["createdAt", "modifiedAt", "deletedAt"];

/// Whether a query says something about what it wants besides ids (§5.7.2.4).
fn says_something(call: &Call, selection: &Selection, context: &Context) -> bool {
    let system = SYSTEM.map(|name| context.expand(name));
    let is_own = |name: &str| !system.iter().any(|iri| iri == name);
    let lists = ["attrs", "keep", "drop"].map(|name| parameter_list(call, name));
    let mut attributes = lists.into_iter().flatten().flatten();
    let condition = selection.says.condition.as_ref();
    ["type", "pick", "georel", "scopeQ"]
        .iter()
        .any(|name| call.parameter(name).is_some())
        || attributes.any(|name| is_own(&context.expand(name)))
        || condition.is_some_and(|one| one.attributes().into_iter().any(is_own))
        || call.parameter("local") == Some("true")
}

/// What a query must say of what it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    /// More than ids (§5.7.2.4).
    BesidesIds,
    /// Ids are enough: a permission says the rest.
    Ids,
}

/// Refuses a query that is about everything.
pub(crate) fn check_width(
    call: &Call,
    selection: &Selection,
    context: &Context,
    width: Width,
) -> Result<(), Problem> {
    let says_ids = || {
        let names = ["id", "idPattern"];
        names.iter().any(|name| call.parameter(name).is_some())
    };
    if says_something(call, selection, context) || width == Width::Ids && says_ids() {
        return Ok(());
    }
    Err(Problem::bad_data(
        "it says which entities it is about: `type`, `attrs`, `q`, a place, or `local=true`",
    ))
}

/// A call whose parameters come in the order of their names: links to pages of the same query are the same.
pub(crate) fn sorted(call: &Call) -> Call {
    let mut sorted = call.clone();
    sorted.parameters.sort();
    sorted
}

/// What a query has found.
pub(crate) struct Found {
    pub(crate) entities: Vec<Entity>,
    /// Where each entity is, if it is not only here: registrations.
    origins: BTreeMap<String, Vec<String>>,
    /// What is said of sources that failed.
    pub(crate) warnings: Vec<String>,
}

impl Found {
    /// Where each entity is, for an entity map.
    pub(crate) fn origins(&self) -> BTreeMap<String, Vec<String>> {
        let here = || vec![HERE.to_owned()];
        self.entities
            .iter()
            .map(|entity| {
                let origins = self.origins.get(&entity.id).cloned();
                (entity.id.clone(), origins.unwrap_or_else(here))
            })
            .collect()
    }
}

/// Checks a query, and says what it asks for.
pub(crate) fn read(
    call: &Call,
    context: &Context,
    width: Width,
) -> Result<(Selection, Representation), Problem> {
    check_supported(call, context)?;
    let how = representation(call, context)?;
    let selection = Selection::parse(call, context)?;
    check_width(call, &selection, context, width)?;
    Ok((selection, how))
}

/// All entities that a query finds.
pub(crate) async fn find(broker: &Broker, call: &Call) -> Result<Found, Problem> {
    call.know(&PARAMETERS)?;
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    let (selection, how) = read(call, &context.active, Width::BesidesIds)?;
    let wanted = wanted(call, &selection, &how)?;
    everywhere(broker, call, &context, &selection, &wanted, &how).await
}

/// `GET /entities` (§5.7.2).
pub(crate) async fn query(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    let media = call.accepted(&ENTITY_MEDIA)?;
    call.know(&PARAMETERS)?;
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    let page = Page::of(call)?;
    let (selection, how) = read(call, &context.active, Width::BesidesIds)?;
    let joining = Joining::of(call)?;
    let depth = how.projection.depth().max(selection.says.depth());
    check_depth(depth, joining.as_ref())?;
    let geometry = geometry(media, call.parameter("geometryProperty"))?;
    let map = Use::of(broker, call).await?;
    let mut wanted = wanted(call, &selection, &how)?;
    wanted.only = map.known.as_ref().map(EntityMap::registrations);
    let mut found = everywhere(broker, call, &context, &selection, &wanted, &how).await?;
    if let Some(known) = &map.known {
        found
            .entities
            .retain(|entity| known.entities.contains_key(&entity.id));
        let ids = found.entities.iter().map(|one| one.id.as_str()).collect();
        let everywhere = found.warnings.is_empty() && !call.flag("local")?;
        broker
            .prune_map(&call.tenant, known, &ids, everywhere)
            .await?;
    }
    let shown: Vec<&Entity> = page.of_all(&found.entities).iter().collect();
    let showing = Showing {
        call,
        media,
        context: &context,
        how,
        joining,
        geometry,
    };
    let answer = showing.several(&broker.known(&call.tenant), &shown).await?;
    let answer = page.say(answer, &sorted(call), media, found.entities.len());
    let (answer, is_new) = map.say(broker, call, answer, || found.origins()).await?;
    let answer = answer.warned(&found.warnings);
    Ok(if is_new {
        answer.with_status(StatusCode::CREATED)
    } else {
        answer
    })
}

/// Parameters that say what entities must say.
const CONDITIONS: [&str; 7] = [
    "q",
    "scopeQ",
    "georel",
    "geometry",
    "coordinates",
    "geoproperty",
    "expandValues",
];

/// What sources are asked. They are asked for all that may be a part of what is wanted when entities may be split
/// among them (`splitEntities`), and to filter themselves otherwise (§5.7.2.4).
pub(crate) fn wanted(
    call: &Call,
    selection: &Selection,
    how: &Representation,
) -> Result<Wanted, Problem> {
    // What is linked to may be elsewhere again.
    let is_split =
        call.flag("splitEntities")? || call.option("splitEntities") || selection.says.depth() > 0;
    let conditions = call
        .parameters
        .iter()
        .filter(|(name, _)| !is_split && CONDITIONS.contains(&name.as_str()));
    let word = |name: &str| call.parameter(name).map(str::to_owned);
    let ids = parameter_list(call, "id").unwrap_or_default();
    let scope = call
        .parameter("scopeQ")
        .map(ScopeQuery::parse)
        .transpose()?;
    let mut members: Vec<(String, Value)> = ["q", "scopeQ"]
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), json!(call.parameter(name)?))))
        .collect();
    if let Some(names) = parameter_list(call, "expandValues") {
        members.push(("expandValues".to_owned(), json!(names)));
    }
    if let Some(geo) = geo_member(call) {
        members.push(("geoQ".to_owned(), geo));
    }
    Ok(Wanted {
        entities: vec![Asked {
            ids: ids.into_iter().map(str::to_owned).collect(),
            types: word("type"),
            pattern: word("idPattern"),
        }],
        attributes: attributes(selection, how, is_split),
        conditions: conditions.cloned().collect(),
        condition_members: if is_split { Vec::new() } else { members },
        scope,
        source_filter: word("csf"),
        is_ordered: selection.order.is_some(),
        ..Wanted::default()
    })
}

/// A geographic condition as a body has it.
fn geo_member(call: &Call) -> Option<Value> {
    let coordinates = call.parameter("coordinates")?;
    let mut geo = json!({
        "georel": call.parameter("georel")?, "geometry": call.parameter("geometry")?,
        "coordinates": serde_json::from_str::<Value>(coordinates).ok()?,
    });
    if let Some(property) = call.parameter("geoproperty") {
        geo["geoproperty"] = json!(property);
    }
    Some(geo)
}

/// The attributes (expanded) that sources are asked for: all where conditions are asked of the whole.
pub(super) fn attributes(
    selection: &Selection,
    how: &Representation,
    is_split: bool,
) -> Vec<String> {
    let says = &selection.says;
    let is_conditional = says.condition.is_some() || says.geo.is_some();
    let attributes = how.projection.attrs.iter().flatten().cloned();
    attributes
        .filter(|_| !(is_conditional || is_split))
        .collect()
}

/// The entities that match, here and at context sources.
pub(super) async fn everywhere(
    broker: &Broker,
    call: &Call,
    context: &Named,
    selection: &Selection,
    wanted: &Wanted,
    how: &Representation,
) -> Result<Found, Problem> {
    let mut gathered = forward::gather(broker, call, context, wanted).await?;
    let entities = |found: Vec<Stored>| -> Vec<Entity> {
        found.into_iter().map(|stored| stored.entity).collect()
    };
    let warnings = std::mem::take(&mut gathered.warnings);
    let mut origins = BTreeMap::new();
    let mut found = if gathered.asked {
        let here = entities(selection.parts(broker, &call.tenant, &gathered).await?);
        for (id, registrations) in gathered.origins() {
            let mut all: Vec<String> = registrations.into_iter().map(str::to_owned).collect();
            if here.iter().any(|entity| entity.id == id) {
                all.push(HERE.to_owned());
            }
            origins.insert(id.to_owned(), all);
        }
        let mut found = gathered.joined(here);
        selection
            .keep(&broker.known(&call.tenant), &mut found, |entity| entity)
            .await?;
        found
    } else {
        entities(selection.find(broker, &call.tenant).await?)
    };
    found.retain(|entity| how.projection.matches(entity));
    Ok(Found {
        entities: found,
        origins,
        warnings,
    })
}

/// `DELETE /entities` (§5.6.21): whole entities, or with `drop` and `keep` some of their attributes.
pub(crate) async fn purge(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    let known = PARAMETERS.iter().copied().chain(["keep", "drop"]);
    call.know(&known.collect::<Vec<_>>())?;
    broker.need_tenant(&call.tenant).await?;
    let context = broker.contexts.of_link(call).await?;
    check_supported(call, &context.active)?;
    let names = |parameter: &str| -> Option<Vec<String>> {
        parameter_list(call, parameter).map(|names| {
            names
                .into_iter()
                .map(|name| context.active.expand(name))
                .collect()
        })
    };
    let (keep, drop) = (names("keep"), names("drop"));
    if keep.is_some() && drop.is_some() {
        return Err(Problem::bad_data("`keep` and `drop` exclude each other"));
    }
    let selection = Selection::parse(call, &context.active)?;
    check_width(call, &selection, &context.active, Width::BesidesIds)?;
    let how = representation(call, &context.active)?;
    // §5.6.21.4: what is taken does not depend on other entities.
    check_depth(how.projection.depth().max(selection.says.depth()), None)?;
    let limits = purge::Limits {
        keep: keep.as_deref(),
        drop: drop.as_deref(),
    };
    let sent = purge::send(broker, call, &context, &selection.entities, limits).await?;
    let (selection, how, keep, drop) = (&selection, &how, &keep, &drop);
    broker
        .write(&call.tenant, || async move {
            let mut found = selection.find(broker, &call.tenant).await?;
            found.retain(|stored| how.projection.matches(&stored.entity));
            let now = crate::clock::now();
            let purged = |before: Stored| {
                let after = (keep.is_some() || drop.is_some()).then(|| {
                    let mut after = before.entity.clone();
                    after.attributes.retain(|name, _| {
                        keep.as_ref().is_none_or(|keep| keep.contains(name))
                            && drop.as_ref().is_none_or(|drop| !drop.contains(name))
                    });
                    after.modified_at.clone_from(&now.text);
                    after
                });
                Change {
                    before: Some(before),
                    after,
                }
            };
            Ok((found.into_iter().map(purged).collect(), ()))
        })
        .await?;
    Ok(purge::answer(&sent))
}
