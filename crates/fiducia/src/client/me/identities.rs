//! `fiducia me identities …` and `fiducia me sessions …`: how a person logs in, and where they are logged in.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Subcommand, ValueHint};
use reqwest::Method;
use serde_json::{Value, json};

use super::login::LoginCommand;
use super::{MeArgs, Session, password_called, plain};
use crate::client::{Api, Refusal};
use crate::output::{self, text};

#[derive(Debug, Subcommand)]
pub(super) enum IdentitiesCommand {
    /// The ways to log in, and the identifiers by which sources know you.
    List,
    /// Remove a way to log in; the password is asked for when it was not shown within five minutes.
    Remove {
        /// Its id in the list.
        id: String,
        /// Read the password from this file.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        password_file: Option<PathBuf>,
    },
    /// Change the password; every other session ends.
    Password {
        /// Read the present password from this file.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        old_file: Option<PathBuf>,
        /// Read the new password from this file.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        new_file: Option<PathBuf>,
    },
    /// Log in with another e-mail address.
    #[command(subcommand)]
    Login(LoginCommand),
    /// Choose by which of several identifiers of a type a service or a source knows you.
    Choose {
        /// The type, such as `library_card`.
        id_type: String,
        /// The key of the identifier in the list; without one the choice ends.
        identifier: Option<String>,
        /// For this service (its client id).
        #[arg(long, value_name = "SERVICE", required_unless_present = "source")]
        service: Option<String>,
        /// For this source (its connector's UUID).
        #[arg(long, value_name = "SOURCE")]
        source: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum SessionsCommand {
    /// Where you are logged in.
    List,
    /// End a session, or all but this one.
    End {
        /// Its id in the list.
        #[arg(required_unless_present = "others", conflicts_with = "others")]
        id: Option<String>,
        /// End all sessions but this one.
        #[arg(long)]
        others: bool,
    },
}

/// Keeps the secret that a session has now.
pub(super) fn keep(file: &Path, answer: &Value) -> Result<Api> {
    let operator = Session::read(file)?.operator;
    let token = text(answer, "/token").to_owned();
    if token.is_empty() {
        bail!("the operator gave no new session; log in again with `fiducia me login`");
    }
    let session = Session { operator, token };
    session.keep(file)?;
    Api::new(&session.operator, Some(session.token))
}

impl MeArgs {
    pub(super) async fn identities(
        &self,
        api: &Api,
        file: &Path,
        command: &IdentitiesCommand,
    ) -> Result<()> {
        match command {
            IdentitiesCommand::List => {
                let answer = api.get("api/v1/me/identities").await?;
                self.show(&answer, || plain::identities(&answer))
            }
            IdentitiesCommand::Remove { id, password_file } => {
                self.remove(api, file, id, password_file.as_deref()).await
            }
            IdentitiesCommand::Password { old_file, new_file } => {
                let old = password_called("Present password", old_file.as_deref())?;
                let new = password_called("New password", new_file.as_deref())?;
                let body = json!({"old": old, "new": new});
                let answer = api.put("api/v1/me/identities/password", &body).await?;
                keep(file, &answer)?;
                self.show(&json!({}), || {
                    output::line("The password is changed, and every other session has ended.")
                })
            }
            IdentitiesCommand::Login(command) => self.login(api, file, command).await,
            IdentitiesCommand::Choose {
                id_type,
                identifier,
                service,
                source,
            } => {
                let body = json!({
                    "id_type": id_type, "identifier": identifier, "service": service, "source": source,
                });
                let answer = api.put("api/v1/me/identities/choices", &body).await?;
                let done = if identifier.is_some() {
                    "Chosen."
                } else {
                    "The choice has ended."
                };
                self.show(&answer, || output::line(done))
            }
        }
    }

    /// Removes a way to log in, after a confirmation where one is needed.
    async fn remove(
        &self,
        api: &Api,
        file: &Path,
        id: &str,
        password_file: Option<&Path>,
    ) -> Result<()> {
        let path = format!("api/v1/me/identities/{id}");
        let answer = self
            .confirmed(api, file, password_file, Method::DELETE, &path, None)
            .await?;
        keep(file, &answer)?;
        self.show(&json!({"removed": id}), || {
            output::line(&format!("Removed {id}."))
        })
    }

    /// A call that may need a confirmation with the password: it is asked for and given then, and the call made again.
    pub(super) async fn confirmed(
        &self,
        api: &Api,
        file: &Path,
        password_file: Option<&Path>,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value> {
        let needs_proof = |error: &anyhow::Error| {
            Refusal::of(error).is_some_and(|refusal| refusal.name() == "confirmation-required")
        };
        match api.call(method.clone(), path, body).await {
            Err(error) if needs_proof(&error) => {
                let password = password_called("Password", password_file)?;
                let confirmed = api
                    .post("api/v1/me/confirmation", &json!({"password": password}))
                    .await
                    .context("to change how you log in, confirm with the password")?;
                keep(file, &confirmed)?.call(method, path, body).await
            }
            other => other,
        }
    }

    pub(super) async fn sessions(&self, api: &Api, command: &SessionsCommand) -> Result<()> {
        match command {
            SessionsCommand::List => {
                let answer = api.get("api/v1/me/sessions").await?;
                self.show(&answer, || plain::sessions(&answer))
            }
            SessionsCommand::End { id: Some(id), .. } => {
                api.delete(&format!("api/v1/me/sessions/{id}")).await?;
                self.show(&json!({"ended": id}), || {
                    output::line("The session has ended.")
                })
            }
            SessionsCommand::End { id: None, .. } => {
                api.delete("api/v1/me/sessions").await?;
                self.show(&json!({}), || {
                    output::line("Every other session has ended.")
                })
            }
        }
    }
}
