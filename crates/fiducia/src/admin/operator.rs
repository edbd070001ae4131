//! `fiducia operator …`.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand, ValueEnum, ValueHint};
use serde_json::{Value, json};

use crate::admin::registry::{rows, said};
use crate::admin::{Target, Which};
use crate::output::{self, text};

/// Administer an operator.
#[derive(Debug, Args)]
pub(crate) struct OperatorArgs {
    #[command(flatten)]
    target: Target,
    #[command(subcommand)]
    command: OperatorCommand,
}

/// What is registered at an operator.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Thing {
    /// Organisations that own services or sources.
    Organisations,
    /// Data using services.
    Services,
    /// What services want data for.
    IntendedUses,
    /// Connectors in front of data sources.
    Connectors,
    /// People's accounts.
    Persons,
}

impl Thing {
    const fn path(self) -> &'static str {
        match self {
            Self::Organisations => "organisations",
            Self::Services => "services",
            Self::IntendedUses => "intended-uses",
            Self::Connectors => "connectors",
            Self::Persons => "persons",
        }
    }

    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Organisations => &["/id", "/name"],
            Self::Services => &["/client_id", "/name", "/organisation", "/state"],
            Self::IntendedUses => &["/id", "/version", "/service", "/title"],
            Self::Connectors => &["/uuid", "/name", "/base_url"],
            Self::Persons => &["/id", "/state", "/created_at"],
        }
    }
}

#[derive(Debug, Subcommand)]
enum OperatorCommand {
    /// List what is registered.
    List {
        /// What to list.
        what: Thing,
    },
    /// Register something described by a JSON file; the API guide at /api shows its members.
    Add {
        /// What it is.
        what: Thing,
        /// The description.
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Add a connector by its base URL; it says the rest itself.
    Connect {
        /// The connector's base URL.
        connector: String,
        /// A trust group to share it in; may be given several times.
        #[arg(long = "group", value_name = "UUID")]
        groups: Vec<String>,
    },
    /// Announce a new signing key.
    RotateKey,
    /// What waits to be delivered to other parties.
    Outbox,
}

impl OperatorArgs {
    pub(crate) async fn run(self) -> Result<()> {
        let api = self.target.api(&Which::Operator)?;
        let as_json = self.target.json;
        match self.command {
            OperatorCommand::List { what } => {
                let answer = api.get(&format!("api/v1/admin/{}", what.path())).await?;
                if as_json {
                    return output::json(&answer);
                }
                let list = if answer.is_array() {
                    json!({"list": answer})
                } else {
                    json!({"list": answer[what.path()]})
                };
                let headings: Vec<&str> = what
                    .columns()
                    .iter()
                    .map(|name| name.trim_start_matches('/'))
                    .collect();
                output::table(
                    &headings,
                    rows(&list, "list", what.columns()),
                    "Nothing is registered yet.",
                )
            }
            OperatorCommand::Add { what, file } => {
                let content = std::fs::read_to_string(&file)
                    .with_context(|| format!("cannot read `{}`", file.display()))?;
                let body: Value = serde_json::from_str(&content)
                    .with_context(|| format!("`{}` is not JSON", file.display()))?;
                let answer = api
                    .post(&format!("api/v1/admin/{}", what.path()), &body)
                    .await?;
                said(as_json, &answer, || format!("registered: {answer}"))
            }
            OperatorCommand::Connect { connector, groups } => {
                let answer = api
                    .post(
                        "api/v1/admin/connectors",
                        &json!({"base_url": connector, "trust_groups": groups}),
                    )
                    .await?;
                said(as_json, &answer, || {
                    format!("connector {} is known", text(&answer, "/uuid"))
                })
            }
            OperatorCommand::RotateKey => {
                let answer = api.post("api/v1/admin/keys/rotate", &json!({})).await?;
                said(as_json, &answer, || {
                    format!("key {} is announced", text(&answer, "/kid"))
                })
            }
            OperatorCommand::Outbox => output::json(&api.get("api/v1/admin/outbox").await?),
        }
    }
}
