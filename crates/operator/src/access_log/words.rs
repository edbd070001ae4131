//! What happened, in sentences a person reads. No language is inflected here: names stand where each language's
//! messages put them, as they are.
use protocol::access_item::ByStaff;
use web::language::Speech;

use super::AccessStatus;
use crate::clock::SECOND;
use crate::introspection::refusal::Refusal;

/// What the sentences are made of.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    pub(crate) status: AccessStatus,
    /// How far the source's staff are with a change.
    pub(crate) staff: Option<ByStaff>,
    pub(crate) source: &'a str,
    /// Who asked; the person themselves when absent.
    pub(crate) service: Option<&'a str>,
    /// What was released, in the source's words.
    pub(crate) titles: &'a [String],
    /// What the person added by themselves, or wanted to, in the source's words.
    pub(crate) added: &'a [String],
    /// What the person corrected by themselves, or wanted to.
    pub(crate) corrected: &'a [String],
    /// What the person erased by themselves, or wanted to.
    pub(crate) erased: &'a [String],
    pub(crate) purpose: Option<&'a str>,
    /// When the person gave the permission, in microseconds since the epoch.
    pub(crate) given: Option<i64>,
    pub(crate) reason: &'a str,
}

impl Words<'_> {
    /// The sentences, with a space between them.
    pub(crate) fn sentences(&self, speech: &Speech) -> String {
        if let Some(change) = self.change(speech) {
            return change;
        }
        let mut sentences = vec![self.what(speech)];
        let allowed = matches!(
            self.status,
            AccessStatus::Released | AccessStatus::Open | AccessStatus::Unreported
        );
        if let Some(purpose) = self.purpose.filter(|_| allowed) {
            let purpose = speech.say("access-purpose").with("purpose", purpose);
            sentences.push(purpose.into());
        }
        if let Some(given) = self.given.filter(|_| allowed)
            && let Some(day) = speech.day_of(given)
        {
            sentences.push(speech.say("access-given").with("date", &day).into());
        }
        let failed = self.status == AccessStatus::Failed;
        // The reasons of a refusal are about what a service asked for.
        let has_reason = failed || self.service.is_some();
        if !allowed && has_reason && !self.reason.is_empty() {
            let reason = if failed {
                "reason-technical"
            } else {
                Refusal::read(self.reason).message()
            };
            sentences.push(speech.say(reason).into());
        }
        sentences.join(" ")
    }

    /// That the person changed their data, or wanted to; none where they did not.
    fn change(&self, speech: &Speech) -> Option<String> {
        let changes = [
            ("own-added-there", self.added),
            ("own-corrected-there", self.corrected),
            ("own-erased-there", self.erased),
        ];
        if changes.iter().all(|(_, titles)| titles.is_empty()) {
            return None;
        }
        if let Some(ByStaff::Waiting { .. } | ByStaff::Refused { .. }) = self.staff {
            return Some(self.with_staff(speech));
        }
        if self.status != AccessStatus::Released {
            let said = speech.say("own-change-unconfirmed");
            return Some(said.with("source", self.source).into());
        }
        let by_staff = [
            ("own-corrected-by-staff", self.corrected),
            ("own-erased-by-staff", self.erased),
        ];
        let said = if self.staff.is_some() {
            by_staff.to_vec()
        } else {
            changes.to_vec()
        };
        let said = said.into_iter().filter(|(_, titles)| !titles.is_empty());
        let said = said.map(|(message, titles)| {
            let data = speech.list(titles.iter().map(String::as_str));
            let said = speech.say(message).with("source", self.source);
            String::from(said.with("data", &data))
        });
        Some(said.collect::<Vec<_>>().join(" "))
    }

    /// What the source's staff are to change, or would not.
    fn with_staff(&self, speech: &Speech) -> String {
        let titles = self.corrected.iter().chain(self.erased);
        let data = speech.list(titles.map(String::as_str));
        let message = match self.staff {
            Some(ByStaff::Refused { taken_back: true }) => "own-change-taken-back",
            Some(ByStaff::Refused { .. }) => "own-change-refused-by-staff",
            _ => "own-change-with-staff",
        };
        let said = speech.say(message).with("source", self.source);
        let said = said.with("data", &data);
        match self.staff {
            Some(ByStaff::Waiting { until }) => {
                let day = speech.day_of(until.saturating_mul(SECOND));
                said.with("date", day.unwrap_or_default()).into()
            }
            _ => said.with("why", self.reason).into(),
        }
    }

    fn what(&self, speech: &Speech) -> String {
        let own = self.service.is_none();
        let message = match self.status {
            AccessStatus::Released if self.titles.is_empty() && own => "own-released-something",
            AccessStatus::Released if self.titles.is_empty() => "access-released-something",
            AccessStatus::Released if own => "own-released",
            AccessStatus::Released => "access-released",
            AccessStatus::Open | AccessStatus::Filed if own => "own-open",
            AccessStatus::Open | AccessStatus::Filed => "access-open",
            AccessStatus::Unreported if own => "own-unreported",
            AccessStatus::Unreported => "access-unreported",
            AccessStatus::Failed if own => "own-failed",
            AccessStatus::Failed => "access-failed",
            AccessStatus::Refused if own => "own-refused",
            AccessStatus::Refused => "access-refused",
        };
        let data = (self.status == AccessStatus::Released && !self.titles.is_empty())
            .then(|| speech.list(self.titles.iter().map(String::as_str)));
        let mut said = speech.say(message).with("source", self.source);
        if let Some(service) = self.service {
            said = said.with("service", service);
        }
        if let Some(data) = data {
            said = said.with("data", &data);
        }
        said.into()
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use web::language::Language;

    use super::*;
    use crate::pages::CATALOGUE;

    fn words<'a>(status: AccessStatus, titles: &'a [String], reason: &'a str) -> Words<'a> {
        Words {
            status,
            staff: None,
            source: "The City Library",
            service: Some("Hobby Grants"),
            titles,
            added: &[],
            corrected: &[],
            erased: &[],
            purpose: Some("Providing a service"),
            given: Some(1_777_809_600_000_000),
            reason,
        }
    }

    fn speech(language: Language) -> Speech {
        Speech::new(language, &CATALOGUE, TimeZone::UTC)
    }

    #[test]
    fn a_release_reads_like_a_sentence() {
        let titles = ["Postal code", "Loans", "NHS number"].map(str::to_owned);
        let words = words(AccessStatus::Released, &titles, "");
        assert_eq!(
            words.sentences(&speech(Language::English)),
            "The City Library showed this to Hobby Grants: Postal code, Loans and NHS number. \
             What for: Providing a service. You gave this permission on 3 May 2026."
        );
        assert_eq!(
            words.sentences(&speech(Language::Finnish)),
            "The City Library näytti palvelulle Hobby Grants nämä tiedot: Postal code, Loans ja NHS number. \
             Käyttötarkoitus: Providing a service. Annoit tämän luvan 3. toukokuuta 2026."
        );
    }

    #[test]
    fn an_own_look_names_no_service() {
        let titles = ["Loans".to_owned()];
        let own = Words {
            service: None,
            purpose: None,
            given: None,
            ..words(AccessStatus::Released, &titles, "")
        };
        assert_eq!(
            own.sentences(&speech(Language::English)),
            "You looked yourself. The City Library showed you: Loans."
        );
        let refused = Words {
            status: AccessStatus::Refused,
            titles: &[],
            reason: "the session that asked for it has ended",
            ..own
        };
        assert_eq!(
            refused.sentences(&speech(Language::English)),
            "You asked The City Library for your own data and were refused."
        );
    }

    #[test]
    fn a_change_of_ones_own_says_what_was_changed() {
        let [phone, email, loans] =
            ["Telephone", "E-mail", "Loans"].map(|title| [title.to_owned()]);
        let changed = Words {
            service: None,
            added: &phone,
            corrected: &email,
            erased: &loans,
            ..words(AccessStatus::Released, &[], "")
        };
        assert_eq!(
            changed.sentences(&speech(Language::English)),
            "You added this yourself at The City Library: Telephone. You corrected this yourself at The City Library: \
             E-mail. You deleted this yourself at The City Library: Loans."
        );
        let failed = Words {
            status: AccessStatus::Failed,
            reason: "change-refused",
            ..changed
        };
        assert_eq!(
            failed.sentences(&speech(Language::English)),
            "You asked The City Library to add, correct or delete data about you. It has not confirmed that it did."
        );
    }

    #[test]
    fn a_change_that_staff_make_says_how_far_they_are() {
        let (email, loans) = (["E-mail".to_owned()], ["Loans".to_owned()]);
        let asked = |status, staff, reason| Words {
            service: None,
            staff: Some(staff),
            corrected: &email,
            erased: &loans,
            ..words(status, &[], reason)
        };
        let english = speech(Language::English);
        let until = 1_777_809_600;
        let waiting = asked(AccessStatus::Filed, ByStaff::Waiting { until }, "");
        assert_eq!(
            waiting.sentences(&english),
            "You asked The City Library to correct or delete this: E-mail and Loans. Its staff will answer by 3 May 2026."
        );
        let done = asked(AccessStatus::Released, ByStaff::Done, "");
        assert_eq!(
            done.sentences(&english),
            "The staff of The City Library corrected this, as you asked: E-mail. \
             The staff of The City Library deleted this, as you asked: Loans."
        );
        let by_staff = ByStaff::Refused { taken_back: false };
        let refused = asked(AccessStatus::Failed, by_staff, "Kept by law.");
        assert_eq!(
            refused.sentences(&english),
            "You asked The City Library to correct or delete this: E-mail and Loans. Its staff refused: “Kept by law.”"
        );
        let by_person = ByStaff::Refused { taken_back: true };
        let taken_back = asked(AccessStatus::Failed, by_person, "taken back");
        assert_eq!(
            taken_back.sentences(&english),
            "You took back what you had asked The City Library to correct or delete: E-mail and Loans."
        );
    }

    #[test]
    fn a_refusal_says_why() {
        let english = speech(Language::English);
        assert_eq!(
            words(AccessStatus::Refused, &[], "withdrawn").sentences(&english),
            "Hobby Grants asked The City Library for data about you and was refused. You had withdrawn the permission."
        );
        // As an operator kept it that knew no codes.
        let old = words(AccessStatus::Refused, &[], "the service is suspended");
        assert_eq!(
            old.sentences(&english),
            "Hobby Grants asked The City Library for data about you and was refused. The operator had suspended the \
             service."
        );
        assert_eq!(
            words(AccessStatus::Failed, &[], "source-timeout").sentences(&english),
            "Hobby Grants asked The City Library for data about you and got none. There was a technical fault."
        );
    }
}
