//! What is checked of any bytes: by property tests on random ones, and by the fuzz targets of the
//! same names on those that a fuzzer finds.

use crate::reference::{Case, expected_outcome};
use crate::world::World;
use permission::{
    CompiledPermission, CompiledRules, Dataset, Event, IntendedUse, Part, Permission, Rule, State,
    Timestamp, as_of, canonical_json, decide, decide_all, evaluate,
};

/// Any world: the decision is the reference decider's, attribute by attribute and reason by
/// reason, for one dataset and for all at once; and nothing undescribed is released.
pub(crate) fn decisions(bytes: &[u8]) {
    let world = World::from_bytes(bytes);
    let permission = world.permission();
    let intended_use = world.use_of(&permission);
    let datasets = world.compiled_datasets();
    let compiled =
        CompiledPermission::new(&permission, &intended_use, &world.party, &datasets).unwrap();
    let case = Case {
        world: &world,
        permission: &permission,
        intended_use: &intended_use,
        rules: &world.rules,
        now: world.now,
    };
    let rules: Vec<CompiledRules> = datasets
        .iter()
        .map(|dataset| CompiledRules::new(&world.rules, dataset))
        .collect();
    for ask in &world.requests {
        let (dataset, rules) = (datasets[ask.dataset], &rules[ask.dataset]);
        let decision = decide(&compiled, dataset, rules, &ask.request(), world.now);
        assert!(decision.released.is_subset(decision.asked()));
        assert!(decision.released.is_subset(dataset.all()));
        let expected = case.decide(ask);
        assert_eq!(decision.asked().len(), expected.len());
        for (index, expected) in expected {
            let found = decision.reason(index).map_or(Ok(()), Err);
            assert_eq!(found, expected, "attribute {index} of {ask:?}");
            assert_eq!(decision.released.contains(index), expected.is_ok());
        }
    }
    // All datasets at once, one request each.
    let asks: Vec<_> = (0..datasets.len())
        .filter_map(|at| world.requests.iter().find(|ask| ask.dataset == at))
        .collect();
    let parts: Vec<Part<'_>> = asks
        .iter()
        .map(|ask| Part {
            dataset: datasets[ask.dataset],
            rules: &rules[ask.dataset],
            request: ask.request(),
        })
        .collect();
    let required = intended_use
        .datasets
        .iter()
        .filter(|(_, wanted)| !wanted.required.is_empty());
    let lacks = intended_use.all_or_nothing
        && required.into_iter().any(|(id, _)| {
            let ask = asks
                .iter()
                .find(|ask| world.datasets[ask.dataset].now.id == *id);
            ask.is_none_or(|ask| case.lacks_required(ask))
        });
    let mut single = intended_use.clone();
    single.all_or_nothing = false;
    let each = Case {
        intended_use: &single,
        ..case
    };
    for (ask, decision) in asks.iter().zip(decide_all(&compiled, &parts, world.now)) {
        for (index, expected) in each.decide(ask) {
            let released = expected.is_ok() && !lacks;
            assert_eq!(
                decision.released.contains(index),
                released,
                "attribute {index} of {ask:?}"
            );
        }
    }
}

/// Any life of a permission: each event follows, none can be changed, left out or doubled, and
/// every past state is found again.
pub(crate) fn lives(bytes: &[u8]) {
    let world = World::from_bytes(bytes);
    let events = &world.events;
    let text = serde_json::to_string(events).unwrap();
    assert_eq!(&serde_json::from_str::<Vec<Event>>(&text).unwrap(), events);
    for (at, event) in events.iter().enumerate() {
        let upto = Permission::replay(&world.arrangement, &events[..=at]).unwrap();
        assert_eq!(upto.last_event(), event);
        assert!(!upto.state().is_final() || at + 1 == events.len());
        let later = events
            .get(at + 1)
            .map_or(Timestamp(i64::MAX), |next| next.at);
        if event.at < later {
            let instant = Timestamp(event.at.0 + (later.0 - event.at.0 - 1).min(1));
            assert_eq!(
                as_of(&world.arrangement, events, instant).unwrap(),
                Some(upto)
            );
        }
        if at + 1 < events.len() {
            let mut left_out = events.clone();
            left_out.remove(at);
            assert!(Permission::replay(&world.arrangement, &left_out).is_err());
            let mut changed = events.clone();
            changed[at].at = Timestamp(changed[at].at.0 - 1);
            assert!(Permission::replay(&world.arrangement, &changed).is_err());
        }
        let mut doubled = events.clone();
        doubled.insert(at, event.clone());
        assert!(Permission::replay(&world.arrangement, &doubled).is_err());
    }
    let before = Timestamp(events[0].at.0 - 1);
    assert!(as_of(&world.arrangement, events, before).unwrap().is_none());
    let other = permission::ArrangementId::new("arrangement-2").unwrap();
    assert!(Permission::replay(&other, events).is_err());
    let permission = world.permission();
    assert_eq!(permission.state() == State::Granted, {
        !permission
            .consent_status()
            .is_a(vocabulary::Term::CONSENT_INVALID_FOR_PROCESSING)
    });
}

/// Any bytes read as a document: refused or understood, and what is understood is written and
/// read back as the same. Nothing panics.
pub(crate) fn documents(bytes: &[u8]) {
    fn same<T>(bytes: &[u8]) -> Option<T>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        let document: T = serde_json::from_slice(bytes).ok()?;
        let text = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<T>(&text).unwrap(), document);
        if let Ok(canonical) = canonical_json(&document) {
            assert_eq!(serde_json::from_str::<T>(&canonical).unwrap(), document);
        }
        Some(document)
    }
    let dataset: Option<Dataset> = same(bytes);
    if let Some(dataset) = &dataset
        && dataset.validate().is_ok()
    {
        let compiled = permission::CompiledDataset::new(dataset, &[]).unwrap();
        assert_eq!(compiled.table().len(), dataset.attributes.len());
    }
    if let Some(intended_use) = same::<IntendedUse>(bytes) {
        let _ = intended_use.validate(dataset.as_ref());
        let _ = intended_use.notice_in("fi").sha256();
        let _ = intended_use.choose_all();
    }
    if let Some(rule) = same::<Rule>(bytes) {
        let _ = rule.validate();
        let policy = permission::rule::to_odrl(&rule, None);
        assert_eq!(policy["profile"], "https://w3id.org/dpv/mappings/odrl");
    }
    if let Some(event) = same::<Event>(bytes) {
        let arrangement = permission::ArrangementId::new("arrangement-1").unwrap();
        let _ = Permission::replay(&arrangement, [&event]);
    }
}

/// Any rules over any use: the outcome is what the words of the rules say.
pub(crate) fn outcomes(bytes: &[u8]) {
    let world = World::asking(bytes);
    let datasets = world.compiled_datasets();
    let proposal = permission::Proposal {
        intended_use: &world.intended_use,
        party: &world.party,
        datasets: &datasets,
    };
    let outcome = evaluate(&world.rules, &proposal, world.now);
    assert_eq!(outcome, expected_outcome(&world), "{:?}", world.rules);
}
