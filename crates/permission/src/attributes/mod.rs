//! Naming attributes of an entity, and sets of them.
//!
//! A dataset version describes its attributes in an [`AttributeTable`]; whatever is asked for,
//! permitted, denied or released is then an [`AttributeSet`] over that table.

mod path;
mod set;
mod table;

pub use path::{AttributePath, MAX_PATH_BYTES, MAX_PATH_DEPTH, PathError, covers};
pub use set::{AttributeSet, Iter};
pub use table::{AttributeTable, MAX_ATTRIBUTES, TableError};
