//! What an account knows about its person.
use serde::{Deserialize, Serialize};

/// The name of the sealed field that holds the profile.
pub(crate) const FIELD: &str = "accounts.profile";

/// A person's own details. Sealed at rest; never shown by `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The e-mail address the person logs in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// What the person is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Profile(…)")
    }
}

/// A login in the one form in which it is compared: without spaces around it, in lower case.
///
/// # Errors
/// Anything that is not `name@host`, or longer than a mailbox may be (RFC 5321 §4.5.3.1: 254).
pub(crate) fn normal_login(login: &str) -> crate::Result<String> {
    web::login::normal(login)
        .ok_or_else(|| crate::Error::invalid("login", "a login is an e-mail address"))
}

/// Letters in a name: the longest that registers keep are well below.
pub(crate) const LONGEST_NAME: usize = 200;

/// A name without spaces around it; none where nothing is left.
pub(crate) fn plain_name(name: &str) -> Option<String> {
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// A name as a person writes it into a form.
///
/// # Errors
/// One that is longer than [`LONGEST_NAME`], or holds what cannot be written.
pub(crate) fn checked_name(name: &str) -> crate::Result<Option<String>> {
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        let reason = format!("a name has at most {LONGEST_NAME} letters, all on one line");
        return Err(crate::Error::invalid("name", reason));
    }
    Ok(plain_name(name))
}
