//! A source describes its dataset anew. The first request after it is decided on the new description already, and what a person
//! permitted under the one before releases nothing that is described in another way now.

use serde_json::Value;

use crate::city::City;
use crate::party::{Api, Failure, Party, Service, granted};

/// Changes the population register's description.
fn describe(city: &City, changes: &[(&str, &str)]) {
    let file = city.data().join("population.toml");
    let mut text = std::fs::read_to_string(&file).unwrap();
    for (before, after) in changes {
        assert!(text.contains(before), "no `{before}` in {text}");
        text = text.replacen(before, after, 1);
    }
    std::fs::write(&file, text).unwrap();
}

/// The names of what was released.
fn names(released: &Value) -> Vec<&str> {
    let members = released.as_object().unwrap().keys();
    members.map(String::as_str).collect()
}

#[test]
fn a_description_that_changed_counts_from_the_first_request_on() {
    let mut city = City::start();
    city.stop();
    let _registry = Party::start(&city, "registry");
    let _operator = Party::start(&city, "operator-helsinki");
    let mut register = Party::start(&city, "population");
    let operator = city.named("operators", "Helsinki")["url"].as_str().unwrap();
    let connector = city.named("connectors", "opulation");
    let route = connector["routes"][0].as_str().unwrap();

    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let service = Service::of(&city, "Hobby", operator);
        let person = city.named("persons", "Aino");
        let api = Api::log_in(operator, person).await;
        let login = person["login"].as_str().unwrap();
        let (_, permission) = granted(&service, &api, login).await;

        let before = service.fetch(&permission, route).await.unwrap();
        assert_eq!(names(&before), ["address", "name"]);

        assert!(register.terminate());
        let name = "path = \"name\"\n";
        let widened = format!("{name}holds = \"object\"\n");
        describe(&city, &[("version = 1", "version = 2"), (name, &widened)]);
        register.restart();
        let after = service.fetch(&permission, route).await.unwrap();
        assert_eq!(names(&after), ["address"]);

        // A version that is changed after all is nobody's: the operator cannot know it, and says why.
        assert!(register.terminate());
        describe(&city, &[(&widened, name)]);
        register.restart();
        let refused = service.fetch(&permission, route).await;
        assert!(
            matches!(refused, Err(Failure::Refused(403, _))),
            "{refused:?}"
        );
        let findings = Api::admin(&city, "operator-helsinki", operator)
            .get("api/v1/admin/connector-findings")
            .await
            .unwrap();
        let reason = findings.to_string();
        assert!(reason.contains("needs a new version"), "{reason}");
    });
}
