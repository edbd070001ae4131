//! What an operator's answer lets this source release: never more than the answer names, nor than the dataset describes.

use std::collections::HashMap;

use permission::AttributeSet;
use permission::filter::{Context, Filter, FilterError, NO_ID, Options, Pseudonyms};
use protocol::ids::{AccessItemId, ArrangementId, AttributeName, LegId, TermIri};
use protocol::introspection::{Active, Permission};
use protocol::problem::ProblemName;

use super::Refusal;
use super::pseudonyms::leg_urn;
use super::ticket::Accepted;
use crate::config::Shape;
use crate::releases::Record;
use crate::routes::Route;
use crate::sources::template::{Identifier, Identifiers};
use crate::worker::Worker;

/// Filters that one worker keeps: a source has few routes, and people choose among few sets of optional attributes.
const MOST_FILTERS: usize = 4_096;

/// An answer made ready for one route.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    /// The operator's entry for the introspection.
    pub(crate) access_item: AccessItemId,
    /// By what the source finds the person.
    pub(crate) identifiers: Identifiers,
    /// The types of all identifiers the operator gave.
    pub(crate) identifier_types: Vec<String>,
    /// All identifiers the operator gave, for gateway files of the 2021 kind; others see those their dataset names.
    pub(crate) given: Vec<protocol::introspection::Identifier>,
    /// The links that gave what the source finds the person by.
    pub(crate) links: Vec<LegId>,
    /// What may be released.
    pub(crate) selection: Selection,
    /// What the operator says of the permission; nothing in the 2021 text.
    pub(crate) permission: Option<Granted>,
}

/// Attributes of a route that may be released, and what it takes to release them and nothing else.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    /// Which.
    pub(crate) attributes: AttributeSet,
    /// Keeps them, with others in place of entities' own ids.
    pub(crate) filter: Filter,
    /// What of the source is read where it is converted.
    pub(super) reading: Option<Reading>,
}

/// What permitted attributes are made of.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// Of the source's fields, those that are read.
    fields: AttributeSet,
    /// Keeps these.
    pub(super) filter: Filter,
}

/// The permission behind a grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Granted {
    /// The arrangement, as operator and connector know it.
    pub(crate) arrangement: ArrangementId,
    /// Its epoch.
    pub(crate) epoch: u64,
    /// The permission's version.
    pub(crate) version: u64,
    /// The permitted purpose.
    pub(crate) purpose: TermIri,
    /// When it ends by itself, in unix seconds.
    pub(crate) valid_until: Option<i64>,
}

impl From<&Permission> for Granted {
    fn from(permission: &Permission) -> Self {
        Self {
            arrangement: permission.arrangement_id.clone(),
            epoch: permission.epoch,
            version: permission.version,
            purpose: permission.purpose.clone(),
            valid_until: permission.valid_until,
        }
    }
}

/// Filters of one worker by route and set, compiled once; what stands for own ids goes in per request.
#[derive(Default)]
pub(crate) struct Filters(HashMap<(usize, Side, AttributeSet), Filter>);

/// Of which names a filter's set is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Side {
    /// The dataset's.
    Attributes,
    /// The source's own, of what is converted.
    Fields,
}

impl Filters {
    fn get(&mut self, route: &Route, set: &AttributeSet) -> Result<Filter, FilterError> {
        let options = match route.shape {
            Shape::Plain => Options::plain(),
            Shape::NgsiLd => Options::ngsi_ld(Context::default(), Pseudonyms::new(NO_ID, &[0; 32])),
        };
        self.find(route, Side::Attributes, set, |set| {
            Filter::for_set(&route.dataset.table, set, options)
        })
    }

    /// What is released of what is kept for a route, to whoever is permitted all of it; before it is converted, where it
    /// is.
    ///
    /// # Errors
    /// Why a release would be refused.
    pub(crate) fn of_kept(&mut self, route: &Route, json: &[u8]) -> Result<Vec<u8>, FilterError> {
        let filter = match route.mapping {
            Some(_) => self.of_fields(route, &route.read().all())?,
            None => self.get(route, &route.dataset.table.all())?,
        };
        let mut released = Vec::new();
        filter.apply(json, &mut released)?;
        Ok(released)
    }

    /// Keeps these fields of what a source sends before it is converted.
    pub(crate) fn of_fields(
        &mut self,
        route: &Route,
        fields: &AttributeSet,
    ) -> Result<Filter, FilterError> {
        self.find(route, Side::Fields, fields, |set| {
            Filter::for_set(route.read(), set, Options::plain())
        })
    }

    fn find(
        &mut self,
        route: &Route,
        side: Side,
        set: &AttributeSet,
        compile: impl FnOnce(&AttributeSet) -> Result<Filter, FilterError>,
    ) -> Result<Filter, FilterError> {
        let key = (route.number, side, set.clone());
        if let Some(filter) = self.0.get(&key) {
            return Ok(filter.clone());
        }
        let filter = compile(set)?;
        if self.0.len() >= MOST_FILTERS {
            self.0.clear();
        }
        self.0.insert(key, filter.clone());
        Ok(filter)
    }
}

impl Selection {
    /// Makes ready to release these attributes of a route, with pseudonyms in place of the source's own ids; with these
    /// where there are none.
    pub(crate) fn of(
        route: &Route,
        attributes: AttributeSet,
        pseudonyms: Option<Pseudonyms>,
        filters: &mut Filters,
    ) -> Result<Self, FilterError> {
        let filter = filters.get(route, &attributes)?;
        let filter = match pseudonyms {
            Some(pseudonyms) => filter.with_pseudonyms(pseudonyms),
            None => filter.with_own_ids(),
        };
        let reading = match &route.mapping {
            None => None,
            Some(mapping) => {
                let fields = mapping.needed(&attributes);
                let filter = filters.of_fields(route, &fields)?;
                Some(Reading { fields, filter })
            }
        };
        Ok(Self {
            attributes,
            filter,
            reading,
        })
    }

    /// What the source is asked for, by its own names.
    pub(crate) fn wanted(&self) -> &AttributeSet {
        self.reading
            .as_ref()
            .map_or(&self.attributes, |reading| &reading.fields)
    }
}

impl Grant {
    /// What an active answer grants at a route; refused where that is nothing.
    pub(crate) fn of(
        worker: &Worker,
        route: &Route,
        accepted: &Accepted,
        active: Active,
        now: i64,
    ) -> Result<Self, Refusal> {
        let permission = active.permission.as_ref().map(Granted::from);
        if permission
            .as_ref()
            .is_some_and(|permission| permission.is_over(now))
        {
            return Err(Refusal::new(
                ProblemName::PermissionNotActive,
                "the permission has ended",
            ));
        }
        let mut attributes = permitted(route, accepted, active.permission.as_ref())?;
        if accepted.ticket.claims.self_access {
            let shown = route.dataset.shown_to_person.as_ref();
            let shown = shown.ok_or(ProblemName::SelfAccessNotOffered)?;
            attributes = attributes.intersection(shown);
        }
        if attributes.is_empty() {
            return Err(ProblemName::AttributesNotPermitted.into());
        }
        let leg_urn = leg_urn(&accepted.ticket.claims.mop_processing_record_uuid);
        // People change their own entries by the ids that these got here, which say nothing.
        let has_entries = accepted.ticket.claims.self_access && route.dataset.self_add;
        let key = &worker.app.pseudonyms;
        let pseudonyms = (!has_entries).then(|| key.pseudonyms(&leg_urn, &route.dataset.id));
        let mut filters = worker.filters.borrow_mut();
        let selection = Selection::of(route, attributes, pseudonyms, &mut filters)
            .map_err(|error| no_filter(route, &error))?;
        let understood = route
            .dataset
            .description
            .identifier_types
            .iter()
            .map(String::as_str);
        let identifier_types = active
            .identifiers
            .iter()
            .map(|one| one.id_type.clone())
            .collect();
        let all = if route.is_gateway() {
            active.identifiers.clone()
        } else {
            Vec::new()
        };
        let types = &route.dataset.description.identifier_types;
        let used = active
            .identifiers
            .iter()
            .filter(|one| types.contains(&one.id_type));
        let links = used.filter_map(|one| one.link_id.clone()).collect();
        let given = active.identifiers.into_iter().map(|one| Identifier {
            id_type: one.id_type,
            id: one.id,
        });
        Ok(Self {
            access_item: active.access_item_uuid,
            identifiers: Identifiers::understood(understood, given),
            identifier_types,
            given: all,
            links,
            selection,
            permission,
        })
    }

    /// Whether another grant, for the same place, lets see the very same of a source's answer.
    pub(crate) fn sees_as(&self, other: &Self) -> bool {
        self.permission == other.permission
            && self.selection.attributes == other.selection.attributes
            && self.identifiers == other.identifiers
    }

    /// Notes in the log entry under what is released.
    pub(crate) fn note(&self, route: &Route, record: &mut Record) {
        let paths = route.dataset.table.paths_of(&self.selection.attributes);
        record.released = paths.map(|path| path.as_str().to_owned()).collect();
        record.identifiers.clone_from(&self.identifier_types);
        if let Some(permission) = &self.permission {
            record.arrangement = Some(permission.arrangement.as_str().to_owned());
            record.permission_version = Some(permission.version);
            record.purpose = Some(permission.purpose.as_str().to_owned());
        }
    }
}

impl Granted {
    /// Whether it has ended by itself.
    pub(crate) fn is_over(&self, now: i64) -> bool {
        self.valid_until.is_some_and(|end| end <= now)
    }
}

/// A route's own description makes a filter, so this is an error of the connector's.
pub(crate) fn no_filter(route: &Route, error: &FilterError) -> Refusal {
    tracing::error!(%error, route = route.path, "a filter cannot be made");
    ProblemName::Internal.into()
}

/// What may be released: described here, and permitted by the operator's answer.
fn permitted(
    route: &Route,
    accepted: &Accepted,
    permission: Option<&Permission>,
) -> Result<AttributeSet, Refusal> {
    match permission {
        Some(permission) => {
            let named = permission
                .datasets
                .get(&route.dataset.id)
                .map(Vec::as_slice)
                .unwrap_or_default();
            Ok(route
                .dataset
                .table
                .known(named.iter().map(AttributeName::as_str)))
        }
        // An operator of this profile always says what is permitted; without it nothing is.
        None if accepted.ticket.operator.is_profile => Err(Refusal::new(
            ProblemName::OperatorBadAnswer,
            "the operator does not say what is permitted",
        )),
        None => Ok(route.covered_by(&accepted.trusted.covered)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn grant(arrangement: &str, epoch: u64) -> Grant {
        Grant {
            access_item: AccessItemId::parse("item").unwrap(),
            identifiers: Identifiers::default(),
            identifier_types: Vec::new(),
            given: Vec::new(),
            links: Vec::new(),
            selection: Selection {
                attributes: AttributeSet::first(1),
                filter: Filter::compile(["name"], Options::plain()).unwrap(),
                reading: None,
            },
            permission: Some(Granted {
                arrangement: ArrangementId::parse(arrangement).unwrap(),
                epoch,
                version: epoch,
                purpose: TermIri::parse("dpv:ServiceProvision").unwrap(),
                valid_until: Some(1_000),
            }),
        }
    }

    #[test]
    fn a_permission_ends_when_it_says() {
        let permission = grant("a", 1).permission.unwrap();
        assert!(!permission.is_over(999));
        assert!(permission.is_over(1_000));
    }
}
