//! Members of a part of a gateway file, each with what may be said against it.

use serde_json::{Map, Value};
use vocabulary::nearest_of;

use super::wrong::Wrong;

/// `, did you mean …?`
pub(super) fn meant<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let nearest = nearest_of(name, known, |known| known);
    nearest.map_or_else(String::new, |known| format!("; did you mean `{known}`?"))
}

/// A part that has members.
pub(super) fn members(value: Value) -> Result<Map<String, Value>, Wrong> {
    match value {
        Value::Object(members) => Ok(members),
        _ => Err("it is no object".into()),
    }
}

/// That it has no others.
pub(super) fn only(members: &Map<String, Value>, known: &[&str]) -> Result<(), Wrong> {
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(other) => {
            let what = format!(
                "nothing has this name here{}",
                meant(other, known.iter().copied())
            );
            Err(Wrong::from(what).within(other.as_str()))
        }
    }
}

/// A text, where there is one.
pub(super) fn text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, Wrong> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Wrong::from("it is no text").within(name)),
    }
}

/// A text that must be there.
pub(super) fn needed(members: &Map<String, Value>, name: &str) -> Result<String, Wrong> {
    text(members, name)?.ok_or_else(|| {
        let others = members.keys().map(String::as_str);
        Wrong::from(format!("it has no `{name}`{}", instead(name, others)))
    })
}

/// What looks as if it were meant to be this.
fn instead<'a>(name: &str, others: impl IntoIterator<Item = &'a str>) -> String {
    let nearest = nearest_of(name, others, |other| other);
    nearest.map_or_else(String::new, |other| {
        format!("; is `{other}` meant to be that?")
    })
}

/// An object, where there is one.
pub(super) fn object(
    members: &Map<String, Value>,
    name: &str,
) -> Result<Option<Map<String, Value>>, Wrong> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(found)) => Ok(Some(found.clone())),
        Some(_) => Err(Wrong::from("it is no object").within(name)),
    }
}

/// What `read` makes of each element of a list; nothing where there is none.
pub(super) fn each<T>(
    members: &Map<String, Value>,
    name: &str,
    mut read: impl FnMut(usize, Map<String, Value>) -> Result<T, Wrong>,
) -> Result<Vec<T>, Wrong> {
    let elements = match members.get(name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(elements)) => elements,
        Some(_) => return Err(Wrong::from("it is no list").within(name)),
    };
    let read = |(index, element): (usize, &Value)| {
        let read = self::members(element.clone()).and_then(|element| read(index, element));
        read.map_err(|wrong| wrong.within(index).within(name))
    };
    elements.iter().enumerate().map(read).collect()
}
