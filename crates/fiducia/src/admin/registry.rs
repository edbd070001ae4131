//! `fiducia registry …`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand, ValueHint};
use serde_json::{Value, json};

use crate::admin::sources::Source;
use crate::admin::{Target, Which};
use crate::client::Api;
use crate::output::{self, text};

/// Administer a registry.
#[derive(Debug, Args)]
pub(crate) struct RegistryArgs {
    #[command(flatten)]
    target: Target,
    #[command(subcommand)]
    command: RegistryCommand,
}

#[derive(Debug, Subcommand)]
enum RegistryCommand {
    /// Trust groups: operators under one rulebook.
    #[command(subcommand)]
    Group(Group),
    /// The operators of a trust group.
    #[command(subcommand)]
    Member(Member),
    /// The rulebook of a trust group.
    #[command(subcommand)]
    Rulebook(Rulebook),
    /// The sources of the trust groups.
    #[command(subcommand)]
    Source(Source),
    /// Signing keys.
    #[command(subcommand)]
    Key(Key),
}

#[derive(Debug, Subcommand)]
enum Group {
    /// Set up a trust group; prints its UUID.
    Create {
        /// What it is called.
        name: String,
    },
    /// List the trust groups.
    List,
}

#[derive(Debug, Subcommand)]
enum Rulebook {
    /// Put a version of a rulebook in force: trust list and public log name it by its hash.
    Publish {
        /// The trust group's UUID.
        #[arg(long)]
        group: String,
        /// The rulebook's identifier, the same for all its versions.
        #[arg(long)]
        id: String,
        /// Its version.
        #[arg(long)]
        version: String,
        /// The rulebook, JSON; it is hashed here and stays where it is.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// List which rulebook is in force in which trust group.
    List,
    /// Show the rulebook in force in a trust group.
    Show {
        /// The trust group's UUID.
        #[arg(long)]
        group: String,
    },
}

#[derive(Debug, Subcommand)]
enum Member {
    /// Add an operator, described by its own metadata.
    Add {
        /// The trust group's UUID.
        #[arg(long)]
        group: String,
        /// The operator's base URL.
        operator: String,
        /// A role under the rulebook; may be given several times.
        #[arg(long = "role")]
        roles: Vec<String>,
        /// Admit it at once.
        #[arg(long)]
        activate: bool,
    },
    /// List the members of a trust group.
    List {
        /// The trust group's UUID.
        #[arg(long)]
        group: String,
    },
    /// Admit an applicant, or lift a suspension.
    Activate(On),
    /// Stop trusting for the time being: no releases under its tickets within a minute.
    Suspend(On),
    /// Put out for good.
    Revoke(On),
    /// Record that the member has left.
    Surrender(On),
}

#[derive(Debug, Args)]
struct On {
    /// The trust group's UUID.
    #[arg(long)]
    group: String,
    /// The operator's UUID.
    operator: String,
    /// Why; stands in the public log.
    #[arg(long)]
    reason: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Key {
    /// Announce a new signing key; it signs alone once every connector has learnt it.
    Rotate,
}

impl RegistryArgs {
    pub(crate) async fn run(self) -> Result<()> {
        let as_json = self.target.json;
        if let RegistryCommand::Source(Source::Search(search)) = self.command {
            let api = self.target.public_api(&Which::Registry)?;
            return search.run(&api, as_json).await;
        }
        let api = self.target.api(&Which::Registry)?;
        match self.command {
            RegistryCommand::Group(Group::Create { name }) => {
                let answer = api
                    .post("api/v1/admin/groups", &json!({"name": name}))
                    .await?;
                said(as_json, &answer, || {
                    text(&answer, "/trust_group_uuid").to_owned()
                })
            }
            RegistryCommand::Group(Group::List) => {
                let answer = api.get("api/v1/groups").await?;
                if as_json {
                    return output::json(&answer);
                }
                let rows = rows(&answer["groups"], &["/trust_group_uuid", "/name"]);
                output::table(
                    &["trust group", "name"],
                    rows,
                    "There is no trust group yet.",
                )
            }
            RegistryCommand::Member(Member::Add {
                group,
                operator,
                roles,
                activate,
            }) => {
                let body =
                    json!({"operator_base_url": operator, "roles": roles, "activate": activate});
                let answer = api
                    .post(&format!("api/v1/admin/groups/{group}/members"), &body)
                    .await?;
                said(as_json, &answer, || {
                    format!(
                        "{} ({}) is {}",
                        text(&answer, "/name"),
                        text(&answer, "/operator_uuid"),
                        text(&answer, "/status")
                    )
                })
            }
            RegistryCommand::Member(Member::List { group }) => {
                let answer = api.get(&format!("api/v1/groups/{group}/members")).await?;
                if as_json {
                    return output::json(&answer);
                }
                let rows = rows(
                    &answer["members"],
                    &["/operator_uuid", "/name", "/status", "/operator_base_url"],
                );
                output::table(
                    &["operator", "name", "status", "base URL"],
                    rows,
                    "The group has no members yet.",
                )
            }
            RegistryCommand::Member(Member::Activate(on)) => {
                act(&api, &on, "activate", as_json).await
            }
            RegistryCommand::Member(Member::Suspend(on)) => {
                act(&api, &on, "suspend", as_json).await
            }
            RegistryCommand::Member(Member::Revoke(on)) => act(&api, &on, "revoke", as_json).await,
            RegistryCommand::Member(Member::Surrender(on)) => {
                act(&api, &on, "surrender", as_json).await
            }
            RegistryCommand::Source(source) => source.run(&api, as_json).await,
            RegistryCommand::Rulebook(command) => rulebook(&api, command, as_json).await,
            RegistryCommand::Key(Key::Rotate) => {
                let answer = api.post("api/v1/admin/keys/rotate", &json!({})).await?;
                said(as_json, &answer, || {
                    format!("key {} is announced", text(&answer, "/kid"))
                })
            }
        }
    }
}

async fn rulebook(api: &Api, command: Rulebook, as_json: bool) -> Result<()> {
    match command {
        Rulebook::Publish {
            group,
            id,
            version,
            file,
        } => {
            let body = json!({"id": id, "version": version, "sha256": canonical_hash(&file)?});
            let answer = api
                .put(&format!("api/v1/admin/groups/{group}/rulebook"), &body)
                .await?;
            said(as_json, &answer, || {
                let sha256 = text(&answer, "/rulebook/sha256");
                format!("version {version} of {id} is in force; its hash is {sha256}")
            })
        }
        Rulebook::List => {
            let answer = api.get("api/v1/groups").await?;
            if as_json {
                return output::json(&answer);
            }
            let columns = [
                "/trust_group_uuid",
                "/name",
                "/rulebook/id",
                "/rulebook/version",
            ];
            output::table(
                &["trust group", "name", "rulebook", "version"],
                rows(&answer["groups"], &columns),
                "There is no trust group yet.",
            )
        }
        Rulebook::Show { group } => {
            let answer = api.get("api/v1/groups").await?;
            let groups = answer["groups"].as_array().into_iter().flatten();
            let found = groups
                .into_iter()
                .find(|one| one["trust_group_uuid"] == group.as_str())
                .with_context(|| format!("there is no trust group `{group}`"))?;
            let rulebook = &found["rulebook"];
            anyhow::ensure!(rulebook.is_object(), "no rulebook is in force in `{group}`");
            said(as_json, rulebook, || {
                let [id, version, sha256] =
                    ["/id", "/version", "/sha256"].map(|one| text(rulebook, one));
                format!("{id}, version {version}, SHA-256 {sha256}")
            })
        }
    }
}

/// SHA-256 of a JSON file's canonical form, in hexadecimal: however it is laid out, the hash is the same.
fn canonical_hash(file: &Path) -> Result<String> {
    let cannot = || format!("cannot read the rulebook in `{}`", file.display());
    let content = std::fs::read(file).with_context(cannot)?;
    let value: Value = serde_json::from_slice(&content).with_context(cannot)?;
    let canonical = permission::canonical_json(&value).with_context(cannot)?;
    Ok(evidence::Hash::of(canonical.as_bytes()).to_hex())
}

async fn act(api: &Api, on: &On, act: &str, as_json: bool) -> Result<()> {
    let path = format!("api/v1/admin/groups/{}/members/{}", on.group, on.operator);
    let answer = api
        .post(&path, &json!({"act": act, "reason": on.reason}))
        .await?;
    said(as_json, &answer, || {
        format!("{} is {}", text(&answer, "/name"), text(&answer, "/status"))
    })
}

/// The answer for a script, or a sentence for a person.
pub(crate) fn said(as_json: bool, answer: &Value, sentence: impl FnOnce() -> String) -> Result<()> {
    if as_json {
        output::json(answer)
    } else {
        output::line(&sentence())
    }
}

/// The texts at `pointers` in each member of a list.
pub(crate) fn rows(list: &Value, pointers: &[&str]) -> Vec<Vec<String>> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .map(|one| pointers.iter().map(|pointer| cell(one, pointer)).collect())
        .collect()
}

fn cell(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        Some(Value::Object(_)) => output::localised(value, pointer).to_owned(),
        Some(Value::Array(list)) if list.iter().all(Value::is_string) => list
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(", "),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}
