//! A person looks at their own data: at the command line, and as a browser would.

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use crate::city::{City, refusal};

/// A request as a browser would send it; the answer's status, headers and body.
fn exchange(method: Method, url: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, String) {
    web::install_crypto_provider();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut request = reqwest::Client::new().request(method, url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        (status, headers, answer.text().await.unwrap())
    })
}

#[test]
fn a_person_looks_at_their_own_data_and_the_log_says_so() {
    let city = City::start();
    let person = city.log_in("Aino");
    let sources = person.run(&["sources"]);
    let names: Vec<&str> = sources["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert!(
        names.contains(&"City Library") && names.contains(&"Population register"),
        "{names:?}"
    );

    let looked = person.run(&["look", "library"]);
    let read = &looked["read"][0];
    assert_eq!(read["values"]["cardNumber"], "LIB-2037");
    assert_eq!(read["values"]["loans"][0]["title"], "The Summer Book");
    assert!(read["values"].get("staffNote").is_none(), "not described");
    let entry = person.newest_complete_entry();
    assert_eq!(
        (&entry["own_look"], &entry["status"]),
        (&json!(true), &json!("released"))
    );
    let text = entry["text"].as_str().unwrap();
    assert!(
        text.starts_with("You looked yourself. City Library showed you: Card number, "),
        "{text}"
    );

    let looked = person.run(&["look", "population", "person"]);
    assert_eq!(
        looked["read"][0]["values"]["personalIdentifier"],
        "DEMO-870412-0001"
    );

    let transport = city.log_in("Claire").run(&["look", "transport"]);
    assert_eq!(
        transport["read"][0]["values"]["customerNumber"]["value"],
        "KR-71017"
    );

    let said = person.say(&["look", "library"]);
    assert!(
        said.contains("Card number") && said.contains("LIB-2037"),
        "{said}"
    );

    // What it was, of a source that keeps that.
    let tells_past = |name: &str| {
        let all = sources["sources"].as_array().unwrap();
        let source = all.iter().find(|one| one["name"] == name).unwrap();
        source["datasets"][0]["past"] == true
    };
    assert!(tells_past("Rennes transport") && !tells_past("City Library"));
    let past = person.run(&["look", "transport", "--past"]);
    let zone = &past["read"][0]["values"][0]["zone"][0];
    assert_eq!(zone["value"], "A");
    let said = person.say(&["look", "transport", "--past"]);
    // Where the reader is, to the second.
    let since: jiff::Timestamp = zone["since"].as_str().unwrap().parse().unwrap();
    let since = since.to_zoned(jiff::tz::TimeZone::system());
    let line = format!("from {}: A", since.strftime("%Y-%m-%d %H:%M:%S"));
    assert!(said.contains(&line), "{said}");
    let refused = refusal(&person.attempt(&["look", "library", "--past"]));
    assert!(
        refused.contains("does not show people their data here"),
        "{refused}"
    );

    let refused = refusal(&person.attempt(&["look", "bank"]));
    assert!(refused.contains("no source that knows you"), "{refused}");
    person.run(&["logout"]);
    assert!(!person.attempt(&["sources"]).status.success());
}

#[test]
fn a_page_of_an_operator_is_let_in_and_no_other() {
    let city = City::start();
    let library = city.named("connectors", "Library");
    let route = library["routes"][0].as_str().unwrap();
    let asked = [
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "authorization,dpop"),
    ];
    for operator in 0..2 {
        let operator = city.text(&format!("/operators/{operator}/url"));
        let headers = [&asked[..], &[("Origin", operator)]].concat();
        let (status, head, _) = exchange(Method::OPTIONS, route, &headers);
        assert_eq!(status, 204, "{head:?}");
        assert_eq!(head["access-control-allow-origin"], operator);
        assert_eq!(head["access-control-allow-methods"], "GET");
        assert_eq!(head["access-control-allow-headers"], "authorization, dpop");
        assert!(!head.contains_key("access-control-allow-credentials"));
        let (status, head, body) = exchange(Method::GET, route, &[("Origin", operator)]);
        assert_eq!(status, 401);
        assert_eq!(head["access-control-allow-origin"], operator);
        let problem: Value = serde_json::from_str(&body).unwrap();
        let kind = problem["type"].as_str().unwrap();
        assert!(kind.ends_with("/ticket-missing"), "{problem}");
    }
    let stranger = [&asked[..], &[("Origin", "https://elsewhere.example")]].concat();
    let (status, head, _) = exchange(Method::OPTIONS, route, &stranger);
    assert_eq!(status, 403);
    assert!(
        !head
            .keys()
            .any(|name| name.as_str().starts_with("access-control-"))
    );
}

#[test]
fn a_person_corrects_and_erases_at_the_source_and_the_log_says_so() {
    let city = City::start();
    let person = city.log_in("Aino");
    let values = |source: &str| person.run(&["look", source])["read"][0]["values"].clone();
    let done = person.run(&["correct", "library", "E-mail", "aino@home.example"]);
    assert_eq!(
        (&done["source"], &done["what"]),
        (&json!("City Library"), &json!("E-mail"))
    );
    assert_eq!(
        person.newest_complete_entry()["text"],
        "You corrected this yourself at City Library: E-mail."
    );
    let list = [
        "correct",
        "library",
        "favouriteGenres",
        "[\"Poems\"]",
        "--as-json",
    ];
    person.run(&list);
    assert_eq!(values("library")["favouriteGenres"], json!(["Poems"]));
    assert_eq!(values("library")["email"], "aino@home.example");
    let refused = refusal(&person.attempt(&["correct", "library", "homeLibrary", "Atlantis"]));
    assert!(refused.contains("change-refused"), "{refused}");
    let refused = refusal(&person.attempt(&["correct", "library", "fees", "0"]));
    assert!(refused.contains("does not let you"), "{refused}");

    let refused = refusal(&person.attempt(&["erase", "population", "telephone"]));
    assert!(refused.contains("--yes"), "it asks before: {refused}");
    person.run(&["erase", "population", "telephone", "--yes"]);
    assert!(values("population").get("telephone").is_none());
    assert_eq!(person.newest_complete_entry()["own_look"], json!(true));
    let refused = refusal(&person.attempt(&["erase", "population", "--everything", "--yes"]));
    assert!(refused.contains("does not let you"), "{refused}");
    person.run(&["erase", "rennes", "--everything", "--yes"]);
    let gone = refusal(&person.attempt(&["look", "rennes"]));
    assert!(gone.contains("403") || gone.contains("404"), "{gone}");
}

#[test]
fn what_waits_at_staff_is_shown_and_taken_back() {
    let city = City::start();
    let person = city.log_in("Henrik");
    let asked = || person.run(&["look", "swimming"])["read"][0]["asked"].clone();
    assert_eq!(asked(), Value::Null);
    let filed = person.run(&["correct", "swimming", "Name", "Henrik"]);
    assert!(filed["staff"]["until"].is_string(), "{filed}");
    let waiting = asked();
    assert_eq!(waiting[0]["state"], "waiting");
    assert_eq!(waiting[0]["correct"], json!({"name": "Henrik"}));
    let twice = refusal(&person.attempt(&["correct", "swimming", "Name", "Henrik"]));
    assert!(twice.contains("change-waits"), "{twice}");
    let none = refusal(&person.attempt(&["take-back", "swimming", "--everything"]));
    assert!(none.contains("waits at the staff"), "{none}");
    let taken_back = person.run(&["take-back", "swimming", "name"]);
    assert_eq!(taken_back["task"], waiting[0]["task"]);
    assert_eq!(asked(), Value::Null);
    person.run(&["correct", "swimming", "Name", "Henrik"]);
}
