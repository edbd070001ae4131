//! Entities and their attributes (ETSI GS CIM 009 §4.5), with every name expanded.

mod evolution;
mod members;
mod parse;
mod validate;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use evolution::{Evolution, Instance, SCOPE};
pub use members::{is_attribute_member, is_entity_member};
pub use parse::{Form, Nulls, attribute_instances, fragment, fragment_in};
pub(crate) use parse::{
    attribute_instances_in, datasets, is_bare_geometry, is_instance, simplified_kind,
};
pub use validate::{date_time, is_geometry, is_uri, micros, scope_is_valid};

/// What stands for "nothing" where JSON's own null may not (ETSI GS CIM 009 §4.5.0).
pub const NULL: &str = "urn:ngsi-ld:null";

/// Deepest nesting of sub-attributes and values that is taken, so that recursion stays shallow.
pub const MAX_DEPTH: usize = 64;

/// Attribute instances by expanded name.
pub type Attributes = BTreeMap<String, Vec<Attribute>>;

/// An entity.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Entity {
    /// Its id, a URI.
    pub id: String,
    /// Its types, expanded.
    pub types: Vec<String>,
    /// Its scopes (§4.18).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// Its attributes by expanded name; each has at least one instance, at most one per dataset.
    #[serde(default)]
    pub attributes: Attributes,
    /// When it was made, RFC 3339; empty until stored.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub created_at: String,
    /// When it last changed, RFC 3339; empty until stored.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub modified_at: String,
    /// When a transient entity ends (§4.22).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

/// What kind an attribute is, which says where its value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Any JSON value (§4.5.2).
    Property,
    /// A GeoJSON geometry (§4.7).
    GeoProperty,
    /// One or more ids of other entities (§4.5.3).
    Relationship,
    /// Strings by language (§4.5.18).
    LanguageProperty,
    /// Terms that are expanded (§4.5.20).
    VocabProperty,
    /// An ordered list (§4.5.21).
    ListProperty,
    /// An ordered list of relationships (§4.5.22).
    ListRelationship,
    /// JSON that is never expanded (§4.5.24).
    JsonProperty,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Property,
        Self::GeoProperty,
        Self::Relationship,
        Self::LanguageProperty,
        Self::VocabProperty,
        Self::ListProperty,
        Self::ListRelationship,
        Self::JsonProperty,
    ];

    /// Its name in `type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Property => "Property",
            Self::GeoProperty => "GeoProperty",
            Self::Relationship => "Relationship",
            Self::LanguageProperty => "LanguageProperty",
            Self::VocabProperty => "VocabProperty",
            Self::ListProperty => "ListProperty",
            Self::ListRelationship => "ListRelationship",
            Self::JsonProperty => "JsonProperty",
        }
    }

    /// The member its value stands in.
    pub fn member(self) -> &'static str {
        match self {
            Self::Property | Self::GeoProperty => "value",
            Self::Relationship => "object",
            Self::LanguageProperty => "languageMap",
            Self::VocabProperty => "vocab",
            Self::ListProperty => "valueList",
            Self::ListRelationship => "objectList",
            Self::JsonProperty => "json",
        }
    }

    /// The kind of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One instance of an attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its kind.
    pub kind: Kind,
    /// Its value as the kind's member has it. Terms of a `VocabProperty` are expanded; a relationship's object is a
    /// string or an array of strings; an object list is an array of strings.
    pub value: Value,
    /// Which of several instances this is; none for the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_id: Option<String>,
    /// When it was observed, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_at: Option<String>,
    /// Its unit (UN/CEFACT).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// Types of the entities a relationship points to, expanded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub object_type: Vec<String>,
    /// The data type of a property's value (`valueType`), expanded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_type: Option<String>,
    /// The id and the type (expanded) of the entity that a proof seals (`ngsildproof`, §4.5.2.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_id: Option<String>,
    /// See `sealed_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_type: Option<String>,
    /// Its own attributes by expanded name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: Attributes,
    /// When it was made; empty until stored.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub created_at: String,
    /// When it last changed; empty until stored.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub modified_at: String,
    /// When a transient instance ends (§4.22).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

impl Attribute {
    /// An instance with nothing but a value.
    pub fn new(kind: Kind, value: Value) -> Self {
        Self {
            kind,
            value,
            dataset_id: None,
            observed_at: None,
            unit_code: None,
            object_type: Vec::new(),
            value_type: None,
            sealed_id: None,
            sealed_type: None,
            attributes: Attributes::new(),
            created_at: String::new(),
            modified_at: String::new(),
            expires_at: None,
        }
    }

    /// Whether it says that the attribute is to go (§4.5.0, NGSI-LD null).
    pub fn is_null(&self) -> bool {
        match self.kind {
            Kind::LanguageProperty => self.value.get("@none").and_then(Value::as_str) == Some(NULL),
            _ => self.value.as_str() == Some(NULL),
        }
    }

    /// Gives it and what is below it these times.
    pub fn stamp(&mut self, created: &str, modified: &str) {
        created.clone_into(&mut self.created_at);
        modified.clone_into(&mut self.modified_at);
        for instance in self.attributes.values_mut().flatten() {
            instance.stamp(created, modified);
        }
    }
}

impl Entity {
    /// Gives it and everything in it the time of its making.
    pub fn stamp_new(&mut self, now: &str) {
        now.clone_into(&mut self.created_at);
        now.clone_into(&mut self.modified_at);
        for instance in self.attributes.values_mut().flatten() {
            instance.stamp(now, now);
        }
    }

    /// The instance of an attribute in a dataset; the default one for none.
    pub fn instance(&self, name: &str, dataset_id: Option<&str>) -> Option<&Attribute> {
        self.attributes
            .get(name)?
            .iter()
            .find(|instance| instance.dataset_id.as_deref() == dataset_id)
    }
}
