//! Writes `src/tables.rs` from a folder with DPV's CSV and Turtle files:
//! `cargo run -p vocabulary --example generate -- <dpv folder> > crates/vocabulary/src/tables.rs`
#![forbid(unsafe_code)]

mod generator;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("give the folder that holds purposes.csv and the other DPV files");
        return ExitCode::FAILURE;
    };
    match generator::tables(Path::new(&folder)) {
        Ok(source) => {
            print!("{source}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
