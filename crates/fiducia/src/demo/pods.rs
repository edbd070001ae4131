//! The demo city's pods: the Community Solid Server, with a pod each for those of its people who keep one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{http_client, send};
use crate::demo::city::{Place, new_key};
use crate::demo::program::{Program, words};
use crate::demo::seed;

/// What the connector logs in with at the server.
pub(crate) const SECRET: &str = "pods-connector.secret";
/// How to get what is missing.
pub(crate) const MISSING: &str = "they need Node and the Community Solid Server (`make pods` in Fiducia's repository; then start the demo \
     from there)";

/// Where the server is installed, below the current folder or one above it.
const TOOLS: &str = "tests/solid";
/// Until the server answers. It compiles its own configuration first.
const START: Duration = Duration::from_mins(2);
/// Who the connector is at the server: the name of its pod.
const CONNECTOR: &str = "connector";
/// The file that names the client of the connector's credentials.
const CLIENT: &str = "pods-connector.id";

/// The server, while it runs.
pub(crate) struct Pods(Program);

/// Where the server's program is, if Node is there too.
pub(crate) fn installation() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| folder.join("node").exists())?;
    let mut tools = here.ancestors().map(|folder| folder.join(TOOLS));
    tools.find(|tools| program(tools).exists())
}

fn program(tools: &Path) -> PathBuf {
    tools.join("node_modules/@solid/community-server/bin/server.js")
}

/// Starts the server, and makes the pods that are not there yet.
pub(crate) async fn start(place: &Place, tools: &Path) -> Result<Pods> {
    let (url, log) = (place.pods(), place.folder().join("pods.log"));
    let data = place.folder().join("pods-server");
    let is_filled = place.folder().join(CLIENT).exists();
    if !is_filled && data.exists() {
        std::fs::remove_dir_all(&data)?;
    }
    let command = words(&[
        &"node",
        &"--import",
        &tools.join("loopback.mjs").display(),
        &program(tools).display(),
        &"-p",
        &place.pods_port(),
        &"-b",
        &url,
        &"-f",
        &data.display(),
        &"-c",
        &"@css:config/file.json",
        &"-l",
        &"warn",
    ]);
    let mut server = Program::start(&command, &log, "TERM", None)?;
    let client = http_client()?;
    server
        .answers(START, || async { client.get(&url).send().await.is_ok() })
        .await
        .with_context(|| format!("see `{}`", log.display()))?;
    if !is_filled {
        fill(place, &client, &data).await?;
    }
    Ok(Pods(server))
}

/// The client id of the connector at the server.
pub(crate) fn client_id(place: &Place) -> Result<String> {
    let file = place.folder().join(CLIENT);
    std::fs::read_to_string(&file).with_context(|| format!("cannot read `{}`", file.display()))
}

/// Makes the connector's account, and those of the people who have a pod, with what is in it.
async fn fill(place: &Place, client: &reqwest::Client, data: &Path) -> Result<()> {
    let (login, password) = ("connector@pods.example", new_key());
    let connector = Account::open(place, client, login, &password, CONNECTOR).await?;
    let (id, secret) = connector.credentials(client).await?;
    for person in seed::people()? {
        let (Some(name), Some(held)) = (person.identifier("pod"), &person.pod) else {
            continue;
        };
        let account = Account::open(place, client, &person.login, &person.password, name).await?;
        write(&data.join(name), &account.webid, &connector.webid, held)?;
    }
    let file = place.folder().join(SECRET);
    std::fs::remove_file(&file).ok();
    crate::files::write_secret(&file, secret.as_bytes())?;
    // The last of all: it says that nothing is left to do.
    std::fs::write(place.folder().join(CLIENT), id)?;
    Ok(())
}

/// Writes what somebody has in their pod, as a program of theirs would, and lets the connector read and change it.
fn write(pod: &Path, owner: &str, connector: &str, held: &Value) -> Result<()> {
    let folder = pod.join("about");
    std::fs::create_dir_all(&folder)?;
    let list = |name: &str| {
        let all = held[name].as_array().into_iter().flatten();
        all.map(Value::to_string).collect::<Vec<_>>().join(", ")
    };
    let card = format!(
        "@prefix schema: <https://schema.org/>.\n<#me> schema:knowsLanguage {}; schema:knowsAbout {}.\n",
        list("languages"),
        list("skills"),
    );
    let acl = format!(
        "@prefix acl: <http://www.w3.org/ns/auth/acl#>.\n\
         <#owner> a acl:Authorization; acl:agent <{owner}>; acl:accessTo <./>; acl:default <./>;\n    \
         acl:mode acl:Read, acl:Write, acl:Control.\n\
         <#connector> a acl:Authorization; acl:agent <{connector}>; acl:accessTo <./>; acl:default <./>;\n    \
         acl:mode acl:Read, acl:Write.\n",
    );
    let settings = json!({"volunteering": {"times": held["times"]}});
    std::fs::write(folder.join("volunteering.ttl"), card)?;
    std::fs::write(folder.join("settings.json"), settings.to_string())?;
    std::fs::write(folder.join(".acl"), acl)?;
    Ok(())
}

/// Somebody's account at the server.
struct Account {
    webid: String,
    token: String,
    controls: Value,
}

impl Account {
    /// Opens an account with a password and a pod.
    async fn open(
        place: &Place,
        client: &reqwest::Client,
        login: &str,
        password: &str,
        pod: &str,
    ) -> Result<Self> {
        let at = format!("{}.account/", place.pods());
        let made = send(client.post(format!("{at}account/")).json(&json!({}))).await?;
        let made: Value = made.json().await?;
        let token = text(&made, "/authorization")?.to_owned();
        let index = client
            .get(at)
            .header("authorization", format!("CSS-Account-Token {token}"));
        let index: Value = send(index).await?.json().await?;
        let mut account = Self {
            webid: String::new(),
            token,
            controls: index["controls"].clone(),
        };
        let body = json!({"email": login, "password": password});
        account.post(client, "/password/create", &body).await?;
        let made = account
            .post(client, "/account/pod", &json!({"name": pod}))
            .await?;
        text(&made, "/webId")?.clone_into(&mut account.webid);
        Ok(account)
    }

    /// Credentials for a program: id and secret.
    async fn credentials(&self, client: &reqwest::Client) -> Result<(String, String)> {
        let body = json!({"name": "fiducia", "webId": self.webid});
        let made = self
            .post(client, "/account/clientCredentials", &body)
            .await?;
        Ok((
            text(&made, "/id")?.to_owned(),
            text(&made, "/secret")?.to_owned(),
        ))
    }

    async fn post(&self, client: &reqwest::Client, control: &str, body: &Value) -> Result<Value> {
        let request = client
            .request(Method::POST, text(&self.controls, control)?)
            .header("authorization", format!("CSS-Account-Token {}", self.token))
            .json(body);
        Ok(send(request).await?.json().await?)
    }
}

fn text<'a>(answer: &'a Value, pointer: &str) -> Result<&'a str> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    found.with_context(|| format!("the Solid server's answer has no `{pointer}`"))
}

impl Pods {
    /// Stops the server; what is in the pods stays in the city's folder.
    pub(crate) async fn stop(self) {
        self.0.stop().await;
    }
}
