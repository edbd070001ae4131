//! `fiducia service …`: a data using service at the command line.

mod desk;
pub(crate) mod listen;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand, ValueHint};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{http_client, send};
use crate::output;
use crate::service_client::ServiceClient;

/// Act as a data using service.
#[derive(Debug, Args)]
pub(crate) struct ServiceArgs {
    /// Who the service is: a TOML file with `operator`, `client_id`, `key_file` and perhaps `intended_use`.
    #[arg(long, global = true, value_name = "FILE", env = "FIDUCIA_SERVICE", value_hint = ValueHint::FilePath)]
    profile: Option<PathBuf>,
    /// The operator's base URL (over the profile's).
    #[arg(long, global = true, value_name = "URL")]
    operator: Option<String>,
    /// The service's client id at the operator (over the profile's).
    #[arg(long, global = true, value_name = "ID")]
    client_id: Option<String>,
    /// The service's private key, a JWK (over the profile's).
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    key: Option<PathBuf>,
    /// Print what a script may read.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: ServiceCommand,
}

#[derive(Debug, Subcommand)]
enum ServiceCommand {
    /// Make a key pair: the private JWK goes to FILE, the public one to standard output.
    Keygen {
        /// Where the private key goes; must not exist.
        file: PathBuf,
    },
    /// Ask a person for a permission; prints where to send them.
    Request {
        /// The registered intended use (default: the profile's).
        #[arg(long, value_name = "ID")]
        intended_use: Option<String>,
        /// The person's login at the operator, where known.
        #[arg(long, value_name = "LOGIN")]
        person: Option<String>,
        /// Where the person comes back to.
        #[arg(long, value_name = "URL")]
        return_url: Option<String>,
        /// The language to ask in.
        #[arg(long, default_value = "en")]
        locale: String,
    },
    /// What became of a permission request.
    Status {
        /// The request's id.
        request: String,
    },
    /// Get a request ticket for a connector's route.
    Ticket {
        /// The permission (from `status`).
        #[arg(long, value_name = "ID")]
        permission: String,
        /// The connector's route the ticket is for.
        audience: String,
    },
    /// Get a ticket and fetch the data with it.
    Fetch {
        /// The permission (from `status`).
        #[arg(long, value_name = "ID", required_unless_present = "ticket")]
        permission: Option<String>,
        /// A ticket that is there already (from `ticket`), instead of a new one.
        #[arg(long, value_name = "TICKET", conflicts_with = "permission")]
        ticket: Option<String>,
        /// The new ticket's audience, where it is not the URL itself.
        #[arg(long, value_name = "URL", conflicts_with = "ticket")]
        audience: Option<String>,
        /// What to fetch from the connector.
        url: String,
    },
    /// Be told what happens: addresses to which the operator pushes events.
    #[command(subcommand)]
    Webhooks(desk::Webhooks),
    /// What the service wants data for: what is published, and drafts.
    #[command(subcommand)]
    Uses(desk::Uses),
    /// The service's own keys at the operator.
    #[command(subcommand)]
    Keys(desk::Keys),
    /// The permissions that the service was ever given, and how they stand.
    Permissions {
        /// Only for this intended use.
        #[arg(long, value_name = "ID")]
        intended_use: Option<String>,
    },
    /// The newest permission requests of the service, and what became of them.
    Requests,
    /// How often data was shown to the service, by month, source and dataset.
    Statistics {
        /// The first month, such as 2026-01.
        #[arg(long, value_name = "MONTH")]
        from: Option<String>,
        /// The last month.
        #[arg(long, value_name = "MONTH")]
        to: Option<String>,
        /// As a table for a spreadsheet.
        #[arg(long)]
        csv: bool,
    },
}

/// A profile file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    pub(crate) operator: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) key_file: Option<PathBuf>,
    pub(crate) intended_use: Option<String>,
    /// For people: what the service is called.
    #[serde(rename = "name")]
    pub(crate) _name: Option<String>,
}

impl Profile {
    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        let mut profile: Self =
            toml::from_str(&text).with_context(|| format!("in `{}`", path.display()))?;
        if let Some(key) = &profile.key_file {
            profile.key_file = Some(path.parent().unwrap_or(Path::new(".")).join(key));
        }
        Ok(profile)
    }
}

impl ServiceArgs {
    fn profile(&self) -> Result<Profile> {
        let mut profile = match &self.profile {
            Some(path) => Profile::read(path)?,
            None => Profile::default(),
        };
        profile.operator = self.operator.clone().or(profile.operator);
        profile.client_id = self.client_id.clone().or(profile.client_id);
        profile.key_file = self.key.clone().or(profile.key_file);
        Ok(profile)
    }

    fn client(profile: &Profile) -> Result<ServiceClient> {
        let (Some(operator), Some(client_id), Some(key_file)) =
            (&profile.operator, &profile.client_id, &profile.key_file)
        else {
            bail!(
                "say who the service is: `--profile FILE`, or `--operator`, `--client-id` and `--key`"
            );
        };
        let key = std::fs::read_to_string(key_file)
            .with_context(|| format!("cannot read the key `{}`", key_file.display()))?;
        ServiceClient::new(operator, client_id, &key, http_client()?)
    }

    pub(crate) async fn run(self) -> Result<()> {
        if let ServiceCommand::Keygen { file } = &self.command {
            return keygen(file);
        }
        let profile = self.profile()?;
        let mut client = Self::client(&profile)?;
        let as_json = self.json;
        match self.command {
            ServiceCommand::Webhooks(command) => return command.run(&mut client, as_json).await,
            ServiceCommand::Uses(command) => return command.run(&mut client, as_json).await,
            ServiceCommand::Keys(command) => return command.run(&mut client, as_json).await,
            _ => {}
        }
        match &self.command {
            ServiceCommand::Keygen { .. }
            | ServiceCommand::Webhooks(_)
            | ServiceCommand::Uses(_)
            | ServiceCommand::Keys(_) => Ok(()),
            ServiceCommand::Permissions { intended_use } => {
                desk::permissions(&mut client, intended_use.as_deref(), as_json).await
            }
            ServiceCommand::Requests => desk::requests(&mut client, as_json).await,
            ServiceCommand::Statistics { from, to, csv } => {
                let (from, to) = (from.as_deref(), to.as_deref());
                desk::statistics(&mut client, from, to, *csv, as_json).await
            }
            ServiceCommand::Request {
                intended_use,
                person,
                return_url,
                locale,
            } => {
                let Some(intended_use) = intended_use.as_ref().or(profile.intended_use.as_ref())
                else {
                    bail!("say for which intended use: `--intended-use ID`");
                };
                let mut body = json!({"intended_use": intended_use, "locale": locale});
                if let Some(login) = person {
                    body["person"] = json!({"login_hint": login});
                }
                if let Some(url) = return_url {
                    body["return_url"] = json!(url);
                }
                let answer = client.request_permission(&body).await?;
                self.show(&answer, || {
                    output::line(&format!(
                        "Permission request {} made.",
                        output::text(&answer, "/id")
                    ))?;
                    output::line(&format!(
                        "Send the person to {}",
                        output::text(&answer, "/url")
                    ))
                })
            }
            ServiceCommand::Status { request } => {
                let answer = client.request_status(request).await?;
                self.show(&answer, || {
                    output::line(&format!("Status: {}", output::text(&answer, "/status")))?;
                    match output::text(&answer, "/permission") {
                        "" => Ok(()),
                        permission => output::line(&format!("Permission: {permission}")),
                    }
                })
            }
            ServiceCommand::Ticket {
                permission,
                audience,
            } => {
                let ticket = client.ticket(permission, audience).await?;
                self.show(&json!({"request_ticket": ticket}), || output::line(&ticket))
            }
            ServiceCommand::Fetch {
                permission,
                ticket,
                audience,
                url,
            } => {
                let ticket = match (ticket, permission) {
                    (Some(ticket), _) => ticket.clone(),
                    (None, Some(permission)) => {
                        let audience = audience.as_ref().unwrap_or(url);
                        client.ticket(permission, audience).await?
                    }
                    (None, None) => bail!("say with which `--permission` or `--ticket`"),
                };
                let response = send(client.data_request(&ticket, url)?).await?;
                let body = response.bytes().await?;
                match serde_json::from_slice::<Value>(&body) {
                    Ok(value) if self.json => output::json(&value),
                    Ok(value) => output::line(&serde_json::to_string_pretty(&value)?),
                    Err(_) => output::line(&String::from_utf8_lossy(&body)),
                }
            }
        }
    }

    fn show(&self, answer: &Value, plain: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.json {
            output::json(answer)
        } else {
            plain()
        }
    }
}

fn keygen(file: &Path) -> Result<()> {
    let (private, public) = crate::service_client::new_key()?;
    crate::files::write_secret(file, private.as_bytes())?;
    output::line(&public)
}
