//! The form of the dataset editor: what it shows of an attribute, what can be chosen, and what was written.

use permission::dataset::{Attribute, Erase, Ground, Rectify};
use permission::{Assurance, Holds};
use vocabulary::{Kind, Term};
use web::language::{Language, Speech};

use crate::offering::draft::{AttributeEdit, DatasetMore, Edit, GroundEdit, More};

/// An attribute in the form.
pub(super) struct Row {
    pub(super) path: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) category: String,
    pub(super) sensitivity: &'static str,
    pub(super) holds: &'static str,
    pub(super) more: More,
}

impl Row {
    pub(super) fn of(
        attribute: &Attribute,
        is_hidden: bool,
        language: Language,
        reader: &Speech,
    ) -> Self {
        Self {
            path: attribute.path.as_str().to_owned(),
            title: said(&attribute.title, language),
            description: said(&attribute.description, language),
            category: term(attribute.category.term(), reader),
            sensitivity: word(attribute.sensitivity),
            holds: attribute.holds.as_str(),
            more: more(attribute, is_hidden),
        }
    }
}

/// What most attributes do not need, as the form has it.
fn more(attribute: &Attribute, is_hidden: bool) -> More {
    let ground = |ground: &Ground| GroundEdit {
        justification: labelled(ground.justification.term(), None),
        law: ground.law.clone().unwrap_or_default(),
    };
    let (rectify, rectify_ground) = match &attribute.rectify {
        Rectify::ByPerson => ("by-person", GroundEdit::default()),
        Rectify::WithEvidence => ("with-evidence", GroundEdit::default()),
        Rectify::No(why) => ("no", ground(why)),
    };
    let (erase, erase_ground) = match &attribute.erase {
        Erase::Yes => ("yes", GroundEdit::default()),
        Erase::No(why) => ("no", ground(why)),
    };
    let retention = attribute.retention.map(|days| days.0.to_string());
    More {
        rectify: rectify.to_owned(),
        rectify_ground,
        erase: erase.to_owned(),
        erase_ground,
        assurance: level(attribute.assurance).to_owned(),
        retention: retention.unwrap_or_default(),
        is_hidden,
    }
}

/// A term by what it is called, with itself in brackets: whatever it is called, it is the same.
fn labelled(term: Term, called: Option<String>) -> String {
    let called = called.unwrap_or_else(|| term.label().to_owned());
    format!("{called} ({})", term.compact())
}

/// A kind of data in the words of the reader, else in English.
fn term(term: Term, reader: &Speech) -> String {
    labelled(term, reader.known(&format!("data-{}", term.name())))
}

/// The kinds of data that can be chosen, by what they are called.
pub(super) fn categories(reader: &Speech) -> Vec<String> {
    let mut all: Vec<String> = Kind::PersonalData
        .terms()
        .map(|one| term(one, reader))
        .collect();
    all.sort_by_key(|one| one.to_lowercase());
    all
}

/// The reasons for which a right may not apply. Laws are in the language of the source, these in English.
pub(super) fn justifications() -> Vec<String> {
    let all = Kind::Justification.terms();
    all.map(|one| labelled(one, None)).collect()
}

fn level(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::Low => "low",
        Assurance::Substantial => "substantial",
        Assurance::High => "high",
    }
}

/// A text in a language, empty where it is not said in that one.
pub(super) fn said(texts: &permission::Texts, language: Language) -> String {
    texts.0.get(language.tag()).cloned().unwrap_or_default()
}

fn word(sensitivity: permission::dataset::Sensitivity) -> &'static str {
    use permission::dataset::Sensitivity;
    match sensitivity {
        Sensitivity::Ordinary => "ordinary",
        Sensitivity::Special => "special",
        Sensitivity::OfficialIdentifier => "official-identifier",
    }
}

/// What it is called.
pub(super) fn kind(holds: Holds) -> &'static str {
    match holds {
        Holds::Single => "editor-single",
        Holds::Text => "editor-text",
        Holds::Number => "editor-number",
        Holds::Boolean => "editor-boolean",
        Holds::Object => "editor-object",
    }
}

/// The fields of the form.
pub(super) fn edit(form: &[(String, String)]) -> Edit {
    let value = |name: &str| {
        let found = form.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let is_asked = |name: &str| form.iter().any(|(key, _)| key == name);
    let ground = |right: &str, place: &str| GroundEdit {
        justification: value(&format!("{right}-why-{place}")),
        law: value(&format!("{right}-law-{place}")),
    };
    let more = |place: &str| More {
        rectify: value(&format!("rectify-{place}")),
        rectify_ground: ground("rectify", place),
        erase: value(&format!("erase-{place}")),
        erase_ground: ground("erase", place),
        assurance: value(&format!("assurance-{place}")),
        retention: value(&format!("retention-{place}")),
        is_hidden: value(&format!("hidden-{place}")) == "yes",
    };
    let attribute = |place: &str| AttributeEdit {
        path: value(&format!("path-{place}")),
        title: value(&format!("title-{place}")),
        description: value(&format!("description-{place}")),
        category: value(&format!("category-{place}")),
        sensitivity: value(&format!("sensitivity-{place}")),
        holds: value(&format!("holds-{place}")),
        more: is_asked(&format!("rectify-{place}")).then(|| more(place)),
        remove: value(&format!("remove-{place}")) == "yes",
    };
    let places = (0..).map(|place: usize| place.to_string());
    let attributes = places
        .map(|place| attribute(&place))
        .take_while(|one| !one.path.is_empty());
    Edit {
        title: value("title"),
        description: value("description"),
        self_access: value("self_access") == "yes",
        self_change: value("self_change") == "yes",
        more: is_asked("identifier_types").then(|| DatasetMore {
            history: value("history") == "yes",
            model: value("model"),
            identifier_types: value("identifier_types"),
        }),
        attributes: attributes.collect(),
        new: attribute("new"),
    }
}
