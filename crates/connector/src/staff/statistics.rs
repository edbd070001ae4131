//! Statistics for settlement (MIM4 §4.2.1): releases, records and attributes of a month, by operator, service and
//! dataset. Without persons.

use axum::extract::{Query, State};
use axum::response::Response;
use protocol::problem::ProblemName;
use serde::Deserialize;
use storage::connector::releases::{ReleaseCount, Releases as _};
use web::month::Month;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::{Site, words};
use crate::app::App;
use crate::releases::api::counted;

pub(super) const PATH: &str = "/staff/statistics";
/// Months that are offered.
const MONTHS: i32 = 24;

#[derive(askama::Template)]
#[template(path = "staff/statistics.html")]
struct StatisticsPage<'a> {
    shell: Shell<'a>,
    month: String,
    months: Vec<String>,
    rows: Vec<Row>,
    totals: (i64, i64, i64),
}

/// What is counted together.
struct Row {
    operator: String,
    service: String,
    dataset: String,
    outcome: String,
    requests: i64,
    records: i64,
    attributes: i64,
}

/// Which month, such as `2026-11`.
#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    month: Option<String>,
}

fn month_of(wanted: &Wanted, now: i64) -> Result<Month, Problem> {
    let found = match wanted.month.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => Month::parse(text),
        None => Some(Month::at(now)),
    };
    found.ok_or_else(|| {
        Problem::new(ProblemName::InvalidRequest).detail("`month`: a month is written as `2026-11`")
    })
}

async fn counts(app: &App, month: Month) -> Result<Vec<ReleaseCount>, Problem> {
    counted(app).await?;
    let (from, until) = (month.first_day(), month.plus(1).first_day());
    Ok(app.database.release_counts(from, until).await?)
}

/// `GET /staff/statistics`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    visitor.require(May::ReadLog)?;
    let app = &site.app;
    let now = app.clock.micros();
    let month = month_of(&wanted, now)?;
    let mut rows = Vec::new();
    let mut totals = (0, 0, 0);
    for count in counts(app, month).await? {
        if super::offer::is_release(&count) {
            totals.0 += count.requests;
            totals.1 += count.records;
            totals.2 += count.attributes;
        }
        rows.push(Row {
            operator: words::operator(app, &count.operator).await,
            outcome: words::outcome(&visitor.speech, &count.outcome),
            dataset: short(&count.dataset).to_owned(),
            service: count.service,
            requests: count.requests,
            records: count.records,
            attributes: count.attributes,
        });
    }
    let this = Month::at(now);
    Ok(render(&StatisticsPage {
        shell: site.shell("statistics-title", &visitor, PATH),
        months: (0..MONTHS)
            .map(|back| this.plus(-back).to_string())
            .collect(),
        month: month.to_string(),
        rows,
        totals,
    }))
}

fn short(dataset: &str) -> &str {
    dataset.rsplit(':').next().unwrap_or(dataset)
}

/// `GET /staff/statistics.csv`: RFC 4180, in English words, for programs.
pub(super) async fn csv(
    State(site): State<Site>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    visitor.require(May::ReadLog)?;
    let month = month_of(&wanted, site.app.clock.micros())?;
    let name = month.to_string();
    let mut text =
        String::from("month,operator,service,dataset,outcome,requests,records,attributes\r\n");
    for count in counts(&site.app, month).await? {
        let texts = [
            name.as_str(),
            &count.operator,
            &count.service,
            short(&count.dataset),
            &count.outcome,
        ];
        let numbers = [count.requests, count.records, count.attributes];
        text.push_str(&web::csv::row(texts, &numbers));
    }
    Ok(web::csv::download(&format!("statistics-{name}"), text))
}
