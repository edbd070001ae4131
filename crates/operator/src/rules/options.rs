//! What a person can choose from when they make a rule: what is known here today.
use std::collections::BTreeMap;

use permission::{Category, DatasetId};

use super::UseHere;
use super::draft::{Draft, GROUP, KIND};
use super::hours::DAYS;
use super::words::{Words, day};
use crate::pages::choice::{Choice, ChoiceGroup};
use crate::permissions::view::{TermView, prefix};
use crate::{Operator, Result};

/// Choices that are shown as they are; more are folded into groups.
const MOST_OPEN: usize = 10;

/// All there is to choose.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) parties: Vec<Choice>,
    /// Kinds of organisations.
    pub(super) kinds: Vec<Choice>,
    /// Trust groups.
    pub(super) groups: Vec<Choice>,
    /// Up to [`MOST_OPEN`] purposes.
    pub(super) purposes: Vec<Choice>,
    /// The purposes where there are more, by the broadest with a plain name.
    pub(super) purpose_groups: Vec<ChoiceGroup>,
    /// What may be done with the data.
    pub(super) processing: Vec<Choice>,
    /// The days of the week, in their order.
    pub(super) first_days: Vec<Choice>,
    pub(super) last_days: Vec<Choice>,
    /// Kinds of data by the broadest kind with a plain name, then what each source holds.
    pub(super) data: Vec<ChoiceGroup>,
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
) -> Labelled {
    let drafted_terms = drafted.iter();
    let drafted_terms = drafted_terms.filter_map(|iri| vocabulary::Term::parse(kind, iri).ok());
    let known = here.chain(drafted_terms).map(|one| term(one, words));
    known.collect()
}

/// Purposes as they are while they are few, else in groups.
fn few_or_grouped(
    known: Labelled,
    chosen: &[String],
    words: &Words<'_>,
) -> (Vec<Choice>, Vec<ChoiceGroup>) {
    if known.len() <= MOST_OPEN {
        return (choices(known, chosen), Vec::new());
    }
    let names = ["rules-purposes-all", "rules-purposes-other"];
    let groups = by_broadest(known, vocabulary::Kind::Purpose, names, chosen, words);
    (Vec::new(), groups)
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
        let purposes = terms_of(purposes, vocabulary::Kind::Purpose, &draft.purposes, words);
        let (purposes, purpose_groups) = few_or_grouped(purposes, &draft.purposes, words);
        let processing = terms_of(
            processing,
            vocabulary::Kind::Processing,
            &draft.processing,
            words,
        );
        Ok(Options {
            parties: choices(parties.collect(), std::slice::from_ref(&draft.party)),
            kinds,
            groups,
            purposes,
            purpose_groups,
            processing: choices(processing, &draft.processing),
            first_days: days(&draft.first_day, words),
            last_days: days(&draft.last_day, words),
            data: self.data_options(account, draft, words).await?,
        })
    }

    async fn data_options(
        &self,
        account: &str,
        draft: &Draft,
        words: &Words<'_>,
    ) -> Result<Vec<ChoiceGroup>> {
        let mut kinds = Labelled::new();
        let mut sources: BTreeMap<String, Labelled> = BTreeMap::new();
        for source in self.own_sources(account, words.speech).await? {
            for dataset in source.datasets {
                for one in dataset.attributes.into_iter().map(|one| one.category) {
                    kinds.insert(one.iri, (one.label, one.explanation));
                }
                if let Ok(id) = DatasetId::new(&dataset.id) {
                    let held = sources.entry(source.name.clone()).or_default();
                    held.insert(dataset.id, (words.dataset(&id), String::new()));
                }
            }
        }
        let is_known = |name: &String, sources: &BTreeMap<String, Labelled>| {
            sources.values().any(|held| held.contains_key(name))
        };
        // What the draft names is among the choices, whatever it is.
        let mut others = Labelled::new();
        for name in &draft.data {
            if let Ok(category) = Category::parse(name) {
                kinds.extend([term(category.term(), words)]);
            } else if is_known(name, &sources) {
            } else if let Some((dataset, path)) = name.split_once('#')
                && let Ok(dataset) = DatasetId::new(dataset)
            {
                let label = words.attribute(&dataset, path);
                others.insert(name.clone(), (label, String::new()));
            } else if let Ok(dataset) = DatasetId::new(name) {
                let label = words.dataset(&dataset);
                others.insert(name.clone(), (label, String::new()));
            }
        }
        let names = ["rules-data-kinds", "rules-data-other-kinds"];
        let kind = vocabulary::Kind::PersonalData;
        let mut groups = by_broadest(kinds, kind, names, &draft.data, words);
        groups.extend(sources.into_iter().map(|(name, held)| ChoiceGroup {
            name,
            choices: choices(held, &draft.data),
        }));
        if !others.is_empty() {
            groups.push(ChoiceGroup {
                name: words.speech.say("rules-data-others").into(),
                choices: choices(others, &draft.data),
            });
        }
        Ok(groups)
    }
}

/// Terms under the broadest term above each that has a plain name; those that would stand alone come last, together.
/// `names` are the messages for these: the first where there is no other group, else the second.
fn by_broadest(
    terms: Labelled,
    kind: vocabulary::Kind,
    names: [&str; 2],
    chosen: &[String],
    words: &Words<'_>,
) -> Vec<ChoiceGroup> {
    let mut under: BTreeMap<String, Labelled> = BTreeMap::new();
    for (iri, said) in terms {
        let head = vocabulary::Term::parse(kind, &iri)
            .map_or_else(|_| said.0.clone(), |term| broadest(term, words));
        under.entry(head).or_default().insert(iri, said);
    }
    let (many, single): (Vec<_>, Vec<_>) = under.into_iter().partition(|(_, held)| held.len() > 1);
    let mut groups: Vec<ChoiceGroup> = many
        .into_iter()
        .map(|(name, held)| ChoiceGroup {
            name,
            choices: choices(held, chosen),
        })
        .collect();
    let single: Labelled = single.into_iter().flat_map(|(_, held)| held).collect();
    if !single.is_empty() {
        let name = names[usize::from(!groups.is_empty())];
        groups.push(ChoiceGroup {
            name: words.speech.say(name).into(),
            choices: choices(single, chosen),
        });
    }
    groups
}

/// The plain name of the broadest term above a term that has one; its own where none has.
fn broadest(kind: vocabulary::Term, words: &Words<'_>) -> String {
    let has_name = |term: &vocabulary::Term| {
        let id = format!("{}-{}", prefix(term.kind()), term.name());
        words.speech.known(&id).is_some()
    };
    let named = kind.ancestors().filter(has_name);
    let head = named.min_by_key(|term| (term.ancestors().count(), term.name()));
    TermView::of(head.unwrap_or(kind), words.speech).label
}
