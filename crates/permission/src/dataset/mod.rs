//! What one source offers: one entity type with described attributes.

mod compiled;
mod validate;

pub(crate) use validate::is_line;

use serde::{Deserialize, Serialize};

pub use compiled::{Asked, CompiledDataset};
pub use validate::{AttributeFault, DatasetError};

use crate::attributes::{AttributePath, AttributeTable, TableError};
use crate::id::{DatasetId, OrganisationId};
use crate::terms::{Category, Justification};
use crate::texts::Texts;
use crate::time::Days;

/// One version of a dataset. Versions are never changed: a permission names the one it was given
/// on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dataset {
    /// Which dataset.
    pub id: DatasetId,
    /// Which version of it, from 1.
    #[serde(default = "first_version")]
    pub version: u32,
    /// The organisation that holds the data and answers for it.
    pub source: OrganisationId,
    /// The type of its entities, such as `Person` (NGSI-LD `type`).
    pub entity_type: String,
    /// What people call it.
    pub title: Texts,
    /// What it holds, in plain words.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub description: Texts,
    /// URL of the Smart Data Model (MIM2) or JSON Schema of its entities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The types of identifier by which the source can find a person, best first (MIM4 §5.4
    /// `id_type`).
    #[serde(default)]
    pub identifier_types: Vec<String>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

/// Where versions begin.
pub(crate) fn first_version() -> u32 {
    1
}

/// One described attribute. What lies below its path belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Where it lies in the entity.
    pub path: AttributePath,
    /// What people call it.
    pub title: Texts,
    /// What it says, in plain words.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub description: Texts,
    /// What kind of value it holds: a value of another kind is not released.
    #[serde(default, skip_serializing_if = "Holds::is_default")]
    pub holds: Holds,
    /// What it is about.
    pub category: Category,
    /// How much care the law asks for.
    #[serde(default)]
    pub sensitivity: Sensitivity,
    /// How surely the person must be known before it is released.
    #[serde(default)]
    pub assurance: Assurance,
    /// Whether the person can have it corrected (GDPR art. 16).
    #[serde(default)]
    pub rectify: Rectify,
    /// Whether the person can have it erased (GDPR art. 17).
    #[serde(default)]
    pub erase: Erase,
    /// How long the source keeps it after it has ended; not told when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<Days>,
}

/// What kind of value an attribute holds. What a source sends instead is withheld, so that a change of its data model releases
/// nothing that nobody has described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// Texts, numbers, `true` and `false`, places (GeoJSON geometries), and lists of these. Of an NGSI-LD attribute its value,
    /// the object of a relationship or texts by language, and the members that the standard gives it.
    #[default]
    Single,
    /// Texts, and lists of them.
    Text,
    /// Numbers, and lists of them.
    Number,
    /// `true` and `false`, and lists of them.
    Boolean,
    /// Anything, with all that lies below it.
    Object,
}

impl Holds {
    /// All kinds, the default first.
    pub const ALL: [Self; 5] = [
        Self::Single,
        Self::Text,
        Self::Number,
        Self::Boolean,
        Self::Object,
    ];

    /// Its name in a description.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Object => "object",
        }
    }

    #[allow(clippy::trivially_copy_pass_by_ref)] // as serde wants it
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// How much care the law asks for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Sensitivity {
    /// No more than for all personal data.
    #[default]
    Ordinary,
    /// A special category (GDPR art. 9).
    Special,
    /// A national identification number and its like (GDPR art. 87).
    OfficialIdentifier,
}

/// How surely a person is known (eIDAS art. 8(2)).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// A limited degree of confidence.
    #[default]
    Low,
    /// A substantial degree of confidence.
    Substantial,
    /// A higher degree of confidence than substantial.
    High,
}

impl Assurance {
    /// All levels, lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Substantial, Self::High];
}

/// Whether the person can have an attribute corrected.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rectify {
    /// By the person alone.
    ByPerson,
    /// When the person shows evidence.
    #[default]
    WithEvidence,
    /// No, and why.
    No(Ground),
}

/// Whether the person can have an attribute erased.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Erase {
    /// On request.
    #[default]
    Yes,
    /// No, and why.
    No(Ground),
}

/// Why a right does not apply, known before it is claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// The kind of reason.
    pub justification: Justification,
    /// The law that says so, by its usual name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
}

impl Dataset {
    /// The table of its described paths.
    pub fn table(&self) -> Result<AttributeTable, TableError> {
        AttributeTable::described(
            self.attributes
                .iter()
                .map(|attribute| (attribute.path.clone(), attribute.holds)),
        )
    }

    /// The attribute described at exactly this path.
    pub fn attribute(&self, path: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.path.as_str() == path)
    }

    /// Whether an attribute means here what it meant in `older`: the same kind of entity of the
    /// same source, and its description is the same in every part.
    pub fn describes_as(&self, older: &Self, path: &AttributePath) -> bool {
        let here = self.attribute(path.as_str());
        self.id == older.id
            && self.source == older.source
            && self.entity_type == older.entity_type
            && here.is_some()
            && here == older.attribute(path.as_str())
    }
}
