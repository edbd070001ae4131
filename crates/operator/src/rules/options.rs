//! What a person can choose from when they make a rule: what is known here today.
use std::collections::BTreeMap;

use permission::{Category, DatasetId, Purpose};
use storage::operator::intended_uses::IntendedUses as _;

use super::MOST_USES;
use super::draft::Draft;
use super::words::Words;
use crate::permissions::view::TermView;
use crate::{Error, Operator, Result};

/// Something to tick or to select.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) chosen: bool,
}

/// All there is to choose.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) parties: Vec<Choice>,
    pub(super) purposes: Vec<Choice>,
    pub(super) data: Vec<Choice>,
}

/// Values with their label and hint.
type Labelled = BTreeMap<String, (String, String)>;

fn term(term: vocabulary::Term, words: &Words<'_>) -> (String, (String, String)) {
    let view = TermView::of(term, words.speech);
    (view.iri, (view.label, view.explanation))
}

/// By label; what is chosen stays chosen.
fn choices(known: Labelled, chosen: &[String]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = known
        .into_iter()
        .map(|(value, (label, hint))| Choice {
            chosen: chosen.contains(&value),
            value,
            label,
            hint,
        })
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices
}

impl Operator {
    /// The names of the organisations that answer for services here, by their ids.
    pub(super) async fn names_of_organisations(&self) -> Result<BTreeMap<String, String>> {
        let mut names = BTreeMap::new();
        for row in self.db.intended_uses("", MOST_USES).await? {
            if let Some(known) = self.known_service(&row.service_id).await? {
                let organisation = &known.organisation;
                names.insert(organisation.id.clone(), organisation.name.clone());
            }
        }
        Ok(names)
    }

    /// What a rule of this person's can be about. What the draft names is among it, whatever it is.
    pub(super) async fn rule_options(
        &self,
        account: &str,
        draft: &Draft,
        words: &Words<'_>,
    ) -> Result<Options> {
        let mut purposes = Labelled::new();
        for row in self.db.intended_uses("", MOST_USES).await? {
            let version =
                u32::try_from(row.version).map_err(|error| Error::stored("version", error))?;
            let intended_use = self.known_use(&row.id, version).await?;
            let named = intended_use.purposes.iter();
            purposes.extend(named.map(|purpose| term(purpose.term(), words)));
        }
        let drafted = draft.purposes.iter();
        let drafted = drafted.filter_map(|iri| Purpose::parse(iri).ok());
        purposes.extend(drafted.map(|purpose| term(purpose.term(), words)));
        let parties = words.organisations.iter();
        let parties = parties.map(|(id, name)| (id.clone(), (name.clone(), String::new())));
        Ok(Options {
            parties: choices(parties.collect(), std::slice::from_ref(&draft.party)),
            purposes: choices(purposes, &draft.purposes),
            data: choices(self.data_options(account, draft, words).await?, &draft.data),
        })
    }

    async fn data_options(
        &self,
        account: &str,
        draft: &Draft,
        words: &Words<'_>,
    ) -> Result<Labelled> {
        let mut data = Labelled::new();
        for source in self.own_sources(account, words.speech).await? {
            for dataset in source.datasets {
                let categories = dataset.attributes.iter().map(|one| &one.category);
                data.extend(categories.map(|one| {
                    (
                        one.iri.clone(),
                        (one.label.clone(), one.explanation.clone()),
                    )
                }));
                if let Ok(id) = DatasetId::new(&dataset.id) {
                    data.insert(dataset.id, (words.dataset(&id), String::new()));
                }
            }
        }
        for name in &draft.data {
            if data.contains_key(name) {
                continue;
            }
            if let Ok(category) = Category::parse(name) {
                data.extend([term(category.term(), words)]);
            } else if let Some((dataset, path)) = name.split_once('#')
                && let Ok(dataset) = DatasetId::new(dataset)
            {
                let label = words.attribute(&dataset, path);
                data.insert(name.clone(), (label, String::new()));
            } else if let Ok(dataset) = DatasetId::new(name) {
                let label = words.dataset(&dataset);
                data.insert(name.clone(), (label, String::new()));
            }
        }
        Ok(data)
    }
}
