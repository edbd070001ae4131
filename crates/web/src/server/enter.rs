//! What every request is given on its way in: an id, and who sent it from where.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::{SystemTime, UNIX_EPOCH};

use http::header::{FORWARDED, HeaderMap, HeaderName};
use http::{HeaderValue, Request, Response};
use hyper::body::Incoming;
use uuid::Uuid;

use super::Shared;
use crate::network::Network;

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// The id of one request (UUIDv7), in its extensions, in the response's `X-Request-Id` and in a problem's `instance`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl RequestId {
    /// A new id for a request received at `now`.
    pub fn new(now: SystemTime) -> Self {
        let millis = now
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_millis();
        let millis = u64::try_from(millis).unwrap_or(u64::MAX);
        // Not from the kernel for every request: an id needs to be unique, not secret.
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid())
    }

    fn header(self) -> HeaderValue {
        let mut buffer = Uuid::encode_buffer();
        let text = self.0.hyphenated().encode_lower(&mut buffer);
        HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("-"))
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Who sent a request: in its extensions. Behind a trusted proxy, who the proxy says it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// The address of the client.
    pub address: IpAddr,
    /// Whether the client's own connection is protected by TLS, to us or to the trusted proxy.
    pub https: bool,
}

/// A connection's service: the party's service with every request prepared.
pub(super) struct Enter<S> {
    pub(super) inner: S,
    pub(super) shared: Arc<Shared>,
    pub(super) peer: IpAddr,
    pub(super) https: bool,
    /// Set with the first request, so that a connection that never sends one can be told apart.
    pub(super) used: Arc<AtomicBool>,
}

impl<S, B> hyper::service::Service<Request<Incoming>> for Enter<S>
where
    S: hyper::service::Service<Request<Incoming>, Response = Response<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Stamped<S::Future>;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        self.used.store(true, Ordering::Relaxed);
        let id = RequestId::new(SystemTime::now());
        let client = client(
            request.headers_mut(),
            self.peer,
            self.https,
            &self.shared.config.trusted_proxies,
        );
        let extensions = request.extensions_mut();
        extensions.insert(id);
        extensions.insert(client);
        Stamped {
            future: self.inner.call(request),
            id,
        }
    }
}

/// Reads what trusted proxies say about the client, and removes what anyone else says.
fn client(headers: &mut HeaderMap, peer: IpAddr, https: bool, trusted: &[Network]) -> Client {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let direct = Client {
        address: peer.to_canonical(),
        https,
    };
    if !is_trusted(peer) {
        for name in [
            &X_FORWARDED_FOR,
            &X_FORWARDED_PROTO,
            &X_FORWARDED_HOST,
            &FORWARDED,
        ] {
            headers.remove(name);
        }
        return direct;
    }
    // Each proxy appends the address it saw. From the right, the first that is no proxy of ours is the client;
    // everything left of it was written by the client itself.
    let mut client = direct;
    let lines: Vec<&HeaderValue> = headers.get_all(&X_FORWARDED_FOR).iter().collect();
    let hops = lines
        .iter()
        .rev()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.rsplit(','));
    for hop in hops {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        client.address = address.to_canonical();
        if !is_trusted(address) {
            break;
        }
    }
    if let Some(proto) = headers
        .get_all(&X_FORWARDED_PROTO)
        .iter()
        .next_back()
        .and_then(|line| line.to_str().ok())
    {
        let nearest = proto.rsplit(',').next().unwrap_or_default().trim();
        client.https = nearest.eq_ignore_ascii_case("https");
    }
    client
}

pin_project_lite::pin_project! {
    /// A response on its way out, to be stamped with the request's id.
    pub(super) struct Stamped<F> {
        #[pin]
        future: F,
        id: RequestId,
    }
}

impl<F, B, E> Future for Stamped<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut outcome = ready!(this.future.poll(context));
        if let Ok(response) = &mut outcome {
            response
                .headers_mut()
                .insert(X_REQUEST_ID, this.id.header());
        }
        Poll::Ready(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn forwarding_headers_from_anyone_are_removed_and_not_believed() {
        let mut given = headers(&[
            ("x-forwarded-for", "1.2.3.4"),
            ("x-forwarded-proto", "https"),
            ("forwarded", "for=1.2.3.4"),
        ]);
        let peer = "9.9.9.9".parse().unwrap();
        assert_eq!(
            client(&mut given, peer, false, &[]),
            Client {
                address: peer,
                https: false
            }
        );
        assert!(given.is_empty());
    }

    #[test]
    fn the_client_is_the_last_address_that_is_no_proxy_of_ours() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let mut given = headers(&[
            ("x-forwarded-for", "6.6.6.6, 1.2.3.4"),
            ("x-forwarded-for", "10.0.0.9"),
            ("x-forwarded-proto", "http, https"),
        ]);
        let seen = client(&mut given, "10.0.0.1".parse().unwrap(), false, &trusted);
        assert_eq!(
            seen,
            Client {
                address: "1.2.3.4".parse().unwrap(),
                https: true
            }
        );
    }

    #[test]
    fn nonsense_from_a_trusted_proxy_leaves_the_last_known_address() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let mut given = headers(&[("x-forwarded-for", "1.2.3.4, unknown, 10.0.0.7")]);
        let seen = client(&mut given, "10.0.0.1".parse().unwrap(), true, &trusted);
        assert_eq!(
            seen,
            Client {
                address: "10.0.0.7".parse().unwrap(),
                https: true
            }
        );
    }

    #[test]
    fn ids_are_of_version_7_and_differ() {
        let now = SystemTime::now();
        let (one, two) = (RequestId::new(now), RequestId::new(now));
        assert_eq!(one.0.get_version_num(), 7);
        assert_ne!(one, two);
    }
}
