//! What of an entity is shown: `attrs`, `pick`, `omit` and `datasetId` (ETSI GS CIM 009 §4.21 and §4.5.5).

use std::collections::BTreeSet;

use crate::context::Context;
use crate::entity::{Attribute, Entity};
use crate::problem::Problem;

/// Which members and attributes are shown; the default shows everything.
#[derive(Debug, Clone, Default)]
pub struct Projection {
    /// Only these attributes (expanded); an entity without any of them is not shown at all.
    pub attrs: Option<BTreeSet<String>>,
    /// Only these members: expanded attributes, and `id`, `type`, `scope`.
    pub pick: Option<BTreeSet<String>>,
    /// Not these members.
    pub omit: BTreeSet<String>,
    /// Only instances of these datasets; `@none` is the default one.
    pub datasets: Option<BTreeSet<String>>,
}

/// The members that are no attributes.
const OWN: [&str; 3] = ["id", "type", "scope"];

fn expanded(name: &str, context: &Context) -> String {
    if OWN.contains(&name) {
        name.to_owned()
    } else {
        context.expand(name)
    }
}

/// A list of names divided by commas, expanded.
fn list(text: &str, parameter: &str, context: &Context) -> Result<BTreeSet<String>, Problem> {
    text.split(',')
        .map(str::trim)
        .map(|name| {
            let valid = !name.is_empty()
                && !name
                    .chars()
                    .any(|c| c.is_whitespace() || "\"'<>();=|".contains(c));
            if valid {
                Ok(expanded(name, context))
            } else {
                Err(Problem::bad_data(format!(
                    "`{parameter}` has a name that cannot be: `{name}`"
                )))
            }
        })
        .collect()
}

impl Projection {
    /// From the parameters of a request.
    ///
    /// # Errors
    /// [`Problem`] for a name that cannot be, or for members both picked and omitted.
    pub fn parse(
        attrs: Option<&str>,
        pick: Option<&str>,
        omit: Option<&str>,
        dataset_id: Option<&str>,
        context: &Context,
    ) -> Result<Self, Problem> {
        let read = |text: Option<&str>, parameter: &str| {
            text.map(|text| list(text, parameter, context)).transpose()
        };
        let projection = Self {
            attrs: read(attrs, "attrs")?,
            pick: read(pick, "pick")?,
            omit: read(omit, "omit")?.unwrap_or_default(),
            datasets: dataset_id.map(|ids| ids.split(',').map(|id| id.trim().to_owned()).collect()),
        };
        if let Some(pick) = &projection.pick
            && let Some(both) = pick.intersection(&projection.omit).next()
        {
            return Err(Problem::bad_data(format!(
                "`{}` is both picked and omitted",
                context.compact(both)
            )));
        }
        Ok(projection)
    }

    /// Whether a member of the entity that is no attribute is shown.
    pub fn shows_member(&self, name: &str) -> bool {
        self.pick.as_ref().is_none_or(|pick| pick.contains(name)) && !self.omit.contains(name)
    }

    /// Whether an attribute (expanded) is shown.
    pub fn shows(&self, iri: &str) -> bool {
        self.attrs.as_ref().is_none_or(|attrs| attrs.contains(iri)) && self.shows_member(iri)
    }

    /// Whether an entity is shown: it must have one of the attributes asked for, if some were (§4.21).
    pub fn matches(&self, entity: &Entity) -> bool {
        let has = |names: &BTreeSet<String>| {
            names.iter().any(|name| {
                OWN.contains(&name.as_str())
                    || entity
                        .attributes
                        .get(name)
                        .is_some_and(|instances| self.instances(name, instances).next().is_some())
            })
        };
        self.attrs.as_ref().is_none_or(has) && self.pick.as_ref().is_none_or(has)
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
