//! A code as a short message, through a gateway that is a small one of the test's own: one that works, and one that is slow,
//! broken or gone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::city::City;
use crate::links::{Browser, newcomer, serve_library};
use crate::party::{runtime_of_peers, wait_until};

const CARD: &str = "LIB-2037";
const PHONE: &str = "+358 40 555 0101";

/// What the gateway does with the next messages.
#[derive(Clone, Copy)]
enum Does {
    Sends,
    Refuses,
    Dawdles,
}

struct Gateway {
    does: Mutex<Does>,
    /// What it was given: by whom, and what.
    given: Mutex<Vec<(String, Value)>>,
}

async fn message(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    Json(message): Json<Value>,
) -> StatusCode {
    let by = headers["authorization"].to_str().unwrap().to_owned();
    gateway.given.lock().unwrap().push((by, message));
    let does = *gateway.does.lock().unwrap();
    match does {
        Does::Sends => StatusCode::ACCEPTED,
        Does::Refuses => StatusCode::INTERNAL_SERVER_ERROR,
        Does::Dawdles => {
            tokio::time::sleep(Duration::from_mins(5)).await;
            StatusCode::ACCEPTED
        }
    }
}

/// The library's own system, which has a number on file.
async fn patron(Path(card): Path<String>) -> Result<Json<Value>, StatusCode> {
    let patron = json!({"cardNumber": card, "phone": PHONE, "email": "aino.koskela@example.fi"});
    let found = (card == CARD).then(|| Json(json!({ "patron": patron })));
    found.ok_or(StatusCode::NOT_FOUND)
}

async fn library() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = Router::new().route("/patrons/{card}", get(patron));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn gateway() -> (Arc<Gateway>, String, tokio::task::JoinHandle<()>) {
    let gateway = Arc::new(Gateway {
        does: Mutex::new(Does::Sends),
        given: Mutex::default(),
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/messages", listener.local_addr().unwrap());
    let router = Router::new()
        .route("/messages", post(message))
        .with_state(Arc::clone(&gateway));
    let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (gateway, url, serving)
}

/// The code of the message that came after so many.
async fn code_after(gateway: &Gateway, before: usize) -> String {
    wait_until("a message", async || {
        gateway.given.lock().unwrap().len() > before
    })
    .await;
    let (by, message) = gateway.given.lock().unwrap()[before].clone();
    assert_eq!(by, "Bearer the gateway's token");
    let message: HashMap<String, String> = serde_json::from_value(message).unwrap();
    assert_eq!(message.len(), 2, "a number and a text, nothing else");
    assert_eq!(message["to"], PHONE);
    let text = &message["text"];
    assert!(text.contains("City Library"), "{text}");
    let code: String = text.chars().take_while(char::is_ascii_digit).collect();
    assert_eq!(code.len(), 8);
    code
}

#[test]
fn a_code_comes_as_a_short_message_and_a_gateway_that_fails_is_told_to_nobody() {
    let mut city = City::start();
    let (person, login) = newcomer(&city, "sisko");
    let connector = crate::links::library(&city);
    city.stop();
    let runtime = runtime_of_peers();
    let (gateway, url, serving) = runtime.block_on(gateway());
    let token = city.write("sms.token", "the gateway's token\n");
    let system = runtime.block_on(library());
    let file = city.data().join("library.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, after) = text.split_once("kind = \"rest\"\nbase_url = \"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    let text = format!("{before}kind = \"rest\"\nbase_url = \"{system}\"{after}");
    let (before, after) = text.split_once("[connector.sms]").unwrap();
    let (_, after) = after.split_once("\n\n").unwrap();
    let token = json!(token);
    let section = format!("[connector.sms]\nurl = \"{url}\"\ntoken = {{ file = {token} }}\n\n");
    std::fs::write(&file, format!("{before}{section}{after}")).unwrap();
    let _parties = serve_library(&city, &connector);
    runtime.block_on(async {
        let mut browser = Browser::new();
        let mut place = browser.begin(&city, &login, "code").await;
        let mut pages = Vec::new();
        for does in [Does::Dawdles, Does::Refuses] {
            *gateway.does.lock().unwrap() = does;
            let before = gateway.given.lock().unwrap().len();
            browser.get(&place).await;
            let began = Instant::now();
            let asked = browser
                .post(&place, &[("act", "find"), ("key", CARD)])
                .await;
            assert_eq!(asked.status, 303, "{}", asked.text);
            assert!(
                began.elapsed() < Duration::from_secs(5),
                "nobody waits for it"
            );
            pages.push(browser.get(&place).await.text.replace(&place, ""));
            // What reached the person counts, whatever the gateway said.
            let code = code_after(&gateway, before).await;
            browser.enter_code(&place, &code).await;
            place = browser.begin_again(&city, "code").await;
        }

        *gateway.does.lock().unwrap() = Does::Sends;
        let before = gateway.given.lock().unwrap().len();
        browser.get(&place).await;
        browser
            .post(&place, &[("act", "find"), ("key", CARD)])
            .await;
        pages.push(browser.get(&place).await.text.replace(&place, ""));
        for said in [
            "a code is on its way",
            "good for 15 minutes",
            "If none comes",
        ] {
            assert!(pages[0].contains(said), "{said}: {}", pages[0]);
        }
        let code = code_after(&gateway, before).await;
        browser.enter_code(&place, &code).await;

        // Nobody answers any more: the page is the same, and so is that for a card that nobody has.
        serving.abort();
        for card in [CARD, "LIB-9999"] {
            place = browser.begin_again(&city, "code").await;
            browser.get(&place).await;
            browser
                .post(&place, &[("act", "find"), ("key", card)])
                .await;
            pages.push(browser.get(&place).await.text.replace(&place, ""));
        }
        for other in &pages[1..] {
            assert_eq!(pages[0], *other);
        }
    });
    let links = person.run(&["links", "list"]);
    let mut links = links["links"].as_array().unwrap().iter();
    let found = links.find(|one| one["connector"] == connector.as_str());
    assert_eq!(found.unwrap()["link"]["way"], "code");
}
