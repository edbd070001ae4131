//! Envelope encryption of personal fields at rest.
//!
//! A master key, which lives outside the database, seals one data key per subject; the data key
//! seals that subject's fields, each bound to subject and field name (XChaCha20-Poly1305). Deleting
//! the data key's row makes every field of the subject unreadable, in backups made later too
//! (GDPR art. 17). Opening a data key takes about a microsecond, so none is kept in memory: a
//! destroyed key is gone for every process at once. Hot paths read the sealed key beside the field
//! in one statement (`JOIN data_keys ON data_keys.subject = …`) and call [`Vault::unseal`].
mod master;
mod store;

use crate::{Error, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use master::{MASTER_ID, Master};
use std::sync::Arc;
use zeroize::Zeroizing;

pub use master::MasterKey;
pub use store::DataKeys;
pub(crate) use store::{DATA_KEYS, STATEMENTS};

/// The form of sealed values: version, then nonce, then ciphertext with its tag.
const VERSION: u8 = 1;
const NONCE: usize = 24;
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
