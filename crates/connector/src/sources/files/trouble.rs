//! What keeps a bucket, or an object in it, from being read: said to those who run the source, in words of our own.

use http::StatusCode;

use crate::sources::SourceError;

/// Minutes that the clocks of both sides may be apart (AWS Signature Version 4).
pub(super) const MOST_APART: i64 = 15;

/// Why nothing came of a look into a bucket. Nothing of what the store said is in here, but a region's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("the store has no bucket of this name")]
    NoBucket,
    #[error("the store does not know the access key")]
    UnknownKey,
    #[error("the secret is not the access key's")]
    WrongSecret,
    #[error("the session token is no good, or not any longer")]
    Expired,
    #[error("the store does not let the access key list the bucket or read the object")]
    NotAllowed,
    #[error(
        "the clocks of the store and of this machine are {0} minutes apart, and a signature is good for {MOST_APART}"
    )]
    Clock(i64),
    #[error("the bucket is in another region{}", .0.as_ref().map(|name| format!(", `{name}`")).unwrap_or_default())]
    OtherRegion(Option<String>),
    #[error("the object is archived, and cannot be read before it is restored")]
    Archived,
    #[error(
        "the list of the bucket has no end, or more than {0} entries; a longer `prefix` makes it shorter"
    )]
    Endless(usize),
    #[error("what the store sent is no list of a bucket")]
    NoList,
    #[error("there is no such object")]
    Gone,
    #[error("the object has {0} bytes, which is more than `largest_object`")]
    TooLarge(u64),
    #[error("what came of the object is not as long as the store said")]
    OtherLength,
    #[error("the object was replaced while it was fetched")]
    Replaced,
    #[error("{0}")]
    NoSecret(String),
    #[error("it cannot be kept in the data directory: {0}")]
    Disk(std::io::ErrorKind),
    #[error("{}", of_store(*.0))]
    Store(SourceError),
}

/// The words for a source, of a store.
fn of_store(error: SourceError) -> String {
    error.to_string().replacen("the source", "the store", 1)
}

impl Trouble {
    /// What it is to whoever asks for a person's data.
    pub(crate) fn source_error(&self) -> SourceError {
        match self {
            Self::NoBucket => SourceError::Status(404),
            // As a file that is not in its folder.
            Self::Gone => SourceError::Down,
            Self::UnknownKey
            | Self::WrongSecret
            | Self::Expired
            | Self::NotAllowed
            | Self::Clock(_)
            | Self::NoSecret(_) => SourceError::RefusesConnector,
            Self::OtherRegion(_) => SourceError::Redirect,
            Self::Archived | Self::Disk(_) => SourceError::Failed,
            Self::Endless(_) | Self::TooLarge(_) => SourceError::TooLarge,
            Self::NoList | Self::OtherLength => SourceError::Malformed,
            Self::Replaced => SourceError::BrokeOff,
            Self::Store(error) => *error,
        }
    }

    /// By an error's code, where it is one that says more than its status (Amazon S3 API, error responses).
    pub(super) fn of_code(code: &str, region: Option<String>, apart: Option<i64>) -> Option<Self> {
        let apart = apart.filter(|minutes| *minutes >= MOST_APART);
        Some(match code {
            "NoSuchBucket" => Self::NoBucket,
            "NoSuchKey" => Self::Gone,
            "InvalidAccessKeyId" => Self::UnknownKey,
            "SignatureDoesNotMatch" => Self::WrongSecret,
            "ExpiredToken" | "InvalidToken" => Self::Expired,
            "RequestTimeTooSkewed" => Self::Clock(apart.unwrap_or(MOST_APART)),
            // An address that is signed in advance is refused so where it is from another time.
            "AccessDenied" => apart.map_or(Self::NotAllowed, Self::Clock),
            "PermanentRedirect" | "AuthorizationHeaderMalformed" => Self::OtherRegion(region),
            "AuthorizationQueryParametersError" if region.is_some() => Self::OtherRegion(region),
            "InvalidObjectState" => Self::Archived,
            "PreconditionFailed" => Self::Replaced,
            _ => return None,
        })
    }

    /// By a status that is no success.
    pub(super) fn of_status(
        status: StatusCode,
        region: Option<String>,
        apart: Option<i64>,
    ) -> Self {
        let code = status.as_u16();
        match code {
            401 | 403 => match apart.filter(|minutes| *minutes >= MOST_APART) {
                Some(minutes) => Self::Clock(minutes),
                None => Self::NotAllowed,
            },
            412 => Self::Replaced,
            300..=399 if region.is_some() => Self::OtherRegion(region),
            300..=399 => Self::Store(SourceError::Redirect),
            _ => Self::Store(SourceError::Status(code)),
        }
    }
}

impl From<SourceError> for Trouble {
    fn from(error: SourceError) -> Self {
        Self::Store(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_by_its_code_or_its_status() {
        let code = |code| Trouble::of_code(code, None, Some(2));
        assert_eq!(code("NoSuchBucket"), Some(Trouble::NoBucket));
        assert_eq!(code("AccessDenied"), Some(Trouble::NotAllowed));
        assert_eq!(code("Zebra7731"), None);
        let late = Trouble::of_code("AccessDenied", None, Some(180));
        assert_eq!(late, Some(Trouble::Clock(180)));
        let region = Some("eu-north-1".to_owned());
        let other = Trouble::of_status(StatusCode::MOVED_PERMANENTLY, region, None);
        assert!(other.to_string().contains("`eu-north-1`"), "{other}");
        assert_eq!(other.source_error(), SourceError::Redirect);
        let broken = Trouble::of_status(StatusCode::BAD_GATEWAY, None, None);
        assert_eq!(broken.to_string(), "the store answered with status 502");
    }
}
