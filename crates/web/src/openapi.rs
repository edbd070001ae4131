//! The party's OpenAPI document, as JSON for programs and as a page for people.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::Error;
use crate::frame::Frame;
use crate::page::{self, Shell};
use crate::problem::{Problem, ProblemName};

/// The document changes with the program only; an hour spares repeated fetching.
const AN_HOUR: &str = "public, max-age=3600";

/// Methods of an OpenAPI path item, in the order shown.
const METHODS: &[&str] = &["get", "post", "put", "patch", "delete", "head", "options"];

struct Guide {
    frame: Arc<Frame>,
    json: Bytes,
    contents: Contents,
}

/// Where the schemas are, beside the groups.
const SCHEMAS: &str = "schemas";

/// `/api/openapi.json`; `/api` with every operation in a line, `/api/{group}` with those of a group in full,
/// `/api/schemas` with the names of all schemas, and `/api/schemas/{initial}` with those of an initial. `document` is the OpenAPI 3.1 document; its `servers` become the party's base URL.
pub fn router(frame: &Arc<Frame>, document: &impl Serialize) -> Result<Router, Error> {
    let unusable = |error: serde_json::Error| {
        Error::Config(format!("the OpenAPI document cannot be written: {error}"))
    };
    let mut document = serde_json::to_value(document).map_err(unusable)?;
    if let Some(members) = document.as_object_mut() {
        members.insert(
            "servers".into(),
            serde_json::json!([{ "url": frame.base_url }]),
        );
    }
    let json = serde_json::to_vec(&document).map_err(unusable)?.into();
    let guide = Guide {
        frame: Arc::clone(frame),
        json,
        contents: Contents::of(&document),
    };
    Ok(Router::new()
        .route("/api/openapi.json", get(as_json))
        .route("/api", get(as_page))
        .route("/api/{part}", get(part))
        .route("/api/schemas/{initial}", get(schemas))
        .with_state(Arc::new(guide)))
}

/// Puts the paths and schemas of one OpenAPI document into another.
pub fn merge(document: &mut Value, part: &impl Serialize) -> Result<(), Error> {
    let unusable = |error: serde_json::Error| {
        Error::Config(format!("the OpenAPI document cannot be written: {error}"))
    };
    let mut part = serde_json::to_value(part).map_err(unusable)?;
    put_into(&mut document["paths"], part["paths"].take());
    for kind in ["schemas", "securitySchemes"] {
        let more = part["components"][kind].take();
        put_into(&mut document["components"][kind], more);
    }
    Ok(())
}

fn put_into(members: &mut Value, more: Value) {
    let Value::Object(more) = more else { return };
    if let Some(members) = members.as_object_mut() {
        members.extend(more);
    } else {
        *members = more.into();
    }
}

async fn as_json(State(guide): State<Arc<Guide>>) -> Response {
    (
        [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, AN_HOUR)],
        guide.json.clone(),
    )
        .into_response()
}

async fn as_page(State(guide): State<Arc<Guide>>) -> Response {
    let contents = &guide.contents;
    page::render(&Page {
        shell: guide.frame.shell(&contents.title),
        contents,
        base_url: &guide.frame.base_url,
    })
}

/// One group of operations, or the schemas.
async fn part(State(guide): State<Arc<Guide>>, Path(part): Path<String>) -> Response {
    let (frame, contents) = (&guide.frame, &guide.contents);
    if part == SCHEMAS && !contents.schemas.is_empty() {
        return page::render(&IndexPage {
            shell: frame.shell("Schemas"),
            contents,
            initials: contents.by_initial(),
        });
    }
    match contents.groups.iter().find(|group| group.slug() == part) {
        Some(group) => page::render(&GroupPage {
            shell: frame.shell(&group.name),
            contents,
            group,
        }),
        None => Problem::new(ProblemName::NotFound).into_response(),
    }
}

/// The schemas whose names begin with a letter.
async fn schemas(State(guide): State<Arc<Guide>>, Path(wanted): Path<String>) -> Response {
    let contents = &guide.contents;
    let title = format!("Schemas: {}", wanted.to_ascii_uppercase());
    match contents.by_initial().remove(&wanted) {
        Some(schemas) => page::render(&SchemasPage {
            shell: guide.frame.shell(&title),
            contents,
            schemas,
        }),
        None => Problem::new(ProblemName::NotFound).into_response(),
    }
}

/// The letter under which a schema is found, as addresses have it.
fn initial(name: &str) -> String {
    let first = name.chars().next().into_iter();
    first.flat_map(char::to_lowercase).collect()
}

#[derive(askama::Template)]
#[template(path = "api.html")]
struct Page<'a> {
    shell: Shell<'a>,
    contents: &'a Contents,
    base_url: &'a str,
}

#[derive(askama::Template)]
#[template(path = "api_group.html")]
struct GroupPage<'a> {
    shell: Shell<'a>,
    contents: &'a Contents,
    group: &'a Group,
}

#[derive(askama::Template)]
#[template(path = "api_schemas.html")]
struct SchemasPage<'a> {
    shell: Shell<'a>,
    contents: &'a Contents,
    schemas: Vec<&'a Schema>,
}

#[derive(askama::Template)]
#[template(path = "api_index.html")]
struct IndexPage<'a> {
    shell: Shell<'a>,
    contents: &'a Contents,
    initials: BTreeMap<String, Vec<&'a Schema>>,
}

/// The document as the page shows it.
#[derive(Debug, Default, PartialEq)]
struct Contents {
    title: String,
    version: String,
    description: String,
    groups: Vec<Group>,
    schemas: Vec<Schema>,
}

#[derive(Debug, Default, PartialEq)]
struct Group {
    name: String,
    description: String,
    operations: Vec<Operation>,
}

impl Group {
    /// The last part of its address.
    fn slug(&self) -> String {
        let name = self.name.to_ascii_lowercase();
        name.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
    }
}

#[derive(Debug, Default, PartialEq)]
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    authentication: Vec<String>,
    parameters: Vec<Field>,
    bodies: Vec<Body>,
    responses: Vec<Answer>,
}

#[derive(Debug, Default, PartialEq)]
struct Body {
    media: String,
    kind: Kind,
    example: String,
}

#[derive(Debug, Default, PartialEq)]
struct Answer {
    status: String,
    description: String,
    bodies: Vec<Body>,
}

#[derive(Debug, Default, PartialEq)]
struct Schema {
    name: String,
    description: String,
    kind: Kind,
    fields: Vec<Field>,
}

#[derive(Debug, Default, PartialEq)]
struct Field {
    name: String,
    place: String,
    kind: Kind,
    required: bool,
    description: String,
}

/// What kind of value it is, in words, with the names of the schemas it refers to.
#[derive(Debug, Default, PartialEq)]
struct Kind {
    text: String,
    links: Vec<String>,
}

fn text(value: &Value, name: &str) -> String {
    value
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value
        .get(name)
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::iter)
}

fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

impl Contents {
    /// Together they fill more than a page.
    fn by_initial(&self) -> BTreeMap<String, Vec<&Schema>> {
        let mut initials: BTreeMap<String, Vec<&Schema>> = BTreeMap::new();
        for schema in &self.schemas {
            initials
                .entry(initial(&schema.name))
                .or_default()
                .push(schema);
        }
        initials
    }

    fn of(document: &Value) -> Self {
        let info = document.get("info").unwrap_or(&Value::Null);
        let mut groups: Vec<Group> = items(document, "tags")
            .map(|tag| Group {
                name: text(tag, "name"),
                description: text(tag, "description"),
                operations: Vec::new(),
            })
            .collect();
        for (path, item) in members(document, "paths") {
            for method in METHODS {
                let Some(operation) = item.get(*method) else {
                    continue;
                };
                let tag = items(operation, "tags")
                    .next()
                    .and_then(Value::as_str)
                    .unwrap_or("Routes");
                let place = groups
                    .iter()
                    .position(|group| group.name == tag)
                    .unwrap_or_else(|| {
                        groups.push(Group {
                            name: tag.to_owned(),
                            ..Group::default()
                        });
                        groups.len() - 1
                    });
                groups[place]
                    .operations
                    .push(Operation::of(document, path, method, item, operation));
            }
        }
        groups.retain(|group| !group.operations.is_empty());
        let components = document.get("components").unwrap_or(&Value::Null);
        let schemas = members(components, "schemas")
            .map(|(name, schema)| Schema::of(name, schema))
            .collect();
        Self {
            title: text(info, "title"),
            version: text(info, "version"),
            description: text(info, "description"),
            groups,
            schemas,
        }
    }
}

impl Operation {
    fn of(document: &Value, path: &str, method: &str, item: &Value, operation: &Value) -> Self {
        let security = operation
            .get("security")
            .or_else(|| document.get("security"));
        let authentication = security
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_object);
        let parameters = items(item, "parameters").chain(items(operation, "parameters"));
        let responses = members(operation, "responses").map(|(status, response)| {
            let response = resolve(document, response);
            Answer {
                status: status.clone(),
                description: text(response, "description"),
                bodies: bodies(response),
            }
        });
        let body = operation
            .get("requestBody")
            .map(|body| resolve(document, body));
        Self {
            id: format!(
                "{method}{}",
                path.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
            ),
            method: method.to_owned(),
            path: path.to_owned(),
            summary: text(operation, "summary"),
            description: text(operation, "description"),
            authentication: authentication
                .flat_map(|scheme| scheme.keys().cloned())
                .collect(),
            parameters: parameters
                .map(|parameter| Field::parameter(resolve(document, parameter)))
                .collect(),
            bodies: body.map(bodies).unwrap_or_default(),
            responses: responses.collect(),
        }
    }
}

/// Follows a reference within the document, once: components hold no further ones.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.strip_prefix('#'));
    target
        .and_then(|pointer| document.pointer(pointer))
        .unwrap_or(value)
}

fn bodies(value: &Value) -> Vec<Body> {
    members(value, "content")
        .map(|(media, content)| {
            let first = members(content, "examples")
                .next()
                .and_then(|(_, example)| example.get("value"));
            let example = content.get("example").or(first);
            Body {
                media: media.clone(),
                kind: content.get("schema").map(Kind::of).unwrap_or_default(),
                example: example
                    .and_then(|value| serde_json::to_string_pretty(value).ok())
                    .unwrap_or_default(),
            }
        })
        .collect()
}

impl Schema {
    fn of(name: &str, schema: &Value) -> Self {
        let required: Vec<&str> = items(schema, "required")
            .filter_map(Value::as_str)
            .collect();
        let own = members(schema, "properties");
        let composed = items(schema, "allOf").flat_map(|part| members(part, "properties"));
        let fields = own.chain(composed).map(|(name, property)| Field {
            name: name.clone(),
            place: String::new(),
            kind: Kind::of(property),
            required: required.contains(&name.as_str()),
            description: text(property, "description"),
        });
        Self {
            name: name.to_owned(),
            description: text(schema, "description"),
            kind: Kind::of(schema),
            fields: fields.collect(),
        }
    }
}

impl Field {
    fn parameter(parameter: &Value) -> Self {
        Self {
            name: text(parameter, "name"),
            place: text(parameter, "in"),
            kind: parameter.get("schema").map(Kind::of).unwrap_or_default(),
            required: parameter
                .get("required")
                .and_then(Value::as_bool)
                .unwrap_or(false),
            description: text(parameter, "description"),
        }
    }
}

impl Kind {
    fn of(schema: &Value) -> Self {
        let mut links = Vec::new();
        let text = words(schema, &mut links, 0);
        links.sort();
        links.dedup();
        Self { text, links }
    }
}

/// Deeper nesting is shown as `…`: a document could refer to itself without end.
const MAX_DEPTH: usize = 6;

fn words(schema: &Value, links: &mut Vec<String>, depth: usize) -> String {
    if depth > MAX_DEPTH {
        return "…".into();
    }
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or(reference).to_owned();
        links.push(name.clone());
        return name;
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    let values: Vec<String> = items(schema, "enum").map(Value::to_string).collect();
    if !values.is_empty() {
        return values.join(" or ");
    }
    for (combination, word) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
        let parts: Vec<String> = items(schema, combination)
            .map(|part| words(part, links, depth + 1))
            .collect();
        if !parts.is_empty() {
            return parts.join(word);
        }
    }
    match schema.get("type") {
        Some(Value::String(one)) => typed(one, schema, links, depth),
        Some(Value::Array(several)) => {
            let several = several.iter().filter_map(Value::as_str);
            several
                .map(|one| typed(one, schema, links, depth))
                .collect::<Vec<_>>()
                .join(" or ")
        }
        _ => "any".into(),
    }
}

fn typed(name: &str, schema: &Value, links: &mut Vec<String>, depth: usize) -> String {
    match name {
        "array" => {
            let item = schema
                .get("items")
                .map_or_else(|| "any".into(), |item| words(item, links, depth + 1));
            format!("list of {item}")
        }
        "object" => match schema.get("additionalProperties") {
            Some(value @ Value::Object(_)) => {
                format!("object of {}", words(value, links, depth + 1))
            }
            _ => "object".into(),
        },
        name => match schema.get("format").and_then(Value::as_str) {
            Some(format) => format!("{name} ({format})"),
            None => name.into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind(schema: &Value) -> (String, Vec<String>) {
        let Kind { text, links } = Kind::of(schema);
        (text, links)
    }

    #[test]
    fn kinds_are_said_in_words() {
        assert_eq!(
            kind(&json!({"type": "string", "format": "uuid"})).0,
            "string (uuid)"
        );
        assert_eq!(
            kind(&json!({"type": ["string", "null"]})).0,
            "string or null"
        );
        let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/Dataset"}});
        assert_eq!(
            kind(&list),
            ("list of Dataset".into(), vec!["Dataset".into()])
        );
        let choice = json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/B"}]});
        assert_eq!(kind(&choice), ("null or B".into(), vec!["B".into()]));
        assert_eq!(kind(&json!({"enum": ["a", "b"]})).0, "\"a\" or \"b\"");
        let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
        assert_eq!(kind(&map).0, "object of integer");
        assert_eq!(kind(&json!(true)).0, "any");
    }

    #[test]
    fn operations_are_grouped_by_tag_and_references_followed() {
        let document = json!({
            "info": {"title": "Operator", "version": "1"},
            "tags": [{"name": "Tickets", "description": "about tickets"}, {"name": "Unused"}],
            "paths": {
                "/tickets/{id}": {
                    "parameters": [{"$ref": "#/components/parameters/Id"}],
                    "get": {"tags": ["Tickets"], "responses": {"404": {"$ref": "#/components/responses/Gone"}}},
                    "delete": {"responses": {}}
                }
            },
            "components": {
                "parameters": {"Id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}},
                "responses": {"Gone": {"description": "nothing there"}}
            }
        });
        let contents = Contents::of(&document);
        let names: Vec<&str> = contents
            .groups
            .iter()
            .map(|group| group.name.as_str())
            .collect();
        assert_eq!(names, ["Tickets", "Routes"]);
        let read = &contents.groups[0].operations[0];
        assert_eq!(read.parameters[0].name, "id");
        assert!(read.parameters[0].required);
        assert_eq!(read.responses[0].description, "nothing there");
        assert_eq!(contents.groups[1].operations[0].method, "delete");
    }
}
