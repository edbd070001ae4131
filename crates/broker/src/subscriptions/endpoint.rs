//! Where a subscription's notifications go (ETSI GS CIM 009 §5.2.15).

use std::time::Duration;

use ngsi_ld::Problem;
use serde_json::Value;

use super::mqtt::Topic;
use super::watch::{bad, text, time};
use crate::call::Media;

/// How long an endpoint may take unless the subscription says otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest a subscription may let its endpoint take: each holds a place in the queue.
const MAX_TIMEOUT: Duration = Duration::from_mins(1);

/// Where notifications go.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) uri: String,
    /// Where that is by MQTT.
    pub(crate) topic: Option<Topic>,
    pub(crate) accept: Media,
    /// Headers that the receiver wants, or members of `metadata`.
    pub(crate) receiver: Vec<(String, String)>,
    pub(crate) timeout: Duration,
    pub(crate) cooldown: Option<Duration>,
}

impl Endpoint {
    pub(super) fn read(notification: &Value) -> Result<Self, Problem> {
        let endpoint = notification
            .get("endpoint")
            .filter(|endpoint| endpoint.is_object())
            .ok_or_else(|| bad("`notification` has an `endpoint`"))?;
        let uri = text(endpoint, "uri")?.ok_or_else(|| bad("the `endpoint` has a `uri`"))?;
        let url = url::Url::parse(uri).map_err(|_| bad(format!("`{uri}` is not a URI")))?;
        let notifier = pairs(endpoint, "notifierInfo")?;
        let topic = match url.scheme() {
            "http" | "https" => None,
            "mqtt" | "mqtts" => Some(Topic::read(&url, &notifier)?),
            other => {
                return Err(bad(format!(
                    "notifications go to `https`, `http`, `mqtts` and `mqtt` addresses, not to `{other}`"
                )));
            }
        };
        let accept = match text(endpoint, "accept")? {
            None | Some("application/json") => Media::Json,
            Some("application/ld+json") => Media::JsonLd,
            Some("application/geo+json") => Media::GeoJson,
            Some(other) => return Err(bad(format!("nothing can be sent as `{other}`"))),
        };
        let receiver = pairs(endpoint, "receiverInfo")?;
        let timeout = time(endpoint, "timeout", 0.001)?.unwrap_or(DEFAULT_TIMEOUT);
        Ok(Self {
            uri: uri.to_owned(),
            topic,
            accept,
            receiver,
            timeout: timeout.min(MAX_TIMEOUT),
            cooldown: time(endpoint, "cooldown", 0.001)?,
        })
    }
}

/// Keys with values, both strings (§5.2.22).
fn pairs(map: &Value, name: &str) -> Result<Vec<(String, String)>, Problem> {
    let wrong = || bad(format!("`{name}` is an array of keys with values"));
    let Some(pairs) = map.get(name) else {
        return Ok(Vec::new());
    };
    let word = |pair: &Value, member: &str| {
        pair.get(member)
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(wrong)
    };
    let pairs = pairs.as_array().ok_or_else(wrong)?;
    pairs
        .iter()
        .map(|pair| Ok((word(pair, "key")?, word(pair, "value")?)))
        .collect()
}
