//! What feeds say.
use permission::State;

use crate::access_log::AccessStatus;

pub(super) fn calendar_name(operator: &str, _language: &str) -> String {
    format!("Your data: what ends ({operator})")
}

pub(super) fn activity_name(operator: &str, _language: &str) -> String {
    format!("Your data: what happened ({operator})")
}

pub(super) fn permission_ends(service: &str, _language: &str) -> String {
    format!("Your permission for {service} ends")
}

pub(super) fn request_ends(service: &str, _language: &str) -> String {
    format!("Last day to answer {service}")
}

pub(super) fn access(status: AccessStatus, source: &str, service: &str, _language: &str) -> String {
    match status {
        AccessStatus::Released => format!("{source} showed data about you to {service}"),
        AccessStatus::Open | AccessStatus::Unreported => {
            format!("{service} asked {source} for data about you")
        }
        AccessStatus::Failed => format!("{service} asked {source} for data and got none"),
        AccessStatus::Refused => format!("{source} refused to show data about you to {service}"),
    }
}

pub(super) fn decision(state: State, service: &str, _language: &str) -> String {
    match state {
        State::Requested => format!("{service} asks for your permission"),
        State::Granted => format!("Your permission for {service} is in force"),
        State::Declined => format!("You said no to {service}"),
        State::Suspended => format!("Your permission for {service} is paused"),
        State::Withdrawn => format!("Your permission for {service} is withdrawn"),
        State::Expired => format!("Your permission for {service} has ended"),
        State::Revoked | State::Invalidated => {
            format!("The permission for {service} was ended by others")
        }
    }
}

pub(super) fn own_look(source: &str, _language: &str) -> String {
    format!("You looked at your own data at {source}")
}
