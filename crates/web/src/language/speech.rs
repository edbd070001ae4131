//! Saying things to one visitor.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use fluent_bundle::{FluentArgs, FluentValue};
use jiff::{Timestamp, Zoned, tz::TimeZone};

use super::{Catalogue, Language, formats};

/// What parties that bring no messages of their own say.
static SHELL: Catalogue = Catalogue::new(&[Catalogue::SHELL]);

/// Which language is spoken to a visitor, with which messages, and in which time zone.
#[derive(Debug, Clone)]
pub struct Speech {
    language: Language,
    catalogue: &'static Catalogue,
    zone: TimeZone,
}

impl Default for Speech {
    /// English, the shell's messages, UTC.
    fn default() -> Self {
        Self::new(Language::English, &SHELL, TimeZone::UTC)
    }
}

impl Speech {
    /// A language, the party's messages, the city's time zone.
    pub const fn new(language: Language, catalogue: &'static Catalogue, zone: TimeZone) -> Self {
        Self {
            language,
            catalogue,
            zone,
        }
    }

    /// The shell's messages in this language and time zone.
    pub fn of_shell(language: Language, zone: TimeZone) -> Self {
        Self::new(language, &SHELL, zone)
    }

    /// The language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Its tag (BCP 47).
    pub const fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// A message, to be filled with [`Message::with`]. `home-title` names a message, `home-title.text` its attribute.
    pub fn say<'a>(&'a self, id: &'a str) -> Message<'a> {
        Message {
            speech: self,
            id,
            values: FluentArgs::new(),
        }
    }

    /// A message without values that may be missing, such as the name of a term.
    pub fn known(&self, id: &str) -> Option<String> {
        self.written(self.language, id, None)
            .or_else(|| self.written(Language::English, id, None))
    }

    fn written(&self, language: Language, id: &str, values: Option<&FluentArgs>) -> Option<String> {
        let bundle = self.catalogue.bundle(language);
        let (id, attribute) = match id.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (id, None),
        };
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, values, &mut errors);
        for error in errors {
            tracing::error!(%error, id, ?language, "a message cannot be said");
        }
        Some(text.into_owned())
    }

    /// A day as the language writes it, in the city's time zone; `at` is an RFC 3339 time.
    pub fn day(&self, at: &str) -> String {
        self.local(at)
            .and_then(|at| formats::day(self.language, &at))
            .unwrap_or_else(|| at.to_owned())
    }

    /// A time to the minute as the language writes it, in the city's time zone; `at` is an RFC 3339 time.
    pub fn minute(&self, at: &str) -> String {
        self.local(at)
            .and_then(|at| formats::minute(self.language, &at))
            .unwrap_or_else(|| at.to_owned())
    }

    /// As [`Speech::day`], from microseconds since the epoch.
    pub fn day_of(&self, micros: i64) -> Option<String> {
        let at = Timestamp::from_microsecond(micros).ok()?;
        formats::day(self.language, &at.to_zoned(self.zone.clone()))
    }

    fn local(&self, at: &str) -> Option<Zoned> {
        let at = Timestamp::from_str(at).ok()?;
        Some(at.to_zoned(self.zone.clone()))
    }

    /// `a, b and c`, as the language lists things.
    pub fn list(&self, parts: impl IntoIterator<Item = impl Into<String>>) -> String {
        let parts: Vec<String> = parts.into_iter().map(Into::into).collect();
        formats::list(self.language, &parts)
    }

    /// What a country (ISO 3166-1 alpha-2) is called; its code where that is no country.
    pub fn country<'a>(&self, code: &'a str) -> &'a str {
        super::countries::name(code, self.language).unwrap_or(code)
    }

    /// So many days, in whole years where they are.
    pub fn days(&self, days: u32) -> String {
        /// A year in which permissions are counted; 366 is one with a leap day.
        const YEAR: u32 = 365;
        if days == 366 {
            return self.say("duration-years").with("years", 1).to_string();
        }
        if days > 0 && days.is_multiple_of(YEAR) {
            let years = days / YEAR;
            return self.say("duration-years").with("years", years).to_string();
        }
        self.say("duration-days").with("days", days).to_string()
    }
}

/// A message on its way to the page. It is written by `Display`; what is not known is written as its name, and logged.
#[derive(Debug)]
pub struct Message<'a> {
    speech: &'a Speech,
    id: &'a str,
    values: FluentArgs<'a>,
}

impl Message<'_> {
    /// Gives the message a value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Argument) -> Self {
        self.values.set(name, value.value());
        self
    }
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { speech, id, values } = self;
        let text = speech
            .written(speech.language, id, Some(values))
            .or_else(|| speech.written(Language::English, id, Some(values)));
        let Some(text) = text else {
            tracing::error!(id, "there is no such message");
            return f.write_str(id);
        };
        f.write_str(&text)
    }
}

impl From<Message<'_>> for String {
    fn from(message: Message<'_>) -> Self {
        message.to_string()
    }
}

impl From<Message<'_>> for Cow<'_, str> {
    fn from(message: Message<'_>) -> Self {
        Cow::Owned(message.to_string())
    }
}

/// What a message can be given.
pub trait Argument {
    /// The value as Fluent takes it.
    fn value(&self) -> FluentValue<'static>;
}

impl Argument for str {
    fn value(&self) -> FluentValue<'static> {
        if self.chars().any(runs_from_the_right) {
            // The name of a person or of an organisation must not turn the sentence around it (Unicode UAX #9 §6.3).
            return FluentValue::from(format!("\u{2068}{self}\u{2069}"));
        }
        FluentValue::from(self.to_owned())
    }
}

/// Letters of scripts written from right to left, and marks that turn the direction.
fn runs_from_the_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

impl Argument for String {
    fn value(&self) -> FluentValue<'static> {
        self.as_str().value()
    }
}

impl Argument for Message<'_> {
    fn value(&self) -> FluentValue<'static> {
        self.to_string().value()
    }
}

impl Argument for u32 {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(*self)
    }
}

impl Argument for i32 {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(*self)
    }
}

impl Argument for usize {
    fn value(&self) -> FluentValue<'static> {
        FluentValue::from(*self)
    }
}

impl<T: Argument + ?Sized> Argument for &T {
    fn value(&self) -> FluentValue<'static> {
        (**self).value()
    }
}
