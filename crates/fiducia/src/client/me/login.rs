//! `fiducia me identities login …`: another e-mail address to log in with.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::{Subcommand, ValueHint};
use reqwest::Method;
use serde_json::{Value, json};

use super::identities::keep;
use super::{MeArgs, plain};
use crate::client::Api;
use crate::output::{self, text};

const LOGIN: &str = "api/v1/me/identities/login";

#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:
  fiducia me identities login ask aino@new.example
  fiducia me identities login state
  fiducia me identities login confirm https://mydata.example.org/identities/login/TOKEN

The new address gets an e-mail with a link that is good for a day. Once it is
confirmed, every other session ends, and an e-mail to the old address can undo
the change for seven days.")]
pub(super) enum LoginCommand {
    /// Ask to log in with another address; the password is asked for when it was not shown within five minutes.
    Ask {
        /// The new e-mail address.
        login: String,
        /// Read the password from this file.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        password_file: Option<PathBuf>,
    },
    /// The address you log in with, and the one that waits to be confirmed.
    State,
    /// Confirm the new address with what its e-mail says.
    Confirm {
        /// The link in the e-mail, or its last part.
        link: String,
    },
    /// Keep the present address: what waits to be confirmed is forgotten.
    Stop,
}

impl MeArgs {
    pub(super) async fn login(&self, api: &Api, file: &Path, command: &LoginCommand) -> Result<()> {
        match command {
            LoginCommand::Ask {
                login,
                password_file,
            } => {
                let body = json!({"login": login});
                self.confirmed(
                    api,
                    file,
                    password_file.as_deref(),
                    Method::PUT,
                    LOGIN,
                    Some(&body),
                )
                .await?;
                self.show(&body, || {
                    output::line(&format!(
                        "An e-mail is on its way to {login}. Confirm within a day with its link:"
                    ))?;
                    output::line("  fiducia me identities login confirm LINK")
                })
            }
            LoginCommand::State => {
                let all = api.get("api/v1/me/identities").await?;
                let state = json!({"login": all["login"], "waiting_login": all["waiting_login"]});
                self.show(&state, || self::state(&state))
            }
            LoginCommand::Confirm { link } => {
                let secret = secret_of(link);
                if secret.is_empty() {
                    bail!("give the link in the e-mail, or its last part");
                }
                let body = json!({"secret": secret});
                let answer = api.post(&format!("{LOGIN}/confirmation"), &body).await?;
                let api = keep(file, &answer)?;
                let all = api.get("api/v1/me/identities").await?;
                let now = json!({"login": all["login"]});
                self.show(&now, || {
                    output::line(&format!(
                        "You log in as {} now, and every other session has ended.",
                        text(&now, "/login")
                    ))
                })
            }
            LoginCommand::Stop => {
                api.delete(LOGIN).await?;
                self.show(&json!({}), || {
                    output::line("The address stays as it is; the link leads nowhere any more.")
                })
            }
        }
    }
}

/// The last part of a link's path; what is no link is taken as it is.
fn secret_of(link: &str) -> &str {
    let path = link.trim().split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

fn state(state: &Value) -> Result<()> {
    match text(state, "/login") {
        "" => output::line("You log in with no e-mail address.")?,
        login => output::line(&format!("You log in as {login}."))?,
    }
    match text(state, "/waiting_login/login") {
        "" => output::line("No other address waits to be confirmed."),
        waiting => output::line(&format!(
            "{waiting} waits to be confirmed until {}.",
            plain::moment(text(state, "/waiting_login/until"))
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_or_its_last_part_confirms() {
        for link in [
            "https://mydata.example.org/identities/login/s3cret",
            " http://127.0.0.1:8101/identities/login/s3cret/?from=mail#top\n",
            "s3cret",
        ] {
            assert_eq!(secret_of(link), "s3cret", "{link}");
        }
        assert_eq!(secret_of("  "), "");
    }
}
