//! Connectors that other operators of a trust group share (MIM4 §5.9): met through the group's trust list and
//! the members' metadata, so that no connector registers at each operator.
use std::time::Duration;

use protocol::ids::TrustGroupUuid;
use protocol::jose::{Algorithms, Jwks, KeySet};
use protocol::trust_list::{self, MemberStatus, RememberedKeys, VerifiedTrustList};
use protocol::url::BaseUrl;
use serde::Serialize;
use storage::operator::sources::Sources as _;
use storage::settings::Settings as _;
use utoipa::ToSchema;
use web::fetch::Limits;
use web::offers::read;

use super::presence::Shared;
use super::{Settings, Sharing};
use crate::organisations::AuthMethod;
use crate::{Error, Operator, Result, TrustGroup};

/// Longest trust list, in bytes, and the time it may take.
const TRUST_LIST: Limits = Limits {
    time: Duration::from_secs(5),
    bytes: protocol::json::Limits::TRUST_LIST.bytes,
};

/// A trust group as a connector is configured with it, under the names of its `[[connector.trust_group]]`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConnectorTrustGroup {
    /// The group's UUID (MIM4 §5.1.3).
    #[schema(value_type = String)]
    pub uuid: TrustGroupUuid,
    /// The registry's base URL.
    #[schema(value_type = String)]
    pub registry: BaseUrl,
    /// The registry's public keys, a JWK set.
    #[schema(value_type = Object)]
    pub keys: Jwks,
}

/// The setting that remembers the keys of a group's registry.
fn keys_setting(group: &TrustGroup) -> String {
    format!("operator.registry-keys.{}", group.uuid)
}

/// The setting whose time is that at which a group's trust list was fetched last; its value is from where.
pub(crate) fn fetched_setting(group: &TrustGroup) -> String {
    format!("operator.trust-list-fetched.{}", group.uuid)
}

impl Operator {
    /// Looks for connectors shared in the trust groups of this operator, and for those that are so no longer. What cannot
    /// be reached is left for the next time.
    pub(crate) async fn discover(&self) -> Result<()> {
        let mut shared = Shared::default();
        for group in &self.config.trust_groups {
            if let Err(error) = self.discover_in(group, &mut shared).await {
                shared.unread.insert(group.uuid.clone());
                metrics::counter!("operator_discovery_failures_total").increment(1);
                tracing::warn!(group = %group.uuid, %error, "the connectors of a trust group could not be looked up");
            }
        }
        self.note_shared(&shared).await
    }

    /// The base URL of a group's registry.
    pub(crate) fn registry_url(&self, group: &TrustGroup) -> Result<BaseUrl> {
        BaseUrl::parse(&group.registry, self.transport())
            .map_err(|error| Error::Config(format!("`operator.trust_group.registry`: {error}")))
    }

    /// What an administrator of a connector that is shared in this operator's trust groups configures it with: where
    /// each registry is, and its public keys (MIM4 §5.3.2.1).
    ///
    /// # Errors
    /// [`Error::Peer`] when a registry cannot be reached.
    pub async fn trust_groups(&self) -> Result<Vec<ConnectorTrustGroup>> {
        let mut groups = Vec::new();
        for group in &self.config.trust_groups {
            let registry = self.registry_url(group)?;
            groups.push(ConnectorTrustGroup {
                uuid: group.uuid.clone(),
                keys: self.registry_jwks(group).await?,
                registry,
            });
        }
        Ok(groups)
    }

    /// The keys that a group's registry is known by: configured, or announced by its lists since, or published when it
    /// was first looked at.
    async fn registry_jwks(&self, group: &TrustGroup) -> Result<Jwks> {
        let configured = group.configured_keys()?;
        let stored = self.db.setting(&keys_setting(group)).await?;
        let remembered = stored
            .map(|stored| RememberedKeys::recall(&stored.value, &configured))
            .unwrap_or_default();
        let known = remembered.known(&configured);
        if !known.keys.is_empty() {
            return Ok(known.clone());
        }
        let registry = self.registry_url(group)?;
        let peer = |reason: String| Error::Peer {
            url: registry.to_string(),
            reason,
        };
        let fetched = self
            .fetch
            .get(&format!("{registry}/jwks.json"))
            .json()
            .send()
            .await;
        let fetched = fetched.map_err(|error| peer(error.to_string()))?;
        let keys = Jwks::from_json(&fetched.body).map_err(|error| peer(error.to_string()))?;
        self.remember_keys(group, keys.clone()).await?;
        Ok(keys)
    }

    /// As [`Operator::registry_jwks`], to verify with.
    pub(crate) async fn registry_keys(&self, group: &TrustGroup) -> Result<KeySet> {
        Ok(KeySet::new(&self.registry_jwks(group).await?))
    }

    async fn remember_keys(&self, group: &TrustGroup, keys: Jwks) -> Result<()> {
        let remembered = RememberedKeys::new(&group.configured_keys()?, keys).to_json();
        let now = self.clock.now();
        Ok(self.db.set(&keys_setting(group), &remembered, now).await?)
    }

    /// A group's trust list, verified, and never older than one seen before. The registry's keys that it announces are
    /// remembered.
    pub(crate) async fn trust_list(&self, group: &TrustGroup) -> Result<VerifiedTrustList> {
        let registry = self.registry_url(group)?;
        let peer = |reason: String| Error::Peer {
            url: registry.to_string(),
            reason,
        };
        let known = self.registry_jwks(group).await?;
        let keys = KeySet::new(&known);
        let client = self.fetch.with_limits(TRUST_LIST);
        let fetched = client
            .get(&format!("{registry}{}", trust_list::PATH))
            .send()
            .await;
        let fetched = fetched.map_err(|error| peer(error.to_string()))?;
        let setting = format!("operator.trust-list-sequence.{}", group.uuid);
        let seen = self
            .db
            .setting(&setting)
            .await?
            .and_then(|seen| seen.value.parse().ok());
        let expected = trust_list::Expectations {
            keys: &keys,
            last_sequence: seen,
            algorithms: Algorithms::STANDARD,
            now: self.clock.seconds(),
        };
        let list = trust_list::verify(&fetched.body, &expected)
            .map_err(|error| peer(error.to_string()))?;
        if let Some(sequence) = list
            .sequence()
            .filter(|sequence| seen.is_none_or(|seen| *sequence > seen))
        {
            self.db
                .set(&setting, &sequence.to_string(), self.clock.now())
                .await?;
        }
        if let Some(announced) = list.registry_keys().filter(|keys| **keys != known) {
            self.remember_keys(group, announced.clone()).await?;
        }
        Ok(list)
    }

    /// Remembers when a group's trust list was fetched, for the status page.
    async fn note_fetched(&self, group: &TrustGroup) -> Result<()> {
        let (setting, now) = (fetched_setting(group), self.clock.now());
        Ok(self.db.set(&setting, &group.registry, now).await?)
    }

    async fn discover_in(&self, group: &TrustGroup, shared: &mut Shared) -> Result<()> {
        let list = self.trust_list(group).await?;
        self.note_fetched(group).await?;
        let members: Vec<_> = list
            .list()
            .groups()
            .iter()
            .filter(|found| found.trust_group_uuid == group.uuid)
            .flat_map(|found| &found.members)
            .filter(|member| {
                member.status == MemberStatus::Active && member.operator.operator_uuid != self.uuid
            })
            .collect();
        for member in members {
            let base = &member.operator.operator_base_url;
            if !base.allowed(self.transport()) {
                continue;
            }
            let operator = &member.operator.operator_uuid;
            match read::shared_by(&self.fetch, base, operator, &group.uuid).await {
                Ok(connectors) => {
                    let named = connectors.iter().map(|one| one.as_str().to_owned());
                    shared.connectors.extend(named);
                    self.meet(&connectors, &group.uuid).await?;
                }
                Err(error) => {
                    shared.unread.insert(group.uuid.clone());
                    tracing::warn!(operator = %base, %error, "an operator's shared connectors could not be read");
                }
            }
        }
        Ok(())
    }

    /// Adds the connectors that are not known yet. A shared connector must publish a key: it cannot have a
    /// secret at every operator.
    async fn meet(&self, connectors: &[BaseUrl], group: &TrustGroupUuid) -> Result<()> {
        for base in connectors {
            if !base.allowed(self.transport())
                || self.db.connector_by_url(base.as_str()).await?.is_some()
            {
                continue;
            }
            let settings = Settings {
                auth_method: AuthMethod::PrivateKeyJwt,
                trust_groups: vec![group.clone()],
                datasets: Vec::new(),
            };
            let met = match self.fetch_connector(base, &settings).await {
                Ok(published) => {
                    self.write_connector(Sharing::Foreign, &settings, None, published)
                        .await
                }
                Err(error) => Err(error),
            };
            let wrong = match met {
                Ok(()) => {
                    tracing::info!(connector = %base, %group, "a shared connector is known now");
                    None
                }
                // Another process met it at the same time.
                Err(Error::Conflict(_))
                    if self.db.connector_by_url(base.as_str()).await?.is_some() =>
                {
                    None
                }
                Err(error) => {
                    tracing::warn!(connector = %base, %error, "a shared connector cannot be used");
                    Some(error)
                }
            };
            self.note_finding(base.as_str(), wrong.as_ref()).await?;
        }
        Ok(())
    }
}
