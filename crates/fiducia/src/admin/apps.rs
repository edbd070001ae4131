//! `fiducia operator app …`.

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use crate::admin::operator::List;
use crate::admin::registry::said;
use crate::client::Api;
use crate::output::text;

/// Apps of third parties.
#[derive(Debug, Subcommand)]
pub(super) enum App {
    /// Register an app; prints its client id.
    Add {
        /// What people call it.
        name: String,
        /// Who makes it and answers for it.
        #[arg(long)]
        publisher: String,
        /// Where it may be answered: https, `http://127.0.0.1/…` with any port, or a scheme of its own such as
        /// `org.example.app:/…`. May be given several times.
        #[arg(long = "redirect-uri", value_name = "URI", required = true)]
        redirect_uris: Vec<String>,
        /// What it may ask persons for; may be given several times.
        #[arg(long = "scope", value_name = "SCOPE", required = true,
            value_parser = ["permissions:read", "activity:read", "permissions:write"])]
        scopes: Vec<String>,
        /// Where people read about it.
        #[arg(long, value_name = "URL")]
        website: Option<String>,
        /// Its client id (default: a new UUID).
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
    },
    /// List the apps.
    List,
    /// Remove an app: what persons let it do ends at once.
    Remove {
        /// Its client id.
        client_id: String,
    },
}

impl App {
    pub(super) async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        match self {
            Self::Add {
                name,
                publisher,
                redirect_uris,
                scopes,
                website,
                client_id,
            } => {
                let mut body = json!({
                    "name": {"en": name}, "publisher": publisher, "redirect_uris": redirect_uris, "scopes": scopes,
                    "website": website,
                });
                if let Some(id) = client_id {
                    body["client_id"] = json!(id);
                }
                let answer = api.post("api/v1/admin/apps", &body).await?;
                said(as_json, &answer, || text(&answer, "/id").to_owned())
            }
            Self::List => {
                let columns = &[
                    ("client id", "/client_id"),
                    ("name", "/name/en"),
                    ("made by", "/publisher"),
                    ("since", "/created_at"),
                ];
                List {
                    path: "apps",
                    columns,
                    paged: true,
                }
                .show(api, as_json, "No app is registered.")
                .await
            }
            Self::Remove { client_id } => {
                api.delete(&format!("api/v1/admin/apps/{client_id}"))
                    .await?;
                said(as_json, &json!({"client_id": client_id}), || {
                    format!("{client_id} is removed")
                })
            }
        }
    }
}
