//! The filter beside a naive one over `serde_json`: they accept the same bodies and release the
//! same of them; what comes out is JSON; chunks make no difference.
#![no_main]

#[path = "../../tests/filter/naive.rs"]
mod naive;
#[path = "../../tests/filter/tree.rs"]
mod tree;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use naive::{Naive, sorted};
use permission::filter::{Context, Filter, FilterError, Options, Pseudonyms, Report};
use tree::Tree;

/// One level less than the 128 at which `serde_json` stops.
const DEPTH: usize = 127;

const PATHS: [&[&str]; 8] = [
    &[],
    &["name"],
    &["name", "address.postalCode", "email"],
    &["address.name", "address.value", "location"],
    &["location.value.name", "unitCode", "geometry"],
    &["properties.name", "address.type", "nämë"],
    &["address", "id", "type", "value.value", "__proto__"],
    &["email.en", "features.name", "a.b.c", "name"],
];

static FILTERS: LazyLock<Vec<(Filter, Filter)>> = LazyLock::new(|| {
    let context = Context {
        references: vec![naive::CONTEXT.to_owned()],
        terms: [("schema", "https://schema.org/"), ("name", "schema:name")]
            .map(|(term, iri)| (term.to_owned(), iri.to_owned()))
            .into(),
        vocabulary: None,
    };
    let plain = Options {
        max_depth: DEPTH,
        pseudonyms: Some(Pseudonyms::new(naive::LEG, &naive::KEY)),
        ..Options::plain()
    };
    let ngsi_ld = Options {
        max_depth: DEPTH,
        ..Options::ngsi_ld(context, Pseudonyms::new(naive::LEG, &naive::KEY))
    };
    let compile = |paths: &&[&str], options: &Options| {
        Filter::compile(*paths, options.clone()).expect("the paths are good")
    };
    PATHS
        .iter()
        .map(|paths| (compile(paths, &plain), compile(paths, &ngsi_ld)))
        .collect()
});

fuzz_target!(|bytes: &[u8]| {
    let [paths, chunk, body @ ..] = bytes else {
        return;
    };
    let index = usize::from(*paths) % PATHS.len();
    let (plain, ngsi_ld) = &FILTERS[index];
    let tree = Tree::parse(body);
    for (filter, naive) in [
        (plain, naive::plain_with_pseudonyms as fn(&Tree, &[&str]) -> Naive),
        (ngsi_ld, naive::ngsi_ld),
    ] {
        let whole = apply(filter, body);
        let streamed = stream(filter, body, usize::from(*chunk) + 1);
        assert_eq!(whole, streamed, "chunks make a difference");
        match &tree {
            Ok(tree) => compare(whole, naive(tree, PATHS[index]), tree),
            // Numbers beyond binary64 are JSON, but not for `serde_json`.
            Err(error) if error.to_string().starts_with("number out of range") => {}
            Err(error) => assert!(whole.is_err(), "accepted what serde_json refuses: {error}"),
        }
    }
});

fn apply(filter: &Filter, body: &[u8]) -> Result<(Report, Vec<u8>), FilterError> {
    let mut out = Vec::new();
    let report = filter.apply(body, &mut out)?;
    Ok((report, out))
}

fn stream(filter: &Filter, body: &[u8], chunk: usize) -> Result<(Report, Vec<u8>), FilterError> {
    let (mut stream, mut out) = (filter.stream(), Vec::new());
    for chunk in body.chunks(chunk) {
        stream.push(chunk, &mut out)?;
    }
    let report = stream.finish(&mut out)?;
    Ok((report, out))
}

fn compare(result: Result<(Report, Vec<u8>), FilterError>, naive: Naive, tree: &Tree) {
    match (result, naive) {
        (Ok((_, out)), Naive::Released(expected)) => {
            let out = Tree::parse(&out).expect("what comes out is JSON");
            assert_eq!(sorted(out), sorted(expected));
        }
        // The naive filter knows no context but its own.
        (Ok(_), Naive::Refused) => assert!(has_context(tree), "released what must be refused"),
        (Err(_), Naive::Refused) => {}
        // Limits, and contexts of which the naive filter knows too little, are refused.
        (
            Err(
                FilterError::NameTooLong { .. }
                | FilterError::NumberTooLong { .. }
                | FilterError::Member { .. }
                | FilterError::Mixed { .. },
            ),
            _,
        ) => {}
        (Err(FilterError::Context { .. } | FilterError::ForeignContext { .. }), _) => {
            assert!(has_context(tree));
        }
        (Err(error), Naive::Released(_)) => {
            assert!(naive::guesses(tree), "refused: {error}");
        }
    }
}

/// Whether any member is a context that isn't just a reference.
fn has_context(tree: &Tree) -> bool {
    match tree {
        Tree::Array(items) => items.iter().any(has_context),
        Tree::Object(members) => members.iter().any(|(name, value)| {
            name == "@context" && !matches!(value, Tree::Text(_)) || has_context(value)
        }),
        _ => false,
    }
}
