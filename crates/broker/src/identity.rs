//! `GET /info/sourceIdentity` (ETSI GS CIM 009 §5.15.1 and §6.33).

use ngsi_ld::Problem;
use serde_json::json;
use uuid::Uuid;

use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;
use crate::clock;
use crate::collection::DOCUMENT_MEDIA;

/// A tenant's alias: the same as long as the process lives, and another for each tenant.
pub(crate) fn alias(broker: &Broker, tenant: &str) -> String {
    let mut bytes = *broker.alias.as_bytes();
    for (index, byte) in tenant.bytes().enumerate() {
        let place = index % bytes.len();
        bytes[place] = bytes[place]
            .wrapping_mul(31)
            .wrapping_add(byte)
            .rotate_left(3);
    }
    format!("fiducia-{}", Uuid::from_bytes(bytes).simple())
}

/// Who this source is, and since when.
pub(crate) fn retrieve(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    of(call, &alias(broker, &call.tenant), &broker.started)
}

/// Who the source of this alias is.
pub(crate) fn of(call: &Call, alias: &str, started: &clock::Now) -> Result<Answer, Problem> {
    let media = call.accepted(&DOCUMENT_MEDIA)?;
    call.know(&[])?;
    let now = clock::now();
    let seconds = (now.micros - started.micros).max(0) / 1_000_000;
    let body = json!({
        "id": format!("urn:ngsi-ld:ContextSourceIdentity:{alias}"),
        "type": "ContextSourceIdentity",
        "contextSourceAlias": alias,
        "contextSourceUptime": format!("PT{seconds}S"),
        "contextSourceTimeAt": now.text,
    });
    let context = json!(ngsi_ld::context::CORE_URL);
    Ok(Answer::document(media, &context, body))
}
