//! Whether a ticket would be given, and what it would say. No ticket is made here: who holds one could get the data.
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use protocol::ids::LegId;
use protocol::request_ticket::Request;
use protocol::url::Audience;
use web::page::{Shell, render};
use web::problem::{Problem, ProblemName};
use web::staff::{May, Visitor};

use super::super::Site;
use super::{Desk, Fields};
use crate::Error;
use crate::intended_uses::form::Entered as _;

#[derive(askama::Template)]
#[template(path = "staff/service/ticket.html")]
struct TicketPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    permission: String,
    audience: String,
    /// What the ticket would say, as JSON.
    claims: String,
    /// Why none would be given: the message, and the problem's name.
    refused: Option<(&'static str, &'static str)>,
}

impl Site {
    fn ticket_page(
        &self,
        visitor: &Visitor,
        desk: Desk,
        (permission, audience): (String, String),
        claims: String,
        refused: Option<(&'static str, &'static str)>,
    ) -> Response {
        render(&TicketPage {
            shell: self
                .staff
                .shell(visitor.speech.say("service-page-ticket"), visitor, "/staff"),
            desk,
            permission,
            audience,
            claims,
            refused,
        })
    }
}

/// `GET /staff/services/{service}/ticket`
pub(super) async fn ask(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
) -> Result<Response, Problem> {
    let (_, desk) = site
        .own(&visitor, &service, May::ReadLog, "/ticket")
        .await?;
    let entered = (String::new(), String::new());
    Ok(site.ticket_page(&visitor, desk, entered, String::new(), None))
}

/// `POST /staff/services/{service}/ticket`
pub(super) async fn check(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (_, desk) = site
        .own(&visitor, &service, May::ReadLog, "/ticket")
        .await?;
    let fields = Fields::read(&body);
    let entered = (
        fields.text("permission").to_owned(),
        fields.text("audience").to_owned(),
    );
    let visitor = visitor.at(desk.path("/ticket"));
    let transport = site.operator.transport();
    let request = LegId::parse(&entered.0)
        .ok()
        .zip(Audience::parse(&entered.1, transport).ok());
    let Some((permission, audience)) = request else {
        let refused = Some(("ticket-wrong", ""));
        return Ok(site.ticket_page(&visitor, desk, entered, String::new(), refused));
    };
    let known = site.operator.known_service(&desk.id).await?;
    let known = known.ok_or_else(|| Error::unknown("service", &desk.id))?;
    let request = Request {
        permission,
        audience,
    };
    match site.operator.ticket_for(&known, None, &request).await {
        Ok(ticket) => {
            let claims = serde_json::to_string_pretty(&ticket)
                .map_err(|error| Error::Internal(error.to_string()))?;
            Ok(site.ticket_page(&visitor, desk, entered, claims, None))
        }
        Err(Error::Problem(problem)) => {
            let message = match problem.name() {
                ProblemName::PermissionNotActive => "ticket-not-active",
                ProblemName::AudienceNotCovered => "ticket-not-covered",
                ProblemName::AttributeFilterMissing => "ticket-no-filter",
                _ => return Err(*problem),
            };
            let refused = Some((message, problem.name().as_str()));
            Ok(site.ticket_page(&visitor, desk, entered, String::new(), refused))
        }
        Err(error) => Err(error.into()),
    }
}
