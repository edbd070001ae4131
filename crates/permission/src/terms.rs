//! DPV terms of a certain kind, and sets of them.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

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

/// For each purpose in DPV's order: the set of it and all narrower ones, and the set of those
/// that overlap it. Made once, so that making rules ready does not walk the vocabulary.
static PURPOSES: LazyLock<Vec<(Purposes, Purposes)>> = LazyLock::new(|| {
    let all = || Kind::Purpose.terms().map(Purpose);
    all()
        .map(|own| {
            let within = all().filter(|purpose| purpose.is_a(own));
            let overlapping = all().filter(|purpose| purpose.overlaps(own));
            (Purposes::of(within), Purposes::of(overlapping))
        })
        .collect()
});

/// The same for each operation.
static OPERATIONS: LazyLock<Vec<(Operations, Operations)>> = LazyLock::new(|| {
    let all = || Kind::Processing.terms().map(Processing);
    all()
        .map(|own| {
            let within = all().filter(|operation| operation.is_a(own));
            let overlapping = all().filter(|operation| operation.overlaps(own));
            (Operations::of(within), Operations::of(overlapping))
        })
        .collect()
});

impl Purposes {
    const ALL: Self = Self([u64::MAX; 2]);

    fn of(purposes: impl IntoIterator<Item = Purpose>) -> Self {
        let mut bits = [0; 2];
        for purpose in purposes {
            let at = purpose.0.ordinal();
            if let Some(word) = bits.get_mut(at / 64) {
                *word |= 1 << (at % 64);
            }
        }
        Self(bits)
    }

    fn union<'a>(sets: impl Iterator<Item = &'a Self>) -> Self {
        sets.fold(Self::default(), |a, b| {
            Self([a.0[0] | b.0[0], a.0[1] | b.0[1]])
        })
    }

    /// These purposes and all narrower ones.
    pub(crate) fn within(purposes: &[Purpose]) -> Self {
        let known = purposes
            .iter()
            .filter_map(|purpose| PURPOSES.get(purpose.0.ordinal()));
        Self::union(known.map(|(within, _)| within))
    }

    /// All purposes that overlap one of these; all there are when none is given.
    pub(crate) fn overlapping(purposes: &[Purpose]) -> Self {
        if purposes.is_empty() {
            return Self::ALL;
        }
        let known = purposes
            .iter()
            .filter_map(|purpose| PURPOSES.get(purpose.0.ordinal()));
        Self::union(known.map(|(_, overlapping)| overlapping))
    }

    /// This purpose alone.
    pub(crate) fn only(purpose: Purpose) -> Self {
        Self::of([purpose])
    }

    /// Whether the two sets share a purpose.
    #[inline]
    pub(crate) fn meets(self, other: Self) -> bool {
        (self.0[0] & other.0[0]) | (self.0[1] & other.0[1]) != 0
    }

    /// A purpose that has no bit is in no set.
    #[inline]
    pub(crate) fn contains(self, purpose: Purpose) -> bool {
        let at = purpose.0.ordinal();
        self.0
            .get(at / 64)
            .is_some_and(|word| word >> (at % 64) & 1 == 1)
    }
}

impl Operations {
    const ALL: Self = Self(u64::MAX);

    /// These operations alone.
    pub(crate) fn of(processing: impl IntoIterator<Item = Processing>) -> Self {
        let mut bits = 0;
        for operation in processing {
            let at = operation.0.ordinal();
            if at < 64 {
                bits |= 1 << at;
            }
        }
        Self(bits)
    }

    fn union<'a>(sets: impl Iterator<Item = &'a Self>) -> Self {
        sets.fold(Self::default(), |a, b| Self(a.0 | b.0))
    }

    /// These operations and all narrower ones.
    pub(crate) fn within(processing: &[Processing]) -> Self {
        let known = processing
            .iter()
            .filter_map(|p| OPERATIONS.get(p.0.ordinal()));
        Self::union(known.map(|(within, _)| within))
    }

    /// All operations that overlap one of these; all there are when none is given.
    pub(crate) fn overlapping(processing: &[Processing]) -> Self {
        if processing.is_empty() {
            return Self::ALL;
        }
        let known = processing
            .iter()
            .filter_map(|p| OPERATIONS.get(p.0.ordinal()));
        Self::union(known.map(|(_, overlapping)| overlapping))
    }

    /// Whether the two sets share an operation.
    #[inline]
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// An operation that has no bit is in no set.
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
