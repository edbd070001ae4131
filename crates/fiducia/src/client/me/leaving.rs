//! Other ways in, taking everything along, and leaving.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::{MeArgs, Session, password_called};
use crate::client::Api;
use crate::output::{self, text};

/// What has to be typed to close an account.
const WORDS: &str = "close my account";
/// What an export that is whole ends with.
const END: &[u8] = b"}\n";
/// The header that says how many lines an export has, but for a dozen.
const LINES: &str = "fiducia-export-lines";

impl MeArgs {
    pub(super) async fn apps(&self, api: &Api, end: Option<&str>) -> Result<()> {
        if let Some(client_id) = end {
            api.delete(&format!("api/v1/me/apps/{client_id}")).await?;
            return self.show(&json!({"client_id": client_id}), || {
                output::line("It is shut out on every device.")
            });
        }
        let answer = api.get("api/v1/me/apps").await?;
        self.show(&answer, || {
            let rows = list(&answer, "apps").map(|app| {
                let scopes = app["scopes"].as_array().into_iter().flatten();
                let scopes: Vec<&str> = scopes.filter_map(Value::as_str).collect();
                let mut row = ["/client_id", "/name", "/publisher"]
                    .map(|pointer| text(app, pointer).to_owned())
                    .to_vec();
                row.push(scopes.join(", "));
                row.push(super::plain::day(text(app, "/used_at")));
                row
            });
            output::table(
                &["app", "name", "made by", "may", "used last"],
                rows.collect(),
                "No app is let in.",
            )
        })
    }

    pub(super) async fn notifications(&self, api: &Api, read: bool) -> Result<()> {
        if read {
            api.post("api/v1/me/notifications/read", &json!({})).await?;
            return self.show(&json!({"read": true}), || {
                output::line("All are marked as read.")
            });
        }
        let mut answer = api.get("api/v1/me/notifications").await?;
        let devices = api.get("api/v1/me/notifications/devices").await?;
        answer["devices"] = devices["devices"].clone();
        self.show(&answer, || {
            let rows = list(&answer, "notifications").map(|one| {
                let is_read = one["read"] == json!(true);
                vec![
                    if is_read { "" } else { "new" }.to_owned(),
                    super::plain::day(text(one, "/at")),
                    text(one, "/text").to_owned(),
                    text(one, "/url").to_owned(),
                ]
            });
            output::table(
                &["", "since", "what", "more"],
                rows.collect(),
                "There is nothing to tell.",
            )?;
            if list(&answer, "devices").next().is_none() {
                return Ok(());
            }
            output::line("Also shown on:")?;
            let rows = list(&answer, "devices").map(|device| {
                let name = [text(device, "/program"), text(device, "/system")];
                let named: Vec<&str> = name.into_iter().filter(|one| !one.is_empty()).collect();
                vec![
                    named.join(", "),
                    super::plain::day(text(device, "/created_at")),
                    super::plain::day(text(device, "/used_at")),
                    text(device, "/push_service").to_owned(),
                ]
            });
            output::table(
                &["device", "since", "used last", "through"],
                rows.collect(),
                "",
            )
        })
    }

    pub(super) async fn feeds(
        &self,
        api: &Api,
        make: Option<&str>,
        end: Option<&str>,
    ) -> Result<()> {
        if let Some(kind) = make {
            let answer = api.post("api/v1/me/feeds", &json!({"kind": kind})).await?;
            return self.show(&answer, || {
                output::line(text(&answer, "/url"))?;
                output::line("Whoever has this address can read the feed; it is shown this once.")
            });
        }
        if let Some(id) = end {
            api.delete(&format!("api/v1/me/feeds/{id}")).await?;
            return self.show(&json!({"id": id}), || {
                output::line("Its address leads nowhere any more.")
            });
        }
        let answer = api.get("api/v1/me/feeds").await?;
        self.show(&answer, || {
            let rows = list(&answer, "feeds").map(|feed| {
                vec![
                    text(feed, "/id").to_owned(),
                    text(feed, "/kind").to_owned(),
                    super::plain::day(text(feed, "/created_at")),
                ]
            });
            output::table(
                &["feed", "what", "since"],
                rows.collect(),
                "There is no feed.",
            )
        })
    }

    /// Written beside the file and put in its place when it is whole; what is not whole is removed.
    pub(super) async fn export(&self, api: &Api, file: &Path) -> Result<()> {
        let mut name = file.as_os_str().to_owned();
        name.push(".part");
        let part = Path::new(&name);
        let bytes = match self.write_export(api, part).await {
            Ok(bytes) => bytes,
            Err(error) => {
                let _ = std::fs::remove_file(part);
                return Err(error);
            }
        };
        std::fs::rename(part, file)
            .with_context(|| format!("cannot write `{}`", file.display()))?;
        self.show(&json!({"file": file, "bytes": bytes}), || {
            output::line(&format!("Saved {bytes} bytes to {}.", file.display()))
        })
    }

    /// Writes the export; how many bytes it has.
    async fn write_export(&self, api: &Api, part: &Path) -> Result<u64> {
        let mut response = api.stream("api/v1/me/export").await?;
        let cannot = || format!("cannot write `{}`", part.display());
        let mut written = std::fs::File::create(part).with_context(cannot)?;
        let lines = response.headers().get(LINES);
        let lines = lines.and_then(|lines| lines.to_str().ok()?.parse().ok());
        let progress = self.meter(lines)?;
        let (mut bytes, mut last) = (0, Vec::new());
        while let Some(piece) = response
            .chunk()
            .await
            .context("the download broke off; nothing was saved")?
        {
            written.write_all(&piece).with_context(cannot)?;
            bytes += piece.len() as u64;
            let ended = piece.split(|byte| *byte == b'\n').skip(1).count() as u64;
            progress.inc(match lines {
                // An account goes on while it is downloaded.
                Some(most) => ended.min(most - progress.position().min(most)),
                None => piece.len() as u64,
            });
            last.extend_from_slice(&piece);
            last.drain(..last.len().saturating_sub(END.len()));
        }
        written.sync_all().with_context(cannot)?;
        progress.finish_and_clear();
        if last != END {
            bail!("the operator stopped before everything was sent; nothing was saved, try again");
        }
        Ok(bytes)
    }

    /// Shows on a terminal how much of `lines` has come, or how many bytes where nobody says how many lines there are.
    fn meter(&self, lines: Option<u64>) -> Result<ProgressBar> {
        if !std::io::stderr().is_terminal() || self.json {
            return Ok(ProgressBar::hidden());
        }
        Ok(match lines {
            Some(lines) => ProgressBar::new(lines).with_style(ProgressStyle::with_template(
                "{bar:30} {human_pos} of {human_len} entries, {eta} left",
            )?),
            None => ProgressBar::new_spinner().with_style(ProgressStyle::with_template(
                "{spinner} {bytes} ({bytes_per_sec})",
            )?),
        })
    }

    pub(super) async fn close(
        &self,
        path: &Path,
        password_file: Option<&Path>,
        yes: bool,
    ) -> Result<()> {
        let session = Session::read(path)?;
        let api = Api::new(&session.operator, Some(session.token))?;
        let leaving = api.get("api/v1/me/close").await?;
        if !self.json {
            statement(&leaving)?;
        }
        if !yes {
            output::confirm(None, WORDS, "close the account", "nothing was closed")?;
        }
        let mut body = json!({"understood": true});
        if text(&leaving, "/proof") == "password" {
            body["password"] = json!(password_called("Password", password_file)?);
        }
        let answer = api.post("api/v1/me/close", &body).await?;
        std::fs::remove_file(path)?;
        self.show(&answer, || {
            output::line("The account is closed.")?;
            for one in list(&answer["in_force"], "latest") {
                output::line(&format!(
                    "{} has not confirmed yet; there nothing is released after {} at the latest.",
                    text(one, "/connector"),
                    text(one, "/at")
                ))?;
            }
            Ok(())
        })
    }
}

/// What closing does, before it is done.
fn statement(leaving: &Value) -> Result<()> {
    output::line("Closing the account does this, at once and for good:")?;
    for (count, what) in [
        (
            &leaving["permissions"],
            "permissions end, and the connectors are told",
        ),
        (&leaving["requests"], "waiting requests are declined"),
        (&leaving["apps"], "apps are shut out"),
        (&leaving["feeds"], "feeds lead nowhere"),
    ] {
        output::line(&format!("  {count} {what}"))?;
    }
    output::line("  Your name, login, identifiers, rules, history and access log are erased.")?;
    output::line("  The operator's public log keeps hashes that say nothing about you.")?;
    output::line("  What services have received is not undone: ask them to erase it.")?;
    output::line("Nobody can undo this. `fiducia me export FILE` saves everything before.")
}

fn list<'a>(answer: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    answer[name].as_array().into_iter().flatten()
}
