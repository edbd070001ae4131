//! Introspections and grants of an operator with a million permissions in SQLite.
//!
//! The operator runs in a process of its own on one core, the load on another. Prints throughput at saturation,
//! latency at 1,000/s, the time from start to ready, resident memory, and grants made durable by 64 writers.
//!
//! ```text
//! cargo bench -p operator --bench introspection [-- --permissions 1000000 --seconds 10 --data DIR]
//! ```
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::too_many_lines,
    clippy::cast_precision_loss
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use operator::organisations::{NewService, Organisation};
use operator::permissions::Wish;
use operator::sources::NewConnector;
use operator::{Config, Operator};
use permission::{Act, By, Conditions, Means, Permission, Terms, Timestamp};
use protocol::client_assertion;
use protocol::ids::{ArrangementId, ClientId, LegId, OrganisationId, TokenId};
use protocol::jose::{Algorithm, Jwks, SigningKey};
use protocol::ticket::Ticket;
use serde_json::{Value, json};
use storage::Unit;
use storage::keys::Keys as _;
use storage::operator::accounts::Account;
use storage::operator::permissions::{PermissionEventRow, PermissionRequestRow, PermissionRow};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Intended uses, and so permissions of one person.
const USES: usize = 10;
/// Connections of the load at saturation.
const CONNECTIONS: usize = 64;
/// Tickets the load shows, each for another permission.
const TICKETS: usize = 20_000;
/// Grants measured.
const GRANTS: usize = 50_000;
/// Writers at the same time.
const WRITERS: usize = 64;
/// How long an assertion of the connector is used, under its 60 s.
const ASSERTION_USE: Duration = Duration::from_secs(30);

struct Options {
    permissions: usize,
    seconds: u64,
    data: PathBuf,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        arguments
            .iter()
            .position(|one| one == name)
            .and_then(|at| arguments.get(at + 1))
            .cloned()
    };
    let number =
        |name: &str, default: usize| value(name).map_or(default, |text| text.parse().unwrap());
    let permissions = number("--permissions", 1_000_000);
    let data = value("--data").map_or_else(
        || std::env::temp_dir().join(format!("fiducia-bench-operator-{permissions}")),
        PathBuf::from,
    );
    let options = Options {
        permissions,
        seconds: number("--seconds", 10) as u64,
        data,
    };
    match value("--part").as_deref() {
        Some("serve") => serve(&options),
        Some("grants") => grants(&options),
        _ => measure(&options),
    }
}

fn config(data: &Path) -> Config {
    let mut config = Config::development("Bench", data);
    config.base_url = Some("http://127.0.0.1:18080".to_owned());
    "127.0.0.1:18080".clone_into(&mut config.listen);
    config.limits.source_refresh_seconds = 86_400 * 365;
    config
}

fn runtime(threads: usize) -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .unwrap()
}

/// The operator, until its standard input ends.
fn serve(options: &Options) {
    runtime(1).block_on(async {
        let begun = Instant::now();
        let running = Operator::start(config(&options.data)).await.unwrap();
        println!("{}", begun.elapsed().as_micros());
        tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new()))
            .await
            .unwrap()
            .unwrap();
        running.shutdown();
        running.joined().await.unwrap();
    });
}

fn part(options: &Options, part: &str, core: Option<&str>) -> Child {
    let binary = std::env::current_exe().unwrap();
    let mut command = match core {
        Some(core) => {
            let mut command = Command::new("taskset");
            command.args(["-c", core]).arg(binary);
            command
        }
        None => Command::new(binary),
    };
    command
        .args(["--part", part, "--data"])
        .arg(&options.data)
        .args(["--permissions", &options.permissions.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn measure(options: &Options) {
    web::install_crypto_provider();
    if !options.data.join("seeded").exists() {
        let _ = std::fs::remove_dir_all(&options.data);
        let begun = Instant::now();
        runtime(2).block_on(seed(options));
        println!(
            "seeded {} permissions in {:.0} s",
            options.permissions,
            begun.elapsed().as_secs_f64()
        );
    }
    let size: u64 = std::fs::metadata(options.data.join("operator.db"))
        .unwrap()
        .len();
    let cores = std::thread::available_parallelism().unwrap();
    println!(
        "cores {cores}, permissions {}, database {:.1} GB",
        options.permissions,
        size as f64 / 1e9
    );

    let tickets = runtime(1).block_on(tickets(options));
    let two = cores.get() > 1;
    let mut operator = part(options, "serve", two.then_some("0"));
    let mut lines = BufReader::new(operator.stdout.take().unwrap()).lines();
    let ready: u128 = lines.next().unwrap().unwrap().parse().unwrap();
    println!("{:<52}{:>12.0} ms", "start to ready", ready as f64 / 1e3);
    println!(
        "{:<52}{:>12} MB",
        "resident memory when ready",
        memory(&operator)
    );
    if two {
        pin(std::process::id(), "1");
    }
    let load = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    load.block_on(async {
        let load = Arc::new(Load::new(options, tickets));
        // The caches of memory and of the machine fill.
        saturate(&load, Duration::from_secs(2)).await;
        let mut rates = Vec::new();
        let mut slowest = Vec::new();
        for _ in 0..3 {
            let (rate, latencies) = saturate(&load, Duration::from_secs(options.seconds)).await;
            rates.push(rate);
            slowest.push(percentile(latencies, 99));
        }
        rates.sort_by(f64::total_cmp);
        slowest.sort();
        println!(
            "{:<52}{:>12.0} /s",
            format!("introspections at saturation, {CONNECTIONS} connections"),
            rates[1]
        );
        println!(
            "{:<52}{:>12.2} ms",
            "  p99 there",
            slowest[1].as_secs_f64() * 1e3
        );
        let latencies = steady(&load, 1_000, Duration::from_secs(options.seconds)).await;
        let half = percentile(latencies.clone(), 50);
        println!(
            "{:<52}{:>12.2} ms",
            "introspection at 1,000/s, p50",
            half.as_secs_f64() * 1e3
        );
        println!(
            "{:<52}{:>12.2} ms",
            "introspection at 1,000/s, p99",
            percentile(latencies, 99).as_secs_f64() * 1e3
        );
    });
    println!(
        "{:<52}{:>12} MB",
        "resident memory after the load",
        memory(&operator)
    );
    drop(operator.stdin.take());
    operator.wait().unwrap();

    let mut grants = part(options, "grants", None);
    let mut lines = BufReader::new(grants.stdout.take().unwrap()).lines();
    let rate: f64 = lines.next().unwrap().unwrap().parse().unwrap();
    println!(
        "{:<52}{:>12.0} /s",
        format!("grants made durable, {WRITERS} writers"),
        rate
    );
    grants.wait().unwrap();
}

/// Resident memory in MB, as the kernel counts it.
fn memory(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap();
    line.split_whitespace()
        .nth(1)
        .unwrap()
        .parse::<u64>()
        .unwrap()
        / 1024
}

fn pin(process: u32, core: &str) {
    let done = Command::new("taskset")
        .args(["-a", "-cp", core, &process.to_string()])
        .stdout(Stdio::null())
        .status();
    assert!(done.unwrap().success());
}

fn percentile(mut latencies: Vec<Duration>, percent: usize) -> Duration {
    latencies.sort_unstable();
    latencies[latencies.len() * percent / 100]
}

// ---------------------------------------------------------------------------------------------------- the load

struct Load {
    tickets: Vec<String>,
    next: std::sync::atomic::AtomicUsize,
    connector: ClientId,
    key: SigningKey,
    assertion: std::sync::Mutex<(Instant, String)>,
}

impl Load {
    fn new(options: &Options, tickets: Vec<String>) -> Self {
        let kept: Value =
            serde_json::from_slice(&std::fs::read(options.data.join("connector.json")).unwrap())
                .unwrap();
        let connector = ClientId::parse(kept["uuid"].as_str().unwrap()).unwrap();
        let key = SigningKey::from_private_jwk(kept["key"].to_string().as_bytes()).unwrap();
        let old = Instant::now().checked_sub(ASSERTION_USE * 2).unwrap();
        let assertion = std::sync::Mutex::new((old, String::new()));
        Self {
            tickets,
            next: 0.into(),
            connector,
            key,
            assertion,
        }
    }

    fn assertion(&self) -> String {
        let mut kept = self.assertion.lock().unwrap();
        if kept.0.elapsed() > ASSERTION_USE {
            let now = operator::clock::Clock::default().seconds();
            let base = "http://127.0.0.1:18080";
            *kept = (
                Instant::now(),
                client_assertion::sign(&self.key, &self.connector, base, &token_id(), now).unwrap(),
            );
        }
        kept.1.clone()
    }

    /// The next request, whole.
    fn request(&self) -> Vec<u8> {
        let at = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let body = format!(
            "{{\"request_ticket\":\"{}\"}}",
            self.tickets[at % self.tickets.len()]
        );
        format!(
            "POST /api/v1/introspection HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.assertion(),
            body.len()
        )
        .into_bytes()
    }
}

struct Connection {
    stream: tokio::net::TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open() -> Self {
        let stream = tokio::net::TcpStream::connect("127.0.0.1:18080")
            .await
            .unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            buffer: Vec::with_capacity(8192),
        }
    }

    /// One introspection; the answer must be active.
    async fn introspect(&mut self, load: &Load) {
        self.stream.write_all(&load.request()).await.unwrap();
        self.buffer.clear();
        let whole = loop {
            let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
            assert!(read > 0, "the operator closed the connection");
            let Some(head) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            let text = std::str::from_utf8(&self.buffer[..head]).unwrap();
            let length = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .unwrap();
            let end = head + 4 + length.parse::<usize>().unwrap();
            if self.buffer.len() >= end {
                break end;
            }
        };
        let answer = &self.buffer[..whole];
        let active = answer.windows(13).any(|part| part == b"\"active\":true");
        assert!(active, "{}", String::from_utf8_lossy(answer));
    }
}

/// As many as can be, for a while: the rate, and how long each took.
async fn saturate(load: &Arc<Load>, time: Duration) -> (f64, Vec<Duration>) {
    let begun = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let load = Arc::clone(load);
            tokio::spawn(async move {
                let mut connection = Connection::open().await;
                let mut latencies = Vec::new();
                while begun.elapsed() < time {
                    let asked = Instant::now();
                    connection.introspect(&load).await;
                    latencies.push(asked.elapsed());
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap());
    }
    (
        latencies.len() as f64 / begun.elapsed().as_secs_f64(),
        latencies,
    )
}

/// So many a second, each at its time whatever the others do; latency counts from that time.
async fn steady(load: &Arc<Load>, rate: u32, time: Duration) -> Vec<Duration> {
    let between = Duration::from_secs(1) / rate;
    let begun = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|which| {
            let load = Arc::clone(load);
            tokio::spawn(async move {
                let mut connection = Connection::open().await;
                let mut latencies = Vec::new();
                let mut due =
                    begun + Duration::from_millis(200) + between * u32::try_from(which).unwrap();
                while due < begun + time {
                    tokio::time::sleep_until(due.into()).await;
                    connection.introspect(&load).await;
                    latencies.push(due.elapsed());
                    due += between * u32::try_from(CONNECTIONS).unwrap();
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap());
    }
    latencies
}

// ---------------------------------------------------------------------------------------------------- the data

fn token_id() -> TokenId {
    TokenId::parse(&uuid::Uuid::new_v4().to_string()).unwrap()
}

fn intended_use(connector: &str, which: usize) -> Value {
    json!({
        "id": format!("use-{which}"), "service": "bench", "title": {"en": "A use"}, "purposes": ["dpv:ServiceProvision"],
        "processing": ["dpv:Use"], "legal_basis": "eu-gdpr:A6-1-a",
        "datasets": {format!("urn:fiducia:dataset:{connector}:patron"): {
            "required": ["name"], "optional": ["address.postalCode", "birthDate"],
        }},
        "retention": 90, "longest_duration": 365, "notice": {"en": "We look at your library card."},
    })
}

/// A connector that describes itself once, and then only has its name used.
async fn connector(data: &Path) -> (String, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let uuid = uuid::Uuid::new_v4().to_string();
    let key = SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes)).unwrap();
    let private: Value = serde_json::from_slice(&key.to_private_jwk()).unwrap();
    std::fs::write(
        data.join("connector.json"),
        json!({"uuid": uuid, "url": url, "key": private}).to_string(),
    )
    .unwrap();
    let metadata = json!({
        "connector_uuid": uuid, "connector_key": key.jwk(), "name": "Library", "description": "", "api_guide": url,
        "connector_base_url": url, "capabilities": ["attribute-filter"], "datasets_url": format!("{url}/datasets"),
    });
    let attribute = |path: &str, category: &str| json!({"path": path, "title": {"en": path}, "category": category});
    let datasets = json!([{
        "id": format!("urn:fiducia:dataset:{uuid}:patron"), "source": "library", "entity_type": "Person",
        "title": {"en": "Patron"}, "identifier_types": ["library_card"],
        "attributes": [
            attribute("name", "pd:Name"), attribute("address.postalCode", "pd:PhysicalAddress"),
            attribute("birthDate", "pd:BirthDate"), attribute("email", "pd:EmailAddress"),
        ],
    }]);
    let router = axum::Router::new()
        .route(
            "/.well-known/connector-config",
            axum::routing::get(move || async move { axum::Json(metadata) }),
        )
        .route(
            "/datasets",
            axum::routing::get(move || async move { axum::Json(datasets) }),
        );
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = hyper_util::service::TowerToHyperService::new(router.clone());
            tokio::spawn(async move {
                let stream = hyper_util::rt::TokioIo::new(stream);
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(stream, service)
                    .await;
            });
        }
    });
    (uuid, url)
}

/// Persons with an identifier each and a permission for every use, written as units.
async fn seed(options: &Options) {
    std::fs::create_dir_all(&options.data).unwrap();
    let operator = Operator::open(config(&options.data)).await.unwrap();
    let organisation: Organisation =
        serde_json::from_value(json!({"id": "bench-org", "name": "Bench"})).unwrap();
    operator.add_organisation(organisation).await.unwrap();
    let key = SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes)).unwrap();
    let service: NewService = serde_json::from_value(json!({
        "client_id": "bench", "organisation": "bench-org", "name": {"en": "Bench"},
        "jwks": Jwks::from(key.jwk().clone()),
    }))
    .unwrap();
    operator.add_service(service).await.unwrap();
    let (uuid, url) = connector(&options.data).await;
    operator
        .add_connector(NewConnector::new(&url, Vec::new()))
        .await
        .unwrap();
    let mut uses = Vec::new();
    for which in 0..=USES {
        operator
            .add_intended_use(intended_use(&uuid, which))
            .await
            .unwrap();
        uses.push(
            operator
                .intended_use(&format!("use-{which}"))
                .await
                .unwrap(),
        );
    }
    let uses = Arc::new(uses);
    let persons = options.permissions / USES;
    let mut legs =
        std::io::BufWriter::new(std::fs::File::create(options.data.join("legs")).unwrap());
    let every = (options.permissions / TICKETS).max(1);
    let mut number = 0;
    for group in 0..persons.div_ceil(256) {
        let count = 256.min(persons - group * 256);
        let tasks: Vec<_> = (0..count)
            .map(|_| {
                let (operator, uses) = (Arc::clone(&operator), Arc::clone(&uses));
                tokio::spawn(async move { person(&operator, &uses[..USES]).await })
            })
            .collect();
        for task in tasks {
            for leg in task.await.unwrap() {
                if number % every == 0 {
                    writeln!(legs, "{leg}").unwrap();
                }
                number += 1;
            }
        }
    }
    legs.flush().unwrap();
    operator.database().close().await;
    std::fs::write(options.data.join("seeded"), "").unwrap();
}

async fn person(operator: &Operator, uses: &[permission::IntendedUse]) -> Vec<String> {
    let database = operator.database();
    let account = uuid::Uuid::new_v4().to_string();
    let now = operator::clock::Clock::default().now();
    let mut unit = Unit::new();
    let key = unit
        .new_data_key(database.vault().unwrap(), &account)
        .unwrap();
    unit.insert_account(&Account {
        id: account.clone(),
        login_index: Some(rand::random::<[u8; 32]>().to_vec()),
        password: None,
        profile: key
            .seal("accounts.profile", b"{\"name\":\"Somebody\"}")
            .unwrap(),
        locale: "en".to_owned(),
        state: "active".to_owned(),
        version: 1,
        created_at: now,
        changed_at: now,
    });
    let identifiers = json!([
        {"id": "FI-1234-5678", "id_type": "library_card", "verified_at": now, "assurance": "substantial"},
        {"id": "XP1234567", "id_type": "passport_number", "verified_at": now, "assurance": "substantial"},
    ]);
    let sealed = key
        .seal("identifiers.list", identifiers.to_string().as_bytes())
        .unwrap();
    unit.write_identifiers(&account, sealed, None, now);
    let mut legs = Vec::new();
    for intended_use in uses {
        let arrangement = permission::ArrangementId::new(uuid::Uuid::new_v4().to_string()).unwrap();
        let asked = Act {
            at: Timestamp(now),
            by: By::Organisation(intended_use.organisation.clone()),
            means: Means::Api,
        };
        let first = Permission::request(&arrangement, asked, intended_use, "en").unwrap();
        let mut held = Permission::begin(&arrangement, &first).unwrap();
        let terms = Terms {
            attributes: intended_use.choose([]).unwrap(),
            valid_until: Timestamp(now) + intended_use.longest_duration,
            conditions: Conditions::default(),
            language: "en".to_owned(),
        };
        let given = Act {
            at: Timestamp(now),
            by: By::Person,
            means: Means::Page,
        };
        let second = held.grant(given, intended_use, terms).unwrap();
        held.apply(&second).unwrap();
        let leg = uuid::Uuid::new_v4().to_string();
        unit.insert_permission(&PermissionRow {
            arrangement_id: arrangement.to_string(),
            account_id: account.clone(),
            service_id: "bench".to_owned(),
            intended_use_id: intended_use.id.to_string(),
            intended_use_version: 1,
            service_leg: leg.clone(),
            state: "granted".to_owned(),
            version: 2,
            epoch: 1,
            body: serde_json::to_string(&held.snapshot()).unwrap(),
            valid_until: held.valid_until().map(Timestamp::micros),
            rule_id: None,
            created_at: now,
            changed_at: now,
        });
        for event in [&first, &second] {
            unit.insert_permission_event(&PermissionEventRow {
                arrangement_id: arrangement.to_string(),
                version: i64::from(event.version),
                at: now,
                body: serde_json::to_string(event).unwrap(),
                log_salt: vec![0; 32],
            });
        }
        legs.push(leg);
    }
    database.commit(unit).await.unwrap();
    legs
}

/// Tickets for permissions all over the database, signed with the operator's own key.
async fn tickets(options: &Options) -> Vec<String> {
    let operator = Operator::open(config(&options.data)).await.unwrap();
    let stored = operator.database().signing_keys("jose").await.unwrap();
    let key = SigningKey::from_private_jwk(&stored[0].private).unwrap();
    let kept: Value =
        serde_json::from_slice(&std::fs::read(options.data.join("connector.json")).unwrap())
            .unwrap();
    let legs = std::fs::read_to_string(options.data.join("legs")).unwrap();
    let now = operator::clock::Clock::default().seconds();
    let tickets = legs
        .lines()
        .map(|leg| {
            let ticket = Ticket {
                iss: operator.uuid().clone(),
                sub: OrganisationId::parse("bench-org").unwrap(),
                aud: kept["url"].as_str().unwrap().parse().unwrap(),
                exp: now + 300,
                iat: now,
                jti: token_id(),
                mop_processing_record_uuid: LegId::parse(leg).unwrap(),
                cnf: None,
                arrangement_id: Some(ArrangementId::parse(leg).unwrap()),
                contract_token: None,
                epoch: Some(1),
                self_access: false,
            };
            ticket.sign(&key).unwrap()
        })
        .collect();
    operator.database().close().await;
    tickets
}

/// Grants of waiting requests by many persons at the same time, each durable when it returns.
fn grants(options: &Options) {
    web::install_crypto_provider();
    runtime(2).block_on(async {
        let operator = Operator::open(config(&options.data)).await.unwrap();
        let now = operator::clock::Clock::default().now();
        let mut waiting = Vec::new();
        let mut after = String::new();
        while waiting.len() < GRANTS {
            let accounts = operator.accounts(&after, 1_000).await.unwrap();
            let Some(last) = accounts.last() else { break };
            last.id.clone_into(&mut after);
            let mut unit = Unit::new();
            for account in &accounts {
                let id = uuid::Uuid::new_v4().to_string();
                unit.insert_permission_request(&PermissionRequestRow {
                    id: id.clone(),
                    service_id: "bench".to_owned(),
                    intended_use_id: format!("use-{USES}"),
                    intended_use_version: 1,
                    account_id: Some(account.id.clone()),
                    login_index: None,
                    arrangement_id: None,
                    answer: None,
                    return_url: None,
                    locale: "en".to_owned(),
                    version: 1,
                    created_at: now,
                    expires_at: now + 86_400_000_000,
                    answered_at: None,
                });
                waiting.push((account.id.clone(), id));
            }
            operator.database().commit(unit).await.unwrap();
        }
        let count = waiting.len().min(GRANTS);
        waiting.truncate(count);
        let begun = Instant::now();
        let tasks: Vec<_> = (0..WRITERS)
            .map(|which| {
                let operator = Arc::clone(&operator);
                let own: Vec<_> = waiting
                    .iter()
                    .skip(which)
                    .step_by(WRITERS)
                    .cloned()
                    .collect();
                tokio::spawn(async move {
                    for (account, request) in own {
                        operator
                            .grant(&account, &request, &Wish::default(), &Means::Api)
                            .await
                            .unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        println!("{}", count as f64 / begun.elapsed().as_secs_f64());
        operator.database().close().await;
    });
}
