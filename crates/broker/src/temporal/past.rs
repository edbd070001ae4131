//! Where evolutions are: in the store, or at hand. Both are asked the same.

use ngsi_ld::entity::{Instance, SCOPE, micros};
use ngsi_ld::query::TimeProperty;
use ngsi_ld::{Attribute, Evolution, Problem, ProblemKind};
use storage::broker::history::{By, Head, SealedInstance, Span};

use super::read::{MAX_INSTANCES, Timed, too_many};
use crate::entities::query::Selection;
use crate::store::failed;
use crate::{Broker, clock};

/// Heads, or rows of instances, read at once.
const PAGE: i64 = 500;

/// Where evolutions are.
#[derive(Clone, Copy)]
pub(crate) enum Past<'a> {
    /// What the store remembers of a tenant's entities.
    Kept { broker: &'a Broker, tenant: &'a str },
    /// What somebody else knows of theirs. Several may have the same id.
    AtHand(&'a [Evolution]),
}

/// An entity with a past: its evolution without attributes, and its place among those at hand.
pub(super) struct Subject {
    pub(super) head: Evolution,
    place: usize,
}

/// An instance that was not looked into yet.
pub(super) struct Row<'a> {
    /// The time it was found by, in microseconds since the epoch.
    pub(super) time: i64,
    /// The attribute, expanded.
    pub(super) attribute: String,
    /// Its dataset; empty for the default one.
    pub(super) dataset: String,
    content: Content<'a>,
}

enum Content<'a> {
    Sealed(SealedInstance),
    Open(&'a Instance),
}

impl From<Head> for Subject {
    fn from(head: Head) -> Self {
        let head = Evolution {
            id: head.id,
            created_at: clock::text(head.created_at),
            modified_at: clock::text(head.modified_at),
            deleted_at: head.deleted_at.map(clock::text),
            ..Evolution::default()
        };
        Self { head, place: 0 }
    }
}

impl From<SealedInstance> for Row<'_> {
    fn from(row: SealedInstance) -> Self {
        Self {
            time: row.time,
            attribute: row.attribute.clone(),
            dataset: row.dataset.clone(),
            content: Content::Sealed(row),
        }
    }
}

/// One of an instance's times, in microseconds since the epoch.
fn time(one: &Instance, by: By) -> Option<i64> {
    let time = |property| one.time(property).and_then(micros);
    match by {
        By::Observed => time(TimeProperty::ObservedAt),
        By::Created => time(TimeProperty::CreatedAt),
        By::Modified => time(TimeProperty::ModifiedAt),
        By::Deleted => time(TimeProperty::DeletedAt),
        By::Moment => {
            let observed = time(TimeProperty::ObservedAt);
            Some(
                observed
                    .or_else(|| time(TimeProperty::ModifiedAt))
                    .unwrap_or_default(),
            )
        }
    }
}

impl<'a> Past<'a> {
    /// The next entities that may be meant, by id, after one of them; all of what is at hand at once.
    pub(super) async fn subjects(
        self,
        selection: &Selection,
        after: Option<&str>,
    ) -> Result<Vec<Subject>, Problem> {
        match self {
            Self::Kept { broker, tenant } => {
                let heads = heads(broker, tenant, selection, after.unwrap_or_default()).await?;
                Ok(heads.into_iter().map(Subject::from).collect())
            }
            Self::AtHand(_) if after.is_some() => Ok(Vec::new()),
            Self::AtHand(all) => {
                let mut all: Vec<Subject> = (0..all.len()).map(|at| at_hand(all, at)).collect();
                all.sort_by(|one, other| one.head.id.cmp(&other.head.id));
                Ok(all)
            }
        }
    }

    /// The entity of an id, or the first of them.
    pub(super) async fn subject(self, id: &str) -> Result<Option<Subject>, Problem> {
        match self {
            Self::Kept { broker, tenant } => {
                let found = broker.store.history(tenant, id).await;
                Ok(found.map_err(|error| failed(&error))?.map(Subject::from))
            }
            Self::AtHand(all) => {
                let place = all.iter().position(|one| one.id == id);
                Ok(place.map(|place| at_hand(all, place)))
            }
        }
    }

    /// The types that an entity has ever had.
    pub(super) async fn types(self, subject: &Subject) -> Result<Vec<String>, Problem> {
        match self {
            Self::Kept { broker, tenant } => {
                let types = broker.store.history_types(tenant, &subject.head.id).await;
                types.map_err(|error| failed(&error))
            }
            Self::AtHand(all) => Ok(all[subject.place].types.clone()),
        }
    }

    /// The attributes that an entity has ever had, expanded.
    pub(super) async fn attributes(self, subject: &Subject) -> Result<Vec<String>, Problem> {
        match self {
            Self::Kept { broker, tenant } => {
                let id = &subject.head.id;
                let names = broker.store.history_attributes(tenant, id).await;
                names.map_err(|error| failed(&error))
            }
            Self::AtHand(all) => Ok(all[subject.place].attributes.keys().cloned().collect()),
        }
    }

    /// Goes through the instances of an entity within a time until the visitor has enough.
    pub(super) async fn visit(
        self,
        subject: &Subject,
        span: &Span,
        mut wants_more: impl FnMut(Row<'a>) -> bool + Send,
    ) -> Result<(), Problem> {
        let (broker, tenant) = match self {
            Self::Kept { broker, tenant } => (broker, tenant),
            Self::AtHand(all) => {
                let mut rows = within(&all[subject.place], span);
                rows.sort_by_key(|row| row.time);
                if span.is_backward {
                    rows.reverse();
                }
                let _ = rows.into_iter().all(wants_more);
                return Ok(());
            }
        };
        let mut last: Option<SealedInstance> = None;
        loop {
            let page = broker
                .store
                .instances(tenant, &subject.head.id, span, last.as_ref(), PAGE)
                .await
                .map_err(|error| failed(&error))?;
            let is_last = i64::try_from(page.len()).is_ok_and(|length| length < PAGE);
            last = page.last().cloned();
            if !page.into_iter().map(Row::from).all(&mut wants_more) || is_last {
                return Ok(());
            }
        }
    }

    /// The scopes of an entity by the time they were set, at most `most`.
    pub(super) async fn scopes(
        self,
        subject: &Subject,
        most: usize,
    ) -> Result<Vec<Row<'a>>, Problem> {
        match self {
            Self::Kept { broker, tenant } => {
                let limit = i64::try_from(most).unwrap_or(i64::MAX);
                let id = &subject.head.id;
                let rows = broker.store.instances_of(tenant, id, SCOPE, limit).await;
                let rows = rows.map_err(|error| failed(&error))?;
                Ok(rows.into_iter().map(Row::from).collect())
            }
            Self::AtHand(all) => {
                let always = Span {
                    by: By::Moment,
                    range: i64::MIN..=i64::MAX,
                    is_backward: false,
                };
                let mut rows = within(&all[subject.place], &always);
                rows.retain(|row| row.attribute == SCOPE);
                rows.sort_by_key(|row| row.time);
                rows.truncate(most);
                Ok(rows)
            }
        }
    }

    /// An entity with its instances within a time, and its scopes of all times: each is valid until the next one.
    pub(super) async fn within(self, subject: &Subject, span: &Span) -> Result<Evolution, Problem> {
        let mut evolution = subject.head.clone();
        evolution.types = self.types(subject).await?;
        for name in self.attributes(subject).await? {
            evolution.attributes.entry(name).or_default();
        }
        let mut rows = self.scopes(subject, MAX_INSTANCES).await?;
        let mut is_full = false;
        self.visit(subject, span, |row| {
            is_full = rows.len() >= MAX_INSTANCES;
            if row.attribute != SCOPE {
                rows.push(row);
            }
            !is_full
        })
        .await?;
        if is_full {
            return Err(too_many());
        }
        for row in rows {
            let one = self.open(row).await?;
            let known = evolution.attributes.entry(one.iri).or_default();
            known.push(one.instance);
        }
        Ok(evolution)
    }

    /// Looks into an instance.
    pub(super) async fn open(self, row: Row<'_>) -> Result<Timed, Problem> {
        let instance = match (row.content, self) {
            (Content::Open(instance), _) => instance.clone(),
            (Content::Sealed(sealed), Self::Kept { broker, tenant }) => {
                let json = broker.store.open_instance(tenant, &sealed).await;
                let json = json.map_err(|error| failed(&error))?;
                let attribute: Attribute = serde_json::from_slice(&json)
                    .map_err(|error| Problem::new(ProblemKind::InternalError, error.to_string()))?;
                Instance {
                    id: sealed.instance,
                    attribute,
                    deleted_at: sealed.deleted_at.map(clock::text),
                }
            }
            (Content::Sealed(_), Self::AtHand(_)) => {
                return Err(Problem::new(
                    ProblemKind::InternalError,
                    "what is at hand is not sealed",
                ));
            }
        };
        Ok(Timed {
            time: row.time,
            iri: row.attribute,
            instance,
        })
    }
}

fn at_hand(all: &[Evolution], place: usize) -> Subject {
    let one = &all[place];
    let head = Evolution {
        id: one.id.clone(),
        created_at: one.created_at.clone(),
        modified_at: one.modified_at.clone(),
        deleted_at: one.deleted_at.clone(),
        ..Evolution::default()
    };
    Subject { head, place }
}

/// The instances of an evolution within a time, in no order.
fn within<'a>(one: &'a Evolution, span: &Span) -> Vec<Row<'a>> {
    let all = one.attributes.iter();
    all.flat_map(|(iri, instances)| instances.iter().map(move |one| (iri, one)))
        .filter_map(|(iri, one)| {
            let time = time(one, span.by).filter(|time| span.range.contains(time))?;
            Some(Row {
                time,
                attribute: iri.clone(),
                dataset: one.attribute.dataset_id.clone().unwrap_or_default(),
                content: Content::Open(one),
            })
        })
        .collect()
}

/// As [`Past::subjects`], of the store.
async fn heads(
    broker: &Broker,
    tenant: &str,
    selection: &Selection,
    after: &str,
) -> Result<Vec<Head>, Problem> {
    if let [one] = selection.entities.as_slice() {
        if let Some(ids) = &one.ids {
            let mut ids: Vec<&String> = ids.iter().filter(|id| id.as_str() > after).collect();
            ids.sort_unstable();
            let mut heads: Vec<Head> = Vec::new();
            for id in ids {
                let found = broker.store.history(tenant, id).await;
                let found = found.map_err(|error| failed(&error))?;
                heads.extend(found.filter(|one| heads.last() != Some(one)));
            }
            return Ok(heads);
        }
        let names = one.types.as_ref().map(|types| types.names());
        if let Some(single) = names.filter(|names| names.len() == 1) {
            let name = single.first().copied();
            let found = broker.store.histories(tenant, name, after, PAGE).await;
            return found.map_err(|error| failed(&error));
        }
    }
    let found = broker.store.histories(tenant, None, after, PAGE).await;
    found.map_err(|error| failed(&error))
}
