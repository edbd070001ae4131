//! `POST /api/v1/request-tickets`.
use std::sync::Arc;

use axum::extract::State;
use protocol::request_ticket::{Request, Response};
use web::body::Json;
use web::problem::Problem;

use crate::Operator;
use crate::oauth::caller::Caller;

/// The path of the endpoint.
pub(crate) const PATH: &str = "/api/v1/request-tickets";

/// Get a request ticket for a connector's route (MIM4 §5.3.1).
///
/// `{"permission": <leg id>, "audience": <the connector's base URL, or it and the static part of a route>}`. The
/// ticket is bound to the key of the access token, when that is.
#[utoipa::path(post, path = "/api/v1/request-tickets", tag = "service", request_body = crate::guide::TicketRequest,
    security(("dpop" = [])),
    responses(
        (status = 200, body = crate::guide::Ticket),
        (status = 403, description = "problem `permission-not-active` or `audience-not-covered`"),
        (status = 409, description = "problem `attribute-filter-missing`"),
    ))]
pub(crate) async fn issue(
    State(operator): State<Arc<Operator>>,
    caller: Caller,
    Json(request): Json<Request>,
) -> Result<Json<Response>, Problem> {
    Ok(Json(operator.ticket(&caller, &request).await?))
}
