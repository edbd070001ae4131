//! The kinds of entries that the connector's log has.

/// Declares [`LogKind`] with the names under which the log has its kinds, so that there is one list of them.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident = $name:literal,)+) => {
        /// What an entry of the connector's log is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum LogKind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl LogKind {
            /// All there are, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// Its name in the log.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }
        }
    };
}

kinds! {
    /// Data was released.
    Release = "release",
    /// A large answer is being sent.
    ReleaseBegun = "release-begun",
    /// A large answer broke off after part of it was released.
    ReleaseInterrupted = "release-interrupted",
    /// Nothing was released.
    Refusal = "refusal",
    /// How many refusals have no entry of their own.
    RefusalsCounted = "refusals-counted",
    /// A person has changed their own data.
    Change = "change",
    /// A person's change is put to the source.
    ChangeBegun = "change-begun",
    /// A person's change waits for staff.
    ChangeFiled = "change-filed",
    /// A person has taken back what staff were to change.
    ChangeTakenBack = "change-taken-back",
    /// A subscription was made, shown, changed or ended.
    Subscription = "subscription",
    /// Something happened to a link with a person.
    Link = "link",
    /// An operator or a registry told of an event.
    Event = "event",
    /// A member of staff, or the administration, did something.
    Staff = "staff",
}

impl LogKind {
    /// The kind that the log calls so.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_known_by_its_name() {
        for kind in LogKind::ALL {
            assert_eq!(LogKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(LogKind::Staff.as_str(), web::staff::LOG_KIND);
        assert_eq!(LogKind::parse("refused"), None);
    }
}
