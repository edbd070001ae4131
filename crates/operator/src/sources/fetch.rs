//! Fetching what a connector publishes about itself (MIM4 §5.8).
use permission::Dataset;
use protocol::jose::{Jwks, KeySet};
use protocol::metadata::ConnectorMetadata;
use protocol::url::BaseUrl;
use storage::operator::sources::{DatasetRow, Sources as _};
use web::offers::read;

use super::{Presence, Settings};
use crate::organisations::AuthMethod;
use crate::{Error, Operator, Result};

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
        let metadata = read::metadata(&self.fetch, base)
            .await
            .map_err(|error| peer(error.to_string()))?;
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
        let datasets = match read::datasets(&self.fetch, &metadata).await {
            Ok(Some(datasets)) => Ok(datasets),
            Ok(None) => {
                read::check(&settings.datasets, &metadata).map(|()| settings.datasets.clone())
            }
            Err(error) => Err(error),
        };
        let datasets = datasets.map_err(|error| peer(error.to_string()))?;
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
