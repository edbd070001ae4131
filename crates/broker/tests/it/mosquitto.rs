//! An MQTT server of Eclipse Mosquitto, with its own client to hear what it is sent.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// Longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
const SERVER: &str = "/usr/sbin/mosquitto";

/// Whom a server lets in, and how it is spoken to.
#[derive(Default)]
pub(crate) struct Options {
    /// Its port; a free one where none is said.
    pub(crate) port: Option<u16>,
    /// Who alone is let in, and with which password.
    pub(crate) login: Option<(&'static str, &'static str)>,
    /// Certificate and key, PEM.
    pub(crate) tls: Option<(String, String)>,
    /// Further lines of its configuration.
    pub(crate) more: &'static str,
}

/// A server on a port of its own.
pub(crate) struct Mosquitto {
    pub(crate) port: u16,
    options: Options,
    folder: TempDir,
    server: Child,
    /// How often a broker has connected.
    pub(crate) connected: Arc<AtomicUsize>,
}

/// A message as it came.
pub(crate) struct Heard {
    pub(crate) quality: u64,
    pub(crate) payload: Value,
}

impl Mosquitto {
    /// A server; none where Mosquitto is not installed, which the continuous integration alone does not let happen.
    pub(crate) async fn start(options: Options) -> Option<Self> {
        if !Path::new(SERVER).exists() {
            let said = "Mosquitto is not there (`make install-test-tools` installs it)";
            assert!(std::env::var("CI").is_err(), "{said}");
            writeln!(std::io::stderr().lock(), "SKIPPED: {said}").unwrap();
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let port = options.port.unwrap_or_else(|| {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().port()
        });
        // What has come waits for the client, whatever its quality of service.
        let mut says = format!(
            "user root\nlog_dest stderr\nqueue_qos0_messages true\n{}\nlistener {port} 127.0.0.1\n",
            options.more
        );
        match options.login {
            Some((user, password)) => {
                let made = Command::new("mosquitto_passwd")
                    .args(["-b", "-c"])
                    .arg(at("people"))
                    .args([user, password])
                    .status();
                assert!(made.await.unwrap().success());
                writeln!(says, "password_file {}", at("people").display()).unwrap();
            }
            None => says.push_str("allow_anonymous true\n"),
        }
        if let Some((certificate, key)) = &options.tls {
            std::fs::write(at("certificate"), certificate).unwrap();
            std::fs::write(at("key"), key).unwrap();
            writeln!(says, "certfile {}", at("certificate").display()).unwrap();
            writeln!(says, "keyfile {}", at("key").display()).unwrap();
        }
        std::fs::write(at("mosquitto.conf"), says).unwrap();
        let mut server = Command::new(SERVER)
            .arg("-c")
            .arg(at("mosquitto.conf"))
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut log = BufReader::new(server.stderr.take().unwrap()).lines();
        let runs = async {
            while let Some(line) = log.next_line().await.unwrap() {
                if line.ends_with(" running") {
                    return true;
                }
            }
            false
        };
        assert!(tokio::time::timeout(PATIENCE, runs).await.unwrap());
        let connected = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&connected);
        tokio::spawn(async move {
            while let Ok(Some(line)) = log.next_line().await {
                if line.contains("New client connected") && line.contains(" as fiducia") {
                    counted.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        Some(Self {
            port,
            options,
            folder,
            server,
            connected,
        })
    }

    /// Ends it.
    pub(crate) async fn stop(mut self) {
        self.server.kill().await.unwrap();
    }

    /// Keeps what comes under a topic from now on until it is heard.
    pub(crate) async fn keep(&self, topic: &str) {
        let kept = self.client(topic).arg("-E").status();
        assert!(kept.await.unwrap().success());
    }

    /// The next message under a topic that is kept.
    pub(crate) async fn hear(&self, topic: &str) -> Heard {
        let heard = self
            .client(topic)
            .args(["-C", "1", "-F", "%q %p"])
            .stderr(Stdio::inherit())
            .output();
        let output = tokio::time::timeout(PATIENCE, heard).await.unwrap();
        let line = String::from_utf8(output.unwrap().stdout).unwrap();
        let (quality, payload) = line.split_once(' ').unwrap();
        Heard {
            quality: quality.parse().unwrap(),
            payload: serde_json::from_str(payload).unwrap(),
        }
    }

    fn client(&self, topic: &str) -> Command {
        let mut client = Command::new("mosquitto_sub");
        client
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string()])
            .args(["-i", "listener", "-c", "-q", "2", "-t", topic])
            .kill_on_drop(true);
        if let Some((user, password)) = self.options.login {
            client.args(["-u", user, "-P", password]);
        }
        if self.options.tls.is_some() {
            client
                .arg("--cafile")
                .arg(self.folder.path().join("certificate"));
        }
        client
    }
}
