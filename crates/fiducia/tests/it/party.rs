//! The demo city's parties as processes of their own, and people and services over HTTP in this process, so that many
//! requests are in flight at once.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use protocol::jose::SigningKey;
use protocol::token_endpoint::{Credentials, Request as TokenRequest};
use protocol::{client_assertion, dpop, ids};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::city::{City, Process, serve, spawn};

/// How long a party may take to answer: far longer than it does, so that a request is never given up half way.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// The longest that something may take which happens by itself.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// How often it is looked for.
const LOOK: Duration = Duration::from_millis(50);
/// A token is asked for anew after this long.
const TOKEN_FOR: Duration = Duration::from_secs(200);

/// An attribute of the dataset before it, with its category among those of personal data.
pub(crate) fn attribute(path: &str, category: &str) -> String {
    format!(
        "\n[[connector.dataset.attributes]]\npath = \"{path}\"\ncategory = \"https://w3id.org/dpv/pd#{category}\"\n\
         title = {{ en = \"{path}\" }}\n"
    )
}

/// An event loop that goes on by itself, for peers that parties ask while this thread waits for them.
pub(crate) fn runtime_of_peers() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

/// A party that runs in a process of its own, which ends with it.
pub(crate) struct Party {
    pub(crate) name: &'static str,
    config: PathBuf,
    process: Option<Process>,
}

impl Party {
    /// Starts the party with this configuration file of the city and waits until it is ready.
    pub(crate) fn start(city: &City, name: &'static str) -> Self {
        let mut party = Self {
            name,
            config: city.data().join(format!("{name}.toml")),
            process: None,
        };
        party.restart();
        party
    }

    /// Starts it, after it was killed.
    pub(crate) fn restart(&mut self) {
        self.kill();
        self.process = Some(serve(&self.config));
    }

    /// `kill -9`, whatever it does at this moment.
    pub(crate) fn kill(&mut self) {
        self.process = None;
    }

    /// `kill -9` in the middle of a start.
    pub(crate) fn start_and_kill(&mut self, after: Duration) {
        self.kill();
        self.process = Some(spawn(&self.config));
        std::thread::sleep(after);
        self.kill();
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn ask_to_end(&self) {
        let id = self.process.as_ref().unwrap().0.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(asked.success());
    }

    /// Waits until it has ended by itself; whether it ended well.
    pub(crate) fn has_ended_well(&mut self) -> bool {
        let began = Instant::now();
        let child = &mut self.process.as_mut().unwrap().0;
        let ended = loop {
            if let Some(ended) = child.try_wait().unwrap() {
                break ended;
            }
            assert!(began.elapsed() < LONGEST_WAIT, "{} does not end", self.name);
            std::thread::sleep(LOOK);
        };
        self.process = None;
        ended.success()
    }

    /// Asks it to end and waits until it has; whether it ended well.
    pub(crate) fn terminate(&mut self) -> bool {
        self.ask_to_end();
        self.has_ended_well()
    }
}

/// Adds lines to a party's configuration file: before `at`, or at its end.
pub(crate) fn configure(city: &City, name: &str, at: Option<&str>, lines: &str) {
    let file = city.data().join(format!("{name}.toml"));
    let text = std::fs::read_to_string(&file).unwrap();
    let text = match at {
        Some(at) => {
            assert!(text.contains(at), "no `{at}` in {text}");
            text.replacen(at, &format!("{lines}{at}"), 1)
        }
        None => text + lines,
    };
    std::fs::write(&file, text).unwrap();
}

/// Waits until `done`, with a bound.
pub(crate) async fn wait_until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !done().await {
        assert!(began.elapsed() < LONGEST_WAIT, "it never came: {what}");
        tokio::time::sleep(LOOK).await;
    }
}

/// Why a call gave nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No answer, or one that says that the party or one behind it cannot answer now.
    Away(String),
    /// A refusal.
    Refused(u16, String),
}

/// The client for everything.
pub(crate) fn client() -> reqwest::Client {
    web::install_crypto_provider();
    reqwest::Client::builder()
        .timeout(ANSWER_WITHIN)
        .build()
        .unwrap()
}

/// Sends; what a party that is there says.
pub(crate) async fn send(request: RequestBuilder) -> Result<Value, Failure> {
    let away = |error: reqwest::Error| Failure::Away(format!("{error:?}"));
    let response = request.send().await.map_err(away)?;
    let status = response.status();
    let body = response.text().await.map_err(away)?;
    if status.is_server_error() {
        return Err(Failure::Away(format!("{status}: {body}")));
    }
    if !status.is_success() {
        return Err(Failure::Refused(status.as_u16(), body));
    }
    serde_json::from_str(&body).map_err(|error| Failure::Away(format!("{error}: {body}")))
}

/// A party's API for whoever holds the bearer token.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) base: String,
    bearer: String,
    http: reqwest::Client,
}

impl Api {
    /// The administration API of a party whose data lie in the city's folder `name`.
    pub(crate) fn admin(city: &City, name: &str, base: &str) -> Self {
        let token = std::fs::read_to_string(city.data().join(name).join("admin.token")).unwrap();
        Self {
            base: base.to_owned(),
            bearer: token.trim().to_owned(),
            http: client(),
        }
    }

    /// The API of a person who logs in.
    pub(crate) async fn log_in(operator: &str, person: &Value) -> Self {
        let http = client();
        let body = json!({"login": person["login"], "password": person["password"]});
        let answer = send(http.post(format!("{operator}/api/v1/sessions")).json(&body)).await;
        Self {
            base: operator.to_owned(),
            bearer: answer.unwrap()["token"].as_str().unwrap().to_owned(),
            http,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value, Failure> {
        let request = self.http.get(format!("{}/{path}", self.base));
        send(request.bearer_auth(&self.bearer)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let request = self.http.post(format!("{}/{path}", self.base)).json(body);
        send(request.bearer_auth(&self.bearer)).await
    }

    /// Puts something, of which nothing more is said.
    pub(crate) async fn put(&self, path: &str, body: &Value) {
        let request = self.http.put(format!("{}/{path}", self.base)).json(body);
        let response = request.bearer_auth(&self.bearer).send().await.unwrap();
        assert!(
            response.status().is_success(),
            "{}",
            response.text().await.unwrap()
        );
    }

    /// Every entry of a list that comes in pages, newest first, until one that `known`.
    pub(crate) async fn all(
        &self,
        path: &str,
        list: &str,
        known: impl Fn(&Value) -> bool,
    ) -> Result<Vec<Value>, Failure> {
        let mut all = Vec::new();
        let mut before = String::new();
        loop {
            let mut page = self.get(&format!("{path}{before}")).await?;
            for entry in page[list].as_array_mut().unwrap().drain(..) {
                if known(&entry) {
                    return Ok(all);
                }
                all.push(entry);
            }
            match page["next"].as_str() {
                Some(next) => before = format!("&before={next}"),
                None => return Ok(all),
            }
        }
    }
}

/// A data using service.
pub(crate) struct Service {
    operator: String,
    client_id: ids::ClientId,
    intended_use: String,
    key: SigningKey,
    http: reqwest::Client,
    token: Mutex<Option<(String, Instant)>>,
}

impl Service {
    /// The service of the city whose name contains `name`, at the operator.
    pub(crate) fn of(city: &City, name: &str, operator: &str) -> Self {
        let service = city.named("services", name);
        let key = std::fs::read(service["key_file"].as_str().unwrap()).unwrap();
        Self {
            operator: operator.to_owned(),
            client_id: ids::ClientId::parse(service["client_id"].as_str().unwrap()).unwrap(),
            intended_use: service["intended_uses"][0].as_str().unwrap().to_owned(),
            key: SigningKey::from_private_jwk(key.trim_ascii()).unwrap(),
            http: client(),
            token: Mutex::default(),
        }
    }

    /// Asks a person for a permission; the request's id.
    pub(crate) async fn ask(&self, login: &str) -> Result<String, Failure> {
        let body = json!({"intended_use": self.intended_use, "person": {"login_hint": login}});
        let path = "api/v1/permission-requests";
        let answer = self.call(Method::POST, path, Some(&body)).await?;
        Ok(answer["id"].as_str().unwrap().to_owned())
    }

    /// The permission that came of a request that was granted.
    pub(crate) async fn permission(&self, request: &str) -> Result<String, Failure> {
        let path = format!("api/v1/permission-requests/{request}");
        let answer = self.call(Method::GET, &path, None).await?;
        Ok(answer["permission"].as_str().unwrap().to_owned())
    }

    /// A request ticket (MIM4 §5.3).
    pub(crate) async fn ticket(&self, permission: &str, route: &str) -> Result<String, Failure> {
        let body = json!({"permission": permission, "audience": route});
        let path = "api/v1/request-tickets";
        let answer = self.call(Method::POST, path, Some(&body)).await?;
        Ok(answer["request_ticket"].as_str().unwrap().to_owned())
    }

    /// The data request with its proof; not sent yet.
    pub(crate) fn data_request(&self, ticket: &str, route: &str) -> RequestBuilder {
        self.proved(Method::GET, route, ticket)
    }

    /// Token, ticket and data, each anew.
    pub(crate) async fn fetch(&self, permission: &str, route: &str) -> Result<Value, Failure> {
        *self.token.lock().unwrap() = None;
        let ticket = self.ticket(permission, route).await?;
        send(self.data_request(&ticket, route)).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Failure> {
        let token = self.token().await?;
        let request = self.proved(method, &format!("{}/{path}", self.operator), &token);
        send(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// A request on a token or ticket, with its proof; not sent yet.
    pub(crate) fn proved(&self, method: Method, url: &str, token: &str) -> RequestBuilder {
        let proof = self.proof(method.as_str(), url, Some(token));
        self.http
            .request(method, url)
            .header("Authorization", format!("DPoP {token}"))
            .header("DPoP", proof)
    }

    fn proof(&self, method: &str, address: &str, token: Option<&str>) -> String {
        let request = dpop::Request {
            method,
            address,
            token,
            nonce: None,
        };
        dpop::sign(&self.key, &request, token_id(), now()).unwrap()
    }

    async fn token(&self) -> Result<String, Failure> {
        if let Some((token, until)) = &*self.token.lock().unwrap()
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        let url = format!("{}/oauth/token", self.operator);
        let assertion =
            client_assertion::sign(&self.key, &self.client_id, &url, &token_id(), now()).unwrap();
        let form = TokenRequest {
            credentials: Credentials::Assertion(assertion),
            client_id: Some(self.client_id.clone()),
            scope: None,
        };
        let request = self
            .http
            .post(&url)
            .header("DPoP", self.proof("POST", &url, None))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form.to_form());
        let answer = send(request).await?;
        let token = answer["access_token"].as_str().unwrap().to_owned();
        *self.token.lock().unwrap() = Some((token.clone(), Instant::now() + TOKEN_FOR));
        Ok(token)
    }
}

/// What a service asks of a person is granted; gives the arrangement, and the permission as the service knows it.
pub(crate) async fn granted(service: &Service, api: &Api, login: &str) -> (String, String) {
    let request = service.ask(login).await.unwrap();
    let path = format!("api/v1/me/requests/{request}/grant");
    let decided = api.post(&path, &json!({"optional": []})).await.unwrap();
    let arrangement = decided["id"].as_str().unwrap().to_owned();
    (arrangement, service.permission(&request).await.unwrap())
}

fn token_id() -> ids::TokenId {
    ids::TokenId::parse(&uuid::Uuid::new_v4().hyphenated().to_string()).unwrap()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}
