//! A request of a gateway file to the source, read and checked.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::definition::{building_block, method};
use super::includes::{self, Includes};
use super::members::{each, needed, object, only, text};
use super::names::{Scope, This, check_names};
use super::operation::Operation;
use super::wrong::Wrong;

/// The only processor.
const XML_PROCESSOR: &str = "xml_to_json";

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

impl RequestDefinition {
    /// Reads one, with what it includes.
    ///
    /// # Errors
    /// What in it cannot work, and where.
    pub(super) fn read(
        mut own: Map<String, Value>,
        includes: &Includes,
        scope: &mut Scope<'_>,
    ) -> Result<Self, Wrong> {
        let mut from: BTreeMap<String, String> = BTreeMap::new();
        let parts = includes::parts(&own, includes)?;
        own.remove("includes");
        for part in parts {
            let names = part.members.keys();
            from.extend(names.map(|name| (name.clone(), part.file.clone())));
            own.extend(part.members);
        }
        whole_request(&own, scope).map_err(|wrong| {
            let file = wrong.member().and_then(|member| from.get(member));
            match file.cloned() {
                Some(file) => wrong.in_include(&file),
                None => wrong,
            }
        })
    }
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
