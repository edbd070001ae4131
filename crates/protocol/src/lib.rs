//! What is said on the wire: MIM4 documents, tokens and events, signed and verified
#![forbid(unsafe_code)]
