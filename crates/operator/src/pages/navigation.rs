//! The pages that every page of a person leads to, in the order shown.

use crate::notifications::pages::PATH;

/// Path and message of each.
pub(super) const NAVIGATION: &[(&str, &str)] = &[
    ("/", "nav-home"),
    ("/permissions", "nav-permissions"),
    ("/rules", "nav-rules"),
    ("/my-data", "nav-my-data"),
    ("/activity", "nav-activity"),
    ("/rights", "rights-title"),
    (PATH, "nav-notifications"),
    ("/identities", "nav-identities"),
    ("/operator", "nav-operator"),
    ("/settings", "nav-settings"),
];
