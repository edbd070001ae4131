//! `fiducia me …`: a person at the command line.

mod additions;
mod identities;
mod leaving;
mod letters;
mod links;
mod login;
mod own_data;
mod own_data_plain;
mod plain;
mod rules;

use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand, ValueHint};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::identities::{IdentitiesCommand, SessionsCommand};
use self::letters::RightsCommand;
use self::links::LinksCommand;
use self::own_data::Change;
use self::rules::Done;
use crate::client::Api;
use crate::output::{self, text};

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
    /// How you log in, and by which identifiers sources know you.
    #[command(subcommand)]
    Identities(IdentitiesCommand),
    /// Where you are logged in.
    #[command(subcommand)]
    Sessions(SessionsCommand),
    /// The sources where you are known, and what they can hold of you.
    Sources,
    /// Look at what a source holds of you, read straight from it; your operator does not see it.
    Look {
        /// The source: a part of its name, or its connector's UUID.
        source: String,
        /// Only this of its datasets: its id or a part of its title.
        dataset: Option<String>,
        /// What it was as well, and since when, where the source keeps that.
        #[arg(long)]
        past: bool,
    },
    /// Correct what a source holds of you, at the source itself; your operator does not see it.
    Correct {
        /// The source: a part of its name, or its connector's UUID.
        source: String,
        /// What to correct: its path or title, as `fiducia me sources` has it.
        attribute: String,
        /// The new value, as text.
        value: String,
        /// The value is JSON: a number, true or false, a list.
        #[arg(long)]
        as_json: bool,
        /// In this of its datasets: its id or a part of its title.
        #[arg(long)]
        dataset: Option<String>,
        /// In a store of your own, the entry: its number as `fiducia me look` has it.
        #[arg(long, value_name = "NUMBER")]
        entry: Option<usize>,
    },
    /// Delete what a source holds of you, at the source itself. Nobody can undo it.
    Erase {
        /// The source: a part of its name, or its connector's UUID.
        source: String,
        /// What to delete: its path or title.
        #[arg(required_unless_present = "everything")]
        attribute: Option<String>,
        /// Delete the whole record.
        #[arg(long, conflicts_with = "attribute")]
        everything: bool,
        /// In this of its datasets: its id or a part of its title.
        #[arg(long)]
        dataset: Option<String>,
        /// In a store of your own, the entry: its number as `fiducia me look` has it.
        #[arg(long, value_name = "NUMBER")]
        entry: Option<usize>,
        /// Do not ask before.
        #[arg(long)]
        yes: bool,
    },
    /// Take back a correction or deletion that a source's staff have not decided on yet; `fiducia me look` shows what waits.
    TakeBack {
        /// The source: a part of its name, or its connector's UUID.
        source: String,
        /// What it is about: its path or title.
        #[arg(required_unless_present = "everything")]
        attribute: Option<String>,
        /// The deletion of the whole record.
        #[arg(long, conflicts_with = "attribute")]
        everything: bool,
        /// In this of its datasets: its id or a part of its title.
        #[arg(long)]
        dataset: Option<String>,
    },
    /// Add to a store of your own, straight at it; your operator does not see it.
    Add(additions::AddArgs),
    /// Standing rules: what is granted or declined without asking.
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    /// Letters by which you used your rights, and what came of them.
    #[command(subcommand)]
    Rights(RightsCommand),
    /// The access log, newest first.
    Log {
        /// How many entries.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// The sources that you are linked with, so that they know that you are you.
    #[command(subcommand)]
    Links(LinksCommand),
    /// The apps that are let in, or shut one out on every device.
    Apps {
        /// Shut this app out.
        #[arg(long, value_name = "CLIENT_ID")]
        end: Option<String>,
    },
    /// What you are told of, newest first, and the devices that show it, too.
    Notifications {
        /// Mark all as read.
        #[arg(long)]
        read: bool,
    },
    /// Feeds of what ends (calendar) and what happened (activity) under a secret address.
    Feeds {
        /// Make one; prints its address, this once.
        #[arg(long, value_name = "KIND", value_parser = ["calendar", "activity"], conflicts_with = "end")]
        make: Option<String>,
        /// End this one.
        #[arg(long, value_name = "ID")]
        end: Option<String>,
    },
    /// Save everything the operator has of you to a file.
    Export {
        /// Where to.
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Close the account for good: says what that does, and asks for the password.
    Close {
        /// Read the password from this file.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        password_file: Option<PathBuf>,
        /// Do it without asking again.
        #[arg(long)]
        yes: bool,
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
        match &self.command {
            MeCommand::Login {
                operator,
                login,
                password_file,
            } => {
                self.log_in(&path, operator, login, password_file.as_deref())
                    .await
            }
            MeCommand::Logout => self.log_out(&path).await,
            MeCommand::Close { password_file, yes } => {
                self.close(&path, password_file.as_deref(), *yes).await
            }
            logged_in => {
                let session = Session::read(&path)?;
                let api = Api::new(&session.operator, Some(session.token))?;
                match logged_in {
                    MeCommand::Identities(command) => self.identities(&api, &path, command).await,
                    MeCommand::Sessions(command) => self.sessions(&api, command).await,
                    MeCommand::Rights(command) => self.rights(&api, command).await,
                    other => self.act(&api, other).await,
                }
            }
        }
    }

    async fn log_in(
        &self,
        path: &Path,
        operator: &str,
        login: &str,
        password_file: Option<&Path>,
    ) -> Result<()> {
        let password = password_called("Password", password_file)?;
        let api = Api::new(operator, None)?;
        let answer = api
            .post(
                "api/v1/sessions",
                &json!({"login": login, "password": password}),
            )
            .await?;
        let (operator, token) = (operator.to_owned(), text(&answer, "/token").to_owned());
        let session = Session { operator, token };
        session.keep(path)?;
        let operator = &session.operator;
        self.show(&json!({"login": login, "operator": operator}), || {
            output::line(&format!("Logged in at {operator} as {login}."))
        })
    }

    async fn log_out(&self, path: &Path) -> Result<()> {
        let session = Session::read(path)?;
        let ended = Api::new(&session.operator, Some(session.token))?
            .delete("api/v1/sessions/current")
            .await;
        std::fs::remove_file(path)?;
        ended?;
        self.show(&json!({}), || output::line("Logged out."))
    }

    async fn look(&self, api: &Api, source: &str, dataset: Option<&str>, past: bool) -> Result<()> {
        let answer = own_data::look(api, source, dataset, past).await?;
        self.show(&answer, || own_data_plain::values(&answer))
    }

    /// Corrects or deletes the person's data at a source, or takes that back.
    async fn change_own(&self, api: &Api, command: &MeCommand) -> Result<()> {
        match command {
            MeCommand::Correct {
                source,
                attribute,
                value,
                as_json,
                dataset,
                entry,
            } => {
                let value = if *as_json {
                    serde_json::from_str(value).context("the value is not JSON")?
                } else {
                    json!(value)
                };
                let change = Change::Correct(attribute, value);
                let place = (source.as_str(), dataset.as_deref(), *entry);
                let done = own_data::change(api, place, change).await?;
                self.show(&done, || own_data_plain::done("Corrected", &done))
            }
            MeCommand::Erase {
                source,
                attribute,
                dataset,
                entry,
                yes,
                ..
            } => {
                if !yes {
                    own_data_plain::confirm(source, attribute.as_deref())?;
                }
                let change = attribute.as_deref().map_or(Change::EraseAll, Change::Erase);
                let place = (source.as_str(), dataset.as_deref(), *entry);
                let done = own_data::change(api, place, change).await?;
                self.show(&done, || own_data_plain::done("Deleted", &done))
            }
            MeCommand::TakeBack {
                source,
                attribute,
                dataset,
                ..
            } => {
                let place = (source.as_str(), dataset.as_deref());
                let done = own_data::take_back(api, place, attribute.as_deref()).await?;
                self.show(&done, || own_data_plain::done("Taken back", &done))
            }
            _ => Ok(()),
        }
    }

    async fn act(&self, api: &Api, command: &MeCommand) -> Result<()> {
        match command {
            MeCommand::Login { .. }
            | MeCommand::Logout
            | MeCommand::Close { .. }
            | MeCommand::Identities(_)
            | MeCommand::Sessions(_)
            | MeCommand::Rights(_) => Ok(()),
            MeCommand::Requests { id: None } => {
                let answer = api.get("api/v1/me/requests").await?;
                self.show(&answer, || plain::requests(&answer))
            }
            MeCommand::Requests { id: Some(id) } => {
                let answer = api.get(&format!("api/v1/me/requests/{id}")).await?;
                self.show(&answer, || plain::request(&answer))
            }
            MeCommand::Grant { id, also, days } => {
                let body = json!({"optional": also, "days": days});
                let answer = api
                    .post(&format!("api/v1/me/requests/{id}/grant"), &body)
                    .await?;
                self.show(&answer, || plain::changed("Granted", &answer))
            }
            MeCommand::Decline { id } => {
                let answer = api
                    .post(&format!("api/v1/me/requests/{id}/decline"), &json!({}))
                    .await?;
                self.show(&answer, || plain::changed("Declined", &answer))
            }
            MeCommand::Permissions { id: None } => {
                let answer = api.get("api/v1/me/permissions").await?;
                self.show(&answer, || plain::permissions(&answer))
            }
            MeCommand::Permissions { id: Some(id) } => {
                let answer = api.get(&format!("api/v1/me/permissions/{id}")).await?;
                self.show(&answer, || plain::permission(&answer))
            }
            MeCommand::Amend { id, share } => {
                self.change(api, id, "amend", &json!({"optional": share}), "Changed")
                    .await
            }
            MeCommand::Suspend { id } => {
                self.change(api, id, "suspend", &json!({}), "Paused").await
            }
            MeCommand::Resume { id } => self.change(api, id, "resume", &json!({}), "Resumed").await,
            MeCommand::Renew { id, days } => {
                self.change(api, id, "renew", &json!({"days": days}), "Renewed")
                    .await
            }
            MeCommand::Withdraw { id } => {
                self.change(api, id, "withdraw", &json!({}), "Withdrawn")
                    .await
            }
            MeCommand::Receipt {
                id,
                version,
                output: file,
            } => self.save_receipt(api, id, *version, file.as_deref()).await,
            MeCommand::Sources => {
                let answer = api.get("api/v1/me/sources").await?;
                self.show(&answer, || own_data_plain::sources(&answer))
            }
            MeCommand::Look {
                source,
                dataset,
                past,
            } => self.look(api, source, dataset.as_deref(), *past).await,
            MeCommand::Correct { .. } | MeCommand::Erase { .. } | MeCommand::TakeBack { .. } => {
                self.change_own(api, command).await
            }
            MeCommand::Add(arguments) => {
                let done = arguments.run(api).await?;
                self.show(&done, || own_data_plain::done("Added", &done))
            }
            MeCommand::Rules(command) => {
                let done = rules::run(api, command).await?;
                match &done {
                    Done::Listed(answer) => self.show(answer, || plain::rules(answer)),
                    Done::Previewed(answer) => self.show(answer, || plain::preview(answer)),
                    Done::Added(answer) => self.show(answer, || plain::rule_added(answer)),
                    Done::Removed => self.show(&json!({}), || output::line("The rule has ended.")),
                }
            }
            MeCommand::Log { limit } => {
                let answer = api
                    .get(&format!("api/v1/me/access-log?limit={limit}"))
                    .await?;
                self.show(&answer, || plain::log(&answer))
            }
            MeCommand::Links(command) => self.links(api, command).await,
            MeCommand::Apps { end } => self.apps(api, end.as_deref()).await,
            MeCommand::Notifications { read } => self.notifications(api, *read).await,
            MeCommand::Feeds { make, end } => {
                self.feeds(api, make.as_deref(), end.as_deref()).await
            }
            MeCommand::Export { file } => self.export(api, file).await,
        }
    }

    async fn save_receipt(
        &self,
        api: &Api,
        id: &str,
        version: Option<u64>,
        file: Option<&Path>,
    ) -> Result<()> {
        let version = match version {
            Some(version) => version,
            None => api.get(&format!("api/v1/me/permissions/{id}")).await?["version"]
                .as_u64()
                .unwrap_or(1),
        };
        let receipt = api
            .bytes(&format!("api/v1/me/permissions/{id}/receipts/{version}"))
            .await?;
        match file {
            None => output::line(String::from_utf8_lossy(&receipt).trim_end()),
            Some(file) => {
                std::fs::write(file, &receipt)
                    .with_context(|| format!("cannot write `{}`", file.display()))?;
                self.show(&json!({"file": file}), || {
                    output::line(&format!("Saved to {}.", file.display()))
                })
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
        self.show(&answer, || plain::changed(done, &answer))
    }

    fn show(&self, answer: &Value, plain: impl FnOnce() -> Result<()>) -> Result<()> {
        if self.json {
            output::json(answer)
        } else {
            plain()
        }
    }
}

/// A password from a file, from a pipe, or asked for by its name without echo.
fn password_called(name: &str, file: Option<&Path>) -> Result<String> {
    if let Some(path) = file {
        let content = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        return Ok(content.trim_end_matches(['\n', '\r']).to_owned());
    }
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password(format!("{name}: "))?);
    }
    let mut content = String::new();
    std::io::stdin().read_to_string(&mut content)?;
    Ok(content.trim_end_matches(['\n', '\r']).to_owned())
}
