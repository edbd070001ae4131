//! The consent record a receipt carries: ISO/IEC TS 27560:2023 as JSON-LD with DPV 2.3, profile
//! `record-eu-gdpr`. Member names and shapes follow the DPV community group's guide to 27560.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::build::commitment_name;
use crate::{Error, Hash, Result};

/// What a record conforms to: consent record with what the EU GDPR asks for.
pub const PROFILE: &str = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr";

/// A consent record. [`Record::new`] builds one; `serde` reads and writes its JSON-LD.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    #[serde(rename = "@context")]
    pub(super) context: BTreeMap<String, serde_json::Value>,
    #[serde(rename = "@id")]
    pub(super) id: String,
    #[serde(rename = "@type")]
    pub(super) types: Vec<String>,
    #[serde(rename = "dct:conformsTo")]
    pub(super) conforms_to: String,
    /// Identifier of the record.
    #[serde(rename = "dpv:hasIdentifier")]
    pub identifier: String,
    /// The arrangement this is a version of: `urn:uuid:…`.
    #[serde(rename = "dct:isVersionOf")]
    pub arrangement: String,
    /// Version of the permission.
    #[serde(rename = "schema:version")]
    pub version: u32,
    /// When the record was made, RFC 3339.
    #[serde(rename = "dct:created")]
    pub created: String,
    /// Who made the record: a key of [`Record::entities`].
    #[serde(rename = "dct:creator")]
    pub creator: String,
    /// Language of the texts.
    #[serde(rename = "dct:language")]
    pub language: String,
    /// The entry in the operator's log that records the same event: `ni:///sha-256;…` over the
    /// commitment.
    #[serde(rename = "schema:isBasedOn")]
    pub based_on: String,
    /// The person, under an identifier that only operator and controller share.
    #[serde(rename = "dpv:hasDataSubject")]
    pub data_subject: DataSubject,
    /// All organisations named, by their identifier.
    #[serde(rename = "dpv:hasEntity")]
    pub entities: BTreeMap<String, Entity>,
    /// What the person decided on.
    #[serde(rename = "dpv:hasProcess")]
    pub processes: Vec<Process>,
    /// The notice as it was shown.
    #[serde(rename = "dpv:hasNotice")]
    pub notices: Vec<Notice>,
}

/// The person of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSubject {
    #[serde(rename = "@type")]
    pub(super) types: Vec<String>,
    /// Pairwise identifier.
    #[serde(rename = "dpv:hasIdentifier")]
    pub identifier: String,
}

/// An organisation in a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its roles in this record: `dpv:DataController`, `dpv:DataSource`, …
    #[serde(rename = "@type")]
    pub roles: Vec<String>,
    /// Its name.
    #[serde(rename = "dpv:hasName")]
    pub name: String,
    /// Its postal address.
    #[serde(
        rename = "dpv:hasAddress",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub address: Option<String>,
    /// How to reach it, or its data protection officer.
    #[serde(
        rename = "dpv:hasContact",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub contact: Option<String>,
}

/// Processing decided on. With parts, those say what was given and what refused, and inherit the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    #[serde(rename = "@type")]
    pub(super) types: Vec<String>,
    /// Why.
    #[serde(
        rename = "dpv:hasPurpose",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub purposes: Vec<Labelled>,
    /// What is done.
    #[serde(
        rename = "dpv:hasProcessing",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub processing: Vec<String>,
    /// Which data.
    #[serde(
        rename = "dpv:hasPersonalData",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub personal_data: Vec<PersonalData>,
    /// By whom: keys of [`Record::entities`].
    #[serde(
        rename = "dpv:hasDataController",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub controllers: Vec<String>,
    /// From where: keys of [`Record::entities`].
    #[serde(
        rename = "dpv:hasDataSource",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub sources: Vec<String>,
    /// To whom: keys of [`Record::entities`]. Present and empty: to nobody else.
    #[serde(
        rename = "dpv:hasRecipient",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub recipients: Option<Vec<String>>,
    /// How long and where kept.
    #[serde(
        rename = "dpv:hasStorageCondition",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub storage: Vec<StorageCondition>,
    /// On what legal basis.
    #[serde(
        rename = "dpv:hasLegalBasis",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub legal_basis: Vec<String>,
    /// What the person may ask for.
    #[serde(
        rename = "dpv:hasRight",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub rights: Vec<String>,
    /// Under which law.
    #[serde(
        rename = "dpv:hasApplicableLaw",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub laws: Vec<String>,
    /// Countries outside the EU that data goes to.
    #[serde(
        rename = "dpv:hasThirdCountry",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub third_countries: Vec<String>,
    /// `dpv:AutomatedDecisionMaking` when decisions are made without people.
    #[serde(
        rename = "dpv:hasContext",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub context: Vec<String>,
    /// Where to withdraw.
    #[serde(
        rename = "dpv:hasConsentControl",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub controls: Vec<ConsentControl>,
    /// What was decided, when, how; oldest first.
    #[serde(
        rename = "dpv:hasConsentStatus",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub status: Vec<ConsentStatus>,
    /// Parts that differ in what was decided.
    #[serde(
        rename = "dpv:hasProcess",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub parts: Vec<Process>,
}

/// A purpose in the service's words, with its place in DPV.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    #[serde(rename = "@type")]
    pub(super) types: Vec<String>,
    /// DPV terms it falls under.
    #[serde(rename = "skos:broader")]
    pub broader: Vec<String>,
    /// Words for people.
    #[serde(rename = "skos:prefLabel")]
    pub label: String,
}

/// One attribute of a dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalData {
    #[serde(rename = "@type")]
    pub(super) types: Vec<String>,
    /// DPV personal data category.
    #[serde(rename = "skos:broader")]
    pub broader: Vec<String>,
    /// Words for people.
    #[serde(rename = "skos:prefLabel")]
    pub label: String,
    /// Dataset and path: `urn:…#address.postalCode`.
    #[serde(rename = "dct:identifier")]
    pub identifier: String,
    /// `dpv:Required` or `dpv:Optional`.
    #[serde(rename = "dpv:hasNecessity")]
    pub necessity: String,
}

/// Where or how long data is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageCondition {
    #[serde(rename = "@type")]
    pub(super) types: Vec<String>,
    /// A place.
    #[serde(
        rename = "dpv:hasLocation",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub location: Option<String>,
    /// A time.
    #[serde(
        rename = "dpv:hasDuration",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub duration: Option<Duration>,
}

/// A duration: ISO 8601, a time, or words for an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duration {
    #[serde(rename = "@type")]
    pub(super) types: Vec<String>,
    /// The value.
    #[serde(rename = "rdf:value")]
    pub value: String,
}

/// Where the person can do something about the consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentControl {
    #[serde(rename = "@type")]
    pub(super) types: Vec<String>,
    /// Where.
    #[serde(rename = "schema:url")]
    pub url: String,
}

/// One event in the life of a consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentStatus {
    /// DPV consent status.
    #[serde(rename = "@type")]
    pub types: Vec<String>,
    /// Version of the permission the event made.
    #[serde(rename = "schema:version")]
    pub version: u32,
    /// When, RFC 3339.
    #[serde(rename = "dpv:isIndicatedAtTime")]
    pub at: String,
    /// Who: `dpv:DataSubject` or a key of [`Record::entities`] or other words.
    #[serde(rename = "dpv:isIndicatedBy")]
    pub by: String,
    /// How and where.
    #[serde(rename = "dpv:isExercisedAt")]
    pub means: String,
    /// Until when.
    #[serde(
        rename = "dpv:hasDuration",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub duration: Option<Duration>,
}

/// The notice the person saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    #[serde(rename = "@type")]
    pub(super) types: Vec<String>,
    /// Identifier of the notice.
    #[serde(rename = "dpv:hasIdentifier")]
    pub identifier: String,
    /// Its version.
    #[serde(rename = "schema:version")]
    pub version: String,
    /// Language it was shown in.
    #[serde(rename = "dct:language")]
    pub language: String,
    /// When it was shown, RFC 3339.
    #[serde(rename = "dct:date")]
    pub shown: String,
    /// The text as shown.
    #[serde(rename = "schema:text")]
    pub text: String,
    /// SHA-256 of the text's UTF-8 bytes, lower-case hexadecimal.
    #[serde(rename = "schema:sha256")]
    pub sha256: String,
}

impl Record {
    /// Checks what a reader can check without anyone: the profile, the notices' hashes, that every
    /// organisation referred to is described.
    ///
    /// # Errors
    /// [`Error::ReceiptDisagrees`].
    pub fn check(&self) -> Result<()> {
        let disagree = |reason| Err(Error::ReceiptDisagrees { reason });
        if self.conforms_to != PROFILE {
            return disagree(
                "the receipt does not follow the profile of ISO/IEC TS 27560 for the GDPR",
            );
        }
        if self
            .notices
            .iter()
            .any(|notice| Hash::of(notice.text.as_bytes()).to_hex() != notice.sha256)
        {
            return disagree("the notice is not the text whose hash is given");
        }
        let named = |id: &String| self.entities.contains_key(id);
        let described = self
            .processes
            .iter()
            .flat_map(Process::with_parts)
            .all(|process| {
                let recipients = process.recipients.iter().flatten();
                process
                    .controllers
                    .iter()
                    .chain(&process.sources)
                    .chain(recipients)
                    .all(named)
            });
        if !named(&self.creator) || !described {
            return disagree("an organisation is referred to but not described");
        }
        Ok(())
    }

    /// Whether the record is of the log entry with this commitment.
    pub fn is_based_on(&self, commitment: &Hash) -> bool {
        self.based_on == commitment_name(commitment)
    }
}

impl Process {
    /// The process itself and its parts.
    pub fn with_parts(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(&self.parts)
    }
}
