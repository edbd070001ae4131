//! The guide for a source, typed as it stands: from an empty folder to the first released attribute.

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::city::{City, FIDUCIA, free_ports};
use crate::drafts::models;

const GUIDE: &str = include_str!("../../../../docs/source-guide.md");
/// Where the commands of the guide's own source end.
const END: &str = "## Another kind of source";
/// Of all its commands together, in seconds.
const LONGEST: &str = "180";

/// The blocks of commands of a part of it.
fn blocks(part: &str) -> Vec<&str> {
    let blocks = part.split("```sh\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap())
        .collect()
}

/// A folder in which the city lies.
fn folder_beside(city: &City) -> TempDir {
    let folder = TempDir::new().unwrap();
    std::os::unix::fs::symlink(city.data(), folder.path().join("city")).unwrap();
    folder
}

/// Types commands in this folder; what is said, which must be well.
fn typed(folder: &Path, commands: &str) -> String {
    // What is started in the background ends with the script.
    let script =
        format!("set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{commands}");
    let binaries = Path::new(FIDUCIA).parent().unwrap();
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap());
    let output = Command::new("timeout")
        .args([LONGEST, "bash", "-c", &script])
        .env("PATH", path)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{wrong}");
    said
}

#[test]
fn the_guide_leads_from_an_empty_folder_to_the_first_released_attribute() {
    let city = City::start();
    let folder = folder_beside(&city);
    let (_, steps) = GUIDE.split_once("## 1.").unwrap();
    let (steps, _) = steps.split_once(END).unwrap();
    let commands = blocks(steps);
    assert!(commands.len() >= 8, "a block of commands in each step");
    let commands = commands
        .join("\n")
        .replace(
            "http://127.0.0.1:8100",
            city.text("/registry").trim_end_matches('/'),
        )
        .replace(
            "http://localhost:8101",
            city.text("/operators/0/url").trim_end_matches('/'),
        )
        .replace("8130", &free_ports().to_string());
    let said = typed(folder.path(), &commands);
    let said_plainly = said.replace([' ', '\n'], "");
    let released = said_plainly.matches("{\"visits\":14}").count();
    assert_eq!(released, 2, "tried, then fetched: {said}");
    assert!(
        !said.contains("Aino Koskela"),
        "her name is not released: {said}"
    );
}

#[test]
fn the_guide_leads_to_other_kinds_of_source() {
    let city = City::whole();
    let (models, model) = models();
    let folder = folder_beside(&city);
    let hall = folder.path().join("hall");
    std::fs::create_dir(&hall).unwrap();
    let (_, rest) = GUIDE.split_once(END).unwrap();
    let blocks = blocks(rest);
    let [of_school, of_model] = blocks.as_slice() else {
        panic!("a block for the demo city's database and one for a data model: {blocks:?}")
    };
    assert!(of_school.contains("--postgres") && of_model.contains("--smart-data-model"));
    let all = city.ready["connectors"].as_array().unwrap();
    if all.iter().any(|one| one["name"] == "Music school") {
        let said = typed(&hall, of_school);
        assert!(said.contains("Oud, advanced"), "{said}");
        assert!(!said.contains("Noor"), "nothing else is released: {said}");
    }
    let published = "https://smart-data-models.github.io/dataModel.Organization/Person/schema.json";
    let address = of_model.replace(published, &model);
    assert_ne!(address, **of_model, "the guide's model is another");
    let port = free_ports().to_string();
    let said = typed(&hall, &address.replace("8131", &port));
    drop(models);
    assert!(said.contains("Aino Koskela"), "{said}");
}
