//! The kinds of terms.

use std::fmt;
use std::str::FromStr;

use crate::tables::KINDS;
use crate::{Range, Term};

/// What a [`Term`] says something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Why data is processed: `dpv:Purpose` and below.
    Purpose,
    /// What is done with data: `dpv:Processing` and below.
    Processing,
    /// What data is about: `dpv:PersonalData` and below, with all of `pd`.
    PersonalData,
    /// What makes processing lawful: `dpv:LegalBasis` and below, with those of the GDPR.
    LegalBasis,
    /// How far consent has come: `dpv:ConsentStatus` and below.
    ConsentStatus,
    /// What a person is entitled to: `dpv:Right` and below, with those of the GDPR.
    Right,
    /// Why something is refused, delayed or not needed: `dpv:Justification` and below.
    Justification,
    /// What kind of organisation a party is: `dpv:Organisation` and below.
    Organisation,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Purpose,
        Self::Processing,
        Self::PersonalData,
        Self::LegalBasis,
        Self::ConsentStatus,
        Self::Right,
        Self::Justification,
        Self::Organisation,
    ];

    pub(crate) fn range(self) -> &'static Range {
        &KINDS[self as usize]
    }

    /// Every term of this kind, DPV's own before those of its extensions.
    pub fn terms(self) -> impl ExactSizeIterator<Item = Term> + Clone {
        (self.range().start..self.range().end).map(Term)
    }

    /// The term above all others of this kind.
    pub fn root(self) -> Term {
        match self {
            Self::Purpose => Term::PURPOSE,
            Self::Processing => Term::PROCESSING,
            Self::PersonalData => Term::PERSONAL_DATA,
            Self::LegalBasis => Term::LEGAL_BASIS,
            Self::ConsentStatus => Term::CONSENT_STATUS,
            Self::Right => Term::RIGHT,
            Self::Justification => Term::JUSTIFICATION,
            Self::Organisation => Term::ORGANISATION,
        }
    }

    /// The kind in plain words, such as `legal basis`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Purpose => "purpose",
            Self::Processing => "processing operation",
            Self::PersonalData => "personal data category",
            Self::LegalBasis => "legal basis",
            Self::ConsentStatus => "consent status",
            Self::Right => "right",
            Self::Justification => "justification",
            Self::Organisation => "kind of organisation",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no [`Kind`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseKindError(String);

impl fmt::Display for ParseKindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no kind of term; there are ", self.0)?;
        for (at, kind) in Kind::ALL.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}`{kind:?}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for ParseKindError {}

impl FromStr for Kind {
    type Err = ParseKindError;

    /// By name as in DPV (`PersonalData`), without regard to case.
    fn from_str(text: &str) -> Result<Self, ParseKindError> {
        Self::ALL
            .into_iter()
            .find(|kind| format!("{kind:?}").eq_ignore_ascii_case(text))
            .ok_or_else(|| ParseKindError(text.to_owned()))
    }
}
