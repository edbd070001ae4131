//! Intended uses: what services may ask for. Registered in versions, each checked against the datasets that
//! sources offer.
use permission::{Dataset, IntendedUse};
use serde_json::{Value, json};
use storage::Unit;
use storage::operator::intended_uses::{IntendedUseRow, IntendedUses as _};

use crate::journal::{self, About, Kind};
use crate::{Error, Operator, Result};

/// Longest description, in bytes: notices in ten languages and a thousand attributes.
const LONGEST: usize = 512 * 1024;

impl Operator {
    /// Registers an intended use, or a new version of one. `description` is the JSON of
    /// [`IntendedUse`]; `id` may be absent for a new one, `version` is given here, `organisation` is the
    /// service's. Gives id and version.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what is wrong and what may have been meant; [`Error::Unknown`] for a service
    /// that is not registered; [`Error::Conflict`] for an id that is another service's.
    pub async fn add_intended_use(&self, mut description: Value) -> Result<(String, u32)> {
        let wrong =
            |error: &dyn std::fmt::Display| Error::invalid("intended_use", error.to_string());
        let Some(members) = description.as_object_mut() else {
            return Err(Error::invalid(
                "intended_use",
                "an intended use is a JSON object",
            ));
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
        members.insert("id".to_owned(), id.clone().into());
        members.insert("version".to_owned(), version.into());
        members.insert("organisation".to_owned(), known.organisation.clone().into());
        let intended_use: IntendedUse =
            serde_json::from_value(description).map_err(|error| wrong(&error))?;
        let datasets = self.datasets().await?;
        intended_use
            .validate(datasets.iter())
            .map_err(|error| wrong(&error))?;
        check_identifiers(&intended_use, &datasets)?;
        let body = serde_json::to_string(&intended_use).map_err(|error| wrong(&error))?;
        if body.len() > LONGEST {
            return Err(Error::invalid(
                "intended_use",
                format!("it is longer than {LONGEST} bytes"),
            ));
        }
        // What is the same as before needs no new version.
        if let Some(newest) = &newest {
            let mut before: IntendedUse = serde_json::from_str(&newest.body)
                .map_err(|error| Error::stored("intended use", error))?;
            before.version = intended_use.version;
            if before == intended_use {
                return Ok((
                    id,
                    u32::try_from(newest.version).map_err(|e| Error::stored("version", e))?,
                ));
            }
            let basis = before.basis() == intended_use.basis();
            if !basis {
                return Err(Error::invalid(
                    "legal_basis",
                    "another legal basis needs another intended use",
                ));
            }
        }
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.insert_intended_use(&IntendedUseRow {
            id: id.clone(),
            version,
            service_id: service.clone(),
            body,
            created_at: now,
        });
        let about = About {
            party: Some(&service),
            subject: None,
        };
        let record = json!({"act": "intended use registered", "id": id, "version": version});
        unit.log(journal::entry(Kind::Administration, now, about, &record)?);
        match self.db.commit(unit).await {
            Ok(_) => Ok((id, intended_use.version)),
            Err(storage::Error::Conflict { .. }) => Err(Error::Conflict(format!(
                "version {version} of intended use `{id}` was registered meanwhile"
            ))),
            Err(error) => Err(error.into()),
        }
    }

    /// The newest version of an intended use.
    pub async fn intended_use(&self, id: &str) -> Result<IntendedUse> {
        let row = self
            .db
            .newest_intended_use(id)
            .await?
            .ok_or_else(|| Error::unknown("intended use", id))?;
        serde_json::from_str(&row.body).map_err(|error| Error::stored("intended use", error))
    }

    /// The newest version of each, in the order of their ids, after `after`.
    pub async fn intended_uses(&self, after: &str, limit: u32) -> Result<Vec<IntendedUse>> {
        let rows = self.db.intended_uses(after, limit).await?;
        let read = |row: IntendedUseRow| {
            serde_json::from_str(&row.body).map_err(|e| Error::stored("intended use", e))
        };
        rows.into_iter().map(read).collect()
    }
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
