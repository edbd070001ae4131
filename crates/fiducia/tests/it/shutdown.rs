//! Being asked to end, as service managers ask: what is in flight is answered first.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::city::City;
use crate::party::{Api, Party, Service, wait_until};

/// Requests in flight at the connector when it is asked to end.
const IN_FLIGHT: usize = 40;
/// Times it is asked.
const ROUNDS: usize = 5;

/// The library's own system, which answers when it may.
#[derive(Clone)]
struct Library {
    asked: Arc<AtomicUsize>,
    answers: Arc<Semaphore>,
}

impl Library {
    async fn serve(self, address: String) {
        let router = Router::new()
            .route("/patrons/{card}", get(patron))
            .with_state(self);
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        axum::serve(listener, router).await.unwrap();
    }
}

async fn patron(State(library): State<Library>) -> Json<Value> {
    library.asked.fetch_add(1, Ordering::SeqCst);
    library.answers.acquire().await.unwrap().forget();
    Json(json!({"patron": {"cardNumber": "LIB-2037", "favouriteGenres": ["Novels"]}}))
}

#[test]
fn everything_in_flight_is_answered_when_a_party_is_asked_to_end() {
    let mut city = City::start();
    city.stop();
    let mut registry = Party::start(&city, "registry");
    let mut operator = Party::start(&city, "operator-helsinki");
    let mut connector = Party::start(&city, "library");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let library = Library {
        asked: Arc::default(),
        answers: Arc::new(Semaphore::new(0)),
    };
    runtime.spawn(library.clone().serve(library_address(&city)));
    let url = city.named("operators", "Helsinki")["url"].as_str().unwrap();
    let gateway = city.named("connectors", "Library");
    let route = gateway["routes"][0].as_str().unwrap().to_owned();
    let address = gateway["url"].as_str().unwrap().replace("http://", "");
    let service = Arc::new(Service::of(&city, "Hobby", url));
    let permission = runtime.block_on(async {
        let person = city.named("persons", "Aino");
        let api = Api::log_in(url, person).await;
        let request = service.ask(person["login"].as_str().unwrap()).await;
        let request = request.unwrap();
        let path = format!("api/v1/me/requests/{request}/grant");
        let wish = json!({"optional": ["favouriteGenres"]});
        api.post(&path, &wish).await.unwrap();
        service.permission(&request).await.unwrap()
    });

    for _ in 0..ROUNDS {
        library.asked.store(0, Ordering::SeqCst);
        let mut asking = JoinSet::new();
        for _ in 0..IN_FLIGHT {
            let (service, permission, route) =
                (Arc::clone(&service), permission.clone(), route.clone());
            let fetch = async move { service.fetch(&permission, &route).await };
            asking.spawn_on(fetch, runtime.handle());
        }
        runtime.block_on(wait_until("all are at the source", async || {
            library.asked.load(Ordering::SeqCst) == IN_FLIGHT
        }));
        connector.ask_to_end();
        runtime.block_on(wait_until("the connector listens no more", async || {
            tokio::net::TcpStream::connect(&address).await.is_err()
        }));
        library.answers.add_permits(IN_FLIGHT);
        for answer in runtime.block_on(asking.join_all()) {
            assert_eq!(answer.unwrap(), json!({"favouriteGenres": ["Novels"]}));
        }
        assert!(connector.has_ended_well());
        connector.restart();
    }
    for party in [&mut connector, &mut operator, &mut registry] {
        assert!(party.terminate(), "the {} ended badly", party.name);
    }
}

/// Where the library's connector looks for the library's own system.
pub(crate) fn library_address(city: &City) -> String {
    let config = std::fs::read_to_string(city.data().join("library.toml")).unwrap();
    let config: toml::Value = toml::from_str(&config).unwrap();
    let url = config["connector"]["upstream"]["base_url"]
        .as_str()
        .unwrap();
    url.trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned()
}

#[test]
fn a_party_can_be_asked_to_end_from_the_moment_it_says_that_it_is_ready() {
    let mut city = City::start();
    city.stop();
    let mut registry = Party::start(&city, "registry");
    for _ in 0..10 {
        assert!(registry.terminate());
        registry.restart();
    }
}
