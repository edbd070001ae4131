//! A connector beside nginx, in one run, each on one core of its own in turn.
//!
//! nginx passes on (`plain`), or asks the operator first (`asked`: `auth_request`); it neither verifies, filters nor
//! logs. The connector verifies the ticket (`EdDSA`), asks the operator about it, reads the source, filters a 2.5 kB
//! entity and has its log entry on the disk before the first byte leaves; then with leases and a ticket it has seen, and
//! with a proof of possession (DPoP) verified for every request; and with large answers (`--only large`), and
//! with sources that spare what is not wanted (`--only sources`). Load, operators and source share the second core and
//! answer from memory. Rounds are interleaved; medians are printed.
//!
//! ```text
//! cargo bench -p connector --bench gate [-- --rounds 5 --seconds 3 --only NAME]
//! ```
#![allow(missing_docs, clippy::unwrap_used)]

mod city;
mod gateway;
mod large;
mod sources;
mod wire;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use protocol::dpop;
use protocol::ids::TokenId;
use protocol::jose::{Algorithm, SigningKey};
use serde_json::{Value, json};

use crate::city::{Operator, ROUTE, new_uuid};
use crate::gateway::Gateway;
use crate::wire::Round;

/// Connections at the same time.
const CONNECTIONS: usize = 64;
/// Most requests a second that a round prepares for.
const MOST_PER_SECOND: usize = 20_000;
/// Tickets that are shown again and again, each of another person.
const REUSED: usize = 64;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|one| one == name)?;
        arguments.get(at + 1).cloned()
    };
    if let Some(config) = value("--connector") {
        return gateway::serve_connector(Path::new(&config));
    }
    if !arguments.iter().any(|one| one == "--on-second-core") {
        let status = Command::new("taskset")
            .args(["-c", "1"])
            .arg(std::env::current_exe().unwrap())
            .args(&arguments[1..])
            .arg("--on-second-core")
            .status()
            .unwrap();
        std::process::exit(status.code().unwrap_or(1));
    }
    let number =
        |name: &str, default: u64| value(name).map_or(default, |text| text.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let options = Options {
        rounds: number("--rounds", 5),
        seconds: number("--seconds", 3),
        only: value("--only"),
    };
    tokio::task::LocalSet::new().block_on(&runtime, measure(&options));
}

struct Options {
    rounds: u64,
    seconds: u64,
    only: Option<String>,
}

/// What is measured: a gateway and how it is asked.
struct Contender<'a> {
    name: &'static str,
    gateway: &'a Gateway,
    requests: Requests<'a>,
    /// Bytes of every answer.
    expected: usize,
    rounds: Vec<(Round, f64)>,
}

enum Requests<'a> {
    /// The same again and again.
    Same(Box<[u8]>),
    /// Each with a new ticket.
    Tickets(&'a Operator),
    /// Each with one of some tickets.
    Reused(Vec<String>),
    /// Each with one of some tickets and a new proof.
    Proved(Vec<String>, SigningKey),
}

impl Contender<'_> {
    fn prepare(&self, count: usize) -> Rc<[Box<[u8]>]> {
        let address = &self.gateway.address;
        let shown = |ticket: &str| {
            get(
                address,
                ROUTE,
                &format!("mim4-request-ticket: {ticket}\r\n"),
            )
        };
        match &self.requests {
            Requests::Same(request) => vec![request.clone(); count].into(),
            Requests::Tickets(operator) => (0..count)
                .map(|_| shown(&ticket(operator, address, &json!({}))))
                .collect(),
            Requests::Reused(tickets) => (0..count)
                .map(|index| shown(&tickets[index % tickets.len()]))
                .collect(),
            Requests::Proved(tickets, key) => (0..count)
                .map(|index| {
                    let ticket = &tickets[index % tickets.len()];
                    let proof = proof(key, address, ticket);
                    let headers = format!("authorization: DPoP {ticket}\r\ndpop: {proof}\r\n");
                    get(address, ROUTE, &headers)
                })
                .collect(),
        }
    }
}

fn get(address: &str, path: &str, headers: &str) -> Box<[u8]> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{headers}\r\n");
    request.into_bytes().into()
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_secs().cast_signed()
}

fn ticket(operator: &Operator, address: &str, more: &Value) -> String {
    let mut claims = json!({
        "iss": operator.uuid, "sub": "Bench", "aud": format!("http://{address}{ROUTE}"),
        "exp": now() + 3_000, "iat": now(), "jti": new_uuid(), "mop_processing_record_uuid": new_uuid(),
    });
    let more = more.as_object().unwrap().clone();
    claims.as_object_mut().unwrap().extend(more);
    let ticket: protocol::ticket::Ticket = serde_json::from_value(claims).unwrap();
    ticket.sign(&operator.key).unwrap()
}

fn reused(operator: &Operator, address: &str, key: Option<&SigningKey>) -> Vec<String> {
    let one = |_| {
        let mut more = json!({"arrangement_id": new_uuid(), "epoch": 1});
        if let Some(key) = key {
            more["cnf"] = json!({"jkt": key.thumbprint().to_string()});
        }
        ticket(operator, address, &more)
    };
    (0..REUSED).map(one).collect()
}

fn proof(key: &SigningKey, address: &str, ticket: &str) -> String {
    let address = format!("http://{address}{ROUTE}");
    let request = dpop::Request {
        method: "GET",
        address: &address,
        token: Some(ticket),
        nonce: None,
    };
    dpop::sign(key, &request, TokenId::parse(&new_uuid()).unwrap(), now()).unwrap()
}

async fn measure(options: &Options) {
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("gate-{}", std::process::id()));
    let (asked, leasing, source) = (Operator::new(), Operator::new(), city::source());
    asked.serve(None);
    leasing.serve(Some(300));
    let every = gateway::connector(&folder.join("every"), &source, &asked, false);
    let leased = gateway::connector(&folder.join("leased"), &source, &leasing, true);
    let nginx = gateway::nginx(&folder.join("nginx"), &source, &asked);
    let whole = city::entity().len();
    let permitted = permitted().len();
    let mut contenders = Vec::new();
    let mut contend = |name, gateway, requests, expected| {
        contenders.push(Contender {
            name,
            gateway,
            requests,
            expected,
            rounds: Vec::new(),
        });
    };
    match &nginx {
        Some(nginx) => {
            let same = |path| Requests::Same(get(&nginx.address, path, ""));
            contend("nginx, passes on", nginx, same("/plain"), whole);
            contend("nginx, asks the operator", nginx, same("/asked"), whole);
        }
        None => println!("nginx is not there (Debian: nginx-light); measuring without it"),
    }
    contend(
        "connector, asks the operator",
        &every,
        Requests::Tickets(&asked),
        permitted,
    );
    let tickets = reused(&leasing, &leased.address, None);
    contend(
        "connector, lease, ticket seen",
        &leased,
        Requests::Reused(tickets),
        permitted,
    );
    let key = SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes)).unwrap();
    let tickets = reused(&leasing, &leased.address, Some(&key));
    contend(
        "connector, lease, proof each",
        &leased,
        Requests::Proved(tickets, key),
        permitted,
    );
    // A proof made before a connector's start is refused, and one made soon after it costs a look into the database
    // that later ones do not: measured is what comes after the first minute and a half.
    println!(
        "one core each; {CONNECTIONS} connections; entity of {whole} bytes, {permitted} permitted; waiting 90 s"
    );
    tokio::time::sleep(Duration::from_secs(if options.only.is_some() {
        1
    } else {
        90
    }))
    .await;
    contenders.retain(|one| {
        options
            .only
            .as_ref()
            .is_none_or(|only| one.name.contains(only))
    });
    for contender in &contenders {
        check(contender).await;
    }
    for _ in 0..options.rounds {
        for contender in &mut contenders {
            round(contender, options.seconds).await;
        }
    }
    report(&contenders);
    if options.only.as_deref().is_none_or(|only| only == "large") {
        large::measure(&leased, &leasing).await;
    }
    if options.only.as_deref().is_none_or(|only| only == "sources") {
        sources::measure(&folder).await;
    }
    drop((every, leased, nginx));
    let _ = std::fs::remove_dir_all(&folder);
}

/// What the filter is to leave of the entity.
fn permitted() -> Vec<u8> {
    let entity: serde_json::Map<String, Value> = serde_json::from_slice(&city::entity()).unwrap();
    let permitted: serde_json::Map<String, Value> = entity
        .into_iter()
        .filter(|(name, _)| {
            (0..city::MEMBERS)
                .step_by(2)
                .any(|index| city::member(index) == *name)
        })
        .collect();
    serde_json::to_vec(&permitted).unwrap()
}

/// The answer is what it should be, before anything is timed.
async fn check(contender: &Contender<'_>) {
    let body = wire::ask(&contender.gateway.address, &contender.prepare(1)[0]).await;
    let expected = if contender.name.starts_with("nginx") {
        city::entity()
    } else {
        permitted()
    };
    assert_eq!(
        String::from_utf8(body).unwrap(),
        String::from_utf8(expected).unwrap(),
        "{}",
        contender.name
    );
}

async fn round(contender: &mut Contender<'_>, seconds: u64) {
    let count = MOST_PER_SECOND * usize::try_from(seconds).unwrap();
    let requests = contender.prepare(count);
    let before = contender.gateway.processor_seconds();
    let round = wire::load(
        &contender.gateway.address,
        CONNECTIONS,
        requests,
        contender.expected,
        Duration::from_secs(seconds),
    )
    .await;
    let used = contender.gateway.processor_seconds() - before;
    contender.rounds.push((round, used));
    // What is told afterwards is told before the next begins.
    tokio::time::sleep(Duration::from_millis(500)).await;
}

#[allow(clippy::cast_precision_loss)]
fn report(contenders: &[Contender<'_>]) {
    println!(
        "{:<32} {:>9} {:>7}…{:<7} {:>8} {:>11}",
        "", "requests/s", "least", "most", "p99 ms", "CPU µs each"
    );
    for contender in contenders {
        let rates = sorted(contender, |(round, _)| round.per_second());
        let p99 = sorted(contender, |(round, _)| round.p99());
        let each = sorted(contender, |(round, used)| {
            used * 1e6 / round.requests as f64
        });
        let middle = rates.len() / 2;
        println!(
            "{:<32} {:>9.0} {:>8.0}…{:<7.0} {:>8.1} {:>11.0}",
            contender.name,
            rates[middle],
            rates[0],
            rates[rates.len() - 1],
            p99[middle],
            each[middle]
        );
    }
    let ratio = |one: &str, other: &str| {
        let of = |name: &str| contenders.iter().find(|contender| contender.name == name);
        let (Some(one), Some(other)) = (of(one), of(other)) else {
            return;
        };
        // Each round beside its neighbour of the same turn.
        let mut ratios: Vec<f64> = one
            .rounds
            .iter()
            .zip(&other.rounds)
            .map(|((one, _), (other, _))| one.per_second() / other.per_second())
            .collect();
        ratios.sort_by(f64::total_cmp);
        println!(
            "{} / {}: {:.2} ({:.2}…{:.2})",
            one.name,
            other.name,
            ratios[ratios.len() / 2],
            ratios[0],
            ratios[ratios.len() - 1]
        );
    };
    ratio("connector, asks the operator", "nginx, asks the operator");
    ratio("connector, lease, ticket seen", "nginx, passes on");
    ratio("connector, lease, proof each", "nginx, passes on");
}

fn sorted(contender: &Contender<'_>, figure: impl Fn(&(Round, f64)) -> f64) -> Vec<f64> {
    let mut figures: Vec<f64> = contender.rounds.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    figures
}
