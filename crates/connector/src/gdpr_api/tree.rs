//! A person's data as a tree of keys with labels, as the City of Helsinki's GDPR API has it.

use std::collections::BTreeMap;

use permission::{AttributePath, AttributeSet, Texts};
use serde::Serialize;
use serde_json::Value;

use crate::config::Shape;
use crate::rehearsal::values;
use crate::routes::Route;

/// A node: what it is called, and what it is, or what lies below it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct Node {
    key: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    label: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    children: Option<Vec<Node>>,
}

impl Node {
    /// A node of others.
    pub(super) fn of(key: &str, label: BTreeMap<String, String>, children: Vec<Self>) -> Self {
        Self {
            key: key.to_owned(),
            label,
            value: None,
            children: Some(children),
        }
    }

    /// The nodes that a value is: one, or one for each of an array's.
    fn all(key: &str, label: &BTreeMap<String, String>, value: &Value) -> Vec<Self> {
        match value {
            Value::Null => Vec::new(),
            Value::Array(each) => {
                let each = each.iter().flat_map(|one| Self::all(key, label, one));
                each.collect()
            }
            Value::Object(members) => {
                let below = members
                    .iter()
                    .flat_map(|(name, value)| Self::all(&written(name), &BTreeMap::new(), value));
                vec![Self::of(key, label.clone(), below.collect())]
            }
            value => vec![Self {
                key: key.to_owned(),
                label: label.clone(),
                value: Some(value.clone()),
                children: None,
            }],
        }
    }
}

/// Texts by their languages.
pub(super) fn label(texts: &Texts) -> BTreeMap<String, String> {
    texts.0.clone()
}

/// A name as keys are written.
pub(super) fn written(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
    name.chars().map(plain).collect::<String>().to_uppercase()
}

/// What a source has of a person in a dataset, a node for each record. Nothing where no shown attribute has a value.
pub(super) fn of_dataset(route: &Route, shown: &AttributeSet, data: &Value) -> Vec<Node> {
    let records = match data {
        Value::Array(records) => records.as_slice(),
        record => std::slice::from_ref(record),
    };
    let dataset = &route.dataset;
    let (key, label) = (written(&dataset.slug), label(&dataset.description.title));
    let attributes = outermost(route, shown);
    let is_entity = route.shape == Shape::NgsiLd;
    let nodes = records.iter().filter_map(|record| {
        let mut nodes = Vec::new();
        for attribute in &attributes {
            for value in values(record, attribute.path, is_entity) {
                let found = Node::all(&attribute.key, &attribute.label, value);
                place(&mut nodes, &attribute.above, found);
            }
        }
        (!nodes.is_empty()).then(|| Node::of(&key, label.clone(), nodes))
    });
    nodes.collect()
}

/// An attribute that is shown, as the tree has it.
struct Shown<'a> {
    path: &'a AttributePath,
    key: String,
    /// The keys of the nodes above it.
    above: Vec<String>,
    label: BTreeMap<String, String>,
}

/// The attributes that are shown, but for those that lie below another: they are there with it.
fn outermost<'a>(route: &'a Route, shown: &AttributeSet) -> Vec<Shown<'a>> {
    let dataset = &route.dataset;
    let paths: Vec<&AttributePath> = dataset.table.paths_of(shown).collect();
    let is_below = |path: &AttributePath| {
        paths
            .iter()
            .any(|other| *other != path && permission::covers(other.as_str(), path.as_str()))
    };
    let attributes = dataset.description.attributes.iter();
    attributes
        .filter(|one| paths.contains(&&one.path) && !is_below(&one.path))
        .filter_map(|one| {
            let mut above: Vec<String> = one.path.names().map(written).collect();
            Some(Shown {
                key: above.pop()?,
                above,
                path: &one.path,
                label: label(&one.title),
            })
        })
        .collect()
}

/// Puts nodes below those with these keys, which are made where they are not there yet.
fn place(nodes: &mut Vec<Node>, above: &[String], found: Vec<Node>) {
    let Some((first, rest)) = above.split_first() else {
        nodes.extend(found);
        return;
    };
    if found.is_empty() {
        return;
    }
    let at = nodes.iter().position(|node| node.key == *first);
    let at = at.unwrap_or_else(|| {
        nodes.push(Node::of(first, BTreeMap::new(), Vec::new()));
        nodes.len() - 1
    });
    place(nodes[at].children.get_or_insert_default(), rest, found);
}
