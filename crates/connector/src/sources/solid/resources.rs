//! What a route reads of a pod, and where in it each attribute is.

use oxrdf::NamedNode;
use permission::{AttributeSet, AttributeTable, covers};

use super::home::Home;
use crate::config::{PropertyPath, ResourceConfig, SolidConfig};
use crate::sources::template::{RequestTemplate, known};

/// A route's resources, made ready.
#[derive(Debug)]
pub(crate) struct Resources(Vec<Resource>);

/// Documents of one kind, and what is taken from them.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) at: At,
    pub(super) whose: Whose,
    /// The attribute that is an array of what is found.
    pub(super) below: Option<String>,
    pub(super) mappings: Vec<Mapping>,
}

/// Which documents.
#[derive(Debug)]
pub(super) enum At {
    /// The one at this path below the pod.
    Path(RequestTemplate),
    /// Those that the type index has for this class.
    Class(String),
}

/// Whose properties the attributes are.
#[derive(Debug)]
pub(super) enum Whose {
    /// This thing's, relative to the document.
    Subject(String),
    /// Those of each thing of this class.
    Class(String),
    /// The document's, which is plain JSON.
    Document,
}

/// Where one attribute is.
#[derive(Debug)]
pub(super) struct Mapping {
    /// Its path; below the resource's array, if there is one.
    pub(super) path: String,
    pub(super) place: Place,
}

#[derive(Debug)]
pub(super) enum Place {
    /// Properties, each leading to the next.
    Properties(Vec<String>),
    /// A JSON pointer (RFC 6901).
    Pointer(String),
}

/// A resource of which something is permitted, and what.
pub(super) struct Needed<'r> {
    pub(super) resource: &'r Resource,
    pub(super) mappings: Vec<&'r Mapping>,
}

impl Resources {
    /// Makes a route's resources ready, or says what in them cannot work.
    pub(crate) fn new(
        solid: &SolidConfig,
        configs: &[ResourceConfig],
        table: &AttributeTable,
        identifier_types: &[String],
    ) -> Result<Self, String> {
        let home = Home::new(solid)?;
        known(home.names(), identifier_types)?;
        let mut resources = Vec::with_capacity(configs.len());
        for config in configs {
            let resource = Resource::new(config, table)
                .map_err(|error| format!("resource `{}`: {error}", name(config)))?;
            match &resource.at {
                At::Path(template) => known(template.names(), identifier_types)?,
                At::Class(_) if !home.has_profile() => {
                    return Err(format!(
                        "resource `{}`: a type index is found by the person's `webid`, and the upstream has `pod`",
                        name(config)
                    ));
                }
                At::Class(_) => {}
            }
            resources.push(resource);
        }
        let resources = Self(resources);
        for path in table.paths() {
            let count = resources
                .0
                .iter()
                .filter(|one| one.reads(path.as_str()))
                .count();
            if count != 1 {
                let found = if count == 0 { "no resource" } else { "several" };
                return Err(format!(
                    "attribute `{path}` is in {found}; say in one resource's `attributes` where it is"
                ));
            }
        }
        Ok(resources)
    }

    /// Those of which something is permitted, and no others: what is not permitted is not read.
    pub(super) fn needed(&self, table: &AttributeTable, set: &AttributeSet) -> Vec<Needed<'_>> {
        let needed = self.0.iter().map(|resource| {
            let is_permitted = |mapping: &&Mapping| {
                let full = resource.full(&mapping.path);
                table
                    .paths_of(set)
                    .any(|path| is_related(path.as_str(), &full))
            };
            Needed {
                mappings: resource.mappings.iter().filter(is_permitted).collect(),
                resource,
            }
        });
        needed.filter(|one| !one.mappings.is_empty()).collect()
    }
}

impl Resources {
    fn places(&self) -> impl Iterator<Item = String> {
        self.0.iter().flat_map(|resource| {
            let mappings = resource.mappings.iter();
            mappings.map(|mapping| resource.full(&mapping.path))
        })
    }

    /// Whether an attribute as a whole is in one place.
    pub(super) fn has_place(&self, path: &str) -> bool {
        self.places().any(|place| place == path)
    }

    /// Whether an attribute is in one place, or what lies below it is.
    pub(super) fn leads_to_place(&self, path: &str) -> bool {
        self.places().any(|place| covers(path, &place))
    }
}

impl Resource {
    fn new(config: &ResourceConfig, table: &AttributeTable) -> Result<Self, String> {
        if config.attributes.is_empty() {
            return Err("it has no `attributes`".into());
        }
        if let Some(below) = &config.below
            && (below.contains('.')
                || (table.covered(below).is_empty() && table.index_of(below).is_none()))
        {
            return Err(format!(
                "`below` `{below}` is no outermost attribute of the dataset"
            ));
        }
        let mut mappings = Vec::with_capacity(config.attributes.len());
        for (path, place) in &config.attributes {
            let place = place_of(place).map_err(|error| format!("`{path}`: {error}"))?;
            mappings.push(Mapping {
                path: path.clone(),
                place,
            });
        }
        let pointers = mappings
            .iter()
            .filter(|mapping| matches!(mapping.place, Place::Pointer(_)))
            .count();
        let is_json = pointers > 0;
        if is_json && pointers < mappings.len() {
            return Err(
                "properties and pointers do not stand together: a document is either".into(),
            );
        }
        for path in mappings.iter().map(|mapping| &mapping.path) {
            let is_inside = |other: &Mapping| other.path != *path && is_related(path, &other.path);
            if mappings.iter().any(is_inside) {
                return Err(format!("`{path}` and another attribute lie in each other"));
            }
        }
        let iri = |text: &str| match NamedNode::new(text) {
            Ok(_) => Ok(text.to_owned()),
            Err(_) => Err(format!("`{text}` is not an IRI")),
        };
        let (at, whose) = match (&config.path, &config.subject, &config.class) {
            (Some(path), None, None) if is_json => (at(path)?, Whose::Document),
            (Some(_), _, _) if is_json => {
                return Err("plain JSON has no `subject` and no `class`".into());
            }
            (Some(path), Some(subject), None) => (at(path)?, Whose::Subject(subject.clone())),
            (Some(path), None, Some(class)) => (at(path)?, Whose::Class(iri(class)?)),
            (None, None, Some(class)) => {
                let class = iri(class)?;
                let whose = if is_json {
                    Whose::Document
                } else {
                    Whose::Class(class.clone())
                };
                (At::Class(class), whose)
            }
            (Some(_), _, _) => {
                return Err(
                    "say either whose properties they are (`subject`) or of which `class`".into(),
                );
            }
            (None, _, _) => return Err("it needs a `path`, or a `class` alone".into()),
        };
        let resource = Self {
            at,
            whose,
            below: config.below.clone(),
            mappings,
        };
        let is_described = |mapping: &&Mapping| {
            let full = resource.full(&mapping.path);
            table
                .paths()
                .iter()
                .any(|path| is_related(path.as_str(), &full))
        };
        match resource.mappings.iter().find(|one| !is_described(one)) {
            Some(other) => Err(format!(
                "`{}` is no attribute of the dataset",
                resource.full(&other.path)
            )),
            None => Ok(resource),
        }
    }

    /// An attribute's path in the dataset.
    pub(super) fn full(&self, path: &str) -> String {
        match &self.below {
            None => path.to_owned(),
            Some(below) => format!("{below}.{path}"),
        }
    }

    fn reads(&self, path: &str) -> bool {
        self.mappings
            .iter()
            .any(|mapping| is_related(path, &self.full(&mapping.path)))
    }
}

/// Whether two paths are the same, or one lies below the other.
fn is_related(one: &str, other: &str) -> bool {
    covers(one, other) || covers(other, one)
}

fn at(path: &str) -> Result<At, String> {
    let path = format!("/{}", path.trim_start_matches('/'));
    let template = RequestTemplate::new(&path, &[].into(), &[].into());
    let template = template.map_err(|error| error.to_string())?;
    if let Some(pointer) = template.pointers().next() {
        return Err(format!("`{{{pointer}}}`: nothing was answered before it"));
    }
    Ok(At::Path(template))
}

fn place_of(path: &PropertyPath) -> Result<Place, String> {
    let properties = match path {
        PropertyPath::One(text) if text.is_empty() || text.starts_with('/') => {
            return Ok(Place::Pointer(text.clone()));
        }
        PropertyPath::One(text) => vec![text.clone()],
        PropertyPath::Several(texts) => texts.clone(),
    };
    if properties.is_empty() {
        return Err("it names no property".into());
    }
    match properties
        .iter()
        .find(|text| NamedNode::new(text.as_str()).is_err())
    {
        Some(text) => Err(format!(
            "`{text}` is neither the IRI of a property nor a JSON pointer"
        )),
        None => Ok(Place::Properties(properties)),
    }
}

fn name(config: &ResourceConfig) -> &str {
    let name = config.path.as_deref().or(config.class.as_deref());
    name.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use permission::AttributePath;
    use serde_json::{Value, json};

    fn table() -> AttributeTable {
        let paths = [
            "name",
            "address.street",
            "loans.title",
            "loans.due",
            "consent",
        ];
        AttributeTable::new(paths.map(|path| AttributePath::new(path).unwrap())).unwrap()
    }

    fn resources(solid: &Value, configs: &Value) -> Result<Resources, String> {
        let solid: SolidConfig = serde_json::from_value(solid.clone()).unwrap();
        let configs: Vec<ResourceConfig> = serde_json::from_value(configs.clone()).unwrap();
        Resources::new(&solid, &configs, &table(), &["pod".to_owned()])
    }

    fn good() -> Value {
        json!([
            {"path": "card", "subject": "#me", "attributes": {
                "name": "http://v.example/name", "address.street": ["http://v.example/address", "http://v.example/street"],
            }},
            {"class": "http://v.example/Loan", "below": "loans", "attributes": {
                "title": "http://v.example/title", "due": "http://v.example/due",
            }},
            {"path": "consent.json", "attributes": {"consent": "/consent"}},
        ])
    }

    fn solid() -> Value {
        json!({"servers": ["https://pods.example/"], "webid": "https://pods.example/{pod}/card#me"})
    }

    #[test]
    fn only_documents_with_something_permitted_are_needed() {
        let resources = resources(&solid(), &good()).unwrap();
        let table = table();
        let needed = |paths: &[&str]| -> Vec<Vec<String>> {
            let set = table.set(paths).unwrap();
            let needed = resources.needed(&table, &set);
            needed
                .iter()
                .map(|one| one.mappings.iter().map(|map| map.path.clone()).collect())
                .collect()
        };
        assert_eq!(needed(&["name"]), [["name"]]);
        assert_eq!(
            needed(&["loans.title", "consent"]),
            [["title"], ["consent"]]
        );
        assert_eq!(needed(&[]), Vec::<Vec<String>>::new());
    }

    #[test]
    fn what_cannot_work_is_said() {
        let with = |place: &str, value: Value| {
            let mut configs = good();
            *configs.pointer_mut(place).unwrap() = value;
            configs
        };
        for (configs, part) in [
            (with("/0/subject", json!(null)), "either whose properties"),
            (with("/0/path", json!(null)), "needs a `path`"),
            (with("/0/path", json!("../x")), "is not a path"),
            (with("/0/path", json!("{card}")), "identifier_types"),
            (with("/0/attributes", json!({})), "no `attributes`"),
            (with("/0/attributes/name", json!("name")), "neither the IRI"),
            (
                with("/0/attributes/name", json!("/name")),
                "do not stand together",
            ),
            (with("/0/attributes/name", json!([])), "no property"),
            (with("/1/below", json!("fines")), "no outermost attribute"),
            (
                with("/1/attributes", json!({"title": "http://v.example/t"})),
                "`loans.due` is in no resource",
            ),
            (
                with("/2/attributes", json!({"consent": "/c", "nick": "/n"})),
                "`nick` is no attribute",
            ),
            (
                with("/2/attributes", json!({"consent": "/c", "name": "/n"})),
                "`name` is in several",
            ),
            (good(), ""),
        ] {
            match resources(&solid(), &configs) {
                Ok(_) => assert_eq!(part, "", "{configs}"),
                Err(said) => assert!(!part.is_empty() && said.contains(part), "{said}"),
            }
        }
        let pod =
            json!({"servers": ["https://pods.example/"], "pod": "https://pods.example/{pod}/"});
        let said = resources(&pod, &good()).unwrap_err();
        assert!(said.contains("type index"), "{said}");
    }
}
