//! A service's registered description of what it wants data for.

mod choice;
mod legal_basis;
mod notice;
mod validate;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use choice::{Choice, ChoiceError, Chosen};
pub use legal_basis::LegalBasis;
pub use notice::{Notice, NoticeRef};
pub use validate::{IntendedUseError, LONGEST_DURATION};

use crate::attributes::AttributePath;
use crate::dataset::first_version;
use crate::id::{DatasetId, IntendedUseId, OrganisationId, ServiceId};
use crate::jurisdiction::Jurisdiction;
use crate::terms::{Basis, Processing, Purpose};
use crate::texts::Texts;
use crate::time::Days;

/// One version of an intended use. What is not in it cannot be asked for, by anyone. Versions are
/// never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntendedUse {
    /// Which intended use.
    pub id: IntendedUseId,
    /// Which version of it, from 1.
    #[serde(default = "first_version")]
    pub version: u32,
    /// The service that would use the data.
    pub service: ServiceId,
    /// The organisation that answers for the service.
    pub organisation: OrganisationId,
    /// What people call the use.
    pub title: Texts,
    /// Why: at least one purpose.
    pub purposes: Vec<Purpose>,
    /// What is done with the data: at least one operation.
    pub processing: Vec<Processing>,
    /// What makes it lawful; one of GDPR art. 6(1).
    pub legal_basis: Basis,
    /// The attributes wanted, by dataset.
    pub datasets: BTreeMap<DatasetId, DatasetUse>,
    /// Who else receives the data, by name.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// How long the service keeps what it received.
    pub retention: Days,
    /// Where the data is kept.
    #[serde(default)]
    pub storage_locations: Vec<Jurisdiction>,
    /// Countries outside the EEA to which it goes (GDPR art. 13(1)(f)).
    #[serde(default)]
    pub third_countries: Vec<Jurisdiction>,
    /// Whether decisions are made without a human (GDPR art. 22).
    #[serde(default)]
    pub automated_decisions: bool,
    /// In what form the service uses the data.
    #[serde(default)]
    pub form: DataForm,
    /// How often it asks.
    #[serde(default)]
    pub frequency: Frequency,
    /// The longest a permission can last before it is asked for again.
    pub longest_duration: Days,
    /// What happens if the person says no (GDPR art. 13(2)(e)).
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub consequences_of_refusal: Texts,
    /// Whether the use has no worth unless every required attribute is released.
    #[serde(default)]
    pub all_or_nothing: bool,
    /// What the person reads before deciding.
    pub notice: Texts,
}

/// What is wanted of one dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetUse {
    /// The version whose description was relied on.
    #[serde(default = "first_version")]
    pub version: u32,
    /// What the use cannot do without.
    #[serde(default)]
    pub required: Vec<AttributePath>,
    /// What the person may add.
    #[serde(default)]
    pub optional: Vec<AttributePath>,
}

/// In what form data is used.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum DataForm {
    /// As it comes, about a known person.
    #[default]
    Identified,
    /// With the person replaced by a pseudonym (GDPR art. 4(5)).
    Pseudonymised,
    /// Only summed up over many.
    Aggregated,
}

/// How often a use asks for data.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Frequency {
    /// A single time.
    Once,
    /// Whenever the person uses the service.
    #[default]
    OnDemand,
    /// Once a year.
    Yearly,
    /// Once a month.
    Monthly,
    /// Once a week.
    Weekly,
    /// Once a day.
    Daily,
    /// All the time.
    Continuous,
}

impl IntendedUse {
    /// Which of the six legal bases it stands on; `None` for a basis that
    /// [`validate`](Self::validate) refuses.
    pub fn basis(&self) -> Option<LegalBasis> {
        LegalBasis::of(self.legal_basis)
    }
}
