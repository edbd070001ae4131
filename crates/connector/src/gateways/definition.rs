//! Gateway files of the 2021 reference connector (MIM4 2021 Part 2 §6), read and checked.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Map, Value};

use super::arguments;
use super::cors::{Cors, CorsDefinition};
use super::fill;
use super::members::{each, meant, members, needed, object, only, text};
use super::names::{Scope, This};
use super::operation::Operation;
use super::path::{Environment, ROOTS};
use super::pattern::Pattern;
use super::wrong::Wrong;

/// Requests of one file: a chain that long answers nobody in time.
const MOST_REQUESTS: usize = 32;

/// The plugin that makes a route ask for a ticket.
pub(super) const TICKET_PLUGIN: &str = "mop_request_ticket_validation";
/// The hook that tells the operator the outcome. It is told always.
const OUTCOME_HOOK: &str = "patch_mop_access_item";
/// The only processor.
const XML_PROCESSOR: &str = "xml_to_json";

/// Files that others include, by their names.
pub(super) type Includes = BTreeMap<String, Included>;

/// One of them.
pub(super) struct Included {
    /// Where it is.
    pub(super) path: String,
    pub(super) text: String,
    pub(super) value: Value,
}

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
    /// The environment's variables that it names, and whether they must be there.
    pub(super) environment: BTreeMap<String, bool>,
    pub(super) requests: Vec<RequestDefinition>,
    pub(super) response: ResponseDefinition,
}

/// One request to the source.
#[derive(Clone, Debug)]
pub(super) struct RequestDefinition {
    pub(super) name: Option<String>,
    pub(super) url: String,
    pub(super) method: String,
    pub(super) headers: Option<Map<String, Value>>,
    pub(super) json: Option<Value>,
    pub(super) data: Option<Value>,
    pub(super) text: Option<String>,
    /// Whether its answer is XML that later steps read as JSON.
    pub(super) reads_xml: bool,
    pub(super) operations: Vec<Operation>,
}

/// The answer to the service.
#[derive(Clone, Debug)]
pub(super) struct ResponseDefinition {
    pub(super) status: Option<Value>,
    pub(super) headers: Option<Map<String, Value>>,
    pub(super) json: Option<Value>,
    pub(super) data: Option<Value>,
    pub(super) text: Option<String>,
    pub(super) operations: Vec<Operation>,
}

struct Route {
    pattern: Pattern,
    method: Method,
    is_protected: bool,
    audience: Option<String>,
    cors: Option<Cors>,
}

/// Files that a part is made of, with what they are given.
struct Include {
    file: String,
    arguments: Map<String, Value>,
}

/// `plugins.cors` is `cors`.
pub(super) fn plain_name<'a>(name: &'a str, folder: &str) -> &'a str {
    name.strip_prefix(folder)
        .and_then(|rest| rest.strip_prefix('.'))
        .unwrap_or(name)
}

/// The name that a plugin, processor or hook has in its member `kind`, one of those that are `known`.
fn building_block(
    definition: &Map<String, Value>,
    kind: &str,
    known: &[&str],
) -> Result<String, Wrong> {
    let name = needed(definition, kind)?;
    let plain = plain_name(&name, &format!("{kind}s"));
    if known.contains(&plain) {
        return Ok(plain.to_owned());
    }
    let words = kind.replace('_', " ");
    let what = format!(
        "there is no {words} `{plain}`{}",
        meant(plain, known.iter().copied())
    );
    Err(Wrong::from(what).within(kind))
}

impl RequestDefinition {
    fn names(&self, name: &str) -> bool {
        let named = |value: &Value| value.to_string().contains(name);
        self.url.contains(name)
            || self.text.iter().any(|text| text.contains(name))
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
    /// What in it cannot work, and where.
    pub(super) fn read(
        file: Value,
        includes: &Includes,
        origins: Option<&str>,
    ) -> Result<Self, Wrong> {
        let file = members(file)?;
        only(
            &file,
            &["constants", "route", "requests", "response", "after_hooks"],
        )?;
        let needed = |name: &str| {
            let found = object(&file, name)?;
            found.ok_or_else(|| Wrong::from(format!("it has no `{name}`")))
        };
        let route = route(&needed("route")?, origins).map_err(|wrong| wrong.within("route"))?;
        each(&file, "after_hooks", |_, hook| {
            building_block(&hook, "after_hook", &[OUTCOME_HOOK])
        })?;
        let constants = object(&file, "constants")?.unwrap_or_default();
        let constants = with_included_constants(constants, includes)
            .map_err(|wrong| wrong.within("constants"))?;
        let mut scope = Scope {
            constants: &constants,
            pattern: &route.pattern,
            is_protected: route.is_protected,
            requests: Vec::new(),
            this: This::Nothing,
            environment: BTreeMap::new(),
        };
        let requests = each(&file, "requests", |index, request| {
            if index >= MOST_REQUESTS {
                return Err(format!("it is one of more than {MOST_REQUESTS} requests").into());
            }
            let read = self::request(request, includes, &mut scope)?;
            scope.requests.push(read.name.clone());
            Ok(read)
        })?;
        let response = self::response(&needed("response")?, &mut scope)
            .map_err(|wrong| wrong.within("response"))?;
        let environment = scope.environment;
        Ok(Self {
            environment,
            pattern: route.pattern,
            method: route.method,
            is_protected: route.is_protected,
            audience: route.audience,
            cors: route.cors,
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

fn route(route: &Map<String, Value>, origins: Option<&str>) -> Result<Route, Wrong> {
    only(route, &["path", "method", "plugins"])?;
    let (mut is_protected, mut audience, mut cors) = (false, None, None);
    each(route, "plugins", |_, plugin| {
        match building_block(&plugin, "plugin", &[TICKET_PLUGIN, "cors"])?.as_str() {
            "cors" => {
                only(
                    &plugin,
                    &[
                        "plugin",
                        "origin_pattern",
                        "methods",
                        "headers",
                        "credentials",
                    ],
                )?;
                let given = CorsDefinition {
                    origin_pattern: text(&plugin, "origin_pattern")?,
                    methods: text(&plugin, "methods")?,
                    headers: text(&plugin, "headers")?,
                    credentials: text(&plugin, "credentials")?,
                };
                cors = Some(Cors::new(given, origins)?);
            }
            _ => {
                only(&plugin, &["plugin", "aud"])?;
                (is_protected, audience) = (true, text(&plugin, "aud")?);
            }
        }
        Ok(())
    })?;
    let pattern = Pattern::parse(&needed(route, "path")?);
    Ok(Route {
        pattern: pattern.map_err(|error| Wrong::from(error).within("path"))?,
        method: method(&needed(route, "method")?)?,
        is_protected,
        audience,
        cors,
    })
}

/// Constants, with those of included files below the file's own.
fn with_included_constants(
    own: Map<String, Value>,
    includes: &Includes,
) -> Result<Map<String, Value>, Wrong> {
    let mut all = Map::new();
    each(&own, "includes", |_, include| {
        let include = self::include(&include)?;
        all.extend(included(&include.file, includes)?);
        Ok(())
    })?;
    all.extend(own);
    Ok(all)
}

fn include(members: &Map<String, Value>) -> Result<Include, Wrong> {
    only(members, &["file", "arguments", "note"])?;
    Ok(Include {
        file: needed(members, "file")?,
        arguments: object(members, "arguments")?.unwrap_or_default(),
    })
}

fn included(name: &str, includes: &Includes) -> Result<Map<String, Value>, Wrong> {
    let names = || includes.keys().map(String::as_str);
    let found = includes.get(name).ok_or_else(|| {
        let what = format!("there is no include `{name}`{}", meant(name, names()));
        Wrong::from(what).within("file")
    })?;
    members(found.value.clone()).map_err(|wrong| wrong.in_include(name))
}

/// One request, with what it includes.
fn request(
    mut own: Map<String, Value>,
    includes: &Includes,
    scope: &mut Scope<'_>,
) -> Result<RequestDefinition, Wrong> {
    let mut from: BTreeMap<String, String> = BTreeMap::new();
    let parts = each(&own, "includes", |_, include| {
        let include = self::include(&include)?;
        let mut value = Value::Object(included(&include.file, includes)?);
        let given = Map::from_iter([("arguments".to_owned(), include.arguments.into())]);
        arguments::put(&mut value, &Environment::new(given, Vec::new()))
            .map_err(|error| Wrong::from(format!("of `{}`: {error}", include.file)))?;
        Ok((include.file, members(value)?))
    })?;
    own.remove("includes");
    for (file, part) in parts {
        from.extend(part.keys().map(|name| (name.clone(), file.clone())));
        own.extend(part);
    }
    whole_request(&own, scope).map_err(|wrong| {
        let file = wrong.member().and_then(|member| from.get(member));
        match file.cloned() {
            Some(file) => wrong.in_include(&file),
            None => wrong,
        }
    })
}

fn whole_request(
    request: &Map<String, Value>,
    scope: &mut Scope<'_>,
) -> Result<RequestDefinition, Wrong> {
    const KNOWN: [&str; 9] = [
        "name",
        "url",
        "method",
        "headers",
        "json",
        "data",
        "text",
        "builders",
        "processors",
    ];
    only(request, &KNOWN)?;
    scope.this = This::Nothing;
    for name in ["url", "headers", "json", "data", "text"] {
        check_names(request.get(name), scope).map_err(|wrong| wrong.within(name))?;
    }
    method(&needed(request, "method")?)?;
    let processors = each(request, "processors", |_, processor| {
        building_block(&processor, "processor", &[XML_PROCESSOR])
    })?;
    let this = format!("requests[{}]", scope.requests.len());
    scope.this = This::Request;
    let operations = each(request, "builders", |_, builder| {
        Operation::read(&builder, "builder", &this, scope)
    })?;
    Ok(RequestDefinition {
        name: text(request, "name")?,
        url: needed(request, "url")?,
        method: needed(request, "method")?,
        headers: object(request, "headers")?,
        json: request.get("json").cloned(),
        data: request.get("data").cloned(),
        text: text(request, "text")?,
        reads_xml: !processors.is_empty(),
        operations,
    })
}

fn response(
    response: &Map<String, Value>,
    scope: &mut Scope<'_>,
) -> Result<ResponseDefinition, Wrong> {
    only(
        response,
        &["status", "headers", "json", "data", "text", "generators"],
    )?;
    scope.this = This::Nothing;
    for name in ["status", "headers", "json", "data", "text"] {
        check_names(response.get(name), scope).map_err(|wrong| wrong.within(name))?;
    }
    scope.this = This::Response;
    let operations = each(response, "generators", |_, generator| {
        Operation::read(&generator, "generator", "response", scope)
    })?;
    Ok(ResponseDefinition {
        status: response
            .get("status")
            .cloned()
            .filter(|status| !status.is_null()),
        headers: object(response, "headers")?,
        json: response.get("json").cloned(),
        data: response.get("data").cloned(),
        text: text(response, "text")?,
        operations,
    })
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

fn method(name: &str) -> Result<Method, Wrong> {
    match name.to_ascii_uppercase().as_str() {
        "GET" => Ok(Method::GET),
        "HEAD" => Ok(Method::HEAD),
        "POST" => Ok(Method::POST),
        "PUT" => Ok(Method::PUT),
        "PATCH" => Ok(Method::PATCH),
        "DELETE" => Ok(Method::DELETE),
        "OPTIONS" => Ok(Method::OPTIONS),
        _ => Err(Wrong::from(format!("`{name}` is no method of a gateway file")).within("method")),
    }
}
