//! The NGSI-LD API (ETSI GS CIM 009 v1.8): what permissions release, in the role of a context source (§4.3.3).
//!
//! Permission comes first: queries, orders, counts and pages are of the permitted view, so that nothing asked tells
//! anything of what is withheld. What is offered is told to everybody; nothing of it is about a person.

mod description;
mod maps;
mod past;
pub(crate) mod plain;
mod read;

pub(crate) use self::description::{describe, published, registration, registration_id};
pub(crate) use self::maps::{EntityMaps, Owner};
pub(crate) use self::past::evolutions;
pub(crate) use self::read::{entities, entity, in_full};

use broker::view::Viewer;
use protocol::ids::ConnectorUuid;
use storage::Database;
use storage::vault::DataKeys as _;
use web::fetch::GuardedClient;

/// Where the API is, below the base URL.
const BASE: &str = "/ngsi-ld/v1/";
/// Where entities are: what tickets for this API alone are for.
pub(crate) const PATH: &str = "/ngsi-ld/v1/entities";

/// The domain of the keyed hash under which digests of what subscriptions were told are made.
const DIGEST_INDEX: &str = "subscription digests";

/// Reads what services ask.
pub(crate) async fn viewer(
    client: &GuardedClient,
    uuid: &ConnectorUuid,
    database: &Database,
) -> storage::Result<Viewer> {
    let key = database.blind_index(DIGEST_INDEX, "").await?;
    Ok(Viewer::new(client, format!("fiducia-{uuid}"), &key))
}

/// What a path of this API is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    /// A person's entities and their past: a ticket is needed.
    Entities,
    /// Subscriptions to them: a ticket is needed too.
    Subscriptions,
    /// Subscriptions to what is offered: a ticket says whose they are.
    SourceSubscriptions,
    /// What is offered.
    Description,
}

impl Resource {
    /// What a path is about; none where it is not of this API.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let below = path.strip_prefix(BASE)?;
        let first = below.split('/').next().unwrap_or_default();
        Some(match first {
            "entities" | "entityOperations" | "entityMaps" | "temporal" => Self::Entities,
            "subscriptions" => Self::Subscriptions,
            "csourceSubscriptions" => Self::SourceSubscriptions,
            _ => Self::Description,
        })
    }
}
