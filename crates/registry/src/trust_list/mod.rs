//! The signed trust list (MIM4 §5.1): made from the member table, signed anew every minute and at every change.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use protocol::jose::Jwks;
use protocol::problem::ProblemName;
use protocol::trust_list::{
    Member as ListedMember, MemberStatus, OperatorDescription, RulebookReference, TrustGroup,
    TrustList, sign,
};
use protocol::url::{BaseUrl, Transport};
use storage::Database;
use storage::registry::groups::{GroupRow, Groups as _};
use storage::registry::members::Members as _;
use tokio::sync::Notify;
use web::CancellationToken;
use web::keys::Keys;
use web::problem::Problem;

use crate::clock::{SECOND, now};
use crate::groups::Group;
use crate::members::{Member, Status};
use crate::{Error, Result};

/// The media type of a JWS in JSON serialisation (RFC 7515 §9.2.1).
const JOSE_JSON: &str = "application/jose+json";

/// Signs the list and keeps the newest.
pub struct Signer {
    database: Database,
    keys: Arc<Keys>,
    transport: Transport,
    every: Duration,
    valid_seconds: i64,
    newest: ArcSwapOption<Signed>,
    changed: Notify,
}

/// A signed list.
pub struct Signed {
    body: Bytes,
    /// What it says, for pages and tests.
    pub list: TrustList,
}

impl Signer {
    /// A signer over this database and these keys.
    pub fn new(
        database: Database,
        keys: Arc<Keys>,
        transport: Transport,
        limits: &crate::config::Limits,
    ) -> Arc<Self> {
        Arc::new(Self {
            database,
            keys,
            transport,
            every: Duration::from_secs(limits.sign_every_seconds.into()),
            valid_seconds: limits.valid_seconds.into(),
            newest: ArcSwapOption::empty(),
            changed: Notify::new(),
        })
    }

    /// The newest list that was signed; none while there is no trust group.
    pub fn newest(&self) -> Option<Arc<Signed>> {
        self.newest.load_full()
    }

    /// Signs a list of what the member table says now.
    pub async fn sign(&self) -> Result<()> {
        let mut groups = self.database.groups().await?;
        if groups.is_empty() {
            return Ok(());
        }
        // INVARIANT: grows with every change of any group, is the same in every process on this database, and never
        // falls, for groups are never removed.
        let sequence: i64 = groups.iter().map(|group| group.sequence).sum();
        let first = groups.remove(0);
        let rulebook = Group::from(first.clone()).rulebook;
        let first = self.listed(&first).await?;
        let mut others = Vec::with_capacity(groups.len());
        for group in &groups {
            others.push(self.listed(group).await?);
        }
        let at = now() / SECOND;

        let keys: Jwks = self.keys.jwks();
        let mut list = TrustList::new(first, others, sequence.unsigned_abs(), at, keys);
        list.exp = Some(at.saturating_add(self.valid_seconds));
        list.rulebook = rulebook.map(|one| RulebookReference {
            id: one.id,
            version: one.version,
            sha256: one.sha256,
        });
        let body = sign(&list, &self.keys.signers().iter().collect::<Vec<_>>())
            .map_err(|error| Error::Invalid(error.to_string()))?;
        self.newest.store(Some(Arc::new(Signed {
            body: body.into(),
            list,
        })));
        Ok(())
    }

    async fn listed(&self, group: &GroupRow) -> Result<TrustGroup> {
        let broken = |error: String| Error::Invalid(error);
        let mut members = Vec::new();
        for row in self.database.members(&group.id).await? {
            let member = Member::try_from(&row)?;
            members.push(ListedMember {
                operator: OperatorDescription {
                    operator_uuid: member
                        .operator_uuid
                        .parse()
                        .map_err(|error: protocol::ids::IdError| broken(error.to_string()))?,
                    name: member.name,
                    operator_base_url: BaseUrl::parse(&member.operator_base_url, self.transport)
                        .map_err(|error| broken(error.to_string()))?,
                },
                status: listed_status(member.status),
                roles: member
                    .roles
                    .iter()
                    .filter_map(|role| role.parse().ok())
                    .collect(),
            });
        }
        let uuid = group
            .id
            .parse()
            .map_err(|error: protocol::ids::IdError| broken(error.to_string()))?;
        Ok(TrustGroup {
            trust_group_uuid: uuid,
            members,
        })
    }

    /// Says that the member table has changed: the list is signed anew at once.
    pub fn changed(&self) {
        self.changed.notify_one();
    }

    /// Signs again and again until told to stop.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.changed.notified() => {}
                () = tokio::time::sleep(self.every) => {}
            }
            if let Err(error) = self.sign().await {
                tracing::error!(%error, "the trust list could not be signed; the last one goes on until it ends");
                metrics::counter!("fiducia_trust_list_failures_total", "party" => "registry")
                    .increment(1);
            }
        }
    }
}

pub(crate) const fn listed_status(status: Status) -> MemberStatus {
    match status {
        Status::Applied => MemberStatus::Applied,
        Status::Active => MemberStatus::Active,
        Status::Suspended => MemberStatus::Suspended,
        Status::Revoked => MemberStatus::Revoked,
        Status::Surrendered => MemberStatus::Surrendered,
    }
}

/// `GET /trustlist-api/groups` (MIM4 §5.1.2).
pub(crate) async fn get(State(signer): State<Arc<Signer>>) -> Response {
    let Some(signed) = signer.newest() else {
        return Problem::new(ProblemName::NotFound)
            .detail("there is no trust group yet")
            .into_response();
    };
    let until = signed.list.exp.unwrap_or_default() - now() / SECOND;
    if until <= 0 {
        return Problem::new(ProblemName::Unavailable)
            .detail("the trust list has ended and cannot be signed anew")
            .into_response();
    }
    let fresh = i64::try_from(signer.every.as_secs())
        .unwrap_or(i64::MAX)
        .min(until);
    let headers = [
        (CONTENT_TYPE, JOSE_JSON.to_owned()),
        (CACHE_CONTROL, format!("public, max-age={fresh}")),
    ];
    (headers, signed.body.clone()).into_response()
}
