//! Which operations a context source takes part in (ETSI GS CIM 009 §4.20).

use serde_json::Value;

/// What sources are asked when they name no operations.
const DEFAULT: &str = "federationOps";

/// Operations of the groups, as far as they are forwarded here.
const GROUPS: [(&str, &[&str]); 6] = [
    (
        "federationOps",
        &[
            "retrieveEntity",
            "queryEntity",
            "queryBatch",
            "createSubscription",
            "updateSubscription",
            "deleteSubscription",
        ],
    ),
    (
        "subscriptionOps",
        &[
            "createSubscription",
            "updateSubscription",
            "deleteSubscription",
        ],
    ),
    (
        "associationOps",
        &["retrieveEntity", "queryEntity", "queryBatch"],
    ),
    (
        "updateOps",
        &[
            "updateEntity",
            "updateAttrs",
            "replaceEntity",
            "replaceAttrs",
        ],
    ),
    ("retrieveOps", &["retrieveEntity", "queryEntity"]),
    (
        "redirectionOps",
        &[
            "createEntity",
            "updateEntity",
            "appendAttrs",
            "updateAttrs",
            "deleteAttrs",
            "deleteEntity",
            "mergeEntity",
            "replaceEntity",
            "replaceAttrs",
            "purgeEntity",
            "retrieveEntity",
            "queryEntity",
        ],
    ),
];

/// Operations that only read: all that an auxiliary source may be asked (§5.9.2.4).
const AUXILIARY: [&str; 3] = ["retrieveOps", "retrieveEntity", "queryEntity"];

/// The operations that a registration names, or the default.
fn named(registration: &Value) -> impl Iterator<Item = &str> {
    let listed = registration.get("operations").and_then(Value::as_array);
    let default = listed.is_none().then_some(DEFAULT);
    let listed = listed.into_iter().flatten().filter_map(Value::as_str);
    default.into_iter().chain(listed)
}

/// Whether a source takes part in an operation.
pub(super) fn supports(registration: &Value, operation: &str) -> bool {
    named(registration).any(|name| {
        name == operation
            || GROUPS
                .iter()
                .any(|(group, members)| *group == name && members.contains(&operation))
    })
}

/// Whether a registration names nothing that an auxiliary source cannot be asked; naming nothing, it is only read from.
pub(super) fn only_reads(registration: &Value) -> bool {
    registration.get("operations").is_none()
        || named(registration).all(|name| AUXILIARY.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn groups_stand_for_their_operations() {
        let with = |operations: &[&str]| json!({ "operations": operations });
        assert!(supports(&json!({}), "queryBatch"));
        assert!(!supports(&json!({}), "createEntity"));
        assert!(supports(&json!({}), "createSubscription"));
        assert!(!supports(&with(&["retrieveOps"]), "createSubscription"));
        assert!(supports(&with(&["redirectionOps"]), "purgeEntity"));
        assert!(!supports(&with(&["redirectionOps"]), "createBatch"));
        assert!(supports(
            &with(&["redirectionOps", "createBatch"]),
            "createBatch"
        ));
        assert!(!supports(&with(&["updateOps"]), "retrieveEntity"));
        assert!(only_reads(&with(&["retrieveOps", "queryEntity"])));
        assert!(!only_reads(&with(&["retrieveOps", "updateEntity"])));
    }
}
