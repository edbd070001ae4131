//! Large answers: 20 MB that pass through without being held, and 10,000 entities listed, by the source's own route and page
//! by page by the NGSI-LD API, where a query is evaluated over the permitted view.

use std::fmt::Write as _;
use std::time::Instant;

use serde_json::{Value, json};

use crate::city::{MEMBERS, Operator, member};
use crate::gateway::Gateway;
use crate::{ROUTE, new_uuid, ticket};

/// Entities that are listed.
pub(crate) const LISTED: usize = 10_000;
/// Megabytes a second at which they must be listed, whole, on one core.
const LEAST_LISTED: f64 = 50.0;
/// Megabytes of memory that what is streamed may take.
const MOST_EXTRA: f64 = 4.0;
/// Attributes of each.
const ATTRIBUTES: usize = 6;
/// Entities of a page of the API, where not all are asked for at once.
const PAGE: usize = 1_000;
/// Bytes of the answer that is streamed, about.
const STREAMED: usize = 20_000_000;
/// How often each is measured; the median counts.
const TIMES: usize = 5;

/// An array of this many entities.
fn entities(count: usize) -> Vec<u8> {
    let mut all = String::from("[");
    for number in 0..count {
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(
            all,
            r#"{comma}{{"id":"urn:x:loan:{number}","type":"Patron""#
        );
        for at in 0..ATTRIBUTES {
            let name = member(at);
            let _ = write!(
                all,
                r#","{name}":{{"type":"Property","value":"Töölönkatu {number} B {at}, Helsinki","observedAt":"2026-11-26T08:00:00Z"}}"#
            );
        }
        all.push('}');
    }
    all.push(']');
    all.into_bytes()
}

/// What the source answers at `/many`, and at `/large`.
pub(crate) fn answers() -> (Vec<u8>, Vec<u8>) {
    let many = entities(LISTED);
    let each = many.len() / LISTED;
    (many, entities(STREAMED / each))
}

/// A permission: what tickets for it say. The pages of a list are asked for under one.
pub(crate) fn permission() -> Value {
    json!({"arrangement_id": new_uuid(), "epoch": 1, "mop_processing_record_uuid": new_uuid()})
}

/// Bytes and seconds of processor that a request took the gateway.
pub(crate) async fn ask(
    client: &reqwest::Client,
    gateway: &Gateway,
    operator: &Operator,
    path: &str,
    permission: &Value,
) -> (usize, f64) {
    let address = &gateway.address;
    let mut claims = permission.clone();
    claims["aud"] = json!(format!("http://{address}"));
    let ticket = ticket(operator, address, &claims);
    let before = gateway.processor_seconds();
    let request = client.get(format!("http://{address}{path}"));
    let mut response = request
        .header("mim4-request-ticket", ticket)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let mut bytes = 0;
    while let Some(piece) = response.chunk().await.unwrap() {
        bytes += piece.len();
    }
    (bytes, gateway.processor_seconds() - before)
}

#[allow(clippy::cast_precision_loss)]
fn per_second(bytes: usize, seconds: f64) -> f64 {
    bytes as f64 / 1e6 / seconds
}

pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Measures and prints.
pub(crate) async fn measure(gateway: &Gateway, operator: &Operator) {
    web::install_crypto_provider();
    let client = reqwest::Client::new();
    let (many, large) = answers();
    // What is small comes first: memory that a large answer once took is not new to the next.
    ask(&client, gateway, operator, ROUTE, &permission()).await;
    let (mut streamed, mut extra) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let before = gateway.memory_reset();
        let begun = Instant::now();
        ask(&client, gateway, operator, "/large", &permission()).await;
        streamed.push(per_second(large.len(), begun.elapsed().as_secs_f64()));
        extra.push(f64::from(gateway.most_memory().saturating_sub(before)));
    }
    let extra = median(extra) / 1e3;
    println!(
        "{} bytes streamed: {:.0} MB/s, {extra:.1} MB of memory more ({MEMBERS} attributes described)",
        large.len(),
        median(streamed),
    );
    assert!(
        extra <= MOST_EXTRA,
        "more than {MOST_EXTRA} MB of memory for what is streamed"
    );
    let whole = |path: &'static str, pages: usize| {
        let (client, many) = (&client, &many);
        async move {
            let mut figures = Vec::new();
            for _ in 0..TIMES {
                let permission = permission();
                let (begun, mut used, mut out) = (Instant::now(), 0.0, 0);
                for page in 0..pages {
                    let path = path.replace("{offset}", &(page * PAGE).to_string());
                    let (bytes, seconds) = ask(client, gateway, operator, &path, &permission).await;
                    (used, out) = (used + seconds, out + bytes);
                }
                let took = begun.elapsed().as_secs_f64();
                figures.push((per_second(many.len(), took), used, out));
            }
            figures.sort_by(|one, other| one.0.total_cmp(&other.0));
            figures[figures.len() / 2]
        }
    };
    for (name, path, pages, is_bound) in [
        ("by its route", "/many", 1, true),
        (
            "by the API, a page of 1,000",
            "/ngsi-ld/v1/entities?type=Patron&limit=1000",
            1,
            false,
        ),
        (
            "by the API, as one page",
            "/ngsi-ld/v1/entities?type=Patron&limit=10000",
            1,
            true,
        ),
        (
            "by the API, a query as one page",
            "/ngsi-ld/v1/entities?type=Patron&limit=10000&q=attribute00&orderBy=attribute02&options=keyValues",
            1,
            false,
        ),
        (
            "by the API, all pages of 1,000",
            "/ngsi-ld/v1/entities?type=Patron&limit=1000&offset={offset}",
            LISTED / PAGE,
            false,
        ),
        (
            "by the API, all pages of 1,000 of a query",
            "/ngsi-ld/v1/entities?type=Patron&limit=1000&offset={offset}&q=attribute00&orderBy=attribute02&options=keyValues",
            LISTED / PAGE,
            false,
        ),
    ] {
        let (rate, used, out) = whole(path, pages).await;
        println!(
            "{LISTED} entities of {} bytes, {name}: {rate:.1} MB/s of the source's; {out} bytes out, {used:.2} s of processor",
            many.len()
        );
        assert!(
            !is_bound || rate >= LEAST_LISTED,
            "less than {LEAST_LISTED} MB/s, {name}"
        );
    }
}
