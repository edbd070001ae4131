//! What a person changes of their own data: which attributes get which values, and which are erased.

use std::collections::{BTreeMap, BTreeSet};

use permission::dataset::{Attribute, Erase, Ground, Rectify};
use permission::{AttributePath, AttributeSet, AttributeTable, Dataset};
use serde_json::{Map, Value};
use web::language::{Language, Speech};

use super::SourceError;
use super::addition::Addition;
use super::template::Identifiers;
use crate::routes::Route;
use crate::staff::CATALOGUE;

/// Languages of one reason that are passed on.
const MOST_LANGUAGES: usize = 30;
/// Characters of a reason in one language: a paragraph.
const LONGEST_REASON: usize = 1_000;

/// A change that is asked of a source.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    /// Of what is shown there.
    pub(crate) route: &'a Route,
    /// Whose data.
    pub(crate) identifiers: &'a Identifiers,
    /// What of it the person may see, as the source is asked for it.
    pub(crate) attributes: &'a AttributeSet,
    /// What is to change.
    pub(crate) wish: &'a Wish,
}

/// What is to change. Has no `Debug`: it holds values.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Wish {
    /// New values by the paths of attributes.
    pub(crate) set: BTreeMap<String, Value>,
    /// Paths of attributes that are erased.
    pub(crate) erase: BTreeSet<String>,
    /// Whether everything of the person is erased, as one.
    pub(crate) is_all: bool,
    /// Records that are added.
    pub(crate) add: Vec<Addition>,
    /// The record that it is about, by its id, where a person has several; all of them when absent.
    pub(crate) record: Option<String>,
}

/// Why nothing, or not all, was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unchanged {
    /// What it comes to.
    pub(crate) error: SourceError,
    /// What the source says to the person of it, where its kind has words that are meant for people.
    pub(crate) reasons: Vec<Reason>,
}

/// A reason in the languages in which the source has it.
pub(crate) type Reason = BTreeMap<String, String>;

impl From<SourceError> for Unchanged {
    fn from(error: SourceError) -> Self {
        Self {
            error,
            reasons: Vec::new(),
        }
    }
}

/// What people are told here, in every language.
pub(crate) fn said(say: impl Fn(&Speech) -> String) -> Reason {
    let texts = Language::ALL.map(|language| {
        let speech = Speech::new(language, &CATALOGUE, jiff::tz::TimeZone::UTC);
        (speech.tag().to_owned(), say(&speech))
    });
    texts.into()
}

/// The texts of a reason that can be passed on: bounded, and by their languages.
pub(crate) fn reason(texts: impl IntoIterator<Item = (String, String)>) -> Reason {
    let is_language = |tag: &str| {
        (2..=16).contains(&tag.len())
            && tag
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    texts
        .into_iter()
        .filter(|(language, text)| is_language(language) && !text.trim().is_empty())
        .take(MOST_LANGUAGES)
        .map(|(language, text)| (language, text.chars().take(LONGEST_REASON).collect()))
        .collect()
}

/// Why a wish cannot be put to the source. Says paths, no values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WishError {
    /// Not described.
    #[error("`{0}` is not an attribute of this dataset")]
    Unknown(String),
    /// Several attributes lie there, and something else than an object of them came.
    #[error("`{0}` is an object of several attributes")]
    Object(String),
    /// Nothing to change.
    #[error("the body names no attribute")]
    Nothing,
    /// Not the person's to change.
    #[error("`{path}` cannot be {what} by this way{why}")]
    NotTheirs {
        /// Which.
        path: String,
        /// Corrected or erased.
        what: &'static str,
        /// The ground, as far as it is described.
        why: String,
    },
}

impl Wish {
    /// Everything is erased.
    pub(crate) fn all() -> Self {
        Self {
            is_all: true,
            ..Self::default()
        }
    }

    /// Records are added.
    pub(crate) fn to_add(add: Vec<Addition>) -> Self {
        Self {
            add,
            ..Self::default()
        }
    }

    /// The paths of the attributes that it is about.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.set.keys().chain(&self.erase).map(String::as_str)
    }

    /// Whether it is about single records: what only a source does that keeps people's own ones.
    pub(crate) fn is_of_records(&self) -> bool {
        !self.add.is_empty() || self.record.is_some()
    }

    /// An attribute gets another value, whichever.
    pub(crate) fn to_correct(path: String) -> Self {
        Self {
            set: BTreeMap::from([(path, Value::Null)]),
            ..Self::default()
        }
    }

    /// An attribute is erased.
    pub(crate) fn to_erase(path: String) -> Self {
        Self {
            erase: BTreeSet::from([path]),
            ..Self::default()
        }
    }

    /// Reads a merge patch (RFC 7396): values replace, nulls erase.
    ///
    /// # Errors
    /// [`WishError`].
    pub(crate) fn of_patch(
        table: &AttributeTable,
        patch: &Map<String, Value>,
    ) -> Result<Self, WishError> {
        let mut wish = Self::default();
        wish.take(table, patch, "")?;
        if wish.set.is_empty() && wish.erase.is_empty() {
            return Err(WishError::Nothing);
        }
        Ok(wish)
    }

    /// The values of a record, by the paths of attributes. What is null is not there.
    ///
    /// # Errors
    /// [`WishError`].
    pub(crate) fn of_record(
        table: &AttributeTable,
        record: &Map<String, Value>,
    ) -> Result<BTreeMap<String, Value>, WishError> {
        let mut wish = Self::default();
        wish.take(table, record, "")?;
        if wish.set.is_empty() {
            return Err(WishError::Nothing);
        }
        Ok(wish.set)
    }

    fn take(
        &mut self,
        table: &AttributeTable,
        patch: &Map<String, Value>,
        above: &str,
    ) -> Result<(), WishError> {
        for (name, value) in patch {
            let path = if above.is_empty() {
                name.clone()
            } else {
                format!("{above}.{name}")
            };
            let covered = table.covered(&path);
            if covered.is_empty() || name.contains('.') {
                return Err(WishError::Unknown(path));
            }
            let is_attribute = table.index_of(&path).is_some();
            match value {
                Value::Null => {
                    let paths = covered.filter_map(|index| table.path(index));
                    self.erase
                        .extend(paths.map(|path| path.as_str().to_owned()));
                }
                value if is_attribute => {
                    self.set.insert(path, value.clone());
                }
                Value::Object(below) => self.take(table, below, &path)?,
                _ => return Err(WishError::Object(path)),
            }
        }
        Ok(())
    }

    /// Every attribute of which a record that is added has a value, with those described below it.
    pub(crate) fn added(&self, table: &AttributeTable) -> AttributeSet {
        table.known(self.add.iter().flat_map(|one| one.set.keys()))
    }

    /// Every attribute that a value replaces, with those described below it.
    pub(crate) fn corrected(&self, table: &AttributeTable) -> AttributeSet {
        table.known(self.set.keys())
    }

    /// Every attribute that is erased.
    pub(crate) fn erased(&self, table: &AttributeTable) -> AttributeSet {
        if self.is_all {
            table.all()
        } else {
            table.known(&self.erase)
        }
    }

    /// Whether the person may change this by themselves: what they are shown, and the description says is theirs to
    /// correct (GDPR art. 16) or to erase (art. 17).
    ///
    /// # Errors
    /// [`WishError::NotTheirs`], [`WishError::Unknown`] where they are not shown it.
    pub(crate) fn check(
        &self,
        dataset: &Dataset,
        table: &AttributeTable,
        shown: &AttributeSet,
    ) -> Result<(), WishError> {
        let described = |path: &AttributePath| {
            let mut attributes = dataset.attributes.iter();
            attributes.find(|attribute| attribute.path == *path)
        };
        for (set, what, verdict) in [
            (
                self.added(table),
                "added",
                rectifiable as fn(&Attribute) -> Verdict<'_>,
            ),
            (self.corrected(table), "corrected", rectifiable),
            (self.erased(table), "erased", erasable),
        ] {
            // What goes with everything need not be shown: nothing of it is said.
            let outside = set.difference(shown);
            if let Some(path) = table.paths_of(&outside).next().filter(|_| !self.is_all) {
                return Err(WishError::Unknown(path.as_str().to_owned()));
            }
            for path in table.paths_of(&set) {
                let verdict = described(path).map_or(Verdict::No(None), verdict);
                if let Verdict::No(ground) = verdict {
                    let law = ground.and_then(|ground| ground.law.as_deref());
                    return Err(WishError::NotTheirs {
                        path: path.as_str().to_owned(),
                        what,
                        why: law.map_or_else(String::new, |law| format!(" ({law})")),
                    });
                }
            }
        }
        Ok(())
    }
}

enum Verdict<'a> {
    Yes,
    No(Option<&'a Ground>),
}

fn rectifiable(attribute: &Attribute) -> Verdict<'_> {
    match &attribute.rectify {
        Rectify::ByPerson => Verdict::Yes,
        Rectify::WithEvidence => Verdict::No(None),
        Rectify::No(ground) => Verdict::No(Some(ground)),
    }
}

fn erasable(attribute: &Attribute) -> Verdict<'_> {
    match &attribute.erase {
        Erase::Yes => Verdict::Yes,
        Erase::No(ground) => Verdict::No(Some(ground)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn dataset() -> Dataset {
        let attribute = |path: &str, more: Value| {
            let mut attribute = json!({"path": path, "title": {"en": path}, "category": "https://w3id.org/dpv/pd#Name"});
            let more = more.as_object().unwrap().clone();
            attribute.as_object_mut().unwrap().extend(more);
            attribute
        };
        serde_json::from_value(json!({
            "id": "urn:fiducia:dataset:x:patron", "version": 1, "source": "library", "entity_type": "Patron",
            "title": {"en": "Patron"},
            "attributes": [
                attribute("email", json!({"rectify": "by-person"})),
                attribute("address.street", json!({"rectify": "by-person"})),
                attribute("address.city", json!({"rectify": "by-person"})),
                attribute("name", json!({})),
                attribute("ssn", json!({
                    "rectify": {"no": {"justification": "justifications:LegalObligation", "law": "Library Act 3 §"}},
                    "erase": {"no": {"justification": "justifications:LegalObligation", "law": "Library Act 3 §"}},
                })),
            ],
        }))
        .unwrap()
    }

    fn wish(patch: &Value) -> Result<Wish, WishError> {
        Wish::of_patch(&dataset().table().unwrap(), patch.as_object().unwrap())
    }

    #[test]
    fn a_patch_names_attributes_by_their_paths() {
        let read = wish(&json!({"email": "a@b", "address": {"street": "Katu 2", "city": null}}))
            .unwrap_or_default();
        assert_eq!(
            read.set.keys().collect::<Vec<_>>(),
            ["address.street", "email"]
        );
        assert_eq!(read.erase.iter().collect::<Vec<_>>(), ["address.city"]);
        let read = wish(&json!({"address": null})).unwrap_or_default();
        assert_eq!(
            read.erase.iter().collect::<Vec<_>>(),
            ["address.city", "address.street"]
        );
    }

    #[test]
    fn what_is_not_described_is_not_changed() {
        for (patch, error) in [
            (json!({"fines": 0}), WishError::Unknown("fines".into())),
            (
                json!({"address.street": "x"}),
                WishError::Unknown("address.street".into()),
            ),
            (
                json!({"address": {"zip": 1}}),
                WishError::Unknown("address.zip".into()),
            ),
            (json!({"address": "x"}), WishError::Object("address".into())),
            (json!({}), WishError::Nothing),
            (json!({"address": {}}), WishError::Nothing),
        ] {
            assert_eq!(wish(&patch).err(), Some(error), "{patch}");
        }
    }

    #[test]
    fn a_person_changes_what_is_shown_to_them_and_theirs_to_change() {
        let dataset = dataset();
        let table = dataset.table().unwrap();
        let check = |patch: Value, shown: &[&str]| {
            let wish = wish(&patch).unwrap_or_default();
            wish.check(&dataset, &table, &table.known(shown)).err()
        };
        let everything = ["email", "address", "name", "ssn"];
        assert_eq!(
            check(json!({"email": "a@b", "name": null}), &everything),
            None
        );
        assert_eq!(
            check(json!({"email": "a@b"}), &["name"]),
            Some(WishError::Unknown("email".into()))
        );
        for (patch, said) in [
            (
                json!({"name": "x"}),
                "`name` cannot be corrected by this way",
            ),
            (
                json!({"ssn": null}),
                "`ssn` cannot be erased by this way (Library Act 3 §)",
            ),
        ] {
            let error = check(patch, &everything).unwrap();
            assert_eq!(error.to_string(), said);
        }
        let all = Wish::all()
            .check(&dataset, &table, &table.all())
            .unwrap_err();
        assert!(all.to_string().contains("`ssn`"));
    }

    #[test]
    fn reasons_are_bounded() {
        let text = |language: &str, text: &str| (language.to_owned(), text.to_owned());
        let long = "ä".repeat(5_000);
        let kept = reason([
            text("fi", &long),
            text("sv-FI", "Nej"),
            text("en", " "),
            text("<b>", "x"),
        ]);
        assert_eq!(kept["fi"].chars().count(), LONGEST_REASON);
        assert_eq!(kept.keys().collect::<Vec<_>>(), ["fi", "sv-FI"]);
    }
}
