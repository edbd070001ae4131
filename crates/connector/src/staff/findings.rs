//! What the source sends and its description does not say, in the words of its reader.

use serde_json::Value;
use web::language::Speech;

use super::editor_form::kind;
use super::words;

/// Something that the source sends and its description does not say.
pub(super) struct Finding {
    pub(super) text: String,
    /// What is wrong; may be empty.
    pub(super) cause: String,
    /// When it was seen; empty where it is so now.
    pub(super) seen: String,
}

/// A finding as `GET /api/v1/upstream` has it.
pub(super) fn finding(one: &Value, speech: &Speech) -> Finding {
    let message = match one["kind"].as_str() {
        Some("deviation") => "finding-deviation",
        Some("other-type") => "finding-other-type",
        Some("gone-field") => "finding-gone",
        Some("lost-subscription") => "finding-lost-subscription",
        Some("malformed-records") => "finding-malformed",
        _ => "finding-unknown",
    };
    let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let at = |name: &str| one[name].as_i64().map(|at| words::minute(speech, at));
    let seen = match (at("first_seen_at"), at("last_seen_at")) {
        (Some(first), Some(last)) => speech
            .say("finding-seen")
            .with("first", first)
            .with("last", last)
            .into(),
        _ => String::new(),
    };
    Finding {
        text: speech
            .say(message)
            .with("name", text("name"))
            .with("route", text("route"))
            .into(),
        cause: cause(one, speech).unwrap_or_default(),
        seen,
    }
}

/// What is wrong, where the finding does not say it already.
fn cause(one: &Value, speech: &Speech) -> Option<String> {
    if let Some(described) = one["described"].as_str() {
        let holds = permission::Holds::ALL;
        let holds = holds.into_iter().find(|one| one.as_str() == described)?;
        let described = String::from(speech.say(kind(holds)));
        let said = speech.say("cause-described").with("kind", described);
        return Some(said.into());
    }
    if let Some(count) = one["records"].as_u64() {
        let first = one["first"].as_array().into_iter().flatten();
        let first: Vec<String> = first.map(Value::to_string).collect();
        let said = speech
            .say("cause-records")
            .with("count", count.to_string())
            .with("first", first.join(", "));
        let said = String::from(said);
        let encoded = one["otherwise_encoded"].as_u64();
        return Some(match encoded.filter(|encoded| *encoded > 0) {
            None => said,
            Some(encoded) => {
                let encoded = speech
                    .say("cause-encoding")
                    .with("count", encoded.to_string())
                    .with("encoding", one["encoding"].as_str().unwrap_or_default());
                format!("{said} {encoded}")
            }
        });
    }
    let cause = one["cause"].as_str()?;
    if let Some(keyword) = cause.strip_prefix("model: ") {
        let said = speech.say("cause-model").with("keyword", keyword);
        return Some(said.into());
    }
    let message = match cause {
        "not-text" => "cause-not-text",
        "not-a-number" => "cause-not-a-number",
        "not-a-date" => "cause-not-a-date",
        "not-true-or-false" => "cause-not-true-or-false",
        "unknown-code" => "cause-unknown-code",
        "no-such-part" => "cause-no-such-part",
        "not-a-list" => "cause-not-a-list",
        "not-an-object" => "cause-not-an-object",
        other => return Some(other.to_owned()),
    };
    Some(speech.say(message).into())
}
