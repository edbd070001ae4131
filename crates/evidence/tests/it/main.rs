//! Evidence, seen from outside.
