//! The wire's documents as the API guide describes them. They are read and written by `protocol`; these types
//! are never filled, and say in one place what a peer's developer needs to know.
#![allow(dead_code, reason = "described, not filled")]
use std::collections::BTreeMap;

use utoipa::ToSchema;

/// What a service asks a person for.
#[derive(ToSchema)]
pub(crate) struct PermissionRequest {
    /// The registered intended use; its newest version is asked for.
    intended_use: String,
    /// Who is asked; nobody in particular when absent: whoever opens the `url` first.
    person: Option<AskedPerson>,
    /// Where the person goes afterwards: an address registered for the service.
    return_url: Option<String>,
    /// The language to ask in (BCP 47).
    locale: Option<String>,
}

/// The person a service means: one of the two.
#[derive(ToSchema)]
pub(crate) struct AskedPerson {
    /// The e-mail address the person logs in with. Whether it is known here is not shown.
    login_hint: Option<String>,
    /// A permission of the same person, as the service knows it.
    pairwise_id: Option<String>,
}

/// What became of a request.
#[derive(ToSchema)]
pub(crate) struct PermissionRequestState {
    /// The request.
    id: String,
    /// Where to send the person.
    url: String,
    /// `pending`, `granted`, `declined` or `expired`.
    status: String,
    /// The permission as the service knows it, once granted: what tickets are asked for with.
    permission: Option<String>,
    /// Until when the person can answer, in unix seconds.
    expires_at: Option<i64>,
}

/// What a ticket is asked for with (MIM4 §5.3.1).
#[derive(ToSchema)]
pub(crate) struct TicketRequest {
    /// The permission, from the request's state.
    permission: String,
    /// The connector's base URL, or it and the static part of a route: the ticket's `aud`.
    audience: String,
}

/// A ticket (MIM4 §5.3): a signed JWT with `iss`, `sub`, `aud`, `exp`, `iat`, `jti`,
/// `mop_processing_record_uuid`, and added `cnf.jkt`, `arrangement_id`, `epoch`.
#[derive(ToSchema)]
pub(crate) struct Ticket {
    /// The ticket.
    request_ticket: String,
    /// Its life, in seconds.
    expires_in: i64,
}

/// Which of their own data a person wants to look at.
#[derive(ToSchema)]
pub(crate) struct SelfAccessRequest {
    /// The connector's UUID.
    connector: String,
    /// The dataset's id.
    dataset: String,
}

/// A self-access ticket: as a request ticket, with `typ` `mim4-self-access-ticket+jwt` and the claim
/// `self_access`, for the connector's base URL.
#[derive(ToSchema)]
pub(crate) struct SelfAccessTicket {
    /// The ticket, bound to the key of the proof.
    ticket: String,
    /// Its life, in seconds.
    expires_in: i64,
    /// Where the dataset is read with it.
    urls: Vec<String>,
}

/// What a connector asks (MIM4 §5.4).
#[derive(ToSchema)]
pub(crate) struct IntrospectionRequest {
    /// The ticket as the service showed it.
    request_ticket: String,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer`, with an assertion.
    client_assertion_type: Option<String>,
    /// The connector's assertion (RFC 7523), under a key it publishes; or in `Authorization`.
    client_assertion: Option<String>,
    /// Whether the ticket makes a subscription, or made one of which a notification is about to be sent: it may have ended then.
    subscription: Option<bool>,
    /// The dataset that is asked about. Unless it is known here by this description, it is fetched again; if it is still another
    /// then, nothing of it is permitted.
    dataset: Option<DescribedDataset>,
}

/// A dataset, and the description by which a connector filters it.
#[derive(ToSchema)]
pub(crate) struct DescribedDataset {
    /// Which dataset.
    id: String,
    /// SHA-256 of its published description as canonical JSON (RFC 8785), 64 lower-case hexadecimal digits.
    sha256: String,
}

/// The answer (MIM4 §5.4).
#[derive(ToSchema)]
pub(crate) struct IntrospectionAnswer {
    /// Whether the connector may proceed.
    active: bool,
    /// Why not, for people.
    reason: String,
    /// The log entry to report the outcome to; empty when not active.
    access_item_uuid: String,
    /// The person's identifiers that this source understands.
    identifiers: Vec<IdentifierAnswer>,
    /// Added: what exactly is permitted.
    permission: Option<PermissionAnswer>,
    /// Added: for how many seconds the answer may be reused; 0 means not at all.
    lease_seconds: Option<u32>,
    /// Added: why not, for programs: the name of a problem.
    reason_code: Option<String>,
}

/// One identifier (MIM4 §5.4).
#[derive(ToSchema)]
pub(crate) struct IdentifierAnswer {
    /// Its value.
    id: String,
    /// What it is: `ssn`, `passport_number`, `email`, `library_card`, …
    id_type: String,
    /// The issuing country (ISO 3166-1 alpha-3), of national identifiers.
    country: Option<String>,
    /// Verified when (RFC 3339).
    verified: Option<String>,
}

/// What exactly is permitted.
#[derive(ToSchema)]
pub(crate) struct PermissionAnswer {
    /// The arrangement, as this connector knows it.
    arrangement_id: String,
    /// A higher one ends everything issued under this.
    epoch: u64,
    /// The permission's version.
    version: u64,
    /// The purpose (DPV).
    purpose: String,
    /// The operations (DPV).
    processing: Vec<String>,
    /// Attribute paths by dataset of this connector.
    datasets: BTreeMap<String, Vec<String>>,
    /// What binds whoever receives the data, such as `delete-after:P90D`.
    obligations: Vec<String>,
    /// When the permission ends, in unix seconds.
    valid_until: Option<i64>,
}

/// What came of a request (MIM4 §5.6.1).
#[derive(ToSchema)]
pub(crate) struct Outcome {
    /// Whether data was released.
    success: bool,
    /// `completed`.
    status: String,
    /// Why not, or what else; nothing about the person.
    additional_info: Option<String>,
    /// Added: the attributes released, by dataset. Names, never values.
    released: Option<BTreeMap<String, Vec<String>>>,
    /// Added: the attributes of records that the person added by themselves, or wanted to where it did not succeed.
    added: Option<BTreeMap<String, Vec<String>>>,
    /// Added: the attributes that the person corrected by themselves, or wanted to.
    corrected: Option<BTreeMap<String, Vec<String>>>,
    /// Added: the attributes that the person erased by themselves, or wanted to.
    erased: Option<BTreeMap<String, Vec<String>>>,
    /// Added: how many records.
    records: Option<u64>,
    /// Added: where the connector's own log has this.
    log_index: Option<u64>,
}
