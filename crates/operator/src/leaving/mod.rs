//! Taking everything along, and closing the account (GDPR art. 15, 17 and 20).
pub(crate) mod api;
pub(crate) mod close;
pub(crate) mod export;
pub(crate) mod pages;

pub use self::close::Closed;
