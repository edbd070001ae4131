//! The vocabulary as its users see it, and the tables against DPV's own files.
#![forbid(unsafe_code)]

#[path = "../../examples/generate/generator.rs"]
mod generator;

use std::collections::BTreeSet;

use vocabulary::{Kind, Term, rights_for};

fn every_term() -> impl Iterator<Item = Term> {
    Kind::ALL.into_iter().flat_map(Kind::terms)
}

fn term(iri: &str) -> Term {
    Term::by_iri(iri).unwrap_or_else(|| panic!("`{iri}` is unknown"))
}

#[test]
fn the_closure_is_what_following_broader_terms_reaches() {
    for term in every_term() {
        let mut reached = BTreeSet::new();
        let mut open = vec![term];
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(next.broader());
            }
        }
        for other in every_term() {
            assert_eq!(
                term.is_a(other),
                reached.contains(&other),
                "{term:?} is a {other:?}"
            );
        }
        assert_eq!(term.ancestors().collect::<BTreeSet<_>>(), reached);
    }
}

#[test]
fn every_term_lies_below_the_root_of_its_kind_alone() {
    for term in every_term() {
        for kind in Kind::ALL {
            assert_eq!(term.is_a(kind.root()), kind == term.kind(), "{term:?}");
        }
        assert_eq!(
            term.broader().is_empty(),
            term == term.kind().root(),
            "{term:?}"
        );
    }
}

#[test]
fn narrower_is_broader_the_other_way_round() {
    for term in every_term() {
        for parent in term.broader() {
            assert!(parent.narrower().contains(&term));
        }
        for child in term.narrower() {
            assert!(child.broader().contains(&term));
            assert!(child.is_a(term) && !term.is_a(*child));
        }
        let below: BTreeSet<Term> = term.descendants().collect();
        assert!(term.narrower().iter().all(|child| below.contains(child)));
    }
}

#[test]
fn every_term_is_found_by_its_iri_its_compact_form_and_its_name() {
    for term in every_term() {
        assert_eq!(Term::by_iri(term.iri()), Some(term));
        assert_eq!(Term::by_iri(&term.compact().to_string()), Some(term));
        assert_eq!(Term::parse(term.kind(), term.iri()), Ok(term));
        assert!(Term::parse(term.kind(), term.name()).is_ok());
        let labelled = Term::by_label(term.kind(), &term.label().to_uppercase()).unwrap();
        assert_eq!(labelled.label().to_lowercase(), term.label().to_lowercase());
        assert!(!term.label().is_empty());
    }
}

#[test]
fn every_kind_has_terms_and_every_term_one_kind() {
    let mut seen = BTreeSet::new();
    for kind in Kind::ALL {
        assert!(kind.terms().len() > 10, "{kind}");
        for (ordinal, term) in kind.terms().enumerate() {
            assert_eq!(term.kind(), kind);
            assert_eq!(term.ordinal(), ordinal);
            assert!(seen.insert(term.iri()));
        }
        assert_eq!(kind.root().kind(), kind);
        assert_eq!(format!("{kind:?}").to_lowercase().parse(), Ok(kind));
    }
    assert_eq!(
        "Colour".parse::<Kind>().unwrap_err().to_string(),
        "`Colour` is no kind of term; there are `Purpose`, `Processing`, `PersonalData`, \
         `LegalBasis`, `ConsentStatus`, `Right`, `Justification`, `Organisation`"
    );
}

#[test]
fn the_hierarchy_is_dpvs() {
    assert!(term("dpv:AcademicResearch").is_a(term("dpv:ResearchAndDevelopment")));
    assert!(term("pd:EmailAddress").is_a(term("pd:Contact")));
    assert!(term("pd:EmailAddress").is_a(term("pd:Tracking")));
    assert!(term("pd:BloodType").is_a(Term::SPECIAL_CATEGORY));
    assert!(!term("pd:EmailAddress").is_a(Term::SPECIAL_CATEGORY));
    assert!(Term::GDPR_CONSENT.is_a(Term::CONSENT));
    assert!(Term::GDPR_LEGITIMATE_INTEREST.is_a(Term::LEGITIMATE_INTEREST));
    assert!(Term::CONSENT_WITHDRAWN.is_a(Term::CONSENT_INVALID_FOR_PROCESSING));
    assert!(!Term::CONSENT_GIVEN.is_a(Term::CONSENT_INVALID_FOR_PROCESSING));
    assert!(term("eu-gdpr:A22-3-a").is_a(term("eu-gdpr:A22")));
    assert_eq!(
        Term::by_label(Kind::LegalBasis, "consent"),
        Some(Term::CONSENT)
    );
}

#[test]
fn what_is_no_term_is_not_found() {
    for text in [
        "",
        "#",
        ":",
        "dpv:",
        "dpv:Nothing",
        "pd:Marketing",
        "https://w3id.org/dpv#",
        "https://w3id.org/dpv#marketing",
        "http://w3id.org/dpv#Marketing",
        "https://example.org/dpv#Marketing",
        "dpv:Data",
        "dpv:NonPersonalData",
        "dpv:RightNotice",
        "dpv:hasPurpose",
    ] {
        assert_eq!(Term::by_iri(text), None, "{text}");
    }
    assert_eq!(Term::by_label(Kind::Purpose, ""), None);
}

#[test]
fn an_error_suggests_the_nearest_term_of_the_kind() {
    let error = |kind, text| Term::parse(kind, text).unwrap_err().to_string();
    assert_eq!(
        error(Kind::Purpose, "dpv:ServiceProvison"),
        "`dpv:ServiceProvison` is no DPV purpose; did you mean `dpv:ServiceProvision`?"
    );
    assert_eq!(
        error(Kind::PersonalData, "e-mail address"),
        "`e-mail address` is no DPV personal data category; did you mean `pd:EmailAddress`?"
    );
    assert_eq!(
        error(Kind::Processing, "dpv:Marketing"),
        "`dpv:Marketing` is no DPV processing operation"
    );
    assert_eq!(Term::nearest(Kind::Right, "xyzzy"), None);
}

#[test]
fn a_basis_carries_its_rights() {
    let names = |basis: Term| -> Vec<&str> { rights_for(basis).iter().map(|r| r.name()).collect() };
    assert_eq!(
        names(Term::GDPR_CONSENT),
        [
            "A13", "A14", "A15", "A16", "A17", "A18", "A20", "A22", "A7-3", "A77"
        ]
    );
    assert_eq!(
        names(Term::GDPR_LEGAL_OBLIGATION),
        ["A13", "A15", "A16", "A18", "A77"]
    );
    assert!(rights_for(Term::GDPR_PUBLIC_TASK).contains(&Term::RIGHT_TO_OBJECT));
    assert!(rights_for(Term::GDPR_LEGITIMATE_INTEREST).contains(&Term::RIGHT_TO_OBJECT));
    assert!(!rights_for(Term::GDPR_CONTRACT).contains(&Term::RIGHT_TO_OBJECT));
    assert!(rights_for(Term::PURPOSE).is_empty());
    for term in every_term() {
        assert!(
            rights_for(term)
                .iter()
                .all(|right| right.kind() == Kind::Right)
        );
    }
}

/// Set `FIDUCIA_DPV` to a folder with DPV's files to compare the committed tables with them.
#[test]
fn the_committed_tables_are_what_the_generator_writes() {
    let Some(folder) = std::env::var_os("FIDUCIA_DPV") else {
        eprintln!("skipped: FIDUCIA_DPV does not name a folder with DPV's files");
        return;
    };
    let written = generator::tables(folder.as_ref()).unwrap();
    assert!(
        written == include_str!("../../src/tables.rs"),
        "src/tables.rs differs from what the generator writes"
    );
}
