//! JSON-LD contexts as NGSI-LD uses them (ETSI GS CIM 009 §4.4, §5.5.7; JSON-LD 1.1 §4).
//!
//! A context is built from documents that are all at hand: [`references`] says which remote ones a document needs, the
//! caller gets them, and [`Context::build`] puts them together. The core context comes last and prevails.

mod build;
mod names;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use serde_json::Value;

pub use build::references;

/// The core context's document, version 1.8.
const CORE: &str = include_str!("core.jsonld");
/// The address the core context is given out under.
pub const CORE_URL: &str = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld";
/// How the address of every version of the core context begins.
const CORE_PREFIX: &str = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context";
/// What names expand to that no context defines.
pub const DEFAULT_VOCABULARY: &str = "https://uri.etsi.org/ngsi-ld/default-context/";

static CORE_DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(CORE).unwrap_or_default());
static CORE_CONTEXT: LazyLock<Arc<Context>> = LazyLock::new(|| {
    let mut context = Context::default();
    // The document is ours and refers to nothing; a test reads every term of it.
    context
        .take(&CORE_DOCUMENT["@context"], &HashMap::new(), 0)
        .ok();
    context.finish();
    Arc::new(context)
});

/// What one term means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) iri: String,
    /// The type its values are coerced to (`@id`, `@vocab`, `@json`, or a data type).
    pub(crate) kind: Option<String>,
    /// Whether compact IRIs may begin with it (JSON-LD 1.1 §4.1.5).
    pub(crate) is_prefix: bool,
}

/// An active context.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// What terms mean; none where a context takes a term back.
    terms: BTreeMap<String, Option<Term>>,
    vocabulary: Option<String>,
    /// The best term for an IRI.
    by_iri: HashMap<String, String>,
    /// Prefixes, the longest IRI first.
    prefixes: Vec<(String, String)>,
}

/// Whether this is the address of the core context, in whatever version; other addresses beside it are not its own.
pub fn is_core(url: &str) -> bool {
    url.strip_prefix(CORE_PREFIX)
        .or_else(|| url.strip_prefix("http://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context"))
        .and_then(|rest| rest.strip_suffix(".jsonld"))
        .is_some_and(|version| {
            version.is_empty()
                || version.strip_prefix("-v").is_some_and(|number| {
                    number
                        .split('.')
                        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
                })
        })
}

/// The core context's document.
pub fn core_document() -> &'static Value {
    &CORE_DOCUMENT
}

impl Context {
    /// The core context alone.
    pub fn core() -> Arc<Self> {
        Arc::clone(&CORE_CONTEXT)
    }
}
