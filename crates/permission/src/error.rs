//! Everything that can go wrong in this crate, as one type.

use thiserror::Error;

use crate::attributes::{PathError, TableError};
use crate::canonical::CanonicalError;
use crate::dataset::DatasetError;
use crate::decide::CompileError;
use crate::id::IdError;
use crate::intended_use::{ChoiceError, IntendedUseError};
use crate::permission::{ReplayError, TransitionError};
use crate::rule::RuleError;
use crate::texts::TextError;

/// Any error of this crate; each function returns the part that it can meet.
#[derive(Debug, Error)]
#[error(transparent)]
#[allow(missing_docs, reason = "each says itself what it is")]
pub enum Error {
    Path(#[from] PathError),
    Table(#[from] TableError),
    Id(#[from] IdError),
    Text(#[from] TextError),
    Term(#[from] vocabulary::UnknownTerm),
    Dataset(#[from] DatasetError),
    IntendedUse(#[from] IntendedUseError),
    Choice(#[from] ChoiceError),
    Transition(#[from] TransitionError),
    Replay(#[from] ReplayError),
    Rule(#[from] RuleError),
    Compile(#[from] CompileError),
    Canonical(#[from] CanonicalError),
}
