//! How texts of other programs are encoded.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::records::BYTE_ORDER_MARK;

/// UTF-8, or an encoding of one byte a character, as older programs write (WHATWG Encoding Standard §4.2). In each of them
/// what is ASCII stands for itself, so that lines and fields are found without reading the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// What counts where nothing is said.
    pub const UTF_8: Self = Self(encoding_rs::UTF_8);
    /// What most programs of western Europe wrote before.
    pub const WINDOWS_1252: Self = Self(encoding_rs::WINDOWS_1252);

    /// The encoding of this name, such as `windows-1252`, `iso-8859-15` or `utf-8`, in capitals or not.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let named = encoding_rs::Encoding::for_label(name.as_bytes())?;
        (named.is_single_byte() || named == encoding_rs::UTF_8).then_some(Self(named))
    }

    /// What an XML document says of itself (XML 1.0 §4.3.3); UTF-8 where it says nothing, none where it is in another.
    pub(crate) fn of_xml(document: &[u8]) -> Option<Self> {
        let declaration = document.strip_prefix(BYTE_ORDER_MARK).unwrap_or(document);
        let Some(declaration) = declaration.strip_prefix(b"<?xml") else {
            return Some(Self::UTF_8);
        };
        let end = declaration.iter().position(|byte| *byte == b'>')?;
        let declaration = std::str::from_utf8(&declaration[..end]).ok()?;
        let Some((_, said)) = declaration.split_once("encoding") else {
            return Some(Self::UTF_8);
        };
        let mut parts = said.split(['"', '\'']);
        Self::named(parts.nth(1)?)
    }

    /// The text; none where a byte stands for nothing.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        self.0
            .decode_without_bom_handling_and_without_replacement(bytes)
    }

    /// Whether it is UTF-8.
    #[must_use]
    pub fn is_utf_8(&self) -> bool {
        *self == Self::UTF_8
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl Default for Encoding {
    fn default() -> Self {
        Self::UTF_8
    }
}

impl TryFrom<String> for Encoding {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::named(&name).ok_or_else(|| {
            format!("`{name}` is no encoding that is read here: `utf-8`, or one of one byte a character such as `windows-1252`")
        })
    }
}

impl From<Encoding> for String {
    fn from(encoding: Encoding) -> Self {
        encoding.name().to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_encodings_are_read_and_those_without_ascii_are_not() {
        for (name, bytes, text) in [
            ("windows-1252", &b"K\xe4ssi \x80"[..], "Kässi €"),
            ("ISO-8859-15", b"\xa4", "€"),
            ("windows-1253", b"\xc1\xe8\xde\xed\xe1", "Αθήνα"),
            ("iso-8859-2", b"\xa3\xf3d\xbc", "Łódź"),
            ("utf8", "Łódź".as_bytes(), "Łódź"),
        ] {
            let read = Encoding::named(name).unwrap().decode(bytes);
            assert_eq!(read.as_deref(), Some(text), "{name}");
        }
        assert_eq!(Encoding::UTF_8.decode(b"K\xe4ssi"), None);
        for name in ["utf-16", "utf-16le", "iso-2022-jp", "gb18030", "x-user", ""] {
            assert_eq!(Encoding::named(name), None, "{name}");
        }
        let written = serde_json::to_value(Encoding::WINDOWS_1252).unwrap();
        assert_eq!(written, "windows-1252");
    }

    #[test]
    fn an_xml_document_says_its_encoding_itself() {
        for (document, name) in [
            ("<a/>", Some("UTF-8")),
            ("<?xml version=\"1.0\"?><a encoding=\"x\"/>", Some("UTF-8")),
            (
                "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
                Some("windows-1252"),
            ),
            (
                "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>",
                Some("UTF-8"),
            ),
            ("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", None),
            ("<?xml version=\"1.0\" encoding=", None),
        ] {
            let found = Encoding::of_xml(document.as_bytes()).map(Encoding::name);
            assert_eq!(found, name, "{document}");
        }
    }
}
