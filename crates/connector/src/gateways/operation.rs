//! Builders and generators of a gateway file: `copy`, `set` and `delete`, each with an `if`.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::definition::plain_name;
use super::environment::Environment;
use super::fill::{self, FillError, Piece, Place};
use super::members::{meant, needed, text};
use super::names::{Named, Scope, check_names};
use super::path::{Path, Step};
use super::wrong::Wrong;

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// Only where this is there.
    condition: Option<Path>,
    what: What,
    /// In words, with the names that the file has.
    said: String,
}

#[derive(Clone, Debug)]
enum What {
    Copy {
        from: Path,
        to: Path,
        name: String,
        to_name: String,
    },
    Set(Vec<(Path, Value, String)>),
    Delete(Path, String),
}

/// Members of a `set` that are no names of values.
const WORDS: [&str; 4] = ["builder", "generator", "if", "note"];

impl Operation {
    /// Reads one; `kind` is `builder` or `generator`, `this` what `self` stands for.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub(super) fn read(
        definition: &Map<String, Value>,
        kind: &str,
        this: &str,
        scope: &mut Scope<'_>,
    ) -> Result<Self, Wrong> {
        const KNOWN: [&str; 3] = ["copy", "set", "delete"];
        let condition = match text(definition, "if")? {
            None => None,
            Some(name) => {
                let named = scope.named;
                let path = source(&name, this, true, scope).map_err(|error| error.within("if"))?;
                // Whether something is there says nothing of whom is asked about, nor needs it to be.
                scope.named = Named {
                    token: scope.named.token,
                    ..named
                };
                Some(path)
            }
        };
        let named = |member: &str| needed(definition, member);
        let name = named(kind)?;
        let folder = format!("{kind}s");
        let what = match plain_name(&name, &folder) {
            "copy" => {
                let from = named("from")?;
                let path = source(&from, this, condition.is_some(), scope);
                let to_name = named("to")?;
                let to = target(&to_name, this, scope);
                What::Copy {
                    from: path.map_err(|error| error.within("from"))?,
                    to: to.map_err(|error| error.within("to"))?,
                    name: from,
                    to_name,
                }
            }
            "delete" => {
                let key = named("key")?;
                let path = target(&key, this, scope).map_err(|error| error.within("key"))?;
                What::Delete(path, key)
            }
            "set" => {
                let mut values = Vec::new();
                for (name, value) in definition {
                    if WORDS.contains(&name.as_str()) {
                        continue;
                    }
                    let within = |error: Wrong| error.within(name.as_str());
                    let path = target(name, this, scope).map_err(within)?;
                    check_names(Some(value), scope).map_err(within)?;
                    values.push((path, value.clone(), name.clone()));
                }
                What::Set(values)
            }
            other => {
                let what = format!("there is no {kind} `{other}`{}", meant(other, KNOWN));
                return Err(Wrong::from(what).within(kind));
            }
        };
        let mut said = what.said();
        if let Some(condition) = text(definition, "if")? {
            let _ = write!(said, ", if `{condition}` is there");
        }
        Ok(Self {
            condition,
            what,
            said,
        })
    }

    /// What it does, in words, without a value.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// Does it; gives whether its condition let it.
    ///
    /// # Errors
    /// [`FillError`], where what it names is not there.
    pub(super) fn run(&self, environment: &mut Environment) -> Result<bool, FillError> {
        if let Some(condition) = &self.condition
            && environment.get(condition).is_none()
        {
            return Ok(false);
        }
        self.what.run(environment)?;
        Ok(true)
    }
}

impl What {
    fn said(&self) -> String {
        match self {
            Self::Copy { to_name, name, .. } => format!("copy `{name}` to `{to_name}`"),
            Self::Set(values) => {
                let names: Vec<String> = values
                    .iter()
                    .map(|(_, _, name)| format!("`{name}`"))
                    .collect();
                format!("set {}", names.join(", "))
            }
            Self::Delete(_, name) => format!("delete `{name}`"),
        }
    }

    fn run(&self, environment: &mut Environment) -> Result<(), FillError> {
        match self {
            Self::Copy { from, to, name, .. } => {
                let value = environment.get(from).cloned();
                let value = value.ok_or_else(|| missing(from, name))?;
                environment
                    .set(to, value)
                    .ok_or_else(|| FillError::Missing(name.clone()))
            }
            Self::Set(values) => values.iter().try_for_each(|(to, value, name)| {
                let mut value = value.clone();
                fill::all(&mut value, Place::Plain, environment)?;
                environment
                    .set(to, value)
                    .ok_or_else(|| FillError::Missing(name.clone()))
            }),
            Self::Delete(path, name) => environment
                .delete(path)
                .ok_or_else(|| FillError::Missing(name.clone())),
        }
    }
}

/// What is read. Whether constants have it is not asked where that is the very question.
fn source(
    name: &str,
    this: &str,
    is_conditional: bool,
    scope: &mut Scope<'_>,
) -> Result<Path, Wrong> {
    let path = path(name, this)?;
    if is_conditional && path.is_own() {
        scope.note(&path);
    } else {
        scope.check(&path)?;
    }
    Ok(path)
}

/// What is written: a part of a request, or of the response.
fn target(name: &str, this: &str, scope: &mut Scope<'_>) -> Result<Path, Wrong> {
    let path = path(name, this)?;
    match path.steps() {
        [Step::Name(root), ..] if root == "response" => {}
        // Whom a request goes to is written in the file, not taken from elsewhere.
        [Step::Name(_), _, Step::Name(member), ..] if path.is_of_requests() => {
            if member == "url" {
                let what = "an operation sets the `url`; write it with its variables instead";
                return Err(what.into());
            }
        }
        _ => return Err("only a member of a request, or of the response, is written".into()),
    }
    scope.check(&path)?;
    Ok(path)
}

fn path(name: &str, this: &str) -> Result<Path, Wrong> {
    let name = with_values_as_steps(name)
        .ok_or("in a name `${…}` is a whole step behind a dot, as `[…]` is")?;
    Ok(Path::parse(&name, this).map_err(|error| error.to_string())?)
}

/// A name whose `.${another.name}` is `[another.name]`: whatever the value holds, it is one step, and nothing else is named.
/// None where a value would be more than a step, or less.
fn with_values_as_steps(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    let mut is_behind_value = false;
    for piece in fill::pieces(name) {
        match piece {
            Piece::Text(text) if is_behind_value && !text.starts_with(['.', '[']) => return None,
            Piece::Text(text) => out.push_str(text),
            Piece::Name(value) => {
                out.truncate(out.strip_suffix('.')?.len());
                out.extend(["[", value, "]"]);
            }
        }
        is_behind_value = matches!(piece, Piece::Name(_));
    }
    (!out.contains("${")).then_some(out)
}

fn missing(path: &Path, name: &str) -> FillError {
    if path.is_identifier() {
        FillError::NoIdentifier(name.to_owned())
    } else {
        FillError::Missing(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_a_name_is_one_step() {
        for (name, read) in [
            ("route.json", "route.json"),
            (
                "constants.of.${route.json.key}",
                "constants.of[route.json.key]",
            ),
            (
                "constants.of.${route.json.key}.name",
                "constants.of[route.json.key].name",
            ),
            (
                "self.json.${route.query.a[0]}[1]",
                "self.json[route.query.a[0]][1]",
            ),
        ] {
            assert_eq!(with_values_as_steps(name).as_deref(), Some(read), "{name}");
        }
        for name in [
            "${route.json.key}",
            "${constants.root}.x",
            "route.json${route.json.key}",
            "route.json.a${route.json.key}",
            "route.json.${route.json.key}b",
            "route.json.${route.json.a}${route.json.b}",
            "route.json.${}",
            "route.json.${a",
        ] {
            assert_eq!(with_values_as_steps(name), None, "{name}");
        }
    }
}
