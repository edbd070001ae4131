//! Sources of every kind in the demo city: how a person is known there, what is permitted, and that nothing else is released.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::city::{City, Person, refusal};
use crate::links::{Browser, LONGEST_WAIT, code_from, runtime};

/// Grants what a service asks, with these optional attributes; gives what it fetches of a source.
fn released(city: &City, person: &Person, service: &str, source: &str, also: &[&str]) -> Value {
    let service = city.service(service);
    let request = service.request(person);
    let also: Vec<&str> = also.iter().flat_map(|path| ["--also", path]).collect();
    person.run(&[&["grant", request.as_str()], &also[..]].concat());
    let permission = service.permission(&request);
    let route = city.named("connectors", source)["routes"][0]
        .as_str()
        .unwrap();
    let data = service.run(&["fetch", "--permission", &permission, route]);
    let entry = person.newest_complete_entry();
    assert_eq!(entry["status"], "released", "{entry}");
    let permissions = person.run(&["permissions"]);
    let arrangement = permissions["permissions"][0]["id"].as_str().unwrap();
    person.run(&["withdraw", arrangement]);
    refusal(&service.attempt(&["fetch", "--permission", &permission, route]));
    data
}

/// Whether a source runs; the line says why where it does not, and how to have it.
fn is_there(city: &City, source: &str, left_out: &str) -> bool {
    let all = city.ready["connectors"].as_array().unwrap();
    if all.iter().any(|one| one["name"] == source) {
        return true;
    }
    let why = &city.named("left_out", left_out)["why"];
    assert!(std::env::var("CI").is_err(), "{source}: {why}");
    // Straight to standard error, for the harness hides what a test that ends well prints.
    writeln!(std::io::stderr().lock(), "SKIPPED {source}: {why}").unwrap();
    false
}

#[test]
fn a_file_a_database_and_pods_release_what_is_permitted_of_people_they_know() {
    let city = City::whole();
    let aino = city.log_in("Aino");
    assert_eq!(
        released(&city, &aino, "Swim", "Swimming halls", &["membership"]),
        json!({"membership": "monthly", "visits": ["2026-11-03", "2026-11-10", "2026-11-17"]})
    );
    if is_there(&city, "Music school", "music school") {
        let noor = city.log_in("Noor");
        link_with_the_school(&city, &noor);
        assert_eq!(
            released(&city, &noor, "Concert", "Music school", &["grade"]),
            json!({"instrument": "oud", "grade": 5, "courses": [{"title": "Oud, advanced"}]})
        );
    }
    if is_there(&city, "Own pods", "own pods") {
        let sanna = city.log_in("Sanna");
        assert_eq!(
            released(&city, &sanna, "Festival", "Own pods", &[]),
            json!({"languages": ["English", "Swedish"], "skills": ["Cooking", "Photography"]})
        );
        // What she writes down anew is what counts.
        sanna.run(&[
            "correct",
            "pods",
            "languages",
            r#"["English", "Sami"]"#,
            "--as-json",
        ]);
        let data = released(&city, &sanna, "Festival", "Own pods", &["times"]);
        assert_eq!(data["languages"], json!(["English", "Sami"]));
        assert_eq!(data["times"], "Weekends");
        let claire = city.log_in("Claire");
        assert!(!claire.attempt(&["look", "pods"]).status.success());
    }
}

/// She is in the school's books, and her account does not know by which number: a code to the address there tells.
fn link_with_the_school(city: &City, noor: &Person) {
    assert!(!noor.attempt(&["look", "music"]).status.success());
    let account = city.named("persons", "Noor");
    let (login, password) = (
        account["login"].as_str().unwrap(),
        account["password"].as_str().unwrap(),
    );
    let config = std::fs::read_to_string(city.data().join("school.toml")).unwrap();
    let config: toml::Value = toml::from_str(&config).unwrap();
    let source = config["connector"]["uuid"].as_str().unwrap().to_owned();
    let operator = city.text("/operators/0/url");
    runtime().block_on(async {
        let mut browser = Browser::new();
        let form = [("login", login), ("password", password)];
        let entered = browser.post(&format!("{operator}/login"), &form).await;
        assert_eq!(entered.status, 303, "{}", entered.text);
        let url = format!("{operator}/links/begin?source={source}&way=code");
        let place = browser.get(&url).await.location;
        let page = browser.get(&place).await;
        assert!(page.text.contains("Pupil number"), "{}", page.text);
        let find = [("act", "find"), ("key", "M-1093")];
        assert_eq!(browser.post(&place, &find).await.status, 303);
        let code = code_from(city, "Music school", login, LONGEST_WAIT).await;
        let code = code.unwrap();
        browser.enter_code(&place, &code).await;
    });
}

#[test]
fn a_city_goes_without_other_programs_and_gets_their_sources_later() {
    let mut city = City::start();
    assert_eq!(city.ready["left_out"], json!([]));
    assert_eq!(city.ready["connectors"].as_array().unwrap().len(), 4);
    assert_eq!(city.ready["services"].as_array().unwrap().len(), 4);
    city.stop();
    city.start_again();
    let aino = city.log_in("Aino");
    if is_there(&city, "Music school", "music school") {
        let data = released(&city, &aino, "Concert", "Music school", &["name"]);
        assert_eq!(data["name"], "Aino Koskela");
    }
}
