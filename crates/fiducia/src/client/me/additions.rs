//! `fiducia me add`: entries of a store that a person fills themselves.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueHint};
use serde_json::Value;

use super::own_data::{self, Addition};
use crate::client::Api;

/// Add to a store of your own.
#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// The store: a part of its name, or its connector's UUID.
    source: String,
    /// One entry: what it says, by path or title, such as `name=Maija`.
    #[arg(value_name = "ATTRIBUTE=VALUE", required_unless_present = "file")]
    values: Vec<String>,
    /// Many entries: a table (CSV), JSON or JSON lines, by what the file's name ends with.
    #[arg(long, short, value_name = "FILE", conflicts_with = "values", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// To this of its datasets: its id or a part of its title.
    #[arg(long)]
    dataset: Option<String>,
}

impl AddArgs {
    pub(super) async fn run(&self, api: &Api) -> Result<Value> {
        let addition = match &self.file {
            Some(file) => {
                let ending = file.extension().and_then(|ending| ending.to_str());
                let media = match ending.unwrap_or_default().to_ascii_lowercase().as_str() {
                    "csv" => "text/csv",
                    "json" | "jsonld" => "application/json",
                    "jsonl" | "ndjson" => "application/x-ndjson",
                    _ => bail!(
                        "`{}` does not say how its entries are written; its name ends with .csv, .json or .jsonl",
                        file.display()
                    ),
                };
                let content = std::fs::read(file)
                    .with_context(|| format!("cannot read `{}`", file.display()))?;
                Addition::File(content, media)
            }
            None => {
                let pairs = self.values.iter().map(|text| {
                    text.split_once('=')
                        .filter(|(name, _)| !name.is_empty())
                        .with_context(|| format!("`{text}`: write ATTRIBUTE=VALUE"))
                });
                Addition::Entry(pairs.collect::<Result<_>>()?)
            }
        };
        own_data::add(api, &self.source, self.dataset.as_deref(), addition).await
    }
}
