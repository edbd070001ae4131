//! What services are told, written in the unit in which it happens.
use permission::{Event, State};
use protocol::ids::{IntendedUseId, LegId, PermissionRequestId};
use protocol::permission_request::RequestStatus;
use protocol::service_event::{Kind, PermissionEvent, RequestEvent, UseEvent};
use serde::Serialize;
use storage::Unit;
use storage::operator::permissions::{PermissionRequestRow, PermissionRow};
use storage::operator::webhooks::Telling;

use crate::permissions::requests::GRANTED;
use crate::{Error, Result};

/// What has happened to a permission that became `after` from `before`; nothing that its service need know before the
/// first yes.
pub(crate) fn kind(before: State, after: State) -> Option<Kind> {
    Some(match (before, after) {
        (_, State::Requested | State::Declined) => return None,
        (State::Granted, State::Granted) | (State::Suspended, State::Suspended) => {
            Kind::PermissionAmended
        }
        (State::Suspended, State::Granted) => Kind::PermissionResumed,
        (_, State::Granted) => Kind::PermissionGranted,
        (_, State::Suspended) => Kind::PermissionSuspended,
        (_, State::Withdrawn) => Kind::PermissionWithdrawn,
        (_, State::Expired) => Kind::PermissionExpired,
        (_, State::Revoked | State::Invalidated) => Kind::PermissionEnded,
    })
}

fn wrong(error: &dyn std::fmt::Display) -> Error {
    Error::Internal(format!("an event for a service: {error}"))
}

fn text(payload: &impl Serialize) -> Result<String> {
    serde_json::to_string(payload).map_err(|error| wrong(&error))
}

/// Tells the service of a permission what has happened to it.
pub(crate) fn of_permission(
    unit: &mut Unit,
    row: &PermissionRow,
    kind: Kind,
    event: &Event,
) -> Result<()> {
    let payload = PermissionEvent {
        permission: LegId::parse(&row.service_leg).map_err(|error| wrong(&error))?,
        version: u64::from(event.version),
        intended_use: IntendedUseId::parse(&row.intended_use_id).map_err(|error| wrong(&error))?,
        valid_until: event.valid_until.map(permission::Timestamp::seconds),
        at: event.at.seconds(),
    };
    let telling = Telling {
        service: &row.service_id,
        event_id: &format!("{}:{}", row.service_leg, event.version),
        order_key: &row.service_leg,
        sequence: 2 * i64::from(event.version),
        kind: kind.name(),
        body: &text(&payload)?,
    };
    unit.tell_service(&telling, event.at.micros());
    Ok(())
}

/// Tells a service the answer to its request, after what the answer did to the permission.
pub(crate) fn of_answer(
    unit: &mut Unit,
    row: &PermissionRequestRow,
    held: &PermissionRow,
    at: i64,
) -> Result<()> {
    let granted = row.answer.as_deref() == Some(GRANTED);
    let leg = LegId::parse(&held.service_leg).map_err(|error| wrong(&error))?;
    let payload = RequestEvent {
        permission_request: PermissionRequestId::parse(&row.id).map_err(|error| wrong(&error))?,
        status: if granted {
            RequestStatus::Granted
        } else {
            RequestStatus::Declined
        },
        permission: granted.then_some(leg),
    };
    let telling = Telling {
        service: &row.service_id,
        event_id: &format!("{}:answered", row.id),
        order_key: &held.service_leg,
        sequence: 2 * held.version + 1,
        kind: Kind::RequestAnswered.name(),
        body: &text(&payload)?,
    };
    unit.tell_service(&telling, at);
    Ok(())
}

/// Tells a service what was decided about its intended use. `revision` is that of the draft: it is decided once.
pub(crate) fn of_use(
    unit: &mut Unit,
    service: &str,
    id: &str,
    revision: i64,
    version: Option<u32>,
    at: i64,
) -> Result<()> {
    let payload = UseEvent {
        intended_use: IntendedUseId::parse(id).map_err(|error| wrong(&error))?,
        approved: version.is_some(),
        version: version.map(u64::from),
    };
    let event_id = crate::random::uuid_of(&format!("use:{service}:{id}:{revision}:{at}"));
    let telling = Telling {
        service,
        event_id: &event_id,
        order_key: id,
        sequence: at,
        kind: Kind::IntendedUseDecided.name(),
        body: &text(&payload)?,
    };
    unit.tell_service(&telling, at);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_given_yet_is_no_matter_of_its_service() {
        assert_eq!(kind(State::Requested, State::Declined), None);
        assert_eq!(kind(State::Expired, State::Declined), None);
        assert_eq!(
            kind(State::Requested, State::Granted),
            Some(Kind::PermissionGranted)
        );
        assert_eq!(
            kind(State::Withdrawn, State::Granted),
            Some(Kind::PermissionGranted)
        );
        assert_eq!(
            kind(State::Granted, State::Granted),
            Some(Kind::PermissionAmended)
        );
        assert_eq!(
            kind(State::Suspended, State::Granted),
            Some(Kind::PermissionResumed)
        );
    }

    #[test]
    fn the_answer_of_a_closed_account_is_known_by_the_same_name() {
        // `storage` writes it in one statement with what it declines.
        assert_eq!(Kind::RequestAnswered.name(), "request-answered");
    }
}
