//! Permissions: asked for by services, decided on by persons, proved by receipts.
pub(crate) mod api;
pub(crate) mod asked;
pub(crate) mod decisions;
pub(crate) mod facts;
pub(crate) mod force;
pub(crate) mod held_by_service;
pub(crate) mod pages;
pub(crate) mod receipts;
pub(crate) mod requests;
pub(crate) mod service_api;
pub(crate) mod sweep;
pub(crate) mod view;

pub use self::decisions::{Decided, Wish};
pub use self::force::{InForce, Latest};
pub use self::held_by_service::{HeldPermission, HeldPermissions, SentRequest, SentRequests};
pub use self::view::{
    AttributeView, DatasetView, EventView, PermissionSummary, PermissionView, RequestSummary,
    RequestView, TermView, UseView,
};

use permission::permission::Snapshot;
use permission::{
    Act, ArrangementId, By, Event, IntendedUse, Means, OrganisationId, Party, Permission, State,
    Timestamp, TrustGroupId,
};
use serde::Serialize;
use storage::Unit;
use storage::operator::permissions::{PermissionEventRow, PermissionRow, Permissions as _};

use crate::journal::{self, About, Kind};
use crate::known::KnownService;
use crate::webhooks::telling;
use crate::{Error, Operator, Result};

/// The domain of blind indices that make legs of arrangements.
const LEG: &str = "arrangement-leg";

/// A permission with the row it is kept in.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) row: PermissionRow,
    pub(crate) permission: Permission,
}

/// The record behind a log entry for an event of a permission.
#[derive(Serialize)]
struct EventRecord<'a> {
    arrangement: &'a ArrangementId,
    event: &'a Event,
}

/// What the person did, and how.
pub(crate) fn by_person(at: i64, means: &Means) -> Act {
    Act {
        at: Timestamp(at),
        by: By::Person,
        means: means.clone(),
    }
}

impl Held {
    pub(crate) fn read(row: PermissionRow) -> Result<Self> {
        let permission = restore(&row.arrangement_id, &row.body)?;
        Ok(Self { row, permission })
    }
}

/// A permission from its snapshot.
pub(crate) fn restore(arrangement: &str, body: &str) -> Result<Permission> {
    let snapshot: Snapshot =
        serde_json::from_str(body).map_err(|error| Error::stored("permission", error))?;
    let arrangement =
        ArrangementId::new(arrangement).map_err(|error| Error::stored("arrangement", error))?;
    Ok(Permission::restore(arrangement, snapshot))
}

/// A permission that is being made or changed: its events go into one unit with everything else.
pub(crate) struct Change {
    held: Held,
    /// The version and epoch the row was read at; version 0 when it is new.
    read_at: (i64, i64),
    /// Each with the state before it.
    events: Vec<(State, Event)>,
}

impl Change {
    /// Begins to change a permission that is there.
    pub(crate) fn of(held: Held) -> Self {
        Self {
            read_at: (held.row.version, held.row.epoch),
            held,
            events: Vec::new(),
        }
    }

    /// As [`Change::of`], in a unit that has raised the epochs of the person before.
    pub(crate) fn of_raised(mut held: Held) -> Self {
        held.row.epoch += 1;
        Self::of(held)
    }

    /// Begins a new arrangement with its first event.
    pub(crate) fn begin(
        account: &str,
        intended_use: &IntendedUse,
        act: Act,
        language: &str,
    ) -> Result<Self> {
        let arrangement = ArrangementId::new(crate::random::uuid())
            .map_err(|e| Error::Internal(e.to_string()))?;
        let at = act.at.micros();
        let first =
            Permission::request(&arrangement, act, intended_use, language).map_err(refused)?;
        let permission =
            Permission::begin(&arrangement, &first).map_err(|e| Error::Internal(e.to_string()))?;
        let row = PermissionRow {
            arrangement_id: arrangement.to_string(),
            account_id: account.to_owned(),
            service_id: intended_use.service.to_string(),
            intended_use_id: intended_use.id.to_string(),
            intended_use_version: i64::from(intended_use.version),
            service_leg: crate::random::uuid(),
            state: String::new(),
            version: 0,
            epoch: 0,
            body: String::new(),
            valid_until: None,
            rule_id: None,
            created_at: at,
            changed_at: at,
        };
        Ok(Self {
            held: Held { row, permission },
            read_at: (0, 0),
            events: vec![(first.state, first)],
        })
    }

    /// The permission as the events so far leave it.
    pub(crate) fn permission(&self) -> &Permission {
        &self.held.permission
    }

    /// Takes in what a transition of the permission gave.
    pub(crate) fn push(
        &mut self,
        transition: impl FnOnce(&Permission) -> Result<Event, permission::permission::TransitionError>,
    ) -> Result<()> {
        let before = self.held.permission.state();
        let event = transition(&self.held.permission).map_err(refused)?;
        self.held
            .permission
            .apply(&event)
            .map_err(|error| Error::Internal(error.to_string()))?;
        self.events.push((before, event));
        Ok(())
    }

    /// Adds everything to a unit: the row over the version it was read at, the events, their log entries, what the
    /// service is told, and an event for each connector with a live lease. Gives the permission as it will stand.
    pub(crate) fn write(self, unit: &mut Unit) -> Result<Held> {
        let Self {
            mut held,
            read_at,
            events,
        } = self;
        let last = held.permission.last_event();
        let at = last.at.micros();
        held.permission
            .state()
            .name()
            .clone_into(&mut held.row.state);
        held.row.version = i64::from(held.permission.version());
        held.row.epoch += 1;
        held.row.intended_use_version = i64::from(held.permission.intended_use_version());
        held.row.valid_until = held.permission.valid_until().map(Timestamp::micros);
        held.row.rule_id = held.permission.granted_by_rule().map(ToString::to_string);
        held.row.changed_at = at;
        held.row.body = serde_json::to_string(&held.permission.snapshot())
            .map_err(|error| Error::Internal(error.to_string()))?;
        let (version, epoch) = read_at;
        if version == 0 {
            unit.insert_permission(&held.row);
        } else {
            unit.update_permission(&held.row, version, epoch);
        }
        let arrangement = held.permission.arrangement();
        for (before, event) in &events {
            let salt = crate::random::salt();
            let record = evidence::canonical_json(&EventRecord { arrangement, event })?;
            let about = About {
                party: Some(&held.row.service_id),
                subject: Some(&held.row.account_id),
            };
            unit.insert_permission_event(&PermissionEventRow {
                arrangement_id: arrangement.to_string(),
                version: i64::from(event.version),
                at: event.at.micros(),
                body: serde_json::to_string(event)
                    .map_err(|error| Error::Internal(error.to_string()))?,
                log_salt: salt.to_vec(),
            });
            unit.log(journal::salted(
                Kind::Permission,
                event.at.micros(),
                about,
                &salt,
                record,
            )?);
            if let Some(kind) = telling::kind(*before, event.state) {
                telling::of_permission(unit, &held.row, kind, event)?;
            }
        }
        if version > 0 {
            unit.enqueue_for_leases(&held.row.arrangement_id, crate::leases::KIND, at);
        }
        Ok(held)
    }
}

/// A transition that is not possible is the caller's matter.
pub(crate) fn refused(error: permission::permission::TransitionError) -> Error {
    use permission::permission::TransitionError as Wrong;
    match error {
        Wrong::Choice(error) => Error::invalid("optional", error.to_string()),
        Wrong::Validity { .. } => Error::invalid("days", error.to_string()),
        Wrong::Canonical(error) => Error::Internal(error.to_string()),
        error => Error::Conflict(error.to_string()),
    }
}

impl Operator {
    /// A person's own permission. Another's is as unknown as one that is not there.
    pub(crate) async fn held(&self, account: &str, arrangement: &str) -> Result<Held> {
        let row = self
            .db
            .permission(arrangement)
            .await?
            .filter(|row| row.account_id == account);
        Held::read(row.ok_or_else(|| Error::unknown("permission", arrangement))?)
    }

    /// The id by which a connector knows an arrangement: its own for each, so that no two can join what
    /// they know.
    pub(crate) async fn leg(&self, arrangement: &str, connector: &str) -> Result<String> {
        use storage::vault::DataKeys as _;
        let hash = self
            .db
            .blind_index(LEG, &format!("{arrangement}:{connector}"))
            .await?;
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Ok(uuid::Builder::from_random_bytes(bytes)
            .into_uuid()
            .hyphenated()
            .to_string())
    }

    /// The organisation behind a service, as rules see it.
    pub(crate) fn party(&self, known: &KnownService) -> Result<Party> {
        let organisation = OrganisationId::new(&known.organisation.id)
            .map_err(|e| Error::stored("organisation", e))?;
        let groups = self
            .config
            .trust_groups
            .iter()
            .map(|group| TrustGroupId::new(group.uuid.as_str()));
        Ok(Party {
            organisation,
            kinds: known.kind().into_iter().collect(),
            trust_groups: groups
                .collect::<Result<_, _>>()
                .map_err(|e| Error::stored("trust group", e))?,
        })
    }
}
