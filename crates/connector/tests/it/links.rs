//! Links at a source whose system is a small one of the test's own, which has one person, several or none, fails and is
//! stopped.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::{Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connector::config::Shape;
use protocol::events::{Event, EventToken, LinkEnded, MEDIA_TYPE};
use protocol::jose::typ;
use protocol::url::BaseUrl;
use reqwest::header::SET_COOKIE;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::city::{City, eventually, read};
use crate::peers::{Answer, active, new_uuid, signed};
use crate::release::dataset_id;
use crate::staff::Member;
use crate::subscriptions::{Receiver, Service, logged};

/// The card of one person.
const CARD: &str = "LIB-2037";
/// A card under which the source has two.
const SHARED: &str = "LIB-5000";
/// A card that nobody has.
const NOBODYS: &str = "LIB-9999";
/// The number on file.
const PHONE: &str = "+358 40 555 0101";

/// What the operator asks about links; signed now, and good once.
pub(crate) async fn ask(city: &City, path: &str, kind: &str, mut claims: Value) -> Response {
    let now = city.clock.seconds();
    claims["iss"] = json!(city.operator.uuid);
    claims["aud"] = json!(city.url);
    claims["iat"] = json!(now);
    claims["exp"] = json!(now + 60);
    let key = &city.operator.key;
    let header = json!({"alg": "EdDSA", "kid": key.kid().as_str(), "typ": kind});
    let token = signed(key, &header, &claims);
    let request = city.client.post(format!("{}{path}", city.url));
    request.json(&json!({"token": token})).send().await.unwrap()
}

/// An attempt of somebody in a browser of their own.
pub(crate) struct Attempt {
    client: Client,
    place: String,
    cookie: String,
    /// What the operator calls the attempt.
    request: String,
    /// What the operator and the connector call the person.
    link_id: String,
}

/// What a browser was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    status: StatusCode,
    location: String,
    pub(crate) text: String,
}

impl Attempt {
    /// The operator sends somebody here.
    pub(crate) async fn begin(city: &City, way: &str) -> Self {
        Self::begin_as(city, way, &new_uuid()).await
    }

    /// As [`Attempt::begin`], of somebody who is known.
    async fn begin_as(city: &City, way: &str, link_id: &str) -> Self {
        let request = new_uuid();
        let claims = json!({
            "jti": request, "link_id": link_id, "way": way, "locale": "en",
            "return_url": format!("{}/links/attempts/{request}", city.operator.url),
        });
        let begun = ask(city, "/links/requests", typ::LINK_REQUEST, claims).await;
        assert_eq!(begun.status(), 201);
        let begun: Value = begun.json().await.unwrap();
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            client,
            place: begun["url"].as_str().unwrap().to_owned(),
            cookie: String::new(),
            request,
            link_id: link_id.to_owned(),
        }
    }

    /// What is new in each attempt is left out.
    async fn seen(&self, response: Response) -> Seen {
        let location = response.headers().get("location");
        let location = location.map_or("", |to| to.to_str().unwrap()).to_owned();
        let status = response.status();
        let text = response.text().await.unwrap();
        Seen {
            status,
            location: location.replace(self.place.rsplit('/').next().unwrap(), "PLACE"),
            text: match serde_json::from_str::<Value>(&text) {
                Ok(problem) => problem["type"].to_string(),
                Err(_) => text,
            },
        }
    }

    /// Opens the page.
    pub(crate) async fn page(&mut self) -> Seen {
        let request = self.client.get(&self.place).header("cookie", &self.cookie);
        let page = request.send().await.unwrap();
        if let Some(cookie) = page.headers().get(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            cookie.clone_into(&mut self.cookie);
        }
        self.seen(page).await
    }

    /// Sends a form. What was given stands in the page again, and is left out.
    async fn post(&self, form: &[(&str, &str)]) -> Seen {
        let request = self.client.post(&self.place).header("cookie", &self.cookie);
        let mut seen = self.seen(request.form(form).send().await.unwrap()).await;
        for (_, given) in form.iter().filter(|one| !one.1.is_empty()) {
            let field = format!("value=\"{given}\"");
            seen.text = seen.text.replace(&field, "value=\"GIVEN\"");
        }
        seen
    }

    /// Answers the form of the library.
    async fn answer(&self, card: &str, name: &str) -> Seen {
        let form = [("act", "answers"), ("key", card), ("answer0", name)];
        self.post(&form).await
    }

    /// Asks for a code.
    async fn ask_for_code(&self, card: &str) -> Seen {
        self.post(&[("act", "find"), ("key", card)]).await
    }

    /// Does what leads back to the operator, which hears what came of it.
    pub(crate) async fn go_back(&self, city: &City, form: &[(&str, &str)]) -> Value {
        let done = self.post(form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        self.heard(city, &done).await
    }

    /// What the operator hears of somebody who was sent back.
    async fn heard(&self, city: &City, done: &Seen) -> Value {
        let code = done.location.split_once("?code=").map(|(_, code)| code);
        self.result(city, code).await
    }

    /// What the operator hears.
    pub(crate) async fn result(&self, city: &City, code: Option<&str>) -> Value {
        let mut claims = json!({"jti": new_uuid(), "request": self.request});
        if let Some(code) = code {
            claims["code"] = json!(code);
        }
        let path = "/links/requests/results";
        let answer = ask(city, path, typ::LINK_REDEMPTION, claims).await;
        if answer.status() == 404 {
            return json!({"state": "unknown"});
        }
        let answer: Value = answer.json().await.unwrap();
        let token = answer["token"].as_str().unwrap();
        let payload = token.split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
    }
}

/// What the library's system does.
#[derive(Default)]
struct Does {
    /// What the person is called now.
    name: Option<&'static str>,
    /// Fails for whoever has this card.
    fails_for: Option<&'static str>,
    /// The messages that were to be sent.
    sent: Vec<Value>,
    /// The cards that were asked about.
    asked: Vec<String>,
}

type Doing = Arc<Mutex<Does>>;

async fn patrons(
    State(doing): State<Doing>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Result<Json<Value>, StatusCode> {
    let card = &asked["card"];
    let mut doing = doing.lock().unwrap();
    doing.asked.push(card.clone());
    if doing.fails_for == Some(card) {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    let name = doing.name.unwrap_or("Aino Koskela");
    let person =
        json!({"id": "urn:x:1", "type": "Patron", "card": card, "name": name, "phone": PHONE});
    let count = match card.as_str() {
        CARD => 1,
        SHARED => 2,
        _ => 0,
    };
    Ok(Json(json!(vec![person; count])))
}

async fn message(State(doing): State<Doing>, Json(message): Json<Value>) -> StatusCode {
    doing.lock().unwrap().sent.push(message);
    StatusCode::ACCEPTED
}

/// The library's own system, on a thread of its own, so that it ends with all its connections.
struct System {
    address: SocketAddr,
    doing: Doing,
    running: Option<Runtime>,
}

impl System {
    fn start() -> Self {
        let mut system = Self {
            address: "127.0.0.1:0".parse().unwrap(),
            doing: Doing::default(),
            running: None,
        };
        system.restart();
        system
    }

    fn restart(&mut self) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let router = Router::new()
            .route("/patrons", get(patrons))
            .route("/messages", post(message))
            .with_state(Arc::clone(&self.doing));
        let listener = std::net::TcpListener::bind(self.address).unwrap();
        listener.set_nonblocking(true).unwrap();
        self.address = listener.local_addr().unwrap();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
        self.running = Some(runtime);
    }

    /// Nobody is there any more.
    fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.shutdown_background();
        }
    }

    /// How often it was asked about somebody.
    fn asked_about_somebody(&self) -> usize {
        let doing = self.doing.lock().unwrap();
        let cards = doing.asked.iter();
        cards.filter(|card| card.starts_with("LIB")).count()
    }

    /// The code of the message that came last.
    async fn code(&self) -> String {
        let message = eventually("a message", || self.doing.lock().unwrap().sent.pop()).await;
        let text = message["text"].as_str().unwrap();
        text.chars().take_while(char::is_ascii_digit).collect()
    }
}

impl Drop for System {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A library that links people by its own system.
async fn library() -> (City, System) {
    let (mut city, system) = prepared().await;
    city.serve().await;
    (city, system)
}

/// As [`library`], before it serves.
async fn prepared() -> (City, System) {
    let system = System::start();
    let mut city = City::prepare().await;
    city.operator.publish("profile", json!("fiducia-1"));
    city.config.routes.truncate(1);
    let route = &mut city.config.routes[0];
    route.request = Some(read(
        json!({"path": "/patrons", "query": {"card": "{library_card}"}}),
    ));
    route.shape = Shape::NgsiLd;
    city.point_upstream_at(&format!("http://{}/", system.address));
    city.config.upstream_limits.pause_ms = 400;
    city.config.sms = Some(read(
        json!({"url": format!("http://{}/messages", system.address)}),
    ));
    city.config.links = Some(read(json!({
        "identifier_type": "library_card", "days": 1,
        "lookup": {
            "by": "library_card", "title": {"en": "Card number"},
            "request": {"path": "/patrons", "query": {"card": "{library_card}"}},
        },
        "attribute": {"assurance": "substantial"},
        "form": {"assurance": "low", "field": [{"path": "name", "title": {"en": "Your name"}}]},
        "code": {"assurance": "substantial", "phone": "phone"},
        "desk": {"assurance": "high", "text": {"en": "Come to any branch with your passport."}},
    })));
    (city, system)
}

/// Links whoever has the card, by answers; by what operator and connector know the link.
async fn linked(city: &City) -> String {
    let attempt = at(city, "form").await;
    let right = attempt.answer(CARD, "Aino Koskela").await;
    assert_eq!(attempt.heard(city, &right).await["state"], "linked");
    attempt.link_id
}

/// The operator vouches for somebody with this identifier, who permits their name to be seen.
async fn vouch(city: &City, identifier: Value) {
    let mut answer = active(CARD);
    answer["identifiers"] = json!([identifier]);
    answer["permission"] = json!({
        "arrangement_id": "arrangement-1", "epoch": 1, "version": 1,
        "purpose": "https://w3id.org/dpv#ServiceProvision", "datasets": {dataset_id(city).await: ["name"]},
    });
    city.operator.answer(Answer::Json(answer));
}

/// The identifier that a link gave.
fn given_by(link: &str) -> Value {
    json!({"id": CARD, "id_type": "library_card", "assurance": "low", "link_id": link})
}

/// Somebody who has opened the page.
async fn at(city: &City, way: &str) -> Attempt {
    let mut attempt = Attempt::begin(city, way).await;
    attempt.page().await;
    attempt
}

/// Acts of links in the connector's log.
async fn acts(city: &City, act: &str) -> usize {
    let log = city.admin("/api/v1/log?kind=link&limit=1000").await;
    let entries = log["entries"].as_array().unwrap().iter();
    entries
        .filter(|entry| entry["record"]["act"] == act)
        .count()
}

const AWAY: &str = "cannot look anything up at the moment";
const WRONG: &str = "did not find exactly one person";

#[tokio::test]
async fn a_form_whose_source_is_down_costs_nobody_a_try_and_says_the_same_to_all() {
    let (city, mut system) = library().await;
    let attempt = at(&city, "form").await;
    for _ in 0..2 {
        let wrong = attempt.answer(CARD, "Somebody Else").await;
        assert!(wrong.text.contains(WRONG), "{}", wrong.text);
        assert_eq!(wrong.text.matches("value=\"GIVEN\"").count(), 3);
    }
    system.stop();
    let mut told = Vec::new();
    for (card, name) in [
        (CARD, "Aino Koskela"),
        (CARD, "Somebody Else"),
        (NOBODYS, "Aino Koskela"),
    ] {
        let began = Instant::now();
        told.push(attempt.answer(card, name).await);
        let took = began.elapsed();
        let off = took.abs_diff(Duration::from_secs(2));
        assert!(off < Duration::from_millis(500), "{card} {name}: {took:?}");
    }
    assert!(told[0].text.contains(AWAY), "{}", told[0].text);
    assert!(!told[0].text.contains("Please look at this again"));
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
    // One try was left, and is left.
    system.restart();
    let right = attempt.answer(CARD, "aino  koskela").await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text);
    let heard = attempt.heard(&city, &right).await;
    assert_eq!(
        (&heard["state"], &heard["id"]),
        (&json!("linked"), &json!(CARD))
    );
}

#[tokio::test]
async fn a_code_asked_for_while_the_source_is_down_costs_nothing_and_is_asked_for_again() {
    let (city, mut system) = library().await;
    system.stop();
    let attempt = at(&city, "code").await;
    let mut told = Vec::new();
    // More often than one may ask about a card in a day.
    for card in [CARD, NOBODYS].repeat(3) {
        let began = Instant::now();
        told.push(attempt.ask_for_code(card).await);
        assert!(began.elapsed() < Duration::from_millis(1_500));
    }
    for _ in 0..5 {
        let other = at(&city, "code").await;
        told.push(other.ask_for_code(CARD).await);
    }
    assert!(told[0].text.contains(AWAY), "{}", told[0].text);
    assert!(told.iter().all(|other| *other == told[0]));
    assert_eq!(acts(&city, "code-asked").await, 0);
    system.restart();
    // What was left alone for a while is asked again.
    let asked = loop {
        let asked = attempt.ask_for_code(CARD).await;
        if !asked.text.contains(AWAY) {
            break asked;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let code = system.code().await;
    let linked = attempt
        .go_back(&city, &[("act", "code"), ("code", &code)])
        .await;
    assert_eq!(linked["state"], "linked");
}

#[tokio::test]
async fn a_source_that_fails_for_certain_people_tells_nobody_who_they_are() {
    let (city, system) = library().await;
    system.doing.lock().unwrap().fails_for = Some(CARD);
    let mut told = Vec::new();
    for card in [CARD, NOBODYS] {
        let attempt = at(&city, "form").await;
        let began = Instant::now();
        told.push(attempt.answer(card, "Aino Koskela").await);
        let off = began.elapsed().abs_diff(Duration::from_secs(2));
        assert!(off < Duration::from_millis(500), "{card}");
    }
    assert!(told[0].text.contains(WRONG), "{}", told[0].text);
    assert_eq!(told[0], told[1]);
    let mut told = Vec::new();
    for card in [CARD, NOBODYS] {
        let mut attempt = at(&city, "code").await;
        told.push((attempt.ask_for_code(card).await, attempt.page().await));
    }
    assert_eq!(told[0].0.status, StatusCode::SEE_OTHER);
    assert_eq!(told[0], told[1]);
    // It was asked about nobody each time before it was asked about somebody.
    let asked = system.doing.lock().unwrap().asked.clone();
    for pair in asked.chunks(2) {
        assert!(!pair[0].starts_with("LIB"), "{asked:?}");
    }
    assert!(asked.len() >= 7, "{asked:?}");
}

#[tokio::test]
async fn staff_at_the_desk_are_told_that_the_source_is_down() {
    let (city, mut system) = library().await;
    let mut attempt = Attempt::begin(&city, "desk").await;
    let page = attempt.page().await.text;
    let code = page
        .split("<strong>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    assert_eq!(
        attempt.go_back(&city, &[("act", "back")]).await["state"],
        "waiting"
    );
    system.stop();
    let steward = Member::come(&city, &["data-steward"]).await;
    let confirm = async |card: &str| {
        let form = [("code", code), ("identifier", card)];
        steward
            .post("/staff/desk", &form)
            .await
            .text()
            .await
            .unwrap()
    };
    let said = confirm(CARD).await;
    assert!(said.contains("Your records cannot be reached"), "{said}");
    let url = format!("{}/api/v1/links/desk/{code}", city.url);
    let request = city.client.post(url).bearer_auth(city.admin_token());
    let refused = request
        .json(&json!({"identifier": CARD}))
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_GATEWAY);
    let problem: Value = refused.json().await.unwrap();
    assert!(
        problem["type"]
            .as_str()
            .unwrap()
            .ends_with("/source-unreachable"),
        "{problem}"
    );
    system.restart();
    for card in [NOBODYS, SHARED] {
        let said = confirm(card).await;
        assert!(said.contains("nobody, or several people"), "{said}");
    }
    let said = confirm(CARD).await;
    assert!(said.contains("Confirmed."), "{said}");
    assert_eq!(attempt.result(&city, None).await["state"], "linked");
}

#[tokio::test]
async fn several_people_are_as_nobody_and_the_person_is_told_of_the_desk() {
    let (city, _system) = library().await;
    let mut told = Vec::new();
    for card in [SHARED, NOBODYS] {
        let attempt = at(&city, "form").await;
        let mut pages = Vec::new();
        for _ in 0..2 {
            pages.push(attempt.answer(card, "Aino Koskela").await);
        }
        let last = attempt.answer(card, "Aino Koskela").await;
        assert_eq!(last.status, StatusCode::SEE_OTHER);
        let mut heard = attempt.heard(&city, &last).await;
        for new in ["jti", "request", "link_id", "iat", "exp"] {
            heard.as_object_mut().unwrap().remove(new);
        }
        told.push((pages, heard));
    }
    assert_eq!(told[0], told[1]);
    let (pages, heard) = &told[0];
    assert!(
        pages[0].text.contains("choose the desk"),
        "{}",
        pages[0].text
    );
    assert_eq!(heard["state"], "failed");
    // Nor does a code go to several.
    let attempt = at(&city, "code").await;
    attempt.ask_for_code(SHARED).await;
    let wrong = attempt.post(&[("act", "code"), ("code", "12345678")]).await;
    assert!(wrong.text.contains("not the code"), "{}", wrong.text);
}

#[tokio::test]
async fn a_card_that_nobody_has_runs_out_of_tries_as_one_that_somebody_has() {
    let (city, _system) = library().await;
    let mut told = Vec::new();
    for card in [CARD, NOBODYS] {
        let mut pages = Vec::new();
        // Five a day, and one too many: by codes first, then by answers.
        for _ in 0..5 {
            let mut attempt = at(&city, "code").await;
            pages.push(attempt.ask_for_code(card).await);
            for _ in 0..4 {
                pages.push(attempt.post(&[("act", "code"), ("code", "1234")]).await);
            }
            let last = attempt.post(&[("act", "code"), ("code", "1234")]).await;
            assert_eq!(last.status, StatusCode::SEE_OTHER, "{}", last.text);
            assert_eq!(attempt.heard(&city, &last).await["state"], "failed");
            pages.push(attempt.page().await);
        }
        let attempt = at(&city, "code").await;
        pages.push(attempt.ask_for_code(card).await);
        assert!(pages.last().unwrap().text.contains("too often"));
        let attempt = at(&city, "form").await;
        pages.push(attempt.answer(card, "Aino Koskela").await);
        assert!(pages.last().unwrap().text.contains("too often"));
        told.push(pages);
    }
    assert_eq!(told[0], told[1]);
}

/// Asks for the person's name, which is refused.
async fn is_refused(city: &City) {
    let refused = city.ask().await;
    city.refused(refused, 403, "person-unknown-at-source").await;
}

#[tokio::test]
async fn a_link_finds_the_person_until_its_end_and_no_other() {
    let (city, _system) = library().await;
    let link = linked(&city).await;
    vouch(&city, given_by(&link)).await;
    assert!(city.released().await.to_string().contains("Aino Koskela"));
    // Another card under the link; a link that nobody has.
    let mut other = given_by(&link);
    other["id"] = json!(SHARED);
    for identifier in [other, given_by(&new_uuid())] {
        vouch(&city, identifier).await;
        is_refused(&city).await;
    }
    vouch(&city, given_by(&link)).await;
    city.clock.advance(Duration::from_hours(23));
    city.released().await;
    city.clock.advance(Duration::from_hours(1));
    is_refused(&city).await;
}

#[tokio::test]
async fn an_identifier_of_the_keychain_finds_the_person_where_it_is_sure_enough() {
    let (city, system) = library().await;
    for (assurance, is_enough) in [
        (json!("high"), true),
        (json!("substantial"), true),
        (json!("low"), false),
        (json!(null), false),
    ] {
        let mut identifier = json!({"id": CARD, "id_type": "library_card"});
        if !assurance.is_null() {
            identifier["assurance"] = assurance;
        }
        vouch(&city, identifier).await;
        let asked = system.asked_about_somebody();
        if is_enough {
            assert!(city.released().await.to_string().contains("Aino Koskela"));
            assert_eq!(system.asked_about_somebody(), asked + 1);
        } else {
            is_refused(&city).await;
            assert_eq!(system.asked_about_somebody(), asked);
        }
    }
}

/// Who ends a link.
#[derive(Clone, Copy, Debug)]
enum By {
    Source,
    Person,
    Time,
}

/// A link ends, and what a service had subscribed to by it.
async fn ends(by: By) {
    let (mut city, system) = prepared().await;
    city.config.routes[0].poll_every_seconds = Some(5);
    city.serve().await;
    let link = linked(&city).await;
    vouch(&city, given_by(&link)).await;
    let receiver = Receiver::start(0).await;
    Service::of(&city).subscribe(&receiver.subscription()).await;
    // The operator's word is a fresh one.
    city.clock.advance(Duration::from_hours(20));
    system.doing.lock().unwrap().name = Some("Aino Laine");
    let told = receiver.told(0).await;
    assert_eq!(told["data"][0]["name"]["value"], "Aino Laine", "{told}");

    // Nothing at the source says that anything has changed.
    let introspections = city.operator.asked().len();
    match by {
        By::Source => {
            let ended = json!({"operator": city.operator.uuid, "link_id": link});
            let url = format!("{}/api/v1/links/end", city.url);
            let request = city.client.post(url).bearer_auth(city.admin_token());
            let done = request.json(&ended).send().await.unwrap();
            assert_eq!(done.status(), StatusCode::NO_CONTENT);
        }
        By::Person => {
            let now = city.clock.seconds();
            let ended = LinkEnded {
                link_id: link.parse().unwrap(),
                at: now,
            };
            let token = EventToken {
                iss: city.operator.uuid.parse().unwrap(),
                aud: city.url.parse::<BaseUrl>().unwrap().into(),
                iat: now,
                jti: new_uuid().parse().unwrap(),
                events: vec![Event::LinkEnded(ended)],
            };
            let request = city.client.post(format!("{}/events", city.url));
            let request = request.header("content-type", MEDIA_TYPE);
            let sent = request.body(token.sign(&city.operator.key).unwrap()).send();
            assert_eq!(sent.await.unwrap().status(), StatusCode::ACCEPTED);
        }
        By::Time => {}
    }
    let asked = system.asked_about_somebody();
    if matches!(by, By::Time) {
        city.clock.advance(Duration::from_hours(4));
    }
    logged(&city, |entry| {
        entry["record"]["refused"] == "person-unknown-at-source"
    })
    .await;
    for _ in 0..3 {
        city.clock.advance(Duration::from_secs(6));
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert_eq!(system.asked_about_somebody(), asked, "{by:?}");
    assert_eq!(
        city.operator.asked().len(),
        introspections + 1,
        "{by:?}: asked once"
    );
    assert_eq!(receiver.count(), 1);
}

#[tokio::test]
async fn a_subscription_ends_with_the_link_by_which_the_person_is_found() {
    for by in [By::Source, By::Person, By::Time] {
        ends(by).await;
    }
}
