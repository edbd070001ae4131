//! DPV terms of a certain kind, and sets of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use vocabulary::{Kind, Term, UnknownTerm};

macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident $kind:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Read from a full or compact IRI, a label or a bare name; written as its full IRI.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Term);

        impl $name {
            /// The term, when it is of this kind.
            pub fn new(term: Term) -> Option<Self> {
                (term.kind() == Kind::$kind).then_some(Self(term))
            }

            /// The term meant by a full or compact IRI, a label or a bare name.
            pub fn parse(text: &str) -> Result<Self, UnknownTerm> {
                Term::parse(Kind::$kind, text).map(Self)
            }

            /// The term itself.
            #[inline]
            pub fn term(self) -> Term {
                self.0
            }

            /// Whether it is `other` or narrower.
            #[inline]
            pub fn is_a(self, other: Self) -> bool {
                self.0.is_a(other.0)
            }

            /// Whether one of the two is the other or narrower: something can be both.
            pub fn overlaps(self, other: Self) -> bool {
                self.is_a(other) || other.is_a(self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0.compact(), f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = UnknownTerm;

            fn from_str(text: &str) -> Result<Self, UnknownTerm> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = UnknownTerm;

            fn try_from(text: String) -> Result<Self, UnknownTerm> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(term: $name) -> Self {
                term.0.iri().to_owned()
            }
        }

        impl From<$name> for Term {
            fn from(term: $name) -> Self {
                term.0
            }
        }
    )*};
}

terms! {
    /// Why data is processed.
    Purpose Purpose;
    /// What is done with data.
    Processing Processing;
    /// What data is about.
    Category PersonalData;
    /// What makes processing lawful.
    Basis LegalBasis;
    /// Why something is refused.
    Justification Justification;
    /// What kind of organisation a party is.
    OrganisationKind Organisation;
}

/// A set of purposes as bits over DPV's purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Purposes([u64; 2]);

/// A set of processing operations as bits over DPV's processing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Operations(u64);

impl Purposes {
    /// All purposes for which `belongs` holds.
    pub(crate) fn where_(belongs: impl Fn(Purpose) -> bool) -> Self {
        let mut bits = [0; 2];
        for term in Kind::Purpose.terms().filter(|term| belongs(Purpose(*term))) {
            if let Some(word) = bits.get_mut(term.ordinal() / 64) {
                *word |= 1 << (term.ordinal() % 64);
            }
        }
        Self(bits)
    }

    /// These purposes and all narrower ones.
    pub(crate) fn within(purposes: &[Purpose]) -> Self {
        Self::where_(|purpose| purposes.iter().any(|wide| purpose.is_a(*wide)))
    }

    /// All purposes that overlap one of these; all there are when none is given.
    pub(crate) fn overlapping(purposes: &[Purpose]) -> Self {
        Self::where_(|p| purposes.is_empty() || purposes.iter().any(|other| p.overlaps(*other)))
    }

    /// Fails closed: a purpose that has no bit is in no set.
    #[inline]
    pub(crate) fn contains(self, purpose: Purpose) -> bool {
        let at = purpose.0.ordinal();
        self.0
            .get(at / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }
}

impl Operations {
    pub(crate) fn where_(belongs: impl Fn(Processing) -> bool) -> Self {
        let mut bits = 0;
        for term in Kind::Processing
            .terms()
            .filter(|term| belongs(Processing(*term)))
        {
            if term.ordinal() < 64 {
                bits |= 1 << term.ordinal();
            }
        }
        Self(bits)
    }

    /// These operations and all narrower ones.
    pub(crate) fn within(processing: &[Processing]) -> Self {
        Self::where_(|operation| processing.iter().any(|wide| operation.is_a(*wide)))
    }

    /// These operations alone.
    pub(crate) fn of(processing: &[Processing]) -> Self {
        Self::where_(|operation| processing.contains(&operation))
    }

    /// All operations that overlap one of these; all there are when none is given.
    pub(crate) fn overlapping(processing: &[Processing]) -> Self {
        Self::where_(|p| processing.is_empty() || processing.iter().any(|other| p.overlaps(*other)))
    }

    /// Fails closed: an operation that has no bit is in no set.
    #[inline]
    pub(crate) fn contains(self, operation: Processing) -> bool {
        let at = operation.0.ordinal();
        at < 64 && self.0 >> at & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_and_operation_has_its_bit() {
        assert!(Kind::Purpose.terms().len() <= 128);
        assert!(Kind::Processing.terms().len() <= 64);
    }

    #[test]
    fn a_set_holds_exactly_what_is_narrower_or_overlaps() {
        let wide = Purpose::parse("dpv:ResearchAndDevelopment").unwrap();
        let narrow = Purpose::parse("dpv:AcademicResearch").unwrap();
        for purpose in Kind::Purpose.terms().map(Purpose) {
            assert_eq!(
                Purposes::within(&[wide]).contains(purpose),
                purpose.is_a(wide)
            );
            assert_eq!(
                Purposes::overlapping(&[narrow]).contains(purpose),
                purpose.overlaps(narrow)
            );
            assert!(Purposes::overlapping(&[]).contains(purpose));
            assert!(!Purposes::within(&[]).contains(purpose));
        }
        let transform = Processing::parse("dpv:Transform").unwrap();
        for operation in Kind::Processing.terms().map(Processing) {
            let within = Operations::within(&[transform]).contains(operation);
            assert_eq!(within, operation.is_a(transform));
            let overlapping = Operations::overlapping(&[transform]).contains(operation);
            assert_eq!(overlapping, operation.overlaps(transform));
        }
    }

    #[test]
    fn a_term_of_another_kind_is_refused_with_the_nearest() {
        let error = serde_json::from_str::<Purpose>("\"dpv:ServiceProvison\"").unwrap_err();
        assert!(
            error
                .to_string()
                .contains("did you mean `dpv:ServiceProvision`?"),
            "{error}"
        );
        assert!(Purpose::parse("dpv:Collect").is_err());
        let purpose: Purpose = serde_json::from_str("\"Service Provision\"").unwrap();
        assert_eq!(
            serde_json::to_string(&purpose).unwrap(),
            "\"https://w3id.org/dpv#ServiceProvision\""
        );
    }
}
