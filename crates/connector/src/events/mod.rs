//! Events that operators push (RFC 8935). This connector reuses no answer of an operator, so that a changed permission
//! is in force with the next request; an event is verified, taken once, and acknowledged.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use protocol::events::{DeliveryError, EventError, Expectations, Unverified};
use protocol::ids::{Issuer, OperatorUuid};
use protocol::url::Audience;
use storage::Unit;
use web::problem::Problem;

use crate::app::App;
use crate::trust::Operator;

/// How long an event's id is remembered: longer than any sender tries, in seconds.
const REMEMBERED: i64 = 14 * 86_400;

pub(crate) async fn receive(State(app): State<Arc<App>>, body: Bytes) -> Result<Response, Problem> {
    let Ok(text) = std::str::from_utf8(&body) else {
        return Err(Problem::new(protocol::problem::ProblemName::EventRefused)
            .detail("the event is not text"));
    };
    let refused = |error: EventError| {
        (
            StatusCode::BAD_REQUEST,
            axum::Json(DeliveryError::from(&error)),
        )
            .into_response()
    };
    let issuer = match Unverified::parse(text.trim()).and_then(|token| token.issuer()) {
        Ok(issuer) => issuer,
        Err(error) => return Ok(refused(error)),
    };
    let Some(operator) = operator(&app, &issuer).await else {
        return Err(
            Problem::new(protocol::problem::ProblemName::TicketUnknownIssuer)
                .detail("the event's issuer is not trusted here"),
        );
    };
    let audience = Audience::from(app.base_url.clone());
    let expected = Expectations {
        issuer: &issuer,
        keys: &operator.keys,
        audience: &audience,
        now: app.clock.seconds(),
    };
    let token = match Unverified::parse(text.trim()).and_then(|token| token.verify(&expected)) {
        Ok(token) => token,
        Err(error) => return Ok(refused(error)),
    };
    let mut unit = Unit::new();
    let until = app.clock.micros().saturating_add(REMEMBERED * 1_000_000);
    unit.once("event", &format!("{}:{}", issuer, token.jti), until);
    match app.database.commit(unit).await {
        Ok(_) => metrics::counter!("connector_events_total").increment(1),
        // Delivered again: acknowledged again.
        Err(error) if storage::replay::is_replay(&error) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(StatusCode::ACCEPTED.into_response())
}

/// The operator behind an issuer, if it is trusted.
async fn operator(app: &App, issuer: &Issuer) -> Option<Arc<Operator>> {
    let uuid = OperatorUuid::parse(issuer.as_ref()).ok()?;
    let trusted = app.trust.standing(&uuid).await.ok()?;
    app.operators.resolve(&uuid, &trusted.base_url).await.ok()
}
