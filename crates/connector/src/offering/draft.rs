//! The next version of a dataset while it is written: changed, held against what the start checks, published.

use permission::dataset::{Attribute, Erase, Ground, Rectify, Sensitivity};
use permission::{AttributePath, Category, Days, Holds, Justification, Texts};
use protocol::problem::ProblemName;
use storage::Unit;
use storage::connector::offer::{DatasetDraft, DatasetVersion, DatasetVersions as _};
use web::problem::Problem;

use super::made_of;
use crate::app::App;
use crate::config::DatasetConfig;

/// Attributes of one dataset, so that a form stays one that can be sent.
const MOST_ATTRIBUTES: usize = 200;

/// A draft, and whether it is stored yet.
pub(crate) struct Draft {
    pub(crate) dataset: DatasetConfig,
    /// The version it was read at; none of one that nobody has begun.
    pub(crate) read_at: Option<i64>,
}

/// What is changed of a draft, in one language.
#[derive(Debug, Default)]
pub(crate) struct Edit {
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) self_access: bool,
    pub(crate) self_change: bool,
    /// None where the form does not ask.
    pub(crate) more: Option<DatasetMore>,
    pub(crate) attributes: Vec<AttributeEdit>,
    /// An attribute that comes in; none where its path is empty.
    pub(crate) new: AttributeEdit,
}

/// What is changed of a dataset that most do not need.
#[derive(Debug, Default)]
pub(crate) struct DatasetMore {
    pub(crate) history: bool,
    pub(crate) model: String,
    /// One a line, or with commas between them.
    pub(crate) identifier_types: String,
}

/// What is changed of an attribute.
#[derive(Debug, Default)]
pub(crate) struct AttributeEdit {
    pub(crate) path: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) category: String,
    pub(crate) sensitivity: String,
    pub(crate) holds: String,
    /// None where the form does not ask.
    pub(crate) more: Option<More>,
    pub(crate) remove: bool,
}

/// What is changed of an attribute that most do not need.
#[derive(Debug, Default)]
pub(crate) struct More {
    /// `by-person`, `with-evidence` or `no`.
    pub(crate) rectify: String,
    pub(crate) rectify_ground: GroundEdit,
    /// `yes` or `no`.
    pub(crate) erase: String,
    pub(crate) erase_ground: GroundEdit,
    pub(crate) assurance: String,
    /// In days; empty where it is not told.
    pub(crate) retention: String,
    /// Whether the person is not shown it.
    pub(crate) is_hidden: bool,
}

/// Why a right does not apply.
#[derive(Debug, Default)]
pub(crate) struct GroundEdit {
    /// A term of the vocabulary; a legal obligation where there is a law alone.
    pub(crate) justification: String,
    pub(crate) law: String,
}

impl GroundEdit {
    fn ground(&self) -> Result<Ground, String> {
        let law = Some(self.law.trim().to_owned()).filter(|law| !law.is_empty());
        let justification = match (term(&self.justification), &law) {
            ("", None) => return Err("a right that does not apply needs a reason".to_owned()),
            ("", Some(_)) => "justifications:LegalObligation",
            (given, _) => given,
        };
        let justification =
            Justification::parse(justification).map_err(|error| error.to_string())?;
        Ok(Ground { justification, law })
    }
}

impl More {
    /// Changes an attribute; says what does not fit and is left as it was.
    fn apply(&self, attribute: &mut Attribute) -> Vec<String> {
        let mut faults = Vec::new();
        match self.rectified() {
            Ok(rectify) => attribute.rectify = rectify,
            Err(fault) => faults.push(fault),
        }
        match self.erased() {
            Ok(erase) => attribute.erase = erase,
            Err(fault) => faults.push(fault),
        }
        match serde_json::from_value(self.assurance.as_str().into()) {
            Ok(assurance) => attribute.assurance = assurance,
            Err(_) => faults.push("there is no such level of assurance".to_owned()),
        }
        match self.retention.trim() {
            "" => attribute.retention = None,
            days => match days.parse() {
                Ok(days) => attribute.retention = Some(Days(days)),
                Err(_) => faults.push(format!("`{days}` is no number of days")),
            },
        }
        faults
    }

    fn rectified(&self) -> Result<Rectify, String> {
        Ok(match self.rectify.as_str() {
            "by-person" => Rectify::ByPerson,
            "with-evidence" => Rectify::WithEvidence,
            "no" => Rectify::No(self.rectify_ground.ground()?),
            _ => return Err("there is no such way to correct".to_owned()),
        })
    }

    fn erased(&self) -> Result<Erase, String> {
        Ok(match self.erase.as_str() {
            "yes" => Erase::Yes,
            "no" => Erase::No(self.erase_ground.ground()?),
            _ => return Err("there is no such way to erase".to_owned()),
        })
    }
}

/// A term as the form has it: by its label with the term in brackets, or by the term alone.
fn term(text: &str) -> &str {
    let text = text.trim();
    let bracketed = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('));
    bracketed.map_or(text, |(_, term)| term.trim())
}

fn internal(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "a draft cannot be read or written");
    Problem::new(ProblemName::Internal)
}

/// Sets a text in a language; without words, the language goes.
fn say(texts: &mut Texts, language: &str, words: &str) {
    let words = words.trim().replace("\r\n", "\n");
    if words.is_empty() {
        texts.0.remove(language);
    } else {
        texts.0.insert(language.to_owned(), words);
    }
}

pub(crate) fn sensitivity(word: &str) -> Option<Sensitivity> {
    serde_json::from_value(word.into()).ok()
}

impl AttributeEdit {
    /// Changes an attribute; says what does not fit and is left as it was.
    fn apply(&self, attribute: &mut Attribute, language: &str, faults: &mut Vec<String>) {
        let path = attribute.path.as_str().to_owned();
        say(&mut attribute.title, language, &self.title);
        say(&mut attribute.description, language, &self.description);
        match Category::parse(term(&self.category)) {
            Ok(category) => attribute.category = category,
            Err(error) => faults.push(format!("`{path}`: {error}")),
        }
        match sensitivity(&self.sensitivity) {
            Some(sensitivity) => attribute.sensitivity = sensitivity,
            None => faults.push(format!("`{path}`: there is no such sensitivity")),
        }
        match Holds::ALL.iter().find(|one| one.as_str() == self.holds) {
            Some(holds) => attribute.holds = *holds,
            None => faults.push(format!("`{path}`: no attribute holds such a thing")),
        }
        if let Some(more) = &self.more {
            let wrong = more.apply(attribute).into_iter();
            faults.extend(wrong.map(|fault| format!("`{path}`: {fault}")));
        }
    }

    fn made(&self, language: &str) -> Result<Attribute, String> {
        let path = self.path.trim();
        let wrong = |error: &dyn std::fmt::Display| format!("`{path}`: {error}");
        let mut attribute = Attribute {
            path: AttributePath::new(path).map_err(|error| wrong(&error))?,
            holds: Holds::default(),
            title: Texts::default(),
            description: Texts::default(),
            category: Category::parse(term(&self.category)).map_err(|error| wrong(&error))?,
            sensitivity: Sensitivity::default(),
            assurance: permission::Assurance::default(),
            rectify: Rectify::default(),
            erase: Erase::default(),
            retention: None,
        };
        let mut faults = Vec::new();
        self.apply(&mut attribute, language, &mut faults);
        faults.pop().map_or(Ok(attribute), Err)
    }
}

impl Draft {
    /// Changes the draft; gives what does not fit and was left out, in English.
    pub(crate) fn apply(&mut self, edit: &Edit, language: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let dataset = &mut self.dataset;
        say(&mut dataset.title, language, &edit.title);
        say(&mut dataset.description, language, &edit.description);
        dataset.self_access = edit.self_access;
        dataset.self_change = edit.self_change;
        if let Some(more) = &edit.more {
            dataset.history = more.history;
            dataset.model = Some(more.model.trim().to_owned()).filter(|model| !model.is_empty());
            let types = more.identifier_types.split([',', '\n']).map(str::trim);
            let types = types.filter(|one| !one.is_empty());
            dataset.identifier_types = types.map(str::to_owned).collect();
        }
        for attribute in &mut dataset.attributes {
            let path = attribute.path.as_str().to_owned();
            if let Some(change) = edit.attributes.iter().find(|one| one.path == path) {
                change.apply(attribute, language, &mut faults);
                if let Some(more) = &change.more {
                    dataset.not_for_person.retain(|one| one.as_str() != path);
                    if more.is_hidden {
                        dataset.not_for_person.push(attribute.path.clone());
                    }
                }
            }
        }
        let goes = |path: &AttributePath| {
            let mut changes = edit.attributes.iter();
            changes.any(|one| one.remove && one.path == path.as_str())
        };
        dataset.attributes.retain(|one| !goes(&one.path));
        dataset.not_for_person.retain(|path| !goes(path));
        if !edit.new.path.trim().is_empty() {
            if dataset.attributes.len() >= MOST_ATTRIBUTES {
                faults.push(format!(
                    "a dataset has at most {MOST_ATTRIBUTES} attributes here"
                ));
            } else {
                match edit.new.made(language) {
                    Ok(attribute) => {
                        if edit.new.more.as_ref().is_some_and(|more| more.is_hidden) {
                            dataset.not_for_person.push(attribute.path.clone());
                        }
                        dataset.attributes.push(attribute);
                    }
                    Err(fault) => faults.push(fault),
                }
            }
        }
        faults
    }
}

impl App {
    /// The draft of a dataset's next version; what is in effect, where nobody has begun one.
    ///
    /// # Errors
    /// The problem `not-found`.
    pub(crate) async fn draft(&self, slug: &str) -> Result<Draft, Problem> {
        let unknown = || Problem::new(ProblemName::NotFound).detail("there is no such dataset");
        let mut now = self.described(slug).ok_or_else(unknown)?;
        now.version += 1;
        let Some(stored) = self.database.dataset_draft(slug).await? else {
            return Ok(Draft {
                dataset: now,
                read_at: None,
            });
        };
        let mut dataset: DatasetConfig = serde_json::from_str(&stored.body).map_err(internal)?;
        // Another version may have come into effect since.
        dataset.version = now.version;
        Ok(Draft {
            dataset,
            read_at: Some(stored.version),
        })
    }

    /// Keeps a draft; the caller commits.
    pub(crate) fn keep_draft(
        &self,
        unit: &mut Unit,
        draft: &Draft,
        by: Option<&str>,
    ) -> Result<(), Problem> {
        let row = DatasetDraft {
            dataset: draft.dataset.id.clone(),
            body: serde_json::to_string(&draft.dataset).map_err(internal)?,
            changed_by: by.map(str::to_owned),
            changed_at: self.clock.micros(),
            version: draft.read_at.unwrap_or(1),
        };
        match draft.read_at {
            Some(_) => unit.change_draft(&row),
            None => unit.begin_draft(&row),
        };
        Ok(())
    }

    /// What keeps a description from being published: the checks of the start, in English.
    pub(crate) fn faults_of(&self, dataset: &DatasetConfig) -> Option<String> {
        let mut described = self.offer().described.clone();
        for one in &mut described {
            if one.id == dataset.id {
                one.clone_from(dataset);
            }
        }
        let made = made_of(&self.config, described, &self.uuid, &self.base_url);
        made.err().map(|error| error.to_string())
    }

    /// Adds the publication of a draft to a unit; the caller commits, and then renews what is offered.
    ///
    /// # Errors
    /// The problem `invalid-request` with what the start would say; `conflict` where nobody has begun a draft.
    pub(crate) fn publish_draft(
        &self,
        unit: &mut Unit,
        draft: &Draft,
        by: Option<&str>,
    ) -> Result<(), Problem> {
        let Some(read_at) = draft.read_at else {
            return Err(Problem::new(ProblemName::Conflict).detail("nothing was changed"));
        };
        if let Some(fault) = self.faults_of(&draft.dataset) {
            return Err(Problem::new(ProblemName::InvalidRequest).detail(fault));
        }
        unit.take_draft(&draft.dataset.id, read_at)
            .publish_dataset(&DatasetVersion {
                dataset: draft.dataset.id.clone(),
                version: i64::from(draft.dataset.version),
                body: serde_json::to_string(&draft.dataset).map_err(internal)?,
                published_by: by.map(str::to_owned),
                published_at: self.clock.micros(),
            });
        Ok(())
    }
}
