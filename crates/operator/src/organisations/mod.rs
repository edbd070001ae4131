//! Organisations and their data using services.
mod actor;
pub(crate) mod keys;
pub(crate) mod keys_api;
pub(crate) mod services;

use permission::{OrganisationKind, Texts};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::Unit;
use storage::operator::organisations::{OrganisationRow, Organisations as _};
use utoipa::ToSchema;

pub use self::actor::Actor;
pub use self::keys::{KeyView, NewKey};
pub use self::services::{AuthMethod, NewService, Service, ServiceState};

use crate::journal::{self, About, Kind};
use crate::{Error, Operator, Result};

/// Longest name, in bytes.
const LONGEST_NAME: usize = 200;

/// An organisation that owns services or sources.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Its id: a ticket's `sub` (MIM4 §5.3). Made when absent.
    #[serde(default)]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Where it is established (ISO 3166-1 alpha-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What kind of organisation it is (DPV), by which standing rules may name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub kind: Option<OrganisationKind>,
    /// How a person reaches it about their data (GDPR art. 13(1)(a), (b)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// What it does, in the languages it speaks.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub description: Texts,
}

impl Organisation {
    fn check(&self) -> Result<()> {
        if protocol::ids::OrganisationId::parse(&self.id).is_err()
            || permission::OrganisationId::new(&self.id).is_err()
        {
            return Err(Error::invalid(
                "id",
                "an id is a word without spaces, such as a UUID",
            ));
        }
        let name = self.name.trim();
        if name.is_empty() || name.len() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(Error::invalid(
                "name",
                format!("a name has 1 to {LONGEST_NAME} printable bytes"),
            ));
        }
        if let Some(country) = &self.country
            && (country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            return Err(Error::invalid(
                "country",
                "a country is two capital letters, such as `FI`",
            ));
        }
        self.description
            .validate_optional()
            .map_err(|error| Error::invalid("description", error.to_string()))
    }

    pub(crate) fn read(row: &OrganisationRow) -> Result<Self> {
        let mut organisation: Self = serde_json::from_str(&row.body)
            .map_err(|error| Error::stored("organisation", error))?;
        organisation.id.clone_from(&row.id);
        Ok(organisation)
    }
}

impl Operator {
    /// Registers an organisation and gives its id.
    ///
    /// # Errors
    /// [`Error::Invalid`], or [`Error::Conflict`] when the id is taken.
    pub async fn add_organisation(&self, mut organisation: Organisation) -> Result<String> {
        if organisation.id.is_empty() {
            organisation.id = crate::random::uuid();
        }
        organisation.check()?;
        let now = self.clock.now();
        let body = serde_json::to_string(&organisation)
            .map_err(|error| Error::stored("organisation", error))?;
        let mut unit = Unit::new();
        unit.insert_organisation(&organisation.id, body, now);
        let about = About {
            party: Some(&organisation.id),
            subject: None,
        };
        unit.log(journal::entry(
            Kind::Administration,
            now,
            about,
            &json!({"act": "organisation added"}),
        )?);
        match self.db.commit(unit).await {
            Ok(_) => Ok(organisation.id),
            Err(storage::Error::Conflict { .. }) => Err(Error::Conflict(format!(
                "there is an organisation `{}` already",
                organisation.id
            ))),
            Err(error) => Err(error.into()),
        }
    }

    /// Changes everything about an organisation but its id.
    pub async fn change_organisation(&self, organisation: Organisation) -> Result<()> {
        organisation.check()?;
        let row = self.db.organisation(&organisation.id).await?;
        let row = row.ok_or_else(|| Error::unknown("organisation", &organisation.id))?;
        let now = self.clock.now();
        let body = serde_json::to_string(&organisation)
            .map_err(|error| Error::stored("organisation", error))?;
        let mut unit = Unit::new();
        unit.update_organisation(&row.id, body, row.version, now);
        let about = About {
            party: Some(&row.id),
            subject: None,
        };
        unit.log(journal::entry(
            Kind::Administration,
            now,
            about,
            &json!({"act": "organisation changed"}),
        )?);
        self.db.commit(unit).await?;
        self.known.forget_organisation(&row.id);
        Ok(())
    }

    /// One organisation.
    pub async fn organisation(&self, id: &str) -> Result<Organisation> {
        let row = self
            .db
            .organisation(id)
            .await?
            .ok_or_else(|| Error::unknown("organisation", id))?;
        Organisation::read(&row)
    }

    /// Organisations in the order of their ids, after `after`.
    pub async fn organisations(&self, after: &str, limit: u32) -> Result<Vec<Organisation>> {
        self.db
            .organisations(after, limit)
            .await?
            .iter()
            .map(Organisation::read)
            .collect()
    }
}
