//! The gateways measured, each a process of its own on the first core.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use connector::{Config, Connector};
use serde_json::{Value, json};

use crate::city::{CONNECTOR, MEMBERS, Operator, ROUTE, member};

/// The core of the gateways; the load, the operators and the source have the other.
const CORE: &str = "0";

/// A gateway that runs until it is dropped.
pub(crate) struct Gateway {
    /// Host and port.
    pub(crate) address: String,
    child: Child,
    /// The process that works.
    worker: u32,
}

impl Gateway {
    /// Processor time it has used, in seconds.
    pub(crate) fn processor_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.worker)).unwrap();
        let fields: Vec<&str> = stat
            .rsplit_once(')')
            .unwrap()
            .1
            .split_whitespace()
            .collect();
        // Fields 14 and 15 of proc(5), in ticks of 1/100 s.
        let ticks: u32 = fields[11..=12]
            .iter()
            .map(|ticks| ticks.parse::<u32>().unwrap())
            .sum();
        f64::from(ticks) / 100.0
    }
}

impl Gateway {
    /// Kilobytes that a line of `/proc/<pid>/status` says.
    fn memory(&self, line: &str) -> u32 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.worker)).unwrap();
        let found = status.lines().find_map(|one| one.strip_prefix(line));
        let kilobytes = found.unwrap().trim().trim_end_matches(" kB");
        kilobytes.parse().unwrap()
    }

    /// What it has in memory now, in kilobytes; the most it has had is counted anew from here on (proc(5), `clear_refs`).
    pub(crate) fn memory_reset(&self) -> u32 {
        std::fs::write(format!("/proc/{}/clear_refs", self.worker), "5").unwrap();
        self.memory("VmRSS:")
    }

    /// The most it has had since, in kilobytes.
    pub(crate) fn most_memory(&self) -> u32 {
        self.memory("VmHWM:")
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let _ = self.child.wait();
    }
}

fn on_core(program: &Path) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", CORE]).arg(program);
    command
}

/// Starts a connector between an operator and the source.
pub(crate) fn connector(folder: &Path, source: &str, operator: &Operator, leases: bool) -> Gateway {
    let upstream = json!({"kind": "rest", "base_url": source, "whole_answer": 12_000_000, "largest_answer": 64_000_000});
    let mut config = config(folder, upstream, &[operator], leases);
    route(
        &mut config,
        json!({"path": ROUTE, "request": {"path": "/patrons/{library_card}"}}),
    );
    for path in ["/many", "/large"] {
        let request = json!({"path": format!("{path}/{{library_card}}")});
        route(
            &mut config,
            json!({"path": path, "shape": "ngsi-ld", "request": request}),
        );
    }
    start(folder, &config)
}

/// What a connector before this source is, without routes.
pub(crate) fn config(
    folder: &Path,
    upstream: Value,
    operators: &[&Operator],
    leases: bool,
) -> Config {
    let upstream = serde_json::from_value(upstream).unwrap();
    let mut config = Config::development("Bench", folder, upstream);
    config.uuid = Some(CONNECTOR.parse().unwrap());
    config.workers = Some(1);
    config.leases = leases;
    config.operators = operators
        .iter()
        .map(|operator| {
            serde_json::from_value(json!({
                "operator_uuid": operator.uuid, "operator_base_url": operator.url, "reuse_tickets": leases,
            }))
            .unwrap()
        })
        .collect();
    let attributes: Vec<_> = (0..MEMBERS)
        .map(|index| {
            json!({"path": member(index), "category": "https://w3id.org/dpv/pd#Name", "title": {"en": member(index)}})
        })
        .collect();
    config.datasets.push(
        serde_json::from_value(json!({
            "id": "patron", "source": "library", "entity_type": "Patron", "title": {"en": "Patron"},
            "identifier_types": ["library_card"], "attributes": attributes,
        }))
        .unwrap(),
    );
    config
}

/// Adds a route.
pub(crate) fn route(config: &mut Config, mut route: Value) {
    route["dataset"] = json!("patron");
    config.routes.push(serde_json::from_value(route).unwrap());
}

/// Starts a connector in a process of its own.
pub(crate) fn start(folder: &Path, config: &Config) -> Gateway {
    std::fs::create_dir_all(folder).unwrap();
    let file = folder.join("config.json");
    std::fs::write(&file, serde_json::to_vec(config).unwrap()).unwrap();
    let mut child = on_core(&std::env::current_exe().unwrap())
        .arg("--connector")
        .arg(&file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    Gateway {
        address: address_of(line.trim()),
        worker: child.id(),
        child,
    }
}

fn address_of(url: &str) -> String {
    url.trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned()
}

/// What a connector's process does: serves until it is told to end.
pub(crate) fn serve_connector(config: &Path) {
    web::install_crypto_provider();
    let config: Config = serde_json::from_slice(&std::fs::read(config).unwrap()).unwrap();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(async {
            let running = Connector::start(config).await.unwrap();
            println!("{}", running.url);
            std::future::pending::<()>().await;
        });
}

/// Starts nginx with one worker: at `/plain` it passes on, at `/asked` it asks the operator first.
pub(crate) fn nginx(folder: &Path, source: &str, operator: &Operator) -> Option<Gateway> {
    let program = ["/usr/sbin/nginx", "/usr/bin/nginx"]
        .map(PathBuf::from)
        .into_iter()
        .find(|path| path.exists())?;
    std::fs::create_dir_all(folder).unwrap();
    let address = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().to_string()
    };
    let folder_text = folder.display();
    let pass = |upstream: &str, path: &str| {
        format!(
            "proxy_pass http://{upstream}{path}; proxy_http_version 1.1; proxy_set_header Connection \"\";"
        )
    };
    let configuration = format!(
        "worker_processes 1; daemon off; pid {folder_text}/nginx.pid; error_log {folder_text}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000; tcp_nodelay on;
  client_body_temp_path {folder_text}/body; proxy_temp_path {folder_text}/proxy;
  fastcgi_temp_path {folder_text}/fastcgi; uwsgi_temp_path {folder_text}/uwsgi; scgi_temp_path {folder_text}/scgi;
  upstream source {{ server {source}; keepalive 128; keepalive_requests 100000000; }}
  upstream operator {{ server {operator}; keepalive 128; keepalive_requests 100000000; }}
  server {{
    listen {address};
    location = /plain {{ {plain} }}
    location = /asked {{ auth_request /auth; {plain} }}
    location = /auth {{ internal; {auth} proxy_pass_request_body off; proxy_set_header Content-Length \"\"; }}
  }}
}}",
        source = address_of(source),
        operator = address_of(&operator.url),
        plain = pass("source", ROUTE),
        auth = pass("operator", "/auth"),
    );
    let file = folder.join("nginx.conf");
    std::fs::write(&file, configuration).unwrap();
    let child = on_core(&program)
        .arg("-c")
        .arg(&file)
        .arg("-p")
        .arg(folder)
        .spawn()
        .unwrap();
    let worker = worker_of(child.id());
    Some(Gateway {
        address,
        child,
        worker,
    })
}

/// The only child of nginx's first process.
fn worker_of(first: u32) -> u32 {
    for _ in 0..100 {
        let children =
            std::fs::read_to_string(format!("/proc/{first}/task/{first}/children")).unwrap();
        if let Some(worker) = children.split_whitespace().next() {
            return worker.parse().unwrap();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nginx started no worker");
}
