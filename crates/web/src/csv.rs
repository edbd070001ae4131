//! Tables for spreadsheets and programs (RFC 4180).

use axum::response::{IntoResponse as _, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

/// A text as a cell: in quotes, and such that no spreadsheet takes it for a formula, for names come from other parties.
#[must_use]
pub fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// A row of texts, and of numbers behind them.
#[must_use]
pub fn row<'a>(texts: impl IntoIterator<Item = &'a str>, numbers: &[i64]) -> String {
    let texts = texts.into_iter().map(cell);
    let numbers = numbers.iter().map(ToString::to_string);
    let mut row = texts.chain(numbers).collect::<Vec<_>>().join(",");
    row.push_str("\r\n");
    row
}

/// A table to be kept as a file.
#[must_use]
pub fn download(name: &str, table: String) -> Response {
    let headers = [
        (
            CONTENT_TYPE,
            "text/csv; charset=utf-8; header=present".to_owned(),
        ),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.csv\""),
        ),
    ];
    (headers, table).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_ends_its_row() {
        assert_eq!(cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(cell("a,\r\nb"), "\"a,\r\nb\"");
        assert_eq!(row(["a", "-b"], &[-1, 2]), "\"a\",\"'-b\",-1,2\r\n");
    }
}
