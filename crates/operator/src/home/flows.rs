//! Which source shows what to which service: every permission's sources, and how often each was used.
use std::collections::{BTreeMap, HashMap};

use storage::operator::access_days::{AccessDays as _, FlowRow};
use storage::operator::permissions::Permissions as _;
use web::language::Speech;

use super::map::{Flow, MOST_BANDS, Standing};
use crate::permissions::view::{PermissionSummary, state_message};
use crate::{Operator, Result};

/// Most permissions looked at: more than a person has, and what a page can be made of quickly.
const MOST_PERMISSIONS: u32 = 500;

/// What the page is narrowed down to by a click.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Only {
    /// One permission's arrangement.
    pub(super) permission: String,
    /// One source's connector.
    pub(super) source: String,
    /// One service's client id.
    pub(super) service: String,
}

impl Only {
    /// Whether anything is left out.
    pub(super) fn is_narrow(&self) -> bool {
        *self != Self::default()
    }

    fn lets(&self, permission: &str, source: &str, service: &str) -> bool {
        let passes = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        passes(&self.permission, permission)
            && passes(&self.source, source)
            && passes(&self.service, service)
    }
}

/// A source or a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Party {
    /// The connector's UUID, or the client id.
    pub(super) id: String,
    /// What it is called.
    pub(super) name: String,
}

/// A flow as the table says it.
#[derive(Debug, Clone)]
pub(super) struct FlowView {
    pub(super) source: String,
    pub(super) service: String,
    pub(super) title: String,
    pub(super) permission: String,
    pub(super) state: String,
    pub(super) releases: u32,
    /// The last time (RFC 3339), or empty.
    pub(super) last: String,
}

/// Everything that flows, or may.
#[derive(Debug, Default)]
pub(super) struct Flows {
    pub(super) sources: Vec<Party>,
    pub(super) services: Vec<Party>,
    /// The first for the drawing, no more than it has room for; in the order of `views`.
    pub(super) drawn: Vec<Flow>,
    pub(super) views: Vec<FlowView>,
    /// The permissions they belong to, last changed first.
    pub(super) permissions: Vec<PermissionSummary>,
}

/// One flow before it is named.
struct Found {
    arrangement: String,
    source: String,
    service: String,
    standing: Standing,
    state: String,
    title: String,
    releases: u32,
    last_at: i64,
}

impl Operator {
    /// The flows of a person since a time (microseconds), those used most first.
    pub(super) async fn flows(
        &self,
        account: &str,
        since: i64,
        only: &Only,
        speech: &Speech,
    ) -> Result<Flows> {
        let language = speech.tag();
        let counted = self.db.flows_of(account, since, self.clock.now()).await?;
        let mut counts: HashMap<(&str, &str), &FlowRow> = HashMap::new();
        for row in &counted {
            counts.insert((&row.arrangement_id, &row.connector_uuid), row);
        }
        let rows = self
            .db
            .permission_heads(account, (i64::MAX, ""), MOST_PERMISSIONS)
            .await?;
        let (mut found, mut permissions) = (Vec::new(), Vec::new());
        for row in rows {
            let (summary, intended_use) = self.summary(&row, language).await?;
            let mut sources: Vec<&str> = intended_use
                .datasets
                .keys()
                .map(permission::DatasetId::connector)
                .collect();
            sources.sort_unstable();
            sources.dedup();
            let standing = match summary.state.as_str() {
                "granted" => Standing::Granted,
                "suspended" => Standing::Suspended,
                _ => Standing::Ended,
            };
            let mut any = false;
            for source in sources {
                let count = counts.get(&(summary.id.as_str(), source));
                // What was declined, or has ended and shows nothing in this time, is no flow.
                if standing == Standing::Ended && count.is_none() {
                    continue;
                }
                if !only.lets(&summary.id, source, &row.service_id) {
                    continue;
                }
                any = true;
                found.push(Found {
                    arrangement: summary.id.clone(),
                    source: source.to_owned(),
                    service: row.service_id.clone(),
                    standing,
                    state: summary.state.clone(),
                    title: summary.title.clone(),
                    releases: count
                        .map_or(0, |row| u32::try_from(row.releases).unwrap_or(u32::MAX)),
                    last_at: count.map_or(0, |row| row.last_at),
                });
            }
            if any || !only.is_narrow() {
                permissions.push(summary);
            }
        }
        found.sort_by(|one, other| {
            (other.releases, one.standing, &one.arrangement, &one.source).cmp(&(
                one.releases,
                other.standing,
                &other.arrangement,
                &other.source,
            ))
        });
        let mut flows = self.named(found, speech).await?;
        flows.permissions = permissions;
        Ok(flows)
    }

    async fn named(&self, found: Vec<Found>, speech: &Speech) -> Result<Flows> {
        let known = self.known_sources().await?;
        let mut flows = Flows::default();
        let (mut source_places, mut service_places) = (BTreeMap::new(), BTreeMap::new());
        for one in found {
            let source_name = known
                .get(&one.source)
                .map_or_else(|| one.source.clone(), |source| source.metadata.name.clone());
            let service_name = self.known_service(&one.service).await?.map_or_else(
                || one.service.clone(),
                |known| known.service.name.get(speech.tag()).to_owned(),
            );
            let source = place(
                &mut source_places,
                &mut flows.sources,
                &one.source,
                &source_name,
            );
            let service = place(
                &mut service_places,
                &mut flows.services,
                &one.service,
                &service_name,
            );
            if flows.drawn.len() < MOST_BANDS {
                let label = speech
                    .say("map-flow")
                    .with("source", &source_name)
                    .with("service", &service_name)
                    .with("use", &one.title)
                    .with("state", String::from(speech.say(state_message(&one.state))))
                    .with("count", one.releases)
                    .to_string();
                flows.drawn.push(Flow {
                    source,
                    service,
                    releases: u64::from(one.releases),
                    standing: one.standing,
                    permission: one.arrangement.clone(),
                    label,
                });
            }
            flows.views.push(FlowView {
                source: source_name,
                service: service_name,
                title: one.title,
                permission: one.arrangement,
                state: one.state,
                releases: one.releases,
                last: if one.last_at == 0 {
                    String::new()
                } else {
                    crate::clock::rfc3339(one.last_at)
                },
            });
        }
        Ok(flows)
    }
}

/// The index of a party, which is entered when it is met for the first time.
fn place(
    places: &mut BTreeMap<String, usize>,
    parties: &mut Vec<Party>,
    id: &str,
    name: &str,
) -> usize {
    *places.entry(id.to_owned()).or_insert_with(|| {
        parties.push(Party {
            id: id.to_owned(),
            name: name.to_owned(),
        });
        parties.len() - 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_narrows_down_to_what_was_clicked() {
        let only = Only {
            source: "library".into(),
            ..Only::default()
        };
        assert!(only.is_narrow() && !Only::default().is_narrow());
        assert!(only.lets("p", "library", "s") && !only.lets("p", "school", "s"));
        assert!(Only::default().lets("p", "school", "s"));
    }
}
