//! SQLite and PostgreSQL: the only crate that knows SQL
#![forbid(unsafe_code)]
