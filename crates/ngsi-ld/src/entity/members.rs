//! Which members of documents are no attributes (ETSI GS CIM 009 §4.5.1, §4.5.2, §5.2.4).

/// The members of an entity that are not attributes.
const OF_ENTITIES: [&str; 11] = [
    "id",
    "@id",
    "type",
    "@type",
    "scope",
    "@context",
    "createdAt",
    "modifiedAt",
    "deletedAt",
    "expiresAt",
    "ngsildConformance",
];

/// The members of an attribute that are not sub-attributes. Those the broker sets itself are dropped silently, as
/// clients send back what they have read.
const OF_ATTRIBUTES: [&str; 34] = [
    "type",
    "value",
    "object",
    "languageMap",
    "vocab",
    "valueList",
    "objectList",
    "json",
    "datasetId",
    "observedAt",
    "unitCode",
    "objectType",
    "valueType",
    "createdAt",
    "modifiedAt",
    "deletedAt",
    "expiresAt",
    "instanceId",
    "previousValue",
    "previousObject",
    "previousLanguageMap",
    "previousVocab",
    "previousValueList",
    "previousObjectList",
    "previousJson",
    "entity",
    "entityList",
    "entityIdSealed",
    "entityTypeSealed",
    "@context",
    "id",
    "@id",
    "@type",
    "ngsildConformance",
];

/// Whether a member of an entity's document is no attribute.
pub fn is_entity_member(name: &str) -> bool {
    OF_ENTITIES.contains(&name)
}

/// Whether a member of an attribute is no sub-attribute.
pub fn is_attribute_member(name: &str) -> bool {
    OF_ATTRIBUTES.contains(&name)
}
