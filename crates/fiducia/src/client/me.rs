//! `fiducia me …`: a person at the command line.

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand, ValueHint};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::client::Api;
use crate::output::{self, localised, text};

/// Act as a person.
#[derive(Debug, Args)]
pub(crate) struct MeArgs {
    /// Where the login is kept (default: in the user's configuration folder).
    #[arg(long, global = true, value_name = "FILE", env = "FIDUCIA_SESSION", value_hint = ValueHint::FilePath)]
    session: Option<PathBuf>,
    /// Print what a script may read.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: MeCommand,
}

#[derive(Debug, Subcommand)]
enum MeCommand {
    /// Log in at an operator; the password is asked for, or read from standard input or a file.
    Login {
        /// The operator's base URL.
        operator: String,
        /// The e-mail address of the account.
        login: String,
        /// Read the password from this file.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        password_file: Option<PathBuf>,
    },
    /// End the login.
    Logout,
    /// What services wait for a decision on.
    Requests {
        /// Show one request whole.
        id: Option<String>,
    },
    /// Grant a request: what is required, and of what is optional only what is named.
    Grant {
        /// The request.
        id: String,
        /// An optional attribute to share as well; may be given several times.
        #[arg(long = "also", value_name = "ATTRIBUTE")]
        also: Vec<String>,
        /// For how many days (default: as long as the intended use allows).
        #[arg(long, value_name = "DAYS")]
        days: Option<u32>,
    },
    /// Decline a request.
    Decline {
        /// The request.
        id: String,
    },
    /// The permissions given, or one with its history.
    Permissions {
        /// Show one permission whole.
        id: Option<String>,
    },
    /// Change which optional attributes a permission covers.
    Amend {
        /// The permission.
        id: String,
        /// An optional attribute to share; may be given several times; those not named are no longer shared.
        #[arg(long = "share", value_name = "ATTRIBUTE")]
        share: Vec<String>,
    },
    /// Pause a permission.
    Suspend {
        /// The permission.
        id: String,
    },
    /// Let a paused permission go on.
    Resume {
        /// The permission.
        id: String,
    },
    /// Extend a permission.
    Renew {
        /// The permission.
        id: String,
        /// For how many days from now.
        #[arg(long, value_name = "DAYS")]
        days: Option<u32>,
    },
    /// Withdraw a permission, with effect for the next request.
    Withdraw {
        /// The permission.
        id: String,
    },
    /// Save the receipt of a permission's version.
    Receipt {
        /// The permission.
        id: String,
        /// Which version (default: the newest).
        #[arg(long, value_name = "N")]
        version: Option<u64>,
        /// Where to save it (default: standard output).
        #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
        output: Option<PathBuf>,
    },
    /// The access log, newest first.
    Log {
        /// How many entries.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
}

/// A login that is kept between commands.
#[derive(Debug, Serialize, Deserialize)]
struct Session {
    operator: String,
    token: String,
}

impl Session {
    fn file(chosen: Option<&PathBuf>) -> Result<PathBuf> {
        if let Some(path) = chosen {
            return Ok(path.clone());
        }
        let folder = std::env::var_os("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config")))
            .context("no home folder; say where to keep the login with `--session FILE`")?;
        Ok(folder.join("fiducia").join("session.json"))
    }

    fn read(path: &Path) -> Result<Self> {
        let content = match std::fs::read_to_string(path) {
            Ok(content) => content,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                bail!("not logged in; log in with `fiducia me login OPERATOR LOGIN`")
            }
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read `{}`", path.display()));
            }
        };
        serde_json::from_str(&content)
            .with_context(|| format!("`{}` is not a kept login", path.display()))
    }

    fn keep(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        if path.exists() {
            std::fs::remove_file(path)?;
        }
        crate::files::write_secret(path, serde_json::to_string(self)?.as_bytes())
    }
}

impl MeArgs {
    pub(crate) async fn run(self) -> Result<()> {
        let path = Session::file(self.session.as_ref())?;
        if let MeCommand::Login {
            operator,
            login,
            password_file,
        } = &self.command
        {
            let password = password(password_file.as_deref())?;
            let api = Api::new(operator, None)?;
            let answer = api
                .post(
                    "api/v1/sessions",
                    &json!({"login": login, "password": password}),
                )
                .await?;
            let token = text(&answer, "/token").to_owned();
            Session {
                operator: operator.clone(),
                token,
            }
            .keep(&path)?;
            return self.show(&json!({"login": login, "operator": operator}), || {
                output::line(&format!("Logged in at {operator} as {login}."))
            });
        }
        let session = Session::read(&path)?;
        let api = Api::new(&session.operator, Some(session.token))?;
        match &self.command {
            MeCommand::Login { .. } => Ok(()),
            MeCommand::Logout => {
                let ended = api.delete("api/v1/sessions/current").await;
                std::fs::remove_file(&path)?;
                ended?;
                self.show(&json!({}), || output::line("Logged out."))
            }
            MeCommand::Requests { id: None } => {
                let answer = api.get("api/v1/me/requests").await?;
                self.show(&answer, || requests(&answer))
            }
            MeCommand::Requests { id: Some(id) } => {
                let answer = api.get(&format!("api/v1/me/requests/{id}")).await?;
                self.show(&answer, || request(&answer))
            }
            MeCommand::Grant { id, also, days } => {
                let body = json!({"optional": also, "days": days});
                let answer = api
                    .post(&format!("api/v1/me/requests/{id}/grant"), &body)
                    .await?;
                self.show(&answer, || changed("Granted", &answer))
            }
            MeCommand::Decline { id } => {
                let answer = api
                    .post(&format!("api/v1/me/requests/{id}/decline"), &json!({}))
                    .await?;
                self.show(&answer, || changed("Declined", &answer))
            }
            MeCommand::Permissions { id: None } => {
                let answer = api.get("api/v1/me/permissions").await?;
                self.show(&answer, || permissions(&answer))
            }
            MeCommand::Permissions { id: Some(id) } => {
                let answer = api.get(&format!("api/v1/me/permissions/{id}")).await?;
                self.show(&answer, || permission(&answer))
            }
            MeCommand::Amend { id, share } => {
                self.change(&api, id, "amend", &json!({"optional": share}), "Changed")
                    .await
            }
            MeCommand::Suspend { id } => {
                self.change(&api, id, "suspend", &json!({}), "Paused").await
            }
            MeCommand::Resume { id } => {
                self.change(&api, id, "resume", &json!({}), "Resumed").await
            }
            MeCommand::Renew { id, days } => {
                self.change(&api, id, "renew", &json!({"days": days}), "Extended")
                    .await
            }
            MeCommand::Withdraw { id } => {
                self.change(&api, id, "withdraw", &json!({}), "Withdrawn")
                    .await
            }
            MeCommand::Receipt {
                id,
                version,
                output: file,
            } => {
                let version = match version {
                    Some(version) => *version,
                    None => api.get(&format!("api/v1/me/permissions/{id}")).await?["version"]
                        .as_u64()
                        .unwrap_or(1),
                };
                let receipt = api
                    .get(&format!("api/v1/me/permissions/{id}/receipts/{version}"))
                    .await?;
                match file {
                    None => output::line(&serde_json::to_string_pretty(&receipt)?),
                    Some(file) => {
                        std::fs::write(file, serde_json::to_vec_pretty(&receipt)?)?;
                        output::line(&format!("Saved to {}.", file.display()))
                    }
                }
            }
            MeCommand::Log { limit } => {
                let answer = api
                    .get(&format!("api/v1/me/access-log?limit={limit}"))
                    .await?;
                self.show(&answer, || log(&answer))
            }
        }
    }

    async fn change(
        &self,
        api: &Api,
        id: &str,
        verb: &str,
        body: &Value,
        done: &str,
    ) -> Result<()> {
        let answer = api
            .post(&format!("api/v1/me/permissions/{id}/{verb}"), body)
            .await?;
        self.show(&answer, || changed(done, &answer))
    }

    fn show(&self, answer: &Value, plain: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.json {
            output::json(answer)
        } else {
            plain()
        }
    }
}

/// The password from a file, from a pipe, or asked for without echo.
fn password(file: Option<&Path>) -> Result<String> {
    if let Some(path) = file {
        let content = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        return Ok(content.trim_end_matches(['\n', '\r']).to_owned());
    }
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password("Password: ")?);
    }
    let mut content = String::new();
    std::io::stdin().read_to_string(&mut content)?;
    Ok(content.trim_end_matches(['\n', '\r']).to_owned())
}

fn items(answer: &Value, key: &str) -> Vec<Value> {
    answer[key].as_array().cloned().unwrap_or_default()
}

/// The list of requests that wait.
fn requests(answer: &Value) -> Result<()> {
    let rows = items(answer, "requests")
        .iter()
        .map(|one| {
            vec![
                text(one, "/id").to_owned(),
                text(one, "/organisation").to_owned(),
                localised(one, "/title").to_owned(),
                day(text(one, "/requested_at")),
            ]
        })
        .collect();
    output::table(
        &["request", "who asks", "for what", "since"],
        rows,
        "Nobody waits for a decision of yours.",
    )
}

/// One request, as the person should read it before deciding.
fn request(answer: &Value) -> Result<()> {
    let asked = &answer["use"];
    output::line(&format!(
        "{} ({})",
        text(asked, "/title"),
        text(answer, "/status")
    ))?;
    output::line(&format!(
        "asked by {}, {}",
        text(asked, "/service"),
        text(asked, "/organisation")
    ))?;
    if let Some(notice) = asked["notice"].as_str() {
        output::line(&format!("\n{notice}"))?;
    }
    let mut rows = Vec::new();
    for dataset in items(asked, "datasets") {
        for (kind, word) in [("required", "needed"), ("optional", "your choice")] {
            for attribute in items(&dataset, kind) {
                rows.push(vec![
                    text(&dataset, "/title").to_owned(),
                    text(&attribute, "/title").to_owned(),
                    word.to_owned(),
                    text(&attribute, "/path").to_owned(),
                ]);
            }
        }
    }
    output::table(
        &["from", "what", "", "attribute"],
        rows,
        "It asks for nothing.",
    )?;
    output::line(
        "Grant with `fiducia me grant REQUEST --also ATTRIBUTE`, or `fiducia me decline REQUEST`.",
    )
}

/// The list of permissions.
fn permissions(answer: &Value) -> Result<()> {
    let rows = items(answer, "permissions")
        .iter()
        .map(|one| {
            vec![
                text(one, "/id").to_owned(),
                text(one, "/service").to_owned(),
                localised(one, "/title").to_owned(),
                text(one, "/state").to_owned(),
                day(text(one, "/valid_until")),
            ]
        })
        .collect();
    output::table(
        &["permission", "who", "for what", "state", "until"],
        rows,
        "You have given no permissions.",
    )
}

/// One permission with its history.
fn permission(answer: &Value) -> Result<()> {
    output::line(&serde_json::to_string_pretty(answer)?)
}

/// What came of a decision, and where it is in force.
fn changed(done: &str, answer: &Value) -> Result<()> {
    output::line(&format!(
        "{done}. The permission is {} now.",
        text(answer, "/state")
    ))?;
    let waiting = answer
        .pointer("/in_force/waiting")
        .or_else(|| answer.pointer("/in_force/latest"));
    for one in waiting.and_then(Value::as_array).into_iter().flatten() {
        output::line(&format!(
            "In force at {} at the latest at {}.",
            text(one, "/connector"),
            text(one, "/at")
        ))?;
    }
    Ok(())
}

/// The access log.
fn log(answer: &Value) -> Result<()> {
    let rows = items(answer, "entries")
        .iter()
        .map(|one| vec![text(one, "/at").to_owned(), text(one, "/text").to_owned()])
        .collect();
    output::table(
        &["when", "what happened"],
        rows,
        "Nobody has asked for your data yet.",
    )
}

/// The day of an RFC 3339 time.
fn day(time: &str) -> String {
    time.split('T').next().unwrap_or_default().to_owned()
}
