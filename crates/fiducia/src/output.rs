//! What a person at a terminal reads, and what a script reads.

use std::io::{IsTerminal as _, Write as _};

use anyhow::{Result, bail};
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::Value;

/// Prints one JSON document on one line.
pub(crate) fn json(value: &Value) -> Result<()> {
    line(&serde_json::to_string(value)?)
}

/// Prints a line on standard output; a closed pipe ends the program quietly.
pub(crate) fn line(text: &str) -> Result<()> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => Ok(other?),
    }
}

/// Says what is lost, where it has not been said, and asks whoever is at the terminal to type these words before it is. `act` is what would be done without
/// being asked, `kept` what is said when they type anything else.
///
/// # Errors
/// They did not, or nobody is there to ask.
pub(crate) fn confirm(lost: Option<&str>, words: &str, act: &str, kept: &str) -> Result<()> {
    if !std::io::stdin().is_terminal() {
        bail!("say `--yes` to {act} without being asked");
    }
    if let Some(lost) = lost {
        line(lost)?;
    }
    line(&format!("Type `{words}` to go on:"))?;
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed)?;
    if typed.trim() != words {
        bail!("{kept}");
    }
    Ok(())
}

/// What a check has found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Good,
    /// It works, and something is missing that people or the law expect.
    Warning,
    Wrong,
}

impl Mark {
    /// Good where there is no error.
    pub(crate) fn of<T, E>(found: &Result<T, E>) -> Self {
        if found.is_ok() {
            Self::Good
        } else {
            Self::Wrong
        }
    }

    /// Its sign, in colour where a terminal shows it and nobody asked for none (no-color.org).
    pub(crate) fn sign(self) -> String {
        let (sign, colour) = match self {
            Self::Good => ("✓", 32),
            Self::Warning => ("!", 33),
            Self::Wrong => ("✗", 31),
        };
        let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if is_plain || !std::io::stdout().is_terminal() {
            return sign.to_owned();
        }
        format!("\x1b[{colour}m{sign}\x1b[0m")
    }
}

/// Prints a text after a beginning, below which its further lines stand, as wide as the terminal allows.
pub(crate) fn paragraph(beginning: &str, text: &str) -> Result<()> {
    let width = Table::new().width().map_or(usize::MAX, usize::from);
    line(&wrapped(beginning, text, width))
}

fn wrapped(beginning: &str, text: &str, width: usize) -> String {
    let indent = shown_width(beginning);
    let (mut lines, mut used) = (beginning.to_owned(), indent);
    let mut is_first = true;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if is_first {
            is_first = false;
        } else if used + 1 + length > width {
            lines.push('\n');
            lines.push_str(&" ".repeat(indent));
            used = indent;
        } else {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += length;
    }
    lines
}

/// Characters that are seen: those of colours are not.
fn shown_width(text: &str) -> usize {
    let mut is_hidden = false;
    let is_seen = |character: &char| match character {
        '\x1b' => {
            is_hidden = true;
            false
        }
        'm' if is_hidden => {
            is_hidden = false;
            false
        }
        _ => !is_hidden,
    };
    text.chars().filter(is_seen).count()
}

/// Prints rows under headings, as wide as the terminal allows; `when_empty` where there is none.
pub(crate) fn table(headings: &[&str], rows: Vec<Vec<String>>, when_empty: &str) -> Result<()> {
    if rows.is_empty() {
        return line(when_empty);
    }
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_header(headings.to_vec());
    if std::io::stdout().is_terminal() {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    table.add_rows(rows);
    line(&table.to_string())
}

/// The text at `pointer`, or an empty one.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A localised text (`{"en": …}`) or a plain one, in English where there is a choice.
pub(crate) fn localised<'a>(value: &'a Value, pointer: &str) -> &'a str {
    match value.pointer(pointer) {
        Some(Value::String(text)) => text,
        Some(Value::Object(texts)) => texts
            .get("en")
            .or_else(|| texts.values().next())
            .and_then(Value::as_str)
            .unwrap_or_default(),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_stays_beside_its_beginning() {
        let text = wrapped("1 \x1b[32m✓\x1b[0m ", "one two three", 11);
        assert_eq!(text, "1 \x1b[32m✓\x1b[0m one two\n    three");
        assert_eq!(wrapped("- ", "averylongword x", 5), "- averylongword\n  x");
    }
}
