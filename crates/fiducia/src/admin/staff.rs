//! `fiducia connector staff …`, `fiducia operator staff …`: who may log in for an organisation.

use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};

use crate::admin::registry::said;
use crate::client::Api;
use crate::output::{self, text};

/// The roles that can be given.
const ROLES: [&str; 4] = [
    "administrator",
    "data-steward",
    "data-protection-officer",
    "auditor",
];

#[derive(Debug, Subcommand)]
pub(crate) enum StaffCommand {
    /// Invite somebody; prints the link that lets them in, once.
    Add {
        /// The e-mail address they will log in with.
        login: String,
        /// What they are called.
        #[arg(long)]
        name: String,
        /// What they may do; may be given several times.
        #[arg(long = "role", value_name = "ROLE", required = true, value_parser = ROLES)]
        roles: Vec<String>,
        /// The language to speak to them (BCP 47).
        #[arg(long, value_name = "TAG")]
        language: Option<String>,
    },
    /// List who may log in.
    List,
    /// Give somebody other roles.
    Roles {
        /// Their id.
        id: String,
        /// What they may do; may be given several times.
        #[arg(long = "role", value_name = "ROLE", required = true, value_parser = ROLES)]
        roles: Vec<String>,
    },
    /// Give somebody a new link: what they log in with now is good no more.
    Link {
        /// Their id.
        id: String,
    },
    /// Let somebody in no more.
    Remove {
        /// Their id.
        id: String,
    },
    /// What staff did, newest first.
    Trail {
        /// How many entries.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
}

impl StaffCommand {
    /// Runs it against a party; `organisation` is whose staff is meant, where the party has several.
    pub(crate) async fn run(
        self,
        api: &Api,
        organisation: Option<&str>,
        as_json: bool,
    ) -> Result<()> {
        let path = |below: &str, more: &[(&str, String)]| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(organisation.map(|id| ("organisation", id)));
            query.extend_pairs(more);
            format!("api/v1/staff/{below}?{}", query.finish())
        };
        match self {
            Self::Add {
                login,
                name,
                roles,
                language,
            } => {
                let body =
                    json!({"login": login, "name": name, "roles": roles, "locale": language});
                invited(&api.post(&path("members", &[]), &body).await?, as_json)
            }
            Self::Link { id } => {
                let path = path(&format!("members/{id}/link"), &[]);
                invited(&api.post(&path, &json!({})).await?, as_json)
            }
            Self::Roles { id, roles } => {
                let path = path(&format!("members/{id}"), &[]);
                let answer = api.patch(&path, &json!({"roles": roles})).await?;
                said(as_json, &answer, || "the roles are changed".to_owned())
            }
            Self::Remove { id } => {
                let answer = api.delete(&path(&format!("members/{id}"), &[])).await?;
                said(as_json, &answer, || "removed".to_owned())
            }
            Self::List => {
                let answer = api.get(&path("members", &[])).await?;
                if as_json {
                    return output::json(&answer);
                }
                let members = answer.as_array().map(Vec::as_slice).unwrap_or_default();
                output::table(
                    &["id", "name", "login", "roles", "state", "last login"],
                    members.iter().map(member).collect(),
                    "Nobody may log in.",
                )
            }
            Self::Trail { limit } => {
                let path = path("trail", &[("limit", limit.to_string())]);
                let answer = api.get(&path).await?;
                if as_json {
                    return output::json(&answer);
                }
                let entries = answer["entries"].as_array();
                let entries = entries.map(Vec::as_slice).unwrap_or_default();
                output::table(
                    &["when", "who", "what", "whom", "about"],
                    entries.iter().map(entry).collect(),
                    "Nothing was done.",
                )
            }
        }
    }
}

fn invited(answer: &Value, as_json: bool) -> Result<()> {
    said(as_json, answer, || {
        format!(
            "{}\nlets {} in once, until {}",
            text(answer, "/link"),
            text(answer, "/member/name"),
            text(answer, "/until")
        )
    })
}

fn member(one: &Value) -> Vec<String> {
    let roles = one["roles"].as_array().into_iter().flatten();
    let roles: Vec<&str> = roles.filter_map(Value::as_str).collect();
    vec![
        text(one, "/id").to_owned(),
        text(one, "/name").to_owned(),
        text(one, "/login").to_owned(),
        roles.join(", "),
        text(one, "/state").to_owned(),
        text(one, "/seen_at").to_owned(),
    ]
}

fn entry(one: &Value) -> Vec<String> {
    let by = match text(one, "/by") {
        "" => "administration",
        name => name,
    };
    vec![
        text(one, "/at").to_owned(),
        by.to_owned(),
        text(one, "/act").to_owned(),
        text(one, "/whom").to_owned(),
        text(one, "/object").to_owned(),
    ]
}
