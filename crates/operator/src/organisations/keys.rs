//! The keys of a service, as it sees to them itself: shown, added, replaced with an overlap, ended. Of one that has a secret
//! instead, the secret.
use std::collections::BTreeMap;

use protocol::jose::{Algorithms, Jwk, Jwks, KeySet, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::staff::Act;

use super::services::{Body, FormerSecret};
use super::{Actor, AuthMethod, Service};
use crate::clock::{DAY, SECOND, rfc3339};
use crate::random::hash_of_secret;
use crate::{Error, Operator, Result};

/// Keys of one service: the one in use, the next, and some machines of their own.
const MOST: usize = 8;
/// How long a replaced key goes on, in seconds, unless the service says otherwise: a day, for machines to follow.
const USUAL_OVERLAP: u32 = 86_400;
/// At the most, in seconds: what was replaced must end.
const LONGEST_OVERLAP: u32 = 30 * 86_400;

/// A key to add.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// The public key (RFC 7517): Ed25519 or P-256. Without `kid` it gets its thumbprint (RFC 7638).
    #[schema(value_type = Object)]
    pub jwk: Jwk,
    /// When it replaces those before: for how many seconds these go on.
    #[serde(default)]
    pub overlap_seconds: Option<u32>,
}

/// For how long a secret goes on that is replaced.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SecretRotation {
    /// Seconds; a day when absent.
    pub overlap_seconds: Option<u32>,
}

/// A key as its service sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeyView {
    /// Its name: what assertions say as `kid`.
    pub kid: String,
    /// `EdDSA` or `ES256`.
    pub algorithm: String,
    /// Its thumbprint (RFC 7638).
    pub thumbprint: String,
    /// Added when (RFC 3339); absent where the operator's administrator registered it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added_at: Option<String>,
    /// Good until then (RFC 3339), where it was replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<String>,
    /// Whether assertions by it are taken.
    pub active: bool,
}

/// What is noted of a key beside itself, in microseconds since the epoch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyNote {
    /// Added when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) added: Option<i64>,
    /// Good until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<i64>,
}

/// What a key is called: its `kid`, else its thumbprint.
pub(crate) fn name(jwk: &Jwk) -> String {
    jwk.kid
        .as_ref()
        .map_or_else(|| jwk.thumbprint().to_string(), ToString::to_string)
}

fn is_good(notes: &BTreeMap<String, KeyNote>, jwk: &Jwk, now: i64) -> bool {
    let until = notes.get(&name(jwk)).and_then(|note| note.until);
    until.is_none_or(|until| now < until)
}

impl Service {
    /// The keys by which it can show who it is now.
    pub(crate) fn keys_at(&self, now: i64) -> KeySet {
        let all = self.jwks.iter().flat_map(|jwks| &jwks.keys);
        let good = all.filter(|jwk| is_good(&self.key_notes, jwk, now));
        KeySet::new(&Jwks {
            keys: good.cloned().collect(),
        })
    }
}

fn overlap(seconds: Option<u32>) -> Result<i64> {
    let seconds = seconds.unwrap_or(USUAL_OVERLAP);
    if seconds > LONGEST_OVERLAP {
        return Err(Error::invalid(
            "overlap_seconds",
            format!("at most {LONGEST_OVERLAP}: what was replaced must end"),
        ));
    }
    Ok(i64::from(seconds) * SECOND)
}

fn with_name(mut jwk: Jwk) -> Result<Jwk> {
    let wrong = |error: &dyn std::fmt::Display| Error::invalid("jwk", error.to_string());
    if !Algorithms::STANDARD.contains(jwk.algorithm()) {
        return Err(wrong(&"a key is Ed25519 or P-256"));
    }
    VerifyingKey::new(jwk.clone()).map_err(|error| wrong(&error))?;
    if jwk.kid.is_none() {
        let thumbprint = jwk.thumbprint().to_string();
        jwk.kid = Some(protocol::jose::KeyId::parse(&thumbprint).map_err(|error| wrong(&error))?);
    }
    Ok(jwk)
}

impl Operator {
    /// A service's keys, in the order of adding; those that have ended are shown for a day.
    pub async fn keys_of(&self, service: &str) -> Result<Vec<KeyView>> {
        let service = self.service(service).await?;
        let now = self.clock.now();
        let keys = service.jwks.iter().flat_map(|jwks| &jwks.keys);
        let view = |jwk: &Jwk| {
            let note = service
                .key_notes
                .get(&name(jwk))
                .copied()
                .unwrap_or_default();
            KeyView {
                kid: name(jwk),
                algorithm: jwk.algorithm().as_str().to_owned(),
                thumbprint: jwk.thumbprint().to_string(),
                added_at: note.added.map(rfc3339),
                ends_at: note.until.map(rfc3339),
                active: is_good(&service.key_notes, jwk, now),
            }
        };
        Ok(keys.map(view).collect())
    }

    /// Adds a key to a service's. With `overlap_seconds` it replaces those before, which go on for so long.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the name is taken, there are too many, or the service has a secret instead;
    /// [`Error::Invalid`] for a key that cannot be used.
    pub async fn add_key(&self, service: &str, new: NewKey, by: Actor<'_>) -> Result<Vec<KeyView>> {
        let jwk = with_name(new.jwk)?;
        let ends = match new.overlap_seconds {
            Some(seconds) => Some(overlap(Some(seconds))?),
            None => None,
        };
        let act = if ends.is_some() {
            Act("act-key-replaced")
        } else {
            Act("act-key-added")
        };
        self.change_keys(service, act, by, |body, now| {
            if body.auth_method != AuthMethod::PrivateKeyJwt {
                return Err(Error::Conflict(
                    "the service shows who it is by a secret, not by keys".to_owned(),
                ));
            }
            // What ended is forgotten first: its name is free again after a day.
            forget_ended(body, now - DAY);
            let keys = &mut body.jwks.get_or_insert_default().keys;
            if keys
                .iter()
                .any(|known| name(known) == name(&jwk) || known.key == jwk.key)
            {
                return Err(Error::Conflict(format!(
                    "there is a key `{}` already",
                    name(&jwk)
                )));
            }
            if keys.len() >= MOST {
                return Err(Error::Conflict(format!(
                    "a service has {MOST} keys at the most; end one first"
                )));
            }
            if let Some(ends) = ends {
                for known in keys.iter() {
                    let note = body.key_notes.entry(name(known)).or_default();
                    let until = note.until.unwrap_or(i64::MAX);
                    note.until = Some(until.min(now + ends));
                }
            }
            let note = KeyNote {
                added: Some(now),
                until: None,
            };
            body.key_notes.insert(name(&jwk), note);
            keys.push(jwk.clone());
            Ok(json!({"kid": name(&jwk)}))
        })
        .await?;
        self.keys_of(service).await
    }

    /// Ends one of a service's keys at once.
    ///
    /// # Errors
    /// [`Error::Conflict`] for the last good one: the service could never show again who it is.
    pub async fn remove_key(&self, service: &str, kid: &str, by: Actor<'_>) -> Result<()> {
        self.change_keys(service, Act("act-key-ended"), by, |body, now| {
            let notes = &body.key_notes;
            let keys = &mut body.jwks.get_or_insert_default().keys;
            if !keys.iter().any(|known| name(known) == kid) {
                return Err(Error::unknown("key", kid));
            }
            // The last is one that does not end by itself.
            let others = keys.iter().any(|known| {
                name(known) != kid
                    && is_good(notes, known, now)
                    && notes
                        .get(&name(known))
                        .is_none_or(|note| note.until.is_none())
            });
            if !others {
                return Err(Error::Conflict(
                    "this is the last key that is good for longer; add another first".to_owned(),
                ));
            }
            keys.retain(|known| name(known) != kid);
            body.key_notes.remove(kid);
            Ok(json!({"kid": kid}))
        })
        .await
    }

    /// Gives a service another secret, shown this once; the one before goes on for a while.
    ///
    /// # Errors
    /// [`Error::Conflict`] for a service that has keys instead.
    pub async fn replace_secret(
        &self,
        service: &str,
        rotation: SecretRotation,
        by: Actor<'_>,
    ) -> Result<String> {
        let ends = overlap(rotation.overlap_seconds)?;
        let secret = crate::random::token();
        let hash = hash_of_secret(&secret);
        for _ in 0..super::services::ATTEMPTS {
            let mut row = self.service_row(service).await?;
            let mut body = Body::read(&row)?;
            if body.auth_method != AuthMethod::ClientSecretBasic {
                return Err(Error::Conflict(
                    "the service shows who it is by keys, not by a secret".to_owned(),
                ));
            }
            body.former_secret = row
                .secret_hash
                .replace(hash.clone())
                .map(|hash| FormerSecret::new(&hash, self.clock.now() + ends));
            row.body = body.write()?;
            let act = Act("act-secret-replaced");
            let record = json!({"act": act.name(), "by": by.to_string()});
            if self
                .write_service_row(row, &record, Some((by, act, service)))
                .await?
            {
                return Ok(secret);
            }
        }
        Err(Error::Conflict(
            "the service was changed meanwhile".to_owned(),
        ))
    }

    /// Changes what is known of a service's keys, over what it was read as; tried again when it was changed meanwhile.
    async fn change_keys(
        &self,
        service: &str,
        act: Act,
        by: Actor<'_>,
        change: impl Fn(&mut Body, i64) -> Result<serde_json::Value>,
    ) -> Result<()> {
        for _ in 0..super::services::ATTEMPTS {
            let mut row = self.service_row(service).await?;
            let mut body = Body::read(&row)?;
            let mut record = change(&mut body, self.clock.now())?;
            let what = record["kid"].as_str().unwrap_or_default().to_owned();
            record["act"] = json!(act.name());
            record["by"] = json!(by.to_string());
            row.body = body.write()?;
            if self
                .write_service_row(row, &record, Some((by, act, &what)))
                .await?
            {
                return Ok(());
            }
        }
        Err(Error::Conflict(
            "the service was changed meanwhile".to_owned(),
        ))
    }
}

/// Forgets keys that ended before `before`.
fn forget_ended(body: &mut Body, before: i64) {
    let notes = &body.key_notes;
    if let Some(jwks) = &mut body.jwks {
        jwks.keys.retain(|jwk| is_good(notes, jwk, before));
        let kept: Vec<String> = jwks.keys.iter().map(name).collect();
        body.key_notes.retain(|name, _| kept.contains(name));
    }
}
