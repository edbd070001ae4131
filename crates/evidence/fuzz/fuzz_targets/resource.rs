//! A path that names a resource is the only one that names it; bundles never panic.
#![no_main]

use evidence::{Resource, tiles::decode_bundle};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(path) = std::str::from_utf8(bytes)
        && let Some(resource) = Resource::parse(path)
    {
        assert_eq!(resource.to_string(), path);
    }
    if let Some((width, bundle)) = bytes.split_first() {
        let _ = decode_bundle(bundle, (*width).into());
    }
});
