//! The life of a permission, as drawn in `permission::permission`.

use std::collections::BTreeMap;

use permission::permission::{By, Means, ReplayError, Terms, TransitionError};
use permission::rule::Conditions;
use permission::{
    Act, ArrangementId, AttributePath, Basis, DatasetUse, Days, Event, IntendedUse, Permission,
    State, Timestamp,
};

use crate::world::{HOUR, START, dataset_ids, intended_use};

fn a_use() -> IntendedUse {
    let path = |text: &str| AttributePath::new(text).unwrap();
    let wanted = DatasetUse {
        version: 1,
        required: vec![path("name")],
        optional: vec![path("address"), path("loans")],
    };
    intended_use(BTreeMap::from([(dataset_ids()[0].clone(), wanted)]))
}

fn on(basis: &str) -> IntendedUse {
    IntendedUse {
        legal_basis: Basis::parse(basis).unwrap(),
        ..a_use()
    }
}

fn arrangement() -> ArrangementId {
    ArrangementId::new("arrangement-1").unwrap()
}

fn person() -> By {
    By::Person
}

fn guardian() -> By {
    By::MandateHolder("mother".parse().unwrap())
}

fn rule() -> By {
    By::Rule("rule-1".parse().unwrap())
}

fn city() -> By {
    By::Organisation("city".parse().unwrap())
}

fn authority() -> By {
    By::Authority("Data Protection Ombudsman".into())
}

fn at(hour: i64) -> Timestamp {
    Timestamp(START.0 + hour * HOUR)
}

fn act(by: By, hour: i64) -> Act {
    Act {
        at: at(hour),
        by,
        means: Means::Page,
    }
}

fn terms(optional: &[&str], hour: i64, days: u32) -> Terms {
    let id = dataset_ids()[0].clone();
    let paths: Vec<AttributePath> = optional
        .iter()
        .map(|path| AttributePath::new(*path).unwrap())
        .collect();
    Terms {
        attributes: a_use()
            .choose(paths.iter().map(|path| (&id, path)))
            .unwrap(),
        valid_until: at(hour) + Days(days),
        conditions: Conditions::default(),
        language: "fi".into(),
    }
}

fn requested(intended_use: &IntendedUse) -> Permission {
    let first = Permission::request(&arrangement(), act(city(), 0), intended_use, "fi").unwrap();
    Permission::begin(&arrangement(), &first).unwrap()
}

fn then(mut permission: Permission, event: Result<Event, TransitionError>) -> Permission {
    permission.apply(&event.unwrap()).unwrap();
    permission
}

fn granted_by(by: By) -> Permission {
    let permission = requested(&a_use());
    let event = permission.grant(act(by, 1), &a_use(), terms(&["address"], 1, 20));
    then(permission, event)
}

fn granted() -> Permission {
    granted_by(person())
}

/// Every transition, by a party that can make it where it is possible at all.
fn reach(permission: &Permission, to: State, hour: i64) -> Result<Event, TransitionError> {
    match to {
        State::Requested => Err(TransitionError::Time),
        State::Declined => permission.decline(act(person(), hour)),
        State::Granted => permission.grant(act(person(), hour), &a_use(), terms(&[], hour, 10)),
        State::Suspended => permission.suspend(act(person(), hour)),
        State::Withdrawn => permission.withdraw(act(person(), hour)),
        State::Expired => permission.expire(at(hour)),
        State::Revoked => permission.revoke(act(city(), hour), "closed"),
        State::Invalidated => permission.invalidate(act(authority(), hour), "misleading"),
    }
}

fn in_state(state: State) -> Permission {
    match state {
        State::Requested => requested(&a_use()),
        State::Granted => granted(),
        State::Declined => then(requested(&a_use()), reach(&requested(&a_use()), state, 1)),
        // At the end of its validity every end can be reached.
        ended => then(granted(), reach(&granted(), ended, 1 + 20 * 24)),
    }
}

#[test]
fn the_transitions_are_those_drawn_and_no_others() {
    use State::{
        Declined, Expired, Granted, Invalidated, Requested, Revoked, Suspended, Withdrawn,
    };
    let drawn = |from: State| -> &[State] {
        match from {
            Requested => &[Declined, Granted],
            // A grant that is in force is amended, not granted again: tested below.
            Granted => &[Suspended, Withdrawn, Revoked, Invalidated],
            Suspended => &[Withdrawn, Revoked, Invalidated],
            Declined | Withdrawn | Expired => &[Granted],
            Revoked | Invalidated => &[],
        }
    };
    for from in State::ALL {
        let permission = if from == Suspended {
            then(granted(), reach(&granted(), Suspended, 2))
        } else {
            in_state(from)
        };
        assert_eq!(permission.state(), from);
        let hour = permission.last_event().at;
        let hour = (hour.0 - START.0) / HOUR + 1;
        for to in State::ALL {
            assert_eq!(
                reach(&permission, to, hour).is_ok(),
                drawn(from).contains(&to),
                "{from} {to}"
            );
        }
    }
    let paused = then(granted(), granted().suspend(act(person(), 2)));
    let resumed = then(paused.clone(), paused.resume(act(person(), 3)));
    assert_eq!(resumed.state(), Granted);
    assert_eq!(resumed.attributes(), granted().attributes());
    assert!(granted().resume(act(person(), 2)).is_err());
}

#[test]
fn a_permission_keeps_its_arrangement_and_counts_its_versions() {
    let permission = granted();
    let event = permission.renew(act(person(), 50), &a_use(), at(50) + Days(30), "fi");
    let renewed = then(permission.clone(), event);
    assert_eq!(renewed.arrangement(), permission.arrangement());
    assert_eq!((permission.version(), renewed.version()), (2, 3));
    assert_eq!(renewed.attributes(), permission.attributes());
    assert_eq!(permission.consent_status(), vocabulary::Term::CONSENT_GIVEN);
    assert_eq!(
        renewed.consent_status(),
        vocabulary::Term::RENEWED_CONSENT_GIVEN
    );
}

#[test]
fn only_the_person_or_who_acts_for_the_person_gives_consent() {
    for by in [person(), guardian(), rule()] {
        assert_eq!(granted_by(by.clone()).granted_by(), Some(&by));
    }
    for by in [city(), authority(), By::Time] {
        let permission = requested(&a_use());
        let error = permission
            .grant(act(by, 1), &a_use(), terms(&[], 1, 1))
            .unwrap_err();
        assert!(matches!(error, TransitionError::By { .. }), "{error}");
    }
}

#[test]
fn after_a_no_or_an_end_only_the_persons_own_grant_follows() {
    for state in [State::Declined, State::Withdrawn, State::Expired] {
        let permission = in_state(state);
        let hour = 1000;
        for by in [rule(), city(), authority()] {
            assert!(
                permission
                    .grant(act(by, hour), &a_use(), terms(&[], hour, 10))
                    .is_err()
            );
        }
        let event = permission.grant(act(person(), hour), &a_use(), terms(&["loans"], hour, 10));
        let again = then(permission, event);
        assert_eq!(again.state(), State::Granted);
        assert_eq!(again.arrangement(), &arrangement());
    }
}

#[test]
fn widening_needs_the_person_and_narrowing_nobody_in_particular() {
    let permission = granted();
    let same = || terms(&["address"], 1, 20);
    let mut longer = same();
    longer.valid_until = at(2) + Days(29);
    let newer_use = IntendedUse {
        version: 2,
        ..a_use()
    };
    let strict = Conditions {
        no_onward_recipients: true,
        ..Conditions::default()
    };
    for (by, person) in [
        (person(), true),
        (guardian(), true),
        (rule(), false),
        (city(), false),
        (authority(), false),
    ] {
        let amend = |intended_use: &IntendedUse, terms: Terms| {
            let amended = permission.amend(act(by.clone(), 2), intended_use, terms);
            amended.map_err(|error| matches!(error, TransitionError::Widening(_)))
        };
        let widened = [
            amend(&a_use(), terms(&["address", "loans"], 1, 20)),
            amend(&a_use(), longer.clone()),
            amend(&newer_use, same()),
        ];
        for event in widened {
            assert_eq!(event.as_ref().err(), (!person).then_some(&true), "{by}");
        }
        let narrowed = [
            amend(&a_use(), terms(&[], 1, 20)),
            amend(&a_use(), terms(&["address.street"], 1, 20)),
            amend(&a_use(), terms(&["address"], 1, 10)),
            amend(
                &a_use(),
                Terms {
                    conditions: strict,
                    ..same()
                },
            ),
        ];
        for event in narrowed {
            assert!(event.is_ok(), "{by}");
        }
    }
    // Conditions are taken off again by the person alone.
    let event = permission.amend(
        act(city(), 2),
        &a_use(),
        Terms {
            conditions: strict,
            ..same()
        },
    );
    let bound = then(permission, event);
    assert!(bound.amend(act(city(), 3), &a_use(), same()).is_err());
    assert!(bound.amend(act(person(), 3), &a_use(), same()).is_ok());
    assert_eq!(bound.granted_by(), Some(&person()));
}

#[test]
fn withdrawing_takes_one_step_as_granting_does_and_is_the_persons() {
    let permission = granted();
    for by in [person(), guardian()] {
        assert!(permission.withdraw(act(by, 2)).is_ok());
    }
    for by in [rule(), city(), authority(), By::Time] {
        assert!(permission.withdraw(act(by, 2)).is_err());
    }
    // What a rule gave, a rule can end.
    assert!(granted_by(rule()).withdraw(act(rule(), 2)).is_ok());
    assert!(granted_by(rule()).withdraw(act(person(), 2)).is_ok());
}

#[test]
fn who_paused_it_ends_the_pause() {
    for (paused_by, others) in [
        (person(), vec![rule(), city(), authority()]),
        (city(), vec![person(), guardian(), authority()]),
        (authority(), vec![person(), guardian(), city()]),
    ] {
        let paused = then(granted(), granted().suspend(act(paused_by.clone(), 2)));
        for by in others {
            assert!(paused.resume(act(by, 3)).is_err(), "{paused_by}");
        }
        assert!(paused.resume(act(paused_by, 3)).is_ok());
        assert!(paused.withdraw(act(person(), 3)).is_ok());
        // Beyond its validity there is nothing to resume.
        assert!(paused.resume(act(person(), 1 + 20 * 24)).is_err());
    }
    let paused = then(granted(), granted().suspend(act(person(), 2)));
    assert!(paused.resume(act(guardian(), 3)).is_ok());
    assert!(
        paused
            .amend(act(person(), 3), &a_use(), terms(&[], 3, 1))
            .is_err()
    );
}

#[test]
fn another_party_ends_it_with_a_reason() {
    let permission = granted();
    assert!(
        permission
            .revoke(act(city(), 2), "the grant scheme has ended")
            .is_ok()
    );
    assert!(matches!(
        permission.revoke(act(city(), 2), " "),
        Err(TransitionError::Reason)
    ));
    let long = "x".repeat(permission::permission::MAX_REASON_BYTES + 1);
    assert!(matches!(
        permission.revoke(act(city(), 2), long),
        Err(TransitionError::Reason)
    ));
    assert!(permission.revoke(act(person(), 2), "no").is_err());
    assert!(
        permission
            .invalidate(act(authority(), 2), "unlawful")
            .is_ok()
    );
    assert!(permission.invalidate(act(city(), 2), "unlawful").is_err());
}

#[test]
fn it_expires_when_its_time_has_come_and_not_before() {
    let permission = granted();
    let end = 1 + 20 * 24;
    assert!(matches!(
        permission.expire(at(end - 1)),
        Err(TransitionError::Ended(false))
    ));
    assert!(permission.expire(at(end)).is_ok());
    assert_eq!(permission.state_at(at(end - 1)), State::Granted);
    assert_eq!(permission.state_at(at(end)), State::Expired);
    // Whether or not the end has been written down, the person alone grants anew.
    let anew = |by| permission.grant(act(by, end), &a_use(), terms(&[], end, 5));
    assert!(anew(person()).is_ok() && anew(city()).is_err() && anew(rule()).is_err());
    assert!(matches!(
        permission.renew(act(person(), end), &a_use(), at(end) + Days(1), "fi"),
        Err(TransitionError::Ended(true))
    ));
}

#[test]
fn a_permission_lasts_no_longer_than_the_use_may() {
    let permission = requested(&a_use());
    for (days, possible) in [(0, false), (1, true), (30, true), (31, false)] {
        let event = permission.grant(act(person(), 1), &a_use(), terms(&[], 1, days));
        assert_eq!(event.is_ok(), possible, "{days}");
    }
}

#[test]
fn a_grant_has_all_that_is_required_and_nothing_that_is_not_asked_for() {
    let permission = requested(&a_use());
    let id = dataset_ids()[0].clone();
    let mut lacks = terms(&["loans"], 1, 1);
    lacks
        .attributes
        .0
        .get_mut(&id)
        .unwrap()
        .attributes
        .remove(1);
    let error = permission
        .grant(act(person(), 1), &a_use(), lacks)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("attribute `name` of dataset `{id}` is required")
    );
    let mut more = terms(&[], 1, 1);
    let health = AttributePath::new("adress").unwrap();
    more.attributes
        .0
        .get_mut(&id)
        .unwrap()
        .attributes
        .push(health);
    let error = permission
        .grant(act(person(), 1), &a_use(), more)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("attribute `adress` of dataset `{id}` is not asked for; did you mean `address`?")
    );
}

#[test]
fn on_another_basis_the_organisation_states_the_use_and_the_person_objects_where_the_law_allows() {
    for (basis, can_object) in [
        ("eu-gdpr:A6-1-b", false),
        ("eu-gdpr:A6-1-c", false),
        ("eu-gdpr:A6-1-d", false),
        ("eu-gdpr:A6-1-e", true),
        ("eu-gdpr:A6-1-f", true),
    ] {
        let intended_use = on(basis);
        let permission = requested(&intended_use);
        assert!(permission.decline(act(person(), 1)).is_err());
        assert!(
            permission
                .grant(act(person(), 1), &intended_use, terms(&[], 1, 5))
                .is_err()
        );
        let event = permission.grant(act(city(), 1), &intended_use, terms(&[], 1, 5));
        let stated = then(permission, event);
        assert!(stated.withdraw(act(person(), 2)).is_err());
        assert_eq!(
            stated.suspend(act(person(), 2)).is_ok(),
            can_object,
            "{basis}"
        );
        assert!(stated.revoke(act(city(), 2), "not needed any more").is_ok());
        if can_object {
            let objected = then(stated.clone(), stated.suspend(act(person(), 2)));
            assert!(objected.resume(act(city(), 3)).is_err());
        }
    }
}

#[test]
fn each_event_carries_what_was_shown() {
    let permission = granted();
    let intended_use = a_use();
    let notice = intended_use.notice_in("fi");
    assert_eq!(permission.notice(), &notice.reference().unwrap());
    assert_eq!(permission.notice().language, "fi");
    assert_ne!(
        intended_use.notice_in("en").sha256().unwrap(),
        notice.sha256().unwrap()
    );
    let mut changed = a_use();
    changed.retention = Days(31);
    assert_ne!(
        changed.notice_in("fi").sha256().unwrap(),
        notice.sha256().unwrap()
    );
}

#[test]
fn a_rewritten_past_does_not_replay() {
    let first = Permission::request(&arrangement(), act(city(), 0), &a_use(), "fi").unwrap();
    let permission = Permission::begin(&arrangement(), &first).unwrap();
    let second = permission
        .grant(act(person(), 1), &a_use(), terms(&[], 1, 20))
        .unwrap();
    let third = {
        let permission = then(permission, Ok(second.clone()));
        permission.withdraw(act(person(), 2)).unwrap()
    };
    let events = [first, second, third];
    assert!(Permission::replay(&arrangement(), &events).is_ok());
    let mut rewritten = events.clone();
    rewritten[1].valid_until = Some(at(1) + Days(25));
    assert!(matches!(
        Permission::replay(&arrangement(), &rewritten),
        Err(ReplayError::Hash { version: 3 })
    ));
    let mut forged = events.clone();
    forged[1].by = city();
    assert!(matches!(
        Permission::replay(&arrangement(), &forged),
        Err(ReplayError::Transition { version: 2, .. })
    ));
    let mut earlier = events.clone();
    earlier[2].at = at(0);
    assert!(Permission::replay(&arrangement(), &earlier).is_err());
    assert!(matches!(
        Permission::replay(&arrangement(), &events[1..]),
        Err(ReplayError::Version { after: 0, found: 2 })
    ));
    assert!(matches!(
        Permission::replay(&arrangement(), []),
        Err(ReplayError::Empty(_))
    ));
}

#[test]
fn nothing_follows_an_end_by_another_party_or_an_authority() {
    for state in [State::Revoked, State::Invalidated] {
        let permission = in_state(state);
        assert!(permission.state().is_final());
        for to in State::ALL {
            assert!(reach(&permission, to, 2000).is_err());
        }
    }
}
