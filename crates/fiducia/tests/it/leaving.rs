//! Apps, feeds, taking everything along and leaving, as people and administrators do it at the command line: against
//! real connectors.

use crate::city::{City, refusal};

#[test]
fn a_person_takes_everything_along_and_leaves_and_no_connector_releases_for_them_any_more() {
    let city = City::start();
    let (service, person) = (city.service("Hobby"), city.log_in("Sanna"));
    let register = city.named("connectors", "opulation");
    let route = register["routes"][0].as_str().unwrap();
    let request = service.request(&person);
    person.run(&["grant", &request]);
    let permission = service.permission(&request);
    service.run(&["fetch", "--permission", &permission, route]);

    let told = person.run(&["notifications"]);
    assert!(
        told["notifications"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["kind"] == "new-request"),
        "{told}"
    );
    assert_eq!(
        told["devices"],
        serde_json::json!([]),
        "no device was added"
    );
    person.run(&["notifications", "--read"]);
    assert_eq!(person.run(&["notifications"])["unread"], 0);

    let feed = person.run(&["feeds", "--make", "calendar"]);
    assert!(
        feed["url"].as_str().unwrap().ends_with("/calendar.ics"),
        "{feed}"
    );
    assert_eq!(person.run(&["apps"])["apps"], serde_json::json!([]));

    let file = city.folder.path().join("everything.json");
    let name = file.to_str().unwrap();
    let said = person.run(&["export", name]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(said["bytes"], text.len());
    let everything: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(everything["account"]["login"], person.login.as_str());
    assert_eq!(everything["permissions"].as_array().unwrap().len(), 1);
    assert_eq!(everything["access_log"].as_array().unwrap().len(), 1);

    let password = city.write("password", "demo-sanna-2026\n");
    let wrong = city.write("wrong", "not the password\n");
    let close = |file: &std::path::Path| {
        person.attempt(&["close", "--yes", "--password-file", file.to_str().unwrap()])
    };
    assert!(refusal(&close(&wrong)).contains("401"));
    let closed = crate::city::json_of(&close(&password));
    assert_eq!(closed["permissions"], 1, "{closed}");
    assert!(refusal(&person.attempt(&["permissions"])).contains("not logged in"));

    let refused = refusal(&service.attempt(&["fetch", "--permission", &permission, route]));
    assert!(
        refused.contains("403") || refused.contains("404"),
        "{refused}"
    );
}

#[test]
fn an_administrator_registers_and_removes_apps() {
    let city = City::start();
    let operator = city.operator("operator-helsinki");
    let add = |redirect_uri: &str| {
        operator.attempt(&[
            "app",
            "add",
            "My Wallet",
            "--publisher",
            "Wallets Oy",
            "--client-id",
            "wallet",
            "--redirect-uri",
            redirect_uri,
            "--scope",
            "permissions:read",
        ])
    };
    for wrong in [
        "http://wallet.example/callback",
        "wallet:/callback",
        "http://localhost/callback",
    ] {
        assert!(
            refusal(&add(wrong)).contains("redirect_uris"),
            "{wrong} was taken"
        );
    }
    let added = crate::city::json_of(&add("org.example.wallet:/callback"));
    assert_eq!(added["id"], "wallet");
    assert!(refusal(&add("org.example.wallet:/callback")).contains("409"));
    let list = operator.run(&["app", "list"]);
    assert_eq!(list[0]["publisher"], "Wallets Oy", "{list}");
    operator.run(&["app", "remove", "wallet"]);
    assert_eq!(operator.run(&["app", "list"]), serde_json::json!([]));
}
