//! What every handler of a running registry has at hand.

use std::sync::Arc;

use protocol::metadata::OperatorMetadata;
use protocol::url::{BaseUrl, Transport};
use storage::Database;
use web::Frame;
use web::fetch::GuardedClient;
use web::keys::Keys;
use web::log::PartyLog;
use web::problem::{Problem, ProblemName};

use crate::members::Applicant;
use crate::sources::Shelf;
use crate::sources::harvest::Harvest;
use crate::trust_list::Signer;
use crate::{Error, Result};

/// The state behind the routes.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) database: Database,
    pub(crate) keys: Arc<Keys>,
    pub(crate) log: Arc<PartyLog>,
    pub(crate) signer: Arc<Signer>,
    pub(crate) client: GuardedClient,
    pub(crate) transport: Transport,
    /// Says that members are to be told something.
    pub(crate) telling: Arc<tokio::sync::Notify>,
    /// Reads what members share.
    pub(crate) harvest: Arc<Harvest>,
    /// What was read.
    pub(crate) shelf: Arc<Shelf>,
    /// What stands around pages.
    pub(crate) frame: Arc<Frame>,
}

impl App {
    /// Signs the trust list anew before the change is acknowledged, publishes the log, and tells the members; what
    /// new members share is read.
    pub(crate) async fn changed(&self) -> Result<()> {
        self.signer.sign().await?;
        self.signer.changed();
        self.log.wake();
        self.telling.notify_one();
        self.harvest.wake();
        Ok(())
    }

    /// Reads from the operator's own metadata who it is (MIM4 §5.7).
    pub(crate) async fn resolve(&self, base_url: &str, roles: Vec<String>) -> Result<Applicant> {
        let base = BaseUrl::parse(base_url, self.transport)
            .map_err(|error| Error::Invalid(error.to_string()))?;
        let url = base
            .join(".well-known/mydataoperator-config")
            .map_err(|error| Error::Invalid(error.to_string()))?;
        let broken = |reason: String| Error::Metadata {
            url: url.as_str().to_owned(),
            reason,
        };
        let fetched = self
            .client
            .get(url.as_str())
            .json()
            .send()
            .await
            .map_err(|error| broken(error.to_string()))?;
        let metadata = OperatorMetadata::from_json(&fetched.body)
            .map_err(|error| broken(error.to_string()))?;
        if metadata.operator_base_url != base {
            return Err(broken(format!(
                "it calls itself `{}`",
                metadata.operator_base_url.as_str()
            )));
        }
        let jwks_uri = metadata
            .jwks_uri
            .as_ref()
            .map_or_else(|| url.as_str().to_owned(), |uri| uri.as_str().to_owned());
        Ok(Applicant {
            operator_uuid: metadata.operator_uuid.to_string(),
            name: metadata.name,
            operator_base_url: base.as_str().to_owned(),
            jwks_uri,
            roles,
        })
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let name = match &error {
            Error::Invalid(_) => ProblemName::InvalidRequest,
            Error::NotFound { .. } => ProblemName::NotFound,
            Error::AlreadyMember(_)
            | Error::WrongMove(_)
            | Error::Conflict
            | Error::Web(web::Error::Storage(storage::Error::Conflict { .. })) => {
                ProblemName::Conflict
            }
            Error::Metadata { .. } => ProblemName::OperatorBadAnswer,
            Error::Storage(_) => ProblemName::Unavailable,
            Error::Config(_) | Error::Io { .. } | Error::Web(_) => ProblemName::Internal,
        };
        if matches!(name, ProblemName::Internal | ProblemName::Unavailable) {
            tracing::error!(%error, "a request failed");
            return Self::new(name);
        }
        Self::new(name).detail(error.to_string())
    }
}
