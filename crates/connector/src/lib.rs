//! The source's side: enforcement, adapters to sources, NGSI-LD API
#![forbid(unsafe_code)]
