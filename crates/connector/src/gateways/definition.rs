//! Gateway files of the 2021 reference connector (MIM4 2021 Part 2 §6), read and checked.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Map, Value};

use super::cors::{Cors, CorsDefinition};
use super::includes::{self, Includes};
use super::members::{each, meant, members, needed, object, only, text};
use super::names::{Named, Scope, This, check_names};
use super::operation::Operation;
use super::pattern::Pattern;
use super::request::RequestDefinition;
use super::wrong::Wrong;

/// Requests of one file: a chain that long answers nobody in time.
const MOST_REQUESTS: usize = 32;

/// The plugin that makes a route ask for a ticket.
pub(super) const TICKET_PLUGIN: &str = "mop_request_ticket_validation";
/// The hook that tells the operator the outcome. It is told always.
const OUTCOME_HOOK: &str = "patch_mop_access_item";

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
    /// Whether any request names one of the person's identifiers. A file of which none does asks for everybody, or for
    /// whomever the service says.
    pub(super) asks_for_person: bool,
    /// What the file names, its response included.
    pub(super) named: Named,
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

/// `plugins.cors` is `cors`.
pub(super) fn plain_name<'a>(name: &'a str, folder: &str) -> &'a str {
    name.strip_prefix(folder)
        .and_then(|rest| rest.strip_prefix('.'))
        .unwrap_or(name)
}

/// The name that a plugin, processor or hook has in its member `kind`, one of those that are `known`.
pub(super) fn building_block(
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
        let constants =
            includes::constants(constants, includes).map_err(|wrong| wrong.within("constants"))?;
        let mut scope = Scope {
            constants: &constants,
            pattern: &route.pattern,
            is_protected: route.is_protected,
            requests: Vec::new(),
            this: This::Nothing,
            environment: BTreeMap::new(),
            named: Named::default(),
        };
        let requests = each(&file, "requests", |index, request| {
            if index >= MOST_REQUESTS {
                return Err(format!("it is one of more than {MOST_REQUESTS} requests").into());
            }
            let read = RequestDefinition::read(request, includes, &mut scope)?;
            scope.requests.push(read.name.clone());
            Ok(read)
        })?;
        let asks_for_person = scope.named.identifiers;
        let response = self::response(&needed("response")?, &mut scope)
            .map_err(|wrong| wrong.within("response"))?;
        let (environment, named) = (scope.environment, scope.named);
        Ok(Self {
            environment,
            asks_for_person,
            named,
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

/// A method by its name.
pub(super) fn method(name: &str) -> Result<Method, Wrong> {
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
