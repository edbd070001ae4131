//! The filter releases what is permitted, all of it, and nothing else.
#![allow(clippy::unwrap_used)]

mod bypass;
mod differential;
mod holds;
mod made_up;
mod naive;
mod ngsi_ld;
mod plain;
mod refusals;
mod streaming;
mod tree;

use permission::filter::{Context, Filter, FilterError, Options, Pseudonyms};
use proptest::prelude::ProptestConfig;

/// What stands for own ids in these tests.
pub(crate) fn pseudonyms() -> Pseudonyms {
    Pseudonyms::new(naive::LEG, &naive::KEY)
}

/// As many cases as the environment asks for (`PROPTEST_CASES`), or enough for every run.
pub(crate) fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig {
        cases: default.cases.max(3000),
        failure_persistence: None,
        ..default
    }
}

pub(crate) fn plain(paths: &[&str]) -> Filter {
    Filter::compile(paths, Options::plain()).unwrap()
}

/// The context that the tests' dataset declares.
pub(crate) fn context() -> Context {
    Context {
        references: vec![naive::CONTEXT.to_owned()],
        terms: [("schema", "https://schema.org/"), ("name", "schema:name")]
            .map(|(term, iri)| (term.to_owned(), iri.to_owned()))
            .into(),
        vocabulary: None,
    }
}

pub(crate) fn ngsi_ld(paths: &[&str]) -> Filter {
    Filter::compile(paths, Options::ngsi_ld(context(), pseudonyms())).unwrap()
}

pub(crate) fn apply(filter: &Filter, body: &str) -> Result<String, FilterError> {
    let mut out = Vec::new();
    filter.apply(body.as_bytes(), &mut out)?;
    let out = String::from_utf8(out).unwrap();
    serde_json::from_str::<serde_json::Value>(&out).unwrap_or_else(|_| panic!("not JSON: {out}"));
    Ok(out)
}

/// Puts what stands for an own id where `expected` has it between « and ».
pub(crate) fn shown(expected: &str) -> String {
    let mut parts = expected.split('«');
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (own, rest) = part.split_once('»').unwrap();
        out += &naive::pseudonym(own);
        out += rest;
    }
    out
}

/// Checks that the body comes out as `expected`; see [`shown`].
#[track_caller]
pub(crate) fn gives(filter: &Filter, body: &str, expected: &str) {
    assert_eq!(apply(filter, body), Ok(shown(expected)), "{body}");
}

/// Checks that nothing of the body comes out, and why.
#[track_caller]
pub(crate) fn refuses(filter: &Filter, body: &str, expected: fn(&FilterError) -> bool) {
    let result = apply(filter, body);
    assert!(
        matches!(&result, Err(error) if expected(error)),
        "{body}: {result:?}"
    );
}
