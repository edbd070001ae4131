//! The command line as a peer of a running city: it speaks HTTP like anybody else.

pub(crate) mod me;
pub(crate) mod service;

use anyhow::{Context as _, Result, anyhow, bail};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde_json::Value;
use url::Url;

/// How long the command line waits for a whole answer, in seconds: people at a terminal give up at about half a minute.
const ANSWER_WITHIN_SECONDS: u64 = 30;

/// A party's API as the command line uses it.
#[derive(Clone)]
pub(crate) struct Api {
    base: Url,
    bearer: Option<String>,
    client: reqwest::Client,
}

impl Api {
    /// The API below `base`, with a bearer token where one is needed.
    pub(crate) fn new(base: &str, bearer: Option<String>) -> Result<Self> {
        let with_scheme = if base.contains("://") {
            base.to_owned()
        } else {
            format!("https://{base}")
        };
        let mut base =
            Url::parse(&with_scheme).with_context(|| format!("`{base}` is not a URL"))?;
        if !base.path().ends_with('/') {
            let path = format!("{}/", base.path());
            base.set_path(&path);
        }
        Ok(Self {
            base,
            bearer,
            client: http_client()?,
        })
    }

    /// Where `path` lies.
    pub(crate) fn url(&self, path: &str) -> Result<Url> {
        Ok(self.base.join(path.trim_start_matches('/'))?)
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        self.call(Method::GET, path, None::<&Value>).await
    }

    pub(crate) async fn post(&self, path: &str, body: &impl Serialize) -> Result<Value> {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &impl Serialize) -> Result<Value> {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &impl Serialize) -> Result<Value> {
        self.call(Method::PATCH, path, Some(body)).await
    }

    /// A document as the party wrote it, byte for byte: what is signed must not be written anew.
    pub(crate) async fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        Ok(send(self.request(Method::GET, path)?)
            .await?
            .bytes()
            .await?
            .to_vec())
    }

    /// A document of any length, as it comes. How long it takes is up to how much there is: only a pause between two
    /// pieces is limited.
    pub(crate) async fn stream(&self, path: &str) -> Result<Response> {
        let client = client_builder()
            .read_timeout(std::time::Duration::from_secs(ANSWER_WITHIN_SECONDS))
            .build()?;
        let mut request = client.get(self.url(path)?);
        if let Some(token) = &self.bearer {
            request = request.bearer_auth(token);
        }
        send(request).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Result<Value> {
        self.call(Method::DELETE, path, None::<&Value>).await
    }

    /// One call; the answer's JSON, `null` for an empty one; a problem document becomes the error.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<Value> {
        let mut request = self.request(method, path)?;
        if let Some(body) = body {
            request = request.json(body);
        }
        json_of(send(request).await?).await
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> Result<RequestBuilder> {
        let request = self.client.request(method, self.url(path)?);
        Ok(match &self.bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
    }
}

/// The client for everything the command line asks.
pub(crate) fn http_client() -> Result<reqwest::Client> {
    Ok(client_builder()
        .timeout(std::time::Duration::from_secs(ANSWER_WITHIN_SECONDS))
        .build()?)
}

fn client_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("fiducia/", env!("CARGO_PKG_VERSION")))
}

/// Sends, and turns a refusal into an error that says what the party said.
pub(crate) async fn send(request: RequestBuilder) -> Result<Response> {
    let response = request.send().await.map_err(unreachable)?;
    if response.status().is_success() {
        return Ok(response);
    }
    Err(refusal(response).await.into())
}

fn unreachable(error: reqwest::Error) -> anyhow::Error {
    let whom = error.url().map_or_else(
        || "the party".to_owned(),
        |url| url.origin().ascii_serialization(),
    );
    if error.is_timeout() {
        anyhow!("{whom} did not answer within {ANSWER_WITHIN_SECONDS} s")
    } else if error.is_connect() {
        anyhow!("{whom} cannot be reached; is it running?")
    } else {
        anyhow::Error::from(error)
    }
}

/// A refusal, as the party explained it.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    /// The problem type's URI (RFC 9457), or the OAuth error.
    kind: String,
    text: String,
}

impl Refusal {
    /// The refusal that an error is, if it is one.
    pub(crate) fn of(error: &anyhow::Error) -> Option<&Self> {
        error.downcast_ref()
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// The problem's short name, such as `permission-not-active`.
    pub(crate) fn name(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Refusal {}

/// What a problem document says, as one error.
async fn refusal(response: Response) -> Refusal {
    let status = response.status();
    let body = response.text().await.unwrap_or_default();
    let Ok(problem) = serde_json::from_str::<Value>(&body) else {
        return Refusal {
            status,
            kind: String::new(),
            text: format!("refused with {status}"),
        };
    };
    let title = problem["title"]
        .as_str()
        .or_else(|| problem["error"].as_str())
        .unwrap_or("refused");
    let mut text = format!("{title} ({})", status.as_u16());
    for member in ["detail", "error_description", "reason"] {
        if let Some(detail) = problem[member].as_str().filter(|detail| !detail.is_empty()) {
            text.push_str(": ");
            text.push_str(detail);
            break;
        }
    }
    let kind = problem["type"]
        .as_str()
        .or_else(|| problem["error"].as_str())
        .unwrap_or_default()
        .to_owned();
    if kind.starts_with("http") {
        text.push_str("\n  see ");
        text.push_str(&kind);
    }
    if status == StatusCode::UNAUTHORIZED && kind.ends_with("/login-required") {
        text.push_str("\n  log in with `fiducia me login`");
    }
    Refusal { status, kind, text }
}

pub(crate) async fn json_of(response: Response) -> Result<Value> {
    let url = response.url().clone();
    let body = response.bytes().await?;
    if body.is_empty() {
        return Ok(Value::Null);
    }
    match serde_json::from_slice(&body) {
        Ok(value) => Ok(value),
        Err(error) => bail!("{url} answered something that is not JSON: {error}"),
    }
}
