//! The connectors and their datasets in memory, made ready to decide on.
use std::collections::HashMap;
use std::sync::Arc;

use permission::{CompiledDataset, Dataset, Sha256Hash};
use protocol::ids::{ConnectorUuid, TrustGroupUuid};
use protocol::introspection::Described;
use protocol::jose::KeySet;
use protocol::metadata::ConnectorMetadata;
use protocol::url::{Audience, BaseUrl, Endpoint, Transport};
use storage::operator::sources::Sources as _;

use super::{Parts, Presence, Sharing};
use crate::organisations::AuthMethod;
use crate::{Error, Operator, Result};

/// A connector made ready.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) uuid: ConnectorUuid,
    pub(crate) base_url: BaseUrl,
    pub(crate) metadata: ConnectorMetadata,
    pub(crate) keys: KeySet,
    pub(crate) sharing: Sharing,
    pub(crate) presence: Presence,
    pub(crate) trust_groups: Vec<TrustGroupUuid>,
    pub(crate) auth_method: AuthMethod,
    pub(crate) secret_hash: Option<Vec<u8>>,
    pub(crate) datasets: Vec<Offered>,
    pub(crate) fetched_at: i64,
    /// Every type of identifier that one of its datasets is found by.
    pub(crate) identifier_types: Vec<String>,
}

/// A dataset a connector offers.
#[derive(Debug)]
pub(crate) struct Offered {
    pub(crate) dataset: Dataset,
    /// By what a connector names this very description (RFC 8785).
    pub(crate) sha256: Sha256Hash,
    /// Ready to decide on, with every earlier version that permissions may stand on.
    pub(crate) compiled: CompiledDataset,
}

impl Offered {
    /// Whether this dataset is described in another way there.
    pub(crate) fn is_other(&self, described: &Described) -> bool {
        self.dataset.id.as_str() == described.id.as_str() && self.sha256 != described.sha256
    }
}

impl Source {
    /// Whether an address lies below the connector's own base URL.
    pub(crate) fn is_above(&self, address: &Endpoint) -> bool {
        Audience::parse(address.as_str(), Transport::Development)
            .is_ok_and(|address| address.is_within(&self.base_url))
    }

    /// Whether its dataset of that name is described here as there. One that it does not offer is another matter.
    pub(crate) fn is_described_as(&self, described: &Described) -> bool {
        !self
            .datasets
            .iter()
            .any(|offered| offered.is_other(described))
    }

    /// The dataset with this id.
    pub(crate) fn offered(&self, id: &permission::DatasetId) -> Option<&Offered> {
        self.datasets
            .iter()
            .find(|offered| offered.dataset.id == *id)
    }
}

/// Every connector known here.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    by_uuid: HashMap<ConnectorUuid, Arc<Source>>,
    /// The stamp of the database they were read at.
    pub(crate) stamp: String,
}

impl Sources {
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.by_uuid.values()
    }

    /// Those that people and services find.
    pub(crate) fn found(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.all()
            .filter(|source| source.presence == Presence::Active)
    }

    pub(crate) fn get(&self, uuid: &str) -> Option<&Arc<Source>> {
        self.by_uuid.get(uuid)
    }

    /// The connector that an audience belongs to: the one with the longest base URL that holds it.
    pub(crate) fn of_audience(&self, audience: &Audience) -> Option<&Arc<Source>> {
        self.all()
            .filter(|source| audience.is_within(&source.base_url))
            .max_by_key(|source| source.base_url.as_str().len())
    }

    /// Every dataset that is offered, with its source.
    pub(crate) fn offered(&self) -> impl Iterator<Item = (&Arc<Source>, &Offered)> {
        self.all()
            .flat_map(|source| source.datasets.iter().map(move |one| (source, one)))
    }

    /// The description a person would be shown of a dataset, whoever offers it.
    pub(crate) fn dataset(&self, id: &permission::DatasetId) -> Option<(&Arc<Source>, &Offered)> {
        let source = self.get(id.connector())?;
        source.offered(id).map(|offered| (source, offered))
    }
}

impl Operator {
    /// Reads every connector and its datasets from the database.
    pub(crate) async fn read_sources(&self, stamp: String) -> Result<Sources> {
        let mut versions: HashMap<String, Vec<(Dataset, bool)>> = HashMap::new();
        for row in self.db.all_datasets().await? {
            let dataset: Dataset =
                serde_json::from_str(&row.body).map_err(|error| Error::stored("dataset", error))?;
            versions
                .entry(row.connector_uuid)
                .or_default()
                .push((dataset, row.offered == 1));
        }
        let mut sources = Sources {
            stamp,
            ..Sources::default()
        };
        for row in self.db.connectors().await? {
            let parts = Parts::read(&row)?;
            let versions = versions.remove(&row.uuid).unwrap_or_default();
            let all: Vec<Dataset> = versions
                .iter()
                .map(|(dataset, _)| dataset.clone())
                .collect();
            let mut datasets = Vec::new();
            for (dataset, _) in versions.into_iter().filter(|(_, offered)| *offered) {
                let compiled = CompiledDataset::new(&dataset, &all)
                    .map_err(|error| Error::stored("dataset", error))?;
                let sha256 = permission::canonical_sha256(&dataset)
                    .map_err(|error| Error::stored("dataset", error))?;
                datasets.push(Offered {
                    dataset,
                    sha256,
                    compiled,
                });
            }
            let mut identifier_types: Vec<String> = datasets
                .iter()
                .flat_map(|offered| offered.dataset.identifier_types.iter().cloned())
                .collect();
            identifier_types.sort();
            identifier_types.dedup();
            let source = Source {
                keys: KeySet::new(&parts.jwks),
                base_url: parts.base_url,
                metadata: parts.metadata,
                sharing: parts.sharing,
                presence: parts.presence,
                trust_groups: parts.settings.trust_groups,
                auth_method: parts.settings.auth_method,
                secret_hash: parts.secret_hash,
                datasets,
                fetched_at: parts.fetched_at,
                identifier_types,
                uuid: parts.uuid.clone(),
            };
            sources.by_uuid.insert(parts.uuid, Arc::new(source));
        }
        Ok(sources)
    }
}
