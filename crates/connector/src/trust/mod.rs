//! Whom the source trusts (MIM4 §5.3.2): operators in a current trust list of one of its groups, and operators it has a
//! contract with. Nothing is ever fetched for anybody else.

mod list;
mod operators;

use std::collections::HashMap;
use std::sync::Arc;

use protocol::ids::{OperatorUuid, TrustGroupUuid};
use protocol::problem::ProblemName;
use protocol::trust_list::{MemberStatus, OperatorDescription};
use protocol::url::{BaseUrl, Endpoint};
use storage::Database;
use tokio::sync::watch;
use web::fetch::GuardedClient;
use zeroize::Zeroizing;

pub(crate) use self::list::{Group, configured_keys};
pub(crate) use self::operators::{Operator, Operators, fetch_problem};
use crate::clock::Clock;
use crate::config::{Config, Covered};
use crate::{Error, Result};

/// What the source has agreed about one operator, whether or not it is trusted at the moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    /// Tickets without a proof may serve more than one request.
    pub(crate) reuse_tickets: bool,
    /// RS256 is accepted.
    pub(crate) rs256: bool,
    /// `client_secret_basic` instead of the connector's own key.
    pub(crate) client_secret: Option<ClientSecret>,
    /// Where outcomes go, over what its metadata says.
    pub(crate) access_item_url: Option<BaseUrl>,
    /// What an answer without a `permission` member covers, over what its group says.
    pub(crate) covered: Option<Covered>,
}

/// A client id and secret.
#[derive(Clone)]
pub(crate) struct ClientSecret {
    /// The client id.
    pub(crate) id: String,
    /// The secret.
    pub(crate) secret: Arc<Zeroizing<String>>,
    /// Where it gets a token, which is shown in place of id and secret.
    pub(crate) token_url: Option<url::Url>,
}

impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientSecret")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// An operator that may ask now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trusted {
    /// Where its metadata is, as list or contract say.
    pub(crate) base_url: BaseUrl,
    /// The group it is a member of; none for a contract.
    pub(crate) group: Option<TrustGroupUuid>,
    /// What its answers without a `permission` member cover.
    pub(crate) covered: Covered,
}

/// Why an operator may not ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Distrust {
    /// In no list and no contract.
    Unknown,
    /// In a list, but not in good standing.
    NotActive(MemberStatus),
    /// In no current list; and of this registry there is none.
    NoList(ProblemName),
}

/// Groups and contracts.
pub(crate) struct Trust {
    groups: Vec<Arc<Group>>,
    contracts: HashMap<OperatorUuid, Arc<Trusted>>,
    terms: HashMap<OperatorUuid, Arc<Terms>>,
    nothing_agreed: Arc<Terms>,
}

impl Trust {
    /// Reads the configured groups and contracts, and the lists remembered.
    pub(crate) async fn open(
        config: &Config,
        database: &Database,
        client: &GuardedClient,
        clock: &Clock,
    ) -> Result<Self> {
        let mut groups = Vec::new();
        for group in &config.trust_groups {
            groups.push(Arc::new(
                Group::open(group, config, database, client, clock).await?,
            ));
        }
        let mut contracts = HashMap::new();
        let mut terms = HashMap::new();
        for operator in &config.operators {
            let client_secret = match &operator.client_secret {
                Some(client) => Some(ClientSecret {
                    id: client.id.as_str().to_owned(),
                    secret: Arc::new(client.secret.read()?),
                    token_url: client.token_url.clone(),
                }),
                None => None,
            };
            let agreed = Terms {
                reuse_tickets: operator.reuse_tickets,
                rs256: operator.rs256,
                client_secret,
                access_item_url: operator.access_item_url.clone(),
                covered: operator.attributes_for_2021_operators.clone(),
            };
            let uuid = &operator.operator_uuid;
            if terms.insert(uuid.clone(), Arc::new(agreed)).is_some() {
                return Err(Error::Config(format!(
                    "`connector.operator` names `{uuid}` twice"
                )));
            }
            if let Some(base_url) = &operator.operator_base_url {
                let covered = operator
                    .attributes_for_2021_operators
                    .clone()
                    .unwrap_or_default();
                let trusted = Trusted {
                    base_url: base_url.clone(),
                    group: None,
                    covered,
                };
                contracts.insert(uuid.clone(), Arc::new(trusted));
            }
        }
        Ok(Self {
            groups,
            contracts,
            terms,
            nothing_agreed: Arc::default(),
        })
    }

    /// Keeps every group's list current until `stop`.
    pub(crate) fn keep_current(
        &self,
        stop: &watch::Receiver<bool>,
    ) -> Vec<tokio::task::JoinHandle<()>> {
        self.groups
            .iter()
            .map(|group| tokio::spawn(Arc::clone(group).keep_current(stop.clone())))
            .collect()
    }

    /// How an operator stands at this moment. Asks a registry only if its list has ended.
    pub(crate) async fn standing(
        &self,
        operator: &OperatorUuid,
    ) -> std::result::Result<Arc<Trusted>, Distrust> {
        if let Some(contract) = self.contracts.get(operator) {
            return Ok(Arc::clone(contract));
        }
        let terms = self.terms(operator);
        let mut distrust = Distrust::Unknown;
        for group in &self.groups {
            match group.standing(operator).await {
                Ok(trusted) => {
                    return Ok(match &terms.covered {
                        None => trusted,
                        Some(covered) => Arc::new(Trusted {
                            covered: covered.clone(),
                            ..Trusted::clone(&trusted)
                        }),
                    });
                }
                // A list that says something says more than one that is not there, and that more than nothing.
                Err(found @ Distrust::NotActive(_)) => distrust = found,
                Err(found @ Distrust::NoList(_)) if distrust == Distrust::Unknown => {
                    distrust = found;
                }
                Err(_) => {}
            }
        }
        Err(distrust)
    }

    /// Whether an origin is that of an operator that may ask now. Asks a registry only if its list has ended.
    pub(crate) async fn is_operators(&self, origin: &str) -> bool {
        let mut contracted = self.contracts.values();
        if contracted.any(|operator| operator.base_url.origin() == origin) {
            return true;
        }
        for group in &self.groups {
            if group.has_origin(origin).await {
                return true;
            }
        }
        false
    }

    /// What the source has agreed about an operator.
    pub(crate) fn terms(&self, operator: &OperatorUuid) -> &Arc<Terms> {
        self.terms.get(operator).unwrap_or(&self.nothing_agreed)
    }

    /// The groups that this source accepts, as far as they are known.
    pub(crate) fn group_uuids(&self) -> Vec<TrustGroupUuid> {
        let mut uuids: Vec<_> = self.groups.iter().flat_map(|group| group.uuids()).collect();
        uuids.sort();
        uuids.dedup();
        uuids
    }

    /// The operators that lists and contracts name, whether they are trusted now or not. A contract gives no name.
    pub(crate) fn named(&self) -> Vec<OperatorDescription> {
        let contracted = self
            .contracts
            .iter()
            .map(|(uuid, trusted)| OperatorDescription {
                operator_uuid: uuid.clone(),
                name: String::new(),
                operator_base_url: trusted.base_url.clone(),
            });
        let members = self.groups.iter().flat_map(|group| group.members());
        members.chain(contracted).collect()
    }

    /// Reads every group's list again at once: an operator has said that a member's standing changed.
    pub(crate) async fn refresh(&self) {
        for group in &self.groups {
            group.refresh_unless_fresh().await;
        }
    }

    /// The registries whose lists cannot be relied on now, and what is wrong with each.
    pub(crate) fn troubles(&self) -> Vec<(&str, ProblemName)> {
        let groups = self.groups.iter();
        groups.filter_map(|group| group.trouble()).collect()
    }

    /// The state of each group's list: for `/readyz`.
    pub(crate) fn check(&self) -> std::result::Result<(), String> {
        for group in &self.groups {
            group.check()?;
        }
        Ok(())
    }
}

/// `{base}/{path}`, for an address that no metadata gives.
pub(crate) fn below(base: &BaseUrl, path: &str) -> Option<Endpoint> {
    base.join(path).ok()
}
