//! The names that Solid has for things.

/// Of what class something is.
pub(crate) const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// Where a person's pod is.
pub(crate) const STORAGE: &str = "http://www.w3.org/ns/pim/space#storage";
/// The class of pods.
pub(crate) const IS_STORAGE: &str = "http://www.w3.org/ns/pim/space#Storage";
/// Whose a pod is.
pub(crate) const OWNER: &str = "http://www.w3.org/ns/solid/terms#owner";
/// Who vouches for a WebID.
pub(crate) const ISSUER: &str = "http://www.w3.org/ns/solid/terms#oidcIssuer";
/// Where a person's type indexes are, the public one first.
pub(crate) const TYPE_INDEXES: [&str; 2] = [
    "http://www.w3.org/ns/solid/terms#publicTypeIndex",
    "http://www.w3.org/ns/solid/terms#privateTypeIndex",
];
/// An entry of a type index, …
pub(crate) const REGISTRATION: &str = "http://www.w3.org/ns/solid/terms#TypeRegistration";
/// … of which class, …
pub(crate) const FOR_CLASS: &str = "http://www.w3.org/ns/solid/terms#forClass";
/// … in which document, …
pub(crate) const INSTANCE: &str = "http://www.w3.org/ns/solid/terms#instance";
/// … or in which folder.
pub(crate) const INSTANCES: &str = "http://www.w3.org/ns/solid/terms#instanceContainer";
/// What is in a folder.
pub(crate) const CONTAINS: &str = "http://www.w3.org/ns/ldp#contains";
