//! The command line as an administrator: it calls the running party's administration API.

mod apps;
pub(crate) mod connector;
mod draft;
mod erase;
mod export;
mod import;
mod links;
pub(crate) mod operator;
pub(crate) mod registry;
mod source;
mod sources;
mod staff;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueHint};

use crate::client::Api;
use crate::config::FileConfig;

/// Where the party is and what proves that one may administer it.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// The party's configuration file; it says where the party is and where its token lies.
    #[arg(short, long, global = true, value_name = "FILE", default_value = "fiducia.toml",
          env = "FIDUCIA_CONFIG", value_hint = ValueHint::FilePath)]
    config: PathBuf,
    /// The party's base URL, when there is no configuration file here.
    #[arg(id = "party_url", long = "url", global = true, value_name = "URL")]
    url: Option<String>,
    /// The file with the administration token.
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    token_file: Option<PathBuf>,
    /// Print what a script may read.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// Which party of a configuration is meant.
pub(crate) enum Which {
    Registry,
    Operator,
    Connector,
}

impl Target {
    /// The administration API of the party.
    pub(crate) fn api(&self, which: &Which) -> Result<Api> {
        if let Some(url) = &self.url {
            let file = self.token_file.as_deref();
            let file = file.context("`--url` needs `--token-file`")?;
            return Api::new(url, Some(token(file)?));
        }
        let (url, file) = self.configured(which)?;
        let file = self.token_file.as_deref().unwrap_or(&file);
        Api::new(&url, Some(token(file)?))
    }

    /// What the party answers to anybody.
    pub(crate) fn public_api(&self, which: &Which) -> Result<Api> {
        match &self.url {
            Some(url) => Api::new(url, None),
            None => Api::new(&self.configured(which)?.0, None),
        }
    }

    /// Where the configured party is, and where its token lies.
    fn configured(&self, which: &Which) -> Result<(String, PathBuf)> {
        let config = FileConfig::read(&self.config)?;
        let found = match which {
            Which::Registry => config.registry.map(|one| {
                (
                    one.base_url.clone(),
                    one.listen.clone(),
                    one.admin_token_path(),
                )
            }),
            Which::Operator => config.operator.map(|one| {
                (
                    one.base_url.clone(),
                    one.listen.clone(),
                    one.admin_token_path(),
                )
            }),
            Which::Connector => config.connector.map(|one| {
                (
                    one.base_url.clone(),
                    one.listen.clone(),
                    one.admin_token_path(),
                )
            }),
        };
        let Some((base_url, listen, file)) = found else {
            bail!("`{}` has no section for this party", self.config.display());
        };
        let url = base_url.unwrap_or_else(|| format!("http://{listen}"));
        Ok((url, file))
    }
}

fn token(file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| {
        format!(
            "cannot read the token `{}`; the party makes it at its first start",
            file.display()
        )
    })?;
    Ok(text.trim().to_owned())
}
