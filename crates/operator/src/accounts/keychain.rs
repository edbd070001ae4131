//! The person's keychain: the identifiers by which sources know them, and which of several that fit is used for
//! which service and source.
use permission::Assurance;
use protocol::links::Way;
use protocol::metadata::LINKS;
use serde::{Deserialize, Serialize};
use storage::Unit;
use storage::vault::DataKeys as _;
use utoipa::ToSchema;

use super::identifiers::{FIELD, Identifier, MOST_IDENTIFIERS};
use crate::clock::rfc3339;
use crate::sources::known::Source;
use crate::{Error, Operator, Result};

/// Choices of one person: each service with each source would be more than anybody makes.
const MOST_CHOICES: usize = 500;
/// Longest id of a service or source in a choice, in bytes.
const LONGEST: usize = 256;

/// A choice: for this service, this source, or this service at this source, the identifier of this type is that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    /// The service's client id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<String>,
    /// The connector UUID of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// The type of identifier.
    pub(crate) id_type: String,
    /// The key of the identifier.
    pub(crate) identifier: String,
}

/// What is wished: a choice, or its end.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wish {
    /// The service's client id.
    #[serde(default)]
    pub(crate) service: Option<String>,
    /// The connector UUID of the source.
    #[serde(default)]
    pub(crate) source: Option<String>,
    /// The type of identifier.
    pub(crate) id_type: String,
    /// The key of the identifier; without one the choice ends.
    #[serde(default)]
    pub(crate) identifier: Option<String>,
}

/// An identifier as its person sees it in their keychain.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyView {
    /// What to choose it by.
    key: String,
    /// The value.
    id: String,
    /// What it is.
    id_type: String,
    /// The issuing country.
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    /// Who verified it: `operator`, the id of a login provider, or the connector UUID of the source whose link gave it.
    verified_by: String,
    /// When the link ends that gave it (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    /// Verified when (RFC 3339).
    verified: String,
    /// How surely it is the person's (eIDAS art. 8(2)): `low`, `substantial`, `high`.
    #[schema(value_type = String)]
    assurance: Assurance,
}

/// Identifiers and choices, sealed together for their person. Personal data: `Debug` shows nothing of it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Keychain {
    pub(crate) identifiers: Vec<Identifier>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) choices: Vec<Choice>,
}

impl std::fmt::Debug for Keychain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keychain(…)")
    }
}

/// As keychains are stored: before there were choices, a list of identifiers alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    List(Vec<Identifier>),
    Keychain(Keychain),
}

impl Keychain {
    /// Reads what was sealed.
    pub(crate) fn read(opened: &[u8]) -> Result<Self> {
        match serde_json::from_slice(opened).map_err(|e| Error::stored("identifiers", e))? {
            Stored::List(identifiers) => Ok(Self {
                identifiers,
                choices: Vec::new(),
            }),
            Stored::Keychain(keychain) => Ok(keychain),
        }
    }

    /// Writes what is to be sealed.
    pub(crate) fn write(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(|error| Error::stored("identifiers", error))
    }

    /// The identifiers that a source is shown for a service, or for the person's own look at their data: where the person has chosen one of a type, that one
    /// alone; else of each type and country the best assured, of those the newest.
    pub(crate) fn shown_to(
        &self,
        service: Option<&str>,
        source: &Source,
        now: i64,
    ) -> Vec<Identifier> {
        let known = self.known_to(source, now);
        self.chosen(service, source.uuid.as_str(), &known)
    }

    /// The identifiers by which a source could know the person: those of its own links that last, and of the others
    /// those that it accepts. A source that says which ways it accepts has no use for what came another way.
    pub(crate) fn known_to(&self, source: &Source, now: i64) -> Vec<Identifier> {
        let accepts = Accepted::by(source);
        let known = self.identifiers.iter();
        let known = known.filter(|one| match &one.link {
            Some(link) => {
                accepts != Accepted::All && link.source == source.uuid.as_str() && link.until > now
            }
            None => match accepts {
                Accepted::All => true,
                Accepted::From(least) => one.assurance >= least,
                Accepted::LinksAlone => false,
            },
        });
        known.cloned().collect()
    }

    fn chosen(&self, service: Option<&str>, source: &str, known: &[Identifier]) -> Vec<Identifier> {
        let is_shown = |one: &&Identifier| {
            let choice = self.choice(service, source, &one.id_type);
            // A choice of what this source is not told is none here.
            let choice = choice.filter(|choice| {
                let mut known = known.iter();
                known.any(|one| one.key() == choice.identifier)
            });
            match choice {
                Some(chosen) => one.key() == chosen.identifier,
                None => !known.iter().any(|other| is_better(other, one)),
            }
        };
        known.iter().filter(is_shown).cloned().collect()
    }

    /// The closest choice: for the service at the source, for the service, for the source.
    fn choice(&self, service: Option<&str>, source: &str, id_type: &str) -> Option<&Choice> {
        let fits = |choice: &&Choice| {
            choice.id_type == id_type
                && (choice.service.is_none() || choice.service.as_deref() == service)
                && choice.source.as_deref().is_none_or(|one| one == source)
        };
        let closeness = |choice: &&Choice| (choice.service.is_some(), choice.source.is_some());
        self.choices.iter().filter(fits).max_by_key(closeness)
    }

    /// Adds what a link gave.
    pub(crate) fn add_linked(&mut self, identifier: Identifier) -> Result<()> {
        if self.identifiers.len() >= MOST_IDENTIFIERS {
            return Err(Error::Conflict(format!(
                "a person has at most {MOST_IDENTIFIERS} identifiers"
            )));
        }
        self.identifiers.push(identifier);
        Ok(())
    }

    /// Takes out what the link with a source gave.
    pub(crate) fn forget_link(&mut self, source: &str) {
        self.identifiers
            .retain(|one| one.link.as_ref().is_none_or(|link| link.source != source));
    }

    /// Ends choices of identifiers that are not here any more.
    pub(crate) fn forget_what_is_gone(&mut self) {
        let keys: Vec<String> = self.identifiers.iter().map(Identifier::key).collect();
        self.choices
            .retain(|choice| keys.contains(&choice.identifier));
    }

    fn choose(&mut self, wish: Wish) -> Result<()> {
        let Wish {
            service,
            source,
            id_type,
            identifier,
        } = wish;
        if service.is_none() && source.is_none() {
            return Err(Error::invalid(
                "service",
                "a choice is for a service, for a source, or for both",
            ));
        }
        let ids = [service.as_deref(), source.as_deref()];
        if ids.iter().flatten().any(|id| id.len() > LONGEST) {
            return Err(Error::invalid(
                "service",
                format!("an id has at most {LONGEST} bytes"),
            ));
        }
        self.choices.retain(|known| {
            known.id_type != id_type || known.service != service || known.source != source
        });
        let Some(identifier) = identifier else {
            return Ok(());
        };
        let known = |one: &Identifier| one.id_type == id_type && one.key() == identifier;
        if !self.identifiers.iter().any(known) {
            return Err(Error::unknown("identifier of this type", identifier));
        }
        if self.choices.len() >= MOST_CHOICES {
            return Err(Error::Conflict(format!(
                "a person makes at most {MOST_CHOICES} choices"
            )));
        }
        self.choices.push(Choice {
            service,
            source,
            id_type,
            identifier,
        });
        Ok(())
    }

    /// As their person sees them.
    pub(crate) fn views(&self) -> Vec<KeyView> {
        let view = |one: &Identifier| KeyView {
            key: one.key(),
            id: one.id.clone(),
            id_type: one.id_type.clone(),
            country: one.country.clone(),
            verified_by: one.verified_by.clone(),
            valid_until: one.link.as_ref().map(|link| rfc3339(link.until)),
            verified: rfc3339(one.verified_at),
            assurance: one.assurance,
        };
        self.identifiers.iter().map(view).collect()
    }
}

/// What a source accepts of what is in a person's keychain beside its own links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Accepted {
    /// Everything: it says nothing about links.
    All,
    /// What is at least so sure.
    From(Assurance),
    /// Nothing.
    LinksAlone,
}

impl Accepted {
    fn by(source: &Source) -> Self {
        if !source.metadata.can(LINKS) {
            return Self::All;
        }
        let mut offers = source.metadata.links.iter();
        let attribute = offers.find(|offer| offer.way == Way::Attribute);
        attribute.map_or(Self::LinksAlone, |offer| Self::From(offer.assurance))
    }
}

/// Whether another identifier of the same kind goes before this one.
fn is_better(other: &Identifier, one: &Identifier) -> bool {
    other.id_type == one.id_type
        && other.country == one.country
        && (other.assurance, other.verified_at, &other.id)
            > (one.assurance, one.verified_at, &one.id)
}

impl Operator {
    /// Makes, changes or ends a person's choice of the identifier that a service or source knows them by. In
    /// force for every answer given from now on; what a connector holds a lease of lasts as long as that.
    ///
    /// # Errors
    /// [`Error::Invalid`] without service and source, [`Error::Unknown`] for an identifier that is not theirs.
    pub(crate) async fn choose_identifier(&self, account: &str, wish: Wish) -> Result<Keychain> {
        let (mut keychain, version) = self.keychain(account).await?;
        let record = serde_json::json!({
            "act": "identifier chosen", "service": wish.service, "source": wish.source, "type": wish.id_type,
        });
        keychain.choose(wish)?;
        let now = self.clock.now();
        let sealed = self.db.seal(account, FIELD, &keychain.write()?).await?;
        let mut unit = Unit::new();
        unit.write_identifiers(account, sealed, version, now);
        self.note_of_account(&mut unit, account, None, &record)?;
        self.db.commit(unit).await?;
        Ok(keychain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier(
        id: &str,
        verified_by: &str,
        assurance: Assurance,
        verified_at: i64,
    ) -> Identifier {
        Identifier {
            id: id.to_owned(),
            id_type: "email".to_owned(),
            country: None,
            verified_at,
            assurance,
            verified_by: verified_by.to_owned(),
            link: None,
        }
    }

    fn shown(keychain: &Keychain, service: &str, source: &str) -> Vec<String> {
        let shown = keychain.chosen(Some(service), source, &keychain.identifiers);
        shown.into_iter().map(|one| one.id).collect()
    }

    #[test]
    fn the_closest_choice_counts_and_without_one_the_best_assured() {
        let (old, new, sure) = (
            identifier("old@x", "a", Assurance::Low, 1),
            identifier("new@x", "b", Assurance::Low, 2),
            identifier("sure@x", "c", Assurance::High, 0),
        );
        let mut keychain = Keychain {
            identifiers: vec![old.clone(), new.clone()],
            choices: Vec::new(),
        };
        assert_eq!(shown(&keychain, "s", "t"), ["new@x"]);
        keychain.identifiers.push(sure.clone());
        assert_eq!(shown(&keychain, "s", "t"), ["sure@x"]);
        let mut choose = |service: Option<&str>, source: Option<&str>, one: Option<&Identifier>| {
            keychain
                .choose(Wish {
                    service: service.map(str::to_owned),
                    source: source.map(str::to_owned),
                    id_type: "email".to_owned(),
                    identifier: one.map(Identifier::key),
                })
                .unwrap();
        };
        choose(None, Some("t"), Some(&old));
        choose(Some("s"), None, Some(&new));
        choose(Some("s"), Some("t"), Some(&sure));
        assert_eq!(shown(&keychain, "s", "t"), ["sure@x"]);
        assert_eq!(shown(&keychain, "s", "u"), ["new@x"]);
        assert_eq!(shown(&keychain, "r", "t"), ["old@x"]);
        assert_eq!(shown(&keychain, "r", "u"), ["sure@x"]);
        keychain.identifiers.retain(|one| one.id != "new@x");
        keychain.forget_what_is_gone();
        assert_eq!(shown(&keychain, "s", "u"), ["sure@x"]);
    }

    #[test]
    fn a_list_from_before_there_were_choices_reads_as_a_keychain() {
        let list = br#"[{"id":"1","id_type":"ssn","country":"FIN","verified_at":5}]"#;
        let keychain = Keychain::read(list).unwrap();
        assert_eq!(keychain.identifiers[0].verified_by, "operator");
        assert!(keychain.choices.is_empty());
        let again = Keychain::read(&keychain.write().unwrap()).unwrap();
        assert!(again.identifiers == keychain.identifiers);
    }
}
