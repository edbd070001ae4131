//! Deciding, by example.

use std::collections::BTreeMap;

use permission::dataset::Assurance;
use permission::permission::{By, Means, Terms};
use permission::rule::{Conditions, Data, Weekday, Window};
use permission::{
    Act, ArrangementId, AttributePath, Category, CompiledDataset, CompiledPermission,
    CompiledRules, Dataset, DatasetUse, Days, Decision, Effect, IntendedUse, Live, Obligation,
    OrganisationId, Part, Parties, Party, Permission, Purpose, Reason, Request, Rule, RuleId,
    Texts, Timestamp, decide, decide_all,
};

use crate::world::{HOUR, START, attribute, dataset_ids, intended_use};

fn patrons(version: u32) -> Dataset {
    Dataset {
        id: dataset_ids()[0].clone(),
        version,
        source: OrganisationId::new("library").unwrap(),
        entity_type: "Person".into(),
        title: Texts::new("en", "Patrons"),
        description: Texts::default(),
        model: None,
        identifier_types: vec![],
        attributes: vec![
            attribute("name", "pd:Name"),
            attribute("email", "pd:EmailAddress"),
            attribute("visits", "pd:Tracking"),
            attribute("phone", "pd:Contact"),
            attribute("address.street", "pd:PhysicalAddress"),
            attribute("address.postalCode", "pd:PhysicalAddress"),
        ],
    }
}

fn loans() -> Dataset {
    let attributes = vec![
        attribute("title", "pd:Interest"),
        attribute("due", "pd:Interest"),
    ];
    Dataset {
        id: dataset_ids()[1].clone(),
        attributes,
        ..patrons(1)
    }
}

fn wanted(required: &[&str], optional: &[&str]) -> DatasetUse {
    let paths = |list: &[&str]| {
        list.iter()
            .map(|p| AttributePath::new(*p).unwrap())
            .collect()
    };
    DatasetUse {
        version: 1,
        required: paths(required),
        optional: paths(optional),
    }
}

fn a_use(required: &[&str], optional: &[&str]) -> IntendedUse {
    intended_use(BTreeMap::from([(
        dataset_ids()[0].clone(),
        wanted(required, optional),
    )]))
}

fn party() -> Party {
    Party {
        organisation: OrganisationId::new("city").unwrap(),
        kinds: vec![],
        trust_groups: vec![],
    }
}

fn at(hour: i64) -> Timestamp {
    Timestamp(START.0 + hour * HOUR)
}

fn granted(intended_use: &IntendedUse, conditions: Conditions) -> Permission {
    let arrangement = ArrangementId::new("arrangement-1").unwrap();
    let by = By::Organisation(OrganisationId::new("city").unwrap());
    let act = Act {
        at: at(0),
        by,
        means: Means::Api,
    };
    let first = Permission::request(&arrangement, act, intended_use, "en").unwrap();
    let mut permission = Permission::begin(&arrangement, &first).unwrap();
    let act = Act {
        at: at(0),
        by: By::Person,
        means: Means::Page,
    };
    let terms = Terms {
        attributes: intended_use.choose_all().unwrap(),
        valid_until: at(0) + Days(20),
        conditions,
        language: "en".into(),
    };
    permission
        .apply(&permission.grant(act, intended_use, terms).unwrap())
        .unwrap();
    permission
}

fn request<'a>(intended_use: &'a IntendedUse, dataset: &CompiledDataset) -> Request<'a> {
    Request {
        service: &intended_use.service,
        intended_use: &intended_use.id,
        intended_use_version: intended_use.version,
        purpose: intended_use.purposes[0],
        processing: &intended_use.processing,
        dataset_version: dataset.version(),
        attributes: None,
        assurance: Assurance::High,
    }
}

fn paths(dataset: &CompiledDataset, decision: &Decision<'_>) -> Vec<String> {
    dataset
        .table()
        .paths_of(&decision.released)
        .map(ToString::to_string)
        .collect()
}

fn deny(data: Data) -> Rule {
    Rule {
        id: RuleId::new("rule-1").unwrap(),
        effect: Effect::Deny,
        parties: Parties::Anyone,
        purposes: vec![],
        processing: vec![],
        data,
        conditions: Conditions::default(),
        valid_until: None,
    }
}

fn category(name: &str) -> Data {
    Data {
        categories: vec![Category::parse(name).unwrap()],
        ..Data::default()
    }
}

/// What is released of the patrons dataset to a request for everything.
fn released(
    intended_use: &IntendedUse,
    rules: &[Rule],
    conditions: Conditions,
    now: Timestamp,
) -> Vec<String> {
    let dataset = CompiledDataset::new(&patrons(1), &[]).unwrap();
    let permission = granted(intended_use, conditions);
    let compiled =
        CompiledPermission::new(&permission, intended_use, &party(), &[&dataset]).unwrap();
    let rules = CompiledRules::new(rules, &dataset);
    paths(
        &dataset,
        &decide(
            &compiled,
            &dataset,
            &rules,
            &request(intended_use, &dataset),
            now,
        ),
    )
}

#[test]
fn granting_the_e_mail_address_grants_nothing_else_that_is_contact_or_tracking() {
    let intended_use = a_use(&[], &["email"]);
    assert_eq!(
        released(&intended_use, &[], Conditions::default(), at(1)),
        ["email"]
    );
}

#[test]
fn denying_tracking_denies_the_e_mail_address_too() {
    let intended_use = a_use(&["name"], &["email", "visits", "phone"]);
    let rules = [deny(category("pd:Tracking"))];
    assert_eq!(
        released(&intended_use, &rules, Conditions::default(), at(1)),
        // In DPV a contact is tracking, too.
        ["name"]
    );
    let rules = [deny(category("pd:EmailAddress"))];
    assert_eq!(
        released(&intended_use, &rules, Conditions::default(), at(1)),
        ["name", "phone", "visits"]
    );
}

#[test]
fn a_denial_ends_when_it_says() {
    let intended_use = a_use(&["name"], &[]);
    let until = |end| {
        [Rule {
            valid_until: Some(end),
            ..deny(Data::default())
        }]
    };
    let before = Timestamp(at(5).0 - 1);
    assert!(released(&intended_use, &until(at(5)), Conditions::default(), before).is_empty());
    assert_eq!(
        released(&intended_use, &until(at(5)), Conditions::default(), at(5)),
        ["name"]
    );
}

#[test]
fn a_parent_stands_for_all_below_it() {
    let intended_use = a_use(&["address"], &[]);
    assert_eq!(
        released(&intended_use, &[], Conditions::default(), at(1)),
        ["address.postalCode", "address.street"]
    );
}

#[test]
fn a_condition_on_hours_holds_only_in_them() {
    let window = Window {
        first_day: Weekday::Monday,
        last_day: Weekday::Monday,
        opens: 8 * 60,
        closes: 16 * 60,
        utc_offset: 0,
    };
    let conditions = Conditions {
        window: Some(window),
        ..Conditions::default()
    };
    let intended_use = a_use(&["name"], &[]);
    assert_eq!(released(&intended_use, &[], conditions, at(8)), ["name"]);
    assert!(released(&intended_use, &[], conditions, at(7)).is_empty());
    assert!(released(&intended_use, &[], conditions, at(24 + 8)).is_empty());
}

#[test]
fn a_newer_version_of_the_dataset_releases_only_what_is_described_as_before() {
    let intended_use = a_use(&["name", "address"], &["phone"]);
    let permission = granted(&intended_use, Conditions::default());
    let mut newer = patrons(2);
    newer.attributes[3].category = Category::parse("pd:TelephoneNumber").unwrap();
    newer
        .attributes
        .push(attribute("address.country", "pd:Country"));
    let dataset = CompiledDataset::new(&newer, &[patrons(1)]).unwrap();
    let compiled =
        CompiledPermission::new(&permission, &intended_use, &party(), &[&dataset]).unwrap();
    let rules = CompiledRules::new([], &dataset);
    let decision = decide(
        &compiled,
        &dataset,
        &rules,
        &request(&intended_use, &dataset),
        at(1),
    );
    assert_eq!(
        paths(&dataset, &decision),
        ["address.postalCode", "address.street", "name"]
    );
    let reason = |path: &str| decision.reason(dataset.table().index_of(path).unwrap());
    assert_eq!(reason("phone"), Some(Reason::DescriptionChanged));
    assert_eq!(reason("address.country"), Some(Reason::DescriptionChanged));
    assert_eq!(reason("visits"), Some(Reason::NotPermitted));
    // Without the older description nothing can be told to be the same.
    let dataset = CompiledDataset::new(&newer, &[]).unwrap();
    let compiled =
        CompiledPermission::new(&permission, &intended_use, &party(), &[&dataset]).unwrap();
    let rules = CompiledRules::new([], &dataset);
    let decision = decide(
        &compiled,
        &dataset,
        &rules,
        &request(&intended_use, &dataset),
        at(1),
    );
    assert!(decision.released.is_empty());
}

#[test]
fn all_or_nothing_holds_over_all_datasets() {
    let ids = dataset_ids();
    let mut intended_use = intended_use(BTreeMap::from([
        (ids[0].clone(), wanted(&["name"], &["email"])),
        (ids[1].clone(), wanted(&["title"], &["due"])),
    ]));
    let people = CompiledDataset::new(&patrons(1), &[]).unwrap();
    let loans = CompiledDataset::new(&loans(), &[]).unwrap();
    let decided = |intended_use: &IntendedUse, rules: &[Rule], both: bool| -> Vec<Vec<String>> {
        let permission = granted(intended_use, Conditions::default());
        let compiled =
            CompiledPermission::new(&permission, intended_use, &party(), &[&people, &loans])
                .unwrap();
        let rules = [
            CompiledRules::new(rules, &people),
            CompiledRules::new(rules, &loans),
        ];
        let part = |at: usize, dataset| Part {
            dataset,
            rules: &rules[at],
            request: request(intended_use, dataset),
        };
        let parts = [part(0, &people), part(1, &loans)];
        let decisions = decide_all(&compiled, if both { &parts } else { &parts[..1] }, at(1));
        let datasets = [&people, &loans];
        decisions
            .iter()
            .zip(datasets)
            .map(|(decision, dataset)| paths(dataset, decision))
            .collect()
    };
    let mut titles = Data::default();
    titles
        .attributes
        .insert(ids[1].clone(), vec![AttributePath::new("title").unwrap()]);
    let no_titles = [deny(titles)];
    let mut due = Data::default();
    due.attributes
        .insert(ids[1].clone(), vec![AttributePath::new("due").unwrap()]);
    let no_due = [deny(due)];
    assert_eq!(
        decided(&intended_use, &no_titles, true),
        [vec!["email", "name"], vec!["due"]]
    );
    intended_use.all_or_nothing = true;
    assert_eq!(
        decided(&intended_use, &[], true),
        [vec!["email", "name"], vec!["due", "title"]]
    );
    assert_eq!(
        decided(&intended_use, &no_due, true),
        [vec!["email", "name"], vec!["title"]]
    );
    assert_eq!(
        decided(&intended_use, &no_titles, true),
        [Vec::<String>::new(), vec![]]
    );
    assert_eq!(decided(&intended_use, &[], false), [Vec::<String>::new()]);
}

#[test]
fn a_denial_does_not_bind_what_the_law_demands() {
    for (basis, heeds) in [("eu-gdpr:A6-1-c", false), ("eu-gdpr:A6-1-e", true)] {
        let mut intended_use = a_use(&["name"], &[]);
        intended_use.legal_basis = permission::Basis::parse(basis).unwrap();
        let arrangement = ArrangementId::new("arrangement-1").unwrap();
        let city = || By::Organisation(OrganisationId::new("city").unwrap());
        let act = || Act {
            at: at(0),
            by: city(),
            means: Means::Api,
        };
        let first = Permission::request(&arrangement, act(), &intended_use, "en").unwrap();
        let mut permission = Permission::begin(&arrangement, &first).unwrap();
        let terms = Terms {
            attributes: intended_use.choose_all().unwrap(),
            valid_until: at(0) + Days(20),
            conditions: Conditions::default(),
            language: "en".into(),
        };
        let event = permission.grant(act(), &intended_use, terms).unwrap();
        permission.apply(&event).unwrap();
        let dataset = CompiledDataset::new(&patrons(1), &[]).unwrap();
        let compiled =
            CompiledPermission::new(&permission, &intended_use, &party(), &[&dataset]).unwrap();
        let rules = CompiledRules::new(&[deny(Data::default())], &dataset);
        let request = request(&intended_use, &dataset);
        let decision = decide(&compiled, &dataset, &rules, &request, at(1));
        assert_eq!(decision.released.is_empty(), heeds, "{basis}");
    }
}

#[test]
fn the_obligations_are_those_of_the_use_and_the_conditions_the_stricter_of_both() {
    let mut intended_use = a_use(&["name"], &[]);
    intended_use.automated_decisions = true;
    let conditions = Conditions {
        longest_retention: Some(Days(90)),
        no_onward_recipients: true,
        within: Some("EU".parse().unwrap()),
        ..Conditions::default()
    };
    let dataset = CompiledDataset::new(&patrons(1), &[]).unwrap();
    let permission = granted(&intended_use, conditions);
    let compiled =
        CompiledPermission::new(&permission, &intended_use, &party(), &[&dataset]).unwrap();
    assert_eq!(
        compiled.obligations(),
        [
            Obligation::DeleteAfter(Days(30)),
            Obligation::KeepWithin("EU".parse().unwrap()),
            Obligation::NoOnwardRecipients,
        ]
    );
    assert_eq!(
        serde_json::to_string(compiled.obligations()).unwrap(),
        r#"[{"delete-after":30},{"keep-within":"EU"},"no-onward-recipients"]"#
    );
}

#[test]
fn a_permission_is_made_ready_only_with_the_use_and_party_it_was_given_on() {
    let intended_use = a_use(&["name"], &[]);
    let permission = granted(&intended_use, Conditions::default());
    let newer = IntendedUse {
        version: 2,
        ..intended_use.clone()
    };
    assert!(CompiledPermission::new(&permission, &newer, &party(), &[]).is_err());
    let shop = Party {
        organisation: OrganisationId::new("shop").unwrap(),
        ..party()
    };
    assert!(CompiledPermission::new(&permission, &intended_use, &shop, &[]).is_err());
}

#[test]
fn rules_over_another_dataset_version_open_nothing() {
    let intended_use = a_use(&["name"], &[]);
    let permission = granted(&intended_use, Conditions::default());
    let dataset = CompiledDataset::new(&patrons(1), &[]).unwrap();
    let other = CompiledDataset::new(&patrons(2), &[]).unwrap();
    let compiled =
        CompiledPermission::new(&permission, &intended_use, &party(), &[&dataset]).unwrap();
    for (offered, rules) in [(&dataset, &other), (&other, &other), (&other, &dataset)] {
        let rules = CompiledRules::new([], rules);
        let request = request(&intended_use, offered);
        let decision = decide(&compiled, offered, &rules, &request, at(1));
        assert_eq!(decision.refusal(), Some(Reason::DatasetVersion));
    }
}

#[test]
fn a_live_permission_takes_at_most_64_bytes() {
    assert!(size_of::<Live>() <= 64, "{}", size_of::<Live>());
}

#[test]
fn a_kept_answer_answers_what_it_was_given_for_and_nothing_more() {
    let dataset = CompiledDataset::new(&patrons(1), &[]).unwrap();
    let purpose = Purpose::parse("dpv:ServiceProvision").unwrap();
    let narrower = Purpose::parse("dpv:RequestedServiceProvision").unwrap();
    assert!(narrower.is_a(purpose));
    let consult = "dpv:Consult".parse().unwrap();
    let store = "dpv:Store".parse().unwrap();
    let set = dataset.table().set(["name", "address"]).unwrap();
    let live = Live::new(
        set.clone(),
        purpose,
        &[consult],
        Assurance::Substantial,
        at(5),
        2,
    );
    let high = Assurance::High;
    assert_eq!(live.released(purpose, &[consult], None, high, at(4)), set);
    let asked = dataset.asked(["address.street", "phone", "nothing"]);
    assert_eq!(asked.unknown, ["nothing"]);
    let some = live.released(purpose, &[consult], Some(&asked.attributes), high, at(4));
    assert_eq!(
        dataset
            .table()
            .paths_of(&some)
            .map(AttributePath::as_str)
            .collect::<Vec<_>>(),
        ["address.street"]
    );
    assert!(
        live.released(purpose, &[consult], None, high, at(5))
            .is_empty()
    );
    assert!(
        live.released(narrower, &[consult], None, high, at(4))
            .is_empty()
    );
    assert!(
        live.released(purpose, &[store], None, high, at(4))
            .is_empty()
    );
    assert!(live.released(purpose, &[], None, high, at(4)).is_empty());
    assert!(
        live.released(purpose, &[consult], None, Assurance::Low, at(4))
            .is_empty()
    );
    assert_eq!(live.permission_version(), 2);
}
