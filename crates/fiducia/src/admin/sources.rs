//! `fiducia registry source …`: the sources of the trust groups.

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::admin::registry::said;
use crate::client::Api;
use crate::output::{self, localised, text};

#[derive(Debug, Subcommand)]
pub(crate) enum Source {
    /// Search what the sources of the trust groups offer, as anybody may.
    Search(SourceSearch),
    /// List the shared connectors with who shares them, and what was wrong with those that could not be read.
    List,
    /// Read now what members share, and what the sources say of themselves.
    Refresh,
}

/// What is looked for: all of it must be true.
#[derive(Debug, Args)]
pub(crate) struct SourceSearch {
    /// Words in names, titles, places, attributes; all must be found.
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// A trust group's UUID.
    #[arg(long)]
    group: Option<String>,
    /// A kind of data: a term of the Data Privacy Vocabulary, such as `Contact`; narrower kinds are found too.
    #[arg(long, value_name = "TERM")]
    category: Option<String>,
    /// A type of entities, as the sources name it.
    #[arg(long = "type", value_name = "TYPE")]
    entity_type: Option<String>,
    /// An attribute's path; what lies above or below it is found too.
    #[arg(long, value_name = "PATH")]
    attribute: Option<String>,
    /// A place's name, or a country's code.
    #[arg(long)]
    place: Option<String>,
    /// A language of the descriptions; it is also the one that titles are shown in.
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// How many to show; 100 at the most.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// How many to pass over.
    #[arg(long, value_name = "N")]
    offset: Option<usize>,
}

impl SourceSearch {
    fn query(&self) -> String {
        let number = |number: Option<usize>| number.map(|number| number.to_string());
        let words = (!self.words.is_empty()).then(|| self.words.join(" "));
        let pairs = [
            ("q", words),
            ("trust_group", self.group.clone()),
            ("category", self.category.clone()),
            ("entity_type", self.entity_type.clone()),
            ("attribute", self.attribute.clone()),
            ("place", self.place.clone()),
            ("language", self.language.clone()),
            ("limit", number(self.limit)),
            ("offset", number(self.offset)),
        ];
        let set = pairs
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(set)
            .finish()
    }

    pub(crate) async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        let answer = api.get(&format!("api/v1/sources?{}", self.query())).await?;
        if as_json {
            return output::json(&answer);
        }
        let found = answer["datasets"].as_array();
        let found = found.map(Vec::as_slice).unwrap_or_default();
        let language = self.language.as_deref().unwrap_or("en");
        let rows = found.iter().map(|one| row(one, language)).collect();
        output::table(
            &["dataset", "source", "place", "shared by", "connector"],
            rows,
            "Nothing was found.",
        )?;
        match answer["total"].as_u64() {
            Some(total) if total > u64::try_from(found.len())? => {
                output::line(&format!("{} of {total}", found.len()))
            }
            _ => Ok(()),
        }
    }
}

fn row(one: &Value, language: &str) -> Vec<String> {
    let title = match text(one, &format!("/dataset/title/{language}")) {
        "" => localised(one, "/dataset/title"),
        title => title,
    };
    let place = [text(one, "/place/name"), text(one, "/place/country")];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let source = match text(one, "/not_reached_since") {
        "" => text(one, "/source").to_owned(),
        since => format!("{} (no answer since {since})", text(one, "/source")),
    };
    vec![
        title.to_owned(),
        source,
        place.join(", "),
        sharers(one),
        text(one, "/connector_base_url").to_owned(),
    ]
}

/// Who shares a source, each once, with the groups.
fn sharers(one: &Value) -> String {
    let shares = one["shared"].as_array().into_iter().flatten();
    let shares = shares.map(|share| {
        format!(
            "{} ({})",
            text(share, "/operator"),
            text(share, "/trust_group")
        )
    });
    shares.collect::<Vec<_>>().join(", ")
}

impl Source {
    pub(crate) async fn run(self, api: &Api, as_json: bool) -> Result<()> {
        match self {
            Self::Search(search) => search.run(api, as_json).await,
            Self::Refresh => {
                let answer = api.post("api/v1/admin/sources/refresh", &json!({})).await?;
                said(as_json, &answer, || "the sources are being read".to_owned())
            }
            Self::List => {
                let answer = api.get("api/v1/admin/sources").await?;
                if as_json {
                    return output::json(&answer);
                }
                let sources = answer["sources"].as_array().into_iter().flatten();
                let rows = sources.map(|one| {
                    let cell = |pointer| text(one, pointer).to_owned();
                    vec![
                        cell("/connector_base_url"),
                        cell("/source"),
                        sharers(one),
                        cell("/read_at"),
                        cell("/reason"),
                    ]
                });
                output::table(
                    &[
                        "connector",
                        "source",
                        "shared by",
                        "last read",
                        "what is wrong",
                    ],
                    rows.collect(),
                    "No member shares a source yet.",
                )?;
                let operators = answer["operators"].as_array().into_iter().flatten();
                for one in operators.filter(|one| one["reason"].is_string()) {
                    output::line(&format!(
                        "what operator {} shares cannot be read since {}: {}",
                        text(one, "/operator_uuid"),
                        text(one, "/not_reached_since"),
                        text(one, "/reason")
                    ))?;
                }
                Ok(())
            }
        }
    }
}
