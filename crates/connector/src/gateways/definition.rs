//! Gateway files of the 2021 reference connector (MIM4 2021 Part 2 §6), read and checked.

use std::collections::BTreeMap;

use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::arguments;
use super::cors::{Cors, CorsDefinition};
use super::fill;
use super::operation::Operation;
use super::path::Environment;
use super::pattern::Pattern;

/// Requests of one file: a chain that long answers nobody in time.
const MOST_REQUESTS: usize = 32;

/// The plugin that makes a route ask for a ticket.
const TICKET_PLUGIN: &str = "mop_request_ticket_validation";
/// The hook that tells the operator the outcome. It is told always.
const OUTCOME_HOOK: &str = "patch_mop_access_item";

/// Files that others include, by their names.
pub(super) type Includes = BTreeMap<String, Value>;

/// A gateway file.
pub(super) struct Definition {
    pub(super) pattern: Pattern,
    pub(super) method: Method,
    /// Whether a ticket is asked for.
    pub(super) is_protected: bool,
    /// What a ticket's `aud` must be, where the file says.
    pub(super) audience: Option<String>,
    pub(super) cors: Option<Cors>,
    pub(super) constants: Value,
    pub(super) requests: Vec<RequestDefinition>,
    pub(super) response: ResponseDefinition,
}

/// One request to the source.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RequestDefinition {
    pub(super) name: Option<String>,
    pub(super) url: Option<String>,
    pub(super) method: Option<String>,
    pub(super) headers: Option<Map<String, Value>>,
    pub(super) json: Option<Value>,
    pub(super) data: Option<Value>,
    pub(super) text: Option<String>,
    builders: Vec<Map<String, Value>>,
    processors: Vec<Processor>,
    #[serde(skip)]
    pub(super) operations: Vec<Operation>,
}

#[derive(Clone, Debug, Deserialize)]
struct Processor {
    processor: String,
}

/// The answer to the service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResponseDefinition {
    pub(super) status: Option<Value>,
    #[serde(default)]
    pub(super) headers: Option<Map<String, Value>>,
    #[serde(default)]
    pub(super) json: Option<Value>,
    #[serde(default)]
    pub(super) data: Option<Value>,
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default)]
    generators: Vec<Map<String, Value>>,
    #[serde(skip)]
    pub(super) operations: Vec<Operation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    constants: Map<String, Value>,
    route: RouteDefinition,
    #[serde(default)]
    requests: Vec<Map<String, Value>>,
    response: ResponseDefinition,
    #[serde(default)]
    after_hooks: Vec<Hook>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RouteDefinition {
    path: String,
    method: String,
    #[serde(default)]
    plugins: Vec<Plugin>,
}

#[derive(Deserialize)]
struct Plugin {
    #[serde(rename = "plugin")]
    name: String,
    #[serde(default)]
    aud: Option<String>,
    #[serde(flatten)]
    cors: CorsDefinition,
}

#[derive(Deserialize)]
struct Hook {
    after_hook: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Include {
    file: String,
    #[serde(default)]
    arguments: Map<String, Value>,
}

/// `plugins.cors` is `cors`.
pub(super) fn plain_name<'a>(name: &'a str, folder: &str) -> &'a str {
    name.strip_prefix(folder)
        .and_then(|rest| rest.strip_prefix('.'))
        .unwrap_or(name)
}

impl RequestDefinition {
    /// Whether its answer is XML that later steps read as JSON.
    pub(super) fn reads_xml(&self) -> bool {
        !self.processors.is_empty()
    }

    fn names(&self, name: &str) -> bool {
        let named = |value: &Value| value.to_string().contains(name);
        let texts = [&self.url, &self.text];
        texts.into_iter().flatten().any(|text| text.contains(name))
            || [&self.json, &self.data].into_iter().flatten().any(named)
            || self.headers.iter().flat_map(Map::values).any(named)
            || self
                .operations
                .iter()
                .any(|operation| operation.names(name))
    }
}

impl Definition {
    /// Reads a file's text.
    ///
    /// # Errors
    /// A sentence that says what in it cannot work.
    pub(super) fn read(
        text: &str,
        includes: &Includes,
        origins: Option<&str>,
    ) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let (mut is_protected, mut audience, mut cors) = (false, None, None);
        for plugin in file.route.plugins {
            match plain_name(&plugin.name, "plugins") {
                TICKET_PLUGIN => (is_protected, audience) = (true, plugin.aud),
                "cors" => cors = Some(Cors::new(plugin.cors, origins)?),
                other => return Err(format!("there is no plugin `{other}`")),
            }
        }
        if let Some(other) = file
            .after_hooks
            .iter()
            .map(|hook| plain_name(&hook.after_hook, "after_hooks"))
            .find(|name| *name != OUTCOME_HOOK)
        {
            return Err(format!("there is no after hook `{other}`"));
        }
        if file.requests.len() > MOST_REQUESTS {
            return Err(format!("it has more than {MOST_REQUESTS} requests"));
        }
        let constants = with_included_constants(file.constants, includes)?;
        let mut requests = Vec::with_capacity(file.requests.len());
        for (index, request) in file.requests.into_iter().enumerate() {
            let request = self::request(request, includes, index)
                .map_err(|error| format!("`requests[{index}]`: {error}"))?;
            requests.push(request);
        }
        if !requests.is_empty() && !is_protected {
            return Err(format!(
                "it asks the source without asking for a ticket: `route.plugins` lacks `{TICKET_PLUGIN}`"
            ));
        }
        let mut response = file.response;
        check_names(response.json.as_ref(), "response")?;
        check_names(response.data.as_ref(), "response")?;
        check_names(
            response.text.clone().map(Value::String).as_ref(),
            "response",
        )?;
        response.operations = operations(&response.generators, "generator", "response")?;
        Ok(Self {
            pattern: Pattern::parse(&file.route.path)?,
            method: method(&file.route.method)?,
            is_protected,
            audience,
            cors,
            constants: Value::Object(constants),
            requests,
            response,
        })
    }

    /// Whether any request names one of the person's identifiers. One that names none asks for everybody, or for
    /// whomever the service says.
    pub(super) fn names_identifier(&self) -> bool {
        self.requests
            .iter()
            .any(|request| request.names("route.extra.mop_request_ticket.identifiers"))
    }

    /// Whether a request, or the response, names a value.
    pub(super) fn names(&self, name: &str) -> bool {
        let response = &self.response;
        let texts = [&response.json, &response.data, &response.status];
        self.requests.iter().any(|request| request.names(name))
            || texts
                .into_iter()
                .flatten()
                .any(|value| value.to_string().contains(name))
            || response.text.iter().any(|text| text.contains(name))
            || response
                .headers
                .iter()
                .flat_map(Map::values)
                .any(|value| value.to_string().contains(name))
            || response
                .operations
                .iter()
                .any(|operation| operation.names(name))
    }
}

/// Constants, with those of included files below the file's own.
fn with_included_constants(
    own: Map<String, Value>,
    includes: &Includes,
) -> Result<Map<String, Value>, String> {
    let Some(named) = own.get("includes") else {
        return Ok(own);
    };
    let named: Vec<Include> = serde_json::from_value(named.clone())
        .map_err(|error| format!("`constants.includes`: {error}"))?;
    let mut all = Map::new();
    for include in named {
        let Value::Object(members) = included(&include.file, includes)? else {
            return Err(format!("`{}` is not an object", include.file));
        };
        all.extend(members);
    }
    all.extend(own);
    Ok(all)
}

fn included(name: &str, includes: &Includes) -> Result<Value, String> {
    includes
        .get(name)
        .cloned()
        .ok_or_else(|| format!("there is no include `{name}`"))
}

/// One request, with what it includes.
fn request(
    mut members: Map<String, Value>,
    includes: &Includes,
    index: usize,
) -> Result<RequestDefinition, String> {
    if let Some(named) = members.remove("includes") {
        let named: Vec<Include> =
            serde_json::from_value(named).map_err(|error| format!("`includes`: {error}"))?;
        for include in named {
            let mut value = included(&include.file, includes)?;
            let given = Map::from_iter([("arguments".to_owned(), include.arguments.into())]);
            arguments::put(&mut value, &Environment::new(given, Vec::new()))
                .map_err(|error| format!("`{}`: {error}", include.file))?;
            let Value::Object(more) = value else {
                return Err(format!("`{}` is not an object", include.file));
            };
            members.extend(more);
        }
    }
    let mut request: RequestDefinition =
        serde_json::from_value(Value::Object(members)).map_err(|error| error.to_string())?;
    let this = format!("requests[{index}]");
    if request.url.is_none() {
        return Err("it has no `url`".into());
    }
    method(request.method.as_deref().unwrap_or_default())?;
    if let Some(other) = request
        .processors
        .iter()
        .map(|processor| plain_name(&processor.processor, "processors"))
        .find(|name| *name != "xml_to_json")
    {
        return Err(format!("there is no processor `{other}`"));
    }
    for value in [
        request.url.clone().map(Value::String),
        request.text.clone().map(Value::String),
        request.headers.clone().map(Value::Object),
        request.json.clone(),
        request.data.clone(),
    ] {
        check_names(value.as_ref(), &this)?;
    }
    request.operations = operations(&request.builders, "builder", &this)?;
    // Whom a request goes to is written in the file, not taken from elsewhere.
    if request.operations.iter().any(Operation::sets_url) {
        return Err("an operation sets the `url`; write it with its variables instead".into());
    }
    Ok(request)
}

fn operations(
    definitions: &[Map<String, Value>],
    kind: &str,
    this: &str,
) -> Result<Vec<Operation>, String> {
    definitions
        .iter()
        .map(|definition| Operation::read(definition, kind, this))
        .collect()
}

/// That every `${…}` is a name.
fn check_names(value: Option<&Value>, this: &str) -> Result<(), String> {
    match value {
        Some(Value::String(text)) => fill::names(text, this)
            .map(drop)
            .map_err(|error| error.to_string()),
        Some(Value::Array(elements)) => elements
            .iter()
            .try_for_each(|element| check_names(Some(element), this)),
        Some(Value::Object(members)) => members
            .values()
            .try_for_each(|member| check_names(Some(member), this)),
        _ => Ok(()),
    }
}

fn method(name: &str) -> Result<Method, String> {
    match name.to_ascii_uppercase().as_str() {
        "GET" => Ok(Method::GET),
        "POST" => Ok(Method::POST),
        "PUT" => Ok(Method::PUT),
        "PATCH" => Ok(Method::PATCH),
        "DELETE" => Ok(Method::DELETE),
        "OPTIONS" => Ok(Method::OPTIONS),
        _ => Err(format!("`method` is `{name}`")),
    }
}
