//! A rule in sentences.
use std::collections::BTreeMap;
use std::sync::Arc;

use permission::intended_use::DataForm;
use permission::rule::{Weekday, Window};
use permission::{Conditions, DatasetId, Effect, Parties, PartyPattern, Rule, Timestamp};
use web::language::Speech;

use crate::permissions::facts::area;
use crate::permissions::view::TermView;
use crate::sources::known::Sources;

/// A rule as a person reads it.
#[derive(Debug)]
pub(super) struct RuleView {
    pub(super) id: String,
    /// What happens, and to whose requests.
    pub(super) title: String,
    /// When that is, sentence by sentence.
    pub(super) sentences: Vec<String>,
    /// The message before the conditions.
    pub(super) unless: &'static str,
    /// What must be true, or must not.
    pub(super) conditions: Vec<String>,
}

/// What names things in a rule.
pub(super) struct Words<'a> {
    pub(super) speech: &'a Speech,
    pub(super) sources: Arc<Sources>,
    /// Names of organisations by their ids.
    pub(super) organisations: BTreeMap<String, String>,
}

impl Words<'_> {
    /// The rule in sentences.
    pub(super) fn rule(&self, rule: &Rule) -> RuleView {
        let conditions = self.conditions(&rule.conditions);
        RuleView {
            id: rule.id.to_string(),
            title: self.title(rule),
            sentences: self.sentences(rule),
            unless: match rule.effect {
                Effect::Allow => "rules-only-if",
                Effect::Ask | Effect::Deny => "rules-not-if",
            },
            conditions,
        }
    }

    fn say(&self, message: &str) -> String {
        self.speech.say(message).into()
    }

    fn title(&self, rule: &Rule) -> String {
        let Parties::Only(patterns) = &rule.parties else {
            return self.say(match rule.effect {
                Effect::Allow => "rules-is-allow-anyone",
                Effect::Ask => "rules-is-ask-anyone",
                Effect::Deny => "rules-is-deny-anyone",
            });
        };
        let message = match rule.effect {
            Effect::Allow => "rules-is-allow",
            Effect::Ask => "rules-is-ask",
            Effect::Deny => "rules-is-deny",
        };
        let who = self
            .speech
            .list(patterns.iter().map(|pattern| self.party(pattern)));
        self.speech.say(message).with("who", who).into()
    }

    fn party(&self, pattern: &PartyPattern) -> String {
        match pattern {
            PartyPattern::Organisation(id) => {
                let name = self.organisations.get(id.as_str());
                name.cloned().unwrap_or_else(|| id.to_string())
            }
            PartyPattern::Kind(kind) => TermView::of(kind.term(), self.speech).label,
            PartyPattern::TrustGroup(group) => self.group(group.as_str()),
        }
    }

    /// A member of a trust group.
    pub(super) fn group(&self, uuid: &str) -> String {
        self.speech.say("rules-group").with("group", uuid).into()
    }

    fn sentences(&self, rule: &Rule) -> Vec<String> {
        let labels = |terms: Vec<vocabulary::Term>| {
            let labels = terms.into_iter();
            self.speech
                .list(labels.map(|term| TermView::of(term, self.speech).label))
        };
        let with = |message: &str, list: String| self.speech.say(message).with("list", list).into();
        let mut sentences = Vec::new();
        sentences.push(if rule.purposes.is_empty() {
            self.say("rules-for-any")
        } else {
            let purposes = rule.purposes.iter().map(|purpose| purpose.term());
            with("rules-for", labels(purposes.collect()))
        });
        if !rule.processing.is_empty() {
            let processing = rule.processing.iter().map(|one| one.term());
            sentences.push(with("rules-doing", labels(processing.collect())));
        }
        sentences.push(if rule.data.is_any() {
            self.say("rules-about-any")
        } else {
            with("rules-about", self.speech.list(self.data(rule)))
        });
        if let Some(window) = rule.conditions.window {
            sentences.push(self.window(window));
        }
        // The day that is over when the rule ends.
        let last = rule.valid_until.map(|until| Timestamp(until.0 - 1));
        if let Some(day) = last.and_then(|last| self.speech.day_of(last.micros())) {
            sentences.push(self.speech.say("rules-ends").with("date", day).into());
        }
        sentences
    }

    /// The data a rule names, one by one.
    fn data(&self, rule: &Rule) -> Vec<String> {
        let data = &rule.data;
        let categories = data.categories.iter();
        let mut names: Vec<String> = categories
            .map(|category| TermView::of(category.term(), self.speech).label)
            .collect();
        names.extend(data.datasets.iter().map(|id| self.dataset(id)));
        for (dataset, paths) in &data.attributes {
            names.extend(
                paths
                    .iter()
                    .map(|path| self.attribute(dataset, path.as_str())),
            );
        }
        names
    }

    /// A whole dataset.
    pub(super) fn dataset(&self, id: &DatasetId) -> String {
        let Some((source, offered)) = self.sources.dataset(id) else {
            return id.slug().to_owned();
        };
        let title = offered.dataset.title.get(self.speech.tag());
        let message = self.speech.say("rules-whole").with("dataset", title);
        message.with("source", &source.metadata.name).into()
    }

    /// An attribute, and who has it.
    pub(super) fn attribute(&self, dataset: &DatasetId, path: &str) -> String {
        let Some((source, offered)) = self.sources.dataset(dataset) else {
            return path.to_owned();
        };
        let described = offered.dataset.attribute(path);
        let title = described.map_or(path, |one| one.title.get(self.speech.tag()));
        let message = self.speech.say("rules-part").with("attribute", title);
        message.with("source", &source.metadata.name).into()
    }

    fn conditions(&self, conditions: &Conditions) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(longest) = conditions.longest_retention {
            let time = self.speech.days(longest.0);
            lines.push(self.speech.say("rules-if-keep").with("time", time).into());
        }
        if let Some(within) = conditions.within {
            let area = area(&within.to_string(), self.speech);
            lines.push(self.speech.say("rules-if-within").with("area", area).into());
        }
        if conditions.no_onward_recipients {
            lines.push(self.say("rules-if-recipients"));
        }
        match conditions.form {
            DataForm::Identified => {}
            DataForm::Pseudonymised => lines.push(self.say("rules-if-pseudonymised")),
            DataForm::Aggregated => lines.push(self.say("rules-if-aggregated")),
        }
        if conditions.no_automated_decisions {
            lines.push(self.say("rules-if-automated"));
        }
        lines
    }

    fn window(&self, window: Window) -> String {
        let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let sign = if window.utc_offset < 0 { '-' } else { '+' };
        let distance = clock(window.utc_offset.unsigned_abs());
        self.speech
            .say("rules-window")
            .with("first", self.say(day(window.first_day)))
            .with("last", self.say(day(window.last_day)))
            .with("opens", clock(window.opens))
            .with("closes", clock(window.closes))
            .with("zone", format!("UTC{sign}{distance}"))
            .into()
    }
}

/// The message that names a day.
pub(super) const fn day(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "day-monday",
        Weekday::Tuesday => "day-tuesday",
        Weekday::Wednesday => "day-wednesday",
        Weekday::Thursday => "day-thursday",
        Weekday::Friday => "day-friday",
        Weekday::Saturday => "day-saturday",
        Weekday::Sunday => "day-sunday",
    }
}
