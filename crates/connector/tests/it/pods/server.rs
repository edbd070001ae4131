//! A Solid server that isn't ours: the Community Solid Server, with accounts, pods, rights and logins of its own.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use protocol::dpop;
use protocol::ids::TokenId;
use protocol::jose::{Algorithm, SigningKey};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::peers::new_uuid;
use crate::tools;

/// Until it answers. It compiles its own configuration first.
const START: Duration = Duration::from_mins(5);

/// The server, in a process and a folder of its own.
pub(crate) struct Server {
    pub(crate) url: String,
    port: u16,
    folder: TempDir,
    /// Whether it serves until the process ends.
    is_shared: bool,
    child: Option<Child>,
}

/// Somebody with an account.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) webid: String,
    /// With a slash at its end.
    pub(crate) pod: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// The provider that vouches for the WebID.
    pub(crate) issuer: String,
    pod_resource: String,
    authorization: String,
    token_url: String,
    key: SigningKey,
    client: reqwest::Client,
}

const PROGRAM: &str = "node_modules/@solid/community-server/bin/server.js";

fn program() -> Option<PathBuf> {
    let folder = tools::folder("solid", PROGRAM, "the Community Solid Server")?;
    Some(folder.join(PROGRAM))
}

/// One below those that the system gives to whoever asks for any: the server takes some seconds until it listens.
fn free_port() -> u16 {
    let is_free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let ports = std::iter::repeat_with(|| 20_000 + rand::random::<u16>() % 10_000);
    ports.take(1_000).find(is_free).unwrap()
}

impl Server {
    /// One for all tests that leave it as it is.
    pub(crate) async fn shared() -> Option<&'static Self> {
        static SHARED: LazyLock<Option<Server>> = LazyLock::new(|| Server::prepare(true));
        let shared = tokio::task::spawn_blocking(|| SHARED.as_ref());
        let server = shared.await.unwrap()?;
        server.answers().await;
        Some(server)
    }

    /// One of a test's own.
    pub(crate) async fn own() -> Option<Self> {
        let server = Self::prepare(false)?;
        server.answers().await;
        Some(server)
    }

    fn prepare(is_shared: bool) -> Option<Self> {
        program()?;
        web::install_crypto_provider();
        let port = free_port();
        let mut server = Self {
            url: format!("http://localhost:{port}"),
            port,
            folder: TempDir::new().unwrap(),
            is_shared,
            child: None,
        };
        server.start();
        Some(server)
    }

    /// Starts it (again) where it always is.
    pub(crate) fn start(&mut self) {
        let program = program().unwrap();
        let loopback = program.ancestors().nth(5).unwrap().join("loopback.mjs");
        // The shell holds our pipe: when this process ends, however it ends, the server is stopped.
        let script = format!(
            "node --import '{}' '{}' -p {} -b {}/ -f '{}' -c @css:config/file.json -l info >>'{}' 2>&1 & \
             read -r _; kill $!; wait $!{}",
            loopback.display(),
            program.display(),
            self.port,
            self.url,
            self.folder.path().join("data").display(),
            self.log_file().display(),
            if self.is_shared {
                format!("; rm -rf '{}'", self.folder.path().display())
            } else {
                String::new()
            },
        );
        let child = Command::new("sh")
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        self.child = Some(child.unwrap());
    }

    /// Stops it, and waits until it has ended.
    pub(crate) fn stop(&mut self) {
        let mut child = self.child.take().unwrap();
        drop(child.stdin.take());
        child.wait().unwrap();
    }

    /// Makes it forget the keys that it signs tokens with, while it is stopped.
    pub(crate) fn forget_keys(&self) {
        std::fs::remove_dir_all(self.folder.path().join("data/.internal/idp/keys")).unwrap();
    }

    pub(crate) async fn answers(&self) {
        let begun = Instant::now();
        while reqwest::get(format!("{}/.account/", self.url))
            .await
            .is_err()
        {
            let log = || std::fs::read_to_string(self.log_file()).unwrap_or_default();
            assert!(begun.elapsed() < START, "no Solid server: {}", log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    pub(crate) fn token_url(&self) -> String {
        format!("{}/.oidc/token", self.url)
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// The requests that it has received, as `GET /path`, of those paths that hold a text.
    pub(crate) fn asked(&self, part: &str) -> Vec<String> {
        let log = std::fs::read_to_string(self.log_file()).unwrap();
        let asked = log.lines().filter_map(|line| {
            let (_, rest) = line.split_once("Received ")?;
            let (method, path) = rest.split_once(" request for ")?;
            Some(format!("{method} {}", path.trim()))
        });
        asked.filter(|asked| asked.contains(part)).collect()
    }

    /// A new account with a pod and a login for programs.
    pub(crate) async fn account(&self, name: &str) -> Account {
        let client = reqwest::Client::new();
        let post = async |url: &str, token: Option<&str>, body: Value| -> Value {
            let mut request = client.post(url).json(&body);
            if let Some(token) = token {
                request = request.header("authorization", format!("CSS-Account-Token {token}"));
            }
            let response = request.send().await.unwrap();
            let (status, text) = (response.status(), response.text().await.unwrap());
            assert!(status.is_success(), "{url}: {status} {text}");
            serde_json::from_str(&text).unwrap()
        };
        let made = post(&format!("{}/.account/account/", self.url), None, json!({})).await;
        let token = made["authorization"].as_str().unwrap().to_owned();
        let index = client
            .get(format!("{}/.account/", self.url))
            .header("authorization", format!("CSS-Account-Token {token}"));
        let index: Value = index.send().await.unwrap().json().await.unwrap();
        let control = |pointer: &str| index.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        let login = json!({"email": format!("{name}@example.org"), "password": "a long password"});
        post(&control("/controls/password/create"), Some(&token), login).await;
        let pod = post(
            &control("/controls/account/pod"),
            Some(&token),
            json!({"name": name}),
        )
        .await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let webid = text(&pod["webId"]);
        let credentials = post(
            &control("/controls/account/clientCredentials"),
            Some(&token),
            json!({"name": "program", "webId": webid}),
        )
        .await;
        Account {
            webid,
            pod: text(&pod["pod"]),
            client_id: text(&credentials["id"]),
            client_secret: text(&credentials["secret"]),
            issuer: format!("{}/", self.url),
            pod_resource: text(&pod["podResource"]),
            authorization: token,
            token_url: self.token_url(),
            key: SigningKey::generate(Algorithm::Es256, &mut |bytes| rand::fill(bytes)).unwrap(),
            client,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.is_some() {
            self.stop();
        }
    }
}

impl Account {
    fn proof(&self, method: &str, address: &str, token: Option<&str>) -> String {
        let request = dpop::Request {
            method,
            address,
            token,
            nonce: None,
        };
        let now = connector::Clock::system().seconds();
        dpop::sign(
            &self.key,
            &request,
            TokenId::parse(&new_uuid()).unwrap(),
            now,
        )
        .unwrap()
    }

    /// A request as its owner.
    pub(crate) async fn send(
        &self,
        method: Method,
        url: &str,
        media: &'static str,
        body: String,
    ) -> Response {
        let token = self
            .client
            .post(&self.token_url)
            .basic_auth(&self.client_id, Some(&self.client_secret))
            .header("dpop", self.proof("POST", &self.token_url, None))
            .form(&[("grant_type", "client_credentials"), ("scope", "webid")]);
        let token: Value = token.send().await.unwrap().json().await.unwrap();
        let token = token["access_token"].as_str().unwrap();
        let request = self
            .client
            .request(method.clone(), url)
            .header("authorization", format!("DPoP {token}"))
            .header("dpop", self.proof(method.as_str(), url, Some(token)))
            .header("content-type", media)
            .body(body);
        request.send().await.unwrap()
    }

    /// Writes a document of the pod.
    pub(crate) async fn put(&self, path: &str, media: &'static str, body: impl Into<String>) {
        let url = format!("{}{path}", self.pod);
        let response = self.send(Method::PUT, &url, media, body.into()).await;
        let status = response.status();
        assert!(
            status.is_success(),
            "{url}: {status} {}",
            response.text().await.unwrap()
        );
    }

    /// A document of the pod as it is, as Turtle or JSON; `None` where there is none.
    pub(crate) async fn document(&self, path: &str) -> Option<String> {
        let url = format!("{}{path}", self.pod);
        let response = self
            .send(Method::GET, &url, "text/plain", String::new())
            .await;
        if response.status() == StatusCode::NOT_FOUND {
            return None;
        }
        assert!(response.status().is_success(), "{url}");
        Some(response.text().await.unwrap())
    }

    pub(crate) async fn delete(&self, path: &str) {
        let url = format!("{}{path}", self.pod);
        let response = self
            .send(Method::DELETE, &url, "text/plain", String::new())
            .await;
        assert!(response.status().is_success(), "{url}");
    }

    /// Lets somebody read all that lies in a folder, or one document.
    pub(crate) async fn share(&self, path: &str, with: &Account) {
        self.permit(path, with, "acl:Read").await;
    }

    /// Lets somebody read and write all that lies in a folder.
    pub(crate) async fn share_writing(&self, path: &str, with: &Account) {
        self.permit(path, with, "acl:Read, acl:Write").await;
    }

    async fn permit(&self, path: &str, with: &Account, modes: &str) {
        let acl = format!(
            "@prefix acl: <http://www.w3.org/ns/auth/acl#>.
             <#owner> a acl:Authorization; acl:agent <{}>; acl:accessTo <{pod}{path}>; acl:default <{pod}{path}>;
                 acl:mode acl:Read, acl:Write, acl:Control.
             <#connector> a acl:Authorization; acl:agent <{}>; acl:accessTo <{pod}{path}>; acl:default <{pod}{path}>;
                 acl:mode {modes}.",
            self.webid,
            with.webid,
            pod = self.pod,
        );
        self.put(&format!("{path}.acl"), "text/turtle", acl).await;
    }

    /// Lets everybody read all that lies in a folder.
    pub(crate) async fn show(&self, path: &str) {
        let acl = format!(
            "@prefix acl: <http://www.w3.org/ns/auth/acl#>. @prefix foaf: <http://xmlns.com/foaf/0.1/>.
             <#owner> a acl:Authorization; acl:agent <{}>; acl:accessTo <{pod}{path}>; acl:default <{pod}{path}>;
                 acl:mode acl:Read, acl:Write, acl:Control.
             <#all> a acl:Authorization; acl:agentClass foaf:Agent; acl:accessTo <{pod}{path}>; acl:default <{pod}{path}>;
                 acl:mode acl:Read.",
            self.webid,
            pod = self.pod,
        );
        self.put(&format!("{path}.acl"), "text/turtle", acl).await;
    }

    /// Has the server say in public whose pod it is.
    pub(crate) async fn show_owner(&self) {
        let request = self.client.post(&self.pod_resource);
        let request = request
            .header(
                "authorization",
                format!("CSS-Account-Token {}", self.authorization),
            )
            .json(&json!({"webId": self.webid, "visible": true}));
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
    }
}
