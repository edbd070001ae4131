//! Sealed data keys in the database, and what needs them.
use super::master::MASTER_ID;
use super::{DataKey, Vault, associated, data_key_name, random_key, unseal_error};
use crate::catalogue::statements;
use crate::settings::Settings as _;
use crate::{Database, Error, Result, Table, Unit, params, values};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::future::Future;
use zeroize::{Zeroize as _, Zeroizing};

/// Sealed data keys by subject.
pub(crate) static DATA_KEYS: Table = Table {
    name: "data_keys",
    columns: &["subject", "master_id", "sealed"],
    key: &["subject"],
};

statements! {
    GET = "SELECT sealed FROM data_keys WHERE subject = $1";
    /// Data keys not under the current master key.
    OLD = "SELECT subject, sealed FROM data_keys WHERE master_id <> $1 ORDER BY subject LIMIT $2";
    /// Puts a data key under another master key; only if it is still the same.
    REWRAP = "UPDATE data_keys SET master_id = $2, sealed = $3 WHERE subject = $1 AND sealed = $4";
    /// Former keys have no private part any more.
    OLD_SECRETS = "SELECT kid, sealed FROM signing_keys WHERE state <> 'former' ORDER BY kid";
    REWRAP_SECRET = "UPDATE signing_keys SET sealed = $2 WHERE kid = $1 AND sealed = $3";
}

/// Data keys put under a new master key in one transaction.
const REWRAP_AT_ONCE: i64 = 500;
/// The setting that holds the key of blind indices, sealed.
const INDEX_KEY_SETTING: &str = "blind-index-key";

/// Data keys and what is sealed under them. Needs a vault.
pub trait DataKeys {
    /// A subject's data key, if it has one.
    fn data_key(&self, subject: &str) -> impl Future<Output = Result<Option<DataKey>>> + Send;

    /// A subject's data key, made if it has none. To make it together with the subject, use
    /// [`Unit::new_data_key`].
    fn data_key_or_new(&self, subject: &str) -> impl Future<Output = Result<DataKey>> + Send;

    /// Seals one field of a subject, making its data key if it has none.
    fn seal(
        &self,
        subject: &str,
        field: &str,
        plaintext: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>>> + Send;

    /// Opens one field of a subject.
    ///
    /// # Errors
    /// [`Error::NoDataKey`] when the key was destroyed; [`Error::Unseal`].
    fn unseal(
        &self,
        subject: &str,
        field: &str,
        sealed: &[u8],
    ) -> impl Future<Output = Result<Zeroizing<Vec<u8>>>> + Send;

    /// A keyed hash of a value, to look rows up by a value that is sealed (an e-mail address). The
    /// same for equal `domain` and `value` within this database, for as long as it lives.
    fn blind_index(
        &self,
        domain: &str,
        value: &str,
    ) -> impl Future<Output = Result<[u8; 32]>> + Send;

    /// Puts every data key and secret under the current master key; gives how many were not.
    fn rewrap(&self) -> impl Future<Output = Result<u64>> + Send;
}

impl DataKeys for Database {
    async fn data_key(&self, subject: &str) -> Result<Option<DataKey>> {
        let vault = self.vault()?;
        match self
            .fetch_optional::<(Vec<u8>,)>(GET, params![subject])
            .await?
        {
            Some((sealed,)) => vault.open_data_key(subject, &sealed).map(Some),
            None => Ok(None),
        }
    }

    async fn data_key_or_new(&self, subject: &str) -> Result<DataKey> {
        if let Some(key) = self.data_key(subject).await? {
            return Ok(key);
        }
        let mut unit = Unit::new();
        let key = unit.new_data_key(self.vault()?, subject)?;
        match self.commit(unit).await {
            Ok(_) => Ok(key),
            // Another was first.
            Err(Error::Conflict { .. }) => self.data_key(subject).await?.ok_or(Error::NoDataKey),
            Err(error) => Err(error),
        }
    }

    async fn seal(&self, subject: &str, field: &str, plaintext: &[u8]) -> Result<Vec<u8>> {
        self.data_key_or_new(subject).await?.seal(field, plaintext)
    }

    async fn unseal(
        &self,
        subject: &str,
        field: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        self.data_key(subject)
            .await?
            .ok_or(Error::NoDataKey)?
            .unseal(field, sealed)
    }

    async fn blind_index(&self, domain: &str, value: &str) -> Result<[u8; 32]> {
        let key = self
            .index_key()
            .get_or_try_init(|| load_index_key(self))
            .await?;
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice())
            .map_err(|_| unseal_error(INDEX_KEY_SETTING))?;
        mac.update(&associated("index", domain, value));
        Ok(mac.finalize().into_bytes().into())
    }

    async fn rewrap(&self) -> Result<u64> {
        let vault = self.vault()?;
        let current = vault.master()?.id_text();
        let mut done = 0;
        loop {
            let rows: Vec<(String, Vec<u8>)> = self
                .fetch_all(OLD, params![&current, REWRAP_AT_ONCE])
                .await?;
            if rows.is_empty() {
                break;
            }
            let mut unit = Unit::new();
            for (subject, sealed) in rows {
                let name = data_key_name(&subject);
                let again = vault.seal_secret(&name, &vault.unseal_secret(&name, &sealed)?)?;
                // A key destroyed meanwhile stays destroyed: no row is touched then.
                unit.execute(REWRAP, values![subject, &current, again, sealed]);
            }
            done += self.commit(unit).await?.rows.iter().sum::<u64>();
        }
        Ok(done + rewrap_secrets(self, vault).await?)
    }
}

/// Signing keys and the key of blind indices.
async fn rewrap_secrets(database: &Database, vault: &Vault) -> Result<u64> {
    let current = vault.master()?.id;
    let is_old = |sealed: &[u8]| sealed.get(1..=MASTER_ID) != Some(current.as_slice());
    let mut done = 0;
    for (kid, sealed) in database
        .fetch_all::<(String, Vec<u8>)>(OLD_SECRETS, params![])
        .await?
    {
        if is_old(&sealed) {
            let name = crate::keys::secret_name(&kid);
            let again = vault.seal_secret(&name, &vault.unseal_secret(&name, &sealed)?)?;
            let mut unit = Unit::new();
            unit.execute(REWRAP_SECRET, values![kid, again, sealed]);
            done += database.commit(unit).await?.rows.iter().sum::<u64>();
        }
    }
    if let Some(setting) = database.setting(INDEX_KEY_SETTING).await? {
        let sealed = from_hex(&setting.value).ok_or_else(|| unseal_error(INDEX_KEY_SETTING))?;
        if is_old(&sealed) {
            let key = vault.unseal_secret(INDEX_KEY_SETTING, &sealed)?;
            let again = to_hex(&vault.seal_secret(INDEX_KEY_SETTING, &key)?);
            database
                .set(INDEX_KEY_SETTING, &again, setting.changed_at)
                .await?;
            done += 1;
        }
    }
    Ok(done)
}

async fn load_index_key(database: &Database) -> Result<Zeroizing<[u8; 32]>> {
    let vault = database.vault()?;
    let fresh = to_hex(&vault.seal_secret(INDEX_KEY_SETTING, random_key().as_slice())?);
    let stored = database.set_first(INDEX_KEY_SETTING, &fresh, 0).await?;
    let error = || unseal_error(INDEX_KEY_SETTING);
    let mut bytes =
        vault.unseal_secret(INDEX_KEY_SETTING, &from_hex(&stored).ok_or_else(error)?)?;
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| error())?;
    bytes.zeroize();
    Ok(Zeroizing::new(key))
}

fn to_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap_or_default();
            text
        })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |c: u8| {
        char::from(c)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    digits
        .chunks_exact(2)
        .map(|pair| Some(digit(pair[0])? * 16 + digit(pair[1])?))
        .collect()
}

impl Unit {
    /// A new data key for a new subject, stored with the unit. A subject that has one already makes
    /// the unit fail with [`Error::Conflict`].
    pub fn new_data_key(&mut self, vault: &Vault, subject: &str) -> Result<DataKey> {
        let (key, sealed) = vault.new_data_key(subject)?;
        self.insert_once(
            &DATA_KEYS,
            values![subject, vault.master()?.id_text(), sealed],
        );
        Ok(key)
    }

    /// Destroys a subject's data key: every field sealed under it is unreadable from then on.
    pub fn destroy_data_key(&mut self, subject: &str) -> &mut Self {
        self.delete(&DATA_KEYS, values![subject])
    }
}
