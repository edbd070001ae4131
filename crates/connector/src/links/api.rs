//! What operators ask about links, and what the organisation itself asks and does.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::routing::{get, post};
use http::StatusCode;
use protocol::ids::{ConnectorUuid, LegId, TokenId};
use protocol::links::{
    Expectations, LIFETIME, LinkError, LinkRedemption, LinkRequest, LinkResult, Linked, Outcome,
    Place, Signed, Unverified, Way,
};
use protocol::problem::ProblemName;
use protocol::url::Audience;
use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::connector::links::{Link, LinkAttempt, Links as _};
use subtle::ConstantTimeEq as _;
use web::Json;
use web::problem::Problem;

use super::attempt::{self, Attempt, FORM_TRIES, Found, Held, LIFE, State as Step, broken, gone};
use super::records::{self, Act};
use super::{Linking, desk, ending};
use crate::app::App;
use crate::inbox::ADMINISTRATION;
use crate::trust::Operator;

/// Attempts of one person in a day: enough for whoever has lost the card twice.
const OF_ONE_PERSON: i64 = 12;
/// Microseconds in a day.
const DAY: i64 = 86_400 * 1_000_000;
/// Microseconds in a second.
const SECOND: i64 = 1_000_000;
/// What the replay memory calls messages of operators about links.
const SCOPE: &str = "link message";
/// Links on one page.
const MOST: u32 = 200;

/// The routes that operators ask.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/links/requests", post(begin))
        .route("/links/requests/results", post(redeem))
}

/// The organisation's own, behind its token.
pub(crate) fn own_router() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/links", get(list))
        .route("/api/v1/links/end", post(end))
        .route("/api/v1/links/desk/{code}", get(at_desk).post(confirm))
}

pub(super) fn linking(app: &App) -> Result<&Linking, Problem> {
    app.linking
        .as_ref()
        .ok_or_else(|| Problem::new(ProblemName::NotFound))
}

fn refused(error: &LinkError) -> Problem {
    Problem::new(ProblemName::InvalidRequest).detail(error.to_string())
}

/// The trusted operator that a message claims to be from.
async fn sender(app: &App, token: &str) -> Result<Arc<Operator>, Problem> {
    let uuid = Unverified::parse(token)
        .and_then(|message| message.operator())
        .map_err(|error| refused(&error))?;
    let trusted = app.trust.standing(&uuid).await;
    let trusted = trusted.map_err(|_| {
        Problem::new(ProblemName::TicketUnknownIssuer)
            .detail("this operator is in no trust group accepted here, or not in good standing")
    })?;
    let resolved = app.operators.resolve(&uuid, &trusted.base_url).await;
    resolved.map_err(|error| Problem::new(error.problem()))
}

/// Verifies a message under its operator's keys, which are fetched again where it names one that is not among them.
async fn verified<T>(
    app: &App,
    token: &str,
    verify: impl Fn(&Operator, Unverified<'_>) -> Result<T, LinkError>,
) -> Result<(Arc<Operator>, T), Problem> {
    let operator = sender(app, token).await?;
    let parse = || Unverified::parse(token).map_err(|error| refused(&error));
    match verify(&operator, parse()?) {
        Err(LinkError::Invalid(protocol::jose::JoseError::UnknownKey { .. })) => {
            let renewed = app.operators.refetch_for_kid(&operator).await;
            let renewed = renewed.map_err(|error| Problem::new(error.problem()))?;
            let message = verify(&renewed, parse()?).map_err(|error| refused(&error))?;
            Ok((renewed, message))
        }
        message => Ok((operator, message.map_err(|error| refused(&error))?)),
    }
}

/// Notes in the unit that a message is used.
fn once(app: &App, unit: &mut Unit, operator: &Operator, jti: &TokenId) {
    // A minute longer than it could be shown.
    let until = app.clock.micros() + (LIFETIME + 120) * SECOND;
    unit.once(SCOPE, &format!("{}:{jti}", operator.uuid), until);
}

/// `POST /links/requests`: an operator asks for a place where a person can show who they are.
async fn begin(
    State(app): State<Arc<App>>,
    Json(signed): Json<Signed>,
) -> Result<(StatusCode, Json<Place>), Problem> {
    let linking = linking(&app)?;
    let audience = Audience::from(app.base_url.clone());
    let (operator, request) = verified(&app, &signed.token, |operator, message| {
        let expected = Expectations {
            issuer: &operator.uuid,
            keys: &operator.keys,
            audience: &audience,
            now: app.clock.seconds(),
        };
        message.request(&expected, operator.base_url.origin())
    })
    .await?;
    if request.way == Way::Attribute || linking.config.assurance(request.way).is_none() {
        return Err(Problem::new(ProblemName::InvalidRequest).detail(format!(
            "`{}` is no way to be linked here",
            request.way.name()
        )));
    }
    let now = app.clock.micros();
    let known = app
        .database
        .link_attempts_of_person(operator.uuid.as_str(), request.link_id.as_str(), now - DAY)
        .await?;
    if known >= OF_ONE_PERSON {
        return Err(Problem::new(ProblemName::RateLimited)
            .detail("this person has tried as often as one may in a day"));
    }
    linking.all.check(())?;
    let secret = begun(&app, &operator, &request).await?;
    let url = app
        .base_url
        .join(&format!("links/{secret}"))
        .map_err(|error| broken(&error))?;
    Ok((
        StatusCode::CREATED,
        Json(Place {
            url,
            expires_in: LIFE / SECOND,
        }),
    ))
}

async fn begun(app: &App, operator: &Operator, request: &LinkRequest) -> Result<String, Problem> {
    let secret = attempt::secret();
    let now = app.clock.micros();
    let begun = Attempt {
        return_url: request.return_url.as_str().to_owned(),
        operator_name: operator.name.clone(),
        operator_origin: operator.base_url.origin().to_owned(),
        locale: request.locale.clone(),
        browser: None,
        state: Step::Begun { tries: FORM_TRIES },
    };
    let row = LinkAttempt {
        id: attempt::hash(&secret),
        operator: operator.uuid.as_str().to_owned(),
        request: request.jti.as_str().to_owned(),
        link_id: request.link_id.as_str().to_owned(),
        way: request.way.name().to_owned(),
        sealed: attempt::seal(app, &begun)?,
        version: 1,
        created_at: now,
        expires_at: now + LIFE,
    };
    let mut unit = Unit::new();
    once(app, &mut unit, operator, &request.jti);
    unit.insert_link_attempt(&row);
    let held = Held {
        row,
        attempt: begun,
        closing: None,
    };
    unit.log(records::of_attempt(app, &held, Act::Begun)?);
    match app.database.commit(unit).await {
        Ok(_) => {}
        Err(storage::Error::Conflict { .. }) => {
            return Err(Problem::new(ProblemName::Conflict)
                .detail("a link request is good once; ask with a new one"));
        }
        Err(error) => return Err(error.into()),
    }
    app.log.wake();
    Ok(secret)
}

/// `POST /links/requests/results`: an operator asks what came of an attempt.
async fn redeem(
    State(app): State<Arc<App>>,
    Json(signed): Json<Signed>,
) -> Result<Json<Signed>, Problem> {
    linking(&app)?;
    let audience = Audience::from(app.base_url.clone());
    let (operator, redemption) = verified(&app, &signed.token, |operator, message| {
        message.redemption(&Expectations {
            issuer: &operator.uuid,
            keys: &operator.keys,
            audience: &audience,
            now: app.clock.seconds(),
        })
    })
    .await?;
    let mut unit = Unit::new();
    once(&app, &mut unit, &operator, &redemption.jti);
    match app.database.commit(unit).await {
        Err(storage::Error::Conflict { .. }) => {
            return Err(Problem::new(ProblemName::Conflict).detail("a redemption is good once"));
        }
        committed => drop(committed?),
    }
    let held = attempt::of(&app, operator.uuid.as_str(), redemption.request.as_str()).await?;
    let link_id = LegId::parse(&held.row.link_id).map_err(|error| broken(&error))?;
    let outcome = outcome(&app, &held, &redemption).await?;
    let now = app.clock.seconds();
    let result = LinkResult {
        iss: ConnectorUuid::clone(&app.uuid),
        aud: Audience::from(operator.base_url.clone()),
        iat: now,
        exp: now + LIFETIME,
        jti: TokenId::parse(&uuid::Uuid::new_v4().to_string()).map_err(|error| broken(&error))?,
        request: redemption.request,
        link_id,
        outcome,
    };
    let token = result
        .sign(&app.keys.signer())
        .map_err(|error| broken(&error))?;
    Ok(Json(Signed { token }))
}

/// What came of an attempt; a code that is right is used up by the answer.
async fn outcome(app: &App, held: &Held, redemption: &LinkRedemption) -> Result<Outcome, Problem> {
    let code = redemption.code.as_deref().map(attempt::hash);
    let is_right = |answer: &[u8]| {
        code.as_ref()
            .is_some_and(|code| bool::from(code.as_slice().ct_eq(answer)))
    };
    let index = match &held.attempt.state {
        Step::Proved { found, .. } | Step::Confirmed { found } => {
            let id_type = &linking(app)?.config.identifier_type;
            super::index(app, id_type, &found.id).await?
        }
        _ => Vec::new(),
    };
    attempt::step(app, &held.row.id, |held, unit| {
        match held.attempt.state.clone() {
            Step::Proved { found, answer } if is_right(&answer) => {
                linked(app, held, unit, &found, index.clone())
            }
            Step::Confirmed { found } if code.is_none() => {
                linked(app, held, unit, &found, index.clone())
            }
            Step::Failed { answer, reason }
                if answer.as_deref().map_or(code.is_none(), &is_right) =>
            {
                held.attempt.state = Step::Over;
                Ok(Outcome::Failed { reason })
            }
            Step::AtDesk {
                code: shown,
                answer,
                is_redeemed,
                task,
            } => {
                let is_known = match (&code, &answer) {
                    (Some(_), Some(answer)) => is_right(answer),
                    (None, _) => is_redeemed,
                    (Some(_), None) => false,
                };
                if !is_known {
                    return Err(gone());
                }
                held.attempt.state = Step::AtDesk {
                    code: shown.clone(),
                    answer: None,
                    is_redeemed: true,
                    task,
                };
                Ok(Outcome::Waiting {
                    until: held.row.expires_at / SECOND,
                    desk_code: shown,
                })
            }
            _ => Err(gone()),
        }
    })
    .await
}

fn linked(
    app: &App,
    held: &mut Held,
    unit: &mut Unit,
    found: &Found,
    index: Vec<u8>,
) -> Result<Outcome, Problem> {
    let config = &linking(app)?.config;
    let assurance = held
        .way()
        .and_then(|way| config.assurance(way))
        .ok_or_else(gone)?;
    let now = app.clock.micros();
    let valid_until = now + i64::from(config.days) * DAY;
    unit.write_link(&Link {
        operator: held.row.operator.clone(),
        link_id: held.row.link_id.clone(),
        way: held.row.way.clone(),
        assurance: level(assurance).to_owned(),
        id_type: config.identifier_type.clone(),
        identifier: index,
        linked_at: now,
        valid_until,
        ended_at: None,
        ended_by: None,
    });
    unit.log(records::of_attempt(app, held, Act::Linked)?);
    held.attempt.state = Step::Over;
    Ok(Outcome::Linked(Linked {
        id: found.id.clone(),
        id_type: config.identifier_type.clone(),
        country: config.country.clone(),
        assurance,
        valid_until: valid_until / SECOND,
    }))
}

const fn level(assurance: permission::Assurance) -> &'static str {
    match assurance {
        permission::Assurance::Low => "low",
        permission::Assurance::Substantial => "substantial",
        permission::Assurance::High => "high",
    }
}

/// A link as the organisation sees it: whose it is, only the operator knows.
#[derive(Serialize)]
pub(crate) struct View {
    operator: String,
    link_id: String,
    way: String,
    assurance: String,
    identifier_type: String,
    linked_at: String,
    valid_until: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_by: Option<String>,
}

/// A time as RFC 3339 text in UTC, to the second.
pub(super) fn rfc3339(micros: i64) -> String {
    jiff::Timestamp::from_second(micros.div_euclid(SECOND))
        .map_or_else(|_| micros.to_string(), |at| at.to_string())
}

impl From<Link> for View {
    fn from(link: Link) -> Self {
        Self {
            operator: link.operator,
            link_id: link.link_id,
            way: link.way,
            assurance: link.assurance,
            identifier_type: link.id_type,
            linked_at: rfc3339(link.linked_at),
            valid_until: rfc3339(link.valid_until),
            ended_at: link.ended_at.map(rfc3339),
            ended_by: link.ended_by,
        }
    }
}

#[derive(Deserialize)]
struct Page {
    before: Option<String>,
}

#[derive(Serialize)]
struct Views {
    links: Vec<View>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// `GET /api/v1/links`: who is linked, newest first.
async fn list(
    State(app): State<Arc<App>>,
    Query(page): Query<Page>,
) -> Result<Json<Views>, Problem> {
    let before = match page.before.as_deref() {
        None => (i64::MAX, String::new()),
        Some(text) => text
            .split_once('_')
            .and_then(|(at, id)| Some((at.parse().ok()?, id.to_owned())))
            .ok_or_else(|| {
                Problem::new(ProblemName::InvalidRequest)
                    .detail("`before` is not the `next` of a page")
            })?,
    };
    let links = app
        .database
        .links_before((before.0, &before.1), MOST)
        .await?;
    let next = links
        .last()
        .filter(|_| links.len() == MOST as usize)
        .map(|last| format!("{}_{}", last.linked_at, last.link_id));
    Ok(Json(Views {
        links: links.into_iter().map(Into::into).collect(),
        next,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    operator: String,
    link_id: String,
}

/// `POST /api/v1/links/end`: the source ends a link.
async fn end(State(app): State<Arc<App>>, Json(which): Json<Which>) -> Result<StatusCode, Problem> {
    ending::end(&app, &which.operator, &which.link_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/v1/links/desk/{code}`: what waits under a code that somebody shows at the desk.
async fn at_desk(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
) -> Result<Json<desk::Waiting>, Problem> {
    Ok(Json(desk::waiting(&app, &code).await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirmed {
    /// The identifier of whoever stands at the desk.
    identifier: String,
}

/// `POST /api/v1/links/desk/{code}`: staff confirm who it is.
async fn confirm(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    Json(confirmed): Json<Confirmed>,
) -> Result<StatusCode, Problem> {
    desk::confirm(&app, &code, &confirmed.identifier, ADMINISTRATION).await?;
    Ok(StatusCode::NO_CONTENT)
}
