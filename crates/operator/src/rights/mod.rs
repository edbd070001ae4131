//! What people may ask of those who hold their data (GDPR art. 15 to 22): each right in plain words, and a letter to
//! send. Nothing is sent from here. Beside it, who may act for a person: nobody yet.
pub(crate) mod holidays;
pub(crate) mod sent;
pub(crate) mod sent_pages;

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use storage::operator::permissions::Permissions as _;
use vocabulary::Term;
use web::language::{Language, Speech};
use web::page::{Shell, render};
use web::problem::Problem;

use self::sent::{SentLetter, Standing};
use crate::pages::choice::Choice;
use crate::pages::{Site, Visitor};
use crate::permissions::view::TermView;
use crate::{Operator, Result};

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
    /// What was done just now.
    said: String,
    /// The letter that was removed just now.
    letter: String,
}

/// What the page's address may say was done: its tone and message.
const SAID: [(&str, &str, &str); 5] = [
    ("noted", "good", "letters-noted"),
    ("changed", "good", "letters-changed"),
    ("restored", "good", "letters-changed"),
    ("wrong-day", "bad", "letters-wrong-day"),
    ("wrong-many", "bad", "letters-wrong-many"),
];

/// A letter that was sent, in words.
struct Noted {
    id: String,
    /// Whom it went to, and for which right.
    title: String,
    about: String,
    tone: &'static str,
    state: &'static str,
    sent: String,
    due: String,
    extended: bool,
    answered: bool,
    overdue: bool,
}

fn noted(one: SentLetter, terms: &[(&str, TermView)], speech: &Speech) -> Noted {
    let right = terms.iter().find(|(key, _)| *key == one.right);
    let right = right.map_or(one.right.as_str(), |(_, view)| view.label.as_str());
    let (tone, state) = match one.standing {
        Standing::Waiting => ("neutral", "letters-waiting"),
        Standing::DueSoon => ("warning", "letters-due-soon"),
        Standing::Overdue => ("bad", "letters-overdue"),
        Standing::Answered => ("good", "letters-answered"),
    };
    let day = |at| speech.day_of(at).unwrap_or_default();
    Noted {
        title: format!("{}: {right}", one.name),
        id: one.id,
        about: one.about,
        tone,
        state,
        sent: speech
            .say("letters-sent")
            .with("date", day(one.sent_at))
            .into(),
        due: speech
            .say("letters-due")
            .with("date", day(one.due_at))
            .into(),
        extended: one.extended,
        answered: one.standing == Standing::Answered,
        overdue: one.standing == Standing::Overdue,
    }
}

/// Somebody who holds data of the person.
pub(super) struct Holder {
    pub(super) name: String,
    /// How to reach it, as it says itself: what each part is, and the part.
    contact: Vec<(String, String)>,
    /// The address that a letter is sent to.
    email: Option<String>,
    /// Where its gateway is, for those of which no more is known.
    url: String,
}

/// A letter, ready to send.
struct Letter {
    to: String,
    contact: Vec<(String, String)>,
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
    /// What is wanted, as the form that notes the letter sends it again.
    wanted: Wanted,
    /// Today, as a form has it.
    today: String,
    said: Option<(&'static str, &'static str)>,
    /// The note that was removed just now, and can be had back.
    removed: Option<String>,
    noted: Vec<Noted>,
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
    let (operator, account) = (&site.operator, &visitor.person.id);
    let holders = holders(operator, account, speech).await?;
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
    let said = SAID.iter().find(|(name, _, _)| *name == wanted.said);
    let sent = operator.sent_letters(account).await?;
    let sent = sent.into_iter().map(|one| noted(one, &terms, speech));
    let is_removed =
        wanted.said == "removed" && operator.is_letter_removed(account, &wanted.letter).await?;
    Ok(render(&RightsPage {
        noted: sent.collect(),
        said: said.map(|(_, tone, message)| (*tone, *message)),
        removed: is_removed.then(|| wanted.letter.clone()),
        today: operator.today()?.to_string(),
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
        wanted,
        authority: authority.map(|one| (one.name.clone(), one.url.clone().unwrap_or_default())),
    }))
}

fn term(article: &str, speech: &Speech) -> Option<TermView> {
    let iri = format!("https://w3id.org/dpv/legal/eu/gdpr#{article}");
    Term::by_iri(&iri).map(|term| TermView::of(term, speech))
}

/// The sources that know the person, and the services that they have permissions with.
async fn holders(
    operator: &Operator,
    account: &str,
    speech: &Speech,
) -> Result<BTreeMap<String, Holder>> {
    let mut holders = BTreeMap::new();
    for source in operator.own_sources(account, speech).await? {
        let contact = source.contact.unwrap_or_default();
        let holder = Holder {
            name: source.name,
            email: contact
                .addresses()
                .find(|one| is_email(one))
                .map(str::to_owned),
            contact: contact.lines(speech),
            url: source.url,
        };
        holders.insert(format!("source:{}", source.connector), holder);
    }
    let permissions = operator
        .db
        .permission_heads(account, (i64::MAX, ""), MOST_PERMISSIONS)
        .await?;
    for row in permissions {
        let key = format!("service:{}", row.service_id);
        if holders.contains_key(&key) {
            continue;
        }
        if let Some(known) = operator.known_service(&row.service_id).await? {
            let organisation = &known.organisation;
            let contact = organisation.contact.clone();
            let holder = Holder {
                name: organisation.name.clone(),
                email: contact.clone().filter(|contact| is_email(contact)),
                contact: contact
                    .map(|contact| (String::new(), contact))
                    .into_iter()
                    .collect(),
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
    let mail = holder.email.as_deref().map_or_else(String::new, |address| {
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
