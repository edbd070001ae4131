//! Bodies of requests to a source: JSON in whose texts values are put as values.

use serde_json::{Map, Value};

use super::template::{FillError, Filling, Template, TemplateError};

/// JSON with places in its texts, as [`Template`] has them. A value is written as JSON has it, so nothing that it holds
/// ends a text.
#[derive(Clone, Debug)]
pub(crate) enum BodyTemplate {
    Text(Template),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
    Other(Value),
}

impl BodyTemplate {
    /// Reads a template of a request that reads.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub(crate) fn new(json: &Value) -> Result<Self, TemplateError> {
        let template = Self::for_change(json)?;
        let given = template.given().next().map(str::to_owned);
        given.map_or(Ok(template), |given| Err(TemplateError::Given(given)))
    }

    /// As [`BodyTemplate::new`], of one that changes, and may take new values.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub(crate) fn for_change(json: &Value) -> Result<Self, TemplateError> {
        Ok(match json {
            Value::String(text) => Self::Text(Template::parse(text)?),
            Value::Array(elements) => Self::Array(
                elements
                    .iter()
                    .map(Self::for_change)
                    .collect::<Result<_, _>>()?,
            ),
            Value::Object(members) => {
                let read =
                    |(name, value): (&String, &Value)| Ok((name.clone(), Self::for_change(value)?));
                Self::Object(members.iter().map(read).collect::<Result<_, _>>()?)
            }
            other => Self::Other(other.clone()),
        })
    }

    fn templates(&self) -> Vec<&Template> {
        match self {
            Self::Text(template) => vec![template],
            Self::Array(elements) => elements.iter().flat_map(Self::templates).collect(),
            Self::Object(members) => members
                .iter()
                .flat_map(|(_, value)| value.templates())
                .collect(),
            Self::Other(_) => Vec::new(),
        }
    }

    /// Every identifier type it names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.templates().into_iter().flat_map(Template::names)
    }

    /// Whether it names no identifier.
    pub(crate) fn names_nobody(&self) -> bool {
        self.templates().into_iter().all(Template::names_nobody)
    }

    /// Every pointer into what was answered before.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = &str> {
        self.templates().into_iter().flat_map(Template::pointers)
    }

    /// Every attribute whose new value it takes.
    pub(crate) fn given(&self) -> impl Iterator<Item = &str> {
        self.templates().into_iter().flat_map(Template::given)
    }

    /// Whether nothing of the person takes part.
    pub(crate) fn is_fixed(&self) -> bool {
        self.templates().into_iter().all(Template::is_fixed)
    }

    /// The body.
    ///
    /// # Errors
    /// [`FillError`].
    pub(crate) fn fill(&self, filling: &Filling<'_>) -> Result<Value, FillError> {
        Ok(match self {
            Self::Text(template) => match template.is_given() {
                Some(path) => filling.given(path).cloned().ok_or(FillError::NotGiven)?,
                None => Value::String(template.plain(filling)?),
            },
            Self::Array(elements) => {
                let filled = elements.iter().map(|element| element.fill(filling));
                Value::Array(filled.collect::<Result<_, _>>()?)
            }
            Self::Object(members) => {
                let mut object = Map::new();
                for (name, value) in members {
                    // What a change does not name is not sent.
                    if let Self::Text(template) = value
                        && let Some(path) = template.is_given()
                    {
                        let given = filling.given(path).cloned();
                        object.extend(given.map(|given| (name.clone(), given)));
                        continue;
                    }
                    object.insert(name.clone(), value.fill(filling)?);
                }
                Value::Object(object)
            }
            Self::Other(value) => value.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::template::{Identifier, Identifiers};
    use serde_json::json;

    #[test]
    fn values_stay_values() {
        let template =
            json!({"who": {"card": "{card}", "in": ["x {/id} y", 3, null]}, "{{": "{{}}"});
        let template = BodyTemplate::new(&template).unwrap();
        assert_eq!(template.names().collect::<Vec<_>>(), ["card"]);
        assert_eq!(template.pointers().collect::<Vec<_>>(), ["/id"]);
        let hostile = "\",\"admin\":true,\"x\":\"\n\\";
        let identifiers = Identifiers::understood(
            ["card"],
            [Identifier {
                id_type: "card".into(),
                id: hostile.into(),
            }],
        );
        let filling = Filling {
            answered: Some(b"{\"id\":\"a\\\"b\"}"),
            ..Filling::of(&identifiers)
        };
        assert_eq!(
            template.fill(&filling).unwrap(),
            json!({"who": {"card": hostile, "in": ["x a\"b y", 3, null]}, "{{": "{}"})
        );
        assert!(BodyTemplate::new(&json!(["{"])).is_err());
        assert!(BodyTemplate::new(&json!(["{.email}"])).is_err());
        assert!(BodyTemplate::new(&json!({"a": "b"})).unwrap().is_fixed());
    }
}
