//! Fetching what a connector publishes about itself (MIM4 §5.8).
use std::time::Duration;

use permission::Dataset;
use protocol::jose::{Jwks, KeySet};
use protocol::metadata::{CONNECTOR_PATH, ConnectorMetadata};
use protocol::url::BaseUrl;
use storage::operator::sources::{DatasetRow, Sources as _};
use web::fetch::Limits;

use super::{Presence, Settings};
use crate::organisations::AuthMethod;
use crate::{Error, Operator, Result};

/// Longest list of datasets, in bytes: a thousand attributes described in ten languages.
const DATASETS_BYTES: usize = 4 * 1024 * 1024;
/// The time such a list may take.
const DATASETS_TIME: Duration = Duration::from_secs(10);
/// Datasets of one connector.
const MOST_DATASETS: usize = 256;

/// What a connector publishes about itself, checked.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    pub(crate) metadata: ConnectorMetadata,
    pub(crate) jwks: Jwks,
    pub(crate) datasets: Vec<Dataset>,
}

impl Operator {
    /// Fetches metadata, keys and datasets of the connector at `base`, and checks them.
    pub(crate) async fn fetch_connector(
        &self,
        base: &BaseUrl,
        settings: &Settings,
    ) -> Result<Published> {
        let peer = |reason: String| Error::Peer {
            url: base.to_string(),
            reason,
        };
        let url = format!("{base}{CONNECTOR_PATH}");
        let fetched = self
            .fetch
            .get(&url)
            .json()
            .send()
            .await
            .map_err(|error| peer(error.to_string()))?;
        let metadata =
            ConnectorMetadata::from_json(&fetched.body).map_err(|error| peer(error.to_string()))?;
        // A document copied from another connector must not be taken for this one's.
        if metadata.connector_base_url != *base {
            return Err(peer(format!(
                "its metadata names the base url `{}`",
                metadata.connector_base_url
            )));
        }
        let jwks = match (&metadata.jwks_uri, &metadata.connector_key) {
            (Some(uri), _) => {
                let fetched = self.fetch.get(uri.as_str()).json().send().await;
                let fetched = fetched.map_err(|error| peer(format!("jwks_uri: {error}")))?;
                Jwks::from_json(&fetched.body)
                    .map_err(|error| peer(format!("jwks_uri: {error}")))?
            }
            (None, Some(key)) => Jwks::from(key.clone()),
            (None, None) => Jwks::default(),
        };
        if settings.auth_method == AuthMethod::PrivateKeyJwt && KeySet::new(&jwks).is_empty() {
            return Err(peer(
                "it publishes no key; register it with `client_secret_basic`".to_owned(),
            ));
        }
        let datasets = match &metadata.datasets_url {
            Some(url) => {
                let client = self.fetch.with_limits(Limits {
                    time: DATASETS_TIME,
                    bytes: DATASETS_BYTES,
                });
                let fetched = client.get_json::<Vec<Dataset>>(url.as_str()).await;
                fetched
                    .map_err(|error| peer(format!("datasets_url: {error}")))?
                    .body
            }
            None => settings.datasets.clone(),
        };
        if datasets.len() > MOST_DATASETS {
            return Err(peer(format!(
                "it describes more than {MOST_DATASETS} datasets"
            )));
        }
        for dataset in &datasets {
            dataset
                .validate()
                .map_err(|error| peer(error.to_string()))?;
            if dataset.id.connector() != metadata.connector_uuid.as_str() {
                return Err(peer(format!(
                    "dataset `{}` is not of connector `{}`",
                    dataset.id, metadata.connector_uuid
                )));
            }
        }
        Ok(Published {
            metadata,
            jwks,
            datasets,
        })
    }

    /// The datasets as rows. A version that is stored already must be the same still.
    pub(crate) async fn dataset_rows(&self, published: &Published) -> Result<Vec<DatasetRow>> {
        let now = self.clock.now();
        let mut rows = Vec::with_capacity(published.datasets.len());
        for dataset in &published.datasets {
            let body = permission::canonical_json(dataset)
                .map_err(|error| Error::Internal(error.to_string()))?;
            let version = i64::from(dataset.version);
            if let Some(stored) = self.db.dataset(dataset.id.as_str(), version).await?
                && stored.body != body
            {
                return Err(Error::Peer {
                    url: published.metadata.connector_base_url.to_string(),
                    reason: format!(
                        "version {version} of dataset `{}` has changed; a changed description needs a new version",
                        dataset.id
                    ),
                });
            }
            rows.push(DatasetRow {
                id: dataset.id.to_string(),
                version,
                connector_uuid: published.metadata.connector_uuid.to_string(),
                body,
                offered: 1,
                created_at: now,
            });
        }
        Ok(rows)
    }

    /// Fetches every connector again whose description is older than the configured age.
    pub(crate) async fn refresh_sources(&self) -> Result<()> {
        let oldest = self.clock.now()
            - i64::from(self.config.limits.source_refresh_seconds) * crate::clock::SECOND;
        for row in self.db.connectors().await? {
            if row.fetched_at >= oldest || row.state == Presence::Withdrawn.as_str() {
                continue;
            }
            if let Err(error) = self.refresh_connector(&row.uuid).await {
                metrics::counter!("operator_source_refresh_failures_total").increment(1);
                tracing::warn!(connector = row.uuid, %error, "a connector could not be fetched again");
                self.note_silent(&row).await?;
            }
        }
        Ok(())
    }
}
