//! The guide for a source, typed as it stands: from an empty folder to the first released attribute.

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::city::{City, FIDUCIA, free_ports};

const GUIDE: &str = include_str!("../../../../docs/source-guide.md");
/// Where the commands of the guide's own source end.
const END: &str = "## Another kind of source";
/// Of all its commands together, in seconds.
const LONGEST: &str = "180";

/// The commands, step after step.
fn commands() -> String {
    let (_, steps) = GUIDE.split_once("## 1.").unwrap();
    let (steps, _) = steps.split_once(END).unwrap();
    let blocks = steps.split("```sh\n").skip(1);
    let blocks: Vec<&str> = blocks
        .map(|block| block.split("```").next().unwrap())
        .collect();
    assert!(blocks.len() >= 8, "a block of commands in each step");
    blocks.join("\n")
}

#[test]
fn the_guide_leads_from_an_empty_folder_to_the_first_released_attribute() {
    let city = City::start();
    let folder = TempDir::new().unwrap();
    std::os::unix::fs::symlink(city.data(), folder.path().join("city")).unwrap();
    let hall = free_ports().to_string();
    let commands = commands()
        .replace(
            "http://127.0.0.1:8100",
            city.text("/registry").trim_end_matches('/'),
        )
        .replace(
            "http://localhost:8101",
            city.text("/operators/0/url").trim_end_matches('/'),
        )
        .replace("8130", &hall);
    // What is started in the background ends with the script.
    let script = format!("set -euo pipefail\ntrap 'kill $(jobs -p)' EXIT\n{commands}");
    let binaries = Path::new(FIDUCIA).parent().unwrap();
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap());
    let output = Command::new("timeout")
        .args([LONGEST, "bash", "-c", &script])
        .env("PATH", path)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{wrong}");
    let said_plainly = said.replace([' ', '\n'], "");
    let released = said_plainly.matches("{\"visits\":14}").count();
    assert_eq!(released, 2, "tried, then fetched: {said}");
    assert!(
        !said.contains("Aino Koskela"),
        "her name is not released: {said}"
    );
}
