//! What every kind of upstream that speaks HTTP has in common: one request, its authentication, its repetition, its time
//! and its size.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use broker::Broker;
use bytes::Bytes;
use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER, USER_AGENT,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use tokio::time::Instant;
use url::Url;

use super::{Auth, SourceError};
use crate::config::RestConfig;
use crate::percent::add_pair;
use crate::pool::{Exchange, Pool, SendError};

/// No request waits as long; a source that asks for more is as good as not there.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// Whom one worker asks.
enum Peer {
    /// Somebody over there.
    There(Arc<Pool>),
    /// The connector's own broker, within the process.
    Here(Arc<Broker>),
}

/// One worker's way to an HTTP API.
pub(crate) struct Http {
    peer: Peer,
    auth: Auth,
    base_url: Url,
    /// The path of the base URL, without a final slash.
    base_path: String,
    answer: Duration,
    pub(super) pause: Duration,
    pub(super) whole: Duration,
    pub(super) largest: u64,
    pub(super) largest_whole: u64,
    repetitions: u32,
    repetition_pause: Duration,
}

/// A request.
#[derive(Clone)]
pub(crate) struct Call {
    /// How.
    pub(crate) method: Method,
    /// Path and query, from the root.
    pub(crate) target: String,
    /// Beside those that every request has.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// What is wanted.
    pub(crate) accept: &'static str,
    /// Whether it changes something.
    pub(crate) is_change: bool,
    /// What is sent with it, and as what.
    pub(crate) body: Option<(HeaderValue, Bytes)>,
}

impl Call {
    /// A read.
    pub(crate) fn get(target: String, accept: &'static str) -> Self {
        Self {
            method: Method::GET,
            target,
            headers: Vec::new(),
            accept,
            is_change: false,
            body: None,
        }
    }
}

impl Http {
    /// A way to the source of `config` over this pool.
    pub(crate) fn new(config: &RestConfig, auth: Auth, pool: Arc<Pool>) -> Self {
        Self::to(Peer::There(pool), config, auth)
    }

    /// A way to the connector's own broker, which asks nobody else.
    pub(crate) fn here(config: &RestConfig, broker: Arc<Broker>) -> Self {
        Self::to(Peer::Here(broker), config, Auth::None)
    }

    fn to(peer: Peer, config: &RestConfig, auth: Auth) -> Self {
        Self {
            peer,
            auth,
            base_path: config.base_url.path().trim_end_matches('/').to_owned(),
            base_url: config.base_url.clone(),
            answer: Duration::from_millis(config.answer_ms),
            pause: Duration::from_millis(config.pause_ms),
            whole: Duration::from_millis(config.whole_ms),
            largest: config.largest_answer,
            largest_whole: config.whole_answer.min(config.largest_answer),
            repetitions: config.retries,
            repetition_pause: Duration::from_millis(config.retry_ms),
        }
    }

    /// The path below which everything is asked, without a final slash.
    pub(crate) fn base_path(&self) -> &str {
        &self.base_path
    }

    /// Where the source says that an answer goes on, as path and query; none where that is another place than where it
    /// began: the connector asks nothing that it was not configured to ask.
    pub(crate) fn continued(&self, target: &str, link: &str) -> Option<String> {
        let now = self.base_url.join(target).ok()?;
        let next = now.join(link).ok()?;
        if next.origin() != now.origin() || next.path() != now.path() || !next.username().is_empty()
        {
            return None;
        }
        let path = target.split('?').next()?;
        Some(match next.query() {
            Some(query) => format!("{path}?{query}"),
            None => path.to_owned(),
        })
    }

    /// Sends a request and waits for the head of an answer that can be used.
    ///
    /// # Errors
    /// [`SourceError`]; none of the source's words.
    pub(crate) async fn send(&self, call: &Call) -> Result<Exchange, SourceError> {
        let exchange = self.raw(call).await?;
        Self::check(&exchange, call)?;
        Ok(exchange)
    }

    /// Refuses an answer whose status is no success.
    ///
    /// # Errors
    /// [`SourceError`], by the status.
    pub(crate) fn check(exchange: &Exchange, call: &Call) -> Result<(), SourceError> {
        check_status(exchange.head.status, call.is_change)
    }

    /// As [`Http::send`], whatever the status: for an API whose refusals are answers. A read is repeated where the source could
    /// not be reached or says that it cannot answer at the moment, as long as there is time.
    ///
    /// # Errors
    /// [`SourceError`]; none of the source's words.
    pub(crate) async fn raw(&self, call: &Call) -> Result<Exchange, SourceError> {
        let limit = Instant::now() + self.answer;
        let mut left = if call.method == Method::GET {
            self.repetitions
        } else {
            0
        };
        let mut pause = self.repetition_pause;
        loop {
            let sent = tokio::time::timeout_at(limit, self.authorised(call)).await;
            let outcome = sent.map_err(|_| SourceError::Slow)?;
            let wait = match &outcome {
                Err(SourceError::Down) => Some(pause),
                Ok(exchange) if is_passing(exchange.head.status) => {
                    Some(asked_wait(&exchange.head.headers).unwrap_or(pause))
                }
                _ => None,
            };
            // Half of the pause is chance, so that those who failed together do not come again together.
            let wait = wait.map(|wait| wait / 2 + wait.mul_f64(rand::random::<f64>() / 2.0));
            match wait {
                Some(wait) if left > 0 && Instant::now() + wait < limit => {
                    drop(outcome);
                    left -= 1;
                    pause *= 2;
                    metrics::counter!("connector_upstream_retries_total").increment(1);
                    tokio::time::sleep(wait).await;
                }
                _ => return outcome,
            }
        }
    }

    /// As [`Http::send`], with the answer read to its end: at most `most` bytes of a document that `is_wanted`.
    ///
    /// # Errors
    /// [`SourceError`].
    pub(crate) async fn document(
        &self,
        call: &Call,
        is_wanted: fn(&HeaderValue) -> bool,
        most: u64,
    ) -> Result<(HeaderMap, Bytes), SourceError> {
        let exchange = self.send(call).await?;
        self.read(exchange, is_wanted, most).await
    }

    /// As [`Http::document`], where the source may give a part alone and say so in its status (206).
    ///
    /// # Errors
    /// [`SourceError`].
    pub(crate) async fn document_or_part(
        &self,
        call: &Call,
        is_wanted: fn(&HeaderValue) -> bool,
        most: u64,
    ) -> Result<(StatusCode, HeaderMap, Bytes), SourceError> {
        let exchange = self.raw(call).await?;
        let status = exchange.head.status;
        if status != StatusCode::PARTIAL_CONTENT {
            Self::check(&exchange, call)?;
        }
        let (headers, body) = self.read(exchange, is_wanted, most).await?;
        Ok((status, headers, body))
    }

    /// An answer read to its end, as [`Http::document`] does.
    ///
    /// # Errors
    /// [`SourceError`].
    pub(super) async fn read(
        &self,
        mut exchange: Exchange,
        is_wanted: fn(&HeaderValue) -> bool,
        most: u64,
    ) -> Result<(HeaderMap, Bytes), SourceError> {
        check_kind(&exchange.head.headers, is_wanted)?;
        let headers = std::mem::take(&mut exchange.head.headers);
        let whole = tokio::time::timeout(self.whole, exchange.whole(most)).await;
        Ok((headers, whole.map_err(|_| SourceError::Slow)??))
    }

    /// As [`Http::raw`], of an answer whose status alone counts.
    ///
    /// # Errors
    /// [`SourceError`].
    pub(crate) async fn status(&self, call: &Call) -> Result<StatusCode, SourceError> {
        Ok(self.raw(call).await?.status_alone().await)
    }

    /// Sends requests that change, one after the other; what the source answers beside its status is left unread.
    ///
    /// # Errors
    /// [`SourceError`]: those before it may have been made.
    pub(crate) async fn change(&self, calls: &[Call]) -> Result<(), SourceError> {
        for (index, call) in calls.iter().enumerate() {
            match self.send(call).await {
                Ok(exchange) => {
                    exchange.status_alone().await;
                }
                // Nothing is half done when the first is refused.
                Err(error) if index == 0 => return Err(error),
                Err(error) if error.is_uncertain() => return Err(error),
                Err(_) => return Err(SourceError::Failed),
            }
        }
        Ok(())
    }

    async fn authorised(&self, call: &Call) -> Result<Exchange, SourceError> {
        let credentials = match &self.auth {
            Auth::None => return self.once(call, None).await,
            Auth::Header(name, value) => {
                let header = (name.clone(), value.clone());
                return self.once(call, Some(header)).await;
            }
            Auth::Token(credentials) => credentials,
        };
        let token = || credentials.token(async || credentials.ask(HeaderMap::new()).await);
        let shown = token().await?;
        let header = (AUTHORIZATION, shown.header.clone());
        let exchange = self.once(call, Some(header)).await?;
        if exchange.head.status != StatusCode::UNAUTHORIZED {
            return Ok(exchange);
        }
        // The token may have been revoked before its time: one new one.
        credentials.forget(&shown);
        let header = (AUTHORIZATION, token().await?.header.clone());
        self.once(call, Some(header)).await
    }

    async fn once(
        &self,
        call: &Call,
        auth: Option<(HeaderName, HeaderValue)>,
    ) -> Result<Exchange, SourceError> {
        let (media, body) = match &call.body {
            Some((media, body)) => (Some(media.clone()), body.clone()),
            None => (None, Bytes::new()),
        };
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = call.method.clone();
        let mut target = Cow::Borrowed(&call.target);
        if matches!(self.peer, Peer::Here(_)) {
            add_pair(target.to_mut(), "local", "true");
        }
        *request.uri_mut() = target
            .parse()
            .map_err(|_| SourceError::UnusableIdentifier)?;
        let map = request.headers_mut();
        map.insert(ACCEPT, HeaderValue::from_static(call.accept));
        map.insert(USER_AGENT, HeaderValue::from_static("fiducia-connector"));
        map.extend(media.map(|media| (CONTENT_TYPE, media)));
        map.extend(call.headers.iter().cloned());
        map.extend(auth);
        let sent = match &self.peer {
            Peer::There(pool) => pool.send(request).await,
            Peer::Here(broker) => {
                let answer = Box::pin(broker.answer(request.map(Body::new))).await;
                Exchange::whole_of(answer).await.map_err(SendError::Here)
            }
        };
        sent.map_err(|error| {
            tracing::debug!(%error, "the source gave no answer");
            SourceError::Down
        })
    }
}

/// Whether an answer says that the source cannot at the moment (RFC 9110 §15.6.3 to §15.6.5, RFC 6585 §4).
fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502..=504)
}

/// How long the source asks to be left alone, where it says so in seconds (RFC 9110 §10.2.3).
fn asked_wait(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    // Twice, for half of it may go by chance.
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT) * 2)
}

fn check_status(status: StatusCode, is_change: bool) -> Result<(), SourceError> {
    match status.as_u16() {
        200 => Ok(()),
        201..=204 if is_change => Ok(()),
        404 | 410 => Err(SourceError::NotFound),
        401 | 403 => Err(SourceError::RefusesConnector),
        400 | 409 | 412 | 422 if is_change => Err(SourceError::RefusesChange),
        300..=399 => Err(SourceError::Redirect),
        other => Err(SourceError::Status(other)),
    }
}

/// Refuses what is compressed, or of another kind. A source that names no type is read, for what is of another kind is
/// refused while it is taken apart.
pub(crate) fn check_kind(
    headers: &HeaderMap,
    is_wanted: fn(&HeaderValue) -> bool,
) -> Result<(), SourceError> {
    let encoded = headers
        .get(CONTENT_ENCODING)
        .is_some_and(|encoding| encoding != "identity");
    if encoded || !headers.get(CONTENT_TYPE).is_none_or(is_wanted) {
        return Err(SourceError::OtherKind);
    }
    Ok(())
}

/// A media type in lower case, and its `charset`.
pub(crate) fn media_type(content_type: &HeaderValue) -> Option<(String, Option<String>)> {
    let text = content_type.to_str().ok()?.to_ascii_lowercase();
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next()?.to_owned();
    let charset = parts.find_map(|part| part.strip_prefix("charset="));
    let charset = charset.map(|charset| charset.trim_matches('"').to_owned());
    Some((essence, charset))
}

/// `application/json`, `application/ld+json`, `application/geo+json`, …
pub(crate) fn is_json(content_type: &HeaderValue) -> bool {
    let Some((essence, _)) = media_type(content_type) else {
        return false;
    };
    let Some((_, subtype)) = essence.split_once('/') else {
        return false;
    };
    subtype == "json" || subtype.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_media_types_are_told_from_others() {
        for text in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/ld+json",
            "application/geo+json",
        ] {
            assert!(is_json(&HeaderValue::from_static(text)), "{text}");
        }
        for text in [
            "text/html",
            "text/plain",
            "application/jsonp",
            "json",
            "application/x-ndjson",
            "",
        ] {
            assert!(!is_json(&HeaderValue::from_static(text)), "{text}");
        }
    }

    #[test]
    fn a_source_is_waited_for_as_long_as_it_asks() {
        let asked = |text| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
            asked_wait(&headers)
        };
        assert_eq!(asked("3"), Some(Duration::from_secs(6)));
        assert_eq!(asked("Fri, 31 Dec 1999 23:59:59 GMT"), None);
        assert_eq!(asked("18446744073709551615"), Some(LONGEST_WAIT * 2));
    }
}
