//! What the names in a gateway file may stand for: those that never stand for anything are refused when it is read.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::fill;
use super::members::meant;
use super::path::{Path, ROOTS, Step};
use super::pattern::Pattern;
use super::wrong::Wrong;

const ROUTE: [&str; 8] = [
    "path", "method", "headers", "dynamic", "query", "text", "json", "data",
];
/// What of `route` a service sends beside the path.
const SENT: [&str; 5] = ["headers", "query", "text", "json", "data"];
const TICKET: [&str; 4] = ["access_item_uuid", "agw_token", "claims", "identifiers"];
const REQUEST: [&str; 8] = [
    "name", "url", "method", "headers", "json", "data", "text", "response",
];
const ANSWER: [&str; 5] = ["status", "headers", "text", "json", "data"];

/// What there is at one place of a file.
pub(super) struct Scope<'a> {
    pub(super) constants: &'a Map<String, Value>,
    pub(super) pattern: &'a Pattern,
    pub(super) is_protected: bool,
    /// The requests before this place, by their names.
    pub(super) requests: Vec<Option<String>>,
    /// Whether the request itself, or the response, is there too: while its operations run.
    pub(super) this: This,
    /// The environment's variables that were named, and whether they must be there.
    pub(super) environment: BTreeMap<String, bool>,
    /// What of the ticket's check was named.
    pub(super) named: Named,
}

/// What a file names of a ticket's check and of what a service sends.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Named {
    /// Identifiers of the person.
    pub(super) identifiers: bool,
    /// The connector's token at the operator.
    pub(super) token: bool,
    /// Headers, query or body of the service's request.
    pub(super) sent: bool,
}

/// What is being made at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum This {
    Nothing,
    Request,
    Response,
}

impl Scope<'_> {
    /// That there may be something of this name.
    ///
    /// # Errors
    /// A sentence that says why there never is.
    pub(super) fn check(&mut self, path: &Path) -> Result<(), String> {
        for step in path.steps() {
            if let Step::Computed(inner) = step {
                self.check(inner)?;
            }
        }
        self.named.identifiers |= path.holds_identifiers();
        self.named.token |= path.is_token();
        let mut steps = path.steps().iter();
        let root = match steps.next() {
            Some(Step::Name(root)) => root.as_str(),
            _ => return Ok(()),
        };
        let rest = steps.as_slice();
        let is_sent =
            |step: &Step| matches!(step, Step::Name(name) if SENT.contains(&name.as_str()));
        self.named.sent |= root == "route" && rest.first().is_some_and(is_sent);
        match root {
            "constants" => within(self.constants, "constants", rest),
            "environment" => match rest.first() {
                Some(Step::Name(name)) => {
                    self.environment.insert(name.clone(), true);
                    Ok(())
                }
                _ => Err("after `environment` comes a variable's name".to_owned()),
            },
            "route" => self.route(rest),
            "requests" => match rest.first() {
                Some(Step::Index(index)) => {
                    let there = self.requests.len() + usize::from(self.this == This::Request);
                    if *index >= there {
                        return Err(format!("there is no `requests[{index}]` at this place"));
                    }
                    one_of("a request", &REQUEST, &rest[1..])?;
                    answer(&rest[1..])
                }
                _ => Ok(()),
            },
            "requests_by_name" => match rest.first() {
                Some(Step::Name(name)) => {
                    let names = self.requests.iter().flatten().map(String::as_str);
                    if !names.clone().any(|other| other == name) {
                        let meant = meant(name, names);
                        return Err(format!("no request before is named `{name}`{meant}"));
                    }
                    one_of("a request", &REQUEST, &rest[1..])?;
                    answer(&rest[1..])
                }
                _ => Ok(()),
            },
            "response" if self.this == This::Response => one_of("the response", &ANSWER, rest),
            "response" => Err("there is no `response` at this place".to_owned()),
            _ => Err("`arguments` stand in what is included, as `${arguments.name}`".to_owned()),
        }
    }

    /// Notes what a name is about of which it is asked whether it is there.
    pub(super) fn note(&mut self, path: &Path) {
        for step in path.steps() {
            if let Step::Computed(inner) = step {
                self.note(inner);
            }
        }
        if let [Step::Name(root), Step::Name(name), ..] = path.steps()
            && root == "environment"
        {
            self.environment.entry(name.clone()).or_insert(false);
        }
    }

    fn route(&self, rest: &[Step]) -> Result<(), String> {
        let [Step::Name(name), rest @ ..] = rest else {
            return Ok(());
        };
        match name.as_str() {
            "extra" if !self.is_protected => {
                Err("without `mop_request_ticket_validation` there is no `route.extra`".to_owned())
            }
            "extra" => {
                one_of("`route.extra`", &["mop_request_ticket"], rest)?;
                one_of(
                    "`mop_request_ticket`",
                    &TICKET,
                    rest.get(1..).unwrap_or_default(),
                )
            }
            "dynamic" => match rest.first() {
                Some(Step::Name(name)) if !self.pattern.has(name) => Err(self.not_in_path(name)),
                _ => Ok(()),
            },
            name if ROUTE.contains(&name) || self.pattern.has(name) => Ok(()),
            name => {
                let known = ROUTE.into_iter().chain(["extra"]);
                let meant = meant(name, known.chain(self.pattern.names()));
                Err(format!("`route` has no `{name}`{meant}"))
            }
        }
    }

    fn not_in_path(&self, name: &str) -> String {
        let meant = meant(name, self.pattern.names());
        format!("`route.path` has no `<{name}>`{meant}")
    }
}

/// That every `${…}` is the name of something that may be there.
pub(super) fn check_names(value: Option<&Value>, scope: &mut Scope<'_>) -> Result<(), Wrong> {
    match value {
        Some(Value::String(text)) => {
            for name in fill::names(text) {
                let path = name.map_err(|error| {
                    let first = error.first_word();
                    format!("{error}{}", meant(first, ROOTS))
                })?;
                scope
                    .check(&path)
                    .map_err(|what| format!("`${{…}}` in it: {what}"))?;
            }
            Ok(())
        }
        Some(Value::Array(elements)) => elements.iter().enumerate().try_for_each(|(index, one)| {
            check_names(Some(one), scope).map_err(|wrong| wrong.within(index))
        }),
        Some(Value::Object(members)) => members.iter().try_for_each(|(name, one)| {
            check_names(Some(one), scope).map_err(|wrong| wrong.within(name.as_str()))
        }),
        _ => Ok(()),
    }
}

/// That the first of the steps, if any, is one of these.
fn one_of(what: &str, known: &[&str], steps: &[Step]) -> Result<(), String> {
    match steps.first() {
        Some(Step::Name(name)) if !known.contains(&name.as_str()) => {
            let meant = meant(name, known.iter().copied());
            Err(format!("{what} has no `{name}`{meant}"))
        }
        _ => Ok(()),
    }
}

/// That what is named of an answer of the source is something that it has.
fn answer(steps: &[Step]) -> Result<(), String> {
    match steps.first() {
        Some(Step::Name(name)) if name == "response" => one_of("an answer", &ANSWER, &steps[1..]),
        _ => Ok(()),
    }
}

/// That these members, and what is in them, have what the steps lead to.
fn within(members: &Map<String, Value>, what: &str, steps: &[Step]) -> Result<(), String> {
    let [Step::Name(name), rest @ ..] = steps else {
        return Ok(());
    };
    match members.get(name) {
        None => {
            let meant = meant(name, members.keys().map(String::as_str));
            Err(format!("`{what}` has no `{name}`{meant}"))
        }
        Some(Value::Object(inner)) => within(inner, &format!("{what}.{name}"), rest),
        Some(_) => Ok(()),
    }
}
