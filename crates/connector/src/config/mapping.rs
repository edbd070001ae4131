//! `[connector.route.mapping]`: how a source's own fields become the attributes of its dataset.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the attributes of a dataset are made of, where the source has other fields than the data model that it is
/// described by.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MappingConfig {
    /// The JSON Schema that a converted entity is held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelConfig>,
    /// As `ngsi-ld`: the field of the source that tells its entities apart, by its path. Services know each by an id that is
    /// made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What each attribute is made of, by its path.
    pub attributes: BTreeMap<String, FieldConfig>,
    /// Arrays of objects, by the attribute that is the array.
    pub each: BTreeMap<String, EachConfig>,
}

/// A data model, in files.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// The file with its JSON Schema.
    pub schema: PathBuf,
    /// Files with the schemas that it refers to, each with an `$id`. Nothing is fetched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refers_to: Vec<PathBuf>,
}

/// An array of objects that is made of one of the source's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EachConfig {
    /// The source's array, by its path below the object that the array is in.
    pub from: String,
    /// What each attribute of an element is made of, by its path within the element.
    pub attributes: BTreeMap<String, FieldConfig>,
    /// Arrays within the elements.
    pub each: BTreeMap<String, EachConfig>,
}

/// What one attribute is made of: `from` a field, `join`ed of several, or a `constant`; then split, looked up, read as a
/// date, converted to a unit and written as a type, in this order, as far as each is said. Of a list, every element is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldConfig {
    /// The source's field, by its path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The source's fields that are put together; those that are empty are passed over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub join: Vec<String>,
    /// What stands between them; a space unless it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// What it always is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constant: Option<Value>,
    /// The text at which it is split.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// Which part of it: 1 is the first, -1 the last. Without it, the list of all parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<i32>,
    /// What the source's codes mean.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, Value>,
    /// What every other code means; without it, a code that is not in the list is a deviation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Value>,
    /// How the source writes a date: `strftime` directives such as `%d.%m.%Y`, or `unix` or `unix-ms`. It becomes a date
    /// or a date and time of RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The IANA time zone of times that name none; UTC unless it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// The units of the source and of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitConfig>,
    /// What it is multiplied with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    /// The sign before decimals of a number that the source writes as text; a point unless it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<char>,
    /// What it is written as.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ValueKind>,
    /// What it is as an attribute of NGSI-LD, where that is no plain property.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property: Option<PropertyKind>,
}

/// Units by their codes in UN/CEFACT Recommendation 20, as NGSI-LD's `unitCode` has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitConfig {
    /// The source's.
    pub from: String,
    /// The model's.
    pub to: String,
}

/// What a value is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// A string.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
}

/// Kinds of NGSI-LD attribute beside `Property` (ETSI GS CIM 009 §4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PropertyKind {
    /// A GeoJSON geometry.
    GeoProperty,
    /// The URI of another entity.
    Relationship,
}

impl MappingConfig {
    /// Makes relative paths start at `folder`.
    pub(super) fn relative_to(&mut self, folder: &Path) {
        if let Some(model) = &mut self.model {
            model.relative_to(folder);
        }
    }
}

impl ModelConfig {
    /// Makes relative paths start at `folder`.
    pub(super) fn relative_to(&mut self, folder: &Path) {
        self.schema = folder.join(&self.schema);
        for path in &mut self.refers_to {
            *path = folder.join(&*path);
        }
    }
}
