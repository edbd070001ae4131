//! Filling the embedded store from files, and what services get of it.

use serde_json::{Value, json};

use crate::city::{City, json_of, refusal};

#[test]
fn a_file_fills_the_store_and_says_which_records_it_could_not_keep() {
    let city = City::start();
    let (service, person) = (city.service("Hobby"), city.log_in("Sanna"));
    let register = city.named("connectors", "opulation");
    let route = register["routes"][0].as_str().unwrap();
    let request = service.request(&person);
    person.run(&["grant", &request]);
    let permission = service.permission(&request);
    let name = || -> Value {
        let answer = service.run(&["fetch", "--permission", &permission, route]);
        answer["name"].clone()
    };
    assert_eq!(name(), "Sanna Lindqvist");

    let rows = city.write(
        "people.csv",
        "id;name;ssn;address.postalCode;householdSize\n\
         urn:ngsi-ld:Person:0004;\"Sanna Lindqvist; née Öst\";DEMO-941119-0004;00120;2\n\
         urn:ngsi-ld:Person:9001;Nobody;;00100;1\n\
         urn:ngsi-ld:Person:9002;Two;X-2;00100\n",
    );
    let connector = city.connector("population");
    let import = |more: &[&str]| {
        let file = rows.to_str().unwrap();
        let mut arguments = vec![
            "import",
            file,
            "--dataset",
            "person",
            "--identifier",
            "ssn=ssn",
        ];
        arguments.extend(["--separator", ";", "--json-column", "householdSize"]);
        arguments.extend(more);
        connector.attempt(&arguments)
    };
    let tried = import(&["--dry-run"]);
    assert!(!tried.status.success());
    assert_eq!(name(), "Sanna Lindqvist", "a trial keeps nothing");
    let done = import(&[]);
    assert!(!done.status.success(), "not all were kept");
    let said: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(said["kept"], 1);
    let refused: Vec<&Value> = said["refused"].as_array().unwrap().iter().collect();
    assert_eq!(refused[0]["record"], 2);
    assert!(
        refused[0]["why"]
            .as_str()
            .unwrap()
            .contains("none of the identifiers")
    );
    assert_eq!(refused[1]["record"], 3);
    assert!(refused[1]["why"].as_str().unwrap().contains("4 columns"));
    assert_eq!(name(), "Sanna Lindqvist; née Öst");

    let lines =
        json!({"id": "urn:ngsi-ld:Person:0004", "name": "Sanna L.", "ssn": "DEMO-941119-0004"});
    let lines = city.write("people.ndjson", &format!("{lines}\n\n"));
    let lines = lines.to_str().unwrap();
    let done = [
        "import",
        lines,
        "--dataset",
        "person",
        "--identifier",
        "ssn=ssn",
    ];
    assert_eq!(json_of(&connector.attempt(&done))["kept"], 1);
    assert_eq!(name(), "Sanna L.");
    refuses_what_nobody_could_keep(&city);

    let latin = city.data().with_file_name("latin.csv");
    std::fs::write(&latin, b"name;ssn\nSanna \xd6st;DEMO-941119-0004\n").unwrap();
    let latin = ["import", latin.to_str().unwrap(), "--dataset", "person"];
    let of = ["--identifier", "ssn=ssn", "--separator", ";"];
    let other = connector.attempt(&[&latin[..], &of].concat());
    let other: Value = serde_json::from_slice(&other.stdout).unwrap();
    let why = other["refused"][0]["why"].as_str().unwrap();
    assert!(why.contains("not in UTF-8 (`--encoding`)"), "{why}");
    let said = ["--encoding", "iso-8859-15"];
    connector.run(&[&latin[..], &of, &said].concat());
    assert_eq!(name(), "Sanna Öst");

    // What nobody keeps any longer is released to nobody.
    let erase = [
        "erase",
        "--dataset",
        "person",
        "--person",
        "ssn=DEMO-941119-0004",
    ];
    assert!(refusal(&connector.attempt(&erase)).contains("--yes"));
    let erase = [&erase[..], &["--yes"]].concat();
    assert_eq!(connector.run(&erase)["erased"], true);
    let answer = service.attempt(&["fetch", "--permission", &permission, route]);
    assert!(
        refusal(&answer).contains("person-unknown-at-source"),
        "{}",
        refusal(&answer)
    );
    assert!(refusal(&connector.attempt(&erase)).contains("nothing is kept there"));
}

/// A wrong dataset, identifier or format is said once, before any record is.
fn refuses_what_nobody_could_keep(city: &City) {
    let record = json!({"id": "urn:ngsi-ld:Person:0004", "ssn": "DEMO-941119-0004"});
    city.write("one.ndjson", &record.to_string());
    city.write("one.txt", &record.to_string());
    for (file, dataset, identifier, said) in [
        (
            "one.ndjson",
            "persons",
            "ssn=ssn",
            "there is no dataset `persons`",
        ),
        ("one.ndjson", "person", "shoe=ssn", "`shoe` is not among"),
        ("one.txt", "person", "ssn=ssn", "--format"),
    ] {
        let file = city.data().with_file_name(file);
        let file = file.to_str().unwrap();
        let import = [
            "import",
            file,
            "--dataset",
            dataset,
            "--identifier",
            identifier,
        ];
        for more in [&[][..], &["--dry-run"]] {
            let refused = city
                .connector("population")
                .attempt(&[&import, more].concat());
            assert!(refusal(&refused).contains(said), "{}", refusal(&refused));
            assert!(refused.stdout.is_empty());
        }
    }
}

#[test]
fn what_is_saved_of_the_store_fills_it_again_alike() {
    let city = City::start();
    let connector = city.connector("population");
    let place = |name: &str| city.data().with_file_name(name);
    let export = |name: &str| {
        let file = place(name);
        let said = connector.run(&["export", file.to_str().unwrap(), "--dataset", "person"]);
        (said, std::fs::read_to_string(file).unwrap())
    };
    let people = |lines: &str| -> Vec<Value> {
        let people = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        people.collect()
    };
    // A person is found again by what their record says, and nobody else's says it.
    let sanna = json!({
        "id": "urn:ngsi-ld:Person:0004", "ssn": "DEMO-941119-0004", "name": "Sanna \"Öst\", née L.\nLindqvist",
        "address": {"postalCode": "00120", "floor": 2}, "phones": ["1", "2"], "note": "", "ended": null,
    });
    let file = city.write("sanna.ndjson", &sanna.to_string());
    let import = |file: &std::path::Path, more: &[&str]| -> Value {
        let file = file.to_str().unwrap();
        let fixed = [
            "import",
            file,
            "--dataset",
            "person",
            "--identifier",
            "ssn=ssn",
        ];
        let done = connector.attempt(&[&fixed, more].concat());
        serde_json::from_slice(&done.stdout).unwrap()
    };
    assert_eq!(import(&file, &[])["kept"], 1);

    let (said, lines) = export("people.ndjson");
    let before = people(&lines);
    assert_eq!(said["records"], before.len());
    assert!(before.len() > 1 && before.contains(&sanna));
    let (_, array) = export("people.jsonld");
    assert_eq!(
        serde_json::from_str::<Value>(&array).unwrap(),
        json!(before)
    );
    let there = place("people.ndjson");
    let again = connector.attempt(&["export", there.to_str().unwrap(), "--dataset", "person"]);
    assert!(refusal(&again).contains("is there already"));
    let none = place("none.json");
    let unknown = connector.attempt(&["export", none.to_str().unwrap(), "--dataset", "persons"]);
    assert!(refusal(&unknown).contains("there is no dataset `persons`"));
    assert!(!none.exists() && !place("none.json.part").exists());

    // A table says the same: imported, it changes nothing.
    let (said, table) = export("people.csv");
    let mut columns = Vec::new();
    for column in said["json_columns"].as_array().unwrap() {
        columns.extend(["--json-column", column.as_str().unwrap()]);
    }
    let changed = city.write("changed.csv", &table.replace("née L.", "née M."));
    assert_eq!(import(&changed, &columns)["kept"], 1);
    assert!(!people(&export("changed.ndjson").1).contains(&sanna));
    let refused = import(&place("people.csv"), &columns);
    assert_eq!(refused["kept"], 1);
    assert_eq!(
        refused["refused"].as_array().unwrap().len(),
        before.len() - 1
    );
    assert_eq!(people(&export("after.ndjson").1), before);
}
