//! Sources of every kind in the demo city: how a person is known there, what is permitted, and that nothing else is released.

use std::io::Write as _;

use serde_json::{Value, json};
use storage::connector::links::Links as _;

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

#[test]
fn people_fill_a_store_of_their_own_at_the_terminal() {
    let city = City::start();
    let aino = city.log_in("Aino");
    assert!(
        !aino.attempt(&["look", "store"]).status.success(),
        "it is not open yet"
    );
    open_store(&city);
    let added = aino.run(&[
        "add",
        "store",
        "name=Maija Meri",
        "Telephone=+358 40 555 0300",
    ]);
    assert_eq!(added["what"], "1 entry", "{added}");
    let file = city.data().join("people.csv");
    std::fs::write(&file, "Name;Relation\nEero;brother\nOlli;\n").unwrap();
    let added = aino.run(&["add", "store", "--file", file.to_str().unwrap()]);
    assert_eq!(added["what"], "2 entries", "{added}");
    aino.run(&["correct", "store", "relation", "neighbour", "--entry", "3"]);
    aino.run(&["erase", "store", "relation", "--entry", "2", "--yes"]);
    aino.run(&["erase", "store", "--everything", "--entry", "1", "--yes"]);
    let entries = |look: &Value| {
        let all = look["read"][0]["values"].as_array().unwrap().iter();
        let text = |one: &Value, name: &str| one[name]["value"].as_str().unwrap_or("-").to_owned();
        let pairs = all.map(|one| (text(one, "name"), text(one, "relation")));
        pairs.collect::<Vec<_>>()
    };
    let pair = |name: &str, relation: &str| (name.to_owned(), relation.to_owned());
    let look = aino.run(&["look", "store"]);
    assert_eq!(
        entries(&look),
        [pair("Eero", "-"), pair("Olli", "neighbour")],
        "{look}"
    );
    for (arguments, part) in [
        (
            &["erase", "store", "--everything", "--entry", "3", "--yes"][..],
            "there is no entry 3: there are 2",
        ),
        (
            &["erase", "store", "--everything", "--entry", "0", "--yes"],
            "there is no entry 0",
        ),
        (&["add", "store", "fines=3"], "nothing called `fines`"),
        (&["add", "store", "name"], "write ATTRIBUTE=VALUE"),
        (&["add", "store", "--file", "people.txt"], "ends with .csv"),
        (
            &["add", "library", "email=a@b.example"],
            "no store of your own",
        ),
    ] {
        let output = aino.attempt(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && error.contains(part),
            "{arguments:?}: {error}"
        );
    }
    // A service gets of it what is permitted.
    let data = released(&city, &aino, "Day Trips", "Own store", &[]);
    assert_eq!(data[0]["name"]["value"], "Eero");
    assert!(
        data.as_array()
            .unwrap()
            .iter()
            .all(|one| one.get("relation").is_none()),
        "{data}"
    );
    // And the log has it as the person's own doing.
    let log = aino.run(&["log"]).to_string();
    assert!(
        log.contains("You added this yourself at Own store: Name and Relation."),
        "{log}"
    );
}

#[test]
fn what_was_left_in_a_store_is_erased_90_days_after_its_link() {
    let mut city = City::start();
    let aino = city.log_in("Aino");
    open_store(&city);
    aino.run(&["add", "store", "name=Maija Meri"]);
    let entries = |aino: &Person| {
        aino.run(&["look", "store"])["read"][0]["values"]
            .as_array()
            .unwrap()
            .len()
    };
    for (days, left) in [(89, 1), (91, 0)] {
        aino.run(&["links", "end", "store"]);
        city.stop();
        // As if it had been over for so many days.
        runtime().block_on(async {
            let file = city.data().join("own-store").join("connector.db");
            let url = format!("sqlite:{}", file.display());
            let database = storage::Database::open(&url, storage::Schema::Connector, None)
                .await
                .unwrap();
            let mut link = database
                .links_before((i64::MAX, ""), 10)
                .await
                .unwrap()
                .remove(0);
            let over = jiff::Timestamp::now().as_microsecond() - days * 86_400 * 1_000_000;
            link.ended_at = Some(over);
            let mut unit = storage::Unit::new();
            unit.write_link(&link);
            database.commit(unit).await.unwrap();
            database.close().await;
        });
        city.start_again();
        open_store(&city);
        assert_eq!(entries(&aino), left, "after {days} days");
    }
}

/// Aino opens a store of her own, in a browser.
fn open_store(city: &City) {
    runtime().block_on(async {
        let mut browser = Browser::new();
        let place = begin(&mut browser, city, "Aino", "own-store", "new").await;
        let page = browser.get(&place).await;
        assert!(page.text.contains("Open my own store"), "{}", page.text);
        let opened = browser.post(&place, &[("act", "open")]).await;
        assert_eq!(opened.status, 303, "{}", opened.text);
        let home = browser.get(&opened.location).await.location;
        assert!(home.ends_with("/links?said=linked"), "{home}");
        // Once: the way back leads nowhere a second time.
        let again = browser.post(&place, &[("act", "open")]).await;
        assert_eq!(again.status, 404, "{}", again.text);
    });
}

/// Logs somebody in, and begins to link them with the connector of this short name; the source's page.
async fn begin(browser: &mut Browser, city: &City, person: &str, slug: &str, way: &str) -> String {
    let account = city.named("persons", person);
    let (login, password) = (
        account["login"].as_str().unwrap(),
        account["password"].as_str().unwrap(),
    );
    let config = std::fs::read_to_string(city.data().join(format!("{slug}.toml"))).unwrap();
    let config: toml::Value = toml::from_str(&config).unwrap();
    let source = config["connector"]["uuid"].as_str().unwrap();
    let operator = city.text("/operators/0/url");
    let form = [("login", login), ("password", password)];
    let entered = browser.post(&format!("{operator}/login"), &form).await;
    assert_eq!(entered.status, 303, "{}", entered.text);
    let url = format!("{operator}/links/begin?source={source}&way={way}");
    browser.get(&url).await.location
}

/// She is in the school's books, and her account does not know by which number: a code to the address there tells.
fn link_with_the_school(city: &City, noor: &Person) {
    assert!(!noor.attempt(&["look", "music"]).status.success());
    let login = city.named("persons", "Noor")["login"].as_str().unwrap();
    runtime().block_on(async {
        let mut browser = Browser::new();
        let place = begin(&mut browser, city, "Noor", "school", "code").await;
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
    assert_eq!(city.ready["connectors"].as_array().unwrap().len(), 5);
    assert_eq!(city.ready["services"].as_array().unwrap().len(), 5);
    city.stop();
    city.start_again();
    let aino = city.log_in("Aino");
    if is_there(&city, "Music school", "music school") {
        let data = released(&city, &aino, "Concert", "Music school", &["name"]);
        assert_eq!(data["name"], "Aino Koskela");
    }
}
