//! The identifiers by which sources know a person: sealed, and shown to a connector only when the person
//! has permitted a use of its data (MIM4 §5.5).
use permission::Assurance;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use storage::Unit;
use storage::operator::accounts::Accounts as _;
use storage::operator::identifiers::Identifiers as _;
use storage::vault::DataKeys as _;

use super::keychain::Keychain;
use crate::{Error, Operator, Result};

/// The name of the sealed field.
pub(crate) const FIELD: &str = "identifiers.list";
/// Who verified an identifier that no login provider vouches for: whoever runs the operator.
pub(crate) const DESK: &str = "operator";
/// Identifiers of one person: more are nobody's.
pub(crate) const MOST_IDENTIFIERS: usize = 32;
/// Longest identifier or type, in bytes.
const LONGEST: usize = 256;

/// One identifier of a person. Personal data: `Debug` shows its type alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// The value, such as a library card number.
    pub id: String,
    /// What it is: `ssn`, `passport_number`, `email`, `library_card`, …
    pub id_type: String,
    /// The issuing country (ISO 3166-1 alpha-3), of national identifiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// When it was verified, in microseconds since the epoch.
    pub verified_at: i64,
    /// How surely it is the person's (eIDAS art. 8(2)).
    #[serde(default)]
    pub assurance: Assurance,
    /// Who verified it: `operator`, or the id of a login provider.
    #[serde(default = "desk")]
    pub verified_by: String,
    /// The link that gave it: then only that source is told it, and for as long as the link lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<LinkOf>,
}

/// Of an identifier that a link gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkOf {
    /// The connector UUID of the source.
    pub source: String,
    /// The person, as operator and connector know them in matters of links.
    pub id: String,
    /// When it ends, in microseconds since the epoch.
    pub until: i64,
}

fn desk() -> String {
    DESK.to_owned()
}

impl Identifier {
    /// What its person names it by within their keychain: it changes with the value.
    pub(crate) fn key(&self) -> String {
        let country = self.country.as_deref().unwrap_or_default();
        let text = format!("{}\n{country}\n{}", self.id_type, self.id);
        super::sessions::hex(&Sha256::digest(text))
    }
}

impl std::fmt::Debug for Identifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identifier")
            .field("id_type", &self.id_type)
            .finish_non_exhaustive()
    }
}

/// An identifier that someone has verified, to be added to a person.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIdentifier {
    /// The value.
    pub id: String,
    /// What it is.
    pub id_type: String,
    /// The issuing country (ISO 3166-1 alpha-3), of national identifiers.
    #[serde(default)]
    pub country: Option<String>,
    /// How surely it is the person's (eIDAS art. 8(2)): `low`, `substantial`, `high`.
    #[serde(default = "substantial")]
    #[schema(value_type = String)]
    pub assurance: Assurance,
}

/// What whoever verifies someone at a desk or by an electronic identity vouches for.
fn substantial() -> Assurance {
    Assurance::Substantial
}

impl std::fmt::Debug for NewIdentifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewIdentifier")
            .field("id_type", &self.id_type)
            .finish_non_exhaustive()
    }
}

impl NewIdentifier {
    fn check(&self) -> Result<()> {
        let fits = |text: &str| {
            !text.is_empty()
                && text.len() <= LONGEST
                && text.trim() == text
                && !text.chars().any(char::is_control)
        };
        if !fits(&self.id) {
            return Err(Error::invalid(
                "id",
                format!("an identifier has 1 to {LONGEST} printable bytes"),
            ));
        }
        if !fits(&self.id_type) || self.id_type.contains(char::is_whitespace) {
            return Err(Error::invalid(
                "id_type",
                "a type is a word such as `ssn` or `library_card`",
            ));
        }
        let country = self.country.as_deref();
        if country.is_some_and(|code| {
            code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase())
        }) {
            return Err(Error::invalid(
                "country",
                "a country is three capital letters, such as `FIN`",
            ));
        }
        Ok(())
    }
}

impl Operator {
    /// The identifiers of a person.
    pub async fn identifiers_of(&self, account: &str) -> Result<Vec<Identifier>> {
        Ok(self.keychain(account).await?.0.identifiers)
    }

    /// The keychain of a person, and the version it was read at.
    pub(crate) async fn keychain(&self, account: &str) -> Result<(Keychain, Option<i64>)> {
        match self.db.identifiers(account).await? {
            None => Ok((Keychain::default(), None)),
            Some(row) => {
                let opened = self.db.unseal(account, FIELD, &row.sealed).await?;
                Ok((Keychain::read(&opened)?, Some(row.version)))
            }
        }
    }

    /// Adds an identifier that whoever runs the operator has verified; one of the same type and country that they
    /// verified before is replaced.
    ///
    /// # Errors
    /// [`Error::Unknown`] when there is no such account, [`Error::Invalid`] for a value no source can use.
    pub async fn add_identifier(&self, account: &str, new: NewIdentifier) -> Result<()> {
        let mut unit = Unit::new();
        self.put_identifiers(&mut unit, account, DESK, vec![new])
            .await?;
        self.db.commit(unit).await?;
        Ok(())
    }

    /// Adds identifiers that `verified_by` vouches for to a person in a unit.
    pub(crate) async fn put_identifiers(
        &self,
        unit: &mut Unit,
        account: &str,
        verified_by: &str,
        new: Vec<NewIdentifier>,
    ) -> Result<()> {
        if self.db.account(account).await?.is_none() {
            return Err(Error::unknown("account", account));
        }
        let now = self.clock.now();
        let (mut keychain, version) = self.keychain(account).await?;
        let identifiers = &mut keychain.identifiers;
        for new in new {
            new.check()?;
            let NewIdentifier {
                id,
                id_type,
                country,
                assurance,
            } = new;
            identifiers.retain(|known| {
                let same_kind = known.id_type == id_type && known.country == country;
                known.link.is_some()
                    || !same_kind
                    || (known.verified_by != verified_by && known.id != id)
            });
            identifiers.push(Identifier {
                id,
                id_type,
                country,
                verified_at: now,
                assurance,
                verified_by: verified_by.to_owned(),
                link: None,
            });
        }
        if identifiers.len() > MOST_IDENTIFIERS {
            return Err(Error::Conflict(format!(
                "a person has at most {MOST_IDENTIFIERS} identifiers"
            )));
        }
        keychain.forget_what_is_gone();
        let sealed = self.db.seal(account, FIELD, &keychain.write()?).await?;
        unit.write_identifiers(account, sealed, version, now);
        let identifiers = &keychain.identifiers;
        let types: Vec<&str> = identifiers.iter().map(|one| one.id_type.as_str()).collect();
        let record = serde_json::json!({"act": "identifiers", "types": types});
        self.note_of_account(unit, account, None, &record)
    }
}
