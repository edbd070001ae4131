//! `fiducia connector --open`: the embedded store as a plain NGSI-LD broker, with nothing else configured.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use broker::{Credentials, OpenConfig};
use clap::{Args, ValueHint};
use serde_json::json;
use storage::vault::Vault;
use storage::{Database, Schema};
use web::network::Network;

use crate::output;
use crate::serve::Interrupts;

/// How the broker runs.
#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    /// Run the embedded store as a plain NGSI-LD broker, without tickets.
    #[arg(long)]
    open: bool,
    /// Address and port to listen on; other than loopback only with a token.
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:1026",
        requires = "open"
    )]
    listen: String,
    /// Keep the entities in this file, beside it the key that seals them (default: a temporary file, removed at the
    /// end); or a `postgres://` URL, with `--master-key-file`.
    #[arg(long, value_name = "FILE", requires = "open", value_hint = ValueHint::FilePath)]
    data: Option<String>,
    /// The file with the key that seals what is kept; made when it does not exist.
    #[arg(long, value_name = "FILE", requires = "open", value_hint = ValueHint::FilePath)]
    master_key_file: Option<PathBuf>,
    /// The file with a bearer token that clients show; may be given several times.
    #[arg(long, value_name = "FILE", requires = "open", value_hint = ValueHint::FilePath)]
    bearer_file: Vec<PathBuf>,
    /// A private network that contexts, notifications and context sources may lie in, such as `10.0.0.0/8`.
    #[arg(long, value_name = "NETWORK", requires = "open")]
    allow_network: Vec<Network>,
    /// Do not remember what entities were before they changed.
    #[arg(long, requires = "open")]
    no_history: bool,
    /// Forget what entities were so many days after it changed.
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = OpenConfig::default().history_days,
        value_parser = clap::value_parser!(u32).range(1..),
        requires = "open"
    )]
    history_days: u32,
    /// Instances of attributes in one answer about the past at most; a longer one is cut, and says where.
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = OpenConfig::default().max_instances,
        requires = "open"
    )]
    max_instances: usize,
}

impl OpenArgs {
    /// Whether a broker is to run.
    pub(crate) fn is_wanted(&self) -> bool {
        self.open
    }

    fn credentials(&self) -> Result<Vec<Credentials>> {
        self.bearer_file
            .iter()
            .map(|file| {
                let token = std::fs::read_to_string(file)
                    .with_context(|| format!("cannot read `{}`", file.display()))?;
                Ok(Credentials::Bearer(token.trim().to_owned()))
            })
            .collect()
    }
}

/// Runs until it is interrupted.
pub(crate) async fn run(arguments: OpenArgs, as_json: bool) -> Result<()> {
    let mut interrupts = Interrupts::listen()?;
    let credentials = arguments.credentials()?;
    let temporary = tempfile::tempdir()?;
    let data = match &arguments.data {
        Some(data) => data.clone(),
        None => temporary.path().join("broker.db").display().to_string(),
    };
    let key_file = match arguments.master_key_file {
        Some(file) => file,
        // A key that goes with this process would leave what is kept elsewhere unreadable.
        None if data.contains("://") => {
            bail!("name the file with the key that seals `--data`: `--master-key-file FILE`")
        }
        None => PathBuf::from(format!("{data}.key")),
    };
    let vault = Vault::new(&web::secrets::master_key(&key_file, true)?);
    let database = Database::open(&data, Schema::Connector, Some(vault)).await?;
    let config = OpenConfig {
        listen: arguments.listen,
        credentials,
        allowed_networks: arguments.allow_network,
        history: !arguments.no_history,
        history_days: arguments.history_days,
        max_instances: arguments.max_instances,
    };
    let running = broker::start(database.clone(), config).await?;
    let url = format!("{}/ngsi-ld/v1", running.url);
    if as_json {
        output::json(&json!({"ready": {"url": url}}))?;
    } else {
        output::line(&format!("NGSI-LD broker at {url}; Ctrl-C stops it"))?;
    }
    interrupts.heard().await;
    running.shutdown().await;
    Ok(())
}
