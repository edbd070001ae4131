//! What a person should know of a use beside its data.
use web::language::Speech;
use web::page::Fact;

use super::view::{TermView, UseView};

/// The facts, in the order in which people ask for them.
pub(super) fn facts(view: &UseView, speech: &Speech) -> Vec<Fact> {
    let name = |message| String::from(speech.say(message));
    let fact = |message, text: String| Fact::new(name(message), text);
    let terms = |message, terms: &[TermView]| {
        let lines = terms
            .iter()
            .map(|term| (term.label.clone(), term.explanation.clone()));
        Fact::explained(name(message), lines)
    };
    let list = |parts: &[String]| speech.list(parts.iter().map(String::as_str));
    let areas = |codes: &[String]| speech.list(codes.iter().map(|code| area(code, speech)));
    let recipients = if view.recipients.is_empty() {
        name("fact-nobody")
    } else {
        list(&view.recipients)
    };
    let mut facts = vec![
        fact(
            "fact-who",
            speech
                .say("who-asks")
                .with("organisation", &view.organisation)
                .with("service", &view.service)
                .into(),
        ),
        terms("fact-purpose", &view.purposes),
        terms("fact-processing", &view.processing),
        fact("fact-longest", speech.days(view.longest_days)),
        fact("fact-retention", speech.days(view.retention_days)),
        fact("fact-recipients", recipients),
    ];
    if !view.storage_locations.is_empty() {
        facts.push(fact("fact-storage", areas(&view.storage_locations)));
    }
    if !view.third_countries.is_empty() {
        facts.push(fact("fact-third-countries", areas(&view.third_countries)));
    }
    if view.automated_decisions {
        facts.push(fact("fact-decisions", name("fact-automated")));
    }
    let basis = std::slice::from_ref(&view.legal_basis);
    facts.push(terms("fact-basis", basis));
    if !view.consequences_of_refusal.is_empty() {
        facts.push(fact("fact-refusal", view.consequences_of_refusal.clone()));
    }
    if let Some(contact) = &view.contact {
        facts.push(fact("fact-contact", contact.clone()));
    }
    facts
}

/// What an area in which data may be is called: a country, or several together; its code where it is none.
pub(crate) fn area(code: &str, speech: &Speech) -> String {
    match code {
        "EU" => speech.say("rules-area-eu").into(),
        "EEA" => speech.say("rules-area-eea").into(),
        country => speech.country(country).to_owned(),
    }
}
