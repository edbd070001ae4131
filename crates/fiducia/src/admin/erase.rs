//! `fiducia connector erase`: what the embedded store keeps of a person goes.
use anyhow::Result;
use clap::Args;
use reqwest::Method;
use serde_json::json;

use super::source::identifier;
use crate::client::Api;
use crate::output;

/// Erase what the embedded store keeps of a person in a dataset, for good, with what it was before.
#[derive(Debug, Args)]
pub(crate) struct EraseArgs {
    /// The dataset, by its short name.
    #[arg(long, value_name = "ID")]
    dataset: String,
    /// By what the store knows the person; may be given several times. `TYPE=@FILE` takes it from a file, so that it stays out
    /// of the shell's history.
    #[arg(long, required = true, value_name = "TYPE=VALUE", value_parser = identifier)]
    person: Vec<(String, String)>,
    /// Only the entity with this id; everything of the person in the dataset without it.
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl EraseArgs {
    pub(crate) async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        if !self.yes {
            confirm(&self.dataset, self.id.as_deref())?;
        }
        let identifiers: Vec<_> = self
            .person
            .iter()
            .map(|(id_type, id)| json!({"id_type": id_type, "id": id}))
            .collect();
        let mut unwanted = json!({"dataset": self.dataset, "identifiers": identifiers});
        if let Some(id) = &self.id {
            unwanted["id"] = id.as_str().into();
        }
        api.call(Method::DELETE, "api/v1/entities", Some(&unwanted))
            .await?;
        if as_json {
            return output::json(&json!({"erased": true}));
        }
        output::line("It is erased.")
    }
}

/// What has to be typed before something is erased.
const WORDS: &str = "erase it";

fn confirm(dataset: &str, id: Option<&str>) -> Result<()> {
    let what = match id {
        Some(id) => format!("The entity `{id}` of this person in `{dataset}`"),
        None => format!("Everything of this person in `{dataset}`"),
    };
    let lost = format!("{what} is erased for good. Nobody can undo it.");
    output::confirm(Some(&lost), WORDS, "erase", "nothing was erased")
}
