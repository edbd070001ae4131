//! Datasets and intended uses as organisations write them, and what they are told when something
//! is wrong.

use permission::dataset::{Erase, Rectify};
use permission::{Dataset, IntendedUse, Sensitivity};

const PATRONS: &str = r#"
id = "urn:fiducia:dataset:5e0f3c9e-7c1e-4f5c-9f57-3f1c1d0f2a11:patrons"
source = "city-library"
entity_type = "Person"
title = { en = "Library patrons", fi = "Kirjaston asiakkaat" }
model = "https://smart-data-models.github.io/dataModel.Person/Person/schema.json"
identifier_types = ["library-card"]

[[attributes]]
path = "name"
title = { en = "Name", fi = "Nimi" }
category = "pd:Name"
rectify = "by-person"

[[attributes]]
path = "address.postalCode"
title = { en = "Postal code" }
category = "Physical Address"

[[attributes]]
path = "bloodType"
title = { en = "Blood type" }
category = "https://w3id.org/dpv/pd#BloodType"
sensitivity = "special"
assurance = "substantial"
rectify = { no = { justification = "LegalObligationImpaired", law = "Medical Devices Act" } }
erase = { no = { justification = "eu-gdpr:JustificationA17LegallyRequired" } }
retention = 365
"#;

const HOBBY: &str = r#"
id = "hobby-grant"
service = "hobby"
organisation = "city"
title = { en = "Hobby grant" }
purposes = ["dpv:ServiceProvision"]
processing = ["dpv:Consult", "dpv:Store"]
legal_basis = "eu-gdpr:A6-1-a"
recipients = ["Sports office"]
retention = 90
storage_locations = ["FI"]
frequency = "once"
longest_duration = 365
consequences_of_refusal = { en = "You apply on paper." }
notice = { en = "We check where you live." }

[datasets."urn:fiducia:dataset:5e0f3c9e-7c1e-4f5c-9f57-3f1c1d0f2a11:patrons"]
required = ["address"]
optional = ["name"]
"#;

fn dataset(text: &str) -> Dataset {
    toml::from_str(text).unwrap()
}

fn intended_use(text: &str) -> IntendedUse {
    toml::from_str(text).unwrap()
}

#[test]
fn a_dataset_is_read_from_toml_and_kept_as_json() {
    let patrons = dataset(PATRONS);
    patrons.validate().unwrap();
    assert_eq!(patrons.version, 1);
    assert_eq!(patrons.attributes[2].sensitivity, Sensitivity::Special);
    assert!(matches!(&patrons.attributes[2].rectify, Rectify::No(ground) if ground.law.is_some()));
    assert_eq!(patrons.attributes[0].erase, Erase::Yes);
    let json = serde_json::to_string(&patrons).unwrap();
    assert_eq!(serde_json::from_str::<Dataset>(&json).unwrap(), patrons);
    assert!(json.contains("https://w3id.org/dpv/pd#PhysicalAddress"));
}

#[test]
fn an_intended_use_is_read_from_toml_and_kept_as_json() {
    let hobby = intended_use(HOBBY);
    hobby.validate([&dataset(PATRONS)]).unwrap();
    let json = serde_json::to_string(&hobby).unwrap();
    assert_eq!(serde_json::from_str::<IntendedUse>(&json).unwrap(), hobby);
}

/// What is said of a document with one part replaced.
fn dataset_error(from: &str, to: &str) -> String {
    assert!(PATRONS.contains(from), "{from}");
    match toml::from_str::<Dataset>(&PATRONS.replacen(from, to, 1)) {
        Ok(dataset) => dataset.validate().unwrap_err().to_string(),
        Err(error) => error.message().to_owned(),
    }
}

#[test]
fn a_dataset_that_is_not_described_well_is_refused_and_told_why() {
    let id = "urn:fiducia:dataset:5e0f3c9e-7c1e-4f5c-9f57-3f1c1d0f2a11:patrons";
    for (from, to, message) in [
        ("source =", "version = 0\nsource =", format!("dataset `{id}`: versions begin at 1")),
        (
            "en = \"Library patrons\"",
            "english = \"Library patrons\"",
            format!("dataset `{id}`, title: `english` is no language tag, such as `fi` or `pt-BR`"),
        ),
        ("\"Person\"", "\"A person\"", format!("dataset `{id}`: `A person` is no entity type")),
        (
            "https://smart",
            "ftp://smart",
            format!("dataset `{id}`: model `ftp://smart-data-models.github.io/dataModel.Person/Person/schema.json` is no https or http url"),
        ),
        ("\"bloodType\"", "\"name\"", format!("dataset `{id}`: attribute `name` is described twice")),
        (
            "\"bloodType\"",
            "\"address\"",
            format!("dataset `{id}`: attribute `address.postalCode` lies below `address`, which is described too; describe either the whole or its parts"),
        ),
        (
            "sensitivity = \"special\"\n",
            "",
            format!("dataset `{id}`, attribute `bloodType`: `pd:BloodType` is a special category, so its sensitivity must be `special`"),
        ),
        (
            "title = { en = \"Postal code\" }",
            "title = {}",
            format!("dataset `{id}`, attribute `address.postalCode`: title: the text is missing"),
        ),
        (
            "pd:Name",
            "pd:Nmae",
            "`pd:Nmae` is no DPV personal data category; did you mean `pd:Name`?".into(),
        ),
        ("address.postalCode", "address..postalCode", "attribute path `address..postalCode` has an empty name between its dots".into()),
        (
            "urn:fiducia:dataset:",
            "urn:dataset:",
            "dataset id `urn:dataset:5e0f3c9e-7c1e-4f5c-9f57-3f1c1d0f2a11:patrons` is not of the form `urn:fiducia:dataset:<connector uuid>:<slug>`".into(),
        ),
    ] {
        assert_eq!(dataset_error(from, to), message);
    }
    assert!(dataset_error("source =", "sauce = 1\nsource =").contains("unknown field `sauce`"));
}

fn use_error(from: &str, to: &str) -> String {
    assert!(HOBBY.contains(from), "{from}");
    match toml::from_str::<IntendedUse>(&HOBBY.replacen(from, to, 1)) {
        Ok(hobby) => hobby.validate([&dataset(PATRONS)]).unwrap_err().to_string(),
        Err(error) => error.message().to_owned(),
    }
}

#[test]
fn an_intended_use_that_is_not_described_well_is_refused_and_told_why() {
    let id = "urn:fiducia:dataset:5e0f3c9e-7c1e-4f5c-9f57-3f1c1d0f2a11:patrons";
    for (from, to, message) in [
        (
            "dpv:ServiceProvision",
            "dpv:ServiceProvisioning",
            "`dpv:ServiceProvisioning` is no DPV purpose; did you mean `dpv:ServiceProvision`?".into(),
        ),
        (
            "dpv:Consult",
            "dpv:Marketing",
            "`dpv:Marketing` is no DPV processing operation".into(),
        ),
        (
            "eu-gdpr:A6-1-a",
            "eu-gdpr:A45-3",
            "intended use `hobby-grant`: `eu-gdpr:A45-3` is none of the legal bases of gdpr art. 6(1), such as `eu-gdpr:A6-1-a`".into(),
        ),
        (
            "[\"dpv:ServiceProvision\"]",
            "[]",
            "intended use `hobby-grant` names 0 purposes; there must be at least 1 and at most 256".to_owned(),
        ),
        (
            "longest_duration = 365",
            "longest_duration = 0",
            "intended use `hobby-grant`: the longest duration must be from 1 to 3653 days, not 0 days".into(),
        ),
        (
            "\"Sports office\"",
            "\"\"",
            "intended use `hobby-grant`: every recipient must have a name of one line".into(),
        ),
        (
            "storage_locations = [\"FI\"]",
            "third_countries = [\"SE\"]",
            "intended use `hobby-grant`: `SE` is no country outside the european economic area".into(),
        ),
        (
            ":patrons",
            ":patron",
            format!("intended use `hobby-grant`: there is no dataset `{}` in version 1; did you mean `{id}` in version `1`?", id.trim_end_matches('s')),
        ),
        (
            "[\"address\"]",
            "[\"adress\"]",
            format!("intended use `hobby-grant`, dataset `{id}`: attribute `adress` is not described"),
        ),
        (
            "[\"name\"]",
            "[\"nmae\"]",
            format!("intended use `hobby-grant`, dataset `{id}`: attribute `nmae` is not described; did you mean `name`?"),
        ),
        (
            "[\"name\"]",
            "[\"address.postalCode\"]",
            format!("intended use `hobby-grant`, dataset `{id}`: attribute `address.postalCode` is asked for twice"),
        ),
        (
            "required = [\"address\"]\noptional = [\"name\"]",
            "",
            format!("intended use `hobby-grant` asks for no attribute of dataset `{id}`"),
        ),
        (
            "notice = { en = \"We check where you live.\" }",
            "notice = {}",
            "intended use `hobby-grant`, notice: the text is missing".into(),
        ),
        (
            "[\"FI\"]",
            "[\"Finland\"]",
            "`Finland` is no jurisdiction: give `EU`, `EEA` or a country as two capital letters, such as `FI`".into(),
        ),
    ] {
        assert_eq!(use_error(from, to), message);
    }
}

#[test]
fn a_choice_is_what_is_required_and_what_is_chosen() {
    let hobby = intended_use(HOBBY);
    let id = hobby.datasets.keys().next().unwrap();
    let least = hobby.choose([]).unwrap();
    let most = hobby.choose_all().unwrap();
    assert_eq!(least.0[id].attributes.len(), 1);
    assert_eq!(most.0[id].attributes.len(), 2);
    assert!(least.is_within(&most) && !most.is_within(&least));
    let mut newer = least.clone();
    newer.0.get_mut(id).unwrap().version = 2;
    assert!(!newer.is_within(&most) && !least.is_within(&newer));
    let path = "bloodType".parse().unwrap();
    assert!(hobby.choose([(id, &path)]).is_err());
}
