//! By which ids a service knows a person and their entities: ids that no other service has, and that say nothing of the
//! source's own.

use hmac::{Hmac, KeyInit as _, Mac as _};
use permission::filter::Pseudonyms;
use protocol::ids::{DatasetId, LegId};
use sha2::Sha256;
use storage::Database;
use storage::vault::DataKeys as _;

/// The domain of the keyed hash that is the connector's key.
const KEY_INDEX: &str = "entity pseudonyms";

/// The connector's key of pseudonyms: kept sealed in its database, so that all its processes have the same, always.
#[derive(Clone)]
pub(crate) struct PseudonymKey(Hmac<Sha256>);

impl PseudonymKey {
    /// The key that belongs to a database.
    ///
    /// # Errors
    /// As [`storage::vault::DataKeys::blind_index`] has them.
    pub(crate) async fn of(database: &Database) -> storage::Result<Self> {
        let key = database.blind_index(KEY_INDEX, "").await?;
        let mut block = [0; 64];
        block[..key.len()].copy_from_slice(&key);
        Ok(Self(Hmac::new(&block.into())))
    }

    /// What stands for a person's entities of a dataset towards whoever knows the person by this URN.
    pub(crate) fn pseudonyms(&self, urn: &str, dataset: &DatasetId) -> Pseudonyms {
        let mut mac = self.0.clone();
        for part in [urn, dataset.as_str()] {
            // Lengths, so that no two pairs are written alike.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        Pseudonyms::new(urn, &mac.finalize().into_bytes().into())
    }
}

/// The URN that stands for the person towards this service: random, known to nobody else (architecture.md, leg id).
pub(crate) fn leg_urn(leg: &LegId) -> String {
    match uuid::Uuid::try_parse(leg.as_str()) {
        Ok(uuid) => format!("urn:uuid:{}", uuid.hyphenated()),
        // A 2021 operator may name its permissions as it likes.
        Err(_) => format!("urn:fiducia:leg:{leg}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_are_uuids_or_named_as_their_operator_likes() {
        let urn = |leg| leg_urn(&LegId::parse(leg).unwrap());
        assert_eq!(
            urn("5e00c14239024fe1b8175713ae1f77cb"),
            "urn:uuid:5e00c142-3902-4fe1-b817-5713ae1f77cb"
        );
        assert_eq!(urn("record:17"), "urn:fiducia:leg:record:17");
    }
}
