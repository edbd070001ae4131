//! Standing rules, by example.

use std::collections::BTreeMap;

use permission::permission::{By, Means};
use permission::rule::{Data, Weekday, Window, to_odrl};
use permission::{
    Act, ArrangementId, AttributePath, CompiledDataset, Conditions, Dataset, DatasetUse, Days,
    Effect, IntendedUse, IntendedUseId, Known, KnownPermission, KnownUse, OrganisationId, Outcome,
    Parties, Party, PartyPattern, Permission, Preview, Proposal, Purpose, Rule, RuleId, Texts,
    Timestamp, evaluate, preview,
};
use serde_json::json;

use crate::world::{HOUR, START, attribute, dataset_ids, intended_use};

fn dataset() -> CompiledDataset {
    let dataset = Dataset {
        id: dataset_ids()[0].clone(),
        version: 1,
        source: OrganisationId::new("library").unwrap(),
        entity_type: "Person".into(),
        title: Texts::new("en", "Patrons"),
        description: Texts::default(),
        model: None,
        identifier_types: vec![],
        attributes: vec![
            attribute("name", "pd:Name"),
            attribute("email", "pd:EmailAddress"),
            attribute("bloodType", "pd:BloodType"),
        ],
    };
    CompiledDataset::new(&dataset, &[]).unwrap()
}

fn a_use(required: &[&str], optional: &[&str]) -> IntendedUse {
    let paths = |list: &[&str]| {
        list.iter()
            .map(|p| AttributePath::new(*p).unwrap())
            .collect()
    };
    let wanted = DatasetUse {
        version: 1,
        required: paths(required),
        optional: paths(optional),
    };
    intended_use(BTreeMap::from([(dataset_ids()[0].clone(), wanted)]))
}

fn party() -> Party {
    Party {
        organisation: OrganisationId::new("city").unwrap(),
        kinds: vec!["dpv:GovernmentalOrganisation".parse().unwrap()],
        trust_groups: vec!["nordic".parse().unwrap()],
    }
}

fn rule(id: &str, effect: Effect) -> Rule {
    Rule {
        id: RuleId::new(id).unwrap(),
        effect,
        parties: Parties::Anyone,
        purposes: vec![],
        processing: vec![],
        data: Data::default(),
        conditions: Conditions::default(),
        valid_until: None,
    }
}

fn purposes(names: &[&str]) -> Vec<Purpose> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn categories(names: &[&str]) -> Data {
    let categories = names.iter().map(|name| name.parse().unwrap()).collect();
    Data {
        categories,
        ..Data::default()
    }
}

fn outcome(rules: &[Rule], intended_use: &IntendedUse) -> Outcome {
    let (dataset, party) = (dataset(), party());
    let proposal = Proposal {
        intended_use,
        party: &party,
        datasets: &[&dataset],
    };
    evaluate(rules, &proposal, START)
}

fn by(rule: &Rule) -> RuleId {
    rule.id.clone()
}

#[test]
fn without_rules_the_person_is_asked() {
    assert_eq!(outcome(&[], &a_use(&["name"], &[])), Outcome::Ask);
}

#[test]
fn a_deny_that_matches_any_part_declines() {
    let deny = Rule {
        data: categories(&["pd:Contact"]),
        ..rule("a", Effect::Deny)
    };
    let allow = rule("b", Effect::Allow);
    let rules = [allow.clone(), deny.clone()];
    assert_eq!(
        outcome(&rules, &a_use(&["name"], &["email"])),
        Outcome::Declined(by(&deny))
    );
    assert_eq!(
        outcome(&rules, &a_use(&["name"], &[])),
        Outcome::GrantedByRule(by(&allow))
    );
}

#[test]
fn an_allow_must_cover_all_that_is_required_and_may_leave_out_the_rest() {
    let allow = Rule {
        data: categories(&["pd:Name"]),
        ..rule("a", Effect::Allow)
    };
    let rules = [allow.clone()];
    assert_eq!(
        outcome(&rules, &a_use(&["name"], &["email"])),
        Outcome::GrantedByRule(by(&allow))
    );
    assert_eq!(
        outcome(&rules, &a_use(&["name", "email"], &[])),
        Outcome::Ask
    );
    assert_eq!(outcome(&rules, &a_use(&[], &["name"])), Outcome::Ask);
    let terms = allow
        .terms(&a_use(&["name"], &["email"]), START, "en")
        .unwrap();
    let chosen = &terms.attributes.0[&dataset_ids()[0]];
    assert_eq!(chosen.attributes, [AttributePath::new("name").unwrap()]);
    assert_eq!(terms.valid_until, START + Days(30));
    let short = Rule {
        valid_until: Some(START + Days(3)),
        ..allow
    };
    let terms = short.terms(&a_use(&["name"], &[]), START, "en").unwrap();
    assert_eq!(terms.valid_until, START + Days(3));
}

#[test]
fn an_ask_keeps_an_allow_from_granting() {
    let rules = [
        rule("a", Effect::Allow),
        Rule {
            purposes: purposes(&["dpv:ServiceProvision"]),
            ..rule("b", Effect::Ask)
        },
    ];
    assert_eq!(outcome(&rules, &a_use(&["name"], &[])), Outcome::Ask);
}

#[test]
fn an_allow_covers_narrower_purposes_and_a_deny_overlapping_ones() {
    let mut asked = a_use(&["name"], &[]);
    asked.purposes = purposes(&["dpv:Marketing"]);
    let allow = |purpose| Rule {
        purposes: purposes(&[purpose]),
        ..rule("a", Effect::Allow)
    };
    let deny = |purpose| Rule {
        purposes: purposes(&[purpose]),
        ..rule("a", Effect::Deny)
    };
    assert!(matches!(
        outcome(&[allow("dpv:Purpose")], &asked),
        Outcome::GrantedByRule(_)
    ));
    assert_eq!(
        outcome(&[allow("dpv:DirectMarketing")], &asked),
        Outcome::Ask
    );
    assert!(matches!(
        outcome(&[deny("dpv:DirectMarketing")], &asked),
        Outcome::Declined(_)
    ));
    assert!(matches!(
        outcome(&[deny("dpv:Purpose")], &asked),
        Outcome::Declined(_)
    ));
    assert_eq!(
        outcome(&[deny("dpv:ResearchAndDevelopment")], &asked),
        Outcome::Ask
    );
    asked.purposes = purposes(&["dpv:Marketing", "dpv:AcademicResearch"]);
    assert_eq!(outcome(&[allow("dpv:Marketing")], &asked), Outcome::Ask);
}

#[test]
fn any_data_is_no_explicit_consent_to_health_data() {
    let asked = a_use(&["bloodType"], &[]);
    let allow = |data| {
        [Rule {
            data,
            ..rule("a", Effect::Allow)
        }]
    };
    assert_eq!(outcome(&allow(Data::default()), &asked), Outcome::Ask);
    let whole = Data {
        datasets: vec![dataset_ids()[0].clone()],
        ..Data::default()
    };
    assert_eq!(outcome(&allow(whole), &asked), Outcome::Ask);
    assert_eq!(
        outcome(&allow(categories(&["dpv:PersonalData"])), &asked),
        Outcome::Ask
    );
    assert!(matches!(
        outcome(&allow(categories(&["pd:MedicalHealth"])), &asked),
        Outcome::GrantedByRule(_)
    ));
    let mut named = Data::default();
    named.attributes.insert(
        dataset_ids()[0].clone(),
        vec![AttributePath::new("bloodType").unwrap()],
    );
    assert!(matches!(
        outcome(&allow(named), &asked),
        Outcome::GrantedByRule(_)
    ));
    // A denial needs no such care.
    assert!(matches!(
        outcome(&[rule("a", Effect::Deny)], &asked),
        Outcome::Declined(_)
    ));
}

#[test]
fn a_rule_is_about_the_parties_it_names() {
    let asked = a_use(&["name"], &[]);
    let only = |pattern| {
        [Rule {
            parties: Parties::Only(vec![pattern]),
            ..rule("a", Effect::Allow)
        }]
    };
    for (pattern, meant) in [
        (PartyPattern::Organisation("city".parse().unwrap()), true),
        (PartyPattern::Organisation("shop".parse().unwrap()), false),
        (
            PartyPattern::Kind("dpv:Organisation".parse().unwrap()),
            true,
        ),
        (
            PartyPattern::Kind("dpv:ForProfitOrganisation".parse().unwrap()),
            false,
        ),
        (PartyPattern::TrustGroup("nordic".parse().unwrap()), true),
        (PartyPattern::TrustGroup("alpine".parse().unwrap()), false),
    ] {
        assert_eq!(
            outcome(&only(pattern.clone()), &asked) != Outcome::Ask,
            meant,
            "{pattern:?}"
        );
    }
}

#[test]
fn an_allow_covers_uses_that_meet_its_conditions_and_a_deny_hits_those_that_do_not() {
    let asked = a_use(&["name"], &[]);
    let mut passed_on = asked.clone();
    passed_on.recipients = vec!["A printer".into()];
    let conditions = Conditions {
        no_onward_recipients: true,
        ..Conditions::default()
    };
    let allow = [Rule {
        conditions,
        ..rule("a", Effect::Allow)
    }];
    let deny = [Rule {
        conditions,
        ..rule("a", Effect::Deny)
    }];
    assert!(matches!(outcome(&allow, &asked), Outcome::GrantedByRule(_)));
    assert_eq!(outcome(&allow, &passed_on), Outcome::Ask);
    assert_eq!(outcome(&deny, &asked), Outcome::Ask);
    assert!(matches!(outcome(&deny, &passed_on), Outcome::Declined(_)));
    let within = Conditions {
        within: Some("EU".parse().unwrap()),
        ..Conditions::default()
    };
    let allow = [Rule {
        conditions: within,
        ..rule("a", Effect::Allow)
    }];
    let mut silent = asked;
    silent.storage_locations.clear();
    assert_eq!(outcome(&allow, &silent), Outcome::Ask);
}

#[test]
fn an_ended_rule_does_nothing_and_a_denying_window_only_while_open() {
    let asked = a_use(&["name"], &[]);
    let ended = [Rule {
        valid_until: Some(START),
        ..rule("a", Effect::Deny)
    }];
    assert_eq!(outcome(&ended, &asked), Outcome::Ask);
    // START is a Monday.
    let window = |day| {
        let window = Window {
            first_day: day,
            last_day: day,
            opens: 0,
            closes: 1440,
            utc_offset: 0,
        };
        Conditions {
            window: Some(window),
            ..Conditions::default()
        }
    };
    let deny = |day| {
        [Rule {
            conditions: window(day),
            ..rule("a", Effect::Deny)
        }]
    };
    assert!(matches!(
        outcome(&deny(Weekday::Monday), &asked),
        Outcome::Declined(_)
    ));
    assert_eq!(outcome(&deny(Weekday::Tuesday), &asked), Outcome::Ask);
}

#[test]
fn rules_do_not_answer_for_what_is_not_the_persons_to_give() {
    let mut asked = a_use(&["name"], &[]);
    asked.legal_basis = "eu-gdpr:A6-1-c".parse().unwrap();
    assert_eq!(outcome(&[rule("a", Effect::Deny)], &asked), Outcome::Ask);
    assert_eq!(outcome(&[rule("a", Effect::Allow)], &asked), Outcome::Ask);
}

#[test]
fn of_several_rules_the_least_id_is_named() {
    let rules = [
        rule("b", Effect::Deny),
        rule("a", Effect::Deny),
        rule("c", Effect::Deny),
    ];
    assert_eq!(
        outcome(&rules, &a_use(&["name"], &[])),
        Outcome::Declined(by(&rules[1]))
    );
}

fn granted(arrangement: &str, intended_use: &IntendedUse, by: By) -> Permission {
    let arrangement = ArrangementId::new(arrangement).unwrap();
    let city = By::Organisation("city".parse().unwrap());
    let act = Act {
        at: START,
        by: city,
        means: Means::Api,
    };
    let first = Permission::request(&arrangement, act, intended_use, "en").unwrap();
    let mut permission = Permission::begin(&arrangement, &first).unwrap();
    let terms = rule("x", Effect::Allow)
        .terms(intended_use, START, "en")
        .unwrap();
    let act = Act {
        at: START,
        by,
        means: Means::Automatic,
    };
    permission
        .apply(&permission.grant(act, intended_use, terms).unwrap())
        .unwrap();
    permission
}

#[test]
fn a_preview_says_what_a_rule_would_do_today() {
    let (dataset, party) = (dataset(), party());
    let contact = IntendedUse {
        id: IntendedUseId::new("news").unwrap(),
        ..a_use(&["email"], &[])
    };
    let plain = a_use(&["name"], &[]);
    let by_rule = granted("by-rule", &contact, By::Rule("old".parse().unwrap()));
    let by_hand = granted("by-hand", &contact, By::Person);
    let untouched = granted("untouched", &plain, By::Person);
    let legal_basis = "eu-gdpr:A6-1-c".parse().unwrap();
    let by_law = IntendedUse {
        legal_basis,
        ..contact.clone()
    };
    let stated = granted("stated", &by_law, By::Organisation("city".parse().unwrap()));
    let mut withdrawn = granted("withdrawn", &contact, By::Person);
    let act = Act {
        at: START,
        by: By::Person,
        means: Means::Page,
    };
    withdrawn.apply(&withdrawn.withdraw(act).unwrap()).unwrap();
    let of = |intended_use| KnownUse {
        intended_use,
        party: &party,
    };
    let known_permission = |permission, intended_use| KnownPermission {
        permission,
        known_use: of(intended_use),
    };
    let rules = [Rule {
        data: categories(&["pd:Name"]),
        ..rule("names", Effect::Allow)
    }];
    let known = Known {
        uses: &[of(&contact), of(&plain)],
        permissions: &[
            known_permission(&by_rule, &contact),
            known_permission(&by_hand, &contact),
            known_permission(&untouched, &plain),
            known_permission(&stated, &by_law),
            known_permission(&withdrawn, &contact),
        ],
        datasets: &[&dataset],
        rules: &rules,
    };
    let deny = Rule {
        data: categories(&["pd:Contact"]),
        ..rule("new", Effect::Deny)
    };
    let now = Timestamp(START.0 + HOUR);
    assert_eq!(
        preview(&deny, &known, now),
        Preview {
            declines: vec![contact.id.clone()],
            ends: vec![by_rule.arrangement().clone()],
            asks_about: vec![by_hand.arrangement().clone()],
            ..Preview::default()
        }
    );
    let allow = rule("new", Effect::Allow);
    let allows = Preview {
        allows: vec![contact.id.clone()],
        ..Preview::default()
    };
    assert_eq!(preview(&allow, &known, now), allows);
    // In place of the rule with its id, which allowed the other use.
    let changed = Rule {
        data: categories(&["pd:EmailAddress"]),
        ..rule("names", Effect::Allow)
    };
    let swapped = Preview {
        allows: vec![contact.id.clone()],
        asks: vec![plain.id.clone()],
        ..Preview::default()
    };
    assert_eq!(preview(&changed, &known, now), swapped);
}

#[test]
fn a_rule_reads_as_odrl_with_dpv_terms() {
    let rule = Rule {
        parties: Parties::Only(vec![PartyPattern::Organisation("shop".parse().unwrap())]),
        purposes: purposes(&["dpv:Marketing"]),
        processing: vec!["dpv:Profiling".parse().unwrap()],
        data: categories(&["pd:EmailAddress"]),
        conditions: Conditions {
            longest_retention: Some(Days(30)),
            ..Conditions::default()
        },
        valid_until: Some(START),
        ..rule("rule-1", Effect::Deny)
    };
    assert_eq!(
        to_odrl(&rule, Some("urn:example:person")),
        json!({
            "@context": [
                "http://www.w3.org/ns/odrl.jsonld",
                {"dpv": "https://w3id.org/dpv#", "pd": "https://w3id.org/dpv/pd#", "fiducia": "urn:fiducia:"}
            ],
            "@type": "Set",
            "uid": "urn:fiducia:rule:rule-1",
            "profile": "https://w3id.org/dpv/mappings/odrl",
            "conflict": "prohibit",
            "prohibition": [{
                "target": {"@type": "AssetCollection", "dpv:hasPersonalData": {"@id": "https://w3id.org/dpv/pd#EmailAddress"}},
                "assigner": "urn:example:person",
                "assignee": {"uid": "urn:fiducia:organisation:shop"},
                "action": {"@id": "https://w3id.org/dpv#Profiling"},
                "constraint": [
                    {"leftOperand": "purpose", "operator": "isA", "rightOperand": {"@id": "https://w3id.org/dpv#Marketing"}},
                    {"leftOperand": "fiducia:retention", "operator": "gt", "rightOperand": {"@value": "P30D", "@type": "xsd:duration"}},
                    {"leftOperand": "dateTime", "operator": "lt", "rightOperand": {"@value": "2025-11-17T00:00:00Z", "@type": "xsd:dateTime"}}
                ]
            }]
        })
    );
    let ask = to_odrl(
        &Rule {
            effect: Effect::Ask,
            ..rule.clone()
        },
        None,
    );
    assert_eq!(
        ask["permission"][0]["duty"],
        json!([{"action": "obtainConsent"}])
    );
    let allow = to_odrl(
        &Rule {
            effect: Effect::Allow,
            ..rule
        },
        None,
    );
    assert_eq!(allow["permission"][0]["constraint"][1]["operator"], "lteq");
}

#[test]
fn a_rule_is_written_and_read_as_the_same() {
    let text = json!({
        "id": "no-marketing", "effect": "deny",
        "parties": {"only": [{"kind": "dpv:ForProfitOrganisation"}, {"trust-group": "nordic"}]},
        "purposes": ["dpv:Marketing"], "data": {"categories": ["pd:Contact"]},
        "conditions": {"longest_retention": 30, "within": "EEA",
            "window": {"first_day": "monday", "last_day": "friday", "opens": 480, "closes": 960}}
    });
    let rule: Rule = serde_json::from_value(text).unwrap();
    rule.validate().unwrap();
    let again: Rule = serde_json::from_str(&serde_json::to_string(&rule).unwrap()).unwrap();
    assert_eq!(again, rule);
    assert!(serde_json::from_value::<Rule>(json!({"id": "a", "effect": "permit"})).is_err());
    assert!(
        serde_json::from_value::<Rule>(
            json!({"id": "a", "effect": "deny", "data": {"category": []}})
        )
        .is_err()
    );
    let nobody = Rule {
        parties: Parties::Only(vec![]),
        ..rule
    };
    assert_eq!(
        nobody.validate().unwrap_err().to_string(),
        "rule `no-marketing` names no party: name one or say `anyone`"
    );
}
