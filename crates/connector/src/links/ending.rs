//! A link ends: the source ends it and its operator hears of it, or the person gives up what waits at the desk.

use protocol::events::{Event, EventToken, LinkEnded, MEDIA_TYPE};
use protocol::ids::{Issuer, LegId, OperatorUuid, TokenId};
use protocol::problem::ProblemName;
use protocol::url::Audience;
use storage::Unit;
use storage::connector::links::Links as _;
use storage::outbox::{Delivery, NewEvent};
use web::delivery::DeliveryError;
use web::problem::Problem;

use super::attempt::{self, State};
use super::records::{self, Act};
use crate::app::App;
use crate::subscriptions;

/// The kind under which the outbox has it.
pub(crate) const KIND: &str = "link-ended";
/// Microseconds in a second.
const SECOND: i64 = 1_000_000;

/// The source ends a link, at once: the identifier that it gave counts no more, and the person hears of it from their
/// operator.
///
/// # Errors
/// The problem `not-found` where there is no such link in force.
pub(super) async fn end(app: &App, operator: &str, link_id: &str) -> Result<(), Problem> {
    let link = app.database.link(operator, link_id).await?;
    if link.is_none_or(|link| link.ended_at.is_some()) {
        return Err(Problem::new(ProblemName::NotFound).detail("there is no such link in force"));
    }
    let now = app.clock.micros();
    let mut unit = Unit::new();
    unit.end_link(operator, link_id, "source", now);
    unit.log(records::of_link(
        app,
        operator,
        link_id,
        Act::EndedBySource,
    )?);
    let event = NewEvent {
        id: uuid::Uuid::new_v4().to_string(),
        order_key: format!("{KIND}:{link_id}"),
        sequence: now,
        destination: operator.to_owned(),
        kind: KIND.to_owned(),
        payload: link_id.to_owned(),
    };
    unit.enqueue(&event, now);
    app.database.commit(unit).await?;
    app.log.wake();
    if let Ok(operator) = OperatorUuid::parse(operator) {
        // Which of its answers were about this person, nobody here knows: all are asked for again.
        app.leases
            .iter()
            .for_each(|leases| leases.end_all_of(&operator));
        app.views
            .iter()
            .for_each(|views| views.end_all_of(&operator));
    }
    subscriptions::link_ended(app, operator, link_id).await;
    Ok(())
}

/// Tells an operator that a link of its was ended.
pub(crate) async fn deliver(
    app: &App,
    operator: &OperatorUuid,
    delivery: &Delivery,
) -> Result<(), DeliveryError> {
    let later = |error: &dyn std::fmt::Display| DeliveryError::later(error.to_string());
    let never = |error: &dyn std::fmt::Display| DeliveryError::never(error.to_string());
    let trusted = app.trust.standing(operator).await;
    let trusted =
        trusted.map_err(|_| DeliveryError::later("the operator is not trusted at the moment"))?;
    let known = app.operators.resolve(operator, &trusted.base_url).await;
    let known = known.map_err(|error| later(&error))?;
    let endpoint = known.events.as_ref().ok_or_else(|| {
        DeliveryError::never("the operator takes no events; it learns of it when it is asked next")
    })?;
    let ended = LinkEnded {
        link_id: LegId::parse(&delivery.payload).map_err(|error| never(&error))?,
        at: delivery.enqueued_at.div_euclid(SECOND),
    };
    let token = EventToken {
        iss: Issuer::from(&app.uuid),
        aud: Audience::from(known.base_url.clone()),
        iat: app.clock.seconds(),
        jti: TokenId::parse(&delivery.id).map_err(|error| never(&error))?,
        events: vec![Event::LinkEnded(ended)],
    };
    let token = token
        .sign(&app.keys.signer())
        .map_err(|error| later(&error))?;
    let request = app.client.post(endpoint.as_str());
    request.body(MEDIA_TYPE, token).send().await?;
    Ok(())
}

/// A person has given up, at their operator, what waits at the desk.
///
/// # Errors
/// The database's.
pub(crate) async fn give_up(app: &App, operator: &str, link_id: &str) -> Result<(), Problem> {
    let now = app.clock.micros();
    let waiting = app.database.link_attempts_under_way(operator, link_id, now);
    for row in waiting.await? {
        let given_up = attempt::step(app, &row.id, |held, unit| {
            // Whoever is still at the source's pages has begun anew.
            if let State::AtDesk {
                is_redeemed: true, ..
            } = held.attempt.state
            {
                held.attempt.state = State::Over;
                unit.log(records::of_attempt(app, held, Act::Failed)?);
            }
            Ok(())
        });
        match given_up.await {
            // It was over already.
            Err(problem) if problem.name() == ProblemName::NotFound => {}
            given_up => given_up?,
        }
    }
    Ok(())
}
