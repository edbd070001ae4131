//! What gateway files include: constants, and parts of requests with what these are given.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::arguments;
use super::environment::Environment;
use super::members::{each, meant, members, needed, object, only};
use super::wrong::Wrong;

/// Files that others include, by their names.
pub(super) type Includes = BTreeMap<String, Included>;

/// One of them.
pub(super) struct Included {
    /// Where it is.
    pub(super) path: String,
    pub(super) text: String,
    pub(super) value: Value,
}

/// Files that a part is made of, with what they are given.
struct Include {
    file: String,
    arguments: Map<String, Value>,
}

/// What a request includes of a file, its arguments put in.
pub(super) struct Part {
    pub(super) file: String,
    pub(super) members: Map<String, Value>,
}

/// Constants, with those of included files below the file's own.
///
/// # Errors
/// What cannot be included, and where it is.
pub(super) fn constants(
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

/// The parts that a request includes, in their order.
///
/// # Errors
/// What cannot be included, and where it is.
pub(super) fn parts(request: &Map<String, Value>, includes: &Includes) -> Result<Vec<Part>, Wrong> {
    each(request, "includes", |_, include| {
        let include = self::include(&include)?;
        let mut value = Value::Object(included(&include.file, includes)?);
        let given = Map::from_iter([("arguments".to_owned(), include.arguments.into())]);
        arguments::put(&mut value, &Environment::new(given, Vec::new()))
            .map_err(|error| Wrong::from(format!("of `{}`: {error}", include.file)))?;
        Ok(Part {
            file: include.file,
            members: members(value)?,
        })
    })
}
