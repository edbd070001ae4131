//! Changes of a person in a database: statements that the source declares.

use std::collections::BTreeMap;

use permission::AttributeTable;
use serde_json::Value;
use storage::foreign::{Change as ForeignChange, Changed, Foreign, ForeignQuery};

use super::SourceError;
use super::change::Wish;
use super::template::Identifiers;
use crate::config::StatementsConfig;

/// The name that stands for an attribute's new value.
const VALUE: &str = "value";

/// The statements by which a route's data is changed.
#[derive(Debug)]
pub(crate) struct Statements {
    update: BTreeMap<String, ForeignQuery>,
    erase: BTreeMap<String, ForeignQuery>,
    erase_all: Vec<ForeignQuery>,
}

impl Statements {
    /// Makes ready what is configured, or says what cannot work.
    pub(crate) fn new(
        config: &StatementsConfig,
        table: &AttributeTable,
        identifier_types: &[String],
    ) -> Result<Self, String> {
        let by_attribute = |statements: &BTreeMap<String, String>, name: &str, has_value: bool| {
            let ready = statements.iter().map(|(path, text)| {
                let wrong = |error: String| format!("`change.{name}` `{path}`: {error}");
                if table.index_of(path).is_none() {
                    return Err(wrong("it is not an attribute of the dataset".into()));
                }
                let statement = statement(text, has_value, identifier_types).map_err(wrong)?;
                Ok((path.clone(), statement))
            });
            ready.collect::<Result<BTreeMap<_, _>, String>>()
        };
        let erase_all = config.erase_all.iter().enumerate().map(|(index, text)| {
            statement(text, false, identifier_types)
                .map_err(|error| format!("`change.erase_all` {}: {error}", index + 1))
        });
        Ok(Self {
            update: by_attribute(&config.update, "update", true)?,
            erase: by_attribute(&config.erase, "erase", false)?,
            erase_all: erase_all.collect::<Result<_, _>>()?,
        })
    }

    /// Every statement, with what it is for.
    pub(crate) fn all(&self) -> impl Iterator<Item = (String, &ForeignQuery)> {
        let update = self
            .update
            .iter()
            .map(|(path, statement)| (format!("correct `{path}`"), statement));
        let erase = self
            .erase
            .iter()
            .map(|(path, statement)| (format!("erase `{path}`"), statement));
        let all = self
            .erase_all
            .iter()
            .map(|statement| ("erase everything".to_owned(), statement));
        update.chain(erase).chain(all)
    }

    /// Whether there is a statement for each part of a wish.
    pub(crate) fn have_way(&self, wish: &Wish) -> bool {
        if wish.is_all {
            return !self.erase_all.is_empty();
        }
        wish.set.keys().all(|path| self.update.contains_key(path))
            && wish.erase.iter().all(|path| self.erase.contains_key(path))
    }

    /// Makes a wish true: all of it, or nothing.
    pub(super) async fn run(
        &self,
        database: &Foreign,
        identifiers: &Identifiers,
        wish: &Wish,
    ) -> Result<(), SourceError> {
        let mut chosen: Vec<(&ForeignQuery, String)> = Vec::new();
        if wish.is_all {
            chosen.extend(self.erase_all.iter().map(|one| (one, String::new())));
        }
        for (path, value) in &wish.set {
            let statement = self.update.get(path).ok_or(SourceError::Unchangeable)?;
            let text = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            // PostgreSQL has no text with NUL, and SQLite's functions would end there.
            if text.contains('\0') {
                return Err(SourceError::RefusesChange);
            }
            chosen.push((statement, text));
        }
        for path in &wish.erase {
            let statement = self.erase.get(path).ok_or(SourceError::Unchangeable)?;
            chosen.push((statement, String::new()));
        }
        if chosen.is_empty() {
            return Err(SourceError::Unchangeable);
        }
        let mut changes = Vec::with_capacity(chosen.len());
        for (statement, value) in &chosen {
            let mut values = Vec::new();
            for name in statement.names() {
                values.push(if name == VALUE {
                    value.as_str()
                } else {
                    super::sql::value(name, identifiers)?
                });
            }
            changes.push(ForeignChange {
                statement,
                values,
                // Of everything, a person may not have each.
                must_touch: !wish.is_all,
            });
        }
        match database.change(&changes).await {
            Ok(Changed::Rows(_)) => Ok(()),
            Ok(Changed::Nothing) => Err(SourceError::NotFound),
            Err(storage::foreign::Failure::Rule) => Err(SourceError::RefusesChange),
            // Identifiers were looked for by a query before: it is the new value that does not fit.
            Err(storage::foreign::Failure::Value) if !wish.set.is_empty() => {
                Err(SourceError::RefusesChange)
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

fn statement(
    text: &str,
    has_value: bool,
    identifier_types: &[String],
) -> Result<ForeignQuery, String> {
    let statement = ForeignQuery::parse_change(text).map_err(|error| error.to_string())?;
    let (values, names): (Vec<&String>, Vec<&String>) =
        statement.names().iter().partition(|name| *name == VALUE);
    if values.is_empty() == has_value {
        return Err(if has_value {
            "it does not take the new `$value`".into()
        } else {
            "there is no `$value` to take".into()
        });
    }
    if names.is_empty() {
        return Err("it names no identifier, so it would change everybody".into());
    }
    let is_unknown = |name: &&&String| {
        name.as_str() != super::template::ANY && !identifier_types.iter().any(|one| one == **name)
    };
    if let Some(name) = names.iter().find(is_unknown) {
        return Err(format!(
            "`${name}` is not among the dataset's `identifier_types`"
        ));
    }
    Ok(statement)
}
