//! The person's side: accounts, permissions, tickets, introspection, access log
#![forbid(unsafe_code)]
