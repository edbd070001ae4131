//! Everything an introspection needs to know about one permission, in one statement.
use crate::catalogue::statements;
use crate::{Database, Result, params};
use std::future::Future;

statements! {
    /// The permission by its service's leg id, with the person's rules, sealed identifiers and data key.
    STANDING = "SELECT p.arrangement_id, p.account_id, p.service_id, p.intended_use_id, p.intended_use_version, p.state, p.version, p.epoch,
                p.body, p.valid_until, i.sealed AS identifiers, k.sealed AS data_key,
                (SELECT string_agg(r.body, ',') FROM rules r
                    WHERE r.account_id = p.account_id AND r.ended_at IS NULL) AS rules
                FROM permissions p
                LEFT JOIN identifiers i ON i.account_id = p.account_id
                LEFT JOIN data_keys k ON k.subject = p.account_id
                WHERE p.service_leg = $1";
}

/// A permission with what is needed to answer an introspection about it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Standing {
    /// The arrangement.
    pub arrangement_id: String,
    /// The person.
    pub account_id: String,
    /// The service.
    pub service_id: String,
    /// What the service does with the data.
    pub intended_use_id: String,
    /// In which version.
    pub intended_use_version: i64,
    /// The state's name.
    pub state: String,
    /// How many events the arrangement has.
    pub version: i64,
    /// Rises with every change of what may be released.
    pub epoch: i64,
    /// The permission, as JSON.
    pub body: String,
    /// The end of its validity, in microseconds since the epoch.
    pub valid_until: Option<i64>,
    /// The person's identifiers, sealed.
    pub identifiers: Option<Vec<u8>>,
    /// The person's data key, sealed.
    pub data_key: Option<Vec<u8>>,
    /// The person's rules: JSON objects with commas between them.
    pub rules: Option<String>,
}

/// Reading for an introspection.
pub trait Introspections {
    /// The permission its service knows by this leg id, and what goes with it.
    fn standing(&self, leg: &str) -> impl Future<Output = Result<Option<Standing>>> + Send;
}

impl Introspections for Database {
    async fn standing(&self, leg: &str) -> Result<Option<Standing>> {
        self.fetch_optional(STANDING, params![leg]).await
    }
}
