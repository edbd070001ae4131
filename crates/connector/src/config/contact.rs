//! How people reach whoever answers for the data.
use protocol::metadata::Contact;
use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer};

use crate::{Error, Result};

/// The keys of `[connector.contact]`.
const KEYS: [&str; 6] = [
    "name",
    "email",
    "phone",
    "postal",
    "url",
    "data_protection_officer",
];
/// Longest part of a contact, in bytes: it is shown whole.
const LONGEST: usize = 300;

/// Reads the section; a key that is none of its own is refused, which the wire form lets pass.
pub(super) fn read<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Box<Contact>>, D::Error> {
    let section = serde_json::Map::deserialize(deserializer)?;
    if let Some(key) = section.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(D::Error::unknown_field(key, &KEYS));
    }
    serde_json::from_value(section.into())
        .map(Some)
        .map_err(D::Error::custom)
}

/// Refuses what nobody could reach anybody with.
pub(super) fn check(contact: &Contact) -> Result<()> {
    let refuse =
        |key: &str, why: &str| Err(Error::Config(format!("`connector.contact.{key}` {why}")));
    let parts = [
        ("name", &contact.name),
        ("email", &contact.email),
        ("phone", &contact.phone),
        ("postal", &contact.postal),
        ("url", &contact.url),
        ("data_protection_officer", &contact.data_protection_officer),
    ];
    for (key, part) in parts {
        let Some(part) = part else { continue };
        if part.trim().is_empty() || part.len() > LONGEST {
            return refuse(key, "is empty or too long");
        }
    }
    if let Some(email) = &contact.email
        && (email.split('@').filter(|part| !part.is_empty()).count() != 2
            || email.contains(char::is_whitespace))
    {
        return refuse("email", "is no e-mail address");
    }
    if let Some(url) = &contact.url
        && !url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
    {
        return refuse("url", "is no address of a page");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Section {
        #[serde(default, deserialize_with = "read")]
        contact: Option<Box<Contact>>,
    }

    fn section(text: &str) -> std::result::Result<Option<Box<Contact>>, String> {
        let section: Section = toml::from_str(text).map_err(|error| error.to_string())?;
        if let Some(contact) = &section.contact {
            check(contact).map_err(|error| error.to_string())?;
        }
        Ok(section.contact)
    }

    #[test]
    fn a_contact_says_how_to_reach_somebody() {
        assert_eq!(section(""), Ok(None));
        let text =
            "[contact]\nemail = \"library@city.example\"\nurl = \"https://city.example/data\"";
        let contact = section(text).unwrap().unwrap();
        assert_eq!(contact.email.as_deref(), Some("library@city.example"));
        for (wrong, word) in [
            ("mail = \"x\"", "mail"),
            ("email = \"library\"", "email"),
            ("url = \"javascript:alert(1)\"", "url"),
            ("phone = \" \"", "phone"),
        ] {
            let error = section(&format!("[contact]\n{wrong}")).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }
}
