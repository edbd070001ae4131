//! The plain fields a receipt is built from. Times are microseconds since the epoch, UTC; terms are
//! full DPV IRIs.

use crate::Hash;

/// Everything a receipt for one permission event says (ISO/IEC TS 27560, GDPR art. 7(1), 13, 14).
#[derive(Clone, Debug)]
pub struct ReceiptFields {
    /// Identifier of the receipt: a UUID.
    pub id: String,
    /// The arrangement: a UUID that stays the same through renewal, amendment and change of operator.
    pub arrangement: String,
    /// Version of the permission that the event made.
    pub version: u32,
    /// When the receipt was made.
    pub created: i64,
    /// Language of the labels, lower-case ISO 639: `fi`.
    pub language: String,
    /// The commitment of the event's record in the operator's log.
    pub commitment: Hash,
    /// The operator, who makes the receipt.
    pub issuer: Party,
    /// The person, under an identifier that only operator and controller share.
    pub subject: String,
    /// The organisation of the service: the controller of what is permitted.
    pub controller: Party,
    /// The organisations whose data is used.
    pub sources: Vec<Party>,
    /// Others that get the data.
    pub recipients: Vec<Party>,
    /// DPV purposes in the service's words.
    pub purposes: Vec<Term>,
    /// DPV processing operations.
    pub processing: Vec<String>,
    /// Attributes decided on, permitted or not.
    pub personal_data: Vec<Data>,
    /// DPV or GDPR legal bases.
    pub legal_basis: Vec<String>,
    /// Rights the basis carries.
    pub rights: Vec<String>,
    /// Laws that apply, as DPV terms.
    pub laws: Vec<String>,
    /// How long data is kept: ISO 8601 duration, `P6M`.
    pub retention: String,
    /// Where it is kept.
    pub storage_locations: Vec<String>,
    /// Countries outside the EU it goes to.
    pub third_countries: Vec<String>,
    /// Whether decisions are made without people (GDPR art. 22).
    pub automated_decisions: bool,
    /// The notice as shown.
    pub notice: ShownNotice,
    /// The events so far, oldest first; the last is the one the receipt is for.
    pub events: Vec<Event>,
    /// Where to withdraw (GDPR art. 7(3)).
    pub withdraw_at: Option<String>,
}

/// An organisation.
#[derive(Clone, Debug)]
pub struct Party {
    /// Its identifier, an IRI.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its postal address.
    pub address: Option<String>,
    /// How to reach it, best as `mailto:` or `https:`.
    pub contact: Option<String>,
}

/// A DPV term in someone's words.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its IRI.
    pub iri: String,
    /// The words.
    pub label: String,
}

/// An attribute decided on.
#[derive(Clone, Debug)]
pub struct Data {
    /// The dataset it belongs to, an IRI.
    pub dataset: String,
    /// Its path: `address.postalCode`.
    pub path: String,
    /// Its title in the receipt's language.
    pub label: String,
    /// Its DPV personal data category.
    pub category: Option<String>,
    /// Whether it is of a special category (GDPR art. 9).
    pub special: bool,
    /// Whether the service can't do without.
    pub required: bool,
    /// Whether the person permits it.
    pub permitted: bool,
}

/// The notice a person saw before deciding.
#[derive(Clone, Debug)]
pub struct ShownNotice {
    /// Its identifier.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The language it was shown in.
    pub language: String,
    /// When.
    pub shown: i64,
    /// The text as shown.
    pub text: String,
}

/// One event in the life of a permission.
#[derive(Clone, Debug)]
pub struct Event {
    /// Version of the permission it made.
    pub version: u32,
    /// DPV consent status it led to.
    pub status: String,
    /// When.
    pub at: i64,
    /// Until when the permission holds from then on.
    pub valid_until: Option<i64>,
    /// Who: `dpv:DataSubject`, or the IRI of whom.
    pub by: String,
    /// How and where: `permissions page, https://…`.
    pub means: String,
}
