//! How people reach whoever answers for a source's data, as the source says it. It is text of somebody else: it is shown
//! as text, cut to what a page bears, and only a plain address becomes a link.
use crate::language::Speech;
use protocol::metadata::Contact;
use serde::Serialize;
use utoipa::ToSchema;

/// Longest part that is shown, in characters.
const LONGEST: usize = 300;

/// How people reach whoever answers for the data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContactView {
    /// Who answers, where it is not the source's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// An e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// A postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal: Option<String>,
    /// A page with more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How to reach the data protection officer (GDPR art. 13(1)(b)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_protection_officer: Option<String>,
}

impl ContactView {
    /// What a source publishes; none where nothing is left of it.
    pub fn of(contact: &Contact) -> Option<Self> {
        let part = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default();
            let text: String = text.trim().chars().take(LONGEST).collect();
            (!text.is_empty()).then_some(text)
        };
        let is_page = |url: &String| {
            url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
        };
        let view = Self {
            name: part(&contact.name),
            email: part(&contact.email),
            phone: part(&contact.phone),
            postal: part(&contact.postal),
            url: part(&contact.url).filter(is_page),
            data_protection_officer: part(&contact.data_protection_officer),
        };
        (view != Self::default()).then_some(view)
    }

    /// Each part with what it is, in the reader's words.
    pub fn lines(&self, speech: &Speech) -> Vec<(String, String)> {
        let parts = [
            ("contact-name", &self.name),
            ("contact-officer", &self.data_protection_officer),
            ("contact-email", &self.email),
            ("contact-phone", &self.phone),
            ("contact-postal", &self.postal),
            ("contact-url", &self.url),
        ];
        parts
            .into_iter()
            .filter_map(|(message, part)| Some((speech.say(message).into(), part.clone()?)))
            .collect()
    }

    /// Where a letter about a right goes: to the data protection officer, or to the general address.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        [&self.data_protection_officer, &self.email]
            .into_iter()
            .filter_map(|part| part.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_the_web_is_taken_for_one_and_nothing_is_no_contact() {
        assert_eq!(ContactView::of(&Contact::default()), None);
        let contact = Contact {
            url: Some("javascript:alert(1)".into()),
            phone: Some(" ".into()),
            ..Contact::default()
        };
        assert_eq!(ContactView::of(&contact), None);
        let contact = Contact {
            postal: Some("x".repeat(1000)),
            ..Contact::default()
        };
        let view = ContactView::of(&contact).unwrap();
        assert_eq!(view.postal.unwrap().len(), LONGEST);
    }
}
