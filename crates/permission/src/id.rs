//! Names of the things a permission is about. Each is its own type, so that none is passed for
//! another.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Longest id accepted, in bytes: room for a URL, and a bound on what a token can make us keep.
pub const MAX_ID_BYTES: usize = 256;

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    /// Nothing was given.
    #[error("a {0} id must not be empty")]
    Empty(&'static str),
    /// Beyond [`MAX_ID_BYTES`].
    #[error("a {0} id must not be longer than {MAX_ID_BYTES} bytes")]
    Long(&'static str),
    /// White space or a control character.
    #[error("{0} id `{1}` contains white space or a control character")]
    Character(&'static str, String),
    /// A dataset id that does not begin as all do.
    #[error("dataset id `{0}` is not of the form `urn:fiducia:dataset:<connector uuid>:<slug>`")]
    Dataset(String),
}

fn check(what: &'static str, text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty(what));
    }
    if text.len() > MAX_ID_BYTES {
        return Err(IdError::Long(what));
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(IdError::Character(what, text.to_owned()));
    }
    Ok(())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks and keeps an id: not empty, at most [`MAX_ID_BYTES`], no white space.
            pub fn new(id: impl AsRef<str>) -> Result<Self, IdError> {
                let id = id.as_ref();
                Self::check(id)?;
                Ok(Self(Arc::from(id)))
            }

            /// The id as text.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(id: &str) -> Result<Self, IdError> {
                Self::new(id)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(id: String) -> Result<Self, IdError> {
                Self::new(id)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.as_ref().to_owned()
            }
        }
    )*};
}

macro_rules! plain {
    ($($name:ident $what:literal;)*) => {$(
        impl $name {
            fn check(id: &str) -> Result<(), IdError> {
                check($what, id)
            }
        }
    )*};
}

ids! {
    /// A dataset: `urn:fiducia:dataset:<connector uuid>:<slug>`.
    DatasetId;
    /// A permission's name through renewal, amendment and a change of operator.
    ArrangementId;
    /// A registered intended use, in all its versions.
    IntendedUseId;
    /// A data using service.
    ServiceId;
    /// An organisation: a source's or a service's.
    OrganisationId;
    /// A trust group.
    TrustGroupId;
    /// A standing rule.
    RuleId;
    /// A mandate: the proof that someone acts for the person.
    MandateId;
}

plain! {
    ArrangementId "arrangement";
    IntendedUseId "intended use";
    ServiceId "service";
    OrganisationId "organisation";
    TrustGroupId "trust group";
    RuleId "rule";
    MandateId "mandate";
}

const DATASET_PREFIX: &str = "urn:fiducia:dataset:";

impl DatasetId {
    fn check(id: &str) -> Result<(), IdError> {
        check("dataset", id)?;
        match id
            .strip_prefix(DATASET_PREFIX)
            .and_then(|rest| rest.split_once(':'))
        {
            Some((connector, slug)) if !connector.is_empty() && !slug.is_empty() => Ok(()),
            _ => Err(IdError::Dataset(id.to_owned())),
        }
    }

    /// The id of a connector's dataset.
    pub fn of(connector: &str, slug: &str) -> Result<Self, IdError> {
        Self::new(format!("{DATASET_PREFIX}{connector}:{slug}"))
    }

    /// The UUID of the connector that offers the dataset.
    pub fn connector(&self) -> &str {
        self.parts().0
    }

    /// The dataset's short name at its connector.
    pub fn slug(&self) -> &str {
        self.parts().1
    }

    fn parts(&self) -> (&str, &str) {
        // INVARIANT: `check` has seen the prefix and the colon.
        self.0
            .strip_prefix(DATASET_PREFIX)
            .and_then(|rest| rest.split_once(':'))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dataset_id_tells_its_connector_and_slug() {
        let id = DatasetId::of("5e0f3c9e-7c1e-4f5c-9f57-3f1c1d0f2a11", "patrons").unwrap();
        assert_eq!(id.connector(), "5e0f3c9e-7c1e-4f5c-9f57-3f1c1d0f2a11");
        assert_eq!(id.slug(), "patrons");
        assert_eq!(DatasetId::new(id.as_str()), Ok(id));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "patrons",
            "urn:fiducia:dataset:",
            "urn:fiducia:dataset:x",
            "urn:fiducia:dataset:x:",
        ] {
            assert_eq!(DatasetId::new(text), Err(IdError::Dataset(text.into())));
        }
        assert_eq!(RuleId::new(""), Err(IdError::Empty("rule")));
        assert_eq!(
            RuleId::new("a b"),
            Err(IdError::Character("rule", "a b".into()))
        );
        assert_eq!(RuleId::new("x".repeat(257)), Err(IdError::Long("rule")));
        assert!(serde_json::from_str::<ServiceId>("\"\"").is_err());
    }
}
