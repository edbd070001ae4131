//! `[connector.links]`: how a person and this source come to know each other, once (protocol.md, "Links").

use std::path::Path;

use permission::{Assurance, AttributePath, Texts};
use protocol::links::{Offer, Way};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Secret;
use crate::{Error, Result};

/// Days that a link is good for at the most: ten years, as an identity card.
const MOST_DAYS: u32 = 3_660;
/// Fields of a form: more are asked for by nobody who wants an answer.
const MOST_FIELDS: usize = 6;
/// Days that a code for the desk is good for at the most.
const MOST_DESK_DAYS: u32 = 90;

/// The ways that the source accepts. With this section, identifiers count that came one of these ways, and no others.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinksConfig {
    /// The type of the identifier that a link gives: one by which the source's datasets find a person.
    pub identifier_type: String,
    /// The issuing country of that identifier (ISO 3166-1 alpha-3), of national ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// For how many days a link is good.
    #[serde(default = "year")]
    pub days: u32,
    /// How the source finds whoever a person says that they are. Codes and forms need it; where it is there, staff at
    /// the desk can confirm only what is found by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookup: Option<LookupConfig>,
    /// Identifiers that an identity in the person's keychain vouches for are accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeWay>,
    /// The person logs in at the source's own OpenID provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openid: Option<OpenIdWay>,
    /// A code is sent to the contact on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeWay>,
    /// The person's answers are compared with what is on file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormWay>,
    /// Staff confirm it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskWay>,
    /// The person opens a place of their own, where nothing of anybody is yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<NewWay>,
}

/// `[connector.links.lookup]`: what a person gives to be found by, and how the upstream is asked. What is asked is
/// written as in a route: `request`, `query`, `file`, `tree`, `entities` or `resource`, with `pointer` and `shape`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LookupConfig {
    /// The type of identifier that the person gives.
    pub by: String,
    /// What the person is asked for, such as “Card number”.
    pub title: Texts,
    /// Where the person finds it.
    #[serde(default)]
    pub hint: Texts,
    /// Where in the record the identifier is that the link gives; what the person gave when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<AttributePath>,
    /// Of a `store` upstream, the dataset whose entities are searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset: Option<String>,
    /// What the upstream is asked, as in a route.
    #[serde(flatten)]
    pub ask: Map<String, Value>,
}

/// `[connector.links.attribute]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeWay {
    /// How surely the person must be known.
    pub assurance: Assurance,
}

/// `[connector.links.openid]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenIdWay {
    /// How surely a person is known who logged in there.
    pub assurance: Assurance,
    /// The provider's issuer URL; its metadata is below it (OpenID Connect Discovery 1.0).
    pub issuer: String,
    /// What the connector is registered as. Its redirect URI is `<base_url>/links/openid/callback`.
    pub client_id: String,
    /// Where its secret is, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<Secret>,
    /// Scopes asked for beside `openid`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The claim of the ID token that is the identifier.
    #[serde(default = "subject")]
    pub claim: String,
}

/// `[connector.links.code]`. One of `email` and `phone` at least; where both are on file, the phone is written to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeWay {
    /// How surely a person is known who read the code.
    pub assurance: Assurance,
    /// Where in the record the e-mail address is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<AttributePath>,
    /// Where in the record the phone number is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<AttributePath>,
}

/// `[connector.links.form]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormWay {
    /// How surely a person is known whose answers all agree.
    pub assurance: Assurance,
    /// What is asked beside what `lookup` asks.
    #[serde(rename = "field")]
    pub fields: Vec<FormField>,
}

/// `[[connector.links.form.field]]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// Where in the record it is.
    pub path: AttributePath,
    /// What the person is asked for.
    pub title: Texts,
    /// How it is compared.
    #[serde(default)]
    pub kind: FieldKind,
}

/// How an answer is compared with the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// As words, whatever their case and the spaces between them.
    #[default]
    Text,
    /// As a day.
    Date,
    /// By its letters and digits alone: numbers of documents, postal codes.
    Number,
}

/// `[connector.links.new]`: for stores that people fill themselves. Who the person is nobody asks; the identifier is made
/// for their account at their operator, and is the same whenever they come back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewWay {
    /// How surely a person is known whose place it is: as surely as by the login at their operator.
    pub assurance: Assurance,
}

/// `[connector.links.desk]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskWay {
    /// How surely a person is known whom staff have seen.
    pub assurance: Assurance,
    /// Where to go, when, and what to bring.
    pub text: Texts,
    /// For how many days the code is good.
    #[serde(default = "fortnight")]
    pub days: u32,
}

/// `[connector.sms]`: a gateway that sends short messages. It gets `POST` with `{"to": …, "text": …}`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsConfig {
    /// Its address.
    pub url: String,
    /// Where the token is that it is shown as `Authorization: Bearer …`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
}

fn year() -> u32 {
    365
}

fn fortnight() -> u32 {
    14
}

fn subject() -> String {
    "sub".to_owned()
}

impl LinksConfig {
    /// As the connector's metadata says it, in the order in which people are offered the ways.
    pub(crate) fn offers(&self) -> Vec<Offer> {
        let ways = Way::ALL.into_iter();
        ways.filter_map(|way| {
            let is_act = way != Way::Attribute;
            Some(Offer {
                way,
                assurance: self.assurance(way)?,
                identifier_type: is_act.then(|| self.identifier_type.clone()),
                days: is_act.then_some(self.days),
            })
        })
        .collect()
    }

    /// How surely a person is known who came a way, if the source accepts it.
    pub(crate) fn assurance(&self, way: Way) -> Option<Assurance> {
        match way {
            Way::Attribute => self.attribute.as_ref().map(|way| way.assurance),
            Way::OpenId => self.openid.as_ref().map(|way| way.assurance),
            Way::Code => self.code.as_ref().map(|way| way.assurance),
            Way::Form => self.form.as_ref().map(|way| way.assurance),
            Way::Desk => self.desk.as_ref().map(|way| way.assurance),
            Way::New => self.new.as_ref().map(|way| way.assurance),
        }
    }

    /// What is read of a record, each once.
    pub(crate) fn paths(&self) -> Vec<AttributePath> {
        let lookup = self.lookup.as_ref();
        let code = self.code.as_ref();
        let fields = self.form.iter().flat_map(|form| &form.fields);
        let mut paths: Vec<AttributePath> = lookup
            .and_then(|lookup| lookup.identifier.as_ref())
            .into_iter()
            .chain(code.and_then(|code| code.email.as_ref()))
            .chain(code.and_then(|code| code.phone.as_ref()))
            .chain(fields.map(|field| &field.path))
            .cloned()
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }

    pub(super) fn relative_to(&mut self, folder: &Path) {
        if let Some(secret) = self
            .openid
            .as_mut()
            .and_then(|way| way.client_secret.as_mut())
        {
            secret.relative_to(folder);
        }
    }

    /// Refuses what cannot work, naming the key.
    pub(super) fn check(&self, has_email: bool, has_sms: bool) -> Result<()> {
        let refuse = |text: String| Err(Error::Config(format!("`connector.links{text}")));
        if self.offers().is_empty() {
            return refuse("` accepts no way: nobody could be found any more".into());
        }
        if self.identifier_type.is_empty() || self.identifier_type.contains(char::is_whitespace) {
            return refuse(".identifier_type` is a word such as `library_card`".into());
        }
        if !(1..=MOST_DAYS).contains(&self.days) {
            return refuse(format!(".days` is between 1 and {MOST_DAYS}"));
        }
        for (key, is_there) in [("code", self.code.is_some()), ("form", self.form.is_some())] {
            if is_there && self.lookup.is_none() {
                return refuse(format!(
                    ".{key}` needs `connector.links.lookup`, by which the source finds whom a person says to be"
                ));
            }
        }
        if let Some(lookup) = &self.lookup
            && lookup.by != self.identifier_type
            && lookup.identifier.is_none()
        {
            return refuse(format!(
                ".lookup` finds people by `{}`; `identifier` must say where their `{}` is",
                lookup.by, self.identifier_type
            ));
        }
        if let Some(code) = &self.code {
            match (&code.email, &code.phone) {
                (None, None) => return refuse(".code` says neither `email` nor `phone`".into()),
                (Some(_), _) if !has_email => {
                    return refuse(".code.email` needs the section `[connector.email]`".into());
                }
                (_, Some(_)) if !has_sms => {
                    return refuse(".code.phone` needs the section `[connector.sms]`".into());
                }
                _ => {}
            }
        }
        if let Some(form) = &self.form
            && !(1..=MOST_FIELDS).contains(&form.fields.len())
        {
            return refuse(format!(".form` asks for 1 to {MOST_FIELDS} fields"));
        }
        if let Some(desk) = &self.desk
            && !(1..=MOST_DESK_DAYS).contains(&desk.days)
        {
            return refuse(format!(".desk.days` is between 1 and {MOST_DESK_DAYS}"));
        }
        Ok(())
    }
}
