//! What of an entity is shown: `attrs`, `pick`, `omit` and `datasetId` (ETSI GS CIM 009 §4.21 and §4.5.5).

use std::collections::{BTreeMap, BTreeSet};

use crate::context::Context;
use crate::entity::{Attribute, Entity};
use crate::problem::Problem;

/// Names with what is said of the entities that they link to: `id,locatedAt{id,name}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<String, Option<Names>>);

/// How deep names may nest: more than entities are joined.
const MAX_NESTING: usize = 16;
/// The members that are no attributes.
const OWN: [&str; 3] = ["id", "type", "scope"];

fn expanded(name: &str, context: &Context) -> String {
    if OWN.contains(&name) {
        name.to_owned()
    } else {
        context.expand(name)
    }
}

impl Names {
    /// Reads a list of names, divided by commas or `|`.
    ///
    /// # Errors
    /// [`Problem`] for a list that cannot be.
    pub fn parse(text: &str, parameter: &str, context: &Context) -> Result<Self, Problem> {
        let mut rest = text;
        let names = Self::list(&mut rest, context, 0);
        names.filter(|_| rest.is_empty()).ok_or_else(|| {
            Problem::bad_data(format!("`{parameter}` is not a list of names: `{text}`"))
        })
    }

    fn list(rest: &mut &str, context: &Context, depth: usize) -> Option<Self> {
        if depth > MAX_NESTING {
            return None;
        }
        let mut names = BTreeMap::new();
        loop {
            let end = rest.find([',', '|', '{', '}']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let name = name.trim();
            let valid = !name.is_empty()
                && !name
                    .chars()
                    .any(|c| c.is_whitespace() || "\"'<>();=|".contains(c));
            if !valid {
                return None;
            }
            *rest = after;
            let inner = match rest.strip_prefix('{') {
                None => None,
                Some(inside) => {
                    *rest = inside;
                    let inner = Self::list(rest, context, depth + 1)?;
                    *rest = rest.strip_prefix('}')?;
                    Some(inner)
                }
            };
            names.insert(expanded(name, context), inner);
            match rest.strip_prefix([',', '|']) {
                Some(after) => *rest = after,
                None => return Some(Self(names)),
            }
        }
    }

    /// How many links are followed to come to the names farthest within.
    fn depth(&self) -> usize {
        let inner = self.0.values().flatten().map(|names| names.depth() + 1);
        inner.max().unwrap_or(0)
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether the name stands here itself, not only something of what it links to.
    fn has_whole(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(Option::is_none)
    }

    fn within(&self, name: &str) -> Option<&Self> {
        self.0.get(name)?.as_ref()
    }
}

/// Which members and attributes are shown; the default shows everything.
#[derive(Debug, Clone, Default)]
pub struct Projection {
    /// Only these attributes; an entity without any of them is not shown at all.
    pub attrs: Option<BTreeSet<String>>,
    /// Only these members: attributes, and `id`, `type`, `scope`.
    pub pick: Option<Names>,
    /// Not these members.
    pub omit: Names,
    /// Only instances of these datasets; `@none` is the default one.
    pub datasets: Option<BTreeSet<String>>,
}

impl Projection {
    /// From the parameters of a request.
    ///
    /// # Errors
    /// [`Problem`] for a list that cannot be, or for parameters that exclude each other.
    pub fn parse(
        attrs: Option<&str>,
        pick: Option<&str>,
        omit: Option<&str>,
        dataset_id: Option<&str>,
        context: &Context,
    ) -> Result<Self, Problem> {
        if attrs.is_some() && (pick.is_some() || omit.is_some()) {
            return Err(Problem::bad_data("`attrs` excludes `pick` and `omit`"));
        }
        let read = |text: Option<&str>, parameter: &str| {
            text.map(|text| Names::parse(text, parameter, context))
                .transpose()
        };
        let attrs = read(attrs, "attrs")?;
        if attrs.as_ref().is_some_and(|names| names.depth() > 0) {
            return Err(Problem::bad_data(
                "`attrs` names attributes alone, nothing of linked entities",
            ));
        }
        let projection = Self {
            attrs: attrs.map(|names| names.0.into_keys().collect()),
            pick: read(pick, "pick")?,
            omit: read(omit, "omit")?.unwrap_or_default(),
            datasets: dataset_id.map(|ids| ids.split(',').map(|id| id.trim().to_owned()).collect()),
        };
        let both = projection
            .pick
            .iter()
            .flat_map(|pick| pick.0.keys())
            .find(|name| projection.omit.has_whole(name));
        match both {
            None => Ok(projection),
            Some(both) => Err(Problem::bad_data(format!(
                "`{}` is both picked and omitted",
                context.compact(both)
            ))),
        }
    }

    /// How many links what is picked and omitted goes along.
    pub fn depth(&self) -> usize {
        let picked = self.pick.as_ref().map_or(0, Names::depth);
        picked.max(self.omit.depth())
    }

    /// Whether a member of the entity that is no attribute is shown.
    pub fn shows_member(&self, name: &str) -> bool {
        self.pick.as_ref().is_none_or(|pick| pick.has(name)) && !self.omit.has_whole(name)
    }

    /// Whether an attribute (expanded) is shown.
    pub fn shows(&self, iri: &str) -> bool {
        self.attrs.as_ref().is_none_or(|attrs| attrs.contains(iri)) && self.shows_member(iri)
    }

    /// What is shown of the entities that a relationship (expanded) links to.
    #[must_use]
    pub fn of_linked(&self, iri: &str) -> Self {
        Self {
            attrs: None,
            pick: self
                .pick
                .as_ref()
                .and_then(|pick| pick.within(iri))
                .cloned(),
            omit: self.omit.within(iri).cloned().unwrap_or_default(),
            datasets: self.datasets.clone(),
        }
    }

    /// Whether an entity is shown: it must have one of the attributes asked for, if some were, and not all that it has may
    /// be omitted (§4.21).
    pub fn matches(&self, entity: &Entity) -> bool {
        let has =
            |name: &String| OWN.contains(&name.as_str()) || entity.attributes.contains_key(name);
        self.attrs
            .as_ref()
            .is_none_or(|attrs| attrs.iter().any(has))
            && self.pick.as_ref().is_none_or(|pick| pick.0.keys().any(has))
            && (["id", "type"].iter().any(|name| self.shows_member(name))
                || (!entity.scope.is_empty() && self.shows_member("scope"))
                || entity.attributes.keys().any(|iri| self.shows(iri)))
    }

    /// The instances of an attribute (expanded) that are shown.
    pub fn instances<'a>(
        &'a self,
        iri: &str,
        instances: &'a [Attribute],
    ) -> impl Iterator<Item = &'a Attribute> + 'a {
        let shown = self.shows(iri);
        instances.iter().filter(move |instance| {
            shown
                && self.datasets.as_ref().is_none_or(|datasets| {
                    datasets.contains(instance.dataset_id.as_deref().unwrap_or("@none"))
                })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_cannot_be_are_refused() {
        let context = Context::core();
        for good in ["id", "id,name", "id,locatedAt{id,name}", "a{b{c},d}"] {
            assert!(Names::parse(good, "pick", &context).is_ok(), "{good}");
        }
        for wrong in [
            "",
            "id;name",
            "id,locatedAt{name",
            "{{",
            "id,,name",
            "locatedAt{,name}",
            "locatedAt{}",
            "a}",
        ] {
            assert!(Names::parse(wrong, "pick", &context).is_err(), "{wrong}");
        }
        let projection = |attrs, pick, omit| Projection::parse(attrs, pick, omit, None, &context);
        assert!(projection(Some("a"), Some("b"), None).is_err());
        assert!(projection(Some("a{b}"), None, None).is_err());
        assert!(projection(None, Some("a,b"), Some("b")).is_err());
        assert!(projection(None, Some("a"), Some("b")).is_ok());
    }
}
