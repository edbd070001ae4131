//! What people and staff log in with: an e-mail address.

/// The longest mailbox, in bytes (RFC 5321 §4.5.3.1).
const LONGEST: usize = 254;

/// A login in the one form in which it is compared: without spaces around it, in lower case. None for anything that is
/// not `name@host`, or longer than a mailbox may be.
pub fn normal(login: &str) -> Option<String> {
    let login = login.trim().to_lowercase();
    let fits = login.len() <= LONGEST
        && login.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !host.is_empty() && !host.contains('@')
        })
        && !login.chars().any(|c| c.is_whitespace() || c.is_control());
    fits.then_some(login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_the_same_whatever_their_case() {
        assert_eq!(
            normal(" Aino@Example.ORG ").as_deref(),
            Some("aino@example.org")
        );
        for wrong in [
            "",
            "aino",
            "@example.org",
            "aino@",
            "a@b@c",
            "a b@c",
            "a\u{0}@b",
        ] {
            assert_eq!(normal(wrong), None, "{wrong:?}");
        }
    }
}
