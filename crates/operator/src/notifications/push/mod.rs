//! Web push: news that a person's browser shows while no page of this operator is open. Each browser is added by its
//! person, and what is sent says no more than which kind of thing has happened.
pub(crate) mod api;
mod delivery;
pub(crate) mod devices;
pub(crate) mod pages;
pub(crate) mod worker;

use protocol::jose::{Algorithm, SigningKey};
use protocol::web_push;
use serde::{Deserialize, Serialize};
use storage::Database;
use storage::keys::{KeyState, Keys as _, NewKey};

use crate::public::provider::Provider;
use crate::{Config, Error, Result};

/// The purpose under which the database keeps the key that shows who sends, and its id there. There is one for good:
/// browsers are subscribed for this key alone (RFC 8292 §4).
const KEY: &str = "web-push";

/// The section `[operator.web_push]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebPushConfig {
    /// Whether people can add browsers at all.
    pub enabled: bool,
    /// Where whoever runs a push service reaches this operator (RFC 8292 §2.1): `mailto:…` or `https://…`. The
    /// provider's e-mail address when absent, or the base URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

impl Default for WebPushConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            contact: None,
        }
    }
}

impl WebPushConfig {
    /// Refuses what no push service could use.
    pub(crate) fn check(&self) -> Result<()> {
        let Some(contact) = &self.contact else {
            return Ok(());
        };
        let is_address = contact
            .strip_prefix("mailto:")
            .is_some_and(|address| address.contains('@'));
        let is_page = contact.starts_with("https://")
            && url::Url::parse(contact).is_ok_and(|url| url.has_host());
        if is_address || is_page {
            return Ok(());
        }
        Err(Error::Config(format!(
            "`operator.web_push.contact` is `{contact}`; it must begin with `mailto:` or `https://`"
        )))
    }

    fn subject(&self, provider: &Provider, base_url: &str) -> Option<String> {
        let provider = provider.email.as_ref();
        let page = base_url
            .starts_with("https://")
            .then(|| base_url.to_owned());
        self.contact
            .clone()
            .or_else(|| provider.map(|address| format!("mailto:{address}")))
            .or(page)
    }
}

/// Who this operator is to push services.
pub(crate) struct Sender {
    key: SigningKey,
    /// The public key as browsers want it.
    public: String,
    subject: Option<String>,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl Sender {
    /// The sender of a configuration, with the key of the database, which is made at the first start; none where web
    /// push is switched off.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub(crate) async fn open(
        config: &Config,
        db: &Database,
        base_url: &str,
        now: i64,
    ) -> Result<Option<Self>> {
        if !config.web_push.enabled {
            return Ok(None);
        }
        let key = match stored(db).await? {
            Some(key) => key,
            None => {
                make(db, now).await?;
                // Another process may have been first: what is stored counts.
                let stored = stored(db).await?;
                stored.ok_or_else(|| Error::Internal("the key for web push is gone".to_owned()))?
            }
        };
        let public = web_push::application_server_key(&key).map_err(failed)?;
        Ok(Some(Self {
            public,
            subject: config.web_push.subject(&config.provider, base_url),
            key,
        }))
    }

    /// The public key as browsers want it (`applicationServerKey`).
    pub(crate) fn public_key(&self) -> &str {
        &self.public
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("web push: {error}"))
}

async fn stored(db: &Database) -> Result<Option<SigningKey>> {
    let keys = db.signing_keys(KEY).await?;
    let Some(active) = keys.iter().find(|key| key.state == KeyState::Active) else {
        return Ok(None);
    };
    let key = SigningKey::from_private_jwk(&active.private);
    Ok(Some(key.map_err(|error| {
        Error::stored("key for web push", error)
    })?))
}

async fn make(db: &Database, now: i64) -> Result<()> {
    let key = SigningKey::generate(Algorithm::Es256, &mut |bytes| rand::fill(bytes))?;
    let public = serde_json::to_string(key.jwk()).map_err(|error| Error::stored("key", error))?;
    let private = key.to_private_jwk();
    let new = NewKey {
        // One id, whoever makes it: of two processes that start at the same time only one is taken.
        kid: KEY,
        purpose: KEY,
        algorithm: key.algorithm().as_str(),
        state: KeyState::Active,
        public_jwk: &public,
        private: &private,
    };
    match db.add_signing_key(&new, now).await {
        Ok(()) | Err(storage::Error::Conflict { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> WebPushConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn it_is_on_until_it_is_switched_off() {
        assert!(config("").enabled);
        assert!(!config("enabled = false").enabled);
        assert!(toml::from_str::<WebPushConfig>("enable = false").is_err());
    }

    #[tokio::test]
    async fn the_key_is_made_once_whoever_starts_first() {
        use storage::Schema;
        use storage::vault::{MasterKey, Vault};
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("operator.db");
        let vault = Vault::new(&MasterKey::generate());
        let db = Database::open(file.to_str().unwrap(), Schema::Operator, Some(vault));
        let db = db.await.unwrap();
        // Two that start at the same time have both found none.
        make(&db, 1).await.unwrap();
        let first = stored(&db).await.unwrap().unwrap();
        make(&db, 2).await.unwrap();
        let config = Config::development("Helsinki", folder.path());
        let sender = Sender::open(&config, &db, "http://127.0.0.1", 3).await;
        let sender = sender.unwrap().unwrap();
        assert_eq!(sender.key.jwk(), first.jwk());
        assert_eq!(sender.public_key().len(), 87);
    }

    #[test]
    fn a_contact_is_an_address_or_a_page() {
        for good in [
            "mailto:mydata@example.org",
            "https://mydata.example.org/about",
        ] {
            config(&format!("contact = \"{good}\"")).check().unwrap();
        }
        for bad in [
            "mydata@example.org",
            "mailto:",
            "http://example.org",
            "https://",
        ] {
            let refused = config(&format!("contact = \"{bad}\"")).check();
            assert!(
                refused.unwrap_err().to_string().contains("contact"),
                "{bad}"
            );
        }
    }

    #[test]
    fn without_a_contact_the_provider_is_reached() {
        let mut provider = Provider::default();
        let none = config("");
        assert_eq!(none.subject(&provider, "http://127.0.0.1:8080"), None);
        let page = none.subject(&provider, "https://mydata.example.org");
        assert_eq!(page.as_deref(), Some("https://mydata.example.org"));
        provider.email = Some("mydata@example.org".to_owned());
        let address = none.subject(&provider, "https://mydata.example.org");
        assert_eq!(address.as_deref(), Some("mailto:mydata@example.org"));
    }
}
