//! Who a client is: client assertions, secrets, access tokens and proofs of possession.
pub(crate) mod api;
pub(crate) mod caller;
pub(crate) mod connector;
pub(crate) mod proof;
pub(crate) mod token;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use protocol::ids::ConnectorUuid;
use sha2::{Digest as _, Sha256};

/// Assertions remembered; beyond that the table starts anew. Each takes about 100 bytes.
const MOST_ASSERTIONS: usize = 10_000;

/// Client assertions of connectors that were verified and have not expired: an introspection may come with
/// one that was verified a moment ago, which spares a signature (RFC 7523 §3 leaves `jti` to us; what it
/// protects here, the ticket, has its own). At the token endpoint every assertion is good for one use.
#[derive(Debug, Default)]
pub(crate) struct Assertions {
    verified: Mutex<HashMap<[u8; 32], (ConnectorUuid, i64)>>,
}

impl Assertions {
    /// The connector that an assertion verified before belongs to, at `now` in unix seconds.
    pub(crate) fn find(&self, assertion: &str, now: i64) -> Option<ConnectorUuid> {
        let verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        verified
            .get(&hash(assertion))
            .filter(|(_, until)| now < *until)
            .map(|(connector, _)| connector.clone())
    }

    pub(crate) fn remember(&self, assertion: &str, connector: ConnectorUuid, until: i64) {
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if verified.len() >= MOST_ASSERTIONS {
            verified.clear();
        }
        verified.insert(hash(assertion), (connector, until));
    }

    /// Forgets every assertion: keys of connectors have changed.
    pub(crate) fn clear(&self) {
        self.verified
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

fn hash(assertion: &str) -> [u8; 32] {
    Sha256::digest(assertion).into()
}
