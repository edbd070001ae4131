//! Why a connector is told no: a code that is kept, words for the connector, a sentence for the person.
use permission::Reason;
use protocol::problem::ProblemName;

/// Why nothing may be released. The access log keeps its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Unanswered,
    Declined,
    Suspended,
    Withdrawn,
    Expired,
    Revoked,
    Invalidated,
    NotYetValid,
    OtherService,
    OtherUse,
    Purpose,
    NotPermitted,
    Description,
    DeniedByRule,
    Condition,
    Assurance,
    AllOrNothing,
    /// The connector cannot keep back what is not permitted.
    FilterMissing,
    ServiceGone,
    ServiceSuspended,
    /// The permission is erased with its person.
    PermissionGone,
    OtherOrganisation,
    /// The ticket is not good, or not for this connector.
    Ticket,
    /// A self-access ticket whose time is over.
    LookOver,
    /// The session that a self-access ticket came from.
    SessionEnded,
    NotOffered,
    PersonUnknown,
}

use Refusal::{
    AllOrNothing, Assurance, Condition, Declined, DeniedByRule, Description, Expired,
    FilterMissing, Invalidated, LookOver, NotOffered, NotPermitted, NotYetValid, OtherOrganisation,
    OtherService, OtherUse, PermissionGone, PersonUnknown, Purpose, Revoked, ServiceGone,
    ServiceSuspended, SessionEnded, Suspended, Ticket, Unanswered, Withdrawn,
};

/// Each with its code, the words for the connector, and the message for the person. Codes and words are kept in
/// stored rows and never change.
const ALL: [(Refusal, &str, &str, &str); 27] = [
    (
        Unanswered,
        "unanswered",
        "the person has not answered yet",
        "reason-unanswered",
    ),
    (
        Declined,
        "declined",
        "the person has declined",
        "reason-declined",
    ),
    (
        Suspended,
        "suspended",
        "the permission is suspended",
        "reason-paused",
    ),
    (
        Withdrawn,
        "withdrawn",
        "the permission was withdrawn",
        "reason-withdrawn",
    ),
    (
        Expired,
        "expired",
        "the permission has expired",
        "reason-expired",
    ),
    (
        Revoked,
        "revoked",
        "the permission was revoked",
        "reason-ended",
    ),
    (
        Invalidated,
        "invalidated",
        "the permission was invalidated by an authority",
        "reason-ended",
    ),
    (
        NotYetValid,
        "not-yet-valid",
        "the permission is not valid yet",
        "reason-not-yet",
    ),
    (
        OtherService,
        "other-service",
        "the permission is another service's",
        "reason-beyond",
    ),
    (
        OtherUse,
        "other-use",
        "the permission is for another use",
        "reason-beyond",
    ),
    (
        Purpose,
        "purpose",
        "the purpose is not permitted",
        "reason-beyond",
    ),
    (
        NotPermitted,
        "not-permitted",
        "no data of this connector is permitted",
        "reason-beyond",
    ),
    (
        Description,
        "description",
        "the data is described otherwise than when it was permitted",
        "reason-described",
    ),
    (
        DeniedByRule,
        "denied-by-rule",
        "a standing rule of the person denies it",
        "reason-rule",
    ),
    (
        Condition,
        "condition",
        "a condition of the permission does not hold",
        "reason-condition",
    ),
    (
        Assurance,
        "assurance",
        "the person is not known surely enough",
        "reason-assurance",
    ),
    (
        AllOrNothing,
        "all-or-nothing",
        "a required attribute is withheld, and the use is all or nothing",
        "reason-all",
    ),
    (
        FilterMissing,
        "filter-missing",
        "some attributes are not permitted, and the connector cannot keep them back",
        "reason-filter",
    ),
    (
        ServiceGone,
        "service-gone",
        "the service is not registered any more",
        "reason-service-gone",
    ),
    (
        ServiceSuspended,
        "service-suspended",
        "the service is suspended",
        "reason-service-suspended",
    ),
    (
        PermissionGone,
        "permission-gone",
        "there is no such permission",
        "reason-ended",
    ),
    (
        OtherOrganisation,
        "other-organisation",
        "the ticket names another organisation",
        "reason-ticket",
    ),
    (Ticket, "ticket", "the ticket is not valid", "reason-ticket"),
    (LookOver, "look-over", "the ticket is over", "reason-ticket"),
    (
        SessionEnded,
        "session-ended",
        "the session that asked for it has ended",
        "reason-ticket",
    ),
    (
        NotOffered,
        "not-offered",
        "the source does not show people this data any more",
        "reason-described",
    ),
    (
        PersonUnknown,
        "person-unknown",
        "the source has no identifier to find the person by",
        "reason-assurance",
    ),
];

impl Refusal {
    fn row(self) -> &'static (Self, &'static str, &'static str, &'static str) {
        // Every variant stands in `ALL`, as a test proves.
        ALL.iter().find(|row| row.0 == self).unwrap_or(&ALL[0])
    }

    /// What is kept.
    pub(crate) fn code(self) -> &'static str {
        self.row().1
    }

    /// What the connector is told.
    pub(crate) fn words(self) -> &'static str {
        self.row().2
    }

    /// The message for the person.
    pub(crate) fn message(self) -> &'static str {
        self.row().3
    }

    /// What was kept, also by an operator that kept the words. Only of a ticket that was no good were the words free.
    pub(crate) fn read(kept: &str) -> Self {
        let found = ALL.iter().find(|row| row.1 == kept || row.2 == kept);
        found.map_or(Ticket, |row| row.0)
    }

    /// The problem the connector is told (MIM4 §5.4).
    pub(crate) const fn problem(self) -> ProblemName {
        match self {
            Unanswered | Declined | Suspended | Withdrawn | Expired | Revoked | Invalidated
            | NotYetValid | ServiceGone | ServiceSuspended | PermissionGone | OtherOrganisation
            | Ticket | LookOver | SessionEnded => ProblemName::PermissionNotActive,
            Purpose => ProblemName::PurposeNotPermitted,
            FilterMissing => ProblemName::AttributeFilterMissing,
            NotOffered => ProblemName::SelfAccessNotOffered,
            PersonUnknown => ProblemName::PersonUnknownAtSource,
            OtherService | OtherUse | NotPermitted | Description | DeniedByRule | Condition
            | Assurance | AllOrNothing => ProblemName::AttributesNotPermitted,
        }
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Requested => Unanswered,
            Reason::Declined => Declined,
            Reason::Suspended => Suspended,
            Reason::Withdrawn => Withdrawn,
            Reason::Expired => Expired,
            Reason::Revoked => Revoked,
            Reason::Invalidated => Invalidated,
            Reason::NotYetValid => NotYetValid,
            Reason::OtherService => OtherService,
            Reason::OtherUse => OtherUse,
            Reason::Purpose | Reason::Processing => Purpose,
            Reason::Dataset | Reason::NotPermitted => NotPermitted,
            Reason::DatasetVersion | Reason::NotDescribed | Reason::DescriptionChanged => {
                Description
            }
            Reason::DeniedByRule => DeniedByRule,
            Reason::Condition => Condition,
            Reason::Assurance => Assurance,
            Reason::AllOrNothing => AllOrNothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_and_words_are_each_others_and_read_back() {
        for (refusal, code, words, _) in ALL {
            assert_eq!((refusal.code(), refusal.words()), (code, words));
            assert_eq!(Refusal::read(code), refusal);
            assert_eq!(Refusal::read(words), refusal);
        }
        let codes: BTreeSet<_> = ALL.iter().map(|row| row.1).collect();
        let words: BTreeSet<_> = ALL.iter().map(|row| row.2).collect();
        assert_eq!((codes.len(), words.len()), (ALL.len(), ALL.len()));
        // The last variant is the last of as many as the table has rows.
        assert_eq!(PersonUnknown as usize + 1, ALL.len());
        let old = "the ticket is for `http://one/`, which is another connector";
        assert_eq!(Refusal::read(old), Ticket);
    }
}
