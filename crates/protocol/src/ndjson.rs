//! Newline-delimited JSON: one value a line, each line read on its own.

use serde::{Serialize, de::DeserializeOwned};

use crate::json::{self, JsonError, Limits};

/// Reads one line, without or with its line end.
pub(crate) fn from_line<T: DeserializeOwned>(line: &[u8]) -> Result<T, JsonError> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    json::from_slice(line, Limits::LINE)
}

/// Writes one line with its line end. JSON escapes every control character, so a value never
/// spreads over two lines.
pub(crate) fn to_line<T: Serialize>(value: &T) -> Result<Vec<u8>, JsonError> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    Ok(line)
}
