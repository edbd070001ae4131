//! Why a filter could not be made, or a body was refused.

use thiserror::Error;

use crate::attributes::PathError;

/// Why a filter could not be made, or a body was refused. Nothing of a refused body is released;
/// no message repeats a value from it. Offsets count bytes of the body from 0 and point to the
/// start of the token at fault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FilterError {
    /// A permitted path is none.
    #[error(transparent)]
    Path(#[from] PathError),
    /// `Options::max_depth` is 0 or beyond what one bit per level is kept for.
    #[error("a filter's deepest nesting must be between 1 and {limit}, not `{given}`")]
    DepthOption {
        /// What was asked for.
        given: usize,
        /// The most there is.
        limit: usize,
    },
    /// The declared context maps a term to something that is no IRI, or to itself in a circle.
    #[error("the declared context gives `{term}` no IRI")]
    DeclaredContext {
        /// The term.
        term: String,
    },
    /// The body ends too early, or is empty.
    #[error("the body ends within its JSON, after {at} bytes")]
    Truncated {
        /// Length of the body in bytes.
        at: u64,
    },
    /// Something follows the JSON value.
    #[error("something follows the JSON value, at byte {at}")]
    Trailing {
        /// Where.
        at: u64,
    },
    /// The body is a text, a number, `true`, `false` or `null`: no entity.
    #[error("the body is neither an object nor an array")]
    NotAnEntity,
    /// The body is not JSON (RFC 8259).
    #[error("the body is not JSON at byte {at}: {fault}")]
    Malformed {
        /// Where.
        at: u64,
        /// In what way.
        fault: Malformed,
    },
    /// Deeper than `Options::max_depth`.
    #[error("the body nests deeper than {limit} levels at byte {at}")]
    TooDeep {
        /// Where.
        at: u64,
        /// Most levels.
        limit: usize,
    },
    /// Longer than `Options::max_name_bytes`.
    #[error("the name at byte {at} is longer than {limit} bytes")]
    NameTooLong {
        /// Where.
        at: u64,
        /// Most bytes.
        limit: usize,
    },
    /// A number that no two parsers would read alike.
    #[error("the number at byte {at} is longer than {limit} bytes")]
    NumberTooLong {
        /// Where.
        at: u64,
        /// Most bytes.
        limit: usize,
    },
    /// A name that decides what is released stands twice in one object, perhaps once escaped or
    /// under an alias. Parsers differ in which one they take, so neither is released.
    #[error("`{name}` stands twice in one object, at byte {at}")]
    Duplicate {
        /// The name as it is permitted.
        name: String,
        /// Where.
        at: u64,
    },
    /// In NGSI-LD, `id` that isn't a string or `type` that is neither a string nor an array of strings; in any body, one of
    /// them that is longer than any real one.
    #[error("the entity's `{name}` at byte {at} is not what it can be")]
    Member {
        /// `id`, `type`, `@context` or `features`.
        name: &'static str,
        /// Where.
        at: u64,
    },
    /// The body's `@context` gives a name that decides what is released another meaning than the
    /// declared one, or could.
    #[error("the body's `@context` gives `{term}` another meaning than the dataset declares")]
    Context {
        /// The term or keyword.
        term: String,
    },
    /// The body refers to a context that the dataset does not declare, so that its names could
    /// mean anything.
    #[error("the body's `@context` refers to `{reference}`, which the dataset does not declare")]
    ForeignContext {
        /// The reference.
        reference: String,
    },
    /// The object turns out, by a `type` that comes after other members, to be GeoJSON where it
    /// was read as an entity, or the reverse.
    #[error("the object is partly an entity and partly GeoJSON, at byte {at}")]
    Mixed {
        /// Where.
        at: u64,
    },
    /// Streaming only: so much of one entity came before its `id` and `@context` that it could
    /// not be kept back any longer.
    #[error("an entity gives more than {limit} bytes before its `id` and `@context`")]
    Held {
        /// `Options::max_held_bytes`.
        limit: usize,
    },
}

/// How a body is not JSON (RFC 8259).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Malformed {
    /// Something stands where the grammar does not allow it; a byte order mark too.
    #[error("unexpected byte")]
    Syntax,
    /// A control character within a string that is not escaped.
    #[error("control character in a string")]
    Control,
    /// A backslash followed by none of the escapes there are.
    #[error("unknown escape")]
    Escape,
    /// Half of a surrogate pair.
    #[error("half a surrogate pair")]
    Surrogate,
    /// Bytes that are not UTF-8.
    #[error("not UTF-8")]
    Utf8,
    /// A number not as the grammar has it.
    #[error("malformed number")]
    Number,
}
