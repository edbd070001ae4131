//! Receipts: what the person keeps of every permission event, one file, checkable offline.
//!
//! Three statements in one file that must say the same: the **receipt** proper, a consent record
//! signed by the operator (JWS); the **record** of the event with its salt, which opens the
//! commitment in the operator's log; the **proof** that this commitment is in the log. The receipt
//! names the commitment, so none of the three can be exchanged.

mod build;
mod fields;
mod record;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

pub use self::{
    fields::{Data, Event, Party, ReceiptFields, ShownNotice, Term},
    record::{
        ConsentControl, ConsentStatus, DataSubject, Duration, Entity, Labelled, Notice, PROFILE,
        PersonalData, Process, Record, StorageCondition,
    },
};
use crate::{Error, Hash, LogProof, Result, Salt, VerifiedCheckpoint, Verifiers, commit, jws};

/// The `format` of a receipt file; tells it from other JSON.
pub const RECEIPT_FORMAT: &str = "fiducia-receipt";
/// The `version` of the format written here.
pub const RECEIPT_VERSION: u32 = 1;
/// Media type to serve a receipt file with.
pub const RECEIPT_MEDIA_TYPE: &str = "application/json";
/// Largest receipt file read: notice texts of tens of kB and thousands of attributes fit.
pub const RECEIPT_SIZE_MAX: usize = 2 << 20;

/// A receipt file. **Believe nothing in it before [`ReceiptFile::verify`]**.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptFile {
    /// The consent record as compact JWS, signed by the operator.
    pub receipt: String,
    /// The record of the event, byte for byte as committed to.
    pub record: String,
    /// The salt of the commitment.
    pub salt: Salt,
    /// Where the commitment is in the operator's log.
    pub proof: LogProof,
}

/// The file's JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    format: String,
    version: u32,
    receipt: String,
    record: String,
    salt: String,
    proof: String,
}

/// A receipt whose every part was verified.
#[derive(Clone, Debug)]
pub struct VerifiedReceipt {
    /// The consent record.
    pub consent: Record,
    /// The checkpoint that covers it.
    pub checkpoint: VerifiedCheckpoint,
    /// Place of the event in the log.
    pub index: u64,
    /// The commitment in the log.
    pub commitment: Hash,
}

impl ReceiptFile {
    /// Reads a receipt file.
    ///
    /// # Errors
    /// [`Error::Malformed`] or [`Error::TooLarge`].
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bad = |reason| Error::malformed("receipt file", reason);
        if bytes.len() > RECEIPT_SIZE_MAX {
            let (size, limit) = (bytes.len() as u64, RECEIPT_SIZE_MAX as u64);
            return Err(Error::TooLarge {
                what: "receipt file",
                size,
                limit,
            });
        }
        let envelope: Envelope = serde_json::from_slice(bytes)
            .map_err(|_| bad("not the json of a receipt, or with members unknown or missing"))?;
        if envelope.format != RECEIPT_FORMAT {
            return Err(bad("another format"));
        }
        if envelope.version != RECEIPT_VERSION {
            return Err(bad("of a version this program does not know"));
        }
        let salt = URL_SAFE_NO_PAD
            .decode(envelope.salt)
            .map_err(|_| bad("the salt is not base64url"))?;
        Ok(Self {
            receipt: envelope.receipt,
            record: envelope.record,
            salt: Salt::new(salt)?,
            proof: LogProof::parse(envelope.proof.as_bytes())?,
        })
    }

    /// The file, indented for people who open it.
    ///
    /// # Errors
    /// None in practice: texts always have a JSON form.
    pub fn to_json(&self) -> Result<String> {
        let envelope = Envelope {
            format: RECEIPT_FORMAT.to_owned(),
            version: RECEIPT_VERSION,
            receipt: self.receipt.clone(),
            record: self.record.clone(),
            salt: URL_SAFE_NO_PAD.encode(self.salt.as_bytes()),
            proof: self.proof.to_string(),
        };
        serde_json::to_string_pretty(&envelope)
            .map_err(|_| Error::malformed("receipt file", "not expressible in json"))
    }

    /// Checks everything, with the receipt keys and log keys of `verifiers`.
    ///
    /// # Errors
    /// [`Error::NotSignedByKnownKey`] or [`Error::BadSignature`] for the receipt or the checkpoint,
    /// [`Error::KeyNotInForce`] when the receipt's key is a former one and the receipt is not of its time,
    /// [`Error::ReceiptDisagrees`], [`Error::InclusionFails`], [`Error::TooFewWitnesses`],
    /// [`Error::Malformed`].
    pub fn verify(&self, verifiers: &Verifiers) -> Result<VerifiedReceipt> {
        let (payload, key) = jws::verify(&self.receipt, &verifiers.receipt_keys)?;
        let verified = self.verify_with(verifiers, |_| Ok(payload))?;
        let made = verified.consent.created.parse();
        let made =
            made.map_err(|_| Error::malformed("receipt", "does not say when it was made"))?;
        key.check_time(made)?;
        Ok(verified)
    }

    /// As [`ReceiptFile::verify`], with the caller checking the JWS and giving its payload.
    ///
    /// # Errors
    /// As there, and those of `verify_jws`.
    pub fn verify_with(
        &self,
        verifiers: &Verifiers,
        verify_jws: impl FnOnce(&str) -> Result<Vec<u8>>,
    ) -> Result<VerifiedReceipt> {
        let payload = verify_jws(&self.receipt)?;
        let consent: Record = serde_json::from_slice(&payload)
            .map_err(|_| Error::malformed("receipt", "not a consent record"))?;
        consent.check()?;
        let commitment = commit(&self.salt, self.record.as_bytes());
        if !consent.is_based_on(&commitment) {
            let reason = "the receipt is not of the record beside it";
            return Err(Error::ReceiptDisagrees { reason });
        }
        if self
            .proof
            .extra
            .as_ref()
            .is_some_and(|extra| *extra != commitment.0)
        {
            let reason = "the proof carries another entry than the record beside it";
            return Err(Error::ReceiptDisagrees { reason });
        }
        let checkpoint = self.proof.verify(&commitment.0, verifiers)?;
        Ok(VerifiedReceipt {
            consent,
            checkpoint,
            index: self.proof.index,
            commitment,
        })
    }
}
