//! Includes with arguments, filled in when a gateway file is read.

use serde_json::{Map, Value};

use super::definition::plain_name;
use super::environment::Environment;
use super::fill::{self, FillError, Piece, pieces};
use super::path::Path;

/// How a text of an include names an argument.
const ARGUMENT: &str = "${arguments";

/// Puts the arguments of an include where it names them: `${arguments.idp}`. They are texts of the including file,
/// names included.
///
/// # Errors
/// The name of one that is not given, or is no text and no number.
pub(super) fn put(value: &mut Value, given: &Environment) -> Result<(), FillError> {
    match value {
        Value::String(template) if template.contains(ARGUMENT) => {
            let mut out = String::with_capacity(template.len());
            for piece in pieces(template) {
                match piece {
                    Piece::Name(name) if is_argument(name) => {
                        let path = Path::parse(name, "")
                            .map_err(|_| FillError::Missing(name.to_owned()))?;
                        out.push_str(&fill::value(given, &path, name)?);
                    }
                    Piece::Name(name) => {
                        out.push_str("${");
                        out.push_str(name);
                        out.push('}');
                    }
                    Piece::Text(text) => out.push_str(text),
                }
            }
            *template = out;
            Ok(())
        }
        Value::Array(elements) => elements
            .iter_mut()
            .try_for_each(|element| put(element, given)),
        Value::Object(members) => {
            copied_argument(members, given)?;
            members
                .values_mut()
                .try_for_each(|member| put(member, given))
        }
        _ => Ok(()),
    }
}

fn is_argument(name: &str) -> bool {
    let rest = name.strip_prefix("arguments");
    rest.is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// A `copy` of an argument is a `set`: what it is, is known when the file is read.
fn copied_argument(members: &mut Map<String, Value>, given: &Environment) -> Result<(), FillError> {
    let (Some(Value::String(from)), Some(Value::String(to))) =
        (members.get("from"), members.get("to"))
    else {
        return Ok(());
    };
    let builder = members.get("builder").and_then(Value::as_str);
    if builder.map(|name| plain_name(name, "builders")) != Some("copy") || !is_argument(from) {
        return Ok(());
    }
    let missing = || FillError::Missing(from.clone());
    let path = Path::parse(from, "").map_err(|_| missing())?;
    let value = given.get(&path).cloned().ok_or_else(missing)?;
    let to = to.clone();
    members.retain(|name, _| name == "if");
    members.insert("builder".to_owned(), "set".into());
    members.insert(to, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn given(arguments: Value) -> Environment {
        let root = Map::from_iter([("arguments".to_owned(), arguments)]);
        Environment::new(root, Vec::new())
    }

    #[test]
    fn arguments_are_put_in_once() {
        let mut value = json!({
            "url": "${arguments.idp}/token", "data": ["scope=${arguments.scope}&of=${route.query.of}"],
            "text": "${arguments['deep'].er[0]}",
            "builders": [{"builder": "copy", "if": "route.json", "from": "arguments.deep", "to": "self.json.deep"}],
        });
        let given = given(json!({
            "idp": "${constants.host}", "scope": 7, "deep": {"er": ["${route.text}"]},
        }));
        put(&mut value, &given).unwrap();
        assert_eq!(
            value,
            json!({
                "url": "${constants.host}/token", "data": ["scope=7&of=${route.query.of}"], "text": "${route.text}",
                "builders": [{"builder": "set", "if": "route.json", "self.json.deep": {"er": ["${route.text}"]}}],
            })
        );
        let mut missing = json!({"url": "${arguments.ipd}"});
        assert_eq!(
            put(&mut missing, &given),
            Err(FillError::Missing("arguments.ipd".into()))
        );
    }
}
