//! The pages of a person with 500 permissions and 100,000 entries in the log: how large they are, and how fast.
//!
//! The operator runs in a process of its own on one core, the asking on another, one page after the other.
//!
//! ```text
//! cargo bench -p operator --bench pages [-- --entries 100000 --rounds 200]
//! ```
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::too_many_lines
)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use operator::accounts::{NewAccount, NewIdentifier};
use operator::organisations::{NewService, Organisation};
use operator::sources::NewConnector;
use operator::{Config, Operator};
use permission::{Act, By, Conditions, Means, Permission, Terms, Timestamp};
use protocol::jose::{Algorithm, Jwks, SigningKey};
use secrecy::SecretString;
use serde_json::{Value, json};
use storage::Unit;
use storage::operator::access_days::Release;
use storage::operator::access_items::AccessItem;
use storage::operator::permissions::{PermissionEventRow, PermissionRow};

const SOURCES: usize = 5;
const SERVICES: usize = 20;
const PERMISSIONS: usize = 500;
const LOGIN: &str = "aino@example.org";
const PASSWORD: &str = "a sentence nobody guesses";
/// Entries go back this many days, evenly.
const DAYS: i64 = 400;
const MICROS_PER_DAY: i64 = 86_400_000_000;
const LARGEST: usize = 100_000;

fn main() {
    web::install_crypto_provider();
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|one| one == name)?;
        arguments.get(at + 1).cloned()
    };
    if let Some(folder) = value("--serve") {
        return serve(Path::new(&folder));
    }
    let number =
        |name: &str, default: usize| value(name).map_or(default, |text| text.parse().unwrap());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("bench-pages-{}", std::process::id()));
    let (entries, rounds) = (number("--entries", 100_000), number("--rounds", 200));
    let permission = runtime().block_on(seed(&folder, entries));
    let mut child = Command::new("taskset")
        .args(["-c", "0"])
        .arg(std::env::current_exe().unwrap())
        .arg("--serve")
        .arg(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut url)
        .unwrap();
    runtime().block_on(ask(url.trim().trim_end_matches('/'), &permission, rounds));
    drop(child.stdin.take());
    child.wait().unwrap();
    let _ = std::fs::remove_dir_all(&folder);
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

fn config(folder: &Path) -> Config {
    let mut config = Config::development("Bench", folder);
    config.limits.source_refresh_seconds = 86_400 * 365;
    config
}

fn serve(folder: &Path) {
    runtime().block_on(async {
        let running = Operator::start(config(folder)).await.unwrap();
        println!("{}", running.url());
        tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new()))
            .await
            .unwrap()
            .unwrap();
        running.shutdown();
        running.joined().await.unwrap();
    });
}

async fn ask(url: &str, permission: &str, rounds: usize) {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let form = [("login", LOGIN), ("password", PASSWORD), ("next", "/")];
    let answer = client
        .post(format!("{url}/login"))
        .header("sec-fetch-site", "same-origin")
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 303);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    for which in 0..SERVICES {
        let letter = json!({
            "to": format!("service:service-{which}"), "right": "access", "about": "What you keep of me", "sent_on": "",
        });
        let noted = client
            .post(format!("{url}/api/v1/me/rights-letters"))
            .header("cookie", &cookie)
            .header("sec-fetch-site", "same-origin")
            .json(&letter)
            .send()
            .await
            .unwrap();
        assert_eq!(noted.status(), 201);
    }
    let pages = [
        "/".to_owned(),
        "/?days=365".to_owned(),
        "/permissions".to_owned(),
        format!("/permissions/{permission}"),
        "/activity".to_owned(),
        "/rules".to_owned(),
        "/rules/new".to_owned(),
        "/rights".to_owned(),
        "/notifications".to_owned(),
        "/my-data".to_owned(),
        "/identities".to_owned(),
        "/settings".to_owned(),
        "/operator".to_owned(),
        "/catalogue".to_owned(),
    ];
    println!(
        "{:<28}{:>10}{:>10}{:>10}   (one core, one after the other; target p95 50 ms, 100 kB)",
        "page", "bytes", "p50 ms", "p95 ms"
    );
    for language in ["en", "el"] {
        let form = [("language", language), ("next", "/")];
        let chosen = client
            .post(format!("{url}/language"))
            .header("cookie", &cookie)
            .header("sec-fetch-site", "same-origin")
            .form(&form)
            .send()
            .await
            .unwrap();
        assert_eq!(chosen.status(), 303);
        for page in &pages {
            let mut times = Vec::new();
            let mut size = 0;
            for _ in 0..rounds {
                let asked = Instant::now();
                let answer = client
                    .get(format!("{url}{page}"))
                    .header("cookie", &cookie)
                    .send()
                    .await
                    .unwrap();
                assert_eq!(answer.status(), 200, "{page}");
                size = answer.bytes().await.unwrap().len();
                times.push(asked.elapsed());
            }
            times.sort_unstable();
            let at = |percent: usize| times[times.len() * percent / 100].as_secs_f64() * 1e3;
            let shown = page.replace(permission, "…");
            let late = times[times.len() * 95 / 100] > Duration::from_millis(50);
            let note = if size > LARGEST || late {
                "  missed"
            } else {
                ""
            };
            println!(
                "{:<28}{size:>10}{:>10.1}{:>10.1}{note}",
                format!("{shown} ({language})"),
                at(50),
                at(95)
            );
        }
    }
}

/// A connector that describes itself once.
async fn connector(which: usize) -> (String, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let uuid = uuid::Uuid::new_v4().to_string();
    let key = SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes)).unwrap();
    let metadata = json!({
        "connector_uuid": uuid, "connector_key": key.jwk(), "name": format!("Source number {which}"), "description": "",
        "api_guide": url, "connector_base_url": url, "capabilities": ["attribute-filter"],
        "datasets_url": format!("{url}/datasets"),
    });
    let attribute = |path: &str, category: &str| json!({"path": path, "title": {"en": path}, "category": category});
    let datasets = json!([{
        "id": format!("urn:fiducia:dataset:{uuid}:patron"), "source": "library", "entity_type": "Person",
        "title": {"en": "Patron"}, "identifier_types": ["library_card"],
        "attributes": [
            attribute("name", "pd:Name"), attribute("address", "pd:PhysicalAddress"),
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

/// The person with everything; one of the permissions.
async fn seed(folder: &Path, entries: usize) -> String {
    let operator = Operator::open(config(folder)).await.unwrap();
    let organisation: Organisation =
        serde_json::from_value(json!({"id": "bench-org", "name": "Bench"})).unwrap();
    operator.add_organisation(organisation).await.unwrap();
    let mut connectors = Vec::new();
    for which in 0..SOURCES {
        let (uuid, url) = connector(which).await;
        operator
            .add_connector(NewConnector::new(&url, Vec::new()))
            .await
            .unwrap();
        connectors.push(uuid);
    }
    let account = operator
        .create_account(NewAccount {
            login: Some(LOGIN.to_owned()),
            password: Some(SecretString::from(PASSWORD.to_owned())),
            name: Some("Aino".to_owned()),
            locale: "en".to_owned(),
        })
        .await
        .unwrap();
    let identifier: NewIdentifier =
        serde_json::from_value(json!({"id": "2900-17", "id_type": "library_card"})).unwrap();
    operator.add_identifier(&account, identifier).await.unwrap();
    let mut arrangements = Vec::new();
    for which in 0..PERMISSIONS {
        let service = format!("service-{}", which % SERVICES);
        if which < SERVICES {
            let key =
                SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes)).unwrap();
            let new: NewService = serde_json::from_value(json!({
                "client_id": service, "organisation": "bench-org",
                "name": {"en": format!("Service number {which}")}, "jwks": Jwks::from(key.jwk().clone()),
            }))
            .unwrap();
            operator.add_service(new).await.unwrap();
        }
        let connector = &connectors[which % SOURCES];
        let id = format!("use-{which}");
        let described: Value = json!({
            "id": id, "service": service, "title": {"en": format!("Use number {which}")},
            "purposes": ["dpv:ServiceProvision"], "processing": ["dpv:Use"], "legal_basis": "eu-gdpr:A6-1-a",
            "datasets": {format!("urn:fiducia:dataset:{connector}:patron"): {
                "required": ["name"], "optional": ["address", "birthDate"],
            }},
            "retention": 90, "longest_duration": 365, "notice": {"en": "We look at your library card."},
        });
        operator.add_intended_use(described).await.unwrap();
        arrangements.push(permit(&operator, &account, &id, &service).await);
    }
    log(&operator, &account, &arrangements, &connectors, entries).await;
    operator.database().close().await;
    arrangements[0].clone()
}

async fn permit(operator: &Operator, account: &str, id: &str, service: &str) -> String {
    let intended_use = operator.intended_use(id).await.unwrap();
    let now = operator::clock::Clock::default().now();
    let arrangement = permission::ArrangementId::new(uuid::Uuid::new_v4().to_string()).unwrap();
    let act = |by| Act {
        at: Timestamp(now),
        by,
        means: Means::Page,
    };
    let asked = act(By::Organisation(intended_use.organisation.clone()));
    let first = Permission::request(&arrangement, asked, &intended_use, "en").unwrap();
    let mut held = Permission::begin(&arrangement, &first).unwrap();
    let terms = Terms {
        attributes: intended_use.choose([]).unwrap(),
        valid_until: Timestamp(now) + intended_use.longest_duration,
        conditions: Conditions::default(),
        language: "en".to_owned(),
    };
    let second = held.grant(act(By::Person), &intended_use, terms).unwrap();
    held.apply(&second).unwrap();
    let mut unit = Unit::new();
    unit.insert_permission(&PermissionRow {
        arrangement_id: arrangement.to_string(),
        account_id: account.to_owned(),
        service_id: service.to_owned(),
        intended_use_id: id.to_owned(),
        intended_use_version: 1,
        service_leg: uuid::Uuid::new_v4().to_string(),
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
    operator.database().commit(unit).await.unwrap();
    arrangement.to_string()
}

/// Entries of the access log, each of a release.
async fn log(
    operator: &Operator,
    account: &str,
    arrangements: &[String],
    connectors: &[String],
    entries: usize,
) {
    let now = operator::clock::Clock::default().now();
    let step = DAYS * MICROS_PER_DAY / i64::try_from(entries).unwrap();
    for group in (0..entries).collect::<Vec<_>>().chunks(1_000) {
        let mut unit = Unit::new();
        for index in group {
            let which = index % arrangements.len();
            let (arrangement, connector) = (&arrangements[which], &connectors[which % SOURCES]);
            let service = format!("service-{}", which % SERVICES);
            let at = now - step * i64::try_from(*index).unwrap();
            let dataset = format!("urn:fiducia:dataset:{connector}:patron");
            let outcome = json!({
                "success": true, "status": "completed", "released": {dataset: ["name"]}, "records": 1, "log_index": index,
            });
            unit.insert_access_item(AccessItem {
                id: uuid::Uuid::new_v4().to_string(),
                account_id: account.to_owned(),
                at,
                arrangement_id: arrangement.clone(),
                permission_version: 2,
                service_id: service.clone(),
                connector_uuid: connector.clone(),
                active: 1,
                reason: String::new(),
                success: Some(1),
                outcome: Some(outcome.to_string()),
                completed_at: Some(at),
            });
            unit.count_release(&Release {
                account,
                arrangement,
                connector_uuid: connector,
                service: &service,
                at,
            });
        }
        operator.database().commit(unit).await.unwrap();
    }
}
