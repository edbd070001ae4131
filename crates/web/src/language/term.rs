//! Terms of the Data Privacy Vocabulary in words that people read.
use serde::Serialize;
use utoipa::ToSchema;
use vocabulary::{Kind, Term};

use super::Speech;

/// A term of the Data Privacy Vocabulary in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TermView {
    /// Its IRI.
    pub iri: String,
    /// What people call it, in their language.
    pub label: String,
    /// What it means, in a sentence, where we have one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub explanation: String,
}

/// What messages about terms of a kind begin with ([`Catalogue::TERMS`](super::Catalogue::TERMS)).
pub const fn prefix(kind: Kind) -> &'static str {
    match kind {
        Kind::Purpose => "purpose",
        Kind::Processing => "processing",
        Kind::PersonalData => "data",
        Kind::LegalBasis => "basis",
        Kind::Right => "right",
        Kind::ConsentStatus => "status",
        Kind::Justification => "justification",
        Kind::Organisation => "organisation",
    }
}

impl TermView {
    /// A term in plain words; in the vocabulary's own where there are no plainer.
    pub fn of(term: Term, speech: &Speech) -> Self {
        let message = format!("{}-{}", prefix(term.kind()), term.name());
        Self {
            iri: term.iri().to_owned(),
            label: speech
                .known(&message)
                .unwrap_or_else(|| term.label().to_owned()),
            explanation: speech.known(&format!("{message}.hint")).unwrap_or_default(),
        }
    }
}
