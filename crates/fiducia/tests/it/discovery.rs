//! People and services find the sources of a whole trust group by what they hold, while the sources are there; and whatever
//! a source says of itself, nothing of another's is touched and nothing that was known of it is lost.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde_json::{Value, json};

use crate::city::{City, refusal};
use crate::party::{Party, client, runtime_of_peers, wait_until};

/// A city whose operators look at the sources each second, and miss those that say nothing for so many seconds.
fn city(away_seconds: u32) -> City {
    let mut city = City::start();
    city.stop();
    for name in ["operator-helsinki", "operator-rennes"] {
        let file = city.data().join(format!("{name}.toml"));
        let text = std::fs::read_to_string(&file).unwrap();
        let limits = format!(
            "[operator.limits]\nsource_refresh_seconds = 1\nsource_away_seconds = {away_seconds}\n"
        );
        std::fs::write(&file, text.replace("[operator.limits]\n", &limits)).unwrap();
    }
    city
}

/// The trust group of the city's operators.
fn group(city: &City) -> String {
    let config = std::fs::read_to_string(city.data().join("operator-helsinki.toml")).unwrap();
    let (_, after) = config
        .split_once("[[operator.trust_group]]\nuuid = \"")
        .unwrap();
    after.split_once('"').unwrap().0.to_owned()
}

/// What is found at an operator of the city.
async fn search(city: &City, operator: usize, query: &str) -> Vec<Value> {
    let operator = city.text(&format!("/operators/{operator}/url"));
    let url = format!("{operator}/api/v1/catalogue?{query}");
    let answer = client().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{query}");
    let mut found: Value = answer.json().await.unwrap();
    match found["datasets"].take() {
        Value::Array(datasets) => datasets,
        other => panic!("{other}"),
    }
}

/// Waits until so many datasets of a type are found at each of these operators.
async fn wait_for(city: &City, operators: &[usize], entity_type: &str, count: usize) {
    let query = format!("entity_type={entity_type}");
    for operator in operators {
        let what = format!("{count} of {entity_type} at operator {operator}");
        wait_until(&what, async || {
            search(city, *operator, &query).await.len() == count
        })
        .await;
    }
}

/// A connector of Rennes that nobody has met yet: its address.
fn ferry(city: &City) -> String {
    let config = std::fs::read_to_string(city.data().join("transport.toml")).unwrap();
    let value = |key: &str| {
        let line = config.lines().find_map(|line| line.strip_prefix(key));
        line.unwrap().trim_matches('"').to_owned()
    };
    let url = format!("http://127.0.0.1:{}", crate::city::free_ports());
    let open = config.split_once("[connector.open]").unwrap().1;
    let (open, _) = open.split_once("\n\n").unwrap();
    let own = config
        .replace(&format!("[connector.open]{open}"), "")
        .replace("entities = { attribute = \"customerNumber\" }\n", "")
        .replace(&value("base_url = "), &url)
        .replace(&value("listen = "), url.trim_start_matches("http://"))
        .replace(&value("uuid = "), &uuid::Uuid::new_v4().to_string())
        .replace("\"Rennes transport\"", "\"Rennes ferries\"")
        .replace("data = \"transport\"", "data = \"ferries\"");
    std::fs::write(city.data().join("ferries.toml"), own).unwrap();
    url
}

#[test]
fn a_source_is_found_by_what_it_holds_while_it_is_there() {
    let city = city(3);
    let url = ferry(&city);
    let [_registry, _helsinki, _rennes, _library, mut ferries] = [
        "registry",
        "operator-helsinki",
        "operator-rennes",
        "library",
        "ferries",
    ]
    .map(|name| Party::start(&city, name));
    let runtime = runtime_of_peers();
    let helsinki = city.operator("operator-helsinki");
    let rennes = city.operator("operator-rennes");
    rennes.run(&["connector", "add", &url, "--group", &group(&city)]);
    let uuid = runtime.block_on(async {
        wait_for(&city, &[0, 1], "TransportCustomer", 1).await;
        wait_for(&city, &[0], "LibraryPatron", 1).await;
        // The population register was here when the city was made, and is not started now.
        wait_for(&city, &[0], "Person", 0).await;

        // Helsinki finds what Rennes shares, by each thing and several.
        for (query, is_found) in [
            ("category=TravelHistory", true),
            ("category=https://w3id.org/dpv/pd%23Location", true),
            ("category=Education", false),
            ("entity_type=transportcustomer", true),
            ("attribute=journeys", true),
            ("attribute=journeys.date", true),
            ("attribute=loans", false),
            ("place=rennes", true),
            ("place=FR", true),
            ("place=Helsinki", false),
            ("language=fr", true),
            ("language=FI", true),
            ("language=de", false),
            ("q=journeys+tickets", true),
            ("q=trajets&language=fr", true),
            ("q=matkat&language=fi", true),
            ("q=trajets&language=fi", false),
            ("q=rennes&category=Purchase&place=FR&language=sv", true),
            ("q=rennes&category=Purchase&place=FI", false),
        ] {
            let found = search(&city, 0, query).await;
            let is_there = found
                .iter()
                .any(|one| one["connector_base_url"] == url.as_str());
            assert_eq!(is_there, is_found, "{query}: {found:?}");
        }
        let found = search(&city, 0, "place=Rennes").await;
        assert_eq!(
            found[0]["dataset"]["title"]["fr"], "Titres et trajets",
            "in all its languages"
        );
        let uuid = found[0]["connector_uuid"].as_str().unwrap().to_owned();

        // It stops, and comes back.
        ferries.kill();
        wait_for(&city, &[0, 1], "TransportCustomer", 0).await;
        assert_eq!(search(&city, 0, "entity_type=LibraryPatron").await.len(), 1);
        ferries.restart();
        wait_for(&city, &[0, 1], "TransportCustomer", 1).await;
        uuid
    });

    // Only who shares it withdraws it; then nobody finds it, until it is shared again.
    let refused = refusal(&helsinki.attempt(&["connector", "withdraw", &uuid]));
    assert!(refused.contains("another operator"), "{refused}");
    rennes.run(&["connector", "withdraw", &uuid]);
    runtime.block_on(wait_for(&city, &[0, 1], "TransportCustomer", 0));
    for operator in [&helsinki, &rennes] {
        let known = operator.run(&["connector", "list"]);
        let known = known.as_array().unwrap().iter();
        let mut known = known.filter(|one| one["uuid"] == uuid.as_str());
        assert_eq!(known.next().unwrap()["presence"], "withdrawn");
    }
    rennes.run(&["connector", "add", &url, "--group", &group(&city)]);
    runtime.block_on(wait_for(&city, &[0, 1], "TransportCustomer", 1));
}

/// What a connector that is not ours says of itself.
#[derive(Clone)]
struct Said {
    metadata: Value,
    keys: Value,
    datasets: String,
}

type Saying = Arc<Mutex<Said>>;

/// A connector that says what another says, under a UUID and an address of its own.
async fn twin(of: &str, uuid: &str) -> (String, Saying) {
    let fetch = async |path: &str| {
        let answer = client().get(format!("{of}{path}")).send().await.unwrap();
        answer.text().await.unwrap()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let metadata = fetch("/.well-known/connector-config").await;
    let own: Value = serde_json::from_str(&metadata).unwrap();
    let own = own["connector_uuid"].as_str().unwrap();
    let taken = |text: &str| text.replace(own, uuid).replace(of, &url);
    let said = Said {
        metadata: serde_json::from_str(&taken(&metadata)).unwrap(),
        keys: serde_json::from_str(&fetch("/jwks.json").await).unwrap(),
        datasets: taken(&fetch("/datasets").await),
    };
    let saying = Arc::new(Mutex::new(said));
    let router = Router::new()
        .route(
            "/.well-known/connector-config",
            get(async |State(saying): State<Saying>| {
                axum::Json(saying.lock().unwrap().metadata.clone())
            }),
        )
        .route(
            "/jwks.json",
            get(async |State(saying): State<Saying>| {
                axum::Json(saying.lock().unwrap().keys.clone())
            }),
        )
        .route(
            "/datasets",
            get(async |State(saying): State<Saying>| {
                let text = saying.lock().unwrap().datasets.clone();
                ([("content-type", "application/json")], text)
            }),
        )
        .with_state(Arc::clone(&saying));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, saying)
}

/// A wrong that a connector does, and what is found to be wrong with it.
type Wrong<'a> = (&'a str, &'a dyn Fn(&mut Said));

#[test]
fn what_a_source_must_not_say_is_refused_with_a_finding_and_nothing_is_lost() {
    let city = city(600);
    let _parties = [
        "registry",
        "operator-helsinki",
        "operator-rennes",
        "library",
    ]
    .map(|name| Party::start(&city, name));
    let runtime = runtime_of_peers();
    let helsinki = city.operator("operator-helsinki");
    let rennes = city.operator("operator-rennes");
    let library = city.named("connectors", "City Library")["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let library_uuid = crate::links::library(&city);
    let uuid = uuid::Uuid::new_v4().to_string();
    let (url, saying) = runtime.block_on(twin(&library, &uuid));
    let at_first = saying.lock().unwrap().clone();
    rennes.run(&["connector", "add", &url, "--group", &group(&city)]);
    let known = async || search(&city, 0, "entity_type=LibraryPatron").await;
    runtime.block_on(wait_for(&city, &[0], "LibraryPatron", 2));
    let before = runtime.block_on(known());

    let finding = || {
        let all = helsinki.run(&["connector", "findings"]);
        let mut all = all.as_array().unwrap().clone().into_iter();
        all.find(|one| one["base_url"] == url.as_str())
    };
    let many = |count: usize| {
        let datasets: Vec<Value> = serde_json::from_str(&at_first.datasets).unwrap();
        let all = (0..count).map(|number| {
            let mut one = datasets[0].clone();
            one["id"] = json!(format!("urn:fiducia:dataset:{uuid}:d{number}"));
            one
        });
        Value::Array(all.collect()).to_string()
    };
    let wrongs: [Wrong; 8] = [
        ("larger than", &|said| {
            said.datasets = format!("[\"{}\"]", "x".repeat(5_000_000));
        }),
        ("more than 256", &|said| said.datasets = many(257)),
        ("not the JSON expected", &|said| {
            said.datasets = "<html>Not here</html>".to_owned();
        }),
        ("is described twice", &|said| {
            said.datasets = at_first.datasets.replace("homeLibrary", "name");
        }),
        (&library_uuid, &|said| {
            said.datasets = said.datasets.replace(&uuid, &library_uuid);
        }),
        ("has changed", &|said| {
            said.datasets = said
                .datasets
                .replace("Library card and loans", "All your money");
        }),
        ("it is connector", &|said| {
            let text = said.metadata.to_string().replace(&uuid, &library_uuid);
            said.metadata = serde_json::from_str(&text).unwrap();
            said.datasets = said.datasets.replace(&uuid, &library_uuid);
        }),
        ("names the base url", &|said| {
            said.metadata["connector_base_url"] = json!(library);
        }),
    ];
    for (expected, wrong) in wrongs {
        let mut said = at_first.clone();
        wrong(&mut said);
        *saying.lock().unwrap() = said;
        runtime.block_on(async {
            wait_until(&format!("a finding with `{expected}`"), async || {
                let found = finding().unwrap_or_default();
                let reason = found["reason"].as_str();
                reason.is_some_and(|reason| reason.contains(expected))
            })
            .await;
            assert_eq!(known().await, before, "{expected}");
        });
    }

    // It mends its ways.
    *saying.lock().unwrap() = at_first;
    runtime.block_on(wait_until("nothing is wrong", async || finding().is_none()));
    assert_eq!(runtime.block_on(known()), before);

    // Who takes another's UUID from the beginning does not come in, and the other stays where it was.
    let (thief, _) = runtime.block_on(twin(&library, &library_uuid));
    for operator in [&rennes, &helsinki] {
        let refused =
            refusal(&operator.attempt(&["connector", "add", &thief, "--group", &group(&city)]));
        assert!(refused.contains("is here already"), "{refused}");
    }
    assert_eq!(runtime.block_on(known()), before);
}
