//! A connector in a process of its own, where what a process has for itself is looked at: its memory, its metrics.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use connector::{Config, Connector};

use crate::city::City;

/// Names the configuration file of the connector that [`the_connector_of_other_tests`] is.
const CONFIGURATION: &str = "FIDUCIA_TEST_CONNECTOR";
/// Serves, where another test has started this program for that; otherwise there is nothing to do.
#[test]
fn the_connector_of_other_tests() {
    let Ok(file) = std::env::var(CONFIGURATION) else {
        return;
    };
    let config: Config = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    web::install_crypto_provider();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(async {
        let running = Connector::start(config).await.unwrap();
        println!("\n{}", running.url);
        std::future::pending::<()>().await;
    });
}

/// A connector in a process of its own, which ends with its owner.
pub(crate) struct Process(Child);

impl Process {
    /// Serves the city's configuration.
    pub(crate) fn start(city: &mut City) -> Self {
        city.config.workers = Some(1);
        // It is not time that is looked at here.
        (
            city.config.limits.introspection_ms,
            city.config.limits.fetch_ms,
        ) = (30_000, 30_000);
        std::fs::create_dir_all(&city.config.data).unwrap();
        let file = city.config.data.join("connector.json");
        std::fs::write(&file, serde_json::to_vec(&city.config).unwrap()).unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "process::the_connector_of_other_tests",
                "--nocapture",
            ])
            .env(CONFIGURATION, file)
            .stdout(Stdio::piped())
            .spawn();
        let mut process = Self(child.unwrap());
        let lines = BufReader::new(process.0.stdout.take().unwrap()).lines();
        let url = lines
            .map(Result::unwrap)
            .find(|line| line.starts_with("http"));
        url.unwrap().trim_end_matches('/').clone_into(&mut city.url);
        process
    }

    /// Kilobytes that a line of its status says (proc(5)).
    fn kilobytes(&self, line: &str) -> u32 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let found = status.lines().find_map(|one| one.strip_prefix(line));
        found
            .unwrap()
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap()
    }

    /// Counts the most that it has had anew from here on; what it has now.
    pub(crate) fn begin(&self) -> u32 {
        std::fs::write(format!("/proc/{}/clear_refs", self.0.id()), "5").unwrap();
        self.kilobytes("VmRSS:")
    }

    /// The most that it has had since.
    pub(crate) fn most(&self) -> u32 {
        self.kilobytes("VmHWM:")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
