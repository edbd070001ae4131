//! The case that deciding is measured on, here and beside other deciders: a dataset of 40
//! attributes in 8 groups, a permission on 30 of them, 20 standing rules that deny.

use std::collections::BTreeMap;

use permission::dataset::{Assurance, Erase, Rectify};
use permission::intended_use::{DataForm, Frequency};
use permission::permission::{By, Means, Terms};
use permission::rule::{Conditions, Data};
use permission::{
    Act, ArrangementId, Attribute, AttributePath, Basis, Category, CompiledDataset,
    CompiledPermission, CompiledRules, Dataset, DatasetId, DatasetUse, Days, Effect, Error,
    IntendedUse, IntendedUseId, OrganisationId, Parties, Party, PartyPattern, Permission,
    Processing, Purpose, Request, Rule, RuleId, Sensitivity, ServiceId, Texts, Timestamp,
};

/// How many groups of attributes, and how many attributes in each.
pub const GROUPS: usize = 8;
pub const IN_GROUP: usize = 5;
/// The groups permitted are the first of them.
pub const PERMITTED_GROUPS: usize = 6;

/// The category of each group, in its order.
pub const CATEGORIES: [&str; GROUPS] = [
    "Name",
    "EmailAddress",
    "TelephoneNumber",
    "PhysicalAddress",
    "Interest",
    "Language",
    "Education",
    "Income",
];

/// What a rule denies: a category, for a purpose, to an organisation or to anyone.
#[derive(Debug, Clone, Copy)]
pub struct Denial {
    pub category: &'static str,
    pub purpose: &'static str,
    pub organisation: Option<&'static str>,
}

const fn denial(
    category: &'static str,
    purpose: &'static str,
    organisation: Option<&'static str>,
) -> Denial {
    Denial {
        category,
        purpose,
        organisation,
    }
}

/// Twenty of them. Two meet the request: what is a phone number or a language is denied.
pub const DENIALS: [Denial; 20] = [
    denial("TelephoneNumber", "ServiceProvision", None),
    denial("Language", "RequestedServiceProvision", Some("city")),
    denial("EmailAddress", "Marketing", None),
    denial("EmailAddress", "DirectMarketing", Some("shop")),
    denial("Name", "Advertising", None),
    denial("Name", "ServiceProvision", Some("shop")),
    denial("PhysicalAddress", "PersonalisedAdvertising", None),
    denial("PhysicalAddress", "ServiceProvision", Some("broker")),
    denial("Interest", "Marketing", None),
    denial("Interest", "ServiceProvision", Some("broker")),
    denial("Income", "PaymentManagement", None),
    denial("Income", "Marketing", None),
    denial("Education", "ResearchAndDevelopment", Some("institute")),
    denial("Education", "Marketing", None),
    denial("Contact", "SocialMediaMarketing", None),
    denial("Contact", "ServiceProvision", Some("lender")),
    denial("Financial", "FraudPreventionAndDetection", None),
    denial("Financial", "ServiceProvision", Some("lender")),
    denial("Language", "Personalisation", None),
    denial("Name", "ResearchAndDevelopment", Some("institute")),
];

/// The path of an attribute.
pub fn path(group: usize, number: usize) -> String {
    format!("group{group}.attribute{number}")
}

/// Everything that is decided on.
pub struct Case {
    pub dataset: CompiledDataset,
    pub permission: CompiledPermission,
    pub rules: CompiledRules,
    given: Permission,
    written: Vec<Rule>,
    party: Party,
    intended_use: IntendedUse,
    pub now: Timestamp,
}

const START: Timestamp = Timestamp(1_763_337_600_000_000);

impl Case {
    pub fn new() -> Result<Self, Error> {
        let id = DatasetId::of("5e0f3c9e-7c1e-4f5c-9f57-3f1c1d0f2a11", "patrons")?;
        let mut attributes = Vec::new();
        for (group, category) in CATEGORIES.iter().enumerate() {
            for number in 0..IN_GROUP {
                attributes.push(attribute(&path(group, number), category)?);
            }
        }
        let dataset = Dataset {
            id: id.clone(),
            version: 1,
            source: OrganisationId::new("city-library")?,
            entity_type: "Person".into(),
            title: Texts::new("en", "Library patrons"),
            description: Texts::default(),
            model: None,
            identifier_types: vec!["library-card".into()],
            attributes,
        };
        let required: Result<Vec<AttributePath>, _> = (0..PERMITTED_GROUPS)
            .map(|group| AttributePath::new(format!("group{group}")))
            .collect();
        let wanted = DatasetUse {
            version: 1,
            required: required?,
            optional: vec![],
        };
        let intended_use = intended_use(BTreeMap::from([(id, wanted)]))?;
        let party = Party {
            organisation: OrganisationId::new("city")?,
            kinds: vec!["dpv:GovernmentalOrganisation".parse()?],
            trust_groups: vec![],
        };
        let dataset = CompiledDataset::new(&dataset, &[])?;
        let given = granted(&intended_use)?;
        let rules: Result<Vec<Rule>, Error> = (0..).zip(DENIALS).map(rule).collect();
        let written = rules?;
        Ok(Self {
            permission: CompiledPermission::new(&given, &intended_use, &party, &[&dataset])?,
            rules: CompiledRules::new(&written, &dataset),
            given,
            written,
            party,
            dataset,
            intended_use,
            now: START + Days(3),
        })
    }

    /// The permission, made ready once more.
    pub fn make_permission_ready(&self) -> Option<CompiledPermission> {
        CompiledPermission::new(
            &self.given,
            &self.intended_use,
            &self.party,
            &[&self.dataset],
        )
        .ok()
    }

    /// The rules, made ready once more.
    pub fn make_rules_ready(&self) -> CompiledRules {
        CompiledRules::new(&self.written, &self.dataset)
    }

    /// A request for everything.
    pub fn request(&self) -> Request<'_> {
        Request {
            service: &self.intended_use.service,
            intended_use: &self.intended_use.id,
            intended_use_version: 1,
            purpose: self.intended_use.purposes[0],
            processing: &self.intended_use.processing,
            dataset_version: 1,
            attributes: None,
            assurance: Assurance::Substantial,
        }
    }
}

fn attribute(path: &str, category: &str) -> Result<Attribute, Error> {
    Ok(Attribute {
        holds: permission::Holds::default(),
        path: AttributePath::new(path)?,
        title: Texts::new("en", path),
        description: Texts::default(),
        category: Category::parse(&format!("pd:{category}"))?,
        sensitivity: Sensitivity::Ordinary,
        assurance: Assurance::Low,
        rectify: Rectify::ByPerson,
        erase: Erase::Yes,
        retention: None,
    })
}

fn intended_use(datasets: BTreeMap<DatasetId, DatasetUse>) -> Result<IntendedUse, Error> {
    Ok(IntendedUse {
        id: IntendedUseId::new("hobby-grant")?,
        version: 1,
        service: ServiceId::new("3b6f0a52-9d0e-4a3c-8a51-6f4f4f0c9b77")?,
        organisation: OrganisationId::new("city")?,
        title: Texts::new("en", "Hobby grant"),
        purposes: vec![Purpose::parse("dpv:RequestedServiceProvision")?],
        processing: vec![
            Processing::parse("dpv:Consult")?,
            Processing::parse("dpv:Store")?,
        ],
        legal_basis: Basis::parse("eu-gdpr:A6-1-a")?,
        datasets,
        recipients: vec![],
        retention: Days(30),
        storage_locations: vec![],
        third_countries: vec![],
        automated_decisions: false,
        form: DataForm::Identified,
        frequency: Frequency::OnDemand,
        longest_duration: Days(365),
        consequences_of_refusal: Texts::default(),
        all_or_nothing: false,
        notice: Texts::new("en", "We check where you live."),
    })
}

fn granted(intended_use: &IntendedUse) -> Result<Permission, Error> {
    let arrangement = ArrangementId::new("0b9a4d0e-31e4-4dbb-8d0c-6a1b6a1f7c55")?;
    let by = By::Organisation(intended_use.organisation.clone());
    let act = Act {
        at: START,
        by,
        means: Means::Api,
    };
    let first = Permission::request(&arrangement, act, intended_use, "en")?;
    let mut permission = Permission::begin(&arrangement, &first)?;
    let terms = Terms {
        attributes: intended_use.choose_all()?,
        valid_until: START + Days(365),
        conditions: Conditions::default(),
        language: "en".into(),
    };
    let act = Act {
        at: START,
        by: By::Person,
        means: Means::Page,
    };
    permission.apply(&permission.grant(act, intended_use, terms)?)?;
    Ok(permission)
}

fn rule((number, denial): (usize, Denial)) -> Result<Rule, Error> {
    Ok(Rule {
        id: RuleId::new(format!("rule-{number}"))?,
        effect: Effect::Deny,
        parties: match denial.organisation {
            Some(id) => Parties::Only(vec![PartyPattern::Organisation(OrganisationId::new(id)?)]),
            None => Parties::Anyone,
        },
        purposes: vec![Purpose::parse(&format!("dpv:{}", denial.purpose))?],
        processing: vec![],
        data: Data {
            categories: vec![Category::parse(&format!("pd:{}", denial.category))?],
            ..Data::default()
        },
        conditions: Conditions::default(),
        valid_until: None,
    })
}
