//! How the connector learns that something is another at the source.

use std::time::Duration;

use crate::config::{RouteConfig, Shape, UpstreamConfig};

/// The least time between two looks at a source, in seconds: what must be known sooner, a source tells itself.
const SHORTEST_POLL: u32 = 5;
/// The usual time, in seconds: a source with a thousand subscriptions answers three looks a second.
const USUAL_POLL: u32 = 300;

/// How the connector learns of changes of what a route shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// It is told, or makes them itself.
    Told,
    /// It looks, with this time between.
    Polled(Duration),
    /// Not at all.
    None,
}

impl News {
    /// As a route is configured; the error says what in it cannot work.
    pub(super) fn of(route: &RouteConfig, upstream: &UpstreamConfig) -> Result<Self, String> {
        let every = match (upstream, route.poll_every_seconds) {
            (UpstreamConfig::Store(_) | UpstreamConfig::NgsiLd(_), None) => return Ok(Self::Told),
            (UpstreamConfig::Store(_) | UpstreamConfig::NgsiLd(_), Some(_)) => {
                let kind = upstream.kind();
                return Err(format!(
                    "a `{kind}` upstream takes no `poll_every_seconds`: it tells of changes itself"
                ));
            }
            (_, Some(_)) if route.shape != Shape::NgsiLd => {
                return Err(
                    "`poll_every_seconds` needs `shape = \"ngsi-ld\"`: nothing else is subscribed to"
                        .into(),
                );
            }
            (_, None) if route.shape != Shape::NgsiLd => 0,
            // Each look has it gather everything that it has of the person.
            (UpstreamConfig::HelsinkiGdpr(_), every) => every.unwrap_or(0),
            (_, every) => every.unwrap_or(USUAL_POLL),
        };
        match every {
            0 => Ok(Self::None),
            1..SHORTEST_POLL => Err(format!(
                "`poll_every_seconds` is 0, or at least {SHORTEST_POLL}"
            )),
            every => Ok(Self::Polled(Duration::from_secs(every.into()))),
        }
    }
}
