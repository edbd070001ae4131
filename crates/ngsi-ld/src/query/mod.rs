//! Which entities are wanted (ETSI GS CIM 009 §4.9 to §4.11, §4.17, §4.19, §4.23): parsed once, then asked of each.
//!
//! Names are expanded when a query is parsed. What comes from clients is bounded in depth and number of terms.

mod compare;
mod condition;
mod geo;
mod logic;
mod order;
mod select;
mod shape;
mod temporal;

pub use condition::Condition;
pub use geo::{GeoQuery, Relation};
pub use order::Order;
pub use select::{ScopeQuery, TypeSelection};
pub use temporal::{TemporalQuery, TimeProperty, TimeRelation};
