//! The story the whole is for.

use crate::city::{City, refusal};

#[test]
fn one_permission_governs_a_real_request_end_to_end() {
    let city = City::start();
    let (service, person) = (city.service("Hobby"), city.log_in("Aino"));
    let register = city.named("connectors", "opulation");
    let route = register["routes"][0].as_str().unwrap();

    let request = service.request(&person);
    let waiting = person.run(&["requests"]);
    assert!(
        waiting["requests"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["id"] == request.as_str()),
        "{waiting}"
    );

    person.run(&["grant", &request, "--also", "householdSize"]);
    let permission = service.permission(&request);

    let data = service.run(&["fetch", "--permission", &permission, route]);
    assert_eq!(data["name"], "Aino Koskela");
    assert_eq!(data["householdSize"], 3);
    assert_eq!(data["address"]["postalCode"], "00500");
    for withheld in ["telephone", "personalIdentifier", "birthDate"] {
        assert_eq!(data.get(withheld), None, "{withheld} was not permitted");
    }
    assert_eq!(data["address"].get("streetAddress"), None);

    let entry = person.newest_complete_entry();
    assert!(
        entry.to_string().contains("householdSize"),
        "the log tells what was released: {entry}"
    );

    let arrangement = person.run(&["permissions"])["permissions"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    person.run(&["withdraw", &arrangement]);
    let refused = refusal(&service.attempt(&["fetch", "--permission", &permission, route]));
    assert!(
        refused.contains("403") || refused.contains("not active"),
        "{refused}"
    );
}

#[test]
fn the_tour_walks_the_story_and_ends_well() {
    let folder = tempfile::TempDir::new().unwrap();
    let ports = crate::city::free_ports().to_string();
    let data = folder.path().join("city");
    let output = crate::city::fiducia(&[
        "demo",
        "--tour",
        "--ports-from",
        &ports,
        "--data",
        data.to_str().unwrap(),
    ]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // Sources that other programs keep are in the story, or it says how to have them.
    for (source, missing) in [
        ("“Swimming halls” gave", "Swimming halls left out"),
        ("“Music school” gave", "The music school left out: it needs"),
        (
            "“Own pods” gave",
            "The people's own pods left out: they need",
        ),
    ] {
        assert!(said.contains(source) != said.contains(missing), "{said}");
    }
}

#[test]
fn the_city_comes_back_with_its_state() {
    let mut city = City::start();
    let (service, person) = (city.service("Hobby"), city.log_in("Sanna"));
    let request = service.request(&person);
    person.run(&["grant", &request]);
    city.stop();

    let first = city
        .text("/registry")
        .rsplit(':')
        .next()
        .unwrap()
        .trim_end_matches('/')
        .to_owned();
    let again = std::process::Command::new(crate::city::FIDUCIA)
        .args([
            "demo",
            "--tour",
            "--self-contained",
            "--ports-from",
            &first,
            "--data",
        ])
        .arg(city.data())
        .output()
        .unwrap();
    assert!(
        again.status.success(),
        "{}",
        String::from_utf8_lossy(&again.stderr)
    );
}
