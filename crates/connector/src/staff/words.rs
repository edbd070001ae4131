//! What the connector knows, in the words of its reader.

use protocol::ids::OperatorUuid;
use protocol::problem::ProblemName;
use web::language::Speech;

use crate::app::App;

/// A time in microseconds since the epoch, to the minute.
pub(super) fn minute(speech: &Speech, micros: i64) -> String {
    speech.minute(&web::time::rfc3339(micros))
}

/// The problems that happen every day.
const EVERYDAY: [&str; 8] = [
    "outcome-source-unreachable",
    "outcome-source-timeout",
    "outcome-source-busy",
    "outcome-source-error",
    "outcome-source-bad-answer",
    "outcome-source-too-large",
    "outcome-person-unknown-at-source",
    "outcome-pod-not-shared",
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
        "changed" => speech.say("log-changed").into(),
        name => problem(speech, name),
    }
}

/// An operator by the address under which it is trusted; by its UUID where it is not.
pub(super) async fn operator(app: &App, uuid: &str) -> String {
    let Ok(known) = OperatorUuid::parse(uuid) else {
        return uuid.to_owned();
    };
    match app.trust.standing(&known).await {
        Ok(trusted) => {
            let url = trusted.base_url.to_string();
            let host = url.split_once("://").map_or(url.as_str(), |(_, host)| host);
            host.trim_end_matches('/').to_owned()
        }
        Err(_) => uuid.to_owned(),
    }
}
