//! Identifiers that cross a boundary, each its own type.
//!
//! UUIDs are version 4 (§5.1.1, §5.8); the bare form without hyphens, which §5.1.1's own example
//! uses, is read and written back with hyphens. Other identifiers are opaque: a peer may choose its
//! own form, within an alphabet that is safe in a path, a log line and a header.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::json::Shown;

/// Longest opaque identifier, in bytes: three UUIDs' worth, and what fits an index row.
pub const LONGEST_ID: usize = 128;

/// Longest name or URI used as an identifier, in bytes.
pub const LONGEST_NAME: usize = 512;

/// A text that is not an identifier of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is not {expected}")]
pub struct IdError {
    expected: &'static str,
    value: String,
}

impl IdError {
    fn new(expected: &'static str, value: &str) -> Self {
        Self {
            expected,
            value: Shown(value).to_string(),
        }
    }
}

/// A version 4 UUID in hyphenated lower case, from either form.
fn uuid_v4(text: &str) -> Option<String> {
    // `uuid` reads braces and `urn:uuid:` too; MIM4 has neither
    if text.len() != 32 && text.len() != 36 {
        return None;
    }
    let uuid = uuid::Uuid::try_parse(text).ok()?;
    let right = uuid.get_version_num() == 4 && uuid.get_variant() == uuid::Variant::RFC4122;
    right.then(|| uuid.hyphenated().to_string())
}

/// An opaque identifier: letters, digits, `-`, `.`, `_`, `~`, `:`. Neither `.` nor `..`, which a
/// path would swallow.
fn opaque(text: &str) -> Option<String> {
    let fits = !text.is_empty()
        && text.len() <= LONGEST_ID
        && text != "."
        && text != ".."
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte));
    fits.then(|| text.to_owned())
}

/// Printable text without spaces at its ends.
fn name(text: &str) -> Option<String> {
    let fits = !text.is_empty()
        && text.len() <= LONGEST_NAME
        && text.trim() == text
        && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// A URI or compact IRI: visible ASCII without the characters that RFC 3986 excludes.
fn uri(text: &str) -> Option<String> {
    let fits = !text.is_empty()
        && text.len() <= LONGEST_NAME
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    fits.then(|| text.to_owned())
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $type:ident = $check:ident, $expected:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(Box<str>);

        impl $type {
            /// Reads an identifier and brings it into its one form.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                $check(text)
                    .map(|text| Self(text.into_boxed_str()))
                    .ok_or_else(|| IdError::new($expected, text))
            }

            /// The identifier as it goes on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $type {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $type {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$type> for String {
            fn from(id: $type) -> Self {
                id.0.into_string()
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $type {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($type), &self.0)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                Self::parse(&text).map_err(D::Error::custom)
            }
        }
    )*};
}

identifiers! {
    /// An operator's identifier (§5.1.1, §5.7), the `iss` of its tickets (§5.3).
    OperatorUuid = uuid_v4, "a version 4 UUID";
    /// A connector's identifier (§5.8).
    ConnectorUuid = uuid_v4, "a version 4 UUID";
    /// A trust group's identifier (§5.1.3).
    TrustGroupUuid = uuid_v4, "a version 4 UUID";

    /// A random identifier for one person between exactly two parties; a ticket's
    /// `mop_processing_record_uuid` (§5.3) is the one between operator and service.
    LegId = opaque, "a leg id (letters, digits and -._~:, at most 128)";
    /// The identifier of a permission that stays the same through renewal, amendment and a change
    /// of operator, as the two parties of one leg know it.
    ArrangementId = opaque, "an arrangement id (letters, digits and -._~:, at most 128)";
    /// The `access_item_uuid` of §5.4: the operator's log entry for one introspection.
    AccessItemId = opaque, "an access item id (letters, digits and -._~:, at most 128)";
    /// A `jti` (RFC 7519 §4.1.7): unique among one issuer's tokens.
    TokenId = name, "a token id (at most 512 printable characters)";
    /// A permission request's identifier at its operator.
    PermissionRequestId = opaque, "a permission request id (letters, digits and -._~:, at most 128)";
    /// A registered intended use's identifier at an operator.
    IntendedUseId = opaque, "an intended use id (letters, digits and -._~:, at most 128)";
    /// A rights request's identifier.
    RightsRequestId = opaque, "a rights request id (letters, digits and -._~:, at most 128)";

    /// The organisation that owns a data using service: a ticket's `sub` (§5.3).
    OrganisationId = name, "an organisation id (at most 512 printable characters)";
    /// An OAuth client: a service, or a connector at an operator (RFC 6749 §2.2).
    ClientId = name, "a client id (at most 512 printable characters)";
    /// Who signs an event: an operator's UUID or a party's base URL (RFC 8417 §2.2).
    Issuer = name, "an issuer (at most 512 printable characters)";
    /// A role of a member under its rulebook, for example `operator`.
    Role = name, "a role (at most 512 printable characters)";
    /// A connector's capability (`attribute-filter`, `lease`, `rights`, `ngsi-ld`).
    Capability = name, "a capability (at most 512 printable characters)";

    /// A dataset: `urn:fiducia:dataset:<connector_uuid>:<slug>`, or another URI a peer chose.
    DatasetId = uri, "a dataset URI (at most 512 visible characters)";
    /// An attribute's name within its dataset.
    AttributeName = name, "an attribute name (at most 512 printable characters)";
    /// A term of a vocabulary by its IRI, full or compact (`dpv:ServiceProvision`).
    TermIri = uri, "a term's IRI (at most 512 visible characters)";
}

impl From<&OperatorUuid> for Issuer {
    fn from(operator: &OperatorUuid) -> Self {
        Self(operator.0.clone())
    }
}

impl From<&ConnectorUuid> for Issuer {
    fn from(connector: &ConnectorUuid) -> Self {
        Self(connector.0.clone())
    }
}

impl From<&ConnectorUuid> for ClientId {
    fn from(connector: &ConnectorUuid) -> Self {
        Self(connector.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mim4_5_1_1_operator_uuids_are_version_4_in_either_form() {
        let bare = OperatorUuid::parse("5e00c14239024fe1b8175713ae1f77cb").unwrap();
        assert_eq!(bare.as_str(), "5e00c142-3902-4fe1-b817-5713ae1f77cb");
        let upper = OperatorUuid::parse("5E00C142-3902-4FE1-B817-5713AE1F77CB").unwrap();
        assert_eq!(bare, upper);
        for wrong in [
            "",
            "5e00c142-3902-1fe1-b817-5713ae1f77cb",
            "5e00c142-3902-4fe1-0817-5713ae1f77cb",
            "{5e00c142-3902-4fe1-b817-5713ae1f77cb}",
            "urn:uuid:5e00c142-3902-4fe1-b817-5713ae1f77cb",
            "5e00c142-39024fe1-b817-5713ae1f77cb0",
            "00000000-0000-0000-0000-000000000000",
        ] {
            assert!(OperatorUuid::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn opaque_ids_are_safe_in_a_path() {
        assert!(AccessItemId::parse("01890a5d-ac96-774b-bcce-b302099a8057").is_ok());
        for wrong in ["", ".", "..", "a/b", "a b", "a%2Fb", "ä", "a\n"] {
            assert!(AccessItemId::parse(wrong).is_err(), "{wrong}");
        }
        assert!(LegId::parse(&"x".repeat(LONGEST_ID)).is_ok());
        assert!(LegId::parse(&"x".repeat(LONGEST_ID + 1)).is_err());
    }

    #[test]
    fn names_are_printable_and_uris_have_no_spaces() {
        assert!(OrganisationId::parse("Ville de Rennes (métropole)").is_ok());
        assert!(OrganisationId::parse("a\u{0}b").is_err());
        assert!(OrganisationId::parse(" a").is_err());
        assert!(DatasetId::parse("urn:fiducia:dataset:x:loans").is_ok());
        assert!(DatasetId::parse("urn:a b").is_err());
        assert!(TermIri::parse("https://w3id.org/dpv#ServiceProvision").is_ok());
    }

    #[test]
    fn an_id_error_shows_the_input_in_backticks() {
        let error = OperatorUuid::parse("acme").unwrap_err();
        assert_eq!(error.to_string(), "`acme` is not a version 4 UUID");
    }

    #[test]
    fn ids_keep_their_form_in_json() {
        let id: ConnectorUuid =
            serde_json::from_str("\"5e00c14239024fe1b8175713ae1f77cb\"").unwrap();
        assert_eq!(
            serde_json::to_string(&id).unwrap(),
            "\"5e00c142-3902-4fe1-b817-5713ae1f77cb\""
        );
        assert!(serde_json::from_str::<ConnectorUuid>("7").is_err());
    }
}
