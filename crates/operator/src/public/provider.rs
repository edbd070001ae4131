//! Who runs the operator, as the law wants it said: the `[operator.provider]` section of the configuration.
use std::str::FromStr;

use permission::Texts;
use serde::{Deserialize, Serialize};

use crate::rights::holidays::Holiday;
use crate::{Error, Result};

/// Who runs the operator and how they are reached. Everything may be left out; [`Provider::missing`] names what an
/// operator that people use must say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Provider {
    /// The name in law; the operator's own when absent (Regulation (EU) 2022/868 art. 11(6)(a)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Legal status and form, and who owns it (art. 11(6)(b)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_form: Option<String>,
    /// Its number in a trade or similar register, with the register (art. 11(6)(b)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// The address of its main establishment (art. 11(6)(c)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Where people write to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where people call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The e-mail address of the data protection officer (GDPR art. 13(1)(b)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_protection_officer: Option<String>,
    /// Where people complain about the use of their data (GDPR art. 13(2)(d)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supervisory_authority: Option<Reference>,
    /// The rules that it and the others of its trust group have agreed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rulebook: Option<Reference>,
    /// The number under which the competent authority keeps its notification (Regulation (EU) 2022/868 art. 11).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification: Option<String>,
    /// On what legal ground it keeps data of people, in the languages it speaks (GDPR art. 13(1)(c)).
    #[serde(skip_serializing_if = "Texts::is_empty")]
    pub legal_basis: Texts,
    /// The public holidays of the country, on which no time for an answer ends (Regulation (EEC, Euratom) No 1182/71
    /// art. 3(4)): `12-25`, `2027-06-25`, `easter+1`, `orthodox-easter+1`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Holiday>,
    /// How accessible its pages are.
    pub accessibility: Accessibility,
}

/// Something that is written down elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// What it is called.
    pub name: String,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What the accessibility statement says (Implementing Decision (EU) 2018/1523).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Accessibility {
    /// How far the pages are accessible.
    pub status: Conformance,
    /// What is not accessible and why, each in the languages it is spoken of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Texts>,
    /// Who has assessed the pages; nobody but whoever runs them when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessed_by: Option<String>,
    /// The day on which the statement was prepared, such as `2026-11-02`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prepared: Option<String>,
    /// The day on which it was reviewed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<String>,
    /// Whom people turn to when the answer does not satisfy them (Directive (EU) 2016/2102 art. 9).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforcement: Option<Reference>,
}

/// How far pages are accessible, in the three steps of Implementing Decision (EU) 2018/1523.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Conformance {
    /// All of EN 301 549 that concerns web pages is met.
    Full,
    /// Most of it is.
    #[default]
    Partial,
    /// Most of it is not.
    None,
}

impl Provider {
    /// Refuses what could not be shown: addresses that lead nowhere, days that are none, empty texts.
    pub(crate) fn check(&self) -> Result<()> {
        for (key, value) in [
            ("email", &self.email),
            ("data_protection_officer", &self.data_protection_officer),
        ] {
            if let Some(value) = value
                && crate::accounts::profile::normal_login(value).is_err()
            {
                return refuse(key, &format!("`{value}` is no e-mail address"));
            }
        }
        for (key, reference) in [
            ("supervisory_authority", &self.supervisory_authority),
            ("rulebook", &self.rulebook),
            ("accessibility.enforcement", &self.accessibility.enforcement),
        ] {
            let url = reference.as_ref().and_then(|one| one.url.as_deref());
            // An address of another kind, such as `javascript:`, must not become a link.
            let leads = |url: &str| {
                url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
            };
            if let Some(url) = url.filter(|url| !leads(url)) {
                return refuse(key, &format!("`{url}` is no web address"));
            }
        }
        for (key, day) in [
            ("accessibility.prepared", &self.accessibility.prepared),
            ("accessibility.reviewed", &self.accessibility.reviewed),
        ] {
            if let Some(day) = day
                && jiff::civil::Date::from_str(day).is_err()
            {
                return refuse(key, &format!("`{day}` is no day such as `2026-11-02`"));
            }
        }
        for limit in &self.accessibility.limits {
            limit
                .validate()
                .or_else(|error| refuse("accessibility.limits", &error.to_string()))?;
        }
        self.legal_basis
            .validate_optional()
            .or_else(|error| refuse("legal_basis", &error.to_string()))
    }

    /// The keys of the section that an operator in production must not leave out, with the law that asks for each.
    pub fn missing(&self) -> Vec<(&'static str, &'static str)> {
        const DATA_GOVERNANCE: &str = "Regulation (EU) 2022/868 art. 11(6)";
        const GDPR: &str = "GDPR art. 13";
        const ACCESSIBILITY: &str = "Implementing Decision (EU) 2018/1523";
        let said = [
            ("legal_form", self.legal_form.is_some(), DATA_GOVERNANCE),
            ("address", self.address.is_some(), DATA_GOVERNANCE),
            ("email", self.email.is_some(), GDPR),
            ("notification", self.notification.is_some(), DATA_GOVERNANCE),
            (
                "data_protection_officer",
                self.data_protection_officer.is_some(),
                GDPR,
            ),
            (
                "supervisory_authority",
                self.supervisory_authority.is_some(),
                GDPR,
            ),
            ("legal_basis", !self.legal_basis.is_empty(), GDPR),
            (
                "accessibility.prepared",
                self.accessibility.prepared.is_some(),
                ACCESSIBILITY,
            ),
            (
                "accessibility.enforcement",
                self.accessibility.enforcement.is_some(),
                ACCESSIBILITY,
            ),
        ];
        said.into_iter()
            .filter(|(_, said, _)| !said)
            .map(|(key, _, law)| (key, law))
            .collect()
    }
}

fn refuse(key: &str, reason: &str) -> Result<()> {
    Err(Error::Config(format!(
        "`operator.provider.{key}`: {reason}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_shown_is_refused_by_its_key() {
        for (text, key) in [
            ("email = \"nobody\"", "email"),
            (
                "rulebook = { name = \"R\", url = \"javascript:alert(1)\" }",
                "rulebook",
            ),
            (
                "[accessibility]\nprepared = \"yesterday\"",
                "accessibility.prepared",
            ),
            (
                "[accessibility]\nlimits = [{ en = \"\" }]",
                "accessibility.limits",
            ),
        ] {
            let provider: Provider = toml::from_str(text).unwrap();
            let said = provider.check().unwrap_err().to_string();
            assert!(said.contains(key), "{said}");
        }
    }

    #[test]
    fn what_the_law_asks_for_is_missing_until_it_is_said() {
        let provider: Provider = toml::from_str(
            "legal_form = \"a city\"\naddress = \"a street\"\nemail = \"a@b\"\nnotification = \"1\"\n\
             data_protection_officer = \"dpo@b\"\nsupervisory_authority = { name = \"x\" }\nlegal_basis = { en = \"y\" }\n\
             [accessibility]\nprepared = \"2026-11-02\"\nenforcement = { name = \"z\", url = \"https://z.example\" }",
        )
        .unwrap();
        provider.check().unwrap();
        assert_eq!(provider.missing(), []);
        assert_eq!(Provider::default().missing().len(), 9);
    }
}
