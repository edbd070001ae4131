//! What an app may see and do.
use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing a person can let an app do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
pub enum Scope {
    /// See requests, permissions with their history and receipts, and standing rules.
    #[serde(rename = "permissions:read")]
    PermissionsRead,
    /// See the access log: who asked which source for data.
    #[serde(rename = "activity:read")]
    ActivityRead,
    /// Grant, decline, change and withdraw; make and end standing rules.
    #[serde(rename = "permissions:write")]
    PermissionsWrite,
}

impl Scope {
    /// All there are, as people read them: seeing first.
    pub const ALL: [Self; 3] = [
        Self::PermissionsRead,
        Self::ActivityRead,
        Self::PermissionsWrite,
    ];

    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PermissionsRead => "permissions:read",
            Self::ActivityRead => "activity:read",
            Self::PermissionsWrite => "permissions:write",
        }
    }

    /// The scope of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// Several scopes, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scopes(pub BTreeSet<Scope>);

impl Scopes {
    /// Reads a `scope` parameter (RFC 6749 §3.3).
    ///
    /// # Errors
    /// The name that is no scope; empty when there is none at all.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut scopes = BTreeSet::new();
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            scopes.insert(Scope::of(name).ok_or_else(|| name.to_owned())?);
        }
        if scopes.is_empty() {
            return Err(String::new());
        }
        Ok(Self(scopes))
    }

    /// Whether one is among them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether all of these are among `others`.
    pub fn is_within(&self, others: &Self) -> bool {
        self.0.is_subset(&others.0)
    }
}

/// As a `scope` parameter has them.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.name())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_come_back_as_they_went() {
        let scopes = Scopes::parse("permissions:write  permissions:read permissions:write");
        assert_eq!(
            scopes.unwrap().to_string(),
            "permissions:read permissions:write"
        );
        assert_eq!(
            Scopes::parse("permissions:read openid"),
            Err("openid".into())
        );
        assert_eq!(Scopes::parse(" "), Err(String::new()));
    }
}
