//! How a person's entities are found at a broker.

use std::borrow::Cow;

use ngsi_ld::{Context, Entity};
use permission::AttributePath;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::config::EntitiesConfig;
use crate::percent::{add_pair, decode};
use crate::sources::SourceError;
use crate::sources::template::{Filling, Identifiers, Template};

/// How a route's entities are found, made ready.
#[derive(Debug)]
pub(crate) struct Entities {
    pub(super) entity_type: String,
    by: By,
}

#[derive(Debug)]
enum By {
    /// Their id.
    Id(Template),
    /// An attribute that holds the identifier of this type, or the first that the dataset understands.
    Attribute(String, Option<String>),
    /// A query of the source's own (§4.9).
    Query(Template),
}

/// Which entities are a person's.
pub(super) enum Person {
    /// The one of this id.
    Id(String),
    /// Those that this query finds.
    Query(String),
}

impl Entities {
    /// Makes ready what is configured, or says what cannot work.
    pub(crate) fn new(
        config: &EntitiesConfig,
        entity_type: &str,
        identifier_types: &[String],
    ) -> std::result::Result<Self, String> {
        let template = |text: &str| Template::parse(text).map_err(|error| error.to_string());
        let by = match (&config.id, &config.attribute, &config.q) {
            (Some(id), None, None) => By::Id(template(id)?),
            (None, Some(attribute), None) => {
                if AttributePath::new(attribute.as_str()).is_err() || attribute.contains(['.', ','])
                {
                    return Err(format!("`attribute` `{attribute}` is no attribute's name"));
                }
                By::Attribute(attribute.clone(), config.identifier.clone())
            }
            (None, None, Some(q)) => By::Query(template(q)?),
            _ => {
                return Err(
                    "a person's entities are found by one of `id`, `attribute`, `q`".into(),
                );
            }
        };
        if config.identifier.is_some() && !matches!(by, By::Attribute(..)) {
            return Err("`identifier` goes with `attribute`".into());
        }
        let (names, is_fixed): (Vec<&str>, bool) = match &by {
            By::Id(template) | By::Query(template) => {
                if template.pointers().next().is_some() || template.given().next().is_some() {
                    return Err("it takes identifiers alone".into());
                }
                (template.names().collect(), template.is_fixed())
            }
            By::Attribute(_, identifier) => (identifier.as_deref().into_iter().collect(), false),
        };
        if is_fixed {
            return Err("it names no identifier, so it would ask for everybody".into());
        }
        if let Some(name) = names
            .into_iter()
            .find(|name| !identifier_types.iter().any(|one| one == name))
        {
            return Err(format!(
                "`{name}` is not among the dataset's `identifier_types`"
            ));
        }
        Ok(Self {
            entity_type: config
                .entity_type
                .clone()
                .unwrap_or_else(|| entity_type.to_owned()),
            by,
        })
    }

    /// Refuses a way of finding them by which nobody could say whose an entity is.
    pub(crate) fn tell_whose(self) -> std::result::Result<Self, String> {
        match &self.by {
            By::Id(id) if id.surroundings().is_none() => {
                Err("an `id` has one identifier, once".into())
            }
            By::Query(_) => {
                Err("entities of the open store are found by `attribute` or `id`".into())
            }
            By::Id(_) | By::Attribute(..) => Ok(self),
        }
    }

    /// The attribute that entities are found by, where they are found by one.
    pub(crate) fn attribute(&self) -> Option<&str> {
        match &self.by {
            By::Attribute(attribute, _) => Some(attribute),
            By::Id(_) | By::Query(_) => None,
        }
    }

    /// Whose an entity is: the identifiers by which it is found, each of one of the types that are `known`.
    pub(crate) fn whose<'a>(
        &'a self,
        entity: &'a Entity,
        context: &Context,
        known: &'a [String],
    ) -> Vec<(&'a str, Cow<'a, str>)> {
        if !entity.types.contains(&context.expand(&self.entity_type)) {
            return Vec::new();
        }
        let (id_type, ids): (Option<&str>, Vec<Cow<'a, str>>) = match &self.by {
            By::Attribute(attribute, id_type) => {
                let instances = entity.attributes.get(&context.expand(attribute));
                let texts = instances
                    .into_iter()
                    .flatten()
                    .map(|one| one.value.as_str());
                let ids = texts.flatten().map(Cow::Borrowed);
                (id_type.as_deref(), ids.collect())
            }
            By::Id(template) => match identifier_in(template, &entity.id) {
                Some((id_type, id)) => (id_type, vec![Cow::Owned(id)]),
                None => return Vec::new(),
            },
            By::Query(_) => return Vec::new(),
        };
        let types = known.iter().map(String::as_str);
        let types = types.filter(|known| id_type.is_none_or(|wanted| wanted == *known));
        types
            .flat_map(|id_type| ids.iter().map(move |id| (id_type, id.clone())))
            .collect()
    }

    /// Makes sure that an entity, as it is written, is found by one of these identifiers (type and value): the attribute is
    /// added where it is not there.
    ///
    /// # Errors
    /// It is somebody else's.
    pub(crate) fn mark(
        &self,
        entity: &mut Map<String, Value>,
        identifiers: &[(&str, &str)],
    ) -> std::result::Result<(), String> {
        let fits = |wanted: &Option<String>, id_type: &str| {
            wanted.as_deref().is_none_or(|wanted| wanted == id_type)
        };
        match &self.by {
            By::Attribute(attribute, id_type) => {
                let fitting = identifiers.iter().filter(|(one, _)| fits(id_type, one));
                let mut ids = fitting.map(|(_, id)| *id);
                let Some(held) = entity.get(attribute) else {
                    let id = ids.next().ok_or_else(|| {
                        format!("none of the identifiers is one that `{attribute}` holds")
                    })?;
                    entity.insert(attribute.clone(), json!({"type": "Property", "value": id}));
                    return Ok(());
                };
                // A number is not found by the text that an identifier is (§4.9).
                match held.get("value").unwrap_or(held) {
                    Value::String(text) if ids.any(|id| id == text) => Ok(()),
                    Value::Number(_) => Err(format!(
                        "`{attribute}` is a number; people are found by texts"
                    )),
                    _ => Err(format!("`{attribute}` holds another identifier")),
                }
            }
            By::Id(template) => {
                let id = entity.get("id").and_then(Value::as_str).unwrap_or_default();
                match identifier_in(template, id) {
                    Some((id_type, id))
                        if identifiers.iter().any(|(one_type, one)| {
                            *one == id && id_type.is_none_or(|wanted| wanted == *one_type)
                        }) =>
                    {
                        Ok(())
                    }
                    _ => Err(format!(
                        "its id `{id}` is not one by which the person is found"
                    )),
                }
            }
            By::Query(_) => Err("a query does not say whose an entity is".into()),
        }
    }

    /// What narrows a query to the person.
    pub(super) fn narrow(
        &self,
        target: &mut String,
        identifiers: &Identifiers,
    ) -> std::result::Result<(), SourceError> {
        match self.person(identifiers)? {
            Person::Id(id) => add_pair(target, "id", &id),
            Person::Query(q) => add_pair(target, "q", &q),
        }
        Ok(())
    }

    /// How the person's entities are told from others'.
    pub(super) fn person(
        &self,
        identifiers: &Identifiers,
    ) -> std::result::Result<Person, SourceError> {
        match &self.by {
            By::Id(template) => {
                let id = template.encoded(&Filling::of(identifiers))?;
                Ok(Person::Id(id))
            }
            By::Attribute(attribute, id_type) => {
                let id = identifiers.find(id_type.as_deref());
                let id = quotable(id.ok_or(SourceError::NoIdentifier)?)?;
                Ok(Person::Query(format!("{attribute}==\"{id}\"")))
            }
            By::Query(template) => {
                let filling = Filling::of(identifiers);
                for id in identifiers.iter() {
                    quotable(&id.id)?;
                }
                Ok(Person::Query(template.plain(&filling)?))
            }
        }
    }

    /// The attribute that must hold the identifier in every entity, and the identifier.
    pub(super) fn proof<'a>(&'a self, identifiers: &'a Identifiers) -> Option<(&'a str, &'a str)> {
        match &self.by {
            By::Attribute(attribute, id_type) => {
                Some((attribute.as_str(), identifiers.find(id_type.as_deref())?))
            }
            _ => None,
        }
    }
}

/// The identifier that an entity's id is made of, and its type.
fn identifier_in<'t>(template: &'t Template, id: &str) -> Option<(Option<&'t str>, String)> {
    let (before, id_type, after) = template.surroundings()?;
    let rest = id.strip_prefix(before)?.strip_suffix(after)?;
    Some((id_type, decode(rest)?))
}

/// A value that can stand between quotes in a query: brokers do not agree on how it would be escaped there (§4.9).
fn quotable(id: &str) -> std::result::Result<&str, SourceError> {
    let is_safe = !id.is_empty()
        && !id
            .chars()
            .any(|letter| letter.is_control() || "\"\\'".contains(letter));
    if is_safe {
        Ok(id)
    } else {
        Err(SourceError::UnusableIdentifier)
    }
}

/// Whether an entity's attribute holds this identifier.
pub(super) fn holds(entity: &RawValue, name: &str, id: &str) -> bool {
    let Ok(entity) = serde_json::from_str::<Map<String, Value>>(entity.get()) else {
        return false;
    };
    let held = entity
        .get(name)
        .map(|attribute| attribute.get("value").unwrap_or(attribute));
    match held {
        Some(Value::String(text)) => text == id,
        Some(Value::Number(number)) => number.to_string() == id,
        _ => false,
    }
}
