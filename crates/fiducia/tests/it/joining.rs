//! How a source joins a trust group: its connector is configured with what an operator hands to it.

use crate::city::{City, fiducia, free_ports, serve};

/// What `fiducia operator …` prints for people.
fn printed(city: &City, arguments: &[&str]) -> String {
    let config = city.data().join("operator-helsinki.toml");
    let who = ["operator", "--config", config.to_str().unwrap()];
    let output = fiducia(&[&who, arguments].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn mim4_5_3_2_1_a_connector_configured_with_what_the_operator_prints_serves_its_trust_group() {
    let mut city = City::start();
    city.stop();
    // From here on each party is a process of its own.
    let _registry = serve(&city.data().join("registry.toml"));
    let _operator = serve(&city.data().join("operator-helsinki.toml"));
    let handed = printed(&city, &["trust-groups"]);
    let config = city.data().join("population.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let (before, after) = text.split_once("[[connector.trust_group]]").unwrap();
    let (_, after) = after.split_once("[connector.upstream]").unwrap();
    let text = format!("{before}\n{handed}\n[connector.upstream]{after}");
    std::fs::write(&config, text).unwrap();
    let _connector = serve(&config);

    let (service, person) = (city.service("Hobby"), city.log_in("Aino"));
    let request = service.request(&person);
    person.run(&["grant", &request]);
    let permission = service.permission(&request);
    let register = city.named("connectors", "opulation");
    let route = register["routes"][0].as_str().unwrap();
    let data = service.run(&["fetch", "--permission", &permission, route]);
    assert_eq!(data["name"], "Aino Koskela");
}

#[test]
fn whoever_adds_a_shared_connector_is_told_what_to_configure_it_with() {
    let city = City::start();
    let url = format!("http://127.0.0.1:{}", free_ports());
    let config = city.data().join("archive.toml");
    let listen = url.trim_start_matches("http://");
    let text = format!(
        "[connector]\nname = \"Archive\"\ndata = \"archive\"\nlisten = \"{listen}\"\nbase_url = \"{url}\"\n\
         development = true\n\n[connector.upstream]\nkind = \"store\"\n"
    );
    std::fs::write(&config, &text).unwrap();
    let _connector = serve(&config);

    let handed = printed(&city, &["trust-groups"]);
    let groups: toml::Table = handed.parse().unwrap();
    let group = &groups["connector"]["trust_group"][0];
    assert_eq!(group["registry"].as_str(), Some(city.text("/registry")));
    let uuid = group["uuid"].as_str().unwrap();
    let added = printed(&city, &["connector", "add", &url, "--group", uuid]);
    assert!(added.ends_with(&handed), "{added}");

    std::fs::write(&config, format!("{text}\n{handed}")).unwrap();
    let checked = fiducia(&["check", "--config", config.to_str().unwrap()]);
    assert!(checked.status.success(), "{checked:?}");
}
