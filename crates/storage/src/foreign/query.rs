//! Queries that somebody else wrote, with named parameters, and the statement around them.

use super::ForeignKind;

/// A query with named parameters (`$library_card`), which are always bound and never pasted.
#[derive(Debug, Clone)]
pub struct ForeignQuery {
    /// With `$1`, `$2`, … where the names were.
    pub(super) text: String,
    names: Vec<String>,
}

/// Why a text is no query that can be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Nothing in it.
    #[error("the query is empty")]
    Empty,
    /// More than one statement, or the end of one.
    #[error("it is one statement, without `;`")]
    Semicolon,
    /// A quote, comment or name that is not closed.
    #[error("a quote or comment of the query is not closed")]
    Open,
    /// `$` without a name behind it: a numbered parameter or a dollar quote.
    #[error("`$` is followed by a parameter's name; write texts between single quotes")]
    Dollar,
    /// A statement that should change something and begins otherwise.
    #[error("a statement that changes begins with `UPDATE`, `DELETE` or `INSERT`")]
    NoChange,
}

impl ForeignQuery {
    /// Reads a query. Parameters are looked for outside of quotes and comments.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn parse(query: &str) -> Result<Self, QueryError> {
        let query = query.trim().trim_end_matches(';').trim_end();
        if query.is_empty() {
            return Err(QueryError::Empty);
        }
        let (mut text, mut names) = (String::with_capacity(query.len()), Vec::<String>::new());
        let mut rest = query;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '\'' | '"' => 1 + closing(&rest[1..], &first.to_string())?,
                '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
                '/' if rest.starts_with("/*") => 2 + closing(&rest[2..], "*/")?,
                ';' => return Err(QueryError::Semicolon),
                '$' => {
                    let name = name_at(&rest[1..]).ok_or(QueryError::Dollar)?;
                    let known = names.iter().position(|known| known == name);
                    let place = known.unwrap_or_else(|| {
                        names.push(name.to_owned());
                        names.len() - 1
                    });
                    text.push('$');
                    text.push_str(&(place + 1).to_string());
                    rest = &rest[1 + name.len()..];
                    continue;
                }
                other => other.len_utf8(),
            };
            text.push_str(&rest[..length]);
            rest = &rest[length..];
        }
        Ok(Self { text, names })
    }

    /// Reads a statement that changes.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn parse_change(statement: &str) -> Result<Self, QueryError> {
        let parsed = Self::parse(statement)?;
        let first = parsed
            .text
            .split_ascii_whitespace()
            .next()
            .unwrap_or_default();
        let changes = ["UPDATE", "DELETE", "INSERT"];
        if changes.iter().any(|word| first.eq_ignore_ascii_case(word)) {
            Ok(parsed)
        } else {
            Err(QueryError::NoChange)
        }
    }

    /// The parameters' names, in the order in which their values are given.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The query itself, for looking at its columns.
    pub(super) fn whole(&self) -> String {
        format!("SELECT * FROM (\n{}\n) AS q", self.text)
    }

    /// The statement that reads these columns of it and no others, and one row more than may come; behind the columns, one
    /// that is not null where a value has more than `most_bytes`, which is left where it is.
    ///
    /// As a query within a query it can be nothing but a reading one: both engines refuse everything else there.
    pub(super) fn selecting(
        &self,
        kind: ForeignKind,
        columns: &[Column],
        most_rows: usize,
        most_bytes: usize,
    ) -> String {
        let most_rows = most_rows.saturating_add(1);
        let text = &self.text;
        let places = 0..columns.len();
        let values = columns.iter().map(|column| column.expression(kind));
        let (from, values, sizes): (_, Vec<String>, Vec<String>) = match kind {
            // Before anything is made of it: what SQLite makes is in the memory of this process.
            ForeignKind::Sqlite => (
                format!("(\n{text}\n) AS q LIMIT {most_rows}"),
                values.collect(),
                columns.iter().map(Column::qualified).collect(),
            ),
            // Of what it is made into, once for each row: what is limited is not pulled up.
            ForeignKind::Postgres => {
                let values: Vec<String> = values
                    .enumerate()
                    .map(|(place, value)| format!("{value} AS c{place}"))
                    .collect();
                let list = listed(&values);
                let names: Vec<String> = places.map(|place| format!("r.c{place}")).collect();
                (
                    format!("(SELECT {list} FROM (\n{text}\n) AS q LIMIT {most_rows}) AS r"),
                    names.clone(),
                    names,
                )
            }
        };
        let guarded = values.iter().zip(&sizes).map(|(value, size)| {
            format!("CASE WHEN octet_length({size}) > {most_bytes} THEN NULL ELSE {value} END")
        });
        let list: Vec<String> = guarded.collect();
        let large = sizes
            .iter()
            .map(|size| format!("octet_length({size}) > {most_bytes}"));
        let large = large.collect::<Vec<_>>().join(" OR ");
        let large = if large.is_empty() { "1 = 0" } else { &large };
        format!(
            "SELECT {}, CASE WHEN {large} THEN 'large' END FROM {from}",
            listed(&list)
        )
    }
}

fn listed(columns: &[String]) -> String {
    if columns.is_empty() {
        "CAST(NULL AS TEXT)".to_owned()
    } else {
        columns.join(", ")
    }
}

/// Where `end` stands, with its own length.
fn closing(text: &str, end: &str) -> Result<usize, QueryError> {
    text.find(end)
        .map(|at| at + end.len())
        .ok_or(QueryError::Open)
}

fn name_at(text: &str) -> Option<&str> {
    let starts = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    if !text.starts_with(starts) {
        return None;
    }
    let inside = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let end = text.find(|letter| !inside(letter)).unwrap_or(text.len());
    // `$tag$` begins a dollar quote of PostgreSQL.
    (!text[end..].starts_with('$')).then(|| &text[..end])
}

/// A column that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// How it is read.
    pub form: Form,
}

/// How a column is read; always as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As a JSON value, made from whatever type it has.
    Value,
    /// As it stands: text that holds JSON, or a key.
    Text,
}

impl Column {
    /// Its name, qualified: SQLite takes one in quotes that is no column for a text.
    fn qualified(&self) -> String {
        format!("q.\"{}\"", self.name.replace('"', "\"\""))
    }

    fn expression(&self, kind: ForeignKind) -> String {
        let name = self.qualified();
        match (self.form, kind) {
            (Form::Text, _) => format!("CAST({name} AS TEXT)"),
            (Form::Value, ForeignKind::Postgres) => format!("CAST(to_json({name}) AS TEXT)"),
            (Form::Value, ForeignKind::Sqlite) => format!(
                "CASE WHEN {name} IS NULL THEN NULL WHEN typeof({name}) = 'blob' THEN json_quote(hex({name})) \
                 ELSE CAST(json_quote({name}) AS TEXT) END"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Vec<String>) {
        let query = ForeignQuery::parse(text).unwrap();
        (query.text.clone(), query.names().to_vec())
    }

    #[test]
    fn parameters_are_numbered_by_name_outside_of_quotes_and_comments() {
        let (text, names) = parsed(
            "SELECT '$a', \"$b\", x -- $c\n/* $d */ FROM t WHERE y = $card OR z = $ssn AND w = $card;",
        );
        assert_eq!(names, ["card", "ssn"]);
        assert!(text.ends_with("y = $1 OR z = $2 AND w = $1"), "{text}");
        assert!(text.contains("'$a', \"$b\", x -- $c\n/* $d */"), "{text}");
    }

    #[test]
    fn what_is_no_single_query_is_refused() {
        for (text, error) in [
            (" ;", QueryError::Empty),
            ("SELECT 1; DROP TABLE t", QueryError::Semicolon),
            ("SELECT 'x", QueryError::Open),
            ("SELECT 1 /* x", QueryError::Open),
            ("SELECT $1", QueryError::Dollar),
            ("SELECT $$x$$", QueryError::Dollar),
            ("SELECT $tag$x$tag$", QueryError::Dollar),
        ] {
            assert_eq!(ForeignQuery::parse(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn a_change_is_one_of_three_statements() {
        for text in [
            "update t SET a = $value WHERE b = $card",
            " DELETE FROM t WHERE a = $card;",
        ] {
            assert!(ForeignQuery::parse_change(text).is_ok(), "{text}");
        }
        for text in [
            "SELECT 1",
            "DROP TABLE t",
            "WITH x AS (SELECT 1) DELETE FROM t",
            "PRAGMA writable_schema = 1",
        ] {
            assert_eq!(
                ForeignQuery::parse_change(text).unwrap_err(),
                QueryError::NoChange,
                "{text}"
            );
        }
    }

    #[test]
    fn a_columns_name_stays_a_name() {
        let column = Column {
            name: "a\" FROM secrets --".into(),
            form: Form::Text,
        };
        assert_eq!(
            column.expression(ForeignKind::Sqlite),
            "CAST(q.\"a\"\" FROM secrets --\" AS TEXT)"
        );
    }
}
