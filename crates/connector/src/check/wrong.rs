//! What keeps the connector from a source, in words that say what to do about it.

use std::error::Error;

use rustls::{AlertDescription, CertificateError, Error as TlsError};
use url::Url;

use crate::pool::SendError;

/// Why a URL gave no answer; none of them where it took too long. `has_certificate` where the connector shows one.
pub(super) fn unanswered(error: Option<&SendError>, url: &Url, has_certificate: bool) -> String {
    let Some(error) = error else {
        return "it took too long".to_owned();
    };
    if let Some(error) = tls_error(error) {
        return insecure(error, url, has_certificate);
    }
    match error {
        SendError::Connect(error) => format!("it cannot be reached: {error}"),
        SendError::Tls(error) => format!(
            "no secure connection: it ended what was begun ({error}); does it speak TLS at this port?"
        ),
        SendError::Broken(_) if has_certificate => {
            "it ended the connection; it may not take the connector's certificate".to_owned()
        }
        SendError::Broken(_) if url.scheme() == "https" => {
            "it ended the connection; it may ask for a certificate of the connector's".to_owned()
        }
        other => other.to_string(),
    }
}

/// What TLS says, wherever it stands in what failed: some refusals come after the handshake (RFC 8446 §4.4.2.4).
fn tls_error<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e TlsError> {
    let mut here = Some(error);
    while let Some(error) = here {
        if let Some(found) = error.downcast_ref::<TlsError>() {
            return Some(found);
        }
        let io = error.downcast_ref::<std::io::Error>();
        let inner = io.and_then(std::io::Error::get_ref);
        here = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

fn insecure(error: &TlsError, url: &Url, has_certificate: bool) -> String {
    let host = url.host_str().unwrap_or_default();
    match error {
        TlsError::InvalidCertificate(wrong) => match wrong {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "its certificate is of an authority that is not trusted here; name it in \
                 `authorities` of `[connector.upstream.tls]`"
                    .to_owned()
            }
            CertificateError::Expired => "its certificate has expired".to_owned(),
            CertificateError::ExpiredContext { not_after, .. } => {
                format!(
                    "its certificate has expired, on {}",
                    date(not_after.as_secs())
                )
            }
            CertificateError::NotValidYet => "its certificate is not valid yet".to_owned(),
            CertificateError::NotValidYetContext { not_before, .. } => {
                format!(
                    "its certificate is not valid before {}",
                    date(not_before.as_secs())
                )
            }
            CertificateError::NotValidForName => {
                format!("its certificate is not for `{host}`")
            }
            CertificateError::NotValidForNameContext { presented, .. } => format!(
                "its certificate is not for `{host}`, but for {}",
                names(presented)
            ),
            CertificateError::Revoked => "its certificate has been revoked".to_owned(),
            other => format!("its certificate is not good: {other}"),
        },
        TlsError::AlertReceived(alert) => alerted(*alert, has_certificate),
        other => format!("no secure connection: {other}"),
    }
}

/// What a server says of the connector's own certificate (RFC 8446 §6.2).
fn alerted(alert: AlertDescription, has_certificate: bool) -> String {
    match alert {
        AlertDescription::CertificateRequired => asked(),
        AlertDescription::HandshakeFailure | AlertDescription::BadCertificate
            if !has_certificate =>
        {
            asked()
        }
        AlertDescription::UnknownCA => {
            "it does not know the authority of the connector's certificate".to_owned()
        }
        AlertDescription::CertificateExpired => {
            "the connector's certificate has expired, it says".to_owned()
        }
        AlertDescription::CertificateRevoked => {
            "the connector's certificate has been revoked, it says".to_owned()
        }
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::DecryptError
        | AlertDescription::AccessDenied => {
            format!("it does not take the connector's certificate ({alert:?})")
        }
        other => format!("it ends the secure connection ({other:?})"),
    }
}

fn asked() -> String {
    "it asks for a certificate of the connector's: `certificate` and `key` of `[connector.upstream.tls]`".to_owned()
}

/// The names that a certificate has, which come as `DnsName("a.example")`.
fn names(presented: &[String]) -> String {
    let plain = presented
        .iter()
        .map(|name| name.split('"').nth(1).unwrap_or(name));
    plain.collect::<Vec<_>>().join(", ")
}

/// The day of a time, which is in seconds.
fn date(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let time = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    time.strftime("%Y-%m-%d").to_string()
}
