//! What is wrong with a gateway file, and where in it: its key, and the line.

use std::fmt;

/// A step to a part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Name(String),
    Index(usize),
}

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<usize> for Key {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// A sentence, and the part of the file that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    what: String,
    /// From the part outwards.
    keys: Vec<Key>,
    /// The include whose part it is, where it is not the file's own.
    include: Option<String>,
}

impl<T: Into<String>> From<T> for Wrong {
    fn from(what: T) -> Self {
        Self {
            what: what.into(),
            keys: Vec::new(),
            include: None,
        }
    }
}

impl Wrong {
    /// As it is seen from outside of this part.
    pub(super) fn within(mut self, key: impl Into<Key>) -> Self {
        if self.include.is_none() {
            self.keys.push(key.into());
        }
        self
    }

    /// The outermost name of the part, as it is seen here.
    pub(super) fn member(&self) -> Option<&str> {
        match self.keys.last() {
            Some(Key::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// Says that it is in an include.
    pub(super) fn in_include(mut self, name: &str) -> Self {
        self.include.get_or_insert_with(|| name.to_owned());
        self
    }

    /// The include that it is in.
    pub(super) fn include(&self) -> Option<&str> {
        self.include.as_deref()
    }

    /// The whole sentence, of a file's name and text.
    pub(super) fn of(&self, name: &str, text: &str) -> String {
        let keys: Vec<_> = self.keys.iter().rev().cloned().collect();
        let line = line_of(text, &keys);
        let place = if keys.is_empty() {
            String::new()
        } else {
            format!(", `{}`", Place(&keys))
        };
        format!("gateway file `{name}`, line {line}{place}: {}", self.what)
    }
}

/// `requests[1].builders[0].from`
struct Place<'a>(&'a [Key]);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, key) in self.0.iter().enumerate() {
            match key {
                Key::Name(name) if place == 0 => write!(f, "{name}")?,
                Key::Name(name) => write!(f, ".{name}")?,
                Key::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// The line at which a part of a JSON text begins, a member with its name; of one that is not there, the line of what it
/// would be in.
fn line_of(text: &str, keys: &[Key]) -> usize {
    let mut reader = Reader { text, at: 0 };
    reader.space();
    let mut found = reader.at;
    for key in keys {
        match reader.enter(key) {
            Some(at) => found = at,
            None => break,
        }
    }
    1 + text.get(..found).unwrap_or_default().matches('\n').count()
}

/// Reads a text that is JSON.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes to a part of the value that begins here; where that part begins.
    fn enter(&mut self, key: &Key) -> Option<usize> {
        let is_object = match self.byte()? {
            b'{' => true,
            b'[' => false,
            _ => return None,
        };
        self.at += 1;
        for index in 0.. {
            self.space();
            if matches!(self.byte()?, b'}' | b']') {
                return None;
            }
            let start = self.at;
            let here = if is_object {
                let name = self.name()?;
                self.space();
                self.at += 1;
                self.space();
                *key == Key::Name(name)
            } else {
                *key == Key::Index(index)
            };
            if here {
                return Some(start);
            }
            self.skip()?;
            self.space();
            if self.byte()? == b',' {
                self.at += 1;
            }
        }
        None
    }

    fn name(&mut self) -> Option<String> {
        let start = self.at;
        self.skip()?;
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }

    /// Goes behind the value that begins here.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.byte()? {
                b'"' => {
                    self.at += 1;
                    while self.byte()? != b'"' {
                        self.at += if self.byte()? == b'\\' { 2 } else { 1 };
                    }
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' | b',' | b':' if depth == 0 => return Some(()),
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 && matches!(self.byte(), None | Some(b',' | b':' | b'}' | b']')) {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"a\": 1, \"b}\": [\"\\\"]\",\n    {\"c\" :\n\n {\"d\": null}},\n  3],\n  \"e\": {\n}\n}\n";

    #[test]
    fn each_part_has_its_line() {
        for (keys, line) in [
            (vec![], 1),
            (vec!["a".into()], 2),
            (vec!["b}".into()], 2),
            (vec!["b}".into(), 0.into()], 2),
            (vec!["b}".into(), 1.into()], 3),
            (vec!["b}".into(), 1.into(), "c".into(), "d".into()], 5),
            (vec!["b}".into(), 2.into()], 6),
            (vec!["e".into()], 7),
            // What is not there is missed where it would be.
            (vec!["e".into(), "f".into()], 7),
            (vec!["b}".into(), 9.into()], 2),
            (vec!["none".into()], 1),
        ] {
            assert_eq!(line_of(TEXT, &keys), line, "{keys:?}");
        }
        assert_eq!(line_of("", &["a".into()]), 1);
    }

    #[test]
    fn a_sentence_names_file_line_and_key() {
        let wrong = Wrong::from("it is no text")
            .within("c")
            .within(1)
            .within("b}");
        let said = "gateway file `x.json`, line 3, `b}[1].c`: it is no text";
        assert_eq!(wrong.of("x.json", TEXT), said);
        let wrong = Wrong::from("what")
            .within("url")
            .in_include("y.json")
            .within(0);
        assert_eq!(
            (wrong.include(), wrong.member()),
            (Some("y.json"), Some("url"))
        );
    }
}
