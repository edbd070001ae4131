//! A demo city of real processes, for the scenarios.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The binary under test.
pub(crate) const FIDUCIA: &str = env!("CARGO_BIN_EXE_fiducia");

/// The longest that something may take which happens by itself.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How many ports in a row the demo city takes.
const PORTS: u16 = 25;

/// A running demo city with its state in a folder; everything ends with it.
pub(crate) struct City {
    pub(crate) ready: Value,
    pub(crate) folder: TempDir,
    demo: Option<Process>,
}

/// A process that ends with the test, however that ends.
pub(crate) struct Process(pub(crate) Child);

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

impl City {
    /// Starts the demo city on free ports and waits for its line.
    pub(crate) fn start() -> Self {
        Self::start_in(TempDir::new().unwrap())
    }

    /// As [`City::start`], in a folder that holds something else already.
    pub(crate) fn start_in(folder: TempDir) -> Self {
        Self::start_with(folder, &["--self-contained"])
    }

    /// As [`City::start`], with the sources that programs of others keep.
    pub(crate) fn whole() -> Self {
        Self::start_with(TempDir::new().unwrap(), &[])
    }

    fn start_with(folder: TempDir, more: &[&str]) -> Self {
        let (ready, demo) = demo(&folder.path().join("city"), free_ports(), more);
        Self {
            ready,
            folder,
            demo: Some(demo),
        }
    }

    /// Starts a city that was stopped again, with the sources that programs of others keep.
    pub(crate) fn start_again(&mut self) {
        let registry = url::Url::parse(self.text("/registry")).unwrap();
        let (ready, demo) = demo(&self.data(), registry.port().unwrap(), &[]);
        (self.ready, self.demo) = (ready, Some(demo));
    }

    /// The folder with the city's configuration files and state.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("city")
    }

    /// Writes a file beside the city's.
    pub(crate) fn write(&self, name: &str, content: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        file
    }

    /// Whoever administers the operator with this configuration file.
    pub(crate) fn operator(&self, config: &str) -> Administrator {
        Administrator {
            party: "operator",
            config: self.data().join(format!("{config}.toml")),
        }
    }

    /// Whoever administers the connector with this configuration file.
    pub(crate) fn connector(&self, config: &str) -> Administrator {
        Administrator {
            party: "connector",
            config: self.data().join(format!("{config}.toml")),
        }
    }

    /// Whoever administers the registry.
    pub(crate) fn registry(&self) -> Administrator {
        Administrator {
            party: "registry",
            config: self.data().join("registry.toml"),
        }
    }

    /// The text at `pointer` of the line printed when ready.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.ready
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("no {pointer} in {}", self.ready))
    }

    /// The member of the list `list` whose name contains `name`.
    pub(crate) fn named(&self, list: &str, name: &str) -> &Value {
        let all = self.ready[list].as_array().unwrap();
        all.iter()
            .find(|one| one["name"].as_str().unwrap().contains(name))
            .unwrap_or_else(|| panic!("no {name} among {list}: {all:?}"))
    }

    /// Ends the demo as a person would, with an interrupt, and waits until it has gone.
    pub(crate) fn stop(&mut self) {
        if let Some(mut demo) = self.demo.take() {
            interrupt(&demo.0);
            demo.0.wait().unwrap();
        }
    }

    /// A person's login, kept in a file of its own.
    pub(crate) fn log_in(&self, name: &str) -> Person {
        let person = self.named("persons", name);
        let login = person["login"].as_str().unwrap();
        let operator = self.named("operators", person["operator"].as_str().unwrap());
        let session = self.folder.path().join(format!("{login}.session"));
        let password = self.folder.path().join(format!("{login}.password"));
        std::fs::write(&password, person["password"].as_str().unwrap()).unwrap();
        Person::log_in(operator["url"].as_str().unwrap(), login, &password, session)
    }

    /// A service of the city.
    pub(crate) fn service(&self, name: &str) -> Service {
        let service = self.named("services", name);
        let key = service["key_file"].as_str().unwrap().to_owned();
        let client_id = service["client_id"].as_str().unwrap().to_owned();
        let intended_use = service["intended_uses"][0].as_str().unwrap().to_owned();
        Service {
            key,
            client_id,
            intended_use,
            operator: self.text("/operators/0/url").to_owned(),
        }
    }
}

/// Whoever administers a party at the command line.
pub(crate) struct Administrator {
    party: &'static str,
    config: PathBuf,
}

impl Administrator {
    /// `fiducia operator …`, which must succeed; its JSON.
    pub(crate) fn run(&self, arguments: &[&str]) -> Value {
        json_of(&self.attempt(arguments))
    }

    /// `fiducia operator …`, whatever comes of it.
    pub(crate) fn attempt(&self, arguments: &[&str]) -> Output {
        let config = self.config.to_str().unwrap();
        fiducia(&[&[self.party, "--json", "--config", config], arguments].concat())
    }
}

/// A person at the command line.
pub(crate) struct Person {
    session: PathBuf,
    pub(crate) login: String,
}

impl Person {
    /// Logs in at an operator, and keeps the session in a file.
    pub(crate) fn log_in(operator: &str, login: &str, password: &Path, session: PathBuf) -> Self {
        let person = Self {
            session,
            login: login.to_owned(),
        };
        let password = password.to_str().unwrap();
        person.run(&["login", operator, login, "--password-file", password]);
        person
    }

    /// `fiducia me …`, which must succeed; its JSON.
    pub(crate) fn run(&self, arguments: &[&str]) -> Value {
        json_of(&self.attempt(arguments))
    }

    /// `fiducia me …`, which must succeed; what it says to people.
    pub(crate) fn say(&self, arguments: &[&str]) -> String {
        let session = self.session.to_str().unwrap();
        let output = fiducia(&[&["me", "--session", session], arguments].concat());
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The newest entry of the access log, once its connector has reported what came of it: connectors do that after
    /// they have answered, within a second or so.
    pub(crate) fn newest_complete_entry(&self) -> Value {
        let began = Instant::now();
        loop {
            let entry = self.run(&["log", "--limit", "1"])["entries"][0].take();
            if entry["status"] != "open" {
                return entry;
            }
            assert!(began.elapsed() < LONGEST_WAIT, "never reported: {entry}");
        }
    }

    /// `fiducia me …`, whatever comes of it.
    pub(crate) fn attempt(&self, arguments: &[&str]) -> Output {
        fiducia(
            &[
                &["me", "--json", "--session", self.session.to_str().unwrap()],
                arguments,
            ]
            .concat(),
        )
    }
}

/// A service at the command line.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) key: String,
    pub(crate) client_id: String,
    pub(crate) intended_use: String,
    pub(crate) operator: String,
}

impl Service {
    /// `fiducia service …`, which must succeed; its JSON.
    pub(crate) fn run(&self, arguments: &[&str]) -> Value {
        json_of(&self.attempt(arguments))
    }

    /// `fiducia service …`, whatever comes of it.
    pub(crate) fn attempt(&self, arguments: &[&str]) -> Output {
        let who = [
            "service",
            "--json",
            "--operator",
            &self.operator,
            "--client-id",
            &self.client_id,
            "--key",
            &self.key,
        ];
        fiducia(&[&who, arguments].concat())
    }

    /// Asks a person for the service's intended use; the request's id.
    pub(crate) fn request(&self, person: &Person) -> String {
        let asked = self.run(&[
            "request",
            "--intended-use",
            &self.intended_use,
            "--person",
            &person.login,
        ]);
        asked["id"].as_str().unwrap().to_owned()
    }

    /// The permission that came of a request.
    pub(crate) fn permission(&self, request: &str) -> String {
        let status = self.run(&["status", request]);
        status["permission"]
            .as_str()
            .unwrap_or_else(|| panic!("no permission in {status}"))
            .to_owned()
    }
}

/// Runs the binary to its end.
pub(crate) fn fiducia(arguments: &[&str]) -> Output {
    Command::new(FIDUCIA)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// What a command that succeeded printed.
pub(crate) fn json_of(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "it failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error} in {}", String::from_utf8_lossy(&output.stdout)))
}

/// What a command that failed said.
pub(crate) fn refusal(output: &Output) -> String {
    assert!(
        !output.status.success(),
        "it succeeded: {}",
        String::from_utf8_lossy(&output.stdout)
    );
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Starts a party from its configuration file and waits until it is ready.
pub(crate) fn serve(config: &Path) -> Process {
    let mut process = spawn(config);
    read_line(&mut process.0);
    process
}

/// As [`serve`], without waiting.
pub(crate) fn spawn(config: &Path) -> Process {
    let child = Command::new(FIDUCIA)
        .args(["serve", "--json", "--config"])
        .arg(config)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    Process(child)
}

fn demo(data: &Path, ports_from: u16, more: &[&str]) -> (Value, Process) {
    let child = Command::new(FIDUCIA)
        .args([
            "demo",
            "--json",
            "--ports-from",
            &ports_from.to_string(),
            "--data",
        ])
        .arg(data)
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut process = Process(child);
    let line = read_line(&mut process.0);
    (
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line}")),
        process,
    )
}

/// The first line a child prints; it goes on reading so that the child never waits for a reader.
fn read_line(child: &mut Child) -> String {
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert!(
        !line.is_empty(),
        "it ended before it was ready: {:?}",
        child.wait()
    );
    std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
    line
}

/// Sends the interrupt a terminal would send.
pub(crate) fn interrupt(child: &Child) {
    Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
}

/// The first of a row of free ports. Each test process starts looking elsewhere, so that tests that run
/// at the same time don't meet.
pub(crate) fn free_ports() -> u16 {
    use std::sync::atomic::{AtomicU16, Ordering};
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = u16::try_from(std::process::id() % 400).unwrap() * 60;
    for _ in 0..200 {
        let first = 20_000 + (own + NEXT.fetch_add(1, Ordering::Relaxed) * PORTS) % 12_000;
        let row: Vec<_> = (first..first + PORTS)
            .map(|port| TcpListener::bind(("127.0.0.1", port)))
            .collect();
        if row.iter().all(Result::is_ok) {
            return first;
        }
    }
    panic!("no {PORTS} free ports in a row");
}
