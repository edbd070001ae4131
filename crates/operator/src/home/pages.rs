//! `GET /`
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use web::page::{Shell, render};
use web::problem::Problem;

use super::flows::{FlowView, Flows, Only, Party};
use super::map::{self, Drawing};
use crate::access_log::{AccessView, Filter};
use crate::clock::DAY;
use crate::pages::{Site, Visitor};
use crate::permissions::view::{PermissionSummary, RequestSummary};

/// Entries of the log.
const LATELY: u32 = 5;
/// Permissions shown as cards; the others are on their own page.
const CARDS: usize = 6;
/// Rows of the map's table: what a page of 100 kB holds beside all else. Those used most come first.
const MOST_ROWS: usize = 100;
/// Times that can be looked at, in days; the first is shown unless another is chosen.
const PERIODS: [u32; 3] = [30, 7, 365];
/// What ends within this many days ends soon.
const SOON: i64 = 30;

/// What the page is narrowed down to.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Chosen {
    days: Option<u32>,
    permission: Option<String>,
    source: Option<String>,
    service: Option<String>,
}

/// A link to another length of time.
struct Period {
    text: String,
    href: String,
    current: bool,
}

/// A name in the map and where a click on it leads.
struct Named<'a> {
    end: &'a map::End,
    href: String,
    label: String,
}

/// A drawing with its links.
struct Picture<'a> {
    drawing: &'a Drawing<'a>,
    ends: Vec<Named<'a>>,
    class: &'static str,
}

#[derive(askama::Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    shell: Shell<'a>,
    requests: Vec<RequestSummary>,
    pictures: Vec<Picture<'a>>,
    rows: &'a [FlowView],
    /// How many flows are in neither picture nor table.
    left_out: u32,
    periods: Vec<Period>,
    /// The days looked at, as the links say it; empty for the first of the periods.
    query: &'a str,
    /// What the page is narrowed down to, in words; empty when it is not.
    only: String,
    permissions: &'a [PermissionSummary],
    more: bool,
    ending: Vec<(&'a PermissionSummary, String)>,
    lately: Vec<AccessView>,
}

impl HomePage<'_> {
    /// The address of this page narrowed down.
    fn narrowed(&self, name: &str, value: &str) -> String {
        narrowed(self.query, name, value)
    }
}

fn narrowed(query: &str, name: &str, value: &str) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    if !query.is_empty() {
        pairs.append_pair("days", query);
    }
    if !name.is_empty() {
        pairs.append_pair(name, value);
    }
    let pairs = pairs.finish();
    if pairs.is_empty() {
        "/#map".to_owned()
    } else {
        format!("/?{pairs}#map")
    }
}

/// `GET /`
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    let (operator, speech, account) = (&site.operator, &visitor.speech, &visitor.person.id);
    let days = chosen
        .days
        .filter(|days| PERIODS.contains(days))
        .unwrap_or(PERIODS[0]);
    let query = if days == PERIODS[0] {
        String::new()
    } else {
        days.to_string()
    };
    let only = Only {
        permission: chosen.permission.unwrap_or_default(),
        source: chosen.source.unwrap_or_default(),
        service: chosen.service.unwrap_or_default(),
    };
    let now = operator.clock.now();
    let requests = operator.request_summaries(account, speech.tag()).await?;
    let flows = operator
        .flows(account, now - i64::from(days) * DAY, &only, speech)
        .await?;
    let filter = Filter {
        permission: only.permission.clone(),
        connector: only.source.clone(),
        service: only.service.clone(),
        ..Filter::default()
    };
    let (lately, _) = operator
        .access_log(account, &filter, LATELY, speech)
        .await?;
    let names = |parties: &[Party]| -> Vec<String> {
        parties.iter().map(|party| party.name.clone()).collect()
    };
    let (sources, services) = (names(&flows.sources), names(&flows.services));
    let drawings = [
        (
            map::draw(&sources, &services, &flows.drawn, map::WIDE),
            "map-wide",
        ),
        (
            map::draw(&sources, &services, &flows.drawn, map::NARROW),
            "map-narrow",
        ),
    ];
    let rows = &flows.views[..flows.views.len().min(MOST_ROWS)];
    let shown = &flows.permissions[..flows.permissions.len().min(CARDS)];
    Ok(render(&HomePage {
        shell: site.shell(speech.say("home-title"), &visitor, "/"),
        requests,
        pictures: pictures(&drawings, &flows, &query),
        rows,
        left_out: u32::try_from(flows.views.len() - rows.len()).unwrap_or(u32::MAX),
        periods: PERIODS
            .iter()
            .map(|period| Period {
                text: speech.days(*period),
                href: if *period == PERIODS[0] {
                    "/#map".to_owned()
                } else {
                    format!("/?days={period}#map")
                },
                current: *period == days,
            })
            .collect(),
        query: &query,
        only: narrowed_to(&only, &flows),
        permissions: shown,
        more: flows.permissions.len() > shown.len(),
        ending: ending(&flows, now, speech),
        lately,
    }))
}

/// The drawings with links at their names; none where there is nothing to draw.
fn pictures<'a>(
    drawings: &'a [(Drawing<'a>, &'static str)],
    flows: &Flows,
    query: &str,
) -> Vec<Picture<'a>> {
    let parties: Vec<(&str, &Party)> = flows
        .sources
        .iter()
        .map(|party| ("source", party))
        .chain(flows.services.iter().map(|party| ("service", party)))
        .collect();
    drawings
        .iter()
        .filter(|(drawing, _)| !drawing.bands.is_empty())
        .map(|(drawing, class)| Picture {
            drawing,
            ends: drawing
                .ends
                .iter()
                .zip(&parties)
                .map(|(end, (kind, party))| Named {
                    end,
                    href: narrowed(query, kind, &party.id),
                    label: party.name.clone(),
                })
                .collect(),
            class,
        })
        .collect()
}

/// What the page is narrowed down to.
fn narrowed_to(only: &Only, flows: &Flows) -> String {
    let first = flows.views.first();
    let name = |parties: &[Party]| {
        parties
            .first()
            .map_or_else(String::new, |one| one.name.clone())
    };
    if !only.permission.is_empty() {
        first.map_or_else(
            || "–".to_owned(),
            |one| format!("{} → {}: {}", one.source, one.service, one.title),
        )
    } else if !only.source.is_empty() {
        name(&flows.sources)
    } else if !only.service.is_empty() {
        name(&flows.services)
    } else {
        String::new()
    }
}

/// Permissions in force that end soon, the soonest first, with the day.
fn ending<'a>(
    flows: &'a Flows,
    now: i64,
    speech: &web::language::Speech,
) -> Vec<(&'a PermissionSummary, String)> {
    let soon = crate::clock::rfc3339(now + SOON * DAY);
    let mut ending: Vec<(&PermissionSummary, &str)> = flows
        .permissions
        .iter()
        .filter(|one| one.state == "granted")
        .filter_map(|one| one.valid_until.as_deref().map(|until| (one, until)))
        .filter(|(_, until)| *until <= soon.as_str())
        .collect();
    ending.sort_by_key(|(_, until)| *until);
    ending
        .into_iter()
        .map(|(one, until)| (one, speech.day(until)))
        .collect()
}
