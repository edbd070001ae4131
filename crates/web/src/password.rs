//! Passwords: argon2id on blocking threads, as many at once as memory allows.
use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{OnceCell, Semaphore};

use crate::session::SessionToken;

/// Shortest password, in characters (NIST SP 800-63B-4 §3.1.1.2 for passwords that are the only factor
/// asks for 15 and allows 8 beside another; OWASP ASVS 5.0 §6.2.1 asks for 8 at least).
pub const SHORTEST_PASSWORD: usize = 8;
/// Longest password, in bytes: enough for a sentence, short enough that hashing one is no attack.
pub const LONGEST_PASSWORD: usize = 1024;
/// Memory of one hash, in KiB, with the passes below: what OWASP recommends for argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes of one hash.
const PASSES: u32 = 2;
/// Lanes of one hash: more would take a core from another login.
const LANES: u32 = 1;

/// Why a password is not taken, or could not be checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordError {
    /// It is too short.
    #[error("a password has at least {SHORTEST_PASSWORD} characters")]
    Short,
    /// It is too long.
    #[error("a password has at most {LONGEST_PASSWORD} bytes")]
    Long,
    /// A fault of this program, or damaged data.
    #[error("{0}")]
    Internal(String),
}

type Result<T> = std::result::Result<T, PasswordError>;

fn internal(what: &str, error: &dyn std::fmt::Display) -> PasswordError {
    PasswordError::Internal(format!("{what}: {error}"))
}

/// Makes and checks password hashes. A slot is held for the whole of each hash.
#[derive(Debug)]
pub struct Passwords {
    slots: Arc<Semaphore>,
    /// The hash of a password nobody has: checked when a login is unknown, so that the answer takes as
    /// long as for a known one.
    decoy: OnceCell<String>,
}

impl Passwords {
    /// Hashes so many at once, each in 19 MiB.
    pub fn new(at_once: usize) -> Self {
        Self {
            slots: Arc::new(Semaphore::new(at_once)),
            decoy: OnceCell::new(),
        }
    }

    /// The hash of a new password, as a PHC string.
    ///
    /// # Errors
    /// [`PasswordError`] when it is too short or too long.
    pub async fn hash(&self, password: &SecretString) -> Result<String> {
        let text = password.expose_secret();
        if text.chars().count() < SHORTEST_PASSWORD {
            return Err(PasswordError::Short);
        }
        if text.len() > LONGEST_PASSWORD {
            return Err(PasswordError::Long);
        }
        self.hash_unchecked(password.clone()).await
    }

    async fn hash_unchecked(&self, password: SecretString) -> Result<String> {
        self.blocking(move || {
            hasher()?
                .hash_password(password.expose_secret().as_bytes())
                .map(|hash| hash.to_string())
                .map_err(|error| internal("password hash", &error))
        })
        .await?
    }

    /// Whether `password` is the one behind `hash`. Without a hash the same work is done and the answer
    /// is no.
    ///
    /// # Errors
    /// [`PasswordError::Internal`].
    pub async fn verify(&self, hash: Option<&str>, password: &SecretString) -> Result<bool> {
        let nobodys = SessionToken::generate(&mut rand::rng()).expose();
        let decoy = self
            .decoy
            .get_or_try_init(|| self.hash_unchecked(SecretString::from(nobodys)));
        let decoy = decoy.await?.clone();
        let known = hash.is_some();
        let hash = hash.map_or(decoy, str::to_owned);
        let password = password.clone();
        // A login form must not make the server hash a megabyte either.
        let fits = password.expose_secret().len() <= LONGEST_PASSWORD;
        let right = self
            .blocking(move || {
                let parsed = PasswordHash::new(&hash)
                    .map_err(|error| internal("stored password", &error))?;
                let candidate = if fits {
                    password.expose_secret().as_bytes()
                } else {
                    b"".as_slice()
                };
                Ok::<_, PasswordError>(hasher()?.verify_password(candidate, &parsed).is_ok())
            })
            .await??;
        Ok(right && known && fits)
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let slot = Arc::clone(&self.slots).acquire_owned().await;
        let slot = slot.map_err(|error| internal("password slots", &error))?;
        tokio::task::spawn_blocking(move || {
            let _slot = slot;
            work()
        })
        .await
        .map_err(|error| internal("password task", &error))
    }
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| internal("argon2 parameters", &error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_alone() {
        let passwords = Passwords::new(2);
        let right = SecretString::from("correct horse battery".to_owned());
        let hash = passwords.hash(&right).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(passwords.verify(Some(&hash), &right).await.unwrap());
        let wrong = SecretString::from("correct horse batterz".to_owned());
        assert!(!passwords.verify(Some(&hash), &wrong).await.unwrap());
        assert!(!passwords.verify(None, &right).await.unwrap());
        let short = SecretString::from("1234567".to_owned());
        assert!(matches!(
            passwords.hash(&short).await,
            Err(PasswordError::Short)
        ));
    }
}
