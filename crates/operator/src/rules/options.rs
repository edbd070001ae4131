//! What a person can choose from when they make a rule: what is known here today.
use std::collections::BTreeMap;

use permission::{Category, DatasetId};

use super::UseHere;
use super::draft::{Draft, GROUP, KIND};
use super::hours::DAYS;
use super::words::{Words, day};
use crate::pages::choice::Choice;
use crate::permissions::view::TermView;
use crate::{Operator, Result};

/// All there is to choose.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) parties: Vec<Choice>,
    /// Kinds of organisations.
    pub(super) kinds: Vec<Choice>,
    /// Trust groups.
    pub(super) groups: Vec<Choice>,
    pub(super) purposes: Vec<Choice>,
    /// What may be done with the data.
    pub(super) processing: Vec<Choice>,
    /// The days of the week, in their order.
    pub(super) first_days: Vec<Choice>,
    pub(super) last_days: Vec<Choice>,
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

/// The days of the week.
fn days(chosen: &str, words: &Words<'_>) -> Vec<Choice> {
    let choice = |(name, one): &(&str, permission::rule::Weekday)| {
        Choice::new(name, words.speech.say(day(*one)), *name == chosen)
    };
    DAYS.iter().map(choice).collect()
}

/// The names of the organisations that answer for these uses, by their ids.
pub(super) fn names_of_organisations(uses: &[UseHere]) -> BTreeMap<String, String> {
    let organisations = uses.iter().map(|one| &one.service.organisation);
    organisations
        .map(|organisation| (organisation.id.clone(), organisation.name.clone()))
        .collect()
}

/// The terms that uses here name, and those that the draft names, whatever they are.
fn terms_of(
    here: impl Iterator<Item = vocabulary::Term>,
    kind: vocabulary::Kind,
    drafted: &[String],
    words: &Words<'_>,
) -> Vec<Choice> {
    let drafted_terms = drafted.iter();
    let drafted_terms = drafted_terms.filter_map(|iri| vocabulary::Term::parse(kind, iri).ok());
    let known = here.chain(drafted_terms).map(|one| term(one, words));
    choices(known.collect(), drafted)
}

/// Who can be meant beside single organisations: kinds of them, and the members of this operator's trust groups.
fn groups_of_parties(operator: &Operator, draft: &Draft, words: &Words<'_>) -> [Vec<Choice>; 2] {
    let chosen = std::slice::from_ref(&draft.party);
    let kinds = vocabulary::Kind::Organisation.terms();
    let kinds = kinds
        .filter(|kind| *kind != vocabulary::Term::ORGANISATION)
        .map(|kind| {
            let view = TermView::of(kind, words.speech);
            (format!("{KIND}{}", view.iri), (view.label, String::new()))
        });
    let mut groups: Vec<String> = operator
        .config
        .trust_groups
        .iter()
        .map(|group| group.uuid.to_string())
        .collect();
    groups.extend(draft.party.strip_prefix(GROUP).map(str::to_owned));
    let groups = groups.into_iter().map(|uuid| {
        let label = words.group(&uuid);
        (format!("{GROUP}{uuid}"), (label, String::new()))
    });
    [
        choices(kinds.collect(), chosen),
        choices(groups.collect(), chosen),
    ]
}

impl Operator {
    /// What a rule of this person's can be about. What the draft names is among it, whatever it is.
    pub(super) async fn rule_options(
        &self,
        account: &str,
        draft: &Draft,
        uses: &[UseHere],
        words: &Words<'_>,
    ) -> Result<Options> {
        let uses = || uses.iter().map(|one| &one.intended_use);
        let purposes = uses().flat_map(|one| one.purposes.iter().map(|purpose| purpose.term()));
        let processing = uses().flat_map(|one| one.processing.iter().map(|done| done.term()));
        let parties = words.organisations.iter();
        let parties = parties.map(|(id, name)| (id.clone(), (name.clone(), String::new())));
        let [kinds, groups] = groups_of_parties(self, draft, words);
        Ok(Options {
            parties: choices(parties.collect(), std::slice::from_ref(&draft.party)),
            kinds,
            groups,
            purposes: terms_of(purposes, vocabulary::Kind::Purpose, &draft.purposes, words),
            processing: terms_of(
                processing,
                vocabulary::Kind::Processing,
                &draft.processing,
                words,
            ),
            first_days: days(&draft.first_day, words),
            last_days: days(&draft.last_day, words),
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
