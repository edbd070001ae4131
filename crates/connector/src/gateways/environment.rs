//! The values that a gateway file's names stand for while it is run.

use serde_json::{Map, Value};

use super::path::{Path, Step};

/// What a file's names are looked up in.
pub(super) struct Environment {
    root: Map<String, Value>,
    /// `requests_by_name`: which request has the name.
    names: Vec<(String, usize)>,
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
        let Some(Known::Name(root)) = steps.first() else {
            return None;
        };
        let mut found = self.root.get(root)?;
        for (at, step) in steps.iter().enumerate().skip(1) {
            let within = &steps[..at];
            found = match step {
                Known::Index(index) => element(found, *index)?,
                Known::Name(name) => {
                    let below = member(found, name, are_headers(within));
                    // In the specification's own example a part of the path stands directly below `route`.
                    below.or_else(|| {
                        let is_route = matches!(within, [Known::Name(root)] if root == "route");
                        is_route.then(|| found.get("dynamic")?.get(name))?
                    })?
                }
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
        let is_headers = are_headers(&steps);
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
        let is_headers = are_headers(&steps);
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
        let mut known = Vec::with_capacity(path.steps().len());
        let mut steps = path.steps().iter();
        while let Some(step) = steps.next() {
            match step {
                Step::Name(name) if known.is_empty() && name == "requests_by_name" => {
                    let wanted = match steps.next()? {
                        Step::Name(wanted) => wanted,
                        Step::Computed(inner) => self.get(inner)?.as_str()?,
                        Step::Index(_) => return None,
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

/// Whether steps lead to the headers of the service's request, of one to the source, of its answer, or of the response: their
/// names are the same whatever their case (RFC 9110 §5.1). Other members that are called so are members like others.
fn are_headers(steps: &[Known]) -> bool {
    let Some((Known::Name(last), before)) = steps.split_last() else {
        return false;
    };
    let message = match before {
        [Known::Name(root)] => root == "route" || root == "response",
        [Known::Name(root), Known::Index(_)] => root == "requests",
        [Known::Name(root), Known::Index(_), Known::Name(answer)] => {
            root == "requests" && answer == "response"
        }
        _ => false,
    };
    message && last == "headers"
}

/// A member by its name.
fn member<'a>(found: &'a Value, name: &str, is_header: bool) -> Option<&'a Value> {
    let members = found.as_object()?;
    members.get(name).or_else(|| {
        let same = |(other, _): &(&String, &Value)| is_header && other.eq_ignore_ascii_case(name);
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
            "constants": {"which": "first", "of": {"beta": {"idp": "https://idp.example"}}},
            "route": {"headers": {"Accept-Language": "fi"}, "dynamic": {"baz": "17"}, "json": {"environment": "beta", "route": {"dynamic": {"baz": 1}}},
                      "query": {"once": "1", "twice": ["1", "2"]}},
            "requests": [{"response": {"headers": {"etag": "1"}, "json": {"rows": [{"a": 1}], "headers": {"Id": 1}}}}, {"json": null}],
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
                "requests_by_name[constants.which].response.json.rows[0].a",
                json!(1),
            ),
            (
                "constants.of[route.json.environment].idp",
                json!("https://idp.example"),
            ),
            ("route.headers.accept-language", json!("fi")),
            ("requests[0].response.headers.ETag", json!("1")),
            ("requests[0].response.json.headers.Id", json!(1)),
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
            // A body's member that is called so is no header.
            "requests[0].response.json.headers.id",
            "route.json.route.baz",
            "route.json.other",
            "constants.of[route.json.other].idp",
            "requests_by_name['second'].response",
            "requests_by_name[constants.of].response",
            "requests_by_name[0].response",
            "route.query.once[1]",
            "",
            "a..b",
            "requests[0",
            "requests[0]]",
            "requests['0\"].a",
        ] {
            assert_eq!(get(&environment, name), None, "{name}");
        }
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
        // Of headers one takes the place of another case, of other members called so it stands beside.
        for name in [
            "self.headers.X-A",
            "self.headers.x-a",
            "self.json.headers.X-A",
            "self.json.headers.x-a",
        ] {
            assert!(environment.set(&path(name), json!(name)).is_some());
        }
        assert_eq!(
            get(&environment, "requests[1].headers"),
            Some(json!({"x-a": "self.headers.x-a"}))
        );
        let both = json!({"X-A": "self.json.headers.X-A", "x-a": "self.json.headers.x-a"});
        assert_eq!(get(&environment, "requests[1].json.headers"), Some(both));
        assert!(environment.delete(&path("self.headers.X-A")).is_some());
        assert!(environment.delete(&path("self.json.headers.X-a")).is_none());
    }
}
