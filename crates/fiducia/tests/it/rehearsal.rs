//! A source, looked at and tried from the command line before anybody is served.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::city::{City, json_of};

const SOURCE: &str = r#"
[connector]
name = "Swimming hall"
data = "data/connector"
listen = "127.0.0.1:8130"
development = true
[connector.upstream]
kind = "files"
folder = "."
[[connector.dataset]]
id = "visitors"
source = "swimming-hall"
entity_type = "Visitor"
title = { en = "Visits" }
identifier_types = ["email"]
attributes = [
  { path = "full_name", title = { en = "Name" }, category = "https://w3id.org/dpv/pd#Name" },
  { path = "visits", title = { en = "Visits" }, category = "https://w3id.org/dpv/pd#Interest" },
]
[[connector.route]]
path = "/visitors"
dataset = "visitors"
[connector.route.file]
name = "visitors.csv"
format = "csv"
identifiers = { email = "email" }
json = ["visits"]
single = true
"#;
const CSV: &str = "email,full_name,visits,note\naino@example.org,Aino Virtanen,14,secret\n";

/// Tries a request for one attribute of the visitor.
const TRY: [&str; 7] = [
    "connector",
    "try",
    "source.toml",
    "--person",
    "email=@person",
    "--permit",
    "visits",
];

fn in_folder(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fiducia"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A source with one visitor, whose identifier is in the file `person`.
fn hall() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("source.toml"), SOURCE).unwrap();
    std::fs::write(folder.path().join("visitors.csv"), CSV).unwrap();
    std::fs::write(folder.path().join("person"), "aino@example.org\n").unwrap();
    folder
}

#[test]
fn a_source_is_checked_without_a_trace() {
    let folder = hall();
    let run = |arguments: &[&str]| in_folder(folder.path(), arguments);
    let check = ["connector", "check", "source.toml"];
    let checked = run(&check);
    assert!(checked.status.success(), "{}", said(&checked));
    let checked = run(&[&check[..], &["--person", "email=@person"]].concat());
    let text = said(&checked);
    assert!(checked.status.success(), "{text}");
    for expected in ["full_name", "number", "note", "nobody"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    for value in ["Aino", "14", "secret", "aino@"] {
        assert!(!text.contains(value), "{value} in {text}");
    }
    let shown = json_of(&run(&[
        &check[..],
        &["--person", "email=@person", "--show", "--json"],
    ]
    .concat()));
    assert_eq!(shown["person"][0]["released"]["visits"], 14, "{shown}");
    assert_eq!(shown["person"][0]["undescribed"][0], "note", "{shown}");
    assert_eq!(shown["attributes"].as_array().unwrap().len(), 2, "{shown}");
    let nobody = run(&[&check[..], &["--person", "email=x"]].concat());
    assert!(!nobody.status.success());
    assert!(
        said(&nobody).contains("person-unknown-at-source"),
        "{}",
        said(&nobody)
    );

    assert!(
        !folder.path().join("data").exists(),
        "nothing is left behind"
    );
}

#[test]
fn what_is_not_as_the_data_model_has_it_is_named_before_anybody_is_served() {
    let folder = hall();
    let model = serde_json::json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["membership"],
        "properties": {"visits": {"type": "number", "maximum": 10}, "full_name": {"type": "string"}},
    });
    std::fs::write(folder.path().join("visitor.json"), model.to_string()).unwrap();
    let mapping = "[connector.route.mapping]\nmodel = { schema = \"visitor.json\" }\n\
        [connector.route.mapping.attributes]\nfull_name = { from = \"full_name\" }\nvisits = { from = \"visits\" }\n";
    let source = format!("{SOURCE}{mapping}");
    std::fs::write(folder.path().join("source.toml"), source).unwrap();
    let run = |arguments: &[&str]| in_folder(folder.path(), arguments);
    let check = [
        "connector",
        "check",
        "source.toml",
        "--person",
        "email=@person",
    ];
    let checked = run(&check);
    let text = said(&checked);
    assert!(
        checked.status.success(),
        "it is released all the same: {text}"
    );
    let named = "what is released as `visits` is not as the data model has it (`maximum`)";
    assert!(text.contains(named), "{text}");
    assert!(!text.contains("full_name` is not as"), "{text}");
    for value in ["14", "Aino"] {
        assert!(!text.contains(value), "{value} in {text}");
    }
    let shown = json_of(&run(&[&check[..], &["--json"]].concat()));
    let deviations = &shown["person"][0]["deviations"];
    let expected = serde_json::json!({"attribute": "visits", "keyword": "maximum"});
    assert!(
        deviations.as_array().unwrap().contains(&expected),
        "{shown}"
    );
    let text = said(&run(&TRY));
    assert!(
        text.contains("not as the data model has it: visits (maximum)"),
        "{text}"
    );
    // A model that cannot be read is named as well.
    std::fs::write(folder.path().join("visitor.json"), "{\"type\": 7}").unwrap();
    let checked = run(&check);
    assert!(!checked.status.success());
    assert!(
        said(&checked).contains("visitor.json"),
        "{}",
        said(&checked)
    );
}

#[test]
fn a_request_is_tried_without_a_trace() {
    let folder = hall();
    let run = |arguments: &[&str]| in_folder(folder.path(), arguments);
    let text = said(&run(&TRY));
    let steps = [
        "ticket",
        "trust",
        "operator",
        "signature",
        "proof",
        "permission",
        "link",
        "read",
        "log",
    ];
    let places: Vec<usize> = steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let beginning = format!("{} ", index + 1);
            let line = text
                .lines()
                .position(|line| line.starts_with(&beginning) && line.contains(step));
            line.unwrap_or_else(|| panic!("no step {step} in {text}"))
        })
        .collect();
    assert!(places.is_sorted(), "{text}");
    assert!(
        !text.contains("Aino") && text.contains("Nothing was logged"),
        "{text}"
    );
    let shown = json_of(&run(&[&TRY[..], &["--show", "--json"]].concat()));
    assert_eq!(shown["released"], serde_json::json!({"visits": 14}));
    std::fs::write(folder.path().join("ticket"), "garbage").unwrap();
    let refused = run(&[&TRY[..], &["--ticket", "ticket"]].concat());
    assert!(!refused.status.success());
    assert!(
        said(&refused).contains("ticket-malformed"),
        "{}",
        said(&refused)
    );
    for wrong in [
        &["connector", "check", "nothing.toml"][..],
        &["connector", "check", "source.toml", "--person", "email"],
        &[
            "connector",
            "check",
            "source.toml",
            "--person",
            "email=@nothing",
        ],
        &[
            "connector",
            "try",
            "source.toml",
            "--person",
            "email=@person",
            "--permit",
            "visit",
        ],
        &[
            "connector",
            "try",
            "source.toml",
            "--route",
            "/nowhere",
            "--person",
            "email=@person",
        ],
    ] {
        assert!(!run(wrong).status.success(), "{wrong:?}");
    }
    assert!(
        !folder.path().join("data").exists(),
        "nothing is left behind"
    );
}

#[test]
fn a_ticket_of_the_demo_city_is_tried_and_stays_good() {
    let city = City::start();
    let (service, person) = (city.service("Hobby"), city.log_in("Aino"));
    let request = service.request(&person);
    person.run(&["grant", &request]);
    let permission = service.permission(&request);
    let route = city.named("connectors", "opulation")["routes"][0]
        .as_str()
        .unwrap();
    let ticket = service.run(&["ticket", "--permission", &permission, route]);
    let file = city.write("ticket.json", &ticket.to_string());
    let before = person.run(&["log"]);
    let tried = json_of(&in_folder(
        &city.data(),
        &[
            "connector",
            "try",
            "population.toml",
            "--json",
            "--ticket",
            file.to_str().unwrap(),
            "--person",
            "ssn=DEMO-870412-0001",
            "--permit",
            "name",
            "--show",
        ],
    ));
    let states: Vec<&str> = tried["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["state"].as_str().unwrap())
        .collect();
    let (passed, assumed) = ("passed", "assumed");
    assert_eq!(
        states,
        [
            passed, passed, passed, passed, assumed, assumed, passed, passed, assumed
        ],
        "{tried}"
    );
    assert!(
        tried["released"].to_string().contains("Aino Koskela"),
        "{tried}"
    );
    assert_eq!(person.run(&["log"]), before, "it was no access");
    let shown: Value = service.run(&[
        "fetch",
        "--ticket",
        ticket["request_ticket"].as_str().unwrap(),
        route,
    ]);
    assert_eq!(shown["name"], "Aino Koskela");
}
