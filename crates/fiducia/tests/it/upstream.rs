//! How a connector's source is, as whoever runs it sees at the terminal.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use crate::city::{City, fiducia, json_of, refusal};
use crate::links::runtime;
use crate::party::{Party, configure};
use crate::shutdown::library_address;

#[test]
fn a_source_that_is_left_alone_shows_at_the_terminal_until_it_is_well() {
    let mut city = City::start();
    city.stop();
    let limits = "\n[connector.upstream_limits]\nfailures = 1\npause_ms = 100\n";
    configure(&city, "library", None, limits);
    let _registry = Party::start(&city, "registry");
    let _operator = Party::start(&city, "operator-helsinki");
    let _connector = Party::start(&city, "library");
    let (service, person) = (city.service("Hobby"), city.log_in("Aino"));
    let request = service.request(&person);
    person.run(&["grant", &request, "--also", "favouriteGenres"]);
    let permission = service.permission(&request);
    let route = city.named("connectors", "Library")["routes"][0].as_str();
    let fetch = ["fetch", "--permission", &permission, route.unwrap()];
    let upstream = || {
        let config = city.data().join("library.toml");
        let asked = [
            "connector",
            "--config",
            config.to_str().unwrap(),
            "upstream",
        ];
        let said = fiducia(&asked);
        assert!(said.status.success());
        String::from_utf8_lossy(&said.stdout).into_owned()
    };
    let state = |text: &str| {
        let line = text.lines().find(|line| line.contains("breaker"));
        line.unwrap_or_else(|| panic!("{text}")).to_owned()
    };
    assert!(state(&upstream()).contains("closed"));
    // Nobody is where the library's own system should be.
    let said = refusal(&service.attempt(&fetch));
    assert!(said.contains("The data source cannot be reached"), "{said}");
    let text = upstream();
    assert!(state(&text).contains("open"), "{text}");
    assert!(text.contains("the source cannot be reached"), "{text}");
    assert!(!text.contains("LIB-"), "{text}");

    let address = library_address(&city);
    let runtime = runtime();
    let library = Router::new().route(
        "/patrons/{card}",
        get(|| async { Json(json!({"patron": {"favouriteGenres": ["Novels"]}})) }),
    );
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind(address))
        .unwrap();
    std::thread::spawn(move || runtime.block_on(async { axum::serve(listener, library).await }));
    std::thread::sleep(std::time::Duration::from_millis(150));
    json_of(&service.attempt(&fetch));
    let text = upstream();
    assert!(state(&text).contains("closed"), "{text}");
}
