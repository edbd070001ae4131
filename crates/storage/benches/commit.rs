//! What the group-commit writer does per second: grants and introspections, as the parties write
//! them, by many writers at once. `FIDUCIA_BENCH_URL` names another database than a temporary SQLite
//! file; `FIDUCIA_BENCH_DIR` the directory of that file.
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use storage::log::LogEntry;
use storage::outbox::NewEvent;
use storage::{Database, Error, Schema, Table, Unit, values};

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

static PERMISSIONS: Table = Table {
    name: "bench_permissions",
    columns: &[
        "id",
        "subject",
        "service",
        "state",
        "version",
        "document",
        "changed_at",
    ],
    key: &["id"],
};
static EVENTS: Table = Table {
    name: "bench_events",
    columns: &["permission", "version", "kind", "receipt", "at"],
    key: &["permission", "version"],
};
static ITEMS: Table = Table {
    name: "bench_items",
    columns: &["subject", "at", "id", "permission", "connector", "answer"],
    key: &["subject", "at", "id"],
};
static REQUESTS: Table = Table {
    name: "bench_requests",
    columns: &["id", "subject", "state", "version"],
    key: &["id"],
};

const TABLES: [&str; 6] = [
    "CREATE TABLE bench_requests (id TEXT NOT NULL PRIMARY KEY, subject TEXT NOT NULL,
        state TEXT NOT NULL, version BIGINT NOT NULL)",
    "CREATE TABLE bench_permissions (id TEXT NOT NULL PRIMARY KEY, subject TEXT NOT NULL,
        service TEXT NOT NULL, state TEXT NOT NULL, version BIGINT NOT NULL,
        document TEXT NOT NULL, changed_at BIGINT NOT NULL)",
    "CREATE INDEX bench_permissions_subject ON bench_permissions (subject, id)",
    "CREATE TABLE bench_events (permission TEXT NOT NULL, version BIGINT NOT NULL,
        kind TEXT NOT NULL, receipt TEXT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (permission, version))",
    "CREATE TABLE bench_items (subject TEXT NOT NULL, at BIGINT NOT NULL, id TEXT NOT NULL,
        permission TEXT NOT NULL, connector TEXT NOT NULL, answer TEXT NOT NULL,
        PRIMARY KEY (subject, at, id))",
    "CREATE INDEX bench_items_id ON bench_items (id)",
];
const GRANT: &str = "UPDATE bench_requests SET state = 'granted', version = version + 1 WHERE id = $1 AND version = $2";
const READ: &str =
    "SELECT r.id, r.subject, r.state, r.version FROM bench_requests r WHERE r.id = $1";

/// Requests that wait to be granted; also the permissions introspections ask about.
const REQUESTS_PREPARED: i64 = 200_000;
/// How long each line of the table is measured.
const MEASURED: Duration = Duration::from_secs(5);

fn micros(number: i64) -> i64 {
    1_760_000_000_000_000 + number
}

/// Ids as they come in practice: random, so that indexes are touched all over.
fn id(number: i64) -> String {
    let mixed = number
        .unsigned_abs()
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(29);
    format!("{mixed:016x}-{number:012x}")
}

fn log_entry(log: &str, number: i64, subject: &str) -> LogEntry {
    LogEntry {
        log: log.to_owned(),
        at: micros(number),
        kind: "introspection".to_owned(),
        party: Some("service-7f3a".to_owned()),
        subject: Some(subject.to_owned()),
        salt: Some(vec![7; 16]),
        record: Some("{\"kind\":\"introspection\"}".repeat(8)),
        leaf: [9; 32],
    }
}

fn grant(number: i64) -> Unit {
    let (request, subject) = (id(number), id(number / 20));
    let at = micros(number);
    let mut unit = Unit::new();
    unit.execute(GRANT, values![&request, 1]).expect_rows(1);
    let document = "{\"purposes\":[\"ServiceProvision\"]}".repeat(12);
    unit.insert(
        &PERMISSIONS,
        values![&request, &subject, "service-7f3a", "given", 1, document, at],
    );
    unit.insert(
        &EVENTS,
        values![&request, 1, "given", "receipt ".repeat(64), at],
    );
    unit.log(log_entry("permissions", number, &subject));
    let event = NewEvent {
        id: id(-number),
        order_key: request,
        sequence: 1,
        destination: "https://connector.example/events".to_owned(),
        kind: "permission-changed".to_owned(),
        payload: "{\"epoch\":1}".repeat(10),
    };
    unit.enqueue(&event, at);
    unit
}

fn introspection(number: i64) -> Unit {
    let permission = id(number % REQUESTS_PREPARED);
    let subject = id(number % REQUESTS_PREPARED / 20);
    let mut unit = Unit::new();
    let answer = "{\"active\":true}".repeat(10);
    unit.insert(
        &ITEMS,
        values![
            &subject,
            micros(number),
            id(-number),
            permission,
            "connector-1",
            answer
        ],
    );
    unit.log(log_entry("access", number, &subject));
    unit
}

struct Line {
    what: &'static str,
    writers: usize,
    make: fn(i64) -> Unit,
    read_first: bool,
    conflicts_allowed: bool,
}

async fn measure(database: &Database, next: &Arc<AtomicI64>, line: &Line) -> Outcome {
    let before = database.counters();
    let end = Instant::now() + MEASURED;
    let mut tasks = Vec::new();
    let started = Instant::now();
    for _ in 0..line.writers {
        let (database, next) = (database.clone(), Arc::clone(next));
        let (make, read, allowed) = (line.make, line.read_first, line.conflicts_allowed);
        tasks.push(tokio::spawn(async move {
            let mut waits = Vec::new();
            while Instant::now() < end {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let begun = Instant::now();
                if read {
                    let request = id(number % REQUESTS_PREPARED);
                    database
                        .fetch_optional::<(String, String, String, i64)>(READ, values![request])
                        .await?;
                }
                match database.commit(make(number)).await {
                    Ok(_) => {}
                    Err(Error::Conflict { .. }) if allowed => {}
                    Err(error) => return Err(error),
                }
                waits.push(begun.elapsed());
            }
            Ok(waits)
        }));
    }
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await??);
    }
    let seconds = started.elapsed().as_secs_f64();
    waits.sort();
    let after = database.counters();
    #[allow(clippy::cast_precision_loss)]
    let (rate, group) = (
        waits.len() as f64 / seconds,
        (after.units - before.units) as f64 / (after.groups - before.groups).max(1) as f64,
    );
    let quantile = |percent: usize| waits[(waits.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    println!(
        "{:<44} {:>7} {rate:>9.0} {group:>7.1} {:>8.2} {:>8.2} {:>7}",
        line.what,
        line.writers,
        quantile(50),
        quantile(99),
        after.separations - before.separations,
    );
    Ok(())
}

fn twice(number: i64) -> Unit {
    let mut unit = introspection(number);
    // Every tenth comes with a token id seen before.
    let token = if number % 10 == 0 {
        "seen".to_owned()
    } else {
        id(number)
    };
    unit.once("bench", &token, i64::MAX);
    unit
}

#[tokio::main]
async fn main() -> Outcome {
    let directory = match std::env::var_os("FIDUCIA_BENCH_DIR") {
        Some(parent) => tempfile::tempdir_in(parent)?,
        None => tempfile::tempdir()?,
    };
    let url = std::env::var("FIDUCIA_BENCH_URL")
        .unwrap_or_else(|_| directory.path().join("bench.db").display().to_string());
    let database = Database::open(&url, Schema::Operator, None).await?;
    for table in TABLES {
        let mut unit = Unit::new();
        unit.execute(table, values![]);
        database.commit(unit).await?;
    }
    let started = Instant::now();
    for chunk in 0..REQUESTS_PREPARED / 1000 {
        let mut unit = Unit::new();
        for number in chunk * 1000..(chunk + 1) * 1000 {
            unit.insert(&REQUESTS, values![id(number), id(number / 20), "open", 1]);
        }
        database.commit(unit).await?;
    }
    #[allow(clippy::cast_precision_loss)]
    let rate = REQUESTS_PREPARED as f64 / started.elapsed().as_secs_f64();
    println!(
        "{:?}: {REQUESTS_PREPARED} rows prepared at {rate:.0} rows/s",
        database.kind()
    );
    println!(
        "{:<44} {:>7} {:>9} {:>7} {:>8} {:>8} {:>7}",
        "", "writers", "per s", "group", "p50 ms", "p99 ms", "apart"
    );
    let next = Arc::new(AtomicI64::new(0));
    let line = |what, writers, make, read_first, conflicts_allowed| Line {
        what,
        writers,
        make,
        read_first,
        conflicts_allowed,
    };
    for line in [
        line("grant", 1, grant as fn(i64) -> Unit, false, false),
        line("grant", 64, grant, false, false),
        line("introspection", 1, introspection, false, false),
        line("introspection", 64, introspection, false, false),
        line(
            "introspection, permission read first",
            64,
            introspection,
            true,
            false,
        ),
        line("introspection, every 10th a replay", 64, twice, false, true),
    ] {
        measure(&database, &next, &line).await?;
    }
    database.close().await;
    Ok(())
}
