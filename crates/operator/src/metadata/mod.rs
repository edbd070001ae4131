//! What the operator publishes about itself (MIM4 §5.7).
pub(crate) mod api;

use std::collections::BTreeMap;

use protocol::metadata::{
    ConnectorReference, LogDescription, OperatorMetadata, PROFILE, SharedConnectors,
};
use protocol::url::Endpoint;

use crate::sources::{Presence, Sharing};
use crate::{Error, Operator, Result, access_log, events, introspection, oauth, tickets};

impl Operator {
    /// The metadata as it is now.
    pub(crate) async fn metadata(&self) -> Result<OperatorMetadata> {
        let endpoint = |path: &str| -> Result<Option<Endpoint>> {
            let joined = self
                .base_url
                .join(path)
                .map_err(|error| Error::Internal(error.to_string()))?;
            Ok(Some(joined))
        };
        let sources = self.known_sources().await?;
        let mut shared = BTreeMap::new();
        for source in sources.all() {
            if source.presence == Presence::Withdrawn {
                continue;
            }
            let reference = ConnectorReference {
                connector_base_url: source.base_url.clone(),
            };
            match source.sharing {
                Sharing::Shared => {
                    for group in &source.trust_groups {
                        shared
                            .entry(group.clone())
                            .or_insert_with(Vec::new)
                            .push(reference.clone());
                    }
                }
                // Restricted ones are shown to this operator's services only (MIM4 §5.10), at `/api/v1/connectors`.
                Sharing::Restricted | Sharing::Foreign => {}
            }
        }
        let shared = shared
            .into_iter()
            .map(|(trust_group_uuid, mut connectors)| {
                connectors
                    .sort_by(|one, other| one.connector_base_url.cmp(&other.connector_base_url));
                SharedConnectors {
                    trust_group_uuid,
                    connectors,
                }
            });
        Ok(OperatorMetadata {
            operator_uuid: self.uuid.clone(),
            operator_key: self.keys.signer().jwk().clone(),
            name: self.config.name.clone(),
            vendor: self.config.vendor.clone(),
            operator_base_url: self.base_url.clone(),
            introspection_url: self.address(introspection::api::PATH),
            api_guide: self.address("api/openapi.json"),
            shared_connectors: shared.collect(),
            restricted_connectors: Vec::new(),
            jwks_uri: endpoint("jwks.json")?,
            token_endpoint: endpoint(oauth::token::PATH)?,
            request_ticket_endpoint: endpoint(tickets::api::PATH)?,
            access_item_endpoint: endpoint(access_log::api::PATH)?,
            events_endpoint: endpoint(events::api::PATH)?,
            log: Some(LogDescription {
                origin: self.log.origin().to_owned(),
                verifier_key: self.log.verifier().to_string(),
            }),
            profile: Some(PROFILE.to_owned()),
        })
    }
}
