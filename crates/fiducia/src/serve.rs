//! `fiducia serve`: every party that the configuration has a section for.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use connector::Connector;
use operator::Operator;
use registry::Registry;
use serde_json::json;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::cli::ConfigArgs;
use crate::config::FileConfig;
use crate::output::{self, Mark};

/// What runs, to be stopped together.
#[derive(Default)]
pub(crate) struct City {
    registries: Vec<registry::Running>,
    operators: Vec<operator::Running>,
    connectors: Vec<connector::Running>,
}

/// A party that runs, for people and scripts.
pub(crate) struct Party {
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) url: String,
}

impl City {
    /// Starts what one configuration says: registry first, connectors last, as each may ask the one before.
    pub(crate) async fn start(&mut self, config: FileConfig) -> Result<Vec<Party>> {
        let mut parties = Vec::new();
        if let Some(config) = config.registry {
            let name = config.name.clone();
            let running = Registry::start(config)
                .await
                .with_context(|| format!("registry `{name}`"))?;
            parties.push(Party {
                kind: "registry",
                name,
                url: running.url.clone(),
            });
            self.registries.push(running);
        }
        if let Some(config) = config.operator {
            let name = config.name.clone();
            let running = Box::pin(Operator::start(config))
                .await
                .with_context(|| format!("operator `{name}`"))?;
            parties.push(Party {
                kind: "operator",
                name,
                url: running.url().to_owned(),
            });
            self.operators.push(running);
        }
        if let Some(config) = config.connector {
            let name = config.name.clone();
            let running = Connector::start(config)
                .await
                .with_context(|| format!("connector `{name}`"))?;
            let open = running.open_url().map(|url| Party {
                kind: "open store",
                name: name.clone(),
                url: format!("{}/ngsi-ld/v1", url.trim_end_matches('/')),
            });
            parties.push(Party {
                kind: "connector",
                name,
                url: running.url.clone(),
            });
            parties.extend(open);
            self.connectors.push(running);
        }
        Ok(parties)
    }

    /// Starts what several configurations say, in their order.
    async fn start_all(&mut self, configs: Vec<FileConfig>) -> Result<Vec<Party>> {
        let mut parties = Vec::new();
        for config in configs {
            parties.extend(Box::pin(self.start(config)).await?);
        }
        Ok(parties)
    }

    /// Stops everything, the way round it was started.
    pub(crate) async fn stop(self) {
        for one in self.connectors {
            one.shutdown().await;
        }
        for one in self.operators {
            one.shutdown();
            if let Err(error) = one.joined().await {
                tracing::error!(%error, "an operator did not end well");
            }
        }
        for one in self.registries {
            one.shutdown().await;
        }
    }
}

pub(crate) async fn run(arguments: ConfigArgs) -> Result<()> {
    let since = Instant::now();
    let mut interrupts = Interrupts::listen()?;
    let mut configs = Vec::new();
    for path in &arguments.configs {
        configs.push(FileConfig::read(path)?);
    }
    let mut city = City::default();
    let starting = city.start_all(configs);
    let started = tokio::select! {
        started = starting => started.map(Some),
        () = interrupts.heard() => Ok(None),
    };
    let parties = match started {
        Ok(Some(parties)) => parties,
        Ok(None) => {
            city.stop().await;
            return Ok(());
        }
        Err(error) => {
            city.stop().await;
            return Err(error);
        }
    };
    if arguments.json {
        let parties: Vec<_> = parties
            .iter()
            .map(|one| json!({"party": one.kind, "name": one.name, "url": one.url}))
            .collect();
        output::json(&json!({"ready": parties}))?;
    } else {
        for one in &parties {
            output::line(&format!("{} “{}” at {}", one.kind, one.name, one.url))?;
        }
        output::line(&format!(
            "ready in {} ms; Ctrl-C stops it",
            since.elapsed().as_millis()
        ))?;
    }
    interrupts.heard().await;
    if !arguments.json {
        output::line("stopping: finishing what is in flight")?;
    }
    city.stop().await;
    Ok(())
}

/// An interrupt, a hang-up of the terminal, or a service manager's request to end.
pub(crate) struct Interrupts {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Interrupts {
    /// Listens from now on: whoever was told that something runs can end it.
    pub(crate) fn listen() -> Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for the next; one that has come since the last is not lost.
    pub(crate) async fn heard(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}

/// A configuration file, what was found in it, and in what words.
pub(crate) type Finding = (PathBuf, Mark, String);

/// `fiducia check`: every key, the files it names, and whether its peers can be reached.
pub(crate) async fn check(arguments: ConfigArgs) -> Result<()> {
    let mut findings: Vec<Finding> = Vec::new();
    for path in &arguments.configs {
        let config = FileConfig::read(path)?;
        let mut find = |mark, text: String| findings.push((path.clone(), mark, text));
        find(Mark::Good, "every key is understood".to_owned());
        for (peer, url) in peers(&config) {
            let reached = crate::client::Api::new(&url, None)?.get(peer).await;
            let mark = Mark::of(&reached);
            find(
                mark,
                match reached {
                    Ok(_) => format!("{url} answers"),
                    Err(error) => format!("{error:#}"),
                },
            );
        }
        let groups = config.operator.iter().flat_map(|one| &one.trust_groups);
        for group in groups.filter(|group| group.keys_file.is_some()) {
            let keys = group.configured_keys();
            find(
                Mark::of(&keys),
                match keys {
                    Ok(_) => format!("the keys of {} are there", group.registry),
                    Err(error) => error.to_string(),
                },
            );
        }
        if let Some(operator) = config.operator.as_ref().filter(|one| !one.development) {
            for (key, law) in operator.provider.missing() {
                find(
                    Mark::Warning,
                    format!("`operator.provider.{key}` is missing; {law} asks for it"),
                );
            }
        }
        if let Some(config) = &config.connector {
            findings.extend(check_connector(path, config).await);
        }
    }
    show(&findings, arguments.json)?;
    let wrong = findings.iter().filter(|one| one.1 == Mark::Wrong).count();
    if wrong > 0 {
        bail!("{wrong} of {} checks failed", findings.len());
    }
    Ok(())
}

/// What is found of a connector alone.
pub(crate) async fn check_connector(path: &Path, config: &connector::Config) -> Vec<Finding> {
    let found = connector::check(config).await;
    let finding = |one: Result<String, String>| {
        let mark = Mark::of(&one);
        (path.to_owned(), mark, one.unwrap_or_else(|text| text))
    };
    found.into_iter().map(finding).collect()
}

pub(crate) fn show(findings: &[Finding], as_json: bool) -> Result<()> {
    for (path, mark, text) in findings {
        if as_json {
            output::json(&json!({
                "file": path, "good": *mark != Mark::Wrong, "warning": *mark == Mark::Warning, "finding": text,
            }))?;
        } else {
            output::paragraph(
                &format!("{} ", mark.sign()),
                &format!("{}: {text}", path.display()),
            )?;
        }
    }
    Ok(())
}

/// What a configuration needs others for: a path to ask, below a URL.
fn peers(config: &FileConfig) -> Vec<(&'static str, String)> {
    let mut peers = Vec::new();
    if let Some(operator) = &config.operator {
        peers.extend(
            operator
                .trust_groups
                .iter()
                .map(|group| ("trustlist-api/groups", group.registry.clone())),
        );
    }
    peers
}
