//! A party's signing keys: public part readable, private part sealed by the vault.
//!
//! A key is first published (`next`), then signs (`active`), then is only verified with
//! (`retiring`), so that no peer ever meets a signature under a key it could not have fetched, then is
//! `former`: its private part is gone, its public part stays for good with the time in which it signed, for
//! what must be verifiable for years. At most one key per purpose is active.
use crate::catalogue::statements;
use crate::{Database, Error, Result, Table, Unit, params, values};
use std::future::Future;
use std::str::FromStr;
use zeroize::Zeroizing;

/// All signing keys.
pub(crate) static SIGNING_KEYS: Table = Table {
    name: "signing_keys",
    columns: &[
        "kid",
        "purpose",
        "algorithm",
        "state",
        "public_jwk",
        "sealed",
        "created_at",
        "changed_at",
    ],
    key: &["kid"],
};

statements! {
    ALL = "SELECT kid, purpose, algorithm, state, public_jwk, sealed, created_at, changed_at
        FROM signing_keys WHERE purpose = $1 AND state <> 'former' ORDER BY created_at, kid";
    /// Replaced keys, newest first.
    REPLACED = "SELECT public_jwk, created_at, changed_at FROM signing_keys
        WHERE purpose = $1 AND state IN ('retiring', 'former') ORDER BY changed_at DESC, kid";
    /// A transition; touches the key only in the state it is thought to be in.
    MOVE = "UPDATE signing_keys SET state = $3, changed_at = $4 WHERE kid = $1 AND state = $2";
    /// Holds only while no other key is announced: one rotation ends before another starts.
    NONE_ANNOUNCED = "UPDATE signing_keys SET changed_at = changed_at
        WHERE purpose = $1 AND state = 'active' AND NOT EXISTS
            (SELECT 1 FROM signing_keys other WHERE other.purpose = $1 AND other.state = 'next')";
    /// Retires whichever key of the purpose is active, when another takes over.
    RETIRE_ACTIVE = "UPDATE signing_keys SET state = 'retiring', changed_at = $2
        WHERE purpose = $1 AND state = 'active'";
    /// The private part goes; when the key was replaced stays.
    END = "UPDATE signing_keys SET state = 'former', sealed = $2 WHERE kid = $1 AND state = 'retiring'";
}

/// Where a key is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyState {
    /// Published, not used yet.
    Next,
    /// Signs.
    Active,
    /// Signs no more; still published for what it has signed.
    Retiring,
}

impl KeyState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Active => "active",
            Self::Retiring => "retiring",
        }
    }
}

impl FromStr for KeyState {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "next" => Ok(Self::Next),
            "active" => Ok(Self::Active),
            "retiring" => Ok(Self::Retiring),
            other => Err(Error::Stored {
                what: "signing_keys.state",
                reason: format!("unknown state `{other}`"),
            }),
        }
    }
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    kid: String,
    purpose: String,
    algorithm: String,
    state: String,
    public_jwk: String,
    sealed: Vec<u8>,
    created_at: i64,
    changed_at: i64,
}

/// A key to add.
pub struct NewKey<'a> {
    /// Its id, as in the JWK.
    pub kid: &'a str,
    /// What it signs for: `jose`, `log`, or the party's own word.
    pub purpose: &'a str,
    /// `EdDSA` or `ES256`.
    pub algorithm: &'a str,
    /// Published only, or signing at once (the first key of a party).
    pub state: KeyState,
    /// The public key as JWK JSON.
    pub public_jwk: &'a str,
    /// The private key, in whatever form the caller reads back.
    pub private: &'a [u8],
}

/// A key with its private part.
pub struct SigningKey {
    /// Its id.
    pub kid: String,
    /// What it signs for.
    pub purpose: String,
    /// `EdDSA` or `ES256`.
    pub algorithm: String,
    /// Where it is in its life.
    pub state: KeyState,
    /// The public key as JWK JSON.
    pub public_jwk: String,
    /// The private key as given; wiped when dropped.
    pub private: Zeroizing<Vec<u8>>,
    /// When it was made, in microseconds since the epoch.
    pub created_at: i64,
    /// When its state last changed, in microseconds since the epoch.
    pub changed_at: i64,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("purpose", &self.purpose)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// A key that signs no more.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ReplacedKey {
    /// The public key as JWK JSON.
    pub public_jwk: String,
    /// When it was made, in microseconds since the epoch: it has signed nothing before.
    pub created_at: i64,
    /// When another took over, in microseconds since the epoch: it has signed nothing after.
    #[sqlx(rename = "changed_at")]
    pub replaced_at: i64,
}

/// Keeping signing keys. Needs a vault.
pub trait Keys {
    /// Every key of a purpose that is still published with those in force, oldest first.
    fn signing_keys(&self, purpose: &str) -> impl Future<Output = Result<Vec<SigningKey>>> + Send;

    /// Adds a key. An active one retires the one active so far; of `next` keys there is one at a time.
    ///
    /// # Errors
    /// [`Error::Conflict`] when a `next` key is there already, or no active one for it to follow.
    fn add_signing_key(
        &self,
        key: &NewKey<'_>,
        now: i64,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Makes a `next` key of a purpose the active one; the one active so far becomes `retiring`.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the key is not `next` any more: another process was first.
    fn activate_signing_key(
        &self,
        purpose: &str,
        kid: &str,
        now: i64,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Makes a `retiring` key a former one: its private part is gone for good.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the key is not `retiring`.
    fn end_signing_key(&self, kid: &str) -> impl Future<Output = Result<()>> + Send;

    /// Every key of a purpose that another has replaced, newest first, the retiring ones among them. Needs no vault.
    fn replaced_keys(&self, purpose: &str)
    -> impl Future<Output = Result<Vec<ReplacedKey>>> + Send;
}

impl Keys for Database {
    async fn signing_keys(&self, purpose: &str) -> Result<Vec<SigningKey>> {
        let rows: Vec<KeyRow> = self.fetch_all(ALL, params![purpose]).await?;
        rows.into_iter()
            .map(|row| {
                let private = self
                    .vault()?
                    .unseal_secret(&secret_name(&row.kid), &row.sealed)?;
                Ok(SigningKey {
                    state: row.state.parse()?,
                    kid: row.kid,
                    purpose: row.purpose,
                    algorithm: row.algorithm,
                    public_jwk: row.public_jwk,
                    private,
                    created_at: row.created_at,
                    changed_at: row.changed_at,
                })
            })
            .collect()
    }

    async fn add_signing_key(&self, key: &NewKey<'_>, now: i64) -> Result<()> {
        let sealed = self
            .vault()?
            .seal_secret(&secret_name(key.kid), key.private)?;
        let mut unit = Unit::new();
        match key.state {
            KeyState::Active => unit.execute(RETIRE_ACTIVE, values![key.purpose, now]),
            KeyState::Next => unit
                .execute(NONE_ANNOUNCED, values![key.purpose])
                .expect_rows(1),
            KeyState::Retiring => &mut unit,
        };
        unit.insert_once(
            &SIGNING_KEYS,
            values![
                key.kid,
                key.purpose,
                key.algorithm,
                key.state.as_str(),
                key.public_jwk,
                sealed,
                now,
                now
            ],
        );
        self.commit(unit).await.map(drop)
    }

    async fn activate_signing_key(&self, purpose: &str, kid: &str, now: i64) -> Result<()> {
        let (next, active) = (KeyState::Next.as_str(), KeyState::Active.as_str());
        let mut unit = Unit::new();
        unit.execute(RETIRE_ACTIVE, values![purpose, now]);
        unit.execute(MOVE, values![kid, next, active, now])
            .expect_rows(1);
        self.commit(unit).await.map(drop)
    }

    async fn end_signing_key(&self, kid: &str) -> Result<()> {
        let mut unit = Unit::new();
        unit.execute(END, values![kid, Vec::new()]).expect_rows(1);
        self.commit(unit).await.map(drop)
    }

    async fn replaced_keys(&self, purpose: &str) -> Result<Vec<ReplacedKey>> {
        self.fetch_all(REPLACED, params![purpose]).await
    }
}

pub(crate) fn secret_name(kid: &str) -> String {
    format!("signing key {kid}")
}
