//! The browsers that a person has added.
use protocol::web_push::SubscriptionKeys;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use storage::Unit;
use storage::operator::push::{PushDeviceRow, Pushing as _};
use storage::vault::DataKeys as _;
use utoipa::ToSchema;
use web::session::SessionToken;

use super::Sender;
use crate::accounts::device::Device;
use crate::accounts::session::Visit;
use crate::clock::rfc3339;
use crate::{Error, Operator, Result};

/// Devices of one person: more than anybody carries, and a bound on what one piece of news sends out.
const MOST_DEVICES: usize = 10;
/// The longest address at a push service, in bytes; those in use are below 500.
const LONGEST_ENDPOINT: usize = 1024;
/// The domain of the keyed hashes of addresses.
const INDEX: &str = "push endpoint";
/// The name of the sealed field.
const FIELD: &str = "push_devices.sealed";

/// A subscription as a browser gives it (W3C Push API §8). A secret: whoever has it can write to the browser.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subscription {
    /// The address at the browser's push service.
    pub(crate) endpoint: String,
    /// What to encrypt with.
    pub(crate) keys: Keys,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subscription(…)")
    }
}

/// The keys of a subscription, in base64url.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keys {
    /// The browser's public key: an uncompressed point of P-256.
    pub(crate) p256dh: String,
    /// The browser's secret of 16 bytes.
    pub(crate) auth: String,
}

/// What is sealed of a device.
#[derive(Serialize, Deserialize)]
pub(super) struct Sealed {
    pub(super) endpoint: String,
    keys: Keys,
    device: Device,
}

impl Sealed {
    pub(super) fn keys(&self) -> Result<SubscriptionKeys> {
        SubscriptionKeys::parse(&self.keys.p256dh, &self.keys.auth)
            .map_err(|error| Error::stored("push device", error))
    }
}

/// A browser that shows notifications, as its person sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PushDevice {
    /// What to remove it by.
    pub(crate) id: String,
    /// The program, such as `Firefox`, if it is a known one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) program: Option<String>,
    /// The system, such as `Android`, if it is a known one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) system: Option<String>,
    /// The host of the push service that its notifications go through.
    pub(crate) push_service: String,
    /// SHA-256 of its address there, in base64url: by this a browser knows itself.
    pub(crate) fingerprint: String,
    /// Added when (RFC 3339).
    pub(crate) created_at: String,
    /// The push service took a notification for it over last when (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) used_at: Option<String>,
}

impl Operator {
    /// Who this operator is to push services.
    ///
    /// # Errors
    /// [`Error::Conflict`] where web push is switched off.
    pub(super) fn sender(&self) -> Result<&Sender> {
        self.push.as_ref().ok_or_else(|| {
            Error::Conflict("this operator sends no notifications to devices".to_owned())
        })
    }

    pub(super) async fn opened(&self, row: &PushDeviceRow) -> Result<Sealed> {
        let opened = self.db.unseal(&row.account_id, FIELD, &row.sealed).await?;
        serde_json::from_slice(&opened).map_err(|error| Error::stored("push device", error))
    }

    /// A person's devices, oldest first.
    pub(crate) async fn push_devices_of(&self, account: &str) -> Result<Vec<PushDevice>> {
        let rows = self.db.push_devices_of(account).await?;
        let mut devices = Vec::with_capacity(rows.len());
        for row in &rows {
            devices.push(shown(row, self.opened(row).await?));
        }
        Ok(devices)
    }

    /// Adds the browser that asks, or gives it a new address. What another person told it before, it is told no more.
    /// `browser` is the secret in its cookie.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an address that is not fetched from, or keys that are none; [`Error::Conflict`] for one
    /// too many, or where web push is switched off; the problem `rate-limited`.
    pub(crate) async fn add_push_device(
        &self,
        visit: &Visit,
        subscription: Subscription,
        browser: &SessionToken,
        device: Device,
    ) -> Result<PushDevice> {
        self.sender()?;
        let account = &visit.person.id;
        self.login_limit.check(("push device", account))?;
        let Subscription { endpoint, keys } = subscription;
        if endpoint.len() > LONGEST_ENDPOINT {
            let reason = format!("it is longer than {LONGEST_ENDPOINT} bytes");
            return Err(Error::invalid("endpoint", reason));
        }
        self.fetch
            .check(&endpoint)
            .map_err(|error| Error::invalid("endpoint", error.to_string()))?;
        SubscriptionKeys::parse(&keys.p256dh, &keys.auth)
            .map_err(|error| Error::invalid("keys", error.to_string()))?;
        let endpoint_index = self.db.blind_index(INDEX, &endpoint).await?.to_vec();
        let cookie_hash = browser.hash().to_vec();
        let rows = self.db.push_devices_of(account).await?;
        let (same, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| {
            row.endpoint_index == endpoint_index || row.cookie_hash == cookie_hash
        });
        if others.len() >= MOST_DEVICES {
            return Err(Error::Conflict(format!(
                "a person has at most {MOST_DEVICES} devices: remove one first"
            )));
        }
        let before = same.into_iter().next();
        let sealed = Sealed {
            endpoint,
            keys,
            device,
        };
        let text = serde_json::to_vec(&sealed).map_err(|e| Error::stored("push device", e))?;
        let row = PushDeviceRow {
            account_id: account.clone(),
            endpoint_index,
            session_hash: visit.session.id_hash.clone(),
            cookie_hash,
            sealed: self.db.seal(account, FIELD, &text).await?,
            used_at: before.as_ref().and_then(|before| before.used_at),
            created_at: before
                .as_ref()
                .map_or_else(|| self.clock.now(), |before| before.created_at),
            id: before.map_or_else(crate::random::uuid, |before| before.id),
        };
        let mut unit = Unit::new();
        unit.set_push_device(&row);
        let record = json!({"act": "push device added", "what": row.id});
        self.note_of_account(&mut unit, account, None, &record)?;
        self.db.commit(unit).await?;
        Ok(shown(&row, sealed))
    }

    /// Removes one of a person's devices: it is told nothing more.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub(crate) async fn remove_push_device(&self, account: &str, id: &str) -> Result<()> {
        let mut unit = Unit::new();
        unit.remove_push_device(account, id);
        let record = json!({"act": "push device removed", "what": id});
        self.note_of_account(&mut unit, account, None, &record)?;
        self.commit_known(unit, "device", id).await
    }
}

fn shown(row: &PushDeviceRow, sealed: Sealed) -> PushDevice {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let url = url::Url::parse(&sealed.endpoint).ok();
    PushDevice {
        id: row.id.clone(),
        program: sealed.device.program,
        system: sealed.device.system,
        push_service: url
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default(),
        fingerprint: URL_SAFE_NO_PAD.encode(Sha256::digest(&sealed.endpoint)),
        created_at: rfc3339(row.created_at),
        used_at: row.used_at.map(rfc3339),
    }
}
