//! Finding whoever a person says that they are, in the source's own system.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use permission::{AttributePath, AttributeSet};
use serde_json::{Map, Value, json};
use tokio::runtime::Handle;
use tokio::time::Instant;

use super::attempt::Found;
use crate::app::App;
use crate::config::{
    Config, DatasetConfig, FieldKind, LinksConfig, LookupConfig, RouteConfig, Shape,
};
use crate::rehearsal::values;
use crate::routes::{self, Route};
use crate::sources::template::{Identifier, Identifiers};
use crate::sources::{Source, SourceAnswer, SourceError, Wanted, pointer};
use crate::{Error, Result, start};

/// The name of the hidden dataset and route that a lookup is.
const HIDDEN: &str = "link-lookup";
/// How long both questions may take: nobody waits for them but somebody in front of a screen, and after this time a person
/// is answered as somebody who was not found.
pub(super) const LONGEST: Duration = Duration::from_millis(1_800);
/// How long the first of them may take, whether the source is there.
const LONGEST_GREETING: Duration = Duration::from_millis(900);
/// Longest answer of a person, in bytes.
pub(super) const LONGEST_GIVEN: usize = 256;

/// How the source is asked.
pub(super) struct Lookup {
    config: LookupConfig,
    route: Arc<Route>,
    all: AttributeSet,
    source: OnceLock<Box<dyn Source>>,
    /// The event loop that its connections belong to: requests come in on several.
    home: Handle,
}

/// The source cannot be asked now.
pub(super) struct Away;

/// The source could be asked a moment ago, and what a person gave may be looked up until then.
pub(super) struct Greeted(Instant);

/// Asks the source about nobody, before whatever a person gave is looked up. They are told of an outage by what comes of
/// this alone: else a source that fails for certain people would tell who they are.
pub(super) async fn greet(app: &Arc<App>) -> std::result::Result<Greeted, Away> {
    let until = Instant::now() + LONGEST;
    let nobody = uuid::Uuid::new_v4().simple().to_string();
    asked(app, &nobody, Instant::now() + LONGEST_GREETING).await?;
    Ok(Greeted(until))
}

impl Greeted {
    /// What the source has under what a person gave, if it has one record and no more. Why it has none, nobody is told.
    pub(super) async fn find(self, app: &Arc<App>, given: &str) -> Option<Record> {
        asked(app, given, self.0).await.ok().flatten()
    }
}

/// What the source has under what staff gave, if it has one record and no more.
pub(super) async fn find(app: &Arc<App>, given: &str) -> std::result::Result<Option<Record>, Away> {
    asked(app, given, Instant::now() + LONGEST).await
}

async fn asked(
    app: &Arc<App>,
    given: &str,
    until: Instant,
) -> std::result::Result<Option<Record>, Away> {
    let lookup = app
        .linking
        .as_ref()
        .and_then(|linking| linking.lookup.as_ref());
    let Some(lookup) = lookup.map(Arc::clone) else {
        return Ok(None);
    };
    let (app, given) = (Arc::clone(app), given.to_owned());
    let home = lookup.home.clone();
    let looked = home.spawn(async move { lookup.find(&app, &given, until).await });
    looked.await.unwrap_or(Err(Away))
}

/// What the source has of somebody. Personal data, and so without `Debug`.
pub(super) struct Record {
    value: Value,
    is_entity: bool,
    pub(super) found: Found,
}

impl Lookup {
    /// Makes ready what a configuration says, if it says anything.
    pub(super) fn of(config: &Config, links: &LinksConfig) -> Result<Option<Self>> {
        let Some(lookup) = &links.lookup else {
            return Ok(None);
        };
        let wrong = |error: String| Error::Config(format!("`connector.links.lookup`: {error}"));
        let dataset = described(links, lookup).map_err(|error| wrong(error.to_string()))?;
        let route = hidden_route(lookup).map_err(|error| wrong(error.to_string()))?;
        let route =
            routes::hidden(config, &dataset, &route).map_err(|error| wrong(error.to_string()))?;
        Ok(Some(Self {
            config: lookup.clone(),
            all: AttributeSet::first(route.read().paths().len()),
            route: Arc::new(route),
            source: OnceLock::new(),
            home: Handle::current(),
        }))
    }

    /// What the person is asked for, and where they find it.
    pub(super) fn asks(&self) -> &LookupConfig {
        &self.config
    }

    /// What the source has under this, if it has one record and no more.
    async fn find(
        &self,
        app: &Arc<App>,
        given: &str,
        until: Instant,
    ) -> std::result::Result<Option<Record>, Away> {
        let identifier = Identifier {
            id_type: self.config.by.clone(),
            id: given.to_owned(),
        };
        let read = tokio::time::timeout_at(until, self.read(app, identifier)).await;
        match read.unwrap_or(Err(SourceError::Slow)) {
            Ok(body) => Ok(self.only(&body, given)),
            Err(SourceError::NotFound | SourceError::UnusableIdentifier) => Ok(None),
            Err(error) => {
                tracing::warn!(%error, "the source could not be asked about a link");
                if error.is_outage() {
                    Err(Away)
                } else {
                    Ok(None)
                }
            }
        }
    }

    /// The way to the source, made when it is first needed.
    fn source(&self, app: &Arc<App>) -> std::result::Result<&dyn Source, SourceError> {
        if let Some(source) = self.source.get() {
            return Ok(source.as_ref());
        }
        let source = start::source(app).map_err(|error| {
            tracing::error!(%error, "there is no way to the source");
            SourceError::Down
        })?;
        Ok(self.source.get_or_init(|| source).as_ref())
    }

    async fn read(
        &self,
        app: &Arc<App>,
        identifier: Identifier,
    ) -> std::result::Result<bytes::Bytes, SourceError> {
        let identifiers = Identifiers::understood([self.config.by.as_str()], [identifier]);
        let source = self.source(app)?;
        let wanted = Wanted {
            route: &self.route,
            identifiers: &identifiers,
            attributes: &self.all,
        };
        match source.read(wanted).await? {
            SourceAnswer::Whole(body) => Ok(body),
            SourceAnswer::Pieces(_) => Err(SourceError::TooLarge),
        }
    }

    /// The only record in an answer.
    fn only(&self, body: &[u8], given: &str) -> Option<Record> {
        let part = pointer::at(body, &self.route.pointer)?;
        let value = match serde_json::from_slice(part).ok()? {
            Value::Array(mut records) if records.len() == 1 => records.pop()?,
            Value::Array(_) | Value::Null => return None,
            record => record,
        };
        let mut record = Record {
            value,
            is_entity: self.route.read_shape() == Shape::NgsiLd,
            found: Found {
                id: given.to_owned(),
            },
        };
        if let Some(path) = &self.config.identifier {
            record.found.id = record.text(path)?;
        }
        Some(record)
    }
}

impl Record {
    /// The one text or number at a path.
    pub(super) fn text(&self, path: &AttributePath) -> Option<String> {
        let [value] = values(&self.value, path, self.is_entity)[..] else {
            return None;
        };
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// Whether what a person gave is what stands here.
    pub(super) fn agrees(&self, path: &AttributePath, kind: FieldKind, given: &str) -> bool {
        let given = plain(kind, given);
        !given.is_empty()
            && self
                .text(path)
                .is_some_and(|text| plain(kind, &text) == given)
    }
}

/// A text as it is compared.
pub(super) fn plain(kind: FieldKind, text: &str) -> String {
    match kind {
        FieldKind::Text => {
            let words: Vec<&str> = text.split_whitespace().collect();
            words.join(" ").to_lowercase()
        }
        // A time after the day does not count.
        FieldKind::Date => text.trim().chars().take(10).collect(),
        FieldKind::Number => text
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .collect(),
    }
}

/// The dataset that describes what is read.
fn described(links: &LinksConfig, lookup: &LookupConfig) -> serde_json::Result<DatasetConfig> {
    let mut paths = links.paths();
    if paths.is_empty() {
        // Whether somebody is there is enough.
        paths.extend(AttributePath::new("id").ok());
    }
    let attributes: Vec<Value> = paths
        .iter()
        .map(|path| {
            json!({
                "path": path.as_str(), "title": {"en": path.as_str()},
                "category": "https://w3id.org/dpv/pd#Identifying",
            })
        })
        .collect();
    let slug = lookup.dataset.as_deref().unwrap_or(HIDDEN);
    serde_json::from_value(json!({
        "id": slug, "source": "self", "entity_type": "Person", "title": {"en": slug},
        "identifier_types": [lookup.by], "attributes": attributes,
    }))
}

/// The route by which it is read.
fn hidden_route(lookup: &LookupConfig) -> serde_json::Result<RouteConfig> {
    let mut route: Map<String, Value> = lookup.ask.clone();
    let slug = lookup.dataset.as_deref().unwrap_or(HIDDEN);
    route.insert("path".into(), format!("/{HIDDEN}").into());
    route.insert("dataset".into(), slug.into());
    serde_json::from_value(route.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_compared_as_people_write_them() {
        for (kind, one, other) in [
            (FieldKind::Text, "  Aino  KOSKELA ", "aino koskela"),
            (FieldKind::Text, "Östman", "östman"),
            (FieldKind::Date, "1987-04-12", "1987-04-12T00:00:00Z"),
            (FieldKind::Number, "lib 20-37", "LIB2037"),
        ] {
            assert_eq!(plain(kind, one), plain(kind, other), "{one}");
        }
        assert_ne!(
            plain(FieldKind::Text, "Aino"),
            plain(FieldKind::Text, "Eino")
        );
        assert_ne!(
            plain(FieldKind::Date, "1987-04-12"),
            plain(FieldKind::Date, "1987-12-04")
        );
    }
}
