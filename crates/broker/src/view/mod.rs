//! Requests about entities that somebody else has at hand: what a permission releases, which is asked for in the same
//! words as what a store keeps (ETSI GS CIM 009 §5.7.1 to §5.7.4, §6.4.3, §6.5.3, §6.18, §6.19, §6.23, §6.24).
//!
//! A request is read before anything is known of the entities, and answered from them alone.

mod description;
mod digests;
mod map;
mod past;
mod source_subscription;
mod subscription;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Response};
use ngsi_ld::context::CORE_URL;
use ngsi_ld::query::TypeSelection;
use ngsi_ld::represent::{self, Projection};
use ngsi_ld::{Context, Entity, Problem, ProblemKind};
use serde_json::json;
use web::fetch::{GuardedClient, Limits};

use self::digests::DigestKey;
use crate::answer::Answer;
use crate::call::{Call, Media};
use crate::contexts::{self, Contexts, Named};
use crate::entities::join::Joining;
use crate::entities::query::{self, PARAMETERS, Page, Selection, Width, sorted};
use crate::entities::shown::{Showing, check_depth, geometry, representation};
use crate::entities::{ENTITY_MEDIA, ONE_PARAMETERS, check_id, of_type, posted};
use crate::registrations::matching::{circle, path_of};
use crate::{clock, route};

pub use description::Description;
pub use map::{Doing, EntityMap, NewMap, of_map};
pub use past::{AskedPast, Window};
pub use source_subscription::registered;
pub use subscription::{
    Change, Content, Notification, Showing as Shown, Subscription, Wish, created, done, missing,
};

/// Parameters about other places than the one that is looked at: there is none.
const ELSEWHERE: [&str; 2] = ["csf", "splitEntities"];

/// Entities on a page at most: all are at hand already.
const MAX_LIMIT: usize = 10_000;

/// A response as this crate makes them: whole.
pub type Whole = Response<Bytes>;

/// Reads requests.
pub struct Viewer {
    contexts: Contexts,
    /// What it calls itself where requests could come round (§6.3.17).
    alias: String,
    /// Makes the digests of what was told.
    digests: DigestKey,
    started: clock::Now,
}

/// A request that was read.
pub enum Question {
    /// About entities as they are.
    Now(Box<Asked>),
    /// About what they were.
    Past(Box<AskedPast>),
}

/// A request about entities as they are.
pub struct Asked {
    call: Call,
    media: Media,
    context: Named,
    what: What,
    joining: Option<Joining>,
    geometry: Option<String>,
    how: ngsi_ld::represent::Representation,
    map: map::Mapping,
}

/// An entity on a page.
pub enum Listed {
    /// Its JSON in full, without an `@context`.
    Text(String),
    /// One that is yet to be written.
    Entity(Box<Entity>),
}

/// Which entities a request is about.
enum What {
    One {
        id: String,
        types: Option<String>,
    },
    Several {
        selection: Box<Selection>,
        page: Page,
    },
}

/// What a request sees.
pub struct Seen {
    /// The answer.
    pub response: Whole,
    /// Entities in it, by their types (expanded).
    pub records: BTreeMap<String, u64>,
    /// Whether there is a page after it.
    pub is_followed: bool,
    /// The map that is wanted of what it has found.
    pub map: Option<NewMap>,
}

/// The problem as a response.
pub fn refusal(problem: &Problem) -> Whole {
    Answer::of_problem(problem).into_bytes()
}

impl Viewer {
    /// One that fetches the contexts that requests name with this client, and keeps of what subscriptions were told digests
    /// under this key alone: who has them and not the key cannot try out what they are of.
    pub fn new(client: &GuardedClient, alias: impl Into<String>, digest_key: &[u8; 32]) -> Self {
        let client = client.with_limits(Limits {
            time: contexts::FETCH_TIME,
            bytes: contexts::FETCH_BYTES,
        });
        Self {
            contexts: Contexts::new(None, client),
            alias: alias.into(),
            digests: DigestKey::new(digest_key),
            started: clock::now(),
        }
    }

    /// What it calls itself among context sources.
    pub fn alias(&self) -> &str {
        &self.alias
    }

    /// Reads a retrieval, or a query by parameters or body, of entities or their past.
    ///
    /// # Errors
    /// [`Problem`] of what is wrong with it, or that nothing of it can be answered here.
    pub async fn read(&self, parts: Parts, body: Bytes) -> Result<Question, Problem> {
        let mut call = self.call(parts)?;
        call.body = body;
        let path = call.segments.clone();
        let segments: Vec<&str> = path.iter().map(String::as_str).collect();
        if let ["temporal", below @ ..] = segments.as_slice() {
            let asked = self.read_past(call, below).await?;
            return Ok(Question::Past(Box::new(asked)));
        }
        let asked = self.read_present(call, &segments).await?;
        Ok(Question::Now(Box::new(asked)))
    }

    async fn read_present(&self, call: Call, segments: &[&str]) -> Result<Asked, Problem> {
        match (&call.method, segments) {
            (&Method::GET, ["entities", id]) => {
                let id = (*id).to_owned();
                self.retrieval(call, id).await
            }
            (&Method::GET, ["entities" | "entityMaps"]) => self.query(call).await,
            (&Method::POST, ["entityOperations", "query"] | ["entityMaps"]) => {
                self.posted(call).await
            }
            (_, ["entityMaps"]) => Err(route::not_allowed("GET, POST")),
            (_, ["entities"] | ["entities", _]) => Err(route::not_allowed("GET")),
            (_, ["entityOperations", "query"]) => Err(route::not_allowed("POST")),
            _ => Err(route::nothing(&call)),
        }
    }

    /// A request that is for here: of no tenant, and not come round in a circle.
    fn call(&self, parts: Parts) -> Result<Call, Problem> {
        let call = Call::of(parts)?;
        if !call.tenant.is_empty() {
            return Err(Problem::new(
                ProblemKind::NoMultiTenantSupport,
                "there are no tenants here",
            ));
        }
        if path_of(&call).contains(&self.alias.as_str()) {
            return Err(circle());
        }
        Ok(call)
    }

    async fn retrieval(&self, call: Call, id: String) -> Result<Asked, Problem> {
        check_id(&id)?;
        let media = call.accepted(&ENTITY_MEDIA)?;
        known(&call, &ONE_PARAMETERS)?;
        let context = self.contexts.of_link(&call).await?;
        let how = representation(&call, &context.active)?;
        let joining = Joining::of(&call)?;
        check_depth(how.projection.depth(), joining.as_ref())?;
        let types = call.parameter("type").map(str::to_owned);
        Ok(Asked {
            geometry: geometry(media, call.parameter("geometryProperty"))?,
            what: What::One { id, types },
            map: map::Mapping::default(),
            call,
            media,
            context,
            joining,
            how,
        })
    }

    async fn query(&self, call: Call) -> Result<Asked, Problem> {
        let media = call.accepted(&ENTITY_MEDIA)?;
        known(&call, &PARAMETERS)?;
        let context = self.contexts.of_link(&call).await?;
        let page = Page::up_to(&call, MAX_LIMIT)?;
        let (selection, how) = query::read(&call, &context.active, Width::Ids)?;
        let joining = Joining::of(&call)?;
        let depth = how.projection.depth().max(selection.says.depth());
        check_depth(depth, joining.as_ref())?;
        Ok(Asked {
            geometry: geometry(media, call.parameter("geometryProperty"))?,
            what: What::Several {
                selection: Box::new(selection),
                page,
            },
            map: map::Mapping::of(&call)?,
            call: sorted(&call),
            media,
            context,
            joining,
            how,
        })
    }

    async fn posted(&self, call: Call) -> Result<Asked, Problem> {
        let media = call.accepted(&ENTITY_MEDIA)?;
        let posted = posted::read_elsewhere(&self.contexts, &call, false).await?;
        let page = Page::up_to(&call, MAX_LIMIT)?;
        Ok(Asked {
            joining: posted.joining()?,
            geometry: posted.geometry(media)?,
            context: posted.context,
            how: posted.how,
            what: What::Several {
                selection: Box::new(posted.selection),
                page,
            },
            map: map::Mapping::of(&call)?,
            call,
            media,
        })
    }
}

fn by_type(shown: &[&Entity]) -> BTreeMap<String, u64> {
    let mut records = BTreeMap::new();
    for name in shown.iter().flat_map(|entity| &entity.types) {
        *records.entry(name.clone()).or_default() += 1;
    }
    records
}

/// Whether a query can be about entities of this type, a name of the core context or an IRI.
fn is_about(selection: &Selection, entity_type: &str) -> bool {
    let iri = Context::core().expand(entity_type);
    let named = |types: &TypeSelection| types.names().contains(iri.as_str());
    let mut entities = selection.entities.iter();
    selection.entities.is_empty() || entities.any(|one| one.types.as_ref().is_none_or(named))
}

/// The attributes (expanded) that entities must have to be seen.
fn needs(projection: &Projection, selection: Option<&Selection>) -> BTreeSet<String> {
    let mut needs: BTreeSet<String> = BTreeSet::new();
    needs.extend(projection.attrs.iter().flatten().cloned());
    let condition = selection.and_then(|one| one.says.condition.as_ref());
    if let Some(condition) = condition.filter(|one| !one.needs_nothing()) {
        needs.extend(condition.attributes().into_iter().map(str::to_owned));
    }
    needs
}

/// Refuses what cannot be asked of entities at hand.
fn known(call: &Call, names: &[&str]) -> Result<(), Problem> {
    let here = |name: &&str| !ELSEWHERE.contains(name);
    let names: Vec<&str> = names.iter().copied().filter(here).collect();
    call.know(&names)
}

impl Asked {
    /// Whether it can be about entities of this type, a name of the core context or an IRI.
    ///
    /// # Errors
    /// [`Problem`] when its own types cannot be read.
    pub fn is_about(&self, entity_type: &str) -> Result<bool, Problem> {
        match &self.what {
            What::One { types, .. } => match types {
                None => Ok(true),
                Some(types) => {
                    let selection = TypeSelection::parse(types, &self.context.active)?;
                    let iri = Context::core().expand(entity_type);
                    Ok(selection.names().contains(iri.as_str()))
                }
            },
            What::Several { selection, .. } => Ok(is_about(selection, entity_type)),
        }
    }

    /// The attributes (expanded) that entities must have to be seen; none where it asks for no particular ones.
    pub fn needs(&self) -> BTreeSet<String> {
        let selection = match &self.what {
            What::One { .. } => None,
            What::Several { selection, .. } => Some(selection.as_ref()),
        };
        needs(&self.how.projection, selection)
    }

    /// Whether it asks for entities by ids and types alone, and for all that they say as it is kept: then those on its page
    /// need not be taken apart, and others not be read.
    pub fn is_plain(&self) -> bool {
        let What::Several { selection, .. } = &self.what else {
            return false;
        };
        let (says, how) = (&selection.says, &self.how);
        let asks_nothing = says.condition.is_none()
            && says.geo.is_none()
            && says.scope.is_none()
            && selection.order.is_none();
        asks_nothing
            && self.map.is_plain()
            && how.is_whole()
            && self.joining.is_none()
            && self.media != Media::GeoJson
            && self.call.version().is_none()
            && self.context.document == CORE_URL
    }

    /// Whether it asks for a page after the first.
    pub fn follows(&self) -> bool {
        matches!(&self.what, What::Several { page, .. } if page.offset > 0)
    }

    /// Which of these, of whom ids and types are known alone, are on its page; and how many there are in all. Of a plain
    /// request.
    pub fn on_page(&self, heads: &[&Entity]) -> (Vec<usize>, usize) {
        let What::Several { selection, page } = &self.what else {
            return (Vec::new(), 0);
        };
        let meant = |at: &usize| selection.is_meant(heads[*at]) && !self.map.leaves_out(heads[*at]);
        let meant: Vec<usize> = (0..heads.len()).filter(meant).collect();
        (page.of_all(&meant).to_vec(), meant.len())
    }

    /// What a plain request sees of these, which are on its page, out of so many in all.
    pub fn of_page(self, listed: Vec<Listed>, heads: &[&Entity], total: usize) -> Seen {
        let context = json!(CORE_URL);
        let mut body = String::from("[");
        for one in listed {
            if body.len() > 1 {
                body.push(',');
            }
            let text = match one {
                Listed::Text(text) => text,
                Listed::Entity(entity) => {
                    represent::entity(&entity, &self.context.active, &self.how).to_string()
                }
            };
            if self.media == Media::JsonLd {
                // Each is a document of its own, and not empty: it has an id.
                body.push_str("{\"@context\":");
                body.push_str(&context.to_string());
                body.push(',');
                body.push_str(text.strip_prefix('{').unwrap_or_default());
            } else {
                body.push_str(&text);
            }
        }
        body.push(']');
        let mut answer = Answer::document(self.media, &context, json!([]));
        let mut is_followed = false;
        if let What::Several { page, .. } = &self.what {
            answer = page.say(answer, &self.call, self.media, total);
            is_followed = page.is_followed(total);
        }
        answer = self.map.name(answer);
        Seen {
            map: None,
            response: answer.into_bytes().map(|_| Bytes::from(body)),
            records: by_type(heads),
            is_followed,
        }
    }

    /// What it sees of these entities, and of nothing else.
    ///
    /// # Errors
    /// [`Problem`] when the one it is about is not among them, or it asks too much.
    pub async fn of(self, mut entities: Vec<Entity>) -> Result<Seen, Problem> {
        let showing = Showing {
            call: &self.call,
            media: self.media,
            context: &self.context,
            how: self.how,
            joining: self.joining,
            geometry: self.geometry,
        };
        match &self.what {
            What::One { id, types } => {
                let found = entities.iter().find(|entity| entity.id == *id);
                let entity = found.ok_or_else(|| crate::store::no_entity(id))?;
                of_type(types.as_deref(), &self.context.active, entity)?;
                if !showing.how.projection.matches(entity) {
                    return Err(Problem::not_found(format!(
                        "the entity `{id}` has none of the attributes"
                    )));
                }
                let answer = showing.one(&entities, entity).await?;
                Ok(Seen {
                    response: answer.into_bytes(),
                    records: by_type(&[entity]),
                    is_followed: false,
                    map: None,
                })
            }
            What::Several { selection, page } => {
                let all = if showing.joining.is_some() || selection.says.depth() > 0 {
                    entities.clone()
                } else {
                    Vec::new()
                };
                selection.keep(&all, &mut entities, |one| one).await?;
                entities.retain(|entity| {
                    showing.how.projection.matches(entity) && !self.map.leaves_out(entity)
                });
                if let Some(order) = &selection.order {
                    entities.sort_by(|one, other| order.compare(one, other));
                }
                let shown: Vec<&Entity> = page.of_all(&entities).iter().collect();
                let answer = showing.several(&all, &shown).await?;
                let answer = page.say(answer, &self.call, self.media, entities.len());
                let answer = self.map.say(answer, &entities);
                Ok(Seen {
                    map: self.map.made(&entities),
                    response: answer.into_bytes(),
                    records: by_type(&shown),
                    is_followed: page.is_followed(entities.len()),
                })
            }
        }
    }
}
