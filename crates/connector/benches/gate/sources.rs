//! What a source is spared: columns that nobody is permitted are not read of a database (push-down), and a person is found in
//! the open store without looking at everybody.

use std::fmt::Write as _;
use std::path::Path;

use broker::{Broker, OpenConfig};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};

use crate::city::{MEMBERS, Operator, member};
use crate::gateway::{self, Gateway};
use crate::large::{ask, median, permission};

/// Rows of the person, and as many of others.
const ROWS: usize = 5_000;
/// Residents in the store, one entity each.
const RESIDENTS: usize = 20_000;
/// Entities written at once.
const AT_ONCE: usize = 1_000;
/// How often each is measured; the median counts.
const TIMES: usize = 9;

/// A library's file of loans with as many columns as the dataset has attributes.
async fn database(file: &Path) {
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let columns: Vec<String> = (0..MEMBERS)
        .map(|at| format!("{} TEXT", member(at)))
        .collect();
    let table = format!("CREATE TABLE loans (card TEXT, {})", columns.join(", "));
    connection
        .execute(sqlx::AssertSqlSafe(table))
        .await
        .unwrap();
    for card in ["2900-17", "2900-18"] {
        let values = vec!["'Töölönkatu 17 B 42, 00260 Helsinki, kerros 3, ovi ' || n"; MEMBERS];
        let rows = format!(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {ROWS})
             INSERT INTO loans SELECT '{card}', {} FROM numbers",
            values.join(", ")
        );
        connection.execute(sqlx::AssertSqlSafe(rows)).await.unwrap();
    }
    let index = "CREATE INDEX loans_card ON loans (card)";
    connection.execute(index).await.unwrap();
    connection.close().await.unwrap();
}

/// Processor seconds of one request at the gateway, and the bytes that it gave.
async fn usual(gateway: &Gateway, operator: &Operator, path: &str, each: usize) -> (f64, usize) {
    let client = reqwest::Client::new();
    ask(&client, gateway, operator, path, &permission()).await;
    let (mut figures, mut bytes) = (Vec::new(), 0);
    for _ in 0..TIMES {
        let mut used = 0.0;
        for _ in 0..each {
            let (got, seconds) = ask(&client, gateway, operator, path, &permission()).await;
            (used, bytes) = (used + seconds, got);
        }
        // The kernel counts in hundredths of a second: several requests make one figure.
        figures.push(used / f64::from(u32::try_from(each).unwrap()));
    }
    (median(figures), bytes)
}

async fn push_down(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let file = folder.join("loans.db");
    database(&file).await;
    let operators = [2, 20, 1].map(Operator::permitting);
    for operator in &operators {
        operator.serve(None);
    }
    let upstream = json!({
        "kind": "sqlite", "file": file, "limits": {"most_rows": ROWS, "largest_answer": 64_000_000, "statement_ms": 30_000},
    });
    let all: Vec<&Operator> = operators.iter().collect();
    let mut config = gateway::config(folder, upstream, &all, false);
    let query = json!({"sql": "SELECT * FROM loans WHERE card = $library_card"});
    gateway::route(&mut config, json!({"path": "/loans", "query": query}));
    let running = gateway::start(folder, &config);
    for operator in &operators {
        let permitted = (0..MEMBERS).step_by(operator.one_in()).count();
        let (seconds, bytes) = usual(&running, operator, "/loans", 4).await;
        println!(
            "{ROWS} rows of a SQLite file, {permitted} of {MEMBERS} columns permitted: {:.0} ms of processor, {bytes} bytes",
            seconds * 1e3
        );
    }
}

/// Fills a broker with residents.
async fn fill(broker: &str) {
    let client = reqwest::Client::new();
    let numbers: Vec<usize> = (0..RESIDENTS).collect();
    for some in numbers.chunks(AT_ONCE) {
        let entities: Vec<Value> = some.iter().map(|number| resident(*number)).collect();
        let made = client
            .post(format!("{broker}/ngsi-ld/v1/entityOperations/create"))
            .json(&entities)
            .send()
            .await
            .unwrap();
        assert_eq!(made.status(), 201);
    }
}

fn resident(number: usize) -> Value {
    let mut id = String::from("urn:x:resident:");
    let _ = write!(id, "{number}");
    json!({
        "id": id, "type": "Patron", "card": {"type": "Property", "value": format!("2900-{number}")},
        member(0): {"type": "Property", "value": "Töölönkatu 17"}, member(1): {"type": "Property", "value": "Helsinki"},
    })
}

async fn open_store(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let operator = Operator::permitting(2);
    operator.serve(None);
    // The connector's own store, and beside it the same broker in the way of any other, which knows nothing of cards.
    let listen = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().to_string()
    };
    let own = folder.join("own");
    let mut config = gateway::config(&own, json!({"kind": "store"}), &[&operator], false);
    config.open =
        Some(serde_json::from_value(json!({"listen": listen, "history": false})).unwrap());
    let route = json!({"path": "/resident", "shape": "ngsi-ld", "entities": {"attribute": "card"}});
    gateway::route(&mut config, route.clone());
    let with_index = gateway::start(&own, &config);
    fill(&format!("http://{listen}")).await;

    let file = folder.join("broker.db").display().to_string();
    let vault = Vault::new(&MasterKey::generate());
    let database = Database::open(&file, Schema::Connector, Some(vault))
        .await
        .unwrap();
    let settings = OpenConfig {
        history: false,
        ..OpenConfig::default()
    };
    let server = settings.bind().await.unwrap();
    let broker = Broker::new(database, settings.broker(&server)).unwrap();
    let peer = broker.serve(server);
    fill(peer.url.trim_end_matches('/')).await;
    let beside = folder.join("beside");
    let upstream = json!({"kind": "ngsi-ld", "broker": {"base_url": peer.url}});
    let mut config = gateway::config(&beside, upstream, &[&operator], false);
    gateway::route(&mut config, route);
    let without = gateway::start(&beside, &config);
    let client = reqwest::Client::new();
    for (name, gateway) in [
        ("the open store", &with_index),
        ("a broker that looks at all", &without),
    ] {
        let mut figures = Vec::new();
        for _ in 0..TIMES {
            let begun = std::time::Instant::now();
            let (bytes, _) = ask(&client, gateway, &operator, "/resident", &permission()).await;
            figures.push(begun.elapsed().as_secs_f64());
            assert!(bytes > 50, "the person was found");
        }
        println!(
            "one of {RESIDENTS} residents in {name}: {:.1} ms",
            median(figures) * 1e3
        );
    }
    drop((with_index, without));
    peer.shutdown().await;
}

/// Measures and prints.
pub(crate) async fn measure(folder: &Path) {
    web::install_crypto_provider();
    push_down(&folder.join("push-down")).await;
    open_store(&folder.join("store")).await;
}
