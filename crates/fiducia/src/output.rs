//! What a person at a terminal reads, and what a script reads.

use std::io::{IsTerminal as _, Write as _};

use anyhow::Result;
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
