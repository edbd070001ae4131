//! Worlds made from bytes: datasets in two versions, an intended use, the life of a permission,
//! rules and requests. Property tests and fuzz targets draw from the same worlds.

use std::collections::BTreeMap;

use permission::dataset::Assurance;
use permission::intended_use::{DataForm, Frequency};
use permission::permission::{By, Means, Terms};
use permission::rule::{Data, Weekday, Window};
use permission::{
    Act, ArrangementId, Attribute, AttributePath, AttributeSet, Basis, Category, Choice, Chosen,
    CompiledDataset, Conditions, Dataset, DatasetId, DatasetUse, Days, Effect, Event, IntendedUse,
    IntendedUseId, Jurisdiction, OrganisationId, OrganisationKind, Parties, Party, PartyPattern,
    Permission, Processing, Purpose, Rule, RuleId, Sensitivity, ServiceId, Texts, Timestamp,
    TrustGroupId,
};

/// Choices read from bytes; when they run out every choice is the first.
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl Bytes<'_> {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(*first) % limit.max(1)
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == many - 1
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.below(2) == 1
    }

    pub(crate) fn of<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    pub(crate) fn some_of<T: Clone>(&mut self, from: &[T], one_in: usize) -> Vec<T> {
        from.iter()
            .filter(|_| self.one_in(one_in))
            .cloned()
            .collect()
    }
}

/// Leaf paths: no one lies below another.
const PATHS: [&str; 12] = [
    "name",
    "birthDate",
    "address.street",
    "address.postalCode",
    "address.country.code",
    "address-lines",
    "contact.email",
    "contact.phone",
    "health.bloodType",
    "nationalId",
    "loans",
    "x",
];

/// Names that uses, permissions, rules and requests say: leaves, parents, and what is nowhere.
const NAMES: [&str; 20] = [
    "name",
    "birthDate",
    "address.street",
    "address.postalCode",
    "address.country.code",
    "address-lines",
    "contact.email",
    "contact.phone",
    "health.bloodType",
    "nationalId",
    "loans",
    "x",
    "address",
    "address.country",
    "contact",
    "health",
    "contact.email.work",
    "nothing",
    "a",
    "address.",
];

const CATEGORIES: [&str; 10] = [
    "dpv:PersonalData",
    "pd:Contact",
    "pd:EmailAddress",
    "pd:Tracking",
    "pd:TelephoneNumber",
    "pd:Name",
    "pd:BloodType",
    "pd:MedicalHealth",
    "pd:Location",
    "dpv:SensitivePersonalData",
];

const PURPOSES: [&str; 8] = [
    "dpv:Purpose",
    "dpv:ServiceProvision",
    "dpv:ResearchAndDevelopment",
    "dpv:AcademicResearch",
    "dpv:Marketing",
    "dpv:DirectMarketing",
    "dpv:Personalisation",
    "dpv:PersonalisedAdvertising",
];

const PROCESSING: [&str; 6] = [
    "dpv:Processing",
    "dpv:Use",
    "dpv:Consult",
    "dpv:Transform",
    "dpv:Store",
    "dpv:Profiling",
];

const BASES: [&str; 8] = [
    "eu-gdpr:A6-1-a",
    "dpv:Consent",
    "eu-gdpr:A6-1-a-explicit-consent",
    "eu-gdpr:A6-1-b",
    "eu-gdpr:A6-1-c",
    "eu-gdpr:A6-1-d",
    "eu-gdpr:A6-1-e",
    "eu-gdpr:A6-1-f",
];

const PLACES: [&str; 6] = ["EU", "EEA", "FI", "FR", "NO", "US"];

const ORGANISATION_KINDS: [&str; 3] = [
    "dpv:Organisation",
    "dpv:NonProfitOrganisation",
    "dpv:GovernmentalOrganisation",
];

pub(crate) const HOUR: i64 = 3_600_000_000;

/// 2025-11-17, a Monday.
pub(crate) const START: Timestamp = Timestamp(1_763_337_600_000_000);

pub(crate) struct World {
    /// By dataset: the version offered, and the one before when it is the second.
    pub(crate) datasets: Vec<Offer>,
    pub(crate) intended_use: IntendedUse,
    pub(crate) party: Party,
    pub(crate) arrangement: ArrangementId,
    pub(crate) events: Vec<Event>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) requests: Vec<Ask>,
    pub(crate) now: Timestamp,
}

pub(crate) struct Offer {
    pub(crate) now: Dataset,
    pub(crate) earlier: Vec<Dataset>,
    pub(crate) compiled: CompiledDataset,
}

/// A request, owning what `permission::Request` borrows.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) dataset: usize,
    pub(crate) service: ServiceId,
    pub(crate) intended_use: IntendedUseId,
    pub(crate) intended_use_version: u32,
    pub(crate) purpose: Purpose,
    pub(crate) processing: Vec<Processing>,
    pub(crate) dataset_version: u32,
    pub(crate) attributes: Option<AttributeSet>,
    pub(crate) assurance: Assurance,
}

impl Ask {
    pub(crate) fn request(&self) -> permission::Request<'_> {
        permission::Request {
            service: &self.service,
            intended_use: &self.intended_use,
            intended_use_version: self.intended_use_version,
            purpose: self.purpose,
            processing: &self.processing,
            dataset_version: self.dataset_version,
            attributes: self.attributes.as_ref(),
            assurance: self.assurance,
        }
    }
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(texts: &[&str]) -> Vec<T> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn names(bytes: &mut Bytes<'_>, one_in: usize) -> Vec<AttributePath> {
    let names: Vec<_> = NAMES
        .iter()
        .filter_map(|name| AttributePath::new(*name).ok())
        .collect();
    bytes.some_of(&names, one_in)
}

pub(crate) fn dataset_ids() -> [DatasetId; 3] {
    ["patrons", "loans", "unseen"].map(|slug| DatasetId::of("c0ffee", slug).unwrap())
}

pub(crate) fn attribute(path: &str, category: &str) -> Attribute {
    let category = Category::parse(category).unwrap();
    let special = category.term().is_a(vocabulary::Term::SPECIAL_CATEGORY);
    Attribute {
        path: AttributePath::new(path).unwrap(),
        holds: permission::Holds::default(),
        title: Texts::new("en", path),
        description: Texts::default(),
        category,
        sensitivity: if special {
            Sensitivity::Special
        } else {
            Sensitivity::Ordinary
        },
        assurance: Assurance::Low,
        rectify: permission::dataset::Rectify::default(),
        erase: permission::dataset::Erase::default(),
        retention: None,
    }
}

fn any_attribute(bytes: &mut Bytes<'_>, path: &str) -> Attribute {
    let mut attribute = attribute(path, bytes.of(&CATEGORIES));
    if bytes.one_in(6) && attribute.sensitivity == Sensitivity::Ordinary {
        attribute.sensitivity = bytes.of(&[Sensitivity::Special, Sensitivity::OfficialIdentifier]);
    }
    attribute.assurance = if bytes.one_in(5) {
        bytes.of(&Assurance::ALL)
    } else {
        Assurance::Low
    };
    attribute
}

fn offer(bytes: &mut Bytes<'_>, id: &DatasetId) -> Offer {
    let mut attributes = Vec::new();
    for path in PATHS {
        if !bytes.one_in(4) {
            attributes.push(any_attribute(bytes, path));
        }
    }
    if attributes.is_empty() {
        attributes.push(attribute("x", "pd:Name"));
    }
    if bytes.one_in(8) {
        // More than fit into an inline set.
        attributes.extend((0..150).map(|n| attribute(&format!("many.n{n}"), "pd:Name")));
    }
    if bytes.flag() {
        attributes.reverse();
    }
    let first = Dataset {
        id: id.clone(),
        version: 1,
        source: OrganisationId::new("library").unwrap(),
        entity_type: "Person".into(),
        title: Texts::new("en", "Patrons"),
        description: Texts::default(),
        model: None,
        identifier_types: vec![],
        attributes,
    };
    let (mut now, mut earlier) = (first.clone(), vec![]);
    if bytes.flag() {
        now.version = 2;
        now.attributes.retain(|_| !bytes.one_in(8));
        for attribute in &mut now.attributes {
            if bytes.one_in(4) {
                *attribute = any_attribute(bytes, attribute.path.as_str());
            }
        }
        if bytes.flag()
            && !now
                .attributes
                .iter()
                .any(|a| a.path.as_str().starts_with("contact"))
        {
            now.attributes.push(any_attribute(bytes, "contact"));
        }
        if bytes.one_in(12) {
            now.entity_type = "Patron".into();
        }
        if now.attributes.is_empty() {
            now.attributes.push(attribute("x", "pd:Name"));
        }
        if !bytes.one_in(4) {
            earlier.push(first);
        }
    }
    let compiled = CompiledDataset::new(&now, &earlier).unwrap();
    Offer {
        now,
        earlier,
        compiled,
    }
}

pub(crate) fn intended_use(datasets: BTreeMap<DatasetId, DatasetUse>) -> IntendedUse {
    IntendedUse {
        id: IntendedUseId::new("hobby-grant").unwrap(),
        version: 1,
        service: ServiceId::new("hobby").unwrap(),
        organisation: OrganisationId::new("city").unwrap(),
        title: Texts::new("en", "Hobby grant"),
        purposes: parsed(&["dpv:ServiceProvision"]),
        processing: parsed(&["dpv:Use"]),
        legal_basis: Basis::parse("eu-gdpr:A6-1-a").unwrap(),
        datasets,
        recipients: vec![],
        retention: Days(30),
        storage_locations: parsed(&["FI"]),
        third_countries: vec![],
        automated_decisions: false,
        form: DataForm::Identified,
        frequency: Frequency::OnDemand,
        longest_duration: Days(30),
        consequences_of_refusal: Texts::default(),
        all_or_nothing: false,
        notice: Texts::new("en", "We look up your address.").and("fi", "Haemme osoitteesi."),
    }
}

fn any_use(bytes: &mut Bytes<'_>) -> IntendedUse {
    let ids = dataset_ids();
    let mut datasets = BTreeMap::new();
    for (at, id) in ids.iter().enumerate() {
        if at == 0 || bytes.one_in([1, 2, 6][at]) {
            let version = u32::try_from(1 + bytes.below(2)).unwrap();
            let required = names(bytes, 6);
            datasets.insert(
                id.clone(),
                DatasetUse {
                    version,
                    required,
                    optional: names(bytes, 3),
                },
            );
        }
    }
    let mut intended_use = intended_use(datasets);
    intended_use.version = u32::try_from(1 + bytes.below(2)).unwrap();
    intended_use.purposes = bytes.some_of(&parsed(&PURPOSES), 3);
    intended_use
        .purposes
        .push(Purpose::parse(bytes.of(&PURPOSES)).unwrap());
    intended_use.processing = bytes.some_of(&parsed(&PROCESSING), 3);
    intended_use
        .processing
        .push(Processing::parse(bytes.of(&PROCESSING)).unwrap());
    intended_use.legal_basis = Basis::parse(if bytes.flag() {
        BASES[0]
    } else {
        bytes.of(&BASES)
    })
    .unwrap();
    intended_use.retention = Days(bytes.of(&[1, 30, 400]));
    intended_use.storage_locations = bytes.some_of(&parsed(&PLACES), 3);
    intended_use.recipients = if bytes.one_in(3) {
        vec!["A printer".into()]
    } else {
        vec![]
    };
    intended_use.automated_decisions = bytes.one_in(3);
    intended_use.form = any_form(bytes);
    intended_use.all_or_nothing = bytes.one_in(3);
    intended_use
}

fn any_form(bytes: &mut Bytes<'_>) -> DataForm {
    bytes.of(&[
        DataForm::Identified,
        DataForm::Identified,
        DataForm::Pseudonymised,
        DataForm::Aggregated,
    ])
}

pub(crate) fn any_conditions(bytes: &mut Bytes<'_>) -> Conditions {
    let mut conditions = Conditions::default();
    if bytes.flag() {
        return conditions;
    }
    conditions.longest_retention = bytes.one_in(4).then(|| Days(bytes.of(&[1, 30, 400])));
    conditions.within = bytes
        .one_in(4)
        .then(|| bytes.of(&PLACES).parse::<Jurisdiction>().unwrap());
    conditions.no_onward_recipients = bytes.one_in(4);
    conditions.no_automated_decisions = bytes.one_in(4);
    conditions.form = if bytes.one_in(4) {
        any_form(bytes)
    } else {
        DataForm::Identified
    };
    if bytes.one_in(4) {
        let days = [
            Weekday::Monday,
            Weekday::Wednesday,
            Weekday::Friday,
            Weekday::Sunday,
        ];
        let opens = u16::try_from(bytes.below(24) * 60).unwrap();
        conditions.window = Some(Window {
            first_day: bytes.of(&days),
            last_day: bytes.of(&days),
            opens,
            closes: opens + bytes.of(&[60, 600, 1440]),
            utc_offset: bytes.of(&[0, 120, -300]),
        });
    }
    conditions
}

fn party(bytes: &mut Bytes<'_>) -> Party {
    Party {
        organisation: OrganisationId::new("city").unwrap(),
        kinds: bytes.some_of(&parsed(&ORGANISATION_KINDS), 2),
        trust_groups: bytes.some_of(&[TrustGroupId::new("nordic").unwrap()], 2),
    }
}

pub(crate) fn any_rule(bytes: &mut Bytes<'_>, id: usize) -> Rule {
    let patterns = [
        PartyPattern::Organisation(OrganisationId::new("city").unwrap()),
        PartyPattern::Organisation(OrganisationId::new("shop").unwrap()),
        PartyPattern::Kind(OrganisationKind::parse("dpv:Organisation").unwrap()),
        PartyPattern::Kind(OrganisationKind::parse("dpv:GovernmentalOrganisation").unwrap()),
        PartyPattern::TrustGroup(TrustGroupId::new("nordic").unwrap()),
    ];
    let mut data = Data::default();
    if bytes.flag() {
        data.datasets = bytes.some_of(&dataset_ids(), 5);
        data.categories = bytes.some_of(&parsed(&CATEGORIES), 5);
        if bytes.flag() {
            data.attributes
                .insert(bytes.of(&dataset_ids()), names(bytes, 4));
        }
    }
    Rule {
        id: RuleId::new(format!("rule-{id}")).unwrap(),
        effect: bytes.of(&[Effect::Deny, Effect::Allow, Effect::Deny, Effect::Ask]),
        parties: if bytes.flag() {
            Parties::Anyone
        } else {
            Parties::Only(vec![bytes.of(&patterns), bytes.of(&patterns)])
        },
        purposes: if bytes.flag() {
            bytes.some_of(&parsed(&PURPOSES), 3)
        } else {
            vec![]
        },
        processing: if bytes.flag() {
            bytes.some_of(&parsed(&PROCESSING), 3)
        } else {
            vec![]
        },
        data,
        conditions: any_conditions(bytes),
        valid_until: bytes.one_in(4).then(|| any_time(bytes)),
    }
}

/// An instant of the three weeks that worlds live in.
pub(crate) fn any_time(bytes: &mut Bytes<'_>) -> Timestamp {
    let hours = bytes.below(21) * 24 + bytes.below(24);
    Timestamp(START.0 + i64::try_from(hours).unwrap() * HOUR)
}

fn any_choice(bytes: &mut Bytes<'_>, intended_use: &IntendedUse) -> Choice {
    let mut choice: BTreeMap<DatasetId, Chosen> = BTreeMap::new();
    for (id, wanted) in &intended_use.datasets {
        let mut attributes = wanted.required.clone();
        attributes.extend(bytes.some_of(&wanted.optional, 2));
        if bytes.one_in(6) {
            // A part of something asked for.
            attributes.extend(AttributePath::new("contact.email"));
        }
        if bytes.one_in(12) {
            attributes.pop();
        }
        attributes.sort();
        attributes.dedup();
        choice.insert(
            id.clone(),
            Chosen {
                version: wanted.version,
                attributes,
            },
        );
    }
    Choice(choice)
}

fn any_by(bytes: &mut Bytes<'_>) -> By {
    match bytes.below(9) {
        0..=2 => By::Person,
        3 => By::MandateHolder("mother".parse().unwrap()),
        4 => By::Rule("rule-0".parse().unwrap()),
        5..=6 => By::Organisation("city".parse().unwrap()),
        7 => By::Authority("ombudsman".into()),
        _ => By::Time,
    }
}

/// One attempt to move a permission on; whether it is possible is the permission's to say.
pub(crate) fn any_transition(
    bytes: &mut Bytes<'_>,
    permission: &Permission,
    intended_use: &IntendedUse,
    at: Timestamp,
) -> Option<Event> {
    let mut later = intended_use.clone();
    if bytes.one_in(8) {
        later.version += 1;
    }
    let terms = Terms {
        attributes: any_choice(bytes, &later),
        valid_until: at + Days(u32::try_from(1 + bytes.below(12)).unwrap()),
        conditions: any_conditions(bytes),
        language: "en".into(),
    };
    let act = Act {
        at,
        by: any_by(bytes),
        means: Means::Api,
    };
    match bytes.below(14) {
        0..=3 => permission.grant(act, &later, terms),
        4 => permission.decline(act),
        5..=6 => permission.amend(act, &later, terms),
        7 => permission.renew(act, &later, terms.valid_until, "fi"),
        8 => permission.suspend(act),
        9 => permission.resume(act),
        10 => permission.withdraw(act),
        11 => permission.expire(at),
        12 => permission.revoke(act, "the service has closed"),
        _ => permission.invalidate(act, "the notice was misleading"),
    }
    .ok()
}

/// The life of a permission: a request and as many transitions as were possible.
pub(crate) fn any_life(
    bytes: &mut Bytes<'_>,
    arrangement: &ArrangementId,
    intended_use: &IntendedUse,
) -> Vec<Event> {
    let by = By::Organisation(OrganisationId::new("city").unwrap());
    let mut at = START;
    let act = Act {
        at,
        by,
        means: Means::Api,
    };
    let first = Permission::request(arrangement, act, intended_use, "en").unwrap();
    let mut permission = Permission::begin(arrangement, &first).unwrap();
    let mut events = vec![first];
    if !bytes.one_in(4) {
        // Most lives come to a grant; otherwise few worlds would release anything.
        at = Timestamp(at.0 + HOUR);
        let consent = permission.basis().is_the_persons();
        let city = By::Organisation(OrganisationId::new("city").unwrap());
        let act = Act {
            at,
            by: if consent { By::Person } else { city },
            means: Means::Page,
        };
        let terms = Terms {
            attributes: intended_use.choose_all().unwrap_or_default(),
            valid_until: at + Days(20),
            conditions: any_conditions(bytes),
            language: "fi".into(),
        };
        if let Ok(event) = permission.grant(act, intended_use, terms) {
            permission.apply(&event).unwrap();
            events.push(event);
        }
    }
    for _ in 0..bytes.below(8) {
        at = Timestamp(at.0 + i64::try_from(bytes.below(96)).unwrap() * HOUR);
        if let Some(event) = any_transition(bytes, &permission, intended_use, at) {
            permission.apply(&event).unwrap();
            events.push(event);
        }
    }
    events
}

fn any_ask(bytes: &mut Bytes<'_>, datasets: &[Offer], intended_use: &IntendedUse) -> Ask {
    let dataset = bytes.below(datasets.len());
    let offered = &datasets[dataset];
    let any_purpose = Purpose::parse(bytes.of(&PURPOSES)).unwrap();
    let permitted = bytes.of(&intended_use.purposes);
    let mut processing = vec![bytes.of(&intended_use.processing)];
    processing.extend(bytes.some_of(&parsed::<Processing>(&PROCESSING), 8));
    if bytes.one_in(12) {
        processing.clear();
    }
    let len = offered.compiled.table().len();
    let asked = (0..len + 3).filter(|_| !bytes.one_in(3)).collect();
    Ask {
        dataset,
        service: if bytes.one_in(12) {
            "shop".parse().unwrap()
        } else {
            intended_use.service.clone()
        },
        intended_use: if bytes.one_in(12) {
            "other".parse().unwrap()
        } else {
            intended_use.id.clone()
        },
        intended_use_version: intended_use.version + u32::from(bytes.one_in(12)),
        purpose: if bytes.one_in(4) {
            any_purpose
        } else {
            permitted
        },
        processing,
        dataset_version: offered.now.version + u32::from(bytes.one_in(12)),
        attributes: bytes.flag().then_some(asked),
        assurance: bytes.of(&[Assurance::High, Assurance::Substantial, Assurance::Low]),
    }
}

impl World {
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let bytes = &mut Bytes(bytes);
        let ids = dataset_ids();
        let offered = 1 + bytes.below(2);
        let datasets: Vec<Offer> = ids[..offered].iter().map(|id| offer(bytes, id)).collect();
        let intended_use = any_use(bytes);
        let party = party(bytes);
        let arrangement = ArrangementId::new("arrangement-1").unwrap();
        let events = any_life(bytes, &arrangement, &intended_use);
        let rules = (0..bytes.below(5)).map(|id| any_rule(bytes, id)).collect();
        let requests = (0..4)
            .map(|_| any_ask(bytes, &datasets, &intended_use))
            .collect();
        let now = any_time(bytes);
        Self {
            datasets,
            intended_use,
            party,
            arrangement,
            events,
            rules,
            requests,
            now,
        }
    }

    /// The same world, most often with a use that rules can answer for: on consent, of datasets
    /// as they are offered, requiring what they describe.
    pub(crate) fn asking(bytes: &[u8]) -> Self {
        let mut world = Self::from_bytes(bytes);
        if bytes.len().is_multiple_of(4) {
            return world;
        }
        let offered = &world.datasets;
        let of = |id: &DatasetId| offered.iter().map(|o| &o.now).find(|now| now.id == *id);
        let asked = &mut world.intended_use;
        asked.legal_basis = Basis::parse(BASES[0]).unwrap();
        asked.datasets.retain(|id, _| of(id).is_some());
        for (id, wanted) in &mut asked.datasets {
            let Some(now) = of(id) else { continue };
            wanted.version = now.version;
            wanted
                .required
                .retain(|path| now.attributes.iter().any(|a| path.covers(&a.path)));
            if wanted.required.is_empty() {
                wanted.required.push(now.attributes[0].path.clone());
            }
            wanted.required.truncate(1 + bytes.len() % 3);
        }
        // From the other end, so that there are bytes left for them.
        let turned: Vec<u8> = bytes.iter().rev().copied().collect();
        let from = &mut Bytes(&turned);
        world.rules = (0..=from.below(4)).map(|id| any_rule(from, id)).collect();
        for rule in &mut world.rules {
            if from.one_in(3) {
                rule.purposes.clear();
                rule.processing.clear();
            }
            if from.one_in(3) {
                rule.parties = Parties::Anyone;
                rule.conditions = Conditions::default();
            }
            if from.flag() {
                rule.effect = Effect::Allow;
            }
        }
        world
    }

    pub(crate) fn permission(&self) -> Permission {
        Permission::replay(&self.arrangement, &self.events).unwrap()
    }

    /// The intended use in the version that a permission was given on.
    pub(crate) fn use_of(&self, permission: &Permission) -> IntendedUse {
        let version = permission.intended_use_version();
        IntendedUse {
            version,
            ..self.intended_use.clone()
        }
    }

    pub(crate) fn compiled_datasets(&self) -> Vec<&CompiledDataset> {
        self.datasets.iter().map(|offer| &offer.compiled).collect()
    }
}
