//! A second decider, as plain as can be: no bit sets, no compiled forms, one attribute at a time,
//! straight from the rules in words. Written only to compare with.

use permission::dataset::Attribute;
use permission::rule::{Data, Effect, Parties, PartyPattern, Rule, Window};
use permission::{
    AttributePath, Conditions, Dataset, DatasetId, IntendedUse, Jurisdiction, LegalBasis, Outcome,
    Party, Permission, Reason, RuleId, Sensitivity, State, Timestamp,
};
use vocabulary::Term;

use crate::world::{Ask, World};

/// Whether a term is another or narrower, by walking up.
pub(crate) fn is_a(term: Term, other: Term) -> bool {
    term == other || term.broader().iter().any(|parent| is_a(*parent, other))
}

fn names(path: &AttributePath) -> Vec<&str> {
    path.as_str().split('.').collect()
}

pub(crate) fn covers(parent: &AttributePath, path: &AttributePath) -> bool {
    names(path).starts_with(&names(parent))
}

/// The described attributes in the order of their indices.
pub(crate) fn described(dataset: &Dataset) -> Vec<&Attribute> {
    let mut attributes: Vec<&Attribute> = dataset.attributes.iter().collect();
    attributes.sort_by(|a, b| names(&a.path).cmp(&names(&b.path)));
    attributes
}

pub(crate) struct Case<'a> {
    pub(crate) world: &'a World,
    pub(crate) permission: &'a Permission,
    pub(crate) intended_use: &'a IntendedUse,
    pub(crate) rules: &'a [Rule],
    pub(crate) now: Timestamp,
}

impl Case<'_> {
    /// For each index asked for: released, or the reason why not.
    pub(crate) fn decide(&self, ask: &Ask) -> Vec<(usize, Result<(), Reason>)> {
        let dataset = &self.world.datasets[ask.dataset].now;
        let attributes = described(dataset);
        let lacks = self.intended_use.all_or_nothing && self.lacks_required(ask);
        let asked: Vec<usize> = match &ask.attributes {
            Some(set) => set.iter().collect(),
            None => (0..attributes.len()).collect(),
        };
        let decided = asked.into_iter().map(|index| {
            let decided = match (self.refusal(ask), attributes.get(index)) {
                (Some(reason), _) => Err(reason),
                (None, None) => Err(Reason::NotDescribed),
                (None, Some(attribute)) => self.one(ask, attribute),
            };
            let decided = if lacks {
                decided.and(Err(Reason::AllOrNothing))
            } else {
                decided
            };
            (index, decided)
        });
        decided.collect()
    }

    /// Whether a required attribute of the dataset would be withheld if it were asked for.
    pub(crate) fn lacks_required(&self, ask: &Ask) -> bool {
        let dataset = &self.world.datasets[ask.dataset].now;
        if self.refusal(ask).is_some() {
            return true;
        }
        let Some(wanted) = self.intended_use.datasets.get(&dataset.id) else {
            return false;
        };
        wanted.required.iter().any(|path| {
            let mut named = dataset
                .attributes
                .iter()
                .filter(|a| covers(path, &a.path))
                .peekable();
            named.peek().is_none() || named.any(|attribute| self.one(ask, attribute).is_err())
        })
    }

    /// The first thing that keeps everything back.
    pub(crate) fn refusal(&self, ask: &Ask) -> Option<Reason> {
        let permission = self.permission;
        let dataset = &self.world.datasets[ask.dataset].now;
        let narrower = |of: Term, list: &[Term]| list.iter().any(|wide| is_a(of, *wide));
        match permission.state() {
            State::Requested => return Some(Reason::Requested),
            State::Declined => return Some(Reason::Declined),
            State::Suspended => return Some(Reason::Suspended),
            State::Withdrawn => return Some(Reason::Withdrawn),
            State::Expired => return Some(Reason::Expired),
            State::Revoked => return Some(Reason::Revoked),
            State::Invalidated => return Some(Reason::Invalidated),
            State::Granted => {}
        }
        if self.now < permission.last_event().at {
            return Some(Reason::NotYetValid);
        }
        if permission
            .valid_until()
            .is_none_or(|until| until <= self.now)
        {
            return Some(Reason::Expired);
        }
        if ask.service != self.intended_use.service {
            return Some(Reason::OtherService);
        }
        if ask.intended_use != self.intended_use.id
            || ask.intended_use_version != self.intended_use.version
        {
            return Some(Reason::OtherUse);
        }
        let purposes: Vec<Term> = self
            .intended_use
            .purposes
            .iter()
            .map(|p| p.term())
            .collect();
        if !narrower(ask.purpose.term(), &purposes) {
            return Some(Reason::Purpose);
        }
        let wide: Vec<Term> = self
            .intended_use
            .processing
            .iter()
            .map(|p| p.term())
            .collect();
        let operation = |term: Term| narrower(term, &wide);
        if ask.processing.is_empty() || !ask.processing.iter().all(|p| operation(p.term())) {
            return Some(Reason::Processing);
        }
        if !permission.attributes().0.contains_key(&dataset.id) {
            return Some(Reason::Dataset);
        }
        (ask.dataset_version != dataset.version).then_some(Reason::DatasetVersion)
    }

    /// One described attribute, when nothing keeps everything back.
    fn one(&self, ask: &Ask, attribute: &Attribute) -> Result<(), Reason> {
        let offer = &self.world.datasets[ask.dataset];
        let chosen = &self.permission.attributes().0[&offer.now.id];
        if !chosen
            .attributes
            .iter()
            .any(|path| covers(path, &attribute.path))
        {
            return Err(Reason::NotPermitted);
        }
        let same = |older: &Dataset| {
            older.source == offer.now.source
                && older.entity_type == offer.now.entity_type
                && older.attributes.iter().any(|other| other == attribute)
        };
        let as_permitted = chosen.version == offer.now.version
            || offer.earlier.iter().any(|older| {
                older.version == chosen.version && older.version < offer.now.version && same(older)
            });
        if !as_permitted {
            return Err(Reason::DescriptionChanged);
        }
        if self
            .rules
            .iter()
            .any(|rule| self.denies(rule, ask, attribute))
        {
            return Err(Reason::DeniedByRule);
        }
        let conditions = self.permission.conditions();
        if !meets(conditions, self.intended_use)
            || conditions
                .window
                .is_some_and(|window| !is_open(window, self.now))
        {
            return Err(Reason::Condition);
        }
        if ask.assurance < attribute.assurance {
            return Err(Reason::Assurance);
        }
        Ok(())
    }

    fn denies(&self, rule: &Rule, ask: &Ask, attribute: &Attribute) -> bool {
        let heeded = matches!(
            self.permission.basis(),
            LegalBasis::Consent | LegalBasis::PublicTask | LegalBasis::LegitimateInterest
        );
        let live = rule.valid_until.is_none_or(|until| self.now < until)
            && rule
                .conditions
                .window
                .is_none_or(|window| is_open(window, self.now));
        let purpose = rule.purposes.is_empty()
            || rule
                .purposes
                .iter()
                .any(|own| both(own.term(), ask.purpose.term()));
        let processing = rule.processing.is_empty()
            || rule
                .processing
                .iter()
                .any(|own| ask.processing.iter().any(|p| both(own.term(), p.term())));
        let without_window = Conditions {
            window: None,
            ..rule.conditions
        };
        let spared =
            without_window != Conditions::default() && meets(&rule.conditions, self.intended_use);
        let id = &self.world.datasets[ask.dataset].now.id;
        heeded
            && rule.effect == Effect::Deny
            && live
            && purpose
            && processing
            && !spared
            && means(&rule.parties, &self.world.party)
            && names_attribute(&rule.data, id, attribute)
    }
}

pub(crate) fn means(parties: &Parties, party: &Party) -> bool {
    match parties {
        Parties::Anyone => true,
        Parties::Only(patterns) => patterns.iter().any(|pattern| match pattern {
            PartyPattern::Organisation(id) => *id == party.organisation,
            PartyPattern::Kind(kind) => party.kinds.iter().any(|of| is_a(of.term(), kind.term())),
            PartyPattern::TrustGroup(id) => party.trust_groups.contains(id),
        }),
    }
}

pub(crate) fn names_attribute(data: &Data, dataset: &DatasetId, attribute: &Attribute) -> bool {
    let any = data.datasets.is_empty() && data.attributes.is_empty() && data.categories.is_empty();
    let paths = data.attributes.get(dataset);
    any || data.datasets.contains(dataset)
        || paths.is_some_and(|paths| paths.iter().any(|path| covers(path, &attribute.path)))
        || data
            .categories
            .iter()
            .any(|c| is_a(attribute.category.term(), c.term()))
}

fn within(area: Jurisdiction, place: Jurisdiction) -> bool {
    // The places that worlds know, spelled out.
    let (area, place) = (area.to_string(), place.to_string());
    match area.as_str() {
        "EEA" => ["EEA", "EU", "FI", "FR", "NO"].contains(&place.as_str()),
        "EU" => ["EU", "FI", "FR"].contains(&place.as_str()),
        country => country == place,
    }
}

pub(crate) fn meets(conditions: &Conditions, intended_use: &IntendedUse) -> bool {
    let stored = &intended_use.storage_locations;
    let everywhere = || stored.iter().chain(&intended_use.third_countries);
    conditions
        .longest_retention
        .is_none_or(|days| intended_use.retention.0 <= days.0)
        && conditions
            .within
            .is_none_or(|area| !stored.is_empty() && everywhere().all(|place| within(area, *place)))
        && (!conditions.no_onward_recipients || intended_use.recipients.is_empty())
        && intended_use.form as u8 >= conditions.form as u8
        && (!conditions.no_automated_decisions || !intended_use.automated_decisions)
}

pub(crate) fn is_open(window: Window, now: Timestamp) -> bool {
    // Counted in minutes from a Monday at midnight.
    let monday = 1_763_337_600_i64 / 60;
    let minutes = now.0.div_euclid(60_000_000) + i64::from(window.utc_offset) - monday;
    let (day, minute) = (
        minutes.div_euclid(1440).rem_euclid(7),
        minutes.rem_euclid(1440),
    );
    let mut open_day = window.first_day as i64;
    let mut days = vec![open_day];
    while open_day != window.last_day as i64 {
        open_day = (open_day + 1) % 7;
        days.push(open_day);
    }
    days.contains(&day) && minute >= i64::from(window.opens) && minute < i64::from(window.closes)
}

fn both(a: Term, b: Term) -> bool {
    is_a(a, b) || is_a(b, a)
}

/// What the rules of a world make of its intended use, one rule and one attribute at a time.
pub(crate) fn expected_outcome(world: &World) -> Outcome {
    let asked = &world.intended_use;
    if LegalBasis::of(asked.legal_basis) != Some(LegalBasis::Consent) {
        return Outcome::Ask;
    }
    let least = |effect: Effect, hits: &dyn Fn(&Rule) -> bool| -> Option<RuleId> {
        let mut ids: Vec<&RuleId> = world
            .rules
            .iter()
            .filter(|rule| rule.effect == effect)
            .filter(|rule| rule.valid_until.is_none_or(|until| world.now < until))
            .filter(|rule| hits(rule))
            .map(|rule| &rule.id)
            .collect();
        ids.sort();
        ids.first().map(|id| (*id).clone())
    };
    if let Some(rule) = least(Effect::Deny, &|rule| meets_a_part(world, rule)) {
        return Outcome::Declined(rule);
    }
    if least(Effect::Ask, &|rule| meets_a_part(world, rule)).is_some() {
        return Outcome::Ask;
    }
    least(Effect::Allow, &|rule| covers_all(world, rule))
        .map_or(Outcome::Ask, Outcome::GrantedByRule)
}

fn offered<'a>(world: &'a World, id: &DatasetId) -> Option<&'a Dataset> {
    let version = world.intended_use.datasets[id].version;
    let mut datasets = world.datasets.iter().map(|offer| &offer.now);
    datasets.find(|dataset| dataset.id == *id && dataset.version == version)
}

fn meets_a_part(world: &World, rule: &Rule) -> bool {
    let asked = &world.intended_use;
    let purpose = rule.purposes.is_empty()
        || rule
            .purposes
            .iter()
            .any(|a| asked.purposes.iter().any(|b| both(a.term(), b.term())));
    let processing = rule.processing.is_empty()
        || rule
            .processing
            .iter()
            .any(|a| asked.processing.iter().any(|b| both(a.term(), b.term())));
    let open = rule
        .conditions
        .window
        .is_none_or(|window| is_open(window, world.now));
    let without_window = Conditions {
        window: None,
        ..rule.conditions
    };
    let spared = without_window != Conditions::default() && meets(&rule.conditions, asked);
    let data = asked.datasets.iter().any(|(id, wanted)| {
        let mut paths = wanted.required.iter().chain(&wanted.optional);
        if let Some(dataset) = offered(world, id) {
            return dataset.attributes.iter().any(|attribute| {
                paths.clone().any(|path| covers(path, &attribute.path))
                    && names_attribute(&rule.data, id, attribute)
            });
        }
        let own = rule.data.attributes.get(id).map_or(&[][..], Vec::as_slice);
        rule.data == permission::rule::Data::default()
            || rule.data.datasets.contains(id)
            || paths.any(|path| own.iter().any(|o| covers(o, path) || covers(path, o)))
    });
    purpose && processing && open && !spared && data && means(&rule.parties, &world.party)
}

fn covers_all(world: &World, rule: &Rule) -> bool {
    let asked = &world.intended_use;
    let purposes = asked.purposes.iter().all(|p| {
        rule.purposes.is_empty() || rule.purposes.iter().any(|own| is_a(p.term(), own.term()))
    });
    let processing = asked.processing.iter().all(|p| {
        rule.processing.is_empty() || rule.processing.iter().any(|own| is_a(p.term(), own.term()))
    });
    let mut required = 0;
    for (id, wanted) in &asked.datasets {
        let Some(dataset) = offered(world, id) else {
            return false;
        };
        for path in &wanted.required {
            let named: Vec<_> = dataset
                .attributes
                .iter()
                .filter(|a| covers(path, &a.path))
                .collect();
            required += named.len();
            if named.is_empty() || !named.iter().all(|a| allows_attribute(&rule.data, id, a)) {
                return false;
            }
        }
    }
    purposes
        && processing
        && required > 0
        && meets(&rule.conditions, asked)
        && means(&rule.parties, &world.party)
}

fn allows_attribute(data: &permission::rule::Data, id: &DatasetId, attribute: &Attribute) -> bool {
    if !names_attribute(data, id, attribute) {
        return false;
    }
    let paths = data.attributes.get(id).map_or(&[][..], Vec::as_slice);
    let own = attribute.category.term();
    attribute.sensitivity == Sensitivity::Ordinary
        || paths.iter().any(|path| covers(path, &attribute.path))
        || data.categories.iter().any(|category| {
            let special = is_a(category.term(), Term::SPECIAL_CATEGORY);
            category.term() == own
                || special
                    && is_a(own, category.term())
                    && attribute.sensitivity == Sensitivity::Special
        })
}
