//! What stands around every router: headers, limits, and problems instead of bare errors.

use std::borrow::Cow;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use futures_util::FutureExt;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap,
    HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use http::{HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;

use crate::language::{Language, Speech};
use crate::page::{Brand, Logo, Shell};
use crate::problem::{self, Problem, ProblemName, wants_html};
use crate::server::{RequestId, ServerConfig};

/// No inline script or style, nothing from elsewhere, never in a frame. A handler may answer with its own policy.
pub const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Two years, as browsers' preload lists ask for.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// As much of a plain-text rejection as goes into a problem's detail.
const MAX_REJECTION: usize = 2048;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");

/// What the frame around a party's router knows.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The party's base URL as others see it, without a slash at its end.
    pub base_url: String,
    /// How the party's pages look.
    pub brand: Brand,
    logo: Option<(Logo, String)>,
    footer: &'static [(&'static str, &'static str)],
    party: &'static str,
    max_body_bytes: usize,
    request_timeout: Duration,
}

impl Frame {
    /// A frame for the party at `base_url`, with the limits of its server.
    pub fn new(base_url: &str, brand: Brand, server: &ServerConfig) -> Arc<Self> {
        Self::for_party("fiducia", base_url, brand, server)
    }

    /// As [`Frame::new`], with the word that labels the party's metrics: `operator`, `connector` or `registry`.
    pub fn for_party(
        party: &'static str,
        base_url: &str,
        brand: Brand,
        server: &ServerConfig,
    ) -> Arc<Self> {
        // A party refuses a logo that cannot be read when it checks its configuration.
        let logo = brand.read_logo().unwrap_or_else(|error| {
            tracing::error!(%error, "pages go without a logo");
            None
        });
        Arc::new(Self {
            logo: logo.map(|logo| {
                let url = crate::page::logo_url(&logo);
                (logo, url)
            }),
            footer: &[],
            party,
            base_url: base_url.trim_end_matches('/').into(),
            brand,
            max_body_bytes: server.max_body_bytes,
            request_timeout: Duration::from_millis(server.request_timeout_ms),
        })
    }

    /// Leads from the foot of every page to these: path of the party, and message of the shell that names it.
    #[must_use]
    pub fn leading_to(
        self: Arc<Self>,
        footer: &'static [(&'static str, &'static str)],
    ) -> Arc<Self> {
        Arc::new(Self {
            footer,
            ..Arc::unwrap_or_clone(self)
        })
    }

    /// Whether others reach the party over https: sets HSTS and `__Host-` cookies.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// The shell of a page in English with this title, such as those for developers.
    pub fn shell<'a>(&'a self, title: &'a str) -> Shell<'a> {
        Shell::new(&self.brand, title)
            .logo(self.logo_url())
            .footer(self.footer)
    }

    /// The shell of a page in the visitor's language.
    pub fn shell_in<'a>(&'a self, title: impl Into<Cow<'a, str>>, speech: Speech) -> Shell<'a> {
        Shell::speaking(&self.brand, title, speech)
            .logo(self.logo_url())
            .footer(self.footer)
    }

    /// The speech of a visitor who is not logged in, with the shell's messages only.
    pub(crate) fn speech(&self, headers: &HeaderMap) -> Speech {
        let language = Language::of_visitor(None, headers, self.is_https());
        Speech::of_shell(language, self.brand.zone())
    }

    pub(crate) fn logo(&self) -> Option<&(Logo, String)> {
        self.logo.as_ref()
    }

    fn logo_url(&self) -> Option<&str> {
        self.logo.as_ref().map(|(_, url)| url.as_str())
    }

    /// Puts the frame around a router: security headers, limits of body and time, problems for whatever axum would
    /// answer in plain text (unknown routes, wrong methods, bodies it cannot read), and for panics. A route's own
    /// body limit is set with [`DefaultBodyLimit`].
    pub fn around(self: &Arc<Self>, router: Router) -> Router {
        router
            .fallback(|| async { Problem::new(ProblemName::NotFound) })
            .layer(DefaultBodyLimit::max(self.max_body_bytes))
            .layer(middleware::from_fn_with_state(Arc::clone(self), finish))
    }
}

async fn finish(State(frame): State<Arc<Frame>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = request.extensions().get::<RequestId>().copied();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let visitor = wants_html(request.headers()).then(|| frame.speech(request.headers()));
    let run = AssertUnwindSafe(next.run(request)).catch_unwind();
    let response = match tokio::time::timeout(frame.request_timeout, run).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            tracing::error!(
                request = id.map(tracing::field::display),
                "a handler panicked"
            );
            axum::response::IntoResponse::into_response(Problem::new(ProblemName::Internal))
        }
        Err(_) => {
            tracing::warn!(
                request = id.map(tracing::field::display),
                "a request took longer than its limit"
            );
            axum::response::IntoResponse::into_response(
                Problem::new(ProblemName::Unavailable)
                    .detail("the request could not be answered in time"),
            )
        }
    };
    let mut response = complete(&frame, response, visitor, id).await;
    secure(&frame, response.headers_mut());
    measure(
        frame.party,
        &method,
        route.as_ref(),
        response.status(),
        begun.elapsed(),
    );
    response
}

/// Gives problems their base URL and instance, and bare errors a problem.
async fn complete(
    frame: &Frame,
    mut response: Response,
    visitor: Option<Speech>,
    id: Option<RequestId>,
) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let problem = match response.extensions_mut().remove::<Arc<Problem>>() {
        Some(problem) => problem,
        None if is_bare(response.headers()) => Arc::new(from_bare(response).await),
        None => return response,
    };
    match visitor {
        Some(speech) => problem::as_page(frame, &problem, speech, id),
        None => problem.respond(&frame.base_url, id),
    }
}

fn is_bare(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_none_or(|value| value.as_bytes().starts_with(b"text/plain"))
}

async fn from_bare(response: Response) -> Problem {
    let (parts, body) = response.into_parts();
    let mut problem = Problem::new(problem::of_status(parts.status)).with_status(parts.status);
    for (name, value) in &parts.headers {
        if *name != CONTENT_TYPE && *name != CONTENT_LENGTH {
            problem = problem.header(name.clone(), value.clone());
        }
    }
    let says_what = matches!(
        parts.status,
        StatusCode::BAD_REQUEST
            | StatusCode::UNPROCESSABLE_ENTITY
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    if says_what
        && let Ok(text) = http_body_util::Limited::new(body, MAX_REJECTION)
            .collect()
            .await
        && let Ok(text) = String::from_utf8(text.to_bytes().to_vec())
        && !text.is_empty()
    {
        return problem.detail(text);
    }
    if parts.status == StatusCode::METHOD_NOT_ALLOWED
        && let Some(allow) = parts
            .headers
            .get(ALLOW)
            .and_then(|value| value.to_str().ok())
    {
        return problem.detail(format!("allowed here: {allow}"));
    }
    problem
}

fn secure(frame: &Frame, headers: &mut HeaderMap) {
    let mut unless_set = |name: HeaderName, value: &'static str| {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    unless_set(CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    unless_set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(X_FRAME_OPTIONS, "DENY");
    unless_set(REFERRER_POLICY, "no-referrer");
    unless_set(
        PERMISSIONS_POLICY,
        "camera=(), geolocation=(), microphone=(), payment=()",
    );
    unless_set(CROSS_ORIGIN_OPENER_POLICY, "same-origin");
    unless_set(CACHE_CONTROL, "no-store");
    if frame.is_https() {
        unless_set(STRICT_TRANSPORT_SECURITY, HSTS);
    }
}

/// Counts and times requests by route, never by path: paths hold identifiers.
fn measure(
    party: &'static str,
    method: &Method,
    route: Option<&MatchedPath>,
    status: StatusCode,
    took: Duration,
) {
    let method = match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    };
    let route = route.map_or_else(|| "none".to_owned(), |route| route.as_str().to_owned());
    metrics::histogram!(
        "fiducia_http_request_seconds",
        "party" => party,
        "method" => method,
        "route" => route,
        "status" => status.as_u16().to_string(),
    )
    .record(took.as_secs_f64());
}
