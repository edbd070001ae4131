//! Looking at sources that tell of no change (`poll_every_seconds`): what may be seen is read as for a release and compared
//! with what was told last. Where it is the same nothing leaves the connector, the operator is not asked, and no log has
//! anything of it, so that a person's log says when something was released and not how often nothing was. Where it is
//! another, all begins anew: the operator is asked, and the source with what it says then.

use std::time::Duration;

use broker::view::Subscription as Asked;
use protocol::ids::LegId;
use serde::{Deserialize, Serialize};

use super::Kept;
use super::look::micros;
use crate::enforcement::Refusal;
use crate::enforcement::grant::{Grant, Selection, no_filter};
use crate::enforcement::pseudonyms::leg_urn;
use crate::enforcement::query::permitted;
use crate::enforcement::ticket::Accepted;
use crate::links::are_in_force;
use crate::releases::Record;
use crate::routes::{News, Route};
use crate::sources::template::{Identifier, Identifiers};
use crate::worker::Worker;

/// How long the source is looked at on one word of the operator's, where nothing changes. The operator tells of the permission's
/// end; should that be lost, it is asked after this long. Each time is an entry in the person's log.
pub(super) const WORD_COUNTS: Duration = Duration::from_hours(24);

/// What the source is looked at with, between two words of the operator's. Lies sealed with the subscription, and goes with it.
#[derive(Serialize, Deserialize)]
pub(super) struct Held {
    /// By what the source finds the person, each with its type.
    identifiers: Vec<(String, String)>,
    /// The links that gave them: at the end of one the operator is asked again.
    #[serde(default)]
    links: Vec<LegId>,
    /// The attributes that may be seen.
    attributes: Vec<String>,
    /// When the operator said so, in microseconds since the epoch.
    at: i64,
    /// Digest of what was read last.
    read: String,
    /// Digest of what needs no further telling: it was told, is nothing to tell, or did not arrive, however often it was tried.
    settled: String,
}

impl Held {
    /// What a grant lets be seen, with digests of what was read and of what needs no further telling; none where the source
    /// tells of changes itself.
    pub(super) fn of(
        route: &Route,
        grant: &Grant,
        read: String,
        settled: String,
        now: i64,
    ) -> Option<Self> {
        if !matches!(route.news, News::Polled(_)) {
            return None;
        }
        let identifiers = grant.identifiers.iter();
        let attributes = route.dataset.table.paths_of(&grant.selection.attributes);
        Some(Self {
            identifiers: identifiers
                .map(|one| (one.id_type.clone(), one.id.clone()))
                .collect(),
            links: grant.links.clone(),
            attributes: attributes.map(|path| path.as_str().to_owned()).collect(),
            at: now,
            read,
            settled,
        })
    }

    /// Digest of what needs no further telling.
    pub(super) fn settled(self) -> String {
        self.settled
    }

    /// What was read last needs no further telling.
    pub(super) fn settle(&mut self) {
        self.settled.clone_from(&self.read);
    }
}

/// When a source is looked at next, in microseconds since the epoch; none where it tells of changes itself.
pub(super) fn next_look(route: &Route, now: i64) -> Option<i64> {
    match route.news {
        News::Polled(every) => Some(now.saturating_add(micros(every))),
        News::Told | News::None => None,
    }
}

/// The microseconds between two notifications, where it is told at intervals: no fewer than between two looks at the source.
pub(super) fn every(route: &Route, asked: &Asked) -> Option<i64> {
    let every = micros(asked.interval()?);
    Some(match route.news {
        News::Polled(least) => every.max(micros(least)),
        News::Told | News::None => every,
    })
}

/// Whether the source may have something to tell since it was looked at last: so that the operator is to be asked. One that
/// does not answer, or is left alone for a while, has not, until it is looked at again.
pub(super) async fn has_news(
    worker: &Worker,
    route: &Route,
    accepted: &Accepted,
    asked: &mut Asked,
    kept: &mut Kept,
) -> bool {
    let now = worker.app.clock.micros();
    let Some(held) = &mut kept.held else {
        return true;
    };
    if now.saturating_sub(held.at) >= micros(WORD_COUNTS) {
        return true;
    }
    let operator = accepted.ticket.claims.iss.as_str();
    match are_in_force(&worker.app, operator, &held.links).await {
        Ok(true) => {}
        // What they gave is no longer to be looked at.
        Ok(false) => return true,
        Err(error) => {
            tracing::error!(%error, "links cannot be read");
            return false;
        }
    }
    let (is_news, word) = match looked(worker, route, accepted, asked, held).await {
        Ok(true) => (true, "other"),
        Ok(false) => (false, "same"),
        Err(refusal) => {
            tracing::debug!(route = route.path, problem = %refusal.name, "the source cannot be looked at");
            (false, "failed")
        }
    };
    metrics::counter!("connector_polls_total", "outcome" => word).increment(1);
    if !is_news {
        kept.content = asked.content.clone();
    }
    is_news
}

async fn looked(
    worker: &Worker,
    route: &Route,
    accepted: &Accepted,
    asked: &mut Asked,
    held: &mut Held,
) -> Result<bool, Refusal> {
    let attributes = route
        .dataset
        .table
        .known(held.attributes.iter().map(String::as_str));
    if attributes.is_empty() {
        // Another version of the dataset has none of them: the operator says what may be seen of it.
        return Ok(true);
    }
    let leg = leg_urn(&accepted.ticket.claims.mop_processing_record_uuid);
    let pseudonyms = worker.app.pseudonyms.pseudonyms(&leg, &route.dataset.id);
    let selection = Selection::of(
        route,
        attributes,
        Some(pseudonyms),
        &mut worker.filters.borrow_mut(),
    );
    let selection = selection.map_err(|error| no_filter(route, &error))?;
    let understood = &route.dataset.description.identifier_types;
    let given = held.identifiers.iter().map(|(id_type, id)| Identifier {
        id_type: id_type.clone(),
        id: id.clone(),
    });
    let identifiers = Identifiers::understood(understood.iter().map(String::as_str), given);
    // What is noted of it is no entry of the log.
    let mut unlogged = Record::default();
    let entities = permitted(worker, route, &identifiers, &selection, &mut unlogged).await?;
    held.read = asked.digest(&entities);
    if held.read == held.settled {
        return Ok(false);
    }
    // What cannot be compared is said where it would be told.
    if asked.is_news(&entities).await.unwrap_or(true) {
        return Ok(true);
    }
    asked.saw(&entities);
    held.settle();
    Ok(false)
}
