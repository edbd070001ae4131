//! Letters that a person has sent, and another address to log in with, at the command line: against a real operator that
//! writes its e-mails to a folder.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::city::{City, Person, refusal};

/// How long an e-mail may take: the operator looks for those to write every second or so.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

#[test]
fn a_person_notes_letters_and_what_came_of_them() {
    let city = City::start();
    let person = city.log_in("Aino");
    assert_eq!(person.run(&["rights", "list"])["letters"], json!([]));
    let source = person.run(&["sources"])["sources"][0].clone();
    let name = source["name"].as_str().unwrap();
    let note = ["rights", "sent", name, "access", "--about", "my name"];
    let id = person.run(&note)["id"].as_str().unwrap().to_owned();
    let letter = || person.run(&["rights", "list"])["letters"][0].clone();
    let noted = letter();
    let to = format!("source:{}", source["connector"].as_str().unwrap());
    for (field, value) in [
        ("id", id.as_str()),
        ("to", &to),
        ("right", "access"),
        ("about", "my name"),
        ("standing", "waiting"),
    ] {
        assert_eq!(noted[field], value, "{field} of {noted}");
    }
    let due = noted["due_on"].as_str().unwrap();
    let mark = |what: &str, more: &[&str]| {
        person.run(&[&["rights", what, &id], more].concat());
    };
    mark("extended", &[]);
    assert!(letter()["due_on"].as_str().unwrap() > due);
    mark("extended", &["--undo"]);
    assert_eq!(letter()["due_on"], due);
    mark("answered", &[]);
    assert_eq!(letter()["standing"], "answered");
    mark("answered", &["--undo"]);
    assert_eq!(letter()["standing"], "waiting");
    mark("remove", &[]);
    assert_eq!(letter(), Value::Null);
    let gone = person.attempt(&["rights", "answered", &id]);
    assert!(refusal(&gone).contains("404"), "{gone:?}");
    mark("remove", &["--undo"]);
    assert_eq!(letter()["id"], id.as_str());

    let nobody = person.attempt(&["rights", "sent", "nobody at all", "access"]);
    assert!(refusal(&nobody).contains("holds data"), "{nobody:?}");
    let someday = person.attempt(&["rights", "sent", name, "access", "--on", "someday"]);
    assert_eq!(someday.status.code(), Some(2));
    let elsewhere = person.attempt(&["rights", "answered", "../close"]);
    assert!(refusal(&elsewhere).contains("is no note"), "{elsewhere:?}");

    let service = city.service("Hobby");
    let request = service.request(&person);
    person.run(&["grant", &request]);
    let id = person.run(&["rights", "sent", &service.client_id, "delete"])["id"].clone();
    let letters = person.run(&["rights", "list"])["letters"].clone();
    let to_service = letters
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == id);
    let to = format!("service:{}", service.client_id);
    assert_eq!(to_service.unwrap()["to"], to.as_str());
}

/// The link in the e-mail to an address, by whichever operator.
fn link(city: &Path, to: &str) -> String {
    let began = Instant::now();
    while began.elapsed() < LONGEST_WAIT {
        let parties = std::fs::read_dir(city).unwrap();
        let folders = parties.map(|party| party.unwrap().path().join("mail"));
        for file in folders
            .filter_map(|folder| std::fs::read_dir(folder).ok())
            .flatten()
        {
            let letter = std::fs::read(file.unwrap().path()).unwrap();
            // One that is being written is not whole yet.
            let letter: Value = serde_json::from_slice(&letter).unwrap_or_default();
            let text = letter["text"].as_str().unwrap_or_default();
            let mut words = text.split_whitespace();
            let link = words.find(|word| word.contains("/identities/login/"));
            if let (Some(link), true) = (link, letter["to"] == to) {
                return link.to_owned();
            }
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("no e-mail to {to} in {}", city.display());
}

fn login<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["identities", "login"], arguments].concat()
}

#[test]
fn a_person_logs_in_with_another_address_after_its_link() {
    let city = City::start();
    let person = city.log_in("Aino");
    let state = person.run(&login(&["state"]));
    assert_eq!(state, json!({"login": person.login, "waiting_login": null}));
    person.run(&login(&["ask", "other@new.example"]));
    let state = person.run(&login(&["state"]));
    assert_eq!(state["waiting_login"]["login"], "other@new.example");
    person.run(&login(&["stop"]));
    assert_eq!(person.run(&login(&["state"]))["waiting_login"], Value::Null);

    person.run(&login(&["ask", "aino@new.example"]));
    let wrong = person.attempt(&login(&["confirm", "not-the-token"]));
    assert!(refusal(&wrong).contains("404"), "{wrong:?}");
    let address = link(&city.data(), "aino@new.example");
    let confirmed = person.run(&login(&["confirm", &address]));
    assert_eq!(confirmed["login"], "aino@new.example");
    let state = person.run(&login(&["state"]));
    assert_eq!(state["login"], "aino@new.example", "the session goes on");
    let again = person.attempt(&login(&["confirm", &address]));
    assert!(refusal(&again).contains("404"), "it works once: {again:?}");
    let password = city
        .folder
        .path()
        .join(format!("{}.password", person.login));
    let session = city.folder.path().join("new.session");
    let operator = city.named("persons", "Aino")["operator"].as_str().unwrap();
    let url = city.named("operators", operator)["url"].as_str().unwrap();
    Person::log_in(url, "aino@new.example", &password, session);
}
