//! Events that operators push (RFC 8417, RFC 8935): verified under the operator's key, taken once, in force before they
//! are acknowledged.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode};
use protocol::events::{
    DeliveryError, Event, EventError, EventToken, Expectations, MEDIA_TYPE, PermissionState,
    Unverified,
};
use protocol::ids::{Issuer, OperatorUuid};
use protocol::jose::JoseError;
use protocol::problem::ProblemName;
use protocol::url::Audience;
use serde::Serialize;
use storage::Unit;
use web::problem::Problem;

use crate::app::App;
use crate::links::ending::give_up;
use crate::links::records::{Act, of_link};
use crate::releases::{LogKind, entry};
use crate::subscriptions;
use crate::trust::Operator;

/// How long an event's id is remembered: longer than any sender tries, in microseconds.
const REMEMBERED: i64 = 14 * 86_400 * 1_000_000;
/// The name under which events are remembered.
const KIND: &str = "event";

/// An event as it is logged.
#[derive(Serialize)]
struct Logged<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    arrangement: Option<&'a str>,
    /// When it came, in microseconds since the epoch.
    at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    epoch: Option<u64>,
    event: &'a str,
    jti: &'a str,
    operator: &'a str,
}

/// `POST /events`.
pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let media = headers
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case(MEDIA_TYPE)
    {
        return Err(Problem::new(ProblemName::UnsupportedMediaType)
            .detail(format!("events are `{MEDIA_TYPE}`")));
    }
    let Ok(text) = std::str::from_utf8(&body) else {
        return Ok(refused(&EventError::Malformed("not text".into())));
    };
    let (operator, token) = match verify(&app, text.trim()).await {
        Ok(verified) => verified,
        Err(Refused::Event(error)) => return Ok(refused(&error)),
        Err(Refused::Unavailable(name)) => return Err(Problem::new(name)),
    };
    // In force first: once this is acknowledged, the operator tells the person so.
    for event in &token.events {
        take_effect(&app, &operator, event);
    }
    for event in &token.events {
        let Some((arrangement, _)) = event.arrangement() else {
            continue;
        };
        let (operator, arrangement) = (operator.uuid.as_str(), arrangement.as_str());
        if is_end(event) {
            subscriptions::ended(&app, operator, arrangement).await;
        } else if matches!(event, Event::PermissionChanged(_)) {
            subscriptions::amended(&app, operator, arrangement).await;
        }
    }
    record(&app, &operator, &token).await?;
    if token
        .events
        .iter()
        .any(|event| matches!(event, Event::MemberStatusChanged(_)))
    {
        // The registry is asked itself; an operator's word makes nobody a member.
        let app = Arc::clone(&app);
        tokio::spawn(async move { app.trust.refresh().await });
    }
    Ok(StatusCode::ACCEPTED.into_response())
}

fn refused(error: &EventError) -> Response {
    (
        StatusCode::BAD_REQUEST,
        axum::Json(DeliveryError::from(error)),
    )
        .into_response()
}

enum Refused {
    Event(EventError),
    /// Whether it is good cannot be told at the moment: the sender tries again.
    Unavailable(ProblemName),
}

impl From<EventError> for Refused {
    fn from(error: EventError) -> Self {
        Self::Event(error)
    }
}

async fn verify(app: &App, text: &str) -> Result<(Arc<Operator>, EventToken), Refused> {
    let issuer = Unverified::parse(text)?.issuer()?;
    let mut operator = operator(app, &issuer).await?;
    let audience = Audience::from(app.base_url.clone());
    let verify = |operator: &Operator| {
        let now = app.clock.seconds();
        let expected = Expectations {
            issuer: &issuer,
            keys: &operator.keys,
            audience: &audience,
            now,
        };
        Unverified::parse(text)?.verify(&expected)
    };
    let token = match verify(&operator) {
        Err(EventError::Invalid(JoseError::UnknownKey { .. })) => {
            let refetched = app.operators.refetch_for_kid(&operator).await;
            operator = refetched.map_err(|error| Refused::Unavailable(error.problem()))?;
            verify(&operator)?
        }
        outcome => outcome?,
    };
    Ok((operator, token))
}

/// The operator behind an issuer. One that is suspended may still tell of withdrawals (trust.md), as far as its keys
/// are known.
async fn operator(app: &App, issuer: &Issuer) -> Result<Arc<Operator>, Refused> {
    let unknown = || Refused::Event(EventError::Issuer(issuer.clone()));
    let uuid = OperatorUuid::parse(issuer.as_ref()).map_err(|_| unknown())?;
    match app.trust.standing(&uuid).await {
        Ok(trusted) => {
            let resolved = app.operators.resolve(&uuid, &trusted.base_url).await;
            resolved.map_err(|error| Refused::Unavailable(error.problem()))
        }
        Err(_) => app.operators.held(&uuid).ok_or_else(unknown),
    }
}

/// Whether an event says that a permission is in force no longer.
fn is_end(event: &Event) -> bool {
    match event {
        Event::PermissionWithdrawn(_) => true,
        Event::PermissionChanged(change) => change.state != PermissionState::Granted,
        _ => false,
    }
}

/// Ends what an event ends. Idempotent, and right in any order: a change of a lower epoch ends nothing that a higher one
/// has not ended.
fn take_effect(app: &App, operator: &Operator, event: &Event) {
    let (leases, views) = (app.leases.as_ref(), app.views.as_ref());
    if let Event::MemberStatusChanged(change) = event {
        let operator = &change.operator_uuid;
        leases.inspect(|leases| leases.end_all_of(operator));
        views.inspect(|views| views.end_all_of(operator));
    } else if let Some((arrangement, epoch)) = event.arrangement() {
        leases.inspect(|leases| leases.end(&operator.uuid, arrangement, epoch));
        views.inspect(|views| views.end(&operator.uuid, arrangement));
    }
}

/// Logs an event, once.
async fn record(app: &App, operator: &Operator, token: &EventToken) -> Result<(), Problem> {
    let at = app.clock.micros();
    let mut unit = Unit::new();
    unit.once(
        KIND,
        &format!("{}:{}", token.iss, token.jti),
        at.saturating_add(REMEMBERED),
    );
    for event in &token.events {
        let arrangement = event.arrangement();
        let logged = Logged {
            arrangement: arrangement.map(|(arrangement, _)| arrangement.as_str()),
            at,
            epoch: arrangement.map(|(_, epoch)| epoch),
            event: event.uri(),
            jti: token.jti.as_str(),
            operator: operator.uuid.as_str(),
        };
        let text = serde_json::to_string(&logged).unwrap_or_default();
        let entry = entry(
            at,
            LogKind::Event,
            Some(operator.uuid.as_str().to_owned()),
            None,
            text,
        )
        .map_err(|error| {
            tracing::error!(%error, "an event cannot be logged");
            Problem::new(ProblemName::LogUnavailable)
        })?;
        unit.log(entry);
        if let Event::LinkEnded(ended) = event {
            let (operator, link) = (operator.uuid.as_str(), ended.link_id.as_str());
            // To the end of the second: it is told in seconds.
            let ended_at = ended.at.saturating_mul(1_000_000).saturating_add(999_999);
            unit.end_link(operator, link, "person", ended_at.min(at));
            unit.log(of_link(app, operator, link, Act::EndedByPerson)?);
        }
    }
    match app.database.commit(unit).await {
        Ok(_) => {
            app.log.wake();
            metrics::counter!("connector_events_total").increment(1);
            for event in &token.events {
                if let Event::LinkEnded(ended) = event {
                    let (operator, link) = (operator.uuid.as_str(), ended.link_id.as_str());
                    subscriptions::link_ended(app, operator, link).await;
                    give_up(app, operator, link).await?;
                }
            }
            Ok(())
        }
        // Delivered again: acknowledged again.
        Err(error) if storage::replay::is_replay(&error) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
