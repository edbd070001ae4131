//! A bucket of an object store: what is in it, and each object (Amazon S3 API, `ListObjectsV2` and `GetObject`), over
//! connections of the connector's own. What it is asked is signed in its address (AWS Signature Version 4).

use std::iter;
use std::ops::ControlFlow;
use std::sync::Arc;

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, DATE, ETAG, HeaderName, HeaderValue, RANGE};
use jiff::Timestamp;
use rustls::ClientConfig;
use rusty_s3::signing::sign;
use rusty_s3::{Method, UrlStyle};
use serde_json::Value;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

use super::trouble::Trouble;
use crate::clock::Clock;
use crate::config::{BucketConfig, BucketStyle, Secret};
use crate::percent;
use crate::pool::Exchange;
use crate::sources::rest::is_xml;
use crate::sources::{Auth, Call, Http, SourceError, tls};
use crate::start::pool;
use crate::{Error, Result, xml};

/// Entries that are asked for at once.
const PAGE: usize = 500;
/// Bytes of a page: keys have 1,024 bytes at the most, here three times as long, and there is little beside them.
const LARGEST_PAGE: u64 = 2 * 1024 * 1024;
/// Pages of a list. Whoever has more beside each other has no folder of exports.
const MOST_PAGES: usize = 200;
/// Bytes of what a store says when it refuses.
const LARGEST_REFUSAL: u64 = 64 * 1024;
/// Seconds for which a signature is good: as long as the clocks may be apart.
const SIGNED_FOR: u64 = 900;
/// Where a bucket really is.
const REGION: HeaderName = HeaderName::from_static("x-amz-bucket-region");

/// A bucket, as one asks it.
pub(crate) struct Bucket {
    pub(crate) config: BucketConfig,
    place: rusty_s3::Bucket,
    http: Http,
    clock: Clock,
}

/// An object, as the bucket's list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// What tells one content from another.
    pub(crate) etag: String,
    pub(crate) bytes: u64,
}

/// A signed-in user of the store.
struct Access {
    key: String,
    secret: zeroize::Zeroizing<String>,
    token: Option<zeroize::Zeroizing<String>>,
}

impl Bucket {
    /// The bucket of `config`; its secrets have to be there.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub(crate) fn new(
        config: &BucketConfig,
        usual: &Arc<ClientConfig>,
        clock: &Clock,
    ) -> Result<Self> {
        let style = match config.style {
            BucketStyle::Path => UrlStyle::Path,
            BucketStyle::VirtualHost => UrlStyle::VirtualHost,
        };
        let (endpoint, name) = (config.endpoint.clone(), config.name.clone());
        let place = rusty_s3::Bucket::new(endpoint, style, name, config.region.clone());
        let place = place.map_err(|error| {
            Error::Config(format!(
                "`connector.upstream.bucket`: `{}` has no address at `{}`: {error}",
                config.name, config.endpoint
            ))
        })?;
        let tls = tls(usual, config.tls.as_ref())?;
        let base_url = place.base_url().clone();
        let pool = pool(&base_url, &tls)?;
        let bucket = Self {
            http: Http::new(&config.http(base_url), Auth::None, pool),
            config: config.clone(),
            place,
            clock: clock.clone(),
        };
        bucket.access()?;
        Ok(bucket)
    }

    /// Where requests go.
    pub(crate) fn address(&self) -> &Url {
        self.place.base_url()
    }

    /// Whoever asks; read anew each time, for keys may be good for a while only. None asks as everybody may.
    fn access(&self) -> Result<Option<Access>> {
        let (Some(key), Some(secret)) = (&self.config.access_key, &self.config.secret_key) else {
            return Ok(None);
        };
        let token = self.config.session_token.as_ref();
        Ok(Some(Access {
            key: key.read()?.to_string(),
            secret: secret.read()?,
            token: token.map(Secret::read).transpose()?,
        }))
    }

    /// A read at an address, with a query in the order of its names.
    fn call(
        &self,
        url: Url,
        query: &[(&str, &str)],
        accept: &'static str,
    ) -> std::result::Result<Call, Trouble> {
        let access = self.access();
        let access = access.map_err(|error| Trouble::NoSecret(error.to_string()))?;
        let mut target = url.path().to_owned();
        match access {
            None => {
                for (name, value) in query {
                    percent::add_pair(&mut target, name, value);
                }
            }
            Some(access) => {
                let now = Timestamp::from_microsecond(self.clock.micros()).unwrap_or_default();
                let token = access.token.as_ref().map(|token| token.as_str());
                let signed = sign(
                    &now,
                    Method::Get,
                    url,
                    &access.key,
                    &access.secret,
                    token,
                    self.place.region(),
                    SIGNED_FOR,
                    query.iter().copied(),
                    iter::empty(),
                );
                target.push('?');
                target.push_str(signed.query().unwrap_or_default());
            }
        }
        Ok(Call::get(target, accept))
    }

    /// Asks, and takes nothing but a success.
    async fn ask(&self, call: &Call) -> std::result::Result<Exchange, Trouble> {
        let exchange = self.http.raw(call).await?;
        match exchange.head.status.as_u16() {
            200 | 206 => Ok(exchange),
            _ => Err(self.refusal(exchange).await),
        }
    }

    /// What a refusal means.
    async fn refusal(&self, mut exchange: Exchange) -> Trouble {
        let (status, headers) = (exchange.head.status, exchange.head.headers.clone());
        let said = timeout(self.http.pause, exchange.whole(LARGEST_REFUSAL)).await;
        let said = said.ok().and_then(std::result::Result::ok);
        let said = said.and_then(|body| xml::to_json(std::str::from_utf8(&body).ok()?));
        let error = said.as_ref().map_or(&Value::Null, |said| &said["Error"]);
        let region = headers.get(REGION).and_then(|name| name.to_str().ok());
        let region = region.or_else(|| error["Region"].as_str());
        let region = region.filter(|name| is_region(name)).map(str::to_owned);
        let apart = self.minutes_apart(&headers);
        let code = error["Code"].as_str();
        code.and_then(|code| Trouble::of_code(code, region.clone(), apart))
            .unwrap_or_else(|| Trouble::of_status(status, region, apart))
    }

    /// How far the store's clock is from ours.
    fn minutes_apart(&self, headers: &HeaderMap) -> Option<i64> {
        let there = headers.get(DATE)?.to_str().ok()?;
        let there = jiff::fmt::rfc2822::parse(there).ok()?.timestamp();
        Some((there.as_second() - self.clock.seconds()).abs() / 60)
    }

    /// Gives the objects whose keys are the prefix and a name, page by page, until `each` has what it needs.
    ///
    /// # Errors
    /// [`Trouble`]; what was given until then counts for nothing.
    pub(crate) async fn list(
        &self,
        mut each: impl FnMut(&str, Listed) -> ControlFlow<()>,
    ) -> std::result::Result<(), Trouble> {
        let (page, prefix) = (PAGE.to_string(), self.config.prefix.as_str());
        let mut token: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let query = [
                ("continuation-token", token.as_deref().unwrap_or_default()),
                ("delimiter", "/"),
                ("encoding-type", "url"),
                ("list-type", "2"),
                ("max-keys", &page),
                ("prefix", prefix),
            ];
            let needed: Vec<_> = query
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .collect();
            let call = self.call(self.address().clone(), &needed, "application/xml")?;
            let exchange = self.ask(&call).await?;
            let (_, body) = self.http.read(exchange, is_xml, LARGEST_PAGE).await?;
            let text = std::str::from_utf8(&body).map_err(|_| Trouble::NoList)?;
            let read = xml::to_json(text).ok_or(Trouble::NoList)?;
            let list = read.get("ListBucketResult").ok_or(Trouble::NoList)?;
            let is_encoded = list["EncodingType"] == "url";
            for entry in several(&list["Contents"]) {
                let (key, listed) = listed(entry, is_encoded).ok_or(Trouble::NoList)?;
                let name = key.strip_prefix(prefix).unwrap_or_default();
                if !name.is_empty() && !name.contains('/') && each(name, listed).is_break() {
                    return Ok(());
                }
            }
            if list["IsTruncated"] != "true" {
                return Ok(());
            }
            let next = list["NextContinuationToken"].as_str();
            let next = next.ok_or(Trouble::NoList)?.to_owned();
            if token.as_ref() == Some(&next) {
                break;
            }
            token = Some(next);
        }
        Err(Trouble::Endless(MOST_PAGES * PAGE))
    }

    /// Writes an object as it was listed, piece by piece. What was written counts only when this ends well.
    ///
    /// # Errors
    /// [`Trouble`].
    pub(crate) async fn fetch(
        &self,
        name: &str,
        listed: &Listed,
        into: &mut (impl AsyncWrite + Unpin),
    ) -> std::result::Result<(), Trouble> {
        let limit = Instant::now() + self.http.whole;
        let mut exchange = self.ask(&self.object(name)?).await?;
        let headers = &exchange.head.headers;
        if headers
            .get(CONTENT_ENCODING)
            .is_some_and(|encoding| encoding != "identity" && encoding != "aws-chunked")
        {
            return Err(Trouble::Store(SourceError::OtherKind));
        }
        let etag = headers.get(ETAG).and_then(|etag| etag.to_str().ok());
        if etag.is_some_and(|etag| bare(etag) != listed.etag) {
            return Err(Trouble::Replaced);
        }
        let announced = exchange.announced_length();
        if announced.is_some_and(|bytes| bytes != listed.bytes) {
            return Err(Trouble::OtherLength);
        }
        let mut received = 0;
        loop {
            let pause = limit.min(Instant::now() + self.http.pause);
            let piece = timeout_at(pause, exchange.chunk()).await;
            let piece = match piece.map_err(|_| SourceError::Slow)? {
                None if received == listed.bytes => return Ok(()),
                None => return Err(Trouble::OtherLength),
                Some(piece) => piece.map_err(|_| SourceError::BrokeOff)?,
            };
            received += piece.len() as u64;
            if received > listed.bytes {
                return Err(Trouble::OtherLength);
            }
            let written = into.write_all(&piece).await;
            written.map_err(|error| Trouble::Disk(error.kind()))?;
        }
    }

    /// The first bytes of an object, about as many as `most`.
    ///
    /// # Errors
    /// [`Trouble`].
    pub(crate) async fn beginning(
        &self,
        name: &str,
        most: usize,
    ) -> std::result::Result<Vec<u8>, Trouble> {
        let mut call = self.object(name)?;
        let range = HeaderValue::try_from(format!("bytes=0-{}", most - 1));
        call.headers.extend(range.ok().map(|range| (RANGE, range)));
        let mut exchange = self.ask(&call).await?;
        let mut beginning = Vec::new();
        while beginning.len() < most
            && let Some(piece) = timeout(self.http.pause, exchange.chunk())
                .await
                .map_err(|_| SourceError::Slow)?
        {
            beginning.extend_from_slice(&piece.map_err(|_| SourceError::BrokeOff)?);
        }
        Ok(beginning)
    }

    fn object(&self, name: &str) -> std::result::Result<Call, Trouble> {
        let url = self.place.object_url(&self.config.key(name));
        self.call(url, &[], "*/*")
    }
}

/// What stands there once, or several times.
fn several(value: &Value) -> &[Value] {
    match value {
        Value::Null => &[],
        Value::Array(several) => several,
        one => std::slice::from_ref(one),
    }
}

/// The key of an entry of a list, and what it says of the object.
fn listed(entry: &Value, is_encoded: bool) -> Option<(String, Listed)> {
    let key = entry["Key"].as_str()?;
    let key = if is_encoded {
        percent::decode(&key.replace('+', " "))?
    } else {
        key.to_owned()
    };
    let listed = Listed {
        etag: bare(entry["ETag"].as_str()?).to_owned(),
        bytes: entry["Size"].as_str()?.parse().ok()?,
    };
    Some((key, listed))
}

/// An entity tag as it is compared (RFC 9110 §8.8.3): stores write it with quotes and without.
fn bare(etag: &str) -> &str {
    etag.trim_start_matches("W/").trim_matches('"')
}

/// Whether a store's word for a region may be repeated.
fn is_region(name: &str) -> bool {
    const LONGEST: usize = 40;
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.len() <= LONGEST && name.bytes().all(is_part)
}
