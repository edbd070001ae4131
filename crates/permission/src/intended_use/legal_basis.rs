//! The six legal bases and what each lets a person do.

use serde::{Deserialize, Serialize};
use vocabulary::{Term, rights_for};

use crate::terms::Basis;

/// A legal basis of GDPR art. 6(1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegalBasis {
    /// The person has given consent (a).
    Consent,
    /// A contract with the person needs it (b).
    Contract,
    /// A law demands it of the controller (c).
    LegalObligation,
    /// Someone's life depends on it (d).
    VitalInterest,
    /// A task in the public interest or of official authority (e).
    PublicTask,
    /// A legitimate interest that the person's own do not override (f).
    LegitimateInterest,
}

impl LegalBasis {
    /// All six, in the order of the article.
    pub const ALL: [Self; 6] = [
        Self::Consent,
        Self::Contract,
        Self::LegalObligation,
        Self::VitalInterest,
        Self::PublicTask,
        Self::LegitimateInterest,
    ];

    /// The term of GDPR art. 6(1).
    pub fn term(self) -> Term {
        match self {
            Self::Consent => Term::GDPR_CONSENT,
            Self::Contract => Term::GDPR_CONTRACT,
            Self::LegalObligation => Term::GDPR_LEGAL_OBLIGATION,
            Self::VitalInterest => Term::GDPR_VITAL_INTEREST,
            Self::PublicTask => Term::GDPR_PUBLIC_TASK,
            Self::LegitimateInterest => Term::GDPR_LEGITIMATE_INTEREST,
        }
    }

    /// Which of the six a term is or is narrower than, also by DPV's terms that name no article;
    /// `None` for a basis that is no basis of art. 6(1), such as one for a transfer abroad, or
    /// that is of two.
    pub fn of(basis: Basis) -> Option<Self> {
        let term = basis.term();
        let general: [(&[Term], Self); 6] = [
            (&[Term::CONSENT], Self::Consent),
            (&[Term::CONTRACT], Self::Contract),
            (&[Term::LEGAL_OBLIGATION], Self::LegalObligation),
            (&[Term::VITAL_INTEREST], Self::VitalInterest),
            (
                &[Term::PUBLIC_INTEREST, Term::OFFICIAL_AUTHORITY],
                Self::PublicTask,
            ),
            (&[Term::LEGITIMATE_INTEREST], Self::LegitimateInterest),
        ];
        let mut found = general
            .into_iter()
            .filter(|(terms, _)| terms.iter().any(|general| term.is_a(*general)))
            .map(|(_, basis)| basis);
        match (found.next(), found.next()) {
            (Some(basis), None) => Some(basis),
            _ => None,
        }
    }

    /// The basis in plain words, such as `legal obligation`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Contract => "contract",
            Self::LegalObligation => "legal obligation",
            Self::VitalInterest => "vital interest",
            Self::PublicTask => "public task",
            Self::LegitimateInterest => "legitimate interest",
        }
    }

    /// The rights the person has under this basis.
    pub fn rights(self) -> &'static [Term] {
        rights_for(self.term())
    }

    /// Whether it is the person's to give and to take back. Only consent is (GDPR art. 7(3)).
    pub fn is_the_persons(self) -> bool {
        self == Self::Consent
    }

    /// Whether the person can object to it (GDPR art. 21(1)).
    pub fn can_be_objected_to(self) -> bool {
        self.rights().contains(&Term::RIGHT_TO_OBJECT)
    }

    /// Whether a standing denial of the person binds it: what is the person's to give, and, as a
    /// standing objection, what can be objected to.
    pub fn heeds_denials(self) -> bool {
        self.is_the_persons() || self.can_be_objected_to()
    }
}

impl std::fmt::Display for LegalBasis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use vocabulary::Kind;

    use super::*;

    fn of(text: &str) -> Option<LegalBasis> {
        LegalBasis::of(Basis::parse(text).unwrap())
    }

    #[test]
    fn every_term_of_article_6_is_of_its_basis() {
        for basis in LegalBasis::ALL {
            for term in basis.term().descendants() {
                assert_eq!(
                    LegalBasis::of(Basis::new(term).unwrap()),
                    Some(basis),
                    "{term:?}"
                );
            }
        }
        assert_eq!(of("dpv:Consent"), Some(LegalBasis::Consent));
        assert_eq!(of("dpv:ContractPerformance"), Some(LegalBasis::Contract));
        assert_eq!(
            of("dpv:OfficialAuthorityOfController"),
            Some(LegalBasis::PublicTask)
        );
        assert_eq!(of("eu-gdpr:A9-2-a"), Some(LegalBasis::Consent));
    }

    #[test]
    fn what_is_no_basis_of_article_6_is_none() {
        assert_eq!(of("dpv:LegalBasis"), None);
        assert_eq!(of("eu-gdpr:A45-3"), None);
        assert_eq!(of("eu-gdpr:A9-2-f"), None);
    }

    #[test]
    fn only_consent_is_the_persons_and_only_two_others_can_be_objected_to() {
        let given: Vec<_> = LegalBasis::ALL
            .into_iter()
            .filter(|b| b.is_the_persons())
            .collect();
        assert_eq!(given, [LegalBasis::Consent]);
        let objectable: Vec<_> = LegalBasis::ALL
            .into_iter()
            .filter(|b| b.can_be_objected_to())
            .collect();
        assert_eq!(
            objectable,
            [LegalBasis::PublicTask, LegalBasis::LegitimateInterest]
        );
        for basis in LegalBasis::ALL {
            assert!(
                basis
                    .rights()
                    .iter()
                    .all(|right| right.kind() == Kind::Right)
            );
            assert!(basis.rights().contains(&Term::RIGHT_TO_COMPLAIN));
        }
    }
}
