//! Builders and generators of a gateway file: `copy`, `set` and `delete`, each with an `if`.

use serde_json::{Map, Value};

use super::definition::plain_name;
use super::fill::{self, FillError, Place};
use super::path::{Environment, Path};

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// Only where this is there.
    condition: Option<Path>,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Copy { from: Path, to: Path, name: String },
    Set(Vec<(Path, Value, String)>),
    Delete(Path, String),
}

/// Members of a `set` that are no names of values.
const WORDS: [&str; 4] = ["builder", "generator", "if", "note"];

impl Operation {
    /// Reads one; `kind` is `builder` or `generator`, `this` what `self` stands for.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub(super) fn read(
        definition: &Map<String, Value>,
        kind: &str,
        this: &str,
    ) -> Result<Self, String> {
        let text = |member: &str| {
            let value = definition.get(member).and_then(Value::as_str);
            value.ok_or_else(|| format!("a {kind} lacks `{member}`"))
        };
        let path = |name: &str| Path::parse(name, this).map_err(|error| error.to_string());
        let name = plain_name(
            text(kind)?,
            if kind == "builder" {
                "builders"
            } else {
                "generators"
            },
        );
        let what = match name {
            "copy" => What::Copy {
                from: path(text("from")?)?,
                to: path(text("to")?)?,
                name: text("from")?.to_owned(),
            },
            "delete" => What::Delete(path(text("key")?)?, text("key")?.to_owned()),
            "set" => What::Set(
                definition
                    .iter()
                    .filter(|(name, _)| !WORDS.contains(&name.as_str()))
                    .map(|(name, value)| Ok((path(name)?, value.clone(), name.clone())))
                    .collect::<Result<_, String>>()?,
            ),
            other => return Err(format!("there is no {kind} `{other}`")),
        };
        let condition = match definition.get("if") {
            None => None,
            Some(Value::String(name)) => Some(path(name)?),
            Some(_) => return Err(format!("the `if` of a {kind} is no text")),
        };
        Ok(Self { condition, what })
    }

    /// Does it.
    ///
    /// # Errors
    /// [`FillError`], where what it names is not there.
    pub(super) fn run(&self, environment: &mut Environment) -> Result<(), FillError> {
        if let Some(condition) = &self.condition
            && environment.get(condition).is_none()
        {
            return Ok(());
        }
        match &self.what {
            What::Copy { from, to, name } => {
                let value = environment.get(from).cloned();
                let value = value.ok_or_else(|| missing(from, name))?;
                environment
                    .set(to, value)
                    .ok_or_else(|| FillError::Missing(name.clone()))
            }
            What::Set(values) => values.iter().try_for_each(|(to, value, name)| {
                let mut value = value.clone();
                fill::all(&mut value, Place::Plain, environment)?;
                environment
                    .set(to, value)
                    .ok_or_else(|| FillError::Missing(name.clone()))
            }),
            What::Delete(path, name) => environment
                .delete(path)
                .ok_or_else(|| FillError::Missing(name.clone())),
        }
    }

    /// Whether it says where a request goes.
    pub(super) fn sets_url(&self) -> bool {
        match &self.what {
            What::Copy { to, .. } => to.ends_in("url"),
            What::Set(values) => values.iter().any(|(to, ..)| to.ends_in("url")),
            What::Delete(..) => false,
        }
    }

    /// Whether it takes what this names.
    pub(super) fn names(&self, name: &str) -> bool {
        match &self.what {
            What::Copy { name: from, .. } => from.contains(name),
            What::Set(values) => values
                .iter()
                .any(|(_, value, _)| value.to_string().contains(name)),
            What::Delete(..) => false,
        }
    }
}

fn missing(path: &Path, name: &str) -> FillError {
    if path.is_identifier() {
        FillError::NoIdentifier(name.to_owned())
    } else {
        FillError::Missing(name.to_owned())
    }
}
