//! A source that isn't ours: [Datasette](https://datasette.io) over a library's SQLite file, behind the connector's
//! `rest` upstream. What the file holds is the truth that answers are compared with.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::city::{City, Person, Process, Service, free_ports, json_of, refusal, serve};
use crate::party::attribute;

/// A patron like thousands of others.
const CARD: &str = "LIB-04217";
/// A patron whose card number would break out of any request that doesn't quote it.
const QUOTED_CARD: &str = "O'Brien \"50 %\" & _shape=array;--/../?#+ä";

/// Makes the library: 10,000 patrons, each with up to four loans, the same every time.
const MAKE: &str = r#"
import sqlite3, sys
path, quoted = sys.argv[1:]
patrons, loans = [], []
first = ["Aino", "Bo", "Chloé", "Daniel", "Eeva", "Fatima", "Göran", "Hélène", "Ilmari", "Juha"]
last = ["Aalto", "Berg", "Castel", "Dahl", "Ekholm", "Forsman", "Guérin", "Heino", "Ilves", "Järvinen"]
branch = ["Kallio", "Oodi", "Töölö", "Vuosaari"]
for i in range(10_000):
    card = quoted if i == 7 else f"LIB-{i:05}"
    name = f"{first[i % 10]} {last[i // 10 % 10]} {i}"
    patrons.append((card, name, f"patron{i}@example.org", branch[i % 4], f"staff note {i}"))
    for n in range(i * 7 % 5):
        loans.append((card, f"Title {i}-{n}", f"2026-{1 + i % 12:02}-{1 + n:02}"))
db = sqlite3.connect(path)
db.executescript("""
create table patrons(card_number text primary key, name text, email text, home_library text, staff_note text);
create table loans(id integer primary key, card_number text references patrons, title text, due text);
create index loans_card on loans(card_number);
""")
db.executemany("insert into patrons values (?, ?, ?, ?, ?)", patrons)
db.executemany("insert into loans(card_number, title, due) values (?, ?, ?)", loans)
db.commit()
"#;

/// What the file holds about the patron with a card number.
const TRUTH: &str = r#"
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.row_factory = sqlite3.Row
rows = lambda sql: [dict(row) for row in db.execute(sql, (sys.argv[2],))]
[patron] = rows("select name, email, home_library, staff_note from patrons where card_number = ?")
patron["loans"] = rows("select title, due from loans where card_number = ? order by id")
print(json.dumps(patron))
"#;

/// A query of the library's own that joins patrons with their loans.
const QUERY: &str = "select name, email, home_library, staff_note, (select json_group_array(json_object('title', title, \
    'due', due)) from (select title, due from loans where loans.card_number = patrons.card_number order by id)) as loans \
    from patrons where card_number = :card";

/// Datasette over the library's file.
struct Library {
    url: String,
    file: PathBuf,
    log: PathBuf,
    python: PathBuf,
    _datasette: Process,
}

impl Library {
    /// Starts it on a free port, if the tools are there. Without them the scenario says so and is left out, except
    /// where everything must run.
    fn start(folder: &Path) -> Option<Self> {
        let tools = ["FIDUCIA_DATASETTE", "FIDUCIA_TEST_PYTHON"].map(std::env::var_os);
        let [Some(datasette), Some(python)] = tools.map(|tool| tool.map(PathBuf::from)) else {
            let said = "FIDUCIA_DATASETTE and FIDUCIA_TEST_PYTHON are not set (`make test` installs and sets them)";
            let must_run = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(!must_run, "{said}");
            // Straight to standard error, for the harness hides what a test that ends well prints.
            let mut terminal = std::io::stderr().lock();
            writeln!(terminal, "SKIPPED the Datasette scenario: {said}").unwrap();
            return None;
        };
        let file = folder.join("library.db");
        python_says(&python, MAKE, &[file.to_str().unwrap(), QUOTED_CARD]);
        let metadata = folder.join("metadata.json");
        let queries =
            json!({"databases": {"library": {"queries": {"patron_with_loans": {"sql": QUERY}}}}});
        std::fs::write(&metadata, queries.to_string()).unwrap();
        let log = folder.join("datasette.log");
        let mut child = Command::new(datasette)
            .arg("serve")
            .arg(&file)
            .args(["--host", "127.0.0.1", "--port", "0", "--metadata"])
            .arg(&metadata)
            .env("PYTHONUNBUFFERED", "1")
            .stdin(Stdio::null())
            .stdout(std::fs::File::create(&log).unwrap())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
        let datasette = Process(child);
        let mut before = String::new();
        let url = loop {
            let Some(line) = said.next() else {
                panic!("Datasette ended before it was ready: {before}")
            };
            let line = line.unwrap();
            if let Some((_, rest)) = line.split_once("running on ") {
                break rest.split(' ').next().unwrap().to_owned();
            }
            writeln!(before, "{line}").unwrap();
        };
        std::thread::spawn(move || said.for_each(drop));
        Some(Self {
            url,
            file,
            log,
            python,
            _datasette: datasette,
        })
    }

    /// What the file holds about a patron.
    fn truth(&self, card: &str) -> Value {
        let said = python_says(&self.python, TRUTH, &[self.file.to_str().unwrap(), card]);
        serde_json::from_slice(&said).unwrap()
    }

    /// The requests it has answered. Datasette writes each down before it answers.
    fn asked(&self) -> Vec<String> {
        let log = std::fs::read_to_string(&self.log).unwrap();
        log.lines().map(ToOwned::to_owned).collect()
    }
}

fn python_says(python: &Path, script: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(python)
        .args(["-c", script])
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// The library's connector: its description says where each route's answer comes from.
fn connector_config(url: &str, registry: &str, library: &str) -> String {
    let mut config = format!(
        r#"
[connector]
name = "Library on Datasette"
uuid = "5b7c7c0e-43d4-4a53-8a3d-0f64a1b0d714"
data = "datasette"
listen = "{listen}"
base_url = "{url}"
development = true

[[connector.trust_group]]
registry = "{registry}"
keys_file = "registry.jwks.json"

[connector.upstream]
kind = "rest"
base_url = "{library}/library/"

[[connector.route]]
path = "/patron"
dataset = "patron"
request = {{ path = "patrons.json", query = {{ card_number = "{{library_card}}", _shape = "array" }} }}

[[connector.route]]
path = "/patron-with-loans"
dataset = "patron"
request = {{ path = "patron_with_loans.json", query = {{ card = "{{library_card}}", _shape = "array", _json = "loans" }} }}

[[connector.dataset]]
id = "patron"
source = "datasette-library"
entity_type = "LibraryPatron"
title = {{ en = "Library patron" }}
identifier_types = ["library_card"]
"#,
        listen = url.trim_start_matches("http://"),
    );
    for (path, category) in [
        ("name", "Name"),
        ("email", "EmailAddress"),
        ("home_library", "Preference"),
        ("loans.title", "ServiceConsumptionBehaviour"),
        ("loans.due", "ServiceConsumptionBehaviour"),
    ] {
        config += &attribute(path, category);
    }
    config
}

/// The demo city with one more source, and a service that wants its data.
struct Scene {
    city: City,
    library: Library,
    connector: String,
    service: Service,
    _connector: Process,
}

impl Scene {
    fn start() -> Option<Self> {
        let folder = tempfile::TempDir::new().unwrap();
        let library = Library::start(folder.path())?;
        let city = City::start_in(folder);
        let connector = format!("http://127.0.0.1:{}", free_ports());
        let config = city.data().join("datasette.toml");
        std::fs::write(
            &config,
            connector_config(&connector, city.text("/registry"), &library.url),
        )
        .unwrap();
        let process = serve(&config);
        let operator = city.operator("operator-helsinki");
        for id in ["datasette-library", "reading-club"] {
            operator.run(&["organisation", "add", id, "--id", id]);
        }
        operator.run(&["connector", "add", &connector]);
        let service = Self::register(&city);
        Some(Self {
            city,
            library,
            connector,
            service,
            _connector: process,
        })
    }

    /// A service that wants name and titles on loan, and, if one likes, the home library.
    fn register(city: &City) -> Service {
        let operator = city.operator("operator-helsinki");
        let key = city.folder.path().join("reading-club.key.json");
        let public = json_of(&crate::city::fiducia(&[
            "service",
            "keygen",
            key.to_str().unwrap(),
        ]));
        let public_file = city.write("reading-club.jwk.json", &public.to_string());
        operator.run(&[
            "service",
            "add",
            "Reading club",
            "--organisation",
            "reading-club",
            "--client-id",
            "reading-club",
            "--key",
            public_file.to_str().unwrap(),
        ]);
        let wanted = json!({
            "id": "reading-tips", "version": 1, "service": "reading-club", "title": {"en": "Reading tips"},
            "purposes": ["https://w3id.org/dpv#RequestedServiceProvision"],
            "processing": ["https://w3id.org/dpv#Consult"],
            "legal_basis": "https://w3id.org/dpv/legal/eu/gdpr#A6-1-a",
            "datasets": {"urn:fiducia:dataset:5b7c7c0e-43d4-4a53-8a3d-0f64a1b0d714:patron": {
                "version": 1, "required": ["name", "loans.title"], "optional": ["home_library", "email"],
            }},
            "recipients": [], "retention": 30, "storage_locations": ["FI"], "third_countries": [],
            "automated_decisions": false, "longest_duration": 180,
            "consequences_of_refusal": {"en": "No tips."}, "all_or_nothing": false, "notice": {"en": "For tips."},
        });
        let wanted = city.write("reading-tips.json", &wanted.to_string());
        operator.run(&["intended-use", "add", wanted.to_str().unwrap()]);
        Service {
            key: key.to_str().unwrap().to_owned(),
            client_id: "reading-club".to_owned(),
            intended_use: "reading-tips".to_owned(),
            operator: city.text("/operators/0/url").to_owned(),
        }
    }

    /// A new person who has permitted what the service needs and `also`, with their account's id and the permission.
    fn member(&self, name: &str, card: &str, also: &[&str]) -> (Person, String, String) {
        let operator = self.city.operator("operator-helsinki");
        let login = format!("{name}@example.org");
        let password = self
            .city
            .write(&format!("{name}.password"), "a long password");
        let made = operator.run(&[
            "person",
            "add",
            &login,
            "--password-file",
            password.to_str().unwrap(),
        ]);
        let account = made["id"].as_str().unwrap().to_owned();
        json_of(&self.set_card(&account, card));
        let session = self.city.folder.path().join(format!("{name}.session"));
        let person = Person::log_in(
            self.city.text("/operators/0/url"),
            &login,
            &password,
            session,
        );
        let request = self.service.request(&person);
        let mut grant = vec!["grant", &request];
        for attribute in also {
            grant.extend(["--also", attribute]);
        }
        person.run(&grant);
        let permission = self.service.permission(&request);
        (person, account, permission)
    }

    /// Records a card number as a desk clerk would, from a file.
    fn set_card(&self, account: &str, card: &str) -> std::process::Output {
        let file = self.city.write("card", card);
        self.city.operator("operator-helsinki").attempt(&[
            "person",
            "identifier",
            account,
            "library_card",
            "--value-file",
            file.to_str().unwrap(),
        ])
    }

    fn fetch(&self, permission: &str, route: &str) -> std::process::Output {
        let url = format!("{}{route}", self.connector);
        self.service
            .attempt(&["fetch", "--permission", permission, &url])
    }

    fn fetched(&self, permission: &str, route: &str) -> Value {
        json_of(&self.fetch(permission, route))
    }

    /// A ticket to be shown later.
    fn ticket(&self, permission: &str, route: &str) -> String {
        let url = format!("{}{route}", self.connector);
        let ticket = self
            .service
            .run(&["ticket", "--permission", permission, &url]);
        ticket["request_ticket"].as_str().unwrap().to_owned()
    }

    fn show(&self, ticket: &str, route: &str) -> std::process::Output {
        let url = format!("{}{route}", self.connector);
        self.service.attempt(&["fetch", "--ticket", ticket, &url])
    }

    /// The newest entry of the connector's log.
    fn newest_log_entry(&self) -> Value {
        let config = self.city.data().join("datasette.toml");
        let log = json_of(&crate::city::fiducia(&[
            "connector",
            "--json",
            "--config",
            config.to_str().unwrap(),
            "log",
            "--limit",
            "1",
        ]));
        log["entries"][0]["record"].clone()
    }
}

/// What a permission without and with the home library shows of a patron.
fn titles(truth: &Value) -> Value {
    let loans = truth["loans"].as_array().unwrap();
    loans
        .iter()
        .map(|loan| json!({"title": loan["title"]}))
        .collect()
}

#[test]
fn a_datasette_of_ten_thousand_patrons_shows_one_persons_permitted_attributes() {
    let Some(scene) = Scene::start() else { return };
    let truth = scene.library.truth(CARD);
    assert!(!truth["loans"].as_array().unwrap().is_empty());
    let (person, _, permission) = scene.member("eeva", CARD, &["home_library"]);
    let (_, _, without) = scene.member("ilmari", CARD, &[]);

    // `email` was asked for and not granted, due dates were not asked for, and staff notes are not offered.
    assert_eq!(
        scene.fetched(&permission, "/patron"),
        json!([{"name": truth["name"], "home_library": truth["home_library"]}])
    );
    assert_eq!(
        scene.fetched(&permission, "/patron-with-loans"),
        json!([{"name": truth["name"], "home_library": truth["home_library"], "loans": titles(&truth)}])
    );
    assert_eq!(
        scene.fetched(&without, "/patron-with-loans"),
        json!([{"name": truth["name"], "loans": titles(&truth)}]),
        "an optional attribute that was not granted stays out"
    );
    assert_eq!(scene.library.asked().len(), 3);

    let routes = ["/patron", "/patron-with-loans"];
    let tickets = routes.map(|route| scene.ticket(&permission, route));
    let arrangement = person.run(&["permissions"])["permissions"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    person.run(&["withdraw", &arrangement]);
    for (route, ticket) in routes.iter().zip(&tickets) {
        let refused = refusal(&scene.show(ticket, route));
        assert!(
            refused.contains("403") && refused.contains("permission-not-active"),
            "{refused}"
        );
        let entry = scene.newest_log_entry();
        assert_eq!(entry["refused"], "permission-not-active", "{entry}");
        refusal(&scene.fetch(&permission, route));
    }
    assert_eq!(
        scene.library.asked().len(),
        3,
        "Datasette is not asked any more"
    );
    assert_eq!(
        scene.fetched(&without, "/patron"),
        json!([{"name": truth["name"]}]),
        "another's permission is untouched"
    );
}

#[test]
fn a_hostile_card_number_gets_nothing_of_anybody_else_out_of_datasette() {
    let Some(scene) = Scene::start() else { return };
    let (_, account, permission) = scene.member("mallory", "LIB-none", &["home_library"]);
    let hostile = [
        "LIB-none".to_owned(),
        "%".to_owned(),
        "LIB-0421_".to_owned(),
        "LIB-%25".to_owned(),
        "%4cIB-04217".to_owned(),
        "*".to_owned(),
        "' or '1'='1".to_owned(),
        format!("{CARD}' --"),
        "x' union select name, email, home_library, staff_note, '[]' from patrons --".to_owned(),
        format!("\"{CARD}\""),
        format!("x&card_number={CARD}&card={CARD}"),
        "&_shape=object&_size=max".to_owned(),
        "x&_where=1%3D1".to_owned(),
        "x#".to_owned(),
        "../library/patrons.json".to_owned(),
        "..".to_owned(),
        "..%2f..%2f-%2fversions.json".to_owned(),
        format!("{CARD}\u{200b}"),
        "ＬＩＢ-０４２１７".to_owned(),
        "lib-04217".to_owned(),
        "{library_card}".to_owned(),
        "💥\u{202e}71240".to_owned(),
    ];
    for card in &hostile {
        json_of(&scene.set_card(&account, card));
        for route in ["/patron", "/patron-with-loans"] {
            let before = scene.library.asked().len();
            assert_eq!(scene.fetched(&permission, route), json!([]), "{card:?}");
            let entry = scene.newest_log_entry();
            assert_eq!(entry["records"], 0, "{card:?}: {entry}");
            let asked = scene.library.asked().split_off(before);
            let [line] = asked.as_slice() else {
                panic!("{card:?} made several requests: {asked:?}")
            };
            assert!(
                line.contains("\"GET /library/patron") && line.ends_with("200 OK"),
                "{card:?} asked for something else: {line}"
            );
        }
    }
    for unprintable in [
        format!("{CARD}\nLIB-00001"),
        format!("{CARD}\r\nx: y"),
        format!("{CARD}\0"),
    ] {
        let refused = refusal(&scene.set_card(&account, &unprintable));
        assert!(refused.contains("printable"), "{refused}");
    }
    // The same characters as the number of a card that exists find that card, and no other.
    json_of(&scene.set_card(&account, QUOTED_CARD));
    let truth = scene.library.truth(QUOTED_CARD);
    assert_eq!(
        scene.fetched(&permission, "/patron-with-loans"),
        json!([{"name": truth["name"], "home_library": truth["home_library"], "loans": titles(&truth)}])
    );
}
