//! `fiducia connector links …`: who is linked with the source, and confirming it at the desk.

use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};

use crate::client::Api;
use crate::output::{self, text};

#[derive(Debug, Subcommand)]
pub(crate) enum LinksCommand {
    /// The links, newest first. Whose they are, only the operators know.
    List {
        /// After the page before: its `next`.
        #[arg(long, value_name = "NEXT")]
        before: Option<String>,
    },
    /// What waits under a code that somebody shows at the desk.
    Show {
        /// The code, as the person shows it.
        code: String,
    },
    /// Confirm at the desk who it is, after you have looked at a proof of identity.
    Confirm {
        /// The code, as the person shows it.
        code: String,
        /// The identifier by which the source finds this person.
        identifier: String,
    },
    /// End a link: what it gave counts no more, from the next request on.
    End {
        /// The operator's UUID.
        operator: String,
        /// The link's id.
        link: String,
    },
}

impl LinksCommand {
    pub(crate) async fn run(&self, api: &Api, as_json: bool) -> Result<()> {
        let show = |answer: &Value, plain: &dyn Fn() -> Result<()>| {
            if as_json {
                output::json(answer)
            } else {
                plain()
            }
        };
        match self {
            Self::List { before } => {
                let path = match before {
                    Some(before) => format!("api/v1/links?before={before}"),
                    None => "api/v1/links".to_owned(),
                };
                let answer = api.get(&path).await?;
                show(&answer, &|| table(&answer))
            }
            Self::Show { code } => {
                let answer = api.get(&format!("api/v1/links/desk/{code}")).await?;
                show(&answer, &|| {
                    output::line(&format!(
                        "Somebody from {} waits to be linked by `{}`, until {}.",
                        text(&answer, "/operator"),
                        text(&answer, "/identifier_type"),
                        text(&answer, "/until"),
                    ))
                })
            }
            Self::Confirm { code, identifier } => {
                let body = json!({"identifier": identifier});
                api.post(&format!("api/v1/links/desk/{code}"), &body)
                    .await?;
                show(&json!({"confirmed": true}), &|| {
                    output::line("Confirmed. The person's operator learns of it within moments.")
                })
            }
            Self::End { operator, link } => {
                let body = json!({"operator": operator, "link_id": link});
                api.post("api/v1/links/end", &body).await?;
                show(&json!({"ended": true}), &|| {
                    output::line("The link has ended.")
                })
            }
        }
    }
}

fn table(answer: &Value) -> Result<()> {
    let rows = answer["links"].as_array().into_iter().flatten().map(|one| {
        let state = match text(one, "/ended_by") {
            "" => format!("until {}", text(one, "/valid_until")),
            by => format!("ended by the {by}"),
        };
        ["/link_id", "/operator", "/way", "/assurance", "/linked_at"]
            .map(|pointer| text(one, pointer).to_owned())
            .into_iter()
            .chain([state])
            .collect()
    });
    output::table(
        &["link", "operator", "way", "assurance", "since", "state"],
        rows.collect(),
        "Nobody is linked.",
    )
}
