//! Terms joined by "and" and "or", with parentheses: the shape that `q`, `scopeQ` and type selections share.

use crate::problem::Problem;

/// How deep parentheses may nest: the parser recurses.
const MAX_DEPTH: usize = 32;
/// Terms of one expression: each is asked of every entity.
const MAX_TERMS: usize = 512;

/// Terms joined.
#[derive(Debug, Clone)]
pub(super) enum Logic<T> {
    Term(T),
    All(Vec<Self>),
    Any(Vec<Self>),
}

impl<T> Logic<T> {
    pub(super) fn holds(&self, of: &impl Fn(&T) -> bool) -> bool {
        match self {
            Self::Term(term) => of(term),
            Self::All(parts) => parts.iter().all(|part| part.holds(of)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(of)),
        }
    }

    /// Terms without which it does not hold.
    pub(super) fn needed(&self) -> Vec<&T> {
        match self {
            Self::Term(term) => vec![term],
            Self::All(parts) => parts.iter().flat_map(Self::needed).collect(),
            Self::Any(_) => Vec::new(),
        }
    }

    /// All terms, in the order they were written.
    pub(super) fn terms(&self) -> Vec<&T> {
        match self {
            Self::Term(term) => vec![term],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::terms).collect(),
        }
    }
}

/// Text that is read from left to right.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a str,
    terms: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            terms: 0,
        }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// Takes this if it comes next.
    pub(super) fn take(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes everything before the first character of which this is true.
    pub(super) fn until(&mut self, stop: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(stop).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Takes this many bytes.
    pub(super) fn advance(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

/// Reads a whole expression: `;` is "and" and binds tighter than "or", which `or` lists.
pub(super) fn parse<'a, T>(
    text: &'a str,
    or: &[&str],
    term: &mut impl FnMut(&mut Reader<'a>) -> Result<T, Problem>,
) -> Result<Logic<T>, Problem> {
    let mut reader = Reader::new(text);
    let logic = any(&mut reader, or, term, 0)?;
    if reader.rest.is_empty() {
        Ok(logic)
    } else {
        Err(Problem::bad_data(format!(
            "`{text}` cannot be read from `{}` on",
            reader.rest
        )))
    }
}

fn any<'a, T>(
    reader: &mut Reader<'a>,
    or: &[&str],
    term: &mut impl FnMut(&mut Reader<'a>) -> Result<T, Problem>,
    depth: usize,
) -> Result<Logic<T>, Problem> {
    if depth > MAX_DEPTH {
        return Err(Problem::bad_data("the parentheses nest too deeply"));
    }
    let mut parts = vec![all(reader, or, term, depth)?];
    while or.iter().any(|token| reader.take(token)) {
        parts.push(all(reader, or, term, depth)?);
    }
    Ok(joined(parts, Logic::Any))
}

fn all<'a, T>(
    reader: &mut Reader<'a>,
    or: &[&str],
    term: &mut impl FnMut(&mut Reader<'a>) -> Result<T, Problem>,
    depth: usize,
) -> Result<Logic<T>, Problem> {
    let mut parts = Vec::new();
    loop {
        if reader.take("(") {
            parts.push(any(reader, or, term, depth + 1)?);
            if !reader.take(")") {
                return Err(Problem::bad_data("a parenthesis is not closed"));
            }
        } else {
            reader.terms += 1;
            if reader.terms > MAX_TERMS {
                return Err(Problem::bad_data(format!(
                    "a query has at most {MAX_TERMS} terms"
                )));
            }
            parts.push(Logic::Term(term(reader)?));
        }
        if !reader.take(";") {
            return Ok(joined(parts, Logic::All));
        }
    }
}

fn joined<T>(mut parts: Vec<Logic<T>>, join: fn(Vec<Logic<T>>) -> Logic<T>) -> Logic<T> {
    match (parts.len(), parts.pop()) {
        (1, Some(single)) => single,
        (_, last) => {
            parts.extend(last);
            join(parts)
        }
    }
}
