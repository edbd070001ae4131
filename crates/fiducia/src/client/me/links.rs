//! `fiducia me links …`: which sources a person is linked with.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Subcommand;
use serde_json::{Value, json};

use super::MeArgs;
use crate::client::Api;
use crate::output::{self, text};

/// How long the person is waited for, who goes on in their browser: as long as a source does.
const WAITED: Duration = Duration::from_mins(15);
/// How often it is looked whether they have come back.
const LOOK: Duration = Duration::from_secs(2);

#[derive(Debug, Subcommand)]
pub(super) enum LinksCommand {
    /// The sources that you can be linked with, and how you stand.
    List,
    /// Link yourself with a source: it goes on in your browser, where you are logged in at your operator.
    Add {
        /// The source: its name or a part of it, or its connector's UUID.
        source: String,
        /// The way, of those in the list.
        #[arg(value_parser = ["openid", "code", "form", "desk", "new"])]
        way: String,
        /// Print the address and do not wait.
        #[arg(long)]
        no_wait: bool,
    },
    /// Ask whether the source's staff have confirmed a link that waits at their desk.
    Check {
        /// The source.
        source: String,
    },
    /// End a link, or give up one that waits: at once.
    End {
        /// The source.
        source: String,
    },
}

impl MeArgs {
    pub(super) async fn links(&self, api: &Api, command: &LinksCommand) -> Result<()> {
        match command {
            LinksCommand::List => {
                let answer = api.get("api/v1/me/links").await?;
                self.show(&answer, || table(&answer))
            }
            LinksCommand::Add {
                source,
                way,
                no_wait,
            } => self.add_link(api, source, way, *no_wait).await,
            LinksCommand::Check { source } => {
                let link = find(api, source).await?;
                let path = format!("api/v1/me/links/{}/check", text(&link, "/connector"));
                let answer = api.post(&path, &json!({})).await?;
                let link = find(api, source).await?;
                self.show(&answer, || {
                    output::line(standing(&answer))?;
                    refusal(&link)
                })
            }
            LinksCommand::End { source } => {
                let link = find(api, source).await?;
                let connector = text(&link, "/connector");
                api.delete(&format!("api/v1/me/links/{connector}")).await?;
                self.show(&json!({"connector": connector}), || {
                    output::line("The link has ended.")
                })
            }
        }
    }

    async fn add_link(&self, api: &Api, source: &str, way: &str, no_wait: bool) -> Result<()> {
        let link = find(api, source).await?;
        let connector = text(&link, "/connector").to_owned();
        let body = json!({"connector": connector, "way": way});
        let place = api.post("api/v1/me/links", &body).await?;
        if no_wait {
            return self.show(&place, || output::line(text(&place, "/url")));
        }
        // Standard output is for what came of it.
        eprintln!(
            "Open this address in the browser in which you are logged in at your operator:\n{}",
            text(&place, "/url")
        );
        let before = link["link"]["linked"].clone();
        let began = Instant::now();
        while began.elapsed() < WAITED {
            tokio::time::sleep(LOOK).await;
            let now = find(api, &connector).await?;
            let is_new = !now["link"].is_null() && now["link"]["linked"] != before;
            if is_new || (way == "desk" && !now["waiting"].is_null()) {
                let state = if is_new { "linked" } else { "waiting" };
                let answer =
                    json!({"state": state, "link": now["link"], "waiting": now["waiting"]});
                return self.show(&answer, || output::line(standing(&answer)));
            }
        }
        bail!("nobody came back within 15 minutes; see `fiducia me links list`")
    }
}

fn standing(answer: &Value) -> &'static str {
    match text(answer, "/state") {
        "linked" => "You are linked.",
        "waiting" => {
            "The source waits for you at its desk; `fiducia me links list` shows the code."
        }
        _ => "There is no link.",
    }
}

/// The source that a name, a part of it or a UUID stands for.
async fn find(api: &Api, wanted: &str) -> Result<Value> {
    let answer = api.get("api/v1/me/links").await?;
    let all = || answer["links"].as_array().into_iter().flatten();
    if let Some(found) = all().find(|one| text(one, "/connector") == wanted) {
        return Ok(found.clone());
    }
    let part = wanted.to_lowercase();
    let found: Vec<&Value> = all()
        .filter(|one| text(one, "/source").to_lowercase().contains(&part))
        .collect();
    match found[..] {
        [one] => Ok(one.clone()),
        [] => bail!("no source that you can be linked with is called `{wanted}`"),
        _ => bail!("several sources are called like `{wanted}`; give the UUID of one"),
    }
}

fn table(answer: &Value) -> Result<()> {
    let rows = answer["links"].as_array().into_iter().flatten().map(|one| {
        let ways = one["ways"].as_array().into_iter().flatten();
        let ways: Vec<String> = ways
            .map(|way| format!("{} ({})", text(way, "/way"), text(way, "/assurance")))
            .collect();
        let state = if !one["link"].is_null() {
            format!(
                "linked until {}",
                super::plain::day(text(one, "/link/valid_until"))
            )
        } else if !one["waiting"].is_null() {
            format!("at the desk: {}", text(one, "/waiting/code"))
        } else if one["known"] == json!(true) {
            "known by your keychain".to_owned()
        } else if !one["refused"].is_null() {
            let at = super::plain::day(text(one, "/refused/at"));
            format!("refused at the desk on {at}")
        } else {
            "not linked".to_owned()
        };
        vec![
            text(one, "/source").to_owned(),
            text(one, "/connector").to_owned(),
            state,
            ways.join(", "),
        ]
    });
    output::table(
        &["source", "connector", "state", "ways"],
        rows.collect(),
        "No source asks for a link.",
    )?;
    let all = answer["links"].as_array().into_iter().flatten();
    all.into_iter().try_for_each(refusal)
}

/// Why staff at the source's desk refused, in their words.
fn refusal(link: &Value) -> Result<()> {
    let why = text(link, "/refused/reason");
    if why.is_empty() {
        return Ok(());
    }
    let source = text(link, "/source");
    output::line(&format!("The staff at the desk of {source} wrote: {why}"))
}
