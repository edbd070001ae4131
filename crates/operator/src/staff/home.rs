//! The start page of an organisation: its services here.
use axum::extract::State;
use axum::response::Response;
use storage::operator::organisations::Organisations as _;
use storage::operator::services::Services as _;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::{Site, service};
use crate::Error;
use crate::organisations::{Organisation, Service, ServiceState};
use crate::webhooks::WebhookState;

/// Services that are looked at in one go.
const PAGE: u32 = 200;

#[derive(askama::Template)]
#[template(path = "staff/home.html")]
struct HomePage<'a> {
    shell: Shell<'a>,
    name: String,
    services: Vec<Row>,
}

/// A service: its name and how it stands.
struct Row {
    name: String,
    client_id: String,
    tone: &'static str,
    state: String,
    /// Webhooks that were stopped: their pages and addresses.
    stopped: Vec<(String, String)>,
}

/// `GET /staff`
pub(super) async fn show(State(site): State<Site>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.require(May::Look)?;
    let organisation = visitor.member.organisation.as_str();
    let row = site.operator.db.organisation(organisation).await?;
    let row = row.ok_or_else(|| Error::unknown("organisation", organisation))?;
    let speech = &visitor.speech;
    let services = site.services_of(organisation).await?;
    let mut rows = Vec::with_capacity(services.len());
    for one in services {
        let webhooks = site.operator.webhooks(&one.client_id).await?.into_iter();
        let stopped = webhooks.filter(|webhook| webhook.state == WebhookState::Stopped);
        let stopped = stopped.map(|webhook| {
            let page = format!("/webhooks/{}", webhook.id);
            (service::address(&one.client_id, &page), webhook.url)
        });
        let stopped = stopped.collect();
        let (tone, state) = match one.state {
            ServiceState::Active => ("good", "organisation-service-active"),
            ServiceState::Suspended => ("bad", "organisation-service-suspended"),
        };
        rows.push(Row {
            name: one.name.get(speech.tag()).to_owned(),
            client_id: one.client_id,
            tone,
            state: speech.say(state).into(),
            stopped,
        });
    }
    Ok(render(&HomePage {
        services: rows,
        name: Organisation::read(&row)?.name,
        shell: site
            .staff
            .shell(speech.say("organisation-home"), &visitor, web::staff::HOME),
    }))
}

impl Site {
    /// The services of an organisation.
    pub(crate) async fn services_of(&self, organisation: &str) -> crate::Result<Vec<Service>> {
        let mut found = Vec::new();
        let mut after = String::new();
        loop {
            let rows = self.operator.db.services(&after, PAGE).await?;
            let full = rows.len() == PAGE as usize;
            for row in rows {
                after.clone_from(&row.client_id);
                if row.organisation_id == organisation {
                    found.push(Service::read(row)?);
                }
            }
            if !full {
                return Ok(found);
            }
        }
    }
}
