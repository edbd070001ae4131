//! Names of values in a gateway file: `requests[0].response.json.rows`, `constants.idp[route.json.environment]`.

use serde_json::{Map, Value};

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

/// What a file's names are looked up in.
pub(super) struct Environment {
    root: Map<String, Value>,
    /// `requests_by_name`: which request has the name.
    names: Vec<(String, usize)>,
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
        let expected = ["route", "extra", "mop_request_ticket", "identifiers"];
        self.0.len() >= expected.len()
            && self
                .0
                .iter()
                .zip(expected)
                .all(|(step, name)| matches!(step, Step::Name(found) if found == name))
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

/// A step whose computed parts are known.
enum Known {
    Name(String),
    Index(usize),
}

impl Environment {
    /// With these values at its roots, and names of requests by their places.
    pub(super) fn new(root: Map<String, Value>, names: Vec<(String, usize)>) -> Self {
        Self { root, names }
    }

    /// Adds the next request.
    pub(super) fn push_request(&mut self, request: Value) {
        if let Some(Value::Array(requests)) = self.root.get_mut("requests") {
            requests.push(request);
        }
    }

    /// A request.
    pub(super) fn request(&self, index: usize) -> Option<&Value> {
        self.root.get("requests")?.get(index)
    }

    /// Says what a request was answered with.
    pub(super) fn answer_request(&mut self, index: usize, answer: Value) {
        if let Some(requests) = self.root.get_mut("requests") {
            requests[index]["response"] = answer;
        }
    }

    /// Begins the response.
    pub(super) fn set_response(&mut self, response: Value) {
        self.root.insert("response".to_owned(), response);
    }

    /// The response, when all is done.
    pub(super) fn into_response(mut self) -> Value {
        self.root.remove("response").unwrap_or(Value::Null)
    }

    /// The value of this name; none where nothing has it.
    pub(super) fn get(&self, path: &Path) -> Option<&Value> {
        let steps = self.known(path)?;
        let mut steps = steps.iter();
        let Some(Known::Name(root)) = steps.next() else {
            return None;
        };
        let mut found = self.root.get(root)?;
        let mut within = root.as_str();
        for step in steps {
            found = match step {
                Known::Name(name) => {
                    let below = member(found, within, name);
                    // In the specification's own example a part of the path stands directly below `route`.
                    let below = below.or_else(|| {
                        (within == "route").then(|| found.get("dynamic")?.get(name))?
                    });
                    within = name;
                    below?
                }
                Known::Index(index) => element(found, *index)?,
            };
        }
        Some(found)
    }

    /// Puts a value there; what is missing on the way is made. None where it cannot be.
    pub(super) fn set(&mut self, path: &Path, value: Value) -> Option<()> {
        let mut steps = self.known(path)?;
        let last = steps.pop()?;
        let mut at = self.reach(&steps, true)?;
        if at.is_null() {
            *at = Value::Object(Map::new());
        }
        let is_headers = matches!(steps.last(), Some(Known::Name(within)) if within == "headers");
        match (&mut at, last) {
            (Value::Object(members), Known::Name(name)) => {
                if is_headers {
                    members.retain(|other, _| !other.eq_ignore_ascii_case(&name));
                }
                members.insert(name, value);
            }
            (Value::Array(elements), Known::Index(index)) => *elements.get_mut(index)? = value,
            _ => return None,
        }
        Some(())
    }

    /// Takes a value away. None where there is none.
    pub(super) fn delete(&mut self, path: &Path) -> Option<()> {
        let mut steps = self.known(path)?;
        let last = steps.pop()?;
        let is_headers = matches!(steps.last(), Some(Known::Name(within)) if within == "headers");
        match (self.reach(&steps, false)?, last) {
            (Value::Object(members), Known::Name(name)) if is_headers => {
                let before = members.len();
                members.retain(|other, _| !other.eq_ignore_ascii_case(&name));
                (members.len() < before).then_some(())
            }
            (Value::Object(members), Known::Name(name)) => members.remove(&name).map(drop),
            (Value::Array(elements), Known::Index(index)) => {
                (index < elements.len()).then(|| drop(elements.remove(index)))
            }
            _ => None,
        }
    }

    fn reach(&mut self, steps: &[Known], make: bool) -> Option<&mut Value> {
        let mut steps = steps.iter();
        let Some(Known::Name(root)) = steps.next() else {
            return None;
        };
        let mut at = self.root.get_mut(root)?;
        for step in steps {
            if make && at.is_null() {
                *at = Value::Object(Map::new());
            }
            at = match (at, step) {
                (Value::Object(members), Known::Name(name)) => {
                    if make && !members.contains_key(name) {
                        members.insert(name.clone(), Value::Null);
                    }
                    members.get_mut(name)?
                }
                (Value::Array(elements), Known::Index(index)) => elements.get_mut(*index)?,
                _ => return None,
            };
        }
        Some(at)
    }

    fn known(&self, path: &Path) -> Option<Vec<Known>> {
        let mut known = Vec::with_capacity(path.0.len());
        let mut steps = path.0.iter();
        while let Some(step) = steps.next() {
            match step {
                Step::Name(name) if known.is_empty() && name == "requests_by_name" => {
                    let Some(Step::Name(wanted)) = steps.next() else {
                        return None;
                    };
                    let (_, index) = self.names.iter().find(|(name, _)| name == wanted)?;
                    known.push(Known::Name("requests".to_owned()));
                    known.push(Known::Index(*index));
                }
                Step::Name(name) => known.push(Known::Name(name.clone())),
                Step::Index(index) => known.push(Known::Index(*index)),
                Step::Computed(inner) => known.push(match self.get(inner)? {
                    Value::String(name) => Known::Name(name.clone()),
                    Value::Number(number) => Known::Index(number.as_u64()?.try_into().ok()?),
                    _ => return None,
                }),
            }
        }
        Some(known)
    }
}

/// A member by its name; of headers, whatever the case (RFC 9110 §5.1).
fn member<'a>(found: &'a Value, within: &str, name: &str) -> Option<&'a Value> {
    let members = found.as_object()?;
    members.get(name).or_else(|| {
        if within != "headers" {
            return None;
        }
        let same = |(other, _): &(&String, &Value)| other.eq_ignore_ascii_case(name);
        members.iter().find(same).map(|(_, value)| value)
    })
}

/// An element by its place. What is there once only, such as a query parameter, is its own first element.
fn element(found: &Value, index: usize) -> Option<&Value> {
    match found {
        Value::Array(elements) => elements.get(index),
        Value::String(_) if index == 0 => Some(found),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn environment() -> Environment {
        let root = json!({
            "constants": {"of": {"beta": {"idp": "https://idp.example"}}},
            "route": {"headers": {"Accept-Language": "fi"}, "dynamic": {"baz": "17"}, "json": {"environment": "beta"},
                      "query": {"once": "1", "twice": ["1", "2"]}},
            "requests": [{"response": {"json": {"rows": [{"a": 1}]}}}, {"json": null}],
            "response": {"status": 200, "json": null},
        });
        let Value::Object(root) = root else {
            unreachable!()
        };
        Environment::new(root, vec![("first".into(), 0)])
    }

    fn get(environment: &Environment, text: &str) -> Option<Value> {
        environment
            .get(&Path::parse(text, "response").ok()?)
            .cloned()
    }

    #[test]
    fn values_are_found_by_their_names() {
        let environment = environment();
        for (name, value) in [
            ("requests[0].response.json.rows[0].a", json!(1)),
            (
                "requests_by_name['first'].response.json.rows[0].a",
                json!(1),
            ),
            (
                "constants.of[route.json.environment].idp",
                json!("https://idp.example"),
            ),
            ("route.headers.accept-language", json!("fi")),
            ("route.query.once", json!("1")),
            ("route.query.once[0]", json!("1")),
            ("route.query.twice[1]", json!("2")),
            ("route.baz", json!("17")),
            ("self.status", json!(200)),
            ("status", json!(200)),
        ] {
            assert_eq!(get(&environment, name), Some(value), "{name}");
        }
        for name in [
            "requests[2].response",
            "requests[0].response.json.rows[1]",
            "route.json.other",
            "constants.of[route.json.other].idp",
            "requests_by_name['second'].response",
            "route.query.once[1]",
            "",
            "a..b",
            "requests[0",
            "requests[0]]",
            "requests['0\"].a",
        ] {
            assert_eq!(get(&environment, name), None, "{name}");
        }
        let deep = format!("constants{}{}", "[constants".repeat(9), "]".repeat(9));
        assert!(Path::parse(&deep, "").is_err());
    }

    #[test]
    fn values_are_put_and_taken_away() {
        let mut environment = environment();
        let path = |text| Path::parse(text, "requests[1]").unwrap();
        assert!(
            environment
                .set(&path("self.json.deep.er"), json!(1))
                .is_some()
        );
        assert_eq!(
            get(&environment, "requests[1].json.deep"),
            Some(json!({"er": 1}))
        );
        assert!(
            environment
                .set(&path("requests[0].response.json.rows[0]"), json!(2))
                .is_some()
        );
        assert!(
            environment
                .set(&path("requests[0].response.json.rows[7]"), json!(2))
                .is_none()
        );
        assert!(
            environment
                .set(&path("self.json.list[0]"), json!(2))
                .is_none(),
            "no list is made"
        );
        assert!(
            environment
                .delete(&path("requests[0].response.json.rows[0]"))
                .is_some()
        );
        assert!(
            environment
                .delete(&path("requests[0].response.json.rows[0]"))
                .is_none()
        );
        assert!(environment.delete(&path("response.json.x")).is_none());
    }
}
