//! One term of the vocabulary.

use std::fmt;

use crate::Kind;
use crate::nearest::nearest_of;
use crate::tables::{BROADER, BY_IRI, CLOSURE, NARROWER, RIGHTS, TERMS};

/// Short prefixes of the vocabularies in the tables.
const PREFIXES: [(&str, &str); 4] = [
    ("dpv", "https://w3id.org/dpv#"),
    ("pd", "https://w3id.org/dpv/pd#"),
    ("eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#"),
    ("justifications", "https://w3id.org/dpv/justifications#"),
];

/// One term of the vocabulary. The number is good for one version of this crate only: keep the
/// [`iri`](Self::iri).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(pub(crate) u16);

/// A text that names no term of the kind wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTerm {
    /// The kind wanted.
    pub kind: Kind,
    /// The text as given.
    pub given: String,
    /// The term most likely meant.
    pub nearest: Option<Term>,
}

impl Term {
    /// The term of a full IRI or of its compact form (`dpv:Marketing`, `pd:EmailAddress`,
    /// `eu-gdpr:A6-1-a`, `justifications:Objection`).
    pub fn by_iri(iri: &str) -> Option<Self> {
        let (namespace, name) = split(iri)?;
        BY_IRI
            .binary_search_by(|term| {
                let (at, known) = split_known(TERMS[term.index()].0);
                at.cmp(namespace).then_with(|| known.cmp(name))
            })
            .ok()
            .map(|at| BY_IRI[at])
    }

    /// The term of a kind with this English label, without regard to case. Where DPV and an
    /// extension share a label, DPV's own.
    pub fn by_label(kind: Kind, label: &str) -> Option<Self> {
        kind.terms()
            .find(|term| term.label().to_lowercase() == label.to_lowercase())
    }

    /// The term of a kind meant by a full or compact IRI, a label, or a bare name
    /// (`ServiceProvision`); otherwise an error that suggests the nearest.
    pub fn parse(kind: Kind, text: &str) -> Result<Self, UnknownTerm> {
        Self::by_iri(text)
            .filter(|term| term.kind() == kind)
            .or_else(|| kind.terms().find(|term| term.name() == text))
            .or_else(|| Self::by_label(kind, text))
            .ok_or_else(|| UnknownTerm {
                kind,
                given: text.to_owned(),
                nearest: Self::nearest(kind, text),
            })
    }

    /// The term of a kind whose name or label is most like `text`, if one is like it at all.
    pub fn nearest(kind: Kind, text: &str) -> Option<Self> {
        let text = text.rsplit(['#', ':']).next()?;
        let names = kind.terms().map(|term| (term, term.name()));
        let labels = kind.terms().map(|term| (term, term.label()));
        nearest_of(text, names.chain(labels), |(_, name)| name).map(|(term, _)| term)
    }

    fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The full IRI.
    pub fn iri(self) -> &'static str {
        TERMS[self.index()].0
    }

    /// The English label.
    pub fn label(self) -> &'static str {
        TERMS[self.index()].1
    }

    /// The part of the IRI after its `#`.
    pub fn name(self) -> &'static str {
        split_known(self.iri()).1
    }

    /// The compact form, such as `pd:EmailAddress`.
    pub fn compact(self) -> Compact {
        Compact(self)
    }

    /// What the term says something about.
    pub fn kind(self) -> Kind {
        // INVARIANT: the kinds' ranges lie in the order of `Kind` and leave no gap.
        let at = Kind::ALL.partition_point(|kind| kind.range().end <= self.0);
        Kind::ALL[at.min(Kind::ALL.len() - 1)]
    }

    /// Whether this term is `other` or narrower. Terms of different kinds never are.
    #[inline]
    pub fn is_a(self, other: Self) -> bool {
        let range = self.kind().range();
        if other.0 < range.start || other.0 >= range.end {
            return false;
        }
        let row = range.offset + range.stride * usize::from(self.0 - range.start);
        let column = usize::from(other.0 - range.start);
        CLOSURE[row + column / 64] >> (column % 64) & 1 == 1
    }

    /// The place of the term among those of its kind, from 0: for sets of bits over one kind.
    #[inline]
    pub fn ordinal(self) -> usize {
        usize::from(self.0 - self.kind().range().start)
    }

    /// The terms directly above.
    pub fn broader(self) -> &'static [Self] {
        BROADER[self.index()]
    }

    /// The terms directly below.
    pub fn narrower(self) -> &'static [Self] {
        NARROWER[self.index()]
    }

    /// This term and all above it, in the order of the tables.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        self.kind().terms().filter(move |other| self.is_a(*other))
    }

    /// This term and all below it, in the order of the tables.
    pub fn descendants(self) -> impl Iterator<Item = Self> {
        self.kind().terms().filter(move |other| other.is_a(self))
    }
}

/// The rights that a legal basis carries for the person under the GDPR, by DPV's table for
/// GDPR art. 6(1); empty for a basis that the table does not name.
pub fn rights_for(basis: Term) -> &'static [Term] {
    RIGHTS
        .binary_search_by_key(&basis, |(basis, _)| *basis)
        .map_or(&[], |at| RIGHTS[at].1)
}

/// Namespace and name of a full or compact IRI.
fn split(iri: &str) -> Option<(&str, &str)> {
    if let Some(at) = iri.find('#') {
        return Some(iri.split_at(at + 1));
    }
    let (prefix, name) = iri.split_once(':')?;
    let (_, namespace) = PREFIXES.iter().find(|(known, _)| *known == prefix)?;
    Some((namespace, name))
}

/// Namespace and name of an IRI of the tables, all of which have a `#`.
fn split_known(iri: &'static str) -> (&'static str, &'static str) {
    iri.split_at(iri.find('#').map_or(iri.len(), |at| at + 1))
}

/// Writes a term in its compact form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compact(Term);

impl fmt::Display for Compact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (namespace, name) = split_known(self.0.iri());
        match PREFIXES.iter().find(|(_, known)| *known == namespace) {
            Some((prefix, _)) => write!(f, "{prefix}:{name}"),
            None => f.write_str(self.0.iri()),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.iri())
    }
}

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.compact())
    }
}

impl fmt::Display for UnknownTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no DPV {}", self.given, self.kind)?;
        match self.nearest {
            Some(term) => write!(f, "; did you mean `{}`?", term.compact()),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownTerm {}
