//! Intended uses: what services may ask for. Registered in versions, each checked against the datasets that
//! sources offer.
pub(crate) mod admin;
pub(crate) mod api;
mod drafts;
pub(crate) mod form;

pub use self::drafts::{Draft, DraftCheck, DraftState, Publication};

use permission::{Dataset, IntendedUse};
use serde_json::{Value, json};
use storage::Unit;
use storage::operator::intended_uses::{IntendedUseRow, IntendedUses as _};

use crate::journal::{self, About, Kind};
use crate::{Error, Operator, Result};

/// Longest description, in bytes: notices in ten languages and a thousand attributes.
pub(crate) const LONGEST: usize = 512 * 1024;

/// A description that was read, and could become a version.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) intended_use: IntendedUse,
    /// The newest version there is.
    newest: Option<IntendedUseRow>,
}

/// A description that was checked: it can become a version.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// What it says; the version is the newest one's where it says the same.
    pub(crate) intended_use: IntendedUse,
    /// What is written, unless it says the same as the newest version.
    row: Option<IntendedUseRow>,
}

impl Prepared {
    /// Whether it says something else than the newest version.
    pub(crate) fn is_new(&self) -> bool {
        self.row.is_some()
    }
}

fn wrong(error: &dyn std::fmt::Display) -> Error {
    Error::invalid("intended_use", error.to_string())
}

impl Operator {
    /// Reads a description as the next version of its intended use. `description` is the JSON of [`IntendedUse`]; `id`
    /// may be absent for a new one, `version` is given here, `organisation` is the service's.
    ///
    /// # Errors
    /// As [`Operator::add_intended_use`].
    pub(crate) async fn read_use(&self, mut description: Value) -> Result<Read> {
        let Some(members) = description.as_object_mut() else {
            return Err(wrong(&"an intended use is a JSON object"));
        };
        let service = members
            .get("service")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let known = self.service(&service).await?;
        let id = match members.get("id").and_then(Value::as_str) {
            Some(id) if !id.is_empty() => id.to_owned(),
            _ => crate::random::uuid(),
        };
        protocol::ids::IntendedUseId::parse(&id).map_err(|error| wrong(&error))?;
        let newest = self.db.newest_intended_use(&id).await?;
        if newest
            .as_ref()
            .is_some_and(|newest| newest.service_id != service)
        {
            return Err(Error::Conflict(format!(
                "intended use `{id}` is another service's"
            )));
        }
        let version = newest.as_ref().map_or(1, |newest| newest.version + 1);
        members.insert("id".to_owned(), id.into());
        members.insert("version".to_owned(), version.into());
        members.insert("organisation".to_owned(), known.organisation.clone().into());
        let intended_use = serde_json::from_value(description).map_err(|error| wrong(&error))?;
        Ok(Read {
            intended_use,
            newest,
        })
    }

    /// Reads a description and checks it against the datasets that sources offer and the version before.
    pub(crate) async fn prepare_use(&self, description: Value) -> Result<Prepared> {
        let Read {
            mut intended_use,
            newest,
        } = self.read_use(description).await?;
        let datasets = self.datasets().await?;
        intended_use
            .validate(datasets.iter())
            .map_err(|error| wrong(&error))?;
        check_identifiers(&intended_use, &datasets)?;
        let body = serde_json::to_string(&intended_use).map_err(|error| wrong(&error))?;
        if body.len() > LONGEST {
            return Err(wrong(&format!("it is longer than {LONGEST} bytes")));
        }
        if let Some(newest) = &newest {
            let mut before = read(newest)?;
            let version = std::mem::replace(&mut before.version, intended_use.version);
            // What is the same as before needs no new version.
            if before == intended_use {
                intended_use.version = version;
                return Ok(Prepared {
                    intended_use,
                    row: None,
                });
            }
            if before.basis() != intended_use.basis() {
                return Err(Error::invalid(
                    "legal_basis",
                    "another legal basis needs another intended use",
                ));
            }
        }
        let row = IntendedUseRow {
            id: intended_use.id.to_string(),
            version: i64::from(intended_use.version),
            service_id: intended_use.service.to_string(),
            body,
            created_at: self.clock.now(),
        };
        Ok(Prepared {
            intended_use,
            row: Some(row),
        })
    }

    /// Registers an intended use, or a new version of one. `description` is the JSON of
    /// [`IntendedUse`]; `id` may be absent for a new one, `version` is given here, `organisation` is the
    /// service's. Gives id and version.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what is wrong and what may have been meant; [`Error::Unknown`] for a service
    /// that is not registered; [`Error::Conflict`] for an id that is another service's.
    pub async fn add_intended_use(&self, description: Value) -> Result<(String, u32)> {
        let prepared = self.prepare_use(description).await?;
        let (id, version) = (
            prepared.intended_use.id.to_string(),
            prepared.intended_use.version,
        );
        if !prepared.is_new() {
            return Ok((id, version));
        }
        let mut unit = Unit::new();
        write_use(&mut unit, &prepared, "administrator")?;
        if self.commit_first(unit).await? {
            Ok((id, version))
        } else {
            Err(Error::Conflict(format!(
                "version {version} of intended use `{id}` was registered meanwhile"
            )))
        }
    }

    /// The newest version of an intended use.
    pub async fn intended_use(&self, id: &str) -> Result<IntendedUse> {
        let row = self
            .db
            .newest_intended_use(id)
            .await?
            .ok_or_else(|| Error::unknown("intended use", id))?;
        read(&row)
    }

    /// The newest version of each, in the order of their ids, after `after`.
    pub async fn intended_uses(&self, after: &str, limit: u32) -> Result<Vec<IntendedUse>> {
        let rows = self.db.intended_uses(after, limit).await?;
        rows.iter().map(read).collect()
    }
}

/// Writes a new version into a unit; one that was registered meanwhile makes it a conflict.
fn write_use(unit: &mut Unit, prepared: &Prepared, by: &str) -> Result<()> {
    let Some(row) = &prepared.row else {
        return Ok(());
    };
    unit.insert_intended_use(row);
    let about = About {
        party: Some(&row.service_id),
        subject: None,
    };
    let record = json!({
        "act": "intended use registered", "id": row.id, "version": row.version, "by": by,
    });
    unit.log(journal::entry(
        Kind::Administration,
        row.created_at,
        about,
        &record,
    )?);
    Ok(())
}

fn read(row: &IntendedUseRow) -> Result<IntendedUse> {
    serde_json::from_str(&row.body).map_err(|error| Error::stored("intended use", error))
}

/// Datasets without a way to find a person cannot be used for one person's permission.
fn check_identifiers(intended_use: &IntendedUse, datasets: &[Dataset]) -> Result<()> {
    for dataset in datasets
        .iter()
        .filter(|dataset| intended_use.datasets.contains_key(&dataset.id))
    {
        if dataset.identifier_types.is_empty() {
            let reason = format!(
                "dataset `{}` names no identifier by which its source finds a person",
                dataset.id
            );
            return Err(Error::invalid("datasets", reason));
        }
    }
    Ok(())
}
