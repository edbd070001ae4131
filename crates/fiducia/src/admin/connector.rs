//! `fiducia connector …`.

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::admin::registry::{rows, said};
use crate::admin::{Target, Which};
use crate::output::{self, text};

/// Administer a connector.
#[derive(Debug, Args)]
pub(crate) struct ConnectorArgs {
    #[command(flatten)]
    target: Target,
    #[command(subcommand)]
    command: ConnectorCommand,
}

#[derive(Debug, Subcommand)]
enum ConnectorCommand {
    /// What was released and refused, newest first.
    Log {
        /// Only under this operator (its UUID).
        #[arg(long)]
        operator: Option<String>,
        /// Only to this organisation.
        #[arg(long)]
        service: Option<String>,
        /// How many entries.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// How much was released, per operator and service.
    Statistics,
    /// Announce a new signing key.
    RotateKey,
}

impl ConnectorArgs {
    pub(crate) async fn run(self) -> Result<()> {
        let api = self.target.api(&Which::Connector)?;
        let as_json = self.target.json;
        match self.command {
            ConnectorCommand::Log {
                operator,
                service,
                limit,
            } => {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                query.append_pair("limit", &limit.to_string());
                for (name, value) in [("operator", operator), ("service", service)] {
                    if let Some(value) = value {
                        query.append_pair(name, &value);
                    }
                }
                let answer = api.get(&format!("api/v1/log?{}", query.finish())).await?;
                if as_json {
                    return output::json(&answer);
                }
                let columns = [
                    "/index",
                    "/kind",
                    "/record/service",
                    "/record/dataset",
                    "/record/released",
                    "/record/refused",
                ];
                let rows = rows(&answer, "entries", &columns);
                output::table(
                    &["entry", "kind", "service", "dataset", "released", "refused"],
                    rows,
                    "Nothing was asked yet.",
                )
            }
            ConnectorCommand::Statistics => {
                let answer = api.get("api/v1/statistics").await?;
                if as_json {
                    return output::json(&answer);
                }
                let columns = [
                    "/operator",
                    "/service",
                    "/dataset",
                    "/outcome",
                    "/requests",
                    "/records",
                ];
                let rows = rows(&answer, "counts", &columns);
                output::table(
                    &[
                        "operator", "service", "dataset", "outcome", "requests", "records",
                    ],
                    rows,
                    "Nothing was released yet.",
                )
            }
            ConnectorCommand::RotateKey => {
                let answer = api.post("api/v1/admin/keys/rotate", &json!({})).await?;
                said(as_json, &answer, || {
                    format!("key {} is announced", text(&answer, "/kid"))
                })
            }
        }
    }
}
