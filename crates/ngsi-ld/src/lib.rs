//! NGSI-LD (ETSI GS CIM 009 v1.8) without a network: contexts, entities, changes, representations and queries.
//!
//! Pure: documents, times and contexts come in as values. Inside, entity types and attribute names are always
//! expanded IRIs, NGSI-LD's own members keep their short names, and a [`context::Context`] turns one into the other
//! at the edge.
#![forbid(unsafe_code)]

pub mod change;
pub mod context;
pub mod entity;
pub mod problem;
pub mod query;
pub mod represent;

pub use context::Context;
pub use entity::{Attribute, Entity, Evolution, Kind};
pub use problem::{Problem, ProblemKind};
