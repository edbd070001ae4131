//! A description of an intended use as a form has it: read from what was entered, however incomplete, and what is missing
//! in it said by field.
use std::collections::{BTreeMap, BTreeSet};

use permission::{LegalBasis, intended_use::LONGEST_DURATION};
use serde_json::{Map, Value, json};
use web::language::Language;

/// The texts of a description: the member and how its fields begin.
pub(crate) const TEXTS: [(&str, &str); 3] = [
    ("title", "title"),
    ("notice", "notice"),
    ("consequences_of_refusal", "consequences"),
];
/// In what form data is used, as the description writes it, and the message that says it.
pub(crate) const FORMS: [(&str, &str); 3] = [
    ("identified", "edit-form-identified"),
    ("pseudonymised", "edit-form-pseudonymised"),
    ("aggregated", "edit-form-aggregated"),
];
/// How often a service asks, as the description writes it, and the message that says it.
pub(crate) const FREQUENCIES: [(&str, &str); 7] = [
    ("on-demand", "edit-frequency-on-demand"),
    ("once", "edit-frequency-once"),
    ("yearly", "edit-frequency-yearly"),
    ("monthly", "edit-frequency-monthly"),
    ("weekly", "edit-frequency-weekly"),
    ("daily", "edit-frequency-daily"),
    ("continuous", "edit-frequency-continuous"),
];

/// What is entered into a form: the values of each field.
pub(crate) trait Entered {
    /// The first value, without what stands around it.
    fn text(&self, name: &str) -> &str;
    /// All values.
    fn all(&self, name: &str) -> &[String];
    /// Its lines that are not empty.
    fn lines(&self, name: &str) -> Vec<String>;
}

/// The texts of one member by language; those in languages that the form has not, stay.
fn texts(entered: &impl Entered, field: &str, before: &Value) -> Value {
    let mut texts: Map<String, Value> = before.as_object().cloned().unwrap_or_default();
    for language in Language::ALL {
        let tag = language.tag();
        let text = entered.text(&format!("{field}-{tag}"));
        if text.is_empty() {
            texts.remove(tag);
        } else {
            texts.insert(tag.to_owned(), text.replace("\r\n", "\n").into());
        }
    }
    Value::Object(texts)
}

/// The terms ticked, and those written below.
fn terms(entered: &impl Entered, field: &str) -> Value {
    let ticked = entered.all(field).iter().cloned();
    let written = entered.lines(&format!("{field}-more"));
    let mut seen = BTreeSet::new();
    let all = ticked.chain(written);
    json!(
        all.filter(|term| seen.insert(term.clone()))
            .collect::<Vec<_>>()
    )
}

/// What is asked of the datasets that the form shows.
fn datasets(entered: &impl Entered) -> Value {
    let mut datasets = BTreeMap::new();
    for id in entered.all("dataset") {
        if entered.text(&format!("without:{id}")) == "1" {
            continue;
        }
        let (mut required, mut optional) = (Vec::new(), Vec::new());
        for path in entered.all(&format!("path:{id}")) {
            match entered.text(&format!("want:{id}#{path}")) {
                "required" => required.push(path.clone()),
                "optional" => optional.push(path.clone()),
                _ => {}
            }
        }
        let version: u32 = entered.text(&format!("version:{id}")).parse().unwrap_or(1);
        datasets.insert(
            id.clone(),
            json!({"version": version, "required": required, "optional": optional}),
        );
    }
    json!(datasets)
}

/// The description that a form means; `before` is what it was made from.
pub(crate) fn described(entered: &impl Entered, before: &Value) -> Value {
    let mut description = before.as_object().cloned().unwrap_or_default();
    for (member, field) in TEXTS {
        let was = before.get(member).unwrap_or(&Value::Null);
        description.insert(member.to_owned(), texts(entered, field, was));
    }
    description.insert("purposes".to_owned(), terms(entered, "purpose"));
    description.insert("processing".to_owned(), terms(entered, "processing"));
    description.insert("datasets".to_owned(), datasets(entered));
    for (member, field) in [
        ("recipients", "recipients"),
        ("storage_locations", "storage"),
        ("third_countries", "third-countries"),
    ] {
        description.insert(member.to_owned(), json!(entered.lines(field)));
    }
    for (member, field) in [
        ("legal_basis", "basis"),
        ("form", "form"),
        ("frequency", "frequency"),
    ] {
        let text = entered.text(field);
        if text.is_empty() {
            description.remove(member);
        } else {
            description.insert(member.to_owned(), text.into());
        }
    }
    for (member, field) in [("retention", "retention"), ("longest_duration", "longest")] {
        match entered.text(field).parse::<u32>() {
            Ok(days) => description.insert(member.to_owned(), days.into()),
            Err(_) => description.remove(member),
        };
    }
    for (member, field) in [
        ("automated_decisions", "automated"),
        ("all_or_nothing", "all-or-nothing"),
    ] {
        let ticked = entered.text(field) == "1";
        description.insert(member.to_owned(), ticked.into());
    }
    Value::Object(description)
}

/// The messages that say what is missing in a description, in the order of the form.
pub(crate) fn lacks(description: &Value) -> Vec<&'static str> {
    let empty = |member: &str| match &description[member] {
        Value::Object(members) => members.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Null => true,
        _ => false,
    };
    let wanted = |dataset: &Value| {
        ["required", "optional"].iter().any(|member| {
            dataset[member]
                .as_array()
                .is_some_and(|list| !list.is_empty())
        })
    };
    let datasets = description["datasets"].as_object();
    let nothing_of = datasets.is_some_and(|datasets| !datasets.values().all(wanted));
    let longest = description["longest_duration"].as_u64();
    let too_long = longest.is_none_or(|days| days < 1 || days > u64::from(LONGEST_DURATION.0));
    let basis = description["legal_basis"].as_str().unwrap_or_default();
    let basis = permission::Basis::parse(basis)
        .ok()
        .and_then(LegalBasis::of);
    let checks = [
        (empty("title"), "edit-lacks-title"),
        (empty("notice"), "edit-lacks-notice"),
        (empty("purposes"), "edit-lacks-purposes"),
        (empty("processing"), "edit-lacks-processing"),
        (basis.is_none(), "edit-lacks-basis"),
        (empty("datasets"), "edit-lacks-data"),
        (nothing_of, "edit-lacks-attributes"),
        (
            description["retention"].as_u64().is_none(),
            "edit-lacks-retention",
        ),
        (too_long, "edit-lacks-longest"),
    ];
    let missing = checks.into_iter().filter(|(is_missing, _)| *is_missing);
    missing.map(|(_, message)| message).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Form(BTreeMap<String, Vec<String>>);

    impl Entered for Form {
        fn text(&self, name: &str) -> &str {
            self.all(name).first().map_or("", |text| text.trim())
        }
        fn all(&self, name: &str) -> &[String] {
            self.0.get(name).map_or(&[], Vec::as_slice)
        }
        fn lines(&self, name: &str) -> Vec<String> {
            self.text(name).lines().map(str::to_owned).collect()
        }
    }

    fn form(fields: &[(&str, &str)]) -> Form {
        let mut form = Form(BTreeMap::new());
        for (name, value) in fields {
            form.0
                .entry((*name).to_owned())
                .or_default()
                .push((*value).to_owned());
        }
        form
    }

    #[test]
    fn a_form_means_a_description_and_keeps_what_it_does_not_show() {
        let before = json!({"title": {"en": "Old", "pt": "Velho"}, "frequency": "daily"});
        let entered = form(&[
            ("title-en", "New"),
            ("title-fi", " Uusi "),
            ("purpose", "dpv:ServiceProvision"),
            ("purpose", "dpv:Marketing"),
            ("purpose-more", "dpv:Marketing\ndpv:Personalisation"),
            ("dataset", "urn:d"),
            ("version:urn:d", "3"),
            ("path:urn:d", "name"),
            ("path:urn:d", "age"),
            ("path:urn:d", "address"),
            ("want:urn:d#name", "required"),
            ("want:urn:d#address", "optional"),
            ("retention", "90"),
            ("longest", "many"),
            ("automated", "1"),
        ]);
        let description = described(&entered, &before);
        assert_eq!(
            description["title"],
            json!({"en": "New", "fi": "Uusi", "pt": "Velho"})
        );
        assert_eq!(
            description["purposes"],
            json!([
                "dpv:ServiceProvision",
                "dpv:Marketing",
                "dpv:Personalisation"
            ])
        );
        assert_eq!(
            description["datasets"],
            json!({"urn:d": {"version": 3, "required": ["name"], "optional": ["address"]}})
        );
        assert_eq!(description["retention"], 90);
        assert_eq!(description.get("longest_duration"), None);
        assert_eq!(description.get("frequency"), None);
        assert_eq!(description["automated_decisions"], true);
    }

    #[test]
    fn what_is_missing_is_said_by_field() {
        assert_eq!(lacks(&json!({})).len(), 8);
        let nearly = json!({
            "title": {"en": "T"}, "notice": {"en": "N"}, "purposes": ["dpv:Marketing"],
            "processing": ["dpv:Use"], "legal_basis": "eu-gdpr:A6-1-a",
            "datasets": {"urn:d": {"required": [], "optional": []}},
            "retention": 0, "longest_duration": 4000,
        });
        assert_eq!(
            lacks(&nearly),
            ["edit-lacks-attributes", "edit-lacks-longest"]
        );
    }
}
