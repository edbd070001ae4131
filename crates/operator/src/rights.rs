//! What people may ask of those who hold their data (GDPR art. 15 to 22): each right in plain words, and a letter to
//! send. Nothing is sent from here. Beside it, who may act for a person: nobody yet.
use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use storage::operator::permissions::Permissions as _;
use vocabulary::Term;
use web::language::{Language, Speech};
use web::page::{Shell, render};
use web::problem::Problem;

use crate::Result;
use crate::pages::choice::Choice;
use crate::pages::{Site, Visitor};
use crate::permissions::view::TermView;

/// The rights as the form names them: their term, and the sentence that asks for it.
const RIGHTS: [(&str, &str, &str); 7] = [
    ("access", "A15", "rights-ask-access"),
    ("correct", "A16", "rights-ask-correct"),
    ("delete", "A17", "rights-ask-delete"),
    ("restrict", "A18", "rights-ask-restrict"),
    ("take", "A20", "rights-ask-take"),
    ("object", "A21", "rights-ask-object"),
    ("human", "A22", "rights-ask-human"),
];

/// Permissions whose services are offered as those to write to.
const MOST_PERMISSIONS: u32 = 500;
/// The longest text that a letter takes over from the form, in characters.
const LONGEST_ABOUT: usize = 200;

/// What the form asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// `source:` with a connector's UUID, or `service:` with a service's id.
    to: String,
    /// One of [`RIGHTS`].
    right: String,
    /// What it is about, in the person's words.
    about: String,
    /// The language of the letter.
    language: String,
}

/// Somebody who holds data of the person.
struct Holder {
    name: String,
    /// How to reach it, as it says itself.
    contact: Option<String>,
    /// Where its gateway is, for those of which no more is known.
    url: String,
}

/// A letter, ready to send.
struct Letter {
    to: String,
    contact: Option<String>,
    url: String,
    language: &'static str,
    text: String,
    /// Opens the person's own mail program; empty where no e-mail address is known.
    mail: String,
}

#[derive(askama::Template)]
#[template(path = "rights.html")]
struct RightsPage<'a> {
    shell: Shell<'a>,
    rights: Vec<TermView>,
    to: Vec<Choice>,
    asks: Vec<Choice>,
    languages: Vec<Choice>,
    about: String,
    letter: Option<Letter>,
    /// Name and address of the supervisory authority.
    authority: Option<(String, String)>,
}

/// `GET /rights`
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let speech = &visitor.speech;
    let holders = holders(&site, &visitor).await?;
    let terms = RIGHTS
        .iter()
        .filter_map(|(key, name, _)| Some((*key, term(name, speech)?)));
    let terms: Vec<(&str, TermView)> = terms.collect();
    let language = Language::of_tag(&wanted.language).unwrap_or(speech.language());
    let about: String = wanted.about.trim().chars().take(LONGEST_ABOUT).collect();
    let letter = holders.get(&wanted.to).and_then(|holder| {
        let own = site.operator.speech(language.tag());
        letter(holder, &wanted.right, &about, &own, &visitor)
    });
    let authority = site.operator.config.provider.supervisory_authority.as_ref();
    Ok(render(&RightsPage {
        to: holders
            .iter()
            .map(|(value, holder)| Choice::new(value, &holder.name, *value == wanted.to))
            .collect(),
        asks: terms
            .iter()
            .map(|(key, view)| Choice::new(key, &view.label, *key == wanted.right))
            .collect(),
        languages: Language::ALL
            .iter()
            .map(|one| Choice::new(one.tag(), one.name(), *one == language))
            .collect(),
        rights: terms.into_iter().map(|(_, view)| view).collect(),
        shell: site.shell(speech.say("rights-title"), &visitor, "/rights"),
        about,
        letter,
        authority: authority.map(|one| (one.name.clone(), one.url.clone().unwrap_or_default())),
    }))
}

fn term(article: &str, speech: &Speech) -> Option<TermView> {
    let iri = format!("https://w3id.org/dpv/legal/eu/gdpr#{article}");
    Term::by_iri(&iri).map(|term| TermView::of(term, speech))
}

/// The sources that know the person, and the services that they have permissions with.
async fn holders(site: &Site, visitor: &Visitor) -> Result<BTreeMap<String, Holder>> {
    let (operator, account) = (&site.operator, &visitor.person.id);
    let mut holders = BTreeMap::new();
    for source in operator.own_sources(account, &visitor.speech).await? {
        let holder = Holder {
            name: source.name,
            contact: None,
            url: source.url,
        };
        holders.insert(format!("source:{}", source.connector), holder);
    }
    let permissions = operator
        .db
        .permissions_of(account, (i64::MAX, ""), MOST_PERMISSIONS)
        .await?;
    for row in permissions {
        let key = format!("service:{}", row.service_id);
        if holders.contains_key(&key) {
            continue;
        }
        if let Some(known) = operator.known_service(&row.service_id).await? {
            let organisation = &known.organisation;
            let holder = Holder {
                name: organisation.name.clone(),
                contact: organisation.contact.clone(),
                url: String::new(),
            };
            holders.insert(key, holder);
        }
    }
    Ok(holders)
}

/// The letter by which a right is used; none where the form names no right.
fn letter(
    holder: &Holder,
    right: &str,
    about: &str,
    speech: &Speech,
    visitor: &Visitor,
) -> Option<Letter> {
    let (_, article, ask) = RIGHTS.iter().find(|(key, _, _)| *key == right)?;
    let subject = String::from(
        speech
            .say("rights-subject")
            .with("article", article.trim_start_matches('A')),
    );
    let mut lines = vec![
        String::from(speech.say("rights-dear").with("name", &holder.name)),
        speech.say(ask).into(),
    ];
    if !about.is_empty() {
        lines.push(speech.say("rights-about").with("what", about).into());
    }
    lines.push(speech.say("rights-month").into());
    let name = visitor.person.profile.name.as_deref().unwrap_or_default();
    lines.push(speech.say("rights-regards").into());
    lines.push(name.to_owned());
    let text = lines.join("\n\n");
    let address = holder
        .contact
        .as_deref()
        .filter(|contact| is_email(contact));
    let mail = address.map_or_else(String::new, |address| {
        let body = text.replace('\n', "\r\n");
        format!(
            "mailto:{address}?subject={}&body={}",
            encoded(&subject),
            encoded(&body)
        )
    });
    Some(Letter {
        to: holder.name.clone(),
        contact: holder.contact.clone(),
        url: holder.url.clone(),
        language: speech.tag(),
        text: format!("{subject}\n\n{text}").trim_end().to_owned(),
        mail,
    })
}

/// Text as a mail link holds it: a space is `%20` there, as `+` stands for itself (RFC 6068 §5).
fn encoded(text: &str) -> String {
    let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    form.replace('+', "%20")
}

/// Whether a contact is an e-mail address that can stand in a link (RFC 6068 §2) as it is.
fn is_email(contact: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_+@".contains(c);
    contact.chars().all(plain) && contact.split('@').filter(|part| !part.is_empty()).count() == 2
}

#[derive(askama::Template)]
#[template(path = "mandates.html")]
struct MandatesPage<'a> {
    shell: Shell<'a>,
}

/// `GET /mandates`
pub(crate) async fn mandates(State(site): State<Site>, visitor: Visitor) -> Response {
    render(&MandatesPage {
        shell: site.shell(visitor.speech.say("mandates-title"), &visitor, ""),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_address_becomes_a_link() {
        assert!(is_email("privacy@sports.example"));
        for contact in [
            "https://sports.example",
            "a@b?cc=c@d",
            "a@",
            "a b@c",
            "a@b@c",
            "",
        ] {
            assert!(!is_email(contact), "{contact}");
        }
    }

    #[test]
    fn every_right_is_a_term_of_the_vocabulary() {
        let speech = Speech::new(
            Language::Finnish,
            &crate::pages::CATALOGUE,
            jiff::tz::TimeZone::UTC,
        );
        for (_, article, _) in RIGHTS {
            assert!(term(article, &speech).is_some(), "{article}");
        }
    }
}
