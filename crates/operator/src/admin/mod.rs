//! Administration over the JSON API: the same acts as on the command line, for who bears the admin token.
pub(crate) mod api;
