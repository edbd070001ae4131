//! The five invariants of deciding.

use std::collections::BTreeSet;

use permission::permission::{By, Means, Terms};
use permission::{
    Act, AttributePath, Category, Choice, CompiledDataset, CompiledPermission, CompiledRules,
    Dataset, Days, Effect, Event, Permission, Rule, Timestamp, as_of, decide, evaluate,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::world::{Ask, Bytes, HOUR, Offer, START, World, any_rule};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..1500)
}

/// The paths released to a request.
fn released(
    world: &World,
    permission: &Permission,
    rules: &[Rule],
    ask: &Ask,
    now: Timestamp,
) -> BTreeSet<AttributePath> {
    let intended_use = world.use_of(permission);
    let datasets = world.compiled_datasets();
    let compiled =
        CompiledPermission::new(permission, &intended_use, &world.party, &datasets).unwrap();
    let dataset = datasets[ask.dataset];
    let rules = CompiledRules::new(rules, dataset);
    let decision = decide(&compiled, dataset, &rules, &ask.request(), now);
    dataset
        .table()
        .paths_of(&decision.released)
        .cloned()
        .collect()
}

/// Requests that come as far as attributes, so that properties are about something.
fn good(world: &World, permission: &Permission) -> Vec<Ask> {
    let intended_use = world.use_of(permission);
    let mut asks = world.requests.clone();
    for (at, ask) in asks.iter_mut().enumerate() {
        if at % 2 == 0 {
            ask.service = intended_use.service.clone();
            ask.intended_use = intended_use.id.clone();
            ask.intended_use_version = intended_use.version;
            ask.purpose = intended_use.purposes[0];
            ask.processing.clone_from(&intended_use.processing);
            ask.dataset_version = world.datasets[ask.dataset].now.version;
            ask.attributes = None;
        }
    }
    asks
}

/// An instant at which the permission is in force, if ever.
fn in_force(world: &World, permission: &Permission) -> Timestamp {
    let until = permission.valid_until().unwrap_or(world.now);
    world
        .now
        .max(permission.last_event().at)
        .min(Timestamp(until.0 - 1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// 1. released ⊆ asked ∩ permitted ∩ described; unknown things are withheld.
    #[test]
    fn nothing_is_released_that_is_not_asked_for_permitted_and_described(bytes in bytes()) {
        let world = World::from_bytes(&bytes);
        let permission = world.permission();
        let now = in_force(&world, &permission);
        for ask in good(&world, &permission) {
            let offer = &world.datasets[ask.dataset];
            let permitted = permission.attributes().0.get(&offer.now.id);
            for path in released(&world, &permission, &[], &ask, now) {
                let index = offer.compiled.table().index_of(path.as_str()).unwrap();
                prop_assert!(ask.attributes.as_ref().is_none_or(|asked| asked.contains(index)));
                prop_assert!(permitted.unwrap().attributes.iter().any(|p| p.covers(&path)));
                prop_assert!(offer.now.attribute(path.as_str()).is_some());
            }
            let mut unknown = ask.clone();
            unknown.dataset_version = offer.now.version + 1;
            prop_assert!(released(&world, &permission, &[], &unknown, now).is_empty());
            unknown = ask.clone();
            unknown.service = "unknown".parse().unwrap();
            prop_assert!(released(&world, &permission, &[], &unknown, now).is_empty());
            unknown = ask.clone();
            unknown.processing.clear();
            prop_assert!(released(&world, &permission, &[], &unknown, now).is_empty());
            unknown = ask;
            unknown.intended_use_version = permission.intended_use_version() + 1;
            prop_assert!(released(&world, &permission, &[], &unknown, now).is_empty());
        }
    }

    /// 2. Adding a deny, withdrawing, narrowing or letting validity end never adds an attribute.
    #[test]
    fn a_denial_never_adds_an_attribute(bytes in bytes(), rule in proptest::collection::vec(any::<u8>(), 120)) {
        let world = World::from_bytes(&bytes);
        let permission = world.permission();
        let now = in_force(&world, &permission);
        let denial = Rule { effect: Effect::Deny, ..any_rule(&mut Bytes(&rule), 9) };
        let mut more = world.rules.clone();
        more.push(denial);
        for ask in good(&world, &permission) {
            let before = released(&world, &permission, &world.rules, &ask, now);
            let after = released(&world, &permission, &more, &ask, now);
            prop_assert!(after.is_subset(&before));
        }
    }

    #[test]
    fn withdrawing_leaves_nothing(bytes in bytes()) {
        let world = World::from_bytes(&bytes);
        let mut permission = world.permission();
        let at = in_force(&world, &permission).max(permission.last_event().at);
        let act = Act { at, by: By::Person, means: Means::Page };
        if let Ok(event) = permission.withdraw(act) {
            permission.apply(&event).unwrap();
            for ask in good(&world, &permission) {
                for hours in [0, 1, 1000] {
                    let now = Timestamp(at.0 + hours * HOUR);
                    prop_assert!(released(&world, &permission, &[], &ask, now).is_empty());
                }
            }
        }
    }

    #[test]
    fn narrowing_never_adds_an_attribute(bytes in bytes(), cut in any::<u64>(), by in 0..4) {
        let world = World::from_bytes(&bytes);
        let permission = world.permission();
        let intended_use = world.use_of(&permission);
        let at = in_force(&world, &permission).max(permission.last_event().at);
        let required = |id, path: &AttributePath| {
            let wanted = intended_use.datasets.get(id);
            wanted.is_some_and(|wanted| wanted.required.iter().any(|r| path.covers(r)))
        };
        let mut choice: Choice = permission.attributes().clone();
        let mut bit = 0;
        for (id, chosen) in &mut choice.0 {
            chosen.attributes.retain(|path| {
                bit += 1;
                required(id, path) || cut >> (bit % 64) & 1 == 0
            });
        }
        let terms = Terms {
            attributes: choice,
            valid_until: permission.valid_until().unwrap_or(at),
            conditions: *permission.conditions(),
            language: "en".into(),
        };
        let by = match by {
            0 => By::Person,
            1 => By::Rule("rule-0".parse().unwrap()),
            2 => By::Organisation("city".parse().unwrap()),
            _ => By::Authority("ombudsman".into()),
        };
        let act = Act { at, by, means: Means::Api };
        if let Ok(event) = permission.amend(act, &intended_use, terms) {
            let mut narrowed = permission.clone();
            narrowed.apply(&event).unwrap();
            for ask in good(&world, &permission) {
                let before = released(&world, &permission, &world.rules, &ask, at);
                let after = released(&world, &narrowed, &world.rules, &ask, at);
                prop_assert!(after.is_subset(&before));
            }
        }
    }

    #[test]
    fn only_the_person_permits_more_than_before(bytes in bytes()) {
        let world = World::from_bytes(&bytes);
        let mut before: Option<Permission> = None;
        for event in &world.events {
            let Some(mut after) = before.take() else {
                before = Some(Permission::begin(&world.arrangement, event).unwrap());
                continue;
            };
            let old = after.clone();
            after.apply(event).unwrap();
            let gives = if old.basis().is_the_persons() {
                event.by.is_the_person()
            } else {
                matches!(event.by, By::Organisation(_))
            };
            if !gives {
                for ask in good(&world, &old) {
                    let now = event.at;
                    let less = released(&world, &old, &[], &ask, now);
                    let more = released(&world, &after, &[], &ask, now);
                    let first_by_rule = matches!(event.by, By::Rule(_))
                        && old.state() == permission::State::Requested;
                    let resumed = old.state() == permission::State::Suspended;
                    prop_assert!(more.is_subset(&less) || first_by_rule || resumed, "{event:?}");
                }
            }
            before = Some(after);
        }
    }

    #[test]
    fn time_beyond_validity_leaves_nothing(bytes in bytes(), hours in 0..100_000_i64) {
        let world = World::from_bytes(&bytes);
        let permission = world.permission();
        let end = permission.valid_until().unwrap_or(START);
        for ask in good(&world, &permission) {
            let now = Timestamp(end.0 + hours * HOUR);
            prop_assert!(released(&world, &permission, &[], &ask, now).is_empty());
            let before = Timestamp(permission.last_event().at.0 - 1 - hours * HOUR);
            prop_assert!(released(&world, &permission, &[], &ask, before).is_empty());
        }
    }

    /// 3. The order of rules, attributes, purposes and operations changes nothing.
    #[test]
    fn order_changes_nothing(bytes in bytes(), turn in 0..20_usize) {
        fn turned<T: Clone>(list: &[T], by: usize) -> Vec<T> {
            let mut list = list.to_vec();
            if !list.is_empty() {
                let by = by % list.len();
                list.rotate_left(by);
            }
            if by % 2 == 1 {
                list.reverse();
            }
            list
        }
        let world = World::from_bytes(&bytes);
        let mut other = World::from_bytes(&bytes);
        other.rules = turned(&world.rules, turn);
        other.intended_use.purposes = turned(&world.intended_use.purposes, turn);
        other.intended_use.processing = turned(&world.intended_use.processing, turn);
        other.party.kinds = turned(&world.party.kinds, turn);
        for ask in &mut other.requests {
            ask.processing = turned(&ask.processing, turn);
        }
        for offer in &mut other.datasets {
            let now = Dataset { attributes: turned(&offer.now.attributes, turn), ..offer.now.clone() };
            let compiled = CompiledDataset::new(&now, &offer.earlier).unwrap();
            *offer = Offer { now, compiled, earlier: offer.earlier.clone() };
        }
        let permission = world.permission();
        let now = in_force(&world, &permission);
        for (ask, turned) in world.requests.iter().zip(&other.requests) {
            prop_assert_eq!(
                released(&world, &permission, &world.rules, ask, now),
                released(&other, &permission, &other.rules, turned, now)
            );
        }
        let outcome = |world: &World| {
            let datasets = world.compiled_datasets();
            let (intended_use, party) = (&world.intended_use, &world.party);
            let proposal = permission::Proposal { intended_use, party, datasets: &datasets };
            evaluate(&world.rules, &proposal, world.now)
        };
        prop_assert_eq!(outcome(&world), outcome(&other));
    }

    /// 4. A category never widens a grant: whatever attributes are about, the same are released.
    #[test]
    fn categories_widen_no_grant(bytes in bytes(), categories in proptest::collection::vec(0..247_usize, 12)) {
        let world = World::from_bytes(&bytes);
        let mut other = World::from_bytes(&bytes);
        let all: Vec<_> = vocabulary::Kind::PersonalData.terms().collect();
        for offer in &mut other.datasets {
            // The same change in every version, so that no description differs from before.
            let recategorise = |dataset: &mut Dataset| {
                for attribute in &mut dataset.attributes {
                    let at = attribute.path.as_str().len() % categories.len();
                    attribute.category = Category::new(all[categories[at]]).unwrap();
                    attribute.sensitivity = permission::Sensitivity::Special;
                }
            };
            recategorise(&mut offer.now);
            offer.earlier.iter_mut().for_each(recategorise);
            offer.compiled = CompiledDataset::new(&offer.now, &offer.earlier).unwrap();
        }
        let permission = world.permission();
        let now = in_force(&world, &permission);
        for ask in good(&world, &permission) {
            let before = released(&world, &permission, &[], &ask, now);
            let after = released(&other, &permission, &[], &ask, now);
            let permitted = &permission.attributes().0;
            for path in &after {
                let id = &world.datasets[ask.dataset].now.id;
                prop_assert!(permitted[id].attributes.iter().any(|p| p.covers(path)));
            }
            let offer = &world.datasets[ask.dataset];
            if offer.earlier.is_empty() {
                prop_assert_eq!(before, after);
            }
        }
    }

    /// 5. What was released at any past instant can be found again from the events.
    #[test]
    fn what_was_released_then_is_found_again_from_the_events(bytes in bytes()) {
        let world = World::from_bytes(&bytes);
        let mut events: Vec<Event> = Vec::new();
        let mut then = Vec::new();
        let mut permission: Option<Permission> = None;
        for (at, event) in world.events.iter().enumerate() {
            match &mut permission {
                Some(permission) => permission.apply(event).unwrap(),
                None => permission = Some(Permission::begin(&world.arrangement, event).unwrap()),
            }
            events.push(event.clone());
            let end = world.events.get(at + 1).map_or(event.at + Days(30), |next| next.at);
            let permission = permission.as_ref().unwrap();
            for instant in [event.at.0, i64::midpoint(event.at.0, end.0), end.0 - 1] {
                if (event.at.0..end.0).contains(&instant) {
                    let now = Timestamp(instant);
                    for ask in good(&world, permission) {
                        then.push((now, ask.clone(), released(&world, permission, &[], &ask, now)));
                    }
                }
            }
        }
        for (instant, ask, released_then) in then {
            let found = as_of(&world.arrangement, &events, instant).unwrap().unwrap();
            prop_assert_eq!(released(&world, &found, &[], &ask, instant), released_then);
        }
    }
}

#[test]
fn worlds_release_something_often_enough_to_be_worth_testing() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut some, mut partial, mut denied) = (0, 0, 0);
    let (mut declined, mut by_rule, mut asked) = (0, 0, 0);
    for _ in 0..1000 {
        let bytes = bytes().new_tree(&mut runner).unwrap().current();
        let world = World::from_bytes(&bytes);
        match crate::reference::expected_outcome(&World::asking(&bytes)) {
            permission::Outcome::Declined(_) => declined += 1,
            permission::Outcome::GrantedByRule(_) => by_rule += 1,
            permission::Outcome::Ask => asked += 1,
        }
        let permission = world.permission();
        let now = in_force(&world, &permission);
        for ask in good(&world, &permission) {
            let with = released(&world, &permission, &world.rules, &ask, now);
            let without = released(&world, &permission, &[], &ask, now);
            some += usize::from(!without.is_empty());
            denied += usize::from(with != without);
            let all = world.datasets[ask.dataset].compiled.table().len();
            partial += usize::from((1..all).contains(&with.len()));
        }
    }
    assert!(
        some > 400 && partial > 200 && denied > 60,
        "{some} {partial} {denied}"
    );
    assert!(
        declined > 100 && by_rule > 50 && asked > 100,
        "{declined} {by_rule} {asked}"
    );
}
