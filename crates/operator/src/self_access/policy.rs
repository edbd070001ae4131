//! The pages that read from connectors open their content policy for exactly those of the person's sources.
use http::HeaderValue;
use web::frame::CONTENT_POLICY;

use super::Showing;
use crate::{Error, Operator, Result};

/// What a page may connect to by itself.
const CONNECT_OWN: &str = "connect-src 'self'";

impl Operator {
    /// The origins that a page of this person's may read from, as a content policy names them: those of the
    /// connectors that offer self-access to data in which the person is known, and no others.
    ///
    /// # Errors
    /// The database's.
    pub async fn self_access_origins(&self, account: &str) -> Result<Vec<String>> {
        let (keychain, _) = self.keychain(account).await?;
        let now = self.clock.now();
        let sources = self.known_sources().await?;
        let origins = sources
            .all()
            .filter(|source| {
                let identifiers = keychain.known_to(source, now);
                let mut datasets = source.datasets.iter();
                datasets.any(|one| Showing::of(source, one, &identifiers) == Showing::Offered)
            })
            .map(|source| source.base_url.origin().to_owned());
        Ok(plain(origins.collect()))
    }

    /// The value of `Content-Security-Policy` for a page of this person's that reads from their sources: the usual
    /// policy, with `connect-src` opened for [`Operator::self_access_origins`].
    ///
    /// # Errors
    /// The database's.
    pub async fn self_access_policy(&self, account: &str) -> Result<HeaderValue> {
        opened(&self.self_access_origins(account).await?)
    }
}

/// Each of these origins once, without those that cannot stand in a policy.
pub(super) fn plain(mut origins: Vec<String>) -> Vec<String> {
    origins.retain(|origin| is_plain(origin));
    origins.sort();
    origins.dedup();
    origins
}

/// The usual policy, opened for connections to these origins.
pub(super) fn opened(origins: &[String]) -> Result<HeaderValue> {
    let mut connect = CONNECT_OWN.to_owned();
    for origin in origins {
        connect.push(' ');
        connect.push_str(origin);
    }
    HeaderValue::from_str(&CONTENT_POLICY.replace(CONNECT_OWN, &connect))
        .map_err(|error| Error::Internal(error.to_string()))
}

/// A URL's host may hold characters, such as `;`, that would begin a directive of their own.
fn is_plain(origin: &str) -> bool {
    origin
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-.:/[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_connecting_is_opened() {
        let opened = |origins: &[String]| opened(origins).unwrap().to_str().unwrap().to_owned();
        assert_eq!(opened(&[]), CONTENT_POLICY);
        let policy = opened(&["https://a.example".into(), "https://b.example:8443".into()]);
        assert!(policy.contains("; connect-src 'self' https://a.example https://b.example:8443; "));
        let rest = |text: &str| {
            text.split("; ")
                .filter(|part| !part.starts_with("connect-src"))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(rest(&policy), rest(CONTENT_POLICY));
    }

    #[test]
    fn a_host_that_would_begin_a_directive_is_left_out() {
        assert!(is_plain("https://library.example:8443"));
        assert!(is_plain("http://[::1]:8100"));
        for origin in [
            "https://a;script-src",
            "https://a,b",
            "https://a'b",
            "https://*.example",
        ] {
            assert!(!is_plain(origin), "{origin}");
        }
    }
}
