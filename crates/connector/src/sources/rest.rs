//! `rest`: any HTTP API that answers with JSON.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use http_body_util::Full;
use tokio::time::Instant;

use super::template::{Identifiers, RequestTemplate};
use super::{Auth, Pieces, Source, SourceAnswer, SourceError, Wanted};
use crate::config::RestConfig;
use crate::pool::{Exchange, Pool};
use crate::routes::Ask;

/// One worker's way to the source.
pub(crate) struct Rest {
    pool: Arc<Pool>,
    token_pool: Option<Arc<Pool>>,
    auth: Auth,
    /// The path of the base URL, without a final slash.
    base_path: String,
    answer: Duration,
    pause: Duration,
    whole: Duration,
    largest: u64,
    largest_whole: u64,
}

impl Rest {
    /// A way to the source of `config` over these pools.
    pub(crate) fn new(
        config: &RestConfig,
        auth: Auth,
        pool: Arc<Pool>,
        token_pool: Option<Arc<Pool>>,
    ) -> Self {
        Self {
            pool,
            token_pool,
            auth,
            base_path: config.base_url.path().trim_end_matches('/').to_owned(),
            answer: Duration::from_millis(config.answer_ms),
            pause: Duration::from_millis(config.pause_ms),
            whole: Duration::from_millis(config.whole_ms),
            largest: config.largest_answer,
            largest_whole: config.whole_answer.min(config.largest_answer),
        }
    }

    async fn ask(
        &self,
        template: &RequestTemplate,
        identifiers: &Identifiers,
    ) -> Result<SourceAnswer, SourceError> {
        let start = Instant::now();
        let mut path = self.base_path.clone();
        template.path_and_query(&mut path, identifiers)?;
        let headers = template.headers(identifiers)?;
        let limit = start + self.answer;
        let slow = |_| SourceError::Slow;
        let mut exchange = tokio::time::timeout_at(limit, self.send(&path, &headers))
            .await
            .map_err(slow)??;
        check_head(exchange.head.status, &exchange.head.headers)?;
        let deadline = start + self.whole;
        match exchange.announced_length() {
            Some(length) if length > self.largest => Err(SourceError::TooLarge),
            Some(length) if length > self.largest_whole => Ok(SourceAnswer::Pieces(Box::new(
                Pieces::new(exchange, length, self.pause, deadline),
            ))),
            // Without a length the end of a longer answer could not be told from a broken one, and what had been sent
            // on by then could not be taken back. So it must fit.
            _ => tokio::time::timeout_at(deadline, self.read_whole(&mut exchange))
                .await
                .map_err(slow)?,
        }
    }

    async fn read_whole(&self, exchange: &mut Exchange) -> Result<SourceAnswer, SourceError> {
        match tokio::time::timeout(self.whole, exchange.whole(self.largest_whole)).await {
            Err(_) => Err(SourceError::Slow),
            Ok(body) => Ok(SourceAnswer::Whole(body?)),
        }
    }

    async fn send(
        &self,
        path: &str,
        headers: &[(http::HeaderName, HeaderValue)],
    ) -> Result<Exchange, SourceError> {
        let (Auth::Token(credentials), Some(token_pool)) = (&self.auth, &self.token_pool) else {
            let header = match &self.auth {
                Auth::Header(name, value) => Some((name.clone(), value.clone())),
                _ => None,
            };
            return self.send_once(path, headers, header).await;
        };
        let token = credentials.header(token_pool).await?;
        let exchange = self
            .send_once(path, headers, Some((AUTHORIZATION, token.clone())))
            .await?;
        if exchange.head.status != StatusCode::UNAUTHORIZED {
            return Ok(exchange);
        }
        // The token may have been revoked before its time: one new one.
        credentials.forget(&token);
        let token = credentials.header(token_pool).await?;
        self.send_once(path, headers, Some((AUTHORIZATION, token)))
            .await
    }

    async fn send_once(
        &self,
        path: &str,
        headers: &[(http::HeaderName, HeaderValue)],
        auth: Option<(http::HeaderName, HeaderValue)>,
    ) -> Result<Exchange, SourceError> {
        let mut request = Request::new(Full::new(Bytes::new()));
        *request.method_mut() = Method::GET;
        *request.uri_mut() = path.parse().map_err(|_| SourceError::UnusableIdentifier)?;
        let map = request.headers_mut();
        map.insert(
            ACCEPT,
            HeaderValue::from_static("application/json, application/*+json;q=0.9"),
        );
        map.insert(USER_AGENT, HeaderValue::from_static("fiducia-connector"));
        map.extend(headers.iter().cloned());
        map.extend(auth);
        self.pool.send(request).await.map_err(|error| {
            tracing::debug!(%error, "the source gave no answer");
            SourceError::Down
        })
    }
}

impl Source for Rest {
    fn read<'a>(&'a self, wanted: Wanted<'a>) -> BoxFuture<'a, Result<SourceAnswer, SourceError>> {
        Box::pin(async move {
            let Wanted {
                route, identifiers, ..
            } = wanted;
            // Start-up refuses a route of a `rest` upstream without a request.
            let Ask::Request(template) = &route.ask else {
                return Err(SourceError::Failed);
            };
            self.ask(template, identifiers).await
        })
    }
}

fn check_head(status: StatusCode, headers: &HeaderMap) -> Result<(), SourceError> {
    match status.as_u16() {
        200 => {}
        404 | 410 => return Err(SourceError::NotFound),
        401 | 403 => return Err(SourceError::RefusesConnector),
        300..=399 => return Err(SourceError::Redirect),
        other => return Err(SourceError::Status(other)),
    }
    let encoded = headers
        .get(CONTENT_ENCODING)
        .is_some_and(|encoding| encoding != "identity");
    let json = headers.get(CONTENT_TYPE).is_none_or(is_json);
    if encoded || !json {
        return Err(SourceError::NotJson);
    }
    Ok(())
}

/// `application/json`, `application/ld+json`, `application/geo+json`, … A source that names no type is read, for what
/// is not JSON is refused while it is filtered.
fn is_json(content_type: &HeaderValue) -> bool {
    let Ok(text) = content_type.to_str() else {
        return false;
    };
    let essence = text
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
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
}
