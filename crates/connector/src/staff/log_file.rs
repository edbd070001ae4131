//! The log as a file, by the same filters as on its page: a table (CSV), or as the API has it (JSON lines). However long
//! it is, a piece at a time is in memory.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::Value;
use storage::Unit;
use web::problem::Problem;
use web::staff::{Act, May, Visitor};

use super::log::attributes;
use super::{ORGANISATION, Site};
use crate::releases::reading::{Read, Reading, Wanted};

/// Somebody has taken a copy of the log.
const SAVED: Act = Act("act-log-saved");

/// The table's columns.
const HEAD: &str = "at,kind,operator,service,self_access,dataset,refused,detail,attributes,request,records,entry\r\n";

/// How an entry is written.
struct Form {
    ending: &'static str,
    media: &'static str,
    head: &'static str,
    line: fn(&Value) -> String,
}

/// RFC 4180, in English words, for programs and spreadsheets.
const TABLE: Form = Form {
    ending: "csv",
    media: "text/csv; charset=utf-8; header=present",
    head: HEAD,
    line: row,
};

/// A JSON object a line, as `GET /api/v1/log` has entries.
const LINES: Form = Form {
    ending: "jsonl",
    media: "application/jsonl",
    head: "",
    line: |entry| format!("{entry}\n"),
};

/// `GET /staff/log.csv`
pub(super) async fn csv(
    State(site): State<Site>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    download(&site, &visitor, wanted, TABLE).await
}

/// `GET /staff/log.jsonl`
pub(super) async fn lines(
    State(site): State<Site>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    download(&site, &visitor, wanted, LINES).await
}

/// Everything that is wanted, newest first. That it was taken is noted before anything of it is given.
async fn download(
    site: &Site,
    visitor: &Visitor,
    wanted: Wanted,
    form: Form,
) -> Result<Response, Problem> {
    visitor.require(May::ReadLog)?;
    let wanted = wanted.plain();
    let reading = Reading::begin(&site.app, &wanted).await?;
    let mut unit = Unit::new();
    let asked = wanted.query(None);
    let object = Some(asked.as_str()).filter(|asked| !asked.is_empty());
    site.staff
        .note(&mut unit, ORGANISATION, visitor.actor(), SAVED, object)?;
    site.staff.commit(unit).await?;

    let app = Arc::clone(&site.app);
    let pieces = stream::try_unfold((app, reading), move |(app, mut reading)| async move {
        let found = reading.next(&app).await.map_err(|problem| {
            tracing::warn!(problem = %problem.name(), "a copy of the log broke off");
            std::io::Error::other("the log cannot be read")
        })?;
        Ok(found.map(|found| (written(&found, form.line), (app, reading))))
    });
    let head =
        stream::once(async { Ok::<_, std::io::Error>(Bytes::from_static(form.head.as_bytes())) });
    let headers = [
        (CONTENT_TYPE, form.media.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"log.{}\"", form.ending),
        ),
    ];
    Ok((headers, Body::from_stream(head.chain(pieces))).into_response())
}

fn written(found: &[Read], line: fn(&Value) -> String) -> Bytes {
    let lines = found.iter().map(|read| line(&read.entry));
    lines.collect::<String>().into()
}

fn row(entry: &Value) -> String {
    let record = &entry["record"];
    let text = |name: &str| record[name].as_str().unwrap_or_default();
    let number = |value: &Value| value.as_i64().unwrap_or_default();
    let at = record["at"].as_i64().map(web::time::rfc3339);
    let detail = ["act", "event", "detail"].map(text);
    let detail = detail.into_iter().find(|text| !text.is_empty());
    let own = if record["self_access"] == true {
        "yes"
    } else {
        ""
    };
    let texts = [
        at.as_deref().unwrap_or_default(),
        entry["kind"].as_str().unwrap_or_default(),
        text("operator"),
        text("service"),
        own,
        text("dataset"),
        text("refused"),
        detail.unwrap_or_default(),
        &attributes(record),
        text("request"),
    ];
    let counted = match &record["refusals"] {
        Value::Null => &record["records"],
        refusals => refusals,
    };
    web::csv::row(texts, &[number(counted), number(&entry["index"])])
}
