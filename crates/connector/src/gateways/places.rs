//! What paths of gateway files are made of: text, and places that a request fills.

use serde_json::Value;

use super::members::meant;

/// What stands for a slash that is encoded (`%2F`) while a path is matched: it stays within its segment. No character
/// of a text is it (Unicode §23.7).
pub(super) const ENCODED_SLASH: char = '\u{fdd0}';

/// What can be written behind a place's name.
const FILTERS: [&str; 4] = ["int", "float", "path", "re"];

/// Part of a path that a request fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// None where no file can ask for it.
    pub(super) name: Option<String>,
    pub(super) kind: Kind,
}

/// What may stand in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One segment, or some of it.
    Text,
    /// A whole number, `-17`.
    Int,
    /// A number, `2.5`.
    Float,
    /// Anything, slashes too.
    Path,
    /// What this regular expression says.
    Expression(String),
}

impl Kind {
    /// The regular expression of what fits.
    pub(super) fn mask(&self) -> &str {
        match self {
            Self::Text => "[^/]+",
            Self::Int => "-?[0-9]+",
            Self::Float => "-?[0-9.]+",
            Self::Path => ".+?",
            Self::Expression(expression) => expression,
        }
    }

    /// The value of what fits the mask. Numbers are numbers, as in 2021, where a file copies them.
    pub(super) fn read(&self, text: &str) -> Option<Value> {
        match self {
            // One that is larger than any that JSON's readers take stays as it is.
            Self::Int => Some(
                text.parse::<i64>()
                    .map_or_else(|_| text.into(), Value::from),
            ),
            Self::Float => {
                let number = text.parse::<f64>().ok();
                number.filter(|number| number.is_finite()).map(Value::from)
            }
            Self::Text | Self::Path | Self::Expression(_) => {
                Some(text.replace(ENCODED_SLASH, "/").into())
            }
        }
    }
}

/// Part of a path.
pub(super) enum Piece {
    Text(String),
    Place(Place),
}

/// The pieces of a path, in their order.
///
/// # Errors
/// A sentence that says what in it cannot be read.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let (mut plain, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        let slashes = rest.len() - rest.trim_start_matches('\\').len();
        let behind = &rest[slashes..];
        if !behind.starts_with([':', '<']) {
            let end = slashes.max(first.len_utf8());
            plain.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let (place, length) = match behind.strip_prefix('<') {
            Some(inner) => in_brackets(inner).ok_or_else(|| {
                format!("`{text}` cannot be read: a place is `<name>`, `<name:filter>` or `<name:re:expression>`")
            })?,
            None => behind_colon(&behind[1..]),
        };
        let (written, after) = behind.split_at(1 + length);
        rest = after;
        // As many backslashes as are not pairs keep a place from being one.
        if slashes % 2 == 1 {
            plain.push_str(written);
            continue;
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        pieces.push(Piece::Place(place.read()?));
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(pieces)
}

/// A place as it is written.
struct Written<'a> {
    name: &'a str,
    filter: &'a str,
    expression: &'a str,
}

impl Written<'_> {
    fn read(self) -> Result<Place, String> {
        let kind = match self.filter {
            "int" => Kind::Int,
            "float" => Kind::Float,
            "path" => Kind::Path,
            "" | "re" if self.expression.is_empty() => Kind::Text,
            "" | "re" => Kind::Expression(without_brackets_escaped(self.expression)),
            other => {
                let meant = meant(other, FILTERS);
                return Err(format!("there is no filter `{other}`{meant}"));
            }
        };
        let name = (!self.name.is_empty()).then(|| self.name.to_owned());
        Ok(Place { name, kind })
    }
}

/// The name that a text starts with, which may be empty.
fn name(text: &str) -> &str {
    let goes_on = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let end = text
        .find(|character| !goes_on(character))
        .unwrap_or(text.len());
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        ""
    } else {
        &text[..end]
    }
}

/// `name>`, `name:filter>` or `name:filter:expression>`, and how long it is.
fn in_brackets(text: &str) -> Option<(Written<'_>, usize)> {
    let name = name(text);
    let mut written = Written {
        name,
        filter: "",
        expression: "",
    };
    let mut rest = &text[name.len()..];
    if let Some(behind) = rest.strip_prefix(':') {
        written.filter = self::name(behind);
        rest = &behind[written.filter.len()..];
        if let Some(behind) = rest.strip_prefix(':') {
            let end = end_of_expression(behind)?;
            (written.expression, rest) = behind.split_at(end);
        }
    }
    let rest = rest.strip_prefix('>')?;
    Some((written, text.len() - rest.len()))
}

/// An expression whose `\<` and `\>` are `<` and `>`, as Python has them; elsewhere they are ends of words.
fn without_brackets_escaped(expression: &str) -> String {
    let mut out = String::with_capacity(expression.len());
    let mut characters = expression.chars();
    while let Some(character) = characters.next() {
        match (character, characters.as_str().chars().next()) {
            ('\\', Some('<' | '>')) => {}
            ('\\', Some(escaped)) => {
                out.extend([character, escaped]);
                characters.next();
            }
            _ => out.push(character),
        }
    }
    out
}

/// Where the `>` is that no backslash precedes.
fn end_of_expression(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let is_end = byte == b'>' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })
}

/// `name` or `name#expression#`, as places were written before they had brackets, and how long it is.
fn behind_colon(text: &str) -> (Written<'_>, usize) {
    let name = name(text);
    let rest = &text[name.len()..];
    let expression = rest.strip_prefix('#').and_then(|rest| {
        let end = rest.find('#')?;
        Some(&rest[..end])
    });
    let length = name.len() + expression.map_or(0, |expression| expression.len() + 2);
    let written = Written {
        name,
        filter: "",
        expression: expression.unwrap_or_default(),
    };
    (written, length)
}
