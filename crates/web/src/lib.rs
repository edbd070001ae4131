//! What the parties share at run time: server, problems, pages, sessions, guarded fetching
#![forbid(unsafe_code)]
