//! The resource of entity maps (ETSI GS CIM 009 §5.14.1 to §5.14.4, §6.32, §6.34).

use http::{Method, StatusCode};
use ngsi_ld::Problem;

use super::{ENTITY_MAP, lifetime, prolonged};
use crate::Broker;
use crate::answer::Answer;
use crate::call::Call;
use crate::clock;
use crate::collection::DOCUMENT_MEDIA;
use crate::entities::{posted, query};
use crate::store::failed;

/// What a query says besides ids, which alone are too wide (§5.14.4.4).
const NARROWING: [&str; 4] = ["type", "attrs", "q", "georel"];

/// Refuses to make a map of a query that is too wide.
pub(crate) fn check_narrow(call: &Call) -> Result<(), Problem> {
    let narrows = |name: &&str| call.parameter(name).is_some();
    let is_narrow = NARROWING.iter().any(narrows) || call.parameter("local") == Some("true");
    if call.method == Method::GET && !is_narrow {
        return Err(Problem::bad_data(
            "a map is of a query that says more than ids: `type`, `attrs`, `q`, a place, or `local=true`",
        ));
    }
    Ok(())
}

pub(crate) fn missing(id: &str) -> Problem {
    Problem::not_found(format!("there is no entity map `{id}`"))
}

/// `GET /entityMaps` and `POST /entityMaps`: both make a map of what a query finds (§5.14.4).
pub(crate) async fn create(broker: &Broker, call: &Call) -> Result<Answer, Problem> {
    call.accepted(&DOCUMENT_MEDIA)?;
    let lifetime = lifetime(call)?;
    check_narrow(call)?;
    let found = if call.method == Method::POST {
        posted::find(broker, call).await?
    } else {
        query::find(broker, call).await?
    };
    let map = broker
        .add_map(&call.tenant, lifetime, found.origins())
        .await?;
    let answer = Answer::json(StatusCode::CREATED, map.document());
    Ok(answer
        .with(ENTITY_MAP, &map.location())
        .warned(&found.warnings))
}

/// `GET /entityMaps/{id}` (§5.14.1).
pub(crate) async fn retrieve(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    call.accepted(&DOCUMENT_MEDIA)?;
    let map = broker.find_map(&call.tenant, id).await?;
    let map = map.ok_or_else(|| missing(id))?;
    Ok(Answer::json(StatusCode::OK, map.document()))
}

/// `PATCH /entityMaps/{id}`: when it ends; the rest of it stays (§5.14.2).
pub(crate) async fn update(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    let patch = call.content()?.document;
    let at = prolonged(&patch)?;
    let map = broker.find_map(&call.tenant, id).await?;
    let mut map = map.ok_or_else(|| missing(id))?;
    if let Some(at) = at {
        map.expires_at = at;
        broker.keep_map(&call.tenant, &map).await?;
    }
    Ok(Answer::no_content())
}

/// `DELETE /entityMaps/{id}` (§5.14.3).
pub(crate) async fn delete(broker: &Broker, call: &Call, id: &str) -> Result<Answer, Problem> {
    let now = clock::now().micros;
    match broker.store.delete_map(&call.tenant, id, now).await {
        Ok(true) => Ok(Answer::no_content()),
        Ok(false) => Err(missing(id)),
        Err(error) => Err(failed(&error)),
    }
}
