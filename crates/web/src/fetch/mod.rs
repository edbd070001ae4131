//! Fetching what a peer told us to fetch, without being led anywhere else (SSRF).
//!
//! https only outside development; the host is resolved here, every address is checked, and the connection goes to
//! an address that was checked; redirects stay on the host; time and size have limits.

mod address;
mod config;
mod error;
mod reach;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_TYPE, DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER,
};
use http::{HeaderValue, Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use self::address::{CheckedResolver, Policy};
pub use self::address::{Resolver, SystemResolver};
pub use self::config::FetchConfig;
pub use self::error::FetchError;
pub use self::reach::{Connection, Peer};
use crate::Error;
use crate::body::{essence, is_json};

/// Redirects followed, all on the same host: one to a canonical path, one more for a slash.
const MAX_REDIRECTS: usize = 2;

/// Longest that an answer may be kept, whatever its `Cache-Control` says: a day, so that a peer's mistake ends.
const MAX_AGE: Duration = Duration::from_hours(24);

/// The client for every URL that a peer gave us. Cheap to clone; connections are pooled.
#[derive(Clone)]
pub struct GuardedClient {
    client: reqwest::Client,
    policy: Arc<Policy>,
    limits: Limits,
    resolver: Arc<dyn Resolver>,
    tls: Arc<rustls::ClientConfig>,
}

/// How long one fetch may take in all, and how much it may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the start to the last byte, redirects included.
    pub time: Duration,
    /// Body bytes.
    pub bytes: usize,
}

/// What came back from a fetch: status 2xx, within the limits.
#[derive(Clone, Debug)]
pub struct Fetched<T> {
    /// The status, 200-299.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// How long `Cache-Control` allows to keep it, at most a day; zero if it must not be kept; `None` if it does not say.
    pub max_age: Option<Duration>,
    /// The body.
    pub body: T,
}

impl GuardedClient {
    /// A client that resolves names as the system does.
    pub fn new(config: &FetchConfig) -> Result<Self, Error> {
        Self::with_resolver(config, Arc::new(SystemResolver))
    }

    /// A client with another resolver.
    pub fn with_resolver(config: &FetchConfig, resolver: Arc<dyn Resolver>) -> Result<Self, Error> {
        let mut roots = Vec::new();
        for path in &config.extra_roots {
            roots.extend(reach::certificates(path)?);
        }
        let tls = reach::client_config(roots)?;
        let mut negotiating = (*tls).clone();
        negotiating.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let policy = Arc::new(Policy::new(config));
        let client = reqwest::Client::builder()
            // A proxy would resolve the name once more and connect where it likes.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Names of headers have no case (RFC 9110 §5.1), but some receivers know only this one.
            .http1_title_case_headers()
            .connect_timeout(Duration::from_millis(config.connect_timeout_ms))
            .pool_idle_timeout(Duration::from_secs(config.pool_idle_s))
            .user_agent(concat!("fiducia/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(CheckedResolver {
                inner: Arc::clone(&resolver),
                policy: Arc::clone(&policy),
            })
            .tls_backend_preconfigured(negotiating)
            .build()
            .map_err(|error| Error::Client(error.to_string()))?;
        let limits = Limits {
            time: Duration::from_millis(config.timeout_ms),
            bytes: config.max_bytes,
        };
        Ok(Self {
            client,
            policy,
            limits,
            resolver,
            tls,
        })
    }

    /// The same client (and pool) with other limits.
    #[must_use]
    pub fn with_limits(&self, limits: Limits) -> Self {
        Self {
            limits,
            ..self.clone()
        }
    }

    /// The limits in force.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Checks a URL without fetching it: scheme, credentials, and the address if the host is one. For configuration
    /// and registration; names are resolved and checked when fetching.
    pub fn check(&self, url: &str) -> Result<Url, FetchError> {
        let url = Url::parse(url).map_err(|error| FetchError::InvalidUrl {
            reason: error.to_string(),
        })?;
        self.policy.check_url(&url)?;
        Ok(url)
    }

    /// Fetches a JSON document.
    pub async fn get_json<T: DeserializeOwned>(&self, url: &str) -> Result<Fetched<T>, FetchError> {
        self.get(url).json().send().await?.parse()
    }

    /// Posts a JSON document and reads a JSON answer.
    pub async fn post_json<T: DeserializeOwned>(
        &self,
        url: &str,
        body: &impl Serialize,
    ) -> Result<Fetched<T>, FetchError> {
        self.request(Method::POST, url)
            .json()
            .json_body(body)?
            .send()
            .await?
            .parse()
    }

    /// Begins a GET.
    pub fn get(&self, url: &str) -> Fetch<'_> {
        self.request(Method::GET, url)
    }

    /// Begins a POST.
    pub fn post(&self, url: &str) -> Fetch<'_> {
        self.request(Method::POST, url)
    }

    /// Begins a request.
    pub fn request(&self, method: Method, url: &str) -> Fetch<'_> {
        Fetch {
            client: self,
            method,
            url: url.into(),
            headers: HeaderMap::new(),
            body: None,
            wants: None,
        }
    }
}

/// A request being put together.
#[must_use]
pub struct Fetch<'a> {
    client: &'a GuardedClient,
    method: Method,
    url: String,
    headers: HeaderMap,
    body: Option<Bytes>,
    wants: Option<Wants>,
}

#[derive(Clone, Copy)]
enum Wants {
    Json,
    Media(&'static str),
}

impl Fetch<'_> {
    /// Accepts only JSON (`application/json` or `application/*+json`) in return.
    pub fn json(mut self) -> Self {
        self.wants = Some(Wants::Json);
        self.headers
            .insert(ACCEPT, HeaderValue::from_static("application/json"));
        self
    }

    /// Accepts only this media type in return.
    pub fn media(mut self, media: &'static str) -> Self {
        self.wants = Some(Wants::Media(media));
        self.headers.insert(ACCEPT, HeaderValue::from_static(media));
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Sends a body of this media type.
    pub fn body(mut self, media: &'static str, body: impl Into<Bytes>) -> Self {
        self.headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(media));
        self.body = Some(body.into());
        self
    }

    /// Sends a JSON body.
    pub fn json_body(self, body: &impl Serialize) -> Result<Self, FetchError> {
        let bytes = serde_json::to_vec(body).map_err(|error| FetchError::BadJson {
            reason: error.to_string(),
        })?;
        Ok(self.body("application/json", bytes))
    }

    /// Sends a form (`application/x-www-form-urlencoded`).
    pub fn form(self, pairs: &[(&str, &str)]) -> Self {
        let text = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        self.body("application/x-www-form-urlencoded", text)
    }

    /// Sends it and reads the answer whole. An answer other than 2xx is [`FetchError::Status`].
    pub async fn send(self) -> Result<Fetched<Bytes>, FetchError> {
        let limit = self.client.limits.time;
        tokio::time::timeout(limit, self.follow())
            .await
            .unwrap_or(Err(FetchError::Timeout))
    }

    async fn follow(self) -> Result<Fetched<Bytes>, FetchError> {
        let mut url = self.client.check(&self.url)?;
        for _ in 0..=MAX_REDIRECTS {
            let mut request = self
                .client
                .client
                .request(self.method.clone(), url.clone())
                .headers(self.headers.clone());
            if let Some(body) = &self.body {
                request = request.body(body.clone());
            }
            let response = request
                .send()
                .await
                .map_err(|error| FetchError::from_reqwest(&error))?;
            if !response.status().is_redirection() {
                return self.read(response).await;
            }
            let target = response
                .headers()
                .get(LOCATION)
                .and_then(|value| value.to_str().ok());
            let target = target
                .and_then(|target| url.join(target).ok())
                .ok_or(FetchError::Redirected { to: None })?;
            // Only reads are repeated elsewhere, only on the very same origin, and never with another method.
            if self.method != Method::GET
                || target.origin() != url.origin()
                || has_credentials(&target)
            {
                return Err(FetchError::Redirected {
                    to: target.host_str().map(str::to_owned),
                });
            }
            url = target;
        }
        Err(FetchError::Redirected {
            to: url.host_str().map(str::to_owned),
        })
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Fetched<Bytes>, FetchError> {
        let limit = self.client.limits.bytes;
        let too_large = FetchError::TooLarge { limit };
        if response
            .content_length()
            .is_some_and(|length| length > limit as u64)
        {
            return Err(too_large);
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| FetchError::from_reqwest(&error))?
        {
            if body.len() + chunk.len() > limit {
                return Err(too_large);
            }
            body.extend_from_slice(&chunk);
        }
        let (status, headers, body) =
            (response.status(), response.headers().clone(), body.freeze());
        if !status.is_success() {
            return Err(FetchError::Status {
                status,
                retry_after: retry_after(&headers, SystemTime::now()),
                body,
            });
        }
        // 204 and its like bring no body whose type could be wrong.
        if !body.is_empty() {
            self.check_media(&headers)?;
        }
        Ok(Fetched {
            status,
            max_age: max_age(&headers),
            headers,
            body,
        })
    }

    fn check_media(&self, headers: &HeaderMap) -> Result<(), FetchError> {
        let Some(wants) = self.wants else {
            return Ok(());
        };
        let found = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .map(essence)
            .unwrap_or_default();
        let fits = match wants {
            Wants::Json => is_json(&found),
            Wants::Media(media) => found == media,
        };
        if fits {
            Ok(())
        } else {
            Err(FetchError::WrongMedia { found })
        }
    }
}

impl Fetched<Bytes> {
    /// Parses the body as JSON.
    pub fn parse<T: DeserializeOwned>(self) -> Result<Fetched<T>, FetchError> {
        let body = serde_json::from_slice(&self.body).map_err(|error| FetchError::BadJson {
            reason: error.to_string(),
        })?;
        Ok(Fetched {
            status: self.status,
            headers: self.headers,
            max_age: self.max_age,
            body,
        })
    }
}

fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// How long a peer asks to wait (RFC 9110 §10.2.3): seconds, or until a date. A date is counted from the peer's own
/// `Date`, so that clocks which differ make no difference; from `now` where it sends none. One that is over is no wait.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let asked = text(RETRY_AFTER)?;
    if asked.bytes().all(|byte| byte.is_ascii_digit()) {
        return asked.parse().ok().map(Duration::from_secs);
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    let from = text(DATE).and_then(|date| httpdate::parse_http_date(date).ok());
    Some(
        until
            .duration_since(from.unwrap_or(now))
            .unwrap_or_default(),
    )
}

/// How long `Cache-Control` lets a private cache keep a response (RFC 9111 §5.2.2).
fn max_age(headers: &HeaderMap) -> Option<Duration> {
    let mut age = None;
    let lines = headers
        .get_all(CACHE_CONTROL)
        .iter()
        .filter_map(|line| line.to_str().ok());
    for directive in lines.flat_map(|line| line.split(',')) {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-store" | "no-cache" => return Some(Duration::ZERO),
            "max-age" => {
                let seconds = value.trim().trim_matches('"').parse().unwrap_or(0);
                age = Some(Duration::from_secs(seconds).min(MAX_AGE));
            }
            _ => {}
        }
    }
    age
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(text: &'static str) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(text));
        max_age(&headers).map(|age| age.as_secs())
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_by_the_peers_own_clock() {
        let now = httpdate::parse_http_date("Fri, 27 Nov 2026 12:00:00 GMT").unwrap();
        let wait = |asked: &str, date: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, asked.parse().unwrap());
            if let Some(date) = date {
                headers.insert(DATE, date.parse().unwrap());
            }
            retry_after(&headers, now).map(|wait| wait.as_secs())
        };
        assert_eq!(wait("120", None), Some(120));
        assert_eq!(wait("Fri, 27 Nov 2026 12:10:00 GMT", None), Some(600));
        // The two forms that are obsolete and must be understood (RFC 9110 §5.6.7).
        assert_eq!(wait("Friday, 27-Nov-26 12:10:00 GMT", None), Some(600));
        assert_eq!(wait("Fri Nov 27 12:10:00 2026", None), Some(600));
        let behind = Some("Fri, 27 Nov 2026 11:00:00 GMT");
        assert_eq!(wait("Fri, 27 Nov 2026 11:00:30 GMT", behind), Some(30));
        assert_eq!(
            wait("Fri, 27 Nov 2026 12:10:00 GMT", Some("now")),
            Some(600)
        );
        assert_eq!(wait("Wed, 25 Nov 2026 12:00:00 GMT", None), Some(0));
        for nothing in ["", "soon", "-1", "1.5", "27 Nov 2026"] {
            assert_eq!(wait(nothing, None), None, "{nothing}");
        }
    }

    #[test]
    fn cache_control_says_how_long_to_keep() {
        assert_eq!(age("public, max-age=300"), Some(300));
        assert_eq!(age("Max-Age=\"60\""), Some(60));
        assert_eq!(age("max-age=999999999"), Some(86_400));
        assert_eq!(age("max-age=nonsense"), Some(0));
        assert_eq!(age("max-age=300, no-store"), Some(0));
        assert_eq!(age("private"), None);
        assert_eq!(max_age(&HeaderMap::new()), None);
    }
}
