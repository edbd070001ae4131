//! Names of values in a gateway file: `requests[0].response.json.rows`, `constants.idp[route.json.environment]`.

/// Steps of one name, and names within names: more than any file needs, and what keeps reading them from going deep.
const MOST_STEPS: usize = 64;
const MOST_NESTING: usize = 4;

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

/// A step of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `.name`, `['name']`.
    Name(String),
    /// `[0]`.
    Index(usize),
    /// `[another.name]`: what stands there.
    Computed(Path),
}

/// A text that names nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no name of a value")]
pub(crate) struct BadPath(String);

impl BadPath {
    /// What it begins with.
    pub(super) fn first_word(&self) -> &str {
        self.0.split(['.', '[']).next().unwrap_or_default()
    }
}

/// What all names start with. Others are members of the request or response that an operation is part of.
pub(super) const ROOTS: [&str; 7] = [
    "arguments",
    "constants",
    "environment",
    "requests",
    "requests_by_name",
    "response",
    "route",
];

/// Where the person's identifiers stand, and the connector's token at the operator.
const IDENTIFIERS: [&str; 4] = ["route", "extra", "mop_request_ticket", "identifiers"];
const TOKEN: [&str; 4] = ["route", "extra", "mop_request_ticket", "agw_token"];

impl Path {
    /// Reads a name. `this` is what `self` stands for, such as `requests[0]`; names that start with none of the
    /// known words are below it as well.
    pub(super) fn parse(text: &str, this: &str) -> Result<Self, BadPath> {
        let refused = || BadPath(text.to_owned());
        let first = text.split(['.', '[']).next().unwrap_or_default();
        let full = match text.strip_prefix("self.") {
            Some(rest) => format!("{this}.{rest}"),
            None if ROOTS.contains(&first) => text.to_owned(),
            None if this.is_empty() => return Err(refused()),
            None => format!("{this}.{text}"),
        };
        let steps = steps(&full, 0).ok_or_else(refused)?;
        Ok(Self(steps))
    }

    /// Its steps.
    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether what stands there comes from the organisation's own files and settings, not from a request or an answer.
    pub(super) fn is_own(&self) -> bool {
        matches!(self.0.first(), Some(Step::Name(name)) if name == "constants" || name == "environment")
    }

    /// Whether an identifier of the person that the operator vouched for stands there.
    pub(super) fn is_identifier(&self) -> bool {
        self.0.len() >= IDENTIFIERS.len() && self.goes_along(&IDENTIFIERS)
    }

    /// Whether such identifiers stand there or below.
    pub(super) fn holds_identifiers(&self) -> bool {
        self.goes_along(&IDENTIFIERS)
    }

    /// Whether the connector's token at the operator stands there.
    pub(super) fn is_token(&self) -> bool {
        self.0.len() >= TOKEN.len() && self.goes_along(&TOKEN)
    }

    /// Whether it leads to what these names lead to, or to something on the way there, or below it.
    fn goes_along(&self, names: &[&str]) -> bool {
        let mut steps = self.0.iter().zip(names);
        steps.all(|(step, name)| matches!(step, Step::Name(found) if found == name))
    }

    /// Whether it is of requests to the source, or of what they brought.
    pub(super) fn is_of_requests(&self) -> bool {
        matches!(self.0.first(), Some(Step::Name(name)) if name == "requests" || name == "requests_by_name")
    }
}

fn steps(text: &str, depth: usize) -> Option<Vec<Step>> {
    if depth > MOST_NESTING {
        return None;
    }
    let mut steps = Vec::new();
    let mut rest = text;
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = &rest[..end];
        if name.is_empty() || name.contains(']') {
            return None;
        }
        steps.push(Step::Name(name.to_owned()));
        rest = &rest[end..];
        while let Some(inner) = rest.strip_prefix('[') {
            let close = closing(inner)?;
            steps.push(bracketed(&inner[..close], depth)?);
            rest = &inner[close + 1..];
        }
        if steps.len() > MOST_STEPS {
            return None;
        }
        if rest.is_empty() {
            return Some(steps);
        }
        rest = rest.strip_prefix('.')?;
    }
}

/// Where the bracket ends whose inside `text` starts with.
fn closing(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => open += 1,
            b']' if open == 0 => return Some(at),
            b']' => open -= 1,
            _ => {}
        }
    }
    None
}

fn bracketed(inner: &str, depth: usize) -> Option<Step> {
    if inner.bytes().all(|byte| byte.is_ascii_digit()) {
        return inner.parse().ok().map(Step::Index);
    }
    for quote in ['\'', '"'] {
        if let Some(name) = inner.strip_prefix(quote) {
            return name
                .strip_suffix(quote)
                .map(|name| Step::Name(name.to_owned()));
        }
    }
    steps(inner, depth + 1).map(|steps| Step::Computed(Path(steps)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_name_leads_to_does_not_hang_on_its_spelling() {
        let path = |text| Path::parse(text, "").unwrap();
        for token in [
            "route.extra.mop_request_ticket.agw_token",
            "route.extra.mop_request_ticket['agw_token']",
            "route['extra'][\"mop_request_ticket\"].agw_token",
        ] {
            assert!(path(token).is_token(), "{token}");
            assert!(!path(token).holds_identifiers());
        }
        for text in [
            "route.extra.mop_request_ticket",
            "route.json.agw_token",
            "route.extra.agw_token",
        ] {
            assert!(!path(text).is_token(), "{text}");
        }
        let one = path("route.extra.mop_request_ticket['identifiers'].ssn.FIN.id");
        assert!(one.is_identifier() && one.holds_identifiers());
        let all = path("route.extra['mop_request_ticket']");
        assert!(!all.is_identifier() && all.holds_identifiers());
    }

    #[test]
    fn names_are_not_read_without_end() {
        let deep = format!("constants{}{}", "[constants".repeat(9), "]".repeat(9));
        assert!(Path::parse(&deep, "").is_err());
        let long = format!("constants{}", ".a".repeat(99));
        assert!(Path::parse(&long, "").is_err());
    }
}
