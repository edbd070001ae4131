//! What happened, in a sentence a person reads.
use super::AccessStatus;

/// What a sentence is made of.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    pub(crate) status: AccessStatus,
    pub(crate) source: &'a str,
    /// Who asked; nobody but the person when missing.
    pub(crate) service: Option<&'a str>,
    /// What was released, in the source's words.
    pub(crate) titles: &'a [String],
    pub(crate) purpose: Option<&'a str>,
    /// When the person gave the permission, in microseconds since the epoch.
    pub(crate) given: Option<i64>,
    pub(crate) reason: &'a str,
}

impl Words<'_> {
    /// The sentence.
    pub(crate) fn sentence(&self) -> String {
        let source = self.source;
        let Some(service) = self.service else {
            return self.own_look();
        };
        match self.status {
            AccessStatus::Released => {
                let data = self.data();
                format!(
                    "{source} showed {data} to {service}{}{}.",
                    self.purpose(),
                    self.permission()
                )
            }
            AccessStatus::Open => format!(
                "{source} was told that {service} may see data about you{}{}. It has not reported yet what it showed.",
                self.purpose(),
                self.permission()
            ),
            AccessStatus::Unreported => format!(
                "{source} was told that {service} may see data about you{}{}. No outcome reported: whether it showed any \
                 is not known.",
                self.purpose(),
                self.permission()
            ),
            AccessStatus::Failed => {
                format!(
                    "{service} asked {source} for data about you and got none{}.",
                    self.reason()
                )
            }
            AccessStatus::Refused => {
                format!(
                    "{service} asked {source} for data about you and was refused{}.",
                    self.reason()
                )
            }
        }
    }

    /// The sentence about a look of the person's own.
    fn own_look(&self) -> String {
        let source = self.source;
        match self.status {
            AccessStatus::Released => {
                format!("You looked yourself: {source} showed you {}.", self.data())
            }
            AccessStatus::Open => format!(
                "You asked {source} yourself for data about you. It has not reported yet what it showed."
            ),
            AccessStatus::Unreported => format!(
                "You asked {source} yourself for data about you. No outcome reported: whether it showed any is not known."
            ),
            AccessStatus::Failed => format!(
                "You asked {source} yourself for data about you and got none{}.",
                self.reason()
            ),
            AccessStatus::Refused => format!(
                "You asked {source} yourself for data about you and were refused{}.",
                self.reason()
            ),
        }
    }

    fn data(&self) -> String {
        if self.titles.is_empty() {
            return "data about you".to_owned();
        }
        let titles = self.titles.iter().map(|title| lower_first(title));
        format!("your {}", enumeration(titles))
    }

    fn purpose(&self) -> String {
        self.purpose.map_or_else(String::new, |purpose| {
            format!(", for {}", purpose.to_lowercase())
        })
    }

    fn permission(&self) -> String {
        let given = self.given.and_then(day);
        given.map_or_else(String::new, |day| {
            format!(", under the permission you gave on {day}")
        })
    }

    fn reason(&self) -> String {
        if self.reason.is_empty() {
            String::new()
        } else {
            format!(": {}", self.reason)
        }
    }
}

/// `3 May 2026`, in UTC.
pub(crate) fn day(micros: i64) -> Option<String> {
    let at = jiff::Timestamp::from_microsecond(micros).ok()?;
    Some(
        at.to_zoned(jiff::tz::TimeZone::UTC)
            .strftime("%-d %B %Y")
            .to_string(),
    )
}

/// `3 May 2026, 14:03` in UTC.
pub(crate) fn minute(micros: i64) -> Option<String> {
    let at = jiff::Timestamp::from_microsecond(micros).ok()?;
    Some(
        at.to_zoned(jiff::tz::TimeZone::UTC)
            .strftime("%-d %B %Y, %H:%M UTC")
            .to_string(),
    )
}

/// `a, b and c`.
pub(crate) fn enumeration(parts: impl IntoIterator<Item = String>) -> String {
    let mut parts: Vec<String> = parts.into_iter().collect();
    let Some(last) = parts.pop() else {
        return String::new();
    };
    if parts.is_empty() {
        last
    } else {
        format!("{} and {last}", parts.join(", "))
    }
}

/// With a small first letter, unless it begins an abbreviation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_uppercase() && first.is_uppercase() => {
            text.to_owned()
        }
        (Some(first), _) => first.to_lowercase().chain(letters).collect(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<'a>(status: AccessStatus, titles: &'a [String], reason: &'a str) -> Words<'a> {
        Words {
            status,
            source: "The City Library",
            service: Some("Hobby Grants"),
            titles,
            purpose: Some("Service Provision"),
            given: Some(1_777_809_600_000_000),
            reason,
        }
    }

    #[test]
    fn a_release_reads_like_a_sentence() {
        let titles = [
            "Postal code".to_owned(),
            "Loans".to_owned(),
            "NHS number".to_owned(),
        ];
        assert_eq!(
            words(AccessStatus::Released, &titles, "").sentence(),
            "The City Library showed your postal code, loans and NHS number to Hobby Grants, for service provision, \
             under the permission you gave on 3 May 2026."
        );
    }

    #[test]
    fn an_own_look_names_no_service() {
        let titles = ["Name".to_owned(), "Loans".to_owned()];
        let own = |status, titles, reason| Words {
            service: None,
            ..words(status, titles, reason)
        };
        assert_eq!(
            own(AccessStatus::Released, &titles, "").sentence(),
            "You looked yourself: The City Library showed you your name and loans."
        );
        assert_eq!(
            own(AccessStatus::Refused, &[], "the session has ended").sentence(),
            "You asked The City Library yourself for data about you and were refused: the session has ended."
        );
    }

    #[test]
    fn a_refusal_says_why() {
        assert_eq!(
            words(AccessStatus::Refused, &[], "the permission was withdrawn").sentence(),
            "Hobby Grants asked The City Library for data about you and was refused: the permission was withdrawn."
        );
        assert_eq!(
            words(AccessStatus::Failed, &[], "").sentence(),
            "Hobby Grants asked The City Library for data about you and got none."
        );
    }
}
