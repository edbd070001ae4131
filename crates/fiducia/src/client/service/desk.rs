//! What a service sees to by itself at its operator: webhooks, intended uses, keys, what it holds and has asked, statistics.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::{Subcommand, ValueHint};
use reqwest::Method;
use serde_json::{Value, json};

use super::listen;
use crate::admin::registry::rows;
use crate::output::{self, text};
use crate::service_client::ServiceClient;

#[derive(Debug, Subcommand)]
pub(super) enum Webhooks {
    /// List them with how they stand.
    List,
    /// Have events pushed to an address.
    Add {
        /// The address; https, at a public address.
        url: String,
        /// Only this kind of event, such as `permission-withdrawn`; several times for several.
        #[arg(long = "event", value_name = "KIND")]
        events: Vec<String>,
    },
    /// Stop and forget one.
    Remove {
        /// Its id.
        webhook: String,
    },
    /// Send it nothing for now.
    Off {
        /// Its id.
        webhook: String,
    },
    /// Send it events (again).
    On {
        /// Its id.
        webhook: String,
    },
    /// Send an event that says nothing, to try it.
    Test {
        /// Its id.
        webhook: String,
    },
    /// What it was told, newest first.
    Deliveries {
        /// Its id.
        webhook: String,
    },
    /// One event with the attempts to deliver it.
    Delivery {
        /// Its id.
        webhook: String,
        /// The event's id.
        event: String,
    },
    /// Send an event once more, at once.
    Send {
        /// Its id.
        webhook: String,
        /// The event's id.
        event: String,
    },
    /// Receive events at this machine, verify them, and print one line for each.
    Listen {
        /// Where to listen.
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8200")]
        address: String,
        /// End after so many events.
        #[arg(long, value_name = "COUNT")]
        count: Option<usize>,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Uses {
    /// List what is published, and drafts.
    List,
    /// Every version of one, as JSON.
    Versions {
        /// The intended use.
        intended_use: String,
    },
    /// Keep a draft from a JSON file; one that is there is replaced.
    Draft {
        /// The intended use it is of.
        intended_use: String,
        /// The description, complete or not.
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Whether a draft could be published as it is.
    Check {
        /// The intended use.
        intended_use: String,
    },
    /// What a person would read of a draft.
    Preview {
        /// The intended use.
        intended_use: String,
        /// In which language.
        #[arg(long, default_value = "en")]
        language: String,
    },
    /// Publish a draft; where the operator approves first, it waits for that.
    Publish {
        /// The intended use.
        intended_use: String,
    },
    /// Take a draft back that waits to be approved.
    Recall {
        /// The intended use.
        intended_use: String,
    },
    /// Throw a draft away.
    Discard {
        /// The intended use.
        intended_use: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// List them.
    List,
    /// Add one, or with `--replace` one in place of those before.
    Add {
        /// A file with the public key, a JWK (from `keygen`).
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// Those before end after so many seconds.
        #[arg(long, value_name = "SECONDS")]
        replace: Option<u32>,
    },
    /// End one at once.
    End {
        /// Its name, which may begin with a hyphen (RFC 7638).
        #[arg(allow_hyphen_values = true)]
        kid: String,
    },
}

async fn get(client: &mut ServiceClient, path: &str) -> Result<Value> {
    client.api(Method::GET, path, None).await
}

async fn post(client: &mut ServiceClient, path: &str, body: &Value) -> Result<Value> {
    client.api(Method::POST, path, Some(body)).await
}

impl Webhooks {
    pub(super) async fn run(self, client: &mut ServiceClient, as_json: bool) -> Result<()> {
        let said = |answer: &Value, words: String| {
            if as_json {
                output::json(answer)
            } else {
                output::line(&words)
            }
        };
        match self {
            Self::List => {
                let list = get(client, "webhooks").await?;
                if as_json {
                    return output::json(&list);
                }
                let columns = ["/id", "/url", "/state", "/failing/since"];
                let headings = ["webhook", "address", "state", "failing since"];
                output::table(&headings, rows(&list, &columns), "No webhook.")
            }
            Self::Add { url, events } => {
                let body = json!({"url": url, "events": events});
                let added = post(client, "webhooks", &body).await?;
                said(&added, format!("Webhook {} added.", text(&added, "/id")))
            }
            Self::Remove { webhook } => {
                let path = format!("webhooks/{webhook}");
                client.api(Method::DELETE, &path, None).await?;
                said(&json!({"removed": webhook}), "Removed.".to_owned())
            }
            Self::Off { webhook } => {
                let changed = switched(client, &webhook, false).await?;
                said(&changed, "Nothing is sent any more.".to_owned())
            }
            Self::On { webhook } => {
                let changed = switched(client, &webhook, true).await?;
                said(&changed, "Events are sent.".to_owned())
            }
            Self::Test { webhook } => {
                let path = format!("webhooks/{webhook}/test");
                let sent = post(client, &path, &json!({})).await?;
                said(&sent, format!("Event {} is sent.", text(&sent, "/event")))
            }
            Self::Deliveries { webhook } => {
                let page = get(client, &format!("webhooks/{webhook}/deliveries")).await?;
                if as_json {
                    return output::json(&page);
                }
                let columns = ["/created_at", "/kind", "/state", "/attempts", "/event"];
                let headings = ["when", "what", "state", "attempts", "event"];
                output::table(
                    &headings,
                    rows(&page["deliveries"], &columns),
                    "Nothing was sent.",
                )
            }
            Self::Delivery { webhook, event } => {
                let path = format!("webhooks/{webhook}/deliveries/{event}");
                let one = get(client, &path).await?;
                if as_json {
                    return output::json(&one);
                }
                output::line(&format!(
                    "{}: {}",
                    text(&one, "/kind"),
                    text(&one, "/state")
                ))?;
                let columns = ["/number", "/at", "/status", "/millis", "/error"];
                let headings = ["attempt", "when", "status", "ms", "error"];
                output::table(&headings, rows(&one["tries"], &columns), "Not tried yet.")
            }
            Self::Send { webhook, event } => {
                let path = format!("webhooks/{webhook}/deliveries/{event}/send");
                post(client, &path, &json!({})).await?;
                said(&json!({"event": event}), "It is sent again.".to_owned())
            }
            Self::Listen { address, count } => listen::run(client, &address, count, as_json).await,
        }
    }
}

async fn switched(client: &mut ServiceClient, webhook: &str, active: bool) -> Result<Value> {
    let path = format!("webhooks/{webhook}");
    let before = get(client, &path).await?;
    let body = json!({"url": before["url"], "events": before["events"], "active": active});
    client.api(Method::PUT, &path, Some(&body)).await
}

impl Uses {
    pub(super) async fn run(self, client: &mut ServiceClient, as_json: bool) -> Result<()> {
        match self {
            Self::List => {
                let list = get(client, "intended-uses").await?;
                if as_json {
                    return output::json(&list);
                }
                let published = rows(&list["intended_uses"], &["/id", "/version", "/title"]);
                let headings = ["intended use", "version", "title"];
                output::table(&headings, published, "Nothing is published.")?;
                let drafts = rows(&list["drafts"], &["/id", "/state", "/revision", "/reason"]);
                if drafts.is_empty() {
                    return Ok(());
                }
                output::table(&["draft", "state", "revision", "reason"], drafts, "")
            }
            Self::Versions { intended_use } => {
                let versions = get(client, &format!("intended-uses/{intended_use}")).await?;
                output::line(&serde_json::to_string_pretty(&versions)?)
            }
            Self::Draft { intended_use, file } => {
                let description = std::fs::read_to_string(&file)
                    .with_context(|| format!("cannot read `{}`", file.display()))?;
                let description: Value = serde_json::from_str(&description)
                    .with_context(|| format!("`{}` is not JSON", file.display()))?;
                let path = format!("intended-uses/{intended_use}/draft");
                let revision = revision(client, &intended_use).await?;
                let body = json!({"description": description, "revision": revision});
                let draft = client.api(Method::PUT, &path, Some(&body)).await?;
                if as_json {
                    return output::json(&draft);
                }
                output::line(&format!("Draft kept, revision {}.", draft["revision"]))
            }
            Self::Check { intended_use } => {
                let path = format!("intended-uses/{intended_use}/draft/check");
                let check = get(client, &path).await?;
                if as_json {
                    return output::json(&check);
                }
                match (check["valid"] == true, check["changed"] == true) {
                    (true, true) => output::line("It can be published."),
                    (true, false) => output::line("It says the same as the newest version."),
                    (false, _) => bail!("{}", text(&check, "/problem")),
                }
            }
            Self::Preview {
                intended_use,
                language,
            } => {
                let path =
                    format!("intended-uses/{intended_use}/draft/preview?language={language}");
                let view = get(client, &path).await?;
                if as_json {
                    output::json(&view)
                } else {
                    preview(&view)
                }
            }
            Self::Publish { intended_use } => {
                let Some(revision) = revision(client, &intended_use).await? else {
                    bail!("there is no draft of `{intended_use}`");
                };
                let path = format!("intended-uses/{intended_use}/draft/publish");
                let answer = post(client, &path, &json!({"revision": revision})).await?;
                if as_json {
                    return output::json(&answer);
                }
                match answer["version"].as_u64() {
                    Some(version) => output::line(&format!("Published as version {version}.")),
                    None => output::line("Submitted: the operator reads and approves it first."),
                }
            }
            Self::Recall { intended_use } => {
                let path = format!("intended-uses/{intended_use}/draft/recall");
                let draft = post(client, &path, &json!({})).await?;
                if as_json {
                    return output::json(&draft);
                }
                output::line("It is a draft again.")
            }
            Self::Discard { intended_use } => {
                let path = format!("intended-uses/{intended_use}/draft");
                client.api(Method::DELETE, &path, None).await?;
                if as_json {
                    return output::json(&json!({"removed": intended_use}));
                }
                output::line("Thrown away.")
            }
        }
    }
}

/// The revision of a draft, if there is one.
async fn revision(client: &mut ServiceClient, intended_use: &str) -> Result<Option<i64>> {
    let list = get(client, "intended-uses").await?;
    let drafts = list["drafts"].as_array().map_or(&[][..], Vec::as_slice);
    let draft = drafts.iter().find(|draft| draft["id"] == intended_use);
    Ok(draft.and_then(|draft| draft["revision"].as_i64()))
}

fn preview(view: &Value) -> Result<()> {
    output::line(text(view, "/title"))?;
    output::paragraph("", text(view, "/notice"))?;
    let labels = |pointer: &str| {
        let list = view.pointer(pointer).and_then(Value::as_array);
        let list = list.map_or(&[][..], Vec::as_slice);
        let labels = list.iter().map(|one| text(one, "/label"));
        labels.collect::<Vec<_>>().join("; ")
    };
    output::paragraph("Who asks: ", text(view, "/organisation"))?;
    output::paragraph("What for: ", &labels("/purposes"))?;
    output::paragraph("What is done: ", &labels("/processing"))?;
    output::paragraph("Why it is lawful: ", text(view, "/legal_basis/label"))?;
    for dataset in view["datasets"].as_array().map_or(&[][..], Vec::as_slice) {
        let beginning = format!(
            "{} ({}): ",
            text(dataset, "/title"),
            text(dataset, "/source")
        );
        let mut words = Vec::new();
        for (member, addition) in [("required", ""), ("optional", " (if you like)")] {
            for attribute in dataset[member].as_array().map_or(&[][..], Vec::as_slice) {
                words.push(format!("{}{addition}", text(attribute, "/title")));
            }
        }
        output::paragraph(&beginning, &words.join(", "))?;
    }
    Ok(())
}

impl Keys {
    pub(super) async fn run(self, client: &mut ServiceClient, as_json: bool) -> Result<()> {
        let list = match self {
            Self::List => get(client, "keys").await?,
            Self::Add { file, replace } => {
                let jwk = std::fs::read_to_string(&file)
                    .with_context(|| format!("cannot read `{}`", file.display()))?;
                let jwk: Value = serde_json::from_str(&jwk)
                    .with_context(|| format!("`{}` is not JSON", file.display()))?;
                if jwk.get("d").is_some() {
                    bail!(
                        "`{}` is the private key, which stays here; give the public one",
                        file.display()
                    );
                }
                let mut body = json!({"jwk": jwk});
                if let Some(seconds) = replace {
                    body["overlap_seconds"] = json!(seconds);
                }
                post(client, "keys", &body).await?
            }
            Self::End { kid } => {
                let path = format!("keys/{kid}");
                client.api(Method::DELETE, &path, None).await?;
                get(client, "keys").await?
            }
        };
        if as_json {
            return output::json(&list);
        }
        let columns = ["/kid", "/algorithm", "/added_at", "/ends_at", "/active"];
        let headings = ["key", "algorithm", "added", "ends", "active"];
        output::table(&headings, rows(&list, &columns), "No key.")
    }
}

/// `fiducia service permissions`: all that the service ever was given, page for page.
pub(super) async fn permissions(
    client: &mut ServiceClient,
    intended_use: Option<&str>,
    as_json: bool,
) -> Result<()> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(intended_use.map(|one| ("intended_use", one)))
            .extend_pairs((!after.is_empty()).then_some(("after", after.as_str())))
            .finish();
        let page = get(client, &format!("permissions?{query}")).await?;
        all.extend(page["permissions"].as_array().cloned().unwrap_or_default());
        text(&page, "/next").clone_into(&mut after);
        if page["more"] != true {
            break;
        }
    }
    let all = Value::Array(all);
    if as_json {
        return output::json(&all);
    }
    let columns = [
        "/permission",
        "/intended_use",
        "/state",
        "/valid_until",
        "/changed_at",
    ];
    let headings = ["permission", "intended use", "state", "until", "changed"];
    output::table(&headings, rows(&all, &columns), "No permission.")
}

/// `fiducia service requests`: the newest ones.
pub(super) async fn requests(client: &mut ServiceClient, as_json: bool) -> Result<()> {
    let page = get(client, "permission-requests").await?;
    if as_json {
        return output::json(&page["permission_requests"]);
    }
    let columns = [
        "/id",
        "/intended_use",
        "/status",
        "/created_at",
        "/permission",
    ];
    let headings = ["request", "intended use", "status", "made", "permission"];
    output::table(
        &headings,
        rows(&page["permission_requests"], &columns),
        "Nothing was asked.",
    )
}

/// `fiducia service statistics`.
pub(super) async fn statistics(
    client: &mut ServiceClient,
    from: Option<&str>,
    to: Option<&str>,
    csv: bool,
    as_json: bool,
) -> Result<()> {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(from.map(|from| ("from", from)))
        .extend_pairs(to.map(|to| ("to", to)))
        .finish();
    let path = format!("statistics?{query}");
    if csv {
        let table = client.text(&path, "text/csv").await?;
        return output::line(table.trim_end());
    }
    let statistics = get(client, &path).await?;
    if as_json {
        return output::json(&statistics);
    }
    let columns = ["/month", "/source", "/title", "/releases"];
    let headings = ["month", "source", "data", "releases"];
    output::table(
        &headings,
        rows(&statistics["releases"], &columns),
        "Nothing was released.",
    )
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::cli::Cli;

    #[test]
    fn a_keys_name_may_begin_with_a_hyphen() {
        for kid in ["-5SyPCBmg2hIUVGNePZ5OUEDBPjeF0TtWxkGStXyVhE", "x5S"] {
            let words = [
                "fiducia",
                "service",
                "--profile",
                "p.toml",
                "keys",
                "end",
                kid,
            ];
            let parsed = Cli::try_parse_from(words);
            assert!(parsed.is_ok(), "{:?}", parsed.err());
        }
        let help = Cli::try_parse_from(["fiducia", "service", "keys", "end", "--help"]);
        let kind = help.err().map(|error| error.kind());
        assert_eq!(kind, Some(clap::error::ErrorKind::DisplayHelp));
    }
}
