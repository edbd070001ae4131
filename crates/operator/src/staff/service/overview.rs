//! A service at a glance: what waits, what fails, how many permissions of which use are in which state.
use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use storage::operator::held::HeldByServices as _;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::super::Site;
use super::Desk;
use super::uses::state_of;
use crate::Error;
use crate::intended_uses::DraftState;
use crate::organisations::ServiceState;
use crate::permissions::view::state_message;
use crate::webhooks::WebhookState;

#[derive(askama::Template)]
#[template(path = "staff/service/overview.html")]
struct OverviewPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    suspended: bool,
    /// Webhooks that fail or were stopped: address and what is wrong.
    failing: Vec<(String, String, &'static str)>,
    /// Drafts that wait or were refused.
    drafts: Vec<(String, &'static str, &'static str)>,
    states: Vec<&'static str>,
    counts: Vec<(String, Vec<i64>)>,
}

/// `GET /staff/services/{service}`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
) -> Result<Response, Problem> {
    let (service, desk) = site.own(&visitor, &service, May::Look, "").await?;
    let operator = &site.operator;
    let webhooks = operator.webhooks(&desk.id).await?;
    let failing = webhooks.into_iter().filter_map(|one| match one.state {
        WebhookState::Stopped => Some((one.id, one.url, "webhook-state-stopped")),
        WebhookState::Active if one.failing.is_some() => {
            Some((one.id, one.url, "webhook-state-failing"))
        }
        _ => None,
    });
    let drafts = operator.drafts(&desk.id).await?;
    let drafts = drafts
        .into_iter()
        .filter(|draft| draft.state != DraftState::Draft);
    let drafts = drafts.map(|draft| {
        let (tone, state) = state_of(&draft);
        (draft.id, tone, state)
    });
    let found = operator
        .db
        .permissions_counted(&desk.id)
        .await
        .map_err(Error::from)?;
    let names = ["granted", "suspended", "withdrawn", "expired"];
    let mut counts: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for one in found {
        let row = counts
            .entry(one.intended_use_id)
            .or_insert_with(|| vec![0; names.len()]);
        if let Some(place) = names.iter().position(|name| *name == one.state) {
            row[place] += one.permissions;
        }
    }
    Ok(render(&OverviewPage {
        shell: site.staff.shell(desk.name.clone(), &visitor, "/staff"),
        suspended: service.state == ServiceState::Suspended,
        failing: failing.collect(),
        drafts: drafts.collect(),
        states: names.map(state_message).to_vec(),
        counts: counts.into_iter().collect(),
        desk,
    }))
}
