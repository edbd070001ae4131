//! A journal file of any content opens or is refused, never panics, and keeps what it replayed.
#![no_main]

use evidence::{Journal, journal::Settings};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let directory = std::env::temp_dir().join(format!("evidence-fuzz-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("00000000000000000001.journal"), bytes).unwrap();
    let replay = || {
        let mut records = Vec::new();
        Journal::open(&directory, Settings::default(), |record| {
            records.push(record);
            Ok(())
        })
        .map(|_| records)
    };
    if let Ok(records) = replay() {
        assert_eq!(replay().unwrap(), records);
    }
});
