//! The requirements of the MIM4 Connectivity Specification (final draft of 31 May 2021), Part 2,
//! sections 4.2 and 5: everything said there with MUST or SHALL, in our own words, numbered
//! within its section in the order of the text.

/// One MUST or SHALL of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement {
    /// Section of Part 2, for example `5.3.2`.
    pub section: &'static str,
    /// Place within the section, from 1.
    pub number: u8,
    /// Who has to fulfil it.
    pub party: Party,
    /// What is required, in our words.
    pub text: &'static str,
    /// Names of the tests that prove it.
    pub tests: &'static [&'static str],
}

/// The party a requirement binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The gateway in front of a data source.
    Connector,
    /// The personal data management operator.
    Operator,
    /// The trust group registry.
    Registry,
    /// The service that uses the data.
    Service,
}

impl Party {
    /// The word for this party in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connector => "connector",
            Self::Operator => "operator",
            Self::Registry => "registry",
            Self::Service => "service",
        }
    }
}

impl Requirement {
    /// The identifier used in tables: section and number, for example `5.3.2/1`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.section, self.number)
    }

    /// What the names of its tests start with, for example `mim4_5_3_2_`.
    pub fn test_prefix(&self) -> String {
        test_prefix(self.section)
    }
}

/// What the names of the tests of a section start with.
pub fn test_prefix(section: &str) -> String {
    format!("mim4_{}_", section.replace('.', "_"))
}

/// Sections that say how things are without a MUST or SHALL of their own, and that tests are named after.
pub const SECTIONS_WITHOUT_REQUIREMENTS: &[&str] = &["5.3", "5.6", "5.10", "6"];

/// Requirements that nothing proves yet, each with a line in `docs/conformance.md`.
pub const OPEN: &[&str] = &[];

macro_rules! requirements {
    ($($section:literal / $number:literal $party:ident $text:literal => [$($test:ident),* $(,)?];)*) => {
        &[$(Requirement {
            section: $section,
            number: $number,
            party: Party::$party,
            text: $text,
            tests: &[$(stringify!($test)),*],
        }),*]
    };
}

/// All requirements, in the order of the text.
pub const REQUIREMENTS: &[Requirement] = requirements! {
    "4.2.1"/1 Connector "has its own client configuration and secrets towards the data source" => [mim4_4_2_1_the_connector_has_a_secret_of_its_own_towards_the_source];
    "4.2.1"/2 Connector "can be configured to turn an inbound request into one or several requests to the source" => [mim4_4_2_1_a_request_becomes_the_request_that_the_source_understands];
    "4.2.1"/3 Connector "introspects the request and asks the source only while the permission is active" => [mim4_4_2_1_the_source_is_asked_only_while_the_permission_is_active];
    "4.2.1"/4 Connector "keeps an audit trail that covers every operator it serves or has served" => [mim4_4_2_1_the_audit_trail_covers_every_operator_served_before];
    "4.2.1"/5 Connector "can separate its audit trail by operator, for statistics by operator and service" => [mim4_4_2_1_the_audit_trail_can_be_separated_by_operator_and_counted_by_service];
    "4.2.2"/1 Connector "introspects at the operator that the service used to ask for the permission" => [mim4_4_2_2_introspection_goes_to_the_operator_that_the_service_used];
    "4.2.2"/2 Operator "answers whether the connector may perform the request" => [mim4_4_2_2_the_operator_answers_whether_the_connector_may_proceed, mim4_4_2_2_the_audit_trail_can_be_read_and_filtered_through_an_api];
    "4.2.3"/1 Connector "is a trusted client of the source" => [mim4_4_2_3_the_connector_is_a_trusted_client_of_the_source];
    "4.2.3"/2 Connector "is reachable for services at a published endpoint" => [mim4_4_2_3_services_reach_the_connector_at_the_endpoint_it_publishes];
    "4.2.3"/3 Connector "documents the format of requests publicly" => [mim4_4_2_3_the_format_of_requests_is_documented_for_everybody];
    "4.2.4"/1 Registry "maintains the list of operators of a trust group" => [mim4_4_2_4_the_registry_lists_the_operators_of_a_group];
    "4.2.4"/2 Operator "gives the registry a link to its public key, and the list publishes it" => [mim4_4_2_4_the_list_publishes_the_link_to_each_operators_key];
    "4.2.4"/3 Registry "gives connectors trusted read access to the list" => [mim4_4_2_4_connectors_read_the_list_without_asking_anybody];
    "4.2.4"/4 Operator "maintains the list of connectors it shares in the trust group" => [mim4_4_2_4_the_operator_keeps_the_list_of_connectors_it_shares];
    "4.2.4"/5 Connector "is configured with the endpoint of each trust group it belongs to" => [mim4_4_2_4_the_connector_asks_the_endpoint_of_each_trust_group_it_belongs_to];
    "4.2.4"/6 Connector "checks, from its cache and afresh when that has expired, that a request comes from an operator of one of its trust groups" => [mim4_4_2_4_membership_is_checked_from_the_cache_and_afresh_when_that_has_expired];
    "5.1"/1 Registry "keeps the trust list up to date at the agreed frequency" => [mim4_5_1_a_change_is_in_the_list_before_it_is_acknowledged];
    "5.1"/2 Connector "follows the agreed caching rules" => [mim4_5_1_the_list_is_kept_as_long_as_was_agreed];
    "5.1.1"/1 Registry "describes each operator with its identifier and base URL" => [mim4_5_1_1_each_operator_is_described_by_identifier_and_base_url];
    "5.1.1"/2 Operator "uses a version 4 UUID as its identifier" => [mim4_5_1_1_the_operator_identifies_itself_by_a_version_4_uuid_below_its_base_url];
    "5.1.1"/3 Operator "serves its metadata below its base URL" => [mim4_5_1_1_the_operator_identifies_itself_by_a_version_4_uuid_below_its_base_url];
    "5.1.2"/1 Registry "serves the trust list at /trustlist-api/groups" => [mim4_5_1_2_the_list_is_at_trustlist_api_groups];
    "5.1.2"/2 Registry "lets everybody else only read it" => [mim4_5_1_2_everybody_else_can_only_read];
    "5.1.3"/1 Registry "gives a trust group a version 4 UUID when it is set up" => [mim4_5_1_3_a_group_gets_a_version_4_uuid];
    "5.1.3"/2 Registry "signs the trust group object as a JWS under its own key" => [mim4_5_1_3_the_group_is_a_jws_in_json_serialisation_under_the_registrys_key];
    "5.1.3"/3 Registry "uses the JWS JSON serialisation" => [mim4_5_1_3_the_group_is_a_jws_in_json_serialisation_under_the_registrys_key];
    "5.2"/1 Service "uses the identifier of the permission request for its data requests" => [mim4_5_2_a_ticket_names_the_permission_the_service_was_given];
    "5.3.1"/1 Operator "documents the parameters that obtaining a ticket takes" => [mim4_5_3_1_the_guide_documents_what_obtaining_a_ticket_takes, mim4_5_3_a_request_ticket_is_a_signed_jwt_with_these_claims];
    "5.3.2"/1 Connector "verifies that the operator is in a trust group of the source, or in direct contract with it" => [mim4_5_3_2_the_operator_is_in_a_trust_group_or_in_contract_with_the_source];
    "5.3.2.1"/1 Operator "hands registry address and public key to its shared connectors" => [mim4_5_3_2_1_the_operator_hands_registry_address_and_key_to_its_shared_connectors, mim4_5_3_2_1_a_connector_configured_with_what_the_operator_prints_serves_its_trust_group];
    "5.3.2.1"/2 Connector "asks the configured groups endpoint and decodes the answer under the registry's key" => [mim4_5_3_2_1_the_groups_endpoint_is_asked_and_decoded_under_the_registrys_key];
    "5.3.2.1"/3 Connector "compares an issuer that is not in the list with the operators it has direct agreements with" => [mim4_5_3_2_1_an_issuer_outside_the_list_is_looked_for_among_direct_agreements];
    "5.3.2.1"/4 Connector "rejects a ticket of an unknown issuer as unauthorised" => [mim4_5_3_2_1_an_unknown_issuer_is_rejected_as_unauthorised];
    "5.4"/1 Connector "resolves the introspection endpoint from the operator's metadata each time its cache is stale" => [mim4_5_4_the_introspection_endpoint_is_resolved_from_current_metadata, mim4_5_4_metadata_that_has_just_ended_is_renewed_behind_the_request];
    "5.4"/2 Connector "sends the request ticket in the introspection request" => [mim4_5_4_the_introspection_request_contains_the_ticket];
    "5.4"/3 Operator "answers with active, reason, access_item_uuid and identifiers" => [mim4_5_4_the_answer_is_a_json_dictionary_with_the_four_elements, mim4_5_4_every_ticket_that_is_no_good_is_inactive, mim4_5_4_only_the_connector_that_a_ticket_names_is_answered, mim4_5_4_a_stranger_is_not_answered, mim4_5_4_a_connector_of_2021_introspects_and_reports];
    "5.5"/1 Operator "lists the personal identifiers that the connector may use towards the source" => [mim4_5_5_the_connector_gets_the_identifiers_it_may_use_and_the_service_needs_none_of_them];
    "5.5"/2 Operator "does not need the service's identifier of the person to match the source's" => [mim4_5_5_tickets_and_service_answers_carry_no_identifier_of_the_person, mim4_5_5_the_connector_gets_the_identifiers_it_may_use_and_the_service_needs_none_of_them];
    "5.6.1"/1 Operator "creates an access log entry for each introspection" => [mim4_5_6_1_an_entry_is_created_with_the_introspection_and_updated_by_its_uuid, mim4_5_6_1_outcomes_can_be_reported_in_a_batch, mim4_5_6_the_life_of_permissions_is_in_the_audit_trail];
    "5.6.1"/2 Connector "updates that entry after it has answered the service" => [mim4_5_6_1_the_operators_entry_is_updated_after_the_answer];
    "5.6.2"/1 Connector "stores the introspection response and what came of the source request and the answer" => [mim4_5_6_2_the_connector_stores_the_introspection_and_what_came_of_it];
    "5.7"/1 Operator "serves /.well-known/mydataoperator-config as a JSON object with the listed members" => [mim4_5_7_the_operator_describes_its_configuration_and_endpoints];
    "5.7"/2 Operator "publishes a key that has a kid" => [mim4_5_7_the_operator_describes_its_configuration_and_endpoints];
    "5.7"/3 Connector "uses the published introspection endpoint, also when it is given as a relative path" => [mim4_5_7_an_introspection_url_is_used_whether_relative_or_absolute];
    "5.8"/1 Connector "serves /.well-known/connector-config as a JSON object with the listed members" => [mim4_5_8_the_metadata_has_the_listed_members];
    "5.8"/2 Connector "uses a version 4 UUID as its identifier, and a key that has a kid" => [mim4_5_8_the_identifier_is_a_version_4_uuid_that_stays_and_the_key_has_a_kid];
    "5.8"/3 Connector "explains in its public documentation how the source gives access through it" => [mim4_5_8_the_guide_explains_how_the_source_gives_access_through_the_connector];
    "5.9"/1 Operator "lists the base URL of each shared connector under its trust group" => [mim4_5_9_shared_connectors_are_listed_under_their_trust_group, mim4_5_10_restricted_connectors_are_shown_to_the_operators_own_services_only];
};
