//! People and services find the sources of a whole trust group by what they hold, while the sources are there; and whatever
//! a source says of itself, nothing of another's is touched and nothing that was known of it is lost.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde_json::{Value, json};

use crate::city::{City, fiducia, json_of, refusal};
use crate::party::{Party, client, configure, runtime_of_peers, wait_until};

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
    found_at(&format!("{operator}/api/v1/catalogue?{query}")).await
}

/// What is found at the registry.
async fn search_all(city: &City, query: &str) -> Vec<Value> {
    let registry = city.text("/registry");
    found_at(&format!("{registry}/api/v1/sources?{query}")).await
}

async fn found_at(url: &str) -> Vec<Value> {
    let answer = client().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{url}");
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
    // The city's own transport company shares its data, too; it is not started here.
    runtime.block_on(wait_for(&city, &[0, 1], "TransportCustomer", 0));
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

/// The dataset of a connector among those found.
fn of<'a>(found: &'a [Value], url: &str) -> Option<&'a Value> {
    let mut found = found.iter();
    found.find(|one| one["connector_base_url"] == url)
}

/// Waits until the registry finds a connector's data, or does so no longer.
async fn wait_at_registry(city: &City, url: &str, is_found: bool) {
    let what = format!("{url} is found at the registry: {is_found}");
    wait_until(&what, async || {
        of(&search_all(city, "").await, url).is_some() == is_found
    })
    .await;
}

/// A city whose registry looks at the sources each second, with the ferries of Rennes, which it finds.
struct Gathering {
    runtime: tokio::runtime::Runtime,
    /// The ferries' address.
    url: String,
    /// The library's.
    library: String,
    group: String,
    _parties: [Party; 5],
    city: City,
}

impl Gathering {
    fn start() -> Self {
        let city = city(600);
        let limits = "[registry.limits]\nharvest_every_seconds = 1\n";
        configure(&city, "registry", None, limits);
        let url = ferry(&city);
        let parties = [
            "registry",
            "operator-helsinki",
            "operator-rennes",
            "library",
            "ferries",
        ]
        .map(|name| Party::start(&city, name));
        let (runtime, group) = (runtime_of_peers(), group(&city));
        let library = city.named("connectors", "City Library")["url"].as_str();
        let library = library.unwrap().to_owned();
        let rennes = city.operator("operator-rennes");
        rennes.run(&["connector", "add", &url, "--group", &group]);
        runtime.block_on(async {
            wait_at_registry(&city, &url, true).await;
            wait_at_registry(&city, &library, true).await;
        });
        Self {
            runtime,
            url,
            library,
            group,
            _parties: parties,
            city,
        }
    }
}

#[test]
fn the_registry_finds_the_sources_of_its_trust_group_by_what_they_hold() {
    let gathering = Gathering::start();
    let Gathering {
        runtime,
        city,
        url,
        group,
        ..
    } = &gathering;
    runtime.block_on(async {
        for (query, is_found) in [
            (format!("trust_group={group}"), true),
            (format!("trust_group={}", uuid::Uuid::new_v4()), false),
            ("category=Location".to_owned(), true),
            ("category=Education".to_owned(), false),
            ("entity_type=transportcustomer".to_owned(), true),
            ("attribute=journeys.date".to_owned(), true),
            ("attribute=loans".to_owned(), false),
            ("place=rennes".to_owned(), true),
            ("place=FI".to_owned(), false),
            ("language=fr&q=trajets".to_owned(), true),
            ("language=de".to_owned(), false),
        ] {
            let found = search_all(city, &query).await;
            let is_there = of(&found, url).is_some();
            assert_eq!(is_there, is_found, "{query}: {found:?}");
        }
        let found = search_all(city, "place=FR").await;
        let shared = of(&found, url).unwrap()["shared"].as_array().unwrap();
        assert_eq!(shared.len(), 1, "{shared:?}");
        assert_eq!(shared[0]["operator"], "Ville de Rennes, Mes Données");
        assert_eq!(shared[0]["trust_group"], "Baltic and Breton cities");
        // The city's own transport company is not started here: it is found for a while, and marked.
        wait_until("the transport company is marked", async || {
            let found = search_all(city, "q=rennes+transport").await;
            found.iter().any(|one| one["not_reached_since"].is_string())
        })
        .await;
    });

    // From a terminal, also by those who administer nothing.
    let search = [
        "source",
        "search",
        "--place",
        "FR",
        "--type",
        "TransportCustomer",
    ];
    let mut anybody = vec!["registry", "--url", city.text("/registry"), "--json"];
    anybody.extend(search);
    for found in [city.registry().run(&search), json_of(&fiducia(&anybody))] {
        let found = found["datasets"].as_array().unwrap().clone();
        assert!(of(&found, url).is_some(), "{found:?}");
    }
    let known = city.registry().run(&["source", "list"]);
    let silent = known["sources"].as_array().unwrap().iter();
    let mut silent = silent.filter(|one| one["reason"].is_string());
    assert!(
        silent.any(|one| one["source"] == "Rennes transport"),
        "{known}"
    );
}

#[test]
fn the_registry_finds_a_source_while_an_active_member_shares_it_and_no_restricted_one() {
    let gathering = Gathering::start();
    let Gathering {
        runtime,
        city,
        url,
        library,
        group,
        ..
    } = &gathering;
    let [registry, helsinki, rennes] = [
        city.registry(),
        city.operator("operator-helsinki"),
        city.operator("operator-rennes"),
    ];
    let uuid = uuid::Uuid::new_v4().to_string();
    let (inner, _) = runtime.block_on(twin(library, &uuid));
    helsinki.run(&["connector", "add", &inner]);
    let uuid = runtime.block_on(async {
        let ferries = async || of(&search_all(city, "").await, url).cloned().unwrap();
        let before = ferries().await;
        // What Helsinki keeps to its own services is not there, however often the registry looks.
        for _ in 0..2 {
            let read_at = ferries().await["read_at"].clone();
            wait_until("it is read again", async || {
                ferries().await["read_at"] != read_at
            })
            .await;
        }
        assert_eq!(of(&search_all(city, "").await, &inner), None);
        before["connector_uuid"].as_str().unwrap().to_owned()
    });

    rennes.run(&["connector", "withdraw", &uuid]);
    runtime.block_on(wait_at_registry(city, url, false));
    rennes.run(&["connector", "add", url, "--group", group]);
    runtime.block_on(wait_at_registry(city, url, true));

    let members = registry.run(&["member", "list", "--group", group]);
    let members = members["members"].as_array().unwrap().iter();
    let mut members = members.filter(|one| one["name"] == "Ville de Rennes, Mes Données");
    let member = members.next().unwrap()["operator_uuid"].as_str().unwrap();
    registry.run(&["member", "suspend", "--group", group, member]);
    let catalogue = format!("{}/catalogue", city.text("/registry"));
    runtime.block_on(async {
        // At once.
        let found = search_all(city, "").await;
        assert_eq!(of(&found, url), None);
        assert!(of(&found, library).is_some(), "{found:?}");
        let request = client().get(catalogue).header("accept", "text/turtle");
        let text = request.send().await.unwrap().text().await.unwrap();
        assert!(text.contains(library) && !text.contains(url), "{text}");
    });
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
