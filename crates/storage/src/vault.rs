//! Envelope encryption of personal fields at rest.
//!
//! A master key, which lives outside the database, seals one data key per subject; the data key
//! seals that subject's fields, each bound to subject and field name (XChaCha20-Poly1305). Deleting
//! the data key's row makes every field of the subject unreadable, in backups made later too
//! (GDPR art. 17). Opening a data key takes about a microsecond, so none is kept in memory: a
//! destroyed key is gone for every process at once. Hot paths read the sealed key beside the field
//! in one statement (`JOIN data_keys ON data_keys.subject = …`) and call [`Vault::unseal`].
use crate::catalogue::statements;
use crate::settings::Settings as _;
use crate::{Database, Error, Result, Table, Unit, params, values};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::{Digest, Sha256};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
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
    OLD_SECRETS = "SELECT kid, sealed FROM signing_keys ORDER BY kid";
    REWRAP_SECRET = "UPDATE signing_keys SET sealed = $2 WHERE kid = $1 AND sealed = $3";
}

/// The form of sealed values: version, then nonce, then ciphertext with its tag.
const VERSION: u8 = 1;
const NONCE: usize = 24;
const MASTER_ID: usize = 8;
/// Data keys put under a new master key in one transaction.
const REWRAP_AT_ONCE: i64 = 500;
/// The setting that holds the key of blind indices, sealed.
const INDEX_KEY_SETTING: &str = "blind-index-key";

/// The key that seals data keys: 32 bytes, kept outside the database.
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl MasterKey {
    /// A new random key.
    pub fn generate() -> Self {
        Self(random_key())
    }

    /// These bytes as the key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key as 64 hexadecimal digits, white space around them allowed.
    pub fn from_hex(text: &str) -> Result<Self> {
        let reason = || Error::MasterKey {
            reason: "must be 64 hexadecimal digits".into(),
        };
        let digits = text.trim().as_bytes();
        if digits.len() != 64 {
            return Err(reason());
        }
        let mut key = Zeroizing::new([0; 32]);
        for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |c: u8| char::from(c).to_digit(16).ok_or_else(reason);
            *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).map_err(|_| reason())?;
        }
        Ok(Self(key))
    }

    /// The key as 64 hexadecimal digits: what goes into the secret file.
    pub fn to_hex(&self) -> Zeroizing<String> {
        use std::fmt::Write as _;
        let mut text = Zeroizing::new(String::with_capacity(64));
        for byte in self.0.iter() {
            write!(text, "{byte:02x}").unwrap_or_default();
        }
        text
    }

    /// The key in a file: 64 hexadecimal digits, or exactly 32 bytes.
    pub fn from_file(path: &Path) -> Result<Self> {
        let bytes = Zeroizing::new(std::fs::read(path).map_err(|error| Error::MasterKey {
            reason: format!("`{}`: {error}", path.display()),
        })?);
        if let Ok(key) = <[u8; 32]>::try_from(bytes.as_slice()) {
            return Ok(Self::from_bytes(key));
        }
        std::str::from_utf8(&bytes)
            .ok()
            .and_then(|text| Self::from_hex(text).ok())
            .ok_or_else(|| Error::MasterKey {
                reason: format!(
                    "`{}` holds neither 64 hexadecimal digits nor 32 bytes",
                    path.display()
                ),
            })
    }

    /// The key in an environment variable, as 64 hexadecimal digits.
    pub fn from_env(name: &str) -> Result<Self> {
        let text = Zeroizing::new(std::env::var(name).map_err(|_| Error::MasterKey {
            reason: format!("environment variable `{name}` is not set"),
        })?);
        Self::from_hex(&text)
    }
}

struct Master {
    id: [u8; MASTER_ID],
    cipher: XChaCha20Poly1305,
}

impl Master {
    fn new(key: &MasterKey) -> Self {
        let digest = Sha256::new()
            .chain_update(b"fiducia master key id")
            .chain_update(*key.0)
            .finalize();
        let mut id = [0; MASTER_ID];
        id.copy_from_slice(&digest[..MASTER_ID]);
        Self {
            id,
            cipher: XChaCha20Poly1305::new((&*key.0).into()),
        }
    }

    fn id_text(&self) -> String {
        use std::fmt::Write as _;
        self.id.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// Seals and opens. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    masters: Arc<[Master]>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vault({} master keys)", self.masters.len())
    }
}

impl Vault {
    /// A vault under this master key.
    pub fn new(master: &MasterKey) -> Self {
        Self::with_previous(master, &[])
    }

    /// A vault under `master` that still opens what was sealed under earlier keys; run
    /// [`DataKeys::rewrap`] to be done with those.
    pub fn with_previous(master: &MasterKey, previous: &[MasterKey]) -> Self {
        Self {
            masters: std::iter::once(master)
                .chain(previous)
                .map(Master::new)
                .collect(),
        }
    }

    fn master(&self) -> Result<&Master> {
        self.masters.first().ok_or(Error::NoVault)
    }

    /// Seals under the current master key, bound to `name`.
    pub fn seal_secret(&self, name: &str, plaintext: &[u8]) -> Result<Vec<u8>> {
        let master = self.master()?;
        let sealed = seal(&master.cipher, &associated("secret", name, ""), plaintext)
            .ok_or_else(|| unseal_error(name))?;
        let mut out = Vec::with_capacity(1 + MASTER_ID + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(&master.id);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens what [`Vault::seal_secret`] sealed under the same name.
    pub fn unseal_secret(&self, name: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let error = || unseal_error(name);
        let (header, body) = sealed.split_at_checked(1 + MASTER_ID).ok_or_else(error)?;
        if header[0] != VERSION {
            return Err(error());
        }
        let master = self
            .masters
            .iter()
            .find(|m| m.id == header[1..])
            .ok_or_else(error)?;
        unseal(&master.cipher, &associated("secret", name, ""), body).ok_or_else(error)
    }

    /// A new data key for a subject, and its sealed form for the table `data_keys`.
    fn new_data_key(&self, subject: &str) -> Result<(DataKey, Vec<u8>)> {
        let key = random_key();
        let sealed = self.seal_secret(&data_key_name(subject), key.as_slice())?;
        Ok((DataKey::new(subject, &key), sealed))
    }

    /// Opens a subject's data key.
    pub fn open_data_key(&self, subject: &str, sealed: &[u8]) -> Result<DataKey> {
        let bytes = self.unseal_secret(&data_key_name(subject), sealed)?;
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return Err(unseal_error("data key"));
        }
        key.copy_from_slice(&bytes);
        Ok(DataKey::new(subject, &key))
    }

    /// Opens a field read together with its subject's sealed data key, which a `LEFT JOIN` gives.
    ///
    /// # Errors
    /// [`Error::NoDataKey`] when the key was destroyed; [`Error::Unseal`].
    pub fn unseal(
        &self,
        subject: &str,
        sealed_key: Option<&[u8]>,
        field: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        self.open_data_key(subject, sealed_key.ok_or(Error::NoDataKey)?)?
            .unseal(field, sealed)
    }
}

/// One subject's key. Wiped when dropped.
pub struct DataKey {
    subject: String,
    cipher: XChaCha20Poly1305,
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(…)")
    }
}

impl DataKey {
    fn new(subject: &str, key: &[u8; 32]) -> Self {
        Self {
            subject: subject.to_owned(),
            cipher: XChaCha20Poly1305::new(key.into()),
        }
    }

    /// Seals a field's value. `field` names the column, as `accounts.name`.
    pub fn seal(&self, field: &str, plaintext: &[u8]) -> Result<Vec<u8>> {
        let sealed = seal(
            &self.cipher,
            &associated("field", &self.subject, field),
            plaintext,
        )
        .ok_or_else(|| unseal_error(field))?;
        let mut out = Vec::with_capacity(1 + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens a field's value.
    ///
    /// # Errors
    /// [`Error::Unseal`] when it is damaged, or of another subject or field.
    pub fn unseal(&self, field: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        match sealed.split_first() {
            Some((&VERSION, body)) => unseal(
                &self.cipher,
                &associated("field", &self.subject, field),
                body,
            ),
            _ => None,
        }
        .ok_or_else(|| unseal_error(field))
    }

    /// As [`DataKey::unseal`], for text.
    pub fn unseal_text(&self, field: &str, sealed: &[u8]) -> Result<Zeroizing<String>> {
        let bytes = self.unseal(field, sealed)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| unseal_error(field))?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}

fn random_key() -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    rand::fill(key.as_mut_slice());
    key
}

fn data_key_name(subject: &str) -> String {
    format!("data key {subject}")
}

fn unseal_error(field: &str) -> Error {
    Error::Unseal {
        field: field.to_owned(),
    }
}

/// What a sealed value is bound to; lengths keep the parts apart.
fn associated(kind: &str, subject: &str, field: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(24 + kind.len() + subject.len() + field.len());
    for part in [kind, subject, field] {
        out.extend_from_slice(&(part.len() as u64).to_be_bytes());
        out.extend_from_slice(part.as_bytes());
    }
    out
}

fn seal(cipher: &XChaCha20Poly1305, aad: &[u8], plaintext: &[u8]) -> Option<Vec<u8>> {
    let mut nonce = [0; NONCE];
    rand::fill(&mut nonce);
    let body = cipher
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: plaintext,
                aad,
            },
        )
        .ok()?;
    let mut out = Vec::with_capacity(NONCE + body.len());
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&body);
    Some(out)
}

fn unseal(cipher: &XChaCha20Poly1305, aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, body) = sealed.split_at_checked(NONCE)?;
    let nonce = XNonce::try_from(nonce).ok()?;
    cipher
        .decrypt(&nonce, Payload { msg: body, aad })
        .ok()
        .map(Zeroizing::new)
}

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
