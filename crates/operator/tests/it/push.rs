//! News that goes to people's devices, by way of a push service of the tests' own; what arrives is read by libraries
//! that are not ours (Python's `http-ece` and `py-vapid`).
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse as _;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode};
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, LOGIN, PASSWORD, serve};

/// A browser's half: it makes keys, and reads what it is given. It does not believe a sender that shows no good token.
const BROWSER: &str = "
import base64, json, os, sys
import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
def text(raw): return base64.urlsafe_b64encode(raw).rstrip(b'=').decode()
def raw(text): return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))
key, secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
print(json.dumps({'p256dh': text(point), 'auth': text(secret)}), flush=True)
for line in sys.stdin:
    given = json.loads(line)
    said = http_ece.decrypt(raw(given['body']), private_key=key, auth_secret=secret, version='aes128gcm')
    shown = given['authorization'].replace(', ', ',')
    claims = json.loads(raw(shown.split('t=')[1].split('.')[1]))
    print(json.dumps({'said': json.loads(said), 'claims': claims, 'believed': Vapid02.verify(shown)}), flush=True)
";

struct Device {
    process: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    keys: Value,
}

impl Device {
    fn start() -> Self {
        let python = std::env::var("FIDUCIA_TEST_PYTHON")
            .expect("FIDUCIA_TEST_PYTHON names a Python with tests/requirements.txt");
        let mut process = Command::new(python)
            .args(["-c", BROWSER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let keys = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        Self {
            process,
            lines,
            keys,
        }
    }

    /// What a message says, and who it is from.
    fn read(&mut self, message: &Message) -> Value {
        let given = json!({
            "body": URL_SAFE_NO_PAD.encode(&message.body),
            "authorization": message.header("authorization"),
        });
        let stdin = self.process.stdin.as_mut().unwrap();
        writeln!(stdin, "{given}").unwrap();
        serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap()
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Keys that are good, of a device that nobody reads on.
pub(crate) fn keys() -> Value {
    // RFC 8291 §5.
    json!({
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    })
}

/// What a push service was given.
#[derive(Clone)]
struct Message {
    place: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Message {
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

#[derive(Default)]
struct Shared {
    given: Mutex<Vec<Message>>,
    /// What it answers next; else that it has taken a message over.
    answers: Mutex<VecDeque<(u16, Option<String>)>>,
}

/// A push service.
pub(crate) struct PushService {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

impl PushService {
    pub(crate) async fn start() -> Self {
        Self::at("127.0.0.1:0").await
    }

    async fn at(address: &str) -> Self {
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let take = |State(shared): State<Arc<Shared>>,
                    Path(place): Path<String>,
                    headers: HeaderMap,
                    body: axum::body::Bytes| async move {
            let body = body.to_vec();
            let message = Message {
                place,
                headers,
                body,
            };
            shared.given.lock().unwrap().push(message);
            let answer = shared.answers.lock().unwrap().pop_front();
            let (status, patience) = answer.unwrap_or((201, None));
            let mut answer = StatusCode::from_u16(status).unwrap().into_response();
            if let Some(patience) = patience {
                let patience = patience.try_into().unwrap();
                answer.headers_mut().insert("retry-after", patience);
            }
            answer
        };
        let router = Router::new()
            .route("/push/{place}", post(take))
            .with_state(Arc::clone(&shared));
        tokio::spawn(async move { serve(listener, router).await });
        Self { url, shared }
    }

    pub(crate) fn place(&self, name: &str) -> String {
        format!("{}/push/{name}", self.url)
    }

    fn answers(&self, status: u16, retry_after: Option<&str>) {
        let next = (status, retry_after.map(str::to_owned));
        self.shared.answers.lock().unwrap().push_back(next);
    }

    pub(crate) fn count(&self) -> usize {
        self.shared.given.lock().unwrap().len()
    }

    /// What it was given, once it is so many. Beside a test the operator looks by itself: which of the two sends is
    /// chance.
    async fn given(&self, count: usize) -> Vec<Message> {
        for _ in 0..500 {
            let given = self.shared.given.lock().unwrap().clone();
            if given.len() >= count {
                assert_eq!(given.len(), count);
                return given;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the push service was given {} messages", self.count());
    }
}

pub(crate) const DEVICES: &str = "/api/v1/me/notifications/devices";

pub(crate) async fn push(city: &City) {
    city.operator.operator().push_news().await.unwrap();
}

/// The person adds a device.
pub(crate) async fn add(city: &City, endpoint: &str, keys: &Value) -> Value {
    let subscription = json!({"endpoint": endpoint, "keys": keys});
    let added = city.person.post(city, DEVICES, &subscription).await;
    assert_eq!(added.status(), 201, "{:?}", added.text().await);
    added.json().await.unwrap()
}

pub(crate) async fn devices(city: &City) -> Vec<Value> {
    let answer = city.person.get(city, DEVICES).await;
    answer["devices"].as_array().unwrap().clone()
}

/// Waits until what a push service has answered is written down.
async fn settled(city: &City, is_settled: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    for _ in 0..500 {
        let devices = devices(city).await;
        if is_settled(&devices) {
            return devices;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{:?}", devices(city).await);
}

#[tokio::test]
async fn news_reaches_a_device_encrypted_and_says_but_what_kind_it_is() {
    let (city, service, mut device) = (
        City::new().await,
        PushService::start().await,
        Device::start(),
    );
    add(&city, &service.place("one"), &device.keys).await;
    let asked = city.ask(Some(LOGIN)).await;
    push(&city).await;
    let given = service.given(1).await;
    let message = &given[0];
    assert_eq!(message.place, "one");
    assert_eq!(message.header("content-encoding"), "aes128gcm");
    assert_eq!(message.header("content-type"), "application/octet-stream");
    assert_eq!(message.header("urgency"), "normal");
    assert_eq!(message.header("topic").len(), 32);
    let ttl: i64 = message.header("ttl").parse().unwrap();
    assert!((3 * 86_400 - 60..=3 * 86_400).contains(&ttl), "{ttl}");

    let read = device.read(message);
    let said = &read["said"];
    assert_eq!(said["body"], "A service asks for your data");
    assert_eq!(said["lang"], "en");
    let page = format!("/requests/{}", asked["id"].as_str().unwrap());
    assert_eq!(said["url"], page.as_str());
    assert!(!said.to_string().contains("Hobby"), "no names: {said}");
    assert!(!said.to_string().contains("Aino"), "no names: {said}");
    assert_eq!(read["believed"], true);
    assert_eq!(read["claims"]["aud"], service.url.as_str());
    let left = read["claims"]["exp"].as_i64().unwrap() - crate::city::now();
    assert!((3600..=86_400).contains(&left), "{left}");
    let key = city.person.get(&city, DEVICES).await["key"].clone();
    let shown = message.header("authorization");
    assert!(shown.ends_with(&format!("k={}", key.as_str().unwrap())));

    let used = settled(&city, |devices| devices[0]["used_at"].is_string()).await;
    assert_eq!(used[0]["push_service"], "127.0.0.1");
    push(&city).await;
    assert_eq!(service.count(), 1, "it comes once");
    city.end().await;
}

#[tokio::test]
async fn all_messages_are_of_one_length() {
    let (city, service) = (City::new().await, PushService::start().await);
    add(&city, &service.place("one"), &keys()).await;
    city.ask(Some(LOGIN)).await;
    let test = "/api/v1/me/notifications/test";
    assert_eq!(
        city.person.post(&city, test, &json!({})).await.status(),
        204
    );
    push(&city).await;
    let given = service.given(2).await;
    assert_eq!(given[0].body.len(), given[1].body.len());
    assert_ne!(given[0].body[..21], given[1].body[..21], "a salt is new");
    assert_ne!(given[0].header("topic"), given[1].header("topic"));
    city.end().await;
}

#[tokio::test]
async fn a_device_that_its_push_service_knows_no_more_is_gone() {
    for gone in [404, 410] {
        let (city, service) = (City::new().await, PushService::start().await);
        add(&city, &service.place("old"), &keys()).await;
        service.answers(gone, None);
        city.ask(Some(LOGIN)).await;
        push(&city).await;
        service.given(1).await;
        settled(&city, <[Value]>::is_empty).await;
        city.clock.advance(7200);
        push(&city).await;
        assert_eq!(service.count(), 1);
        city.end().await;
    }
}

#[tokio::test]
async fn a_push_service_that_asks_for_patience_gets_it() {
    let in_ten_minutes = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(600);
    let date = jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&in_ten_minutes)
        .unwrap();
    for asked in ["600", date.as_str()] {
        let (city, service) = (City::new().await, PushService::start().await);
        add(&city, &service.place("one"), &keys()).await;
        service.answers(429, Some(asked));
        city.ask(Some(LOGIN)).await;
        city.ask(Some(LOGIN)).await;
        push(&city).await;
        service.given(1).await;
        city.clock.advance(500);
        push(&city).await;
        assert_eq!(service.count(), 1, "the second message waits, too");
        city.clock.advance(200);
        push(&city).await;
        service.given(3).await;
        city.end().await;
    }
}

#[tokio::test]
async fn nothing_is_lost_while_a_push_service_is_down() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let city = City::new().await;
    add(&city, &format!("http://{address}/push/one"), &keys()).await;
    city.ask(Some(LOGIN)).await;
    push(&city).await;
    let service = PushService::at(&address).await;
    push(&city).await;
    assert_eq!(service.count(), 0, "it is not tried again at once");
    city.clock.advance(60);
    push(&city).await;
    service.given(1).await;
    city.end().await;
}

#[tokio::test]
async fn what_a_push_service_will_not_take_is_given_up_and_the_device_stays() {
    let (city, service) = (City::new().await, PushService::start().await);
    add(&city, &service.place("one"), &keys()).await;
    service.answers(413, None);
    city.ask(Some(LOGIN)).await;
    push(&city).await;
    service.given(1).await;
    city.clock.advance(7200);
    push(&city).await;
    assert_eq!(service.count(), 1);
    assert_eq!(devices(&city).await.len(), 1);
    city.end().await;
}

#[tokio::test]
async fn news_that_is_old_or_read_reaches_no_device() {
    let (mut city, service) = (City::new().await, PushService::start().await);
    add(&city, &service.place("one"), &keys()).await;
    service.answers(503, None);
    city.ask(Some(LOGIN)).await;
    push(&city).await;
    service.given(1).await;
    let read = "/api/v1/me/notifications/read";
    assert_eq!(
        city.person.post(&city, read, &json!({})).await.status(),
        204
    );
    city.clock.advance(40);
    push(&city).await;
    assert_eq!(service.count(), 1, "it was read on the page");
    service.answers(503, None);
    city.ask(Some(LOGIN)).await;
    push(&city).await;
    service.given(2).await;
    city.clock.advance(4 * 86_400);
    push(&city).await;
    assert_eq!(service.count(), 2, "it is old");
    let login = json!({"login": LOGIN, "password": PASSWORD});
    let session = city.call(Method::POST, "/api/v1/sessions").json(&login);
    let session: Value = session.send().await.unwrap().json().await.unwrap();
    city.person.token = session["token"].as_str().unwrap().to_owned();
    assert_eq!(devices(&city).await.len(), 1, "its session ended by itself");
    city.end().await;
}

#[tokio::test]
async fn a_kind_is_switched_off_for_devices_alone_and_safety_cannot_be() {
    let (city, service) = (City::new().await, PushService::start().await);
    add(&city, &service.place("one"), &keys()).await;
    let off = json!({"off": [{"kind": "new-request", "channel": "push"}]});
    let put = city.call(Method::PUT, "/api/v1/me/notifications/choices");
    let put = put.bearer_auth(&city.person.token).json(&off);
    assert_eq!(put.send().await.unwrap().status(), 204);
    city.ask(Some(LOGIN)).await;
    push(&city).await;
    assert_eq!(service.count(), 0);
    let news = city.person.get(&city, "/api/v1/me/notifications").await;
    assert!(
        news.to_string().contains("new-request"),
        "on the page: {news}"
    );
    let login = json!({"login": LOGIN, "password": PASSWORD});
    let firefox = city.call(Method::POST, "/api/v1/sessions").json(&login);
    let firefox = firefox.header("user-agent", "Firefox/141.0 (Linux)");
    assert!(firefox.send().await.unwrap().status().is_success());
    push(&city).await;
    let given = service.given(1).await;
    assert_eq!(given[0].header("urgency"), "high");
    city.end().await;
}
