//! What a service holds and has asked, by its own ids.
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use storage::operator::held::OfService;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::super::Site;
use super::Desk;
use crate::pages::choice::Choice;
use crate::permissions::api::key;
use crate::permissions::pages::older;
use crate::permissions::view::state_message;
use crate::permissions::{HeldPermission, SentRequest};

/// Rows of one page.
const PAGE: u32 = 50;

/// Which page of which.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    before: Option<String>,
    #[serde(default)]
    intended_use: String,
    #[serde(default)]
    state: String,
}

impl Which {
    /// The address of the same list from its beginning.
    fn path(&self, page: String) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("intended_use", &self.intended_use), ("state", &self.state)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        match query.finish() {
            query if query.is_empty() => page,
            query => format!("{page}?{query}"),
        }
    }
}

#[derive(askama::Template)]
#[template(path = "staff/service/permissions.html")]
struct PermissionsPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    uses: Vec<Choice>,
    states: Vec<Choice>,
    permissions: Vec<Row>,
    newest: String,
    older: String,
}

/// A permission, with how many attributes it covers.
struct Row {
    held: HeldPermission,
    covers: usize,
}

/// `GET /staff/services/{service}/permissions`
pub(super) async fn permissions(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let own = site.own(&visitor, &service, May::ReadLog, "/permissions");
    let (_, desk) = own.await?;
    let (at, leg) = key(which.before.as_deref())?;
    let of = OfService {
        service: &desk.id,
        intended_use: &which.intended_use,
        state: &which.state,
    };
    let held = site.operator.permissions_held(of, (at, &leg), PAGE);
    let (held, next) = held.await?;
    let path = which.path(desk.path("/permissions"));
    let speech = &visitor.speech;
    let names = [
        "granted",
        "suspended",
        "withdrawn",
        "expired",
        "revoked",
        "invalidated",
    ];
    let state =
        |name: &str| Choice::new(name, speech.say(state_message(name)), which.state == name);
    Ok(render(&PermissionsPage {
        shell: site
            .staff
            .shell(speech.say("service-page-permissions"), &visitor, "/staff"),
        uses: uses(&site, &desk, &which).await?,
        states: names.map(state).into_iter().collect(),
        permissions: held
            .into_iter()
            .map(|held| Row {
                covers: held.datasets.values().map(Vec::len).sum(),
                held,
            })
            .collect(),
        newest: which
            .before
            .as_ref()
            .map_or_else(String::new, |_| path.clone()),
        older: older(&path, next),
        desk,
    }))
}

async fn uses(site: &Site, desk: &Desk, which: &Which) -> Result<Vec<Choice>, Problem> {
    let uses = site.operator.newest_uses_of(&desk.id).await?;
    let choice = |id: &str| Choice::new(id, id, which.intended_use == id);
    Ok(uses.iter().map(|one| choice(one.id.as_str())).collect())
}

#[derive(askama::Template)]
#[template(path = "staff/service/requests.html")]
struct RequestsPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    uses: Vec<Choice>,
    requests: Vec<SentRequest>,
    newest: String,
    older: String,
}

/// The message that names what became of a request.
fn status_message(status: &str) -> &'static str {
    match status {
        "pending" => "state-requested",
        "granted" => "request-status-granted",
        "declined" => "state-declined",
        _ => "state-expired",
    }
}

/// `GET /staff/services/{service}/requests`
pub(super) async fn requests(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let (_, desk) = site
        .own(&visitor, &service, May::ReadLog, "/requests")
        .await?;
    let (at, id) = key(which.before.as_deref())?;
    let of = OfService {
        service: &desk.id,
        intended_use: &which.intended_use,
        state: "",
    };
    let sent = site.operator.requests_sent(of, (at, &id), PAGE).await?;
    let path = which.path(desk.path("/requests"));
    Ok(render(&RequestsPage {
        shell: site.staff.shell(
            visitor.speech.say("service-page-requests"),
            &visitor,
            "/staff",
        ),
        uses: uses(&site, &desk, &which).await?,
        requests: sent.permission_requests,
        newest: which
            .before
            .as_ref()
            .map_or_else(String::new, |_| path.clone()),
        older: older(&path, sent.next),
        desk,
    }))
}
