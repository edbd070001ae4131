//! How often data was shown to a service, for settlement.
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::super::Site;
use super::Desk;
use crate::Error;
use crate::statistics::{MonthOfReleases, Months, api};

#[derive(askama::Template)]
#[template(path = "staff/service/statistics.html")]
struct StatisticsPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    from: String,
    to: String,
    releases: Vec<MonthOfReleases>,
    total: i64,
    error: &'static str,
}

/// Which months.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    from: Option<String>,
    to: Option<String>,
}

impl Asked {
    fn months(&self, now: i64) -> crate::Result<Months> {
        let named = |text: &'_ Option<String>| text.clone().filter(|text| !text.is_empty());
        Months::read(
            named(&self.from).as_deref(),
            named(&self.to).as_deref(),
            now,
        )
    }
}

/// `GET /staff/services/{service}/statistics`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let own = site.own(&visitor, &service, May::ReadLog, "/statistics");
    let (_, desk) = own.await?;
    let now = site.operator.clock.now();
    let (months, error) = match asked.months(now) {
        Ok(months) => (months, ""),
        Err(Error::Invalid { .. }) => (Months::read(None, None, now)?, "statistics-wrong"),
        Err(error) => return Err(error.into()),
    };
    let language = visitor.speech.tag();
    let releases = site.operator.releases(&desk.id, months, language).await?;
    let (from, to) = months.names();
    Ok(render(&StatisticsPage {
        shell: site.staff.shell(
            visitor.speech.say("service-page-statistics"),
            &visitor,
            "/staff",
        ),
        total: releases.iter().map(|one| one.releases).sum(),
        releases,
        from,
        to,
        desk,
        error,
    }))
}

/// `GET /staff/services/{service}/statistics.csv`
pub(super) async fn table(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let own = site.own(&visitor, &service, May::ReadLog, "/statistics");
    let (_, desk) = own.await?;
    let months = asked.months(site.operator.clock.now())?;
    let language = visitor.speech.tag();
    let releases = site.operator.releases(&desk.id, months, language).await?;
    Ok(api::download(months, &releases))
}
