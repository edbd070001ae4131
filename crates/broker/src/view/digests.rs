//! What is kept of entities that somebody was told of: keyed digests, by which they are known again and nothing else is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use ngsi_ld::Entity;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// An entity as it was: no value of it, but by keyed digests whether it is the same.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Digests {
    /// By which its owner knows it.
    #[serde(default)]
    pub(super) id: String,
    pub(super) entity: String,
    /// By attribute (expanded).
    pub(super) attributes: BTreeMap<String, String>,
}

/// What makes them: who has digests and not the key cannot try out what they are of.
#[derive(Clone)]
pub(super) struct DigestKey(Hmac<Sha256>);

impl DigestKey {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let mut block = [0; 64];
        block[..key.len()].copy_from_slice(key);
        Self(Hmac::new(&block.into()))
    }

    fn digest(&self, bytes: &[u8]) -> String {
        let mut mac = self.0.clone();
        mac.update(bytes);
        let mut text = String::new();
        for byte in mac.finalize().into_bytes() {
            write!(text, "{byte:02x}").ok();
        }
        text
    }

    /// Of entities together.
    pub(super) fn of_all(&self, entities: &[Entity]) -> String {
        self.digest(&serde_json::to_vec(entities).unwrap_or_default())
    }

    /// Of one, and of each of its attributes.
    pub(super) fn of(&self, entity: &Entity) -> Digests {
        let attributes = entity.attributes.iter().map(|(iri, instances)| {
            let json = serde_json::to_vec(instances).unwrap_or_default();
            (iri.clone(), self.digest(&json))
        });
        Digests {
            id: entity.id.clone(),
            entity: self.digest(&serde_json::to_vec(entity).unwrap_or_default()),
            attributes: attributes.collect(),
        }
    }
}
