//! What the connector knows, in the words of its reader.

use std::collections::BTreeMap;

use protocol::ids::OperatorUuid;
use protocol::problem::ProblemName;
use protocol::url::BaseUrl;
use web::language::Speech;

use crate::app::App;

/// A time in microseconds since the epoch, to the minute.
pub(super) fn minute(speech: &Speech, micros: i64) -> String {
    speech.minute(&web::time::rfc3339(micros))
}

/// The problems that happen every day, and those of which the pages warn.
const EVERYDAY: [&str; 28] = [
    "outcome-source-unreachable",
    "outcome-source-timeout",
    "outcome-source-busy",
    "outcome-source-error",
    "outcome-source-bad-answer",
    "outcome-source-too-large",
    "outcome-person-unknown-at-source",
    "outcome-pod-not-shared",
    "outcome-permission-not-active",
    "outcome-attributes-not-permitted",
    "outcome-purpose-not-permitted",
    "outcome-agreement-missing",
    "outcome-lease-expired",
    "outcome-ticket-expired",
    "outcome-ticket-replayed",
    "outcome-ticket-unknown-issuer",
    "outcome-ticket-bad-signature",
    "outcome-ticket-wrong-audience",
    "outcome-proof-invalid",
    "outcome-operator-unreachable",
    "outcome-operator-timeout",
    "outcome-operator-bad-answer",
    "outcome-change-refused",
    "outcome-change-not-offered",
    "outcome-trust-list-expired",
    "outcome-trust-list-unavailable",
    "outcome-trust-list-timeout",
    "outcome-trust-list-rolled-back",
];

/// Why a request came to nothing, in a few words; in English where it is not one of the everyday ones.
pub(super) fn problem(speech: &Speech, name: &str) -> String {
    let message = EVERYDAY
        .into_iter()
        .find(|message| message.strip_prefix("outcome-") == Some(name));
    message
        .and_then(|message| speech.known(message))
        .unwrap_or_else(|| {
            ProblemName::parse(name).map_or_else(|| name.to_owned(), |name| name.title().to_owned())
        })
}

/// What came of requests that are counted together.
pub(super) fn outcome(speech: &Speech, outcome: &str) -> String {
    match outcome {
        "released" => speech.say("log-released").into(),
        "interrupted" => speech.say("log-interrupted").into(),
        "begun" => speech.say("log-begun").into(),
        "changed" => speech.say("log-changed").into(),
        "change-filed" => speech.say("log-change-filed").into(),
        "change-taken-back" => speech.say("task-taken-back").into(),
        "subscribed" => speech.say("log-subscription").into(),
        "refused" => speech.say("log-refused").into(),
        name => problem(speech, name),
    }
}

/// An operator by the address under which it is trusted; by its UUID where it is not.
pub(super) async fn operator(app: &App, uuid: &str) -> String {
    let Ok(known) = OperatorUuid::parse(uuid) else {
        return uuid.to_owned();
    };
    match app.trust.standing(&known).await {
        Ok(trusted) => address(&trusted.base_url),
        Err(_) => uuid.to_owned(),
    }
}

/// The operators among which staff choose, by name and address: UUIDs and labels, in the order of these. Those that
/// lists and contracts name, and `others` by their UUIDs.
pub(super) fn operators(
    app: &App,
    others: impl IntoIterator<Item = String>,
) -> Vec<(String, String)> {
    let mut labels: BTreeMap<String, String> = others
        .into_iter()
        .filter(|uuid| !uuid.is_empty())
        .map(|uuid| (uuid.clone(), uuid))
        .collect();
    for listed in app.trust.named() {
        let held = app.operators.held(&listed.operator_uuid);
        let called = held.map_or(listed.name, |held| held.name.clone());
        let address = address(&listed.operator_base_url);
        let label = if called.is_empty() {
            address
        } else {
            format!("{called}, {address}")
        };
        labels.insert(listed.operator_uuid.as_str().to_owned(), label);
    }
    let mut labels: Vec<_> = labels.into_iter().collect();
    labels.sort_by_key(|(uuid, label)| (label.to_lowercase(), uuid.clone()));
    labels
}

/// An address without what all of them have.
fn address(url: &BaseUrl) -> String {
    let url = url.as_str();
    let host = url.split_once("://").map_or(url, |(_, host)| host);
    host.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use web::language::Language;

    use super::*;
    use crate::releases::{Record, State};
    use crate::staff::CATALOGUE;

    #[test]
    fn every_outcome_that_is_counted_has_its_own_words() {
        let states = [
            State::Refused,
            State::Begun,
            State::Released,
            State::Interrupted,
            State::ChangeBegun,
            State::Changed,
            State::Subscribed,
            State::ChangeFiled,
            State::ChangeTakenBack,
        ];
        for language in Language::ALL {
            let speech = Speech::new(language, &CATALOGUE, jiff::tz::TimeZone::UTC);
            let words: BTreeSet<String> = states
                .iter()
                .map(|&state| {
                    let record = Record {
                        state,
                        ..Record::default()
                    };
                    let said = outcome(&speech, record.outcome_word());
                    assert_ne!(said, record.outcome_word(), "{language:?}");
                    said
                })
                .collect();
            // What begins, and a change that does, is counted together.
            assert_eq!(words.len(), states.len() - 1, "{words:?}");
        }
    }
}
