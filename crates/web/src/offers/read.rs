//! Reading what operators share (MIM4 §5.9) and what connectors publish about themselves (MIM4 §5.8), from themselves.
use std::time::Duration;

use permission::Dataset;
use protocol::ids::{OperatorUuid, TrustGroupUuid};
use protocol::metadata::{CONNECTOR_PATH, ConnectorMetadata, OPERATOR_PATH, OperatorMetadata};
use protocol::url::BaseUrl;

use crate::fetch::{GuardedClient, Limits};

/// A list of datasets: a thousand attributes described in ten languages.
const DATASETS: Limits = Limits {
    time: Duration::from_secs(10),
    bytes: 4 * 1024 * 1024,
};
/// Datasets of one connector.
const MOST_DATASETS: usize = 256;

/// Why what a party says of itself cannot be taken: it did not answer, or describes itself badly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub String);

/// Longest reason that is kept, in characters: it may hold what the source wrote.
const LONGEST_REASON: usize = 300;

impl Unusable {
    /// The reason as it is kept: a line of no more than 300 characters.
    pub fn line(&self) -> String {
        let plain = self.0.chars().filter(|c| !c.is_control());
        plain.take(LONGEST_REASON).collect()
    }

    fn because(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// The connectors that an operator shares in a group.
///
/// # Errors
/// [`Unusable`], also when another operator is at the address.
pub async fn shared_by(
    client: &GuardedClient,
    base: &BaseUrl,
    operator: &OperatorUuid,
    group: &TrustGroupUuid,
) -> Result<Vec<BaseUrl>, Unusable> {
    let url = format!("{base}{OPERATOR_PATH}");
    let fetched = client.get(&url).json().send().await;
    let fetched = fetched.map_err(Unusable::because)?;
    let metadata =
        OperatorMetadata::from_json(&fetched.body).and_then(|metadata| metadata.expect(operator));
    let metadata = metadata.map_err(Unusable::because)?;
    let shared = metadata.shared_connectors.into_iter();
    Ok(shared
        .filter(|shared| shared.trust_group_uuid == *group)
        .flat_map(|shared| shared.connectors)
        .map(|connector| connector.connector_base_url)
        .collect())
}

/// The metadata of the connector at `base`.
///
/// # Errors
/// [`Unusable`], also when the document is another connector's.
pub async fn metadata(
    client: &GuardedClient,
    base: &BaseUrl,
) -> Result<ConnectorMetadata, Unusable> {
    let url = format!("{base}{CONNECTOR_PATH}");
    let fetched = client.get(&url).json().send().await;
    let fetched = fetched.map_err(Unusable::because)?;
    let metadata = ConnectorMetadata::from_json(&fetched.body).map_err(Unusable::because)?;
    // A document copied from another connector must not be taken for this one's.
    if metadata.connector_base_url != *base {
        return Err(Unusable(format!(
            "its metadata names the base url `{}`",
            metadata.connector_base_url
        )));
    }
    Ok(metadata)
}

/// The datasets that a connector publishes; none where it publishes no list.
///
/// # Errors
/// [`Unusable`]; see [`check`].
pub async fn datasets(
    client: &GuardedClient,
    metadata: &ConnectorMetadata,
) -> Result<Option<Vec<Dataset>>, Unusable> {
    let Some(url) = &metadata.datasets_url else {
        return Ok(None);
    };
    let client = client.with_limits(DATASETS);
    let fetched = client.get_json::<Vec<Dataset>>(url.as_str()).await;
    let datasets = fetched
        .map_err(|error| Unusable(format!("datasets_url: {error}")))?
        .body;
    check(&datasets, metadata)?;
    Ok(Some(datasets))
}

/// Whether these can be datasets of a connector.
///
/// # Errors
/// [`Unusable`] when they are too many, described badly or another connector's.
pub fn check(datasets: &[Dataset], metadata: &ConnectorMetadata) -> Result<(), Unusable> {
    if datasets.len() > MOST_DATASETS {
        return Err(Unusable(format!(
            "it describes more than {MOST_DATASETS} datasets"
        )));
    }
    for dataset in datasets {
        dataset.validate().map_err(Unusable::because)?;
        if dataset.id.connector() != metadata.connector_uuid.as_str() {
            return Err(Unusable(format!(
                "dataset `{}` is not of connector `{}`",
                dataset.id, metadata.connector_uuid
            )));
        }
    }
    Ok(())
}
