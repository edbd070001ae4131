//! What a file's run does, told step by step to whoever tries it. Names alone are told: neither secrets nor values of a person
//! are in it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::operation::Operation;
use super::request::RequestDefinition;

/// Names of one thing that are told.
const MOST_NAMES: usize = 30;
/// The longest of them: what is longer may be a value.
const LONGEST_NAME: usize = 64;

/// One step of a run.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) name: &'static str,
    /// What it is about.
    about: String,
    pub(crate) said: String,
    pub(crate) more: Vec<String>,
    is_done: bool,
}

/// What is told of a run; nothing of one that is no trial.
#[derive(Default)]
pub(super) struct Trace(Option<Vec<Told>>);

impl Told {
    /// Whether the step came to its end.
    pub(crate) fn is_done(&self) -> bool {
        self.is_done
    }
}

impl Trace {
    /// Of a trial.
    pub(super) fn of_trial() -> Self {
        Self(Some(Vec::new()))
    }

    /// All that was told.
    pub(super) fn told(self) -> Vec<Told> {
        self.0.unwrap_or_default()
    }

    fn begin(&mut self, name: &'static str, about: String, what: &str) {
        if let Some(told) = &mut self.0 {
            told.push(Told {
                name,
                said: format!("{about} {what}"),
                about,
                more: Vec::new(),
                is_done: false,
            });
        }
    }

    fn add(&mut self, line: impl FnOnce() -> String) {
        if let Some(told) = self.0.as_mut().and_then(|told| told.last_mut()) {
            told.more.push(line());
        }
    }

    /// A request is built. Its texts are shown as the file has them.
    pub(super) fn building(&mut self, number: usize, request: &RequestDefinition) {
        let name = request.name.as_ref();
        let name = name.map_or_else(String::new, |name| format!(", `{name}`,"));
        self.begin(
            "request",
            format!("request {number} of the file{name}"),
            "is not made",
        );
        self.add(|| format!("{} {}", request.method, masked(&request.url)));
    }

    /// A builder or generator was run, or passed over.
    pub(super) fn operated(&mut self, operation: &Operation, is_done: bool) {
        let passed = if is_done { "" } else { "passed over: " };
        self.add(|| format!("{passed}{}", operation.said()));
    }

    /// What goes out: who gets which headers, and what the body is made of.
    pub(super) fn asking(&mut self, built: &Value, url: &Url) {
        if self.0.is_none() {
            return;
        }
        let headers = members(&built["headers"]);
        if !headers.is_empty() {
            self.add(|| format!("with the headers {headers}"));
        }
        for body in ["data", "json", "text"] {
            match &built[body] {
                Value::Null => {}
                Value::Object(_) => {
                    self.add(|| format!("with `{body}` of {}", members(&built[body])));
                }
                _ => self.add(|| format!("with `{body}`")),
            }
        }
        let origin = url.origin().ascii_serialization();
        if let Some(last) = self.0.as_mut().and_then(|told| told.last_mut()) {
            let _ = write!(last.about, " to {origin}");
        }
        self.say("gets no answer");
    }

    /// What came back.
    pub(super) fn answered(&mut self, answered: &Value, took: Duration) {
        let status = &answered["status"];
        let bytes = answered["text"].as_str().map_or(0, str::len);
        let what = format!(
            "is answered with {status}, {bytes} bytes in {} ms",
            took.as_millis()
        );
        self.say(&what);
        if answered["json"].is_null() {
            self.add(|| "its answer is no JSON; names see its `text`".to_owned());
        } else {
            self.add(|| format!("its `json` has {}", members(&answered["json"])));
        }
    }

    /// A processor made this of the answer.
    pub(super) fn processed(&mut self, json: &Value) {
        self.add(|| format!("`xml_to_json` made `json` of it, with {}", members(json)));
    }

    /// The answer to the service is built.
    pub(super) fn responding(&mut self) {
        self.begin(
            "response",
            "the file's answer".to_owned(),
            "cannot be built",
        );
    }

    /// The step came to its end.
    pub(super) fn done(&mut self) {
        if let Some(last) = self.0.as_mut().and_then(|told| told.last_mut()) {
            last.is_done = true;
        }
    }

    /// The answer is there.
    pub(super) fn responded(&mut self, status: u16, headers: &Value, body: &str, json: &Value) {
        self.done();
        self.say(&format!("is {status} with `{body}`"));
        let headers = members(headers);
        if !headers.is_empty() {
            self.add(|| format!("with the headers {headers}"));
        }
        if !json.is_null() {
            self.add(|| format!("its `json` has {}", members(json)));
        }
    }

    fn say(&mut self, what: &str) {
        if let Some(last) = self.0.as_mut().and_then(|told| told.last_mut()) {
            last.said = format!("{} {what}", last.about);
        }
    }
}

/// An address as the file has it, but for what it says of a login and the values of its query that are no names: each may be a
/// secret.
fn masked(url: &str) -> String {
    let (place, query) = match url.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (url, None),
    };
    let mut out = match place.split_once("://") {
        Some((scheme, rest))
            if rest
                .split('/')
                .next()
                .is_some_and(|host| host.contains('@')) =>
        {
            let (_, rest) = rest.split_once('@').unwrap_or_default();
            format!("{scheme}://…@{rest}")
        }
        _ => place.to_owned(),
    };
    let pairs = query.into_iter().flat_map(|query| query.split('&'));
    for (index, pair) in pairs.enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        match pair.split_once('=') {
            Some((name, value)) if !value.contains("${") => out.extend([name, "=…"]),
            _ => out.push_str(pair),
        }
    }
    out
}

/// The names of a value's members; of an array those of its elements.
fn members(value: &Value) -> String {
    let is_name = |name: &&String| {
        let is_plain = |one: char| one.is_alphanumeric() || "_-.@:#".contains(one);
        !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(is_plain)
    };
    let of = |value: &Value| -> BTreeSet<String> {
        let names = value
            .as_object()
            .into_iter()
            .flat_map(|members| members.keys());
        names
            .map(|name| {
                Some(name)
                    .filter(is_name)
                    .map_or("…", String::as_str)
                    .to_owned()
            })
            .collect()
    };
    let (names, what) = match value {
        Value::Array(elements) => (
            elements.iter().flat_map(of).collect(),
            format!("{} elements", elements.len()),
        ),
        Value::Object(_) => (of(value), String::new()),
        Value::Null => (BTreeSet::new(), String::new()),
        _ => (BTreeSet::new(), "one value".to_owned()),
    };
    let mut said: Vec<String> = names
        .iter()
        .take(MOST_NAMES)
        .map(|name| format!("`{name}`"))
        .collect();
    if names.len() > MOST_NAMES {
        said.push("…".to_owned());
    }
    let names = said.join(", ");
    match (what.is_empty(), names.is_empty()) {
        (true, _) => names,
        (false, true) => what,
        (false, false) => format!("{what} with {names}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_is_shown_without_secrets() {
        for (url, shown) in [
            (
                "https://a.example/b/${route.c}",
                "https://a.example/b/${route.c}",
            ),
            (
                "https://a.example?key=k3y&of=${route.c}&x",
                "https://a.example?key=…&of=${route.c}&x",
            ),
            ("https://user:pass@a.example/b@c", "https://…@a.example/b@c"),
            ("https://a.example/b@c", "https://a.example/b@c"),
            ("${constants.a}/b?c=d", "${constants.a}/b?c=…"),
        ] {
            assert_eq!(masked(url), shown);
        }
    }

    #[test]
    fn what_may_be_a_value_is_no_name() {
        let value = json!([{"name": 1, "Aino Virtanen": 2}, {"a".repeat(65): 3}, 4]);
        assert_eq!(members(&value), "3 elements with `name`, `…`");
        assert_eq!(members(&json!("Aino")), "one value");
        assert_eq!(members(&json!({})), "");
    }
}
