//! What feeds say, in the language of their person.
use permission::State;
use web::language::Speech;

use crate::access_log::AccessView;
use crate::access_log::words::Words;

/// The sentence about a permission's event; nothing is said of requests, which stand in the calendar.
pub(super) fn decision(state: State, service: &str, speech: &Speech) -> Option<String> {
    let message = match state {
        State::Requested => return None,
        State::Granted => "feed-granted",
        State::Declined => "feed-declined",
        State::Suspended => "feed-suspended",
        State::Withdrawn => "feed-withdrawn",
        State::Expired => "feed-expired",
        State::Revoked | State::Invalidated => "feed-ended-by-others",
    };
    Some(speech.say(message).with("service", service).into())
}

/// The sentences about an access, without the attributes that were shown.
pub(super) fn access(entry: &AccessView, speech: &Speech) -> String {
    let words = Words {
        status: entry.status,
        staff: None,
        source: &entry.source,
        service: (!entry.own_look).then_some(entry.service.as_str()),
        titles: &[],
        added: &[],
        corrected: &[],
        erased: &[],
        purpose: entry.purpose.as_ref().map(|purpose| purpose.label.as_str()),
        given: None,
        reason: "",
    };
    words.sentences(speech)
}
