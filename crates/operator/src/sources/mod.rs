//! Sources: the connectors whose data persons can permit the use of, and their datasets.
pub(crate) mod discovery;
pub(crate) mod fetch;
pub(crate) mod known;
pub(crate) mod presence;

use std::sync::Arc;

use permission::Dataset;
use protocol::ids::{ConnectorUuid, TrustGroupUuid};
use protocol::jose::Jwks;
use protocol::metadata::ConnectorMetadata;
use protocol::url::{BaseUrl, Transport};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::Unit;
use storage::operator::sources::{ConnectorRow, Sources as _};
use utoipa::ToSchema;

use self::known::Source;
use crate::journal::{self, About, Kind};
use crate::known::Known;
use crate::organisations::AuthMethod;
use crate::{Error, Operator, Result};

pub use self::discovery::ConnectorTrustGroup;
use self::fetch::Published;
pub use self::presence::{ConnectorFinding, Presence};

/// To whom a connector is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sharing {
    /// To the trust groups it is shared in (MIM4 §5.9).
    Shared,
    /// To services of this operator only (MIM4 §5.10).
    Restricted,
    /// Shared by another operator of a trust group; not listed here.
    Foreign,
}

impl Sharing {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Restricted => "restricted",
            Self::Foreign => "foreign",
        }
    }

    fn read(text: &str) -> Result<Self> {
        match text {
            "shared" => Ok(Self::Shared),
            "restricted" => Ok(Self::Restricted),
            "foreign" => Ok(Self::Foreign),
            other => Err(Error::stored("sharing", other)),
        }
    }
}

/// A connector to add.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConnector {
    /// Its base URL: its metadata is at `.well-known/connector-config` below it.
    pub base_url: String,
    /// The trust groups it is shared in; none keeps it to services of this operator.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub trust_groups: Vec<TrustGroupUuid>,
    /// How it authenticates when it introspects.
    #[serde(default = "private_key_jwt")]
    pub auth_method: AuthMethod,
    /// Descriptions of its datasets, for a connector that publishes none itself.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub datasets: Vec<Dataset>,
}

fn private_key_jwt() -> AuthMethod {
    AuthMethod::PrivateKeyJwt
}

impl NewConnector {
    /// A connector of the present profile, shared in these groups.
    pub fn new(base_url: impl Into<String>, trust_groups: Vec<TrustGroupUuid>) -> Self {
        Self {
            base_url: base_url.into(),
            trust_groups,
            auth_method: AuthMethod::PrivateKeyJwt,
            datasets: Vec::new(),
        }
    }
}

/// What this operator has set for a connector.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) auth_method: AuthMethod,
    #[serde(default)]
    pub(crate) trust_groups: Vec<TrustGroupUuid>,
    /// Descriptions given by hand.
    #[serde(default)]
    pub(crate) datasets: Vec<Dataset>,
}

/// A connector that is known here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Connector {
    /// Its UUID (MIM4 §5.8).
    #[schema(value_type = String)]
    pub uuid: ConnectorUuid,
    /// Its base URL.
    #[schema(value_type = String)]
    pub base_url: BaseUrl,
    /// What it is called.
    pub name: String,
    /// What it says about itself.
    pub description: String,
    /// To whom it is shown.
    pub sharing: Sharing,
    /// The trust groups it is shared in.
    #[schema(value_type = Vec<String>)]
    pub trust_groups: Vec<TrustGroupUuid>,
    /// How it authenticates.
    pub auth_method: AuthMethod,
    /// What it can (`attribute-filter`, `lease`, …).
    pub capabilities: Vec<String>,
    /// The ids of the datasets it offers, with their versions.
    pub datasets: std::collections::BTreeMap<String, u32>,
    /// Whether people and services find it.
    pub presence: Presence,
    /// Fetched last when (RFC 3339).
    pub fetched_at: String,
}

/// What adding a connector gives.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AddedConnector {
    /// Its UUID.
    #[schema(value_type = String)]
    pub uuid: ConnectorUuid,
    /// The ids of its datasets.
    pub datasets: Vec<String>,
    /// Its secret, shown this once, for `client_secret_basic`; its client id is its UUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
}

/// A connector's row taken apart.
pub(crate) struct Parts {
    pub(crate) uuid: ConnectorUuid,
    pub(crate) base_url: BaseUrl,
    pub(crate) sharing: Sharing,
    pub(crate) presence: Presence,
    pub(crate) metadata: ConnectorMetadata,
    pub(crate) jwks: Jwks,
    pub(crate) settings: Settings,
    pub(crate) secret_hash: Option<Vec<u8>>,
    pub(crate) fetched_at: i64,
}

impl Parts {
    pub(crate) fn read(row: &ConnectorRow) -> Result<Self> {
        let wrong = |error: &dyn std::fmt::Display| Error::stored("connector", error);
        Ok(Self {
            uuid: ConnectorUuid::parse(&row.uuid).map_err(|error| wrong(&error))?,
            base_url: BaseUrl::parse(&row.base_url, Transport::Development)
                .map_err(|error| wrong(&error))?,
            sharing: Sharing::read(&row.sharing)?,
            presence: Presence::read(&row.state)?,
            metadata: serde_json::from_str(&row.metadata).map_err(|error| wrong(&error))?,
            jwks: serde_json::from_str(&row.jwks).map_err(|error| wrong(&error))?,
            settings: serde_json::from_str(&row.settings).map_err(|error| wrong(&error))?,
            secret_hash: row.secret_hash.clone(),
            fetched_at: row.fetched_at,
        })
    }
}

impl Operator {
    /// Adds a connector by its base URL: fetches its metadata, keys and datasets. One that was met through
    /// a trust group before becomes this operator's own; one that was withdrawn is back.
    ///
    /// # Errors
    /// [`Error::Peer`] when it cannot be fetched or describes itself badly, [`Error::Conflict`] when it is
    /// here already, [`Error::Invalid`].
    pub async fn add_connector(&self, new: NewConnector) -> Result<AddedConnector> {
        let base_url = BaseUrl::parse(&new.base_url, self.transport())
            .map_err(|error| Error::invalid("base_url", error.to_string()))?;
        let member = |group: &TrustGroupUuid| {
            self.config
                .trust_groups
                .iter()
                .any(|one| one.uuid == *group)
        };
        if let Some(group) = new.trust_groups.iter().find(|group| !member(group)) {
            return Err(Error::invalid(
                "trust_groups",
                format!("this operator is not in the trust group `{group}`"),
            ));
        }
        let sharing = if new.trust_groups.is_empty() {
            Sharing::Restricted
        } else {
            Sharing::Shared
        };
        let settings = Settings {
            auth_method: new.auth_method,
            trust_groups: new.trust_groups,
            datasets: new.datasets,
        };
        let published = self.fetch_connector(&base_url, &settings).await?;
        let secret =
            (settings.auth_method == AuthMethod::ClientSecretBasic).then(crate::random::token);
        let secret_hash = secret.as_deref().map(crate::random::hash_of_secret);
        let uuid = published.metadata.connector_uuid.clone();
        let datasets = published
            .datasets
            .iter()
            .map(|dataset| dataset.id.to_string())
            .collect();
        self.write_connector(sharing, &settings, secret_hash, published)
            .await?;
        Ok(AddedConnector {
            uuid,
            datasets,
            client_secret: secret,
        })
    }

    /// Writes a connector that is new here, or one met through a trust group before.
    pub(crate) async fn write_connector(
        &self,
        sharing: Sharing,
        settings: &Settings,
        secret_hash: Option<Vec<u8>>,
        published: Published,
    ) -> Result<()> {
        let now = self.clock.now();
        let uuid = published.metadata.connector_uuid.to_string();
        let before = self.db.connector(&uuid).await?;
        let mut row = ConnectorRow {
            uuid: uuid.clone(),
            base_url: published.metadata.connector_base_url.as_str().to_owned(),
            sharing: sharing.as_str().to_owned(),
            metadata: to_text(&published.metadata)?,
            jwks: to_text(&published.jwks)?,
            settings: to_text(settings)?,
            secret_hash,
            state: Presence::Active.as_str().to_owned(),
            version: 1,
            fetched_at: now,
            created_at: now,
            changed_at: now,
        };
        let mut unit = Unit::new();
        match before {
            None => {
                unit.insert_connector(&row);
            }
            // Whoever names another connector's UUID as its own is not that connector.
            Some(before)
                if before.base_url == row.base_url
                    && sharing != Sharing::Foreign
                    && (before.sharing == Sharing::Foreign.as_str()
                        || before.state == Presence::Withdrawn.as_str()) =>
            {
                row.version = before.version;
                unit.update_connector(&row, now);
            }
            Some(_) => {
                return Err(Error::Conflict(format!(
                    "connector `{uuid}` is here already"
                )));
            }
        }
        let rows = self.dataset_rows(&published).await?;
        unit.offer_datasets(&uuid, &rows);
        Known::sources_changed(&mut unit, now);
        let about = About {
            party: Some(&uuid),
            subject: None,
        };
        let record = json!({"act": "connector added", "sharing": sharing.as_str()});
        unit.log(journal::entry(Kind::Administration, now, about, &record)?);
        match self.db.commit(unit).await {
            Ok(_) => {}
            Err(storage::Error::Duplicate { .. } | storage::Error::Conflict { .. }) => {
                return Err(Error::Conflict(format!(
                    "connector `{uuid}` or its base url is here already"
                )));
            }
            Err(error) => return Err(error.into()),
        }
        self.known.forget_sources();
        Ok(())
    }

    /// A connector that shows something not known of it yet (a key, a description), after its metadata, keys and datasets were
    /// fetched once more. None where that was done too often of late.
    pub(crate) async fn fetched_again(&self, source: &Arc<Source>) -> Result<Option<Arc<Source>>> {
        // Many requests meet what is new at once: one of them fetches it, the others wait and take what it found.
        let turn = self.fetching_again.of(source.uuid.as_str());
        let _turn = turn.lock().await;
        match self.known_sources().await?.get(source.uuid.as_str()) {
            Some(newer) if !Arc::ptr_eq(newer, source) => return Ok(Some(Arc::clone(newer))),
            _ => {}
        }
        let now = std::time::Instant::now();
        if self.fetches_again.check_at(&source.uuid, now).is_err() {
            return Ok(None);
        }
        self.refresh_connector(source.uuid.as_str()).await?;
        self.assertions.clear();
        let sources = self.known_sources().await?;
        let newer = sources.get(source.uuid.as_str()).cloned();
        let gone = || Error::unknown("connector", source.uuid.as_str());
        newer.map(Some).ok_or_else(gone)
    }

    /// Fetches a connector's metadata, keys and datasets again.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Peer`].
    pub async fn refresh_connector(&self, uuid: &str) -> Result<()> {
        let row = self.db.connector(uuid).await?;
        let row = row.ok_or_else(|| Error::unknown("connector", uuid))?;
        let base_url = row.base_url.clone();
        let refreshed = self.refresh(row).await;
        self.note_finding(&base_url, refreshed.as_ref().err())
            .await?;
        refreshed
    }

    async fn refresh(&self, row: ConnectorRow) -> Result<()> {
        let uuid = row.uuid.as_str();
        let parts = Parts::read(&row)?;
        let published = self
            .fetch_connector(&parts.base_url, &parts.settings)
            .await?;
        if published.metadata.connector_uuid != parts.uuid {
            return Err(Error::Peer {
                url: parts.base_url.to_string(),
                reason: format!(
                    "it is connector `{}` now, not `{uuid}`",
                    published.metadata.connector_uuid
                ),
            });
        }
        let now = self.clock.now();
        let (metadata, jwks) = (to_text(&published.metadata)?, to_text(&published.jwks)?);
        let rows = self.dataset_rows(&published).await?;
        let offered = self.db.datasets_of(uuid).await?;
        let same_offer = offered.len() == rows.len()
            && rows.iter().all(|row| {
                offered
                    .iter()
                    .any(|one| one.id == row.id && one.version == row.version)
            });
        let is_back = parts.presence == Presence::Away;
        let changed = metadata != row.metadata || jwks != row.jwks || !same_offer || is_back;
        let state = if is_back {
            Presence::Active
        } else {
            parts.presence
        };
        let uuid = row.uuid.clone();
        let mut unit = Unit::new();
        unit.update_connector(
            &ConnectorRow {
                metadata,
                jwks,
                state: state.as_str().to_owned(),
                fetched_at: now,
                ..row
            },
            now,
        );
        if changed {
            unit.offer_datasets(&uuid, &rows);
            Known::sources_changed(&mut unit, now);
        }
        self.db.commit(unit).await?;
        if changed {
            self.known.forget_sources();
        }
        Ok(())
    }

    /// Every connector known here, by base URL.
    pub async fn connectors(&self) -> Result<Vec<Connector>> {
        let sources = self.known_sources().await?;
        let mut connectors: Vec<Connector> = sources
            .all()
            .map(|source| Connector {
                uuid: source.uuid.clone(),
                base_url: source.base_url.clone(),
                name: source.metadata.name.clone(),
                description: source.metadata.description.clone(),
                sharing: source.sharing,
                trust_groups: source.trust_groups.clone(),
                auth_method: source.auth_method,
                capabilities: source
                    .metadata
                    .capabilities
                    .iter()
                    .map(|one| one.as_str().to_owned())
                    .collect(),
                datasets: source
                    .datasets
                    .iter()
                    .map(|one| (one.dataset.id.to_string(), one.dataset.version))
                    .collect(),
                presence: source.presence,
                fetched_at: crate::clock::rfc3339(source.fetched_at),
            })
            .collect();
        connectors.sort_by(|one, other| one.base_url.cmp(&other.base_url));
        Ok(connectors)
    }

    /// Every dataset offered by a connector known here.
    pub async fn datasets(&self) -> Result<Vec<Dataset>> {
        let rows = self.db.datasets().await?;
        rows.iter()
            .map(|row| {
                serde_json::from_str(&row.body).map_err(|error| Error::stored("dataset", error))
            })
            .collect()
    }

    /// Which addresses may be used: plain http on loopback in development only.
    pub(crate) fn transport(&self) -> Transport {
        if self.config.development {
            Transport::Development
        } else {
            Transport::Https
        }
    }
}

fn to_text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}

/// One at a time, for each connector by itself.
#[derive(Debug, Default)]
pub(crate) struct Turns(
    std::sync::Mutex<std::collections::HashMap<String, std::sync::Arc<tokio::sync::Mutex<()>>>>,
);

impl Turns {
    /// What to lock for this connector. Only known ones are asked for, so there are no more than those.
    pub(crate) fn of(&self, connector: &str) -> std::sync::Arc<tokio::sync::Mutex<()>> {
        let mut all = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        std::sync::Arc::clone(all.entry(connector.to_owned()).or_default())
    }
}
